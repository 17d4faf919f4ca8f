"""Rows and data frames: what every `to_rows` and `to_frame` of the library is made of."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal, overload

from attrs import fields

from osteopharm.errors import MissingExtraError, UnknownValueError

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped, unused-ignore]
    import polars as pl
    import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

Cell = str | int | float | bool | None
"""A value of a row."""
Row = dict[str, Cell]
"""A flat row: column names with plain values."""
Engine = Literal["pandas", "polars", "pyarrow"]
"""The engines that make data frames of rows."""

ENGINES: dict[str, Engine] = {"pandas": "pandas", "polars": "polars", "pyarrow": "pyarrow"}
JOINER = "; "
"""Separates several values in one cell."""
RUNS_IN_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins with one of these for a formula."""


class Tabular:
    """A base for answers that have rows: `to_frame` makes a data frame of them."""

    __slots__ = ()

    def to_rows(self) -> Sequence[Mapping[str, Any]]:
        """The rows: flat dicts of plain values."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    @overload
    def to_frame(self, engine: Literal["pandas"]) -> pd.DataFrame: ...
    @overload
    def to_frame(self, engine: Literal["polars"]) -> pl.DataFrame: ...
    @overload
    def to_frame(self, engine: Literal["pyarrow"]) -> pa.Table: ...
    @overload
    def to_frame(self, engine: str | None = None) -> Any: ...
    def to_frame(self, engine: str | None = None) -> Any:
        """The rows of `to_rows` as a data frame. Needs the extra ``frames`` and the engine.

        Args:
            engine: ``"pandas"``, ``"polars"`` or ``"pyarrow"``; by default the first of them that is installed.

        Raises:
            MissingExtraError: narwhals is not installed.
            UnknownValueError: there is no such engine.
            ImportError: the engine is not installed.

        >>> import osteopharm
        >>> osteopharm.load().medications.to_frame("polars").columns[:2]
        ['id', 'name']
        """
        return frame_of(self.to_rows(), engine)


def frame_of(rows: Sequence[Mapping[str, Any]], engine: str | None) -> Any:
    """Rows as a data frame of an engine; all rows have the same columns."""
    if engine is None:
        engine = next((name for name in ENGINES if find_spec(name)), "pandas")
    if engine not in ENGINES:
        raise UnknownValueError("engine", engine, ENGINES)
    if find_spec("narwhals") is None:
        raise MissingExtraError("frames")
    import narwhals

    columns = rows[0] if rows else ()
    return narwhals.from_dict(
        {name: [row[name] for row in rows] for name in columns}, backend=ENGINES[engine]
    ).to_native()


def record_row(record: Any) -> Row:
    """The fields of a record as a flat row: links as ids, enums as values, several values joined by semicolons.

    >>> import osteopharm
    >>> row = record_row(osteopharm.load().combinations["alendronic-acid-and-colecalciferol"])
    >>> row["components"], row["note"]
    ('alendronic-acid; colecalciferol', None)
    """
    return {field.name: cell(getattr(record, field.name)) for field in fields(type(record))}


def cell(value: object) -> Cell:
    """A field as one value of a row.

    >>> cell(("a", "b")), cell(()), cell(70)
    ('a; b', None, 70)
    """
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return JOINER.join(str(cell(each)) for each in value) or None
    id = getattr(value, "id", None)
    return id if isinstance(id, str) else str(value)


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]], delimiter: str = ",") -> str:
    r"""Rows as CSV with a header; what is not known is an empty cell, and no text is run by a spreadsheet.

    >>> csv_text(["code", "term"], [{"code": "1", "term": "=A1"}])
    "code,term\n1,'=A1\n"
    """
    written = StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[harmless(row[column]) for column in columns] for row in rows])
    return written.getvalue()


def harmless(value: Cell) -> Cell:
    """A value that no spreadsheet runs: a text that it would take for a formula begins with an apostrophe.

    >>> harmless("=A1"), harmless(-1)
    ("'=A1", -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(RUNS_IN_SPREADSHEETS) else value
