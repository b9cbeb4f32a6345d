"""onrecord ask: answers a question, or a file of questions."""

import argparse
import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from bot import cli, typed_options
from bot.cli import ANSWERED, NOTHING_ON_RECORD, arguments, output, reply_json, terminal
from bot.cli.output import Format
from bot.rendering import markdown, replies
from retrieval.archive import Archive
from retrieval.errors import QuestionError, RetrievalError
from retrieval.models import Options, Question, Reply
from retrieval.settings import Settings

logger = logging.getLogger(__name__)

NAME = "ask"
HELP = "answer a question, or a file of them"
LOOK_SECONDS = 0.3  # for the look whether files are newer than the index
BATCH_ANSWERS = 10  # answers to each question of a batch if --limit is not given


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_words(parser, "QUESTION", required=False, help="with or without quotation marks")
    parser.add_argument(
        "--batch", metavar="FILE", help='one question a line, JSON {"id", "question"} or text; - is standard input'
    )
    arguments.add_speaker(parser)
    arguments.add_source(parser)
    arguments.add_days(parser)
    arguments.add_limit(parser, f"maximum number of answers (default: 5; in a batch {BATCH_ANSWERS})")
    arguments.add_format(parser)


def run(settings: Settings, given: argparse.Namespace) -> int:
    options = typed_options.parse(None, given.speaker, given.source, given.after, given.before)
    question = " ".join(given.words)
    if bool(question.strip()) == bool(given.batch):
        problem = "ask one question or a --batch of them, not both" if given.batch else "ask what?"
        raise QuestionError(f"{problem} Such as: onrecord ask what did Burnham say about Lansley")
    if given.batch:
        return _answer_batch(settings, given.batch, options, given.limit or BATCH_ANSWERS)
    try:
        return _answer(settings, given)
    except QuestionError:
        raise
    except RetrievalError as error:  # whose message follows on standard error
        if given.format == Format.JSON:
            reply_json.print_line(_could_not_look(question, arguments.with_options(str(error), given)))
        raise


def _answer(settings: Settings, given: argparse.Namespace) -> int:
    with cli.open_or_build(settings) as archive:
        arguments.join_names(archive, given)
        question = " ".join(given.words)
        options = typed_options.parse(None, given.speaker, given.source, given.after, given.before)
        with cli.waiting("searching the archive"):
            reply = archive.ask(question, options, given.limit)
        # A reply that abstains has looked already.
        newer = reply.searched.newer if reply.searched else archive.newer_files(LOOK_SECONDS)
        near = arguments.near_asked(archive, reply)
    if newer:
        remedy = arguments.with_options("bring it up to date with: onrecord index", given)
        logger.warning("files newer than the index: %d; %s", newer, remedy)
    _print(reply, given)
    if near:
        terminal.complain(f"onrecord: {near}")
    return NOTHING_ON_RECORD if reply.abstained else ANSWERED


def _print(reply: Reply, given: argparse.Namespace) -> None:
    match given.format:
        case Format.JSON:
            reply_json.print_line(reply_json.reply_document(reply))
        case Format.CSV:
            output.print_rows(reply_json.answer_documents(reply))
        case Format.MARKDOWN:
            terminal.write("\n\n".join(markdown.reply(reply)))
        case _:
            with terminal.paged(wanted=given.pager) as console:
                terminal.show(reply, console)
            if left := replies.left_out(reply):
                terminal.complain(left)


def _answer_batch(settings: Settings, file: str, options: Options, limit: int) -> int:
    with _open_batch(file) as lines, cli.open_or_build(settings) as archive:
        for line in lines:
            if line.strip():
                reply_json.print_line(_answer_line(archive, line.strip(), options, limit))
    return ANSWERED


def _answer_line(archive: Archive, line: str, options: Options, limit: int) -> dict[str, Any]:
    """The reply to one line of a batch. Every line gets one reply, even if it cannot be read."""
    key, text = None, line
    try:
        if line.startswith("{"):
            entry = json.loads(line)
            json.dumps(entry.get("id"), allow_nan=False)  # NaN, which Python reads, could not be given back as JSON
            key, text = entry.get("id"), entry.get("question")
            if not isinstance(text, str):
                raise QuestionError('has no "question" that is text')
        return reply_json.reply_document(archive.ask(arguments.plain_text(text), options, limit), key)
    except (ValueError, RecursionError) as error:
        problem = f'cannot be read: {error}; write {{"id": ..., "question": "..."}} or plain text'
    except RetrievalError as error:  # a cluster may be away for one question, and answer the next
        problem = str(error)
    logger.warning("question %.80r: %s", line, problem)
    return _could_not_look(text if isinstance(text, str) else line, problem, archive.generation, key)


def _could_not_look(question: str, problem: str, generation: str = "", key: object = None) -> dict[str, Any]:
    """The reply to a question that could not be looked up. `generation` is empty if the index could not be opened."""
    refused = Reply(question, Question(question), (), 0.0, problem, generation, 0.0)
    return reply_json.reply_document(refused, key, error=problem)


@contextmanager
def _open_batch(file: str) -> Iterator[TextIO]:
    """A file of questions, or standard input for "-". Bytes that are not UTF-8 become replacement characters."""
    if file == "-":
        if sys.stdin is None:
            raise QuestionError("standard input is closed; name a file of questions")
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
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
