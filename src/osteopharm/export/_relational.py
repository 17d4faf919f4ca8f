"""The records as tables of a relational database, made from the record types: columns, keys, and rows.

Each type of record is a table with the id as its key. A value inside a record is part of its row; several values are
rows of a table of their own, with the id and their position as key. ``records`` lists every id with its type, so that a
reference to one of several types has a key to point at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from osteopharm._tables import Cell
from osteopharm.compendium import Compendium
from osteopharm.model._docstrings import field_descriptions, summary
from osteopharm.model._record import Record
from osteopharm.model._schema import Choice, Field, Form, Link, Many, Nested, OneOf, Scalar, schema_of
from osteopharm.model.kinds import RECORD_TYPES

RECORDS = "records"
"""The table of all records."""
VALUE = "value"
"""The column of a table that has one value a row."""


@frozen(kw_only=True)
class Column:
    """A column: its type, whether each row has a value, the values that it may have, and the table that it refers to."""

    name: str
    type: type
    """`str`, `int`, `float` or `bool`."""
    required: bool
    description: str
    values: tuple[str, ...] = ()
    refers_to: str | None = None
    """The table of whose `id` it is one."""


@frozen(kw_only=True, eq=False)
class Table:
    """A table with its key and its rows."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    parent: str | None = None
    """The table of the rows to which its rows belong; they share the key but for the last column."""
    rows: list[tuple[Cell, ...]] = field(factory=list)


def tables_of(compendium: Compendium) -> tuple[Table, ...]:
    """All tables, each after those to which it refers; rows are in the order of the records.

    >>> import osteopharm
    >>> tables = {table.name: table for table in tables_of(osteopharm.load())}
    >>> [column.name for column in tables["medications_classes"].columns], tables["medications_classes"].key
    (['medications_id', 'position', 'value'], ('medications_id', 'position'))
    """
    records = Table(
        name=RECORDS,
        description="Every record, with its type.",
        columns=(
            Column(name="id", type=str, required=True, description="The id of the record."),
            Column(
                name="type",
                type=str,
                required=True,
                description="The name of the table of the record.",
                values=tuple(each.plural for each in RECORD_TYPES),
            ),
        ),
        key=("id",),
    )
    found = [records]
    for record_type in RECORD_TYPES:
        layout = _Layout(record_type)
        for record in compendium.records.of(record_type):
            records.rows.append((record.id, record_type.plural))
            layout.add(record)
        found += layout.tables
    return tuple(found)


class _Layout:
    """The tables of a type of record, and how its records become rows."""

    def __init__(self, record_type: type[Record]) -> None:
        self.tables: list[Table] = []
        self._record_type = record_type
        self._makers: dict[str, _Maker] = {}
        key = Column(name="id", type=str, required=True, description="The id of the record.", refers_to=RECORDS)
        self._declare(record_type.plural, summary(record_type), (key,), record_type, None)

    def _declare(
        self, name: str, description: str, key: tuple[Column, ...], cls: type, parent: str | None
    ) -> None:
        columns: list[Column] = list(key)
        inner: list[tuple[str, Form, str]] = []
        for column in _columns(cls, "", (), inner, required=True):
            if column.name not in [each.name for each in columns]:
                columns.append(column)
        self._add_table(name, description, tuple(columns), key, parent)
        # The key of a row in a table of several values begins with that of its owner.
        owner = (_renamed(key[0], f"{name}_id"),) if len(key) == 1 else key
        for path, form, text in inner:
            self._declare_many(f"{name}_{path}", form, text, owner, name)

    def _declare_many(self, name: str, item: Form, description: str, owner: tuple[Column, ...], parent: str) -> None:
        place = Column(name=_place(owner), type=int, required=True, description="The position among its values, from 0.")
        key = (*owner, place)
        if isinstance(item, Nested):
            self._declare(name, description, key, item.type, parent)
            return
        self._add_table(name, description, (*key, _column(VALUE, item, description, required=True)), key, parent)

    def _add_table(
        self, name: str, description: str, columns: tuple[Column, ...], key: tuple[Column, ...], parent: str | None
    ) -> None:
        names = tuple(column.name for column in key)
        self.tables.append(Table(name=name, description=description, columns=columns, key=names, parent=parent))
        self._makers[name] = _Maker(self.tables[-1])

    def add(self, record: Record) -> None:
        """Add the rows of a record."""
        self._add(self._record_type.plural, (), record)

    def _add(self, name: str, key: tuple[Cell, ...], value: Any) -> None:
        maker = self._makers[name]
        cells: dict[str, Cell] = dict(zip(maker.table.key, key, strict=False))
        several: list[tuple[str, Form, tuple[Any, ...]]] = []
        _fill(value, "", cells, several)
        maker.table.rows.append(tuple(cells.get(column.name) for column in maker.table.columns))
        own = key or (value.id,)
        for path, item, values in several:
            inner = self._makers[f"{name}_{path}"].table
            for place, each in enumerate(values):
                if isinstance(item, Nested):
                    self._add(inner.name, (*own, place), each)
                else:
                    inner.rows.append((*own, place, _cell(item, each)))
