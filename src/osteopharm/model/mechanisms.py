"""Mechanisms: how an agent comes to change an outcome, in signed steps that cite their claims or sources.

Holds `CausalStep`, `CausalPath` and `Mechanism`. A mechanism checks itself: it begins at its agent,
its steps connect, and it runs in no circle. Never holds a search across mechanisms.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cached_property
from itertools import chain, pairwise

from attrs import frozen

from osteopharm.errors import Fault
from osteopharm.model import checks
from osteopharm.model._record import hash_by_id, repr_by_id, repr_html
from osteopharm.model.claims import EvidenceClaim, relation_faults
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.enums import SIGN_IN_WORDS, Certainty, Sign
from osteopharm.model.relations import Relation
from osteopharm.model.sources import Reference, Source

__all__ = ["CausalPath", "CausalStep", "Mechanism"]

MAXIMUM_STEPS = 100
"""The most steps that a mechanism may have."""
MAXIMUM_PATHS = 1000
"""The most paths into which the steps of a mechanism may branch."""


@frozen(kw_only=True)
class CausalStep:
    """One step of a mechanism: more of the subject means more (or less) of the object.

    Attributes:
        subject: where the step starts; the agent, or what an earlier step reached.
        relation: what the subject does to the object.
        object: what the step reaches.
        claims: the claims that make it.
        references: the places in other sources that make it; a claim or a reference there must be.
        reference_certainty: how sure the references are, in their own words; None where there are none.
        applies_to: the classes and medications for which it holds, with their members; empty where it holds
            for every agent that reaches it.
        context: in what it was seen, as far as the references tell; or None.
        not_chainable_because: why it holds only by itself, and is never chained with other steps; or None.
        disputed: what speaks against it, where its sources say so or disagree; or None.
        observed: whether it is an observed effect of the agent on an outcome, and no part of how it comes about.
        note: how the step was read off its claims or references, where that is not plain; or None.

    >>> import osteopharm
    >>> step = osteopharm.load().mechanisms["bisphosphonate-antiresorption"].steps[0]
    >>> print(step)
    bisphosphonates inhibits osteoclasts (-1)
    """

    subject: Entity
    relation: Relation
    object: Concept
    claims: tuple[EvidenceClaim, ...] = ()
    references: tuple[Reference, ...] = ()
    reference_certainty: Certainty | None = None
    applies_to: tuple[DrugClass | Medication, ...] = ()
    context: str | None = None
    not_chainable_because: str | None = None
    disputed: str | None = None
    observed: bool = False
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        name = f"{getattr(self.subject, 'id', '?')} to {getattr(self.object, 'id', '?')}"
        claims = checks.tuple_of("claims", self.claims, EvidenceClaim)
        if self.claims == () and self.references == ():
            claims = [Fault("claims", "is empty", "cite the claim, or the reference, that makes the step")]
        checks.refuse(
            "CausalStep",
            name,
            checks.instance("subject", self.subject, DrugClass, Medication, Concept),
            checks.instance("relation", self.relation, Relation),
            checks.instance("object", self.object, Concept),
            claims,
            checks.tuple_of("references", self.references, Reference),
            checks.instance("reference_certainty", self.reference_certainty, Certainty, type(None)),
            checks.tuple_of("applies_to", self.applies_to, DrugClass, Medication),
            checks.optional_text("context", self.context),
            checks.optional_text("not_chainable_because", self.not_chainable_because),
            checks.optional_text("disputed", self.disputed),
            checks.instance("observed", self.observed, bool),
            checks.optional_text("note", self.note),
            sense=self._faults,
        )

    def _faults(self) -> Iterator[Fault]:
        yield from relation_faults(self.subject, self.relation, self.object)
        if bool(self.references) != (self.reference_certainty is not None):
            yield Fault(
                "reference_certainty", "goes with references", "say how sure they are, or leave it out with them"
            )
        if self.observed and not isinstance(self.subject, DrugClass | Medication):
            yield Fault("observed", f"is of {self.subject.id}, which is no agent", "observe what an agent does")
        if isinstance(self.subject, DrugClass | Medication):
            for place, agent in enumerate(self.applies_to):
                if self.subject not in lineage(agent):
                    message = f"{agent.id} is not a member of {self.subject.id}"
                    yield Fault(f"applies_to[{place}]", message, "name agents that the subject includes")

    def applies(self, above: Container[Entity]) -> bool:
        """Whether the step holds for an agent.

        Args:
            above: the agent and its classes, as its lineage has them.

        >>> import osteopharm
        >>> from osteopharm.model.entities import lineage
        >>> compendium = osteopharm.load()
        >>> step = next(edge.step for edge in compendium.causal_graph().leaving(compendium.concepts["sclerostin"])
        ...             if edge.step.object.id == "bone-resorption")
        >>> [step.applies(lineage(compendium.medications[id])) for id in ("romosozumab", "abaloparatide")]
        [True, False]
        """
        return not self.applies_to or any(agent in above for agent in self.applies_to)

    @property
    def sign(self) -> Sign:
        """The sign of its relation."""
        return self.relation.sign

    @property
    def certainty(self) -> Certainty:
        """The certainty of the least certain of its claims and references."""
        read = () if self.reference_certainty is None else (self.reference_certainty,)
        return weakest(chain((claim.certainty for claim in self.claims), read))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources behind it, each once."""
        made = (claim.provenance.source for claim in self.claims)
        return tuple(dict.fromkeys(chain(made, (reference.source for reference in self.references))))

    def __str__(self) -> str:
        return f"{self.subject.name} {self.relation.value} {self.object.name} ({SIGN_IN_WORDS[self.sign]})"


@frozen(kw_only=True)
class CausalPath:
    """Steps that follow one another, from an agent to an outcome.

    Attributes:
        steps: the steps, in order; at least one.

    >>> import osteopharm
    >>> path = osteopharm.load().mechanisms["feared-impairment-of-healing"].paths[0]
    >>> path.sign, path.certainty.value
    (-1, 'theoretical')
    """

    steps: tuple[CausalStep, ...]

    def __attrs_post_init__(self) -> None:
        checks.refuse("CausalPath", "", _steps_form(self.steps), sense=self._faults)

    def _faults(self) -> Iterator[Fault]:
        for place, (step, following) in enumerate(pairwise(self.steps), 1):
            if following.subject not in lineage(step.object):
                message = f"starts at {following.subject.id}, not at {step.object.id}"
                yield Fault(
                    f"steps[{place}].subject",
                    message,
                    "each step starts where the one before it ended, or at something broader",
                )

    @property
    def outcome(self) -> Concept:
        """What the path reaches."""
        return self.steps[-1].object

    @property
    def sign(self) -> Sign:
        """The product of the steps' signs; None when a step has none."""
        sign: Sign = 1
        for step in self.steps:
            if step.sign is None:
                return None
            sign = 1 if sign == step.sign else -1
        return sign

    @property
    def certainty(self) -> Certainty:
        """The certainty of the weakest step."""
        return weakest(step.certainty for step in self.steps)

    @property
    def is_disputed(self) -> bool:
        """Whether one of its steps is disputed."""
        return any(step.disputed is not None for step in self.steps)

    def __str__(self) -> str:
        names = [self.steps[0].subject.name, *(step.object.name for step in self.steps)]
        return f"{' → '.join(names)} ({SIGN_IN_WORDS[self.sign]}, {self.certainty.value})"


@frozen(kw_only=True)
class Mechanism:
    """An agent and the ordered steps by which it comes to change its outcomes.

    The agent is a class or a medication; or a concept, such as a target, and then the mechanism tells what
    follows for every drug that reaches it.

    Attributes:
        id: its id.
        name: what to call it.
        agent: what acts.
        steps: the steps, each starting at the agent or at what an earlier step reached; at least one.
        note: what a reader should know about it, or None.

    Raises:
        InvalidRecordError: a step does not connect, stands twice, or leads back to where the steps came from.

    >>> import osteopharm
    >>> for path in osteopharm.load().mechanisms["slower-remodeling-larger-callus"].paths:
    ...     print(path)
    bisphosphonates → callus remodeling (-1, stated)
    bisphosphonates → callus size → mechanical strength (no sign, stated)
    bisphosphonates → slower callus remodeling with a larger callus and strength maintained (+1, probable)
    """

    id: str
    name: str
    agent: Entity
    steps: tuple[CausalStep, ...]
    note: str | None = None

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Mechanism",
            self.id,
            checks.identifier("id", self.id),
            checks.text("name", self.name),
            checks.instance("agent", self.agent, DrugClass, Medication, Concept),
            _steps_form(self.steps),
            checks.optional_text("note", self.note),
            sense=self._step_faults,
        )

    def _step_faults(self) -> Iterator[Fault]:
        if len(self.steps) > MAXIMUM_STEPS:
            yield Fault("steps", f"are more than {MAXIMUM_STEPS}", "make it two mechanisms")
            return
        unconnected = list(self._connection_faults())
        yield from unconnected
        if not unconnected and self._count_paths(self.agent, {}) > MAXIMUM_PATHS:
            yield Fault("steps", f"branch into more than {MAXIMUM_PATHS:,} paths", "make it two mechanisms")

    def _count_paths(self, here: Entity, known: dict[Entity, int]) -> int:
        if here not in known:
            onward = [step for step in self.steps if step.subject == here and not step.not_chainable_because]
            following = [self._count_paths(step.object, known) for step in onward]
            known[here] = sum(following) or 1
        return known[here]

    def _connection_faults(self) -> Iterator[Fault]:
        behind: dict[Entity, set[Entity]] = {self.agent: set()}
        ends: dict[tuple[Entity, Entity, Relation], int] = {}
        for place, step in enumerate(self.steps):
            if step.subject not in behind:
                message = f"{step.subject.id} is neither the agent nor what an earlier step reached"
                hint = "order the steps from the agent on, or add the missing one"
                yield Fault(f"steps[{place}].subject", message, hint)
                return
            first = ends.setdefault((step.subject, step.object, step.relation), place)
            if first != place:
                yield Fault(f"steps[{place}]", f"says the same as steps[{first}]", "make them one step")
            if step.not_chainable_because:
                continue
            if step.object == step.subject or step.object in behind[step.subject]:
                yield Fault(
                    f"steps[{place}].object", f"leads back to {step.object.id}", "a mechanism runs in no circle"
                )
                return
            behind[step.object] = behind.get(step.object, set()) | behind[step.subject] | {step.subject}
            for reached, before in behind.items():
                if step.object in before:
                    behind[reached] = before | behind[step.object]

    @cached_property
    def paths(self) -> tuple[CausalPath, ...]:
        """Every way from the agent to an end, in the order of the steps."""
        alone = ((step,) for step in self.steps if step.not_chainable_because)
        return tuple(CausalPath(steps=steps) for steps in chain(self._walk(self.agent, ()), alone))

    def _walk(self, here: Entity, walked: tuple[CausalStep, ...]) -> Iterator[tuple[CausalStep, ...]]:
        following = [step for step in self.steps if step.subject == here and not step.not_chainable_because]
        for step in following:
            yield from self._walk(step.object, (*walked, step))
        if not following and walked:
            yield walked

    @property
    def sign(self) -> Sign:
        """The sign of the whole: the one on which all its paths agree, otherwise None."""
        signs: list[Sign] = [path.sign for path in self.paths]
        return signs[0] if all(sign == signs[0] for sign in signs) else None

    def __str__(self) -> str:
        return self.name


def _steps_form(steps: object) -> list[Fault]:
    if steps == ():
        return [Fault("steps", "is empty", "give the step that the agent takes")]
    return checks.tuple_of("steps", steps, CausalStep)


_BY_CERTAINTY = (Certainty.THEORETICAL, Certainty.PROBABLE, Certainty.STATED)


def weakest(certainties: Iterator[Certainty]) -> Certainty:
    """The least certain of one or more certainties.

    >>> weakest(iter([Certainty.STATED, Certainty.PROBABLE])).value
    'probable'
    """
    return min(certainties, key=_BY_CERTAINTY.index)
