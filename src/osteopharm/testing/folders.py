"""Seed folders in memory: made from a compendium or drawn from a strategy, changed at will, then written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomli_w
from attrs import field, frozen
from hypothesis import strategies as st

from osteopharm.compendium import Compendium
from osteopharm.io.seeds import CATALOG_FILES, LITERATURE_FILES
from osteopharm.io.structure import unstructure
from osteopharm.model.kinds import quotes_document
from osteopharm.testing.compendia import compendia


@frozen
class SeedFolder:
    """The files of a seed folder, before they are written.

    Attributes:
        texts: the text of each ``document.txt``, by its path in the folder.
        tables: what each TOML file holds, by its path in the folder. Change a copy to make a faulty folder.

    >>> import osteopharm
    >>> sorted(SeedFolder.of(osteopharm.load()).texts)
    ['anderson-freedman-2020/document.txt']
    """

    texts: dict[str, str] = field(factory=dict)
    tables: dict[str, dict[str, Any]] = field(factory=dict)

    @classmethod
    def of(cls, compendium: Compendium) -> SeedFolder:
        """The seed folder of a compendium; reading it gives the compendium again."""
        folder = cls()
        records = compendium.records
        for document in records.documents:
            table = _without_id(unstructure("documents", document))
            folder.texts[f"{document.id}/document.txt"] = table.pop("text")
            table["disclosures"] = [
                unstructure("disclosures", each) for each in records.quoting(document, "disclosures")
            ]
            folder.tables[f"{document.id}/source.toml"] = table
            claimed = [unstructure("claims", claim) for claim in records.quoting(document, "claims")]
            folder.tables[f"{document.id}/claims.toml"] = {"claims": claimed}
        told: set[str] = set()
        for room, files in (("catalog", CATALOG_FILES), ("literature", LITERATURE_FILES)):
            for name, kinds in files.items():
                # Publications have a place in both rooms; one of them will do.
                folder.tables[f"{room}/{name}"] = {
                    kind: [unstructure(kind, record) for record in records.of(kind) if not quotes_document(record)]
                    for kind in kinds
                    if kind not in told
                }
                told.update(kinds)
        for medication in compendium.medications:
            folder.tables[f"catalog/medications/{medication.id}.toml"] = _without_id(
                unstructure("medications", medication)
            )
        return folder

    def write(self, folder: Path) -> Path:
        """Write the files below a folder, which is made if it is missing; the folder is returned."""
        for name, table in self.tables.items():
            self._write(folder / name, tomli_w.dumps(table))
        for name, text in self.texts.items():
            self._write(folder / name, text)
        return folder

    @staticmethod
    def _write(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def _without_id(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != "id"}


def seed_folders() -> st.SearchStrategy[SeedFolder]:
    """Whole valid seed folders, to be written with `SeedFolder.write`."""
    return compendia().map(SeedFolder.of)
