"""The lexicon of the bundled compendium, prepared when it is built: which names are around each mark.

Making it of the records takes a few tenths of a second, because rules spell every name in many ways. What is prepared
is read as far as a text needs it. A test compares it with the lexicon that is made of the records.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from typing import Any

from osteopharm.model.entities import Combination, DrugClass, Medication
from osteopharm.model.lookalikes import LookAlike
from osteopharm.names.lexicon import Around, Entries, Lexicon, LexiconEntry
from osteopharm.names.scripts import ScriptNames
from osteopharm.names.variants import Owner, Phrase

OWNERS = (Medication, Combination, DrugClass)

Find = Callable[[str, tuple[type, ...]], Any]
"""Gives the record of one of some types that has an id."""


def prepared_text(lexicon: Lexicon, checksum: str) -> str:
    """The lexicon of a compendium with a checksum, as `osteopharm.io.bundled` reads it."""
    marks = [mark.decode("latin-1") for mark, _ in lexicon.names_around]
    lines = [json.dumps(marks), *(_line(around) for _, around in lexicon.names_around)]
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
    )


class PreparedLexicon(Lexicon):
    """A lexicon whose names around marks were prepared.

    Args:
        lines: the marks, and the names around each of them.
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
    def marks(self) -> list[bytes]:
        """The marks, each at its place."""
        return [mark.encode("latin-1") for mark in json.loads(self._lines[0])]

    @cached_property
    def _entries(self) -> Entries:
        return Entries(lambda place: (self.marks[place], self._around(place)))

    def _around(self, place: int) -> Around:
        around: Around = {}
        for before, after, *reference in json.loads(self._lines[place + 1]):
            behind = around.setdefault(_phrase(before), {})
            behind[_phrase(after)] = self._entry(*reference)
        return around

    def _entry(self, id: str, name: str, brand: str | None, is_truncated: int, needs_form: int) -> LexiconEntry:
        record = self._find(id, (*OWNERS, LookAlike))
        if isinstance(record, LookAlike):
            return LexiconEntry(None, name, look_alike=record)
        named = next((each for each in record.brands if each.name == brand), None) if brand else None
        return LexiconEntry(record, name, named, is_truncated=bool(is_truncated), needs_form=bool(needs_form))


def _phrase(written: str) -> Phrase:
    return tuple(written.encode("latin-1").split())
