"""The targets of fuzzing hold for the whole corpus, and for what Hypothesis makes of it.

``--hypothesis-profile=fuzz`` tries many more; `tests/fuzz/fuzz.py` is guided by coverage.
"""

from __future__ import annotations

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given
from tests.fuzz.targets import TARGETS, run
from tests.rules import each_of

CORPUS = Path(__file__).parent / "corpus"


def entries(name: str) -> list[bytes]:
    """The inputs of a target in the corpus."""
    return [file.read_bytes() for file in sorted((CORPUS / name).iterdir())]


@each_of("name", TARGETS)
def test_the_corpus(name: str) -> None:
    """Each input of the corpus is answered or refused, in time: those that once failed are among them."""
    assert entries(name)
    for data in entries(name):
        run(name, data)


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
def test_mutations_of_the_corpus(name: str, data: st.DataObject) -> None:
    """So is what comes of an input when parts are cut out, repeated, replaced or joined with another input."""
    known = entries(name)
    made = data.draw(st.sampled_from(known))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(made)))
        stop = data.draw(st.integers(start, min(len(made), start + 64)))
        other = data.draw(st.sampled_from(known))
        place = data.draw(st.integers(0, len(other)))
        middle = data.draw(
            st.just(b"")
            | st.binary(max_size=4)
            | st.integers(2, 40).map(lambda times: made[start:stop] * times)  # noqa: B023 - drawn at once
            | st.just(other[place : place + 64])
        )
        made = made[:start] + middle + made[stop:]
    run(name, made)
