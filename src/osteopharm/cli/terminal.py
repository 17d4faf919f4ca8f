"""Reading and writing of the commands: lines folded to the width of a terminal, whole lines to a file or pipe, JSON.

Text from the data is never interpreted as markup, and a narrow terminal folds it and does not cut it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from osteopharm._files import ProblemCollector, read_text
from osteopharm._sanitize import plain
from osteopharm.errors import DataError, Problem

Fields = Sequence[tuple[str, object]]
"""Labels with their values. A tuple is a list; a tuple inside it belongs to the value before it. Empty values are left
out."""

NARROWEST = 12
"""The least width of a terminal, in columns; narrower ones are treated as this wide."""
LEAST_WIDTH = 24
"""If fewer columns are left beside the labels, the values are written below them."""
STEP = 2
"""The indentation of a line, in columns."""
LARGEST_TEXT = 64 * 1024 * 1024
"""The largest text that is read, in bytes."""


def write(text: object, *, indent: int = 0, bold: int = 0) -> None:
    """Write a text on its own lines.

    Args:
        text: the text.
        indent: the indentation of its lines, in columns.
        bold: the number of its first characters that are bold.
    """
    console = _console()
    for line in _folded(plain(text), console, indent, indent):
        _write(console, line, bold)
        bold = max(0, bold - len(line))


def write_branch(line: str) -> None:
    """Write a line of a tree. Where it is folded, the lines of the tree go on beside it: ``├`` becomes ``│``."""
    console = _console()
    text = plain(line)
    branches = text[: len(text) - len(text.lstrip("│├└ "))]
    beside = branches.replace("├", "│").replace("└", " ")
    for place, part in enumerate(_folded(text[len(branches) :], console, len(branches), len(branches))):
        _write(console, (beside if place else branches) + part.lstrip(), 0)


def fields(shown: Fields) -> None:
    """Write labels with their values beside them, or below them in a narrow terminal."""
    console = _console()
    rows = [(label, items) for label, value in shown if (items := [*_items(value)])]
    beside = max(len(label) for label, _ in rows) + STEP
    is_narrow = console is not None and _width(console) - beside < LEAST_WIDTH
    for label, items in rows:
        head = label
        if is_narrow:
            for line in _folded(label, console, 0, 0):
                _write(console, line, len(line))
            head = ""
        for depth, is_listed, value in items:
            first = (STEP if is_narrow else beside) + depth * STEP
            for line in _folded(plain(value), console, first, first + STEP if is_listed else first):
                _write(console, head + line[len(head) :], len(head))
                head = ""


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table whose cells are folded to the width of the terminal; fields separated by tabs in a pipe.

    In a terminal that is too narrow for the columns, each row is written as labels with their values.
    """
    texts = [[plain(cell) for cell in row] for row in rows]
    console = _console()
    if console is None:
        for row in [list(head), *texts]:
            sys.stdout.write("\t".join(" ".join(cell.split()) for cell in row) + "\n")
        return
    if _width(console) < LEAST_WIDTH * len(head):
        for row in texts:
            fields([*zip(head, row, strict=True)])
        return
    made = Table(box=None, padding=(0, STEP, 0, 0), pad_edge=False, header_style="bold")
    for name in head:
        made.add_column(name, overflow="fold", ratio=None)
    for row in texts:
        made.add_row(*(Text(cell) for cell in row))
    with console.capture() as written:
        console.print(made)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in written.get().splitlines()))


def as_json(data: Any, indent: int | None = 2) -> None:
    """Write data as JSON, with escapes if the encoding of standard output is not Unicode."""
    is_unicode = sys.stdout.encoding.lower().startswith("utf")
    sys.stdout.write(json.dumps(data, ensure_ascii=not is_unicode, indent=indent) + "\n")


def lines_read() -> Iterator[str]:
    """The lines of standard input, without line ends.

    Raises:
        DataError: a line is not UTF-8; the lines before it were yielded.
    """
    for number, line in enumerate(sys.stdin.buffer, 1):
        yield _decoded(line, f"line {number}").rstrip("\r\n")


def text_of(file: Path) -> str:
    """The text of a file, or of standard input if the file is ``-``; line ends are kept.

    Raises:
        DataError: it cannot be read, is too large, or is not UTF-8.
    """
    if str(file) == "-":
        data = sys.stdin.buffer.read(LARGEST_TEXT + 1)
        if len(data) > LARGEST_TEXT:
            raise _refused("$", f"has more than {LARGEST_TEXT:,} bytes", "give it in parts")
        return _decoded(data, "$")
    problems = ProblemCollector()
    text = read_text(file, str(file), LARGEST_TEXT, problems)
    problems.raise_any()
    return text or ""


def _decoded(data: bytes, place: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(place, f"is not UTF-8 at byte {error.start}", "encode the input as UTF-8") from None


def _refused(place: str, message: str, hint: str) -> DataError:
    return DataError([Problem(place, message, hint, "standard input")])


def _items(value: object, depth: int = 0, *, is_listed: bool = False) -> Iterator[tuple[int, bool, str]]:
    """The texts in a value, each with its depth and whether it is an item of a list."""
    if isinstance(value, tuple):
        for item in value:
            yield from _items(item, depth + isinstance(item, tuple), is_listed=True)
    elif value not in (None, ""):
        yield depth, is_listed, str(value)


def _console() -> Console | None:
    """The console that folds lines; None for a file or pipe, unless COLUMNS sets a width."""
    if not (sys.stdout.isatty() or "COLUMNS" in os.environ):
        return None
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


def _width(console: Console) -> int:
    return max(console.width, NARROWEST)


def _folded(text: str, console: Console | None, first: int, later: int) -> Iterator[str]:
    """The lines of a text, indented; continuation lines are indented by ``later``."""
    for line in text.split("\n"):
        if console is None:
            yield f"{'':{first}}{line}"
        else:
            most = _width(console) - NARROWEST
            yield from _fitted(line.expandtabs(), console, min(first, most), min(later, most))


def _fitted(line: str, console: Console, first: int, later: int) -> Iterator[str]:
    parts = [part.plain for part in Text(line).wrap(console, _width(console) - first)]
    yield f"{'':{first}}{parts[0]}"
    if len(parts) > 1:
        rest = Text(line[len(parts[0]) :].lstrip())
        yield from (f"{'':{later}}{part.plain}" for part in rest.wrap(console, _width(console) - later))


def _write(console: Console | None, line: str, bold: int) -> None:
    line = line.rstrip()
    if console is None:
        sys.stdout.write(f"{line}\n")
        return
    text = Text(line)
    text.stylize("bold", 0, bold)
    with console.capture() as written:
        console.print(text, no_wrap=True, overflow="ignore", crop=False)
    # rich itself would end the process after a broken pipe.
    sys.stdout.write(written.get())
