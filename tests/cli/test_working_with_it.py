"""Finding records, comparing, asking a file of one's own, and starting a new record."""

from __future__ import annotations

import json
import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest
from tests.seeds import small_folder

import osteopharm
from osteopharm import Compendium, DrugClass, Medication, Registry, io
from osteopharm.cli.commands import run
from osteopharm.cli.finding import LISTABLE
from osteopharm.model.kinds import COLLECTIONS, KINDS


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    """A file with one invented medication, and nothing that ships."""
    source = Registry(
        id="shelf", name="a shelf", publisher="nobody", release="1", license="CC0-1.0", accessed_from=("a shelf",)
    )
    made = DrugClass(id="inventions", name="inventions", sources=(source,))
    fictodronate = Medication(id="fictodronate", name="fictodronate", classes=(made,), sources=(source,))
    file = tmp_path / "mine.json"
    osteopharm.dump_json(Compendium(sources=[source], drug_classes=[made], medications=[fictodronate]), file)
    return file


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that succeeds prints."""
    assert run(words) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that fails prints on standard error; it prints nothing else."""
    assert run(words) == 1
    output = capsys.readouterr()
    assert output.out == ""
    return output.err


def test_list_has_every_record_of_a_kind(capsys: pytest.CaptureFixture[str]) -> None:
    """`list` prints the ids of a kind as the library has them; both spellings of what can be listed are known."""
    rows = json.loads(printed(capsys, "list", "drug-classes", "--json"))

    assert [row["id"] for row in rows] == [*osteopharm.load().drug_classes]
    assert rows[0] == {"kind": "drug class", "id": "anabolic", "title": "anabolic medications"}
    assert {kind.replace("-", "_") for kind in LISTABLE} == {*KINDS, *COLLECTIONS}


def test_list_is_a_table_that_ends_with_the_count(capsys: pytest.CaptureFixture[str]) -> None:
    """In a terminal the columns have heads, and the last line counts the records."""
    head, *_, last = printed(capsys, "list", "drug-classes").splitlines()

    assert head.split() == ["id", "title"]
    assert last == f"{len(osteopharm.load().drug_classes)} records"


def test_an_id_is_not_repeated_as_a_title(capsys: pytest.CaptureFixture[str]) -> None:
    """Records without a title are listed by their ids alone."""
    assert printed(capsys, "list", "overlaps").split()[:2] == ["id", next(iter(osteopharm.load().overlaps))]


@pytest.mark.parametrize("words", [["list", "drugs"], ["search", "bone", "--kind", "drugs"]])
def test_an_unknown_kind_lists_the_kinds(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    """A kind of record that there is not is refused with those that there are."""
    assert "kind of record has no value 'drugs'; use one of 'sources'" in refused(capsys, *words)


def test_search_finds_the_outcome_before_what_mentions_it(capsys: pytest.CaptureFixture[str]) -> None:
    """A synonym leads to its concept, which comes before the publications and claims with those words."""
    rows = json.loads(printed(capsys, "search", "Spinal Fusion", "--json"))

    assert rows[0]["id"] == "spine-fusion"
    assert {"publication", "claim"} <= {row["kind"] for row in rows[1:]}


def test_search_finds_words_before_what_has_them_inside(capsys: pytest.CaptureFixture[str]) -> None:
    """What has the word fusion in its title comes before infusions, whatever is listed first elsewhere."""
    found = json.loads(printed(capsys, "search", "fusion", "--most", "999", "--json"))
    whole = [" fusion" in f" {each['title'].casefold()}" for each in found]
    inside = ["infusion" in each["title"] for each in found]

    assert inside.count(True) > 10
    assert max(place for place, is_whole in enumerate(whole) if is_whole) < inside.index(True)


def test_search_finds_a_brand_and_says_how_many_more(capsys: pytest.CaptureFixture[str]) -> None:
    """A brand leads to its medication; what is left out by `--most` is counted, and nothing is not an error."""
    assert json.loads(printed(capsys, "search", "prolia", "--kind", "medications", "--json"))[0]["id"] == "denosumab"
    assert "more: use --most, or --kind" in printed(capsys, "search", "bone", "--most", "2").splitlines()[-1]
    assert printed(capsys, "search", "xylophone") == "nothing found; similar names: osteopharm suggest xylophone\n"
    assert json.loads(printed(capsys, "search", "xylophone", "--json")) == []
    assert printed(capsys, "search", " ").splitlines() == ["nothing found"]


def test_table_is_separated_by_tabs_in_a_pipe(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody looks, a row is one line, whatever its length."""
    monkeypatch.delenv("COLUMNS")
    lines = printed(capsys, "list", "documents").splitlines()

    assert lines[:2] == ["id\ttitle", "anderson-freedman-2020\tAnderson and Freedman 2020, first page"]


def test_table_in_a_narrow_terminal_has_a_row_of_labels(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the columns have no room, each cell is written under its head."""
    monkeypatch.setenv("COLUMNS", "40")
    lines = printed(capsys, "list", "documents").splitlines()

    assert lines[:2] == ["id     anderson-freedman-2020", "title  Anderson and Freedman 2020, first"]


def test_compare_has_two_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """The two are side by side within 80 columns; what is between parentheses is not torn apart."""
    lines = printed(capsys, "compare", "denosumab", "alendronate").splitlines()
    side_by_side = next(line for line in lines if line.startswith("fracture risk"))

    assert lines[0].split() == ["denosumab", "alendronic", "acid"]
    assert side_by_side.count("lowers (probable") == 2
    assert max(map(len, lines)) <= 80
    assert "osteopharm claims --about" in " ".join(lines[-2].split())


def test_show_prints_one_section(capsys: pytest.CaptureFixture[str]) -> None:
    """`--section` prints that section alone; products, which are counted otherwise, are listed with their labels."""
    text = printed(capsys, "show", "denosumab", "--section", "products")

    assert "Prolia, 60 mg/mL, prefilled syringe, subcutaneous" in text
    assert "US: labeled for osteoporosis" in text
    assert "identifiers" not in text
    assert "osteopharm show denosumab --section products" in " ".join(printed(capsys, "show", "denosumab").split())


def test_a_word_names_all_sections_that_have_it(capsys: pytest.CaptureFixture[str]) -> None:
    """`--section claims` prints the claims about a thing and those on it; a whole name prints that section alone."""
    text = printed(capsys, "show", "osteoporosis", "--section", "Claims")
    labels = [label for line in text.splitlines() if not line.startswith(" ") for label in re.split("  +", line)[:1]]

    assert labels == ["claims about it", "claims on it"]
    assert printed(capsys, "show", "denosumab", "--section", "names").startswith("names  denosumab-bbdz")


def test_show_leads_to_claims_and_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    """A publication lists its claims; a claim counts those that are linked to it, and names the command."""
    assert "freedom-02: Denosumab lowered hip fractures" in printed(capsys, "show", "freedom-2009")
    assert "13: osteopharm evidence af20-s12" in printed(capsys, "show", "af20-s12-fractures-unaffected")
    assert "evidence" not in printed(capsys, "show", "freedom-02").splitlines()[-1]


def test_a_synonym_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    """Details beside a synonym do not have it again."""
    assert "name:" not in printed(capsys, "show", "hip fracture", "--section", "synonyms")


@pytest.mark.parametrize("columns", [80, 120])
def test_a_tree_that_is_folded_keeps_its_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """No line is wider than the terminal; each line of the tree begins with its branches, and no word is lost."""
    monkeypatch.setenv("COLUMNS", str(columns))
    text = printed(capsys, "explain", "alendronate", "fracture risk")
    tree = [line for line in text.splitlines() if line[0] in "├└│ "]
    whole = str(osteopharm.load().explain("alendronic-acid", "fracture-risk"))

    assert max(map(len, text.splitlines())) <= columns
    assert len(tree) > len([line for line in whole.splitlines() if line[0] in "├└│ "])
    assert re.sub(r"[\s│├└]", "", text) == re.sub(r"[\s│├└]", "", whole)


def test_show_refuses_a_section_that_the_record_has_not(capsys: pytest.CaptureFixture[str]) -> None:
    """The sections that there are follow."""
    assert "section has no value 'nothing'; use one of 'id', 'sources'" in refused(
        capsys, "show", "denosumab", "--section", "nothing"
    )


@pytest.mark.parametrize("option", [["--data", "{}"], ["--data={}"]])
def test_data_of_a_file_answer(capsys: pytest.CaptureFixture[str], own_file: Path, option: list[str]) -> None:
    """With `--data` the records of the file answer, wherever it is given; the next command has the bundled ones."""
    given = [word.format(own_file) for word in option]
    own = json.loads(printed(capsys, *given, "list", "medications", "--json"))
    bundled = json.loads(printed(capsys, "list", "medications", "--json"))

    assert [row["id"] for row in own] == [*osteopharm.load_json(own_file).medications]
    assert len(bundled) > len(own) > 0
    assert json.loads(printed(capsys, "list", "medications", "--json", *given)) == own


def test_data_after_two_hyphens_are_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Options end at `--`: a product may be called `--data`."""
    assert printed(capsys, "identify", "--", "--data").splitlines()[0] == "--data"


def test_data_without_a_file_are_refused(capsys: pytest.CaptureFixture[str], own_file: Path) -> None:
    """The option needs one file, and the file must be valid."""
    assert "--data: has no file" in refused(capsys, "about", "--data")
    assert "--data: is given twice" in refused(capsys, "about", "--data", str(own_file), f"--data={own_file}")
    assert "no-such.json" in refused(capsys, "about", "--data", "no-such.json")


def test_annotate_uses_the_data_of_the_file(capsys: pytest.CaptureFixture[str], own_file: Path, tmp_path: Path) -> None:
    """A file of dispensings is annotated with the records of the file that is named."""
    pytest.importorskip("polars")
    table = tmp_path / "table.csv"
    table.write_text("product\nProlia 60 mg\n", encoding="utf-8")

    assert "denosumab" in printed(capsys, "annotate", str(table), "--column", "product")
    assert "denosumab" not in printed(capsys, "annotate", str(table), "--column", "product", "--data", str(own_file))


def test_new_medication_lacks_only_what_is_left_empty(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The file is valid TOML under an id made of the name; `check` names the two fields to fill in, and no other."""
    assert "medications/fictodronic-acid.toml" in printed(
        capsys, "new", "medication", 'Fictodronic "acid"', "--seeds", str(tmp_path)
    )
    file = tmp_path / "catalog" / "medications" / "fictodronic-acid.toml"
    problems = refused(capsys, "check", str(tmp_path), "--extend-bundled")

    assert tomllib.loads(file.read_text(encoding="utf-8"))["name"] == 'Fictodronic "acid"'
    assert problems.startswith("osteopharm: 2 problems:")
    assert "$.classes: is empty" in problems
    assert "$.sources: is empty" in problems


def test_new_medication_filled_in_is_valid(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With a class and a source the folder has no problem."""
    printed(capsys, "new", "medication", "fictodronate", "--seeds", str(tmp_path))
    file = tmp_path / "catalog" / "medications" / "fictodronate.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("classes = []", 'classes = ["bisphosphonates"]').replace("sources = []", 'sources = ["atc-2026"]'),
        encoding="utf-8",
    )

    assert "no problems" in printed(capsys, "check", str(tmp_path), "--extend-bundled")


def test_new_publication_is_valid_when_it_says_where_it_was_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The file of a publication is in the folder of studies; its findings are comments."""
    printed(capsys, "new", "publication", "Doe and others 2026", "--seeds", str(tmp_path))
    file = tmp_path / "studies" / "doe-and-others-2026.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("accessed_from = []", 'accessed_from = ["a shelf"]'), encoding="utf-8"
    )

    assert "no problems" in printed(capsys, "check", str(tmp_path), "--extend-bundled")


def test_new_document_has_its_checksum_and_sentences(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The text is copied byte for byte, its digest is filled in, and each sentence has an entry to fill in."""
    text = tmp_path / "note.txt"
    text.write_bytes("Bone heals.\nFractures of the hip — they unite too.".encode())
    printed(capsys, "new", "document", "A note", "--text", str(text), "--seeds", str(tmp_path / "seeds"))
    folder = tmp_path / "seeds" / "a-note"
    source = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))
    problems = refused(capsys, "check", str(tmp_path / "seeds"), "--extend-bundled")

    assert (folder / "document.txt").read_bytes() == text.read_bytes()
    assert source["sha256"] == sha256(text.read_bytes()).hexdigest()
    assert [entry["sentence"] for entry in source["uncovered"]] == [1, 2]
    assert "# Sentence 2: Fractures of the hip — they unite too." in (folder / "claims.toml").read_text("utf-8")
    assert "checksum" not in problems
    assert problems.count("reason: is blank") == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["document", "A note"], "needs its text"),
        (["medication", "x", "--text", "note.txt"], "is not a document"),
        (["medication", "薬"], "has no letter of which an id can be made"),
    ],
)
def test_new_record_that_cannot_be_made(
    capsys: pytest.CaptureFixture[str], words: list[str], message: str, tmp_path: Path
) -> None:
    """What is missing is said, and nothing is written."""
    assert message in refused(capsys, "new", *words, "--seeds", str(tmp_path / "seeds"))
    assert not (tmp_path / "seeds").exists()


def test_new_record_never_replaces_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A second call with the same name is refused, and the file is as it was."""
    words = ["new", "medication", "fictodronate", "--seeds", str(tmp_path)]
    printed(capsys, *words)
    file = tmp_path / "catalog" / "medications" / "fictodronate.toml"
    file.write_text("# mine", encoding="utf-8")

    assert "exists" in refused(capsys, *words)
    assert file.read_text(encoding="utf-8") == "# mine"


@pytest.mark.parametrize("page", ["evidence", "products", "mechanisms"])
def test_a_page_to_explore_is_written(capsys: pytest.CaptureFixture[str], own_file: Path, page: str) -> None:
    """The page is one of the data that are asked, and its place is printed."""
    file = own_file.with_name("page.html")

    assert printed(capsys, "explore", page, "-o", str(file), "--data", str(own_file)) == f"wrote {file}\n"
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_building_the_bundled_file_builds_its_lexicon(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lexicon beside the bundled file is written with it, and beside another file it is not."""
    (bundled := tmp_path / "bundled").mkdir()
    monkeypatch.setattr(io, "BUNDLED", bundled / "compendium.json")
    small_folder().write(tmp_path / "seeds")
    for place in (tmp_path, bundled):
        printed(capsys, "build", str(tmp_path / "seeds"), "-o", str(place / "compendium.json"))

    assert {path.name for path in bundled.iterdir()} == {"compendium.json", "lexicon.jsonl"}
    assert not (tmp_path / "lexicon.jsonl").exists()


def test_completion_can_be_installed(capsys: pytest.CaptureFixture[str]) -> None:
    """The help of the command names the option that installs shell completion, and the one that every command takes."""
    text = printed(capsys, "--help")

    assert "--install-completion" in text
    assert "--data FILE" in text
