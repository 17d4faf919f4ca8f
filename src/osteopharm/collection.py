"""An immutable mapping from ids to records. It knows no type of record."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Generic, TypeVar, overload

from osteopharm._suggest import nearest
from osteopharm._tables import Columns, Row, Tabular, columns_of, record_row
from osteopharm.errors import UnknownIdError, shown
from osteopharm.model._immutable import Immutable, repr_html

__all__ = ["Collection"]

RecordT = TypeVar("RecordT")
DefaultT = TypeVar("DefaultT")


class Collection(Immutable, Tabular, Mapping[str, RecordT], Generic[RecordT]):
    """Records of one type by id, in the order of their ids: an immutable mapping.

    Iterating gives the ids, `values` the records. ``collection["id"]`` raises where `get` returns None. Where an id is
    accepted, the record itself is too. Brands have no id and are listed by name.

    Args:
        kind: the name of the type in errors, such as ``medication``.
        records: the records; their ids differ.
        describe: what to say of an id that is not in the collection, such as the name of a brand.
        error: what to raise then.
        types: the types of the records, which give a frame its columns; without them, those of the records there are.

    >>> import osteopharm
    >>> medications = osteopharm.load().medications
    >>> len(medications), "denosumab" in medications, medications.get("aspirin")
    (37, True, None)
    >>> next(iter(medications)), next(iter(medications.values())).name
    ('abaloparatide', 'abaloparatide')
    """

    __slots__ = ("__weakref__", "_describe", "_error", "_kind", "_records", "_types")

    _kind: str
    _records: Mapping[str, RecordT]
    _describe: Callable[[str], str] | None
    _error: type[UnknownIdError]
    _types: tuple[type, ...]

    def __init__(
        self,
        kind: str,
        records: Iterable[RecordT],
        *,
        describe: Callable[[str], str] | None = None,
        error: type[UnknownIdError] = UnknownIdError,
        types: Iterable[type] = (),
    ) -> None:
        put = object.__setattr__
        put(self, "_kind", kind)
        by_id = sorted(((id_of(record), record) for record in records), key=itemgetter(0))
        put(self, "_records", MappingProxyType(dict(by_id)))
        put(self, "_describe", describe)
        put(self, "_error", error)
        put(self, "_types", tuple(types) or tuple(dict.fromkeys(map(type, self._records.values()))))

    def __getitem__(self, record: RecordT | str) -> RecordT:
        """The record with an id.

        Raises:
            UnknownIdError: there is none; the error offers similar ids, and says what the text is if it is a name or
                a code.
        """
        id = id_of(record)
        found = self._records.get(id)
        if found is None:
            note = self._describe(id) if self._describe else ""
            raise self._error(id, self._kind, () if note else nearest(id, self._records), note)
        return found

    @overload
    def get(self, record: RecordT | str) -> RecordT | None: ...
    @overload
    def get(self, record: RecordT | str, default: DefaultT) -> RecordT | DefaultT: ...
    # A record is taken as well as an id.
    def get(self, record: RecordT | str, default: Any = None) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The record with an id, or a default."""
        return self._records.get(id_of(record), default)

    def __contains__(self, item: object) -> bool:
        if isinstance(item, str):
            return item in self._records
        return self._records.get(id_of(item)) == item

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def keys(self) -> KeysView[str]:
        """The ids."""
        return self._records.keys()

    def values(self) -> ValuesView[RecordT]:
        """The records."""
        return self._records.values()

    def items(self) -> ItemsView[str, RecordT]:
        """The ids with their records."""
        return self._records.items()

    def to_rows(self) -> list[Row]:
        """The records as flat dicts: links as ids, several values joined by semicolons.

        All have the same keys; what records of one type do not have is None.

        >>> import osteopharm
        >>> osteopharm.load().drug_classes.to_rows()[0]["id"]
        'anabolic'
        """
        nothing = dict.fromkeys(self._columns())
        return [{**nothing, **record_row(record)} for record in self._records.values()]

    def _columns(self) -> Columns:
        return columns_of(*self._types)

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """The records as plain data by id, as in the JSON files.

        >>> import osteopharm
        >>> osteopharm.load().drug_classes.to_dict()["bisphosphonates"]["parents"]
        ['antiresorptive']
        """
        records: Mapping[str, Any] = self._records
        return {id: record.to_dict() for id, record in records.items()}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Collection):
            return NotImplemented
        return self._records == other._records

    def __hash__(self) -> int:
        return hash(tuple(self._records))

    def __reduce__(self) -> tuple[object, ...]:
        # What describes an unknown id holds a whole compendium, and is left behind.
        return _rebuilt, (self._kind, tuple(self._records.values()), self._error, self._types)

    _repr_html_ = repr_html

    def __repr__(self) -> str:
        return f"<Collection of {len(self)}: {self._kind}>"

    def __str__(self) -> str:
        return "\n".join(f"{id}: {record}" for id, record in self._records.items())


def _rebuilt(
    kind: str, records: Iterable[RecordT], error: type[UnknownIdError], types: Iterable[type]
) -> Collection[RecordT]:
    return Collection(kind, records, error=error, types=types)


def id_of(record: object) -> str:
    """The id of a record, or the id itself; the name of what has no id. For anything else what errors show of it.

    >>> id_of("denosumab"), id_of(7)
    ('denosumab', '7')
    """
    if isinstance(record, str):
        return record
    for attribute in ("id", "name"):
        if isinstance(found := getattr(record, attribute, None), str):
            return found
    return shown(record)
