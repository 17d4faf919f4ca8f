"""Strengths in product strings: every spelling of one is equal, what is not a strength is left alone."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of, for_each

from osteopharm import InvalidRecordError
from osteopharm.model.strengths import Amount, Strength
from osteopharm.names.strengths import read_strength

# What is written, and the strength in its normal spelling; "" where there is none. Typed by hand.
GOLDEN = [
    ("Fosamax 70mg tablets", "70 mg"),
    ("FOSAMAX 70 MG TAB", "70 mg"),
    ("risedronate 3.0 MG", "3 mg"),
    ("70 mgs", "70 mg"),
    ("estradiol 2,5 mg", "2.5 mg"),
    ("Protelos 2g granules", "2000 mg"),
    ("Fablyn 500 micrograms", "500 mcg"),
    ("Forteo 20mcg", "20 mcg"),
    ("Teribone 56.5 \u00b5g", "56.5 mcg"),
    ("Teribone 56.5 \u03bcg", "56.5 mcg"),
    ("Alfacalcidol 500ng", "0.5 mcg"),
    ("Alfacalcidol 250nanogram capsules", "0.25 mcg"),
    # In a volume, in every spelling.
    ("Zoledronic acid 5mg/100ml", "5 mg/100 mL"),
    ("Zoledronic Acid Injection, 5 mg (base)/100 mL", "5 mg/100 mL"),
    ("zoledronic acid 5 mg in 100 mL", "5 mg/100 mL"),
    ("100 ML zoledronic acid 0.05 MG/ML Injection", "5 mg/100 mL"),
    ("zoledronic acid 0,05 MG/ML", "50 mcg/mL"),
    ("1.7 ML denosumab 70 MG/ML Injection", "119 mg/1.7 mL"),
    ("1.7 mL of 70 mg/mL", "119 mg/1.7 mL"),
    ("60mg/1ml in 1 ml", "60 mg/1 mL"),
    ("4 x 5 ml 1mg/ml", "5 mg/5 mL"),
    ("Forsteo 20 micrograms/80 microliters", "20 mcg/0.08 mL"),
    ("FORSTEO 20 microgramos/80 microlitros", "20 mcg/0.08 mL"),
    ("Forsteo 20 mcg/80 microl", "20 mcg/0.08 mL"),
    ("PROLIA 60 miligramos/mililitro", "60 mg/mL"),
    ("Forsteo 20 mikrogramm/80 mikroliter", "20 mcg/0.08 mL"),
    ("Forsteo 20 microgrammi/80 microlitri", "20 mcg/0.08 mL"),
    ("Форстео 20 мкг/80 мкл", "20 mcg/0.08 mL"),
    ("Prolia 60 milligrammi/1 millilitro", "60 mg/1 mL"),
    # Of several ingredients.
    ("70 MG / 2800 UNT", "70 mg + 2800 IU"),
    ("Alendronic Acid/Colecal_Tab 70mg/70mcg", "70 mg + 70 mcg"),
    ("FOSAMAX PLUS D 70-2800 MG-UNIT", "70 mg + 2800 IU"),
    ("levonorgestrel-ethinyl estrad 0.1-20 mg-mcg", "100 mcg + 20 mcg"),
    ("PREMPRO 0.625-2.5 MG TAB", "625 mcg + 2.5 mg"),
    ("Estradiol/Norethisterone_Patch 50/170mcg", "50 mcg + 170 mcg"),
    ("CombiPatch 0.05-0.14 MG/DAY", "50 mcg/24 h + 140 mcg/24 h"),
    ("alendronate 5 - 10 mg", "5 mg + 10 mg"),
    ("ACTONELCOMBI 35 mg + 1000 mg/880 UI", "35 mg + 1000 mg + 880 IU"),
    ("calcium 500 mg/400 mg", "500 mg + 400 mg"),
    ("AVADENE 1 mg/0,025 mg", "1 mg + 25 mcg"),
    # A figure that ends a word or a name does not belong to the amount.
    ("vitamin B12-500 mcg", "500 mcg"),
    ("vitamin D 3-1000 IU", "1000 IU"),
    ("PTH 1-34 20 mcg", "20 mcg"),
    # Units, counted in thousands.
    ("Colecalciferol 20,000unit capsules", "20000 IU"),
    ("Vitamin D3 1,000.5 IU", "1000.5 IU"),
    ("Vigantol 20.000 I.E.", "20000 IU"),
    ("25 000 IE", "25000 IU"),
    ("NATECAL VITAMINE D3 600 mg/400 U.I.", "600 mg + 400 IU"),
    ("Miacalcin 200 USP units/mL", "200 USP units/mL"),
    ("Calcitonin 200 units/ml", "200 IU/mL"),
    ("calcitonin-salmon 200 unit/act", "200 IU/dose"),
    # By time, by dose, by weight, in percent.
    ("estradiol 50 microgram/24 hours", "50 mcg/24 h"),
    ("estradiol 50 mcg/day", "50 mcg/24 h"),
    ("estradiol 0.00104 MG/HR", "1.04 mcg/h"),
    ("28 ACTUAT teriparatide 0.02 MG/ACTUAT Pen Injector", "20 mcg/dose"),
    ("estradiol 0.001 MG/MG", "1 mg/g"),
    ("250 MG estradiol 0.001 MG/MG Topical Gel", "250 mcg/0.25 g"),
    ("Estradiol_Gel 0.06% 80g (64 Applic)", "0.06%"),
    ("Premarin 0.625 mg/g 30 g", "625 mcg/g"),
    # In other scripts.
    ("\u30dc\u30ca\u30ed\u30f3\u70b9\u6ef4\u9759\u6ce8\u30d0\u30c3\u30b0\uff19\uff10\uff10\u03bc\uff47", "900 mcg"),
    ("\u30a2\u30ec\u30f3\u30c9\u30ed\u30f3\u9178\u932035mg\u9320", "35 mg"),
    ("\uc54c\ub80c\ub4dc\ub860\uc0b0\uc81570mg", "70 mg"),
    ("\u0410\u043b\u0435\u043d\u0434\u0440\u043e\u043d\u0430\u0442 70 \u043c\u0433", "70 mg"),
    # The size of a pack, a number alone, and a result are not strengths.
    ("tab 70 mg 4 tablets", "70 mg"),
    ("12 x 35 mg", "35 mg"),
    ("alendronate 70 g\u00e9n\u00e9rique", ""),
    ("2 g\u00e9lules", ""),
    ("25-OH vitamin D 18 ng/mL", ""),
    ("5.6 ML", ""),
    ("0 mg", ""),
    ("5 mg/0 mL", ""),
    ("0.06 MG/MG 0 mg", "60 mg/g"),
    ("0 MG/MG", ""),
    # Nothing is filled into no volume.
    ("denosumab 70 mg/mL, 0 mL vial", "70 mg/mL"),
    # The volume is that of the concentration alone.
    ("denosumab 70 mg/mL, vitamin D 400 IU, 1.7 mL", "119 mg/1.7 mL + 400 IU"),
    ("70", ""),
    ("tablets", ""),
    ("", ""),
]


@for_each(GOLDEN, lambda case: case[0])
def test_strengths(case: tuple[str, str]) -> None:
    """Amounts are given in milligrams or units, with what contains them; nothing is rounded and no unit guessed."""
    text, normal = case
    found = read_strength(text)

    assert normal == ("" if found is None else str(found))


amounts = st.builds(lambda number, places: Decimal(number).scaleb(-places), st.integers(1, 10**6), st.integers(0, 3))


@given(amounts, st.sampled_from(["mg", "MG", " mg", " MG ", " milligrams"]), st.booleans())
def test_any_spelling_is_equal(amount: Decimal, unit: str, is_comma: bool) -> None:
    """Whatever decimal number is written, with a point or a comma, is read as that number."""
    written = f"{amount:f}"
    # Three figures after a comma are thousands.
    if is_comma and len(written.partition(".")[2]) in (1, 2):
        written = written.replace(".", ",")

    assert read_strength(f"x {written}{unit}") == Strength(parts=(Amount(value=Fraction(amount), unit="mg"),))


@given(amounts, amounts, st.sampled_from(["mg", "mcg", "g", "micrograms"]), st.sampled_from(["-", "/", " - ", " / "]))
def test_two_numbers_may_share_a_unit(first: Decimal, second: Decimal, unit: str, joint: str) -> None:
    """Two numbers before one unit are the two amounts that they are with a unit each."""
    together = read_strength(f"x {first:f}{joint}{second:f} {unit} y")

    assert together == read_strength(f"x {first:f} {unit} + {second:f} {unit} y")
    assert together is not None


STOPPED = {"mg": ("mg.", "MG."), "mcg": ("mcg.", "\u00b5g."), "IU": ("I.U.", "U.I.", "i.e.", "IU.")}


@given(st.integers(1, 9999), st.sampled_from([*STOPPED]), st.sampled_from(["/", " / ", " in ", " per "]), st.data())
def test_a_stop_changes_nothing(amount: int, unit: str, joint: str, data: st.DataObject) -> None:
    """A unit with the stop of an abbreviation is the unit, also before what contains the amount."""
    abbreviated = data.draw(st.sampled_from(STOPPED[unit]))

    for container in ("ml", "1 ml.", "5 mL"):
        plain = read_strength(f"x {amount} {unit}{joint}{container}")
        assert plain is not None
        assert read_strength(f"x {amount} {abbreviated}{joint}{container}") == plain


@given(st.integers(1, 999), st.integers(1, 999))
def test_a_concentration_and_its_volume(milligrams: int, milliliters: int) -> None:
    """An amount in a volume is the same as that volume of the concentration, and fits it."""
    concentration = Decimal(milligrams).scaleb(-3)
    together = read_strength(f"{concentration * milliliters:f} mg/{milliliters} ml")

    assert together == read_strength(f"{milliliters} ML x {concentration:f} MG/ML")
    alone = read_strength(f"{concentration:f} MG/ML")
    assert together is not None
    assert alone is not None
    assert together.fits(alone)


@given(
    st.lists(st.tuples(amounts, st.sampled_from(["mg", "mcg", "IU", "%", "mg/mL", "mcg/24 h", "IU/dose"])), min_size=1)
)
def test_the_normal_spelling_is_read_back(parts: list[tuple[Decimal, str]]) -> None:
    """What a strength is printed as is parsed as that strength, whatever the order of its amounts."""
    texts = [f"{amount:f}%" if unit == "%" else f"{amount:f} {unit}" for amount, unit in parts]
    strength = Strength.parse(" + ".join(texts))

    assert strength == Strength.parse(str(strength)) == Strength.parse(" + ".join(reversed(texts)))
    assert strength.fits(strength)


# Two strengths, and whether they can be those of one product.
FITTING = [
    ("60 mg", "60 mg/1 mL", True),
    ("60 mg/mL", "60 mg/1 mL", True),
    ("5 mg/100 mL", "50 mcg/mL", True),
    ("4 mg/5 mL", "4 mg/100 mL", False),
    ("119 mg/1.7 mL", "120 mg/1.7 mL", True),
    ("1.04 mcg/h", "25 mcg/24 h", True),
    ("50 mcg", "50 mcg/24 h", True),
    ("20 mcg/dose", "20 mcg/0.08 mL", True),
    ("20 mcg/dose", "250 mcg/mL", False),
    ("0.06%", "600 mcg/g", True),
    ("0.06%", "600 mcg", False),
    ("625 mcg/mL", "625 mcg/g", True),
    ("625 mcg", "625 mcg/g", False),
    ("70 mg", "70 mg + 5600 IU", True),
    ("70 mg + 70 mcg", "70 mg + 2800 IU", False),
    ("200 IU", "200 USP units", False),
    ("5.5 mcg", "5.4999999 mcg", True),
    ("1 mg/mL", "1 mg/24 h", False),
]


@for_each(FITTING, str)
def test_strengths_that_fit(case: tuple[str, str, bool]) -> None:
    """Two strengths fit by their concentration or their content, whichever is asked; units are never converted."""
    one, other, fits = case

    assert fits is Strength.parse(one).fits(Strength.parse(other)) is Strength.parse(other).fits(Strength.parse(one))


@each_of("text", ["", "70", "70mg", "70 mg+5 mg", "70 stones", "70 mg/5", "1e5 mg", "70 mg\n", "1" * 5000 + " mg"])
def test_other_spellings_are_refused(text: str) -> None:
    """The tables have one spelling; another is refused, with the way to write it."""
    with pytest.raises(InvalidRecordError, match="write '70 mg'"):
        Strength.parse(text)


def test_bad_amounts_are_refused() -> None:
    """An amount that cannot be is refused with every problem at once."""
    with pytest.raises(InvalidRecordError) as caught:
        Amount(value=Fraction(-1), unit="stone", per="box", volume=Fraction(0))
    assert [problem.path for problem in caught.value.problems] == ["value", "unit", "per", "volume"]
    for parts in ((), [Amount(value=Fraction(1), unit="mg")], ("70 mg",)):
        with pytest.raises(InvalidRecordError):
            Strength(parts=parts)  # type: ignore[arg-type]


@given(st.text())
def test_any_text_may_be_read(text: str) -> None:
    """Any text can be asked for its strength."""
    found = read_strength(text)

    assert found is None or found.parts


@given(
    st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000),
    st.sampled_from([Fraction(1, percent) for percent in (50, 99, 100, 101, 200)]),
    st.booleans(),
)
def test_amounts_may_differ_by_a_hundredth(value: Fraction, share: Fraction, upward: bool) -> None:
    """Two concentrations are one if they differ by no more than a hundredth of the larger, whatever their fractions."""
    smaller, larger = value * (1 - share), value
    first, second = (
        Amount(value=each, unit="mg", per="mL") for each in ((smaller, larger) if upward else (larger, smaller))
    )

    assert first.fits(second) is (share <= Fraction(1, 100))


@each_of(
    "text",
    [
        "denosumab " + "1" * 5000 + "mg",
        "1" + " " * 300_000 + "mg",
        "1," * 150_000 + "mg",
        "5 mg (" * 60_000,
        "1-1" * 99_999,
    ],
    ids=["figures", "blanks", "commas", "brackets", "pairs"],
)
def test_long_text_is_read_in_linear_time(text: str) -> None:
    """Runs of figures, blanks or brackets cost no more than their length."""
    start = perf_counter()
    read_strength(text)

    assert perf_counter() - start < 2
