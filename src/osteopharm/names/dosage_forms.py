"""Dosage forms and routes in product strings, in the words of the languages that registers write.

Holds the search for the words of a closed vocabulary. The vocabulary itself is data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

from osteopharm.model._patterns import lazily
from osteopharm.model.product_level import DosageForm, TermKind
from osteopharm.names.scripts import plain

__all__ = ["DosageForms", "WrittenForm"]

LONGEST_READ = 2_000
"""How many characters of a product string are read for its form and route."""

_WORDS = lazily(r"[^\W\d_]+", re.ASCII)


class WrittenForm(NamedTuple):
    """What a product string says of the form and the route.

    Attributes:
        dosage_form: the form, by its name in the vocabulary; None where none is written.
        route: the route, by its name in the vocabulary, written or implied by the form; None where neither is.
    """

    dosage_form: str | None
    route: str | None


class _Written(NamedTuple):
    length: int
    term: DosageForm


class DosageForms:
    """The vocabulary of dosage forms and routes.

    Args:
        terms: the forms and routes.
    """

    def __init__(self, terms: Iterable[DosageForm]) -> None:
        self._terms = tuple(terms)
        self._forms = {term.name: term for term in self._terms if term.kind is TermKind.FORM}
        self._routes = {term.name: term for term in self._terms if term.kind is TermKind.ROUTE}

    @cached_property
    def _phrases(self) -> dict[tuple[str, ...], list[DosageForm]]:
        """The terms by the words in Latin letters with which they are written."""
        found: dict[tuple[str, ...], list[DosageForm]] = {}
        for term in self._terms:
            for written in (term.name, *term.words):
                if phrase := tuple(_WORDS.findall(plain(written))):
                    terms = found.setdefault(phrase, [])
                    if term not in terms:
                        terms.append(term)
        return found

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._phrases), default=0)

    @cached_property
    def _firsts(self) -> frozenset[str]:
        return frozenset(phrase[0] for phrase in self._phrases)

    @cached_property
    def _in_other_scripts(self) -> list[tuple[str, DosageForm]]:
        """The words that are not in Latin letters, the longest first, each with its term."""
        written = [(plain(word), term) for term in self._terms for word in term.words if not plain(word).isascii()]
        return sorted(written, key=lambda each: -len(each[0]))

    @cached_property
    def words(self) -> frozenset[str]:
        """All words in Latin letters with which forms and routes are written."""
        return frozenset(word for phrase in self._phrases for word in phrase)

    @cached_property
    def endings(self) -> tuple[str, ...]:
        """The words in other scripts, which follow a name without a gap."""
        return tuple(word for word, _ in self._in_other_scripts)

    def read(self, text: str) -> WrittenForm:
        """The form and the route that a product string gives.

        >>> import osteopharm
        >>> found = osteopharm.load().identify("Premarin Vaginal Cream")
        >>> found.dosage_form, found.route
        ('vaginal cream', 'vaginal')
        """
        folded = plain(text[:LONGEST_READ])
        firsts = self._firsts
        words = _WORDS.findall(folded)
        found = self._latin(words) if any(word in firsts for word in words) else []
        if not folded.isascii():
            found += self._others(folded)
        if not found:
            return WrittenForm(None, None)
        form = self._most_specific([each for each in found if each.term.kind is TermKind.FORM])
        routes = [each.term for each in found if each.term.kind is TermKind.ROUTE]
        route = self._narrowest(routes)
        implied = self.implied_route(form.name) if form is not None else None
        if route is None or (implied is not None and self.is_within(implied, route, TermKind.ROUTE)):
            route = implied or route
        return WrittenForm(form.name if form else None, route)

    def _latin(self, words: list[str]) -> list[_Written]:
        """The longest phrases, from left to right."""
        found: list[_Written] = []
        place = 0
        firsts = self._firsts
        while place < len(words):
            if words[place] not in firsts:
                place += 1
                continue
            for length in range(min(self._longest, len(words) - place), 0, -1):
                terms = self._phrases.get(tuple(words[place : place + length]))
                if terms:
                    size = sum(map(len, words[place : place + length]))
                    found += (_Written(size, term) for term in terms)
                    # A route within the phrase of a form is read too: "oral tablet".
                    if length > 1:
                        found += self._routes_in(words[place : place + length])
                    place += length
                    break
            else:
                place += 1
        return found

    def _routes_in(self, words: list[str]) -> list[_Written]:
        return [
            _Written(len(word), term)
            for word in words
            for term in self._phrases.get((word,), ())
            if term.kind is TermKind.ROUTE
        ]

    def _others(self, folded: str) -> list[_Written]:
        """The words that are not in Latin letters, the longest first."""
        written = [self._in_other_scripts[place] for place in sorted({place for place, *_ in self._scan(folded)})]
        return [_Written(len(word), term) for word, term in written]

    @cached_property
    def _scan(self) -> Callable[[str], list[tuple[int, int, int]]]:
        from ahocorasick_rs import AhoCorasick, MatchKind

        automaton = AhoCorasick([word for word, _ in self._in_other_scripts], matchkind=MatchKind.Standard)

        def scan(text: str) -> list[tuple[int, int, int]]:
            found: list[tuple[int, int, int]] = automaton.find_matches_as_indexes(text, overlapping=True)
            return found

        return scan

    def _most_specific(self, found: list[_Written]) -> DosageForm | None:
        """The form with the longest words, or the most specific one within it."""
        if not found:
            return None
        best = max(found, key=lambda each: each.length).term
        for _, term in found:
            if self.is_within(term.name, best.name, TermKind.FORM):
                best = term
        return best

    def _narrowest(self, found: list[DosageForm]) -> str | None:
        """The one route that all routes that were found agree with; None where they differ or there is none."""
        names = list(dict.fromkeys(term.name for term in found))
        for name in names:
            if all(self.is_within(name, other, TermKind.ROUTE) for other in names):
                return name
        return None

    def is_within(self, name: str, other: str, kind: TermKind) -> bool:
        """Whether a form or route is another one, or a kind of it."""
        known = self._forms if kind is TermKind.FORM else self._routes
        above: str | None = name
        while above is not None:
            if above == other:
                return True
            term = known.get(above)
            above = term.broader if term else None
        return False

    def are_compatible(self, one: str | None, other: str | None, kind: TermKind) -> bool:
        """Whether two forms or routes may be those of one product: one is a kind of the other, or is not known."""
        if one is None or other is None:
            return True
        return self.is_within(one, other, kind) or self.is_within(other, one, kind)

    def implied_route(self, form: str | None) -> str | None:
        """The route that a form has by its definition, or None."""
        while form is not None:
            term = self._forms.get(form)
            if term is None:
                return None
            if term.implied_route:
                return term.implied_route
            form = term.broader
        return None
