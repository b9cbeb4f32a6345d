"""onrecord bot: serves Discord, or copies its database with `onrecord bot backup FILE`."""

import argparse
import os
import sqlite3
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path

from bot import cli
from bot.cli import ANSWERED, terminal
from retrieval import backends
from retrieval.errors import RetrievalError
from retrieval.settings import Settings, load

NAME = "bot"
HELP = "run the Discord bot; its token comes from DISCORD_TOKEN"


class BotTokenMissing(RetrievalError):
    def __init__(self) -> None:
        super().__init__(
            "no Discord token; set DISCORD_TOKEN in the environment (docs/discord.md says where to get one)"
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=["backup"], help="copy the database; the bot may be running")
    parser.add_argument("file", nargs="?", type=Path, help="the file of the copy")


class BackupRefused(RetrievalError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"no backup was made: {problem}")


def back_up(settings: Settings, file: Path | None) -> int:
    from bot.discord.database import FILE, BotDatabase

    if file is None:
        raise BackupRefused("name its file, as in: onrecord bot backup discord-copy.db")
    if not (settings.discord.folder / FILE).exists():
        raise BackupRefused(f"there is no {settings.discord.folder / FILE}")
    if file.exists():
        raise BackupRefused(f"{file} exists already")
    with closing(BotDatabase.open(settings.discord.folder, settings.discord.remember)) as database:
        try:
            database.back_up(file)
        except (OSError, sqlite3.Error) as error:
            raise BackupRefused(f"{file} cannot be written ({error})") from error
    terminal.write(f"copied to {file}")
    return ANSWERED


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.cli import schedule
    from bot.discord import runner
    from bot.discord.bot import create
    from bot.discord.database import BotDatabase, NotSaved
    from bot.discord.live_archive import Reindexer
    from retrieval.archive import Archive, Models

    if arguments.action:
        return back_up(settings, arguments.file)
    token = os.environ.get("DISCORD_TOKEN", "").strip()
    if not token:
        raise BotTokenMissing
    runner.start_logging(token, as_json=settings.discord.log == "json")
    database = BotDatabase.open(settings.discord.folder, settings.discord.remember)
    models, commands = Models.of(settings), []

    def opened(settings: Settings, name: str = "") -> tuple[Archive, Reindexer]:
        reopen, command = cli.reopener(settings, models), schedule.index_command(settings, arguments.config)
        commands.append((settings, command))

        def opened_now() -> Archive:
            archive = reopen()
            with suppress(NotSaved):  # it is tried again with the next index
                database.drop_articles(archive.withdrawn, name)
            return archive

        return opened_now(), Reindexer(command, opened_now, partial(backends.current, settings))

    archive, reindexer = opened(settings)
    bot = create(archive, settings.discord, database, reindexer)
    bot.room = settings.web.base_url
    for name in settings.archives:
        bot.add_archive(name, *opened(settings.of_archive(name), name), servers=settings.archives[name].servers)
    with ExitStack() as schedules:
        for of_archive, command in commands:
            schedules.enter_context(schedule.start(of_archive, command, bot.metrics.count_reindexing))
        runner.run(bot, token, lambda: load(arguments.config).discord)
    return ANSWERED
