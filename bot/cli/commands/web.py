"""onrecord web: the reading room, On Record in a browser (docs/web.md)."""

import argparse
import os
from dataclasses import replace
from functools import partial

from bot import cli
from bot.cli import ANSWERED, arguments, terminal
from retrieval import backends
from retrieval.errors import RetrievalError
from retrieval.settings import Settings

NAME = "web"
HELP = "serve the reading room: ask, check and read in a browser"
TOKEN = "ONRECORD_TOKEN"  # noqa: S105 - the name of an environment variable


class WebMissing(RetrievalError):
    def __init__(self) -> None:
        super().__init__('onrecord web needs Starlette and uvicorn; install them with: pip install "onrecord[web]"')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        metavar="HOST",
        type=arguments.plain_text,
        help=f"the address to listen on (default: [web] host); addresses that other machines can reach need {TOKEN}",
    )
    parser.add_argument("--port", type=arguments.positive, metavar="PORT", help="(default: [web] port)")


def run(settings: Settings, given: argparse.Namespace) -> int:
    from bot.reload import LiveArchive, ReloadingArchive

    try:
        import uvicorn

        from bot.web import app, guard
    except ModuleNotFoundError as error:
        raise WebMissing from error

    web = replace(settings.web, host=given.host or settings.web.host, port=given.port or settings.web.port)
    token = os.environ.get(TOKEN) or None
    guard.require_token(web.host, token)
    arguments.require_port(web.host, web.port)
    reopen = cli.reopener(settings)
    with ReloadingArchive(reopen(), reopen, partial(backends.current, settings)) as latest:
        served = app.create(LiveArchive(latest), web, token)
        host = f"[{web.host}]" if ":" in web.host else web.host
        terminal.complain(f"serving at http://{host}:{web.port}/; Ctrl-C ends")
        config = uvicorn.Config(
            served,
            host=web.host,
            port=web.port,
            log_config=None,  # errors go to the log of the command line; requests, and so questions, to none
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(config).run()  # uvicorn.run would take Ctrl-C for a success
    return ANSWERED
