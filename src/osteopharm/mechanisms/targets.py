"""Which medications act on a target, and which share a mechanism."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from osteopharm.mechanisms.graph import CausalGraph, inherited_by
from osteopharm.model.claims import ClaimLink
from osteopharm.model.entities import Concept, DrugClass, Medication, lineage
from osteopharm.model.mechanisms import CausalStep, Mechanism
from osteopharm.model.relations import Relation

ACTING = frozenset({Relation.ACTIVATES, Relation.BINDS, Relation.INHIBITS})
"""The relations by which an agent acts on a target itself."""


def own_steps(
    agent: DrugClass | Medication, graph: CausalGraph, claim_links: Collection[ClaimLink]
) -> list[CausalStep]:
    """The first steps of an agent or its classes that apply to it and are not merely observed."""
    steps = (inherited_by(edge.step, agent, claim_links)[0] for edge in graph.leaving(agent))
    return [step for step in steps if step is not None and not step.observed]


def targeting(
    target: Concept, medications: Iterable[Medication], graph: CausalGraph, claim_links: Collection[ClaimLink]
) -> tuple[Medication, ...]:
    """The medications that act on a target, or whose class does."""
    return tuple(
        medication
        for medication in medications
        if any(
            step.relation in ACTING and target in lineage(step.object)
            for step in own_steps(medication, graph, claim_links)
        )
    )


def sharing(
    mechanism: Mechanism, medications: Iterable[Medication], graph: CausalGraph, claim_links: Collection[ClaimLink]
) -> tuple[Medication, ...]:
    """The medications to which a mechanism applies, or that act on the concept from which it starts."""
    agent = mechanism.agent
    if isinstance(agent, Concept):
        return targeting(agent, medications, graph, claim_links)
    return tuple(medication for medication in medications if agent in lineage(medication))
