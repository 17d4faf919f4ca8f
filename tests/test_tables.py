"""Data frames of rows: every answer gives the same columns and types on every engine, whichever rows it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given
from tests.rules import for_each

import osteopharm
from osteopharm._tables import ENGINES, Tabular, frame_of
from osteopharm.claims.effects import EFFECT_COLUMNS
from osteopharm.claims.export import CLAIM_COLUMNS, claim_row
from osteopharm.collection import Collection
from osteopharm.model.kinds import COLLECTIONS

COMPENDIUM = osteopharm.load()
LISTS: dict[str, Tabular] = {
    "codes": COMPENDIUM.codelist("denosumab"),
    "check": COMPENDIUM.check_codelist(["atc:M05BX04", "atc:none"], what="romosozumab"),
    "comparison": COMPENDIUM.check_codelist(["atc:M05BX04"], what="romosozumab").comparison,
}
COLLECTED: dict[str, Any] = {name: getattr(COMPENDIUM, name) for name in (*COLLECTIONS, "brands", "documents")}


def types_of(frame: Any) -> dict[str, str]:
    """The columns of a frame with their types, as the engine writes them."""
    if hasattr(frame, "column_names"):
        return {field.name: str(field.type) for field in frame.schema}
    return {str(name): str(type) for name, type in zip(frame.columns, frame.dtypes, strict=True)}


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """The rows of a frame, with None for what is missing."""
    if hasattr(frame, "to_pylist"):
        return list(frame.to_pylist())
    if hasattr(frame, "to_dicts"):
        return list(frame.to_dicts())
    columns = {
        name: [None if gone else value for value, gone in zip(frame[name], frame[name].isna(), strict=True)]
        for name in frame.columns
    }
    return [{name: columns[name][at] for name in columns} for at in range(len(frame))]


def same(expected: Sequence[Mapping[str, Any]], frame: Any) -> bool:
    """Whether a frame holds the rows."""
    return [dict(row) for row in expected] == rows_of(frame)


@given(places=st.sets(st.integers(0, len(COMPENDIUM.claims) - 1), max_size=6), engine=st.sampled_from([*ENGINES]))
def test_any_claims(places: set[int], engine: str) -> None:
    """Any subset of the claims, also none, has the columns and types of all claims, and loses no cell."""
    whole = COMPENDIUM.claims[: len(COMPENDIUM.claims)]
    subset = whole._subset([COMPENDIUM.claims[place] for place in sorted(places)])
    frame = subset.to_frame(engine)

    assert types_of(whole[:0].to_frame(engine)) == types_of(frame)
    assert same(subset.to_rows(), frame)


@for_each(list(ENGINES), str)
def test_all_claims(engine: str) -> None:
    """All bundled claims make a frame of each engine, with their figures as numbers."""
    frame = COMPENDIUM.claims.to_frame(engine)

    assert len(frame) == len(COMPENDIUM.claims)
    assert types_of(frame)["participants"] in ("Int64", "int64")
    assert types_of(frame)["intervention_percentage"] in ("float64", "Float64", "double")
    assert types_of(frame)["cut_off"] in ("boolean", "Boolean", "bool")


@for_each(list(COLLECTED), str)
def test_any_records(name: str) -> None:
    """Each collection makes a frame of each engine, and so do its first record and no record at all, all alike."""
    whole = COLLECTED[name]
    records = list(whole.values()) if isinstance(whole, Collection) else list(whole)
    for engine in ENGINES:
        frames = [
            part.to_frame(engine)
            for part in (
                whole,
                whole[:1] if not isinstance(whole, Collection) else Collection("x", records[-1:], types=whole._types),
                whole[:0] if not isinstance(whole, Collection) else Collection("x", (), types=whole._types),
            )
        ]

        assert [len(records), 1, 0] == [len(frame) for frame in frames]
        assert types_of(frames[0]) == types_of(frames[1]) == types_of(frames[2])
        assert "id" in types_of(frames[0]) or name == "brands"


@for_each(list(LISTS), str)
def test_any_codes(name: str) -> None:
    """Lists of codes, their comparison and the findings in them make a frame of each engine."""
    for engine in ENGINES:
        assert same(LISTS[name].to_rows(), LISTS[name].to_frame(engine))


@pytest.mark.parametrize("engine", [*ENGINES])
def test_no_codes(engine: str) -> None:
    """An empty list of codes, an empty compendium and effects of no claims have all columns."""
    codes = COMPENDIUM.codelist("denosumab", systems="atc")
    empty = osteopharm.Compendium()

    assert types_of((codes - codes).to_frame(engine)) == types_of(codes.to_frame(engine))
    assert {name: types_of(table) for name, table in empty.to_frames(engine).items()} == {
        name: types_of(table) for name, table in COMPENDIUM.to_frames(engine).items()
    }
    assert list(EFFECT_COLUMNS) == list(types_of(COMPENDIUM.claims[:0].to_effects().to_frame(engine)))


def test_columns_are_those_of_the_rows() -> None:
    """The declared columns are the keys of the rows, in order, and each value has its type or is None."""
    tables: list[tuple[Sequence[Mapping[str, Any]], Mapping[str, type]]] = [
        ([claim_row(claim, None) for claim in COMPENDIUM.claims], CLAIM_COLUMNS),
        (COMPENDIUM.claims.to_effects().rows, EFFECT_COLUMNS),
        *((each.to_rows(), each._columns()) for each in (*LISTS.values(), *COLLECTED.values())),
    ]
    for rows, columns in tables:
        assert rows
        for row in rows:
            assert list(columns) == list(row)
            for name, type_ in columns.items():
                allowed = (int, float) if type_ is float else (type_,)
                assert row[name] is None or type(row[name]) in allowed, (name, row[name])


cells = {
    str: st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    int: st.none() | st.integers(-(2**53), 2**53),
    float: st.none() | st.floats(allow_nan=False) | st.integers(-(2**53), 2**53),
    bool: st.none() | st.booleans(),
}


@given(data=st.data(), types=st.lists(st.sampled_from([*cells]), min_size=1, max_size=4))
def test_any_rows(data: st.DataObject, types: list[type]) -> None:
    """Whatever the cells of a column are, within its type, a frame holds them; also ints among floats."""
    columns = {f"c{at}": each for at, each in enumerate(types)}
    rows = data.draw(st.lists(st.fixed_dictionaries({name: cells[each] for name, each in columns.items()}), max_size=4))
    for engine in ENGINES:
        frame = frame_of(rows, columns, engine)
        for expected, found in zip(rows, rows_of(frame), strict=True):
            for name, value in expected.items():
                assert found[name] == (float(value) if columns[name] is float and value is not None else value)
