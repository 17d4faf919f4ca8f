"""`osteopharm annotate`: a file in, a file out, whole or not at all."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import pty
import resource
import struct
import subprocess
import sys
import termios
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rich.progress import Progress

import osteopharm
from osteopharm.cli import tables
from osteopharm.cli.commands import run
from osteopharm.names.annotation import COLUMNS

COMMAND = Path(sys.executable).with_name("osteopharm")
PRODUCTS = ["FOSAMAX 70 MG TAB", None, "Fosavance", "aspirin 75 mg", "aspirin 75 mg", "Xgeva", 'a "b", c\nd', "Évista"]
TABLE = pl.DataFrame({"id": ["007", "1.10", "", "x", "5", "6", "7", "8"], "product": PRODUCTS})
TOLD = ["alendronic-acid", None, "alendronic-acid; colecalciferol", None, None, "denosumab", None, "raloxifene"]
WRITERS: dict[str, Any] = {
    ".csv": pl.DataFrame.write_csv,
    ".tsv": lambda table, file: table.write_csv(file, separator="\t"),
    ".TAB": lambda table, file: table.write_csv(file, separator="\t"),
    ".parquet": pl.DataFrame.write_parquet,
    ".ndjson": pl.DataFrame.write_ndjson,
    ".jsonl": pl.DataFrame.write_ndjson,
}


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")


def written(folder: Path, ending: str, table: pl.DataFrame = TABLE) -> Path:
    """A table in a file."""
    file = folder / f"given{ending}"
    WRITERS[ending](table, file)
    return file


def read(file: Path) -> pl.DataFrame:
    """The table in a file, all of a text file as text."""
    ending = file.suffix.lower()
    if ending in {".parquet", ".pq"}:
        return pl.read_parquet(file)
    if ending in {".ndjson", ".jsonl"}:
        return pl.read_ndjson(file, infer_schema_length=None)
    return pl.read_csv(file, separator="," if ending == ".csv" else "\t", infer_schema=False)


def files_in(folder: Path) -> list[str]:
    """The names of all files in a folder."""
    return sorted(file.name for file in folder.iterdir())


# --- what holds of any table -------------------------------------------------------------------------------------

cells = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=12)
rows = st.lists(st.tuples(cells, st.sampled_from([*PRODUCTS, ""]) | cells, st.integers()), min_size=1, max_size=12)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".parquet", ".ndjson"])
@given(drawn=rows)
@example(drawn=[(None, None, 1), ("", "", 2)])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_every_row_is_there_as_it_was(ending: str, drawn: list[Any], tmp_path: Path) -> None:
    """Whatever is in the fields, each row is written as it was, in its order, with what the library says of it."""
    table = pl.DataFrame(drawn, schema={"note": pl.String, "product": pl.String, "n": pl.Int128}, orient="row")
    table = table.with_columns(pl.col("n").cast(pl.String))
    file, output = written(tmp_path, ending, table), tmp_path / f"out{ending}"

    assert run(["annotate", str(file), "--column", "product", "-o", str(output)]) == 0
    told = read(output)

    expected = [";".join(sorted(m.id for m in osteopharm.load().identify(p or "").medications)) for _, p, _ in drawn]
    assert told.select("note", "product", "n").rows() == table.rows()
    assert [(each or "").replace("; ", ";") for each in told["medication"]] == expected
    assert files_in(tmp_path) == sorted([file.name, output.name])


@pytest.mark.parametrize("target", WRITERS)
@pytest.mark.parametrize("ending", WRITERS)
def test_any_form_into_any_form(ending: str, target: str, tmp_path: Path) -> None:
    """The endings say what is read and what is written."""
    output = tmp_path / f"out{target}"

    assert run(["annotate", str(written(tmp_path, ending)), "--column", "product", "-o", str(output)]) == 0
    told = read(output)

    assert ["id", "product", *COLUMNS] == told.columns
    assert told["medication"].to_list() == TOLD
    assert told["product"].to_list() == PRODUCTS
    assert told["id"].to_list()[:2] == ["007", "1.10"]


def test_the_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At the end stand rows, distinct strings, what was found, classes, and what was not, most frequent first."""
    file, output = written(tmp_path, ".csv"), tmp_path / "out.csv"

    assert run(["annotate", str(file), "--column", "product", "-o", str(output)]) == 0

    assert capsys.readouterr().out.split("\n") == [
        "rows              8, 1 of them empty",
        "distinct strings  6",
        "found             4 of them, in 4 rows",
        "by class          nitrogen-containing-bisphosphonates: 2",
        "                  rankl-inhibitors: 1",
        "                  selective-estrogen-receptor-modulators: 1",
        "                  vitamin-d-analogues: 1",
        "not found         aspirin 75 mg: 2",
        '                  a "b", c d: 1',
        "",
    ]


def test_the_summary_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` tells the same to a program."""
    file, output = written(tmp_path, ".parquet"), tmp_path / "out.csv"

    assert run(["annotate", str(file), "--column", "product", "-o", str(output), "--json"]) == 0

    assert json.loads(capsys.readouterr().out) == {
        "rows": 8,
        "empty": 1,
        "distinct": 6,
        "found": 4,
        "rows_found": 4,
        "classes": {
            "nitrogen-containing-bisphosphonates": 2,
            "rankl-inhibitors": 1,
            "selective-estrogen-receptor-modulators": 1,
            "vitamin-d-analogues": 1,
        },
        "not_found": {"aspirin 75 mg": 2, 'a "b", c\nd': 1},
    }


def test_only_the_most_frequent_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the strings in which nothing was found ten are listed, and each is cut where it is long."""
    monkeypatch.setenv("COLUMNS", "200")
    strings = [f"{number:02}{'x' * 200}" for number in range(30) for _ in range(number + 1)]
    file = written(tmp_path, ".csv", pl.DataFrame({"product": strings}))

    assert run(["annotate", str(file), "--column", "product", "-o", str(tmp_path / "out.csv")]) == 0
    listed = capsys.readouterr().out.split("not found")[1].split("\n")[:-1]

    assert [f"{n}{'x' * 78}…: {n + 1}" for n in range(29, 19, -1)] == [line.strip() for line in listed]


def test_standard_output(tmp_path: Path) -> None:
    """Without -o the table goes to standard output, and what was found to standard error."""
    done = subprocess.run(
        [COMMAND, "annotate", written(tmp_path, ".csv"), "--column", "product"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert [row["medication"] or None for row in csv.DictReader(StringIO(done.stdout))] == TOLD
    assert "found             4 of them, in 4 rows" in done.stderr
    assert files_in(tmp_path) == ["given.csv"]


def test_codes(tmp_path: Path) -> None:
    """With --system the column holds codes, padded or not."""
    file = written(tmp_path, ".csv", pl.DataFrame({"code": ["0046041", "RxCUI 993449", "161", None]}))
    output = tmp_path / "out.csv"

    assert run(["annotate", str(file), "--column", "code", "--system", "rxnorm", "-o", str(output)]) == 0
    assert read(output).select("code", "medication").rows() == [
        ("0046041", "alendronic-acid"),
        ("RxCUI 993449", "denosumab"),
        ("161", None),
        (None, None),
    ]


def test_a_table_with_one_column(tmp_path: Path) -> None:
    """Of a table with one column, an empty line is a row."""
    (tmp_path / "given.csv").write_text("product\nFosamax\n\nx\n", encoding="utf-8")

    assert run(["annotate", str(tmp_path / "given.csv"), "--column", "product", "-o", str(tmp_path / "out.csv")]) == 0
    assert read(tmp_path / "out.csv")["product"].to_list() == ["Fosamax", None, "x"]


def test_the_table_itself_may_be_replaced(tmp_path: Path) -> None:
    """The output takes its name when all is read, and so may be the table itself; a link to it stays a link."""
    file = written(tmp_path, ".csv")
    (tmp_path / "link.csv").symlink_to(file)

    assert run(["annotate", str(file), "--column", "product", "-o", str(tmp_path / "link.csv")]) == 0
    assert read(file)["medication"].to_list() == TOLD
    assert files_in(tmp_path) == ["given.csv", "link.csv"]
    assert (tmp_path / "link.csv").is_symlink()


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """What is not a regular file is written to, and never replaced."""
    output = tmp_path / "pipe.csv"
    os.mkfifo(output)
    with subprocess.Popen(["cat", output], stdout=subprocess.PIPE, text=True) as reader:
        assert run(["annotate", str(written(tmp_path, ".csv")), "--column", "product", "-o", str(output)]) == 0
        told = reader.communicate()[0]

    assert told.startswith("id,product,medication,")
    assert output.is_fifo()


def test_names_are_not_patterns(tmp_path: Path) -> None:
    """Brackets and stars in the name of a file are part of it."""
    for ending in (".csv", ".parquet", ".ndjson"):
        file = written(tmp_path, ending).rename(tmp_path / f"[a-z]*{ending}")

        assert run(["annotate", str(file), "--column", "product", "-o", str(tmp_path / f"out{ending}")]) == 0
        assert read(tmp_path / f"out{ending}")["medication"].to_list() == TOLD


@pytest.mark.slow
def test_progress_on_a_terminal(tmp_path: Path) -> None:
    """On a terminal a bar shows how far it has come, and is gone at the end; in a pipe there is none."""
    file = written(tmp_path, ".csv", pl.concat([TABLE] * 20_000))
    words: list[str | Path] = [COMMAND, "annotate", file, "--column", "product", "-o", tmp_path / "out.csv"]
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"}) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 4096)
            except OSError:
                break
        told = running.communicate()[0]
    os.close(ours)

    assert b"reading" in shown
    assert b"annotating" in shown
    assert shown.rstrip().endswith(b"\x1b[2K")
    assert told.startswith(b"rows              160,000")
    assert read(tmp_path / "out.csv")["medication"].to_list() == TOLD * 20_000
    assert subprocess.run(words, capture_output=True, check=True).stderr == b""


def test_the_bar_goes_on_by_the_rows() -> None:
    """Each batch goes on as it is, and the bar by as many rows as it has."""
    with Progress(disable=True) as progress:
        task = progress.add_task("reading")

        assert tables._advanced(progress, task, TABLE) is TABLE
        assert progress.tasks[0].completed == TABLE.height


def test_bars_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard error is a terminal, what is watched passes through a bar unchanged; elsewhere there is none."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with tables.progress() as watch:
            assert watch(TABLE.lazy(), "reading", TABLE.height).collect().equals(TABLE)
    os.close(ours)
    monkeypatch.undo()
    with tables.progress() as watch:
        plan = TABLE.lazy()
        assert watch(plan, "reading", None) is plan


# --- what is refused ---------------------------------------------------------------------------------------------

LINES = {
    "too few": ("a,product,b\n1,Fosamax,2\n1,Fosamax\n", "line 3: has 2 fields, not 3"),
    "too few, after a field on two lines": ('a,product,b\n1,"Fos\namax",2\n1,Fosamax\n', "line 4: has 2 fields, not 3"),
    "too many": ("a,product\n1,Fosamax\n1,Fosamax,2\n", "line 3: has 3 fields, not 2"),
    "a blank line": ("a,product\n1,Fosamax\n\n2,x\n", "line 3: has 0 fields, not 2"),
    "a quote that is not closed": ('a,product\n1,"Fosamax\n', "could not parse"),
    "one name twice": ("product,a,a\nFosamax,1,2\n", "has two columns of the name 'a'"),
    "nothing": ("", "is empty"),
    "another encoding": ("a,product\n1,Fos\udce9max\n", "is not UTF-8"),
    "another encoding in the head": ("a\udce9,product\n1,Fosamax\n", "is not UTF-8"),
}


def refusal(file: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is said when a file is refused; nothing is left behind, and an output that was there stays."""
    output = file.with_name("out.csv")
    output.write_text("as it was", encoding="utf-8")
    before = files_in(file.parent)

    assert run(["annotate", str(file), "--column", "product", "-o", str(output), *words]) == 1
    assert files_in(file.parent) == before
    assert output.read_text(encoding="utf-8") == "as it was"
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.parametrize("name", LINES)
def test_lines_that_are_not_a_table(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A text file with ragged lines or without sense is refused, with its line where that is known."""
    text, told = LINES[name]
    (tmp_path / "given.csv").write_bytes(text.encode(errors="surrogateescape"))

    assert told in refusal(tmp_path / "given.csv", capsys)


@pytest.mark.parametrize("ending", [".parquet", ".ndjson"])
def test_a_file_that_was_cut_short(ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a file that was not written to its end, nothing is written."""
    file = written(tmp_path, ending, pl.concat([TABLE] * 50))
    file.write_bytes(file.read_bytes()[:-3])

    said = refusal(file, capsys)

    place = "line 400: " if ending == ".ndjson" else ""
    assert said.startswith(f"osteopharm: 1 problem:\ngiven{ending}: {place}")
    assert f"hint: check that the file is complete, and is {ending[1:]} as its ending says" in said


def test_a_parquet_that_fails_half_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where only a column that is not asked for is broken, the output fails half-written, and is gone."""
    table = pl.DataFrame({"product": ["Fosamax"] * 300_000, "noise": [str(n * 7919) for n in range(300_000)]})
    file = tmp_path / "given.parquet"
    table.write_parquet(file, row_group_size=50_000, statistics=False)
    data = bytearray(file.read_bytes())
    data[len(data) * 9 // 10 : len(data) * 9 // 10 + 2000] = bytes(2000)
    file.write_bytes(data)

    assert "given.parquet: " in refusal(file, capsys)


def test_output_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A disk that is full, a folder that is missing, a folder in place of a file: nothing is left behind."""
    file = written(tmp_path, ".csv", pl.concat([TABLE] * 20_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        assert run(["annotate", str(file), "--column", "product", "-o", str(tmp_path / "out.csv")]) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert run(["annotate", str(file), "--column", "product", "-o", str(tmp_path / "none" / "out.csv")]) == 1
    (tmp_path / "folder.csv").mkdir()
    assert run(["annotate", str(file), "--column", "product", "-o", str(tmp_path / "folder.csv")]) == 1

    assert files_in(tmp_path) == ["folder.csv", "given.csv"]
    said = capsys.readouterr().err
    assert "File too large" in said
    assert "is in a folder that does not exist" in said
    assert "Is a directory" in said


def test_what_is_wrong_with_the_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column that is missing, clashes or holds numbers is refused, as in the library."""
    numbers = tmp_path / "numbers.parquet"
    pl.DataFrame({"product": [1]}).write_parquet(numbers)
    assert "the column 'product' holds Int64; give a column of text" in refusal(numbers, capsys)
    clash = tmp_path / "clash.csv"
    clash.write_text("product,brand\nFosamax,x\n", encoding="utf-8")
    assert "the table has 'brand' already" in refusal(clash, capsys)
    near = tmp_path / "near.csv"
    near.write_text("Product,b\nFosamax,x\n", encoding="utf-8")
    assert "the table has no column 'product'; did you mean 'Product'?" in refusal(near, capsys)
    assert "system has no value 'icd-9'" in refusal(written(tmp_path, ".csv"), capsys, "--system", "icd-9")


def test_files_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, a folder and an ending that says nothing are refused."""
    (tmp_path / "folder.csv").mkdir()
    assert "folder.csv: is not a file" in refusal(tmp_path / "folder.csv", capsys)
    assert "missing.parquet: is not a file" in refusal(tmp_path / "missing.parquet", capsys)
    assert "x.xlsx: has the ending '.xlsx'" in refusal(tmp_path / "x.xlsx", capsys)
    assert run(["annotate", str(written(tmp_path, ".csv")), "--column", "product", "-o", str(tmp_path / "out")]) == 1
    assert "out: has the ending ''" in capsys.readouterr().err


def test_lists_fit_no_text_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table with lists can be written where lists have a form, and nowhere else."""
    file = written(tmp_path, ".ndjson", pl.DataFrame({"product": ["Fosamax"], "codes": [["a", "b"]]}))

    assert "out.csv: cannot contain lists or records, as in 'codes'" in refusal(file, capsys)
    assert run(["annotate", str(file), "--column", "product", "-o", str(tmp_path / "out.parquet")]) == 0
    assert read(tmp_path / "out.parquet")["codes"].to_list() == [["a", "b"]]


def test_without_polars(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where polars is not installed, the error names the pip command."""
    monkeypatch.setattr(tables, "find_spec", lambda _: None)

    assert "pip install 'osteopharm[files]'" in refusal(written(tmp_path, ".csv"), capsys)
