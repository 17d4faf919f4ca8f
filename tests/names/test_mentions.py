"""Mentions in running prose: the longest name, whole words, and places in the text as it was given."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.rules import each_of

import osteopharm
from osteopharm import Combination, DrugClass, Medication, Mention
from osteopharm.names.normalize import Phrase, fold, folded_name
from osteopharm.names.normalize import words as split
from osteopharm.names.variants import Named

COMPENDIUM = osteopharm.load()
OWNERS: list[Medication | Combination | DrugClass] = [
    *COMPENDIUM.medications.values(),
    *COMPENDIUM.combinations.values(),
    *COMPENDIUM.drug_classes.values(),
]
FIND = COMPENDIUM.find_mentions
NAMES = [
    name
    for owner in OWNERS
    for name in (owner.name, *(each.name for each in owner.names if each.excluded_from_search is None))
]

# Latin words between letters of any kind, with marks, ligatures, invisible characters and other scripts.
awkward = st.one_of(
    st.text(),
    st.text(st.characters(categories=["M", "Cf", "Cs", "Lo", "Lm", "So", "Zs", "Nd", "No"])),
    st.sampled_from(
        [
            "\u00df", "\u0153", "\u00e6", "\ufb01", "\u0301", "\u0323\u0301", "\u00ad", "\u200b", "\u200d", "\u202e",
            "\ufeff", "\u0130", "\u0131", "\u1e9e", "\u01c4", "\u03b2", "\u0416", "\u9aa8", "\u30fc", "\u05d0",
            "\U0001f48a", "\U0001f1e9\U0001f1ea", "\ud83d", "\x00", "\x7f", "\uff26", "\u2122", "\u33a5",
        ]
    ),
)  # fmt: skip
pieces = st.lists(st.one_of(st.sampled_from(NAMES), awkward, st.sampled_from([" ", ", ", "(", ")", "-"])), max_size=12)


def seen(text: str) -> list[tuple[str, str]]:
    """The words of each mention, and the id of what they name."""
    return [(mention.text, mention.entity.id) for mention in FIND(text)]


@each_of(
    ("text", "mentions"),
    [
        (
            "Bisphosphonates such as zoledronic acid (Aclasta®) reduce fractures.",
            [
                ("Bisphosphonates", "bisphosphonates"),
                ("zoledronic acid", "zoledronic-acid"),
                ("Aclasta", "zoledronic-acid"),
            ],
        ),
        (
            "SERMs, e.g. raloxifene, and an anti-RANKL antibody, denosumab.",
            [
                ("SERMs", "selective-estrogen-receptor-modulators"),
                ("raloxifene", "raloxifene"),
                ("anti-RANKL antibody", "rankl-inhibitors"),
                ("denosumab", "denosumab"),
            ],
        ),
        (
            "Teriparatide (PTH 1-34) and PTH(1-84) differ from PTHrP and from PTH itself.",
            [("Teriparatide", "teriparatide"), ("PTH 1-34", "teriparatide"), ("PTH(1-84", "parathyroid-hormone")],
        ),
        (
            "Nitrogen-containing bisphosphonates were compared with non-nitrogen bisphosphonates.",
            [
                ("Nitrogen-containing bisphosphonates", "nitrogen-containing-bisphosphonates"),
                ("non-nitrogen bisphosphonates", "non-nitrogen-bisphosphonates"),
            ],
        ),
        ("Fosamax Plus D was given.", [("Fosamax Plus D", "alendronic-acid-and-colecalciferol")]),
        ("alendronate\nsodium", [("alendronate\nsodium", "alendronic-acid")]),
        ("17\u03b2-estradiol, not 17\u03b1-estradiol", [("17\u03b2-estradiol", "estradiol")]),
        ("The estrogen receptor; an estrogen.", [("estrogen", "estrogens")]),
        ("calcitonin gene-related peptide and calcitonin", [("calcitonin", "calcitonin")]),
        ("Procalcitonin was measured.", []),
        (
            "zoledronic acid-treated and raloxifene's",
            [("zoledronic acid", "zoledronic-acid"), ("raloxifene", "raloxifene")],
        ),
        ("", []),
    ],
)
def test_golden(text: str, mentions: list[tuple[str, str]]) -> None:
    """Medications, combinations, classes and their abbreviations are found, the longest name each time."""
    assert mentions == seen(text)


@each_of(
    ("text", "words"),
    [
        ("raloxife\u0300ne", "raloxife\u0300ne"),
        ("Fosamax\u0301 70", "Fosamax\u0301"),
        ("Fosa\u00admax", "Fosa\u00admax"),
        ("x \u200dFosamax\u200d y", "Fosamax"),
        ("\u0153striol", "\u0153striol"),
        ("\uff26\uff4f\uff53\uff41\uff4d\uff41\uff58", "\uff26\uff4f\uff53\uff41\uff4d\uff41\uff58"),
        ("\u9aa8Prolia\u9aa8", "Prolia"),
        ("\U0001f48aProlia\U0001f48a", "Prolia"),
        ("\ud83dProlia\ud83d", "Prolia"),
        ("\x00Prolia\x00", "Prolia"),
        ("\u202eProlia\u202c", "Prolia"),
        ("Risedrons\u00e4ure", "Risedrons\u00e4ure"),
        ("\u00df \u0153 \ufb01 Prolia", "Prolia"),
    ],
)
def test_places_in_awkward_text(text: str, words: str) -> None:
    """Places are counted in characters of the text as it was given, whatever these are."""
    (mention,) = FIND(text)

    assert words == mention.text == text[mention.start : mention.end]


@given(pieces)
@example(["Fosamax", "\u0301", "\u00df", "Prolia"])
def test_places_slice_back(parts: list[str]) -> None:
    """In any text, mentions lie where they say, in order, apart from each other, and name what they are."""
    text = "".join(parts)
    reached = 0
    for mention in FIND(text):
        assert mention.text == text[mention.start : mention.end]
        assert reached <= mention.start < mention.end
        reached = mention.end
        assert COMPENDIUM.identify(mention.text).medications or not isinstance(mention.entity, Medication | Combination)


PHRASES = sorted(COMPENDIUM._lexicon.senses)
LONGEST = max(map(len, PHRASES))
parts_of_phrases = st.sampled_from(PHRASES).flatmap(
    lambda phrase: st.tuples(st.integers(0, len(phrase) - 1), st.integers(1, len(phrase))).map(
        lambda cut: phrase[cut[0] : cut[1]]
    )
)


def read_word_by_word(words: tuple[bytes, ...]) -> list[Named | None]:
    """What the longest phrase at each word names, from left to right; None for a look-alike."""
    senses = COMPENDIUM._lexicon.senses
    found, place = [], 0
    while place < len(words):
        lengths = range(min(LONGEST, len(words) - place), 0, -1)
        fitting = next((length for length in lengths if words[place : place + length] in senses), None)
        if fitting is not None:
            found.append(senses[words[place : place + fitting]].owner)
        place += fitting or 1
    return found


@given(st.lists(st.one_of(st.sampled_from(PHRASES), parts_of_phrases), max_size=4))
@example([(b"synthetic", b"conjugated", b"estrogens"), (b"tablets",)])
def test_the_marks_find_what_reading_word_by_word_finds(phrases: list[Phrase]) -> None:
    """Seeking the rarest word of each name, and then what is around it, finds what a plain reading finds."""
    words = tuple(word for phrase in phrases for word in phrase)
    text = b" ".join(words).decode()
    assume(words == split(fold(text)))

    assert read_word_by_word(words) == [sense.owner for *_, sense in COMPENDIUM._lexicon.find(text)]


@given(st.sampled_from(NAMES), st.sampled_from("aZ\u00e9\u0416\u0153"), st.booleans())
def test_whole_words_only(name: str, letter: str, before: bool) -> None:
    """A name to which a letter is glued is not that name."""
    # Japanese and Chinese write Latin letters beside a name without a gap.
    assume(folded_name(name) and name[0].isalpha() and name[-1].isalpha())
    text = f"{letter}{name}" if before else f"{name}{letter}"

    assert folded_name(name) not in {folded_name(mention.text) for mention in FIND(text)}


@given(
    st.sampled_from(NAMES),
    st.text("\u200b\u200d\u2060\u202c\ufeff\u00ad", min_size=1),
    st.sampled_from(["", ".", " x"]),
)
def test_invisible_characters_after_a_name(name: str, invisible: str, after: str) -> None:
    """A mention ends with the last character that can be seen, whatever follows it."""
    expected = FIND(f"It was {name}{after}")
    found = FIND(f"It was {name}{invisible}{after}")

    assert [mention[:4] for mention in found] == [mention[:4] for mention in expected]


@given(st.lists(st.sampled_from(NAMES), max_size=8))
def test_every_name_in_prose(names: list[str]) -> None:
    """Names that are in sentences of their own are all found, one after the other."""
    text = "".join(f"It was {name}. " for name in names)

    found = FIND(text)
    assert len(names) <= len(found)
    for name in names:
        start = text.index(f"It was {name}. ") + len("It was ")
        assert any(start <= mention.start and mention.end <= start + len(name) for mention in found)


@pytest.mark.parametrize("size", [10_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_long_texts(size: int) -> None:
    """Long texts are searched to their end, with and without characters that are spelled out."""
    for filler in ("x ", "\u0153 ", "a\u0301 "):
        text = filler * (size // len(filler)) + "Prolia"
        (mention,) = FIND(text)

        assert (len(text) - 6, len(text), "Prolia") == mention[:3]


def test_a_mention_is_a_plain_value() -> None:
    """Two of the same place in the same text are equal; they pickle, and say what they are."""
    (mention,) = FIND("She took Fosamax.")
    copy = pickle.loads(pickle.dumps(mention))  # noqa: S301 - our own bytes

    assert mention == copy == FIND("She took Fosamax.")[0]
    assert hash(mention) == hash(copy)
    assert isinstance(mention, Mention)
    assert str(mention) == "Fosamax (9 to 16): alendronic acid"
    assert mention.brand is not None
    assert mention.brand.name == "Fosamax"


@each_of("text", [None, 70, b"Fosamax"])
def test_only_text_is_searched(text: object) -> None:
    """What is not a string is refused."""
    with pytest.raises(TypeError, match="not a str"):
        FIND(text)  # type: ignore[arg-type]
