"""onrecord accuracy: asks for verdicts on a sample of quotations, and prints how often they are right.

Each verdict is stored in a file as one line of JSON, without any text of an article. Run the command again to continue.
"""

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Iterable
from itertools import starmap
from pathlib import Path
from typing import Any

from bot.cli import ANSWERED, NOTHING_ON_RECORD, arguments, output, terminal
from bot.cli.output import OutputFormat
from bot.rendering import formatting, markdown
from retrieval.archive import Archive
from retrieval.errors import QuestionError
from retrieval.evaluation import accuracy
from retrieval.evaluation.accuracy import Judgement, Measure, Share
from retrieval.models import Quotation
from retrieval.settings import Settings

NAME = "accuracy"
HELP = "judge a sample of quotations: how often are words, names and dates right?"
SAMPLE_QUOTATIONS = 100
VERDICTS = Path("accuracy.jsonl")  # in the working folder
LETTERS = {
    "r": Judgement.RIGHT,
    "w": Judgement.WRONG_WORDS,
    "n": Judgement.WRONG_NAME,
    "d": Judgement.WRONG_DATE,
    "s": Judgement.SKIP,
}
ASKED = "[r]ight, wrong [w]ords, wrong [n]ame, wrong [d]ate (or several: nd), [s]kip, [q]uit: "
NO_VERDICT = "Type r, s or q alone, or one or more of w, n and d, such as nd; then press Enter."
Verdicts = dict[str, dict[str, Any]]  # by place


class VerdictsUnreadable(QuestionError):
    def __init__(self, path: Path, line: int) -> None:
        super().__init__(
            f"{path}, line {line}, is not a verdict; remove the line, or name another file with --verdicts"
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    arguments.add_limit(parser, f"size of the sample (default: {SAMPLE_QUOTATIONS})")
    parser.add_argument(
        "--verdicts",
        type=Path,
        default=VERDICTS,
        metavar="FILE",
        help="the file of the verdicts (default: accuracy.jsonl in the working folder)",
    )
    parser.add_argument(
        "--seed", default="", type=arguments.plain_text, help="any text; a different text draws a different sample"
    )
    parser.add_argument("--report", action="store_true", help="only print the table of the verdicts so far")
    arguments.add_format(parser, OutputFormat.TEXT, OutputFormat.JSON)


def run(settings: Settings, given: argparse.Namespace) -> int:
    kept = read(given.verdicts)
    if not given.report:
        with Archive.open(settings) as archive:
            drawn = accuracy.sample(archive.each_quotation(), given.limit or SAMPLE_QUOTATIONS, given.seed)
        with given.verdicts.open("a", encoding="utf-8") as file:
            for verdict in judge(drawn, kept, ask=prompt):
                file.write(json.dumps(verdict, ensure_ascii=False) + "\n")
                file.flush()
                kept[verdict["place"]] = verdict
    shares = accuracy.tally((one["verdicts"], one["named"], one["dated"]) for one in kept.values())
    if not shares:
        named = "" if given.verdicts == VERDICTS else f" --verdicts {shlex.quote(str(given.verdicts))}"
        terminal.complain(f"No verdicts in {given.verdicts}; give some with: onrecord accuracy{named}")
        return NOTHING_ON_RECORD
    if given.format == OutputFormat.JSON:
        output.print_documents(starmap(_document, shares.items()), given.format)
    else:
        terminal.write(as_table({settings.archive.folder.name: shares}))
    return ANSWERED


def _document(measure: Measure, share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {
        "measure": measure.value,
        "count": share.count,
        "of": share.of,
        "low": round(low, 4),
        "high": round(high, 4),
    }


def as_table(shares: dict[str, dict[Measure, Share]]) -> str:
    return markdown.table(*accuracy.table(shares))


def read(path: Path) -> Verdicts:
    """The verdicts in a file by place.

    If a place has several verdicts, the last one counts. Empty if there is no file.
    """
    kept: Verdicts = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        try:
            verdict = json.loads(line)
            known = set(verdict["verdicts"]) <= set(Judgement)
            kept[verdict["place"]] = {name: verdict[name] for name in ("place", "verdicts", "named", "dated")}
        except (ValueError, TypeError, KeyError) as error:
            raise VerdictsUnreadable(path, number) from error
        if not known:
            raise VerdictsUnreadable(path, number)
    return kept


def judge(drawn: list[Quotation], kept: Verdicts, ask: Callable[[str], str]) -> Iterable[dict[str, Any]]:
    """Ask for a verdict on each quotation that has none, and yield the verdicts until the judge quits."""
    remaining = [quotation for quotation in drawn if accuracy.place(quotation) not in kept]
    for number, quotation in enumerate(remaining, len(drawn) - len(remaining) + 1):
        _show(quotation, f"{number} of {len(drawn)}")
        try:
            verdicts = _ask(ask)
        except EOFError:
            return
        if verdicts is None:
            return
        yield {
            "place": accuracy.place(quotation),
            "verdicts": verdicts,
            "named": formatting.speaker_name(quotation) is not None,
            "dated": quotation.article.published is not None,
        }


def prompt(text: str) -> str:
    """Read a line after a prompt on standard error; only the table goes to standard output."""
    return terminal.console(sys.stderr).input(text, markup=False)


def _ask(ask: Callable[[str], str]) -> list[str] | None:
    """The verdicts that one typed line gives; None to quit. After an invalid line, what may be typed is said."""
    while True:
        typed = ask(ASKED).strip().casefold()
        if typed == "q":
            return None
        given = [LETTERS[letter] for letter in dict.fromkeys(typed) if letter in LETTERS]
        is_single = len(given) == 1 or not {Judgement.RIGHT, Judgement.SKIP} & set(given)
        if typed and len(given) == len(set(typed)) and is_single:
            return [verdict.value for verdict in given]
        terminal.complain(NO_VERDICT)


def _show(quotation: Quotation, heading: str) -> None:
    """Print a quotation as an answer shows it, with the sentences around it, on standard error."""
    console = terminal.console(sys.stderr)
    terminal.show_heading(heading, console)
    terminal.show_quotation_in_context(quotation, console)
