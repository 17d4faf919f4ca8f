"""Text folded for comparison: case, accents, punctuation and kinds of letters do not matter in it.

Folded text has one byte for each character, so that a place in it is a place in the text: a lower-case letter
without accent, a figure, or a blank for whatever parts words. Knows no name and no record type.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from osteopharm.errors import InvalidArgumentError
from osteopharm.model._patterns import lazily

FOREIGN_LETTER = 0x7F
"""Represents a letter that has no Latin base letter, such as a Cyrillic one."""
DROPPED = 0x80
"""Represents a character that is not to be seen: a mark that combines with the letter before it, a soft hyphen ..."""
SPELLED_OUT = (
    "ss",
    "ae",
    "oe",
    "fi",
    "fl",
    "ff",
    "ffi",
    "ffl",
    "st",
    "ij",
    "th",
    "alpha",
    "beta",
    "gamma",
    "delta",
    "kappa",
)
"""What single letters are spelled out as; in folded text each has a byte of its own, from 0x81 on."""

MOST_REMEMBERED = 4096
"""How many letters beyond ASCII are remembered as foreign or not."""

Phrase = tuple[bytes, ...]
"""The words and figures of a name, in order."""

FIRST_LETTER = ord("a")
"""The least byte of a letter: blanks and figures lie below it."""

_BLANK = ord(" ")
_BASES = {"ø": "o", "đ": "d", "ł": "l", "\u0131": "i", "ħ": "h", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
_BASES |= {
    unicodedata.lookup(f"GREEK SMALL LETTER {name}"): name for name in ("alpha", "beta", "gamma", "delta", "kappa")
}
_FOREIGN = 0xFF
"""Represents a foreign letter until the text is translated: a text may hold the byte of `FOREIGN_LETTER` itself."""
FOLDED = bytes(
    FOREIGN_LETTER
    if byte == _FOREIGN
    else byte
    if byte >= DROPPED
    else ord(chr(byte).lower())
    if chr(byte).isalnum()
    else _BLANK
    for byte in range(256)
)
"""What each byte is folded to."""
AS_SHAPE = bytes(range(256)).lower().translate(bytes.maketrans(b"123456789", b"000000000"))
"""What each byte of ASCII is in the shape of a text: letters without case, and each figure a 0."""
LONGEST_SHAPE = 200
"""How many characters a text may have for its shape to be remembered."""
_ONE_FOR_ALL = bytes(min(byte, DROPPED) for byte in range(256))
_SPECIAL = bytes([DROPPED])
_LETTERS = {DROPPED: b"", **{byte: spelled.encode() for byte, spelled in enumerate(SPELLED_OUT, DROPPED + 1)}}
_WORDS = lazily(rb"[a-z\x7f]+|[0-9]+")


class _Bytes(dict[str, int]):
    """The byte of each character beyond ASCII, found when it is first met."""

    def __missing__(self, letter: str) -> int:
        self[letter] = found = _byte_of(letter)
        return found


def _byte_of(letter: str) -> int:
    category = unicodedata.category(letter)
    if category.startswith("M") or category == "Cf":
        return DROPPED
    lower = letter.casefold()
    parts = unicodedata.normalize("NFKD", lower).casefold()
    plain = "".join(_BASES.get(part, part) for part in parts if not unicodedata.category(part).startswith("M"))
    if len(plain) == 1 and plain.isascii():
        return ord(plain) if plain.isalnum() else _BLANK
    if plain in SPELLED_OUT and category.startswith("L"):
        return DROPPED + 1 + SPELLED_OUT.index(plain)
    figure = unicodedata.digit(letter, None)
    if figure is not None:
        return ord(str(figure))
    # Scripts without upper and lower case are written around Latin words without a gap.
    return _FOREIGN if category in ("Lu", "Ll", "Lt") else _BLANK


_BYTES = _Bytes()
_HANDLER = "osteopharm.fold"


def _fold_run(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError)  # noqa: S101 - the handler is registered for encoding only
    run = error.object[error.start : error.end]
    if len(run) > 1 and not _MOJIBAKE.isdisjoint(run):
        run = _MISREAD.sub(_as_meant, run)
    return bytes(map(_BYTES.__getitem__, run)), error.end


_MOJIBAKE = frozenset("\u00c3\u00c4\u00c5")
_MISREAD = lazily("[\u00c3\u00c4\u00c5][^\u00df-\u00ff]")


def _as_meant(pair: re.Match[str]) -> str:
    """The letter of a pair that is UTF-8 read as Windows-1252, and a mark that keeps its offset; or the pair."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return pair[0].encode(encoding).decode("utf-8") + _UNSEEN
        except UnicodeError:
            continue
    return pair[0]


_UNSEEN = "\u00ad"


codecs.register_error(_HANDLER, _fold_run)


def fold(text: str) -> bytes:
    """A text folded, one byte a character, with a blank before and after it.

    Raises:
        InvalidArgumentError: ``text`` is not a str.

    >>> fold("Alendronsäure, 70 mg")
    b' alendronsaure  70 mg '
    """
    if not isinstance(text, str):
        raise _no_text(text)
    # Without a handler, ASCII is encoded in half the time.
    encoded = f" {text} ".encode() if text.isascii() else f" {text} ".encode("ascii", _HANDLER)
    return encoded.translate(FOLDED)


def _no_text(text: object) -> InvalidArgumentError:
    from osteopharm.model._schema import with_article

    return InvalidArgumentError("the text", f"is {with_article(type(text))}, not a str", "give a str")


def spell_out(folded: bytes) -> tuple[bytes, Callable[[int], int]]:
    """Folded text without what is not to be seen, and with single letters spelled out.

    Returns:
        The folded text, and what tells for each place in it, its end too, the place in ``folded``.

    >>> spelled, place_in_text = spell_out(fold("Œstriol"))
    >>> spelled, place_in_text(len(spelled))
    (b' oestriol ', 9)
    """
    spelled = bytearray()
    # From each of these places in the spelled text on, one goes with one, until the next of them.
    starts, bases = array("q", [0]), array("q", [0])
    done = 0
    alike = folded.translate(_ONE_FOR_ALL)
    place = -1
    while (place := alike.find(_SPECIAL, place + 1)) >= 0:
        letters = _LETTERS[folded[place]]
        spelled += folded[done:place]
        length = len(spelled)
        spelled += letters
        done = place + 1
        if letters or starts[-1] < length:
            starts.extend(range(length, length + len(letters) + 1))
            bases.extend([place] * len(letters) + [done])
        else:
            # In a row of characters that are not to be seen, only the last counts.
            bases[-1] = done
    spelled += folded[done:]

    def place_in_folded(place: int) -> int:
        nearest = bisect_right(starts, place) - 1
        return bases[nearest] + place - starts[nearest]

    return bytes(spelled), place_in_folded


def words(folded: bytes) -> Phrase:
    """The words and figures of folded text.

    >>> words(b" vitamin d3 ")
    (b'vitamin', b'd', b'3')
    """
    return tuple(_WORDS.findall(folded))


def name_words(name: str) -> Phrase:
    """The words and figures of a name; none where a word of it is in other letters than Latin ones.

    The Latin rest of such a name would be another word: of "プラリアHI" it is "hi".

    >>> name_words("17beta-Estradiol (USP)")
    (b'17', b'beta', b'estradiol', b'usp')
    >>> name_words("プラリアHI")
    ()
    """
    if not name.isascii() and any(not letter.isascii() and _is_foreign(letter) for letter in name):
        return ()
    if name.isascii() and name.isalpha():
        return (name.lower().encode(),)
    found = words(_folded(name))
    return found if any(is_latin(word) for word in found) else ()


@lru_cache(maxsize=MOST_REMEMBERED)
def _is_foreign(letter: str) -> bool:
    """Whether a character is a letter that has no spelling in Latin ones."""
    return letter.isalpha() and not any(FIRST_LETTER <= each < FOREIGN_LETTER for each in _folded(letter))


def is_latin(word: bytes) -> bool:
    """Whether a word is one in Latin letters, and no figure."""
    return FIRST_LETTER <= word[0] < FOREIGN_LETTER


def folded_name(name: str) -> bytes:
    """A name as it is compared with others.

    >>> folded_name("Estrogens, conjugated") == folded_name("ESTROGENS CONJUGATED")
    True
    """
    return b" ".join(words(_folded(name)))


def _folded(name: str) -> bytes:
    folded = fold(name)
    return folded if folded.isascii() else spell_out(folded)[0]
