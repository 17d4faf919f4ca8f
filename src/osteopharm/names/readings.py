"""What an annotation of a product string follows from: its words for names, forms, amounts and partners.

Tables have few readings in many strings. A reading costs far less than the annotation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property

from osteopharm.model._patterns import lazily
from osteopharm.names.normalize import name_words
from osteopharm.names.product_context import LONGEST_BARE_NUMBER
from osteopharm.names.scripts import plain
from osteopharm.names.strengths import LAST_LETTER, PER, WORDS_OF_AMOUNTS
from osteopharm.names.stretches import Stretches, StretchesOfNames, starts_of_stretches

LONGEST_READ = 500
"""How many characters a string may have to be read."""

Reading = tuple[str | None, ...]
"""What the stretches between blanks say, with None between two of them for those that say nothing."""

_LETTERS = lazily("[a-z]+")
_AFTER_BRACKETS = lazily(rf"\)[\s_]*{PER}", re.IGNORECASE)
"""What makes words in brackets a part of an amount: "5 mg (base)/100 mL"."""
_UNCLEAR = lazily("[\u00c3-\u00c5]\\s|[\u207e\u208e\ufe5a\uff09]")
"""A letter whose second byte was read as a blank; other signs for a bracket that closes."""


class Readings(Stretches):
    """What each stretch says about names, dosage form, route, amounts and partners.

    Args:
        words: the words in Latin letters with which forms and routes are written, in lower case.
        partners: the words and figures in the names of partners that are not cataloged.
        names: what each stretch says about names.
    """

    def __init__(self, words: Iterable[str], partners: Iterable[bytes], names: StretchesOfNames) -> None:
        super().__init__()
        written = [word.decode("latin-1") for word in partners]
        self._words = frozenset((*words, *WORDS_OF_AMOUNTS, *written))
        self._figures_of_partners = frozenset(filter(str.isdecimal, written))
        self._names = names

    @cached_property
    def _figures(self) -> frozenset[str]:
        """The numbers that are a part of a name."""
        return self._names.figures | self._figures_of_partners

    def read(self, stretch: str) -> str | None:
        """The stretch in lower case, if it says anything beside names; else what it says about these."""
        return stretch.lower() if self._tells(stretch) else self._names[stretch]

    def _tells(self, stretch: str) -> bool:
        """Whether a stretch has a word that is read, a figure, or what may be a part of an amount."""
        if stretch.isascii():
            lowered = stretch.lower()
            found = _LETTERS.findall(lowered)
            return not found or "/" in lowered or any(map(str.isdigit, lowered)) or not self._words.isdisjoint(found)
        if not stretch.isalpha() or max(stretch) > LAST_LETTER:
            return True
        latin = [word.decode("latin-1") for word in name_words(stretch)]
        spelled = plain(stretch), unicodedata.normalize("NFKC", stretch).casefold()
        return not latin or not self._words.isdisjoint((*latin, *spelled))

    def of(self, text: str) -> Reading | None:
        """The reading of a string; None where it would have to be all of the string."""
        if len(text) > LONGEST_READ or (")" in text and _AFTER_BRACKETS.search(text)):
            return None
        if not text.isascii() and _UNCLEAR.search(text):
            return None
        found: list[str | None] = []
        number: str | None = None
        for stretch in text.split(" "):
            if stretch.isdecimal() and stretch.isascii():
                if number is not None:
                    found.append(number)
                number = stretch
                continue
            told = self[stretch]
            # A number by itself, such as that of a pack, is a part of no amount.
            if number is not None:
                if told is not None or number in self._figures:
                    found.append(number)
                number = None
            if told is not None:
                found.append(told)
            elif found and found[-1] is not None:
                found.append(None)
        if number is not None and number in self._figures:
            found.append(number)
        if found and found[-1] is None:
            found.pop()
        return tuple(found)

    @cached_property
    def _longest_number(self) -> int:
        """How many figures a number by itself may have that tells something."""
        return max(LONGEST_BARE_NUMBER, max(map(len, self._figures), default=0))

    def places_of_figures(self, text: str) -> list[slice]:
        """Where the figures of a string are that may tell something: an empty place, and all but long numbers.

        A long number counts before what tells something, or before another number: it may belong to an amount.
        """
        found = [slice(0, 0)]
        number: slice | None = None
        for start, stretch in zip(starts_of_stretches(text), text.split(" "), strict=False):
            place = slice(start, start + len(stretch))
            is_number = stretch.isdecimal()
            if number is not None and (is_number or self[stretch] is not None):
                found.append(number)
            number = None
            if is_number and len(stretch) > self._longest_number:
                number = place
            elif any(map(str.isdecimal, stretch)):
                found.append(place)
        return found
