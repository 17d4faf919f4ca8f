"""A face for documents and claims: the reader page, and what a notebook shows. Behind the extra ``html``.

All text from the data is escaped, and characters that steer a terminal or the direction of text are
shown instead of obeyed. The pages hold no script.
"""

from __future__ import annotations

from importlib.util import find_spec

from osteopharm.errors import MissingExtraError

if find_spec("jinja2") is None:
    raise MissingExtraError("html")

from osteopharm.html.reader import reader_html

__all__ = ["reader_html"]
