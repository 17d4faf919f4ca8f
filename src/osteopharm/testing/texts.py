"""Strategies for texts: ids, phrases, whole documents, and the passages that can be quoted from one."""

from __future__ import annotations

from hypothesis import strategies as st

from osteopharm.errors import QuoteError
from osteopharm.model.documents import (
    BibliographicRecord,
    CitationStyle,
    Document,
    OcrCorrection,
    Passage,
    UncoveredSentence,
)
from osteopharm.model.enums import Certainty

INTERESTS = "Interests declared:"

words = st.text("abcdefghijklmnopqrstuvwxyzéßµ”≥", min_size=1, max_size=8).filter(lambda word: word[0].isalpha())
phrases = st.lists(words, min_size=1, max_size=4).map(" ".join)
notes = st.none() | phrases


_ids = st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=6), min_size=1, max_size=3).map(
    "-".join
)


def ids() -> st.SearchStrategy[str]:
    """Ids of one to three words."""
    return _ids


@st.composite
def documents(draw: st.DrawFn, id: str | None = None) -> Document:
    """Documents of one to five sentences, with and without citation marks, a broken-off end and disclosures.

    Args:
        draw: given by Hypothesis.
        id: the id that the document is to have; any when left out.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(documents())
    ... def test_every_document_has_a_sentence(document):
    ...     assert document.sentences
    >>> test_every_document_has_a_sentence()
    """
    style = draw(st.sampled_from(CitationStyle))
    phrased = draw(st.lists(phrases.map(lambda phrase: f"A{phrase}"), min_size=1, max_size=5, unique=True))
    pieces: list[str] = []
    number = 0
    for sentence in phrased:
        ending = draw(st.sampled_from([".", "!", "?"]))
        if style is not CitationStyle.NONE and draw(st.booleans()):
            number += 1
            ending += f" {number}" if style is CitationStyle.SPACED else f" [{number}]"
        pieces += [sentence, ending, draw(st.sampled_from([" ", "\n", "  "]))]
    text = "".join(pieces).rstrip()
    if draw(st.booleans()):
        text = f"{text} B{draw(phrases)}"
    disclosing = draw(st.booleans())
    last = (
        Document(id="d", name="d", text=text, license="d", attribution="d", citation_style=style).sentences[-1].number
    )
    skipped = draw(st.lists(st.integers(1, last), max_size=last - 1, unique=True))
    correction = st.builds(OcrCorrection, original=st.just(phrased[0]), corrected=phrases, reason=phrases)
    return Document(
        id=draw(ids()) if id is None else id,
        name=draw(phrases),
        text=f"{text} {INTERESTS} {draw(phrases)} & {draw(phrases)}" if disclosing else text,
        license=draw(phrases),
        attribution=draw(phrases),
        record=draw(st.none() | _records()),
        citation_style=style,
        disclosures_start=INTERESTS if disclosing else None,
        corrections=draw(st.lists(correction, max_size=1).map(tuple)) if text.count(phrased[0]) == 1 else (),
        uncovered=tuple(UncoveredSentence(sentence=number, reason=draw(phrases)) for number in sorted(skipped)),
    )


def _records() -> st.SearchStrategy[BibliographicRecord]:
    return st.builds(
        BibliographicRecord,
        title=phrases,
        authors=st.lists(phrases, max_size=3, unique=True).map(tuple),
        journal=phrases,
        year=st.integers(1, 3000),
        certainty=st.sampled_from(Certainty),
        basis=phrases,
        volume=notes,
        issue=notes,
        pages=notes,
        doi=notes,
    )


@st.composite
def passages(draw: st.DrawFn, document: Document, start: int = 0, end: int | None = None) -> Passage:
    """Passages of a document: stretches that stand in it once, so that their quote pins them.

    Args:
        draw: given by Hypothesis.
        document: the document.
        start: where the part of the text begins from which the passage is taken.
        end: where that part ends; by default, where the body does. The part must stand in the text once.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(documents().flatmap(passages))
    ... def test_a_quote_pins_its_passage(passage):
    ...     assert passage.source.passage(passage.quote) == passage
    >>> test_a_quote_pins_its_passage()
    """
    end = document.body_end if end is None else end
    stretch = document.text[start:end].strip()
    first = draw(st.integers(0, len(stretch) - 1))
    last = draw(st.integers(first + 1, len(stretch)))
    quote = stretch[first:last]
    try:
        return document.passage(stretch if quote.isspace() else quote)
    except QuoteError:
        return document.passage(stretch)
