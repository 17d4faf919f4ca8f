"""A claim as one flat row."""

from __future__ import annotations

from osteopharm._tables import Columns, Row
from osteopharm.claims.references import author_year
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.documents import Passage
from osteopharm.model.enums import ArmRole, InactiveControl
from osteopharm.model.sources import Publication, Reference

FIGURES: dict[str, type] = {"events": int, "total": int, "percentage": float}
"""The figures of an arm."""

_TYPES: dict[str, type] = {
    "quantity_value": float,
    "value": float,
    "interval_low": float,
    "interval_high": float,
    "interval_level": float,
    "participants": int,
    "extractions": int,
    "sentence": int,
    "start": int,
    "end": int,
    "higher_is_better": bool,
    "active_comparator": bool,
    "in_percent": bool,
    "cut_off": bool,
}
"""The columns that hold no text, except those of the arms."""
_BEFORE_ARMS = (
    *("id", "statement", "inherited_by", "subject", "relation", "object", "polarity", "certainty", "held_by", "holder"),
    *("study_kind", "species", "setting", "scope", "quantity_bound", "quantity_value", "quantity_unit"),
    *("study", "design", "population", "participants", "timepoint", "finding", "measured_as", "higher_is_better"),
    *("benefit", "comparator", "active_comparator"),
    *("measure", "value", "interval_low", "interval_high", "interval_level", "p", "contrast", "in_percent"),
)
_AFTER_ARMS = (
    *("citations", "source", "author_year", "pmid", "doi", "locator", "extractions"),
    *("sentence", "start", "end", "quote", "context", "cut_off", "note"),
)


def _columns() -> Columns:
    arms: dict[str, type] = {}
    for role in ArmRole:
        arms |= {f"{role.value}_arm": str, f"{role.value}_reported": str}
        arms |= {f"{role.value}_{figure}": type for figure, type in FIGURES.items()}
    before, after = ({name: _TYPES.get(name, str) for name in names} for names in (_BEFORE_ARMS, _AFTER_ARMS))
    return {**before, **arms, **after}


CLAIM_COLUMNS = _columns()
"""The columns of a claim, in order."""


def claim_row(claim: EvidenceClaim, inherited_by: str | None) -> Row:
    """A claim as a flat dict of strings, numbers and None; several values of one axis are joined by semicolons.

    Args:
        claim: the claim.
        inherited_by: the id of the member that inherits it, where it is about a class.
    """
    quantity = claim.quantity
    where = claim.provenance
    passage = where if isinstance(where, Passage) else None
    return {
        "id": claim.id,
        "statement": claim.statement,
        "inherited_by": inherited_by,
        "subject": claim.subject.id,
        "relation": claim.relation.value,
        "object": claim.object.id,
        "polarity": claim.polarity.value,
        "certainty": claim.certainty.value,
        "held_by": claim.held_by.value,
        "holder": claim.holder.id if claim.holder else None,
        "study_kind": claim.study_kind.value,
        "species": claim.species.value,
        "setting": "; ".join(place.id for place in claim.setting) or None,
        "scope": claim.scope.value,
        "quantity_bound": quantity.bound.value if quantity else None,
        "quantity_value": _float(quantity.value) if quantity else None,
        "quantity_unit": quantity.unit if quantity else None,
        **_study_cells(claim),
        **_effect_cells(claim),
        **_arm_cells(claim),
        "citations": "; ".join(map(str, claim.citations)) or None,
        "source": where.source.id,
        "author_year": author_year(where.source) if isinstance(where.source, Publication) else None,
        "pmid": where.source.pmid if isinstance(where.source, Publication) else None,
        "doi": where.source.doi if isinstance(where.source, Publication) else None,
        "locator": where.locator if isinstance(where, Reference) else None,
        "extractions": where.extractions if isinstance(where, Reference) else None,
        "sentence": claim.sentences[0].number if passage else None,
        "start": passage.start if passage else None,
        "end": passage.end if passage else None,
        "quote": passage.quote if passage else None,
        "context": " […] ".join(passage.quote for passage in claim.context) or None,
        "cut_off": claim.is_cut_off,
        "note": claim.note,
    }


def _study_cells(claim: EvidenceClaim) -> Row:
    result = claim.result
    study = result.study if result else None
    return {
        "study": study.name if study else None,
        "design": study.design.value if study else None,
        "population": study.population if study else None,
        "participants": study.participants if study else None,
        "timepoint": study.timepoint if study else None,
        "finding": result.finding.value if result else None,
        "measured_as": result.measured_as if result else None,
        "higher_is_better": result.higher_is_better if result else None,
        "benefit": claim.benefit.value if claim.benefit else None,
        "comparator": comparator_name(claim),
        "active_comparator": result.has_active_comparator if result else None,
    }


def comparator_name(claim: EvidenceClaim) -> str | None:
    """The id of an active comparator, or the word for an inactive one; None without a study."""
    if claim.result is None:
        return None
    comparator = claim.result.comparator
    return comparator.value if isinstance(comparator, InactiveControl) else comparator.id


def _effect_cells(claim: EvidenceClaim) -> Row:
    effect = claim.effect
    interval = effect.interval if effect else None
    return {
        "measure": effect.measure.value if effect else None,
        "value": _float(effect.value) if effect else None,
        "interval_low": _float(interval.low) if interval else None,
        "interval_high": _float(interval.high) if interval else None,
        "interval_level": _float(interval.level) if interval else None,
        "p": effect.p if effect else None,
        "contrast": effect.contrast.value if effect else None,
        "in_percent": effect.in_percent if effect else None,
    }


def _float(number: float | None) -> float | None:
    """A number as a float, so that a column of them has one type in every data frame."""
    return None if number is None else float(number)


def _arm_cells(claim: EvidenceClaim) -> Row:
    cells: Row = {}
    for role in ArmRole:
        arms = [arm for arm in (claim.result.arms if claim.result else ()) if arm.role is role]
        cells[f"{role.value}_arm"] = "; ".join(arm.name for arm in arms) or None
        cells[f"{role.value}_reported"] = "; ".join(arm.reported for arm in arms if arm.reported) or None
        # Figures of several arms on one side are not added up: only a single arm has them in its row.
        for figure, type in FIGURES.items():
            value = getattr(arms[0], figure) if len(arms) == 1 else None
            cells[f"{role.value}_{figure}"] = _float(value) if type is float else value
    return cells
