"""The `osteopharm` command. Needs the extra ``cli``."""

from __future__ import annotations

import os
import signal
import sys
from importlib.util import find_spec
from io import TextIOWrapper
from threading import Thread
from typing import NoReturn

from osteopharm.errors import MissingExtraError

__all__ = ["main"]

SIGNALED = 128
"""A shell adds this to the number of the signal that ended a process."""


def main() -> None:
    """Run the command with the arguments of the process; without the extra, print how to install it."""
    if find_spec("cyclopts") is None or find_spec("rich") is None:
        sys.exit(f"osteopharm: {MissingExtraError('cli')}")
    _open_closed_streams()
    _clean_up_when_ended()
    from osteopharm.cli.commands import run

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Letters that the encoding of the stream lacks are written as code points.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has closed the pipe, as `head` does.
        code = 1
        _discard_output()
    except OSError as error:
        sys.stderr.write(f"osteopharm: standard output cannot be written: {error.strerror}\n")
        code = 1
        _discard_output()
    except KeyboardInterrupt:
        code = SIGNALED + signal.SIGINT
        _discard_output()
    sys.exit(code)


def _open_closed_streams() -> None:
    """Give a process that was started without standard streams empty ones: Python has None for them."""
    # In this order each gets the lowest free number, which is its own.
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDONLY if name == "stdin" else os.O_WRONLY)
            if opened != number:
                os.dup2(opened, number)
            setattr(sys, name, open(number, "r" if name == "stdin" else "w", encoding="utf-8", closefd=False))  # noqa: SIM115 - lasts as long as the process


def _discard_output() -> None:
    """Send what is left in the buffer of standard output nowhere, so that Python does not report it again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
