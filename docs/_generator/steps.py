"""The page of all steps: their sources, disputes and gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from osteopharm import Compendium, Concept, EntityKind, Explanation, Medication
from osteopharm.model import CausalStep

from .explanations import OUTCOMES, step_text
from .links import to
from .markdown import bullets, escape, page, section, table
from .mechanisms import SIGNS, made_by

UP = "records/"
"""The folder of the records, relative to the page."""

_OPENING = """\
Every step of every mechanism with its sources, and the gaps.
This page is generated from the data.
[](mechanisms.md) explains the terms."""


def steps_page(compendium: Compendium) -> str:
    """The page in Markdown."""
    steps = [step for mechanism in compendium.mechanisms.values() for step in mechanism.steps]
    return page(
        "# Steps, sources and gaps",
        _OPENING,
        section("Counts", _counts(compendium, steps)),
        section("Gaps", *_gaps(compendium)),
        section("Disputed", _listed(steps, lambda step: step.disputed)),
        section("Isolated, never chained", _listed(steps, lambda step: step.not_chainable_because)),
        section("Each step", _by_mechanism(compendium)),
    )


def _counts(compendium: Compendium, steps: list[CausalStep]) -> str:
    certainties = Counter(step.certainty.value for step in steps)
    counted = {
        "mechanisms": len(compendium.mechanisms),
        "steps": len(steps),
        "sources cited": len({source for step in steps for source in step.sources}),
        "steps based on claims": sum(bool(step.claims) for step in steps),
        "steps based on references": sum(bool(step.references) for step in steps),
        **{f"steps that are {certainty}": count for certainty, count in sorted(certainties.items())},
        "steps without a sign": sum(step.sign is None for step in steps),
        "observed effects": sum(step.observed for step in steps),
        "disputed steps": sum(step.disputed is not None for step in steps),
        "isolated steps": sum(step.not_chainable_because is not None for step in steps),
        "steps without a source": sum(not step.sources for step in steps),
    }
    return table(["item", "count"], [[what, str(count)] for what, count in counted.items()])


def _gaps(compendium: Compendium) -> Iterator[str]:
    medications = tuple(compendium.medications.values())
    targets = [each for each in compendium.concepts.values() if each.kind is EntityKind.TARGET]
    acting = {medication for target in targets for medication in compendium.medications_targeting(target)}
    yield "Every step has a source; a step without one is rejected.\nGaps are steps that nobody recorded."
    yield f"### Medications without a sourced target\n\n{_named([each for each in medications if each not in acting])}"
    for id in OUTCOMES:
        outcome = compendium.concepts.get(id)
        if outcome is None:
            continue
        explained = {each: compendium.explain(each, outcome) for each in medications}
        untold = [each for each, explanation in explained.items() if not explanation]
        seen = [each for each, explanation in explained.items() if explanation and _is_only_seen(explanation)]
        yield f"### Medications without a sourced path to {to(outcome, up=UP)}\n\n{_named(untold)}"
        yield f"Only through observed effects, which do not explain the mechanism:\n{_named(seen)}" if seen else ""
        ends = {end for explanation in explained.values() for end in explanation.gaps}
        listed = sorted(ends, key=lambda end: end.name)
        yield f"Reached by some, without a sourced path that continues to it:\n{_named(listed)}" if listed else ""


def _is_only_seen(explanation: Explanation) -> bool:
    """Whether each path contains an observed effect, so that none explains the mechanism."""
    return all(any(step.observed for step in path.steps) for path in explanation.paths)


def _named(found: list[Medication] | list[Concept]) -> str:
    return f"{', '.join(to(each, up=UP) for each in found)}." if found else "None."


def _listed(steps: list[CausalStep], reason: Callable[[CausalStep], str | None]) -> str:
    return bullets(f"{step_text(step, UP)}: {escape(stated)}" for step in steps if (stated := reason(step)) is not None)


def _by_mechanism(compendium: Compendium) -> str:
    rows = [
        [
            "" if place else to(mechanism, up=UP),
            step_text(step, UP),
            SIGNS[step.sign],
            escape(step.certainty.value),
            made_by(step, UP),
        ]
        for mechanism in compendium.mechanisms.values()
        for place, step in enumerate(mechanism.steps)
    ]
    return table(["mechanism", "step", "sign", "certainty", "claims and references"], rows) if rows else ""
