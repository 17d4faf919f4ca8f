"""The proportion of days covered in a window of time."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 # "date" is the name of an argument
from typing import TypeVar

import narwhals.stable.v2 as nw

from osteopharm.exposure._supply import DAYS, FROM, GROUP, PERSON, SLACK, TO, covered, rows_of
from osteopharm.exposure._table import check_distinct, opened
from osteopharm.exposure._windows import running

FrameT = TypeVar("FrameT")

MADE = ("days_covered", "days_in_window", "proportion_covered")
"""The columns beside person and group."""
OPENS, CLOSES = "start_of_the_window", "end_of_the_window"


def coverage(
    table: FrameT,
    *,
    person: str,
    date: str,
    start: Date | str,
    end: Date | str,
    by: str | None = None,
    carry_within: str = "medication",
    days: str = "days_covered",
    carry_over: bool = True,
) -> FrameT:
    """The proportion of the days of a window that are covered: one row a person, or one for each of their treatments.

    A day is covered once, however many rows cover it. Supply from before the window is carried into it. The columns
    are those of person and group, and ``days_covered``, ``days_in_window`` and ``proportion_covered``. A person
    without any row that counts is not in the result.

    Args:
        table: a pandas, polars (eager or lazy), pyarrow, DuckDB or PySpark table with a row for each dispensing.
        person: the column of persons.
        date: the column of dates.
        start: the first day of the window, or a column of such days, one for each person.
        end: the day after the last, or a column of such days.
        by: the column that tells one treatment from another, for a row for each; when left out, a day is covered
            where any treatment covers it.
        carry_within: where ``by`` is left out, the column among whose equal values supply is carried over: tablets
            that are left over delay no injection.
        days: the column of the days that each row covers.
        carry_over: whether supply that is left over is carried over, as in `osteopharm.exposure.episodes`.

    Returns:
        A table of the same type.

    Raises:
        ColumnExistsError: the column of persons or groups has the name of one that is made.
        InvalidTableError: ``table`` is not a supported table, or a column has another type.
        UnknownColumnError: the column does not exist; the error suggests similar names.

    >>> from datetime import date
    >>> import polars
    >>> table = polars.DataFrame(
    ...     {"patient": ["p1"], "date": [date(2024, 1, 1)], "medication": ["raloxifene"], "days_covered": [84]}
    ... )
    >>> year = coverage(table, person="patient", date="date", start=date(2024, 1, 1), end=date(2024, 12, 30))
    >>> year.rows()
    [('p1', 84, 364, 0.23076923076923078)]
    """
    named = (person,) if by is None else (person, by)
    check_distinct(named, MADE, opened(table).engine)
    rows = rows_of(table, person, date, by or carry_within, days, **{OPENS: start, CLOSES: end})
    rows.warn()
    kept = covered(rows.kept.with_columns(nw.lit(0).cast(nw.Int64).alias(SLACK)), carry_over=carry_over)
    opens, closes = nw.col(OPENS), nw.col(CLOSES)
    kept = kept.with_columns(
        nw.max_horizontal(nw.min_horizontal(nw.col(FROM), closes), opens).alias(FROM),
        nw.max_horizontal(nw.min_horizontal(nw.col(TO), closes), opens).alias(TO),
        nw.max_horizontal(closes - opens, nw.lit(0)).alias("window_"),
    )
    keys = [PERSON] if by is None else [PERSON, GROUP]
    kept = running(kept, keys, [FROM, TO], {"end_before": ("max before", TO)})
    new_days = nw.col(TO) - nw.max_horizontal(nw.col(FROM), nw.col("end_before"))
    kept = kept.with_columns(nw.max_horizontal(new_days, nw.lit(0)).alias(DAYS))
    found = kept.group_by(*keys).agg(nw.col(DAYS).sum(), nw.col("window_").max())
    result: FrameT = rows.table.give_back(
        found.select(
            nw.col(PERSON).cast(rows.person_type).alias(person),
            *(() if by is None else (nw.col(GROUP).alias(by),)),
            nw.col(DAYS).cast(nw.Int64).alias("days_covered"),
            nw.col("window_").cast(nw.Int64).alias("days_in_window"),
            nw.when(nw.col("window_") > 0)
            .then(nw.col(DAYS).cast(nw.Float64) / nw.col("window_").cast(nw.Float64))
            .alias("proportion_covered"),
        )
    )
    return result
