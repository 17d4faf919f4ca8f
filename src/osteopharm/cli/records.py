"""What the command prints of one record: its fields as its class describes them, and what refers to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from osteopharm.cli.terminal import Fields, as_json, fields
from osteopharm.compendium import Compendium
from osteopharm.errors import UnknownValueError
from osteopharm.model._describe import SHORT, Entry, Line, describe, title_of
from osteopharm.model._record import Record
from osteopharm.model.documents import Document
from osteopharm.model.entities import Concept, DrugClass, Medication
from osteopharm.model.kinds import noun


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
        fields([(noun(shown.plural), title_of(shown)), *lines, *related, *_counts(compendium, shown)])
        return
    sections = dict((*lines, *related, *_products(compendium, shown)))
    if section not in sections:
        raise UnknownValueError("section of this record", section, sections)
    fields([(section, sections[section])])


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
    """How many products there are, and the command that lists them."""
    count = sum(product.of == shown for product in compendium.products.values())
    return [("products", f"{count:,}: osteopharm show {shown.id} --section products")] if count else []


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
        case Document():
            disclosed = (each for each in compendium.disclosures.values() if each.provenance.source == shown)
            return [("disclosures", tuple(disclosed))]
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
