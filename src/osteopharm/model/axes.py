"""The axes of a claim and the kinds of record: closed enums, each with values that the data files use.

Direction, certainty, study kind and the rest stand on axes of their own and are never folded into one.
Holds no claim and no medical fact.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

__all__ = [
    "Action",
    "BearingKind",
    "Bound",
    "Certainty",
    "DisclosureKind",
    "EntityKind",
    "HeldBy",
    "Labelled",
    "NameKind",
    "Polarity",
    "Role",
    "Scope",
    "Sign",
    "Species",
    "StudyKind",
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
    """A chemical that is not catalogued as a medication."""


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

    >>> Scope("collective")
    <Scope.COLLECTIVE: 'collective'>
    """

    GENERIC = "generic"
    """It holds of the class as such, and may be told of a member as said of its class."""
    COLLECTIVE = "collective"
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


class BearingKind(StrEnum):
    """How one claim bears on another.

    >>> BearingKind("qualifies")
    <BearingKind.QUALIFIES: 'qualifies'>
    """

    SUPPORTS = "supports"
    """It speaks for the other claim."""
    CONTRADICTS = "contradicts"
    """It speaks against the other claim."""
    QUALIFIES = "qualifies"
    """It narrows the other claim, and may name members of which that one is not to be told."""


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


class Labelled(StrEnum):
    """Whether a product is labelled for osteoporosis.

    >>> Labelled("mixed")
    <Labelled.MIXED: 'mixed'>
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
