"""The types of record that a compendium holds, and all of their records side by side.

To add a type of record, write its class and list it here. What goes through "all types" takes them from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import TypeVar, overload

from osteopharm.model._record import Immutable, Record
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.companies import Company, Disclosure
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Concept, DrugClass, Entity, Medication
from osteopharm.model.lookalikes import LookAlike, LookAlikePattern, SpellingRule
from osteopharm.model.mechanisms import Mechanism
from osteopharm.model.product_level import DosageForm, Product, ProductCode
from osteopharm.model.sources import Label, Publication, Registry
from osteopharm.model.studies import Overlap

RECORD_TYPES: tuple[type[Record], ...] = (
    Document,
    Registry,
    Label,
    Publication,
    Company,
    DrugClass,
    Medication,
    Combination,
    Concept,
    EvidenceClaim,
    Mechanism,
    Disclosure,
    ClaimLink,
    Overlap,
    LookAlike,
    LookAlikePattern,
    SpellingRule,
    DosageForm,
    Product,
    ProductCode,
)
"""The types of record, in the order in which files and pages list them."""

KINDS: Mapping[str, type[Record]] = MappingProxyType({each.plural: each for each in RECORD_TYPES})
"""The types of record by their plural, which is their name in files."""

COLLECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        collection: tuple(kind for kind, each in KINDS.items() if each.collection == collection)
        for collection in dict.fromkeys(each.collection for each in RECORD_TYPES)
    }
)
"""The collections of a compendium, each with the kinds of record in it."""

RecordT = TypeVar("RecordT", bound=Record)


class Records(Immutable):
    """Records of every type, each type in a fixed order.

    Args:
        records: the records, of any types in any order.

    >>> import osteopharm
    >>> records = osteopharm.load().records
    >>> len(records.of(Medication)), records.of("medications") == records.of(Medication)
    (37, True)
    """

    __slots__ = ("_by_type",)

    _by_type: Mapping[type[Record], tuple[Record, ...]]

    def __init__(self, records: Iterable[Record] = ()) -> None:
        by_type: dict[type[Record], list[Record]] = {each: [] for each in RECORD_TYPES}
        for record in records:
            by_type[type(record)].append(record)
        object.__setattr__(self, "_by_type", {each: tuple(found) for each, found in by_type.items()})

    @overload
    def of(self, kind: type[RecordT]) -> tuple[RecordT, ...]: ...
    @overload
    def of(self, kind: str) -> tuple[Record, ...]: ...
    def of(self, kind: type[Record] | str) -> tuple[Record, ...]:
        """The records of one type, or of one of the `KINDS` or `COLLECTIONS` by its name."""
        if isinstance(kind, str):
            return tuple(chain.from_iterable(self._of(KINDS[each]) for each in COLLECTIONS.get(kind, (kind,))))
        return self._of(kind)

    def _of(self, record_type: type[Record]) -> tuple[Record, ...]:
        return self._by_type[record_type]

    def find(self, id: str, types: tuple[type[Record], ...]) -> Record:
        """The record of one of some types that has an id, which there must be.

        >>> import osteopharm
        >>> Records(osteopharm.load().medications.values()).find("denosumab", (DrugClass, Medication)).name
        'denosumab'
        """
        return next(record for each in types for record in self._of(each) if record.id == id)

    def __iter__(self) -> Iterator[Record]:
        return chain.from_iterable(map(self._of, RECORD_TYPES))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Records):
            return NotImplemented
        return all(self.of(each) == other.of(each) for each in RECORD_TYPES)

    def __hash__(self) -> int:
        return hash(tuple(record.id for record in self))

    def __reduce__(self) -> tuple[type[Records], tuple[tuple[Record, ...]]]:
        return Records, (tuple(self),)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The classes, medications and concepts."""
        return (*self.of(DrugClass), *self.of(Medication), *self.of(Concept))


def noun(kind: str, count: int = 1) -> str:
    """The name of one of the `KINDS` or `COLLECTIONS` in text, such as ``drug class`` or ``drug classes``.

    >>> noun("drug_classes"), noun("claims", 2)
    ('drug class', 'claims')
    """
    plural = kind.replace("_", " ")
    if count != 1:
        return plural
    if plural.endswith("ies"):
        return plural.removesuffix("ies") + "y"
    return plural.removesuffix("es") if plural.endswith("sses") else plural.removesuffix("s")
