"""The FHIR terminology: valid in R4B and R5, and the same hierarchy as the records."""

from __future__ import annotations

import json
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.export.mutations import change
from tests.parts import module, needs, node_module

import osteopharm
from osteopharm import Combination, Compendium, DrugClass, Medication, Registry, UnknownValueError
from osteopharm.cli.commands import run
from osteopharm.codelists.codelist import URIS
from osteopharm.export import fhir_bundle
from osteopharm.model import Identifier

COMPENDIUM = osteopharm.load()
R5 = fhir_bundle(COMPENDIUM, "R5")
R4B = fhir_bundle(COMPENDIUM, "R4B")
RESOURCES = {each["resource"]["id"]: each["resource"] for each in R5["entry"]}


def wrong_codes(model: Any, path: str = "") -> list[str]:
    """The values of a validated resource that its enumerations do not have: the validator itself accepts them."""
    found = []
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        allowed = (field.json_schema_extra or {}).get("enum_values")
        if allowed and value is not None and value not in allowed:
            found.append(f"{path}.{name}: {value}")
        for each in value if isinstance(value, list) else [value]:
            if hasattr(type(each), "model_fields"):
                found += wrong_codes(each, f"{path}.{name}")
    return found


def problems(bundle: dict[str, Any], release: str) -> list[str]:
    """What the validator of a release, and the enumerations that it leaves out, find wrong."""
    pydantic = module("validators", "pydantic")
    bundles = module("validators", f"fhir.resources{'.R4B' if release == 'R4B' else ''}.bundle")
    try:
        model = bundles.Bundle.model_validate(bundle)
    except pydantic.ValidationError as error:
        return [str(each["loc"]) for each in error.errors()]
    return wrong_codes(model)


@pytest.mark.parametrize(("release", "bundle"), [("R5", R5), ("R4B", R4B)])
@needs("validators")
def test_the_whole_terminology_is_valid(release: str, bundle: dict[str, Any]) -> None:
    """Every resource passes the models of its release and the required enumerations."""
    assert problems(bundle, release) == []


@pytest.mark.parametrize(
    ("at", "path", "value"),
    [
        (0, ("content",), None),
        (0, ("content",), "most"),
        (0, ("status",), "bogus"),
        (0, ("property", 0, "type"), "word"),
        (0, ("unknown",), "x"),
        (1, ("group", 0, "element", 0, "target", 0, "relationship"), "wrong-code"),
        (1, ("group", 0, "element", 0, "target", 0, "equivalence"), "equivalent"),
        (2, ("compose", "include", 0, "filter", 0, "op"), "below"),
        (2, ("expansion", "total"), "many"),
    ],
)
@needs("validators")
def test_mutations_are_caught(at: int, path: tuple[Any, ...], value: object) -> None:
    """A missing or unknown element and a code of no enumeration make the bundle invalid."""
    bundle = deepcopy(R5)
    change(bundle["entry"][at]["resource"], path, value)

    assert problems(bundle, "R5") != []


@needs("validators")
def test_each_release_rejects_the_map_of_the_other() -> None:
    """R5 relates codes by `relationship`, R4B by `equivalence`; the rest of the bundles is the same."""
    assert problems(R5, "R4B") != []
    assert problems(R4B, "R5") != []
    assert [each for each in R5["entry"] if each not in R4B["entry"]] == [R5["entry"][1]]


def test_value_sets_expand_to_the_members() -> None:
    """The filter of each class, followed through the CodeSystem, and its expansion both give the members."""
    parents = {
        concept["code"]: {each["valueCode"] for each in concept["property"] if each["code"] == "parent"}
        for concept in RESOURCES["medications"]["concept"]
    }
    for drug_class in COMPENDIUM.drug_classes.values():
        value_set = RESOURCES[drug_class.id]
        [below] = value_set["compose"]["include"][0]["filter"]
        found: set[str] = set()
        grown = {below["value"]}
        while grown:
            grown = {code for code, above in parents.items() if above & grown} - found
            found |= grown

        members = {member.id for member in COMPENDIUM.members(drug_class)}
        assert found == members
        assert {each["code"] for each in value_set.get("expansion", {}).get("contains", ())} == members


def test_each_mapped_code_leads_back() -> None:
    """Each target of the ConceptMap is a code of its source; a code of one salt is narrower than the substance."""
    prefixes = {"http://fdasis.nlm.nih.gov": "unii", "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
                "http://www.whocc.no/atc": "atc"}  # fmt: skip
    related = {}
    for group in RESOURCES["codes"]["group"]:
        for element in group["element"]:
            for target in element["target"]:
                curie = f"{prefixes[group['target']]}:{target['code']}"
                found = COMPENDIUM.by_identifier(curie)
                owner = COMPENDIUM[element["code"]]
                assert isinstance(owner, Medication) is (found.medications == (owner,))
                related[element["code"], curie] = target["relationship"]
    assert related["alendronic-acid", "unii:X1J18R4W8P"] == "equivalent"
    assert related["alendronic-acid", "unii:4988K7X26P"] == "source-is-broader-than-target"


def test_the_code_system_gives_back_the_records() -> None:
    """Ids, names, other names, parents, components and sources of all classes, medications and combinations."""
    concepts = {each["code"]: each for each in RESOURCES["medications"]["concept"]}
    collections = (COMPENDIUM.drug_classes, COMPENDIUM.medications, COMPENDIUM.combinations)
    items: list[Any] = [item for each in collections for item in each.values()]
    offenders = []
    for item in items:
        concept = concepts[item.id]
        given = {"parent": item.to_dict().get(getattr(item, "upward_field", ""), [])}
        given |= {"component": item.to_dict().get("components", []), "source": item.to_dict()["sources"]}
        found: dict[str, list[str]] = {name: [] for name in given}
        for each in concept["property"]:
            found.setdefault(each["code"], []).append(each.get("valueCode") or each["valueString"])
        assert found.pop("kind") == [{"DrugClass": "class"}.get(type(item).__name__, type(item).__name__.lower())]
        names = {concept["display"], *(each["value"] for each in concept.get("designation", ()))}
        if found != given or names != {item.name, *(name.name for name in item.names)}:
            offenders.append(item.id)

    assert offenders == []
    assert concepts.keys() == {item.id for item in items}


def test_the_map_has_every_code() -> None:
    """All codes of medications and combinations in systems that FHIR names are in the map, and no others."""
    mapped = {
        (element["code"], group["target"], target["code"])
        for group in RESOURCES["codes"]["group"]
        for element in group["element"]
        for target in element["target"]
    }
    items: list[Medication | Combination] = [*COMPENDIUM.medications.values(), *COMPENDIUM.combinations.values()]
    assert mapped == {
        (item.id, URIS[each.prefix], each.local) for item in items for each in item.identifiers if each.prefix in URIS
    }


@pytest.mark.parametrize(("bundle", "package"), [(R5, "fhir.resources"), (R4B, "fhir.resources.R4B")])
@needs("validators")
def test_the_models_give_back_the_bundle(bundle: dict[str, Any], package: str) -> None:
    """What the models read and write again is what was exported."""
    model = module("validators", f"{package}.bundle").Bundle.model_validate(bundle)

    assert json.loads(model.model_dump_json()) == bundle


@needs("validators")
def test_small_compendia() -> None:
    """Empty lists are left out, as FHIR requires; without a dated source there is no date, and no expansion."""
    for release in ("R5", "R4B"):
        assert problems(fhir_bundle(Compendium(), release), release) == []
    source = Registry(id="registry", name="a registry", publisher="a publisher", release="one", license="none")
    group = DrugClass(id="group", name="a group", sources=(source,))
    code = Identifier(curie="atc:M05BA04", sources=(source,))
    medication = Medication(id="one", name="one thing", sources=(source,), classes=(group,), identifiers=(code,))
    small = fhir_bundle(Compendium(sources=[source], drug_classes=[group], medications=[medication]))
    assert problems(small, "R5") == []
    assert "expansion" not in small["entry"][2]["resource"]


@needs("validators")
def test_code_lists_are_valid() -> None:
    """The ValueSet of a code list is valid in both releases, and the concept set builds a query of an OMOP database."""
    found = COMPENDIUM.codelist(systems=["rxnorm", "ndc", "atc", "snomedct", "hcpcs"]).to_fhir_valueset()
    for release, package in (("R5", "fhir.resources"), ("R4B", "fhir.resources.R4B")):
        value_sets = module("validators", f"{package}.valueset")
        assert wrong_codes(value_sets.ValueSet.model_validate(found)) == [], release
    circe = module("validators", "duckcdm.circe")
    query = circe.build_concept_set_query(COMPENDIUM.codelist("romosozumab").to_omop_concept_set())
    assert "1511251" in str(query)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm export` writes the same bytes each time; an unknown release writes nothing."""
    path = tmp_path / "terminology.json"
    assert run(["export", "fhir-r4b", "-o", str(path)]) == 0
    assert capsys.readouterr().out == f"wrote {path}\n"
    first = path.read_bytes()
    assert json.loads(first) == R4B
    assert run(["export", "fhir-r4b", "-o", str(path)]) == 0
    assert path.read_bytes() == first
    with pytest.raises(UnknownValueError, match="R4B"):
        fhir_bundle(COMPENDIUM, "DSTU2")


SECOND_OPINION = """
const {Fhir} = require(process.argv[1]);
const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const found = given.map(each => new Fhir().validate(each, {errorOnUnexpected: true}));
const grave = message => ['error', 'fatal'].includes(message.severity);
console.log(JSON.stringify(found.map(each => each.messages.filter(grave))));
"""


def second_opinion(*bundles: dict[str, Any]) -> list[list[dict[str, str]]]:
    """The errors that fhir.js, which knows R4 and its required codes, finds in each bundle."""
    words = ["node", "-e", SECOND_OPINION, str(node_module("fhir"))]
    run = subprocess.run(words, input=json.dumps(bundles), capture_output=True, text=True, check=True)
    found: list[list[dict[str, str]]] = json.loads(run.stdout)
    return found


@needs("validators")
def test_a_second_validator_agrees() -> None:
    """fhir.js finds the bundle valid in R4, and an unknown element, a missing one and wrong codes invalid."""
    mutated = [deepcopy(R4B) for _ in range(5)]
    mutated[0]["entry"][0]["resource"]["unknown"] = "x"
    del mutated[1]["entry"][0]["resource"]["content"]
    mutated[2]["entry"][0]["resource"]["status"] = "bogus"
    mutated[3]["entry"][1]["resource"]["group"][0]["element"][0]["target"][0]["equivalence"] = "wrong-code"
    mutated[4]["entry"][2]["resource"]["compose"]["include"][0]["filter"][0]["op"] = "below"
    first, *others = second_opinion(R4B, *mutated)

    assert first == []
    assert [bool(each) for each in others] == [True] * 5


def concept_set_problems(concepts: dict[str, Any]) -> list[str]:
    """What circe cannot build a query of, and what it accepts although ATLAS would not: no id, and unknown keys."""
    circe = module("validators", "duckcdm.circe")
    try:
        circe.build_concept_set_query(concepts)
    except Exception as error:  # noqa: BLE001 - it raises errors of several kinds
        return [repr(error)]
    found = [] if concepts.keys() == {"items"} else ["keys"]
    for item in concepts["items"]:
        keys = {"concept", "isExcluded", "includeDescendants", "includeMapped"}
        found += [] if item.keys() == keys else ["keys of an item"]
        concept = item["concept"]
        found += [] if concept.keys() == OMOP_KEYS else ["keys of a concept"]
        found += [] if type(concept.get("CONCEPT_ID")) is int else ["id"]
        found += [] if all(type(item.get(key)) is bool for key in keys - {"concept"}) else ["flags"]
    return found


OMOP_KEYS = {
    *("CONCEPT_ID", "CONCEPT_NAME", "STANDARD_CONCEPT", "STANDARD_CONCEPT_CAPTION", "INVALID_REASON"),
    *("INVALID_REASON_CAPTION", "CONCEPT_CODE", "DOMAIN_ID", "VOCABULARY_ID", "CONCEPT_CLASS_ID"),
}


@needs("validators")
def test_concept_sets_have_the_form_of_atlas() -> None:
    """A set of every OMOP concept that we have builds a query, and has the keys and types of ATLAS."""
    concepts = COMPENDIUM.codelist(systems="omop").to_omop_concept_set()
    assert concept_set_problems(concepts) == []
    assert len(concepts["items"]) > 20


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("CONCEPT_ID", "1511251"),
        ("CONCEPT_ID", None),
        ("UNKNOWN", "x"),
        ("isExcluded", "no"),
        ("includeDescendants", None),
        ("unknown", True),
    ],
)
@needs("validators")
def test_mutated_concept_sets_are_caught(key: str, value: object) -> None:
    """A text for an id or a flag, a missing id or flag and an unknown key are found."""
    concepts = COMPENDIUM.codelist("romosozumab").to_omop_concept_set()
    item = concepts["items"][0]
    place = item["concept"] if key.isupper() else item
    if value is None:
        del place[key]
    else:
        place[key] = value

    assert concept_set_problems(concepts) != []
