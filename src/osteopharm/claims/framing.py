"""Rows as a data frame, on the engine that the user names. Needs the extra ``frames``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Literal

from osteopharm.claims.export import Row
from osteopharm.errors import MissingExtraError, UnknownValueError

ENGINES: dict[str, Literal["pandas", "polars", "pyarrow"]] = {
    "pandas": "pandas",
    "polars": "polars",
    "pyarrow": "pyarrow",
}


def frame_of(rows: Sequence[Row], engine: str | None) -> Any:
    """Some rows as a data frame of an engine."""
    if engine is None:
        engine = next((name for name in ENGINES if find_spec(name)), "pandas")
    if engine not in ENGINES:
        raise UnknownValueError("engine", engine, ENGINES)
    if find_spec("narwhals") is None:
        raise MissingExtraError("frames")
    import narwhals

    columns = rows[0] if rows else ()
    return narwhals.from_dict(
        {name: [row[name] for row in rows] for name in columns}, backend=ENGINES[engine]
    ).to_native()
