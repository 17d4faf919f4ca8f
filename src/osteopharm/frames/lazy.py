"""Lazy tables: polars, DuckDB, Spark, and others that narwhals can join.

The distinct values are collected; their answers are joined back as a small table, and the plan stays lazy. SQL engines
get the small table as one JSON text and unpack it: no Python runs on a worker, nothing is registered in a catalog, and
parsing costs a hundredth of that of a list of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import narwhals.stable.v2 as nw

from osteopharm.frames.eager import join_polars
from osteopharm.frames.lookup import KEY, Lookup, Question

_DUCKDB = {str: "VARCHAR", bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE"}
_SPARK = {str: "string", bool: "boolean", int: "bigint", float: "double"}
_PANDAS = {str: "string", bool: "boolean", int: "Int64", float: "Float64"}
_NARWHALS: Mapping[type, Any] = {str: nw.String(), bool: nw.Boolean(), int: nw.Int64(), float: nw.Float64()}


def annotated_polars(frame: Any, column: str, question: Question) -> Any:
    """A lazy polars table with the answers."""
    table = nw.to_native(frame)
    # The streaming engine keeps only the distinct values in memory.
    distinct = table.select(column).unique().collect(**streaming(nw.get_native_namespace(frame).__version__))
    return join_polars(table, distinct, column, question)


def streaming(version: str) -> dict[str, Any]:
    """The arguments of ``collect`` for the streaming engine of a version of polars.

    >>> streaming("1.25.2"), streaming("1.24.0")
    ({'engine': 'streaming'}, {'streaming': True})
    """
    release = tuple(int(part) for part in version.split(".")[:2])
    return {"engine": "streaming"} if release >= (1, 25) else {"streaming": True}


def annotated_duckdb(frame: Any, column: str, question: Question) -> Any:
    """A DuckDB relation with the answers, on its own connection."""
    table = nw.to_native(frame)
    name = f'"{column.replace(chr(34), chr(34) * 2)}"'
    distinct = f"SELECT DISTINCT {name} FROM osteopharm_rows WHERE {name} IS NOT NULL"  # noqa: S608 # quoted above
    values = [value for (value,) in table.query("osteopharm_rows", distinct).fetchall()]
    lookup = Lookup.of(values, question)
    type = str(table.types[table.columns.index(column)])
    forms = ", ".join(f'"{each}": "{_DUCKDB[held]}"' for each, held in {KEY: str, **lookup.types}.items())
    # Enumerations and text are compared as text, numbers as numbers.
    key = f"CAST({KEY} AS {type})" if _is_number(frame, column) else KEY
    rows = lookup.as_json.replace("'", "''")
    joined = f"""
        SELECT osteopharm_rows.*, {", ".join(f"osteopharm_answers.{each}" for each in lookup.types)}
        FROM osteopharm_rows LEFT JOIN (
            SELECT {key} AS {KEY}, {", ".join(lookup.types)}
            FROM (SELECT unnest(from_json('{rows}', '[{{{forms}}}]'), recursive := true))
        ) AS osteopharm_answers ON osteopharm_rows.{name} = osteopharm_answers.{KEY}
    """  # noqa: S608 # quoted above
    return table.query("osteopharm_rows", joined)


def annotated_spark(frame: Any, column: str, question: Question) -> Any:
    """A Spark table with the answers; the small table is broadcast, so that no row moves."""
    from pyspark.sql import functions, types

    table = nw.to_native(frame)
    asked = table[f"`{column.replace('`', '``')}`"]
    values = [row[0] for row in table.select(asked).where(asked.isNotNull()).distinct().collect()]
    lookup = Lookup.of(values, question)
    form = ", ".join(f"{each}: {_SPARK[held]}" for each, held in {KEY: str, **lookup.types}.items())
    rows = functions.from_json(functions.lit(lookup.as_json), f"array<struct<{form}>>")
    answers = table.sparkSession.range(1).select(functions.inline(rows))
    type = table.schema[column].dataType
    if not isinstance(type, types.NullType):
        # Numbers are compared as numbers, and text by the collation of its column.
        answers = answers.withColumn(KEY, answers[KEY].cast(type))
    return table.join(functions.broadcast(answers), asked == answers[KEY], "left").drop(answers[KEY])


def by_narwhals(frame: Any, column: str, question: Question) -> Any:
    """A table of another engine that narwhals can join, such as Dask or Ibis, with the answers."""
    distinct = frame.select(column).unique().drop_nulls().collect()
    values = distinct.get_column(column)
    lookup = Lookup.of(values.to_list(), question)
    answers = _small_table(lookup, distinct.implementation).with_columns(values[lookup.keys].alias(KEY))
    small = answers.lazy(backend=frame.implementation)
    return nw.to_native(frame.join(small, how="left", left_on=column, right_on=KEY))


def _small_table(lookup: Lookup, engine: Any) -> Any:
    if engine is nw.Implementation.PANDAS:
        # Dask uses pandas tables, whose plain booleans cannot be null: null would become false.
        native = nw.to_native(nw.from_dict(lookup.columns, backend=engine))
        return nw.from_native(native.astype({name: _PANDAS[held] for name, held in lookup.types.items()}))
    types = {name: _NARWHALS[held] for name, held in lookup.types.items()}
    return nw.from_dict(lookup.columns, schema=types, backend=engine)


def _is_number(frame: Any, column: str) -> bool:
    return bool(frame.collect_schema()[column].is_numeric())


LAZY: Mapping[str, Callable[[Any, str, Question], Any]] = {
    "duckdb": annotated_duckdb,
    "polars": annotated_polars,
    "pyspark": annotated_spark,
    "pyspark[connect]": annotated_spark,
}
"""The function that annotates a lazy table, by its engine; other engines use narwhals."""
