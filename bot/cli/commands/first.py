"""onrecord first: prints where words first appeared in the archive, by anyone."""

import argparse
from collections.abc import Sequence
from itertools import chain

from rich.console import Console

from bot import lookup
from bot.cli import ANSWERED, arguments, nothing_found, output, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import formatting, markdown, refusals
from retrieval.archive import Archive
from retrieval.chronology.first_use import Appearance, FirstUse
from retrieval.settings import Settings

NAME = "first"
HELP = "show where words first appeared, by anyone"
MAX_UNDATED = 3  # articles without a date that are shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_words(parser, "PHRASE", help="the words, next to each other, as an article has them")
    arguments.add_source(parser)
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        arguments.join_names(archive, given)
        source = lookup.source_name(archive, given.source)
        use = archive.first(" ".join(given.words), given.source)
        others = archive.first(use.phrase).total if source and not use.total else 0
    if given.format == OutputFormat.JSON:
        reply_json.print_line(reply_json.first_use_document(use))
    if not use.total:
        return nothing_found(refusals.no_passage_has(use.phrase, source, others))
    if given.format == OutputFormat.CSV:
        output.print_rows(reply_json.appearance_documents(use))
    elif given.format == OutputFormat.MARKDOWN:
        blocks = [
            [f"**{markdown.escape(heading)}**", *map(markdown.appearance, found)] for heading, found in sections(use)
        ]
        terminal.write("\n\n".join(chain.from_iterable(blocks)))
    elif given.format == OutputFormat.TEXT:
        with terminal.paged(wanted=given.pager) as console:
            show(use, console)
    return ANSWERED


def show(use: FirstUse, console: Console) -> None:
    for heading, appearances in sections(use):
        terminal.show_heading(heading, console)
        console.print()
        for appearance in appearances:
            terminal.show_appearance(appearance, console)


def sections(use: FirstUse) -> list[tuple[str, Sequence[Appearance]]]:
    """The sections of the output with their headings: the first passages, the first speakers, passages without a
    date.
    """
    shown: list[tuple[str, Sequence[Appearance]]] = []
    counted = f"“{use.phrase}” stands in {formatting.counted(use.total, 'passage')}."
    if len(use.first) > 1:
        shown.append((f"{counted} The dates do not show which of these was the first:", use.first))
    elif use.first:
        shown.append((f"{counted} The first:", use.first))
    else:
        shown.append((f"{counted} None has a date, so the first is not known:", use.undated[:MAX_UNDATED]))
    if use.first_said and use.first_said != use.first:
        shown.append(("First as somebody's words, quoted or reported:", use.first_said))
    if use.first and use.undated:
        many = formatting.counted(len(use.undated), "passage")
        shown.append((f"{many} without a date may be older:", use.undated[:MAX_UNDATED]))
    return shown
