"""Answers as tables for notebooks: explanations, comparisons, identifications, evidence, code lists, collections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from attrs import frozen

from osteopharm._words import YES_OR_NO, counted
from osteopharm.claims import ClaimSet
from osteopharm.claims.evidence import BEARING_IN_WORDS, EvidenceSummary
from osteopharm.claims.overlaps import OverlapSelection
from osteopharm.codelists import Codelist, CodelistCheck
from osteopharm.collection import Collection
from osteopharm.compendium import Compendium
from osteopharm.mechanisms.comparison import Comparison, one_a_line
from osteopharm.mechanisms.explanation import Explanation
from osteopharm.model._describe import title_of
from osteopharm.model._record import Record
from osteopharm.model.kinds import KINDS, kind_in_words
from osteopharm.model.mechanisms import CausalPath
from osteopharm.names.identification import Identification

MOST_ROWS = 100
"""The most rows of a table that are shown; the number of the others is stated."""


class Report(Protocol):
    """What prints its answer on the first line and has the details as rows, such as a diagnosis of a table."""

    def to_rows(self) -> Sequence[Mapping[str, Any]]:
        """The details."""
        ...  # pragma: no cover - the reports have it


Answer = (
    Explanation
    | Comparison
    | EvidenceSummary
    | Identification
    | Compendium
    | Collection[Any]
    | Codelist
    | CodelistCheck
    | OverlapSelection[ClaimSet]
    | Report
)
"""What shows itself as a table."""


@frozen(kw_only=True)
class Table:
    """An answer as a table.

    >>> import osteopharm
    >>> table_of(osteopharm.identify("Xgeva 120 mg")).rows[2]
    ('labeled for osteoporosis', 'no')
    """

    title: str
    """What it answers."""
    head: tuple[str, ...]
    """The heads of the columns; empty where the first column names the rows."""
    rows: tuple[tuple[str, ...], ...]
    """The rows that are shown."""
    left_out: int = 0
    """How many rows are not shown."""
    notes: tuple[str, ...] = ()
    """What is said below the table."""


def table_of(answer: Answer) -> Table:
    """An answer as a table of text."""
    match answer:
        case Identification():
            return Table(title="In the product", head=(), rows=tuple(_identified(answer)))
        case Explanation():
            paths = [(str(number), *_path(path)) for number, path in enumerate(answer.paths, 1)]
            title = f"{answer.agent.name} and {answer.outcome.name}: {answer.in_words}"
            notes = [note[0].upper() + note[1:] for note in answer.notes()]
            return _table(title, ("", "path", "sign", "certainty"), paths, notes)
        case Comparison():
            names = (answer.first.agent.name, answer.second.agent.name)
            aspects = [row for row in answer.to_rows() if row["aspect"] not in ("name", "claims")]
            compared: list[tuple[str, ...]] = [
                (row["aspect"], one_a_line(row["first"]), one_a_line(row["second"])) for row in aspects
            ]
            compared.append(("claims", *(counted(len(side.claims), "claim") for side in (answer.first, answer.second))))
            return _table(" and ".join(names), ("", *names), compared)
        case EvidenceSummary():
            links = [(BEARING_IN_WORDS[each.kind], each.claim, each.reason) for each in answer.claim_links]
            rows = [(kind, str(claim), str(claim.effect or ""), reason) for kind, claim, reason in links]
            return _table(answer.claim.statement, ("", "finding", "effect", "reason"), rows)
        case CodelistCheck():
            found = [(finding.kind.value, str(finding)) for finding in answer.findings]
            return _table(_heading(answer), ("", "finding"), found)
        case Codelist():
            codes = answer.to_rows()
            head = tuple(codes[0]) if codes else ()
            return _table(counted(len(answer), "code"), head, [tuple(map(_cell, row.values())) for row in codes])
        case Compendium():
            counts = [(kind_in_words(kind, 2), f"{len(answer.records.of(kind)):,}") for kind in KINDS]
            return _table("Compendium", (), [(kind, count) for kind, count in counts if count != "0"])
        case Collection():
            records = [(id, title_of(each) if isinstance(each, Record) else str(each)) for id, each in answer.items()]
            return _table(counted(len(answer), "record"), ("id", "title"), records)
        case OverlapSelection():
            left_out = [(each.publication.name, each.kept.name, each.overlap.reason) for each in answer.excluded]
            title = f"{counted(len(answer.claims), 'claim')} kept, {counted(len(left_out), 'publication')} left out"
            return _table(title, ("left out", "overlaps with", "reason"), left_out)
        case _:
            details: Sequence[Mapping[str, Any]] = answer.to_rows()
            head = tuple(details[0]) if details else ()
            return _table(_heading(answer), head, [tuple(map(_cell, row.values())) for row in details])


def _heading(report: Report) -> str:
    return str(report).partition("\n")[0]


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)


def _table(title: str, head: Sequence[str], rows: Sequence[tuple[str, ...]], notes: Iterable[str] = ()) -> Table:
    shown = tuple(rows[:MOST_ROWS])
    return Table(title=title, head=tuple(head), rows=shown, left_out=len(rows) - len(shown), notes=tuple(notes))


def _identified(found: Identification) -> Iterable[tuple[str, str]]:
    if not found:
        yield "found", "nothing"
        return
    yield "medications", ", ".join(each.name for each in found.medications)
    yield "classes", ", ".join(each.name for each in found.drug_classes)
    yield "labeled for osteoporosis", YES_OR_NO[found.labeled_for_osteoporosis]
    if found.action:
        yield "action", found.action.value
    if found.brands:
        yield "brand", ", ".join(each.name for each in found.brands)


def _path(path: CausalPath) -> tuple[str, str, str]:
    names = [path.steps[0].subject.name, *(step.object.name for step in path.steps)]
    marks = " (disputed)" if path.is_disputed else ""
    sign = {1: "more", -1: "less", None: "not known"}[path.sign]
    return f"{' → '.join(names)}{marks}", sign, path.certainty.value
