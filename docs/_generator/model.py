"""What the data dictionary and the pages of records need to know of the record types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache

from osteopharm.model._docstrings import field_descriptions, summary, value_descriptions
from osteopharm.model._schema import Choice, Field, Form, Many, Nested, OneOf, schema_of
from osteopharm.model.kinds import RECORD_TYPES

__all__ = [
    "axes",
    "field_descriptions",
    "fields_of",
    "forms_in",
    "record_types",
    "summary",
    "value_descriptions",
    "words",
]


def words(name: str) -> str:
    """A name of Python as words.

    >>> words("held_by"), words("DrugClass")
    ('held by', 'drug class')
    """
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()


def fields_of(record_type: type) -> tuple[Field, ...]:
    """The fields of a record class or nested value."""
    return schema_of(record_type)


def forms_in(form: Form) -> Iterator[Form]:
    """A form and the forms of its items and options, but not those of nested values."""
    yield form
    match form:
        case Many(item):
            yield from forms_in(item)
        case OneOf(options):
            for option in options:
                yield from forms_in(option)
        case _:
            pass


@cache
def record_types() -> tuple[type, ...]:
    """The record types, each followed by its nested values, unless an earlier one has them."""
    found: dict[type, None] = {}
    for record_type in RECORD_TYPES:
        found.update(dict.fromkeys(_with_parts(record_type)))
    return tuple(found)


def _with_parts(record_type: type) -> Iterator[type]:
    yield record_type
    for field in schema_of(record_type):
        for form in forms_in(field.form):
            if isinstance(form, Nested):
                yield from _with_parts(form.type)


@cache
def axes() -> tuple[type[StrEnum], ...]:
    """The closed enums, in the order in which the record types come to them."""
    return tuple(
        dict.fromkeys(
            form.enum
            for record_type in record_types()
            for field in schema_of(record_type)
            for form in forms_in(field.form)
            if isinstance(form, Choice)
        )
    )
