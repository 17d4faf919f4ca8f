"""Strengths in product strings: what is written, compared exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopharm.names.strengths import strengths


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fosamax 70mg tablets", {(70, "mg", None)}),
        ("FOSAMAX 70 MG TAB", {(70, "mg", None)}),
        ("Protelos 2g granules", {(2000, "mg", None)}),
        ("Fablyn 500 micrograms", {(Fraction(1, 2), "mg", None)}),
        ("Forteo 20mcg", {(Fraction(1, 50), "mg", None)}),
        ("Teribone 56.5 µg", {(Fraction("0.0565"), "mg", None)}),
        ("Teribone 56.5 \u03bcg", {(Fraction("0.0565"), "mg", None)}),
        ("Zoledronic acid 5mg/100ml", {(5, "mg", 100)}),
        ("zoledronic acid 0,05 MG/ML", {(Fraction("0.05"), "mg", 1)}),
        ("100 ML zoledronic acid 0.05 MG/ML Injection", {(5, "mg", 100)}),
        ("1.7 ML denosumab 70 MG/ML Injection", {(119, "mg", Fraction("1.7"))}),
        ("1.7 mL of 70 mg/mL", {(119, "mg", Fraction("1.7"))}),
        ("70 MG / 2800 UNT", {(70, "mg", None), (2800, "iu", None)}),
        ("Colecalciferol 20,000unit capsules", {(20_000, "iu", None)}),
        ("Vitamin D3 1,000.5 IU", {(Fraction("1000.5"), "iu", None)}),
        ("Miacalcin 200 USP units/mL", {(200, "usp", 1)}),
        ("Calcitonin 200 units/ml", {(200, "iu", 1)}),
        ("60mg/1ml in 1 ml", {(60, "mg", 1)}),
        ("tablets", set()),
        ("70 mgs", set()),
        ("70", set()),
        ("", set()),
    ],
)
def test_strengths(text: str, found: set[tuple[object, ...]]) -> None:
    """An amount is given in milligrams or units, with the volume where one is written; nothing is rounded."""
    assert found == strengths(text)


@given(st.integers(1, 10**6), st.integers(0, 3), st.sampled_from(["mg", "MG", " mg", " MG "]))
def test_strengths_are_exact(amount: int, places: int, unit: str) -> None:
    """Whatever decimal number is written is read as that number."""
    written = Decimal(amount).scaleb(-places)

    assert {(Fraction(amount, 10**places), "mg", None)} == strengths(f"x {written:f}{unit}")


@given(st.integers(1, 999), st.integers(1, 999))
def test_a_concentration_and_its_volume(milligrams: int, millilitres: int) -> None:
    """An amount in a volume is the same as that volume of the concentration."""
    concentration = Decimal(milligrams).scaleb(-3)
    together = f"{concentration * millilitres:f} mg/{millilitres} ml"

    assert strengths(together) == strengths(f"{millilitres} ML x {concentration:f} MG/ML")


@given(st.text())
def test_any_text_has_strengths(text: str) -> None:
    """Any text can be asked for its strengths."""
    assert isinstance(strengths(text), frozenset)
