"""From a product string to its identification, one by one or a column at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve

from osteopharm._memory import remember
from osteopharm.model._patterns import lazily
from osteopharm.names.company_names import closes_company, company_spans
from osteopharm.names.identification import Identification
from osteopharm.names.market import market_code
from osteopharm.names.normalize import AS_SHAPE, FIRST_LETTER, FOLDED, LONGEST_SHAPE, fold
from osteopharm.names.product_context import ProductContext
from osteopharm.names.scripts import has_other_script
from osteopharm.names.search import WIDEST_GAP, Hit, NameSearch, mentions_of
from osteopharm.names.stretches import VITAMIN, FoundNames, StretchesOfNames

if TYPE_CHECKING:
    from osteopharm.names.look_alikes import LookAlikePatterns
    from osteopharm.names.mention import Mention

AnswerT = TypeVar("AnswerT")

MOST_REMEMBERED = 16_384
"""How many ways to write names, and how many shapes of strings, are remembered with what was found."""
MOST_STRINGS = 4096
"""How many strings are remembered with what was found in them."""
LONGEST_REMEMBERED = 500
"""How long a string may be to be remembered."""

_VITAMIN_D = lazily(rb" vit(?:amin[ae]?)? {1,3}d(?![a-z])")

AT_ONCE = 1024
"""How many strings are folded and scanned at once."""
BETWEEN = " " * (WIDEST_GAP + 1)
"""Parts strings that are scanned at once: no name reaches across it."""

NOTHING = Identification("", FoundNames((), ProductContext(), follow=True, any_figures=True))
"""What most strings are: nothing that is known here."""


class ProductMatcher:
    """Finds the medications in product strings.

    Args:
        lexicon: the names to search for.
        context: what identifications look up when they are asked for more than names.
        patterns: ways of writing in which a name means no medicine.
    """

    def __init__(self, lexicon: NameSearch, context: ProductContext, patterns: LookAlikePatterns) -> None:
        self._find, self._scan, self._needs_figures = lexicon.find_folded, lexicon.scan, lexicon.needs_figures
        self._context, self._patterns = context, patterns
        self.stretches = StretchesOfNames(lambda: lexicon.words | lexicon.words_of_patterns)
        self._known: dict[tuple[str | None, ...], FoundNames] = {}
        self._shapes: dict[bytes, FoundNames] = {}
        self._strings: dict[str, Identification] = {}

    def identify(self, text: str, market: str | None = None) -> Identification:
        """What is in a product string, as it is labeled in one market or in all of them."""
        if market is not None:
            found = self.identify(text)
            return evolve(found, market=market_code(market)) if found else found
        if type(text) is not str:
            return self._identification(text, self._sought(text))
        # Registers and health records write the same few strings again and again ...
        known = self._strings.get(text)
        if known is not None:
            return known
        is_ascii = text.isascii()
        # Where a handler is given, ASCII takes longer to encode.
        encoded = f" {text} ".encode() if is_ascii else f" {text} ".encode("utf-8", "surrogatepass")
        # ... or write them with other figures: of a strength, a pack, an order.
        shape = encoded.translate(AS_SHAPE)
        names = self._shapes.get(shape)
        if names is None:
            # What `fold` does, without the call: most strings are done after the scan.
            folded = encoded.translate(FOLDED) if is_ascii else fold(text)
            if is_ascii or shows_marks(text, folded):
                for _, _, end in self._scan(folded):
                    # A longer word that begins like a name is none.
                    if folded[end] < FIRST_LETTER:
                        break
                else:
                    return NOTHING
            names = self.names_in(text)
            if len(text) > LONGEST_REMEMBERED:
                return self._identification(text, names)
            # Asked of each string: of two with the same words, one may have figures where a name has others.
            if names.any_figures and len(text) <= LONGEST_SHAPE and not self._needs_figures(folded):
                remember(self._shapes, shape, names, MOST_REMEMBERED)
        return remember(self._strings, text, self._identification(text, names), MOST_STRINGS)

    @staticmethod
    def _identification(text: str, names: FoundNames) -> Identification:
        return Identification(text, names) if names.places else NOTHING

    def identify_all(self, texts: Sequence[str], market: str | None = None) -> list[Identification]:
        """What is in each of many product strings: they are folded and scanned together."""
        asked = None if market is None else market_code(market)
        return self.ask_of_all(texts, lambda text: self.identify(text, asked), NOTHING)

    def ask_of_all(self, texts: Sequence[str], ask: Callable[[str], AnswerT], otherwise: AnswerT) -> list[AnswerT]:
        """The answers for many product strings, asked only of those that may name a medication."""
        answers = [otherwise] * len(texts)
        for place in self._places_of_names(texts):
            answers[place] = ask(texts[place])
        return answers

    def _places_of_names(self, texts: Sequence[str]) -> Iterator[int]:
        """Which of many product strings may name a medication: they are folded and scanned together."""
        for first in range(0, len(texts), AT_ONCE):
            together = texts[first : first + AT_ONCE]
            joined = BETWEEN.join(together)
            folded = fold(joined)
            starts = list(accumulate((len(text) + len(BETWEEN) for text in together), initial=0))
            marks = self._scan(folded)
            found = {bisect_right(starts, begin) - 1 for _, begin, end in marks if folded[end] < FIRST_LETTER}
            if not joined.isascii():
                found.update(
                    place
                    for place, text in enumerate(together)
                    if not (text.isascii() or shows_marks(text, folded[starts[place] : starts[place + 1]]))
                )
            yield from (first + place for place in sorted(found))

    def names_in(self, text: str) -> FoundNames:
        """The names of medications in a product string, found once for all whose stretches say the same about names.

        Raises:
            InvalidArgumentError: ``text`` is not a str.
        """
        if not isinstance(text, str) or len(text) > LONGEST_REMEMBERED:
            return self._sought(text)
        key = tuple(map(self.stretches.__getitem__, text.split(" ")))
        known = self._known.get(key)
        if known is None:
            known = self._sought(text)
            if known.follow:
                remember(self._known, key, known, MOST_REMEMBERED)
        return known

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The names in running text, each with its place there."""
        return mentions_of(text, self.named(text))

    def named(self, text: str) -> list[Hit]:
        """What the names in running text are; a word that is cut off names nothing in it."""
        hits = [hit for hit in self._find(text, fold(text)) if not hit[2].is_truncated]
        return self._patterns.without_words(hits, text, self._shows)

    def _sought(self, text: str) -> FoundNames:
        """The names of medications in a product string, found in it by itself."""
        folded = fold(text)
        found = self._find(text, folded)
        needs_form = False
        for hit in found:
            if not hit[2].is_certain:
                found = _not_vetoed(found)
                needs_form = any(each[2].needs_form for each in found)
                break
        follow = not needs_form and (text.isascii() or not has_other_script(text))
        any_figures = follow and folded.isascii()
        # What precedes the first bracket is in none.
        if found and 0 <= text.find("(") < found[-1][0]:
            follow = follow and not any(map(closes_company, text.split(" ")))
            found = _outside(company_spans(text), found)
        # Most strings are done with these two questions, which take no pattern.
        if found and VITAMIN in folded:
            found = [*found, *self._vitamin_d(found, folded)]
        if found and (words := self._patterns.words_in(folded)):
            follow = False
            fitting = self._patterns.fitting(text, words)
            if any_figures:
                # A pattern may yield to a strength, which has figures; a form has none.
                yields = any(pattern.yields_to_product for pattern, _ in fitting)
                any_figures = not self._patterns.need_figures(words) and (not yields or self._context.gives_form(text))
            found = self._patterns.without(found, fitting, lambda: self._context.is_product(text))
        if found and needs_form and not self._context.gives_form(text):
            found = [hit for hit in found if not hit[2].needs_form]
        return FoundNames.of(text, found, self._context, follow=follow, any_figures=any_figures)

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


def shows_marks(text: str, folded: bytes) -> bool:
    """Whether names in a text beyond ASCII show in it as it is folded: not if letters are spelled out, or not Latin."""
    return folded.isascii() and not has_other_script(text)


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
