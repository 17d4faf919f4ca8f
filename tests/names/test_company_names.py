"""Companies in brackets: what occurs there names no medicine."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of

import osteopharm
from osteopharm.names.company_names import company_spans


@each_of(
    ("text", "company"),
    [
        ("Alendronic acid 70mg tablets (Teva UK Ltd)", "(Teva UK "),
        ("Fosamax 10mg tablets (Organon Pharma (UK) Ltd)", "(Organon Pharma (UK) "),
        ("Fosamax 10mg tablets (Organon Pharma (UK))", "(Organon Pharma "),
        ("Risedronat (Heumann Pharma GmbH)", "(Heumann Pharma "),
        ("Metformina (Premarin Generics S.L.)", "(Premarin Generics "),
        ("Aspirin (Prolia Inc.) 75mg", "(Prolia "),
    ],
)
def test_a_company_in_brackets(text: str, company: str) -> None:
    """Brackets that end in a word for a company hold one, also with brackets inside."""
    assert company == next(text[start:end] for start, end in company_spans(text))


@each_of(
    "text",
    [
        "Calcitonin (salmon)",
        "Premarin (conjugated estrogens)",
        "Colecalciferol (vitamin D3, Teva UK Ltd)",
        "tablets (UK)",
        "tablets Ltd)",
        "tablets (Ltd",
        "tablets (Forte)",
        "no brackets",
        "",
    ],
)
def test_no_company_in_brackets(text: str) -> None:
    """A substance, a list, a word alone and half a bracket name no company."""
    assert list(company_spans(text)) == []


@each_of(
    "text",
    [
        "Aspirin 75mg tablets (Fosamax Pharma Ltd)",
        "Paracetamol 500mg caplets (Prolia Healthcare)",
        "Atorvastatin 10mg tablets (Evista Laboratories (UK) Ltd)",
        "Metformina 850 mg (Premarin Generics S.L.)",
        "Simvastatin 40 mg (Protos Pharmaceuticals Inc.)",
    ],
)
def test_company_names_do_not_mislead(text: str) -> None:
    """A company that has the name of a medicine sells other things."""
    assert not osteopharm.load().identify(text)


@each_of(
    ("text", "medication"),
    [
        ("Calcitonin (salmon) 200 units", "calcitonin"),
        ("Premarin (conjugated estrogens) tablets", "conjugated-estrogens"),
        ("injection (denosumab) 60mg", "denosumab"),
        ("weekly tablet (alendronic acid 70mg) (Teva UK Ltd)", "alendronic-acid"),
        ("Alendronic acid 70mg tablets (Fosamax Pharma Ltd)", "alendronic-acid"),
        ("infusion (Zoledronic acid Teva Pharma)", "zoledronic-acid"),
    ],
)
def test_what_brackets_truly_hold_is_found(text: str, medication: str) -> None:
    """A substance in brackets is found, and so is a brand that ends in its company's name."""
    assert [medication] == [each.id for each in osteopharm.load().identify(text).medications]


def test_a_brand_that_ends_in_a_company() -> None:
    """A brand named after its company differs from the company alone, and decides nothing by itself."""
    found = osteopharm.load().identify("infusion (Zoledronic acid Teva Pharma)")

    assert [brand.name for brand in found.brands] == ["Zoledronic acid Teva Pharma"]
    assert found.labeled_for_osteoporosis is None


@given(st.text(st.sampled_from("() ,.aLtd")))
def test_any_brackets(text: str) -> None:
    """However brackets stand, each span begins with one and lies within the text."""
    for start, end in company_spans(text):
        assert text[start] == "("
        assert start < end <= len(text)
