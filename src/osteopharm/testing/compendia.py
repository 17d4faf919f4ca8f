"""Strategies for whole compendia, and for the nouns that stand in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from osteopharm.compendium import Compendium
from osteopharm.model.axes import (
    BearingKind,
    Bound,
    Certainty,
    DisclosureKind,
    EntityKind,
    HeldBy,
    Polarity,
    Scope,
    Species,
    StudyKind,
)
from osteopharm.model.causality import CausalStep, Mechanism
from osteopharm.model.documents import Document
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.evidence import Bearing, Disclosure, EvidenceClaim, Quantity
from osteopharm.model.relations import Relation
from osteopharm.testing.texts import documents, ids, notes, passages, phrases

T = TypeVar("T")

_CONCEPT_KINDS = [kind for kind in EntityKind if kind not in (EntityKind.DRUG_CLASS, EntityKind.MEDICATION)]
# Concepts of these kinds are always there, so that a claim and a mechanism can always be made.
_NEEDED_KINDS = [EntityKind.OUTCOME, EntityKind.PROCESS, EntityKind.POPULATION]


class _Draft:
    """Records that a compendium is being made of: every new one links only to those that are there."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.taken: set[str] = set()
        self.documents: list[Document] = []
        self.classes: list[DrugClass] = []
        self.medications: list[Medication] = []
        self.concepts: list[Concept] = []
        self.claims: list[EvidenceClaim] = []
        self.mechanisms: list[Mechanism] = []
        self.disclosures: list[Disclosure] = []
        self.bearings: list[Bearing] = []

    def new(self, strategy: st.SearchStrategy[str]) -> str:
        """An id or a name that no record has yet."""
        value = self.draw(strategy.filter(lambda value: value.casefold() not in self.taken))
        self.taken.add(value.casefold())
        return value

    def some(self, records: Sequence[T], least: int = 0, most: int = 3) -> tuple[T, ...]:
        """A few of the records that are there, none of them twice."""
        if not records:
            return ()
        return self.draw(st.lists(st.sampled_from(records), min_size=least, max_size=most, unique=True).map(tuple))

    def one(self, records: Sequence[T]) -> T:
        """One of the records that are there."""
        return self.draw(st.sampled_from(records))

    def times(self, most: int, make: Callable[[], None], least: int = 0) -> None:
        """Make a few more records."""
        for _ in range(self.draw(st.integers(least, most))):
            make()

    def add_document(self) -> None:
        document = self.draw(documents(self.new(ids())))
        self.documents.append(document)
        if document.disclosures_start is not None:
            self.times(2, lambda: self.add_disclosure(document))

    def add_disclosure(self, document: Document) -> None:
        disclosure = Disclosure(
            id=self.new(ids()),
            person=self.draw(phrases),
            company=self.draw(phrases),
            kind=self.draw(st.sampled_from(DisclosureKind)),
            provenance=self.draw(passages(document, document.body_end, len(document.text))),
        )
        self.disclosures.append(disclosure)

    def common(self) -> dict[str, Any]:
        return {
            "id": self.new(ids()),
            "name": self.new(phrases),
            "sources": self.some(self.documents, least=1),
            "note": self.draw(notes),
        }

    def add_class(self) -> None:
        self.classes.append(DrugClass(**self.common(), parents=self.some(self.classes)))

    def add_medication(self) -> None:
        self.medications.append(Medication(**self.common(), classes=self.some(self.classes, least=1)))

    def add_concept(self, kind: EntityKind | None = None) -> None:
        kind = self.one(_CONCEPT_KINDS) if kind is None else kind
        self.concepts.append(Concept(**self.common(), kind=kind, broader=self.some(self.concepts)))

    def add_claim(self, document: Document, start: int, end: int) -> None:
        entities: list[Entity] = [*self.classes, *self.medications, *self.concepts]
        relation, subject, object = self.draw(_triples(entities))
        holder = self.one([None, *(concept for concept in self.concepts if concept.kind is EntityKind.POPULATION)])
        provenance = self.draw(passages(document, start, end))
        cited = sorted({number for sentence in provenance.sentences for number in sentence.citations})
        self.claims.append(
            EvidenceClaim(
                id=self.new(ids()),
                statement=self.draw(phrases),
                subject=subject,
                relation=relation,
                object=object,
                polarity=self.draw(st.sampled_from(Polarity)),
                certainty=self.draw(st.sampled_from(Certainty)),
                held_by=HeldBy.AUTHORS if holder is None else HeldBy.OTHERS,
                holder=holder,
                study_kind=self.draw(st.sampled_from(StudyKind)),
                species=self.draw(st.sampled_from(Species)),
                scope=self.draw(st.sampled_from(Scope)),
                setting=self.some(self.concepts),
                quantity=self.draw(st.none() | _quantities()),
                citations=self.some(cited),
                provenance=provenance,
                context=tuple(dict.fromkeys(self.draw(st.lists(passages(document), max_size=2)))),
                note=self.draw(notes),
            )
        )

    def add_mechanism(self) -> None:
        agents: list[DrugClass | Medication] = [*self.classes, *self.medications]
        agent = self.one(agents)
        reached: list[Entity] = [agent]
        steps: list[CausalStep] = []
        wanted = [concept for concept in self.concepts if concept.kind in Relation.AFFECTS.object_kinds]
        for object in self.some(wanted, least=1, most=4):
            fitting = [place for place in reached if place.kind in Relation.AFFECTS.subject_kinds]
            steps.append(
                CausalStep(
                    subject=self.one(fitting),
                    relation=self.one([each for each in Relation if each.is_within(Relation.AFFECTS)]),
                    object=object,
                    claims=self.some(self.claims, least=1),
                    note=self.draw(notes),
                )
            )
            reached.append(object)
        self.mechanisms.append(
            Mechanism(
                id=self.new(ids()), name=self.draw(phrases), agent=agent, steps=tuple(steps), note=self.draw(notes)
            )
        )

    def add_bearing(self) -> None:
        claim, on = self.draw(st.permutations(self.claims))[:2]
        kind = self.draw(st.sampled_from(BearingKind))
        members: list[DrugClass | Medication] = [*self.classes, *self.medications]
        below = [member for member in members if on.subject in [*lineage(member)][1:]]
        self.bearings.append(
            Bearing(
                id=self.new(ids()),
                claim=claim,
                on=on,
                kind=kind,
                reason=self.draw(phrases),
                excepts=self.some(below) if kind is BearingKind.QUALIFIES else (),
            )
        )

    def compendium(self) -> Compendium:
        return Compendium(
            sources=self.documents,
            drug_classes=self.classes,
            medications=self.medications,
            concepts=self.concepts,
            claims=self.claims,
            mechanisms=self.mechanisms,
            disclosures=self.disclosures,
            bearings=self.bearings,
        )


@st.composite
def _triples(draw: st.DrawFn, entities: Sequence[Entity]) -> tuple[Relation, Entity, Entity]:
    def pairs(relation: Relation) -> list[tuple[Entity, Entity]]:
        subjects = [entity for entity in entities if entity.kind in relation.subject_kinds]
        objects = [entity for entity in entities if entity.kind in relation.object_kinds]
        return [(subject, object) for subject in subjects for object in objects if subject != object]

    relation = draw(st.sampled_from([relation for relation in Relation if pairs(relation)]))
    return relation, *draw(st.sampled_from(pairs(relation)))


def _quantities() -> st.SearchStrategy[Quantity]:
    numbers = st.integers(-1000, 1000) | st.floats(allow_nan=False, allow_infinity=False)
    return st.builds(Quantity, bound=st.sampled_from(Bound), value=numbers, unit=phrases)


@st.composite
def compendia(draw: st.DrawFn) -> Compendium:
    """Whole compendia, small and consistent, with records of every kind that can be there.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(compendia())
    ... def test_counts_sum_to_the_set(compendium):
    ...     assert compendium.claims.balance().total == len(compendium.claims)
    >>> test_counts_sum_to_the_set()
    """
    draft = _Draft(draw)
    draft.times(2, draft.add_document, least=1)
    draft.times(3, draft.add_class, least=1)
    draft.times(2, draft.add_medication)
    for kind in _NEEDED_KINDS:
        draft.add_concept(kind)
    draft.times(3, draft.add_concept)
    for document in draft.documents:
        skipped = {entry.sentence for entry in document.uncovered}
        for sentence in document.sentences:
            if sentence.number not in skipped:
                for _ in range(draw(st.integers(1, 2))):
                    draft.add_claim(document, sentence.start, sentence.end)
    draft.times(2, draft.add_mechanism)
    if len(draft.claims) > 1:
        draft.times(2, draft.add_bearing)
    return draft.compendium()


def _one_of(pick: Callable[[Compendium], Sequence[T]]) -> st.SearchStrategy[T]:
    return compendia().map(pick).filter(bool).flatmap(st.sampled_from)


def drug_classes() -> st.SearchStrategy[DrugClass]:
    """Drug classes, with and without parents."""
    return _one_of(lambda compendium: tuple(compendium.drug_classes))


def medications() -> st.SearchStrategy[Medication]:
    """Medications, each in one class or more."""
    return _one_of(lambda compendium: tuple(compendium.medications))


def concepts() -> st.SearchStrategy[Concept]:
    """Concepts of every kind, with and without broader ones."""
    return _one_of(lambda compendium: tuple(compendium.concepts))


def claims() -> st.SearchStrategy[EvidenceClaim]:
    """Claims, each pinned to a passage of a document."""
    return _one_of(lambda compendium: tuple(compendium.claims))


def mechanisms() -> st.SearchStrategy[Mechanism]:
    """Mechanisms of one to four steps."""
    return _one_of(lambda compendium: tuple(compendium.mechanisms))


def disclosures() -> st.SearchStrategy[Disclosure]:
    """Declared interests, each pinned to the disclosures of a document."""
    return _one_of(lambda compendium: tuple(compendium.disclosures))


def bearings() -> st.SearchStrategy[Bearing]:
    """Bearings of one claim on another, with and without exceptions."""
    return _one_of(lambda compendium: tuple(compendium.bearings))
