"""Raw records, each with the place it was read from, before anything is known of their meaning.

Holds `RawRecord` and the two ways to get them: from a seed folder and from a compendium in JSON. Both
give the same records in the same form, so that everything after this room is written once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from osteopharm.io.files import MAXIMUM_SEED_FILE, ProblemCollector, is_within, read_text, read_toml
from osteopharm.model.checks import with_article
from osteopharm.model.kinds import LISTED_KINDS

FORMAT = "osteopharm"
FORMAT_VERSION = 2

CATALOG_FILES = {
    "sources.toml": ("registries", "labels", "publications"),
    "companies.toml": ("companies",),
    "drug-classes.toml": ("drug_classes",),
    "combinations.toml": ("combinations",),
    "concepts.toml": ("concepts",),
    "mechanisms.toml": ("mechanisms",),
    "look-alikes.toml": ("look_alikes",),
    "spelling-rules.toml": ("spelling_rules",),
}
LITERATURE_FILES = {
    "publications.toml": ("publications",),
    "claims.toml": ("claims",),
    "claim-links.toml": ("claim_links",),
    "overlaps.toml": ("overlaps",),
}
READ_ME = {"README.md", "LICENSE"}


@frozen
class RawRecord:
    """A table as it was read, and where.

    Attributes:
        kind: what it is to become, such as ``claims``.
        data: the table.
        file: the file it stands in.
        path: its place in that file.
        document: for claims and disclosures, the id of the document that they quote; otherwise None.
    """

    kind: str
    data: dict[str, Any]
    file: str
    path: str
    document: str | None = None


def from_folder(folder: Path, finds: ProblemCollector) -> list[RawRecord]:
    """The raw records of a seed folder; what cannot be read, or has no place there, becomes a problem."""
    if not folder.is_dir():
        finds.add(str(folder), "$", "is not a folder", "give the folder that holds the seeds")
        return []
    records: list[RawRecord] = []
    for room in _entries(folder, folder, finds):
        if not room.is_dir():
            _refuse_stray(room.name, finds, "put it into the folder of its document, or into catalog/")
        elif room.name == "catalog":
            records += _tables(room, folder, CATALOG_FILES, finds, {"codes", "medications", "products"})
            if (room / "medications").is_dir():
                records += _medications(room / "medications", folder, finds)
        elif room.name == "literature":
            records += _tables(room, folder, LITERATURE_FILES, finds)
        else:
            records += _document(room, folder, finds)
    if not records and not finds.problems:
        finds.add(".", "$", "holds no seeds", "give a folder with catalog/ or the folder of a document in it")
    return records


def _entries(room: Path, folder: Path, finds: ProblemCollector) -> Iterator[Path]:
    for entry in sorted(room.iterdir()):
        if entry.name.startswith(".") or entry.name in READ_ME:
            continue
        if is_within(entry, folder):
            yield entry
        else:
            hint = "put the file itself there; links must not leave the folder"
            finds.add(_name(entry, folder), "$", "is a link that leaves the folder", hint)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _refuse_stray(name: str, finds: ProblemCollector, hint: str) -> None:
    finds.add(name, "$", "has no place in a seed folder", hint)


def _tables(
    room: Path,
    folder: Path,
    files: Mapping[str, tuple[str, ...]],
    finds: ProblemCollector,
    folders: frozenset[str] | set[str] = frozenset(),
) -> Iterator[RawRecord]:
    for entry in _entries(room, folder, finds):
        name = _name(entry, folder)
        if entry.name in folders and entry.is_dir():
            continue
        if entry.name not in files:
            _refuse_stray(name, finds, f"this folder holds {', '.join(sorted({*files, *(f + '/' for f in folders)}))}")
            continue
        kinds = files[entry.name]
        data = read_toml(entry, name, finds)
        if data is None:
            finds.unread.update(kinds)
        else:
            for kind in kinds:
                yield from _listed(data, kind, name, "$", finds)
            _refuse_keys(data, set(kinds), name, "$", finds)


def _medications(room: Path, folder: Path, finds: ProblemCollector) -> Iterator[RawRecord]:
    for entry in _entries(room, folder, finds):
        name = _name(entry, folder)
        if entry.suffix != ".toml":
            _refuse_stray(name, finds, "this folder holds one file for each medication, <id>.toml")
            continue
        data = read_toml(entry, name, finds)
        if data is None:
            finds.unread.add("medications")
        else:
            yield RawRecord("medications", _with_id(data, entry.stem, name, finds), name, "$")


def _document(room: Path, folder: Path, finds: ProblemCollector) -> Iterator[RawRecord]:
    known = {"document.txt", "source.toml", "claims.toml"}
    present = {entry.name: entry for entry in _entries(room, folder, finds)}
    for name in sorted(present.keys() - known):
        _refuse_stray(_name(present[name], folder), finds, f"the folder of a document holds {', '.join(sorted(known))}")
    for name in ("document.txt", "source.toml"):
        if name not in present:
            missing = f"{_name(room, folder)}/{name}"
            if not any(problem.file == missing for problem in finds.problems):
                finds.add(missing, "$", "is missing", "the folder of a document needs it")
    source = text = None
    if "source.toml" in present:
        source = read_toml(present["source.toml"], _name(present["source.toml"], folder), finds)
    if "document.txt" in present:
        text = read_text(present["document.txt"], _name(present["document.txt"], folder), MAXIMUM_SEED_FILE, finds)
    if source is None or text is None:
        finds.unread.add("documents")
    else:
        name = _name(present["source.toml"], folder)
        source = _with_id(source, room.name, name, finds)
        if "text" in source:
            finds.add(name, "$.text", "the text stands in document.txt", "leave the key out")
        yield from _document_records({**source, "text": text}, name, "$", finds, ("disclosures",))
    if "claims.toml" in present:
        name = _name(present["claims.toml"], folder)
        claims = read_toml(present["claims.toml"], name, finds)
        if claims is None:
            finds.unread.add("claims")
        else:
            yield from _listed(claims, "claims", name, "$", finds, room.name)
            _refuse_keys(claims, {"claims"}, name, "$", finds)


def _with_id(data: dict[str, Any], id: str, name: str, finds: ProblemCollector) -> dict[str, Any]:
    if "id" in data:
        finds.add(name, "$.id", "the id is told by the name of the file or folder", "leave the key out")
    return {**data, "id": id}


def from_json(data: dict[str, Any], name: str, finds: ProblemCollector) -> list[RawRecord]:
    """The raw records of a compendium in JSON."""
    for key, wanted in (("format", FORMAT), ("version", FORMAT_VERSION)):
        if type(data.get(key)) is not type(wanted) or data[key] != wanted:
            finds.add(name, f"$.{key}", f"is not {wanted!r}", "give a file that dump_json of this version wrote")
    _refuse_keys(data, {"format", "version", "seal", "documents", *LISTED_KINDS}, name, "$", finds)
    records: list[RawRecord] = []
    for document in _listed(data, "documents", name, "$", finds):
        records += _document_records(document.data, name, document.path, finds, ("disclosures", "claims"))
    for kind in LISTED_KINDS:
        records += _listed(data, kind, name, "$", finds)
    return records


def _document_records(
    data: dict[str, Any], file: str, path: str, finds: ProblemCollector, parts: tuple[str, ...]
) -> Iterator[RawRecord]:
    id = data.get("id")
    for kind in parts:
        yield from _listed(data, kind, file, path, finds, id if isinstance(id, str) else "")
    own = {key: value for key, value in data.items() if key not in parts}
    if "sha256" not in own:
        finds.add(file, f"{path}.sha256", "is missing", "pin the text by its SHA-256")
    yield RawRecord("documents", own, file, path)


def _listed(
    data: dict[str, Any], kind: str, file: str, path: str, finds: ProblemCollector, document: str | None = None
) -> Iterator[RawRecord]:
    tables = data.get(kind, [])
    if not isinstance(tables, list):
        finds.add(file, f"{path}.{kind}", f"is {with_article(type(tables))}, not a list of tables", f"write [[{kind}]]")
        return
    for place, table in enumerate(tables):
        if isinstance(table, dict):
            yield RawRecord(kind, table, file, f"{path}.{kind}[{place}]", document)
        else:
            message = f"is {with_article(type(table))}, not a table"
            finds.add(file, f"{path}.{kind}[{place}]", message, f"write [[{kind}]]")


def _refuse_keys(data: dict[str, Any], known: set[str], file: str, path: str, finds: ProblemCollector) -> None:
    for key in sorted(data.keys() - known):
        finds.add(file, f"{path}.{key}", "unknown key", f"known here: {', '.join(sorted(known))}")
