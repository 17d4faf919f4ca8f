"""From a code to the products and medications behind it, and what it leaves undecided."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of, for_each

import osteopharm
from osteopharm import Combination, Compendium, DrugClass, Medication, Registry, UnknownIdError, UnknownValueError
from osteopharm.model import Identifier
from osteopharm.model.identifiers import SYSTEMS
from osteopharm.model.product_level import Product, ProductCode
from osteopharm.names.codes import ALIASES, coder, system_of

COMPENDIUM = osteopharm.load()
BY_CODE = COMPENDIUM.by_code


def ids(curie: str) -> list[str]:
    """The ids of the medications behind a code."""
    return [medication.id for medication in COMPENDIUM.by_identifier(curie).medications]


BISPHOSPHONATES = [
    "alendronic-acid", "clodronic-acid", "etidronic-acid", "ibandronic-acid", "pamidronic-acid", "risedronic-acid",
    "tiludronic-acid", "zoledronic-acid",
]  # fmt: skip


@each_of(
    ("curie", "medications"),
    [
        ("rxnorm:46041", ["alendronic-acid"]),
        ("rxnorm:993449", ["denosumab"]),
        ("atc:M05BA04", ["alendronic-acid"]),
        ("atc:M05BX06", ["romosozumab"]),
        ("unii:4EQZ6YO2HI", ["denosumab"]),
        ("drugbank:DB06643", ["denosumab"]),
        ("chembl:CHEMBL870", ["alendronic-acid"]),
        # A brand's code, a combination's, a combination's brand's.
        ("rxnorm:993453", ["denosumab"]),
        ("rxnorm:1441391", ["conjugated-estrogens", "bazedoxifene"]),
        ("rxnorm:607553", ["alendronic-acid", "colecalciferol"]),
        ("atc:M05BB03", ["alendronic-acid", "colecalciferol"]),
        # Groups: those that are classified in them.
        ("atc:M05BA", BISPHOSPHONATES),
        ("atc:H05AA", ["abaloparatide", "parathyroid-hormone", "teriparatide"]),
        ("atc:A11CC", ["alfacalcidol", "calcifediol", "calcitriol", "colecalciferol", "ergocalciferol"]),
        # A group of combinations alone: their components.
        ("atc:M05BB", ["alendronic-acid", "alfacalcidol", "colecalciferol", "etidronic-acid", "ibandronic-acid",
                       "risedronic-acid", "zoledronic-acid"]),
        ("atc:G03CC", ["conjugated-estrogens", "bazedoxifene"]),
    ],
)  # fmt: skip
def test_codes(curie: str, medications: list[str]) -> None:
    """A code gives one medication, the components of a combination, or the members of a group."""
    assert medications == ids(curie)


def test_a_group_does_not_hold_what_only_its_combinations_hold() -> None:
    """Drugs for bone are not a group of vitamin D, although a combination there holds it."""
    found = ids("atc:M05B")

    assert set(BISPHOSPHONATES) < set(found)
    assert {"denosumab", "romosozumab", "strontium-ranelate"} < set(found)
    assert {"colecalciferol", "alfacalcidol"}.isdisjoint(found)
    assert set(found) == set(ids("atc:M05")) == set(ids("atc:M"))


@each_of("curie", ["ATC:m05ba04", "Atc:M05Ba04", "RxNorm:46041", "CHEMBL:chembl870", "UNII:4eqz6yo2hi"])
def test_case_does_not_matter(curie: str) -> None:
    """Prefix and code are taken in upper and lower case."""
    assert len(ids(curie)) == 1


@each_of("curie", ["M05BA04", "read:1", "", ":", "osteopharm"])
def test_an_unknown_system(curie: str) -> None:
    """A code without a prefix, or with one that is not known, is refused, and the known ones are named."""
    with pytest.raises(UnknownValueError) as caught:
        ids(curie)

    assert "rxnorm" in caught.value.allowed


@each_of("system", [5, None, "read", ""])
def test_an_unknown_name_of_a_system(system: Any) -> None:
    """What names no system is refused, whatever its type."""
    with pytest.raises(UnknownValueError, match="rxnorm"):
        system_of(system)


@each_of(
    ("curie", "suggestions"),
    [("atc:M05BA99", "atc:M05BA"), ("rxnorm:460411", "rxnorm:46041"), ("chembl:chembl8700", "chembl:CHEMBL870")],
)
def test_an_unknown_code(curie: str, suggestions: str) -> None:
    """A code that no medication has is refused, with the near ones in the case in which they are written."""
    with pytest.raises(UnknownIdError) as caught:
        ids(curie)

    assert suggestions in caught.value.suggestions
    assert curie == caught.value.id


@each_of("curie", ["atc:", "atc:M05B A04", "atc:M05BA04:x", "rxnorm:"])
def test_half_a_code(curie: str) -> None:
    """Half a code, or more than one, is not a medication's."""
    with pytest.raises(UnknownIdError):
        ids(curie)


@each_of("curie", [None, 46041, b"rxnorm:46041", ["rxnorm:46041"]])
def test_only_text_is_looked_up(curie: object) -> None:
    """What is not a string is refused, with its type named."""
    with pytest.raises(TypeError, match="not a str"):
        COMPENDIUM.by_identifier(curie)  # type: ignore[arg-type]


@for_each(COMPENDIUM.medications.values())
def test_every_code_leads_back(medication: Medication) -> None:
    """Each code of a medication, and of its brands, means that medication alone."""
    for identifier in (*medication.identifiers, *(each for brand in medication.brands for each in brand.identifiers)):
        assert (medication,) == COMPENDIUM.by_identifier(identifier.curie).medications


@for_each(COMPENDIUM.combinations.values())
def test_every_code_of_a_combination_leads_to_its_components(combination: Combination) -> None:
    """Each code of a combination, and of its brands, means its components."""
    for identifier in (*combination.identifiers, *(each for brand in combination.brands for each in brand.identifiers)):
        assert combination.components == COMPENDIUM.by_identifier(identifier.curie).medications


def test_a_small_compendium() -> None:
    """Without medications no code is known; with one its groups are, on every level."""
    source = Registry(id="registry", name="a registry", publisher="a publisher", release="2025", license="none")
    group = DrugClass(id="group", name="a group", sources=(source,))
    code = Identifier(curie="atc:M05BA04", sources=(source,))
    medication = Medication(id="one", name="one thing", sources=(source,), classes=(group,), identifiers=(code,))
    small = Compendium(sources=[source], drug_classes=[group], medications=[medication])

    for curie in ("atc:M", "atc:M05", "atc:M05B", "atc:M05BA", "atc:M05BA04"):
        assert (medication,) == small.by_identifier(curie).medications
        with pytest.raises(UnknownIdError):
            Compendium().by_identifier(curie)


# A system, a code as people write it, its normal form, the medication, its label and the interval. Typed by hand.
PRODUCT_CODES: list[tuple[str, str | int, str, str, bool | None, str | None]] = [
    ("rxnorm", "904433", "904433", "alendronic-acid", True, "P1W"),
    ("RxCUI", 904433, "904433", "alendronic-acid", True, "P1W"),
    ("rxnorm", "000904433", "904433", "alendronic-acid", True, "P1W"),
    ("rxnorm", "905034", "905034", "risedronic-acid", False, None),
    ("pubchem", "2088", "2088", "alendronic-acid", True, None),
    # The three forms of ten figures, eleven figures, and what a table of numbers leaves.
    ("ndc", "55513-710-01", "55513071001", "denosumab", True, "P6M"),
    ("ndc", "5551371001", "55513071001", "denosumab", True, "P6M"),
    ("ndc", "55513-0710-01", "55513071001", "denosumab", True, "P6M"),
    ("ndc11", "55513071001", "55513071001", "denosumab", True, "P6M"),
    ("ndc", "0002-4184-02", "00002418402", "raloxifene", True, "P1D"),
    ("ndc", 2418402, "00002418402", "raloxifene", True, "P1D"),
    ("ndc", "55513-710", "555130710", "denosumab", True, "P6M"),
    ("snomedct", "417211000001103", "417211000001103", "alendronic-acid", True, "P1W"),
    ("dm+d", "2498911000001108", "2498911000001108", "clodronic-acid", False, None),
    ("bnf", "0606020a0aaacac", "0606020A0AAACAC", "alendronic-acid", True, "P1W"),
    ("din", 2343541, "02343541", "denosumab", True, "P6M"),
    ("eu-number", "eu/1/10/618/001", "EU/1/10/618/001", "denosumab", True, "P6M"),
    ("ema", "EU/1/10/618", "EU/1/10/618", "denosumab", True, "P6M"),
    ("eu-number", "EU/1/12/800/003", "EU/1/12/800/003", "zoledronic-acid", False, None),
    # An application covers several strengths.
    ("nda", "NDA020560", "020560", "alendronic-acid", None, None),
    ("cip13", "34009 217 176 3 1", "3400921717631", "risedronic-acid", True, "P1W"),
    ("yj", "3999018F2036", "3999018F2036", "alendronic-acid", True, "P1W"),
    ("omop", 1511251, "1511251", "romosozumab", True, "P1M"),
    ("hsa-sin", "SIN13192P", "SIN13192P", "zoledronic-acid", True, "P1Y"),
    ("hcpcs", "j3111", "J3111", "romosozumab", True, "P1M"),
    ("hcpcs", "J0897-JZ", "J0897", "denosumab", None, None),
    ("hcpcs", "J1410", "J1410", "conjugated-estrogens", False, None),
]


@for_each(PRODUCT_CODES, str)
def test_product_codes(case: tuple[str, str | int, str, str, bool | None, str | None]) -> None:
    """A code of a register, in any form in which people write it, gives one medication, its label and its interval."""
    system, written, code, medication, labeled, interval = case
    found = BY_CODE(system, written)

    assert (code, [medication]) == (found.code, [each.id for each in found.medications])
    assert labeled is found.labeled_for_osteoporosis
    assert interval == found.dosing_interval
    assert (labeled is None) is (found.undecided is not None)
    assert COMPENDIUM.by_identifier(found.curie) == BY_CODE(found.system, found.code)


# A code that is billed in units, how many, what it is labeled for, and the brands that are left.
BILLED: list[tuple[str, float | Decimal | None, bool | None, set[str]]] = [
    ("J0897", 60, True, {"Prolia"}),
    ("J0897", 120, False, {"Xgeva"}),
    ("J0897", Decimal(60), True, {"Prolia"}),
    ("J0897", None, None, {"Prolia", "Xgeva"}),
    ("J0897", 7, None, {"Prolia", "Xgeva"}),
    ("Q5159", 60, True, {"Ospomyv"}),
    ("Q5159", 120, False, {"Xbryk"}),
    ("J3489", 5, True, {"Reclast"}),
    ("J3489", 4, False, set()),
    ("J1740", 3, True, set()),
    # Two syringes make a dose, and all that the code covers is labeled.
    ("J3111", 210, True, {"Evenity"}),
]


@for_each(BILLED, str)
def test_billed_units_decide(case: tuple[str, float | Decimal | None, bool | None, set[str]]) -> None:
    """A code that covers products with different labels says so, and the billed units decide where they can."""
    code, units, labeled, brands = case
    found = BY_CODE("hcpcs", code, units=units)

    assert labeled is found.labeled_for_osteoporosis
    if labeled is not None or units is None:
        assert brands <= {brand.name for brand in found.brands}
    if labeled is not None and brands:
        assert brands == {brand.name for brand in found.brands}
        assert found.products
    if units is None:
        assert "billed units" in str(found.undecided)


def test_a_code_says_what_it_leaves_undecided() -> None:
    """A group, several strengths, and a medication whose labels were not read are each named as the reason."""
    group = COMPENDIUM.by_identifier("atc:M05BX")

    assert (group.is_group, group.labeled_for_osteoporosis, group.dosing_interval) == (True, None, None)
    assert "group" in str(group.undecided)
    assert "differ" in str(BY_CODE("nda", "020560").undecided)
    source = Registry(id="registry", name="a registry", publisher="a publisher", release="2025", license="none")
    drugs = DrugClass(id="group", name="a group", sources=(source,))
    codes = (Identifier(curie="rxnorm:1", sources=(source,)),)
    bare = Medication(id="bare", name="bare", sources=(source,), classes=(drugs,), identifiers=codes)
    small = Compendium(sources=[source], drug_classes=[drugs], medications=[bare])
    assert small.by_identifier("rxnorm:1").undecided == "no label of it was read"


@for_each(COMPENDIUM.product_codes.values())
def test_every_product_code_leads_to_its_product_and_back(record: ProductCode) -> None:
    """Each code that ships is in the form of its system, with its check digit, and gives its row, owner and product."""
    system = SYSTEMS[record.system]
    assert system.form.fullmatch(record.code)
    assert system.checks_out(record.code)

    found = BY_CODE(record.system, record.code)
    assert record in found.records
    known = record.identifies
    owner = known.of if isinstance(known, Product) else known
    assert set(owner.components if isinstance(owner, Combination) else (owner,)) <= set(found.medications)


@given(st.sampled_from([each for each in COMPENDIUM.product_codes.values() if each.system == "ndc"]), st.data())
def test_an_ndc_in_any_form_is_the_same(record: ProductCode, data: st.DataObject) -> None:
    """Eleven figures with or without hyphens, and the ten-figure form that lacks one zero, are one package."""
    labeler, product, package = record.code[:5], record.code[5:9], record.code[9:]
    forms = [record.code, f"{labeler}-{product}-{package}", f"{labeler} {product} {package}"]
    if labeler.startswith("0"):
        forms.append(f"{labeler[1:]}-{product}-{package}")
    if product.startswith("0"):
        forms.append(f"{labeler}-{product[1:]}-{package}")
    if package.startswith("0"):
        forms.append(f"{labeler}-{product}-{package[1:]}")

    assert BY_CODE("ndc", data.draw(st.sampled_from(forms))).code == record.code


@each_of("code", ["55513-710-01-1", "555137100100", "5551-71001-01", "abc", "", "1-2-3-4", "99999-999-99"])
def test_what_is_not_an_ndc(code: str) -> None:
    """A number that no package here has, in whatever form, is refused."""
    with pytest.raises(UnknownIdError):
        BY_CODE("ndc", code)


@each_of("alias", sorted(ALIASES))
def test_aliases_are_systems(alias: str) -> None:
    """Each alias names a system of codes that is known."""
    assert ALIASES[alias] in SYSTEMS


def test_a_market_counts_where_it_is_given() -> None:
    """Of a market whose labels were not read, nothing follows from those of others."""
    assert BY_CODE("rxnorm", "904433", market="US").labeled_for_osteoporosis is True
    assert BY_CODE("rxnorm", "904433", market="ZZ").labeled_for_osteoporosis is None
    with pytest.raises(UnknownValueError):
        BY_CODE("rxnorm", "904433", market="us")


@each_of(
    ("units", "error"), [("60", TypeError), (True, TypeError), (0, ValueError), (-1, ValueError), (10**20, ValueError)]
)
def test_units_are_numbers_above_zero(units: object, error: type[Exception]) -> None:
    """Units that cannot have been billed are refused."""
    with pytest.raises(error, match="units"):
        BY_CODE("hcpcs", "J0897", units=units)  # type: ignore[arg-type]


@each_of("code", [None, 1.5, True, b"904433"])
def test_a_code_is_text_or_a_whole_number(code: object) -> None:
    """What cannot be a code is refused, with its type named."""
    with pytest.raises(TypeError, match="not a str"):
        BY_CODE("rxnorm", code)  # type: ignore[arg-type]


def test_codes_as_tables_have_them() -> None:
    """A table's codes may be numbers, fractions, or follow their system; a group says of no row what it is."""
    find = coder("RxNorm", COMPENDIUM.codes)
    for code in (904433, 904433.0, Decimal(904433), "904433.0", " 904433 ", "rxcui: 904433", "RXNORM:904433"):
        found = find(code)
        assert found is not None
        assert found.code == "904433"
    assert find("nothing") is find("") is find("1" * 10_000) is None
    assert coder("atc", COMPENDIUM.codes)("M05BA") is None
    hcpcs = coder("hcpcs", COMPENDIUM.codes)("J0897", 60)
    assert hcpcs is not None
    assert hcpcs.labeled_for_osteoporosis is True


def test_a_match_shows_itself() -> None:
    """A match prints its code and medications, and has the classes and action of what it means."""
    found = COMPENDIUM.by_identifier("rxnorm:904433")

    assert repr(found) == "<CodeMatch rxnorm:904433: alendronic-acid>"
    assert [each.id for each in found.drug_classes] == ["nitrogen-containing-bisphosphonates"]
    assert found.action is not None
    assert found.action.value == "antiresorptive"
    assert [str(record) for record in found.records] == ["rxnorm:904433"]
    assert [str(product) for product in found.products] == ["Fosamax, 70 mg, tablet, oral"]


def test_ten_figures_of_two_packages_decide_nothing() -> None:
    """Ten figures without hyphens that are packages of two combinations mean neither; with hyphens they mean one."""
    with pytest.raises(UnknownIdError):
        BY_CODE("ndc", "5462901681")
    assert BY_CODE("ndc", "54629-016-81").code == "54629001681"
    assert BY_CODE("ndc", "54629-0168-1").code == "54629016801"


def test_a_code_of_a_substance_without_products() -> None:
    """A medication of which no product is recorded has a code, and no products."""
    assert ids("atc:G03CA01") == ["ethinylestradiol"]
    assert COMPENDIUM.by_identifier("atc:G03CA01").products == ()
