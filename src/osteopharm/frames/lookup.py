"""What is told of each distinct value of a column, as small columns that an engine can join or take from.

Knows no engine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

Answer = tuple[tuple[Any, ...], ...]
"""What is added beside one value: nothing, one row, or in the long form a row for each medication."""

KEY = "osteopharm_key"
"""The name of the column to join on, where the engine needs one of its own."""


@frozen
class Question:
    """What is asked of each distinct value of a column.

    Attributes:
        ask: from a value to the rows that are added beside it.
        types: the columns of these rows, in order, with what they hold: text, truth values, or numbers.
    """

    ask: Callable[[object], Answer]
    types: Mapping[str, type]


@frozen
class Lookup:
    """Distinct values, and what is told of each.

    Args:
        values: the values; none of them twice.
        answers: what is told of each, in the same order.
        types: the columns of the answers, with what they hold.
    """

    values: tuple[object, ...]
    answers: tuple[Answer, ...]
    types: Mapping[str, type]

    @classmethod
    def of(cls, values: Iterable[object], question: Question) -> Lookup:
        """Ask of each value what is told of it; of a null nothing is."""
        asked = tuple(values)
        return cls(asked, tuple(() if value is None else question.ask(value) for value in asked), question.types)

    @property
    def is_long(self) -> bool:
        """Whether more than one row is told of some value."""
        return any(len(answer) > 1 for answer in self.answers)

    @property
    def keys(self) -> list[int]:
        """For each row that is told, the place of its value."""
        return [place for place, answer in enumerate(self.answers) for _ in answer]

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The rows that are told, by column, in the order of `keys`."""
        rows = [row for answer in self.answers for row in answer]
        return {name: [row[place] for row in rows] for place, name in enumerate(self.types)}

    @property
    def columns_with_nothing(self) -> dict[str, list[Any]]:
        """The same, after a first row for what nothing is told of."""
        return {name: [None, *column] for name, column in self.columns.items()}

    @property
    def places(self) -> list[list[int]]:
        """For each value its rows in `columns_with_nothing`; at the end that of nothing, for nulls."""
        places, taken = [], 1
        for answer in self.answers:
            places.append([*range(taken, taken + len(answer))] or [0])
            taken += len(answer)
        return [*places, [0]]

    @property
    def as_json(self) -> str:
        """The rows that are told as one JSON text, each with its value as text under `KEY`, for engines with SQL."""
        columns = self.columns
        keys = [str(self.values[place]) for place in self.keys]
        rows: Sequence[tuple[Any, ...]] = [*zip(keys, *columns.values(), strict=True)]
        return json.dumps([dict(zip((KEY, *columns), row, strict=True)) for row in rows])
