"""The checks that need more than one record: ids, names, links, and that every sentence of a document is covered.

Each problem comes with its record, so that the reader of a file can report the place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from unicodedata import category, normalize

from osteopharm.errors import Problem
from osteopharm.model._record import Record
from osteopharm.model._schema import links_of, with_article
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.companies import Company
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Concept, Drug, DrugClass, Entity
from osteopharm.model.identifiers import Identifier
from osteopharm.model.kinds import Records
from osteopharm.model.sources import Publication
from osteopharm.names.normalize import folded_name, name_words


def problems(
    records: Records, *, incomplete: Collection[str] = (), settled: Collection[int] = ()
) -> Iterator[tuple[Record, Problem]]:
    """Every problem that shows only when the records are seen together, with its record.

    Args:
        records: the records.
        incomplete: ids of documents some of whose claims could not be made; whether all of their sentences are
            covered is not checked.
        settled: the identities (`id()`) of records that were there before: where one of them and a new record
            clash, the problem is reported for the new one.
    """
    in_order: list[Record] = sorted(records, key=lambda record: id(record) not in settled)
    yield from _repeated_ids(in_order)
    yield from _repeated_names(record for record in in_order if isinstance(record, Entity | Combination))
    yield from _shared_names(record for record in in_order if isinstance(record, DrugClass | Drug))
    yield from _shared_synonyms(record for record in in_order if isinstance(record, Entity | Combination))
    yield from _shared_codes(record for record in in_order if isinstance(record, Drug))
    yield from _shared_publications(record for record in in_order if isinstance(record, Publication))
    yield from _shared_company_names(record for record in in_order if isinstance(record, Company))
    yield from _missing_links(in_order)
    claims: dict[str, list[EvidenceClaim]] = {}
    for claim in records.of(EvidenceClaim):
        claims.setdefault(claim.provenance.source.id, []).append(claim)
    for document in records.of(Document):
        if document.id not in incomplete:
            yield from _uncovered(document, claims.get(document.id, ()))


def _repeated_ids(records: Iterable[Record]) -> Iterator[tuple[Record, Problem]]:
    first: dict[str, Record] = {}
    for record in records:
        if first.setdefault(record.id, record) is not record:
            kind = with_article(type(first[record.id]))
            message = f"{record.id!r} is the id of another record, {kind}"
            yield record, Problem("id", message, "give each record its own id")


def _repeated_names(entities: Iterable[Entity | Combination]) -> Iterator[tuple[Record, Problem]]:
    first: dict[str, Entity | Combination] = {}
    for entity in entities:
        name = _simplified(entity.name)
        if first.setdefault(name, entity).id != entity.id:
            message = f"{entity.name!r} is also the name of {first[name].id!r}"
            yield entity, Problem("name", message, "give each entity its own name, or merge the records")


def _simplified(name: str) -> str:
    """A name as it looks: without case, with composed letters, without what cannot be seen."""
    if not name.isascii():
        name = normalize("NFC", "".join(letter for letter in name if category(letter) != "Cf"))
    return " ".join(name.casefold().split())


def _shared_publications(publications: Iterable[Publication]) -> Iterator[tuple[Record, Problem]]:
    """Publications that are one and the same, by their PMID or DOI."""
    first: dict[tuple[str, str], Publication] = {}
    for publication in publications:
        for field, value in (("pmid", publication.pmid), ("doi", publication.doi)):
            if value is not None:
                other = first.setdefault((field, value.casefold()), publication)
                if other.id != publication.id:
                    message = f"{value!r} is also that of {other.id!r}"
                    yield publication, Problem(field, message, "keep one record for each publication")


def _shared_names(owners: Iterable[DrugClass | Drug]) -> Iterator[tuple[Record, Problem]]:
    """Names and brands that two products or classes share, so that a string with them would be ambiguous."""
    first: dict[bytes, DrugClass | Drug] = {}
    for owner in owners:
        for field, name in _written(owner):
            # Without Latin letters nothing is left of a folded name; such names are compared as they are.
            other = first.setdefault(folded_name(name) if name_words(name) else _simplified(name).encode(), owner)
            if other.id != owner.id and (field != "name" or _simplified(other.name) != _simplified(name)):
                message = f"{name!r} is also a name of {other.id!r}"
                yield owner, Problem(field, message, "give it only to the one that the source names")


def _shared_synonyms(entities: Iterable[Entity | Combination]) -> Iterator[tuple[Record, Problem]]:
    """Synonyms that also name another entity, and do not say that they are ambiguous."""
    ordered = tuple(entities)
    owners: dict[str, set[str]] = {}
    for entity in ordered:
        words = [entity.name, *(each.name for each in getattr(entity, "names", ()))]
        for name in (*words, *(each.name for each in getattr(entity, "synonyms", ()))):
            owners.setdefault(_simplified(name), set()).add(entity.id)
    # Of many owners two are enough to name another one.
    named = {name: sorted(ids)[:2] for name, ids in owners.items()}
    for entity in ordered:
        if isinstance(entity, Concept):
            for place, synonym in enumerate(entity.synonyms):
                others = [id for id in named[_simplified(synonym.name)] if id != entity.id]
                if others and synonym.ambiguous is None:
                    message = f"{synonym.name!r} also names {others[0]!r}"
                    yield entity, Problem(f"synonyms[{place}].ambiguous", message, "say what else it means")


def _written(owner: DrugClass | Drug) -> Iterator[tuple[str, str]]:
    yield "name", owner.name
    yield from ((f"names[{place}].name", name.name) for place, name in enumerate(owner.names))
    if not isinstance(owner, DrugClass):
        for place, brand in enumerate(owner.brands):
            yield f"brands[{place}].name", brand.name
            yield from (
                (f"brands[{place}].name_variants[{inner}]", name) for inner, name in enumerate(brand.name_variants)
            )


def _shared_codes(products: Iterable[Drug]) -> Iterator[tuple[Record, Problem]]:
    first: dict[str, Drug] = {}
    for product in products:
        for field, identifier in _identifiers(product):
            other = first.setdefault(identifier.curie, product)
            if other.id != product.id:
                message = f"{identifier.curie!r} also identifies {other.id!r}"
                yield product, Problem(f"{field}.curie", message, "give it only to the one that the source identifies")


def _identifiers(product: Drug) -> Iterator[tuple[str, Identifier]]:
    yield from ((f"identifiers[{place}]", each) for place, each in enumerate(product.identifiers))
    for place, brand in enumerate(product.brands):
        for inner, each in enumerate(brand.identifiers):
            yield f"brands[{place}].identifiers[{inner}]", each


def _shared_company_names(companies: Iterable[Company]) -> Iterator[tuple[Record, Problem]]:
    """Names that mean two companies, so that an interest in one would be reported for both."""
    first: dict[str, Company] = {}
    for company in companies:
        fields = [("name", company.name)]
        fields += [(f"name_variants[{place}]", name) for place, name in enumerate(company.name_variants)]
        fields += [(f"aliases[{place}].name", alias.name) for place, alias in enumerate(company.aliases)]
        for field, name in fields:
            other = first.setdefault(normalize("NFC", name), company)
            if other.id != company.id:
                message = f"{name!r} also means {other.id!r}"
                yield company, Problem(field, message, "give it only to the one that the source means")


def _missing_links(records: Iterable[Record]) -> Iterator[tuple[Record, Problem]]:
    known: dict[str, Record] = {}
    for record in records:
        known.setdefault(record.id, record)
    for record in records:
        for path, linked in links_of(record):
            found = known.get(linked.id)
            if found is not linked and found != linked:
                message = f"links to {linked!r}, which is not in the compendium"
                yield record, Problem(path, message, "add that record")


def _uncovered(source: Document, claims: Iterable[EvidenceClaim]) -> Iterator[tuple[Record, Problem]]:
    covered = {sentence.number for claim in claims for sentence in claim.sentences}
    for place, entry in enumerate(source.uncovered):
        if entry.sentence in covered:
            message = f"sentence {entry.sentence} is listed as uncovered, but a claim quotes it"
            yield source, Problem(f"uncovered[{place}].sentence", message, "remove the entry")
    known = covered | {entry.sentence for entry in source.uncovered}
    for sentence in source.sentences:
        if sentence.number not in known:
            message = f"no claim covers sentence {sentence.number}: {sentence.text[:80]!r}"
            yield source, Problem("uncovered", message, "add a claim, or list it under 'uncovered' with a reason")
