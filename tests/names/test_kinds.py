"""Mentions of chosen kinds: concepts by their synonyms, beside medications and classes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of

import osteopharm
from osteopharm import Concept, EntityKind
from osteopharm.errors import UnknownValueError
from osteopharm.names.kinds import SHORTEST_NAME
from osteopharm.names.variants import names_of

COMPENDIUM = osteopharm.load()
CONCEPTS = [*COMPENDIUM.concepts.values()]
NAMES = sorted({name for concept in CONCEPTS for name, _ in names_of(concept)})


def seen(text: str, *kinds: EntityKind | str) -> list[tuple[str, str]]:
    """The words of each mention of some kinds, or of all, and the id of what they name."""
    found = COMPENDIUM.find_mentions(text, kinds=kinds or EntityKind)
    return [(mention.text, mention.entity.id) for mention in found]


@each_of(
    ("text", "mentions"),
    [
        ("Hip fractures after spinal fusion.", [("Hip fractures", "hip-fracture"), ("spinal fusion", "spine-fusion")]),
        ("Alendronate and nonunion", [("Alendronate", "alendronic-acid"), ("nonunion", "nonunion")]),
        ("an osteoclast, osteoclasts", [("osteoclast", "osteoclasts"), ("osteoclasts", "osteoclasts")]),
        ("RANKL and the IL-6 gene", [("RANKL", "rankl"), ("IL-6", "interleukin-6")]),
        ("receptor activator of NF-\u03baB", [("receptor activator of NF-\u03baB", "rank")]),
        ("the osteonecrosis of the jaw (MRONJ)", [(each, "osteonecrosis-of-the-jaw") for each in (
            "osteonecrosis of the jaw", "MRONJ")]),
        ("Low bone mineral density", [("bone mineral density", "bone-mineral-density")]),
    ],
)  # fmt: skip
def test_golden(text: str, mentions: list[tuple[str, str]]) -> None:
    """Concepts are found by their names and synonyms, in the singular and the plural, beside medications."""
    assert mentions == seen(text)


@each_of(
    "text",
    [
        "They rank first.",
        "Rank is a word.",
        "ER, CTX, VF and SK",
        "renal function, esophageal cancer",
        "brittle bone disease",
        "Rosteoclast and osteoclastic",
    ],
)
def test_decoys(text: str) -> None:
    """Words that are an abbreviation only in capitals, or that mean more than one thing, are not found."""
    assert seen(text) == []


def test_only_what_is_asked_for() -> None:
    """A kind that is not asked for is not found; a combination is a medication."""
    text = "Fosavance, a bisphosphonate, and vertebral fracture after spine surgery"

    assert seen(text, "medication") == [("Fosavance", "alendronic-acid-and-colecalciferol")]
    assert seen(text, EntityKind.DRUG_CLASS) == [("bisphosphonate", "bisphosphonates")]
    assert {"vertebral-fracture"} == {id for _, id in seen(text, "outcome", "condition")}
    assert seen(text, *()) == seen(text, *EntityKind)
    assert COMPENDIUM.find_mentions(text, kinds=[]) == ()
    assert COMPENDIUM.find_mentions(text, kinds="medication") == COMPENDIUM.find_mentions(text, kinds=["medication"])


@given(st.lists(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), max_size=8))
def test_medications_are_those_of_the_plain_search(pieces: list[str]) -> None:
    """Asking for medications and classes finds what asking without kinds finds, in any text."""
    text = " ".join(pieces)

    assert COMPENDIUM.find_mentions(text, kinds=["medication", "drug-class"]) == COMPENDIUM.find_mentions(text)


@given(st.lists(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), max_size=8))
def test_places_slice_back(pieces: list[str]) -> None:
    """In any text, mentions of all kinds are in order, apart, and are the words at their place."""
    text = " ".join(pieces)
    reached = 0
    for mention in osteopharm.find_mentions(text, kinds=EntityKind):
        assert mention.text == text[mention.start : mention.end]
        assert reached <= mention.start < mention.end
        reached = mention.end


def test_every_unambiguous_name_is_found() -> None:
    """Each name of a concept that means it alone is found where it is written, but not genes such as C20orf59."""
    missed = []
    for concept in CONCEPTS:
        for name, _ in names_of(concept):
            found = COMPENDIUM.find_mentions(f"It was {name}.", kinds=[*EntityKind])
            is_gene = re.search(r"\d[A-Za-z]", name) or len(name.replace("-", "")) < SHORTEST_NAME
            if not is_gene and not any(each.start <= 7 < each.end for each in found):
                missed.append((concept.id, name))

    assert missed == []


def test_mentions_of_concepts_are_concepts() -> None:
    """A mention of a concept has the record, and no brand."""
    (mention,) = COMPENDIUM.find_mentions("A hip fracture.", kinds="outcome") or COMPENDIUM.find_mentions(
        "A hip fracture.", kinds="condition"
    )

    assert isinstance(mention.entity, Concept)
    assert mention.brand is None
    assert str(mention) == "hip fracture (2 to 14): hip fracture"


def test_an_unknown_kind_is_refused() -> None:
    """The error lists the kinds."""
    with pytest.raises(UnknownValueError, match="kinds has no value 'drug'; use one of 'drug-class', 'medication'"):
        COMPENDIUM.find_mentions("x", kinds=["drug"])
    with pytest.raises(TypeError, match="not a str"):
        COMPENDIUM.find_mentions(None, kinds=["outcome"])  # type: ignore[arg-type]
