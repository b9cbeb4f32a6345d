"""How the tools report: results as structured content and as JSON text, errors with a type and the next step.

The error for an unknown argument or tool names the existing ones.
"""

import functools
from collections.abc import Callable
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, InputRequiredResult, TextContent
from pydantic import BaseModel, ValidationError

from bot.mcp.results import Problem
from retrieval.errors import NobodyCalled, RetrievalError


class Server(MCPServer[Any]):
    """A server that refuses unknown arguments. Its errors have a type and say what to do next."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        tool = self._tool_manager.get_tool(name)
        if tool is None:
            tools = ", ".join(each.name for each in self._tool_manager.list_tools())
            problem = Problem(type="ToolUnknown", message=f"no tool is called {name}; the tools are {tools}")
            return _result(problem, is_error=True)
        known = tool.parameters["properties"]
        if unknown := [each for each in arguments if each not in known]:
            listed = " and ".join(f"`{each}`" for each in unknown)
            return _not_allowed(f"{name} has no {listed}; its arguments are {', '.join(f'`{each}`' for each in known)}")
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            wrong = (f"`{'.'.join(map(str, each['loc']))}`: {each['msg']}" for each in error.__cause__.errors())
            return _not_allowed("; ".join(wrong))


def _not_allowed(problem: str) -> CallToolResult:
    message = f"{problem}; change this and make the call again"
    return _result(Problem(type="ArgumentsNotAllowed", message=message), is_error=True)


def reporting(tool: Callable[..., BaseModel]) -> Callable[..., CallToolResult]:
    """Wrap a tool: its result becomes structured content and JSON text, and its errors get a type."""

    @functools.wraps(tool)
    def run(*arguments: Any, **named: Any) -> CallToolResult:
        try:
            result = tool(*arguments, **named)
        except (RetrievalError, OSError) as error:
            message = " ".join(str(error).split())
            if isinstance(error, NobodyCalled) and not error.near:
                message += "; list_speakers has all names"
            return _result(Problem(type=type(error).__name__, message=message), is_error=True)
        return _result(result, is_error=False)

    returned = Annotated[CallToolResult, tool.__annotations__["return"]]
    run.__annotations__ = {**tool.__annotations__, "return": returned}
    return run


def _result(result: BaseModel, *, is_error: bool) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=result.model_dump_json())],
        structured_content=result.model_dump(mode="json"),
        is_error=is_error,
    )
