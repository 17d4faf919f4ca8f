"""What several tests draw."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

shuffles = st.integers(0, 2**32 - 1).map(Random)
"""Random numbers from a seed that Hypothesis draws. Its own `randoms` made properties flaky that draw several."""
