"""The tables of products in a seed folder: forms, labels, and one table of codes for each register.

A row of a table speaks of a product without an id. Rows with the same medication or combination, brand, strength,
dosage form and route speak of the same one, and are put together here; their records are checked like all others.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from attrs import frozen

from osteopharm._files import ProblemCollector, read_text
from osteopharm.io.files import MAXIMUM_SEED_FILE, is_within
from osteopharm.model._record import Record
from osteopharm.model.product_level import DosageForm, Product, ProductCode

FOLDERS = ("catalog/products", "catalog/codes")
"""Where the tables are."""

KEY = ("of", "brand", "strength", "dosage_form", "route")
"""What tells one product from another."""
_FORMS = ("kind", "name", "broader", "implies_route", "words")
_USES = (
    *KEY,
    *("market", "labeled_for_osteoporosis", "label_decides", "indications", "dose", "interval", "purpose"),
    *("interval_decides", "source", "date", "note"),
)
_CODES = ("code", "term", "level", *KEY, "market", "source", "from", "until", "note")
_MORE_COLUMNS = {"hcpcs": ("unit",), "ndc": ("hcpcs", "units_per_package"), "national": ("system",)}
"""Columns that one table of codes has beside those of all."""
_TRUTH = {"yes": True, "no": False}
_RENAMED = {"from": "valid_from", "until": "valid_until", "purpose": "purposes", "label_decides": "decides"}
_LISTS = {"words", "indications", "purpose"}
_LONGEST_ID = 120
_SHORT_HASH = 8


@frozen
class Row:
    """A row of a table, and where it was read."""

    cells: dict[str, str]
    file: str
    path: str


@frozen
class Table:
    """A record as the tables give it: the type of record, its table, and the place of the row that it begins with."""

    type: type[Record]
    table: dict[str, Any]
    file: str
    path: str


def tables_in(folder: Path, problems: ProblemCollector) -> Iterator[Table]:
    """The forms, products and codes of a seed folder."""
    forms = _rows(folder, "catalog/products/forms.csv", _FORMS, problems)
    yield from (Table(DosageForm, _form(row), row.file, row.path) for row in forms)
    routes = {row.cells["name"]: (row.cells["implies_route"], row.cells["broader"]) for row in forms}
    uses = _rows(folder, "catalog/products/uses.csv", _USES, problems)
    codes: list[tuple[str, Row]] = []
    for path in sorted((folder / "catalog/codes").glob("*.csv")):
        columns = (*_CODES, *_MORE_COLUMNS.get(path.stem, ()))
        rows = _rows(folder, f"catalog/codes/{path.name}", columns, problems)
        codes += ((row.cells.get("system") or path.stem, row) for row in rows)
    products: dict[tuple[str, ...], Table] = {}
    for row in (*uses, *(row for _, row in codes)):
        key = _key(row, routes)
        if key not in products and any(key[1:]):
            products[key] = Table(Product, _product(key), row.file, row.path)
    for row in uses:
        if _key(row, routes) not in products:
            hint = "give the brand, strength, form or route that the label is of"
            problems.add(row.file, row.path, "names no product", hint)
            continue
        products[_key(row, routes)].table.setdefault("labels", []).append(_label(row, problems))
    yield from products.values()
    repeated = Counter[str]()
    for system, row in codes:
        product = products.get(_key(row, routes))
        yield _code(system, row, row.cells["of"] if product is None else product.table["id"], repeated)


def _rows(folder: Path, name: str, columns: tuple[str, ...], problems: ProblemCollector) -> list[Row]:
    path = folder / name
    # A folder that is a link out is reported once, where the folders are listed.
    if not is_within(path.parent, folder) or not path.exists():
        return []
    if not is_within(path, folder):
        problems.add(name, "$", "is a link that leaves the folder", "put the file itself there")
        return []
    text = read_text(path, name, MAXIMUM_SEED_FILE, problems)
    if text is None:
        problems.unread |= {DosageForm, Product, ProductCode}
        return []
    found = []
    try:
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        header = next(reader, [])
        if set(header) != set(columns) or len(header) != len(columns):
            problems.add(name, "$", f"has the columns {', '.join(header)}"[:400], f"give {', '.join(columns)}")
            return []
        for at, cells in enumerate(reader):
            if len(cells) == len(header):
                found.append(Row(dict(zip(header, cells, strict=True)), name, f"$.rows[{at}]"))
            else:
                message = f"has {len(cells)} cells, and the header has {len(header)}"
                problems.add(name, f"$.rows[{at}]", message, "check the commas and quotation marks")
    except csv.Error as error:
        problems.add(name, "$", f"is not CSV: {error}", "check the quotation marks")
    return found


def _key(row: Row, routes: dict[str, tuple[str, str]]) -> tuple[str, ...]:
    """What tells the product of a row from others; a route that the form implies need not be written."""
    of, brand, strength, form, route = (row.cells[column] for column in KEY)
    broader: set[str] = set()
    while form and not route and row.cells["dosage_form"] in routes and form not in broader:
        broader.add(form)
        route, form = routes.get(form, ("", ""))
    return of, brand, strength, row.cells["dosage_form"], route


def _product(key: tuple[str, ...]) -> dict[str, Any]:
    parts = [_slug(part) for part in key if part]
    # What has no Latin letters leaves nothing in an id.
    unwritten = "".join(part for part in key if part and not part.isascii())
    hashed = sha256(unwritten.encode()).hexdigest()[:_SHORT_HASH] if unwritten else ""
    id = "-".join(part for part in (*parts, hashed) if part)
    if len(id) > _LONGEST_ID:
        id = f"{id[: _LONGEST_ID - _SHORT_HASH - 1].rstrip('-')}-{sha256(id.encode()).hexdigest()[:_SHORT_HASH]}"
    return {"id": id, **{column: value for column, value in zip(KEY, key, strict=True) if value}}


def _form(row: Row) -> dict[str, Any]:
    table = _table(row, {"implies_route": "implied_route"})
    return {"id": f"{row.cells['kind']}-{_slug(row.cells['name'])}", **table}


def _label(row: Row, problems: ProblemCollector) -> dict[str, Any]:
    table = _table(row, _RENAMED)
    for column in ("labeled_for_osteoporosis", "label_decides", "interval_decides"):
        name = _RENAMED.get(column, column)
        if name in table:
            if table[name] not in _TRUTH:
                message = f"is {table[name]!r:.50}, not yes or no"
                problems.add(row.file, f"{row.path}.{column}", message, "leave the cell empty where it is not known")
            table[name] = _TRUTH.get(table[name])
    return {name: value for name, value in table.items() if name not in KEY and value is not None}


def _code(system: str, row: Row, identifies: str, repeated: Counter[str]) -> Table:
    table = {name: value for name, value in _table(row, _RENAMED).items() if name not in KEY}
    id = f"{system}-{_slug(row.cells['code'])}"
    repeated[id] += 1
    if repeated[id] > 1:
        id = f"{id}-row-{repeated[id]}"
    return Table(ProductCode, {**table, "id": id, "system": system, "identifies": identifies}, row.file, row.path)


def _table(row: Row, renamed: dict[str, str]) -> dict[str, Any]:
    """The cells of a row that are not empty, by the names of fields."""
    return {
        renamed.get(column, column): [part.strip() for part in cell.split(";")] if column in _LISTS else cell
        for column, cell in row.cells.items()
        if cell
    }


def _slug(text: str) -> str:
    spelled = text.replace("+", " and ").replace("%", " percent ").replace(".", "-")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
