"""A table of the fields of a record, with values in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import attrs

from osteopharm.model.kinds import KINDS

from .links import DICTIONARY, slug, to
from .markdown import escape, prose, table
from .model import member_meanings, types_of, words

NOT_GIVEN = "not given"

_RECORDS = tuple(KINDS.values())


def fields(
    record_type: attrs.AttrsInstance, apart: Collection[str] = (), instead: Mapping[str, str] = MappingProxyType({})
) -> str:
    """A table of the fields of a record.

    Args:
        record_type: the record.
        apart: fields that the page shows elsewhere.
        instead: Markdown for fields that are not shown by value.
    """
    rows = [
        [words(name), instead[name] if name in instead else value(getattr(record_type, name))]
        for name in types_of(type(record_type))
        if name not in apart
    ]
    return table(["field", "value"], rows)


def value(found: Any) -> str:
    r"""The value of a field as Markdown.

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
            meaning = prose(member_meanings(type(found))[found.value])
            return f"[`{found.value}`]({DICTIONARY}#{slug(type(found))}): {meaning}"
        case _:
            return to(found) if isinstance(found, _RECORDS) else escape(found)
