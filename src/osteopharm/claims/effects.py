"""The effects of independent studies with their standard errors, for a package that pools them. Never pools.

Each standard error is derived from the confidence interval as printed, on the scale on which such effects are
pooled: ratios by their natural logarithm, differences as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log
from statistics import NormalDist
from typing import Any

from attrs import frozen

from osteopharm._tables import Columns, Row, frame_of
from osteopharm.claims.export import comparator_name
from osteopharm.claims.overlaps import choose
from osteopharm.claims.references import author_year
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.entities import Entity
from osteopharm.model.sources import Publication
from osteopharm.model.studies import Effect, Interval, Overlap

__all__ = ["Effects", "LeftOut"]

MOST_ASYMMETRIC = 0.5
"""A ratio may lie this far from the middle of its interval on the logarithmic scale, in standard errors.

Ratios are printed with few digits, so the middle is seldom met. A difference may be off by its last digit alone:
a relative reduction in percent, whose interval is symmetric on another scale, would be off by more.
"""

EFFECT_COLUMNS: Columns = dict.fromkeys(
    (
        *("study", "publication", "claim", "intervention", "comparator", "active_comparator", "outcome", "measured_as"),
        *("species", "design", "participants", "timepoint", "measure", "in_percent", "scale", "effect"),
        *("standard_error", "low", "high", "derived_from"),
    ),
    str,
) | {
    "active_comparator": bool,
    "in_percent": bool,
    "participants": int,
    "effect": float,
    "standard_error": float,
    "low": float,
    "high": float,
}
"""The columns of the effects."""


@frozen(kw_only=True)
class LeftOut:
    """A claim that has no row among the effects, and why.

    Attributes:
        claim: the claim.
        reason: why it was left out.

    >>> import osteopharm
    >>> print(osteopharm.load().claims.on("hip-fracture").within("risedronic-acid").to_effects().left_out[0])
    hip-02: of the same study as hip-01
    """

    claim: EvidenceClaim
    reason: str

    def __str__(self) -> str:
        return f"{self.claim.id}: {self.reason}"


@frozen(kw_only=True, repr=False)
class Effects:
    """The effects of independent studies, and what was left out.

    Attributes:
        rows: one row for each study and outcome, with ``effect`` and ``standard_error`` on the ``scale`` for
            pooling, and ``derived_from``, which says how the error was derived.
        left_out: the claims without a row, each with the reason.

    >>> import osteopharm
    >>> effects = osteopharm.load().claims.on("hip-fracture").within("bisphosphonates").to_effects()
    >>> effects.rows[0]["scale"], effects.rows[0]["derived_from"]
    ('log', '95% CI 0.23 to 0.99')
    """

    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]

    def to_frame(self, engine: str | None = None) -> Any:
        """The rows as a data frame. Needs the extra ``frames`` and the engine.

        Args:
            engine: ``"pandas"``, ``"polars"`` or ``"pyarrow"``; if omitted, the first of them that is installed.

        Raises:
            MissingExtraError: narwhals is not installed.
            UnknownValueError: there is no such engine.
            ImportError: the engine is not installed.
        """
        return frame_of(self.rows, EFFECT_COLUMNS, engine)

    def __repr__(self) -> str:
        return f"<Effects: {len(self.rows)} rows, {len(self.left_out)} claims left out>"

    def __str__(self) -> str:
        lines = [
            f"{row['study']}: {row['outcome']}, {row['measure']}, effect {row['effect']:.4f}, "
            f"standard error {row['standard_error']:.4f} ({row['scale']} scale, from {row['derived_from']})"
            for row in self.rows
        ]
        return "\n".join([*lines, *(f"left out: {each}" for each in self.left_out)])


def effects_of(claims: Sequence[EvidenceClaim], overlaps: Iterable[Overlap]) -> Effects:
    """The effects of some claims, one row a study and outcome; the overlaps say which studies share patients."""
    left_out = {claim: reason for claim in claims if (reason := _unfit(claim)) is not None}
    outcomes: dict[Entity, list[EvidenceClaim]] = {}
    for claim in claims:
        if claim not in left_out:
            outcomes.setdefault(claim.object, []).append(claim)
    chosen: list[EvidenceClaim] = []
    for group in outcomes.values():
        chosen += _independent(group, overlaps, left_out)
    return Effects(
        rows=tuple(_row(claim) for claim in chosen),
        left_out=tuple(LeftOut(claim=claim, reason=left_out[claim]) for claim in claims if claim in left_out),
    )


def _unfit(claim: EvidenceClaim) -> str | None:
    """Why a claim has no effect with a standard error; None where it has one."""
    if claim.study is None:
        return "not a finding of a study"
    if not isinstance(claim.provenance.source, Publication):
        return "not from a publication"
    if claim.effect is None:
        return "no figure"
    if claim.effect.value is None or claim.effect.measure.null_value is None:
        return "the arms side by side, without a figure for the difference"
    if claim.effect.interval is None:
        return "no confidence interval; a standard error is not derived from a p value"
    effect, low, high = _on_scale(claim)
    error = _standard_error(low, high, claim.effect.interval)
    if error == 0:
        return "an interval of no width"
    is_ratio = claim.effect.measure.is_ratio
    if abs((low + high) / 2 - effect) > (MOST_ASYMMETRIC * error if is_ratio else _last_digit(claim.effect)):
        scale = "logarithmic scale" if is_ratio else "scale of the difference"
        return f"its interval is not symmetric on the {scale}, so no standard error follows from it"
    return None


def _on_scale(claim: EvidenceClaim) -> tuple[float, float, float]:
    """The effect of a claim and the ends of its interval, intervention against comparator, on the scale for pooling."""
    assert claim.effect is not None  # noqa: S101 - asked before
    value, low, high = claim.effect.as_intervention_vs_comparator().numbers
    return (log(value), log(low), log(high)) if claim.effect.measure.is_ratio else (value, low, high)


def _last_digit(effect: Effect) -> float:
    """One in the last digit in which an effect is printed."""
    return float(10 ** -max(len(figure.partition(".")[2]) for figure in effect.figures))


def _standard_error(low: float, high: float, interval: Interval) -> float:
    return (high - low) / (2 * NormalDist().inv_cdf(0.5 + interval.level / 200))


def _independent(
    group: list[EvidenceClaim], overlaps: Iterable[Overlap], left_out: dict[EvidenceClaim, str]
) -> Iterable[EvidenceClaim]:
    """Of the claims on one outcome, one for each study that overlaps with no other."""
    excluded = {each.publication: each for each in choose(group, overlaps)}
    kept = [claim for claim in group if claim.provenance.source not in excluded]
    has_own = any(not _pools(claim) for claim in kept)
    best: dict[object, EvidenceClaim] = {}
    for claim in kept:
        if not (has_own and _pools(claim)):
            known = best.setdefault(claim.provenance.source, claim)
            if _size(claim) > _size(known):
                best[claim.provenance.source] = claim
    for claim in group:
        source = claim.provenance.source
        if isinstance(source, Publication) and source in excluded:
            left_out[claim] = f"overlaps with {excluded[source].kept.name}: {excluded[source].overlap.reason}"
        elif source not in best:
            left_out[claim] = "pools studies, and studies of their own are among the claims"
        elif best[source] is not claim:
            left_out[claim] = f"of the same study as {best[source].id}"
        else:
            yield claim


def _pools(claim: EvidenceClaim) -> bool:
    return claim.study is not None and claim.study.design.is_synthesis


def _size(claim: EvidenceClaim) -> int:
    return (claim.study.participants if claim.study else None) or 0


def _row(claim: EvidenceClaim) -> Row:
    result, effect, source = claim.result, claim.effect, claim.provenance.source
    assert result is not None  # noqa: S101 - asked before
    study = result.study
    assert effect is not None  # noqa: S101 - asked before
    assert effect.interval is not None  # noqa: S101 - asked before
    assert isinstance(source, Publication)  # noqa: S101 - asked before
    value, low, high = _on_scale(claim)
    return {
        "study": author_year(source),
        "publication": source.id,
        "claim": claim.id,
        "intervention": claim.subject.id,
        "comparator": comparator_name(claim),
        "active_comparator": result.has_active_comparator,
        "outcome": claim.object.id,
        "measured_as": result.measured_as,
        "species": claim.species.value,
        "design": study.design.value,
        "participants": study.participants,
        "timepoint": study.timepoint,
        "measure": effect.measure.value,
        "in_percent": effect.in_percent,
        "scale": "log" if effect.measure.is_ratio else "identity",
        "effect": value,
        "standard_error": _standard_error(low, high, effect.interval),
        "low": low,
        "high": high,
        "derived_from": str(effect.as_intervention_vs_comparator().interval),
    }
