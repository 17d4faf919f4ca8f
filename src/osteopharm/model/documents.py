"""Documents whose text ships with the library, and the passages that pin a claim to their words.

Holds `Document` with its sentences, citation marks, disclosure block and readable rendering, and
`Passage`. Never holds what a document claims: a claim knows its passage, a passage knows no claim.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from attrs import Factory, field, frozen

from osteopharm.errors import Fault, QuoteError
from osteopharm.model import checks
from osteopharm.model._record import hash_by_id, repr_by_id, repr_html
from osteopharm.model.enums import Certainty
from osteopharm.model.segmentation import (
    CitationStyle,
    Span,
    ends_sentence,
    find_marks,
    nearest_stretch,
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
class BibliographicRecord:
    """Where a document was published, and how sure that is.

    Attributes:
        title: the title of the publication. It is metadata, never a claim.
        authors: the authors' names, in the publication's order.
        journal: the journal's name.
        year: the year of publication.
        volume: the volume, as printed.
        issue: the issue within the volume, as printed.
        pages: the pages, as printed.
        doi: the DOI, without a resolver's address.
        certainty: how sure it is that the document is this publication.
        basis: what the match rests on, and what the document itself says.

    >>> import osteopharm
    >>> osteopharm.load().sources["anderson-freedman-2020"].record.doi
    '10.3171/2020.5.focus20413'
    """

    title: str
    authors: tuple[str, ...]
    journal: str
    year: int
    certainty: Certainty
    basis: str
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "BibliographicRecord",
            self.title,
            checks.text("title", self.title),
            checks.texts("authors", self.authors),
            checks.text("journal", self.journal),
            checks.whole_number("year", self.year, least=1),
            checks.instance("certainty", self.certainty, Certainty),
            checks.text("basis", self.basis),
            *(checks.optional_text(name, getattr(self, name)) for name in ("volume", "issue", "pages", "doi")),
        )

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
class OcrCorrection:
    """A fault of the scan and its readable form; used for display only, the text stays as it is.

    Attributes:
        original: the faulty stretch, letter for letter; it stands once in the text.
        corrected: what a reader is shown instead.
        reason: what went wrong in the scan.

    >>> OcrCorrection(original="O steOpOrOsis", corrected="Osteoporosis", reason="the drop capital was read apart").readable
    'Osteoporosis'
    """

    original: str
    corrected: str
    reason: str

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "OcrCorrection",
            self.original,
            checks.text("original", self.original),
            checks.text("corrected", self.corrected),
            checks.text("reason", self.reason),
        )


@frozen(kw_only=True)
class UncoveredSentence:
    """A sentence from which no claim is taken, and why.

    Attributes:
        sentence: the number of the sentence, from 1.
        reason: why it carries no claim.

    >>> UncoveredSentence(sentence=4, reason="a table's caption").sentence
    4
    """

    sentence: int
    reason: str

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "UncoveredSentence",
            self.sentence,
            checks.whole_number("sentence", self.sentence, least=1),
            checks.text("reason", self.reason),
        )


@frozen(kw_only=True)
class Sentence:
    """One sentence of a document, with its span; a citation mark after its full stop belongs to it.

    Attributes:
        number: its place in the document, from 1.
        start: its first character's offset.
        end: the offset after its last character.
        text: its words, as they stand.
        citations: the document's own reference numbers that it bears.
        is_cut_off: whether the document breaks off inside it.

    >>> import osteopharm
    >>> page = osteopharm.load().sources["anderson-freedman-2020"]
    >>> page.sentences[12].text, page.sentences[12].is_cut_off
    ('Bisphosphonates are analogs of pyrophosphate and', True)
    """

    number: int
    start: int
    end: int
    text: str
    citations: tuple[int, ...]
    is_cut_off: bool

    def __str__(self) -> str:
        return f"{self.number}. {self.text}{' […]' if self.is_cut_off else ''}"


@frozen(kw_only=True)
class Citation:
    """A number by which a document cites its reference list, and the sentence that bears it.

    Attributes:
        number: the number in the document's reference list.
        start: the offset of the mark in which the number stands.
        end: the offset after that mark.
        sentence: the `Sentence` that bears the mark.

    >>> import osteopharm
    >>> page = osteopharm.load().sources["anderson-freedman-2020"]
    >>> [(citation.number, citation.sentence.number) for citation in page.citations]
    [(1, 2), (2, 2), (3, 3), (4, 8), (5, 12), (6, 12), (7, 12), (8, 12)]
    """

    number: int
    start: int
    end: int
    sentence: Sentence


@frozen(kw_only=True)
class Document:
    """A source whose text ships with the library, untouched and pinned by its digest.

    Attributes:
        id: its id.
        name: what to call it; the curators' words where the document has no title.
        text: the text, untouched. Offsets everywhere count its characters (code points).
        license: under which terms the text stands here.
        attribution: whose text it is.
        sha256: the digest of the text in UTF-8, in hexadecimal; reckoned when left out, checked when given.
        record: where it was published, or None if unknown.
        citation_style: how its citation marks stand.
        disclosures_start: the words with which its declarations of interest begin, or None. They run to the end.
        mends: the faults of the scan, mended for display.
        uncovered: the sentences that carry no claim, each with the reason.

    Raises:
        InvalidRecordError: the digest does not match, a mend or the start of the disclosures does not
            stand exactly once in the text, or a field has the wrong type.

    >>> note = Document(id="note", name="A note", text="Bone heals. It", license="CC0-1.0", attribution="nobody")
    >>> [str(sentence) for sentence in note.sentences]
    ['1. Bone heals.', '2. It […]']
    """

    id: str
    name: str
    text: str = field(repr=False)
    license: str
    attribution: str
    sha256: str = Factory(lambda self: _digest(self.text), takes_self=True)
    record: BibliographicRecord | None = None
    citation_style: CitationStyle = CitationStyle.NONE
    disclosures_start: str | None = None
    corrections: tuple[OcrCorrection, ...] = ()
    uncovered: tuple[UncoveredSentence, ...] = ()

    __hash__ = hash_by_id
    __repr__ = repr_by_id
    _repr_html_ = repr_html

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Document",
            self.id,
            checks.identifier("id", self.id),
            checks.text("name", self.name),
            checks.text("text", self.text),
            checks.text("license", self.license),
            checks.text("attribution", self.attribution),
            checks.text("sha256", self.sha256),
            checks.instance("record", self.record, BibliographicRecord, type(None)),
            checks.instance("citation_style", self.citation_style, CitationStyle),
            checks.optional_text("disclosures_start", self.disclosures_start),
            checks.tuple_of("corrections", self.corrections, OcrCorrection),
            checks.tuple_of("uncovered", self.uncovered, UncoveredSentence),
            sense=self._text_faults,
        )

    def _text_faults(self) -> Iterator[Fault]:
        if self.sha256 != (found := _digest(self.text)):
            hint = "restore the text, or pin the new one on purpose and read every claim again"
            yield Fault("sha256", f"the text's digest is {found}", hint)
        pinned = [
            (f"mends[{place}].original", correction.original) for place, correction in enumerate(self.corrections)
        ]
        if self.disclosures_start is not None:
            pinned.append(("disclosures_start", self.disclosures_start))
        for name, quote in pinned:
            try:
                self.find(quote)
            except QuoteError as error:
                yield Fault(name, error.message, error.hint)
                if name == "disclosures_start":
                    return  # where the body ends, and so its sentences, is not known
        last = len(self.sentences)
        for place, entry in enumerate(self.uncovered):
            if entry.sentence > last:
                message = f"the document has {last} sentences, so none is number {entry.sentence}"
                yield Fault(f"uncovered[{place}].sentence", message, "give the number of a sentence")

    def find(self, quote: str) -> int:
        """The offset of the one place where a quote stands.

        Raises:
            QuoteError: the quote is not in the text, or stands there more than once.
        """
        start = self.text.find(quote)
        if start < 0:
            raise QuoteError(quote, 0, nearest_stretch(self.text, quote))
        if self.text.find(quote, start + 1) >= 0:
            occurrences = sum(self.text.startswith(quote, place) for place in range(len(self.text)))
            raise QuoteError(quote, occurrences)
        return start

    def passage(self, quote: str) -> Passage:
        """The passage that a quote pins.

        Args:
            quote: words of the document, letter for letter, that stand there once.

        Raises:
            QuoteError: the quote is not in the text (the error offers the nearest stretch), or stands
                there more than once.
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
        """The body's sentences in order; together they hold all of it but the white space between them."""
        style, end = self.citation_style, self.body_end
        spans = split_sentences(self.text, style, end)
        borne: list[list[int]] = [[] for _ in spans]
        for place, (_, numbers) in self._marks(spans):
            borne[place] += numbers
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
            for number, ((start, stop), numbers) in enumerate(zip(spans, borne, strict=True), 1)
        )

    def _marks(self, spans: list[Span]) -> Iterator[tuple[int, tuple[Span, tuple[int, ...]]]]:
        """The citation marks in order, each with the place of the sentence, among ``spans``, that bears it."""
        place = 0
        for mark in find_marks(self.text, self.citation_style, self.body_end):
            while spans[place][1] <= mark[0][0]:
                place += 1
            yield place, mark

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The citation numbers in the order of the text, each with the sentence that bears it.

        They are numbers without a reference unless the document holds its reference list.
        """
        spans = [(sentence.start, sentence.end) for sentence in self.sentences]
        return tuple(
            Citation(number=number, start=start, end=end, sentence=self.sentences[place])
            for place, ((start, end), numbers) in self._marks(spans)
            for number in numbers
        )

    @property
    def disclosure_block(self) -> Passage | None:
        """The declarations of interest, as one passage; None where the document has none."""
        if self.disclosures_start is None:
            return None
        quote = self.text[self.body_end :].rstrip()
        return Passage(source=self, start=self.body_end, end=self.body_end + len(quote), quote=quote)

    @cached_property
    def corrected_text(self) -> str:
        """The text for the eye: the scan's faults mended, citation marks in brackets, breaks shown as ``[…]``.

        For display only: no passage points into it.
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
class Passage:
    """A stretch of a document's text, pinned by its offsets and its exact words.

    Attributes:
        source: the document.
        start: the offset of its first character.
        end: the offset after its last character.
        quote: its words; always equal to ``source.text[start:end]``.

    Raises:
        InvalidRecordError: the quote does not stand at those offsets.

    >>> import osteopharm
    >>> claim = osteopharm.load().claims["af20-s13-pyrophosphate-analogs"]
    >>> claim.provenance.quote
    'Bisphosphonates are analogs of pyrophosphate'
    """

    source: Document
    start: int
    end: int
    quote: str

    def __attrs_post_init__(self) -> None:
        checks.refuse(
            "Passage",
            self.quote,
            checks.instance("source", self.source, Document),
            checks.whole_number("start", self.start, least=0),
            checks.whole_number("end", self.end, least=0),
            checks.text("quote", self.quote),
            sense=self._quote_faults,
        )

    def _quote_faults(self) -> Iterator[Fault]:
        if self.start < 0 or self.end < 0:
            return  # told already; a slice would count them from the end
        if self.source.text[self.start : self.end] != self.quote or self.end - self.start != len(self.quote):
            message = f"is not what stands at {self.start} to {self.end} of {self.source.id}"
            yield Fault("quote", message, "make passages with Document.passage(quote)")

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


def _digest(text: object) -> str:
    # A text that cannot be encoded is refused with a better word by the check of the text itself.
    return hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest()
