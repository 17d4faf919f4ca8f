"""Strategies for documents, and for the passages that can be quoted from one."""

from __future__ import annotations

from hypothesis import strategies as st

from osteopharm.errors import QuoteError
from osteopharm.model._schema import FIRST_YEAR, LAST_YEAR
from osteopharm.model.documents import (
    BibliographicRecord,
    CitationStyle,
    Document,
    OcrCorrection,
    Passage,
    UncoveredSentence,
)
from osteopharm.model.enums import Certainty
from osteopharm.testing.pools import WORDS, ids, lists_of_phrases, notes, phrases

INTERESTS = "Interests declared:"
# A capital letter begins each sentence and occurs nowhere else, so that each sentence occurs only once.
_SENTENCES = [f"A{word}{more}" for word in WORDS for more in ("", *(f" {each}" for each in WORDS[:5]))]
_SENTENCE_LISTS = st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=5, unique=True)


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
    phrased = draw(_SENTENCE_LISTS)
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
        text = f"{text} B{draw(st.sampled_from(WORDS))}"
    disclosing = draw(st.booleans())
    last = (
        Document(id="d", name="d", text=text, license="d", attribution="d", citation_style=style).sentences[-1].number
    )
    skipped = draw(st.sets(st.integers(1, last), max_size=last - 1))
    correction = OcrCorrection(original=phrased[0], corrected=draw(phrases), reason=draw(phrases))
    return Document(
        id=draw(ids()) if id is None else id,
        name=draw(phrases),
        text=f"{text} {INTERESTS} {draw(phrases)} & {draw(phrases)}" if disclosing else text,
        license=draw(phrases),
        attribution=draw(phrases),
        record=draw(st.none() | _RECORDS),
        citation_style=style,
        disclosures_start=INTERESTS if disclosing else None,
        corrections=draw(st.sampled_from([(), (correction,)])) if text.count(phrased[0]) == 1 else (),
        uncovered=tuple(UncoveredSentence(sentence=number, reason=draw(phrases)) for number in sorted(skipped)),
    )


_RECORDS = st.builds(
    BibliographicRecord,
    title=phrases,
    authors=lists_of_phrases,
    journal=phrases,
    year=st.integers(FIRST_YEAR, LAST_YEAR),
    certainty=st.sampled_from(Certainty),
    basis=phrases,
    volume=notes,
    issue=notes,
    pages=notes,
    doi=notes,
)


@st.composite
def passages(draw: st.DrawFn, document: Document, start: int = 0, end: int | None = None) -> Passage:
    """Passages of a document, each with a quote that occurs exactly once.

    Args:
        draw: given by Hypothesis.
        document: the document.
        start: the start of the part of the text that the passage is taken from.
        end: the end of that part; by default, the end of the body. The part must occur in the text exactly once.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(documents().flatmap(passages))
    ... def test_a_quote_finds_its_passage(passage):
    ...     assert passage.source.passage(passage.quote) == passage
    >>> test_a_quote_finds_its_passage()
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
