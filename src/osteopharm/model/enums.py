"""The axes of claims, findings and products: closed enums, each with the values that the data files use.

Polarity, certainty, study kind and the others are separate axes and are never combined into one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

__all__ = [
    "Action",
    "ArmRole",
    "Benefit",
    "Bound",
    "Certainty",
    "Contrast",
    "Design",
    "DisclosureKind",
    "EntityKind",
    "Finding",
    "HeldBy",
    "InactiveControl",
    "LinkKind",
    "Measure",
    "NameKind",
    "OsteoporosisIndication",
    "OverlapKind",
    "Polarity",
    "Role",
    "Scope",
    "Sequencing",
    "Sign",
    "Species",
    "StudyKind",
    "SynonymMatch",
]

Sign = Literal[1, -1] | None
"""+1: more of the first goes with more of the second; -1: with less of it; None: the direction is not given."""

SIGN_IN_WORDS: dict[Sign, str] = {1: "+1", -1: "-1", None: "no sign"}
"""The text for a sign."""


class EntityKind(StrEnum):
    """What kind of thing an entity is.

    >>> EntityKind("cell")
    <EntityKind.CELL: 'cell'>
    """

    DRUG_CLASS = "drug-class"
    """A class of medications."""
    MEDICATION = "medication"
    """One active ingredient."""
    TARGET = "target"
    """A molecule that a drug acts on: an enzyme, a receptor, a ligand."""
    PATHWAY = "pathway"
    """A chain of reactions or signals."""
    CELL = "cell"
    """A kind of cell."""
    PROCESS = "process"
    """Something that cells or tissues do."""
    OUTCOME = "outcome"
    """What is measured in a patient or an animal."""
    CONDITION = "condition"
    """A disease or an injury."""
    PROCEDURE = "procedure"
    """Something done to a patient."""
    POPULATION = "population"
    """A group of people or animals."""
    QUALITY = "quality"
    """A quality of an entity, such as its price."""
    SUBSTANCE = "substance"
    """A chemical that is not cataloged as a medication."""


class Polarity(StrEnum):
    """Whether the source affirms the statement, denies it, or leaves it open.

    >>> [polarity.value for polarity in Polarity]
    ['affirmed', 'denied', 'unresolved']
    """

    AFFIRMED = "affirmed"
    """The source affirms the statement."""
    DENIED = "denied"
    """The source denies the statement. A denial is data, not the lack of a claim."""
    UNRESOLVED = "unresolved"
    """The source leaves it unresolved, as when results conflict."""


class Certainty(StrEnum):
    """How certain the source is, in its own words.

    >>> [certainty.value for certainty in Certainty]
    ['stated', 'probable', 'theoretical']
    """

    STATED = "stated"
    """A plain statement."""
    PROBABLE = "probable"
    """The source hedges: "likely", "appears"."""
    THEORETICAL = "theoretical"
    """The source reasons that it may be true."""


class HeldBy(StrEnum):
    """Whose view the statement is.

    >>> HeldBy("others")
    <HeldBy.OTHERS: 'others'>
    """

    AUTHORS = "authors"
    """The authors of the source."""
    OTHERS = "others"
    """Others, whose view the authors report; the holder of the claim says who."""


class StudyKind(StrEnum):
    """The kind of evidence for the statement, as far as the source reports it.

    >>> StudyKind("animal-studies")
    <StudyKind.ANIMAL_STUDIES: 'animal-studies'>
    """

    CLINICAL_STUDIES = "clinical-studies"
    """Results in people."""
    ANIMAL_STUDIES = "animal-studies"
    """Results in animals."""
    REASONING = "reasoning"
    """An inference, by the authors or by others."""
    DEFINITION = "definition"
    """True by definition or classification."""
    NOT_GIVEN = "not-given"
    """The source does not say."""


class Species(StrEnum):
    """Species studied, as reported.

    >>> Species("human")
    <Species.HUMAN: 'human'>
    """

    HUMAN = "human"
    """In people."""
    ANIMAL = "animal"
    """In animals of a species that is not reported."""
    RAT = "rat"
    """In rats."""
    RABBIT = "rabbit"
    """In rabbits."""
    DOG = "dog"
    """In dogs."""
    PIG = "pig"
    """In pigs."""
    NOT_GIVEN = "not-given"
    """The source does not say."""

    def is_within(self, other: Species) -> bool:
        """Whether this is ``other`` or a narrower value: a rat is an animal.

        >>> Species.RAT.is_within(Species.ANIMAL), Species.ANIMAL.is_within(Species.RAT)
        (True, False)
        """
        named = (Species.RAT, Species.RABBIT, Species.DOG, Species.PIG)
        return self is other or (other is Species.ANIMAL and self in named)


class Scope(StrEnum):
    """Whether a claim about a class applies to each of its members.

    >>> Scope("class-as-a-whole")
    <Scope.CLASS_AS_A_WHOLE: 'class-as-a-whole'>
    """

    EACH_MEMBER = "each-member"
    """Applies to every member of the class; a member inherits it."""
    CLASS_AS_A_WHOLE = "class-as-a-whole"
    """Applies to the class as a whole ("two classes", "most commonly used"); no member inherits it."""


class Bound(StrEnum):
    """How a quantity is bounded.

    >>> Bound("at-least")
    <Bound.AT_LEAST: 'at-least'>
    """

    EXACTLY = "exactly"
    """Exactly that much."""
    AT_LEAST = "at-least"
    """That much or more."""
    AT_MOST = "at-most"
    """That much or less."""


class DisclosureKind(StrEnum):
    """The kind of a disclosed interest.

    >>> DisclosureKind("royalties")
    <DisclosureKind.ROYALTIES: 'royalties'>
    """

    CONSULTANT = "consultant"
    """Being a consultant for a company."""
    STOCK = "stock"
    """Owning stock in a company."""
    ROYALTIES = "royalties"
    """Receiving royalties from a company."""


class LinkKind(StrEnum):
    """How one claim relates to another.

    >>> LinkKind("qualifies")
    <LinkKind.QUALIFIES: 'qualifies'>
    """

    SUPPORTS = "supports"
    """It supports the other claim."""
    CONTRADICTS = "contradicts"
    """It contradicts the other claim."""
    QUALIFIES = "qualifies"
    """It qualifies the other claim, and may name members to which that claim does not apply."""


class OverlapKind(StrEnum):
    """How publications share trials or patients.

    >>> [kind.value for kind in OverlapKind if kind.is_directed]
    ['pools', 'subgroup-of', 'extension-of']
    """

    POOLS = "pools"
    """The first publication pools the others."""
    SUBGROUP_OF = "subgroup-of"
    """The first publication reports some of the patients of the others."""
    EXTENSION_OF = "extension-of"
    """The first publication follows patients of the others further."""
    SAME_PATIENTS = "same-patients"
    """The publications share patients or trials, in no order."""

    @property
    def is_directed(self) -> bool:
        """Whether the first publication of the overlap has another part in it than the others."""
        return self is not OverlapKind.SAME_PATIENTS


class SynonymMatch(StrEnum):
    """How the meaning of a synonym compares with its concept.

    >>> SynonymMatch("narrower")
    <SynonymMatch.NARROWER: 'narrower'>
    """

    EXACT = "exact"
    """The same."""
    CLOSE = "close"
    """Nearly the same."""
    NARROWER = "narrower"
    """A kind or a part of the concept."""
    BROADER = "broader"
    """More than the concept."""


class Role(StrEnum):
    """The role of a medication in osteoporosis.

    >>> Role("adjunct")
    <Role.ADJUNCT: 'adjunct'>
    """

    TREATMENT = "treatment"
    """It treats the disease."""
    ADJUNCT = "adjunct"
    """It is given together with a treatment, as vitamin D is."""


class NameKind(StrEnum):
    """The kind of a name, as its source marks it.

    >>> NameKind("inn")
    <NameKind.INN: 'inn'>
    """

    INN = "inn"
    """An International Nonproprietary Name."""
    USAN = "usan"
    """A United States Adopted Name."""
    JAN = "jan"
    """A Japanese Accepted Name."""
    NATIONAL = "national"
    """A nonproprietary name of a national register, such as the French substance names."""
    SALT = "salt"
    """A salt, ester or hydrate."""
    ORIGIN = "origin"
    """A form named by its species or origin, such as salmon calcitonin."""
    BIOSIMILAR = "biosimilar"
    """A nonproprietary name with the suffix of one biological product."""
    SYNONYM = "synonym"
    """Another name, another spelling, or the name in another language."""
    ABBREVIATION = "abbreviation"
    """A short form."""


class OsteoporosisIndication(StrEnum):
    """Whether a product is labeled for osteoporosis.

    >>> OsteoporosisIndication("mixed")
    <OsteoporosisIndication.MIXED: 'mixed'>
    """

    YES = "yes"
    """For osteoporosis."""
    MIXED = "mixed"
    """For osteoporosis and for something else."""
    NO = "no"
    """Only for something else."""
    UNKNOWN = "unknown"
    """Not read."""


class Action(StrEnum):
    """How a medication acts on bone, according to its classes.

    >>> Action("both")
    <Action.BOTH: 'both'>
    """

    ANTIRESORPTIVE = "antiresorptive"
    """Reduces bone resorption."""
    ANABOLIC = "anabolic"
    """Stimulates bone formation."""
    BOTH = "both"
    """Both."""


class Design(StrEnum):
    """The design of a study.

    >>> Design("case-control").is_synthesis, Design("meta-analysis").is_synthesis
    (False, True)
    """

    RANDOMIZED_TRIAL = "randomized-trial"
    """A trial in people, with treatment assigned at random."""
    COHORT = "cohort"
    """Exposed and unexposed people, followed prospectively or retrospectively."""
    CASE_CONTROL = "case-control"
    """People with and without an outcome, compared by their earlier exposure."""
    META_ANALYSIS = "meta-analysis"
    """Studies pooled."""
    NETWORK_META_ANALYSIS = "network-meta-analysis"
    """Studies pooled across more than two treatments."""
    SYSTEMATIC_REVIEW = "systematic-review"
    """Studies collected by a stated method, without pooling."""
    ANIMAL_EXPERIMENT = "animal-experiment"
    """An experiment in animals."""

    @property
    def is_synthesis(self) -> bool:
        """Whether it combines other studies."""
        return self in (Design.META_ANALYSIS, Design.NETWORK_META_ANALYSIS, Design.SYSTEMATIC_REVIEW)


class Measure(StrEnum):
    """The measure of an effect.

    >>> Measure("HR").null_value, Measure("RD").null_value, Measure("proportion").null_value
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
    """The proportions in the arms, without a figure for the difference."""
    PERCENT_CHANGE = "percent-change"
    """A relative change in percent: -48 is a decrease by 48 percent."""

    @property
    def is_ratio(self) -> bool:
        """Whether it is a ratio, which is drawn on a logarithmic axis."""
        return self in (Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.HAZARD_RATIO)

    @property
    def null_value(self) -> int | None:
        """The value that means no effect: 1 for ratios, 0 for differences; None where there is none."""
        if self.is_ratio:
            return 1
        return None if self is Measure.PROPORTION else 0


class Contrast(StrEnum):
    """The order of the two arms in an effect.

    >>> Contrast("comparator-minus-intervention")
    <Contrast.COMPARATOR_MINUS_INTERVENTION: 'comparator-minus-intervention'>
    """

    INTERVENTION_VS_COMPARATOR = "intervention-vs-comparator"
    """The intervention divided by, or minus, the comparator: the usual order."""
    COMPARATOR_MINUS_INTERVENTION = "comparator-minus-intervention"
    """The comparator minus the intervention, as some trials print it."""


class Finding(StrEnum):
    """How the outcome of a study differed with the intervention.

    >>> Finding("no-difference-shown")
    <Finding.NO_DIFFERENCE_SHOWN: 'no-difference-shown'>
    """

    INCREASE = "increase"
    """More than with the comparator."""
    DECREASE = "decrease"
    """Less than with the comparator."""
    NO_DIFFERENCE_SHOWN = "no-difference-shown"
    """No difference was shown, which does not mean that there is none."""
    MIXED = "mixed"
    """It depends on the analysis."""

    @property
    def direction(self) -> int | None:
        """+1 for an increase, -1 for a decrease; None where there is no direction."""
        return {Finding.INCREASE: 1, Finding.DECREASE: -1}.get(self)


class Benefit(StrEnum):
    """Whether a finding is a benefit or a harm, compared with the comparator.

    >>> [benefit.value for benefit in Benefit]
    ['benefit', 'harm', 'no-difference-shown', 'mixed']
    """

    BENEFIT = "benefit"
    """More of a good outcome, or less of a bad one."""
    HARM = "harm"
    """Less of a good outcome, or more of a bad one. With an active comparator: the comparator did better."""
    NO_DIFFERENCE_SHOWN = "no-difference-shown"
    """No difference was shown."""
    MIXED = "mixed"
    """It depends on the analysis."""


class InactiveControl(StrEnum):
    """A control without an active drug.

    >>> InactiveControl("placebo")
    <InactiveControl.PLACEBO: 'placebo'>
    """

    PLACEBO = "placebo"
    """Placebo, saline or vehicle."""
    NO_TREATMENT = "no-treatment"
    """No treatment."""
    CONTROL = "control"
    """One of the two; the source does not report which."""


class ArmRole(StrEnum):
    """The side of the comparison that an arm is on.

    >>> ArmRole("intervention")
    <ArmRole.INTERVENTION: 'intervention'>
    """

    INTERVENTION = "intervention"
    """It received what was studied."""
    COMPARATOR = "comparator"
    """It is what the intervention was compared with."""


class Sequencing(StrEnum):
    """How several agents of one arm were combined.

    >>> Sequencing("sequential")
    <Sequencing.SEQUENTIAL: 'sequential'>
    """

    CONCURRENT = "concurrent"
    """At the same time."""
    SEQUENTIAL = "sequential"
    """One after the other."""
    EITHER = "either"
    """Each subject was given one of them."""
