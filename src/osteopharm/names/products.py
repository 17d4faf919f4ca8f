"""From what a product string names to the products that fit it, their labels, and how often they are given.

Knows products and their labels; reads no string. What the products do not say is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from attrs import evolve, frozen

from osteopharm._memory import remember
from osteopharm.model.entities import Combination, Medication
from osteopharm.model.enums import OsteoporosisIndication, Role
from osteopharm.model.product_level import Product, ProductLabel, Purpose, TermKind
from osteopharm.model.products import Brand
from osteopharm.model.strengths import Strength
from osteopharm.names.dosage_forms import DosageForms, WrittenForm
from osteopharm.names.normalize import folded_name

__all__ = ["Named", "ProductIndex"]

Owner = Medication | Combination

EUROPE = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
"""The countries in which an authorization for the European Union holds."""


NO_FORM = WrittenForm(None, None)
MOST_REMEMBERED = 4096
"""How many answers are remembered."""


@frozen
class Named:
    """What a product string names.

    Attributes:
        owner: the medication or combination.
        brands: the brands, none of them the mere name of the substance with that of a company.
        companies: the brands that are such names; they decide nothing by themselves.
        strength: the strength, or None.
        form: the dosage form and the route.
        market: the market for which it is asked, or None for all.
    """

    owner: Owner
    brands: tuple[Brand, ...] = ()
    companies: tuple[Brand, ...] = ()
    strength: Strength | None = None
    form: WrittenForm = NO_FORM
    market: str | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others: hashing the brands themselves would walk through all that they are made of."""
        return self.owner.id, tuple(brand.name for brand in self.brands), self.strength, self.form, self.market


@frozen
class _Row:
    """A label of a product, in one market."""

    product: Product
    label: ProductLabel


class ProductIndex:
    """The products by what they are of, ready to be asked.

    Args:
        products: the products.
        forms: the vocabulary of dosage forms and routes.
    """

    def __init__(self, products: Iterable[Product], forms: DosageForms) -> None:
        self._forms = forms
        self._by_owner: dict[str, list[Product]] = {}
        for product in products:
            self._by_owner.setdefault(product.of.id, []).append(product)
        self._amounts: dict[str, Strength] = {}
        self._labeled: dict[tuple[object, ...], bool | None] = {}
        self._for_osteoporosis: dict[str, bool] = {}

    def is_treatment(self, medication: Medication, owner: Owner) -> bool:
        """Whether a medication treats osteoporosis in what is named, and is not given beside a treatment there.

        An estrogen is in contraceptives too. It counts where a label that was read, of whatever brand of the medication
        or combination, includes osteoporosis; where none of a combination was read, as the estrogen does by itself.
        """
        if medication.role is not Role.TREATMENT or medication.other_uses is None:
            return medication.role is Role.TREATMENT
        if owner.id not in self._for_osteoporosis:
            named = Named(owner)
            rows = self._rows(named)
            read = [*_labels(rows), *self._by_market(named, rows)]
            self._for_osteoporosis[owner.id] = (
                any(read) if read or owner is medication else self.is_treatment(medication, medication)
            )
        return self._for_osteoporosis[owner.id]

    def fitting(self, named: Named) -> tuple[Product, ...]:
        """The products that fit what is named, the most specific first.

        A product whose strength no register gives does not fit a string that names one.
        """
        found = [each for each in self._of(named) if each.brand or each.strength or each.dosage_form or each.route]
        brands = {folded_name(brand.name) for brand in (*named.brands, *named.companies)}
        if named.strength is not None:
            found = [each for each in found if self._has_strength(each, named.strength)]
        found = [each for each in found if self._may_have_form(each, named.form)]

        def specificity(product: Product) -> tuple[bool, bool, int, bool, str]:
            brand = product.brand is not None and folded_name(product.brand) in brands
            known = sum(each is not None for each in (product.strength, product.dosage_form, product.route))
            is_named = product.brand is None if not brands else brand
            exact = named.form.dosage_form is not None and product.dosage_form == named.form.dosage_form
            return not is_named, not exact, -known, not product.labels, product.id

        return tuple(sorted(found, key=specificity))

    @cached_property
    def milligrams(self) -> frozenset[str]:
        """The whole numbers of milligrams that products have, in figures."""
        given = {product.strength for products in self._by_owner.values() for product in products if product.strength}
        values = {part.value for each in given for part in self._parsed(each).parts if part.unit == "mg"}
        return frozenset(str(value) for value in values if value.denominator == 1)

    def has_labels(self, named: Named) -> bool:
        """Whether a label was read of what is named: of a brand, or else of the medication or combination."""
        rows = self._rows(named)
        return bool(rows or self._by_market(named, rows))

    def labeled_for_osteoporosis(self, named: Named) -> bool | None:
        """Whether what is named is labeled for osteoporosis; None where that does not follow.

        Tables have few products in many strings: answers are remembered.
        """
        key = named.key
        if key not in self._labeled:
            return remember(self._labeled, key, self._is_labeled(named), MOST_REMEMBERED)
        return self._labeled[key]

    def _is_labeled(self, named: Named) -> bool | None:
        """Whether what is named is labeled for osteoporosis; None where that does not follow.

        The rows of the labels that strength, form, route and market leave decide where they agree. Without a strength,
        each label decides as a whole: it is for osteoporosis where some product in it is. A strength that no label
        has leaves the answer to the brand, where all its labels agree.
        """
        if isinstance(named.owner, Combination) and _adds_only_supplements(named.owner) and not self.has_labels(named):
            # What is given beside a treatment does not change what the treatment is labeled for; a pack has two forms.
            form = WrittenForm(None, named.form.route)
            return agreed(
                self.labeled_for_osteoporosis(evolve(named, owner=each, brands=(), companies=(), form=form))
                for each in named.owner.components
                if each.role is Role.TREATMENT
            )
        rows = self._rows(named)
        of_form = [row for row in rows if self._may_have_form(row.product, named.form)]
        if named.strength is not None:
            left = self._with_strength(of_form, named.strength)
            if not left and named.brands and not of_form and not self._by_market(named, rows):
                # Of a brand without a label, strength, form and route decide as they do of a generic.
                left = self._with_strength(self._rows(evolve(named, brands=())), named.strength)
                left = [row for row in left if self._may_have_form(row.product, named.form)]
            if left:
                return None if self._is_local(named, left) else agreed(_labels(left))
            if rows and not named.brands:
                return None
            return agreed(_labels(of_form) or self._by_market(named, rows))
        if len(of_form) < len(rows):
            # Form or route leave out some of the labels; those that name neither do not decide for the form by themselves.
            has_form = any(row.product.dosage_form or row.product.route for row in of_form)
            return agreed(_by_document(of_form)) if has_form else None
        return agreed(_by_document(rows) + self._by_market(named, rows))

    def _is_local(self, named: Named, left: Iterable[_Row]) -> bool:
        """Whether labels of one market alone would decide for all of them, of a name whose markets differ."""
        if named.market is not None or len({row.label.market for row in left}) > 1:
            return False
        if not named.brands:
            return self.labeled_for_osteoporosis(Named(named.owner)) is None
        brand = Named(named.owner, named.brands)
        rows = self._rows(brand)
        return len({*_by_document(rows), *self._by_market(brand, rows)}) > 1

    def dosing_interval(self, named: Named) -> str | None:
        """How long a dose lasts in osteoporosis treatment, as an ISO 8601 duration; None if unknown."""
        rows = [row for row in self._rows(named, deciding=False) if _is_of_treatment(row.label)]
        rows = [row for row in rows if self._may_have_form(row.product, named.form)]
        if named.strength is not None:
            rows = self._with_strength(rows, named.strength)
        return agreed(row.label.interval for row in rows)

    def _of(self, named: Named) -> Sequence[Product]:
        products = self._by_owner.get(named.owner.id, [])
        if not named.brands:
            return products
        names = {brand.name for brand in named.brands}
        return [product for product in products if product.brand in names]

    def _rows(self, named: Named, *, deciding: bool = True) -> list[_Row]:
        return [
            _Row(product, label)
            for product in self._of(named)
            for label in product.labels
            if _is_in(label.market, named.market)
            and (not deciding or (label.decides and label.labeled_for_osteoporosis is not None))
        ]

    def _by_market(self, named: Named, rows: Iterable[_Row]) -> list[bool]:
        """What the markets of brands say of which no label row was read."""
        read = {_document(row) for row in rows}
        return [
            market.osteoporosis_indication is not OsteoporosisIndication.NO
            for brand in named.brands or named.owner.brands
            for market in brand.markets
            if market.osteoporosis_indication is not OsteoporosisIndication.UNKNOWN
            and (brand.name, market.region) not in read
            and _is_in(market.region, named.market)
        ]

    def _with_strength(self, rows: Iterable[_Row], written: Strength) -> list[_Row]:
        """The rows of products with a strength; where none has all of its amounts, those with that of the treatment."""
        rows = list(rows)
        found = [row for row in rows if self._has_strength(row.product, written) or self._is_dose(row.label, written)]
        return found or [row for row in rows if self._has_treatment(row.product, written)]

    def _has_treatment(self, product: Product, written: Strength) -> bool:
        """Whether the treatment in a combination has a written amount: units of vitamin D are not converted."""
        amounts = self._amounts_of(product)
        if amounts is None or not isinstance(product.of, Combination):
            return False
        treating = [
            amount
            for amount, medication in zip(amounts.parts, product.of.components, strict=False)
            if medication.role is Role.TREATMENT
        ]
        return bool(treating) and all(any(each.fits(part) for part in written.parts) for each in treating)

    def _has_strength(self, product: Product, written: Strength) -> bool:
        amounts = self._amounts_of(product)
        return amounts is not None and amounts.fits(written)

    def _is_dose(self, label: ProductLabel, written: Strength) -> bool:
        """Whether a strength is written as the dose that a pen gives, and the label gives that dose."""
        if label.dose is None or any(part.per != "dose" for part in written.parts):
            return False
        return self._parsed(label.dose).fits(written)

    def _amounts_of(self, product: Product) -> Strength | None:
        return None if product.strength is None else self._parsed(product.strength)

    def _parsed(self, strength: str) -> Strength:
        if strength not in self._amounts:
            self._amounts[strength] = Strength.parse(strength)
        return self._amounts[strength]

    def _may_have_form(self, product: Product, written: WrittenForm) -> bool:
        """Whether a product may have the form and route that are written.

        Registers call one product by several forms; the route decides where it is known of both.
        """
        if written == NO_FORM:
            return True
        route = product.route or self._forms.implied_route(product.dosage_form)
        if route is not None and written.route is not None:
            return any(
                self._forms.are_compatible(each.strip(), written.route, TermKind.ROUTE) for each in route.split(";")
            )
        return self._forms.are_compatible(product.dosage_form, written.dosage_form, TermKind.FORM)


def components_of(owner: Owner) -> tuple[Medication, ...]:
    """The medications in a combination, or the medication itself."""
    return owner.components if isinstance(owner, Combination) else (owner,)


def names_substance(brand: Brand, owner: Owner) -> bool:
    """Whether a brand is only the name of the substance with that of a company, such as "Ibandronic acid Accord"."""
    written = folded_name(brand.name).split()
    return any(set(folded_name(each.name).split()) <= set(written) for each in components_of(owner))


def _adds_only_supplements(owner: Combination) -> bool:
    """Whether a combination has, beside its treatment, only vitamin D and calcium."""
    calcium = all(name.casefold().startswith("calcium") for name in owner.other_ingredients)
    return calcium and sum(each.role is Role.TREATMENT for each in owner.components) == 1


def _document(row: _Row) -> tuple[str | None, str]:
    return row.product.brand, row.label.market


def _labels(rows: Iterable[_Row]) -> list[bool | None]:
    return [row.label.labeled_for_osteoporosis for row in rows]


def _by_document(rows: Iterable[_Row]) -> list[bool]:
    """For each label document whether some product in it is for osteoporosis."""
    found: dict[tuple[str | None, str], bool] = {}
    for row in rows:
        document = _document(row)
        found[document] = found.get(document, False) or row.label.labeled_for_osteoporosis is True
    return list(found.values())


def _is_of_treatment(label: ProductLabel) -> bool:
    if not label.interval_decides or label.labeled_for_osteoporosis is False:
        return False
    # A regimen of treatment without an interval was read, and is not a plain repeat: it differs from every interval.
    is_without_purpose = not label.purposes and label.interval is not None
    return is_without_purpose or Purpose.TREATMENT in label.purposes


def _is_in(market: str, asked: str | None) -> bool:
    return asked is None or market == asked or (market == "EU" and asked in EUROPE)


ValueT = TypeVar("ValueT")


def agreed(values: Iterable[ValueT | None]) -> ValueT | None:
    """The value on which all agree; None where one is None, two differ, or there is none.

    >>> agreed([True, True]), agreed([True, False]), agreed([])
    (True, None, None)
    """
    found = set(values)
    return found.pop() if len(found) == 1 else None
