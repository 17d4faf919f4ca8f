"""How a drug changes an outcome: explanations, comparisons, and who acts on what.

The golden explanations are typed by hand from the sources that the steps name. When one fails, read the
source first; change the data if they drifted.
"""

from __future__ import annotations

import csv
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.draws import compendia, shuffles
from tests.rules import each_of, for_each

import osteopharm
from osteopharm import (
    Certainty,
    Compendium,
    Concept,
    DrugClass,
    EntityKind,
    Explanation,
    Mechanism,
    Medication,
    Registry,
    Relation,
    UnknownIdError,
)
from osteopharm.cli.commands import run
from osteopharm.mechanisms.graph import inherited_by
from osteopharm.model import CausalStep, Reference
from osteopharm.model.entities import Entity, lineage

COMPENDIUM = osteopharm.load()
FACTS = os.environ.get("OSTEOPHARM_FACTS")
OUTCOMES = ("bone-resorption", "bone-formation", "bone-mineral-density", "fracture-risk")
RANK = [Certainty.THEORETICAL, Certainty.PROBABLE, Certainty.STATED]
BOOK = Registry(id="book", name="a book", publisher="an office", release="2026", license="free to use")


def arrows(explanation: Explanation) -> list[str]:
    """Each path by the ids of what it leads through, with the relations."""
    return [
        " ".join([path.steps[0].subject.id, *(f"-{step.relation.value}-> {step.object.id}" for step in path.steps)])
        for path in explanation.paths
    ]


# Any compendium


@st.composite
def questions(draw: st.DrawFn) -> tuple[Compendium, DrugClass | Medication, Concept]:
    """A compendium with a mechanism, and an agent and an outcome of it; often such that a path may be found."""
    compendium = draw(compendia().filter(lambda made: bool(made.mechanisms)))
    agents: list[DrugClass | Medication] = [*compendium.drug_classes.values(), *compendium.medications.values()]
    acting = [
        each for each in agents if any(mechanism.agent in lineage(each) for mechanism in compendium.mechanisms.values())
    ]
    reached = [step.object for mechanism in compendium.mechanisms.values() for step in mechanism.steps]
    outcomes = [*reached, *(above for each in reached for above in lineage(each))]
    return (
        compendium,
        draw(st.sampled_from(acting or agents)),
        draw(st.sampled_from([each for each in outcomes if isinstance(each, Concept)])),
    )


def agents_of(compendium: Compendium) -> list[DrugClass | Medication]:
    """The classes and medications of a compendium."""
    return [*compendium.drug_classes.values(), *compendium.medications.values()]


def with_mechanisms(compendium: Compendium, mechanisms: Iterable[Mechanism]) -> Compendium:
    return Compendium(**{**parts(compendium), "mechanisms": tuple(mechanisms)})


def parts(compendium: Compendium) -> dict[str, Any]:
    """The arguments that make a compendium again."""
    kinds = (
        *("sources", "companies", "drug_classes", "medications", "combinations", "concepts", "claims"),
        *("mechanisms", "disclosures", "claim_links", "look_alikes", "spelling_rules"),
    )
    held = {kind: getattr(compendium, kind) for kind in kinds}
    return {kind: tuple(each.values() if isinstance(each, Mapping) else each) for kind, each in held.items()}


@given(questions())
def test_what_holds_of_every_path(question: tuple[Compendium, DrugClass | Medication, Concept]) -> None:
    """It runs from the agent or its class to the outcome or something narrower, through no place twice, chained."""
    compendium, agent, outcome = question
    found = compendium.explain(agent, outcome)

    for path in found.paths:
        assert path.steps[0].subject in lineage(agent)
        assert outcome in lineage(path.outcome)
        assert all(outcome not in lineage(step.object) for step in path.steps[:-1])
        assert len({step.object for step in path.steps}) == len(path.steps)
        assert all(step.not_chainable_because is None for step in path.steps)
        assert found.inherited_from(path) == (None if path.steps[0].subject == agent else path.steps[0].subject)
    for step in found.isolated_steps:
        assert step.not_chainable_because is not None
        assert step.subject in lineage(agent)
        assert outcome in lineage(step.object)
    assert bool(found) == bool(found.paths or found.isolated_steps)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - made here


@given(questions())
def test_the_sign_and_the_certainty_of_a_path(question: tuple[Compendium, DrugClass | Medication, Concept]) -> None:
    """Its sign is the product of the steps', none where a step has none; its certainty is the weakest step's."""
    for path in Compendium.explain(*question).paths:
        product = 1
        for step in path.steps:
            product *= step.sign or 0

        assert path.sign == (product or None)
        assert path.certainty is min((step.certainty for step in path.steps), key=RANK.index)


@given(questions())
def test_the_sign_of_the_whole(question: tuple[Compendium, DrugClass | Medication, Concept]) -> None:
    """It is the one on which all agree that have a sign and are not disputed; two signs anywhere are a disagreement."""
    found = Compendium.explain(*question)
    told = [(path.sign, path.is_disputed) for path in found.paths]
    told += [(step.sign, step.disputed is not None) for step in found.isolated_steps]
    agreed = {sign for sign, is_disputed in told if sign is not None and not is_disputed}

    assert found.sign == (agreed.pop() if len(agreed) == 1 else None)
    assert found.disagrees == ({1, -1} <= {sign for sign, _ in told})


@given(questions(), shuffles)
def test_any_order_gives_the_same_explanation(
    question: tuple[Compendium, DrugClass | Medication, Concept], random: Any
) -> None:
    """In whatever order the records are given, the explanation and all that it prints are the same."""
    compendium, agent, outcome = question
    records = {kind: random.sample(values, len(values)) for kind, values in parts(compendium).items()}
    found, again = compendium.explain(agent, outcome), Compendium(**records).explain(agent, outcome)

    assert found == again
    assert (str(found), found.to_rows(), found.to_dot()) == (str(again), again.to_rows(), again.to_dot())


@given(questions(), st.data())
def test_an_unrelated_mechanism_changes_nothing(
    question: tuple[Compendium, DrugClass | Medication, Concept], data: st.DataObject
) -> None:
    """A mechanism of a class or medication under which the agent does not fall adds no path and takes none away."""
    compendium, agent, outcome = question
    source = next(iter(compendium.sources.values()))
    stranger = DrugClass(id="a-class-of-strangers", name="a class of strangers", sources=(source,))
    others = [each for each in agents_of(compendium) if each not in lineage(agent)]
    other = data.draw(st.sampled_from([stranger, *others]))
    model = data.draw(
        st.sampled_from([each for mechanism in compendium.mechanisms.values() for each in mechanism.steps])
    )
    made = evolve(model, subject=other, relation=Relation.INCREASES, not_chainable_because=None, applies_to=())
    records = parts(compendium)
    records["drug_classes"] += (stranger,)
    records["mechanisms"] += (Mechanism(id="a-strange-thing", name="strange", agent=other, steps=(made,)),)

    assert Compendium(**records).explain(agent, outcome) == compendium.explain(agent, outcome)


@given(questions(), st.data())
def test_turning_a_step_turns_the_paths_through_it(
    question: tuple[Compendium, DrugClass | Medication, Concept], data: st.DataObject
) -> None:
    """Where one step gets the opposite relation, each path through it gets the opposite sign, and no other changes."""
    compendium, agent, outcome = question
    found = compendium.explain(agent, outcome)
    signed = [step for path in found.paths for step in path.steps if step.sign is not None]
    assume(signed)
    as_intervention_vs_comparator = data.draw(st.sampled_from(signed))

    def is_turned(step: CausalStep) -> bool:
        # A step may have lost a claim that is withheld from the agent, and is the same step for all that.
        return (step.subject, step.relation, step.object) == (
            as_intervention_vs_comparator.subject,
            as_intervention_vs_comparator.relation,
            as_intervention_vs_comparator.object,
        )

    fresh = Relation.DECREASES if as_intervention_vs_comparator.sign == 1 else Relation.INCREASES
    # A parallel step that has the new relation already would stand twice.
    ends = [(s.subject, s.object, s.relation) for made in compendium.mechanisms.values() for s in made.steps]
    assume((as_intervention_vs_comparator.subject, as_intervention_vs_comparator.object, fresh) not in ends)
    assume(
        ends.count(
            (
                as_intervention_vs_comparator.subject,
                as_intervention_vs_comparator.object,
                as_intervention_vs_comparator.relation,
            )
        )
        == 1
    )
    mechanisms = [
        evolve(made, steps=tuple(evolve(step, relation=fresh) if is_turned(step) else step for step in made.steps))
        for made in compendium.mechanisms.values()
    ]
    again = with_mechanisms(compendium, mechanisms).explain(agent, outcome)

    def signs(explanation: Explanation, *, turn: bool) -> list[tuple[list[str], int | None]]:
        told = []
        for path in explanation.paths:
            through = [
                f"{step.subject.id} {step.object.id} {step.not_chainable_because} {step.sources}" for step in path.steps
            ]
            crossed = turn and any(map(is_turned, path.steps))
            told.append((through, -path.sign if crossed and path.sign is not None else path.sign))
        return sorted(told, key=str)

    assert signs(again, turn=False) == signs(found, turn=True)


@given(questions())
def test_a_row_for_each_step_of_each_path(question: tuple[Compendium, DrugClass | Medication, Concept]) -> None:
    """Rows are numbered by path and step, hold plain values, and say what the paths say."""
    found = Compendium.explain(*question)
    rows = found.to_rows()

    assert [(row["path"], row["step"]) for row in rows] == [
        (number, place) for number, path in enumerate(found.paths, 1) for place, _ in enumerate(path.steps, 1)
    ]
    for row, (path, step) in zip(rows, ((p, s) for p in found.paths for s in p.steps), strict=True):
        assert (row["subject"], row["object"]) == (step.subject.id, step.object.id)
        assert (row["sign"], row["path_sign"]) == (step.sign, path.sign)
        assert row["sources"] == "; ".join(source.id for source in step.sources)
    assert json.loads(json.dumps(rows)) == rows


@given(questions())
def test_a_line_for_each_step(question: tuple[Compendium, DrugClass | Medication, Concept]) -> None:
    """What an explanation prints has a heading, and a line for each step that is not printed again."""
    found = Compendium.explain(*question)
    lines = str(found).splitlines()
    branches = [line for line in lines if line.lstrip("│ ")[:1] in {"├", "└"}]

    assert len(branches) <= sum(len(path.steps) for path in found.paths)
    contradicting = [link for link in found.claim_links if link.kind == "contradicts"]
    told = [*branches, *found.isolated_steps, *found.exceptions, *found.conflicts, *contradicting]
    assert len(lines) == 1 + len(told) + bool(found.gaps)
    assert {path.steps[0] for path in found.paths} == set() or branches


@given(compendia())
def test_withheld_claims_are_in_no_path(compendium: Compendium) -> None:
    """A claim from which a claim link excepts the agent or its class makes no step that applies to it."""
    for agent in agents_of(compendium):
        excepting = [
            each
            for each in compendium.claim_links.values()
            if any(member in lineage(agent) for member in each.exceptions)
        ]
        for outcome in compendium.concepts.values():
            found = compendium.explain(agent, outcome)
            told = {claim for path in found.paths for step in path.steps for claim in step.claims}
            told |= {claim for step in found.isolated_steps for claim in step.claims}

            assert told.isdisjoint(claim_link.target for claim_link in excepting)
            assert set(found.exceptions) <= set(excepting)


# A small world, where each thing can be seen alone


def concept(id: str, kind: EntityKind = EntityKind.PROCESS, **fields: Any) -> Concept:
    return Concept(**{"id": id, "name": id, "kind": kind, "sources": (BOOK,), **fields})


DRUGS = DrugClass(id="drugs", name="drugs", sources=(BOOK,))
PILLS = DrugClass(id="pills", name="pills", sources=(BOOK,), parents=(DRUGS,))
PILL = Medication(id="pill", name="pill", sources=(BOOK,), classes=(PILLS,))
LOSS = concept("loss")
WEAR = concept("wear")
FAST_WEAR = concept("fast-wear", broader=(WEAR,))
HARM = concept("harm", EntityKind.OUTCOME)


def step(subject: Entity, object: Concept, relation: Relation = Relation.INCREASES, **fields: Any) -> CausalStep:
    made_by = {"references": (Reference(source=BOOK, locator="page 1"),), "reference_certainty": Certainty.STATED}
    return CausalStep(**{"subject": subject, "relation": relation, "object": object, **made_by, **fields})


def small_world(*mechanisms: tuple[Entity, tuple[CausalStep, ...]], **more: Any) -> Compendium:
    """A compendium of those mechanisms."""
    return Compendium(
        **{
            "sources": (BOOK,),
            "drug_classes": (DRUGS, PILLS),
            "medications": (PILL,),
            "concepts": (LOSS, WEAR, FAST_WEAR, HARM),
            "mechanisms": [
                Mechanism(id=f"mechanism-{number}", name="a mechanism", agent=agent, steps=steps)
                for number, (agent, steps) in enumerate(mechanisms)
            ],
            **more,
        }
    )


def test_a_circle_across_mechanisms_ends() -> None:
    """Mechanisms that lead in a circle when joined give each path once, and end."""
    world = small_world(
        (PILL, (step(PILL, LOSS),)),
        (LOSS, (step(LOSS, WEAR, Relation.DECREASES),)),
        (WEAR, (step(WEAR, LOSS), step(WEAR, HARM))),
    )

    assert arrows(world.explain("pill", "harm")) == ["pill -increases-> loss -decreases-> wear -increases-> harm"]
    assert arrows(world.explain("pill", "loss")) == ["pill -increases-> loss"]
    assert world.explain("pill", "harm").gaps == ()


def test_members_inherit_what_is_said_of_classes() -> None:
    """A medication has the paths of all classes above it, as said of them; a class has none of its members' paths."""
    world = small_world((DRUGS, (step(DRUGS, HARM),)), (PILL, (step(PILL, HARM, Relation.DECREASES),)))
    of_pill, of_pills = world.explain(PILL, HARM), world.explain(PILLS, "harm")

    assert [(path.sign, of_pill.inherited_from(path)) for path in of_pill.paths] == [(1, DRUGS), (-1, None)]
    assert [(path.sign, of_pills.inherited_from(path)) for path in of_pills.paths] == [(1, DRUGS)]
    assert world.explain(DRUGS, HARM).inherited_from(world.explain(DRUGS, HARM).paths[0]) is None
    assert (of_pill.disagrees, of_pill.sign) == (True, None)
    assert str(of_pill) == (
        "pill and harm: signs disagree (stated; 2 paths)\n"
        "├ increases harm (stated) [book]; inherited from drugs\n"
        "└ decreases harm (stated) [book]"
    )


def test_the_steps_that_follow_hold_of_the_narrower_too() -> None:
    """A path leads on from what it reached by what is said of something broader, but not the other way round."""
    to_fast = small_world((PILL, (step(PILL, FAST_WEAR),)), (WEAR, (step(WEAR, HARM),)))
    to_any = small_world((PILL, (step(PILL, WEAR),)), (FAST_WEAR, (step(FAST_WEAR, HARM),)))

    assert arrows(to_fast.explain("pill", "harm")) == ["pill -increases-> fast-wear -increases-> harm"]
    assert arrows(to_fast.explain("pill", "wear")) == ["pill -increases-> fast-wear"]
    assert arrows(to_any.explain("pill", "harm")) == []
    assert to_any.explain("pill", "harm").gaps == (WEAR,)
    assert str(to_any.explain("pill", "harm")) == (
        "pill and harm: no sourced path: a gap\nno sourced path continues to harm from: wear"
    )


def test_a_disputed_path_is_shown_and_does_not_decide() -> None:
    """Where only what is disputed has the other sign, the sign stands, and the dispute is reported."""
    world = small_world(
        (PILL, (step(PILL, HARM), step(PILL, HARM, Relation.DECREASES, disputed="by a letter", observed=True)))
    )
    found = world.explain("pill", "harm")

    assert (found.sign, found.disagrees, len(found.paths)) == (1, True, 2)
    assert str(found) == (
        "pill and harm: raises (stated; 2 paths); disputed paths have the other sign\n"
        "├ decreases harm (stated, observed, disputed) [book]\n"
        "└ increases harm (stated) [book]"
    )
    assert "style=dashed" in found.to_dot()


def test_isolated_steps_are_listed_beside_the_paths() -> None:
    """A step that is isolated is reported where it goes from the agent to the outcome, and is chained nowhere."""
    world = small_world(
        (
            PILL,
            (step(PILL, HARM, not_chainable_because="after a year"), step(PILL, LOSS, not_chainable_because="in mice")),
        ),
        (LOSS, (step(LOSS, HARM),)),
    )
    found = world.explain("pill", "harm")

    assert (found.paths, found.sign, bool(found)) == ((), 1, True)
    assert str(found) == (
        "pill and harm: raises (stated; 1 isolated step); no sourced path\n"
        "isolated, never chained (after a year): increases harm (stated) [book]"
    )


def test_what_is_left_of_a_step_without_the_claim_that_excepts() -> None:
    """A step that a reference makes too applies to an excepted member by that alone; without one, not at all."""
    claim = COMPENDIUM.claims["af20-s08-enzyme-inhibited"]
    claim_link = COMPENDIUM.claim_links["non-nitrogen-on-mevalonate-enzyme"]
    made = COMPENDIUM.mechanisms["bisphosphonate-antiresorption"].steps[0]
    both = evolve(
        made,
        claims=(claim,),
        references=(Reference(source=BOOK, locator="page 1"),),
        reference_certainty=Certainty.PROBABLE,
    )
    clodronate, alendronate = COMPENDIUM.medications["clodronic-acid"], COMPENDIUM.medications["alendronic-acid"]

    assert inherited_by(both, clodronate, [claim_link]) == (evolve(both, claims=()), [claim_link])
    assert inherited_by(evolve(made, claims=(claim,)), clodronate, [claim_link]) == (None, [claim_link])
    assert inherited_by(both, alendronate, [claim_link]) == (both, [])


def test_lone_steps_are_counted_beside_paths() -> None:
    """Where a step that is isolated has the other sign than the paths, the heading counts both."""
    world = small_world(
        (PILL, (step(PILL, HARM), step(PILL, HARM, Relation.DECREASES, not_chainable_because="at night")))
    )

    assert str(world.explain("pill", "harm")).splitlines()[0] == (
        "pill and harm: signs disagree (stated; 1 path and 1 isolated step)"
    )


def test_a_step_without_sign_leaves_the_whole_without() -> None:
    """A path through a step without sign affects the outcome, and does not count against one that has a sign."""
    unsigned = small_world((PILL, (step(PILL, LOSS, Relation.AFFECTS),)), (LOSS, (step(LOSS, HARM),)))
    found = unsigned.explain("pill", "harm")

    assert ([path.sign for path in found.paths], found.sign, found.disagrees) == ([None], None, False)
    assert str(found).splitlines()[0] == "pill and harm: affects (stated; 1 path)"


def test_the_same_step_of_two_mechanisms_is_one() -> None:
    """Two mechanisms that say the same of the same, by the same source, give one path; two contexts give two."""
    same = small_world((PILL, (step(PILL, HARM),)), (PILL, (step(PILL, HARM),)))
    seen_twice = small_world((PILL, (step(PILL, HARM, context="mice"),)), (PILL, (step(PILL, HARM, context="rats"),)))

    assert len(same.explain("pill", "harm").paths) == 1
    assert [path.steps[0].context for path in seen_twice.explain("pill", "harm").paths] == ["mice", "rats"]


def test_what_has_been_printed_is_not_printed_again() -> None:
    """Where two branches go on alike, the second says so."""
    world = small_world(
        (PILL, (step(PILL, LOSS),)), (PILLS, (step(PILLS, LOSS),)), (LOSS, (step(LOSS, WEAR), step(LOSS, HARM))),
        (WEAR, (step(WEAR, HARM),)),
    )  # fmt: skip
    lines = str(world.explain("pill", "harm")).splitlines()

    assert lines[1:] == [
        "├ increases loss (stated) [book]",
        "│ ├ increases harm (stated) [book]",
        "│ └ increases wear (stated) [book]",
        "│   └ increases harm (stated) [book]",
        "└ increases loss (stated) [book]; inherited from pills … continues as above",
    ]


HOSTILE = ['say "no"', "back\\slash", 'end\\"', "<b>bold</b> &amp; co", "}; digraph { a -> b", "größer ≥ µ", "\\n\\l"]


def rendered(dot: str) -> str:
    """What Graphviz draws."""
    return subprocess.run(["dot", "-Tsvg"], input=dot, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("name", HOSTILE)
def test_graphviz_draws_hostile_names(name: str) -> None:
    """A name with quotes, backslashes or markup is drawn as one node, with the edges that there are and no more."""
    harm = concept("harm", EntityKind.OUTCOME, name=name)
    world = small_world((PILL, (step(PILL, harm),)), concepts=(LOSS, WEAR, FAST_WEAR, harm))
    drawn = rendered(world.explain("pill", "harm").to_dot())

    assert (drawn.count('class="node"'), drawn.count('class="edge"')) == (2, 1)


def test_names_with_line_breaks_are_not_names() -> None:
    """A name of two lines is either refused, or told and drawn in quotes."""
    harm = concept("harm", EntityKind.OUTCOME, name="harm\nand more")
    world = small_world((PILL, (step(PILL, harm),)), concepts=(LOSS, WEAR, FAST_WEAR, harm))

    assert '"harm\nand more"' in world.explain("pill", "harm").to_dot()


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_graphviz_draws_the_shipped_explanations(outcome: str) -> None:
    """The drawing of an explanation has a node for each thing on its paths."""
    found = COMPENDIUM.explain("denosumab", outcome)
    things = {end.id for path in found.paths for each in path.steps for end in (each.subject, each.object)}

    assert rendered(found.to_dot()).count('class="node"') == len(things)


# Golden explanations

GOLDEN: list[tuple[str, str, int | None, bool, list[tuple[str, int | None, str | None]]]] = [
    ("alendronic-acid", "bone-resorption", -1, False, [
        ("alendronic-acid -inhibits-> farnesyl-diphosphate-synthase -increases-> bone-resorption", -1, None),
        ("bisphosphonates -decreases-> bone-resorption", -1, "bisphosphonates"),
        ("bisphosphonates -inhibits-> mevalonate-pathway-enzyme -increases-> osteoclastic-bone-resorption", -1,
         "bisphosphonates"),
        (("nitrogen-containing-bisphosphonates -inhibits-> farnesyl-diphosphate-synthase"
         " -increases-> prenylation-of-small-gtpases -increases-> osteoclast-activity -increases-> bone-resorption"),
         -1, "nitrogen-containing-bisphosphonates"),
    ]),
    ("alendronic-acid", "bone-formation", -1, False, []),
    ("alendronic-acid", "bone-mineral-density", 1, False, [
        (("alendronic-acid -inhibits-> farnesyl-diphosphate-synthase -increases-> bone-resorption"
         " -decreases-> bone-mineral-density"), 1, None),
        ("nitrogen-containing-bisphosphonates -increases-> bone-mineral-density", 1,
         "nitrogen-containing-bisphosphonates"),
    ]),
    # That bone strength may fall by many microcracks is disputed, and said to be.
    ("alendronic-acid", "fracture-risk", -1, True, [
        ("alendronic-acid -increases-> bone-strength -decreases-> fracture-risk", -1, None),
        ("alendronic-acid -decreases-> bone-strength -decreases-> fracture-risk", 1, None),
        (("alendronic-acid -inhibits-> farnesyl-diphosphate-synthase -increases-> bone-resorption"
         " -decreases-> bone-mineral-density -decreases-> fracture-risk"), -1, None),
    ]),
    ("clodronic-acid", "bone-resorption", -1, False, [
        (("clodronic-acid -induces-> non-hydrolysable-atp-analogue -decreases-> osteoclast-activity"
         " -increases-> bone-resorption"), -1, None),
        (("non-nitrogen-bisphosphonates -induces-> non-hydrolysable-atp-analogue -decreases-> osteoclast-activity"
         " -increases-> bone-resorption"), -1, "non-nitrogen-bisphosphonates"),
        ("antiresorptive -decreases-> bone-resorption", -1, "antiresorptive"),
    ]),
    ("clodronic-acid", "bone-formation", -1, False, []),
    ("clodronic-acid", "bone-mineral-density", 1, False, [
        (("clodronic-acid -induces-> non-hydrolysable-atp-analogue -decreases-> osteoclast-activity"
         " -increases-> bone-resorption -decreases-> bone-mineral-density"), 1, None),
    ]),
    ("clodronic-acid", "fracture-risk", -1, False, [
        (("clodronic-acid -induces-> non-hydrolysable-atp-analogue -decreases-> osteoclast-activity"
         " -increases-> bone-resorption -decreases-> bone-mineral-density -decreases-> fracture-risk"), -1, None),
    ]),
    ("denosumab", "bone-resorption", -1, False, [
        ("denosumab -inhibits-> rankl -increases-> osteoclast-formation -increases-> bone-resorption", -1, None),
        ("denosumab -inhibits-> rankl -activates-> rank -increases-> osteoclast-survival -increases-> bone-resorption",
         -1, None),
    ]),
    ("denosumab", "bone-formation", -1, False, []),
    ("denosumab", "bone-mineral-density", 1, False, [
        (("denosumab -inhibits-> rankl -increases-> osteoclast-activity -increases-> bone-resorption"
         " -decreases-> bone-mineral-density"), 1, None),
        ("antiresorptive -decreases-> bone-resorption -decreases-> bone-mineral-density", 1, "antiresorptive"),
    ]),
    ("denosumab", "fracture-risk", -1, False, [
        (("denosumab -inhibits-> rankl -increases-> osteoclast-activity -increases-> bone-resorption"
         " -decreases-> bone-mineral-density -decreases-> fracture-risk"), -1, None),
        ("denosumab -decreases-> fracture-risk", -1, None),
    ]),
    # Resorption rises with teriparatide. That less sclerostin lowers it is sourced for romosozumab alone.
    ("teriparatide", "bone-resorption", 1, False, []),
    ("abaloparatide", "bone-resorption", None, False, []),
    ("teriparatide", "bone-formation", 1, False, [
        ("teriparatide -increases-> osteoblast-activity -increases-> bone-formation", 1, None),
        (("teriparatide -induces-> intermittent-pth1r-stimulation -decreases-> osteoblast-apoptosis"
         " -decreases-> osteoblast-number -increases-> bone-formation"), 1, None),
    ]),
    ("teriparatide", "bone-mineral-density", 1, False, [
        (("teriparatide -activates-> pth1-receptor -decreases-> sclerostin -inhibits-> canonical-wnt-signalling"
         " -increases-> bone-formation -increases-> bone-mineral-density"), 1, None),
    ]),
    ("teriparatide", "fracture-risk", -1, False, [
        (("teriparatide -activates-> pth1-receptor -decreases-> sclerostin -inhibits-> canonical-wnt-signalling"
         " -increases-> bone-formation -increases-> bone-mineral-density -decreases-> fracture-risk"), -1, None),
        ("teriparatide -decreases-> fracture-risk", -1, None),
    ]),
    ("romosozumab", "bone-resorption", -1, False, [
        ("romosozumab -inhibits-> sclerostin -increases-> bone-resorption", -1, None),
        (("romosozumab -inhibits-> sclerostin -increases-> rankl -increases-> osteoclast-formation"
         " -increases-> bone-resorption"), -1, None),
    ]),
    # Formation rises, and has fallen below where it began by month 12.
    ("romosozumab", "bone-formation", None, True, [
        ("romosozumab -inhibits-> sclerostin -inhibits-> canonical-wnt-signalling -increases-> bone-formation", 1,
         None),
        ("romosozumab -increases-> modeling-based-bone-formation", 1, None),
    ]),
    ("romosozumab", "bone-mineral-density", 1, False, [
        ("romosozumab -inhibits-> sclerostin -decreases-> bone-formation -increases-> bone-mineral-density", 1, None),
        ("romosozumab -inhibits-> sclerostin -increases-> bone-resorption -decreases-> bone-mineral-density", 1, None),
    ]),
    ("romosozumab", "fracture-risk", -1, False, [
        (("romosozumab -inhibits-> sclerostin -decreases-> bone-formation -increases-> bone-mineral-density"
         " -decreases-> fracture-risk"), -1, None),
        ("romosozumab -decreases-> fracture-risk", -1, None),
    ]),
]  # fmt: skip


@each_of(("agent", "outcome", "sign", "disagrees", "paths"), GOLDEN, ids=[f"{each[0]} on {each[1]}" for each in GOLDEN])
def test_golden_explanations(
    agent: str, outcome: str, sign: int | None, disagrees: bool, paths: list[tuple[str, int | None, str | None]]
) -> None:
    """The sign of the whole, whether paths disagree, and whole paths with their signs and of whom they are said."""
    found = COMPENDIUM.explain(agent, outcome)
    told = {
        way: (path.sign, inherited_from.id if (inherited_from := found.inherited_from(path)) else None)
        for way, path in zip(arrows(found), found.paths, strict=True)
    }

    assert (found.sign, found.disagrees) == (sign, disagrees)
    assert {way: told.get(way) for way, _, _ in paths} == {
        way: (sign, inherited_from) for way, sign, inherited_from in paths
    }
    assert bool(told) == bool(paths)


@each_of(
    ("agent", "outcome", "expected"),
    [
        (
            "alendronic-acid",
            "bone-formation",
            [("alendronic-acid", -1), ("bisphosphonates", -1), ("antiresorptive", -1)],
        ),
        ("clodronic-acid", "bone-formation", [("bisphosphonates", -1), ("antiresorptive", -1)]),
        ("denosumab", "bone-formation", [("antiresorptive", -1)]),
        ("teriparatide", "bone-resorption", [("teriparatide", 1)]),
        ("romosozumab", "bone-formation", [("romosozumab", -1)]),
        ("romosozumab", "bone-resorption", []),
    ],
)
def test_golden_isolated_steps(agent: str, outcome: str, expected: list[tuple[str, int]]) -> None:
    """What holds only by itself: lower formation of bisphosphonates, and what turns with time or dose."""
    assert [(each.subject.id, each.sign) for each in COMPENDIUM.explain(agent, outcome).isolated_steps] == expected


@each_of("outcome", OUTCOMES)
def test_clodronic_acid_does_not_inherit_the_mevalonate_pathway(outcome: str) -> None:
    """Bisphosphonates without nitrogen do not act on the enzyme: it is said, with the reason, and in no path."""
    found = COMPENDIUM.explain("clodronic-acid", outcome)

    assert [each.id for each in found.exceptions] == ["non-nitrogen-on-mevalonate-enzyme"]
    assert (
        "\ndoes not apply to clodronic acid: Bisphosphonates inhibit a key enzyme of the mevalonate pathway. "
        "(Bisphosphonates without nitrogen do not block the prenylation of small GTPases, "
    ) in str(found)
    assert not [way for way in arrows(found) if "mevalonate" in way or "farnesyl" in way or "gtpases" in way]


@each_of("agent", ["alendronic-acid", "denosumab", "nitrogen-containing-bisphosphonates"])
def test_nothing_is_withheld_from_others(agent: str) -> None:
    """The exception is of those without nitrogen alone; all of the class apply to the enzyme."""
    assert COMPENDIUM.explain(agent, "fracture-risk").exceptions == ()


def test_the_explanation_of_a_class() -> None:
    """A class is explained by what is said of it and of those above it, never by its members."""
    found = COMPENDIUM.explain("non-nitrogen-bisphosphonates", "bone-resorption")
    begins = {path.steps[0].subject.id for path in found.paths}

    assert begins == {"antiresorptive", "bisphosphonates", "non-nitrogen-bisphosphonates"}
    assert [each.id for each in found.exceptions] == ["non-nitrogen-on-mevalonate-enzyme"]


# Every core medication with a row in the table of targets, typed by hand from it: the human protein that is
# its target, and what acting on it does.
TARGETS = [
    ("abaloparatide", "uniprot:Q03431", "activates"),
    ("alendronic-acid", "uniprot:P14324", "inhibits"),
    ("bazedoxifene", "uniprot:P03372", "inhibits"),
    ("bazedoxifene", "uniprot:Q92731", "inhibits"),
    ("calcitonin", "uniprot:P30988", "activates"),
    ("clodronic-acid", "uniprot:Q9BYT1", "inhibits"),
    ("denosumab", "uniprot:O14788", "inhibits"),
    ("estradiol", "uniprot:P03372", "activates"),
    ("estradiol", "uniprot:Q92731", "activates"),
    ("ibandronic-acid", "uniprot:P14324", "inhibits"),
    ("lasofoxifene", "uniprot:P03372", "activates"),
    ("lasofoxifene", "uniprot:Q92731", "activates"),
    ("minodronic-acid", "uniprot:P14324", "inhibits"),
    ("minodronic-acid", "uniprot:O95749", "inhibits"),
    ("pamidronic-acid", "uniprot:P14324", "inhibits"),
    ("raloxifene", "uniprot:P03372", "activates"),
    ("raloxifene", "uniprot:P03372", "inhibits"),
    ("raloxifene", "uniprot:Q92731", "inhibits"),
    ("risedronic-acid", "uniprot:P14324", "inhibits"),
    ("romosozumab", "uniprot:Q9BQB4", "inhibits"),
    ("teriparatide", "uniprot:Q03431", "activates"),
    ("teriparatide", "uniprot:P49190", "activates"),
    ("tibolone", "uniprot:P03372", "activates"),
    ("tiludronic-acid", "uniprot:P08253", "inhibits"),
    ("zoledronic-acid", "uniprot:P14324", "inhibits"),
]


@each_of(("medication", "protein", "relation"), TARGETS)
def test_each_reaches_its_target(medication: str, protein: str, relation: str) -> None:
    """It acts on a concept with the number of the protein, in the direction that the table gives."""
    steps = [edge.step for edge in COMPENDIUM.causal_graph().leaving(COMPENDIUM.medications[medication])]
    told = {each.relation.value for each in steps if protein in {xref.curie for xref in each.object.xrefs}}

    assert relation in told
    (target,) = [each for each in COMPENDIUM.concepts.values() if protein in {xref.curie for xref in each.xrefs}]
    assert COMPENDIUM.medications[medication] in COMPENDIUM.medications_targeting(target)


@each_of("medication", sorted({medication for medication, _, _ in TARGETS}))
def test_each_reaches_density_and_fracture_risk(medication: str) -> None:
    """By a connected chain each raises bone mineral density and lowers the risk of fracture.

    Of tibolone no way is sourced: what follows from estrogen receptors applies to estrogens and of SERMs.
    """
    for outcome, sign in [("bone-mineral-density", 1), ("fracture-risk", -1)]:
        found = COMPENDIUM.explain(medication, outcome)
        undisputed = {path.sign for path in found.paths if not path.is_disputed}

        assert (sign in {path.sign for path in found.paths}) is (medication != "tibolone")
        assert -sign not in undisputed
        assert found.sign == (None if medication == "tibolone" else sign)


# The other questions


@each_of(
    ("target", "expected"),
    [
        ("rankl", ["denosumab"]),
        ("sclerostin", ["romosozumab"]),
        ("pth1-receptor", ["abaloparatide", "teriparatide"]),
        ("calcitonin-receptor", ["calcitonin"]),
        ("slc17a9", ["clodronic-acid"]),
        ("osteocytes", []),
    ],
)
def test_who_acts_on_a_target(target: str, expected: list[str]) -> None:
    """Those that act on it, or whose class does."""
    assert [each.id for each in COMPENDIUM.medications_targeting(target)] == expected
    assert COMPENDIUM.medications_targeting(COMPENDIUM.concepts[target]) == COMPENDIUM.medications_targeting(target)


def test_who_acts_on_the_enzyme_of_the_mevalonate_pathway() -> None:
    """Bisphosphonates, but for those without nitrogen: the claim link withholds it from them."""
    acting = {each.id for each in COMPENDIUM.medications_targeting("mevalonate-pathway-enzyme")}

    assert {"alendronic-acid", "zoledronic-acid"} < acting
    assert acting.isdisjoint({"clodronic-acid", "etidronic-acid", "tiludronic-acid"})


def test_what_is_observed_is_not_acting_on() -> None:
    """That a medication is seen to change something, or lowers how much there is, does not mean that it acts on it."""
    acts = step(PILL, FAST_WEAR, Relation.INHIBITS)
    world = small_world(
        (PILL, (step(PILL, LOSS, Relation.INHIBITS, observed=True), acts, step(PILL, HARM, Relation.DECREASES)))
    )

    assert world.medications_targeting("loss") == world.medications_targeting("harm") == ()
    assert world.medications_targeting("wear") == world.medications_targeting("fast-wear") == (PILL,)


def test_who_shares_a_mechanism() -> None:
    """The members of its class, or those that act on the target at which it starts."""
    assert [each.id for each in COMPENDIUM.medications_sharing("from-rankl")] == ["denosumab"]
    assert [each.id for each in COMPENDIUM.medications_sharing(COMPENDIUM.mechanisms["from-sclerostin"])] == [
        "romosozumab"
    ]
    assert [each.id for each in COMPENDIUM.medications_sharing("romosozumab-targets")] == ["romosozumab"]
    assert [each.id for each in COMPENDIUM.medications_sharing("non-nitrogen-bisphosphonates-targets")] == [
        *("clodronic-acid", "etidronic-acid", "tiludronic-acid"),
    ]


def test_two_side_by_side() -> None:
    """Classes, targets, signs with the number of paths, labels and claims, a row each, in words."""
    comparison = COMPENDIUM.compare("romosozumab", "denosumab")
    compared = comparison.to_rows()
    rows = {row["aspect"]: (row["first"], row["second"]) for row in compared}

    assert repr(comparison.second) == "<Side denosumab>"
    assert list(rows) == [
        *("name", "classes", "targets"),
        *("bone resorption", "bone formation", "bone mineral density", "fracture risk"),
        *("labels", "claims"),
    ]
    assert rows["name"] == ("romosozumab", "denosumab")
    assert rows["classes"] == (
        "sclerostin inhibitors; anabolic medications; antiresorptive medications",
        "RANKL inhibitors; antiresorptive medications",
    )
    assert set(rows["targets"][0].split("; ")) == {"inhibits sclerostin", "binds sclerostin"}
    assert rows["bone resorption"][0].startswith("lowers (")
    assert rows["bone formation"] == (
        "signs disagree (probable at its weakest; 5 paths and 1 isolated step)",
        "lowers (stated; 1 isolated step)",
    )
    assert "60 mg subcutaneously every 6 months" in rows["labels"][1]
    assert rows["claims"][1].startswith("Denosumab is an antiresorptive medication.; Denosumab lowered ")


def test_classes_side_by_side() -> None:
    """A class has no labels; where nothing is known, that is what is printed."""
    told = str(COMPENDIUM.compare("bisphosphonates", "anabolic")).splitlines()

    assert told[:3] == ["name", "  bisphosphonates", "  anabolic medications"]
    assert told[told.index("labels") + 1 :][:2] == ["  no data", "  no data"]


def test_few_paths_in_words() -> None:
    """One path is one path; a sign that only a step alone gives comes with no path; what is not there is left out."""
    risk = concept("fracture-risk", EntityKind.OUTCOME)
    world = small_world((PILL, (step(PILL, risk),)), concepts=(LOSS, WEAR, FAST_WEAR, HARM, risk))

    assert [(each["aspect"], each["first"]) for each in world.compare("pill", "pills").to_rows()] == [
        ("name", "pill"),
        ("classes", "pills; drugs"),
        ("targets", ""),
        ("fracture-risk", "raises (stated; 1 path)"),
        ("labels", ""),
        ("claims", ""),
    ]
    assert COMPENDIUM.compare("clodronic-acid", "alendronic-acid").to_rows()[4] == {
        "aspect": "bone formation",
        "first": "lowers (stated; 2 isolated steps)",
        "second": "lowers (stated; 3 isolated steps)",
    }


def test_the_graph_for_networkx() -> None:
    """Ids are nodes with name and kind; each step is an edge with its sign, certainty, mechanism and sources."""
    graph = COMPENDIUM.causal_graph()
    drawn = graph.to_networkx()
    (edge,) = drawn["sclerostin"]["canonical-wnt-signalling"].values()

    assert (
        drawn.number_of_edges() == len(graph.edges) == sum(len(made.steps) for made in COMPENDIUM.mechanisms.values())
    )
    assert drawn.nodes["rankl"] == {"name": "RANKL", "kind": "target"}
    assert edge == {
        "relation": "inhibits",
        "sign": -1,
        "certainty": "stated",
        "mechanism": "from-sclerostin",
        "observed": False,
        "disputed": None,
        "not_chainable_because": None,
        "sources": ("sclerostin-romosozumab-abstract",),
    }
    assert {each["relation"] for each in drawn["denosumab"]["rankl"].values()} == {"inhibits", "binds"}
    assert COMPENDIUM.causal_graph() is graph
    assert repr(graph) == f"<CausalGraph of {len(graph.edges)} steps>"
    assert str(graph.edges[0]) == str(graph.edges[0].step)


def test_the_graph_cannot_be_changed() -> None:
    """A graph is made once, and has no room for anything else."""
    with pytest.raises(AttributeError):
        COMPENDIUM.causal_graph().edges = ()


ASKING: list[Callable[[], object]] = [
    lambda: COMPENDIUM.explain("denosumap", "fracture-risk"),
    lambda: COMPENDIUM.explain("fracture-risk", "fracture-risk"),
    lambda: COMPENDIUM.explain("denosumab", "fracture-risc"),
    lambda: COMPENDIUM.explain("denosumab", "bisphosphonates"),
    lambda: COMPENDIUM.compare("denosumab", "denosumap"),
    lambda: COMPENDIUM.compare("amgen", "denosumab"),
    lambda: COMPENDIUM.medications_targeting("denosumab"),
    lambda: COMPENDIUM.medications_sharing("denosumab"),
]


@each_of("ask", ASKING)
def test_what_is_unknown_is_refused(ask: Callable[[], object]) -> None:
    """An id that there is not, or one of another kind, is an error and no empty answer."""
    with pytest.raises(UnknownIdError):
        ask()


def test_the_near_ids_are_offered() -> None:
    """A misspelled agent gets suggestions."""
    with pytest.raises(
        UnknownIdError,
        match=r"no drug class or medication has the id or name 'denosumap'; did you mean one of 'denosumab'",
    ):
        COMPENDIUM.explain("denosumap", "fracture-risk")


WITHOUT_NETWORKX = """
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "networkx" else found(name, *rest)
import osteopharm
compendium = osteopharm.load()
for ask in (
    lambda: compendium.explain("denosumab", "fracture-risk"),
    lambda: compendium.causal_graph().to_networkx(),
    lambda: compendium.compare("denosumab", "romosozumab"),
):
    try:
        ask()
    except osteopharm.errors.MissingExtraError as error:
        print(error)
print(len(compendium.medications_targeting("rankl")), len(compendium.causal_graph().edges) > 100)
"""


def in_fresh_process(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_without_networkx() -> None:
    """What needs paths says which extra is missing; who acts on what, and the steps, are reported without it."""
    missing = "this needs the extra 'graph': pip install 'osteopharm[graph]'"

    assert in_fresh_process(WITHOUT_NETWORKX).splitlines() == [missing, missing, missing, "1 True"]


def test_loading_and_acting_on_do_not_import_networkx() -> None:
    """Networkx comes in with the first path that is looked for."""
    program = (
        "import sys, osteopharm; c = osteopharm.load(); c.medications_targeting('rankl');"
        "print('networkx' in sys.modules);"
        "c.explain('denosumab', 'fracture-risk'); print('networkx' in sys.modules)"
    )

    assert in_fresh_process(program).split() == ["False", "True"]


# The command


def test_explain_by_names(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`osteopharm explain alendronate "fracture risk"` prints the explanation, whichever name is given."""
    monkeypatch.delenv("COLUMNS", raising=False)
    expected = f"{COMPENDIUM.explain('alendronic-acid', 'fracture-risk')}\n"
    for agent, outcome in [
        ("alendronate", "fracture risk"),
        ("Fosamax", "Fracture Risk"),
        ("alendronic-acid", "fracture-risk"),
    ]:
        assert run(["explain", agent, outcome]) == 0
        assert capsys.readouterr().out == expected


def test_explain_as_a_drawing_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """`--dot` writes the drawing, `--json` the rows."""
    found = COMPENDIUM.explain("denosumab", "bone-resorption")

    assert run(["explain", "Prolia", "bone resorption", "--dot"]) == 0
    assert capsys.readouterr().out == found.to_dot()
    assert run(["explain", "Prolia", "bone resorption", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == found.to_rows()


def test_compare_by_brands(capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm compare Forteo Prolia` prints every aspect of both; `--json` the rows."""
    rows = COMPENDIUM.compare("teriparatide", "denosumab").to_rows()

    assert run(["compare", "Forteo", "Prolia", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == rows
    assert run(["compare", "Forteo", "Prolia"]) == 0
    printed = capsys.readouterr().out
    aspects = [row["aspect"] for row in rows if row["aspect"] != "name"]
    assert [each for each in aspects if not re.search(rf"^{each}\b", printed, re.MULTILINE)] == []
    assert "lowers (" in printed
    assert "no sourced path: a gap" not in printed
    assert all(len(line) < 20_000 for line in printed.splitlines())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["explain", "denosumap", "fracture risk"], "no drug class or medication has the id or name 'denosumap'"),
        (["explain", "denosumab", "qqqqqqqq"], "no concept has the id or name 'qqqqqqqq'"),
        (
            ["explain", "fracture risk", "fracture risk"],
            "has the id or name 'fracture risk': it is a concept",
        ),
        (
            ["explain", "denosumab", "bisphosphonates"],
            "has the id or name 'bisphosphonates': it is a drug class",
        ),
        (["explain", "Fosamax Plus D", "fracture risk"], "Fosamax Plus D"),
        (["compare", "denosumab", "qqqqqqqq"], "no drug class or medication has the id or name 'qqqqqqqq'"),
        (["compare", "denosumab"], ""),
    ],
)
def test_commands_refuse_what_is_unknown(capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    """An unknown name ends with 1, with nothing on standard output and the problem on standard error."""
    assert run(words) == 1
    printed = capsys.readouterr()

    assert printed.out == ""
    assert told in printed.err


# The data

STEPS = [(made, number) for made in COMPENDIUM.mechanisms.values() for number in range(len(made.steps))]
each_step = for_each(STEPS, lambda step: f"{step[0].id}[{step[1]}]")
WORKING_FILES = ("/work", "shared/", "reference/", ".csv", ".toml", "search pages", "excerpt:", "scConnect", "sdist")


@each_step
def test_every_step_has_a_source(step: tuple[Mechanism, int]) -> None:
    """A step comes from a claim or from a place in a source, and what is observed is seen of an agent."""
    made, number = step
    shown = made.steps[number]

    assert shown.sources, f"{made.id}: cite what makes step {number}"
    assert bool(shown.references) == (shown.reference_certainty is not None)
    if shown.observed:
        assert isinstance(shown.subject, DrugClass | Medication), f"{made.id}: step {number} observes no agent"
        assert shown.subject == made.agent


def step_texts(made: Mechanism) -> Iterator[str]:
    yield from (made.name, made.note or "")
    for each in made.steps:
        yield from (each.context or "", each.not_chainable_because or "", each.disputed or "", each.note or "")
        for reference in each.references:
            yield from (reference.locator, reference.source.name, getattr(reference.source, "note", None) or "")


@for_each(COMPENDIUM.mechanisms.values())
def test_no_mechanism_names_a_working_file(made: Mechanism) -> None:
    """Steps and their sources cite public origins, not the files in which we noted them."""
    for text in step_texts(made):
        found = [each for each in WORKING_FILES if each in text]

        assert found == [], f"{made.id}: take {found} out of {text!r}; cite the public origin"


@for_each([shown for shown in COMPENDIUM.concepts.values() if shown.xrefs])
def test_ids_of_concepts_have_sources(shown: Concept) -> None:
    """Each id in another vocabulary says where it was read."""
    for xref in shown.xrefs:
        assert xref.sources, f"{shown.id}: say where {xref.curie} was read"


def test_no_id_of_another_vocabulary_is_of_two_concepts() -> None:
    """No two concepts have one id in another vocabulary."""
    curies = [xref.curie for each in COMPENDIUM.concepts.values() for xref in each.xrefs]

    assert len(curies) == len(set(curies))


def test_no_two_mechanisms_say_the_same() -> None:
    """A step is said once: where two mechanisms had it, one of the two would not be shown with its sources."""
    ends = [
        (step.subject.id, step.relation, step.object.id)
        for made in COMPENDIUM.mechanisms.values()
        for step in made.steps
    ]
    twice = {each for each in ends if ends.count(each) > 1}

    assert twice == set(), "make them one step, with the claims and references of both"


# The table of steps

THINGS = {
    "bisphosphonate bound to bone mineral": "bisphosphonate-bound-to-mineral",
    "bone mineral (hydroxyapatite)": "bone-mineral",
    "farnesyl diphosphate synthase (FDPS)": "farnesyl-diphosphate-synthase",
    "osteoclast actin ring at sealing zone": "osteoclast-actin-ring",
    "ApppI (endogenous ATP analogue)": "apppi",
    "mitochondrial adenine nucleotide translocase": "adenine-nucleotide-translocase",
    "osteoblast-derived inhibitor of osteoclast formation": "osteoblast-derived-inhibitor",
    "non-hydrolysable ATP analogue (AppCp-type)": "non-hydrolysable-atp-analogue",
    "ATP-dependent intracellular enzymes": "atp-dependent-enzymes",
    "osteoprotegerin (OPG)": "osteoprotegerin",
    "RANKL/OPG ratio": "rankl-osteoprotegerin-ratio",
    "calcitonin receptor (CALCR)": "calcitonin-receptor",
    "cyclic AMP signalling": "osteoclast-cyclic-amp-signalling",
    "estrogen receptors (ESR1, ESR2)": "estrogen-receptors",
    "PTH1 receptor (PTH1R)": "pth1-receptor",
    "Gs-cyclic AMP signalling (PTH1R)": "pth1-receptor-cyclic-amp-signalling",
    "intermittent PTH1R stimulation": "intermittent-pth1r-stimulation",
    "continuous PTH1R stimulation": "continuous-pth1r-stimulation",
    "osteocyte": "osteocytes",
    "LRP5 (Wnt co-receptor)": "lrp5",
    "calcium-sensing receptor (CASR)": "calcium-sensing-receptor",
    "matrix- and osteoclast-derived coupling factors": "coupling-factors",
    "fracture callus remodelling": "callus-remodeling",
    "fracture callus strength": "callus-strength",
    "antiresorptive drugs": "antiresorptive",
    "alendronate": "alendronic-acid",
    "clodronate": "clodronic-acid",
    "etidronate": "etidronic-acid",
    "ibandronate": "ibandronic-acid",
    "risedronate": "risedronic-acid",
    "tiludronate": "tiludronic-acid",
}
"""Names of the table whose ids are not the name in lower case with hyphens."""

LEFT_OUT = {
    ("non-hydrolysable-atp-analogue", -1, "adenine-nucleotide-translocase"): "only a title was read",
    ("bisphosphonates", -1, "bone-strength"): "of alendronic acid, the drug that was studied: the step is its own",
}
"""Rows that are not in the data, each with the reason."""


def row_key(row: dict[str, str]) -> tuple[str, int | None, str]:
    def id_of(name: str) -> str:
        return THINGS.get(name) or name.lower().replace(" ", "-")

    return id_of(row["subject"]), {"+1": 1, "-1": -1, "unknown": None}[row["sign"]], id_of(row["object"])


@pytest.mark.facts
@pytest.mark.skipif(FACTS is None, reason="OSTEOPHARM_FACTS names no folder with the fact tables")
def test_every_row_of_the_table_of_steps() -> None:
    """Each row is a step with its subject, sign and object, or left out for a reason; NO-COMPOSE rows are isolated."""
    known: dict[tuple[str, int | None, str], list[CausalStep]] = {}
    for made in COMPENDIUM.mechanisms.values():
        for each in made.steps:
            known.setdefault((each.subject.id, each.sign, each.object.id), []).append(each)
    table = Path(str(FACTS), "reference", "causal_steps.csv")
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    missing, chained, undisputed = [], [], []
    for number, row in enumerate(rows, 2):
        key = row_key(row)
        found = known.get(key, [])
        if not found and key not in LEFT_OUT:
            missing.append((number, key))
        if "NO-COMPOSE" in row["note"] and any(not each.not_chainable_because for each in found):
            chained.append((number, key))
        if row["certainty"] == "disputed" and any(not each.disputed for each in found):
            undisputed.append((number, key))

    assert len(rows) == 224
    assert missing == []
    assert chained == []
    assert undisputed == []
    assert not [key for key in LEFT_OUT if key in known], "take it out of LEFT_OUT: it is in the data"


def test_an_explanation_is_as_certain_as_its_weakest_part() -> None:
    """Of a stated path and a probable one the answer is probable; where nothing is known it has no certainty."""
    probable = evolve(step(DRUGS, HARM), reference_certainty=Certainty.PROBABLE)
    world = small_world((DRUGS, (probable,)), (PILL, (step(PILL, HARM, Relation.DECREASES),)))

    assert world.explain(DRUGS, HARM).certainty is world.explain(PILL, HARM).certainty is Certainty.PROBABLE
    assert COMPENDIUM.explain("abaloparatide", "bone-healing").certainty is None
