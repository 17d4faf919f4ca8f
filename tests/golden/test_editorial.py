"""The seed document and all that it says: facts typed by hand from the page, never read off the data.

When a test here fails, read the page first. Change the data if they drifted; change the fact only if the
page itself does not bear it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from tests.seeds import SEEDS

import osteopharm
from osteopharm import ClaimSet, Compendium, Document, EvidenceClaim, Mechanism, Medication
from osteopharm.claims import Conflict
from osteopharm.model.kinds import COLLECTIONS

DIGEST = "bfadce783de65dd4ccabeb439c49b21c5877b8e7788da016c924db5fe414ab7c"

# How each of the thirteen stretches begins and ends.
SENTENCES = {
    1: ("O steOpOrOsis is defined as", "increased risk of fracture."),
    2: ("This is a chronic condition", "occurrence of fragility fractures. 1,2"),
    3: ("Osteoporosis is also very common", "revision or deformity surgery. 3"),
    4: ("Two classes of medications", "antiresorptive and anabolic."),
    5: ("Antiresorptive medications include", "selective estrogen receptor modulators."),
    6: ("Bisphosphonates are the most commonly", "can be given orally."),
    7: ("However, their mechanism of action", "bone healing after fusion."),
    8: ("Bisphosphonates inhibit a key enzyme", "induces osteoclastic apoptosis. 4"),
    9: ("These mechanisms of action result", "lower fracture risk."),
    10: ("In fracture models in animals", "treated than control animals."),
    11: ("A similar phenomenon", "occurs during spine fusion."),
    12: ("Although results in animal studies", "before or after fracture. 7,8"),
    13: ("Bisphosphonates are analogs", "of pyrophosphate and"),
}

READABLE = (
    "Osteoporosis is defined as diminished bone mineral density and bone quality resulting in increased risk of "
    "fracture. This is a chronic condition that is underappreciated and undertreated, even after the occurrence of "
    "fragility fractures.[1,2] Osteoporosis is also very common in patients undergoing elective spine surgery, "
    "occurring in 20% or more of patients, and rates are often higher in patients undergoing revision or deformity "
    "surgery.[3] Two classes of medications are used to treat osteoporosis: antiresorptive and anabolic. "
    "Antiresorptive medications include bisphosphonates, denosumab, calcitonin, and estrogens and selective estrogen "
    "receptor modulators. Bisphosphonates are the most commonly used drugs for treating osteoporosis because they are "
    "inexpensive (generic options are available), usually well tolerated, and can be given orally. However, their "
    "mechanism of action (inhibition of osteoclasts) and their theoretical negative effect on bone healing, which may "
    "follow an uncoupling of balanced osteoclastic and osteoblastic activities, has caused concern among spine "
    "surgeons that bisphosphonates will interfere with bone healing after fusion. Bisphosphonates inhibit a key "
    "enzyme of the mevalonate pathway that reduces osteoclastic bone resorption ability and induces osteoclastic "
    "apoptosis.[4] These mechanisms of action result in a rapid decrease in bone turnover along with increased bone "
    "mineral density and lower fracture risk. In fracture models in animals treated with bisphosphonates, bone "
    "remodeling of the callus is slowed but mechanical strength is maintained as a larger callus is formed in treated "
    "than control animals. A similar phenomenon likely occurs during spine fusion. Although results in animal studies "
    "are conflicting with regard to whether spine fusion is affected by bisphosphonates,[5,6] bone healing after "
    "fractures in humans, including spinal fractures, does not appear to be affected by the use of bisphosphonates "
    "either before or after fracture.[7,8] Bisphosphonates are analogs of pyrophosphate and […]\n\n"
    "Disclosures Dr. Anderson reports direct stock ownership in Titan Spine; being a consultant for Medtronic, "
    "Amgen, and Radius Medical; and receiving royalties from Regeneration Technologies."
)


@attrs.frozen(kw_only=True)
class Said:
    """What a claim says, without its id, its statement and its notes."""

    subject: str
    relation: str
    object: str
    quote: str
    polarity: str = "affirmed"
    certainty: str = "stated"
    held_by: str = "authors"
    holder: str | None = None
    study_kind: str = "not-given"
    species: str = "not-given"
    scope: str = "each-member"
    setting: frozenset[str] = frozenset()
    quantity: str | None = None
    citations: tuple[int, ...] = ()
    context: tuple[str, ...] = ()


def said_by(claim: EvidenceClaim) -> Said:
    return Said(
        subject=claim.subject.id,
        relation=claim.relation.value,
        object=claim.object.id,
        quote=str(getattr(claim.provenance, "quote", "")),
        polarity=claim.polarity.value,
        certainty=claim.certainty.value,
        held_by=claim.held_by.value,
        holder=claim.holder.id if claim.holder else None,
        study_kind=claim.study_kind.value,
        species=claim.species.value,
        scope=claim.scope.value,
        setting=frozenset(place.id for place in claim.setting),
        quantity=str(claim.quantity) if claim.quantity else None,
        citations=claim.citations,
        context=tuple(passage.quote for passage in claim.context),
    )


def in_sentence(number: int) -> list[EvidenceClaim]:
    """The claims made in one sentence of the page."""
    return [claim for claim in osteopharm.load().claims if [part.number for part in claim.sentences] == [number]]


def of_page(compendium: Compendium) -> ClaimSet:
    """The claims that the page makes, without those of other sources."""
    return compendium.claims.where(source="anderson-freedman-2020")


def mechanisms_of_page(compendium: Compendium) -> list[Mechanism]:
    """The mechanisms of which the page makes every step."""
    page = compendium.sources["anderson-freedman-2020"]
    return [each for each in compendium.mechanisms.values() if all(step.sources == (page,) for step in each.steps)]


def said_in(number: int) -> set[Said]:
    return {said_by(claim) for claim in in_sentence(number)}


def the_claim(number: int, relation: str, object: str, setting: frozenset[str] = frozenset()) -> EvidenceClaim:
    """The one claim of a sentence about bisphosphonates with that relation, object and setting."""
    (claim,) = [
        claim
        for claim in in_sentence(number)
        if (claim.subject.id, claim.relation.value, claim.object.id) == ("bisphosphonates", relation, object)
        and frozenset(place.id for place in claim.setting) == setting
    ]
    return claim


@pytest.fixture(scope="module")
def compendium() -> Compendium:
    return osteopharm.load()


@pytest.fixture(scope="module")
def page(compendium: Compendium) -> Document:
    return compendium.documents["anderson-freedman-2020"]


class TestText:
    """The text is the scan, untouched."""

    def test_the_digest_is_that_of_the_page(self, page: Document) -> None:
        """The text ships letter for letter: its SHA-256 is the one that was pinned by hand."""
        digest = hashlib.sha256(page.text.encode()).hexdigest()

        assert (digest, page.sha256) == (DIGEST, DIGEST)

    def test_the_seed_file_is_the_page_byte_for_byte(self) -> None:
        """The file that curators see has the pinned digest too, without an added line end."""
        raw = (SEEDS / "anderson-freedman-2020" / "document.txt").read_bytes()

        assert hashlib.sha256(raw).hexdigest() == DIGEST

    def test_the_page_has_2233_characters(self, page: Document) -> None:
        """The page has 2,233 characters."""
        assert len(page.text) == 2233

    def test_the_scans_faults_stay_in_the_text(self, page: Document) -> None:
        """Drop capital, spaced marks and the break are in the text as the scan gives them."""
        text = page.text

        assert text.startswith("O steOpOrOsis is defined")
        assert " fragility fractures. 1,2 Osteoporosis " in text
        assert " analogs of pyrophosphate and Disclosures Dr. Anderson " in text
        assert "Osteoporosis is defined" not in text
        assert "[" not in text

    def test_the_page_is_the_only_text(self, compendium: Compendium) -> None:
        """Of all sources the page alone ships with its text, and whatever quotes words quotes the page."""
        (page,) = compendium.documents.values()
        quoting = [claim for claim in compendium.claims if claim.sentences]

        assert page.id == "anderson-freedman-2020"
        assert list(of_page(compendium)) == quoting
        assert {page} == {disclosure.provenance.source for disclosure in compendium.disclosures.values()}


class TestSentences:
    """The body falls into thirteen stretches: twelve sentences and the one cut off."""

    def test_there_are_thirteen(self, page: Document) -> None:
        """The sentences are numbered from 1 to 13."""
        assert [sentence.number for sentence in page.sentences] == list(range(1, 14))

    @pytest.mark.parametrize("number", SENTENCES)
    def test_first_and_last_words(self, page: Document, number: int) -> None:
        """Each stretch begins and ends with the words that were read off the page."""
        first, last = SENTENCES[number]
        sentence = page.sentences[number - 1]

        assert sentence.text.startswith(first)
        assert sentence.text.endswith(last)
        assert page.text[sentence.start : sentence.end] == sentence.text

    def test_one_space_parts_them(self, page: Document) -> None:
        """The stretches run from the first letter to the disclosures, with one space after each."""
        starts = [sentence.start for sentence in page.sentences]
        ends = [sentence.end for sentence in page.sentences]

        assert starts[0] == 0
        assert [end + 1 for end in ends] == [*starts[1:], page.body_end]

    def test_only_the_last_is_cut_off(self, page: Document) -> None:
        """The page breaks off in sentence 13, and in no other."""
        assert [sentence.number for sentence in page.sentences if sentence.is_cut_off] == [13]

    def test_no_sentence_is_left_out(self, page: Document) -> None:
        """Claims cover all thirteen, so that none is listed as uncovered."""
        assert page.uncovered == ()


class TestCitations:
    """The page cites its reference list by the numbers 1 to 8, and does not hold that list."""

    def test_which_sentence_has_which_number(self, page: Document) -> None:
        """A mark after a full stop belongs to the sentence before it; 5,6 stand inside theirs."""
        borne = [(citation.number, citation.sentence.number) for citation in page.citations]

        assert borne == [(1, 2), (2, 2), (3, 3), (4, 8), (5, 12), (6, 12), (7, 12), (8, 12)]

    def test_sentences_know_their_numbers(self, page: Document) -> None:
        """Five sentences bear numbers, and the other eight none."""
        borne = {sentence.number: sentence.citations for sentence in page.sentences if sentence.citations}

        assert borne == {2: (1, 2), 3: (3,), 8: (4,), 12: (5, 6, 7, 8)}

    def test_where_the_marks_are(self, page: Document) -> None:
        """The span of a number is that of the mark in which it stands."""
        marks = [page.text[citation.start : citation.end] for citation in page.citations]

        assert marks == ["1,2", "1,2", "3", "4", "5,6", "5,6", "7,8", "7,8"]

    def test_twenty_percent_is_not_a_citation(self, page: Document) -> None:
        """Look-alike: the figure 20 follows a word, not a full stop, and cites nothing."""
        assert 20 not in [citation.number for citation in page.citations]

    def test_a_number_has_no_reference(self) -> None:
        """The page does not hold its reference list, so a citation knows its number and place and nothing else."""
        names = [attribute.name for attribute in attrs.fields(osteopharm.model.Citation)]

        assert names == ["number", "start", "end", "sentence"]

    def test_which_claims_cite_them(self, compendium: Compendium) -> None:
        """Each number is on the claims of the words that it follows."""
        citing = {
            number: {(claim.sentences[0].number, claim.object.id) for claim in compendium.claims.where(citation=number)}
            for number in range(1, 9)
        }
        prevalence = {
            (3, "very-common"),
            (3, "elective-spine-surgery-patients"),
            (3, "revision-surgery-patients"),
            (3, "deformity-surgery-patients"),
        }
        neglect = {(2, "chronic"), (2, "underappreciated"), (2, "undertreated")}
        pathway = {(8, "mevalonate-pathway-enzyme"), (8, "osteoclastic-bone-resorption"), (8, "osteoclast-apoptosis")}
        expected = {
            1: neglect,
            2: neglect,
            3: prevalence,
            4: pathway,
            5: {(12, "spine-fusion")},
            6: {(12, "spine-fusion")},
            7: {(12, "bone-healing")},
            8: {(12, "bone-healing")},
        }

        assert expected == citing

    def test_5_and_6_are_cited_for_the_animal_studies_alone(self, compendium: Compendium) -> None:
        """The marks 5,6 follow the clause on animal studies of spine fusion, and on no claim but that."""
        for number in (5, 6):
            (claim,) = compendium.claims.where(citation=number)

            assert (claim.object.id, claim.polarity.value, claim.species.value) == (
                "spine-fusion",
                "unresolved",
                "animal",
            )

    def test_7_and_8_are_cited_for_fractures_in_people_alone(self, compendium: Compendium) -> None:
        """The marks 7,8 end the sentence, and concern its second clause: denials, in humans."""
        for number in (7, 8):
            claims = compendium.claims.where(citation=number)

            assert {("bone-healing", "denied", "human")} == {
                (claim.object.id, claim.polarity.value, claim.species.value) for claim in claims
            }


class TestReadable:
    """The rendering for display."""

    def test_the_whole_rendering(self, page: Document) -> None:
        """The drop capital is corrected, the marks are in brackets, the break is shown, and no other word changes."""
        assert page.corrected_text == READABLE

    def test_the_one_correction(self, page: Document) -> None:
        """One OCR error is corrected: the drop capital."""
        assert [(correction.original, correction.corrected) for correction in page.corrections] == [
            ("O steOpOrOsis", "Osteoporosis")
        ]

    def test_rendering_leaves_the_text_alone(self, page: Document) -> None:
        """After it was rendered the text still has its digest."""
        assert page.corrected_text != page.text
        assert hashlib.sha256(page.text.encode()).hexdigest() == DIGEST


class TestDisclosures:
    """Dr. Anderson's five declared interests."""

    def test_the_block(self, page: Document) -> None:
        """The block runs from its heading to the end of the page."""
        block = page.disclosure_block

        assert block is not None
        assert block.quote == (
            "Disclosures Dr. Anderson reports direct stock ownership in Titan Spine; being a consultant for "
            "Medtronic, Amgen, and Radius Medical; and receiving royalties from Regeneration Technologies."
        )
        assert (block.end, block.sentences) == (2233, ())

    def test_the_five(self, compendium: Compendium) -> None:
        """Stock in one company, consultant for three, royalties from one; all Dr. Anderson's."""
        expected = {
            ("Dr. Anderson", "stock", "Titan Spine", "Dr. Anderson reports direct stock ownership in Titan Spine"),
            ("Dr. Anderson", "consultant", "Medtronic", "being a consultant for Medtronic"),
            ("Dr. Anderson", "consultant", "Amgen", "being a consultant for Medtronic, Amgen"),
            (
                "Dr. Anderson",
                "consultant",
                "Radius Medical",
                "being a consultant for Medtronic, Amgen, and Radius Medical",
            ),
            (
                "Dr. Anderson",
                "royalties",
                "Regeneration Technologies",
                "receiving royalties from Regeneration Technologies",
            ),
        }
        declared = [
            (interest.person, interest.kind.value, interest.company, interest.provenance.quote)
            for interest in compendium.disclosures.values()
        ]

        assert len(declared) == 5
        assert expected == set(declared)

    def test_the_other_author_declares_nothing_on_the_page(self, compendium: Compendium) -> None:
        """The page does not speak of Dr. Freedman, and blank is not "none": there is no record of his interests."""
        assert not [interest for interest in compendium.disclosures.values() if "Freedman" in interest.person]


class TestBibliographicRecord:
    """Where the page was published, and how sure that is."""

    def test_the_record(self, page: Document) -> None:
        """Editorial, Neurosurgical Focus 2020, volume 49 issue 2, page E13."""
        record = page.record

        assert record is not None
        assert record.title == "Editorial. Bisphosphonates do not impair spinal fusion"
        assert record.authors == ("Paul A. Anderson", "Brett A. Freedman")
        assert (record.journal, record.year) == ("Neurosurgical Focus", 2020)
        assert (record.volume, record.issue, record.pages) == ("49", "2", "E13")
        assert record.doi == "10.3171/2020.5.focus20413"

    def test_it_is_matched_and_not_certain(self, page: Document) -> None:
        """The record was matched, so it is probable; the basis says by what, and what the page itself names."""
        record = page.record

        assert record is not None
        assert record.certainty is osteopharm.Certainty.PROBABLE
        for words in ("author, issue, subject and wording", 'names only "Dr. Anderson"', "no title", "not a claim"):
            assert words in record.basis

    @pytest.mark.parametrize("words", ["do not impair", "Editorial", "Paul", "Freedman", "Neurosurgical", "10.3171"])
    def test_the_editorial_has_none_of_it(self, page: Document, words: str) -> None:
        """Look-alike: title, first names, second author, journal and DOI stand nowhere on the page."""
        assert words not in page.text


class TestWhatThePageNames:
    """Classes, medications, and how many claims."""

    def test_the_classes(self, compendium: Compendium) -> None:
        """The page names two classes of action and, under the one, three classes of medications."""
        page = compendium.documents["anderson-freedman-2020"]
        parents = {
            drug_class.id: [parent.id for parent in drug_class.parents]
            for drug_class in compendium.drug_classes.values()
            if page in drug_class.sources
        }

        assert parents == {
            "anabolic": [],
            "antiresorptive": [],
            "bisphosphonates": ["antiresorptive"],
            "estrogens": ["antiresorptive"],
            "selective-estrogen-receptor-modulators": ["antiresorptive"],
        }

    def test_the_medications(self, compendium: Compendium) -> None:
        """The page names two single medications, denosumab and calcitonin, and both as antiresorptive."""
        page = compendium.documents["anderson-freedman-2020"]
        above = {
            medication.id: [drug_class.id for drug_class in compendium.ancestors(medication)]
            for medication in compendium.medications.values()
            if page in medication.sources
        }
        told = {
            claim.subject.id: claim.object.id
            for claim in of_page(compendium).where(relation="member-of")
            if isinstance(claim.subject, Medication)
        }

        assert above == {
            "calcitonin": ["calcitonins", "antiresorptive"],
            "denosumab": ["rankl-inhibitors", "antiresorptive"],
        }
        assert told == {"calcitonin": "antiresorptive", "denosumab": "antiresorptive"}

    def test_claims_by_sentence(self, compendium: Compendium) -> None:
        """Every claim is made in one sentence, and the sentences make as many as the page says things."""
        counts = [len(in_sentence(number)) for number in range(1, 14)]

        assert counts == [3, 4, 4, 3, 5, 5, 5, 3, 3, 4, 1, 5, 1]
        assert len(of_page(compendium)) == sum(counts)


DENSITY_DIMINISHED = "O steOpOrOsis is defined as diminished bone mineral density"
MOST_USED = "Bisphosphonates are the most commonly used drugs for treating osteoporosis"
INHIBITION = (
    "Bisphosphonates inhibit a key enzyme of the mevalonate pathway that reduces osteoclastic bone resorption ability "
    "and induces osteoclastic apoptosis"
)


def test_sentence_1_defines_osteoporosis() -> None:
    """Osteoporosis: diminished bone mineral density, diminished bone quality, and so an increased risk of fracture."""

    def defined(relation: str, object: str, quote: str) -> Said:
        return Said(subject="osteoporosis", relation=relation, object=object, quote=quote, study_kind="definition")

    diminished = "O steOpOrOsis is defined as diminished bone mineral density"
    expected = {
        defined("involves-decreased", "bone-mineral-density", diminished),
        defined("involves-decreased", "bone-quality", f"{diminished} and bone quality"),
        defined("increases", "fracture-risk", f"{diminished} and bone quality resulting in increased risk of fracture"),
    }

    assert expected == said_in(1)


def test_sentence_2_says_how_it_is_met_with() -> None:
    """Osteoporosis is chronic, underappreciated and undertreated, even after fragility fractures (1,2)."""
    chronic = "This is a chronic condition"

    def quality(object: str, words: str, setting: frozenset[str] = frozenset()) -> Said:
        return Said(
            subject="osteoporosis",
            relation="has-quality",
            object=object,
            quote=f"{chronic}{words}",
            setting=setting,
            citations=(1, 2),
            context=(DENSITY_DIMINISHED,),
        )

    expected = {
        quality("chronic", ""),
        quality("underappreciated", " that is underappreciated"),
        quality("undertreated", " that is underappreciated and undertreated"),
        quality(
            "undertreated",
            " that is underappreciated and undertreated, even after the occurrence of fragility fractures",
            frozenset({"fragility-fracture"}),
        ),
    }

    assert expected == said_in(2)


def test_sentence_3_says_how_common_it_is_in_spine_surgery() -> None:
    """20% or more of patients having elective spine surgery; often higher in revision and deformity surgery (3)."""
    common = "Osteoporosis is also very common in patients undergoing elective spine surgery"
    expected = {
        Said(
            subject="osteoporosis",
            relation="has-quality",
            object="very-common",
            quote=common,
            setting=frozenset({"elective-spine-surgery-patients"}),
            citations=(3,),
        ),
        Said(
            subject="osteoporosis",
            relation="occurs-in",
            object="elective-spine-surgery-patients",
            quote=f"{common}, occurring in 20% or more of patients",
            quantity="at least 20 percent of patients",
            citations=(3,),
        ),
        Said(
            subject="osteoporosis",
            relation="occurs-more-often-in",
            object="revision-surgery-patients",
            quote="rates are often higher in patients undergoing revision",
            citations=(3,),
            context=(common,),
        ),
        Said(
            subject="osteoporosis",
            relation="occurs-more-often-in",
            object="deformity-surgery-patients",
            quote="rates are often higher in patients undergoing revision or deformity surgery",
            citations=(3,),
            context=(common,),
        ),
    }

    assert expected == said_in(3)


def test_sentence_3_keeps_its_often() -> None:
    """The page says "often higher", not "higher": the statements keep the word."""
    statements = [claim.statement for claim in in_sentence(3) if claim.relation.value == "occurs-more-often-in"]

    assert len(statements) == 2
    assert all("often" in statement for statement in statements)


def test_sentence_3_quantity() -> None:
    """The quantity is 20 percent of patients with a lower bound, and no other claim of the sentence has one."""
    (claim,) = [claim for claim in in_sentence(3) if claim.quantity]

    assert claim.quantity is not None
    assert (claim.quantity.bound.value, claim.quantity.value, claim.quantity.unit) == (
        "at-least",
        20,
        "percent of patients",
    )


def test_sentence_4_names_two_classes() -> None:
    """Two classes of medications treat osteoporosis; all of it is said of them together."""
    two = "Two classes of medications are used to treat osteoporosis: antiresorptive"
    expected = {
        Said(
            subject="antiresorptive",
            relation="used-to-treat",
            object="osteoporosis",
            quote=two,
            scope="class-as-a-whole",
        ),
        Said(
            subject="anabolic",
            relation="used-to-treat",
            object="osteoporosis",
            quote=f"{two} and anabolic",
            scope="class-as-a-whole",
        ),
        Said(
            subject="antiresorptive",
            relation="distinguished-from",
            object="anabolic",
            quote=f"{two} and anabolic",
            study_kind="definition",
            scope="class-as-a-whole",
            setting=frozenset({"osteoporosis"}),
            quantity="exactly 2 classes of medications",
        ),
    }

    assert expected == said_in(4)


def test_sentence_5_lists_the_antiresorptive_medications() -> None:
    """Antiresorptive: bisphosphonates, denosumab, calcitonin, estrogens, selective estrogen receptor modulators."""
    listed = "Antiresorptive medications include bisphosphonates"

    def member(subject: str, words: str) -> Said:
        return Said(
            subject=subject,
            relation="member-of",
            object="antiresorptive",
            quote=f"{listed}{words}",
            study_kind="definition",
        )

    expected = {
        member("bisphosphonates", ""),
        member("denosumab", ", denosumab"),
        member("calcitonin", ", denosumab, calcitonin"),
        member("estrogens", ", denosumab, calcitonin, and estrogens"),
        member(
            "selective-estrogen-receptor-modulators",
            ", denosumab, calcitonin, and estrogens and selective estrogen receptor modulators",
        ),
    }

    assert expected == said_in(5)


def test_sentence_6_says_why_bisphosphonates_are_used_most() -> None:
    """Most commonly used, because inexpensive (generics), usually well tolerated, oral: of the class together."""

    def reason(object: str, words: str) -> Said:
        return Said(
            subject="bisphosphonates",
            relation="has-quality",
            object=object,
            quote=words,
            scope="class-as-a-whole",
            context=(MOST_USED,),
        )

    expected = {
        Said(
            subject="bisphosphonates",
            relation="has-quality",
            object="most-commonly-used",
            quote=MOST_USED,
            scope="class-as-a-whole",
            setting=frozenset({"osteoporosis"}),
        ),
        reason("inexpensive", "they are inexpensive"),
        reason("available-as-generics", "generic options are available"),
        reason("usually-well-tolerated", "usually well tolerated"),
        reason("given-orally", "can be given orally"),
    }

    assert expected == said_in(6)


def test_sentence_6_keeps_its_usually() -> None:
    """The page says "usually well tolerated", not "well tolerated": the statement keeps the word."""
    assert "usually" in the_claim(6, "has-quality", "usually-well-tolerated").statement


def test_sentence_7_says_how_they_work_and_what_is_feared() -> None:
    """Osteoclasts are inhibited; healing is impaired in theory; that surgeons are concerned is stated, no finding."""
    theory = "their theoretical negative effect on bone healing"
    concern = "concern among spine surgeons that bisphosphonates will interfere with bone healing after fusion"
    expected = {
        Said(
            subject="bisphosphonates",
            relation="inhibits",
            object="osteoclasts",
            quote="their mechanism of action (inhibition of osteoclasts)",
            context=(MOST_USED,),
        ),
        Said(
            subject="bisphosphonates",
            relation="impairs",
            object="bone-healing",
            quote=theory,
            certainty="theoretical",
            study_kind="reasoning",
            context=(MOST_USED,),
        ),
        Said(
            subject="osteoclast-osteoblast-uncoupling",
            relation="impairs",
            object="bone-healing",
            quote=f"{theory}, which may follow an uncoupling of balanced osteoclastic and osteoblastic activities",
            certainty="theoretical",
            study_kind="reasoning",
            context=(MOST_USED,),
        ),
        Said(
            subject="bisphosphonates",
            relation="raises-concern-among",
            object="spine-surgeons",
            quote=f"has caused {concern}",
            scope="class-as-a-whole",
            setting=frozenset({"spine-fusion"}),
            context=(f"their mechanism of action (inhibition of osteoclasts) and {theory}",),
        ),
        Said(
            subject="bisphosphonates",
            relation="impairs",
            object="bone-healing",
            quote=concern,
            certainty="theoretical",
            held_by="others",
            holder="spine-surgeons",
            study_kind="reasoning",
            setting=frozenset({"spine-fusion"}),
        ),
    }

    assert expected == said_in(7)


def test_sentence_7_statements_carry_the_doubt() -> None:
    """What is theory, guess or fear on the page is not put flatly in our words either."""
    uncoupling = next(claim for claim in in_sentence(7) if claim.subject.id == "osteoclast-osteoblast-uncoupling")

    assert "theoretical" in the_claim(7, "impairs", "bone-healing").statement
    assert "as spine surgeons fear" in the_claim(7, "impairs", "bone-healing", frozenset({"spine-fusion"})).statement
    assert "may" in uncoupling.statement


def test_sentence_8_stops_at_a_key_enzyme() -> None:
    """They inhibit a key enzyme of the mevalonate pathway, reduce resorption and induce osteoclast apoptosis (4)."""
    expected = {
        Said(
            subject="bisphosphonates",
            relation="inhibits",
            object="mevalonate-pathway-enzyme",
            quote="Bisphosphonates inhibit a key enzyme of the mevalonate pathway",
            setting=frozenset({"mevalonate-pathway"}),
            citations=(4,),
        ),
        Said(
            subject="bisphosphonates",
            relation="decreases",
            object="osteoclastic-bone-resorption",
            quote=(
                "Bisphosphonates inhibit a key enzyme of the mevalonate pathway that reduces osteoclastic bone "
                "resorption ability"
            ),
            citations=(4,),
        ),
        Said(
            subject="bisphosphonates",
            relation="induces",
            object="osteoclast-apoptosis",
            quote=INHIBITION,
            citations=(4,),
        ),
    }

    assert expected == said_in(8)


@pytest.mark.parametrize(
    ("relation", "object"), [("decreases", "osteoclastic-bone-resorption"), ("induces", "osteoclast-apoptosis")]
)
def test_sentence_8_notes_its_grammar(relation: str, object: str) -> None:
    """By its grammar the enzyme does the reducing; the claims note the reading: of the enzyme's inhibition."""
    note = the_claim(8, relation, object).note

    assert note is not None
    assert "Grammatically" in note
    assert "inhibiting the enzyme" in note


def test_sentence_8_notes_that_the_enzyme_has_no_name() -> None:
    """The claim and the concept both say that the page does not name the enzyme."""
    claim = the_claim(8, "inhibits", "mevalonate-pathway-enzyme", frozenset({"mevalonate-pathway"}))

    assert claim.note == claim.object.note == "The page does not name the enzyme."


def test_sentence_9_says_what_follows() -> None:
    """Turnover falls, bone mineral density rises, fracture risk falls; "these mechanisms" are those of sentence 8."""
    turnover = "These mechanisms of action result in a rapid decrease in bone turnover"
    density = f"{turnover} along with increased bone mineral density"
    context = (f"{INHIBITION}.",)
    expected = {
        Said(subject="bisphosphonates", relation="decreases", object="bone-turnover", quote=turnover, context=context),
        Said(
            subject="bisphosphonates",
            relation="increases",
            object="bone-mineral-density",
            quote=density,
            context=context,
        ),
        Said(
            subject="bisphosphonates",
            relation="decreases",
            object="fracture-risk",
            quote=f"{density} and lower fracture risk",
            context=context,
        ),
    }

    assert expected == said_in(9)


def test_sentence_9_context_is_the_sentence_before() -> None:
    """The context of "These mechanisms" lies in sentence 8."""
    assert {8} == {part.number for claim in in_sentence(9) for passage in claim.context for part in passage.sentences}


def test_sentence_10_is_about_fractures_in_animals() -> None:
    """Callus remodeling slowed, a larger callus than in controls, strength maintained as that callus forms."""
    models = "In fracture models in animals treated with bisphosphonates"
    slowed = f"{models}, bone remodeling of the callus is slowed"

    def seen(subject: str, relation: str, object: str, quote: str, context: tuple[str, ...] = ()) -> Said:
        return Said(
            subject=subject,
            relation=relation,
            object=object,
            quote=quote,
            study_kind="animal-studies",
            species="animal",
            setting=frozenset({"fracture"}),
            context=context,
        )

    larger = "a larger callus is formed in treated than control animals"
    expected = {
        seen("bisphosphonates", "decreases", "callus-remodeling", slowed),
        seen("bisphosphonates", "increases", "callus-size", larger, (models,)),
        seen(
            "bisphosphonates",
            "maintains",
            "mechanical-strength",
            "mechanical strength is maintained",
            (models,),
        ),
        seen(
            "callus-size",
            "maintains",
            "mechanical-strength",
            f"mechanical strength is maintained as {larger}",
            (models,),
        ),
    }

    assert expected == said_in(10)


def test_sentence_10_notes_what_as_may_mean() -> None:
    """The "as" of "as a larger callus is formed" may be cause or time: the claim says that the page leaves it open."""
    (claim,) = [claim for claim in in_sentence(10) if claim.subject.id == "callus-size"]

    assert claim.note is not None
    assert '"because"' in claim.note
    assert '"while"' in claim.note


def test_sentence_11_is_the_authors_inference() -> None:
    """A similar phenomenon likely occurs during spine fusion: probable, by reasoning, with sentence 10 as context."""
    before = (
        "In fracture models in animals treated with bisphosphonates, bone remodeling of the callus is slowed but "
        "mechanical strength is maintained as a larger callus is formed in treated than control animals."
    )
    expected = {
        Said(
            subject="bisphosphonates",
            relation="induces",
            object="healing-through-larger-callus",
            quote="A similar phenomenon likely occurs during spine fusion",
            certainty="probable",
            study_kind="reasoning",
            setting=frozenset({"spine-fusion"}),
            context=(before,),
        ),
    }
    (claim,) = in_sentence(11)

    assert expected == {said_by(claim)}
    assert "likely" in claim.statement
    assert "inference" in (claim.note or "")


def test_sentence_12_sets_animals_against_people() -> None:
    """Animal studies on fusion conflict (5,6); in humans fracture healing does not appear affected (7,8)."""
    denial = (
        "bone healing after fractures in humans, including spinal fractures, does not appear to be affected by the "
        "use of bisphosphonates"
    )

    def unaffected(words: str, *setting: str) -> Said:
        return Said(
            subject="bisphosphonates",
            relation="affects",
            object="bone-healing",
            quote=f"{denial}{words}",
            polarity="denied",
            certainty="probable",
            study_kind="clinical-studies",
            species="human",
            setting=frozenset(setting),
            citations=(7, 8),
        )

    expected = {
        Said(
            subject="bisphosphonates",
            relation="affects",
            object="spine-fusion",
            quote=(
                "results in animal studies are conflicting with regard to whether spine fusion is affected by "
                "bisphosphonates"
            ),
            polarity="unresolved",
            study_kind="animal-studies",
            species="animal",
            citations=(5, 6),
        ),
        unaffected("", "fracture"),
        unaffected("", "spinal-fracture"),
        unaffected(" either before or after fracture", "fracture", "treated-before-fracture"),
        unaffected(" either before or after fracture", "fracture", "treated-after-fracture"),
    }

    assert expected == said_in(12)


def test_sentence_12_statements_keep_the_hedge() -> None:
    """The page says "does not appear to be", not "is not": every denial keeps the word."""
    statements = [claim.statement for claim in in_sentence(12) if claim.polarity.value == "denied"]

    assert len(statements) == 4
    assert all("does not appear" in statement for statement in statements)


def test_sentence_13_breaks_off() -> None:
    """Bisphosphonates are analogs of pyrophosphate, and what was to follow is not known."""
    expected = {
        Said(
            subject="bisphosphonates",
            relation="analog-of",
            object="pyrophosphate",
            quote="Bisphosphonates are analogs of pyrophosphate",
        ),
    }
    (claim,) = in_sentence(13)

    assert expected == {said_by(claim)}
    assert claim.is_cut_off
    assert "breaks off" in (claim.note or "")


def test_only_sentence_13_makes_a_claim_that_is_cut_off(compendium: Compendium) -> None:
    """No other claim is in a sentence that breaks off."""
    assert [claim.sentences[0].number for claim in compendium.claims if claim.is_cut_off] == [13]


class TestDecoys:
    """What a reader might expect to find, and the page does not say."""

    def test_no_anabolic_drug(self, compendium: Compendium) -> None:
        """The page names no anabolic drug: nothing that it names belongs to that class, and the class says so."""
        page = compendium.documents["anderson-freedman-2020"]

        assert [member.id for member in compendium.members("anabolic") if page in member.sources] == []
        assert compendium.drug_classes["anabolic"].note == "The editorial names no anabolic drug."

    def test_no_claim_makes_anything_anabolic(self, compendium: Compendium) -> None:
        """Two claims speak of the anabolic class, both in sentence 4, and neither gives it a member."""
        speaking = [claim for claim in compendium.claims if "anabolic" in {claim.subject.id, claim.object.id}]

        assert {("used-to-treat", 4), ("distinguished-from", 4)} == {
            (claim.relation.value, claim.sentences[0].number) for claim in speaking
        }
        assert len(speaking) == 2

    @pytest.mark.parametrize(
        "name", ["teriparatide", "abaloparatide", "romosozumab", "alendronate", "zoledronic acid", "raloxifene"]
    )
    def test_no_drug_that_the_page_does_not_name(self, compendium: Compendium, name: str) -> None:
        """Drugs of the field that the page leaves out rest on other sources, and no statement speaks of them."""
        page = compendium.documents["anderson-freedman-2020"]

        assert name not in page.text.casefold()
        assert name not in {entity.name for entity in compendium.records.entities if page in entity.sources}
        assert not [claim.id for claim in of_page(compendium) if name in claim.statement.casefold()]

    def test_no_claim_rests_on_the_title(self, compendium: Compendium, page: Document) -> None:
        """The title is metadata: the page does not have its words, and no claim says what it says."""
        asserting = [
            claim.id
            for claim in compendium.claims
            if claim.polarity.value == "denied" and "spine-fusion" in {claim.object.id, *(s.id for s in claim.setting)}
        ]

        assert "impair" not in page.text
        assert asserting == []

    def test_of_fusion_in_people_no_more_than_likely(self, compendium: Compendium) -> None:
        """What is said of fusion is likely, feared, an animal finding left open, or that there is concern."""
        on_fusion = {
            (claim.sentences[0].number, claim.relation.value, claim.certainty.value, claim.species.value)
            for claim in compendium.claims.where(source="anderson-freedman-2020").on("spine-fusion")
        }

        assert {
            (7, "raises-concern-among", "stated", "not-given"),
            (7, "impairs", "theoretical", "not-given"),
            (11, "induces", "probable", "not-given"),
            (12, "affects", "stated", "animal"),
        } == on_fusion
        assert (
            len(compendium.claims.where(source="anderson-freedman-2020").on("spine-fusion").where(species="human")) == 0
        )

    def test_only_denials_are_about_people(self, compendium: Compendium) -> None:
        """The page reports human results in one clause only: fractures that heal unaffected."""
        human = of_page(compendium).where(species="human")

        assert {12} == {claim.sentences[0].number for claim in human}
        assert list(human) == list(of_page(compendium).where(polarity="denied"))

    def test_rapid_is_said_of_turnover_only(self, compendium: Compendium) -> None:
        """The word "rapid" is in the statement on bone turnover and in no other."""
        rapid = [claim.object.id for claim in compendium.claims if "rapid" in claim.statement.casefold()]

        assert rapid == ["bone-turnover"]

    @pytest.mark.parametrize("name", ["farnesyl", "synthase", "geranyl", "fpps", "fdps", "ggpp", "diphosphate"])
    def test_the_enzyme_has_no_name(self, compendium: Compendium, name: str) -> None:
        """The page does not name the enzyme, and neither does a claim, an entity, a step or a note of the page's."""
        page = compendium.sources["anderson-freedman-2020"]
        entities = [entity for entity in compendium.records.entities if page in entity.sources]
        steps = [step for mechanism in mechanisms_of_page(compendium) for step in mechanism.steps]
        words = [
            *(f"{claim.id} {claim.statement} {claim.note}" for claim in of_page(compendium)),
            *(f"{entity.id} {entity.name} {entity.note}" for entity in entities),
            *(f"{mechanism.name} {mechanism.note}" for mechanism in mechanisms_of_page(compendium)),
            *(f"{step.note}" for step in steps),
        ]

        assert not [text for text in words if name in text.casefold()]

    def test_the_concern_is_not_a_finding(self, compendium: Compendium) -> None:
        """One claim is held by others: the surgeons' fear, theoretical and by reasoning."""
        (claim,) = compendium.claims.where(held_by="others")

        assert claim.holder is compendium.concepts["spine-surgeons"]
        assert (claim.certainty.value, claim.study_kind.value) == ("theoretical", "reasoning")
        assert claim.note == "A concern, not a finding."

    def test_an_impairment_is_never_stated(self, compendium: Compendium) -> None:
        """Every claim that something impairs bone healing is theoretical."""
        impairing = compendium.claims.where(source="anderson-freedman-2020").where(relation="impairs")

        assert len(impairing) == 3
        assert {"theoretical"} == {claim.certainty.value for claim in impairing}


class TestToldOfAMember:
    """The claims about a single bisphosphonate, had the editorial named one."""

    @pytest.fixture(scope="class")
    @staticmethod
    def with_a_member() -> Compendium:
        """The shipped data with a made-up medication under the bisphosphonates."""
        shipped = osteopharm.load()
        member = Medication(
            id="madeupdronate",
            name="madeupdronate",
            sources=tuple(shipped.sources.values()),
            classes=(shipped.drug_classes["bisphosphonates"],),
            note="Made up for this test.",
        )
        held = {kind: getattr(shipped, kind) for kind in COLLECTIONS}
        records: dict[str, Any] = {
            kind: tuple(each.values() if isinstance(each, Mapping) else each) for kind, each in held.items()
        }
        return Compendium(**{**records, "medications": (*shipped.medications.values(), member)})

    def test_nothing_of_sentence_6(self, with_a_member: Compendium) -> None:
        """Common use, price, generics, tolerance and route apply to the class and not to the member."""
        of_class = {
            claim.sentences[0].number
            for claim in with_a_member.claims.where(source="anderson-freedman-2020").about("bisphosphonates")
        }
        of_member = {
            claim.sentences[0].number
            for claim in with_a_member.claims.where(source="anderson-freedman-2020").about("madeupdronate")
        }

        assert 6 in of_class
        assert 6 not in of_member

    def test_nothing_of_sentence_4(self, with_a_member: Compendium) -> None:
        """That two classes treat osteoporosis does not say that each member does."""
        told = with_a_member.claims.where(source="anderson-freedman-2020").about("madeupdronate")

        assert not [claim for claim in told if claim.relation.value in {"used-to-treat", "distinguished-from"}]

    def test_not_that_surgeons_are_concerned_about_it(self, with_a_member: Compendium) -> None:
        """The concern is about the bisphosphonates together: no surgeon is said to worry about this one."""
        assert (
            not with_a_member.claims.where(source="anderson-freedman-2020")
            .about("madeupdronate")
            .where(relation="raises-concern-among")
        )

    def test_what_is_generic_is_inherited(self, with_a_member: Compendium) -> None:
        """The generic claims apply to the member, and keep the class as their subject."""
        told = with_a_member.claims.where(source="anderson-freedman-2020").about("madeupdronate")

        assert [5, *[7] * 3, *[8] * 3, *[9] * 3, *[10] * 3, 11, *[12] * 5, 13] == [
            claim.sentences[0].number for claim in told
        ]
        assert {"bisphosphonates"} == {claim.subject.id for claim in told}


class TestGoldenConflict:
    """Theory against what was seen: in tension, but of different certainty and setting."""

    @staticmethod
    def golden(compendium: Compendium) -> Conflict:
        """The one conflict between the theoretical impairment and unaffected healing of fractures in humans."""
        theory = the_claim(7, "impairs", "bone-healing")
        seen = the_claim(12, "affects", "bone-healing", frozenset({"fracture"}))
        (conflict,) = [
            c
            for c in compendium.claims.where(source="anderson-freedman-2020").conflicts()
            if {c.first, c.second} == {theory, seen}
        ]
        return conflict

    def test_it_is_found(self, compendium: Compendium) -> None:
        """The theoretical impairment comes first on the page, the unaffected healing in humans second."""
        conflict = self.golden(compendium)

        assert said_by(conflict.first).quote == "their theoretical negative effect on bone healing"
        assert said_by(conflict.second).quote.startswith("bone healing after fractures in humans")

    def test_it_differs_in_certainty_and_setting(self, compendium: Compendium) -> None:
        """The two differ in certainty and setting, and in relation, study kind and species."""
        axes = self.golden(compendium).differs_in

        assert {"certainty", "setting"} <= set(axes)
        assert {"relation", "certainty", "study_kind", "species", "setting"} == set(axes)

    def test_its_words(self, compendium: Compendium) -> None:
        """Printed, it gives both statements and the axes, and does not say who is right."""
        assert str(self.golden(compendium)) == (
            "Bisphosphonates have a theoretical negative effect on bone healing.\n"
            "  against: Healing of fractures in people does not appear to be affected by bisphosphonates.\n"
            "  they differ in: relation, certainty, study kind, species, setting"
        )

    def test_all_conflicts_of_the_page(self, compendium: Compendium) -> None:
        """The theory and the fear each conflict with the denial, once: its narrower repeats say no more."""
        pairs = {
            (conflict.first.sentences[0].number, conflict.second.sentences[0].number)
            for conflict in compendium.claims.where(source="anderson-freedman-2020").conflicts()
        }

        assert {(7, 12)} == pairs
        assert len(compendium.claims.where(source="anderson-freedman-2020").conflicts()) == 2

    def test_what_is_unresolved_conflicts_with_nothing(self, compendium: Compendium) -> None:
        """Look-alike: animal studies that disagree among themselves deny nothing and affirm nothing."""
        found = {
            c
            for conflict in compendium.claims.where(source="anderson-freedman-2020").conflicts()
            for c in (conflict.first, conflict.second)
        }

        assert the_claim(12, "affects", "spine-fusion") not in found


Step = tuple[str, str, str, int | None, str, frozenset[tuple[int, str, str, str]]]


def steps_of(mechanism: Mechanism) -> list[Step]:
    """Each step with its sign, its certainty and the claims that it cites, by sentence and content."""
    return [
        (
            step.subject.id,
            step.relation.value,
            step.object.id,
            step.sign,
            step.certainty.value,
            frozenset((c.sentences[0].number, c.subject.id, c.relation.value, c.object.id) for c in step.claims),
        )
        for step in mechanism.steps
    ]


DRUG = "bisphosphonates"
ENZYME = "mevalonate-pathway-enzyme"
RESORPTION = "osteoclastic-bone-resorption"
APOPTOSIS = "osteoclast-apoptosis"
TURNOVER = "bone-turnover"
BONE_DENSITY = "bone-mineral-density"
UNCOUPLING = "osteoclast-osteoblast-uncoupling"


class TestMechanisms:
    """The three mechanisms that are on the page."""

    def test_there_are_three(self, compendium: Compendium) -> None:
        """Antiresorption, the feared impairment and the answer to it; all three of the bisphosphonates."""
        agents = {mechanism.id: mechanism.agent.id for mechanism in mechanisms_of_page(compendium)}

        assert agents == {
            "bisphosphonate-antiresorption": DRUG,
            "feared-impairment-of-healing": DRUG,
            "slower-remodeling-larger-callus": DRUG,
        }

    def test_antiresorption(self, compendium: Compendium) -> None:
        """From osteoclasts and enzyme over resorption and apoptosis to turnover, density and fracture risk."""
        turnover = frozenset({(9, DRUG, "decreases", TURNOVER)})
        density = frozenset({(9, DRUG, "increases", BONE_DENSITY)})
        risk = frozenset({(9, DRUG, "decreases", "fracture-risk")})
        expected: list[Step] = [
            (DRUG, "inhibits", "osteoclasts", -1, "stated", frozenset({(7, DRUG, "inhibits", "osteoclasts")})),
            (DRUG, "inhibits", ENZYME, -1, "stated", frozenset({(8, DRUG, "inhibits", ENZYME)})),
            (ENZYME, "increases", RESORPTION, 1, "stated", frozenset({(8, DRUG, "decreases", RESORPTION)})),
            (ENZYME, "decreases", APOPTOSIS, -1, "stated", frozenset({(8, DRUG, "induces", APOPTOSIS)})),
            (RESORPTION, "increases", TURNOVER, 1, "stated", turnover),
            (RESORPTION, "decreases", BONE_DENSITY, -1, "stated", density),
            (RESORPTION, "increases", "fracture-risk", 1, "stated", risk),
            (APOPTOSIS, "decreases", TURNOVER, -1, "stated", turnover),
            (APOPTOSIS, "increases", BONE_DENSITY, 1, "stated", density),
            (APOPTOSIS, "decreases", "fracture-risk", -1, "stated", risk),
        ]

        assert expected == steps_of(compendium.mechanisms["bisphosphonate-antiresorption"])

    def test_antiresorption_has_one_sign_for_each_outcome(self, compendium: Compendium) -> None:
        """By every path, turnover and fracture risk fall and bone mineral density rises."""
        reached = {
            (path.outcome.id, path.sign, path.certainty.value)
            for path in compendium.mechanisms["bisphosphonate-antiresorption"].paths
        }

        assert {
            ("osteoclasts", -1, "stated"),
            (TURNOVER, -1, "stated"),
            (BONE_DENSITY, 1, "stated"),
            ("fracture-risk", -1, "stated"),
        } == reached

    def test_feared_impairment(self, compendium: Compendium) -> None:
        """By an uncoupling of osteoclasts and osteoblasts, healing is impaired: in theory, at every step."""
        cited = (7, UNCOUPLING, "impairs", "bone-healing")
        theory = (7, DRUG, "impairs", "bone-healing")
        expected: list[Step] = [
            (DRUG, "induces", UNCOUPLING, 1, "theoretical", frozenset({cited})),
            (UNCOUPLING, "impairs", "bone-healing", -1, "theoretical", frozenset({cited, theory})),
        ]
        mechanism = compendium.mechanisms["feared-impairment-of-healing"]
        (path,) = mechanism.paths

        assert expected == steps_of(mechanism)
        assert (path.outcome.id, path.sign, path.certainty.value) == ("bone-healing", -1, "theoretical")
        assert mechanism.note == "A theory and a concern, not a finding."

    def test_feared_impairment_cites_the_theory_and_the_fear(self, compendium: Compendium) -> None:
        """Its last step cites three claims: the uncoupling, the theoretical effect, and what surgeons fear."""
        claims = compendium.mechanisms["feared-impairment-of-healing"].steps[-1].claims

        assert {("authors", UNCOUPLING), ("authors", DRUG), ("others", DRUG)} == {
            (claim.held_by.value, claim.subject.id) for claim in claims
        }
        assert len(claims) == 3

    def test_the_answer_to_it(self, compendium: Compendium) -> None:
        """Remodeling slower, callus larger, strength maintained in animals; likely something similar in fusion."""
        through_callus = (10, "callus-size", "maintains", "mechanical-strength")
        maintained = (10, DRUG, "maintains", "mechanical-strength")
        similar = "healing-through-larger-callus"
        expected: list[Step] = [
            (
                DRUG,
                "decreases",
                "callus-remodeling",
                -1,
                "stated",
                frozenset({(10, DRUG, "decreases", "callus-remodeling")}),
            ),
            (DRUG, "increases", "callus-size", 1, "stated", frozenset({(10, DRUG, "increases", "callus-size")})),
            (
                "callus-size",
                "maintains",
                "mechanical-strength",
                None,
                "stated",
                frozenset({through_callus, maintained}),
            ),
            (DRUG, "induces", similar, 1, "probable", frozenset({(11, DRUG, "induces", similar)})),
        ]

        assert expected == steps_of(compendium.mechanisms["slower-remodeling-larger-callus"])

    def test_the_answer_in_fusion_is_only_likely(self, compendium: Compendium) -> None:
        """The path that ends in spine fusion is probable, those seen in animals are stated."""
        paths = compendium.mechanisms["slower-remodeling-larger-callus"].paths

        assert [(path.outcome.id, path.sign, path.certainty.value) for path in paths] == [
            ("callus-remodeling", -1, "stated"),
            ("mechanical-strength", None, "stated"),
            ("healing-through-larger-callus", 1, "probable"),
        ]

    def test_signs_agree_with_the_cited_claims(self, compendium: Compendium) -> None:
        """A claim of the agent that a step cites has the sign of every path from the agent to what the step reaches."""
        compared = 0
        for mechanism in mechanisms_of_page(compendium):
            for number, step in enumerate(mechanism.steps):
                through = {
                    osteopharm.model.CausalPath(steps=(*path.steps[: path.steps.index(step)], step)).sign
                    for path in mechanism.paths
                    if step in path.steps
                }
                for claim in step.claims:
                    if claim.subject == mechanism.agent and claim.object == step.object:
                        compared += 1

                        assert {claim.relation.sign} == through, (
                            f"{mechanism.id}: step {number} reaches {step.object.id} with the sign {through}, "
                            f"but {claim.id} says {claim.relation.value}; turn the step's relation round"
                        )

        assert compared == 16

    def test_steps_that_are_read_off_say_so(self, compendium: Compendium) -> None:
        """A step whose own words the page does not give has a note that says how it was read."""
        noted = {
            (step.subject.id, step.object.id)
            for mechanism in mechanisms_of_page(compendium)
            for step in mechanism.steps
            if step.note
        }

        assert {(ENZYME, RESORPTION), (ENZYME, APOPTOSIS), (DRUG, UNCOUPLING)} == noted
