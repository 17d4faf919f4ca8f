"""The axes of a finding: how a study was made, what it counted and what it found. Closed enums, as in `axes`.

Holds no claim and no medical fact.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ArmRole", "Benefit", "Contrast", "Design", "Finding", "Inactive", "Measure", "Sequencing"]


class Design(StrEnum):
    """How a study was made.

    >>> Design("case-control").is_synthesis, Design("meta-analysis").is_synthesis
    (False, True)
    """

    RANDOMISED_TRIAL = "randomised-trial"
    """A trial in people, with treatment given by lot."""
    COHORT = "cohort"
    """People followed, or looked back on, by what they were given."""
    CASE_CONTROL = "case-control"
    """People with and without an outcome, compared by what they had been given."""
    META_ANALYSIS = "meta-analysis"
    """Studies pooled."""
    NETWORK_META_ANALYSIS = "network-meta-analysis"
    """Studies pooled across more than two treatments."""
    SYSTEMATIC_REVIEW = "systematic-review"
    """Studies gathered by a stated method, and not pooled."""
    ANIMAL_EXPERIMENT = "animal-experiment"
    """An experiment in animals."""

    @property
    def is_synthesis(self) -> bool:
        """Whether it puts other studies together."""
        return self in (Design.META_ANALYSIS, Design.NETWORK_META_ANALYSIS, Design.SYSTEMATIC_REVIEW)


class Measure(StrEnum):
    """How the size of an effect is told.

    >>> Measure("HR").no_effect, Measure("RD").no_effect, Measure("proportion").no_effect
    (1, 0, None)
    """

    RISK_RATIO = "RR"
    """A ratio of risks."""
    ODDS_RATIO = "OR"
    """A ratio of odds."""
    HAZARD_RATIO = "HR"
    """A ratio of hazards."""
    RISK_DIFFERENCE = "RD"
    """A difference of risks."""
    PROPORTION = "proportion"
    """Shares of the arms, side by side, without a figure for the difference."""
    PERCENT_CHANGE = "percent-change"
    """A relative change in percent: -48 is a fall by 48 percent."""

    @property
    def is_ratio(self) -> bool:
        """Whether it is a ratio, which belongs on a logarithmic axis."""
        return self in (Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.HAZARD_RATIO)

    @property
    def no_effect(self) -> int | None:
        """The value that means no effect: 1 for ratios, 0 for differences; None where there is none."""
        if self.is_ratio:
            return 1
        return None if self is Measure.PROPORTION else 0


class Contrast(StrEnum):
    """In which order the two arms stand in an effect.

    >>> Contrast("comparator-minus-treated")
    <Contrast.COMPARATOR_MINUS_TREATED: 'comparator-minus-treated'>
    """

    TREATED_AGAINST_COMPARATOR = "treated-against-comparator"
    """The treated arm over, or less, the comparator: the usual order."""
    COMPARATOR_MINUS_TREATED = "comparator-minus-treated"
    """The comparator less the treated arm, as one of the trials prints it."""


class Finding(StrEnum):
    """How what a study counted differed under treatment.

    >>> Finding("no-difference-shown")
    <Finding.NO_DIFFERENCE_SHOWN: 'no-difference-shown'>
    """

    INCREASE = "increase"
    """There was more of it."""
    DECREASE = "decrease"
    """There was less of it."""
    NO_DIFFERENCE_SHOWN = "no-difference-shown"
    """No difference was shown. That is no denial of one."""
    MIXED = "mixed"
    """It depends on how it is looked at."""


class Benefit(StrEnum):
    """What a finding means for those treated, as against the comparator.

    >>> [benefit.value for benefit in Benefit]
    ['benefit', 'harm', 'no-difference-shown', 'mixed']
    """

    BENEFIT = "benefit"
    """More of what is wanted, or less of what is not."""
    HARM = "harm"
    """Less of what is wanted, or more of what is not. Against an active comparator: that one did better."""
    NO_DIFFERENCE_SHOWN = "no-difference-shown"
    """No difference was shown."""
    MIXED = "mixed"
    """It depends on how it is looked at."""


class Inactive(StrEnum):
    """What a comparator was given that holds no drug.

    >>> Inactive("placebo")
    <Inactive.PLACEBO: 'placebo'>
    """

    PLACEBO = "placebo"
    """Something without a drug: a placebo, saline or vehicle."""
    NONE = "none"
    """Nothing."""
    CONTROL = "control"
    """One of the two, and the source does not tell which."""


class ArmRole(StrEnum):
    """Which side of the comparison an arm is on.

    >>> ArmRole("treated")
    <ArmRole.TREATED: 'treated'>
    """

    TREATED = "treated"
    """It was given what is being studied."""
    COMPARATOR = "comparator"
    """It is what that is compared with."""


class Sequencing(StrEnum):
    """How several agents of one arm were given.

    >>> Sequencing("sequential")
    <Sequencing.SEQUENTIAL: 'sequential'>
    """

    CONCURRENT = "concurrent"
    """Together."""
    SEQUENTIAL = "sequential"
    """One after the other."""
    EITHER = "either"
    """Each subject was given one of them."""
