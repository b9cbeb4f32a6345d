"""An archive of some size, asked in a process of its own: time of a question, memory, and what is found.

Prints a line of JSON. The bare encode and the exact search of the same vectors, which the times are held against, are
taken in turn with the questions.
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

from benchmarks.floor import Call, Floor, Took, together
from benchmarks.scale.made import filters
from retrieval import encoders, evaluation, settings
from retrieval.archive import Archive, Models
from retrieval.encoders import Encoder
from retrieval.index import generation
from retrieval.models import Options
from retrieval.settings import Settings

WARM = 15
HALF = 5e-4  # of a cosine, the rounding of float16
FLAT = 200_000  # passages up to which there is an exact search to compare with
Quantiles = tuple[float, float]  # median and 99th percentile


def main() -> None:
    given = _arguments()
    configured = settings.load(index=given.index)
    configured = replace(configured, ranking=replace(configured.ranking, reranker="none"))
    questions = [case.question for case in evaluation.read_cases(given.questions)][: given.most]
    print(json.dumps(_measured(configured, questions, given.exact)), flush=True)


def _measured(configured: Settings, questions: Sequence[str], exact: Path) -> dict[str, Any]:
    model = encoders.load(configured.encoder)
    started = time.perf_counter()
    archive = Archive.open(configured, Models(lambda: model))
    found: dict[str, Any] = {"open": time.perf_counter() - started, "search": archive.manifest.search}
    for question in questions[:WARM]:
        archive.ask(question)
    encoded = [_milliseconds(model.question, question) for question in questions]
    found["encode"] = _quantiles(encoded)
    found["unfiltered"] = _quantiles([_milliseconds(archive.ask, question) for question in questions])
    for (kind, share), only in filters().items():
        asked = [_milliseconds(partial(archive.ask, options=only), question) for question in questions]
        found[f"{kind} {share}"] = _quantiles(asked)
    found["memory"] = _memory()
    if archive.manifest.passages <= FLAT:
        found["floor"], found["beside the floor"] = _beside_floor(archive, configured, model, questions)
    found["together"], found["encoded_together"] = (
        together(archive.ask, questions),
        together(model.question, questions),
    )
    archive.close()
    found["recall"] = _recall(configured, model, questions, exact)
    return found


def _beside_floor(archive: Archive, configured: Settings, model: Encoder, questions: Sequence[str]) -> list[Quantiles]:
    """The floor and whole questions, taken in turn."""
    with generation.open_current(configured.index.folder, model.name) as opened:
        floor = Floor(opened.vectors, model, configured.ranking.candidates)
    pairs = [(_milliseconds(floor.ask, question), _milliseconds(archive.ask, question)) for question in questions]
    return [_quantiles(side) for side in zip(*pairs, strict=True)]


def _recall(configured: Settings, model: Encoder, questions: Sequence[str], exact: Path) -> dict[str, float]:
    """Of the ten nearest of all vectors as they were made, the share that is found, without a filter and with each.

    Others as near count as well: the same words stand in many places.
    """
    nearest = np.load(exact)
    found = {}
    with generation.open_current(configured.index.folder, model.name) as opened:
        for name, only in {"unfiltered": Options(), **{" ".join(key): only for key, only in filters().items()}}.items():
            among = opened.store.rows(only)
            hits = wanted = 0
            for question, best in zip(questions, nearest[name], strict=False):
                query, least = model.question(question), best[best > -2].min(initial=2)
                cosines = opened.vectors.cosines(query, opened.vectors.nearest(query, 10, among))
                hits += int(np.sum(cosines >= least - HALF))
                wanted += int(np.sum(best > -2))
            found[name] = min(1.0, hits / max(1, wanted))
    return found


def _milliseconds(call: Call, question: str) -> float:
    return Took.of(call, question).clock


def _quantiles(values: Sequence[float]) -> Quantiles:
    return statistics.median(values), statistics.quantiles(values, n=100)[-1]


def _memory() -> float:
    """Megabytes resident."""
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
