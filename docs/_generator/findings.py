"""What studies found: tables by outcome or drug, and each finding with what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from osteopharm import ClaimLink, Compendium, DrugClass, EvidenceClaim, Medication, Passage
from osteopharm._words import in_words
from osteopharm.model import InactiveControl, LinkKind
from osteopharm.model._record import Record

from .links import anchored, path_of, to
from .markdown import escape, filled_table, link

LINKED = {LinkKind.SUPPORTS: "supports", LinkKind.CONTRADICTS: "contradicts", LinkKind.QUALIFIES: "qualifies"}
WEIGHED = {LinkKind.SUPPORTS: "For it", LinkKind.CONTRADICTS: "Against it", LinkKind.QUALIFIES: "Qualifying it"}


def findings_table(claims: Iterable[EvidenceClaim], about: Record) -> str:
    """The findings of studies as a table, a row for each; empty if there are none.

    A column that has nothing but the record whose page it is on is left out.
    """
    rows = [
        [
            to(claim.object),
            to(claim.subject),
            link(in_words(result.finding.value), f"../{path_of(claim)}"),
            escape(result.effect or ""),
            _against(result.comparator),
            escape(f"{in_words(result.study.design.value)}, {in_words(claim.species.value)}"),
            to(claim.provenance.source),
        ]
        for claim in claims
        if (result := claim.result) is not None
    ]
    header = ["outcome", "drug", "finding", "effect", "against", "design", "study"]
    kept = [place for place, _ in enumerate(header) if {row[place] for row in rows} != {to(about)}]
    return filled_table([header[place] for place in kept], [[row[place] for place in kept] for row in rows])


def _against(comparator: InactiveControl | DrugClass | Medication) -> str:
    return escape(in_words(comparator.value)) if isinstance(comparator, InactiveControl) else to(comparator)


def claim_card(claim: EvidenceClaim, compendium: Compendium) -> str:
    """A claim that has no page of its own: its statement, figures, classification, and links."""
    parts = [
        f"{to(claim.subject)} {escape(claim.relation.value)} {to(claim.object)}",
        escape(
            ", ".join(in_words(each) for each in (claim.polarity, claim.certainty, claim.study_kind, claim.species))
        ),
        "" if isinstance(claim.provenance, Passage) else escape(claim.provenance.locator),
    ]
    if claim.setting:
        parts.append(f"where: {', '.join(map(to, claim.setting))}")
    result = claim.result
    if result is not None:
        parts.append(escape(result.study))
        parts += [escape(result.effect)] if result.effect else []
        parts += [escape(arm) for arm in result.arms]
        parts += [f"measured as {escape(result.measured_as)}"] if result.measured_as else []
    if claim.note:
        parts.append(escape(claim.note))
    lines = [f"- {anchored(claim)} `{claim.id}`", f"  {' · '.join(part for part in parts if part)}"]
    lines += [f"  - {entry}" for entry in links_from(claim, compendium)]
    return "\n\n".join(lines)


def links_from(claim: EvidenceClaim, compendium: Compendium) -> Iterator[str]:
    """What a claim supports, contradicts or qualifies, with the reason."""
    for claim_link in compendium.claim_links.values():
        if claim_link.claim == claim:
            yield f"{to(claim_link, LINKED[claim_link.kind])} {to(claim_link.target)} {escape(claim_link.reason)}"


def weighed(claim: EvidenceClaim, compendium: Compendium) -> Iterator[tuple[str, list[str]]]:
    """What speaks for a claim, against it, and what qualifies it: a heading and entries for each that there is."""
    found = compendium.evidence_for(claim).claim_links
    for kind, heading in WEIGHED.items():
        entries = [_entry(claim_link) for claim_link in found if claim_link.kind is kind]
        if entries:
            yield heading, entries


def _entry(claim_link: ClaimLink) -> str:
    claim = claim_link.claim
    figures = f" {escape(claim.effect)}." if claim.effect else ""
    design = f"{in_words(claim.result.study.design.value)}, " if claim.result else ""
    return (
        f"{to(claim)}{figures} {to(claim.provenance.source)} ({escape(design + in_words(claim.species.value))}). "
        f"{escape(claim_link.reason)}"
    )
