"""Strategies for mechanisms: steps that cite claims or other sources, one after another, side by side, or alone.

Holds `CausalDraft`, the part of a compendium in the making that adds mechanisms. The strategy for them is
among those of the other nouns.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.enums import Certainty
from osteopharm.model.mechanisms import CausalStep, Mechanism
from osteopharm.model.relations import Relation
from osteopharm.model.sources import Reference
from osteopharm.testing.products import Draft, remarks
from osteopharm.testing.texts import notes, phrases

CAUSAL_RELATIONS = [
    *(relation for relation in Relation if relation.is_within(Relation.AFFECTS)),
    *(Relation.BINDS, Relation.MAINTAINS, Relation.PRECEDES, Relation.PART_OF),
]
"""The relations of which the steps of a mechanism are made."""


class CausalDraft(Draft):
    """Mechanisms in the making, over the classes, medications, concepts and claims that are there.

    Args:
        draw: given by Hypothesis.
    """

    def __init__(self, draw: st.DrawFn) -> None:
        super().__init__(draw)
        self.classes: list[DrugClass] = []
        self.medications: list[Medication] = []
        self.concepts: list[Concept] = []
        self.claims: list[EvidenceClaim] = []
        self.mechanisms: list[Mechanism] = []

    def add_mechanism(self) -> None:
        """Add a mechanism of one object to four, each reached by a step or by two parallel ones."""
        acting = [concept for concept in self.concepts if concept.kind in Relation.AFFECTS.subject_kinds]
        agents: list[Entity] = [*self.classes, *self.medications, *acting]
        agent = self.one(agents)
        affected = [each for each in self.concepts if each.kind in Relation.AFFECTS.object_kinds and each != agent]
        reached: list[Entity] = [agent]
        steps: list[CausalStep] = []
        for object in self.some(affected, least=1, most=4):
            made = [self.step(self.one(reached), object) for _ in range(self.one([1, 1, 2]))]
            # Two steps between the same two differ in their relation.
            kept = {(step.subject, step.relation): step for step in made}.values()
            steps += kept
            if any(step.not_chainable_because is None for step in kept):
                reached.append(object)
        self.mechanisms.append(
            Mechanism(id=self.new_id(), name=self.draw(phrases), agent=agent, steps=tuple(steps), note=self.draw(notes))
        )

    def step(self, subject: Entity, object: Concept) -> CausalStep:
        """A step from one thing to another."""
        fitting = [
            relation
            for relation in CAUSAL_RELATIONS
            if subject.kind in relation.subject_kinds and object.kind in relation.object_kinds
        ]
        return CausalStep(
            subject=subject,
            relation=self.one(fitting),
            object=object,
            **self._made_by(),
            applies_to=self._some_of(subject),
            context=self.draw(remarks),
            not_chainable_because=self.draw(_seldom),
            disputed=self.draw(_seldom),
            observed=isinstance(subject, DrugClass | Medication) and self.draw(st.booleans()),
            note=self.draw(notes),
        )

    def _some_of(self, subject: Entity) -> tuple[DrugClass | Medication, ...]:
        """Now and then, some of the agents for which a step from a subject may hold."""
        agents: list[DrugClass | Medication] = [*self.classes, *self.medications]
        if isinstance(subject, DrugClass | Medication):
            agents = [agent for agent in agents if subject in lineage(agent)]
        return self.some(agents, most=2) if self.draw(st.booleans()) else ()

    def _made_by(self) -> dict[str, Any]:
        references = tuple(
            Reference(source=source, locator=self.draw(phrases)) for source in self.some(self.elsewhere, most=2)
        )
        reference_certainty = self.one(list(Certainty)) if references else None
        claims = self.some(self.claims, least=0 if references else 1)
        return {"claims": claims, "references": references, "reference_certainty": reference_certainty}


_seldom = st.sampled_from([None, None, None, "in one study only"])
