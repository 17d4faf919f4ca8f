"""The form of `compendium.json` for others: TypeScript and JSON Schema accept records and reject what is not one."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from tests.parts import needs, node_module

import osteopharm
from osteopharm.export import json_schema, typescript_declaration
from osteopharm.io import BUNDLED
from osteopharm.model._schema import schema_of
from osteopharm.model.kinds import KINDS

DATA: dict[str, Any] = json.loads(BUNDLED.read_text(encoding="utf-8"))
# Fields of records, each with a value that it must not have.
WRONG: list[tuple[str, str, Any]] = [
    ("claims", "polarity", "maybe"),
    ("claims", "statement", None),
    ("claims", "shade", "red"),
    ("claims", "setting", "fracture"),
    ("claims", "provenance", {"source": "x"}),
    ("medications", "sources", [1]),
    ("registries", "release", 2026),
    ("products", "of", ["denosumab"]),
]


def some() -> dict[str, Any]:
    """The file with a few records of each type."""
    return {key: value[:40] if isinstance(value, list) else value for key, value in DATA.items() if key != "checksum"}


def wrong(data: dict[str, Any], kind: str, field: str, value: Any) -> dict[str, Any]:
    """The data with a wrong value in the first record of a kind; None leaves the field out."""
    first = {name: each for name, each in data[kind][0].items() if name != field or value is not None}
    return {**data, kind: [first if value is None else {**first, field: value}, *data[kind][1:]]}


def compiled(folder: Path, programs: dict[str, str]) -> dict[str, bool]:
    """Whether each program compiles beside the declaration."""
    (folder / "compendium.d.ts").write_text(typescript_declaration(), encoding="utf-8")
    for name, text in programs.items():
        (folder / f"{name}.ts").write_text(text, encoding="utf-8")
    tsc = node_module("typescript") / "bin" / "tsc"
    words = ["node", str(tsc), "--noEmit", "--strict", "--pretty", "false", *(f"{name}.ts" for name in programs)]
    run = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert "compendium.d.ts" not in run.stdout
    return {name: f"{name}.ts(" not in run.stdout for name in programs}


def program(data: dict[str, Any]) -> str:
    """A program whose data are of the declared type."""
    imported = "import type { Compendium } from './compendium';\n"
    return f"{imported}export const data: Compendium = {json.dumps(data)};\n"


@needs("validators")
def test_typescript_accepts_records_and_nothing_else(tmp_path: Path) -> None:
    """Records of each type compile; a wrong value, a missing or unknown field and a text for a list do not."""
    data = some()
    programs = {"right": program(data)}
    programs |= {f"wrong{place}": program(wrong(data, *each)) for place, each in enumerate(WRONG)}

    assert compiled(tmp_path, programs) == {name: name == "right" for name in programs}


def test_json_schema_accepts_records_and_nothing_else() -> None:
    """The same, with the schema; one record of each wrong kind is enough."""
    Draft202012Validator.check_schema(json_schema())
    validator = Draft202012Validator(json_schema())
    few = {key: value[:2] if isinstance(value, list) else value for key, value in some().items()}

    assert [error.message for error in validator.iter_errors(few)] == []
    assert [each for each in WRONG if validator.is_valid(wrong(few, *each))] == []


def test_every_field_is_declared() -> None:
    """Each type of record has its interface with all fields, and the declaration has license and statement."""
    text = typescript_declaration()
    missing = [
        f"{record_type.__name__}.{field.name}"
        for record_type in KINDS.values()
        for field in schema_of(record_type)
        if f"  readonly {field.name}{'' if field.in_files else '?'}: "
        not in text.partition(f"export interface {record_type.__name__} {{")[2].partition("\n}")[0]
    ]

    assert missing == []
    assert "not medical advice" in text
    assert "CC0-1.0" in text
    assert osteopharm.__version__ in text
    assert text.count("*/") == text.count("/**")
