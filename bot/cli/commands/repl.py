"""onrecord repl: answers questions at a prompt. It always uses the current generation of the index."""

import argparse
from functools import partial

from bot import cli
from bot.cli import ANSWERED, terminal
from retrieval import backends
from retrieval.settings import Settings

NAME = "repl"
HELP = "answer question after question at a prompt"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """This command has no arguments of its own."""


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.cli import prompt, schedule
    from bot.reload import ReloadingArchive

    reopen = cli.reopener(settings)
    with cli.waiting("loading the models"):
        opened = reopen()
    with (
        ReloadingArchive(opened, reopen, partial(backends.current, settings)) as latest,
        schedule.start(settings, schedule.index_command(settings, arguments.config)),
    ):
        prompt.run(latest, settings, terminal.console())
    return ANSWERED
