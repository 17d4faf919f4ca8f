"""A real browser for the pages, and axe-core."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from tests.parts import missing, module

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Colors change in a fraction of a second, and what is seen meanwhile has less contrast.
SETTLED = "() => Promise.allSettled(document.getAnimations().map(each => each.finished))"
RULES: dict[Literal["light", "dark"], str] = {
    "light": "",
    # All that differs in the dark.
    "dark": "runOnly: ['color-contrast', 'link-in-text-block']",
}
"""What axe-core is asked, by the color scheme of the system."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium, without its windows where it is built so: to open a page takes a quarter of the time."""
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if chromium is None:
        missing("browser", "chromium")
    with module("browser", "playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The source text of axe-core."""
    path = Path(os.environ.get("OSTEOPHARM_AXE", ""))
    if not path.is_file():
        missing("browser", "axe-core (its file is named by OSTEOPHARM_AXE)")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def serious_in(axe: str) -> Callable[[Page, str], list[tuple[str, str, str, str]]]:
    """What axe-core finds serious or critical in a part of a page, given as JavaScript, in light and dark."""

    def serious_in(page: Page, part: str) -> list[tuple[str, str, str, str]]:
        page.evaluate(axe)
        serious: list[tuple[str, str, str, str]] = []
        for scheme, rules in RULES.items():
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            result = page.evaluate(f"() => axe.run({part}, {{resultTypes: ['violations'], {rules}}})")

            assert len(result["passes"]) > (0 if rules else 10), "little was looked at"
            serious += [
                (scheme, found["id"], node["html"][:200], node["failureSummary"])
                for found in result["violations"]
                if found["impact"] in ("serious", "critical")
                for node in found["nodes"]
            ]
        return serious

    return serious_in
