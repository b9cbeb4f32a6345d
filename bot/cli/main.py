"""The door: the command line is read here, and errors become one line.

Exit status: 0 answered or done, 1 nothing on record, 2 an error. Standard output carries only the result; progress,
warnings and errors go to standard error.
"""

import argparse
import io
import logging
import os
import sys
from pathlib import Path
from typing import NoReturn

from bot.cli import commands
from retrieval import settings
from retrieval.errors import RetrievalError

FAILED, INTERRUPTED = 2, 130


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, where argparse would print the usage as well."""
        self.exit(FAILED, f"{self.prog}: {message}; see: {self.prog} --help\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    given = _parser().parse_args(arguments)
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.DEBUG if given.debug else logging.WARNING)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # articles hold more letters than an old locale
    try:
        configured = settings.load(given.config, archive=given.archive, index=given.index)
        status: int = given.run(configured, given)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has had enough, such as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return commands.ANSWERED
    except KeyboardInterrupt:
        return INTERRUPTED
    except (RetrievalError, OSError) as error:
        if given.debug:
            raise
        sys.stderr.write(f"onrecord: {' '.join(str(error).split())}\n")
        return FAILED
    return status


def _parser() -> Parser:
    parser = Parser("onrecord", description="Answers from an archive of news articles, in the speakers' own words.")
    _add_everywhere(parser, missing=None)
    adding = parser.add_subparsers(metavar="COMMAND", required=True)

    ask = _add(adding, "ask", commands.ask, "answer a question, or a file of them")
    asked = ask.add_mutually_exclusive_group(required=True)
    asked.add_argument("question", nargs="?", metavar="QUESTION")
    asked.add_argument(
        "--batch", metavar="FILE", help='one question a line, JSON {"id", "question"} or text; - is standard input'
    )
    ask.add_argument("--speaker", help="only what they say")
    ask.add_argument("--source", help="only from this publication")
    ask.add_argument(
        "--after", metavar="DATE", help="only from this day, month or year on: 2012-02-07, 2012-02 or 2012"
    )
    ask.add_argument("--before", metavar="DATE", help="only before this day, month or year")
    ask.add_argument("--limit", type=_positive, help="at most so many answers (default: 5; in a batch 10)")
    ask.add_argument("--json", action="store_true", help="print the reply as JSON")

    _add(adding, "repl", commands.repl, "question after question at a prompt")

    index = _add(adding, "index", commands.index, "bring the index up to date with the archive")
    index.add_argument("--full", action="store_true", help="rebuild everything")
    index.add_argument(
        "--gently", action="store_true", help="at low priority, and not at all where another process is at it"
    )
    index.add_argument("--json", action="store_true", help="print as JSON what was taken and skipped, and why")

    _add(adding, "rollback", commands.rollback, "let the generation before answer again")

    check = _add(
        adding,
        "check",
        commands.check,
        "is this quotation on record: so, altered, by another?",
    )
    check.add_argument("words", metavar="WORDS")
    check.add_argument("--speaker", help="only if they said it")
    check.add_argument("--json", action="store_true", help="print a JSON line a place")

    quotations = _add(adding, "quotations", commands.quotations, "every quotation on record, in the archive's order")
    quotations.add_argument("--speaker", help="only theirs")
    quotations.add_argument("--article", help="only from this one, by its path below the archive")
    quotations.add_argument("--json", action="store_true", help="print a JSON line each")

    _add(adding, "bot", commands.bot, "serve Discord; the token comes from DISCORD_TOKEN")

    feedback = _add(adding, "feedback", commands.export_feedback, "what Discord's users thought of the answers")
    feedback.add_argument("action", choices=["export"], help="print it as a question file for evaluate")

    evaluate = _add(adding, "evaluate", commands.evaluate, "score question files against the archive")
    evaluate.add_argument("files", nargs="+", type=Path, metavar="FILE")
    evaluate.add_argument("--against", type=Path, metavar="CONFIG", help="compare with another configuration, pairwise")
    evaluate.add_argument("--misses", type=int, default=0, metavar="N", help="list the N worst misses, to be read")

    status = _add(adding, "status", commands.status, "what the index holds and when it was built")
    status.add_argument("--json", action="store_true", help="print it as JSON")
    return parser


def _add(
    adding: "argparse._SubParsersAction[Parser]", name: str, run: commands.Command, purpose: str
) -> argparse.ArgumentParser:
    parser = adding.add_parser(name, help=purpose, description=purpose.capitalize() + ".")
    parser.set_defaults(run=run)
    _add_everywhere(parser, missing=argparse.SUPPRESS)  # so that what stands before the command is not undone
    return parser


def _add_everywhere(parser: argparse.ArgumentParser, missing: str | None) -> None:
    everywhere = parser.add_argument_group("everywhere")
    everywhere.add_argument(
        "--config", type=Path, metavar="FILE", default=missing, help="settings (default: ./config.toml)"
    )
    everywhere.add_argument("--archive", type=Path, metavar="DIR", default=missing, help="the folder of articles")
    everywhere.add_argument("--index", type=Path, metavar="DIR", default=missing, help="the folder of the index")
    everywhere.add_argument("--debug", action="store_true", default=missing or False, help="log more, show tracebacks")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1")
    return int(text)
