"""Claims, and the links between them: one claim supports, contradicts or qualifies another."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar

from attrs import frozen

from osteopharm.errors import Problem
from osteopharm.model._record import Part, Record
from osteopharm.model._schema import a_or_an
from osteopharm.model.documents import Passage, Sentence
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.enums import (
    Benefit,
    Bound,
    Certainty,
    EntityKind,
    Finding,
    HeldBy,
    LinkKind,
    Polarity,
    Scope,
    Species,
    StudyKind,
)
from osteopharm.model.relations import Relation
from osteopharm.model.sources import Reference
from osteopharm.model.studies import Effect, Study, StudyResult

__all__ = ["ClaimLink", "EvidenceClaim", "Quantity"]


@frozen(kw_only=True)
class Quantity(Part):
    """A number that a claim states, with its bound and unit.

    >>> print(Quantity(bound=Bound.AT_LEAST, value=20, unit="percent of patients"))
    at least 20 percent of patients
    """

    bound: Bound
    """Whether the quantity is exact, a minimum or a maximum."""
    value: float
    """The number, as the source gives it."""
    unit: str
    """The unit, or what is counted."""

    in_text: ClassVar[tuple[str, ...]] = ("bound", "value", "unit")

    def __str__(self) -> str:
        return f"{self.bound.value.replace('-', ' ')} {self.value:g} {self.unit}"


@frozen(kw_only=True)
class EvidenceClaim(Record, plural="claims", seeds="studies/claims.toml"):
    """One statement of a source: subject, relation and object, classified on separate axes and linked to its place.

    >>> import osteopharm
    >>> claim = osteopharm.load().claims["af20-s07-healing-impaired"]
    >>> claim.subject, claim.relation.value, claim.object, claim.certainty.value
    (<DrugClass bisphosphonates>, 'impairs', <Concept bone-healing>, 'theoretical')
    """

    statement: str
    """The statement, as a short sentence in the curators' words."""
    subject: Entity
    """The entity that the claim is about."""
    relation: Relation
    """The relation between subject and object."""
    object: Entity
    """The other entity."""
    polarity: Polarity
    """Whether the source affirms the statement, denies it or leaves it unresolved."""
    certainty: Certainty
    """How certain the source is."""
    held_by: HeldBy
    """Whether the authors make the claim, or report it as the view of others."""
    study_kind: StudyKind
    """The kind of evidence for it."""
    species: Species
    """The species studied."""
    scope: Scope
    """Whether a claim about a class applies to each of its members."""
    provenance: Passage | Reference
    """The passage of a document, or the place in another source."""
    holder: Concept | None = None
    """The population whose view it is, where it is the view of others."""
    setting: tuple[Concept, ...] = ()
    """The conditions, procedures or populations to which it is restricted."""
    quantity: Quantity | None = None
    """The number that it states."""
    citations: tuple[int, ...] = ()
    """The reference numbers that the sentence cites."""
    context: tuple[Passage, ...] = ()
    """Other passages needed to understand the quote, such as what "these mechanisms" refers to."""
    result: StudyResult | None = None
    """What a study found, where the claim reports the result of one study."""
    note: str | None = None
    """A comment of the curators, where the reading is not obvious."""

    title_field: ClassVar[str] = "statement"
    also_shown: ClassVar[Mapping[str, str]] = MappingProxyType({"is_cut_off": "truncated by the document"})

    def _cross_field_problems(self) -> Iterator[Problem]:
        yield from relation_problems(self.subject, self.relation, self.object)
        if self.subject == self.object:
            yield Problem("object", "is the subject itself", "name another entity, or leave the claim out")
        yield from self._holder_problems()
        yield from self._passage_problems()
        if self.result is not None:
            yield from self._result_problems(self.result)

    def _holder_problems(self) -> Iterator[Problem]:
        if self.holder is None:
            if self.held_by is HeldBy.OTHERS:
                yield Problem(
                    "holder", "is missing although held_by is 'others'", "name the population whose view it is"
                )
        elif self.held_by is not HeldBy.OTHERS:
            yield Problem(
                "holder", "is given although held_by is 'authors'", "leave it out, or set held_by to 'others'"
            )
        elif self.holder.kind is not EntityKind.POPULATION:
            yield Problem("holder", f"is {a_or_an(self.holder.kind.value)}, not a population", "name a population")

    def _passage_problems(self) -> Iterator[Problem]:
        if isinstance(self.provenance, Reference):
            for field in ("citations", "context"):
                if getattr(self, field):
                    message = "is given, but the text of the source does not ship with us"
                    yield Problem(field, message, "leave it out, or quote a document")
            return
        cited = {number for sentence in self.sentences for number in sentence.citations}
        for place, number in enumerate(self.citations):
            if number not in cited:
                hint = "cite only the numbers in the sentence, or quote the sentence that contains them"
                yield Problem(f"citations[{place}]", f"the quoted sentence does not cite the number {number}", hint)
        if not self.provenance.sentences:
            yield Problem(
                "provenance", "quotes the disclosures, which contain no claim", "quote the body of the document"
            )
        for place, passage in enumerate(self.context):
            if passage.source != self.provenance.source:
                yield Problem(f"context[{place}]", "is from another document", "quote the document of the claim")

    def _result_problems(self, result: StudyResult) -> Iterator[Problem]:
        if self.polarity is Polarity.DENIED:
            hint = "use 'unresolved' where no difference was shown"
            yield Problem("polarity", "a study finding cannot be 'denied'", hint)
        if result.has_active_comparator and self.relation.sign is not None:
            message = "gives a direction, and the comparator is another drug"
            yield Problem("relation", message, "use 'affects': the finding says which of the two did better")
        direction = result.finding.direction
        if direction is None and self.relation.sign is not None:
            message = f"states a direction, but the finding is '{result.finding.value}'"
            yield Problem("relation", message, "use 'affects'")
        elif result.measured_as is None and direction is not None and self.relation.sign == -direction:
            message = f"has the opposite direction of the finding '{result.finding.value}'"
            yield Problem("relation", message, "check both")

    @property
    def study(self) -> Study | None:
        """The study of the result; None without one."""
        return None if self.result is None else self.result.study

    @property
    def finding(self) -> Finding | None:
        """The finding of the study result; None without one."""
        return None if self.result is None else self.result.finding

    @property
    def effect(self) -> Effect | None:
        """The effect of the study result; None without one."""
        return None if self.result is None else self.result.effect

    @property
    def benefit(self) -> Benefit | None:
        """Whether the study result is a benefit or a harm; None without one, or where more is neither.

        >>> import osteopharm
        >>> claim = osteopharm.load().claims["fit1-01"]
        >>> claim.finding.value, claim.benefit.value
        ('decrease', 'benefit')
        """
        return None if self.result is None else self.result.benefit

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the document that make the claim; none where it refers to another source."""
        return self.provenance.sentences if isinstance(self.provenance, Passage) else ()

    @property
    def is_cut_off(self) -> bool:
        """Whether the document breaks off inside a sentence that makes the claim."""
        return any(sentence.is_cut_off for sentence in self.sentences)

    def __str__(self) -> str:
        return self.statement


def relation_problems(subject: Entity, relation: Relation, object: Entity) -> Iterator[Problem]:
    """A problem for a subject or object of a kind that the relation does not take."""
    for name, entity, kinds in (
        ("subject", subject, relation.subject_kinds),
        ("object", object, relation.object_kinds),
    ):
        if entity.kind not in kinds:
            allowed = ", ".join(sorted(kind.value for kind in kinds))
            message = f"the {name} of '{relation.value}' cannot be {a_or_an(entity.kind.value)} (got {entity.id!r})"
            yield Problem(name, message, f"use one of these kinds: {allowed}")


@frozen(kw_only=True)
class ClaimLink(Record, plural="claim_links", seeds="studies/links.toml"):
    """A claim that supports, contradicts or qualifies another, as judged by the curators.

    >>> import osteopharm
    >>> osteopharm.load().claim_links["romosozumab-2019-on-two-classes"].kind.value
    'qualifies'
    """

    claim: EvidenceClaim
    """The claim that supports, contradicts or qualifies."""
    target: EvidenceClaim
    """The claim that is supported, contradicted or qualified."""
    kind: LinkKind
    """Whether it supports, contradicts or qualifies the target."""
    reason: str
    """The reason for the judgment."""
    exceptions: tuple[DrugClass | Medication, ...] = ()
    """The members of the target's subject to which the target does not apply; only where the link qualifies it."""

    def _cross_field_problems(self) -> Iterator[Problem]:
        if self.claim == self.target:
            yield Problem("target", "is the claim itself", "name the other claim")
        if self.exceptions and self.kind is not LinkKind.QUALIFIES:
            message = f"are given for a link of kind '{self.kind.value}'"
            yield Problem("exceptions", message, "only a link that qualifies has exceptions")
        for place, member in enumerate(self.exceptions):
            if member == self.target.subject or self.target.subject not in lineage(member):
                message = f"{member.id} is not a member of {self.target.subject.id}"
                yield Problem(f"exceptions[{place}]", message, "name a member of the class that the target is about")

    def is_exception(self, above: Container[Entity]) -> bool:
        """Whether it excludes an entity from the target.

        Args:
            above: the entity and its ancestors, nearest first.
        """
        return any(member in above for member in self.exceptions)

    def __str__(self) -> str:
        return f"{self.claim.id} {self.kind.value} {self.target.id}: {self.reason}"
