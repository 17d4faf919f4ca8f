"""Public objects cannot be changed, not even through `vars`, and they pickle, copy and deep-copy."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from threading import Barrier
from typing import Any

import pytest
from tests.rules import for_each

import osteopharm
from osteopharm.codelists import Codelist, compare_codelists
from osteopharm.fhir import MedicationEvent
from osteopharm.model._immutable import Immutable, computed
from osteopharm.model._record import Part, Record
from osteopharm.model.kinds import COLLECTIONS, RECORD_TYPES

COMPENDIUM = osteopharm.load()
CLAIM = COMPENDIUM.claims["af20-s12-fractures-unaffected"]


def hip() -> osteopharm.ClaimSet:
    """Some claims."""
    return COMPENDIUM.claims.on("hip-fracture").within("risedronic-acid")


@cache
def codes() -> Codelist:
    """A list of codes."""
    return COMPENDIUM.codelist("denosumab", systems=("atc", "hcpcs"))


def first_of(record_type: type[Record]) -> Record:
    """A record of a type."""
    return COMPENDIUM.records.of(record_type)[0]


ANSWERS: dict[str, Callable[[], Any]] = {
    "claim set": hip,
    "filtered": lambda: COMPENDIUM.claims.about("denosumab").on("fracture-risk"),
    "graph": COMPENDIUM.causal_graph,
    "edge": lambda: COMPENDIUM.causal_graph().edges[0],
    "records": lambda: COMPENDIUM.drug_classes,
    "brands": lambda: COMPENDIUM.brands,
    "identification": lambda: COMPENDIUM.identify("Prolia 60 mg"),
    "mention": lambda: COMPENDIUM.find_mentions("Prolia")[0],
    "code": lambda: COMPENDIUM.by_code("hcpcs", "J0897", units=60),
    "codes": codes,
    "row of codes": lambda: codes().rows[0],
    "comparison of codes": lambda: compare_codelists(codes(), codes()),
    "check of codes": lambda: COMPENDIUM.check_codelist(["atc:M05BX04"], what="romosozumab"),
    "explanation": lambda: COMPENDIUM.explain("denosumab", "bone-resorption"),
    "comparison": lambda: COMPENDIUM.compare("Forteo", "Prolia"),
    "evidence": lambda: COMPENDIUM.evidence_for(CLAIM),
    "counts": lambda: hip().counts(),
    "effects": lambda: hip().to_effects(),
    "conflicts": COMPENDIUM.claims.conflicts,
    "suggestion": lambda: COMPENDIUM.suggest("Fosamx")[0],
    "attribution": COMPENDIUM.attribution,
    "interest": lambda: COMPENDIUM.conflicts_of_interest("Evenity")[0],
    "event": lambda: MedicationEvent(resource_type="MedicationRequest"),
    **{each.plural: partial(first_of, each) for each in RECORD_TYPES},
}


@cache
def answer_of(name: str) -> Any:
    """The answer of a name, made when a test first needs it."""
    return ANSWERS[name]()


def of_ours(answer: Any) -> Any:
    """The object, or the first of a tuple of objects."""
    return answer[0] if isinstance(answer, tuple) else answer


@for_each(list(ANSWERS), str)
def test_answers_have_no_dict(name: str) -> None:
    """No public object has a `__dict__` through which it could be changed."""
    assert not hasattr(of_ours(answer_of(name)), "__dict__")


@for_each(list(ANSWERS), str)
def test_answers_refuse_changes(name: str) -> None:
    """No attribute, public or private, can be set or deleted; nor can one be added."""
    answer = of_ours(answer_of(name))
    slots = {slot for cls in type(answer).__mro__ for slot in getattr(cls, "__slots__", ())} - {"__weakref__"}
    for attribute in (*slots, "added", "__class__"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(answer, attribute, ())
        with pytest.raises((AttributeError, TypeError)):
            delattr(answer, attribute)


@for_each(list(ANSWERS), str)
def test_answers_pickle_and_copy(name: str) -> None:
    """A pickled, copied or deep-copied object is equal, with the same hash and text."""
    answer = answer_of(name)
    for again in (pickle.loads(pickle.dumps(answer)), copy.copy(answer), copy.deepcopy(answer)):  # noqa: S301 - ours
        assert type(again) is type(answer)
        assert repr(again) == repr(answer)
        if name == "graph":
            assert again.edges == answer.edges
        else:
            assert again == answer


def test_a_compendium_cannot_be_changed() -> None:
    """The shared compendium has no `__dict__`, and its collections are its own from any thread."""
    with pytest.raises(TypeError):
        vars(COMPENDIUM)
    with pytest.raises(AttributeError):
        COMPENDIUM.medications = COMPENDIUM.concepts  # type: ignore[assignment]
    with pytest.raises(TypeError):
        COMPENDIUM.medications._records["x"] = COMPENDIUM.medications["denosumab"]  # type: ignore[index]

    assert copy.deepcopy(COMPENDIUM) is copy.copy(COMPENDIUM) is COMPENDIUM
    with pytest.raises(AttributeError, match="has no attribute 'medication'"):
        _ = COMPENDIUM.medication  # type: ignore[attr-defined]


def test_a_compendium_pickles() -> None:
    """A compendium comes back from a pickle equal, with its answers."""
    small = osteopharm.Compendium(**{name: [] for name in COLLECTIONS})
    again = pickle.loads(pickle.dumps(small))  # noqa: S301 - our own pickle

    assert (again, again.contents, again.medications) == (small, "no records", small.medications)


class Slow(Immutable):
    """Something with a value that takes a while to compute."""

    __slots__ = ("_computed",)
    _computed: dict[str, object]

    def __init__(self) -> None:
        object.__setattr__(self, "_computed", {})

    @computed
    def value(self) -> object:
        """A new object each time it is computed."""
        MEETING.wait(timeout=10)
        return object()


MEETING = Barrier(4)


def test_a_value_is_computed_for_all_threads() -> None:
    """Threads that compute a value at once all get the same one; so does everyone after them."""
    slow = Slow()
    with ThreadPoolExecutor(4) as pool:
        values = {*pool.map(lambda _: slow.value, range(4))}

    assert values == {slow.value}
    assert isinstance(Slow.value, computed)


def test_copies_of_records_are_the_records() -> None:
    """What cannot be changed needs no copy: a record keeps its identity in a deep copy of a list."""
    records = [CLAIM, CLAIM.subject]

    assert copy.deepcopy(records)[0] is CLAIM
    assert isinstance(CLAIM, Part)
