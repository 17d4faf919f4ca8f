"""Plain functions that read structure off a text: sentences, citation marks, the stretch nearest to a quote.

Holds what can be said of a string alone. Never changes a text, and knows no record type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from osteopharm._suggest import PAIRS_OF_A_NAME, afford

Span = tuple[int, int]
"""Start and end of a stretch, in characters (code points), end excluded."""


class CitationStyle(StrEnum):
    """How the citation marks of a document are in its text.

    >>> CitationStyle("spaced")
    <CitationStyle.SPACED: 'spaced'>
    """

    NONE = "none"
    """The text holds no citation marks, or none that are to be read."""
    SPACED = "spaced"
    """Figures between spaces after a punctuation mark, as a scan gives superscripts: ``fractures. 1,2 Then``.

    Not for a text that has other numbers after a comma: "of these, 12 were" would be read as a citation.
    """
    BRACKETED = "bracketed"
    """Figures in square brackets: ``fractures [1,2]. Then``."""


_NUMBERS = r"(?P<numbers>\d{1,3}(?:[,\u2013-]\d{1,3})*)"
_MARKS = {
    CitationStyle.SPACED: re.compile(rf"(?<=[.,;:!?]) {_NUMBERS}(?=\s|\Z)"),
    CitationStyle.BRACKETED: re.compile(rf"\[{_NUMBERS}\]"),
}
_CLOSING = "\"'\u201d\u2019)]"
"""What may follow the end of a sentence and belongs to it."""
_STOP = re.compile(rf"[.!?]+[{re.escape(_CLOSING)}]*")
LONGEST_RANGE = 200
"""The most references that a citation mark may name by one range."""
_BEFORE_SENTENCE = re.compile(r"\s+[\"'\u201c\u2018(\[]*")
_LONGEST_ABBREVIATION = 40
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")
_LAST_WORD = re.compile(r"[^\s(\[\"']+\Z")
_ABBREVIATIONS = frozenset(
    {"al.", "approx.", "ca.", "cf.", "dr.", "drs.", "e.g.", "eq.", "et.", "etc.", "fig.", "figs.", "i.e.", "jr.", "mr."}
    | {"mrs.", "ms.", "no.", "nos.", "p.", "pp.", "prof.", "ref.", "refs.", "resp.", "sr.", "st.", "vol.", "vs."}
)


def find_marks(text: str, style: CitationStyle, end: int) -> list[tuple[Span, tuple[int, ...]]]:
    """The citation marks before ``end``: the span of each and its numbers, ranges written out.

    >>> find_marks("So it is. 1,3-5 Next", CitationStyle.SPACED, 20)
    [((10, 15), (1, 3, 4, 5))]
    """
    pattern = _MARKS.get(style)
    if pattern is None:
        return []
    return [
        ((match.end() - len(match[0].lstrip()), match.end()), tuple(_numbers(match["numbers"])))
        for match in pattern.finditer(text, 0, end)
        if style is CitationStyle.BRACKETED or _is_spaced_mark(text, match.start(), match.end(), end)
    ]


def _is_spaced_mark(text: str, start: int, stop: int, end: int) -> bool:
    # After a full stop a new sentence or the end must follow, lest "It ended. 20 patients" be read as a citation.
    if text[start - 1] in ",;:":
        return True
    after = _skip_space(text, stop, end)
    return after == end or (_opens_sentence(text, stop, end) and not text[after].isdecimal())


def _opens_sentence(text: str, place: int, end: int) -> bool:
    """Whether white space and then something that can begin a sentence is at a place."""
    gap = _BEFORE_SENTENCE.match(text, place, end)
    if gap is None or gap.end() >= end:
        return False
    first = text[gap.end()]
    return first.isalnum() and not first.islower()


def _numbers(mark: str) -> Iterator[int]:
    for part in mark.split(","):
        first, *last = map(int, re.split(r"[\u2013-]", part))
        yield from range(first, min(last[-1], first + LONGEST_RANGE - 1) + 1) if last else (first,)


def overlong_range(text: str, style: CitationStyle, end: int) -> str | None:
    """The first citation mark before ``end`` with a range of more references than a mark may name; None if none has.

    >>> overlong_range("So it is [1-999].", CitationStyle.BRACKETED, 17)
    '[1-999]'
    """
    for (start, stop), _ in find_marks(text, style, end):
        for part in text[start:stop].strip("[]").split(","):
            first, *last = map(int, re.split(r"[\u2013-]", part))
            if last and last[-1] - first >= LONGEST_RANGE:
                return text[start:stop]
    return None


def split_sentences(text: str, style: CitationStyle, end: int) -> list[Span]:
    """The sentences before ``end``, in order: every character but the white space between them is in one.

    A citation mark after a full stop belongs to the sentence before it.

    >>> text = "Dr. A saw it. 1 Then it rained"
    >>> [text[slice(*span)] for span in split_sentences(text, CitationStyle.SPACED, len(text))]
    ['Dr. A saw it. 1', 'Then it rained']
    """
    mark_ends = {start: stop for (start, stop), _ in find_marks(text, style, end)}
    spans: list[Span] = []
    start = _skip_space(text, 0, end)
    while start < end:
        stop = _sentence_end(text, start, end, mark_ends)
        spans.append((start, stop))
        start = _skip_space(text, stop, end)
    return spans


def _sentence_end(text: str, start: int, end: int, mark_ends: dict[int, int]) -> int:
    for match in _STOP.finditer(text, start, end):
        if _is_abbreviation(text[max(start, match.end() - _LONGEST_ABBREVIATION) : match.end()]):
            continue
        stop = match.end()
        while (after := mark_ends.get(_skip_space(text, stop, end))) is not None:
            stop = after
        if stop >= end or _opens_sentence(text, stop, end):
            return stop
    return len(text[:end].rstrip())


def _is_abbreviation(sentence: str) -> bool:
    word = _LAST_WORD.search(sentence)
    if word is None or not sentence.endswith("."):
        return False
    return word[0].casefold() in _ABBREVIATIONS or _INITIALS.fullmatch(word[0]) is not None


def _skip_space(text: str, place: int, end: int) -> int:
    while place < end and text[place].isspace():
        place += 1
    return place


def ends_sentence(stretch: str, style: CitationStyle) -> bool:
    """Whether a stretch ends as a sentence does, leaving a trailing citation mark aside.

    >>> ends_sentence("It broke off and", CitationStyle.NONE), ends_sentence("It ended. 7", CitationStyle.SPACED)
    (False, True)
    """
    marks = find_marks(stretch, style, len(stretch))
    if marks and marks[-1][0][1] == len(stretch):
        stretch = stretch[: marks[-1][0][0]].rstrip()
    return stretch.rstrip(_CLOSING).endswith((".", "!", "?"))


_MOST_PAIRS = 1_000_000
"""No nearest stretch is looked for where more pairs of equal letters would have to be compared."""


def nearest_stretch(text: str, quote: str) -> str | None:
    """The stretch of a text that is most like a quote, in whole words; None when nothing is alike.

    >>> nearest_stretch("Callus forms. Bone healing is slow.", "bone heeling")
    'Bone healing'
    """
    # Folded letter by letter, so that offsets stay those of the text.
    whole, wanted = _folded(text), _folded(quote)
    letters = Counter(wanted)
    pairs = sum(count * letters[letter] for letter, count in Counter(whole).items())
    if pairs > _MOST_PAIRS or not afford(pairs // PAIRS_OF_A_NAME):
        return None
    from difflib import SequenceMatcher  # a quote that is not in its text is rare

    match = SequenceMatcher(None, whole, wanted, autojunk=False).find_longest_match()
    if match.size < min(4, len(quote)):
        return None
    start = max(0, match.a - match.b)
    stop = min(len(text), start + len(quote))
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while stop < len(text) and not text[stop].isspace():
        stop += 1
    return text[start:stop].strip(" .,;:") or None


def _folded(text: str) -> str:
    return "".join(lower if len(lower := letter.lower()) == 1 else letter for letter in text)
