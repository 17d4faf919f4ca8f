"""Generate pages from the data: records, drawings, the data dictionary, reader pages and tables.

They are written at each documentation build and are never edited or committed.
"""

from __future__ import annotations

from pathlib import Path

from osteopharm import Compendium
from osteopharm.html import evidence_html, mechanisms_html, products_html, reader_html

from .catalog import catalog_parts
from .dictionary import dictionary_page
from .explanations import FOLDER, drawings
from .front import surgery_picture, surgery_svg
from .pictures import pictures
from .records import record_pages
from .rules import rule_drawings
from .steps import steps_page

__all__ = [
    "catalog_parts",
    "dictionary_page",
    "drawings",
    "generate",
    "pictures",
    "reader_pages",
    "record_pages",
    "rule_drawings",
    "steps_page",
    "surgery_picture",
    "surgery_svg",
]

DICTIONARY = "data-dictionary.md"
STEPS = "steps.md"
README_PICTURE = "_static/at-surgery.svg"
"""The only picture that is committed: code hosts show it in the README."""


def generate(docs: Path, compendium: Compendium) -> None:
    """Write all generated pages into the folder of the documentation.

    ``records``, ``_drawings``, ``_pictures``, ``_reader`` and ``_parts`` hold nothing else: what no longer belongs
    there is removed.
    """
    _fill(docs / "records", record_pages(compendium))
    _fill(docs / FOLDER, drawings(compendium))
    _fill(docs / "_pictures", {**pictures(compendium), **rule_drawings(), "at-surgery.html": surgery_picture()})
    _fill(docs / "_reader", reader_pages(compendium))
    _fill(docs / "_parts", catalog_parts(compendium))
    _write(docs / README_PICTURE, surgery_svg())
    _write(docs / DICTIONARY, dictionary_page())
    _write(docs / STEPS, steps_page(compendium))


def reader_pages(compendium: Compendium) -> dict[str, str]:
    """The reader page of each document and the pages to explore, by their paths in the built documentation."""
    pages = {
        f"reader/{document.id}.html": reader_html(document, compendium) for document in compendium.documents.values()
    }
    return pages | {
        "explore/evidence.html": evidence_html(compendium),
        "explore/products.html": products_html(compendium),
        "explore/mechanisms.html": mechanisms_html(compendium),
    }


def _fill(folder: Path, pages: dict[str, str]) -> None:
    for name, text in pages.items():
        _write(folder / name, text)
    kept = {folder / name for name in pages}
    for found in sorted(folder.rglob("*"), reverse=True):  # contents before their folder
        if found.is_dir():
            if not any(found.iterdir()):
                found.rmdir()
        elif found not in kept:
            found.unlink()


def _write(path: Path, text: str) -> None:
    """Write a file unless it holds that text already: Sphinx reads again what has a new date."""
    data = text.encode()
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
