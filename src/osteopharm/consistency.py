"""The checks that need more than one record: ids, names, links, and that every sentence is accounted for.

Each fault comes with the record in which it stands, so that whoever read the record can say where it came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from osteopharm.errors import Fault
from osteopharm.model.causality import Mechanism
from osteopharm.model.checks import with_article
from osteopharm.model.documents import Document
from osteopharm.model.entities import UPWARD_FIELDS, Concept, DrugClass, Entity, Medication, Source, directly_above
from osteopharm.model.evidence import Disclosure, EvidenceClaim
from osteopharm.records import Record, Records


def faults(
    records: Records, *, incomplete: Collection[str] = (), settled: Collection[int] = ()
) -> Iterator[tuple[Record, Fault]]:
    """Every fault that shows only when the records are seen together, with the record in which it stands.

    Args:
        records: the records.
        incomplete: ids of documents some of whose claims could not be made; whether all of their
            sentences are covered is not asked.
        settled: the identities (`id()`) of records that were there before: where one of them and a new
            record clash, the fault is the new one's.
    """
    in_order: list[Record] = sorted(records, key=lambda record: id(record) not in settled)
    yield from _repeated_ids(in_order)
    yield from _repeated_names(record for record in in_order if isinstance(record, Entity))
    yield from _missing_links(in_order)
    for source in records.sources:
        if source.id not in incomplete:
            yield from _uncovered(source, records.claims)


def _repeated_ids(records: Iterable[Record]) -> Iterator[tuple[Record, Fault]]:
    first: dict[str, Record] = {}
    for record in records:
        if first.setdefault(record.id, record) is not record:
            kind = with_article(type(first[record.id]))
            message = f"{record.id!r} is the id of another record, {kind}"
            yield record, Fault("id", message, "give each record its own id")


def _repeated_names(entities: Iterable[Entity]) -> Iterator[tuple[Record, Fault]]:
    first: dict[str, Entity] = {}
    for entity in entities:
        name = " ".join(entity.name.casefold().split())
        if first.setdefault(name, entity).id != entity.id:
            message = f"{entity.name!r} is the name of {first[name].id!r} too"
            yield entity, Fault("name", message, "give each entity its own name, or make the two one record")


def _missing_links(records: Iterable[Record]) -> Iterator[tuple[Record, Fault]]:
    known: dict[str, Record] = {}
    for record in records:
        known.setdefault(record.id, record)
    for record in records:
        for field, linked in _links(record):
            found = known.get(linked.id)
            if found is not linked and found != linked:
                yield record, Fault(field, f"links to {linked!r}, which is not in the compendium", "add that record")


def _links(record: Record) -> Iterator[tuple[str, Record]]:
    match record:
        case Document():
            return
        case DrugClass() | Medication() | Concept():
            yield from _each("sources", record.sources)
            yield from _each(UPWARD_FIELDS[type(record)], directly_above(record))
        case EvidenceClaim():
            yield "subject", record.subject
            yield "object", record.object
            yield "provenance", record.provenance.source
            yield from _each("setting", record.setting)
            if record.holder is not None:
                yield "holder", record.holder
        case Mechanism():
            yield "agent", record.agent
            for place, step in enumerate(record.steps):
                yield f"steps[{place}].object", step.object
                yield from _each(f"steps[{place}].claims", step.claims)
        case Disclosure():
            yield "provenance", record.provenance.source
        case _:
            yield "claim", record.claim
            yield "on", record.on
            yield from _each("excepts", record.excepts)


def _each(field: str, records: Iterable[Record]) -> Iterator[tuple[str, Record]]:
    return ((f"{field}[{place}]", record) for place, record in enumerate(records))


def _uncovered(source: Source, claims: Iterable[EvidenceClaim]) -> Iterator[tuple[Record, Fault]]:
    covered = {
        sentence.number for claim in claims if claim.provenance.source.id == source.id for sentence in claim.sentences
    }
    for place, entry in enumerate(source.uncovered):
        if entry.sentence in covered:
            message = f"sentence {entry.sentence} is listed as uncovered, and a claim quotes it"
            yield source, Fault(f"uncovered[{place}].sentence", message, "take the entry out")
    listed = {entry.sentence for entry in source.uncovered}
    for sentence in source.sentences:
        if sentence.number not in covered | listed:
            message = f"no claim covers sentence {sentence.number}: {sentence.text[:80]!r}"
            yield source, Fault("uncovered", message, "claim what it says, or list it under 'uncovered' with a reason")
