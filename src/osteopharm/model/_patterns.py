"""Patterns of ``re`` that are compiled when they are first used: most questions need few of them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Generic, cast


class _Pattern(Generic[AnyStr]):
    """A pattern that is not compiled yet: what is asked of it is taken from the compiled one, and kept."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self._given: tuple[AnyStr, int] = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(re.compile(*self._given), name)
        setattr(self, name, value)
        return value


def lazily(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` returns, compiled when it is first used.

    >>> lazily("[0-9]+").findall("70 mg, 35 mg")
    ['70', '35']
    """
    return cast("re.Pattern[AnyStr]", _Pattern(pattern, flags))
