"""Ways of writing that hold a name and mean no medicine: laboratory tests, receptors, surnames.

Holds the search for patterns. The patterns themselves are data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

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

    def without(
        self, hits: Sequence[Hit], text: str, written: Iterable[bytes], is_product: Callable[[], bool]
    ) -> Sequence[Hit]:
        """The names that were found in a text, without those that mean no medicine there.

        Args:
            hits: the names.
            text: the text.
            written: the words of patterns that are in it.
            is_product: whether the text gives a dosage form, a route or a strength.
        """
        # Offsets are those of the text unless a letter is spelled out; then a plain pattern finds nothing.
        lowered = plain(text[:LONGEST_READ])
        for pattern in dict.fromkeys(each for word in sorted(written) for each in self._by_word[word]):
            match = self._pattern(pattern).search(lowered)
            if match and not (pattern.yields_to_product and is_product()):
                if not pattern.only_the_match:
                    return []
                start, end = match.span()
                hits = [hit for hit in hits if not (start <= hit[0] and hit[1] <= end)]
        return hits

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
