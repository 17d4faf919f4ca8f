"""What the commands print: tables and records for a reader, JSON for a program.

Text from the data is never read as markup, and is folded rather than cut in a narrow terminal.
"""

from __future__ import annotations

import json as json_module
import os
import sys
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from osteopharm.claims import ClaimSet
from osteopharm.compendium import Colophon, Compendium
from osteopharm.loading.converter import unstructure
from osteopharm.model.axes import StudyKind
from osteopharm.model.causality import Mechanism
from osteopharm.model.documents import Document
from osteopharm.model.entities import Concept, DrugClass, Medication
from osteopharm.model.evidence import Disclosure, EvidenceClaim
from osteopharm.records import KINDS, Record
from osteopharm.steering import plain

Lines = list[tuple[str, object]]

UNFOLDED_WIDTH = 100_000
"""So wide that no line of a record is ever folded."""


def colophon(made_of: Colophon, *, json: bool) -> None:
    """Print a colophon."""
    if not json:
        sys.stdout.write(f"{made_of}\n")
        return
    _json(
        {
            "version": made_of.version,
            "contents": made_of.contents,
            "not_advice": made_of.not_advice,
            "code_licence": made_of.code_licence,
            "data_licence": made_of.data_licence,
            "sources": [
                {key: getattr(source, key) for key in ("id", "name", "attribution", "licence", "sha256")}
                for source in made_of.sources
            ],
        }
    )


def claims(found: ClaimSet, *, json: bool) -> None:
    """Print a set of claims."""
    if json:
        _json(found.to_rows())
        return
    for claim in found:
        kind = "" if claim.study_kind is StudyKind.NOT_GIVEN else f", {claim.study_kind.value}"
        axes = f"  {claim.polarity.value}, {claim.certainty.value}{kind}"
        _print(Text.assemble((claim.id, "bold"), axes))
        told = "" if found.told_of_member(claim) is None else f" (said of its class, {claim.subject.name})"
        _print(Padding(Text(plain(claim.statement + told)), (0, 0, 0, 2)))
    for bearing in found.withheld:
        _print(Text(plain(f"not told: {bearing.on.statement} ({bearing.reason})")))
    _print(Text(f"{len(found)} claim{'' if len(found) == 1 else 's'}"))


def record(compendium: Compendium, shown: Record, *, json: bool) -> None:
    """Print one record."""
    if json:
        kind = next(kind for kind, cls in KINDS.items() if type(shown) is cls)
        _json(unstructure(kind, shown))
        return
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.add_column(style="bold")
    grid.add_column(overflow="fold", ratio=1)
    for label, value in _lines(compendium, shown):
        if value not in (None, "", ()):
            grid.add_row(Text(label), Text(plain(_shown(value))))
    _print(grid)


def _lines(compendium: Compendium, shown: Record) -> Lines:
    match shown:
        case Document():
            return _document_lines(compendium, shown)
        case DrugClass() | Medication() | Concept():
            return _entity_lines(compendium, shown)
        case EvidenceClaim():
            return _claim_lines(shown)
        case Mechanism():
            return [
                ("mechanism", shown.name),
                ("id", shown.id),
                ("steps", shown.steps),
                ("paths", shown.paths),
                _note(shown),
            ]
        case Disclosure():
            return [("disclosure", shown), ("id", shown.id), ("words", shown.provenance)]
        case _:
            return [
                ("bearing", shown.id),
                ("claim", shown.claim),
                (shown.kind.value, shown.on),
                ("reason", shown.reason),
                ("excepts", tuple(member.name for member in shown.excepts)),
            ]


def _document_lines(compendium: Compendium, document: Document) -> Lines:
    record = document.record
    interests = tuple(entry for entry in compendium.disclosures if entry.provenance.source == document)
    return [
        ("document", document.name),
        ("id", document.id),
        ("published as", record),
        ("match", f"{record.certainty.value}: {record.basis}" if record else None),
        ("text", document.readable),
        ("sha256", document.sha256),
        ("disclosures", interests),
        ("attribution", document.attribution),
        ("terms", document.licence),
    ]


def _entity_lines(compendium: Compendium, entity: DrugClass | Medication | Concept) -> Lines:
    members = compendium.members(entity) if isinstance(entity, DrugClass) else ()
    return [
        (entity.kind.value.replace("-", " "), entity.name),
        ("id", entity.id),
        ("falls under", tuple(above.name for above in compendium.ancestors(entity))),
        ("members", tuple(member.name for member in members)),
        ("claims about it", tuple(f"{claim.id}: {claim}" for claim in compendium.claims.directly_about(entity))),
        ("claims on it", tuple(f"{claim.id}: {claim}" for claim in compendium.claims.on(entity))),
        ("sources", tuple(source.name for source in entity.sources)),
        _note(entity),
    ]


def _claim_lines(claim: EvidenceClaim) -> Lines:
    return [
        ("claim", claim.statement),
        ("id", claim.id),
        ("says", f"{claim.subject.name} / {claim.relation.value} / {claim.object.name}"),
        ("polarity", claim.polarity.value),
        ("certainty", claim.certainty.value),
        ("held by", claim.holder.name if claim.holder else claim.held_by.value),
        ("study kind", claim.study_kind.value),
        ("species", claim.species.value),
        ("setting", tuple(place.name for place in claim.setting)),
        ("scope", claim.scope.value),
        ("quantity", claim.quantity),
        ("cites", ", ".join(map(str, claim.citations))),
        ("words", claim.provenance),
        ("context", claim.context),
        ("cut off", "the document breaks off inside this sentence" if claim.is_cut_off else None),
        _note(claim),
    ]


def _note(shown: DrugClass | Medication | Concept | EvidenceClaim | Mechanism) -> tuple[str, object]:
    return "note", shown.note


def _shown(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _print(shown: RenderableType) -> None:
    # In a file or a pipe nothing is folded, unless a width is asked for: a program reads line by line.
    folded = sys.stdout.isatty() or "COLUMNS" in os.environ
    console = Console(
        file=sys.stdout, highlight=False, markup=False, emoji=False, width=None if folded else UNFOLDED_WIDTH
    )
    with console.capture() as printed:
        console.print(shown)
    # rich fills the last column with blanks; in a file or a pipe they are only noise.
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in printed.get().splitlines()))


def _json(data: Any) -> None:
    speaks_unicode = sys.stdout.encoding.lower().startswith("utf")
    sys.stdout.write(json_module.dumps(data, ensure_ascii=not speaks_unicode, indent=2) + "\n")
