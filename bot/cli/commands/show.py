"""onrecord show: prints an article, as it is in its file, with the quotations in it."""

import argparse

from bot import lookup
from bot.cli import arguments, articles
from retrieval.archive import Archive
from retrieval.settings import Settings

NAME = "show"
HELP = "show an article, or its text from a given place"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_article(parser)
    parser.add_argument(
        "--at",
        metavar="START",
        type=arguments.offset,
        help="begin at the paragraph with this character: `start` in JSON",
    )
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        article = lookup.find_article(archive, given.article)
        quotations = archive.quotations(article=article.id)
    start = 0
    if given.at is not None:
        start, _ = articles.paragraph_at(article, given.at)
    return articles.show(article, (start, len(article.text)), quotations, given)
