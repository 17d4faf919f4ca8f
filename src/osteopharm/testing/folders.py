"""Seed folders in memory: made from a compendium or drawn from a strategy, changed at will, then written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomli_w
from attrs import field, frozen
from hypothesis import strategies as st

from osteopharm.compendium import Compendium
from osteopharm.io.seeds import RESERVED
from osteopharm.model._record import Record
from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.companies import Disclosure
from osteopharm.model.documents import Document
from osteopharm.model.kinds import RECORD_TYPES, Records
from osteopharm.model.sources import Publication, Reference
from osteopharm.testing.compendia import compendia

Table = dict[str, Any]


@frozen
class SeedFolder:
    """The files of a seed folder, before they are written.

    >>> import osteopharm
    >>> sorted(SeedFolder.of(osteopharm.load()).texts)
    ['anderson-freedman-2020/document.txt']
    """

    texts: dict[str, str] = field(factory=dict)
    """The text of each ``document.txt``, by its path in the folder."""
    tables: dict[str, Table] = field(factory=dict)
    """The content of each TOML file, by its path in the folder. Change a copy to make an invalid folder."""

    @classmethod
    def of(cls, compendium: Compendium) -> SeedFolder:
        """The seed folder of a compendium; reading it gives the compendium again."""
        records = compendium.records
        folder = cls()
        for document in records.of(Document):
            folder._add_document(document, records)
        referring = [claim for claim in records.of(EvidenceClaim) if isinstance(claim.provenance, Reference)]
        by_publication = {
            publication: claims
            for publication in records.of(Publication)
            if publication.id not in RESERVED
            and (claims := [claim for claim in referring if claim.provenance.source == publication])
        }
        for publication, claims in by_publication.items():
            folder.tables[f"studies/{publication.id}.toml"] = _publication(publication, claims)
        written = {*by_publication, *(claim for claims in by_publication.values() for claim in claims)}
        left = {**{each: records.of(each) for each in RECORD_TYPES}, EvidenceClaim: referring}
        for record_type, found in left.items():
            folder._add(record_type, [record for record in found if record not in written])
        return folder

    def _add_document(self, document: Document, records: Records) -> None:
        def quoting(record_type: type[Disclosure | EvidenceClaim]) -> list[Table]:
            return [_quoting(each.to_dict()) for each in records.of(record_type) if each.provenance.source == document]

        self.texts[f"{document.id}/document.txt"] = document.text
        self.tables[f"{document.id}/source.toml"] = {
            **_without(document.to_dict(), "id", "text"),
            "disclosures": quoting(Disclosure),
        }
        self.tables[f"{document.id}/claims.toml"] = {"claims": quoting(EvidenceClaim)}

    def _add(self, record_type: type[Record], records: Sequence[Record]) -> None:
        if record_type.seeds.endswith("/"):
            for record in records:
                self.tables[f"{record_type.seeds}{record.id}.toml"] = _without(record.to_dict(), "id")
        elif record_type.seeds:
            self.tables[record_type.seeds] = {record_type.plural: [record.to_dict() for record in records]}

    def write(self, folder: Path) -> Path:
        """Write the files into a folder, which is made if it is missing, and return the folder."""
        for name, table in self.tables.items():
            self._write(folder / name, tomli_w.dumps(table))
        for name, text in self.texts.items():
            self._write(folder / name, text)
        return folder

    @staticmethod
    def _write(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def _without(table: Table, *keys: str) -> Table:
    return {key: value for key, value in table.items() if key not in keys}


def _quoting(table: Table) -> Table:
    """A claim or disclosure as the folder of its document has it, with its quotes alone."""
    quoting = {**_without(table, "provenance"), "quote": table["provenance"]["quote"]}
    if "context" in table:
        quoting["context"] = [passage["quote"] for passage in table["context"]]
    return quoting


def _publication(publication: Publication, claims: Sequence[EvidenceClaim]) -> Table:
    """A publication with its claims; those that report a result are findings, each of a study of its own."""
    table = _without(publication.to_dict(), "id")
    table["claims"] = [_referring(claim.to_dict()) for claim in claims if claim.result is None]
    table["studies"] = [_study(claim) for claim in claims if claim.result is not None]
    return table


def _referring(table: Table) -> Table:
    return {**_without(table, "provenance"), **_without(table["provenance"], "source")}


def _study(claim: EvidenceClaim) -> Table:
    table = _referring(claim.to_dict())
    result = table.pop("result")
    if "interval" in (effect := result.get("effect", {})):
        effect.update(effect.pop("interval"))
    return {**result.pop("study"), "findings": [{**table, **result}]}


def seed_folders() -> st.SearchStrategy[SeedFolder]:
    """Whole valid seed folders, to be written with `SeedFolder.write`."""
    return compendia().map(SeedFolder.of)
