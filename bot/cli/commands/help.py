"""onrecord help: prints the help of the program or of a command."""

import argparse

from bot.cli import ANSWERED
from retrieval.errors import QuestionError, nearest
from retrieval.settings import Settings

NAME = "help"
HELP = "show this help, or the help of a command"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("command", nargs="?", metavar="COMMAND")


def run(_settings: Settings, arguments: argparse.Namespace) -> int:
    parsers = {None: arguments.parser, **arguments.parsers}
    if arguments.command not in parsers:
        raise QuestionError(f"no command {arguments.command}; {nearest(arguments.command, arguments.parsers)}")
    parsers[arguments.command].print_help()
    return ANSWERED
