"""Names in scripts without Latin letters: Cyrillic, Greek, Arabic, Japanese, Chinese, Korean and others.

Holds how such text is compared, the boundaries that words have in each script, and the search itself. Latin names,
accents included, are left to `osteopharm.names.lexicon`.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import accumulate
from typing import Generic, TypeVar

from osteopharm.model._patterns import lazily

__all__ = ["ScriptNames", "is_in_other_script", "market_of_script", "plain"]

SenseT = TypeVar("SenseT")

FIRST_LETTER = "\u0370"
"""The least letter that is not Latin."""

_OTHER_SCRIPTS = lazily(
    "[\u0370-\u058f\u0590-\u08ff\u0900-\u1cff\u1f00-\u1fff\u2c00-\u2dff\u3005-\u318f\u31f0-\u31ff\u3400-\u9fff"
    "\ua640-\ua69f\uac00-\ud7a3\uf900-\ufaff\ufb1d-\ufefc\uff66-\uff9f\U00020000-\U0003ffff]"
)
_LATIN = lazily(r"[A-Za-z\u00c0-\u024f]")
_KATAKANA = lazily("[\u30a1-\u30ff\u3099\u309a]")
_KANA = lazily("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HANGUL = lazily("[\uac00-\ud7a3]")
_HAN = lazily("[\u3005\u3041-\u3096\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ARABIC = lazily("[\u0600-\u06ff]")
_ARABIC_PREFIX = lazily("(?<![\u0600-\u06ff])[\u0648\u0641]?[\u0628\u0643\u0644]?(?:\u0627\u0644|\u0644)?\\Z")
"""What Arabic writes in one word with the word after it: and, with, like, for, the."""
_LONGEST_PREFIX = 4
_VOICED = "\u3099\u309a"
"""The marks that make another kana of one; all other marks are passed over."""

KATAKANA_ENDINGS = (
    "ナトリウム",
    "カルシウム",
    "バッグ",
    "ペン",
    "ディスポ",
    "ゼリー",
    "ソフト",
    "プラス",
    "コンビ",
    "チュアブル",
    "スプレー",
    "クリーム",
    "バイアル",
    "アンプル",
    "ドライシロップ",
    "プレフィルド",
)
"""What follows a Japanese name in katakana without a gap, beside the words for dosage forms."""
HANGUL_ENDINGS = tuple(
    # Forms and salts, and the particles that Korean writes in one word with the word before them.
    (  # noqa: SIM905 - kept as running text, which is how one reads them
        "정 주 캡슐 연질캡슐 필름코팅정 프리필드 펜 시럽 액 주사 나트륨 염산염 초산염 서방정 장용정 "
        "구강붕해정 패취 패치 겔 은 는 이 가 을 를 의 에 와 과 로 으로 도 만 및"
    ).split()
)
"""What follows a Korean name without a gap."""


class _Plain(dict[str, str]):
    """What each character is compared as, found when it is first met."""

    def __missing__(self, letter: str) -> str:
        self[letter] = found = _plain_letter(letter)
        return found


def _plain_letter(letter: str) -> str:
    if "\ud800" <= letter <= "\udfff":
        # Half of a character is none, and no automaton takes it.
        return " "
    # Hangul syllables stay whole: a part of one is another syllable.
    is_hangul = "\uac00" <= letter <= "\ud7a3"
    parts = letter if is_hangul else unicodedata.normalize("NFKD", letter.casefold())
    kept = (part for part in parts if part in _VOICED or unicodedata.category(part) not in ("Mn", "Me", "Cf"))
    return "".join(kept)


_PLAIN = _Plain()


def plain(text: str) -> str:
    """A text as it is compared with others in any script: in one case, in one width, without accents and vowel points.

    >>> plain("Ålendronat 70 мг"), plain("ﾎﾞﾅﾛﾝ") == plain("ボナロン")
    ('alendronat 70 мг', True)
    """
    return text.casefold() if text.isascii() else "".join(map(_PLAIN.__getitem__, text))


def is_in_other_script(name: str) -> bool:
    """Whether a name is written in a script without Latin letters; a single Greek letter before a Latin word is not.

    >>> is_in_other_script("骨化三醇"), is_in_other_script("17β-estradiol")
    (True, False)
    """
    if name.isascii():
        return False
    others = _OTHER_SCRIPTS.findall(name)
    return bool(others) and (len(others) > len(_LATIN.findall(name)) or any(letter >= "\u0400" for letter in others))


def has_other_script(text: str) -> bool:
    """Whether a text has a letter that is not Latin."""
    return _OTHER_SCRIPTS.search(text) is not None


def market_of_script(text: str) -> str | None:
    """The market whose script a product string is written in: Japan or South Korea; None for any other.

    >>> market_of_script("アクトネル錠"), market_of_script("唑来膦酸注射液")
    ('JP', None)
    """
    if _KANA.search(text):
        return "JP"
    return "KR" if _HANGUL.search(text) else None


class ScriptNames(Generic[SenseT]):
    """The names in scripts without Latin letters, ready to be searched for.

    Args:
        names: what each name means; names are compared as `plain` writes them.
        endings: words that may follow a name without a gap where its script has none, such as those for dosage forms.
    """

    def __init__(self, names: Mapping[str, SenseT], endings: Iterable[str] = ()) -> None:
        self._senses: dict[str, SenseT] = {}
        for name, sense in names.items():
            self._senses.setdefault(_BLANKS.sub(" ", plain(name)), sense)
        self._names = list(self._senses)
        self._katakana = tuple(map(plain, (*KATAKANA_ENDINGS, *endings)))
        self._hangul = HANGUL_ENDINGS

    @cached_property
    def _scan(self) -> Callable[[str], list[tuple[int, int, int]]]:
        from ahocorasick_rs import AhoCorasick, MatchKind

        automaton = AhoCorasick(self._names, matchkind=MatchKind.Standard)

        def scan(text: str) -> list[tuple[int, int, int]]:
            found: list[tuple[int, int, int]] = automaton.find_matches_as_indexes(text, overlapping=True)
            return found

        return scan

    def find(self, text: str) -> list[tuple[int, int, SenseT]]:
        """The names in a text, each with its place: the longest where several start, without overlaps."""
        if not self._names or not has_other_script(text):
            return []
        folded = plain(text)
        # A run of blanks within a name is one blank in every text that registers write.
        found = [match for match in self._scan(folded) if self._is_whole(folded, match[1], match[2])]
        if not found:
            return []
        starts = array("q", accumulate((len(_PLAIN[letter]) for letter in text), initial=0))
        hits: list[tuple[int, int, SenseT]] = []
        reached = 0
        for place, start, end in sorted(found, key=lambda match: (match[1], -match[2])):
            if start >= reached:
                first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1)
                hits.append((first, last, self._senses[self._names[place]]))
                reached = end
        return hits

    def _is_whole(self, text: str, start: int, end: int) -> bool:
        """Whether a stretch of text begins and ends as a word of its script does."""
        return self._begins(text, start) and self._ends(text, end)

    def _begins(self, text: str, start: int) -> bool:
        first, before = text[start], text[start - 1 : start]
        if not before or _HAN.match(first):
            return True
        if _KATAKANA.match(first):
            return not _KATAKANA.match(before)
        if _ARABIC.match(first):
            return _ARABIC_PREFIX.search(text[max(0, start - _LONGEST_PREFIX - 1) : start]) is not None
        if _HANGUL.match(first):
            return not _HANGUL.match(before)
        return not before.isalpha()

    def _ends(self, text: str, end: int) -> bool:
        last, after = text[end - 1], text[end : end + 1]
        if not after or _HAN.match(last):
            return True
        if _KATAKANA.match(last):
            return not _KATAKANA.match(after) or text.startswith(self._katakana, end)
        if _HANGUL.match(last):
            return not _HANGUL.match(after) or text.startswith(self._hangul, end)
        return not after.isalpha()


_BLANKS = lazily(r"\s+")
