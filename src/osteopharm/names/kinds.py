"""Mentions of chosen kinds in running text: concepts beside medications and classes.

Medications and classes are found by their own lexicon and concepts by another one, so that asking for the former alone
costs nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from osteopharm.errors import UnknownValueError
from osteopharm.model.entities import Combination, Concept
from osteopharm.model.enums import EntityKind
from osteopharm.names.lexicon import Lexicon
from osteopharm.names.mention import Mention
from osteopharm.names.search import Hit, mentions_of, without_overlaps
from osteopharm.names.variants import Named

SHORTEST_NAME = 3
"""Fewer characters, such as SK for DKK1, are found in too many other words."""
LONGEST_ABBREVIATION = 6
"""A name that is no longer and has a capital after its first letter is an abbreviation."""


def kinds_of(given: EntityKind | str | Iterable[EntityKind | str]) -> frozenset[EntityKind]:
    """The kinds of entities that are asked for.

    Raises:
        UnknownValueError: one of them is not a kind.

    >>> sorted(kinds_of(["outcome", "medication"]))
    [<EntityKind.MEDICATION: 'medication'>, <EntityKind.OUTCOME: 'outcome'>]
    """
    kinds = set()
    for kind in [given] if isinstance(given, str) else given:
        try:
            kinds.add(EntityKind(kind))
        except ValueError:
            raise UnknownValueError("kinds", kind, [each.value for each in EntityKind]) from None
    return frozenset(kinds)


def mentions_of_kinds(
    text: str,
    kinds: frozenset[EntityKind],
    drugs: Callable[[str], Iterable[Hit]],
    concepts: Callable[[], Lexicon],
) -> tuple[Mention, ...]:
    """The mentions of some kinds in a text, in its order; where two overlap, the one that starts first, or is longer.

    Args:
        text: the text.
        kinds: the kinds.
        drugs: finds the names of medications, combinations and classes.
        concepts: makes the lexicon of concepts.

    Raises:
        TypeError: ``text`` is not a string.
    """
    hits: list[Hit] = [hit for hit in drugs(text) if _kind(hit[2].owner) in kinds]
    if kinds - {EntityKind.MEDICATION, EntityKind.DRUG_CLASS}:
        hits += [
            hit
            for hit in concepts().find(text)
            if _kind(hit[2].owner) in kinds and is_meant(hit[2].name, text[hit[0] : hit[1]])
        ]
    return mentions_of(text, without_overlaps(hits))


def is_meant(name: str, words: str) -> bool:
    """Whether words of a text mean a name of a concept: those of an abbreviation in small letters are other words.

    >>> is_meant("RANK", "RANK"), is_meant("RANK", "Rank"), is_meant("hip fracture", "Hip fracture")
    (True, False, True)
    """
    letters = name.replace("-", "")
    if len(letters) < SHORTEST_NAME:
        return False
    is_abbreviation = len(letters) <= LONGEST_ABBREVIATION and any(map(str.isupper, name[1:]))
    return not is_abbreviation or any(letter.isupper() or letter.isdigit() for letter in words[1:])


def _kind(owner: Named | None) -> EntityKind | None:
    if owner is None:
        return None
    return EntityKind.MEDICATION if isinstance(owner, Combination) else owner.kind


def concept_lexicon(concepts: Iterable[Concept]) -> Lexicon:
    """The lexicon of concepts."""
    return Lexicon(concepts, (), ())
