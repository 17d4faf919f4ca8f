"""Which of some studies may be counted side by side: a choice in which no trial and no patient is counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from attrs import frozen

from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.sources import Publication
from osteopharm.model.studies import Overlap

__all__ = ["ExcludedStudy", "OverlapSelection"]

ClaimsT = TypeVar("ClaimsT", bound=Sequence[EvidenceClaim])


@frozen(kw_only=True)
class ExcludedStudy:
    """A publication that was left out, and why.

    Attributes:
        publication: the publication.
        kept: the larger one that was kept in its place.
        overlap: what the two share.

    >>> import osteopharm
    >>> print(osteopharm.load().claims.on("hip-fracture").without_overlaps().excluded[0].kept.name)
    McClung and others 2001, HIP
    """

    publication: Publication
    kept: Publication
    overlap: Overlap

    def __str__(self) -> str:
        return f"{self.publication.name}: shares with {self.kept.name}. {self.overlap.reason}"


@frozen(kw_only=True)
class OverlapSelection(Generic[ClaimsT]):
    """The claims of studies that share nothing, the largest first choice, with what was left out and why.

    Attributes:
        claims: the `ClaimSet` that is left, in the order of the whole. Claims that belong to no study are all there.
        left_out: the publications whose claims are left out.

    >>> import osteopharm
    >>> chosen = osteopharm.load().claims.on("spine-fusion").where(species="human").without_overlaps()
    >>> len(chosen.excluded) > 0
    True
    """

    claims: ClaimsT
    excluded: tuple[ExcludedStudy, ...]

    def __str__(self) -> str:
        lines = [str(self.claims)]
        lines += [f"  left out: {each}" for each in self.excluded]
        return "\n".join(lines)


def choose(claims: Iterable[EvidenceClaim], overlaps: Iterable[Overlap]) -> list[ExcludedStudy]:
    """The publications behind some claims that are left out: larger ones are taken before smaller ones.

    A study whose size was not read comes after all others; of two alike, the one whose id comes first is taken.
    """
    sizes: dict[Publication, int] = {}
    for claim in claims:
        source = claim.provenance.source
        if claim.result is not None and isinstance(source, Publication):
            sizes[source] = max(sizes.get(source, 0), claim.result.study.participants or 0)
    shared: dict[Publication, list[Overlap]] = {}
    for overlap in overlaps:
        for publication in overlap.publications:
            shared.setdefault(publication, []).append(overlap)
    kept: dict[Publication, Publication] = {}
    excluded = []
    for publication in sorted(sizes, key=lambda each: (-sizes[each], each.id)):
        met = [
            ExcludedStudy(publication=publication, kept=kept[other], overlap=overlap)
            for overlap in sorted(shared.get(publication, ()), key=lambda each: each.id)
            for other in overlap.publications
            if other in kept
        ]
        if met:
            excluded.append(met[0])
        else:
            kept[publication] = publication
    return excluded
