"""The cross-encoder reads the best few passages, as many as the time allows, and reorders them."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from retrieval.index.tables import SqliteStore
from retrieval.models import Article, Question
from retrieval.search import ranking, rerank
from retrieval.search.ranking import Ranking
from retrieval.search.rerank import Batch
from retrieval.settings import RankingSettings
from retrieval.text.tokenise import stems
from tests.conftest import Stored, entry

LETTER = Article("a.txt", "The bill is lost.\n“It rained,” he said.\nNo tax on the bill.", title="Letter")
ASKED = Question("the tax bill")


class SharedWords:
    """A reranker that reads one text at a time. Its logit is the number of stems that text and question share."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def read(self, question: str, texts: Sequence[str]) -> Iterator[Batch]:
        for place, text in enumerate(texts):
            self.heard.append(text)
            yield [place], np.array([len(set(stems(question)) & set(stems(text)))], np.float32)


@pytest.fixture
def letter(stored: Stored) -> SqliteStore:
    return stored(entry(LETTER, ("It rained,", "Ann Harman")), entry(Article("b.txt", "A tax.")))


def ranked(*rows: int) -> Ranking:
    return Ranking(
        np.array(rows), np.arange(len(rows), 0, -1, dtype=np.float32), {"dense": np.ones(len(rows), np.float32)}
    )


def read(letter: SqliteStore, found: Ranking, settings: RankingSettings | None = None) -> tuple[Ranking, Ranking]:
    return rerank.read_best(found, SharedWords(), ASKED, letter, settings or RankingSettings())


def test_the_cross_encoder_reads_headline_speaker_and_passage(letter: SqliteStore) -> None:
    texts = [rerank.passage_text(letter, row, passage) for row, passage in enumerate(letter.passages(range(4)))]
    assert texts == [
        "Letter\nThe bill is lost.",
        "Letter\nAnn Harman: “It rained,” he said.",
        "Letter\nNo tax on the bill.",
        "A tax.",
    ]


def test_the_logits_of_a_passage_and_of_the_one_before_become_features(letter: SqliteStore) -> None:
    first, others = read(letter, ranked(2, 1, 3, 0))
    assert (first.rows.tolist(), len(others)) == ([2, 1, 3, 0], 0)
    assert first.features["cross_encoder"].tolist() == [2, 0, 1, 1]
    # Row 1 precedes row 2, and row 0 precedes row 1. Rows 0 and 3 begin their articles.
    assert first.features["cross_encoder_previous"].tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("settings", "read_rows", "left"),
    [
        pytest.param(RankingSettings(reread=2), [2, 1], [3, 0], id="only so many"),
        pytest.param(RankingSettings(reread=9), [2, 1, 3, 0], [], id="no more than there are"),
        pytest.param(RankingSettings(budget_ms=0), [2], [1, 3, 0], id="out of time after the first"),
    ],
)
def test_no_more_passages_are_read_than_the_settings_and_the_time_allow(
    letter: SqliteStore, settings: RankingSettings, read_rows: list[int], left: list[int]
) -> None:
    first, others = read(letter, ranked(2, 1, 3, 0), settings)
    assert (first.rows.tolist(), others.rows.tolist()) == (read_rows, left)


def test_passages_that_were_read_come_first_and_the_others_follow_in_their_old_order(letter: SqliteStore) -> None:
    first, others = read(letter, ranked(1, 2, 0, 3), RankingSettings(reread=2))
    weights = {"dense": 1.0, "cross_encoder": 2.0, "cross_encoder_previous": 0.25}
    again = rerank.rerank(first, others, weights)
    assert [(one.row, one.score) for one in again] == [(2, 5.0), (1, 1.0), (0, 1.0), (3, 0.0)]
    assert [sorted(one.features) for one in again][1:3] == [
        ["cross_encoder", "cross_encoder_previous", "dense"],
        ["dense"],
    ]


def test_there_is_a_weight_for_every_feature_after_reranking() -> None:
    loaded = ranking.load_weights()
    assert set(loaded["reranking"]) == {*loaded["ranking"], "cross_encoder", "cross_encoder_previous"}
