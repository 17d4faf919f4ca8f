"""Steps, paths and mechanisms: what a step may say of where it comes from, and what is chained with what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of

import osteopharm
from osteopharm import Certainty, Concept, DrugClass, EntityKind, InvalidRecordError, Mechanism, Registry, Relation
from osteopharm.model import CausalPath, CausalStep, Reference
from osteopharm.model.entities import lineage
from osteopharm.testing import mechanisms

COMPENDIUM = osteopharm.load()
BOOK = Registry(id="book", name="a book", publisher="an office", release="2026", license="free to use")
OTHER_BOOK = evolve(BOOK, id="other-book", name="another book")
PAGE_ONE = Reference(source=BOOK, locator="page 1")
PAGE_TWO = Reference(source=BOOK, locator="page 2")
ELSEWHERE = Reference(source=OTHER_BOOK, locator="page 1")
DRUGS = DrugClass(id="drugs", name="drugs", sources=(BOOK,))
STRANGER = DrugClass(id="stranger", name="stranger", sources=(BOOK,))
CLAIM = COMPENDIUM.claims["af20-s07-uncoupling"]


def concept(id: str, kind: EntityKind = EntityKind.PROCESS, **fields: Any) -> Concept:
    return Concept(id=id, name=id.replace("-", " "), kind=kind, sources=(BOOK,), **fields)


RECEPTOR = concept("receptor", EntityKind.TARGET)
SIGNAL = concept("signal", EntityKind.PATHWAY)
LOSS = concept("loss")
FAST_LOSS = concept("fast-loss", broader=(LOSS,))
HARM = concept("harm", EntityKind.OUTCOME)
SURGEONS = concept("surgeons", EntityKind.POPULATION)


def step(**fields: Any) -> CausalStep:
    sound = {"subject": DRUGS, "relation": Relation.INHIBITS, "object": RECEPTOR}
    made_by = {} if "claims" in fields else {"references": (PAGE_ONE,), "reference_certainty": Certainty.STATED}
    return CausalStep(**{**sound, **made_by, **fields})


def mechanism(*steps: CausalStep, agent: Any = DRUGS) -> Mechanism:
    return Mechanism(id="a-mechanism", name="a mechanism", agent=agent, steps=steps)


def faults(make: Callable[[], object]) -> list[tuple[str, str]]:
    """The field and the message of each fault for which something is refused."""
    with pytest.raises(InvalidRecordError) as caught:
        make()
    return [(fault.path, fault.message) for fault in caught.value.problems]


@each_of(
    ("fields", "expected"),
    [
        ({"references": (), "reference_certainty": None}, ("claims", "is empty")),
        ({"reference_certainty": None}, ("reference_certainty", "is needed with references, and only then")),
        (
            {"claims": (CLAIM,), "reference_certainty": Certainty.STATED},
            ("reference_certainty", "is needed with references, and only then"),
        ),
        (
            {"subject": RECEPTOR, "object": HARM, "observed": True},
            ("observed", "is set, but receptor is not a class or medication"),
        ),
        ({"object": SURGEONS}, ("object", None)),
        ({"relation": Relation.PRECEDES, "object": LOSS}, ("subject", None)),
        ({"applies_to": (STRANGER,)}, ("applies_to[0]", "stranger is not a member of drugs")),
        ({"context": " "}, ("context", "is blank")),
        ({"not_chainable_because": ""}, ("not_chainable_because", "is blank")),
        ({"disputed": 1}, ("disputed", None)),
        ({"observed": None}, ("observed", None)),
        ({"references": ("page 1",)}, ("references[0]", None)),
        ({"reference_certainty": "stated"}, ("reference_certainty", None)),
    ],
)
def test_a_faulty_step_is_refused(fields: dict[str, Any], expected: tuple[str, str | None]) -> None:
    """A step cites a claim or a reference, says how sure references are, and observes only what agents do."""
    ((field, message),) = faults(lambda: step(**fields))

    assert expected == (field, message if expected[1] else None)


def test_the_sources_of_a_step() -> None:
    """The sources of claims come before those of references, and each occurs once."""
    made = step(claims=(CLAIM,), references=(PAGE_ONE, ELSEWHERE, PAGE_TWO), reference_certainty=Certainty.PROBABLE)

    assert made.sources == (CLAIM.provenance.source, BOOK, OTHER_BOOK)
    assert step(claims=(CLAIM, COMPENDIUM.claims["af20-s07-healing-impaired"])).sources == (CLAIM.provenance.source,)


@each_of("reference_certainty", Certainty)
def test_a_step_is_as_certain_as_its_least_certain_source(reference_certainty: Certainty) -> None:
    """How the references are read counts as much as what a claim says: the weaker of both is the step's."""
    weakest = min(
        [reference_certainty, CLAIM.certainty], key=[Certainty.THEORETICAL, Certainty.PROBABLE, Certainty.STATED].index
    )

    assert step(reference_certainty=reference_certainty).certainty is reference_certainty
    assert step(claims=(CLAIM,), references=(PAGE_ONE,), reference_certainty=reference_certainty).certainty is weakest


@each_of(
    ("relation", "subject", "object", "sign"),
    [
        (Relation.ACTIVATES, DRUGS, RECEPTOR, 1),
        (Relation.ACTIVATES, RECEPTOR, SIGNAL, 1),
        (Relation.BINDS, DRUGS, RECEPTOR, None),
        (Relation.PRECEDES, LOSS, FAST_LOSS, None),
        (Relation.PART_OF, RECEPTOR, SIGNAL, None),
        (Relation.PART_OF, LOSS, FAST_LOSS, None),
    ],
)
def test_what_a_relation_joins(relation: Relation, subject: Any, object: Concept, sign: int | None) -> None:
    """Activating raises; binding, coming before and being a part have no sign."""
    assert step(relation=relation, subject=subject, object=object).sign == sign


@each_of(
    ("relation", "subject", "object", "field"),
    [
        (Relation.ACTIVATES, DRUGS, HARM, "object"),
        (Relation.ACTIVATES, DRUGS, LOSS, "object"),
        (Relation.BINDS, HARM, RECEPTOR, "subject"),
        (Relation.BINDS, DRUGS, LOSS, "object"),
        (Relation.PRECEDES, RECEPTOR, LOSS, "subject"),
        (Relation.PRECEDES, LOSS, HARM, "object"),
        (Relation.PART_OF, DRUGS, SIGNAL, "subject"),
        (Relation.PART_OF, RECEPTOR, HARM, "object"),
    ],
)
def test_what_a_relation_does_not_join(relation: Relation, subject: Any, object: Concept, field: str) -> None:
    """Targets, pathways and cells are activated, targets and substances bound; processes come one after another."""
    ((told, _),) = faults(lambda: step(relation=relation, subject=subject, object=object))

    assert told == field


def test_a_mechanism_may_begin_at_a_concept() -> None:
    """What follows from a target is a mechanism of its own."""
    made = mechanism(step(subject=RECEPTOR, object=HARM), agent=RECEPTOR)

    assert [str(path) for path in made.paths] == ["receptor → harm (-1, stated)"]
    assert faults(lambda: mechanism(step(), agent="drugs"))[0][0] == "agent"


def test_parallel_steps() -> None:
    """Two steps between the same two with two relations are two ways; with one relation they are one step."""
    up, down = step(relation=Relation.ACTIVATES), step(relation=Relation.INHIBITS)
    made = mechanism(up, down, step(subject=RECEPTOR, object=HARM, relation=Relation.INCREASES))

    assert [path.sign for path in made.paths] == [1, -1]
    assert made.sign is None
    assert faults(lambda: mechanism(up, evolve(up, note="again"))) == [("steps[1]", "is a duplicate of steps[0]")]


def test_an_isolated_step_is_chained_with_none() -> None:
    """It is a path of its own, the last; nothing starts where it ends, and it may lead back."""
    alone = step(relation=Relation.ACTIVATES, not_chainable_because="in one study")
    onward = step(subject=RECEPTOR, object=LOSS, relation=Relation.INCREASES)
    back = step(subject=LOSS, object=RECEPTOR, relation=Relation.INCREASES, not_chainable_because="in one study")
    made = mechanism(alone, step(), onward, back)

    assert [path.steps for path in made.paths] == [(made.steps[1], onward), (alone,), (back,)]
    assert faults(lambda: mechanism(alone, onward)) == [
        ("steps[1].subject", "receptor is neither the agent nor the object of an earlier step")
    ]


def test_a_mechanism_of_isolated_steps() -> None:
    """Each of them is a path, and no path is empty."""
    steps = (step(not_chainable_because="a"), step(object=LOSS, not_chainable_because="b"))

    assert [path.steps for path in mechanism(*steps).paths] == [(steps[0],), (steps[1],)]


def test_a_path_leads_on_from_the_broader_concept() -> None:
    """What follows from a loss follows from a fast loss; what follows from a fast loss need not from any loss."""
    to_fast, from_any = step(object=FAST_LOSS), step(subject=LOSS, object=HARM, relation=Relation.INCREASES)
    to_any, from_fast = step(object=LOSS), step(subject=FAST_LOSS, object=HARM, relation=Relation.INCREASES)

    assert str(CausalPath(steps=(to_fast, from_any))) == "drugs → fast loss → harm (-1, stated)"
    assert CausalPath(steps=(to_fast, from_fast)).outcome == HARM
    assert faults(lambda: CausalPath(steps=(to_any, from_fast))) == [
        ("steps[1].subject", "starts at fast-loss, not at loss")
    ]


def test_a_path_is_disputed_where_a_step_is() -> None:
    """One disputed step is enough."""
    first, second = step(), step(subject=RECEPTOR, object=HARM)

    assert not CausalPath(steps=(first, second)).is_disputed
    assert CausalPath(steps=(first, evolve(second, disputed="so another study"))).is_disputed


@given(mechanisms())
def test_mechanisms_hold_together(made: Mechanism) -> None:
    """Each path starts at the agent or is isolated; its steps connect; each step is in a path."""
    for path in made.paths:
        assert path.steps[0].subject == made.agent or path.steps[0].not_chainable_because
        for before, after in zip(path.steps, path.steps[1:], strict=False):
            assert after.subject in lineage(before.object)
            assert before.not_chainable_because is None is after.not_chainable_because

    assert {step for path in made.paths for step in path.steps} == set(made.steps)


@given(st.data())
def test_strategies_draw_steps_of_every_make(data: st.DataObject) -> None:
    """What a drawn step says of its certainty and its sources comes from its claims and references."""
    made = data.draw(st.sampled_from(data.draw(mechanisms()).steps))
    found = {claim.certainty for claim in made.claims} | (
        {made.reference_certainty} if made.reference_certainty else set()
    )

    assert made.certainty in found
    assert set(made.sources) == {
        *(claim.provenance.source for claim in made.claims),
        *(reference.source for reference in made.references),
    }


def test_a_mechanism_runs_in_no_circle() -> None:
    """No step creates a cycle at where the steps came from, be it at once, after others, or by a second way."""
    on = step(object=LOSS)
    forth, back = step(subject=LOSS, object=HARM), step(subject=HARM, object=LOSS)
    second_ways = (
        on,
        step(object=HARM),
        step(subject=LOSS, object=FAST_LOSS),
        step(subject=HARM, object=LOSS),
        step(subject=FAST_LOSS, object=HARM),
    )

    assert faults(lambda: mechanism(on, evolve(on, subject=LOSS))) == [("steps[1].object", "creates a cycle at loss")]
    assert faults(lambda: mechanism(on, forth, back)) == [("steps[2].object", "creates a cycle at loss")]
    assert faults(lambda: mechanism(*second_ways)) == [("steps[4].object", "creates a cycle at harm")]


def test_a_mechanism_has_its_bounds() -> None:
    """More than 100 steps are refused, and so are more than 1,000 paths; 512 are not too many."""
    stations = [concept(f"station-{place}") for place in range(102)]
    line = [step(subject=here, object=there) for here, there in zip([DRUGS, *stations], stations, strict=False)]
    doubled = [each for one in line[:10] for each in (one, evolve(one, relation=Relation.INCREASES))]

    assert faults(lambda: mechanism(*line)) == [("steps", "are more than 100")]
    assert faults(lambda: mechanism(*doubled)) == [("steps", "form more than 1,000 paths")]
    assert len(mechanism(*doubled[:18]).paths) == 512
    assert str(mechanism(*doubled[:2])) == "a mechanism"


def test_a_mechanism_of_no_steps() -> None:
    """A mechanism has a step, and so has a path."""
    assert faults(mechanism) == [("steps", "is empty")]
    assert faults(lambda: CausalPath(steps=())) == [("steps", "is empty")]
