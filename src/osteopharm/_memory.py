"""Answers kept so that they are worked out once, and never more of them than a given number."""

from __future__ import annotations

from typing import TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


def remember(known: dict[KeyT, ValueT], key: KeyT, value: ValueT, most: int) -> ValueT:
    """A value, now remembered under a key; where as many as allowed are remembered already, they are forgotten.

    >>> known = {"a": 1, "b": 2}
    >>> remember(known, "c", 3, most=2), known
    (3, {'c': 3})
    """
    if len(known) >= most:
        known.clear()
    known[key] = value
    return value
