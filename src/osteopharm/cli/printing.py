"""What the commands print of answers: of what is in a product, what a text names, what is claimed."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from osteopharm._sanitize import plain
from osteopharm.attribution import Attribution
from osteopharm.claims import ClaimSet
from osteopharm.claims.evidence import EvidenceSummary
from osteopharm.cli.terminal import STEP, as_json, tell
from osteopharm.mechanisms.comparison import Comparison
from osteopharm.mechanisms.explanation import Explanation
from osteopharm.model.enums import StudyKind
from osteopharm.model.sources import Source
from osteopharm.names.identification import Identification
from osteopharm.names.mention import Mention
from osteopharm.names.suggestions import Suggestion

LABELED = {True: "yes", False: "no", None: "unknown"}
"""How it is told whether something is labeled for osteoporosis."""


def attribution(made_of: Attribution, *, json: bool) -> None:
    """Print a attribution."""
    if not json:
        sys.stdout.write(f"{plain(made_of)}\n")
        return
    as_json(
        {
            "version": made_of.version,
            "contents": made_of.contents,
            "not_advice": made_of.not_advice,
            "code_license": made_of.code_license,
            "data_license": made_of.data_license,
            "sources": [_source_row(source) for source in made_of.sources],
        }
    )


def _source_row(source: Source) -> dict[str, str]:
    keys = (
        *("id", "name", "publisher", "release", "region", "date", "pmid", "doi"),
        *("attribution", "license", "sha256"),
    )
    values = {key: getattr(source, key, None) for key in keys}
    return {"kind": type(source).__name__.lower()} | {key: value for key, value in values.items() if value is not None}


def identification(text: str, found: Identification, *, json: bool) -> None:
    """Print what is in a product."""
    if json:
        row = {
            "text": text,
            "medications": [medication.id for medication in found.medications],
            "treatments": [medication.id for medication in found.treatments],
            "drug_classes": [drug_class.id for drug_class in found.drug_classes],
            "action": found.action,
            "brands": [brand.name for brand in found.brands],
            "labeled_for_osteoporosis": found.labeled_for_osteoporosis,
            "matches": [_mention_row(match) for match in found.matches],
        }
        as_json(row, indent=None)
        return
    tell(text, bold=len(plain(text)))
    if not found:
        tell("nothing found", indent=STEP)
        return
    for medication in found.medications:
        classes = ", ".join(drug_class.name for drug_class in medication.classes)
        role = "" if medication in found.treatments else f", {medication.role.value}"
        tell(f"{medication.name} ({classes}{role})", indent=STEP)
    told = [f"labeled for osteoporosis: {LABELED[found.labeled_for_osteoporosis]}"]
    if found.action:
        told.append(f"action: {found.action.value}")
    if found.brands:
        told.append(f"brand: {', '.join(brand.name for brand in found.brands)}")
    tell("; ".join(told), indent=STEP)


def explanation(found: Explanation, *, dot: bool, json: bool) -> None:
    """Print how an agent comes to change an outcome."""
    if dot:
        sys.stdout.write(found.to_dot())
    elif json:
        as_json(found.to_rows())
    else:
        # The branches of a tree are set in by how deep they lie, and are not folded.
        sys.stdout.write(f"{plain(found)}\n")


def comparison(found: Comparison, *, json: bool) -> None:
    """Print two agents side by side."""
    if json:
        as_json(found.to_rows())
        return
    for row in found.to_rows():
        tell(row["aspect"], bold=len(row["aspect"]))
        for side in ("first", "second"):
            tell(row[side] or "nothing known here", indent=STEP)


def suggestions(found: Sequence[Suggestion], *, json: bool) -> None:
    """Print suggestions for a name."""
    if json:
        as_json([{"name": each.name, "entity": each.entity.id, "score": each.score} for each in found])
        return
    for suggestion in found:
        tell(suggestion)
    if not found:
        tell("nothing is like it")


def mentions(found: Sequence[Mention], *, json: bool) -> None:
    """Print what a text names."""
    if json:
        as_json([_mention_row(mention) for mention in found])
        return
    for mention in found:
        tell(mention)
    tell(f"{len(found)} mention{'' if len(found) == 1 else 's'}")


def _mention_row(mention: Mention) -> dict[str, str | int | None]:
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "entity": mention.entity.id,
        "brand": mention.brand.name if mention.brand else None,
    }


def evidence_for(found: EvidenceSummary, *, json: bool) -> None:
    """Print what bears on a claim."""
    if json:
        as_json(found.to_rows())
        return
    for line in str(found).split("\n"):
        depth = len(line) - len(line.lstrip())
        tell(line.lstrip(), indent=depth, bold=0 if depth else len(line))


def claims(found: ClaimSet, *, json: bool) -> None:
    """Print a set of claims."""
    if json:
        as_json(found.to_rows())
        return
    for claim in found:
        kind = "" if claim.study_kind is StudyKind.NOT_GIVEN else f", {claim.study_kind.value}"
        tell(f"{claim.id}  {claim.polarity.value}, {claim.certainty.value}{kind}", bold=len(claim.id))
        told = "" if found.is_inherited(claim) is None else f" (said of its class, {claim.subject.name})"
        tell(f"{claim.statement}{told}", indent=STEP)
        if claim.effect:
            tell(f"{claim.effect}; {claim.provenance.source}", indent=STEP)
    for claim_link in found.exceptions:
        tell(f"not told: {claim_link.target.statement} ({claim_link.reason})")
    tell(f"{len(found)} claim{'' if len(found) == 1 else 's'}")
