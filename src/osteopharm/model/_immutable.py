"""What records and answers share: they cannot be changed, compute what is asked for once, and show themselves.

Knows no field and no record, and imports fast.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, Generic, NoReturn, Self, TypeVar, overload

from osteopharm.errors import MissingExtraError

OwnerT = TypeVar("OwnerT")
ValueT = TypeVar("ValueT")


class Immutable:
    """A base for classes that are not attrs classes and cannot be changed once they are made.

    A subclass has ``__slots__``: what has a ``__dict__`` can be changed through `vars`. A copy is the object itself.
    """

    __slots__ = ()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} cannot be changed (tried to set {name!r})")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} cannot be changed (tried to delete {name!r})")


class computed(Generic[OwnerT, ValueT]):  # noqa: N801 - used like property
    """Like `functools.cached_property`, for a class with slots, one of which is ``_computed``, a dict.

    Every thread gets the same value, even if several compute it at once.

    Args:
        function: the method that computes the value.
    """

    def __init__(self, function: Callable[[OwnerT], ValueT]) -> None:
        self.function = function
        self.name = function.__name__
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, owner: None, _: type) -> Self: ...
    @overload
    def __get__(self, owner: OwnerT, _: type) -> ValueT: ...
    def __get__(self, owner: Any, _: type) -> Any:
        if owner is None:
            return self
        made = owner._computed  # noqa: SLF001 - a slot for this
        try:
            return made[self.name]
        except KeyError:
            return made.setdefault(self.name, self.function(owner))


def repr_html(self: object) -> str | None:
    """What a notebook shows; None where the extra ``html`` is missing, so that the notebook shows the plain text."""
    as_html = _notebook_view()
    return None if as_html is None else as_html(self)


@lru_cache(maxsize=1)
def _notebook_view() -> Callable[[object], str] | None:
    # The view registers itself as an entry point, so that records need not import it.
    from importlib.metadata import entry_points

    for view in entry_points(group="osteopharm.notebook"):
        with suppress(MissingExtraError):
            found: Callable[[object], str] = view.load()
            return found
    return None
