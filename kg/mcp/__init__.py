"""`kg mcp OUT`: a built folder for assistants, by the Model Context Protocol over standard input and output.

The official package speaks the protocol; here stand the tools (`tools.py`), answers that keep their ceiling
(`reply.py`) and queries (`sparql.py`).  Everything is only read.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg.answers import Answers
from kg.answers.asked import checked
from kg.errors import InputError, KgError
from kg.generations import current
from kg.mcp.sparql import Asker
from kg.mcp.tools import TOOLS, Tool
from kg.queries import Question

_ABOUT = """\
A knowledge graph that was read from Chinese science-and-technology policy documents.  Every fact and number comes \
with the sentence it was read from: quote it, name the document, and check quotations with verify_quote.  Begin with \
coverage (what documents are there), resolve_entity (which thing a name means) or schema_card (before sparql).  What \
is not found may still exist.  An answer has 4,000 characters unless max_characters asks for more; cursor brings the \
rest."""
_DATA = {"type": "object", "additionalProperties": True, "required": ["items", "total", "cursor"],
         "properties": {"items": {"type": "array"}, "total": {"type": "integer"},
                        "cursor": {"type": ["integer", "null"]}}}


class Served:
    """The current generation of a folder, opened when it is first asked for and again when a build wrote another."""

    def __init__(self, folder: Path, public: bool = False) -> None:
        """Name the folder.  Raises `InputError` when it holds no graph."""
        self._folder, self._public = folder, public
        self._opening = threading.Lock()
        self._of: Path | None = None
        self._open()

    def close(self) -> None:
        """Let go of what is open."""
        answers, asker = self._held
        asker.close()
        answers.close()

    def _open(self) -> tuple[Answers, Asker]:
        with self._opening:
            generation = current(self._folder)
            path = generation.path if generation is not None else None
            if self._of is None or (path is not None and path != self._of):
                answers = Answers.open(generation or self._folder, self._public)
                held = answers.generation
                self._held = answers, Asker(held.store if held is not None else None)
                self._of = path or self._folder
            return self._held

    def call(self, name: str, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """What a tool answers, as text and as data.  Raises `KgError` that says what to do."""
        tool = next((t for t in TOOLS if t.name == name), None)
        if tool is None:
            raise InputError("{name}: there is no such tool; there are {names}", name=name,
                             names=", ".join(t.name for t in TOOLS))
        answers, asker = self._open()
        values = {key: value if isinstance(value, list) else [value] for key, value in arguments.items()
                  if value is not None}
        given = checked((p.bound(answers.ontology) for p in tool.parameters), values, name)
        most = given.pop("max_characters")
        return tool.answer(answers, asker, **given).within(most)

    def schema(self, tool: Tool) -> dict[str, Any]:
        """What a tool takes, as JSON Schema."""
        answers, _ = self._open()
        parameters = [p.bound(answers.ontology) for p in tool.parameters]
        return {"type": "object", "additionalProperties": False,
                "properties": {p.name: {**p.schema, "description": p.help} for p in parameters},
                "required": [p.name for p in parameters if p.required]}

    def questions(self) -> Mapping[str, Question]:
        """The named questions."""
        return self._open()[0].questions()


def prompt(question: Question, given: Mapping[str, str]) -> str:
    """A named question as what somebody asks an assistant.  Raises `QueryError` for what it cannot be given."""
    query = question.filled(given)
    return (f"{question.zh}\n{question.en}\n\nAsk the tool sparql with this query, and answer with the sentences and "
            f"documents that it gives:\n\n{query}")


def serve(folder: Path, public: bool = False) -> None:
    """Answer an assistant until it closes the connection.

    Raises `InputError` when the folder holds no graph or the package is not there.
    """
    try:
        import anyio
        from mcp.server.stdio import stdio_server
    except ImportError as error:
        raise InputError("kg mcp needs the package mcp: pip install 'kechuang[mcp]'") from error
    served = Served(folder, public)
    server = make_server(served)

    async def run() -> None:
        async with stdio_server() as (inbox, outbox):
            await server.run(inbox, outbox, server.create_initialization_options())

    try:
        anyio.run(run)
    finally:
        served.close()


def make_server(served: Served) -> Any:
    """The protocol's server of a folder (`mcp.server.Server`).  Raises `InputError` when the package is not there."""
    try:
        import anyio.to_thread
        import mcp_types as types
        from mcp.server import Server
    except ImportError as error:
        raise InputError("kg mcp needs the package mcp: pip install 'kechuang[mcp]'") from error

    async def list_tools(context: Any, params: Any) -> Any:
        hints = types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True,
                                      open_world_hint=False)
        return types.ListToolsResult(tools=[
            types.Tool(name=t.name, title=t.title, description=t.help, input_schema=served.schema(t),
                       output_schema=_DATA, annotations=hints) for t in TOOLS])

    async def call_tool(context: Any, params: Any) -> Any:
        try:
            text, data = await anyio.to_thread.run_sync(served.call, params.name, params.arguments or {})
        except KgError as error:
            return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)
        return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=data)

    async def list_prompts(context: Any, params: Any) -> Any:
        return types.ListPromptsResult(prompts=[
            types.Prompt(name=q.name, title=q.zh, description=q.en, arguments=[
                types.PromptArgument(name=name, description=help, required=False)
                for name, help in q.parameters.items()]) for q in served.questions().values()])

    async def get_prompt(context: Any, params: Any) -> Any:
        known = served.questions()
        if params.name not in known:
            raise ValueError(f"{params.name}: there is no such prompt; there are {', '.join(known)}")
        text = prompt(known[params.name], params.arguments or {})
        message = types.PromptMessage(role="user", content=types.TextContent(text=text))
        return types.GetPromptResult(description=known[params.name].en, messages=[message])

    return Server("kechuang", version=version("kechuang"), title="科创 kechuang", instructions=_ABOUT,
                  on_list_tools=list_tools, on_call_tool=call_tool, on_list_prompts=list_prompts,
                  on_get_prompt=get_prompt)
