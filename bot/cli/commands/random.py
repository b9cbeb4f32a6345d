"""onrecord random: prints a quotation drawn at random, to show what is in an archive."""

import argparse
import random

from bot import lookup
from bot.cli import ANSWERED, arguments, nothing_found, output, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import markdown as markdown_forms
from bot.rendering import refusals
from retrieval.archive import Archive
from retrieval.chronology import on_topic
from retrieval.models import Kind, Quotation
from retrieval.settings import Settings

NAME = "random"
HELP = "show a quotation at random"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_speaker(parser, words=False)
    arguments.add_source(parser, words=False)
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        people = arguments.people_meant(archive, given.speaker) if given.speaker else []
        source = lookup.source_name(archive, given.source)
        named = list(filter(_is_shown, archive.said(given.speaker, None, given.source)))
        subject = lookup.as_subject(archive, given.speaker, people) if given.speaker else None
        elsewhere = filter(_is_shown, archive.said(given.speaker)) if source and not named else ()
    if not named:
        return nothing_found(refusals.nothing(subject, None, source, on_topic.by_source(elsewhere)))
    quotation = random.choice(named)  # noqa: S311 - not a secret
    if given.format in {OutputFormat.JSON, OutputFormat.CSV}:
        output.print_documents([reply_json.quotation_document(quotation)], given.format)
    elif given.format == OutputFormat.MARKDOWN:
        terminal.write(markdown_forms.quotation(quotation))
    else:
        terminal.show_quotation(quotation, terminal.console())
    return ANSWERED


def _is_shown(quotation: Quotation) -> bool:
    return quotation.speaker is not None and quotation.is_said and quotation.kind is not Kind.INDIRECT
