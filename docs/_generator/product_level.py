"""Products and their codes as tables: in the page of their medication, and in lists of all of them.

There are thousands, so they have no page of their own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from osteopharm import Compendium
from osteopharm.model import Product, ProductCode, ProductLabel
from osteopharm.model.entities import Drug

from .links import Numbered, to
from .markdown import escape, filled_table, section

TABLED = frozenset({"products", "product_codes"})
"""The collections whose records are rows of a table instead of pages."""
MOST_CODES = 6
"""A cell lists so many codes of one system, and counts the others."""
ANSWERS = {True: "yes", False: "no", None: ""}


def product_table(drug: Drug, compendium: Compendium, numbered: Numbered) -> str:
    """The products of a medication or combination, each with its labels, dosing intervals and codes."""
    codes: defaultdict[str, list[ProductCode]] = defaultdict(list)
    for code in compendium.product_codes.values():
        codes[code.identifies.id].append(code)
    mine = [each for each in compendium.products.values() if each.of == drug]
    rows = [[*_cells(each, numbered), _codes(codes[each.id])] for each in mine]
    header = ["brand", "strength", "dosage form", "route", "for osteoporosis", "interval", "codes"]
    own = _codes(codes[drug.id])
    return section(
        "Products",
        "By strength, dosage form and route. An empty cell means unknown." if rows else "",
        filled_table(header, rows) if rows else "",
        f"Codes of the substance itself: {own}" if own else "",
    )


def product_lists(compendium: Compendium) -> Iterator[str]:
    """The products of each medication and combination, in a table each."""
    products: defaultdict[Drug, list[Product]] = defaultdict(list)
    for product in compendium.products.values():
        products[product.of].append(product)
    for drug, mine in sorted(products.items(), key=lambda item: item[0].name):
        rows = [_cells(each, None) for each in mine]
        header = ["brand", "strength", "dosage form", "route", "for osteoporosis", "interval"]
        yield section(
            escape(drug.name), f"With codes and sources on the page of {to(drug)}.", filled_table(header, rows)
        )


def code_lists(compendium: Compendium) -> Iterator[str]:
    """How many codes of each system there are, by medication and combination."""
    counts: defaultdict[str, Counter[Drug]] = defaultdict(Counter)
    for code in compendium.product_codes.values():
        named = code.identifies
        counts[code.system][named.of if isinstance(named, Product) else named] += 1
    for system, drugs in sorted(counts.items()):
        rows = [[to(drug), str(count)] for drug, count in sorted(drugs.items(), key=lambda item: item[0].name)]
        yield section(escape(system), filled_table(["record", "codes"], rows))


def _cells(product: Product, numbered: Numbered | None) -> list[str]:
    labels = _by_market(product.labels, numbered)
    intervals = dict.fromkeys(each.interval for each in product.labels if each.interval and each.interval_decides)
    known = (product.brand, product.strength, product.dosage_form, product.route)
    return [*(escape(each or "") for each in known), labels, escape(", ".join(filter(None, intervals)))]


def _by_market(labels: Iterable[ProductLabel], numbered: Numbered | None) -> str:
    said: dict[tuple[str, bool | None], list[ProductLabel]] = {}
    for label in labels:
        said.setdefault((label.market, label.labeled_for_osteoporosis), []).append(label)
    parts = []
    for (market, answer), same in said.items():
        cited = f" {numbered.cite(dict.fromkeys(each.source for each in same))}" if numbered else ""
        if ANSWERS[answer]:
            parts.append(f"{escape(market)}: {ANSWERS[answer]}{cited}")
    return "; ".join(parts)


def _codes(codes: Iterable[ProductCode]) -> str:
    systems: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for code in codes:
        systems[code.system][code.code] = None
    parts = []
    for system, found in sorted(systems.items()):
        shown = ", ".join(list(found)[:MOST_CODES])
        more = f" and {len(found) - MOST_CODES} more" if len(found) > MOST_CODES else ""
        parts.append(f"{escape(system)} {escape(shown)}{more}")
    return "; ".join(parts)
