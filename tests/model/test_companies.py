"""Companies: how they are written, what is taken to mean them, and which declared interests touch a medication."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from tests.draws import compendia
from tests.rules import each_of

import osteopharm
from osteopharm import Certainty, Compendium, InvalidRecordError, Registry, UnknownIdError
from osteopharm.disclosures import Interest
from osteopharm.model import Alias, Company
from osteopharm.testing import companies

COMPENDIUM = osteopharm.load()
BOOK = Registry(id="book", name="a book", publisher="an office", release="2026", license="free to use")


def alias(name: str = "Bone Medical", **fields: Any) -> Alias:
    return Alias(**{"name": name, "certainty": Certainty.PROBABLE, "reason": "made up", **fields})


def company(**fields: Any) -> Company:
    return Company(**{"id": "bone", "name": "Bone", "sources": (BOOK,), "name_variants": ("Bone, Inc.",), **fields})


def faulty(make: Any, **fields: Any) -> list[str]:
    """The fields for which something is refused."""
    with pytest.raises(InvalidRecordError) as caught:
        make(**fields)
    return [fault.path for fault in caught.value.problems]


@each_of(
    ("fields", "expected"),
    [
        ({"id": "Bone Inc"}, ["id"]),
        ({"name": " "}, ["name"]),
        ({"sources": ()}, ["sources"]),
        ({"sources": ("book",)}, ["sources[0]"]),
        ({"name_variants": "Bone, Inc."}, ["name_variants"]),
        ({"name_variants": ("Bone, Inc.", "Bone, Inc.")}, ["name_variants[1]"]),
        ({"aliases": ("Bone Medical",)}, ["aliases[0]"]),
        ({"aliases": (alias("Bone"),)}, ["aliases[0].name"]),
        ({"aliases": (alias(), alias("Bone, Inc."))}, ["aliases[1].name"]),
        ({"note": ""}, ["note"]),
    ],
)
def test_a_faulty_company_is_refused(fields: dict[str, Any], expected: list[str]) -> None:
    """A company has a source, its names are texts, and an alias is not a name that a source writes."""
    assert faulty(company, **fields) == expected


@each_of(
    ("fields", "expected"),
    [({"name": ""}, ["name"]), ({"certainty": "probable"}, ["certainty"]), ({"reason": " "}, ["reason"])],
)
def test_a_faulty_alias_is_refused(fields: dict[str, Any], expected: list[str]) -> None:
    """An alias says how sure it is, and why."""
    assert faulty(alias, **fields) == expected


def test_what_means_a_company() -> None:
    """Its name, what sources write, and its aliases, letter for letter; only the last are inferred."""
    made = company(aliases=(alias(),))

    assert [made.matches(name) for name in ("Bone", "Bone, Inc.", "Bone Medical")] == [True, True, True]
    assert [made.matches(name) for name in ("bone", "Bone Inc", "Medical", "")] == [False, False, False, False]
    assert [made.alias(name) for name in ("Bone", "Bone, Inc.", "Bone Medical")] == [None, None, alias()]
    assert (str(made), str(made.aliases[0])) == ("Bone", "Bone Medical")


@given(companies())
def test_every_name_means_the_company(made: Company) -> None:
    """Whatever is drawn, all its names mean it, and an alias is none of those that sources write."""
    for name in (made.name, *made.name_variants):
        assert made.matches(name)
        assert made.alias(name) is None
    for each in made.aliases:
        assert made.matches(each.name)
        assert made.alias(each.name) is not None


def test_the_shipped_companies() -> None:
    """Typed by hand: two companies; that Radius Medical is Radius Health is inferred, and is said to be."""
    (taken,) = COMPENDIUM.companies["radius-health"].aliases

    assert [each.id for each in COMPENDIUM.companies.values()] == ["amgen", "radius-health"]
    assert COMPENDIUM.companies["amgen"].aliases == ()
    assert (taken.name, taken.certainty) == ("Radius Medical", Certainty.PROBABLE)
    assert "inferred" in taken.reason


def touching(thing: str) -> list[tuple[str, str, str, tuple[str, ...], bool]]:
    """The interests that touch something: declared company, company, medication, brands, and whether by an alias."""
    return [
        (
            found.disclosure.company,
            found.company.id,
            found.medication.id,
            tuple(brand.name for brand in found.brands),
            found.alias is not None,
        )
        for found in COMPENDIUM.conflicts_of_interest(thing)
    ]


@each_of(
    ("medication", "expected"),
    [
        ("denosumab", [("Amgen", "amgen", "denosumab", ("Prolia", "Xgeva"), False)]),
        ("romosozumab", [("Amgen", "amgen", "romosozumab", ("Evenity",), False)]),
        ("abaloparatide", [("Radius Medical", "radius-health", "abaloparatide", ("Tymlos",), True)]),
        ("alendronic-acid", [("Radius Medical", "radius-health", "alendronic-acid", ("Binosto",), True)]),
        ("teriparatide", []),
        ("zoledronic-acid", []),
        ("risedronic-acid", []),
        ("clodronic-acid", []),
        ("calcitonin", []),
    ],
)
def test_interests_that_touch_a_medication(medication: str, expected: list[Any]) -> None:
    """Amgen has brands of two, Radius Health of two; companies without a brand here touch nothing."""
    assert touching(medication) == expected


def test_companies_without_a_brand_touch_nothing() -> None:
    """Stock in Titan Spine, consulting for Medtronic and royalties of Regeneration Technologies touch no medication."""
    found = {each[0] for medication in COMPENDIUM.medications.values() for each in touching(medication.id)}

    assert found == {"Amgen", "Radius Medical"}


@each_of(
    ("claim", "expected"),
    [
        ("af20-s05-denosumab-antiresorptive", {("amgen", "denosumab")}),
        (
            "af20-s04-antiresorptive-used",
            {("amgen", "denosumab"), ("amgen", "romosozumab"), ("radius-health", "alendronic-acid")},
        ),
        ("af20-s04-anabolic-used", {("amgen", "romosozumab"), ("radius-health", "abaloparatide")}),
        ("af20-s08-enzyme-inhibited", {("radius-health", "alendronic-acid")}),
        ("af20-s05-calcitonin-antiresorptive", set()),
        ("af20-s02-chronic", set()),
        ("romosozumab-2019-formation", set()),
    ],
)
def test_interests_that_touch_a_claim(claim: str, expected: set[tuple[str, str]]) -> None:
    """Those that the claim's own source declares, and the medications of which it speaks; another source's are none."""
    assert {(company, medication) for _, company, medication, _, _ in touching(claim)} == expected
    assert COMPENDIUM.conflicts_of_interest(COMPENDIUM.claims[claim]) == COMPENDIUM.conflicts_of_interest(claim)


def test_how_an_interest_is_printed() -> None:
    """In the words of the disclosure, and where a name is taken to mean a company it is said that this is inferred."""
    told = [str(each) for each in COMPENDIUM.conflicts_of_interest("denosumab")]
    (inferred,) = COMPENDIUM.conflicts_of_interest("abaloparatide")

    assert told == ["Dr. Anderson: consultant, Amgen. Amgen has Prolia, Xgeva (denosumab)"]
    assert str(inferred) == (
        "Dr. Anderson: consultant, Radius Medical. Radius Health has Tymlos (abaloparatide) "
        "(Radius Medical is taken to mean Radius Health: inferred)"
    )
    assert isinstance(inferred, Interest)


@each_of("thing", ["bisphosphonates", "fracture-risk", "denosumap", "amgen"])
def test_what_is_neither_claim_nor_medication(thing: str) -> None:
    """A class, a concept, a misspelling and a company are refused as no medication."""
    with pytest.raises(UnknownIdError, match="no medication has the id"):
        COMPENDIUM.conflicts_of_interest(thing)


@given(compendia())
def test_every_interest_is_one_of_brand_and_disclosure(compendium: Compendium) -> None:
    """Whatever is drawn: the company is declared by that name, and each brand is on a market by one of its names."""
    for medication in compendium.medications.values():
        for found in compendium.conflicts_of_interest(medication):
            assert found.medication == medication
            assert found.company.matches(found.disclosure.company)
            assert found.alias == found.company.alias(found.disclosure.company)
            assert found.brands
            for brand in found.brands:
                sellers = [market.company for market in brand.markets if market.company is not None]
                assert any(map(found.company.matches, sellers))
    for claim in compendium.claims:
        for found in compendium.conflicts_of_interest(claim):
            assert found.disclosure.provenance.source == claim.provenance.source
            assert compendium.is_a(found.medication, claim.subject)
