"""The main route of a mechanism as a chain of boxes that wraps: wide on a screen, one below the other on a phone."""

from __future__ import annotations

from html import escape as html_escape

from osteopharm import Certainty, DrugClass, EntityKind, Explanation, Medication
from osteopharm._sanitize import plain
from osteopharm._words import in_words
from osteopharm.model import CausalPath, CausalStep

MOST_BOXES = 6
"""The most boxes of a route, with the agent and the outcome."""

_MARKS = {1: "plus", -1: "minus", None: "open"}


def main_route(explanation: Explanation) -> CausalPath | None:
    """The path that is drawn: undisputed, not merely observed, from a target, stated, and then the shortest.

    A path of observed effects alone is taken if there is no other.
    """
    fitting = [path for path in explanation.paths if len(path.steps) < MOST_BOXES]
    return min(fitting, key=_order, default=None)


def _order(path: CausalPath) -> tuple[bool, bool, bool, bool, int]:
    observed = any(step.observed for step in path.steps)
    targeted = path.steps[0].object.kind is EntityKind.TARGET
    return path.is_disputed, observed, not targeted, path.certainty is not Certainty.STATED, len(path.steps)


def route_html(path: CausalPath, agent: DrugClass | Medication) -> str:
    """A path as an ordered list of boxes, each after its verb; an agent that inherits it comes before its class."""
    first = path.steps[0].subject
    boxes = [f'<li class="box agent">{_text(agent.name)}</li>']
    if first != agent:
        boxes += ['<li class="link open">is one of the</li>', f'<li class="box">{_text(first.name)}</li>']
    for place, step in enumerate(path.steps, 1):
        last = " outcome" if place == len(path.steps) else ""
        boxes.append(f'<li class="link {_MARKS[step.sign]}">{_text(_verb(step))}</li>')
        boxes.append(f'<li class="box{last}">{_text(step.object.name)}</li>')
    return f'<ol class="route">{"".join(boxes)}</ol>\n'


def _verb(step: CausalStep) -> str:
    marks = [in_words(step.relation.value)]
    marks += ["disputed"] if step.disputed else []
    marks += [step.certainty.value] if step.certainty.value != "stated" else []
    return ", ".join(marks)


def _text(text: str) -> str:
    return html_escape(plain(text))
