"""How a drug comes to change an outcome, and who shares what with whom."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from osteopharm.claims import ClaimSet
from osteopharm.collection import Collection, id_of, near_names
from osteopharm.errors import UnknownIdError
from osteopharm.model.claims import ClaimLink, Disclosure, EvidenceClaim
from osteopharm.model.companies import Company
from osteopharm.model.entities import Concept, DrugClass, Medication, lineage
from osteopharm.model.mechanisms import CausalStep, Mechanism
from osteopharm.model.relations import Relation

if TYPE_CHECKING:
    from osteopharm.disclosures import Interest
    from osteopharm.mechanisms.comparison import Comparison, Side
    from osteopharm.mechanisms.explanation import Explanation
    from osteopharm.mechanisms.graph import CausalGraph

__all__ = ["CausalQueries"]

ACTING = frozenset({Relation.ACTIVATES, Relation.BINDS, Relation.INHIBITS})
"""The relations of what acts on a target itself."""


class CausalQueries:
    """What a compendium answers about mechanisms, and across them."""

    claim_links: Collection[ClaimLink]
    claims: ClaimSet
    companies: Collection[Company]
    concepts: Collection[Concept]
    disclosures: Collection[Disclosure]
    drug_classes: Collection[DrugClass]
    mechanisms: Collection[Mechanism]
    medications: Collection[Medication]

    @cached_property
    def _graph(self) -> CausalGraph:
        from osteopharm.mechanisms.graph import CausalGraph

        return CausalGraph(self.mechanisms)

    def causal_graph(self) -> CausalGraph:
        """The steps of all mechanisms, as one signed graph.

        >>> import osteopharm
        >>> edge = osteopharm.load().causal_graph().edges[0]
        >>> edge.mechanism in osteopharm.load().mechanisms
        True
        """
        return self._graph

    def explain(self, agent: DrugClass | Medication | str, outcome: Concept | str) -> Explanation:
        """How a class or medication comes to change an outcome: every sourced path. Needs the extra ``graph``.

        What is said of a class is told of its members, as said of the class.

        Raises:
            UnknownIdError: there is no such class, medication or concept.
            MissingExtraError: networkx is not installed.

        >>> import osteopharm
        >>> explanation = osteopharm.load().explain("alendronic-acid", "fracture-risk")
        >>> explanation.sign, explanation.inherited_from(explanation.paths[0])
        (-1, <DrugClass nitrogen-containing-bisphosphonates>)
        """
        from osteopharm.mechanisms.explanation import explain

        return explain(self._agent(agent), self.concepts[id_of(outcome)], self._graph, self.claim_links, self.claims)

    def _agent(self, agent: DrugClass | Medication | str) -> DrugClass | Medication:
        id = id_of(agent)
        found = self.medications.get(id) or self.drug_classes.get(id)
        if found is None:
            known = [each.id for each in (*self.medications, *self.drug_classes)]
            raise UnknownIdError(id, "class or medication", near_names(id, known))
        return found

    def medications_targeting(self, target: Concept | str) -> tuple[Medication, ...]:
        """The medications that inhibit, activate or bind a target, or whose class does.

        What is merely observed does not count, nor does what only raises or lowers how much there is of the target.

        Raises:
            UnknownIdError: there is no such concept.

        >>> import osteopharm
        >>> osteopharm.load().medications_targeting("rankl")
        (<Medication denosumab>,)
        """
        concept = self.concepts[id_of(target)]
        return tuple(
            medication
            for medication in self.medications
            if any(step.relation in ACTING and concept in lineage(step.object) for step in self._steps_of(medication))
        )

    def _steps_of(self, agent: DrugClass | Medication) -> list[CausalStep]:
        """The steps that an agent, or its class, takes itself: those that are told of it and not merely observed."""
        from osteopharm.mechanisms.graph import inherited_by

        told = (inherited_by(edge.step, agent, self.claim_links)[0] for edge in self._graph.leaving(agent))
        return [step for step in told if step is not None and not step.observed]

    def medications_sharing(self, mechanism: Mechanism | str) -> tuple[Medication, ...]:
        """The medications that share a mechanism: those it is told of, or those that act on what it starts from.

        Raises:
            UnknownIdError: there is no such mechanism.

        >>> import osteopharm
        >>> len(osteopharm.load().medications_sharing("bisphosphonate-antiresorption")) > 8
        True
        """
        agent = self.mechanisms[id_of(mechanism)].agent
        if isinstance(agent, Concept):
            return self.medications_targeting(agent)
        return tuple(medication for medication in self.medications if agent in lineage(medication))

    def compare(self, first: DrugClass | Medication | str, second: DrugClass | Medication | str) -> Comparison:
        """Two classes or medications side by side: classes, targets, signs, labels and claims. Needs ``graph``.

        Raises:
            UnknownIdError: there is no such class or medication.
            MissingExtraError: networkx is not installed.

        >>> import osteopharm
        >>> osteopharm.load().compare("teriparatide", "denosumab").first.agent
        <Medication teriparatide>
        """
        from osteopharm.mechanisms.comparison import Comparison

        return Comparison(first=self._side(self._agent(first)), second=self._side(self._agent(second)))

    def _side(self, agent: DrugClass | Medication) -> Side:
        from osteopharm.mechanisms.comparison import COMPARED_OUTCOMES, Side, target_steps

        outcomes = [outcome for id in COMPARED_OUTCOMES if (outcome := self.concepts.get(id)) is not None]
        return Side(
            agent=agent,
            targets=target_steps(self._steps_of(agent), agent),
            explanations=tuple(self.explain(agent, outcome) for outcome in outcomes),
            claims=self.claims.about(agent),
        )

    def conflicts_of_interest(self, thing: EvidenceClaim | Medication | str) -> tuple[Interest, ...]:
        """The declared interests in companies that have a brand of a medication.

        For a claim these are the interests that its own source declares, and the medications of which it speaks.
        They are facts about interests, and no judgment.

        Raises:
            UnknownIdError: there is no such claim or medication.

        >>> import osteopharm
        >>> print(osteopharm.load().conflicts_of_interest("romosozumab")[0])
        Dr. Anderson: consultant, Amgen. Amgen has Evenity (romosozumab)
        """
        from osteopharm.disclosures import interests

        id = id_of(thing)
        claim = self.claims.get(id)
        if claim is None:
            return tuple(interests(self.disclosures, self.companies, [self.medications[id]]))
        about = [medication for medication in self.medications if claim.subject in lineage(medication)]
        own = [each for each in self.disclosures if each.provenance.source == claim.provenance.source]
        return tuple(interests(own, self.companies, about))
