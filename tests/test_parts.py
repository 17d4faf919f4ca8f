"""Tests that need what may be absent are where `.ci/run` looks for them, and it looks for all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.parts import HOMES, ROOT, is_at_home
from tests.rules import each_of

MODULES = [path for path in sorted((ROOT / "tests").rglob("*.py")) if path != ROOT / "tests" / "parts.py"]
LOOKED_FOR = re.compile(r"^  (?:traced|with_parts) ([a-z ]+)$", re.MULTILINE)
"""A line of `.ci/run` that names the parts of a step."""


def needed_in(path: Path) -> Iterator[str]:
    """The parts that a module marks tests with, or the words of the call where the part is not written out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "needs":
            yield str(node.args[0].value) if isinstance(node.args[0], ast.Constant) else ast.unparse(node.args[0])


@each_of("path", MODULES, lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_module_needs_is_looked_for_there(path: Path) -> None:
    """No module marks a test with a part outside the folders of that part."""
    assert [part for part in needed_in(path) if part not in HOMES or not is_at_home(part, path)] == []


def test_every_part_has_a_home_and_a_step() -> None:
    """Each folder or file of a part is there, and a step of `.ci/run` runs its tests."""
    steps = LOOKED_FOR.findall((ROOT / ".ci" / "run").read_text(encoding="utf-8"))

    assert {home for homes in HOMES.values() for home in homes if not (ROOT / home).exists()} == set()
    assert {part for parts in steps for part in parts.split()} == HOMES.keys()
    assert is_at_home("spark", ROOT / "tests" / "frames" / "test_frames.py")
    assert not is_at_home("spark", ROOT / "tests" / "names" / "test_lookup.py")
