"""Running sums, running maxima and previous values, each within its own rows: on every engine, in one pass of it.

DuckDB and Spark say it in SQL. The others sort once; after that, whole columns are summed up without any grouping,
which is faster than a window for each of many small groups, and the only way that pyarrow has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, Literal

import narwhals.stable.v2 as nw

Running = Literal["sum", "max", "max before", "previous"]
"""What is wanted of a column: its sum or maximum up to the row, its maximum before it, or the value before it."""

FAR_PAST = -(10**9)
"""The value before the first row; a day so early that nothing reaches it."""
APART = 1 << 37
"""So far apart are the values of neighboring groups while they are in one column.

Days and sums of days are smaller, and seventy million groups still fit into 64 bits.
"""
FIRST, GROUP = "first_", "group_"

_SQL: Mapping[Running, str] = {
    "sum": "CAST(sum({column}) OVER ({window} ROWS UNBOUNDED PRECEDING) AS BIGINT)",
    "max": "max({column}) OVER ({window} ROWS UNBOUNDED PRECEDING)",
    "max before": "coalesce(max({column}) OVER ({window} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), {past})",
    "previous": "coalesce(lag({column}) OVER ({window}), {past})",
}


def running(
    frame: Any,
    within: Sequence[str],
    order: Sequence[str],
    columns: Mapping[str, tuple[Running, str]],
    *,
    is_sorted: bool = False,
) -> Any:
    """A table with running values of columns of whole numbers that hold no nulls.

    Args:
        frame: the table; its columns have the plain names that exposure gives them.
        within: the columns that tell one group of rows from another; no nulls in them.
        order: the columns by which the rows of a group are ordered.
        columns: the name of each new column, with what is wanted of which column.
        is_sorted: whether a table in memory has this order already, from the step before.
    """
    engine = frame.implementation.value
    if engine in {"duckdb", "pyspark", "pyspark[connect]"}:
        window = f"PARTITION BY {', '.join(within)} ORDER BY {', '.join(order)}"
        texts = [
            f"{_SQL[kind].format(column=column, window=window, past=FAR_PAST)} AS {name}"
            for name, (kind, column) in columns.items()
        ]
        native = nw.to_native(frame)
        return nw.from_native(
            native.project(", ".join(["*", *texts])) if engine == "duckdb" else native.selectExpr("*", *texts)
        )
    if engine == "polars":
        # The same words, but those of polars itself: narwhals lets no lazy table sum up without a window.
        import polars as pl

        return nw.from_native(_summed_up(nw.to_native(frame), pl, within, order, columns, is_sorted=is_sorted))
    return _summed_up(frame, nw, within, order, columns, is_sorted=is_sorted)


def _summed_up(
    frame: Any,
    words: Any,
    within: Sequence[str],
    order: Sequence[str],
    columns: Mapping[str, tuple[Running, str]],
    *,
    is_sorted: bool,
) -> Any:
    if not is_sorted:
        frame = frame.sort(*within, *order)
        changes = [(words.col(column) != words.col(column).shift(1)).fill_null(value=True) for column in within]
        frame = frame.with_columns(reduce(or_, changes).alias(FIRST))
        frame = frame.with_columns(words.col(FIRST).cast(words.Int64).cum_sum().alias(GROUP))
    return frame.with_columns(
        _expression(words, kind, words.col(column)).cast(words.Int64).alias(name)
        for name, (kind, column) in columns.items()
    )


def _expression(words: Any, kind: Running, column: Any) -> Any:
    first, past = words.col(FIRST), words.lit(FAR_PAST)
    if kind == "previous":
        return words.when(first).then(past).otherwise(column.shift(1))
    if kind == "sum":
        # What was summed up before the group began; it only grows, so that its maximum is that of the own group.
        total = column.cum_sum()
        return total - words.when(first).then(total - column).otherwise(words.lit(0)).cum_max()
    apart = words.col(GROUP) * APART
    highest = (column + apart).cum_max() - apart
    return highest if kind == "max" else words.when(first).then(past).otherwise(highest.shift(1))
