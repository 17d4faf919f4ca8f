"""Control and direction characters: which ones are invalid in texts, and how they are written where text is shown.

Control characters, of which escape sequences for terminals are made, are invalid in every text. Marks that change the
direction of text are valid, and are shown as code points.
"""

from __future__ import annotations

import re

UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters that no text needs, and lone surrogates."""

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters except tab and line feed, line separators, lone surrogates, and marks of text direction."""


def plain(text: object) -> str:
    r"""A text with each control or direction character written as its code point.

    >>> plain("a\x1b[31m")
    'a<U+001B>[31m'
    """
    return STEERING.sub(lambda match: f"<{code_point(match[0])}>", str(text))


def code_point(letter: str) -> str:
    r"""The code point of a character.

    >>> code_point("\u202e")
    'U+202E'
    """
    return f"U+{ord(letter):04X}"
