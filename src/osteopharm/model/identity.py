"""What all records with an id have in common: they hash by it, and show it instead of their whole graph."""

from __future__ import annotations

from typing import Protocol


class Identified(Protocol):
    """Anything with an id that is unique across all kinds of record."""

    @property
    def id(self) -> str:
        """The id."""
        ...


def hash_by_id(self: Identified) -> int:
    """The hash of a record's id; walking the whole graph would cost more with every record that is linked."""
    return hash(self.id)


def repr_by_id(self: Identified) -> str:
    """A short repr: the kind of record and its id."""
    return f"<{type(self).__name__} {self.id}>"
