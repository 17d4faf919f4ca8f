"""The relations that a claim or a causal step may state, with the rules that each obeys.

Holds the closed `Relation` enum and, for each member, the kinds of subject and object it takes, its
sign and the broader relation it falls under.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from osteopharm.model.enums import EntityKind, Sign

__all__ = ["Relation"]


class Relation(StrEnum):
    """What a claim says that its subject does to, or is to, its object.

    Every relation has allowed kinds of subject and object, a sign, and perhaps a broader relation.

    >>> Relation.IMPAIRS.sign, Relation.IMPAIRS.broader
    (-1, <Relation.AFFECTS: 'affects'>)
    >>> Relation.INHIBITS.is_within(Relation.AFFECTS)
    True
    """

    AFFECTS = "affects"
    """It changes the object, in a direction that is not given."""
    INCREASES = "increases"
    """It makes the object more."""
    DECREASES = "decreases"
    """It makes the object less."""
    IMPROVES = "improves"
    """It makes the object better."""
    IMPAIRS = "impairs"
    """It makes the object worse."""
    INDUCES = "induces"
    """It brings the object about."""
    INHIBITS = "inhibits"
    """It holds the object back."""
    ACTIVATES = "activates"
    """It sets the object, a target or a pathway, to work."""
    BINDS = "binds"
    """It binds to the object; what follows from that is not told by the binding."""
    MAINTAINS = "maintains"
    """It keeps the object as it is."""
    INVOLVES_INCREASED = "involves-increased"
    """The condition is one in which the object is more than it should be."""
    INVOLVES_DECREASED = "involves-decreased"
    """The condition is one in which the object is less than it should be."""
    HAS_QUALITY = "has-quality"
    """The object is said of it."""
    PRECEDES = "precedes"
    """It comes before the object, a process."""
    PART_OF = "part-of"
    """It is a part of the object, a pathway."""
    OCCURS_IN = "occurs-in"
    """It is found in the object, a population."""
    OCCURS_MORE_OFTEN_IN = "occurs-more-often-in"
    """It is found in the object, a population, more often than in the one it is compared with."""
    USED_TO_TREAT = "used-to-treat"
    """It is given against the object, a condition."""
    MEMBER_OF = "member-of"
    """It belongs to the object, a class."""
    DISTINGUISHED_FROM = "distinguished-from"
    """The source sets it beside the object as another class."""
    ANALOG_OF = "analog-of"
    """It is a structural analog of the object, a substance."""
    RAISES_CONCERN_AMONG = "raises-concern-among"
    """The object, a population, is concerned about it."""

    @property
    def subject_kinds(self) -> frozenset[EntityKind]:
        """The kinds of entity that may be its subject."""
        return _RULES[self].subjects

    @property
    def object_kinds(self) -> frozenset[EntityKind]:
        """The kinds of entity that may be its object."""
        return _RULES[self].objects

    @property
    def sign(self) -> Sign:
        """+1 when more of the subject means more of the object, -1 when less, None when no direction is given."""
        return _RULES[self].sign

    @property
    def broader(self) -> Relation | None:
        """The relation that holds whenever this one does, or None."""
        return _RULES[self].broader

    def is_within(self, other: Relation | str) -> bool:
        """Whether this relation is ``other`` (a member or its value) or a narrower one.

        Raises:
            ValueError: ``other`` is no relation.
        """
        other = Relation(other)
        relation: Relation | None = self
        while relation is not None:
            if relation is other:
                return True
            relation = relation.broader
        return False


@frozen
class _Rule:
    subjects: frozenset[EntityKind]
    objects: frozenset[EntityKind]
    sign: Sign = None
    broader: Relation | None = None


_K = EntityKind
_DRUGS = frozenset({_K.DRUG_CLASS, _K.MEDICATION})
_PARTS = frozenset({_K.TARGET, _K.PATHWAY, _K.CELL, _K.PROCESS, _K.SUBSTANCE})
_AGENTS = _DRUGS | _PARTS | {_K.OUTCOME, _K.CONDITION, _K.PROCEDURE}
_AFFECTED = _PARTS | {_K.OUTCOME, _K.CONDITION}
_ALL = frozenset(_K)

_RULES = {
    Relation.AFFECTS: _Rule(_AGENTS, _AFFECTED),
    Relation.INCREASES: _Rule(_AGENTS, _AFFECTED, 1, Relation.AFFECTS),
    Relation.DECREASES: _Rule(_AGENTS, _AFFECTED, -1, Relation.AFFECTS),
    Relation.IMPROVES: _Rule(_AGENTS, _AFFECTED, 1, Relation.AFFECTS),
    Relation.IMPAIRS: _Rule(_AGENTS, _AFFECTED, -1, Relation.AFFECTS),
    Relation.INDUCES: _Rule(_AGENTS, _AFFECTED, 1, Relation.INCREASES),
    Relation.INHIBITS: _Rule(_AGENTS, _AFFECTED, -1, Relation.DECREASES),
    Relation.ACTIVATES: _Rule(_AGENTS, frozenset({_K.TARGET, _K.PATHWAY, _K.CELL}), 1, Relation.INCREASES),
    Relation.BINDS: _Rule(_DRUGS | _PARTS, frozenset({_K.TARGET, _K.SUBSTANCE})),
    Relation.MAINTAINS: _Rule(_AGENTS, _AFFECTED),
    Relation.INVOLVES_INCREASED: _Rule(frozenset({_K.CONDITION}), _AFFECTED | {_K.QUALITY}, 1),
    Relation.INVOLVES_DECREASED: _Rule(frozenset({_K.CONDITION}), _AFFECTED | {_K.QUALITY}, -1),
    Relation.HAS_QUALITY: _Rule(_ALL, frozenset({_K.QUALITY})),
    Relation.PRECEDES: _Rule(frozenset({_K.PROCESS}), frozenset({_K.PROCESS})),
    Relation.PART_OF: _Rule(_PARTS, frozenset({_K.PATHWAY, _K.PROCESS})),
    Relation.OCCURS_IN: _Rule(frozenset({_K.CONDITION, _K.PROCESS}), frozenset({_K.POPULATION})),
    Relation.OCCURS_MORE_OFTEN_IN: _Rule(
        frozenset({_K.CONDITION, _K.PROCESS}), frozenset({_K.POPULATION}), None, Relation.OCCURS_IN
    ),
    Relation.USED_TO_TREAT: _Rule(_DRUGS, frozenset({_K.CONDITION})),
    Relation.MEMBER_OF: _Rule(_DRUGS, frozenset({_K.DRUG_CLASS})),
    Relation.DISTINGUISHED_FROM: _Rule(frozenset({_K.DRUG_CLASS}), frozenset({_K.DRUG_CLASS})),
    Relation.ANALOG_OF: _Rule(_DRUGS | {_K.SUBSTANCE}, _DRUGS | {_K.SUBSTANCE}),
    Relation.RAISES_CONCERN_AMONG: _Rule(_ALL - {_K.POPULATION}, frozenset({_K.POPULATION})),
}
