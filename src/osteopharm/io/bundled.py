"""The compendium that ships, read without checking again what was checked when it was built.

`dump_json` writes a compendium with a checksum of all the rest. Where the checksum of the bundled file is valid, its
records are those that passed every check; each type is parsed and made when something first asks for it. Where it is
not valid, the data are refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from osteopharm.errors import DataError, Problem
from osteopharm.model.kinds import KINDS, Records

if TYPE_CHECKING:
    from osteopharm.model._record import Record

FORMAT = "osteopharm"
FORMAT_VERSION = 2
"""The format of the JSON; a file of another version is refused."""

_OPENING = b',\n "checksum": "'
_CLOSING = b'"\n}\n'


def with_checksum(text: str) -> str:
    """A compendium in JSON with its checksum."""
    rest = text.removesuffix("\n}\n")
    digest = sha256(rest.encode()).hexdigest()
    return f"{rest}{_OPENING.decode()}{digest}{_CLOSING.decode()}"


def has_valid_checksum(data: bytes) -> bool:
    """Whether a file ends in the checksum of all that comes before it."""
    end = data.rfind(_OPENING)
    # A view is not a copy: the file has some megabytes.
    return end >= 0 and data[end + len(_OPENING) :] == sha256(memoryview(data)[:end]).hexdigest().encode() + _CLOSING


def checksum_of(data: bytes) -> str:
    """The checksum in which a file with a valid one ends."""
    return data[data.rfind(_OPENING) + len(_OPENING) :].removesuffix(_CLOSING).decode()


class PreparedFile:
    """A file with a prepared lexicon, read when it is first needed.

    Args:
        path: the file.
        checksum: that of the compendium, from whose names the lexicon has to be made.
    """

    def __init__(self, path: Path, checksum: str) -> None:
        self._path, self._checksum = path, checksum

    @cached_property
    def lines(self) -> list[bytes] | None:
        """The marks, and the names around each of them; None where the file is that of other data, or missing.

        Raises:
            DataError: the file was changed.
        """
        if not self._path.is_file():
            return None
        head, _, rest = self._path.read_bytes().partition(b"\n")
        compendium, _, own = head.decode("ascii", "replace").partition(" ")
        if own != sha256(rest).hexdigest():
            hint = "install osteopharm again; in a checkout, build the data from the seeds"
            raise DataError([Problem("$", "does not have the checksum that it was built with", hint, self._path.name)])
        return rest.splitlines() if compendium == self._checksum else None


class BundledRecords(Records):
    """The records of a file with a valid checksum; each type is parsed and made when it is first asked for.

    Args:
        data: the bytes of the file.
    """

    __slots__ = ("_data", "_lock", "_made", "_places", "_tables")

    _data: bytes
    _lock: RLock
    _made: dict[str, Record]
    _places: dict[str, slice]
    _tables: dict[type[Record], dict[str, dict[str, Any]]]

    def __init__(self, data: bytes) -> None:
        put = object.__setattr__
        put(self, "_by_type", {})
        put(self, "_data", data)
        put(self, "_lock", RLock())
        put(self, "_made", {})
        put(self, "_places", dict(_places(data)))
        put(self, "_tables", {})

    def _of(self, record_type: type[Record]) -> tuple[Record, ...]:
        found = self._by_type.get(record_type)
        if found is None:
            with self._lock:
                found = tuple(self._record(id, (record_type,)) for id in self._tables_of(record_type))
                self._by_type[record_type] = found  # type: ignore[index]  # the base class never changes it
        return found

    def find(self, id: str, types: tuple[type[Record], ...]) -> Record:
        """The record of one of some types that has an id, which there must be; no other is made for it."""
        with self._lock:
            record: Record = self._record(id, types)
            return record

    def _tables_of(self, record_type: type[Record]) -> dict[str, dict[str, Any]]:
        tables = self._tables.get(record_type)
        if tables is None:
            listed = json.loads(self._data[self._places[record_type.plural]])
            tables = self._tables[record_type] = {table["id"]: table for table in listed}
        return tables

    def _record(self, id: str, types: tuple[type, ...]) -> Any:
        record = self._made.get(id)
        if record is None:
            from osteopharm.io.making import maker_of

            for each in types:  # pragma: no branch - one of the types has the record
                table = self._tables_of(each).get(id)
                if table is not None:
                    record = self._made[id] = maker_of(each)(table, self._record)
                    break
        return record


def _places(data: bytes) -> Iterator[tuple[str, slice]]:
    """Where the list of each kind is in the file: a line with one space before its key begins each of them."""
    openings = [f'\n "{kind}": '.encode() for kind in KINDS]
    place = 0
    starts = [place := data.index(opening, place) for opening in openings]
    for kind, opening, start, end in zip(KINDS, openings, starts, [*starts[1:], data.rfind(_OPENING) + 1], strict=True):
        yield kind, slice(start + len(opening), end - 1)
