"""Strategies for whole compendia, and for the nouns that stand in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from osteopharm.compendium import Compendium
from osteopharm.model.claims import ClaimLink, Disclosure, EvidenceClaim, Quantity
from osteopharm.model.companies import Alias, Company
from osteopharm.model.documents import Document
from osteopharm.model.entities import Combination, Concept, DrugClass, Entity, Medication, Synonym, lineage
from osteopharm.model.enums import (
    Bound,
    Certainty,
    DisclosureKind,
    EntityKind,
    HeldBy,
    LinkKind,
    OverlapKind,
    Polarity,
    Role,
    Scope,
    Species,
    StudyKind,
    SynonymMatch,
)
from osteopharm.model.lookalikes import LookAlike, SpellingRule
from osteopharm.model.mechanisms import Mechanism
from osteopharm.model.relations import Relation
from osteopharm.model.sources import Reference
from osteopharm.model.studies import Overlap
from osteopharm.testing.causality import CausalDraft
from osteopharm.testing.products import REMARKS, labels, publications, registries, texts
from osteopharm.testing.studies import findings
from osteopharm.testing.texts import documents, notes, passages, phrases, words

T = TypeVar("T")

_CONCEPT_KINDS = [kind for kind in EntityKind if kind not in (EntityKind.DRUG_CLASS, EntityKind.MEDICATION)]
# Concepts of these kinds are always there, so that a claim and a mechanism can always be made.
_NEEDED_KINDS = [EntityKind.OUTCOME, EntityKind.PROCESS, EntityKind.POPULATION]


class _Draft(CausalDraft):
    """Records that a compendium is being made of: every new one links only to those that are there."""

    def __init__(self, draw: st.DrawFn) -> None:
        super().__init__(draw)
        self.combinations: list[Combination] = []
        self.companies: list[Company] = []
        self.disclosures: list[Disclosure] = []
        self.claim_links: list[ClaimLink] = []
        self.overlaps: list[Overlap] = []
        self.look_alikes: list[LookAlike] = []
        self.spelling_rules: list[SpellingRule] = []

    def add_document(self) -> None:
        document = self.draw(documents(self.new_id()))
        self.documents.append(document)
        if document.disclosures_start is not None:
            self.times(2, lambda: self.add_disclosure(document))

    def add_disclosure(self, document: Document) -> None:
        disclosure = Disclosure(
            id=self.new_id(),
            person=self.draw(phrases),
            company=self.draw(phrases),
            kind=self.draw(st.sampled_from(DisclosureKind)),
            provenance=self.draw(passages(document, document.body_end, len(document.text))),
        )
        self.disclosures.append(disclosure)

    def add_register(self) -> None:
        self.registries.append(self.draw(registries(self.new_id())))

    def add_label(self) -> None:
        self.labels.append(self.draw(labels(self.new_id())))

    def add_publication(self) -> None:
        self.publications.append(self.draw(publications(self.new_id())))

    def add_sources(self) -> None:
        for add_source, most in ((self.add_register, 1), (self.add_label, 1), (self.add_publication, 2)):
            self.times(most, add_source)

    def add_catalog(self, least: int = 0) -> None:
        self.times(3, self.add_class, least=1)
        self.times(2, self.add_medication, least=least)
        if self.medications:
            self.times(2, self.add_combination, least=least)
            self.times(2, self.add_decoy, least=least)
        self.times(2, self.add_spelling_rule, least=least)

    def add_company(self) -> None:
        taken = {each for made in self.companies for each in (made.name, *made.name_variants, *map(str, made.aliases))}
        name = self.draw(phrases.filter(lambda drawn: drawn not in taken))
        declared = [disclosure.company for disclosure in self.disclosures]
        # Some are written as authors declare them, or as they stand on the market.
        left = [each for each in dict.fromkeys([*declared, *REMARKS]) if each not in {name, *taken}]
        written = self.some(left)
        aliases = self.some([each for each in left if each not in written], most=2)
        self.companies.append(
            Company(
                id=self.new_id(),
                name=name,
                sources=self.resting_on(),
                name_variants=written,
                aliases=tuple(
                    Alias(name=each, certainty=self.one(list(Certainty)), reason=self.draw(phrases)) for each in aliases
                ),
                note=self.draw(notes),
            )
        )

    def add_class(self) -> None:
        self.classes.append(DrugClass(**self.common(), **self.named(), parents=self.some(self.classes)))

    def add_medication(self) -> None:
        self.medications.append(
            Medication(
                **self.common(),
                **self.sold(),
                classes=self.some(self.classes, least=1),
                role=self.one(list(Role)),
                other_uses=self.draw(notes),
            )
        )

    def add_combination(self) -> None:
        components = self.some(self.medications, least=1)
        self.combinations.append(
            Combination(
                **self.common(),
                **self.sold(),
                components=components,
                other_ingredients=self.draw(texts(least=2 - min(len(components), 2))),
            )
        )

    def add_decoy(self) -> None:
        self.look_alikes.append(
            LookAlike(
                id=self.new_id(),
                text=self.draw(phrases),
                reason=self.draw(phrases),
                mistaken_for=self.some(self.medications, least=1),
                blocks_whole_string=self.draw(st.booleans()),
                sources=self.some(self.sources),
            )
        )

    def add_spelling_rule(self) -> None:
        self.spelling_rules.append(
            SpellingRule(
                id=self.new_id(),
                ending=self.draw(words),
                replacements=self.draw(texts(least=1)),
                attested=self.draw(texts(least=1)),
                sources=self.resting_on(),
                note=self.draw(notes),
            )
        )

    def add_concept(self, kind: EntityKind | None = None) -> None:
        kind = self.one(_CONCEPT_KINDS) if kind is None else kind
        xrefs = self.times(1, self.identifier)
        synonyms = self.times(1, self.synonym)
        self.concepts.append(
            Concept(**self.common(), kind=kind, broader=self.some(self.concepts), synonyms=synonyms, xrefs=xrefs)
        )

    def synonym(self) -> Synonym:
        """Other words for a concept."""
        return Synonym(
            name=self.new_name(),
            sources=self.resting_on(),
            match=self.draw(st.sampled_from(SynonymMatch)),
            locator=self.draw(notes),
            ambiguous=self.draw(notes),
        )

    def add_claim(self, document: Document, start: int, end: int) -> None:
        provenance = self.draw(passages(document, start, end))
        cited = sorted({number for sentence in provenance.sentences for number in sentence.citations})
        context = tuple(dict.fromkeys(self.draw(st.lists(passages(document), max_size=2))))
        self.add_claim_of(provenance=provenance, citations=self.some(cited), context=context)

    def add_referring_claim(self) -> None:
        place = Reference(
            source=self.one(self.elsewhere), locator=self.draw(phrases), extractions=self.draw(st.integers(1, 2))
        )
        if self.draw(st.booleans()):
            self.add_claim_of(provenance=place)
        else:
            self.add_finding(place)

    def add_finding(self, place: Reference) -> None:
        """A claim of a study."""
        found = self.draw(findings([*self.classes, *self.medications]))
        relations = [each for each in Relation if each.sign in (None, found.sign)]
        polarity = self.one([Polarity.AFFIRMED, Polarity.UNRESOLVED])
        self.add_claim_of(relations, provenance=place, polarity=polarity, **found.fields)

    def add_claim_of(self, relations: Sequence[Relation] = tuple(Relation), **given: Any) -> None:
        entities: list[Entity] = [*self.classes, *self.medications, *self.concepts]
        relation, subject, object = self.draw(_triples(entities, relations))
        holder = self.one([None, *(concept for concept in self.concepts if concept.kind is EntityKind.POPULATION)])
        self.claims.append(
            EvidenceClaim(
                id=self.new_id(),
                statement=self.draw(phrases),
                subject=subject,
                relation=relation,
                object=object,
                certainty=self.draw(st.sampled_from(Certainty)),
                held_by=HeldBy.AUTHORS if holder is None else HeldBy.OTHERS,
                holder=holder,
                study_kind=self.draw(st.sampled_from(StudyKind)),
                species=self.draw(st.sampled_from(Species)),
                scope=self.draw(st.sampled_from(Scope)),
                setting=self.some(self.concepts),
                quantity=self.draw(st.none() | _quantities()),
                note=self.draw(notes),
                **{"polarity": self.draw(st.sampled_from(Polarity)), **given},
            )
        )

    def add_overlap(self) -> None:
        publications = self.some(self.publications, least=2)
        self.overlaps.append(
            Overlap(
                id=self.new_id(),
                kind=self.draw(st.sampled_from(OverlapKind)),
                publications=publications,
                reason=self.draw(phrases),
                certainty=self.draw(st.sampled_from(Certainty)),
            )
        )

    def add_bearing(self) -> None:
        claim, on = self.draw(st.permutations(self.claims))[:2]
        kind = self.draw(st.sampled_from(LinkKind))
        members: list[DrugClass | Medication] = [*self.classes, *self.medications]
        below = [member for member in members if on.subject in [*lineage(member)][1:]]
        self.claim_links.append(
            ClaimLink(
                id=self.new_id(),
                claim=claim,
                target=on,
                kind=kind,
                reason=self.draw(phrases),
                exceptions=self.some(below) if kind is LinkKind.QUALIFIES else (),
            )
        )

    def compendium(self) -> Compendium:
        return Compendium(
            sources=self.sources,
            companies=self.companies,
            drug_classes=self.classes,
            medications=self.medications,
            combinations=self.combinations,
            concepts=self.concepts,
            claims=self.claims,
            mechanisms=self.mechanisms,
            disclosures=self.disclosures,
            claim_links=self.claim_links,
            overlaps=self.overlaps,
            look_alikes=self.look_alikes,
            spelling_rules=self.spelling_rules,
        )


@st.composite
def _triples(
    draw: st.DrawFn, entities: Sequence[Entity], relations: Sequence[Relation]
) -> tuple[Relation, Entity, Entity]:
    def pairs(relation: Relation) -> list[tuple[Entity, Entity]]:
        subjects = [entity for entity in entities if entity.kind in relation.subject_kinds]
        objects = [entity for entity in entities if entity.kind in relation.object_kinds]
        return [(subject, object) for subject in subjects for object in objects if subject != object]

    relation = draw(st.sampled_from([relation for relation in relations if pairs(relation)]))
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
    ...     assert compendium.claims.counts().total == len(compendium.claims)
    >>> test_counts_sum_to_the_set()
    """
    draft = _Draft(draw)
    draft.times(2, draft.add_document, least=1)
    draft.add_sources()
    draft.times(2, draft.add_company)
    draft.add_catalog()
    for kind in _NEEDED_KINDS:
        draft.add_concept(kind)
    draft.times(3, draft.add_concept)
    for document in draft.documents:
        skipped = {entry.sentence for entry in document.uncovered}
        for sentence in document.sentences:
            if sentence.number not in skipped:
                for _ in range(draw(st.integers(1, 2))):
                    draft.add_claim(document, sentence.start, sentence.end)
    if draft.elsewhere:
        draft.times(3, draft.add_referring_claim)
    if len(draft.publications) > 1:
        draft.times(1, draft.add_overlap)
    draft.times(2, draft.add_mechanism)
    if len(draft.claims) > 1:
        draft.times(2, draft.add_bearing)
    return draft.compendium()


@st.composite
def _cataloged(draw: st.DrawFn, pick: Callable[[_Draft], Sequence[T]]) -> T:
    # A whole compendium would take much longer, and holds no record of some kinds.
    draft = _Draft(draw)
    draft.add_register()
    draft.add_sources()
    draft.add_catalog(least=1)
    return draft.one(pick(draft))


def _one_of(pick: Callable[[Compendium], Sequence[T]]) -> st.SearchStrategy[T]:
    return compendia().map(pick).filter(bool).flatmap(st.sampled_from)


@st.composite
def overlaps(draw: st.DrawFn) -> Overlap:
    """Overlaps of two publications or three."""
    draft = _Draft(draw)
    for _ in range(draw(st.integers(2, 3))):
        draft.add_publication()
    draft.add_overlap()
    return draft.overlaps[0]


def companies() -> st.SearchStrategy[Company]:
    """Companies, with and without aliases."""
    return _one_of(lambda compendium: tuple(compendium.companies))


def drug_classes() -> st.SearchStrategy[DrugClass]:
    """Drug classes, with and without parents, other names and codes."""
    return _cataloged(lambda draft: draft.classes)


def medications() -> st.SearchStrategy[Medication]:
    """Medications, each in one class or more, with names, brands, codes and labels."""
    return _cataloged(lambda draft: draft.medications)


def combinations() -> st.SearchStrategy[Combination]:
    """Fixed combinations, with and without partners that are no medications of the compendium."""
    return _cataloged(lambda draft: draft.combinations)


def concepts() -> st.SearchStrategy[Concept]:
    """Concepts of every kind, with and without broader ones."""
    return _one_of(lambda compendium: tuple(compendium.concepts))


def claims() -> st.SearchStrategy[EvidenceClaim]:
    """Claims, each pinned to a passage of a document or to a place in another source."""
    return _one_of(lambda compendium: tuple(compendium.claims))


def mechanisms() -> st.SearchStrategy[Mechanism]:
    """Mechanisms of a few steps, that begin at a class, a medication or a concept, some of them parallel or alone."""
    return _one_of(lambda compendium: tuple(compendium.mechanisms))


def disclosures() -> st.SearchStrategy[Disclosure]:
    """Declared interests, each pinned to the disclosures of a document."""
    return _one_of(lambda compendium: tuple(compendium.disclosures))


def claim_links() -> st.SearchStrategy[ClaimLink]:
    """Bearings of one claim on another, with and without exceptions."""
    return _one_of(lambda compendium: tuple(compendium.claim_links))


def look_alikes() -> st.SearchStrategy[LookAlike]:
    """Look-alikes, with and without a veto."""
    return _cataloged(lambda draft: draft.look_alikes)


def spelling_rules() -> st.SearchStrategy[SpellingRule]:
    """Spelling rules, each of one ending or two in the place of another."""
    return _cataloged(lambda draft: draft.spelling_rules)
