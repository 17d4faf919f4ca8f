"""For language models: the tools as JSON Schema functions, the same as a Model Context Protocol server, and spaCy.

The functions and the server need the extra ``mcp`` (of it, the functions need pydantic only), the spaCy component needs
``spacy``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from osteopharm.errors import MissingExtraError, UnknownNameError
from osteopharm.io import load

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from osteopharm.agents.functions import Function
    from osteopharm.compendium import Compendium

__all__ = ["call_function", "function_schemas", "mcp_server"]


def function_schemas() -> list[dict[str, Any]]:
    """The tools as JSON Schema, for those who call a model themselves. Needs pydantic.

    The extra ``mcp`` installs it. Each tool has a ``name``, a ``description``, the schema of its arguments in
    ``parameters`` and of its answer in ``returns``. `call_function` runs a call.

    Raises:
        MissingExtraError: pydantic is not installed.

    >>> schemas = {each["name"]: each for each in function_schemas()}
    >>> schemas["evidence_for"]["parameters"]["required"]
    ['claim']
    """
    functions = _functions(None)
    return [
        {
            "name": each.name,
            "description": each.description,
            "parameters": each.parameters,
            "returns": each.returns,
        }
        for each in functions.values()
    ]


def call_function(name: str, arguments: Mapping[str, Any], *, compendium: Compendium | None = None) -> dict[str, Any]:
    """The answer of a tool, as plain data.

    Args:
        name: the name of the tool, as in `function_schemas`.
        arguments: what the model gave; refused where it does not fit the schema.
        compendium: the records that answer; the bundled ones if omitted.

    Raises:
        InvalidRecordError: the arguments do not fit the schema; lists every problem.
        MissingExtraError: pydantic, or what the tool needs, is not installed.
        OsteopharmError: what was asked for is unknown or ambiguous; the text offers near names.
        UnknownNameError: there is no such tool.
        ValueError: a code, or a number of billed units, is impossible.

    >>> found = call_function("verify_quote", {"text": "Bisphosphonates are analogs of pyrophosphate"})
    >>> found["match"], found["quotes"][0]["start"], found["claims"][0]["claim"]["certainty"]
    ('exact', 1996, 'stated')
    """
    functions = _functions(compendium)
    if name not in functions:
        from osteopharm._suggest import nearest

        raise UnknownNameError(name, "tool", nearest(name, functions) or [*functions])
    answer: dict[str, Any] = functions[name].call(arguments)
    return answer


def mcp_server(compendium: Compendium | None = None) -> MCPServer[Any]:
    """The Model Context Protocol server, for a client in the same process. Needs the extra ``mcp``.

    ``osteopharm mcp`` runs it on standard input and output.

    Args:
        compendium: the records that answer; the bundled ones if omitted.

    Raises:
        MissingExtraError: the extra is not installed.

    >>> mcp_server().name
    'osteopharm'
    """
    if find_spec("mcp") is None:
        raise MissingExtraError("mcp")
    from osteopharm.agents.protocol import server_of

    return server_of(load() if compendium is None else compendium)


def _functions(compendium: Compendium | None) -> Mapping[str, Function]:
    if find_spec("pydantic") is None:
        raise MissingExtraError("mcp")
    from osteopharm.agents.functions import functions_of

    return _bundled_functions() if compendium is None else functions_of(compendium)


@cache
def _bundled_functions() -> Mapping[str, Function]:
    from osteopharm.agents.functions import functions_of

    return functions_of(load())
