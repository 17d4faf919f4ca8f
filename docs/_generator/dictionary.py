"""The data dictionary: each record type with its fields, each enum with its values, made from the record classes."""

from __future__ import annotations

from enum import StrEnum

from osteopharm import EntityKind, Relation
from osteopharm._words import in_words
from osteopharm.model._record import Record
from osteopharm.model._schema import Choice, Field, Form, Link, Many, Nested, OneOf

from .markdown import bullets, page, prose, section, table
from .model import axes, field_descriptions, fields_of, forms_in, record_types, summary, value_descriptions, words

_SIMPLE = {str: "text", bool: "truth value", int: "whole number", float: "number"}
_SIGNS = {1: "+1", -1: "-1", None: "none"}

_OPENING = """\
Every field of every record type, and every value of the enums.
This page is made from the record classes of osteopharm.
[](axes.md) explains the axes of claims with examples, and [](your-own-document.md) shows whole files.

The keys are those of the JSON that ships.
A link to another record is written as its id, and an enum as one of its values.
A key that is not required is left out where nothing is known; a key that is not listed here is refused.
Seed files are shorter than the JSON: an id can follow from the name of the file,
a claim in the folder of a document has a `quote` in place of the `provenance` that contains it,
and the findings of a publication are written below their study ([](contributing.md))."""


def dictionary_page() -> str:
    """The data dictionary as a page in Markdown."""
    return page(
        "# Data dictionary",
        _OPENING,
        section("Record types and their parts", *map(_record_type, record_types())),
        section("Enums", *map(_axis, axes())),
    )


def _record_type(record_type: type) -> str:
    described = field_descriptions(record_type)
    rows = [
        [f"`{field.name}`", form_in_words(field.form), _required(field), prose(described[field.name])]
        for field in fields_of(record_type)
    ]
    header = ["key", "type", "required", "description"]
    return (
        f"### {record_type.__name__}\n\n{prose(summary(record_type))}\n{_place(record_type)}\n\n{table(header, rows)}"
    )


def _place(record_type: type) -> str:
    if not issubclass(record_type, Record):
        return f"Used in:\n\n{_uses(record_type)}"
    if not record_type.seeds:
        return "In the folder of a document, `seeds/<document-id>/`."
    key = "" if record_type.seeds.endswith("/") else f", under `[[{record_type.plural}]]`"
    return f"In `seeds/{record_type.seeds}`{key}."


def _uses(part: type) -> str:
    """The fields that have a nested value or an enum."""
    return bullets(
        f"`{field.name}` of [{record_type.__name__}](#{record_type.__name__.lower()})"
        for record_type in record_types()
        for field in fields_of(record_type)
        if any(part in form.types for form in forms_in(field.form))
    )


def _required(field: Field) -> str:
    return "yes" if field.in_files else "no"


def form_in_words(form: Form) -> str:
    """The form of a value in words.

    >>> from osteopharm.model._schema import form_of
    >>> form_in_words(form_of(tuple[int, ...]))
    'list of whole numbers'
    """
    match form:
        case Many(item):
            kind, colon, rest = form_in_words(item).partition(":")
            return f"list of {kind}s{colon}{rest}"
        case OneOf(options):
            return " or ".join(map(form_in_words, options))
        case Link(types):
            return f"id: {' or '.join(map(_target, types))}"
        case Nested(cls):
            return f"table: {_target(cls)}"
        case Choice(enum):
            return f"value: {_target(enum)}"
        case _:
            return _SIMPLE[form.type]


def _target(cls: type) -> str:
    return f"[{words(cls.__name__)}](#{cls.__name__.lower()})"


def _axis(axis: type[StrEnum]) -> str:
    header = ["value", "description"]
    rows = [[f"`{member.value}`", prose(value_descriptions(axis)[member.value])] for member in axis]
    more = ""
    if axis is Relation:
        header += ["sign", "broader"]
        for row, relation in zip(rows, Relation, strict=True):
            row += [_SIGNS[relation.sign], f"`{relation.broader.value}`" if relation.broader else "none"]
        more = f"\n\nThe kinds of subject and object that each relation takes:\n\n{_kinds_taken()}"
    used = f"Used in:\n\n{_uses(axis)}"
    return f"### {axis.__name__}\n\n{prose(summary(axis))}\n{used}\n\n{table(header, rows)}{more}"


def _kinds_taken() -> str:
    rows = [[f"`{each.value}`", _kinds(each.subject_kinds), _kinds(each.object_kinds)] for each in Relation]
    return table(["relation", "kinds of subject", "kinds of object"], rows)


def _kinds(kinds: frozenset[EntityKind]) -> str:
    excluded = [kind for kind in EntityKind if kind not in kinds]
    if len(excluded) <= 1:
        return f"any{''.join(f' but {words(kind.value)}' for kind in excluded)}"
    return ", ".join(in_words(kind.value) for kind in EntityKind if kind in kinds)
