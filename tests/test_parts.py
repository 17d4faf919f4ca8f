"""Tests that need what may be absent are where `.ci/run` looks for them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.parts import HOMES, ROOT, is_at_home
from tests.rules import each_of

NEEDED = re.compile(r'needs\("(\w+)"')


@each_of("path", sorted((ROOT / "tests").rglob("*.py")), lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_module_needs_is_looked_for_there(path: Path) -> None:
    """No module marks a test with a part outside the folders of that part."""
    assert [part for part in NEEDED.findall(path.read_text(encoding="utf-8")) if not is_at_home(part, path)] == []


def test_every_part_has_a_home() -> None:
    """Each folder or file of a part is there, and no module elsewhere is taken for one of them."""
    assert {home for homes in HOMES.values() for home in homes if not (ROOT / home).exists()} == set()
    assert is_at_home("spark", ROOT / "tests" / "frames" / "test_frames.py")
    assert not is_at_home("spark", ROOT / "tests" / "names" / "test_lookup.py")
