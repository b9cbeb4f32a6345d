"""onrecord mcp: answers language models over the Model Context Protocol (docs/mcp.md)."""

import argparse
import shlex
import signal
import threading
from functools import partial
from typing import TYPE_CHECKING

from bot import cli
from bot.cli import ANSWERED, arguments, terminal
from retrieval import backends
from retrieval.errors import ArchiveMissing, GenerationError, IndexMissing, RetrievalError
from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.archive import Archive, Models

NAME = "mcp"
HELP = "serve language models over the Model Context Protocol"
HOST, PORT = "127.0.0.1", 8765
SHUTDOWN_SECONDS = 5  # after Ctrl-C, for calls in progress


class NotIndexed(GenerationError):
    """There is no index. Building one takes longer than a client waits for a server."""

    def __init__(self, folder: object, command: str) -> None:
        super().__init__(f"{folder} has no index yet; build it first, with: {command}")


class McpMissing(RetrievalError):
    def __init__(self) -> None:
        super().__init__('onrecord mcp needs the MCP SDK; install it with: pip install "onrecord[mcp]"')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--http", action="store_true", help="over HTTP on this machine, at http://127.0.0.1:PORT/mcp, instead of stdio"
    )
    parser.add_argument(
        "--port", type=arguments.positive, default=PORT, metavar="PORT", help=f"the port of --http (default: {PORT})"
    )


def run(settings: Settings, given: argparse.Namespace) -> int:
    from bot.reload import LiveArchive, ReloadingArchive
    from retrieval.archive import Models

    try:
        import uvicorn

        from bot.mcp import server
    except ModuleNotFoundError as error:
        raise McpMissing from error

    if given.http:
        arguments.require_port(HOST, given.port)
    models = Models.of(settings)
    archive = _open(settings, models, given)
    threading.Thread(target=_load_models, args=(archive,), daemon=True).start()
    with ReloadingArchive(archive, cli.reopener(settings, models), partial(backends.current, settings)) as latest:
        served = server.create(LiveArchive(latest), settings.web.base_url)
        if not given.http:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a thread that waits for input would hold up Ctrl-C
            served.run("stdio")
            return ANSWERED
        terminal.complain(f"serving at http://{HOST}:{given.port}/mcp; Ctrl-C ends")
        # on 127.0.0.1 the SDK refuses requests whose Host or Origin is not of this machine
        app = served.streamable_http_app(host=HOST, stateless_http=True, json_response=True)
        config = uvicorn.Config(
            app,
            host=HOST,
            port=given.port,
            log_config=None,  # errors go to the log of the command line; requests, and so questions, to none
            access_log=False,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,  # clients keep connections open
        )
        uvicorn.Server(config).run()
    return ANSWERED


def _open(settings: Settings, models: "Models", given: argparse.Namespace) -> "Archive":
    """Open the archive without loading a model, so that the server answers at once. Raises NotIndexed."""
    from retrieval.archive import Archive

    try:
        return Archive.open(settings, models)
    except IndexMissing as error:
        folder = settings.archive.folder
        if not folder.is_dir():
            raise ArchiveMissing(folder) from error
        options = {"config": given.config, "archive": folder, "index": given.index}
        words = [word for name, value in options.items() if value for word in (f"--{name}", str(value))]
        raise NotIndexed(folder, shlex.join(["onrecord", *words, "index"])) from error


def _load_models(archive: "Archive") -> None:
    """Load the models before the first question. An error is said here; each question reports it again."""
    try:
        archive.load_models()
    except RetrievalError as error:
        terminal.complain(f"onrecord: {error}")
