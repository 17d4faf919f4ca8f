"""What the command prints of one record: its fields as its class describes them, and what refers to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from osteopharm.cli.terminal import Fields, as_json, fields
from osteopharm.compendium import Compendium
from osteopharm.model._describe import SHORT, Entry, Line, describe, title_of
from osteopharm.model._record import Record
from osteopharm.model.documents import Document
from osteopharm.model.entities import Concept, DrugClass, Medication
from osteopharm.model.kinds import noun


def record(compendium: Compendium, shown: Record, *, json: bool) -> None:
    """Print one record."""
    if json:
        as_json(shown.to_dict())
    else:
        lines = ((line.label, _value(line)) for line in describe(shown))
        fields([(noun(shown.plural), title_of(shown)), *lines, *_related(compendium, shown)])


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
