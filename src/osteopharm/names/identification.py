"""What a product string was found to be: the medications in it, their brands, and what it is labeled for.

Everything follows from the names that were found, from the records behind them, and from strengths that a
source gives for a brand. What does not follow is None.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from attrs import evolve, field, frozen

from osteopharm.errors import UnknownValueError
from osteopharm.model._patterns import lazily
from osteopharm.model._record import repr_html
from osteopharm.model.entities import Combination, DrugClass, Medication, action_of
from osteopharm.model.enums import Action, Role
from osteopharm.model.product_level import DosageForm, Product
from osteopharm.model.products import Brand
from osteopharm.model.strengths import Strength
from osteopharm.names.company_names import company_spans
from osteopharm.names.dosage_forms import DosageForms, WrittenForm
from osteopharm.names.lexicon import WIDEST_GAP, Hit, Lexicon, LexiconEntry, mentions_of
from osteopharm.names.look_alikes import LookAlikePatterns
from osteopharm.names.mention import Mention
from osteopharm.names.normalize import FOLDED, fold, name_words
from osteopharm.names.products import NO_FORM, Named, ProductIndex, ValueT, agreed, components_of, names_substance
from osteopharm.names.readings import Readings
from osteopharm.names.scripts import has_other_script, market_of_script
from osteopharm.names.strengths import Written, read_strength, strength_of, written_amounts
from osteopharm.names.variants import names_of

__all__ = ["Identification"]

MOST_REMEMBERED = 1024
"""How many strings are remembered with what was found in them."""
LONGEST_REMEMBERED = 500
"""How long a string may be to be remembered."""

_VITAMIN_D = lazily(rb" vit(?:amin[ae]?)? {1,3}d(?![a-z])")

AT_ONCE = 1024
"""How many strings are folded and scanned at once."""
BETWEEN = " " * (WIDEST_GAP + 1)
"""Parts strings that are scanned at once: no name reaches across it."""

LABELED_IN_WORDS = {
    True: ", labeled for osteoporosis",
    False: ", not labeled for osteoporosis",
    None: "",
}
"""The end of the text of an identification; nothing where it is unknown."""


class ProductContext:
    """What identifications look up when they are asked for more than names: read when it is first needed.

    Args:
        combinations: gives what the medications that are found may be together.
        forms: gives the vocabulary of dosage forms and routes.
        products: gives the products.
    """

    def __init__(
        self,
        combinations: Callable[[], Iterable[Combination]] = tuple,
        forms: Callable[[], Iterable[DosageForm]] = tuple,
        products: Callable[[], Iterable[Product]] = tuple,
    ) -> None:
        self._read_combinations, self._read_forms, self._read_products = combinations, forms, products

    @cached_property
    def combinations(self) -> tuple[Combination, ...]:
        """What the medications that are found may be together."""
        return tuple(self._read_combinations())

    @cached_property
    def combinations_by_first(self) -> dict[str, list[tuple[Combination, frozenset[str], frozenset[bytes]]]]:
        """The combinations by their first component, with the ids and the words that must be in a string."""
        found: dict[str, list[tuple[Combination, frozenset[str], frozenset[bytes]]]] = {}
        for each in self.combinations:
            partners = frozenset(word for name in each.other_ingredients for word in name_words(name))
            needed = (each, frozenset(component.id for component in each.components), partners)
            found.setdefault(each.components[0].id, []).append(needed)
        return found

    @cached_property
    def forms(self) -> DosageForms:
        """The vocabulary of dosage forms and routes."""
        return DosageForms(self._read_forms())

    @cached_property
    def readings(self) -> Readings:
        """What the words of product strings tell."""
        partners = {word for each in self.combinations for name in each.other_ingredients for word in name_words(name)}
        return Readings(self.forms.words, partners)

    @cached_property
    def index(self) -> ProductIndex:
        """The products."""
        return ProductIndex(self._read_products(), self.forms)

    def __reduce__(self) -> tuple[object, ...]:
        # What is read when it is needed cannot be pickled before it was read.
        forms, products = tuple(self._read_forms()), tuple(self._read_products())
        return ProductContext, (_Given(self.combinations), _Given(forms), _Given(products))


@frozen
class _Given:
    """Gives what it was made with."""

    records: tuple[Any, ...]

    def __call__(self) -> tuple[Any, ...]:
        return self.records


@frozen(repr=False)
class Identification:
    """What was found in a product string. It is falsy when nothing was found.

    >>> import osteopharm
    >>> found = osteopharm.load().identify("alendronate sodium 70 MG Oral Tablet [Fosamax]")
    >>> found.medications, found.labeled_for_osteoporosis
    ((<Medication alendronic-acid>,), True)
    >>> print(found)
    alendronic acid (Fosamax), labeled for osteoporosis
    >>> bool(osteopharm.load().identify("calcitonin gene-related peptide receptor antagonist"))
    False
    """

    _text: str
    _hits: tuple[Hit, ...]
    _context: ProductContext = field(eq=False)
    _market: str | None = None

    _repr_html_ = repr_html

    def __bool__(self) -> bool:
        return bool(self._hits)

    @property
    def matches(self) -> tuple[Mention, ...]:
        """The names that were found, in the order of the string."""
        return mentions_of(self._text, self._hits)

    @property
    def is_truncated(self) -> bool:
        """Whether a name that was found is a word that was cut off, such as ``ALENDRON``."""
        return any(sense.is_truncated for *_, sense in self._hits)

    @property
    def medications(self) -> tuple[Medication, ...]:
        """The medications in the product, in the order in which they appear, none of them twice."""
        return tuple(dict.fromkeys(medication for *_, sense in self._hits for medication in sense.components))

    @property
    def treatments(self) -> tuple[Medication, ...]:
        """Those of the medications that treat osteoporosis: neither those given beside one, nor contraceptives.

        An estrogen counts where a label that was read, of the same medication or combination, includes osteoporosis.
        """
        found = self._by_role
        if all(medication.other_uses is None for medication in found):
            return found
        owners = self._owners
        return tuple(
            medication
            for medication in found
            if any(
                self._context.index.is_treatment(medication, owner)
                for owner in [each for each in owners if medication in components_of(each)] or [medication]
            )
        )

    @property
    def _by_role(self) -> tuple[Medication, ...]:
        """The medications that are treatments by themselves."""
        return tuple(medication for medication in self.medications if medication.role is Role.TREATMENT)

    @property
    def brands(self) -> tuple[Brand, ...]:
        """The brands that were found, none of them twice."""
        return tuple(dict.fromkeys(sense.brand for *_, sense in self._hits if sense.brand is not None))

    @property
    def drug_classes(self) -> tuple[DrugClass, ...]:
        """The classes to which the medications belong, none of them twice."""
        classes = (drug_class for medication in self.medications for drug_class in medication.classes)
        return tuple(dict.fromkeys(classes))

    @property
    def action(self) -> Action | None:
        """How the medications in it act on bone, by their classes; None where only adjuncts are, or none is known."""
        return action_of(self._by_role)

    @property
    def strength(self) -> Strength | None:
        """The strength that the string gives, in a form that compares across spellings; None where it gives none."""
        return strength_of(self._written)

    @cached_property
    def _written(self) -> Written:
        return written_amounts(self._text)

    @property
    def reading(self) -> tuple[object, ...] | None:
        """What an annotation follows from: the names and the words around them; None where it is all of the text."""
        read = self._context.readings.of(self._text)
        return None if read is None else (self._market, read, *[id(hit[2]) for hit in self._hits])

    @property
    def dosage_form(self) -> str | None:
        """The dosage form that the string gives, by its name in the vocabulary; None where it gives none."""
        return self._form.dosage_form

    @property
    def route(self) -> str | None:
        """The route that the string gives or its dosage form implies; None where neither is so."""
        return self._form.route

    @property
    def _form(self) -> WrittenForm:
        return self._context.forms.read(self._text)

    @property
    def products(self) -> tuple[Product, ...]:
        """The products that fit the string, the most specific first."""
        return tuple(product for named in self._named for product in self._context.index.fitting(named))

    @property
    def dosing_interval(self) -> str | None:
        """From one dose to the next when osteoporosis is treated, as an ISO 8601 duration; None where labels differ."""
        return self._answer(self._context.index.dosing_interval)

    @property
    def labeled_for_osteoporosis(self) -> bool | None:
        """Whether the product is labeled for osteoporosis; None where that does not follow.

        The products that medication, brand, strength, form, route and market leave decide where they agree; without a
        strength, the label documents do. A name made of substance and company decides nothing by itself.
        """
        return self._answer(self._context.index.labeled_for_osteoporosis)

    def _answer(self, ask: Callable[[Named], ValueT | None]) -> ValueT | None:
        """What all that is named agrees on: in all markets, or in that whose script the string is written in."""
        found = agreed(None if _tells_nothing(named) else ask(named) for named in self._named)
        if found is None and self._market is None and not self._text.isascii() and self.strength is not None:
            market = market_of_script(self._text)
            if market is not None:
                return agreed(ask(evolve(named, market=market)) for named in self._named)
        return found

    @cached_property
    def _named(self) -> tuple[Named, ...]:
        """What the string names, for each treatment in it, or for the combination of all of them."""
        owners = self._owners
        strength, form = self.strength, self._form
        found = []
        for owner in owners:
            of_owner = [sense.brand for *_, sense in self._hits if sense.brand is not None and sense.owner is owner]
            companies = tuple(brand for brand in of_owner if names_substance(brand, owner))
            brands = tuple(brand for brand in of_owner if brand not in companies)
            found.append(Named(owner, brands, companies, strength, form, self._market))
        return tuple(found)

    @property
    def _owners(self) -> tuple[Medication | Combination, ...]:
        branded = dict.fromkeys(
            sense.owner
            for *_, sense in self._hits
            if sense.brand is not None and isinstance(sense.owner, Medication | Combination)
        )
        combination = self._combination
        owners = tuple(branded) or ((combination,) if combination is not None else ())
        return owners or self._by_role or self.medications

    @property
    def _combination(self) -> Combination | None:
        """The combination of which all ingredients are in the string: the one with most of them."""
        present = {medication.id for medication in self.medications}
        candidates = [each for id in present for each in self._context.combinations_by_first.get(id, ())]
        if not candidates:
            return None
        written = frozenset(name_words(self._text))
        fitting = [
            combination
            for combination, components, partners in candidates
            if components <= present and partners <= written
        ]
        return max(
            fitting, key=lambda each: (len(each.components) + len(each.other_ingredients), each.id), default=None
        )

    def __str__(self) -> str:
        if not self:
            return "nothing identified"
        names = ", ".join(medication.name for medication in self.medications)
        brands = f" ({', '.join(brand.name for brand in self.brands)})" if self.brands else ""
        return f"{names}{brands}{LABELED_IN_WORDS[self.labeled_for_osteoporosis]}"

    def __repr__(self) -> str:
        names = ", ".join(medication.id for medication in self.medications)
        return f"<Identification: {names or 'nothing found'}>"


NOTHING = Identification("", (), ProductContext())
"""What most strings are: nothing that is known here."""


def market_code(market: str) -> str:
    """A market as the data write it.

    Raises:
        UnknownValueError: it is not written with two capital letters.

    >>> market_code("GB")
    'UK'
    """
    if not re.fullmatch("[A-Z]{2}", market):
        raise UnknownValueError("market", market, ("EU", "JP", "UK", "US"))
    return "UK" if market == "GB" else market


class ProductMatcher:
    """Finds the medications in product strings.

    Args:
        lexicon: the names to search for.
        context: what identifications look up when they are asked for more than names.
        patterns: ways of writing in which a name means no medicine.
    """

    def __init__(self, lexicon: Lexicon, context: ProductContext, patterns: LookAlikePatterns) -> None:
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
            return self._of(text, folded, self._find(text, folded))
        # What `fold` does, without the call: most strings are done after the scan.
        folded = f" {text} ".encode().translate(FOLDED)
        marks = self._scan(folded)
        if not marks:
            return NOTHING
        known = self._known.get(text)
        if known is None:
            known = self._of(text, folded, self._around(marks, folded))
            # Registers and health records write the same few strings again and again.
            if len(text) <= LONGEST_REMEMBERED:
                if len(self._known) >= MOST_REMEMBERED:
                    self._known.clear()
                self._known[text] = known
        return known

    def identify_all(self, texts: Sequence[str], market: str | None = None) -> Iterator[Identification]:
        """What is in each of many product strings, one after the other: many are folded and scanned at once."""
        asked = None if market is None else market_code(market)
        for first in range(0, len(texts), AT_ONCE):
            found = self._together(texts[first : first + AT_ONCE])
            yield from found if asked is None else (evolve(each, market=asked) if each else each for each in found)

    def _together(self, texts: Sequence[str]) -> list[Identification]:
        whole = fold(BETWEEN.join(texts))
        starts = list(accumulate((len(text) + len(BETWEEN) for text in texts), initial=0))
        hits: dict[int, list[Hit]] = {}
        for begin, end, sense in self._around(self._scan(whole), whole):
            place = bisect_right(starts, begin) - 1
            start = starts[place]
            hits.setdefault(place, []).append((begin - start, end - start, sense))
        found = [NOTHING] * len(texts)
        for place, of_text in hits.items():
            text, start = texts[place], starts[place]
            found[place] = self._of(text, whole[start : start + len(text) + 2], of_text)
        for place, text in enumerate(texts):
            if not text.isascii() and not self._is_plain(text, whole[starts[place] : starts[place + 1]]):
                found[place] = self.identify(text)
        return found

    @staticmethod
    def _is_plain(text: str, folded: bytes) -> bool:
        """Whether a text has Latin letters only, accents included, none of which is spelled out."""
        return folded.isascii() and not has_other_script(text)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The names in running text, each with its place there."""
        return mentions_of(text, self.named(text))

    def named(self, text: str) -> list[Hit]:
        """What the names in running text are; a word that is cut off names nothing in it."""
        hits = [hit for hit in self._find(text, fold(text)) if not hit[2].is_truncated]
        return self._patterns.without_words(hits, text, self._shows)

    def _of(self, text: str, folded: bytes, hits: Sequence[Hit]) -> Identification:
        found, doubtful = hits, False
        for hit in hits:
            if not hit[2].is_certain:
                found, doubtful = _not_vetoed(hits), True
                break
        # What precedes the first bracket is in none.
        if found and 0 <= text.find("(") < found[-1][0]:
            found = _outside(company_spans(text), found)
        if not found:
            return NOTHING
        # Most strings are done with these two questions, which take no pattern.
        if b" vit" in folded:
            found = [*found, *self._vitamin_d(found, folded)]
        if words := self._patterns.words_in(folded):
            found = self._patterns.without(found, text, words, lambda: self._is_product(text))
        if doubtful and any(hit[2].needs_form for hit in found) and self._context.forms.read(text) == NO_FORM:
            found = [hit for hit in found if not hit[2].needs_form]
        return Identification(text, tuple(found), self._context) if found else NOTHING

    def _vitamin_d(self, found: Sequence[Hit], folded: bytes) -> Sequence[Hit]:
        """The vitamin D that a treatment is combined with, where the string says no more of it than that."""
        written = _VITAMIN_D.search(folded)
        if written is None:
            return []
        medications = {medication for *_, sense in found for medication in sense.components}
        partners = {self._partners[each] for each in medications if each in self._partners}
        if len(partners) != 1:
            return []
        [partner] = partners
        return [] if partner.owner in medications else [(written.start(), written.end() - 1, partner)]

    @cached_property
    def _partners(self) -> dict[Medication, LexiconEntry]:
        """What combinations with a treatment have for vitamin D."""
        entries: dict[Medication, LexiconEntry] = {}
        found: dict[Medication, LexiconEntry] = {}
        for combination in self._context.combinations:
            for treatment in combination.components:
                for partner in combination.components:
                    if treatment.role is Role.TREATMENT and any(
                        name_words(name)[:2] == (b"vitamin", b"d") for name, _ in names_of(partner)
                    ):
                        found[treatment] = entries.setdefault(partner, LexiconEntry(partner, partner.name))
        return found

    def _shows(self, hit: Hit, text: str) -> bool:
        """Whether a text shows that a name before it means a product."""
        return self._context.forms.read(text) != NO_FORM if hit[2].needs_form else self._is_product(text)

    def _is_product(self, text: str) -> bool:
        """Whether a string gives what only a product has: a dosage form, a route or a strength."""
        return read_strength(text) is not None or self._context.forms.read(text) != NO_FORM


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


def _tells_nothing(named: Named) -> bool:
    """Whether a string is the mere name of a medication that is sold for other uses too."""
    is_bare = not named.brands and named.strength is None and named.form == NO_FORM
    return is_bare and isinstance(named.owner, Medication) and named.owner.other_uses is not None
