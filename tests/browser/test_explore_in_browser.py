"""The pages to explore in a browser: filters, the forest plot that follows, and the graph that is clicked through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.parts import needs

import osteopharm
from osteopharm.html import evidence_html, mechanisms_html, products_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs("browser", "playwright")
PAGES = {"evidence": evidence_html, "products": products_html, "mechanisms": mechanisms_html}
PHONE, DESKTOP = (390, 844), (1280, 900)

# The ids of the findings in the table and in the plot that can be seen.
SEEN = """() => {
    const ids = (selector, name) =>
        [...document.querySelectorAll(selector)].filter(each => each.checkVisibility()).map(each => each.dataset[name]);
    return {table: ids('[data-row]', 'row'), plot: ids('.op-effect', 'claim')};
}"""

Visit = Callable[..., "Page"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of the pages."""
    folder = tmp_path_factory.mktemp("pages")
    made = {name: folder / f"{name}.html" for name in PAGES}
    for name, path in made.items():
        path.write_text(PAGES[name](osteopharm.load()), encoding="utf-8")
    return made


@pytest.fixture
def visit(browser: Browser, files: dict[str, Path]) -> Iterator[Visit]:
    """Opens a page; whatever a test does, the page asks for its own file alone, and no script of it fails."""
    contexts, asked, errors = [], list[str](), list[str]()

    def visit(name: str, anchor: str = "", size: tuple[int, int] = DESKTOP, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{files[name].as_uri()}{anchor}")
        return page

    yield visit
    for context in contexts:
        context.close()

    assert set(asked) <= {path.as_uri() for path in files.values()}
    assert errors == []


def test_the_plot_follows_the_filter(visit: Visit) -> None:
    """By drug and species: the table has the findings that the library gives, and the plot those with a figure."""
    page = visit("evidence")
    page.get_by_label("Drug or class").select_option("bisphosphonates")
    page.get_by_label("Outcome").select_option("spine-fusion")
    page.get_by_label("Species").select_option("human")
    seen = page.evaluate(SEEN)
    claims = osteopharm.load().claims.within("bisphosphonates").on("spine-fusion", include_setting=False)
    expected = {claim.id for claim in claims.where(species="human") if claim.result}

    assert set(seen["table"]) == expected
    assert set(seen["plot"]) == {
        claim.id for claim in claims.where(species="human") if claim.effect and claim.effect.value is not None
    }
    assert page.locator("output").text_content() == f"{len(expected)} of {page.locator('[data-row]').count()} findings"


def test_the_choice_is_in_the_address(visit: Visit) -> None:
    """A choice changes the address, an address makes the choice, and the button shows all again."""
    page = visit("evidence", "#drug=denosumab&outcome=hip-fracture")
    found = page.evaluate(SEEN)["table"]
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("location.hash === '#'  || location.hash === ''")

    assert found == ["freedom-02"]
    assert len(page.evaluate(SEEN)["table"]) == page.locator("[data-row]").count()

    page.get_by_label("Words").fill("romosozumab hip")

    assert page.evaluate("location.hash") == "#words=romosozumab+hip"
    assert page.evaluate(SEEN)["table"] != []


@pytest.mark.parametrize("anchor", ["#drug=nothing", "#nothing", "#50%", "#50%25&"])
def test_an_unknown_address_shows_all(visit: Visit, anchor: str) -> None:
    """A drug that is not there is no choice, and what was asked for can still be read."""
    page = visit("evidence", anchor)

    assert page.get_by_label("Drug or class").input_value() == ""
    assert len(page.evaluate(SEEN)["table"]) == page.locator("[data-row]").count()
    assert page.evaluate("location.hash") == anchor


@pytest.mark.parametrize("words", ["a&b", "1+1", "50%", "drug=denosumab", "70 mg/ml"])
def test_words_are_the_same_after_a_reload(visit: Visit, words: str) -> None:
    """Whatever is searched for, its address finds the same rows."""
    page = visit("products")
    page.get_by_label("Brand, strength").fill(words)
    count = page.locator("[data-row]:visible").count()
    page.reload()

    assert page.get_by_label("Brand, strength").input_value() == words
    assert page.locator("[data-row]:visible").count() == count


def test_products_of_a_medication_and_a_code(visit: Visit) -> None:
    """The address of a medication shows its products from the top; a code is found where it is folded away."""
    page = visit("products", "#denosumab")
    rows = page.locator("[data-row]:visible")
    count = sum(each.of.id == "denosumab" for each in osteopharm.load().products.values())

    assert rows.count() == count
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("location.hash") == "#drug=denosumab"

    page.get_by_label("Labeled for osteoporosis").select_option("no")
    page.get_by_label("Brand, strength").fill("xgeva us")

    assert 0 < rows.count() < count


def test_the_graph_is_clicked_through_without_a_script(visit: Visit) -> None:
    """From denosumab to RANKL to what that acts on; the one that is chosen is shown alone, and the list comes back."""
    page = visit("mechanisms", "#denosumab", java_script_enabled=False)
    shown = page.locator(".node:visible h2")

    assert shown.all_text_contents() == ["denosumab"]

    page.locator("#denosumab .out").get_by_role("link", name="RANKL", exact=True).first.click()

    assert shown.all_text_contents() == ["RANKL"]

    page.get_by_role("link", name="Show the whole list").click()

    assert shown.count() > 100


@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_read_without_a_script(visit: Visit, name: str) -> None:
    """Without scripts all rows are there, and no filter that would do nothing."""
    page = visit(name, java_script_enabled=False)

    assert page.locator("form:visible").count() == 0
    assert page.locator("[data-row]:visible, .node:visible").count() > 100


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window(visit: Visit, name: str, size: tuple[int, int]) -> None:
    """Nothing has to be scrolled sideways, on a phone or a desktop."""
    page = visit(name, "#denosumab", size)

    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(visit: Visit, serious_in: Callable[[Page, str], list[Any]], name: str) -> None:
    """axe-core finds nothing serious or critical on what is shown of denosumab, in light and dark."""
    page = visit(name, "#denosumab")

    assert serious_in(page, "document") == []
