"""The entry of a mechanism: its steps with their claims and references, notes, and paths."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from osteopharm import Mechanism
from osteopharm.model import CausalStep

from .explanations import step_text
from .links import to
from .markdown import bullets, escape, table

SIGNS: MappingProxyType[int | None, str] = MappingProxyType({1: "+1", -1: "-1", None: "no sign"})
"""Signs as written on the pages."""


def mechanism_sections(mechanism: Mechanism) -> Iterator[str]:
    """The steps of a mechanism, notes on them, and its paths with their signs."""
    rows = [
        [
            str(number),
            step_text(step),
            SIGNS[step.sign],
            escape(step.certainty.value),
            made_by(step),
            escape(step.context or ""),
        ]
        for number, step in enumerate(mechanism.steps, 1)
    ]
    header = ["", "step", "sign", "certainty", "claims and references", "context"]
    kept = [place for place, _ in enumerate(header) if any(row[place] for row in rows)]
    about = [f"Step {number}: {each}" for number, step in enumerate(mechanism.steps, 1) for each in remarks(step)]
    paths = [
        " → ".join(to(entity) for entity in (path.steps[0].subject, *(step.object for step in path.steps)))
        + f" ({SIGNS[path.sign]}, {escape(path.certainty.value)})"
        for path in mechanism.paths
    ]
    yield table([header[place] for place in kept], [[row[place] for place in kept] for row in rows])
    if about:
        yield bullets(about)
    if paths:
        yield f"Paths:\n\n{bullets(paths)}"


def made_by(step: CausalStep, up: str = "../") -> str:
    """The claims and references of a step, and the certainty of the references."""
    cited = [to(claim, up=up) for claim in step.claims]
    cited += [f"{to(each.source, up=up)}, {escape(each.locator)}" for each in step.references]
    read = f" (certainty {escape(step.reference_certainty.value)})" if step.reference_certainty is not None else ""
    return "; ".join(cited) + read


def remarks(step: CausalStep) -> Iterator[str]:
    """Notes on a step: observed, disputed, isolated."""
    if step.observed:
        yield "an observed effect; it does not explain how the effect arises."
    if step.disputed is not None:
        yield f"disputed: {escape(step.disputed)}"
    if step.not_chainable_because is not None:
        yield f"isolated, never chained: {escape(step.not_chainable_because)}"
    if step.note is not None:
        yield escape(step.note)
