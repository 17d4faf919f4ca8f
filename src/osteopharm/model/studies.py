"""What a study compared and what it found: its design, arms and effect, with the numbers as the source prints them.

No number is computed from another, and nothing is pooled. `Overlap` records that publications share trials or patients.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar

from attrs import evolve, frozen

from osteopharm._words import in_words
from osteopharm.errors import Problem
from osteopharm.model._record import Part, Record
from osteopharm.model._schema import Between, Count, Items, Pattern, PositiveInt
from osteopharm.model.entities import DrugClass, Medication
from osteopharm.model.enums import (
    ArmRole,
    Benefit,
    Certainty,
    Contrast,
    Design,
    Finding,
    InactiveControl,
    Measure,
    OverlapKind,
    Sequencing,
)
from osteopharm.model.sources import Publication

__all__ = ["Arm", "Effect", "Interval", "Overlap", "Study", "StudyResult"]

HUNDRED = 100
LEVEL = 95
FURTHEST_PERCENTAGE = 3
"""A percentage may be so many points from events by total: some are of another total, or estimated from survival."""
PValue = Annotated[
    str,
    Pattern(r"(?:(?:[<>=]|<=|>=) ?)?(?:0?\.[0-9]{1,12}|0|1(?:\.0+)?)|not significant|NS", "'0.04' or '<0.001'"),
]
"""A p value, as printed."""


@frozen(kw_only=True)
class Interval(Part):
    """A confidence interval, as printed.

    >>> print(Interval(low=0.41, high=0.68))
    95% CI 0.41 to 0.68
    """

    low: float
    """The lower bound."""
    high: float
    """The upper bound."""
    level: float = LEVEL
    """The confidence level in percent."""

    in_text: ClassVar[tuple[str, ...]] = ("low", "high", "level")

    def _cross_field_problems(self) -> Iterator[Problem]:
        if self.low > self.high:
            yield Problem("low", f"{self.low} is above {self.high}, the upper bound", "give the lower bound first")
        if not 0 < self.level < HUNDRED:
            yield Problem(
                "level", f"{self.level} is not a level in percent", "give a number between 0 and 100, such as 95"
            )

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int | float) and self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.level:g}% CI {self.low} to {self.high}"


@frozen(kw_only=True)
class Effect(Part):
    """The size of an effect, as printed.

    >>> import osteopharm
    >>> effect = Effect(measure=Measure.RISK_RATIO, value=0.53, interval=Interval(low=0.41, high=0.68))
    >>> print(effect, effect.includes_null)
    RR 0.53 (95% CI 0.41 to 0.68) False
    """

    measure: Measure
    """The measure, such as a risk ratio."""
    value: float | None = None
    """The value; None where the source gives only the figures of the arms."""
    interval: Interval | None = None
    """The confidence interval."""
    p: PValue | None = None
    """The p value, as printed (``<0.001``)."""
    contrast: Contrast = Contrast.INTERVENTION_VS_COMPARATOR
    """The order of the arms in the value."""
    in_percent: bool = False
    """Whether a risk difference is in percentage points."""

    in_text: ClassVar[tuple[str, ...]] = ("measure", "value", "interval", "p", "contrast", "in_percent")

    def _cross_field_problems(self) -> Iterator[Problem]:
        if self.interval is not None and self.value is None:
            yield Problem("interval", "has no value", "give the value, or leave the interval out")
        elif self.interval is not None and self.value not in self.interval:
            message = f"{self.interval.low} to {self.interval.high} does not contain the value {self.value}"
            yield Problem("interval", message, "check both")
        yield from self._range_problems()
        if self.in_percent and self.measure is not Measure.RISK_DIFFERENCE:
            yield Problem(
                "in_percent", f"is given with {self.measure.value}", "use it only with a risk difference (RD)"
            )
        if self.contrast is Contrast.COMPARATOR_MINUS_INTERVENTION and self.measure is not Measure.RISK_DIFFERENCE:
            yield Problem(
                "contrast", f"is given with {self.measure.value}", "only a risk difference (RD) is subtracted"
            )

    def _range_problems(self) -> Iterator[Problem]:
        least, most = _range(self.measure, in_percent=self.in_percent)
        figures = [("value", self.value)]
        if self.interval is not None:
            figures += [("interval.low", self.interval.low), ("interval.high", self.interval.high)]
        for field, figure in figures:
            if figure is None:
                continue
            if self.measure.is_ratio and figure <= 0:
                yield Problem(field, f"{figure} is not positive, as a ratio must be", "check it")
            elif not least <= figure <= most:
                yield Problem(field, f"{figure} is not between {least:g} and {most:g}", "check the number and its unit")

    @property
    def includes_null(self) -> bool:
        """Whether the interval contains the value that means no effect."""
        return self.interval is not None and self.measure.null_value in self.interval

    @property
    def sign(self) -> int | None:
        """+1 when the intervention arm has more, -1 when it has less, 0 when they are equal; None without a value."""
        null = self.measure.null_value
        if self.value is None or null is None:
            return None
        factor = -1 if self.contrast is Contrast.COMPARATOR_MINUS_INTERVENTION else 1
        return factor * ((self.value > null) - (self.value < null))

    @property
    def numbers(self) -> tuple[float, ...]:
        """The value and the bounds of the interval, if given."""
        bounds = (self.interval.low, self.interval.high) if self.interval else ()
        return () if self.value is None else (self.value, *bounds)

    @property
    def figures(self) -> tuple[str, ...]:
        """The value and the bounds of the interval as texts, all with the same number of decimals.

        >>> Effect(measure=Measure.HAZARD_RATIO, value=0.6, interval=Interval(low=0.37, high=0.97)).figures
        ('0.60', '0.37', '0.97')
        """
        decimals = max(map(_decimals, self.numbers), default=0)
        return tuple(f"{number:.{decimals}f}" for number in self.numbers)

    def as_intervention_vs_comparator(self) -> Effect:
        """The effect in the usual order: the intervention versus the comparator.

        >>> printed = Effect(
        ...     measure=Measure.RISK_DIFFERENCE, value=4.0, interval=Interval(low=-4.7, high=12.8),
        ...     contrast=Contrast.COMPARATOR_MINUS_INTERVENTION, in_percent=True,
        ... )
        >>> print(printed.as_intervention_vs_comparator())
        RD -4.0 percentage points (95% CI -12.8 to 4.7)
        """
        if self.contrast is Contrast.INTERVENTION_VS_COMPARATOR:
            return self
        interval = self.interval and evolve(self.interval, low=-self.interval.high, high=-self.interval.low)
        value = None if self.value is None else -self.value
        return evolve(self, value=value, interval=interval, contrast=Contrast.INTERVENTION_VS_COMPARATOR)

    def __str__(self) -> str:
        words = [in_words(self.measure.value)]
        figures = self.figures
        if figures:
            words.append(f"{figures[0]}{'%' if self.measure is Measure.PERCENT_CHANGE else ''}")
        if self.in_percent:
            words.append("percentage points")
        behind = [f"{self.interval.level:g}% CI {figures[1]} to {figures[2]}"] if self.interval else []
        behind += [f"p {_relation(self.p)}"] if self.p else []
        if self.contrast is Contrast.COMPARATOR_MINUS_INTERVENTION:
            behind.append("comparator minus intervention")
        return f"{' '.join(words)} ({', '.join(behind)})" if behind else " ".join(words)


@frozen(kw_only=True)
class Arm(Part):
    """One arm of a study, with its figures as printed.

    >>> print(Arm(role=ArmRole.COMPARATOR, given="placebo", reported="145 (15.0%)", events=145, percentage=15.0))
    placebo: 145 (15.0%)
    """

    role: ArmRole
    """The side of the comparison."""
    agents: tuple[DrugClass | Medication, ...] = ()
    """The cataloged classes and medications that it received; empty for an inactive comparator."""
    sequence: Sequencing | None = None
    """How several agents were combined; None for one or none."""
    given: str | None = None
    """The dose and route, or what else was given, in the curators' words."""
    reported: str | None = None
    """The figures, as printed in the source."""
    events: Count | None = None
    """The number of subjects with the outcome."""
    total: PositiveInt | None = None
    """The number of subjects."""
    percentage: Annotated[float | None, Between(0, 100)] = None
    """The share of subjects with the outcome, in percent."""

    in_text: ClassVar[tuple[str, ...]] = ("agents", "sequence", "given", "reported", "events", "total", "percentage")

    def _cross_field_problems(self) -> Iterator[Problem]:
        if self.role is ArmRole.INTERVENTION and not self.agents:
            yield Problem("agents", "is empty", "name what the intervention arm received")
        if (self.sequence is None) == (len(self.agents) > 1):
            yield Problem(
                "sequence",
                "is needed for several agents, and only then",
                "say how several were combined, or leave it out",
            )
        if self.events is not None and self.total is not None and self.events > self.total:
            yield Problem("events", f"{self.events} is more than {self.total}, the total", "check both")
        if self.events is not None and self.total and self.percentage is not None:
            computed = 100 * self.events / self.total
            if abs(computed - self.percentage) > FURTHEST_PERCENTAGE:
                message = f"{self.percentage} contradicts {self.events} of {self.total}, which is {computed:.1f}"
                yield Problem("percentage", message, "check the three figures")
        if self.reported is None and not (self.events is self.total is self.percentage is None):
            yield Problem("reported", "is missing", "give the figures as printed in the source")

    @property
    def name(self) -> str:
        """What it received, in words."""
        joined = {Sequencing.SEQUENTIAL: " then ", Sequencing.EITHER: " or "}.get(
            self.sequence or Sequencing.CONCURRENT, " + "
        )
        agents = joined.join(agent.name for agent in self.agents)
        if not agents:
            return self.given or "not given"
        return f"{agents}, {self.given}" if self.given else agents

    def __str__(self) -> str:
        return f"{self.name}: {self.reported}" if self.reported else self.name


@frozen(kw_only=True)
class Study(Part):
    """A study, as far as it was read. What was not read is None.

    >>> print(Study(design=Design.RANDOMIZED_TRIAL, name="FREEDOM", participants=7868, timepoint="36 months"))
    FREEDOM: randomized trial, 7,868 studied, 36 months
    """

    design: Design
    """The study design."""
    name: str | None = None
    """The name of the study."""
    population: str | None = None
    """The population, in the curators' words."""
    participants: PositiveInt | None = None
    """The number of subjects."""
    timepoint: str | None = None
    """The time of the measurement, as reported."""

    in_text: ClassVar[tuple[str, ...]] = ("design", "name", "participants", "timepoint")

    def __str__(self) -> str:
        details = [in_words(self.design.value)]
        if self.participants is not None:
            details.append(f"{self.participants:,} studied")
        if self.timepoint:
            details.append(self.timepoint)
        return f"{self.name}: {', '.join(details)}" if self.name else ", ".join(details)


@frozen(kw_only=True)
class StudyResult(Part):
    """What one study found: what was measured, how it differed from the comparator, and by how much.

    >>> import osteopharm
    >>> result = osteopharm.load().claims["fit1-01"].result
    >>> print(result.study.name, result.finding.value, result.comparator.value, result.effect, sep="; ")
    FIT-1 (vertebral fracture arm); decrease; placebo; RR 0.53 (95% CI 0.41 to 0.68)
    """

    study: Study
    """The study."""
    finding: Finding
    """How the outcome differed with the intervention."""
    comparator: InactiveControl | DrugClass | Medication
    """What the intervention was compared with: an inactive control, a class or a medication."""
    higher_is_better: bool | None = None
    """Whether more of what was measured is good; None where it is neither good nor bad."""
    measured_as: str | None = None
    """What was measured, where it is not the object of the claim itself, such as non-union for bone healing."""
    effect: Effect | None = None
    """The size of the difference, as printed; None where the source gives words only."""
    arms: tuple[Arm, ...] = ()
    """The arms of the study, with their figures as printed."""

    in_text: ClassVar[tuple[str, ...]] = ("study", "finding", "effect")
    also_shown: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"population": "population", "benefit": "benefit or harm"}
    )

    def _cross_field_problems(self) -> Iterator[Problem]:
        comparator = self.comparator
        if isinstance(comparator, DrugClass | Medication) and comparator.id in list(InactiveControl):
            message = f"has the id {comparator.id!r}, which means an inactive control in the files"
            yield Problem("comparator", message, "give that record another id")
        yield from self._effect_problems()
        if self.arms and {arm.role for arm in self.arms} != set(ArmRole):
            yield Problem("arms", "are not of both sides", "give the intervention arm and its comparator")
        for place, arm in enumerate(self.arms):
            if arm.role is ArmRole.COMPARATOR and bool(arm.agents) == isinstance(comparator, InactiveControl):
                message = "do not match the comparator"
                yield Problem(f"arms[{place}].agents", message, "name the agents of an active comparator only")

    def _effect_problems(self) -> Iterator[Problem]:
        effect, finding = self.effect, self.finding
        if effect is None:
            return
        if effect.includes_null:
            if finding is not Finding.NO_DIFFERENCE_SHOWN:
                message = f"is '{finding.value}', but {effect.interval} includes no effect"
                yield Problem("finding", message, "use 'no-difference-shown', whatever the sentence around it says")
        elif finding.direction is not None and effect.sign == -finding.direction:
            yield Problem("finding", f"is '{finding.value}', but {effect} shows the opposite", "check both")

    @property
    def benefit(self) -> Benefit | None:
        """Whether the finding is a benefit or a harm, compared with the comparator; None where neither is better."""
        if self.finding in (Finding.NO_DIFFERENCE_SHOWN, Finding.MIXED):
            return Benefit(self.finding.value)
        if self.higher_is_better is None:
            return None
        return Benefit.BENEFIT if self.higher_is_better is (self.finding is Finding.INCREASE) else Benefit.HARM

    @property
    def population(self) -> str | None:
        """The population of the study."""
        return self.study.population

    @property
    def has_active_comparator(self) -> bool:
        """Whether the comparator is another drug, not an inactive control."""
        return isinstance(self.comparator, DrugClass | Medication)

    def __str__(self) -> str:
        return f"{self.study}; {in_words(self.finding.value)}{f': {self.effect}' if self.effect else ''}"


@frozen(kw_only=True)
class Overlap(Record, plural="overlaps", seeds="studies/overlaps.toml"):
    """Publications that share trials or patients, and so must not be counted twice.

    >>> import osteopharm
    >>> overlap = osteopharm.load().overlaps["hip-trial"]
    >>> overlap.kind.value, [publication.date for publication in overlap.publications]
    ('subgroup-of', ['2009', '2001'])
    """

    publications: Annotated[tuple[Publication, ...], Items(2, "name at least two that share something")]
    """At least two; the first pools the others, is a subgroup of them or extends them, where the kind is directed."""
    kind: OverlapKind
    """How they share it."""
    reason: str
    """What they share."""
    certainty: Certainty = Certainty.STATED
    """Stated where a list of studies or a statement was read, probable where it is inferred."""

    def pools(self, synthesis: Publication, study: Publication) -> bool:
        """Whether a publication pools another one."""
        return self.kind is OverlapKind.POOLS and synthesis == self.publications[0] and study in self.publications[1:]

    def derives(self, part: Publication, parent: Publication) -> bool:
        """Whether a publication is a subgroup or an extension of another one."""
        directed = self.kind in (OverlapKind.SUBGROUP_OF, OverlapKind.EXTENSION_OF)
        return directed and part == self.publications[0] and parent in self.publications[1:]

    def joins(self, first: Publication, second: Publication) -> bool:
        """Whether two publications overlap by this record.

        What one publication pools, or what it is a part of, need not overlap among itself.
        """
        if first == second or first not in self.publications or second not in self.publications:
            return False
        return not self.kind.is_directed or self.publications[0] in (first, second)

    def __str__(self) -> str:
        return f"{', '.join(publication.name for publication in self.publications)}: {self.reason}"


def _decimals(number: float) -> int:
    from decimal import Decimal  # slow to import, and needed for text only

    exponent = Decimal(repr(number)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _range(measure: Measure, *, in_percent: bool) -> tuple[float, float]:
    match measure:
        case Measure.RISK_DIFFERENCE:
            return (-HUNDRED, HUNDRED) if in_percent else (-1, 1)
        case Measure.PERCENT_CHANGE:
            return -HUNDRED, float("inf")
        case Measure.PROPORTION:
            return 0, HUNDRED
        case _:
            return 0, float("inf")


def _relation(p: str) -> str:
    """A p value with its sign: as printed if it has one, otherwise with an equals sign."""
    return p if p[0] in "<>=≤≥" else f"= {p}"
