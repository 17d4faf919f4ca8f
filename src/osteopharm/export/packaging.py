"""All tables as a Frictionless data package: a description with every column and key, and a file for each table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from osteopharm._tables import Cell, csv_text
from osteopharm.attribution import DATA_LICENSE, NOT_ADVICE
from osteopharm.compendium import Compendium
from osteopharm.errors import MissingExtraError, UnknownValueError
from osteopharm.export._relational import Column, Table, tables_of
from osteopharm.export._terms import LICENSE, newest_date

__all__ = ["data_package"]

MEDIA_TYPES: Mapping[str, str] = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
"""The formats of the tables."""
_TYPES: Mapping[type, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def data_package(compendium: Compendium, tables: str = "csv") -> dict[str, bytes]:
    r"""The files of a data package: ``datapackage.json``, and every table as CSV or Parquet.

    The tables are those of `sqlite_database`. In CSV a text that a spreadsheet would run begins with an apostrophe.

    Args:
        compendium: the records.
        tables: ``"csv"``, or ``"parquet"``, which needs the extra ``parquet``.

    Returns:
        The content of each file by its name.

    Raises:
        UnknownValueError: there is no such format.
        MissingExtraError: pyarrow is not installed.

    >>> import osteopharm
    >>> files = data_package(osteopharm.Compendium())
    >>> files["medications_classes.csv"]
    b'record,classes_position,value\n'
    """
    if tables not in MEDIA_TYPES:
        raise UnknownValueError("tables", tables, MEDIA_TYPES)
    if tables == "parquet" and find_spec("pyarrow") is None:
        raise MissingExtraError("parquet")
    found = tables_of(compendium)
    date = newest_date(compendium)
    about = {"license": DATA_LICENSE, "statement": NOT_ADVICE, **({"date": date} if date else {})}
    files = {f"{each.name}.{tables}": _csv(each) if tables == "csv" else _parquet(each, about) for each in found}
    day = newest_date(compendium, with_day=True)
    description = {
        "profile": "data-package",
        "name": "osteopharm",
        "title": "Osteoporosis medications",
        "description": f"{NOT_ADVICE} License: {DATA_LICENSE}.",
        "version": compendium.attribution().version,
        **({"created": f"{day}T00:00:00Z"} if day else {}),
        "licenses": [{"name": "CC0-1.0", "path": LICENSE, "title": "CC0 1.0 Universal"}],
        "resources": [_resource(each, f"{each.name}.{tables}", files, tables) for each in found],
    }
    text = json.dumps(description, ensure_ascii=False, indent=1) + "\n"
    return {"datapackage.json": text.encode(), **files}


def _resource(table: Table, path: str, files: Mapping[str, bytes], format: str) -> dict[str, Any]:
    data = files[path]
    return {
        "name": table.name,
        "profile": "tabular-data-resource",
        "path": path,
        "format": format,
        "mediatype": MEDIA_TYPES[format],
        **({"encoding": "utf-8"} if format == "csv" else {}),
        "description": table.description,
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            **(
                {
                    "foreignKeys": [
                        {
                            "fields": list(each.columns),
                            # A table is named by an empty text in its own keys.
                            "reference": {
                                "resource": "" if each.table == table.name else each.table,
                                "fields": list(each.to),
                            },
                        }
                        for each in table.references
                    ]
                }
                if table.references
                else {}
            ),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    constraints = {
        **({"required": True} if column.required else {}),
        **({"enum": list(column.values)} if column.values else {}),
    }
    return {
        "name": column.name,
        "type": _TYPES[column.type],
        "description": column.description,
        **({"constraints": constraints} if constraints else {}),
    }


def _csv(table: Table) -> bytes:
    names = [column.name for column in table.columns]
    rows = (dict(zip(names, map(_written, row), strict=True)) for row in table.rows)
    return csv_text(names, rows).encode()


def _written(value: Cell) -> Cell:
    """True and false in the letters of JSON, which all readers take."""
    return str(value).lower() if isinstance(value, bool) else value


def _parquet(table: Table, about: Mapping[str, str]) -> bytes:
    import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
    import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    fields = [pa.field(each.name, types[each.type], nullable=not each.required) for each in table.columns]
    columns = zip(*table.rows, strict=True) if table.rows else ([] for _ in table.columns)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, fields, strict=True)]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=dict(about))), sink)
    data: bytes = sink.getvalue().to_pybytes()
    return data
