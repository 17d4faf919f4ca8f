"""The command: what a person types and what comes back."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

import osteopharm
from osteopharm import cli
from osteopharm.cli import printing
from osteopharm.cli.commands import run
from osteopharm.loading import BUNDLED
from osteopharm.testing import SeedFolder

ROOT = Path(__file__).parent.parent
SECOND = ROOT / "docs" / "examples" / "second-document"


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")


def test_about_says_what_this_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm about` prints the colophon."""
    assert run(["about"]) == 0
    assert capsys.readouterr().out == f"{osteopharm.load().colophon()}\n"


def test_about_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm about --json` gives the same to a program."""
    assert run(["about", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert told["sources"][0]["sha256"] == "bfadce783de65dd4ccabeb439c49b21c5877b8e7788da016c924db5fe414ab7c"
    assert "no clinician has reviewed it" in told["not_advice"]


def test_claims_by_name_of_the_entities(capsys: pytest.CaptureFixture[str]) -> None:
    """Ids and names, in any case, narrow the list; each claim shows its id, axes and statement."""
    assert run(["claims", "--about", "Bisphosphonates", "--on", "spine  fusion", "--certainty", "theoretical"]) == 0
    assert capsys.readouterr().out.split("\n") == [
        "af20-s07-fusion-healing-feared  affirmed, theoretical, reasoning",
        "  Bisphosphonates will interfere with bone healing after fusion, as spine",
        "  surgeons fear.",
        "1 claim",
        "",
    ]


def test_claims_as_json_are_the_rows(capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` prints the rows of the same set."""
    assert run(["claims", "--on", "bone-healing", "--polarity", "denied", "--json"]) == 0
    expected = osteopharm.load().claims.on("bone-healing").where(polarity="denied").to_rows()

    assert json.loads(capsys.readouterr().out) == expected


@pytest.mark.parametrize(
    ("option", "value", "count"),
    [
        ("--polarity", "denied", 4),
        ("--certainty", "probable", 5),
        ("--study-kind", "animal-studies", 5),
        ("--species", "human", 4),
        ("--held-by", "others", 1),
        ("--scope", "collective", 9),
        ("--relation", "member-of", 5),
        ("--citation", "4", 3),
    ],
)
def test_every_filter_narrows(capsys: pytest.CaptureFixture[str], option: str, value: str, count: int) -> None:
    """Each filter of the command gives the number of claims that the page makes of that kind."""
    assert run(["claims", option, value, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == count


def test_no_claim_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Filters that leave nothing give an empty list and no error."""
    assert run(["claims", "--about", "anabolic", "--polarity", "denied"]) == 0
    assert capsys.readouterr().out == "0 claims\n"


def test_what_a_class_lends_and_what_is_withheld(capsys: pytest.CaptureFixture[str]) -> None:
    """A claim said of a class says so, and one that a member is excepted from is listed with the reason."""
    merged = osteopharm.read_seeds(SECOND, onto=osteopharm.load())
    printing.claims(merged.claims.about("fictodronate").on("callus-remodeling"), json=False)
    printing.claims(merged.claims.about("fictodronate").on("bone-turnover"), json=False)
    told = capsys.readouterr().out

    assert "not told: In animals with fractures, bisphosphonates slow the remodeling" in told
    assert "Bisphosphonates rapidly decrease bone turnover. (said of its class,\n  bisphosphonates)" in told


@pytest.mark.parametrize(
    ("id", "words"),
    [
        (
            "bisphosphonates",
            ["drug class", "falls under", "antiresorptive medications", "af20-s13-pyrophosphate-analogs"],
        ),
        ("antiresorptive", ["members", "denosumab", "claims on it"]),
        ("denosumab", ["medication", "Denosumab is an"]),
        ("mevalonate-pathway-enzyme", ["target", "The page does not name the enzyme."]),
        ("A key ENZYME of the mevalonate pathway", ["mevalonate-pathway-enzyme"]),
        ("af20-s03-one-in-five", ["at least 20 percent of patients", "cites", "“Osteoporosis is also very common"]),
        ("af20-s07-fusion-healing-feared", ["held by", "spine surgeons", "A concern, not a finding."]),
        ("af20-s13-pyrophosphate-analogs", ["the document breaks off inside this sentence"]),
        ("feared-impairment-of-healing", ["mechanism", "(-1, theoretical)"]),
        ("af20-anderson-amgen", ["Dr. Anderson: consultant, Amgen"]),
        ("anderson-freedman-2020", ["probable: Matched by author", "Dr. Anderson: royalties", "[1,2]", "[…]"]),
    ],
)
def test_show_tells_what_is_known(capsys: pytest.CaptureFixture[str], id: str, words: list[str]) -> None:
    """`osteopharm show` takes the id of any record, or an entity's name, and tells what is known of it."""
    assert run(["show", id]) == 0
    told = capsys.readouterr().out

    for expected in words:
        assert expected in told
    assert all(len(line) <= 80 for line in told.splitlines())


def test_show_a_bearing(capsys: pytest.CaptureFixture[str]) -> None:
    """A bearing shows both claims, the kind, the reason and the members it excepts."""
    merged = osteopharm.read_seeds(SECOND, onto=osteopharm.load())
    bearing = next(iter(merged.bearings))
    printing.record(merged, bearing, json=False)
    told = capsys.readouterr().out

    assert "qualifies" in told
    assert "fictodronate" in told
    assert bearing.reason in told


def test_show_a_document_without_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    """A document of which no publication is known shows no match."""
    merged = osteopharm.read_seeds(SECOND, onto=osteopharm.load())
    printing.record(merged, merged.sources["glass-rabbits-note"], json=False)

    assert "match" not in capsys.readouterr().out


def test_show_as_json_is_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    """`show --json` prints the record in the form of the data files."""
    assert run(["show", "denosumab", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "id": "denosumab",
        "name": "denosumab",
        "sources": ["anderson-freedman-2020"],
        "classes": ["antiresorptive"],
    }


def test_text_from_the_data_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """Square brackets in a name are printed as they are and style nothing."""
    source = tuple(osteopharm.load().sources)
    drug_class = osteopharm.DrugClass(id="odd", name="[bold red]odd[/] [link=x]", sources=source)
    printing.record(osteopharm.load(), osteopharm.load().drug_classes["anabolic"], json=False)
    compendium = osteopharm.Compendium(
        **{
            kind: tuple(getattr(osteopharm.load(), kind))
            for kind in ("sources", "medications", "concepts", "claims", "mechanisms", "disclosures")
        },
        drug_classes=[*osteopharm.load().drug_classes, drug_class],
    )
    printing.record(compendium, drug_class, json=False)

    assert "[bold red]odd[/] [link=x]" in capsys.readouterr().out


def test_an_unknown_name_offers_the_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt id ends with exit code 1 and the near ids on standard error; nothing on standard output."""
    assert run(["show", "denosumap"]) == 1
    printed = capsys.readouterr()

    assert printed.out == ""
    assert printed.err == "osteopharm: no record has the id 'denosumap'; did you mean 'denosumab'?\n"


@pytest.mark.parametrize(
    "words", [["claims", "--certainty", "maybe"], ["shew", "x"], ["show"], ["claims", "--citation", "x"]]
)
def test_words_that_are_not_understood(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    """Words that the command does not know end with exit code 1 and a message on standard error."""
    assert run(words) == 1
    printed = capsys.readouterr()

    assert printed.out == ""
    assert printed.err


def test_an_unknown_citation_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    """A number that the document's reference list does not have is refused with those it has."""
    assert run(["claims", "--citation", "9"]) == 1
    assert "use one of '1', '2'" in capsys.readouterr().err


def test_build_writes_the_shipped_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm build seeds -o FILE` writes byte for byte what ships."""
    target = tmp_path / "compendium.json"

    assert run(["build", str(ROOT / "seeds"), "-o", str(target)]) == 0
    assert target.read_bytes() == BUNDLED.read_bytes()
    assert "46 claims" in capsys.readouterr().out


def test_a_faulty_folder_builds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a fault in the seeds, build and check end with 1, list it, and write no file."""
    folder = SeedFolder.of(osteopharm.load())
    folder.tables["catalogue/concepts.toml"]["concepts"][0]["kind"] = "organ"
    seeds = folder.write(tmp_path / "seeds")

    for words in (["build", str(seeds), "-o", str(tmp_path / "out.json")], ["check", str(seeds)]):
        assert run(words) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "catalogue/concepts.toml: $.concepts[0].kind: unknown EntityKind 'organ'" in printed.err
    assert not (tmp_path / "out.json").exists()


def test_a_file_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the output cannot be written, the command says why and ends with 1."""
    assert run(["build", str(ROOT / "seeds"), "-o", str(tmp_path / "missing" / "out.json")]) == 1
    assert "No such file or directory" in capsys.readouterr().err


def test_check_onto_the_shipped_data(capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of one's own is checked by itself, or together with what ships."""
    assert run(["check", str(SECOND), "--onto-bundled"]) == 0
    assert capsys.readouterr().out.startswith("no problems: 2 sources, ")
    assert run(["check", str(SECOND)]) == 1
    assert "unknown id 'bisphosphonates'" in capsys.readouterr().err


def test_the_command_runs_as_a_process() -> None:
    """The installed command answers and passes its exit code on."""
    found = subprocess.run(
        [Path(sys.executable).with_name("osteopharm"), "show", "x"], capture_output=True, check=False
    )

    assert found.returncode == 1


def run_as_process(*words: str, pipe: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command run as a process, if need be within a line of the shell."""
    command = str(Path(sys.executable).with_name("osteopharm"))
    line = ["bash", "-c", f"{shlex.join([command, *words])} {pipe}"] if pipe else [command, *words]
    return subprocess.run(line, capture_output=True, check=False, env={**os.environ, **environment})


def test_a_reader_that_has_read_enough_is_no_error() -> None:
    """Piped into head, the command ends without a word on standard error."""
    # The reader must be gone before anything is written, or the little that is printed fits into the pipe.
    found = run_as_process("read", pipe="| true")

    assert found.stderr == b""


def test_an_old_terminal_gets_code_points() -> None:
    """Where the output's encoding lacks a letter, its code point is printed; JSON stays JSON, the page stays UTF-8."""
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    shown = run_as_process("show", "af20-s07-healing-impaired", **ascii_only)
    rows = run_as_process("claims", "--on", "bone-healing", "--json", **ascii_only)
    page = run_as_process("read", **ascii_only)

    assert (shown.returncode, rows.returncode, page.returncode) == (0, 0, 0)
    assert rb"\u201ctheir theoretical negative effect on bone healing\u201d" in shown.stdout
    assert json.loads(rows.stdout) == osteopharm.load().claims.on("bone-healing").to_rows()
    assert "\u2713" in page.stdout.decode("utf-8")


def test_main_passes_the_arguments_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The entry point runs the arguments of the process and leaves with the exit code."""
    monkeypatch.setattr(sys, "argv", ["osteopharm", "about"])
    with pytest.raises(SystemExit) as caught:
        cli.main()

    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("osteopharm ")


def test_read_writes_the_reader_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`osteopharm read` writes the page to a file or to standard output; the only document need not be named."""
    target = tmp_path / "page.html"

    assert run(["read", "-o", str(target)]) == 0
    assert capsys.readouterr().out == f"wrote {target}\n"
    assert run(["read", "anderson-freedman-2020"]) == 0
    assert capsys.readouterr().out == target.read_text(encoding="utf-8")
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_read_refuses_what_is_no_document(capsys: pytest.CaptureFixture[str]) -> None:
    """A document that is not there is an error with the near ids."""
    assert run(["read", "anderson-2020"]) == 1
    assert "did you mean 'anderson-freedman-2020'?" in capsys.readouterr().err


def test_a_pipe_gets_whole_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no width is asked for and nobody looks, no line is folded, filled with blanks or coloured."""
    monkeypatch.delenv("COLUMNS")
    assert run(["claims", "--about", "bisphosphonates", "--on", "spine-fusion"]) == 0
    assert run(["show", "anderson-freedman-2020"]) == 0
    told = capsys.readouterr().out

    assert "  Bisphosphonates will interfere with bone healing after fusion, as spine surgeons fear.\n" in told
    assert osteopharm.load().sources["anderson-freedman-2020"].readable.partition("\n")[0] in told
    assert all(line == line.rstrip() for line in told.splitlines())
    assert "\x1b" not in told


@pytest.mark.parametrize("columns", [20, 30, 50])
def test_a_narrow_terminal_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    """In a narrow terminal words are folded, never cut: every letter of the quote is there, and no line is too long."""
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(["show", "af20-s07-fusion-healing-feared"]) == 0
    assert run(["claims", "--on", "spine-fusion"]) == 0
    told = capsys.readouterr().out
    quote = osteopharm.load().claims["af20-s07-fusion-healing-feared"].provenance.quote

    assert all(len(line) <= columns for line in told.splitlines())
    assert "".join(quote.split()) in "".join(told.split())


def test_what_steers_a_terminal_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Overrides of text direction in a record are printed as their code points."""
    page = osteopharm.load()
    odd = osteopharm.DrugClass(id="odd", name="abc\u202ecba", sources=tuple(page.sources))
    kinds = ("sources", "medications", "concepts", "claims", "mechanisms", "disclosures")
    compendium = osteopharm.Compendium(
        **{kind: tuple(getattr(page, kind)) for kind in kinds}, drug_classes=[*page.drug_classes, odd]
    )
    printing.record(compendium, odd, json=False)

    assert "abc<U+202E>cba" in capsys.readouterr().out


def test_main_writes_to_any_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard output is a stream of another kind, as in some notebooks, the command writes to it too."""
    stream = StringIO()
    monkeypatch.setattr(sys, "argv", ["osteopharm", "about"])
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(SystemExit) as caught:
        cli.main()

    assert caught.value.code == 0
    assert stream.getvalue().startswith("osteopharm ")
