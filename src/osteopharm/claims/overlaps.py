"""Which studies may be counted side by side: a selection in which no trial and no patient is counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from attrs import frozen

from osteopharm.model._immutable import repr_html
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.sources import Publication
from osteopharm.model.studies import Overlap

__all__ = ["ExcludedStudy", "OverlapSelection"]

ClaimsT = TypeVar("ClaimsT", bound=Sequence[EvidenceClaim])


@frozen(kw_only=True, repr=False)
class ExcludedStudy:
    """A publication that was left out, and why.

    Attributes:
        publication: the publication.
        kept: the publication that was kept in its place.
        overlap: what the two share.

    >>> import osteopharm
    >>> print(osteopharm.load().claims.on("hip-fracture").within("risedronic-acid").without_overlaps().excluded[0].kept)
    McClung and others 2001, HIP (New England Journal of Medicine, 2001)
    """

    publication: Publication
    kept: Publication
    overlap: Overlap

    def __repr__(self) -> str:
        return f"<ExcludedStudy {self.publication.id}: {self.overlap.kind.value}, {self.kept.id}>"

    def __str__(self) -> str:
        return f"{self.publication.name}: overlaps with {self.kept.name}. {self.overlap.reason}"


@frozen(kw_only=True, repr=False)
class OverlapSelection(Generic[ClaimsT]):
    """The claims of studies that do not overlap, with what was left out and why.

    Attributes:
        claims: the `.ClaimSet` that is left, in the order of the whole. Claims that are not of a study are all kept.
        excluded: the publications whose claims are left out.

    >>> import osteopharm
    >>> chosen = osteopharm.load().claims.on("spine-fusion").where(species="human").without_overlaps()
    >>> len(chosen.excluded) > 0
    True
    """

    claims: ClaimsT
    excluded: tuple[ExcludedStudy, ...]

    _repr_html_ = repr_html

    def __repr__(self) -> str:
        return f"<OverlapSelection: {len(self.claims)} claims kept, {len(self.excluded)} publications excluded>"

    def __str__(self) -> str:
        lines = [str(self.claims)]
        lines += [f"  left out: {each}" for each in self.excluded]
        return "\n".join(lines)


def choose(claims: Iterable[EvidenceClaim], overlaps: Iterable[Overlap]) -> list[ExcludedStudy]:
    """The publications behind some claims that are left out.

    Each is compared with those that come before it. First come studies of their own, then what pools studies; among
    them parents before their subgroups and extensions, those with a figure before those without, larger before
    smaller ones, those of unknown size last; of two alike, the one whose id comes first.
    """
    groups: dict[Publication, list[EvidenceClaim]] = {}
    for claim in claims:
        source = claim.provenance.source
        if claim.study is not None and isinstance(source, Publication):
            groups.setdefault(source, []).append(claim)
    shared: dict[Publication, list[Overlap]] = {}
    for overlap in sorted(overlaps, key=lambda each: each.id):
        for publication in overlap.publications:
            shared.setdefault(publication, []).append(overlap)
    kept: dict[Publication, None] = {}
    excluded = []
    for publication in sorted(groups, key=lambda each: _rank(each, groups, shared)):
        met = [
            ExcludedStudy(publication=publication, kept=other, overlap=overlap)
            for overlap in shared.get(publication, ())
            for other in overlap.publications
            if other in kept and overlap.joins(publication, other)
        ]
        if met:
            excluded.append(met[0])
        else:
            kept[publication] = None
    return excluded


def _rank(
    publication: Publication, groups: dict[Publication, list[EvidenceClaim]], shared: dict[Publication, list[Overlap]]
) -> tuple[bool, int, bool, int, str]:
    claims = groups[publication]
    mine = shared.get(publication, ())
    pools = any(claim.study is not None and claim.study.design.is_synthesis for claim in claims) or any(
        overlap.pools(publication, other) for overlap in mine for other in groups
    )
    return (
        pools,
        _depth(publication, groups, shared, frozenset()),
        all(claim.effect is None or claim.effect.value is None for claim in claims),
        -max(claim.study.participants or 0 for claim in claims if claim.study),
        publication.id,
    )


def _depth(
    part: Publication,
    among: Iterable[Publication],
    shared: dict[Publication, list[Overlap]],
    below: frozenset[Publication],
) -> int:
    """How many parents of some publications lie above one: 0 for a study, 1 for its subgroup ..."""
    # In foreign data a circle may be recorded; it is cut where it closes.
    parents = [
        other
        for overlap in shared.get(part, ())
        for other in among
        if other not in below and overlap.derives(part, other)
    ]
    return max((1 + _depth(parent, among, shared, below | {part}) for parent in parents), default=0)
