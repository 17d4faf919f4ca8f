"""Data with one value changed, which a validator or a check of ours must refuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def change(item: Any, path: Sequence[Any], value: object) -> None:
    """Set what is at a path of keys and indexes to a value, or take it out where the value is None."""
    *above, last = path
    place = item
    for key in above:
        place = place[key]
    if value is None:
        del place[last]
    else:
        place[last] = value
