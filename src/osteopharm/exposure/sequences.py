"""From one treatment to the next: who switched, from what, to what; and the lines of treatment in order."""

from __future__ import annotations

from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from osteopharm.exposure._combine import doubled, joined
from osteopharm.exposure._days import date_of, day_number
from osteopharm.exposure._supply import GROUP, PERSON
from osteopharm.exposure._table import Table, check_dates, check_distinct, opened
from osteopharm.exposure._windows import FAR_PAST, running

FrameT = TypeVar("FrameT")

SWITCH = ("before", "after", "date", "gap_days")
"""The columns of a switch beside the person."""
SEQUENCE = ("sequence", "lines")
"""The columns of a sequence beside the person."""
ARROW = " > "
"""What comes between two lines of treatment."""


def switches(episodes: FrameT, *, person: str, by: str = "medication") -> FrameT:
    """The switches of each person from one treatment to another: one row a switch.

    Episodes are taken in the order of their starts; a restart of the same treatment is not a switch. The columns are
    that of the person, and ``before`` and ``after`` (the treatments), ``date`` (the start of the second) and
    ``gap_days``: from the end of the first to that date, negative where the two overlap.

    Args:
        episodes: what `osteopharm.exposure.episodes` gives.
        person: its column of persons.
        by: its column of treatments.

    Returns:
        A table of the same type.

    Raises:
        ColumnExistsError: the column of persons has the name of one that is made.
        InvalidTableError: ``episodes`` is not such a table, or ``start`` or ``end`` holds no dates.
        UnknownColumnError: the column does not exist; the error suggests similar names.

    >>> from datetime import date
    >>> import polars
    >>> found = polars.DataFrame(
    ...     {
    ...         "patient": ["p1", "p1"],
    ...         "medication": ["teriparatide", "denosumab"],
    ...         "start": [date(2022, 1, 1), date(2023, 7, 1)],
    ...         "end": [date(2023, 6, 1), date(2024, 1, 1)],
    ...     }
    ... )
    >>> print(*switches(found, person="patient").rows()[0])
    p1 teriparatide denosumab 2023-07-01 30
    """
    table, lines = _lines(episodes, person, by, SWITCH)
    # Each line once as itself and once as the one before the next, which share a number.
    both = doubled(lines, "is_before")
    is_before = nw.col("is_before") == 1
    both = both.with_columns(
        (nw.col("line") + nw.col("is_before")).alias("number"),
        # Empty rather than null: pandas 2 cannot compare a text with a null.
        nw.when(is_before).then(nw.col(GROUP)).otherwise(nw.lit("")).alias("before"),
        nw.when(~is_before).then(nw.col(GROUP)).otherwise(nw.lit("")).alias("after"),
        nw.when(is_before).then(nw.col("end_")).otherwise(nw.lit(FAR_PAST)).cast(nw.Int64).alias("end_"),
        nw.when(is_before).then(nw.lit(FAR_PAST)).otherwise(nw.col("first")).cast(nw.Int64).alias("first"),
    )
    pairs = both.group_by(PERSON, "number").agg(nw.col("before", "after", "end_", "first").max())
    pairs = pairs.filter((nw.col("end_") > FAR_PAST) & (nw.col("first") > FAR_PAST))
    found: FrameT = table.give_back(
        pairs.select(
            nw.col(PERSON).cast(table.schema[person]).alias(person),
            nw.col("before"),
            nw.col("after"),
            date_of(table, "first", table.schema["start"]).alias("date"),
            (nw.col("first") - nw.col("end_")).alias("gap_days"),
        )
    )
    return found


def sequences(episodes: FrameT, *, person: str, by: str = "medication") -> FrameT:
    """The lines of treatment of each person as one text, first, second, third: one row a person.

    Episodes are taken in the order of their starts; a restart of the same treatment is not a new line. The columns are
    that of the person, and ``sequence`` (``alendronic-acid > teriparatide > denosumab``) and ``lines``, how many.

    Args:
        episodes: what `osteopharm.exposure.episodes` gives.
        person: its column of persons.
        by: its column of treatments.

    Returns:
        A table of the same type.

    Raises:
        ColumnExistsError: the column of persons has the name of one that is made.
        InvalidTableError: ``episodes`` is not such a table, or ``start`` or ``end`` holds no dates.
        UnknownColumnError: the column does not exist; the error suggests similar names.

    >>> from datetime import date
    >>> import polars
    >>> found = polars.DataFrame(
    ...     {
    ...         "patient": ["p1", "p1"],
    ...         "medication": ["teriparatide", "denosumab"],
    ...         "start": [date(2022, 1, 1), date(2023, 7, 1)],
    ...         "end": [date(2023, 6, 1), date(2024, 1, 1)],
    ...     }
    ... )
    >>> sequences(found, person="patient").rows()
    [('p1', 'teriparatide > denosumab', 2)]
    """
    table, lines = _lines(episodes, person, by, SEQUENCE)
    texts = joined(lines, [PERSON], GROUP, "line", ARROW, name="sequence", count="lines")
    found: FrameT = table.give_back(
        texts.select(
            nw.col(PERSON).cast(table.schema[person]).alias(person),
            nw.col("sequence"),
            nw.col("lines").cast(nw.Int64),
        )
    )
    return found


def _lines(episodes: Any, person: str, by: str, made: tuple[str, ...]) -> tuple[Table, Any]:
    """The lines of treatment, numbered in the order of their starts; a restart of the same is of the same line."""
    table = opened(episodes, person, by, "start", "end", role="the table of episodes")
    check_distinct((person,), made, table.engine)
    for column in ("start", "end"):
        check_dates(table, column)
    found = table.frame.select(
        nw.col(person).alias(PERSON),
        nw.col(by).cast(nw.String).alias(GROUP),
        day_number(table, "start").alias("first"),
        day_number(table, "end").alias("end_"),
        nw.lit(1).cast(nw.Int64).alias("one"),
    )
    found = found.drop_nulls().with_columns(nw.col("first", "end_").cast(nw.Int64))
    # Counted among all episodes and among those of the same treatment: both go up by one in a row of the same.
    found = running(found, [PERSON], ["first", GROUP], {"of_all": ("sum", "one")})
    found = running(found, [PERSON, GROUP], ["first"], {"of_same": ("sum", "one")})
    found = found.with_columns((nw.col("of_all") - nw.col("of_same")).alias("island"))
    lines = found.group_by(PERSON, GROUP, "island").agg(
        nw.col("first").min(), nw.col("end_").max(), nw.col("one").max(), nw.col("of_all").min()
    )
    return table, running(lines, [PERSON], ["of_all"], {"line": ("sum", "one")})
