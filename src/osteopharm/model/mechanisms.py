"""Mechanisms of action: how an agent changes an outcome, in signed steps that cite their claims or sources.

A mechanism checks that it begins at its agent, and that its steps connect and have no cycle.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from functools import cached_property
from itertools import chain, pairwise
from types import MappingProxyType
from typing import Annotated, ClassVar

from attrs import frozen

from osteopharm.errors import Problem
from osteopharm.model._record import Part, Record
from osteopharm.model._schema import Items
from osteopharm.model.claims import EvidenceClaim, relation_problems
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.enums import SIGN_IN_WORDS, Certainty, Sign
from osteopharm.model.relations import Relation
from osteopharm.model.sources import Reference, Source

__all__ = ["CausalPath", "CausalStep", "Mechanism"]

MAXIMUM_STEPS = 100
"""The most steps that a mechanism may have."""
MAXIMUM_PATHS = 1000
"""The most paths that the steps of a mechanism may form."""


@frozen(kw_only=True)
class CausalStep(Part):
    """One step of a mechanism: more of the subject means more (or less) of the object.

    >>> import osteopharm
    >>> step = osteopharm.load().mechanisms["bisphosphonate-antiresorption"].steps[0]
    >>> print(step)
    bisphosphonates inhibits osteoclasts (-1)
    """

    subject: Entity
    """Where the step starts: the agent, or the object of an earlier step."""
    relation: Relation
    """The relation between subject and object."""
    object: Concept
    """Where the step ends."""
    claims: tuple[EvidenceClaim, ...] = ()
    """The claims that support the step."""
    references: tuple[Reference, ...] = ()
    """Places in other sources that support the step. At least one claim or reference is needed."""
    reference_certainty: Certainty | None = None
    """How certain the references are; None where there are none."""
    context: str | None = None
    """The setting of the observation, as far as the references report it."""
    not_chainable_because: str | None = None
    """Why the step must not be chained with other steps; None where it may be."""
    disputed: str | None = None
    """The evidence against it, where its sources report any or disagree."""
    observed: bool = False
    """Whether it is an observed effect of the agent on an outcome, not a part of the mechanism."""
    applies_to: tuple[DrugClass | Medication, ...] = ()
    """The classes and medications for which it holds, with their members; empty where it holds for every agent."""
    note: str | None = None
    """A comment of the curators, where the reading is not obvious."""

    in_text: ClassVar[tuple[str, ...]] = ("subject", "relation", "object")

    def _cross_field_problems(self) -> Iterator[Problem]:
        if not self.claims and not self.references:
            yield Problem("claims", "is empty", "cite the claim or the reference that supports the step")
        yield from relation_problems(self.subject, self.relation, self.object)
        if bool(self.references) != (self.reference_certainty is not None):
            hint = "give the certainty of the references, or leave both out"
            yield Problem("reference_certainty", "is needed with references, and only then", hint)
        if self.observed and not isinstance(self.subject, DrugClass | Medication):
            message = f"is set, but {self.subject.id} is not a class or medication"
            yield Problem("observed", message, "only classes and medications have observed effects")
        if isinstance(self.subject, DrugClass | Medication):
            for place, agent in enumerate(self.applies_to):
                if self.subject not in lineage(agent):
                    message = f"{agent.id} is not a member of {self.subject.id}"
                    yield Problem(f"applies_to[{place}]", message, "name agents that the subject includes")

    def applies(self, above: Container[Entity]) -> bool:
        """Whether the step holds for an agent.

        Args:
            above: the agent and its classes, as ``lineage`` gives them.

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
        """The lowest certainty among its claims and references."""
        own = () if self.reference_certainty is None else (self.reference_certainty,)
        return weakest(chain((claim.certainty for claim in self.claims), own))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that support it, each once."""
        cited = (claim.provenance.source for claim in self.claims)
        return tuple(dict.fromkeys(chain(cited, (reference.source for reference in self.references))))

    def __str__(self) -> str:
        return f"{self.subject.name} {self.relation.value} {self.object.name} ({SIGN_IN_WORDS[self.sign]})"


@frozen(kw_only=True)
class CausalPath(Part):
    """Steps that follow one another, from an agent to an outcome.

    >>> import osteopharm
    >>> path = osteopharm.load().mechanisms["feared-impairment-of-healing"].paths[0]
    >>> path.sign, path.certainty.value
    (-1, 'theoretical')
    """

    steps: Annotated[tuple[CausalStep, ...], Items(1, "give the first step of the agent")]
    """The steps, in order; at least one."""

    in_text: ClassVar[tuple[str, ...]] = ("steps",)

    def _cross_field_problems(self) -> Iterator[Problem]:
        for place, (step, following) in enumerate(pairwise(self.steps), 1):
            if following.subject not in lineage(step.object):
                message = f"starts at {following.subject.id}, not at {step.object.id}"
                hint = "each step starts where the one before it ended, or at a broader concept"
                yield Problem(f"steps[{place}].subject", message, hint)

    @property
    def outcome(self) -> Concept:
        """Where the path ends."""
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
class Mechanism(Record, plural="mechanisms", seeds="mechanisms/"):
    """An agent and the ordered steps by which it changes outcomes.

    The agent is a class or a medication; or a concept, such as a target, and then the mechanism continues the
    mechanisms of every drug that reaches it.

    >>> import osteopharm
    >>> for path in osteopharm.load().mechanisms["slower-remodeling-larger-callus"].paths:
    ...     print(path)
    bisphosphonates → callus remodeling (-1, stated)
    bisphosphonates → callus size → mechanical strength (no sign, stated)
    bisphosphonates → slower callus remodeling with a larger callus and strength maintained (+1, probable)
    """

    name: str
    """The name."""
    agent: Entity
    """The class, medication or concept that acts."""
    steps: Annotated[tuple[CausalStep, ...], Items(1, "give the first step of the agent")]
    """The steps, each starting at the agent or where an earlier step ended; at least one."""
    note: str | None = None
    """A comment for readers."""

    also_shown: ClassVar[Mapping[str, str]] = MappingProxyType({"paths": "paths"})

    def _cross_field_problems(self) -> Iterator[Problem]:
        if len(self.steps) > MAXIMUM_STEPS:
            yield Problem("steps", f"are more than {MAXIMUM_STEPS}", "split the mechanism")
            return
        unconnected = list(self._connection_problems())
        yield from unconnected
        if not unconnected and self._count_paths(self.agent, {}) > MAXIMUM_PATHS:
            yield Problem("steps", f"form more than {MAXIMUM_PATHS:,} paths", "split the mechanism")

    def _count_paths(self, here: Entity, known: dict[Entity, int]) -> int:
        if here not in known:
            onward = [step for step in self.steps if step.subject == here and not step.not_chainable_because]
            following = [self._count_paths(step.object, known) for step in onward]
            known[here] = sum(following) or 1
        return known[here]

    def _connection_problems(self) -> Iterator[Problem]:
        behind: dict[Entity, set[Entity]] = {self.agent: set()}
        ends: dict[tuple[Entity, Entity, Relation], int] = {}
        for place, step in enumerate(self.steps):
            if step.subject not in behind:
                message = f"{step.subject.id} is neither the agent nor the object of an earlier step"
                hint = "order the steps from the agent on, or add the missing one"
                yield Problem(f"steps[{place}].subject", message, hint)
                return
            first = ends.setdefault((step.subject, step.object, step.relation), place)
            if first != place:
                yield Problem(f"steps[{place}]", f"is a duplicate of steps[{first}]", "merge them")
            if step.not_chainable_because:
                continue
            if step.object == step.subject or step.object in behind[step.subject]:
                message = f"creates a cycle at {step.object.id}"
                yield Problem(f"steps[{place}].object", message, "mechanisms must be acyclic")
                return
            behind[step.object] = behind.get(step.object, set()) | behind[step.subject] | {step.subject}
            for reached, before in behind.items():
                if step.object in before:
                    behind[reached] = before | behind[step.object]

    @cached_property
    def paths(self) -> tuple[CausalPath, ...]:
        """Every way from the agent to an end, in the order of the steps."""
        unchained = ((step,) for step in self.steps if step.not_chainable_because)
        return tuple(CausalPath(steps=steps) for steps in chain(self._walk(self.agent, ()), unchained))

    def _walk(self, here: Entity, walked: tuple[CausalStep, ...]) -> Iterator[tuple[CausalStep, ...]]:
        following = [step for step in self.steps if step.subject == here and not step.not_chainable_because]
        for step in following:
            yield from self._walk(step.object, (*walked, step))
        if not following and walked:
            yield walked

    @property
    def sign(self) -> Sign:
        """The sign that all its paths have; None where they differ."""
        signs: list[Sign] = [path.sign for path in self.paths]
        return signs[0] if all(sign == signs[0] for sign in signs) else None

    def __str__(self) -> str:
        return self.name


_BY_CERTAINTY = (Certainty.THEORETICAL, Certainty.PROBABLE, Certainty.STATED)


def weakest(certainties: Iterator[Certainty]) -> Certainty:
    """The lowest of one or more certainties.

    >>> weakest(iter([Certainty.STATED, Certainty.PROBABLE])).value
    'probable'
    """
    return min(certainties, key=_BY_CERTAINTY.index)
