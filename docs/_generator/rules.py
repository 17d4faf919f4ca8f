"""Drawings of the rules of exposure: dispensings above, and below what `episodes` itself makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import polars as pl
from attrs import frozen

from osteopharm.exposure import episodes

from .boxes import boxed

__all__ = ["rule_drawings"]

ORIGIN = date(2024, 1, 1)
LEFT, TOP, ROW, BAR, DAY = 150, 14, 24, 14, 4
"""Where the first day and the first row are, how high a row and its bar are, and how wide a day is, in pixels."""
DISPENSED, COVERED, GAP = "#56b4e9", "#0072b2", "#d9d9d9"


@frozen
class _Rule:
    """A rule, and the rows that show it.

    Attributes:
        name: the name of the drawing.
        about: what it shows.
        rows: the day, the treatment, the days and the basis of each dispensing.
        arguments: what `episodes` is asked with.
        length: how many days are drawn.
    """

    name: str
    about: str
    rows: tuple[tuple[int, str, int, str], ...]
    arguments: dict[str, Any]
    length: int


TABLETS, INJECTION = "days supply", "administered"
RULES = (
    _Rule(
        "carry-over",
        "Tablets that are left over are used first: three packs of 28 days, each fetched a week early, last 84 days",
        ((0, "tablets", 28, TABLETS), (21, "tablets", 28, TABLETS), (42, "tablets", 28, TABLETS)),
        {"grace": 0},
        95,
    ),
    _Rule(
        "no-carry-over",
        "An injection that is given early covers its interval from the day on which it is given",
        ((0, "injection", 60, INJECTION), (45, "injection", 60, INJECTION)),
        {"grace": 0},
        115,
    ),
    _Rule(
        "grace",
        "With a grace of 20 days the first gap of 14 days is inside the episode, and the second of 30 days ends it",
        ((0, "tablets", 28, TABLETS), (42, "tablets", 28, TABLETS), (100, "tablets", 28, TABLETS)),
        {"grace": 20},
        135,
    ),
    _Rule(
        "switch",
        "Another treatment that begins within the grace ends the first by a switch",
        ((0, "tablets", 28, TABLETS), (38, "injection", 60, INJECTION)),
        {"grace": 20},
        110,
    ),
    _Rule(
        "end-of-data",
        "Coverage is cut at the end of the data, and a grace that reaches beyond it is not a gap",
        ((0, "tablets", 28, TABLETS), (28, "tablets", 56, TABLETS)),
        {"grace": 20, "until": ORIGIN + timedelta(70)},
        95,
    ),
)


def rule_drawings() -> dict[str, str]:
    """The drawings by file name."""
    return {f"rule-{rule.name}.html": boxed(_drawn(rule), rule.about, "drawing plot") for rule in RULES}


def _drawn(rule: _Rule) -> str:
    table = pl.DataFrame(
        [("p", ORIGIN + timedelta(day), *rest) for day, *rest in rule.rows],
        schema=["person", "date", "treatment", "days_covered", "days_basis"],
        orient="row",
    )
    found = episodes(table, person="person", date="date", by="treatment", **rule.arguments).sort("start")
    shapes = [
        _row(place, "dispensed", [(day, day + days, DISPENSED)]) for place, (day, _, days, _) in enumerate(rule.rows)
    ]
    for place, row in enumerate(found.rows(named=True), start=len(rule.rows)):
        start, end = ((row[name] - ORIGIN).days for name in ("start", "end"))
        shapes.append(_row(place, f"{row['treatment']}: episode", [(start, end, COVERED)]))
        label = f"{row['days_covered']} days covered, {row['days_in_gaps']} in gaps; ended by: {row['ended_by']}"
        shapes.append(_text(LEFT + end * DAY + 6, place, label))
        shapes += _gaps(place, start, end, rule)
    until = rule.arguments.get("until")
    height = TOP + ROW * (len(rule.rows) + found.height) + 10
    if until is not None:
        x = LEFT + (until - ORIGIN).days * DAY
        shapes.append(f'<line x1="{x}" y1="4" x2="{x}" y2="{height - 6}" stroke="#d55e00" stroke-dasharray="4 3"/>')
    width = LEFT + rule.length * DAY + 330
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="12">{"".join(shapes)}</svg>'
    )


def _gaps(place: int, start: int, end: int, rule: _Rule) -> list[str]:
    """The days inside an episode that nothing covers, laid over its bar."""
    used_up, covered = 0, set[int]()
    for day, _, days, basis in rule.rows:
        first = max(day, used_up) if basis == TABLETS else day
        covered |= set(range(first, first + days))
        used_up = first + days if basis == TABLETS else used_up
    return [_bar(place, day, day + 1, GAP) for day in range(start, end) if day not in covered]


def _row(place: int, label: str, bars: Sequence[tuple[int, int, str]]) -> str:
    y = TOP + place * ROW + BAR - 2
    text = f'<text x="{LEFT - 8}" y="{y}" text-anchor="end" fill="currentColor">{escape(label)}</text>'
    return text + "".join(_bar(place, *bar) for bar in bars)


def _bar(place: int, first: int, last: int, color: str) -> str:
    x, y, width = LEFT + first * DAY, TOP + place * ROW, (last - first) * DAY
    return f'<rect x="{x}" y="{y}" width="{width}" height="{BAR}" fill="{color}"/>'


def _text(x: int, place: int, text: str) -> str:
    return f'<text x="{x}" y="{TOP + place * ROW + BAR - 2}" fill="currentColor">{escape(text)}</text>'
