"""An immutable collection of records, looked up by id.

Holds `Collection` and the search for near names. Knows no kind of record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from osteopharm.errors import UnknownIdError
from osteopharm.model._record import Immutable, Record

__all__ = ["Collection"]

LONGEST_COMPARED = 200
"""Near names are looked for only for names up to this length: comparing takes time in proportion to it."""

MOST_COMPARED = 5_000
"""Near names are looked for among at most so many."""

RecordT = TypeVar("RecordT", bound=Record)


class Collection(Immutable, Generic[RecordT]):
    """Records of one kind, in the order of their ids.

    ``collection["id"]`` raises where `get` gives None; ``in`` takes a record or its id; iterating
    gives the records.

    Args:
        kind: what the records are called in an error, such as ``medication``.
        records: the records; their ids differ.

    >>> import osteopharm
    >>> medications = osteopharm.load().medications
    >>> len(medications), "denosumab" in medications, medications.get("aspirin")
    (37, True, None)
    """

    __slots__ = ("__weakref__", "_kind", "_records")

    _kind: str
    _records: dict[str, RecordT]

    def __init__(self, kind: str, records: Iterable[RecordT]) -> None:
        ordered = sorted(records, key=lambda record: record.id)
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_records", {record.id: record for record in ordered})

    def __getitem__(self, record: RecordT | str) -> RecordT:
        """The record that an id, or the record itself, names.

        Raises:
            UnknownIdError: there is none; the error offers the near ids.
        """
        id = id_of(record)
        found = self._records.get(id)
        if found is None:
            raise UnknownIdError(id, self._kind, near_names(id, self._records))
        return found

    def get(self, record: RecordT | str) -> RecordT | None:
        """The record that an id, or the record itself, names; None if there is none."""
        return self._records.get(id_of(record))

    def __contains__(self, item: object) -> bool:
        if isinstance(item, str):
            return item in self._records
        id = getattr(item, "id", None)
        return isinstance(id, str) and self._records.get(id) == item

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[RecordT]:
        return iter(self._records.values())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Collection):
            return NotImplemented
        return self._records == other._records

    def __hash__(self) -> int:
        return hash(tuple(self._records))

    def __reduce__(self) -> tuple[type[Collection[RecordT]], tuple[str, tuple[RecordT, ...]]]:
        return type(self), (self._kind, tuple(self))

    def __repr__(self) -> str:
        return f"<Collection of {len(self)}: {self._kind}>"


def id_of(record: object) -> str:
    """The id that a record, or an id, stands for; for anything else its repr, which is the id of nothing.

    >>> id_of("denosumab"), id_of(7)
    ('denosumab', '7')
    """
    id = record if isinstance(record, str) else getattr(record, "id", None)
    return id if isinstance(id, str) else repr(record)


def near_names(name: object, names: Iterable[str], most: int = 3) -> list[str]:
    """The names most like one that was not found, best first.

    >>> near_names("calcitonine", ["calcitonin", "denosumab"])
    ['calcitonin']
    """
    known = list(names)
    if not isinstance(name, str) or len(name) > LONGEST_COMPARED or len(known) > MOST_COMPARED:
        return []
    from difflib import get_close_matches  # a miss is rare

    return get_close_matches(name.casefold().replace(" ", "-"), known, n=most, cutoff=0.6)
