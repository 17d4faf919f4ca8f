"""Suggestions for a name that was not found: the names most like it, ranked, ties shown; never taken silently.

Needs the extra ``suggest``: rapidfuzz counts the edits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import NamedTuple

from attrs import evolve, frozen

from osteopharm.errors import InvalidArgumentError, MissingExtraError, shown
from osteopharm.model.products import Brand
from osteopharm.names.normalize import folded_name
from osteopharm.names.variants import Owner, latin_names_of

__all__ = ["Suggestion"]

SHORTEST = 5
"""Names with fewer letters are not suggested: too many words are near them."""
LEAST_SCORE = 0.6
"""What is less like the text is not suggested."""
CLEAR_SCORE = 0.75
"""Where the text as a whole is this like a name, its parts are not compared as well."""
MANY = 6
"""A word in the names of so many medications, combinations and classes tells none from another."""
LONGEST_COMPARED = 200
"""Longer texts are not compared: no name is so long."""


@frozen(order=False)
class Suggestion:
    """A name that may have been meant.

    Attributes:
        name: the name, as it is written in the data.
        entity: what it names.
        score: how like the text it is: 1 less the share of its letters that must be changed.
        brand: the brand of that name, or None.

    >>> import osteopharm
    >>> print(osteopharm.load().suggest("alendronat sodum")[0])
    alendronate sodium (alendronic acid), 0.88
    """

    name: str
    entity: Owner
    score: float
    brand: Brand | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.entity.name}), {self.score:.2f}"


class _Entry(NamedTuple):
    """The letters that a text is compared with, and the name that they are of."""

    letters: str
    named: Suggestion
    is_shortened: bool


class Suggester:
    """Ranks the names of medications, combinations and classes by their likeness to a text.

    Args:
        owners: what may be suggested.
        spellings: spellings that rules make of their names, each with its owner.
        form_words: words for dosage forms and routes; the name weighs more than they do.

    Raises:
        MissingExtraError: rapidfuzz is not installed.
    """

    def __init__(
        self,
        owners: Iterable[Owner],
        spellings: Iterable[tuple[str, Owner]] = (),
        form_words: Iterable[str] = (),
    ) -> None:
        if find_spec("rapidfuzz") is None:
            raise MissingExtraError("suggest")
        named = [(name, owner, brand) for owner in owners for name, brand in latin_names_of(owner)]
        named += [(name, owner, None) for name, owner in spellings]
        self._passed_over = {*form_words, *_common(named)}
        self._entries = list(self._compared(named))
        self._folded = [entry.letters for entry in self._entries]

    def _compared(self, named: Iterable[tuple[str, Owner, Brand | None]]) -> Iterator[_Entry]:
        """What a text is compared with: each name in full, and without the words that tell it from no other."""
        for name, owner, brand in named:
            letters = _letters(name)
            for is_shortened, compared in enumerate(dict.fromkeys((letters, self._distinctive(letters)))):
                if len(compared) >= SHORTEST:
                    yield _Entry(compared, Suggestion(name, owner, 1, brand), bool(is_shortened))

    def _distinctive(self, letters: str) -> str:
        """A name without the words for a dosage form and those of many names; as it is where no other word is left."""
        # Forms are written in the plural, too: "injections".
        passed_over = self._passed_over
        kept = (word for word in letters.split() if passed_over.isdisjoint((word, word.removesuffix("s"))))
        return " ".join(kept) or letters

    def suggest(self, text: str, most: int) -> tuple[Suggestion, ...]:
        """The best suggestions, best first, one for each entity, and all that tie with the last of them.

        Raises:
            InvalidArgumentError: ``text`` is not a str, or ``most`` is not a whole number of at least one.
        """
        if type(most) is not int or most < 1:
            raise InvalidArgumentError("most", f"is {shown(most)}", "ask for one suggestion or more")
        letters = _letters(text)
        if len(text) > LONGEST_COMPARED:
            return ()
        distinctive = self._distinctive(letters)
        ranked = self._ranked((letters, distinctive))
        if not ranked or ranked[0].score < CLEAR_SCORE:
            ranked = self._ranked((letters, distinctive, *_parts(distinctive)))
        first: dict[str, Suggestion] = {}
        for suggestion in ranked:
            first.setdefault(suggestion.entity.id, suggestion)
        found = list(first.values())
        if len(found) > most:
            found = [each for each in found if each.score >= found[most - 1].score]
        return tuple(found)

    def _ranked(self, asked: Iterable[str]) -> list[Suggestion]:
        """The names that are like one of several texts, best first."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        ranked = []
        for letters in dict.fromkeys(asked):
            most_edits = int(len(letters) * (1 - LEAST_SCORE))
            if len(letters) >= SHORTEST:
                near = extract(letters, self._folded, scorer=OSA.distance, limit=None, score_cutoff=most_edits)
                ranked += [(1 - edits / len(letters), self._entries[place]) for _, edits, place in near]
        ranked.sort(key=lambda each: (-each[0], each[1].is_shortened, each[1].named.entity.id, each[1].named.name))
        return [evolve(entry.named, score=score) for score, entry in ranked]


def _common(named: Sequence[tuple[str, Owner, Brand | None]]) -> Iterator[str]:
    """The words in the names of many, such as those for acid and sodium: they tell none of them from another."""
    owners: dict[str, set[str]] = {}
    for name, owner, _ in named:
        for word in _letters(name).split():
            owners.setdefault(word, set()).add(owner.id)
    alone = {_letters(name) for name, _, _ in named}
    return (word for word, found in owners.items() if len(found) >= MANY and word not in alone)


def _letters(text: str) -> str:
    return folded_name(text).decode()


def _parts(text: str) -> Iterator[str]:
    """Stretches of one to three words that a name may be in: strengths and short words are left out."""
    spoken = [word for word in text.split() if word[0].isalpha()]
    for length in (1, 2, 3):
        for start in range(len(spoken) - length + 1):
            part = " ".join(spoken[start : start + length])
            if len(part) >= SHORTEST:
                yield part
