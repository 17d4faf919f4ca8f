"""The swimmer plot: a lane a person, a bar an episode of treatment, a mark an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date  # noqa: N812 # "date" is the name of an argument
from datetime import datetime
from typing import Any

import matplotlib.dates
import narwhals.stable.v2 as nw
from attrs import frozen
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from osteopharm.errors import UnknownValueError
from osteopharm.exposure._table import check_dates, opened

__all__ = ["swimmer_plot"]

dates: Any = matplotlib.dates  # its functions have no types

COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442", "#4d4d4d")
"""Eight colors that people of any color vision tell apart (Okabe and Ito)."""
HATCHES = ("", "///", "...", "xxx")
"""What is laid over the colors when there are more treatments than colors."""
LANE = 0.32
"""The height of a lane, in inches."""
WIDTH = 8.0
FILLED = 0.8
"""How much of a lane its bars fill."""
AROUND = 1.3
"""The height of all that is not a lane, in inches."""


@frozen
class _Bar:
    person: str
    group: str
    start: Date
    end: Date


def swimmer_plot(
    episodes: Any,
    *,
    person: str,
    by: str = "medication",
    events: Any = None,
    date: str = "date",
    most: int = 40,
) -> Figure:
    """The episodes of persons as bars, one lane a person, in the order of their first starts.

    Treatments that a person has at the same time lie below each other in the lane. Only the persons that are drawn,
    and no more than their episodes, are brought out of the engine.

    Args:
        episodes: what `osteopharm.exposure.episodes` gives.
        person: the column of persons, in both tables.
        by: the column of treatments.
        events: a table of events that are marked in the lanes, such as operations; none when left out.
        date: the column of dates of the events.
        most: how many persons are drawn at the most; the title says how many there are.

    Returns:
        A figure of matplotlib, sized for its lanes; ``savefig`` writes it.

    Raises:
        InvalidTableError: one of the two is not a table of a supported engine, or a column holds no dates.
        UnknownColumnError: the column does not exist; the error suggests similar names.
        UnknownValueError: less than one person is to be drawn.

    >>> from datetime import date
    >>> import polars
    >>> found = polars.DataFrame(
    ...     {
    ...         "patient": ["p1", "p1"],
    ...         "medication": ["teriparatide", "denosumab"],
    ...         "start": [date(2022, 1, 1), date(2023, 7, 1)],
    ...         "end": [date(2023, 6, 1), date(2024, 1, 1)],
    ...     }
    ... )
    >>> len(swimmer_plot(found, person="patient").axes[0].collections)
    2
    """
    if most < 1:
        raise UnknownValueError("most", most, ["1 or more"])
    table = opened(episodes, person, by, "start", "end", role="the table of episodes")
    for column in ("start", "end"):
        check_dates(table, column)
    firsts = table.frame.group_by(person).agg(nw.col("start").min().alias("osteopharm_first")).drop_nulls()
    persons = _collected(firsts.select(nw.len())).item()
    lanes = firsts.sort("osteopharm_first", person).head(most)
    shown = table.frame.select(person, by, "start", "end").drop_nulls().join(lanes, on=person, how="inner")
    rows = _collected(shown.sort("osteopharm_first", person, "start", by)).rows(named=True)
    bars = [_Bar(str(row[person]), str(row[by]), _date(row["start"]), _date(row["end"])) for row in rows]
    return _drawn(bars, persons, {} if events is None else _marks(events, person, date, {bar.person for bar in bars}))


def _marks(events: Any, person: str, date: str, persons: set[str]) -> dict[str, list[Date]]:
    table = opened(events, person, date, role="the table of events")
    check_dates(table, date)
    marks: dict[str, list[Date]] = {}
    for row in _collected(table.frame.select(person, date).drop_nulls()).rows(named=True):
        if str(row[person]) in persons:
            marks.setdefault(str(row[person]), []).append(_date(row[date]))
    return marks


def _collected(frame: Any) -> Any:
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def _date(value: Any) -> Date:
    return value.date() if isinstance(value, datetime) else value


def _drawn(bars: list[_Bar], persons: int, marks: Mapping[str, list[Date]]) -> Figure:
    lanes = {name: place for place, name in enumerate(dict.fromkeys(bar.person for bar in bars))}
    groups = sorted({bar.group for bar in bars})
    looks: dict[str, dict[str, Any]] = {
        group: {"facecolor": COLORS[place % len(COLORS)], "hatch": HATCHES[place // len(COLORS) % len(HATCHES)]}
        for place, group in enumerate(groups)
    }
    figure = Figure(figsize=(WIDTH, AROUND + LANE * max(1, len(lanes))), layout="constrained")
    axes = figure.subplots()
    for name, place in lanes.items():
        own = [bar for bar in bars if bar.person == name]
        levels = {group: level for level, group in enumerate(dict.fromkeys(bar.group for bar in own))}
        height = FILLED / len(levels)
        for bar in own:
            bottom = place - FILLED / 2 + levels[bar.group] * height
            left, right = _number(bar.start), _number(bar.end)
            axes.broken_barh([(left, right - left)], (bottom, height), edgecolor="white", **looks[bar.group])
        days = [_number(day) for day in marks.get(name, ())]
        axes.plot(days, [place] * len(days), "v", color="black", markersize=6, label="_event")
    axes.set_yticks(list(lanes.values()), list(lanes))
    axes.set_ylim(max(1, len(lanes)) - 0.5, -0.5)
    locator = dates.AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(f"{len(lanes):,} of {persons:,} persons", loc="left", fontsize=9)
    if groups:
        handles: list[Any] = [Patch(label=group, **looks[group]) for group in groups]
        if marks:
            handles += axes.plot([], [], "v", color="black", markersize=6, label="event")
        figure.legend(handles=handles, loc="outside lower left", ncols=3, fontsize=8, frameon=False)
    return figure


def _number(day: Date) -> float:
    return float(dates.date2num(day))
