"""Ways of writing that hold a name and mean no medicine: laboratory tests, receptors, surnames.

Holds the search for patterns. The patterns themselves are data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from osteopharm.model._patterns import lazily
from osteopharm.names.normalize import DROPPED
from osteopharm.names.scripts import plain
from osteopharm.names.search import Hit

if TYPE_CHECKING:
    from osteopharm.model.lookalikes import LookAlikePattern

__all__ = ["LookAlikePatterns"]

LONGEST_READ = 2_000
"""How many characters of a text are searched for patterns."""


FOLLOWING = 25
"""How many characters after a word in running text say whether the word is a brand."""


_OF_FIGURES = lazily(r"[0-9]|\(\?P=|\\N")
"""What in a pattern tells one figure from another: one of them, the same again, a character by its name."""
_TIMES = lazily(r"\{[0-9,]+\}")
"""How often something may be repeated, in a pattern."""
_DROPPED = bytes([DROPPED])
_WITHOUT_FIGURES = bytes(ord(" ") if chr(byte).isdecimal() and byte < DROPPED else byte for byte in range(256))


class LookAlikePatterns:
    """The patterns, ready to be searched for: one is compiled and tried only where a word of it is in the text.

    Args:
        patterns: gives the patterns.
        words: the words of which one is in every text that a pattern fits.
    """

    def __init__(self, patterns: Callable[[], Iterable[LookAlikePattern]], words: frozenset[bytes]) -> None:
        self._patterns, self._words = patterns, words

    @cached_property
    def _by_word(self) -> dict[bytes, list[LookAlikePattern]]:
        found: dict[bytes, list[LookAlikePattern]] = {}
        for pattern in self._patterns():
            for word in pattern.words:
                found.setdefault(word.encode(), []).append(pattern)
        return found

    @cached_property
    def _compiled(self) -> dict[str, re.Pattern[str]]:
        return {}

    def words_in(self, folded: bytes) -> frozenset[bytes]:
        """The words of patterns that are in a folded text: none, as in most."""
        # Words end where figures begin.
        return self._words.intersection(folded.translate(_WITHOUT_FIGURES, _DROPPED).split())

    def fitting(self, text: str, written: Iterable[bytes]) -> list[tuple[LookAlikePattern, re.Match[str]]]:
        """The patterns that fit a text, each with the place that it fits.

        Args:
            text: the text.
            written: the words of patterns that are in it.
        """
        # Offsets are those of the text unless a letter is spelled out; then a plain pattern finds nothing.
        lowered = plain(text[:LONGEST_READ])
        found = ((pattern, self._pattern(pattern).search(lowered)) for pattern in self._with_words(written))
        return [(pattern, match) for pattern, match in found if match]

    def without(
        self,
        hits: Sequence[Hit],
        fitting: Iterable[tuple[LookAlikePattern, re.Match[str]]],
        is_product: Callable[[], bool],
    ) -> Sequence[Hit]:
        """The names that were found in a text, without those that mean no medicine there.

        Args:
            hits: the names.
            fitting: the patterns that fit the text, each with its place.
            is_product: whether the text gives a dosage form, a route or a strength.
        """
        for pattern, match in fitting:
            if not (pattern.yields_to_product and is_product()):
                if not pattern.only_the_match:
                    return []
                start, end = match.span()
                hits = [hit for hit in hits if not (start <= hit[0] and hit[1] <= end)]
        return hits

    def need_figures(self, written: Iterable[bytes]) -> bool:
        """Whether a pattern that has one of some words tells one figure from another."""
        return any(_OF_FIGURES.search(_TIMES.sub("", each.pattern)) for each in self._with_words(written))

    def _with_words(self, written: Iterable[bytes]) -> list[LookAlikePattern]:
        return [*dict.fromkeys(each for word in sorted(written) for each in self._by_word[word])]

    def without_words(self, hits: list[Hit], text: str, is_product: Callable[[Hit, str], bool]) -> list[Hit]:
        """The names that were found in running text, without brands that are words of another meaning there.

        Args:
            hits: the names.
            text: the text.
            is_product: whether a text shows that a name means a product; asked of what follows a brand.
        """
        return [
            hit
            for hit in hits
            if hit[2].brand is None
            or not self._is_word(plain(text[hit[0] : hit[1]]))
            or is_product(hit, text[hit[1] : hit[1] + FOLLOWING])
        ]

    def _is_word(self, written: str) -> bool:
        patterns = self._by_word.get(written.encode(), ())
        return any(each.only_the_match and self._pattern(each).fullmatch(written) for each in patterns)

    def _pattern(self, pattern: LookAlikePattern) -> re.Pattern[str]:
        compiled = self._compiled.get(pattern.id)
        if compiled is None:
            compiled = self._compiled[pattern.id] = re.compile(pattern.pattern)
        return compiled
