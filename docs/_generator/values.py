"""The fields of a record in a table, and each value in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from osteopharm.model._describe import describe
from osteopharm.model._record import Part, Record

from .links import DICTIONARY, slug, to
from .markdown import escape, prose, table
from .model import fields_of, value_descriptions

NOT_GIVEN = "not given"


def fields(record: Part, apart: Collection[str] = (), instead: Mapping[str, str] = MappingProxyType({})) -> str:
    """A table of the fields of a record.

    Args:
        record: the record.
        apart: the fields that its page shows elsewhere.
        instead: pieces of Markdown for fields whose values are not shown as they are.
    """
    rows = [
        [each.label, instead[each.name] if each.name in instead else value(getattr(record, each.name))]
        for each in fields_of(type(record))
        if each.name not in apart
    ]
    return table(["field", "value"], rows)


def value(found: Any) -> str:
    r"""The value of a field as a piece of Markdown.

    >>> value(()), value((7, 8)), value("a*b"), value(False)
    ('not given', '7; 8', 'a\\*b', 'no')
    """
    match found:
        case None | ():
            return NOT_GIVEN
        case bool():
            return "yes" if found else "no"
        case tuple():
            return "; ".join(map(value, found))
        case StrEnum():
            meaning = prose(value_descriptions(type(found))[found.value])
            return f"[`{found.value}`]({DICTIONARY}#{slug(type(found))}): {meaning}"
        case Record():
            return to(found)
        case Part():
            details = "; ".join(str(line) for line in describe(found))
            return f"{escape(found)} ({escape(details)})" if details else escape(found)
        case _:
            return escape(found)
