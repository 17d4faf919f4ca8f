"""Rows and data frames: what every `to_rows` and `to_frame` of the library is made of."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal, overload

from osteopharm.errors import MissingExtraError, UnknownValueError

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped, unused-ignore]
    import polars as pl
    import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

Cell = str | int | float | bool | None
"""A value of a row."""
Row = dict[str, Cell]
"""A flat row: column names with plain values."""
Columns = Mapping[str, type]
"""The columns of rows, each with the type of its values, which may also be None: str, int, float or bool."""
Engine = Literal["pandas", "polars", "pyarrow"]
"""The engines that make data frames of rows."""

ENGINES: dict[str, Engine] = {"pandas": "pandas", "polars": "polars", "pyarrow": "pyarrow"}
JOINER = "; "
"""Separates several values in one cell."""
PANDAS_WITH_TEXT = 3
"""The first version of pandas that has a type for texts by default."""
RUNS_IN_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins with one of these for a formula."""


class Tabular:
    """A base for answers that have rows: `to_frame` makes a data frame of them."""

    __slots__ = ()

    def to_rows(self) -> Sequence[Mapping[str, Any]]:
        """The rows: flat dicts of plain values."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def _columns(self) -> Columns:
        """The columns of the rows, whichever rows there are."""
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

        The columns and their types are the same for any rows, also for none: whole numbers and truth values may be
        missing in all engines.

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
        return frame_of(self.to_rows(), self._columns(), engine)


def frame_of(rows: Sequence[Mapping[str, Any]], columns: Columns, engine: str | None) -> Any:
    """Rows as a data frame of an engine, with the types of the columns: no engine has to guess them.

    >>> frame_of([], {"code": str, "count": int}, "polars").schema["count"]
    Int64
    """
    if engine is None:
        engine = next((name for name in ENGINES if find_spec(name)), "pandas")
    if engine not in ENGINES:
        raise UnknownValueError("engine", engine, ENGINES)
    if find_spec("narwhals") is None:
        raise MissingExtraError("frames")
    data = {name: [_typed(row.get(name), type) for row in rows] for name, type in columns.items()}
    if engine == "pandas":
        return _pandas_frame(data, columns)
    import narwhals

    types = {str: narwhals.String, int: narwhals.Int64, float: narwhals.Float64, bool: narwhals.Boolean}
    schema = {name: types[type]() for name, type in columns.items()}
    return narwhals.from_dict(data, schema=schema, backend=ENGINES[engine]).to_native()


def _typed(value: Any, type: type) -> Any:
    return float(value) if type is float and value is not None else value


def _pandas_frame(data: Mapping[str, list[Any]], columns: Columns) -> Any:
    # The types of numpy, which narwhals would choose, have no whole number and no truth value that is missing.
    import pandas as pd

    has_text = int(pd.__version__.partition(".")[0]) >= PANDAS_WITH_TEXT
    types = {str: "str" if has_text else "object", int: "Int64", float: "float64", bool: "boolean"}
    return pd.DataFrame({name: pd.Series(data[name], dtype=types[type]) for name, type in columns.items()})


def columns_of(*record_types: type) -> Columns:
    """The columns of `record_row` for records of some types: those of the first, then what the others have beside.

    >>> from osteopharm.model import Product
    >>> columns_of(Product)["strength"]
    <class 'str'>
    """
    from osteopharm.model._schema import Scalar, schema_of

    columns: dict[str, type] = {}
    for record_type in record_types:
        for field in schema_of(record_type):
            columns.setdefault(field.name, field.form.type if isinstance(field.form, Scalar) else str)
    return columns


def record_row(record: Any) -> Row:
    """The fields of a record as a flat row: links as ids, enums as values, several values joined by semicolons.

    >>> import osteopharm
    >>> row = record_row(osteopharm.load().combinations["alendronic-acid-and-colecalciferol"])
    >>> row["components"], row["note"]
    ('alendronic-acid; colecalciferol', None)
    """
    from osteopharm.model._schema import schema_of

    return {field.name: cell(getattr(record, field.name)) for field in schema_of(type(record))}


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
