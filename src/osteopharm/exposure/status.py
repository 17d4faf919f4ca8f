"""Where each event lies: before, during or after treatment."""

from __future__ import annotations

from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from osteopharm._tables import JOINER
from osteopharm.errors import InvalidTableError
from osteopharm.exposure._combine import attached, joined
from osteopharm.exposure._days import day_number
from osteopharm.exposure._supply import DAY, FAR_FUTURE, GROUP, PERSON
from osteopharm.exposure._table import Table, check_dates, check_free, opened
from osteopharm.exposure._windows import FAR_PAST

FrameT = TypeVar("FrameT")

MADE = ("status", "current", "past", "days_since_start", "days_since_end", "days_to_next_start")
"""The columns that an event gets."""
KEY_PERSON, KEY_DAY = "osteopharm_person", "osteopharm_day"


def status_at(events: FrameT, episodes: FrameT, *, person: str, date: str, by: str = "medication") -> FrameT:
    """The events with what treatment the person was on at that date: six columns more, and every row as it was.

    - ``status``: ``current`` where an episode covers the date (gaps within the grace included), else ``past`` where
      one has ended, else ``later`` where one begins after it, else ``never``. Null where person or date is null.
    - ``current`` and ``past``: the treatments of the episodes that cover the date, and of those that have ended by it
      and are not current again; in the order of their first starts, joined by semicolons.
    - ``days_since_start``: from the latest start at or before the date.
    - ``days_since_end``: from the last covered day; 0 where an episode covers the date.
    - ``days_to_next_start``: to the next start after the date.

    Args:
        events: a table of events, such as operations or fractures; of the same engine as ``episodes``.
        episodes: what `osteopharm.exposure.episodes` gives.
        person: the column of persons in both tables.
        date: the column of dates of the events.
        by: the column of treatments of the episodes.

    Returns:
        A table of the same kind as ``events``. pandas, polars and pyarrow keep the order of the rows, and pandas its
        index.

    Raises:
        ColumnExistsError: the events have one of the six columns already.
        InvalidTableError: one of the two is not such a table, the engines differ, or a column holds no dates.
        UnknownColumnError: the column does not exist; the error suggests similar names.

    >>> from datetime import date
    >>> import polars
    >>> found = polars.DataFrame(
    ...     {
    ...         "patient": ["p1"],
    ...         "medication": ["teriparatide"],
    ...         "start": [date(2022, 1, 1)],
    ...         "end": [date(2023, 6, 1)],
    ...     }
    ... )
    >>> fusions = polars.DataFrame({"patient": ["p1", "p2"], "date": [date(2023, 6, 11), date(2023, 1, 1)]})
    >>> status_at(fusions, found, person="patient", date="date").select("status", "past", "days_since_end").rows()
    [('past', 'teriparatide', 11), ('never', None, None)]
    """
    table = opened(events, person, date, role="the table of events")
    treated = opened(episodes, person, by, "start", "end", role="the table of episodes")
    if table.engine != treated.engine:
        raise InvalidTableError("the table of episodes", f"is one of {treated.engine}", f"give it as {table.engine}")
    check_free(table, MADE)
    for each, column in ((table, date), (treated, "start"), (treated, "end")):
        check_dates(each, column)
    small = _status_of(_met(table, treated, person, date, by))
    dated = Table(table.frame.with_columns(day_number(table, date).alias(KEY_DAY)), table.engine, table.is_collected)
    found: Any = nw.from_native(attached(dated, small, {person: KEY_PERSON, KEY_DAY: KEY_DAY}))
    is_known = ~(nw.col(person).is_null() | nw.col(date).is_null())
    status = nw.when(is_known).then(nw.col("status").fill_null("never"))
    native = nw.to_native(found.with_columns(status.alias("status")).drop(KEY_DAY))
    if table.engine == "pandas":
        native = native.astype(dict.fromkeys(MADE[3:], "Int64"))
    result: FrameT = native
    return result


def _met(table: Table, treated: Table, person: str, date: str, by: str) -> Any:
    """The days of events, each with every episode of the person: before it, during it or after it."""
    known = table.frame.filter(~(nw.col(person).is_null() | nw.col(date).is_null()))
    keys = known.select(nw.col(person).alias(PERSON), day_number(table, date).cast(nw.Int64).alias(DAY)).unique()
    found = treated.frame.select(
        nw.col(person).alias(PERSON),
        nw.col(by).cast(nw.String).alias(GROUP),
        day_number(treated, "start").alias("first"),
        day_number(treated, "end").alias("end_"),
    ).drop_nulls()
    met = keys.join(found.with_columns(nw.col("first", "end_").cast(nw.Int64)), on=PERSON, how="inner")
    first, end, day = nw.col("first"), nw.col("end_"), nw.col(DAY)
    is_now = (first <= day) & (day < end)
    return met.with_columns(
        is_now.cast(nw.Int64).alias("is_now"),
        (end <= day).cast(nw.Int64).alias("is_past"),
        nw.when(first <= day).then(first).otherwise(nw.lit(FAR_PAST)).cast(nw.Int64).alias("started"),
        nw.when(end <= day).then(end).otherwise(nw.lit(FAR_PAST)).cast(nw.Int64).alias("ended"),
        nw.when(first > day).then(first).otherwise(nw.lit(FAR_FUTURE)).cast(nw.Int64).alias("next_"),
    )


def _status_of(met: Any) -> Any:
    """For each person and day the status and what belongs to it."""
    keys = [PERSON, DAY]
    by_group = met.group_by(*keys, GROUP).agg(
        nw.col("is_now", "is_past", "started", "ended").max(), nw.col("first", "next_").min()
    )
    found = by_group.group_by(*keys).agg(nw.col("is_now", "is_past", "started", "ended").max(), nw.col("next_").min())
    day, is_now = nw.col(DAY), nw.col("is_now") == 1
    found = found.select(
        *keys,
        nw.when(is_now)
        .then(nw.lit("current"))
        .otherwise(nw.when(nw.col("is_past") == 1).then(nw.lit("past")).otherwise(nw.lit("later")))
        .alias("status"),
        nw.when(nw.col("started") > FAR_PAST).then(day - nw.col("started")).alias("days_since_start"),
        nw.when(is_now)
        .then(nw.lit(0).cast(nw.Int64))
        .otherwise(nw.when(nw.col("is_past") == 1).then(day - nw.col("ended") + 1))
        .alias("days_since_end"),
        nw.when(nw.col("next_") < FAR_FUTURE).then(nw.col("next_") - day).alias("days_to_next_start"),
    )
    is_so = {"current": is_now, "past": (nw.col("is_past") == 1) & ~is_now}
    for name, condition in is_so.items():
        texts = joined(by_group.filter(condition), keys, GROUP, "first", JOINER, name=name, count="count_")
        found = found.join(texts.drop("count_"), on=keys, how="left")
    return found.select(nw.col(PERSON).alias(KEY_PERSON), day.alias(KEY_DAY), *MADE)
