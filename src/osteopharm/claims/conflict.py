"""Pairs of claims in conflict, and the axes in which they differ. Lists conflicts and never says who is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from osteopharm.model._immutable import repr_html
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.entities import Concept, lineage
from osteopharm.model.enums import Polarity

__all__ = ["Conflict"]

_COMPARED_AXES = ("relation", "certainty", "held_by", "study_kind", "species", "setting", "scope")


@frozen(repr=False)
class Conflict:
    r"""Two claims of which one denies what the other affirms, in settings that meet.

    Attributes:
        first: the claim that comes first in its set.
        second: the other claim.
        differs_in: the axes in which the two differ, besides polarity.

    >>> import osteopharm
    >>> conflict = osteopharm.load().claims.conflicts()[0]
    >>> print(conflict.first, conflict.second, conflict.differs_in[:2], sep="\n")
    Bisphosphonates have a theoretical negative effect on bone healing.
    Healing of fractures in people does not appear to be affected by bisphosphonates.
    ('relation', 'certainty')
    """

    first: EvidenceClaim
    second: EvidenceClaim
    differs_in: tuple[str, ...]

    _repr_html_ = repr_html

    @classmethod
    def between(cls, first: EvidenceClaim, second: EvidenceClaim) -> Conflict | None:
        """The conflict between two claims, or None.

        A denial conflicts with an affirmation of the same or a narrower relation, subject and object, in the same
        or a narrower setting. Settings of each kind (conditions, populations ...) are compared by themselves; an
        affirmation that names no setting of a kind is not restricted in it.
        """
        if {first.polarity, second.polarity} != {Polarity.AFFIRMED, Polarity.DENIED}:
            return None
        denial, affirmation = (first, second) if first.polarity is Polarity.DENIED else (second, first)
        if not (
            affirmation.relation.is_within(denial.relation)
            and denial.subject in lineage(affirmation.subject)
            and denial.object in lineage(affirmation.object)
            and all(_meets(place, affirmation) for place in denial.setting)
        ):
            return None
        return cls(
            first, second, tuple(axis for axis in _COMPARED_AXES if _on_axis(first, axis) != _on_axis(second, axis))
        )

    @property
    def denial(self) -> EvidenceClaim:
        """The claim that denies."""
        return self.first if self.first.polarity is Polarity.DENIED else self.second

    @property
    def affirmation(self) -> EvidenceClaim:
        """The claim that affirms."""
        return self.second if self.first.polarity is Polarity.DENIED else self.first

    def repeats(self, other: Conflict) -> bool:
        """Whether it says no more than another one.

        It does where the same words deny the same in a broader setting, and the affirmation does not name the
        narrower one.
        """
        mine, theirs = self.denial, other.denial
        return (
            self.affirmation == other.affirmation
            and mine != theirs
            and mine.sentences == theirs.sentences != ()
            and (mine.subject, mine.relation, mine.object) == (theirs.subject, theirs.relation, theirs.object)
            and all(any(broad in lineage(place) for place in mine.setting) for broad in theirs.setting)
            and not all(any(place in lineage(each) for each in self.affirmation.setting) for place in mine.setting)
        )

    def __repr__(self) -> str:
        return f"<Conflict: {self.first.id}, {self.second.id}>"

    def __str__(self) -> str:
        axes = ", ".join(axis.replace("_", " ") for axis in self.differs_in) or "nothing but polarity"
        return f"{self.first.statement}\n  against: {self.second.statement}\n  they differ in: {axes}"


def conflicts_among(claims: Sequence[EvidenceClaim]) -> tuple[Conflict, ...]:
    """The conflicts of some claims, in their order; those that repeat another one are left out."""
    affirmed: dict[tuple[str, str], list[int]] = {}
    for place, claim in enumerate(claims):
        if claim.polarity is Polarity.AFFIRMED:
            for subject in lineage(claim.subject):
                for object in lineage(claim.object):
                    affirmed.setdefault((subject.id, object.id), []).append(place)
    found = []
    for place, denial in enumerate(claims):
        if denial.polarity is Polarity.DENIED:
            for other in affirmed.get((denial.subject.id, denial.object.id), ()):
                first, second = min(place, other), max(place, other)
                if conflict := Conflict.between(claims[first], claims[second]):
                    found.append((first, second, conflict))
    return tuple(_told_once([conflict for *_, conflict in sorted(found, key=lambda entry: entry[:2])]))


def _told_once(conflicts: Sequence[Conflict]) -> Iterable[Conflict]:
    alike: dict[tuple[str, ...], list[Conflict]] = {}
    for conflict in conflicts:
        alike.setdefault(_said(conflict), []).append(conflict)
    for conflict in conflicts:
        if not any(conflict.repeats(other) for other in alike[_said(conflict)]):
            yield conflict


def _said(conflict: Conflict) -> tuple[str, ...]:
    """What two conflicts share of which one repeats the other."""
    denial = conflict.denial
    where = denial.provenance.source.id, *(str(sentence.number) for sentence in denial.sentences)
    return conflict.affirmation.id, denial.subject.id, denial.relation.value, denial.object.id, *where


def _meets(place: Concept, affirmation: EvidenceClaim) -> bool:
    same_kind = [each for each in affirmation.setting if each.kind is place.kind]
    return not same_kind or any(place in lineage(each) for each in same_kind)


def _on_axis(claim: EvidenceClaim, axis: str) -> object:
    value = getattr(claim, axis)
    return frozenset(value) if isinstance(value, tuple) else value
