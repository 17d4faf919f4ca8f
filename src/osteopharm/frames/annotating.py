"""The three functions that annotate, and the checks of their arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, TypeVar

import narwhals.stable.v2 as nw
from narwhals.exceptions import DuplicateError

from osteopharm._sanitize import UNFIT
from osteopharm._suggest import nearest
from osteopharm.compendium import Compendium
from osteopharm.errors import ColumnExistsError, InvalidTableError, UnknownColumnError
from osteopharm.frames.eager import EAGER
from osteopharm.frames.lazy import LAZY, by_narwhals
from osteopharm.frames.lookup import Answer, Question
from osteopharm.io import load
from osteopharm.model._schema import with_article
from osteopharm.names.annotation import COLUMNS, annotation_of, annotations_of
from osteopharm.names.codes import BEYOND_CODES, CodeMatch, coder

FrameT = TypeVar("FrameT")

TEXTS = (nw.String, nw.Categorical, nw.Enum, nw.Object, nw.Unknown)
"""The types of a column of text; a column of objects is checked value by value."""
NUMBERS = (
    *(nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.Int128, nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64, nw.UInt128),
    *(nw.Float32, nw.Float64, nw.Decimal),
)
"""The further types of a column of codes."""
TYPES = {name: bool if name == COLUMNS[-1] else str for name in COLUMNS}
"""The columns of an annotation with their types."""
WITHOUT_CASE = ("duckdb", "ibis", "pyspark", "pyspark[connect]")
"""The engines in which column names do not differ by case."""


def annotate(frame: FrameT, column: str, *, compendium: Compendium | None = None) -> FrameT:
    """The table with five annotation columns added; its rows are unchanged.

    The columns are ``medication`` and ``drug_class`` (ids), ``action`` (antiresorptive, anabolic or both; null for
    adjuncts), ``brand`` and ``labeled_for_osteoporosis``. Several values are joined by semicolons in alphabetical
    order. If nothing is identified, all five are null.

    Args:
        frame: a pandas, polars (eager or lazy), pyarrow, DuckDB, PySpark, Dask or Ibis table.
        column: the name of the column with the product strings.
        compendium: the compendium to use; by default the bundled one.

    Returns:
        A table of the same type. Lazy tables stay lazy, but their distinct strings are collected at once.
        pandas, polars and pyarrow tables keep the order of their rows, and pandas tables their index.

    Raises:
        ColumnExistsError: the table already has one of the five columns.
        InvalidTableError: ``frame`` is not such a table, or the column does not contain text.
        UnknownColumnError: there is no such column; the error offers similar names.

    >>> import polars
    >>> table = polars.DataFrame({"product": ["FOSAMAX 70 MG TAB", "Xgeva 120 mg vial", "aspirin 75 mg", None]})
    >>> annotate(table, "product").select("medication", "action", "labeled_for_osteoporosis").rows()[:2]
    [('alendronic-acid', 'antiresorptive', True), ('denosumab', 'antiresorptive', False)]
    """
    known = _or_bundled(compendium)
    matcher, annotated_before = known._matcher, known._annotated  # noqa: SLF001 - remembered from table to table

    def ask(values: Sequence[object]) -> Iterable[Answer]:
        texts: Sequence[Any] = values if _are_ascii(values) else [text_of(value, column) for value in values]
        return matcher.ask_of_all(texts, annotated_before.of, ())

    annotated: FrameT = added(frame, column, Question(ask, TYPES), TEXTS)
    return annotated


def annotate_long(frame: FrameT, column: str, *, compendium: Compendium | None = None) -> FrameT:
    """The table with one row for each medication in a product, in the order of their ids.

    The columns are those of `annotate`; class, action and brand are those of the one medication. A row in which nothing
    is identified is kept, with nulls.

    Args:
        frame: a pandas, polars (eager or lazy), pyarrow, DuckDB, PySpark, Dask or Ibis table.
        column: the name of the column with the product strings.
        compendium: the compendium to use; by default the bundled one.

    Returns:
        A table of the same type. pandas tables repeat the index label of a repeated row.

    Raises:
        ColumnExistsError: the table already has one of the five columns.
        InvalidTableError: ``frame`` is not such a table, or the column does not contain text.
        UnknownColumnError: there is no such column; the error offers similar names.

    >>> import polars
    >>> table = polars.DataFrame({"product": ["Fosavance 70 mg/5,600 IU tablets", "aspirin 75 mg"]})
    >>> annotate_long(table, "product").select("medication", "action").rows()
    [('alendronic-acid', 'antiresorptive'), ('colecalciferol', None), (None, None)]
    """
    known = _or_bundled(compendium)

    def answer(value: object) -> Answer:
        found = known.identify(text_of(value, column))
        return tuple(each.values for each in annotations_of(found, known.combinations.values())) if found else ()

    annotated: FrameT = added(frame, column, Question(partial(map, answer), TYPES), TEXTS)
    return annotated


def annotate_codes(
    frame: FrameT, column: str, system: str, *, units: str | None = None, compendium: Compendium | None = None
) -> FrameT:
    """The table with the columns of `annotate` added for the codes in a column; its rows are unchanged.

    Codes can be text or numbers, padded with zeros, or follow the name of their system (``rxnorm:46041``,
    ``RxCUI 46041``). Unknown codes are not annotated, nor are group codes such as ``M05BA``, which do not say which
    member is meant (`osteopharm.Compendium.by_identifier` lists them).

    Args:
        frame: a pandas, polars (eager or lazy), pyarrow, DuckDB, PySpark, Dask or Ibis table.
        column: the name of the column with the codes.
        system: the system: ``rxnorm``, ``atc``, ``unii``, ``drugbank``, ``cas`` or another one of the identifiers.
        units: a column with the billed units, which decide where one HCPCS code covers several strengths.
        compendium: the compendium to use; by default the bundled one.

    Returns:
        A table of the same type.

    Raises:
        ColumnExistsError: the table already has one of the five columns.
        InvalidTableError: ``frame`` is not such a table, or the column contains values that cannot be codes.
        UnknownColumnError: there is no such column; the error offers similar names.
        UnknownValueError: the system is unknown.

    >>> import polars
    >>> table = polars.DataFrame({"rxcui": [46041, 993449, 161, None]})
    >>> annotate_codes(table, "rxcui", "rxnorm")["medication"].to_list()
    ['alendronic-acid', 'denosumab', None, None]
    """
    find = coder(system, _or_bundled(compendium).codes)

    def answer(value: object) -> Answer:
        return row_of(find(_code(value, column)))

    def billed(value: object) -> Answer:
        code, _, number = str(value).partition(_BETWEEN)
        return row_of(find(code, _billed_units(number)))

    def row_of(found: CodeMatch | None) -> Answer:
        return (annotation_of(found).values,) if found else ()

    if units is None:
        annotated: FrameT = added(frame, column, Question(partial(map, answer), TYPES), (*TEXTS, *NUMBERS))
        return annotated
    with_key = added(_with_billed_key(frame, column, units), _KEY, Question(partial(map, billed), TYPES), TEXTS)
    without_key: FrameT = nw.from_native(with_key).drop(_KEY).to_native()
    return without_key


_BETWEEN = "\x1f"
"""Separates a code from its units in a column made of both: neither can hold it."""
_KEY = "osteopharm_code_and_units"


def _with_billed_key(frame: Any, column: str, units: str) -> Any:
    """The table with a column of each code and its units; null where there is no code."""
    wrapped: Any = nw.from_native(frame)
    for name in (column, units):
        _check_names(name, wrapped.collect_schema().names(), wrapped.implementation.value, ())
    parts = [nw.col(name).cast(nw.String) for name in (column, units)]
    key = nw.concat_str(*parts, separator=_BETWEEN, ignore_nulls=True)
    return wrapped.with_columns(nw.when(~nw.col(column).is_null()).then(key).alias(_KEY)).to_native()


def _billed_units(written: str) -> Decimal | None:
    """The units in a cell; None where it holds no number above 0."""
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number < BEYOND_CODES else None


def _or_bundled(compendium: Compendium | None) -> Compendium:
    return load() if compendium is None else compendium


def added(frame: Any, column: str, question: Question, allowed: tuple[Any, ...]) -> Any:
    """A table with columns added: the answers for the values of one of its columns.

    Raises:
        ColumnExistsError: the table already has one of the columns.
        InvalidTableError: it is not a table of a supported engine, or the column has another type.
        UnknownColumnError: there is no such column.
    """
    try:
        wrapped: Any = nw.from_native(frame)
        schema = wrapped.collect_schema()
    except (TypeError, DuplicateError) as error:
        raise InvalidTableError(
            "the table",
            f"is {with_article(type(frame))}" if isinstance(error, TypeError) else "has two columns of one name",
            "give a pandas, polars, pyarrow, DuckDB, PySpark, Dask or Ibis table with a name for each column",
        ) from error
    engine = wrapped.implementation.value
    _check_names(column, schema.names(), engine, question.types)
    work = _work_of(engine, is_eager=isinstance(wrapped, nw.DataFrame))
    if not isinstance(schema[column], allowed) and not _is_null(wrapped, column):
        wanted = "give a column of text" if allowed is TEXTS else "give a column of codes, as text or numbers"
        raise InvalidTableError(f"the column {column!r}", f"holds {schema[column]}", wanted)
    return work(wrapped, column, question)


def _work_of(engine: str, *, is_eager: bool) -> Callable[[Any, str, Question], Any]:
    """The function that annotates tables of an engine."""
    if not is_eager:
        return LAZY.get(engine, by_narwhals)
    if engine not in EAGER:
        raise InvalidTableError("the table", f"is one of {engine}", "give it as pandas, polars or pyarrow")
    return EAGER[engine]


def _check_names(column: object, names: list[str], engine: str, made: Iterable[str]) -> None:
    if not isinstance(column, str):
        raise InvalidTableError("the name of the column", f"is {with_article(type(column))}", "give a str")
    if column not in names:
        known_names = [str(name) for name in names]
        raise UnknownColumnError(column, nearest(column, known_names) or known_names[:3])
    known = {name.casefold() if engine in WITHOUT_CASE else name: name for name in names}
    if clashes := [known[name] for name in made if name in known]:
        raise ColumnExistsError(clashes)


def _is_null(wrapped: Any, column: str) -> bool:
    """Whether an eager column has only nulls: pandas reads an empty column as numbers."""
    return isinstance(wrapped, nw.DataFrame) and bool(wrapped[column].is_null().all())


def _are_ascii(values: Iterable[Any]) -> bool:
    """Whether all values are texts in ASCII, which need no further check; many times faster than one by one."""
    try:
        return all(map(str.isascii, values))
    except TypeError:
        return False


def text_of(value: object, column: str) -> str:
    """A value of a column as text.

    Raises:
        InvalidTableError: it is not text.
    """
    if not isinstance(value, str):
        raise InvalidTableError(f"the column {column!r}", f"holds {with_article(type(value))}", "give a column of text")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in UNFIT.findall(value)):
        raise InvalidTableError(
            f"the column {column!r}",
            f"holds {value!r:.100}, which is not valid text",
            "read the file with its own encoding",
        )
    return value


def _code(value: object, column: str) -> object:
    if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool):
        return value
    raise InvalidTableError(f"the column {column!r}", f"holds {with_article(type(value))}", "give a column of codes")
