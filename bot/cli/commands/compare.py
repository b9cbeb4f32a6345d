"""onrecord compare: prints what two people said on one topic, one after the other."""

import argparse

from bot import cli, lookup
from bot.cli import ANSWERED, NOTHING_ON_RECORD, arguments, output, reply_json, terminal
from bot.cli.output import OutputFormat
from bot.rendering import markdown as markdown_forms
from bot.rendering import replies
from retrieval.errors import QuestionError
from retrieval.models import Options, Reply
from retrieval.settings import Settings

NAME = "compare"
HELP = "show what two people said on one topic"
ANSWERS_EACH = 2  # answers shown of each of the two


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_name(parser, "one", "the first")
    arguments.add_name(parser, "other", "the second")
    arguments.add_words(parser, "TOPIC", help="what they spoke about")
    arguments.add_source(parser)
    arguments.add_limit(parser, f"maximum number of answers for each person (default: {ANSWERS_EACH})")
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    with cli.open_or_build(settings) as archive:
        arguments.join_names(archive, given)
        one, other, words = lookup.split_two_names(archive, [given.one, given.other, *given.words])
        if not words:
            raise QuestionError("two names and a topic are needed, as in: onrecord compare Burnham Lansley the bill")
        arguments.require_names(archive, None, given.source)
        topic, said = lookup.topic_of(words), {}
        for name in (one, other):
            people = arguments.people_meant(archive, name)
            speaker = people[0] if len(people) == 1 else name
            options = Options(speaker, given.source)
            with cli.waiting("searching the archive"):
                said[speaker] = archive.ask(
                    f"what did {speaker} say about {topic}?", options, given.limit or ANSWERS_EACH
                )
    _print(said, topic, given)
    return ANSWERED if any(map(replies.compared, said.values())) else NOTHING_ON_RECORD


def _print(said: dict[str, Reply], topic: str, given: argparse.Namespace) -> None:
    """Print the reply of each speaker."""
    match given.format:
        case OutputFormat.JSON:
            output.print_documents(map(reply_json.reply_document, said.values()), given.format)
        case OutputFormat.CSV:
            output.print_rows(row for reply in said.values() for row in reply_json.answer_documents(reply))
        case OutputFormat.MARKDOWN:
            blocks = (block for name, reply in said.items() for block in markdown_forms.compared(reply, name, topic))
            terminal.write("\n\n".join(blocks))
        case _:
            with terminal.paged(wanted=given.pager) as console:
                for number, (speaker, reply) in enumerate(said.items()):
                    if number:
                        console.print()
                    terminal.show_compared(reply, speaker, topic, console)
