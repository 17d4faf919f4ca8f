"""The records as tables of a relational database, made from the record types: columns, keys and rows.

Each type of record is a table with the id as its key. A value inside a record is columns of its row; several values are
rows of a table of their own, whose key is the record and the position of the value. The table ``records`` has every id
with its type, so that a link to one of several types has a table to refer to.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any

from attrs import field, frozen

from osteopharm._tables import Cell
from osteopharm.compendium import Compendium
from osteopharm.model._docstrings import field_descriptions, summary
from osteopharm.model._record import Record
from osteopharm.model._schema import Choice, Form, Link, Many, Nested, OneOf, Scalar, schema_of
from osteopharm.model.kinds import RECORD_TYPES

RECORDS = "records"
"""The table of all records."""
OWNER = "record"
"""The column with the id of the record that a row belongs to."""
VALUE = "value"
"""The column of a table that has one value a row."""


@frozen(kw_only=True)
class Column:
    """A column of a table."""

    name: str
    type: type
    """`str`, `int`, `float` or `bool`."""
    required: bool
    """Whether each row has a value."""
    description: str
    values: tuple[str, ...] = ()
    """The values that it may have; empty where it is open."""


@frozen(kw_only=True)
class Reference:
    """Columns whose values are the key of a row of another table."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@frozen(kw_only=True)
class Table:
    """A table with its keys and its rows."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]
    rows: list[tuple[Cell, ...]] = field(factory=list, eq=False, repr=False)


def tables_of(compendium: Compendium) -> tuple[Table, ...]:
    """All tables, with rows in the order of the records.

    >>> import osteopharm
    >>> tables = {table.name: table for table in tables_of(osteopharm.Compendium())}
    >>> [column.name for column in tables["medications_classes"].columns], tables["medications_classes"].key
    (['record', 'classes_position', 'value'], ('record', 'classes_position'))
    """
    types = tuple(each.plural for each in RECORD_TYPES)
    listed = Table(
        name=RECORDS,
        description="Every record, with its type.",
        columns=(
            Column(name="id", type=str, required=True, description="The id of the record."),
            Column(name="type", type=str, required=True, description="The name of its table.", values=types),
        ),
        key=("id",),
        references=(),
    )
    found = {RECORDS: listed}
    for record_type in RECORD_TYPES:
        found |= {table.name: table for table in _tables(record_type)}
        for record in compendium.records.of(record_type):
            listed.rows.append((record.id, record_type.plural))
            _add(found, record_type.plural, record_type, (), record)
    return tuple(found.values())


@frozen
class _Leaf:
    """A value that is one cell: where it is in its row's object, and its form."""

    column: str
    path: tuple[str, ...]
    form: Scalar | Choice | Link
    required: bool
    description: str

    def cell(self, item: Any) -> Cell:
        for name in self.path:
            item = getattr(item, name, None)
        return _cell(self.form, item)


@frozen
class _Several:
    """A tuple inside a row's object: where it is, and the form of its items."""

    path: tuple[str, ...]
    item: Form
    description: str

    @property
    def name(self) -> str:
        return "_".join(self.path)

    def items(self, value: Any) -> tuple[Any, ...]:
        for name in self.path:
            value = getattr(value, name, None)
        return value or ()


@frozen
class _Plan:
    """What the objects of a class have: single values, and several."""

    leaves: tuple[_Leaf, ...]
    several: tuple[_Several, ...]


def _plan(cls: type) -> _Plan:
    return _compiled(cls)


@cache
def _compiled(cls: Any) -> _Plan:
    leaves: dict[str, _Leaf] = {}
    several: list[_Several] = []
    for part in _parts(cls, (), required=True):
        if isinstance(part, _Several):
            several.append(part)
        elif part.column in leaves:
            # Two options of a value have a field of one name: both link to records, of different types.
            leaves[part.column] = _both(leaves[part.column], part)
        else:
            leaves[part.column] = part
    return _Plan(tuple(leaves.values()), tuple(several))


def _both(one: _Leaf, other: _Leaf) -> _Leaf:
    types = tuple(each for leaf in (one, other) if isinstance(leaf.form, Link) for each in leaf.form.types)
    return _Leaf(one.column, one.path, Link(types), one.required and other.required, one.description)


def _parts(cls: type, path: tuple[str, ...], *, required: bool) -> Iterator[_Leaf | _Several]:
    described = field_descriptions(cls)
    for each in schema_of(cls):
        is_required = required and not each.optional
        yield from _parts_of(each.form, (*path, each.name), described[each.name], required=is_required)


def _parts_of(form: Form, path: tuple[str, ...], text: str, *, required: bool) -> Iterator[_Leaf | _Several]:
    match form:
        case Nested(cls):
            yield from _parts(cls, path, required=required)
        case Many(item):
            yield _Several(path, item, text)
        case OneOf(options):
            for option in options:
                if isinstance(option, Link):
                    yield _Leaf(f"{'_'.join(path)}_id", path, option, required=False, description=text)
                else:
                    yield from _parts_of(option, path, text, required=False)
        case _:
            yield _Leaf("_".join(path), path, form, required, text)


def _tables(record_type: type[Record]) -> Iterator[Table]:
    """The tables of a type of record: its own, and one for each field with several values."""
    id = Column(name="id", type=str, required=True, description="The id of the record.")
    to_records = Reference(columns=("id",), table=RECORDS, to=("id",))
    plan = _plan(record_type)
    leaves = tuple(leaf for leaf in plan.leaves if leaf.column != "id")
    name = record_type.plural
    columns = (id, *map(_column, leaves))
    yield _table(name, summary(record_type), columns, ("id",), (to_records, *_references(leaves)))
    owner = Column(name=OWNER, type=str, required=True, description=f"The id of the record in {name}.")
    for each in plan.several:
        yield from _inner(each, name, (owner,), Reference(columns=(OWNER,), table=name, to=("id",)))


def _table(
    name: str, text: str, columns: tuple[Column, ...], key: tuple[str, ...], references: tuple[Reference, ...]
) -> Table:
    return Table(name=name, description=text, columns=columns, key=key, references=references)


def _inner(several: _Several, parent: str, key: tuple[Column, ...], above: Reference) -> Iterator[Table]:
    name = f"{parent}_{several.name}"
    text = "The position among the values, from 0."
    key = (*key, Column(name=f"{several.name}_position", type=int, required=True, description=text))
    names = tuple(column.name for column in key)
    item = several.item
    if not isinstance(item, Nested):
        assert isinstance(item, Scalar | Choice | Link)  # noqa: S101 - the model has no tuples of tuples
        leaf = _Leaf(VALUE, (), item, required=True, description=several.description)
        yield _table(name, several.description, (*key, _column(leaf)), names, (above, *_references((leaf,))))
        return
    plan = _plan(item.type)
    columns = (*key, *map(_column, plan.leaves))
    yield _table(name, several.description, columns, names, (above, *_references(plan.leaves)))
    for each in plan.several:
        yield from _inner(each, name, key, Reference(columns=names, table=name, to=names))


def _column(leaf: _Leaf) -> Column:
    form = leaf.form
    return Column(
        name=leaf.column,
        type=form.type if isinstance(form, Scalar) else str,
        required=leaf.required,
        description=leaf.description,
        values=tuple(form.values) if isinstance(form, Choice) else (),
    )


def _references(leaves: tuple[_Leaf, ...]) -> tuple[Reference, ...]:
    return tuple(
        Reference(columns=(leaf.column,), table=_table_of(leaf.form), to=("id",))
        for leaf in leaves
        if isinstance(leaf.form, Link)
    )


def _table_of(link: Link) -> str:
    tables = {each.plural for each in link.types if issubclass(each, Record)}
    return tables.pop() if len(tables) == 1 else RECORDS


def _add(tables: dict[str, Table], name: str, cls: type, key: tuple[Cell, ...], value: Any) -> None:
    """Add the row of a value, and the rows of the values inside it."""
    plan = _plan(cls)
    tables[name].rows.append((*key, *(leaf.cell(value) for leaf in plan.leaves)))
    key = key or (value.id,)
    for several in plan.several:
        inner = f"{name}_{several.name}"
        for place, item in enumerate(several.items(value)):
            if isinstance(several.item, Nested):
                _add(tables, inner, several.item.type, (*key, place), item)
            else:
                tables[inner].rows.append((*key, place, _cell(several.item, item)))


def _cell(form: Form, value: Any) -> Cell:
    """A value in its cell; None where it is of another option."""
    match form:
        case Link():
            linked: Record | None = value if isinstance(value, Record) else None
            return None if linked is None else linked.id
        case Choice():
            return value.value if isinstance(value, StrEnum) else None
        case _:
            cell: Cell = value
            return cell
