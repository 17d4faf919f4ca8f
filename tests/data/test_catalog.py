"""Every record of the catalog, held against the rules for curators; a failure says what to do about it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from unicodedata import combining, normalize

from attrs import frozen
from tests.rules import for_each
from tests.seeds import SEEDS

import osteopharm
from osteopharm import Brand, Combination, DrugClass, Label, Medication, Publication, Registry
from osteopharm.model import Identifier, LabelFacts, LookAlike, Market, Name, SpellingRule
from osteopharm.names.normalize import folded_name, name_words
from osteopharm.names.strengths import strengths

COMPENDIUM = osteopharm.load()
MEDICATIONS = list(COMPENDIUM.medications.values())
PRODUCTS: list[Medication | Combination] = [*MEDICATIONS, *COMPENDIUM.combinations.values()]
OTHER_SOURCES = [source for source in COMPENDIUM.sources.values() if isinstance(source, Registry | Label | Publication)]
TABLES = sorted((SEEDS / "catalog").glob("*/*.csv"))


@frozen
class Owned:
    """A name, a brand or label facts, with whose they are."""

    owner: Medication | Combination | DrugClass
    part: Name | Brand | LabelFacts

    def __str__(self) -> str:
        return f"{self.owner.id}: {self.part}"


def parts(owners: Iterable[Medication | Combination | DrugClass], field: str) -> list[Owned]:
    return [Owned(owner, part) for owner in owners for part in getattr(owner, field)]


NAMES = parts([*PRODUCTS, *COMPENDIUM.drug_classes.values()], "names")
BRANDS = parts(PRODUCTS, "brands")
LABELS = parts(PRODUCTS, "labels")

each_medication = for_each(MEDICATIONS)
each_combination = for_each(COMPENDIUM.combinations.values())
each_name = for_each(NAMES, str)
each_brand = for_each(BRANDS, str)
each_label = for_each(LABELS, str)
each_source = for_each(OTHER_SOURCES)
each_decoy = for_each(COMPENDIUM.look_alikes.values())
each_rule = for_each(COMPENDIUM.spelling_rules.values())


# Medications and combinations


@each_medication
def test_medication_can_be_looked_up_elsewhere(medication: Medication) -> None:
    """Each medication has an identifier in another system, and an ATC code or a note that says why not."""
    prefixes = {identifier.prefix for identifier in medication.identifiers}

    assert prefixes, f"give {medication.id} an identifier"
    assert "atc" in prefixes or medication.note, f"{medication.id}: give its ATC code, or a note"


@each_medication
def test_medication_is_found_by_its_id_and_name(medication: Medication) -> None:
    """The INN and the id of a medication give it, and nothing else."""
    for name in (medication.name, medication.id, medication.name.upper()):
        assert COMPENDIUM.identify(name).medications == (medication,), f"{medication.id}: {name!r} does not give it"


@each_medication
def test_codes_lead_back(medication: Medication) -> None:
    """Each identifier of a medication, and of its brands, gives it."""
    brands = [identifier for brand in medication.brands for identifier in brand.identifiers]
    for identifier in (*medication.identifiers, *brands):
        assert medication in COMPENDIUM.by_identifier(identifier.curie).medications, (
            f"{identifier} does not give {medication.id}"
        )


@each_medication
def test_adjuncts_differ(medication: Medication) -> None:
    """Vitamin D and its analogues are adjuncts, unless a label names osteoporosis for one; nothing else is."""
    is_vitamin_d = COMPENDIUM.is_a(medication, "vitamin-d-analogues")
    indications = {market.osteoporosis_indication.value for brand in medication.brands for market in brand.markets}
    is_labeled = not indications.isdisjoint({"yes", "mixed"})

    assert (medication.role.value == "adjunct") == (is_vitamin_d and not is_labeled), (
        f"correct the role, the class or the markets of {medication.id}"
    )


@each_combination
def test_combination_is_found_by_its_ingredients(combination: Combination) -> None:
    """A string of its components gives them all, in that order."""
    text = " / ".join(component.name for component in combination.components)

    assert COMPENDIUM.identify(text).medications == combination.components


def test_combinations_differ() -> None:
    """No two combinations hold the same ingredients, but for those that say so in their name."""
    held = Counter(
        (
            frozenset(component.id for component in each.components),
            frozenset(each.other_ingredients),
            "sequential" in each.name,
        )
        for each in COMPENDIUM.combinations.values()
    )

    assert [key for key, count in held.items() if count > 1] == []


# Names and brands


@each_name
def test_name_is_neat(owned: Owned) -> None:
    """A name has single spaces, and differs from the name that its owner bears anyway."""
    assert isinstance(owned.part, Name)
    name = owned.part.name

    assert name == " ".join(name.split()), f"{owned}: correct its white space"
    assert folded_name(name) != folded_name(owned.owner.name), f"{owned}: leave it out, it is the name itself"


@each_name
def test_name_that_is_short_is_withheld(owned: Owned) -> None:
    """A single word of fewer than five letters is excluded_from_search, unless it is the abbreviation of a class."""
    assert isinstance(owned.part, Name)
    words = name_words(owned.part.name)
    is_short = len(words) == 1 and len(words[0]) < 5

    assert not is_short or owned.part.excluded_from_search or isinstance(owned.owner, DrugClass), (
        f"{owned}: withhold it"
    )


@each_brand
def test_brand_is_found(owned: Owned) -> None:
    """A brand gives what it is a brand of; one that is excluded_from_search gives nothing by itself."""
    assert isinstance(owned.part, Brand)
    assert not isinstance(owned.owner, DrugClass)
    owner = owned.owner
    wanted = owner.components if isinstance(owner, Combination) else (owner,)
    found = COMPENDIUM.identify(f"{owned.part.name} 10mg")

    if owned.part.excluded_from_search:
        # A short form of the substance may still give the substance, but no brand and so no label.
        assert found.brands == (), f"{owned}: it gives {found}"
        assert found.medications == () or folded_name(owner.name).startswith(folded_name(owned.part.name))
    else:
        assert found.medications == wanted, f"{owned}: it gives {found}"


@each_brand
def test_brand_names_its_sources(owned: Owned) -> None:
    """The sources of a brand's markets are among those of the brand."""
    assert isinstance(owned.part, Brand)
    for market in owned.part.markets:
        missing = [source.id for source in market.sources if source not in owned.part.sources]

        assert missing == [], f"{owned}, {market.region}: name {missing} among the brand's sources"


@each_brand
def test_reference_brands_are_there(owned: Owned) -> None:
    """The brand that a biosimilar follows is a brand of the same medication."""
    assert isinstance(owned.part, Brand)
    assert not isinstance(owned.owner, DrugClass)
    known = {brand.name for brand in owned.owner.brands}
    missing = {market.reference_brand for market in owned.part.markets if market.reference_brand} - known

    assert missing == set(), f"{owned}: add the brand {missing}, or correct its name"


@each_brand
def test_presentation_is_a_strength(owned: Owned) -> None:
    """Each presentation is one strength that can be compared."""
    assert isinstance(owned.part, Brand)
    for presentation in owned.part.presentations:
        assert len(strengths(presentation.strength)) == 1, f"{owned}: write {presentation.strength!r} as one strength"


def test_strengths_do_not_contradict_each_other() -> None:
    """A strength of a medication belongs to brands that agree on what they are labeled for, or tells nothing."""
    decisive = [
        medication
        for medication in MEDICATIONS
        if {b.labeled_for_osteoporosis for b in medication.brands} >= {True, False}
    ]
    for medication in decisive:
        told: dict[object, set[bool]] = {}
        for brand in medication.brands:
            for presentation in brand.presentations:
                if brand.labeled_for_osteoporosis is not None:
                    told.setdefault(strengths(presentation.strength), set()).add(brand.labeled_for_osteoporosis)

        assert all(len(values) == 1 for values in told.values()), f"{medication.id}: {told}"


# Labels and other sources


@each_label
def test_label_is_one_of_its_own(owned: Owned) -> None:
    """The label whose facts are reported names a brand, or the medication, of which they are reported."""
    assert isinstance(owned.part, LabelFacts)
    assert not isinstance(owned.owner, DrugClass)
    named = folded_name(owned.part.label.name)
    names, brands = owned.owner.names, owned.owner.brands
    ours = [owned.owner.name, *(name.name for name in names), *(brand.name for brand in brands)]

    assert any(folded_name(name) in named for name in ours), f"{owned}: the label is of another product"


@each_label
def test_none_is_without_a_source(owned: Owned) -> None:
    """That a label has no osteoporosis indication is reported alone, and never beside one."""
    assert isinstance(owned.part, LabelFacts)
    for regimen in owned.part.regimens:
        indications = regimen.osteoporosis_indications

        assert "none" not in indications or indications == ("none",), f"{owned}: {indications}"


def cited() -> Iterator[str]:
    """The ids of the sources that some record or fact names."""
    for source in COMPENDIUM.records:
        yield from (each.id for each in getattr(source, "sources", ()))
    for owned in (*NAMES, *BRANDS):
        yield from (each.id for each in getattr(owned.part, "sources", ()))
    for owner in (*PRODUCTS, *COMPENDIUM.drug_classes.values()):
        yield from (each.id for identifier in owner.identifiers for each in identifier.sources)
    for concept in COMPENDIUM.concepts.values():
        yield from (each.id for xref in concept.xrefs for each in xref.sources)
        yield from (each.id for synonym in concept.synonyms for each in synonym.sources)
    yield from (
        each.id for mechanism in COMPENDIUM.mechanisms.values() for step in mechanism.steps for each in step.sources
    )
    yield from (owned.part.label.id for owned in LABELS if isinstance(owned.part, LabelFacts))
    yield from (claim.provenance.source.id for claim in COMPENDIUM.claims)
    for owned in BRANDS:
        assert isinstance(owned.part, Brand)
        parts: list[Market | Identifier] = [*owned.part.markets, *owned.part.identifiers]
        yield from (each.id for part in parts for each in part.sources)
    for table in TABLES:
        with table.open(encoding="utf-8", newline="") as lines:
            yield from (row["source"] for row in csv.DictReader(lines) if "source" in row)


CITED = frozenset(cited())


@each_source
def test_source_is_cited(source: Registry | Label | Publication) -> None:
    """Each source is there because a record or a fact names it."""
    assert source.id in CITED, f"nothing names {source.id}: cite it, or take it out"


@each_source
def test_source_says_its_origin(source: Registry | Label | Publication) -> None:
    """Each source says where it can be found: a publisher's release, or the places where it was read."""
    assert source.publisher or source.accessed_from
    assert isinstance(source, Registry) or source.accessed_from or (isinstance(source, Publication) and source.doi), (
        f"say where {source.id} was read"
    )


# Look-alikes and spelling rules


def shapes(text: str) -> Iterator[str]:
    yield from (text, text.upper(), f"{text} 10 MG Oral Tablet", f"treated with {text}, daily")


@each_decoy
def test_decoy_deceives_nobody(look_alike: LookAlike) -> None:
    """Nothing that a look-alike may be mistaken for is found where it stands."""
    for text in shapes(look_alike.text):
        found = set(COMPENDIUM.identify(text).medications)

        assert found.isdisjoint(look_alike.mistaken_for), f"{look_alike.id}: {text!r} gives {found}"


def unaccented(text: str) -> str:
    """A text of any script without case and accents."""
    return "".join(letter for letter in normalize("NFD", text.casefold()) if not combining(letter))


@each_rule
def test_rule_makes_its_witnesses(rule: SpellingRule) -> None:
    """Each spelling that a rule makes is shown by a printed name that ends so, or goes on from one that is shown."""
    attested = [unaccented(witness) for witness in rule.attested]
    words = [*" ".join(attested).split(), *attested]
    # "~" takes the ending off, and adds nothing that could be printed.
    endings = {unaccented(ending) for ending in rule.replacements if ending != "~"}
    shown = {ending for ending in endings if any(word.endswith(ending) for word in words)}
    generalized = {ending for ending in endings - shown if not ending.startswith(tuple(shown))}

    assert not generalized or rule.note, f"{rule.id}: say in its note from what {sorted(generalized)} was generalized"


def excluded_from_search() -> Iterator[Owned]:
    yield from (owned for owned in (*NAMES, *BRANDS) if getattr(owned.part, "excluded_from_search", None))


@for_each(list(excluded_from_search()), str)
def test_what_is_withheld_is_not_searched_for(owned: Owned) -> None:
    """A name that would mislead is in the data, and no text leads by it to its owner."""
    assert not COMPENDIUM.find_mentions(str(owned.part)), f"{owned} is found though it is excluded_from_search"
