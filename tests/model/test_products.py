"""Names, brands, doses and labels, the combinations that hold medications, and names and codes that two would share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import each_of
from tests.seeds import small_folder

import osteopharm
from osteopharm import (
    Brand,
    Combination,
    Compendium,
    Concept,
    DrugClass,
    EntityKind,
    InvalidRecordError,
    Label,
    Medication,
    Publication,
    Registry,
    Role,
)
from osteopharm.model import (
    Dose,
    Identifier,
    LabelFacts,
    LookAlike,
    Market,
    Name,
    NameKind,
    OsteoporosisIndication,
    Presentation,
    Regimen,
    SpellingRule,
)
from osteopharm.testing import SeedFolder, combinations, medications, records_of

REGISTER = Registry(id="a-registry", name="a registry", publisher="an office", release="2026", license="free to use")
ELSEWHERE = Publication(id="elsewhere", name="Elsewhere 2001", publisher="Bone Letters")
LABEL = Label(id="a-label", name="Pillex", region="EU", accessed_from=("a public copy",))
SOURCES = (REGISTER,)
DRUGS = DrugClass(id="drugs", name="drugs", sources=SOURCES)
PILL = Medication(id="pill", name="pill", sources=SOURCES, classes=(DRUGS,))
CREAM = Medication(id="cream", name="cream", sources=SOURCES, classes=(DRUGS,))


def name(name: str, kind: NameKind = NameKind.SYNONYM) -> Name:
    return Name(name=name, kind=kind, sources=SOURCES)


def brand(name: str = "Pillex", **fields: Any) -> Brand:
    return Brand(name=name, sources=SOURCES, **fields)


def market(region: str, labeled: str = "unknown", **fields: Any) -> Market:
    return Market(region=region, sources=SOURCES, osteoporosis_indication=OsteoporosisIndication(labeled), **fields)


def code(curie: str) -> Identifier:
    return Identifier(curie=curie, sources=SOURCES)


def combination(**fields: Any) -> Combination:
    return Combination(
        **{"id": "pill-and-cream", "name": "pill and cream", "sources": SOURCES, "components": (PILL, CREAM), **fields}
    )


def refused(make: Callable[..., Any], *given: Any, **fields: Any) -> list[tuple[str, str]]:
    """The faults for which a record of those fields is refused: field and message of each."""
    with pytest.raises(InvalidRecordError) as caught:
        make(*given, **fields)
    return [(fault.path, fault.message) for fault in caught.value.problems]


def compendium(
    *owners: DrugClass | Medication | Combination, sources: tuple[Any, ...] = (*SOURCES, LABEL)
) -> Compendium:
    """A compendium of a class and of what is given."""
    return Compendium(
        sources=sources,
        drug_classes=[DRUGS, *(each for each in owners if isinstance(each, DrugClass))],
        medications=[each for each in owners if isinstance(each, Medication)],
        combinations=[each for each in owners if isinstance(each, Combination)],
    )


class TestBrands:
    """A trade name and the regions in which it is one."""

    @each_of(
        ("labeled", "expected"),
        [
            ([], None),
            (["unknown"], None),
            (["yes"], True),
            (["mixed"], True),
            (["no"], False),
            (["yes", "mixed"], True),
            (["yes", "unknown"], True),
            (["no", "unknown"], False),
            (["yes", "no"], None),
            (["mixed", "no"], None),
            (["no", "no"], False),
            (["yes", "no", "unknown"], None),
        ],
    )
    def test_what_its_markets_agree_on(self, labeled: list[str], expected: bool | None) -> None:
        """A brand is for osteoporosis, or is not, where all markets agree of which that is known; else that is open."""
        regions = ["US", "EU", "JP"]
        markets = tuple(market(region, value) for region, value in zip(regions, labeled, strict=False))

        assert brand(markets=markets).labeled_for_osteoporosis is expected

    @given(st.permutations([market("US", "yes"), market("EU", "unknown"), market("JP", "mixed")]))
    def test_the_order_of_markets_decides_nothing(self, markets: list[Market]) -> None:
        """Markets in any order give the same answer."""
        assert brand(markets=tuple(markets)).labeled_for_osteoporosis is True

    def test_a_market_occurs_once(self) -> None:
        """A region may stand twice where two companies have the brand there, and not for one company."""
        two = (market("US", company="One"), market("US", company="Two"))

        assert brand(markets=two).markets == two
        assert refused(brand, markets=(market("US", "yes"), market("EU"), market("US", "no"))) == [
            ("markets[2].region", "is a duplicate of markets[0]")
        ]

    def test_how_a_market_prints(self) -> None:
        """A market prints its region, its company where that was read, and for what it is labeled."""
        assert str(market("US", "yes", company="Amgen")) == "US (Amgen): labeled for osteoporosis: yes"
        assert str(market("HK")) == "HK: labeled for osteoporosis: unknown"
        assert repr(market("HK")) == "<Market HK: labeled for osteoporosis: unknown>"

    # Typed by hand from the brands as they were read twice.
    @each_of(
        ("medication", "brand", "region", "company", "labeled"),
        [
            ("denosumab", "Prolia", "US", "Amgen", "yes"),
            ("denosumab", "Xgeva", "US", "Amgen", "no"),
            ("denosumab", "Prolia", "EU", "Amgen Europe B.V.", "yes"),
            ("denosumab", "Prolia", "HK", "Amgen Hong Kong Limited", "unknown"),
            ("denosumab", "Jubbonti", "US", "Sandoz", "yes"),
            ("denosumab", "Wyost", "US", "Sandoz", "no"),
        ],
    )
    def test_golden_markets(self, medication: str, brand: str, region: str, company: str, labeled: str) -> None:
        """What was read of a brand in a region is what ships."""
        (found,) = [
            each
            for every in osteopharm.load().medications[medication].brands
            if every.name == brand
            for each in every.markets
            if each.region == region
        ]

        assert (found.company, found.osteoporosis_indication.value) == (company, labeled)

    def test_a_biosimilar_follows_its_reference_brand(self) -> None:
        """In the US Jubbonti follows Prolia and Wyost follows Xgeva; Prolia itself follows nothing."""
        followed = {
            brand.name: each.reference_brand
            for brand in osteopharm.load().medications["denosumab"].brands
            for each in brand.markets
            if brand.name in ("Jubbonti", "Wyost", "Prolia") and each.region == "US"
        }

        assert followed == {"Jubbonti": "Prolia", "Wyost": "Xgeva", "Prolia": None}


class TestDoses:
    """Amounts and regimens."""

    @each_of("value", [0, -1, 0.0, float("nan"), float("inf"), float("-inf")])
    def test_an_amount_is_one(self, value: float) -> None:
        """Nothing, less than nothing and what is not finite is not an amount."""
        assert [path for path, _ in refused(Dose, value=value, unit="mg")] == ["value"]

    @each_of("value", [None, "70", True, 70j])
    def test_an_amount_is_a_number(self, value: Any) -> None:
        """No text, no bool, no complex number."""
        assert [field for field, _ in refused(Dose, value=value, unit="mg")] == ["value"]

    def test_a_huge_whole_number_does_not_crash(self) -> None:
        """A whole number too great for a float is refused."""
        with pytest.raises(InvalidRecordError, match="value: is beyond 9,007,199,254,740,992"):
            Dose(value=10**400, unit="mg")

    @given(records_of(Dose))
    def test_it_prints_its_amount_and_unit(self, dose: Dose) -> None:
        """A dose prints the number as it was given, and its unit."""
        assert str(dose) == f"{dose.value} {dose.unit}"

    @each_of("interval", ["P1D", "P1W", "P1M", "P6M", "P1Y", "P14D", "P90D"])
    def test_intervals(self, interval: str) -> None:
        """An interval is an ISO 8601 duration of one unit."""
        assert Regimen(interval=interval).interval == interval

    @each_of("interval", ["weekly", "P", "P0D", "P01D", "1W", "P1", "P1H", "PT1H", "P1M1D", "p1w", "P٣D"])
    def test_other_intervals_are_refused(self, interval: str) -> None:
        """Look-alike: words, hours, and durations of two units are not intervals."""
        assert refused(Regimen, interval=interval) == [("interval", f"{interval!r} has the wrong form")]

    @each_of(
        ("fields", "text"),
        [
            ({"text": "one each week", "other_indications": "Paget's disease"}, "one each week"),
            ({"other_indications": "Paget's disease", "osteoporosis_indications": ("none",)}, "Paget's disease"),
            ({"osteoporosis_indications": ("in men", "in women")}, "in men; in women"),
            ({}, "regimen not read"),
        ],
    )
    def test_how_a_regimen_prints(self, fields: dict[str, Any], text: str) -> None:
        """A regimen prints its words; failing those, for what it is; failing that, that it was not read."""
        assert str(Regimen(**fields)) == text

    @given(records_of(Regimen))
    def test_a_regimen_always_says_something(self, regimen: Regimen) -> None:
        """Whatever of a regimen was read, its text is not empty."""
        assert str(regimen).strip()


class TestLabelFacts:
    """What was read in a label."""

    @each_of("year", [1900, 1995, 2100])
    def test_years_of_approval(self, year: int) -> None:
        """A year of approval is a whole number from 1900 on."""
        assert LabelFacts(label=LABEL, first_approval_year=year).first_approval_year == year

    @each_of("year", [1899, 0, -1, "1995", 1995.0, True])
    def test_other_years_are_refused(self, year: Any) -> None:
        """Look-alike: earlier years, text and broken numbers are none; what was not read is None."""
        assert [field for field, _ in refused(LabelFacts, label=LABEL, first_approval_year=year)] == [
            "first_approval_year"
        ]
        assert LabelFacts(label=LABEL).first_approval_year is None

    def test_it_prints_its_label(self) -> None:
        """Facts of a label print the label."""
        assert str(LabelFacts(label=LABEL)) == str(LABEL) == "label of Pillex, EU"

    # Typed by hand from the labels as they were read twice.
    @each_of(
        ("medication", "label", "dose", "interval", "limit"),
        [
            ("romosozumab", "label-evenity-us", "210 mg", "P1M", "12 monthly doses"),
            ("romosozumab", "label-evenity-eu", "210 mg", "P1M", "12 months"),
            ("zoledronic-acid", "label-reclast-us", "5 mg", "P1Y", None),
            ("zoledronic-acid", "label-reclast-us", "5 mg", "P2Y", None),
            ("zoledronic-acid", "label-reclast-us", "5 mg", None, None),
        ],
    )
    def test_golden_regimens(
        self, medication: str, label: str, dose: str, interval: str | None, limit: str | None
    ) -> None:
        """What was read of a regimen is what ships."""
        (facts,) = [each for each in osteopharm.load().medications[medication].labels if each.label.id == label]
        found = {(str(regimen.dose), regimen.interval, regimen.duration_limit) for regimen in facts.regimens}

        assert (dose, interval, limit) in found


class TestMedications:
    """Names, brands and codes within one record."""

    @each_of(
        ("field", "facts", "place"),
        [
            ("names", (name("Pillate"), name("x"), name("pillate", NameKind.SALT)), "names[2].name"),
            ("brands", (brand(), brand("PILLEX", note="again")), "brands[1].name"),
            ("identifiers", (code("rxnorm:1"), evolve(code("rxnorm:1"), form="sodium salt")), "identifiers[1].curie"),
        ],
    )
    def test_each_occurs_once(self, field: str, facts: tuple[Any, ...], place: str) -> None:
        """A name, a brand or a code occurs once in a record, whatever its case and its other fields."""
        message = f"is a duplicate of {field}[0]"

        assert refused(evolve, PILL, **{field: facts}) == [(place, message)]
        assert refused(combination, **{field: facts}) == [(place, message)]
        if field != "brands":
            assert refused(evolve, DRUGS, **{field: facts}) == [(place, message)]

    def test_a_name_may_be_a_brand_too(self) -> None:
        """What is a name and a brand of one product is written in both lists."""
        both = evolve(PILL, names=(name("Pillex"),), brands=(brand("Pillex"),))

        assert compendium(both).medications["pill"] == both

    def test_roles(self) -> None:
        """A medication treats, unless it is said to be given beside a treatment."""
        assert PILL.role is Role.TREATMENT
        assert evolve(PILL, role=Role.ADJUNCT).role is Role.ADJUNCT

    @given(medications())
    def test_every_fact_has_a_source(self, medication: Medication) -> None:
        """Each name, brand, market, strength and code that is drawn names a source, as the record itself does."""
        facts: list[Any] = [medication, *medication.names, *medication.identifiers, *medication.brands]
        for each in medication.brands:
            facts += [*each.markets, *each.presentations, *each.identifiers]

        assert all(fact.sources for fact in facts)


class TestCombinations:
    """Several ingredients in one product."""

    def test_it_holds_two_ingredients(self) -> None:
        """One medication by itself is not a combination; with a partner that is not a record it is one."""
        assert refused(combination, components=(PILL,)) == [("components", "is one ingredient alone")]
        assert combination(components=(PILL,), other_ingredients=("chalk",)).other_ingredients == ("chalk",)

    def test_it_holds_a_medication(self) -> None:
        """Partners alone are not a combination."""
        assert refused(combination, components=(), other_ingredients=("chalk", "zinc")) == [("components", "is empty")]

    @given(combinations())
    def test_what_is_drawn_holds_two(self, combination: Combination) -> None:
        """A drawn combination holds two ingredients at least, and one of them is a medication."""
        assert combination.components
        assert len(combination.components) + len(combination.other_ingredients) >= 2


class TestConsistency:
    """What shows only when records are seen together."""

    @each_of(
        ("first", "second", "place"),
        [
            (PILL, evolve(CREAM, name="Pill"), "cream.name"),
            (PILL, evolve(CREAM, names=(name("PILL"),)), "cream.names[0].name"),
            (PILL, evolve(CREAM, brands=(brand("Pill®"),)), "cream.brands[0].name"),
            (evolve(PILL, names=(name("balm"),)), evolve(CREAM, name="bálm"), "cream.name"),
            (evolve(PILL, brands=(brand(),)), evolve(CREAM, brands=(brand("pillex"),)), "cream.brands[0].name"),
            (evolve(PILL, names=(name("x"), name("pill, salted"))), evolve(CREAM, name="pill (salted)"), "cream.name"),
            (PILL, evolve(CREAM, names=(name("Drugs"),)), "cream.names[0].name"),
            (PILL, evolve(DRUGS, id="more-drugs", name="more drugs", names=(name("pill"),)), "pill.name"),
        ],
    )
    def test_no_string_is_written_for_two(self, first: Medication, second: Medication | DrugClass, place: str) -> None:
        """A name or brand that two records share, but for case, accents and marks, is refused at the later one."""
        assert [field for field, _ in refused(compendium, first, second)] == [place]

    def test_two_names_that_differ_in_punctuation_alone(self) -> None:
        """Own names are held against each other as they are compared in texts, not only letter by letter."""
        found = refused(compendium, evolve(PILL, name="pill, salted"), evolve(CREAM, name="Pill (salted)"))

        assert found == [("cream.name", "'Pill (salted)' is also a name of 'pill'")]

    def test_a_combination_is_not_written_like_its_component(self) -> None:
        """A brand stands with the medication or with the combination, not with both."""
        pill = evolve(PILL, brands=(brand(),))
        both = combination(components=(pill, CREAM), brands=(brand("Pillex"),))

        assert refused(compendium, pill, CREAM, both) == [
            ("pill-and-cream.brands[0].name", "'Pillex' is also a name of 'pill'")
        ]

    def test_a_class_and_a_combination_of_one_name(self) -> None:
        """A combination has a name of its own among the entities."""
        assert refused(compendium, PILL, CREAM, combination(name="Drugs")) == [
            ("pill-and-cream.name", "'Drugs' is also the name of 'drugs'")
        ]

    def test_names_without_latin_letters_differ(self) -> None:
        """Names in other scripts are all alike once folded, and are refused only where they are the same."""
        pill = evolve(PILL, names=(name("骨粗鬆症薬"), name("Пилюля")))
        other = evolve(CREAM, names=(name("カルシトニン"), name("Кремик")))

        assert len(compendium(pill, other).medications) == 2
        assert refused(compendium, pill, evolve(other, names=(name("骨粗鬆症薬"),))) == [
            ("cream.names[0].name", "'骨粗鬆症薬' is also a name of 'pill'")
        ]

    @pytest.mark.parametrize(
        ("fields", "place"),
        [
            ({"identifiers": (code("rxnorm:2"), code("rxnorm:1"))}, "identifiers[1].curie"),
            ({"brands": (brand("x", identifiers=(code("rxnorm:1"),)),)}, "brands[0].identifiers[0].curie"),
        ],
    )
    def test_no_code_means_two(self, fields: dict[str, Any], place: str) -> None:
        """A code of one product is not a code of another, nor of another's brand."""
        pill = evolve(PILL, brands=(brand(identifiers=(code("rxnorm:1"),)),))
        message = "'rxnorm:1' also identifies 'pill'"

        assert refused(compendium, pill, evolve(CREAM, **fields)) == [(f"cream.{place}", message)]

    def test_a_code_of_a_brand_may_be_that_of_its_medication(self) -> None:
        """Within one record a code may mean the whole and a brand."""
        pill = evolve(PILL, identifiers=(code("rxnorm:1"),), brands=(brand(identifiers=(code("rxnorm:1"),)),))

        assert compendium(pill).medications["pill"] == pill

    @each_of(
        ("fields", "place"),
        [
            ({"sources": (ELSEWHERE,)}, "sources[0]"),
            ({"names": (evolve(name("x"), sources=(REGISTER, ELSEWHERE)),)}, "names[0].sources[1]"),
            ({"identifiers": (evolve(code("rxnorm:1"), sources=(ELSEWHERE,)),)}, "identifiers[0].sources[0]"),
            ({"brands": (evolve(brand(), sources=(ELSEWHERE,)),)}, "brands[0].sources[0]"),
            (
                {"brands": (brand(markets=(evolve(market("US"), sources=(ELSEWHERE,)),)),)},
                "brands[0].markets[0].sources[0]",
            ),
            (
                {"brands": (brand(presentations=(Presentation(strength="1 mg", sources=(ELSEWHERE,)),)),)},
                "brands[0].presentations[0].sources[0]",
            ),
            (
                {"brands": (brand(identifiers=(evolve(code("rxnorm:1"), sources=(ELSEWHERE,)),)),)},
                "brands[0].identifiers[0].sources[0]",
            ),
            ({"labels": (LabelFacts(label=evolve(LABEL, id="another-label")),)}, "labels[0].label"),
        ],
    )
    def test_every_source_is_there(self, fields: dict[str, Any], place: str) -> None:
        """A compendium made in Python holds the sources of every fact, however deep it stands."""
        message = "which is not in the compendium"
        product = combination(components=(PILL, CREAM), **fields)

        for owners in ((evolve(PILL, **fields),), (PILL, CREAM, product)):
            ((field, told),) = refused(compendium, *owners)

            assert field == f"{owners[-1].id}.{place}"
            assert told.endswith(message)

    def test_the_sources_of_a_class_are_there(self) -> None:
        """The names and codes of a class rest on sources of the compendium as well."""
        faulty = evolve(
            DRUGS,
            id="creams",
            name="creams",
            names=(evolve(name("ointments"), sources=(ELSEWHERE,)),),
            identifiers=(evolve(code("atc:M05"), sources=(ELSEWHERE,)),),
        )

        assert [field for field, _ in refused(compendium, faulty)] == [
            "creams.names[0].sources[0]",
            "creams.identifiers[0].sources[0]",
        ]

    def test_components_are_there(self) -> None:
        """A combination is refused where the compendium does not hold its components."""
        assert [field for field, _ in refused(compendium, PILL, combination())] == ["pill-and-cream.components[1]"]

    def test_what_decoys_and_rules_rest_on_is_there(self) -> None:
        """Look-alikes and spelling rules are held against the compendium like every other record."""
        look_alike = LookAlike(
            id="a-look-alike", text="pill box", reason="a box", mistaken_for=(PILL, CREAM), sources=(ELSEWHERE,)
        )
        rule = SpellingRule(id="a-rule", ending="e", replacements=("o",), attested=("pillo",), sources=(ELSEWHERE,))
        found = refused(
            Compendium,
            sources=SOURCES,
            drug_classes=[DRUGS],
            medications=[PILL],
            look_alikes=[look_alike],
            spelling_rules=[rule],
        )

        assert [field for field, _ in found] == [
            "a-look-alike.mistaken_for[1]",
            "a-look-alike.sources[0]",
            "a-rule.sources[0]",
        ]

    def test_a_concept_may_be_written_like_a_brand(self) -> None:
        """Look-alike: concepts are not searched for, and share no name but their own with a product."""
        bone = Concept(id="bone", name="Pillex", kind=EntityKind.TARGET, sources=SOURCES)
        made = Compendium(
            sources=SOURCES, drug_classes=[DRUGS], medications=[evolve(PILL, brands=(brand(),))], concepts=[bone]
        )

        assert made.concepts["bone"].name == "Pillex"


def problems(folder: SeedFolder, place: Path) -> list[tuple[str, str, str]]:
    """The problems of a folder that must not be accepted."""
    with pytest.raises(osteopharm.DataError) as caught:
        osteopharm.read_seeds(folder.write(place))
    return [(problem.file, problem.path, problem.message) for problem in caught.value.problems]


class TestInFiles:
    """Medications, combinations and their parts as they are in files."""

    @pytest.mark.parametrize(
        ("change", "path", "message"),
        [
            (lambda it: it["names"][0].update(kind="INN"), "$.names[0].kind", "unknown NameKind 'INN'"),
            (lambda it: it["names"][0].update(nmae="x"), "$.names[0].nmae", "unknown key"),
            (lambda it: it["names"][0].pop("sources"), "$.names[0].sources", "is missing"),
            (lambda it: it["names"][0].update(sources=[]), "$.names[0].sources", "is empty"),
            (lambda it: it["names"][0].update(sources="atc-2026"), "$.names[0].sources", "is a str, not a list"),
            (lambda it: it.update(names=["denosumabum"]), "$.names[0]", "is a str, not a table"),
            (lambda it: it.update(role="cure"), "$.role", "unknown Role 'cure'"),
            (
                lambda it: it["brands"][0].update(osteoporosis_indication="yes"),
                "$.brands[0].osteoporosis_indication",
                "unknown key",
            ),
            (
                lambda it: it["brands"][0]["markets"][0].update(osteoporosis_indication=True),
                "$.brands[0].markets[0].osteoporosis_indication",
                "is a bool, not a str",
            ),
            (
                lambda it: it["brands"][0]["markets"][0].update(region="USA"),
                "$.brands[0].markets[0].region",
                "'USA' has the wrong form",
            ),
            (
                lambda it: it["brands"][0].update(presentations=[{"strength": 60, "sources": ["dmd"]}]),
                "$.brands[0].presentations[0].strength",
                "is an int, not a str",
            ),
            (
                lambda it: it["labels"][0]["regimens"][0].update(dose={"value": "60", "unit": "mg"}),
                "$.labels[0].regimens[0].dose.value",
                "is a str, not an int or a float",
            ),
            (
                lambda it: it["labels"][0]["regimens"][0].update(dose=60),
                "$.labels[0].regimens[0].dose",
                "is an int, not a table",
            ),
            (
                lambda it: it["labels"][0].update(first_approval_year=True),
                "$.labels[0].first_approval_year",
                "is a bool, not an int",
            ),
            (
                lambda it: it["labels"][0].update(label="mesh-2025-07"),
                "$.labels[0].label",
                "'mesh-2025-07' is a Registry, not a Label",
            ),
            (
                lambda it: it["labels"][0].update(label="label-prolia-usa"),
                "$.labels[0].label",
                "unknown id 'label-prolia-usa'",
            ),
            (
                lambda it: it["identifiers"][0].update(curie="atc:M05BX4"),
                "$.identifiers[0].curie",
                "'atc:M05BX4' is not a valid atc identifier",
            ),
        ],
    )
    def test_a_fault_is_reported_at_its_place(
        self, tmp_path: Path, change: Callable[[dict[str, Any]], object], path: str, message: str
    ) -> None:
        """A fault deep in a medication is reported with its whole path, and nothing is coerced."""
        file = "catalog/medications/denosumab.toml"
        folder = small_folder()
        change(folder.tables[file])

        assert problems(folder, tmp_path) == [(file, path, message)]

    def test_a_code_that_is_off_by_one_is_reported_at_its_place(self, tmp_path: Path) -> None:
        """A wrong check digit in a file is reported as such."""
        file = "catalog/medications/alendronic-acid.toml"
        folder = small_folder()
        codes = folder.tables[file]["identifiers"]
        place = [each["curie"] for each in codes].index("cas:66376-36-1")
        codes[place]["curie"] = "cas:66376-36-2"

        assert problems(folder, tmp_path) == [
            (file, f"$.identifiers[{place}].curie", "'cas:66376-36-2' has a wrong check digit")
        ]

    @pytest.mark.parametrize("value", ["true", 1, 0, 1.0, "yes"])
    def test_a_truth_is_true_or_false(self, tmp_path: Path, value: object) -> None:
        """What only looks like a truth value is refused."""
        folder = small_folder()
        folder.tables["catalog/look-alikes.toml"]["look_alikes"][0]["blocks_whole_string"] = value
        ((file, path, message),) = problems(folder, tmp_path)

        assert (file, path) == ("catalog/look-alikes.toml", "$.look_alikes[0].blocks_whole_string")
        assert message == f"is {'an int' if isinstance(value, int) else 'a ' + type(value).__name__}, not a bool"

    def test_a_brand_that_ships_is_not_given_to_another(self, tmp_path: Path) -> None:
        """Read onto the shipped data, a medication with a shipped brand and code is refused at its own place."""
        medication = {
            "name": "madeupmab",
            "sources": ["mesh-2025-07"],
            "classes": ["rankl-inhibitors"],
            "brands": [{"name": "PROLIA", "sources": ["mesh-2025-07"]}],
            "identifiers": [{"curie": "atc:M05BX04", "sources": ["mesh-2025-07"]}],
        }
        folder = SeedFolder(tables={"catalog/medications/madeupmab.toml": medication})
        with pytest.raises(osteopharm.DataError) as caught:
            osteopharm.read_seeds(folder.write(tmp_path), extend=osteopharm.load())

        assert [(problem.file, problem.path, problem.message) for problem in caught.value.problems] == [
            ("catalog/medications/madeupmab.toml", "$.brands[0].name", "'PROLIA' is also a name of 'denosumab'"),
            (
                "catalog/medications/madeupmab.toml",
                "$.identifiers[0].curie",
                "'atc:M05BX04' also identifies 'denosumab'",
            ),
        ]
