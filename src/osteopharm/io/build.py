"""From raw records to a compendium: each record is made once those it links to are made.

Every fault of every record is noted with its file and place; a compendium comes out whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from typing import Any

from attrs import evolve

from osteopharm import integrity
from osteopharm.compendium import Compendium
from osteopharm.io.files import ProblemCollector
from osteopharm.io.seeds import RawRecord
from osteopharm.io.structure import FailedLinkError, FaultsError, ReadingState, structure
from osteopharm.model import checks
from osteopharm.model.documents import Document
from osteopharm.model.kinds import KINDS, Record, Records

# Within these kinds a record may link to another one of its own kind, by this key.
_UPWARD = {"drug_classes": "parents", "concepts": "broader"}


def link(raw_records: list[RawRecord], extend: Compendium | None, finds: ProblemCollector) -> Compendium:
    """The compendium of the raw records, together with those of ``extend``.

    Raises:
        DataError: something is wrong; ``finds`` and the error hold every problem.
    """
    base = Records() if extend is None else extend.records
    registry = ReadingState({record.id: record for record in base}, {}, unread=frozenset(finds.unread))
    for kind in KINDS:
        registry.kinds.update((record.id, kind) for record in base.of(kind))
    for raw in raw_records:
        if isinstance(own_id := raw.data.get("id"), str):
            registry.kinds.setdefault(own_id, raw.kind)
    made: dict[int, Record] = {}
    for kind in KINDS:
        for raw in _in_order([raw for raw in raw_records if raw.kind == kind], finds):
            record = _make(raw, registry, finds)
            if record is not None:
                made[id(raw)] = record
    # By identity: two raw records may carry the same id by mistake.
    origins = {id(made[id(raw)]): raw for raw in raw_records if id(raw) in made}
    incomplete = {raw.document or "" for raw in raw_records if id(raw) not in made}
    if "claims" in finds.unread:
        incomplete |= {raw.data["id"] for raw in raw_records if raw.kind == "documents"}
    parts: dict[str, Any] = {
        kind: (*base.of(kind), *(made[id(raw)] for raw in raw_records if raw.kind == kind and id(raw) in made))
        for kind in KINDS
    }
    whole = Records(**parts)
    settled = {id(record) for record in base}
    for record, fault in integrity.faults(whole, incomplete=incomplete, settled=settled):
        origin = origins[id(record)]
        finds.add(origin.file, f"{origin.path}.{fault.field}", fault.message, fault.hint)
    finds.raise_any()
    return Compendium._of_checked(whole)


def _make(raw: RawRecord, registry: ReadingState, finds: ProblemCollector) -> Record | None:
    record: Record | None = None
    try:
        record = structure(raw.kind, raw.data, _quoting(raw, registry))
    except FaultsError as error:
        told = {fault.field for fault in error.faults}
        # What keeps a record from being made must not keep a faulty id from being told.
        own = [] if "id" in told else checks.identifier("id", raw.data.get("id"))
        for fault in (*own, *error.faults):
            path = f"{raw.path}.{fault.field}" if fault.field else raw.path
            finds.add(raw.file, path, fault.message, fault.hint)
    except FailedLinkError:
        pass
    if isinstance(own_id := raw.data.get("id"), str):
        registry.records.setdefault(own_id, record)
    return record


def _quoting(raw: RawRecord, registry: ReadingState) -> ReadingState:
    if raw.document is None:
        return registry
    document = registry.records.get(raw.document)
    return evolve(registry, document=document if isinstance(document, Document) else None, quotes=True)


def _in_order(raw_records: list[RawRecord], finds: ProblemCollector) -> list[RawRecord]:
    """The records of one kind, each after those of that kind to which it links; circles become problems."""
    if all(raw.kind not in _UPWARD for raw in raw_records):
        return raw_records
    by_id = {raw.data["id"]: place for place, raw in enumerate(raw_records) if isinstance(raw.data.get("id"), str)}
    above = {place: {by_id[link] for link in _links_up(raw) if link in by_id} for place, raw in enumerate(raw_records)}
    order = _as_far_as_sorted(above)
    left = above.keys() - set(order)
    # Seen from below, what merely hangs on a circle comes off; what is left then stands in one.
    hanging = _as_far_as_sorted({place: {low for low in left if place in above[low]} for place in left}) if left else []
    for place in sorted(left - set(hanging)):
        raw = raw_records[place]
        key = _UPWARD[raw.kind]
        message = f"{raw.data['id']!r} falls under itself by its {key}"
        finds.add(raw.file, f"{raw.path}.{key}", message, "take out one link of the circle")
    return [raw_records[place] for place in (*order, *reversed(hanging))]


def _as_far_as_sorted(graph: dict[int, set[int]]) -> list[int]:
    """The nodes of a graph, each after those it names, as far as no circle stands in the way."""
    sorter = TopologicalSorter(graph)
    with suppress(CycleError):
        sorter.prepare()
    order: list[int] = []
    while ready := sorter.get_ready():
        order += ready
        sorter.done(*ready)
    return order


def _links_up(raw: RawRecord) -> Iterable[Any]:
    links = raw.data.get(_UPWARD.get(raw.kind, ""), [])
    return [link for link in links if isinstance(link, str)] if isinstance(links, list) else []
