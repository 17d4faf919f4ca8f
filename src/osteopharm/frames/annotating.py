"""The three functions, and what is checked before any work is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, TypeVar

import narwhals.stable.v2 as nw
from narwhals.exceptions import DuplicateError

from osteopharm._sanitize import UNFIT
from osteopharm._suggest import nearest
from osteopharm.compendium import Compendium
from osteopharm.errors import ColumnExistsError, InvalidTableError, UnknownColumnError
from osteopharm.frames.eager import EAGER
from osteopharm.frames.lazy import LAZY, by_narwhals
from osteopharm.frames.lookup import Question
from osteopharm.io import load
from osteopharm.model._schema import with_article
from osteopharm.names.annotation import COLUMNS, AnnotationCache, annotation_of, annotations_of
from osteopharm.names.codes import coder

FrameT = TypeVar("FrameT")

TEXTS = (nw.String, nw.Categorical, nw.Enum, nw.Object, nw.Unknown)
"""What a column of text may be. What is told apart only by its values is told apart by them."""
NUMBERS = (
    *(nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.Int128, nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64, nw.UInt128),
    *(nw.Float32, nw.Float64, nw.Decimal),
)
"""What a column of codes may be beside."""
TYPES = {name: bool if name == COLUMNS[-1] else str for name in COLUMNS}
"""The columns of an annotation: the last holds truth values, the others text."""
WITHOUT_CASE = ("duckdb", "ibis", "pyspark", "pyspark[connect]")
"""The engines for which two names of columns are one when they differ only in case."""


def annotate(frame: FrameT, column: str, *, compendium: Compendium | None = None) -> FrameT:
    """The table with what is told of the products in a column: five columns more, and every row as it was.

    ``medication``, ``drug_class`` (ids), ``action`` (antiresorptive, anabolic, both; null for what is given beside a
    treatment), ``brand`` and ``labeled_for_osteoporosis``. Several values of one kind are joined by semicolons, in
    the order of the alphabet. Where nothing is found, all five are null.

    Args:
        frame: a pandas, polars (eager or lazy), pyarrow, DuckDB, PySpark, Dask or Ibis table.
        column: the name of the column with the product strings.
        compendium: where to look; the one that ships when left out.

    Returns:
        A table of the same kind. Lazy ones stay lazy, but their distinct strings are asked for at once.
        pandas, polars and pyarrow keep the order of the rows, and pandas its index.

    Raises:
        ColumnExistsError: the table has one of the five columns already.
        InvalidTableError: ``frame`` is no such table, or the column holds something else than text.
        UnknownColumnError: there is no such column; the error offers the near names.

    >>> import polars
    >>> table = polars.DataFrame({"product": ["FOSAMAX 70 MG TAB", "Xgeva 120 mg vial", "aspirin 75 mg", None]})
    >>> annotate(table, "product").select("medication", "action", "labeled_for_osteoporosis").rows()[:2]
    [('alendronic-acid', 'antiresorptive', True), ('denosumab', 'antiresorptive', False)]
    """
    known, tell = _or_shipped(compendium), AnnotationCache()

    def question(value: object) -> Any:
        found = known.identify(text_of(value, column))
        return (tell(found).values,) if found else ()

    annotated: FrameT = added(frame, column, Question(question, TYPES), TEXTS)
    return annotated


def annotate_long(frame: FrameT, column: str, *, compendium: Compendium | None = None) -> FrameT:
    """The table with a row for each medication in a product, in the order of their ids.

    The columns are those of `annotate`. Class, action and brand are those of the one medication; a row in which
    nothing is found stays, with nulls.

    Args:
        frame: a pandas, polars (eager or lazy), pyarrow, DuckDB, PySpark, Dask or Ibis table.
        column: the name of the column with the product strings.
        compendium: where to look; the one that ships when left out.

    Returns:
        A table of the same kind. pandas repeats the label of a row that it repeats.

    Raises:
        ColumnExistsError: the table has one of the five columns already.
        InvalidTableError: ``frame`` is no such table, or the column holds something else than text.
        UnknownColumnError: there is no such column; the error offers the near names.

    >>> import polars
    >>> table = polars.DataFrame({"product": ["Fosavance 70 mg/5,600 IU tablets", "aspirin 75 mg"]})
    >>> annotate_long(table, "product").select("medication", "action").rows()
    [('alendronic-acid', 'antiresorptive'), ('colecalciferol', None), (None, None)]
    """
    known = _or_shipped(compendium)

    def question(value: object) -> Any:
        found = known.identify(text_of(value, column))
        return tuple(each.values for each in annotations_of(found, known.combinations.values())) if found else ()

    annotated: FrameT = added(frame, column, Question(question, TYPES), TEXTS)
    return annotated


def annotate_codes(frame: FrameT, column: str, system: str, *, compendium: Compendium | None = None) -> FrameT:
    """The table with what is told of the codes in a column: the columns of `annotate`, and every row as it was.

    Codes may be text or numbers, padded with zeros, or stand after the name of their system (``rxnorm:46041``,
    ``RxCUI 46041``). A code that is not known is told nothing of, and so is the code of a group such as ``M05BA``:
    it does not say which of its members is meant (`osteopharm.Compendium.by_identifier` lists them).

    Args:
        frame: a pandas, polars (eager or lazy), pyarrow, DuckDB, PySpark, Dask or Ibis table.
        column: the name of the column with the codes.
        system: the system: ``rxnorm``, ``atc``, ``unii``, ``drugbank``, ``cas`` or another that identifiers have.
        compendium: where to look; the one that ships when left out.

    Returns:
        A table of the same kind.

    Raises:
        ColumnExistsError: the table has one of the five columns already.
        InvalidTableError: ``frame`` is no such table, or the column holds what can be no code.
        UnknownColumnError: there is no such column; the error offers the near names.
        UnknownValueError: the system is not known here.

    >>> import polars
    >>> table = polars.DataFrame({"rxcui": [46041, 993449, 161, None]})
    >>> annotate_codes(table, "rxcui", "rxnorm")["medication"].to_list()
    ['alendronic-acid', 'denosumab', None, None]
    """
    known = _or_shipped(compendium)
    find = coder(system, known.codes)

    def question(value: object) -> Any:
        found = find(_code(value, column))
        return (annotation_of(found).values,) if found else ()

    annotated: FrameT = added(frame, column, Question(question, TYPES), (*TEXTS, *NUMBERS))
    return annotated


def _or_shipped(compendium: Compendium | None) -> Compendium:
    return load() if compendium is None else compendium


def added(frame: Any, column: str, question: Question, allowed: tuple[Any, ...]) -> Any:
    """A table with more columns: what is answered of each distinct value of one of its columns.

    Raises:
        ColumnExistsError: the table has a column of that name already.
        InvalidTableError: it is no table of an engine that is known here, or the column holds something else.
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
    """What annotates a table of an engine."""
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
    """Whether an eager column holds nothing: pandas calls one that was read empty a column of numbers."""
    return isinstance(wrapped, nw.DataFrame) and bool(wrapped[column].is_null().all())


def text_of(value: object, column: str) -> str:
    """A value of a column as text.

    Raises:
        FrameTypeError: it is no text.
    """
    if not isinstance(value, str):
        raise InvalidTableError(f"the column {column!r}", f"holds {with_article(type(value))}", "give a column of text")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in UNFIT.findall(value)):
        raise InvalidTableError(
            f"the column {column!r}",
            f"holds {value!r:.100}, which is no text",
            "read the file again in its own encoding",
        )
    return value


def _code(value: object, column: str) -> object:
    if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool):
        return value
    raise InvalidTableError(f"the column {column!r}", f"holds {with_article(type(value))}", "give a column of codes")
