"""From rows of dispensings to the days that each of them covers, and why the others cover none.

Every row is either kept or excluded for one named reason. Knows nothing of episodes.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw
from attrs import frozen

from osteopharm.errors import InvalidTableError
from osteopharm.exposure._days import day_number, number_of
from osteopharm.exposure._dosing import ADMINISTERED
from osteopharm.exposure._table import Table, check_dates, check_numbers, counted, is_null, opened
from osteopharm.exposure._windows import FAR_PAST, running
from osteopharm.model._schema import with_article

BASIS, INTERVAL = "days_basis", "dosing_interval"
"""The columns of `add_days_covered` that are used where they are there."""

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""A date beyond these is an error in the data."""
MOST_DAYS = 3660
"""A row that covers more days than ten years have is an error in the data."""

PERSON, GROUP, DAY, DAYS, KIND, EVERY, UNTIL, WHY = "person", "grp", "day", "days", "basis", "every", "until", "why"
"""The plain names of the columns while exposure is computed; none of them can clash with one of the user's."""
FROM, TO, IS_DOSE, SLACK = "from_", "to_", "is_dose", "slack"
FAR_FUTURE = -FAR_PAST
"""The day on which the data end where that is not given."""
KEPT = "kept"
"""What a row that is kept has in place of a reason."""

Day = date | str | None
"""A day, the name of a column of days, or none."""


class ExcludedRowsWarning(UserWarning):
    """Rows that cover no days, each counted under the reason why.

    Attributes:
        rows: how many rows came in.
        excluded: how many of them were excluded, for each reason; the most frequent first.

    >>> str(ExcludedRowsWarning(10, {"person is null": 1, "quantity unknown": 2}))
    '7 of 10 rows count; excluded: 2 quantity unknown, 1 person is null'
    """

    def __init__(self, rows: int, excluded: Mapping[str, int]) -> None:
        super().__init__(rows, excluded)
        self.rows = rows
        self.excluded = dict(sorted(excluded.items(), key=lambda each: (-each[1], each[0])))

    def __str__(self) -> str:
        reasons = ", ".join(f"{rows:,} {reason}" for reason, rows in self.excluded.items())
        return f"{self.rows - sum(self.excluded.values()):,} of {self.rows:,} rows count; excluded: {reasons}"


@frozen
class Rows:
    """Dispensings under plain names, each with the reason why it is excluded.

    Attributes:
        table: the table that they came from.
        frame: the rows, with ``why`` they are excluded.
        person: the user's name of the column of persons.
        group: the user's name of the column of groups.
        date_type: the type of the dates that came in.
        person_type: the type of the persons.
        wanted: the names of further days.
    """

    table: Table
    frame: Any
    person: str
    group: str
    date_type: Any
    person_type: Any
    wanted: tuple[str, ...] = ()

    @property
    def kept(self) -> Any:
        """The rows that cover days."""
        days = nw.col(DAYS)
        whole = days if self.frame.collect_schema()[DAYS].is_integer() else days.floor()
        kept = self.frame.filter(nw.col(WHY) == KEPT)
        return kept.with_columns(whole.cast(nw.Int64).alias(DAYS), nw.col(DAY, UNTIL, *self.wanted).cast(nw.Int64))

    def account(self) -> dict[str, int]:
        """How many rows are kept, and how many are excluded for each reason: together all rows that came in."""
        return counted(self.frame, WHY)

    def warn(self) -> None:
        """Say which rows are excluded, where some are."""
        account = self.account()
        excluded = {reason: rows for reason, rows in account.items() if reason != KEPT}
        if excluded:
            # The line of the user: this function, the public function, and its caller.
            warnings.warn(ExcludedRowsWarning(sum(account.values()), excluded), stacklevel=3)


def rows_of(native: Any, person: str, date: str, by: str, days: str, until: Day = None, **more: Day) -> Rows:
    """The rows of a table under plain names, with the reason why each is excluded.

    Args:
        native: the table of the user.
        person: its column of persons.
        date: its column of dates.
        by: its column of groups.
        days: its column of days covered.
        until: the day on which the data end, or its column.
        more: further days, or columns of days, that are wanted as numbers under the name given.

    Raises:
        InvalidTableError: it is not a table of a supported engine, or a column has another type.
        UnknownColumnError: a column is missing.
    """
    columns = [each for each in (until, *more.values()) if isinstance(each, str)]
    table = opened(native, person, date, by, days, *columns)
    for column in (date, *columns):
        check_dates(table, column)
    check_numbers(table, days)
    schema = table.schema
    if is_null(schema[days]) or is_null(schema[person]):
        # Nothing is in it, so that every row is excluded all the same.
        table = Table(_typed(table.frame, schema, person, days), table.engine, table.is_collected)
    frame = _without_fractions(table, person, by)
    nothing = nw.lit(None, nw.String)
    selected = frame.select(
        nw.col(person).alias(PERSON),
        nw.col(by).alias(GROUP),
        day_number(table, date).alias(DAY),
        nw.col(days).alias(DAYS),
        (nw.col(BASIS) if table.has(BASIS) else nothing).alias(KIND),
        (nw.col(INTERVAL) if table.has(INTERVAL) else nothing).alias(EVERY),
        _day(table, until).alias(UNTIL),
        *(_day(table, each).alias(name) for name, each in more.items()),
    ).with_columns(nw.col(UNTIL).fill_null(FAR_FUTURE))
    why = selected.with_columns(_why(by, tuple(more), has_basis=table.has(BASIS)).alias(WHY))
    return Rows(table, why, person, by, schema[date], schema[person], tuple(more))


def _typed(frame: Any, schema: Mapping[str, Any], person: str, days: str) -> Any:
    types = {person: nw.String(), days: nw.Int64()}
    return frame.with_columns(nw.col(name).cast(type) for name, type in types.items() if is_null(schema[name]))


def _without_fractions(table: Table, *columns: str | None) -> Any:
    """Whole numbers of pandas become fractions where a null comes in, and large ones lose their last figures."""
    if table.engine != "pandas":
        return table.frame
    schema = table.schema
    whole = {name: "Int64" for name in columns if name is not None and schema[name].is_integer()}
    return nw.from_native(nw.to_native(table.frame).astype(whole)) if whole else table.frame


def _day(table: Table, day: Day) -> Any:
    if isinstance(day, str):
        return day_number(table, day)
    if day is None:
        return nw.lit(FAR_FUTURE)
    if not isinstance(day, date):
        raise InvalidTableError(
            "a day", f"is {with_article(type(day))}", "give a date, or the name of a column of dates"
        )
    return nw.lit(number_of(day))


def is_implausible(day: Any) -> Any:
    """An expression for whether a day is too early or too late to be right."""
    return (day < number_of(EARLIEST)) | (day > number_of(LATEST))


def _why(by: str, wanted: tuple[str, ...], *, has_basis: bool) -> Any:
    days, day = nw.col(DAYS), nw.col(DAY)
    no_days = nw.lit("days unknown")
    if has_basis:
        # Days that the user has taken out of the column again have a basis, and are unknown all the same.
        known = nw.col(KIND).is_null() | nw.col(KIND).is_in([ADMINISTERED, "days supply", "quantity x interval"])
        no_days = nw.when(known).then(no_days).otherwise(nw.col(KIND))
    reasons = (
        (nw.col(PERSON).is_null(), nw.lit("person is null")),
        (day.is_null(), nw.lit("date is null")),
        (is_implausible(day), nw.lit("date before 1900 or after 2199")),
        *((nw.col(name).is_null(), nw.lit(f"{name.replace('_', ' ')} is null")) for name in wanted),
        (day >= nw.col(UNTIL), nw.lit("on or after the end of the data")),
        (days.is_null(), no_days),
        (nw.col(GROUP).is_null(), nw.lit(f"{by} is null")),
        (days < 1, nw.lit("days not positive")),
        (~(days <= MOST_DAYS), nw.lit("more days than ten years")),
    )
    why = nw.lit(KEPT)
    for is_so, reason in reversed(reasons):
        why = nw.when(is_so).then(reason).otherwise(why)
    return why


def covered(rows: Any, *, carry_over: bool) -> Any:
    """The days that each row covers, from the first to the day after the last, and whether it is the day's first.

    Supply that is left over when the next is dispensed is used first: the end of a row is the largest, over the rows
    up to it, of the start of a row and all days supplied since. What is administered covers its days from the day on
    which it was given, and leaves nothing over.
    """
    administered = nw.col(KIND).fill_null("") == ADMINISTERED
    supplied = nw.when(administered).then(nw.lit(0)).otherwise(nw.col(DAYS)).cast(nw.Int64)
    rows = rows.with_columns(supplied.alias("supplied"))
    within, order = [PERSON, GROUP], [DAY, DAYS, SLACK, "supplied"]
    rows = running(rows, within, order, {"total": ("sum", "supplied"), "before": ("previous", DAY)})
    rows = rows.with_columns((nw.col("before") != nw.col(DAY)).cast(nw.Int64).alias(IS_DOSE))
    given = (nw.col(DAY) + nw.col(DAYS)).alias(TO)
    if not carry_over:
        return rows.with_columns(nw.col(DAY).alias(FROM), given)
    open = nw.when(administered).then(nw.lit(FAR_PAST)).otherwise(nw.col(DAY) + nw.col(DAYS) - nw.col("total"))
    rows = rows.with_columns(open.cast(nw.Int64).alias("open"))
    # The total grows with every row that is supplied, and so has their order; the others hold nothing here.
    rows = running(rows, within, ["total"], {"highest": ("max", "open")}, is_sorted=True)
    end = nw.when(administered).then(nw.col(DAY) + nw.col(DAYS)).otherwise(nw.col("total") + nw.col("highest"))
    return rows.with_columns(end.cast(nw.Int64).alias(TO)).with_columns((nw.col(TO) - nw.col(DAYS)).alias(FROM))
