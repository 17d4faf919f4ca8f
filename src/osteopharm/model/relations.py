"""The relations that a claim or a causal step may state, with the rules that each obeys.

Each member of `Relation` has the kinds of subject and object that it takes, a sign, and perhaps a broader relation.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from osteopharm.model.enums import EntityKind, Sign

__all__ = ["Relation"]


class Relation(StrEnum):
    """The relation between the subject and the object of a claim or a causal step.

    >>> Relation.IMPAIRS.sign, Relation.IMPAIRS.broader
    (-1, <Relation.AFFECTS: 'affects'>)
    >>> Relation.INHIBITS.is_within(Relation.AFFECTS)
    True
    """

    AFFECTS = "affects"
    """Changes the object, in a direction that is not given."""
    INCREASES = "increases"
    """Increases the object."""
    DECREASES = "decreases"
    """Decreases the object."""
    IMPROVES = "improves"
    """Improves the object."""
    IMPAIRS = "impairs"
    """Impairs the object."""
    INDUCES = "induces"
    """Induces the object."""
    INHIBITS = "inhibits"
    """Inhibits the object."""
    ACTIVATES = "activates"
    """Activates the object, a target or pathway."""
    BINDS = "binds"
    """Binds to the object; the effect of the binding is not stated."""
    MAINTAINS = "maintains"
    """Maintains the object as it is."""
    INVOLVES_INCREASED = "involves-increased"
    """A condition with an abnormally high object."""
    INVOLVES_DECREASED = "involves-decreased"
    """A condition with an abnormally low object."""
    HAS_QUALITY = "has-quality"
    """Has the object as a quality."""
    PRECEDES = "precedes"
    """Comes before the object, a process."""
    PART_OF = "part-of"
    """Is a part of the object, a pathway."""
    OCCURS_IN = "occurs-in"
    """Occurs in the object, a population."""
    OCCURS_MORE_OFTEN_IN = "occurs-more-often-in"
    """Occurs more often in the object, a population, than in the population it is compared with."""
    USED_TO_TREAT = "used-to-treat"
    """Is given to treat the object, a condition."""
    MEMBER_OF = "member-of"
    """Belongs to the object, a class."""
    DISTINGUISHED_FROM = "distinguished-from"
    """The source distinguishes it from the object as another class."""
    ANALOG_OF = "analog-of"
    """Is a structural analog of the object, a substance."""
    RAISES_CONCERN_AMONG = "raises-concern-among"
    """Raises concern among the object, a population."""

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
        """The broader relation that this one implies, or None."""
        return _RULES[self].broader

    def is_within(self, other: Relation | str) -> bool:
        """Whether this relation is ``other`` (a member or its value) or a narrower one.

        Raises:
            ValueError: ``other`` is not a relation.
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
