"""How many days a row covers: product by product, typed from the labels by hand, and on every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from tests.rules import each_of

import osteopharm
from osteopharm import UnknownValueError
from osteopharm.errors import ColumnExistsError, InvalidTableError, UnknownColumnError
from osteopharm.exposure import add_days_covered, diagnose
from osteopharm.exposure._dosing import dosing_of, interval_in_days

Make = Callable[[pl.DataFrame], Any]
Rows = list[tuple[Any, ...]]
RowsOf = Callable[[Any], Rows]

ACTONEL = "アクトネル錠１７．５ｍｇ"  # noqa: RUF001 # as the Japanese price list writes it
COLUMNS: Any = {"quantity": "quantity", "days_supply": "supply"}

# Product, quantity, days' supply; days covered and basis.
CASES: list[tuple[str | None, float | None, float | None, int | None, str]] = [
    ("alendronate sodium 70 MG Oral Tablet [Fosamax]", 4, None, 28, "quantity x interval"),
    ("alendronic acid 10mg tablets", 28, None, 28, "quantity x interval"),
    ("Fosavance 70mg/5600unit tablets", 12, None, 84, "quantity x interval"),
    ("alendronate 70 mg tablet", 4, 30, 30, "days supply"),
    ("alendronate 70 mg tablet", 4, 30.9, 30, "days supply"),
    ("alendronate 70 mg tablet", 4, 0, 28, "quantity x interval"),
    ("alendronate 70 mg tablet", 4, float("nan"), 28, "quantity x interval"),
    ("ibandronate 150 mg", 3, None, 90, "quantity x interval"),
    ("risedronate 35 mg", 0.5, None, 3, "quantity x interval"),
    ("raloxifene 60 mg", 60, None, 60, "quantity x interval"),
    ("Evista", 28, None, 28, "quantity x interval"),
    ("strontium ranelate 2 g granules", 28, None, 28, "quantity x interval"),
    # What is injected a month or more apart covers its interval, whatever else the row says.
    ("Prolia 60 mg/mL", 1, 30, 183, "administered"),
    ("1 ML denosumab 60 MG/ML Prefilled Syringe [Jubbonti]", None, None, 183, "administered"),
    ("100 ML zoledronic acid 0.05 MG/ML Injection [Reclast]", 100, 1, 365, "administered"),
    ("Aclasta 5 mg", 1, 365, 365, "administered"),
    ("Boniva Injection 3 mg/3 mL", 1, 1, 91, "administered"),
    ("Bonviva 3 mg solution for injection, intravenous", 1, None, 91, "administered"),
    (ACTONEL, 4, 28, 28, "days supply"),
    (ACTONEL, 4, None, None, "doses per unit unknown"),
    ("Viviant 20 mg", 28, 28, 28, "days supply"),
    ("Evenity 105mg/1.17ml solution for injection", 2, None, 30, "administered"),
    ("1.17 ML romosozumab-aqqg 90 MG/ML Prefilled Syringe [Evenity]", 1, 7, 30, "administered"),
    # A pen lasts what its label says, and 600 micrograms at 20 a day are not 30 days.
    ("Forteo 600 mcg/2.4 mL pen", 1, None, 28, "quantity x interval"),
    ("teriparatide 600 mcg/2.4 mL", 2, None, 56, "quantity x interval"),
    ("Tymlos 3120 mcg/1.56 mL", 1, None, 30, "quantity x interval"),
    ("Forsteo 20micrograms/80microlitres pens", 1, 28, 28, "days supply"),
    # Reasons.
    ("Forsteo 20micrograms/80microlitres pens", 1, None, None, "doses per unit unknown"),
    ("teriparatide 620 mcg/2.48 mL", 1, None, None, "doses per unit unknown"),
    ("Forteo 600 mcg/2.4 mL pen", 2.4, None, None, "quantity not a whole number of units"),
    ("alendronate 70 mg tablet", None, None, None, "quantity unknown"),
    ("alendronate 70 mg tablet", 280, None, None, "quantity in milligrams"),
    ("alendronate 70 mg tablet", -4, None, None, "quantity not positive"),
    ("alendronate 70 mg tablet", 0, None, None, "quantity not positive"),
    ("Prolia 60 mg/mL", -1, None, None, "quantity not positive"),
    ("Prolia 60 mg/mL", 1, -30, None, "days supply negative"),
    ("raloxifene 60 mg", 3661, None, None, "more days than ten years"),
    ("raloxifene 60 mg", 28, 3661, None, "more days than ten years"),
    ("alendronate tablets", 4, None, None, "regimens disagree"),
    ("alendronate tablets", 4, 28, 28, "days supply"),
    ("Boniva", 1, 30, None, "regimens disagree"),
    ("risedronate 75 mg", 2, None, None, "regimens disagree"),
    ("Fosamax 20 mg", 4, None, None, "not known whether labeled for osteoporosis"),
    ("Didronel PMO", 1, None, None, "interval unknown"),
    ("Duavee", 28, None, None, "strength unknown"),
    ("Xgeva 120mg/1.7ml solution for injection", 1, 28, None, "not labeled for osteoporosis"),
    ("zoledronic acid", 1, 365, None, "not known whether labeled for osteoporosis"),
    ("Prolia or Forteo", 1, 28, None, "several treatments"),
    ("Colecalciferol 800unit capsules", 30, 30, None, "not a treatment of osteoporosis"),
    ("Amoxicillin 500mg capsules", 21, 7, None, "no medication found"),
    (None, 1, 7, None, "product is null"),
]
TABLE = pl.DataFrame(
    {
        "row": range(len(CASES)),
        "product": [case[0] for case in CASES],
        "quantity": [case[1] for case in CASES],
        "supply": [case[2] for case in CASES],
    },
    schema={"row": pl.Int64, "product": pl.String, "quantity": pl.Float64, "supply": pl.Float64},
)


def test_days_by_hand(make: Make, in_order: RowsOf) -> None:
    """Each row covers the days that a reader of its label counts, or none for the reason named, on every engine."""
    found = add_days_covered(make(TABLE), "product", **COLUMNS)
    rows = sorted(in_order(found))

    assert [(row, *case[3:]) for row, case in enumerate(CASES)] == [(row[0], *row[5:7]) for row in rows]
    assert {None} == {row[8] for row in rows if row[7] is None}
    for row in rows:
        use, _, ids = (row[8] or "").partition(": ")
        assert row[7] is None or use.endswith(f" of osteoporosis, {row[7]}")
        assert row[7] is None or all(id in osteopharm.load().sources for id in ids.split("; "))


def test_memory_keeps_its_order_and_pandas_its_index(in_order: RowsOf) -> None:
    """Rows stay where they are, columns too, and the index with them."""
    native = TABLE.to_pandas()
    native.index = native.index[::-1]

    found = add_days_covered(native, "product", **COLUMNS)

    assert native.index.equals(found.index)
    assert list(range(len(CASES))) == [row[0] for row in in_order(found)]
    added = ["treatment", "days_covered", "days_basis", "dosing_interval", "days_source"]
    assert [*TABLE.columns, *added] == list(found.columns)


def test_prevention_is_asked_for() -> None:
    """Reclast is given each year for treatment and every two for prevention; the source says which is meant."""
    table = pl.DataFrame({"product": ["Reclast 5 mg/100 mL"]})
    found = [
        add_days_covered(table, "product", market="US", purpose=purpose)
        .select("days_covered", "dosing_interval", "days_source")
        .row(0)
        for purpose in ("treatment", "prevention")
    ]

    assert found == [
        (365, "P1Y", "treatment of osteoporosis, P1Y: label-reclast-us"),
        (730, "P2Y", "prevention of osteoporosis, P2Y: label-reclast-us"),
    ]


def test_the_market_chooses_the_labels() -> None:
    """Risedronate 75 mg is given monthly in Japan and on two days a month in the US, so the market decides."""
    compendium = osteopharm.load()
    found = {
        market: dosing_of("risedronate 75 mg", compendium, market=market, purpose="treatment")
        for market in ("JP", "US", "ZZ", None)
    }

    assert (found["JP"].interval, str(found["JP"].source).split(": ")[1]) == ("P1M", "label-benet-jp")
    assert (found["US"].interval, found["US"].unit_reason) == (None, "interval unknown")
    assert found["ZZ"].reason == "not known whether labeled for osteoporosis"
    assert "label-aclasta-eu" in str(dosing_of("Aclasta", compendium, market="DE", purpose="treatment").source)
    assert found[None].unit_reason == "regimens disagree"


def test_every_interval_leads_back_to_a_label() -> None:
    """Whatever is known of a product of the catalog, each id in its source is a label, and one of its medication."""
    compendium = osteopharm.load()
    checked = 0
    for medication in compendium.medications.values():
        for facts in medication.labels:
            for form in (*facts.dosage_forms, ""):
                text = f"{facts.label.name} {form}"
                found = dosing_of(text, compendium, market=None, purpose="treatment")
                if found.source is None:
                    assert found.interval is None, text
                    continue
                cited = [compendium.sources[id] for id in found.source.split(": ")[1].split("; ")]
                known = {each.label for each in medication.labels}
                known |= {each.label for whole in compendium.combinations.values() for each in whole.labels}
                assert known.issuperset(cited), text
                checked += 1

    assert checked > 60


@each_of(
    ("interval", "days"), [("P1D", 1), ("P1W", 7), ("P4W", 28), ("P1M", 30), ("P3M", 91), ("P6M", 183), ("P2Y", 730)]
)
def test_intervals_in_days(interval: str, days: int) -> None:
    """A month has 30.4375 days, and a year 365: an annual infusion on the same date each year has no gap."""
    assert days == interval_in_days(interval)


def test_what_is_refused() -> None:
    """Columns that are there, columns that are not, and columns of something else."""
    with pytest.raises(ColumnExistsError, match="days_basis"):
        add_days_covered(TABLE.with_columns(days_basis=1), "product")
    with pytest.raises(UnknownColumnError, match="did you mean 'quantity'"):
        add_days_covered(TABLE, "product", quantity="quantiti")
    with pytest.raises(InvalidTableError, match="the column 'product' holds String; give a column of numbers"):
        add_days_covered(TABLE, "product", quantity="product")
    with pytest.raises(UnknownValueError, match="market has no value 'us'"):
        add_days_covered(TABLE, "product", market="us")
    with pytest.raises(UnknownValueError, match="purpose has no value 'cure'"):
        add_days_covered(TABLE, "product", purpose="cure")


# --- what will mislead ---------------------------------------------------------------------------------------------


def test_a_diagnosis_by_hand(make: Make) -> None:
    """Each problem is counted in the rows that have it, on every engine; and the bases are together all rows."""
    rows: Rows = [
        ("p1", "2024-01-01", "alendronate 70 mg tablet", 4, 28),
        ("p1", "2024-01-01", "alendronate 70 mg tablet", 4, 28),
        ("p1", "2024-02-01", "alendronate 70 mg tablet", 4, 4),
        ("p1", "2024-03-01", "alendronate 70 mg tablet", 280, None),
        (None, "2024-03-01", "Reclast 5 mg/100 mL", 1, 1),
        ("p2", None, "Reclast 5 mg/100 mL", 1, 365),
        ("p2", "1024-03-01", "Prolia 60 mg/mL", 60, None),
        ("p3", "2024-03-01", "alendronate tablets", 4, None),
        ("p3", "2024-03-01", "aspirin 75 mg", 28, 4),
    ]
    names = ["patient", "date", "product", "quantity", "supply"]
    table = pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.col("date").str.to_date())
    expected = {
        "days supply contradicts the interval": 2,
        "date before 1900 or after 2199": 1,
        "date is null": 1,
        "no strength in the product": 1,
        "person is null": 1,
        "quantity in milligrams": 1,
        "quantity is not one dose": 1,
        "regimens disagree": 1,
        "same person, date and product twice": 1,
    }

    found = diagnose(make(table), "product", person="patient", date="date", **COLUMNS)

    assert expected == {problem.problem: problem.rows for problem in found.problems}
    assert (found.rows, sum(rows for _, rows in found.basis)) == (9, 9)
    assert str(found).startswith("9 rows, 6 of them with days\n  days supply contradicts the interval: 2 rows (22.2%)")
    assert [(row["problem"], row["rows"]) for row in found.to_rows()] == list(expected.items())


def test_an_empty_table_has_no_problem() -> None:
    """Nothing is divided by nothing, and days that are in the table already do not matter."""
    found = diagnose(TABLE.clear().with_columns(days_covered=1), "product", **COLUMNS)

    assert (found.rows, found.problems, found.basis) == (0, (), ())
