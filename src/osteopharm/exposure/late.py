"""When each next dose was due, and how late it came."""

from __future__ import annotations

from typing import TypeVar

import narwhals.stable.v2 as nw

from osteopharm.exposure._days import date_of
from osteopharm.exposure._supply import DAY, DAYS, FAR_FUTURE, GROUP, PERSON, UNTIL, Day, rows_of
from osteopharm.exposure._table import check_distinct, opened
from osteopharm.exposure._windows import FAR_PAST, running

FrameT = TypeVar("FrameT")

MADE = ("date", "due", "next_date", "days_late")
"""The columns of a dose beside person and group."""


def late_doses(
    table: FrameT,
    *,
    person: str,
    date: str,
    by: str = "medication",
    days: str = "days_covered",
    until: Day = None,
) -> FrameT:
    """For each dose the date on which the next was due, and how many days late that came; one row a dose.

    A dose is what was given or dispensed on one date; of two rows on one date the longer decides. The columns are
    those of person and group, and

    - ``date``: when the dose was given;
    - ``due``: that date and the days that the dose covers, with nothing carried over;
    - ``next_date``: when the next dose was given; null where none followed;
    - ``days_late``: from due to next date; negative where the next dose was early. Where none followed, and ``due`` is
      before the end of the data, the days up to that end: the next dose is at least so late. Otherwise null.

    It is meant for what is administered, denosumab above all. Rows that cover no days are excluded and counted, as
    `osteopharm.exposure.episodes` does.

    Args:
        table: a pandas, polars (eager or lazy), pyarrow, DuckDB or PySpark table with a row for each dose.
        person: the column of persons.
        date: the column of dates.
        by: the column that tells one treatment from another.
        days: the column of the days that each dose covers.
        until: the day on which the data end, or a column of such days.

    Returns:
        A table of the same type.

    Raises:
        ColumnExistsError: the column of persons or groups has the name of one that is made.
        InvalidTableError: ``table`` is not a supported table, or a column has another type.
        UnknownColumnError: the column does not exist; the error suggests similar names.

    >>> from datetime import date
    >>> import polars
    >>> table = polars.DataFrame(
    ...     {
    ...         "patient": ["p1", "p1"],
    ...         "date": [date(2023, 1, 10), date(2023, 9, 1)],
    ...         "medication": ["denosumab", "denosumab"],
    ...         "days_covered": [183, 183],
    ...     }
    ... )
    >>> for row in late_doses(table, person="patient", date="date").sort("date").rows():
    ...     print(*row[2:])
    2023-01-10 2023-07-12 2023-09-01 51
    2023-09-01 2024-03-02 None None
    """
    check_distinct((person, by), MADE, opened(table).engine)
    rows = rows_of(table, person, date, by, days, until)
    rows.warn()
    doses = rows.kept.group_by(PERSON, GROUP, DAY).agg(nw.col(DAYS).max(), nw.col(UNTIL).max())
    doses = doses.with_columns((0 - nw.col(DAY)).alias("back"), (nw.col(DAY) + nw.col(DAYS)).alias("due"))
    doses = running(doses, [PERSON, GROUP], ["back"], {"next_": ("previous", DAY)})
    follows = nw.col("next_") > FAR_PAST
    is_open = (nw.col(UNTIL) < FAR_FUTURE) & (nw.col("due") < nw.col(UNTIL))
    doses = doses.with_columns(
        nw.when(follows).then(nw.col("next_")).alias("next_day"),
        nw.when(follows)
        .then(nw.col("next_") - nw.col("due"))
        .otherwise(nw.when(is_open).then(nw.col(UNTIL) - nw.col("due")))
        .alias("late"),
    )
    dated = (("date", DAY), ("due", "due"), ("next_date", "next_day"))
    found: FrameT = rows.table.give_back(
        doses.select(
            nw.col(PERSON).cast(rows.person_type).alias(person),
            nw.col(GROUP).alias(by),
            *(date_of(rows.table, day, rows.date_type).alias(name) for name, day in dated),
            nw.col("late").alias("days_late"),
        ),
        with_nulls=("days_late",),
    )
    return found
