"""HTML views: a document with every claim highlighted, pages to explore the records, and cards for notebooks.

Needs the extra ``html``. All text from the data is escaped, and control and direction characters are shown as such.
No page makes a request, and each can be read without a script.
"""

from __future__ import annotations

from importlib.util import find_spec

from osteopharm.errors import MissingExtraError

if find_spec("jinja2") is None:
    raise MissingExtraError("html")

from osteopharm.html.explore import evidence_html, mechanisms_html, products_html
from osteopharm.html.reader import reader_html

__all__ = ["evidence_html", "mechanisms_html", "products_html", "reader_html"]
