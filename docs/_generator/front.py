"""The picture of the front page: episodes of treatment, operations, and what each patient was on at that day."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

import polars as pl

from osteopharm.exposure import episodes, status_at

__all__ = ["surgery_picture", "surgery_svg"]

START = date(2022, 1, 1)
DISPENSED = (
    ("patient 1", "teriparatide", 0, 28, 12),
    ("patient 1", "denosumab", 350, 183, 3),
    ("patient 2", "alendronic acid", 60, 28, 10),
    ("patient 3", "alendronic acid", 420, 28, 11),
)
"""Patient and treatment; the day of the first dispensing, the days that each one covers, and how many there are."""
SURGERY = {"patient 1": 600, "patient 2": 520, "patient 3": 300}
"""The day of each patient's operation."""
DAYS, WIDTH, LEFT, TOP, LANE, BAR = 900, 300, 64, 20, 44, 14
"""How many days are drawn, and in how many pixels; where lanes begin, and how high they and their bars are."""
COLORS = {"alendronic acid": "#0072b2", "denosumab": "#d55e00", "teriparatide": "#009e73"}
INK = "currentColor"
_INKS = "<style>svg{color:#1d2126}@media (prefers-color-scheme:dark){svg{color:#e7e9ec}}</style>"


def surgery_picture() -> str:
    """The picture as HTML that fits a card."""
    return f'<div class="drawing card">{_drawn("")}</div>\n'


def surgery_svg() -> str:
    """The picture as a file of its own, whose ink is dark on a light ground and light on a dark one."""
    return f"{_drawn(_INKS, 1.6)}\n"


def _drawn(style: str, scale: float = 1) -> str:
    rows = [
        (person, treatment, START + timedelta(first + number * days), days, "days supply")
        for person, treatment, first, days, count in DISPENSED
        for number in range(count)
    ]
    names = ["person", "treatment", "date", "days_covered", "days_basis"]
    table = pl.DataFrame(rows, schema=names, orient="row")
    found = episodes(table, person="person", date="date", by="treatment", grace=30)
    operations = pl.DataFrame(
        [(person, START + timedelta(day)) for person, day in SURGERY.items()], schema=["person", "date"], orient="row"
    )
    statuses = status_at(operations, found, person="person", date="date", by="treatment")
    shapes = []
    for place, status in enumerate(statuses.rows(named=True)):
        y = TOP + place * LANE
        shapes.append(_text(0, y + BAR - 2, status["person"]))
        for row in found.filter(pl.col("person") == status["person"]).sort("start").rows(named=True):
            x, end = _x(row["start"]), _x(row["end"])
            shapes.append(f'<rect x="{x}" y="{y}" width="{end - x}" height="{BAR}" fill="{COLORS[row["treatment"]]}"/>')
        x = _x(status["date"])
        shapes.append(f'<path d="M{x} {y - 4}V{y + BAR + 4}" stroke="{INK}" stroke-width="2"/>')
        shapes.append(_text(LEFT, y + BAR + 16, _in_words(status)))
        if not place:
            shapes.append(_text(x - 22, y - 8, "surgery"))
    height = TOP + LANE * len(SURGERY)
    about = "Three patients: bars are episodes of treatment, a line is the day of the operation"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{about}" '
        f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH * scale:g}" height="{height * scale:g}" '
        f'font-family="sans-serif" font-size="12">'
        f"{style}{''.join(shapes)}</svg>"
    )


def _in_words(status: dict[str, object]) -> str:
    """What the patient was on at the day, as `status_at` says it."""
    match status["status"]:
        case "current":
            past = f", after {status['past']}" if status["past"] else ""
            return f"on {status['current']}{past}"
        case "past":
            return f"off {status['past']} for {status['days_since_end']} days"
        case _:
            return f"untreated, starts {status['days_to_next_start']} days later"


def _x(day: date) -> int:
    return LEFT + (day - START).days * (WIDTH - LEFT) // DAYS


def _text(x: int, y: int, text: str) -> str:
    return f'<text x="{x}" y="{y}" fill="{INK}">{escape(text)}</text>'
