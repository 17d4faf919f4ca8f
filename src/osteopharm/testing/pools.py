"""Fixed pools of made-up texts, names and codes: sampling from these is many times faster than drawing letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product
from string import ascii_uppercase

from hypothesis import strategies as st

from osteopharm.model.identifiers import SYSTEMS

WORDS = (
    "lumo",
    "tarvel",
    "éstra",
    "größe",
    "quin",
    "odrix",
    "vek",
    "µlan",
    "zo",
    "fenbarol",
    "ius",
    "pelmat",
    "x9",
    "ordo",
)
"""Made-up words, some of them with letters that are not ASCII."""
PHRASES = (
    *WORDS,
    *(f"{first} {second}" for first, second in zip(WORDS, reversed(WORDS), strict=True)),
    *("mg", "by mouth", "Größe ≥ 10 µg", "not read; “as printed”", "a, b & <c>", "0.5-1.5 (95%)", "two  blanks"),
)
"""Texts of one to a few words, with signs that have to be escaped in one format or another."""
NAMES = tuple(
    f"{first}{second}"
    for first, second in product(
        ("alu", "Bena", "cor", "Dexi", "ESTRA", "fosa", "gam-", "Hyd ", "ina", "Kör"),
        ("dronate", "parin", "mab", "fen 10"),
    )
)
"""Made-up names of medications and brands, each with a word in Latin letters."""
STRENGTHS = ("5 mg", "70 mg", "60 mg/1 mL", "5 mg/100 mL", "25 mcg/24 h", "70 mg + 5600 IU")
"""Strengths in their normal spelling."""
IDS = tuple(f"{first}{second}" for first, second in product("abcdefgh", ("", "1", "-x", "ta", "ta-2-c")))
"""Ids of one word or several."""

words = st.sampled_from([word for word in WORDS if word[0].isalpha()])
phrases = st.sampled_from(PHRASES)
notes = st.sampled_from([None, *PHRASES])
lists_of_phrases = st.sampled_from([(), *((each,) for each in PHRASES[:6]), *pairwise(PHRASES)])


def ids() -> st.SearchStrategy[str]:
    """Ids of one word or several."""
    return st.sampled_from(IDS)


@cache
def codes_of(system: str) -> tuple[str, ...]:
    """Some codes of a system, valid and made up: its example with other digits or letters and the right check digit."""
    return tuple(dict.fromkeys(_variants(system)))


def _variants(system: str) -> Iterator[str]:
    # The examples themselves are real codes.
    for step in range(1, 10):
        local = _shifted(SYSTEMS[system].example, "0123456789", step)
        if local == SYSTEMS[system].example:
            local = _shifted(local, ascii_uppercase, step)
        local = _with_check(system, local)
        if SYSTEMS[system].form.fullmatch(local):
            yield f"{system}:{local}"


def _shifted(text: str, alphabet: str, step: int) -> str:
    return text.translate(str.maketrans(alphabet, alphabet[step:] + alphabet[:step]))


def _with_check(system: str, local: str) -> str:
    """An identifier with the right check character, where its system has one."""
    check = SYSTEMS[system].check
    return local if check is None else local[:-1] + check(local[:-1])


CODES = tuple(code for system in sorted(SYSTEMS) for code in codes_of(system))
"""Some codes of every system."""


@cache
def curies(system: str | None = None) -> st.SearchStrategy[str]:
    """CURIEs, each of the form of its system and with the right check digit.

    Args:
        system: the prefix of the system; of every system when left out.

    >>> from hypothesis import given, settings
    >>> from osteopharm.model.identifiers import Curie
    >>> @settings(max_examples=5)
    ... @given(curies())
    ... def test_a_drawn_code_is_valid(curie):
    ...     assert not list(Curie().problems("curie", curie))
    >>> test_a_drawn_code_is_valid()
    """

    def of(prefix: str) -> st.SearchStrategy[str]:
        form = SYSTEMS[prefix].form
        # Hypothesis takes compiled patterns only.
        local = st.from_regex(re.compile(form.pattern, form.flags), fullmatch=True)
        return local.map(lambda drawn: f"{prefix}:{_with_check(prefix, drawn)}")

    return of(system) if system else st.sampled_from(sorted(SYSTEMS)).flatmap(of)
