"""Forest plots as HTML: a list of effects, each with its interval drawn beside it, so that they fit any width."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from attrs import frozen
from markupsafe import Markup

from osteopharm.claims import ClaimSet
from osteopharm.claims.forest_data import Panel, Row, picture_of
from osteopharm.html.escaping import shown
from osteopharm.model.claims import EvidenceClaim

Target = Callable[[EvidenceClaim], str | None]
"""Where the name of a study leads, if anywhere."""
MOST_RATIO = 16.0
"""The widest axis of ratios is from 1/16 to 16; what goes beyond ends in an arrow, and a value beyond has no marker."""
_MARKS = re.compile(r"(?<=.)(?:[†‡§¶‖#*]|\[\d+\])+(?=[:;]|$)")
"""The marks behind the name of a study, to which the notes refer."""
_NARROW_RATIO = 2.0
"""An axis up to this ratio has room for three figures only."""


@frozen
class Axis:
    """The axis of a panel."""

    low: float
    """What is at its left end."""
    high: float
    """What is at its right end."""
    is_logarithmic: bool
    """Whether equal distances are equal ratios."""

    def percent(self, figure: float) -> float:
        """Where a figure is, in percent of the width; beyond the ends, the end.

        >>> Axis(0.5, 2.0, True).percent(1.0), Axis(-10.0, 10.0, False).percent(99.0)
        (50.0, 100.0)
        """
        low, high, at = (math.log(each) if self.is_logarithmic else each for each in (self.low, self.high, figure))
        return round(min(100.0, max(0.0, 100 * (at - low) / (high - low))), 2)


def forest_html(claims: ClaimSet, target: Target = lambda _: None) -> Markup:
    """The effects of some claims as a forest plot that fits its box, in light and in dark. Empty without effects.

    Args:
        claims: the claims, as ``claims.on(outcome, include_setting=False)`` gives them.
        target: where the name of a study leads; None makes it plain text.

    Returns:
        An HTML fragment; its style is that of ``forest.css``. Each row has the claim's id and values as ``data-*``.

    >>> import osteopharm
    >>> found = forest_html(osteopharm.load().claims.on("hip-fracture", include_setting=False))
    >>> found.count('class="op-effect"') > 5, "<script" in found
    (True, False)
    """
    picture = picture_of(claims)
    panels = Markup("").join(
        _panel(panel, panel.null_value, target) for panel in picture.panels if panel.null_value is not None
    )
    if not panels:
        return Markup("")
    notes = Markup("").join(Markup("<li>{0}</li>").format(shown(note)) for note in picture.notes)
    return Markup(
        '<div class="op-forest">{0}<details class="op-notes"><summary>Notes on the plot</summary><ul>{1}</ul>'
        "</details></div>\n"
    ).format(panels, notes)


def _panel(panel: Panel, null: float, target: Target) -> Markup:
    axis = axis_of(panel)
    groups = Markup("").join(
        _GROUP.format(shown(name), Markup("").join(_row(row, axis, null, target) for row in rows))
        for name, rows in panel.groups
    )
    ticks = Markup("").join(_TICK.format(axis.percent(tick), f"{tick:.3g}") for tick in _ticks(axis, null))
    return _PANEL.format(shown(panel.title), groups, ticks, *map(shown, panel.directions))


_GROUP = Markup('<li class="op-drug"><span class="op-name">{0}</span><ol>{1}</ol></li>')
_TICK = Markup('<text x="{0}%" y="12">{1}</text>')
_PANEL = Markup(
    '<figure class="op-panel"><figcaption>{0}</figcaption><ol class="op-groups">{1}</ol>'
    '<div class="op-axis" aria-hidden="true"><svg height="16">{2}</svg>'
    '<span class="op-ends"><span>\u2190 {3}</span><span>{4} \u2192</span></span></div></figure>'
)


def axis_of(panel: Panel) -> Axis:
    """An axis that has room for all effects of a panel and is as wide to the left of no effect as to the right."""
    figures = [number for _, rows in panel.groups for row in rows for number in row.effect.numbers]
    if panel.is_logarithmic:
        widest = max((max(figure, 1 / figure) for figure in figures), default=2.0)
        high = min(MOST_RATIO, 2.0 ** math.ceil(math.log2(max(widest, 1.01))))
        return Axis(1 / high, high, is_logarithmic=True)
    widest = max((abs(figure) for figure in figures), default=1.0) or 1.0
    step = 10.0 ** math.floor(math.log10(widest))
    high = math.ceil(widest / step) * step
    return Axis(-high, high, is_logarithmic=False)


def _ticks(axis: Axis, null: float) -> tuple[float, ...]:
    """The ends, no effect, and what lies between them."""
    if axis.is_logarithmic and axis.high <= _NARROW_RATIO:
        return axis.low, null, axis.high
    between = (1 / _NARROW_RATIO, _NARROW_RATIO) if axis.is_logarithmic else (axis.low / 2, axis.high / 2)
    return axis.low, between[0], null, between[1], axis.high


def _row(row: Row, axis: Axis, null: float, target: Target) -> Markup:
    leads_to = target(row.claim)
    study = _with_marks(row.study)
    if leads_to is not None:
        study = Markup('<a href="{0}">{1}</a>').format(leads_to, study)
    if row.treated or row.control:
        against = shown(f"{row.treated or '?'} against {row.control or '?'}")
        study += Markup('<span class="op-arms">{0}</span>').format(against)
    return _ROW.format(row.claim.id, _drawn(row, axis, null), study, shown(row.figures))


_ROW = Markup(
    '<li class="op-effect" data-claim="{0}">{1}<span class="op-study">{2}</span>'
    '<span class="op-figures">{3}</span></li>'
)


def _with_marks(study: str) -> Markup:
    """The name of a study, with its marks raised."""
    found = _MARKS.search(study)
    if found is None:
        return shown(study)
    name, details = study[: found.start()], study[found.end() :]
    return Markup("{0}<sup>{1}</sup>{2}").format(shown(name), found[0], shown(details))


def _drawn(row: Row, axis: Axis, null: float) -> Markup:
    """The line of no effect, the interval, and the marker: a diamond for a synthesis, open without an interval."""
    shapes = [_NULL.format(axis.percent(null))]
    numbers = row.effect.numbers
    if len(numbers) > 1:
        low, high = numbers[1:]
        shapes.append(_INTERVAL.format(axis.percent(low), axis.percent(high)))
    if numbers:
        shapes += [_BEYOND.format(0, "\u25c2", "start")] if min(numbers) < axis.low else []
        shapes += [_BEYOND.format(100, "\u25b8", "end")] if max(numbers) > axis.high else []
    if numbers and axis.low <= numbers[0] <= axis.high:
        marker = _DIAMOND if row.is_synthesis else _OPEN if len(numbers) == 1 else _CIRCLE
        shapes.append(marker.format(axis.percent(numbers[0])))
    return Markup('<svg class="op-line" height="20" aria-hidden="true">{0}</svg>').format(Markup("").join(shapes))


_NULL = Markup('<line class="op-null" x1="{0}%" x2="{0}%" y1="0" y2="20"/>')
_INTERVAL = Markup('<line class="op-interval" x1="{0}%" x2="{1}%" y1="10" y2="10"/>')
_BEYOND = Markup('<text class="op-beyond" x="{0}%" y="14" text-anchor="{2}">{1}</text>')
_CIRCLE = Markup('<circle class="op-marker" cx="{0}%" cy="10" r="4"/>')
_OPEN = Markup('<circle class="op-open" cx="{0}%" cy="10" r="4"/>')
_DIAMOND = Markup('<svg x="{0}%" y="10" overflow="visible"><path class="op-diamond" d="M-6 0 0-6 6 0 0 6Z"/></svg>')
