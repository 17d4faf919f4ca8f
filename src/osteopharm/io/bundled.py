"""The compendium that ships, read without asking again what was asked when it was built.

A compendium is written with a seal, the digest of all the rest. Where the seal of the shipped file is whole, its
records are just those that passed every check, and are put together as they are; where it is broken, the file
goes the way of everybody's file, which says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from attrs import fields, frozen, has

from osteopharm.compendium import Compendium
from osteopharm.model.documents import Document, Passage
from osteopharm.model.kinds import KINDS, LISTED_KINDS, Record, Records

# Within these kinds a record may link to another one of its own kind, by this key.
_UPWARD = {"drug_classes": "parents", "concepts": "broader"}
_OPENING = b',\n "seal": "'
_CLOSING = b'"\n}\n'


def with_checksum(text: str) -> str:
    """A compendium in JSON with its seal."""
    unsealed = text.removesuffix("\n}\n")
    digest = sha256(unsealed.encode()).hexdigest()
    return f"{unsealed}{_OPENING.decode()}{digest}{_CLOSING.decode()}"


def has_valid_checksum(data: bytes) -> bool:
    """Whether a file ends in a seal, and that is the digest of all that comes before it."""
    unsealed, opening, seal = data.rpartition(_OPENING)
    return bool(opening) and seal == sha256(unsealed).hexdigest().encode() + _CLOSING


def assemble(data: dict[str, Any]) -> Compendium:
    """The compendium of a whole file."""
    known: dict[str, Record] = {}
    made: dict[str, list[Record]] = {kind: [] for kind in KINDS}

    def add(kind: str, table: dict[str, Any], document: Document | None = None) -> Record:
        cls: Any = KINDS[kind]
        record: Record = _maker(cls)(table, _Reading(known, document))
        known[record.id] = record
        made[kind].append(record)
        return record

    quoting: list[tuple[Document, dict[str, Any]]] = []
    for table in data["documents"]:
        own = {key: value for key, value in table.items() if key not in ("disclosures", "claims")}
        document = add("documents", own)
        assert isinstance(document, Document)  # noqa: S101 - what lies among the documents is one
        quoting.append((document, table))
    for kind in KINDS:
        if kind in ("claims", "disclosures"):
            for document, table in quoting:
                for quoted in table[kind]:
                    add(kind, quoted, document)
        if kind in LISTED_KINDS:
            for table in _in_order(data[kind], _UPWARD.get(kind)):
                add(kind, table)
    parts: dict[str, Any] = {kind: tuple(found) for kind, found in made.items()}
    return Compendium._of_checked(Records(**parts))


def _in_order(tables: list[dict[str, Any]], upward: str | None) -> Iterable[dict[str, Any]]:
    """The tables of one kind, each after those to which it links upward."""
    if upward is None:
        return tables
    by_id = {table["id"]: table for table in tables}
    ordered: dict[str, dict[str, Any]] = {}

    def put(table: dict[str, Any]) -> None:
        for above in table.get(upward, ()):
            put(by_id[above])
        ordered.setdefault(table["id"], table)

    for table in tables:
        put(table)
    return ordered.values()


@frozen
class _Reading:
    known: dict[str, Record]
    document: Document | None


Make = Callable[[Any, _Reading], Any]


@cache
def _maker(cls: Any) -> Make:
    hints = get_type_hints(cls)
    plan = [(field.name, _keys(field.name), field.default, _make(hints[field.name])) for field in fields(cls)]
    new, put = cls.__new__, object.__setattr__

    def make(table: dict[str, Any], reading: _Reading) -> Any:
        record = new(cls)
        for name, keys, default, make_field in plan:
            for key in keys:
                if key in table:
                    value = table[key]
                    put(record, name, value if make_field is None else make_field(value, reading))
                    break
            else:
                put(record, name, default)
        return record

    return make


def _keys(name: str) -> tuple[str, ...]:
    return ("quote", "reference") if name == "provenance" else (name,)


def _make(hint: Any) -> Make | None:
    """What makes the value of a field of a table; None where it is taken as it stands."""
    parts = [part for part in get_args(hint) if part is not NoneType]
    if get_origin(hint) is tuple:
        inner = _make(parts[0])
        return _tuple if inner is None else lambda values, reading: tuple([inner(value, reading) for value in values])
    kinds = parts if get_origin(hint) in (Union, UnionType) else [hint]
    if all(kind in KINDS.values() for kind in kinds):
        return lambda value, reading: reading.known[value]
    if Passage in kinds:
        return _place
    kind = kinds[0]
    if len(kinds) > 1:
        return lambda value, reading: kind(value) if value in list(kind) else reading.known[value]
    if has(kind):
        return _maker(kind)
    return (lambda value, _: kind(value)) if issubclass(kind, StrEnum) else None


def _tuple(values: Any, _: _Reading) -> Any:
    return tuple(values)


def _place(value: Any, reading: _Reading) -> Any:
    if isinstance(value, str):
        assert reading.document is not None  # noqa: S101 - a quote stands with its document
        return reading.document.passage(value)
    from osteopharm.model.sources import Reference

    return _maker(Reference)(value, reading)
