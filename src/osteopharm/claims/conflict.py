"""Two claims in tension, and in which axes they differ. Says that there is a conflict, never who is right."""

from __future__ import annotations

from attrs import frozen

from osteopharm.model._record import repr_html
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.entities import lineage
from osteopharm.model.enums import Polarity

__all__ = ["Conflict"]

_COMPARED_AXES = ("relation", "certainty", "held_by", "study_kind", "species", "setting", "scope")


@frozen
class Conflict:
    r"""Two claims in tension: one denies what the other affirms.

    Attributes:
        first: the claim that comes first in its set.
        second: the other one.
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

        A denial conflicts with an affirmation of the same or a narrower relation, subject and object.
        """
        if {first.polarity, second.polarity} != {Polarity.AFFIRMED, Polarity.DENIED}:
            return None
        denial, affirmation = (first, second) if first.polarity is Polarity.DENIED else (second, first)
        if not (
            affirmation.relation.is_within(denial.relation)
            and denial.subject in lineage(affirmation.subject)
            and denial.object in lineage(affirmation.object)
        ):
            return None
        return cls(
            first, second, tuple(axis for axis in _COMPARED_AXES if _on_axis(first, axis) != _on_axis(second, axis))
        )

    def __str__(self) -> str:
        axes = ", ".join(axis.replace("_", " ") for axis in self.differs_in) or "nothing but polarity"
        return f"{self.first.statement}\n  against: {self.second.statement}\n  they differ in: {axes}"


def _on_axis(claim: EvidenceClaim, axis: str) -> object:
    value = getattr(claim, axis)
    return frozenset(value) if isinstance(value, tuple) else value
