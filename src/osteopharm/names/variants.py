"""The names in the data, and the ways in which they may be spelled beside those that are written down.

Each way is a rule that holds of every name alike. Knows no medication and searches no text.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import product

from osteopharm.model.entities import Combination, DrugClass, Medication
from osteopharm.model.enums import NameKind
from osteopharm.model.lookalikes import SpellingRule
from osteopharm.model.products import Brand
from osteopharm.names.normalize import is_latin, name_words

Owner = Medication | Combination | DrugClass
Phrase = tuple[bytes, ...]

SHORTEST_TURNED = 4
"""Two words of at least so many letters are found in either order ("estrogens, conjugated"), and as one word."""
SHORTEST_CUT = 4
"""How many letters at least are left of a word that is cut short ("ethinyl estrad").

One fewer where another word is a name by itself, or a figure ("est estrogens", "vit D3"): that alone tells that
a medicine is meant, as "par hormone" does not.
"""
LONGEST_UNCUT = 5
"""Words with no more letters than this are never cut short."""


def names_of(owner: Owner, *, excluded_from_search: bool = False) -> Iterator[tuple[str, Brand | None]]:
    """The names and brands of an owner, its own name first; those that are excluded_from_search only if asked for."""
    yield owner.name, None
    yield from ((name.name, None) for name in owner.names if excluded_from_search or name.excluded_from_search is None)
    if not isinstance(owner, DrugClass):
        yield from (
            (name, brand)
            for brand in owner.brands
            if excluded_from_search or brand.excluded_from_search is None
            for name in (brand.name, *brand.name_variants)
        )


def parts(phrase: Phrase) -> Iterator[tuple[int, int]]:
    """The stretches of a phrase that are shorter than it, from left to right, the longest first."""
    for start in range(len(phrase)):
        for end in range(len(phrase), start, -1):
            if end - start < len(phrase):
                yield start, end


class Spellings:
    """The phrases that rules make of names.

    Args:
        owners: whose names they are.
        rules: the regular ways in which nonproprietary names change their ending.
        written: the phrases that are written down.
    """

    def __init__(self, owners: Iterable[Owner], rules: Iterable[SpellingRule], written: Container[Phrase]) -> None:
        self._owners = tuple(owners)
        self._rules = tuple(rules)
        self._written = written
        self._alike = _words_for_the_same(self._owners)

    def __iter__(self) -> Iterator[tuple[Phrase, Owner, str, Brand | None]]:
        """Each phrase, whose name it is, the name that it was made of, and the brand that this is, or None."""
        for owner in self._owners:
            if isinstance(owner, Medication):
                yield from ((phrase, owner, name, None) for phrase, name in self._nonproprietary(owner))
            for name, brand in names_of(owner):
                phrase = name_words(name)
                if phrase and "-" in name and all(map(is_latin, phrase)):
                    yield (b"".join(phrase),), owner, name, brand
                if _is_pair(phrase) and not any((word,) in self._written for word in phrase):
                    yield phrase[::-1], owner, name, brand

    def _nonproprietary(self, medication: Medication) -> Iterator[tuple[Phrase, str]]:
        inns = [
            medication.name,
            *(name.name for name in medication.names if name.kind is NameKind.INN and not name.languages),
        ]
        made = [spelled for inn in inns for rule in self._rules for spelled in rule.apply(inn.casefold())]
        yield from ((name_words(spelled), spelled) for spelled in made)
        names = [name for name, brand in names_of(medication) if brand is None]
        phrases = {name_words(name) for name in [*names, *made]}
        for name in names:
            phrase = name_words(name)
            if _is_pair(phrase):
                # German writes such pairs in one word: "Estradiolvalerat".
                yield from (((first + second,), name) for first, second in self._respelled(phrase))
            if len(phrase) > 1 and not any(phrase[start:end] in phrases for start, end in parts(phrase)):
                yield from ((each, name) for each in self._found_whole_only(phrase))

    def _found_whole_only(self, phrase: Phrase) -> Iterator[Phrase]:
        """The ways to spell a name of several words of which none is found by itself."""
        for same in product(*(self._alike.get(word, (word,)) for word in phrase)):
            yield same
            yield from self._cut_short(same)
        for spelled in self._respelled(phrase):
            yield spelled
            if _is_pair(spelled):
                # "benzoato de estradiol": so the Romance languages say it.
                yield (spelled[1], b"de", spelled[0])

    def _cut_short(self, phrase: Phrase) -> Iterator[Phrase]:
        """A phrase with one of its words cut short, where another word stands in full."""
        for place, word in enumerate(phrase):
            others = phrase[:place] + phrase[place + 1 :]
            if not is_latin(word) or len(word) <= LONGEST_UNCUT or not any(map(is_latin, others)):
                continue
            telling = any((other,) in self._written or not is_latin(other) for other in others)
            for length in range(SHORTEST_CUT - telling, len(word)):
                yield (*phrase[:place], word[:length], *phrase[place + 1 :])

    def _respelled(self, phrase: Phrase) -> Iterator[Phrase]:
        """A phrase with any of its words spelled by a rule; as it stands, too."""
        return product(*([word, *self._by_rules(word)] for word in phrase))

    def _by_rules(self, word: bytes) -> Iterator[bytes]:
        for rule in self._rules:
            for made in rule.apply(word.decode("latin-1")):
                yield from name_words(made)[:1]


def _words_for_the_same(owners: Iterable[Owner]) -> dict[bytes, tuple[bytes, ...]]:
    """The words that are names of the same class, such as "estrogens" and "estrogen", by each of them."""
    found: dict[bytes, tuple[bytes, ...]] = {}
    for owner in owners:
        if isinstance(owner, DrugClass):
            phrases = [name_words(name) for name, _ in names_of(owner)]
            alike = tuple(dict.fromkeys(phrase[0] for phrase in phrases if len(phrase) == 1))
            found.update(dict.fromkeys(alike, alike))
    return found


def _is_pair(phrase: Phrase) -> bool:
    return len(phrase) == 2 and all(len(word) >= SHORTEST_TURNED and is_latin(word) for word in phrase)  # noqa: PLR2004 - two words have two orders
