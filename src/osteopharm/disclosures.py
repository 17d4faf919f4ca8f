"""Interests that touch a claim or a medication: a fact about interests, never a judgment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.companies import Alias, Company, Disclosure
from osteopharm.model.entities import Medication, lineage
from osteopharm.model.products import Brand

__all__ = ["Interest"]


@frozen(kw_only=True)
class Interest:
    """A declared interest in a company that has a brand of a medication.

    Attributes:
        disclosure: the interest, as it was declared.
        company: the company.
        medication: the medication.
        brands: the brands of it that the company has.
        alias: by which alias the declared name is taken to mean the company; None where a source writes it so.

    >>> import osteopharm
    >>> for interest in osteopharm.load().conflicts_of_interest("abaloparatide"):
    ...     print(interest.company.name, interest.alias.certainty.value)
    Radius Health probable
    """

    disclosure: Disclosure
    company: Company
    medication: Medication
    brands: tuple[Brand, ...]
    alias: Alias | None = None

    def __str__(self) -> str:
        names = ", ".join(brand.name for brand in self.brands)
        inferred = f" ({self.alias.name} is taken to mean {self.company.name}: inferred)" if self.alias else ""
        return f"{self.disclosure}. {self.company.name} has {names} ({self.medication.name}){inferred}"


def interests(
    disclosures: Iterable[Disclosure], companies: Iterable[Company], medications: Iterable[Medication]
) -> Iterator[Interest]:
    """The interests in companies that have a brand of one of some medications."""
    known = tuple(companies)
    asked = tuple(medications)
    for disclosure in disclosures:
        for company in known:
            if not company.matches(disclosure.company):
                continue
            for medication in asked:
                brands = tuple(brand for brand in medication.brands if _has(company, brand))
                if brands:
                    yield Interest(
                        disclosure=disclosure,
                        company=company,
                        medication=medication,
                        brands=brands,
                        alias=company.alias(disclosure.company),
                    )


def interests_behind(
    claim: EvidenceClaim,
    disclosures: Iterable[Disclosure],
    companies: Iterable[Company],
    medications: Iterable[Medication],
) -> Iterator[Interest]:
    """The interests that the source of a claim declares, in companies that have a brand of what the claim is about."""
    about = [medication for medication in medications if claim.subject in lineage(medication)]
    own = [each for each in disclosures if each.provenance.source == claim.provenance.source]
    return interests(own, companies, about)


def _has(company: Company, brand: Brand) -> bool:
    return any(market.company is not None and company.matches(market.company) for market in brand.markets)
