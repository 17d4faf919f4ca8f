"""How long product strings take in CPU time, always as a ratio to a peer in the same run; the machine may be busy.

Run with: pytest tests/benchmarks -n0 --benchmark-enable
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import polars as pl
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from tests.benchmarks.test_names import OTHERS

import osteopharm
from osteopharm.frames import annotate

COMPENDIUM = osteopharm.load()
STRINGS = 100_000
LIMITS = {"first": 1.6, "annotate 0.1": 1.5, "annotate 0.5": 1.5, "loop 0.1": 12.0, "loop 0.5": 15.0}
"""The goals."""


def column(share: float) -> list[str]:
    """Product strings, no two alike; a share of them is of cataloged medicines, as registers write them."""
    chance = random.Random(3)  # noqa: S311 - the same strings in every run
    terms = [code.term for code in COMPENDIUM.product_codes.values() if code.system in ("rxnorm", "snomedct", "cis")]
    return [f"{chance.choice(terms if chance.random() < share else OTHERS)} {at}" for at in range(STRINGS)]


def cpu(act: Callable[[], object], rounds: int = 5) -> float:
    """The least CPU time of an act, in seconds."""
    best = float("inf")
    for _ in range(rounds):
        start = process_time()
        act()
        best = min(best, process_time() - start)
    return best


def hold(benchmark: BenchmarkFixture, name: str, act: Callable[[], object], peer: Callable[[], object]) -> None:
    """Record the ratio to the peer, and fail beyond the limit."""
    ratio = cpu(act) / cpu(peer)
    benchmark.extra_info.update(ratio=round(ratio, 2), limit=LIMITS[name])
    benchmark(act)

    assert ratio <= LIMITS[name], f"{name}: {ratio:.2f} times its peer, limit {LIMITS[name]}"


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_a_loop(benchmark: BenchmarkFixture, share: float) -> None:
    """Identifying one by one, against looking up the same strings in a dict; no name was found before."""
    strings = column(share)
    table = dict.fromkeys(text.casefold() for text in strings)

    def loop() -> None:
        COMPENDIUM._matcher._known.clear()
        COMPENDIUM._matcher._shapes.clear()
        COMPENDIUM._matcher._strings.clear()
        for text in strings:
            COMPENDIUM.identify(text)

    hold(benchmark, f"loop {share}", loop, lambda: [table.get(text.casefold()) for text in strings])


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_annotating_a_column(benchmark: BenchmarkFixture, share: float) -> None:
    """Annotating a column of strings that all differ, against identifying them one by one."""
    strings = column(share)
    frame = pl.DataFrame({"product": strings})

    def loop() -> None:
        for text in strings:
            COMPENDIUM.identify(text)

    hold(benchmark, f"annotate {share}", lambda: annotate(frame, "product"), loop)


def test_the_first_string(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """A process that identifies one string, against one that imports attrs and cattrs; with bytecode."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def seconds(program: str) -> float:
        best = float("inf")
        for _ in range(7):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", program], check=True, env=environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return best

    ratio = seconds("import osteopharm; osteopharm.load().identify('Fosamax 70 mg')") / seconds("import attrs, cattrs")
    benchmark.extra_info.update(ratio=round(ratio, 2), limit=LIMITS["first"])
    benchmark(lambda: None)

    assert ratio <= LIMITS["first"], f"{ratio:.2f} times its peer, limit {LIMITS['first']}"
