"""The search for names in text that is folded.

Every name has a mark, the word in it that fewest others have. The marks are sought in one pass (an Aho-Corasick
automaton); only where one is found is it asked which name is around it. So time does not grow with the
number of names. Knows no record: what a name means is made when it is first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING
from unicodedata import category

from attrs import Factory, field, frozen

from osteopharm.model._patterns import lazily
from osteopharm.names.mention import Mention
from osteopharm.names.normalize import FIRST_LETTER, Phrase, fold, is_latin, spell_out

if TYPE_CHECKING:
    from osteopharm.model.entities import Medication
    from osteopharm.model.lookalikes import LookAlike
    from osteopharm.model.products import Brand
    from osteopharm.names.scripts import ScriptNames
    from osteopharm.names.variants import Named, Owner

_FIGURES = lazily(b"[0-9]")
NEVER_FOLDED = (b"\xf0", b"\xf1", b"\xf2", b"\xf3")
WIDEST_GAP = 3
"""How many characters may be between two words of a name."""


def _components_of(sense: LexiconEntry) -> tuple[Medication, ...]:
    owner = sense.owner
    match owner.plural if owner is not None else None:
        case "medications":
            return (owner,)  # type: ignore[return-value]  # the kind of record says which it is
        case "combinations":
            return owner.components  # type: ignore[union-attr]
        case _:
            return ()


def _is_certain(sense: LexiconEntry) -> bool:
    return bool(sense.components) and not sense.needs_form


@frozen
class LexiconEntry:
    """What a phrase means.

    Attributes:
        owner: what it names; None for a look-alike.
        name: the name as it is written in the data.
        brand: the brand of that name, or None.
        look-alike: the look-alike of that name, or None.
        is_truncated: whether it is a word that was cut off.
        needs_form: whether it counts beside a dosage form or route only, since it also has other meanings.
        components: the medications that it means: none for a class or a look-alike.
        is_certain: whether it means medications wherever it is.
    """

    owner: Named | None
    name: str
    brand: Brand | None = None
    look_alike: LookAlike | None = None
    is_truncated: bool = False
    needs_form: bool = False
    components: tuple[Medication, ...] = field(init=False, default=Factory(_components_of, takes_self=True))
    is_certain: bool = field(init=False, default=Factory(_is_certain, takes_self=True))


@frozen
class _Tail:
    """What may follow a word: nothing, and then it is a name itself, or the rest of a longer name."""

    alone: LexiconEntry | None
    longer: list[LexiconEntry]
    going_on: Callable[[bytes, int], re.Match[bytes] | None] | None


@frozen
class _Entry:
    """The names that have one word as their mark: it alone, or what may precede it in them, and after it."""

    alone: LexiconEntry | None
    bare: _Tail | None
    after: list[_Tail]
    before: Callable[[bytes, int, int], re.Match[bytes] | None] | None
    reach: int
    with_figures: re.Pattern[bytes] | None
    """Fits the names that have figures, with any figures in place of these."""


Around = dict[Phrase, dict[Phrase, LexiconEntry]]
"""The names that have one mark, by what is before it in them and what is after it."""


class Entries(dict[int, _Entry]):
    """The names around each mark, by the place of the mark: their patterns are compiled when a mark is first met.

    Args:
        around: gives the mark at a place, and the names around it.
    """

    def __init__(self, around: Callable[[int], tuple[bytes, Around]]) -> None:
        super().__init__()
        self._around = around

    def __missing__(self, place: int) -> _Entry:
        self[place] = found = _entry(*self._around(place))
        return found


Hit = tuple[int, int, LexiconEntry]
"""Where a name starts and ends in the text, and what it means."""


class NameSearch:
    """Names ready to be searched for. A subclass has the names around each mark."""

    @cached_property
    def names_around(self) -> list[tuple[bytes, Around]]:
        """The marks, each with the names around it."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    @cached_property
    def marks(self) -> list[bytes]:
        """The marks, each at its place."""
        return [mark for mark, _ in self.names_around]

    @cached_property
    def senses(self) -> dict[Phrase, LexiconEntry]:
        """What each phrase means."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    @property
    def written(self) -> list[str]:
        """The names of medications and combinations, as they are written in the data."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    @property
    def made(self) -> list[tuple[str, Owner]]:
        """The single words that rules make of nonproprietary names, each with what it names."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    @cached_property
    def words(self) -> frozenset[bytes]:
        """The words and figures of which the names are made."""
        around = [around for _, around in self.names_around]
        beside = (word for each in around for before, behind in each.items() for word in (*before, *chain(*behind)))
        return frozenset((*self.marks, *beside))

    @cached_property
    def words_of_patterns(self) -> frozenset[bytes]:
        """The words, in lower case, of which one is in every text that a look-alike pattern fits."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    @cached_property
    def _entries(self) -> Entries:
        return Entries(lambda place: self.names_around[place])

    @cached_property
    def _in_other_scripts(self) -> ScriptNames[LexiconEntry]:
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    @cached_property
    def scan(self) -> Callable[[bytes], list[tuple[int, int, int]]]:
        """Finds the marks in folded text: which, where the blank before it is, and where it ends."""
        from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

        # The blank before a word belongs to the pattern: what is inside a word is never even reported.
        # Bytes that folded text never holds keep the automaton from leaping from blank to blank, which is slower.
        # A DFA searches no faster here, and takes four times as long to make.
        automaton = BytesAhoCorasick(
            [*(b" " + mark for mark in self.marks), *NEVER_FOLDED],
            matchkind=MatchKind.LeftmostLongest,
            implementation=Implementation.ContiguousNFA,
        )
        scan: Callable[[bytes], list[tuple[int, int, int]]] = automaton.find_matches_as_indexes
        return scan

    def find(self, text: str) -> Sequence[Hit]:
        """The names in a text, look-alikes among them, each with its place in the text.

        Raises:
            InvalidArgumentError: ``text`` is not a str.
        """
        return self.find_folded(text, fold(text))

    def find_folded(self, text: str, folded: bytes) -> Sequence[Hit]:
        """The names in a text that is folded already."""
        found = self._latin(folded)
        others = () if text.isascii() else self._in_other_scripts.find(text)
        return without_overlaps([*found, *others]) if others else found

    def _latin(self, folded: bytes) -> Sequence[Hit]:
        if folded.isascii():
            marks = self.scan(folded)
            return self.around(marks, folded) if marks else ()
        spelled, place_in_folded = spell_out(folded)
        found = self.around(self.scan(spelled), spelled)
        return [(place_in_folded(start + 1) - 1, place_in_folded(end + 1) - 1, sense) for start, end, sense in found]

    def needs_figures(self, folded: bytes) -> bool:
        """Whether a folded text has a name with figures, or would have one if its figures were others.

        >>> import osteopharm
        >>> lexicon = osteopharm.load()._lexicon
        >>> lexicon.needs_figures(b" pth 2 35 pen "), lexicon.needs_figures(b" fosamax 70 mg ")
        (True, False)
        """
        if not _FIGURES.search(folded):
            return False
        # A mark is always a word in Latin letters, and so it is found whatever the figures are.
        patterns = (self._entries[place].with_figures for place in {place for place, _, _ in self.scan(folded)})
        return any(pattern is not None and pattern.search(folded) for pattern in patterns)

    def around(self, marks: list[tuple[int, int, int]], folded: bytes) -> list[Hit]:
        """The names around marks: the longest where several start, whole words only, without overlaps."""
        hits: list[Hit] = []
        entries = self._entries
        reached = 0
        for place, start, end in marks:
            if start < reached or folded[end] >= FIRST_LETTER:
                continue
            entry = entries[place]
            if entry.alone is not None:
                hits.append((start, end - 1, entry.alone))
                reached = end
            elif (
                start > reached and entry.before and (hit := _led_to(entry, entry.before, folded, reached, start, end))
            ):
                hits.append(hit)
                reached = hit[1] + 1
            elif (tail := entry.bare) is not None:
                if tail.going_on is not None and (longer := tail.going_on(folded, end)):
                    reached = longer.end()
                    hits.append((start, reached - 1, tail.longer[_branch(longer)]))
                elif tail.alone is not None:
                    hits.append((start, end - 1, tail.alone))
                    reached = end
        return hits


def medications_in(senses: Iterable[LexiconEntry]) -> tuple[Medication, ...]:
    """The medications behind what was found, in the order of the text, none of them twice."""
    return tuple(dict.fromkeys(medication for sense in senses for medication in sense.components))


def without_overlaps(hits: list[Hit]) -> list[Hit]:
    """Hits in the order of the text: the longest where several start."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept


def mentions_of(text: str, hits: Iterable[Hit]) -> tuple[Mention, ...]:
    """The mentions behind what was found in a text; look-alikes are none."""
    found = []
    for start, end, sense in hits:
        if sense.owner is not None:
            end = _end_of_seen(text, end)  # noqa: PLW2901 - the hit goes on over what cannot be seen
            found.append(Mention(start, end, text[start:end], sense.owner, sense.brand))
    return tuple(found)


def _end_of_seen(text: str, end: int) -> int:
    """Where a name ends, without the invisible characters after its last letter."""
    while not text[end - 1].isascii() and category(text[end - 1]) == "Cf":
        end -= 1
    return end


def _led_to(
    entry: _Entry,
    before: Callable[[bytes, int, int], re.Match[bytes] | None],
    folded: bytes,
    reached: int,
    start: int,
    end: int,
) -> Hit | None:
    """The longest name around a mark that begins before it; ``start`` is the blank before the mark."""
    low = max(reached, start - entry.reach)
    while found := before(folded, low, start + 1):
        found_after = _longest(entry.after[_branch(found)], folded, end)
        if found_after is not None:
            return found.start() - 1, found_after[0] - 1, found_after[1]
        # What must follow here does not: a shorter name may still end at the mark.
        low = found.start() + 1
    return None


def _longest(tail: _Tail, folded: bytes, end: int) -> tuple[int, LexiconEntry] | None:
    if tail.going_on is not None and (longer := tail.going_on(folded, end)):
        return longer.end(), tail.longer[_branch(longer)]
    return None if tail.alone is None else (end, tail.alone)


def _branch(match: re.Match[bytes]) -> int:
    # Each branch is a group of its own, so that the group that matched says which it was.
    return (match.lastindex or 0) - 1


def _entry(mark: bytes, around: Around) -> _Entry:
    bare = around.get(())
    ahead = _longest_first(before for before in around if before)
    before = None
    if ahead:
        branches = b"|".join(b"(" + _joined(phrase) + b" {1,3})" for phrase in ahead)
        before = re.compile(b"(?<![a-z0-9\x7f])(?=" + _begin(ahead) + b")(?:" + branches + b")\\Z").search
    return _Entry(
        alone=bare[()] if bare and len(bare) == 1 and () in bare and not ahead else None,
        bare=None if bare is None else _tail(mark, bare),
        after=[_tail(mark, around[phrase]) for phrase in ahead],
        before=before,
        reach=max((sum(len(word) + WIDEST_GAP for word in phrase) for phrase in ahead), default=0),
        with_figures=_with_figures((*before, mark, *after) for before, behind in around.items() for after in behind),
    )


def _with_figures(phrases: Iterable[Phrase]) -> re.Pattern[bytes] | None:
    """A pattern for those phrases that have figures, with as many other figures; it may fit more than these."""
    gap = b" {0,%d}" % WIDEST_GAP
    patterns = {
        gap.join(word if is_latin(word) else b"[0-9]{%d}" % len(word) for word in phrase)
        for phrase in phrases
        if not all(map(is_latin, phrase))
    }
    return lazily(b"|".join(sorted(patterns))) if patterns else None


def _tail(mark: bytes, after: dict[Phrase, LexiconEntry]) -> _Tail:
    behind = _longest_first(phrase for phrase in after if phrase)
    going_on = None
    if behind:
        branches = b"|".join(b"(" + _joined(phrase, mark) + b")" for phrase in behind)
        going_on = re.compile(b"(?= {0,3}+" + _begin(behind) + b")(?:" + branches + b")(?![a-z0-9\x7f])").match
    return _Tail(after.get(()), [after[phrase] for phrase in behind], going_on)


def _begin(phrases: Iterable[Phrase]) -> bytes:
    """A pattern for the first words of phrases: it tells fast that none of them is there, as most often."""
    return b"(?:" + b"|".join(sorted({phrase[0] for phrase in phrases})) + b")"


def _longest_first(phrases: Iterable[Phrase]) -> list[Phrase]:
    # A pattern takes the first of its branches that fits.
    return sorted(phrases, key=lambda phrase: (-len(phrase), phrase))


def _joined(phrase: Phrase, before: bytes | None = None) -> bytes:
    """A pattern for words in a row, and for the gap to the word before them."""
    parts = []
    for word in phrase:
        if before is not None:
            turns = (before[0] >= FIRST_LETTER) != (word[0] >= FIRST_LETTER)
            # A letter and a figure may be together; two words, or two figures, may not.
            parts.append(b" {0,2}" if turns else b" {1,3}")
        parts.append(word)
        before = word
    return b"".join(parts)
