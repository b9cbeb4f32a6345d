"""Puts every question to every system in turn, so that changes in the machine's load affect all systems alike.

The time of an answer includes the encoding of the question, if the system needs it. A hit is defined as in
retrieval/evaluation. It is looked for in the text that would be shown: a peer's passage, On Record's statement.
"""

import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.peers.peer import Hit, Peer
from retrieval import evaluation
from retrieval.array_types import Vectors
from retrieval.encoders import Encoder
from retrieval.evaluation import MAX_RANK, Case, Outcome
from retrieval.index.tables import SqliteStore
from retrieval.models import Answer, Question, Reply

WARM_UP_QUESTIONS = 3  # to each system, not timed
MEASURES = ("hit@1", "hit@5", "mrr@10", "auroc")
HEAD = ("system", "version", *MEASURES, "index, s", "p50, ms")


@dataclass(slots=True)
class System:
    """A system and its results."""

    name: str
    version: str
    ask: Callable[[str], Reply]
    indexing: float = math.nan  # seconds
    outcomes: list[Outcome] = field(default_factory=list)
    times: list[float] = field(default_factory=list)  # milliseconds


def ask(systems: Iterable[System], cases: Sequence[Case]) -> None:
    """Put every case to every system, and record outcome and time."""
    asked = list(systems)
    for system in asked:
        for case in cases[:WARM_UP_QUESTIONS]:
            system.ask(case.question)
    for case in cases:
        for system in asked:
            started = time.perf_counter()
            reply = system.ask(case.question)
            system.times.append((time.perf_counter() - started) * 1000)
            system.outcomes.append(evaluation.judge(case, reply))


def answering(peer: Peer, store: SqliteStore, encoder: Encoder) -> Callable[[str], Reply]:
    """Return a function that asks a peer and turns its hits into a reply."""

    def asked(question: str) -> Reply:
        vector = encoder.passages([question])[0] if peer.dense else np.empty(0, np.float32)
        return _reply(question, peer.search(question, vector, MAX_RANK), store)

    return asked


def index(peer: Peer, passages: Sequence[str], vectors: Vectors) -> float:
    """Have a peer index all passages, and return the seconds that it took."""
    started = time.perf_counter()
    peer.index(passages, vectors)
    return time.perf_counter() - started


def table(systems: Iterable[System]) -> str:
    """A Markdown table with a line for each system; "–" where a system gives no figure."""
    lines = [" | ".join(HEAD), "---|" * (len(HEAD) - 1) + "---", *map(_row, systems)]
    return "\n".join(f"| {line} |" if "---" not in line else f"|{line}|" for line in lines)


def _row(system: System) -> str:
    scored = evaluation.score(system.outcomes)
    if len({outcome.confidence for outcome in system.outcomes}) == 1:
        scored["auroc"] = math.nan
    figures = [f"{scored[name]:.3f}" for name in MEASURES]
    figures += [f"{system.indexing:.1f}", f"{statistics.median(system.times):.0f}"]
    return " | ".join([system.name, system.version, *(figure.replace("nan", "–") for figure in figures)])


def _reply(question: str, hits: Sequence[Hit], store: SqliteStore) -> Reply:
    """A peer's hits as a reply. The best score is the confidence."""
    passages = store.passages(row for row, _ in hits)
    answers = tuple(
        Answer(passage.article, passage.start, passage.end, None, (), score, {})
        for passage, (_, score) in zip(passages, hits, strict=True)
    )
    return Reply(question, Question(question), answers, hits[0][1] if hits else 0.0, None, "", 0.0)
