"""Classes, medications and combinations as FHIR terminology: a CodeSystem, a ValueSet for each class, a ConceptMap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from osteopharm.attribution import DATA_LICENSE, NOT_ADVICE
from osteopharm.codelists.codelist import URIS
from osteopharm.compendium import Compendium
from osteopharm.errors import UnknownValueError
from osteopharm.export._terms import BASE, newest_date
from osteopharm.model.entities import Combination, DrugClass, Medication, directly_above

Item = DrugClass | Medication | Combination
CODE_SYSTEM = f"{BASE}CodeSystem:medications"
PARENT = "http://hl7.org/fhir/concept-properties#parent"
_KINDS = {DrugClass: "class", Medication: "medication", Combination: "combination"}
RELEASES: Mapping[str, tuple[str, str, str]] = {
    "R4B": ("equivalence", "equivalent", "narrower"),
    "R5": ("relationship", "equivalent", "source-is-broader-than-target"),
}
"""For each release: the element that relates two codes, and its values for the substance and for one of its forms."""


def fhir_bundle(compendium: Compendium, release: str = "R5") -> dict[str, Any]:
    """The terminology of a compendium as a FHIR Bundle, for terminology servers.

    It holds a CodeSystem of the classes, medications and combinations, a ValueSet with the members of each class, and
    a ConceptMap from medications and combinations to RxNorm, ATC and UNII. Only the ConceptMap differs between
    releases.

    Args:
        compendium: the records.
        release: ``"R5"``, or ``"R4B"``, which is also valid in R4.

    Raises:
        UnknownValueError: there is no such release.

    >>> import osteopharm
    >>> bundle = fhir_bundle(osteopharm.load())
    >>> [entry["resource"]["resourceType"] for entry in bundle["entry"]][:2]
    ['CodeSystem', 'ConceptMap']
    """
    if release not in RELEASES:
        raise UnknownValueError("release", release, RELEASES)
    shared = _shared(compendium)
    resources = [
        _code_system(compendium, shared),
        _concept_map(compendium, shared, release),
        *(_value_set(compendium, drug_class, shared) for drug_class in compendium.drug_classes.values()),
    ]
    entries = [{"fullUrl": each["url"], "resource": each} for each in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _shared(compendium: Compendium) -> dict[str, Any]:
    """The elements that all resources have: version, status, date, publisher, license."""
    date = newest_date(compendium)
    return {
        "version": compendium.attribution().version,
        "status": "draft",
        "experimental": True,
        **({"date": date} if date else {}),
        "publisher": "osteopharm",
        "description": NOT_ADVICE,
        "copyright": DATA_LICENSE,
    }


def _items(compendium: Compendium) -> Iterator[Item]:
    yield from compendium.drug_classes.values()
    yield from compendium.medications.values()
    yield from compendium.combinations.values()


def _code_system(compendium: Compendium, shared: Mapping[str, Any]) -> dict[str, Any]:
    concepts = [_concept(item) for item in _items(compendium)]
    return {
        "resourceType": "CodeSystem",
        "id": "medications",
        "url": CODE_SYSTEM,
        "name": "OsteopharmMedications",
        "title": "Osteoporosis medications",
        **shared,
        "caseSensitive": True,
        "hierarchyMeaning": "is-a",
        "content": "complete",
        "count": len(concepts),
        "property": [
            {"code": "parent", "uri": PARENT, "type": "code"},
            {"code": "component", "description": "a medication in a combination", "type": "code"},
            {"code": "kind", "description": "class, medication or combination", "type": "string"},
            {"code": "source", "description": "the id of a source of the record", "type": "string"},
        ],
        **({"concept": concepts} if concepts else {}),
    }


def _concept(item: Item) -> dict[str, Any]:
    components = item.components if isinstance(item, Combination) else ()
    parents = () if isinstance(item, Combination) else directly_above(item)
    properties: list[dict[str, str]] = [{"code": "kind", "valueString": _KINDS[type(item)]}]
    properties += [{"code": "parent", "valueCode": each.id} for each in parents]
    properties += [{"code": "component", "valueCode": each.id} for each in components]
    properties += [{"code": "source", "valueString": each.id} for each in item.sources]
    names = dict.fromkeys(name.name for name in item.names if name.name != item.name)
    designations = [{"value": name} for name in names]
    return {
        "code": item.id,
        "display": item.name,
        **({"designation": designations} if designations else {}),
        "property": properties,
    }


def _value_set(compendium: Compendium, drug_class: DrugClass, shared: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a class: by the hierarchy of the CodeSystem, and listed as of now."""
    members = sorted(compendium.members(drug_class), key=lambda each: each.id)
    below = {"property": "concept", "op": "descendent-of", "value": drug_class.id}
    contains = [{"system": CODE_SYSTEM, "code": each.id, "display": each.name} for each in members]
    return {
        "resourceType": "ValueSet",
        "id": drug_class.id,
        "url": f"{BASE}ValueSet:{drug_class.id}",
        "name": "".join(word.title() for word in drug_class.id.split("-")),
        "title": drug_class.name,
        **shared,
        "compose": {"include": [{"system": CODE_SYSTEM, "filter": [below]}]},
        **(
            {"expansion": {"timestamp": shared["date"], "total": len(members), "contains": contains}}
            if contains and "date" in shared
            else {}
        ),
    }


def _concept_map(compendium: Compendium, shared: Mapping[str, Any], release: str) -> dict[str, Any]:
    """The codes of the substances and combinations in systems that FHIR names; a code of one form is narrower."""
    element, same, narrower = RELEASES[release]
    groups: dict[str, list[dict[str, Any]]] = {}
    items: tuple[Medication | Combination, ...] = (*compendium.medications.values(), *compendium.combinations.values())
    for item in items:
        targets: dict[str, list[dict[str, str]]] = {}
        for identifier in item.identifiers:
            if identifier.prefix in URIS:
                related = same if identifier.form is None else narrower
                display = item.name if identifier.form is None else f"{item.name} ({identifier.form})"
                target = {"code": identifier.local, "display": display, element: related}
                targets.setdefault(URIS[identifier.prefix], []).append(target)
        for uri, found in targets.items():
            groups.setdefault(uri, []).append({"code": item.id, "display": item.name, "target": found})
    return {
        "resourceType": "ConceptMap",
        "id": "codes",
        "url": f"{BASE}ConceptMap:codes",
        "name": "OsteopharmCodes",
        "title": "Codes of osteoporosis medications",
        **shared,
        **(
            {
                "group": [
                    {"source": CODE_SYSTEM, "target": uri, "element": found} for uri, found in sorted(groups.items())
                ]
            }
            if groups
            else {}
        ),
    }
