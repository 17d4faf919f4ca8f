"""The compendium: all records together, immutable, with the questions that go across them.

Composes the rooms below it; the questions of each room stand beside it, in `queries`. Reads no file, and holds no
medical fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from osteopharm.attribution import Attribution
from osteopharm.claims import ClaimSet
from osteopharm.collection import Collection, id_of, near_names
from osteopharm.errors import Problem, UnknownIdError
from osteopharm.model._record import Immutable, Record, validate
from osteopharm.model._schema import wrong_type
from osteopharm.model.claims import ClaimLink, EvidenceClaim
from osteopharm.model.companies import Company, Disclosure
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.kinds import COLLECTIONS, KINDS, Records, noun
from osteopharm.model.lookalikes import LookAlike, SpellingRule
from osteopharm.model.mechanisms import Mechanism
from osteopharm.model.sources import Reference, Source
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

    _records: Records

    def __init__(self, **collections: Iterable[Record]) -> None:
        unknown = sorted(collections.keys() - COLLECTIONS.keys())
        if unknown:
            raise TypeError(f"a compendium has no collection {unknown[0]!r}; it has {', '.join(COLLECTIONS)}")
        given = {name: tuple(records) for name, records in collections.items()}
        validate(lambda: "Compendium", [each for name, records in given.items() for each in _misplaced(name, records)])
        records = Records(record for found in given.values() for record in found)
        from osteopharm import integrity  # the bundled records were checked when they were built

        found = [
            Problem(f"{record.id}.{problem.path}", problem.message, problem.hint)
            for record, problem in integrity.problems(records)
        ]
        validate(lambda: "Compendium", found)
        object.__setattr__(self, "_records", records)

    @classmethod
    def _of_checked(cls, records: Records) -> Compendium:
        """A compendium of records in which `integrity.problems` found nothing."""
        compendium = cls.__new__(cls)
        object.__setattr__(compendium, "_records", records)
        return compendium

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Collection[Record] | ClaimSet:
            # A collection is made when it is first asked for. Type checkers see the annotations above.
            if name not in COLLECTIONS:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            collection = self._claims() if name == "claims" else Collection(noun(name), self._records.of(name))
            object.__setattr__(self, name, collection)
            return collection

    def _claims(self) -> ClaimSet:
        records = self._records
        return ClaimSet(
            sorted(records.of(EvidenceClaim), key=_reading_order),
            entities=records.entities,
            claim_links=self.claim_links,
            overlaps=self.overlaps,
        )

    @cached_property
    def records(self) -> Records:
        """All records, each type in its stable order."""
        return Records(record for name in COLLECTIONS for record in getattr(self, name))

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
        return tuple(source for source in self.sources if isinstance(source, Document))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Compendium):
            return NotImplemented
        return self.records == other.records

    def __hash__(self) -> int:
        return hash(self.records)

    def __reduce__(self) -> tuple[object, ...]:
        return Compendium._of_checked, (self.records,)

    @cached_property
    def _by_id(self) -> MappingProxyType[str, Record]:
        return MappingProxyType({record.id: record for record in self.records})

    @cached_property
    def _entities(self) -> MappingProxyType[str, Entity]:
        return MappingProxyType(
            {entity.id: entity for entity in (*self.drug_classes, *self.medications, *self.concepts)}
        )

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


def _misplaced(name: str, records: Iterable[object]) -> Iterator[Problem]:
    types = tuple(KINDS[kind] for kind in COLLECTIONS[name])
    for at, record in enumerate(records):
        if type(record) not in types:
            yield wrong_type(f"{name}[{at}]", record, types)


def _reading_order(claim: EvidenceClaim) -> tuple[bool, str, int, int, int, str]:
    """What documents claim comes first, in the order of their text; then what other sources claim."""
    where = claim.provenance
    if isinstance(where, Reference):
        return True, where.source.id, 0, 0, 0, claim.id
    return False, where.source.id, claim.sentences[0].number, where.start, where.end, claim.id
