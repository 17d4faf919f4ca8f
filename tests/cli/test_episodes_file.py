"""`osteopharm episodes`: a file of dispensings in, a file of episodes out, and every row accounted for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from osteopharm.cli import episodes as episodes_command
from osteopharm.cli.commands import run
from osteopharm.errors import MissingExtraError, UnknownValueError

HEADER = "who,when,what,units,supply,ward\n"
ROWS = """\
p1,2023-01-02,alendronate 70 mg tablet,4,28,a
p1,2023-01-30,Fosavance 70mg/5600unit tablets,4,,a
p1,2023-03-20,Prolia 60 mg/mL,1,30,b
p2,2023-01-02,Reclast 5 mg/100 mL,1,365,a
p2,02/01/2023,Reclast 5 mg/100 mL,1,365,a
,02/01/2023,Reclast 5 mg/100 mL,1,365,a
p3,,Prolia 60 mg/mL,1,30,a
p4,2023-01-02,alendronate 70 mg tablet,four,,a
p4,2023-02-02,aspirin 75 mg,28,28,a
p4,2023-03-02,Xgeva 120 mg,1,28,a
"""
ARGUMENTS = ["--person", "who", "--date", "when", "--product", "what", "--quantity", "units", "--days-supply", "supply"]
EPISODES = [
    ("p1", "alendronic-acid", "2023-01-02", "2023-02-27", "2", "56", "0", "switch"),
    ("p1", "denosumab", "2023-03-20", "2023-09-19", "1", "183", "0", "end of data"),
    ("p2", "zoledronic-acid", "2023-01-02", "2024-01-02", "1", "365", "0", "end of data"),
]
SUMMARY = {
    "rows": 10,
    "kept": 4,
    "excluded": {
        "date does not parse": 1,
        "date is null": 1,
        "no medication found": 1,
        "not labeled for osteoporosis": 1,
        "person is null": 1,
        "quantity unknown": 1,
    },
    "unread": {"quantity": 1},
    "persons": 2,
    "episodes": 3,
    "by_group": {"alendronic-acid": 1, "denosumab": 1, "zoledronic-acid": 1},
    "ended_by": {"end of data": 2, "switch": 1},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of dispensings with what files have."""
    path = tmp_path / "rows.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


def episodes(file: Path, *more: str) -> int:
    """The exit code of the command."""
    return run(["episodes", str(file), *ARGUMENTS, "--grace", "30", *more])


def test_every_row_of_the_file_is_accounted_for(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A combination pack is the same treatment; what is excluded or not understood is counted by its reason."""
    output = file.with_name("episodes.csv")

    assert episodes(file, "-o", str(output), "--json") == 0
    assert json.loads(capsys.readouterr().out) == SUMMARY
    assert pl.read_csv(output, infer_schema=False).rows() == EPISODES
    assert sorted(each.name for each in file.parent.iterdir()) == ["episodes.csv", "rows.csv"]


@pytest.mark.parametrize("ending", [".parquet", ".ndjson", ".tsv"])
def test_any_form_in_and_out(file: Path, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Typed columns and text give the same episodes; the ending of the output decides its form."""
    table = pl.read_csv(file, infer_schema=False)
    typed = table.with_columns(
        pl.col("when").str.to_date(strict=False), pl.col("units", "supply").cast(float, strict=False)
    )
    source, output = file.with_name(f"typed{ending}"), file.with_name(f"out{ending}")
    writers: dict[str, Any] = {".parquet": typed.write_parquet, ".ndjson": typed.write_ndjson}
    writers.get(ending, lambda path: table.write_csv(path, separator="\t"))(source)

    assert episodes(source, "-o", str(output), "--json") == 0
    summary = json.loads(capsys.readouterr().out)
    assert (SUMMARY["rows"], SUMMARY["kept"], SUMMARY["ended_by"]) == tuple(
        summary[name] for name in ("rows", "kept", "ended_by")
    )
    readers = {".parquet": pl.read_parquet, ".ndjson": pl.read_ndjson}
    found = readers.get(ending, lambda path: pl.read_csv(path, separator="\t"))(output)  # type: ignore[operator]
    assert [row[:2] for row in EPISODES] == found.select("who", "treatment").rows()


def test_episodes_go_to_standard_output_and_the_summary_beside(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file to write, the table is what can be piped; the summary is read by a person."""
    assert episodes(file) == 0

    printed = capsys.readouterr()
    assert printed.out.splitlines()[0] == "who,treatment,start,end,doses,days_covered,days_in_gaps,ended_by"
    assert "excluded        date does not parse: 1" in printed.err
    assert "not understood  quantity: 1" in printed.err


@pytest.mark.parametrize(
    ("more", "groups"),
    [
        (["--by", "action"], {"antiresorptive": 2}),
        (["--by", "ward"], {"a": 2, "b": 1}),
        (
            ["--by", "medication"],
            {"alendronic-acid": 1, "alendronic-acid; colecalciferol": 1, "denosumab": 1, "zoledronic-acid": 1},
        ),
        (["--until", "2023-01-10"], {"alendronic-acid": 1, "zoledronic-acid": 1}),
        (["--market", "US", "--purpose", "prevention"], {"alendronic-acid": 1, "denosumab": 1, "zoledronic-acid": 1}),
    ],
)
def test_choices(file: Path, capsys: pytest.CaptureFixture[str], more: list[str], groups: dict[str, int]) -> None:
    """Episodes may be by what is said of a product or by a column of the file, and end with the data."""
    assert episodes(file, "-o", str(file.with_name("out.csv")), "--json", *more) == 0
    assert json.loads(capsys.readouterr().out)["by_group"] == groups


def test_only_the_columns_that_are_needed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Quantity and days' supply may be left out; dates may be written in another way."""
    words = [
        "episodes",
        str(file),
        "--person",
        "who",
        "--date",
        "when",
        "--product",
        "what",
        "--grace",
        "P6M=30,P1Y=0.5",
    ]

    assert run([*words, "--date-format", "%d/%m/%Y", "--json", "-o", str(file.with_name("out.csv"))]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["rows"], summary["kept"], summary["unread"]) == (10, 1, {})
    assert summary["excluded"]["date does not parse"] == 7


def test_a_file_in_which_nothing_counts(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table without rows gives a table without episodes."""
    file.write_text(HEADER, encoding="utf-8")

    assert episodes(file, "--json") == 0
    assert json.loads(capsys.readouterr().err)["rows"] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"--by": "wart"}, "no column 'wart'; did you mean one of 'what', 'ward'"),
        ({"--date": "whan"}, "no column 'whan'; did you mean one of"),
        ({"--grace": "soon"}, "grace has no value 'soon'"),
        ({"--grace": "P6X=3"}, "interval has no value 'P6X'"),
        ({"--grace": "P6M=3"}, "grace has no value"),
    ],
)
def test_what_is_refused(file: Path, capsys: pytest.CaptureFixture[str], words: dict[str, str], message: str) -> None:
    """What was not understood is said on one line, and nothing is written."""
    output = file.with_name("out.csv")

    given = dict(zip(ARGUMENTS[::2], ARGUMENTS[1::2], strict=True)) | {"--grace": "30", "-o": str(output)} | words

    assert run(["episodes", str(file), *(word for pair in given.items() for word in pair)]) == 1
    assert message in capsys.readouterr().err
    assert not output.exists()


@pytest.mark.parametrize("rows", ["p1,2023-01-02,Prolia\n", 'p1,"2023\n', "p1,2023-01-02,Prolia,1,2,3,4,5\n"])
def test_a_broken_file(file: Path, capsys: pytest.CaptureFixture[str], rows: str) -> None:
    """A line with too few or too many fields is named, whether polars minds it or not."""
    file.write_text(HEADER + rows, encoding="utf-8")

    assert episodes(file) == 1
    assert "rows.csv" in capsys.readouterr().err


def test_a_broken_parquet(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not what its ending says is refused."""
    broken = file.with_suffix(".parquet")
    broken.write_bytes(b"PAR1 and no more")

    assert episodes(broken) == 1
    assert "broken" not in capsys.readouterr().out


def test_without_polars(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command says how to install what it needs."""
    monkeypatch.setattr(episodes_command, "find_spec", lambda _: None)
    columns = episodes_command.Columns(person="who", date="when", product="what")

    with pytest.raises(MissingExtraError):
        episodes_command.episodes_file(file, columns, episodes_command.Choices(grace=1), None, json=False)
    with pytest.raises(UnknownValueError):
        episodes_command.grace_of("")
