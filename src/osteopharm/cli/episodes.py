"""Episodes of treatment from a file of dispensings: CSV, TSV, Parquet, NDJSON, of any size.

The columns that are needed are read once, streamed, into a file of their own beside no one else's; what follows reads
that. Every row of the file is accounted for in what is reported at the end.
"""

from __future__ import annotations

import re
import sys
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import redirect_stdout
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from osteopharm.cli import tables
from osteopharm.cli.data import compendium
from osteopharm.cli.json_lines import incomplete
from osteopharm.cli.terminal import as_json, fields
from osteopharm.errors import MissingExtraError, UnknownValueError
from osteopharm.io.files import removed_when_ended

if TYPE_CHECKING:
    import polars as pl

ANNOTATED = ("medication", "drug_class", "action")
"""What `annotate` says of a product, and episodes may be made by."""
TREATMENT = "treatment"
"""What `add_days_covered` says of a product, and episodes are made by where nothing else is asked for."""
UNPARSED = "unparsed_"
"""Before the name of a column: whether something is in it that was not understood."""
LAST = "osteopharm_last"
"""Whether the last field of a line is empty, as it is where a line has too few."""
INTERVAL = re.compile(r"P[1-9][0-9]*[YMWD]")


@frozen(kw_only=True)
class Columns:
    """The columns of a file, by what is in them.

    Attributes:
        person: the persons.
        date: the dates.
        product: the product strings.
        quantity: the dispensed units; None where there is no such column.
        days_supply: the days' supply; None where there is no such column.
        by: the column that tells one treatment from another: one of the file, or what is said of a product.
    """

    person: str
    date: str
    product: str
    quantity: str | None = None
    days_supply: str | None = None
    by: str = TREATMENT

    @property
    def named(self) -> dict[str, str]:
        """The columns of the file under plain names."""
        given = {"person": self.person, "date": self.date, "product": self.product}
        given |= {"quantity": self.quantity or "", "supply": self.days_supply or ""}
        if self.by not in {*ANNOTATED, TREATMENT}:
            given["group"] = self.by
        return {name: column for name, column in given.items() if column}


@frozen(kw_only=True)
class Choices:
    """What is chosen of how episodes are made; see `osteopharm.exposure`.

    Attributes:
        grace: how long a gap may be.
        market: the region whose labels are taken.
        purpose: treatment or prevention.
        until: the day on which the data end.
        date_format: how dates are written where they are text.
    """

    grace: Any
    market: str | None = None
    purpose: str = TREATMENT
    until: date | None = None
    date_format: str = "%Y-%m-%d"


@frozen
class Summary:
    """What became of the rows of a file.

    Attributes:
        rows: how many rows it has.
        kept: how many of them are used.
        excluded: how many are not, for each reason; with those that are used they are all rows.
        unread: in how many rows a number was not understood, by column.
        persons: how many persons have episodes.
        episodes: how many episodes there are.
        by_group: for each treatment its episodes, most first.
        ended_by: for each end its episodes.
    """

    rows: int
    kept: int
    excluded: Mapping[str, int]
    unread: Mapping[str, int]
    persons: int
    episodes: int
    by_group: Mapping[str, int] = field(factory=dict)
    ended_by: Mapping[str, int] = field(factory=dict)

    def show(self, *, json: bool) -> None:
        """Print it."""
        if json:
            names = ("rows", "kept", "excluded", "unread", "persons", "episodes", "by_group", "ended_by")
            as_json({name: getattr(self, name) for name in names})
            return
        fields(
            (
                ("rows", f"{self.rows:,}"),
                ("used", f"{self.kept:,}"),
                ("excluded", _lines(self.excluded)),
                ("not understood", _lines(self.unread)),
                ("persons", f"{self.persons:,}"),
                ("episodes", f"{self.episodes:,}"),
                ("by group", _lines(self.by_group)),
                ("ended by", _lines(self.ended_by)),
            )
        )


def episodes_file(file: Path, columns: Columns, choices: Choices, output: Path | None, *, json: bool) -> None:
    """Write the episodes of treatment of the persons in a table of dispensings, and say what became of its rows.

    Args:
        file: the table.
        columns: what is in which of its columns.
        choices: how episodes are made.
        output: the file to write; standard output, in the form of the table, when left out.
        json: whether the summary is JSON.

    Raises:
        DataError: the file cannot be read as what its ending says, or cannot be written as such.
        MissingExtraError: polars or narwhals is not installed.
        OSError: the output cannot be written.
        OsteopharmError: a column is missing or holds something else; see `osteopharm.exposure`.
    """
    if find_spec("polars") is None or find_spec("narwhals") is None:
        raise MissingExtraError("files")
    import polars as pl

    form = tables.ending(file)
    target = tables.ending(output) if output else form
    try:
        with (
            tables.progress() as watch,
            tempfile.TemporaryDirectory(prefix="osteopharm-") as folder,
            removed_when_ended(Path(folder)),
        ):
            rows = Path(folder, "rows.parquet")
            plan = _narrowed(tables.scanned(file, form), columns, choices)
            watch(plan, "reading", None).sink_parquet(rows, engine="streaming")
            read = pl.scan_parquet(rows)
            if form in tables.SEPARATORS and read.select(pl.col(LAST).any()).collect().item():
                tables.check_lines(file, tables.SEPARATORS[form])
            summary, found = _found(read, Path(folder, "episodes.parquet"), columns, choices)
            with tables.whole(output) as unfinished:
                tables.write(found, unfinished, target)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        if form in tables.SEPARATORS:
            tables.check_lines(file, tables.SEPARATORS[form])
        raise tables.refused(file, tables.first_line(error), incomplete(form[1:])) from error
    with redirect_stdout(sys.stdout if output else sys.stderr):
        summary.show(json=json)


def grace_of(text: str) -> int | float | dict[str | None, int | float]:
    """A grace as it is written in a command: days, a fraction, or one of them for each interval.

    Raises:
        UnknownValueError: it is written in no such way.

    >>> grace_of("60"), grace_of("0.5"), grace_of("P6M=60,P1W=0.5,none=30")
    (60, 0.5, {'P6M': 60, 'P1W': 0.5, None: 30})
    """
    if "=" not in text:
        return _number(text)
    parts = [part.partition("=") for part in text.split(",")]
    for interval, _, _ in parts:
        if interval != "none" and not INTERVAL.fullmatch(interval):
            raise UnknownValueError("interval", interval, ["P1W", "P6M", "P1Y", "none"])
    return {None if interval == "none" else interval: _number(days) for interval, _, days in parts}


def _number(text: str) -> int | float:
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        raise UnknownValueError("grace", text, ["60", "0.5", "P6M=60,P1W=0.5"]) from None


def _narrowed(plan: pl.LazyFrame, columns: Columns, choices: Choices) -> pl.LazyFrame:
    """The columns that are needed, under plain names; dates and numbers that are text are read."""
    import polars as pl

    from osteopharm.exposure._table import opened

    named = columns.named
    schema = plan.collect_schema()
    opened(plan, *named.values(), role="the file")
    is_empty = pl.nth(-1).is_null()
    plan = plan.select(*(pl.col(column).alias(name) for name, column in named.items()), is_empty.alias(LAST))
    read: dict[str, pl.Expr] = {}
    if schema[columns.date] == pl.String:
        read["date"] = pl.col("date").str.strip_chars().str.to_date(choices.date_format, strict=False)
    for name in ("quantity", "supply"):
        if name in named and schema[named[name]] == pl.String:
            read[name] = pl.col(name).str.strip_chars().cast(pl.Float64, strict=False)
    unread = [(pl.col(name).is_not_null() & each.is_null()).alias(UNPARSED + name) for name, each in read.items()]
    return plan.with_columns(*unread, **read)


def _found(plan: pl.LazyFrame, into: Path, columns: Columns, choices: Choices) -> tuple[Summary, pl.LazyFrame]:
    """What became of the rows, and the episodes, as a plan that reads them from a file."""
    import polars as pl

    from osteopharm.exposure import account, add_days_covered, episodes
    from osteopharm.frames import annotate

    named = columns.named
    by = "group" if "group" in named else columns.by
    optional = {name: name if name in named else None for name in ("quantity", "supply")}
    days = add_days_covered(
        plan,
        "product",
        quantity=optional["quantity"],
        days_supply=optional["supply"],
        market=choices.market,
        purpose=choices.purpose,
        compendium=compendium(),
    )
    if by in ANNOTATED:
        days = annotate(days, "product", compendium=compendium())
    given: dict[str, Any] = {"person": "person", "date": "date", "by": by, "until": choices.until}
    counts = account(days, **given)
    with warnings.catch_warnings():
        # What is excluded is reported below.
        warnings.simplefilter("ignore")
        found = episodes(days, grace=choices.grace, **given)
    found.rename({"person": columns.person, by: columns.by}).sink_parquet(into, engine="streaming")
    found = pl.scan_parquet(into).sort(columns.person, columns.by, "start")
    return _summary(plan, found, counts, columns), found


def _summary(plan: pl.LazyFrame, found: pl.LazyFrame, counts: dict[str, int], columns: Columns) -> Summary:
    import polars as pl

    flags = [name for name in plan.collect_schema().names() if name.startswith(UNPARSED)]
    # A row without a person is counted as that, whatever its date.
    sums = plan.select(
        (pl.col(name) & pl.col("person").is_not_null()).sum() if name.endswith("date") else pl.col(name).sum()
        for name in flags
    )
    unread: dict[str, Any] = sums.collect().row(0, named=True) if flags else {}
    kept, rows = counts.pop("kept", 0), sum(counts.values())
    # A date that does not parse is null from then on; the two are distinguished again.
    if dates := unread.pop(f"{UNPARSED}date", 0):
        counts["date does not parse"] = int(dates)
        counts["date is null"] = counts.get("date is null", 0) - int(dates)
    groups, ends = (
        dict(found.group_by(name).len().sort("len", name, descending=[True, False]).collect().rows())
        for name in (columns.by, "ended_by")
    )
    persons, number = found.select(pl.col(columns.person).n_unique(), pl.len()).collect().row(0)
    return Summary(
        rows + kept,
        kept,
        dict(tables.most_first({reason: number for reason, number in counts.items() if number > 0})),
        {name.removeprefix(UNPARSED): int(number) for name, number in unread.items() if number},
        persons,
        number,
        {str(group): number for group, number in groups.items()},
        ends,
    )


def _lines(counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"{name}: {number:,}" for name, number in counts.items())
