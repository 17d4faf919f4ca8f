"""What a product string was found to be: the medications in it, their brands, and what it is labeled for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from osteopharm.model._immutable import repr_html
from osteopharm.names.search import medications_in, mentions_of
from osteopharm.names.stretches import FoundNames

if TYPE_CHECKING:
    from osteopharm.model.entities import DrugClass, Medication
    from osteopharm.model.enums import Action
    from osteopharm.model.product_level import Product
    from osteopharm.model.products import Brand
    from osteopharm.model.strengths import Strength
    from osteopharm.names.mention import Mention
    from osteopharm.names.product_answers import ProductAnswers

__all__ = ["Identification"]

LABELED_IN_WORDS = {
    True: ", labeled for osteoporosis",
    False: ", not labeled for osteoporosis",
    None: "",
}
"""The end of the text of an identification; nothing where it is unknown."""


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
    _names: FoundNames
    _market: str | None = None

    _repr_html_ = repr_html

    def __bool__(self) -> bool:
        return bool(self._names.places)

    @property
    def matches(self) -> tuple[Mention, ...]:
        """The names that were found, in the order of the string."""
        return mentions_of(self._text, self._names.hits(self._text))

    @property
    def is_truncated(self) -> bool:
        """Whether a name that was found is a word that was cut off, such as ``ALENDRON``."""
        return any(sense.is_truncated for sense in self._names.senses)

    @property
    def medications(self) -> tuple[Medication, ...]:
        """The medications in the product, in the order in which they appear, none of them twice."""
        return medications_in(self._names.senses)

    @property
    def treatments(self) -> tuple[Medication, ...]:
        """Those of the medications that treat osteoporosis: neither those given beside one, nor contraceptives.

        An estrogen counts where a label that was read, of the same medication or combination, includes osteoporosis.
        """
        return self._answers.treatments

    @property
    def brands(self) -> tuple[Brand, ...]:
        """The brands that were found, none of them twice."""
        return tuple(dict.fromkeys(sense.brand for sense in self._names.senses if sense.brand is not None))

    @property
    def drug_classes(self) -> tuple[DrugClass, ...]:
        """The classes to which the medications belong, none of them twice."""
        classes = (drug_class for medication in self.medications for drug_class in medication.classes)
        return tuple(dict.fromkeys(classes))

    @property
    def action(self) -> Action | None:
        """How the medications in it act on bone, by their classes; None where only adjuncts are, or none is known."""
        return self._answers.action

    @property
    def strength(self) -> Strength | None:
        """The strength that the string gives, in a form that compares across spellings; None where it gives none."""
        return self._answers.strength

    @property
    def dosage_form(self) -> str | None:
        """The dosage form that the string gives, by its name in the vocabulary; None where it gives none."""
        return self._answers.form.dosage_form

    @property
    def route(self) -> str | None:
        """The route that the string gives or its dosage form implies; None where neither is so."""
        return self._answers.form.route

    @property
    def products(self) -> tuple[Product, ...]:
        """The products that fit the string, the most specific first."""
        return self._answers.products

    @property
    def dosing_interval(self) -> str | None:
        """From one dose to the next when osteoporosis is treated, as an ISO 8601 duration; None where labels differ."""
        return self._answers.dosing_interval

    @property
    def labeled_for_osteoporosis(self) -> bool | None:
        """Whether the product is labeled for osteoporosis; None where that does not follow.

        The products that medication, brand, strength, form, route and market leave decide where they agree; without a
        strength, the label documents do. A name made of substance and company decides nothing by itself, and a number
        after a name may be a strength ("Fosamax 40").
        """
        return self._answers.labeled_for_osteoporosis

    @cached_property
    def _answers(self) -> ProductAnswers:
        from osteopharm.names.product_answers import ProductAnswers

        return ProductAnswers(self._text, self._names.hits(self._text), self._names.context, self._market)

    def __str__(self) -> str:
        if not self:
            return "nothing identified"
        names = ", ".join(medication.name for medication in self.medications)
        brands = f" ({', '.join(brand.name for brand in self.brands)})" if self.brands else ""
        return f"{names}{brands}{LABELED_IN_WORDS[self.labeled_for_osteoporosis]}"

    def __repr__(self) -> str:
        names = ", ".join(medication.id for medication in self.medications)
        return f"<Identification: {names or 'nothing found'}>"
