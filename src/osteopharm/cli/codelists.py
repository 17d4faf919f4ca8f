"""How the commands write code lists, and print what is wrong with one."""

from __future__ import annotations

import json as json_format
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from osteopharm._sanitize import plain
from osteopharm._tables import csv_text
from osteopharm._words import counted
from osteopharm.cli.terminal import STEP, as_json, write
from osteopharm.codelists import Codelist, CodelistCheck
from osteopharm.errors import DataError, Problem
from osteopharm.io.files import write_text


def _rows(found: Codelist) -> str:
    rows = found.to_rows()
    return csv_text([*rows[0]] if rows else ["system", "code", "term"], rows)


def _indented(data: Any) -> str:
    return json_format.dumps(data, ensure_ascii=False, indent=2) + "\n"


LAYOUTS: Mapping[str, Callable[[Codelist], str]] = {
    "csv": Codelist.to_csv,
    "rows": _rows,
    "codelist-generator": Codelist.to_codelist_generator,
    "concept-set": lambda found: _indented(found.to_omop_concept_set()),
    "valueset": lambda found: _indented(found.to_fhir_valueset()),
}
"""How a list is written in each layout."""


def write_list(found: Codelist, layout: str, output: Path | None) -> None:
    """Write a list to a file or to standard output; what is undecided goes to standard error.

    Raises:
        DataError: the list has codes of several systems, and the layout has no column for them.
    """
    if layout == "csv" and len(found.systems) > 1:
        message = f"has codes of several systems: {', '.join(found.systems)}"
        raise DataError([Problem("", message, "choose one with --system, or use --layout rows", "the list")])
    text = LAYOUTS[layout](found)
    report = sys.stderr
    if output is None:
        sys.stdout.write(text)
    else:
        write_text(output, text)
        sys.stdout.write(f"wrote {output}: {counted(len(found), 'code')}\n")
        report = sys.stdout
    if found.undecided:
        report.write(f"{counted(len(found.undecided), 'code')} left out as undecided\n")


def report(found: CodelistCheck, html: Path | None, *, json: bool) -> None:
    """Print a report, and write it as HTML where a file is given."""
    if html is not None:
        write_text(html, found.to_html())
    if json:
        as_json(found.to_rows())
        return
    for line in plain(found).split("\n"):
        text = line.lstrip()
        write(text, indent=STEP if line.startswith(" ") else 0, bold=0 if line.startswith(" ") else len(text))
