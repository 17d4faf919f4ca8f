"""The mechanisms of each class and medication for bone density and fracture risk, drawn and as text."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from shutil import which
from textwrap import wrap

from attrs import evolve

from osteopharm import Compendium, DrugClass, Explanation, Medication
from osteopharm._sanitize import plain
from osteopharm.model import CausalPath, CausalStep

from .boxes import boxed
from .links import claim_entry, to
from .markdown import bullets, escape, literal
from .routes import main_route, route_html

OUTCOMES = ("bone-mineral-density", "fracture-risk")
"""The outcomes that the pages explain, if they are in the data."""
FOLDER = "_drawings"
"""The folder of the drawings, in the documentation folder."""
MOST_DRAWN = 20
"""If there are more paths, only the shortest for each first step are drawn."""

_LABEL = re.compile(r'(?<=\[label=")(?:[^"\\]|\\.)*(?=")')
_SIGNED = re.compile(r" \((?:[+-]1|no sign), ([a-z-]+)\)")
"""The sign and the certainty in the label of a step."""
_DISPUTED = 'color="#c62828", fontcolor="#c62828"'
_LINE_WIDTH = 20
_TREE = "├└│ "
"""Lines of the tree begin with one of these."""

_KEY = """\
<p class="drawing-key">An arrowhead means that more leads to more (+1), a bar that more leads to less (-1), \
a ring that no sign is known. Thick lines are the main route, dashed ones observed effects or disputed steps; \
disputed steps are red.</p>
"""


def drawings(compendium: Compendium) -> dict[str, str]:
    """The drawings as HTML, by file name; empty if Graphviz is not installed."""
    if not _can_draw():
        return {}
    agents: list[DrugClass | Medication] = [*compendium.drug_classes.values(), *compendium.medications.values()]
    found = {
        _name(explanation): explanation
        for agent in agents
        for explanation in explanations(agent, compendium)
        if explanation.paths
    }
    with ThreadPoolExecutor() as pool:
        return dict(zip(found, pool.map(_drawing, found.values()), strict=True))


def explanations(agent: DrugClass | Medication, compendium: Compendium) -> Iterator[Explanation]:
    """The explanations on the page of an agent."""
    for id in OUTCOMES:
        outcome = compendium.concepts.get(id)
        if outcome is not None:
            yield compendium.explain(agent, outcome)


def explanation_blocks(agent: DrugClass | Medication, compendium: Compendium) -> Iterator[str]:
    """The explanations of an agent: a sentence, a drawing, and text with sources."""
    for explanation in explanations(agent, compendium):
        yield f"### On {to(explanation.outcome)}"
        yield f"{escape(str(explanation).partition(chr(10))[0])}."
        route = main_route(explanation)
        if route is not None:
            yield f"```{{raw}} html\n{route_html(route, agent)}```"
        if explanation.paths:
            yield from _paths(explanation)
        yield bullets(_beside(explanation))


def step_text(step: CausalStep, up: str = "../") -> str:
    """A step, with links to its subject and object."""
    return f"{to(step.subject, up=up)} {escape(step.relation.value)} {to(step.object, up=up)}"


def shown(explanation: Explanation) -> Explanation:
    """An explanation with the paths to draw: all, or the shortest for each first step if there are too many."""
    if len(explanation.paths) <= MOST_DRAWN:
        return explanation
    shortest: dict[CausalStep, CausalPath] = {}
    for path in explanation.paths:
        shortest.setdefault(path.steps[0], path)
    return evolve(explanation, paths=tuple(shortest.values()))


def _paths(explanation: Explanation) -> Iterator[str]:
    tree = [line for line in plain_lines(explanation) if line[:1] in _TREE]
    if not _can_draw():
        yield literal(tree, "tree")
        return
    yield f"```{{raw}} html\n:file: ../../{FOLDER}/{_name(explanation)}\n```"
    yield '```{raw} html\n<details class="tree"><summary>Every path as text, with sources</summary>\n```'
    yield literal(tree, "tree")
    yield "```{raw} html\n</details>\n```"


def plain_lines(explanation: Explanation) -> list[str]:
    """The lines of an explanation, without control characters."""
    return [plain(line) for line in str(explanation).split("\n")]


def _beside(explanation: Explanation) -> Iterator[str]:
    """The remarks of an explanation: isolated steps, exceptions, gaps."""
    for step in explanation.isolated_steps:
        yield f"Isolated, never chained: {step_text(step)} ({escape(step.not_chainable_because)})."
    for claim_link in explanation.exceptions:
        name = escape(explanation.agent.name)
        yield f"Does not apply to {name}: {claim_entry(claim_link.target)} {escape(claim_link.reason)}"
    if explanation.gaps:
        yield f"No sourced path continues to it from: {', '.join(map(to, explanation.gaps))}."


def _name(explanation: Explanation) -> str:
    return f"{explanation.agent.id}--{explanation.outcome.id}.html"


def _drawing(explanation: Explanation) -> str:
    about = f"Mechanism: {explanation.agent.name} and {explanation.outcome.name}"
    drawn = shown(explanation)
    count, all_paths = len(drawn.paths), len(explanation.paths)
    paths = f"{count} of {all_paths} paths, the shortest for each first step" if count < all_paths else f"{count} paths"
    svg = boxed(_svg(_folded(_emphasized(drawn, main_route(explanation)))), about)
    return f'<details class="full"><summary>The whole drawing: {paths}</summary>\n{svg}{_KEY}</details>\n'


def _emphasized(explanation: Explanation, route: CausalPath | None) -> str:
    """The drawing in the DOT language: the main route thick, disputed steps red, the agent joined to its classes.

    The arrowhead has the sign of a step, so its label has not.
    """
    dot = explanation.to_dot()
    main = set(route.steps) if route is not None else set()
    agent = explanation.agent
    for step in dict.fromkeys(step for path in explanation.paths for step in path.steps):
        edge = f'  "{step.subject.id}" -> "{step.object.id}" [label="{step.relation.value} ('
        looks = ("penwidth=3, " if step in main else "") + (f"{_DISPUTED}, " if step.disputed else "")
        dot = dot.replace(edge, edge.replace("[label", f"[{looks}label"))
    classes = {first.id for path in explanation.paths if (first := path.steps[0].subject) != agent}
    for id in sorted(classes):
        node = f'  "{agent.id}" [label="{plain(agent.name)}", style=bold];\n' if '"' not in agent.name else ""
        joined = f'  "{agent.id}" -> "{id}" [label="is one of the", arrowhead=none, style=dotted];'
        dot = dot.replace("}\n", f"{node}{joined}\n}}\n")
    return _SIGNED.sub(lambda found: "" if found[1] == "stated" else f" ({found[1]})", dot)


def _folded(dot: str) -> str:
    """A vertical drawing with short label lines."""
    return _LABEL.sub(lambda label: _short_lines(label[0]), dot.replace("rankdir=LR", "rankdir=TB", 1))


def _short_lines(label: str) -> str:
    name, bracket, rest = label.rpartition(" (") if " (" in label else (label, "", "")
    lines = wrap(name, _LINE_WIDTH, break_on_hyphens=False)
    lines += wrap(f"{bracket.strip()}{rest}", _LINE_WIDTH, break_on_hyphens=False)
    return "\\n".join(lines)


@cache
def _svg(dot: str) -> str:
    """The SVG drawn by Graphviz, without header, ids and tooltips."""
    drawn = subprocess.run(  # noqa: S603 - Graphviz, with a drawing that quotes every text
        [_dot(), "-Tsvg", "-Gbgcolor=transparent"], input=dot, capture_output=True, text=True, check=True
    )
    svg = drawn.stdout[drawn.stdout.index("<svg ") :]
    svg = re.sub(r"<!--.*?-->\n?|<title>.*?</title>\n?", "", svg, flags=re.DOTALL)
    return re.sub(r' id="(?:graph|node|edge)\d+"', "", svg)


def _can_draw() -> bool:
    return bool(_dot())


@cache
def _dot() -> str:
    """The path of Graphviz, or empty if it is not installed."""
    return which("dot") or ""
