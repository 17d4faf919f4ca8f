"""HTML views: a page for a document with every claim highlighted, and cards for notebooks. Needs the extra ``html``.

All text from the data is escaped, and control and direction characters are shown as such. The pages have no scripts.
"""

from __future__ import annotations

from importlib.util import find_spec

from osteopharm.errors import MissingExtraError

if find_spec("jinja2") is None:
    raise MissingExtraError("html")

from osteopharm.html.reader import reader_html

__all__ = ["reader_html"]
