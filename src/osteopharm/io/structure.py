"""From tables to records, strictly: nothing is coerced, nothing is ignored, and every problem is reported.

Ids are first replaced by the records that they name (`resolve`), so that the cattrs converter needs no state.
The converter then makes each class from its table, with hooks that follow from the compiled schema:

- a text, number or truth value must have exactly that type;
- an enum is given as one of its values;
- a tuple is given as a list;
- a nested value is given as a table with the keys of its class, and no others;
- a link has been resolved already;
- ``null`` is refused: what is not known is left out.

This is the only module that imports cattrs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from attrs import fields_dict, frozen
from cattrs import Converter
from cattrs.errors import AttributeValidationNote, ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn

from osteopharm._suggest import nearest
from osteopharm.errors import InvalidRecordError, Problem, did_you_mean
from osteopharm.model._record import Record
from osteopharm.model._schema import (
    Choice,
    Form,
    Link,
    Many,
    Nested,
    OneOf,
    Scalar,
    a_or_an,
    form_of,
    linked_fields,
    pinned_fields,
    with_article,
    wrong_type,
)


class RefusedError(Exception):
    """What is wrong with one value; the paths of the problems are relative to it."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(*problems)


class _Unresolved:
    """What is in a table for a link that could not be resolved; its problem has been reported."""


_UNRESOLVED = _Unresolved()


@frozen
class Known:
    """What a reading has made so far.

    Attributes:
        records: the records, by id; None where one could not be made.
        types: the type of every record in the files, by id, made or not.
        unread: the types of which a file could not be read; a link to one of these is not reported as missing.
    """

    records: dict[str, Record | None]
    types: dict[str, type[Record]]
    unread: frozenset[type[Record]] = frozenset()

    def look_up(self, id: object, types: tuple[type, ...]) -> Record | Problem | None:
        """The record of one of ``types`` that has an id; otherwise the problem; None if that is reported elsewhere."""
        wanted = " or ".join(each.__name__ for each in types)
        hint = f"give the id of {a_or_an(wanted)}"
        if not isinstance(id, str):
            message = f"is {with_article(type(id))}, not the id of {a_or_an(wanted)}"
            return Problem("", message, "write the id as a string")
        found = self.records.get(id)
        if isinstance(found, types):
            return found
        if found is not None:
            return Problem("", f"{id!r:.100} is {with_article(type(found))}, not {a_or_an(wanted)}", hint)
        if id in self.types:
            if issubclass(self.types[id], types):
                return None
            return Problem("", f"{id!r:.100} is {with_article(self.types[id])}, not {a_or_an(wanted)}", hint)
        if any(issubclass(each, types) for each in self.unread):
            return None
        fitting = (known for known, type in self.types.items() if issubclass(type, types))
        near = did_you_mean(nearest(id, fitting)).removeprefix("; ")
        return Problem("", f"unknown id {id!r:.100}", near or f"add {a_or_an(wanted)} with that id")


def structure(cls: type[Record], table: Mapping[str, Any], known: Known) -> tuple[Record | None, list[Problem]]:
    """The record that a table describes, or None and what is wrong.

    There may be nothing wrong where the record is None: it links to one that could not be made.
    """
    problems: list[Problem] = []
    resolved = _resolve_table(cls, table, "", known, problems)
    record: Record | None = None
    try:
        record = _reader_of(cls)(resolved, cls)
    except (ClassValidationError, RefusedError) as error:
        problems += _explained(error)
    return (None if problems else record), problems


def links_in(cls: type[Record], table: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[type, ...]]]:
    """The ids to which a table refers, each with its path and the types that it may name."""
    for field in linked_fields(cls):
        if field.name in table:
            yield from _links_in(field.form, field.name, table[field.name])


def _links_in(form: Form, path: str, value: Any) -> Iterator[tuple[str, str, tuple[type, ...]]]:
    match form, value:
        case Link(), str():
            yield path, value, form.types
        case Many(), list():
            for place, item in enumerate(value):
                yield from _links_in(form.item, f"{path}[{place}]", item)
        case Nested(), dict():
            for inner, id, types in links_in(form.type, value):
                yield f"{path}.{inner}", id, types
        case OneOf(), _:
            yield from _links_in(form.option_in_file(value), path, value)
        case _:
            return


def _resolve_table(
    cls: type, table: Mapping[str, Any], path: str, known: Known, problems: list[Problem]
) -> dict[str, Any]:
    resolved = dict(table)
    for name, pinned in pinned_fields(cls):
        if name not in table:
            problems.append(Problem(f"{path}.{name}" if path else name, "is missing", pinned.hint))
    for field in linked_fields(cls):
        if field.name in table:
            where = f"{path}.{field.name}" if path else field.name
            resolved[field.name] = _resolve(field.form, table[field.name], where, known, problems)
    return resolved


def _resolve(form: Form, value: Any, path: str, known: Known, problems: list[Problem]) -> Any:
    match form:
        case Link():
            found = known.look_up(value, form.types)
            if isinstance(found, Problem):
                problems.append(Problem(path, found.message, found.hint))
            return found if isinstance(found, Record) else _UNRESOLVED
        case Many() if isinstance(value, list):
            return [_resolve(form.item, item, f"{path}[{at}]", known, problems) for at, item in enumerate(value)]
        case Nested() if isinstance(value, dict):
            return _resolve_table(form.type, value, path, known, problems)
        case OneOf():
            return _resolve(form.option_in_file(value), value, path, known, problems)
        case _:
            return value


@lru_cache(maxsize=1)
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    # cattrs has hooks of its own for these classes, which coerce; a hook for a class goes before one for any type.
    for scalar in (str, int, float, bool):
        converter.register_structure_hook(scalar, _reader(form_of(scalar)))
    converter.register_structure_hook(StrEnum, lambda value, enum: _member(value, Choice(enum)))
    converter.register_structure_hook_factory(lambda _: True, lambda annotation: _reader(form_of(annotation)))
    return converter


def _reader_of(cls: type) -> Callable[[Any, Any], Any]:
    # Type checkers do not see that a class with its own __hash__ may be a key of the cache below.
    return _table_reader(cls)


@cache
def _table_reader(cls: Any) -> Callable[[Any, Any], Any]:
    make: Callable[[Any, Any], Any] = make_dict_structure_fn(cls, _converter(), _cattrs_forbid_extra_keys=True)

    def read(value: object, _: object) -> Any:
        if not isinstance(value, dict):
            message = f"is {with_article(type(value))}, not a table"
            raise RefusedError(Problem("", message, f"write a table with the keys of {a_or_an(cls.__name__)}"))
        return make(value, cls)

    return read


def _reader(form: Form) -> Callable[[Any, Any], Any]:
    match form:
        case Nested():
            return _table_reader(form.type)
        case Many():
            return _many_reader(form)
        case OneOf():
            return _option_reader(form)
        case Link():
            return _linked
        case Choice():
            return lambda value, _: _member(value, form)
        case _:
            return lambda value, _: _scalar(value, form)


def _scalar(value: Any, form: Scalar) -> Any:
    if problems := tuple(form.problems("", value)):
        raise RefusedError(*problems)
    return value


def _linked(value: Any, _: object) -> Any:
    if value is _UNRESOLVED:
        raise RefusedError
    return value


def _member(value: Any, form: Choice) -> Any:
    if type(value) is not str:
        raise RefusedError(wrong_type("", value, (str,)))
    try:
        return form.enum(value)
    except ValueError:
        values = [member.value for member in form.enum]
        near = did_you_mean(nearest(value, values)).removeprefix("; ")
        problem = Problem("", f"unknown {form.enum.__name__} {value!r:.100}", near or f"use one of {', '.join(values)}")
        raise RefusedError(problem) from None


def _option_reader(form: OneOf) -> Callable[[Any, Any], Any]:
    readers = {option: _reader(option) for option in form.options}

    def read(value: Any, annotation: object) -> Any:
        if value is _UNRESOLVED or isinstance(value, Record):
            return _linked(value, annotation)
        return readers[form.option_in_file(value)](value, annotation)

    return read


def _many_reader(form: Many) -> Callable[[Any, Any], Any]:
    read_item = _reader(form.item)

    def read(value: object, _: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise RefusedError(wrong_type("", value, (list,)))
        made: list[Any] = []
        problems: list[Problem] = []
        for place, entry in enumerate(value):
            try:
                made.append(read_item(entry, None))
            except (RefusedError, ClassValidationError) as error:
                problems += (_within(f"[{place}]", problem) for problem in _explained(error))
        if len(made) == len(value):
            problems += form.own_problems("", tuple(made))
        if problems or len(made) < len(value):
            raise RefusedError(*problems)
        return tuple(made)

    return read


def _explained(error: BaseException) -> Iterator[Problem]:
    """The problems behind an error of cattrs or of ours, with paths relative to what was read."""
    match error:
        case RefusedError() | InvalidRecordError():
            yield from error.problems
        case ForbiddenExtraKeysError():
            known = list(fields_dict(error.cl))
            for key in sorted(error.extra_fields):
                near = did_you_mean(nearest(key, known)).removeprefix("; ")
                yield Problem(key, "unknown key", near or f"known here: {', '.join(known)}")
        case ClassValidationError():
            for inner in error.exceptions:
                notes = getattr(inner, "__notes__", ())
                name = next((note.name for note in notes if isinstance(note, AttributeValidationNote)), "")
                if isinstance(inner, KeyError):
                    yield Problem(name, "is missing", "every record of this type needs it")
                    continue
                yield from (_within(name, problem) for problem in _explained(inner))
        case _:  # pragma: no cover - an error that no hook raises is a bug of ours, and must be seen whole
            raise error


def _within(outer: str, problem: Problem) -> Problem:
    inner = problem.path
    path = f"{outer}.{inner}" if outer and inner and not inner.startswith("[") else outer + inner
    return Problem(path, problem.message, problem.hint)
