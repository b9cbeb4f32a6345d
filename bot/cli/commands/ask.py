"""onrecord ask: answers a question, or a file of questions."""

import argparse
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from bot import cli
from bot.cli import ANSWERED, NOTHING_ON_RECORD, reply_json, terminal
from retrieval.archive import Archive
from retrieval.errors import QuestionError
from retrieval.models import Options, Question, Reply
from retrieval.search import query
from retrieval.settings import Settings

logger = logging.getLogger(__name__)

NAME = "ask"
HELP = "answer a question, or a file of them"
LOOK_SECONDS = 0.3  # for the look whether files are newer than the index
BATCH_ANSWERS = 10  # answers to each question of a batch if --limit is not given


def add_arguments(parser: argparse.ArgumentParser) -> None:
    question = parser.add_mutually_exclusive_group(required=True)
    question.add_argument("question", nargs="?", metavar="QUESTION")
    question.add_argument(
        "--batch", metavar="FILE", help='one question a line, JSON {"id", "question"} or text; - is standard input'
    )
    parser.add_argument("--speaker", help="only what they say")
    parser.add_argument("--source", help="only from this publication")
    parser.add_argument(
        "--after", metavar="DATE", help="only from this day, month or year on: 2012-02-07, 2012-02 or 2012"
    )
    parser.add_argument("--before", metavar="DATE", help="only before this day, month or year")
    parser.add_argument(
        "--limit", type=_positive, help=f"at most so many answers (default: 5; in a batch {BATCH_ANSWERS})"
    )
    parser.add_argument("--json", action="store_true", help="print the reply as JSON")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    options = query.parse_options(arguments.speaker, arguments.source, arguments.after, arguments.before)
    if arguments.batch:
        return _answer_batch(settings, arguments.batch, options, arguments.limit or BATCH_ANSWERS)
    with cli.open_or_build(settings) as archive:
        reply = archive.ask(arguments.question, options, arguments.limit)
        newer = archive.newer_files(LOOK_SECONDS)
    if newer:
        logger.warning("files newer than the index: %d; bring it up to date with: onrecord index", newer)
    if arguments.json:
        reply_json.print_line(reply_json.reply_document(reply))
    else:
        terminal.show(reply, terminal.console())
    return NOTHING_ON_RECORD if reply.abstained else ANSWERED


def _answer_batch(settings: Settings, file: str, options: Options, limit: int) -> int:
    with _open_batch(file) as lines, cli.open_or_build(settings) as archive:
        for line in lines:
            if line.strip():
                reply_json.print_line(_answer_line(archive, line.strip(), options, limit))
    return ANSWERED


def _answer_line(archive: Archive, line: str, options: Options, limit: int) -> dict[str, Any]:
    """The reply to one line of a batch. An unreadable line gets a reply too, so that every line has one reply."""
    key, text = None, line
    try:
        if line.startswith("{"):
            entry = json.loads(line)
            key, text = entry.get("id"), entry["question"]
        reply = archive.ask(str(text), options, limit)
    except QuestionError as error:
        reply = _refused(archive, text, str(error))
    except (ValueError, KeyError) as error:
        reply = _refused(
            archive, text, f'cannot be read: {error}; write {{"id": ..., "question": "..."}} or plain text'
        )
    return reply_json.reply_document(reply, key)


def _refused(archive: Archive, text: str, reason: str) -> Reply:
    logger.warning("question %.80r: %s", text, reason)
    return Reply(text, Question(text), (), 0.0, reason, archive.generation, 0.0)


@contextmanager
def _open_batch(file: str) -> Iterator[TextIO]:
    """A file of questions, or standard input for "-". Bytes that are not UTF-8 become replacement characters."""
    if file == "-":
        yield sys.stdin
        return
    try:
        lines = Path(file).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - closed by the `with` below
    except OSError as error:
        raise QuestionError(
            f"{file} cannot be read ({error.strerror}); name a file of questions, or - for standard input"
        ) from error
    with lines:
        yield lines


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")
    return int(text)
