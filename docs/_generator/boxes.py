"""Scrolling boxes for wide pictures."""

from __future__ import annotations

from html import escape

from osteopharm._sanitize import plain


def boxed(svg: str, about: str, style: str = "drawing") -> str:
    """Return an SVG in a scrolling box, as HTML.

    Args:
        svg: the picture, from its first tag on.
        about: what it shows.
        style: the class of the box.
    """
    label = escape(plain(about))
    named = svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    opening = f'<div class="{style}" tabindex="0" role="group" aria-label="{label}; a drawing that scrolls">'
    return f"{opening}\n{named}</div>\n"
