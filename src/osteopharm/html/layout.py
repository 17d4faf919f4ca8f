"""Splits a document into sentences and stretches, so that overlapping claims can be highlighted.

Every character of the body is in exactly one stretch; the stretches of a claim, joined, are its quote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from string import ascii_lowercase

from attrs import frozen

from osteopharm.model.claims import EvidenceClaim
from osteopharm.model.documents import Citation, Document, OcrCorrection, Passage, Sentence


@frozen(kw_only=True)
class Marked:
    """A claim as it is highlighted on a page."""

    claim: EvidenceClaim
    """The claim."""
    passage: Passage
    """Its quote."""
    label: str
    """Its label on the page: the number of the sentence and a letter."""
    lane: int
    """The distance of its underline; overlapping claims have different lanes."""


@frozen(kw_only=True)
class Stretch:
    """Characters that are covered by the same claims."""

    text: str
    """The characters of the document."""
    covering: tuple[Marked, ...]
    """The claims that cover them, the longest first."""
    ending: tuple[Marked, ...]
    """The claims that end with them."""
    citations: tuple[Citation, ...] = ()
    """The citations, if the characters are a citation mark."""
    correction: OcrCorrection | None = None
    """The correction, if the characters are a scanning error."""


@frozen(kw_only=True)
class Line:
    """A sentence with the white space after it, split into stretches."""

    sentence: Sentence
    """The sentence."""
    stretches: tuple[Stretch, ...]
    """Its stretches, in order."""
    claims: tuple[Marked, ...]
    """The claims whose quote begins in it."""


def lay_out(document: Document, claims: Iterable[EvidenceClaim]) -> tuple[Line, ...]:
    """The sentences of a document with the claims that are highlighted in them.

    Args:
        document: the document.
        claims: claims; those of other documents are ignored.
    """
    own = {
        claim: claim.provenance
        for claim in claims
        if isinstance(claim.provenance, Passage) and claim.provenance.source == document
    }
    lanes = _lanes(own)
    marked = {
        claim.id: Marked(claim=claim, passage=own[claim], label=label, lane=lanes[claim.id])
        for claim, label in _labeled(document, own)
    }
    stretches = list(_stretches(document, list(marked.values())))
    lines = []
    for place, sentence in enumerate(document.sentences):
        start = sentence.start if place else 0
        last = place + 1 == len(document.sentences)
        end = document.body_end if last else document.sentences[place + 1].start
        lines.append(
            Line(
                sentence=sentence,
                stretches=tuple(stretch for at, stretch in stretches if start <= at < end),
                claims=tuple(each for each in marked.values() if each.claim.sentences[0].number == sentence.number),
            )
        )
    return tuple(lines)


def _labeled(document: Document, claims: Iterable[EvidenceClaim]) -> Iterator[tuple[EvidenceClaim, str]]:
    for sentence in document.sentences:
        here = [claim for claim in claims if claim.sentences[0].number == sentence.number]
        for place, claim in enumerate(here):
            yield claim, f"{sentence.number}{_letters(place)}"


def _letters(place: int) -> str:
    more, letter = divmod(place, len(ascii_lowercase))
    return (_letters(more - 1) if more else "") + ascii_lowercase[letter]


def _lanes(passages: Mapping[EvidenceClaim, Passage]) -> dict[str, int]:
    """The lane of each claim: the shortest claim closest to the text, and overlapping claims in different lanes."""
    lanes: dict[str, int] = {}
    placed: dict[str, Passage] = {}
    for claim, here in sorted(passages.items(), key=lambda entry: (entry[1].end - entry[1].start, entry[0].id)):
        taken = {lanes[id] for id, other in placed.items() if other.start < here.end and here.start < other.end}
        lanes[claim.id] = next(lane for lane in range(len(placed) + 1) if lane not in taken)
        placed[claim.id] = here
    return lanes


def _stretches(document: Document, marked: list[Marked]) -> Iterator[tuple[int, Stretch]]:
    citations: dict[int, list[Citation]] = {}
    for citation in document.citations:
        citations.setdefault(citation.start, []).append(citation)
    cuts = {0, document.body_end}
    cuts.update(sentence.start for sentence in document.sentences)
    for each in marked:
        cuts.update((each.passage.start, min(each.passage.end, document.body_end)))
    for group in citations.values():
        cuts.update((group[0].start, group[0].end))
    corrections = {}
    for correction in document.corrections:
        start = document.find(correction.original)
        # A scanning error in which a claim begins or ends, or that is beyond the body, is shown uncorrected.
        if not any(start < cut < start + len(correction.original) for cut in cuts) and start < document.body_end:
            corrections[start] = correction
            cuts.update((start, start + len(correction.original)))
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        covering = [each for each in marked if each.passage.start <= start and end <= each.passage.end]
        covering.sort(key=lambda each: (each.passage.start - each.passage.end, each.claim.id))
        yield (
            start,
            Stretch(
                text=document.text[start:end],
                covering=tuple(covering),
                ending=tuple(each for each in marked if min(each.passage.end, document.body_end) == end),
                citations=tuple(citations.get(start, ())),
                correction=corrections.get(start),
            ),
        )
