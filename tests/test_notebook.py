"""What a notebook shows of a record: the same cards, nothing that acts, plain text where HTML is missing."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import osteopharm
from osteopharm.testing import compendia
from osteopharm.views import notebook

PAGE = osteopharm.load()
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


@given(compendia(), st.data())
@settings(max_examples=25)
def test_every_noun_has_a_face(compendium: osteopharm.Compendium, data: st.DataObject) -> None:
    """Each record and set shows well-formed HTML without script, and a plain, short text."""
    record = data.draw(st.sampled_from([*compendium.records, compendium.claims, compendium.claims.balance()]))
    html = record._repr_html_()
    tags = Tags(html)

    assert tags.open == []
    assert "script" not in tags.tags
    assert not {name for name in tags.attributes if name.startswith("on") or name in {"src", "href"}}
    assert str(record).strip()
    if isinstance(record, osteopharm.EvidenceClaim):
        assert record.statement in tags.text
        assert record.provenance.quote in tags.text.replace("\r\n", "\n")


def test_conflicts_and_sets_in_a_notebook() -> None:
    """A conflict shows both claims and the axes; a set says how many it holds and what is withheld."""
    conflict = Tags(PAGE.claims.conflicts()[0]._repr_html_() or "").text
    merged = osteopharm.read_seeds("docs/examples/second-document", onto=PAGE)
    told = Tags(merged.claims.about("fictodronate")._repr_html_() or "").text

    assert "Bisphosphonates have a theoretical negative effect on bone healing." in conflict
    assert "They differ in relation, certainty, study kind, species, setting." in conflict
    assert "22 claims" in told
    assert "Said of its class, bisphosphonates." in told
    assert "Not told: In animals with fractures, bisphosphonates slow the remodeling of the callus." in told
    assert "excepts" in Tags(next(iter(merged.bearings))._repr_html_() or "").text


def test_a_large_set_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A set shows only so many cards, and says how many more there are."""
    monkeypatch.setattr(notebook, "MOST_CARDS", 10)
    html = PAGE.claims._repr_html_() or ""

    assert html.count('<article class="claim"') == 10
    assert "36 more are not shown." in html


def test_hostile_text_is_inert_in_a_notebook() -> None:
    """Tags, handlers, templates and direction marks in any text are shown as text, letter for letter."""
    document = osteopharm.Document(id="x", name=HOSTILE, text=HOSTILE, licence=HOSTILE, attribution=HOSTILE)
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
        held_by=osteopharm.HeldBy.AUTHORS,
        study_kind=osteopharm.StudyKind.NOT_GIVEN,
        species=osteopharm.Species.NOT_GIVEN,
        scope=osteopharm.Scope.GENERIC,
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
