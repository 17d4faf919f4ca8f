"""Sixty products of all routes and markets, typed by hand from labels and registers: label, interval, strength, codes.

When one fails, read the sources first; change the data if they drifted, never the answer to fit them.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tests.rules import for_each

import osteopharm
from osteopharm import Combination
from osteopharm.model.strengths import Strength

COMPENDIUM = osteopharm.load()
LABEL = {"yes": True, "no": False, "": None}


def read_products() -> list[dict[str, str]]:
    """The rows of the table; an empty cell is what the sources leave open."""
    with Path(__file__).with_name("products.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PRODUCTS = read_products()


@for_each(PRODUCTS, lambda row: row["string"])
def test_product_strings(row: dict[str, str]) -> None:
    """A string gives medication, brand, strength, form and route; in its market also the label and the interval."""
    found = COMPENDIUM.identify(row["string"], market=row["market"])
    owner = COMPENDIUM.lookup(row["of"])
    components = owner.components if isinstance(owner, Combination) else (owner,)

    assert set(found.medications) == set(components)
    assert [brand.name for brand in found.brands] == [name for name in (row["brand"],) if name]
    assert found.labeled_for_osteoporosis is LABEL[row["labeled_for_osteoporosis"]]
    assert (found.dosing_interval or "") == row["interval"]
    assert (found.dosage_form or "", found.route or "") == (row["dosage_form"], row["route"])
    if row["strength"]:
        assert found.strength is not None
        assert found.strength.fits(Strength.parse(row["strength"]))
    else:
        assert found.strength is None


@for_each([row for row in PRODUCTS if row["codes"]], lambda row: row["codes"])
def test_product_codes(row: dict[str, str]) -> None:
    """Its codes give the same medication, label and interval, and a product with its strength."""
    owner = COMPENDIUM.lookup(row["of"])
    components = owner.components if isinstance(owner, Combination) else (owner,)
    for code in row["codes"].split("; "):
        found = COMPENDIUM.by_identifier(code, market=row["market"])

        assert set(found.medications) == set(components), code
        assert found.labeled_for_osteoporosis is LABEL[row["labeled_for_osteoporosis"]], code
        assert (found.dosing_interval or "") == row["interval"], code
        if row["strength"]:
            strengths = [product.amounts for product in found.products if product.amounts is not None]
            assert any(each.fits(Strength.parse(row["strength"])) for each in strengths), code


def test_the_table_covers_routes_and_markets() -> None:
    """Sixty products, of every route, of ten markets, labeled and not labeled."""
    assert len(PRODUCTS) == 60
    assert {row["route"] for row in PRODUCTS} >= {
        "oral",
        "intravenous",
        "subcutaneous",
        "nasal",
        "transdermal",
        "vaginal",
    }
    assert len({row["market"] for row in PRODUCTS}) >= 10
    assert {row["labeled_for_osteoporosis"] for row in PRODUCTS} >= {"yes", "no"}
