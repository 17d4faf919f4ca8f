"""The Model Context Protocol server: tools, resources and a prompt over standard input and output.

Read-only and offline. Only the protocol is written to standard output.
"""

from __future__ import annotations

import json
from functools import partial
from importlib.metadata import version
from typing import Any

from anyio.to_thread import run_sync
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp.types import CallToolResult, TextContent, ToolAnnotations

from osteopharm._sanitize import plain
from osteopharm.agents.functions import Function, functions_of
from osteopharm.compendium import Compendium
from osteopharm.errors import OsteopharmError

INSTRUCTIONS = """\
Osteoporosis pharmacology as sourced records: which products are osteoporosis drugs, what they are labeled for, their \
codes, what publications claim about them, and by which mechanism they act. Offline; nothing is fetched.

Order of use: identify_products for product strings, find_mentions for running text, look_up for one name or code; \
then get_medication, search_claims, evidence_for or explain_mechanism with the ids; verify_quote before you quote.

How to answer from it:
- Cite the quote with its document and offsets, or the publication with its figures; the statement of a claim is the \
curators' wording.
- null means unknown, never no. "No difference shown" is not a denial. A claim with inherited=true is about the class.
- Report how certain a source is (stated, probable, theoretical), who holds the view, and what speaks against it.
- A list says what it left out: ask on with next_offset before you say that there is nothing else.

What it is not: medical advice, a guideline, or complete. It recommends no treatment and no dose, no clinician has \
reviewed the records, and what it does not contain may still be true."""

READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=False)

APPRAISAL = """\
Appraise this statement by quotes and figures only:

{statement}

1. Find what it is about with find_mentions and look_up.
2. List the claims that concern it with search_claims, and for each of the closest ones call evidence_for.
3. Check every sentence that you quote with verify_quote; use only exact matches.
4. Answer in four parts: what speaks for the statement; what speaks against it; what qualifies it (species, setting, \
certainty, who holds it); what is not covered here. Every line ends with its quote and offsets, or its publication and \
figures. A line without either is left out.
5. Do not conclude what a patient should take."""


class _Unchecked(FuncMetadata):
    """Passes arguments on as they are: the function checks them itself, and refuses those that it does not know."""

    def validate_arguments(self, arguments_to_validate: dict[str, Any]) -> dict[str, Any]:
        return {"arguments": arguments_to_validate}


def _tool(function: Function) -> Tool:
    async def call(arguments: dict[str, Any]) -> CallToolResult:
        # A canceled call returns at once; its thread ends by itself.
        return await run_sync(partial(_reply, function, arguments), abandon_on_cancel=True)

    return Tool(
        fn=call,
        name=function.name,
        title=function.title,
        description=function.description,
        parameters=function.parameters,
        fn_metadata=_Unchecked(arg_model=ArgModelBase, output_schema=function.returns),
        is_async=True,
        context_kwarg=None,
        annotations=READ_ONLY,
    )


def _reply(function: Function, arguments: dict[str, Any]) -> CallToolResult:
    try:
        answer = function.call(arguments)
    except (OsteopharmError, ValueError) as error:
        raise ToolError(plain(error)) from None
    return CallToolResult(content=[TextContent(type="text", text=function.text(answer))], structured_content=answer)


def server_of(compendium: Compendium) -> MCPServer[Any]:
    """The server for a compendium."""
    server: MCPServer[Any] = MCPServer(
        name="osteopharm",
        title="Osteoporosis pharmacology",
        description="Osteoporosis medications as sourced data, with verifiable quotes. Not medical advice.",
        instructions=INSTRUCTIONS,
        version=version("osteopharm"),
        tools=[_tool(function) for function in functions_of(compendium).values()],
        log_level="WARNING",
    )
    _add_resources(server, compendium)

    @server.prompt(title="Appraise a statement")
    def appraise_statement(statement: str) -> str:
        """Appraise a statement about osteoporosis medications by quotes and figures only."""
        return APPRAISAL.format(statement=statement)

    return server


def _add_resources(server: MCPServer[Any], compendium: Compendium) -> None:
    @server.resource("osteopharm://attribution", title="Attribution", mime_type="text/plain")
    def attribution() -> str:
        """The version, the sources and the licenses of the data, and what the data are not."""
        return str(compendium.attribution())

    @server.resource("osteopharm://records/{id}", title="Record", mime_type="application/json")
    def record(id: str) -> str:
        """A record with all of its fields, as in the data files: a medication, class, concept, claim, source ..."""
        return _json(compendium, id)

    @server.resource("osteopharm://claims/{id}", title="Claim", mime_type="application/json")
    def claim(id: str) -> str:
        """A claim with all of its fields, as in the data files."""
        return _json(compendium.claims, id)

    @server.resource("osteopharm://documents/{id}/text", title="Text of a document", mime_type="text/plain")
    def document(id: str) -> str:
        """The text of a document, unchanged; offsets of quotes count its characters."""
        text: str = _found(compendium.documents, id).text
        return text


def _found(records: Any, id: str) -> Any:
    try:
        return records[id]
    except OsteopharmError as error:
        raise ResourceNotFoundError(plain(error)) from None


def _json(records: Any, id: str) -> str:
    return json.dumps(_found(records, id).to_dict(), ensure_ascii=False, indent=1)
