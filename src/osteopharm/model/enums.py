"""The axes of a claim and the kinds of record: closed enums, each with values that the data files use.

Direction, certainty, study kind and the rest stand on axes of their own and are never folded into one.
Holds no claim and no medical fact.
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
"""How a sign is told."""


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
    """Something that is said of an entity, such as its price."""
    SUBSTANCE = "substance"
    """A chemical that is not cataloged as a medication."""


class Polarity(StrEnum):
    """Whether the source affirms the statement, denies it, or leaves it open.

    >>> [polarity.value for polarity in Polarity]
    ['affirmed', 'denied', 'unresolved']
    """

    AFFIRMED = "affirmed"
    """The source says that it is so."""
    DENIED = "denied"
    """The source says that it is not so. A denial is data, not the lack of a claim."""
    UNRESOLVED = "unresolved"
    """The source says that it is open, as when results conflict."""


class Certainty(StrEnum):
    """How sure the source is, in its own words.

    >>> [certainty.value for certainty in Certainty]
    ['stated', 'probable', 'theoretical']
    """

    STATED = "stated"
    """A plain sentence. It is not promoted to a fact."""
    PROBABLE = "probable"
    """The source hedges: "likely", "appears"."""
    THEORETICAL = "theoretical"
    """The source reasons that it may be so."""


class HeldBy(StrEnum):
    """Who holds the statement to be true.

    >>> HeldBy("others")
    <HeldBy.OTHERS: 'others'>
    """

    AUTHORS = "authors"
    """The authors of the source."""
    OTHERS = "others"
    """Others, whose view the authors report; `EvidenceClaim.holder` says who."""


class StudyKind(StrEnum):
    """What stands behind the statement, as far as the source tells.

    >>> StudyKind("animal-studies")
    <StudyKind.ANIMAL_STUDIES: 'animal-studies'>
    """

    CLINICAL_STUDIES = "clinical-studies"
    """Results in people."""
    ANIMAL_STUDIES = "animal-studies"
    """Results in animals."""
    REASONING = "reasoning"
    """An inference, the authors' own or another's."""
    DEFINITION = "definition"
    """It holds by definition or classification."""
    NOT_GIVEN = "not-given"
    """The source does not say."""


class Species(StrEnum):
    """In whom or in what it was seen, as far as the source tells.

    >>> Species("human")
    <Species.HUMAN: 'human'>
    """

    HUMAN = "human"
    """In people."""
    ANIMAL = "animal"
    """In animals that the source does not name."""
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
        """Whether this is ``other``, or falls under it: a rat is an animal.

        >>> Species.RAT.is_within(Species.ANIMAL), Species.ANIMAL.is_within(Species.RAT)
        (True, False)
        """
        named = (Species.RAT, Species.RABBIT, Species.DOG, Species.PIG)
        return self is other or (other is Species.ANIMAL and self in named)


class Scope(StrEnum):
    """Whether what is said of a class may be told of its members.

    >>> Scope("class-as-a-whole")
    <Scope.COLLECTIVE: 'class-as-a-whole'>
    """

    EACH_MEMBER = "each-member"
    """It holds of the class as such, and may be told of a member as said of its class."""
    CLASS_AS_A_WHOLE = "class-as-a-whole"
    """It holds of the class taken together ("two classes", "most commonly used") and is never told of a member."""


class Bound(StrEnum):
    """How a quantity is bounded.

    >>> Bound("at-least")
    <Bound.AT_LEAST: 'at-least'>
    """

    EXACTLY = "exactly"
    """Just that much."""
    AT_LEAST = "at-least"
    """That much or more."""
    AT_MOST = "at-most"
    """That much or less."""


class DisclosureKind(StrEnum):
    """What kind of interest is declared.

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
    """How one claim bears on another.

    >>> LinkKind("qualifies")
    <BearingKind.QUALIFIES: 'qualifies'>
    """

    SUPPORTS = "supports"
    """It speaks for the other claim."""
    CONTRADICTS = "contradicts"
    """It speaks against the other claim."""
    QUALIFIES = "qualifies"
    """It narrows the other claim, and may name members of which that one is not to be told."""


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
    """What a medication is given for in osteoporosis.

    >>> Role("adjunct")
    <Role.ADJUNCT: 'adjunct'>
    """

    TREATMENT = "treatment"
    """It is given against the disease."""
    ADJUNCT = "adjunct"
    """It is given beside a treatment, as vitamin D is."""


class NameKind(StrEnum):
    """What kind of name a name is, as its source marks it.

    >>> NameKind("inn")
    <NameKind.INN: 'inn'>
    """

    INN = "inn"
    """An International Nonproprietary Name."""
    USAN = "usan"
    """A United States Adopted Name."""
    JAN = "jan"
    """A Japanese Accepted Name."""
    SALT = "salt"
    """A salt, ester or hydrate."""
    ORIGIN = "origin"
    """A form by the species or the way from which it comes, such as salmon calcitonin."""
    BIOSIMILAR = "biosimilar"
    """A nonproprietary name with the suffix of one biological product."""
    SYNONYM = "synonym"
    """Another name, another spelling, or the name in another language."""
    ABBREVIATION = "abbreviation"
    """A short form."""


class OsteoporosisIndication(StrEnum):
    """Whether a product is labeled for osteoporosis.

    >>> OsteoporosisIndication("mixed")
    <Labeled.MIXED: 'mixed'>
    """

    YES = "yes"
    """For osteoporosis."""
    MIXED = "mixed"
    """For osteoporosis and for something else."""
    NO = "no"
    """Only for something else."""
    UNKNOWN = "unknown"
    """That was not read."""


class Action(StrEnum):
    """How a medication acts on bone, by the classes it belongs to.

    >>> Action("both")
    <Action.BOTH: 'both'>
    """

    ANTIRESORPTIVE = "antiresorptive"
    """It holds back the loss of bone."""
    ANABOLIC = "anabolic"
    """It furthers the building of bone."""
    BOTH = "both"
    """Both."""


class Design(StrEnum):
    """How a study was made.

    >>> Design("case-control").is_synthesis, Design("meta-analysis").is_synthesis
    (False, True)
    """

    RANDOMIZED_TRIAL = "randomized-trial"
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
    """Shares of the arms, side by side, without a figure for the difference."""
    PERCENT_CHANGE = "percent-change"
    """A relative change in percent: -48 is a fall by 48 percent."""

    @property
    def is_ratio(self) -> bool:
        """Whether it is a ratio, which belongs on a logarithmic axis."""
        return self in (Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.HAZARD_RATIO)

    @property
    def null_value(self) -> int | None:
        """The value that means no effect: 1 for ratios, 0 for differences; None where there is none."""
        if self.is_ratio:
            return 1
        return None if self is Measure.PROPORTION else 0


class Contrast(StrEnum):
    """In which order the two arms stand in an effect.

    >>> Contrast("comparator-minus-intervention")
    <Contrast.COMPARATOR_MINUS_TREATED: 'comparator-minus-intervention'>
    """

    INTERVENTION_VS_COMPARATOR = "intervention-vs-comparator"
    """The treated arm over, or less, the comparator: the usual order."""
    COMPARATOR_MINUS_INTERVENTION = "comparator-minus-intervention"
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


class InactiveControl(StrEnum):
    """What a comparator was given that holds no drug.

    >>> InactiveControl("placebo")
    <Inactive.PLACEBO: 'placebo'>
    """

    PLACEBO = "placebo"
    """Something without a drug: a placebo, saline or vehicle."""
    NO_TREATMENT = "no-treatment"
    """Nothing."""
    CONTROL = "control"
    """One of the two, and the source does not tell which."""


class ArmRole(StrEnum):
    """Which side of the comparison an arm is on.

    >>> ArmRole("intervention")
    <ArmRole.TREATED: 'intervention'>
    """

    INTERVENTION = "intervention"
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
