"""The `osteopharm` command. Needs the extra ``cli``."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from importlib.util import find_spec
from io import TextIOWrapper
from threading import Thread
from typing import NoReturn

from osteopharm.errors import MissingExtraError

__all__ = ["main"]

SIGNALED = 128
"""A shell adds this to the number of the signal that ended a process."""
LONGEST_WIDTH = 4
"""No terminal has a width of more figures."""


def main() -> None:
    """Run the command with the arguments of the process; without the extra, print how to install it."""
    if find_spec("cyclopts") is None or find_spec("rich") is None:
        sys.exit(f"osteopharm: {MissingExtraError('cli')}")
    _open_closed_streams()
    _limit_columns()
    _clean_up_when_ended()
    from osteopharm.cli.commands import run

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Letters that the encoding of the stream lacks are written as code points.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = run(sys.argv[1:])
        if code == 0:
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader has closed the pipe, as `head` does.
        code = 1
    except OSError as error:
        # Where standard error cannot be written either, the exit code alone reports it.
        with suppress(OSError):
            sys.stderr.write(f"osteopharm: standard output cannot be written: {error.strerror}\n")
            sys.stderr.flush()
        code = 1
    except KeyboardInterrupt:
        code = SIGNALED + signal.SIGINT
    if code:
        # Python would try again to write what is left in the buffers at exit, and report that.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
                continue
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)


def _open_closed_streams() -> None:
    """Give a process that was started with closed standard streams ones that fail when they are used.

    Python has None for a closed stream, and a file that is opened later would get its number. What is written to
    standard error is lost.
    """
    # In this order each gets the lowest free number, which is its own.
    for name, mode in (("stdin", os.O_WRONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            opened = os.fdopen(os.open(os.devnull, mode), "r" if name == "stdin" else "w", encoding="utf-8")
            setattr(sys, name, opened)


def _limit_columns() -> None:
    """Leave out a width of the terminal that is not one, such as 0: the libraries that fold lines fail with it."""
    columns = os.environ.get("COLUMNS", "")
    if not (columns.isdecimal() and len(columns) <= LONGEST_WIDTH and int(columns)):
        os.environ.pop("COLUMNS", None)


def _clean_up_when_ended() -> None:
    """Remove unfinished files when SIGTERM or SIGHUP ends the process.

    A handler of Python would run only after the engine has finished, so a thread of its own waits for the signals.
    """
    if not hasattr(signal, "pthread_sigmask"):  # pragma: no cover - Windows has no such signals
        return
    # nohup ignores SIGHUP, and so do we then.
    waited_for = {each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) is signal.SIG_DFL}
    signal.pthread_sigmask(signal.SIG_BLOCK, waited_for)
    if waited_for:
        Thread(target=_wait_for, args=(waited_for,), daemon=True).start()


def _wait_for(signals: set[signal.Signals]) -> NoReturn:  # pragma: no cover - os._exit writes no coverage
    received = signal.sigwait(signals)
    from osteopharm.io.files import remove_unfinished

    remove_unfinished()
    os._exit(SIGNALED + received)
