"""What is told of each distinct value of a column, as small columns that an engine can join or take from.

Knows no engine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen

from osteopharm.names.annotation import COLUMNS, Annotation

Answer = tuple[Annotation, ...]
"""What is told of one value: nothing, one row, or in the long form a row for each medication."""
Question = Callable[[object], Answer]
"""From a value of a column to what is told of it."""

KEY = "osteopharm_key"
"""The name of the column to join on, where the engine needs one of its own."""
TRUTH = "labeled_for_osteoporosis"
"""The column that holds truth values; the others hold text."""


@frozen
class Lookup:
    """Distinct values, and what is told of each.

    Args:
        values: the values; none of them twice.
        answers: what is told of each, in the same order.
    """

    values: tuple[object, ...]
    answers: tuple[Answer, ...]

    @classmethod
    def of(cls, values: Iterable[object], question: Question) -> Lookup:
        """Ask of each value what is told of it; of a null nothing is."""
        asked = tuple(values)
        return cls(asked, tuple(() if value is None else question(value) for value in asked))

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
        rows = [annotation.values for answer in self.answers for annotation in answer]
        return {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}

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
