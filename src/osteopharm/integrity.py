"""The checks that need more than one record: ids, names, links, and that every sentence is accounted for.

Each fault comes with the record in which it stands, so that whoever read the record can say where it came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from osteopharm.errors import Fault
from osteopharm.model.checks import with_article
from osteopharm.model.claims import ClaimLink, Disclosure, EvidenceClaim
from osteopharm.model.companies import Company
from osteopharm.model.documents import Document
from osteopharm.model.entities import (
    UPWARD_FIELDS,
    Combination,
    Concept,
    DrugClass,
    Entity,
    Medication,
    Product,
    directly_above,
)
from osteopharm.model.identifiers import Identifier
from osteopharm.model.kinds import Record, Records
from osteopharm.model.lookalikes import LookAlike, SpellingRule
from osteopharm.model.mechanisms import Mechanism
from osteopharm.model.studies import Overlap
from osteopharm.names.normalize import folded_name, name_words


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
    yield from _repeated_names(record for record in in_order if isinstance(record, Entity | Combination))
    yield from _shared_names(record for record in in_order if isinstance(record, DrugClass | Product))
    yield from _shared_synonyms(record for record in in_order if isinstance(record, Entity | Combination))
    yield from _shared_codes(record for record in in_order if isinstance(record, Product))
    yield from _shared_company_names(record for record in in_order if isinstance(record, Company))
    yield from _missing_links(in_order)
    for document in records.documents:
        if document.id not in incomplete:
            yield from _uncovered(document, records.claims)


def _repeated_ids(records: Iterable[Record]) -> Iterator[tuple[Record, Fault]]:
    first: dict[str, Record] = {}
    for record in records:
        if first.setdefault(record.id, record) is not record:
            kind = with_article(type(first[record.id]))
            message = f"{record.id!r} is the id of another record, {kind}"
            yield record, Fault("id", message, "give each record its own id")


def _repeated_names(entities: Iterable[Entity | Combination]) -> Iterator[tuple[Record, Fault]]:
    first: dict[str, Entity | Combination] = {}
    for entity in entities:
        name = _spoken(entity.name)
        if first.setdefault(name, entity).id != entity.id:
            message = f"{entity.name!r} is the name of {first[name].id!r} too"
            yield entity, Fault("name", message, "give each entity its own name, or make the two one record")


def _spoken(name: str) -> str:
    return " ".join(name.casefold().split())


def _shared_names(owners: Iterable[DrugClass | Product]) -> Iterator[tuple[Record, Fault]]:
    """Names and brands that two products or classes share: no string could tell which is meant."""
    first: dict[bytes, DrugClass | Product] = {}
    for owner in owners:
        for field, name in _written(owner):
            # Folded, all names without Latin letters are alike; those are compared as they are spoken.
            other = first.setdefault(folded_name(name) if name_words(name) else _spoken(name).encode(), owner)
            if other.id != owner.id and (field != "name" or _spoken(other.name) != _spoken(name)):
                message = f"{name!r} is written for {other.id!r} too"
                yield owner, Fault(field, message, "leave it to the one of which the source says it")


def _shared_synonyms(entities: Iterable[Entity | Combination]) -> Iterator[tuple[Record, Fault]]:
    """Synonyms that name another entity too, and do not say that they are ambiguous."""
    ordered = tuple(entities)
    owners: dict[str, set[str]] = {}
    for entity in ordered:
        words = [entity.name, *(each.name for each in getattr(entity, "names", ()))]
        for name in (*words, *(each.name for each in getattr(entity, "synonyms", ()))):
            owners.setdefault(_spoken(name), set()).add(entity.id)
    for entity in ordered:
        if isinstance(entity, Concept):
            for place, synonym in enumerate(entity.synonyms):
                others = sorted(owners[_spoken(synonym.name)] - {entity.id})
                if others and synonym.ambiguous is None:
                    message = f"{synonym.name!r} names {others[0]!r} too"
                    yield entity, Fault(f"synonyms[{place}].ambiguous", message, "say what else it means")


def _written(owner: DrugClass | Product) -> Iterator[tuple[str, str]]:
    yield "name", owner.name
    yield from ((f"names[{place}].name", name.name) for place, name in enumerate(owner.names))
    if not isinstance(owner, DrugClass):
        yield from ((f"brands[{place}].name", brand.name) for place, brand in enumerate(owner.brands))


def _shared_codes(products: Iterable[Product]) -> Iterator[tuple[Record, Fault]]:
    first: dict[str, Product] = {}
    for product in products:
        for field, identifier in _identifiers(product):
            other = first.setdefault(identifier.curie, product)
            if other.id != product.id:
                message = f"{identifier.curie!r} identifies {other.id!r} too"
                yield product, Fault(f"{field}.curie", message, "leave it to the one that the source gives it to")


def _identifiers(product: Product) -> Iterator[tuple[str, Identifier]]:
    yield from ((f"identifiers[{place}]", each) for place, each in enumerate(product.identifiers))
    for place, brand in enumerate(product.brands):
        for inner, each in enumerate(brand.identifiers):
            yield f"brands[{place}].identifiers[{inner}]", each


def _shared_company_names(companies: Iterable[Company]) -> Iterator[tuple[Record, Fault]]:
    """Names that mean two companies: an interest in the one would be told of both."""
    first: dict[str, Company] = {}
    for company in companies:
        fields = [("name", company.name)]
        fields += [(f"name_variants[{place}]", name) for place, name in enumerate(company.name_variants)]
        fields += [(f"aliases[{place}].name", alias.name) for place, alias in enumerate(company.aliases)]
        for field, name in fields:
            other = first.setdefault(name, company)
            if other.id != company.id:
                message = f"{name!r} means {other.id!r} too"
                yield company, Fault(field, message, "leave it to the one that the source means")


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
        case DrugClass() | Medication() | Concept():
            yield from _each("sources", record.sources)
            yield from _each(UPWARD_FIELDS[type(record)], directly_above(record))
            if isinstance(record, Concept):
                yield from _each_source("synonyms", record.synonyms)
                yield from _each_source("xrefs", record.xrefs)
            else:
                yield from _fact_links(record)
        case Combination():
            yield from _each("sources", record.sources)
            yield from _each("components", record.components)
            yield from _fact_links(record)
        case EvidenceClaim():
            yield "subject", record.subject
            yield "object", record.object
            yield "provenance", record.provenance.source
            yield from _each("setting", record.setting)
            if isinstance(record.comparator, DrugClass | Medication):
                yield "comparator", record.comparator
            for place, arm in enumerate(record.arms):
                yield from _each(f"arms[{place}].agents", arm.agents)
            if record.holder is not None:
                yield "holder", record.holder
        case Mechanism():
            yield "agent", record.agent
            for place, step in enumerate(record.steps):
                yield f"steps[{place}].object", step.object
                yield from _each(f"steps[{place}].claims", step.claims)
                yield from _each(f"steps[{place}].applies_to", step.applies_to)
                yield from (
                    (f"steps[{place}].references[{at}]", each.source) for at, each in enumerate(step.references)
                )
        case Disclosure():
            yield "provenance", record.provenance.source
        case Overlap():
            yield from _each("publications", record.publications)
        case ClaimLink():
            yield "claim", record.claim
            yield "target", record.target
            yield from _each("exceptions", record.exceptions)
        case LookAlike():
            yield from _each("mistaken_for", record.mistaken_for)
            yield from _each("sources", record.sources)
        case SpellingRule() | Company():
            yield from _each("sources", record.sources)
        case _:
            return


def _fact_links(owner: DrugClass | Product) -> Iterator[tuple[str, Record]]:
    """The sources of the names, brands, identifiers and labels of a record."""
    yield from _each_source("names", owner.names)
    yield from _each_source("identifiers", owner.identifiers)
    if isinstance(owner, DrugClass):
        return
    yield from _each_source("brands", owner.brands)
    for place, brand in enumerate(owner.brands):
        for part in ("markets", "presentations", "identifiers"):
            yield from _each_source(f"brands[{place}].{part}", getattr(brand, part))
    for place, facts in enumerate(owner.labels):
        yield f"labels[{place}].label", facts.label


def _each(field: str, records: Iterable[Record]) -> Iterator[tuple[str, Record]]:
    return ((f"{field}[{place}]", record) for place, record in enumerate(records))


def _each_source(field: str, facts: Iterable[Any]) -> Iterator[tuple[str, Record]]:
    for place, fact in enumerate(facts):
        yield from _each(f"{field}[{place}].sources", fact.sources)


def _uncovered(source: Document, claims: Iterable[EvidenceClaim]) -> Iterator[tuple[Record, Fault]]:
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
