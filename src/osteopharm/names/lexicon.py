"""The lexicon: every name that text is searched for, with what it means.

It is made of the records: the names that they have, and the ways in which rules spell them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from osteopharm.model.entities import Concept, DrugClass
from osteopharm.model.lookalikes import LookAlike, LookAlikePattern, SpellingRule
from osteopharm.names.normalize import Phrase, is_latin, name_words
from osteopharm.names.scripts import ScriptNames, is_in_other_script
from osteopharm.names.search import Around, LexiconEntry, NameSearch
from osteopharm.names.variants import Named, Owner, Spellings, latin_names_of, names_of, parts, truncated

SHORTEST_MARK = 5
"""A shorter word is the mark of a name only where it has no longer one."""


class Lexicon(NameSearch):
    """The names of medications, combinations and classes, or of concepts, ready to be searched for.

    Args:
        owners: what may be named.
        look-alikes: phrases in which no name is to be found.
        rules: how nonproprietary names may be spelled beside the ways that are written down.
        endings: gives words in scripts without Latin letters that may follow a name without a gap.
        patterns: the patterns of look-alikes. Words that one of them is by itself are searched for although the brands
            are excluded from search: they count beside a dosage form.
    """

    def __init__(
        self,
        owners: Iterable[Named],
        look_alikes: Iterable[LookAlike],
        rules: Iterable[SpellingRule],
        endings: Callable[[], Iterable[str]] = tuple,
        patterns: Iterable[LookAlikePattern] = (),
    ) -> None:
        self._patterns = tuple(patterns)
        self._guarded = frozenset(word for each in self._patterns if each.only_the_match for word in each.words)
        self._owners = tuple(owners)
        self._decoys = tuple(look_alikes)
        self._rules = tuple(rules)
        self._endings = endings

    @cached_property
    def words_of_patterns(self) -> frozenset[bytes]:
        """The words of the patterns."""
        return frozenset(word.encode() for each in self._patterns for word in each.words)

    @cached_property
    def senses(self) -> dict[Phrase, LexiconEntry]:
        """What each phrase means. What is written down goes before what a rule makes, a name before a look-alike."""
        written: dict[Phrase, LexiconEntry] = {}
        for phrase, sense in self._written():
            written.setdefault(phrase, sense)
        made: dict[Phrase, LexiconEntry] = {}
        unclear: set[Phrase] = set()
        for phrase, owner, name, brand in Spellings(self._owners, self._rules, written):
            if phrase and made.setdefault(phrase, LexiconEntry(owner, name, brand)).owner is not owner:
                unclear.add(phrase)
        senses = {phrase: sense for phrase, sense in made.items() if phrase not in unclear} | written
        senses |= {phrase: sense for phrase, sense in self._misleading(senses) if phrase not in written}
        # A phrase that was made may hold words that are cut short already.
        whole = (phrase for phrase in senses if len(phrase) == 1 or phrase in written)
        named = {phrase: senses[phrase].owner for phrase in whole if senses[phrase].brand is None}
        named |= {name_words(look_alike.text): None for look_alike in self._decoys}
        cut_off = truncated(named).items()
        return senses | {
            (word,): LexiconEntry(medication, word.decode(), is_truncated=True) for word, medication in cut_off
        }

    @cached_property
    def _in_other_scripts(self) -> ScriptNames[LexiconEntry]:
        """What is named in scripts without Latin letters."""
        written: dict[str, LexiconEntry] = {}
        for owner in self._owners:
            for name, brand in names_of(owner):
                if is_in_other_script(name):
                    written.setdefault(name, LexiconEntry(owner, name, brand))
        for name, owner in Spellings(self._owners, self._rules, ()).in_other_scripts():
            written.setdefault(name, LexiconEntry(owner, name))
        for look_alike in self._decoys:
            if is_in_other_script(look_alike.text):
                written.setdefault(look_alike.text, LexiconEntry(None, look_alike.text, look_alike=look_alike))
        return ScriptNames(written, self._endings())

    @property
    def written(self) -> list[str]:
        """The names of medications and combinations, as they are written in the data."""
        products = (owner for owner in self._owners if not isinstance(owner, DrugClass | Concept))
        return [name for product in products for name, _ in names_of(product)]

    @property
    def made(self) -> list[tuple[str, Owner]]:
        """The single words that rules make of nonproprietary names, each with what it names."""
        return [
            (sense.name, sense.owner)
            for phrase, sense in self.senses.items()
            if isinstance(sense.owner, Owner) and sense.brand is None and not sense.is_truncated
            if phrase == name_words(sense.name) and len(phrase) == 1
        ]

    def _written(self) -> Iterator[tuple[Phrase, LexiconEntry]]:
        for owner in self._owners:
            for name, brand in latin_names_of(owner):
                phrase = name_words(name)
                if phrase:
                    yield phrase, LexiconEntry(owner, name, brand)
            for name, brand in names_of(owner, excluded_from_search=True):
                if name.casefold() in self._guarded and brand is not None and brand.excluded_from_search is not None:
                    yield name_words(name), LexiconEntry(owner, name, brand, needs_form=True)

    def _misleading(self, senses: dict[Phrase, LexiconEntry]) -> Iterator[tuple[Phrase, LexiconEntry]]:
        """The look-alikes to search for: those that contain a name or end as one begins."""
        begun = {phrase[:length] for phrase in senses for length in range(1, len(phrase))}
        for look_alike in self._decoys:
            phrase = name_words(look_alike.text)
            holds_a_name = phrase in senses or any(phrase[start:end] in senses for start, end in parts(phrase))
            ends_as_one_begins = any(phrase[start:] in begun for start in range(len(phrase)))
            if holds_a_name or ends_as_one_begins or (phrase and look_alike.blocks_whole_string):
                yield phrase, LexiconEntry(None, look_alike.text, look_alike=look_alike)

    @cached_property
    def names_around(self) -> list[tuple[bytes, Around]]:
        """The marks, each with the names around it."""
        found: dict[bytes, Around] = {}
        for phrase, place in self._places_of_marks().items():
            around = found.setdefault(phrase[place], {}).setdefault(phrase[:place], {})
            around[phrase[place + 1 :]] = self.senses[phrase]
        return list(found.items())

    def _places_of_marks(self) -> dict[Phrase, int]:
        owners: dict[bytes, set[str]] = {}
        for phrase, sense in self.senses.items():
            for word in phrase:
                owners.setdefault(word, set()).add(sense.owner.id if sense.owner else sense.name)

        def unfitness(word: bytes) -> tuple[bool, int, int, int]:
            # Of those that are long enough, the rarest and longest is the best.
            return not is_latin(word), -min(len(word), SHORTEST_MARK), len(owners[word]), -len(word)

        # Most names are one word, which is its own mark.
        places: dict[Phrase, int] = {phrase: 0 for phrase in self.senses if len(phrase) == 1}
        longer = (phrase for phrase in self.senses if len(phrase) > 1)
        for phrase in sorted(longer, key=lambda phrase: (len(phrase), phrase)):
            inner = next((part for part in parts(phrase) if phrase[slice(*part)] in places), None)
            if inner is None:
                places[phrase] = min(range(len(phrase)), key=lambda place: unfitness(phrase[place]))
            else:
                # It has the mark of the name inside it, so that both are found at once and the longer is taken.
                places[phrase] = inner[0] + places[phrase[slice(*inner)]]
        return places
