"""What records and collections have in common: they hash by id, show no more than it, and cannot be changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import NoReturn, Protocol

from osteopharm.errors import MissingExtraError


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


def repr_by_text(self: object) -> str:
    """A short repr for what has no id: the kind of thing it is and its text."""
    return f"<{type(self).__name__} {self}>"


def repr_html(self: object) -> str | None:
    """What a notebook shows; None where the extra ``html`` is missing, so that the notebook shows the plain text."""
    as_html = _notebook_view()
    return None if as_html is None else as_html(self)


@lru_cache(maxsize=1)
def _notebook_view() -> Callable[[object], str] | None:
    # No noun knows how it is shown: the view names itself as an entry point, and is sought when a notebook asks.
    from importlib.metadata import entry_points

    for view in entry_points(group="osteopharm.notebook"):
        with suppress(MissingExtraError):
            found: Callable[[object], str] = view.load()
            return found
    return None


class Immutable:
    """A base for classes that are not attrs classes and cannot be changed once they are made."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} cannot be changed (tried to set {name!r})")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} cannot be changed (tried to delete {name!r})")
