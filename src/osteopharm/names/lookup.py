"""From an id or a name to the one record that it names: drug classes, medications, combinations and concepts.

Unlike `Lexicon`, which finds names inside a text, this takes the whole text to be one name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from attrs import frozen

from osteopharm._suggest import nearest
from osteopharm._words import either
from osteopharm.errors import AmbiguousNameError, UnknownNameError
from osteopharm.model._record import Record
from osteopharm.model._schema import a_or_an
from osteopharm.model.entities import Combination, Concept, DrugClass, Medication
from osteopharm.model.identifiers import SYSTEMS, Identifier
from osteopharm.model.kinds import kind_in_words
from osteopharm.names.codes import Codes
from osteopharm.names.normalize import folded_name, name_words
from osteopharm.names.search import NameSearch
from osteopharm.names.variants import SAME, Named, names_of

WORDS: dict[type, str] = {
    DrugClass: "drug class",
    Medication: "medication",
    Combination: "combination",
    Concept: "concept",
}
"""The names of the types in errors."""


@frozen
class Meaning:
    """What a name that does not decide alone can mean."""

    record: Named
    """The record."""
    reason: str
    """Why the name does not decide."""
    is_ours: bool = False
    """Whether only other fields use it for something else, so that it means the record here."""


class NameIndex:
    """Every id and name of some records.

    Args:
        records: the records.
        lexicon: makes the lexicon of their names, which knows more spellings; called when a name is not found without.
        codes: makes the index of codes; called when a code is given in place of a name.
    """

    def __init__(self, records: Iterable[Named], lexicon: Callable[[], NameSearch], codes: Callable[[], Codes]) -> None:
        self._records = tuple(records)
        self._lexicon = lexicon
        self._codes = codes

    @cached_property
    def _by_id(self) -> Mapping[str, Named]:
        return {record.id: record for record in self._records}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Named, ...]]:
        return _grouped((_spoken(record.name), record) for record in self._records)

    @cached_property
    def _by_other_name(self) -> Mapping[str, tuple[Named, ...]]:
        return _grouped((_spoken(name), record) for record in self._records for name, _ in names_of(record))

    @cached_property
    def _uncertain(self) -> Mapping[bytes, tuple[Meaning, ...]]:
        """The names that do not decide alone, each with what they can mean."""
        found: dict[bytes, dict[str, Meaning]] = {}
        for record in self._records:
            for name, meaning in _uncertain_names(record):
                known = found.setdefault(_key(name), {})
                if record.id not in known or not known[record.id].is_ours:
                    known[record.id] = meaning
        return {key: tuple(meanings.values()) for key, meanings in found.items()}

    @cached_property
    def _by_folded_name(self) -> Mapping[bytes, tuple[Named, ...]]:
        written = ((folded_name(name), record) for record in self._records for name, _ in names_of(record))
        return _grouped((name, record) for name, record in written if name)

    def find(self, text: str) -> tuple[Named, ...]:
        """The records with an id or name: those that it matches best, so an id goes before a synonym.

        Case and blanks do not matter; then accents, punctuation and hyphens do not; then spelling variants count.

        >>> import osteopharm
        >>> index = osteopharm.load()._names
        >>> index.find("fosamax"), index.find("Spine-Fusion"), index.find("fosamax 70 mg")
        ((<Medication alendronic-acid>,), (<Concept spine-fusion>,), ())
        """
        return next(filter(None, self._ways(text)), ())

    def _ways(self, text: str) -> Iterator[tuple[Named, ...]]:
        for id in (text, text.strip().casefold()):
            if id in self._by_id:
                yield (self._by_id[id],)
        yield self._by_name.get(_spoken(text), ())
        yield self._by_other_name.get(_spoken(text), ())
        yield self._by_folded_name.get(folded_name(text), ())
        entry = self._lexicon().senses.get(name_words(text))
        if entry is not None and entry.owner is not None:
            yield (entry.owner,)

    def look_up(self, text: str, *types: type[Any]) -> Any:
        """The one record of some types that an id or name names.

        Raises:
            AmbiguousNameError: it matches several, or a combination where a medication is wanted.
            UnknownNameError: it matches none.

        >>> import osteopharm
        >>> osteopharm.load()._names.look_up("Prolia", Medication)
        <Medication denosumab>
        """
        found = self.find(text)
        fitting = [record for record in found if isinstance(record, types)]
        if len(fitting) > 1:
            raise AmbiguousNameError(text, [record.id for record in fitting])
        uncertain = [each for each in self._uncertain.get(_key(text), ()) if isinstance(each.record, types)]
        is_own = bool(fitting) and _key(text) in (_key(fitting[0].id), _key(fitting[0].name))
        if fitting and (is_own or all(each.record is fitting[0] for each in uncertain)):
            return fitting[0]
        if not fitting and len(uncertain) == 1 and uncertain[0].is_ours:
            return uncertain[0].record
        if uncertain:
            meanings = {each.id: "also its name" for each in fitting}
            meanings |= {each.record.id: each.reason for each in uncertain}
            raise AmbiguousNameError(text, meanings, meanings.values())
        if found:
            raise wrong_type(text, found[0], *types)
        note = self.describe(text)
        raise UnknownNameError(text, words_of(types), () if note else self.nearest(text, *types), note)

    def nearest(self, text: str, *types: type[Any]) -> list[str]:
        """The ids and names most similar to a text, of records of some types."""
        fitting = [record for record in self._records if isinstance(record, types)]
        names = (name for record in fitting for name, _ in names_of(record))
        return nearest(text, chain((record.id for record in fitting), names))

    def describe(self, text: str) -> str:
        r"""What a text is that is not an id: a brand, a name, a code, or a text that contains a name; empty if nothing.

        >>> import osteopharm
        >>> index = osteopharm.load()._names
        >>> print(index.describe("Fosamax"), index.describe("rxnorm:46041"), sep="\n")
        Fosamax is a brand of alendronic-acid
        rxnorm:46041 is a code of alendronic-acid
        """
        for record in self.find(text):
            if text == record.id:
                return f"{text} is {a_or_an(WORDS[type(record)])}"
            return f"{text} is {_way(text, record)} of {record.id}"
        for record in self._records:
            for identifier in _identifiers(record):
                if text.casefold() in (identifier.curie.casefold(), identifier.local.casefold()):
                    return f"{text} is a code of {record.id}"
        for meaning in self._uncertain.get(_key(text), ()):
            return f"{text} can mean {meaning.record.id} ({meaning.reason})"
        system, _, code = text.partition(":")
        if system.casefold() in SYSTEMS and (match := self._codes().find(system.casefold(), code)) is not None:
            return f"{text} is a code of {', '.join(each.id for each in match.medications)}"
        owners = dict.fromkeys(entry.owner.id for *_, entry in self._lexicon().find(text) if entry.owner is not None)
        return f"it contains a name of {', '.join(owners)}" if owners else ""


def wrong_type(given: str, found: Record, *types: type[Any]) -> AmbiguousNameError | UnknownNameError:
    """The error for a record that was found and is of a type that does not fit."""
    if isinstance(found, Combination) and Medication in types:
        # Claims and mechanisms are about what a combination contains.
        return AmbiguousNameError(given, (*(each.id for each in found.components), *found.other_ingredients))
    return UnknownNameError(given, words_of(types), note=f"it is {a_or_an(kind_in_words(found.plural))}")


def words_of(types: Iterable[type[Any]]) -> str:
    """The names of types in errors.

    >>> words_of([DrugClass, Medication, Concept])
    'drug class, medication or concept'
    """
    return either(WORDS[each] for each in types)


def _uncertain_names(record: Named) -> Iterator[tuple[str, Meaning]]:
    """The names of a record that other things have too, or that mean less or more than it."""
    if isinstance(record, Concept):
        for each in record.synonyms:
            if each.ambiguous is not None or each.match not in SAME:
                reason = (each.ambiguous or f"a {each.match.value} term").removeprefix("ambiguous: ")
                yield each.name, Meaning(record, reason, each.match in SAME and not each.needs_context)
    else:
        brands = () if isinstance(record, DrugClass) else record.brands
        named = [(each.name, each.excluded_from_search) for each in record.names]
        named += [(each.name, each.excluded_from_search) for each in brands]
        yield from ((name, Meaning(record, reason)) for name, reason in named if reason is not None)


def _identifiers(record: Named) -> Iterator[Identifier]:
    if isinstance(record, Concept):
        yield from record.xrefs
    else:
        yield from record.identifiers
        if not isinstance(record, DrugClass):
            yield from (each for brand in record.brands for each in brand.identifiers)


def _way(text: str, record: Named) -> str:
    brands = {_spoken(name) for name, brand in names_of(record) if brand is not None}
    return "a brand" if _spoken(text) in brands else "a name"


KeyT = TypeVar("KeyT", str, bytes)


def _grouped(pairs: Iterable[tuple[KeyT, Named]]) -> dict[KeyT, tuple[Named, ...]]:
    found: dict[KeyT, dict[str, Named]] = {}
    for key, record in pairs:
        found.setdefault(key, {})[record.id] = record
    return {key: tuple(records.values()) for key, records in found.items()}


def _key(name: str) -> bytes:
    return folded_name(name) or _spoken(name).encode()


def _spoken(name: str) -> str:
    return " ".join(name.casefold().split())
