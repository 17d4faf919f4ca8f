"""Medications with their names and codes as three flat tables, for joins in a data frame or a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from osteopharm._tables import Columns, Row, cell
from osteopharm.model.entities import Combination, Drug
from osteopharm.model.identifiers import Identifier
from osteopharm.model.products import Brand


def medication_rows(products: Iterable[Drug]) -> list[Row]:
    """A row for each medication and combination.

    >>> import osteopharm
    >>> medication_rows([osteopharm.lookup("Prolia")])[0]["drug_classes"]
    'rankl-inhibitors'
    """
    return [_medication_row(product) for product in products]


def _medication_row(product: Drug) -> Row:
    components = product.components if isinstance(product, Combination) else (product,)
    classes = dict.fromkeys(each for component in components for each in component.classes)
    return {
        "id": product.id,
        "name": product.name,
        "type": "combination" if isinstance(product, Combination) else "medication",
        "role": None if isinstance(product, Combination) else product.role.value,
        "action": product.action.value if product.action else None,
        "drug_classes": cell(tuple(classes)),
        "components": cell(product.components) if isinstance(product, Combination) else None,
        "other_ingredients": cell(product.other_ingredients) if isinstance(product, Combination) else None,
        "other_uses": None if isinstance(product, Combination) else product.other_uses,
        "note": product.note,
        "sources": cell(product.sources),
    }


def name_rows(products: Iterable[Drug]) -> list[Row]:
    """A row for each name and brand; ``is_searched`` is False for those that are not searched for in texts.

    >>> import osteopharm
    >>> [row["name"] for row in name_rows([osteopharm.lookup("Evenity")]) if row["kind"] == "brand"]
    ['Evenity']
    """
    return [row for product in products for row in _name_rows(product)]


def _name_rows(product: Drug) -> Iterator[Row]:
    yield {
        "medication": product.id,
        "name": product.name,
        "kind": "name",
        "is_searched": True,
        "labeled_for_osteoporosis": None,
        "sources": cell(product.sources),
    }
    for name in product.names:
        yield {
            "medication": product.id,
            "name": name.name,
            "kind": name.kind.value,
            "is_searched": name.excluded_from_search is None,
            "labeled_for_osteoporosis": None,
            "sources": cell(name.sources),
        }
    for brand in product.brands:
        yield {
            "medication": product.id,
            "name": brand.name,
            "kind": "brand",
            "is_searched": brand.excluded_from_search is None,
            "labeled_for_osteoporosis": brand.labeled_for_osteoporosis,
            "sources": cell(brand.sources),
        }


def code_rows(products: Iterable[Drug]) -> list[Row]:
    """A row for each code in another system; ``brand`` is None for a code of the medication itself.

    >>> import osteopharm
    >>> [row["code"] for row in code_rows([osteopharm.lookup("Prolia")]) if row["system"] == "atc"]
    ['M05BX04']
    """
    return [
        _code_row(product, brand, identifier)
        for product in products
        for brand in (None, *product.brands)
        for identifier in (product if brand is None else brand).identifiers
    ]


def _code_row(product: Drug, brand: Brand | None, identifier: Identifier) -> Row:
    return {
        "medication": product.id,
        "brand": brand.name if brand else None,
        "system": identifier.prefix,
        "code": identifier.local,
        "form": identifier.form,
        "sources": cell(identifier.sources),
    }


_MEDICATIONS = ("id", "name", "type", "role", "action", "drug_classes", "components", "other_ingredients", "other_uses")
_NAMES = ("medication", "name", "kind", "is_searched", "labeled_for_osteoporosis", "sources")
_CODES = ("medication", "brand", "system", "code", "form", "sources")

TABLES: Mapping[str, tuple[Callable[[Iterable[Drug]], list[Row]], Columns]] = MappingProxyType(
    {
        "medications": (medication_rows, dict.fromkeys((*_MEDICATIONS, "note", "sources"), str)),
        "names": (name_rows, dict.fromkeys(_NAMES, str) | {"is_searched": bool, "labeled_for_osteoporosis": bool}),
        "codes": (code_rows, dict.fromkeys(_CODES, str)),
    }
)
"""The tables, each with what makes its rows and its columns."""
