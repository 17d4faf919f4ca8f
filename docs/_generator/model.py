"""What the model says of itself: its nouns, their fields, its axes, and the words that explain each."""

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
"""The key under which a provenance stands in the files, by what it is."""


def words(name: str) -> str:
    """A name of Python's in plain words.

    >>> words("held_by"), words("DrugClass")
    ('held by', 'drug class')
    """
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()


def summary(cls: type) -> str:
    """The first line of a class's docstring."""
    return (inspect.getdoc(cls) or "").partition("\n")[0]


def parts(annotation: Any) -> Iterator[type]:
    """The classes that an annotation names, through unions and tuples.

    >>> [part.__name__ for part in parts(tuple[int, ...] | None)]
    ['int', 'NoneType']
    """
    inner = [part for part in get_args(annotation) if part is not ...]
    if not inner:
        yield annotation
    for part in inner:
        yield from parts(part)


def types_of(noun: type) -> dict[str, Any]:
    """The type of each field of a noun, in the order of its docstring where it has one."""
    hints = get_type_hints(noun)
    names = [field.name for field in attrs.fields(noun)]
    order = list(meanings(noun))
    return {name: hints[name] for name in sorted(names, key=lambda name: order.index(name) if name in order else -1)}


def keys_of(noun: type) -> dict[str, tuple[str, Any]]:
    """The keys under which a noun's fields stand in the files, each with its field and what stands there.

    A provenance stands under one of two keys, by what it is.
    """
    found: dict[str, tuple[str, Any]] = {}
    for name, annotation in types_of(noun).items():
        if name == "provenance":
            found.update((KEYS[part], (name, part)) for part in parts(annotation))
        else:
            found[name] = (name, annotation)
    return found


@cache
def nouns() -> tuple[type, ...]:
    """The kinds of record, each followed by the nouns that it is the first to hold."""
    found: dict[type, None] = {}
    for kind in KINDS.values():
        found.update(dict.fromkeys(_with_parts(kind)))
    return tuple(found)


def _with_parts(noun: type) -> Iterator[type]:
    """A noun and the nouns in it, and those in them; a passage stands in the files as a quote, and is none."""
    yield noun
    for annotation in types_of(noun).values():
        for part in parts(annotation):
            if attrs.has(part) and part is not Passage and part not in KINDS.values():
                yield from _with_parts(part)


@cache
def axes() -> tuple[type[StrEnum], ...]:
    """The closed enums, in the order in which the nouns come to them."""
    found = (part for noun in nouns() for annotation in types_of(noun).values() for part in parts(annotation))
    return tuple(dict.fromkeys(part for part in found if issubclass(part, StrEnum)))


def meanings(noun: type) -> dict[str, str]:
    """What each field means, as the section ``Attributes`` of the docstring has it.

    >>> from osteopharm import Quantity
    >>> meanings(Quantity)["unit"]
    'what is counted or measured.'
    """
    lines = (inspect.getdoc(noun) or "").partition("\nAttributes:\n")[2].splitlines()
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
    """What each value of an axis means: the docstrings after its members, which stand only in the source.

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
