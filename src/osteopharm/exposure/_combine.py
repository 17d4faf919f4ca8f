"""Three things that each engine writes in its own way: rows twice, texts of several rows as one, a join in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import narwhals.stable.v2 as nw

from osteopharm.exposure._table import Table

SQL_ENGINES = ("duckdb", "pyspark", "pyspark[connect]")
"""The engines that are asked in SQL."""
PLACE = "osteopharm_place"
"""The number of a row while it is joined."""


def doubled(frame: Any, name: str) -> Any:
    """Every row twice, with 0 and 1 in a column of the name; what the table is made of is worked out only once."""
    engine = frame.implementation.value
    if engine == "duckdb":
        return nw.from_native(nw.to_native(frame).project(f"*, unnest([0, 1]) AS {name}"))
    if engine in SQL_ENGINES:
        return nw.from_native(nw.to_native(frame).selectExpr("*", f"explode(array(0, 1)) AS {name}"))
    return nw.concat([frame.with_columns(nw.lit(number).alias(name)) for number in (0, 1)])


def joined(frame: Any, keys: Sequence[str], text: str, order: str, joiner: str, *, name: str, count: str) -> Any:
    """For each combination of keys, the texts of its rows as one text, and how many they are.

    They come in the order of a column of whole numbers, those of equal order by the alphabet.
    """
    engine, native = frame.implementation.value, nw.to_native(frame)
    if engine == "duckdb":
        aggregated = f"string_agg({text}, '{joiner}' ORDER BY {order}, {text}) AS {name}, count(*) AS {count}"
        return nw.from_native(native.aggregate(f"{', '.join(keys)}, {aggregated}", ", ".join(keys)))
    if engine in SQL_ENGINES:
        functions: Any = import_module("pyspark.sql.functions")
        ordered = f"transform(array_sort(collect_list(struct({order}, {text}))), each -> each.{text})"
        return nw.from_native(
            native.groupBy(*keys).agg(
                functions.expr(f"array_join({ordered}, '{joiner}')").alias(name), functions.count("*").alias(count)
            )
        )
    if engine == "polars":
        polars: Any = import_module("polars")
        ordered = polars.col(text).sort_by(order, text).str.join(joiner).alias(name)
        return nw.from_native(native.group_by(*keys).agg(ordered, polars.len().alias(count)))
    native = nw.to_native(frame.sort(*keys, order, text))
    if engine == "pandas":
        grouped = native.groupby(list(keys), sort=False)[text]
        return nw.from_native(grouped.agg(**{name: joiner.join, count: "size"}).reset_index())
    compute: Any = import_module("pyarrow.compute")
    grouped = native.group_by(list(keys), use_threads=False).aggregate([(text, "list"), (text, "count")])
    texts = compute.binary_join(grouped.column(f"{text}_list"), joiner)
    return nw.from_native(
        grouped.select(list(keys)).append_column(name, texts).append_column(count, grouped.column(f"{text}_count"))
    )


def attached(table: Table, small: Any, on: Mapping[str, str]) -> Any:
    """The user's table with the columns of a smaller one; tables in memory keep their order, and pandas its index.

    Args:
        table: the user's table, with the columns to join on.
        small: the other; no combination of keys is there twice.
        on: for each column of the user's the one of the other that has to be equal.
    """
    frame, keys = table.frame, {"left_on": list(on), "right_on": list(on.values())}
    if table.engine in SQL_ENGINES:
        return nw.to_native(frame.join(small, how="left", **keys))
    if table.engine == "polars":
        native = nw.to_native(frame).join(nw.to_native(small), how="left", maintain_order="left", **keys)
        return native.collect() if table.is_collected else native
    found = nw.to_native(frame.with_row_index(PLACE).join(small, how="left", **keys).sort(PLACE).drop(PLACE))
    return found.set_axis(nw.to_native(frame).index, axis=0) if table.engine == "pandas" else found
