"""onrecord quotations: prints every quotation on record."""

import argparse

from bot import lookup
from bot.cli import ANSWERED, arguments, nothing_found, output, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import markdown, refusals
from retrieval.archive import Archive
from retrieval.settings import Settings

NAME = "quotations"
HELP = "list every quotation, in the archive's order"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_speaker(parser, "only what this person says or reports", words=False)
    parser.add_argument(
        "--article",
        type=arguments.plain_text,
        help="only from this article; its path below the archive, or a part of it",
    )
    arguments.add_limit(parser, "show at most this many")
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        article = lookup.find_article(archive, given.article).id if given.article is not None else None
        people = arguments.people_meant(archive, given.speaker) if given.speaker else []
        quotations = archive.quotations(given.speaker, article)
        subject = lookup.as_subject(archive, given.speaker, people) if given.speaker else None
    if not quotations:
        return nothing_found(refusals.nothing(subject, None, article))
    shown = quotations[: given.limit]
    if given.format in {OutputFormat.JSON, OutputFormat.CSV}:
        output.print_documents(map(reply_json.quotation_document, shown), given.format)
    elif given.format == OutputFormat.MARKDOWN:
        terminal.write("\n\n".join(map(markdown.quotation, shown)))
    else:
        with terminal.paged(wanted=given.pager) as console:
            for quotation in shown:
                terminal.show_quotation(quotation, console)
    output.print_left_out(len(quotations) - len(shown), given.format)
    return ANSWERED
