"""How many days each dispensing covers: by its product's label, its days' supply, or its quantity."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from osteopharm.compendium import Compendium
from osteopharm.errors import UnknownValueError
from osteopharm.exposure._dosing import ADMINISTERED, BY_QUANTITY, BY_SUPPLY, PURPOSES, TREATMENT, Dosing, dosing_of
from osteopharm.exposure._supply import BASIS, INTERVAL, MOST_DAYS
from osteopharm.exposure._table import Table, check_free, check_numbers, opened
from osteopharm.frames.annotating import TEXTS, added, text_of
from osteopharm.frames.lookup import Question
from osteopharm.io import load
from osteopharm.names.market import market_code

FrameT = TypeVar("FrameT")

TREATMENT_IN, SOURCE = "treatment", "days_source"
MADE: Mapping[str, type] = {TREATMENT_IN: str, "days_covered": int, BASIS: str, INTERVAL: str, SOURCE: str}
"""The columns that are added, with what they hold."""

GIVEN, PER_UNIT, HAS_STRENGTH = "osteopharm_given", "osteopharm_per_unit", "osteopharm_has_strength"
LOOKED_UP: Mapping[str, type] = {
    GIVEN: int,
    "osteopharm_injected": bool,
    PER_UNIT: float,
    "osteopharm_amount": float,
    "osteopharm_reason": str,
    "osteopharm_unit_reason": str,
    HAS_STRENGTH: bool,
    TREATMENT_IN: str,
    INTERVAL: str,
    SOURCE: str,
}
"""What is looked up of each distinct product; what is none of the columns that are added is gone in the end."""

NO_QUANTITY, NOT_POSITIVE, MILLIGRAMS = "quantity unknown", "quantity not positive", "quantity in milligrams"
NOT_WHOLE, NEGATIVE_SUPPLY = "quantity not a whole number of units", "days supply negative"
TOO_LONG = "more days than ten years"
"""Why a quantity, or a days' supply, says nothing."""
LONGEST = 400
"""A quantity that would last longer, and is a multiple of the milligrams of one unit, is an amount of milligrams."""
LONG_SUPPLY = 28
"""A unit that lasts so long, or longer, is a pen or a pack: half of one is not dispensed."""


def add_days_covered(
    table: FrameT,
    product: str,
    *,
    quantity: str | None = None,
    days_supply: str | None = None,
    market: str | None = None,
    purpose: str = TREATMENT,
    compendium: Compendium | None = None,
) -> FrameT:
    """The table with how many days each row covers: five columns more, and every row as it was.

    - ``treatment``: the ids of the treatments of osteoporosis in the product, without what is given beside them, such
      as vitamin D: a pack with both and one without are the same treatment.
    - ``days_covered``: whole days; null where they are not known.
    - ``days_basis``: how they are known, or why not.
    - ``dosing_interval``: from one dose to the next by the labels, as an ISO 8601 duration.
    - ``days_source``: for what that interval is, and the labels that say it.

    The basis is the first of these that applies:

    - ``administered``: what is injected or infused a month or more apart covers its interval, whatever the days'
      supply and the quantity are;
    - ``days supply``: the column of that, where it is positive, and the product is not injected or its interval known;
    - ``quantity x interval``: 4 tablets of 70 mg weekly cover 28 days; a pen lasts what its label says.

    Otherwise it is the reason why there are no days, such as ``quantity unknown``, ``strength unknown``, ``regimens
    disagree``, ``quantity in milligrams`` or ``not labeled for osteoporosis``.

    Args:
        table: a pandas, polars (eager or lazy), pyarrow, DuckDB or PySpark table.
        product: the column of product strings.
        quantity: the column of dispensed units: tablets, syringes, pens.
        days_supply: the column of days' supply, as the pharmacy recorded it.
        market: the region whose labels are taken where some were read, such as ``US``; all labels when left out.
        purpose: ``treatment`` or ``prevention``: which interval is taken where a label has one for each.
        compendium: the compendium to use; the bundled one by default.

    Returns:
        A table of the same type. pandas, polars and pyarrow keep the order of the rows, and pandas its index.

    Raises:
        ColumnExistsError: the table has one of the five columns already.
        InvalidTableError: ``table`` is not a supported table, or a column has another type.
        UnknownColumnError: the column does not exist; the error suggests similar names.
        UnknownValueError: the purpose is neither, or the market is not written as two capital letters.

    >>> import polars
    >>> table = polars.DataFrame(
    ...     {
    ...         "product": ["alendronate 70 mg tablet", "Prolia 60 mg/mL", "Xgeva 120 mg"],
    ...         "quantity": [4, 1, 1],
    ...         "days_supply": [None, 30, 30],
    ...     }
    ... )
    >>> found = add_days_covered(table, "product", quantity="quantity", days_supply="days_supply")
    >>> found.select("days_covered", "days_basis").rows()
    [(28, 'quantity x interval'), (183, 'administered'), (None, 'not labeled for osteoporosis')]
    """
    measuring = measured(table, product, quantity, days_supply, market, purpose, compendium)
    names = [name for name in measuring.schema if name not in LOOKED_UP and name not in MADE]
    chosen = measuring.frame.select(*names, *MADE)
    if measuring.engine == "pandas":
        native: FrameT = nw.to_native(chosen).astype({"days_covered": "Int64"})
        return native
    found: FrameT = measuring.give_back(chosen.with_columns(nw.col("days_covered").cast(nw.Int64)))
    return found


def measured(
    table: Any,
    product: str,
    quantity: str | None,
    days_supply: str | None,
    market: str | None,
    purpose: str,
    compendium: Compendium | None,
) -> Table:
    """A table with the days that each row covers, and with what was looked up of its product.

    Raises:
        ColumnExistsError: it has a column of one of these names already.
        InvalidTableError: it is not a table of a supported engine, or a column has another type.
        UnknownColumnError: there is no such column.
        UnknownValueError: the purpose or the market is not known.
    """
    if purpose not in PURPOSES:
        raise UnknownValueError("purpose", purpose, PURPOSES)
    opening = opened(table, product, quantity, days_supply)
    for column in (quantity, days_supply):
        if column is not None:
            check_numbers(opening, column)
    check_free(opening, MADE)
    known = load() if compendium is None else compendium
    market = market if market is None else market_code(market)

    def answer(value: object) -> tuple[tuple[Any, ...], ...]:
        return (_row(dosing_of(text_of(value, product), known, market=market, purpose=purpose)),)

    looked_up = opened(added(table, product, Question(partial(map, answer), LOOKED_UP), TEXTS))
    frame = _with_days(looked_up.frame, quantity, days_supply)
    return Table(frame, looked_up.engine, looked_up.is_collected)


def _row(dosing: Dosing) -> tuple[Any, ...]:
    given = dosing.days if dosing.is_administered else None
    is_usable = dosing.is_injected is False or dosing.interval is not None
    return (
        *(given, not is_usable, dosing.days_per_unit, dosing.amount, dosing.reason, dosing.unit_reason),
        *(dosing.has_strength, dosing.treatment, dosing.interval, dosing.source),
    )


def _with_days(frame: Any, quantity: str | None, days_supply: str | None) -> Any:
    given, injected, per_unit, amount, reason, unit_reason = (nw.col(name) for name in list(LOOKED_UP)[:6])
    units, supply = number_or_null(quantity), number_or_null(days_supply)
    by_quantity = units * per_unit
    has_supply = (supply >= 1).fill_null(value=False)
    # What is null has nothing to be compared, so that each question is first whether there is a value.
    steps = (
        (injected.is_null(), nw.lit("product is null")),
        (~reason.is_null(), reason),
        # A claim that was taken back has a negative quantity, whatever the product.
        ((units <= 0).fill_null(value=False), nw.lit(NOT_POSITIVE)),
        ((supply < 0).fill_null(value=False), nw.lit(NEGATIVE_SUPPLY)),
        (~given.is_null(), nw.lit(ADMINISTERED)),
        (has_supply & ~injected & (supply > MOST_DAYS), nw.lit(TOO_LONG)),
        (has_supply & ~injected, nw.lit(BY_SUPPLY)),
        (~unit_reason.is_null(), unit_reason),
        (units.is_null(), nw.lit(NO_QUANTITY)),
        (_are_milligrams(units, by_quantity, amount), nw.lit(MILLIGRAMS)),
        ((per_unit >= LONG_SUPPLY) & (units.floor() != units), nw.lit(NOT_WHOLE)),
        (by_quantity > MOST_DAYS, nw.lit(TOO_LONG)),
    )
    basis: Any = nw.lit(BY_QUANTITY)
    for is_so, why in reversed(steps):
        basis = nw.when(is_so).then(why).otherwise(basis)
    frame = frame.with_columns(basis.alias(BASIS))
    # A whole number of thirds may come out a little below it.
    whole = (by_quantity + 1e-6).floor()
    by_basis = {ADMINISTERED: given.cast(nw.Float64), BY_SUPPLY: supply.floor(), BY_QUANTITY: whole}
    days: Any = nw.lit(None, nw.Float64)
    for name, value in by_basis.items():
        days = nw.when(nw.col(BASIS) == name).then(value).otherwise(days)
    return frame.with_columns(days.alias("days_covered"))


def number_or_null(column: str | None) -> Any:
    """An expression for a column of numbers; what is not a number, or has no end, is null."""
    if column is None:
        return nw.lit(None, nw.Float64)
    number = nw.col(column).cast(nw.Float64)
    return nw.when(number.is_finite()).then(number)


def _are_milligrams(units: Any, days: Any, amount: Any) -> Any:
    multiple = units / amount
    return (~amount.is_null() & (days > LONGEST) & (multiple.floor() == multiple)).fill_null(value=False)
