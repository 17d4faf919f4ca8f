"""Episodes: persons by hand, what holds of any table, and a second way to the same answer."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.draws import shuffles
from tests.rules import each_of

from osteopharm import UnknownValueError
from osteopharm.exposure import ExcludedRowsWarning, account, episodes

Make = Callable[[pl.DataFrame], Any]
Rows = list[tuple[Any, ...]]
RowsOf = Callable[[Any], Rows]

ADMINISTERED, SUPPLY = "administered", "days supply"
ORIGIN = date(2020, 1, 1)
DATED: Any = {"person": "patient", "date": "date"}


def table_of(rows: Rows) -> pl.DataFrame:
    """Rows of a person, a date, a treatment, days and a basis, as a table."""
    types = {
        "patient": pl.String,
        "date": pl.Date,
        "medication": pl.String,
        "days_covered": pl.Int64,
        "days_basis": pl.String,
        "dosing_interval": pl.String,
    }
    return pl.DataFrame([(*row, "P1W" if row[4] == SUPPLY else "P6M") for row in rows], schema=types, orient="row")


def episodes_in(table: Any, rows_of: RowsOf, **arguments: Any) -> Rows:
    """The rows of the episodes of a table."""
    return rows_of(episodes(table, **DATED, **arguments))


def on(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)


# --- the second way: one row after the other, and one day after the other ------------------------------------------


def naive(rows: Rows, grace: Any, *, carry_over: bool = True, until: date | None = None) -> Rows:
    """The episodes of rows, without windows: supply is a stock that is used up, and days are counted in sets."""
    by_group: dict[tuple[str, str], Rows] = defaultdict(list)
    for row in rows:
        if until is None or row[1] < until:
            by_group[row[0], row[2]].append(row)
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for key, own in by_group.items():
        found[key] = list(_islands(list(_intervals(own, grace, carry_over=carry_over)), until))
    return sorted(
        (
            *(*key, each["start"], each["end"], len(each["doses"]), len(each["covered"])),
            *((each["end"] - each["start"]).days - len(each["covered"]), _end(key[0], each, found, until)),
        )
        for key, own in found.items()
        for each in own
    )


def _intervals(rows: Rows, grace: Any, *, carry_over: bool) -> Iterator[tuple[date, date, date, date]]:
    """For each row from when to when it covers days, up to when it holds an episode together, and its date."""
    used_up = date.min
    for _, dispensed, _, days, basis in sorted(rows, key=lambda row: (row[1], row[3])):
        start = max(dispensed, used_up) if carry_over and basis != ADMINISTERED else dispensed
        end = start + timedelta(days)
        if basis != ADMINISTERED:
            used_up = end
        allowed = grace["P6M" if basis == ADMINISTERED else "P1W"] if isinstance(grace, Mapping) else grace
        slack = allowed if isinstance(allowed, int) else int(allowed * days)
        yield start, end, end + timedelta(slack), dispensed


def _islands(intervals: list[tuple[date, date, date, date]], until: date | None) -> Iterator[dict[str, Any]]:
    current: dict[str, Any] = {}
    for start, end, reach, dispensed in sorted(intervals):
        if current and start > current["reach"]:
            yield current
            current = {}
        last = end if until is None else min(end, until)
        if not current:
            current = {"start": start, "end": last, "reach": reach, "doses": set(), "covered": set()}
        current["end"], current["reach"] = max(current["end"], last), max(current["reach"], reach)
        current["doses"].add(dispensed)
        current["covered"] |= {start + timedelta(each) for each in range((last - start).days)}
    if current:
        yield current


def _end(person: str, own: dict[str, Any], found: Mapping[Any, list[dict[str, Any]]], until: date | None) -> str:
    others = [each for key, group in found.items() if key[0] == person for each in group]
    last = max(own["doses"])
    if any(last < each["start"] <= own["reach"] for each in others):
        return "switch"
    observed = until or max(max(each["doses"]) for each in others) + timedelta(1)
    return "gap" if observed > own["reach"] else "end of data"


rows_drawn = st.lists(
    st.tuples(
        st.sampled_from("ppqr"),
        st.integers(0, 400).map(lambda number: ORIGIN + timedelta(number)),
        st.sampled_from(["alendronic-acid", "denosumab"]),
        st.sampled_from([1, 7, 28, 28, 84, 183]),
        st.sampled_from([SUPPLY, SUPPLY, ADMINISTERED]),
    ),
    min_size=1,
    max_size=20,
)
graces = st.one_of(
    st.sampled_from([0, 1, 30, 365]), st.sampled_from([0.0, 0.5, 2.0]), st.just({"P1W": 14, "P6M": 0.25})
)
ends = st.one_of(st.none(), st.integers(100, 500).map(lambda number: ORIGIN + timedelta(number)))
few = settings(max_examples=6)


@given(rows=rows_drawn, grace=graces, carry_over=st.booleans(), until=ends)
@example(rows=[("p", ORIGIN, "x", 28, SUPPLY)] * 3, grace=0, carry_over=True, until=None)
@example(
    rows=[("p", ORIGIN, "x", 28, SUPPLY), ("p", ORIGIN, "x", 28, ADMINISTERED)], grace=0, carry_over=True, until=None
)
@settings(max_examples=2)
@pytest.mark.filterwarnings("ignore::osteopharm.exposure.ExcludedRowsWarning")
def test_another_way_gives_the_same(
    make_here: Make, rows_of: RowsOf, rows: Rows, grace: Any, carry_over: bool, until: date | None
) -> None:
    """Running sums and maxima give what a stock that is used up day by day gives, on every engine of this process."""
    found = episodes_in(make_here(table_of(rows)), rows_of, grace=grace, carry_over=carry_over, until=until)

    assert naive(rows, grace, carry_over=carry_over, until=until) == sorted(found)


def many(seed: int, persons: int) -> Rows:
    """A table of many persons, drawn with a seed."""
    random = Random(seed)  # noqa: S311 # nothing is kept secret
    return [
        (
            f"p{person:05}",
            ORIGIN + timedelta(random.randrange(1500)),
            medication := random.choice(["alendronic-acid", "denosumab", "teriparatide"]),
            random.choice([183] if medication == "denosumab" else [28, 84]),
            ADMINISTERED if medication == "denosumab" else SUPPLY,
        )
        for person in range(persons)
        for _ in range(random.randrange(1, 20))
    ]


MANY = many(14, 120)


def test_many_persons_on_every_engine(make: Make, rows_of: RowsOf) -> None:
    """1,200 rows of 120 persons give the same episodes on every engine, and as without windows."""
    grace = {"P1W": 30, "P6M": 0.5}

    assert naive(MANY, grace) == sorted(episodes_in(make(table_of(MANY)), rows_of, grace=grace))


# --- persons by hand ---------------------------------------------------------------------------------------------

A, D, Z, R, T = "alendronic-acid", "denosumab", "zoledronic-acid", "romosozumab", "teriparatide"
Person = tuple[str, list[tuple[str, str, int, str]], Rows]

# Days are added by hand on a calendar; 2023 has no leap day, 2024 has one.
BY_HAND: list[Person] = [
    (
        "one pack",
        [("2023-01-02", A, 28, SUPPLY)],
        [(A, on("2023-01-02"), on("2023-01-30"), 1, 28, 0, "end of data")],
    ),
    (
        "early refills are carried over",
        [("2023-01-02", A, 28, SUPPLY), ("2023-01-23", A, 28, SUPPLY), ("2023-02-13", A, 28, SUPPLY)],
        [(A, on("2023-01-02"), on("2023-03-27"), 3, 84, 0, "end of data")],
    ),
    (
        "a gap of 30 days is within a grace of 30",
        [("2023-01-02", A, 28, SUPPLY), ("2023-03-01", A, 28, SUPPLY)],
        [(A, on("2023-01-02"), on("2023-03-29"), 2, 56, 30, "end of data")],
    ),
    (
        "a gap of 31 days is not",
        [("2023-01-02", A, 28, SUPPLY), ("2023-03-02", A, 28, SUPPLY)],
        [
            (A, on("2023-01-02"), on("2023-01-30"), 1, 28, 0, "gap"),
            (A, on("2023-03-02"), on("2023-03-30"), 1, 28, 0, "end of data"),
        ],
    ),
    (
        "a late denosumab, by 20 days",
        [("2023-01-10", D, 183, ADMINISTERED), ("2023-08-01", D, 183, ADMINISTERED)],
        [(D, on("2023-01-10"), on("2024-01-31"), 2, 366, 20, "end of data")],
    ),
    (
        "an early denosumab is not carried over",
        [("2023-01-10", D, 183, ADMINISTERED), ("2023-07-02", D, 183, ADMINISTERED)],
        [(D, on("2023-01-10"), on("2024-01-01"), 2, 356, 0, "end of data")],
    ),
    (
        "zoledronate each year, a month late",
        [("2022-03-01", Z, 365, ADMINISTERED), ("2023-03-31", Z, 365, ADMINISTERED)],
        [(Z, on("2022-03-01"), on("2024-03-30"), 2, 730, 30, "end of data")],
    ),
    (
        "romosozumab as two rows on one day is one dose",
        [("2023-05-01", R, 30, ADMINISTERED), ("2023-05-01", R, 30, ADMINISTERED), ("2023-05-31", R, 30, ADMINISTERED)],
        [(R, on("2023-05-01"), on("2023-06-30"), 2, 60, 0, "end of data")],
    ),
    (
        "the same tablets twice on one day are both taken",
        [("2023-05-01", A, 28, SUPPLY), ("2023-05-01", A, 28, SUPPLY)],
        [(A, on("2023-05-01"), on("2023-06-26"), 1, 56, 0, "end of data")],
    ),
    (
        "a switch within the grace",
        [("2023-01-02", A, 28, SUPPLY), ("2023-02-20", D, 183, ADMINISTERED)],
        [
            (A, on("2023-01-02"), on("2023-01-30"), 1, 28, 0, "switch"),
            (D, on("2023-02-20"), on("2023-08-22"), 1, 183, 0, "end of data"),
        ],
    ),
    (
        "another treatment after the grace is not a switch",
        [("2023-01-02", A, 28, SUPPLY), ("2023-03-02", D, 183, ADMINISTERED)],
        [
            (A, on("2023-01-02"), on("2023-01-30"), 1, 28, 0, "gap"),
            (D, on("2023-03-02"), on("2023-09-01"), 1, 183, 0, "end of data"),
        ],
    ),
    (
        "a switch while there is still supply",
        [("2023-01-02", A, 84, SUPPLY), ("2023-02-01", T, 28, SUPPLY)],
        [
            (A, on("2023-01-02"), on("2023-03-27"), 1, 84, 0, "switch"),
            (T, on("2023-02-01"), on("2023-03-01"), 1, 28, 0, "end of data"),
        ],
    ),
    (
        "a holiday of two years, then a restart",
        [("2020-01-01", A, 28, SUPPLY), ("2020-01-29", A, 28, SUPPLY), ("2022-03-01", A, 28, SUPPLY)],
        [
            (A, on("2020-01-01"), on("2020-02-26"), 2, 56, 0, "gap"),
            (A, on("2022-03-01"), on("2022-03-29"), 1, 28, 0, "end of data"),
        ],
    ),
    (
        "teriparatide pens of 28 days, the second a week early",
        [("2023-01-02", T, 28, SUPPLY), ("2023-01-23", T, 28, SUPPLY)],
        [(T, on("2023-01-02"), on("2023-02-27"), 2, 56, 0, "end of data")],
    ),
    (
        "a year's tablets at once, and the next in time",
        [("2023-01-01", A, 364, SUPPLY), ("2023-12-31", A, 28, SUPPLY)],
        [(A, on("2023-01-01"), on("2024-01-28"), 2, 392, 0, "end of data")],
    ),
    (
        "an injection given during tablets of the same group leaves the tablets to be used",
        [("2023-01-01", A, 28, SUPPLY), ("2023-01-11", A, 91, ADMINISTERED), ("2023-01-15", A, 28, SUPPLY)],
        [(A, on("2023-01-01"), on("2023-04-12"), 3, 101, 0, "end of data")],
    ),
    (
        "two treatments at the same time",
        [("2023-01-02", A, 28, SUPPLY), ("2023-01-02", D, 183, ADMINISTERED), ("2023-01-30", A, 28, SUPPLY)],
        [
            (A, on("2023-01-02"), on("2023-02-27"), 2, 56, 0, "end of data"),
            (D, on("2023-01-02"), on("2023-07-04"), 1, 183, 0, "end of data"),
        ],
    ),
    (
        "the rows in any order",
        [("2023-02-13", A, 28, SUPPLY), ("2023-01-02", A, 28, SUPPLY), ("2023-01-23", A, 28, SUPPLY)],
        [(A, on("2023-01-02"), on("2023-03-27"), 3, 84, 0, "end of data")],
    ),
    (
        "there and back again",
        [("2023-01-02", A, 28, SUPPLY), ("2023-02-01", T, 28, SUPPLY), ("2023-03-10", A, 28, SUPPLY)],
        [
            (A, on("2023-01-02"), on("2023-01-30"), 1, 28, 0, "switch"),
            (A, on("2023-03-10"), on("2023-04-07"), 1, 28, 0, "end of data"),
            (T, on("2023-02-01"), on("2023-03-01"), 1, 28, 0, "switch"),
        ],
    ),
    (
        "a leap day counts",
        [("2024-02-20", A, 28, SUPPLY), ("2024-03-20", A, 28, SUPPLY)],
        [(A, on("2024-02-20"), on("2024-04-17"), 2, 56, 1, "end of data")],
    ),
]


def test_twenty_persons_by_hand(make: Make, rows_of: RowsOf) -> None:
    """Each person, typed and counted by hand, has the episodes that a reader of the rule expects, on every engine."""
    given_rows = [(name, on(when), *rest) for name, rows, _ in BY_HAND for when, *rest in rows]
    expected = [(name, *row) for name, _, found in BY_HAND for row in found]

    assert sorted(expected) == sorted(episodes_in(make(table_of(given_rows)), rows_of, grace=30))
    assert len(BY_HAND) == 20


def test_the_end_of_the_data_cuts_and_decides(make: Make, rows_of: RowsOf) -> None:
    """Coverage is cut at the end of the data, which may be each person's own; a gap that it hides is none."""
    rows = [("p", on("2023-01-02"), A, 28, SUPPLY), ("q", on("2023-01-02"), A, 28, SUPPLY)]
    rows += [("r", on("2023-01-02"), A, 84, SUPPLY), ("r", on("2023-03-05"), A, 28, SUPPLY)]
    table = table_of(rows).with_columns(
        end=pl.col("patient").replace_strict({"p": on("2023-03-02"), "q": on("2023-03-01"), "r": on("2023-03-01")})
    )
    expected = [
        ("p", A, on("2023-01-02"), on("2023-01-30"), 1, 28, 0, "gap"),
        ("q", A, on("2023-01-02"), on("2023-01-30"), 1, 28, 0, "end of data"),
        ("r", A, on("2023-01-02"), on("2023-03-01"), 1, 58, 0, "end of data"),
    ]

    with pytest.warns(ExcludedRowsWarning, match="3 of 4 rows count; excluded: 1 on or after the end of the data"):
        assert expected == episodes_in(make(table), rows_of, grace=30, until="end")


# --- what AdhereR publishes ----------------------------------------------------------------------------------------

# AdhereR 0.8, vignette "Adherence to Medications", table 1 (events of patients 37 and 76) and table 2 (their episodes
# with a permissible gap of 180 days, where a change of medication starts a new one).
ADHERER_EVENTS = [
    *(("37", when, "medA", 50) for when in ("2036-04-10", "2036-07-30", "2036-09-15")),
    *(("37", when, "medB", 30) for when in ("2037-01-02", "2037-01-31", "2037-05-09", "2037-08-13", "2037-11-09")),
    *(("76", when, "medA", 30) for when in ("2035-12-13", "2036-01-18")),
    *(("76", when, "medA", 60) for when in ("2036-01-23", "2036-04-25", "2036-08-08", "2036-10-03", "2036-11-29")),
    *(("76", when, "medB", 30) for when in ("2036-12-21", "2037-01-05", "2037-07-13")),
    ("76", "2037-10-11", "medA", 30),
]
# Person, start, days in the gap after the last supply, and the end: that of the supply, or of follow-up.
ADHERER_EPISODES = [
    ("37", "medA", "2036-04-10", 56, "2036-11-07"),
    ("37", "medB", "2037-01-02", 122, "2038-04-10"),
    ("76", "medA", "2035-12-13", 0, "2036-12-21"),
    ("76", "medB", "2036-12-21", 60, "2037-08-12"),
    ("76", "medA", "2037-10-11", 32, "2037-12-12"),
]
FOLLOW_UP = {"37": on("2038-04-10"), "76": on("2037-12-12")}


def test_the_published_episodes_of_adherer(rows_of: RowsOf) -> None:
    """Starts agree, and ends do where the definitions coincide; where they do not, it is for the reasons named.

    AdhereR ends the last episode with follow-up and counts the days since supply ended as its gap: the end of supply
    is the difference. It ends an episode where another medication begins, though supply may be left.
    """
    table = table_of([(person, on(when), group, days, SUPPLY) for person, when, group, days in ADHERER_EVENTS])

    found = episodes_in(table, rows_of, grace=180)

    assert sorted((row[0], row[1], on(row[2])) for row in ADHERER_EPISODES) == sorted(row[:3] for row in found)
    ends = {row[:3]: row[3] for row in found}
    for person, group, start, gap, end in ADHERER_EPISODES:
        supplied = on(end) - timedelta(gap) if on(end) == FOLLOW_UP[person] else on(end)
        if gap == 0:
            # The supply of 2036-11-29 lasts to 2037-02-04; medB began before.
            assert (supplied, on("2037-02-04")) == (on("2036-12-21"), ends[person, group, on(start)])
        else:
            assert supplied == ends[person, group, on(start)]


# --- what holds of any table ---------------------------------------------------------------------------------------


@given(rows=rows_drawn, grace=graces, days=st.integers(-3000, 3000))
@few
def test_shifting_all_dates_shifts_all_results(rows_of: RowsOf, rows: Rows, grace: Any, days: int) -> None:
    """Nothing depends on the calendar."""
    by = timedelta(days)
    moved = [(person, when + by, *rest) for person, when, *rest in rows]
    before, after = (episodes_in(table_of(each), rows_of, grace=grace) for each in (rows, moved))

    assert sorted((*row[:2], row[2] + by, row[3] + by, *row[4:]) for row in before) == sorted(after)


@given(rows=rows_drawn, grace=graces, others=rows_drawn, random=shuffles)
@few
def test_order_and_other_persons_change_nothing(
    rows_of: RowsOf, rows: Rows, grace: Any, others: Rows, random: Random
) -> None:
    """Rows may come in any order and in any number of tables, beside those of any other persons."""
    others = [(f"other {person}", *rest) for person, *rest in others]
    both = [*rows, *others]
    random.shuffle(both)
    apart = [row for part in (rows, others) for row in episodes_in(table_of(part), rows_of, grace=grace)]

    assert sorted(apart) == sorted(episodes_in(table_of(both), rows_of, grace=grace))


@given(rows=rows_drawn, grace=graces)
@few
def test_episodes_of_a_group_never_overlap(rows_of: RowsOf, rows: Rows, grace: Any) -> None:
    """One begins after the one before has ended; and days covered and days in gaps make up the span."""
    found = sorted(episodes_in(table_of(rows), rows_of, grace=grace))

    for first, second in pairwise(found):
        assert first[:2] != second[:2] or first[3] < second[2]
    for _, _, start, end, doses, covered, in_gaps, _ in found:
        assert 0 < covered <= (end - start).days == covered + in_gaps
        assert doses >= 1
    assert sum(row[4] for row in found) == len({row[:3] for row in rows})


@given(rows=rows_drawn, small=st.integers(0, 100), more=st.integers(0, 100))
@few
def test_a_larger_grace_never_gives_more_episodes(rows_of: RowsOf, rows: Rows, small: int, more: int) -> None:
    """It joins, and never splits; and it changes no covered day."""
    first, second = (episodes_in(table_of(rows), rows_of, grace=grace) for grace in (small, small + more))

    assert len(first) >= len(second)
    assert sum(row[5] for row in first) == sum(row[5] for row in second)


@given(rows=rows_drawn)
@few
def test_without_carry_over_and_grace_episodes_are_the_union(rows_of: RowsOf, rows: Rows) -> None:
    """Each day of an episode is covered by some row, and each day that a row covers is in an episode."""
    union: dict[Any, set[date]] = defaultdict(set)
    for person, start, group, days, _ in rows:
        union[person, group] |= {start + timedelta(each) for each in range(days)}
    found: dict[Any, set[date]] = defaultdict(set)
    for person, group, start, end, *_ in episodes_in(table_of(rows), rows_of, grace=0, carry_over=False):
        found[person, group] |= {start + timedelta(each) for each in range((end - start).days)}

    assert union == found


# --- rows in, rows accounted for -----------------------------------------------------------------------------------


def test_every_row_is_accounted_for(make: Make, rows_of: RowsOf) -> None:
    """Rows that cover no days are counted under a reason; with those that are kept they are all rows."""
    bad: Rows = [
        ("p", on("2023-01-02"), A, 28, SUPPLY),
        (None, on("2023-01-02"), A, 28, SUPPLY),
        ("p", None, A, 28, SUPPLY),
        ("p", on("1023-01-02"), A, 28, SUPPLY),
        ("p", on("2023-01-02"), None, 28, SUPPLY),
        ("p", on("2023-01-02"), A, None, "quantity unknown"),
        ("p", on("2023-01-02"), A, None, "strength unknown"),
        ("p", on("2023-01-02"), A, None, None),
        ("p", on("2023-01-02"), A, 0, SUPPLY),
        ("p", on("2023-01-02"), A, -28, SUPPLY),
        ("p", on("2023-01-02"), A, 4000, SUPPLY),
    ]
    table = make(table_of(bad))
    expected = {
        "kept": 1,
        "days not positive": 2,
        "date before 1900 or after 2199": 1,
        "date is null": 1,
        "days unknown": 1,
        "medication is null": 1,
        "more days than ten years": 1,
        "person is null": 1,
        "quantity unknown": 1,
        "strength unknown": 1,
    }

    assert expected == account(table, **DATED)
    with pytest.warns(ExcludedRowsWarning) as caught:
        assert len(episodes_in(table, rows_of, grace=0)) == 1
    warned: Any = caught[0].message
    assert (11, {reason: rows for reason, rows in expected.items() if reason != "kept"}) == (
        warned.rows,
        warned.excluded,
    )
    assert caught[0].filename == __file__


def test_nothing_is_said_where_all_rows_count() -> None:
    """A table without exclusions gives no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        episodes(table_of(MANY[:10]), **DATED, grace=0)


def test_a_grace_for_each_interval(rows_of: RowsOf) -> None:
    """An interval without a grace is refused by its name; None is the grace of rows without an interval."""
    rows = [("p", on("2023-01-02"), A, 28, SUPPLY), ("p", on("2023-02-10"), A, 28, SUPPLY)]
    without = table_of(rows).with_columns(dosing_interval=pl.lit(None, pl.String))

    with pytest.raises(UnknownValueError, match="grace has no value 'P1W'"):
        episodes(table_of(rows), **DATED, grace={"P6M": 30})
    with pytest.raises(UnknownValueError, match="grace has no value"):
        episodes(without, **DATED, grace={"P1W": 30})
    assert len(episodes_in(without, rows_of, grace={None: 11})) == 1
    assert len(episodes_in(without, rows_of, grace={None: 10})) == 2


@each_of("grace", [-1, -0.5, float("nan"), float("inf"), "30", True, None, {"P1W": -1}])
def test_a_grace_that_is_none(grace: Any) -> None:
    """A negative grace, or one that is not a number, is refused."""
    with pytest.raises(UnknownValueError, match="grace"):
        episodes(table_of([("p", ORIGIN, A, 28, SUPPLY)]), **DATED, grace=grace)


def test_any_group_and_any_person(rows_of: RowsOf) -> None:
    """Persons and groups may be numbers, as large as they come, and keep their type."""
    large = 2**53
    table = pl.DataFrame(
        {
            "patient": [large, large + 1, large + 1],
            "date": [ORIGIN, ORIGIN, ORIGIN],
            "class": [1, 2, 2],
            "days": [10, 20, 20],
        }
    )
    expected = [(large, 1, 1, 10), (large + 1, 2, 1, 40)]

    for given_table in (table, table.to_pandas().assign(date=lambda each: each["date"].astype("datetime64[s]"))):
        found = episodes(given_table, **DATED, by="class", days="days", grace=0)
        assert expected == [(*row[:2], *row[4:6]) for row in rows_of(found)]
        assert str(found["patient"].dtype).lower() == "int64"
