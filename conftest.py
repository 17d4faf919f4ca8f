"""Settings that all tests share; and every example of the README and the documentation is run as a test.

A page is one test with a fresh namespace: its examples build on each other, so they must not be
shuffled or shared out among processes.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from importlib.util import find_spec
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from sybil import Example, Sybil
from sybil.example import SybilFailure
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser
from tests import parts

from osteopharm.cli.commands import run

# A whole compendium takes longer to draw than Hypothesis likes, and two test processes share the cores.
# The examples follow from the test, so that a run that passes here passes everywhere; `fuzz` looks for new ones.
settings.register_profile(
    "quick", deadline=None, max_examples=10, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
# What CI runs besides: --hypothesis-profile=thorough.
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=30)
# What CI counts the branches with: --hypothesis-profile=traced. The examples of `thorough` are not counted.
settings.register_profile("traced", settings.get_profile("quick"), max_examples=3)
# For `tests/fuzz`: --hypothesis-profile=fuzz, within the seconds that .ci/run gives.
settings.register_profile("fuzz", settings.get_profile("quick"), max_examples=400, derandomize=False)
# For a first look while writing: --hypothesis-profile=draft shows a failing example as it was found.
settings.register_profile("draft", settings.get_profile("quick"), phases=[Phase.explicit, Phase.generate])
settings.load_profile("quick")

# The settings of the documentation hold no example, and neither do the pages that a build makes from the data.
collect_ignore = ["docs/conf.py", "docs/_parts", "docs/examples/negation.py", "docs/records"]
# What language models and text pipelines call us through has examples that need its packages.
AGENTS = "src/osteopharm/agents"
collect_ignore += [] if find_spec("mcp") else [AGENTS]
collect_ignore += [] if find_spec("spacy") else [f"{AGENTS}/spacy_component.py"]

# Packages in the examples of a page, beside those of the group `test`, each with the part that it belongs to.
PACKAGES_OF_PAGES = {
    "evidence.md": ("validators", "statsmodels"),
    "tables.md": ("engines", "ibis"),
    "tables-spark.md": ("spark", "pyspark"),
    "language-models.md": ("agents", "mcp"),
    "spacy.md": ("agents", "spacy"),
}

ROOT = Path(__file__).parent


def printed_by(words: list[str], given: str) -> str:
    """What a command prints, to standard output and then to standard error; in this process, which has loaded it."""
    written = BytesIO(), BytesIO()
    output, errors = (TextIOWrapper(each, encoding="utf-8", write_through=True) for each in written)
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output), redirect_stderr(errors):
        patch.setenv("COLUMNS", "80")
        patch.setenv("NO_COLOR", "1")
        patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given.encode()), encoding="utf-8"))
        run(words)
    lines = [line for each in written for line in each.getvalue().decode().splitlines()]
    return "\n".join(line.rstrip() for line in lines).strip()


class ConsoleParser(CodeBlockParser):
    """Finds console blocks and runs the lines in them that call our command; others only tell how to install."""

    language = "console"

    def evaluate(self, example: Example) -> str | None:
        """What is wrong with the output of the first command that does not print what the page says, or None."""
        for block in f"\n{example.parsed}".split("\n$ ")[1:]:
            command, _, expected = block.partition("\n")
            name, *words = shlex.split(command)
            if name == "osteopharm":
                place = words.index("<") if "<" in words else len(words)
                words, given = words[:place], words[place + 1 :]
                printed = printed_by(words, Path(given[0]).read_text(encoding="utf-8") if given else "")
                if printed != expected.strip():
                    return f"$ {command}\nExpected:\n{expected}\nGot:\n{printed}"
        return None


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """The Spark session of a process; it takes long to start."""
    parts.require_spark()
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder.config("spark.sql.shuffle.partitions", "2")
    # What is compiled for a plan costs more than the small tables of the tests do.
    builder.config("spark.sql.codegen.wholeStage", "false").config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    # Nor is it worth while to optimize the code of a JVM that ends so soon, or to collect garbage beside it.
    builder.config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


EXAMPLES = Sybil(parsers=[PythonCodeBlockParser(), ConsoleParser()])


class Page(pytest.File):
    """A page in Markdown."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its one test."""
        examples = Examples.from_parent(self, name="examples")
        if self.path.name in PACKAGES_OF_PAGES:
            examples.add_marker(parts.needs(PACKAGES_OF_PAGES[self.path.name][0]))
        yield examples


class Examples(pytest.Item):
    """All examples of a page, in order; the first that fails ends the test."""

    def runtest(self) -> None:
        """Run them."""
        if self.path.name in PACKAGES_OF_PAGES:
            part, package = PACKAGES_OF_PAGES[self.path.name]
            if part == "spark":
                parts.require_spark()
            parts.module(part, package)
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a part by the fixtures that it uses or by its folder, before `-m` chooses."""
    for item in items:
        parts.mark(item)
        if item.path.is_relative_to(ROOT / AGENTS):
            item.add_marker(parts.needs("agents"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A part is there for the tests that are marked with it."""
    parts.starts(item)
