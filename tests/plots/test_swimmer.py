"""The swimmer plot: each episode is a bar where it belongs, and each event a mark."""

from __future__ import annotations

from datetime import date
from typing import Any

import matplotlib.dates
import polars as pl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from tests.rules import each_of

import osteopharm.plots
from osteopharm import UnknownValueError
from osteopharm.errors import InvalidTableError, UnknownColumnError
from osteopharm.plots import swimmer_plot

mdates: Any = matplotlib.dates  # it has no types

EPISODES = pl.DataFrame(
    {
        "patient": [2, 1, 1, 3],
        "medication": ["alendronic-acid", "alendronic-acid", "teriparatide", "denosumab"],
        "start": [date(2021, 1, 1), date(2020, 1, 1), date(2020, 6, 1), date(2022, 1, 1)],
        "end": [date(2021, 6, 1), date(2021, 1, 1), date(2021, 1, 1), date(2023, 1, 1)],
    }
)
EVENTS = pl.DataFrame({"patient": [1, 9, None], "date": [date(2020, 3, 1), date(2020, 1, 1), date(2020, 1, 1)]})


def spans(figure: Any) -> list[tuple[date, date, float, float]]:
    """From when to when each bar reaches, and from where to where in the lanes."""
    boxes = [path.get_extents() for each in figure.axes[0].collections for path in each.get_paths()]
    return [
        (mdates.num2date(box.x0).date(), mdates.num2date(box.x1).date(), round(box.y0, 2), round(box.y1, 2))
        for box in boxes
    ]


@each_of("make", [pl.DataFrame.lazy, pl.DataFrame.to_arrow, lambda table: table], ids=["lazy", "arrow", "polars"])
def test_each_episode_is_a_bar_in_the_lane_of_its_person(make: Any) -> None:
    """Persons come in the order of their first starts; what overlaps lies below each other in one lane."""
    figure = swimmer_plot(make(EPISODES), person="patient", events=make(EVENTS))

    assert sorted(spans(figure)) == [
        (date(2020, 1, 1), date(2021, 1, 1), -0.4, 0.0),
        (date(2020, 6, 1), date(2021, 1, 1), 0.0, 0.4),
        (date(2021, 1, 1), date(2021, 6, 1), 0.6, 1.4),
        (date(2022, 1, 1), date(2023, 1, 1), 1.6, 2.4),
    ]
    axes: Any = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["1", "2", "3"]
    marked = [(mdates.num2date(x).date(), y) for line in axes.lines for x, y in line.get_xydata()]
    assert marked == [(date(2020, 3, 1), 0)]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        *("alendronic-acid", "denosumab", "teriparatide", "event")
    ]
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]  # matplotlib has no type for it


def test_a_few_of_many() -> None:
    """Only so many persons are drawn, those who began first, and the title says of how many."""
    figure = swimmer_plot(
        EPISODES.to_pandas().astype({"start": "datetime64[s]", "end": "datetime64[s]"}), person="patient", most=1
    )

    assert figure.axes[0].get_title(loc="left") == "1 of 3 persons"
    assert len(spans(figure)) == 2


def test_nobody() -> None:
    """Without an episode there is an empty picture, and no legend."""
    figure = swimmer_plot(EPISODES.clear(), person="patient", events=EVENTS)

    assert figure.legends == []
    assert figure.axes[0].get_title(loc="left") == "0 of 0 persons"


def test_more_treatments_than_colors() -> None:
    """From the ninth on, a pattern tells them apart."""
    many = pl.concat(EPISODES[:1].with_columns(medication=pl.lit(f"m{number}")) for number in range(9))
    figure = swimmer_plot(many, person="patient")

    looks = {(patch.get_facecolor(), patch.get_hatch()) for patch in figure.legends[0].get_patches()}
    assert len(looks) == 9


def test_what_is_refused() -> None:
    """No lane, no column, no dates; and plots has no other name that is looked up late."""
    with pytest.raises(UnknownValueError, match="most has no value 0"):
        swimmer_plot(EPISODES, person="patient", most=0)
    with pytest.raises(UnknownColumnError, match="no column 'patiant'"):
        swimmer_plot(EPISODES, person="patiant")
    with pytest.raises(InvalidTableError, match="'start' holds Int32"):
        swimmer_plot(EPISODES.with_columns(start=pl.lit(1)), person="patient")
    name = "swimmers"
    with pytest.raises(AttributeError, match="no attribute 'swimmers'"):
        getattr(osteopharm.plots, name)
