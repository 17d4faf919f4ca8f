"""What a test needs and may be absent: engines, Spark, a browser, validators of exports, protocols of language models.

A test that needs a part is marked with `needs`, or is so by the fixture that it uses; without the mark it fails.
Where a part is absent the test is skipped with the reason. OSTEOPHARM_REQUIRE names the parts, separated by commas,
for which that is a failure instead: `agents`, `browser`, `engines`, `medspacy`, `spark`, `validators`.
So `-m part` runs what is skipped where only the packages of the group `test` are installed.
`python -m tests.parts PART...` prints where the tests of some parts are: to collect all takes ten times as long.
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest

FIXTURES = {"spark": "spark", "browser": "browser", "axe": "browser", "site": "browser"}
"""Fixtures that need a part."""
HOMES = {
    "agents": ("src/osteopharm/agents", "tests/agents", "docs/language-models.md", "docs/spacy.md"),
    "browser": ("tests/browser",),
    "engines": ("tests/frames", "docs/tables.md"),
    "medspacy": ("tests/agents",),
    "spark": ("tests/exposure", "tests/frames", "docs/tables-spark.md"),
    "validators": ("tests/claims", "tests/export", "docs/evidence.md"),
}
"""The folders and files of the tests that need a part. In others, `.ci/run` would not look for them."""
ROOT = Path(__file__).parents[1]
marked: set[str] = set()
"""The parts that the running test is marked with."""


def needs(part: str, *packages: str) -> pytest.MarkDecorator:
    """The mark of a test that needs a part; for all tests of a module, the packages that it imports."""
    for package in packages:
        if find_spec(package) is None:
            _missing(part, package)
    return pytest.mark.part(name=part)


def mark(item: pytest.Item) -> None:
    """Mark a test with the parts that its fixtures need."""
    for fixture in getattr(item, "fixturenames", ()):
        if fixture in FIXTURES:
            item.add_marker(needs(FIXTURES[fixture]))


def starts(item: pytest.Item) -> None:
    """Take note of what a test is marked with, and fail it where nothing would look for it."""
    marked.clear()
    marked.update(mark.kwargs["name"] for mark in item.iter_markers("part"))
    for part in marked:
        if not is_at_home(part, item.path):
            pytest.fail(f"this test needs {part}: move it to {' or '.join(HOMES[part])}", pytrace=False)


def is_at_home(part: str, path: Path) -> bool:
    """Whether `.ci/run` looks in a file for tests that need a part."""
    return any(path.is_relative_to(ROOT / home) for home in HOMES[part])


def require_mark(part: str) -> None:
    """Fail a test that needs a part and is not marked with it: nothing would run it where the part is."""
    if part not in marked:
        pytest.fail(f"this test needs {part}: mark it with needs({part!r})", pytrace=False)


def _missing(part: str, what: str) -> NoReturn:
    if part in os.environ.get("OSTEOPHARM_REQUIRE", "").split(","):
        pytest.fail(f"{what} is missing, and {part} is required here", pytrace=False)
    pytest.skip(f"{what} is missing", allow_module_level=True)


def missing(part: str, what: str) -> NoReturn:
    """Skip the test, or fail if the part is required here."""
    require_mark(part)
    _missing(part, what)


def module(part: str, name: str) -> Any:
    """A module that belongs to a part."""
    require_mark(part)
    if find_spec(name.partition(".")[0]) is None:
        _missing(part, name)
    return import_module(name)


def node_module(name: str) -> Path:
    """The folder of a package of npm, below the folder that OSTEOPHARM_NODE names."""
    require_mark("validators")
    home = os.environ.get("OSTEOPHARM_NODE")
    folder = Path(home or ".") / "node_modules" / name
    if home is None or shutil.which("node") is None or not folder.is_dir():
        _missing("validators", f"node with {name}")
    return folder


def require_spark() -> None:
    """Skip the test, or fail, if Spark cannot run.

    Whatever starts the session, there is no Python for its workers: the library must not need one.
    """
    os.environ["PYSPARK_PYTHON"] = "/no/python/is/here"
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    if shutil.which("java") is None:
        missing("spark", "java")
    module("spark", "pyspark")


if __name__ == "__main__":
    sys.stdout.write(" ".join(dict.fromkeys(home for part in sys.argv[1:] for home in HOMES[part])) + "\n")
