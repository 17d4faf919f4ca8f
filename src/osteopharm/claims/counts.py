"""Counts of claims by their axes, and of findings by what was studied. Nothing is weighed: it is not a synthesis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import frozen

from osteopharm.claims.overlaps import choose
from osteopharm.model._immutable import repr_html
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.entities import Entity, Medication
from osteopharm.model.enums import Benefit, Certainty, Design, Finding, Polarity, Species, StudyKind
from osteopharm.model.studies import Overlap

__all__ = ["ClaimCount", "ClaimCounts", "FindingRow"]


@frozen
class ClaimCount:
    """How many claims share a polarity, a study kind and a certainty.

    >>> import osteopharm
    >>> osteopharm.load().claims.where(source="anderson-freedman-2020").on("spine-fusion").counts().rows[0].count
    1
    """

    polarity: Polarity
    study_kind: StudyKind
    certainty: Certainty
    count: int


@frozen
class FindingRow:
    """How many claims from studies share what was studied, how, against what, and what was found.

    Attributes:
        outcome: what was looked at.
        intervention: the class that was studied, or the nearest class of the medication; else what was studied itself.
        species: in whom.
        design: how the studies were made.
        active_comparator: whether they compared with another drug; the two are never counted together.
        finding: what was found.
        benefit: what that means for those treated, or None where more is neither good nor bad.
        claims: how many claims.
        studies: from how many publications.
        independent: how many of those are left when none that share trials or patients are counted twice.

    >>> import osteopharm
    >>> row = osteopharm.load().claims.on("hip-fracture").counts().findings[0]
    >>> row.claims >= row.studies >= row.without_overlaps
    True
    """

    outcome: Entity
    intervention: Entity
    species: Species
    design: Design
    active_comparator: bool
    finding: Finding
    benefit: Benefit | None
    claims: int
    studies: int
    without_overlaps: int


@frozen
class ClaimCounts:
    """Counts of claims by polarity, study kind and certainty, and of findings. They are counts, not a synthesis.

    Attributes:
        rows: a `ClaimCount` for each combination that occurs, in the order of the axes.
        findings: a `FindingRow` for each combination that occurs among the claims from studies.

    >>> import osteopharm
    >>> print(osteopharm.load().claims.where(source="anderson-freedman-2020").on("spine-fusion").counts())
    counts, not a synthesis
    polarity    study kind      certainty    claims
    affirmed    reasoning       probable          1
    affirmed    reasoning       theoretical       1
    affirmed    not-given       stated            1
    unresolved  animal-studies  stated            1
    total                                         4
    """

    rows: tuple[ClaimCount, ...]
    findings: tuple[FindingRow, ...] = ()

    _repr_html_ = repr_html

    @classmethod
    def of(cls, claims: Iterable[EvidenceClaim], overlaps: Iterable[Overlap] = ()) -> ClaimCounts:
        """The counts of some claims.

        Args:
            claims: the claims.
            overlaps: which publications share trials or patients.
        """
        claims = tuple(claims)
        counts = Counter((claim.polarity, claim.study_kind, claim.certainty) for claim in claims)
        order = [tuple(axis) for axis in (Polarity, StudyKind, Certainty)]
        rows = sorted(
            counts.items(), key=lambda entry: [axis.index(value) for axis, value in zip(order, entry[0], strict=True)]
        )
        return cls(tuple(ClaimCount(*key, count) for key, count in rows), _findings(claims, tuple(overlaps)))

    @property
    def total(self) -> int:
        """The number of claims counted."""
        return sum(row.count for row in self.rows)

    def __str__(self) -> str:
        head = ("polarity", "study kind", "certainty", "claims")
        cells = [(row.polarity.value, row.study_kind.value, row.certainty.value, str(row.count)) for row in self.rows]
        lines = ["counts, not a synthesis", *_laid_out([head, *cells, ("total", "", "", str(self.total))], numbers=1)]
        if self.findings:
            found = [finding_cells(row) for row in self.findings]
            lines += ["findings of studies", *_laid_out([FINDING_HEAD, *found], numbers=3)]
        return "\n".join(lines)


FINDING_HEAD = (
    *("outcome", "intervention", "species", "design", "comparator", "finding", "benefit or harm"),
    *("claims", "studies", "without overlaps"),
)
"""What is in the cells of a `FindingRow`."""


def finding_cells(row: FindingRow) -> tuple[str, ...]:
    """A row in words and figures."""
    return (
        row.outcome.name,
        row.intervention.name,
        row.species.value,
        row.design.value,
        "active" if row.active_comparator else "inactive",
        row.finding.value,
        row.benefit.value if row.benefit else "neither",
        *map(str, (row.claims, row.studies, row.without_overlaps)),
    )


_Key = tuple[Entity, Entity, Species, Design, bool, Finding, Benefit | None]


def _findings(claims: tuple[EvidenceClaim, ...], overlaps: tuple[Overlap, ...]) -> tuple[FindingRow, ...]:
    groups: dict[_Key, list[EvidenceClaim]] = {}
    for claim in claims:
        result = claim.result
        if result is not None:
            key = (
                *(claim.object, intervention(claim), claim.species, result.study.design, result.has_active_comparator),
                *(result.finding, result.benefit),
            )
            groups.setdefault(key, []).append(claim)
    rows = []
    for key, group in groups.items():
        studies = {claim.provenance.source for claim in group}
        counts = len(group), len(studies), len(studies) - len(choose(group, overlaps))
        rows.append(FindingRow(*key, *counts))
    return tuple(sorted(rows, key=_row_order))


def intervention(claim: EvidenceClaim) -> Entity:
    """The class that a claim is about: its subject, or the first class of the medication that is its subject."""
    subject = claim.subject
    return subject.classes[0] if isinstance(subject, Medication) else subject


def _row_order(row: FindingRow) -> tuple[str | int, ...]:
    return (
        *(row.outcome.name, row.intervention.name, list(Species).index(row.species), list(Design).index(row.design)),
        *(row.active_comparator, list(Finding).index(row.finding), row.benefit.value if row.benefit else ""),
    )


def _laid_out(table: list[tuple[str, ...]], *, numbers: int) -> list[str]:
    """The lines of a table in plain text; the last columns hold numbers and are aligned right."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    texts = len(widths) - numbers
    return [
        "  ".join(
            cell.ljust(width) if place < texts else cell.rjust(max(width, 6))
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in table
    ]
