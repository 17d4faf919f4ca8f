"""Strategies for whole compendia, and for records of every type."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from osteopharm.compendium import Compendium
from osteopharm.model._record import Part, Record
from osteopharm.model._schema import Nested, leads_to_records
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.companies import Company, Disclosure
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Concept, DrugClass, Medication
from osteopharm.model.enums import EntityKind
from osteopharm.model.kinds import COLLECTIONS, RECORD_TYPES
from osteopharm.model.lookalikes import LookAlike, SpellingRule
from osteopharm.model.mechanisms import Mechanism
from osteopharm.model.sources import Label, Publication, Reference, Registry
from osteopharm.model.studies import Overlap, StudyResult
from osteopharm.testing.draft import Draft, needed_by
from osteopharm.testing.texts import passages

RecordT = TypeVar("RecordT", bound=Part)

# Concepts of these kinds are always there, so that a claim and a mechanism can always be made.
_NEEDED_KINDS = (EntityKind.OUTCOME, EntityKind.PROCESS, EntityKind.POPULATION)
_MADE_WITH_DOCUMENTS = (Document, Disclosure, EvidenceClaim)


@st.composite
def compendia(draw: st.DrawFn) -> Compendium:
    """Whole compendia, small and consistent, with records of every type that can be there.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(compendia())
    ... def test_counts_sum_to_the_set(compendium):
    ...     assert compendium.claims.counts().total == len(compendium.claims)
    >>> test_counts_sum_to_the_set()
    """
    return _compendium(_filled(Draft(draw)))


def _filled(draft: Draft, most: int = 2) -> Draft:
    draft.times(2, lambda: _add_document(draft), least=1)
    sources: tuple[type[Record], ...] = (Registry, Label, Publication)
    for record_type in sources:
        draft.times(most, lambda: draft.add(record_type))  # noqa: B023 - called at once
    draft.times(3, lambda: draft.add(DrugClass), least=1)
    for kind in _NEEDED_KINDS:
        draft.add(Concept, kind=kind)
    for document in draft.of(Document):
        _add_claims(draft, document)
    if draft.can_make(EvidenceClaim) and draft.of(*_ELSEWHERE):
        draft.times(3, lambda: _add_referring_claim(draft))
    for record_type in RECORD_TYPES:
        if record_type not in _MADE_WITH_DOCUMENTS and not draft.of(record_type) and draft.can_make(record_type):
            draft.times(most, lambda: draft.add(record_type))  # noqa: B023
    return draft


_ELSEWHERE = (Registry, Label, Publication)


def _add_document(draft: Draft) -> None:
    document = draft.add(Document)
    if document.disclosures_start is not None:
        part = passages(document, document.body_end, len(document.text))
        draft.times(2, lambda: draft.add(Disclosure, provenance=draft.draw(part)))


def _add_claims(draft: Draft, document: Document) -> None:
    skipped = {entry.sentence for entry in document.uncovered}
    for sentence in document.sentences:
        if sentence.number not in skipped:
            provenance = draft.draw(passages(document, sentence.start, sentence.end))
            cited = sorted({number for each in provenance.sentences for number in each.citations})
            context = tuple(dict.fromkeys(draft.times(2, lambda: draft.draw(passages(document)))))
            draft.add(EvidenceClaim, provenance=provenance, citations=draft.some(cited), context=context)


def _add_referring_claim(draft: Draft) -> None:
    place = draft.make(Reference)
    result = draft.make(StudyResult) if draft.draw(st.booleans()) else None
    draft.add(EvidenceClaim, provenance=place, result=result)


def _compendium(draft: Draft) -> Compendium:
    return Compendium(
        **{name: draft.of(*(each for each in RECORD_TYPES if each.collection == name)) for name in COLLECTIONS}
    )


def records_of(record_type: type[RecordT]) -> st.SearchStrategy[RecordT]:
    """Records of one type, or values of one that records contain, with everything that they link to.

    Args:
        record_type: any record type, such as ``osteopharm.Medication``, or part of one, such as ``Dose``.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(records_of(Medication))
    ... def test_a_medication_has_a_class(medication):
    ...     assert medication.classes
    >>> test_a_medication_has_a_class()
    """

    @st.composite
    def record(draw: st.DrawFn) -> RecordT:
        draft = Draft(draw)
        if not leads_to_records(Nested(record_type)):
            return draft.make(record_type)
        _filled(draft, most=1)
        if not issubclass(record_type, Record):
            _add_needed(draft, record_type)
            return draft.make(record_type)
        if not draft.of(record_type):
            assume(record_type is not Disclosure)
            _add_needed(draft, record_type)
            draft.add(record_type)
        found: RecordT = draft.one(draft.of(record_type))
        return found

    return record()


def _add_needed(draft: Draft, record_type: type) -> None:
    """Add records until every link that a record of a type must have can be made."""
    for types, least in needed_by(record_type).items():
        while len(draft.of(*types)) < least:
            _add_needed(draft, types[-1])
            if types[-1] is EvidenceClaim and not draft.of(*_ELSEWHERE):
                draft.add(Publication)
            draft.add(types[-1])


def claim_links() -> st.SearchStrategy[ClaimLink]:
    """Links between claims, with and without exceptions."""
    return records_of(ClaimLink)


def claims() -> st.SearchStrategy[EvidenceClaim]:
    """Claims, each from a passage of a document or from a place in another source."""
    return records_of(EvidenceClaim)


def combinations() -> st.SearchStrategy[Combination]:
    """Fixed combinations, with and without ingredients that are not medications of the compendium."""
    return records_of(Combination)


def companies() -> st.SearchStrategy[Company]:
    """Companies, with and without aliases."""
    return records_of(Company)


def concepts() -> st.SearchStrategy[Concept]:
    """Concepts of every kind, with and without broader ones."""
    return records_of(Concept)


def disclosures() -> st.SearchStrategy[Disclosure]:
    """Disclosures, each with its passage in a document."""
    return records_of(Disclosure)


def drug_classes() -> st.SearchStrategy[DrugClass]:
    """Drug classes, with and without parents, other names and codes."""
    return records_of(DrugClass)


def labels() -> st.SearchStrategy[Label]:
    """Labels, with and without a company and a date."""
    return records_of(Label)


def look_alikes() -> st.SearchStrategy[LookAlike]:
    """Look-alikes, some of which block the whole string."""
    return records_of(LookAlike)


def mechanisms() -> st.SearchStrategy[Mechanism]:
    """Mechanisms of a few steps that begin at a class, a medication or a concept."""
    return records_of(Mechanism)


def medications() -> st.SearchStrategy[Medication]:
    """Medications, each in one class or more, with names, brands, codes and labels."""
    return records_of(Medication)


def overlaps() -> st.SearchStrategy[Overlap]:
    """Overlaps of two publications or more."""
    return records_of(Overlap)


def publications() -> st.SearchStrategy[Publication]:
    """Publications, with and without a title, a date, a PubMed identifier and a DOI."""
    return records_of(Publication)


def registries() -> st.SearchStrategy[Registry]:
    """Registries, with and without the copies that were read."""
    return records_of(Registry)


def spelling_rules() -> st.SearchStrategy[SpellingRule]:
    """Spelling rules, each with one replacement or more."""
    return records_of(SpellingRule)
