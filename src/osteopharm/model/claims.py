"""Claims, how they bear on each other, and the interests that their authors declare.

Holds `EvidenceClaim` with its quantity, `ClaimLink` and `Disclosure`, each checked when it is made.
Never holds a search or a count: those are questions to a `ClaimSet`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from math import isfinite

from attrs import frozen

from osteopharm.errors import Fault
from osteopharm.model import checks
from osteopharm.model._record import hash_by_id, repr_by_id, repr_html
from osteopharm.model.documents import Passage, Sentence
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.enums import (
    ArmRole,
    Benefit,
    Bound,
    Certainty,
    DisclosureKind,
    EntityKind,
    Finding,
    HeldBy,
    InactiveControl,
    LinkKind,
    Polarity,
    Scope,
    Species,
    StudyKind,
)
from osteopharm.model.relations import Relation
from osteopharm.model.sources import Reference
from osteopharm.model.studies import Arm, Effect, Study

__all__ = ["ClaimLink", "Disclosure", "EvidenceClaim", "Quantity"]


@frozen(kw_only=True)
class Quantity:
    """A number that a claim states, with its bound and unit.

    Attributes:
        bound: whether it is exactly, at least or at most that much.
        value: the number, as the source gives it.
        unit: what is counted or measured.

    >>> print(Quantity(bound=Bound.AT_LEAST, value=20, unit="percent of patients"))
    at least 20 percent of patients
    """

    bound: Bound
    value: float
    unit: str

    def __attrs_post_init__(self) -> None:
        number = checks.instance("value", self.value, int, float, exact=True)
        if isinstance(self.value, float) and not isfinite(self.value):
            number = [Fault("value", f"{self.value} is no finite number", "give the number that the source gives")]
        checks.refuse(
            "Quantity",
            self.value,
            checks.instance("bound", self.bound, Bound),
            number,
            checks.text("unit", self.unit),
        )

    def __str__(self) -> str:
        return f"{self.bound.value.replace('-', ' ')} {self.value} {self.unit}"


@frozen(kw_only=True)
class EvidenceClaim:
    """One statement of a source, on separate axes, pinned to the words that make it.

    Attributes:
        id: its id.
        statement: what is claimed, in a short sentence of the curators'.
        subject: the entity of which it is claimed.
        relation: what the subject does to, or is to, the object.
        object: the other entity.
        polarity: whether the source affirms it, denies it or leaves it open.
        certainty: how sure the source is.
        held_by: whether the authors hold it, or others whom they report.
        holder: the population that holds it, when others do; otherwise None.
        study_kind: what stands behind it.
        species: in whom it was seen.
        setting: the conditions, procedures or populations in which it is said to hold.
        quantity: the number it states, or None.
        citations: the document's own reference numbers that it cites.
        scope: whether it may be told of a member of its subject.
        provenance: the passage of a document that makes it, or the place in another source.
        context: passages that hold an antecedent ("These mechanisms ...").
        study: the study that found it, where the claim is one study's; otherwise None.
        finding: how what was counted differed under treatment; None without a study.
        higher_is_better: whether more of what was counted is good; None where it is neither good nor bad.
        measured_as: what was counted, where that is not the object itself, such as non-union; or None.
        comparator: what the treatment was compared with: an inactive one, or a class or medication; or None.
        effect: how large the difference was, as printed; None where the finding is told in words alone.
        arms: the arms of the study, with their figures as printed.
        note: how the curators read the words, where that is not plain; or None.

    Raises:
        InvalidRecordError: the relation does not take such a subject or object, a citation does not stand
            in the sentences of the provenance, the finding is not what the effect shows, or a field has the wrong type.

    >>> import osteopharm
    >>> claim = osteopharm.load().claims["af20-s07-healing-impaired"]
    >>> claim.subject, claim.relation.value, claim.object, claim.certainty.value
    (<DrugClass bisphosphonates>, 'impairs', <Concept bone-healing>, 'theoretical')
    """

    id: str
    statement: str
    subject: Entity
    relation: Relation
    object: Entity
    polarity: Polarity
    certainty: Certainty
    held_by: HeldBy
    study_kind: StudyKind
    species: Species
    scope: Scope
    provenance: Passage | Reference
    holder: Concept | None = None
    setting: tuple[Concept, ...] = ()
    quantity: Quantity | None = None
    citations: tuple[int, ...] = ()
    context: tuple[Passage, ...] = ()
    study: Study | None = None
    finding: Finding | None = None
    higher_is_better: bool | None = None
    measured_as: str | None = None
    comparator: InactiveControl | DrugClass | Medication | None = None
    effect: Effect | None = None
    arms: tuple[Arm, ...] = ()
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "EvidenceClaim",
            self.id,
            checks.identifier("id", self.id),
            checks.text("statement", self.statement),
            checks.instance("subject", self.subject, DrugClass, Medication, Concept),
            checks.instance("relation", self.relation, Relation),
            checks.instance("object", self.object, DrugClass, Medication, Concept),
            checks.instance("polarity", self.polarity, Polarity),
            checks.instance("certainty", self.certainty, Certainty),
            checks.instance("held_by", self.held_by, HeldBy),
            checks.instance("study_kind", self.study_kind, StudyKind),
            checks.instance("species", self.species, Species),
            checks.instance("scope", self.scope, Scope),
            checks.instance("provenance", self.provenance, Passage, Reference),
            checks.instance("holder", self.holder, Concept, type(None)),
            checks.tuple_of("setting", self.setting, Concept),
            checks.instance("quantity", self.quantity, Quantity, type(None)),
            checks.tuple_of("citations", self.citations, int),
            checks.tuple_of("context", self.context, Passage),
            checks.instance("study", self.study, Study, type(None)),
            checks.instance("finding", self.finding, Finding, type(None)),
            checks.instance("higher_is_better", self.higher_is_better, bool, type(None)),
            checks.optional_text("measured_as", self.measured_as),
            checks.instance("comparator", self.comparator, InactiveControl, DrugClass, Medication, type(None)),
            checks.instance("effect", self.effect, Effect, type(None)),
            checks.tuple_of("arms", self.arms, Arm),
            checks.optional_text("note", self.note),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        yield from self._relation_faults()
        yield from self._holder_faults()
        yield from self._passage_faults()
        yield from self._study_faults() if self.study else self._studyless_faults()

    def _relation_faults(self) -> Iterator[Fault]:
        yield from relation_faults(self.subject, self.relation, self.object)
        if self.subject == self.object:
            yield Fault("object", "is the subject itself", "name another entity, or leave the claim out")

    def _holder_faults(self) -> Iterator[Fault]:
        if self.holder is None:
            if self.held_by is HeldBy.OTHERS:
                yield Fault("holder", "is missing though others hold the claim", "name the population that holds it")
        elif self.held_by is not HeldBy.OTHERS:
            yield Fault(
                "holder", "is named though the authors hold the claim", "leave it out, or say held_by = 'others'"
            )
        elif self.holder.kind is not EntityKind.POPULATION:
            yield Fault("holder", f"is {checks.a_or_an(self.holder.kind.value)}, not a population", "name a population")

    def _passage_faults(self) -> Iterator[Fault]:
        if isinstance(self.provenance, Reference):
            for field in ("citations", "context"):
                if getattr(self, field):
                    message = "is given, but the claim refers to a source whose text does not ship with us"
                    yield Fault(field, message, "leave it out, or quote a document")
            return
        borne = {number for sentence in self.sentences for number in sentence.citations}
        for place, number in enumerate(self.citations):
            if number not in borne:
                hint = "cite only the numbers that stand in the sentence, or quote the sentence that bears them"
                yield Fault(f"citations[{place}]", f"the quoted sentence does not bear the number {number}", hint)
        if not self.provenance.sentences:
            yield Fault("provenance", "quotes the disclosures, which make no claim", "quote the body of the document")
        for place, passage in enumerate(self.context):
            if passage.source != self.provenance.source:
                yield Fault(f"context[{place}]", "is of another document", "quote the document that makes the claim")

    def _studyless_faults(self) -> Iterator[Fault]:
        for field in _OF_STUDIES:
            if getattr(self, field) not in (None, ()):
                yield Fault(field, "is given without a study", "say which study found it")

    def _study_faults(self) -> Iterator[Fault]:
        for field in ("finding", "comparator"):
            if getattr(self, field) is None:
                yield Fault(field, "is missing", "a study finds something, against something")
        if isinstance(self.comparator, DrugClass | Medication) and self.comparator.id in list(InactiveControl):
            message = f"has the id {self.comparator.id!r}, which stands for an inactive comparator in the files"
            yield Fault("comparator", message, "give that record another id")
        if self.polarity is Polarity.DENIED:
            yield Fault("polarity", "denies what a study looked for", "no difference shown is no denial: 'unresolved'")
        if self.has_active_comparator and self.relation.sign is not None:
            message = "gives a direction, and the comparator is another drug"
            yield Fault("relation", message, "say 'affects': the finding says which of the two did better")
        if self.finding is not None:
            yield from self._finding_faults(self.finding)
        yield from self._arm_faults()

    def _finding_faults(self, finding: Finding) -> Iterator[Fault]:
        effect = self.effect
        direction = {Finding.INCREASE: 1, Finding.DECREASE: -1}.get(finding)
        if effect is not None and effect.includes_null:
            if finding is not Finding.NO_DIFFERENCE_SHOWN:
                message = f"is {finding.value}, and {effect.interval} spans no effect"
                yield Fault("finding", message, "say 'no-difference-shown', whatever the sentence around it says")
        elif effect is not None and direction is not None and effect.sign == -direction:
            yield Fault("finding", f"is {finding.value}, and {effect} says the other", "read both again")
        if direction is None and self.relation.sign is not None:
            message = f"gives a direction, and the finding is {finding.value}"
            yield Fault("relation", message, "say 'affects'")
        elif self.measured_as is None and direction is not None and self.relation.sign == -direction:
            yield Fault("relation", f"goes against the finding, {finding.value}", "read both again")

    def _arm_faults(self) -> Iterator[Fault]:
        if self.arms and {arm.role for arm in self.arms} != set(ArmRole):
            yield Fault("arms", "are not of both sides", "give the treated arm and its comparator")
        for place, arm in enumerate(self.arms):
            if arm.role is ArmRole.COMPARATOR and bool(arm.agents) == isinstance(self.comparator, InactiveControl):
                yield Fault(f"arms[{place}].agents", "do not fit the comparator", "name the agents of an active one")

    @property
    def benefit(self) -> Benefit | None:
        """What the finding means for those treated: it follows from the finding, what was counted and the comparator.

        None without a study, and where more of what was counted is neither good nor bad.

        >>> import osteopharm
        >>> claims = osteopharm.load().claims
        >>> claims["fit1-01"].finding.value, claims["fit1-01"].benefit.value
        ('decrease', 'benefit')
        """
        match self.finding:
            case None:
                return None
            case Finding.NO_DIFFERENCE_SHOWN | Finding.MIXED:
                return Benefit(self.finding.value)
        if self.higher_is_better is None:
            return None
        return Benefit.BENEFIT if self.higher_is_better is (self.finding is Finding.INCREASE) else Benefit.HARM

    @property
    def has_active_comparator(self) -> bool:
        """Whether the treatment was compared with another drug, and not with an inactive comparator."""
        return isinstance(self.comparator, DrugClass | Medication)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the document in which the claim is made; none where it refers to another source."""
        return self.provenance.sentences if isinstance(self.provenance, Passage) else ()

    @property
    def is_cut_off(self) -> bool:
        """Whether the document breaks off inside a sentence that makes the claim."""
        return any(sentence.is_cut_off for sentence in self.sentences)

    def __str__(self) -> str:
        return self.statement


_OF_STUDIES = ("finding", "higher_is_better", "measured_as", "comparator", "effect", "arms")
"""The fields that only a claim of a study has."""


def relation_faults(subject: Entity, relation: Relation, object: Entity) -> Iterator[Fault]:
    """The faults of a subject or object whose kind the relation does not take."""
    for name, entity, kinds in (
        ("subject", subject, relation.subject_kinds),
        ("object", object, relation.object_kinds),
    ):
        if entity.kind not in kinds:
            allowed = ", ".join(sorted(kind.value for kind in kinds))
            message = f"'{relation.value}' takes no {entity.kind.value} as its {name}, and {entity.id} is one"
            yield Fault(name, message, f"it takes: {allowed}")


@frozen(kw_only=True)
class ClaimLink:
    """How one claim bears on another, judged by the curators.

    Attributes:
        id: its id.
        claim: the claim that bears.
        target: the claim that it concerns.
        kind: whether it supports, contradicts or qualifies that claim.
        reason: why.
        excepts: the members of which ``target`` is not to be told, with all that belongs to them; only where it qualifies.

    Raises:
        InvalidRecordError: a claim bears on itself, or ``exceptions`` names no member of what ``target`` is about.

    >>> import osteopharm
    >>> osteopharm.load().claim_links["romosozumab-2019-on-two-classes"].kind.value
    'qualifies'
    """

    id: str
    claim: EvidenceClaim
    target: EvidenceClaim
    kind: LinkKind
    reason: str
    exceptions: tuple[DrugClass | Medication, ...] = ()

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "ClaimLink",
            self.id,
            checks.identifier("id", self.id),
            checks.instance("claim", self.claim, EvidenceClaim),
            checks.instance("target", self.target, EvidenceClaim),
            checks.instance("kind", self.kind, LinkKind),
            checks.text("reason", self.reason),
            checks.tuple_of("exceptions", self.exceptions, DrugClass, Medication),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        if self.claim == self.target:
            yield Fault("target", "is the claim itself", "name the other claim")
        if self.exceptions and self.kind is not LinkKind.QUALIFIES:
            yield Fault(
                "exceptions", f"stands on a claim link that {self.kind.value}", "only one that qualifies has exceptions"
            )
        for place, member in enumerate(self.exceptions):
            if member == self.target.subject or self.target.subject not in lineage(member):
                message = f"{member.id} is no member of {self.target.subject.id}"
                yield Fault(f"excepts[{place}]", message, "name a member of the class of which the claim speaks")

    def is_exception(self, above: Container[Entity]) -> bool:
        """Whether it keeps ``target`` from being told of an entity.

        Args:
            above: the entity and all that it falls under, as its lineage has them.
        """
        return any(member in above for member in self.exceptions)

    def __str__(self) -> str:
        return f"{self.claim.id} {self.kind.value} {self.target.id}: {self.reason}"


@frozen(kw_only=True)
class Disclosure:
    """An interest that the author of a document declares. It is a fact about interests, never a judgment.

    Attributes:
        id: its id.
        person: who declares it, as the document names them.
        company: the company, as the document names it.
        kind: what kind of interest it is.
        provenance: the passage that declares it.

    >>> import osteopharm
    >>> print(osteopharm.load().disclosures["af20-anderson-amgen"])
    Dr. Anderson: consultant, Amgen
    """

    id: str
    person: str
    company: str
    kind: DisclosureKind
    provenance: Passage

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Disclosure",
            self.id,
            checks.identifier("id", self.id),
            checks.text("person", self.person),
            checks.text("company", self.company),
            checks.instance("kind", self.kind, DisclosureKind),
            checks.instance("provenance", self.provenance, Passage),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        if self.provenance.sentences:
            yield Fault("provenance", "quotes the body of the document", "quote the disclosures")

    def __str__(self) -> str:
        return f"{self.person}: {self.kind.value}, {self.company}"
