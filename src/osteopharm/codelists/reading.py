"""Somebody's list of codes as entries: from CSV, TSV, JSON, a data frame, an OMOP concept set or a FHIR ValueSet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from os import PathLike
from pathlib import Path
from typing import Any

from attrs import frozen

from osteopharm._files import ProblemCollector, read_bytes
from osteopharm.codelists.codelist import Codelist
from osteopharm.errors import DataError, InvalidArgumentError, Problem, UnknownValueError
from osteopharm.model._schema import with_article
from osteopharm.names.codes import SYSTEM_OF_URI, system_of

LARGEST_LIST = 16 * 1024 * 1024
"""The most bytes that a file with a list may have."""
CODES = ("code", "codes", "concept_code", "conceptcode")
"""The names of columns of codes that leave the system to another column, or to the reader."""
SYSTEM_COLUMNS = ("system", "vocabulary_id", "vocabulary", "coding_system", "code_system", "codesystem")
TERMS = ("term", "name", "description", "display", "concept_name", "label")
UNITS = ("billed_units", "units")
_DELIMITERS = ("\t", ";")


@frozen
class Entry:
    """A code as somebody's list writes it.

    Attributes:
        place: where it is, such as ``row 2``.
        system: the system, by its name here, or as it is written where that is unknown.
        code: the code as it is written.
        term: the term beside it.
        units: the billed units beside it.
    """

    place: str
    system: str
    code: str
    term: str = ""
    units: str = ""


@frozen
class ForeignList:
    """Somebody's list.

    Attributes:
        entries: its codes, in their order.
        date: its date, where it has one.
    """

    entries: tuple[Entry, ...]
    date: str | None = None


def read_list(source: object, system: str | None) -> ForeignList:
    """Somebody's list, in any of the layouts in which they are exchanged.

    Args:
        source: a path, a data frame, an OMOP concept set, a FHIR ValueSet, CURIEs or rows.
        system: the system of codes that do not say theirs.

    Raises:
        DataError: it cannot be read, has no column of codes, or does not say of which system they are.
        InvalidArgumentError: it is not a list in a known layout.
        UnknownValueError: ``system`` is unknown.
    """
    named = None if system is None else system_of(system)
    if isinstance(source, Codelist):
        return _rows(source.to_rows(), named, "the list")
    if isinstance(source, str | PathLike):
        return _file(Path(source), named)
    if isinstance(source, Mapping):
        return _json(source, named, "the list")
    if hasattr(source, "__arrow_c_stream__"):
        import narwhals

        table: Any = source
        return _rows(narwhals.from_native(table, eager_only=True).rows(named=True), named, "the table")
    if isinstance(source, Iterable):
        return _json(list(source), named, "the list")
    hint = "give a path, a data frame, or codes with their systems"
    raise InvalidArgumentError("the list", f"is {with_article(type(source))}", hint)


def _file(path: Path, system: str | None) -> ForeignList:
    name = str(path)
    problems = ProblemCollector()
    data = read_bytes(path, name, LARGEST_LIST, problems)
    problems.raise_any()
    assert data is not None  # noqa: S101 - otherwise there was a problem
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(name, "$", f"is not UTF-8 at byte {error.start}", "save the file as UTF-8") from None
    if path.suffix.lower() == ".json":
        try:
            return _json(json.loads(text), system, name)
        except (ValueError, RecursionError) as error:
            if isinstance(error, DataError):
                raise
            raise _refused(name, "$", f"is not JSON: {error}"[:400], "correct it at that place") from None
    return _rows(_csv(text, name), system, name)


def _csv(text: str, name: str) -> list[dict[str, Any]]:
    header = text.partition("\n")[0]
    delimiter = next((each for each in _DELIMITERS if each in header), ",")
    try:
        return [*csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, restval="", strict=True)]
    except csv.Error as error:
        raise _refused(name, "$", f"is not CSV: {error}", "check the quotation marks") from None


def _json(data: Any, system: str | None, name: str) -> ForeignList:
    if isinstance(data, Mapping):
        if data.get("resourceType") == "ValueSet":
            date = data.get("date")
            return ForeignList((*_value_set(data, name),), date if isinstance(date, str) else None)
        if isinstance(data.get("items"), list):
            return _rows([_concept(item) for item in data["items"]], system, name)
        hint = "give a FHIR ValueSet or an OMOP concept set with its items"
        raise _refused(name, "$", "is not a list of codes", hint)
    if not isinstance(data, list):
        raise _refused(name, "$", f"is {with_article(type(data))}, not a list of codes", "give a list of codes")
    if all(isinstance(each, str) for each in data):
        if system is None:
            parts = ((at, *each.partition(":")) for at, each in enumerate(data, 1))
            return ForeignList(tuple(Entry(f"item {at}", _system(prefix), code) for at, prefix, _, code in parts))
        return ForeignList(tuple(Entry(f"item {at}", system, code) for at, code in enumerate(data, 1)))
    return _rows(data, system, name)


def _concept(item: object) -> object:
    """The row of an item of a concept set: its OMOP id and name."""
    concept = item.get("concept") if isinstance(item, Mapping) else None
    if not isinstance(concept, Mapping):
        return item
    lowered = {str(key).lower(): value for key, value in concept.items()}
    return {key: lowered[key] for key in ("concept_id", "concept_name") if key in lowered}


def _value_set(data: Mapping[str, Any], name: str) -> Iterator[Entry]:
    """The codes that a ValueSet lists, or those of its expansion; one defined by a filter lists none."""
    expanded = data.get("expansion")
    groups = _listed(data.get("compose"), "include")
    listed = [(group.get("system"), concept) for group in groups for concept in _listed(group, "concept")]
    listed += [(concept.get("system"), concept) for concept in _listed(expanded, "contains")]
    if not listed:
        raise _refused(name, "$.compose", "lists no codes", "expand the value set on a terminology server first")
    for at, (uri, concept) in enumerate(listed, 1):
        term = concept.get("display")
        yield Entry(f"concept {at}", _system(str(uri)), str(concept.get("code", "")), str(term or ""))


def _listed(data: object, key: str) -> list[Mapping[str, Any]]:
    found = data.get(key) if isinstance(data, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _rows(rows: Iterable[object], system: str | None, name: str) -> ForeignList:
    """The entries of rows with the names of columns."""
    found: list[Entry] = []
    problems: list[Problem] = []
    for at, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            problems.append(Problem(f"row {at}", f"is {with_article(type(row))}", "give a row by its columns", name))
            break
        cells = {str(key).strip().lower().replace(" ", "_"): value for key, value in row.items()}
        code, own = _code_column(cells)
        if code is None:
            hint = "name the column of codes 'code', or by its system: 'ndc', 'rxcui', 'concept_id'"
            problems.append(Problem("$", f"has no column of codes, only {', '.join(cells)}"[:400], hint, name))
            break
        written = _first(cells, SYSTEM_COLUMNS)
        prefix = own or (_system(written) if written else system)
        if prefix is None:
            hint = "say which system the codes are of, or add a column 'system'"
            problems.append(Problem(f"row {at}", "does not say of which system its code is", hint, name))
            break
        if text := _text(cells[code]):
            found.append(Entry(f"row {at}", prefix, text, _first(cells, TERMS), _first(cells, UNITS)))
    if problems:
        raise DataError(problems)
    return ForeignList(tuple(found))


def _code_column(cells: Mapping[str, object]) -> tuple[str | None, str | None]:
    """The column of codes, and the system that its name says."""
    for name in CODES:
        if name in cells:
            return name, None
    for name in cells:
        try:
            return name, system_of(name.replace("_", " ") if name != "concept_id" else name)
        except UnknownValueError:
            continue
    return None, None


def _system(written: str) -> str:
    """The name of a system here, or what was written where it is unknown."""
    if written in SYSTEM_OF_URI:
        return SYSTEM_OF_URI[written]
    try:
        return system_of(written)
    except UnknownValueError:
        return written


def _first(cells: Mapping[str, object], names: Iterable[str]) -> str:
    return next((text for name in names if (text := _text(cells.get(name)))), "")


def _text(value: object) -> str:
    """A cell as text; a whole number that a table holds as a fraction is written as a whole number."""
    if value is None or value != value:  # noqa: PLR0124 - an empty cell of a data frame is not equal to itself
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().removeprefix("'")


def _refused(name: str, path: str, message: str, hint: str) -> DataError:
    return DataError([Problem(path, message, hint, name)])
