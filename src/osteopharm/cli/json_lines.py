"""Tables with a JSON object in each line (NDJSON). Annotated lines are kept byte for byte and get five more keys.

A data frame would have to give each column one type: it rounds whole numbers beside fractions, and has no place for a
key that occurs twice or for half a surrogate pair. Where a table has such things and is to be written in another form,
it is refused.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from osteopharm.errors import DataError, InvalidTableError, Problem
from osteopharm.frames import annotate, annotate_codes
from osteopharm.model._schema import LARGEST_NUMBER, with_article
from osteopharm.names.annotation import COLUMNS

if TYPE_CHECKING:
    import polars as pl

LONGEST_LINE = 64 * 1024 * 1024
"""The most bytes that a line may have."""
LONGEST_NUMBER = 18
"""Whole numbers of at most so many characters fit into 64 bits; longer ones are read as texts."""
SURROGATE = re.compile("[\ud800-\udfff]")

Key = tuple[type, Any]
"""A value of the column with its type: 1, 1.0 and true are different values."""


def incomplete(form: str) -> str:
    """The cure of a file that cannot be read in the form of its ending.

    >>> incomplete("csv")
    'check that the file is complete, and is csv as its ending says'
    """
    return f"check that the file is complete, and is {form} as its ending says"


class Lines:
    """The lines of a file, which may be read several times.

    Args:
        file: the file.
        advance: called with the number of bytes of each line.
    """

    def __init__(self, file: Path, advance: Callable[[int], object] = bool) -> None:
        self.file = file
        self._advance = advance

    def raw(self) -> Iterator[tuple[int, bytes]]:
        """The lines as they are, each with its number.

        Raises:
            DataError: a line is too long.
        """
        with self.file.open("rb") as lines:
            for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE + 1), b""), 1):
                if len(line) > LONGEST_LINE:
                    raise self.refused(number, f"has more than {LONGEST_LINE:,} bytes", "write one object a line")
                self._advance(len(line))
                yield number, line

    def tables(self) -> Iterator[tuple[int, bytes, dict[str, Any] | None]]:
        """The lines with the objects in them; None for a blank line. Of a key that occurs twice the last counts.

        Raises:
            DataError: a line is not a JSON object in UTF-8.
        """
        parse: Callable[[str], Any] = json.JSONDecoder(parse_int=_whole_number, parse_constant=_refuse_constant).decode
        for number, line in self.raw():
            text = self._decoded(number, line)
            yield number, line, self._parsed(number, text, parse) if text.strip() else None

    def _decoded(self, number: int, line: bytes) -> str:
        try:
            return line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise self.refused(number, f"is not UTF-8 at byte {error.start}", "save the file as UTF-8") from None

    def _parsed(self, number: int, text: str, parse: Callable[[str], Any]) -> Any:
        hint = incomplete("ndjson")
        try:
            table = parse(text)
        except RecursionError:
            raise self.refused(number, "is nested too deep", "flatten it") from None
        except ValueError as error:
            raise self.refused(number, f"is not JSON: {error}"[:400], hint) from None
        if not isinstance(table, dict | _Pairs):
            raise self.refused(number, f"is {with_article(type(table))}, not an object", hint)
        return table

    def refused(self, number: int, message: str, hint: str) -> DataError:
        """The error about a line."""
        return DataError([Problem(f"line {number}", message, hint, self.file.name)])

    def check_fits_columns(self) -> None:
        """Raise an error if a data frame would change a value.

        Raises:
            DataError: a key occurs twice in an object, a text has half a surrogate pair, or a column has fractions and
                whole numbers that would be rounded beside them.
        """
        parse: Callable[[str], Any] = json.JSONDecoder(object_pairs_hook=_Pairs, parse_constant=_refuse_constant).decode
        large: dict[str, int] = {}
        fractions: set[str] = set()
        for number, line in self.raw():
            text = self._decoded(number, line)
            pairs = self._parsed(number, text, parse) if text.strip() else _Pairs()
            for path, value in _leaves("", pairs):
                if isinstance(value, _Repeated):
                    raise self._unfit(number, f"has the key {value.key!r:.100} twice in one object")
                if isinstance(value, str) and not value.isascii() and SURROGATE.search(value):
                    raise self._unfit(number, f"has half a surrogate pair in {path!r:.100}")
                if type(value) is int and abs(value) > LARGEST_NUMBER:
                    large.setdefault(path, number)
                elif type(value) is float:
                    fractions.add(path)
        for path in sorted(fractions & large.keys()):
            raise self._unfit(
                large[path], f"has a whole number in {path!r:.100} that would be rounded beside fractions"
            )

    def _unfit(self, number: int, message: str) -> DataError:
        return self.refused(number, f"{message}; other forms cannot hold it", "write .ndjson, which keeps each line")


class _Pairs(list[tuple[str, Any]]):
    """The keys and values of an object, in order."""


class _Repeated:
    """A key that occurs twice in one object."""

    def __init__(self, key: str) -> None:
        self.key = key


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The values in a parsed line, each with the keys that lead to it."""
    waiting = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, _Pairs):
            seen: set[str] = set()
            for key, item in value:
                if key in seen:
                    yield path, _Repeated(key)
                seen.add(key)
                yield path, key
                waiting.append((f"{path}.{key}" if path else key, item))
        elif isinstance(value, list):
            waiting += ((path, item) for item in value)
        else:
            yield path, value


def _whole_number(text: str) -> int | str:
    return int(text) if len(text) <= LONGEST_NUMBER else text


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def count(lines: Lines, column: str, system: str | None) -> tuple[Counter[Key], dict[Key, dict[str, Any]]]:
    """How many rows have each value of a column, and what is identified in each value.

    Args:
        lines: the lines.
        column: the key.
        system: the system of the codes under that key; None if they are product strings.

    Raises:
        DataError: a line is not a JSON object.
        OsteopharmError: the key is missing everywhere, or one of the five is there already, or a value is neither
            text nor code; see `osteopharm.frames`.
    """
    import polars as pl

    counts: Counter[Key] = Counter()
    keys: dict[str, None] = {}
    for _, _, table in lines.tables():
        if table is not None:
            keys.update(dict.fromkeys(table))
            counts[key_of(table, column)] += 1

    def annotated(frame: pl.DataFrame) -> pl.DataFrame:
        return annotate(frame, column) if system is None else annotate_codes(frame, column, system)

    # Problems that the keys show are raised as for any other table.
    annotated(pl.DataFrame(schema={key: pl.String for key in keys if not SURROGATE.search(key)}))
    found: dict[Key, dict[str, Any]] = {}
    for kind in dict.fromkeys(kind for kind, _ in counts):
        values = [value for each, value in counts if each is kind]
        if kind in (dict, list):
            raise InvalidTableError(f"the column {column!r}", f"holds {with_article(kind)}", "give a column of text")
        if kind is not type(None):
            given = [SURROGATE.sub("\ufffd", value) if kind is str else value for value in values]
            rows = annotated(pl.DataFrame({column: given})).select(COLUMNS).to_dicts()
            found.update(((kind, value), row) for value, row in zip(values, rows, strict=True))
    return counts, found


def key_of(table: Mapping[str, Any], column: str) -> Key:
    """The value of the column in an object, with its type."""
    value = table.get(column)
    return type(value), None if isinstance(value, dict | list) else value


def write(lines: Lines, column: str, found: Mapping[Key, dict[str, Any]], file: BinaryIO) -> int:
    """Write each line with what was identified in it; gives the number of objects written.

    Args:
        lines: the lines.
        column: the key with the product strings or codes.
        found: what was identified in each value.
        file: where to write.
    """
    nothing = dict.fromkeys(COLUMNS)
    ends = {key: json.dumps(row, ensure_ascii=False)[1:].encode() for key, row in found.items()}
    ends_without = json.dumps(nothing)[1:].encode()
    written = 0
    for _, line, table in lines.tables():
        if table is None:
            file.write(line)
            continue
        whole = line.rstrip()
        head = whole[:-1].rstrip()
        comma = b"" if head.endswith(b"{") else b","
        file.write(head + comma + ends.get(key_of(table, column), ends_without) + line[len(whole) :])
        written += 1
    return written
