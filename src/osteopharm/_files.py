"""Opening files that somebody else may have made, and the problems found in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from osteopharm.errors import DataError, InvalidArgumentError, Problem
from osteopharm.model._record import Record
from osteopharm.model._schema import with_article

LONGEST_PLACE = 9
"""The most figures that a place in a list can have, in a file of the sizes above."""


class ProblemCollector:
    """The problems found during one reading, in no particular order until they are raised.

    Attributes:
        problems: what was found.
        files: the files in which something was found.
        unread: the types of record of which a file could not be read; links to these are not reported as missing.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.unread: set[type[Record]] = set()
        self.files: set[str] = set()

    def add(self, file: str, path: str, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(path, message, hint, file))
        self.files.add(file)

    def raise_any(self) -> None:
        """Raise one `DataError` with every problem, if there is any."""
        if self.problems:
            self.problems.sort(key=lambda problem: (problem.file, _natural(problem.path), problem.message))
            raise DataError(self.problems)


def _natural(path: str) -> list[tuple[int, int | str]]:
    """A key that sorts ``$.claims[10]`` after ``$.claims[9]``."""
    parts = path.replace("[", "\0").replace("]", "\0").split("\0")
    # A part may be a key that somebody chose: only what can be a place in a list is read as a number.
    return [(0, int(part)) if part.isdecimal() and len(part) <= LONGEST_PLACE else (1, part) for part in parts]


def path_of(path: str | os.PathLike[str]) -> Path:
    """A path as such.

    Raises:
        InvalidArgumentError: it is not a path.
    """
    try:
        return Path(path)
    except TypeError:
        raise InvalidArgumentError("the path", f"is {with_article(type(path))}", "give a str or a Path") from None


@contextmanager
def opened(path: Path, name: str, problems: ProblemCollector) -> Iterator[BinaryIO | None]:
    """A regular file, opened for reading; where there is none, a problem is noted and None given.

    A pipe is refused and not waited for.
    """
    file: BinaryIO | None = None
    try:
        # Without waiting for somebody who writes to it, should it be a pipe.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        if stat.S_ISREG(os.fstat(number).st_mode):
            file = os.fdopen(number, "rb")
        else:
            os.close(number)
            problems.add(name, "$", "is not a file", "give a regular file of that name")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        problems.add(name, "$", "is not a file", "give a regular file of that name")
    except OSError as error:
        hint = "check that the file exists and may be read"
        problems.add(name, "$", f"cannot be read: {error.strerror}", hint)
    except ValueError:  # a NUL or a lone surrogate
        problems.add(name, "$", "is not a name that a file can have", "give a regular file")
    try:
        yield file
    finally:
        if file is not None:
            file.close()


def read_bytes(path: Path, name: str, maximum: int, problems: ProblemCollector) -> bytes | None:
    """The bytes of a regular file of at most ``maximum`` bytes; otherwise a problem is noted, and None returned."""
    with opened(path, name, problems) as file:
        if file is None:
            return None
        try:
            data = file.read(maximum + 1)
        except OSError as error:
            problems.add(name, "$", f"cannot be read: {error.strerror}", "check the disk or the network")
            return None
    if len(data) > maximum:
        problems.add(name, "$", f"has more than {maximum:,} bytes", "split the file")
        return None
    return data


def read_text(path: Path, name: str, maximum: int, problems: ProblemCollector) -> str | None:
    """The text of a file in UTF-8, byte for byte (line ends stay as they are)."""
    data = read_bytes(path, name, maximum, problems)
    if data is None:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.add(name, "$", f"is not UTF-8 at byte {error.start}", "save the file as UTF-8")
        return None
