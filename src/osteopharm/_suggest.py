"""Similar names: what every error offers when a name, an id or a value was not found."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST_COMPARED = 200
"""Longer texts get no suggestions: comparing takes time in proportion to their length."""

MOST_COMPARED = 10_000
"""Suggestions are made from at most so many names."""

LEAST_RATIO = 0.6
"""Names that are less similar than this are not suggested."""


def nearest(text: object, names: Iterable[str], most: int = 3) -> list[str]:
    """The names most similar to a text, best first, as they are written. Case does not matter, nor blanks or hyphens.

    Args:
        text: what was not found; anything but a str has no similar names.
        names: the names to choose from.
        most: the most names to return.

    >>> nearest("Fosamx", ["denosumab", "Fosamax", "Fosamax Plus D"])
    ['Fosamax', 'Fosamax Plus D']
    """
    if not isinstance(text, str) or len(text) > LONGEST_COMPARED:
        return []
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(_plain(name), name)
    if len(known) > MOST_COMPARED:
        return []
    from difflib import get_close_matches  # a miss is rare

    return [known[each] for each in get_close_matches(_plain(text), known, n=most, cutoff=LEAST_RATIO)]


def _plain(name: str) -> str:
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
