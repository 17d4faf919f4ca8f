"""The pages to explore and the forest plot in HTML: complete, escaped, without requests."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.rules import each_of

import osteopharm
from osteopharm import (
    Certainty,
    Compendium,
    Concept,
    DrugClass,
    EntityKind,
    EvidenceClaim,
    Mechanism,
    Medication,
    Registry,
    Relation,
)
from osteopharm.claims import ClaimSet
from osteopharm.html import evidence_html, mechanisms_html, products_html
from osteopharm.html.forest import Axis, forest_html
from osteopharm.model import CausalStep, Product, Reference

PAGES = {"evidence": evidence_html, "products": products_html, "mechanisms": mechanisms_html}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The three pages of what ships."""
    return {name: page(osteopharm.load()) for name, page in PAGES.items()}


def test_no_page_can_make_a_request(pages: dict[str, str]) -> None:
    """Each page forbids every request, and has no link, image or style sheet from elsewhere."""
    for name, page in pages.items():
        assert "default-src 'none'" in page, name
        assert re.findall(r'(?:src|href|action)="(?!#)[^"]*"', page) == [], name
        assert "@import" not in page, name
        assert "url(" not in page, name


def test_evidence_page_has_every_finding(pages: dict[str, str]) -> None:
    """A row for each claim with a result, found by its drug, the classes of that, and the animals it was seen in."""
    compendium = osteopharm.load()
    rows = dict(re.findall(r'<tr data-row="([^"]+)" ([^>]+)>', pages["evidence"]))

    assert [claim.id for claim in compendium.claims if claim.result] == [*rows]
    assert 'data-drug="denosumab rankl-inhibitors antiresorptive"' in rows["freedom-01"]
    assert any('data-species="rabbit animal"' in row for row in rows.values())
    assert all(
        f'<option value="{value}">' in pages["evidence"] for value in ("bisphosphonates", "animal", "meta-analysis")
    )


def test_forest_plot_follows_the_table(pages: dict[str, str]) -> None:
    """Every effect that is drawn has the id of a row, so that the filter hides both."""
    rows = set(re.findall(r'<tr data-row="([^"]+)"', pages["evidence"]))
    drawn = re.findall(r'class="op-effect" data-claim="([^"]+)"', pages["evidence"])

    assert len(drawn) > 50
    assert set(drawn) <= rows
    assert len(drawn) == len(set(drawn))


def test_products_page_has_every_product_and_code(pages: dict[str, str]) -> None:
    """A row for each product and every code of one; each medication has one place to which links lead."""
    compendium = osteopharm.load()
    rows = re.findall(r'<tr(?: id="([^"]+)")? data-row="([^"]+)"', pages["products"])
    codes = [str(code) for code in compendium.product_codes.values() if code.identifies.id in compendium.products]

    assert {id for _, id in rows} == {*compendium.products}
    assert len(rows) == len(compendium.products)
    assert sorted(id for id, _ in rows if id) == sorted({each.of.id for each in compendium.products.values()})
    assert f"{len(codes):,} codes" in pages["products"]


def test_product_rows_say_what_labels_say(pages: dict[str, str]) -> None:
    """Risedronate 30 mg is not labeled for osteoporosis in the US; a product without a label is not known."""
    row = pages["products"].partition('data-row="risedronic-acid-actonel-30-mg-tablet-oral"')[2].partition("</tr>")[0]

    assert 'data-labeled="no"' in row
    assert "no: US" in row
    assert 'data-labeled="unknown"' in pages["products"]


def test_mechanism_page_has_both_ends_of_every_step(pages: dict[str, str]) -> None:
    """Each step is at its subject and at its object, each link leads to a place, and disputed steps are marked."""
    steps = {step for mechanism in osteopharm.load().mechanisms.values() for step in mechanism.steps}
    page = pages["mechanisms"]
    sections = dict(re.findall(r'<section class="node[^"]*" id="([^"]+)"(.*?)</section>', page, re.DOTALL))
    missing = [
        str(step)
        for step in steps
        if f'href="#{step.object.id}"' not in sections[step.subject.id]
        or f'href="#{step.subject.id}"' not in sections[step.object.id]
    ]

    assert missing == []
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(sections)
    assert page.count("data-disputed>") == 2 * sum(step.disputed is not None for step in steps)
    assert "<script" not in page


def test_classes_are_joined_to_their_members(pages: dict[str, str]) -> None:
    """Alendronic acid leads to its class, and the class to it."""
    page = pages["mechanisms"]
    alendronate = page.partition('id="alendronic-acid"')[2].partition("</section>")[0]
    above = page.partition('id="nitrogen-containing-bisphosphonates"')[2].partition("</section>")[0]

    assert 'one of the <a href="#nitrogen-containing-bisphosphonates">' in alendronate
    assert '<a href="#alendronic-acid">' in above


@each_of("page", PAGES.values(), ids=PAGES)
def test_hostile_names_stay_text(page: Callable[[Compendium], str]) -> None:
    """A name that is markup is shown as text on each page."""
    evil = "<script>alert(1)</script>"
    source = Registry(
        id="shelf", name=evil, publisher="nobody", release="1", license="none", accessed_from=("a shelf",)
    )
    group = DrugClass(id="group", name=f"group {evil}", sources=(source,))
    drug = Medication(id="drug", name=evil, classes=(group,), sources=(source,))
    product = Product(id="product", of=drug, brand=None, strength="1 mg")
    target = Concept(id="target", name=f"target {evil}", kind=EntityKind.TARGET, sources=(source,))
    step = CausalStep(
        subject=drug,
        relation=Relation.INHIBITS,
        object=target,
        references=(Reference(source=source, locator=evil),),
        reference_certainty=Certainty.STATED,
    )
    mechanism = Mechanism(id="mechanism", name=evil, agent=drug, steps=(step,))
    made = Compendium(
        sources=[source],
        drug_classes=[group],
        medications=[drug],
        concepts=[target],
        mechanisms=[mechanism],
        products=[product],
    )

    assert evil not in page(made)


def test_axis_has_room_for_both_sides() -> None:
    """No effect is in the middle, ratios are at equal distances, and what is beyond is at the end."""
    ratios, differences = Axis(0.25, 4.0, is_logarithmic=True), Axis(-10.0, 10.0, is_logarithmic=False)

    assert [ratios.percent(each) for each in (0.25, 0.5, 1.0, 2.0, 4.0, 99.0)] == [0.0, 25.0, 50.0, 75.0, 100.0, 100.0]
    assert [differences.percent(each) for each in (-10.0, 0.0, 5.0, -99.0)] == [0.0, 50.0, 75.0, 0.0]


def drawn(claims: ClaimSet | list[EvidenceClaim]) -> str:
    """The forest plot of some claims."""
    return str(forest_html(claims if isinstance(claims, ClaimSet) else ClaimSet(claims)))


def test_forest_plot_of_hip_fracture() -> None:
    """An effect has its figures, its interval on the axis and the arms; its study is linked as asked."""
    claims = osteopharm.load().claims.on("hip-fracture", include_setting=False)
    plot = str(forest_html(claims, lambda claim: f"#{claim.id}"))
    row = plot.partition('data-claim="freedom-02"')[2].partition("</li>")[0]

    assert '<a href="#freedom-02">' in row
    assert "0.60 (0.37 to 0.97)" in row
    assert 'class="op-interval"' in row
    assert 'class="op-marker"' in row
    assert 'class="op-diamond"' in plot
    assert "favors treatment" in plot


def test_nothing_is_drawn_without_effects() -> None:
    """Claims without figures, or with shares of the arms alone, give no plot."""
    compendium = osteopharm.load()
    shares = [claim for claim in compendium.claims if claim.effect and claim.effect.value is None]

    assert drawn(compendium.claims.where(source="anderson-freedman-2020")) == ""
    assert shares
    assert drawn(shares[:1]) == ""


def test_a_wide_interval_ends_in_an_arrow() -> None:
    """What goes beyond the axis is marked at its end; every drawn interval lies within the box."""
    plot = drawn(osteopharm.load().claims)

    assert "\u25b8" in plot
    assert all(0 <= float(x) <= 100 for x in re.findall(r'x[12]="([\d.-]+)%"', plot))
    assert 'class="op-open"' in plot


def test_a_value_beyond_the_axis_has_an_arrow_and_no_marker() -> None:
    """A risk ratio of 55 is beyond 16: a marker at the end of the axis would show another value."""
    plot = drawn([claim for claim in osteopharm.load().claims.where(source="schilcher-2015") if claim.effect])

    assert "55 (39 to 79)" in plot
    assert "\u25b8" in plot
    assert 'class="op-marker"' not in plot


def test_marks_of_studies_are_raised() -> None:
    """The marks to which the notes refer are apart from the name of the study and what follows it."""
    plot = drawn(osteopharm.load().claims.on("hip-fracture", include_setting=False))

    assert "McClung 2001<sup>†</sup>: " in plot


def test_values_are_words() -> None:
    """No value of the data is shown with its hyphens, but for words that have one in English."""
    page = evidence_html(osteopharm.load())

    assert not re.search(r">[^<]*\b(?:no-treatment|randomized-trial|percent-change|network-meta-)", page)
    assert "network meta-analysis, human" in page
    assert ">every 6 months<" in products_html(osteopharm.load())


def test_steps_that_explain_come_before_warnings() -> None:
    """What denosumab inhibits is above what was merely observed, and that above what is part of no path."""
    own = mechanisms_html(osteopharm.load()).partition('id="denosumab"')[2].partition("</section>")[0]

    assert own.index(">RANKL<") < own.index("(observed)") < own.index("isolated)")
    assert own.index("(observed)") < own.index(">hypocalcemia<")


def test_medication_of_the_page_is_a_medication() -> None:
    """The names in the filter are those of the records."""
    found = osteopharm.load().medications["denosumab"]

    assert isinstance(found, Medication)
    assert f'<option value="denosumab">{found.name}</option>' in products_html(osteopharm.load())
