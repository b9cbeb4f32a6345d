"""onrecord who: prints who is quoted on a topic, how often and when."""

import argparse

from bot import cli, lookup
from bot.cli import ANSWERED, arguments, nothing_found, output, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import markdown as markdown_forms
from bot.rendering import refusals
from retrieval.archive import Archive
from retrieval.chronology import on_topic, timeline
from retrieval.settings import Settings

NAME = "who"
HELP = "list who spoke on a topic, how often and when"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_words(parser, "TOPIC", required=False, help="a topic; without one, everybody is listed")
    arguments.add_source(parser)
    arguments.add_limit(parser, "the maximum number, the most quoted first")
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with Archive.open(settings) as archive:
        arguments.join_names(archive, given)
        topic = lookup.topic_of(given.words)
        source = lookup.source_name(archive, given.source)
        with cli.waiting("searching the archive"):
            found = on_topic.find(archive, None, topic or None, given.source)
        summaries = timeline.count_by_speaker(found.quotations, archive.speakers)
        people = archive.people_named(topic) if topic and (found.by_meaning or not summaries) else []
    if people:
        terminal.complain(
            f"onrecord: {topic} is the name of a speaker; to list what they said: onrecord timeline {topic}"
        )
    if not summaries:
        status = nothing_found(refusals.nothing(None, topic, source, found.elsewhere))
        if given.format == OutputFormat.TEXT:
            terminal.show_nearest(found.nearest, terminal.console())
        return status
    if found.by_meaning:
        terminal.complain(f"onrecord: {refusals.close_in_meaning(topic, None, source)}")
    shown = summaries[: given.limit]
    if given.format in {OutputFormat.JSON, OutputFormat.CSV}:
        output.print_documents(map(reply_json.summary_document, shown), given.format)
    elif given.format == OutputFormat.MARKDOWN:
        terminal.write(markdown_forms.summaries(shown))
    else:
        with terminal.paged(wanted=given.pager) as console:
            terminal.show_summaries(shown, console)
    output.print_left_out(len(summaries) - len(shown), given.format)
    return ANSWERED
