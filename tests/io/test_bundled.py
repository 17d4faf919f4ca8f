"""The bundled file: it is written with a checksum, and read without checks where that is valid."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import asdict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.draws import compendia
from tests.rules import each_of
from tests.seeds import built

import osteopharm
from osteopharm import io
from osteopharm.io import bundled, json_text
from osteopharm.model.kinds import COLLECTIONS
from osteopharm.names.prepared import PreparedEntry, PreparedLexicon, prepared_text
from osteopharm.names.search import Around


def unchecked(compendium: osteopharm.Compendium) -> osteopharm.Compendium:
    """A compendium written and read as the bundled file is."""
    return osteopharm.Compendium._of_checked(bundled.BundledRecords(json_text(compendium).encode()))


@given(compendia())
def test_what_is_written_with_a_checksum_is_read_as_it_was(compendium: osteopharm.Compendium) -> None:
    """Put together without a check, a compendium is equal to the one that was written, field by field."""
    again = unchecked(compendium)

    assert compendium == again
    for record, twin in zip(compendium.records, again.records, strict=True):
        assert asdict(record, recurse=False) == asdict(twin, recurse=False)


@given(compendia())
def test_what_is_put_together_has_the_types_that_the_checks_ask_for(compendium: osteopharm.Compendium) -> None:
    """A compendium put together without a check would pass them all: made again in Python it is the same."""
    again = unchecked(compendium)
    records = again.records
    checked = osteopharm.Compendium(**{name: records.of(name) for name in COLLECTIONS})

    assert checked == compendium
    for record in again.records:
        assert type(record)(**{name: getattr(record, name) for name in asdict(record, recurse=False)}) == record


@given(compendia())
def test_what_is_dumped_has_its_checksum(compendium: osteopharm.Compendium) -> None:
    """Any compendium is written with its seal, as the last key of plain JSON."""
    text = json_text(compendium)
    content = json.loads(text)

    assert bundled.has_valid_checksum(text.encode())
    assert list(content)[-1] == "checksum"
    assert len(content["checksum"]) == 64


@given(compendia(), st.data())
def test_a_changed_byte_breaks_the_checksum(compendium: osteopharm.Compendium, data: st.DataObject) -> None:
    """Wherever one byte is changed, taken out or doubled, the checksum is invalid."""
    whole = json_text(compendium).encode()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = data.draw(st.sampled_from([b"", whole[place : place + 1] * 2, b"\x00"]))

    assert not bundled.has_valid_checksum(whole[:place] + changed + whole[place + 1 :])


@each_of("data", [b"", b"{}", b"{\n}\n", b'{\n "checksum": ""\n}\n', b',\n "checksum": "x"\n}\n'])
def test_what_has_no_checksum_is_not_whole(data: bytes) -> None:
    """Look-alike: an empty file, and one whose seal is made up, are not whole."""
    assert not bundled.has_valid_checksum(data)


def test_the_bundled_file_is_whole() -> None:
    """The file that ships has a valid checksum, so it is read without checks."""
    assert bundled.has_valid_checksum(io.BUNDLED.read_bytes()), (
        "run `osteopharm build seeds -o src/osteopharm/data/compendium.json`"
    )


@pytest.mark.slow
def test_the_quick_way_gives_what_the_strict_way_gives() -> None:
    """load() gives what load_json of the bundled file gives, field by field of every record."""
    quick, strict = osteopharm.load(), osteopharm.load_json(io.BUNDLED)

    assert quick == strict
    for record, twin in zip(quick.records, strict.records, strict=True):
        assert asdict(record, recurse=False) == asdict(twin, recurse=False)
        assert [type(value) for value in asdict(record, recurse=False).values()] == [
            type(value) for value in asdict(twin, recurse=False).values()
        ]


def test_load_does_without_cattrs() -> None:
    """In a fresh process load() brings in neither cattrs nor the reader of TOML, and asking does not either."""
    program = """
import sys
before = set(sys.modules)
import osteopharm
compendium = osteopharm.load()
str(compendium.claims.about("denosumab"))
repr(compendium.identify("Prolia 60 mg"))
print(sorted({"cattrs", "tomllib", "osteopharm.io.structure"} & (set(sys.modules) - before)))
"""
    fresh = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert fresh.stdout == "[]\n"


def bundled_as(data: bytes | None, file: Path) -> str:
    """What load() says in a fresh process that finds those bytes, or no file, as its data."""
    if data is not None:
        file.write_bytes(data)
    program = f"""
import sys
from pathlib import Path
import osteopharm
from osteopharm import io
io.BUNDLED = Path({str(file)!r})
try:
    print(osteopharm.load().contents)
except osteopharm.DataError as error:
    print(error)
print("cattrs" in sys.modules)
"""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_a_valid_checksum_goes_the_quick_way(tmp_path: Path) -> None:
    """Look-alike: the very bytes that ship are read without the checks."""
    told = bundled_as(io.BUNDLED.read_bytes(), tmp_path / "compendium.json")

    assert told == f"{osteopharm.load().contents}\nFalse\n"


@pytest.mark.parametrize("change", [b"\n", b"", b" "])
def test_changed_data_are_refused(tmp_path: Path, change: bytes) -> None:
    """Where the installed file was changed in any way, load() refuses it and says what to do."""
    data = io.BUNDLED.read_bytes()
    changed = data + change if change else data.replace(b'"cas:66376-36-1"', b'"cas:66376-36-2"')
    printed = bundled_as(changed, tmp_path / "compendium.json")

    assert "compendium.json: does not have the checksum that it was built with" in printed
    assert "hint: install osteopharm again" in printed


def test_missing_data_are_reported(tmp_path: Path) -> None:
    """Where the installed file is gone, that is what is reported."""
    assert "compendium.json: is not a file" in bundled_as(None, tmp_path / "compendium.json")


@pytest.mark.slow
def test_the_quick_way_reads_the_bundled_file_only(tmp_path: Path) -> None:
    """A file of one's own is checked, whatever its checksum."""
    content = json.loads(io.BUNDLED.read_bytes())
    content["concepts"][0]["name"] = " "
    del content["checksum"]
    file = tmp_path / "compendium.json"
    file.write_text(bundled.with_checksum(json.dumps(content, ensure_ascii=False, indent=1) + "\n"), encoding="utf-8")
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.load_json(file)

    assert bundled.has_valid_checksum(file.read_bytes())
    assert [problem.path for problem in caught.value.problems] == ["$.concepts[0].name"]


@pytest.mark.slow
def test_a_file_without_a_checksum_is_read(tmp_path: Path) -> None:
    """A file that somebody wrote by hand needs no checksum."""
    content = json.loads(io.BUNDLED.read_bytes())
    del content["checksum"]
    file = tmp_path / "compendium.json"
    file.write_text(json.dumps(content))

    assert osteopharm.load_json(file) == osteopharm.load()


@given(compendium=compendia(), data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_wrong_checksum_is_refused(tmp_path: Path, compendium: osteopharm.Compendium, data: st.DataObject) -> None:
    """A checksum that is not that of the rest of the file is a problem of its own, whatever it is."""
    content = json.loads(json_text(compendium))
    wrong = st.none() | st.integers() | st.text(max_size=4) | st.text("0123456789abcdef", min_size=64, max_size=64)
    content["checksum"] = data.draw(st.just(content["checksum"]) | wrong)
    file = tmp_path / "compendium.json"
    file.write_text(json.dumps(content, indent=data.draw(st.sampled_from([None, 2]))))
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.load_json(file)

    assert [problem.path for problem in caught.value.problems] == ["$.checksum"]


def test_the_prepared_lexicon_is_fresh() -> None:
    """The lexicon that ships is what the names in the data make: around every mark the same names mean the same."""
    compendium = osteopharm.load()
    prepared = compendium._lexicon
    made = built()._lexicon

    assert isinstance(prepared, PreparedLexicon), STALE
    assert prepared.marks == made.marks, STALE
    assert prepared.words == made.words, STALE
    assert prepared.words_of_patterns == made.words_of_patterns, STALE
    for place, (_, around) in enumerate(made.names_around):
        told = prepared._around(place)
        assert _meanings(told) == _meanings(around), STALE
    assert prepared.made == made.made
    assert prepared.written == made.written


def test_entries_are_made_when_they_are_asked_for() -> None:
    """An entry of the prepared lexicon has the records of the entry that is made of them, and no other attribute."""
    prepared = osteopharm.load()._lexicon
    assert isinstance(prepared, PreparedLexicon), STALE
    [entry] = [sense for *_, sense in prepared.find("Fosamax")]
    fresh = prepared._around(prepared.marks.index(b"fosamax"))[()][()]

    assert isinstance(fresh, PreparedEntry)
    assert fresh.is_certain
    assert fresh.brand is entry.brand is osteopharm.load().brands["Fosamax"]
    assert fresh == entry == pickle.loads(pickle.dumps(fresh)) != 7  # noqa: S301 - what was pickled here
    assert hash(fresh) == hash(entry)
    with pytest.raises(AttributeError, match="no attribute 'strength'"):
        _ = fresh.strength  # type: ignore[attr-defined]


STALE = "stale data: run `osteopharm build seeds -o src/osteopharm/data/compendium.json`"


def _meanings(around: Around) -> dict[tuple[object, ...], tuple[object, ...]]:
    return {
        (before, after): (
            entry.owner.id if entry.owner else None,
            entry.name,
            entry.brand.name if entry.brand else None,
            entry.look_alike.id if entry.look_alike else None,
            entry.is_truncated,
            entry.needs_form,
        )
        for before, behind in around.items()
        for after, entry in behind.items()
    }


def test_a_changed_lexicon_is_refused(tmp_path: Path) -> None:
    """A lexicon that was changed is refused; that of other data, or a missing one, is made of the records."""
    whole = io.BUNDLED.with_name(io.LEXICON).read_bytes()
    checksum = whole.partition(b" ")[0].decode()
    file = tmp_path / io.LEXICON
    file.write_bytes(whole.replace(b"Fosamax", b"Fosamix", 1))
    with pytest.raises(osteopharm.DataError, match="does not have the checksum that it was built with"):
        _ = bundled.PreparedFile(file, checksum).lines

    file.write_bytes(whole)
    assert bundled.PreparedFile(file, checksum).lines is not None
    assert bundled.PreparedFile(file, "0" * 64).lines is None
    assert bundled.PreparedFile(tmp_path / "none", checksum).lines is None


@pytest.mark.slow
def test_a_compendium_without_a_prepared_lexicon_answers_alike() -> None:
    """A compendium of one's own, whose lexicon is made of its records, finds what the bundled one finds."""
    own = built()
    for text in (
        "Fosamax 70 mg",
        "kwas alendronowy",
        "Denosumab (Prolia)",
        "burosumab",
        "ALENDRON",
        "プラリア",
        "vitamin D3",
    ):
        assert repr(own.identify(text)) == repr(osteopharm.load().identify(text))


def test_the_prepared_lexicon_is_written_as_it_was_read() -> None:
    """Written again, the prepared lexicon has the same bytes."""
    written = io.BUNDLED.with_name(io.LEXICON).read_text(encoding="utf-8")

    assert prepared_text(osteopharm.load()._lexicon, written.partition(" ")[0]) == written


@pytest.mark.slow
def test_the_prepared_lexicon_is_that_of_the_bundled_records(tmp_path: Path) -> None:
    """Written again beside a copy of the bundled file, the lexicon has the same bytes."""
    copy = tmp_path / "compendium.json"
    copy.write_bytes(io.BUNDLED.read_bytes())
    io.write_lexicon(osteopharm.load_json(copy), copy)

    assert (tmp_path / io.LEXICON).read_bytes() == io.BUNDLED.with_name(io.LEXICON).read_bytes()
