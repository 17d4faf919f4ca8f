"""The page of a company, and the declared interests that touch a medication: facts, and no judgment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from osteopharm import Company, Compendium, Interest

from .links import to
from .markdown import bullets, escape, section


def company_sections(company: Company, compendium: Compendium) -> Iterator[str]:
    """The sections of a company's page below its fields."""
    written = [*map(escape, company.name_variants)]
    written += [
        f"{escape(alias.name)} ({escape(alias.certainty.value)}): {escape(alias.reason)}" for alias in company.aliases
    ]
    brands = [
        f"{escape(brand.name)} of {to(product)}"
        for product in (*compendium.medications, *compendium.combinations)
        for brand in product.brands
        if any(market.company is not None and company.matches(market.company) for market in brand.markets)
    ]
    declared = [to(each) for each in compendium.disclosures if company.matches(each.company)]
    yield section("How it is written", bullets(written))
    yield section("Its brands", bullets(brands))
    yield section(
        "Interests declared in it", "A fact about interests, and no judgment." if declared else "", bullets(declared)
    )


def interest_lines(interests: Iterable[Interest]) -> Iterator[str]:
    """Interests in a list, each with the company and its brands."""
    for interest in interests:
        brands = escape(", ".join(brand.name for brand in interest.brands))
        alias = interest.alias
        inferred = f"; that {escape(alias.name)} means this company is inferred" if alias is not None else ""
        yield f"{to(interest.disclosure)}: {to(interest.company)} has {brands}{inferred}"
