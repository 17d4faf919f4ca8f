"""The JSON Schema: it accepts what ships and what is written, and refuses a wrong type, key or value anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.draws import compendia

import osteopharm
from osteopharm import io
from osteopharm.io import json_text
from osteopharm.io.json_schema import json_schema
from osteopharm.model._docstrings import field_descriptions
from osteopharm.model.kinds import KINDS, RECORD_TYPES
from osteopharm.model.studies import Overlap


@cache
def validator() -> Draft202012Validator:
    """The validator of the schema, itself checked."""
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.slow
def test_the_bundled_file_is_accepted() -> None:
    """The file that ships has the form that the schema describes."""
    content = json.loads(io.BUNDLED.read_bytes())
    found = [f"{error.json_path}: {error.message:.200}" for error in validator().iter_errors(content)]

    assert found == []


@given(compendia())
def test_what_is_written_is_accepted(compendium: osteopharm.Compendium) -> None:
    """Every compendium that can be written has the form that the schema describes."""
    assert validator().is_valid(json.loads(json_text(compendium)))


def cells(value: object) -> Iterator[tuple[Any, Any]]:
    """Every place in some JSON: the object or list, and the key or index in it."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from cells(value[key])


@given(compendia(), st.data())
def test_a_value_of_another_type_is_refused(compendium: osteopharm.Compendium, data: st.DataObject) -> None:
    """Wherever a value is replaced by one of another type, or by null, the file is refused."""
    content = json.loads(json_text(compendium))
    place, key = data.draw(st.sampled_from(list(cells(content))))
    kept = type(place[key])
    place[key] = data.draw(
        st.sampled_from([wrong for wrong in (None, True, 7.5, "\t", [7.5], {"x": 1}) if type(wrong) is not kept])
    )
    assume(not (kept is int and type(place[key]) is float))

    assert not validator().is_valid(content)


@given(compendia(), st.data())
def test_an_unknown_key_is_refused(compendium: osteopharm.Compendium, data: st.DataObject) -> None:
    """Wherever a key that no record has is added, the file is refused."""
    content = json.loads(json_text(compendium))
    tables = [content, *(place[key] for place, key in cells(content) if isinstance(place[key], dict))]
    data.draw(st.sampled_from(tables))["statment"] = "x"

    assert not validator().is_valid(content)


@given(compendia(), st.data())
def test_a_missing_key_is_refused(compendium: osteopharm.Compendium, data: st.DataObject) -> None:
    """Without its id, a record of any type is refused."""
    content = json.loads(json_text(compendium))
    records = [record for kind in KINDS for record in content[kind]]
    del data.draw(st.sampled_from(records))["id"]

    assert not validator().is_valid(content)


def test_every_field_is_described() -> None:
    """Every field of every record has a description below it in its class, which the schema repeats."""
    definitions = json_schema()["$defs"]
    missing = [
        f"{name}.{key}"
        for name, definition in definitions.items()
        for key, value in definition["properties"].items()
        if not value["description"].strip()
    ]

    assert missing == []
    assert {each.__name__ for each in RECORD_TYPES} <= definitions.keys()
    assert definitions["Overlap"]["properties"]["reason"]["description"] == field_descriptions(Overlap)["reason"]
