"""The reader page in a browser: what a person with a keyboard, a mouse, a phone or a printer meets."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.parts import needs

import osteopharm
from osteopharm import (
    Certainty,
    Compendium,
    Concept,
    Document,
    DrugClass,
    EntityKind,
    EvidenceClaim,
    Passage,
    Polarity,
    Relation,
    Scope,
    Species,
    StudyKind,
)
from osteopharm.html import labels, reader_html
from osteopharm.io import BUNDLED
from osteopharm.model import HeldBy

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page, Request, Route

pytestmark = needs("browser", "playwright")
LIT = "rgb(255, 233, 163)"
PHONE, DESKTOP = (390, 844), (1280, 900)

# The words that are lit, by the id of the claim that they are marked for.
LIT_WORDS = """lit => {
    const found = {};
    for (const mark of document.querySelectorAll('.sentence .m')) {
        if (getComputedStyle(mark).backgroundColor === lit) {
            found[mark.dataset.claim] = (found[mark.dataset.claim] ?? '') + mark.textContent;
        }
    }
    return found;
}"""

# Where the focus is: the claim, the goal of the key, or null where the way of the Tab key ends.
FOCUSED = """() => {
    const at = document.activeElement;
    if (at === document.body || at === null) return null;
    return {claim: at.matches('.claim') ? at.id : '', key: at.matches('.key') ? at.hash.slice(1) : ''};
}"""

# The claims that can be seen, as cards, as keys, and as words that are underlined and shaded.
SEEN = """() => {
    const ids = (selector, pick, isSeen) =>
        [...new Set([...document.querySelectorAll(selector)].filter(isSeen).map(pick))].sort();
    const isShown = element => element.checkVisibility() && element.getBoundingClientRect().height > 0;
    const isUnderlined = element => getComputedStyle(element).textDecorationLine === 'underline';
    const isShaded = element => getComputedStyle(element).backgroundColor !== 'rgba(0, 0, 0, 0)';
    return {
        cards: ids('.claim', card => card.id, isShown),
        keys: ids('.sentence .key', key => key.hash.slice(1), isShown),
        underlined: ids('.sentence .m', mark => mark.dataset.claim, isUnderlined),
        shaded: ids('.sentence .m', mark => mark.dataset.claim, isShaded),
    };
}"""

# For each mark that lies upon others, how far below the words each of them is underlined, in pixels.
OFFSETS = """() => [...document.querySelectorAll('.sentence .m:not(:has(.m))')].map(mark => {
    const found = [];
    for (let each = mark; each.matches('.m'); each = each.parentElement) {
        found.push(parseFloat(getComputedStyle(each).textUnderlineOffset));
    }
    return found.sort((one, other) => one - other);
})"""


def claims_of(compendium: Compendium) -> tuple[EvidenceClaim, ...]:
    """The claims that quote the one document of a compendium."""
    [document] = compendium.documents.values()
    return tuple(claim for claim in compendium.claims if claim.provenance.source == document)


def quote_of(claim: EvidenceClaim) -> str:
    """The words of a claim that quotes a document."""
    assert isinstance(claim.provenance, Passage)
    return claim.provenance.quote


@pytest.fixture(scope="module")
def shipped() -> tuple[EvidenceClaim, ...]:
    """The claims of the shipped document; those of other sources are none of the page's."""
    return claims_of(osteopharm.load())


Visit = Callable[..., "Page"]


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Opens the page of a compendium's document; whatever a test does, the page asks for its own file alone."""
    contexts = []
    asked: list[str] = []
    opened: list[str] = []
    dialogs: list[str] = []

    def only_the_page(route: Route, request: Request) -> None:
        if request.url in opened:
            route.continue_()
        else:
            route.abort()

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    def visit(compendium: Compendium | None = None, size: tuple[int, int] = DESKTOP, **options: Any) -> Page:
        compendium = compendium or osteopharm.load()
        path = tmp_path / "page.html"
        path.write_text(
            reader_html(next(iter(compendium.documents.values())), compendium), encoding="utf-8", newline=""
        )
        opened.append(path.as_uri())
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, **options)
        contexts.append(context)
        context.route("**/*", only_the_page)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", dismiss)
        page.goto(path.as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()

    assert opened == asked
    assert dialogs == []


def lit(page: Page) -> dict[str, str]:
    """The words that are lit, by claim."""
    found: dict[str, str] = page.evaluate(LIT_WORDS, LIT)
    return found


def seen(page: Page) -> dict[str, list[str]]:
    """The claims that can be seen, by the way in which they are shown."""
    found: dict[str, list[str]] = page.evaluate(SEEN)
    return found


def shown(claims: list[EvidenceClaim]) -> dict[str, list[str]]:
    """What is seen where just these claims are shown."""
    ids = sorted(claim.id for claim in claims)
    return dict.fromkeys(("cards", "keys", "underlined", "shaded"), ids)


def walk(page: Page) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Press the Tab key through the whole page: what is lit at each card, and at each key."""
    cards: dict[str, dict[str, str]] = {}
    keys: dict[str, dict[str, str]] = {}
    for _ in range(1000):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            return cards, keys
        if at["claim"]:
            cards[at["claim"]] = lit(page)
        elif at["key"]:
            keys[at["key"]] = lit(page)
        else:
            assert lit(page) == {}
    pytest.fail("the Tab key never comes to the end of the page")


def test_every_claim_is_reached_by_tab_and_lights_its_words(visit: Visit, shipped: tuple[EvidenceClaim, ...]) -> None:
    """Tab reaches the card and the key of each of the 46 claims; each lights exactly its quote, nothing before."""
    page = visit()

    assert lit(page) == {}
    cards, keys = walk(page)
    expected = {claim.id: {claim.id: quote_of(claim)} for claim in shipped}

    assert len(expected) == 46
    assert expected == cards
    assert expected == keys


def test_claims_of_any_id_light_their_words(visit: Visit) -> None:
    """An id that begins with a figure, or looks like one of the page's own, lights and filters like any other."""
    document = Document(id="paper", name="Paper", text="Ant bee cow dog.", license="CC0-1.0", attribution="nobody")
    drug = DrugClass(id="drug", name="drug", sources=(document,))
    bone = Concept(id="bone", name="bone", kind=EntityKind.OUTCOME, sources=(document,))
    quotes = {"1": "Ant bee cow", "0-x": "bee", "sentence-1": "bee cow dog", "show-polarity-denied": "Ant"}
    claims = [
        EvidenceClaim(
            id=id,
            statement=f"It says {quote}",
            subject=drug,
            relation=Relation.AFFECTS,
            object=bone,
            polarity=polarity,
            certainty=Certainty.STATED,
            held_by=HeldBy.AUTHORS,
            study_kind=StudyKind.NOT_GIVEN,
            species=Species.NOT_GIVEN,
            scope=Scope.EACH_MEMBER,
            provenance=document.passage(quote),
        )
        for (id, quote), polarity in zip(quotes.items(), [*Polarity, Polarity.DENIED], strict=True)
    ]
    page = visit(Compendium(sources=[document], drug_classes=[drug], concepts=[bone], claims=claims))
    expected = {id: {id: quote} for id, quote in quotes.items()}

    assert (expected, expected) == walk(page)
    page.get_by_role("checkbox", name=f"{labels.POLARITY[Polarity.DENIED]} (2)").uncheck()

    assert seen(page) == shown([claim for claim in claims if claim.polarity is not Polarity.DENIED])


@pytest.mark.parametrize(
    "id",
    [
        "af20-s01-fracture-risk-increased",
        "af20-s04-two-classes",
        "af20-s07-surgeons-concerned",
        "af20-s12-use-after-fracture",
        "af20-s13-pyrophosphate-analogs",
    ],
)
def test_pointing_lights_the_words(visit: Visit, shipped: tuple[EvidenceClaim, ...], id: str) -> None:
    """The mouse on a card, or on its key, lights exactly the words of that claim; taken away, none."""
    page = visit()
    [quote] = [quote_of(claim) for claim in shipped if claim.id == id]
    for selector in (f"article[id='{id}'] p >> nth=0", f".key[href='#{id}']"):
        page.locator(selector).hover()

        assert lit(page) == {id: quote}
        page.mouse.move(0, 0)

        assert lit(page) == {}


def test_a_key_leads_to_its_claim(visit: Visit) -> None:
    """Enter on a key brings its claim into view, and a conflict leads to the other claim."""
    page = visit(size=PHONE)
    page.locator(".key[href='#af20-s07-healing-impaired']").press("Enter")

    assert page.locator("#af20-s07-healing-impaired:target").bounding_box() is not None
    page.locator("#af20-s07-healing-impaired .tension a").first.press("Enter")
    other = page.locator(".claim:target")

    assert other.get_attribute("data-polarity") == Polarity.DENIED.value
    assert other.evaluate("each => each.getBoundingClientRect().top < innerHeight")


AXES: list[tuple[str, dict[Any, str]]] = [
    ("certainty", {**labels.CERTAINTY}),
    ("polarity", {**labels.POLARITY}),
    ("study_kind", {**labels.STUDY_KIND}),
]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_each_filter_hides_its_claims_and_shows_them_again(
    visit: Visit,
    shipped: tuple[EvidenceClaim, ...],
    script: bool,
) -> None:
    """Each filter takes away the cards, keys and underlines of its value alone, with script on and off."""
    page = visit(java_script_enabled=script)
    everything = shown(list(shipped))
    boxes = 0

    assert seen(page) == everything
    for axis, words in AXES:
        for value in {getattr(claim, axis): None for claim in shipped}:
            others = [claim for claim in shipped if getattr(claim, axis) is not value]
            box = page.get_by_role("checkbox", name=f"{words[value]} ({len(shipped) - len(others)})", exact=True)
            box.uncheck()

            assert seen(page) == shown(others)
            box.check()

            assert seen(page) == everything
            boxes += 1

    assert boxes == page.get_by_role("checkbox").count()


def test_filters_combine(visit: Visit, shipped: tuple[EvidenceClaim, ...]) -> None:
    """With several filters off, a claim is shown that none of them takes away; the keyboard works them too."""
    page = visit()
    page.get_by_role("checkbox", name=labels.CERTAINTY[Certainty.STATED]).press("Space")
    page.get_by_role("checkbox", name=labels.POLARITY[Polarity.DENIED]).press("Space")
    left = [
        claim for claim in shipped if claim.certainty is not Certainty.STATED and claim.polarity is not Polarity.DENIED
    ]

    assert 0 < len(left) < 10
    assert seen(page) == shown(left)
    page.locator("h1").click()
    cards, keys = walk(page)

    assert {claim.id for claim in left} == cards.keys() == keys.keys()


def test_hiding_claims_changes_no_word(visit: Visit) -> None:
    """Filtering changes no word of the document."""
    page = visit()
    words = page.locator(".sentence .words").all_text_contents()
    for box in page.get_by_role("checkbox").all():
        box.uncheck()

    assert seen(page) == shown([])
    assert words == page.locator(".sentence .words").all_text_contents()


def test_the_page_is_read_without_script(visit: Visit, shipped: tuple[EvidenceClaim, ...]) -> None:
    """With script switched off, every sentence and every claim can be seen, and pointing lights."""
    page = visit(java_script_enabled=False)
    page.locator("#af20-s02-chronic p >> nth=0").hover()

    assert lit(page) == {"af20-s02-chronic": "This is a chronic condition"}
    assert seen(page) == shown(list(shipped))
    assert page.locator(".sentence .words:visible").count() == 13


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_serious(
    visit: Visit, serious_in: Callable[[Page, str], list[Any]], size: tuple[int, int]
) -> None:
    """axe-core finds nothing serious or critical, words lit and unlit, in light and dark, on phone and desktop."""
    page = visit(size=size)
    page.locator("#af20-s07-healing-impaired").focus()

    assert serious_in(page, "document") == []


def test_dark_looks_dark(visit: Visit) -> None:
    """Where the system is dark, so is the page; its lit words stand out from the others."""
    page = visit(color_scheme="dark")
    page.locator("#af20-s02-chronic").focus()
    paper, mark, other = (
        page.locator(selector).first.evaluate("each => getComputedStyle(each).backgroundColor")
        for selector in ("body", ".m[data-claim='af20-s02-chronic']", ".m[data-claim='af20-s02-undertreated']")
    )

    assert sum(int(part) for part in re.findall(r"\d+", paper)[:3]) < 150
    assert mark != other


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_page(visit: Visit, width: int) -> None:
    """Nothing must be scrolled sideways, at the width of a small phone, a phone or a desktop."""
    page = visit(size=(width, 800))

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_underlines_do_not_sit_on_each_other(visit: Visit) -> None:
    """Claims on the same words are underlined at distances at which both lines can be distinguished."""
    page = visit()
    stacks: list[list[float]] = page.evaluate(OFFSETS)
    gaps = [after - before for stack in stacks for before, after in pairwise(stack)]

    assert max(len(stack) for stack in stacks) >= 5
    assert min(gaps) >= 2.5


def test_certainty_and_polarity_show_without_color(visit: Visit, shipped: tuple[EvidenceClaim, ...]) -> None:
    """The line's style tells the certainty and the key's sign the polarity, in colors or none."""
    page = visit(forced_colors="active")
    for claim in shipped:
        style = page.locator(f".m[data-claim='{claim.id}']").first.evaluate(
            "each => getComputedStyle(each).textDecorationStyle"
        )
        line = {Certainty.STATED: "solid", Certainty.PROBABLE: "dashed", Certainty.THEORETICAL: "dotted"}

        assert line[claim.certainty] == style
        assert labels.SIGNS[claim.polarity] in page.locator(f".key[href='#{claim.id}']").inner_text()


def test_print_shows_every_claim_and_no_filter(visit: Visit, shipped: tuple[EvidenceClaim, ...]) -> None:
    """On paper all claims and words are there, and what can only be worked on a screen is not."""
    page = visit()
    page.emulate_media(media="print")

    assert seen(page) == shown(list(shipped))
    assert not page.locator(".filters").is_visible()
    assert not page.get_by_text("Point at a claim").is_visible()
    assert page.locator(".sentence .words:visible").count() == 13


PAYLOAD = """<script>window.hacked=1;alert(1)</script>" onmouseover="window.hacked=2" x='' onfocus='window.hacked=3'
</style></title></textarea><img src=x onerror=window.hacked=4;alert(4)><svg onload=window.hacked=5>
<iframe src=javascript:parent.hacked=6></iframe><a href='javascript:window.hacked=7'>javascript:alert(7)</a>
<link rel=stylesheet href=//x.invalid/x.css><!--{{ 7*7 }}{% raw %}*{background:url(//x.invalid/x.png)}
\u202e\u2066\r\u2028&lt;b&gt;"""


def spiked(folder: Path) -> Compendium:
    """The shipped compendium with the payload in every free text, in the document and in its quotes."""
    free = {"name", "license", "attribution", "title", "authors", "journal", "basis", "pages", "readable"}
    free |= {"reason", "person", "company", "statement", "note", "unit"}

    def spike(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: spike(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [spike(item, key) for item in value]
        if key in free:
            return f"{value} {PAYLOAD}"
        if key in {"text", "quote", "scan", "disclosures_start", "context"}:
            return re.sub("bone|steOpOrOsis|Anderson", lambda match: match[0] + PAYLOAD, value)
        return value

    data = spike(json.loads(BUNDLED.read_text(encoding="utf-8")), "")
    del data["checksum"]
    for document in data["documents"]:
        document["sha256"] = hashlib.sha256(document["text"].encode()).hexdigest()
    path = folder / "spiked.json"
    path.write_bytes(json.dumps(data).encode())
    return osteopharm.load_json(path)


def test_a_hostile_document_stays_inert(visit: Visit, tmp_path: Path) -> None:
    """Texts made of scripts, handlers, links and marks do nothing when read, pointed at, focused and filtered."""
    compendium = spiked(tmp_path)
    document = compendium.documents["anderson-freedman-2020"]
    page = visit(compendium, bypass_csp=True)
    cards, _ = walk(page)
    for locator in (page.locator(".claim"), page.locator(".sentence .m"), page.locator(".key")):
        locator.last.hover()
        locator.last.focus()
    page.get_by_role("checkbox").first.uncheck()
    words = "".join(
        page.evaluate("""() => [...document.querySelectorAll('.sentence .words')].map(words => {
            const copy = words.cloneNode(true);
            copy.querySelectorAll('.number, .key, .cut').forEach(each => each.remove());
            return copy.textContent;
        })""")
    )

    assert page.evaluate("window.hacked") is None
    assert {claim.id: {claim.id: quote_of(claim)} for claim in claims_of(compendium)} == cards
    assert document.text[: document.body_end] == words
    assert page.evaluate("document.querySelectorAll('script, img, svg, iframe, link').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP[0]


def test_marks_of_direction_turn_nothing_round(visit: Visit, tmp_path: Path) -> None:
    """A mark that would turn letters round is drawn by its code point, so what is seen is what occurs there."""
    page = visit(spiked(tmp_path))
    steering = page.locator("h1 .steering").first

    assert steering.get_attribute("title") == "U+202E"
    assert "U+202E" in steering.evaluate("each => getComputedStyle(each, '::before').content")
    assert not steering.locator(".raw").is_visible()
