"""How episodes change with the grace: the same rows under several choices, in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from osteopharm.exposure._supply import GROUP, PERSON, Day, rows_of
from osteopharm.exposure._table import check_distinct, opened
from osteopharm.exposure.episodes import ENDS, Grace, episodes_of

FrameT = TypeVar("FrameT")

ENDED = {end: f"ended_by_{end.replace(' ', '_')}" for end in ENDS}
"""For each end of an episode, the column that counts it."""
MADE = ("grace", "persons", "episodes", "mean_days", "days_covered", "days_in_gaps", *ENDED.values())
"""The columns beside the group."""


def sensitivity(
    table: FrameT,
    *,
    person: str,
    date: str,
    grace: Sequence[Grace],
    by: str = "medication",
    days: str = "days_covered",
    carry_over: bool = True,
    until: Day = None,
) -> FrameT:
    """What episodes come of each of several choices of grace: one row for each choice and group.

    The columns are ``grace`` (as text), that of the group, and ``persons``, ``episodes``, ``mean_days`` (from start to
    end), ``days_covered``, ``days_in_gaps``, ``ended_by_gap``, ``ended_by_switch`` and ``ended_by_end_of_data``.

    Args:
        table: a pandas, polars (eager or lazy), pyarrow, DuckDB or PySpark table with a row for each dispensing.
        person: the column of persons.
        date: the column of dates.
        grace: the choices, each as in `osteopharm.exposure.episodes`.
        by: the column that tells one treatment from another.
        days: the column of the days that each row covers.
        carry_over: whether supply that is left over is carried over.
        until: the day on which the data end, or a column of such days.

    Returns:
        A table of the same type.

    Raises:
        ColumnExistsError: the column of groups has the name of one that is made.
        InvalidTableError: ``table`` is not a supported table, or a column has another type.
        UnknownColumnError: the column does not exist; the error suggests similar names.
        UnknownValueError: a grace is negative, or an interval in the table has none.

    >>> from datetime import date
    >>> import polars
    >>> table = polars.DataFrame(
    ...     {
    ...         "patient": ["p1", "p1"],
    ...         "date": [date(2024, 1, 1), date(2024, 3, 1)],
    ...         "medication": ["raloxifene", "raloxifene"],
    ...         "days_covered": [30, 30],
    ...     }
    ... )
    >>> found = sensitivity(table, person="patient", date="date", grace=[14, 60])
    >>> found.select("grace", "episodes", "mean_days").sort("grace").rows()
    [('14', 2, 30.0), ('60', 1, 90.0)]
    """
    check_distinct((by,), MADE, opened(table).engine)
    rows = rows_of(table, person, date, by, days, until)
    rows.warn()
    parts = [_summed_up(episodes_of(rows, each, carry_over=carry_over), each, by) for each in grace]
    found: FrameT = rows.table.give_back(nw.concat(parts))
    return found


def _summed_up(found: Any, grace: Grace, by: str) -> Any:
    ended = {name: nw.col("ended_by") == end for end, name in ENDED.items()}
    found = found.with_columns(
        nw.lit(1).cast(nw.Int64).alias("one"),
        (nw.col("end_") - nw.col("first")).alias("length"),
        *(is_so.cast(nw.Int64).alias(name) for name, is_so in ended.items()),
    )
    sums = found.group_by(GROUP).agg(
        nw.col(PERSON).n_unique().alias("persons"), nw.col("one", "covered", "length", *ended).sum()
    )
    label = "; ".join(f"{key}: {value}" for key, value in grace.items()) if isinstance(grace, Mapping) else str(grace)
    return sums.select(
        nw.lit(label).alias("grace"),
        nw.col(GROUP).alias(by),
        nw.col("persons").cast(nw.Int64),
        nw.col("one").cast(nw.Int64).alias("episodes"),
        (nw.col("length").cast(nw.Float64) / nw.col("one").cast(nw.Float64)).alias("mean_days"),
        nw.col("covered").cast(nw.Int64).alias("days_covered"),
        (nw.col("length") - nw.col("covered")).cast(nw.Int64).alias("days_in_gaps"),
        *(nw.col(name).cast(nw.Int64) for name in ended),
    )
