"""onrecord check: tells whether a quotation is on record, and how it differs from the words on record."""

import argparse
import sys

from bot import formatting
from bot.cli import ANSWERED, NOTHING_ON_RECORD, reply_json, terminal
from retrieval.archive import Archive
from retrieval.quote_check import ON_RECORD
from retrieval.settings import Settings

NAME = "check"
HELP = "is a quotation on record: word for word, altered, or by somebody else?"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar="WORDS")
    parser.add_argument("--speaker", help="who is supposed to have said it")
    parser.add_argument("--reported", action="store_true", help="accept words that an article reports without quoting")
    parser.add_argument("--json", action="store_true", help="print each quotation found as a line of JSON")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        check = archive.check(arguments.words, arguments.speaker)
    if arguments.json:
        for document in reply_json.check_documents(check):
            reply_json.print_line(document)
    elif check.matches:
        terminal.show_check(check, terminal.console())
    if check.verdict in ON_RECORD and not check.by_another:
        return ANSWERED
    sys.stderr.write(f"{'Not on record as given.' if check.matches else formatting.NOTHING}\n")
    return NOTHING_ON_RECORD
