"""Which codes belong to a list: those of the asked medications, combinations, routes, forms, markets and labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from attrs import evolve, frozen

from osteopharm.codelists.codelist import Codelist, CodelistRow
from osteopharm.errors import UnknownValueError
from osteopharm.model.entities import Combination, DrugClass, Medication, lineage
from osteopharm.model.enums import Role
from osteopharm.model.identifiers import SYSTEMS, Identifier
from osteopharm.model.product_level import DosageForm, Product, ProductCode, TermKind
from osteopharm.model.sources import Label, Registry, Source
from osteopharm.model.strengths import Strength
from osteopharm.names.codes import IN_IDENTIFIERS_ONLY, CodeMatch, Codes, identifiers_of, system_of
from osteopharm.names.dosage_forms import DosageForms
from osteopharm.names.market import market_code

Owner = Medication | Combination
DEFAULT_SYSTEMS = frozenset(SYSTEMS) - (IN_IDENTIFIERS_ONLY - {"atc"})
"""The systems of health records and registers; those of chemistry are listed only where they are named."""
_Labels = tuple[bool | None, str | None, tuple[str, ...], tuple[str, ...]]
"""Whether a code is labeled for osteoporosis, why it does not decide that, and the billed units that do or do not."""
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


@frozen(kw_only=True)
class Request:
    """What a list is asked to contain; None where all is wanted."""

    owners: tuple[Owner, ...]
    title: str
    systems: frozenset[str] = DEFAULT_SYSTEMS
    labeled_for_osteoporosis: bool | None = None
    route: str | None = None
    dosage_form: str | None = None
    market: str | None = None
    registers: str | None = None
    """The market whose registers count, where it is not that of the labels."""


class Selector:
    """Finds the codes of lists.

    Args:
        medications: the medications.
        combinations: the combinations.
        product_codes: the codes of registers.
        products: the products, whose strengths tell how many units are billed.
        codes: what the codes mean.
        forms: the vocabulary of dosage forms and routes.
        terms: its terms.
    """

    def __init__(
        self,
        *,
        medications: Iterable[Medication],
        combinations: Iterable[Combination],
        product_codes: Iterable[ProductCode],
        products: Iterable[Product],
        codes: Codes,
        forms: DosageForms,
        terms: Iterable[DosageForm],
    ) -> None:
        self.medications, self.combinations = tuple(medications), tuple(combinations)
        self.codes = codes
        self._product_codes, self._products = tuple(product_codes), tuple(products)
        self._forms, self._terms = forms, tuple(terms)
        self._known: dict[tuple[str, str, str | None], CodelistRow] = {}
        self._answers: dict[tuple[object, ...], _Labels] = {}

    def request(
        self,
        what: Sequence[DrugClass | Owner],
        systems: str | Iterable[str] | None,
        labeled_for_osteoporosis: bool | None,
        route: str | None,
        dosage_form: str | None,
        market: str | None,
    ) -> Request:
        """What is asked, checked.

        Raises:
            UnknownValueError: a system, route, dosage form or market is unknown.
        """
        asked = None if market is None else market_code(market)
        names = [each.name for each in what] or ["osteoporosis treatments"]
        labels = {True: "labeled for osteoporosis", False: "not labeled for osteoporosis", None: None}
        parts = (" or ".join(names), labels[labeled_for_osteoporosis], route, dosage_form, asked)
        if isinstance(systems, str):
            systems = [systems]
        return Request(
            owners=self.owners(what),
            title=", ".join(part for part in parts if part),
            systems=DEFAULT_SYSTEMS if systems is None else frozenset(map(system_of, systems)),
            labeled_for_osteoporosis=labeled_for_osteoporosis,
            route=self._term("route", route, TermKind.ROUTE),
            dosage_form=self._term("dosage_form", dosage_form, TermKind.FORM),
            market=asked,
        )

    def _term(self, axis: str, name: str | None, kind: TermKind) -> str | None:
        known = [term.name for term in self._terms if term.kind is kind]
        if name is not None and name not in known:
            raise UnknownValueError(axis, name, known)
        return name

    def owners(self, what: Iterable[DrugClass | Owner]) -> tuple[Owner, ...]:
        """The medications that some entities mean, and the combinations that contain them; by default treatments."""
        asked = tuple(what)
        medications = [
            medication
            for medication in self.medications
            if (medication.role is Role.TREATMENT if not asked else any(each in lineage(medication) for each in asked))
        ]
        combinations = [
            combination
            for combination in self.combinations
            if combination in asked or not set(combination.components).isdisjoint(medications)
        ]
        return (*medications, *combinations)

    def select(self, request: Request) -> Codelist:
        """The list."""
        rows, undecided = [], []
        for owner in request.owners:
            for system, code in self._codes_of.get(owner.id, ()):
                if system not in request.systems:
                    continue
                row = self.row(system, code, request.market)
                fits, reason = self._fits(row, request)
                if fits:
                    rows.append(row)
                elif reason is not None:
                    undecided.append(evolve(row, undecided=reason))
        asked = (request.labeled_for_osteoporosis, request.route, request.dosage_form)
        return Codelist.of(rows, request.title, undecided, is_restricted=asked != (None, None, None))

    def row(self, system: str, code: str, market: str | None = None) -> CodelistRow:
        """A known code with what it means."""
        key = (system, code, market)
        if key not in self._known:
            self._known[key] = self._made(self.codes.look_up(code, system=system, market=market))
        return self._known[key]

    def is_listed(self, system: str, code: str) -> bool:
        """Whether a register gives a code, so that lists can have it."""
        return code in self._codes_in.get(system, ())

    def below(self, system: str, code: str) -> list[str]:
        """The codes of a system that begin like one: those in a group of ATC, or the packages of a product."""
        return sorted(each for each in self._codes_in.get(system, ()) if each.startswith(code) and each != code)

    @cached_property
    def _codes_in(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for codes in self._codes_of.values():
            for system, code in codes:
                found.setdefault(system, set()).add(code)
        return found

    def other_uses(self, row: CodelistRow) -> list[str]:
        """The brands, or strengths, that a code without a strength covers and no label has for osteoporosis."""
        if row.strengths and len(row.brands) <= 1:
            return []
        found: dict[str, set[bool]] = {}
        for product in (each for entity in row.entities for each in self._products_of.get(entity.id, ())):
            if not row.brands or product.brand in row.brands:
                named = product.brand or product.strength
                labels = {each.labeled_for_osteoporosis for each in product.labels if each.decides} - {None}
                if named and labels:
                    found.setdefault(named, set()).update(label is True for label in labels)
        return sorted(named for named, labels in found.items() if labels == {False})

    def uses(self, row: CodelistRow) -> list[str]:
        """What the labels of the products of a code give as its indications, where osteoporosis is not among them."""
        found: dict[str, None] = {}
        for entity in row.entities:
            for product in self._products_of.get(entity.id, ()):
                is_brand = not row.brands or product.brand in row.brands
                if is_brand and (not row.strengths or product.strength in row.strengths):
                    labels = (each for each in product.labels if each.labeled_for_osteoporosis is False)
                    found |= dict.fromkeys(use for each in labels for use in each.indications)
        return [*found]

    def _fits(self, row: CodelistRow, request: Request) -> tuple[bool, str | None]:
        """Whether a code belongs to a list; where it does not decide, why."""
        registers = request.registers or request.market
        if registers is not None and row.market not in (None, registers):
            return False, None
        undecided = None
        for wanted, kind, known in (
            (request.route, TermKind.ROUTE, self._routes(row)),
            (request.dosage_form, TermKind.FORM, self._forms_of(row)),
        ):
            if wanted is None:
                continue
            within = {self._forms.is_within(each, wanted, kind) for each in known}
            if within == {False}:
                return False, None
            if within != {True}:
                undecided = undecided or f"the code does not decide the {kind.value.replace('form', 'dosage form')}"
        wanted_label = request.labeled_for_osteoporosis
        if wanted_label is not None:
            units = row.billed_units if wanted_label else row.other_units
            if row.labeled_for_osteoporosis is (not wanted_label):
                return False, None
            if row.labeled_for_osteoporosis is None and not units:
                undecided = undecided or row.undecided
        return undecided is None, undecided

    def _routes(self, row: CodelistRow) -> set[str]:
        """The routes of a code; where its register gives none, those of all products of the same kind."""
        routes: set[str] = set()
        for product in row.products:
            own = product.route or self._forms.implied_route(product.dosage_form)
            routes |= {own} if own else self._routes_like(product)
        if not row.products:
            routes = {
                each.route for entity in row.entities for each in self._products_of.get(entity.id, ()) if each.route
            }
        return {each.strip() for route in routes for each in route.split(";")}

    def _routes_like(self, product: Product) -> set[str]:
        """The routes of the products of the same medication with a form that can be the same, of its brand if known."""
        alike = [
            each
            for each in self._products_of.get(product.of.id, ())
            if each.route and self._forms.are_compatible(each.dosage_form, product.dosage_form, TermKind.FORM)
        ]
        branded = [each for each in alike if each.brand == product.brand]
        return {each.route for each in branded or alike if each.route}

    @cached_property
    def _products_of(self) -> Mapping[str, Sequence[Product]]:
        """The products of each medication or combination."""
        found: dict[str, list[Product]] = {}
        for product in self._products:
            found.setdefault(product.of.id, []).append(product)
        return found

    def _forms_of(self, row: CodelistRow) -> set[str]:
        return {product.dosage_form for product in row.products if product.dosage_form}

    def _made(self, match: CodeMatch) -> CodelistRow:
        identifiers = self._identifiers.get(match.curie, ())
        records = match.records
        label, undecided, billed, others = self._labels(match)
        sources = [each.source for each in records]
        sources += [source for identifier, _, _ in identifiers for source in identifier.sources]
        known = (each.identifies for each in records)
        ends = {each.valid_until for each in records}
        brands = tuple(brand.name for brand in match.brands)
        owners = [each.of if isinstance(each, Product) else each for each in (each.identifies for each in records)]
        owners += [owner for _, owner, _ in identifiers]
        return CodelistRow(
            system=match.system,
            code=match.code,
            term=_term(records, brands) if records else identifiers[0][2],
            entities=tuple(dict.fromkeys(owners)),
            brands=brands,
            products=tuple(dict.fromkeys(each for each in known if isinstance(each, Product))),
            labeled_for_osteoporosis=label,
            undecided=undecided,
            unit=next((each.unit for each in records if each.unit), None),
            billed_units=billed,
            other_units=others,
            market=next((each.market for each in records if each.market), None),
            sources=tuple(dict.fromkeys(sources)),
            date=max(filter(None, map(date_of, sources)), default=None),
            valid_until=max(filter(None, ends)) if ends and None not in ends else None,
            note=next((each.note for each in records if each.note), None),
        )

    def _labels(self, match: CodeMatch) -> _Labels:
        """What a code is labeled for: one answer for all codes of the same product in the same markets."""
        named = (term for _, _, term in self._identifiers.get(match.curie, ()))
        records = ((each.identifies.id, each.market, each.unit) for each in match.records)
        key = (match.market, *named, *records)
        if key not in self._answers:
            label = match.labeled_for_osteoporosis
            if label is None:
                self._answers[key] = (None, match.undecided, *self._units(match))
            else:
                self._answers[key] = (label, None, (), ())
        return self._answers[key]

    def _units(self, match: CodeMatch) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """How many billed units are labeled for osteoporosis, and how many are not."""
        units = [each.unit for each in match.records if each.unit and not each.unit.startswith("up to")]
        if not units:
            return (), ()
        one = Strength.parse(units[0]).parts[0]
        owners = {target for record in match.records for target in _owners(record)}
        amounts = {
            part.value / one.value
            for product in self._products
            if product.of in owners and product.strength is not None
            for part in Strength.parse(product.strength).parts
            if part.unit == one.unit
        }
        found: dict[bool | None, list[str]] = {True: [], False: [], None: []}
        for amount in sorted(amounts):
            if amount.denominator == 1:
                billed = self.codes.look_up(match.code, system=match.system, units=amount, market=match.market)
                found[billed.labeled_for_osteoporosis].append(str(amount.numerator))
        return tuple(found[True]), tuple(found[False])

    @cached_property
    def _identifiers(self) -> Mapping[str, Sequence[tuple[Identifier, Owner, str]]]:
        """The identifiers of medications, combinations and brands, each with what it names."""
        found: dict[str, list[tuple[Identifier, Owner, str]]] = {}
        owners: tuple[Owner, ...] = (*self.medications, *self.combinations)
        for owner in owners:
            for identifier, brand in identifiers_of(owner):
                name = owner.name if brand is None else brand.name
                term = f"{name} ({identifier.form})" if identifier.form else name
                found.setdefault(identifier.curie, []).append((identifier, owner, term))
        return found

    @cached_property
    def _codes_of(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """The systems and codes of each medication and combination."""
        found: dict[str, dict[tuple[str, str], None]] = {}
        for named in self._identifiers.values():
            for identifier, owner, _ in named:
                found.setdefault(owner.id, {})[identifier.prefix, identifier.local] = None
        for record in self._product_codes:
            for owner in _owners(record):
                found.setdefault(owner.id, {})[record.system, record.code] = None
        return found


def _owners(record: ProductCode) -> tuple[Owner, ...]:
    known = record.identifies
    return (known.of if isinstance(known, Product) else known,)


def date_of(source: Source) -> str | None:
    """The date of a source, where it has one.

    >>> import osteopharm
    >>> date_of(osteopharm.load().sources["rxnorm-2025-10-06"])
    '2025-10-06'
    """
    if isinstance(source, Registry):
        found = _DATE.fullmatch(source.release)
        return found[0] if found else None
    return source.date if isinstance(source, Label) else None


def _term(records: Sequence[ProductCode], brands: Sequence[str]) -> str:
    """The longest of the terms of a code, or all of its brands where there is none but their names."""
    longest = max((each.term for each in records), key=len)
    return " / ".join(brands) if longest in brands else longest
