"""Writing files: whole or not at all, private, through no name that somebody else could have made."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import osteopharm
from osteopharm.io import files
from osteopharm.io.files import remove_unfinished, removed_when_ended, replacing, write_bytes

SIZE = 200_000
IS_LINUX = sys.platform == "linux"
SMALL = osteopharm.Compendium()


@pytest.fixture(params=["unnamed", "named"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of writing: with a file that has no name until it is whole, and with one of a random name."""
    if request.param == "unnamed" and not IS_LINUX:
        pytest.skip("only Linux has files without a name")
    monkeypatch.setattr(files, "_HAS_UNNAMED", request.param == "unnamed")
    return str(request.param)


def entries(folder: Path) -> list[str]:
    """The names in a folder."""
    return sorted(entry.name for entry in folder.iterdir())


def test_predictable_names_are_not_followed(tmp_path: Path) -> None:
    """A link at a name that a process id or the target predicts is neither followed nor replaced."""
    victim, target = tmp_path / "victim", tmp_path / "out.json"
    victim.write_text("precious")
    guesses = [f".out.json.{os.getpid()}.partial", "out.json.partial", "out.json.tmp", ".out.json.partial", "out.json~"]
    for guess in guesses:
        (tmp_path / guess).symlink_to(victim)
    osteopharm.dump_json(SMALL, target)

    assert victim.read_text() == "precious"
    assert all((tmp_path / guess).is_symlink() for guess in guesses)
    assert entries(tmp_path) == sorted(["victim", "out.json", *guesses])


def test_unfinished_files_have_names_that_nobody_can_guess(tmp_path: Path, way: str) -> None:
    """What is being written has no name, or one that differs each time, and only its owner may read it."""
    seen: set[str] = set()
    for _ in range(5):
        with replacing(tmp_path / "out.json") as file:
            assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == 0o600
            seen |= {*entries(tmp_path)} - {"out.json"}

    assert len(seen) == (0 if way == "unnamed" else 5)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640, 0o644, 0o664, 0o755])
def test_modes_are_kept(tmp_path: Path, mode: int) -> None:
    """A file that is replaced keeps its mode, whatever the umask."""
    target = tmp_path / "out.json"
    target.write_text("old")
    target.chmod(mode)
    osteopharm.dump_json(SMALL, target)

    assert stat.S_IMODE(target.stat().st_mode) == mode
    assert osteopharm.load_json(target) == SMALL


def test_new_files_are_private(tmp_path: Path) -> None:
    """A new file can be read by its owner alone."""
    osteopharm.dump_json(SMALL, tmp_path / "out.json")

    assert stat.S_IMODE((tmp_path / "out.json").stat().st_mode) == 0o600


def test_after_an_error_nothing_has_changed(tmp_path: Path) -> None:
    """An error while writing leaves the old file, and nothing beside it."""
    target = tmp_path / "out.json"
    target.write_text("old")

    def interrupted() -> None:
        with replacing(target) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert (target.read_text(), entries(tmp_path)) == ("old", ["out.json"])


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    """A folder where the file should be is reported by name, and stays."""
    (tmp_path / "out.json").mkdir()
    with pytest.raises(IsADirectoryError, match=r"out\.json"):
        osteopharm.dump_json(SMALL, tmp_path / "out.json")

    assert entries(tmp_path) == ["out.json"]


@given(name=st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_path_is_written_or_refused(tmp_path: Path, name: str) -> None:
    """Any text as a path is written to or refused with an OSError; nothing is left behind."""
    folder = tmp_path / "any"
    folder.mkdir(exist_ok=True)
    if "/" not in name:
        with suppress(OSError):
            write_bytes(Path(f"{folder}/{name}"), b"x")

        assert all(not entry.name.startswith(".osteopharm-") for entry in folder.iterdir())


def test_a_folder_that_can_only_be_entered(tmp_path: Path) -> None:
    """Writing needs no right to list the folder."""
    folder = tmp_path / "drop"
    folder.mkdir()
    folder.chmod(0o300)
    try:
        write_bytes(folder / "out", b"x")
    finally:
        folder.chmod(0o700)

    assert entries(folder) == ["out"]


def contents() -> Iterator[bytes]:
    """Contents that differ and are each recognized as whole."""
    yield from (bytes([letter]) * SIZE for letter in b"abcdefgh")


def is_whole(data: bytes) -> bool:
    """Whether a file has the contents of one writer."""
    return len(data) == SIZE and len({*data}) == 1


WRITER = """
import sys
from pathlib import Path
from osteopharm.io.files import write_bytes

for _ in range(10):
    write_bytes(Path(sys.argv[1]), sys.argv[2].encode() * int(sys.argv[3]))
"""


def test_between_threads_a_file_is_always_whole(tmp_path: Path) -> None:
    """While eight threads replace a file, a reader sees one of their contents, never a part or nothing."""
    target, done = tmp_path / "out", Event()
    write_bytes(target, b"a" * SIZE)

    def read() -> int:
        reads = 0
        while not done.is_set():
            assert is_whole(target.read_bytes())
            reads += 1
        return reads

    with ThreadPoolExecutor(9) as pool:
        reader = pool.submit(read)
        writers = [pool.submit(write_bytes, target, data) for data in contents() for _ in range(4)]
        for writer in writers:
            writer.result()
        done.set()

        assert reader.result() > 0
    assert entries(tmp_path) == ["out"]


@pytest.mark.slow
@pytest.mark.slow
def test_between_processes_a_file_is_always_whole(tmp_path: Path, way: str) -> None:
    """While processes replace a file, a reader sees the contents of one of them, and none of them fails."""
    if way == "named":
        pytest.skip("the processes are fresh, and choose the way themselves")
    target = tmp_path / "out"
    write_bytes(target, b"a" * SIZE)
    lines = [[sys.executable, "-c", WRITER, str(target), letter, str(SIZE)] for letter in "bc"]
    running = [subprocess.Popen(line) for line in lines]
    while any(process.poll() is None for process in running):
        assert is_whole(target.read_bytes())
        sleep(0.001)

    assert [process.returncode for process in running] == [0, 0]
    assert entries(tmp_path) == ["out"]


PROGRAM = """
import signal, sys, time
from pathlib import Path
from osteopharm import cli
from osteopharm.io import files

files._HAS_UNNAMED = sys.argv[1] == "unnamed"
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run under nohup, which ignores it
cli._clean_up_when_ended()
folder = Path(sys.argv[2])
(folder / "work").mkdir()
(folder / "work" / "rows").write_text("rows")
with files.removed_when_ended(folder / "work"), files.replacing(folder / "out.json") as file:
    file.write(b"half")
    file.flush()
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_nothing(tmp_path: Path, way: str, sent: signal.Signals) -> None:
    """A command that SIGTERM or SIGHUP ends removes its unfinished files, and exits as a shell expects."""
    line = [sys.executable, "-c", PROGRAM, way, str(tmp_path)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        running.send_signal(sent)

        assert running.wait(timeout=20) == 128 + sent
    assert entries(tmp_path) == []


def test_after_a_kill_nothing_is_left(tmp_path: Path, way: str) -> None:
    """On Linux not even SIGKILL leaves a part of a file."""
    if way == "named":
        pytest.skip("without unnamed files, a killed process cannot clean up")
    program = PROGRAM.replace("cli._clean_up_when_ended()", "").replace('(folder / "work"', '(folder.parent / "work"')
    program = program.replace('folder.parent / "work").mkdir()', 'folder.parent / "work").mkdir(exist_ok=True)')
    folder = tmp_path / "folder"
    folder.mkdir()
    with subprocess.Popen([sys.executable, "-c", program, way, str(folder)], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        running.kill()
    assert entries(folder) == []


def test_only_what_is_unfinished_is_removed(tmp_path: Path) -> None:
    """What is no longer marked as unfinished stays."""
    kept, gone, folder = (tmp_path / name for name in ("kept", "gone", "folder"))
    kept.write_text("x")
    with removed_when_ended(kept):
        pass
    with removed_when_ended(gone), removed_when_ended(folder):
        gone.write_text("x")
        folder.mkdir()
        (folder / "inner").write_text("x")
        remove_unfinished()

    assert entries(tmp_path) == ["kept"]


def test_a_path_that_no_file_can_have(tmp_path: Path) -> None:
    """A NUL in a path is an error of the system, which names the path."""
    with pytest.raises(OSError, match=r"null (?:byte|character)") as caught:
        write_bytes(tmp_path / "a\0b", b"x")

    assert caught.value.errno == errno.EINVAL


def test_a_folder_that_takes_the_place_of_the_file_meanwhile(tmp_path: Path) -> None:
    """Where the finished file cannot be put in its place, nothing else is left."""

    def hindered() -> None:
        with replacing(tmp_path / "out.json") as file:
            file.write(b"whole")
            (tmp_path / "out.json").mkdir()

    with pytest.raises(OSError, match="irectory"):
        hindered()
    assert entries(tmp_path) == ["out.json"]


@pytest.mark.skipif(not Path("/proc").exists(), reason="only Linux has files without a name")
def test_where_there_are_not_files_without_a_name() -> None:
    """A file system may lack unnamed files; what is not a folder is an error."""
    folder = os.open("/proc", os.O_PATH)
    try:
        assert files._unnamed_in(folder) is None
    finally:
        os.close(folder)
    with pytest.raises(OSError, match="Bad file descriptor"):
        files._unnamed_in(folder)
