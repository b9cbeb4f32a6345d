"""onrecord bot: serves Discord."""

import argparse
import os
from functools import partial

from bot import cli
from bot.cli import ANSWERED
from retrieval import backends
from retrieval.errors import RetrievalError
from retrieval.settings import Settings

NAME = "bot"
HELP = "serve Discord; the token comes from DISCORD_TOKEN"


class TokenMissing(RetrievalError):
    def __init__(self) -> None:
        super().__init__(
            "no Discord token; set DISCORD_TOKEN in the environment (docs/discord.md says where to get one)"
        )


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """This command has no arguments of its own."""


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.cli import schedule
    from bot.discord import runner
    from bot.discord.bot import create
    from bot.discord.database import BotDatabase
    from bot.discord.live_archive import Reindexer

    token = os.environ.get("DISCORD_TOKEN", "").strip()
    if not token:
        raise TokenMissing
    runner.start_logging(token)
    database = BotDatabase.open(settings.discord.folder, settings.discord.remember)
    reopen, index_command = cli.reopener(settings), schedule.index_command(settings, arguments.config)
    reindexer = Reindexer(index_command, reopen, partial(backends.current, settings))
    bot = create(reopen(), settings.discord, database, reindexer)
    with schedule.start(settings, index_command):
        runner.run(bot, token)
    return ANSWERED
