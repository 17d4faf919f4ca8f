"""The pages of the sources: a document with its sentences and claims, and of every source what rests on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from osteopharm import Compendium, Document, EvidenceClaim, Publication
from osteopharm.model import Source
from osteopharm.model._record import Record
from osteopharm.model._schema import links_of
from osteopharm.model.kinds import COLLECTIONS, kind_in_words

from .links import WITHOUT_PAGES, claim_entry, collection_of, to
from .markdown import bullets, escape, outside_link, quote, section, table
from .values import fields

APART = frozenset({"text", "record", "corrections", "uncovered", "accessed_from"})
"""The fields that the sections of this module show."""

Resting = dict[str, dict[str, list[Record]]]
"""The records that rest on each source, by the id of the source and by collection."""


def resting_on_sources(compendium: Compendium) -> Resting:
    """What rests on each source: the records that name it themselves or in a part of them."""
    found: Resting = defaultdict(lambda: defaultdict(list))
    for record in compendium.records:
        if collection_of(record) != "sources" and not isinstance(record, WITHOUT_PAGES):
            for id in dict.fromkeys(linked.id for _, linked in links_of(record) if isinstance(linked, Source)):
                found[id][collection_of(record)].append(record)
    return found


def source_sections(source: Document | Publication, compendium: Compendium, resting: Resting) -> Iterator[str]:
    """The sections of a source's page below its fields."""
    if isinstance(source, Document):
        yield from _document(source, compendium)
    found = resting[source.id]
    rows = [
        f"{kind_in_words(collection, 2)}: {'; '.join(map(to, found[collection]))}"
        for collection in COLLECTIONS
        if found[collection] and collection not in ("claims", "disclosures")
    ]
    yield section(
        "What rests on it", "As a whole, or in a name, a market, an identifier." if rows else "", bullets(rows)
    )
    if isinstance(source, Publication):
        yield section("Where it was read", bullets(map(escape, source.accessed_from)))


def _document(document: Document, compendium: Compendium) -> Iterator[str]:
    record = document.record
    corrections = [
        [escape(correction.original), escape(correction.corrected), escape(correction.reason)]
        for correction in document.corrections
    ]
    interests = [to(each) for each in compendium.disclosures.values() if each.provenance.source == document]
    block = document.disclosure_block
    yield section("Published as", fields(record) if record else "")
    yield section("OCR errors", table(["scan", "readable", "reason"], corrections) if corrections else "")
    yield section(
        "The text and its claims",
        outside_link("Read it as a page, with each claim marked", f"../../reader/{document.id}.html") + ".",
        *_sentences(document, tuple(compendium.claims)),
    )
    yield section("Disclosures", quote(block.quote) if block else "", bullets(interests))


def _sentences(document: Document, claims: tuple[EvidenceClaim, ...]) -> Iterator[str]:
    reasons = {entry.sentence: entry.reason for entry in document.uncovered}
    for sentence in document.sentences:
        yield f"### Sentence {sentence.number}"
        yield quote(f"{sentence.text}{' […]' if sentence.is_cut_off else ''}")
        if sentence.is_cut_off:
            yield "The document breaks off here."
        if sentence.number in reasons:
            yield f"No claim is taken from it: {escape(reasons[sentence.number])}"
        yield bullets(claim_entry(claim) for claim in claims if sentence in claim.sentences)
