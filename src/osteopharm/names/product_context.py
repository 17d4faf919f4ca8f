"""What identifications look up when they are asked for more than names: combinations, forms and products."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from osteopharm.model._patterns import lazily
from osteopharm.names.normalize import name_words
from osteopharm.names.search import Hit, LexiconEntry

if TYPE_CHECKING:
    from osteopharm.model.entities import Combination, Medication
    from osteopharm.model.product_level import DosageForm, Product
    from osteopharm.names.dosage_forms import DosageForms
    from osteopharm.names.products import ProductIndex

LONGEST_BARE_NUMBER = 4
"""How many figures a number without a unit may have to be a strength."""

_BARE_NUMBER = lazily(
    rf"(?:[\s-]+(?!x\b)[^\W\d_]{{1,20}}\.?){{0,2}}[\s-]+([1-9][0-9]{{0,{LONGEST_BARE_NUMBER - 1}}})(?![\w.,/%-])",
    re.IGNORECASE,
)
"""A number without a unit, after a word or two for the salt or the form; not what is counted with an x."""


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
    def vitamin_d(self) -> dict[Medication, LexiconEntry]:
        """What "vitamin D" beside a treatment means: the partner that combinations with the treatment have for it."""
        from osteopharm.model.enums import Role
        from osteopharm.names.variants import names_of

        entries: dict[Medication, LexiconEntry] = {}
        found: dict[Medication, LexiconEntry] = {}
        for combination in self.combinations:
            for treatment in combination.components:
                for partner in combination.components:
                    if treatment.role is Role.TREATMENT and any(
                        name_words(name)[:2] == (b"vitamin", b"d") for name, _ in names_of(partner)
                    ):
                        found[treatment] = entries.setdefault(partner, LexiconEntry(partner, partner.name))
        return found

    @cached_property
    def forms(self) -> DosageForms:
        """The vocabulary of dosage forms and routes."""
        from osteopharm.names.dosage_forms import DosageForms

        return DosageForms(self._read_forms())

    def bare_numbers(self, text: str, hits: Iterable[Hit]) -> tuple[str, ...]:
        """The numbers without a unit that follow names, such as that in "Fosamax 40", where products have so many mg."""
        found = (match[1] for *_, end, _ in hits if (match := _BARE_NUMBER.match(text, end)))
        return tuple([number for number in found if number in self.index.milligrams])

    def gives_form(self, text: str) -> bool:
        """Whether a string gives a dosage form or a route."""
        return any(self.forms.read(text))

    def is_product(self, text: str) -> bool:
        """Whether a string gives what only a product has: a dosage form, a route or a strength."""
        from osteopharm.names.strengths import read_strength

        return read_strength(text) is not None or self.gives_form(text)

    @cached_property
    def words_of_partners(self) -> frozenset[bytes]:
        """The words and figures in the names of partners that are not cataloged."""
        return frozenset(
            word for each in self.combinations for name in each.other_ingredients for word in name_words(name)
        )

    @cached_property
    def index(self) -> ProductIndex:
        """The products."""
        from osteopharm.names.products import ProductIndex

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
