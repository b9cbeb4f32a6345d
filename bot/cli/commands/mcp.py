"""onrecord mcp: answers language models over the Model Context Protocol (docs/mcp.md)."""

import argparse
from functools import partial

from bot import cli
from bot.cli import ANSWERED, arguments, terminal
from retrieval import backends
from retrieval.errors import RetrievalError
from retrieval.settings import Settings

NAME = "mcp"
HELP = "serve language models over the Model Context Protocol"
PORT = 8765


class McpMissing(RetrievalError):
    def __init__(self) -> None:
        super().__init__('onrecord mcp needs the MCP SDK; install it with: pip install "onrecord[mcp]"')


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
        arguments.require_port("127.0.0.1", given.port)
    reopen = cli.reopener(settings)
    with ReloadingArchive(reopen(), reopen, partial(backends.current, settings)) as latest:
        served = server.create(LiveArchive(latest), settings.web.base_url)
        if given.http:
            terminal.complain(f"serving at http://127.0.0.1:{given.port}/mcp; Ctrl-C ends")
            # on 127.0.0.1 the SDK refuses requests whose Host or Origin is not of this machine
            served.run("streamable-http", host="127.0.0.1", port=given.port, stateless_http=True, json_response=True)
        else:
            served.run("stdio")
    return ANSWERED
