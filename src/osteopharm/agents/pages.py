"""Lists cut to a page, each with a count of what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from osteopharm.agents.answers import Page, Ref
from osteopharm.model.entities import Combination, Concept, DrugClass, Medication

ItemT = TypeVar("ItemT")

SHOWN = 10
"""How many items a list inside an answer has at most."""


def page_of(items: Sequence[ItemT], offset: int, limit: int) -> tuple[Sequence[ItemT], Page]:
    """The items from an offset on, at most so many, and which part of all they are.

    >>> page_of("abcde", 1, 2)
    ('bc', {'total': 5, 'left_out': 2, 'next_offset': 3})
    """
    end = offset + limit
    left_out = max(0, len(items) - end)
    return items[offset:end], Page(total=len(items), left_out=left_out, next_offset=end if left_out else None)


class Shortener:
    """Cuts the lists inside an answer, and keeps count of what each lacks."""

    def __init__(self) -> None:
        self.left_out: dict[str, int] = {}

    def __call__(self, name: str, items: Iterable[ItemT], most: int = SHOWN) -> list[ItemT]:
        """The first items of a list of that name."""
        every = list(items)
        if len(every) > most:
            self.left_out[name] = len(every) - most
        return every[:most]


def ref(entity: DrugClass | Medication | Combination | Concept) -> Ref:
    """A record by its id."""
    kind = "combination" if isinstance(entity, Combination) else entity.kind.value
    return Ref(id=entity.id, name=entity.name, kind=kind)


def refs(entities: Iterable[DrugClass | Medication | Combination | Concept]) -> list[Ref]:
    """Records by their ids."""
    return [ref(each) for each in entities]
