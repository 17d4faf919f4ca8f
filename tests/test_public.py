"""The public names, what an import loads, what the package contains, and optional features without their extras."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from tests.rules import each_of

import osteopharm

# Typed by hand: a name that appears or vanishes is a decision, and belongs in the change log.
PUBLIC_NAMES = """
Action AmbiguousNameError Brand Certainty ClaimLink ClaimSet Combination Compendium Concept DataError
Document DrugClass EntityKind EvidenceClaim Explanation Identification InvalidRecordError Label
Mechanism Medication Mention OsteopharmError Passage Polarity Product Publication Registry Relation Role
Scope Species StudyKind StudyResult UnknownIdError UnknownNameError UnknownValueError __version__
dump_json find_mentions identify load load_json lookup read_seeds
""".split()  # noqa: SIM905 - kept as running text, which is how one reads them
MODULES = {
    "attribution": "Attribution",
    "claims": """
        ClaimCount ClaimCounts ClaimSet Conflict Effects EvidenceSummary ExcludedStudy FindingRow LeftOut
        OverlapSelection
    """,
    "codelists": "Codelist CodelistCheck CodelistComparison CodelistFinding CodelistRow FindingKind compare_codelists",
    "collection": "Collection",
    "disclosures": "Interest",
    "errors": """
        AmbiguousNameError ColumnExistsError DataError InvalidRecordError InvalidTableError MissingExtraError
        NoEffectsError OsteopharmError Problem QuoteError UnknownColumnError UnknownIdError UnknownNameError
        UnknownValueError
    """,
    "mechanisms": "CausalEdge CausalGraph Comparison Explanation Side",
    "model": """
        Action Alias Amount Arm ArmRole Benefit BibliographicRecord Bound Brand CausalPath CausalStep Certainty
        Citation CitationStyle ClaimLink Combination Company Concept Contrast Design Disclosure DisclosureKind
        Document DosageForm Dose DrugClass Effect Entity EntityKind EvidenceClaim Finding HeldBy Identifier
        InactiveControl Interval Label LabelFacts LinkKind LookAlike LookAlikePattern Market Measure Mechanism
        Medication Name NameKind OcrCorrection OsteoporosisIndication Overlap OverlapKind Passage Polarity
        Presentation Product ProductCode ProductLabel Publication Purpose Quantity Reference Regimen Registry
        Relation Role Scope Sentence Sequencing Source Species SpellingRule Strength Study StudyKind StudyResult
        Synonym SynonymMatch TermKind UncoveredSentence
    """,
    "names": "CodeMatch Identification Mention Suggestion",
}
"""The other public names, by the module from which they are imported."""
UNIONS = {"Entity", "Source"}


def in_fresh_process(program: str) -> str:
    """What a program prints in a Python of its own."""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_the_public_names() -> None:
    """`__all__` is sorted and has just the promised names; each can be imported, and dir() lists it."""
    assert osteopharm.__all__ == PUBLIC_NAMES
    for name in PUBLIC_NAMES:
        assert getattr(osteopharm, name) is not None
        assert name in dir(osteopharm)


def test_the_names_of_the_modules() -> None:
    """The other public names can be imported from their modules, which are attributes of the package."""
    missing = [
        f"{module}.{name}"
        for module, names in MODULES.items()
        for name in names.split()
        if not hasattr(getattr(osteopharm, module), name)
    ]

    assert missing == []


def test_the_stub_names_what_the_package_has() -> None:
    """Type checkers see the names of `__init__.py`, each from the same module."""
    home = Path(osteopharm.__file__).parent
    stub = ast.parse((home / "__init__.pyi").read_text(encoding="utf-8"))
    imported = {
        alias.name: node.module for node in ast.walk(stub) if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    expected = {name: f"osteopharm.{module}" for name, module in osteopharm._HOME_OF.items()}  # type: ignore[attr-defined]
    expected |= dict.fromkeys(osteopharm._MODULES, "osteopharm")  # type: ignore[attr-defined]

    assert imported == expected


def test_every_public_name_has_an_example() -> None:
    """Each public name has an example in its docstring, which the tests run."""
    named = [(module, name) for module, names in MODULES.items() for name in names.split() if name not in UNIONS]
    objects = {f"{module}.{name}": getattr(getattr(osteopharm, module), name) for module, name in named}
    objects |= {name: getattr(osteopharm, name) for name in PUBLIC_NAMES if not name.startswith("__")}

    assert [name for name, each in objects.items() if ">>>" not in (each.__doc__ or "")] == []


def test_the_version() -> None:
    """The version is that of the installed package."""
    assert osteopharm.__version__ == version("osteopharm")


def test_an_unknown_name_is_an_attribute_error() -> None:
    """Asking the package for a name that it does not have fails as for any module."""
    with pytest.raises(AttributeError, match="module 'osteopharm' has no attribute 'lead'"):
        osteopharm.lead  # type: ignore[attr-defined] # noqa: B018


def test_functions_ask_the_bundled_compendium() -> None:
    """`identify`, `find_mentions` and `lookup` answer as the methods of the bundled compendium do."""
    compendium = osteopharm.load()

    assert osteopharm.identify("Fosamax 70 mg") == compendium.identify("Fosamax 70 mg")
    assert osteopharm.find_mentions("She took Prolia.") == compendium.find_mentions("She took Prolia.")
    assert osteopharm.lookup("SERMs") is compendium.lookup("SERMs")


def test_star_import_gives_every_public_name() -> None:
    """`from osteopharm import *` works although the names come in when they are used."""
    program = "from osteopharm import *; print(sorted(set(globals()) & set(__import__('osteopharm').__all__)))"

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


def test_identifying_reads_names_only() -> None:
    """What finds a medicine in a product string brings in no class of claims, studies or mechanisms."""
    program = """
import sys, osteopharm
assert osteopharm.identify("Fosamax 70 mg").medications
parts = ("claims", "mechanisms", "model.claims", "model.studies", "model.mechanisms", "model.companies")
print([part for part in parts if f"osteopharm.{part}" in sys.modules])
"""

    assert in_fresh_process(program) == "[]\n"


def test_model_gives_the_public_names_of_its_modules() -> None:
    """`osteopharm.model` has every name that a module of it lists, in a star import too, and no other name."""
    program = """
import osteopharm.model
try:
    osteopharm.model.Cure
except AttributeError as error:
    print(error)
listed = dir(osteopharm.model)
from osteopharm.model import *
print({"Medication", "Effect", "Strength"} <= set(globals()) & set(listed), "frozen" in listed)
"""

    assert in_fresh_process(program) == "module 'osteopharm.model' has no attribute 'Cure'\nTrue False\n"


def test_the_core_never_imports_an_extra() -> None:
    """Loading and asking bring in neither the command's packages nor Hypothesis, nor what suggests names."""
    program = """
import sys, osteopharm
str(osteopharm.load().claims.about("denosumab"))
packages = {"cyclopts", "rich", "hypothesis", "tomli_w", "jinja2", "rapidfuzz", "mcp", "pydantic", "spacy"}
features = packages | {"osteopharm.cli", "osteopharm.testing", "osteopharm.html", "osteopharm.agents"}
print(sorted(features & set(sys.modules)))
"""

    assert in_fresh_process(program) == "[]\n"


@each_of(
    ("missing", "door", "extra"),
    [
        ("cyclopts", "from osteopharm.cli import main; main()", "cli"),
        ("rich", "from osteopharm.cli import main; main()", "cli"),
        ("hypothesis", "import osteopharm.testing", "testing"),
        ("tomli_w", "import osteopharm.testing", "testing"),
        ("jinja2", "import osteopharm.html", "html"),
        ("narwhals", "import osteopharm.frames", "frames"),
        ("narwhals", "import osteopharm.exposure", "frames"),
        ("matplotlib", "import osteopharm.plots", "plot"),
        ("pydantic", "from osteopharm.agents import function_schemas; function_schemas()", "mcp"),
        ("mcp", "from osteopharm.agents import mcp_server; mcp_server()", "mcp"),
        ("spacy", "import osteopharm.agents.spacy_component", "spacy"),
        ("rapidfuzz", "import osteopharm; osteopharm.load().suggest('alendronat')", "suggest"),
    ],
)
def test_a_module_without_its_extra_says_how_to_install_it(missing: str, door: str, extra: str) -> None:
    """Where an optional package is not installed, the error names the pip command."""
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
    """The package holds the compendium and the marker of a typed package."""
    home = Path(osteopharm.__file__).parent

    assert (home / "py.typed").is_file()
    assert (home / "data" / "compendium.json").is_file()


def test_the_core_depends_on_three_packages_only() -> None:
    """Everything but attrs, cattrs and the matcher is an extra."""
    core = [entry for entry in requires("osteopharm") or [] if "extra ==" not in entry]

    assert sorted(entry.partition(">=")[0] for entry in core) == ["ahocorasick-rs", "attrs", "cattrs"]
    assert version("osteopharm")
