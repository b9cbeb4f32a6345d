"""onrecord man: prints the man page. It is made from the same texts as --help."""

import argparse

from bot.cli import ANSWERED, main
from retrieval.settings import Settings

NAME = "man"
HELP = "print the man page, for: man -l -"

FILES = (
    ("config.toml", "settings: of the working folder, if it is On Record's, else of the user's config folder"),
    ("~/.config/onrecord/", "the user's config folder on Linux"),
    ("~/.local/share/onrecord/indexes/", "the indexes on Linux, one for each archive; `onrecord status` shows which"),
)

ENVIRONMENT = (
    ("DISCORD_TOKEN", "the token of the Discord bot"),
    ("ONRECORD_TOKEN", "the token of the reading room; needed if other machines can reach it"),
    ("MILVUS_TOKEN", "the token of a Milvus cluster"),
    ("PAGER", "the program for output longer than the screen; `cat` for none"),
    ("NO_COLOR", "if it is set, there are no colours"),
)


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """This command has no arguments of its own."""


def run(_settings: Settings, arguments: argparse.Namespace) -> int:
    print(page(arguments.parser), end="")
    return ANSWERED


def page(parser: argparse.ArgumentParser) -> str:
    from argparse_manpage.manpage import Manpage

    parser.epilog = None  # the man page has separate sections for examples and exit statuses
    facts = {
        "description": "answers from an archive of news articles, in the speakers' own words",
        "manual_title": "On Record",
        "project_name": "onrecord",
    }
    manual = Manpage(parser, facts, format="single-commands-section")
    for heading, rows in (
        ("examples", main.EXAMPLES),
        ("exit status", main.EXIT_STATUSES),
        ("files", FILES),
        ("environment", ENVIRONMENT),
    ):
        entries = (f".TP\n\\fB{_roff(str(name))}\\fR\n{_roff(text)}" for name, text in rows)
        manual.add_section(heading, "=", "\n".join(entries))
    return "".join(map(_in_ascii, str(manual)))


def _in_ascii(character: str) -> str:
    """A character in groff's own notation, which does not depend on the encoding.

    >>> _in_ascii("a"), _in_ascii("“")
    ('a', '\\\\[u201C]')
    """
    return character if character.isascii() else f"\\[u{ord(character):04X}]"


def _roff(text: str) -> str:
    """The text with everything escaped that roff would read as a command.

    >>> print(_roff('.so "called-'))
    \\&.so \\(dqcalled\\-
    """
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
