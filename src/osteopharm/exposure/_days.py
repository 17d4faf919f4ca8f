"""Dates as the number of their day, and back: the one thing that each engine writes in its own way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import narwhals.stable.v2 as nw

from osteopharm.exposure._table import Table

EPOCH = date(1970, 1, 1)
"""Day 0."""
DAY_IN_MILLISECONDS = 86_400_000


def number_of(day: date) -> int:
    """The number of a day.

    >>> number_of(date(1970, 1, 8))
    7
    """
    return date(day.year, day.month, day.day).toordinal() - EPOCH.toordinal()


def day_number(table: Table, column: str) -> Any:
    """An expression for the days in a column of dates, as whole numbers; null where the date is null."""
    dates = nw.col(column)
    if table.engine == "pandas":
        return dates.dt.timestamp("ms") // DAY_IN_MILLISECONDS
    if table.engine in {"polars", "pyarrow"}:
        return dates.cast(nw.Date).cast(nw.Int32).cast(nw.Int64)
    return (dates.cast(nw.Date) - nw.lit(EPOCH)).cast(nw.Int64)


def date_of(table: Table, number: str, like: Any) -> Any:
    """An expression for the dates of the days in a column of whole numbers.

    Args:
        table: the table that gives the engine.
        number: the name of the column of whole numbers.
        like: the type of the dates that came in: pandas has no type for dates alone.
    """
    if table.engine == "pandas":
        # A column with nulls in it may hold fractions, of which Arrow makes no days.
        whole = nw.col(number).fill_null(0).cast(nw.Int64)
        midnight = nw.lit(datetime(1970, 1, 1)) + nw.lit(timedelta(days=1)) * whole  # noqa: DTZ001 # no zone
        return nw.when(~nw.col(number).is_null()).then(midnight.cast(like))
    if table.engine in {"polars", "pyarrow"}:
        return nw.col(number).cast(nw.Int32).cast(nw.Date)
    return nw.lit(EPOCH) + nw.col(number).cast(nw.Int32)
