"""The forest plot: a row for each effect, grouped by treatment, a panel for each outcome and measure; no pooling."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from textwrap import wrap

import matplotlib as mpl
from attrs import frozen
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from osteopharm.claims import ClaimSet
from osteopharm.claims.forest_data import Panel, Picture, Row, picture_of
from osteopharm.errors import NoEffectsError, UnknownValueError
from osteopharm.model.enums import Design, Species

__all__ = ["forest_plot", "save_forest_plot"]

FONT_SIZE = 9.0
LINE = 0.17
"""The height of a line of text, in inches."""
GAP = 0.22
"""Between two columns, in inches."""
BETWEEN = 0.35
"""Between two rows, in lines."""
BELOW = 0.85
"""Below an axis, for its figures and its title, in inches."""
LETTERS_PER_INCH = 13
"""How many letters of a note go into an inch, at least."""
AXIS = 2.6
"""The width of the axis, in inches."""
HEADINGS = ("Study", "Treatment", "Comparator", "")
"""Above the columns; the last one is headed by the measure. The arms have events/total (share), as far as known."""
WRAPPED_AT = (40, 16, 16, 30)
HEADING_LINES = 2
"""The lines of a panel that are not rows: its title and its headings."""
INK, QUIET, MARKER = "#1a1a1a", "#5a5a5a", "#1f4e79"
_DPI = 150
_METADATA: dict[str, dict[str, str | None] | None] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": None}
"""The forms in which a picture is written, and what keeps the date out of each."""


def forest_plot(
    claims: ClaimSet, *, species: Species | str | None = None, design: Design | str | None = None
) -> Figure:
    """The effects of some claims, as a forest plot.

    A row is one effect, as its source prints it; rows are grouped by treatment. Each outcome and measure has a
    panel of its own; so have people and animals, and single studies and the meta-analyses that pool studies. An
    effect without an interval has its marker alone, and shares without a figure have their arms alone. Studies
    that share trials or patients carry the same mark, and an interval that goes beyond the axis ends in an arrow.

    Args:
        claims: the claims, as ``claims.on(outcome, include_setting=False)`` gives them.
        species: only the effects seen in it, such as ``"human"``.
        design: only the effects of studies of this design, such as ``"randomized-trial"``.

    Returns:
        A figure of matplotlib, sized for its rows; ``savefig`` writes it.

    Raises:
        NoEffectsError: none of the claims has an effect.
        UnknownValueError: there is no such species or design.

    >>> import osteopharm
    >>> figure = forest_plot(osteopharm.load().claims.on("hip-fracture"), design="randomized-trial")
    >>> len(figure.axes)
    4
    """
    return _drawn(_picture(claims.where(species=species, design=design)))


def save_forest_plot(
    claims: ClaimSet,
    path: str | os.PathLike[str],
    *,
    species: Species | str | None = None,
    design: Design | str | None = None,
) -> int:
    """Write a forest plot as a whole or not at all.

    Args:
        claims: the claims.
        path: the file, which ends in ``.svg``, ``.pdf`` or ``.png``.
        species: only the effects seen in it.
        design: only the effects of studies of this design.

    Returns:
        How many effects were drawn.

    Raises:
        NoEffectsError: none of the claims has an effect.
        UnknownValueError: the file ends in something else, or there is no such species or design.
        OSError: the file cannot be written.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import osteopharm
    >>> with TemporaryDirectory() as folder:
    ...     drawn = save_forest_plot(osteopharm.load().claims.on("mortality"), Path(folder, "plot.svg"))
    >>> drawn
    1
    """
    from osteopharm.io.files import write_bytes

    form = Path(path).suffix.lower().removeprefix(".")
    if form not in _METADATA:
        raise UnknownValueError("form of picture", form, _METADATA)
    picture = _picture(claims.where(species=species, design=design))
    figure = _drawn(picture)
    drawn = BytesIO()
    # Without a date and with a fixed salt the same claims give the same bytes.
    with mpl.rc_context({"svg.hashsalt": "osteopharm"}):
        figure.savefig(drawn, format=form, dpi=_DPI, metadata=_METADATA[form])
    write_bytes(Path(path), drawn.getvalue())
    return picture.count


def _picture(claims: ClaimSet) -> Picture:
    picture = picture_of(claims)
    if not picture.count:
        raise NoEffectsError(len(claims))
    return picture


@frozen
class _Line:
    """A row, or the name of a group, with its cells on short lines."""

    cells: tuple[str, ...]
    row: Row | None

    @property
    def height(self) -> int:
        return max(cell.count("\n") + 1 for cell in self.cells)


def _lines(panel: Panel) -> list[_Line]:
    """The lines of a panel: its title, the headings, then the rows under the name of each group."""
    found = [
        _Line((_folded(panel.title, 78), "", "", ""), None),
        _Line((*HEADINGS[:3], panel.measure), None),
    ]
    for name, rows in panel.groups:
        found.append(_Line((_folded(name, 70), "", "", ""), None))
        for row in rows:
            cells = (row.study, row.treated, row.control, row.figures)
            found.append(_Line(tuple(map(_folded, cells, WRAPPED_AT)), row))
    # A column in which no row has anything is not headed.
    filled = [any(line.cells[column] for line in found if line.row) for column in range(len(HEADINGS))]
    heading = tuple(cell if full else "" for cell, full in zip(found[1].cells, filled, strict=True))
    found[1] = _Line(heading, None)
    return found


def _folded(text: str, width: int) -> str:
    return "\n".join(wrap(text, width)) or ""


def _drawn(picture: Picture) -> Figure:
    panels = [(panel, _lines(panel)) for panel in picture.panels]
    figure = Figure(dpi=_DPI, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    widths = _column_widths(canvas, [line for _, lines in panels for line in lines])
    width = sum(widths) + GAP * (sum(map(bool, widths)) + 1) + AXIS
    notes = [line for note in picture.notes for line in wrap(note, int(width * LETTERS_PER_INCH))]
    heights = [(sum(line.height for line in lines) + BETWEEN * len(lines)) * LINE for _, lines in panels]
    height = sum(heights) + len(panels) * BELOW + LINE * len(notes) + 0.3
    figure.set_size_inches(width, height)
    # The texts are left of the axis but for the last column, which is right of it.
    lefts = [GAP]
    for column in widths[:3]:
        lefts.append(lefts[-1] + column + (GAP if column else 0.0))
    axis_left = lefts.pop()
    lefts.append(axis_left + AXIS + GAP)
    places = [(left - axis_left) / AXIS if width_of else None for left, width_of in zip(lefts, widths, strict=True)]
    top = height - 0.15
    for (panel, lines), panel_height in zip(panels, heights, strict=True):
        top -= panel_height
        axes = figure.add_axes((axis_left / width, top / height, AXIS / width, panel_height / height))
        _fill(axes, panel, lines, places, panel_height)
        top -= BELOW
    for place, note in enumerate(notes):
        below = (LINE * (len(notes) - place - 1) + 0.15) / height
        figure.text(GAP / width, below, note, fontsize=FONT_SIZE - 1.5, color=QUIET, parse_math=False)
    return figure


def _column_widths(canvas: FigureCanvasAgg, lines: Sequence[_Line]) -> list[float]:
    """The width of each column in inches; none for a column in which no row has anything."""
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]  # matplotlib has no type for it
    # Bold is the widest that a column may hold.
    font = FontProperties(size=FONT_SIZE, weight="bold")
    widths = [0.0] * len(HEADINGS)
    rows = [line for line in lines if line.row is not None]
    headings = [line for line in lines if line.row is None and line.cells[0] == HEADINGS[0]]
    for column in range(len(HEADINGS)):
        cells = [part for line in rows for part in line.cells[column].split("\n") if part]
        if cells:
            parts = [*(line.cells[column] for line in headings), *cells]
            widest = max(renderer.get_text_width_height_descent(part, font, ismath=False)[0] for part in parts)
            widths[column] = widest / _DPI
    return widths


def _fill(axes: Axes, panel: Panel, lines: Sequence[_Line], lefts: Sequence[float | None], height: float) -> None:
    numbers = [number for line in lines if line.row is not None for number in line.row.effect.numbers]
    low, high = _limits(panel, numbers)
    axes.set_xscale("log" if panel.is_logarithmic else "linear")
    axes.set_xlim(low, high)
    axes.set_ylim(height / LINE, 0)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    words = []
    if panel.null_value is None:
        axes.spines["bottom"].set_visible(False)
        axes.set_xticks([])
    else:
        # The line of no effect begins below the title and the headings.
        top = sum(line.height + BETWEEN for line in lines[:HEADING_LINES]) + BETWEEN
        axes.plot([panel.null_value] * 2, [top, height / LINE], color=QUIET, linewidth=0.8, zorder=0)
        axes.xaxis.set_major_locator(FixedLocator(_ticks(panel, low, high)))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.tick_params(axis="x", labelsize=FONT_SIZE - 1, colors=INK)
        words.append((0.0, 0.3, f"← {panel.directions[0]}", "left", QUIET))
        words.append((1.0, 0.3, f"{panel.directions[1]} →", "right", QUIET))
    for place, below, text, side, color in words:
        axes.text(
            place, -below / height, text, transform=axes.transAxes, ha=side, va="top", fontsize=FONT_SIZE - 1,
            color=color, parse_math=False,
        )  # fmt: skip
    y = BETWEEN
    for line in lines:
        middle = y + line.height / 2
        for left, cell in zip(lefts, line.cells, strict=True):
            if left is None:
                continue
            axes.text(
                left, middle, cell, transform=axes.get_yaxis_transform(), ha="left", va="center", fontsize=FONT_SIZE,
                color=INK, weight="bold" if line.row is None else "normal", clip_on=False, parse_math=False,
            )  # fmt: skip
        if line.row is not None:
            _mark(axes, line.row, middle, low, high)
        y += line.height + BETWEEN


def _mark(axes: Axes, row: Row, y: float, low: float, high: float) -> None:
    effect = row.effect
    if effect.value is None or effect.measure.null_value is None:
        return  # the arms are side by side, and there is nothing else
    if effect.interval is not None:
        ends = max(effect.interval.low, low), min(effect.interval.high, high)
        axes.plot(ends, (y, y), color=MARKER, linewidth=1.2, solid_capstyle="butt")
        for end, limit, head in ((effect.interval.low, low, "<"), (effect.interval.high, high, ">")):
            if (end < limit) if head == "<" else (end > limit):
                axes.plot([limit], [y], marker=head, color=MARKER, markersize=5, clip_on=False)
    if low <= effect.value <= high:
        filled = effect.interval is not None
        axes.plot(
            [effect.value], [y], marker="D" if row.is_synthesis else "s", markersize=5, color=MARKER,
            fillstyle="full" if filled else "none",
        )  # fmt: skip


_MOST_TICKS = 6
_WIDEST = 64.0
"""Beyond this much of, and this much less than, no effect, the axis of ratios ends."""


def _limits(panel: Panel, figures: Sequence[float]) -> tuple[float, float]:
    if panel.is_logarithmic:
        positive = [min(max(figure, 1 / _WIDEST), _WIDEST) for figure in figures]
        return min([0.5, *(figure * 0.9 for figure in positive)]), max([2.0, *(figure * 1.1 for figure in positive)])
    ends = [0.0, *figures]
    margin = (max(ends) - min(ends)) * 0.08 or 1.0
    return min(ends) - margin, max(ends) + margin


def _ticks(panel: Panel, low: float, high: float) -> list[float]:
    """Round figures within the axis: 1, 2 and 5 times powers of ten, fewer of them where there would be too many."""
    if panel.is_logarithmic:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        found = [(step, round(step * 10.0**power, 10)) for power in powers for step in (1, 2, 5)]
        ticks = [(step, tick) for step, tick in found if low <= tick <= high]
        return [tick for step, tick in ticks if step == 1 or len(ticks) <= _MOST_TICKS]
    step = 10 ** math.floor(math.log10(high - low))
    step = next(size for size in (step / 5, step / 2, step, 2 * step) if (high - low) / size <= _MOST_TICKS)
    places = range(math.ceil(low / step), math.floor(high / step) + 1)
    return [round(step * place, 10) for place in places]
