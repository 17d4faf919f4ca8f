"""Data that last: ids are never reused, changes are listed, and sources that have grown old are named."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.seeds import SEEDS

import osteopharm
from osteopharm.changes import ChangeKind, changes_between, data_version
from osteopharm.cli.commands import run
from osteopharm.io import BUNDLED
from osteopharm.model import Registry

COMPENDIUM = osteopharm.load()
RETIRED = [*csv.DictReader((SEEDS / "retired-ids.csv").read_text(encoding="utf-8").splitlines())]
AS_OF = date(2026, 11, 26)
"""The day of this release, against which the age of sources is held: no test may fail by the passing of time."""
CADENCES = {"rxnorm": 31, "ndc": 31, "atc": 366, "dmd": 31, "bnf": 366, "hcpcs": 92}
"""How many days pass between two releases of a registry, where it publishes that; others are read once a year."""
YEARLY = 366


def test_retired_ids_are_not_reused() -> None:
    """No record has the id of one that was withdrawn, each of which is listed once with its type and reason."""
    ids = [row["id"] for row in RETIRED]

    assert len(ids) == len({*ids}) > 5
    assert all(row["reason"] and row["type"] for row in RETIRED)
    assert [id for id in ids if any(record.id == id for record in COMPENDIUM.records)] == []


def test_a_retired_id_is_refused(tmp_path: Path) -> None:
    """A seed folder in which a record takes a retired id is refused at its place."""
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "registries.toml").write_text(
        '[[registries]]\nid = "gone"\nname = "n"\npublisher = "p"\nrelease = "1"\nlicense = "CC0-1.0"\n'
    )
    (tmp_path / "retired-ids.csv").write_text("id,type,reason\ngone,registries,merged\n")
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(tmp_path)

    [problem] = caught.value.problems
    assert (problem.file, problem.path) == ("catalog/registries.toml", "$.registries[0].id")
    assert "was the id of a record that was withdrawn: merged" in problem.message


@pytest.mark.parametrize("text", ["", "id\nx\n", "id,type,reason\nx,y\n"])
def test_a_broken_list_of_retired_ids(text: str, tmp_path: Path) -> None:
    """A list that cannot be read is reported, not ignored."""
    (tmp_path / "retired-ids.csv").write_text(text)
    with pytest.raises(osteopharm.DataError, match=r"retired-ids\.csv"):
        osteopharm.read_seeds(tmp_path)


def test_a_list_of_retired_ids_elsewhere(tmp_path: Path) -> None:
    """A list that is a link out of the folder is refused."""
    (tmp_path / "list.csv").write_text("id,type,reason\n")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "retired-ids.csv").symlink_to(tmp_path / "list.csv")
    with pytest.raises(osteopharm.DataError, match="is a link that leaves the folder"):
        osteopharm.read_seeds(tmp_path / "seeds")


names = st.text("abc", min_size=1, max_size=2)
concepts = st.dictionaries(names, names, max_size=4)


@given(first=concepts, second=concepts)
def test_changes(first: dict[str, str], second: dict[str, str]) -> None:
    """Each record that is not the same in both is added, changed or withdrawn; nothing else is listed."""
    registry = Registry(id="r", name="r", publisher="r", release="1", license="CC0-1.0")

    def made(notes: dict[str, str]) -> osteopharm.Compendium:
        kind = osteopharm.EntityKind.OUTCOME
        return osteopharm.Compendium(
            sources=[registry],
            concepts=[
                osteopharm.Concept(id=id, name=f"name {id}", kind=kind, sources=(registry,), note=note)
                for id, note in notes.items()
            ],
        )

    old, new = made(first), made(second)
    found = {change.id: (change.kind, change.fields) for change in changes_between(old, new).changes}
    expected: dict[str, tuple[ChangeKind, tuple[str, ...]]] = {
        **dict.fromkeys(first.keys() - second.keys(), (ChangeKind.WITHDRAWN, ())),
        **dict.fromkeys(second.keys() - first.keys(), (ChangeKind.ADDED, ())),
        **{id: (ChangeKind.CHANGED, ("note",)) for id in first.keys() & second.keys() if first[id] != second[id]},
    }

    assert found == expected
    assert (data_version(old) == data_version(new)) == (first == second)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm diff` lists the changes between two files, as text and as JSON."""
    registry = Registry(id="r", name="r", publisher="r", release="1", license="CC0-1.0")
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    osteopharm.dump_json(osteopharm.Compendium(sources=[registry]), old)
    osteopharm.dump_json(osteopharm.Compendium(sources=[evolve(registry, release="2")]), new)

    assert run(["diff", str(old), str(new)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["changed registries r: release"]
    assert run(["diff", str(new), str(new)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["no changes"]
    assert run(["diff", str(old), str(new), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["changes"] == [{"kind": "changed", "type": "registries", "id": "r", "fields": ["release"]}]
    assert listed["old"] != listed["new"]
    rows = changes_between(osteopharm.load_json(old), osteopharm.load_json(new)).to_frame("polars")
    assert rows.rows() == [("changed", "registries", "r", "release")]


def test_sources_are_young_or_listed() -> None:
    """Each registry with a dated release is younger than its own cadence, or is on the page of stale sources."""
    page = (SEEDS.parent / "docs" / "stale-sources.md").read_text(encoding="utf-8")
    wrong = []
    for registry in COMPENDIUM.sources.values():
        if isinstance(registry, Registry):
            released = re.match(r"(\d{4})-(\d{2})(?:-(\d{2}))?\Z", registry.release)
            cadence = next((days for name, days in CADENCES.items() if registry.id.startswith(name)), YEARLY)
            is_young = (
                released is not None
                and (AS_OF - date(int(released[1]), int(released[2]), int(released[3] or 28))).days <= cadence
            )
            if is_young == (f"`{registry.id}`" in page):
                wrong.append(
                    f"{registry.id} ({registry.release}): {'take it off' if is_young else 'list it on'} the page"
                )

    assert wrong == []


@pytest.mark.slow
def test_the_bundled_version() -> None:
    """The version of the data follows from the records alone."""
    assert data_version(COMPENDIUM) == data_version(osteopharm.load_json(BUNDLED))
