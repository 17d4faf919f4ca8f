"""The tables of the catalog page: contents, regions, names that are not searched for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from osteopharm import Brand, Compendium, DrugClass, Medication
from osteopharm.model import Market, Name, OsteoporosisIndication
from osteopharm.model.entities import Drug
from osteopharm.model.identifiers import SYSTEMS

from .links import to
from .markdown import escape, table
from .products import ingredients, products
from .records import class_tree

UP = "records/"
"""The folder of the records, relative to the page."""

MOST_NAMED = 8
"""The most medications listed in one cell."""
MAIN_REGIONS = ("US", "EU", "UK", "JP")
_LABELED_WORDS = {
    OsteoporosisIndication.YES: "for osteoporosis",
    OsteoporosisIndication.MIXED: "mixed",
    OsteoporosisIndication.NO: "not for osteoporosis",
    OsteoporosisIndication.UNKNOWN: "not read",
}


def catalog_parts(compendium: Compendium) -> dict[str, str]:
    """The parts that the page includes, by path."""
    parts = {
        "classes": _classes(compendium),
        "medications": _medications(compendium),
        "combinations": _combinations(compendium),
        "regions": _regions(compendium),
        "systems": _systems(compendium),
        "excluded-from-search": _excluded_from_search(compendium),
        "look-alikes": _look_alikes(compendium),
    }
    return {f"catalog-{name}.md": f"{text}\n" for name, text in parts.items()}


def _classes(compendium: Compendium) -> str:
    lines = []
    for drug_class in compendium.drug_classes.values():
        if not drug_class.parents:
            lines += [f"- {to(drug_class, up=UP)}", class_tree(compendium, drug_class, UP, depth=1)]
    return "\n".join(line for line in lines if line)


def _medications(compendium: Compendium) -> str:
    rows = []
    for medication in compendium.medications.values():
        regions = _brands_by_region([medication])
        others = sorted(set(regions) - set(MAIN_REGIONS))
        rows.append(
            [
                to(medication, up=UP),
                escape(medication.role.value),
                "; ".join(to(each, up=UP) for each in medication.classes),
                _atc(medication),
                str(1 + len(medication.names)),
                *(str(regions[region] or "") for region in MAIN_REGIONS),
                ", ".join(f"{region} {regions[region]}" for region in others),
            ]
        )
    header = ["medication", "role", "classes", "ATC", "names", *MAIN_REGIONS, "other regions"]
    return table(header, rows)


def _combinations(compendium: Compendium) -> str:
    rows = [
        [
            to(combination, up=UP),
            ingredients(combination, UP),
            _atc(combination),
            escape(", ".join(brand.name for brand in combination.brands)),
        ]
        for combination in compendium.combinations.values()
    ]
    return table(["combination", "ingredients", "ATC", "brands"], rows)


def _atc(product: Drug) -> str:
    codes = (each.local for each in product.identifiers if each.prefix == "atc")
    return escape(", ".join(codes))


def _markets(sold: Iterable[Drug]) -> Iterable[tuple[str, Market]]:
    return ((brand.name, market) for product in sold for brand in product.brands for market in brand.markets)


def _brands_by_region(sold: Iterable[Drug]) -> Counter[str]:
    return Counter(region for _, region in {(name, market.region) for name, market in _markets(sold)})


def _regions(compendium: Compendium) -> str:
    sold = products(compendium)
    brands = _brands_by_region(sold)
    labeled: defaultdict[str, Counter[OsteoporosisIndication]] = defaultdict(Counter)
    for _, market in _markets(sold):
        labeled[market.region][market.osteoporosis_indication] += 1
    labels = Counter(facts.region for facts in {facts.label for product in sold for facts in product.labels})
    rows = [
        [
            escape(region),
            str(brands[region]),
            *(str(labeled[region][value]) for value in OsteoporosisIndication),
            str(labels[region]),
        ]
        for region in sorted({*brands, *labels}, key=lambda region: (-brands[region], region))
    ]
    # A brand of several regions is one brand.
    totals = [sum(int(row[place]) for row in rows) for place in range(2, 3 + len(OsteoporosisIndication))]
    rows.append(["total", str(sum(len(product.brands) for product in sold)), *map(str, totals)])
    header = ["region", "brands", *(_LABELED_WORDS[value] for value in OsteoporosisIndication), "labels read"]
    return table(header, rows)


def _systems(compendium: Compendium) -> str:
    rows = []
    for system in SYSTEMS:
        without = [
            to(each, up=UP)
            for each in compendium.medications.values()
            if all(found.prefix != system for found in each.identifiers)
        ]
        having = len(compendium.medications) - len(without)
        count = sum(found.prefix == system for each in compendium.medications.values() for found in each.identifiers)
        rows.append([f"`{system}`", str(having), str(count), "; ".join(without) if len(without) <= MOST_NAMED else ""])
    return table(["system", "medications with one", "identifiers", "medications without one, if few"], rows)


def _excluded_from_search(compendium: Compendium) -> str:
    rows = [
        [escape(each.name), to(owner, up=UP), escape(each.excluded_from_search)]
        for owner in (*products(compendium), *compendium.drug_classes.values())
        for each in _names_of(owner)
        if each.excluded_from_search
    ]
    return table(["name", "record", "reason"], rows)


def _names_of(owner: Drug | DrugClass) -> tuple[Name | Brand, ...]:
    return owner.names if isinstance(owner, DrugClass) else (*owner.names, *owner.brands)


def _look_alikes(compendium: Compendium) -> str:
    words: defaultdict[Medication, list[str]] = defaultdict(list)
    for look_alike in compendium.look_alikes.values():
        for medication in look_alike.mistaken_for:
            words[medication].append(to(look_alike, up=UP))
    rows = [[to(each, up=UP), "; ".join(words[each])] for each in compendium.medications.values() if each in words]
    return table(["medication", "look-alikes"], rows)
