"""What is told of a product string or a code in one flat row: five values, for tables.

Holds no table and knows none. What a string or code holds comes from the rooms beside this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from attrs import astuple, evolve, fields, frozen

from osteopharm.errors import UnknownValueError
from osteopharm.model.entities import Combination, DrugClass, Medication, Product, action_of
from osteopharm.model.enums import Role
from osteopharm.model.identifiers import SYSTEMS
from osteopharm.model.products import Brand
from osteopharm.names.identification import Identification
from osteopharm.names.lexicon import LexiconEntry

JOINER = "; "
"""What stands between several values of one kind."""

ALIASES = {"rxcui": "rxnorm", "rxnorm cui": "rxnorm", "pubchem": "pubchem.compound", "pubchem cid": "pubchem.compound"}
"""Other words for a system of codes, as tables write them."""


BEYOND_CODES = 10**18
"""No system has a number as its code that is so large."""


@frozen
class Annotation:
    """What is told of a product. Several values of one kind are joined by semicolons, in the order of the alphabet.

    Attributes:
        medication: the ids of the medications.
        drug_class: the ids of the classes to which they belong.
        action: antiresorptive, anabolic or both; None for what is given beside a treatment.
        brand: the brands.
        labeled_for_osteoporosis: whether the product is labeled for osteoporosis; None where that does not follow.

    >>> import osteopharm
    >>> annotation_of(osteopharm.load().identify("Fosavance 70 mg/5,600 IU tablets")).medication
    'alendronic-acid; colecalciferol'
    """

    medication: str
    drug_class: str | None
    action: str | None
    brand: str | None
    labeled_for_osteoporosis: bool | None

    @property
    def values(self) -> tuple[str | bool | None, ...]:
        """The values, in the order of the columns."""
        return astuple(self)


COLUMNS: tuple[str, ...] = tuple(each.name for each in fields(Annotation))
"""The names of the values, in order; the last is a truth value, the others are text."""

Coder = Callable[[object], Identification | None]
"""From a code, as a table has it, to what it stands for; None where it stands for nothing that is known here."""


def annotation_of(found: Identification) -> Annotation:
    """What is told of a product taken as a whole. Something was found in it."""
    medications = found.medications
    return Annotation(
        medication=_joined(medication.id for medication in medications) or "",
        drug_class=_classes(medications),
        action=action_of(each for each in medications if each.role is Role.TREATMENT),
        brand=_joined(brand.name for brand in found.brands),
        labeled_for_osteoporosis=found.labeled_for_osteoporosis,
    )


class AnnotationCache:
    """Tells of products, and remembers what the same names were told: a table has few of them, in many strings."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], Annotation] = {}

    def __call__(self, found: Identification) -> Annotation:
        """What is told of a product taken as a whole, as `annotation_of` does."""
        names = found.fingerprint
        known = self._known.get(names)
        if known is None:
            known = self._known[names] = annotation_of(found)
            return known
        # All follows from the names but this, for which strengths count too.
        labeled = found.labeled_for_osteoporosis
        return known if labeled is known.labeled_for_osteoporosis else evolve(known, labeled_for_osteoporosis=labeled)


def annotations_of(found: Identification, combinations: Iterable[Combination]) -> tuple[Annotation, ...]:
    """What is told of each medication in a product, in the order of their ids.

    Class, action and brand are those of the medication; what the product is labeled for holds of the product,
    and so stands with each.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> for each in annotations_of(compendium.identify("Fosavance"), compendium.combinations.values()):
    ...     print(each.medication, each.action, each.brand)
    alendronic-acid antiresorptive Fosavance
    colecalciferol None Fosavance
    """
    holding = [(combination.components, combination.brands) for combination in combinations] if found.brands else []
    return tuple(
        Annotation(
            medication=medication.id,
            drug_class=_classes((medication,)),
            action=action_of((medication,) if medication.role is Role.TREATMENT else ()),
            brand=_joined(brand.name for brand in found.brands if _is_of(brand, medication, holding)),
            labeled_for_osteoporosis=found.labeled_for_osteoporosis,
        )
        for medication in sorted(found.medications, key=lambda each: each.id)
    )


def coder(system: str, medications: Iterable[Medication], combinations: Iterable[Combination]) -> Coder:
    """What looks up the codes of one system.

    A code may be a whole number, stand in any case, after zeros, or after the name of its system
    (``rxnorm:46041``, ``RxCUI 46041``). Only what stands for one product is found; the code of a group says of no
    row which of its members is meant.

    Raises:
        UnknownValueError: the system is not known here.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> find = coder("rxnorm", compendium.medications.values(), compendium.combinations.values())
    >>> [find(code) for code in (46041, "0046041", "RxCUI 46041")]
    [<Identification: alendronic-acid>, <Identification: alendronic-acid>, <Identification: alendronic-acid>]
    """
    named = system.casefold()
    prefix = ALIASES.get(named, named)
    if prefix not in SYSTEMS:
        raise UnknownValueError("system", system, SYSTEMS)
    known: dict[str, Identification] = {}
    combinations = tuple(combinations)
    products: tuple[Product, ...] = (*medications, *combinations)
    for product in products:
        senses = [(product.identifiers, LexiconEntry(product, product.name))]
        senses += [(brand.identifiers, LexiconEntry(product, brand.name, brand)) for brand in product.brands]
        for identifiers, sense in senses:
            found = Identification(sense.name, ((0, len(sense.name), sense),), combinations)
            known.update((each.local.casefold(), found) for each in identifiers if each.prefix == prefix)
    words = "|".join(re.escape(word) for word in sorted({prefix, named, *_aliases_of(prefix)}, key=len, reverse=True))
    before = re.compile(rf"(?:{words})\s*[:=\s]\s*")
    # Where no code of a system begins with a zero, zeros before one were put there to fill a field.
    is_padded = SYSTEMS[prefix].form.pattern.startswith("[1-9]")

    def find(code: object) -> Identification | None:
        written = _written(code)
        if found := before.match(written):
            written = written[found.end() :]
        return known.get(written.lstrip("0") if is_padded else written)

    return find


def _aliases_of(prefix: str) -> list[str]:
    return [alias for alias, stands_for in ALIASES.items() if stands_for == prefix]


def _written(code: object) -> str:
    """A code as text; a whole number that was read as a fraction is written as a whole number."""
    if isinstance(code, float | Decimal) and -BEYOND_CODES < code < BEYOND_CODES and code == int(code):
        code = int(code)
    return str(code).strip().casefold().removesuffix(".0")


def _classes(medications: Iterable[Medication]) -> str | None:
    classes: list[DrugClass] = [each for medication in medications for each in medication.classes]
    return _joined(each.id for each in classes)


def _joined(values: Iterable[str]) -> str | None:
    return JOINER.join(sorted(set(values))) or None


def _is_of(
    brand: Brand, medication: Medication, holding: Sequence[tuple[tuple[Medication, ...], tuple[Brand, ...]]]
) -> bool:
    if brand in medication.brands:
        return True
    return any(medication in components and brand in brands for components, brands in holding)
