"""The public surface: the names, what importing brings in, what the package ships, doors without their extras."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path

import pytest

import osteopharm

# Typed by hand: a name that appears or vanishes is a decision, and belongs in the changelog.
PUBLIC_NAMES = [
    "Action", "Alias", "AmbiguousNameError", "Arm", "ArmRole", "ClaimCounts", "ClaimCount", "ClaimLink", "LinkKind",
    "Benefit", "BibliographicRecord", "Bound", "Brand", "CausalEdge", "CausalGraph", "CausalPath", "CausalStep",
    "Certainty", "Citation", "CitationStyle", "ClaimSet", "Collection", "Attribution", "ColumnExistsError", "Combination",
    "Company", "Comparison", "Compendium", "Concept", "Conflict", "Contrast", "EvidenceSummary", "DataError", "LookAlike",
    "Design", "Disclosure", "DisclosureKind", "Document", "Dose", "DrugClass", "Effect", "Entity", "EntityKind",
    "EvidenceClaim", "Explanation", "Fault", "Finding", "FindingRow", "InvalidTableError", "HeldBy", "Identification",
    "Identifier", "InactiveControl", "OverlapSelection", "Interest", "Interval", "InvalidRecordError", "Label", "LabelFacts",
    "OsteoporosisIndication", "ExcludedStudy", "Market", "Measure", "Mechanism", "Medication", "OcrCorrection", "Mention", "MissingExtraError",
    "Name", "NameKind", "NoEffectsError", "OsteopharmError", "Overlap", "Passage", "Polarity", "Presentation",
    "Problem", "Publication", "Quantity", "QuoteError", "Reference", "Regimen", "Registry", "Relation", "Role", "Scope",
    "Sentence", "Sequencing", "Side", "Source", "Species", "SpellingRule", "Study", "StudyKind", "Suggestion",
    "UncoveredSentence", "UnknownColumnError", "UnknownIdError", "UnknownValueError", "dump_json", "load", "load_json",
    "read_seeds",
]  # fmt: skip


def in_fresh_process(program: str) -> str:
    """What a program prints in a Python of its own."""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_the_public_names() -> None:
    """`__all__` is sorted and holds just the names that are promised; each can be had, and dir() shows it."""
    assert sorted(PUBLIC_NAMES) == sorted(osteopharm.__all__)
    assert sorted(osteopharm.__all__) == osteopharm.__all__
    for name in PUBLIC_NAMES:
        assert getattr(osteopharm, name) is not None
        assert name in dir(osteopharm)


@pytest.mark.parametrize("name", sorted(set(PUBLIC_NAMES) - {"Entity", "Source"}))
def test_every_public_name_has_an_example(name: str) -> None:
    """Each public name but the two unions explains itself with an example, which the tests run."""
    assert ">>>" in (getattr(osteopharm, name).__doc__ or "")


def test_an_unknown_name_is_an_attribute_error() -> None:
    """Asking the package for a name that it does not have fails as for any module."""
    with pytest.raises(AttributeError, match="module 'osteopharm' has no attribute 'lead'"):
        osteopharm.lead  # noqa: B018


def test_star_import_gives_every_public_name() -> None:
    """`from osteopharm import *` works although the names come in when they are used."""
    program = "from osteopharm import *; print(sorted(set(dir()) & set(__import__('osteopharm').__all__)))"

    assert str(sorted(PUBLIC_NAMES)) + "\n" == in_fresh_process(program)


def test_importing_is_light() -> None:
    """Importing osteopharm brings in attrs, osteopharm and the standard library, and nothing else."""
    program = """
import sys
before = set(sys.modules)
import osteopharm
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(new - set(sys.stdlib_module_names) - {"attr", "attrs", "osteopharm"}))
"""

    assert in_fresh_process(program) == "[]\n"


def test_the_core_never_imports_a_door() -> None:
    """Loading and asking bring in neither the command's packages nor Hypothesis, nor what suggests names."""
    program = """
import sys, osteopharm
str(osteopharm.load().claims.about("denosumab"))
packages = {"cyclopts", "rich", "hypothesis", "tomli_w", "jinja2", "rapidfuzz"}
doors = packages | {"osteopharm.cli", "osteopharm.testing", "osteopharm.html"}
print(sorted(doors & set(sys.modules)))
"""

    assert in_fresh_process(program) == "[]\n"


@pytest.mark.parametrize(
    ("missing", "door", "extra"),
    [
        ("cyclopts", "from osteopharm.cli import main; main()", "cli"),
        ("rich", "from osteopharm.cli import main; main()", "cli"),
        ("hypothesis", "import osteopharm.testing", "testing"),
        ("tomli_w", "import osteopharm.testing", "testing"),
        ("jinja2", "import osteopharm.html", "html"),
        ("narwhals", "import osteopharm.frames", "frames"),
        ("rapidfuzz", "import osteopharm; osteopharm.load().suggest('alendronat')", "suggest"),
    ],
)
def test_a_door_without_its_extra_says_how_to_install_it(missing: str, door: str, extra: str) -> None:
    """Where a door's package is not installed, the error names the pip command."""
    program = f"""
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == {missing!r} else found(name, *rest)
{door}
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert run.returncode == 1
    assert f"pip install 'osteopharm[{extra}]'" in run.stderr


def test_the_package_ships_its_data_and_its_types() -> None:
    """The package holds the compendium and the marker that it is typed."""
    home = Path(osteopharm.__file__).parent

    assert (home / "py.typed").is_file()
    assert (home / "data" / "compendium.json").is_file()


def test_the_core_depends_on_three_packages_only() -> None:
    """Everything but attrs, cattrs and the matcher is an extra."""
    core = [entry for entry in requires("osteopharm") or [] if "extra ==" not in entry]

    assert sorted(entry.partition(">=")[0] for entry in core) == ["ahocorasick-rs", "attrs", "cattrs"]
    assert version("osteopharm")


@pytest.mark.parametrize("path", sorted(Path(osteopharm.__file__).parent.rglob("*.py")), ids=lambda path: path.stem)
def test_rooms_are_small_and_say_what_they_hold(path: Path) -> None:
    """Every module has a docstring, and none grows much over 400 lines: then it is two rooms."""
    source = path.read_text(encoding="utf-8")

    assert source.startswith('"""')
    assert source.count("\n") <= 470
