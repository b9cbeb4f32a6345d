"""Every question to every system in turn, so that a shared machine's drift meets all alike.

The time of an answer is from the question's text to the passages, with the question's encoding wherever it is needed.
A hit is what the house calls one (retrieval/evaluation.py), looked for in what would be shown: a passage of a peer's,
of On Record a statement.
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
from retrieval.index.tables.store import SqliteStore
from retrieval.models import Answer, Question, Reply

WARMING = 3  # questions to each system that are not timed
MEASURES = ("hit@1", "hit@5", "mrr@10", "auroc")
HEAD = ("system", "version", *MEASURES, "index, s", "p50, ms")


@dataclass(slots=True)
class System:
    """Whoever answers, and how it went."""

    name: str
    version: str
    ask: Callable[[str], Reply]
    indexing: float = math.nan  # seconds
    outcomes: list[Outcome] = field(default_factory=list)
    times: list[float] = field(default_factory=list)  # milliseconds


def ask(systems: Iterable[System], cases: Sequence[Case]) -> None:
    """Put every case to every system, and note with each what came of it."""
    asked = list(systems)
    for system in asked:
        for case in cases[:WARMING]:
            system.ask(case.question)
    for case in cases:
        for system in asked:
            started = time.perf_counter()
            reply = system.ask(case.question)
            system.times.append((time.perf_counter() - started) * 1000)
            system.outcomes.append(evaluation.judge(case, reply))


def answering(peer: Peer, store: SqliteStore, encoder: Encoder) -> Callable[[str], Reply]:
    """What asks a peer a question, and cuts its hits out of the store."""

    def asked(question: str) -> Reply:
        vector = encoder.question(question) if peer.dense else np.empty(0, np.float32)
        return _reply(question, peer.search(question, vector, MAX_RANK), store)

    return asked


def index(peer: Peer, passages: Sequence[str], vectors: Vectors) -> float:
    """Seconds that a peer takes to index all passages."""
    started = time.perf_counter()
    peer.index(passages, vectors)
    return time.perf_counter() - started


def table(systems: Iterable[System]) -> str:
    """A line a system in Markdown; "–" for what one does not tell."""
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
    """A peer's hits as a reply, its best score as the confidence."""
    passages = store.passages(row for row, _ in hits)
    answers = tuple(
        Answer(passage.article, passage.start, passage.end, None, (), score, {})
        for passage, (_, score) in zip(passages, hits, strict=True)
    )
    return Reply(question, Question(question), answers, hits[0][1] if hits else 0.0, None, "", 0.0)
