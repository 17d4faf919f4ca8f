"""The answers for the values of a column, as small columns that an engine can join or take from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from attrs import frozen

Answer = tuple[tuple[Any, ...], ...]
"""The rows added for one value: none, one, or in the long form one for each medication."""

KEY = "osteopharm_key"
"""The name of the column to join on, for engines that need one."""


@frozen
class Question:
    """How the values of a column are answered."""

    ask: Callable[[Sequence[object]], Iterable[Answer]]
    """From values, none of them null, to the rows added for each."""
    types: Mapping[str, type]
    """The columns of these rows, in order, with their types: str, bool, int or float."""


@frozen
class Lookup:
    """Values and their answers: distinct ones, but where nearly all rows differ."""

    values: tuple[object, ...]
    """The values."""
    answers: tuple[Answer, ...]
    """The answer for each value, in the same order."""
    types: Mapping[str, type]
    """The columns of the answers, with their types."""

    @classmethod
    def of(cls, values: Iterable[object], question: Question) -> Lookup:
        """The answers for some values; none for null."""
        asked = tuple(values)
        given = [value for value in asked if value is not None]
        answers = iter(question.ask(given))
        if len(given) == len(asked):
            return cls(asked, tuple(answers), question.types)
        return cls(asked, tuple(() if value is None else next(answers) for value in asked), question.types)

    @property
    def is_long(self) -> bool:
        """Whether some value has more than one row."""
        return any(len(answer) > 1 for answer in self._places_of)

    @property
    def keys(self) -> list[int]:
        """For each row, the position of its value."""
        return [place for place, answer in enumerate(self.answers) for _ in answer]

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The rows by column, in the order of `keys`."""
        rows = [row for answer in self.answers for row in answer]
        return {name: [row[place] for row in rows] for place, name in enumerate(self.types)}

    @cached_property
    def _places_of(self) -> dict[Answer, list[int]]:
        """The different answers, each with its rows in `different_rows`."""
        places: dict[Answer, list[int]] = {(): [0]}
        taken = 1
        for answer in dict.fromkeys(self.answers):
            if answer:
                places[answer] = [*range(taken, taken + len(answer))]
                taken += len(answer)
        return places

    @property
    def different_rows(self) -> dict[str, list[Any]]:
        """The rows of the different answers by column, of which columns have few; first one of nulls, for no answer."""
        rows = [row for answer in self._places_of for row in answer]
        return {name: [None, *(row[place] for row in rows)] for place, name in enumerate(self.types)}

    @property
    def places(self) -> list[list[int]]:
        """For each value its rows in `different_rows`; the last entry is for null."""
        return [*map(self._places_of.__getitem__, self.answers), [0]]

    @property
    def first_places(self) -> list[int]:
        """The first of these rows, for each value and for null."""
        first = {answer: places[0] for answer, places in self._places_of.items()}
        return [*map(first.__getitem__, self.answers), 0]

    @property
    def as_json(self) -> str:
        """The rows as one JSON text, each with its value as text under `KEY`, for SQL engines."""
        columns = self.columns
        keys = [str(self.values[place]) for place in self.keys]
        rows: Sequence[tuple[Any, ...]] = [*zip(keys, *columns.values(), strict=True)]
        return json.dumps([dict(zip((KEY, *columns), row, strict=True)) for row in rows])
