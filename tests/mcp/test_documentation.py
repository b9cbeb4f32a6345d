"""docs/mcp.md has every field of every result, as the schemas have them, and every verdict."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from mcp import Client
from mcp.server.mcpserver import MCPServer
from pydantic import BaseModel

from bot.mcp import results
from bot.mcp.results import Problem, Words
from retrieval.drafts import DraftVerdict
from retrieval.quote_check import Verdict
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
Fields = dict[str, str]


def table(text: str) -> Fields:
    """The first table of a text: the names in its first column, with what they mean."""
    rows = re.search(r"^\|[^\n]*\n\|[ -|]*\n((?:\|[^\n]*\n)+)", text, re.MULTILINE)
    assert rows, text
    cells = ([cell.strip() for cell in line.split("|")[1:3]] for line in rows[1].splitlines())
    return {name.strip("`"): meaning for name, meaning in cells}


def documented() -> dict[str, Fields]:
    sections = re.findall(r"^### (\w+): .*\n((?:(?!#).*\n)*)", PAGE, re.MULTILINE)
    found = {name: table(text) for name, text in sections}
    with_words = [name for name, text in sections if "Beside the fields of Words:" in text]
    return found | {name: found["Words"] | found[name] for name in with_words}


def objects(schema: dict[str, Any]) -> Iterator[tuple[str, Fields]]:
    """The objects of an output schema by name, each with its fields and what they mean."""
    for one in (schema, *schema.get("$defs", {}).values()):
        if "properties" in one:
            yield one["title"], {name: value.get("description", "") for name, value in one["properties"].items()}


async def test_every_field_of_every_result_is_documented(served: MCPServer) -> None:
    async with Client(served) as client:
        tools = (await client.list_tools()).tools
    returned = {name: fields for tool in tools for name, fields in objects(tool.output_schema or {})}
    for model in (Words, Problem):  # of all passages, and of errors, for which tools have no schema
        returned |= dict(objects(model.model_json_schema()))
    assert documented() == returned


async def test_every_argument_of_every_tool_is_documented(served: MCPServer) -> None:
    async with Client(served) as client:
        tools = (await client.list_tools()).tools
    rows = table(PAGE[PAGE.index("## Tools") :])
    documented = [call for row in rows for call in re.findall(r"\w+\([\w, ]*\)", row)]
    assert documented == [f"{tool.name}({', '.join(tool.input_schema['properties'])})" for tool in tools]


@pytest.mark.parametrize(("heading", "verdicts"), [("| verdict  ", Verdict), ("| verdict of a draft", DraftVerdict)])
def test_every_verdict_is_documented(heading: str, verdicts: type[Verdict | DraftVerdict]) -> None:
    assert list(table(PAGE[PAGE.index(heading) :])) == [verdict.value for verdict in verdicts]


def test_every_model_of_a_result_describes_its_fields() -> None:
    models = [each for each in vars(results).values() if isinstance(each, type) and issubclass(each, BaseModel)]
    fields = [(model, name) for model in models for name in model.model_fields]
    assert [(model, name) for model, name in fields if not model.model_fields[name].description] == []
