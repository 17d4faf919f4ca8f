"""From a product string to its identification, one by one or a column at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from attrs import evolve

from osteopharm.model._patterns import lazily
from osteopharm.names.company_names import company_spans
from osteopharm.names.identification import Identification
from osteopharm.names.market import market_code
from osteopharm.names.normalize import FOLDED, fold
from osteopharm.names.product_context import ProductContext
from osteopharm.names.scripts import has_other_script
from osteopharm.names.search import WIDEST_GAP, Hit, NameSearch, mentions_of

if TYPE_CHECKING:
    from osteopharm.names.look_alikes import LookAlikePatterns
    from osteopharm.names.mention import Mention

MOST_REMEMBERED = 1024
"""How many strings are remembered with what was found in them."""
LONGEST_REMEMBERED = 500
"""How long a string may be to be remembered."""

_VITAMIN_D = lazily(rb" vit(?:amin[ae]?)? {1,3}d(?![a-z])")

AT_ONCE = 1024
"""How many strings are folded and scanned at once."""
BETWEEN = " " * (WIDEST_GAP + 1)
"""Parts strings that are scanned at once: no name reaches across it."""

NOTHING = Identification("", (), ProductContext())
"""What most strings are: nothing that is known here."""


class ProductMatcher:
    """Finds the medications in product strings.

    Args:
        lexicon: the names to search for.
        context: what identifications look up when they are asked for more than names.
        patterns: ways of writing in which a name means no medicine.
    """

    def __init__(self, lexicon: NameSearch, context: ProductContext, patterns: LookAlikePatterns) -> None:
        self._find, self._scan, self._around = lexicon.find_folded, lexicon.scan, lexicon.around
        self._context, self._patterns = context, patterns
        self._known: dict[str, Identification] = {}

    def identify(self, text: str, market: str | None = None) -> Identification:
        """What is in a product string, as it is labeled in one market or in all of them."""
        if market is not None:
            found = self.identify(text)
            return evolve(found, market=market_code(market)) if found else found
        if type(text) is not str or not text.isascii():
            folded = fold(text)
            hits = self._named(text, folded, self._find(text, folded))
            return Identification(text, tuple(hits), self._context) if hits else NOTHING
        # What `fold` does, without the call: most strings are done after the scan.
        folded = f" {text} ".encode().translate(FOLDED)
        marks = self._scan(folded)
        if not marks:
            return NOTHING
        known = self._known.get(text)
        if known is None:
            hits = self._named(text, folded, self._around(marks, folded))
            known = Identification(text, tuple(hits), self._context) if hits else NOTHING
            # Registers and health records write the same few strings again and again.
            if len(text) <= LONGEST_REMEMBERED:
                if len(self._known) >= MOST_REMEMBERED:
                    self._known.clear()
                self._known[text] = known
        return known

    def identify_all(self, texts: Sequence[str], market: str | None = None) -> Iterator[Identification]:
        """What is in each of many product strings, one after the other: many are folded and scanned at once."""
        asked = None if market is None else market_code(market)
        for text, hits in self.names_in_all(texts):
            yield Identification(text, tuple(hits), self._context, asked) if hits else NOTHING

    def names_in_all(self, texts: Sequence[str]) -> Iterator[tuple[str, Sequence[Hit]]]:
        """Each of many product strings with the names of medications in it."""
        for first in range(0, len(texts), AT_ONCE):
            together = texts[first : first + AT_ONCE]
            yield from zip(together, self._names_together(together), strict=True)

    def _names_together(self, texts: Sequence[str]) -> list[Sequence[Hit]]:
        whole = fold(BETWEEN.join(texts))
        starts = list(accumulate((len(text) + len(BETWEEN) for text in texts), initial=0))
        hits: dict[int, list[Hit]] = {}
        for begin, end, sense in self._around(self._scan(whole), whole):
            place = bisect_right(starts, begin) - 1
            start = starts[place]
            hits.setdefault(place, []).append((begin - start, end - start, sense))

        def folded(place: int) -> bytes:
            start = starts[place]
            return whole[start : start + len(texts[place]) + 2]

        # What is spelled out, or in another script, is sought in its own text.
        for place, text in enumerate(texts):
            if not text.isascii() and (has_other_script(text) or not folded(place).isascii()):
                hits[place] = [*self._find(text, folded(place))]
        found: list[Sequence[Hit]] = [()] * len(texts)
        for place, of_text in hits.items():
            found[place] = self._named(texts[place], folded(place), of_text)
        return found

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The names in running text, each with its place there."""
        return mentions_of(text, self.named(text))

    def named(self, text: str) -> list[Hit]:
        """What the names in running text are; a word that is cut off names nothing in it."""
        hits = [hit for hit in self._find(text, fold(text)) if not hit[2].is_truncated]
        return self._patterns.without_words(hits, text, self._shows)

    def _named(self, text: str, folded: bytes, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Those of the names in a product string that name a medication there."""
        found, doubtful = hits, False
        for hit in hits:
            if not hit[2].is_certain:
                found, doubtful = _not_vetoed(hits), True
                break
        # What precedes the first bracket is in none.
        if found and 0 <= text.find("(") < found[-1][0]:
            found = _outside(company_spans(text), found)
        if not found:
            return ()
        # Most strings are done with these two questions, which take no pattern.
        if b" vit" in folded:
            found = [*found, *self._vitamin_d(found, folded)]
        if words := self._patterns.words_in(folded):
            found = self._patterns.without(found, text, words, lambda: self._context.is_product(text))
        if doubtful and any(hit[2].needs_form for hit in found) and not self._context.gives_form(text):
            found = [hit for hit in found if not hit[2].needs_form]
        return found

    def _vitamin_d(self, found: Sequence[Hit], folded: bytes) -> Sequence[Hit]:
        """The vitamin D that a treatment is combined with, where the string says no more of it than that."""
        written = _VITAMIN_D.search(folded)
        if written is None:
            return []
        medications = {medication for *_, sense in found for medication in sense.components}
        vitamin_d = self._context.vitamin_d
        partners = {vitamin_d[each] for each in medications if each in vitamin_d}
        if len(partners) != 1:
            return []
        [partner] = partners
        return [] if partner.owner in medications else [(written.start(), written.end() - 1, partner)]

    def _shows(self, hit: Hit, text: str) -> bool:
        """Whether a text shows that a name before it means a product."""
        return self._context.gives_form(text) if hit[2].needs_form else self._context.is_product(text)


def _not_vetoed(hits: Iterable[Hit]) -> list[Hit]:
    """The hits that mean medications, without those that a look-alike in the same string blocks."""
    blocks_whole_string = [
        sense.look_alike for *_, sense in hits if sense.look_alike is not None and sense.look_alike.blocks_whole_string
    ]
    vetoed = {medication for look_alike in blocks_whole_string for medication in look_alike.mistaken_for}
    return [hit for hit in hits if hit[2].components and vetoed.isdisjoint(hit[2].components)]


def _outside(spans: Iterable[tuple[int, int]], found: Iterable[Hit]) -> list[Hit]:
    sorted_spans = sorted(spans)
    starts = [first for first, _ in sorted_spans]
    # Of the stretches that begin before a name, one that holds it is there if the one that ends last does.
    ends = [0, *accumulate((last for _, last in sorted_spans), max)]
    return [hit for hit in found if hit[1] > ends[bisect_right(starts, hit[0])]]
