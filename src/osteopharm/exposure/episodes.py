"""Episodes of treatment: days covered, joined where the gap between them is small enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from osteopharm.errors import UnknownValueError
from osteopharm.exposure._combine import doubled
from osteopharm.exposure._days import date_of
from osteopharm.exposure._supply import (
    DAY,
    DAYS,
    EVERY,
    FAR_FUTURE,
    FROM,
    GROUP,
    IS_DOSE,
    PERSON,
    SLACK,
    TO,
    UNTIL,
    Day,
    Rows,
    covered,
    rows_of,
)
from osteopharm.exposure._table import check_distinct, opened
from osteopharm.exposure._windows import FAR_PAST, running

FrameT = TypeVar("FrameT")

Grace = int | float | Mapping[str | None, int | float]
"""Days, a fraction of the days that the row covers, or one of the two for each interval."""

MADE = ("start", "end", "doses", "days_covered", "days_in_gaps", "ended_by")
"""The columns of an episode beside person and group."""
ENDS = ("gap", "switch", "end of data")
"""What may end an episode."""


def episodes(
    table: FrameT,
    *,
    person: str,
    date: str,
    by: str = "medication",
    grace: Grace,
    days: str = "days_covered",
    carry_over: bool = True,
    until: Day = None,
) -> FrameT:
    """The episodes of treatment of each person: one row an episode, with its start, its end and what ended it.

    The days that a row covers begin on its date. Where supply is left over from the row before, they begin when that
    is used up; what is administered leaves nothing over. Two rows are of one episode where the second begins no more
    than the days of grace after the end of the first. All intervals are half-open: ``end`` is the first day that is
    no longer covered.

    The columns are those of person and group, and

    - ``start`` and ``end``;
    - ``doses``: on how many different dates something was dispensed or given;
    - ``days_covered`` and ``days_in_gaps``; together they are the days from start to end;
    - ``ended_by``: ``switch`` where an episode of another group began after the last dose and no later than the grace
      after the end, else ``gap`` where the person was still observed when the grace was over, else ``end of data``.

    Rows that cover no days are excluded; `ExcludedRowsWarning` counts them by reason, and so does
    `osteopharm.exposure.account`.

    Args:
        table: a pandas, polars (eager or lazy), pyarrow, DuckDB or PySpark table with a row for each dispensing.
        person: the column of persons.
        date: the column of dates.
        by: the column that tells one treatment from another, such as ``medication``, ``drug_class`` or ``action``.
        grace: how long a gap may be inside an episode: days (``60``), a fraction of the days that the row before the
            gap covers (``0.5``), or one of the two for each interval in the column ``dosing_interval``
            (``{"P6M": 60, "P1W": 0.5}``; the key None is for rows without one). Published choices differ, so that
            there is no default.
        days: the column of the days that each row covers.
        carry_over: whether supply that is left over is carried over. Rows whose ``days_basis`` is ``administered``
            never are.
        until: the day on which the data end, or a column of such days, one for each person; that day and what comes
            after it are not counted. When left out, a person is observed until the last row that counts.

    Returns:
        A table of the same type.

    Raises:
        ColumnExistsError: the column of persons or groups has the name of one that is made.
        InvalidTableError: ``table`` is not a supported table, or a column has another type.
        UnknownColumnError: the column does not exist; the error suggests similar names.
        UnknownValueError: the grace is negative, or an interval in the table has none.

    >>> from datetime import date
    >>> import polars
    >>> table = polars.DataFrame(
    ...     {
    ...         "patient": ["p1", "p1", "p1"],
    ...         "date": [date(2024, 1, 1), date(2024, 1, 22), date(2024, 6, 1)],
    ...         "medication": ["alendronic-acid"] * 3,
    ...         "days_covered": [28, 28, 28],
    ...     }
    ... )
    >>> for row in episodes(table, person="patient", date="date", grace=30).sort("start").rows():
    ...     print(row[2].isoformat(), row[3].isoformat(), *row[4:])
    2024-01-01 2024-02-26 2 56 0 gap
    2024-06-01 2024-06-29 1 28 0 end of data
    """
    check_distinct((person, by), MADE, opened(table).engine)
    rows = rows_of(table, person, date, by, days, until)
    rows.warn()
    found: FrameT = rows.table.give_back(finished(rows, episodes_of(rows, grace, carry_over=carry_over)))
    return found


def episodes_of(rows: Rows, grace: Grace, *, carry_over: bool) -> Any:
    """The episodes of rows, under plain names and with numbers for days."""
    kept = rows.kept
    kept = kept.with_columns(slack_of(grace, kept).cast(nw.Int64).alias(SLACK))
    return joined_up(covered(kept, carry_over=carry_over))


def slack_of(grace: Grace, rows: Any) -> Any:
    """An expression for how many days after its end a row still holds its episode together.

    Raises:
        UnknownValueError: the grace is negative, or an interval in the table has none.
    """
    if not isinstance(grace, Mapping):
        return _slack(grace)
    every = nw.col(EVERY)
    distinct = rows.select(EVERY).unique()
    if isinstance(distinct, nw.LazyFrame):
        distinct = distinct.collect()
    wanted = [each if isinstance(each, str) else None for each in distinct.get_column(EVERY).to_list()]
    if missing := [each for each in wanted if each not in grace]:
        raise UnknownValueError("grace", missing[0], [str(each) for each in grace])
    slack = nw.lit(0)
    for interval, days in grace.items():
        slack = nw.when(every.is_null() if interval is None else every == interval).then(_slack(days)).otherwise(slack)
    return slack


def _slack(grace: object) -> Any:
    if not isinstance(grace, int | float) or isinstance(grace, bool) or not 0 <= grace < float("inf"):
        raise UnknownValueError("grace", grace, ["days, such as 60", "a fraction of the days covered, such as 0.5"])
    return nw.lit(grace) if isinstance(grace, int) else (nw.col(DAYS) * grace).floor()


def joined_up(rows: Any) -> Any:
    """Intervals that are joined to episodes: gaps and islands."""
    end = nw.min_horizontal(nw.col(TO), nw.col(UNTIL))
    rows = rows.with_columns(
        (nw.col(TO) + nw.col(SLACK)).alias("reach"),
        nw.min_horizontal(nw.col(FROM), end).alias(FROM),
        end.alias(TO),
    )
    order = [FROM, TO, "reach"]
    rows = running(
        rows,
        [PERSON, GROUP],
        order,
        {"end_before": ("max before", TO), "reach_before": ("max before", "reach")},
    )
    starts = nw.col(FROM) > nw.col("reach_before")
    # Of rows that are alike, the one that starts an episode comes first.
    rows = rows.with_columns(nw.when(starts).then(nw.lit(0)).otherwise(nw.lit(1)).alias("follows"))
    rows = rows.with_columns((1 - nw.col("follows")).cast(nw.Int64).alias("starts"))
    rows = running(rows, [PERSON, GROUP], [*order, "follows"], {"episode": ("sum", "starts")}, is_sorted=True)
    new_days = nw.col(TO) - nw.max_horizontal(nw.col(FROM), nw.col("end_before"))
    found = rows.with_columns(nw.max_horizontal(new_days, nw.lit(0)).alias("new_days")).group_by(
        PERSON, GROUP, "episode"
    )
    return _ended(
        found.agg(
            nw.col(FROM).min().alias("first"),
            nw.col(TO).max().alias("end_"),
            nw.col("reach").max().alias("reach"),
            nw.col(DAY).max().alias("last"),
            nw.col(UNTIL).max().alias(UNTIL),
            nw.col(IS_DOSE).sum().alias("doses"),
            nw.col("new_days").sum().alias("covered"),
        )
    )


def _ended(found: Any) -> Any:
    """Episodes with what ended them."""
    # Each episode once at its start and once at its last dose: looking back from the latest day, the earliest start
    # that was met is that of the next episode. At equal days the last doses come first.
    both = doubled(found.with_columns(nw.col("last").max().over(PERSON).alias("observed")), "is_start")
    at_start = nw.col("is_start") == 1
    both = both.with_columns(
        (nw.lit(0) - nw.when(at_start).then(nw.col("first")).otherwise(nw.col("last"))).alias("back"),
        nw.when(at_start).then(0 - nw.col("first")).otherwise(nw.lit(FAR_PAST)).cast(nw.Int64).alias("start_back"),
    )
    order = ["back", "is_start", GROUP]
    seen = running(both, [PERSON], order, {"next_back": ("max", "start_back")}).filter(nw.col("is_start") == 0)
    observed = nw.when(nw.col(UNTIL) == FAR_FUTURE).then(nw.col("observed") + 1).otherwise(nw.col(UNTIL))
    return seen.with_columns(
        nw.when(0 - nw.col("next_back") <= nw.col("reach"))
        .then(nw.lit("switch"))
        .when(observed > nw.col("reach"))
        .then(nw.lit("gap"))
        .otherwise(nw.lit("end of data"))
        .alias("ended_by")
    )


def finished(rows: Rows, found: Any) -> Any:
    """Episodes under the user's names, with dates."""
    length = nw.col("end_") - nw.col("first")
    return found.select(
        nw.col(PERSON).cast(rows.person_type).alias(rows.person),
        nw.col(GROUP).alias(rows.group),
        date_of(rows.table, "first", rows.date_type).alias("start"),
        date_of(rows.table, "end_", rows.date_type).alias("end"),
        nw.col("doses").cast(nw.Int64),
        nw.col("covered").cast(nw.Int64).alias("days_covered"),
        (length - nw.col("covered")).cast(nw.Int64).alias("days_in_gaps"),
        nw.col("ended_by"),
    )
