"""Answers in the order of time, and others' words before those of the person they are about."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.index.tables import SqliteStore
from retrieval.models import AnswerType, Article, Basis, Order, PartialDate, Published, Question
from retrieval.search import ranking
from retrieval.search.ranking import Ranking
from tests.conftest import Stored, entry

SAID = [  # each in an article of its own, best first
    ("2022-06", "The tram is dead.", "Ines Valdor"),
    ("2019-03", "The tram will run.", "Ines Valdor"),
    (None, "The tram was late.", "Ines Valdor"),
    ("2025-01", "The tram is a toy.", "Tom Frost"),
    ("2024-09", "The school is open.", "Ines Valdor"),
]
COVERAGE = [1.0, 0.9, 1.0, 1.0, 0.8]
ANSWERING = [True, True, True, True, False]


@pytest.fixture
def tram(stored: Stored) -> SqliteStore:
    def published(when: str | None) -> Published | None:
        return Published(PartialDate.parse(when), Basis.STATED) if when else None

    articles = [Article(f"{n}.txt", f"“{words}”", published=published(when)) for n, (when, words, _) in enumerate(SAID)]
    return stored(*(entry(article, (words, who)) for article, (_, words, who) in zip(articles, SAID, strict=True)))


def as_stored(store: SqliteStore) -> Ranking:
    scores, coverage = np.arange(len(store), 0, -1), np.array(COVERAGE[: len(store)])
    features = {"coverage": coverage, "confidence": np.full(len(store), 0.8)}
    features |= {"exact_overlap": np.zeros(len(store)), "answer_type_match": np.ones(len(store))}
    of_float = {name: values.astype(np.float32) for name, values in features.items()}
    return Ranking(np.arange(len(store)), scores.astype(np.float32), of_float)


@pytest.mark.parametrize(
    ("order", "rows", "answering"),
    [
        pytest.param(Order.RELEVANCE, [0, 1, 2, 3, 4], ANSWERING, id="no order asked for"),
        pytest.param(Order.LATEST, [3, 0, 1, 2, 4], [True, True, True, True, False], id="the latest first"),
        pytest.param(Order.EARLIEST, [1, 0, 3, 2, 4], [True, True, True, True, False], id="the earliest first"),
    ],
)
def test_what_answers_comes_in_the_order_of_time_asked_for(
    tram: SqliteStore, order: Order, rows: list[int], answering: list[bool]
) -> None:
    arranged, answers = ranking.by_time(as_stored(tram), np.array(ANSWERING), Question("the tram", order=order), tram)
    assert (arranged.rows.tolist(), answers.tolist()) == (rows, answering)


def test_a_newer_passage_that_does_not_answer_stays_behind(tram: SqliteStore) -> None:
    answering = np.array([False, True, False, False, True])
    arranged, answers = ranking.by_time(as_stored(tram), answering, Question("the tram", order=Order.LATEST), tram)
    assert (arranged.rows.tolist(), answers.tolist()) == ([4, 1, 0, 2, 3], [True, True, False, False, False])


def test_an_older_passage_with_less_of_the_topic_stays_behind(tram: SqliteStore) -> None:
    ranked = as_stored(tram)
    ranked.features["coverage"][1] = 0.4
    arranged, _ = ranking.by_time(ranked, np.array(ANSWERING), Question("the tram", order=Order.EARLIEST), tram)
    assert arranged.rows.tolist() == [0, 3, 1, 2, 4]


@pytest.mark.parametrize(("confidence", "rows"), [(0.8, [1, 0, 3, 2, 4]), (0.7, [0, 3, 1, 2, 4])])
def test_a_passage_as_sure_as_the_surest_may_have_less_of_the_topic(
    tram: SqliteStore, confidence: float, rows: list[int]
) -> None:
    ranked = as_stored(tram)
    ranked.features["coverage"][1], ranked.features["confidence"][1] = 0.6, confidence
    arranged, _ = ranking.by_time(ranked, np.array(ANSWERING), Question("the tram", order=Order.EARLIEST), tram)
    assert arranged.rows.tolist() == rows


def test_of_one_day_who_names_the_topic_comes_first(stored: Stored) -> None:
    published = Published(PartialDate.parse("2022-06"), Basis.STATED)
    articles = [Article(f"{number}.txt", "“It is dead.”", published=published) for number in range(3)]
    store = stored(*(entry(article, ("It is dead.", "Ines Valdor")) for article in articles))
    ranked = as_stored(store)
    ranked.features["exact_overlap"][:] = [0, 1, 0.5]
    asked = Question("who first spoke of the tram?", order=Order.EARLIEST, answer_type=AnswerType.WHO)
    arranged, _ = ranking.by_time(ranked, np.array([True] * 3), asked, store)
    assert arranged.rows.tolist() == [1, 2, 0]


def test_who_spoke_first_is_nobody_in_a_passage_without_a_quotation(tram: SqliteStore) -> None:
    ranked = as_stored(tram)
    ranked.features["answer_type_match"][1] = 0
    asked = Question("who first spoke of the tram?", order=Order.EARLIEST, answer_type=AnswerType.WHO)
    arranged, _ = ranking.by_time(ranked, np.array(ANSWERING), asked, tram)
    assert arranged.rows.tolist() == [0, 3, 1, 2, 4]


def test_a_passage_with_less_of_the_topic_is_not_counted(tram: SqliteStore) -> None:
    ranked = as_stored(tram)
    ranked.features["coverage"][1] = 0.4
    asked = Question("the tram", order=Order.EARLIEST, counts=True)
    _, answers = ranking.by_time(ranked, np.array(ANSWERING), asked, tram)
    assert answers.tolist() == [True, True, False, True, False]


@pytest.mark.parametrize(
    ("about", "rows"),
    [
        pytest.param((), [0, 1, 2, 3, 4], id="nobody in particular"),
        pytest.param(("Ines Valdor",), [3], id="without her own words"),
        pytest.param(("Tom Frost",), [0, 1, 2, 4], id="without his own words"),
        pytest.param(("Ines Valdor", "Tom Frost"), [0, 1, 2, 3, 4], id="all, where nobody else is quoted"),
    ],
)
def test_what_others_say_of_somebody_leaves_out_their_own_words(
    tram: SqliteStore, about: tuple[str, ...], rows: list[int]
) -> None:
    arranged = ranking.others_words(as_stored(tram), Question("the tram", about=about), tram)
    assert arranged.rows.tolist() == rows


def test_passages_without_quotations_follow_those_that_quote_others(stored: Stored) -> None:
    articles = [Article(f"{n}.txt", f"“{words}”") for n, words in enumerate(("It rained.", "It is dead.", "It runs."))]
    store = stored(
        entry(articles[0]), entry(articles[1], ("It is dead.", "Tom Frost")), entry(articles[2], ("It runs.", "Bo Ek"))
    )
    arranged = ranking.others_words(as_stored(store), Question("the tram", about=("Bo Ek",)), store)
    assert arranged.rows.tolist() == [1, 0]


RETOLD = [  # best first; the second has nobody to tell it for her
    ("Orr said, “The quay goes.”", "Ines Valdor", "Nadia Orr"),
    ("“The quay stays.”", "Ines Valdor", None),
    ("A spokesman said, “The quay is long.”", "Ines Valdor", "spokesman for Ines Valdor"),
]


@pytest.mark.parametrize(
    ("first", "asked", "sure", "rows"),
    [
        pytest.param(0, "what did Valdor say of the quay?", [True, True, True], [1, 2, 0], id="her own words first"),
        pytest.param(0, "what did Valdor say of the quay?", [True, False, True], [2, 0, 1], id="which are sure"),
        pytest.param(0, "what did Orr say Valdor said of it?", [True, True, True], [0, 1, 2], id="Orr was asked for"),
        pytest.param(2, "what did Valdor say of the quay?", [True, True, True], [2, 1, 0], id="a spokesman is hers"),
    ],
)
def test_what_others_say_that_somebody_said_stands_behind_their_own_words(
    stored: Stored, first: int, asked: str, sure: list[bool], rows: list[int]
) -> None:
    entries = []
    for number, (text, speaker, carrier) in enumerate(RETOLD):
        words = text[text.index("“") + 1 : -1]
        article = entry(Article(f"{number}.txt", text), (words, speaker))
        entries.append(replace(article, quotations=[replace(article.quotations[0], carrier=carrier)]))
    store = stored(*entries)
    ranked = as_stored(store).at(np.array([first, 1, 2 - first]))
    question = Question("", speakers=("Ines Valdor",), asks_for_words=True, asked=asked)
    arranged, answering = ranking.own_words_first(ranked, np.ones(3, bool), np.array(sure), question, store)
    assert (arranged.rows.tolist(), answering.tolist()) == (rows, [True] * 3)


@pytest.mark.parametrize(
    ("speaker", "first"),
    [
        pytest.param(None, [1, 3, 0, 2], id="of anybody: their words and the article's"),
        pytest.param("Bo Ek", [0, 1, 2, 3], id="of somebody who is not quoted"),
    ],
)
def test_where_anybody_did_an_act_comes_first_if_the_question_asks_that(
    stored: Stored, speaker: str | None, first: list[int]
) -> None:
    texts = ["Nobody apologised.", "I am sorry.", "Lee has not apologised.", "The director, Ann Lee, apologised."]
    store = stored(*(entry(Article(f"{n}.txt", f"“{text}”"), (text, "Ann Lee")) for n, text in enumerate(texts[:2])),
                   *(entry(Article(f"{n}.txt", text)) for n, text in enumerate(texts[2:], 2)))  # fmt: skip
    question = Question("", speaker=speaker, act="apologise")
    every = np.ones(len(store), bool)
    ranked = as_stored(store)
    ranked = replace(ranked, features={**ranked.features, "speaker_match": np.zeros(len(store), np.float32)})
    assert ranking.acts_first(ranked, every, every, question, store)[0].rows.tolist() == first
