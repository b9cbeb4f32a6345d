"""Measures time and memory of an answer, beside a baseline that uses the same libraries.

    python -m benchmarks.latency [--archive DIR] [--index DIR] [--questions FILE]

    cold     a new process that answers one question, beside a new process that only imports torch
    warm     a question in a running process, beside encoding it and an exact search, one core each
    checks   a question beside one that does not check what it reads of the index
    eight    questions a second with eight clients, beside eight clients that only encode; and the latter beside the
             most that the cores encode in batches of eight

Both sides alternate in one run, because other programs share the machine. So quote the ratios. The default archive is
the one that comes with the project. config.toml decides whether a cross-encoder takes part.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.baseline import Baseline, Timing, encoded_per_second, questions_per_second
from retrieval import evaluation, settings
from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.archive import Archive

ROUNDS = 7  # rounds of each cold process, and of eight clients
REPEATS = 200  # warm questions on each side
QUESTIONS = (
    "what did Burnham say about Lansley?",
    "what did Miliband say about a top-down reorganisation?",
    "who warned of layers of bureaucracy?",
    "how much was the time to care fund?",
    "what is the population of Edinburgh?",
)
COLD_BASELINE = "import torch"


def main() -> None:
    given = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        configured = settings.load(archive=given.archive, index=given.index or Path(scratch) / "index")
        questions = [case.question for case in evaluation.read_cases(given.questions)] if given.questions else QUESTIONS
        folders = ("--archive", str(configured.archive.folder), "--index", str(configured.index_folder))
        print("| | On Record | baseline | ratio | difference |\n|---|---|---|---|---|")
        # first, while this process is small: a child's peak memory starts at its parent's size
        _cold(folders, questions[0])
        _warm(configured, questions)


def _cold(folders: Sequence[str], question: str) -> None:
    ask = ("-m", "bot", *folders, "ask", question)
    _process(*ask)  # builds the index if it is missing
    pairs = [(_process(*ask), _process("-c", COLD_BASELINE)) for _ in range(ROUNDS)]
    _row("cold, s", [(ours[0], bare[0]) for ours, bare in pairs], statistics.median)
    _row("cold, peak memory, MB", [(ours[1], bare[1]) for ours, bare in pairs], statistics.median)


def _process(*arguments: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one run of Python."""
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen([sys.executable, *arguments], stdout=quiet, stderr=quiet) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        raise SystemExit(f"python {' '.join(arguments)} failed; run it by itself to see why")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def _warm(configured: Settings, questions: Sequence[str]) -> None:
    from retrieval import encoders
    from retrieval.archive import Archive, Models
    from retrieval.encoders.bert import BertEncoder
    from retrieval.index import generation
    from retrieval.search import reader

    model = encoders.load(configured.encoder)
    archive = Archive.open(configured, Models(lambda: model, lambda: reader.load(configured.ranking)))
    with generation.open_current(configured.index_folder, model.name) as opened:
        baseline = Baseline(opened.vectors, model, configured.ranking.candidates)
    for question in questions[:20]:
        archive.ask(question)
        baseline.ask(question)
    asked = [questions[turn % len(questions)] for turn in range(REPEATS)]
    pairs = [(Timing.of(archive.ask, question), Timing.of(baseline.ask, question)) for question in asked]
    for kind in ("clock", "processor"):
        taken = [(getattr(ours, kind), getattr(bare, kind)) for ours, bare in pairs]
        _row(f"warm p50, ms by the {kind}", taken, statistics.median)
        _row(f"warm p99, ms by the {kind}", taken, lambda values: statistics.quantiles(values, n=100)[-1])
    checked = [(Timing.of(archive.ask, question), _unchecked(archive, question)) for question in asked]
    taken = [(with_checks.processor, without.processor) for with_checks, without in checked]
    _row("checks p50, ms by the processor", taken, statistics.median)
    batched = BertEncoder.open(encoders.bundled())
    whole, encoding = (partial(questions_per_second, call, asked) for call in (archive.ask, model.question))
    _row("eight clients, questions a second", [(whole(), encoding()) for _ in range(ROUNDS)], statistics.median)
    most = [(encoding(), encoded_per_second(batched, asked)) for _ in range(ROUNDS)]
    _row("eight encoding, and batches of eight", most, statistics.median)


def _unchecked(archive: "Archive", question: str) -> Timing:
    """The time of a question that neither looks at the open files nor compares checksums of rows."""
    from retrieval.index.generation import OpenFiles
    from retrieval.index.tables import SqliteStore

    def columns_of_row(_store: SqliteStore, _what: str, _checksum: bytes, *columns: object) -> Sequence[object]:
        return columns

    with patch.object(OpenFiles, "check"), patch.object(SqliteStore, "_checked", columns_of_row):
        return Timing.of(archive.ask, question)


def _row(name: str, pairs: Sequence[tuple[float, float]], of: Callable[[Sequence[float]], float]) -> None:
    """A line of the table: a figure for each side, their ratio and their difference."""
    ours, baseline = (of(side) for side in zip(*pairs, strict=True))
    print(f"| {name} | {ours:.1f} | {baseline:.1f} | {ours / baseline:.2f} | {ours - baseline:.1f} |", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the time and memory of an answer beside a baseline.")
    parser.add_argument("--archive", type=Path, help="a folder of articles (default: the configured one)")
    parser.add_argument("--index", type=Path, help="its index, built where missing (default: a scratch folder)")
    parser.add_argument("--questions", type=Path, help="a question file (default: five of its own)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
