"""What is asked of episodes and of covered days: status, lateness, switches, sequences, coverage, sensitivity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteopharm.errors import ColumnExistsError, InvalidTableError, UnknownColumnError
from osteopharm.exposure import (
    ExcludedRowsWarning,
    _table,
    account,
    add_days_covered,
    coverage,
    episodes,
    late_doses,
    sensitivity,
    sequences,
    status_at,
    switches,
)

Make = Callable[[pl.DataFrame], Any]
Rows = list[tuple[Any, ...]]
RowsOf = Callable[[Any], Rows]

A, D, T, Z = "alendronic-acid", "denosumab", "teriparatide", "zoledronic-acid"
DATED: Any = {"person": "patient", "date": "date"}
FAR = date(2030, 1, 1)


def on(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)


def table_of(rows: Rows) -> pl.DataFrame:
    """Rows of a person, a date as text, a treatment and days, as a table."""
    types = {"patient": pl.String, "date": pl.Date, "medication": pl.String, "days_covered": pl.Int64}
    dated = [(person, when and on(when), *rest) for person, when, *rest in rows]
    return pl.DataFrame(dated, schema=types, orient="row")


def episodes_of(rows: Rows) -> pl.DataFrame:
    """Episodes of a person, a treatment, and two dates as text."""
    types = {"patient": pl.String, "medication": pl.String, "start": pl.Date, "end": pl.Date}
    return pl.DataFrame([(*row[:2], on(row[2]), on(row[3])) for row in rows], schema=types, orient="row")


EPISODES = episodes_of(
    [
        ("p", A, "2020-01-01", "2021-01-01"),
        ("p", T, "2021-02-01", "2022-02-01"),
        ("p", D, "2022-02-01", "2023-02-01"),
        ("q", A, "2020-01-01", "2020-06-01"),
        ("q", A, "2021-01-01", "2021-06-01"),
        ("q", D, "2021-05-01", "2022-05-01"),
    ]
)
EVENTS = pl.DataFrame(
    {
        "operation": ["before", "first day", "last day", "day after", "second", "never", "null", "restart", "both"],
        "patient": ["p", "p", "p", "p", "p", "zzz", None, "q", "q"],
        "date": [
            *(on("2019-12-22"), on("2020-01-01"), on("2020-12-31"), on("2021-01-01"), on("2022-02-01")),
            *(on("2020-01-01"), on("2020-01-01"), on("2020-12-31"), on("2021-05-02")),
        ],
    }
)
# Status, current, past, days since the latest start, since the last covered day, to the next start.
STATUS = {
    "before": ("later", None, None, None, None, 10),
    "first day": ("current", A, None, 0, 0, 397),
    "last day": ("current", A, None, 365, 0, 32),
    "day after": ("past", None, A, 366, 1, 31),
    "second": ("current", D, f"{A}; {T}", 0, 0, None),
    "never": ("never", None, None, None, None, None),
    "null": (None, None, None, None, None, None),
    "restart": ("past", None, A, 365, 214, 1),
    "both": ("current", f"{A}; {D}", None, 1, 0, None),
}


def test_status_by_hand(make: Make, in_order: RowsOf) -> None:
    """Each event lies where a reader of the episodes places it, and keeps its own columns, on every engine."""
    found = in_order(status_at(make(EVENTS), make(EPISODES), **DATED))

    assert {row[0]: row[3:] for row in found} == STATUS
    assert len(found) == len(EVENTS)


def test_events_keep_their_order_and_index(in_order: RowsOf) -> None:
    """Tables in memory keep the order of their rows, and pandas its index."""
    native = EVENTS.to_pandas().assign(date=lambda each: each["date"].astype("datetime64[s]")).iloc[::-1]
    treated = EPISODES.to_pandas().astype({"start": "datetime64[s]", "end": "datetime64[s]"})
    found = status_at(native, treated, **DATED)

    assert list(native.index) == list(found.index)
    for made in (found, status_at(EVENTS.reverse(), EPISODES, **DATED)):
        assert list(reversed(STATUS)) == [row[0] for row in in_order(made)]
    assert list(STATUS) == [row[0] for row in in_order(status_at(EVENTS.to_arrow(), EPISODES.to_arrow(), **DATED))]


def test_status_without_any_episode() -> None:
    """Where nobody was treated, each event is before a treatment that never came."""
    found = status_at(EVENTS, EPISODES.clear(), **DATED)

    assert {None, "never"} == set(found["status"])


def test_status_needs_one_engine() -> None:
    """Events and episodes of two engines are refused, and events that have a status already."""
    with pytest.raises(InvalidTableError, match="the table of episodes is one of pyarrow; give it as polars"):
        status_at(EVENTS, EPISODES.to_arrow(), **DATED)
    with pytest.raises(ColumnExistsError, match="status"):
        status_at(EVENTS.with_columns(status=1), EPISODES, **DATED)


DOSES = [
    ("p", "2023-01-10", D, 183),
    ("p", "2023-01-10", D, 30),
    ("p", "2023-09-01", D, 183),
    ("q", "2023-01-10", D, 183),
    ("q", "2023-07-02", D, 183),
]


def test_late_doses_by_hand(make: Make, rows_of: RowsOf) -> None:
    """Due is the date and the longest cover of that day; early is negative; who never came is late up to the end."""
    expected = [
        ("p", D, on("2023-01-10"), on("2023-07-12"), on("2023-09-01"), 51),
        ("p", D, on("2023-09-01"), on("2024-03-02"), None, None),
        ("q", D, on("2023-01-10"), on("2023-07-12"), on("2023-07-02"), -10),
        ("q", D, on("2023-07-02"), on("2024-01-01"), None, 31),
    ]

    assert expected == rows_of(late_doses(make(table_of(DOSES)), **DATED, until=on("2024-02-01")))
    assert {None} == {row[5] for row in rows_of(late_doses(table_of(DOSES), **DATED)) if row[4] is None}


def test_switches_and_sequences_by_hand(make: Make, rows_of: RowsOf) -> None:
    """A restart is neither a switch nor a line of its own; an overlap is a negative gap, on every engine."""
    made = make(EPISODES)

    assert [
        ("p", A, T, on("2021-02-01"), 31),
        ("p", T, D, on("2022-02-01"), 0),
        ("q", A, D, on("2021-05-01"), -31),
    ] == rows_of(switches(made, person="patient"))
    assert [("p", f"{A} > {T} > {D}", 3), ("q", f"{A} > {D}", 2)] == rows_of(sequences(made, person="patient"))


def test_there_and_back_again_are_three_lines(rows_of: RowsOf) -> None:
    """A treatment that comes back after another is a line again."""
    back = episodes_of(
        [
            ("p", A, "2020-01-01", "2020-02-01"),
            ("p", T, "2020-03-01", "2020-04-01"),
            ("p", A, "2020-05-01", "2020-06-01"),
        ]
    )

    assert [("p", f"{A} > {T} > {A}", 3)] == rows_of(sequences(back, person="patient"))


def test_coverage_by_hand(make: Make, rows_of: RowsOf) -> None:
    """A day counts once, days outside the window never, and supply from before is carried into it."""
    rows = [
        ("p", "2022-12-22", A, 28),
        ("p", "2022-12-24", A, 28),
        ("p", "2023-01-10", D, 10),
        ("p", "2023-12-31", D, 183),
        ("q", "2021-01-01", A, 28),
    ]
    year: Any = {"start": on("2023-01-01"), "end": on("2024-01-01")}
    made = make(table_of(rows))

    # The tablets last to 2023-02-15: 46 days of the year; of the injections the day at its end is one more.
    assert [("p", 47, 365, round(47 / 365, 9)), ("q", 0, 365, 0.0)] == rows_of(coverage(made, **DATED, **year))
    assert [row[:3] for row in rows_of(coverage(made, **DATED, **year, by="medication"))] == [
        ("p", A, 46),
        ("p", D, 11),
        ("q", A, 0),
    ]


def test_coverage_of_each_persons_window(rows_of: RowsOf) -> None:
    """The window may be columns; a row without one is excluded, and a window without days has no proportion."""
    rows = [("p", "2023-01-01", A, 28), ("q", "2023-01-01", A, 28), ("r", "2023-01-01", A, 28)]
    table = table_of(rows).with_columns(
        index=pl.Series([on("2023-01-11"), None, on("2023-01-11")]),
        out=pl.Series([on("2023-02-10"), FAR, on("2023-01-11")]),
    )

    with pytest.warns(ExcludedRowsWarning, match="2 of 3 rows count; excluded: 1 start of the window is null"):
        found = coverage(table, **DATED, start="index", end="out")
    assert rows_of(found) == [("p", 18, 30, 0.6), ("r", 0, 0, None)]


def test_sensitivity_by_hand(make: Make, rows_of: RowsOf) -> None:
    """Each choice of grace gives the sums of its episodes, on every engine."""
    rows = [
        ("p", "2023-01-01", A, 28),
        ("p", "2023-02-28", A, 28),
        ("q", "2023-01-01", A, 28),
        ("q", "2023-02-10", D, 183),
    ]

    assert rows_of(sensitivity(make(table_of(rows)), **DATED, grace=[0.5, 30])) == [
        ("0.5", A, 2, 3, 28.0, 84, 0, 1, 1, 1),
        ("0.5", D, 1, 1, 183.0, 183, 0, 0, 0, 1),
        ("30", A, 2, 2, 57.0, 84, 30, 0, 1, 1),
        ("30", D, 1, 1, 183.0, 183, 0, 0, 0, 1),
    ]


def test_sensitivity_names_a_mapping(rows_of: RowsOf) -> None:
    """A grace for each interval is written out."""
    found = sensitivity(table_of([("p", "2023-01-01", A, 28)]), **DATED, grace=[{None: 30, "P6M": 0.5}])

    assert [row[0] for row in rows_of(found)] == ["None: 30; P6M: 0.5"]


@given(
    rows=st.lists(
        st.tuples(st.just("p"), st.integers(0, 300), st.just(A), st.sampled_from([7, 28, 84])), min_size=1, max_size=12
    ),
    window=st.tuples(st.integers(0, 300), st.integers(1, 300)),
    carry_over=st.booleans(),
)
@settings(max_examples=5)
def test_coverage_is_that_of_episodes_without_grace(rows: Rows, window: tuple[int, int], carry_over: bool) -> None:
    """The covered days of a window are the days of it that lie in an episode when no gap is allowed."""
    origin = date(2020, 1, 1)
    start, end = origin + timedelta(window[0]), origin + timedelta(sum(window))
    table = pl.DataFrame(
        [(person, origin + timedelta(when), *rest) for person, when, *rest in rows],
        schema=["patient", "date", "medication", "days_covered"],
        orient="row",
    )
    inside = 0
    for first, last in episodes(table, **DATED, grace=0, carry_over=carry_over).select("start", "end").rows():
        inside += max(0, (min(last, end) - max(first, start)).days)

    assert inside == coverage(table, **DATED, start=start, end=end, carry_over=carry_over)["days_covered"][0]


# --- what is refused -----------------------------------------------------------------------------------------------

GOOD = table_of([("p", "2023-01-01", A, 28)])


def test_a_column_of_annotate_that_is_not_there() -> None:
    """Who has not annotated the table learns how, and that the treatment of the days covered does as well."""
    table = pl.DataFrame({"patient": ["p"], "date": [date(2023, 1, 1)], "product": ["Prolia 60 mg"]})
    with pytest.raises(UnknownColumnError, match=r"'medication'; osteopharm.frames.annotate adds it$"):
        episodes(table, person="patient", date="date", grace=0)
    days = add_days_covered(table, "product")
    with pytest.raises(UnknownColumnError, match=r"annotate adds it, or give by='treatment'$"):
        episodes(days, person="patient", date="date", grace=0)

    assert episodes(days, person="patient", date="date", by="treatment", grace=0)["days_covered"].to_list() == [183]


def test_columns_that_are_not_there(make: Make) -> None:
    """A misspelled column is refused before any work, with the near names, on every engine."""
    with pytest.raises(UnknownColumnError, match="no column 'pateint'; did you mean 'patient'"):
        episodes(make(GOOD), person="pateint", date="date", grace=0)
    with pytest.raises(UnknownColumnError, match="no column 'dispensed'"):
        late_doses(make(GOOD), person="patient", date="dispensed")


def test_columns_of_something_else() -> None:
    """Text is not a date, a date with a time zone has no day of its own, and text is not a number of days."""
    zoned = GOOD.with_columns(date=pl.lit(datetime(2023, 1, 1)).dt.replace_time_zone("Asia/Tokyo"))  # noqa: DTZ001
    cases = {
        "the column 'date' holds String; turn it into dates first": GOOD.with_columns(date=pl.lit("2023-01-01")),
        "the column 'date' holds Int32; give dates": GOOD.with_columns(date=pl.lit(19_000)),
        "turn it into the local date first": zoned,
        "the column 'days_covered' holds String; give a column of numbers": GOOD.with_columns(
            days_covered=pl.lit("28")
        ),
    }
    for message, table in cases.items():
        with pytest.raises(InvalidTableError, match=message):
            account(table, **DATED)
    with pytest.raises(InvalidTableError, match="a day is an int"):
        account(GOOD, **DATED, until=19_000)  # type: ignore[arg-type]
    with pytest.raises(InvalidTableError, match="the name of a column is an int"):
        account(GOOD, person=1, date="date")  # type: ignore[arg-type]


def test_tables_that_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not a table, or one of an engine without windows, is refused."""
    with pytest.raises(InvalidTableError, match="the table is a list"):
        account([1], **DATED)
    monkeypatch.setattr(_table, "ENGINES", ("pandas", "polars"))
    with pytest.raises(InvalidTableError, match="the table is one of pyarrow; give it as pandas, polars"):
        account(GOOD.to_arrow(), **DATED)


def test_names_that_would_meet() -> None:
    """A column of persons or groups that has the name of one that is made is refused."""
    table = GOOD.rename({"patient": "start"})

    asked: list[Callable[[], Any]] = [
        lambda: episodes(table, person="start", date="date", grace=0),
        lambda: late_doses(table.rename({"start": "due"}), person="due", date="date"),
        lambda: sensitivity(GOOD.rename({"medication": "persons"}), **DATED, by="persons", grace=[0]),
        lambda: coverage(
            table.rename({"start": "days_in_window"}), person="days_in_window", date="date", start=FAR, end=FAR
        ),
        lambda: switches(EPISODES.rename({"patient": "before"}), person="before"),
        lambda: sequences(EPISODES.rename({"patient": "lines"}), person="lines"),
    ]
    for each in asked:
        with pytest.raises(ColumnExistsError):
            each()


def test_tables_in_which_nothing_is(make: Make, rows_of: RowsOf) -> None:
    """A table without rows, or with none that counts, has no episodes, on every engine."""
    made = make(GOOD.clear())

    assert rows_of(episodes(made, **DATED, grace=0)) == []
    assert rows_of(late_doses(made, **DATED)) == []
    assert account(made, **DATED) == {}


def test_columns_without_a_type() -> None:
    """Columns in which all is null have no type, and their rows are counted under the reason."""
    nothing = GOOD.with_columns(days_covered=None)

    assert account(nothing, **DATED) == {"days unknown": 1}
    assert account(GOOD.with_columns(patient=None), **DATED) == {"person is null": 1}
    with pytest.warns(ExcludedRowsWarning):
        assert episodes(nothing, **DATED, grace=0).is_empty()
