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
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    chromium = shutil.which("chromium")
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
def serious_in(axe: str) -> Callable[[Page, str], list[tuple[str, str, str]]]:
    """What axe-core finds serious or critical in a part of a page, given as JavaScript, in light and dark."""

    def serious_in(page: Page, part: str) -> list[tuple[str, str, str]]:
        page.evaluate(axe)
        serious: list[tuple[str, str, str]] = []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            result = page.evaluate(f"() => axe.run({part}, {{resultTypes: ['violations']}})")
            serious += [
                (scheme, found["id"], found["nodes"][0]["html"][:200])
                for found in result["violations"]
                if found["impact"] in ("serious", "critical")
            ]
        return serious

    return serious_in
