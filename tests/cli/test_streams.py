"""Commands whose standard streams are closed, full or odd: one line, the right exit code, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from osteopharm import cli

COMMAND = f"{sys.executable} -c 'from osteopharm.cli import main; main()'"
FULL = Path("/dev/full")


def of_shell(line: str, **environment: str) -> tuple[int, str, str]:
    """The exit code of a line of a shell, and what it prints; $O is the command."""
    found = subprocess.run(
        ["bash", "-c", line.replace("$O", COMMAND)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "80", **environment},
    )
    assert "Traceback" not in found.stderr
    assert "Exception ignored" not in found.stderr
    return found.returncode, found.stdout, found.stderr


STREAMS = {
    "closed output": ("$O --version >&-", 1, "osteopharm: standard output cannot be written: Bad file descriptor\n"),
    "closed input": ("$O mentions - <&-", 1, "osteopharm: [Errno 9] Bad file descriptor\n"),
    "closed input that is not read": ("$O suggest Prolia <&- >/dev/null", 0, ""),
    "closed errors": ("$O nosuch 2>&-", 1, ""),
    "everything closed": ("$O --version <&- >&- 2>&-", 1, ""),
    "full output": ("$O --version >/dev/full", 1, "osteopharm: [Errno 28] No space left on device\n"),
    "full errors": ("$O nosuch 2>/dev/full", 1, ""),
    "full file": ("$O html -o /dev/full", 1, "osteopharm: [Errno 28] No space left on device: '/dev/full'\n"),
    "a reader that leaves": ("$O claims | head -0; exit ${PIPESTATUS[0]}", 1, ""),
}

QUICK = ("closed output", "full output")
"""One of each kind; the others start processes too."""


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device")
@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in STREAMS]
)
def test_streams(name: str) -> None:
    """The exit code is 1 where something could not be read or written, and standard error has at most one line."""
    line, code, expected = STREAMS[name]

    assert of_shell(line) == (code, "", expected)


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device")
@pytest.mark.parametrize("ending", [".csv", ".parquet", ".ndjson"])
def test_a_full_disk_is_not_a_fault_of_the_table(ending: str, tmp_path: Path) -> None:
    """While a table is written, a full disk is reported as such, by its name in the system, in every format."""
    from osteopharm.cli.tables import write

    with FULL.open("wb") as full, pytest.raises(OSError, match="No space left on device"):
        write(pl.LazyFrame({"a": ["x" * 100] * 10_000}), full, ending)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("columns", ["0", "-5", "abc", "", "1", "80", "99999999999999999999"])
def test_any_width(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS may have any value; one that is not a width is left out, since 0 breaks the folding of lines."""
    monkeypatch.setenv("COLUMNS", columns)
    cli._limit_columns()

    assert os.environ.get("COLUMNS") == (columns if columns in ("1", "80") else None)
