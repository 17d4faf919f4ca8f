"""The record types and enums: what they reject, that they never change, and how signs follow a mechanism."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from itertools import product
from math import prod
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules import each_of

import osteopharm
from osteopharm import (
    Action,
    AmbiguousNameError,
    Brand,
    Certainty,
    ClaimLink,
    Combination,
    Concept,
    DataError,
    Document,
    DrugClass,
    EntityKind,
    EvidenceClaim,
    InvalidRecordError,
    Label,
    Mechanism,
    Medication,
    OsteopharmError,
    Passage,
    Polarity,
    Publication,
    Registry,
    Relation,
    Role,
    Scope,
    Species,
    StudyKind,
    StudyResult,
    UnknownIdError,
    UnknownValueError,
)
from osteopharm.errors import (
    ColumnExistsError,
    InvalidArgumentError,
    InvalidTableError,
    MissingExtraError,
    NoEffectsError,
    Problem,
    QuoteError,
    TooManyPathsError,
    UnknownColumnError,
)
from osteopharm.model import (
    Alias,
    Arm,
    ArmRole,
    Benefit,
    BibliographicRecord,
    Bound,
    CausalPath,
    CausalStep,
    CitationStyle,
    Company,
    Contrast,
    Design,
    Disclosure,
    DisclosureKind,
    Dose,
    Effect,
    Finding,
    HeldBy,
    Identifier,
    InactiveControl,
    Interval,
    LabelFacts,
    LinkKind,
    LookAlike,
    Market,
    Measure,
    Name,
    NameKind,
    OcrCorrection,
    OsteoporosisIndication,
    Overlap,
    Presentation,
    Quantity,
    Reference,
    Regimen,
    Sequencing,
    SpellingRule,
    Study,
    UncoveredSentence,
)
from osteopharm.model._record import Part
from osteopharm.model._schema import a_or_an, form_of
from osteopharm.model.entities import Entity, Synonym, lineage
from osteopharm.model.enums import OverlapKind
from osteopharm.model.kinds import RECORD_TYPES as TYPES
from osteopharm.model.lookalikes import LookAlikePattern
from osteopharm.model.product_level import DosageForm, Product, ProductCode, ProductLabel, Purpose, TermKind

# A slow machine is not a fault of ours.
unhurried = settings(deadline=None)

# A small world of made-up records, and a maker for each noun: sound unless a field is given otherwise.

NOTE = Document(
    id="note",
    name="A note",
    text="Drugs slow healing. 1 Surgeons may fear it. Pills are Disclosures Dr. Bone owns Shares.",
    license="CC0-1.0",
    attribution="nobody",
    citation_style=CitationStyle.SPACED,
    disclosures_start="Disclosures",
)
OTHER_NOTE = Document(
    id="other-note", name="Another note", text="Drugs slow healing.", license="CC0-1.0", attribution="nobody"
)
SOURCES = (NOTE,)
DRUGS = DrugClass(id="drugs", name="drugs", sources=SOURCES)
PILLS = DrugClass(id="pills", name="pills", sources=SOURCES, parents=(DRUGS,))
PILL_ONE = Medication(id="pill-one", name="pill one", sources=SOURCES, classes=(PILLS,))
HEALING = Concept(id="healing", name="healing", kind=EntityKind.OUTCOME, sources=SOURCES)
BONE_HEALING = Concept(
    id="bone-healing", name="bone healing", kind=EntityKind.OUTCOME, sources=SOURCES, broader=(HEALING,)
)
SURGEONS = Concept(id="surgeons", name="surgeons", kind=EntityKind.POPULATION, sources=SOURCES)


def filled(fields: Mapping[str, Any], **defaults: Any) -> dict[str, Any]:
    """The fields given, and those left out with their defaults."""
    return {**defaults, **fields}


def passage(**fields: Any) -> Passage:
    return Passage(**filled(fields, source=NOTE, start=0, end=18, quote="Drugs slow healing"))


def claim(**fields: Any) -> EvidenceClaim:
    return EvidenceClaim(
        **filled(
            fields,
            id="a-claim",
            statement="Drugs slow healing.",
            subject=DRUGS,
            relation=Relation.DECREASES,
            object=HEALING,
            polarity=Polarity.AFFIRMED,
            certainty=Certainty.STATED,
            held_by=HeldBy.AUTHORS,
            study_kind=StudyKind.NOT_GIVEN,
            species=Species.NOT_GIVEN,
            scope=Scope.EACH_MEMBER,
            provenance=NOTE.passage("Drugs slow healing"),
        )
    )


CLAIM = claim()
OTHER_CLAIM = claim(id="other-claim", certainty=Certainty.THEORETICAL, provenance=NOTE.passage("Surgeons may fear it"))
UNSURE_CLAIM = claim(id="unsure-claim", certainty=Certainty.PROBABLE)


def document(**fields: Any) -> Document:
    return Document(
        **filled(fields, id="page", name="A page", text="Bone heals. It", license="CC0-1.0", attribution="nobody")
    )


def record(**fields: Any) -> BibliographicRecord:
    return BibliographicRecord(
        **filled(
            fields,
            title="On bone",
            authors=("A. Smith",),
            journal="Bone Letters",
            year=2001,
            certainty=Certainty.STATED,
            basis="made up",
        )
    )


def correction(**fields: Any) -> OcrCorrection:
    return OcrCorrection(**filled(fields, original="b0ne", corrected="bone", reason="made up"))


def uncovered(**fields: Any) -> UncoveredSentence:
    return UncoveredSentence(**filled(fields, sentence=1, reason="made up"))


def drug_class(**fields: Any) -> DrugClass:
    return DrugClass(**filled(fields, id="creams", name="creams", sources=SOURCES, parents=(DRUGS,)))


def medication(**fields: Any) -> Medication:
    return Medication(**filled(fields, id="cream-one", name="cream one", sources=SOURCES, classes=(DRUGS,)))


def concept(**fields: Any) -> Concept:
    return Concept(**filled(fields, id="bone", name="bone", kind=EntityKind.OUTCOME, sources=SOURCES))


def quantity(**fields: Any) -> Quantity:
    return Quantity(**filled(fields, bound=Bound.AT_LEAST, value=20, unit="percent"))


def claim_link(**fields: Any) -> ClaimLink:
    return ClaimLink(
        **filled(fields, id="a-claim-link", claim=OTHER_CLAIM, target=CLAIM, kind=LinkKind.QUALIFIES, reason="made up")
    )


def disclosure(**fields: Any) -> Disclosure:
    return Disclosure(
        **filled(
            fields,
            id="a-disclosure",
            person="Dr. Bone",
            company="Shares",
            kind=DisclosureKind.STOCK,
            provenance=NOTE.passage("Dr. Bone owns Shares"),
        )
    )


def step(**fields: Any) -> CausalStep:
    return CausalStep(**filled(fields, subject=DRUGS, relation=Relation.DECREASES, object=HEALING, claims=(CLAIM,)))


def mechanism(**fields: Any) -> Mechanism:
    return Mechanism(**filled(fields, id="a-mechanism", name="a mechanism", agent=DRUGS, steps=(step(),)))


def effect(**fields: Any) -> Effect:
    return Effect(**filled(fields, measure=Measure.RISK_RATIO, value=0.5))


def interval(**fields: Any) -> Interval:
    return Interval(**filled(fields, low=0.25, high=1.5))


def arm(**fields: Any) -> Arm:
    return Arm(**filled(fields, role=ArmRole.COMPARATOR, given="chalk", reported="3/10 (30%)"))


def study(**fields: Any) -> Study:
    return Study(**filled(fields, design=Design.COHORT, participants=10))


def study_result(**fields: Any) -> StudyResult:
    return StudyResult(
        **filled(fields, study=study(), finding=Finding.DECREASE, comparator=InactiveControl.PLACEBO, effect=effect())
    )


def overlap(**fields: Any) -> Overlap:
    publications = (publication(), publication(id="other-paper"))
    return Overlap(
        **filled(fields, id="an-overlap", kind=OverlapKind.SAME_PATIENTS, publications=publications, reason="made up")
    )


def alias(**fields: Any) -> Alias:
    return Alias(**filled(fields, name="Bones R Us", certainty=Certainty.PROBABLE, reason="made up"))


def company(**fields: Any) -> Company:
    return Company(**filled(fields, id="bones", name="Bones", sources=SOURCES, aliases=(alias(),)))


def registry(**fields: Any) -> Registry:
    return Registry(
        **filled(
            fields, id="a-registry", name="a registry", publisher="an office", release="2026", license="free to use"
        )
    )


def label(**fields: Any) -> Label:
    return Label(**filled(fields, id="a-label", name="Pillex", region="EU", accessed_from=("a public copy",)))


def publication(**fields: Any) -> Publication:
    return Publication(**filled(fields, id="a-paper", name="Bone 2001", publisher="Bone Letters"))


def reference(**fields: Any) -> Reference:
    return Reference(**filled(fields, source=publication(), locator="abstract"))


def identifier(**fields: Any) -> Identifier:
    return Identifier(**filled(fields, curie="rxnorm:46041", sources=SOURCES))


def name(**fields: Any) -> Name:
    return Name(**filled(fields, name="pillate", kind=NameKind.USAN, sources=SOURCES))


def market(**fields: Any) -> Market:
    return Market(**filled(fields, region="EU", sources=SOURCES))


def presentation(**fields: Any) -> Presentation:
    return Presentation(**filled(fields, strength="70 mg", sources=SOURCES))


def brand(**fields: Any) -> Brand:
    return Brand(**filled(fields, name="Pillex", sources=SOURCES))


def dose(**fields: Any) -> Dose:
    return Dose(**filled(fields, value=70, unit="mg"))


def regimen(**fields: Any) -> Regimen:
    return Regimen(**filled(fields, text="one each week", dose=dose(), interval="P1W"))


def label_facts(**fields: Any) -> LabelFacts:
    return LabelFacts(**filled(fields, label=label()))


def combination(**fields: Any) -> Combination:
    return Combination(
        **filled(
            fields,
            id="pill-one-and-chalk",
            name="pill one and chalk",
            sources=SOURCES,
            components=(PILL_ONE,),
            other_ingredients=("chalk",),
        )
    )


def look_alike(**fields: Any) -> LookAlike:
    return LookAlike(
        **filled(fields, id="a-look-alike", text="pill one box", reason="a box and no pill", mistaken_for=(PILL_ONE,))
    )


def spelling_rule(**fields: Any) -> SpellingRule:
    return SpellingRule(
        **filled(fields, id="a-rule", ending="ic acid", replacements=("ate",), attested=("pillate",), sources=SOURCES)
    )


def synonym(**fields: Any) -> Synonym:
    return Synonym(**filled(fields, name="os", sources=SOURCES))


def product_label(**fields: Any) -> ProductLabel:
    return ProductLabel(**filled(fields, market="US", source=registry()))


def one_product(**fields: Any) -> Product:
    return Product(**filled(fields, id="pill-one-5-mg", of=PILL_ONE, strength="5 mg"))


def product_code(**fields: Any) -> ProductCode:
    given = {"identifies": one_product(), "term": "x", "source": registry()}
    return ProductCode(**filled(fields, id="hcpcs-j3489", system="hcpcs", code="J3489", **given))


def dosage_form(**fields: Any) -> DosageForm:
    return DosageForm(**filled(fields, id="form-tablet", kind=TermKind.FORM, name="tablet"))


def look_alike_pattern(**fields: Any) -> LookAlikePattern:
    return LookAlikePattern(
        **filled(fields, id="assay", pattern="assay of", words=("assay",), reason="a test", examples=("assay of bone",))
    )


WITH_ID: Mapping[str, Callable[..., Any]] = {
    "DosageForm": dosage_form,
    "LookAlikePattern": look_alike_pattern,
    "Product": one_product,
    "ProductCode": product_code,
    "Document": document,
    "Registry": registry,
    "Label": label,
    "Publication": publication,
    "DrugClass": drug_class,
    "Medication": medication,
    "Combination": combination,
    "Concept": concept,
    "EvidenceClaim": claim,
    "ClaimLink": claim_link,
    "Disclosure": disclosure,
    "Mechanism": mechanism,
    "LookAlike": look_alike,
    "Company": company,
    "SpellingRule": spelling_rule,
    "Overlap": overlap,
}
WITHOUT_ID: Mapping[str, Callable[..., Any]] = {
    "ProductLabel": product_label,
    "Synonym": synonym,
    "BibliographicRecord": record,
    "OcrCorrection": correction,
    "UncoveredSentence": uncovered,
    "Sentence": lambda: NOTE.sentences[0],
    "Citation": lambda: NOTE.citations[0],
    "Passage": passage,
    "Reference": reference,
    "Identifier": identifier,
    "Name": name,
    "Market": market,
    "Presentation": presentation,
    "Brand": brand,
    "Dose": dose,
    "Regimen": regimen,
    "LabelFacts": label_facts,
    "Quantity": quantity,
    "CausalStep": step,
    "Alias": alias,
    "Arm": arm,
    "Effect": effect,
    "Interval": interval,
    "Study": study,
    "StudyResult": study_result,
    "CausalPath": lambda: CausalPath(steps=(step(),)),
    "Problem": lambda: Problem("$", "is not UTF-8", "save it as UTF-8", "a.toml"),
}
RECORD_TYPES = {**WITH_ID, **WITHOUT_ID}

each_record_type = each_of("make", RECORD_TYPES.values(), ids=RECORD_TYPES)
each_with_id = each_of("make", WITH_ID.values(), ids=WITH_ID)


class TestEveryRecord:
    """What all record types have in common."""

    def test_none_is_forgotten(self) -> None:
        """Every type of record is tested here."""
        assert {each.__name__ for each in TYPES} == set(WITH_ID)

    @each_record_type
    def test_no_field_can_be_set(self, make: Callable[..., Any]) -> None:
        """A field of a record is set once, when it is made."""
        noun = make()
        for field in attrs.fields(type(noun)):
            value = getattr(noun, field.name)
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(noun, field.name, value)
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                delattr(noun, field.name)

            assert getattr(noun, field.name) is value

    @each_record_type
    def test_no_attribute_can_be_added(self, make: Callable[..., Any]) -> None:
        """A record has the fields of its class and no others, not even through object.__setattr__."""
        noun = make()
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            noun.nickname = "bones"
        with pytest.raises(AttributeError):
            object.__setattr__(noun, "nickname", "bones")

        assert not hasattr(noun, "__dict__")

    @each_record_type
    def test_its_leaves_cannot_change(self, make: Callable[..., Any]) -> None:
        """No field of a record holds a list, a dict, a set or anything else that can change."""
        noun = make()
        for field in attrs.fields(type(noun)):
            value = getattr(noun, field.name)
            leaves = value if isinstance(value, tuple) else (value,)

            assert not [leaf for leaf in leaves if isinstance(leaf, list | dict | set | bytearray)]
            assert isinstance(hash(value), int)

    @each_record_type
    def test_it_pickles(self, make: Callable[..., Any]) -> None:
        """A record comes back from a pickle equal, with its hash and its text, and as immutable as before."""
        noun = make()
        again = pickle.loads(pickle.dumps(noun))  # noqa: S301 - our own pickle

        assert noun == again
        assert (hash(noun), str(noun), repr(noun)) == (hash(again), str(again), repr(again))
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            again.nickname = "bones"

    @each_record_type
    def test_it_equals_its_twin_and_nothing_else(self, make: Callable[..., Any]) -> None:
        """Two records of the same fields are equal and hash alike; a record equals no string and no tuple."""
        noun = make()
        twin = attrs.evolve(noun)

        assert noun == twin
        assert hash(noun) == hash(twin)
        assert noun != attrs.astuple(noun, recurse=False)
        assert noun != getattr(noun, "id", "")

    @each_with_id
    def test_it_hashes_by_its_id(self, make: Callable[..., Any]) -> None:
        """The hash is that of the id: it walks no graph, and other fields leave it alone."""
        noun = make()
        plain = {"name", "reason", "person", "statement", "ending", "brand", "term"}
        field = next(field.name for field in attrs.fields(type(noun)) if field.name in plain)
        renamed = attrs.evolve(noun, **{field: "Something else."})

        assert hash(noun.id) == hash(noun) == hash(renamed)
        assert noun != renamed

    @each_with_id
    def test_its_repr_is_short(self, make: Callable[..., Any]) -> None:
        """The repr is the kind of record and its id."""
        noun = make(id="brief")

        assert f"<{type(noun).__name__} brief>" == repr(noun)

    @each_record_type
    def test_its_repr_never_spills_a_document(self, make: Callable[..., Any]) -> None:
        """However it is linked, a record's repr holds no other record's text."""
        assert "Surgeons may fear it" not in repr(make())
        assert len(repr(make())) < 400

    def test_answers_worked_out_once_are_not_pickled(self) -> None:
        """A pickle does not grow by what was worked out from the record; it can be worked out again."""
        fresh = document()
        size = len(pickle.dumps(fresh))
        worked_out = fresh.sentences, fresh.citations, fresh.corrected_text
        again = pickle.loads(pickle.dumps(fresh))  # noqa: S301 - our own pickle

        assert size == len(pickle.dumps(fresh))
        assert worked_out == (again.sentences, again.citations, again.corrected_text)


@each_of("made", [osteopharm.load(), osteopharm.load().claims, osteopharm.load().concepts], ids=repr)
def test_collections_cannot_be_changed_either(made: object) -> None:
    """A compendium, a claim set and a collection are not attrs classes, and refuse a change in so many words."""
    name = type(made).__name__
    with pytest.raises(AttributeError, match=f"a {name} cannot be changed .tried to set 'nickname'"):
        made.nickname = "bones"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match=f"a {name} cannot be changed .tried to delete 'nickname'"):
        del made.nickname  # type: ignore[attr-defined]

    assert not hasattr(made, "nickname")


SYNTHESES = "meta-analysis network-meta-analysis systematic-review"

# A value of each type that a tuple may have, where the maker of the record gives none.
SAMPLES: Mapping[Any, Any] = {
    str: "chalk",
    int: 1,
    Passage: NOTE.passage("Drugs"),
    OcrCorrection: correction(original="heals"),
    UncoveredSentence: uncovered(),
    DrugClass: PILLS,
    Medication: PILL_ONE,
    Concept: BONE_HEALING,
    EvidenceClaim: CLAIM,
    Document: NOTE,
    Registry: registry(),
    Publication: publication(),
    Identifier: identifier(),
    Name: name(),
    Market: market(),
    Presentation: presentation(),
    Brand: brand(),
    Regimen: regimen(),
    LabelFacts: label_facts(),
    Arm: arm(),
    CausalStep: step(),
    Alias: alias(),
    Reference: reference(),
    Product: one_product(),
    ProductLabel: product_label(),
    Synonym: synonym(),
    Purpose: Purpose.TREATMENT,
}


def options_of(hint: Any) -> tuple[Any, ...]:
    """The types that a field may have."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def wrong_values(hint: Any) -> Iterator[Any]:
    """Values that a field of a type must refuse."""
    options = options_of(hint)
    if NoneType not in options:
        yield None
    yield object
    kinds = [each for each in options if each is not NoneType]
    if str not in kinds:
        yield "x"
    else:
        yield from ("", " \n", "bone\ud800", "bone\x1b[2J", b"bone", ["bone"])
    if float in kinds:
        yield from (float("nan"), float("inf"), -float("inf"), True, 20j)
    elif int in kinds:
        yield from (1.0, True)
    else:
        yield 7
    if bool not in kinds:
        yield False
    yield from (each for each in (NOTE, DRUGS, PILL_ONE, HEALING, CLAIM) if type(each) not in kinds)
    yield from (member.value for each in kinds if issubclass(each, StrEnum) for member in each)


def fields_of(make: Callable[..., Any]) -> list[tuple[str, Any]]:
    """The fields of what a maker makes, each with its type."""
    cls = type(make())
    hints = get_type_hints(cls)
    return [(field.name, hints[field.name]) for field in attrs.fields(cls)]


CHECKED = {name: make for name, make in RECORD_TYPES.items() if issubclass(type(make()), Part) and name != "CausalPath"}


def refused(make: Callable[..., Any], **fields: Any) -> list[tuple[str, str]]:
    """The faults for which a record of those fields is refused: field and message of each."""
    with pytest.raises(InvalidRecordError) as error:
        make(**fields)
    return [(fault.path, fault.message) for fault in error.value.problems]


def problems(make: Callable[..., Any], **fields: Any) -> list[tuple[str, str]]:
    """What is wrong with a record of those fields, if anything: path and message of each problem."""
    try:
        make(**fields)
    except InvalidRecordError as error:
        return [(problem.path, problem.message) for problem in error.problems]
    return []


def problem_fields(make: Callable[..., Any], **fields: Any) -> list[str]:
    """The paths of what is wrong with a record of those fields."""
    return [path for path, _ in problems(make, **fields)]


# Optional fields that must be given where another one is.
NEEDED_TOGETHER = {("value", "Effect"), ("reported", "Arm")}


class TestRefusals:
    """Nothing is coerced: a value of the wrong form is refused, and the fault tells its field."""

    def test_wrong_values(self) -> None:
        """No field of any record takes a value of another type, a blank text or half a character."""
        accepted = [
            f"{noun}.{field} = {value!r:.60}: {found}"
            for noun, make in CHECKED.items()
            for field, hint in fields_of(make)
            if get_origin(hint) is not tuple
            for value in wrong_values(hint)
            if (found := problem_fields(make, **{field: value})) != [field]
        ]

        assert accepted == []

    def test_optional_fields_may_be_left_out(self) -> None:
        """None is the value of an optional field that is not given."""
        refused = [
            f"{noun}.{field}: {found}"
            for noun, make in CHECKED.items()
            for field, hint in fields_of(make)
            if NoneType in options_of(hint) and (field, noun) not in NEEDED_TOGETHER
            if (found := problems(make, **{field: None}))
        ]

        assert refused == []

    def test_tuples(self) -> None:
        """A tuple takes items of its type, each once; a list, an item by itself and a set are refused."""
        wrong = []
        for noun, make in CHECKED.items():
            for field, hint in fields_of(make):
                if get_origin(hint) is not tuple:
                    continue
                items = options_of(get_args(hint)[0])
                good = SAMPLES[items[0]]
                bad = next(value for value in wrong_values(get_args(hint)[0]) if value is not None)
                expected: list[tuple[Any, str]] = [(value, field) for value in ([good], frozenset({good}), None, "x")]
                expected += [((good, bad), f"{field}[1]"), ((good, good), f"{field}[1]"), ((None,), f"{field}[0]")]
                wrong += [
                    f"{noun}.{field} = {value!r:.60}: {found}"
                    for value, path in expected
                    if path not in (found := problem_fields(make, **{field: value}))
                ]

        assert wrong == []

    def test_an_axis_lists_its_values(self) -> None:
        """An enum takes its members and not their values; the hint lists the values."""
        with pytest.raises(InvalidRecordError) as error:
            concept(kind="cell")

        assert error.value.problems[0].hint.startswith("use one of 'drug-class', 'medication', 'target'")

    def test_numbers_that_count_from_one(self) -> None:
        """There is no sentence 0."""
        assert refused(uncovered, sentence=0) == [("sentence", "0 is below 1")]

    @each_of("author", ["", " ", "A. Smith\ud800"])
    def test_an_author_has_a_name(self, author: str) -> None:
        """The name of an author says something and is Unicode, as any other text."""
        assert [told for told, _ in refused(record, authors=("A. Smith", author))] == ["authors[1]"]

    @each_of(
        "id",
        [
            "",
            "Bone",
            "bone healing",
            "bone_healing",
            "-bone",
            "bone-",
            "bone--healing",
            "böne",
            "bone\n",
            "bone/healing",
            "٣",
            "x" * 121,
            None,
            7,
        ],
    )
    def test_ids(self, id: Any) -> None:
        """An id is lower-case words and figures joined by single hyphens, at most 120 characters."""
        taken = [name for name, make in WITH_ID.items() if [told for told, _ in refused(make, id=id)] != ["id"]]

        assert taken == []

    @each_of("id", ["b", "7", "bone", "bone-healing", "vitamin-d3-1000", "x" * 120])
    def test_ids_that_will_do(self, id: str) -> None:
        """Look-alike: short ids, figures and the longest id are ids."""
        assert {make(id=id).id for make in WITH_ID.values()} == {id}

    @each_of(
        ("make", "field"),
        [
            (drug_class, "sources"),
            (medication, "sources"),
            (medication, "classes"),
            (combination, "sources"),
            (combination, "components"),
            (concept, "sources"),
            (label, "accessed_from"),
            (identifier, "sources"),
            (name, "sources"),
            (market, "sources"),
            (presentation, "sources"),
            (brand, "sources"),
            (look_alike, "mistaken_for"),
            (spelling_rule, "replacements"),
            (spelling_rule, "attested"),
            (spelling_rule, "sources"),
            (step, "claims"),
            (mechanism, "steps"),
        ],
    )
    def test_what_may_not_be_empty(self, make: Callable[..., Any], field: str) -> None:
        """Every fact has a source, a medication a class, a step a claim, a look-alike a medication ..."""
        assert refused(make, **{field: ()}) == [(field, "is empty")]

    @each_of(
        ("make", "faulty"),
        [
            (document, {"id": "A page", "name": "", "license": 7, "corrections": []}),
            (record, {"title": " ", "year": "2001", "certainty": "stated", "doi": ""}),
            (drug_class, {"id": "", "name": None, "sources": (), "note": "", "parents": "drugs"}),
            (
                registry,
                {"id": "", "name": "", "publisher": None, "release": 2026, "license": " ", "accessed_from": ("",)},
            ),
            (label, {"id": "", "region": "Europe", "accessed_from": (), "company": "", "date": "May 2023"}),
            (publication, {"name": "", "title": "", "date": "2023-13", "pmid": "PMID 1", "doi": "doi", "note": 7}),
            (reference, {"source": NOTE, "locator": ""}),
            (identifier, {"curie": "rxnorm:x", "sources": (), "form": "", "note": ""}),
            (name, {"name": "", "kind": "inn", "sources": (), "excluded_from_search": ""}),
            (market, {"region": "eu", "sources": (), "company": "", "osteoporosis_indication": True, "status": ""}),
            (presentation, {"strength": 70, "sources": ()}),
            (brand, {"name": "", "sources": (), "markets": ["EU"], "presentations": None, "identifiers": "x"}),
            (dose, {"value": "70", "unit": ""}),
            (regimen, {"text": "", "dose": 70, "interval": "weekly", "osteoporosis_indications": ("",)}),
            (label_facts, {"label": None, "routes": "mouth", "first_approval_year": "1995", "renal_threshold": 35}),
            (
                combination,
                {"id": "A B", "name": "", "components": None, "other_ingredients": ("",), "brands": ("Pillex",)},
            ),
            (
                look_alike,
                {"id": "", "text": "", "reason": "", "mistaken_for": (), "blocks_whole_string": 1, "sources": "note"},
            ),
            (spelling_rule, {"id": "", "ending": "", "replacements": (), "attested": (), "sources": (), "note": ""}),
            (medication, {"role": "adjunct", "names": ("x",), "brands": None, "identifiers": 7, "labels": NOTE}),
            (medication, {"id": "Cream", "classes": ()}),
            (medication, {"name": "", "sources": (), "note": "", "classes": (HEALING,)}),
            (concept, {"name": "", "kind": EntityKind.MEDICATION}),
            (quantity, {"bound": "exactly", "value": "20", "unit": ""}),
            (claim, {"id": "", "statement": "", "polarity": "denied", "setting": HEALING}),
            (claim_link, {"id": "", "claim": None, "kind": "supports", "reason": ""}),
            (disclosure, {"person": "", "company": "", "kind": "stock", "provenance": "Shares"}),
            (step, {"subject": None, "object": None, "claims": (HEALING,), "note": ""}),
            (mechanism, {"id": None, "name": None, "agent": None, "steps": None}),
        ],
    )
    def test_all_faults_are_reported_at_once(self, make: Callable[..., Any], faulty: dict[str, Any]) -> None:
        """A record with many faults is refused once, and every fault is listed."""
        assert set(faulty) == {told.split("[")[0] for told, _ in refused(make, **faulty)}

    @each_of(
        ("make", "faulty", "expected"),
        [
            (claim, {"id": "Claim", "object": DRUGS}, ["id", "object"]),
            (claim, {"statement": "", "citations": (9,)}, ["statement", "citations[0]"]),
            (claim_link, {"reason": "", "target": OTHER_CLAIM}, ["target", "reason"]),
            (disclosure, {"person": "", "provenance": NOTE.passage("Surgeons")}, ["person", "provenance"]),
            (document, {"name": "", "disclosures_start": "Interests"}, ["disclosures_start", "name"]),
            (mechanism, {"id": "A", "steps": (step(subject=PILLS),)}, ["id", "steps[0].subject"]),
        ],
    )
    def test_faults_of_form_do_not_hide_those_of_sense(
        self, make: Callable[..., Any], faulty: dict[str, Any], expected: list[str]
    ) -> None:
        """A blank name keeps no one from learning that a link is wrong too."""
        assert set(expected) == {told for told, _ in refused(make, **faulty)}

    def test_the_error_names_the_record(self) -> None:
        """The error tells what was being made and how it is called, however long that is."""
        with pytest.raises(InvalidRecordError, match="Concept 'bone': kind: a concept cannot be a medication"):
            concept(kind=EntityKind.MEDICATION)
        with pytest.raises(InvalidRecordError) as error:
            concept(id="x" * 10_000)

        assert len(str(error.value)) < 400

    @each_of(
        ("value", "expected"),
        [
            (7, "is an int, not a str"),
            (None, "is None, not a str"),
            (object(), "is an object, not a str"),
            ([], "is a list, not a str"),
        ],
    )
    def test_how_a_wrong_type_is_reported(self, value: object, expected: str) -> None:
        """The message says what came and what was expected."""
        assert [problem.message for problem in form_of(str).problems("name", value)] == [expected]

    def test_a_type_without_a_form_is_refused(self) -> None:
        """A field of a type that no file can hold is an error of its class, not of a value."""
        with pytest.raises(TypeError, match="no form is known for the annotation <class 'bytes'>"):
            form_of(bytes)

    def test_how_a_choice_of_types_is_reported(self) -> None:
        """Where several types are allowed, all are named."""
        (problem,) = form_of(DrugClass | Medication).problems("agent", 7)

        assert str(problem) == "agent: is an int, not a DrugClass or a Medication"


class TestQuantity:
    """A number with its bound and unit."""

    @each_of("value", [None, "20", True, float("nan"), float("inf"), -float("inf"), 20j])
    def test_it_is_a_finite_number(self, value: Any) -> None:
        """No text, no bool, no complex number, nothing infinite."""
        assert [told for told, _ in refused(quantity, value=value)] == ["value"]

    def test_a_huge_whole_number_does_not_crash(self) -> None:
        """A whole number too great for a float is a number, or is refused as any other fault is."""
        try:
            made = quantity(value=10**400)
        except InvalidRecordError as error:
            fields = [fault.path for fault in error.problems]
        else:
            fields = ["value"] if made.value == 10**400 else []

        assert fields == ["value"]

    @given(value=st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False))
    @unhurried
    def test_any_finite_number_will_do(self, value: float) -> None:
        """The number stays what it was given as: an int stays an int."""
        made = quantity(value=value)

        assert made.value == value
        assert type(made.value) is type(value)

    @each_of(
        ("bound", "expected"),
        [
            (Bound.EXACTLY, "exactly 20 percent"),
            (Bound.AT_LEAST, "at least 20 percent"),
            (Bound.AT_MOST, "at most 20 percent"),
        ],
    )
    def test_how_it_prints(self, bound: Bound, expected: str) -> None:
        """A quantity prints bound, number and unit."""
        assert expected == str(quantity(bound=bound))


class TestEntities:
    """Classes, medications, concepts, and what they belong to."""

    def test_kinds(self) -> None:
        """A class and a medication know their kinds; a concept has its own."""
        assert (DRUGS.kind, PILL_ONE.kind, HEALING.kind) == (
            EntityKind.DRUG_CLASS,
            EntityKind.MEDICATION,
            EntityKind.OUTCOME,
        )

    @pytest.mark.parametrize("kind", [EntityKind.DRUG_CLASS, EntityKind.MEDICATION])
    def test_a_concept_is_not_a_drug(self, kind: EntityKind) -> None:
        """A concept takes any kind but drug class and medication."""
        assert refused(concept, kind=kind) == [("kind", f"a concept cannot be a {kind.value}")]

    @each_of("kind", sorted(set(EntityKind) - {EntityKind.DRUG_CLASS, EntityKind.MEDICATION}))
    def test_a_concept_is_any_other_kind(self, kind: EntityKind) -> None:
        """Each of the other kinds makes a concept."""
        assert concept(kind=kind).kind is kind

    @each_of("make", [drug_class, medication, combination, concept, name, brand])
    def test_they_print_their_names(self, make: Callable[..., Any]) -> None:
        """An entity, a combination and a name print their name."""
        assert str(make(name="the name")) == "the name"

    def test_lineage_is_nearest_first(self) -> None:
        """A medication of two classes, one of them under the other's parent, has each once, at its least distance."""
        top = drug_class(id="top", parents=())
        left = drug_class(id="left", parents=(top,))
        below_left = drug_class(id="below-left", parents=(left,))
        pill = medication(id="pill", classes=(below_left, top))

        assert list(lineage(pill).items()) == [(pill, 0), (below_left, 1), (top, 1), (left, 2)]

    def test_lineage_of_a_diamond(self) -> None:
        """What is reached by two ways of the same length occurs once."""
        top = concept(id="top")
        left, right = concept(id="left", broader=(top,)), concept(id="right", broader=(top,))
        bottom = concept(id="bottom", broader=(left, right))

        assert list(lineage(bottom).items()) == [(bottom, 0), (left, 1), (right, 1), (top, 2)]

    def test_a_hierarchy_has_a_depth(self) -> None:
        """A concept fifty levels down is taken, and one below it is refused."""
        above = (concept(id="top"),)
        for level in range(50):
            above = (concept(id=f"level-{level}", broader=above),)
        with pytest.raises(InvalidRecordError, match="makes the hierarchy deeper than 50 levels"):
            concept(id="too-deep", broader=above)

    def test_lineage_of_what_has_no_parent(self) -> None:
        """An entity that belongs to nothing is alone in its lineage."""
        assert lineage(HEALING) == {HEALING: 0}


class TestRelations:
    """The closed list of relations and the rules that they obey."""

    def test_the_golden_rules(self) -> None:
        """Typed by hand: what the design says of signs and of broader relations."""
        assert {relation.value: (relation.sign, relation.broader) for relation in Relation} == {
            "affects": (None, None),
            "increases": (1, "affects"),
            "decreases": (-1, "affects"),
            "improves": (1, "affects"),
            "impairs": (-1, "affects"),
            "induces": (1, "increases"),
            "inhibits": (-1, "decreases"),
            "activates": (1, "increases"),
            "binds": (None, None),
            "maintains": (None, None),
            "involves-increased": (1, None),
            "involves-decreased": (-1, None),
            "has-quality": (None, None),
            "precedes": (None, None),
            "part-of": (None, None),
            "occurs-in": (None, None),
            "occurs-more-often-in": (None, "occurs-in"),
            "used-to-treat": (None, None),
            "member-of": (None, None),
            "distinguished-from": (None, None),
            "analog-of": (None, None),
            "raises-concern-among": (None, None),
        }

    @each_of("relation", Relation)
    def test_each_has_rules(self, relation: Relation) -> None:
        """Every relation takes some kinds of subject and of object, and has a sign or none."""
        assert relation.subject_kinds
        assert relation.object_kinds
        assert relation.subject_kinds | relation.object_kinds <= set(EntityKind)
        assert relation.sign in {1, -1, None}

    @each_of("relation", Relation)
    def test_broader_relations_run_in_no_circle(self, relation: Relation) -> None:
        """From each relation the way up ends."""
        seen = [relation]
        while (broader := seen[-1].broader) is not None:
            assert broader not in seen

            seen.append(broader)

    @each_of("relation", Relation)
    def test_a_narrower_relation_is_all_that_the_broader_is(self, relation: Relation) -> None:
        """Where the broader relation has a sign the narrower has it, and it takes no kind that the broader does not."""
        if (broader := relation.broader) is not None:
            assert broader.sign in {None, relation.sign}
            assert relation.subject_kinds <= broader.subject_kinds
            assert relation.object_kinds <= broader.object_kinds

    @each_of("relation", Relation)
    def test_is_within(self, relation: Relation) -> None:
        """A relation is within itself and within all that its broader one is within, and in nothing else."""
        broader = relation.broader
        expected = {other for other in Relation if other is relation or (broader and broader.is_within(other))}

        assert expected == {other for other in Relation if relation.is_within(other)}

    def test_within_by_two_steps(self) -> None:
        """Inhibits is within decreases and affects; affects is not within inhibits, nor maintains within affects."""
        assert Relation.INHIBITS.is_within(Relation.DECREASES)
        assert Relation.INHIBITS.is_within(Relation.AFFECTS)
        assert not Relation.AFFECTS.is_within(Relation.INHIBITS)
        assert not Relation.INHIBITS.is_within(Relation.INCREASES)
        assert not Relation.MAINTAINS.is_within(Relation.AFFECTS)

    @each_of("relation", Relation)
    def test_claims_and_steps_keep_to_the_kinds(self, relation: Relation) -> None:
        """A claim takes a subject or an object of a kind if its relation does, and says so otherwise."""
        ends = (("subject", relation.subject_kinds), ("object", relation.object_kinds))
        for kind, (field, kinds) in product(EntityKind, ends):
            one = entity_of("one", kind)
            other = entity_of("other", min(relation.object_kinds if field == "subject" else relation.subject_kinds))
            pair: dict[str, Any] = {"subject": other, "object": other} | {field: one}
            if kind in kinds:
                assert getattr(claim(relation=relation, **pair), field) == one
            else:
                message = f"the {field} of '{relation.value}' cannot be {a_or_an(kind.value)} (got 'one')"

                assert refused(claim, relation=relation, **pair) == [(field, message)]

    def test_a_step_keeps_to_the_kinds(self) -> None:
        """A step takes no subject or object that its relation does not take."""
        assert [told for told, _ in refused(step, relation=Relation.HAS_QUALITY)] == ["object"]
        assert [told for told, _ in refused(step, subject=SURGEONS, object=SURGEONS)] == ["subject", "object"]


def entity_of(id: str, kind: EntityKind) -> Entity:
    """An entity of that kind."""
    if kind is EntityKind.DRUG_CLASS:
        return drug_class(id=id)
    if kind is EntityKind.MEDICATION:
        return medication(id=id)
    return concept(id=id, kind=kind)


class TestAxes:
    """The closed enums: their values are in people's files, so they are typed here by hand."""

    def test_kinds_of_entity(self) -> None:
        """There are two kinds of drug and ten of concept."""
        drugs = ["drug-class", "medication"]
        inside = ["target", "pathway", "cell", "process", "outcome"]
        around = ["condition", "procedure", "population", "quality", "substance"]

        assert [*drugs, *inside, *around] == [kind.value for kind in EntityKind]

    @each_of(
        ("axis", "values"),
        [
            (Polarity, "affirmed denied unresolved"),
            (Certainty, "stated probable theoretical"),
            (HeldBy, "authors others"),
            (StudyKind, "clinical-studies animal-studies reasoning definition not-given"),
            (Species, "human animal rat rabbit dog pig not-given"),
            (Scope, "each-member class-as-a-whole"),
            (Bound, "exactly at-least at-most"),
            (DisclosureKind, "consultant stock royalties"),
            (LinkKind, "supports contradicts qualifies"),
            (CitationStyle, "none spaced bracketed"),
            (Role, "treatment adjunct"),
            (NameKind, "inn usan jan national salt origin biosimilar synonym abbreviation"),
            (OsteoporosisIndication, "yes mixed no unknown"),
            (Action, "antiresorptive anabolic both"),
            (Design, f"randomized-trial cohort case-control {SYNTHESES} animal-experiment"),
            (Contrast, "intervention-vs-comparator comparator-minus-intervention"),
            (Finding, "increase decrease no-difference-shown mixed"),
            (Benefit, "benefit harm no-difference-shown mixed"),
            (InactiveControl, "placebo no-treatment control"),
            (ArmRole, "intervention comparator"),
            (Sequencing, "concurrent sequential either"),
        ],
    )
    def test_values(self, axis: type[Polarity], values: str) -> None:
        """An axis has these values and no others; each is the lower-case name with hyphens."""
        assert values.split() == [member.value for member in axis]
        assert values.split() == [member.name.casefold().replace("_", "-") for member in axis]

    def test_measures(self) -> None:
        """Measures are written as the field writes them."""
        assert [measure.value for measure in Measure] == ["RR", "OR", "HR", "RD", "proportion", "percent-change"]


class TestClaims:
    """What a claim refuses beyond wrong types."""

    def test_nothing_is_claimed_of_itself(self) -> None:
        """Subject and object differ."""
        assert refused(claim, subject=HEALING) == [("object", "is the subject itself")]

    def test_what_others_hold_has_a_holder(self) -> None:
        """A claim held by others names the population that holds it."""
        assert refused(claim, held_by=HeldBy.OTHERS) == [("holder", "is missing although held_by is 'others'")]
        assert claim(held_by=HeldBy.OTHERS, holder=SURGEONS).holder is SURGEONS

    def test_what_the_authors_hold_has_none(self) -> None:
        """A claim held by the authors names no one else."""
        assert refused(claim, holder=SURGEONS) == [("holder", "is given although held_by is 'authors'")]

    def test_a_holder_is_a_population(self) -> None:
        """An outcome holds no views."""
        assert refused(claim, held_by=HeldBy.OTHERS, holder=HEALING) == [("holder", "is an outcome, not a population")]

    def test_citations_are_in_the_quoted_sentence(self) -> None:
        """A claim cites the numbers of its own sentence, and no others."""
        assert claim(citations=(1,)).citations == (1,)
        assert refused(claim, citations=(1, 2)) == [("citations[1]", "the quoted sentence does not cite the number 2")]
        assert refused(claim, citations=(1,), provenance=NOTE.passage("Surgeons may fear it")) == [
            ("citations[0]", "the quoted sentence does not cite the number 1")
        ]

    def test_a_bool_is_not_a_citation(self) -> None:
        """True equals 1, which the sentence bears, and is not a number."""
        assert refused(claim, citations=(True,)) == [("citations[0]", "is a bool, not an int")]

    def test_disclosures_make_no_claim(self) -> None:
        """A claim quotes the body of its document."""
        assert refused(claim, provenance=NOTE.passage("Dr. Bone owns Shares")) == [
            ("provenance", "quotes the disclosures, which contain no claim")
        ]

    def test_context_is_of_the_same_document(self) -> None:
        """What a pronoun points back to is in the document that makes the claim."""
        here, elsewhere = NOTE.passage("Surgeons"), OTHER_NOTE.passage("Drugs")

        assert claim(context=(here,)).context == (here,)
        assert refused(claim, context=(here, elsewhere)) == [("context[1]", "is from another document")]

    def test_all_faults_of_sense_are_reported_at_once(self) -> None:
        """Kinds, holder and citations are looked at together."""
        told = refused(claim, subject=SURGEONS, object=SURGEONS, held_by=HeldBy.OTHERS, citations=(7,))

        assert [field for field, _ in told] == ["subject", "object", "object", "holder", "citations[0]"]

    def test_it_knows_its_sentences(self) -> None:
        """A claim knows the sentences that it quotes, and whether one of them breaks off."""
        cut_off = claim(provenance=NOTE.passage("fear it. Pills are"))

        assert [sentence.number for sentence in CLAIM.sentences] == [1]
        assert [sentence.number for sentence in cut_off.sentences] == [2, 3]
        assert (CLAIM.is_cut_off, cut_off.is_cut_off) == (False, True)

    def test_it_prints_its_statement(self) -> None:
        """A claim prints what it states."""
        assert str(CLAIM) == "Drugs slow healing."


class TestBearings:
    """How one claim concerns another."""

    def test_not_on_itself(self) -> None:
        """A claim speaks neither for nor against itself."""
        assert refused(claim_link, claim=CLAIM) == [("target", "is the claim itself")]

    @pytest.mark.parametrize("kind", [LinkKind.SUPPORTS, LinkKind.CONTRADICTS])
    def test_only_a_qualification_has_exceptions(self, kind: LinkKind) -> None:
        """What supports or contradicts a claim excepts no member from it."""
        assert refused(claim_link, kind=kind, exceptions=(PILLS,)) == [
            ("exceptions", f"are given for a link of kind '{kind.value}'")
        ]

    @pytest.mark.parametrize("member", [PILLS, PILL_ONE])
    def test_members_are_excepted(self, member: DrugClass | Medication) -> None:
        """A class or medication below the subject, at any distance, can be excepted."""
        assert claim_link(exceptions=(member,)).exceptions == (member,)

    def test_strangers_are_not(self) -> None:
        """The class itself is not a member of it, and neither is a class beside it."""
        stranger = drug_class(id="stranger", parents=())

        assert refused(claim_link, exceptions=(PILLS, DRUGS, stranger)) == [
            ("exceptions[1]", "drugs is not a member of drugs"),
            ("exceptions[2]", "stranger is not a member of drugs"),
        ]

    def test_how_it_prints(self) -> None:
        """A claim link prints both claims, its kind and its reason."""
        assert str(claim_link()) == "other-claim qualifies a-claim: made up"


class TestDisclosures:
    """Declared interests."""

    def test_it_quotes_the_disclosures(self) -> None:
        """A disclosure quotes the disclosure block, not the body."""
        assert refused(disclosure, provenance=NOTE.passage("Surgeons")) == [
            ("provenance", "quotes the body of the document")
        ]

    def test_how_it_prints(self) -> None:
        """A disclosure prints person, kind and company."""
        assert str(disclosure()) == "Dr. Bone: stock, Shares"


PROCESSES = [concept(id=f"process-{number}", kind=EntityKind.PROCESS) for number in range(8)]
CAUSAL = [
    Relation.AFFECTS,
    Relation.INCREASES,
    Relation.DECREASES,
    Relation.IMPROVES,
    Relation.IMPAIRS,
    Relation.INDUCES,
    Relation.INHIBITS,
    Relation.MAINTAINS,
]
CERTAIN_CLAIMS = {Certainty.STATED: CLAIM, Certainty.PROBABLE: UNSURE_CLAIM, Certainty.THEORETICAL: OTHER_CLAIM}
RANK = {Certainty.THEORETICAL: 0, Certainty.PROBABLE: 1, Certainty.STATED: 2}
LEGS = st.lists(
    st.tuples(st.sampled_from(CAUSAL), st.lists(st.sampled_from(Certainty), min_size=1, unique=True)),
    min_size=1,
    max_size=len(PROCESSES),
)
# The agent is 0, the processes are numbered from 1.
ARROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), min_size=1, max_size=8)
Arrow = tuple[int, int]


@st.composite
def sound_arrows(draw: st.DrawFn) -> list[Arrow]:
    """Arrows that make a mechanism: each starts where one has ended, and leads to a place of a higher number."""
    arrows: list[Arrow] = []
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.sampled_from(sorted({0, *(end for _, end in arrows)} - {5})))
        arrow = (start, draw(st.integers(start + 1, 5)))
        if arrow not in arrows:
            arrows.append(arrow)
    return arrows


def arrow_step(arrow: Arrow, relation: Relation = Relation.INCREASES) -> CausalStep:
    """The step from one place to another."""
    places: list[Entity] = [DRUGS, *PROCESSES]
    return step(subject=places[arrow[0]], relation=relation, object=places[arrow[1]])


def runs_in_a_circle(arrows: list[Arrow]) -> bool:
    """Whether some place can be reached from itself."""
    left = set(arrows)
    while left:
        ends = {end for _, end in left}
        kept = {arrow for arrow in left if arrow[0] in ends}
        if kept == left:
            return True
        left = kept
    return False


def is_sound(arrows: list[Arrow]) -> bool:
    """Whether each arrow starts where an earlier one ended or at the agent, none is double and none closes a circle."""
    reached = {0}
    for start, end in arrows:
        if start not in reached:
            return False
        reached.add(end)
    return len(set(arrows)) == len(arrows) and not runs_in_a_circle(arrows)


def ways(arrows: list[Arrow], here: int = 0) -> list[list[Arrow]]:
    """Every way from a place to an end."""
    following = [arrow for arrow in arrows if arrow[0] == here]
    return [[arrow, *rest] for arrow in following for rest in ways(arrows, arrow[1])] if following else [[]]


class TestMechanisms:
    """Steps that connect, and the signs that they carry."""

    @given(legs=LEGS)
    @unhurried
    def test_the_sign_of_a_path_is_the_product_of_its_steps(self, legs: list[tuple[Relation, list[Certainty]]]) -> None:
        """Two decreases make an increase; one step without a direction leaves the path without one."""
        places: list[Entity] = [DRUGS, *PROCESSES]
        steps = tuple(
            step(
                subject=places[place],
                relation=relation,
                object=places[place + 1],
                claims=tuple(CERTAIN_CLAIMS[certainty] for certainty in certainties),
            )
            for place, (relation, certainties) in enumerate(legs)
        )
        (path,) = mechanism(steps=steps).paths
        signs = [relation.sign for relation, _ in legs]
        expected = None if None in signs else prod(sign for sign in signs if sign is not None)

        assert expected == path.sign == mechanism(steps=steps).sign
        assert path.outcome == places[len(legs)]
        assert path.steps == steps

    @given(legs=LEGS)
    @unhurried
    def test_a_path_is_as_certain_as_its_least_certain_claim(
        self, legs: list[tuple[Relation, list[Certainty]]]
    ) -> None:
        """Stated, probable, theoretical: the weakest claim of any step is the certainty of the path."""
        places: list[Entity] = [DRUGS, *PROCESSES]
        steps = tuple(
            step(
                subject=places[place],
                relation=relation,
                object=places[place + 1],
                claims=tuple(CERTAIN_CLAIMS[certainty] for certainty in certainties),
            )
            for place, (relation, certainties) in enumerate(legs)
        )
        (path,) = mechanism(steps=steps).paths

        assert path.certainty is min((c for _, certainties in legs for c in certainties), key=RANK.__getitem__)
        assert [s.certainty for s in steps] == [min(certainties, key=RANK.__getitem__) for _, certainties in legs]

    @given(arrows=ARROWS | sound_arrows())
    @unhurried
    def test_just_the_sound_ones_are_made(self, arrows: list[Arrow]) -> None:
        """Steps that connect, occur once and run in no circle make a mechanism, and no others do."""
        steps = tuple(map(arrow_step, arrows))
        if is_sound(arrows):
            assert mechanism(steps=steps).steps == steps
        else:
            assert refused(mechanism, steps=steps)

    @given(arrows=sound_arrows())
    @unhurried
    def test_paths_are_all_ways_to_an_end(self, arrows: list[Arrow]) -> None:
        """Every way from the agent to where no step leads on is a path, in the order of the steps."""
        paths = mechanism(steps=tuple(map(arrow_step, arrows))).paths

        assert [tuple(map(arrow_step, way)) for way in ways(arrows)] == [path.steps for path in paths]

    @given(arrows=sound_arrows(), data=st.data())
    @unhurried
    def test_the_sign_of_the_whole(self, arrows: list[Arrow], data: st.DataObject) -> None:
        """A mechanism has the sign on which all its paths agree, and none where they do not."""
        relations = data.draw(
            st.lists(st.sampled_from(CAUSAL), min_size=len(arrows), max_size=len(arrows)), label="relations"
        )
        made = mechanism(steps=tuple(map(arrow_step, arrows, relations)))
        signs = {path.sign for path in made.paths}

        assert made.sign == (signs.pop() if len(signs) == 1 else None)

    def test_a_step_from_nowhere(self) -> None:
        """A step starts at the agent or at what an earlier step reached, not at what a later one does."""
        steps = (arrow_step((0, 1)), arrow_step((2, 3)), arrow_step((1, 2)))

        assert refused(mechanism, steps=steps) == [
            ("steps[1].subject", "process-1 is neither the agent nor the object of an earlier step")
        ]

    def test_a_mechanism_begins_at_its_agent(self) -> None:
        """The first step starts at the agent."""
        assert [told for told, _ in refused(mechanism, agent=PILLS)] == ["steps[0].subject"]

    def test_a_circle(self) -> None:
        """No step creates a cycle at where the steps came from, be it near or far."""
        near = (arrow_step((0, 1)), arrow_step((1, 1)))
        far = (arrow_step((0, 1)), arrow_step((1, 2)), arrow_step((2, 3)), arrow_step((3, 1)))

        assert refused(mechanism, steps=near) == [("steps[1].object", "creates a cycle at process-0")]
        assert refused(mechanism, steps=far) == [("steps[3].object", "creates a cycle at process-0")]

    def test_a_circle_by_a_second_way(self) -> None:
        """A circle is seen where a place gets a second way that comes from behind it."""
        steps = tuple(map(arrow_step, [(0, 1), (0, 2), (1, 3), (2, 1), (3, 2)]))

        assert refused(mechanism, steps=steps) == [("steps[4].object", "creates a cycle at process-1")]

    def test_a_step_that_occurs_twice(self) -> None:
        """Two steps between the same two are one where they have one relation, and parallel where they have two."""
        steps = (arrow_step((0, 1)), arrow_step((0, 1), Relation.DECREASES))

        assert [path.steps for path in mechanism(steps=steps).paths] == [steps[:1], steps[1:]]
        assert refused(mechanism, steps=(steps[0], steps[0])) == [("steps[1]", "repeats the entry at [0]")]

    def test_how_steps_and_paths_print(self) -> None:
        """A step prints its ends, relation and sign; a path its way, sign and certainty; a mechanism its name."""
        bone = concept(id="bone", name="bone")
        made = mechanism(
            steps=(
                step(),
                step(subject=HEALING, object=bone, relation=Relation.DECREASES, claims=(UNSURE_CLAIM,)),
                step(object=BONE_HEALING, relation=Relation.MAINTAINS),
            )
        )

        assert str(made) == "a mechanism"
        assert [str(made_step) for made_step in made.steps] == [
            "drugs decreases healing (-1)",
            "healing decreases bone (-1)",
            "drugs maintains bone healing (no sign)",
        ]
        assert [str(path) for path in made.paths] == [
            "drugs → healing → bone (+1, probable)",
            "drugs → bone healing (no sign, stated)",
        ]

    def test_a_mechanism_has_its_bounds(self) -> None:
        """More than 100 steps, or steps that form more than 1,000 paths, are refused before they are walked."""
        stations = [concept(id=f"station-{place}", name=f"station {place}") for place in range(120)]
        long = [step(subject=DRUGS, object=stations[0])]
        long += [step(subject=stations[place], object=stations[place + 1]) for place in range(100)]
        wide = [step(subject=DRUGS, object=stations[0])]
        for place in range(0, 33, 3):
            here, up, down, there = stations[place : place + 4]
            ends = [(here, up), (here, down), (up, there), (down, there)]
            wide += [step(subject=subject, object=object) for subject, object in ends]

        assert refused(mechanism, steps=tuple(long)) == [("steps", "are more than 100")]
        assert refused(mechanism, steps=tuple(wide)) == [("steps", "form more than 1,000 paths")]
        assert len(mechanism(steps=tuple(wide[:-8])).paths) == 512

    def test_a_path_has_a_step(self) -> None:
        """A path of no steps leads nowhere, and is refused as any faulty record is."""
        with pytest.raises(InvalidRecordError):
            CausalPath(steps=())

    def test_the_steps_of_a_path_follow_one_another(self) -> None:
        """A path whose second step does not start where the first one ended is refused at that step."""
        with pytest.raises(InvalidRecordError) as caught:
            CausalPath(steps=(step(), step()))

        assert [fault.path for fault in caught.value.problems] == ["steps[1]"]


RECORD_PROBLEMS = (Problem("name", "is blank", "write it"), Problem("", "makes no sense"))
PROBLEMS = (
    Problem("$.claims[0].quote", "is not in the text", "copy it", "a.toml"),
    Problem("$", "is empty", file="b.toml"),
)
# Each error, the built-in error that a caller may expect, and its text.
ERRORS: list[tuple[OsteopharmError, type[Exception], str]] = [
    (DataError([]), ValueError, "0 problems:"),
    (
        DataError(PROBLEMS[:1]),
        ValueError,
        "1 problem:\na.toml: $.claims[0].quote: is not in the text\n    hint: copy it",
    ),
    (
        DataError(iter(PROBLEMS)),
        ValueError,
        "2 problems:\na.toml: $.claims[0].quote: is not in the text\n    hint: copy it\nb.toml: is empty",
    ),
    (
        InvalidRecordError("Concept 'x'", iter(RECORD_PROBLEMS)),
        ValueError,
        "Concept 'x': name: is blank (write it); makes no sense",
    ),
    (
        QuoteError("bone heeling", 0, "bone healing"),
        ValueError,
        "the quote 'bone heeling' is not in the text (the nearest words are 'bone healing')",
    ),
    (
        QuoteError("xyz", 0),
        ValueError,
        "the quote 'xyz' is not in the text (copy the words from the document, letter for letter)",
    ),
    (
        QuoteError("bone", 2),
        ValueError,
        "the quote 'bone' occurs 2 times in the text (quote more words, until the quote is unique)",
    ),
    (
        NoEffectsError(3),
        ValueError,
        "none of the 3 claims has an effect to draw",
    ),
    (
        UnknownColumnError("durg", ["drug"]),
        LookupError,
        "the table has no column 'durg'; did you mean 'drug'?",
    ),
    (
        ColumnExistsError(["brand", "action"]),
        ValueError,
        "the table has 'brand', 'action' already, and a column of that name would be added; rename it first",
    ),
    (
        InvalidTableError("the column 'drug'", "holds Int64", "give a column of text"),
        TypeError,
        "the column 'drug' holds Int64; give a column of text",
    ),
    (
        InvalidArgumentError("the units", "are NaN", "give a number above 0"),
        TypeError,
        "the units are NaN; give a number above 0",
    ),
    (
        InvalidArgumentError("most", "is 2.5", "ask for one suggestion or more"),
        ValueError,
        "most is 2.5; ask for one suggestion or more",
    ),
    (
        TooManyPathsError("a", "b", 5000),
        ValueError,
        "more than 5,000 paths lead from 'a' to 'b'; ask for an outcome that is nearer",
    ),
    (NoEffectsError(0), ValueError, "there is no claim to draw"),
    (UnknownIdError("x", "medication"), LookupError, "no medication has the id 'x'"),
    (
        UnknownIdError("denosumap", "medication", ["denosumab"]),
        LookupError,
        "no medication has the id 'denosumap'; did you mean 'denosumab'?",
    ),
    (
        UnknownIdError("bone", "entity", ["bone-a", "bone-b"]),
        LookupError,
        "no entity has the id 'bone'; did you mean one of 'bone-a', 'bone-b'?",
    ),
    (
        UnknownValueError("polarity", "maybe", ["affirmed", "denied"]),
        ValueError,
        "polarity has no value 'maybe'; use one of 'affirmed', 'denied'",
    ),
    (
        AmbiguousNameError("Fosamax Plus D", iter(["alendronic-acid", "colecalciferol"])),
        LookupError,
        "'Fosamax Plus D' matches more than one: 'alendronic-acid', 'colecalciferol'; name one of them",
    ),
    (MissingExtraError("cli"), ImportError, "this needs the extra 'cli': pip install 'osteopharm[cli]'"),
]


class TestErrors:
    """The tree of errors."""

    @each_of(("error", "expected", "text"), ERRORS)
    def test_kind_and_text(self, error: OsteopharmError, expected: type[Exception], text: str) -> None:
        """Each is ours and also the built-in error that a caller expects, and says what is wrong and what to do."""
        assert isinstance(error, OsteopharmError)
        assert isinstance(error, expected)
        assert not isinstance(error, KeyError)
        assert text == str(error)

    @each_of("error", [error for error, _, _ in ERRORS])
    def test_it_pickles(self, error: OsteopharmError) -> None:
        """An error comes back from a pickle with its fields and its text."""
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own pickle

        assert type(error) is type(again)
        assert vars(error) == vars(again)
        assert str(error) == str(again)
        assert error.args == again.args

    def test_every_error_is_tested(self) -> None:
        """The tree has no branch that is not shown above."""
        assert set(OsteopharmError.__subclasses__()) == {type(error) for error, _, _ in ERRORS}

    def test_fields_are_tuples(self) -> None:
        """What an error carries cannot be changed, from whatever it was built."""
        assert DataError(list(PROBLEMS)).problems == PROBLEMS
        assert InvalidRecordError("x", list(RECORD_PROBLEMS)).problems == RECORD_PROBLEMS
        assert UnknownIdError("x", "claim", ["y"]).suggestions == ("y",)
        assert AmbiguousNameError("x", ["y", "z"]).candidates == ("y", "z")
        assert UnknownValueError("axis", 1, iter(["y"])).allowed == ("y",)

    @each_of(
        "error",
        [
            QuoteError("x" * 10_000, 0),
            UnknownIdError("x" * 10_000, "claim"),
            AmbiguousNameError("x" * 10_000, ["y", "z"]),
            UnknownValueError("axis", ["x"] * 10_000, ["y"]),
        ],
    )
    def test_a_huge_value_does_not_flood_the_text(self, error: OsteopharmError) -> None:
        """A value that is too long to read is cut in the text, and kept whole in its field."""
        assert len(str(error)) < 300
        assert "…" in str(error)


@each_of(
    ("system", "code", "message"),
    [
        ("postcode", "1", "'postcode' is unknown"),
        ("gtin", "5025903009581", "'5025903009581' has a wrong check digit"),
        ("hcpcs", "897", "'897' is not a code of hcpcs"),
    ],
)
def test_a_faulty_product_code_is_refused(system: str, code: str, message: str) -> None:
    """A code of a product has the form of its register, and its check digit where it has one."""
    with pytest.raises(InvalidRecordError) as caught:
        product_code(system=system, code=code)

    assert [problem.message for problem in caught.value.problems] == [message]
