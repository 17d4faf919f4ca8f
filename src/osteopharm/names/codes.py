"""Codes of other systems, and the medications behind them: one, the components of a combination, a group's members."""

from __future__ import annotations

from collections.abc import Iterable

from osteopharm._suggest import nearest
from osteopharm.errors import UnknownIdError, UnknownValueError
from osteopharm.model._schema import with_article
from osteopharm.model.entities import Combination, Medication, Product
from osteopharm.model.identifiers import SYSTEMS

ATC_LEVELS = (1, 3, 4, 5, 7)
"""How many characters an ATC code has on each of its five levels."""


class Codes:
    """The medications behind each code.

    Args:
        medications: the medications, in the order in which a group is to list them.
        combinations: the combinations, whose codes stand for their components.
    """

    def __init__(self, medications: Iterable[Medication], combinations: Iterable[Combination]) -> None:
        self._found: dict[str, dict[Medication, None]] = {}
        for medication in medications:
            self._add(medication, (medication,))
        # A group has the medications that are classified in it, and the combinations only where it has no others.
        groups = frozenset(self._found)
        for combination in combinations:
            self._add(combination, combination.components, groups)

    def _add(self, product: Product, medications: tuple[Medication, ...], closed: frozenset[str] = frozenset()) -> None:
        for identifier in (*product.identifiers, *(each for brand in product.brands for each in brand.identifiers)):
            codes = {identifier.curie}
            if identifier.prefix == "atc":
                codes |= {f"atc:{identifier.local[:level]}" for level in ATC_LEVELS}
            for code in codes - closed:
                self._found.setdefault(code, {}).update(dict.fromkeys(medications))

    def look_up(self, curie: str) -> tuple[Medication, ...]:
        """The medications behind a code.

        Raises:
            TypeError: ``curie`` is no string.
            UnknownIdError: no medication has that code.
            UnknownValueError: it begins with no system that is known here.
        """
        if not isinstance(curie, str):
            raise TypeError(f"the code is {with_article(type(curie))}, not a str")
        prefix, _, local = curie.partition(":")
        system = prefix.casefold()
        if system not in SYSTEMS:
            raise UnknownValueError("system", prefix, SYSTEMS)
        asked = f"{system}:{local.upper()}"
        found = self._found.get(asked)
        if found is None:
            raise UnknownIdError(curie, "medication", nearest(asked, self._found))
        return tuple(found)
