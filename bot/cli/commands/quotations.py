"""onrecord quotations: prints every quotation on record."""

import argparse
import sys

from bot import formatting
from bot.cli import ANSWERED, NOTHING_ON_RECORD, reply_json, terminal
from retrieval.archive import Archive
from retrieval.settings import Settings

NAME = "quotations"
HELP = "list every quotation, in the archive's order"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--speaker", help="only what they say or report")
    parser.add_argument("--article", help="only from this article; its path below the archive")
    parser.add_argument("--json", action="store_true", help="print each quotation as a line of JSON")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    console = terminal.console()
    with Archive.open(settings) as archive:
        quotations = archive.quotations(arguments.speaker, arguments.article)
        for quotation in quotations:
            if arguments.json:
                reply_json.print_line(reply_json.quotation_document(quotation))
            else:
                terminal.show_quotation(quotation, console)
    if quotations:
        return ANSWERED
    sys.stderr.write(f"{formatting.NOTHING}\n")
    return NOTHING_ON_RECORD
