"""The types of record that a compendium holds, and all of their records side by side.

To add a type of record, write its class and list it here. What goes through "all types" takes them from here. A class
is imported when it is first needed: finding names needs few of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, overload

from osteopharm.model._immutable import Immutable

if TYPE_CHECKING:
    from osteopharm.model._record import Record
    from osteopharm.model.entities import Entity

# The collection of a compendium that holds each kind of record, and where its class is.
_HOMES = {
    "documents": ("sources", "documents", "Document"),
    "registries": ("sources", "sources", "Registry"),
    "labels": ("sources", "sources", "Label"),
    "publications": ("sources", "sources", "Publication"),
    "companies": ("companies", "companies", "Company"),
    "drug_classes": ("drug_classes", "entities", "DrugClass"),
    "medications": ("medications", "entities", "Medication"),
    "combinations": ("combinations", "entities", "Combination"),
    "concepts": ("concepts", "entities", "Concept"),
    "claims": ("claims", "claims", "EvidenceClaim"),
    "mechanisms": ("mechanisms", "mechanisms", "Mechanism"),
    "disclosures": ("disclosures", "companies", "Disclosure"),
    "claim_links": ("claim_links", "claims", "ClaimLink"),
    "overlaps": ("overlaps", "studies", "Overlap"),
    "look_alikes": ("look_alikes", "lookalikes", "LookAlike"),
    "look_alike_patterns": ("look_alike_patterns", "lookalikes", "LookAlikePattern"),
    "spelling_rules": ("spelling_rules", "lookalikes", "SpellingRule"),
    "dosage_forms": ("dosage_forms", "product_level", "DosageForm"),
    "products": ("products", "product_level", "Product"),
    "product_codes": ("product_codes", "product_level", "ProductCode"),
}


class _Kinds(Mapping[str, "type[Record]"]):
    """The types of record by their plural; each is imported when it is first asked for."""

    def __getitem__(self, kind: str) -> type[Record]:
        _, module, name = _HOMES[kind]
        found: type[Record] = getattr(import_module(f"osteopharm.model.{module}"), name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)

    def __contains__(self, kind: object) -> bool:
        return kind in _HOMES


KINDS: Mapping[str, type[Record]] = _Kinds()
"""The types of record by their plural, which is their name in files, in the order in which files list them."""

COLLECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        collection: tuple(kind for kind, (each, *_) in _HOMES.items() if each == collection)
        for collection in dict.fromkeys(each for each, *_ in _HOMES.values())
    }
)
"""The collections of a compendium, each with the kinds of record in it."""

RECORD_TYPES: tuple[type[Record], ...]
"""The types of record, in that order. All of them are imported when this is first asked for."""


def __getattr__(name: str) -> object:
    if name != "RECORD_TYPES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = tuple(KINDS.values())
    return found


RecordT = TypeVar("RecordT", bound="Record")


class Records(Immutable):
    """Records of every type, each type in a fixed order.

    Args:
        records: the records, of any types in any order.

    >>> import osteopharm
    >>> from osteopharm.model import Medication
    >>> records = osteopharm.load().records
    >>> len(records.of(Medication)), records.of("medications") == records.of(Medication)
    (37, True)
    """

    __slots__ = ("_by_type",)

    _by_type: Mapping[type[Record], tuple[Record, ...]]

    def __init__(self, records: Iterable[Record] = ()) -> None:
        by_type: dict[type[Record], list[Record]] = {each: [] for each in KINDS.values()}
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
        >>> from osteopharm import DrugClass, Medication
        >>> Records(osteopharm.load().medications.values()).find("denosumab", (DrugClass, Medication)).name
        'denosumab'
        """
        return next(record for each in types for record in self._of(each) if record.id == id)

    def __iter__(self) -> Iterator[Record]:
        return chain.from_iterable(map(self._of, KINDS.values()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Records):
            return NotImplemented
        return all(self.of(each) == other.of(each) for each in KINDS)

    def __hash__(self) -> int:
        return hash(tuple(record.id for record in self))

    def __reduce__(self) -> tuple[type[Records], tuple[tuple[Record, ...]]]:
        return Records, (tuple(self),)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The classes, medications and concepts."""
        from osteopharm.model.entities import Concept, DrugClass, Medication

        return (*self.of(DrugClass), *self.of(Medication), *self.of(Concept))


def kind_in_words(kind: str, count: int = 1) -> str:
    """The name of one of the `KINDS` or `COLLECTIONS` in text, such as ``drug class`` or ``drug classes``.

    >>> kind_in_words("drug_classes"), kind_in_words("claims", 2)
    ('drug class', 'claims')
    """
    plural = kind.replace("look_alike", "look-alike").replace("_", " ")
    if count != 1:
        return plural
    if plural.endswith("ies"):
        return plural.removesuffix("ies") + "y"
    return plural.removesuffix("es") if plural.endswith("sses") else plural.removesuffix("s")
