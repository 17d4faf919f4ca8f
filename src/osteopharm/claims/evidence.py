"""The evidence for and against a claim. Nothing is weighed, and the claim is never corrected."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from osteopharm._tables import Row
from osteopharm._words import in_words
from osteopharm.claims.export import claim_row
from osteopharm.model._immutable import repr_html
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.enums import LinkKind, Species, StudyKind

__all__ = ["EvidenceSummary"]

BEARING_IN_WORDS = {
    LinkKind.SUPPORTS: "for it",
    LinkKind.CONTRADICTS: "against it",
    LinkKind.QUALIFIES: "qualifying it",
}
"""How a claim relates to another, in words."""


@frozen(kw_only=True)
class EvidenceSummary:
    """The claims that concern a claim, each with the curators' reason, by kind of claim link, study kind and species.

    Attributes:
        claim: the claim on which they bear.
        claim links: how they concern it, in that order.

    >>> import osteopharm
    >>> found = osteopharm.load().evidence_for("af20-s12-fractures-unaffected")
    >>> "solomon-01" in [claim.id for claim in found.contradicting]
    True
    """

    claim: EvidenceClaim
    claim_links: tuple[ClaimLink, ...]

    _repr_html_ = repr_html

    @classmethod
    def of(cls, claim: EvidenceClaim, claim_links: Iterable[ClaimLink]) -> EvidenceSummary:
        """What of some claim links there is on a claim."""
        return cls(
            claim=claim, claim_links=tuple(sorted((each for each in claim_links if each.target == claim), key=_order))
        )

    def _claims(self, kind: LinkKind) -> tuple[EvidenceClaim, ...]:
        return tuple(claim_link.claim for claim_link in self.claim_links if claim_link.kind is kind)

    @property
    def supporting(self) -> tuple[EvidenceClaim, ...]:
        """The claims that speak for it."""
        return self._claims(LinkKind.SUPPORTS)

    @property
    def contradicting(self) -> tuple[EvidenceClaim, ...]:
        """The claims that speak against it."""
        return self._claims(LinkKind.CONTRADICTS)

    @property
    def qualifying(self) -> tuple[EvidenceClaim, ...]:
        """The claims that narrow it."""
        return self._claims(LinkKind.QUALIFIES)

    def to_rows(self) -> list[Row]:
        """A flat dict for each claim that concerns it: the claim link and its reason, then the claim's own row."""
        return [
            {
                "on": self.claim.id,
                "claim_link": claim_link.kind.value,
                "reason": claim_link.reason,
                **claim_row(claim_link.claim, None),
            }
            for claim_link in self.claim_links
        ]

    def __bool__(self) -> bool:
        return bool(self.claim_links)

    def __str__(self) -> str:
        lines = [self.claim.statement]
        if not self.claim_links:
            lines.append("no linked evidence")
        heading: tuple[str, ...] = ()
        for claim_link in self.claim_links:
            behind = (
                BEARING_IN_WORDS[claim_link.kind],
                in_words(claim_link.claim.study_kind),
                in_words(claim_link.claim.species),
            )
            if behind != heading:
                lines.append(f"{behind[0]}: {behind[1]}, {behind[2]}")
                heading = behind
            lines += [f"  {claim_link.claim.id}: {told_with_figures(claim_link.claim)}", f"    {claim_link.reason}"]
        return "\n".join(lines)


def told_with_figures(claim: EvidenceClaim) -> str:
    """A claim in words, with its effect or the figures of its arms where it has them, and the publication behind it."""
    figures = f" {claim.effect}." if claim.effect else ""
    printed = [arm.reported for arm in (claim.result.arms if claim.result else ()) if arm.reported]
    if claim.effect and claim.effect.value is None and len(printed) > 1:
        p = f" (p {claim.effect.p})" if claim.effect.p else ""
        figures = f" {' against '.join(printed)}{p}."
    return f"{claim.statement}{figures} [{claim.provenance.source}]"


def _order(claim_link: ClaimLink) -> tuple[int, int, int, str]:
    claim = claim_link.claim
    return (
        list(LinkKind).index(claim_link.kind),
        list(StudyKind).index(claim.study_kind),
        list(Species).index(claim.species),
        claim.id,
    )
