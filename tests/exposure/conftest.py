"""The engines on which exposure is tested, and tables made on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from itertools import count
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pytest
from tests.parts import needs

pd: Any = import_module("pandas")

LOCAL = ("pandas", "pandas, Arrow", "polars", "polars, lazy", "pyarrow", "DuckDB")
ENGINES = [*LOCAL, pytest.param("Spark", marks=needs("spark"))]
Make = Callable[[pl.DataFrame], Any]
CONNECTION = duckdb.connect()
"""All tables of DuckDB are on one connection: what is joined has to be."""
NUMBERS = count()
Rows = list[tuple[Any, ...]]


def _made(engine: str, table: pl.DataFrame) -> Any:
    if engine.startswith("pandas"):
        native = table.to_arrow().to_pandas(types_mapper=pd.ArrowDtype if "Arrow" in engine else None)
        dates = [name for name, type in table.schema.items() if type == pl.Date and engine == "pandas"]
        # In seconds: in nanoseconds, pandas 2 has no dates before 1678.
        return native.assign(**{name: native[name].astype("datetime64[s]") for name in dates})
    if engine == "polars, lazy":
        return table.lazy()
    if engine == "pyarrow":
        return table.to_arrow()
    if engine == "DuckDB":
        name = f"made_{next(NUMBERS)}"
        CONNECTION.register("given", table.to_arrow())
        CONNECTION.execute(f"CREATE TABLE {name} AS SELECT * FROM given")  # noqa: S608 # a number
        return CONNECTION.table(name)
    return table


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return round(value, 9) if isinstance(value, float) else value


def _rows(table: Any) -> Rows:
    if hasattr(table, "sparkSession"):
        found = [tuple(row) for row in table.collect()]
    else:
        frame: Any = nw.from_native(table)
        if isinstance(frame, nw.LazyFrame):
            frame = frame.collect()
        if frame.implementation is nw.Implementation.PANDAS:
            frame = nw.from_native(nw.to_native(frame).reset_index(drop=True))
        found = [tuple(row.values()) for row in frame.to_arrow().to_pylist()]
    return [tuple(_plain(value) for value in row) for row in found]


@pytest.fixture(params=ENGINES, scope="session")
def make(request: pytest.FixtureRequest) -> Make:
    """Makes a table of each engine from one of polars."""
    if request.param == "Spark":
        spark = request.getfixturevalue("spark")
        return lambda table: spark.createDataFrame(table.to_arrow())
    return lambda table: _made(request.param, table)


@pytest.fixture(params=("pandas", "polars", "pyarrow", "DuckDB"), scope="session")
def make_here(request: pytest.FixtureRequest) -> Make:
    """Makes a table of each engine of this process, for tests of many small tables."""
    return lambda table: _made(request.param, table)


@pytest.fixture(scope="session")
def in_order() -> Callable[[Any], Rows]:
    """The rows of a table of any engine, in its order: dates as dates, and nulls as None."""
    return _rows


@pytest.fixture(scope="session")
def rows_of() -> Callable[[Any], Rows]:
    """The same, sorted: an engine with plans has no order."""
    return lambda table: sorted(_rows(table), key=str)
