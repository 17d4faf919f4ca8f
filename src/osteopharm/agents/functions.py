"""The tools as functions with JSON Schemas: their names, what they take and return, and a checked call.

Arguments are refused and not coerced; one error lists all that is wrong with them.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, get_type_hints

from attrs import frozen
from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import ErrorDetails

from osteopharm._sanitize import plain
from osteopharm._suggest import nearest
from osteopharm.agents.texts import TEXTS
from osteopharm.agents.toolbox import Toolbox
from osteopharm.compendium import Compendium
from osteopharm.errors import InvalidRecordError, Problem, did_you_mean

LONGEST_SHOWN = 100
"""How much of a wrong value an error shows, in characters."""


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes of the names of fields."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - an override
        return False


@frozen
class Function:
    """A tool: its name, what models read about it, and the method that answers."""

    method: Callable[..., Any]

    @property
    def name(self) -> str:
        """The name."""
        return self.method.__name__

    @property
    def title(self) -> str:
        """The name in words."""
        return self.name.replace("_", " ").capitalize()

    @property
    def description(self) -> str:
        """What models read about it."""
        return inspect.getdoc(self.method) or ""

    @cached_property
    def _arguments(self) -> TypeAdapter[Any]:
        adapter: TypeAdapter[Any] = TypeAdapter(self.method)  # type: ignore[arg-type] # it takes functions as well
        return adapter

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The JSON Schema of its arguments."""
        return _flat(self._arguments.json_schema(schema_generator=_Untitled))

    @cached_property
    def returns(self) -> dict[str, Any]:
        """The JSON Schema of its answer."""
        answer = get_type_hints(self.method, include_extras=True)["return"]
        return TypeAdapter(answer).json_schema(mode="serialization", schema_generator=_Untitled)

    def call(self, arguments: Mapping[str, Any]) -> Any:
        """The answer to a call.

        Raises:
            InvalidRecordError: the arguments do not fit the schema; lists every problem.
            OsteopharmError: what was asked for is unknown or ambiguous.
        """
        try:
            # JSON has no enums: as JSON their values are accepted, and nothing else is coerced.
            return self._arguments.validator.validate_json(_as_json(arguments), strict=True)
        except ValidationError as error:
            known = [*self.parameters["properties"]]
            raise InvalidRecordError(
                f"the arguments of {self.name}", [_problem(each, known) for each in error.errors(include_url=False)]
            ) from None

    def text(self, answer: Any) -> str:
        """The answer in short, for a model that reads text."""
        return plain("\n".join(TEXTS[self.name](answer)))


def _as_json(arguments: Mapping[str, Any]) -> str:
    try:
        return json.dumps(dict(arguments), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidRecordError(
            "the arguments", [Problem("$", f"are not JSON: {error}", "give plain values")]
        ) from None


def functions_of(compendium: Compendium) -> dict[str, Function]:
    """The tools for a compendium, by their names."""
    toolbox = Toolbox(compendium)
    methods = (getattr(toolbox, name) for name in vars(Toolbox) if not name.startswith("_"))
    return {method.__name__: Function(method) for method in methods}


def _problem(error: ErrorDetails, known: list[str]) -> Problem:
    path = "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"])
    match error["type"]:
        case "unexpected_keyword_argument":
            name = str(error["loc"][-1])[:LONGEST_SHOWN]
            near = did_you_mean(nearest(name, known)).removeprefix("; ")
            return Problem(f"$.{name}", "is not an argument", near or f"use {', '.join(known)}")
        case "missing_keyword_only_argument":
            return Problem(path, "is missing", "give it")
        case "json_invalid":
            return Problem("$", "have half of a character in them", "encode the text as UTF-8")
        case _:
            given = repr(error["input"])
            shown = given if len(given) <= LONGEST_SHOWN else f"{given[:LONGEST_SHOWN]}…"
            return Problem(path, error["msg"][:1].lower() + error["msg"][1:], f"got {shown}")


def _flat(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without references, which not every model reads, and without the examples of docstrings."""
    definitions = schema.pop("$defs", {})

    def flat(part: Any) -> Any:
        if isinstance(part, list):
            return [flat(each) for each in part]
        if not isinstance(part, dict):
            return part
        part = dict(part)
        if "$ref" in part:
            part = {**definitions[part.pop("$ref").rpartition("/")[2]], **part}
        if "enum" in part:
            part.pop("title", None)
            if str(part.get("description", "")).find(">>>") >= 0:
                part.pop("description")
        return {key: flat(value) for key, value in part.items()}

    flattened: dict[str, Any] = flat(schema)
    return flattened
