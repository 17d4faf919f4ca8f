"""The `osteopharm` command: a thin door, behind the extra ``cli``, to what the library answers."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from osteopharm.errors import MissingExtraError

__all__ = ["main"]


def main() -> None:
    """Run the command with the arguments of the process; without its extra, say how to install it."""
    if find_spec("cyclopts") is None or find_spec("rich") is None:
        sys.exit(f"osteopharm: {MissingExtraError('cli')}")
    from osteopharm.cli.commands import run

    sys.exit(run(sys.argv[1:]))
