"""The kinds of record that a compendium holds, in the order in which they link, and all records side by side.

Every other room that goes through "all kinds" takes them from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any

from attrs import frozen

from osteopharm.model.claims import ClaimLink, Disclosure, EvidenceClaim
from osteopharm.model.companies import Company
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Concept, DrugClass, Entity, Medication
from osteopharm.model.lookalikes import LookAlike, SpellingRule
from osteopharm.model.mechanisms import Mechanism
from osteopharm.model.sources import Label, Publication, Registry, Source
from osteopharm.model.studies import Overlap

Record = (
    Source
    | Entity
    | Combination
    | EvidenceClaim
    | Mechanism
    | Disclosure
    | ClaimLink
    | Overlap
    | LookAlike
    | SpellingRule
    | Company
)
"""Anything that a compendium holds."""

KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "documents": Document,
        "registries": Registry,
        "labels": Label,
        "publications": Publication,
        "companies": Company,
        "drug_classes": DrugClass,
        "medications": Medication,
        "combinations": Combination,
        "concepts": Concept,
        "claims": EvidenceClaim,
        "mechanisms": Mechanism,
        "disclosures": Disclosure,
        "claim_links": ClaimLink,
        "overlaps": Overlap,
        "look_alikes": LookAlike,
        "spelling_rules": SpellingRule,
    }
)
"""The kinds of record, each linking only to itself and those above it."""

SOURCE_KINDS = ("documents", "registries", "labels", "publications")
"""The kinds that stand together in one collection, `sources`."""

COLLECTIONS = ("sources", *(kind for kind in KINDS if kind not in SOURCE_KINDS))
"""The collections of a compendium."""

LISTED_KINDS = tuple(kind for kind in KINDS if kind not in ("documents", "disclosures"))
"""The kinds that a compendium in JSON lists beside its documents; a document brings its own claims and disclosures."""


@frozen(kw_only=True)
class Records:
    """The records of every kind, before or after they are known to be consistent."""

    documents: tuple[Document, ...] = ()
    registries: tuple[Registry, ...] = ()
    labels: tuple[Label, ...] = ()
    publications: tuple[Publication, ...] = ()
    companies: tuple[Company, ...] = ()
    drug_classes: tuple[DrugClass, ...] = ()
    medications: tuple[Medication, ...] = ()
    combinations: tuple[Combination, ...] = ()
    concepts: tuple[Concept, ...] = ()
    claims: tuple[EvidenceClaim, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    claim_links: tuple[ClaimLink, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    spelling_rules: tuple[SpellingRule, ...] = ()

    @classmethod
    def with_sources(cls, sources: Iterable[Source], **others: Any) -> Records:
        """Records of which the sources are given all together, and the others kind by kind."""
        given = tuple(sources)
        parts: dict[str, Any] = {
            kind: tuple(each for each in given if isinstance(each, KINDS[kind])) for kind in SOURCE_KINDS
        }
        return cls(**parts, **others)

    def of(self, kind: str) -> tuple[Record, ...]:
        """The records of one of the `KINDS` or `COLLECTIONS`."""
        found: tuple[Record, ...] = getattr(self, kind)
        return found

    def __iter__(self) -> Iterator[Record]:
        return chain.from_iterable(map(self.of, KINDS))

    def quoting(self, document: Document, kind: str) -> list[Record]:
        """The claims or disclosures that quote a document."""
        return [record for record in self.of(kind) if quotes_document(record, document)]

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of every kind."""
        return (*self.documents, *self.registries, *self.labels, *self.publications)

    @property
    def entities(self) -> Iterator[Entity]:
        """The classes, medications and concepts."""
        return chain(self.drug_classes, self.medications, self.concepts)


def quotes_document(record: Record, document: Document | None = None) -> bool:
    """Whether a record quotes a document, or that document."""
    if not isinstance(record, EvidenceClaim | Disclosure):
        return False
    source = record.provenance.source
    return isinstance(source, Document) and document in (None, source)


def noun(kind: str, count: int = 1) -> str:
    """What the records of one of the `KINDS` or `COLLECTIONS` are called, as ``drug class`` or ``drug classes``.

    >>> noun("drug_classes"), noun("claims", 2)
    ('drug class', 'claims')
    """
    plural = kind.replace("_", " ")
    if count != 1:
        return plural
    if plural.endswith("ies"):
        return plural.removesuffix("ies") + "y"
    return plural.removesuffix("es") if plural.endswith("sses") else plural.removesuffix("s")
