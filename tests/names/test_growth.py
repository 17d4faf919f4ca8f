"""What `identify` takes from strangers: nothing raises, and time grows with the length of the string alone."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of

import osteopharm
from osteopharm.names.identification import Identification

COMPENDIUM = osteopharm.load()
PROPERTIES = [
    name for name in vars(Identification) if isinstance(getattr(Identification, name), property) and name[0] != "_"
]
HOSTILE: dict[str, Callable[[int], str]] = {
    "brackets": lambda size: "denosumab " + "(" * size + ")" * size,
    "companies in brackets": lambda size: "(" * size + "denosumab" + " x ltd)" * (size // 7),
    "many companies": lambda size: "denosumab" + " (a ltd)" * (size // 8) + " denosumab" * (size // 10),
    "blanks": lambda size: "denosumab" + " \t\u00a0" * (size // 3) + "60 mg",
    "one strength again and again": lambda size: "denosumab" + " 60 mg" * (size // 6),
    "different strengths": lambda size: "denosumab" + "".join(f" {each} mg" for each in range(1, size // 8)),
    "names with figures": lambda size: "denosumab" + " vitamin d 3" * (size // 12),
    "figures": lambda size: "denosumab " + "1" * size + "mg",
    "groups of figures": lambda size: "denosumab " + "100," * (size // 4) + "mg",
    "strokes": lambda size: "denosumab " + "6 mg/" * (size // 5),
    "invisible characters": lambda size: "denosumab" + "\u200b" * size + " 60 mg",
    "invisible characters in a word": lambda size: "deno" + "\u00ad" * size + "sumab 60 mg",
    "invisible characters between letters": lambda size: "denosumab " + "x\u200b" * (size // 2),
    "combining marks": lambda size: "denosumab" + "\u0301" * size,
    "Japanese names": lambda size: "プラリア" * (size // 4) + " denosumab",
    "Chinese names": lambda size: "唑来膦酸" * (size // 4),
    "Arabic prefixes": lambda size: "و" * size + "دينوسوماب",
    "names": lambda size: "denosumab " * (size // 10),
    "half a name": lambda size: "conjugated " * (size // 11) + "estrogens",
    "half a pattern": lambda size: "calcitonin " + "in low x " * (size // 9) + "serum",
    "forms": lambda size: "denosumab " + "oral tablet " * (size // 12),
    "half characters": lambda size: "denosumab" + "\ud800" * size,
    "a wrong encoding": lambda size: "denosumab" + "\u00c3" * size,
}
STEPS = 3
SIZE = 4_000
LINEAR = 2.0
"""Twice the text takes twice the time; four times would be quadratic."""
MARGIN = 1.6


def ask(text: str) -> None:
    """Ask everything of a string."""
    found = COMPENDIUM.identify(text)
    for name in PROPERTIES:
        getattr(found, name)
    str(found)


def seconds(text: str) -> float:
    """The CPU time of everything that can be asked of a string, the better of two that differ."""
    best = float("inf")
    for turn in range(2):
        start = time.process_time()
        ask(text + " " * turn)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.slow
@each_of("kind", HOSTILE)
def test_time_is_linear(kind: str) -> None:
    """A string that is eight times as long takes about eight times as long, whatever it holds, and never raises."""
    ask("denosumab 60 mg")
    short = max(seconds(HOSTILE[kind](SIZE)), 0.001)
    long = seconds(HOSTILE[kind](SIZE * 2**STEPS))

    assert long / short < (LINEAR * MARGIN) ** STEPS, f"{short * 1000:.1f} ms became {long * 1000:.1f} ms"


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "denosumab",
                    "Fosamax",
                    "プラリア",
                    "1" * 40,
                    "1,000",
                    "0",
                    "0.0",
                    "1e9",
                    "mg",
                    "/",
                    "mL",
                    "%",
                    "IU",
                    "(",
                    ")",
                ]
            ),
            st.sampled_from(
                ["Ltd", " ", "\u200b", "\ud800", "\0", "²", "①", "½", "٣", "vit d", "in serum", "µg", "-", "["]
            ),
            st.text(max_size=3),
        ),
        max_size=12,
    )
)
def test_no_string_raises(pieces: list[str]) -> None:
    """Whatever a string holds, all questions about it have an answer."""
    ask("".join(pieces))
    ask(" ".join(["denosumab", *pieces]))


def test_numbers_have_bounds() -> None:
    """A number of five thousand figures is not a strength."""
    found = COMPENDIUM.identify("denosumab " + "1" * 5000 + "mg")

    assert found.strength is None
    assert found.labeled_for_osteoporosis is None
