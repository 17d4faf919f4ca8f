"""The compendium that the commands answer from: the bundled one, or that of the file named by ``--data``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import osteopharm
from osteopharm.compendium import Compendium
from osteopharm.errors import DataError, Problem

OPTION = "--data"

_chosen: ContextVar[Compendium | None] = ContextVar("chosen", default=None)


def compendium() -> Compendium:
    """The compendium of the running command.

    Raises:
        DataError: the installed data are damaged.
    """
    return _chosen.get() or osteopharm.load()


@contextmanager
def taken_from(arguments: Sequence[str]) -> Iterator[list[str]]:
    """The arguments without ``--data FILE``; inside, `compendium` is that of the file.

    Raises:
        DataError: the option has no file or is given twice, or the file is not valid.
    """
    rest, files = _split(arguments)
    if len(files) > 1:
        raise DataError([Problem(OPTION, "is given twice", "name one file", "the command")])
    token = _chosen.set(osteopharm.load_json(files[0]) if files else None)
    try:
        yield rest
    finally:
        _chosen.reset(token)


def _split(arguments: Sequence[str]) -> tuple[list[str], list[Path]]:
    rest: list[str] = []
    files: list[Path] = []
    given = iter(arguments)
    for argument in given:
        if argument == "--":  # options end here
            return [*rest, argument, *given], files
        if argument == OPTION:
            file = next(given, None)
            if file is None:
                hint = "name the JSON file that `osteopharm build` wrote"
                raise DataError([Problem(OPTION, "has no file", hint, "the command")])
            files.append(Path(file))
        elif argument.startswith(f"{OPTION}="):
            files.append(Path(argument.removeprefix(f"{OPTION}=")))
        else:
            rest.append(argument)
    return rest, files
