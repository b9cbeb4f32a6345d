"""onrecord random: prints a quotation drawn at random, to see what an archive has."""

import argparse
import random

from bot import markdown as markdown_forms
from bot.cli import ANSWERED, arguments, nothing_found, output, reply_json, terminal
from bot.cli.output import Format
from retrieval.archive import Archive
from retrieval.models import Kind
from retrieval.settings import Settings

NAME = "random"
HELP = "show a quotation at random"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_speaker(parser, words=False)
    arguments.add_source(parser, words=False)
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        arguments.require_names(archive, given.speaker, given.source)
        said = archive.said(given.speaker, None, given.source)
    named = [one for one in said if one.speaker and one.is_said and one.kind is not Kind.INDIRECT]
    if not named:
        return nothing_found(f"of {given.speaker}" if given.speaker else "")
    quotation = random.choice(named)  # noqa: S311 - not a secret
    if given.format in {Format.JSON, Format.CSV}:
        output.print_documents([reply_json.quotation_document(quotation)], given.format)
    elif given.format == Format.MARKDOWN:
        terminal.write(markdown_forms.quotation(quotation))
    else:
        terminal.show_quotation(quotation, terminal.console())
    return ANSWERED
