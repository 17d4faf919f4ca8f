"""How long things take, always as a ratio to a peer in the same run.

Run with: pytest tests/benchmarks -n0 --benchmark-enable
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import osteopharm
from osteopharm.io import BUNDLED, load_json

LIMITS = {"import": 1.2, "first answer": 2.5, "load": 30.0, "about on": 3.0}
"""How many times as long as its peer each may take. The goal for loading is 5; with every check it takes some 25."""


def best_of_fresh_processes(program: str, cache: Path, times: int = 15) -> float:
    """The best time, in seconds, that a program takes in a Python of its own, with its bytecode compiled before."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    timed = f"from time import perf_counter as now; start = now()\n{program}\nprint(now() - start)"
    runs = [
        subprocess.run([sys.executable, "-c", timed], env=environment, capture_output=True, text=True, check=True)
        for _ in range(times + 1)
    ]
    return min(float(run.stdout) for run in runs[1:])


def best(peer: Callable[[], object], times: int) -> float:
    """The best time, in seconds, of a call in this process."""
    found = []
    for _ in range(times):
        start = perf_counter()
        peer()
        found.append(perf_counter() - start)
    return min(found)


def hold(benchmark: BenchmarkFixture, name: str, peer: float) -> None:
    """Record the ratio to the peer, and fail beyond the limit."""
    assert benchmark.stats is not None, "run with --benchmark-enable"
    ratio = benchmark.stats.stats.min / peer
    benchmark.extra_info.update(ratio=round(ratio, 2), limit=LIMITS[name])

    assert ratio <= LIMITS[name], f"{name}: {ratio:.2f} times its peer, limit {LIMITS[name]}"


@pytest.mark.parametrize(
    ("name", "program", "peer"),
    [
        ("import", "import osteopharm", "import attrs"),
        ("first answer", "import osteopharm; osteopharm.load().medications['denosumab']", "import attrs, cattrs"),
    ],
)
def test_fresh_process(benchmark: BenchmarkFixture, tmp_path: Path, name: str, program: str, peer: str) -> None:
    """Importing takes little more than importing attrs; a first answer little more than importing attrs and cattrs."""
    measured = best_of_fresh_processes(program, tmp_path)
    benchmark.extra_info.update(
        ratio=round(measured / best_of_fresh_processes(peer, tmp_path), 2), limit=LIMITS[name], seconds=measured
    )
    benchmark(lambda: None)

    assert benchmark.extra_info["ratio"] <= LIMITS[name], benchmark.extra_info


def test_load_warm(benchmark: BenchmarkFixture) -> None:
    """Loading the shipped JSON, with every check, against parsing the same file."""
    benchmark(load_json, BUNDLED)

    hold(benchmark, "load", best(lambda: json.loads(BUNDLED.read_text(encoding="utf-8")), 200))


def test_about_on(benchmark: BenchmarkFixture) -> None:
    """`about(...).on(...)` against a list comprehension written by hand for the same question."""
    compendium = osteopharm.load()
    claims = compendium.claims
    drug_class, fusion = compendium.drug_classes["bisphosphonates"], compendium.concepts["spine-fusion"]
    above = {drug_class, *compendium.ancestors(drug_class)}

    def by_hand() -> list[osteopharm.EvidenceClaim]:
        return [
            claim
            for claim in claims
            if (claim.subject is drug_class or (claim.subject in above and claim.scope == "each-member"))
            and (claim.object is fusion or fusion in claim.setting)
        ]

    assert by_hand() == list(claims.about("bisphosphonates").on("spine-fusion"))
    benchmark(lambda: claims.about("bisphosphonates").on("spine-fusion"))

    hold(benchmark, "about on", best(by_hand, 5000))
