"""How the tools report: their descriptions, their results, and errors with a type and the next step.

A result is structured content, and the same as JSON text. An error is only JSON text, with `type`, `message`, `silence`
and `searched`: clients that check structured content against a tool's output schema would not show an error that has
another form. `silence` is could_not_look if the archive could not be searched. The error for an unknown argument or
tool names the existing ones.
"""

import functools
import inspect
import logging
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, InputRequiredResult, TextContent
from pydantic import AnyUrl, BaseModel, ValidationError

from bot.lookup import NoSuchSource
from bot.mcp.results import Problem
from retrieval.errors import NobodyCalled, QuestionError, RetrievalError
from retrieval.models import Silence

logger = logging.getLogger(__name__)

QUOTING = "Quote `words` unchanged, with `url` and `attribution`. As speech, quote only what `speech` has."
SILENCE = "If `{}` is false, say that nothing is on record; do not answer from memory."
NOT_AS_GIVEN = "If `{}` is false, say that nothing is on record as given, and pass on `explanation`."
NOT_SEARCHED = "The archive was not searched: do not say that nothing is on record."
ARTICLES = "onrecord://articles/"
FLAGS = ("on_record", "found")  # the fields that say whether there is anything


class Server(MCPServer[Any]):
    """A server that refuses unknown arguments. Its errors have a type and say what to do next."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        tool = self._tool_manager.get_tool(name)
        if tool is None:
            tools = ", ".join(each.name for each in self._tool_manager.list_tools())
            return _error("ToolUnknown", f"no tool is called {name}; the tools are {tools}")
        known, required = tool.parameters["properties"], tool.parameters.get("required", ())
        arguments = {name: value for name, value in arguments.items() if name in required or not _is_blank(value)}
        if unknown := [each for each in arguments if each not in known]:
            listed = " and ".join(f"`{each}`" for each in unknown)
            return _not_allowed(f"{name} has no {listed}; its arguments are {', '.join(f'`{each}`' for each in known)}")
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError:
            logger.exception("%s failed", name)
            problem = f"{name} failed, and the server has logged why; try other arguments"
            return _error("Unexpected", problem, Silence.COULD_NOT_LOOK)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            wrong = (f"`{'.'.join(map(str, each['loc']))}`: {each['msg']}" for each in error.__cause__.errors())
            return _not_allowed("; ".join(wrong))

    async def read_resource(
        self, uri: AnyUrl | str, context: Context[Any, Any] | None = None
    ) -> Iterable[ReadResourceContents] | InputRequiredResult:
        """Read a resource. A place in it, as an article's `url` has after #, does not count.

        The slashes of an article's id may stand as they are.
        """
        address = str(uri).partition("#")[0]
        article_id = address.removeprefix(ARTICLES)
        escaped = address.removesuffix(article_id) + article_id.replace("/", "%2F")
        return await super().read_resource(escaped if address.startswith(ARTICLES) else address, context)


def description(tool: Callable[..., BaseModel]) -> str:
    """What a client's model reads about a tool: its docstring, and how to use what its result has.

    Many clients show a model the descriptions, but not the instructions of the server.
    """
    returned = tool.__annotations__["return"]
    rules = [inspect.cleandoc(tool.__doc__ or "")]
    if "'speech'" in repr(returned.model_json_schema()):
        rules.append(QUOTING)
    silence = NOT_AS_GIVEN if "explanation" in returned.model_fields else SILENCE
    rules += [silence.format(flag) for flag in FLAGS if flag in returned.model_fields]
    return "\n\n".join(rules)


def reporting(tool: Callable[..., BaseModel]) -> Callable[..., CallToolResult]:
    """Wrap a tool: its result becomes structured content and JSON text, and its errors get a type."""

    @functools.wraps(tool)
    def run(*arguments: Any, **named: Any) -> CallToolResult:
        try:
            result = tool(*arguments, **named)
        except (RetrievalError, OSError) as error:
            silence = None if isinstance(error, QuestionError) else Silence.COULD_NOT_LOOK
            return _error(type(error).__name__, " ".join(str(error).split()) + _next_step(error), silence)
        text = TextContent(type="text", text=result.model_dump_json())
        return CallToolResult(content=[text], structured_content=result.model_dump(mode="json"))

    returned = Annotated[CallToolResult, tool.__annotations__["return"]]
    run.__annotations__ = {**tool.__annotations__, "return": returned}
    return run


def _next_step(error: RetrievalError | OSError) -> str:
    """The words after a message that does not say what to do next."""
    if isinstance(error, NobodyCalled) and not error.near:
        return "; list_speakers without `name` lists everybody who is"
    if isinstance(error, NoSuchSource):
        return f"{'' if str(error).endswith('?') else ';'} give another `source`, or none"
    return ""


def _is_blank(value: object) -> bool:
    """Whether a client means that an argument is not given: null or a blank text."""
    return value is None or (isinstance(value, str) and not value.strip())


def _not_allowed(problem: str) -> CallToolResult:
    return _error("ArgumentsNotAllowed", f"{problem}; change this and make the call again")


def _error(kind: str, message: str, silence: Silence | None = None) -> CallToolResult:
    said = f"{message}. {NOT_SEARCHED}" if silence else message
    text = Problem(type=kind, message=said, silence=silence).model_dump_json()
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)
