"""Folding: case, accents, punctuation and kinds of letters do not matter, and every offset can be recovered."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of

from osteopharm.names import normalize
from osteopharm.names.normalize import DROPPED, FOREIGN_LETTER, fold, folded_name, name_words, spell_out, words


@each_of(
    ("text", "folded"),
    [
        ("FOSAMAX 70 MG TAB", b"fosamax 70 mg tab"),
        ("Alendronsäure", b"alendronsaure"),
        ("ácido ibandrónico", b"acido ibandronico"),
        ("Acide zolédronique", b"acide zoledronique"),
        ("ＦＯＳＡＭＡＸ\u3000７０", b"fosamax 70"),
        ("\u24bb\u24de\u24e2amax", b"fosamax"),
        ("Vitamin D³", b"vitamin d3"),
        ("Prolia®", b"prolia "),
        ("Prolia™", b"prolia "),
        ("Ångström Øre Łódź đ ħ ð \u0131", b"angstrom ore lodz d h d i"),
        ("a\u00a0b\u2009c\td\ne", b"a b c d e"),
        ("a-b_c/d(e)f", b"a b c d e f"),
        ("٣ mg", b"3 mg"),
        ("骨粗鬆症prolia", b"    prolia"),
        ("プラリアー", b"     "),
        ("פרוליה", b"      "),
        ("💊", b" "),
        ("\x00\x7f", b"  "),
        ("\ud800", b" "),
        ("", b""),
    ],
)
def test_fold(text: str, folded: bytes) -> None:
    """Each character becomes one byte: a plain letter, a figure, or a blank, with a blank before and after."""
    assert b" " + folded + b" " == fold(text)


@each_of(
    ("text", "spelled"),
    [
        ("Œstriol", b"oestriol"),
        ("Cæsium", b"caesium"),
        ("Straße", b"strasse"),
        ("ﬁlm-coated eﬄuent ﬂow oﬀ oﬃce ﬆ", b"film coated effluent flow off office st"),
        ("Þorn ĳs", b"thorn ijs"),
        ("17β-estradiol", b"17beta estradiol"),
        ("\u03b1 \u03b3 \u0394", b"alpha gamma delta"),
        ("raloxife\u0300ne", b"raloxifene"),
        ("Fosa\u00admax", b"fosamax"),
        ("\u202aProlia\u202c", b"prolia"),
        ("Pro\u200dlia", b"prolia"),
        ("\ufeffProlia", b"prolia"),
    ],
)
def test_spell_out(text: str, spelled: bytes) -> None:
    """Ligatures and four Greek letters are spelled out; combining marks and what is not to be seen are dropped."""
    assert b" " + spelled + b" " == spell_out(fold(text))[0]


@each_of("letter", ["ж", "Ω", "ե", "ω"])
def test_other_letters_stay_letters(letter: str) -> None:
    """A Cyrillic, Greek or Armenian letter is not a blank: what is glued to it is not a word of its own."""
    assert bytes([FOREIGN_LETTER]) == fold(letter).strip()
    assert (b"x" + bytes([FOREIGN_LETTER]),) == words(fold(f"x{letter}"))


@given(st.text())
def test_fold_keeps_places(text: str) -> None:
    """Folded text has a byte for each character, and one before and after; none of them is upper case."""
    folded = fold(text)

    assert len(text) + 2 == len(folded)
    assert folded.lower() == folded
    assert folded[:1] == folded[-1:] == b" "


@given(st.text())
def test_places_lead_back(text: str) -> None:
    """Each place in spelled-out text leads to a place in the text, in order, and the end to the end."""
    folded = fold(text)
    spelled, place_in_folded = spell_out(folded)
    places = [place_in_folded(place) for place in range(len(spelled) + 1)]

    assert sorted(places) == places
    assert len(folded) == places[-1]
    assert max(spelled) < DROPPED
    for byte, place in zip(spelled, places, strict=False):
        assert folded[place] == byte or folded[place] > DROPPED


@given(st.text(st.characters(categories=["Ll", "Lu", "Nd"], max_codepoint=0x24F)))
def test_case_and_accents_do_not_matter(text: str) -> None:
    """Latin text in upper case, in lower case, and taken apart into letters and marks folds alike."""
    apart = unicodedata.normalize("NFD", text)

    assert folded_name(text) == folded_name(apart)
    assert folded_name(text.lower()) == folded_name(unicodedata.normalize("NFD", text.lower()))


@each_of("text", [None, 7, b"Prolia", ["Prolia"], object()])
def test_only_text_folds(text: object) -> None:
    """What is not a string is refused, with its type named."""
    with pytest.raises(TypeError, match=r"^the text is .+, not a str; give a str$"):
        fold(text)  # type: ignore[arg-type]


@each_of(
    ("name", "split"),
    [
        ("17β-estradiol", (b"17", b"beta", b"estradiol")),
        ("17beta-Estradiol (USP)", (b"17", b"beta", b"estradiol", b"usp")),
        ("PTH(1-84)", (b"pth", b"1", b"84")),
        ("vitamin D3", (b"vitamin", b"d", b"3")),
        ("520", ()),
        ("フォサマック", ()),
        ("Фосамакс", ()),
        ("", ()),
    ],
)
def test_name_words(name: str, split: tuple[bytes, ...]) -> None:
    """A name is its words and figures; one without a Latin word cannot be searched for."""
    assert split == name_words(name)


def test_names_that_are_alike_fold_alike() -> None:
    """Punctuation, case and accents do not make two names of one."""
    assert folded_name("Estrogens, conjugated") == folded_name("ESTROGENS CONJUGATED")
    assert folded_name("Acide étidronique") == folded_name("acide e\u0301tidronique")
    assert folded_name("vitamin D3") == folded_name("Vitamin D-3")


def test_folding_only_what_is_encoded() -> None:
    """The handler is registered for encoding; asked to decode, it fails."""
    with pytest.raises(AssertionError):
        b"\xff".decode("ascii", normalize._HANDLER)
