"""The model from its source: record types, fields, enums and their descriptions."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from enum import Enum, StrEnum
from functools import cache
from textwrap import dedent
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

import attrs

from osteopharm.model.documents import Passage
from osteopharm.model.kinds import KINDS
from osteopharm.model.sources import Reference

KEYS: MappingProxyType[type, str] = MappingProxyType({Passage: "quote", Reference: "reference"})
"""The key of a provenance in the files, by type."""


def words(name: str) -> str:
    """A Python name in plain words.

    >>> words("held_by"), words("DrugClass")
    ('held by', 'drug class')
    """
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()


def summary(cls: type) -> str:
    """The first line of a class's docstring."""
    return (inspect.getdoc(cls) or "").partition("\n")[0]


def parts(annotation: Any) -> Iterator[type]:
    """The classes in an annotation, through unions and tuples.

    >>> [part.__name__ for part in parts(tuple[int, ...] | None)]
    ['int', 'NoneType']
    """
    inner = [part for part in get_args(annotation) if part is not ...]
    if not inner:
        yield annotation
    for part in inner:
        yield from parts(part)


def types_of(record_type: type) -> dict[str, Any]:
    """The type of each field of a record type, in the order of its docstring if it has one."""
    hints = get_type_hints(record_type)
    names = [field.name for field in attrs.fields(record_type)]
    order = list(meanings(record_type))
    return {name: hints[name] for name in sorted(names, key=lambda name: order.index(name) if name in order else -1)}


def keys_of(record_type: type) -> dict[str, tuple[str, Any]]:
    """The keys of a record type in the files, each with its field and type.

    A provenance stands under one of two keys, by what it is.
    """
    found: dict[str, tuple[str, Any]] = {}
    for name, annotation in types_of(record_type).items():
        if name == "provenance":
            found.update((KEYS[part], (name, part)) for part in parts(annotation))
        else:
            found[name] = (name, annotation)
    return found


@cache
def record_types() -> tuple[type, ...]:
    """The record types, each followed by the parts that it is the first to contain."""
    found: dict[type, None] = {}
    for kind in KINDS.values():
        found.update(dict.fromkeys(_with_parts(kind)))
    return tuple(found)


def _with_parts(record_type: type) -> Iterator[type]:
    """A record type and its parts, recursively; a passage is a quote in the files and not a part."""
    yield record_type
    for annotation in types_of(record_type).values():
        for part in parts(annotation):
            if attrs.has(part) and part is not Passage and part not in KINDS.values():
                yield from _with_parts(part)


@cache
def axes() -> tuple[type[StrEnum], ...]:
    """The enums, in the order in which the record types use them."""
    found = (
        part
        for record_type in record_types()
        for annotation in types_of(record_type).values()
        for part in parts(annotation)
    )
    return tuple(dict.fromkeys(part for part in found if issubclass(part, StrEnum)))


def meanings(record_type: type) -> dict[str, str]:
    """The description of each field, from the section ``Attributes`` of the docstring.

    >>> from osteopharm import Quantity
    >>> meanings(Quantity)["unit"]
    'what is counted or measured.'
    """
    lines = (inspect.getdoc(record_type) or "").partition("\nAttributes:\n")[2].splitlines()
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        if line and not line.startswith("    "):
            break
        entry = re.fullmatch(r" {4}(\w+): (.+)", line)
        if entry:
            name = entry[1]
            found[name] = entry[2]
        elif name and line.strip():
            found[name] += f" {line.strip()}"
    return found


def member_meanings(axis: type[Enum]) -> dict[str, str]:
    """The description of each member of an enum, from the docstrings in its source.

    >>> from osteopharm import Bound
    >>> member_meanings(Bound)["at-least"]
    'That much or more.'
    """
    (tree,) = ast.parse(dedent(inspect.getsource(axis))).body
    found: dict[str, str] = {}
    name = ""
    for node in getattr(tree, "body", ()):
        match node:
            case ast.Assign(targets=[ast.Name(id=member)]):
                name = member
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                found[axis[name].value] = " ".join(inspect.cleandoc(text).split())
                name = ""
            case _:
                name = ""
    return found
