"""Code lists: what is in them, how they are written, and what is found in lists that others made."""

from __future__ import annotations

import csv
import json
import pickle
from functools import cache, partial
from io import StringIO
from pathlib import Path
from typing import Any

import narwhals
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of, for_each

import osteopharm
from osteopharm import DataError, UnknownNameError, UnknownValueError
from osteopharm.cli.commands import run
from osteopharm.codelists import Codelist, CodelistCheck, CodelistRow, FindingKind, compare_codelists
from osteopharm.codelists.reading import LARGEST_LIST, read_list
from osteopharm.codelists.selection import date_of
from osteopharm.model.entities import lineage

COMPENDIUM = osteopharm.load()
# These take long, and every process of a run reads this file: they are made when a test first needs them.
everything = cache(COMPENDIUM.codelist)
labeled_codes = cache(partial(COMPENDIUM.codelist, labeled_for_osteoporosis=True))
SOME = st.deferred(lambda: st.sampled_from([row.curie for row in everything()][::97])).map(
    lambda curie: everything()._by_curie[curie]
)
LISTS = st.lists(SOME, max_size=8).map(lambda rows: Codelist.of(rows, "some"))


def curies(found: Codelist) -> set[str]:
    """The codes of a list."""
    return {row.curie for row in found}


def kinds(found: CodelistCheck) -> dict[str, list[str]]:
    """The codes of each kind of finding."""
    listed: dict[str, list[str]] = {}
    for finding in found.findings:
        listed.setdefault(finding.kind.value, []).extend(finding.codes)
    return listed


# What is in a list


@each_of(
    ("curie", "listed", "labeled"),
    [
        # Typed from the registers: what a code means, and whether a list of labeled products has it.
        ("atc:M05BA04", True, True),
        ("atc:M05BX04", True, False),
        ("atc:M05BA03", True, False),
        ("hcpcs:J0897", True, True),
        ("hcpcs:J3487", True, False),
        ("hcpcs:J3488", True, True),
        ("hcpcs:J3111", True, True),
        ("ndc:55513071001", True, True),
        ("ndc:55513073001", True, False),
        ("ndc:00149047001", True, False),
        ("rxnorm:46041", True, True),
        ("unii:4EQZ6YO2HI", False, False),
        ("atc:M05BX05", False, False),
    ],
)
def test_which_codes_a_list_has(curie: str, listed: bool, labeled: bool) -> None:
    """Zometa, Xgeva, pamidronate and risedronate 30 mg are not in the list of what is labeled for osteoporosis."""
    assert listed is (curie in everything())
    assert labeled is (curie in labeled_codes())


def test_units_decide_where_one_code_has_two_labels() -> None:
    """60 units of J0897 are Prolia and 120 Xgeva; 5 units of J3489 are Reclast and 4 Zometa."""
    units = {row.code: (row.billed_units, row.other_units) for row in everything().where(system="hcpcs")}

    assert units["J0897"] == units["Q5136"] == (("60",), ("120",))
    assert units["J3489"] == (("5",), ("4",))
    assert units["J3111"] == ((), ())
    oncology = COMPENDIUM.codelist("denosumab", systems="J-code", labeled_for_osteoporosis=False)
    assert oncology._by_curie["hcpcs:J0897"].other_units == ("120",)


@for_each(everything, label=lambda row: row.curie)
def test_each_row_means_what_its_code_means(row: CodelistRow) -> None:
    """The medications and label of a row are those that the code gives, and its sources are records."""
    match = COMPENDIUM.by_code(row.system, row.code)
    assert set(row.medications) == set(match.medications)
    assert row.sources
    assert all(source.id in COMPENDIUM.sources for source in row.sources)
    assert row.term


def test_a_class_has_its_members_and_their_combinations() -> None:
    """The list of a class has codes of every member and combination that registers have, and of nothing else."""
    bisphosphonates = COMPENDIUM.drug_classes["bisphosphonates"]
    found = COMPENDIUM.codelist("bisphosphonates", systems="atc")

    members = {
        medication.id for medication in COMPENDIUM.medications.values() if bisphosphonates in lineage(medication)
    }
    with_atc = {each.id for each in found.medications} & members
    assert {"alendronic-acid", "zoledronic-acid", "clodronic-acid"} < with_atc
    assert all(any(each.id in members for each in row.medications) for row in found)
    assert "atc:M05BB03" in found


def test_a_combination_is_its_own_list() -> None:
    """The list of a combination does not have the codes of its components."""
    found = COMPENDIUM.codelist("alendronic-acid-and-colecalciferol", systems="atc")

    assert curies(found) == {"atc:M05BB03"}


@each_of(
    ("asked", "others"),
    [
        ({"market": "US"}, {"snomedct", "din", "cis"}),
        ({"market": "GB"}, {"ndc", "hcpcs", "cis"}),
        ({"systems": ["ndc", "rxnorm"]}, {"atc", "hcpcs"}),
    ],
)
def test_systems_and_markets_narrow_a_list(asked: dict[str, Any], others: set[str]) -> None:
    """A market leaves out the registers of others, and keeps international codes."""
    found = COMPENDIUM.codelist("alendronic acid", **asked)

    assert found
    assert others.isdisjoint(found.systems)
    assert ("atc" in found.systems) is ("market" in asked)


def test_routes_and_forms_narrow_a_list() -> None:
    """Ibandronate is swallowed or injected: the code of the substance decides neither, that of a tablet does."""
    oral = COMPENDIUM.codelist("ibandronic acid", systems=["atc", "rxnorm", "hcpcs"], route="oral")
    injected = COMPENDIUM.codelist("ibandronic acid", systems=["atc", "rxnorm", "hcpcs"], route="intravenous")

    assert oral
    assert injected
    assert not curies(oral) & curies(injected)
    assert "atc:M05BA06" in {row.curie for row in oral.undecided}
    tablets = COMPENDIUM.codelist("alendronic acid", systems="snomedct", dosage_form="tablet")
    forms = {product.dosage_form for row in tablets for product in row.products}
    assert {"tablet", "effervescent tablet"} <= forms
    assert "oral solution" not in forms


def test_undecided_codes_say_why() -> None:
    """Each undecided code gives a reason, and is not in the list."""
    assert {row.curie for row in labeled_codes().undecided}.isdisjoint(curies(labeled_codes()))
    assert all(row.undecided for row in labeled_codes().undecided)


@each_of(
    ("asked", "error"),
    [
        ({"what": "aspirin"}, UnknownNameError),
        ({"systems": "icd9"}, UnknownValueError),
        ({"route": "rectal"}, UnknownValueError),
        ({"dosage_form": "suppository"}, UnknownValueError),
        ({"market": "usa"}, UnknownValueError),
    ],
)
def test_unknown_values_are_rejected(asked: dict[str, Any], error: type[Exception]) -> None:
    """What is not known is an error that names it, never an empty list."""
    with pytest.raises(error):
        COMPENDIUM.codelist(**asked)


def test_dates_of_sources() -> None:
    """A registry has the date of its release if it is one; a publication has none here."""
    sources = COMPENDIUM.sources
    assert date_of(sources["label-prolia-us"]) == "2026-03-10"
    assert date_of(sources["ohdsi-odtp"]) is None
    assert date_of(sources["arch-2017"] if "arch-2017" in sources else sources["anderson-freedman-2020"]) is None


# Sets


@given(LISTS, LISTS)
def test_set_operations(one: Codelist, two: Codelist) -> None:
    """Lists combine as the sets of their codes; no code occurs twice; the rows are sorted."""
    assert curies(one | two) == curies(one) | curies(two)
    assert curies(one & two) == curies(one) & curies(two)
    assert curies(one - two) == curies(one) - curies(two)
    assert curies(one ^ two) == curies(one) ^ curies(two)
    assert [row.curie for row in one | two] == sorted(curies(one | two))
    compared = compare_codelists(one, two)
    assert compared.both | compared.only_first | compared.only_second == one | two
    assert len(compared.to_rows()) == len(one | two)


def test_lists_are_values() -> None:
    """A list equals one with the same codes, can be pickled, and says what it is."""
    one = COMPENDIUM.codelist("denosumab", systems="atc")
    other = COMPENDIUM.codelist("romosozumab", systems="atc")

    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes
    assert one != other
    assert str(one) == "denosumab: 1 code\n  atc:M05BX04 denosumab"
    assert (one | other).title == "denosumab or romosozumab"
    assert repr(next(iter(one))) == "<CodelistRow atc:M05BX04>"
    assert next(iter(one)) in one
    assert repr(compare_codelists(one, one)).startswith("<CodelistComparison denosumab: 1 code in both")
    assert ", 1 undecided" in str(COMPENDIUM.codelist("denosumab", systems="atc", labeled_for_osteoporosis=True))


# How it is written


def test_csv_of_opencodelists() -> None:
    """One system, two columns; the billed units are a third where they decide."""
    read = [*csv.DictReader(StringIO(labeled_codes().where(system="hcpcs").to_csv()))]

    assert {row["code"]: row["billed_units"] for row in read}["J0897"] == "60"
    assert labeled_codes().where(system="ndc").to_csv().startswith("code,term\n")
    with pytest.raises(ValueError, match="several systems"):
        labeled_codes().to_csv()


def test_rows_and_frames() -> None:
    """Every row has the same columns, and the data frame has a row for each code."""
    found = labeled_codes().where(system="hcpcs")

    assert {tuple(row) for row in found.to_rows()} == {tuple(found.to_rows()[0])}
    assert found.to_frame("polars").height == len(found) == len(json.loads(found.to_json()))


def test_cells_do_not_run_in_spreadsheets() -> None:
    """A term that a spreadsheet takes for a formula is written after an apostrophe, and read back without it."""
    row = CodelistRow(system="atc", code="M05BA04", term='=HYPERLINK("x")', entities=())
    text = Codelist.of([row], "hostile").to_csv()

    assert [*csv.reader(StringIO(text))][1] == ["M05BA04", '\'=HYPERLINK("x")']
    read = read_list([*csv.DictReader(StringIO(text))], "atc")
    assert read.entries[0].term == '=HYPERLINK("x")'


def test_omop_concepts_and_their_descendants() -> None:
    """Below risedronic acid is a strength for Paget disease: a list by label does not include its descendants."""
    whole = COMPENDIUM.codelist("risedronic acid", systems="omop").to_omop_concept_set()
    labeled = COMPENDIUM.codelist("risedronic acid", systems="omop", labeled_for_osteoporosis=True)

    includes = {item["concept"]["CONCEPT_ID"]: item["includeDescendants"] for item in whole["items"]}
    assert includes[1516800] is True
    includes = {
        item["concept"]["CONCEPT_ID"]: item["includeDescendants"] for item in labeled.to_omop_concept_set()["items"]
    }
    assert includes[1516800] is False
    assert len(labeled.to_codelist_generator().splitlines()) == len(labeled) + 1
    bare = CodelistRow(system="omop", code="1", term="x", entities=())
    assert Codelist.of([bare], "x").to_omop_concept_set()["items"][0]["concept"]["CONCEPT_CODE"] is None


def test_fhir_value_set() -> None:
    """Systems are written by their URIs; one without a URI is rejected, with those that have one."""
    found = COMPENDIUM.codelist("denosumab", systems=["atc", "ndc"]).to_fhir_valueset(url="http://example.org/vs")

    assert [each["system"] for each in found["compose"]["include"]] == [
        "http://www.whocc.no/atc", "http://hl7.org/fhir/sid/ndc",
    ]  # fmt: skip
    assert found["url"] == "http://example.org/vs"
    assert "compose" not in Codelist.of([], "empty").to_fhir_valueset()
    with pytest.raises(UnknownValueError, match="eu-number"):
        COMPENDIUM.codelist("denosumab", systems="eu-number").to_fhir_valueset()


# Six lists with the faults of public ones


def test_romosozumab_is_missing() -> None:
    """A list of injected treatments of its day lacks romosozumab and the biosimilars of denosumab."""
    found = COMPENDIUM.check_codelist(
        [
            {"hcpcs": "J0897", "description": "Injection, denosumab, 1 mg", "units": 60},
            {"hcpcs": "J3489", "description": "Injection, zoledronic acid, 1 mg", "units": 5},
            {"hcpcs": "J1740", "description": "Injection, ibandronate sodium, 1 mg", "units": 3},
            {"hcpcs": "J3110", "description": "Injection, teriparatide, 10 mcg", "units": 2},
        ]
    )

    missing = [
        finding.entity.id
        for finding in found.faults
        if finding.kind is FindingKind.MISSING_MEDICATION
        if finding.entity
    ]
    assert missing == ["calcitonin", "romosozumab"]
    assert "hcpcs:Q5136" in kinds(found)["missing code"]
    assert "units needed" not in kinds(found)


def test_a_group_of_atc_takes_in_oncology() -> None:
    """M05B covers pamidronate, Zometa, Xgeva and Bondronat, and lacks teriparatide and raloxifene."""
    found = COMPENDIUM.check_codelist([{"code": "M05B", "term": "Drugs affecting bone"}], system="atc")
    text = str(found)

    assert "pamidronic acid is not labeled for osteoporosis, by atc:M05BA03" in text
    assert "Xgeva" in next(str(each) for each in found.faults if "denosumab (atc:M05BX04)" in each.message)
    assert {"atc:H05AA02", "atc:G03XC01"} <= set(kinds(found)["missing medication"])
    assert "atc:M05BX06" not in kinds(found)["missing medication"]


def test_a_list_of_2019() -> None:
    """A list of 2019 lacks abaloparatide and romosozumab, has a code that ended, and is older than our registers."""
    dated = ["atc:M05BA04", "atc:M05BA07", "atc:M05BB03", "atc:H05AA02", "atc:G03XC01", "atc:M05BX03", "hcpcs:J3488"]
    found = COMPENDIUM.check_codelist(dated, dated="2019-06")

    assert {"atc:M05BX06", "atc:H05AA04"} <= set(kinds(found)["missing medication"])
    assert kinds(found)["ended"] == ["hcpcs:J3488"]
    assert "older than our source" in kinds(found)
    assert "older than our source" not in kinds(COMPENDIUM.check_codelist(dated, dated="2030"))


def test_risedronate_30_mg_is_inside() -> None:
    """A strength for Paget disease is found, with what its label says; strengths that are absent are named."""
    rows = [{"ndc": "00149-0470-01", "term": "Actonel 30 mg"}, {"ndc": "00149-0471-01", "term": "Actonel 5 mg"}]
    found = COMPENDIUM.check_codelist(rows, what="risedronic acid")

    [wrong] = [finding for finding in found.faults if finding.kind is FindingKind.NOT_LABELED]
    assert wrong.codes == ("ndc:00149047001",)
    assert "Paget" in wrong.message
    lacking = {finding.message for finding in found.faults if finding.kind is FindingKind.MISSING_STRENGTH}
    assert "risedronic acid lacks the strength 35 mg" in lacking


def test_ndc_in_mixed_forms() -> None:
    """Hyphens, eleven figures and a number that lost its zeros are one code; ten bare figures may be several."""
    rows = [
        {"ndc": "55513-710-01"},
        {"ndc": "55513071001"},
        {"ndc": 149047101.0},
        {"ndc": "1234567890"},
        {"ndc": "99999999999", "term": "denosumab"},
        {"ndc": ""},
    ]
    found = COMPENDIUM.check_codelist(rows, what=["denosumab", "risedronic acid"])

    assert kinds(found)["another form"] == ["ndc:55513071001", "ndc:00149047101"]
    assert kinds(found)["duplicate"] == ["ndc:55513071001"]
    assert kinds(found)["ambiguous code"] == ["ndc:1234567890"]
    [unknown] = [finding for finding in found.faults if finding.kind is FindingKind.UNKNOWN_CODE]
    assert unknown.message == "the code is not in the data; its term names denosumab"


def test_hcpcs_without_units() -> None:
    """Without units, the codes with two labels are found, each with the units to keep; J1740 is not among them."""
    found = COMPENDIUM.check_codelist(["J0897", "J3489", "J1740"], system="hcpcs")

    assert kinds(found)["units needed"] == ["hcpcs:J0897", "hcpcs:J3489"]
    oncology = COMPENDIUM.check_codelist([{"hcpcs": "J0897", "units": "120"}], what="denosumab")
    assert kinds(oncology)["not labeled for osteoporosis"] == ["hcpcs:J0897"]


# More on checks


@for_each(
    [
        (system, drug_class)
        for system in ("ndc", "rxnorm", "hcpcs", "atc", "omop")
        for drug_class in ("bisphosphonates", "rankl-inhibitors")
    ],
    label=str,
)
def test_what_we_write_is_clean(case: tuple[str, str]) -> None:
    """A list that is written and checked has no faults, in each layout that has codes of its system."""
    system, drug_class = case
    made = COMPENDIUM.codelist(drug_class, systems=system, labeled_for_osteoporosis=True)
    rows = [*csv.DictReader(StringIO(made.to_csv()))]
    if not made:
        return
    found = COMPENDIUM.check_codelist(rows, what=drug_class, system=system)
    assert found.is_clean, str(found)
    assert not found.comparison.only_second
    assert COMPENDIUM.check_codelist(made, what=drug_class).is_clean
    if system in ("ndc", "rxnorm", "atc"):
        assert COMPENDIUM.check_codelist(made.to_fhir_valueset(), what=drug_class).codelist == made
    if system == "omop":
        assert COMPENDIUM.check_codelist(made.to_omop_concept_set(), what=drug_class).codelist == made
        concepts = [*csv.DictReader(StringIO(made.to_codelist_generator()))]
        assert COMPENDIUM.check_codelist(concepts, what=drug_class).codelist == made


def test_look_alikes_and_other_medications() -> None:
    """An antibody with a similar name is found with the reason; estradiol is not a bisphosphonate."""
    rows = [
        {"code": "J0584", "term": "Injection, burosumab-twza 1 mg", "system": "HCPCS"},
        {"code": "G03CA03", "term": "estradiol", "system": "ATC"},
        {"code": "A11CC05", "term": "colecalciferol", "system": "ATC"},
        {"code": "1", "term": "aspirin", "system": "http://example.org/codes"},
        {"code": "M05BA04", "term": "alendronic acid", "system": "http://www.whocc.no/atc"},
    ]
    found = COMPENDIUM.check_codelist(rows, what="bisphosphonates")

    assert kinds(found)["look-alike"] == ["hcpcs:J0584"]
    assert "atc:G03CA03" in kinds(found)["other medication"]
    assert "http://example.org/codes:1" in kinds(found)["unknown code"]
    assert "is not a system of codes" in str(found)


def test_a_route_that_is_missing() -> None:
    """A list with ibandronate tablets alone lacks the injection, and combinations that it never has are named."""
    oral = COMPENDIUM.codelist("ibandronic acid", systems="ndc", route="oral", labeled_for_osteoporosis=True)
    found = COMPENDIUM.check_codelist(oral, what="ibandronic acid", market="US")
    lacking = [finding.message for finding in found.faults if finding.kind is FindingKind.MISSING_ROUTE]
    assert lacking == ["ibandronic acid lacks the route intravenous"]
    patches = COMPENDIUM.codelist("estradiol", systems="rxnorm", route="oral", labeled_for_osteoporosis=True)
    found = COMPENDIUM.check_codelist(patches, what="estradiol", market="US")
    assert "estradiol lacks the route transdermal" in {finding.message for finding in found.faults}
    [application] = [
        row
        for row in labeled_codes().undecided
        if row.brands == ("Prolia", "Xgeva") and row.system == "fda-application"
    ]
    [both] = COMPENDIUM.check_codelist([application.curie], what="denosumab").faults[:1]
    assert both.message == "denosumab covers Xgeva, not labeled for osteoporosis"
    strength = next(
        row for row in labeled_codes().undecided if row.strengths and not row.billed_units and not row.other_units
    )
    assert strength.curie in kinds(COMPENDIUM.check_codelist([strength.curie]))["undecided"]

    alone = COMPENDIUM.check_codelist(["atc:M05BA04"], what="alendronic acid")
    [fixed] = [each for each in alone.faults if each.codes == ("atc:M05BB03",)]
    assert "(with alendronic acid, colecalciferol)" in fixed.message


def test_what_a_list_is_compared_with() -> None:
    """Without `what`, it is the widest class that has all of it; a list of several actions, or of none, is of all."""
    titles = [
        COMPENDIUM.check_codelist(codes).expected.title.partition(",")[0]
        for codes in (["atc:M05BA04", "atc:M05BB03"], ["atc:M05BA04", "atc:H05AA02"], ["atc:A11CC05"], ["atc:Z99"])
    ]

    assert titles == [
        "bisphosphonates",
        "osteoporosis treatments",
        "osteoporosis treatments",
        "osteoporosis treatments",
    ]


def test_packages_of_a_product() -> None:
    """A product without its package is read as its packages."""
    found = COMPENDIUM.check_codelist(["ndc:555130710"], what="denosumab")

    assert {row.code for row in found.codelist} >= {"55513071001"}


def test_reports() -> None:
    """The text, the page and the rows have every finding, and text of the list is neither markup nor control codes."""
    found = COMPENDIUM.check_codelist(
        [{"code": "<b>\x1b[31m", "system": "atc", "term": "x"}, {"code": "M05BX04", "system": "atc"}]
    )

    assert repr(found) == f"<CodelistCheck: {len(found.faults)} faults>"
    assert "\x1b" not in str(found)
    assert "\x1b" not in found.to_html()
    assert "<b>" not in found.to_html()
    assert len(found.to_rows()) == len(found.findings) == found.to_html().count("<li>")
    assert found.to_frame("polars").height == len(found.findings)
    assert " and 1 more" in str(COMPENDIUM.check_codelist([{"hcpcs": "J0897", "units": 60}], what="denosumab"))


# How lists are read


@pytest.mark.parametrize("name", ["list.csv", "list.tsv", "semicolons.csv", "list.json", "items.json", "plain.json"])
def test_files(tmp_path: Path, name: str) -> None:
    """Comma, tab, semicolon, a byte order mark, JSON rows, an OMOP concept set and plain codes are read alike."""
    between = {"list.tsv": "\t", "semicolons.csv": ";"}.get(name, ",")
    texts = {
        "list.json": json.dumps([{"concept_id": 1511251, "concept_name": "romosozumab"}]),
        "items.json": json.dumps({"items": [{"concept": {"CONCEPT_ID": 1511251}}]}),
        "plain.json": json.dumps(["omop:1511251"]),
    }
    path = tmp_path / name
    path.write_text(texts.get(name, f"\ufeffConcept_ID{between}term\n1511251{between}romosozumab\n"), encoding="utf-8")

    assert curies(COMPENDIUM.check_codelist(path).codelist) == {"omop:1511251"}
    assert curies(COMPENDIUM.check_codelist(str(path)).codelist) == {"omop:1511251"}


@pytest.mark.parametrize(
    "engine", ["polars", *(pytest.param(each, marks=pytest.mark.slow) for each in ("pandas", "pyarrow"))]
)
def test_data_frames(engine: Any) -> None:
    """A data frame of any engine is read, without its empty cells."""
    table = narwhals.from_dict({"rxcui": ["46041", None], "term": ["alendronate", None]}, backend=engine).to_native()

    assert [entry.code for entry in read_list(table, None).entries] == ["46041"]


@each_of(
    ("source", "system", "message"),
    [
        ([{"drug": "x"}], None, "has no column of codes, only drug"),
        ([{"code": "x"}], None, "does not say of which system"),
        ([{"code": "x"}, 3], "atc", "row 2: is an int"),
        ({"resourceType": "Patient"}, None, "is not a list of codes"),
        ({"resourceType": "ValueSet", "compose": {"include": [{"filter": []}]}}, None, "lists no codes"),
        ({"items": [{"concept": 3}]}, None, "has no column of codes"),
        ({"items": [3]}, None, "row 1: is an int"),
    ],
)
def test_lists_that_cannot_be_read(source: object, system: str | None, message: str) -> None:
    """What is not a list of codes is rejected, with what was found and what to give."""
    with pytest.raises(DataError, match=message):
        COMPENDIUM.check_codelist(source, system=system)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("absent.csv", None, "is not a file"),
        ("latin.csv", b"code\n\xff\n", "is not UTF-8 at byte 5"),
        ("broken.json", b"{", "is not JSON"),
        ("number.json", b"3", "is an int, not a list of codes"),
        ("deep.json", b"[" * 100_000, "is not JSON"),
        ("huge.csv", b"x" * (LARGEST_LIST + 1), "has more than"),
        ("field.csv", b'code\n"' + b"x" * 140_000, "is not CSV"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, data: bytes | None, message: str) -> None:
    """A file that is absent, too large, or not what its ending says is rejected by name."""
    if data is not None:
        (tmp_path / name).write_bytes(data)

    with pytest.raises(DataError, match=message):
        COMPENDIUM.check_codelist(tmp_path / name, system="atc")


def test_what_is_not_a_list() -> None:
    """A number is not a list; an unknown system is rejected."""
    with pytest.raises(TypeError, match="the list is an int"):
        COMPENDIUM.check_codelist(3)
    with pytest.raises(UnknownValueError):
        COMPENDIUM.check_codelist(["x"], system="icd9")


def test_an_expanded_value_set_has_a_date() -> None:
    """The codes of an expansion are read, and the date of the value set is that of the list."""
    expanded = {
        "resourceType": "ValueSet",
        "date": "2019-01-01",
        "expansion": {"contains": [{"system": "http://www.whocc.no/atc", "code": "M05BX06"}, "x"]},
    }
    found = COMPENDIUM.check_codelist(expanded)

    assert curies(found.codelist) == {"atc:M05BX06"}
    assert any(finding.kind is FindingKind.OLDER for finding in found.faults)


# The command


def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A list is written to a file, checked, and reported; each layout is one of the methods."""
    path, page = tmp_path / "list.csv", tmp_path / "report.html"
    assert (
        run(
            [
                "codelist",
                "denosumab",
                "--labeled",
                "--system",
                "hcpcs",
                "--system",
                "atc",
                "--layout",
                "rows",
                "-o",
                str(path),
            ]
        )
        == 0
    )
    assert capsys.readouterr().out.endswith("1 code left out as undecided\n")
    assert run(["check-codelist", str(path), "--what", "denosumab", "--html", str(page)]) == 0
    assert "0 faults" in capsys.readouterr().out
    assert "0 faults" in page.read_text(encoding="utf-8")
    path.write_text("code\nM05BA03\n", encoding="utf-8")
    assert run(["check-codelist", str(path), "--system", "atc", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["is_fault"] is True
    assert run(["check-codelist", str(path), "--system", "atc"]) == 1
    assert "\n  row 1: pamidronic acid" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("layout", "begin"),
    [
        ("csv", "code,term\n"),
        ("rows", "system,code"),
        ("codelist-generator", "codelist_name,"),
        ("concept-set", "{\n"),
        ("valueset", "{\n"),
    ],
)
def test_layouts(layout: str, begin: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each layout is written to standard output."""
    assert run(["codelist", "romosozumab", "--system", "atc", "--layout", layout]) == 0
    assert capsys.readouterr().out.startswith(begin)


def test_commands_that_fail(capsys: pytest.CaptureFixture[str]) -> None:
    """Two columns cannot tell systems apart; an empty list has its header, and undecided codes are counted."""
    assert run(["codelist", "denosumab"]) == 1
    assert "use --layout rows" in capsys.readouterr().err
    assert run(["codelist", "denosumab", "--system", "atc", "--labeled", "--layout", "rows"]) == 0
    written = capsys.readouterr()
    assert written.out == "system,code,term\n"
    assert written.err == "1 code left out as undecided\n"
