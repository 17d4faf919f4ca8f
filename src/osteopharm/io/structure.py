"""The strict cattrs converter: from tables to nouns and back, without coercing anything.

A link to another record stands in a table as its id and is looked up in the `ReadingState` of the reading
that is under way; a passage stands there as its quote. This is the only room that imports cattrs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from enum import StrEnum
from functools import cache, lru_cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from attrs import fields_dict, frozen, has
from cattrs import Converter
from cattrs.errors import AttributeValidationNote, ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from osteopharm.collection import near_names
from osteopharm.errors import Fault, InvalidRecordError, QuoteError, did_you_mean
from osteopharm.model import checks
from osteopharm.model.claims import Disclosure, EvidenceClaim
from osteopharm.model.documents import Document, Passage
from osteopharm.model.entities import DrugClass, Medication
from osteopharm.model.enums import InactiveControl
from osteopharm.model.kinds import KINDS, Record
from osteopharm.model.sources import Reference

_QUOTED: tuple[type[Record], ...] = (EvidenceClaim, Disclosure)
# The keys under which a provenance stands in a table, and what to do where one stands in place of the other.
_STRAY = {
    "quote": "give a reference instead, or put the claim beside its document",
    "reference": "quote the document instead, or put the claim into literature/",
}


class FailedLinkError(Exception):
    """A link leads to a record that could not be made; that record's own problem is reported, this one is not."""


class FaultsError(Exception):
    """The faults of one value, with paths relative to it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(faults)


def _fault(message: str, hint: str = "") -> FaultsError:
    return FaultsError([Fault("", message, hint)])


@frozen
class ReadingState:
    """What a reading has made so far.

    Attributes:
        records: the records that were made, by id; None where one could not be made.
        kinds: the kind of every raw record, by id, made or not.
        document: the document that the record under way quotes, or None.
        quotes: whether the record under way stands with a document, be it readable or not.
        unread: the kinds of record of which a file could not be read.
    """

    records: dict[str, Record | None]
    kinds: dict[str, str]
    document: Document | None = None
    quotes: bool = False
    unread: frozenset[str] = frozenset()

    def look_up(self, id: object, kinds: tuple[type, ...]) -> Record:
        """The record that an id names, if it is of one of ``kinds``."""
        wanted = " or ".join(kind.__name__ for kind in kinds)
        one = checks.a_or_an(wanted)
        if not isinstance(id, str):
            raise _fault(f"is {checks.with_article(type(id))}, not the id of a {wanted}", "write the id as a string")
        found = self.records.get(id)
        if found is not None:
            if isinstance(found, kinds):
                return found
            raise _fault(f"{id!r} is {checks.with_article(type(found))}, not a {wanted}", f"give the id of {one}")
        if id in self.kinds:
            if issubclass(KINDS[self.kinds[id]], kinds):
                raise FailedLinkError
            raise _fault(f"{id!r} is one of the {self.kinds[id]}, not a {wanted}", f"give the id of {one}")
        if any(issubclass(KINDS[kind], kinds) for kind in self.unread):
            raise FailedLinkError
        fitting = [known for known, kind in self.kinds.items() if issubclass(KINDS[kind], kinds)]
        near = near_names(id, fitting)
        raise _fault(f"unknown id {id!r:.100}", did_you_mean(near).removeprefix("; ") or f"add {one} of that id")


_registry: ContextVar[ReadingState] = ContextVar("registry")


def structure(kind: str, data: dict[str, Any], registry: ReadingState) -> Record:
    """The record that a table describes.

    Raises:
        FaultsError: the table does not describe one; the error holds every fault found.
        FailedLinkError: nothing is wrong with it but that it links to a record which could not be made.
    """
    token = _registry.set(registry)
    try:
        record: Record = _structure_function(kind, _key("provenance"))(data, KINDS[kind])
    except ClassValidationError as error:
        if faults := list(_explained(error)):
            raise FaultsError(faults) from None
        raise FailedLinkError from None
    finally:
        _registry.reset(token)
    return record


def _key(name: str) -> str:
    """Under which key a field stands in the table of the record that is under way."""
    if name != "provenance":
        return name
    return "quote" if _registry.get().quotes else "reference"


def unstructure(kind: str, record: Record) -> dict[str, Any]:
    """The table of a record: links as ids, passages as quotes, defaults left out."""
    refers = isinstance(record, EvidenceClaim) and isinstance(record.provenance, Reference)
    table: dict[str, Any] = _unstructure_function(kind, "reference" if refers else "quote")(record)
    return table


def _explained(error: BaseException) -> Iterator[Fault]:
    """The faults behind an error of cattrs, with paths relative to the record."""
    match error:
        case FailedLinkError():
            return
        case FaultsError() | InvalidRecordError():
            for fault in error.faults:
                yield Fault(_in_file(fault.field), fault.message, fault.hint)
        case QuoteError():
            yield Fault("", error.message, error.hint)
        case ForbiddenExtraKeysError():
            known = [_key(name) for name in fields_dict(error.cl)]
            for key in sorted(error.extra_fields):
                near = did_you_mean(near_names(key, known)).removeprefix("; ")
                if key in _STRAY and error.cl is EvidenceClaim:
                    near = _STRAY[key]
                yield Fault(key, "unknown key", near or f"known here: {', '.join(known)}")
        case ClassValidationError():
            for inner in error.exceptions:
                name = next(
                    (n.name for n in getattr(inner, "__notes__", ()) if isinstance(n, AttributeValidationNote)), ""
                )
                key = _key(name)
                if isinstance(inner, KeyError):
                    yield Fault(key, "is missing", "every record of this kind needs it")
                    continue
                for fault in _explained(inner):
                    yield Fault(_joined(key, fault.field), fault.message, fault.hint)
        case _:  # pragma: no cover - an error that no hook raises is a fault of ours, and must be seen whole
            raise error


def _in_file(field: str) -> str:
    name = field.partition("[")[0]
    return _key(name) + field[len(name) :]


def _joined(outer: str, inner: str) -> str:
    return f"{outer}.{inner}" if outer and inner and not inner.startswith("[") else outer + inner


def _renamed(cls: type[Record], provenance: str) -> dict[str, Any]:
    return {"provenance": override(rename=provenance)} if cls in _QUOTED else {}


@cache
def _structure_function(kind: str, provenance: str) -> Callable[[dict[str, Any], Any], Any]:
    cls = KINDS[kind]
    return make_dict_structure_fn(cls, _converter(), _cattrs_forbid_extra_keys=True, **_renamed(cls, provenance))


@cache
def _unstructure_function(kind: str, provenance: str) -> Callable[[Any], dict[str, Any]]:
    cls = KINDS[kind]
    pinned: dict[str, Any] = {"sha256": override(omit_if_default=False)} if cls is Document else {}
    return make_dict_unstructure_fn(
        cls, _converter(), _cattrs_omit_if_default=True, **_renamed(cls, provenance), **pinned
    )


@lru_cache(maxsize=1)
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, omit_if_default=True, detailed_validation=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(int, _whole_number)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(bool, _truth)
    converter.register_structure_hook(Passage, _passage)
    converter.register_structure_hook(StrEnum, _member)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _items_of(kind, converter))
    converter.register_structure_hook_factory(_is_optional, lambda kind: _given(kind, converter))
    converter.register_structure_hook_factory(_is_table, lambda kind: _table_of(kind, converter))
    converter.register_structure_hook_factory(_is_link, _link_to)
    converter.register_structure_hook(InactiveControl | DrugClass | Medication, _comparator)
    refer = _table_of(Reference, converter)  # made once the hooks for what stands in it are there
    converter.register_structure_hook(Passage | Reference, lambda value, _: _provenance(value, refer))
    converter.register_unstructure_hook(Passage, lambda passage: passage.quote)
    converter.register_unstructure_hook(
        Passage | Reference,
        lambda place: place.quote if isinstance(place, Passage) else converter.unstructure(place, Reference),
    )
    converter.register_unstructure_hook(StrEnum, lambda member: member.value)
    converter.register_unstructure_hook_func(_is_link, lambda record: record.id)
    converter.register_unstructure_hook_factory(_is_tuple, lambda kind: _list_of(kind, converter))
    return converter


def _text(value: object, _: object) -> str:
    if type(value) is not str:
        raise FaultsError(checks.instance("", value, str, exact=True))
    if faults := checks.text("", value):
        raise FaultsError(faults)
    return value


def _whole_number(value: object, _: object) -> int:
    if type(value) is not int:
        raise FaultsError(checks.instance("", value, int, exact=True))
    return value


def _truth(value: object, _: object) -> bool:
    if type(value) is not bool:
        raise FaultsError(checks.instance("", value, bool, exact=True))
    return value


def _number(value: object, _: object) -> float:
    if type(value) is int or type(value) is float:
        return value
    raise FaultsError(checks.instance("", value, int, float, exact=True))


def _member(value: object, axis: type[StrEnum]) -> StrEnum:
    if type(value) is not str:
        raise FaultsError(checks.instance("", value, str, exact=True))
    try:
        return axis(value)
    except ValueError:
        values = [member.value for member in axis]
        near = did_you_mean(near_names(value, values)).removeprefix("; ")
        raise _fault(f"unknown {axis.__name__} {value!r:.100}", near or f"use one of {', '.join(values)}") from None


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _items_of(kind: Any, converter: Converter) -> Callable[[object, Any], tuple[Any, ...]]:
    item = get_args(kind)[0]
    make = converter.get_structure_hook(item)

    def items(value: object, _: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise FaultsError(checks.instance("", value, list))
        made, faults, failed = [], [], False
        for place, entry in enumerate(value):
            try:
                made.append(make(entry, item))
            except (FaultsError, QuoteError, ClassValidationError, FailedLinkError) as error:
                failed = True
                found = _explained(error)
                faults += [Fault(_joined(f"[{place}]", fault.field), fault.message, fault.hint) for fault in found]
        if faults:
            raise FaultsError(faults)
        if failed:
            raise FailedLinkError
        return tuple(made)

    return items


def _list_of(kind: Any, converter: Converter) -> Callable[[tuple[Any, ...]], list[Any]]:
    item = converter.get_unstructure_hook(get_args(kind)[0])
    return lambda values: [item(value) for value in values]


def _is_optional(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind)


def _given(kind: Any, converter: Converter) -> Callable[[object, Any], Any]:
    # A key that is there has a value: null is no way to leave one out.
    inner: Any = reduce(or_, (part for part in get_args(kind) if part is not NoneType))
    make = converter.get_structure_hook(inner)
    return lambda value, _: make(value, inner)


def _is_table(kind: Any) -> bool:
    return has(kind)


def _table_of(kind: Any, converter: Converter) -> Callable[[object, Any], Any]:
    make = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

    def table(value: object, _: object) -> Any:
        if not isinstance(value, dict):
            message = f"is {checks.with_article(type(value))}, not a table"
            raise _fault(message, "write a table with the keys of the record")
        return make(value, kind)

    return table


def _linked(kind: Any) -> tuple[type, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def _is_link(kind: Any) -> bool:
    return all(part in KINDS.values() for part in _linked(kind))


def _link_to(kind: Any) -> Callable[[object, Any], Record]:
    kinds = _linked(kind)
    return lambda value, _: _registry.get().look_up(value, kinds)


def _comparator(value: object, _: object) -> Any:
    if isinstance(value, str) and value in list(InactiveControl):
        return InactiveControl(value)
    return _registry.get().look_up(value, (DrugClass, Medication))


def _passage(value: object, _: object) -> Passage:
    document = _registry.get().document
    if document is None:
        raise FailedLinkError
    return document.passage(_text(value, str))


def _provenance(value: object, refer: Callable[[object, Any], Reference]) -> Passage | Reference:
    return _passage(value, Passage) if _registry.get().quotes else refer(value, Reference)
