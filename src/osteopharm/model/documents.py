"""Documents whose text ships with the library, and the passages that link a claim to the exact words.

A `Document` knows its sentences, citation marks, disclosures and corrected text. It does not know what it claims: a
claim refers to its `Passage`, not the other way round.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, ClassVar

from attrs import Factory, frozen

from osteopharm.errors import Problem, QuoteError
from osteopharm.model._record import Part, Record
from osteopharm.model._schema import Doi, Pattern, Pinned, PositiveInt, Unlisted, Year
from osteopharm.model.enums import Certainty
from osteopharm.model.segmentation import (
    LONGEST_RANGE,
    CitationStyle,
    Span,
    ends_sentence,
    find_marks,
    nearest_stretch,
    overlong_range,
    split_sentences,
)

__all__ = [
    "BibliographicRecord",
    "Citation",
    "CitationStyle",
    "Document",
    "OcrCorrection",
    "Passage",
    "Sentence",
    "UncoveredSentence",
]


@frozen(kw_only=True)
class BibliographicRecord(Part):
    """Where a document was published, and how certain that is.

    >>> import osteopharm
    >>> osteopharm.load().sources["anderson-freedman-2020"].record.doi
    '10.3171/2020.5.focus20413'
    """

    title: str
    """The title of the publication. It is metadata, never a claim."""
    authors: tuple[str, ...]
    """The names of the authors, in the order of the publication."""
    journal: str
    """The name of the journal."""
    year: Year
    """The year of publication."""
    certainty: Certainty
    """How certain it is that the document is this publication."""
    basis: str
    """The basis of the match, and what the document itself says."""
    volume: str | None = None
    """The volume, as printed."""
    issue: str | None = None
    """The issue within the volume, as printed."""
    pages: str | None = None
    """The pages, as printed."""
    doi: Doi | None = None
    """The DOI, without a resolver's address."""

    in_text: ClassVar[tuple[str, ...]] = ("title", "authors", "journal", "year", "volume", "issue", "pages", "doi")

    def __str__(self) -> str:
        numbers = "".join(
            [
                f";{self.volume}" if self.volume else "",
                f"({self.issue})" if self.issue else "",
                f":{self.pages}" if self.pages else "",
            ]
        )
        doi = f" doi:{self.doi}" if self.doi else ""
        return f"{', '.join(self.authors)}. {self.title}. {self.journal} {self.year}{numbers}.{doi}"


@frozen(kw_only=True)
class OcrCorrection(Part):
    """An OCR error and its correction, for display only; the text itself is not changed.

    >>> OcrCorrection(original="O steOpOrOsis", corrected="Osteoporosis", reason="a misread drop capital").corrected
    'Osteoporosis'
    """

    original: str
    """The wrong words, letter for letter; they occur exactly once in the text."""
    corrected: str
    """What is displayed instead."""
    reason: str
    """What went wrong in the OCR."""


@frozen(kw_only=True)
class UncoveredSentence(Part):
    """A sentence without a claim, and why it has none.

    >>> UncoveredSentence(sentence=4, reason="a table's caption").sentence
    4
    """

    sentence: PositiveInt
    """The number of the sentence, from 1."""
    reason: str
    """Why it has no claim."""


@frozen(kw_only=True)
class Sentence:
    """One sentence of a document, with its offsets; a citation mark after its full stop is part of it.

    >>> import osteopharm
    >>> page = osteopharm.load().sources["anderson-freedman-2020"]
    >>> page.sentences[12].text, page.sentences[12].is_cut_off
    ('Bisphosphonates are analogs of pyrophosphate and', True)
    """

    number: int
    """The number of the sentence in the document, from 1."""
    start: int
    """The offset of the first character."""
    end: int
    """The offset after the last character."""
    text: str
    """The words, unchanged."""
    citations: tuple[int, ...]
    """The reference numbers that it cites."""
    is_cut_off: bool
    """Whether the document breaks off inside the sentence."""

    def __str__(self) -> str:
        return f"{self.number}. {self.text}{' […]' if self.is_cut_off else ''}"


@frozen(kw_only=True)
class Citation:
    """A number by which a document cites its reference list, and the sentence that contains it.

    >>> import osteopharm
    >>> page = osteopharm.load().sources["anderson-freedman-2020"]
    >>> [(citation.number, citation.sentence.number) for citation in page.citations]
    [(1, 2), (2, 2), (3, 3), (4, 8), (5, 12), (6, 12), (7, 12), (8, 12)]
    """

    number: int
    """The number in the document's reference list."""
    start: int
    """The offset of the mark that contains the number."""
    end: int
    """The offset after that mark."""
    sentence: Sentence
    """The sentence that contains the mark."""


@frozen(kw_only=True)
class Document(Record, plural="documents", collection="sources"):
    """A source whose text ships with the library, unchanged and verified by its SHA-256.

    >>> note = Document(id="note", name="A note", text="Bone heals. It", license="CC0-1.0", attribution="nobody")
    >>> [str(sentence) for sentence in note.sentences]
    ['1. Bone heals.', '2. It […]']
    """

    name: str
    """The name; in the curators' words where the document has no title."""
    text: Annotated[str, Unlisted()]
    """The text, unchanged. Offsets count its characters (code points)."""
    license: str
    """The terms under which the text is included."""
    attribution: str
    """To whom the text belongs."""
    sha256: Annotated[str, Pattern("[0-9a-f]{64}", "64 hexadecimal digits"), Pinned("give the SHA-256 of the text")] = (
        Factory(lambda self: _digest(self.text), takes_self=True)
    )
    """The SHA-256 of the text in UTF-8, in hexadecimal; computed if omitted, verified if given."""
    record: BibliographicRecord | None = None
    """Where it was published; None if unknown."""
    citation_style: CitationStyle = CitationStyle.NONE
    """How its citation marks are written."""
    disclosures_start: str | None = None
    """The words with which its disclosures begin; they run to the end. None if there are none."""
    corrections: tuple[OcrCorrection, ...] = ()
    """OCR errors, corrected for display."""
    uncovered: tuple[UncoveredSentence, ...] = ()
    """The sentences without a claim, each with the reason."""

    also_shown: ClassVar[Mapping[str, str]] = MappingProxyType({"corrected_text": "text"})

    def _cross_field_problems(self) -> Iterator[Problem]:
        if self.sha256 != (found := _digest(self.text)):
            hint = "restore the text, or give the new SHA-256 on purpose and review every claim"
            yield Problem("sha256", f"the SHA-256 of the text is {found}", hint)
        pinned = [
            (f"corrections[{place}].original", correction.original) for place, correction in enumerate(self.corrections)
        ]
        if self.disclosures_start is not None:
            pinned.append(("disclosures_start", self.disclosures_start))
        for name, quote in pinned:
            try:
                self.find(quote)
            except QuoteError as error:
                yield Problem(name, error.message, error.hint)
                if name == "disclosures_start":
                    return  # where the body ends, and so its sentences, is not known
        if (mark := overlong_range(self.text, self.citation_style, self.body_end)) is not None:
            message = f"has the citation mark {mark!r:.50}, with a range of more than {LONGEST_RANGE} references"
            yield Problem("text", message, "check the text, or choose another citation style")
        last = len(self.sentences)
        for place, entry in enumerate(self.uncovered):
            if entry.sentence > last:
                message = f"the document has {last} sentences, so none is number {entry.sentence}"
                yield Problem(f"uncovered[{place}].sentence", message, "give the number of a sentence")

    def find(self, quote: str) -> int:
        """The offset of a quote that occurs exactly once.

        Raises:
            QuoteError: the quote is not in the text, or occurs more than once.
        """
        start = self.text.find(quote)
        if start < 0:
            raise QuoteError(quote, 0, nearest_stretch(self.text, quote))
        if self.text.find(quote, start + 1) >= 0:
            occurrences = sum(self.text.startswith(quote, place) for place in range(len(self.text)))
            raise QuoteError(quote, occurrences)
        return start

    def passage(self, quote: str) -> Passage:
        """The passage of a quote.

        Args:
            quote: words of the document, letter for letter, that occur exactly once.

        Raises:
            QuoteError: the quote is not in the text (the error offers the nearest words), or occurs more than once.
            InvalidRecordError: the quote is blank.

        >>> import osteopharm
        >>> page = osteopharm.load().sources["anderson-freedman-2020"]
        >>> passage = page.passage("analogs of pyrophosphate")
        >>> passage.start, passage.end, passage.sentences[0].number
        (2016, 2040, 13)
        """
        start = self.find(quote)
        return Passage(source=self, start=start, end=start + len(quote), quote=quote)

    @property
    def body_end(self) -> int:
        """The offset at which the body ends and the disclosures, if any, begin."""
        return len(self.text) if self.disclosures_start is None else self.text.index(self.disclosures_start)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the body, in order; together they contain all of it except the white space between them."""
        style, end = self.citation_style, self.body_end
        spans = split_sentences(self.text, style, end)
        cited: list[list[int]] = [[] for _ in spans]
        for place, (_, numbers) in self._marks(spans):
            cited[place] += numbers
        return tuple(
            Sentence(
                number=number,
                start=start,
                end=stop,
                text=self.text[start:stop],
                citations=tuple(numbers),
                # Every sentence but the last was split off because it ends as a sentence does.
                is_cut_off=number == len(spans) and not ends_sentence(self.text[start:stop], style),
            )
            for number, ((start, stop), numbers) in enumerate(zip(spans, cited, strict=True), 1)
        )

    def _marks(self, spans: list[Span]) -> Iterator[tuple[int, tuple[Span, tuple[int, ...]]]]:
        """The citation marks in order, each with the index of the sentence, among ``spans``, that contains it."""
        place = 0
        for mark in find_marks(self.text, self.citation_style, self.body_end):
            while spans[place][1] <= mark[0][0]:
                place += 1
            yield place, mark

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The citation numbers in the order of the text, each with the sentence that contains it.

        They are numbers only, unless the document includes its reference list.
        """
        spans = [(sentence.start, sentence.end) for sentence in self.sentences]
        return tuple(
            Citation(number=number, start=start, end=end, sentence=self.sentences[place])
            for place, ((start, end), numbers) in self._marks(spans)
            for number in numbers
        )

    @property
    def disclosure_block(self) -> Passage | None:
        """The disclosures, as one passage; None where the document has none."""
        if self.disclosures_start is None:
            return None
        quote = self.text[self.body_end :].rstrip()
        return Passage(source=self, start=self.body_end, end=self.body_end + len(quote), quote=quote)

    @cached_property
    def corrected_text(self) -> str:
        """The text with OCR errors corrected, citation marks in brackets and a broken-off end shown as ``[…]``.

        For display only: offsets do not refer to it.
        """
        edits = [
            (self.find(correction.original), len(correction.original), correction.corrected)
            for correction in self.corrections
        ]
        for (start, end), _ in find_marks(self.text, self.citation_style, self.body_end):
            if self.citation_style is CitationStyle.SPACED:
                edits.append((start - 1, end - start + 1, f"[{self.text[start:end]}]"))
        edits += [(sentence.end, 0, " […]") for sentence in self.sentences[-1:] if sentence.is_cut_off]
        if self.sentences and self.disclosures_start is not None:
            end = self.sentences[-1].end
            edits.append((end, self.body_end - end, "\n\n"))
        pieces: list[str] = []
        place = 0
        for start, length, shown in sorted(edits, key=lambda edit: edit[:2]):
            pieces += [self.text[place:start], shown]
            place = start + length
        return "".join([*pieces, self.text[place:]]).strip()

    def __str__(self) -> str:
        return f"{self.name}: {len(self.sentences)} sentences, {len(self.text):,} characters"


@frozen(kw_only=True)
class Passage(Part):
    """Words of a document, with their offsets. ``document.text[start:end] == quote``, always.

    >>> import osteopharm
    >>> claim = osteopharm.load().claims["af20-s13-pyrophosphate-analogs"]
    >>> claim.provenance.quote
    'Bisphosphonates are analogs of pyrophosphate'
    """

    source: Document
    """The document."""
    quote: str
    """The words, letter for letter."""
    start: int = Factory(lambda self: _start_of(self), takes_self=True)  # noqa: PLW0108 - defined below
    """The offset of the first character; found if omitted, where the quote occurs exactly once."""
    end: int = Factory(lambda self: _end_of(self), takes_self=True)  # noqa: PLW0108 - defined below
    """The offset after the last character; computed if omitted."""

    in_text: ClassVar[tuple[str, ...]] = ("source", "quote", "start", "end")

    def _cross_field_problems(self) -> Iterator[Problem]:
        # A negative offset would count from the end of the text.
        is_whole = self.start >= 0 and self.end == self.start + len(self.quote)
        if is_whole and self.source.text[self.start : self.end] == self.quote:
            return
        try:
            self.source.find(self.quote)
        except QuoteError as error:
            yield Problem("quote", error.message, error.hint)
        else:
            message = f"is not the text from {self.start} to {self.end} of {self.source.id}"
            yield Problem("quote", message, "leave start and end out, or make passages with Document.passage(quote)")

    def __hash__(self) -> int:
        return hash((self.source.id, self.start, self.end))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences that the passage touches, in order; empty for a passage in the disclosures."""
        every = self.source.sentences
        first = bisect_right(every, self.start, key=lambda sentence: sentence.end)
        last = bisect_left(every, self.end, key=lambda sentence: sentence.start)
        return every[first:last]

    def __str__(self) -> str:
        return f"“{self.quote}” ({self.source.id}, {self.start} to {self.end})"


def _start_of(passage: Passage) -> int:
    # Computed before the fields are checked. What cannot be found exactly once gets an offset that is refused.
    try:
        return passage.source.find(passage.quote)
    except (QuoteError, AttributeError, TypeError):
        return -1


def _end_of(passage: Passage) -> int:
    try:
        return passage.start + len(passage.quote)
    except TypeError:
        return -1


def _digest(text: object) -> str:
    # The check of the text itself has a better message for a text that cannot be encoded.
    return hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest()
