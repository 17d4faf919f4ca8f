"""The compendium: all records together, immutable, with the questions that go across them.

Composes the rooms below it; the questions of each room stand beside it, in `queries`. Reads no file, and holds no
medical fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from osteopharm.attribution import Attribution
from osteopharm.claims import ClaimSet
from osteopharm.collection import Collection, id_of, near_names
from osteopharm.errors import Fault, UnknownIdError
from osteopharm.model import checks
from osteopharm.model._record import Immutable
from osteopharm.model.claims import ClaimLink, Disclosure, EvidenceClaim
from osteopharm.model.companies import Company
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.kinds import COLLECTIONS, KINDS, Record, Records, noun
from osteopharm.model.lookalikes import LookAlike, SpellingRule
from osteopharm.model.mechanisms import Mechanism
from osteopharm.model.sources import Label, Publication, Reference, Registry, Source
from osteopharm.model.studies import Overlap
from osteopharm.queries.causing import CausalQueries
from osteopharm.queries.naming import NameQueries

if TYPE_CHECKING:
    from osteopharm.claims.evidence import EvidenceSummary

__all__ = ["Compendium"]


class Compendium(NameQueries, CausalQueries, Immutable):
    """All records together. Immutable, picklable and safe to share between threads.

    Make one with `osteopharm.load`, `osteopharm.read_seeds` or `osteopharm.load_json`; making one from
    records in Python runs the same checks. Each argument takes records in any order.

    Raises:
        InvalidRecordError: two records share an id, two entities share a name, a record links to one that
            is missing, or a sentence of a document is neither covered by a claim nor listed as uncovered.

    >>> import osteopharm
    >>> compendium = osteopharm.load()
    >>> len(compendium.claims) > 200, compendium.medications["denosumab"].role.value
    (True, 'treatment')
    """

    sources: Collection[Source]
    """The documents, registries, labels and publications."""
    companies: Collection[Company]
    """The companies, with the names under which sources write them."""
    drug_classes: Collection[DrugClass]
    """The drug classes."""
    medications: Collection[Medication]
    """The medications."""
    combinations: Collection[Combination]
    """The fixed combinations."""
    concepts: Collection[Concept]
    """What drugs act on and claims speak of."""
    claims: ClaimSet
    """Every claim, source by source, in the order of the text."""
    mechanisms: Collection[Mechanism]
    """The mechanisms."""
    disclosures: Collection[Disclosure]
    """The interests that authors declare."""
    claim_links: Collection[ClaimLink]
    """How claims bear on each other."""
    overlaps: Collection[Overlap]
    """Publications that share trials or patients."""
    look_alikes: Collection[LookAlike]
    """Words that look like a medication's name and mean something else."""
    spelling_rules: Collection[SpellingRule]
    """Regular ways in which nonproprietary names change their ending."""

    def __init__(
        self,
        *,
        sources: Iterable[Source] = (),
        companies: Iterable[Company] = (),
        drug_classes: Iterable[DrugClass] = (),
        medications: Iterable[Medication] = (),
        combinations: Iterable[Combination] = (),
        concepts: Iterable[Concept] = (),
        claims: Iterable[EvidenceClaim] = (),
        mechanisms: Iterable[Mechanism] = (),
        disclosures: Iterable[Disclosure] = (),
        claim_links: Iterable[ClaimLink] = (),
        overlaps: Iterable[Overlap] = (),
        look_alikes: Iterable[LookAlike] = (),
        spelling_rules: Iterable[SpellingRule] = (),
    ) -> None:
        given = tuple(sources)
        checks.refuse("Compendium", "", checks.each("sources", given, Document, Registry, Label, Publication))
        records = Records.with_sources(
            given,
            companies=tuple(companies),
            drug_classes=tuple(drug_classes),
            medications=tuple(medications),
            combinations=tuple(combinations),
            concepts=tuple(concepts),
            claims=tuple(claims),
            mechanisms=tuple(mechanisms),
            disclosures=tuple(disclosures),
            claim_links=tuple(claim_links),
            overlaps=tuple(overlaps),
            look_alikes=tuple(look_alikes),
            spelling_rules=tuple(spelling_rules),
        )
        checks.refuse("Compendium", "", *(checks.each(kind, records.of(kind), KINDS[kind]) for kind in KINDS))
        from osteopharm import integrity  # what ships was asked when it was built

        found = [
            Fault(f"{record.id}.{fault.field}", fault.message, fault.hint)
            for record, fault in integrity.faults(records)
        ]
        checks.refuse("Compendium", "", found)
        self._fill(records)

    @classmethod
    def _of_checked(cls, records: Records) -> Compendium:
        """A compendium of records that `integrity.faults` was asked about and found no fault in."""
        compendium = cls.__new__(cls)
        cls._fill(compendium, records)
        return compendium

    def _fill(self, records: Records) -> None:
        claims = sorted(records.claims, key=_reading_order)
        put = object.__setattr__
        for kind in COLLECTIONS:
            if kind != "claims":
                put(self, kind, Collection(noun(kind), records.of(kind)))
        put(
            self,
            "claims",
            ClaimSet(claims, entities=records.entities, claim_links=self.claim_links, overlaps=self.overlaps),
        )

    @property
    def records(self) -> Records:
        """All records, each kind in its stable order."""
        return self._records

    @cached_property
    def _records(self) -> Records:
        return Records.with_sources(**{kind: tuple(getattr(self, kind)) for kind in COLLECTIONS})

    def document(self, document: Document | str) -> Document:
        """The document that an object or its id names.

        Raises:
            UnknownIdError: there is none; a source whose text does not ship with us is no document.

        >>> import osteopharm
        >>> len(osteopharm.load().document("anderson-freedman-2020").sentences)
        13
        """
        found = self.sources.get(document)
        if not isinstance(found, Document):
            raise UnknownIdError(id_of(document), "document", near_names(id_of(document), self._document_ids))
        return found

    @property
    def _document_ids(self) -> list[str]:
        return [document.id for document in self.documents]

    @property
    def documents(self) -> tuple[Document, ...]:
        """The sources whose text ships with us.

        >>> import osteopharm
        >>> [document.id for document in osteopharm.load().documents]
        ['anderson-freedman-2020']
        """
        return self.records.documents

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Compendium):
            return NotImplemented
        return self.records == other.records

    def __hash__(self) -> int:
        return hash(tuple(record.id for record in self.records))

    def __reduce__(self) -> tuple[object, ...]:
        return Compendium._of_checked, (self.records,)

    @cached_property
    def _by_id(self) -> MappingProxyType[str, Record]:
        return MappingProxyType({record.id: record for record in self.records})

    @cached_property
    def _entities(self) -> MappingProxyType[str, Entity]:
        return MappingProxyType({entity.id: entity for entity in self.records.entities})

    @cached_property
    def _members(self) -> MappingProxyType[str, tuple[DrugClass | Medication, ...]]:
        below: dict[str, list[tuple[int, str, DrugClass | Medication]]] = {}
        for member in (*self.drug_classes, *self.medications):
            for above, distance in lineage(member).items():
                if distance:
                    below.setdefault(above.id, []).append((distance, member.id, member))
        return MappingProxyType({id: tuple(entry[2] for entry in sorted(found)) for id, found in below.items()})

    def __getitem__(self, record: Record | str) -> Record:
        """The record that an id names, of whatever kind: ids are unique across all kinds.

        Raises:
            UnknownIdError: there is none; the error offers the near ids.

        >>> import osteopharm
        >>> osteopharm.load()["denosumab"]
        <Medication denosumab>
        """
        id = id_of(record)
        found = self._by_id.get(id)
        if found is None:
            raise UnknownIdError(id, "record", near_names(id, self._by_id))
        return found

    def entity(self, entity: Entity | str) -> Entity:
        """The class, medication or concept that an object or its id names.

        Raises:
            UnknownIdError: there is none in this compendium.

        >>> import osteopharm
        >>> osteopharm.load().entity("bone-healing").name
        'bone healing'
        """
        id = id_of(entity)
        found = self._entities.get(id)
        if found is None:
            raise UnknownIdError(id, "entity", near_names(id, self._entities))
        return found

    def evidence_for(self, claim: EvidenceClaim | str) -> EvidenceSummary:
        """What bears on a claim, for and against, by study kind and species. The claim itself is never corrected.

        Raises:
            UnknownIdError: there is no such claim.

        >>> import osteopharm
        >>> found = osteopharm.load().evidence_for("af20-s12-fractures-unaffected")
        >>> len(found.supporting) > 3, len(found.contradicting) > 1
        (True, True)
        """
        from osteopharm.claims.evidence import EvidenceSummary

        return EvidenceSummary.of(self.claims[id_of(claim)], self.claim_links)

    def members(self, drug_class: DrugClass | str) -> tuple[DrugClass | Medication, ...]:
        """The classes and medications that belong to a class, all the way down, nearest first.

        Raises:
            UnknownIdError: there is no such class.

        >>> import osteopharm
        >>> [member.id for member in osteopharm.load().members("sclerostin-inhibitors")]
        ['romosozumab']
        """
        return self._members.get(self.drug_classes[id_of(drug_class)].id, ())

    def ancestors(self, entity: Entity | str) -> tuple[Entity, ...]:
        """What an entity falls under, nearest first: its classes, or its broader concepts.

        Raises:
            UnknownIdError: there is no such entity.

        >>> import osteopharm
        >>> osteopharm.load().ancestors("denosumab")
        (<DrugClass rankl-inhibitors>, <DrugClass antiresorptive>)
        """
        return tuple(lineage(self.entity(entity)))[1:]

    def is_a(self, entity: Entity | str, other: Entity | str) -> bool:
        """Whether an entity is another one or falls under it.

        Raises:
            UnknownIdError: there is no such entity.

        >>> import osteopharm
        >>> compendium = osteopharm.load()
        >>> compendium.is_a("denosumab", "antiresorptive"), compendium.is_a("antiresorptive", "denosumab")
        (True, False)
        """
        return self.entity(other) in lineage(self.entity(entity))

    def attribution(self) -> Attribution:
        """What this is made of, under which terms, and what it is not.

        >>> import osteopharm
        >>> osteopharm.load().attribution().not_advice
        'This is a record of what its sources say. It is no medical advice, and no clinician has reviewed it.'
        """
        from importlib.metadata import version

        return Attribution(version=version("osteopharm"), sources=tuple(self.sources), contents=self.contents)

    @property
    def contents(self) -> str:
        """How many records of each kind there are, in words."""
        counted = [(len(getattr(self, kind)), kind) for kind in COLLECTIONS]
        return ", ".join(f"{count} {noun(kind, count)}" for count, kind in counted if count) or "no records"

    def __repr__(self) -> str:
        return f"<Compendium: {self.contents}>"


def _reading_order(claim: EvidenceClaim) -> tuple[bool, str, int, int, int, str]:
    """What documents claim comes first, in the order of their text; then what other sources claim."""
    where = claim.provenance
    if isinstance(where, Reference):
        return True, where.source.id, 0, 0, 0, claim.id
    return False, where.source.id, claim.sentences[0].number, where.start, where.end, claim.id
