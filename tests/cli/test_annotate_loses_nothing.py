"""`osteopharm annotate` passes on everything it does not annotate, and refuses what another form cannot hold."""

from __future__ import annotations

import csv
import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from osteopharm.cli import json_lines, tables
from osteopharm.cli.commands import run
from osteopharm.names.annotation import COLUMNS

quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
PRODUCTS = ["FOSAMAX 70 MG", "Xgeva", "aspirin", "\ud800", "Prolia \udfff", "", None]


def annotated(folder: Path, data: bytes, ending: str = ".ndjson", target: str | None = None, *more: str) -> bytes:
    """What a file becomes."""
    file, output = folder / f"given{ending}", folder / f"out{target or ending}"
    file.write_bytes(data)
    assert run(["annotate", str(file), "--column", "product", "-o", str(output), *more]) == 0
    return output.read_bytes()


Captured = pytest.CaptureFixture[str]


def refusal(folder: Path, capsys: Captured, data: bytes, ending: str = ".ndjson", *more: str) -> str:
    """Why a file is refused."""
    file = folder / f"given{ending}"
    file.write_bytes(data)
    capsys.readouterr()
    words = more if "-o" in more else (*more, "-o", str(folder / f"out{ending}"))
    assert run(["annotate", str(file), "--column", "product", *words]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


# --- NDJSON ----------------------------------------------------------------------------------------------------------

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(), max_size=6)
)
keys = st.text(st.characters(), max_size=4).filter(lambda key: key not in (*COLUMNS, "product"))
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=2))
pairs = st.lists(st.tuples(keys, values), max_size=4)
blanks = st.text(" \t", max_size=2)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line: keys may occur twice, blanks may be anywhere between, the product is at any place."""
    members = [f"{json.dumps(key)}:{draw(blanks)}{json.dumps(value)}" for key, value in draw(pairs)]
    product = f'"product": {json.dumps(draw(st.sampled_from(PRODUCTS)))}'
    members.insert(draw(st.integers(0, len(members))), product)
    return f"{draw(blanks)}{{{draw(blanks)}{','.join(members)}{draw(blanks)}}}{draw(blanks)}"


@given(given_lines=st.lists(lines() | blanks, min_size=1, max_size=5), end=st.sampled_from(["\n", "\r\n"]))
@example(
    given_lines=['{"n": 9007199254740993, "product": "Xgeva", "n": 0.5}', '{"n": 1.50, "product": null}'], end="\n"
)
@example(given_lines=["", '{"product":"\\ud800"}'], end="\n")
@quick
def test_lines_are_kept_byte_for_byte(tmp_path: Path, given_lines: list[str], end: str) -> None:
    """Every line comes back with its own bytes, then five more keys: numbers, repeated keys and blanks stay."""
    if not any("product" in line for line in given_lines):
        given_lines = [*given_lines, '{"product": "Xgeva"}']
    given_bytes = end.join(given_lines).encode()
    written = annotated(tmp_path, given_bytes)
    assert written.count(b"\n") == given_bytes.count(b"\n")

    for before, after in zip(given_bytes.split(b"\n"), written.split(b"\n"), strict=True):
        if before.strip():
            own = before.rstrip()[:-1].rstrip()
            assert after.startswith(own)
            told = json.loads(after, object_pairs_hook=list)
            assert told[:-5] == json.loads(before, object_pairs_hook=list)
            assert [key for key, _ in told[-5:]] == [*COLUMNS]
            product = json.loads(before).get("product")
            assert product not in ("Xgeva", "Prolia \udfff") or dict(told)["medication"] == "denosumab"
        else:
            assert before == after


def test_a_mark_and_a_missing_end_are_kept(tmp_path: Path) -> None:
    """A byte order mark, empty objects and a last line without a line feed stay as they are."""
    written = annotated(tmp_path, b'\xef\xbb\xbf{"product":"Xgeva"}\n{ }\n{"product": "x"}')

    assert written.startswith(b'\xef\xbb\xbf{"product":"Xgeva","medication": "denosumab"')
    assert json.loads(written.split(b"\n")[1]) == dict.fromkeys(COLUMNS)
    assert not written.endswith(b"\n")


def test_codes_of_several_types(tmp_path: Path) -> None:
    """Codes may be numbers in one line and texts in another, and stay as they are written."""
    data = (
        b'{"product": 46041}\n{"product": "0046041"}\n{"product": 46041.0}\n{"product": null}\n{"product": 1'
        + b"0" * 400
    )
    written = annotated(tmp_path, data + b"}\n", ".ndjson", None, "--system", "rxnorm").splitlines()

    assert [json.loads(line)["medication"] for line in written] == ["alendronic-acid"] * 3 + [None, None]
    assert b"46041.0," in written[2]


REFUSED = {
    "no object": (b'{"product": "x"}\n[1]\n', "line 2: is a list, not an object"),
    "no JSON": (b'{"product": "x"}\n{"product": NaN}\n', "line 2: is not JSON: NaN is not a JSON number"),
    "no UTF-8": (b'{"product": "\xff"}\n', "line 1: is not UTF-8 at byte 13"),
    "too deep": (b'{"product": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "line 1: is nested too deep"),
    "numbers": (b'{"product": 5}\n', "the column 'product' holds Int64; give a column of text"),
    "lists": (b'{"product": ["a"]}\n', "the column 'product' holds a list; give a column of text"),
    "missing": (b'{"prodct": "x"}\n', "the table has no column 'product'; did you mean 'prodct'?"),
    "taken": (b'{"product": "x", "brand": 1}\n', "the table has 'brand' already"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_lines_that_are_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is not a table of products is refused with its line or column; nothing is written."""
    data, message = REFUSED[name]

    assert message in refusal(tmp_path, capsys, data)
    assert [file.name for file in tmp_path.iterdir()] == ["given.ndjson"]


def test_a_line_that_is_too_long(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line has a bound, so that memory has one."""
    monkeypatch.setattr(json_lines, "LONGEST_LINE", 30)

    assert "line 2: has more than 30 bytes" in refusal(tmp_path, capsys, b'{"product": "x"}\n{"product": "' + b"x" * 40)


def test_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is reported as such."""
    assert run(["annotate", str(tmp_path / "none.ndjson"), "--column", "product"]) == 1
    assert "none.ndjson: is not a file" in capsys.readouterr().err


UNFIT = {
    "a rounded number": (b'{"product":"x","n":[9007199254740993]}\n{"product":"x","n":[0.5]}\n', "has a whole"),
    "a repeated key": (b'{"product":"x"}\n{"product":"x","a":{"k":1,"k":2}}\n', "line 2: has the key 'k' twice"),
    "half a pair": (b'{"product":"x","a":"\\ud800"}\n', "line 1: has half a surrogate pair in 'a'"),
    "half a pair in a key": (b'{"product":"x","a":{"\\udfff":1}}\n', "line 1: has half a surrogate pair"),
    "no JSON": (b'{"product":"x"}\n{"product":\n', "line 2: is not JSON"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_columns_cannot_hold(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with values that a data frame would change is not written in another form."""
    data, message = UNFIT[name]
    for ending in (".parquet", ".csv"):
        assert message in refusal(tmp_path, capsys, data, ".ndjson", "-o", str(tmp_path / f"out{ending}"))


def test_what_columns_can_hold(tmp_path: Path) -> None:
    """Large whole numbers without fractions are exact in another form, blank lines are skipped."""
    data = b'{"product":"Xgeva","n":9007199254740993}\n\n{"product":"x","n":1}\n'
    written = annotated(tmp_path, data, ".ndjson", ".csv").decode()

    assert [row["n"] for row in csv.DictReader(StringIO(written))] == ["9007199254740993", "1"]


@pytest.mark.parametrize("ending", [".ndjson", ".csv"])
def test_a_file_that_changes(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many rows are written as were read; otherwise nothing is."""
    file = tmp_path / f"given{ending}"
    table = pl.DataFrame({"product": ["Xgeva", "x"]})
    writers: dict[str, Any] = {
        ".csv": pl.DataFrame.write_csv,
        ".ndjson": pl.DataFrame.write_ndjson,
    }
    writers[ending](table, file)
    of = tables.Summary.of

    def changing(values: Any) -> tables.Summary:
        found = of(values)
        writers[ending](pl.concat([table, table]), file)
        return found

    monkeypatch.setattr(tables.Summary, "of", changing)

    assert run(["annotate", str(file), "--column", "product", "-o", str(tmp_path / f"out{ending}")]) == 1
    assert "had 2 rows when it was read first, and 4 when it was written" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


def test_progress_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a bar goes on with the bytes that are read."""

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with tables._bar_of_bytes(10) as advance:
        advance(5)

    assert "annotating" in shown.getvalue()


# --- CSV -------------------------------------------------------------------------------------------------------------

cells = st.text(st.sampled_from('a1=+-@\t\r\n",; é'), max_size=6)


@given(rows=st.lists(st.tuples(cells, st.sampled_from(["Xgeva", "x", "=Prolia"]), cells), min_size=1, max_size=6))
@example(rows=[("a\rb", "Xgeva", "\r"), ("=1+1", "x", ""), ("\r\n", "x", "-5")])
@quick
def test_fields_are_kept(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    """Carriage returns, line feeds, quotes and formulas in fields are passed through, each row in its place."""
    text = StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("a", "product", "b"), *rows])
    written = annotated(tmp_path, text.getvalue().encode(), ".csv").decode()

    found = list(csv.reader(StringIO(written, newline="")))
    assert [tuple(row[:3]) for row in found[1:]] == rows


def test_bare_carriage_returns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A carriage return that nothing quotes is part of its field; a file with no other line ends is refused."""
    written = annotated(tmp_path, b"a,product,b\nx\ry,Xgeva,\n", ".csv").decode()
    assert list(csv.reader(StringIO(written, newline="")))[1][:4] == ["x\ry", "Xgeva", "", "denosumab"]

    said = refusal(tmp_path, capsys, b"a,product\r1,Xgeva\r2,x\r", ".csv")
    assert "has line ends of carriage returns alone" in said


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_line_ends_and_mark_are_kept(tmp_path: Path, mark: bytes, end: bytes) -> None:
    """A text file keeps its byte order mark and its line ends."""
    written = annotated(tmp_path, mark + b"a,product" + end + b"1,Xgeva" + end, ".csv")

    assert written.startswith(mark + b"a,product,medication")
    assert written.count(end) == written.count(b"\n") == 2


def test_formulas_can_be_made_harmless(tmp_path: Path) -> None:
    """With --escape-formulas no field or column name begins a formula; numbers with a sign stay numbers."""
    data = b'=a,product,b\n"=1+1",@Xgeva,-5\n+1.5e3,x,"-5+2"\n"\ttab",x,"\rreturn"\n'
    plain = annotated(tmp_path, data, ".csv").decode()
    escaped = annotated(tmp_path, data, ".csv", None, "--escape-formulas").decode()

    assert [row[:3] for row in csv.reader(StringIO(plain, newline=""))][1] == ["=1+1", "@Xgeva", "-5"]
    assert [row[:3] for row in csv.reader(StringIO(escaped, newline=""))] == [
        ["'=a", "product", "b"],
        ["'=1+1", "'@Xgeva", "-5"],
        ["+1.5e3", "x", "'-5+2"],
        ["'\ttab", "x", "'\rreturn"],
    ]
    assert "denosumab" in escaped


def test_formulas_are_of_text_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The option is refused where the output is not a text file."""
    assert "leave out --escape-formulas" in refusal(
        tmp_path, capsys, b'{"product":"x"}\n', ".ndjson", "--escape-formulas"
    )
