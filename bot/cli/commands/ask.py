"""onrecord ask: answers a question, or a file of questions."""

import argparse
import io
import json
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from bot import cli, typed_options
from bot.cli import ANSWERED, FAILED, NOTHING_ON_RECORD, arguments, output, reply_json, terminal
from bot.cli.output import OutputFormat
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
        with _open_batch(given.batch) as lines:
            return _answer_batch(settings, given, options, filter(None, map(str.strip, lines)))
    try:
        return _answer(settings, given)
    except (QuestionError, BrokenPipeError):
        raise
    except (RetrievalError, OSError) as error:  # whose message follows on standard error
        if given.format == OutputFormat.JSON:
            reply_json.print_line(_could_not_look(question, arguments.message(error, given)))
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
        case OutputFormat.JSON:
            reply_json.print_line(reply_json.reply_document(reply))
        case OutputFormat.CSV:
            output.print_rows(reply_json.answer_documents(reply))
        case OutputFormat.MARKDOWN:
            terminal.write("\n\n".join(markdown.reply(reply)))
        case _:
            with terminal.paged(wanted=given.pager) as console:
                terminal.show(reply, console)
            if left := replies.left_out(reply):
                terminal.complain(left)


def _answer_batch(settings: Settings, given: argparse.Namespace, options: Options, lines: Iterable[str]) -> int:
    """Print a reply to every line, also if the archive cannot be opened; the error is then raised after the last."""
    try:
        archive = cli.open_or_build(settings)
    except (RetrievalError, OSError) as error:
        problem = arguments.message(error, given)
        for line in lines:
            reply_json.print_line(_unanswered(line, problem))
        raise
    status = ANSWERED
    with archive:
        for line in lines:
            try:
                reply = _answer_line(archive, line, options, given.limit or BATCH_ANSWERS)
            except (RetrievalError, OSError) as error:  # a cluster may be away for one question, and answer the next
                problem, status = arguments.message(error, given), FAILED
                logger.warning("question %.80r: %s", line, problem)
                reply = _unanswered(line, problem, archive.generation)
            reply_json.print_line(reply)
    return status


def _answer_line(archive: Archive, line: str, options: Options, limit: int) -> dict[str, Any]:
    """The reply to one line of a batch, even if the line is no question."""
    key: object = None
    question, problem = line, 'has no "question" that is text'
    try:
        key, text = _read_line(line)
        if text is not None:
            question = text
            return reply_json.reply_document(archive.ask(arguments.plain_text(text), options, limit), key)
    except (ValueError, RecursionError) as error:
        problem = f'cannot be read: {error}; write {{"id": ..., "question": "..."}} or plain text'
    except QuestionError as error:
        problem = str(error)
    logger.warning("question %.80r: %s", line, problem)
    return _could_not_look(question, problem, archive.generation, key)


def _unanswered(line: str, problem: str, generation: str = "") -> dict[str, Any]:
    """The reply to one line of a batch if the archive cannot be looked at, whether the line is a question or not."""
    key, text = None, None
    with suppress(ValueError, RecursionError):
        key, text = _read_line(line)
    return _could_not_look(line if text is None else text, problem, generation, key)


def _read_line(line: str) -> tuple[object, str | None]:
    """The id of a line of a batch, and its question; None if it has none. Raises ValueError or RecursionError."""
    if not line.startswith("{"):
        return None, line
    entry = json.loads(line)
    json.dumps(entry.get("id"), allow_nan=False)  # NaN, which Python reads, could not be given back as JSON
    text = entry.get("question")
    return entry.get("id"), text if isinstance(text, str) else None


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
