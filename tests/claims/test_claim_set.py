"""The questions to a set of claims: about, on, where, conflicts, balance, rows."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.draws import compendia
from tests.rules import each_of

import osteopharm
from osteopharm import (
    Certainty,
    ClaimLink,
    ClaimSet,
    Compendium,
    DrugClass,
    EntityKind,
    Medication,
    Polarity,
    Relation,
    Scope,
)
from osteopharm.claims import Conflict
from osteopharm.model import LinkKind, Reference
from osteopharm.model.entities import lineage
from osteopharm.testing import claims

PAGE = osteopharm.load()


def with_member(*claim_links: tuple[LinkKind, tuple[str, ...]]) -> Compendium:
    """The shipped data with two made-up classes and a made-up medication below the bisphosphonates."""
    bisphosphonates = PAGE.drug_classes["bisphosphonates"]
    sources = (PAGE.documents["anderson-freedman-2020"],)
    upper = DrugClass(id="upper-class", name="upper class", sources=sources, parents=(bisphosphonates,))
    lower = DrugClass(id="lower-class", name="lower class", sources=sources, parents=(upper,))
    member = Medication(id="member", name="member", sources=sources, classes=(lower,))
    known: dict[str, DrugClass | Medication] = {"upper-class": upper, "lower-class": lower, "member": member}
    return Compendium(
        sources=PAGE.sources.values(),
        drug_classes=(*PAGE.drug_classes.values(), upper, lower),
        medications=(*PAGE.medications.values(), member),
        concepts=PAGE.concepts.values(),
        claims=PAGE.claims,
        mechanisms=PAGE.mechanisms.values(),
        disclosures=PAGE.disclosures.values(),
        claim_links=[
            ClaimLink(
                id=f"exception-{place}",
                claim=PAGE.claims["af20-s13-pyrophosphate-analogs"],
                target=PAGE.claims["af20-s08-enzyme-inhibited"],
                kind=kind,
                reason="made up for this test",
                exceptions=tuple(known[id] for id in exceptions),
            )
            for place, (kind, exceptions) in enumerate(claim_links)
        ],
    )


@given(compendia(), st.data())
def test_about_lists_own_claims_then_those_of_the_classes(compendium: Compendium, data: st.DataObject) -> None:
    """About is: own claims, then generic claims of what the entity belongs to, nearest first, none excepted."""
    entity = data.draw(st.sampled_from(list(compendium.records.entities)))
    above = lineage(entity)
    excepted = {
        claim_link.target
        for claim_link in compendium.claim_links.values()
        if any(member in above for member in claim_link.exceptions)
    } - set(compendium.claims.about(entity, inherited=False))
    expected = [
        claim
        for kin in above
        for claim in compendium.claims
        if claim.subject == kin and (kin == entity or (claim.scope is Scope.EACH_MEMBER and claim not in excepted))
    ]

    assert expected == list(compendium.claims.about(entity))
    assert expected == list(compendium.claims.about(entity.id))
    assert [claim for claim in compendium.claims if claim.subject == entity] == list(
        compendium.claims.about(entity, inherited=False)
    )


@given(compendia(), st.data())
def test_on_takes_objects_and_settings_and_narrower_ones(compendium: Compendium, data: st.DataObject) -> None:
    """On is every claim, in order, whose object or a setting is the entity or belongs to it."""
    entity = data.draw(st.sampled_from(list(compendium.records.entities)))
    expected = [
        claim
        for claim in compendium.claims
        if any(compendium.is_a(place, entity) for place in (claim.object, *claim.setting))
    ]

    assert expected == list(compendium.claims.on(entity.id)) == list(compendium.claims.on(entity))


@given(compendia(), st.data())
def test_filters_commute(compendium: Compendium, data: st.DataObject) -> None:
    """On and where give the same claims in either order, after about or not, and only ever fewer."""
    entity = data.draw(st.sampled_from(list(compendium.records.entities)))
    polarity = data.draw(st.sampled_from(Polarity))
    certainty = data.draw(st.sampled_from(Certainty))
    told = compendium.claims.about(entity)

    one = told.on(entity).where(polarity=polarity).where(certainty=certainty)
    other = told.where(polarity=polarity.value, certainty=certainty).on(entity.id)
    assert one == other
    assert one.exceptions == other.exceptions
    assert set(one) <= set(told) <= set(compendium.claims)
    assert set(compendium.claims.on(entity).about(entity)) == set(told.on(entity))


@given(compendia())
def test_balance_counts_every_claim_once(compendium: Compendium) -> None:
    """The counts sum to the set, and each is the number of claims with those values."""
    counts = compendium.claims.counts()
    counted = Counter((claim.polarity, claim.study_kind, claim.certainty) for claim in compendium.claims)

    assert len(compendium.claims) == counts.total
    assert counted == {(row.polarity, row.study_kind, row.certainty): row.count for row in counts.rows}
    assert str(counts).startswith("counts, not a synthesis\n")


@given(compendia())
def test_conflicts_are_symmetric_and_never_with_oneself(compendium: Compendium) -> None:
    """A conflict is found whichever claim comes first; it joins a denial and an affirmation."""
    found = compendium.claims.conflicts()
    pairs = {frozenset((conflict.first.id, conflict.second.id)) for conflict in found}
    backwards = ClaimSet(reversed(compendium.claims)).conflicts()

    assert pairs == {frozenset((conflict.first.id, conflict.second.id)) for conflict in backwards}
    assert len(pairs) == len(found) == len(backwards)
    assert all(len(pair) == 2 for pair in pairs)
    for conflict in found:
        assert {Polarity.AFFIRMED, Polarity.DENIED} == {conflict.first.polarity, conflict.second.polarity}
        mirrored = Conflict.between(conflict.second, conflict.first)
        assert mirrored is not None
        assert conflict.differs_in == mirrored.differs_in
        places = [list(compendium.claims).index(claim) for claim in (conflict.first, conflict.second)]
        assert places == sorted(places)


@given(compendia())
def test_every_conflict_there_is_is_found(compendium: Compendium) -> None:
    """Every denial is set against every affirmation of the same or a narrower relation, subject and object."""
    expected = {
        frozenset((denial.id, claim.id))
        for denial in compendium.claims
        for claim in compendium.claims
        if denial.polarity is Polarity.DENIED
        and claim.polarity is Polarity.AFFIRMED
        and claim.relation.is_within(denial.relation)
        and compendium.is_a(claim.subject, denial.subject)
        and compendium.is_a(claim.object, denial.object)
    }

    assert expected == {frozenset((each.first.id, each.second.id)) for each in compendium.claims.conflicts()}


@given(compendia())
def test_by_subject_parts_the_set(compendium: Compendium) -> None:
    """Grouping by subject loses no claim and keeps the order within each group."""
    groups = compendium.claims.by_subject()

    assert Counter(compendium.claims) == Counter(claim for group in groups.values() for claim in group)
    for subject, group in groups.items():
        assert [claim for claim in compendium.claims if claim.subject == subject] == list(group)


@given(compendia())
def test_rows_are_flat_and_alike(compendium: Compendium) -> None:
    """Every row has the same keys and holds only strings, numbers, booleans and None."""
    rows = compendium.claims.to_rows()

    assert [claim.id for claim in compendium.claims] == [row["id"] for row in rows]
    assert len({tuple(row) for row in rows}) <= 1
    for row, claim in zip(rows, compendium.claims, strict=True):
        assert all(value is None or isinstance(value, str | int | float) for value in row.values())
        assert claim.provenance.source.id == row["source"]
        if isinstance(claim.provenance, Reference):
            assert claim.provenance.locator == row["locator"]
            assert {None} == {row[key] for key in ("sentence", "start", "end", "quote")}
        else:
            assert (claim.provenance.start, claim.provenance.end) == (row["start"], row["end"])
            assert (claim.provenance.quote, None) == (row["quote"], row["locator"])


@given(compendia())
def test_a_claim_set_is_a_sequence(compendium: Compendium) -> None:
    """An int gives a claim, a slice a claim set, a str the claim of that id; in takes a claim or an id."""
    every = compendium.claims

    assert list(every) == [every[place] for place in range(len(every))]
    assert isinstance(every[:2], ClaimSet)
    assert list(every)[::-1] == list(every[::-1])
    for claim in every:
        assert every[claim.id] is claim
        assert claim in every
        assert claim.id in every
        assert every.index(claim) == list(every).index(claim)


@given(claims())
def test_a_claim_set_needs_no_compendium(claim: osteopharm.EvidenceClaim) -> None:
    """A set made of claims alone knows the entities of which they speak, and what those belong to."""
    alone = ClaimSet([claim])

    assert [claim] == list(alone.about(claim.subject, inherited=False))
    assert [claim] == list(alone.on(claim.object.id))
    for above in lineage(claim.subject):
        assert len(alone.about(above)) <= 1


def test_a_member_inherits_generic_claims_and_names_their_class() -> None:
    """A member inherits the claims about each member, marked as inherited, and not those about the class as a whole."""
    told = with_member().claims.about("member")
    rows = {row["id"]: row for row in told.to_rows()}

    assert "af20-s08-enzyme-inhibited" in told
    assert "af20-s06-inexpensive" not in told
    assert all(claim.subject.id == "bisphosphonates" for claim in told)
    assert rows["af20-s08-enzyme-inhibited"]["inherited_by"] == "member"
    assert "(inherited from bisphosphonates)" in str(told)
    assert {None} == {row["inherited_by"] for row in PAGE.claims.about("bisphosphonates").to_rows()}


@each_of("excepted", ["upper-class", "lower-class", "member"])
def test_an_excepted_member_does_not_inherit_and_the_reason_is_given(excepted: str) -> None:
    """A qualifying claim link keeps the claim from the member it names and from all below it, and says why."""
    compendium = with_member((LinkKind.QUALIFIES, (excepted,)))
    told = compendium.claims.about("member")

    assert "af20-s08-enzyme-inhibited" not in told
    assert "af20-s08-resorption-reduced" in told
    assert [claim_link.id for claim_link in told.exceptions] == ["exception-0"]
    assert "excepted: Bisphosphonates inhibit a key enzyme" in str(told)
    assert "(made up for this test)" in str(told)
    assert "af20-s08-enzyme-inhibited" in compendium.claims.about("bisphosphonates")
    assert compendium.claims.about("bisphosphonates").exceptions == ()


def test_what_is_withheld_is_filtered_too() -> None:
    """After a filter that the withheld claim would not pass, its exception is no longer told."""
    told = with_member((LinkKind.QUALIFIES, ("member",))).claims.about("member")

    assert len(told.on("mevalonate-pathway-enzyme").exceptions) == 1
    assert told.on("bone-healing").exceptions == ()
    assert told.where(certainty="theoretical").exceptions == ()
    assert told[:0].about("member").exceptions == ()


def test_a_link_without_exceptions_withholds_nothing() -> None:
    """A claim link that contradicts, or excepts nobody, keeps no claim from being told."""
    compendium = with_member((LinkKind.CONTRADICTS, ()), (LinkKind.QUALIFIES, ()))

    assert "af20-s08-enzyme-inhibited" in compendium.claims.about("member")
    assert compendium.claims.about("member").exceptions == ()


def test_where_takes_a_narrower_relation() -> None:
    """Filtering by a relation keeps the narrower ones: impairs and inhibits are within affects, member-of is not."""
    relations = {claim.relation for claim in PAGE.claims.where(relation="affects")}

    assert {Relation.IMPAIRS, Relation.INHIBITS, Relation.AFFECTS} <= relations
    assert Relation.MEMBER_OF not in relations


def test_where_takes_a_source() -> None:
    """Filtering by a source keeps its claims, be it a document or not, and no others; an unknown one is refused."""
    page = PAGE.sources["anderson-freedman-2020"]
    paper = PAGE.sources["romosozumab-bone-forming-2019"]
    quoting, referring = PAGE.claims.where(source=page), PAGE.claims.where(source=paper)

    assert quoting == PAGE.claims.where(source="anderson-freedman-2020")
    assert len(quoting) == 46
    assert [claim.id for claim in referring] == [
        "romosozumab-2019-formation",
        "romosozumab-2019-formation-at-month-12",
        "romosozumab-2019-resorption",
    ]
    assert not set(quoting) & set(referring)
    for unknown in ("anderson-2020", 5):
        with pytest.raises(osteopharm.UnknownIdError, match="no source has the id"):
            PAGE.claims.where(source=unknown)  # type: ignore[arg-type]


@each_of(
    ("axis", "value"),
    [
        ("certainty", "maybe"),
        ("certainty", Polarity.DENIED),
        ("polarity", ""),
        ("polarity", 1),
        ("study_kind", "animal"),
        ("species", "horse"),
        ("held_by", "spine-surgeons"),
        ("scope", "all"),
        ("relation", "harms"),
        ("citation", 9),
        ("citation", True),
        ("citation", "1"),
    ],
)
def test_where_refuses_what_an_axis_does_not_have(axis: str, value: object) -> None:
    """A value that an axis does not have is an error that lists those it has, never an empty answer."""
    with pytest.raises(osteopharm.UnknownValueError) as caught:
        PAGE.claims.where(**{axis: value})  # type: ignore[arg-type]

    assert (axis, value) == (caught.value.axis, caught.value.value)
    assert caught.value.allowed


@each_of("asked", ["denosumap", "", "é", "x" * 1000])
def test_an_unknown_entity_is_an_error(asked: str) -> None:
    """Asking about or on an entity that does not exist raises, and offers near ids where there are any."""
    for question in (PAGE.claims.about, PAGE.claims.on, lambda each: PAGE.claims.about(each, inherited=False)):
        with pytest.raises(osteopharm.UnknownIdError) as caught:
            question(asked)
        assert (("denosumab",) if asked == "denosumap" else ()) == caught.value.suggestions[:1]


def test_a_foreign_object_is_an_error() -> None:
    """An object that is not an entity, or an entity of no claim in sight, raises instead of giving an empty answer."""
    anabolic = PAGE.drug_classes["anabolic"]
    foreign = Medication(id="foreign", name="foreign", sources=tuple(PAGE.sources.values()), classes=(anabolic,))
    for asked in (foreign, 7, None):
        with pytest.raises(osteopharm.UnknownIdError):
            PAGE.claims.about(asked)  # type: ignore[arg-type]


def test_an_unknown_claim_is_an_error() -> None:
    """A claim set raises on an unknown id and on a place beyond its end."""
    with pytest.raises(osteopharm.UnknownIdError, match="af20-s02-chronic"):
        PAGE.claims["af20-s02-cronic"]
    with pytest.raises(IndexError):
        PAGE.claims[len(PAGE.claims)]

    assert "af20-s02-cronic" not in PAGE.claims
    assert 7 not in PAGE.claims


@pytest.mark.parametrize("claims", [[5], [PAGE.claims[0], PAGE.claims[0]]])
def test_a_claim_set_holds_claims_and_each_once(claims: list[osteopharm.EvidenceClaim]) -> None:
    """What is not a claim, or occurs twice, is refused."""
    with pytest.raises(osteopharm.InvalidRecordError):
        ClaimSet(claims)


def test_a_claim_set_cannot_be_changed() -> None:
    """No attribute of a claim set can be set, added or deleted."""
    with pytest.raises(AttributeError, match="cannot be changed"):
        PAGE.claims.exceptions = ()
    with pytest.raises(AttributeError, match="cannot be changed"):
        del PAGE.claims.exceptions
    with pytest.raises(TypeError):
        PAGE.claims[0] = PAGE.claims[1]  # type: ignore[index]


def test_claim_sets_are_compared_by_their_claims() -> None:
    """Two sets of the same claims in the same order are equal and hash alike; anything else is not equal."""
    assert PAGE.claims == PAGE.claims[:]
    assert hash(PAGE.claims) == hash(PAGE.claims[:])
    assert PAGE.claims != PAGE.claims[1:]
    assert PAGE.claims != list(PAGE.claims)
    assert repr(PAGE.claims.where(source="anderson-freedman-2020")) == "<ClaimSet of 46>"


def test_a_conflict_reads_as_a_sentence() -> None:
    """A conflict prints both statements and the axes in which they differ."""
    first, *_ = PAGE.claims.conflicts()

    assert str(first) == (
        "Bisphosphonates have a theoretical negative effect on bone healing.\n"
        "  against: Healing of fractures in people does not appear to be affected by bisphosphonates.\n"
        "  they differ in: relation, certainty, study kind, species, setting"
    )
    assert "nothing but polarity" in str(Conflict(first.first, first.second, ()))


def test_claims_of_one_polarity_do_not_conflict() -> None:
    """Two claims that both affirm, or both deny, conflict in nothing, whatever they say."""
    conflict = PAGE.claims.conflicts()[0]

    assert {conflict.first.polarity, conflict.second.polarity} == {Polarity.AFFIRMED, Polarity.DENIED}
    for claim in (conflict.first, conflict.second):
        assert Conflict.between(claim, claim) is None


def test_concepts_are_asked_about_like_drugs() -> None:
    """Claims about a concept include none of a class, and are never marked as said of a class."""
    told = PAGE.claims.about("osteoporosis")

    assert {"osteoporosis"} == {claim.subject.id for claim in told}
    assert {None} == {row["inherited_by"] for row in told.to_rows()}
    assert EntityKind.CONDITION is PAGE.concepts["osteoporosis"].kind


def test_conflicts_of_a_part_of_a_set() -> None:
    """Asked about each claim of a narrowed set, its conflicts are found, and none with a claim outside it."""
    narrowed = PAGE.claims.within("bisphosphonates").where(source="anderson-freedman-2020")
    found = {conflict for claim in narrowed for conflict in narrowed.conflicts_of([claim])}

    assert 0 < len(found) < len(PAGE.claims.conflicts())
    assert found == set(narrowed.conflicts())


def test_how_a_selection_without_overlaps_shows_itself() -> None:
    """The short forms count what is kept and left out, and name both publications and what they share."""
    chosen = PAGE.claims.on("hip-fracture").within("risedronic-acid").without_overlaps()

    assert (
        repr(chosen)
        == f"<OverlapSelection: {len(chosen.claims)} claims kept, {len(chosen.excluded)} publications excluded>"
    )
    for each in chosen.excluded:
        assert repr(each) == f"<ExcludedStudy {each.publication.id}: {each.overlap.kind.value}, {each.kept.id}>"
    assert chosen.excluded
