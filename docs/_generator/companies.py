"""The page of a company, and declared interests that concern a medication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from osteopharm import Compendium
from osteopharm.disclosures import Interest
from osteopharm.model import Company
from osteopharm.model.entities import Drug

from .links import to
from .markdown import bullets, escape, section


def company_sections(company: Company, compendium: Compendium) -> Iterator[str]:
    """The sections of a company's page below its fields."""
    written = [*map(escape, company.name_variants)]
    written += [
        f"{escape(alias.name)} ({escape(alias.certainty.value)}): {escape(alias.reason)}" for alias in company.aliases
    ]
    products: list[Drug] = [*compendium.medications.values(), *compendium.combinations.values()]
    brands = [
        f"{escape(brand.name)} of {to(product)}"
        for product in products
        for brand in product.brands
        if any(market.company is not None and company.matches(market.company) for market in brand.markets)
    ]
    declared = [to(each) for each in compendium.disclosures.values() if company.matches(each.company)]
    yield section("Name variants", bullets(written))
    yield section("Brands", bullets(brands))
    yield section(
        "Declared interests in this company",
        "A fact about interests, not a judgment." if declared else "",
        bullets(declared),
    )


def interest_lines(interests: Iterable[Interest]) -> Iterator[str]:
    """List interests, each with the company and its brands."""
    for interest in interests:
        brands = escape(", ".join(brand.name for brand in interest.brands))
        alias = interest.alias
        inferred = f"; it is inferred that {escape(alias.name)} is this company" if alias is not None else ""
        yield f"{to(interest.disclosure)}: {to(interest.company)} has {brands}{inferred}"
