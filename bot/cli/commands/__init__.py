"""The commands, one file each. To add one, write a module with the members of `Command` and list it in COMMANDS.

Commands import heavy modules in `run`, so that `--help` and other commands start at once.
"""

import argparse
from typing import Protocol

from bot.cli.commands import (
    accuracy,
    ask,
    bot,
    check,
    cite,
    compare,
    completion,
    context,
    correct,
    evaluate,
    export,
    feedback,
    first,
    help,  # noqa: A004 - the command's name
    index,
    man,
    mcp,
    quotations,
    random,
    repl,
    rollback,
    show,
    status,
    timeline,
    web,
    who,
)
from retrieval.settings import Settings


class Command(Protocol):
    """The members that every module in COMMANDS has."""

    @property
    def NAME(self) -> str: ...  # noqa: N802 - a constant of the module

    @property
    def HELP(self) -> str: ...  # noqa: N802

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, settings: Settings, arguments: argparse.Namespace) -> int:
        """Run the command, print its result and return the exit status."""


# in the order of `onrecord --help`
COMMANDS: tuple[Command, ...] = (
    ask,
    repl,
    check,
    cite,
    timeline,
    compare,
    who,
    first,
    quotations,
    export,
    random,
    show,
    context,
    correct,
    index,
    rollback,
    status,
    bot,
    web,
    mcp,
    feedback,
    evaluate,
    accuracy,
    completion,
    man,
    help,
)
