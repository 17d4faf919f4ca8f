"""Raw records, each with the place it was read from: from a seed folder, or from a compendium in JSON.

The JSON has every record in full, each type in a list of its own. Seed folders are for people, and leave out what
follows from where a record is written:

- a record type that names a file (``catalog/concepts.toml``) has its tables there, or its rows in a ``.csv`` file
  of the same name;
- forms, products and their codes are in tables, ``catalog/products/*.csv`` and ``catalog/codes/*.csv``;
- one that names a folder (``catalog/medications/``) has any number of files there. A file either has lists of
  tables, or is one record, whose id is the name of the file;
- the folder of a document has the text (``document.txt``), the document with its disclosures (``source.toml``), and
  its claims (``claims.toml``), which give a ``quote`` and not the whole passage;
- a file ``studies/<id>.toml`` is a publication with its ``[[studies]]``, each with its ``[[studies.findings]]``, and
  its other ``[[claims]]``. Claims of other sources are written in full, in ``studies/claims.toml``.

Both give the same raw records, so that everything after this module is written once.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from attrs import evolve, frozen

from osteopharm._files import ProblemCollector, read_text
from osteopharm.io import product_tables
from osteopharm.io.bundled import FORMAT, FORMAT_VERSION
from osteopharm.io.files import MAXIMUM_SEED_FILE, entries_of, is_folder, is_within, read_csv, read_toml
from osteopharm.model._record import Record
from osteopharm.model._schema import schema_of, with_article
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.companies import Disclosure
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Medication
from osteopharm.model.enums import Design, Finding
from osteopharm.model.kinds import KINDS, RECORD_TYPES
from osteopharm.model.product_level import DosageForm, Product, ProductCode
from osteopharm.model.sources import Publication
from osteopharm.model.studies import Overlap, Study, StudyResult

STUDIES = "studies"
RETIRED = "retired-ids.csv"
"""The file with the ids of withdrawn records, which no record may have again."""
NOT_SEEDS = {"README.md", "LICENSE", RETIRED}

RESERVED = frozenset(PurePosixPath(each.seeds).stem for each in RECORD_TYPES if each.seeds.startswith(f"{STUDIES}/"))
"""The names of the files in ``studies/`` that are not publications."""

_STUDY_FIELDS = frozenset(field.name for field in schema_of(Study))
_RESULT_FIELDS = frozenset(field.name for field in schema_of(StudyResult)) - {"study"}
_DEFAULTS = MappingProxyType({"certainty": "stated", "held_by": "authors", "scope": "each-member"})
"""What a claim from a publication is unless it says otherwise."""


@frozen
class RawRecord:
    """A table as it was read, and where."""

    type: type[Record]
    """The type of the record to make."""
    table: dict[str, Any]
    """The table, with the keys of the record."""
    file: str
    """The file."""
    path: str
    """The place in that file."""
    places: Mapping[str, str] = MappingProxyType({})
    """For fields that the file writes elsewhere or in another way, their places in the file."""

    def place_of(self, field: str) -> str:
        """The place in the file of a field, given by its path in the record."""
        known = field
        while known not in self.places:
            # citations[0].x -> citations[0] -> citations -> nothing
            cut = max(known.rfind("."), known.rfind("["))
            if cut < 0:
                return f"{self.path}.{field}"
            known = known[:cut]
        return self.places[known] + field[len(known) :]


def from_json(data: dict[str, Any], name: str, problems: ProblemCollector) -> list[RawRecord]:
    """The raw records of a compendium in JSON."""
    if data.get("format") != FORMAT:
        problems.add(name, "$.format", f"is not {FORMAT!r}", "give a file that dump_json wrote")
    version = data.get("version")
    if type(version) is int and 0 < version < FORMAT_VERSION:
        message = f"is {version}, the format of an earlier release; this release reads {FORMAT_VERSION}"
        problems.add(name, "$.version", message, "write the file again, from its seeds, with this release")
        return []  # the fields have other names, so every record would be reported
    if type(version) is not int or version != FORMAT_VERSION:
        problems.add(name, "$.version", f"is not {FORMAT_VERSION}", "give a file that dump_json of this release wrote")
    _refuse_keys(data, {"format", "version", "checksum", *KINDS}, name, "$", problems)
    return [raw for each in RECORD_TYPES for raw in _listed(data, each, name, "$", problems)]


def from_folder(folder: Path, problems: ProblemCollector) -> list[RawRecord]:
    """The raw records of a seed folder; a file that cannot be read or does not belong there becomes a problem."""
    if not is_folder(folder):
        problems.add(str(folder), "$", "is not a folder", "give the folder that contains the seeds")
        return []
    records: list[RawRecord] = []
    for entry in _entries(folder, folder, problems):
        if not entry.is_dir():
            _refuse_stray(entry.name, problems, f"put it into the folder of a document, or into {_shared_folders()}")
        elif entry.name in _SHARED:
            records += _shared_folder(entry, folder, problems)
            if entry.name == "catalog":
                tables = product_tables.tables_in(folder, problems)
                records += (RawRecord(each.type, each.table, each.file, each.path) for each in tables)
        else:
            records += _document(entry, folder, problems)
    retired = _retired(folder, problems)
    for raw in records:
        if (reason := retired.get(str(raw.table.get("id")))) is not None:
            message = f"{raw.table['id']!r:.100} was the id of a record that was withdrawn: {reason:.200}"
            problems.add(raw.file, raw.place_of("id"), message, "give the record another id")
    if not records and not problems.problems:
        problems.add(".", "$", "contains no seeds", f"give a folder with {_shared_folders()} or a document in it")
    return records


def _retired(folder: Path, problems: ProblemCollector) -> dict[str, str]:
    """The retired ids, each with the reason; none where the folder has no list of them."""
    path = folder / RETIRED
    if not path.exists():
        return {}
    if not is_within(path, folder):
        problems.add(RETIRED, "$", "is a link that leaves the folder", "put the file itself there")
        return {}
    rows = [*csv.reader(StringIO(read_text(path, RETIRED, MAXIMUM_SEED_FILE, problems) or "", newline=""))]
    if not rows or rows[0] != ["id", "type", "reason"] or any(len(row) != len(rows[0]) for row in rows):
        problems.add(RETIRED, "$", "does not have three fields in each line", "give id, type and reason, with a header")
        return {}
    return {id: reason for id, _, reason in rows[1:]}


def _shared_folders() -> str:
    return ", ".join(f"{name}/" for name in sorted(_SHARED))


def _places() -> dict[str, tuple[type[Record], ...]]:
    places: dict[str, tuple[type[Record], ...]] = {}
    for each in RECORD_TYPES:
        if each.seeds:
            places[each.seeds] = (*places.get(each.seeds, ()), each)
    return places


_PLACES = _places()
"""The record types by the file, or folder (with a slash at its end), that has their seeds."""
_SHARED = {STUDIES, *(place.partition("/")[0] for place in _PLACES)}
"""The folders that are not documents."""


def _entries(place: Path, folder: Path, problems: ProblemCollector) -> Iterator[Path]:
    for entry in entries_of(place, _name(place, folder), problems):
        if entry.name.startswith(".") or entry.name in NOT_SEEDS:
            continue
        if is_within(entry, folder):
            yield entry
        else:
            hint = "put the file itself there; links must not leave the folder"
            problems.add(_name(entry, folder), "$", "is a link that leaves the folder", hint)
            problems.unread |= _types_at(_name(entry, folder))


def _types_at(name: str) -> set[type[Record]]:
    """The types of record that a file or folder may hold: what links to them is not reported where it is not read."""
    top = name.partition("/")[0]
    if top == STUDIES:
        return {Publication, EvidenceClaim, ClaimLink, Overlap}
    if top not in _SHARED:
        return {Document, EvidenceClaim, Disclosure}
    toml = PurePosixPath(name).with_suffix(".toml").as_posix()
    found = {
        each
        for place, types in _PLACES.items()
        for each in types
        if place in (name, toml) or place.startswith(f"{name}/") or name.startswith(place)
    }
    return found | ({DosageForm, Product, ProductCode} if name == top or name in product_tables.FOLDERS else set())


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _refuse_stray(name: str, problems: ProblemCollector, hint: str) -> None:
    problems.add(name, "$", "does not belong in a seed folder", hint)


def _shared_folder(place: Path, folder: Path, problems: ProblemCollector) -> Iterator[RawRecord]:
    own = f"{_name(place, folder)}/"
    for entry in _entries(place, folder, problems):
        name = _name(entry, folder)
        types = (
            _PLACES.get(name) or _PLACES.get(PurePosixPath(name).with_suffix(".toml").as_posix()) or _PLACES.get(own)
        )
        if name in product_tables.FOLDERS:
            continue
        if entry.is_dir():
            if any(known.startswith(f"{name}/") for known in _PLACES):
                yield from _shared_folder(entry, folder, problems)
            else:
                _refuse_stray(name, problems, _known_in(own))
        elif types and entry.suffix == ".csv":
            yield from _rows(entry, name, types, problems)
        elif types and entry.suffix == ".toml":
            yield from _tables(entry, name, types, problems, is_file=own not in _PLACES or name in _PLACES)
        elif own == f"{STUDIES}/" and entry.suffix == ".toml":
            yield from _publication(entry, name, problems)
        else:
            _refuse_stray(name, problems, _known_in(own))


def _known_in(own: str) -> str:
    known = {place[len(own) :].partition("/")[0] for place in _PLACES if place.startswith(own) and place != own}
    named = [f"{name}" if name.endswith(".toml") else f"{name}/" for name in sorted(known)]
    anything = ["<name>.toml"] if own in _PLACES or own == f"{STUDIES}/" else []
    return f"this folder has {', '.join([*named, *anything])}"


def _tables(
    path: Path, name: str, types: tuple[type[Record], ...], problems: ProblemCollector, *, is_file: bool
) -> Iterator[RawRecord]:
    data = read_toml(path, name, problems)
    if data is None:
        problems.unread.update(types)
    elif is_file or any(each.plural in data for each in types):
        for each in types:
            yield from _listed(data, each, name, "$", problems)
        _refuse_keys(data, {each.plural for each in types}, name, "$", problems)
    else:
        yield _expanded(RawRecord(types[0], _with_id(data, path.stem, name, problems), name, "$"))


def _rows(path: Path, name: str, types: tuple[type[Record], ...], problems: ProblemCollector) -> Iterator[RawRecord]:
    rows = read_csv(path, name, types[0], problems)
    if rows is None:
        problems.unread.update(types)
    else:
        yield from (_expanded(RawRecord(types[0], table, name, f"$.{types[0].plural}[{at}]")) for at, table in rows)


def _listed(
    data: dict[str, Any], type_: type[Record], file: str, path: str, problems: ProblemCollector
) -> Iterator[RawRecord]:
    for table, place in _dicts(data, type_.plural, file, path, problems):
        yield _expanded(RawRecord(type_, table, file, place))


def _dicts(
    data: dict[str, Any], key: str, file: str, path: str, problems: ProblemCollector
) -> Iterator[tuple[dict[str, Any], str]]:
    """The tables in a list under a key, each with its place."""
    tables = data.get(key, [])
    if not isinstance(tables, list):
        message = f"is {with_article(type(tables))}, not a list of tables"
        problems.add(file, f"{path}.{key}", message, f"write [[{key}]]")
        return
    for at, table in enumerate(tables):
        if isinstance(table, dict):
            yield table, f"{path}.{key}[{at}]"
        else:
            problems.add(
                file, f"{path}.{key}[{at}]", f"is {with_article(type(table))}, not a table", f"write [[{key}]]"
            )


def _with_id(data: dict[str, Any], id: str, name: str, problems: ProblemCollector) -> dict[str, Any]:
    if "id" in data:
        problems.add(name, "$.id", "the id is the name of the file or folder", "leave the key out")
    return {"id": id, **{key: value for key, value in data.items() if key != "id"}}


def _refuse_keys(data: dict[str, Any], known: set[str], file: str, path: str, problems: ProblemCollector) -> None:
    for key in sorted(data.keys() - known):
        problems.add(file, f"{path}.{key}", "unknown key", f"known here: {', '.join(sorted(known))}")


# The folder of a document.


def _document(place: Path, folder: Path, problems: ProblemCollector) -> Iterator[RawRecord]:
    known = {"document.txt", "source.toml", "claims.toml"}
    present = {entry.name: entry for entry in _entries(place, folder, problems)}
    for name in sorted(present.keys() - known):
        _refuse_stray(
            _name(present[name], folder), problems, f"the folder of a document has {', '.join(sorted(known))}"
        )
    for name in ("document.txt", "source.toml"):
        missing = f"{_name(place, folder)}/{name}"
        if name not in present and missing not in problems.files:
            problems.add(missing, "$", "is missing", "the folder of a document needs it")
    source = text = None
    if "source.toml" in present:
        source = read_toml(present["source.toml"], _name(present["source.toml"], folder), problems)
    if "document.txt" in present:
        text = read_text(present["document.txt"], _name(present["document.txt"], folder), MAXIMUM_SEED_FILE, problems)
    if source is None or text is None:
        problems.unread.add(Document)
    if source is not None:
        name = _name(present["source.toml"], folder)
        if "text" in source:
            problems.add(name, "$.text", "the text is in document.txt", "leave the key out")
        for table, where in _dicts(source, Disclosure.plural, name, "$", problems):
            yield _quoting(RawRecord(Disclosure, table, name, where), place.name)
        if text is not None:
            own = {key: value for key, value in source.items() if key != Disclosure.plural}
            yield RawRecord(Document, {**_with_id(own, place.name, name, problems), "text": text}, name, "$")
    if "claims.toml" in present:
        name = _name(present["claims.toml"], folder)
        claims = read_toml(present["claims.toml"], name, problems)
        if claims is None:
            problems.unread.add(EvidenceClaim)
        else:
            for table, where in _dicts(claims, EvidenceClaim.plural, name, "$", problems):
                yield _quoting(RawRecord(EvidenceClaim, table, name, where), place.name)
            _refuse_keys(claims, {EvidenceClaim.plural}, name, "$", problems)


def _quoting(raw: RawRecord, document: str) -> RawRecord:
    """A record that quotes a document, with its quotes as passages."""
    table = {**raw.table}
    places = {"provenance": f"{raw.path}.quote", "provenance.source": raw.path, "provenance.quote": f"{raw.path}.quote"}
    # Beside a whole provenance, a quote is a key too many, and is refused as one.
    if "quote" in table and "provenance" not in table:
        table["provenance"] = {"source": document, "quote": table.pop("quote")}
    context = table.get("context")
    if isinstance(context, list):
        table["context"] = [{"source": document, "quote": quote} for quote in context]
        places |= {f"context[{at}].quote": f"{raw.path}.context[{at}]" for at in range(len(context))}
        places |= {f"context[{at}].source": f"{raw.path}.context[{at}]" for at in range(len(context))}
    return evolve(raw, table=table, places=MappingProxyType(places))


# A publication with its studies and claims.


def _publication(path: Path, name: str, problems: ProblemCollector) -> Iterator[RawRecord]:
    data = read_toml(path, name, problems)
    if data is None:
        problems.unread.update((Publication, EvidenceClaim))
        return
    own = {key: value for key, value in data.items() if key not in (STUDIES, EvidenceClaim.plural)}
    yield RawRecord(Publication, _with_id(own, path.stem, name, problems), name, "$")
    for table, where in _dicts(data, EvidenceClaim.plural, name, "$", problems):
        yield _referring(_Layers(((table, where),)), path.stem, name)
    for study, where in _dicts(data, STUDIES, name, "$", problems):
        shared = {key: value for key, value in study.items() if key != "findings"}
        if "findings" not in study:
            problems.add(name, f"{where}.findings", "is missing", f"write [[{STUDIES}.findings]]")
        for finding, inner in _dicts(study, "findings", name, where, problems):
            yield _finding(_Layers(((finding, inner), (shared, where))), path.stem, name)


@frozen
class _Layers:
    """Tables of which the first that has a key gives its value."""

    tables: tuple[tuple[dict[str, Any], str], ...]

    @property
    def path(self) -> str:
        return self.tables[0][1]

    def merged(self) -> tuple[dict[str, Any], dict[str, str]]:
        """All keys with their values and with their places."""
        table: dict[str, Any] = {}
        places: dict[str, str] = {}
        for data, path in reversed(self.tables):
            table |= data
            places |= {key: f"{path}.{key}" for key in data}
        return table, places


def _referring(layers: _Layers, publication: str, file: str) -> RawRecord:
    """A claim of a publication: its place there is given by ``locator`` and ``extractions``."""
    table, places = layers.merged()
    reference = {"source": publication}
    for key in ("locator", "extractions"):
        if key in table:
            reference[key] = table.pop(key)
        places[f"provenance.{key}"] = places.get(key, f"{layers.path}.{key}")
    return RawRecord(
        EvidenceClaim,
        {**_DEFAULTS, **table, "provenance": reference},
        file,
        layers.path,
        MappingProxyType({**places, "provenance": layers.path}),
    )


def _finding(layers: _Layers, publication: str, file: str) -> RawRecord:
    """A claim that reports the result of a study; what follows from the design and the finding is filled in."""
    raw = _referring(layers, publication, file)
    result: dict[str, Any] = {"study": {}}
    table: dict[str, Any] = {}
    places = dict(raw.places)
    for key, value in raw.table.items():
        if key in _STUDY_FIELDS:
            result["study"][key] = value
            places[f"result.study.{key}"] = places[key]
        elif key in _RESULT_FIELDS:
            result[key] = value
            places[f"result.{key}"] = places[key]
        else:
            table[key] = value
    if isinstance(effect := result.get("effect"), dict):
        result["effect"], inner = _with_interval(effect)
        places |= {f"result.effect.{field}": f"{places['effect']}.{key}" for field, key in inner.items()}
    places = {"result.study": layers.tables[-1][1], "result": layers.path} | places
    return evolve(
        raw,
        table={**_implied(result), **table, "result": result},
        places=MappingProxyType(places),
    )


def _with_interval(effect: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """An effect with its bounds in an interval, and where the file has those."""
    bounds = {key: effect[key] for key in ("low", "high", "level") if key in effect}
    if not bounds:
        return effect, {}
    rest = {key: value for key, value in effect.items() if key not in bounds}
    places = {f"interval.{key}": key for key in ("low", "high", "level")} | {"interval": next(iter(bounds))}
    return {**rest, "interval": bounds}, places


def _implied(result: dict[str, Any]) -> dict[str, Any]:
    """What a claim is by the design and the finding of its study, unless it says otherwise."""
    # A wrong design or finding is reported as such, and not also as what does not follow from it.
    is_of_animals = result["study"].get("design") == Design.ANIMAL_EXPERIMENT
    has_direction = result.get("finding") in (Finding.INCREASE, Finding.DECREASE)
    return {
        "study_kind": "animal-studies" if is_of_animals else "clinical-studies",
        "polarity": "affirmed" if has_direction else "unresolved",
        **({} if is_of_animals else {"species": "human"}),
    }


# What seeds may leave out of single types.


def _expanded(raw: RawRecord) -> RawRecord:
    expand = _EXPANSIONS.get(raw.type)
    return raw if expand is None else expand(raw)


def _with_brand_sources(raw: RawRecord) -> RawRecord:
    """A medication or combination whose brands have the sources of their parts, where they name none themselves."""
    brands = raw.table.get("brands")
    if not isinstance(brands, list):
        return raw
    filled = [
        {**brand, "sources": sources}
        if isinstance(brand, dict) and "sources" not in brand and (sources := _part_sources(brand))
        else brand
        for brand in brands
    ]
    return evolve(raw, table={**raw.table, "brands": filled})


def _part_sources(brand: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for key in ("markets", "presentations", "identifiers"):
        parts = brand.get(key)
        for part in parts if isinstance(parts, list) else ():
            sources = part.get("sources") if isinstance(part, dict) else None
            found += [each for each in sources if each not in found] if isinstance(sources, list) else []
    return found


_EXPANSIONS: Mapping[type[Record], Callable[[RawRecord], RawRecord]] = MappingProxyType(
    {Medication: _with_brand_sources, Combination: _with_brand_sources}
)
