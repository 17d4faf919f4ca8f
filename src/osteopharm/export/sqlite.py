"""All records in one SQLite file, which DuckDB, R and Python open: every table, with its keys.

``about`` has the version, date, license and what the records are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from osteopharm.attribution import DATA_LICENSE, NOT_ADVICE
from osteopharm.compendium import Compendium
from osteopharm.export._relational import Column, Table, tables_of
from osteopharm.export._terms import newest_date
from osteopharm.io.bundled import FORMAT_VERSION

__all__ = ["sqlite_database"]

APPLICATION = int.from_bytes(b"osph", "big")
"""The number by which ``file`` and others could know such a file."""
_TYPES: Mapping[type, str] = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "INTEGER"}


def sqlite_database(compendium: Compendium) -> bytes:
    """A compendium as an SQLite database: a table for each type of record and for each field with several values.

    The table of a type has its plural as its name, and the key ``id``; that of a field has the name of the field
    behind, such as ``medications_brands``, and the key ``record`` and the position. True and false are 1 and 0.

    Args:
        compendium: the records.

    Returns:
        The bytes of the file. They are the same for the same records and the same version of SQLite.

    >>> import contextlib, sqlite3, osteopharm
    >>> with contextlib.closing(sqlite3.connect(":memory:")) as database:
    ...     database.deserialize(sqlite_database(osteopharm.Compendium()))
    ...     database.execute("SELECT value FROM about WHERE name = 'license'").fetchone()
    ('CC0-1.0 for the records; the text of a document stays under its own terms',)
    """
    import sqlite3  # a Python can be built without it

    tables = tables_of(compendium)
    about = {
        "version": compendium.attribution().version,
        "date": newest_date(compendium),
        "license": DATA_LICENSE,
        "statement": NOT_ADVICE,
    }
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute(f"PRAGMA application_id = {APPLICATION}")
        database.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
        database.execute("BEGIN")
        database.execute("CREATE TABLE about (name TEXT NOT NULL PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID")
        database.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        for table in tables:
            database.execute(_create(table))
            places = ", ".join("?" * len(table.columns))
            database.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({places})", table.rows)  # noqa: S608 - names are ours
        for table in tables:
            for number, reference in enumerate(table.references):
                # A key is indexed already, and so is what it begins with.
                if reference.columns != table.key[: len(reference.columns)]:
                    name = _quoted(f"{table.name}_reference_{number}")
                    columns = ", ".join(map(_quoted, reference.columns))
                    database.execute(f"CREATE INDEX {name} ON {_quoted(table.name)} ({columns})")
        database.execute("COMMIT")
        return database.serialize()


def _create(table: Table) -> str:
    lines = [_column(column) for column in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    for reference in table.references:
        columns, to = (", ".join(map(_quoted, names)) for names in (reference.columns, reference.to))
        lines.append(f"FOREIGN KEY ({columns}) REFERENCES {_quoted(reference.table)} ({to})")
    inside = ",\n  ".join(lines)
    return f"CREATE TABLE {_quoted(table.name)} (\n  {inside}\n) STRICT, WITHOUT ROWID"


def _column(column: Column) -> str:
    words = [_quoted(column.name), _TYPES[column.type]]
    if column.required:
        words.append("NOT NULL")
    allowed = ["0", "1"] if column.type is bool else [f"'{value}'" for value in column.values]
    if allowed:
        words.append(f"CHECK ({_quoted(column.name)} IN ({', '.join(allowed)}))")
    return " ".join(words)


def _quoted(name: str) -> str:
    return f'"{name}"'
