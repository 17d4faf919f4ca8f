"""The table that comes in and the table that goes out: its engine, its columns, and what is wrong with them.

Holds the checks that every function of exposure makes before any work. Computes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw
from attrs import frozen
from narwhals.exceptions import DuplicateError

from osteopharm._suggest import nearest
from osteopharm.errors import ColumnExistsError, InvalidTableError, UnknownColumnError
from osteopharm.frames.annotating import WITHOUT_CASE
from osteopharm.model._schema import with_article
from osteopharm.names.annotation import COLUMNS

ENGINES = ("pandas", "polars", "pyarrow", "duckdb", "pyspark", "pyspark[connect]")
"""The engines on which exposure is computed, by the names that narwhals gives them."""

DAYS = (nw.Date, nw.Datetime)
"""What a column of dates may hold."""
NUMBERS = (
    *(nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.Int128, nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64, nw.UInt128),
    *(nw.Float32, nw.Float64, nw.Decimal),
)
"""What a column of quantities or days may hold."""


@frozen
class Table:
    """A table of one of the engines, ready to work on.

    Attributes:
        frame: the table; one of polars is lazy here, whatever it was.
        engine: the name of its engine.
        is_collected: whether it came as an eager polars table, and goes back as one.
    """

    frame: Any
    engine: str
    is_collected: bool

    @property
    def schema(self) -> Mapping[str, Any]:
        """The type of each column."""
        schema: Mapping[str, Any] = self.frame.collect_schema()
        return schema

    def has(self, column: str) -> bool:
        """Whether there is a column of that name."""
        return column in self.schema

    def give_back(self, frame: Any, *, with_nulls: Sequence[str] = ()) -> Any:
        """A result, as a table of the kind that came in.

        Args:
            frame: the result.
            with_nulls: its whole numbers that may be null, which pandas has turned into fractions.
        """
        if self.engine == "pandas":
            native = nw.to_native(frame).reset_index(drop=True)
            return native.astype(dict.fromkeys(with_nulls, "Int64"))
        return nw.to_native(frame.collect() if self.is_collected else frame)


def opened(table: Any, *columns: str | None, role: str = "the table") -> Table:
    """A table of the user, in which the named columns are there; a name that is None is passed over.

    Raises:
        InvalidTableError: it is not a table of a supported engine, or a name is not text.
        UnknownColumnError: a column is missing; the error offers the near names.
    """
    try:
        wrapped: Any = nw.from_native(table)
        names = wrapped.collect_schema().names()
    except (TypeError, DuplicateError) as error:
        raise InvalidTableError(
            role,
            f"is {with_article(type(table))}" if isinstance(error, TypeError) else "has two columns of one name",
            "give a pandas, polars, pyarrow, DuckDB or PySpark table with a name for each column",
        ) from error
    engine = wrapped.implementation.value
    if engine not in ENGINES:
        raise InvalidTableError(role, f"is one of {engine}", "give it as pandas, polars, pyarrow, DuckDB or PySpark")
    for column in columns:
        if column is not None:
            _check_name(column, names)
    is_collected = engine == "polars" and isinstance(wrapped, nw.DataFrame)
    return Table(wrapped.lazy() if is_collected else wrapped, engine, is_collected)


def _check_name(column: object, names: Collection[Any]) -> None:
    if not isinstance(column, str):
        raise InvalidTableError("the name of a column", f"is {with_article(type(column))}", "give a str")
    if column not in names:
        written = {str(name).casefold().replace(" ", "-"): str(name) for name in names}
        near = [written[each] for each in nearest(column, written)]
        if not near and column in COLUMNS:
            instead = ", or give by='treatment'" if "treatment" in names else ""
            raise UnknownColumnError(column, hint=f"osteopharm.frames.annotate adds it{instead}")
        raise UnknownColumnError(column, near or [str(name) for name in list(names)[:3]])


def check_free(table: Table, added: Iterable[str]) -> None:
    """Refuse columns that are to be added and are there already.

    Raises:
        ColumnExistsError: a column has the name of one that would be added.
    """
    fold = str.casefold if table.engine in WITHOUT_CASE else str
    known = {fold(str(name)): str(name) for name in table.schema}
    if clashes := [known[name] for name in added if name in known]:
        raise ColumnExistsError(clashes)


def check_distinct(named: Iterable[str], added: Iterable[str], engine: str) -> None:
    """Refuse columns of a result that would have one name.

    Raises:
        ColumnExistsError: a column that is kept has the name of one that is made.
    """
    fold = str.casefold if engine in WITHOUT_CASE else str
    made = set(added)
    if clashes := [name for name in named if fold(name) in made]:
        raise ColumnExistsError(clashes)


def check_dates(table: Table, column: str) -> None:
    """Refuse a column that holds something else than dates, or dates with a time zone.

    Raises:
        InvalidTableError: it holds no dates, or dates with a time zone.
    """
    type = table.schema[column]
    if not isinstance(type, DAYS):
        hint = "turn it into dates first, and see which do not parse" if isinstance(type, nw.String) else "give dates"
        raise InvalidTableError(f"the column {column!r}", f"holds {type}", hint)
    # A timestamp of Spark always has the zone of the session, in which it is read as a date.
    if getattr(type, "time_zone", None) and "spark" not in table.engine:
        raise InvalidTableError(f"the column {column!r}", f"holds {type}", "turn it into the local date first")


def check_numbers(table: Table, column: str) -> None:
    """Refuse a column that holds something else than numbers.

    Raises:
        InvalidTableError: it holds no numbers.
    """
    type = table.schema[column]
    if not isinstance(type, NUMBERS) and not is_null(type):
        raise InvalidTableError(f"the column {column!r}", f"holds {type}", "give a column of numbers")


def is_null(type: Any) -> bool:
    """Whether a column has no type, because nothing is in it."""
    return isinstance(type, nw.Unknown)


def counted(frame: Any, column: str) -> dict[str, int]:
    """How many rows have each value of a column of text."""
    rows = frame.group_by(column).agg(nw.len().alias("rows_"))
    if isinstance(rows, nw.LazyFrame):
        rows = rows.collect()
    values, numbers = rows.get_column(column).to_list(), rows.get_column("rows_").to_list()
    return {str(value): int(number) for value, number in zip(values, numbers, strict=True)}
