"""The strategies that ship: what they draw is valid, varied, and can be written and read again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import osteopharm
from osteopharm import testing
from osteopharm.model._record import Part
from osteopharm.model._schema import Many, Nested, OneOf, schema_of
from osteopharm.model.entities import Drug, DrugClass
from osteopharm.model.identifiers import SYSTEMS
from osteopharm.model.kinds import KINDS
from osteopharm.names.normalize import folded_name, name_words
from osteopharm.testing import SeedFolder, curies, documents

NAMED = {
    "claim_links", "claims", "combinations", "companies", "concepts", "disclosures", "documents", "drug_classes",
    "labels", "look_alikes", "mechanisms", "medications", "overlaps", "publications", "registries", "spelling_rules",
}  # fmt: skip


# Each of them has examples of its own, and the draws of whole compendia have more: a third will do.
a_third = settings(max_examples=max(5, settings().max_examples // 3))


@pytest.mark.parametrize("kind", KINDS)
@a_third
@given(st.data())
def test_there_is_a_strategy_for_every_record_type(kind: str, data: st.DataObject) -> None:
    """Each noun has a strategy, and what it draws is of that kind."""
    strategy = getattr(testing, kind)() if kind in NAMED else testing.records_of(KINDS[kind])

    assert type(data.draw(strategy)) is KINDS[kind]


@given(testing.compendia())
def test_a_seed_folder_pins_every_text(compendium: osteopharm.Compendium) -> None:
    """The folder of a compendium holds each document's text, and its digest in the source table."""
    folder = SeedFolder.of(compendium)

    for document in compendium.documents.values():
        assert folder.texts[f"{document.id}/document.txt"] == document.text
        assert folder.tables[f"{document.id}/source.toml"]["sha256"] == document.sha256


@given(documents().flatmap(lambda document: st.lists(testing.passages(document), min_size=1)))
def test_passages_may_overlap_and_each_is_pinned(passages: list[osteopharm.Passage]) -> None:
    """Any number of passages of one document, overlapping or not, are found again by their quotes."""
    for passage in passages:
        assert passage.source.passage(passage.quote) == passage
        assert passage.source.text[passage.start : passage.end] == passage.quote


@given(testing.compendia())
def test_no_string_names_two(compendium: osteopharm.Compendium) -> None:
    """Names and brands have a word in Latin letters, and folded no two of a compendium's are alike."""
    products: list[Drug] = [*compendium.medications.values(), *compendium.combinations.values()]
    owners: list[Drug | DrugClass] = [*compendium.drug_classes.values(), *products]
    names = [
        *(owner.name for owner in owners),
        *(name.name for owner in owners for name in owner.names),
        *(brand.name for product in products for brand in product.brands),
    ]

    assert len(names) == len(set(map(folded_name, names)))
    assert all(map(name_words, names))


@pytest.mark.parametrize("system", SYSTEMS)
@a_third
@given(st.data())
def test_codes_of_every_system_are_drawn(system: str, data: st.DataObject) -> None:
    """Codes of each system can be drawn, and an identifier takes them as they are."""
    curie = data.draw(curies(system))
    source = data.draw(testing.registries())

    assert osteopharm.model.Identifier(curie=curie, sources=(source,)).prefix == system


def parts_within(cls: type) -> Iterator[type[Part]]:
    """The nested values that records of a type contain, at any depth."""
    forms = [field.form for field in schema_of(cls)]
    while forms:
        match forms.pop():
            case Nested(part):
                yield part
                yield from parts_within(part)
            case Many(item):
                forms.append(item)
            case OneOf(options):
                forms.extend(options)


PARTS = sorted(
    {part for record_type in KINDS.values() for part in parts_within(record_type)}, key=lambda part: part.__name__
)


@pytest.mark.parametrize("part", PARTS)
@a_third
@given(st.data())
def test_there_is_a_strategy_for_every_part(part: type[Part], data: st.DataObject) -> None:
    """Whatever records contain can be drawn by itself, too."""
    assert type(data.draw(testing.records_of(part))) is part
