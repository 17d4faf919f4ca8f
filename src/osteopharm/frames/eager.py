"""Tables in memory: pandas, polars, pyarrow. They keep the order of their rows.

polars joins in order. pandas and pyarrow lose the order, and pandas its index too, when they join; so there each row
takes what is told of its value. Each value is turned into a number once, and that is all that costs by the row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import narwhals.stable.v2 as nw

from osteopharm.errors import FrameTypeError
from osteopharm.frames.lookup import TRUTH, Lookup, Question

SLICE = 1 << 20
"""How many rows pyarrow takes at a time: text of more than two gibibytes does not fit into one of its arrays."""


def annotated_polars(frame: Any, column: str, question: Question) -> Any:
    """A polars table with what is told."""
    table = nw.to_native(frame)
    return join_polars(table, table.select(column).unique(), column, question)


def join_polars(table: Any, distinct: Any, column: str, question: Question) -> Any:
    """A polars table, eager or lazy, with what is told of its distinct values; the key has the type that they have."""
    polars = nw.get_native_namespace(nw.from_native(distinct))
    values = distinct.get_column(column).drop_nulls()
    lookup = Lookup.of(values.to_list(), question)
    types = {name: polars.Boolean if name == TRUTH else polars.String for name in lookup.columns}
    if not lookup.keys:
        # A column without type, in which all is null, cannot be joined on.
        return table.with_columns(polars.lit(None, type).alias(name) for name, type in types.items())
    told = polars.DataFrame(lookup.columns, schema=types).insert_column(0, values.gather(lookup.keys))
    return table.join(told.lazy() if hasattr(table, "collect") else told, on=column, how="left", maintain_order="left")


def annotated_pandas(frame: Any, column: str, question: Question) -> Any:
    """A pandas table with what is told; its index stays."""
    import numpy as np

    table = nw.to_native(frame)
    pandas = nw.get_native_namespace(frame)
    try:
        codes, values = pandas.factorize(table[column])
    except TypeError as error:
        raise FrameTypeError(f"the column {column!r}", "holds what is no text", "give a column of text") from error
    lookup = Lookup.of(values.tolist(), question)
    if lookup.is_long:
        counts = np.array([len(each) for each in lookup.places])[codes]
        firsts = np.array([each[0] for each in lookup.places])[codes]
        kept = np.repeat(np.arange(len(codes)), counts)
        rows = np.repeat(firsts, counts) + np.arange(len(kept)) - np.repeat(counts.cumsum() - counts, counts)
        table = table.take(kept)
    else:
        rows = np.array([each[0] for each in lookup.places])[codes]
        table = table.copy(deep=False)
    text, truth = _pandas_types(pandas, table[column].dtype)
    for name, told in lookup.columns_with_nothing.items():
        table[name] = pandas.array(told, dtype=truth if name == TRUTH else text).take(rows)
    return table


def _pandas_types(pandas: Any, like: Any) -> tuple[Any, Any]:
    """The types of text and truth values: Arrow's where the column has one of them, else those of pandas itself."""
    if isinstance(like, getattr(pandas, "ArrowDtype", ())):
        pyarrow = import_module("pyarrow")
        return pandas.ArrowDtype(pyarrow.string()), pandas.ArrowDtype(pyarrow.bool_())
    return pandas.Series(["text"]).dtype, "boolean"


def annotated_pyarrow(frame: Any, column: str, question: Question) -> Any:
    """A pyarrow table with what is told."""
    pyarrow = nw.get_native_namespace(frame)
    compute: Any = import_module("pyarrow.compute")
    table = nw.to_native(frame)
    encoded = _encoded(table.column(column))
    values = encoded.chunk(0).dictionary.to_pylist() if encoded.num_chunks else []
    lookup = Lookup.of(values, question)
    types = {name: pyarrow.bool_() if name == TRUTH else pyarrow.string() for name in lookup.columns}
    told = {name: pyarrow.array(each, types[name]) for name, each in lookup.columns_with_nothing.items()}
    places = pyarrow.array(lookup.places, pyarrow.list_(pyarrow.int64()))
    parts = [table.slice(0, 0)]
    taken: dict[str, list[Any]] = {name: [] for name in types}
    start = 0
    for chunk in encoded.chunks:
        for first in range(0, len(chunk), SLICE):
            indices = compute.fill_null(chunk.indices.slice(first, SLICE), len(values))
            rows = places.take(indices)
            part = table.slice(start, len(indices))
            parts.append(part.take(compute.list_parent_indices(rows)) if lookup.is_long else part)
            for name, each in told.items():
                taken[name].append(each.take(compute.list_flatten(rows)))
            start += len(indices)
    annotated = pyarrow.concat_tables(parts) if lookup.is_long else table
    for name, arrays in taken.items():
        annotated = annotated.append_column(name, pyarrow.chunked_array(arrays, types[name]))
    return annotated


def _encoded(column: Any) -> Any:
    """A column as numbers into one dictionary."""
    types: Any = import_module("pyarrow.types")
    if types.is_dictionary(column.type):
        return column.unify_dictionaries()
    if types.is_null(column.type) or types.is_string_view(column.type):
        column = column.cast("large_string")
    return column.dictionary_encode().unify_dictionaries()


EAGER: Mapping[str, Callable[[Any, str, Question], Any]] = {
    "pandas": annotated_pandas,
    "polars": annotated_polars,
    "pyarrow": annotated_pyarrow,
}
"""What annotates a table in memory, by the engine that narwhals finds it to be of."""
