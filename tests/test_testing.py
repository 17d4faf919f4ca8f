"""The strategies that ship: what they draw is valid, varied, and can be written and read again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import osteopharm
from osteopharm import testing
from osteopharm.records import KINDS
from osteopharm.testing import SeedFolder, documents

STRATEGIES = {
    "sources": testing.documents(),
    "drug_classes": testing.drug_classes(),
    "medications": testing.medications(),
    "concepts": testing.concepts(),
    "claims": testing.claims(),
    "mechanisms": testing.mechanisms(),
    "disclosures": testing.disclosures(),
    "bearings": testing.bearings(),
}


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
@settings(max_examples=10)
def test_there_is_a_strategy_for_every_noun(kind: str, data: st.DataObject) -> None:
    """Each noun has a strategy, and what it draws is of that kind."""
    assert type(data.draw(STRATEGIES[kind])) is KINDS[kind]


@given(testing.compendia())
@settings(max_examples=20)
def test_a_seed_folder_pins_every_text(compendium: osteopharm.Compendium) -> None:
    """The folder of a compendium holds each document's text, and its digest in the source table."""
    folder = SeedFolder.of(compendium)

    for source in compendium.sources:
        assert folder.texts[f"{source.id}/document.txt"] == source.text
        assert folder.tables[f"{source.id}/source.toml"]["sha256"] == source.sha256


@given(documents().flatmap(lambda document: st.lists(testing.passages(document), min_size=1)))
def test_passages_may_overlap_and_each_is_pinned(passages: list[osteopharm.Passage]) -> None:
    """Any number of passages of one document, overlapping or not, are found again by their quotes."""
    for passage in passages:
        assert passage.source.passage(passage.quote) == passage
        assert passage.source.text[passage.start : passage.end] == passage.quote
