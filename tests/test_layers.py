"""Imports run one way: each module imports only from its own layer and the layers below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import osteopharm

HOME = Path(osteopharm.__file__).parent

# From the lowest to the highest; what is imported when a function runs counts as well.
LAYERS = [
    ("_memory", "_sanitize", "_words", "_suggest"),
    ("errors",),
    ("model",),
    ("_tables", "_files", "collection"),
    ("names", "claims"),
    ("mechanisms",),
    ("integrity", "codelists", "disclosures", "attribution"),
    ("compendium",),
    ("io",),
    ("_functions", "testing", "changes"),
    ("frames", "exposure", "export", "fhir", "plots", "html"),
    ("agents",),
    ("cli",),
]
LAYER_OF = {name: place for place, names in enumerate(LAYERS) for name in names}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """The modules of the package below its own, each with the name of the part that it belongs to."""
    for path in sorted(HOME.rglob("*.py")):
        part = path.relative_to(HOME).with_suffix("").parts[0]
        if part != "__init__":
            yield part, ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The parts of the package that a module imports, each with its line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif node.module is not None:
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "osteopharm" else []
            names = names or [node.module]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "osteopharm" and rest:
                yield node.lineno, rest.partition(".")[0]


def test_every_part_has_a_layer() -> None:
    """Each module and folder of the package is in the list of layers above."""
    assert {part for part, _ in modules()} - LAYER_OF.keys() == set()


def test_imports_run_downward() -> None:
    """No module imports from a layer above its own; move the code down, or the import up, where this fails."""
    upward = [
        f"{part}:{line} imports {other}"
        for part, tree in modules()
        for line, other in imported(tree)
        if LAYER_OF.get(other, 0) > LAYER_OF[part]
    ]

    assert upward == []


def test_every_module_says_what_it_contains() -> None:
    """Every module has a docstring."""
    assert [
        path.name for path in sorted(HOME.rglob("*.py")) if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ] == []
