"""Names, brands, identifiers and labels of medications, combinations and classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from osteopharm import Brand, Combination, Compendium, DrugClass, Label, Medication
from osteopharm.model import Identifier, LabelFacts, OsteoporosisIndication, Regimen
from osteopharm.model.entities import Drug, Synonym

from .links import Numbered, title, to
from .markdown import bullets, escape, filled_table, section, table

APART = frozenset({"names", "brands", "identifiers", "xrefs", "labels", "components", "other_ingredients"})
"""The fields that the sections of this module show."""

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
    """The products of a medication or combination, each with what it is labeled for and its codes."""
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for code in compendium.product_codes.values():
        codes[code.identifies.id].append(str(code))
    rows = [
        [
            escape(product),
            "; ".join(escape(label) for label in dict.fromkeys(map(str, product.labels))),
            "; ".join(map(escape, codes[product.id])),
        ]
        for product in compendium.products.values()
        if product.of == drug
    ]
    own = f"Codes of the substance: {'; '.join(map(escape, codes[drug.id]))}." if codes[drug.id] else ""
    return section("Products", filled_table(["product", "labels", "codes"], rows) if rows else "", own)


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
        "Brands",
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
        [escape(each.name), each.match.value, escape(each.ambiguous or ""), numbered.cite(each.sources)]
        for each in synonyms
    ]
    return filled_table(["words", "match", "also means", "sources"], rows)


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


def facts_in(label: Label, products: Iterable[Medication | Combination]) -> Iterator[str]:
    """The facts read in a label, with a link to the product."""
    for product in products:
        for facts in product.labels:
            if facts.label == label:
                yield f"{to(product)}:"
                yield label_facts(facts)


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
        escape(regimen.interval or ""),
        _several(regimen.osteoporosis_indications),
        escape(regimen.other_indications or ""),
        escape(regimen.duration_limit or ""),
    ]


def _several(found: object) -> str:
    return "; ".join(map(escape, found)) if isinstance(found, tuple) else escape(found)
