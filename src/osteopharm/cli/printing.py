"""How the commands print answers: identifications, mentions, suggestions, claims, explanations, comparisons."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence

from osteopharm._sanitize import plain
from osteopharm._words import YES_OR_NO, counted, in_words
from osteopharm.attribution import Attribution
from osteopharm.claims import ClaimSet
from osteopharm.claims.evidence import EvidenceSummary
from osteopharm.cli.terminal import STEP, as_json, table, write, write_branch
from osteopharm.mechanisms.comparison import Comparison, one_a_line
from osteopharm.mechanisms.explanation import Explanation
from osteopharm.model.enums import Role, StudyKind
from osteopharm.model.sources import Source
from osteopharm.names.identification import Identification
from osteopharm.names.mention import Mention
from osteopharm.names.suggestions import Suggestion

SOURCE_KEYS = (
    "id",
    "name",
    "publisher",
    "release",
    "region",
    "date",
    "pmid",
    "doi",
    "attribution",
    "license",
    "sha256",
)
"""The fields of a source that an attribution lists."""


def attribution(found: Attribution, *, json: bool) -> None:
    """Print an attribution."""
    if not json:
        _lines(str(found))
        return
    as_json(
        {
            "version": found.version,
            "contents": found.contents,
            "not_advice": found.not_advice,
            "code_license": found.code_license,
            "data_license": found.data_license,
            "sources": [_source_row(source) for source in found.sources],
        }
    )


def _source_row(source: Source) -> dict[str, str]:
    values = {key: getattr(source, key, None) for key in SOURCE_KEYS}
    return {"kind": type(source).__name__.lower()} | {key: value for key, value in values.items() if value is not None}


def identification(text: str, found: Identification, *, json: bool, hint: bool = False) -> None:
    """Print the identification of a product, and where nothing was found, if asked for, how to find similar names."""
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
    write(text, bold=len(plain(text)))
    if not found:
        write(
            f"nothing found; similar names: osteopharm suggest {shlex.quote(text)}" if hint else "nothing found",
            indent=STEP,
        )
        return
    for medication in found.medications:
        classes = ", ".join(drug_class.name for drug_class in medication.classes)
        other = "for other uses" if medication.role is Role.TREATMENT else medication.role.value
        role = "" if medication in found.treatments else f", {other}"
        write(f"{medication.name} ({classes}{role})", indent=STEP)
    answers = [f"labeled for osteoporosis: {YES_OR_NO[found.labeled_for_osteoporosis]}"]
    if found.action:
        answers.append(f"action: {found.action.value}")
    if found.brands:
        answers.append(f"brand: {', '.join(brand.name for brand in found.brands)}")
    write("; ".join(answers), indent=STEP)


def explanation(found: Explanation, *, dot: bool, json: bool) -> None:
    """Print how an agent changes an outcome."""
    if dot:
        sys.stdout.write(found.to_dot())
    elif json:
        as_json(found.to_rows())
    else:
        for line in str(found).split("\n"):
            write_branch(line)


def comparison(found: Comparison, *, json: bool) -> None:
    """Print two agents side by side."""
    if json:
        as_json(found.to_rows())
        return
    sides = (found.first, found.second)
    cells: list[tuple[str, ...]] = [
        (row["aspect"], one_a_line(row["first"]), one_a_line(row["second"]))
        for row in found.to_rows()
        if row["aspect"] not in ("name", "claims")
    ]
    cells.append(("claims", *(f"{len(side.claims)}: osteopharm claims --about {side.agent.id}" for side in sides)))
    table(("", *(side.agent.name for side in sides)), cells)


def suggestions(found: Sequence[Suggestion], *, json: bool) -> None:
    """Print suggestions for a misspelled name."""
    if json:
        as_json([{"name": each.name, "entity": each.entity.id, "score": each.score} for each in found])
        return
    for suggestion in found:
        write(suggestion)
    if not found:
        write("no similar names")


def mentions(found: Sequence[Mention], *, json: bool) -> None:
    """Print the mentions in a text."""
    if json:
        as_json([_mention_row(mention) for mention in found])
        return
    for mention in found:
        write(mention)
    write(counted(len(found), "mention"))


def _mention_row(mention: Mention) -> dict[str, str | int | None]:
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "entity": mention.entity.id,
        "brand": mention.brand.name if mention.brand else None,
    }


def evidence_for(found: EvidenceSummary, *, json: bool) -> None:
    """Print the evidence for and against a claim."""
    if json:
        as_json(found.to_rows())
        return
    _lines(str(found), bold=True)


def _lines(text: str, *, bold: bool = False) -> None:
    """Write lines that are indented, folded at the same depth; bold is for those that are not indented."""
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip())
        write(line.lstrip(), indent=depth, bold=len(line) if bold and not depth else 0)


def claims(found: ClaimSet, *, json: bool) -> None:
    """Print a set of claims."""
    if json:
        as_json(found.to_rows())
        return
    for claim in found:
        kind = "" if claim.study_kind is StudyKind.NOT_GIVEN else f", {in_words(claim.study_kind)}"
        write(f"{claim.id}  {claim.polarity.value}, {claim.certainty.value}{kind}", bold=len(claim.id))
        inherited = "" if found.is_inherited(claim) is None else f" (inherited from {claim.subject.name})"
        write(f"{claim.statement}{inherited}", indent=STEP)
        if claim.effect:
            write(f"{claim.effect}; {claim.provenance.source}", indent=STEP)
    for claim_link in found.exceptions:
        write(f"not inherited: {claim_link.target.statement} ({claim_link.reason})")
    # An option in place of the method.
    write(found._hint_to("use --within {id}") or counted(len(found), "claim"))  # noqa: SLF001
