"""From a code, an id or a name to the medications behind it."""

from __future__ import annotations

import pytest
from tests.rules import for_each

import osteopharm
from osteopharm import Combination, Compendium, DrugClass, Medication, Registry, UnknownIdError, UnknownValueError
from osteopharm.model import Identifier

COMPENDIUM = osteopharm.load()


def ids(curie: str) -> list[str]:
    """The ids of the medications behind a code."""
    return [medication.id for medication in COMPENDIUM.by_identifier(curie)]


BISPHOSPHONATES = [
    "alendronic-acid", "clodronic-acid", "etidronic-acid", "ibandronic-acid", "pamidronic-acid", "risedronic-acid",
    "tiludronic-acid", "zoledronic-acid",
]  # fmt: skip


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("curie", ["ATC:m05ba04", "Atc:M05Ba04", "RxNorm:46041", "CHEMBL:chembl870", "UNII:4eqz6yo2hi"])
def test_case_does_not_matter(curie: str) -> None:
    """Prefix and code are taken in upper and lower case."""
    assert len(ids(curie)) == 1


@pytest.mark.parametrize("curie", ["M05BA04", "snomed:1", "", ":", "osteopharm"])
def test_an_unknown_system(curie: str) -> None:
    """A code without a prefix, or with one that is not known, is refused, and the known ones are named."""
    with pytest.raises(UnknownValueError) as caught:
        ids(curie)

    assert "rxnorm" in caught.value.allowed


@pytest.mark.parametrize(
    ("curie", "suggestions"),
    [("atc:M05BA99", "atc:M05BA"), ("rxnorm:460411", "rxnorm:46041"), ("chembl:chembl8700", "chembl:CHEMBL870")],
)
def test_an_unknown_code(curie: str, suggestions: str) -> None:
    """A code that no medication has is refused, with the near ones in the case in which they are written."""
    with pytest.raises(UnknownIdError) as caught:
        ids(curie)

    assert suggestions in caught.value.suggestions
    assert curie == caught.value.id


@pytest.mark.parametrize("curie", ["atc:", "atc:M05B A04", "atc:M05BA04:x", "rxnorm:"])
def test_half_a_code(curie: str) -> None:
    """Half a code, or more than one, is not a medication's."""
    with pytest.raises(UnknownIdError):
        ids(curie)


@pytest.mark.parametrize("curie", [None, 46041, b"rxnorm:46041", ["rxnorm:46041"]])
def test_only_text_is_looked_up(curie: object) -> None:
    """What is not a string is refused, with its type named."""
    with pytest.raises(TypeError, match="not a str"):
        COMPENDIUM.by_identifier(curie)  # type: ignore[arg-type]


@for_each(COMPENDIUM.medications.values())
def test_every_code_leads_back(medication: Medication) -> None:
    """Each code of a medication, and of its brands, means that medication alone."""
    for identifier in (*medication.identifiers, *(each for brand in medication.brands for each in brand.identifiers)):
        assert (medication,) == COMPENDIUM.by_identifier(identifier.curie)


@for_each(COMPENDIUM.combinations.values())
def test_every_code_of_a_combination_leads_to_its_components(combination: Combination) -> None:
    """Each code of a combination, and of its brands, means its components."""
    for identifier in (*combination.identifiers, *(each for brand in combination.brands for each in brand.identifiers)):
        assert combination.components == COMPENDIUM.by_identifier(identifier.curie)


def test_a_small_compendium() -> None:
    """Without medications no code is known; with one its groups are, on every level."""
    source = Registry(id="registry", name="a registry", publisher="a publisher", release="2025", license="none")
    group = DrugClass(id="group", name="a group", sources=(source,))
    code = Identifier(curie="atc:M05BA04", sources=(source,))
    medication = Medication(id="one", name="one thing", sources=(source,), classes=(group,), identifiers=(code,))
    small = Compendium(sources=[source], drug_classes=[group], medications=[medication])

    for curie in ("atc:M", "atc:M05", "atc:M05B", "atc:M05BA", "atc:M05BA04"):
        assert (medication,) == small.by_identifier(curie)
        with pytest.raises(UnknownIdError):
            Compendium().by_identifier(curie)
