"""Medications, classes, concepts, codes and product strings as plain answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from osteopharm.agents.answers import (
    BrandAnswer,
    CodeAnswer,
    EntityAnswer,
    LabelAnswer,
    MentionAnswer,
    NameAnswer,
    ProductAnswer,
    ProductRecord,
    RegisterEntry,
)
from osteopharm.agents.pages import SHOWN, Shortener, ref, refs
from osteopharm.compendium import Compendium
from osteopharm.model.entities import Combination, Concept, DrugClass, Medication
from osteopharm.model.product_level import Product
from osteopharm.model.products import Brand, LabelFacts, Name
from osteopharm.names.codes import CodeMatch
from osteopharm.names.identification import Identification
from osteopharm.names.mention import Mention
from osteopharm.names.variants import names_of

Drug = Medication | Combination


def mention_answer(mention: Mention) -> MentionAnswer:
    """A mention with its place."""
    return MentionAnswer(
        start=mention.start,
        end=mention.end,
        text=mention.text,
        entity=ref(mention.entity),
        brand=mention.brand.name if mention.brand else None,
    )


def product_answer(text: str, found: Identification, similar: Sequence[str]) -> ProductAnswer:
    """What a product string was identified as."""
    return ProductAnswer(
        text=text,
        medications=refs(found.medications),
        drug_classes=refs(found.drug_classes),
        action=found.action.value if found.action else None,
        brands=[brand.name for brand in found.brands],
        labeled_for_osteoporosis=found.labeled_for_osteoporosis,
        strength=str(found.strength) if found and found.strength else None,
        dosage_form=found.dosage_form if found else None,
        route=found.route if found else None,
        dosing_interval=found.dosing_interval,
        matches=[mention_answer(match) for match in found.matches],
        similar_names=list(similar),
    )


def entity_answer(compendium: Compendium, entity: DrugClass | Medication | Combination | Concept) -> EntityAnswer:
    """A medication, combination, class or concept in short."""
    shorten = Shortener()
    members = compendium.members(entity) if isinstance(entity, DrugClass) else ()
    brands = entity.brands if isinstance(entity, Medication | Combination) else ()
    names = [name for name, brand in names_of(entity) if brand is None and name != entity.name]
    above = entity.components if isinstance(entity, Combination) else compendium.ancestors(entity)
    identifiers = entity.xrefs if isinstance(entity, Concept) else entity.identifiers
    action = entity.action if isinstance(entity, Medication | Combination) else None
    return EntityAnswer(
        **ref(entity),
        role=entity.role.value if isinstance(entity, Medication) else None,
        action=action.value if action else None,
        belongs_to=refs(above),
        members=refs(shorten("members", members, 5 * SHOWN)),
        other_names=shorten("other_names", names),
        brands=shorten("brands", (brand.name for brand in brands)),
        codes=shorten("codes", (each.curie for each in identifiers), 2 * SHOWN),
        other_uses=entity.other_uses if isinstance(entity, Medication) else None,
        claims=0 if isinstance(entity, Combination) else len(compendium.claims.about(entity)),
        note=entity.note,
        left_out=shorten.left_out,
    )


def code_answer(found: CodeMatch) -> CodeAnswer:
    """What a code means."""
    shorten = Shortener()
    entries = [
        RegisterEntry(term=record.term, source=str(record.source), valid_until=record.valid_until, unit=record.unit)
        for record in found.records
    ]
    return CodeAnswer(
        code=found.curie,
        is_group=found.is_group,
        medications=refs(found.medications),
        drug_classes=refs(found.drug_classes),
        action=found.action.value if found.action else None,
        brands=[brand.name for brand in found.brands],
        products=shorten("products", map(str, found.products)),
        labeled_for_osteoporosis=found.labeled_for_osteoporosis,
        dosing_interval=found.dosing_interval,
        undecided=found.undecided,
        registers=shorten("registers", entries),
        left_out=shorten.left_out,
    )


def _name(name: Name) -> NameAnswer:
    return NameAnswer(
        name=name.name,
        kind=name.kind.value,
        languages=list(name.languages),
        not_searched_because=name.excluded_from_search,
    )


def _brand(brand: Brand) -> BrandAnswer:
    return BrandAnswer(
        name=brand.name,
        labeled_for_osteoporosis=brand.labeled_for_osteoporosis,
        markets=[str(market) for market in brand.markets],
    )


def _label(facts: LabelFacts) -> LabelAnswer:
    return LabelAnswer(
        label=facts.label.id,
        region=facts.label.region,
        date=facts.label.date,
        regimens=[str(regimen) for regimen in facts.regimens],
        contraindications=list(facts.contraindications),
        warnings=list(facts.warnings),
        boxed_warning=facts.boxed_warning,
    )


def _product(product: Product) -> ProductRecord:
    return ProductRecord(id=product.id, product=str(product), labels=[str(label) for label in product.labels])


def _code(identifier: Any) -> str:
    return f"{identifier.curie} ({identifier.form})" if identifier.form else str(identifier.curie)


Listing = tuple[Callable[[Compendium, Drug], Iterable[Any]], Callable[[Any], Any]]

LISTS: Mapping[str, Listing] = {
    "names": (lambda _, drug: drug.names, _name),
    "brands": (lambda _, drug: drug.brands, _brand),
    "codes": (lambda _, drug: drug.identifiers, _code),
    "labels": (lambda _, drug: drug.labels, _label),
    "products": (lambda compendium, drug: (each for each in compendium.products.values() if each.of == drug), _product),
}
"""The sections of a medication that are lists: what is in each, and how an item is answered."""
