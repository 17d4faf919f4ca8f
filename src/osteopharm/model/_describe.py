"""A record in words: its fields as labeled lines, for cards in the terminal, in notebooks and in the documentation.

The lines follow from the schema. A class says only which fields its own text has already (`Part.in_text`), and which
properties a card shows beside the fields (`Part.also_shown`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from attrs import frozen

from osteopharm.model._record import Part, Record
from osteopharm.model._schema import Field, schema_of

SHORT = 60
"""Details up to so many characters follow their text in parentheses; longer ones go on lines of their own."""


@frozen
class Entry:
    """One value of a line."""

    text: str
    """The value as a text."""
    details: tuple[Line, ...] = ()
    """What belongs to it, as lines of its own."""
    record: Record | None = None
    """The record, where the value is a link."""


@frozen
class Line:
    """A labeled line."""

    label: str
    """The label."""
    entries: tuple[Entry, ...]
    """The values; at least one."""

    @property
    def is_flat(self) -> bool:
        """Whether no value has details."""
        return not any(entry.details for entry in self.entries)

    def __str__(self) -> str:
        return f"{self.label}: {'; '.join(entry.text for entry in self.entries)}"


def describe(record: Part) -> tuple[Line, ...]:
    """The fields of a record or nested value as labeled lines, without those that its text has or that say nothing.

    >>> import osteopharm
    >>> [str(line) for line in describe(osteopharm.load().companies["amgen"])][:2]
    ['id: amgen', 'sources: Anderson and Freedman 2020, first page; Prolia']
    """
    in_title = (record.title_field,) if isinstance(record, Record) else ()
    shown = [
        (field.label, getattr(record, field.name))
        for field in schema_of(type(record))
        if field.is_listed and field.name not in (*record.in_text, *in_title) and not _is_default(record, field)
    ]
    shown += [(label, getattr(record, name)) for name, label in record.also_shown.items()]
    lines = (Line(label, tuple(_entries(value))) for label, value in shown if value not in (None, (), False))
    return tuple(line for line in lines if line.entries)


def _is_default(record: Part, field: Field) -> bool:
    if field.in_files:
        return False
    is_default: bool = getattr(record, field.name) == field.default_for(record)
    return is_default


def title_of(record: Record) -> str:
    """The heading of a card: the name or the statement of a record, otherwise its id.

    >>> import osteopharm
    >>> title_of(osteopharm.load().medications["denosumab"])
    'denosumab'
    """
    return str(getattr(record, record.title_field))


def _entries(value: Any) -> list[Entry]:
    if isinstance(value, tuple):
        return [entry for item in value for entry in _entries(item)]
    return [_entry(value)]


def _entry(value: Any) -> Entry:
    match value:
        case Record():
            return Entry(title_of(value), record=value)
        case Part():
            return _part(value)
        case StrEnum():
            return Entry(value.value)
        case bool():
            return Entry("yes")
        case _:
            return Entry(str(value))


def _part(part: Part) -> Entry:
    # The sources of a single name or market would hide the rest; the record lists the sources of all.
    details = tuple(line for line in describe(part) if line.label != "sources")
    if type(part).__str__ is object.__str__:
        text, *rest = (str(line.entries[0].text) for line in details)
        return Entry(f"{text} ({'; '.join(rest)})" if rest else text)
    if details and all(line.is_flat for line in details) and len("; ".join(map(str, details))) <= SHORT:
        return Entry(f"{part} ({'; '.join(map(str, details))})")
    return Entry(str(part), details)
