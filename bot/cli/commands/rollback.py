"""onrecord rollback: makes the previous generation of the index current again."""

import argparse

from bot.cli import ANSWERED, arguments, reply_json, terminal
from bot.cli.output import OutputFormat
from retrieval import backends
from retrieval.settings import Settings

NAME = "rollback"
HELP = "go back to the previous generation of the index"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_format(parser, OutputFormat.TEXT, OutputFormat.JSON)


def run(settings: Settings, given: argparse.Namespace) -> int:
    name = backends.roll_back(settings)
    if given.format == OutputFormat.JSON:
        reply_json.print_line({"generation": name})
    else:
        terminal.write(
            f"rolled back to {name}; it stays in use, with the corrections of its day, until the archive changes"
        )
    return ANSWERED
