"""Reading files that somebody else may have written: contained, bounded in size and depth, strictly decoded.

Holds `ProblemCollector`, which gathers the problems of one reading, and the readers of bytes, TOML and JSON.
Knows the forms of files, not what they mean.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from osteopharm.errors import DataError, Problem
from osteopharm.model.checks import with_article

MAXIMUM_SEED_FILE = 4 * 1024 * 1024
"""The most bytes that one file of a seed folder may have."""
MAXIMUM_JSON_FILE = 64 * 1024 * 1024
"""The most bytes that a compendium in JSON may have."""
MAXIMUM_DEPTH = 12
"""How deep tables and lists may be nested in a file."""
LONGEST_PLACE = 9
"""The most figures that a place in a list can have, in a file of the sizes above."""


class ProblemCollector:
    """The problems found during one reading, in no particular order until they are raised.

    Attributes:
        problems: what was found.
        unread: the kinds of record of which a file could not be read; links to what it holds are not blamed.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.unread: set[str] = set()

    def add(self, file: str, path: str, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(file, path, message, hint))

    def raise_any(self) -> None:
        """Raise one `DataError` with every problem, if there is any."""
        if self.problems:
            self.problems.sort(key=lambda problem: (problem.file, _natural(problem.path), problem.message))
            raise DataError(self.problems)


def _natural(path: str) -> list[tuple[int, int | str]]:
    """A key that sorts ``$.claims[10]`` after ``$.claims[9]``."""
    parts = path.replace("[", "\0").replace("]", "\0").split("\0")
    # A part may be a key that somebody chose: only what can be a place in a list is read as a number.
    return [(0, int(part)) if part.isdecimal() and len(part) <= LONGEST_PLACE else (1, part) for part in parts]


def read_bytes(path: Path, name: str, maximum: int, finds: ProblemCollector) -> bytes | None:
    """The bytes of a regular file of at most ``maximum`` bytes; otherwise a problem is noted, and None returned."""
    try:
        if not path.is_file():
            finds.add(name, "$", "is not a file", "give a regular file of that name")
            return None
        with path.open("rb") as file:
            data = file.read(maximum + 1)
    except OSError as error:
        finds.add(name, "$", f"cannot be read: {error.strerror}", "see that the file is there and may be read")
        return None
    if len(data) > maximum:
        finds.add(name, "$", f"has more than {maximum:,} bytes", "split it, or leave out what does not belong there")
        return None
    return data


def read_text(path: Path, name: str, maximum: int, finds: ProblemCollector) -> str | None:
    """The text of a file in UTF-8, byte for byte (line ends stay as they are)."""
    data = read_bytes(path, name, maximum, finds)
    if data is None:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        finds.add(name, "$", f"is not UTF-8 at byte {error.start}", "save the file as UTF-8")
        return None


def read_toml(path: Path, name: str, finds: ProblemCollector) -> dict[str, Any] | None:
    """The table that a TOML file holds, nested no deeper than `MAXIMUM_DEPTH`."""
    import tomllib  # seeds are read seldom, and the module takes as long to come in as the shipped JSON

    text = read_text(path, name, MAXIMUM_SEED_FILE, finds)
    return None if text is None else _parse(text, name, tomllib.loads, "TOML", finds)


def read_json(path: Path, finds: ProblemCollector) -> dict[str, Any] | None:
    """The object that a JSON file holds, nested no deeper than `MAXIMUM_DEPTH`, without repeated keys."""
    text = read_text(path, path.name, MAXIMUM_JSON_FILE, finds)
    return None if text is None else parse_json(text, path.name, finds)


def parse_json(text: str, name: str, finds: ProblemCollector) -> dict[str, Any] | None:
    """The object that a JSON text holds; see `read_json`."""
    return _parse(text, name, _strict_json, "JSON", finds)


def _parse(
    text: str, name: str, parse: Callable[[str], Any], form: str, finds: ProblemCollector
) -> dict[str, Any] | None:
    try:
        data = parse(text)
    except RecursionError:
        finds.add(name, "$", f"is nested deeper than {MAXIMUM_DEPTH} levels", "flatten it")
        return None
    except ValueError as error:
        finds.add(name, "$", f"is not {form}: {error}"[:400], "mend it at that place")
        return None
    if _is_deeper(data, MAXIMUM_DEPTH):
        finds.add(name, "$", f"is nested deeper than {MAXIMUM_DEPTH} levels", "flatten it")
        return None
    if not isinstance(data, dict):
        finds.add(name, "$", f"holds {with_article(type(data))}, not an object", "put the records into an object")
        return None
    return data


def _is_deeper(data: object, levels: int) -> bool:
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
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in one object")
    return table


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


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

    A link is followed, and what is no regular file (a device, a pipe) is written to and never replaced.

    Raises:
        OSError: the file cannot be written; the error names ``path``.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            with replacing(target) as partial:
                partial.write_bytes(data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A file beside a target that takes its place when all is written, and is gone when something fails."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
