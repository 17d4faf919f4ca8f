"""What follows from the names in a product string: strength, form, products, interval and label.

Everything follows from the names that were found, from the records behind them, and from strengths that a
source gives for a brand. What does not follow is None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import evolve, frozen

from osteopharm.model.entities import Combination, Medication, action_of
from osteopharm.model.enums import Action, Role
from osteopharm.model.product_level import Product
from osteopharm.model.strengths import Amount, Strength
from osteopharm.names.dosage_forms import WrittenForm
from osteopharm.names.normalize import name_words
from osteopharm.names.product_context import ProductContext
from osteopharm.names.products import NO_FORM, Named, ValueT, agreed, components_of, names_substance
from osteopharm.names.scripts import market_of_script
from osteopharm.names.search import Hit, medications_in
from osteopharm.names.strengths import read_strength


@frozen(eq=False)
class ProductAnswers:
    """The answers to what is asked of an identified product string; each is described at `Identification`.

    Attributes:
        text: the string.
        hits: the names in it.
        context: what is looked up.
        market: the market for which it is asked, or None for all.
    """

    text: str
    hits: Sequence[Hit]
    context: ProductContext
    market: str | None

    @property
    def treatments(self) -> tuple[Medication, ...]:
        """Those of the medications that treat osteoporosis."""
        found = self._by_role
        if all(medication.other_uses is None for medication in found):
            return found
        owners = self._owners
        return tuple(
            medication
            for medication in found
            if any(
                self.context.index.is_treatment(medication, owner)
                for owner in [each for each in owners if medication in components_of(each)] or [medication]
            )
        )

    @property
    def _by_role(self) -> tuple[Medication, ...]:
        """The medications that are treatments by themselves."""
        return tuple(medication for medication in self.medications if medication.role is Role.TREATMENT)

    @property
    def action(self) -> Action | None:
        """How the treatments in it act on bone, by their classes."""
        return action_of(self._by_role)

    @cached_property
    def medications(self) -> tuple[Medication, ...]:
        """The medications in the product."""
        return medications_in(sense for *_, sense in self.hits)

    @cached_property
    def strength(self) -> Strength | None:
        """The strength that the string gives."""
        return read_strength(self.text)

    @cached_property
    def form(self) -> WrittenForm:
        """The dosage form and the route that the string gives."""
        return self.context.forms.read(self.text)

    @property
    def products(self) -> tuple[Product, ...]:
        """The products that fit the string."""
        return tuple(product for named in self._named for product in self.context.index.fitting(named))

    @property
    def dosing_interval(self) -> str | None:
        """From one dose to the next when osteoporosis is treated."""
        return self._answer(self.context.index.dosing_interval)

    @property
    def labeled_for_osteoporosis(self) -> bool | None:
        """Whether the product is labeled for osteoporosis."""
        return self._answer(self.context.index.labeled_for_osteoporosis)

    def _answer(self, ask: Callable[[Named], ValueT | None]) -> ValueT | None:
        """What all that is named agrees on: in all markets, or in that whose script the string is written in."""
        found = agreed(None if _tells_nothing(named) else ask(named) for named in self._named)
        if found is None and self.market is None and not self.text.isascii() and self.strength is not None:
            market = market_of_script(self.text)
            if market is not None:
                return agreed(ask(evolve(named, market=market)) for named in self._named)
        if found is not None and any(ask(named) != found for named in self._at_number):
            return None
        return found

    @cached_property
    def _at_number(self) -> tuple[Named, ...]:
        """What the string names, at as many milligrams as the bare number after a name, where a product has so many.

        "Fosamax 40" may be any Fosamax in a pack of 40, or the tablets of 40 mg.
        """
        if self.strength is not None:
            return ()
        numbers = self.context.bare_numbers(self.text, self.hits)
        amounts = [Strength(parts=(Amount(value=Fraction(number), unit="mg"),)) for number in numbers]
        named = (evolve(each, strength=amount) for each in self._named for amount in amounts)
        return tuple(each for each in named if self.context.index.fitting(each))

    @cached_property
    def _named(self) -> tuple[Named, ...]:
        """What the string names, for each treatment in it, or for the combination of all of them."""
        owners = self._owners
        strength, form = self.strength, self.form
        found = []
        for owner in owners:
            of_owner = [sense.brand for *_, sense in self.hits if sense.brand is not None and sense.owner is owner]
            companies = tuple(brand for brand in of_owner if names_substance(brand, owner))
            brands = tuple(brand for brand in of_owner if brand not in companies)
            found.append(Named(owner, brands, companies, strength, form, self.market))
        return tuple(found)

    @property
    def _owners(self) -> tuple[Medication | Combination, ...]:
        branded = dict.fromkeys(
            sense.owner
            for *_, sense in self.hits
            if sense.brand is not None and isinstance(sense.owner, Medication | Combination)
        )
        combination = self._combination
        owners = tuple(branded) or ((combination,) if combination is not None else ())
        return owners or self._by_role or self.medications

    @property
    def _combination(self) -> Combination | None:
        """The combination of which all ingredients are in the string: the one with most of them."""
        present = {medication.id for medication in self.medications}
        candidates = [each for id in present for each in self.context.combinations_by_first.get(id, ())]
        if not candidates:
            return None
        written = frozenset(name_words(self.text))
        fitting = [
            combination
            for combination, components, partners in candidates
            if components <= present and partners <= written
        ]
        return max(
            fitting, key=lambda each: (len(each.components) + len(each.other_ingredients), each.id), default=None
        )


def _tells_nothing(named: Named) -> bool:
    """Whether a string is the mere name of a medication that is sold for other uses too."""
    is_bare = not named.brands and named.strength is None and named.form == NO_FORM
    return is_bare and isinstance(named.owner, Medication) and named.owner.other_uses is not None
