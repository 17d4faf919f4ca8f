"""Dosage forms and routes in product strings, in the words of registers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.rules import for_each

import osteopharm
from osteopharm.model.product_level import DosageForm, TermKind
from osteopharm.names.dosage_forms import DosageForms, WrittenForm

COMPENDIUM = osteopharm.load()
FORMS = DosageForms(COMPENDIUM.dosage_forms.values())

# A string, the form and the route that it gives. Typed by hand.
GOLDEN: list[tuple[str, str | None, str | None]] = [
    ("Fosamax 70 mg tablets", "tablet", "oral"),
    ("Alendronic Acid_Tab 70mg", "tablet", "oral"),
    ("alendronate sodium 70 MG Oral Tablet [Fosamax]", "tablet", "oral"),
    ("alendronate 70 MG Effervescent Oral Tablet", "effervescent tablet", "oral"),
    ("Premarin Vaginal Cream", "vaginal cream", "vaginal"),
    ("Estradiol vaginal tablet", "vaginal tablet", "vaginal"),
    ("Prolia 60 mg/ml Solution for injection Subcutaneous use pre-filled syringe", "prefilled syringe", "subcutaneous"),
    ("Zometa 4 mg/5 ml Concentrate for solution for infusion", "concentrate for solution for infusion", "intravenous"),
    ("Miacalcin nasal spray", "nasal spray", "nasal"),
    ("alendronate 70 mg PO qweek", None, "oral"),
    ("Premarin 25 mg vial IV", None, "intravenous"),
    ("oral or intravenous", None, None),
    ("ACTONEL 35 mg, comprimé pelliculé", "film-coated tablet", "oral"),
    ("Alendronsäure 70 mg Tabletten", "tablet", "oral"),
    ("エディロールカプセル\uff10\uff0e\uff17\uff15μ\uff47", "capsule", "oral"),
    ("イベニティ皮下注１０５ｍｇシリンジ", "prefilled syringe", "subcutaneous"),
    ("Prolia 60 mg injektionsvätska, lösning i förfylld spruta", "prefilled syringe", None),
    ("Evenity roztwór do wstrzykiwań we wstrzykiwaczu", "prefilled pen", None),
    ("Alendroninezuur 70 mg tabletten", "tablet", "oral"),
    ("Fosamax 70 mg tabletki", "tablet", "oral"),
    ("Bonviva 150 mg filmtabletta", "film-coated tablet", "oral"),
    ("Aclasta oldatos infúzió", "solution for infusion", "intravenous"),
    ("Miacalcic burun spreyi", "nasal spray", "nasal"),
    ("阿仑膦酸钠片", "tablet", "oral"),
    ("알렌드론산정70mg", "tablet", "oral"),
    ("Деносумаб раствор для подкожного введения", "solution for injection", "subcutaneous"),
    ("Prolia ενέσιμο διάλυμα", "solution for injection", None),
    ("Xgeva", None, None),
    ("", None, None),
]


@for_each(GOLDEN, lambda case: case[0])
def test_forms_and_routes(case: tuple[str, str | None, str | None]) -> None:
    """The most specific form is given, and the route that is written or that the form implies."""
    text, form, route = case

    assert FORMS.read(text) == WrittenForm(form, route)


@for_each(COMPENDIUM.dosage_forms.values())
def test_every_word_is_read(term: DosageForm) -> None:
    """Each name and word of the vocabulary gives its form or route, or one within it."""
    for word in (term.name, *term.words):
        found = FORMS.read(f"x {word} x")
        names = [FORMS.read(word), found]
        given = [each.dosage_form if term.kind is TermKind.FORM else each.route for each in names]
        assert any(each is not None for each in given) or term.kind is TermKind.ROUTE


@for_each(COMPENDIUM.dosage_forms.values())
def test_the_vocabulary_is_closed(term: DosageForm) -> None:
    """What is broader, and what a form implies, is in the vocabulary; nothing is broader than itself."""
    known = {each.name: each for each in COMPENDIUM.dosage_forms.values() if each.kind is term.kind}
    routes = {each.name for each in COMPENDIUM.dosage_forms.values() if each.kind is TermKind.ROUTE}
    above, seen = term.broader, {term.name}
    while above is not None:
        assert above in known
        assert above not in seen
        seen.add(above)
        above = known[above].broader
    assert term.implied_route is None or term.implied_route in routes


def test_compatible_forms() -> None:
    """Two forms may be those of one product where one is a kind of the other, or one is not known."""
    assert FORMS.are_compatible("prefilled syringe", "injection", TermKind.FORM)
    assert FORMS.are_compatible("injection", "prefilled syringe", TermKind.FORM)
    assert FORMS.are_compatible(None, "tablet", TermKind.FORM)
    assert not FORMS.are_compatible("tablet", "capsule", TermKind.FORM)
    assert not FORMS.are_compatible("oral", "parenteral", TermKind.ROUTE)
    assert FORMS.implied_route("no such form") is None
    assert FORMS.implied_route("film-coated tablet") == "oral"
    assert FORMS.implied_route("solution for injection") is None


@given(st.text(st.sampled_from("tabletcream vaginal_ /-éカプセル")))
def test_any_text_may_be_read(text: str) -> None:
    """Any text can be asked for its form; what comes back is in the vocabulary."""
    found = FORMS.read(text)
    names = {term.name for term in COMPENDIUM.dosage_forms.values()}

    assert {found.dosage_form, found.route} - {None} <= names
