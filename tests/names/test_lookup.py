"""`Compendium.lookup`: from an id or any name to the one record; and what a miss says."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.draws import compendia
from tests.rules import each_of

import osteopharm
from osteopharm import Compendium, Concept, DrugClass, EntityKind, Medication
from osteopharm.errors import AmbiguousNameError, UnknownIdError, UnknownNameError
from osteopharm.model import Synonym, SynonymMatch
from osteopharm.names.variants import Owner, names_of

COMPENDIUM = osteopharm.load()


def test_a_short_form_that_is_ours_decides() -> None:
    """A concept with a synonym twice, once used elsewhere for something else, is found whichever comes first."""
    source = COMPENDIUM.sources["mesh-2025-07"]
    ours = Synonym(name="BMT", match=SynonymMatch.EXACT, ambiguous="bone marrow transplant", sources=(source,))
    broad = Synonym(name="(bmt)", match=SynonymMatch.BROADER, sources=(source,))
    for synonyms in ((ours, broad), (broad, ours)):
        concept = Concept(id="mass", name="mass", kind=EntityKind.OUTCOME, sources=(source,), synonyms=synonyms)

        assert Compendium(sources=[source], concepts=[concept]).lookup("BMT") == concept


def test_a_short_form_that_needs_a_context_does_not_decide() -> None:
    """The same synonym offers its concept as a candidate where the data say that it needs a context."""
    source = COMPENDIUM.sources["mesh-2025-07"]
    for needs_context in (False, True):
        ours = Synonym(name="BMT", ambiguous="bone marrow transplant", needs_context=needs_context, sources=(source,))
        concept = Concept(id="mass", name="mass", kind=EntityKind.OUTCOME, sources=(source,), synonyms=(ours,))
        compendium = Compendium(sources=[source], concepts=[concept])
        if needs_context:
            with pytest.raises(AmbiguousNameError) as caught:
                compendium.lookup("BMT")

            assert [*caught.value.candidates] == ["mass"]
        else:
            assert compendium.lookup("BMT") == concept
    with pytest.raises(osteopharm.InvalidRecordError, match="ambiguous: is missing"):
        Synonym(name="BMT", needs_context=True, sources=(source,))


@given(compendia(), st.data())
@settings(max_examples=10)
def test_every_id_and_name_is_found(compendium: Compendium, data: st.DataObject) -> None:
    """Each id, name and brand in the data leads to its record, in any case and with any blanks."""
    products: list[Owner] = [*compendium.medications.values(), *compendium.combinations.values()]
    owner = data.draw(st.sampled_from([*compendium.drug_classes.values(), *products]))
    for text in (owner.id, *(name for name, _ in names_of(owner))):
        for spelled in (text, text.upper(), f"  {text.casefold()} ", text.replace(" ", "  ")):
            assert compendium.lookup(spelled) is owner


def test_every_bundled_name_is_found() -> None:
    """Each id and name of the bundled classes, medications, combinations and concepts leads to its record."""
    missed: list[str] = []
    for collection in (
        COMPENDIUM.drug_classes,
        COMPENDIUM.medications,
        COMPENDIUM.combinations,
        COMPENDIUM.concepts,
    ):
        for id, record in collection.items():
            texts = (id, record.name, record.name.upper())
            missed += [text for text in texts if COMPENDIUM.lookup(text) is not record]

    assert missed == []


@each_of(
    ("text", "id"),
    [
        ("alendronic-acid", "alendronic-acid"),
        ("FOSAMAX", "alendronic-acid"),
        ("oestradiol", "estradiol"),
        ("Alendronate", "alendronic-acid"),
        ("zoledronsäure", "zoledronic-acid"),
        ("denosumab-bbdz", "denosumab"),
        ("PTH 1-34", "teriparatide"),
        ("SERMs", "selective-estrogen-receptor-modulators"),
        ("Bisphosphonates", "bisphosphonates"),
        ("Fosavance", "alendronic-acid-and-colecalciferol"),
        ("alendronsaeure", "alendronic-acid"),
        ("Didronel PMO", "etidronic-acid-and-calcium"),
        ("spine  fusion", "spine-fusion"),
        ("Spine-Fusion", "spine-fusion"),
        ("rankl", "rankl"),
        ("ONJ", "osteonecrosis-of-the-jaw"),
        ("spinal fusion", "spine-fusion"),
        ("Non-Union", "nonunion"),
        ("bone density", "bone-mineral-density"),
        ("vertebral fracture", "vertebral-fracture"),
        ("spinal fracture", "spinal-fracture"),
    ],
)
def test_names_typed_by_hand(text: str, id: str) -> None:
    """Ids, names, salts, brands, synonyms and regular spelling variants are found."""
    assert COMPENDIUM.lookup(text).id == id


@each_of("text", ["aspirin", "", " ", "calcitonin gene-related peptide", "Yorvipath", "\u9aa8"])
def test_decoys_are_not_found(text: str) -> None:
    """Other medicines, look-alikes and words that can mean something else are not found."""
    with pytest.raises(UnknownNameError):
        COMPENDIUM.lookup(text)


@each_of(
    ("ask", "message"),
    [
        (lambda it: it.medications["Fosamax"], "Fosamax is a brand of alendronic-acid; use lookup()"),
        (lambda it: it.medications["Alendronate"], "Alendronate is a name of alendronic-acid; use lookup()"),
        (lambda it: it.medications["rxnorm:46041"], "rxnorm:46041 is a code of alendronic-acid"),
        (lambda it: it.medications["M05BA04"], "M05BA04 is a code of alendronic-acid"),
        (lambda it: it.medications["hcpcs:J0897"], "hcpcs:J0897 is a code of denosumab"),
        (lambda it: it.medications["bisphosphonates"], "bisphosphonates is a drug class"),
        (lambda it: it.lookup("rxnorm:46041"), "rxnorm:46041 is a code of alendronic-acid"),
        (lambda it: it.lookup("Fosamax 70 mg tablets"), "it contains a name of alendronic-acid"),
        (lambda it: it.medications["Depo"], "Depo can mean estradiol (an everyday short form"),
        (lambda it: it.concepts["BMD"], "BMD can mean bone-mineral-density (Becker muscular dystrophy"),
        (lambda it: it.members("Prolia"), "no drug class has the id or name 'Prolia': it is a medication"),
        (lambda it: it.explain("bone healing", "fracture-risk"), "no drug class or medication has the id or name"),
        (lambda it: it.ancestors(it.claims[0]), "it is a claim"),
    ],
)
def test_a_miss_says_what_the_text_is(ask: Callable[[Compendium], object], message: str) -> None:
    """Where a text is known as something else, the error says as what; it offers no other names then."""
    with pytest.raises(UnknownIdError) as caught:
        ask(COMPENDIUM)

    assert message in str(caught.value)
    assert "did you mean" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


@each_of(
    ("text", "near"),
    [
        ("denosumap", "denosumab"),
        ("Fosamx", "Fosamax"),
        ("alendronte sodium", "alendronate sodium"),
        ("bone heeling", "bone-healing"),
    ],
)
def test_a_miss_offers_similar_ids_and_names(text: str, near: str) -> None:
    """A misspelled id or name is refused with the similar ones."""
    with pytest.raises(UnknownNameError) as caught:
        COMPENDIUM.lookup(text)

    assert near in caught.value.suggestions


@each_of(
    ("text", "candidates"),
    [
        ("Depo", {"estradiol"}),
        ("PTH", {"parathyroid-hormone", "parathyroid-hormone-itself"}),
        ("revision surgery", {"reoperation", "revision-surgery-patients"}),
        ("collapsed vertebra", {"spinal-fracture", "vertebral-fracture"}),
        ("T-score", {"bone-mineral-density"}),
        ("brittle bone disease", {"osteoporosis"}),
    ],
)
def test_names_of_several_things_are_ambiguous(text: str, candidates: set[str]) -> None:
    """A name that means other things too, or less or more than a concept, is refused with candidates and reasons."""
    with pytest.raises(AmbiguousNameError, match="alone does not decide") as caught:
        COMPENDIUM.lookup(text)

    assert set(caught.value.candidates) == candidates
    assert len(caught.value.reasons) == len(candidates)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


@each_of(
    ("text", "id"),
    [
        ("spinal fusion", "spine-fusion"),
        ("BMD", "bone-mineral-density"),
        ("ONJ", "osteonecrosis-of-the-jaw"),
        ("nonunion", "nonunion"),
        ("AFF", "atypical-femoral-fracture"),
    ],
)
def test_everyday_words_lead_to_concepts(text: str, id: str) -> None:
    """A short form that other fields use for something else means what it means in this field."""
    assert COMPENDIUM.lookup(text).id == id
    assert COMPENDIUM.claims.on(text) == COMPENDIUM.claims.on(id)


def test_every_synonym_is_known() -> None:
    """Each synonym of each concept leads to it, to a record that has it as its name, or to candidates with it."""
    missed = []
    for concept in COMPENDIUM.concepts.values():
        for synonym in concept.synonyms:
            try:
                found = COMPENDIUM.lookup(synonym.name)
            except AmbiguousNameError as error:
                if concept.id not in error.candidates:
                    missed.append(synonym.name)
            else:
                if found is not concept and found.name.casefold() != synonym.name.casefold():
                    missed.append(f"{synonym.name}: {found.id}, not {concept.id}")

    assert missed == []


def test_a_combination_is_not_one_medication() -> None:
    """Where claims or mechanisms of a medication are asked for, a combination is refused with what it contains."""
    for ask in (COMPENDIUM.claims.about, COMPENDIUM.ancestors, COMPENDIUM.conflicts_of_interest):
        with pytest.raises(AmbiguousNameError) as caught:
            ask("Fosamax Plus D")

        assert caught.value.candidates == ("alendronic-acid", "colecalciferol")
        with pytest.raises(AmbiguousNameError):
            ask(COMPENDIUM.combinations["alendronic-acid-and-colecalciferol"])  # type: ignore[arg-type]


def test_a_shared_name_is_ambiguous() -> None:
    """A name of several records is refused with all of them; if only one has the type that is wanted, it is found."""
    source = COMPENDIUM.sources["mesh-2025-07"]
    breakers = DrugClass(id="breakers", name="breakers", sources=(source,))
    concepts = [
        Concept(id=id, name=name, kind=EntityKind.OUTCOME, sources=(source,))
        for id, name in (("fracture", "fracture,"), ("break", "(fracture)"))
    ]
    medication = Medication(id="fracturum", name="Fracture!", sources=(source,), classes=(breakers,))
    compendium = Compendium(sources=[source], drug_classes=[breakers], medications=[medication], concepts=concepts)
    with pytest.raises(AmbiguousNameError) as caught:
        compendium.lookup("fracture;")

    assert set(caught.value.candidates) == {"fracture", "break", "fracturum"}
    assert compendium.lookup("Fracture,").id == "fracture"
    assert compendium.conflicts_of_interest("fracture;") == ()


@given(compendia(), st.data())
@settings(max_examples=10)
def test_every_question_takes_names_and_records(compendium: Compendium, data: st.DataObject) -> None:
    """A question gives the same answer for an entity, its id and its name."""
    entities: list[DrugClass | Medication] = [*compendium.drug_classes.values(), *compendium.medications.values()]
    entity = data.draw(st.sampled_from(entities))
    for name in (entity.id, entity.name, entity.name.upper()):
        assert compendium.lookup(name) is compendium.lookup(entity) is entity
        assert compendium.claims.about(name) == compendium.claims.about(entity)
        assert compendium.claims.on(name) == compendium.claims.on(entity)
        assert compendium.ancestors(name) == compendium.ancestors(entity)
        assert compendium.is_a(name, entity)


@each_of("name", [None, 46041, b"Fosamax"])
def test_what_is_neither_text_nor_record_is_unknown(name: object) -> None:
    """What is neither a str nor a record is refused like an unknown id."""
    with pytest.raises(UnknownIdError):
        COMPENDIUM.lookup(name)  # type: ignore[call-overload]


def test_a_set_of_claims_keeps_names_when_pickled() -> None:
    """A copy of a set of claims answers by name as the set itself does."""
    copy = pickle.loads(pickle.dumps(COMPENDIUM.claims.on("spine fusion")))  # noqa: S301

    assert copy.about("Fosamax") == COMPENDIUM.claims.on("spine fusion").about("Fosamax")


def test_what_an_id_is() -> None:
    """An id of another type than is wanted is described by its type."""
    assert COMPENDIUM._names.describe("denosumab") == "denosumab is a medication"
