"""Annotations: five values for a product string or a code, for tables.

Independent of tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, Protocol

from attrs import Factory, field, fields, frozen

from osteopharm._memory import remember
from osteopharm._tables import JOINER
from osteopharm.model.entities import Combination, DrugClass, Medication, action_of
from osteopharm.model.enums import Role
from osteopharm.model.products import Brand
from osteopharm.names.identification import Identification
from osteopharm.names.matcher import ProductMatcher
from osteopharm.names.normalize import AS_SHAPE, LONGEST_SHAPE
from osteopharm.names.product_context import ProductContext
from osteopharm.names.readings import Readings

MOST_REMEMBERED = 65_536
"""How many readings, and how many strings of known shapes, are remembered."""
MOST_SHAPES = 16_384
"""How many shapes of strings are remembered."""

Row = tuple[str | bool | None, ...]
"""The values of an annotation, in the order of the columns."""


def _values_of(annotation: Annotation) -> Row:
    return tuple(getattr(annotation, column) for column in COLUMNS)


@frozen
class Annotation:
    """The annotation of a product. Several values in one field are joined by semicolons, in alphabetical order.

    Attributes:
        medication: the ids of the medications.
        drug_class: the ids of the classes to which they belong.
        action: antiresorptive, anabolic or both; None for adjuncts.
        brand: the brands.
        labeled_for_osteoporosis: whether the product is labeled for osteoporosis; None if unknown.
        values: the values, in the order of the columns.

    >>> import osteopharm
    >>> annotation_of(osteopharm.load().identify("Fosavance 70 mg/5,600 IU tablets")).medication
    'alendronic-acid; colecalciferol'
    """

    medication: str
    drug_class: str | None
    action: str | None
    brand: str | None
    labeled_for_osteoporosis: bool | None
    values: Row = field(init=False, default=Factory(_values_of, takes_self=True))


COLUMNS: tuple[str, ...] = tuple(each.name for each in fields(Annotation) if each.init)
"""The names of the values, in order; the last is a boolean, the others are text."""


class Found(Protocol):
    """What was found in a product string, or behind a code."""

    @property
    def medications(self) -> tuple[Medication, ...]:
        """The medications."""
        ...

    @property
    def brands(self) -> tuple[Brand, ...]:
        """The brands."""
        ...

    @property
    def labeled_for_osteoporosis(self) -> bool | None:
        """Whether it is labeled for osteoporosis."""
        ...


def annotation_of(found: Found) -> Annotation:
    """The annotation of a product in which something was found."""
    medications = found.medications
    return Annotation(
        medication=_joined(medication.id for medication in medications) or "",
        drug_class=_classes(medications),
        action=action_of(each for each in medications if each.role is Role.TREATMENT),
        brand=_joined(brand.name for brand in found.brands),
        labeled_for_osteoporosis=found.labeled_for_osteoporosis,
    )


class AnnotationCache:
    """Annotates product strings and caches by what is read in them: a table has few of these in many strings.

    Args:
        matcher: finds the names in a string.
        context: what is looked up beside the names.
    """

    def __init__(self, matcher: ProductMatcher, context: ProductContext) -> None:
        self._matcher, self._context = matcher, context
        self._readings = Readings(context.forms.words, context.words_of_partners, matcher.stretches)
        # None where the reading does not decide.
        self._known: dict[tuple[object, ...], tuple[Row, ...] | None] = {}
        # For the shape of a string, itself and what gives the figures that may tell something; the rows with these.
        self._figures_in: dict[bytes, tuple[bytes, itemgetter[Any]]] = {}
        self._by_figures: dict[tuple[bytes, object], tuple[Row, ...]] = {}

    def of(self, text: str) -> tuple[Row, ...]:
        """The values of the annotation of a string, as `annotation_of` gives it; none where nothing is identified."""
        if len(text) > LONGEST_SHAPE:
            return self._read(text)[0]
        shape = text.encode("utf-8", "surrogatepass").translate(AS_SHAPE)
        known = self._figures_in.get(shape)
        if known is not None:
            shape, figures_in = known
            key = shape, figures_in(text)
            rows = self._by_figures.get(key)
            if rows is None:
                rows = remember(self._by_figures, key, self._read(text)[0], MOST_REMEMBERED)
            return rows
        rows, any_figures = self._read(text)
        if any_figures:
            places: list[Any] = self._readings.places_of_figures(text)
            remember(self._figures_in, shape, (shape, itemgetter(*places)), MOST_SHAPES)
        return rows

    def _read(self, text: str) -> tuple[tuple[Row, ...], bool]:
        """The values for a string, by its reading; and whether each string of its shape with such figures has them."""
        reading = self._readings.of(text)
        known = None if reading is None else self._known.get(reading)
        if known is not None:
            return known, self._matcher.names_in(text).any_figures
        names = self._matcher.names_in(text)
        found = Identification(text, names)
        if reading is None:
            return _rows(found), False
        key: tuple[object, ...] = reading
        # Of a string without a strength, a number after a name may tell something.
        if reading in self._known or not names.follow or found.strength is None:
            self._known[reading] = None
            numbers = self._context.bare_numbers(text, names.hits(text))
            key = (reading, tuple(map(id, names.senses)), numbers)
            known = self._known.get(key)
        if known is None:
            known = _rows(found)
            remember(self._known, key, known, MOST_REMEMBERED)
        return known, names.any_figures


def _rows(found: Identification) -> tuple[Row, ...]:
    return (annotation_of(found).values,) if found else ()


def annotations_of(found: Identification, combinations: Iterable[Combination]) -> tuple[Annotation, ...]:
    """The annotation of each medication in a product, in the order of their ids.

    Class, action and brand are those of the medication; the labeling is that of the product.

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
