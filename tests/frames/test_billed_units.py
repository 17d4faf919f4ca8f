"""Codes with their billed units in tables, engine by engine."""

from __future__ import annotations

from typing import Any

import pandas as pd  # type: ignore[import-untyped]  # its stubs are a package of their own
import polars as pl
import pytest
from tests.rules import each_of

from osteopharm.errors import UnknownColumnError
from osteopharm.frames import annotate_codes

CODES = ["J0897", "J0897", "J0897", None, "no code", "Q5159", "J0897"]
UNITS = [60, 120, None, 60, 1, 60, 0]
LABELED = [True, False, None, None, None, True, None]
TABLE = pl.DataFrame({"code": CODES, "units": UNITS})


@each_of(
    "table",
    [
        TABLE,
        TABLE.lazy(),
        TABLE.with_columns(pl.col("units").cast(pl.Float64)),
        TABLE.with_columns(pl.col("units").cast(pl.String)),
        TABLE.to_pandas(),
        TABLE.to_arrow(),
    ],
    ids=["polars", "lazy", "fractions", "text", "pandas", "arrow"],
)
def test_billed_units_decide_in_a_table(table: Any) -> None:
    """Where one code covers several strengths, the units beside it decide; without them nothing follows."""
    told = annotate_codes(table, "code", "hcpcs", units="units")
    if isinstance(told, pl.LazyFrame):
        told = told.collect()
    frame: Any = told
    if isinstance(told, pd.DataFrame):
        frame = pl.from_pandas(told)
    elif not isinstance(told, pl.DataFrame):
        frame = pl.from_arrow(told)

    assert frame.columns[:2] == ["code", "units"]
    assert frame.width == 7
    assert frame["labeled_for_osteoporosis"].to_list() == LABELED
    assert frame["medication"].to_list() == [
        "denosumab",
        "denosumab",
        "denosumab",
        None,
        None,
        "denosumab",
        "denosumab",
    ]


def test_a_column_that_is_missing() -> None:
    """A column that is not in the table is refused, with the similar names."""
    with pytest.raises(UnknownColumnError, match="units"):
        annotate_codes(TABLE, "code", "hcpcs", units="unit")
