"""Making records of data that were checked when they were written: nothing is checked again."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from osteopharm.model._schema import Choice, Form, Link, Many, Nested, OneOf, schema_of

Known = Callable[[str, tuple[type, ...]], Any]
"""Gives the record of one of some types that has an id."""
Make = Callable[[Any, Known], Any]
"""Makes the value of a field, or a record, from what the file has."""


@cache
def maker_of(cls: Any) -> Make:
    """What makes records of a class, or parts of records."""
    plan = [(field.name, field.default_for, _make(field.form)) for field in schema_of(cls)]
    new, put = cls.__new__, object.__setattr__

    def make(table: dict[str, Any], known: Known) -> Any:
        record = new(cls)
        for name, default, make_value in plan:
            if name in table:
                value = table[name]
                put(record, name, value if make_value is None else make_value(value, known))
            else:
                put(record, name, default(record))
        return record

    return make


def _make(form: Form) -> Make | None:
    """What makes a value of a form; None where it is what the file has."""
    match form:
        case Link(types):
            return lambda value, known: known(value, types)
        case Nested(cls):
            return maker_of(cls)
        case Choice(enum):
            members = {member.value: member for member in enum}
            return lambda value, _: members[value]
        case Many():
            make_item = _make(form.item)
            if make_item is None:
                return lambda values, _: tuple(values)
            return lambda values, known: tuple([make_item(value, known) for value in values])
        case OneOf():
            return _make_option(form)
        case _:
            return None


def _make_option(form: OneOf) -> Make:
    made = {option: _make(option) for option in form.options}

    def make(value: Any, known: Known) -> Any:
        make_value = made[form.option_in_file(value)]
        return value if make_value is None else make_value(value, known)

    return make
