"""FHIR to rows: resources of R4 and R5, by coding and by words, contained, referred to and missing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of

import osteopharm
from osteopharm import Compendium, DataError
from osteopharm.fhir import DATES, MedicationEvent, events_of, read_fhir
from osteopharm.names.annotation import COLUMNS, annotation_of

ATC = "http://www.whocc.no/atc"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
TEN = {"system": RXNORM, "code": "904419", "display": "Alendronic acid 10 MG Oral Tablet"}
ALENDRONATE = {"coding": [{"system": RXNORM, "code": "46041", "display": "alendronic acid"}]}
DENOSUMAB = {"resourceType": "Medication", "id": "m1", "code": {"text": "Prolia 60 mg"}}
MISSING = "the medication 'Medication/m9' is not in the resources that were read"
FACTS = os.environ.get("OSTEOPHARM_FACTS")


def request(**fields: Any) -> dict[str, Any]:
    """A MedicationRequest."""
    return {"resourceType": "MedicationRequest", "id": "r1", **fields}


def bundle(*resources: dict[str, Any], urls: dict[str, str] | None = None) -> dict[str, Any]:
    """A Bundle of resources, some with addresses."""
    entries = [{"resource": each, "fullUrl": (urls or {}).get(str(each.get("id")))} for each in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"link": []}, *entries]}


# --- what holds of any text --------------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = [
    *("id", "subject", "medication", "medicationCodeableConcept", "medicationReference", "contained", "status"),
    *("authoredOn", "effectivePeriod", "doNotPerform", "coding", "text", "code", "reference", "concept", "display"),
]
resources = st.builds(
    lambda kind, fields: {"resourceType": kind, **fields},
    st.sampled_from([*DATES, "Medication", "Patient", "Bundle"]),
    st.dictionaries(st.sampled_from(KEYS), json_values | st.dictionaries(st.sampled_from(KEYS), json_values)),
)


@given(resources)
def test_any_resource_gives_rows_of_text_or_nothing(resource: dict[str, Any]) -> None:
    """Whatever is in the fields of a resource, its event has texts or nothing, and never fails half-way."""
    events = events_of(resource)

    assert len(events) == (resource["resourceType"] in DATES)
    for event in events:
        row = event.to_row()
        assert {name for name, value in row.items() if not isinstance(value, str | None)} <= {
            "do_not_perform",
            "labeled_for_osteoporosis",
        }
        assert (event.medication is None) == (event.found_by is None)


@given(st.text(max_size=30))
def test_words_get_what_identify_says(text: str) -> None:
    """A medication in words gets what the library says about these words."""
    [event] = events_of(request(medicationCodeableConcept={"text": text}))
    found = osteopharm.load().identify(text)

    assert (annotation_of(found).values if found else (None,) * 5) == tuple(event.to_row()[name] for name in COLUMNS)


# --- the resources -----------------------------------------------------------------------------------------------


@each_of(
    ("resource", "date"),
    [
        ({"resourceType": "MedicationRequest", "authoredOn": "2024-01-02"}, "2024-01-02"),
        ({"resourceType": "MedicationStatement", "effectiveDateTime": "2024", "dateAsserted": "2025"}, "2024"),
        ({"resourceType": "MedicationStatement", "effectivePeriod": {"start": "2023-05"}}, "2023-05"),
        ({"resourceType": "MedicationStatement", "effectivePeriod": {"end": "2"}, "dateAsserted": "2022"}, "2022"),
        ({"resourceType": "MedicationStatement", "effectiveTiming": {}}, None),
        (
            {"resourceType": "MedicationDispense", "whenPrepared": "2024-03-01", "whenHandedOver": "2024-03-02"},
            "2024-03-02",
        ),
        ({"resourceType": "MedicationDispense", "whenPrepared": "2024-03-01"}, "2024-03-01"),
        ({"resourceType": "MedicationDispense", "recorded": "2024-03-03"}, "2024-03-03"),
    ],
)
@each_of("medication", [{"medicationCodeableConcept": ALENDRONATE}, {"medication": {"concept": ALENDRONATE}}])
def test_each_resource_in_both_releases(resource: dict[str, Any], date: str | None, medication: dict[str, Any]) -> None:
    """The medication is at one place in R4 and at another in R5; each resource has a date of its own."""
    [event] = events_of({**resource, **medication, "id": "x", "subject": {"reference": "Patient/7"}})

    assert event == MedicationEvent(
        resource_type=resource["resourceType"],
        id="x",
        patient="Patient/7",
        date=date,
        text="alendronic acid",
        found_by="coding",
        medication="alendronic-acid",
        drug_class="nitrogen-containing-bisphosphonates",
        action="antiresorptive",
        labeled_for_osteoporosis=True,
    )


@each_of(
    ("subject", "patient"),
    [
        ({"reference": "urn:uuid:1", "display": "A"}, "urn:uuid:1"),
        ({"identifier": {"system": "s", "value": "42"}, "display": "A"}, "42"),
        ({"display": "A"}, "A"),
        (None, None),
        ("Patient/7", None),
    ],
)
def test_the_patient(subject: Any, patient: str | None) -> None:
    """The patient is a reference, else an identifier, else a name."""
    [event] = events_of(request(subject=subject))

    assert patient == event.patient


def test_what_was_not_to_be_given_says_so() -> None:
    """An order not to give a medication, and one entered in error, keep saying so."""
    [event] = events_of(request(doNotPerform=True, status="entered-in-error", medicationCodeableConcept=ALENDRONATE))

    assert (event.do_not_perform, event.status) == (True, "entered-in-error")


@each_of(
    ("concept", "told"),
    [
        ({"coding": [{"system": RXNORM, "code": "993449"}], "text": "Fosamax"}, ("denosumab", "coding")),
        ({"coding": [{"system": "urn:oid:2.16.840.1.113883.6.88", "code": "993449"}]}, ("denosumab", "coding")),
        ({"coding": [{"system": ATC, "code": "M05BB03"}]}, ("alendronic-acid; colecalciferol", "coding")),
        ({"coding": [{"system": "http://fdasis.nlm.nih.gov", "code": "X1J18R4W8P"}]}, ("alendronic-acid", "coding")),
        (
            {"coding": [{"system": "http://snomed.info/sct", "code": "1"}, *ALENDRONATE["coding"]]},
            ("alendronic-acid", "coding"),
        ),
        ({"coding": [TEN]}, ("alendronic-acid", "coding")),
        ({"coding": [{"system": ATC, "code": "M05BA"}], "text": "Actonel"}, ("risedronic-acid", "text")),
        ({"coding": [{"system": ATC, "code": "46041"}]}, (None, None)),
        ({"coding": [{"code": "46041"}]}, (None, None)),
        ({"coding": [{"system": RXNORM, "code": 46041}]}, (None, None)),
        ({"coding": [{"system": RXNORM, "code": "161", "display": "acetaminophen"}]}, (None, None)),
    ],
)
def test_codings_go_before_words(concept: dict[str, Any], told: tuple[str | None, str | None]) -> None:
    """The first coding that is known decides; where none is, the words do; a code means nothing without its system."""
    [event] = events_of(request(medicationCodeableConcept=concept))

    assert told == (event.medication, event.found_by)
    assert event.problem is None


# --- a medication that stands elsewhere --------------------------------------------------------------------------


@each_of("key", ["medicationReference", "medication"])
@each_of(
    ("reference", "url"),
    [
        ("Medication/m1", ""),
        ("Medication/m1/_history/3", ""),
        ("https://example.org/fhir/Medication/m1", ""),
        ("https://example.org/fhir/Medication/m1/_history/3", ""),
        ("urn:uuid:5", "urn:uuid:5"),
    ],
)
def test_references_lead_through_a_bundle(key: str, reference: str, url: str) -> None:
    """A reference leads to a Medication by its id or address, wherever in the Bundle it stands."""
    where = {"reference": reference}
    asked = request(**{key: where if key == "medicationReference" else {"reference": where}})

    for order in ((asked, DENOSUMAB), (DENOSUMAB, asked)):
        [event] = events_of(bundle(*order, urls={"m1": url}))
        assert (event.medication, event.brand, event.found_by, event.problem) == ("denosumab", "Prolia", "text", None)


def test_a_contained_medication() -> None:
    """A reference within the resource leads to what it contains, and to nothing else."""
    contained = ["x", {"id": "other"}, DENOSUMAB]

    [event] = events_of(request(contained=contained, medicationReference={"reference": "#m1"}))
    [missing] = events_of(request(contained=contained, medicationReference={"reference": "#m2"}))

    assert (event.medication, event.problem) == ("denosumab", None)
    assert (missing.medication, missing.problem) == (
        None,
        "the medication '#m2' is not in the resources that were read",
    )


@each_of(
    ("reference", "medication", "problem"),
    [
        ({"reference": "Medication/m9"}, None, MISSING),
        ({"reference": "Medication/m9", "display": "Fosamax"}, "alendronic-acid", MISSING),
        ({"display": "Fosamax"}, "alendronic-acid", "the medication None is not in the resources that were read"),
        (None, None, "names no medication"),
        ("Medication/m1", None, "names no medication"),
    ],
)
def test_a_missing_medication_is_reported(reference: Any, medication: str | None, problem: str) -> None:
    """A reference that leads nowhere is reported; the words that are next to it are read all the same."""
    [event] = events_of(bundle(request(medicationReference=reference), DENOSUMAB))

    assert (medication, problem) == (event.medication, event.problem)


def test_a_medication_without_code_is_reported() -> None:
    """A Medication that is there and says nothing is not a medication."""
    [event] = events_of(
        bundle(request(medicationReference={"reference": "Medication/m1"}), {**DENOSUMAB, "code": None})
    )

    assert event.problem == "names no medication"


# --- files -------------------------------------------------------------------------------------------------------


def test_bundles_and_lines(tmp_path: Path) -> None:
    """A Bundle on many lines, one on a single line, and a resource a line give the same, with blank lines or a mark."""
    resources = (request(medicationReference={"reference": "Medication/m1"}), {"resourceType": "Patient"}, DENOSUMAB)
    many, one, lines = (tmp_path / name for name in ("many.json", "one.json", "lines.ndjson"))
    many.write_text(json.dumps(bundle(*resources), indent=2), encoding="utf-8")
    one.write_text(json.dumps(bundle(*resources)), encoding="utf-8-sig")
    lines.write_text("\n\n".join(map(json.dumps, resources)) + "\n", encoding="utf-8")

    told = [read_fhir(file) for file in (many, one, lines)]

    assert told[0] == told[1] == told[2]
    assert [event.medication for event in told[0]] == ["denosumab"]


def test_references_lead_from_file_to_file(tmp_path: Path) -> None:
    """Medications may have a file of their own; where two files have one of an id, that of the same file is meant."""
    orders, medications, others = (tmp_path / name for name in ("a.ndjson", "b.ndjson", "c.json"))
    orders.write_text(json.dumps(request(medicationReference={"reference": "Medication/m1"})), encoding="utf-8")
    medications.write_text(json.dumps(DENOSUMAB), encoding="utf-8")
    other = {**DENOSUMAB, "code": {"text": "Fosamax"}}
    others.write_text(
        json.dumps(bundle(request(medicationReference={"reference": "Medication/m1"}), other)), encoding="utf-8"
    )

    assert [event.medication for event in read_fhir(orders, medications, others)] == ["denosumab", "alendronic-acid"]
    assert [event.medication for event in read_fhir(orders)] == [None]


@pytest.mark.parametrize(
    "text", ["", "\n", json.dumps({"resourceType": "Patient"}), json.dumps({"resourceType": "Bundle"})]
)
def test_files_without_medications(tmp_path: Path, text: str) -> None:
    """Resources of other kinds are passed over; an empty export is none that failed."""
    (tmp_path / "x").write_text(text, encoding="utf-8")

    assert (text.strip() == "") == bool(refused(tmp_path / "x"))


def refused(*files: Path) -> list[str]:
    """The problems of files; none where they can be read."""
    try:
        assert read_fhir(*files) == ()
    except DataError as error:
        return [f"{problem.file}: {problem.path}: {problem.message}"[:60] for problem in error.problems]
    return []


def test_every_problem_is_reported(tmp_path: Path) -> None:
    """What is not FHIR, no JSON, no UTF-8 or not there is reported, with its line, and nothing is half-read."""
    files = {
        "lines": json.dumps(request()) + '\n{"resourceType": \n[]\n{"id": "x"}\n7\n' + "[" * 100_000,
        "bundle": '{"resourceType": "Bundle", "entry": [{"resource": {}},\n {"resource": 1}]}',
        "broken": '{\n"resourceType": "Bundle"',
        "deep": "[" * 100_000,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "latin").write_bytes('{"resourceType": "Pati\xe9nt"}'.encode("latin-1"))

    assert refused(*(tmp_path / name for name in (*files, "latin", "missing"))) == [
        "broken: $: is not JSON: Expecting ',' delimiter: line 2 colu",
        "bundle: $.entry[0].resource: has no resourceType",
        "bundle: $.entry[1].resource: is an int",
        "deep: $: is nested too deep",
        "latin: $: is not UTF-8 at byte 22",
        "lines: line 2: is not JSON: Expecting value: line 2 column 1",
        "lines: line 3: is a list",
        "lines: line 4: has no resourceType",
        "lines: line 5: is an int",
        "lines: line 6: is nested too deep",
        "missing: $: is not a file",
    ]


def test_a_compendium_of_ones_own() -> None:
    """The results come from the given compendium."""
    [event] = events_of(request(medicationCodeableConcept=ALENDRONATE), compendium=Compendium())

    assert (event.medication, event.found_by) == (None, None)


@pytest.mark.facts
@pytest.mark.skipif(FACTS is None, reason="OSTEOPHARM_FACTS names no folder with the fact tables")
def test_the_output_of_a_generator() -> None:
    """Of 67 orders of generated patients, seven are for alendronic acid and three hold ethinylestradiol by its name."""
    events = read_fhir(Path(str(FACTS)) / "reference" / "synthea_medicationrequests.jsonl")
    told = [event.medication for event in events if event.medication]

    assert len(events) == 67
    assert (told.count("alendronic-acid"), told.count("ethinylestradiol")) == (7, 3)
    assert {None} == {event.problem for event in events}
    assert all(event.patient and event.patient.startswith("urn:uuid:") and event.date for event in events)
