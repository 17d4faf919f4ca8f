"""The kinds of record that a compendium holds, in the order in which they link, and all records side by side.

Every other room that goes through "all kinds" takes them from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from attrs import frozen

from osteopharm.model.causality import Mechanism
from osteopharm.model.documents import Document
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, Source
from osteopharm.model.evidence import Bearing, Disclosure, EvidenceClaim

Record = Source | Entity | EvidenceClaim | Mechanism | Disclosure | Bearing
"""Anything that a compendium holds."""

KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "sources": Document,
        "drug_classes": DrugClass,
        "medications": Medication,
        "concepts": Concept,
        "claims": EvidenceClaim,
        "mechanisms": Mechanism,
        "disclosures": Disclosure,
        "bearings": Bearing,
    }
)
"""The kinds of record under the names of their collections; each links only to itself and those above it."""


@frozen(kw_only=True)
class Records:
    """The records of every kind, before or after they are known to be consistent."""

    sources: tuple[Source, ...] = ()
    drug_classes: tuple[DrugClass, ...] = ()
    medications: tuple[Medication, ...] = ()
    concepts: tuple[Concept, ...] = ()
    claims: tuple[EvidenceClaim, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    bearings: tuple[Bearing, ...] = ()

    def of(self, kind: str) -> tuple[Record, ...]:
        """The records of one of the `KINDS`."""
        found: tuple[Record, ...] = getattr(self, kind)
        return found

    def __iter__(self) -> Iterator[Record]:
        return chain.from_iterable(map(self.of, KINDS))

    @property
    def entities(self) -> Iterator[Entity]:
        """The classes, medications and concepts."""
        return chain(self.drug_classes, self.medications, self.concepts)


def noun(kind: str, count: int = 1) -> str:
    """What the records of one of the `KINDS` are called, as ``drug class`` or ``drug classes``.

    >>> noun("drug_classes"), noun("claims", 2)
    ('drug class', 'claims')
    """
    plural = kind.replace("_", " ")
    if count != 1:
        return plural
    return plural.removesuffix("es") if plural.endswith("sses") else plural.removesuffix("s")
