"""The lexicon of the bundled compendium, prepared when it is built: which names are around each mark.

Making it of the records takes a few tenths of a second, because rules spell every name in many ways. What is prepared
is read as far as a text needs it. A test compares it with the lexicon that is made of the records.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from osteopharm.model.kinds import KINDS
from osteopharm.names.normalize import Phrase
from osteopharm.names.search import Around, Entries, LexiconEntry, NameSearch

if TYPE_CHECKING:
    from osteopharm.model.lookalikes import LookAlike
    from osteopharm.model.products import Brand
    from osteopharm.names.lexicon import Lexicon
    from osteopharm.names.scripts import ScriptNames
    from osteopharm.names.variants import Named, Owner

OWNERS = ("medications", "combinations", "drug_classes", "look_alikes")
"""The kinds of record that a phrase may mean."""
OF_RECORDS = ("owner", "brand", "look_alike", "components")
"""The attributes of an entry that are records."""

Find = Callable[[str, tuple[type, ...]], Any]
"""Gives the record of one of some types that has an id."""


def prepared_text(lexicon: NameSearch, checksum: str) -> str:
    """The lexicon of a compendium with a checksum, as `osteopharm.io.bundled` reads it."""
    marks = [mark.decode("latin-1") for mark, _ in lexicon.names_around]
    beside = lexicon.words.difference(lexicon.marks)
    words = [sorted(word.decode("latin-1") for word in each) for each in (beside, lexicon.words_of_patterns)]
    lines = [json.dumps(marks), *map(json.dumps, words), *(_line(around) for _, around in lexicon.names_around)]
    rest = "\n".join(lines) + "\n"
    return f"{checksum} {sha256(rest.encode()).hexdigest()}\n{rest}"


def _line(around: Around) -> str:
    return json.dumps(
        [
            [_written(before), _written(after), *_reference(entry)]
            for before, behind in around.items()
            for after, entry in behind.items()
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _written(phrase: Phrase) -> str:
    return b" ".join(phrase).decode("latin-1")


def _reference(entry: LexiconEntry) -> tuple[object, ...]:
    return (
        entry.owner.id if entry.owner else entry.look_alike.id if entry.look_alike else None,
        entry.name,
        entry.brand.name if entry.brand else None,
        int(entry.is_truncated),
        int(entry.needs_form),
        int(entry.is_certain),
    )


class PreparedEntry(LexiconEntry):
    """An entry whose records are made when they are first asked for.

    Args:
        read: gives what it names, the brand and the look-alike, each of them or None.
        name: the name as it is written in the data.
        is_truncated: whether it is a word that was cut off.
        needs_form: whether it counts beside a dosage form or route only.
        is_certain: whether it means medications wherever it is.
    """

    __slots__ = ("_read",)

    _read: Callable[[], tuple[Named | None, Brand | None, LookAlike | None]]

    def __init__(
        self,
        read: Callable[[], tuple[Named | None, Brand | None, LookAlike | None]],
        name: str,
        *,
        is_truncated: bool,
        needs_form: bool,
        is_certain: bool,
    ) -> None:
        put = object.__setattr__
        put(self, "_read", read)
        put(self, "name", name)
        put(self, "is_truncated", is_truncated)
        put(self, "needs_form", needs_form)
        put(self, "is_certain", is_certain)

    if not TYPE_CHECKING:  # pragma: no branch - never true when it runs

        def __getattr__(self, name: str) -> object:
            # The slots of the records are empty until the first of them is asked for.
            if name not in OF_RECORDS:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            entry = self._made()
            for each in OF_RECORDS:
                object.__setattr__(self, each, getattr(entry, each))
            return getattr(entry, name)

    def _made(self) -> LexiconEntry:
        owner, brand, look_alike = self._read()
        return LexiconEntry(owner, self.name, brand, look_alike, self.is_truncated, self.needs_form)

    def __eq__(self, other: object) -> bool:
        return self._made() == (other._made() if isinstance(other, PreparedEntry) else other)

    def __hash__(self) -> int:
        return hash(self._made())

    def __reduce__(self) -> tuple[object, ...]:
        return LexiconEntry, (self.owner, self.name, self.brand, self.look_alike, self.is_truncated, self.needs_form)


class PreparedLexicon(NameSearch):
    """A lexicon whose names around marks were prepared.

    Args:
        lines: the marks, the other words of names, the words of look-alike patterns, and the names around each mark.
        find: gives the records that are named.
        make: makes the lexicon of the records, for what was not prepared.
    """

    def __init__(self, lines: list[bytes], find: Find, make: Callable[[], Lexicon]) -> None:
        self._lines, self._find, self._make = lines, find, make

    @cached_property
    def _made(self) -> Lexicon:
        return self._make()

    @cached_property
    def senses(self) -> dict[Phrase, LexiconEntry]:
        """What each phrase means."""
        return self._made.senses

    @property
    def written(self) -> list[str]:
        """The names of medications and combinations, as they are written in the data."""
        return self._made.written

    @property
    def made(self) -> list[tuple[str, Owner]]:
        """The single words that rules make of nonproprietary names, each with what it names."""
        return self._made.made

    @cached_property
    def _in_other_scripts(self) -> ScriptNames[LexiconEntry]:
        return self._made._in_other_scripts  # noqa: SLF001 - a lexicon too

    @cached_property
    def names_around(self) -> list[tuple[bytes, Around]]:
        """The marks, each with the names around it."""
        return [(mark, self._around(place)) for place, mark in enumerate(self.marks)]

    @cached_property
    def marks(self) -> list[bytes]:
        """The marks, each at its place."""
        return _words(self._lines[0])

    @cached_property
    def words(self) -> frozenset[bytes]:
        """The words and figures of which the names are made."""
        return frozenset((*self.marks, *_words(self._lines[1])))

    @cached_property
    def words_of_patterns(self) -> frozenset[bytes]:
        """The words of the patterns."""
        return frozenset(_words(self._lines[2]))

    @cached_property
    def _entries(self) -> Entries:
        return Entries(lambda place: (self.marks[place], self._around(place)))

    def _around(self, place: int) -> Around:
        around: Around = {}
        for before, after, *reference in json.loads(self._lines[place + 3]):
            behind = around.setdefault(_phrase(before), {})
            behind[_phrase(after)] = self._entry(*reference)
        return around

    def _entry(
        self, id: str, name: str, brand: str | None, is_truncated: int, needs_form: int, is_certain: int
    ) -> LexiconEntry:
        def read() -> tuple[Named | None, Brand | None, LookAlike | None]:
            record = self._find(id, tuple(KINDS[kind] for kind in OWNERS))
            if record.plural == "look_alikes":
                return None, None, record
            return record, next((each for each in record.brands if each.name == brand), None) if brand else None, None

        return PreparedEntry(
            read,
            name,
            is_truncated=bool(is_truncated),
            needs_form=bool(needs_form),
            is_certain=bool(is_certain),
        )


def _words(line: bytes) -> list[bytes]:
    return [word.encode("latin-1") for word in json.loads(line)]


def _phrase(written: str) -> Phrase:
    return tuple(written.encode("latin-1").split())
