"""Suggestions for a name that was not found: ranked, ties shown, never taken silently."""

from __future__ import annotations

import pickle
import subprocess
import sys
from itertools import chain
from operator import itemgetter
from string import ascii_lowercase

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.rules import each_of, for_each

import osteopharm
from osteopharm import Combination, DrugClass, Medication
from osteopharm._suggest import MOST_COMPARED, nearest
from osteopharm.names.normalize import folded_name, name_words
from osteopharm.names.suggestions import LONGEST_COMPARED

COMPENDIUM = osteopharm.load()
SUGGEST = COMPENDIUM.suggest
LONG = 7
"""Names of at least so many letters are found again after any one edit."""

OWNERS: list[Medication | Combination | DrugClass] = [
    *COMPENDIUM.medications.values(),
    *COMPENDIUM.combinations.values(),
    *COMPENDIUM.drug_classes.values(),
]


def written(owner: Medication | Combination | DrugClass) -> list[str]:
    """The names and brands that are searched for."""
    brands = () if isinstance(owner, DrugClass) else owner.brands
    return [
        owner.name,
        *(each.name for each in owner.names if each.excluded_from_search is None),
        *(each.name for each in brands if each.excluded_from_search is None),
    ]


NAMES = [
    (name, owner)
    for owner in OWNERS
    for name in written(owner)
    if sum(letter.isalpha() for letter in name) >= LONG and name_words(name)  # other scripts are not searched for yet
]

FOLDED = {folded_name(name) for owner in OWNERS for name in written(owner)}
"""What is a name itself is not a misspelling: "calcitonins" without its last letter names the medicine."""


def edits(name: str, letters: str) -> list[str]:
    """All that one edit makes of a name: an insertion, a deletion, a substitution, a transposition."""
    places = range(len(name) + 1)
    return list(
        chain(
            (name[:place] + letter + name[place:] for place in places for letter in letters),
            (name[:place] + letter + name[place + 1 :] for place in places[:-1] for letter in letters),
            (name[:place] + name[place + 1 :] for place in places[:-1]),
            (name[:place] + name[place + 1] + name[place] + name[place + 2 :] for place in places[:-2]),
        )
    )


def is_first(misspelled: str, owner: Medication | Combination | DrugClass) -> bool:
    """Whether the owner is suggested first, or tied with the first."""
    found = SUGGEST(misspelled)
    return any(each.entity is owner and each.score == found[0].score for each in found)


@for_each(NAMES, itemgetter(0))
def test_every_single_edit(named: tuple[str, Medication | Combination | DrugClass]) -> None:
    """Of each name, deletions, transpositions, insertions and substitutions are led back, one in 23 of them."""
    name, owner = named
    lost = [misspelled for misspelled in edits(name, "e")[len(name) % 23 :: 23] if not is_first(misspelled, owner)]

    # "Didronel PO" is Didronel by mouth.
    assert [each for each in lost if folded_name(each) not in FOLDED and not each.endswith(" PO")] == []


@given(st.sampled_from(NAMES), st.data())
def test_any_single_edit(name: tuple[str, Medication | Combination | DrugClass], data: st.DataObject) -> None:
    """So is an edit with any letter, in upper or lower case."""
    misspelled = data.draw(st.sampled_from(edits(name[0], data.draw(st.sampled_from(ascii_lowercase)))))
    assume(folded_name(misspelled) not in FOLDED)

    assert is_first(misspelled, name[1])
    assert is_first(misspelled.upper(), name[1])


@each_of(
    ("text", "name", "entity"),
    [
        ("Fosamx 70mg tablets", "Fosamax", "alendronic-acid"),
        ("alendronat sodum", "alendronate sodium", "alendronic-acid"),
        ("ALENDRONTE TAB", "alendronate", "alendronic-acid"),
        ("zolendronic acid", "zoledronic acid", "zoledronic-acid"),
        ("risendronate 35 mg", "risedronate", "risedronic-acid"),
        ("denosunab", "denosumab", "denosumab"),
        ("Prollia injection", "Prolia", "denosumab"),
        ("romosuzumab", "romosozumab", "romosozumab"),
        ("terparatid", "Teriparatid", "teriparatide"),
        ("biphosphonates", "bisphosphonates", "bisphosphonates"),
        ("calcitonine salmn", "calcitonin salmon", "calcitonin"),
        # The name weighs more than the words for the form, the letters of a substance more than its ending.
        ("ZONETA INJECTIONS", "Zometa", "zoledronic-acid"),
        ("acide zolodronique (Zeneta)", "zoledronique", "zoledronic-acid"),
    ],
)
def test_misspellings(text: str, name: str, entity: str) -> None:
    """Common misspellings lead to the name that was meant, in a product string too."""
    first = SUGGEST(text)[0]

    assert (name, entity) == (first.name, first.entity.id)


def test_suggestions_are_ranked() -> None:
    """The best come first, one for each entity, with scores from one down."""
    found = SUGGEST("alendronatt", most=10)
    scores = [each.score for each in found]

    assert sorted(scores, reverse=True) == scores
    assert len(found) == len({each.entity.id for each in found})
    assert found[0].score == 10 / 11
    assert str(found[0]) == "Alendronat (alendronic acid), 0.91"


def test_ties_are_shown() -> None:
    """What ties with the last that was wanted comes too."""
    found = SUGGEST("dronic acid", most=1)

    assert len(found) > 1
    assert {found[0].score} == {each.score for each in found}


@each_of("most", [1, 2, 3])
def test_as_many_as_wanted(most: int) -> None:
    """No more are given than are wanted, ties with the last apart."""
    found = SUGGEST("ibandronate", most=most)

    assert len([each for each in found if each.score > found[-1].score]) < most
    assert SUGGEST("ibandronate", most=50)[: len(found)] == found


@pytest.mark.parametrize("most", [0, -1])
def test_none_wanted(most: int) -> None:
    """Asking for less than one suggestion is refused."""
    with pytest.raises(ValueError, match="one suggestion or more"):
        SUGGEST("Fosamx", most=most)


@each_of(
    "text", ["", "x", "mg", "70", "aspirin", "\u30d5\u30a9\u30b5", "Fosa", "qqqqqqqqqqqq", "x" * (LONGEST_COMPARED + 1)]
)
def test_nothing_to_suggest(text: str) -> None:
    """Short, strange and endless texts are like no name."""
    assert SUGGEST(text) == ()


@each_of("text", [None, 70, b"Fosamax", ["Fosamax"] * 300])
def test_only_text_is_compared(text: object) -> None:
    """What is not a string is refused."""
    with pytest.raises(TypeError, match="not a str"):
        SUGGEST(text)  # type: ignore[arg-type]


@given(st.one_of(st.text(), st.sampled_from([name for name, _ in NAMES]).map(lambda name: name[1:])))
def test_suggesting_never_changes_what_is_identified(text: str) -> None:
    """What is found is found before and after a suggestion alike; a suggestion is never taken silently."""
    before = COMPENDIUM.identify(text)
    SUGGEST(text)

    assert before == COMPENDIUM.identify(text)


def test_a_misspelled_name_is_not_found() -> None:
    """A misspelled name is only ever suggested."""
    assert SUGGEST("Fosamxa")[0].entity.id == "alendronic-acid"
    assert not COMPENDIUM.identify("Fosamxa")


def test_suggestions_compare_and_pickle() -> None:
    """Two of the same text are equal, also after pickling."""
    found = SUGGEST("Fosamx")
    copy = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own bytes

    assert found == copy
    assert found[0].brand is not None
    assert hash(found[0]) == hash(copy[0])


def test_without_rapidfuzz() -> None:
    """Where rapidfuzz is not installed, the error names the pip command, and all else works."""
    program = """
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "rapidfuzz" else found(name, *rest)
import osteopharm
compendium = osteopharm.load()
print(compendium.identify("Fosamax").medications)
try:
    compendium.suggest("Fosamx")
except osteopharm.errors.MissingExtraError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "(<Medication alendronic-acid>,)\n" in run.stdout
    assert "pip install 'osteopharm[suggest]'" in run.stdout


def test_names_fold_before_they_are_compared() -> None:
    """Accents and punctuation are not edits."""
    assert SUGGEST("\u00c1lendronate-sodium")[0].score == 1
    assert folded_name("\u00c1lendronate-sodium") == folded_name("alendronate sodium")


def test_too_many_names_are_not_compared() -> None:
    """Among more names than are compared in reasonable time nothing is suggested."""
    names = ["Fosamax", *(f"name-{number}" for number in range(MOST_COMPARED))]

    assert nearest("Fosamx", names[:100]) == ["Fosamax"]
    assert nearest("Fosamx", names) == []
