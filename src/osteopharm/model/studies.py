"""What a study compared and how much it found: its design, its arms, its effect with the interval as printed.

Every figure stands as its source prints it; none is reckoned back from another. Holds `Overlap` too, which says
that publications share trials or patients. Never pools anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from attrs import evolve, frozen

from osteopharm.errors import Fault
from osteopharm.model import checks
from osteopharm.model._record import hash_by_id, repr_by_id, repr_html
from osteopharm.model.entities import DrugClass, Medication
from osteopharm.model.enums import ArmRole, Certainty, Contrast, Design, Measure, OverlapKind, Sequencing
from osteopharm.model.sources import Publication

__all__ = ["Arm", "Effect", "Interval", "Overlap", "Study"]

HUNDRED = 100
LEVEL = 95


@frozen(kw_only=True)
class Interval:
    """A confidence interval, as printed.

    Attributes:
        low: its lower end.
        high: its upper end.
        level: its level in percent.

    >>> print(Interval(low=0.41, high=0.68))
    95% CI 0.41 to 0.68
    """

    low: float
    high: float
    level: float = LEVEL

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Interval",
            f"{self.low} to {self.high}",
            _number("low", self.low),
            _number("high", self.high),
            _number("level", self.level),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        if self.low > self.high:
            yield Fault("low", f"{self.low} is above {self.high}, the upper end", "give the lower end first")
        if not 0 < self.level < HUNDRED:
            yield Fault("level", f"{self.level} is no level in percent", "give a number between 0 and 100, as 95")

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int | float) and self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.level:g}% CI {self.low} to {self.high}"


@frozen(kw_only=True)
class Effect:
    """The size of an effect, as printed.

    Attributes:
        measure: what the value is.
        value: the value; None where the source gives none, and the arms stand side by side.
        interval: its confidence interval, or None.
        p: the p value as printed (``<0.001``), or None.
        contrast: in which order the arms stand in the value.
        in_percent: whether a risk difference is told in percentage points.

    Raises:
        InvalidRecordError: the interval does not hold the value, a ratio is not positive, a percentage is out of range.

    >>> import osteopharm
    >>> effect = Effect(measure=Measure.RISK_RATIO, value=0.53, interval=Interval(low=0.41, high=0.68))
    >>> print(effect, effect.includes_null)
    RR 0.53 (95% CI 0.41 to 0.68) False
    """

    measure: Measure
    value: float | None = None
    interval: Interval | None = None
    p: str | None = None
    contrast: Contrast = Contrast.INTERVENTION_VS_COMPARATOR
    in_percent: bool = False

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Effect",
            self.value,
            checks.instance("measure", self.measure, Measure),
            [] if self.value is None else _number("value", self.value),
            checks.instance("interval", self.interval, Interval, type(None)),
            checks.optional_text("p", self.p),
            checks.instance("contrast", self.contrast, Contrast),
            checks.instance("in_percent", self.in_percent, bool),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        if self.interval is not None and self.value is None:
            yield Fault("interval", "has no value to belong to", "give the value, or leave the interval out")
        elif self.interval is not None and self.value not in self.interval:
            message = f"{self.interval.low} to {self.interval.high} does not hold {self.value}"
            yield Fault("interval", message, "read both again")
        yield from self._range_faults()
        if self.in_percent and self.measure is not Measure.RISK_DIFFERENCE:
            yield Fault("in_percent", f"stands with {self.measure.value}", "it is for a risk difference (RD)")
        if self.contrast is Contrast.COMPARATOR_MINUS_INTERVENTION and self.measure is not Measure.RISK_DIFFERENCE:
            yield Fault("contrast", f"stands with {self.measure.value}", "only a risk difference (RD) is subtracted")

    def _range_faults(self) -> Iterator[Fault]:
        least, most = _range(self.measure, in_percent=self.in_percent)
        figures = [("value", self.value)]
        if self.interval is not None:
            figures += [("interval.low", self.interval.low), ("interval.high", self.interval.high)]
        for field, figure in figures:
            if figure is None:
                continue
            if self.measure.is_ratio and figure <= 0:
                yield Fault(field, f"{figure} is not positive, as a ratio is", "read it again")
            elif not least <= figure <= most:
                yield Fault(field, f"{figure} is not between {least:g} and {most:g}", "read it again, and its unit")

    @property
    def includes_null(self) -> bool:
        """Whether the interval spans or touches the value that means no effect."""
        return self.interval is not None and self.measure.null_value in self.interval

    @property
    def sign(self) -> int | None:
        """+1 when the treated arm has more, -1 when it has less, 0 when they are alike; None without a value."""
        none = self.measure.null_value
        if self.value is None or none is None:
            return None
        as_intervention_vs_comparator = -1 if self.contrast is Contrast.COMPARATOR_MINUS_INTERVENTION else 1
        return as_intervention_vs_comparator * ((self.value > none) - (self.value < none))

    @property
    def numbers(self) -> tuple[float, ...]:
        """The value and the ends of the interval, as far as there are any."""
        ends = (self.interval.low, self.interval.high) if self.interval else ()
        return () if self.value is None else (self.value, *ends)

    @property
    def figures(self) -> tuple[str, ...]:
        """The value and the ends of the interval as texts, all with as many decimals as the longest of them.

        >>> Effect(measure=Measure.HAZARD_RATIO, value=0.6, interval=Interval(low=0.37, high=0.97)).figures
        ('0.60', '0.37', '0.97')
        """
        decimals = max(map(_decimals, self.numbers), default=0)
        return tuple(f"{number:.{decimals}f}" for number in self.numbers)

    def as_intervention_vs_comparator(self) -> Effect:
        """The effect in the usual order, the treated arm against the comparator.

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
        words = [self.measure.value]
        figures = self.figures
        if figures:
            words.append(f"{figures[0]}{'%' if self.measure is Measure.PERCENT_CHANGE else ''}")
        if self.in_percent:
            words.append("percentage points")
        behind = [f"{self.interval.level:g}% CI {figures[1]} to {figures[2]}"] if self.interval else []
        behind += [f"p {_relation(self.p)}"] if self.p else []
        if self.contrast is Contrast.COMPARATOR_MINUS_INTERVENTION:
            behind.append("comparator minus treated")
        return f"{' '.join(words)} ({', '.join(behind)})" if behind else " ".join(words)


@frozen(kw_only=True)
class Arm:
    """One arm of a study, with its figures as printed.

    Attributes:
        role: which side of the comparison it is on.
        agents: what it was given, of what is cataloged; empty for an inactive comparator.
        sequence: how several agents were given; None for one or none.
        given: the dose and the way, or what else was given, in the curators' words; or None.
        reported: its figures as they stand in the source; or None.
        events: how many had the outcome.
        total: of how many.
        percentage: the share of those who had it, in percent.

    Raises:
        InvalidRecordError: there are more events than subjects, or a percentage is out of range.

    >>> print(Arm(role=ArmRole.COMPARATOR, given="placebo", reported="145 (15.0%)", events=145, percentage=15.0))
    placebo: 145 (15.0%)
    """

    role: ArmRole
    agents: tuple[DrugClass | Medication, ...] = ()
    sequence: Sequencing | None = None
    given: str | None = None
    reported: str | None = None
    events: int | None = None
    total: int | None = None
    percentage: float | None = None

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Arm",
            getattr(self.role, "value", self.role),
            checks.instance("role", self.role, ArmRole),
            checks.tuple_of("agents", self.agents, DrugClass, Medication),
            checks.instance("sequence", self.sequence, Sequencing, type(None)),
            checks.optional_text("given", self.given),
            checks.optional_text("reported", self.reported),
            [] if self.events is None else checks.whole_number("events", self.events, least=0),
            [] if self.total is None else checks.whole_number("total", self.total, least=1),
            [] if self.percentage is None else _number("percentage", self.percentage),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        if self.role is ArmRole.INTERVENTION and not self.agents:
            yield Fault("agents", "is empty", "name what the treated arm was given")
        if (self.sequence is None) == (len(self.agents) > 1):
            yield Fault("sequence", "goes with several agents", "say how several were given, and leave it out for one")
        if self.events is not None and self.total is not None and self.events > self.total:
            yield Fault("events", f"{self.events} is more than {self.total}, the total", "read both again")
        if self.percentage is not None and not 0 <= self.percentage <= HUNDRED:
            yield Fault("percentage", f"{self.percentage} is not between 0 and 100", "read it again")
        if self.reported is None and not (self.events is self.total is self.percentage is None):
            yield Fault("reported", "is missing", "give the figures as they stand in the source")

    @property
    def name(self) -> str:
        """What it was given, in words."""
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
class Study:
    """The study behind a claim, as far as it was read.

    Attributes:
        design: how it was made.
        name: what it is called, or None.
        population: who or what was studied, in the curators' words, or None.
        participants: how many were studied, or None.
        timepoint: when the outcome was looked at, as told, or None.

    >>> print(Study(design=Design.RANDOMIZED_TRIAL, name="FREEDOM", participants=7868, timepoint="36 months"))
    FREEDOM: randomized-trial, 7,868 studied, 36 months
    """

    design: Design
    name: str | None = None
    population: str | None = None
    participants: int | None = None
    timepoint: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Study",
            self.name,
            checks.instance("design", self.design, Design),
            checks.optional_text("name", self.name),
            checks.optional_text("population", self.population),
            [] if self.participants is None else checks.whole_number("participants", self.participants, least=1),
            checks.optional_text("timepoint", self.timepoint),
        )

    def __str__(self) -> str:
        told = [self.design.value]
        if self.participants is not None:
            told.append(f"{self.participants:,} studied")
        if self.timepoint:
            told.append(self.timepoint)
        return f"{self.name}: {', '.join(told)}" if self.name else ", ".join(told)


@frozen(kw_only=True)
class Overlap:
    """Publications that share trials or patients, and so are not to be counted twice.

    Attributes:
        id: its id.
        kind: how they share them.
        publications: the publications; at least two. Where ``kind`` is directed, the first one pools the others,
            is a subgroup of them or extends them.
        reason: what they share.
        certainty: stated where a list of studies or a statement was read, probable where it is inferred.

    >>> import osteopharm
    >>> overlap = osteopharm.load().overlaps["hip-trial"]
    >>> overlap.kind.value, [publication.date for publication in overlap.publications]
    ('subgroup-of', ['2009', '2001'])
    """

    id: str
    kind: OverlapKind
    publications: tuple[Publication, ...]
    reason: str
    certainty: Certainty = Certainty.STATED

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Overlap",
            self.id,
            checks.identifier("id", self.id),
            checks.instance("kind", self.kind, OverlapKind),
            checks.tuple_of("publications", self.publications, Publication),
            checks.text("reason", self.reason),
            checks.instance("certainty", self.certainty, Certainty),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        if len(self.publications) < 2:  # noqa: PLR2004 - one publication overlaps with nothing
            yield Fault("publications", "are fewer than two", "name those that share something")

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


def _number(field: str, value: object) -> list[Fault]:
    faults = checks.instance(field, value, int, float, exact=True)
    if isinstance(value, float) and not isfinite(value):
        return [checks.WrongType(field, f"{value} is no finite number", "give the number that the source gives")]
    return faults


def _decimals(number: float) -> int:
    from decimal import Decimal  # slow to come in, and needed for words alone

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
    """A p value with its sign: as printed where it has one, otherwise with an equals sign."""
    return p if p[0] in "<>=≤≥" else f"= {p}"
