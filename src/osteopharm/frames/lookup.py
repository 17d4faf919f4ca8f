"""The answers for the distinct values of a column, as small columns that an engine can join or take from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

Answer = tuple[tuple[Any, ...], ...]
"""The rows added for one value: none, one, or in the long form one for each medication."""

KEY = "osteopharm_key"
"""The name of the column to join on, for engines that need one."""


@frozen
class Question:
    """How the distinct values of a column are answered."""

    ask: Callable[[Sequence[object]], Iterable[Answer]]
    """From values, none of them null, to the rows added for each."""
    types: Mapping[str, type]
    """The columns of these rows, in order, with their types: str, bool, int or float."""


@frozen
class Lookup:
    """Distinct values and their answers."""

    values: tuple[object, ...]
    """The distinct values."""
    answers: tuple[Answer, ...]
    """The answer for each value, in the same order."""
    types: Mapping[str, type]
    """The columns of the answers, with their types."""

    @classmethod
    def of(cls, values: Iterable[object], question: Question) -> Lookup:
        """The answers for some values; none for null."""
        asked = tuple(values)
        answers = iter(question.ask([value for value in asked if value is not None]))
        return cls(asked, tuple(() if value is None else next(answers) for value in asked), question.types)

    @property
    def is_long(self) -> bool:
        """Whether some value has more than one row."""
        return any(len(answer) > 1 for answer in self.answers)

    @property
    def keys(self) -> list[int]:
        """For each row, the position of its value."""
        return [place for place, answer in enumerate(self.answers) for _ in answer]

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The rows by column, in the order of `keys`."""
        rows = [row for answer in self.answers for row in answer]
        return {name: [row[place] for row in rows] for place, name in enumerate(self.types)}

    @property
    def columns_with_nothing(self) -> dict[str, list[Any]]:
        """The same after a first row of nulls, for values without an answer."""
        return {name: [None, *column] for name, column in self.columns.items()}

    @property
    def places(self) -> list[list[int]]:
        """For each value its rows in `columns_with_nothing`; the last entry is for null."""
        places, taken = [], 1
        for answer in self.answers:
            places.append([*range(taken, taken + len(answer))] or [0])
            taken += len(answer)
        return [*places, [0]]

    @property
    def as_json(self) -> str:
        """The rows as one JSON text, each with its value as text under `KEY`, for SQL engines."""
        columns = self.columns
        keys = [str(self.values[place]) for place in self.keys]
        rows: Sequence[tuple[Any, ...]] = [*zip(keys, *columns.values(), strict=True)]
        return json.dumps([dict(zip((KEY, *columns), row, strict=True)) for row in rows])
