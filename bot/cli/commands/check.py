"""onrecord check: tells whether a quotation is on record, and how it differs from the words on record."""

import argparse

from bot import formatting
from bot.cli import ANSWERED, NOTHING_ON_RECORD, arguments, markdown, output, reply_json, terminal
from bot.cli.output import Format
from retrieval.archive import Archive
from retrieval.quote_check import ON_RECORD
from retrieval.settings import Settings

NAME = "check"
HELP = "is a quotation on record: word for word, altered, or by somebody else?"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_words(parser, "WORDS", help="with or without quotation marks")
    arguments.add_speaker(parser, "who is supposed to have said it")
    parser.add_argument("--reported", action="store_true", help="accept words that an article reports without quoting")
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        check = archive.check(" ".join(given.words), given.speaker)
    if given.format in {Format.JSON, Format.CSV}:
        output.print_documents(reply_json.check_documents(check), given.format)
    elif check.matches and given.format == Format.MARKDOWN:
        terminal.write("\n\n".join(markdown.check(check)))
    elif check.matches:
        terminal.show_check(check, terminal.console())
    if check.verdict in ON_RECORD and not check.by_another:
        return ANSWERED
    terminal.complain("Not on record as given." if check.matches else formatting.NOTHING)
    return NOTHING_ON_RECORD
