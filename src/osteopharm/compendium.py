"""The compendium: all records together, immutable, with the questions that go across them.

Composes the rooms below it. Reads no file, and holds no medical fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from types import MappingProxyType

from attrs import frozen

from osteopharm import consistency
from osteopharm.claims import ClaimSet
from osteopharm.collection import Collection, id_of, near_names
from osteopharm.errors import Fault, UnknownIdError
from osteopharm.model import checks
from osteopharm.model.causality import Mechanism
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, Source, lineage
from osteopharm.model.evidence import Bearing, Disclosure, EvidenceClaim
from osteopharm.model.identity import Immutable
from osteopharm.records import KINDS, Record, Records, noun

__all__ = ["Colophon", "Compendium"]

NOT_ADVICE = "This is a record of what its sources say. It is no medical advice, and no clinician has reviewed it."
CODE_LICENCE = "MIT"
DATA_LICENCE = "CC0-1.0 for the records; the text of a document stays under its own terms"


class Compendium(Immutable):
    """All records together. Immutable, picklable and safe to share between threads.

    Make one with `osteopharm.load`, `osteopharm.read_seeds` or `osteopharm.load_json`; making one from
    records in Python runs the same checks. Each argument takes records in any order.

    Raises:
        InvalidRecordError: two records share an id, two entities share a name, a record links to one that
            is missing, or a sentence of a document is neither covered by a claim nor listed as uncovered.

    >>> import osteopharm
    >>> osteopharm.load()
    <Compendium: 1 source, 5 drug classes, 2 medications, 36 concepts, 46 claims, 3 mechanisms, 5 disclosures>
    """

    sources: Collection[Source]
    """The documents and other sources."""
    drug_classes: Collection[DrugClass]
    """The drug classes."""
    medications: Collection[Medication]
    """The medications."""
    concepts: Collection[Concept]
    """What drugs act on and claims speak of."""
    claims: ClaimSet
    """Every claim, source by source, in the order of the text."""
    mechanisms: Collection[Mechanism]
    """The mechanisms."""
    disclosures: Collection[Disclosure]
    """The interests that authors declare."""
    bearings: Collection[Bearing]
    """How claims bear on each other."""

    def __init__(
        self,
        *,
        sources: Iterable[Source] = (),
        drug_classes: Iterable[DrugClass] = (),
        medications: Iterable[Medication] = (),
        concepts: Iterable[Concept] = (),
        claims: Iterable[EvidenceClaim] = (),
        mechanisms: Iterable[Mechanism] = (),
        disclosures: Iterable[Disclosure] = (),
        bearings: Iterable[Bearing] = (),
    ) -> None:
        records = Records(
            sources=tuple(sources),
            drug_classes=tuple(drug_classes),
            medications=tuple(medications),
            concepts=tuple(concepts),
            claims=tuple(claims),
            mechanisms=tuple(mechanisms),
            disclosures=tuple(disclosures),
            bearings=tuple(bearings),
        )
        kinds = (
            checks.instance(f"{kind}[{place}]", record, KINDS[kind])
            for kind in KINDS
            for place, record in enumerate(records.of(kind))
        )
        checks.refuse("Compendium", "", *kinds)
        found = [
            Fault(f"{record.id}.{fault.field}", fault.message, fault.hint)
            for record, fault in consistency.faults(records)
        ]
        checks.refuse("Compendium", "", found)
        self._fill(records)

    @classmethod
    def of_checked(cls, records: Records) -> Compendium:
        """A compendium of records that `consistency.faults` was asked about and found no fault in."""
        compendium = cls.__new__(cls)
        cls._fill(compendium, records)
        return compendium

    def _fill(self, records: Records) -> None:
        claims = sorted(records.claims, key=_reading_order)
        put = object.__setattr__
        for kind in KINDS.keys() - {"claims"}:
            put(self, kind, Collection(noun(kind), records.of(kind)))
        put(self, "claims", ClaimSet(claims, entities=records.entities, bearings=self.bearings))

    @property
    def records(self) -> Records:
        """All records, each kind in its stable order."""
        return Records(
            sources=tuple(self.sources),
            drug_classes=tuple(self.drug_classes),
            medications=tuple(self.medications),
            concepts=tuple(self.concepts),
            claims=tuple(self.claims),
            mechanisms=tuple(self.mechanisms),
            disclosures=tuple(self.disclosures),
            bearings=tuple(self.bearings),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Compendium):
            return NotImplemented
        return self.records == other.records

    def __hash__(self) -> int:
        return hash(tuple(record.id for record in self.records))

    def __reduce__(self) -> tuple[object, ...]:
        return Compendium.of_checked, (self.records,)

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

    def members(self, drug_class: DrugClass | str) -> tuple[DrugClass | Medication, ...]:
        """The classes and medications that belong to a class, all the way down, nearest first.

        Raises:
            UnknownIdError: there is no such class.

        >>> import osteopharm
        >>> [member.id for member in osteopharm.load().members("antiresorptive")]
        ['bisphosphonates', 'calcitonin', 'denosumab', 'estrogens', 'selective-estrogen-receptor-modulators']
        """
        return self._members.get(self.drug_classes[id_of(drug_class)].id, ())

    def ancestors(self, entity: Entity | str) -> tuple[Entity, ...]:
        """What an entity falls under, nearest first: its classes, or its broader concepts.

        Raises:
            UnknownIdError: there is no such entity.

        >>> import osteopharm
        >>> osteopharm.load().ancestors("denosumab")
        (<DrugClass antiresorptive>,)
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

    def colophon(self) -> Colophon:
        """What this is made of, under which terms, and what it is not.

        >>> import osteopharm
        >>> osteopharm.load().colophon().not_advice
        'This is a record of what its sources say. It is no medical advice, and no clinician has reviewed it.'
        """
        from importlib.metadata import version

        return Colophon(version=version("osteopharm"), sources=tuple(self.sources), contents=self.contents)

    @property
    def contents(self) -> str:
        """How many records of each kind there are, in words."""
        counted = [(len(getattr(self, kind)), kind) for kind in KINDS]
        return ", ".join(f"{count} {noun(kind, count)}" for count, kind in counted if count) or "no records"

    def __repr__(self) -> str:
        return f"<Compendium: {self.contents}>"


@frozen(kw_only=True)
class Colophon:
    """Versions, digests, licences, and what a compendium is not.

    Attributes:
        version: the version of osteopharm.
        sources: the sources, each with its licence, attribution and digest.
        contents: how many records of each kind there are.
        code_licence: the licence of the code.
        data_licence: the licence of the records.
        not_advice: what this is not.

    >>> import osteopharm
    >>> osteopharm.load().colophon().sources[0].sha256[:12]
    'bfadce783de6'
    """

    version: str
    sources: tuple[Source, ...]
    contents: str
    code_licence: str = CODE_LICENCE
    data_licence: str = DATA_LICENCE
    not_advice: str = NOT_ADVICE

    def __str__(self) -> str:
        lines = [
            f"osteopharm {self.version}",
            self.contents,
            self.not_advice,
            f"code: {self.code_licence}",
            f"data: {self.data_licence}",
        ]
        for source in self.sources:
            lines += [f"source: {source.name}", f"  text: {source.attribution}", f"  terms: {source.licence}"]
            lines.append(f"  sha256: {source.sha256}")
        return "\n".join(lines)


def _reading_order(claim: EvidenceClaim) -> tuple[str, int, int, int, str]:
    where = claim.provenance
    return where.source.id, claim.sentences[0].number, where.start, where.end, claim.id
