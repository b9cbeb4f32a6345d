"""`onrecord mcp` as a process: it answers before its models are loaded, and ends promptly with Ctrl-C."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from mcp import Client

from tests.paths import ROOT

pytestmark = pytest.mark.slow
HANDSHAKE = (
    b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25", '
    b'"capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}\n'
)


@contextlib.asynccontextmanager
async def started(config: Path, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`onrecord mcp` of an archive whose encoder is not installed, so that no question can be asked."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "--config", str(config), "mcp", *options),
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_over_standard_input_it_ends_with_ctrl_c_although_its_input_is_open(config: Path) -> None:
    async with started(config) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(HANDSHAKE)
        await process.stdin.drain()
        assert b'"serverInfo"' in await process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGINT


async def test_over_http_it_ends_with_ctrl_c_although_a_client_is_connected(config: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with started(config, "--http", "--port", str(port)) as process:
        assert process.stderr
        while b"serving at" not in await process.stderr.readline():
            pass
        await _answers(port)
        async with Client(f"http://127.0.0.1:{port}/mcp") as client:
            checked = await client.call_tool("check_quote", {"words": "The reforms will go ahead"})
            assert (checked.structured_content or {})["on_record"]  # without the encoder, which is not installed
            asked = await client.call_tool("ask", {"question": "reforms"})
            assert "EncoderError" in asked.content[0].text  # type: ignore[union-attr]
            process.send_signal(signal.SIGINT)
            assert await asyncio.wait_for(process.wait(), 60) == 130


async def _answers(port: int) -> None:
    """Wait until the port answers."""
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.1)
