"""onrecord rollback: makes the previous generation of the index current again."""

import argparse

from bot.cli import ANSWERED
from retrieval import backends
from retrieval.settings import Settings

NAME = "rollback"
HELP = "go back to the previous generation of the index"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """This command has no arguments of its own."""


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    print(f"rolled back to {backends.roll_back(settings)}; it answers until the archive changes")
    return ANSWERED
