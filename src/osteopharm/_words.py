"""Small pieces of sentences that messages and answers share."""

from __future__ import annotations

from collections.abc import Iterable

YES_OR_NO = {True: "yes", False: "no", None: "unknown"}
"""A truth value in a word."""


def counted(count: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "path"), counted(1200, "row")
    ('1 path', '1,200 rows')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def either(words: Iterable[str]) -> str:
    """Alternatives, joined by commas and an "or".

    >>> either(["drug class", "medication", "concept"])
    'drug class, medication or concept'
    """
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
