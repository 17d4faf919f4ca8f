"""The `osteopharm` command: a thin door, behind the extra ``cli``, to what the library answers."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from io import TextIOWrapper

from osteopharm.errors import MissingExtraError

__all__ = ["main"]


def main() -> None:
    """Run the command with the arguments of the process; without its extra, say how to install it."""
    if find_spec("cyclopts") is None or find_spec("rich") is None:
        sys.exit(f"osteopharm: {MissingExtraError('cli')}")
    from osteopharm.cli.commands import run

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Where a letter cannot be written in the stream's encoding, its code point is.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has read enough, as `head` does. Python must not complain of it again on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
