"""Reading and writing: what goes in comes out, whatever the order, and only when it is asked for."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Barrier

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.draws import compendia, shuffles
from tests.seeds import SEEDS, built, small_part

import osteopharm
from osteopharm import io
from osteopharm._files import ProblemCollector
from osteopharm.io import json_text
from osteopharm.model.entities import Drug, DrugClass
from osteopharm.names.normalize import folded_name
from osteopharm.testing import SeedFolder


def test_the_shipped_data_are_fresh() -> None:
    """The JSON that ships is what the seeds in this repository build, byte for byte."""
    fresh = json_text(built())

    assert fresh == io.BUNDLED.read_text(encoding="utf-8"), (
        "stale data: run `osteopharm build seeds -o src/osteopharm/data/compendium.json`"
    )


@given(compendia())
def test_seeds_and_json_give_the_same_compendium_again(compendium: osteopharm.Compendium) -> None:
    """Compendium -> seeds -> Compendium -> JSON -> Compendium loses and adds nothing."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "compendium.json")
        from_seeds = osteopharm.read_seeds(SeedFolder.of(compendium).write(Path(folder, "seeds")))
        osteopharm.dump_json(from_seeds, file)
        from_json = osteopharm.load_json(file)

    assert compendium == from_seeds == from_json


@given(compendia(), shuffles)
def test_the_order_of_records_changes_nothing(compendium: osteopharm.Compendium, random: Random) -> None:
    """Records in any order within their files give the same compendium and the same JSON."""
    folder = SeedFolder.of(compendium)
    for table in folder.tables.values():
        for value in table.values():
            if isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]:
                random.shuffle(value)
    with TemporaryDirectory() as place:
        shuffled = osteopharm.read_seeds(folder.write(Path(place)))

    assert compendium == shuffled
    assert json_text(compendium) == json_text(shuffled)


@given(compendia())
def test_a_compendium_survives_pickling(compendium: osteopharm.Compendium) -> None:
    """A pickled compendium is equal and answers as before; its indices are built anew."""
    again = pickle.loads(pickle.dumps(compendium))  # noqa: S301

    assert compendium == again
    assert hash(compendium) == hash(again)
    for drug_class in compendium.drug_classes.values():
        assert compendium.members(drug_class.id) == again.members(drug_class.id)
        assert compendium.claims.about(drug_class.id) == again.claims.about(drug_class.id)


@given(compendia(), st.data())
def test_a_filtered_claim_set_survives_pickling(compendium: osteopharm.Compendium, data: st.DataObject) -> None:
    """A pickled part of the claims still knows the whole: entities, exceptions and who inherits what."""
    entity = data.draw(st.sampled_from(list(compendium.records.entities)))
    told = compendium.claims.about(entity)
    again = pickle.loads(pickle.dumps(told))  # noqa: S301

    assert told == again
    assert told.exceptions == again.exceptions
    assert str(told) == str(again)
    assert told.on(entity) == again.on(entity)
    assert told.get("no-such-claim") is None


def written(compendium: osteopharm.Compendium) -> set[bytes]:
    """All names and brands, folded; a folder may not give one of theirs to a product of its own."""
    products: list[Drug] = [*compendium.medications.values(), *compendium.combinations.values()]
    entities: list[Drug | DrugClass] = [*compendium.drug_classes.values(), *products]
    names = [name.name for entity in entities for name in (entity, *entity.names)]
    names += [name for product in products for brand in product.brands for name in (brand.name, *brand.name_variants)]
    return {folded_name(name) for name in names}


@pytest.mark.slow
@given(compendia())
def test_seeds_are_read_onto_a_compendium(compendium: osteopharm.Compendium) -> None:
    """A folder read onto the shipped data holds both, and the shipped records are the very same objects."""
    base = osteopharm.load()
    assume(written(base).isdisjoint(written(compendium)))
    with TemporaryDirectory() as folder:
        merged = osteopharm.read_seeds(SeedFolder.of(compendium).write(Path(folder)), extend=base)

    assert len(base.claims) + len(compendium.claims) == len(merged.claims)
    assert all(merged.concepts[concept.id] is concept for concept in base.concepts.values())
    assert all(merged.claims[claim.id] == claim for claim in compendium.claims)


def test_a_folder_may_link_to_what_it_is_read_onto(tmp_path: Path) -> None:
    """A claim of one's own may speak of a class that ships; without the shipped data the link is refused."""
    text = "Bisphosphonates were given."
    own = SeedFolder(
        texts={"note/document.txt": text},
        tables={
            "note/source.toml": {
                "name": "A note",
                "license": "CC0-1.0",
                "attribution": "nobody",
                "sha256": osteopharm.Document(id="x", name="x", text=text, license="x", attribution="x").sha256,
            },
            "note/claims.toml": {
                "claims": [
                    {
                        "id": "note-given",
                        "statement": "Bisphosphonates were given.",
                        "subject": "bisphosphonates",
                        "relation": "used-to-treat",
                        "object": "osteoporosis",
                        "polarity": "affirmed",
                        "certainty": "stated",
                        "held_by": "authors",
                        "study_kind": "not-given",
                        "species": "not-given",
                        "scope": "each-member",
                        "quote": "Bisphosphonates were given",
                    }
                ]
            },
        },
    ).write(tmp_path)
    merged = osteopharm.read_seeds(own, extend=osteopharm.load())
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(own)

    assert merged.claims["note-given"] in merged.claims.about("bisphosphonates")
    assert [(problem.file, problem.path) for problem in caught.value.problems] == [
        ("note/claims.toml", "$.claims[0].object"),
        ("note/claims.toml", "$.claims[0].subject"),
    ]


@pytest.mark.slow
def test_ids_may_not_clash_with_what_is_read_onto(tmp_path: Path) -> None:
    """Reading the shipped seeds onto the shipped data is refused: every id is there twice."""
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(SEEDS, extend=osteopharm.load())
    first = caught.value.problems[0]

    assert (first.file, first.path) == ("anderson-freedman-2020/claims.toml", "$.claims[0].id")
    assert not list(tmp_path.iterdir())


def test_sixteen_threads_load_one_object() -> None:
    """A first load from 16 threads at once reads the data once and gives all of them the same object."""
    program = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
import osteopharm
barrier = Barrier(16)
def load(_):
    barrier.wait()
    return id(osteopharm.load())
with ThreadPoolExecutor(16) as pool:
    print(len(set(pool.map(load, range(16)))))
"""
    fresh = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert fresh.stdout == "1\n"


def test_threads_share_one_compendium() -> None:
    """Sixteen threads that ask the same questions at once get the same answers as one."""
    compendium = pickle.loads(pickle.dumps(osteopharm.load()))  # noqa: S301
    barrier = Barrier(16)

    def ask(_: int) -> tuple[object, ...]:
        barrier.wait()
        told = compendium.claims.about("bisphosphonates").on("bone-healing")
        return told, compendium.members("antiresorptive"), compendium.claims.conflicts()

    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(ask, range(16)))

    assert {ask_once(osteopharm.load())} == answers


def ask_once(compendium: osteopharm.Compendium) -> tuple[object, ...]:
    """The answers that `test_threads_share_one_compendium` expects."""
    told = compendium.claims.about("bisphosphonates").on("bone-healing")
    return told, compendium.members("antiresorptive"), compendium.claims.conflicts()


@pytest.mark.slow
def test_json_is_canonical_and_plain(tmp_path: Path) -> None:
    """The dumped file is UTF-8 JSON that ends in a line feed, and dumping twice gives the same bytes."""
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    osteopharm.dump_json(osteopharm.load(), first)
    osteopharm.dump_json(osteopharm.load_json(first), second)

    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().endswith(b"}\n")
    assert json.loads(first.read_bytes())["documents"][0]["id"] == "anderson-freedman-2020"


def test_a_failed_dump_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails, the old file stays whole and no partial file is left behind."""
    target = tmp_path / "compendium.json"
    target.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*compendium\.json'"):
        osteopharm.dump_json(small_part(), target)

    assert [entry.name for entry in tmp_path.iterdir()] == ["compendium.json"]
    assert target.read_text() == "old"


def test_problems_are_sorted_by_place() -> None:
    """Problems come sorted by file and place, the tenth record after the ninth."""
    finds = ProblemCollector()
    for path in ("$.claims[10]", "$.claims[9]", "$.claims[9].quote"):
        finds.add("a.toml", path, "wrong")
    with pytest.raises(osteopharm.DataError) as caught:
        finds.raise_any()

    assert [each.path for each in caught.value.problems] == ["$.claims[9]", "$.claims[9].quote", "$.claims[10]"]


def test_a_dump_follows_links_and_replaces_no_device(tmp_path: Path) -> None:
    """Written through a link, the file behind it changes and the link stays; a pipe is written to, not replaced."""
    target, link, pipe = tmp_path / "target.json", tmp_path / "link.json", tmp_path / "pipe"
    target.write_text("old")
    link.symlink_to(target)
    part = small_part()
    osteopharm.dump_json(part, link)
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(pipe.read_bytes)
        osteopharm.dump_json(part, pipe)

    assert link.is_symlink()
    assert target.read_bytes() == json_text(part).encode() == reader.result()
    assert pipe.is_fifo()


def test_a_dump_that_fails_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    """The error of a failed dump names the path that was given, not a partial file."""
    with pytest.raises(FileNotFoundError, match=r"No such file or directory: '.*missing/out\.json'"):
        osteopharm.dump_json(small_part(), tmp_path / "missing" / "out.json")


@pytest.mark.parametrize("taken", ["denosumab", "bone-healing"])
def test_a_clash_with_what_is_there_is_the_new_records_fault(tmp_path: Path, taken: str) -> None:
    """A new class with the id or the name of a shipped medication or concept is refused at its own place."""
    name = osteopharm.load().lookup(taken).name
    classes = [
        {"id": taken, "name": "a name of its own", "sources": ["anderson-freedman-2020"]},
        {"id": "an-id-of-its-own", "name": name, "sources": ["anderson-freedman-2020"]},
    ]
    folder = SeedFolder(tables={"catalog/drug-classes.toml": {"drug_classes": classes}})
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(folder.write(tmp_path), extend=osteopharm.load())

    assert [problem.path for problem in caught.value.problems] == ["$.drug_classes[0].id", "$.drug_classes[1].name"]
