"""What studies found: effects with their intervals, arms, and claims whose finding must be what the figures show."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.draws import compendia, shuffles
from tests.rules import each_of

import osteopharm
from osteopharm import (
    Certainty,
    Concept,
    DrugClass,
    EntityKind,
    EvidenceClaim,
    InvalidRecordError,
    Medication,
    Polarity,
    Publication,
    Relation,
    Scope,
    Species,
    StudyKind,
    StudyResult,
)
from osteopharm._words import in_words
from osteopharm.claims import ClaimSet
from osteopharm.claims.counts import intervention
from osteopharm.model import (
    Arm,
    ArmRole,
    Benefit,
    Contrast,
    Design,
    Effect,
    Finding,
    HeldBy,
    InactiveControl,
    Interval,
    Measure,
    Overlap,
    Reference,
    Sequencing,
    Study,
)
from osteopharm.model.claims import ClaimLink
from osteopharm.model.enums import LinkKind, OverlapKind
from osteopharm.testing import effects

COMPENDIUM = osteopharm.load()
PAPER = Publication(id="paper", name="A paper", publisher="Bone Letters", date="2001")
OTHER = Publication(id="other", name="Another paper", date="2002-05", title="On chalk.", authors="Bone A", pages="7-9")
THIRD = Publication(id="third", name="A third paper", publisher="Chalk", date="2003", volume="5", issue="2")
DRUGS = DrugClass(id="drugs", name="drugs", sources=(PAPER,))
PILLS = DrugClass(id="pills", name="pills", sources=(PAPER,), parents=(DRUGS,))
PILL = Medication(id="pill", name="pill", sources=(PAPER,), classes=(PILLS, DRUGS))
CREAM = Medication(id="cream", name="cream", sources=(PAPER,), classes=(DRUGS,))
HARM = Concept(id="harm", name="harm", kind=EntityKind.OUTCOME, sources=(PAPER,))
TRIAL = Study(design=Design.RANDOMIZED_TRIAL, name="ONE", participants=100)


RESULT_FIELDS = {field.name for field in attrs.fields(StudyResult)}


def result(**fields: Any) -> StudyResult:
    """A result: less harm than with placebo, unless a field says otherwise."""
    return StudyResult(
        **{
            "study": TRIAL,
            "finding": Finding.DECREASE,
            "higher_is_better": False,
            "comparator": InactiveControl.PLACEBO,
            **fields,
        }
    )


def finding(**fields: Any) -> EvidenceClaim:
    """A claim of a study: pill lowers harm, against placebo, unless a field of claim or result says otherwise."""
    own = {name: fields.pop(name) for name in list(fields) if name in RESULT_FIELDS}
    return EvidenceClaim(
        **{
            "id": "finding",
            "statement": "The pill lowered harm.",
            "subject": PILL,
            "object": HARM,
            "relation": Relation.DECREASES,
            "polarity": Polarity.AFFIRMED,
            "certainty": Certainty.STATED,
            "held_by": HeldBy.AUTHORS,
            "study_kind": StudyKind.CLINICAL_STUDIES,
            "species": Species.HUMAN,
            "scope": Scope.EACH_MEMBER,
            "provenance": Reference(source=PAPER, locator="abstract", extractions=2),
            "result": result(**own),
            **fields,
        }
    )


def faults(make: Any, **fields: Any) -> list[tuple[str, str]]:
    """The faults for which something is refused: field and message of each."""
    with pytest.raises(InvalidRecordError) as caught:
        make(**fields)
    return [(fault.path, fault.message) for fault in caught.value.problems]


# Effects


@given(effects())
def test_turning_an_effect_round(effect: Effect) -> None:
    """Turned, an effect is in the usual order; its sign is the same, and its interval still holds its value."""
    as_intervention_vs_comparator = effect.as_intervention_vs_comparator()

    assert as_intervention_vs_comparator.contrast is Contrast.INTERVENTION_VS_COMPARATOR
    assert as_intervention_vs_comparator.sign == effect.sign
    assert as_intervention_vs_comparator.includes_null == effect.includes_null
    assert as_intervention_vs_comparator.as_intervention_vs_comparator() == as_intervention_vs_comparator


@given(effects())
def test_an_effect_in_words(effect: Effect) -> None:
    """Its text names its measure, and every figure is the number that it means."""
    numbers = [effect.value, *((effect.interval.low, effect.interval.high) if effect.interval else ())]

    assert str(effect).startswith(in_words(effect.measure))
    assert [float(figure) for figure in effect.figures] == pytest.approx(
        [number for number in numbers if number is not None]
    )


@each_of(
    ("fields", "expected"),
    [
        (
            {"value": 0.7, "interval": Interval(low=0.8, high=0.9)},
            [("interval", "0.8 to 0.9 does not contain the value 0.7")],
        ),
        ({"value": None, "interval": Interval(low=0.8, high=0.9)}, [("interval", "has no value")]),
        ({"value": 0}, [("value", "0 is not positive, as a ratio must be")]),
        ({"value": -2.0}, [("value", "-2.0 is not positive, as a ratio must be")]),
        (
            {"value": 0.5, "interval": Interval(low=0.0, high=0.9)},
            [("interval.low", "0.0 is not positive, as a ratio must be")],
        ),
        ({"measure": Measure.PERCENT_CHANGE, "value": -101}, [("value", "-101 is not between -100 and inf")]),
        ({"measure": Measure.RISK_DIFFERENCE, "value": 4.0}, [("value", "4.0 is not between -1 and 1")]),
        (
            {"measure": Measure.RISK_DIFFERENCE, "value": 104, "in_percent": True},
            [("value", "104 is not between -100 and 100")],
        ),
        ({"measure": Measure.PROPORTION, "value": 101}, [("value", "101 is not between 0 and 100")]),
        ({"in_percent": True}, [("in_percent", "is given with RR")]),
        ({"contrast": Contrast.COMPARATOR_MINUS_INTERVENTION}, [("contrast", "is given with RR")]),
        ({"value": float("nan")}, [("value", "nan is not a finite number")]),
        ({"value": "0.5"}, [("value", "is a str, not an int or a float")]),
        ({"value": True}, [("value", "is a bool, not an int or a float")]),
        ({"in_percent": 1}, [("in_percent", "is an int, not a bool")]),
    ],
)
def test_a_faulty_effect_is_refused(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """The interval holds the value, a ratio is positive, a share is one, and only differences are subtracted."""
    assert faults(Effect, **{"measure": Measure.RISK_RATIO, "value": 0.5, **fields}) == expected


@each_of(
    ("fields", "expected"),
    [
        ({"low": 2, "high": 1}, [("low", "2 is above 1, the upper bound")]),
        ({"low": 1, "high": 2, "level": 0}, [("level", "0 is not a level in percent")]),
        ({"low": 1, "high": 2, "level": 100}, [("level", "100 is not a level in percent")]),
        ({"low": 1, "high": float("inf")}, [("high", "inf is not a finite number")]),
    ],
)
def test_a_faulty_interval_is_refused(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """The lower end comes first, and the level is a percentage."""
    assert faults(Interval, **fields) == expected


def test_what_lies_in_an_interval() -> None:
    """Its ends lie in it; what is not a number does not."""
    interval = Interval(low=0.5, high=1)

    assert (0.5 in interval, 1 in interval, 1.01 in interval, "0.7" in interval, None in interval) == (
        *(True, True, False),
        *(False, False),
    )
    assert str(interval) == "95% CI 0.5 to 1"


@each_of(
    ("measure", "low", "high", "expected"),
    [
        ("RR", 0.5, 1, True),
        ("RR", 0.5, 0.99, False),
        ("OR", 1, 3, True),
        ("RD", -0.0, 0.15, True),
        ("RD", 0.01, 0.15, False),
        ("percent-change", -30, 0, True),
        ("proportion", 0, 100, False),
    ],
)
def test_an_interval_that_touches_no_effect_spans_it(measure: str, low: float, high: float, expected: bool) -> None:
    """1 for ratios and 0 for differences; shares side by side have no such value."""
    effect = Effect(measure=Measure(measure), value=high, interval=Interval(low=low, high=high))

    assert effect.includes_null is expected


def test_effects_in_words() -> None:
    """Percent, percentage points, the p value as printed and an unusual order are all told."""
    subtracted = Effect(
        measure=Measure.RISK_DIFFERENCE,
        value=4.0,
        p="0.36",
        contrast=Contrast.COMPARATOR_MINUS_INTERVENTION,
        in_percent=True,
    )

    assert str(subtracted) == "RD 4 percentage points (p = 0.36, comparator minus intervention)"
    assert str(subtracted.as_intervention_vs_comparator()) == "RD -4 percentage points (p = 0.36)"
    assert str(Effect(measure=Measure.PERCENT_CHANGE, value=-48, p="<0.001")) == "percent change -48% (p <0.001)"
    assert str(Effect(measure=Measure.PROPORTION, p="0.002")) == "proportion (p = 0.002)"
    assert str(Effect(measure=Measure.PROPORTION)) == "proportion"
    assert Effect(measure=Measure.PROPORTION, p="0.002").sign is None


# Arms, studies, overlaps


@each_of(
    ("fields", "expected"),
    [
        ({"role": ArmRole.INTERVENTION, "agents": ()}, [("agents", "is empty")]),
        ({"agents": (PILL, CREAM)}, [("sequence", "is needed for several agents, and only then")]),
        ({"sequence": Sequencing.EITHER}, [("sequence", "is needed for several agents, and only then")]),
        ({"events": 9, "total": 8}, [("events", "9 is more than 8, the total")]),
        ({"percentage": 100.5}, [("percentage", "100.5 is not between 0 and 100")]),
        ({"events": 3, "total": 8, "percentage": 60.0}, [("percentage", "60.0 contradicts 3 of 8, which is 37.5")]),
        ({"reported": None, "events": 3}, [("reported", "is missing")]),
        ({"events": -1}, [("events", "-1 is below 0")]),
        ({"total": 0}, [("total", "0 is below 1")]),
        ({"total": 8.0}, [("total", "is a float, not an int")]),
    ],
)
def test_a_faulty_arm_is_refused(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """No more events than subjects, shares in percent, and figures only beside those that are printed."""
    arm = {"role": ArmRole.COMPARATOR, "reported": "3/8", **fields}

    assert faults(Arm, **arm) == expected


@each_of(
    ("fields", "expected"),
    [
        ({"agents": (PILL,)}, "pill"),
        ({"agents": (PILL,), "given": "1 mg", "reported": "3 (2%)"}, "pill, 1 mg: 3 (2%)"),
        ({"agents": (PILL, CREAM), "sequence": Sequencing.CONCURRENT}, "pill + cream"),
        ({"agents": (PILL, CREAM), "sequence": Sequencing.SEQUENTIAL}, "pill then cream"),
        ({"agents": (PILL, CREAM), "sequence": Sequencing.EITHER}, "pill or cream"),
    ],
)
def test_arms_in_words(fields: dict[str, Any], expected: str) -> None:
    """What was given, how several agents were given, and the figures as printed."""
    assert str(Arm(role=ArmRole.INTERVENTION, **fields)) == expected


def test_an_arm_of_which_nothing_is_known() -> None:
    """A comparator arm without agents and words says so."""
    assert str(Arm(role=ArmRole.COMPARATOR)) == "not given"


@each_of(
    ("study", "expected"),
    [
        (Study(design=Design.COHORT), "cohort"),
        (Study(design=Design.COHORT, timepoint="a year"), "cohort, a year"),
        (Study(design=Design.COHORT, name="TWO", participants=1234), "TWO: cohort, 1,234 studied"),
    ],
)
def test_studies_in_words(study: Study, expected: str) -> None:
    """The design, and what was read beside it."""
    assert str(study) == expected


def test_a_study_has_participants_or_none_are_known() -> None:
    """Nobody is not a number of participants."""
    assert faults(Study, design=Design.COHORT, participants=0) == [("participants", "0 is below 1")]


def test_one_publication_overlaps_with_nothing() -> None:
    """An overlap names two publications at the least."""
    assert faults(Overlap, id="x", kind=OverlapKind.SAME_PATIENTS, publications=(PAPER,), reason="made up") == [
        ("publications", "has fewer than 2")
    ]
    assert str(Overlap(id="x", kind=OverlapKind.SAME_PATIENTS, publications=(PAPER, OTHER), reason="Same trial.")) == (
        "A paper, Another paper: Same trial."
    )


@each_of(
    ("publication", "expected"),
    [
        (PAPER, "Bone Letters 2001."),
        (OTHER, "Bone A. On chalk. 2002;7-9."),
        (THIRD, "Chalk 2003;5(2)."),
        (Publication(id="x", name="x"), ""),
    ],
)
def test_a_citation_says_what_was_read(publication: Publication, expected: str) -> None:
    """Authors, title, journal, year, volume, issue and pages, as far as they are known."""
    assert publication.citation == expected


def test_a_publication_in_words() -> None:
    """Its journal and date follow its name, as far as they are known."""
    assert [str(PAPER), str(OTHER), str(Publication(id="x", name="X"))] == [
        *("A paper (Bone Letters, 2001)", "Another paper (2002-05)", "X"),
    ]


# Claims of studies


@each_of(
    ("fields", "expected"),
    [
        ({"finding": None}, [("finding", "is None, not a Finding")]),
        ({"comparator": None}, [("comparator", "is None, not an InactiveControl or a DrugClass or a Medication")]),
        ({"polarity": Polarity.DENIED}, [("polarity", "a study finding cannot be 'denied'")]),
        (
            {"effect": Effect(measure=Measure.RISK_RATIO, value=0.9, interval=Interval(low=0.8, high=1.0))},
            [("finding", "is 'decrease', but 95% CI 0.8 to 1.0 includes no effect")],
        ),
        (
            {"effect": Effect(measure=Measure.RISK_RATIO, value=1.5)},
            [("finding", "is 'decrease', but RR 1.5 shows the opposite")],
        ),
        (
            {
                "effect": Effect(
                    measure=Measure.RISK_DIFFERENCE, value=-0.1, contrast=Contrast.COMPARATOR_MINUS_INTERVENTION
                )
            },
            [("finding", "is 'decrease', but RD -0.1 (comparator minus intervention) shows the opposite")],
        ),
        (
            {"comparator": Medication(id="no-treatment", name="no treatment", sources=(PAPER,), classes=(DRUGS,))},
            [("comparator", "has the id 'no-treatment', which means an inactive control in the files")],
        ),
        ({"relation": Relation.INCREASES}, [("relation", "has the opposite direction of the finding 'decrease'")]),
        (
            {"finding": Finding.MIXED},
            [("relation", "states a direction, but the finding is 'mixed'")],
        ),
        (
            {"arms": (Arm(role=ArmRole.INTERVENTION, agents=(PILL,)),)},
            [("arms", "are not of both sides")],
        ),
        (
            {
                "arms": (
                    Arm(role=ArmRole.INTERVENTION, agents=(PILL,)),
                    Arm(role=ArmRole.COMPARATOR, agents=(CREAM,)),
                )
            },
            [("arms[1].agents", "do not match the comparator")],
        ),
        (
            {
                "comparator": CREAM,
                "arms": (Arm(role=ArmRole.INTERVENTION, agents=(PILL,)), Arm(role=ArmRole.COMPARATOR, given="chalk")),
            },
            [("arms[1].agents", "do not match the comparator")],
        ),
        ({"study": None}, [("study", "is None, not a Study")]),
    ],
)
def test_a_finding_is_what_the_figures_show(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """An interval that spans no effect shows none, an effect has the sign of the finding, arms fit the comparator."""
    assert faults(finding, **fields) == expected


def test_what_is_in_the_tuples() -> None:
    """Arms, agents and publications are of their own kinds, and none stands twice."""
    treated = Arm(role=ArmRole.INTERVENTION, agents=(PILL,))

    assert faults(finding, arms=(treated, "chalk")) == [("arms[1]", "is a str, not an Arm")]
    assert faults(finding, arms=(treated, treated)) == [("arms[1]", "repeats the entry at [0]")]
    assert faults(Arm, role=ArmRole.INTERVENTION, agents=(HARM,)) == [
        ("agents[0]", "is a Concept, not a DrugClass or a Medication")
    ]
    assert faults(Overlap, id="x", kind=OverlapKind.SAME_PATIENTS, publications=(PAPER, HARM), reason="made up") == [
        ("publications[1]", "is a Concept, not a Publication")
    ]


def test_what_was_counted_may_go_against_the_object() -> None:
    """More non-unions are an increase of what was counted, and make healing worse: the two need not agree."""
    counted = finding(relation=Relation.INCREASES, measured_as="days without harm")

    assert counted.benefit is Benefit.BENEFIT


@each_of(
    ("found", "favorable", "expected"),
    [
        (Finding.DECREASE, False, Benefit.BENEFIT),
        (Finding.DECREASE, True, Benefit.HARM),
        (Finding.DECREASE, None, None),
        (Finding.NO_DIFFERENCE_SHOWN, True, Benefit.NO_DIFFERENCE_SHOWN),
        (Finding.MIXED, None, Benefit.MIXED),
    ],
)
def test_benefit_follows_from_the_finding(found: Finding, favorable: bool | None, expected: Benefit | None) -> None:
    """Less of what is bad is a benefit, less of what is good a harm; where it is neither, nothing is said."""
    relation = Relation.DECREASES if found is Finding.DECREASE else Relation.AFFECTS

    assert finding(finding=found, higher_is_better=favorable, relation=relation).benefit is expected


def test_more_of_what_is_good_is_a_benefit() -> None:
    """An increase is a benefit where more is good, and a harm where it is not."""
    more = {"finding": Finding.INCREASE, "relation": Relation.INCREASES}

    assert finding(**more, higher_is_better=True).benefit is Benefit.BENEFIT
    assert finding(**more, higher_is_better=False).benefit is Benefit.HARM


def test_a_claim_without_a_study_has_no_benefit() -> None:
    """The page's claims say nothing of arms and findings."""
    claim = COMPENDIUM.claims["af20-s09-fracture-risk-lower"]

    assert (claim.result, claim.finding, claim.effect, claim.benefit) == (None, None, None, None)


# Sets of findings


def found_by(source: Publication, size: int | None, id: str, **fields: Any) -> EvidenceClaim:
    study = Study(design=Design.COHORT, participants=size)
    return finding(id=id, study=study, provenance=Reference(source=source, locator="abstract"), **fields)


SHARED = Overlap(id="shared", kind=OverlapKind.SAME_PATIENTS, publications=(PAPER, OTHER), reason="Same trial.")
CHAINED = Overlap(id="chained", kind=OverlapKind.SAME_PATIENTS, publications=(OTHER, THIRD), reason="Same ward.")


def test_the_larger_study_is_kept() -> None:
    """Of two that share patients the larger stays, and what was left out is reported with the reason."""
    claims = ClaimSet(
        [found_by(PAPER, 50, "a"), found_by(OTHER, 70, "b"), found_by(THIRD, None, "c")], overlaps=[SHARED]
    )
    chosen = claims.without_overlaps()

    assert [claim.id for claim in chosen.claims] == ["b", "c"]
    assert [(each.publication, each.kept, each.overlap) for each in chosen.excluded] == [(PAPER, OTHER, SHARED)]
    assert str(chosen).splitlines()[-1] == "  left out: A paper: overlaps with Another paper. Same trial."


def overlap(kind: OverlapKind, *publications: Publication) -> Overlap:
    return Overlap(id=f"a-{kind.value}", kind=kind, publications=publications, reason="made up")


def test_a_directed_overlap_joins_the_first_with_the_others() -> None:
    """What a publication pools, or extends, need not overlap among itself."""
    pooled = overlap(OverlapKind.POOLS, PAPER, OTHER, THIRD)

    assert (pooled.joins(PAPER, OTHER), pooled.joins(THIRD, PAPER)) == (True, True)
    assert (pooled.joins(OTHER, THIRD), pooled.joins(PAPER, PAPER)) == (False, False)
    assert (pooled.pools(PAPER, THIRD), pooled.pools(OTHER, THIRD), pooled.derives(PAPER, OTHER)) == (
        True,
        False,
        False,
    )
    assert overlap(OverlapKind.SUBGROUP_OF, PAPER, OTHER).derives(PAPER, OTHER)
    assert overlap(OverlapKind.SAME_PATIENTS, PAPER, OTHER, THIRD).joins(OTHER, THIRD)


@each_of("kind", [OverlapKind.SUBGROUP_OF, OverlapKind.EXTENSION_OF, OverlapKind.POOLS])
def test_a_parent_is_kept_though_it_is_smaller(kind: OverlapKind) -> None:
    """A trial is kept rather than its subgroup, its extension and what pools it, however large those are."""
    claims = ClaimSet([found_by(PAPER, 500, "a"), found_by(OTHER, 70, "b")], overlaps=[overlap(kind, PAPER, OTHER)])

    assert [claim.id for claim in claims.without_overlaps().claims] == ["b"]


def test_a_figure_wins_over_none() -> None:
    """Of two that share patients, the one with a figure is kept, though it is smaller."""
    figure = Effect(measure=Measure.RISK_RATIO, value=0.5)
    claims = ClaimSet(
        [found_by(PAPER, 500, "a", effect=None), found_by(OTHER, 70, "b", effect=figure)], overlaps=[SHARED]
    )

    assert [claim.id for claim in claims.without_overlaps().claims] == ["b"]


def test_a_circle_of_subgroups_ends() -> None:
    """In foreign data two studies may each be recorded as part of the other; one of them is kept."""
    circle = [
        overlap(OverlapKind.SUBGROUP_OF, PAPER, OTHER),
        evolve(overlap(OverlapKind.SUBGROUP_OF, OTHER, PAPER), id="back"),
    ]
    chosen = ClaimSet([found_by(PAPER, 50, "a"), found_by(OTHER, 70, "b")], overlaps=circle).without_overlaps()

    assert [claim.id for claim in chosen.claims] == ["b"]


def test_overlaps_do_not_reach_on() -> None:
    """What shares only with a study that is left out itself stays."""
    claims = ClaimSet(
        [found_by(PAPER, 90, "a"), found_by(OTHER, 70, "b"), found_by(THIRD, 50, "c")], overlaps=[SHARED, CHAINED]
    )

    assert [claim.id for claim in claims.without_overlaps().claims] == ["a", "c"]


@given(compendia(), shuffles)
def test_independent_studies_share_nothing(compendium: osteopharm.Compendium, random: Any) -> None:
    """No two of them overlap, none without an overlap is dropped, and the order of the claims changes nothing."""
    claims = compendium.claims
    chosen = claims.without_overlaps()
    kept = {claim.provenance.source for claim in chosen.claims if claim.result}
    shared = {each for overlap in compendium.overlaps.values() for each in overlap.publications}
    mixed = list(claims)
    random.shuffle(mixed)
    again = ClaimSet(mixed, overlaps=compendium.overlaps.values()).without_overlaps()

    assert all(len(kept.intersection(overlap.publications)) < 2 for overlap in compendium.overlaps.values())
    assert {each.publication for each in chosen.excluded} <= shared
    assert {claim.id for claim in claims} - {claim.id for claim in chosen.claims} == {
        claim.id for claim in claims if claim.result and claim.provenance.source not in kept
    }
    assert {claim.id for claim in again.claims} == {claim.id for claim in chosen.claims}
    assert chosen.claims.without_overlaps().excluded == ()


@given(compendia())
def test_the_balance_of_findings_sums_up(compendium: osteopharm.Compendium) -> None:
    """Each claim of a study is counted once, and active and inactive comparators never in one row."""
    claims = compendium.claims
    rows = claims.counts().findings

    assert sum(row.claims for row in rows) == sum(claim.result is not None for claim in claims)
    for row in rows:
        counted = [
            claim
            for claim in claims
            if (claim.object, intervention(claim), claim.species, claim.finding, claim.benefit)
            == (row.outcome, row.intervention, row.species, row.finding, row.benefit)
            and claim.result is not None
            and (claim.result.study.design, claim.result.has_active_comparator) == (row.design, row.active_comparator)
        ]

        assert row.claims == len(counted)
        assert row.studies == len({claim.provenance.source for claim in counted})
        assert 1 <= row.without_overlaps <= row.studies


def test_the_balance_of_findings_in_words() -> None:
    """A line for each row below the counts of claims, with studies and independent ones beside the claims."""
    claims = ClaimSet(
        [
            *(found_by(PAPER, 50, "a"), found_by(PAPER, 50, "b"), found_by(OTHER, 70, "c")),
            found_by(THIRD, 9, "d", comparator=CREAM, higher_is_better=None, relation=Relation.AFFECTS),
        ],
        overlaps=[SHARED],
    )
    told = [" ".join(line.split()) for line in str(claims.counts()).splitlines()]

    assert told[told.index("findings of studies") + 1 :] == [
        "outcome intervention species design comparator finding benefit or harm claims studies without overlaps",
        "harm pills human cohort inactive decrease benefit 3 2 1",
        "harm pills human cohort active decrease neither 1 1 1",
    ]


@given(compendia(), st.data())
def test_filters_by_study(compendium: osteopharm.Compendium, data: st.DataObject) -> None:
    """Design, finding, benefit and species keep just the claims that have them; animals take in every kind."""
    claims = compendium.claims
    design, found = data.draw(st.sampled_from(Design)), data.draw(st.sampled_from(Finding))
    benefit = data.draw(st.sampled_from(Benefit))

    assert [*claims.where(design=design)] == [
        claim for claim in claims if claim.result and claim.result.study.design is design
    ]
    assert [*claims.where(finding=found.value)] == [claim for claim in claims if claim.finding is found]
    assert [*claims.where(benefit=benefit)] == [claim for claim in claims if claim.benefit is benefit]
    assert [*claims.where(species="animal")] == [
        claim for claim in claims if claim.species.value in ("animal", "rat", "rabbit", "dog", "pig")
    ]


# Corroboration


@given(compendia())
def test_evidence_has_every_link_once(compendium: osteopharm.Compendium) -> None:
    """Every claim link on a claim is there, once, by its kind; never the claim itself."""
    for claim in compendium.claims:
        found = compendium.evidence_for(claim)
        bearing_on_it = {claim_link for claim_link in compendium.claim_links.values() if claim_link.target == claim}

        assert set(found.claim_links) == bearing_on_it
        assert len(found.claim_links) == len(bearing_on_it) == len(found.to_rows())
        assert claim not in (*found.supporting, *found.contradicting, *found.qualifying)
        assert len(found.supporting) + len(found.contradicting) + len(found.qualifying) == len(found.claim_links)
        assert bool(found) == bool(bearing_on_it)


def test_corroboration_in_words() -> None:
    """For and against are under headings with the kind of study and the species, each with figures and reason."""
    on = finding(id="on", effect=None)
    effect = Effect(measure=Measure.RISK_RATIO, value=0.5, p="0.01")
    fro, against = finding(id="fro", effect=effect), finding(id="against", species=Species.RAT)
    claim_links = [
        ClaimLink(id="b", claim=against, target=on, kind=LinkKind.CONTRADICTS, reason="It is rats."),
        ClaimLink(id="a", claim=fro, target=on, kind=LinkKind.SUPPORTS, reason="It is people."),
    ]

    assert str(osteopharm.claims.EvidenceSummary.of(on, claim_links)).splitlines() == [
        "The pill lowered harm.",
        "for it: clinical studies, human",
        "  fro: The pill lowered harm. RR 0.5 (p = 0.01). [A paper (Bone Letters, 2001)]",
        "    It is people.",
        "against it: clinical studies, rat",
        "  against: The pill lowered harm. [A paper (Bone Letters, 2001)]",
        "    It is rats.",
    ]
    assert str(osteopharm.claims.EvidenceSummary.of(fro, claim_links)).splitlines()[1] == "no linked evidence"


@pytest.mark.parametrize(
    ("claim", "supporting", "contradicting"),
    [
        ("af20-s12-fractures-unaffected", {"colon-01", "fab-01", "xue-02", "gong-01"}, {"solomon-01", "ha-01"}),
    ],
)
def test_what_supports_or_contradicts_the_editorial(claim: str, supporting: set[str], contradicting: set[str]) -> None:
    """Golden: that human fractures heal unaffected has trials for it, and non-unions and clefts against it."""
    found = COMPENDIUM.evidence_for(claim)

    assert supporting <= {each.id for each in found.supporting}
    assert contradicting <= {each.id for each in found.contradicting}
    assert found.claim is COMPENDIUM.claims[claim]


def test_romosozumab_qualifies_the_two_classes() -> None:
    """Golden: a medication of both actions is next to the page's two classes."""
    qualifying = COMPENDIUM.evidence_for("af20-s04-two-classes").qualifying

    assert "romosozumab" in {claim.subject.id for claim in qualifying}


# Rows and frames


@given(compendia())
def test_every_row_has_the_same_cells(compendium: osteopharm.Compendium) -> None:
    """The rows of findings and of other claims have the same keys, and the figures are those of the claims."""
    rows = compendium.claims.to_rows()
    assume(rows)

    assert {tuple(row) for row in rows} == {tuple(rows[0])}
    for row, claim in zip(rows, compendium.claims, strict=True):
        assert row["value"] == (claim.effect.value if claim.effect else None)
        assert row["design"] == (claim.result.study.design.value if claim.result else None)
        assert row["active_comparator"] == (claim.result.has_active_comparator if claim.result else None)


def test_the_cells_of_several_arms() -> None:
    """Two arms on one side are reported side by side, and their figures are not added up."""
    arms = (
        Arm(role=ArmRole.INTERVENTION, agents=(PILL,), reported="3/8 (38%)", events=3, total=8, percentage=38),
        Arm(role=ArmRole.COMPARATOR, given="chalk", reported="4/8", events=4, total=8),
        Arm(role=ArmRole.COMPARATOR, given="water", reported="5/8", events=5, total=8),
    )
    (row,) = ClaimSet([finding(arms=arms)]).to_rows()

    assert [row[f"intervention_{cell}"] for cell in ("arm", "reported", "events", "total", "percentage")] == [
        *("pill", "3/8 (38%)", 3, 8, 38),
    ]
    assert [row[f"comparator_{cell}"] for cell in ("arm", "reported", "events")] == ["chalk; water", "4/8; 5/8", None]
    assert row["comparator"] == "placebo"
    assert ClaimSet([finding(comparator=CREAM, relation=Relation.AFFECTS)]).to_rows()[0]["comparator"] == "cream"


@each_of("engine", ["pandas", "polars", "pyarrow"])
def test_rows_as_a_frame(engine: str) -> None:
    """A frame of each engine has the rows and cells of `to_rows`, none of them lost."""
    claims = COMPENDIUM.claims.on("spine-fusion")
    frame = claims.to_frame(engine)
    columns = frame.column_names if engine == "pyarrow" else list(frame.columns)
    ids = frame["id"].to_pylist() if engine == "pyarrow" else list(frame["id"])

    assert type(frame).__module__.partition(".")[0] == engine
    assert columns == list(claims.to_rows()[0])
    assert ids == [claim.id for claim in claims]


def test_the_engine_that_is_there() -> None:
    """Without an engine the first that is installed is taken; here that is pandas."""
    assert type(COMPENDIUM.claims.to_frame()).__module__.partition(".")[0] == "pandas"


def test_a_frame_of_nothing() -> None:
    """An empty set gives a frame without rows that has the columns of all others."""
    assert COMPENDIUM.claims[:0].to_frame("polars").schema == COMPENDIUM.claims.to_frame("polars").schema


def test_an_engine_that_is_not_known() -> None:
    """The supported engines are listed."""
    with pytest.raises(osteopharm.UnknownValueError, match="use one of 'pandas', 'polars', 'pyarrow'"):
        COMPENDIUM.claims.to_frame("excel")


def test_against_another_drug_a_finding_has_no_direction() -> None:
    """A claim that lowers harm compared with another drug does not say that the drug lowers it."""
    message = "gives a direction, and the comparator is another drug"

    assert ("relation", message) in faults(finding, comparator=CREAM)
    assert finding(comparator=CREAM, relation=Relation.AFFECTS).result is not None
