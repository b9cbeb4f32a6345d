"""The reader reads the best few passages, as many as the time allows, and they are ranked anew."""

import time
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from retrieval.index.tables import SqliteStore
from retrieval.models import Article, Basis, PartialDate, Published, Question
from retrieval.search import ranking
from retrieval.search.ranking import Ranking
from retrieval.search.reader import Logits, Reading, read_best, reading, rerank
from retrieval.settings import RankingSettings
from tests.conftest import Stored, entry
from tests.fakes import SharedWords

LETTER = Article("a.txt", "The bill is lost.\n“It rained,” he said.\nNo tax on the bill.", title="Letter", source="HSJ")
ASKED = Question("tax", asked="the tax bill")


class Shifted(SharedWords):
    """A reader to whom only a passage with two of the question's words answers."""

    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Logits]:
        for logits in super().read(question, readings):
            yield logits - 1.5


@pytest.fixture
def letter(stored: Stored) -> SqliteStore:
    return stored(entry(LETTER, ("It rained,", "Ann Harman")), entry(Article("b.txt", "A tax.")))


def ranked(*rows: int) -> Ranking:
    return Ranking(
        np.array(rows), np.arange(len(rows), 0, -1, dtype=np.float32), {"dense": np.ones(len(rows), np.float32)}
    )


def read(letter: SqliteStore, found: Ranking, settings: RankingSettings | None = None) -> tuple[Ranking, Ranking]:
    return read_best(found, SharedWords(), ASKED, letter, settings or RankingSettings())


def test_a_reading_has_headline_source_date_speakers_the_passage_and_the_one_before(stored: Stored) -> None:
    published = Published(PartialDate.parse("2012-02"), Basis.STATED)
    dated = Article("c.txt", "It rained.\n“So be it,” she said.", title="Rain", source="HSJ", published=published)
    store = stored(entry(dated, ("So be it,", "Ann Harman")))
    first, second = (reading(store, row, passage) for row, passage in enumerate(store.passages(range(2))))
    assert first == Reading("It rained.", "Rain", "HSJ", PartialDate.parse("2012-02"), [], "")
    assert second == Reading(
        "“So be it,” she said.", "Rain", "HSJ", PartialDate.parse("2012-02"), ["Ann Harman"], "It rained."
    )


def test_an_article_without_metadata_gives_a_reading_of_its_passage_alone(letter: SqliteStore) -> None:
    assert reading(letter, 3, letter.passages([3])[0]) == Reading("A tax.", speakers=[])


def test_the_score_of_the_first_stage_and_the_logit_become_features(letter: SqliteStore) -> None:
    first, others = read(letter, ranked(2, 1, 3, 0))
    assert (first.rows.tolist(), len(others)) == ([2, 1, 3, 0], 0)
    assert first.features["first_stage"].tolist() == [4, 3, 2, 1]
    assert first.features["reader"].tolist() == [2, 0, 1, 1]


@pytest.mark.parametrize(
    ("settings", "read_rows", "left"),
    [
        pytest.param(RankingSettings(read=2), [2, 1], [3, 0], id="only so many"),
        pytest.param(RankingSettings(read=9), [2, 1, 3, 0], [], id="no more than there are"),
        pytest.param(RankingSettings(budget_ms=0), [2], [1, 3, 0], id="out of time after the first"),
    ],
)
def test_no_more_passages_are_read_than_the_settings_and_the_time_allow(
    letter: SqliteStore, settings: RankingSettings, read_rows: list[int], left: list[int]
) -> None:
    first, others = read(letter, ranked(2, 1, 3, 0), settings)
    assert (first.rows.tolist(), others.rows.tolist()) == (read_rows, left)


class Busy(SharedWords):
    """A reader that first reads for another question."""

    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Logits]:
        time.sleep(0.3)
        yield from super().read(question, readings)


def test_the_time_limit_counts_from_the_first_passage_read(letter: SqliteStore) -> None:
    first, _ = read_best(ranked(2, 1, 3, 0), Busy(), ASKED, letter, RankingSettings(budget_ms=250))
    assert first.rows.tolist() == [2, 1, 3, 0]


@pytest.mark.parametrize(
    ("read_at_once", "read_rows"),
    [
        pytest.param(1, [0, 3], id="as many again"),
        pytest.param(2, [0, 3, 2, 1], id="the last ones"),
        pytest.param(3, [0, 3, 2], id="one of the first answers"),
    ],
)
def test_if_none_of_the_first_passages_answers_as_many_again_are_read(
    letter: SqliteStore, read_at_once: int, read_rows: list[int]
) -> None:
    settings = RankingSettings(read=read_at_once)
    first, _ = read_best(ranked(0, 3, 2, 1), Shifted(), ASKED, letter, settings)
    assert first.rows.tolist() == read_rows


def test_passages_that_were_read_come_first_and_the_others_follow_in_their_old_order(letter: SqliteStore) -> None:
    first, others = read(letter, ranked(1, 2, 0, 3), RankingSettings(read=2))
    again = rerank(first, others, {"first_stage": 0.5, "reader": 2.0})
    assert [(one.row, one.score) for one in again] == [(2, 5.5), (1, 2.0), (0, 2.0), (3, 1.0)]
    assert [sorted(one.features) for one in again][1:3] == [["dense", "first_stage", "reader"], ["dense"]]


def test_there_is_a_weight_for_both_features_of_a_passage_that_was_read() -> None:
    loaded = ranking.load_weights()
    assert set(loaded["reranking"]) == {"first_stage", "reader"}
    assert set(loaded["confidence_after_reading"]) == {"bias", "reader", "rare_words_missing"}


def test_an_office_of_several_holders_is_read_with_the_one_quoted_and_itself_only_where_it_stands(
    stored: Stored,
) -> None:
    passages = (("The mayor stays.", "Ann Lee"), ("It goes.", "Bo Ek"), ("The quay is long.", "Di Fox"))
    articles = [Article(f"{n}.txt", f"“{words}”") for n, (words, _) in enumerate(passages)]
    store = stored(*(entry(article, said) for article, said in zip(articles, passages, strict=True)))
    asked = Question("", speaker="mayor", speakers=("Ann Lee", "Bo Ek"), asked="what did the mayor say?")
    reader = SharedWords()
    read_best(ranked(0, 1, 2), reader, asked, store, RankingSettings(read=3))
    assert reader.questions == [
        "what did the mayor, Ann Lee, say?",
        "what did Bo Ek say?",
        "what did the mayor say?",
    ]
