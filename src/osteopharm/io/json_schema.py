"""The JSON Schema of a compendium in JSON, made from the record types."""

from __future__ import annotations

from typing import Any

from osteopharm.io.bundled import FORMAT, FORMAT_VERSION
from osteopharm.model._docstrings import field_descriptions, summary
from osteopharm.model._schema import IDENTIFIER, Choice, Form, Link, Many, Nested, OneOf, schema_of
from osteopharm.model.kinds import KINDS

_JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
_TEXT = {"type": "string", "pattern": r"\S"}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the files that `osteopharm.dump_json` writes.

    It says what each record may contain. What needs several fields or records, such as that an id in a link exists, is
    checked by `osteopharm.load_json` only.

    >>> json_schema()["$defs"]["Overlap"]["properties"]["publications"]["minItems"]
    2
    """
    definitions: dict[str, Any] = {}
    lists = {
        plural: {"type": "array", "items": _reference(record_type, definitions), "description": summary(record_type)}
        for plural, record_type in KINDS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "osteopharm compendium",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": FORMAT_VERSION},
            **lists,
            "checksum": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 of all that precedes."},
        },
        "required": ["format", "version"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _reference(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    name = cls.__name__
    if name not in definitions:
        definitions[name] = {}  # a class may contain itself
        definitions[name] = _table(cls, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _table(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    described = field_descriptions(cls)
    return {
        "type": "object",
        "description": summary(cls),
        "properties": {
            field.name: {**_value(field.form, definitions), "description": described[field.name]}
            for field in schema_of(cls)
        },
        "required": [field.name for field in schema_of(cls) if field.in_files],
        "additionalProperties": False,
    }


def _value(form: Form, definitions: dict[str, Any]) -> dict[str, Any]:
    match form:
        case Link(types):
            named = " or ".join(each.__name__ for each in types)
            return {"type": "string", "pattern": f"^(?:{IDENTIFIER.pattern})$", "$comment": f"the id of a {named}"}
        case Nested(cls):
            return _reference(cls, definitions)
        case Choice():
            return {"enum": form.values}
        case Many(item, rules):
            schema = {"type": "array", "items": _value(item, definitions), "uniqueItems": True}
            return _with_rules(schema, rules)
        case OneOf(options):
            return {"anyOf": [_value(option, definitions) for option in options]}
        case _:
            schema = dict(_TEXT) if form.type is str else {"type": _JSON_TYPES[form.type]}
            return _with_rules(schema, form.rules)


def _with_rules(schema: dict[str, Any], rules: tuple[Any, ...]) -> dict[str, Any]:
    for rule in rules:
        schema |= rule.json_schema
    return schema
