"""The signed causal graph: all steps of all mechanisms, joined where one ends and the next begins.

A step holds of what it names and of all that belongs to it: what is said of a class holds of its members, and
a step that ends at a narrower concept leads on from the broader one. Steps that are isolated join nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from osteopharm.errors import MissingExtraError
from osteopharm.model._immutable import Immutable, computed
from osteopharm.model.claims import ClaimLink
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.mechanisms import CausalStep, Mechanism

if TYPE_CHECKING:
    from networkx import MultiDiGraph

__all__ = ["CausalEdge", "CausalGraph"]


@frozen(kw_only=True)
class CausalEdge:
    """A step in the graph, with the mechanism it comes from.

    Attributes:
        step: the step.
        mechanism: the mechanism.

    >>> import osteopharm
    >>> print(next(osteopharm.load().causal_graph().leaving(osteopharm.load().concepts["sclerostin"])))
    sclerostin decreases bone formation (-1)
    """

    step: CausalStep
    mechanism: Mechanism

    def __str__(self) -> str:
        return str(self.step)


class CausalGraph(Immutable):
    """All steps of some mechanisms, as one graph.

    Args:
        mechanisms: the mechanisms, in any order.

    >>> import osteopharm
    >>> graph = osteopharm.load().causal_graph()
    >>> len(graph.edges) > 100, graph.to_networkx().has_edge("denosumab", "rankl")
    (True, True)
    """

    __slots__ = ("__weakref__", "_computed", "edges")

    _computed: dict[str, Any]

    edges: tuple[CausalEdge, ...]
    """The edges, in a stable order."""

    def __init__(self, mechanisms: Iterable[Mechanism]) -> None:
        edges = [CausalEdge(step=step, mechanism=mechanism) for mechanism in mechanisms for step in mechanism.steps]
        object.__setattr__(self, "edges", tuple(sorted(edges, key=_order)))
        object.__setattr__(self, "_computed", {})

    @computed
    def _from(self) -> dict[str, list[CausalEdge]]:
        found: dict[str, list[CausalEdge]] = {}
        for edge in self.edges:
            found.setdefault(edge.step.subject.id, []).append(edge)
        return found

    def leaving(self, entity: Entity) -> Iterator[CausalEdge]:
        """The edges that begin at an entity, or at what it belongs to, nearest first."""
        for each in lineage(entity):
            yield from self._from.get(each.id, ())

    def to_networkx(self) -> MultiDiGraph[str]:
        """The graph for networkx, with the ids of entities as nodes. Needs the extra ``graph``.

        Nodes have ``name`` and ``kind``; edges ``relation``, ``sign``, ``certainty``, ``mechanism``, ``observed``,
        ``disputed``, ``not_chainable_because`` (texts or None) and ``sources`` (a tuple of ids).

        Raises:
            MissingExtraError: networkx is not installed.
        """
        graph = empty_graph()
        for edge in self.edges:
            step = edge.step
            for node in (step.subject, step.object):
                graph.add_node(node.id, name=node.name, kind=node.kind.value)
            graph.add_edge(
                step.subject.id,
                step.object.id,
                relation=step.relation.value,
                sign=step.sign,
                certainty=step.certainty.value,
                mechanism=edge.mechanism.id,
                observed=step.observed,
                disputed=step.disputed,
                not_chainable_because=step.not_chainable_because,
                sources=tuple(source.id for source in step.sources),
            )
        return graph

    def __reduce__(self) -> tuple[object, ...]:
        return CausalGraph, (tuple(dict.fromkeys(edge.mechanism for edge in self.edges)),)

    def __repr__(self) -> str:
        return f"<CausalGraph of {len(self.edges)} steps>"


def empty_graph() -> MultiDiGraph[str]:
    """A graph of networkx with nothing in it.

    Raises:
        MissingExtraError: networkx is not installed.
    """
    if find_spec("networkx") is None:
        raise MissingExtraError("graph")
    from networkx import MultiDiGraph

    return MultiDiGraph()


def inherited_by(
    step: CausalStep, asked: Entity, claim_links: Iterable[ClaimLink]
) -> tuple[CausalStep | None, list[ClaimLink]]:
    """A step as it applies to an entity: without the claims from which a claim link excepts it.

    Returns:
        The step, or None where it does not apply or no claim or reference is left; and the claim links that
        except the entity from a claim.
    """
    above = lineage(asked)
    # What a source says of a class holds for the class; `applies_to` names the members that inherit it.
    if step.subject != asked and not step.applies(above):
        return None, []
    excepting = [
        claim_link for claim_link in claim_links if claim_link.target in step.claims and claim_link.is_exception(above)
    ]
    if not excepting:
        return step, []
    kept = tuple(claim for claim in step.claims if all(claim_link.target != claim for claim_link in excepting))
    if not kept and not step.references:
        return None, excepting
    return evolve(step, claims=kept), excepting


def is_agent(entity: Entity) -> bool:
    """Whether an entity is a class or a medication."""
    return isinstance(entity, DrugClass | Medication)


def narrower(concept: Concept, among: Iterable[Entity]) -> set[Entity]:
    """A concept and those of some entities that belong to it."""
    return {entity for entity in (concept, *among) if concept in lineage(entity)}


def _order(edge: CausalEdge) -> tuple[str, ...]:
    step = edge.step
    return step.subject.id, step.object.id, step.relation.value, edge.mechanism.id
