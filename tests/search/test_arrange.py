"""Answers in the order of time, and others' words before those of the person they are about."""

import numpy as np
import pytest

from retrieval.index.tables import SqliteStore
from retrieval.models import Article, Basis, Order, PartialDate, Published, Question
from retrieval.search import arrange
from retrieval.search.ranking import Ranking
from tests.conftest import Stored, entry

SAID = [  # each in an article of its own, best first
    ("2022-06", "The tram is dead.", "Ines Valdor"),
    ("2019-03", "The tram will run.", "Ines Valdor"),
    (None, "The tram was late.", "Ines Valdor"),
    ("2025-01", "The tram is a toy.", "Tom Frost"),
    ("2024-09", "The school is open.", "Ines Valdor"),
]
COVERAGE = [1.0, 0.9, 1.0, 1.0, 0.2]
SPOKEN = [1.0, 1.0, 1.0, 0.0, 1.0]


@pytest.fixture
def tram(stored: Stored) -> SqliteStore:
    def published(when: str | None) -> Published | None:
        return Published(PartialDate.parse(when), Basis.STATED) if when else None

    articles = [Article(f"{n}.txt", f"“{words}”", published=published(when)) for n, (when, words, _) in enumerate(SAID)]
    return stored(*(entry(article, (words, who)) for article, (_, words, who) in zip(articles, SAID, strict=True)))


def rows(store: SqliteStore, question: Question) -> list[int]:
    features = {"coverage": np.array(COVERAGE, np.float32), "speaker_match": np.array(SPOKEN, np.float32)}
    scores = np.arange(len(SAID), 0, -1).astype(np.float32)
    arranged = arrange.arrange(Ranking(np.arange(len(SAID)), scores, features), question, store)
    return [int(row) for row in arranged.rows]


VALDOR = ("Ines Valdor",)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(Question("the tram"), [0, 1, 2, 3, 4], id="no order asked for"),
        pytest.param(
            Question("the tram", speakers=VALDOR, order=Order.LATEST), [0, 1, 2, 3, 4], id="the latest on the topic"
        ),
        pytest.param(
            Question("the tram", speakers=VALDOR, order=Order.EARLIEST), [1, 0, 2, 3, 4], id="the earliest on the topic"
        ),
        pytest.param(Question("the tram", order=Order.LATEST), [3, 0, 1, 2, 4], id="the latest by anybody"),
        pytest.param(Question("the tram", about=VALDOR), [3, 0, 1, 2, 4], id="others first"),
        pytest.param(Question("the tram", about=("Tom Frost",)), [0, 1, 2, 4, 3], id="others than the other"),
    ],
)
def test_a_ranking_is_arranged_as_the_question_asks(tram: SqliteStore, question: Question, expected: list[int]) -> None:
    assert rows(tram, question) == expected


def test_if_anything_is_asked_for_all_words_are_in_order(tram: SqliteStore) -> None:
    question = Question("everything Valdor said", "Valdor", speakers=VALDOR, order=Order.LATEST)
    assert rows(tram, question) == [4, 0, 1, 2, 3]
