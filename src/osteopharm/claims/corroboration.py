"""What bears on a claim, for and against, side by side. Nothing is weighed, and the claim is never corrected."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from osteopharm.claims.rows import Row, claim_row
from osteopharm.model.axes import BearingKind, Species, StudyKind
from osteopharm.model.evidence import Bearing, EvidenceClaim

__all__ = ["Corroboration"]

BEARING_IN_WORDS = {
    BearingKind.SUPPORTS: "for it",
    BearingKind.CONTRADICTS: "against it",
    BearingKind.QUALIFIES: "qualifying it",
}
"""How it is told in which way a claim bears on another."""


@frozen(kw_only=True)
class Corroboration:
    """The claims that bear on a claim, each with the curators' reason, by kind of bearing, study kind and species.

    Attributes:
        claim: the claim on which they bear.
        bearings: how they bear on it, in that order.

    >>> import osteopharm
    >>> found = osteopharm.load().corroboration("af20-s12-fractures-unaffected")
    >>> "solomon-01" in [claim.id for claim in found.contradicting]
    True
    """

    claim: EvidenceClaim
    bearings: tuple[Bearing, ...]

    @classmethod
    def of(cls, claim: EvidenceClaim, bearings: Iterable[Bearing]) -> Corroboration:
        """What of some bearings there is on a claim."""
        return cls(claim=claim, bearings=tuple(sorted((each for each in bearings if each.on == claim), key=_order)))

    def _claims(self, kind: BearingKind) -> tuple[EvidenceClaim, ...]:
        return tuple(bearing.claim for bearing in self.bearings if bearing.kind is kind)

    @property
    def supporting(self) -> tuple[EvidenceClaim, ...]:
        """The claims that speak for it."""
        return self._claims(BearingKind.SUPPORTS)

    @property
    def contradicting(self) -> tuple[EvidenceClaim, ...]:
        """The claims that speak against it."""
        return self._claims(BearingKind.CONTRADICTS)

    @property
    def qualifying(self) -> tuple[EvidenceClaim, ...]:
        """The claims that narrow it."""
        return self._claims(BearingKind.QUALIFIES)

    def to_rows(self) -> list[Row]:
        """A flat dict for each claim that bears on it: the bearing and its reason, then the claim's own row."""
        return [
            {
                "on": self.claim.id,
                "bearing": bearing.kind.value,
                "reason": bearing.reason,
                **claim_row(bearing.claim, None),
            }
            for bearing in self.bearings
        ]

    def __bool__(self) -> bool:
        return bool(self.bearings)

    def __str__(self) -> str:
        lines = [self.claim.statement]
        if not self.bearings:
            lines.append("nothing recorded bears on it")
        heading: tuple[str, ...] = ()
        for bearing in self.bearings:
            behind = (BEARING_IN_WORDS[bearing.kind], bearing.claim.study_kind.value, bearing.claim.species.value)
            if behind != heading:
                lines.append(f"{behind[0]}, {behind[1]}, {behind[2]}")
                heading = behind
            lines += [f"  {bearing.claim.id}: {told_with_figures(bearing.claim)}", f"    {bearing.reason}"]
        return "\n".join(lines)


def told_with_figures(claim: EvidenceClaim) -> str:
    """A claim in words, with its effect or the figures of its arms where it has them, and the publication behind it."""
    figures = f" {claim.effect}." if claim.effect else ""
    printed = [arm.printed for arm in claim.arms if arm.printed]
    if claim.effect and claim.effect.value is None and len(printed) > 1:
        p = f" (p {claim.effect.p})" if claim.effect.p else ""
        figures = f" {' against '.join(printed)}{p}."
    return f"{claim.statement}{figures} [{claim.provenance.source}]"


def _order(bearing: Bearing) -> tuple[int, int, int, str]:
    claim = bearing.claim
    return (
        list(BearingKind).index(bearing.kind),
        list(StudyKind).index(claim.study_kind),
        list(Species).index(claim.species),
        claim.id,
    )
