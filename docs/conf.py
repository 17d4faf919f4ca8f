"""The settings of the documentation: Sphinx with furo, Markdown through MyST, the reference from docstrings."""

from __future__ import annotations

import ast
import inspect
import sys
from enum import Enum
from importlib.metadata import version as version_of
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any, get_type_hints

from sphinx.domains.python._object import PyObject
from sphinx.transforms import SphinxTransform

from osteopharm import load

sys.path.insert(0, str(Path(__file__).parent))

from _generator import generate
from _generator.model import record_types

from osteopharm.model import CausalPath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

project = "osteopharm"
author = "the osteopharm contributors"
project_copyright = f"{author}; code MIT, records CC0-1.0"
release = version = version_of("osteopharm")

extensions = [
    *("myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"),
    *("sphinx_copybutton", "sphinx_design", "sphinx_inline_tabs"),
]
exclude_patterns = ["_build", "_drawings", "_generator", "_parts", "_pictures", "_reader"]
# A single backtick in a docstring is a link to a public name; `-n` makes a name that leads nowhere an error.
default_role = "py:obj"
nitpicky = True
# The type `object` is also the name of two fields.
suppress_warnings = ["ref.python"]
nitpick_ignore = [
    # Attributes are in a list under their class, and a list entry is not a target.
    ("py:obj", "EvidenceClaim.holder"),
    # What records have in common, which their own entries tell, and two types that only signatures name.
    ("py:class", "osteopharm.model._record.Record"),
    ("py:class", "Record"),
    ("py:class", "Records"),
    ("py:class", "Codes"),
]
nitpick_ignore_regex = [
    # A type variable means many types, and is not a target either.
    ("py:class", r"(osteopharm\..*\.)?\w+T"),
    # Documented by Python, networkx, matplotlib, Hypothesis, spaCy and the protocol's package; looking them up there
    # would need the network.
    ("py:class", r"(collections\.abc|datetime|decimal|fractions|os|pathlib)\.\w+"),
    ("py:class", "Decimal|Iterable|MCPServer|MultiDiGraph"),
    ("py:class", r"(hypothesis|matplotlib|mcp|spacy)\..*"),
]

# Prompts and outputs are not copied.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# attrs_inline marks a link as one that leads out of the pages: [text](target){.external}.
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"

html_theme = "furo"
# The style of forest plots is the one that the library ships.
html_static_path = ["_static", "../src/osteopharm/html/templates/forest.css"]
html_extra_path = ["_reader"]
html_css_files = ["wrap.css", "forest.css"]
html_search_scorer = str(Path(__file__).parent / "_static" / "search-scorer.js")
html_title = f"osteopharm {release}"
html_show_sphinx = False
html_copy_source = False


SIDEBARS: dict[str, str] = {}
"""The sidebars of record pages, by the options with which they were made."""


def cached_properties(cls: type) -> Iterator[tuple[str, str, str]]:
    """The name, type and docstring of each cached property of a class, as its source has them.

    attrs turns the cached properties of a slotted class into slots, so autodoc finds no docstring on them.
    """
    (tree,) = ast.parse(dedent(inspect.getsource(cls))).body
    assert isinstance(tree, ast.ClassDef)  # noqa: S101 - tells the type checker what getsource of a class gives
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.returns is None:
            continue
        if any(isinstance(mark, ast.Name) and mark.id == "cached_property" for mark in node.decorator_list):
            yield node.name, ast.unparse(node.returns), ast.get_docstring(node) or ""


def show_cached_properties(_: Sphinx, what: str, __: str, obj: Any, ___: Any, lines: list[str]) -> None:
    """Add the cached properties of a class to its description."""
    if what != "class" or not inspect.isclass(obj):
        return
    for name, returned, docstring in cached_properties(obj):
        lines += ["", f".. py:property:: {name}", f"   :type: {returned}", ""]
        lines += [f"   {line}".rstrip() for line in docstring.splitlines()]
    lines.append("")


def keep_colons(_: Sphinx, what: str, __: str, ___: Any, ____: Any, lines: list[str]) -> None:
    """Keep napoleon from reading the words before a colon in an attribute's docstring as its type."""
    if what in ("attribute", "data", "property") and lines:
        lines[0] = f": {lines[0]}"


def hide_enum_signature(*event: Any) -> tuple[str, None] | None:
    """Leave out the signature of an enum: it is called with one of its values, and autodoc shows ``*values``."""
    obj = event[3]
    return ("", None) if inspect.isclass(obj) and issubclass(obj, Enum) else None


def keep_targets(app: Sphinx, document: Any) -> None:
    """Let `page.md#id` lead to any named place of a page, such as the entry of a record, and not only to headings."""
    slugs = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for name, is_explicit in document.nametypes.items():
        if is_explicit and name in document.nameids:
            slugs.setdefault(name, (0, document.nameids[name], ""))


def share_sidebar(
    _: Sphinx, page: str, __: str, context: dict[str, Any], ___: Any, made: dict[str, str] = SIDEBARS
) -> None:
    """Make the sidebar of record pages once: none of them is in it, and its links are the same for all of them.

    Otherwise it is made for each page from all headings of the site, which takes longer than the page itself.
    """
    if page.startswith("records/") and page.count("/") > 1 and not page.endswith("/index"):
        make = context["toctree"]

        def shared(**options: Any) -> str:
            key = repr(sorted(options.items()))
            if key not in made:
                made[key] = make(**options)
            return made[key]

        context["toctree"] = shared


class LetterForLetter(SphinxTransform):
    """Keeps Sphinx from curling the quotation marks and joining the dashes of what the data hold."""

    default_priority = 740  # smart quotes come at 750

    def apply(self, **_: Any) -> None:
        """Mark the page of a record as one that has no smart quotes."""
        if self.env.docname.startswith("records/"):
            self.document["support_smartquotes"] = False


def write_generated_pages(app: Sphinx, _: Config) -> None:
    """Write the pages that are made from the data, before Sphinx looks which pages there are."""
    generate(Path(app.confdir), load())


def show_plain_types() -> None:
    """Show the type of each field without its rules: the rules are for the schema, which has been compiled by then."""
    for record_type in (*record_types(), CausalPath):
        plain = get_type_hints(record_type)
        record_type.__annotations__ = {name: plain[name] for name in record_type.__annotations__}


def setup(app: Sphinx) -> None:
    """Connect the above to Sphinx: to autodoc before napoleon reads the docstrings (its priority is 500), or after it.

    The pages are written before Sphinx looks for the folder of the reader pages (priority 800).
    """
    show_plain_types()
    app.add_transform(LetterForLetter)
    app.connect("config-inited", write_generated_pages, priority=100)
    app.connect("doctree-read", keep_targets)
    app.connect("html-page-context", share_sidebar, priority=100)
    app.connect("autodoc-process-docstring", keep_colons, priority=100)
    app.connect("autodoc-process-docstring", show_cached_properties, priority=900)
    app.connect("autodoc-process-signature", hide_enum_signature)
    for kind in PyObject.doc_field_types:
        if kind.name == "variable":
            kind.label = "Attributes"
