"""How long an answer takes and how much memory, beside the least that the same libraries need.

    cold     a new process until its answer is out, against one that imports torch
    warm     a question in a running process, against a bare encode and an exact search, one core each
    eight    questions a second of eight askers at once, against eight that only encode, and these against as much as
             the cores encode in batches of eight

Both sides are taken in turn in one run, since machines are shared: the ratios are what to quote. Without arguments it
measures on the articles that come along; `--archive` and `--index` name others, `--questions` a file of them. Whether a
cross-encoder takes part is for config.toml to say.
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

from benchmarks.floor import Floor, Took, in_batches, together
from retrieval import evaluation, settings
from retrieval.settings import Settings

ROUNDS = 7  # of each cold process, and of eight askers
REPEATS = 200  # warm questions of each side
QUESTIONS = (
    "what did Burnham say about Lansley?",
    "what did Miliband say about a top-down reorganisation?",
    "who warned of layers of bureaucracy?",
    "how much was the time to care fund?",
    "what is the population of Edinburgh?",
)
FLOOR = "import torch"


def main() -> None:
    given = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        configured = settings.load(archive=given.archive, index=given.index or Path(scratch) / "index")
        questions = [case.question for case in evaluation.read_cases(given.questions)] if given.questions else QUESTIONS
        folders = ("--archive", str(configured.archive.folder), "--index", str(configured.index.folder))
        print("| | On Record | floor | ratio | difference |\n|---|---|---|---|---|")
        _cold(folders, questions[0])  # first, while this process is small: a child's peak begins at its parent's size
        _warm(configured, questions)


def _cold(folders: Sequence[str], question: str) -> None:
    ask = ("-m", "bot", *folders, "ask", question)
    _process(*ask)  # which builds a missing index
    pairs = [(_process(*ask), _process("-c", FLOOR)) for _ in range(ROUNDS)]
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
    from retrieval.search import cross_encoder

    model = encoders.load(configured.encoder)
    archive = Archive.open(configured, Models(lambda: model, lambda: cross_encoder.load(configured.ranking)))
    with generation.open_current(configured.index.folder, model.name) as opened:
        floor = Floor(opened.vectors, model, configured.ranking.candidates)
    for question in questions[:20]:
        archive.ask(question)
        floor.ask(question)
    asked = [questions[turn % len(questions)] for turn in range(REPEATS)]
    pairs = [(Took.of(archive.ask, question), Took.of(floor.ask, question)) for question in asked]
    for kind in ("clock", "processor"):
        taken = [(getattr(ours, kind), getattr(bare, kind)) for ours, bare in pairs]
        _row(f"warm p50, ms by the {kind}", taken, statistics.median)
        _row(f"warm p99, ms by the {kind}", taken, lambda values: statistics.quantiles(values, n=100)[-1])
    batched = BertEncoder.open(encoders.bundled())
    whole, encoding = (partial(together, call, asked) for call in (archive.ask, model.question))
    _row("eight askers, questions a second", [(whole(), encoding()) for _ in range(ROUNDS)], statistics.median)
    most = [(encoding(), in_batches(batched, asked)) for _ in range(ROUNDS)]
    _row("eight encoding, and batches of eight", most, statistics.median)


def _row(name: str, pairs: Sequence[tuple[float, float]], of: Callable[[Sequence[float]], float]) -> None:
    """A line of the table: one figure over each side, its ratio and its difference."""
    ours, floor = (of(side) for side in zip(*pairs, strict=True))
    print(f"| {name} | {ours:.1f} | {floor:.1f} | {ours / floor:.2f} | {ours - floor:.1f} |", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the time and memory of an answer beside their floor.")
    parser.add_argument("--archive", type=Path, help="a folder of articles (default: the configured one)")
    parser.add_argument("--index", type=Path, help="its index, built where missing (default: a scratch folder)")
    parser.add_argument("--questions", type=Path, help="a question file (default: five of its own)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
