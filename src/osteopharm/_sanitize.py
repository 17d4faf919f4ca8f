"""Characters that would steer a terminal or a page instead of being read, and how they are written out.

Controls (of which escape sequences are made) are refused in every text; marks and overrides of text
direction may stand in one, and are shown by their code points wherever text is shown.
"""

from __future__ import annotations

import re

UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Controls that no text needs, and lone surrogates, which are no text at all."""

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls but tab and line feed, line separators, lone surrogates, and the marks and overrides of text direction."""


def plain(text: object) -> str:
    r"""A text in which each character that would steer a page or a terminal is written as its code point.

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
