"""Two agents side by side: their classes, targets, signs on outcomes, label facts and claims. Nothing is weighed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from attrs import frozen

from osteopharm.claims import ClaimSet
from osteopharm.mechanisms.explanation import Explanation, explain
from osteopharm.mechanisms.graph import CausalGraph
from osteopharm.mechanisms.targets import own_steps
from osteopharm.model._immutable import repr_html
from osteopharm.model.claims import ClaimLink
from osteopharm.model.entities import Concept, DrugClass, Medication, lineage
from osteopharm.model.mechanisms import CausalStep

__all__ = ["Comparison", "Side"]

COMPARED_OUTCOMES = ("bone-resorption", "bone-formation", "bone-mineral-density", "fracture-risk")
"""The outcomes on which agents are compared."""


_BETWEEN = re.compile(r"; (?![^()]*\))")
"""A semicolon that is not inside parentheses."""


@frozen(kw_only=True, repr=False)
class Side:
    """One side of a comparison.

    Attributes:
        agent: the class or medication.
        targets: the steps by which it, or its class, acts on targets.
        explanations: how it changes each of the outcomes.
        claims: the claims about it, its own and inherited ones.

    >>> import osteopharm
    >>> side = osteopharm.load().compare("teriparatide", "denosumab").second
    >>> side.to_row()["fracture risk"].partition(" ")[0]
    'lowers'
    """

    agent: DrugClass | Medication
    targets: tuple[CausalStep, ...]
    explanations: tuple[Explanation, ...]
    claims: ClaimSet

    def __repr__(self) -> str:
        return f"<Side {self.agent.id}>"

    def to_row(self) -> dict[str, str]:
        """What is compared, in words: a text for each aspect."""
        labels = self.agent.labels if isinstance(self.agent, Medication) else ()
        row = {
            "name": self.agent.name,
            "classes": "; ".join(each.name for each in list(lineage(self.agent))[1:]),
            "targets": "; ".join(f"{step.relation.value} {step.object.name}" for step in self.targets),
        }
        row.update({explanation.outcome.name: explanation.in_words for explanation in self.explanations})
        row["labels"] = "; ".join(
            f"{facts.label.name} ({facts.label.region}): {str(regimen).replace('; ', ', ')}"
            for facts in labels
            for regimen in facts.regimens
        )
        row["claims"] = "; ".join(claim.statement for claim in self.claims)
        return row


@frozen(kw_only=True, repr=False)
class Comparison:
    """Two agents side by side.

    Attributes:
        first: one of them.
        second: the other.

    >>> import osteopharm
    >>> comparison = osteopharm.load().compare("teriparatide", "denosumab")
    >>> [row["aspect"] for row in comparison.to_rows()][:3]
    ['name', 'classes', 'targets']
    """

    first: Side
    second: Side

    _repr_html_ = repr_html

    def __repr__(self) -> str:
        return f"<Comparison: {self.first.agent.id} and {self.second.agent.id}>"

    def to_rows(self) -> list[dict[str, str]]:
        """A row for each aspect, with what is known of each side; an empty text where nothing is."""
        first, second = self.first.to_row(), self.second.to_row()
        return [{"aspect": aspect, "first": first[aspect], "second": second[aspect]} for aspect in first]

    def __str__(self) -> str:
        lines = []
        for row in self.to_rows():
            lines.append(row["aspect"])
            lines += [f"  {row[side] or 'no data'}" for side in ("first", "second")]
        return "\n".join(lines)


def one_a_line(text: str) -> str:
    """A cell of the comparison for a table: what it joins by semicolons, each once and on a line of its own."""
    return "\n".join(dict.fromkeys(_BETWEEN.split(text))) if text else "no data"


def side(
    agent: DrugClass | Medication,
    outcomes: Iterable[Concept],
    graph: CausalGraph,
    claim_links: Collection[ClaimLink],
    claims: ClaimSet,
) -> Side:
    """What is compared of one agent.

    Raises:
        MissingExtraError: networkx is not installed.
    """
    return Side(
        agent=agent,
        targets=target_steps(own_steps(agent, graph, claim_links), agent),
        explanations=tuple(explain(agent, outcome, graph, claim_links, claims) for outcome in outcomes),
        claims=claims.about(agent),
    )


def target_steps(edges: Iterable[CausalStep], agent: DrugClass | Medication) -> tuple[CausalStep, ...]:
    """Of some steps, those by which an agent, or its class, acts on a target."""
    above = lineage(agent)
    return tuple(step for step in edges if step.subject in above and step.object.kind.value == "target")
