"""Claims as Web Annotations: valid by the schemas of W3C, and each leads to its words and its record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4
from tests.draws import compendia
from tests.export.mutations import change
from tests.rules import each_of

import osteopharm
from osteopharm import Compendium, UnknownIdError
from osteopharm.export import web_annotations
from osteopharm.model import Concept, Document, EntityKind, Passage

COMPENDIUM = osteopharm.load()
COLLECTION = web_annotations(COMPENDIUM)
ITEMS = COLLECTION["first"]["items"]
# Keys that the context of annotations maps; what it does not map vanishes without a word when it is read.
KEYS = {
    *("@context", "id", "type", "label", "creator", "created", "rights", "total", "first", "partOf", "startIndex"),
    *("items", "motivation", "body", "target", "value", "format", "language", "purpose", "source", "selector", "exact"),
    *("prefix", "suffix", "start", "end", "name"),
}


@cache
def validators(kind: str) -> dict[str, Draft4Validator]:
    """The schemas of W3C for what an annotation, a collection or a page must have."""
    schemas = json.loads((Path(__file__).parent / "w3c/web-annotation.json").read_text(encoding="utf-8"))
    shared = [(name, DRAFT4.create_resource(each)) for name, each in schemas["definitions"].items()]
    registry: Registry[Any] = Registry().with_resources(shared)
    return {id: Draft4Validator(each, registry=registry) for id, each in schemas[kind].items()}


def invalid(kind: str, item: Mapping[str, Any]) -> list[str]:
    """The titles of the schemas that reject an item, and the keys that no context knows."""
    found = [id for id, each in validators(kind).items() if not each.is_valid(dict(item))]
    return found + sorted(keys_of(item) - KEYS)


def keys_of(item: Any) -> set[str]:
    """All keys at any depth."""
    if isinstance(item, Mapping):
        return {*item, *(key for each in item.values() for key in keys_of(each))}
    return {key for each in item for key in keys_of(each)} if isinstance(item, list) else set()


def shape_of(item: Any) -> Any:
    """An item with its keys and types, without its words; of several values of one shape there is one."""
    if isinstance(item, Mapping):
        return {key: shape_of(each) for key, each in item.items()}
    return list({str(shape_of(each)): None for each in item}) if isinstance(item, list) else type(item).__name__


def annotation(at: int = 1) -> dict[str, Any]:
    """One annotation with the context of its collection, and one body of each shape."""
    item = deepcopy(ITEMS[at])
    item["body"] = [*{str(shape_of(body)) + body["purpose"]: body for body in item["body"]}.values()]
    return {"@context": COLLECTION["@context"], **item}


def test_all_annotations_are_valid() -> None:
    """The collection, its page and each annotation pass the schemas of W3C, and no key is unknown to the context."""
    assert invalid("collection", {**COLLECTION, "first": {**COLLECTION["first"], "items": [ITEMS[0]]}}) == []
    page = {**COLLECTION["first"], "items": [ITEMS[0]]}
    assert invalid("page", {"@context": COLLECTION["@context"], **page}) == []
    # The schemas look at keys and types, not at words, and take long: one annotation of each shape is enough.
    shapes = {str(shape_of(item)): at for at, item in enumerate(ITEMS)}
    assert 2 < len(shapes) < len(ITEMS) / 2
    assert {at: found for at in shapes.values() if (found := invalid("annotation", annotation(at)))} == {}
    assert COLLECTION["total"] == len(ITEMS) == COLLECTION["first"]["startIndex"] + len(ITEMS)


QUOTE, POSITION = ("target", "selector", 0), ("target", "selector", 1)


@each_of(
    ("path", "value"),
    [
        (("type",), None),
        (("target",), None),
        (("id",), None),
        (("@context",), "http://example.org/context"),
        ((*QUOTE, "exact"), None),
        ((*QUOTE, "prefix"), ["one", "two"]),
        ((*POSITION, "end"), None),
        ((*POSITION, "start"), -1),
        ((*POSITION, "start"), "0"),
        ((*POSITION, "begin"), 0),
        (("bodies",), []),
    ],
)
def test_mutations_are_caught(path: tuple[Any, ...], value: object) -> None:
    """What is missing, repeated, negative, a text or misspelled makes an annotation invalid."""
    item = annotation()
    change(item, path, value)

    assert invalid("annotation", item) != []


def test_each_annotation_leads_to_its_words() -> None:
    """Offsets and quote of every target and of every body are those of the document; the id is that of the claim."""
    documents = {f"urn:osteopharm:{each.id}": each for each in COMPENDIUM.documents.values()}
    claims = [claim for claim in COMPENDIUM.claims if isinstance(claim.provenance, Passage)]
    assert [item["id"] for item in ITEMS] == [f"urn:osteopharm:{claim.id}" for claim in claims]
    for item, claim in zip(ITEMS, claims, strict=True):
        assert isinstance(claim.provenance, Passage)
        linked = [body for body in item["body"] if body["purpose"] == "linking"]
        assert len(linked) == len(claim.context)
        assert item["body"][0]["value"] == claim.statement
        for place, passage in zip([item["target"], *linked], [claim.provenance, *claim.context], strict=True):
            quote, position = place["selector"]
            text = documents[place["source"]].text
            found = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
            assert text[position["start"] : position["end"]] == quote["exact"] == passage.quote
            assert text.count(found) == 1


@given(compendia())
def test_any_annotation_leads_to_its_words(compendium: Compendium) -> None:
    """In any compendium each claim with a quote is an annotation, and its offsets are those of its words."""
    items = web_annotations(compendium)["first"]["items"]
    assert len(items) == sum(isinstance(claim.provenance, Passage) for claim in compendium.claims)
    for item in items:
        claim = compendium.claims[item["id"].removeprefix("urn:osteopharm:")]
        quote, position = item["target"]["selector"]
        assert isinstance(claim.provenance, Passage)
        text = claim.provenance.source.text
        around = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert text.startswith(around, position["start"] - len(quote.get("prefix", "")))
        assert keys_of(item) <= KEYS


def test_tags() -> None:
    """The classification of a denial is in its tags, typed by hand."""
    [item] = [each for each in ITEMS if each["id"].endswith(":af20-s07-healing-impaired")]
    tags = [body["value"] for body in item["body"] if body["purpose"] == "tagging"]

    assert tags == [
        "subject: bisphosphonates",
        "relation: impairs",
        "object: bone-healing",
        "polarity: affirmed",
        "certainty: theoretical",
        "held by: authors",
        "study kind: reasoning",
        "species: not-given",
        "scope: each-member",
    ]
    values = {body.get("value", "") for each in ITEMS for body in each["body"]}
    assert {"polarity: denied", "holder: spine-surgeons", "setting: fracture"} <= values


def test_license_and_statement() -> None:
    """License, date and what the records are not are in the collection."""
    assert COLLECTION["rights"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert "not medical advice" in COLLECTION["label"][1]
    assert COLLECTION["created"].endswith("T00:00:00Z")


def test_addresses() -> None:
    """A document can be given its address; one that does not exist is rejected with a near name."""
    given = web_annotations(COMPENDIUM, {"anderson-freedman-2020": "https://example.org/page"})
    assert {item["target"]["source"] for item in given["first"]["items"]} == {"https://example.org/page"}
    with pytest.raises(UnknownIdError, match="anderson-freedman-2020"):
        web_annotations(COMPENDIUM, {"anderson-fredman-2020": "https://example.org/page"})


def test_characters_are_code_points() -> None:
    """Positions count code points, also behind characters outside the basic plane; at an edge there is no context."""
    document = Document(
        id="note", name="A note", text="\U0001f9b4\U0001f9b4 bone heals", license="CC0-1.0", attribution="x"
    )
    concept = Concept(id="bone", name="bone", kind=EntityKind.PROCESS, sources=(document,))
    other = evolve(concept, id="healing", name="healing")
    claim = evolve(
        COMPENDIUM.claims["af20-s07-healing-impaired"],
        id="mine", subject=concept, object=other, provenance=document.passage("bone heals"), context=(), note="mine",
    )  # fmt: skip
    [item] = web_annotations(Compendium(sources=[document], concepts=[concept, other], claims=[claim]))["first"][
        "items"
    ]

    quote, position = item["target"]["selector"]
    assert (position["start"], position["end"]) == (3, 13)
    assert quote == {"type": "TextQuoteSelector", "exact": "bone heals", "prefix": "\U0001f9b4\U0001f9b4 "}
    assert item["body"][-1]["purpose"] == "commenting"


def test_an_empty_compendium() -> None:
    """Without claims there is an empty page, and without dated sources no date."""
    empty = web_annotations(Compendium())
    assert empty["first"]["items"] == []
    assert "created" not in empty
    assert invalid("collection", empty) == []
