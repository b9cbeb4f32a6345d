"""How good the answers are, how sure that is, what another configuration would change, and what went worst.

kind      questions  hit@1  hit@5 ...           all measures, for all questions and by kind
95 %:                .47    .75 ...              where the figures for all lie, were other such questions asked
to                   .57    .84 ...
rejected  2 of 7 still stand first            where somebody did not want what an answer began with
against   hit@1 +0.021 (-0.003 to +0.045), 14 better, 7 worse
1  who ...?    right passage third              the worst misses, with what stood first instead
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli import terminal
from retrieval import evaluation
from retrieval.evaluation import MAX_RANK, Case, Outcome
from retrieval.models import Reply

SHOWN = 200  # characters of what stood first instead


class Archive(Protocol):
    def ask(self, text: str, *, limit: int) -> Reply: ...


def outcomes(opened: AbstractContextManager[Archive], cases: Sequence[Case]) -> list[Outcome]:
    with opened as archive:
        return [evaluation.judge(case, archive.ask(case.question, limit=MAX_RANK)) for case in cases]


def show(judged: Sequence[Outcome], console: Console) -> None:
    """All measures, for all and by kind, and the interval of those for all."""
    groups = {"all": list(judged)}
    for outcome in judged:
        groups.setdefault(outcome.case.kind, []).append(outcome)
    table = Table("kind", *evaluation.score([]), box=None, padding=(0, 1, 0, 0))
    for kind, of_kind in groups.items():
        table.add_row(kind, *(_figure(value) for value in evaluation.score(of_kind).values()))
    ends = evaluation.intervals(judged)
    for end, name in enumerate(("95 %:", "to")):
        table.add_row(name, "", *(_figure(each[end]) for each in ends.values()), style="dim")
    console.print(table)
    still, cases = evaluation.count_rejected(judged)
    if cases:
        console.print(f"rejected  {still} of {cases} still stand first")


def show_difference(first: Sequence[Outcome], second: Sequence[Outcome], console: Console) -> None:
    for name, one in evaluation.compare(first, second).items():
        low, high = one.interval
        console.print(
            f"against  {name} {one.difference:+.3f} ({low:+.3f} to {high:+.3f}), {one.better} better, {one.worse} worse"
        )


def show_worst(judged: Sequence[Outcome], most: int, console: Console) -> None:
    for number, outcome in enumerate(evaluation.worst(judged)[:most], 1):
        console.print()
        for line in _miss(outcome):
            console.print(
                Text(f"{number}  " if line is outcome.case.question else "   ") + Text(terminal.visible(line))
            )


def _miss(outcome: Outcome) -> Iterator[str]:
    case = outcome.case
    yield case.question
    if case.gold:
        yield f"right passage {f'at {outcome.rank}' if outcome.rank else f'not among {MAX_RANK}'}: {case.gold[0]}"
    elif outcome.rejected:
        yield "a passage that was rejected stands first still"
    else:
        yield f"answered with a confidence of {outcome.confidence:.2f}, but nothing is on record"
    label = "first instead" if case.gold or not outcome.rejected else "it begins"
    yield f"{label}: {' '.join(outcome.first.split())[:SHOWN]}"


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else "–" if math.isnan(value) else f"{value:.3f}"
