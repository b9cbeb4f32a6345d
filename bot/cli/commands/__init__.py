"""The commands, one file each. To add one, write a module with the members of `Command` and list its name in NAMES.

Only the module of the command that runs is imported; `onrecord --help` imports all. Commands import heavy modules in
`run`.
"""

import argparse
from typing import Protocol

from retrieval.settings import Settings

NAMES = tuple(  # in the order of `onrecord --help`
    "ask repl check cite timeline compare who first quotations export random show context correct "
    "index rollback status bot web mcp feedback evaluate accuracy completion man help".split()
)


class Command(Protocol):
    """The members that every command has."""

    @property
    def NAME(self) -> str: ...  # noqa: N802 - a constant of the module

    @property
    def HELP(self) -> str: ...  # noqa: N802

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, settings: Settings, arguments: argparse.Namespace) -> int:
        """Run the command, print its result and return the exit status."""
