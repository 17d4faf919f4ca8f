"""Commands whose standard streams are closed, full or odd: one line, the right exit code, no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import active_count

import polars as pl
import pytest

from osteopharm import cli
from osteopharm.cli import commands

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
    "closed output": ("$O --version >&-", 1, "Bad file descriptor\n"),
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
"""What every run of the tests tries; the others take a process each."""


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device")
@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in STREAMS]
)
def test_streams(name: str) -> None:
    """The exit code is 1 where something could not be read or written, and standard error has at most one line."""
    line, code, expected = STREAMS[name]

    found, printed, errors = of_shell(line)

    assert (found, printed) == (code, "")
    # Whether writing or flushing fails first depends on the buffer.
    assert errors.count("\n") == bool(expected)
    assert errors.endswith(expected)


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


def main_with(monkeypatch: pytest.MonkeyPatch, *words: str, **streams: object) -> object:
    """The exit code of the command in this process, with other standard streams."""
    monkeypatch.setattr(sys, "argv", ["osteopharm", *words])
    for name, stream in streams.items():
        monkeypatch.setattr(sys, name, stream)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return caught.value.code


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device")
def test_full_output_and_errors(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be written is reported once, or by the exit code alone, and is not tried again at exit."""
    # Found while printing, and when the last of it leaves the buffer.
    for words in (["about"], ["identify", "Prolia", "--json"]):
        with FULL.open("w") as output:
            assert main_with(monkeypatch, *words, stdout=output) == 1
            assert capsys.readouterr().err.endswith("No space left on device\n")
    with FULL.open("w") as output, FULL.open("w") as errors:
        assert main_with(monkeypatch, "about", stdout=output, stderr=errors) == 1


def test_a_reader_that_has_left(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe that nobody reads ends the command with exit code 1, without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as output:
        assert main_with(monkeypatch, "about", stdout=output) == 1
    assert capsys.readouterr().err == ""


def test_an_interrupted_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is interrupted, at whatever time, exits as a shell expects, without a traceback."""

    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "run", interrupted)

    assert main_with(monkeypatch, "about") == 128 + signal.SIGINT


def test_closed_streams_fail_when_they_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams that were closed are opened so that reading and writing fail; what standard error gets is lost."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    cli._open_closed_streams()
    with sys.stdin as given, sys.stdout as output, sys.stderr as errors:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.read(given.fileno(), 1)
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.write(output.fileno(), b"x")
        assert os.write(errors.fileno(), b"x") == 1


def test_signals_that_are_ignored_stay_so() -> None:
    """Under nohup, which ignores SIGHUP, no thread waits for the signal."""
    known = {each: signal.signal(each, signal.SIG_IGN) for each in (signal.SIGTERM, signal.SIGHUP)}
    threads = active_count()
    try:
        cli._clean_up_when_ended()
        assert active_count() == threads
    finally:
        for each, handler in known.items():
            signal.signal(each, handler)
