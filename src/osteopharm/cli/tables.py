"""Annotating a table in a CSV, TSV, Parquet or NDJSON file. Files are streamed, so they can be larger than memory.

The file is read twice: once to count the distinct strings, once to write each row with its annotation. The output
file appears when it is complete, or not at all.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import partial
from glob import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from attrs import frozen
from rich.console import Console
from rich.progress import Progress, TaskID

from osteopharm._tables import JOINER, RUNS_IN_SPREADSHEETS
from osteopharm.cli import json_lines
from osteopharm.cli.data import compendium
from osteopharm.cli.terminal import as_json, fields
from osteopharm.errors import DataError, MissingExtraError, Problem
from osteopharm.io.files import replacing
from osteopharm.names.annotation import COLUMNS

if TYPE_CHECKING:
    import polars as pl

SEPARATORS = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
"""The separators of text files, by the ending of the file name."""
PARQUET = (".parquet", ".pq")
NDJSON = (".ndjson", ".jsonl")
ENDINGS = (*SEPARATORS, *PARQUET, *NDJSON)

PLAIN_NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?$"
"""A number is not a formula, though it may begin with a sign."""

OS_ERROR = re.compile(r"\(os error (\d+)\)")
"""How polars writes the number of an error of the operating system."""

MOST_SHOWN = 10
"""The number of unidentified strings that the summary lists, the most frequent first."""
LONGEST_SHOWN = 80
"""The number of characters of such a string that is shown."""

ROWS, GAPS = "osteopharm_rows", "osteopharm_gaps"
"""The columns that count the rows of a string, and those of them in which the last column is empty."""


@frozen
class Summary:
    """Counts of what was identified in a table."""

    rows: int
    """The number of rows."""
    empty: int
    """The rows in which the column is empty."""
    distinct: int
    """The number of distinct strings."""
    found: int
    """The distinct strings in which a medication was identified."""
    rows_found: int
    """The rows with such a string."""
    classes: tuple[tuple[str, int], ...]
    """The rows with a medication of each class, most first."""
    not_found: tuple[tuple[str, int], ...]
    """The most frequent strings in which none was identified, each with its rows."""

    @classmethod
    def of(cls, values: Iterable[tuple[object, int, str | None, str | None]]) -> Summary:
        """The summary of the distinct values, each with the number of its rows, its medications and classes."""
        classes: Counter[str] = Counter()
        missed: Counter[str] = Counter()
        empty = distinct = found = rows_found = 0
        for value, rows, medication, classed in values:
            if value is None:
                empty += rows
                continue
            distinct += 1
            classes.update(dict.fromkeys(classed.split(JOINER) if classed else (), rows))
            if medication is None:
                missed[str(value)] += rows
            else:
                found += 1
                rows_found += rows
        return cls(
            rows=empty + rows_found + missed.total(),
            empty=empty,
            distinct=distinct,
            found=found,
            rows_found=rows_found,
            classes=most_first(classes),
            not_found=most_first(missed)[:MOST_SHOWN],
        )

    def write(self, *, json: bool) -> None:
        """Print it."""
        if json:
            counts = {name: getattr(self, name) for name in ("rows", "empty", "distinct", "found", "rows_found")}
            as_json({**counts, "classes": dict(self.classes), "not_found": dict(self.not_found)})
            return
        fields(
            (
                ("rows", f"{self.rows:,}" + (f", {self.empty:,} of them empty" if self.empty else "")),
                ("distinct strings", f"{self.distinct:,}"),
                ("found", f"{self.found:,} of them, in {self.rows_found:,} rows"),
                ("by class", tuple(f"{id}: {rows:,}" for id, rows in self.classes)),
                ("not found", tuple(f"{_short(text)}: {rows:,}" for text, rows in self.not_found)),
            )
        )


def annotate_file(
    file: Path, column: str, output: Path | None, system: str | None, *, escape_formulas: bool = False, json: bool
) -> None:
    """Write a table with the products, or the codes, in a column annotated; print a summary.

    What is in the table is passed through as it is: NDJSON byte for byte, and in CSV and TSV every field as text, with
    the line ends of the first line. So a field that a spreadsheet would run as a formula stays one, unless
    ``escape_formulas`` is set.

    Args:
        file: the table.
        column: the name of the column.
        output: the file to write; by default standard output, in the format of the table.
        system: the system of the codes in the column; None if it contains product strings.
        escape_formulas: whether an apostrophe is put before each field, and column name, that would be a formula.
        json: whether to print the summary as JSON.

    Raises:
        DataError: the file does not have the format of its ending, or the output cannot have it.
        MissingExtraError: polars or narwhals is not installed.
        OSError: the output cannot be written.
        OsteopharmError: the column is missing, exists already or has another type; see `osteopharm.frames`.
    """
    if find_spec("polars") is None or find_spec("narwhals") is None:
        raise MissingExtraError("files")
    import polars as pl

    form = ending(file)
    target = ending(output) if output else form
    if escape_formulas and target not in SEPARATORS:
        raise refused(output or file, "is opened by no spreadsheet as text", "leave out --escape-formulas")
    try:
        with progress() as watch:
            if form in NDJSON and target in NDJSON:
                summary = _annotate_lines(file, column, output, system)
            else:
                summary = _annotate_columns(file, column, output, system, watch, escape_formulas=escape_formulas)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        if form in SEPARATORS:
            # polars does not name the line that has too many fields.
            check_lines(file, SEPARATORS[form])
        raise refused(file, first_line(error), json_lines.incomplete(form[1:])) from error
    with redirect_stdout(sys.stdout if output else sys.stderr):
        summary.write(json=json)


def _annotate_lines(file: Path, column: str, output: Path | None, system: str | None) -> Summary:
    if not file.is_file():
        raise refused(file, "is not a file", "give a regular file of that name")
    with _bar_of_bytes(2 * file.stat().st_size) as advance:
        lines = json_lines.Lines(file, advance)
        rows, found = json_lines.count(lines, column, system)
        empty: dict[str, Any] = dict.fromkeys(COLUMNS)
        entries = [(key, number, found.get(key, empty)) for key, number in rows.items()]
        summary = Summary.of((key[1], number, row["medication"], row["drug_class"]) for key, number, row in entries)
        with whole(output) as unfinished:
            _check_rows(summary.rows, json_lines.write(lines, column, found, unfinished), file)
    return summary


def _annotate_columns(
    file: Path, column: str, output: Path | None, system: str | None, watch: Watch, *, escape_formulas: bool
) -> Summary:
    form = ending(file)
    target = ending(output) if output else form
    plan = scanned(file, form)
    summary, annotated = _annotated(plan, file, form, column, system, watch)
    check_form(annotated, output or file, target)
    passed = Passed()
    annotated = passed.counted(annotated)
    if escape_formulas:
        annotated = without_formulas(annotated)
    with whole(output) as unfinished:
        write(annotated, unfinished, target, like=file if form in SEPARATORS else None)
        _check_rows(summary.rows, passed.rows, file)
    return summary


def _check_rows(read: int, written: int, file: Path) -> None:
    """Refuse to write a table that has lost or won a row; it takes a fault of an engine, or a file that changes."""
    if read != written:
        message = f"had {read:,} rows when it was read first, and {written:,} when it was written"
        raise refused(file, message, "do not change the file meanwhile; otherwise report this")


class Passed:
    """Counts the rows that pass through a plan."""

    def __init__(self) -> None:
        self.rows = 0

    def counted(self, plan: pl.LazyFrame) -> pl.LazyFrame:
        """The plan, whose rows are counted when it runs."""
        return plan.map_batches(self._count, streamable=True, validate_output_schema=False)

    def _count(self, batch: pl.DataFrame) -> pl.DataFrame:  # pragma: no cover - polars calls it in threads of its own
        self.rows += batch.height
        return batch


def without_formulas(plan: pl.LazyFrame) -> pl.LazyFrame:
    """The plan with an apostrophe before each text, and column name, that a spreadsheet would run; numbers are kept."""
    import polars as pl

    starts = "".join(map(re.escape, RUNS_IN_SPREADSHEETS))
    escaped = plan.with_columns(
        pl.when(pl.col(name).str.contains(f"^[{starts}]") & ~pl.col(name).str.contains(PLAIN_NUMBER))
        .then(pl.format("'{}", pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name, type in plan.collect_schema().items()
        if type == pl.String
    )
    return escaped.rename(lambda name: f"'{name}" if name.startswith(RUNS_IN_SPREADSHEETS) else name)


Watch = Callable[["pl.LazyFrame", str, "int | None"], "pl.LazyFrame"]
"""Adds a progress bar to a plan, given the name of the step and the number of rows."""


def _annotated(
    plan: pl.LazyFrame, file: Path, form: str, column: str, system: str | None, watch: Watch
) -> tuple[Summary, pl.LazyFrame]:
    import polars as pl

    from osteopharm.frames import annotate, annotate_codes

    def annotated(table: pl.DataFrame) -> pl.DataFrame:
        return (
            annotate(table, column, compendium=compendium())
            if system is None
            else annotate_codes(table, column, system, compendium=compendium())
        )

    schema = plan.collect_schema()
    # Problems that the columns show are raised before the table is read.
    annotated(pl.DataFrame(schema=schema))
    counted = watch(plan, "reading", None).group_by(column)
    last = pl.nth(-1) if schema.names()[-1] != column else pl.lit(0)
    counts = counted.agg(pl.len().alias(ROWS), last.null_count().alias(GAPS)).collect(engine="streaming")
    if form in SEPARATORS and (counts[GAPS].sum() or counts[column].null_count()):
        check_lines(file, SEPARATORS[form])
    found = annotated(counts)
    small = found.select(column, *COLUMNS).drop_nulls("medication").lazy()
    watched = watch(plan, "annotating", int(counts[ROWS].sum()))
    values = found.select(column, ROWS, "medication", "drug_class").iter_rows()
    return Summary.of(values), watched.join(small, on=column, how="left", maintain_order="left")


def ending(file: Path) -> str:
    """The ending of a file that holds a table.

    Raises:
        DataError: it is that of no table that can be read.
    """
    ending = file.suffix.lower()
    if ending not in ENDINGS:
        raise refused(file, f"has the ending {ending!r}", f"give one of {', '.join(ENDINGS)}")
    return ending


def scanned(file: Path, form: str) -> pl.LazyFrame:
    """The plan that reads a table; in CSV and TSV every field is text.

    Raises:
        DataError: it is not a file, is empty, or has two columns of one name.
    """
    import polars as pl

    if not file.is_file():
        raise refused(file, "is not a file", "give a regular file of that name")
    if form in PARQUET:
        return pl.scan_parquet(file, glob=False)
    if form in NDJSON:
        json_lines.Lines(file).check_fits_columns()
        return pl.scan_ndjson(escape(str(file)), infer_schema_length=None)
    names = _header(file, SEPARATORS[form])
    if any("\r" in name for name in names):
        message = "has line ends of carriage returns alone"
        raise refused(file, message, "save the file with line feeds, or with both")
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise refused(file, f"has two columns of the name {twice[0]!r}", "rename one of them")
    # Every field is read as text: codes keep their zeros, and numbers their last digits.
    return pl.scan_csv(file, separator=SEPARATORS[form], infer_schema=False, glob=False)


_RETURN = "\ue00d"
"""Instead of a carriage return, which the reader of Python would take for the end of a line."""


def _lines(file: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text file, each with its last line number.

    As for polars, a carriage return alone ends no line.
    """
    csv.field_size_limit(sys.maxsize)
    with file.open(encoding="utf-8-sig", newline="\n") as lines:
        rows = csv.reader((line.replace("\r\n", "\n").replace("\r", _RETURN) for line in lines), delimiter=separator)
        try:
            for row in rows:
                yield rows.line_num, [field.replace(_RETURN, "\r") for field in row]
        except UnicodeDecodeError:
            raise refused(file, "is not UTF-8", "save the file as UTF-8") from None


def _header(file: Path, separator: str) -> list[str]:
    header = next((row for _, row in _lines(file, separator)), None)
    if header is None:
        raise refused(file, "is empty", "give a table with column names in the first line")
    return header


def check_lines(file: Path, separator: str) -> None:
    """Raise an error for a line with too few or too many fields: polars fills up missing ones silently."""
    lines = _lines(file, separator)
    width = len(next(lines)[1])
    for number, row in lines:
        # In a table with one column, an empty line is a row.
        if len(row) != width and (row or width > 1):
            message = f"has {len(row)} fields, not {width}"
            raise DataError([Problem(f"line {number}", message, "correct or delete the line", file.name)])


def check_form(plan: pl.LazyFrame, output: Path, form: str) -> None:
    """Refuse lists and records for a form that cannot hold them.

    Raises:
        DataError: the form cannot hold a column.
    """
    nested = [name for name, type in plan.collect_schema().items() if type.is_nested()]
    if nested and form in SEPARATORS:
        raise refused(output, f"cannot contain lists or records, as in {nested[0]!r}", "write .parquet or .ndjson")


def write(plan: pl.LazyFrame, file: BinaryIO, form: str, like: Path | None = None) -> None:
    """Write a table in the form of an ending, streamed; as text, with the line ends and mark of another text file.

    Raises:
        OSError: the file cannot be written.
    """
    import polars as pl

    try:
        _sink(plan, file, form, like)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        # polars reports a full disk as a fault of the table.
        if found := OS_ERROR.search(str(error)):
            raise OSError(int(found[1]), os.strerror(int(found[1]))) from error
        raise


def _sink(plan: pl.LazyFrame, file: BinaryIO, form: str, like: Path | None) -> None:
    if form in PARQUET:
        plan.sink_parquet(file, engine="streaming")
    elif form in NDJSON:
        plan.sink_ndjson(file, engine="streaming")
    else:
        bom, line_end = _text_form(like) if like else (False, "\n")
        plan.sink_csv(file, separator=SEPARATORS[form], include_bom=bom, line_terminator=line_end, engine="streaming")


def _text_form(file: Path) -> tuple[bool, str]:
    """Whether a text file begins with a byte order mark, and the end of its first line."""
    with file.open("rb") as lines:
        first = lines.readline()
    return first.startswith(b"\xef\xbb\xbf"), "\r\n" if first.endswith(b"\r\n") else "\n"


@contextmanager
def whole(output: Path | None) -> Iterator[BinaryIO]:
    """A file to write to, which becomes the output when it is complete, and vanishes after an error."""
    if output is not None:
        if not output.resolve().parent.is_dir():
            raise refused(output, "is in a folder that does not exist", "make the folder first")
        with replacing(output) as unfinished:
            yield unfinished
        return
    with tempfile.TemporaryFile() as unfinished:
        yield unfinished
        unfinished.seek(0)
        sys.stdout.flush()
        shutil.copyfileobj(unfinished, sys.stdout.buffer)


@contextmanager
def progress() -> Iterator[Watch]:
    """Progress bars on a terminal; none in a pipe."""
    if not sys.stderr.isatty():  # rich before 14.3 writes an empty line for a disabled bar
        yield lambda plan, _doing, _rows: plan
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:

        def watch(plan: pl.LazyFrame, doing: str, rows: int | None) -> pl.LazyFrame:
            return plan.map_batches(
                partial(_advanced, bar, bar.add_task(doing, total=rows)),
                projection_pushdown=True,
                streamable=True,
                validate_output_schema=False,
            )

        yield watch


@contextmanager
def _bar_of_bytes(total: int) -> Iterator[Callable[[int], object]]:
    """A bar that goes on with the bytes that are read, on a terminal."""
    if not sys.stderr.isatty():
        yield bool
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield partial(bar.advance, bar.add_task("annotating", total=total))


def _advanced(progress: Progress, task: TaskID, batch: pl.DataFrame) -> pl.DataFrame:
    progress.advance(task, batch.height)
    return batch


def _short(text: str) -> str:
    """A string on one line, shortened if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}…"


def most_first(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Counts, the largest first; equal ones by the alphabet."""
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def first_line(error: BaseException) -> str:
    """What an error of polars says first."""
    return str(error).strip().split("\n")[0][:400] or type(error).__name__


def refused(file: Path, message: str, hint: str) -> DataError:
    """The error about a file as a whole."""
    return DataError([Problem("$", message, hint, file.name)])
