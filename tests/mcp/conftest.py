"""The two articles of tests/conftest.py, served in this process, over HTTP, and over stdio."""

import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp.server.mcpserver import MCPServer

from bot.mcp import server
from bot.reload import LiveArchive
from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.settings import load
from tests import loopback
from tests.conftest import BRIEFING, SCHOOLS, SOURCES, VOCABULARY, quiet, write
from tests.fakes import WordCounts
from tests.paths import ROOT

Connect = Callable[[], AbstractAsyncContextManager[Client]]


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    write(folder, "archive/2012-02-07-briefing.txt", BRIEFING)
    write(folder, "archive/schools.txt", SCHOOLS)
    write(folder, "archive/sources.toml", SOURCES)
    tables = '[archive]\nfolder = "archive"\n[index]\nfolder = "index"\n[encoder]\nname = "word-counts"\n'
    path = write(folder, "config.toml", f"{tables}[ranking]\nreader = 'none'\n[reply]\nabstain_below = 0.2\n")
    backends.bring_up_to_date(load(path), lambda: WordCounts(*VOCABULARY), quiet)
    return path


@pytest.fixture(scope="session")
def indexed(config: Path) -> Iterator[Archive]:
    with Archive.open(load(config), Models(lambda: WordCounts(*VOCABULARY))) as archive:
        yield archive


@pytest.fixture(scope="session")
def served(indexed: Archive) -> MCPServer:
    return server.create(LiveArchive(lambda: indexed))


@pytest.fixture(scope="session")
def http_url(served: MCPServer) -> Iterator[str]:
    """The address at which the server answers over HTTP on this machine."""
    with loopback.serving(served.streamable_http_app(stateless_http=True, json_response=True)) as address:
        yield f"{address}/mcp"


@pytest.fixture(
    params=["in process, 2025-11-25", "in process, 2026-07-28", "http", pytest.param("stdio", marks=pytest.mark.slow)]
)
def connect(
    request: pytest.FixtureRequest, served: MCPServer, config: Path, monkeypatch: pytest.MonkeyPatch
) -> Connect:
    """A function that connects the SDK's own client: by both protocol revisions, and over both transports."""
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "tests.mcp.stdio_server", str(config)],
        env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )

    @contextlib.asynccontextmanager
    async def connected() -> AsyncIterator[Client]:
        match request.param:
            case "http":
                client = Client(request.getfixturevalue("http_url"))
            case "stdio":
                client = Client(command)
            case revision:
                client = Client(served, mode="legacy" if "2025" in revision else "2026-07-28")
        async with client as opened:
            yield opened

    return connected
