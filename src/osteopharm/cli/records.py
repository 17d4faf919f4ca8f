"""What the command prints of one record: its fields as its class describes them, and what refers to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from osteopharm.cli.terminal import Fields, as_json, fields
from osteopharm.compendium import Compendium
from osteopharm.errors import UnknownValueError
from osteopharm.model._describe import SHORT, Entry, Line, describe, title_of
from osteopharm.model._record import Record
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.documents import Document
from osteopharm.model.entities import Concept, DrugClass, Medication
from osteopharm.model.kinds import kind_in_words
from osteopharm.model.sources import Label, Publication, Registry


def record(compendium: Compendium, shown: Record, *, section: str | None = None, json: bool) -> None:
    """Print one record, or one section of it.

    Raises:
        UnknownValueError: it has no such section.
    """
    if json:
        as_json(shown.to_dict())
        return
    lines = [(line.label, _value(line)) for line in describe(shown)]
    related = [(label, value) for label, value in _related(compendium, shown) if value]
    if section is None:
        fields([(kind_in_words(shown.plural), title_of(shown)), *lines, *related, *_counts(compendium, shown)])
        return
    sections = dict((*lines, *related, *_products(compendium, shown)))
    wanted = section.casefold()
    found = [section] if section in sections else [label for label in sections if wanted in label.casefold().split()]
    if not found:
        raise UnknownValueError("section", section, sections)
    fields([(label, sections[label]) for label in found])


def _products(compendium: Compendium, shown: Record) -> Fields:
    """The products of a medication or combination, each with its labels."""
    found = tuple(
        item
        for product in compendium.products.values()
        if product.of == shown
        for item in (str(product), tuple(dict.fromkeys(map(str, product.labels))))
        if item
    )
    return [("products", found)] if found else []


def _counts(compendium: Compendium, shown: Record) -> Fields:
    """What another command lists: the products of a medication, the evidence for and against a claim."""
    count = sum(product.of == shown for product in compendium.products.values())
    linked = len(compendium.evidence_for(shown).claim_links) if isinstance(shown, EvidenceClaim) else 0
    rows = {
        "products": (count, f"osteopharm show {shown.id} --section products"),
        "evidence": (linked, f"osteopharm evidence {shown.id}"),
    }
    return [(label, f"{number:,}: {command}") for label, (number, command) in rows.items() if number]


def _value(line: Line) -> object:
    if line.is_flat and len(line.entries) == 1:
        return line.entries[0].text
    return tuple(_items(line.entries))


def _items(entries: Iterable[Entry]) -> Iterator[object]:
    """The texts of some values, each followed by its details in a tuple."""
    for entry in entries:
        yield entry.text
        if entry.details:
            yield tuple(item for line in entry.details for item in _detail(line))


def _detail(line: Line) -> Iterator[object]:
    if line.is_flat and (len(line.entries) == 1 or len(str(line)) <= SHORT):
        yield str(line)
    else:
        yield f"{line.label}:"
        yield tuple(_items(line.entries))


def _related(compendium: Compendium, shown: Record) -> Fields:
    """What refers to a record: the members of a class, the combinations of a medication, claims, disclosures."""
    match shown:
        case Document() | Registry() | Label() | Publication():
            disclosed = (each for each in compendium.disclosures.values() if each.provenance.source == shown)
            claims = (each for each in compendium.claims if each.provenance.source == shown)
            return [
                ("disclosures", tuple(disclosed)),
                ("claims", tuple(f"{claim.id}: {claim}" for claim in claims)),
            ]
        case DrugClass() | Medication() | Concept():
            members = compendium.members(shown) if isinstance(shown, DrugClass) else ()
            combined = (each.name for each in compendium.combinations.values() if shown in each.components)
            about = compendium.claims.about(shown, inherited=False)
            return [
                ("all ancestors", tuple(above.name for above in compendium.ancestors(shown))),
                ("members", tuple(member.name for member in members)),
                ("combined in", tuple(combined)),
                ("claims about it", tuple(f"{claim.id}: {claim}" for claim in about)),
                ("claims on it", tuple(f"{claim.id}: {claim}" for claim in compendium.claims.on(shown))),
            ]
        case _:
            return []
