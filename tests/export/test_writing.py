"""How exports are written: the same bytes, as a whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import osteopharm
from osteopharm import Compendium, DataError, Registry, UnknownValueError
from osteopharm.cli import commands
from osteopharm.cli.commands import run
from osteopharm.errors import MissingExtraError
from osteopharm.export import data_package, rdf_turtle, write_export
from osteopharm.export.writing import FORMATS

SMALL = Compendium(sources=[Registry(id="one", name="=one", publisher="x", release="2026-01-02", license="none")])
FOLDERS = {"kgx": 2, "kgx-tsv": 2, "data-package": 115, "data-package-parquet": 115}


def contents(path: Path) -> dict[str, bytes]:
    """What a file or the files of a folder have."""
    return {each.name: each.read_bytes() for each in (path.iterdir() if path.is_dir() else [path])}


# pyarrow takes long to write many small files.
SLOW = {"data-package-parquet": pytest.mark.slow}


@pytest.mark.parametrize("format", [pytest.param(each, marks=SLOW.get(each, ())) for each in FORMATS])
def test_the_same_bytes(format: str, tmp_path: Path) -> None:
    """Written again, over the first or beside it, a format has the same bytes, and no other file is left."""
    first, second = tmp_path / "first", tmp_path / "second"
    for path in (first, second, first):
        assert write_export(SMALL, format, path) == FOLDERS.get(format, 1)
    assert contents(first).keys() - {"first"} == contents(second).keys() - {"second"}
    assert [*contents(first).values()] != [b""]
    assert sorted(contents(first).values()) == sorted(contents(second).values())
    assert sorted(each.name for each in tmp_path.iterdir()) == ["first", "second"]


@pytest.mark.slow
def test_the_same_bytes_in_any_process() -> None:
    """The bundled records give the same bytes in every format, whatever the seed of Python's hashes."""
    program = """
import hashlib, osteopharm
from osteopharm.export.writing import FORMATS
for name, write in FORMATS.items():
    print(name, hashlib.sha256(repr(write(osteopharm.load())).encode()).hexdigest())
"""
    runs = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert runs.pop().count(b"\n") == len(FORMATS)


def test_packages_are_imported_on_use() -> None:
    """Importing the exports brings in neither rdflib nor pyarrow nor SQLite."""
    program = "import sys, osteopharm.export; print({'rdflib', 'pyarrow', 'sqlite3', 'rich'} & set(sys.modules))"
    run_in_new = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run_in_new.stdout == "set()\n"


def test_formulas_are_harmless(tmp_path: Path) -> None:
    """A name that a spreadsheet would run begins with an apostrophe in every table."""
    write_export(SMALL, "kgx-tsv", tmp_path / "graph")
    assert "\t'=one\t" in (tmp_path / "graph" / "nodes.tsv").read_text(encoding="utf-8")
    assert b"one,'=one,x" in data_package(SMALL)["registries.csv"]


def test_folders_of_others_are_kept(tmp_path: Path) -> None:
    """A folder with another file is left as it is, with the name of that file."""
    (tmp_path / "thesis.txt").write_text("x", encoding="utf-8")

    with pytest.raises(DataError, match=r"thesis\.txt"):
        write_export(SMALL, "kgx", tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be written, or the new folder cannot take its place, the old one is there, and no other."""
    target = tmp_path / "graph"
    write_export(Compendium(), "kgx", target)
    before = contents(target)
    write_bytes, rename = Path.write_bytes, Path.rename

    def full(self: Path, data: bytes) -> int:
        if self.name == "edges.jsonl":
            raise OSError(28, "No space left on device")
        return write_bytes(self, data)

    def stuck(self: Path, to: Path) -> Any:
        if self.name.endswith(".partial"):
            raise OSError(13, "Permission denied")
        return rename(self, to)

    for name, method in (("write_bytes", full), ("rename", stuck)):
        with monkeypatch.context() as patch:
            patch.setattr(Path, name, method)
            for path in (target, tmp_path / "other"):
                with pytest.raises(OSError, match=str(path)):
                    write_export(SMALL, "kgx", path)
        assert contents(target) == before
        assert [each.name for each in tmp_path.iterdir()] == ["graph"]
    with pytest.raises(OSError, match=r"nodes\.jsonl"):
        write_export(SMALL, "kgx", target / "nodes.jsonl")


def test_unknown_formats_and_missing_extras(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An unknown format is rejected with those known; what needs an extra says how to install it."""
    with pytest.raises(UnknownValueError, match="'kgx'"):
        write_export(SMALL, "xml", tmp_path / "x")
    for name in ("rdf", "packaging"):
        monkeypatch.setattr(f"osteopharm.export.{name}.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"osteopharm\[rdf\]"):
        rdf_turtle(SMALL)
    with pytest.raises(MissingExtraError, match=r"osteopharm\[parquet\]"):
        data_package(SMALL, "parquet")
    assert [*tmp_path.iterdir()] == []


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command has the formats of the library, and says what it wrote."""
    assert get_args(get_type_hints(commands.export)["format"]) == tuple(FORMATS)
    assert run(["export", "kgx", "-o", str(tmp_path / "graph")]) == 0
    assert run(["export", "web-annotations", "-o", str(tmp_path / "claims.json")]) == 0
    assert capsys.readouterr().out == f"wrote {tmp_path / 'graph'}: 2 files\nwrote {tmp_path / 'claims.json'}\n"
    assert (tmp_path / "graph" / "nodes.jsonl").read_text(encoding="utf-8").count("\n") > 900
    assert osteopharm.load().attribution().version in (tmp_path / "claims.json").read_text(encoding="utf-8")
