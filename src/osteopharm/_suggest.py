"""Similar names: what every error offers when a name, an id or a value was not found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST_COMPARED = 200
"""Longer texts get no suggestions: comparing takes time in proportion to their length."""

MOST_COMPARED = 10_000
"""Suggestions are made from at most so many names."""

LEAST_RATIO = 0.6
"""Names that are less similar than this are not suggested."""

BUDGET = 200_000
"""With so many names texts are compared for all suggestions in one error together; later problems have none."""

PAIRS_OF_A_NAME = 200
"""Comparing a text with a name takes as long as comparing so many pairs of letters."""

# The values that need suggestions are read deep inside hooks of cattrs and the checks of records, which have no state.
_left: ContextVar[list[int] | None] = ContextVar("_left", default=None)


@contextmanager
def budget(most: int = BUDGET) -> Iterator[None]:
    """Bounds what is spent on suggestions while the context lasts.

    >>> with budget(1):
    ...     nearest("Fosamx", ["Fosamax"]), nearest("Fosamx", ["Fosamax"])
    (['Fosamax'], [])
    """
    token = _left.set([most])
    try:
        yield
    finally:
        _left.reset(token)


def afford(names: int) -> bool:
    """Whether as many names may still be compared; if so, they are subtracted from the budget."""
    left = _left.get()
    if left is None:
        return True
    if left[0] <= 0:
        return False
    left[0] -= max(names, 1)
    return True


def nearest(text: object, names: Iterable[str], most: int = 3) -> list[str]:
    """The names most similar to a text, best first, as they are written. Case does not matter, nor blanks or hyphens.

    Args:
        text: what was not found; anything but a str has no similar names.
        names: the names to choose from.
        most: the most names to return.

    >>> nearest("Fosamx", ["denosumab", "Fosamax", "Fosamax Plus D"])
    ['Fosamax', 'Fosamax Plus D']
    """
    # The names may have to be collected first, so what is left is asked before.
    if not isinstance(text, str) or len(text) > LONGEST_COMPARED or not afford(0):
        return []
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(_plain(name), name)
    afford(len(known) - 1)
    if len(known) > MOST_COMPARED:
        return []
    from difflib import get_close_matches  # a miss is rare

    return [known[each] for each in get_close_matches(_plain(text), known, n=most, cutoff=LEAST_RATIO)]


def _plain(name: str) -> str:
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
