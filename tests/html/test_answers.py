"""Answers in a notebook: each shows itself as a table, and the tutorial notebook runs."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
from tests.rules import each_of
from tests.seeds import small_part

import osteopharm
from osteopharm import Compendium
from osteopharm.changes import changes_between
from osteopharm.exposure import Diagnosis, diagnose
from osteopharm.html.answers import MOST_ROWS, table_of
from osteopharm.html.notebook import as_html


def diagnosis() -> Diagnosis:
    """The report on a table of one row."""
    return diagnose(pl.DataFrame({"product": ["alendronate tablets"]}), "product")


NOTEBOOK = Path(__file__).parents[2] / "docs" / "examples" / "tutorial.ipynb"
ANSWERS: dict[str, tuple[Callable[[Compendium], Any], str]] = {
    "compendium": (lambda each: each, '<th scope="row">medications</th><td>37</td>'),
    "collection": (lambda each: each.medications, "<td>denosumab</td>"),
    "brands": (lambda each: each.brands, "Aclasta"),
    "identification": (lambda each: each.identify("Xgeva 120 mg"), "labeled for osteoporosis</th><td>no</td>"),
    "an adjunct": (lambda each: each.identify("colecalciferol"), '<th scope="row">medications</th><td>colecalciferol'),
    "brand": (lambda each: each.identify("Prolia"), '<th scope="row">brand</th><td>Prolia'),
    "exceptions": (lambda each: each.explain("clodronic-acid", "acute-kidney-injury"), "Does not apply to"),
    "gaps": (lambda each: each.explain("abaloparatide", "acute-kidney-injury"), "No sourced path continues to"),
    "nothing": (lambda each: each.identify("aspirin"), "<td>nothing</td>"),
    "explanation": (lambda each: each.explain("denosumab", "fracture risk"), "denosumab \u2192 RANKL"),
    "no gap": (lambda each: each.explain("romosozumab", "fracture risk"), "romosozumab \u2192 sclerostin"),
    "isolated": (lambda each: each.explain("denosumab", "bone formation"), "Isolated, never chained"),
    "comparison": (lambda each: each.compare("denosumab", "alendronate"), '<th scope="col">alendronic acid</th>'),
    "evidence": (lambda each: each.evidence_for("af20-s12-fractures-unaffected"), "against it"),
    "code list": (lambda each: each.codelist("romosozumab", systems=["hcpcs"]), "J3111"),
    "empty list": (lambda each: each.codelist("tibolone", systems=["hcpcs"]), "0 codes"),
    "kept": (lambda each: each.claims.on("spine-fusion").where(species="human").without_overlaps(), "overlaps with"),
    "changes": (lambda _: changes_between(Compendium(), small_part()), '<th scope="row">added</th><td>claims</td>'),
    "nothing changed": (lambda _: changes_between(Compendium(), Compendium()), "from "),
    "diagnosis": (lambda _: diagnosis(), "1 row, 0 of them with days"),
    "check": (lambda each: each.check_codelist(["atc:M05BX04"], what="romosozumab"), "missing medication"),
}


@each_of("name", ANSWERS)
def test_answer_shows_itself_as_a_table(name: str) -> None:
    """The HTML has what the answer says, its own style and no script."""
    make, words = ANSWERS[name]
    html = make(osteopharm.load())._repr_html_()

    assert words in html
    assert "<style>" in html
    assert "<script" not in html


@each_of(
    ("agent", "outcome", "beginnings"),
    [
        ("antiresorptive", "bone-formation", {"isolated", "no"}),
        ("bisphosphonates", "bone-healing", {"contradicts", "in", "no"}),
        ("clodronic-acid", "acute-kidney-injury", {"does", "no"}),
    ],
)
def test_a_notebook_notes_what_a_terminal_does(agent: str, outcome: str, beginnings: set[str]) -> None:
    """All that is to be known beside the paths of an explanation is in both, in the same words."""
    explanation = osteopharm.load().explain(agent, outcome)
    notes = explanation.notes()
    shown = unescape(as_html(explanation))

    assert {note.split()[0].strip(",") for note in notes} == beginnings
    assert [note for note in notes if note not in str(explanation)] == []
    assert [note for note in notes if note[0].upper() + note[1:] not in shown] == []


def test_long_answer_counts_what_is_not_shown() -> None:
    """No more rows than a person reads are shown, and the others are counted."""
    products = osteopharm.load().products

    assert len(table_of(products).rows) == MOST_ROWS
    assert f"{len(products) - MOST_ROWS} more are not shown." in as_html(products)


def test_a_share_is_rounded() -> None:
    """A fraction has three figures, and what was not given is empty."""
    report = diagnose(pl.DataFrame({"product": ["alendronate tablets", "Prolia", "Prolia"]}), "product")

    assert "<td>0.333</td>" in as_html(report)
    assert "<td></td>" in as_html(changes_between(Compendium(), small_part()))


def test_labels_are_below_one_another() -> None:
    """A cell of the comparison has each label on a line of its own, and none twice."""
    (labels,) = (
        row for row in table_of(osteopharm.load().compare("denosumab", "alendronate")).rows if row[0] == "labels"
    )
    lines = labels[1].split("\n")

    assert lines[0] == "Prolia (US): 60 mg subcutaneously every 6 months"
    assert len(lines) == len(set(lines)) > 3


def test_words_of_a_product_string_stay_text() -> None:
    """What the answer repeats of the data is escaped."""
    assert "<b>" not in as_html(osteopharm.load().check_codelist(["atc:<b>"]))


def test_tutorial_notebook_runs() -> None:
    """Every cell of the notebook runs, and the last value of each shows itself as HTML."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    shown = []
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        *statements, last = ast.parse(cell["source"]).body
        assert isinstance(last, ast.Expr), cell["source"]
        exec(compile(ast.Module(statements, []), "cell", "exec"), names)  # noqa: S102 - the notebook is ours
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
        shown.append(value._repr_html_())

    assert len(shown) > 8
    assert all(html and "osteopharm" in html for html in shown)
    assert all(cell["cell_type"] != "code" or cell["outputs"] == [] for cell in cells)
