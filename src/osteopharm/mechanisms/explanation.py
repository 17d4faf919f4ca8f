"""How an agent changes an outcome: every sourced path, each with its sign, its certainty and its sources.

Paths are laid side by side and never added up: where they disagree in sign, that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from osteopharm.mechanisms.graph import CausalGraph, empty_graph, inherited_by, is_agent, narrower
from osteopharm.model.claims import ClaimLink
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.enums import SIGN_IN_WORDS, Sign
from osteopharm.model.mechanisms import CausalPath, CausalStep

if TYPE_CHECKING:
    from networkx import MultiDiGraph

__all__ = ["Explanation"]

LONGEST_PATH = 14
"""Paths with more steps are not looked for."""

_IN_WORDS: dict[Sign, str] = {1: "raises", -1: "lowers", None: "affects"}


@frozen(kw_only=True)
class Explanation:
    """All that is sourced of how an agent changes an outcome.

    Attributes:
        agent: the class or medication that was asked about.
        outcome: the outcome.
        paths: every path from the agent to the outcome, the shortest first.
        isolated_steps: steps from the agent to the outcome that hold only by themselves and are never chained.
        exceptions: the claim links by which a step is not inherited by the agent, each with its reason.
        gaps: what the agent reaches and from which no sourced step leads on to the outcome.

    >>> import osteopharm
    >>> explanation = osteopharm.load().explain("denosumab", "fracture-risk")
    >>> explanation.sign, explanation.disagrees
    (-1, False)
    """

    agent: DrugClass | Medication
    outcome: Concept
    paths: tuple[CausalPath, ...]
    isolated_steps: tuple[CausalStep, ...] = ()
    exceptions: tuple[ClaimLink, ...] = ()
    gaps: tuple[Concept, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.paths or self.isolated_steps)

    @property
    def sign(self) -> Sign:
        """The sign on which all agree that have one, of the paths and of the steps that are isolated; else None.

        What is disputed is shown, and does not decide.
        """
        signs: set[Sign] = {path.sign for path in self.paths if not path.is_disputed}
        signs |= {step.sign for step in self.isolated_steps if step.disputed is None}
        signs.discard(None)
        return signs.pop() if len(signs) == 1 else None

    @property
    def disagrees(self) -> bool:
        """Whether a path or a step that is isolated, disputed or not, has the sign opposite to another's."""
        return {1, -1} <= {*(path.sign for path in self.paths), *(step.sign for step in self.isolated_steps)}

    def inherited_from(self, path: CausalPath) -> DrugClass | None:
        """The class of which a path is reported, where it is not inherited by the agent itself; otherwise None."""
        subject = path.steps[0].subject
        return subject if isinstance(subject, DrugClass) and subject != self.agent else None

    def to_rows(self) -> list[dict[str, str | int | bool | None]]:
        """The paths as flat dicts, a row for each step.

        >>> import osteopharm
        >>> row = osteopharm.load().explain("denosumab", "bone-resorption").to_rows()[0]
        >>> row["path"], row["step"], row["subject"], row["object"], row["sign"]
        (1, 1, 'antiresorptive', 'bone-resorption', -1)
        """
        return [
            {
                "agent": self.agent.id,
                "outcome": self.outcome.id,
                "path": number,
                "path_sign": path.sign,
                "path_certainty": path.certainty.value,
                "inherited_from_class": inherited_from.id if (inherited_from := self.inherited_from(path)) else None,
                "step": place,
                **step_row(step),
            }
            for number, path in enumerate(self.paths, 1)
            for place, step in enumerate(path.steps, 1)
        ]

    def to_dot(self) -> str:
        """The paths as one drawing for Graphviz: an edge for each step, labeled by its sign and certainty."""
        nodes: dict[str, Entity] = {}
        edges: dict[tuple[str, str, str], CausalStep] = {}
        for path in self.paths:
            here: Entity = path.steps[0].subject
            for step in path.steps:
                nodes.update({here.id: here, step.object.id: step.object})
                edges[here.id, step.object.id, step.relation.value] = step
                here = step.object
        lines = ["digraph {", "  rankdir=LR;", '  node [shape=box, style=rounded, fontname="sans-serif"];']
        lines.append('  edge [fontname="sans-serif", fontsize=10];')
        for id, entity in sorted(nodes.items()):
            shape = ", style=bold" if is_agent(entity) or entity == self.outcome else ""
            lines.append(f"  {_quoted(id)} [label={_quoted(entity.name)}{shape}];")
        for (start, end, relation), step in sorted(edges.items(), key=lambda entry: entry[0]):
            drawn = f"label={_quoted(f'{relation} ({SIGN_IN_WORDS[step.sign]}, {step.certainty.value})')}"
            arrow = {1: "normal", -1: "tee", None: "odot"}[step.sign]
            dashed = ", style=dashed" if step.disputed or step.observed else ""
            lines.append(f"  {_quoted(start)} -> {_quoted(end)} [{drawn}, arrowhead={arrow}{dashed}];")
        return "\n".join([*lines, "}", ""])

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self._heading()
        yield from _tree([(path.steps, self.inherited_from(path)) for path in self.paths], set())
        for step in self.isolated_steps:
            yield f"by itself, never chained ({step.not_chainable_because}): {_step(step)}"
        for claim_link in self.exceptions:
            yield f"not inherited by {self.agent.name}: {claim_link.target.statement} ({claim_link.reason})"
        if self.gaps:
            yield f"no sourced step leads on to {self.outcome.name} from: {', '.join(gap.name for gap in self.gaps)}"

    def _heading(self) -> str:
        about = f"{self.agent.name} and {self.outcome.name}"
        if not self.paths:
            return f"{about}: no sourced path leads there; a gap"
        count = counted(len(self.paths), "path")
        if self.isolated_steps:
            count = f"{count} and {counted(len(self.isolated_steps), 'lone step')}"
        if self.disagrees and self.sign is None:
            return f"{about}: {count}, which disagree in sign"
        said = f"{about}: {count}; it {_IN_WORDS[self.sign]} it"
        return f"{said}, but what is disputed has the other sign" if self.disagrees else said


def explain(
    agent: DrugClass | Medication, outcome: Concept, graph: CausalGraph, claim_links: Iterable[ClaimLink]
) -> Explanation:
    """The explanation that a graph gives.

    Args:
        agent: the class or medication.
        outcome: the concept to be explained.
        graph: the steps of all mechanisms.
        claim links: those that may keep a claim from being reported for the agent.

    Raises:
        MissingExtraError: networkx is not installed.
    """
    claim_links = [claim_link for claim_link in claim_links if claim_link.exceptions]
    above = lineage(agent)
    found = empty_graph()
    entities: dict[str, Entity] = {agent.id: agent}
    exceptions: dict[ClaimLink, None] = {}
    alone: dict[CausalStep, None] = {}
    waiting: list[Entity] = [agent]
    while waiting:
        here = waiting.pop()
        found.add_node(here.id)
        seen: set[CausalStep] = set()
        for edge in graph.leaving(here):
            # What a class or medication brings about applies to it and its members alone.
            if is_agent(edge.mechanism.agent) and edge.mechanism.agent not in above:
                continue
            step, excepting = inherited_by(edge.step, agent, claim_links)
            exceptions.update(dict.fromkeys(excepting))
            if step is None:
                continue
            if step.not_chainable_because is not None:
                if here is agent and outcome in lineage(step.object):
                    alone[step] = None
                continue
            if step in seen:
                continue
            seen.add(step)
            found.add_edge(here.id, step.object.id, step=step)
            if step.object.id not in entities:
                entities[step.object.id] = step.object
                waiting.append(step.object)
    targets = {entity.id for entity in narrower(outcome, entities.values()) if entity.id in entities}
    paths = sorted(_paths(found, agent.id, targets), key=_path_order)
    on_the_way = {step.object.id for path in paths for step in path.steps}
    dead_ends = [
        entity
        for id, entity in sorted(entities.items())
        if isinstance(entity, Concept) and id not in on_the_way and not found.out_degree(id)
    ]
    return Explanation(
        agent=agent,
        outcome=outcome,
        paths=tuple(paths),
        isolated_steps=tuple(alone),
        exceptions=tuple(sorted(exceptions, key=lambda claim_link: claim_link.id)),
        gaps=tuple(dead_ends),
    )


def _paths(graph: MultiDiGraph[str], start: str, targets: set[str]) -> Iterator[CausalPath]:
    from networkx import all_simple_edge_paths

    made: dict[object, CausalStep] = {
        (here, there, key): drawn["step"] for here, there, key, drawn in graph.edges(keys=True, data=True)
    }
    for target in sorted(targets - {start}):
        for edges in all_simple_edge_paths(graph, start, target, cutoff=LONGEST_PATH):
            steps: tuple[CausalStep, ...] = tuple(made[edge] for edge in edges)
            # A path that goes on from the outcome to something narrower has been reported already.
            if all(step.object.id not in targets for step in steps[:-1]):
                yield CausalPath(steps=steps)


def _path_order(path: CausalPath) -> tuple[int, list[str]]:
    return len(path.steps), [f"{step.subject.id} {step.relation.value} {step.object.id}" for step in path.steps]


def step_row(step: CausalStep) -> dict[str, str | int | bool | None]:
    """A step as a flat dict."""
    return {
        "subject": step.subject.id,
        "relation": step.relation.value,
        "object": step.object.id,
        "sign": step.sign,
        "certainty": step.certainty.value,
        "observed": step.observed,
        "disputed": step.disputed,
        "context": step.context,
        "claims": "; ".join(claim.id for claim in step.claims) or None,
        "sources": "; ".join(source.id for source in step.sources),
    }


Branch = tuple[tuple[CausalStep, ...], DrugClass | None]


def _tree(branches: list[Branch], told: set[object], indent: str = "") -> Iterator[str]:
    """Paths as a tree: what they share is printed once, and nothing is printed twice."""
    groups: dict[CausalStep, list[Branch]] = {}
    for steps, inherited_from in branches:
        if steps:
            groups.setdefault(steps[0], []).append((steps[1:], inherited_from))
    for place, (step, following) in enumerate(groups.items(), 1):
        last = place == len(groups)
        inherited_from = following[0][1]
        of_class = f"; said of its class, {inherited_from.name}" if inherited_from is not None and not indent else ""
        onward = (step.object.id, tuple(rest for rest, _ in following))
        again = " … and on as above" if any(rest for rest, _ in following) and onward in told else ""
        yield f"{indent}{'└' if last else '├'} {_step(step)}{of_class}{again}"
        if not again:
            told.add(onward)
            yield from _tree(following, told, f"{indent}{'  ' if last else '│ '}")


def counted(count: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "path"), counted(2, "path")
    ('1 path', '2 paths')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _step(step: CausalStep) -> str:
    marks = [SIGN_IN_WORDS[step.sign], step.certainty.value]
    if step.observed:
        marks.append("observed")
    if step.disputed is not None:
        marks.append("disputed")
    sources = ", ".join(source.id for source in step.sources)
    return f"{step.relation.value} {step.object.name} ({', '.join(marks)}) [{sources}]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
