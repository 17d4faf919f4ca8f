"""Settings that all tests share; and every example of the README and the documentation is run as a test.

A page is one test with a fresh namespace: its examples build on each other, so they must not be
shuffled or shared out among processes.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from sybil import Example, Sybil
from sybil.example import SybilFailure
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

# A whole compendium takes longer to draw than Hypothesis likes, and two test processes share the cores.
settings.register_profile("quick", deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
# What CI runs besides: --hypothesis-profile=thorough.
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=100)
# For a first look while writing: --hypothesis-profile=draft shows a failing example as it was found.
settings.register_profile("draft", settings.get_profile("quick"), phases=[Phase.explicit, Phase.generate])
settings.load_profile("quick")

# The settings of the documentation hold no example, and neither do the pages that a build makes from the data.
collect_ignore = ["docs/conf.py", "docs/_parts", "docs/records"]

# Their examples run on Spark, in the one process that has a session.
SPARK_PAGES = ("tables-spark.md",)

ROOT = Path(__file__).parent
COMMANDS = Path(sys.executable).parent


class ConsoleParser(CodeBlockParser):
    """Finds console blocks and runs the lines in them that call our command; others only tell how to install."""

    language = "console"

    def evaluate(self, example: Example) -> str | None:
        """What is wrong with the output of the first command that does not print what the page says, or None."""
        for block in f"\n{example.parsed}".split("\n$ ")[1:]:
            command, _, expected = block.partition("\n")
            name, *words = shlex.split(command)
            if name == "osteopharm":
                environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
                place = words.index("<") if "<" in words else len(words)
                words, given = words[:place], words[place + 1 :]
                run = subprocess.run(
                    [COMMANDS / name, *words],
                    input=Path(given[0]).read_text(encoding="utf-8") if given else "",
                    capture_output=True,
                    text=True,
                    env=environment,
                    check=False,
                )
                printed = "\n".join(line.rstrip() for line in (run.stdout + run.stderr).splitlines())
                if printed.strip() != expected.strip():
                    return f"$ {command}\nExpected:\n{expected}\nGot:\n{printed}"
        return None


def spark_is_missing() -> str:
    """What Spark lacks here: empty where it can run. Where the surroundings promise it, the test fails instead.

    Whoever starts the session, no Python is there for its workers.
    """
    os.environ["PYSPARK_PYTHON"] = "/no/python/is/here"
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    lacking = "" if find_spec("pyspark") else "pyspark is missing"
    lacking = lacking or ("" if shutil.which("java") else "java is missing")
    if lacking and "spark" in os.environ.get("OSTEOPHARM_REQUIRE", "").split(","):
        pytest.fail(f"Spark is required here, and {lacking}")
    return lacking


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """The one Spark session of a run; it takes long to start."""
    if lacking := spark_is_missing():
        pytest.skip(lacking)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


EXAMPLES = Sybil(parsers=[PythonCodeBlockParser(), ConsoleParser()])


class Page(pytest.File):
    """A page in Markdown."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its one test."""
        examples = Examples.from_parent(self, name="examples")
        if self.path.name in SPARK_PAGES:
            examples.add_marker(pytest.mark.xdist_group("spark"))
        yield examples


class Examples(pytest.Item):
    """All examples of a page, in order; the first that fails ends the test."""

    def runtest(self) -> None:
        """Run them."""
        if self.path.name in SPARK_PAGES and (lacking := spark_is_missing()):
            pytest.skip(lacking)
        with chdir(ROOT):
            for example in EXAMPLES.parse(self.path).examples():
                example.evaluate()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *rest: Any) -> Any:
        """What was expected and what came, with the line of the example."""
        return str(excinfo.value) if isinstance(excinfo.value, SybilFailure) else super().repr_failure(excinfo, *rest)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The page."""
        return self.path, 0, self.name


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Page | None:
    """Take up the pages."""
    return Page.from_parent(parent, path=file_path) if file_path.suffix == ".md" else None
