"""onrecord cite: prints a citation of words as plain text, in Markdown, or in a format for reference managers."""

import argparse

from bot import lookup
from bot.cli import ANSWERED, NOTHING_ON_RECORD, arguments, articles, output, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import refusals
from bot.typed_options import CITATION_FORMS
from retrieval.archive import Archive
from retrieval.citations import Citation
from retrieval.settings import Settings

NAME = "cite"
HELP = "cite words: for a text, Markdown, BibTeX, RIS or CSL-JSON"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_words(parser, "WORDS", help="words on record; with --at, an article or a part of its path")
    parser.add_argument(
        "--at", metavar="START", type=arguments.offset, help="the quotation at this character: `start` in JSON"
    )
    arguments.add_speaker(parser, "only as said by this person")
    arguments.add_format(parser, *CITATION_FORMS, OutputFormat.JSON)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        arguments.join_names(archive, given)
        words = " ".join(given.words)
        arguments.require_names(archive, given.speaker)
        cited = archive.cite(words, given.speaker) if given.at is None else [_at_place(archive, words, given.at)]
    if not cited:
        terminal.complain(f"{refusals.NOT_AS_GIVEN}; to see what is close: onrecord check WORDS")
        return NOTHING_ON_RECORD
    if given.format == OutputFormat.JSON:
        output.print_documents(map(reply_json.citation_document, cited), given.format)
    else:
        terminal.write(CITATION_FORMS[given.format](cited))
    return ANSWERED


def _at_place(archive: Archive, name: str, offset: int) -> Citation:
    article = lookup.find_article(archive, name)
    paragraph = articles.paragraph_at(article, offset)
    return archive.cite_place(article, offset, paragraph)
