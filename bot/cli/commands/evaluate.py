"""onrecord evaluate: scores question files against the archive.

kind      questions  hit@1  hit@5 ...                          a row for all questions, and one for each kind
all       420        0.520  0.800 ...
95 %:                0.470  0.750 ...                          the confidence interval of "all": its lower ends,
to                   0.570  0.840 ...                          and its upper ends
rejected  2 of 7 still rank first                             passages with more 👎 than 👍 that still rank first
against   hit@1 +0.021 (-0.003 to +0.045), 14 better, 7 worse  with --against: another configuration, same questions
corrections  7 of 12 right without them                        with --corrections: words that people put right, and
  corrections.toml, line 4 (a.txt): Ann Lee; found: Bo Ek      those that the machine alone gets wrong
1  who ...?                                                    with --misses: the worst, with what ranked first
   right passage at 3: ...
"""

import argparse
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import cli
from bot.cli import ANSWERED, NOTHING_ON_RECORD, arguments, output, terminal
from bot.cli.output import OutputFormat
from bot.rendering.formatting import on_one_line
from retrieval import evaluation
from retrieval import settings as settings_file
from retrieval.archive import Archive
from retrieval.errors import QuestionError
from retrieval.evaluation import MAX_RANK, Case, Outcome
from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.evaluation import JudgedCorrection

NAME = "evaluate"
HELP = "score question files against the archive"
SHOWN_CHARS = 200  # characters shown of a wrong passage that ranked first


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument(
        "--corrections",
        action="store_true",
        help="how many corrections of words the program gets right without the corrections",
    )
    parser.add_argument(
        "--against", type=Path, metavar="CONFIG", help="compare with another configuration, question by question"
    )
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="list the N worst misses")
    arguments.add_format(parser, OutputFormat.TEXT, OutputFormat.JSON)


def run(settings: Settings, given: argparse.Namespace) -> int:
    if given.corrections:
        return _evaluate_corrections(settings, as_json=given.format == OutputFormat.JSON)
    if not given.files:
        raise QuestionError("name a question file, or give --corrections")
    cases = [case for path in given.files for case in evaluation.read_cases(path)]
    outcomes = _outcomes(settings, cases)
    if given.format == OutputFormat.JSON:
        output.print_documents(score_documents(outcomes), given.format)
        return ANSWERED
    console = terminal.console()
    show_scores(outcomes, console)
    if given.against:
        other = settings_file.load(given.against, archive=given.archive, index=given.index)
        show_difference(outcomes, _outcomes(other, cases), console)
    show_misses(outcomes, given.misses, console)
    return ANSWERED


def _evaluate_corrections(settings: Settings, *, as_json: bool) -> int:
    """Print how many of the corrected quotations On Record gets right without the correction, and those that it gets
    wrong.
    """
    from retrieval import corrections, evaluation

    with Archive.open(settings) as archive:
        judged = list(evaluation.judge_corrections(corrections.read(settings.archive.folder), archive.article))
    wrong = [each for each in judged if not each.is_right]
    right = len(judged) - len(wrong)
    if as_json:
        document = {"kind": "corrections", "corrections": len(judged), "right": right}
        output.print_documents([{**document, "wrong": [_wrong_document(each) for each in wrong]}], OutputFormat.JSON)
        return ANSWERED
    if not judged:
        terminal.complain("No corrections of words fit this archive; see: onrecord correct --help")
        return NOTHING_ON_RECORD
    terminal.write(f"corrections  {right} of {len(judged)} right without them")
    for each in wrong:
        found = ", ".join(name or "nobody named" for name in each.speakers) or "no quotation"
        found += ", without some of the words" if each.speakers and each.lacks_words else ""
        wanted = each.correction.speaker or "no quotation"
        place = f"{corrections.place_of(each.correction.line)} ({each.correction.article})"
        terminal.write(f"  {on_one_line(f'{place}: {wanted}; found: {found}')}")
    return ANSWERED


def _wrong_document(judged: "JudgedCorrection") -> dict[str, Any]:
    correction = judged.correction
    return {
        "line": correction.line,
        "article": correction.article,
        "words": correction.words,
        "speaker": correction.speaker or None,
        "found": list(judged.speakers),
        "lacks_words": judged.lacks_words,
    }


def _outcomes(settings: Settings, cases: Sequence[Case]) -> list[Outcome]:
    with cli.open_or_build(settings) as archive:
        return [evaluation.judge(case, archive.ask(case.question, limit=MAX_RANK)) for case in cases]


def _by_kind(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    by_kind = {"all": list(outcomes)}
    for outcome in outcomes:
        by_kind.setdefault(outcome.case.kind, []).append(outcome)
    return by_kind


def score_documents(outcomes: Sequence[Outcome]) -> Iterator[dict[str, Any]]:
    """One object for all questions and one for each kind, with every measure; null where there is nothing to
    measure.
    """
    for kind, of_kind in _by_kind(outcomes).items():
        measures = evaluation.score(of_kind).items()
        yield {"kind": kind, **{name: None if math.isnan(value) else value for name, value in measures}}


def show_scores(outcomes: Sequence[Outcome], console: Console) -> None:
    """Print every measure, for all questions and by kind, and the confidence intervals for all questions."""
    table = Table("kind", *evaluation.score([]), box=None, padding=(0, 1, 0, 0))
    for kind, of_kind in _by_kind(outcomes).items():
        table.add_row(kind, *map(_figure, evaluation.score(of_kind).values()))
    intervals = evaluation.intervals(outcomes).values()
    table.add_row("95 %:", "", *(_figure(low) for low, _ in intervals), style="dim")
    table.add_row("to", "", *(_figure(high) for _, high in intervals), style="dim")
    console.print(table)
    still_first, rejected = evaluation.count_rejected(outcomes)
    if rejected:
        console.print(f"rejected  {still_first} of {rejected} still rank first")


def show_difference(first: Sequence[Outcome], second: Sequence[Outcome], console: Console) -> None:
    for name, difference in evaluation.compare(first, second).items():
        low, high = difference.interval
        interval = f"{difference.difference:+.3f} ({low:+.3f} to {high:+.3f})"
        console.print(f"against  {name} {interval}, {difference.better} better, {difference.worse} worse")


def show_misses(outcomes: Sequence[Outcome], limit: int, console: Console) -> None:
    """Print the worst misses, each with the passage that ranked first instead."""
    for number, outcome in enumerate(evaluation.worst(outcomes)[:limit], 1):
        console.print()
        console.print(Text(f"{number}  {outcome.case.question}"))
        for line in _explain_miss(outcome):
            console.print(Text(f"   {line}"))


def _explain_miss(outcome: Outcome) -> Iterator[str]:
    case = outcome.case
    if case.gold:
        yield f"right passage {f'at {outcome.rank}' if outcome.rank else f'not among {MAX_RANK}'}: {case.gold[0]}"
    elif outcome.rejected:
        yield "a rejected passage still ranks first"
    else:
        yield f"answered with a confidence of {outcome.confidence:.2f}, but nothing is on record"
    label = "first instead" if case.gold or not outcome.rejected else "it begins"
    yield f"{label}: {' '.join(outcome.first.split())[:SHOWN_CHARS]}"


def _figure(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return "–" if math.isnan(value) else f"{value:.3f}"
