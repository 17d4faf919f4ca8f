"""Counts of claims by their axes. They are counts, not a synthesis: nothing here is weighed or added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import frozen

from osteopharm.model.axes import Certainty, Polarity, StudyKind
from osteopharm.model.evidence import EvidenceClaim
from osteopharm.model.identity import repr_html

__all__ = ["Balance", "BalanceRow"]


@frozen
class BalanceRow:
    """How many claims share a polarity, a study kind and a certainty.

    >>> import osteopharm
    >>> osteopharm.load().claims.on("spine-fusion").balance().rows[0].count
    1
    """

    polarity: Polarity
    study_kind: StudyKind
    certainty: Certainty
    count: int


@frozen
class Balance:
    """Counts of claims by polarity, study kind and certainty. They are counts, not a synthesis.

    Attributes:
        rows: a `BalanceRow` for each combination that occurs, in the order of the axes.

    >>> import osteopharm
    >>> print(osteopharm.load().claims.on("spine-fusion").balance())
    counts, not a synthesis
    polarity    study kind      certainty    claims
    affirmed    reasoning       probable          1
    affirmed    reasoning       theoretical       1
    affirmed    not-given       stated            1
    unresolved  animal-studies  stated            1
    total                                         4
    """

    rows: tuple[BalanceRow, ...]

    _repr_html_ = repr_html

    @classmethod
    def of(cls, claims: Iterable[EvidenceClaim]) -> Balance:
        """The counts of some claims."""
        counts = Counter((claim.polarity, claim.study_kind, claim.certainty) for claim in claims)
        order = [tuple(axis) for axis in (Polarity, StudyKind, Certainty)]
        rows = sorted(
            counts.items(), key=lambda entry: [axis.index(value) for axis, value in zip(order, entry[0], strict=True)]
        )
        return cls(tuple(BalanceRow(*key, count) for key, count in rows))

    @property
    def total(self) -> int:
        """The number of claims counted."""
        return sum(row.count for row in self.rows)

    def __str__(self) -> str:
        head = ("polarity", "study kind", "certainty")
        cells = [(row.polarity.value, row.study_kind.value, row.certainty.value) for row in self.rows]
        lines = [(head, "claims"), *zip(cells, (str(row.count) for row in self.rows), strict=True)]
        lines.append((("total", "", ""), str(self.total)))
        widths = [max(len(left[column]) for left, _ in lines) for column in range(3)]
        table = [
            "  ".join([*(cell.ljust(width) for cell, width in zip(left, widths, strict=True)), right.rjust(6)])
            for left, right in lines
        ]
        return "\n".join(["counts, not a synthesis", *table])
