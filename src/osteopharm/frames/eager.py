"""Tables in memory: pandas, polars and pyarrow. They keep the order of their rows.

A join would lose the order in pandas and pyarrow, and the index in pandas, and read each string twice in polars. So
each string is encoded as a number once, and each row takes the answer of its number. Where nearly all strings of a
polars column differ, each row is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from itertools import chain
from os import cpu_count
from typing import Any

import narwhals.stable.v2 as nw

from osteopharm.errors import InvalidTableError
from osteopharm.frames.lookup import Lookup, Question

NUMBER = "osteopharm_number"
"""The name of a temporary column."""
FEW = 2048
"""Of how many rows of a column, at most, it is asked first whether they differ."""
NEARLY = 0.9
"""The share of different strings from which on a column is not encoded."""
SLICE = 1 << 20
"""The number of rows that pyarrow takes at once: one of its arrays has room for two gibibytes of text."""


def annotated_polars(frame: Any, column: str, question: Question) -> Any:
    """A polars table with the made."""
    table = nw.to_native(frame)
    polars = nw.get_native_namespace(frame)
    texts = table.get_column(column)
    if texts.dtype != polars.String or not hasattr(polars, "Categories"):
        return join_polars(table, table.select(column).unique(), column, question)
    if _differ(texts):
        # To number them would find next to no string twice.
        lookup = Lookup.of(texts.to_list(), question)
        if not lookup.is_long:
            return _with_rows(table, lookup, lookup.first_places[:-1])
        *places, _ = lookup.places
        table = table[[place for place, rows in enumerate(places) for _ in rows]]
        return _with_rows(table, lookup, [*chain(*places)])
    # As a category each string has a number. The streaming engine assigns the numbers on all cores, in order.
    category = polars.Categorical(polars.Categories.random())
    number = polars.col(column).cast(category).to_physical()
    numbers = table.lazy().select(number).collect(engine="streaming").get_column(column).rechunk()
    distinct = table.select(column).with_columns(numbers.alias(NUMBER))[numbers.arg_unique()].drop_nulls().sort(NUMBER)
    values = distinct.get_column(column)
    lookup = Lookup.of(values.to_list(), question)
    if lookup.is_long or not lookup.keys:
        return _joined(table, values, lookup, column)
    return _with_rows(table, lookup, polars.Series(lookup.first_places, dtype=polars.UInt32)[numbers])


def _differ(texts: Any) -> bool:
    """Whether nearly all strings of a polars column differ: first asked of a few, then estimated for all."""
    few = texts.gather_every(1 + len(texts) // FEW)
    return bool(few.n_unique() > NEARLY * len(few) and texts.approx_n_unique() > NEARLY * len(texts))


def _with_rows(table: Any, lookup: Lookup, rows: Any) -> Any:
    """A polars table with the answers: for each of its rows it is given which of the different ones it takes."""
    polars = nw.get_native_namespace(nw.from_native(table))
    made = polars.DataFrame(lookup.different_rows, schema=_polars_types(polars, lookup.types))
    return table.hstack(made.select(polars.all().gather(polars.Series(rows, dtype=polars.UInt32))))


def join_polars(table: Any, distinct: Any, column: str, question: Question) -> Any:
    """A polars table, eager or lazy, with the made for its distinct values, given as a table of their own."""
    values = distinct.get_column(column).drop_nulls()
    return _joined(table, values, Lookup.of(values.to_list(), question), column)


def _joined(table: Any, values: Any, lookup: Lookup, column: str) -> Any:
    polars = nw.get_native_namespace(nw.from_native(table))
    types = _polars_types(polars, lookup.types)
    if not lookup.keys:
        # A column of nulls without a type cannot be joined on.
        return table.with_columns(polars.lit(None, type).alias(name) for name, type in types.items())
    # The key has the type of the column.
    made = polars.DataFrame(lookup.columns, schema=types).insert_column(0, values.gather(lookup.keys))
    answers = made.lazy() if hasattr(table, "collect") else made
    # With "left" alone, threads decide in which order the several answers of one row come.
    order: Any = "left_right" if lookup.is_long else "left"
    return table.join(answers, on=column, how="left", maintain_order=order)


def _polars_types(polars: Any, types: Mapping[str, type]) -> dict[str, Any]:
    named = {str: polars.String, bool: polars.Boolean, int: polars.Int64, float: polars.Float64}
    return {name: named[type] for name, type in types.items()}


def annotated_pandas(frame: Any, column: str, question: Question) -> Any:
    """A pandas table with the made; it keeps its index."""
    import numpy as np

    table = nw.to_native(frame)
    pandas = nw.get_native_namespace(frame)
    codes, values = _factorized(pandas, table[column])
    lookup = Lookup.of(values, question)
    firsts = np.array(lookup.first_places)
    if lookup.is_long:
        counts = np.array([len(each) for each in lookup.places])[codes]
        kept = np.repeat(np.arange(len(codes)), counts)
        rows = np.repeat(firsts[codes], counts) + np.arange(len(kept)) - np.repeat(counts.cumsum() - counts, counts)
        table = table.take(kept)
    else:
        # Null has the code -1: the last place, without an answer.
        rows, table = firsts[codes], table.copy(deep=False)
    types = _pandas_types(pandas, table[column].dtype)
    made = {name: pandas.array(each, dtype=types[lookup.types[name]]) for name, each in lookup.different_rows.items()}
    # Arrow holds the texts. It takes on one core, and releases the interpreter lock, so that threads take in parallel.
    with ThreadPoolExecutor(cpu_count()) as pool:
        for name, taken in zip(made, pool.map(lambda each: each.take(rows), made.values()), strict=True):
            table[name] = taken
    return table


def _factorized(pandas: Any, column: Any) -> tuple[Any, list[Any]]:
    """The number of each value of a pandas column, -1 for null, and the values in the order of their numbers."""
    if getattr(column.dtype, "storage", None) == "pyarrow":
        import numpy as np

        pyarrow: Any = import_module("pyarrow")
        held = pyarrow.array(column.array)
        encoded = _encoded(held if isinstance(held, pyarrow.ChunkedArray) else pyarrow.chunked_array([held]))
        codes = np.concatenate([np.empty(0, "int32"), *(chunk.indices.fill_null(-1) for chunk in encoded.chunks)])
        return codes, _values_of(encoded)
    try:
        codes, values = pandas.factorize(column)
    except TypeError as error:
        raise InvalidTableError(
            f"the column {column.name!r}", "holds values that are not text", "give a column of text"
        ) from error
    return codes, values.tolist()


def _pandas_types(pandas: Any, like: Any) -> dict[type, Any]:
    """The pandas types: those of Arrow if the column has one, else those of pandas."""
    if isinstance(like, getattr(pandas, "ArrowDtype", ())):
        return {type: pandas.ArrowDtype(each) for type, each in _arrow_types(import_module("pyarrow")).items()}
    return {str: pandas.Series(["text"]).dtype, bool: "boolean", int: "Int64", float: "Float64"}


def _arrow_types(pyarrow: Any) -> dict[type, Any]:
    return {str: pyarrow.string(), bool: pyarrow.bool_(), int: pyarrow.int64(), float: pyarrow.float64()}


def annotated_pyarrow(frame: Any, column: str, question: Question) -> Any:
    """A pyarrow table with the made."""
    pyarrow = nw.get_native_namespace(frame)
    compute: Any = import_module("pyarrow.compute")
    table = nw.to_native(frame)
    encoded = _encoded(table.column(column))
    values = _values_of(encoded)
    lookup = Lookup.of(values, question)
    types = {name: _arrow_types(pyarrow)[type] for name, type in lookup.types.items()}
    made = {name: pyarrow.array(each, types[name]) for name, each in lookup.different_rows.items()}
    places = pyarrow.array(lookup.places if lookup.is_long else [], pyarrow.list_(pyarrow.int64()))
    if not lookup.is_long:
        firsts = pyarrow.array(lookup.first_places, pyarrow.int64())
        made = {name: each.take(firsts) for name, each in made.items()}
    parts = [table.slice(0, 0)]
    slices = []
    start = 0
    for chunk in encoded.chunks:
        for first in range(0, len(chunk), SLICE):
            rows = chunk.indices.slice(first, SLICE)
            if lookup.is_long:
                lists = places.take(compute.fill_null(rows, len(values)))
                parts.append(table.slice(start, len(rows)).take(compute.list_parent_indices(lists)))
                start, rows = start + len(rows), compute.list_flatten(lists)
            slices.append(rows)
    annotated = pyarrow.concat_tables(parts) if lookup.is_long else table
    # `take` uses one core and releases the interpreter lock, so that threads take in parallel.
    with ThreadPoolExecutor(pyarrow.cpu_count()) as pool:
        taken = {name: [pool.submit(each.take, rows) for rows in slices] for name, each in made.items()}
    for name, arrays in taken.items():
        column_made = pyarrow.chunked_array([each.result() for each in arrays], types[name])
        annotated = annotated.append_column(name, column_made)
    return annotated


def _encoded(column: Any) -> Any:
    """An Arrow column encoded with one dictionary."""
    types: Any = import_module("pyarrow.types")
    if types.is_dictionary(column.type):
        return column.unify_dictionaries()
    if types.is_null(column.type) or types.is_string_view(column.type):
        column = column.cast("large_string")
    cores = cpu_count() or 1
    size = max(SLICE, -(-len(column) // cores))
    parts = [chunk.slice(first, size) for chunk in column.chunks for first in range(0, len(chunk), size)]
    # It takes one core and releases the interpreter lock, so that threads encode in parallel.
    with ThreadPoolExecutor(cores) as pool:
        encoded = [*pool.map(lambda part: part.dictionary_encode(), parts)]
    pyarrow: Any = import_module("pyarrow")
    return pyarrow.chunked_array(encoded, pyarrow.dictionary(pyarrow.int32(), column.type)).unify_dictionaries()


def _values_of(encoded: Any) -> list[Any]:
    """The values in the order of their numbers."""
    return encoded.chunk(0).dictionary.to_pylist() if encoded.num_chunks else []


EAGER: Mapping[str, Callable[[Any, str, Question], Any]] = {
    "pandas": annotated_pandas,
    "polars": annotated_polars,
    "pyarrow": annotated_pyarrow,
}
"""The function that annotates a table in memory, by its engine."""
