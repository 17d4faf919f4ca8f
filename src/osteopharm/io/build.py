"""From raw records to a compendium: each record is made after those that it links to.

Every problem of every record is reported with its file and place. A compendium is returned whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter

from osteopharm import integrity
from osteopharm._files import ProblemCollector
from osteopharm._suggest import budget
from osteopharm.compendium import Compendium
from osteopharm.io.seeds import RawRecord
from osteopharm.io.structure import Known, links_in, structure
from osteopharm.model._record import Record
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.documents import Document
from osteopharm.model.kinds import Records


def build(raws: list[RawRecord], base: Compendium | None, problems: ProblemCollector) -> Compendium:
    """The compendium of the raw records, together with the records of ``base``.

    Raises:
        DataError: something is wrong; ``problems`` and the error have every problem.
    """
    with budget():
        return _build(raws, base, problems)


def _build(raws: list[RawRecord], base: Compendium | None, problems: ProblemCollector) -> Compendium:
    given = Records() if base is None else base.records
    known = Known(
        {record.id: record for record in given},
        {record.id: type(record) for record in given},
        frozenset(problems.unread),
    )
    for raw in raws:
        if isinstance(own_id := raw.table.get("id"), str):
            known.types.setdefault(own_id, raw.type)
    made = {at: record for at in _parents_first(raws, problems) if (record := _make(raws[at], known, problems))}
    # By identity: two raw records may have the same id by mistake.
    origins = {id(record): raws[at] for at, record in made.items()}
    whole = Records((*given, *(made[at] for at in range(len(raws)) if at in made)))
    incomplete = {_quoted_document(raw) for at, raw in enumerate(raws) if at not in made}
    if EvidenceClaim in problems.unread:
        incomplete |= {document.id for document in whole.of(Document)}
    settled = {id(record) for record in given}
    for record, problem in integrity.problems(whole, incomplete=incomplete, settled=settled):
        origin = origins[id(record)]
        problems.add(origin.file, origin.place_of(problem.path), problem.message, problem.hint)
    problems.raise_any()
    return Compendium._of_checked(whole)  # noqa: SLF001 - they were checked above


def _quoted_document(raw: RawRecord) -> str:
    provenance = raw.table.get("provenance")
    source = provenance.get("source") if isinstance(provenance, dict) else None
    return source if isinstance(source, str) else ""


def _make(raw: RawRecord, known: Known, problems: ProblemCollector) -> Record | None:
    record, found = structure(raw.type, raw.table, known)
    for problem in found:
        problems.add(raw.file, raw.place_of(problem.path), problem.message, problem.hint)
    if isinstance(own_id := raw.table.get("id"), str):
        known.records.setdefault(own_id, record)
    return record


def _parents_first(raws: list[RawRecord], problems: ProblemCollector) -> list[int]:
    """The positions of the raw records, each after those that it links to; a cycle becomes a problem."""
    by_id: dict[str, int] = {}
    for at, raw in enumerate(raws):
        if isinstance(own_id := raw.table.get("id"), str):
            by_id.setdefault(own_id, at)
    links: dict[int, dict[int, str]] = {at: {} for at in range(len(raws))}
    for at, raw in enumerate(raws):
        for field, id, types in links_in(raw.type, raw.table):
            target = by_id.get(id)
            # An id of a wrong type is reported when the link is resolved; it must not create a cycle here.
            if target is not None and issubclass(raws[target].type, types):
                links[at].setdefault(target, field)
    order = _as_far_as_sorted(links)
    left = links.keys() - set(order)
    # Sorted from the other end, what merely depends on a cycle comes off; what is left is in one.
    above: dict[int, list[int]] = {at: [] for at in left}
    for low in left:
        for at in links[low].keys() & left:
            above[at].append(low)
    dependent = _as_far_as_sorted(above) if left else []
    in_cycle = left - set(dependent)
    for at in sorted(in_cycle):
        raw = raws[at]
        field = next(field for target, field in links[at].items() if target in in_cycle).partition("[")[0]
        message = f"{raw.table['id']!r} is its own ancestor by its {field}"
        problems.add(raw.file, raw.place_of(field), message, "remove one link of the cycle")
    return [*order, *reversed(dependent)]


def _as_far_as_sorted(graph: Mapping[int, Iterable[int]]) -> list[int]:
    """The nodes of a graph, each after those it names, as far as no cycle prevents it."""
    sorter = TopologicalSorter(graph)
    with suppress(CycleError):
        sorter.prepare()
    order: list[int] = []
    while ready := sorter.get_ready():
        order += ready
        sorter.done(*ready)
    return order
