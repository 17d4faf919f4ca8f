"""What a notebook shows of a record: the same cards, nothing that acts, plain text where HTML is missing."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import pytest
from attrs import evolve, fields, has
from hypothesis import given
from hypothesis import strategies as st
from tests.draws import compendia
from tests.rules import each_of

import osteopharm
from osteopharm import ClaimLink
from osteopharm.html import notebook
from osteopharm.model._describe import title_of
from osteopharm.model.kinds import KINDS

PAGE = osteopharm.load()
HARMLESS = {
    *("div", "style", "article", "p", "span", "q", "strong", "sup", "dl", "dt", "dd", "ol", "ul", "li"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
HOSTILE = "<script>x</script>\" onclick='x' javascript:x {{ 7*7 }} \u202ereversed\u2066 \r"


class Tags(HTMLParser):
    """The tags, attributes and texts of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Every end closes what was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Gather the text."""
        self.text += data


def words_of(provenance: osteopharm.Passage | osteopharm.model.Reference) -> str:
    """What a card shows of the place of a claim: the quote, or the source with the place in it."""
    if isinstance(provenance, osteopharm.Passage):
        return provenance.quote
    return f"{provenance.source.name}, {provenance.locator}"


@given(compendia(), st.data())
def test_every_record_has_html(compendium: osteopharm.Compendium, data: st.DataObject) -> None:
    """Each record and set shows well-formed HTML without script, and a plain, short text."""
    record = data.draw(st.sampled_from([*compendium.records, compendium.claims, compendium.claims.counts()]))
    html = record._repr_html_()
    tags = Tags(html)

    assert tags.open == []
    assert "script" not in tags.tags
    assert not {name for name in tags.attributes if name.startswith("on") or name in {"src", "href"}}
    assert str(record).strip()
    if isinstance(record, osteopharm.EvidenceClaim):
        assert record.statement in tags.text
        assert words_of(record.provenance) in tags.text.replace("\r\n", "\n")


def test_conflicts_and_sets_in_a_notebook() -> None:
    """A conflict shows both claims and the axes; a set says how many it holds and what is withheld."""
    conflict = Tags(PAGE.claims.conflicts()[0]._repr_html_() or "").text
    merged = osteopharm.read_seeds("docs/examples/second-document", extend=PAGE)
    told = Tags(merged.claims.about("fictodronate")._repr_html_() or "").text

    assert "Bisphosphonates have a theoretical negative effect on bone healing." in conflict
    assert "They differ in relation, certainty, study kind, species, setting." in conflict
    assert f"{len(merged.claims.about('fictodronate'))} claims" in told
    assert "Said of its class, bisphosphonates." in told
    assert "Not inherited: In animals with fractures, bisphosphonates slow the remodeling of the callus." in told
    assert any("exceptions" in Tags(claim_link._repr_html_() or "").text for claim_link in merged.claim_links.values())


def test_a_large_set_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A set shows only so many cards, and says how many more there are."""
    monkeypatch.setattr(notebook, "MOST_CARDS", 10)
    html = PAGE.claims._repr_html_() or ""

    assert html.count('<article class="claim"') == 10
    assert f"{len(PAGE.claims) - 10} more are not shown." in html


def test_hostile_text_is_inert_in_a_notebook() -> None:
    """Tags, handlers, templates and direction marks in any text are shown as text, letter for letter."""
    document = osteopharm.Document(id="x", name=HOSTILE, text=HOSTILE, license=HOSTILE, attribution=HOSTILE)
    concept = osteopharm.Concept(
        id="y", name=HOSTILE, kind=osteopharm.EntityKind.CELL, sources=(document,), note=HOSTILE
    )
    drugs = osteopharm.DrugClass(id="z", name=HOSTILE, sources=(document,))
    claim = osteopharm.EvidenceClaim(
        id="c",
        statement=HOSTILE,
        subject=drugs,
        relation=osteopharm.Relation.INHIBITS,
        object=concept,
        polarity=osteopharm.Polarity.AFFIRMED,
        certainty=osteopharm.Certainty.STATED,
        held_by=osteopharm.model.HeldBy.AUTHORS,
        study_kind=osteopharm.StudyKind.NOT_GIVEN,
        species=osteopharm.Species.NOT_GIVEN,
        scope=osteopharm.Scope.EACH_MEMBER,
        setting=(concept,),
        provenance=document.passage("<script>x</script>"),
        note=HOSTILE,
    )
    for record in (document, concept, drugs, claim, osteopharm.ClaimSet([claim])):
        tags = Tags(record._repr_html_() or "")
        harmless = Tags(PAGE.claims[:1]._repr_html_() or "")

        assert tags.tags <= harmless.tags | {"dl", "dt", "dd", "span"}
        assert not {name for name in tags.attributes if name.startswith("on")}
        assert HOSTILE in tags.text
        assert "49" not in tags.text


@pytest.mark.slow
@each_of("kind", KINDS)
def test_every_kind_of_record_has_html(kind: str) -> None:
    """Records of every type show well-formed HTML that does nothing, and their title in it."""
    # There are thousands of product codes, all of one form.
    for record in PAGE.records.of(kind)[:500]:
        tags = Tags(record._repr_html_() or "")

        assert tags.open == []
        assert tags.tags <= HARMLESS
        assert not {name for name in tags.attributes if name.startswith("on") or name in {"src", "href"}}
        assert (record.reason if isinstance(record, ClaimLink) else title_of(record)) in tags.text


def shown(id: str) -> str:
    """What a notebook shows of a record, with one blank between any two words or elements."""
    return " ".join(Tags((PAGE[id]._repr_html_() or "").replace("<", " <")).text.split())


@each_of(
    ("id", "words"),
    [
        ("rxnorm-2025-10-06", ["publisher US National Library of Medicine", "release 2025-10-06", "license public in"]),
        ("label-prolia-us", ["Prolia", "region US", "company Amgen, Inc", "date 2026-03-10", "accessed from"]),
        (
            "romosozumab-bone-forming-2019",
            ["publisher JBMR", "pmid 31233639", "doi 10.1002/jbmr.3735", "citation Bone-"],
        ),
        (
            "denosumab",
            [
                "Prolia markets US (Amgen): labeled for osteoporosis: yes",
                "Xgeva markets US (Amgen): labeled for osteoporosis: no",
                "60 mg subcutaneously every 6 months",
                "atc:M05BX04",
            ],
        ),
        ("denosumab", ["classes RANKL inhibitors", "names denosumab-bbdz", "label of Prolia, US, 2026-03-10"]),
        (
            "alendronic-acid-and-colecalciferol",
            ["combination id", "components alendronic acid colecalciferol", "Fosavance"],
        ),
        ("etidronic-acid-and-calcium", ["components etidronic acid", "other ingredients calcium", "Didronel PMO"]),
        (
            "romosozumab-2019-formation",
            ["After two months", "microCT after 2 and 12 months of romosozumab, 2019, abstract"],
        ),
        ("calcitriol-for-calcitonin", ["calcitriol look-alike", "mistaken for calcitonin"]),
        ("acid", ["acid spelling rule ending ic acid", "replacements ic ate", "attested in zoledronic"]),
        ("bisphosphonates", ["drug class id bisphosphonates", "parents antiresorptive medications"]),
    ],
)
def test_html_shows_what_is_known(id: str, words: list[str]) -> None:
    """What is known of a source, a product, a look-alike or a rule is in its face."""
    told = shown(id)

    assert [word for word in words if word not in told] == []


def test_a_brand_without_a_market_is_shown() -> None:
    """A brand without a known region is shown by its name alone."""
    [brand] = [brand for brand in PAGE.medications["estradiol"].brands if brand.name == "Depo"]

    assert brand.markets == ()
    assert "<dd>Depo" in (PAGE["estradiol"]._repr_html_() or "")


def spiked(thing: Any) -> Any:
    """A record with hostile letters at the end of each text of it, and of what is in it, that has no fixed form."""
    changes: dict[str, Any] = {}
    for field in fields(type(thing)):
        value = getattr(thing, field.name)
        if type(value) is str:
            spike: Any = f"{value}{HOSTILE}"
        elif isinstance(value, tuple):
            spike = tuple(
                f"{each}{HOSTILE}" if type(each) is str else spiked(each) if has(type(each)) else each for each in value
            )
        elif has(type(value)) and not isinstance(value, osteopharm.Passage):
            spike = spiked(value)
        else:
            continue
        try:
            evolve(thing, **{field.name: spike})
        except (osteopharm.InvalidRecordError, osteopharm.errors.QuoteError):
            continue
        changes[field.name] = spike
    return evolve(thing, **changes)


@each_of(
    ("id", "least"),
    [
        ("rxnorm-2025-10-06", 4),
        ("label-prolia-us", 3),
        ("romosozumab-bone-forming-2019", 5),
        ("bisphosphonates", 2),
        ("denosumab", 100),
        ("alendronic-acid-and-colecalciferol", 10),
        ("bone-healing", 1),
        ("romosozumab-2019-formation", 4),
        ("feared-impairment-of-healing", 2),
        ("calcitriol-for-calcitonin", 3),
        ("acid", 10),
    ],
)
def test_hostile_text_of_every_kind_is_inert_in_a_notebook(id: str, least: int) -> None:
    """Hostile letters in whatever text of a record, and of what it links to, make no tag, and are shown as they are."""
    tags = Tags(spiked(PAGE[id])._repr_html_() or "")

    assert tags.open == []
    assert tags.tags <= HARMLESS
    assert not {name for name in tags.attributes if name.startswith("on") or name in {"src", "href"}}
    assert tags.text.count(HOSTILE) >= least


def test_a_notebook_without_the_extra_shows_plain_text() -> None:
    """Where Jinja2 is missing, a record has no HTML, so that a notebook falls back to its text."""
    program = """
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "jinja2" else found(name, *rest)
import osteopharm
print(osteopharm.load().medications["denosumab"]._repr_html_())
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout == "None\n"
