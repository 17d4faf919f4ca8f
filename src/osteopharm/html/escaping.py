"""Text from the data as HTML: escaped, with control and direction characters shown as such."""

from __future__ import annotations

from markupsafe import Markup, escape

from osteopharm._sanitize import STEERING, code_point

_SHOWN = Markup('<span class="steering" title="{0}"><span class="raw">{1}</span></span>')


def shown(text: object) -> Markup:
    """A text as HTML. The text itself is unchanged, and has no effect on the page.

    >>> shown("<b onclick='x'>")
    Markup('&lt;b onclick=&#39;x&#39;&gt;')
    """
    parts: list[str] = []
    place = 0
    value = str(text)
    for match in STEERING.finditer(value):
        # HTML turns a literal carriage return into a line feed, so it is written as a reference.
        letter = Markup("&#13;") if match[0] == "\r" else escape(match[0])
        parts += [escape(value[place : match.start()]), _SHOWN.format(code_point(match[0]), letter)]
        place = match.end()
    return Markup("").join([*parts, escape(value[place:])])
