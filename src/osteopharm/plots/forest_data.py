"""What a forest plot shows, before it is drawn: a row for each effect, in groups, on the axes they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import evolve, frozen

from osteopharm._sanitize import plain
from osteopharm.claims import ClaimSet
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.entities import DrugClass, Medication
from osteopharm.model.enums import ArmRole, Contrast, Measure, Species
from osteopharm.model.sources import Source
from osteopharm.model.studies import Effect, Overlap, StudyResult

SHARED = "†"
"""Marks a study that shares trials or patients with another one in the picture."""
TURNED = "‡"
"""Marks an effect that its source prints the other way round."""


@frozen(kw_only=True)
class Row:
    """One effect.

    Attributes:
        study: the study and what it looked at.
        comparator: what the treatment was compared with.
        treated: the figures of the treated arm, as printed.
        control: the figures of the comparator, as printed.
        figures: the effect, in words and figures.
        effect: the effect in the usual order, the treated arm against the comparator.
    """

    study: str
    comparator: str
    treated: str
    control: str
    figures: str
    effect: Effect


@frozen(kw_only=True)
class Panel:
    """The effects that share an axis.

    Attributes:
        title: what the axis shows.
        is_logarithmic: whether it is one of ratios.
        null_value: where on it no effect stands; None where there is no axis, and the arms stand side by side.
        groups: the rows of each medication or class, by its name.
        directions: what lies to the left and to the right.
    """

    title: str
    is_logarithmic: bool
    null_value: float | None
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    directions: tuple[str, str]


@frozen(kw_only=True)
class Picture:
    """A forest plot before it is drawn.

    Attributes:
        panels: an axis each.
        notes: what is below.
        count: how many effects there are.
    """

    panels: tuple[Panel, ...]
    notes: tuple[str, ...]
    count: int


_AXES = {
    "ratio (log axis)": (Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.HAZARD_RATIO),
    "change in percent": (Measure.PERCENT_CHANGE,),
    "difference of risks": (Measure.RISK_DIFFERENCE,),
    "difference of risks in percentage points": (Measure.RISK_DIFFERENCE,),
    "shares side by side, without a figure for the difference": (Measure.PROPORTION,),
}


def picture_of(claims: ClaimSet) -> Picture:
    """What there is to draw of some claims; those without an effect are left out, and counted in the notes."""
    drawn = [claim for claim in claims if claim.effect is not None]
    shared = _sharing(drawn, claims.overlaps)
    several = len({claim.object for claim in drawn}) > 1
    panels = []
    for title, measures in _AXES.items():
        rows = [claim for claim in drawn if _title(claim, measures) == title]
        if rows:
            groups: dict[str, list[EvidenceClaim]] = {}
            for claim in sorted(rows, key=_order):
                groups.setdefault(plain(claim.subject.name), []).append(claim)
            panels.append(
                Panel(
                    title=title,
                    is_logarithmic=measures[0].is_ratio,
                    null_value=measures[0].null_value,
                    groups=tuple((name, _rows(group, shared, several=several)) for name, group in groups.items()),
                    directions=_directions(rows),
                )
            )
    return Picture(panels=tuple(panels), notes=tuple(_notes(claims, drawn, shared)), count=len(drawn))


def _title(claim: EvidenceClaim, measures: tuple[Measure, ...]) -> str | None:
    effect = claim.effect
    if effect is None or effect.measure not in measures:
        return None
    fitting = [title for title, held in _AXES.items() if effect.measure in held]
    return fitting[-1] if effect.in_percent else fitting[0]


def _order(claim: EvidenceClaim) -> tuple[str, str, str]:
    return claim.subject.name, claim.object.name, claim.id


def _rows(claims: list[EvidenceClaim], shared: set[Source], *, several: bool) -> tuple[Row, ...]:
    rows = [_row(claim, shared, several=several) for claim in claims]
    seen = Counter(row.study for row in rows)
    # Two rows that read alike are distinguished by who was studied.
    return tuple(
        evolve(row, study=plain(f"{row.study}; {claim.result.study.population}"))
        if seen[row.study] > 1 and claim.result and claim.result.study.population
        else row
        for row, claim in zip(rows, claims, strict=True)
    )


def _row(claim: EvidenceClaim, shared: set[Source], *, several: bool) -> Row:
    result = claim.result
    assert result is not None  # noqa: S101 - only claims with an effect are drawn
    effect = result.effect
    assert effect is not None  # noqa: S101
    source = claim.provenance.source
    marks = (SHARED if source in shared else "") + (
        TURNED if effect.contrast is Contrast.COMPARATOR_MINUS_INTERVENTION else ""
    )
    what = [claim.object.name] if several else []
    what += [arm.given for arm in result.arms if arm.role is ArmRole.INTERVENTION and arm.given]
    what += [f"measured as: {result.measured_as}"] if result.measured_as else []
    what += [] if claim.species is Species.HUMAN else [claim.species.value]
    what += [result.study.timepoint] if result.study.timepoint else []
    treated, control = (_reported(result, role) for role in ArmRole)
    comparator = result.comparator
    return Row(
        study=plain(f"{source.name}{marks}{': ' if what else ''}{', '.join(what)}"),
        comparator=plain(comparator.name if isinstance(comparator, DrugClass | Medication) else str(comparator)),
        treated=plain(treated),
        control=plain(control),
        figures=plain(_figures(effect.as_intervention_vs_comparator())),
        effect=effect.as_intervention_vs_comparator(),
    )


def _reported(result: StudyResult, role: ArmRole) -> str:
    return "; ".join(arm.reported for arm in result.arms if arm.role is role and arm.reported)


def _figures(effect: Effect) -> str:
    if effect.value is None:
        return f"p {effect.p}" if effect.p else ""
    figures = effect.figures
    told = f"{figures[0]}%" if effect.measure is Measure.PERCENT_CHANGE else f"{effect.measure.value} {figures[0]}"
    if effect.interval:
        return f"{told} ({figures[1]} to {figures[2]})"
    return f"{told} (p {effect.p})" if effect.p else told


def _directions(claims: Iterable[EvidenceClaim]) -> tuple[str, str]:
    favorable = {claim.result.higher_is_better for claim in claims if claim.result}
    if favorable == {False}:
        return "favors treatment", "favors comparator"
    if favorable == {True}:
        return "favors comparator", "favors treatment"
    return "less under treatment", "more under treatment"


def _sharing(claims: Iterable[EvidenceClaim], overlaps: Iterable[Overlap]) -> set[Source]:
    sources = {claim.provenance.source for claim in claims}
    found: set[Source] = set()
    for overlap in overlaps:
        met = sources.intersection(overlap.publications)
        if len(met) > 1:
            found |= met
    return found


def _notes(claims: ClaimSet, drawn: list[EvidenceClaim], shared: set[Source]) -> Iterable[str]:
    yield (
        "Markers are of one size: nothing is weighted, and nothing is pooled. "
        "Lines are the intervals as printed; an open marker has none."
    )
    if left := len(claims) - len(drawn):
        yield f"{left} claim{' has' if left == 1 else 's have'} no figure and {'is' if left == 1 else 'are'} not drawn."
    if any(claim.effect and claim.effect.contrast is Contrast.COMPARATOR_MINUS_INTERVENTION for claim in drawn):
        yield f"{TURNED} The source prints the comparator minus the treated arm; it is turned round here."
    for overlap in claims.overlaps:
        met = sorted(each.name for each in shared.intersection(overlap.publications))
        if len(met) > 1:
            yield plain(f"{SHARED} {', '.join(met)}: {overlap.reason}")
