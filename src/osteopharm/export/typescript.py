"""The form of ``compendium.json`` as a TypeScript declaration, made from the record types."""

from __future__ import annotations

from collections.abc import Iterator

from osteopharm.attribution import DATA_LICENSE, NOT_ADVICE
from osteopharm.io.bundled import FORMAT, FORMAT_VERSION
from osteopharm.model._docstrings import field_descriptions, summary
from osteopharm.model._schema import Choice, Form, Link, Many, Nested, OneOf, Scalar, schema_of
from osteopharm.model.kinds import KINDS

__all__ = ["typescript_declaration"]

_SCALARS = {str: "string", int: "number", float: "number", bool: "boolean"}


def typescript_declaration() -> str:
    """A module of TypeScript with an interface for each type of record, to be saved as ``compendium.d.ts``.

    Texts have no pattern and numbers no range in TypeScript: `json_schema` has them.

    >>> next(line for line in typescript_declaration().splitlines() if line.startswith("export type Polarity"))
    'export type Polarity = "affirmed" | "denied" | "unresolved";'
    """
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    from importlib.metadata import version

    yield f"// The form of compendium.json of osteopharm {version('osteopharm')}."
    yield f"// License: {DATA_LICENSE}."
    yield f"// {NOT_ADVICE}"
    yield ""
    yield "/** The id of a record of one of these types. */"
    yield "export type Id<T> = string;"
    yield ""
    yield "export interface Compendium {"
    yield f'  readonly format: "{FORMAT}";'
    yield f"  readonly version: {FORMAT_VERSION};"
    for plural, record_type in KINDS.items():
        yield f"  /** {summary(record_type)} */"
        yield f"  readonly {plural}?: readonly {record_type.__name__}[];"
    yield "  /** SHA-256 of all that precedes. */"
    yield "  readonly checksum?: string;"
    yield "}"
    enums: dict[str, list[str]] = {}
    todo: list[type] = [*KINDS.values()]
    for cls in todo:
        yield ""
        yield f"/** {summary(cls)} */"
        yield f"export interface {cls.__name__} {{"
        described = field_descriptions(cls)
        for field in schema_of(cls):
            yield f"  /** {described[field.name]} */"
            yield f"  readonly {field.name}{'' if field.in_files else '?'}: {_type(field.form, enums, todo)};"
        yield "}"
    for name, values in enums.items():
        yield ""
        joined = " | ".join(f'"{value}"' for value in values)
        yield f"export type {name} = {joined};"


def _type(form: Form, enums: dict[str, list[str]], todo: list[type]) -> str:
    """The type of a value; enums and classes that it names are noted."""
    match form:
        case Link(types):
            return f"Id<{' | '.join(each.__name__ for each in types)}>"
        case Nested(cls):
            if cls not in todo:
                todo.append(cls)
            return cls.__name__
        case Choice(enum):
            enums[enum.__name__] = form.values
            return enum.__name__
        case Many(item):
            inner = _type(item, enums, todo)
            return f"readonly ({inner})[]" if isinstance(item, OneOf) else f"readonly {inner}[]"
        case OneOf(options):
            return " | ".join(_type(option, enums, todo) for option in options)
        case Scalar():
            return _SCALARS[form.type]
