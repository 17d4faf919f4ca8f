"""The names in the data, and the ways in which they may be spelled beside those that are written down.

Each way is a rule that holds of every name alike. Knows no medication and searches no text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import product
from math import ceil

from osteopharm.model.entities import Combination, Concept, DrugClass, Medication
from osteopharm.model.enums import NameKind, SynonymMatch
from osteopharm.model.lookalikes import SpellingRule
from osteopharm.model.products import Brand
from osteopharm.names.normalize import Phrase, is_latin, name_words
from osteopharm.names.scripts import is_in_other_script

Owner = Medication | Combination | DrugClass
Named = Owner | Concept

SHORTEST_TURNED = 4
"""Two words of at least so many letters are found in either order ("estrogens, conjugated"), and as one word."""
SHORTEST_PLURAL = 6
"""How many letters the plural of a concept has at least of which the singular is found, too: not "falls"."""
SHORTEST_JOINED = 7
"""A brand of two words with so many letters is found in one word, too ("ActonelCombi")."""
SHORTEST_CUT = 4
"""How many letters at least are left of a word that is cut short ("ethinyl estrad").

One fewer where another word is a name by itself, or a figure ("est estrogens", "vit D3"): that alone tells that
a medicine is meant, as "par hormone" does not.
"""
LONGEST_UNCUT = 5
"""Words with no more letters than this are never cut short."""
SHORTEST_TRUNCATED = 7
"""A single word that is cut off ("ALENDRON") is taken for a name only where so many letters of it are left, ..."""
LEAST_KEPT = 0.5
"""... and this share of it, where it begins as the nonproprietary name does and no other word in the data begins so."""
SHORTEST_STEM = 6
"""How many letters of the nonproprietary name that beginning has at least."""


SAME = (SynonymMatch.EXACT, SynonymMatch.CLOSE)
"""The synonyms that mean the concept itself."""


def names_of(owner: Named, *, excluded_from_search: bool = False) -> Iterator[tuple[str, Brand | None]]:
    """The names and brands of an owner, its own name first; those that are excluded_from_search only if asked for."""
    yield owner.name, None
    if isinstance(owner, Concept):
        yield from ((each.name, None) for each in owner.synonyms if each.ambiguous is None and each.match in SAME)
        return
    yield from ((name.name, None) for name in owner.names if excluded_from_search or name.excluded_from_search is None)
    if not isinstance(owner, DrugClass):
        yield from (
            (name, brand)
            for brand in owner.brands
            if excluded_from_search or brand.excluded_from_search is None
            for name in (brand.name, *brand.name_variants)
        )


def latin_names_of(owner: Named) -> Iterator[tuple[str, Brand | None]]:
    """The names and brands that are written in Latin letters."""
    return ((name, brand) for name, brand in names_of(owner) if not is_in_other_script(name))


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

    def __init__(self, owners: Iterable[Named], rules: Iterable[SpellingRule], written: Container[Phrase]) -> None:
        self._owners = tuple(owners)
        self._rules = tuple(rules)
        self._rules_for_words = [rule for rule in self._rules if not rule.letters]
        self._written = written
        self._alike = _words_for_the_same(self._owners)

    def __iter__(self) -> Iterator[tuple[Phrase, Named, str, Brand | None]]:
        """Each phrase, whose name it is, the name that it was made of, and the brand that this is, or None."""
        for owner in self._owners:
            if isinstance(owner, Concept):
                yield from ((phrase, owner, name, None) for name, _ in latin_names_of(owner) for phrase in _forms(name))
                continue
            if isinstance(owner, Medication):
                yield from ((phrase, owner, name, None) for phrase, name in self._nonproprietary(owner))
            for name, brand in latin_names_of(owner):
                phrase = name_words(name)
                is_joined = "-" in name or (brand is not None and len(phrase) == 2)  # noqa: PLR2004 - "ActonelCombi"
                if is_joined and phrase and all(map(is_latin, phrase)) and sum(map(len, phrase)) >= SHORTEST_JOINED:
                    yield (b"".join(phrase),), owner, name, brand
                if _is_pair(phrase) and not any((word,) in self._written for word in phrase):
                    yield phrase[::-1], owner, name, brand

    def in_other_scripts(self) -> Iterator[tuple[str, Medication]]:
        """The names that rules make in scripts without Latin letters."""
        for owner in self._owners:
            if isinstance(owner, Medication):
                written = [owner.name, *(name.name for name in owner.names if is_in_other_script(name.name))]
                made = (spelled for name in written for spelled in self._by_every_rule(name.casefold()))
                # A stem that keeps a Latin letter before a foreign ending is not a word of any language.
                yield from ((name, owner) for name in made if is_in_other_script(name) and not _has_latin(name))

    def _by_every_rule(self, name: str) -> Iterator[str]:
        return (spelled for rule in self._rules for spelled in rule.apply(name))

    def _nonproprietary(self, medication: Medication) -> Iterator[tuple[Phrase, str]]:
        inns = [
            medication.name,
            *(name.name for name in medication.names if name.kind is NameKind.INN and not name.languages),
        ]
        made = [
            spelled
            for inn in inns
            for spelled in self._by_every_rule(inn.casefold())
            if not is_in_other_script(spelled)
        ]
        yield from ((name_words(spelled), spelled) for spelled in made)
        names = [name for name, brand in latin_names_of(medication) if brand is None]
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
        """A phrase with one of its words cut short, where another word is in full."""
        for place, word in enumerate(phrase):
            others = phrase[:place] + phrase[place + 1 :]
            if not is_latin(word) or len(word) <= LONGEST_UNCUT or not any(map(is_latin, others)):
                continue
            distinctive = any((other,) in self._written or not is_latin(other) for other in others)
            for length in range(SHORTEST_CUT - distinctive, len(word)):
                yield (*phrase[:place], word[:length], *phrase[place + 1 :])
        if _is_pair(phrase):
            # "Conj Estrog"
            first, second = phrase
            yield from product(_beginnings(first, SHORTEST_CUT), _beginnings(second, SHORTEST_STEM))

    def _respelled(self, phrase: Phrase) -> Iterator[Phrase]:
        """A phrase with any of its words spelled by a rule; as it is, too."""
        return product(*([word, *self._by_rules(word)] for word in phrase))

    def _by_rules(self, word: bytes) -> Iterator[bytes]:
        # Where letters change too, it is another language, in which the other words are not the same.
        for rule in self._rules_for_words:
            for made in rule.apply(word.decode("latin-1")):
                yield from name_words(made)[:1]


def truncated(named: Mapping[Phrase, Named | None]) -> dict[bytes, Medication]:
    """The beginnings of single words that name one medication, where no other word in the data begins so.

    Args:
        named: what every phrase names; None for a look-alike.
    """
    owners: dict[bytes, set[Named | None]] = {}
    for phrase, owner in named.items():
        for word in phrase:
            owners.setdefault(word, set()).add(owner)
    words = sorted(owners)
    found: dict[bytes, Medication] = {}
    for phrase, medication in named.items():
        if len(phrase) != 1 or not isinstance(medication, Medication):
            continue
        (word,) = phrase
        stem = _stem(medication)
        for length in range(max(SHORTEST_TRUNCATED, ceil(len(word) * LEAST_KEPT)), len(word)):
            beginning = word[:length]
            if stem and beginning.startswith(stem) and beginning not in found:
                # What is a word by itself ("estradiol") is not one that is cut off.
                alike = words[bisect_left(words, beginning) : bisect_left(words, beginning + b"\x7f")]
                if beginning not in owners and all(
                    _is_of(medication, owner) for other in alike for owner in owners[other]
                ):
                    found[beginning] = medication
    return found


def _stem(medication: Medication) -> bytes:
    """How the words that are recognized when they are cut off begin; nothing for names of several words."""
    first, *others = name_words(medication.name)
    return first[:SHORTEST_STEM] if others in ([], [b"acid"]) else b""


def _is_of(medication: Medication, owner: Named | None) -> bool:
    return owner is medication or (isinstance(owner, Combination) and medication in owner.components)


def _words_for_the_same(owners: Iterable[Named]) -> dict[bytes, tuple[bytes, ...]]:
    """The words that are names of the same class, such as "estrogens" and "estrogen", by each of them."""
    found: dict[bytes, tuple[bytes, ...]] = {}
    for owner in owners:
        if isinstance(owner, DrugClass):
            phrases = [name_words(name) for name, _ in latin_names_of(owner)]
            alike = tuple(dict.fromkeys(phrase[0] for phrase in phrases if len(phrase) == 1))
            found.update(dict.fromkeys(alike, alike))
    return found


def _beginnings(word: bytes, shortest: int) -> list[bytes]:
    return [word[:length] for length in range(shortest, len(word))]


def _forms(name: str) -> Iterator[Phrase]:
    """The plural or singular of a name of a concept, and the name in one word where it is written with a hyphen."""
    *before, last = name_words(name) or (b"",)
    if len(last) >= SHORTEST_TURNED and is_latin(last):
        if last.endswith(b"s"):
            if len(last) >= SHORTEST_PLURAL and last[-2:-1] not in b"ius":
                yield (*before, last[:-1])
        elif last.endswith(b"y") and last[-2:-1] not in b"aeiou":
            yield (*before, last[:-1] + b"ies")
        else:
            yield (*before, last + b"s")
    if "-" in name and before and is_latin(last) and all(map(is_latin, before)):
        yield (b"".join((*before, last)),)


def _has_latin(name: str) -> bool:
    return any("a" <= letter <= "z" for letter in name)


def _is_pair(phrase: Phrase) -> bool:
    return len(phrase) == 2 and all(len(word) >= SHORTEST_TURNED and is_latin(word) for word in phrase)  # noqa: PLR2004 - two words have two orders
