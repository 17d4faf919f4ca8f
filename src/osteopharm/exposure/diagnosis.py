"""What in a table of dispensings will mislead, counted before it does."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw
from attrs import frozen

from osteopharm._words import counted as how_many
from osteopharm.compendium import Compendium
from osteopharm.exposure._days import day_number
from osteopharm.exposure._dosing import (
    ADMINISTERED,
    BY_QUANTITY,
    BY_SUPPLY,
    NOT_A_TREATMENT,
    NOT_FOUND,
    NOT_LABELED,
    TREATMENT,
)
from osteopharm.exposure._supply import BASIS, KEPT, Day, is_implausible, rows_of
from osteopharm.exposure._table import Table, check_dates, counted, opened
from osteopharm.exposure.days_covered import GIVEN, HAS_STRENGTH, PER_UNIT, measured, number_or_null
from osteopharm.model._immutable import repr_html

APART = 0.25
"""By more than this share may days' supply not differ from what the label says."""

OTHERS = (NOT_FOUND, NOT_A_TREATMENT, NOT_LABELED, "product is null")
"""Why a row is not a treatment of osteoporosis at all, rather than one whose days are unknown."""

HINTS = {
    "person is null": "such rows are excluded",
    "date is null": "such rows are excluded; where text was parsed, see what did not parse",
    "date before 1900 or after 2199": "such rows are excluded",
    "same person, date and product twice": "tablets are added up; remove the rows that were only recorded twice",
    "days supply contradicts the interval": "what is administered covers its interval; for tablets the days supply "
    "counts, so see whether it holds the number of tablets",
    "quantity is not one dose": "billed units, milliliters or several doses; what is administered covers one interval",
    "no strength in the product": "where a product has several regimens, its interval is unknown",
}
"""What each problem means for exposure."""


@frozen
class Problem:
    """One kind of problem in a table.

    Attributes:
        problem: what it is.
        rows: in how many rows.
        share: in which share of the rows.
        hint: what it means, or what to do.

    >>> print(Problem("date is null", 3, 0.25, "such rows are excluded"))
    date is null: 3 rows (25.0%): such rows are excluded
    """

    problem: str
    rows: int
    share: float
    hint: str

    def __str__(self) -> str:
        return f"{self.problem}: {how_many(self.rows, 'row')} ({self.share:.1%}): {self.hint}"


@frozen
class Diagnosis:
    """What will mislead in a table, and how the days of its rows are known; printed, it is a short report.

    Attributes:
        rows: how many rows the table has.
        problems: the problems that were found, the most frequent first.
        basis: for each basis, and for each reason why there is none, how many rows have it; together all rows.

    >>> import polars
    >>> table = polars.DataFrame({"patient": ["p1"], "product": ["alendronate tablets"]})
    >>> print(diagnose(table, "product", person="patient"))
    1 row, 0 of them with days
      no strength in the product: 1 row (100.0%): where a product has several regimens, its interval is unknown
      regimens disagree: 1 row (100.0%): no days are known
    """

    rows: int
    problems: tuple[Problem, ...]
    basis: tuple[tuple[str, int], ...]

    def to_rows(self) -> list[dict[str, Any]]:
        """The problems as rows, for a table.

        >>> import polars
        >>> table = polars.DataFrame({"product": ["aspirin"], "patient": ["p1"]})
        >>> diagnose(table, "product", person="patient").to_rows()
        []
        """
        names = ("problem", "rows", "share", "hint")
        return [{name: getattr(each, name) for name in names} for each in self.problems]

    _repr_html_ = repr_html

    def __str__(self) -> str:
        with_days = sum(rows for basis, rows in self.basis if basis in {ADMINISTERED, BY_SUPPLY, BY_QUANTITY})
        head = f"{how_many(self.rows, 'row')}, {with_days:,} of them with days"
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])


def diagnose(
    table: Any,
    product: str,
    *,
    person: str | None = None,
    date: str | None = None,
    quantity: str | None = None,
    days_supply: str | None = None,
    market: str | None = None,
    compendium: Compendium | None = None,
) -> Diagnosis:
    """What in a table of dispensings will mislead: nothing of it is changed.

    Counted are null persons, null and implausible dates, rows that are there twice, days' supply that differs from
    the label's interval by more than a quarter, quantities of administered products that are not one dose, products
    without a strength, and, for each reason, treatments of osteoporosis whose days are not known.

    Args:
        table: a pandas, polars (eager or lazy), pyarrow, DuckDB or PySpark table.
        product: the column of product strings.
        person: the column of persons.
        date: the column of dates.
        quantity: the column of dispensed units.
        days_supply: the column of days' supply.
        market: the region whose labels are taken where some were read.
        compendium: the compendium to use; the bundled one by default.

    Returns:
        The diagnosis; ``print`` shows it, and ``to_rows()`` gives it as rows.

    Raises:
        InvalidTableError: ``table`` is not a supported table, or a column has another type.
        UnknownColumnError: the column does not exist; the error suggests similar names.
        UnknownValueError: the market is not written as two capital letters.

    >>> import polars
    >>> table = polars.DataFrame({"product": ["Reclast 5 mg/100 mL", "Reclast 5 mg/100 mL"], "supply": [1, 365]})
    >>> for problem in diagnose(table, "product", days_supply="supply").problems:
    ...     print(problem.problem, problem.rows)
    days supply contradicts the interval 1
    """
    opening = opened(table, product, person, date, quantity, days_supply)
    if date is not None:
        check_dates(opening, date)
    # Days that are in the table already are none of its problems.
    wanted = dict.fromkeys(name for name in (product, person, date, quantity, days_supply) if name is not None)
    plain = opening.give_back(opening.frame.select(*wanted))
    measuring = measured(plain, product, quantity, days_supply, market, TREATMENT, compendium)
    counts, basis = _counts(measuring, product, person, date, quantity, days_supply), counted(measuring.frame, BASIS)
    rows = sum(basis.values())
    known = {ADMINISTERED, BY_SUPPLY, BY_QUANTITY, *OTHERS}
    counts |= {reason: number for reason, number in basis.items() if reason not in known}
    problems = [
        Problem(problem, number, number / rows, HINTS.get(problem, "no days are known"))
        for problem, number in counts.items()
        if number
    ]
    ordered = sorted(basis.items(), key=lambda each: (-each[1], each[0]))
    return Diagnosis(rows, tuple(sorted(problems, key=lambda each: (-each.rows, each.problem))), tuple(ordered))


def account(
    table: Any,
    *,
    person: str,
    date: str,
    by: str = "medication",
    days: str = "days_covered",
    until: Day = None,
) -> dict[str, int]:
    """How many rows count, under ``kept``, and how many are excluded for each reason: together all rows.

    Args:
        table: a pandas, polars (eager or lazy), pyarrow, DuckDB or PySpark table with a row for each dispensing.
        person: the column of persons.
        date: the column of dates.
        by: the column that tells one treatment from another.
        days: the column of the days that each row covers.
        until: the day on which the data end, or a column of such days.

    Raises:
        InvalidTableError: ``table`` is not a supported table, or a column has another type.
        UnknownColumnError: the column does not exist; the error suggests similar names.

    >>> from datetime import date
    >>> import polars
    >>> table = polars.DataFrame(
    ...     {
    ...         "patient": ["p1", None],
    ...         "date": [date(2024, 1, 1), date(2024, 1, 1)],
    ...         "medication": ["denosumab", "denosumab"],
    ...         "days_covered": [183, 183],
    ...     }
    ... )
    >>> account(table, person="patient", date="date")
    {'kept': 1, 'person is null': 1}
    """
    found = rows_of(table, person, date, by, days, until).account()
    return dict(sorted(found.items(), key=lambda each: (each[0] != KEPT, -each[1], each[0])))


def _counts(
    table: Table, product: str, person: str | None, date: str | None, quantity: str | None, days_supply: str | None
) -> dict[str, int]:
    """In how many rows each problem is."""
    given, per_unit = nw.col(GIVEN), nw.col(PER_UNIT)
    units, supply = number_or_null(quantity), number_or_null(days_supply)
    expected = nw.when(given.is_null()).then(units * per_unit).otherwise(given.cast(nw.Float64))
    is_treatment = ~nw.col(BASIS).is_in(list(OTHERS))
    flags = {
        "days supply contradicts the interval": is_treatment & ((supply - expected).abs() > APART * expected),
        "quantity is not one dose": ~given.is_null() & ((units * per_unit - given).abs() >= 1),
        "no strength in the product": is_treatment & ~nw.col(HAS_STRENGTH),
    }
    if person is not None:
        flags["person is null"] = nw.col(person).is_null()
    if date is not None:
        flags["date is null"] = nw.col(date).is_null()
        flags["date before 1900 or after 2199"] = is_implausible(day_number(table, date))
    as_numbers = {
        f"problem_{place}": flag.fill_null(value=False).cast(nw.Int64) for place, flag in enumerate(flags.values())
    }
    numbers = table.frame.select(**as_numbers).select(nw.all().sum())
    if isinstance(numbers, nw.LazyFrame):
        numbers = numbers.collect()
    counts = {problem: int(numbers.item(0, place) or 0) for place, problem in enumerate(flags)}
    if person is not None and date is not None:
        counts["same person, date and product twice"] = _repeated(table, [person, date, product])
    return counts


def _repeated(table: Table, columns: list[str]) -> int:
    """How many rows are there a second time."""
    alike = table.frame.select(*columns).drop_nulls().group_by(*columns).agg(nw.len().alias("osteopharm_rows"))
    more = alike.select((nw.col("osteopharm_rows") - 1).sum())
    return int((more.collect() if isinstance(more, nw.LazyFrame) else more).item() or 0)
