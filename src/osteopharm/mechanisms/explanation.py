"""How an agent changes an outcome: every sourced path, each with its sign, its certainty and its sources.

Paths are listed side by side and never added up. Where they disagree in sign, the answer says so, and it names
the conflicts of the claims that its steps cite and the claims that are linked to them.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from osteopharm._words import counted
from osteopharm.claims import ClaimSet
from osteopharm.claims.conflict import Conflict
from osteopharm.errors import TooManyPathsError
from osteopharm.mechanisms.graph import CausalGraph, empty_graph, inherited_by, is_agent, narrower
from osteopharm.model._immutable import repr_html
from osteopharm.model.claims import ClaimLink
from osteopharm.model.entities import Concept, DrugClass, Entity, Medication, lineage
from osteopharm.model.enums import SIGN_IN_WORDS, Certainty, LinkKind, Sign
from osteopharm.model.mechanisms import CausalPath, CausalStep, weakest

if TYPE_CHECKING:
    from networkx import MultiDiGraph

__all__ = ["Explanation"]

LONGEST_PATH = 14
"""Longer paths are not searched for."""

MOST_PATHS = 5_000
"""More paths are not listed but refused."""
MOST_STEPS_TRIED = 500_000
"""The search for paths gives up after so many steps."""

_VERBS: dict[Sign, str] = {1: "raises", -1: "lowers", None: "affects"}
_LINKED = {LinkKind.SUPPORTS: "support", LinkKind.CONTRADICTS: "contradict", LinkKind.QUALIFIES: "qualify"}


@frozen(kw_only=True, repr=False)
class Explanation:
    """The sourced paths by which an agent changes an outcome.

    ``str`` gives it in full, ``repr`` in one line.

    Attributes:
        agent: the class or medication.
        outcome: the outcome.
        paths: every path from the agent to the outcome, the shortest first.
        isolated_steps: steps from the agent to the outcome that hold only by themselves and are never chained.
        exceptions: the claim links that except the agent from a step, each with its reason.
        gaps: what the agent reaches and from which no sourced step continues to the outcome.
        conflicts: the conflicts of the claims that the steps cite.
        claim_links: the claims that support, contradict or qualify those that the steps cite.

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
    conflicts: tuple[Conflict, ...] = ()
    claim_links: tuple[ClaimLink, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.paths or self.isolated_steps)

    @property
    def sign(self) -> Sign:
        """The sign on which all undisputed paths and isolated steps that have one agree; else None.

        What is disputed is shown and does not decide.
        """
        signs: set[Sign] = {path.sign for path in self.paths if not path.is_disputed}
        signs |= {step.sign for step in self.isolated_steps if step.disputed is None}
        signs.discard(None)
        return signs.pop() if len(signs) == 1 else None

    @property
    def disagrees(self) -> bool:
        """Whether two paths or isolated steps, disputed or not, have opposite signs."""
        return {1, -1} <= {*(path.sign for path in self.paths), *(step.sign for step in self.isolated_steps)}

    @property
    def certainty(self) -> Certainty | None:
        """The certainty of the weakest path or isolated step; None where there is none."""
        return weakest(self._certainties()) if self else None

    @property
    def in_words(self) -> str:
        """The answer in a few words: what the agent does to the outcome, how certain that is, and by how many paths.

        >>> import osteopharm
        >>> osteopharm.load().explain("bisphosphonates", "bone-healing").in_words
        'lowers (theoretical; 1 path)'
        """
        if not self:
            return "no sourced path: a gap"
        counts = [counted(len(self.paths), "path")] if self.paths else []
        if self.isolated_steps:
            counts.append(counted(len(self.isolated_steps), "isolated step"))
        verb = "signs disagree" if self.sign is None and self.disagrees else _VERBS[self.sign]
        return f"{verb} ({self._certainty_in_words()}; {' and '.join(counts)})"

    def _certainties(self) -> Iterator[Certainty]:
        yield from (path.certainty for path in self.paths)
        yield from (step.certainty for step in self.isolated_steps)

    def _certainty_in_words(self) -> str:
        found = set(self._certainties())
        words = weakest(iter(found)).value
        return words if len(found) == 1 else f"{words} at its weakest"

    def inherited_from(self, path: CausalPath) -> DrugClass | None:
        """The class from which a path is inherited; None where the path starts at the agent itself."""
        subject = path.steps[0].subject
        return subject if isinstance(subject, DrugClass) and subject != self.agent else None

    def notes(self) -> list[str]:
        """What is to be known beside the paths, a line each.

        These are steps that are never chained, claims that do not apply to the agent, where the way ends, and conflicts
        and contradictions of the claims that the paths cite.

        >>> import osteopharm
        >>> osteopharm.load().explain("abaloparatide", "acute-kidney-injury").notes()
        ['no sourced path continues to acute kidney injury from: fracture risk']
        """
        return [*self._notes()]

    def _notes(self) -> Iterator[str]:
        for step in self.isolated_steps:
            yield f"isolated, never chained ({step.not_chainable_because}): {_step(step)}"
        for claim_link in self.exceptions:
            yield f"does not apply to {self.agent.name}: {claim_link.target.statement} ({claim_link.reason})"
        if self.gaps:
            yield f"no sourced path continues to {self.outcome.name} from: {', '.join(gap.name for gap in self.gaps)}"
        for conflict in self.conflicts:
            first, second = conflict.first, conflict.second
            yield f"in conflict: {first.statement} ({first.id}) / {second.statement} ({second.id})"
        for claim_link in self.claim_links:
            if claim_link.kind is LinkKind.CONTRADICTS:
                yield f"contradicts {claim_link.target.id}: {claim_link.claim.statement} ({claim_link.claim.id})"

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

    _repr_html_ = repr_html

    def __repr__(self) -> str:
        return f"<Explanation: {self.agent.id}, {self.outcome.id}: {self.in_words}>"

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self._heading()
        yield from _tree([(path.steps, self.inherited_from(path)) for path in self.paths], set())
        yield from self.notes()

    def _heading(self) -> str:
        notes = [f"{self.agent.name} and {self.outcome.name}: {self.in_words}"]
        if self.isolated_steps and not self.paths:
            notes.append("no sourced path")
        if self.disagrees and self.sign is not None:
            notes.append("disputed paths have the other sign")
        if self.conflicts:
            notes.append(counted(len(self.conflicts), "conflict"))
        if self.claim_links:
            counts = Counter(claim_link.kind for claim_link in self.claim_links)
            linked = ", ".join(f"{counts[kind]} {verb}" for kind, verb in _LINKED.items() if counts[kind])
            notes.append(f"findings linked to the claims it cites: {linked}")
        return "; ".join(notes)


def explain(
    agent: DrugClass | Medication,
    outcome: Concept,
    graph: CausalGraph,
    claim_links: Iterable[ClaimLink],
    claims: ClaimSet,
) -> Explanation:
    """The explanation that a graph gives.

    Args:
        agent: the class or medication.
        outcome: the concept to be explained.
        graph: the steps of all mechanisms.
        claim_links: how claims support, contradict or qualify each other, with the exceptions that they make.
        claims: all claims, in which the conflicts of those that the steps cite are looked for.

    Raises:
        MissingExtraError: networkx is not installed.
        TooManyPathsError: there are more paths than can be listed.
    """
    links = tuple(claim_links)
    reached = _Reached(agent, outcome, graph, [link for link in links if link.exceptions])
    targets = {entity.id for entity in narrower(outcome, reached.entities.values()) if entity.id in reached.entities}
    paths = tuple(sorted(_paths(reached, targets), key=_path_order))
    isolated = tuple(reached.isolated)
    steps = [*(step for path in paths for step in path.steps), *isolated]
    cited = {claim: None for step in steps for claim in step.claims}
    return Explanation(
        agent=agent,
        outcome=outcome,
        paths=paths,
        isolated_steps=isolated,
        exceptions=tuple(sorted(reached.exceptions, key=lambda claim_link: claim_link.id)),
        gaps=tuple(_gaps(reached, paths)),
        conflicts=claims.conflicts_of(cited),
        claim_links=tuple(link for link in links if link.target in cited),
    )


class _Reached:
    """What an agent reaches: the steps that apply to it, what they reach, and what was set apart on the way."""

    def __init__(
        self, agent: DrugClass | Medication, outcome: Concept, graph: CausalGraph, claim_links: list[ClaimLink]
    ) -> None:
        self.agent, self.outcome = agent, outcome
        self.graph = empty_graph()
        self.entities: dict[str, Entity] = {agent.id: agent}
        self.exceptions: dict[ClaimLink, None] = {}
        self.isolated: dict[CausalStep, None] = {}
        above = lineage(agent)
        waiting: list[Entity] = [agent]
        while waiting:
            here = waiting.pop()
            self.graph.add_node(here.id)
            seen: set[CausalStep] = set()
            for edge in graph.leaving(here):
                # What a class or medication does applies to it and its members alone.
                if is_agent(edge.mechanism.agent) and edge.mechanism.agent not in above:
                    continue
                step, excepting = inherited_by(edge.step, agent, claim_links)
                self.exceptions.update(dict.fromkeys(excepting))
                if step is None or step in seen:
                    continue
                seen.add(step)
                if step.not_chainable_because is not None:
                    if here is agent and outcome in lineage(step.object):
                        self.isolated[step] = None
                    continue
                self.graph.add_edge(here.id, step.object.id, step=step)
                if step.object.id not in self.entities:
                    self.entities[step.object.id] = step.object
                    waiting.append(step.object)


def _gaps(reached: _Reached, paths: Iterable[CausalPath]) -> Iterator[Concept]:
    on_the_way = {step.object.id for path in paths for step in path.steps}
    for id, entity in sorted(reached.entities.items()):
        if isinstance(entity, Concept) and id not in on_the_way and not reached.graph.out_degree(id):
            yield entity


def _paths(reached: _Reached, targets: set[str]) -> Iterator[CausalPath]:
    """The paths to the targets that visit nothing twice and do not continue from a target to something narrower.

    Raises:
        TooManyPathsError: there are more than can be listed, or than can be searched.
    """
    steps: dict[str, list[CausalStep]] = {}
    edges: Iterable[tuple[str, str, CausalStep]] = reached.graph.edges(data="step")
    for here, _, step in edges:
        steps.setdefault(here, []).append(step)
    start, ends = reached.agent.id, targets - {reached.agent.id}
    farthest = _distances(reached.graph, ends)
    found = tried = 0
    path: list[CausalStep] = []
    visited = {start}
    waiting = [iter(steps.get(start, ()))]
    while waiting:
        taken = next(waiting[-1], None)
        if taken is None:
            waiting.pop()
            if path:
                visited.discard(path.pop().object.id)
            continue
        tried += 1
        there = taken.object.id
        # A step that leads too far from every target, or back, is not taken.
        if there in visited or len(path) + 1 + farthest.get(there, LONGEST_PATH) > LONGEST_PATH:
            continue
        if there in ends:
            found += 1
            yield CausalPath(steps=(*path, taken))
        else:
            path.append(taken)
            visited.add(there)
            waiting.append(iter(steps.get(there, ())))
        if found > MOST_PATHS or tried > MOST_STEPS_TRIED:
            raise TooManyPathsError(reached.agent.id, reached.outcome.id, MOST_PATHS)


def _distances(graph: MultiDiGraph[str], targets: set[str]) -> dict[str, int]:
    """How many steps lead from each entity to the nearest target."""
    found = dict.fromkeys((target for target in targets if target in graph), 0)
    waiting = deque(found)
    while waiting:
        there = waiting.popleft()
        for here in graph.predecessors(there):
            if here not in found:
                found[here] = found[there] + 1
                waiting.append(here)
    return found


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
        "applies_to": "; ".join(agent.id for agent in step.applies_to) or None,
        "context": step.context,
        "claims": "; ".join(claim.id for claim in step.claims) or None,
        "sources": "; ".join(source.id for source in step.sources),
    }


Branch = tuple[tuple[CausalStep, ...], DrugClass | None]


def _tree(branches: list[Branch], printed: set[object], indent: str = "") -> Iterator[str]:
    """Paths as a tree: what they share is printed once, and a part that was printed before is not printed again."""
    groups: dict[CausalStep, list[Branch]] = {}
    for steps, inherited_from in branches:
        if steps:
            groups.setdefault(steps[0], []).append((steps[1:], inherited_from))
    for place, (step, following) in enumerate(groups.items(), 1):
        last = place == len(groups)
        inherited_from = following[0][1]
        of_class = f"; inherited from {inherited_from.name}" if inherited_from is not None and not indent else ""
        onward = (step.object.id, tuple(rest for rest, _ in following))
        again = " … continues as above" if any(rest for rest, _ in following) and onward in printed else ""
        yield f"{indent}{'└' if last else '├'} {_step(step)}{of_class}{again}"
        if not again:
            printed.add(onward)
            yield from _tree(following, printed, f"{indent}{'  ' if last else '│ '}")


def _step(step: CausalStep) -> str:
    # The verb has the sign.
    marks = [step.certainty.value]
    if step.observed:
        marks.append("observed")
    if step.disputed is not None:
        marks.append("disputed")
    sources = ", ".join(source.id for source in step.sources)
    return f"{step.relation.value} {step.object.name} ({', '.join(marks)}) [{sources}]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
