"""onrecord mcp: answers language models over the Model Context Protocol (docs/mcp.md)."""

import argparse
import os
import socket
from functools import partial

from bot import cli
from bot.cli import ANSWERED, arguments, terminal
from retrieval import backends
from retrieval.errors import RetrievalError
from retrieval.settings import Settings

NAME = "mcp"
HELP = "serve language models over the Model Context Protocol"
PORT, MAX_PORT = 8765, 65535


class McpMissing(RetrievalError):
    def __init__(self) -> None:
        super().__init__('onrecord mcp needs the MCP SDK; install it with: pip install "onrecord[mcp]"')


class PortTaken(RetrievalError):
    def __init__(self, port: int, problem: str) -> None:
        super().__init__(f"port {port} cannot be served ({problem}); name another with --port")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--http", action="store_true", help="over HTTP on this machine, at http://127.0.0.1:PORT/mcp, not over stdio"
    )
    parser.add_argument(
        "--port", type=arguments.positive, default=PORT, metavar="PORT", help=f"of --http (default: {PORT})"
    )


def run(settings: Settings, given: argparse.Namespace) -> int:
    from bot.reload import LiveArchive, ReloadingArchive

    try:
        from bot.mcp import server
    except ModuleNotFoundError as error:
        raise McpMissing from error

    if given.http:
        _require_port(given.port)
    reopen = cli.reopener(settings)
    with ReloadingArchive(reopen(), reopen, partial(backends.current, settings)) as latest:
        served = server.create(LiveArchive(latest))
        if given.http:
            terminal.complain(f"serving at http://127.0.0.1:{given.port}/mcp; Ctrl-C ends")
            # on 127.0.0.1 the SDK refuses requests whose Host or Origin is not of this machine
            served.run("streamable-http", host="127.0.0.1", port=given.port, stateless_http=True, json_response=True)
        else:
            served.run("stdio")
    return ANSWERED


def _require_port(port: int) -> None:
    """Raise PortTaken unless this machine's port is free. Found out before the models load."""
    if port > MAX_PORT:
        raise PortTaken(port, f"the last is {MAX_PORT}")
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise PortTaken(port, os.strerror(error.errno or 0)) from error
