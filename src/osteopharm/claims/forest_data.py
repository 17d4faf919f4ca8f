"""What a forest plot shows, before it is drawn: a panel for each outcome and measure, and a row for each effect.

People and animals have panels of their own, and so have single studies and the syntheses that pool studies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from osteopharm._sanitize import plain
from osteopharm.claims.claim_set import ClaimSet
from osteopharm.claims.references import author_year
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.entities import DrugClass, Medication
from osteopharm.model.enums import ArmRole, Contrast, Measure, OverlapKind, Species
from osteopharm.model.sources import Publication, Source
from osteopharm.model.studies import Arm, Effect, Overlap, StudyResult

SHARED = "†‡§¶‖#"
"""Marks of the groups of studies in the picture that share trials or patients; then they are numbered."""
TURNED = "*"
"""Marks an effect that its source prints the other way round."""


@frozen(kw_only=True)
class Row:
    """One effect.

    Attributes:
        study: author and year, with marks, then what tells the row apart from others.
        treated: the figures of the treated arm: events, of how many, and the share, as far as they are known.
        control: the figures of the comparator, in the same form.
        figures: the effect, in figures.
        effect: the effect of the treated arm against the comparator.
        claim: the claim that has it.
        is_synthesis: whether it pools studies.
    """

    study: str
    treated: str
    control: str
    figures: str
    effect: Effect
    claim: EvidenceClaim
    is_synthesis: bool = False


@frozen(kw_only=True)
class Panel:
    """The effects that share an axis.

    Attributes:
        title: the outcome, the measure with the level of its intervals, and what kind of studies it shows.
        measure: the short name of the measure, with the level of its intervals.
        is_logarithmic: whether the axis is one of ratios.
        null_value: the value of no effect; None where there is no axis, and the arms are side by side.
        groups: the rows of each treatment, by its name.
        directions: what lies to the left and to the right.
    """

    title: str
    measure: str
    is_logarithmic: bool
    null_value: float | None
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    directions: tuple[str, str]


@frozen(kw_only=True)
class Picture:
    """A forest plot before it is drawn.

    Attributes:
        panels: the panels, each with an axis of its own.
        notes: the notes below them.
        count: how many effects there are.
    """

    panels: tuple[Panel, ...]
    notes: tuple[str, ...]
    count: int


_MEASURES = {
    Measure.RISK_RATIO: ("risk ratio", "RR"),
    Measure.ODDS_RATIO: ("odds ratio", "OR"),
    Measure.HAZARD_RATIO: ("hazard ratio", "HR"),
    Measure.PERCENT_CHANGE: ("change in percent", "%"),
    Measure.RISK_DIFFERENCE: ("risk difference", "RD"),
    Measure.PROPORTION: ("shares of the arms, without a figure for the difference", ""),
}

_Key = tuple[str, bool, bool, int, bool]


def picture_of(claims: ClaimSet) -> Picture:
    """What there is to draw of some claims; those without an effect are left out, and counted in the notes."""
    drawn = [claim for claim in claims if claim.effect is not None]
    groups = _shared_groups(drawn, claims.overlaps)
    marks = _marks(groups)
    panels: dict[_Key, list[EvidenceClaim]] = {}
    for claim in sorted(drawn, key=_order):
        panels.setdefault(_panel_key(claim), []).append(claim)
    return Picture(
        panels=tuple(_panel(panels[key], marks) for key in sorted(panels)),
        notes=tuple(_notes(claims, drawn, groups)),
        count=len(drawn),
    )


def _panel_key(claim: EvidenceClaim) -> _Key:
    result, effect = claim.result, claim.effect
    assert result is not None  # noqa: S101 - only claims with an effect are drawn
    assert effect is not None  # noqa: S101
    place = list(_MEASURES).index(effect.measure)
    return claim.object.name, _in_animals(claim), _is_synthesis(claim), place, effect.in_percent


def _panel(claims: list[EvidenceClaim], marks: Mapping[Source, str]) -> Panel:
    effect = claims[0].effect
    assert effect is not None  # noqa: S101 - only claims with an effect are drawn
    name, short = _MEASURES[effect.measure]
    levels = {claim.effect.interval.level for claim in claims if claim.effect and claim.effect.interval}
    level = f"{levels.pop():g}% CI" if len(levels) == 1 else "interval" if levels else ""
    points = " in percentage points" if effect.in_percent else ""
    kinds = [word for word, fits in (("animals", _in_animals), ("meta-analyses", _is_synthesis)) if fits(claims[0])]
    outcome = claims[0].object.name
    title = f"{outcome[:1].upper()}{outcome[1:]}: {name}{points}{f' ({level})' if level else ''}"
    groups: dict[str, list[EvidenceClaim]] = {}
    for claim in claims:
        groups.setdefault(plain(claim.subject.name), []).append(claim)
    return Panel(
        title=plain(f"{title}{', '.join(['', *kinds])}"),
        measure=f"{short} ({level})" if short and level else short,
        is_logarithmic=effect.measure.is_ratio,
        null_value=effect.measure.null_value,
        groups=tuple((name, _rows(group, marks)) for name, group in groups.items()),
        directions=_directions(claims),
    )


def _order(claim: EvidenceClaim) -> tuple[str, str, str]:
    return claim.subject.name, claim.provenance.source.id, claim.id


def _in_animals(claim: EvidenceClaim) -> bool:
    return claim.species.is_within(Species.ANIMAL)


def _is_synthesis(claim: EvidenceClaim) -> bool:
    return claim.study is not None and claim.study.design.is_synthesis


def _rows(claims: list[EvidenceClaim], marks: Mapping[Source, str]) -> tuple[Row, ...]:
    rows = [_row(claim, marks) for claim in claims]
    seen = Counter(row.study for row in rows)
    # Two rows that read alike are distinguished by who was studied.
    return tuple(
        evolve(row, study=plain(f"{row.study}; {claim.study.population}"))
        if seen[row.study] > 1 and claim.study and claim.study.population
        else row
        for row, claim in zip(rows, claims, strict=True)
    )


def _row(claim: EvidenceClaim, marks: Mapping[Source, str]) -> Row:
    result, effect = claim.result, claim.effect
    assert result is not None  # noqa: S101 - only claims with an effect are drawn
    assert effect is not None  # noqa: S101
    source = claim.provenance.source
    mark = marks.get(source, "") + (TURNED if effect.contrast is Contrast.COMPARATOR_MINUS_INTERVENTION else "")
    label = author_year(source) if isinstance(source, Publication) else source.name
    details = [*_details(claim, result)]
    turned = effect.as_intervention_vs_comparator()
    treated, control = (_figures_of_arms(result, role) for role in ArmRole)
    return Row(
        study=plain(f"{label}{mark}{': ' if details else ''}{', '.join(details)}"),
        treated=plain(treated),
        control=plain(control),
        figures=plain(_figures(turned)),
        effect=turned,
        claim=claim,
        is_synthesis=_is_synthesis(claim),
    )


def _details(claim: EvidenceClaim, result: StudyResult) -> Iterable[str]:
    """What tells a row apart from others of its group: dose, what was measured, when, and against what."""
    yield from (arm.given for arm in result.arms if arm.role is ArmRole.INTERVENTION and arm.given)
    if result.measured_as:
        yield f"measured as {result.measured_as}"
    if _in_animals(claim):
        yield claim.species.value
    if result.study.timepoint:
        yield result.study.timepoint
    comparator = result.comparator
    if isinstance(comparator, DrugClass | Medication):
        yield f"against {comparator.name}"


def _figures_of_arms(result: StudyResult, role: ArmRole) -> str:
    return "; ".join(figures for arm in result.arms if arm.role is role and (figures := _arm_figures(arm)))


def _arm_figures(arm: Arm) -> str:
    """Events of how many, with the share, as far as they are known; else as reported."""
    # With the digits that the source prints: 2.0% is not 2%.
    printed = re.search(r"[\d.]+%", arm.reported or "")
    share = "" if arm.percentage is None else printed[0] if printed else f"{arm.percentage:g}%"
    if arm.events is None:
        return share or arm.reported or ""
    events = f"{arm.events}/{arm.total}" if arm.total is not None else f"{arm.events}"
    return f"{events} ({share})" if share else events


def _figures(effect: Effect) -> str:
    if effect.value is None:
        return f"p {effect.p}" if effect.p else ""
    figures = effect.figures
    written = f"{figures[0]}%" if effect.measure is Measure.PERCENT_CHANGE else figures[0]
    if effect.interval:
        return f"{written} ({figures[1]} to {figures[2]})"
    return f"{written} (p {effect.p})" if effect.p else written


def _directions(claims: Iterable[EvidenceClaim]) -> tuple[str, str]:
    favorable = {claim.result.higher_is_better for claim in claims if claim.result}
    if favorable == {False}:
        return "favors treatment", "favors comparator"
    if favorable == {True}:
        return "favors comparator", "favors treatment"
    return "less with treatment", "more with treatment"


def _shared_groups(claims: Iterable[EvidenceClaim], overlaps: Iterable[Overlap]) -> list[tuple[list[Source], Overlap]]:
    """The studies in the picture that share trials or patients, by the record that says so."""
    sources = {claim.provenance.source for claim in claims}
    groups = []
    for overlap in overlaps:
        met: list[Source] = [each for each in overlap.publications if each in sources]
        if len(met) > 1 and (not overlap.kind.is_directed or overlap.publications[0] in sources):
            groups.append((met, overlap))
    return groups


def _mark(place: int) -> str:
    return SHARED[place] if place < len(SHARED) else f"[{place - len(SHARED) + 1}]"


def _marks(groups: list[tuple[list[Source], Overlap]]) -> dict[Source, str]:
    marks: dict[Source, str] = {}
    for place, (met, _) in enumerate(groups):
        for source in met:
            marks[source] = marks.get(source, "") + _mark(place)
    return marks


def _notes(claims: ClaimSet, drawn: list[EvidenceClaim], groups: list[tuple[list[Source], Overlap]]) -> Iterable[str]:
    yield (
        "Markers are of one size: nothing is weighted, and nothing is pooled here. Lines are the intervals as printed; "
        "an open marker has none. Diamonds are the results of meta-analyses, as they print them."
    )
    if left := len(claims) - len(drawn):
        yield f"{left} claim{' has' if left == 1 else 's have'} no figure and {'is' if left == 1 else 'are'} not drawn."
    if any(claim.effect and claim.effect.contrast is Contrast.COMPARATOR_MINUS_INTERVENTION for claim in drawn):
        yield f"{TURNED} The source prints the comparator minus the treated arm; it is turned round here."
    for place, (met, overlap) in enumerate(groups):
        names = [author_year(each) if isinstance(each, Publication) else each.name for each in met]
        verb = _VERBS.get(overlap.kind)
        who = f"{names[0]} {verb} {', '.join(names[1:])}" if verb else ", ".join(names)
        yield plain(f"{_mark(place)} {who}: {overlap.reason}")


_VERBS = {
    OverlapKind.POOLS: "pools",
    OverlapKind.SUBGROUP_OF: "is a subgroup of",
    OverlapKind.EXTENSION_OF: "extends",
}
