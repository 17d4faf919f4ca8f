"""The names in a product string, by its stretches between blanks: most of these have no word of any name.

Strings that differ only in stretches without such words have the same names, at the same stretches. So names are found
once for all of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property

from attrs import field, frozen

from osteopharm._memory import remember
from osteopharm.names.company_names import closes_company
from osteopharm.names.normalize import fold, words
from osteopharm.names.product_context import ProductContext
from osteopharm.names.scripts import has_other_script
from osteopharm.names.search import Hit, LexiconEntry

MOST_REMEMBERED = 65_536
"""How many different stretches are remembered."""
VITAMIN = b" vit"
"""How vitamin D begins in folded text; what follows decides."""

Place = tuple[int, int, int, int, LexiconEntry]
"""Where a name starts, as a stretch and a place in it, where it ends, likewise, and what it means."""


class Stretches(dict[str, str | None]):
    """What each stretch of a string between blanks says, found when it is first met; None where it says nothing."""

    def __missing__(self, stretch: str) -> str | None:
        return remember(self, stretch, self.read(stretch), MOST_REMEMBERED)

    def read(self, stretch: str) -> str | None:
        """What a stretch says."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own


class StretchesOfNames(Stretches):
    """What each stretch says about the names in a string.

    Args:
        words: gives the words and figures of which names are made, and those that make a look-alike of a name.
    """

    def __init__(self, words: Callable[[], frozenset[bytes]]) -> None:
        super().__init__()
        self._read_words = words

    @cached_property
    def _words(self) -> frozenset[bytes]:
        # Vitamin D is found by its own rule, too.
        return self._read_words() | {b"d"}

    @cached_property
    def figures(self) -> frozenset[str]:
        """The figures of which names are made."""
        return frozenset(word.decode() for word in self._words if word.isdigit())

    def __missing__(self, stretch: str) -> str | None:
        # Of numbers there is no end.
        if stretch.isdecimal() and stretch.isascii() and stretch not in self.figures:
            return None
        return super().__missing__(stretch)

    def read(self, stretch: str) -> str | None:
        """The stretch, if it may be a part of a name; else the brackets in it that may hold one; None without them."""
        folded = fold(stretch)
        # What is spelled out, or is not to be seen, may make a name of letters that are none by themselves.
        if not folded.isascii() or has_other_script(stretch):
            return stretch
        found = words(folded)
        if not found or VITAMIN in folded or not self._words.isdisjoint(found):
            # A letter may have two in lower case.
            return stretch.lower() if stretch.isascii() else stretch
        return "(" * ("(" in stretch) + ")" * closes_company(stretch) or None


@frozen
class FoundNames:
    """The names in all strings whose stretches say the same about them.

    Attributes:
        places: where each starts, as a stretch and a place in it, where it ends, likewise, and what it means.
        context: what is looked up when more than names is asked for.
        follow: whether they follow from what the stretches say; else they are those of one string.
        any_figures: whether they are the same whatever those figures are that belong to no name.
    """

    places: tuple[Place, ...]
    context: ProductContext = field(eq=False)
    follow: bool = field(eq=False)
    any_figures: bool = field(eq=False)

    @classmethod
    def of(
        cls, text: str, hits: Sequence[Hit], context: ProductContext, *, follow: bool, any_figures: bool
    ) -> FoundNames:
        """The names that were found in a string.

        >>> hits = [(4, 11, "what it means")]
        >>> FoundNames.of("2 x Fosamax 70 mg", hits, ProductContext(), follow=True, any_figures=True).places
        ((2, 0, 2, 7, 'what it means'),)
        """
        starts = starts_of_stretches(text) if hits else []
        places = []
        for start, end, sense in hits:
            first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
            places.append((first, start - starts[first], last, end - starts[last], sense))
        return cls(tuple(places), context, follow, any_figures)

    @property
    def senses(self) -> list[LexiconEntry]:
        """What the names mean."""
        return [sense for *_, sense in self.places]

    def hits(self, text: str) -> tuple[Hit, ...]:
        """The names, each with its place in one of the strings.

        >>> FoundNames(((2, 0, 2, 7, "what it means"),), ProductContext(), True, True).hits("30 of Fosamax 70 mg")
        ((6, 13, 'what it means'),)
        """
        starts = starts_of_stretches(text)
        return tuple(
            (starts[first] + start, starts[last] + end, sense) for first, start, last, end, sense in self.places
        )


def starts_of_stretches(text: str) -> list[int]:
    """Where each stretch of a string starts, and where one after it would."""
    starts = [0]
    start = 0
    for stretch in text.split(" "):
        start += len(stretch) + 1
        starts.append(start)
    return starts
