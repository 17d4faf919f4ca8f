"""Documents and passages, whatever text they are given: properties first, then the cases that scans bring."""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.rules import each_of

from osteopharm import Certainty, Document, InvalidRecordError, Passage
from osteopharm.errors import QuoteError
from osteopharm.model import (
    BibliographicRecord,
    Citation,
    CitationStyle,
    OcrCorrection,
    Sentence,
    UncoveredSentence,
    segmentation,
)

# A slow machine is not a fault of ours.
unhurried = settings(deadline=None)


def make(text: str, **fields: Any) -> Document:
    """A document of that text."""
    return Document(
        **{"id": "note", "name": "A note", "license": "CC0-1.0", "attribution": "nobody"} | fields, text=text
    )


def spaced(text: str, **fields: Any) -> Document:
    return make(text, citation_style=CitationStyle.SPACED, **fields)


def bracketed(text: str, **fields: Any) -> Document:
    return make(text, citation_style=CitationStyle.BRACKETED, **fields)


def fault_fields(error: pytest.ExceptionInfo[InvalidRecordError]) -> list[str]:
    return [fault.path for fault in error.value.problems]


# Any text at all; and text that is thick with what the scanner looks for.
ANYTHING = st.text(alphabet=st.characters(exclude_categories=()))
THICK = st.text(alphabet="AbcÉé .!?,;:()[]\"'”1290\u2013-\n\t\u00a0\u0661ß", min_size=1)
TEXTS = st.one_of(ANYTHING, THICK)
STYLES = st.sampled_from(CitationStyle)

WORDS = st.sampled_from(["bone", "callus", "heals", "slowly", "in", "animals", "and", "people", "fracture"])
PLAIN = st.lists(WORDS, min_size=1, max_size=8).map(lambda words: " ".join(words).capitalize())
STOPS = st.sampled_from([".", "!", "?", ".”", "?)", "..."])
GAPS = st.sampled_from([" ", "  ", "\n", "\n\n", "\u00a0"])


@st.composite
def prose(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A text of plain sentences, and those sentences."""
    sentences = draw(st.lists(st.builds("{}{}".format, PLAIN, STOPS), min_size=1, max_size=6))
    return "".join(sentence + draw(GAPS) for sentence in sentences), sentences


@st.composite
def marks(draw: st.DrawFn) -> tuple[str, tuple[int, ...]]:
    """A citation mark and the numbers that it means."""
    parts: list[str] = []
    numbers: list[int] = []
    for _ in range(draw(st.integers(1, 3))):
        first = draw(st.integers(1, 900))
        last = first + draw(st.integers(0, 4))
        dash = draw(st.sampled_from("-\u2013"))
        parts.append(str(first) if last == first else f"{first}{dash}{last}")
        numbers += range(first, last + 1)
    return ",".join(parts), tuple(numbers)


def build_or_refuse(text: str, **fields: Any) -> Document:
    """The document of a text; a text that makes none is not an example."""
    try:
        return make(text, **fields)
    except InvalidRecordError:
        assume(False)
        raise


PRINTED = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=5)


class TestAnyText:
    """Whatever is in a file, it makes a document or is refused in so many words."""

    @unhurried
    @given(text=TEXTS, style=STYLES)
    @example(text="", style=CitationStyle.NONE)
    @example(text=" \n\u00a0", style=CitationStyle.SPACED)
    @example(text="\ud800", style=CitationStyle.NONE)
    @example(text="[9-1]", style=CitationStyle.BRACKETED)
    @example(text=". 1", style=CitationStyle.SPACED)
    def test_makes_a_document_or_an_invalid_record(self, text: str, style: CitationStyle) -> None:
        """A text is refused when it is blank, no Unicode or has controls; otherwise every question has an answer."""
        is_text = text.strip() and not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]", text)
        if not is_text:
            with pytest.raises(InvalidRecordError) as error:
                make(text, citation_style=style)

            assert fault_fields(error) == ["text"]
            return
        document = make(text, citation_style=style)

        assert document.text == text
        assert [sentence for sentence in document.sentences if not str(sentence)] == []
        assert all(citation.sentence in document.sentences for citation in document.citations)
        assert document.corrected_text
        assert str(document).startswith("A note: ")

    @unhurried
    @given(text=st.text(alphabet=" \n\t\r\u00a0\u2003"), style=STYLES)
    def test_blank_text_is_refused(self, text: str, style: CitationStyle) -> None:
        """A document says something."""
        with pytest.raises(InvalidRecordError, match="text: is blank") as error:
            make(text, citation_style=style)

        assert fault_fields(error) == ["text"]

    @unhurried
    @given(before=PRINTED, code=st.integers(0xD800, 0xDFFF), after=PRINTED)
    def test_lone_surrogates_are_refused(self, before: str, code: int, after: str) -> None:
        """Half of a character is not text: no file in UTF-8 could hold it."""
        with pytest.raises(InvalidRecordError, match="lone surrogate") as error:
            make(f"Bone{before}{chr(code)}{after}")

        assert fault_fields(error) == ["text"]

    @each_of("control", ["\x00", "\x08", "\x1b[2J", "\x7f", "\x9b31m"])
    def test_controls_are_refused(self, control: str) -> None:
        """What steers a terminal is not text; tabs, line ends and form feeds are."""
        with pytest.raises(InvalidRecordError, match=r"contains the control character U\+00") as error:
            make(f"Bone heals.{control}")

        assert fault_fields(error) == ["text"]
        assert make("Bone\theals.\r\n\x0cSlowly.").sentences[1].text == "Slowly."

    @each_of("text", [None, 7, b"Bone heals.", ["Bone heals."]])
    def test_what_is_not_text_is_refused(self, text: Any) -> None:
        """Bytes, numbers and lists are refused, not turned into text."""
        with pytest.raises(InvalidRecordError, match="not a str") as error:
            make(text)

        assert fault_fields(error) == ["text"]


class TestSentenceStretches:
    """Sentences and white space are all that a body consists of."""

    @unhurried
    @given(text=TEXTS, style=STYLES)
    def test_they_are_ordered_and_disjoint(self, text: str, style: CitationStyle) -> None:
        """Each stretch ends before the next begins, and they are numbered from 1."""
        sentences = build_or_refuse(text, citation_style=style).sentences

        assert [sentence.number for sentence in sentences] == list(range(1, len(sentences) + 1))
        assert all(sentence.start < sentence.end for sentence in sentences)
        assert all(first.end <= second.start for first, second in pairwise(sentences))

    @unhurried
    @given(text=TEXTS, style=STYLES)
    def test_they_cover_all_but_white_space(self, text: str, style: CitationStyle) -> None:
        """Between, before and after the stretches there is white space and nothing else."""
        document = build_or_refuse(text, citation_style=style)
        ends = [0, *(sentence.end for sentence in document.sentences)]
        starts = [*(sentence.start for sentence in document.sentences), len(text)]

        assert "".join(text[end:start] for end, start in zip(ends, starts, strict=True)).strip() == ""

    @unhurried
    @given(text=TEXTS, style=STYLES)
    def test_they_hold_the_words_at_their_offsets(self, text: str, style: CitationStyle) -> None:
        """The text of a sentence is the document's between its offsets, without white space at its ends."""
        for sentence in build_or_refuse(text, citation_style=style).sentences:
            assert text[sentence.start : sentence.end] == sentence.text
            assert sentence.text.strip() == sentence.text

    @unhurried
    @given(text=TEXTS, style=STYLES)
    def test_only_the_last_can_be_cut_off(self, text: str, style: CitationStyle) -> None:
        """A sentence that another follows has ended."""
        sentences = build_or_refuse(text, citation_style=style).sentences

        assert not any(sentence.is_cut_off for sentence in sentences[:-1])

    @unhurried
    @given(composed=prose())
    def test_plain_prose_falls_into_its_sentences(self, composed: tuple[str, list[str]]) -> None:
        """Sentences put together come apart as they were, whatever stop and white space end them."""
        text, expected = composed
        sentences = make(text).sentences

        assert expected == [sentence.text for sentence in sentences]
        assert not sentences[-1].is_cut_off

    @unhurried
    @given(composed=prose(), heading=st.sampled_from(["Disclosures", "Conflict of interest"]), tail=PLAIN)
    def test_disclosures_are_not_sentences(self, composed: tuple[str, list[str]], heading: str, tail: str) -> None:
        """The sentences end where the disclosures begin, and the block holds the rest."""
        text, expected = composed
        document = make(f"{text}{heading} {tail}. ", disclosures_start=heading)
        block = document.disclosure_block

        assert expected == [sentence.text for sentence in document.sentences]
        assert block is not None
        assert (block.start, block.quote) == (document.body_end, f"{heading} {tail}.")
        assert block.sentences == ()

    @each_of(
        "text",
        [
            "Dr. Anderson saw it.",
            "It was seen by Smith et al. In 2020 it was not.",
            "Bone (e.g. Callus) heals.",
            "Bone, i.e. Callus, heals.",
            "J. K. Rowland saw it.",
            "See Fig. 2 for it.",
            "It was fusion vs. Nothing.",
            "It is 3.5 mg of it.",
            "It ended. then it went on in lower case.",
            "It ended. école went on in lower case.",
        ],
    )
    def test_these_stops_end_no_sentence(self, text: str) -> None:
        """Abbreviations, initials, decimal points and a stop before a small letter do not end a sentence."""
        assert [text] == [sentence.text for sentence in make(text).sentences]

    @each_of(
        ("text", "expected"),
        [
            ("It ended. Then not.", ["It ended.", "Then not."]),
            ("It ended! Then not.", ["It ended!", "Then not."]),
            ("It ended?! Then not.", ["It ended?!", "Then not."]),
            ("He said “it ended.” Then not.", ["He said “it ended.”", "Then not."]),
            ("(It ended.) “Then” not.", ["(It ended.)", "“Then” not."]),
            ("It ended. 20 patients came.", ["It ended.", "20 patients came."]),
            ("It ended. Éclat followed.", ["It ended.", "Éclat followed."]),
            ("In the MRI. Then not.", ["In the MRI.", "Then not."]),
            ("It ended. עצם followed.", ["It ended.", "עצם followed."]),
            ("All! J. Smith saw it.", ["All!", "J. Smith saw it."]),
        ],
    )
    def test_these_do(self, text: str, expected: list[str]) -> None:
        """A stop, with its closing marks, ends a sentence before a capital, a figure or an opening mark."""
        assert expected == [sentence.text for sentence in make(text).sentences]

    @each_of(
        ("text", "style", "expected"),
        [
            ("It broke off and", CitationStyle.NONE, True),
            ("It ended. It broke", CitationStyle.NONE, True),
            ("It broke, 7", CitationStyle.SPACED, True),
            ("It ended. 7", CitationStyle.NONE, True),
            ("It ended. 7", CitationStyle.SPACED, False),
            ("It ended. 7 ", CitationStyle.SPACED, False),
            ("It ended. [7]", CitationStyle.BRACKETED, False),
            ("It broke [7]", CitationStyle.BRACKETED, True),
            ("It ended [7].", CitationStyle.BRACKETED, False),
            ("It ended.", CitationStyle.NONE, False),
            ("It ended.”", CitationStyle.NONE, False),
            ("It ended?)", CitationStyle.NONE, False),
            ("Bone; callus:", CitationStyle.NONE, True),
        ],
    )
    def test_a_break_is_seen(self, text: str, style: CitationStyle, expected: bool) -> None:
        """The last sentence is cut off unless it ends as one does, a citation mark left aside."""
        assert expected == make(text, citation_style=style).sentences[-1].is_cut_off

    def test_how_a_sentence_prints(self) -> None:
        """A sentence prints with its number, and with the break where there is one."""
        assert [str(sentence) for sentence in make("It ended. It broke").sentences] == [
            "1. It ended.",
            "2. It broke […]",
        ]

    def test_a_document_may_be_nothing_but_disclosures(self) -> None:
        """Where the disclosures begin at once there are no sentences, and the rest still answers."""
        document = make("Disclosures none.", disclosures_start="Disclosures")

        assert document.sentences == ()
        assert document.citations == ()
        assert document.corrected_text == "Disclosures none."


class TestCitations:
    """Citation marks, in the style that the document is said to use."""

    @unhurried
    @given(parts=st.lists(st.tuples(PLAIN, st.none() | marks()), min_size=1, max_size=5))
    def test_spaced_marks_belong_to_the_sentence_before(
        self, parts: list[tuple[str, tuple[str, tuple[int, ...]] | None]]
    ) -> None:
        """What was put after a full stop is found, and borne by the sentence that the stop ends."""
        text = " ".join(f"{words}. {mark[0]}" if mark else f"{words}." for words, mark in parts)
        document = spaced(text)

        assert [mark[1] if mark else () for _, mark in parts] == [sentence.citations for sentence in document.sentences]

    @unhurried
    @given(words=PLAIN, mark=marks(), rest=PLAIN)
    def test_a_spaced_mark_after_a_comma_is_inside_its_sentence(
        self, words: str, mark: tuple[str, tuple[int, ...]], rest: str
    ) -> None:
        """A mark after a comma ends no sentence, and its span is that of the figures."""
        document = spaced(f"{words}, {mark[0]} {rest.casefold()}.")
        (sentence,) = document.sentences

        assert mark[1] == sentence.citations == tuple(citation.number for citation in document.citations)
        assert {mark[0]} == {document.text[citation.start : citation.end] for citation in document.citations}

    @unhurried
    @given(words=PLAIN, mark=marks(), inside=st.booleans())
    def test_bracketed_marks(self, words: str, mark: tuple[str, tuple[int, ...]], inside: bool) -> None:
        """A bracketed mark is found before and after the stop, and its span holds the brackets."""
        sentence = f"{words} [{mark[0]}]." if inside else f"{words}. [{mark[0]}]"
        document = bracketed(f"{sentence} Then it ended.")

        assert [mark[1], ()] == [sentence.citations for sentence in document.sentences]
        assert {f"[{mark[0]}]"} == {document.text[citation.start : citation.end] for citation in document.citations}

    @pytest.mark.parametrize("style", [CitationStyle.NONE, CitationStyle.BRACKETED])
    def test_spaced_marks_need_their_style(self, style: CitationStyle) -> None:
        """Look-alike: figures between spaces are not marks unless the document is said to use them."""
        assert make("It ended. 1,2 Then not.", citation_style=style).citations == ()

    @pytest.mark.parametrize("style", [CitationStyle.NONE, CitationStyle.SPACED])
    def test_bracketed_marks_need_their_style(self, style: CitationStyle) -> None:
        """Look-alike: figures in brackets are not marks unless the document is said to use them."""
        assert make("It ended [1,2]. Then not.", citation_style=style).citations == ()

    @each_of(
        "text",
        [
            "It occurs in 20% of patients.",
            "It ended. 20 patients came.",
            "In 12 of them it ended.",
            "It ended in 2020. Then not.",
            "It ended. 12 000 patients came.",
            "It is 3.5 mg.",
            "It ended. 1234 Then not.",
        ],
    )
    def test_other_figures_are_not_marks(self, text: str) -> None:
        """Look-alike: figures that count or measure something cite nothing."""
        assert spaced(text).citations == ()

    @each_of(
        ("mark", "expected"),
        [("7", [7]), ("5-8", [5, 6, 7, 8]), ("5\u20138", [5, 6, 7, 8]), ("1,3-5,9", [1, 3, 4, 5, 9]), ("4-4", [4])],
    )
    def test_ranges_are_written_out(self, mark: str, expected: list[int]) -> None:
        """The mark 5-8 cites 5, 6, 7 and 8, with a hyphen or a dash."""
        assert expected == [citation.number for citation in spaced(f"It ended. {mark} Then not.").citations]
        assert expected == [citation.number for citation in bracketed(f"It ended [{mark}]. Then not.").citations]

    @each_of("text", ["It ended. 4 “Then” not.", "It ended. 4 (Then not.)", "It ended. 4\n\nThen not."])
    def test_a_sentence_after_a_mark_may_open_with_a_mark(self, text: str) -> None:
        """Quotation marks, brackets and line ends after a spaced mark do not hide it."""
        assert [sentence.citations for sentence in spaced(text).sentences] == [(4,), ()]

    def test_a_citation_knows_its_sentence(self) -> None:
        """Each citation holds number, span and the sentence that bears it."""
        document = spaced("It ended. 4 Then not.")

        assert document.citations == (Citation(number=4, start=10, end=11, sentence=document.sentences[0]),)
        assert document.sentences[0] == Sentence(
            number=1, start=0, end=11, text="It ended. 4", citations=(4,), is_cut_off=False
        )

    def test_marks_in_the_disclosures_cite_nothing(self) -> None:
        """Only the body cites."""
        document = spaced("It ended. 4 Disclosures. 5 Then not.", disclosures_start="Disclosures")

        assert [citation.number for citation in document.citations] == [4]

    def test_a_mark_at_the_very_start(self) -> None:
        """A mark that opens a sentence belongs to it."""
        assert [sentence.citations for sentence in bracketed("[1] It ended. Then not.").sentences] == [(1,), ()]

    def test_two_marks_after_one_stop(self) -> None:
        """Bracketed marks in a row after a full stop all belong to the sentence before."""
        assert [sentence.citations for sentence in bracketed("It ended. [1] [2] Then not.").sentences] == [(1, 2), ()]


class TestReadable:
    """The rendering for display."""

    @unhurried
    @given(text=TEXTS, style=STYLES)
    def test_it_never_changes_the_text(self, text: str, style: CitationStyle) -> None:
        """Rendering is for display: text, digest and equality stay what they were."""
        document = build_or_refuse(text, citation_style=style)
        digest = hashlib.sha256(text.encode()).hexdigest()
        rendered = document.corrected_text

        assert text == document.text
        assert digest == document.sha256
        assert document == make(text, citation_style=style)
        assert rendered == document.corrected_text

    @unhurried
    @given(composed=prose())
    def test_where_nothing_is_wrong_nothing_changes(self, composed: tuple[str, list[str]]) -> None:
        """A text without faults, marks or break is shown as it is."""
        text, _ = composed

        assert text.strip() == make(text).corrected_text

    @unhurried
    @given(before=PLAIN, after=PLAIN, readable=PLAIN)
    def test_corrections_are_shown(self, before: str, after: str, readable: str) -> None:
        """The faulty stretch is shown corrected, and the rest as it is."""
        correction = OcrCorrection(original="0 sTeO", corrected=readable, reason="made up")
        document = make(f"{before} 0 sTeO {after}.", corrections=(correction,))

        assert document.corrected_text == f"{before} {readable} {after}."
        assert "0 sTeO" in document.text

    def test_two_corrections_in_any_order(self) -> None:
        """Corrections are shown where they stand, in whatever order they are listed."""
        first = OcrCorrection(original="b0ne", corrected="bone", reason="made up")
        second = OcrCorrection(original="heaIs", corrected="heals", reason="made up")
        shown = {
            make("The b0ne heaIs.", corrections=corrections).corrected_text
            for corrections in ((first, second), (second, first))
        }

        assert shown == {"The bone heals."}

    def test_spaced_marks_are_put_in_brackets(self) -> None:
        """A spaced mark is shown in brackets after its stop or comma."""
        assert (
            spaced("It broke, 5,6 yet it ended. 7 Then not.").corrected_text
            == "It broke,[5,6] yet it ended.[7] Then not."
        )

    def test_bracketed_marks_stay(self) -> None:
        """A bracketed mark is readable as it is."""
        assert bracketed("It ended [7]. Then not. [8]").corrected_text == "It ended [7]. Then not. [8]"

    def test_the_break_is_shown(self) -> None:
        """A text that breaks off is shown to."""
        assert make("It ended. It broke and ").corrected_text == "It ended. It broke and […]"

    def test_the_disclosures_are_separate(self) -> None:
        """The break comes before the disclosures, which are shown as a paragraph of their own."""
        document = make("It broke and   Disclosures none.", disclosures_start="Disclosures")

        assert document.corrected_text == "It broke and […]\n\nDisclosures none."


class TestPassages:
    """A passage is pinned by its offsets and its words."""

    @unhurried
    @given(text=TEXTS, data=st.data())
    def test_any_words_that_occur_once_make_a_passage(self, text: str, data: st.DataObject) -> None:
        """A stretch that is the only one of its kind is found again at its offsets."""
        document = build_or_refuse(text)
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        quote = text[start:end]
        assume(quote.strip())
        places = [place for place in range(len(text)) if text.startswith(quote, place)]
        if places == [start]:
            passage = document.passage(quote)

            assert (document, start, end, quote) == (passage.source, passage.start, passage.end, passage.quote)
            assert document.text[passage.start : passage.end] == passage.quote
            assert Passage(source=document, start=start, end=end, quote=quote) == passage
        else:
            with pytest.raises(QuoteError) as error:
                document.passage(quote)

            assert len(places) == error.value.occurrences

    @unhurried
    @given(text=THICK, quote=st.text(min_size=1))
    @example(text="ß" * 50 + "bone", quote="boney")
    def test_a_quote_that_is_not_there_is_refused(self, text: str, quote: str) -> None:
        """A quote that is not in the text is refused; what is offered instead is in the text."""
        document = build_or_refuse(text)
        assume(quote not in text)
        with pytest.raises(QuoteError) as error:
            document.passage(quote)

        assert (quote, 0) == (error.value.quote, error.value.occurrences)
        assert error.value.nearest is None or error.value.nearest in text

    def test_a_quote_that_occurs_twice_is_refused(self) -> None:
        """Occurrences that overlap count too, and the error asks for more words."""
        with pytest.raises(QuoteError, match="occurs 3 times") as error:
            make("Bananana.").passage("ana")

        assert (error.value.occurrences, error.value.nearest) == (3, None)
        assert error.value.hint == "quote more words, until the quote is unique"

    def test_the_nearest_stretch_is_offered(self) -> None:
        """A near-quote is not a quote, and the error offers the words that occur there, whole."""
        with pytest.raises(QuoteError, match="the nearest words are 'Bone healing is slow'") as error:
            make("Callus forms. Bone healing is slow.").passage("bone heeling is slow")

        assert error.value.nearest == "Bone healing is slow"

    @each_of(
        ("near", "offered"),
        [
            ("bone  healing", "Bone healing"),
            ("BONE HEALING", "Bone healing"),
            ("Bone healing is fast", "Bone healing is slow"),
            ("allus farms", "Callus forms"),
        ],
    )
    def test_near_quotes_never_match(self, near: str, offered: str) -> None:
        """Look-alike: other spacing, other case and other words are refused; whole words are offered."""
        with pytest.raises(QuoteError) as error:
            make("Callus forms. Bone healing is slow.").passage(near)

        assert error.value.nearest is not None
        assert offered in error.value.nearest

    @each_of("quote", ["xyz", "Zzzzzzz", "qq"])
    def test_where_nothing_is_near_nothing_is_offered(self, quote: str) -> None:
        """A quote that is like nothing in the text gets the advice to copy the words."""
        with pytest.raises(QuoteError, match="letter for letter") as error:
            make("Callus forms.").passage(quote)

        assert error.value.nearest is None

    def test_nothing_but_punctuation_is_not_offered(self) -> None:
        """A likeness in punctuation alone is none."""
        assert segmentation.nearest_stretch("......", "......;") is None

    def test_no_nearest_stretch_is_looked_for_in_a_huge_text(self) -> None:
        """The look for a near stretch would take too long there, and is left out."""
        with pytest.raises(QuoteError) as error:
            make("Bone heals. " * 20_000).passage("Bone heels " * 20)

        assert error.value.nearest is None

    @pytest.mark.parametrize("quote", ["", " "])
    def test_a_blank_quote_is_refused(self, quote: str) -> None:
        """Nothing, and a space, pin nothing, even where they occur once."""
        with pytest.raises((QuoteError, InvalidRecordError)):
            make("Bone heals.").passage(quote)

    @each_of(
        ("start", "end", "quote"),
        [
            (0, 4, "bone"),
            (1, 5, "Bone"),
            (0, 5, "Bone"),
            (0, 3, "Bone"),
            (7, 20, "als."),
            (11, 12, "B"),
            (4, 0, "Bone"),
        ],
    )
    def test_words_that_occur_elsewhere_are_refused(self, start: int, end: int, quote: str) -> None:
        """A quote that is not exactly what stands between its offsets is refused."""
        with pytest.raises(InvalidRecordError, match=r"is not the text from|is not in the text") as error:
            Passage(source=make("Bone heals."), start=start, end=end, quote=quote)

        assert fault_fields(error) == ["quote"]

    @each_of("quote", [None, 7, b"Bone"])
    def test_a_quote_is_text(self, quote: Any) -> None:
        """What is not text is refused as a quote, and no place is looked for."""
        with pytest.raises(InvalidRecordError) as error:
            Passage(source=make("Bone heals."), quote=quote)

        assert "quote" in fault_fields(error)

    @unhurried
    @given(start=st.integers(0, 30), end=st.integers(0, 30))
    def test_only_the_exact_offsets_will_do(self, start: int, end: int) -> None:
        """Of all offsets only those of the words make a passage."""
        document = make("Bone heals and callus forms.")
        if (start, end) == (5, 10):
            assert Passage(source=document, start=start, end=end, quote="heals") == document.passage("heals")
        else:
            with pytest.raises(InvalidRecordError):
                Passage(source=document, start=start, end=end, quote="heals")

    def test_a_passage_knows_the_sentences_it_touches(self) -> None:
        """One that runs over a full stop touches two sentences; one that ends at it touches one."""
        document = make("Bone heals. Callus forms. It ended.")

        assert [sentence.number for sentence in document.passage("Bone heals.").sentences] == [1]
        assert [sentence.number for sentence in document.passage("heals. Callus").sentences] == [1, 2]
        assert [sentence.number for sentence in document.passage("Callus").sentences] == [2]
        assert [sentence.number for sentence in document.passage("heals. ").sentences] == [1]

    def test_how_a_passage_prints(self) -> None:
        """A passage prints its words and its place."""
        assert str(make("Bone heals.").passage("heals")) == "“heals” (note, 5 to 10)"

    def test_passages_of_one_place_are_one(self) -> None:
        """Passages are equal when document and offsets are, and hash alike; another place is another passage."""
        document = make("Bone heals bone.")
        first, second = document.passage("Bone"), document.passage("Bone")

        assert first == second
        assert hash(first) == hash(second)
        assert first != document.passage("bone")
        assert hash(first) != hash(document.passage("bone"))


class TestDocumentFaults:
    """What a document refuses."""

    def test_a_digest_that_does_not_match(self) -> None:
        """A text that is not the pinned one is refused, and its digest told."""
        found = hashlib.sha256(b"Bone heals.").hexdigest()
        with pytest.raises(InvalidRecordError, match=found) as error:
            make("Bone heals.", sha256=hashlib.sha256(b"Bone heals. ").hexdigest())

        assert fault_fields(error) == ["sha256"]

    @unhurried
    @given(text=TEXTS)
    def test_the_digest_is_computed_when_left_out(self, text: str) -> None:
        """Left out, the digest is that of the text in UTF-8; given, that one is taken and no other."""
        document = build_or_refuse(text)
        digest = hashlib.sha256(text.encode()).hexdigest()

        assert digest == document.sha256
        assert document == make(text, sha256=digest)

    @pytest.mark.parametrize(
        ("start", "message"), [("Interests", "is not in the text"), ("Bone", "occurs 2 times in the text")]
    )
    def test_disclosures_that_do_not_start_once(self, start: str, message: str) -> None:
        """The words with which the disclosures begin are in the text once."""
        with pytest.raises(InvalidRecordError, match=message) as error:
            make("Bone heals. Bone ends.", disclosures_start=start)

        assert fault_fields(error) == ["disclosures_start"]

    @pytest.mark.parametrize(("scan", "message"), [("b0ne", "is not in the text"), ("Bone", "occurs 2 times")])
    def test_corrections_that_do_not_occur_once(self, scan: str, message: str) -> None:
        """The stretch that a correction changes is in the text once."""
        good = OcrCorrection(original="heals", corrected="corrections", reason="made up")
        bad = OcrCorrection(original=scan, corrected="bone", reason="made up")
        with pytest.raises(InvalidRecordError, match=message) as error:
            make("Bone heals. Bone ends.", corrections=(good, bad))

        assert fault_fields(error) == ["corrections[1].original"]

    def test_all_faulty_citations_are_reported_at_once(self) -> None:
        """Every correction that occurs nowhere is listed, and the start of the disclosures with them."""
        corrections = tuple(
            OcrCorrection(original=scan, corrected="bone", reason="made up") for scan in ("b0ne", "b00ne")
        )
        with pytest.raises(InvalidRecordError) as error:
            make("Bone heals.", corrections=corrections, disclosures_start="Interests", sha256="0" * 64)

        assert fault_fields(error) == [
            "sha256",
            "corrections[0].original",
            "corrections[1].original",
            "disclosures_start",
        ]

    @pytest.mark.parametrize("number", [1, 2])
    def test_an_uncovered_sentence_is_one_of_the_document(self, number: int) -> None:
        """A document of two sentences may list the first or the second as uncovered."""
        uncovered = (UncoveredSentence(sentence=number, reason="made up"),)

        assert uncovered == make("Bone heals. It ended.", uncovered=uncovered).uncovered

    def test_an_uncovered_sentence_beyond_the_last(self) -> None:
        """A document of two sentences can list no third as uncovered."""
        uncovered = tuple(UncoveredSentence(sentence=number, reason="made up") for number in (2, 3))
        with pytest.raises(InvalidRecordError, match="has 2 sentences, so none is number 3") as error:
            make("Bone heals. It ended.", uncovered=uncovered)

        assert fault_fields(error) == ["uncovered[1].sentence"]

    def test_a_sentence_of_the_disclosures_is_none_of_the_document(self) -> None:
        """What follows the start of the disclosures is not counted."""
        with pytest.raises(InvalidRecordError) as error:
            make(
                "Bone heals. Disclosures none.",
                disclosures_start="Disclosures",
                uncovered=(UncoveredSentence(sentence=2, reason="made up"),),
            )

        assert fault_fields(error) == ["uncovered[0].sentence"]

    def test_no_disclosures_no_block(self) -> None:
        """A document without disclosures has no block, and its body runs to the end."""
        document = make("Bone heals.")

        assert document.disclosure_block is None
        assert document.body_end == 11

    def test_how_a_document_prints(self) -> None:
        """A document prints its name and its size, never its text."""
        document = make("Bone heals. " * 200)

        assert str(document) == "A note: 200 sentences, 2,400 characters"
        assert repr(document) == "<Document note>"


class TestBibliographicRecord:
    """Where a document was published."""

    def test_how_a_full_record_prints(self) -> None:
        """A full record prints as a reference does."""
        record = BibliographicRecord(
            title="On bone",
            authors=("A. Smith", "B. Jones"),
            journal="Bone Letters",
            year=2001,
            volume="4",
            issue="2",
            pages="E3",
            doi="10.1002/x",
            certainty=Certainty.STATED,
            basis="made up",
        )

        assert str(record) == "A. Smith, B. Jones. On bone. Bone Letters 2001;4(2):E3. doi:10.1002/x"

    def test_how_a_scanty_record_prints(self) -> None:
        """What is unknown leaves no punctuation behind."""
        record = BibliographicRecord(
            title="On bone",
            authors=("A. Smith",),
            journal="Bone Letters",
            year=2001,
            certainty=Certainty.PROBABLE,
            basis="made up",
        )

        assert str(record) == "A. Smith. On bone. Bone Letters 2001."
