"""Measures one archive in a process of its own: time of a question, memory and recall. Prints one line of JSON.

    python -m benchmarks.scale.measurement INDEX QUESTIONS EXACT [--most N]

benchmarks.scale runs this module. Questions alternate with the baseline, which is encoding and an exact search.
"""

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.baseline import Baseline, Call, Timing, questions_per_second
from benchmarks.scale.synthetic_archive import filters
from retrieval import encoders, evaluation, settings
from retrieval.archive import Archive, Models
from retrieval.encoders import Encoder
from retrieval.index import generation
from retrieval.models import Options
from retrieval.settings import Settings

WARM_UP_QUESTIONS = 15  # not timed
TOLERANCE = 5e-4  # tolerance of a cosine, for the rounding of float16
MAX_BASELINE_PASSAGES = 200_000  # the baseline is measured up to this size
Quantiles = tuple[float, float]  # median and 99th percentile


def main() -> None:
    given = _arguments()
    configured = settings.load(index=given.index)
    configured = replace(configured, ranking=replace(configured.ranking, reader="none"))
    questions = [case.question for case in evaluation.read_cases(given.questions)][: given.most]
    print(json.dumps(_measured(configured, questions, given.exact)), flush=True)


def _measured(configured: Settings, questions: Sequence[str], exact: Path) -> dict[str, Any]:
    model = encoders.load(configured.encoder)
    started = time.perf_counter()
    archive = Archive.open(configured, Models(lambda: model))
    found: dict[str, Any] = {"open": time.perf_counter() - started, "search": archive.manifest.search}
    for question in questions[:WARM_UP_QUESTIONS]:
        archive.ask(question)
    encoded = [_milliseconds(model.question, question) for question in questions]
    found["encode"] = _quantiles(encoded)
    found["unfiltered"] = _quantiles([_milliseconds(archive.ask, question) for question in questions])
    for (kind, share), only in filters().items():
        asked = [_milliseconds(partial(archive.ask, options=only), question) for question in questions]
        found[f"{kind} {share}"] = _quantiles(asked)
    found["memory"] = _memory()
    if archive.manifest.passages <= MAX_BASELINE_PASSAGES:
        found["baseline"], found["beside the baseline"] = _beside_baseline(archive, configured, model, questions)
    found["questions_per_second"] = questions_per_second(archive.ask, questions)
    found["encoded_per_second"] = questions_per_second(model.question, questions)
    archive.close()
    found["recall"] = _recall(configured, model, questions, exact)
    return found


def _beside_baseline(
    archive: Archive, configured: Settings, model: Encoder, questions: Sequence[str]
) -> list[Quantiles]:
    """Times of the baseline and of whole questions, which alternate."""
    with generation.open_current(configured.index_folder, model.name) as opened:
        baseline = Baseline(opened.vectors, model, configured.ranking.candidates)
    pairs = [(_milliseconds(baseline.ask, question), _milliseconds(archive.ask, question)) for question in questions]
    return [_quantiles(side) for side in zip(*pairs, strict=True)]


def _recall(configured: Settings, model: Encoder, questions: Sequence[str], exact: Path) -> dict[str, float]:
    """The share of the ten nearest passages that is found, unfiltered and with each filter.

    The archive repeats passages. So another passage counts as well if it is just as near.
    """
    nearest = np.load(exact)
    found = {}
    with generation.open_current(configured.index_folder, model.name) as opened:
        for name, only in {"unfiltered": Options(), **{" ".join(key): only for key, only in filters().items()}}.items():
            among = opened.store.rows(only)
            hits = wanted = 0
            for question, best in zip(questions, nearest[name], strict=False):
                query, least = model.question(question), best[best > -2].min(initial=2)
                cosines = opened.vectors.cosines(query, opened.vectors.nearest(query, 10, among))
                hits += int(np.sum(cosines >= least - TOLERANCE))
                wanted += int(np.sum(best > -2))
            found[name] = min(1.0, hits / max(1, wanted))
    return found


def _milliseconds(call: Call, question: str) -> float:
    return Timing.of(call, question).clock


def _quantiles(values: Sequence[float]) -> Quantiles:
    return statistics.median(values), statistics.quantiles(values, n=100)[-1]


def _memory() -> float:
    """Resident memory in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Ask an index that benchmarks.scale has made.")
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("exact", type=Path, help="the nearest rows of each question, as benchmarks.scale found them")
    parser.add_argument("--most", type=int, default=100)
    return parser.parse_args()


if __name__ == "__main__":
    main()
