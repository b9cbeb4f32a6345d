"""onrecord timeline: prints somebody's statements, oldest first, and how many there were over time."""

import argparse
from collections.abc import Sequence

from bot import cli, lookup, typed_options
from bot.cli import ANSWERED, arguments, nothing_found, output, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import formatting, refusals
from bot.rendering import markdown as markdown_forms
from retrieval.archive import Archive
from retrieval.chronology import on_topic, timeline
from retrieval.chronology.timeline import Statement
from retrieval.errors import QuestionError
from retrieval.models import Quotation
from retrieval.settings import Settings

NAME = "timeline"
HELP = "list what somebody said, the oldest first"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_name(parser, "speaker", "whose words")
    arguments.add_words(parser, "TOPIC", required=False, help="only on this topic")
    arguments.add_source(parser)
    arguments.add_days(parser)
    arguments.add_limit(parser, "the maximum number of statements, the oldest first")
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    if not given.speaker.strip():
        raise QuestionError("a name is needed, as in: onrecord timeline Burnham the bill")
    days = typed_options.parse(None, None, None, given.after, given.before)
    with Archive.open(settings) as archive:
        arguments.join_names(archive, given)
        name, words = lookup.split_name(archive, [given.speaker, *given.words])
        people, topic = arguments.people_meant(archive, name), lookup.topic_of(words)
        source = lookup.source_name(archive, given.source)
        with cli.waiting("searching the archive"):
            found = on_topic.find(archive, name, topic or None, given.source)
        subject = lookup.as_subject(archive, name, people)
        heading = f"{lookup.speaker_heading(archive, name, people, found.quotations)}{f' on {topic}' if topic else ''}"
    statements = timeline.without_reprints(timeline.statements(found.quotations))
    if statements and not (statements := timeline.in_time(statements, days.after, days.before)):
        return nothing_found(refusals.nothing_then(subject, topic, source, days.after, days.before))
    if not statements:
        status = nothing_found(refusals.nothing(subject, topic, source, found.elsewhere))
        if given.format == OutputFormat.TEXT:
            terminal.show_nearest(found.nearest, terminal.console())
        return status
    if found.by_meaning:
        terminal.complain(f"onrecord: {refusals.close_in_meaning(topic, subject, source)}")
    shown = statements[: given.limit]
    if given.format in {OutputFormat.JSON, OutputFormat.CSV}:
        output.print_documents(map(reply_json.statement_document, shown), given.format)
    elif given.format == OutputFormat.MARKDOWN:
        terminal.write("\n\n".join([f"# {markdown_forms.escape(heading)}", *map(markdown_forms.statement, shown)]))
    else:
        printed = timeline.in_time(timeline.statements(found.quotations), days.after, days.before)
        said = [one for statement in printed for one in statement.quotations]
        _show(heading, shown, len(statements), said, wanted=given.pager)
    output.print_left_out(len(statements) - len(shown), given.format)
    return ANSWERED


def _show(heading: str, shown: list[Statement], total: int, said: Sequence[Quotation], *, wanted: bool) -> None:
    counts = timeline.count_by_period(said)
    dated = sum(count for _, count in counts)
    many = f"{total:,} statements, the oldest first" if total > 1 else "1 statement"
    with terminal.paged(wanted=wanted) as console:
        terminal.show_heading(f"{heading}: {many}", console)
        console.print()
        if dated >= formatting.MIN_CHARTED_STATEMENTS:
            terminal.show_counts(counts, console, len(said) - dated)
            console.print()
        for statement in shown:
            terminal.show_statement(statement, console)
