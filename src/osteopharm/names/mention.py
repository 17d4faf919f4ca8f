"""A mention: a stretch of a text, and what it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from osteopharm.model.entities import Combination, Concept, DrugClass, Medication
    from osteopharm.model.products import Brand

__all__ = ["Mention"]


class Mention(NamedTuple):
    """A stretch of a text that names a medication, a combination, a class or a concept.

    A named tuple, because texts are searched by the million.

    Attributes:
        start: where it starts, counted in characters.
        end: where it ends; that character no longer belongs to it.
        text: its words, just as they occur there.
        entity: what it names.
        brand: the brand by which it does so, or None.

    >>> import osteopharm
    >>> osteopharm.load().find_mentions("She took Fosamax.")[0][:3]
    (9, 16, 'Fosamax')
    """

    start: int
    end: int
    text: str
    entity: Medication | Combination | DrugClass | Concept
    brand: Brand | None = None

    def __str__(self) -> str:
        return f"{self.text} ({self.start} to {self.end}): {self.entity.name}"
