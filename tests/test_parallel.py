"""Sixteen threads and several processes use one compendium at once, and all get the same answers."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

PROGRAM = """
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier

import osteopharm

STRINGS = ("Prolia 60 mg", "FOSAMAX 70 MG TAB", "Xgeva", "x" * 500, "\\u200bEvista", "zoledronic acid 5 mg/100 mL")
start = Barrier(16)

def answers(_):
    start.wait()
    compendium = osteopharm.load()
    found = [repr(compendium.identify(text)) for text in STRINGS]
    found += [repr(compendium.by_code("hcpcs", "J0897", units=60)), str(compendium.claims.about("denosumab"))]
    found += [repr(compendium.explain("denosumab", "fracture-risk")), repr(compendium.codelist("romosozumab"))]
    return (id(compendium), id(compendium.medications), id(compendium.codes), *found)

with ThreadPoolExecutor(16) as pool:
    told = {*pool.map(answers, range(16))}
assert len(told) == 1, told
print(sha256(repr(told.pop()[3:]).encode()).hexdigest())
"""


def in_a_process(_: int = 0) -> str:
    """What sixteen threads of a fresh process agree on."""
    return subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_threads() -> None:
    """Sixteen threads that load and ask at once get one compendium, with the same collections and answers."""
    assert len(in_a_process()) == 65


@pytest.mark.slow
def test_processes() -> None:
    """Eight processes at once give the same answers."""
    with ThreadPoolExecutor(8) as pool:
        assert len({*pool.map(in_a_process, range(8))}) == 1


def told(compendium: bytes) -> str:
    """An answer of a pickled compendium."""
    return repr(pickle.loads(compendium).identify("Prolia 60 mg"))  # noqa: S301 - our own pickle


@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_forked_and_spawned(method: str) -> None:
    """A compendium that was used before answers in a forked process, and a pickled one in a spawned process."""
    program = f"""
import multiprocessing, pickle
import osteopharm
from tests.test_parallel import told

if __name__ == "__main__":
    compendium = osteopharm.load()
    expected = repr(compendium.identify("Prolia 60 mg"))
    with multiprocessing.get_context("{method}").Pool(2) as pool:
        assert set(pool.map(told, [pickle.dumps(compendium)] * 4)) == {{expected}}
    print("held")
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.stdout == "held\n", done.stderr
