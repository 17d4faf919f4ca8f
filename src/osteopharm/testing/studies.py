"""Strategies for what studies found: effects, arms, and findings that go with their effect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from osteopharm.model.entities import DrugClass, Medication
from osteopharm.model.enums import ArmRole, Contrast, Design, Finding, InactiveControl, Measure, Sequencing
from osteopharm.model.studies import Arm, Effect, Interval, Study
from osteopharm.testing.texts import notes, phrases


@frozen
class Found:
    """What a study found, as the fields of a claim.

    Attributes:
        sign: the sign that the relation of the claim may have.
        fields: the fields.
    """

    sign: int | None
    fields: dict[str, Any]


@st.composite
def effects(draw: st.DrawFn) -> Effect:
    """Effects of every measure, with and without a value and an interval that holds it.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(effects())
    ... def test_an_effect_lies_in_its_interval(effect):
    ...     assert effect.interval is None or effect.value in effect.interval
    >>> test_an_effect_lies_in_its_interval()
    """
    measure = draw(st.sampled_from(Measure))
    in_percent = measure is Measure.RISK_DIFFERENCE and draw(st.booleans())
    least, most = _bounds(measure, in_percent=in_percent)
    figures = sorted(draw(st.lists(st.floats(least, most), min_size=3, max_size=3)))
    value = draw(st.none() | st.just(figures[1]))
    interval = None if value is None else draw(st.none() | st.just(Interval(low=figures[0], high=figures[2])))
    contrasts = list(Contrast) if measure is Measure.RISK_DIFFERENCE else [Contrast.INTERVENTION_VS_COMPARATOR]
    return Effect(
        measure=measure,
        value=value,
        interval=interval,
        p=draw(notes),
        contrast=draw(st.sampled_from(contrasts)),
        in_percent=in_percent,
    )


def _bounds(measure: Measure, *, in_percent: bool) -> tuple[float, float]:
    match measure:
        case Measure.RISK_DIFFERENCE:
            return (-100, 100) if in_percent else (-1, 1)
        case Measure.PERCENT_CHANGE:
            return -100, 1000
        case Measure.PROPORTION:
            return 0, 100
        case _:
            return 0.001, 1000


@st.composite
def findings(draw: st.DrawFn, agents: Sequence[DrugClass | Medication]) -> Found:
    """What studies of some agents may have found: the finding goes with the effect, the arms with the comparator."""
    effect = draw(st.none() | effects())
    fitting = [Finding.INCREASE, Finding.DECREASE, Finding.NO_DIFFERENCE_SHOWN, Finding.MIXED]
    if effect is not None and effect.includes_null:
        fitting = [Finding.NO_DIFFERENCE_SHOWN]
    elif effect is not None and effect.sign:
        fitting.remove(Finding.DECREASE if effect.sign > 0 else Finding.INCREASE)
    finding = draw(st.sampled_from(fitting))
    # In the files an id such as "none" would stand for an inactive comparator.
    active_ones = [agent for agent in agents if agent.id not in list(InactiveControl)]
    comparator = draw(st.sampled_from([*InactiveControl, *active_ones]))
    study = Study(
        design=draw(st.sampled_from(Design)),
        name=draw(notes),
        population=draw(notes),
        participants=draw(st.none() | st.integers(1, 100_000)),
        timepoint=draw(notes),
    )
    active = () if isinstance(comparator, InactiveControl) else (comparator,)
    arms = (draw(_arms(ArmRole.INTERVENTION, agents[:2])), draw(_arms(ArmRole.COMPARATOR, active)))
    return Found(
        None if active else {Finding.INCREASE: 1, Finding.DECREASE: -1}.get(finding),
        {
            "study": study,
            "finding": finding,
            "higher_is_better": draw(st.none() | st.booleans()),
            "measured_as": draw(notes),
            "comparator": comparator,
            "effect": effect,
            "arms": draw(st.just(()) | st.just(arms)),
        },
    )


@st.composite
def _arms(draw: st.DrawFn, role: ArmRole, agents: Sequence[DrugClass | Medication]) -> Arm:
    total = draw(st.none() | st.integers(1, 5000))
    events = draw(st.none() | st.integers(0, 5000 if total is None else total))
    return Arm(
        role=role,
        agents=tuple(agents),
        sequence=draw(st.sampled_from(Sequencing)) if len(agents) > 1 else None,
        given=draw(notes),
        reported=draw(phrases),
        events=events,
        total=total,
        percentage=draw(st.none() | st.floats(0, 100)),
    )
