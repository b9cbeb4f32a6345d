"""onrecord context: prints a passage with the paragraphs around it."""

import argparse

from bot import lookup
from bot.cli import arguments, articles
from retrieval import passages
from retrieval.archive import Archive
from retrieval.settings import Settings

NAME = "context"
HELP = "show a passage with the paragraphs around it"
MAX_CONTEXT_CHARS = 3000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_article(parser)
    parser.add_argument(
        "--at", metavar="START", type=arguments.offset, required=True, help="where it begins: `start` in JSON"
    )
    parser.add_argument("--to", metavar="END", type=arguments.offset, help="where it ends: `end` in JSON")
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        article = lookup.find_article(archive, given.article)
        quotations = archive.quotations(article=article.id)
    start, end = articles.paragraph_at(article, given.at)
    if given.to is not None:
        start, end = articles.checked(article, given.at, given.to)
    around = passages.around(article, start, end, MAX_CONTEXT_CHARS)
    return articles.show(article, around, quotations, given, marked=(start, end))
