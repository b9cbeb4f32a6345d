"""`onrecord mcp` as a process, with the real model and the articles that come with the project."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from tests.paths import SEEDS

pytestmark = pytest.mark.slow


async def test_the_command_serves_the_archive_over_standard_input_and_output(tmp_path: Path) -> None:
    options = ["-m", "bot", "--archive", str(SEEDS), "--index", str(tmp_path / "index")]
    environment = {**os.environ, "PYTHONPATH": str(SEEDS.parent), "HF_HUB_OFFLINE": "1"}
    subprocess.run([sys.executable, *options, "index"], check=True, env=environment, cwd=tmp_path)
    command = StdioServerParameters(command=sys.executable, args=[*options, "mcp"], env=environment, cwd=str(tmp_path))
    async with Client(command, read_timeout_seconds=600) as client:
        answered = await client.call_tool("ask", {"question": "what did Burnham say about Lansley?"})
        refused = await client.call_tool("ask", {"question": "what did George Osborne say about NHS pay?"})
    best = (answered.structured_content or {})["passages"][0]
    text = (SEEDS / best["article"]).read_text(encoding="utf-8")
    assert best["words"] == text[best["start"] : best["end"]]
    assert best["attribution"].startswith("Andy Burnham, HuffPost UK, 7 February 2012: “Jon Trickett Calls For")
    assert (refused.structured_content or {})["refusal"] == "George Osborne is not quoted in this archive."
