"""The commands of the README."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_ci_ends_with_the_test_command_of_the_readme() -> None:
    """The last line of `.ci/run` is the command that the README gives for the tests, word for word."""
    *_, command = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    blocks = (ROOT / "README.md").read_text(encoding="utf-8").split("```sh\n")[1:]

    assert command in [block.partition("\n```")[0] for block in blocks]


def test_pictures_of_the_readme_are_files_beside_it() -> None:
    """A code host shows a picture by its path in the repository, and a page elsewhere would not find it."""
    paths = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert paths == ["docs/_static/at-surgery.svg"]
    assert all((ROOT / path).is_file() for path in paths)
