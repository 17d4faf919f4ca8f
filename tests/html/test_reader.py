"""The reader page as HTML: what it marks, what it tells, and that no text can make it do anything."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from attrs import define, evolve, field
from hypothesis import given
from tests.draws import compendia
from tests.rules import each_of
from tests.seeds import small_part

import osteopharm
from osteopharm import (
    Certainty,
    Compendium,
    Concept,
    Document,
    DrugClass,
    EntityKind,
    EvidenceClaim,
    InvalidRecordError,
    Passage,
    Polarity,
    Relation,
    Scope,
    Species,
    StudyKind,
)
from osteopharm._sanitize import plain
from osteopharm.attribution import NOT_ADVICE
from osteopharm.html import labels, reader_html
from osteopharm.html.layout import lay_out
from osteopharm.io import json_text
from osteopharm.model import HeldBy, OcrCorrection, UncoveredSentence
from osteopharm.model.kinds import COLLECTIONS

VOID = {"br", "img", "input", "link", "meta"}
NOT_WORDS = frozenset({"number", "key", "cut"})
STEERING_MARK = "\u200e"


@define(eq=False)
class Element:
    """An element of a parsed page."""

    tag: str
    attributes: dict[str, str] = field(factory=dict)
    children: list[Element | str] = field(factory=list)

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.attributes.get("class", "").split())

    def text(self, without: frozenset[str] = frozenset()) -> str:
        """Its text, leaving out what is in elements of some classes."""
        return "".join(
            child if isinstance(child, str) else child.text(without)
            for child in self.children
            if isinstance(child, str) or not child.classes & without
        )

    def every(self, tag: str | None = None, name: str | None = None, **attributes: str) -> list[Element]:
        """The elements in it, in document order, of a tag, a class, and with some attributes."""
        wanted = {key.replace("_", "-"): value for key, value in attributes.items()}
        return [
            element
            for element in self._walk()
            if tag in (None, element.tag)
            and (name is None or name in element.classes)
            and wanted.items() <= element.attributes.items()
        ]

    def one(self, tag: str | None = None, name: str | None = None, **attributes: str) -> Element:
        """The one such element."""
        [element] = self.every(tag, name, **attributes)
        return element

    def _walk(self) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child._walk()


class Reading(HTMLParser):
    """Builds the tree of a page, and holds the page to closing what it opens."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Put it into the element that is open."""
        element = Element(tag, {name: value or "" for name, value in attrs})

        assert len(attrs) == len(element.attributes), f"<{tag}> has an attribute twice"
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last; it must be that one."""
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        """Put it into the element that is open."""
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """The tree of a page."""
    reading = Reading()
    reading.feed(html)
    reading.close()

    assert [reading.root] == reading.open
    return reading.root


def claims_of(document: Document, compendium: Compendium) -> list[EvidenceClaim]:
    """The claims that quote a document."""
    return [claim for claim in compendium.claims if claim.provenance.source == document]


def passage_of(claim: EvidenceClaim) -> Passage:
    """The words of a claim that quotes a document."""
    assert isinstance(claim.provenance, Passage)
    return claim.provenance


def quote_in_body(claim: EvidenceClaim) -> str:
    """The words of a claim, as far as they are in the body."""
    passage = passage_of(claim)
    document = passage.source
    return document.text[passage.start : min(passage.end, document.body_end)]


def body_words(page: Element) -> str:
    """The words of all sentences, without what the page itself puts between them."""
    words = [section.one(name="words") for section in page.every("section", "sentence")]
    return "".join(each.text(NOT_WORDS) for each in words)


@lru_cache(maxsize=1)
def shipped() -> tuple[Document, Compendium, Element]:
    """The document that ships, with its compendium and its page."""
    compendium = osteopharm.load()
    document = compendium.documents["anderson-freedman-2020"]
    return document, compendium, read(reader_html(document, compendium))


def small(text: str, quotes: dict[str, str], **more: Any) -> Compendium:
    """A compendium of one document, with a claim for each quote."""
    document = Document(id="paper", name="A paper", text=text, license="CC0-1.0", attribution="nobody", **more)
    drug = DrugClass(id="drug", name="drug", sources=(document,))
    bone = Concept(id="bone", name="bone", kind=EntityKind.OUTCOME, sources=(document,))
    claims = [
        EvidenceClaim(
            id=id,
            statement=f"It says {quote}",
            subject=drug,
            relation=Relation.AFFECTS,
            object=bone,
            polarity=Polarity.AFFIRMED,
            certainty=Certainty.STATED,
            held_by=HeldBy.AUTHORS,
            study_kind=StudyKind.NOT_GIVEN,
            species=Species.NOT_GIVEN,
            scope=Scope.EACH_MEMBER,
            provenance=document.passage(quote),
        )
        for id, quote in quotes.items()
    ]
    return Compendium(sources=[document], drug_classes=[drug], concepts=[bone], claims=claims)


@given(compendia())
def test_what_a_claim_marks_is_its_quote(compendium: Compendium) -> None:
    """On the page of every document the marked words of each claim, joined, are its quote; no word is lost or added."""
    for document in compendium.documents.values():
        page = read(reader_html(document, compendium))
        claims = claims_of(document, compendium)
        marked = {
            claim.id: "".join(each.text() for each in page.every(name="m", data_claim=claim.id)) for claim in claims
        }

        assert {claim.id: quote_in_body(claim) for claim in claims} == marked
        assert {claim.id for claim in claims} == {each.attributes["data-claim"] for each in page.every(name="m")}
        assert document.text[: document.body_end] == body_words(page)


@given(compendia())
def test_every_claim_has_a_card_a_key_and_its_axes(compendium: Compendium) -> None:
    """Each claim has one card, in the sentence where its quote begins, and one key that leads to it."""
    for document in compendium.documents.values():
        page = read(reader_html(document, compendium))
        claims = claims_of(document, compendium)
        cards = page.every("article", "claim")

        assert sorted(claim.id for claim in claims) == sorted(card.attributes["id"] for card in cards)
        assert sorted(f"#{claim.id}" for claim in claims) == sorted(
            key.attributes["href"] for key in page.every("a", "key")
        )
        for claim in claims:
            card = page.one("article", id=claim.id)
            section = page.every("section", "sentence")[claim.sentences[0].number - 1]
            values = {
                "data-certainty": claim.certainty.value,
                "data-polarity": claim.polarity.value,
                "data-study-kind": claim.study_kind.value,
            }

            assert card in section.every("article")
            assert claim.statement in card.text()
            assert passage_of(claim).quote == card.one(name="quote").every("q")[0].text()
            assert (claim.note is not None) == bool(card.every(name="note"))
            assert values.items() <= card.attributes.items()
            for element in (page.one("a", href=f"#{claim.id}", **{"class": "key"}), *marks_of(page, claim)):
                assert values.items() <= element.attributes.items()


def marks_of(page: Element, claim: EvidenceClaim) -> list[Element]:
    """The elements that mark the words of a claim."""
    return page.every(name="m", data_claim=claim.id)


@given(compendia())
def test_links_lead_somewhere_and_conflicts_lead_both_ways(compendium: Compendium) -> None:
    """No id stands twice, every link has its goal on the page, and each claim of a conflict names the other."""
    expected = {
        (one, other)
        for conflict in compendium.claims.conflicts()
        for one, other in ((conflict.first, conflict.second), (conflict.second, conflict.first))
        if isinstance(one.provenance, Passage)
    }
    found: set[tuple[EvidenceClaim, EvidenceClaim]] = set()
    for document in compendium.documents.values():
        page = read(reader_html(document, compendium))
        ids = [element.attributes["id"] for element in page.every() if "id" in element.attributes]
        goals = {element.attributes["href"] for element in page.every("a")}
        here = claims_of(document, compendium)

        assert len(set(ids)) == len(ids)
        assert goals <= {f"#{id}" for id in ids}
        for one, other in expected:
            if one in here:
                told = [each for each in page.one(id=one.id).every(name="tension") if other.statement in each.text()]
                linked = {link.attributes["href"][1:] for each in told for link in each.every("a")}

                assert told
                assert other.id in linked or other not in here
                found.add((one, other))

    assert expected == found


@given(compendia())
def test_a_sentence_without_a_claim_says_why(compendium: Compendium) -> None:
    """A sentence from which no claim is taken shows the reason, and a sentence that breaks off is shown as such."""
    for document in compendium.documents.values():
        page = read(reader_html(document, compendium))
        sections = page.every("section", "sentence")
        for entry in document.uncovered:
            told = sections[entry.sentence - 1].one(name="claims").text().strip()

            assert f"This sentence has no claim: {entry.reason}" == told
        assert [sentence.is_cut_off for sentence in document.sentences] == [
            bool(section.every(name="cut")) for section in sections
        ]


@given(compendia())
def test_lanes_and_stretches(compendium: Compendium) -> None:
    """Every character is in one stretch; claims that overlap have different lanes; no label stands twice."""
    for document in compendium.documents.values():
        lines = lay_out(document, compendium.claims)
        stretches = [stretch for line in lines for stretch in line.stretches]
        labels = [each.label for line in lines for each in line.claims]
        ending = [each.claim.id for stretch in stretches for each in stretch.ending]

        assert document.text[: document.body_end] == "".join(stretch.text for stretch in stretches)
        assert all(stretch.text for stretch in stretches)
        assert len(set(labels)) == len(labels) == len(claims_of(document, compendium))
        assert len(set(ending)) == len(ending) == len(labels)
        for stretch in stretches:
            lanes = [each.lane for each in stretch.covering]

            assert len(set(lanes)) == len(lanes)


def test_overlapping_claims_have_lanes_from_the_words_down() -> None:
    """The shorter of two nested claims is underlined next to the words; claims apart share the first lane."""
    compendium = small(
        "Ant bee cow dog.", {"all": "Ant bee cow dog.", "bee": "bee cow", "cow": "cow dog", "ant": "Ant"}
    )
    [line] = lay_out(compendium.documents["paper"], compendium.claims)

    assert {each.claim.id: each.lane for each in line.claims} == {"ant": 0, "bee": 0, "cow": 1, "all": 2}


def test_labels_go_on_after_z() -> None:
    """The 27th claim of a sentence is its claim aa."""
    text = " ".join(f"word{number:02}" for number in range(30)) + "."
    compendium = small(text, {f"c{number:02}": f"word{number:02}" for number in range(30)})
    [line] = lay_out(compendium.documents["paper"], compendium.claims)

    assert [each.label for each in line.claims[24:]] == ["1y", "1z", "1aa", "1ab", "1ac", "1ad"]


def test_a_claim_that_cuts_a_correction_shows_the_scan() -> None:
    """A correction that a claim ends inside, or that lies in the disclosures, is not shown."""
    corrections = tuple(
        OcrCorrection(original=scan, corrected="corrected", reason="a fault") for scan in ("b one", "dr ug", "no ne")
    )
    text = "A dr ug and b one. Interests: no ne"
    compendium = small(text, {"cut": "A dr ug and b"}, corrections=corrections, disclosures_start="Interests")
    page = read(reader_html(compendium.documents["paper"], compendium))

    assert [each.text() for each in page.every(name="correction")] == ["dr ug"]
    assert body_words(page) == "A dr ug and b one. "


def test_ids_that_look_like_the_page_s_own() -> None:
    """A claim may have any id that the records allow without meeting the page's own ids."""
    ids = ["1", "sentence-1", "show-certainty-stated", "show-polarity-affirmed", "0x", "claims", "words"]
    words = [f"word{place}" for place in range(len(ids))]
    compendium = small(f"{' '.join(words)}.", dict(zip(ids, words, strict=True)))
    page = read(reader_html(compendium.documents["paper"], compendium))
    found = [element.attributes["id"] for element in page.every() if "id" in element.attributes]

    assert len(set(found)) == len(found)
    assert [page.one(id=id).tag for id in ids] == ["article"] * len(ids)


def test_the_shipped_page_has_every_claim() -> None:
    """The page of the shipped document has 46 cards, 46 keys and 13 sentences, the last shown as broken off."""
    _, _, page = shipped()
    sections = page.every("section", "sentence")

    assert (len(page.every("article", "claim")), len(page.every("a", "key")), len(sections)) == (46, 46, 13)
    assert [place for place, section in enumerate(sections) if section.every(name="cut")] == [12]
    assert sections[12].one(name="cut").text() == "[the document breaks off here]"
    assert "the page breaks off in this sentence" in page.one(id="af20-s13-pyrophosphate-analogs").text()


def test_other_sources_are_listed_beside_the_editorial_and_change_nothing_of_it() -> None:
    """But for what concerns its claims and is in tension with them, the page is the same without other sources."""
    document, compendium, _ = shipped()
    own = claims_of(document, compendium)
    kinds = [kind for kind in COLLECTIONS if kind not in ("claims", "claim_links", "mechanisms")]
    alone = Compendium(**{kind: getattr(compendium, kind) for kind in kinds}, claims=own)

    claim_links = re.compile(r'<details class="claim-links">.*?</details>\n', re.DOTALL)
    # A tension within the page has a link to the other claim, one with another source has none.
    tensions = re.compile(r'<p class="tension">In tension with [^<].*?</p>\n', re.DOTALL)
    page = reader_html(document, compendium)

    assert (len(own), len(compendium.claims) > 200) == (46, True)
    assert tensions.sub("", claim_links.sub("", page)) == reader_html(document, alone)
    beyond = [each for each in compendium.claims.conflicts() if (each.first in own) is not (each.second in own)]
    assert len(tensions.findall(page)) == len(beyond) > 0
    assert len(claim_links.findall(page)) == len(
        {claim_link.target for claim_link in compendium.claim_links.values() if claim_link.target in own}
    )


def test_both_sides_are_on_the_page() -> None:
    """What speaks for and against the healing of fractures in people is in its card, with figures and reasons."""
    document, compendium, _ = shipped()
    page = reader_html(document, compendium)
    card = page[page.index('<article class="claim" id="af20-s12-fractures-unaffected"') :].partition("</article>")[0]

    assert "Other sources: " in card
    assert "against it" in card
    assert "OR 2.37 (95% CI 1.13 to 4.96)" in card
    assert "RR 1.00 (95% CI 0.98 to 1.02)" in card


def test_the_shipped_page_raises_its_citations() -> None:
    """The document's reference numbers are raised, say that the list is not here, and lead nowhere."""
    _, _, page = shipped()
    raised = page.every("sup")

    assert [each.text() for each in raised] == ["1,2", "3", "4", "5,6", "7,8"]
    assert not [link for each in raised for link in each.every("a")]
    assert all("not here" in each.attributes["title"] for each in raised)
    assert "cites 5, 6" in page.one(id="af20-s12-fusion-conflicting").text()


def test_the_shipped_page_shows_the_correction_of_the_scan() -> None:
    """The broken drop capital is shown corrected; the letters of the scan are kept in the page, with the reason."""
    _, _, page = shipped()
    correction = page.one(name="correction")

    assert (correction.text(), correction.attributes["data-corrected"]) == ("O steOpOrOsis", "Osteoporosis")
    assert "O steOpOrOsis is shown as Osteoporosis: the drop capital was read apart" in page.one("footer").text()


def test_the_bundled_editorial_says_where_it_comes_from() -> None:
    """The five interests, the record, how sure it is, the terms and the digest are below; the advice line above."""
    document, _, page = shipped()
    record = document.record
    footer = page.one("footer")
    rows = [[cell.text() for cell in row.every("td")] for row in footer.one("tbody").every("tr")]
    told = {term.text(): meaning.text() for term, meaning in zip(footer.every("dt"), footer.every("dd"), strict=True)}

    assert record is not None
    assert len(rows) == 5
    assert ["Dr. Anderson", "consultant", "Amgen"] in rows
    assert "reports direct stock ownership in Titan Spine" in footer.one("p", "words").text()
    assert str(record) == told["published as"]
    assert f"probable. {record.basis}" == told["certainty of the match"]
    assert (document.license, document.sha256) == (told["license"], told["SHA-256"])
    assert NOT_ADVICE in page.one("header").one(name="advice").text()


def test_the_shipped_page_filters_with_counts() -> None:
    """Each filter tells how many claims it holds; those of an axis add up to all, and all start ticked."""
    _, _, page = shipped()
    told = {
        group.one("legend").text(): [label.text() for label in group.every("label")] for group in page.every("fieldset")
    }

    counts: dict[str, dict[Any, int]] = {
        "Certainty": {Certainty.STATED: 38, Certainty.PROBABLE: 5, Certainty.THEORETICAL: 3},
        "Affirmed or denied": {Polarity.AFFIRMED: 41, Polarity.DENIED: 4, Polarity.UNRESOLVED: 1},
        "Kind of evidence": {
            StudyKind.CLINICAL_STUDIES: 4,
            StudyKind.ANIMAL_STUDIES: 5,
            StudyKind.REASONING: 4,
            StudyKind.DEFINITION: 9,
            StudyKind.NOT_GIVEN: 24,
        },
    }
    in_words: dict[Any, str] = {**labels.CERTAINTY, **labels.POLARITY, **labels.STUDY_KIND}

    assert told == {
        heading: [f"{in_words[value]} ({count})" for value, count in choices.items()]
        for heading, choices in counts.items()
    }
    assert all("checked" in box.attributes for box in page.every("input"))


def test_the_shipped_page_links_its_conflicts() -> None:
    """The theoretical harm to healing and the denial in people lead to each other."""
    _, _, page = shipped()
    one, other = "af20-s07-healing-impaired", "af20-s12-fractures-unaffected"

    assert page.one(id=one).every("a", href=f"#{other}") != []
    assert page.one(id=other).every("a", href=f"#{one}") != []
    assert "They differ in relation, certainty" in page.one(id=one).text()


def test_a_page_without_claims_has_no_filters() -> None:
    """A document with nothing to show is still a page: its words, the reason, and no empty filter."""
    document = Document(
        id="paper",
        name="A paper",
        text="Bone heals.",
        license="CC0-1.0",
        attribution="nobody",
        uncovered=(UncoveredSentence(sentence=1, reason="too plain"),),
    )
    page = read(reader_html(document, Compendium(sources=[document])))

    assert body_words(page) == "Bone heals."
    assert not page.every("input")
    assert "too plain" in page.one(name="claims").text()


def test_the_page_asks_for_nothing() -> None:
    """No script, no handler, nothing loaded from anywhere, no frame or form; and the policy forbids them all."""
    _, _, page = shipped()
    tags = {element.tag for element in page.every()}
    names = {name for element in page.every() for name in element.attributes}
    style = page.one("style").text()
    policy = page.one("meta", http_equiv="Content-Security-Policy").attributes["content"]

    assert not tags & {"script", "link", "iframe", "object", "embed", "form", "img", "base", "svg"}
    assert not [name for name in names if name.startswith("on") or name in {"src", "srcset", "action", "background"}]
    assert not re.findall(r"url\(|@import|image-set|https?:", style)
    assert {element.attributes["href"][0] for element in page.every("a")} == {"#"}
    assert {each.attributes["style"] for each in page.every() if "style" in each.attributes} <= {
        f"--lane:{lane}" for lane in range(10)
    }
    assert {"default-src 'none'", "base-uri 'none'", "form-action 'none'"} <= set(policy.split("; "))


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": '" onmouseover="alert(1)',
    "handler in single quotes": "' onfocus='alert(1)' autofocus x='",
    "link": "javascript:alert(1)",
    "anchor": '<a href="javascript:alert(1)">x</a>',
    "out of the style": "</style><img src=x onerror=alert(1)>",
    "out of the title": "</title></q></p></article><svg onload=alert(1)>",
    "comment": "<!--",
    "section": "<![CDATA[ ]]>",
    "entity": "&lt;script&gt;&amp;&#60;b&#62;&nbsp;",
    "template": "{{ 7*7 }}{% raw %}{# x #}",
    "rule": "*{background:url(http://x.invalid)}",
    "bidirectional marks": "\u202e\u2066\u2067\u061c\u200f\u2069\u202c",
    "carriage return": "a\rb\r\nc",
    "form feed": "a\x0cb",
    "line separators": "\u2028\u2029",
}
FREE = {"name", "license", "attribution", "title", "authors", "journal", "basis", "volume", "issue", "pages"} | {
    *("corrected", "reason", "person", "company", "statement", "note", "unit")
}
QUOTED = {"text", "quote", "original", "disclosures_start", "context"}
UNCOVERED = "af20-s13-pyrophosphate-analogs"


def spiked(letters: str, folder: Path) -> Compendium:
    """A part of what ships with some letters put into every free text, and into the document and its quotes."""

    def spike(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: spike(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [spike(item, key) for item in value]
        if key in FREE:
            return f"{value} {letters}"
        if key in QUOTED:
            return re.sub("bone|steOpOrOsis|Anderson|Amgen", lambda match: match[0] + letters, value)
        return value

    data = json.loads(json_text(small_part()))
    data.pop("checksum", None)
    [document] = data["documents"]
    data["claims"] = [claim for claim in data["claims"] if claim["id"] != UNCOVERED]
    document["uncovered"] = [{"sentence": 13, "reason": "left out"}]
    data = spike(data, "")
    [document] = data["documents"]
    document["sha256"] = hashlib.sha256(document["text"].encode()).hexdigest()
    path = folder / "spiked.json"
    path.write_bytes(json.dumps(data).encode())
    return osteopharm.load_json(path)


def shape(page: Element) -> set[tuple[str, frozenset[str]]]:
    """Which elements a page holds, each with the names of its attributes."""
    return {(element.tag, frozenset(element.attributes)) for element in page.every()}


@cache
def allowed() -> set[tuple[str, frozenset[str]]]:
    """The shape of the page of harmless texts."""
    with TemporaryDirectory() as folder:
        return shape(read(reader_html("anderson-freedman-2020", spiked(f"mild{STEERING_MARK}", Path(folder)))))


@pytest.mark.parametrize("letters", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_inert(letters: str, tmp_path: Path) -> None:
    """Whatever the texts hold, the page has no element or attribute that a harmless one has not, and says it all."""
    compendium = spiked(letters, tmp_path)
    document = compendium.documents["anderson-freedman-2020"]
    page = read(reader_html(document, compendium))
    record = document.record
    footer = page.one("footer").text()

    assert shape(page) <= allowed()
    assert {"#"} == {element.attributes["href"][0] for element in page.every("a")}
    assert letters not in page.one("style").text()
    assert document.text[: document.body_end] == body_words(page)
    assert plain(f"{document.name}: claims") == page.one("title").text()
    assert document.name == page.one("h1").text()
    for claim in claims_of(document, compendium):
        card = page.one(id=claim.id)
        notes = [] if claim.note is None else [f"Note: {claim.note}"]

        assert passage_of(claim).quote == "".join(each.text() for each in marks_of(page, claim))
        assert claim.statement in card.every("p")[0].text()
        assert notes == [each.text() for each in card.every(name="note")]
        assert [passage_of(claim).quote, *(each.quote for each in claim.context)] == [
            each.text() for each in card.every("q")
        ]
        assert all(place.name in card.one(name="axes").text() for place in claim.setting)
        assert claim.quantity is None or claim.quantity.unit in card.one(name="axes").text()
    assert record is not None
    assert document.disclosure_block is not None
    for text in (
        *(document.disclosure_block.quote, document.license, str(record), record.basis, document.corrections[0].reason),
        *(entry.person for entry in compendium.disclosures.values()),
        *(entry.company for entry in compendium.disclosures.values()),
    ):
        assert text in footer
    assert document.uncovered[0].reason in page.every("section", "sentence")[12].text()


@pytest.mark.parametrize("letters", ["\u202e", "\u2066", "\u200f", "\r", "\u2028"])
def test_a_character_that_steers_is_shown_by_its_code_point(letters: str, tmp_path: Path) -> None:
    """A character that would steer the page is in an element that names it; attributes and title hold it not."""
    compendium = spiked(letters, tmp_path)
    html = reader_html("anderson-freedman-2020", compendium)
    page = read(html)
    steering = page.every("span", "steering")

    assert steering != []
    assert {f"U+{ord(letters):04X}"} == {each.attributes["title"] for each in steering}
    assert all(each.one(name="raw").text() == letters for each in steering)
    assert not [value for each in page.every() for value in each.attributes.values() if letters in value]
    assert letters not in page.one("title").text()
    assert "\r" not in html


UNFIT = {
    "a lone surrogate": "\ud800",
    "the control character U.001B": "\x1b[2J",
    "the control character U.0000": "\0",
}


@each_of(("told", "letters"), UNFIT.items())
@each_of(
    ("id", "fields"),
    [
        ("anderson-freedman-2020", ("name", "text", "license", "attribution")),
        ("af20-s07-healing-impaired", ("statement", "note")),
        ("bisphosphonates", ("name", "note")),
        ("bone-healing", ("name", "note")),
        ("af20-anderson-amgen", ("person", "company")),
    ],
)
def test_unfit_characters_never_reach_a_view(id: str, fields: tuple[str, ...], told: str, letters: str) -> None:
    """A record with a lone surrogate or a control character in any of its texts cannot be made."""
    record: Any = osteopharm.load()[id]
    for name in fields:
        with pytest.raises(InvalidRecordError, match=f"{name}: contains {told}"):
            evolve(record, **{name: f"bone {letters}"})


@each_of(("told", "letters"), UNFIT.items())
@each_of("name", ["title", "authors", "journal", "basis", "volume", "issue", "pages", "doi"])
def test_unfit_characters_in_a_bibliographic_record(name: str, told: str, letters: str) -> None:
    """Nor can a bibliographic record with one."""
    record = osteopharm.load().documents["anderson-freedman-2020"].record
    changes: dict[str, Any] = {name: (letters,) if name == "authors" else letters}

    assert record is not None
    with pytest.raises(InvalidRecordError, match=rf"{name}(\[0\])?: contains {told}"):
        evolve(record, **changes)


@each_of(("told", "letters"), UNFIT.items())
def test_unfit_characters_in_a_correction_or_a_reason(told: str, letters: str) -> None:
    """Nor can a correction, or the reason why a sentence has no claim."""
    with pytest.raises(InvalidRecordError, match=f"corrected: contains {told}"):
        OcrCorrection(original="a", corrected=letters, reason="a")
    with pytest.raises(InvalidRecordError, match=f"reason: contains {told}"):
        UncoveredSentence(sentence=1, reason=letters)


def test_a_document_is_given_by_id_or_object() -> None:
    """The page of a document is the same by its id; a document that the compendium lacks is refused."""
    page = osteopharm.load()

    assert reader_html("anderson-freedman-2020", page) == reader_html(page.documents["anderson-freedman-2020"], page)
    for compendium, unknown in (
        (page, "anderson-2020"),
        (osteopharm.Compendium(), next(iter(page.documents.values()))),
    ):
        with pytest.raises(osteopharm.UnknownIdError):
            reader_html(unknown, compendium)


@each_of("id", ["label-prolia-us", "rxnorm-2025-10-06", "romosozumab-bone-forming-2019"])
def test_a_source_whose_text_does_not_ship_has_no_page(id: str) -> None:
    """A label, a registry or a publication is a source, and yet no document that could be read."""
    with pytest.raises(osteopharm.UnknownIdError, match="no document has the id"):
        reader_html(id, osteopharm.load())
