"""All records as tables: SQLite gives back the compendium, and CSV and Parquet have the same rows."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from tests.draws import compendia
from tests.parts import module, needs
from tests.rules import each_of
from tests.seeds import small_part

import osteopharm
from osteopharm import Compendium, Registry, UnknownValueError
from osteopharm.export import data_package, sqlite_database
from osteopharm.export._relational import Table, tables_of
from osteopharm.model._schema import Form, Link, Many, Nested, OneOf, schema_of
from osteopharm.model.kinds import RECORD_TYPES

COMPENDIUM = osteopharm.load()


@cache
def tables() -> dict[str, Table]:
    """The tables of the bundled records."""
    return {table.name: table for table in tables_of(COMPENDIUM)}


@cache
def package() -> dict[str, bytes]:
    """The bundled records as a data package."""
    return data_package(COMPENDIUM)


@cache
def database() -> bytes:
    """The bundled records as SQLite."""
    return sqlite_database(COMPENDIUM)


def opened(data: bytes) -> sqlite3.Connection:
    """A database in memory, whose rows know their columns."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    connection.row_factory = sqlite3.Row
    return connection


def test_the_tables_of_a_part_in_parquet() -> None:
    """Each table of a package in Parquet has the rows and columns of the table in CSV, with its types."""
    part = small_part()
    texts = data_package(part)
    for path, data in data_package(part, "parquet").items():
        if path.endswith(".parquet"):
            rows = [*csv.DictReader(StringIO(texts[path.replace("parquet", "csv")].decode()))]
            frame = pl.read_parquet(BytesIO(data))
            assert frame.height == len(rows)
            assert not rows or frame.columns == [*rows[0]]


class Reader:
    """Makes the JSON of a compendium of a database, by the record types alone.

    Args:
        connection: the database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.rows: dict[str, dict[tuple[Any, ...], list[sqlite3.Row]]] = {}

    def compendium(self) -> dict[str, Any]:
        """The object that `load_json` reads."""
        data: dict[str, Any] = {"format": "osteopharm", "version": 2}
        for each in RECORD_TYPES:
            rows = self.connection.execute(f'SELECT t.* FROM "{each.plural}" t JOIN records USING (id)')  # noqa: S608
            data[each.plural] = [self.table(each, each.plural, (row["id"],), row, "") for row in rows]
        return data

    def table(self, cls: type, name: str, key: tuple[Any, ...], row: sqlite3.Row, prefix: str) -> dict[str, Any]:
        """The fields of a class that have a value."""
        values = {each: self.value(each.form, name, key, row, f"{prefix}{each.name}") for each in schema_of(cls)}
        found = {each.name: value for each, value in values.items() if value not in (None, {}) and value != []}
        # A list that files must give is there also when it is empty; a table with nothing else was not written.
        lists: dict[str, list[Any]] = {each.name: [] for each, value in values.items() if value == [] and each.in_files}
        return found and found | lists

    def value(self, form: Form, name: str, key: tuple[Any, ...], row: sqlite3.Row, column: str) -> Any:
        """The value of one form."""
        match form:
            case Nested(cls):
                return self.table(cls, name, key, row, f"{column}_")
            case Many(item):
                return [*self.several(item, f"{name}_{column}", key)]
            case OneOf(options):
                found = [
                    row[f"{column}_id"] if isinstance(option, Link) else self.value(option, name, key, row, column)
                    for option in options
                ]
                # The option that was written has all of its fields.
                return max(
                    filter(None, found), key=lambda each: len(each) if isinstance(each, dict) else 1, default=None
                )
            case _:
                found = row[column]
                return bool(found) if found is not None and getattr(form, "type", None) is bool else found

    def several(self, item: Form, name: str, key: tuple[Any, ...]) -> Iterator[Any]:
        """The values of a table of several."""
        for row in self.of(name, len(key)).get(key, ()):
            if isinstance(item, Nested):
                yield self.table(item.type, name, (*key, row[len(key)]), row, "")
            else:
                yield row["value"]

    def of(self, name: str, length: int) -> dict[tuple[Any, ...], list[sqlite3.Row]]:
        """The rows of a table by the key of their owner."""
        if name not in self.rows:
            grouped: dict[tuple[Any, ...], list[sqlite3.Row]] = {}
            for row in self.connection.execute(f'SELECT * FROM "{name}" ORDER BY {length + 1}'):  # noqa: S608
                grouped.setdefault(tuple(row)[:length], []).append(row)
            self.rows[name] = grouped
        return self.rows[name]


def read_back(data: bytes, folder: Path) -> Compendium:
    """The compendium in a database, checked like any JSON."""
    with closing(opened(data)) as connection:
        path = folder / "read.json"
        path.write_text(json.dumps(Reader(connection).compendium()), encoding="utf-8")
    return osteopharm.load_json(path)


def test_the_database_is_sound() -> None:
    """SQLite finds no broken page, no missing key and no wrong type; the same records give the same bytes."""
    with closing(opened(database())) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        about = dict(connection.execute("SELECT name, value FROM about").fetchall())
    assert "not medical advice" in about["statement"]
    assert about["license"].startswith("CC0-1.0")
    assert about["date"] > "2026"
    small = sqlite_database(Compendium())
    assert small == sqlite_database(Compendium())
    with closing(opened(small)) as connection:
        assert connection.execute("SELECT value FROM about WHERE name = 'date'").fetchone()[0] is None


@pytest.mark.slow
def test_the_database_gives_back_the_compendium(tmp_path: Path) -> None:
    """Every record, read from its tables and checked, is the record that was written."""
    found = read_back(database(), tmp_path)
    differing = [
        record.id
        for record_type in RECORD_TYPES
        for record, other in zip(
            sorted(COMPENDIUM.records.of(record_type), key=lambda each: each.id),
            sorted(found.records.of(record_type), key=lambda each: each.id),
            strict=True,
        )
        if record != other
    ]

    assert differing == []
    assert len([*found.records]) > 9000


@pytest.mark.slow
@given(compendia())
def test_any_database_gives_back_its_compendium(
    tmp_path_factory: pytest.TempPathFactory, compendium: Compendium
) -> None:
    """So it is with any compendium."""
    data = sqlite_database(compendium)
    with closing(opened(data)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    found = read_back(data, tmp_path_factory.mktemp("read"))
    assert {each.id for each in found.records} == {each.id for each in compendium.records}
    assert all(found[record.id] == record for record in compendium.records)


@each_of(
    "statement",
    [
        "INSERT INTO records VALUES ('x', 'spells')",
        "INSERT INTO records VALUES ('denosumab', 'medications')",
        "INSERT INTO medications_classes VALUES ('denosumab', 9, 'nothing')",
        "UPDATE claims SET polarity = 'maybe' WHERE id = 'fit1-01'",
        "UPDATE claims SET subject = NULL WHERE id = 'fit1-01'",
        "UPDATE mechanisms_steps SET observed = 2",
        "UPDATE claims SET result_study_participants = 'many' WHERE id = 'fit1-01'",
        "DELETE FROM medications WHERE id = 'denosumab'",
    ],
)
def test_the_database_rejects_what_the_records_reject(statement: str) -> None:
    """Unknown types, repeated ids, missing links and values of no list are rejected by the keys and checks."""
    with closing(opened(database())) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)


def test_golden_rows() -> None:
    """Typed by hand: what FIT-1 found, and who makes Prolia."""
    with closing(opened(database())) as connection:
        found = connection.execute(
            "SELECT subject, object, result_effect_value, result_comparator, result_comparator_id, provenance_locator "
            "FROM claims WHERE id = 'fit1-01'"
        ).fetchone()
        companies = connection.execute(
            "SELECT DISTINCT m.company FROM medications_brands b JOIN medications_brands_markets m "
            "USING (record, brands_position) WHERE b.name = 'Prolia' AND m.region = 'US'"
        ).fetchall()
    assert tuple(found) == ("alendronic-acid", "vertebral-fracture", 0.53, "placebo", None, "abstract")
    assert [tuple(each) for each in companies] == [("Amgen",)]


def test_tables_have_names_and_keys() -> None:
    """Columns have names of their own, keys are unique and complete, and references lead to a key."""
    offenders = []
    for table in tables().values():
        names = [column.name for column in table.columns]
        places = [names.index(name) for name in table.key]
        keys = {tuple(row[place] for place in places) for row in table.rows}
        is_right = (
            len({*names}) == len(names)
            and len(keys) == len(table.rows)
            and all(each.to == tables()[each.table].key for each in table.references)
            and all(column.description for column in table.columns)
        )
        if not is_right:
            offenders.append(table.name)

    assert offenders == []


def rows_of(data: bytes) -> list[tuple[str, ...]]:
    """The rows of a CSV file."""
    return [tuple(row) for row in csv.reader(StringIO(data.decode(), newline=""))]


def as_text(value: object) -> str:
    """How CSV writes a value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


@pytest.mark.slow
def test_csv_has_every_row() -> None:
    """Each file has the rows of its table, and no text that a spreadsheet would run."""
    files = package()
    for table in tables().values():
        header, *rows = rows_of(files[f"{table.name}.csv"])
        assert header == tuple(column.name for column in table.columns)
        assert rows == [tuple(map(as_text, row)) for row in table.rows], table.name


@pytest.mark.slow
def test_parquet_has_every_row() -> None:
    """Each file, read by polars, has the rows and types of its table, also where it has none."""
    files = data_package(COMPENDIUM, "parquet")
    types = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean}
    for table in tables().values():
        frame = pl.read_parquet(BytesIO(files[f"{table.name}.parquet"]))
        assert dict(frame.schema) == {column.name: types[column.type] for column in table.columns}
        assert frame.rows() == table.rows, table.name


def test_the_description() -> None:
    """License, date and statement are in the description; an unknown format is rejected with those known."""
    description = json.loads(package()["datapackage.json"])

    assert description["licenses"][0]["name"] == "CC0-1.0"
    assert "not medical advice" in description["description"]
    assert description["created"].endswith("T00:00:00Z")
    assert "created" not in json.loads(data_package(Compendium())["datapackage.json"])
    with pytest.raises(UnknownValueError, match="parquet"):
        data_package(COMPENDIUM, "xlsx")


def written(folder: Path, files: dict[str, bytes]) -> Path:
    """The files in a folder."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder / "datapackage.json"


def problems(path: Path, names: Sequence[str]) -> list[str]:
    """What frictionless finds wrong in the description, and in some of the tables."""
    frictionless = module("validators", "frictionless")
    try:
        report = frictionless.Package(str(path)).validate()
    except frictionless.FrictionlessException as error:
        return [error.error.type]
    found = [error.type for task in report.tasks if task.name in names for error in task.errors]
    return found + [error.type for error in report.errors]


@pytest.mark.slow
@needs("validators")
def test_the_package_is_valid(tmp_path: Path) -> None:
    """Frictionless finds every table as described: types, enums, keys, references, size and hash."""
    assert problems(written(tmp_path, package()), [*tables()]) == []


SMALL = Compendium(sources=[Registry(id="one", name="one", publisher="x", release="2026", license="none")])


@cache
def two_tables() -> dict[str, bytes]:
    """A package of two tables, which is quick to validate."""
    files = data_package(SMALL)
    description = json.loads(files["datapackage.json"])
    kept = ("records", "registries")
    description["resources"] = [each for each in description["resources"] if each["name"] in kept]
    return {
        "datapackage.json": json.dumps(description).encode(),
        **{f"{each}.csv": files[f"{each}.csv"] for each in kept},
    }


@needs("validators")
def test_two_tables_are_valid(tmp_path: Path) -> None:
    """What the mutations change is valid."""
    assert problems(written(tmp_path, two_tables()), ["records", "registries"]) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("records.csv", b"one,registries", b"one,spells"),
        ("registries.csv", b"one,one", b"two,one"),
        ("registries.csv", b"one,one,x,2026,none,", b"one,one,,2026,none,"),
        ("registries.csv", b"id,name", b"id,title"),
        ("records.csv", b"one,registries\n", b"one,registries\none,registries\n"),
        ("datapackage.json", b'"sha256:', b'"sha256:0'),
        ("datapackage.json", b'"type": "string"', b'"type": "word"'),
    ],
)
@needs("validators")
def test_mutations_are_caught(name: str, old: bytes, new: bytes, tmp_path: Path) -> None:
    """A value of no list, a broken link, a missing cell, column or type, and a repeated key are found."""
    files = dict(two_tables())
    assert old in files[name]
    files[name] = files[name].replace(old, new, 1)

    assert problems(written(tmp_path, files), ["records", "registries"]) != []
