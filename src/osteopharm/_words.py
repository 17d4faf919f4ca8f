"""Small pieces of sentences that messages and answers share."""

from __future__ import annotations

from collections.abc import Iterable

YES_OR_NO = {True: "yes", False: "no", None: "unknown"}
"""A truth value in a word."""


_HYPHENATED = ("meta-analysis", "case-control")
"""Values, or parts of them, that are written with a hyphen in a sentence, too."""
_EVERY = {"P1D": "daily", "P1W": "weekly", "P1M": "monthly", "P1Y": "yearly"}
_UNITS = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}


def in_words(value: str) -> str:
    """A value of the data as it is written in a sentence.

    >>> in_words("no-treatment"), in_words("network-meta-analysis")
    ('no treatment', 'network meta-analysis')
    """
    words = value.replace("-", " ")
    for each in _HYPHENATED:
        words = words.replace(each.replace("-", " "), each)
    return words


def interval_in_words(interval: str) -> str:
    """The time between doses in words.

    >>> interval_in_words("P1W"), interval_in_words("P6M")
    ('weekly', 'every 6 months')
    """
    return _EVERY.get(interval) or f"every {interval[1:-1]} {_UNITS[interval[-1]]}"


def plural(word: str) -> str:
    """More than one of something.

    >>> plural("drug class"), plural("quality"), plural("pathway")
    ('drug classes', 'qualities', 'pathways')
    """
    if word.endswith("s"):
        return f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2] not in "aeiou" else f"{word}s"


def counted(count: int, word: str) -> str:
    """A number of things.

    >>> counted(1, "path"), counted(1200, "row")
    ('1 path', '1,200 rows')
    """
    return f"{count:,} {word if count == 1 else plural(word)}"


def either(words: Iterable[str]) -> str:
    """Alternatives, joined by commas and an "or".

    >>> either(["drug class", "medication", "concept"])
    'drug class, medication or concept'
    """
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
