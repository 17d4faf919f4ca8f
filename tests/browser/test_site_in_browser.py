"""The built documentation in a browser: search, width, accessibility, links, and the tasks of its readers.

The pages are those of ``sphinx-build docs docs/_build/html``, or of the folder that OSTEOPHARM_SITE names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from os.path import normpath
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag

import pytest
from tests.parts import missing, needs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs("browser", "playwright")
ROOT = Path(__file__).parents[2]
SITE = Path(os.environ.get("OSTEOPHARM_SITE", ROOT / "docs" / "_build" / "html")).resolve()
KINDS = [
    "index.html",
    "identify.html",
    "tables.html",
    "fusion.html",
    "notebooks.html",
    "errors.html",
    "data-dictionary.html",
    "records/index.html",
    "records/medications/denosumab.html",
    "records/drug-classes/bisphosphonates.html",
    "records/concepts/hip-fracture.html",
    "records/sources/freedom-2009.html",
    "records/claims/af20-s12-fractures-unaffected.html",
]
"""One page of each kind."""
TASKS = {
    "is this product for osteoporosis": (["Identify products"], "labeled_for_osteoporosis"),
    "bisphosphonates and fusion in people": (["every finding"], "findings"),
    "codes for denosumab": (["every code"], "Q5136"),
    "annotate a Spark table": (["Spark"], "annotate"),
    "on treatment at surgery": (["Exposure"], "status_at"),
}
"""What readers come for: the links that lead there from the front page, and words that they then see."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


# The pages are written by Sphinx, whose tags are regular; a parser takes minutes for all of them.
TARGET = re.compile(r'<(?:a|img|link|script)\b[^>]*?\s(?:href|src)="([^"]*)"')
PLACE = re.compile(r'\sid="([^"]*)"')


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the site, served from this machine."""
    if not (SITE / "index.html").is_file():
        missing("browser", "the built documentation")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """An empty page; no request leaves this machine."""
    asked: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()

    assert [url for url in asked if not url.startswith((site, "data:"))] == []


@pytest.mark.parametrize(("words", "guide"), [("spinal fusion", "fusion.html"), ("BMD", ""), ("Spark", "tables-spark")])
def test_search_finds_guides_before_records(page: Page, site: str, words: str, guide: str) -> None:
    """The first result is a guide, whatever records have the words."""
    page.goto(f"{site}/search.html?q={words}")
    page.wait_for_selector("#search-results li")
    page.wait_for_function("document.querySelector('.search-summary, #search-results p')?.textContent.match(/\\d/)")
    first = page.locator("#search-results li a").first.get_attribute("href") or ""

    assert "records/" not in first
    assert guide in first


@pytest.mark.parametrize("name", KINDS)
def test_no_page_is_wider_than_a_phone(page: Page, site: str, name: str) -> None:
    """Nothing but a table or a drawing in its box has to be scrolled sideways at 390 pixels."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/{name}")

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [390, 1280])
def test_the_picture_of_the_front_page_is_seen_whole(page: Page, site: str, width: int) -> None:
    """It fits its card, with letters of a legible size, and nothing in a card is scrolled."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/index.html")
    box = page.locator(".drawing.card").evaluate("each => [each.scrollWidth, each.clientWidth]")
    letters = page.locator(".drawing.card text").first.bounding_box()

    assert box[0] <= box[1]
    assert letters is not None
    assert letters["height"] >= 11


@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing_serious(
    page: Page, site: str, serious_in: Callable[[Page, str], list[Any]], name: str
) -> None:
    """axe-core finds nothing serious or critical in the article of a page of each kind, in light and dark."""
    page.goto(f"{site}/{name}")

    assert serious_in(page, "document.querySelector('article')") == []


@pytest.mark.parametrize("task", TASKS)
def test_readers_find_the_answer_from_the_front_page(page: Page, site: str, task: str) -> None:
    """Each task is done in at most three clicks from the front page, by links whose words say where they lead."""
    links, words = TASKS[task]
    page.goto(f"{site}/index.html")
    for link in links:
        page.locator("article table").get_by_role("link", name=link, exact=True).first.click()
        page.wait_for_load_state()

    assert len(links) <= 3
    assert words in (page.locator("body").text_content() or "")


@cache
def file_of(folder: Path, target: str) -> Path:
    """The file to which a link in a folder leads; the pages of a folder have many of the same links."""
    path = Path(normpath(folder / unquote(target.partition("?")[0])))
    return path / "index.html" if path.is_dir() else path


def test_every_link_leads_to_a_file_and_a_place(site: str) -> None:
    """No link inside the site is broken, and none of its places is missing; nothing is fetched to know it."""
    assert site
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(SITE.rglob("*.html"))}
    places = {path: {unescape(place) for place in PLACE.findall(text)} for path, text in pages.items()}
    files = {path for path in SITE.rglob("*") if path.is_file()}
    broken = []
    for path, text in pages.items():
        for target in {unescape(target) for target in TARGET.findall(text)}:
            if re.match(r"[a-z]+:", target) or target.startswith("//"):
                continue
            file, place = urldefrag(target)
            to = file_of(path.parent, file) if file else path
            known = to not in places or "=" in place or not place or unquote(place) in places[to]
            if not (to in files and known):
                broken.append((path.relative_to(SITE).as_posix(), target))

    assert len(pages) > 100
    assert broken == []
