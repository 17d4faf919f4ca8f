"""Reading files that somebody else may have written: contained, bounded in size and depth, strictly decoded."""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any, BinaryIO, NoReturn

from osteopharm._files import ProblemCollector, read_text
from osteopharm.model._record import Record
from osteopharm.model._schema import Field, Form, Many, Nested, Scalar, schema_of, with_article

MAXIMUM_SEED_FILE = 4 * 1024 * 1024
"""The most bytes that one file of a seed folder may have."""
MAXIMUM_JSON_FILE = 64 * 1024 * 1024
"""The most bytes that a compendium in JSON may have."""
MAXIMUM_DEPTH = 12
"""How deep tables and lists may be nested in a file."""


def entries_of(folder: Path, name: str, problems: ProblemCollector) -> list[Path]:
    """What is in a folder, sorted; where it cannot be read, a problem is noted."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        problems.add(name, "$", f"cannot be read: {error.strerror}", "check that the folder may be read")
        return []


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; a path that no file can have does not."""
    try:
        return path.is_dir()
    except OSError:
        return False


def read_toml(path: Path, name: str, problems: ProblemCollector) -> dict[str, Any] | None:
    """The table that a TOML file holds, nested no deeper than `MAXIMUM_DEPTH`."""
    import tomllib  # only seeds need it, and importing it takes as long as parsing the bundled JSON

    text = read_text(path, name, MAXIMUM_SEED_FILE, problems)
    return None if text is None else _parse(text, name, tomllib.loads, "TOML", problems)


def read_csv(
    path: Path, name: str, record_type: type[Record], problems: ProblemCollector
) -> list[tuple[int, dict[str, Any]]] | None:
    """The rows of a CSV file as tables, each with its number from 0.

    The header has the names of fields. A field of a nested value is written ``strength.unit``, the items of a list
    are separated by semicolons, and an empty cell is left out.
    """
    import csv  # only seeds need it
    from io import StringIO

    text = read_text(path, name, MAXIMUM_SEED_FILE, problems)
    if text is None:
        return None
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = next(rows, [])
        forms = {column: _form_of_column(record_type, column.split(".")) for column in header}
        for column in [column for column, form in forms.items() if form is None]:
            known = ", ".join(field.name for field in schema_of(record_type))
            problems.add(name, "$", f"unknown column {column!r:.100}", f"known here: {known}")
        if len(forms) < len(header):
            problems.add(name, "$", "has a column twice", "leave one of them out")
        tables: list[tuple[int, dict[str, Any]]] = []
        for at, row in enumerate(rows):
            if len(row) != len(header):
                message = f"has {len(row)} cells, and the header has {len(header)}"
                problems.add(name, f"$.{record_type.plural}[{at}]", message, "check the commas and quotation marks")
                continue
            table: dict[str, Any] = {}
            for column, cell in zip(header, row, strict=True):
                form = forms[column]
                if cell and form is not None:
                    _put(table, column.split("."), _cell(form, cell))
            tables.append((at, table))
    except csv.Error as error:
        problems.add(name, "$", f"is not CSV: {error}", "check the quotation marks")
        return None
    return tables


def _form_of_column(cls: type, names: list[str]) -> Form | None:
    field: Field | None = next((field for field in schema_of(cls) if field.name == names[0]), None)
    if field is None:
        return None
    if len(names) == 1:
        return None if isinstance(field.form, Nested) else field.form
    return _form_of_column(field.form.type, names[1:]) if isinstance(field.form, Nested) else None


def _put(table: dict[str, Any], names: list[str], value: Any) -> None:
    for name in names[:-1]:
        table = table.setdefault(name, {})
    table[names[-1]] = value


def _cell(form: Form, cell: str) -> Any:
    """The value of a cell; one that does not fit stays a text, and is refused with its type when it is read."""
    match form:
        case Many():
            return [_cell(form.item, part.strip()) for part in cell.split(";")]
        case Scalar(type=kind) if kind is bool:
            return {"true": True, "false": False}.get(cell, cell)
        case Scalar(type=kind) if kind in (int, float):
            for number in (int, float):
                with suppress(ValueError):
                    return number(cell)
            return cell
        case _:
            return cell


def parse_json(text: str, name: str, problems: ProblemCollector) -> dict[str, Any] | None:
    """The object that a JSON text holds, nested no deeper than `MAXIMUM_DEPTH`, without repeated keys."""
    return _parse(text, name, _strict_json, "JSON", problems)


def _parse(
    text: str, name: str, parse: Callable[[str], Any], form: str, problems: ProblemCollector
) -> dict[str, Any] | None:
    try:
        data = parse(text)
    except RecursionError:
        problems.add(name, "$", f"is nested deeper than {MAXIMUM_DEPTH} levels", "flatten it")
        return None
    except ValueError as error:
        problems.add(name, "$", f"is not {form}: {error}"[:400], "correct it at that place")
        return None
    if is_deeper(data, MAXIMUM_DEPTH):
        problems.add(name, "$", f"is nested deeper than {MAXIMUM_DEPTH} levels", "flatten it")
        return None
    if not isinstance(data, dict):
        problems.add(name, "$", f"is {with_article(type(data))}, not an object", "put the records into an object")
        return None
    return data


def is_deeper(data: object, levels: int) -> bool:
    """Whether tables and lists are nested deeper than so many levels."""
    layer = [data]
    for _ in range(levels):
        below: list[object] = []
        for item in layer:
            if isinstance(item, dict):
                below += item.values()
            elif isinstance(item, list):
                below += item
        if not below:
            return False
        layer = below
    return any(isinstance(item, dict | list) for item in layer)


def _strict_json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_no_constant)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        seen: set[str] = set()
        repeated = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {repeated!r} occurs twice in one object")
    return table


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def is_within(path: Path, folder: Path) -> bool:
    """Whether a path, its links followed, stays in a folder; a link that leads round in a circle stays nowhere."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8, with its line ends as they are; see `write_bytes`."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file as a whole or not at all: a failed run leaves nothing half-written behind.

    A link is followed, and what is not a regular file (a device, a pipe) is written to and never replaced.

    Raises:
        OSError: the file cannot be written; the error names ``path``.
    """
    try:
        with replacing(path) as file:
            file.write(data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error), str(path)) from None  # such as a NUL in the path


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of another when all is written, and vanishes when something fails.

    Where the system can do so, the new file has no name until it is complete: nothing is left even of a process that
    is killed. Elsewhere its name cannot be guessed, and is never that of a file that exists. A new file is private
    (mode 0600); one that replaces another has the mode of the other. A link is followed, and what is not a regular
    file is written to.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as sink:
            yield sink
        return
    mode = stat.S_IMODE(target.stat().st_mode) & 0o777 if target.exists() else 0o600
    folder = os.open(target.parent, os.O_PATH) if _HAS_UNNAMED else -1
    try:
        unnamed = _unnamed_in(folder) if _HAS_UNNAMED else None
        with _named_beside(target, mode) if unnamed is None else _linked_at(target.name, unnamed, folder, mode) as file:
            yield file
    finally:
        if folder >= 0:
            os.close(folder)


_HAS_UNNAMED = hasattr(os, "O_TMPFILE") and os.link in os.supports_dir_fd


def _unnamed_in(folder: int) -> BinaryIO | None:
    """A file without a name in an opened folder; None where the file system has no such files."""
    try:
        return os.fdopen(os.open(".", os.O_TMPFILE | os.O_RDWR, 0o600, dir_fd=folder), "wb")
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL):
            return None
        raise


@contextmanager
def _linked_at(name: str, file: BinaryIO, folder: int, mode: int) -> Iterator[BinaryIO]:
    """A file without a name, which gets one when all is written."""
    with file:
        yield file
        _finish(file, mode)
        # No file can be replaced by one without a name, so for a moment it has another.
        partial = f".osteopharm-{secrets.token_hex(8)}.partial"
        os.link(f"/proc/self/fd/{file.fileno()}", partial, dst_dir_fd=folder, follow_symlinks=True)
        try:
            os.replace(partial, name, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:
            os.unlink(partial, dir_fd=folder)
            raise


@contextmanager
def _named_beside(target: Path, mode: int) -> Iterator[BinaryIO]:
    """A file of a name that cannot be guessed, beside a target, which takes its place when all is written."""
    opened, name = mkstemp(prefix=".osteopharm-", suffix=".partial", dir=target.parent)
    partial = Path(name)
    with removed_when_ended(partial):
        try:
            with os.fdopen(opened, "wb") as file:
                yield file
                _finish(file, mode)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def _finish(file: BinaryIO, mode: int) -> None:
    file.flush()
    if hasattr(os, "fchmod"):  # not on Windows
        os.fchmod(file.fileno(), mode)
    os.fsync(file.fileno())


_unfinished: set[Path] = set()


@contextmanager
def removed_when_ended(path: Path) -> Iterator[None]:
    """Marks a file or folder as one that `remove_unfinished` removes, for as long as the context lasts."""
    _unfinished.add(path)
    try:
        yield
    finally:
        _unfinished.discard(path)


def remove_unfinished() -> None:
    """Remove what the running work has not finished; called when a signal ends the process."""
    for path in tuple(_unfinished):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
