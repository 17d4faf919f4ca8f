"""What several tests draw."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from osteopharm import Compendium, testing
from osteopharm.io import json_text
from osteopharm.testing import SeedFolder

shuffles = st.integers(0, 2**32 - 1).map(Random)
"""Random numbers from a seed that Hypothesis draws. Its own `randoms` made properties flaky that draw several."""

_drawn: list[Compendium] = []


# With fewer than 20, none may have what a property looks for.
@settings(max_examples=max(20, 2 * settings().max_examples))
@given(testing.compendia())
def _draw(compendium: Compendium) -> None:
    _drawn.append(compendium)


@cache
def _pool() -> list[Compendium]:
    """Twice as many compendia as a property has examples, or 20; the smallest first, on which a failure is shown."""
    # The property that first wants one is waiting, and Hypothesis runs one property a thread.
    with ThreadPoolExecutor(1) as another:
        another.submit(_draw).result()
    return sorted(_drawn, key=lambda compendium: len(json_text(compendium)))


@cache
def _folders() -> list[SeedFolder]:
    return [SeedFolder.of(compendium) for compendium in _pool()]


@st.composite
def compendia(draw: st.DrawFn) -> Compendium:
    """One of the compendia that `osteopharm.testing` drew for all properties: drawing costs most of the time."""
    return draw(st.sampled_from(_pool()))


@st.composite
def seed_folders(draw: st.DrawFn) -> SeedFolder:
    """The seed folder of one of them, to be changed by a test."""
    return deepcopy(draw(st.sampled_from(_folders())))
