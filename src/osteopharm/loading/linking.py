"""From raw records to a compendium: each record is made once those it links to are made.

Every fault of every record is noted with its file and place; a compendium comes out whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from osteopharm import consistency
from osteopharm.compendium import Compendium
from osteopharm.loading.converter import FailedLinkError, FaultsError, Registry, structure
from osteopharm.loading.files import Finds
from osteopharm.loading.manuscript import RawRecord
from osteopharm.model.documents import Document
from osteopharm.records import KINDS, Record, Records

# Within these kinds a record may link to another one of its own kind, by this key.
_UPWARD = {"drug_classes": "parents", "concepts": "broader"}


def link(raw_records: list[RawRecord], onto: Compendium | None, finds: Finds) -> Compendium:
    """The compendium of the raw records, together with those of ``onto``.

    Raises:
        DataError: something is wrong; ``finds`` and the error hold every problem.
    """
    base = Records() if onto is None else onto.records
    registry = Registry({record.id: record for record in base}, {})
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
    parts: dict[str, Any] = {
        kind: (*base.of(kind), *(made[id(raw)] for raw in raw_records if raw.kind == kind and id(raw) in made))
        for kind in KINDS
    }
    whole = Records(**parts)
    for record, fault in consistency.faults(whole, incomplete=incomplete):
        origin = origins[id(record)]
        finds.add(origin.file, f"{origin.path}.{fault.field}", fault.message, fault.hint)
    finds.raise_any()
    return Compendium.of_checked(whole)


def _make(raw: RawRecord, registry: Registry, finds: Finds) -> Record | None:
    record: Record | None = None
    try:
        record = structure(raw.kind, raw.data, _quoting(raw, registry))
    except FaultsError as error:
        for fault in error.faults:
            path = f"{raw.path}.{fault.field}" if fault.field else raw.path
            finds.add(raw.file, path, fault.message, fault.hint)
    except FailedLinkError:
        pass
    if isinstance(own_id := raw.data.get("id"), str):
        registry.records.setdefault(own_id, record)
    return record


def _quoting(raw: RawRecord, registry: Registry) -> Registry:
    if raw.document is None:
        return registry
    document = registry.records.get(raw.document)
    return Registry(registry.records, registry.kinds, document if isinstance(document, Document) else None)


def _in_order(raw_records: list[RawRecord], finds: Finds) -> Iterator[RawRecord]:
    """The records of one kind, each after those of that kind to which it links; circles become problems."""
    if all(raw.kind not in _UPWARD for raw in raw_records):
        yield from raw_records
        return
    by_id = {raw.data["id"]: raw for raw in reversed(raw_records) if isinstance(raw.data.get("id"), str)}
    above = {id(raw): [by_id[link] for link in _links_up(raw) if link in by_id] for raw in raw_records}
    waiting = list(raw_records)
    ready: set[int] = set()
    while waiting:
        later: list[RawRecord] = []
        for raw in waiting:
            if all(id(link) in ready for link in above[id(raw)]):
                ready.add(id(raw))
                yield raw
            else:
                later.append(raw)
        if len(later) == len(waiting):
            yield from _without_circles(later, above, ready, finds)
            return
        waiting = later


def _without_circles(
    waiting: list[RawRecord], above: dict[int, list[RawRecord]], ready: set[int], finds: Finds
) -> Iterator[RawRecord]:
    """Report the records that stand in a circle and hand on the others that hang on one."""
    for raw in waiting:
        if _reaches(raw, raw, above):
            key = _UPWARD[raw.kind]
            message = f"{raw.data['id']!r} falls under itself by its {key}"
            finds.add(raw.file, f"{raw.path}.{key}", message, "take out one link of the circle")
        else:
            ready.add(id(raw))
            yield raw


def _reaches(start: RawRecord, goal: RawRecord, above: dict[int, list[RawRecord]]) -> bool:
    seen: set[int] = set()
    ahead = list(above[id(start)])
    while ahead:
        raw = ahead.pop()
        if raw is goal:
            return True
        if id(raw) not in seen:
            seen.add(id(raw))
            ahead += above[id(raw)]
    return False


def _links_up(raw: RawRecord) -> Iterable[Any]:
    links = raw.data.get(_UPWARD.get(raw.kind, ""), [])
    return [link for link in links if isinstance(link, str)] if isinstance(links, list) else []
