"""The comparison with peers judges their hits like On Record's own answers."""

from collections.abc import Sequence

import numpy as np
import pytest

from benchmarks.peers import comparison, peer
from benchmarks.peers.comparison import System
from benchmarks.peers.peer import Hit, Peer
from retrieval.array_types import Vectors
from retrieval.evaluation import Case
from retrieval.index.generation import Generation
from tests.fakes import WordCounts

PASSAGES = ["Tax rises\nThe tax will rise.", "Schools\nEvery school gains.", "Schools\nSchool after school closes."]
VECTORS = np.array([[1, 0], [0, 0], [0.6, 0.8]], np.float32)
GAINS = Case("who said every school gains?", "who", None, ("every school would gain",), answerable=True)
PENNY = Case("who said no penny is lost?", "who", None, ("no school will lose a penny",), answerable=True)
ABSENT = Case("who opened the harbour?", "absent", None, (), answerable=False)


class Prepared:
    """A peer with prepared hits, by question."""

    name, packages, dense = "prepared", (), True

    def __init__(self, hits: dict[str, list[Hit]]) -> None:
        self._hits = hits

    def index(self, passages: Sequence[str], vectors: Vectors) -> None: ...

    def search(self, question: str, vector: Vectors, k: int) -> list[Hit]:
        assert vector.shape == (8,)
        return self._hits[question][:k]


@pytest.mark.parametrize(
    ("peer", "question", "hits"),
    [
        pytest.param(peer.Faiss(), "", [(2, 1.0), (0, 0.6)], id="vectors"),
        pytest.param(peer.Bm25s(), "taxes", [(0, 0.57)], id="words"),  # ln(2.5 / 1.5 + 1) × 2 / (2 + 1.41)
    ],
)
def test_a_retriever_returns_rows_with_scores_best_first(peer: Peer, question: str, hits: list[Hit]) -> None:
    peer.index(PASSAGES, VECTORS)
    found = peer.search(question, np.array([0.6, 0.8], np.float32) if peer.dense else np.empty(0, np.float32), 2)
    assert [(row, round(score, 2)) for row, score in found] == hits


@pytest.mark.parametrize(
    ("scores", "auroc"),
    [pytest.param([0.9, 0.7, 0.8], "0.500", id="told"), pytest.param([0.0, 0.0, 0.0], "–", id="not told")],
)
def test_the_table_has_each_peers_hits_confidence_and_time(
    opened: Generation, encoder: WordCounts, scores: list[float], auroc: str
) -> None:
    first_right, second_right, absent = scores
    hits = {
        GAINS.question: [(3, first_right)],
        PENNY.question: [(0, second_right), (4, second_right)],
        ABSENT.question: [(1, absent)],
    }
    system = System("prepared", "1.0", comparison.answering(Prepared(hits), opened.store, encoder), 2.04)
    comparison.ask([system], [GAINS, PENNY, ABSENT])
    assert len(system.times) == 3
    system.times = [1.0, 12.0, 30.0]
    row = comparison.table([system]).split("\n")[-1]
    assert row == f"| prepared | 1.0 | 0.500 | 1.000 | 0.750 | {auroc} | 2.0 | 12 |"
