"""Names, brands, identifiers and labels of medications, combinations and classes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from osteopharm import Brand, Combination, Compendium, DrugClass, Label, Medication
from osteopharm._words import interval_in_words
from osteopharm.model import Identifier, LabelFacts, OsteoporosisIndication, Regimen
from osteopharm.model.entities import Drug, Synonym
from osteopharm.model.product_level import Product

from .links import Numbered, title, to
from .markdown import bullets, escape, filled_table, outside_link, section, table

APART = frozenset({"names", "brands", "identifiers", "xrefs", "labels", "components", "other_ingredients"})
"""The fields that the sections of this module show."""

MOST_BRANDS = 4
"""The most brands that a row of the table of products names."""
EMPTY_CELL = "An empty cell means that nothing was read, never none."

_FACTS = (
    ("routes", "routes"),
    ("dosage_forms", "dosage forms"),
    ("contraindications", "contraindications recorded"),
    ("warnings", "warnings recorded"),
    ("boxed_warning", "boxed warning"),
    ("renal_threshold", "renal threshold"),
    ("first_approval_year", "first approval year, as printed"),
    ("status", "status"),
)


def products(compendium: Compendium) -> tuple[Drug, ...]:
    """Medications and combinations."""
    return (*compendium.medications.values(), *compendium.combinations.values())


def product_sections(product: Drug | DrugClass, numbered: Numbered) -> Iterator[str]:
    """The sections on names, brands, identifiers and labels; empty if nothing is recorded."""
    yield _names(product, numbered)
    if not isinstance(product, DrugClass):
        yield _brands(product.brands, numbered)
    yield section("Identifiers", identifier_table(product.identifiers, numbered))
    if not isinstance(product, DrugClass):
        yield _labels(product.labels)


def ingredients(combination: Combination, up: str = "../") -> str:
    """The ingredients of a combination: medications, and names of ingredients that are not cataloged."""
    return "; ".join(
        [*(to(each, up=up) for each in combination.components), *map(escape, combination.other_ingredients)]
    )


def product_table(drug: Medication | Combination, compendium: Compendium) -> str:
    """What a medication or combination is sold as: a row for each strength, form and route.

    The brands, what labels say and the number of codes are those of all products in the row; the page of all products
    has each of them.
    """
    counts = Counter(code.identifies.id for code in compendium.product_codes.values())
    rows: defaultdict[tuple[str, str, str], list[Product]] = defaultdict(list)
    for product in compendium.products.values():
        if product.of == drug:
            rows[product.strength or "", product.dosage_form or "", product.route or ""].append(product)
    cells = [
        [
            escape(strength),
            _labeled(found),
            _listed(interval_in_words(label.interval) for each in found for label in each.labels if label.interval),
            *map(escape, (form, route)),
            _listed((each.brand for each in found), most=MOST_BRANDS),
            str(sum(counts[each.id] for each in found) or ""),
        ]
        for (strength, form, route), found in sorted(rows.items(), key=lambda row: _order(*row))
    ]
    header = ["strength", "labeled for osteoporosis", "interval", "form", "route", "brands", "codes"]
    return section(
        "Products",
        filled_table(header, cells) if cells else "",
        f"{outside_link('Each product with its codes, to filter', f'../../explore/products.html#{drug.id}')}."
        if cells
        else "",
    )


def brand_table(drug: Medication) -> str:
    """The brands of a medication in one table, each with its markets by what it is labeled for there."""
    words = {
        OsteoporosisIndication.YES: "for osteoporosis in",
        OsteoporosisIndication.MIXED: "for some products in",
        OsteoporosisIndication.NO: "not for osteoporosis in",
        OsteoporosisIndication.UNKNOWN: "also sold in",
    }
    rows = []
    for brand in drug.brands:
        regions = {
            value: sorted({each.region for each in brand.markets if each.osteoporosis_indication is value})
            for value in words
        }
        rows.append([escape(brand.name), *(escape(", ".join(regions[value])) for value in words)])
    return section("Brands by market", filled_table(["brand", *words.values()], rows) if rows else "")


def _order(key: tuple[str, str, str], found: Iterable[Product]) -> tuple[bool, bool, float, str, str]:
    """What a label was read of comes first, then what has a strength, by the amount."""
    strength, form, route = key
    number = re.match(r"[0-9.]+", strength)
    unread = not any(label.labeled_for_osteoporosis is not None for each in found for label in each.labels)
    return unread, not strength, float(number[0]) if number else 0.0, form, route


def _listed(found: Iterable[str | None], most: int | None = None) -> str:
    """Some texts, each once; those after the first few are counted."""
    texts = list(dict.fromkeys(each for each in found if each))
    more = f" and {len(texts) - most} more" if most is not None and len(texts) > most else ""
    return escape(f"{', '.join(texts[:most])}{more}")


def _labeled(found: Iterable[Product]) -> str:
    """Where products are labeled for osteoporosis and where not; a market in both is in both."""
    markets: dict[bool, set[str]] = {True: set(), False: set()}
    for label in (label for each in found for label in each.labels):
        if label.labeled_for_osteoporosis is not None:
            markets[label.labeled_for_osteoporosis].add(label.market)
    words = {True: "yes", False: "no"}
    return escape("; ".join(f"{words[value]}: {', '.join(sorted(each))}" for value, each in markets.items() if each))


def _names(product: Drug | DrugClass, numbered: Numbered) -> str:
    kinds = list(dict.fromkeys(name.kind for name in product.names))
    rows = [
        [escape(name.name), escape(name.kind.value), numbered.cite(name.sources)]
        for kind in kinds
        for name in product.names
        if name.kind is kind
    ]
    excluded = [
        f"{escape(name.name)}: {escape(name.excluded_from_search)}"
        for name in product.names
        if name.excluded_from_search
    ]
    return section(
        "Names",
        table(["name", "kind", "sources"], rows) if rows else "",
        f"Not searched for, with the reason:\n\n{bullets(excluded)}" if excluded else "",
    )


def _brands(brands: tuple[Brand, ...], numbered: Numbered) -> str:
    if not brands:
        return ""
    markets = [row for brand in brands for row in _markets(brand, numbered)]
    header = ["brand", "region", "company", "for osteoporosis", "reference brand", "status", "sources"]
    more = [row for brand in brands if any((row := _of_brand(brand, numbered))[1:])]
    notes = [note for brand in brands for note in _notes(brand)]
    return section(
        "Brands and their sources",
        "By region, with the osteoporosis indication in each. " + EMPTY_CELL,
        filled_table(header, markets),
        f"### Strengths and identifiers of brands\n\n{table(['brand', 'strengths', 'identifiers'], more)}"
        if more
        else "",
        f"### Notes on brands\n\n{bullets(notes)}" if notes else "",
    )


def _markets(brand: Brand, numbered: Numbered) -> Iterator[list[str]]:
    if not brand.markets:
        yield [escape(brand.name), "", "", "", "", "", numbered.cite(brand.sources)]
    for place, market in enumerate(brand.markets):
        labeled = (
            ""
            if market.osteoporosis_indication is OsteoporosisIndication.UNKNOWN
            else escape(market.osteoporosis_indication.value)
        )
        yield [
            "" if place else escape(brand.name),
            escape(market.region),
            escape(market.company or ""),
            labeled,
            escape(market.reference_brand or ""),
            escape(market.status or ""),
            numbered.cite(market.sources),
        ]


def _of_brand(brand: Brand, numbered: Numbered) -> list[str]:
    strengths = (f"{escape(each.strength)} {numbered.cite(each.sources)}" for each in brand.presentations)
    codes = (f"{escape(each.curie)} {numbered.cite(each.sources)}" for each in brand.identifiers)
    return [escape(brand.name), "; ".join(strengths), "; ".join(codes)]


def _notes(brand: Brand) -> Iterator[str]:
    name = escape(brand.name)
    if brand.excluded_from_search:
        yield f"{name}: not searched for: {escape(brand.excluded_from_search)}"
    if brand.note:
        yield f"{name}: {escape(brand.note)}"
    yield from (f"{name}, {escape(each.region)}: {escape(each.note)}" for each in brand.markets if each.note)


def synonym_table(synonyms: Iterable[Synonym], numbered: Numbered) -> str:
    """Other words for a concept, each with its sources."""
    rows = [
        [
            escape(each.name),
            each.match.value,
            escape(each.ambiguous or ""),
            "yes" if each.needs_context else "",
            numbered.cite(each.sources),
        ]
        for each in synonyms
    ]
    return filled_table(["words", "match", "also means", "needs context", "sources"], rows)


def identifier_table(identifiers: Iterable[Identifier], numbered: Numbered) -> str:
    """Codes in other vocabularies, each with its sources."""
    rows = [
        [escape(each.curie), escape(each.form or ""), numbered.cite(each.sources), escape(each.note or "")]
        for each in identifiers
    ]
    return filled_table(["identifier", "form", "sources", "note"], rows)


def _labels(labels: tuple[LabelFacts, ...]) -> str:
    read: dict[Label, list[LabelFacts]] = {}
    for facts in sorted(labels, key=lambda facts: (facts.label.region, facts.label.id)):
        read.setdefault(facts.label, []).append(facts)
    return section(
        "Label facts",
        "In our words, for each label that was read. Lists contain what was recorded, not all that the label says."
        if labels
        else "",
        *(
            f"### {escape(title(label))}\n\n{to(label, 'The label and its source')}.\n\n"
            + "\n\n".join(map(label_facts, found))
            for label, found in read.items()
        ),
    )


def label_facts(facts: LabelFacts) -> str:
    """The facts read in a label, and which facts were not read."""
    rows = [[words, _several(getattr(facts, name))] for name, words in _FACTS if getattr(facts, name) not in (None, ())]
    unread = [words.removesuffix(" recorded") for name, words in _FACTS if getattr(facts, name) in (None, ())]
    regimens = [_regimen(regimen) for regimen in facts.regimens]
    header = ["regimen", "dose", "interval", "osteoporosis indications", "other indications", "duration limit"]
    blocks = [
        filled_table(header, regimens),
        table(["fact", "as recorded"], rows) if rows else "",
        f"Not read: {'; '.join(unread)}." if unread else "",
    ]
    return "\n\n".join(block for block in blocks if block)


def _regimen(regimen: Regimen) -> list[str]:
    return [
        escape(regimen.text or ""),
        escape(regimen.dose or ""),
        interval_in_words(regimen.interval) if regimen.interval else "",
        _several(regimen.osteoporosis_indications),
        escape(regimen.other_indications or ""),
        escape(regimen.duration_limit or ""),
    ]


def _several(found: object) -> str:
    return "; ".join(map(escape, found)) if isinstance(found, tuple) else escape(found)
