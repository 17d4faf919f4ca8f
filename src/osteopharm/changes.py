"""What changed between two compendia: which records were added, changed or withdrawn, and which fields differ."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import Any

from attrs import frozen

from osteopharm._tables import Columns, Row, Tabular
from osteopharm.compendium import Compendium
from osteopharm.io import json_text
from osteopharm.model._immutable import repr_html
from osteopharm.model._record import Record

__all__ = ["Change", "ChangeKind", "Changes", "changes_between"]

LENGTH_OF_VERSION = 12


class ChangeKind(StrEnum):
    """What happened to a record.

    >>> ChangeKind("withdrawn")
    <ChangeKind.WITHDRAWN: 'withdrawn'>
    """

    ADDED = "added"
    """It is new."""
    CHANGED = "changed"
    """One of its fields differs."""
    WITHDRAWN = "withdrawn"
    """It is no longer there; its id is never given to another record."""


@frozen(kw_only=True)
class Change:
    """What happened to one record.

    Attributes:
        kind: added, changed or withdrawn.
        type: the type of the record, as the files list it, such as ``claims``.
        id: its id.
        fields: the fields that differ, where it is changed.

    >>> print(Change(kind=ChangeKind.CHANGED, type="concepts", id="bone", fields=("name", "note")))
    changed concepts bone: name, note
    """

    kind: ChangeKind
    type: str
    id: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind.value} {self.type} {self.id}{': ' if self.fields else ''}{', '.join(self.fields)}"


@frozen(kw_only=True, repr=False)
class Changes(Tabular):
    """All changes between two compendia, in the order of types and ids.

    Attributes:
        old: the version of the data of the first.
        new: the version of the data of the second.
        changes: what happened to each record that is not the same in both.

    >>> import osteopharm
    >>> [source, *_] = osteopharm.load().sources.values()
    >>> changes_between(osteopharm.Compendium(), osteopharm.Compendium(sources=[source]))
    <Changes: 1 added, 0 changed, 0 withdrawn>
    """

    old: str
    new: str
    changes: tuple[Change, ...]

    def to_rows(self) -> list[Row]:
        """A row for each change; the fields are joined by semicolons."""
        return [
            {"kind": each.kind.value, "type": each.type, "id": each.id, "fields": "; ".join(each.fields) or None}
            for each in self.changes
        ]

    def _columns(self) -> Columns:
        return {"kind": str, "type": str, "id": str, "fields": str}

    def to_dict(self) -> dict[str, Any]:
        """The versions and the changes as plain data, for JSON.

        >>> import osteopharm
        >>> changes_between(osteopharm.Compendium(), osteopharm.Compendium()).to_dict()["changes"]
        []
        """
        listed = [
            {"kind": each.kind.value, "type": each.type, "id": each.id, "fields": [*each.fields]}
            for each in self.changes
        ]
        return {"old": self.old, "new": self.new, "changes": listed}

    _repr_html_ = repr_html

    def __repr__(self) -> str:
        counts = (sum(each.kind is kind for each in self.changes) for kind in ChangeKind)
        return (
            f"<Changes: {', '.join(f'{count} {kind.value}' for count, kind in zip(counts, ChangeKind, strict=True))}>"
        )

    def __str__(self) -> str:
        changes = [*map(str, self.changes)] or ["no changes"]
        return "\n".join([f"from {self.old} to {self.new}", *changes])


def data_version(compendium: Compendium) -> str:
    """The version of the data: the first figures of the SHA-256 of all records, so that equal data have one version.

    >>> import osteopharm
    >>> len(data_version(osteopharm.load()))
    12
    """
    return sha256(json_text(compendium).encode()).hexdigest()[:LENGTH_OF_VERSION]


def changes_between(old: Compendium, new: Compendium) -> Changes:
    """The records that were added, changed or withdrawn.

    A link is the same where it names the same id: what changed in a record is not reported for those that link to it.

    Args:
        old: the earlier compendium.
        new: the later one.

    >>> import osteopharm
    >>> changes = changes_between(osteopharm.Compendium(), osteopharm.load())
    >>> changes.changes[0].kind, len(changes.changes) == len(list(osteopharm.load().records))
    (<ChangeKind.ADDED: 'added'>, True)
    """
    before, after = _tables(old), _tables(new)
    found = []
    for key in sorted(before.keys() | after.keys()):
        first, second = before.get(key), after.get(key)
        if first == second:
            continue
        kind = ChangeKind.CHANGED
        fields: tuple[str, ...] = ()
        if first is None:
            kind = ChangeKind.ADDED
        elif second is None:
            kind = ChangeKind.WITHDRAWN
        else:
            fields = tuple(name for name in dict.fromkeys([*first, *second]) if first.get(name) != second.get(name))
        found.append(Change(kind=kind, type=key[0], id=key[1], fields=fields))
    return Changes(old=data_version(old), new=data_version(new), changes=tuple(found))


def _tables(compendium: Compendium) -> dict[tuple[str, str], dict[str, Any]]:
    records: list[Record] = [*compendium.records]
    return {(record.plural, record.id): record.to_dict() for record in records}
