"""The compendium: collections, classes and their members, its own checks, immutability."""

from __future__ import annotations

import pickle
from collections.abc import Container
from typing import Any

import pytest
from attrs import evolve, fields, has
from hypothesis import given
from hypothesis import strategies as st
from tests.draws import compendia
from tests.rules import each_of

import osteopharm
from osteopharm import Compendium, DrugClass, InvalidRecordError, Medication
from osteopharm.collection import Collection
from osteopharm.model.kinds import COLLECTIONS as EVERY_COLLECTION

PAGE = osteopharm.load()
# The claims are a claim set, not a collection.
COLLECTIONS = [
    "sources", "companies", "drug_classes", "medications", "combinations", "concepts", "mechanisms", "disclosures",
    "claim_links", "overlaps", "look_alikes", "spelling_rules", "look_alike_patterns", "dosage_forms", "products",
    "product_codes",
]  # fmt: skip


def parts(compendium: Compendium) -> dict[str, Any]:
    """The arguments that make a compendium again."""
    return {kind: tuple(getattr(compendium, kind).values()) for kind in COLLECTIONS} | {
        "claims": tuple(compendium.claims)
    }


@given(compendia())
def test_members_and_is_a_agree(compendium: Compendium) -> None:
    """A class or medication is among the members of exactly its own classes, other than itself."""
    drugs: list[DrugClass | Medication] = [*compendium.drug_classes.values(), *compendium.medications.values()]
    for drug_class in compendium.drug_classes.values():
        expected = {drug for drug in drugs if drug != drug_class and compendium.is_a(drug, drug_class)}
        assert expected == set(compendium.members(drug_class))
        assert compendium.members(drug_class) == compendium.members(drug_class.id)
        assert len(expected) == len(compendium.members(drug_class))


def test_no_collection_is_forgotten() -> None:
    """The collections of a compendium, typed by hand, are those that it has."""
    assert sorted([*COLLECTIONS, "claims"]) == sorted(EVERY_COLLECTION)


@given(compendia(), st.data())
def test_ancestors_and_is_a_agree(compendium: Compendium, data: st.DataObject) -> None:
    """The ancestors of an entity are all above it, without itself; its own parents come first."""
    entity = data.draw(st.sampled_from(list(compendium.records.entities)))
    ancestors = compendium.ancestors(entity.id)

    assert {each for each in compendium.records.entities if compendium.is_a(entity, each)} == {entity, *ancestors}
    assert len(set(ancestors)) == len(ancestors)
    assert entity not in ancestors


@given(compendia())
def test_records_in_any_order_make_the_same_compendium(compendium: Compendium) -> None:
    """Made from its own records backwards, a compendium is equal, hashes alike and iterates alike."""
    again = Compendium(**{kind: records[::-1] for kind, records in parts(compendium).items()})

    assert compendium == again
    assert hash(compendium) == hash(again)
    assert list(compendium.records) == list(again.records)


@given(compendia())
def test_every_record_is_found_by_its_id(compendium: Compendium) -> None:
    """Each record is found by its id in its collection and in the compendium, and ids are unique across kinds."""
    ids = [record.id for record in compendium.records]

    assert len(ids) == len(set(ids))
    for kind in COLLECTIONS:
        collection: Collection[Any] = getattr(compendium, kind)
        assert sorted(collection) == list(collection) == [record.id for record in collection.values()]
        assert list(dict(collection).items()) == list(collection.items())
        for id, record in collection.items():
            assert record is collection.get(id) is compendium[id] is record
            assert record in collection.values()
            assert id in collection


@given(compendia())
def test_records_are_immutable_to_the_leaves(compendium: Compendium) -> None:
    """Whatever a compendium holds is frozen: attrs classes that refuse assignment, tuples, strings, numbers, enums."""
    seen: set[int] = set()
    ahead: list[object] = list(compendium.records)
    while ahead:
        value = ahead.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if has(type(value)):
            for field in fields(type(value)):  # type: ignore[arg-type]
                with pytest.raises(AttributeError):
                    setattr(value, field.name, None)
                ahead.append(getattr(value, field.name))
        elif isinstance(value, tuple):
            ahead += value
        else:
            assert value is None or isinstance(value, str | int | float)


def test_a_miss_raises_and_offers_near_ids() -> None:
    """An unknown id raises with the near ones, get gives None, and what is not an id is in no collection."""
    assert PAGE.medications.get("denosumap") is None
    assert 7 not in PAGE.medications  # type: ignore[comparison-overlap]
    with pytest.raises(
        osteopharm.UnknownIdError, match="no medication has the id 'denosumap'; did you mean 'denosumab'"
    ):
        PAGE.medications["denosumap"]
    with pytest.raises(osteopharm.UnknownIdError):
        PAGE.medications[0]  # type: ignore[index]
    with pytest.raises(LookupError):
        PAGE["nothing"]


def test_a_record_is_taken_for_its_id() -> None:
    """Wherever an id is looked up, the record itself will do; what is neither is the id of nothing."""
    denosumab, claim = PAGE.medications["denosumab"], PAGE.claims[0]

    assert PAGE.medications[denosumab] is PAGE.medications.get(denosumab) is PAGE[denosumab] is denosumab
    assert PAGE.claims[claim] is PAGE.claims.get(claim) is PAGE[claim] is claim
    assert PAGE.medications.get(7) is None  # type: ignore[call-overload]
    with pytest.raises(osteopharm.UnknownIdError, match="no record has the id '7'"):
        PAGE[7]  # type: ignore[index]


def test_a_record_of_another_compendium_is_not_in_a_collection() -> None:
    """A record is in a collection only if it is equal to the one of that id, not merely its namesake."""
    namesake = evolve(PAGE.medications["denosumab"], note="another")

    medications: Container[object] = PAGE.medications
    concepts: Container[object] = PAGE.concepts

    assert namesake not in medications
    assert namesake not in concepts
    assert PAGE.medications["denosumab"] in medications


def test_collections_compare_and_cannot_be_changed() -> None:
    """Collections are equal when their records are; nothing can be set on one."""
    same = Collection("medication", reversed(tuple(PAGE.medications.values())))

    assert PAGE.medications == same == pickle.loads(pickle.dumps(same))  # noqa: S301
    assert hash(PAGE.medications) == hash(same)
    assert PAGE.medications != PAGE.concepts
    assert PAGE.medications != tuple(PAGE.medications.values())
    assert repr(same) == f"<Collection of {len(PAGE.medications)}: medication>"
    with pytest.raises(AttributeError, match="cannot be changed"):
        same.kind = "x"
    with pytest.raises(AttributeError, match="cannot be changed"):
        del same._kind


def test_a_compendium_cannot_be_changed() -> None:
    """No attribute of a compendium can be set, added or deleted."""
    with pytest.raises(AttributeError, match="cannot be changed"):
        PAGE.claims = PAGE.claims[:1]
    with pytest.raises(AttributeError, match="cannot be changed"):
        PAGE.extra = 1
    with pytest.raises(AttributeError, match="cannot be changed"):
        del PAGE.claims


def test_the_class_tree() -> None:
    """A class has its members, nearest first; is_a runs one way; only classes have members, and some have none."""
    peptides = [member.id for member in PAGE.members("parathyroid-hormone-receptor-agonists")]

    assert peptides == ["abaloparatide", "parathyroid-hormone", "teriparatide"]
    assert [member.id for member in PAGE.members("calcitonins")] == ["calcitonin", "elcatonin"]
    assert PAGE.is_a("romosozumab", "anabolic")
    assert PAGE.is_a("romosozumab", "antiresorptive")
    assert PAGE.is_a("calcitonin", "antiresorptive")
    assert not PAGE.is_a("calcitonin", "anabolic")
    assert PAGE.is_a("spinal-fracture", "fracture")
    assert PAGE.is_a("fracture", "fracture")
    with pytest.raises(osteopharm.UnknownIdError, match="no drug class has the id or name 'denosumab'"):
        PAGE.members("denosumab")
    with pytest.raises(osteopharm.UnknownIdError):
        PAGE.ancestors(7)  # type: ignore[arg-type]
    with pytest.raises(osteopharm.UnknownIdError):
        PAGE.members(7)  # type: ignore[arg-type]


def test_a_class_may_have_no_members() -> None:
    """A class to which nothing belongs has no members, and asking for them is not an error."""
    source = PAGE.sources["mesh-2025-07"]
    alone = DrugClass(id="alone", name="alone", sources=(source,))

    assert Compendium(sources=[source], drug_classes=[alone]).members("alone") == ()


def test_a_document_is_a_source_whose_text_ships() -> None:
    """A document is found by its id or as it is; a registry is a source and no document, and near ids are offered."""
    page = PAGE.sources["anderson-freedman-2020"]

    assert list(PAGE.documents.values()) == [page]
    assert page is PAGE.documents["anderson-freedman-2020"] is PAGE.documents[page]  # type: ignore[index]
    with pytest.raises(
        osteopharm.UnknownIdError, match=r"no document has the id 'mesh-2025-07': mesh-2025-07 is a registry$"
    ):
        PAGE.documents["mesh-2025-07"]
    with pytest.raises(osteopharm.UnknownIdError, match="did you mean 'anderson-freedman-2020'"):
        PAGE.documents["anderson-friedman-2020"]


@each_of(
    ("change", "field"),
    [
        (lambda it: it["concepts"].append(evolve(PAGE.concepts["fracture"], name="another")), "fracture.id"),
        (lambda it: it["concepts"].append(evolve(it["concepts"][0], id="another")), "another.name"),
        (lambda it: it["drug_classes"].remove(PAGE.drug_classes["antiresorptive"]), "bisphosphonates.parents[0]"),
        (lambda it: it["sources"].clear(), "anabolic.sources[0]"),
        (lambda it: it["concepts"].remove(PAGE.concepts["available-as-generics"]), "af20-s06-generics.object"),
        (lambda it: it["claims"].pop(0), "claim-link.claim"),
        (lambda it: it["claims"].pop(-1), "claim-link.target"),
        (
            lambda it: it["medications"].remove(PAGE.medications["calcitonin"]),
            "af20-s05-calcitonin-antiresorptive.subject",
        ),
        (lambda it: it["medications"].insert(0, PAGE.concepts["fracture"]), "medications[0]"),
        (lambda it: it["claims"].insert(0, "af20"), "claims[0]"),
        (lambda it: it["sources"].insert(0, PAGE.concepts["fracture"]), "sources[0]"),
        (lambda it: it["look_alikes"].insert(0, PAGE.spelling_rules["acid"]), "look_alikes[0]"),
    ],
)
def test_an_inconsistent_compendium_is_refused(change: Any, field: str) -> None:
    """Records made in Python are checked as those from files: repeated ids and names, missing links, wrong kinds."""
    records = {kind: list(values) for kind, values in parts(PAGE).items()}
    first, last = PAGE.claims[0], PAGE.claims[-1]
    claim_link = osteopharm.ClaimLink(
        id="claim-link", claim=first, target=last, kind=osteopharm.model.LinkKind.SUPPORTS, reason="made up"
    )
    records["claim_links"] = [claim_link]
    change(records)
    with pytest.raises(InvalidRecordError) as caught:
        Compendium(**records)

    assert field in {fault.path for fault in caught.value.problems}


def test_exceptions_must_be_in_the_compendium() -> None:
    """A claim link may not except a member that the compendium does not hold."""
    stranger = Medication(
        id="stranger",
        name="stranger",
        sources=(PAGE.documents["anderson-freedman-2020"],),
        classes=(PAGE.drug_classes["bisphosphonates"],),
    )
    claim_link = osteopharm.ClaimLink(
        id="claim-link",
        claim=PAGE.claims["af20-s13-pyrophosphate-analogs"],
        target=PAGE.claims["af20-s08-enzyme-inhibited"],
        kind=osteopharm.model.LinkKind.QUALIFIES,
        reason="made up",
        exceptions=(stranger,),
    )
    with pytest.raises(InvalidRecordError) as caught:
        Compendium(**{**parts(PAGE), "claim_links": [claim_link]})

    assert [fault.path for fault in caught.value.problems] == ["claim-link.exceptions[0]"]


def test_equal_records_need_not_be_identical() -> None:
    """A link to an equal record is as good as one to the same object."""
    copies = [evolve(concept) for concept in PAGE.concepts.values()]

    assert Compendium(**{**parts(PAGE), "concepts": copies}) == PAGE


def test_an_empty_compendium_is_one() -> None:
    """A compendium of nothing can be made, and says so."""
    empty = Compendium()

    assert repr(empty) == "<Compendium: no records>"
    assert len(empty.claims) == 0
    assert empty != "nothing"
    assert empty != PAGE


def test_the_attribution_says_what_this_is_and_is_not() -> None:
    """The attribution names version, counts, licenses, the document with its digest, and that this is not advice."""
    told = str(PAGE.attribution())

    for words in (
        "osteopharm ",
        f"{len(PAGE.claims)} claims",
        f"{len(PAGE.medications)} medications",
        "source: Anderson and Freedman 2020, first page",
        "source: MeSH",
        "They are not medical advice, and no clinician has reviewed them.",
        "code: MIT",
        "CC0-1.0",
        "Paul A. Anderson and Brett A. Freedman",
        "bfadce783de65dd4ccabeb439c49b21c5877b8e7788da016c924db5fe414ab7c",
    ):
        assert words in told


def test_brands_are_found_by_name() -> None:
    """Each brand is in one collection by its name, and is the brand of its medication or combination."""
    brand = PAGE.brands["Prolia"]

    assert brand is PAGE.medications["denosumab"].brand("PROLIA")
    assert "Fosavance" in PAGE.brands
    with pytest.raises(
        osteopharm.UnknownIdError, match="no brand has the id or name 'prolja'; did you mean one of 'Prolia'"
    ):
        PAGE.brands["prolja"]
    with pytest.raises(
        osteopharm.UnknownIdError, match="no brand of denosumab has the id or name 'Prolja'; did you mean"
    ):
        PAGE.medications["denosumab"].brand("Prolja")


def test_what_a_medication_says_of_itself() -> None:
    """A medication has its action and its codes by system; an adjunct has no action."""
    medications = PAGE.medications

    assert [medications[id].action for id in ("denosumab", "teriparatide", "romosozumab", "calcitriol")] == [
        osteopharm.Action.ANTIRESORPTIVE,
        osteopharm.Action.ANABOLIC,
        osteopharm.Action.BOTH,
        None,
    ]
    assert PAGE.combinations["alendronic-acid-and-colecalciferol"].action is osteopharm.Action.ANTIRESORPTIVE
    assert PAGE.combinations["alendronic-acid-and-colecalciferol"].brand("Fosavance").name == "Fosavance"
    assert medications["denosumab"].codes("atc") == PAGE.lookup("Prolia").codes("atc") == ("M05BX04",)  # type: ignore[union-attr]
    assert PAGE.combinations["alendronic-acid-and-colecalciferol"].codes("atc") == ("M05BB03",)
    with pytest.raises(osteopharm.UnknownValueError, match="system has no value 'rxcui'"):
        medications["denosumab"].codes("rxcui")


def test_a_collection_that_there_is_not_is_refused() -> None:
    """The error of an unknown collection names it and those that there are."""
    with pytest.raises(TypeError, match=r"no collection 'pills'; it has .*medications"):
        Compendium(pills=())


def test_how_a_compendium_and_a_collection_print() -> None:
    """A compendium prints a count a line, a collection a record a line, each behind its id."""
    lines = str(PAGE).splitlines()

    assert lines[0] == "compendium"
    assert f"  {len(PAGE.medications)} medications" in lines
    assert str(PAGE.medications).splitlines()[0] == "abaloparatide: abaloparatide"
    assert len(str(PAGE.medications).splitlines()) == len(PAGE.medications)


def test_records_are_compared_with_records() -> None:
    """The records of a compendium equal those of an equal one, and nothing of another type."""
    assert PAGE.records == Compendium(**parts(PAGE)).records
    assert PAGE.records != tuple(PAGE.records)
