"""Which ranked passages answer the question, and which are only related."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.index.tables import SqliteStore
from retrieval.models import Article, Kind, Modality, Options, Question, Quotation
from retrieval.search import confidence, query
from retrieval.search.query import SpeakerNames
from retrieval.search.ranking import Ranking
from tests.conftest import Stored, entry

QUAY = """Ines Valdor said the quay would be sold.
Tom Frost said the quay would stay.
Ines Valdor denied that the quay had cost a million.
Ines Valdor wrote that an aide had called the quay a ruin.
The quay was built in 1910."""


@pytest.fixture
def quay(stored: Stored) -> SqliteStore:
    article = Article("quay.txt", QUAY)

    def said(words: str, speaker: str, modality: Modality = Modality.SAID, carrier: str | None = None) -> Quotation:
        at = QUAY.index(words)
        return Quotation(article, ((at, at + len(words)),), Kind.INDIRECT, speaker, modality=modality, carrier=carrier)

    quotations = [
        said("the quay would be sold", "Ines Valdor"),
        said("the quay would stay", "Tom Frost"),
        said("that the quay had cost a million", "Ines Valdor", Modality.DENIED),
        said("the quay a ruin", "aide", carrier="Ines Valdor"),
    ]
    return stored(replace(entry(article), quotations=quotations))


def answering(store: SqliteStore, speaker: str | None, rows: list[int], confidences: list[float]) -> list[int]:
    """The rows that are answers, of rows ranked in this order."""
    speakers = tuple(store.speakers_named(speaker or ""))
    asked = Question("the quay", speaker, asks_for_words=speaker is not None, speakers=speakers)
    found = np.array(rows)
    matches = store.quoting(speakers, found).astype(np.float32)
    features = {"confidence": np.array(confidences, np.float32), "speaker_match": matches}
    ranked = Ranking(found, np.arange(len(rows), 0, -1).astype(np.float32), features)
    return [
        row
        for row, answers in zip(rows, confidence.answering(store, asked, ranked, at_least=0.4), strict=True)
        if answers
    ]


@pytest.mark.parametrize(
    ("speaker", "rows", "confidences", "expected"),
    [
        pytest.param("Ines Valdor", [1, 0, 4], [0.9] * 3, [0], id="only the words of the one asked about"),
        pytest.param("Ines Valdor", [2, 0], [0.9] * 2, [0], id="nothing denied"),
        pytest.param("Ines Valdor", [3, 0], [0.9] * 2, [0], id="no words that they only report"),
        pytest.param("Ines Valdor", [1, 0], [0.9, 0.3], [], id="nothing doubtful"),
        pytest.param("Ines Valdor", [0, 1], [0.3, 0.9], [], id="nothing doubtful, though it stands first"),
        pytest.param("Nobody", [0, 1], [0.9] * 2, [], id="nothing of a stranger"),
        pytest.param(None, [4, 1, 2], [0.9, 0.5, 0.3], [4, 1], id="anybody's words where nobody is asked about"),
        pytest.param(None, [4, 1], [0.1, 0.9], [1], id="the confident one alone where nobody is asked about"),
        pytest.param(None, [4, 1], [0.1, 0.2], [1], id="at least the most confident one"),
    ],
)
def test_answers_are_confident_and_said_by_whom_the_question_asks_about(
    quay: SqliteStore, speaker: str | None, rows: list[int], confidences: list[float], expected: list[int]
) -> None:
    assert answering(quay, speaker, rows, confidences) == expected


@pytest.mark.parametrize(
    ("asks_for_words", "confidences", "expected"),
    [
        pytest.param(False, [0.9, 0.5, 0.75], [True, False, True], id="those that are sure, each for itself"),
        pytest.param(False, [0.5, 0.6, 0.4], [False, True, False], id="the surest alone where none is sure"),
        pytest.param(True, [0.9, 0.5, 0.75], [True, False, True], id="of somebody's words those that are sure"),
        pytest.param(True, [0.5, 0.6, 0.4], [False, False, False], id="of somebody's words none where none is sure"),
    ],
)
def test_doubtful_answers_do_not_stand_beside_sure_ones(
    confidences: list[float], expected: list[bool], *, asks_for_words: bool
) -> None:
    features = {"confidence": np.array(confidences, np.float32)}
    ranked = Ranking(np.arange(3), np.array([3, 2, 1], np.float32), features)
    question = Question("", asks_for_words=asks_for_words)
    assert confidence.without_doubtful(question, ranked, np.ones(3, bool), at_least=0.7).tolist() == expected


def test_what_was_said_is_answered_by_passages_that_quote_somebody(quay: SqliteStore) -> None:
    ranked = Ranking(np.array([4, 1]), np.array([2, 1], np.float32), {"confidence": np.array([0.9, 0.9], np.float32)})
    assert confidence.answering(quay, Question("what was said about the quay?"), ranked, at_least=0.4).tolist() == [
        False,
        True,
    ]


def test_anybody_may_answer_a_question_about_somebody_that_does_not_ask_for_their_words(quay: SqliteStore) -> None:
    features = {"confidence": np.array([0.9, 0.9], np.float32), "speaker_match": np.array([0, 1], np.float32)}
    ranked = Ranking(np.array([4, 0]), np.array([2, 1], np.float32), features)
    asked = Question("when did Ines Valdor sell the quay?", "Ines Valdor")
    assert confidence.answering(quay, asked, ranked, at_least=0.4).tolist() == [True, True]


def test_questions_answer_what_somebody_asked_and_statements_only_if_there_is_none(stored: Stored) -> None:
    text = "“The quay is sold,” said Frost.\n“Is it lost?” said Frost.\nFrost asked when it had been sold."
    article = Article("quay.txt", text)
    spans = [text.index("The quay"), text.index("Is it lost"), text.index("when it")]
    modalities = [Modality.SAID, Modality.SAID, Modality.ASKED]
    quotations = [
        Quotation(article, ((at, at + 11),), Kind.DIRECT, "Tom Frost", modality=modality)
        for at, modality in zip(spans, modalities, strict=True)
    ]
    store = stored(replace(entry(article), quotations=quotations))
    asked = Question("", "Tom Frost", asks_for_words=True, speakers=("Tom Frost",), asks_for_questions=True)
    features = {"confidence": np.full(3, 0.9, np.float32), "speaker_match": np.ones(3, np.float32)}
    ranked = Ranking(np.arange(3), np.ones(3, np.float32), features)
    assert confidence.answering(store, asked, ranked, at_least=0.4).tolist() == [False, True, True]
    assert confidence.answering(store, asked, ranked.at(slice(1)), at_least=0.4).tolist() == [True]


def test_an_interviewers_question_answers_nothing_beside_a_statement(stored: Stored) -> None:
    text = "Frost: Is the quay lost?\nValdor: The quay is sold.\nThe quay was built in 1910."
    article = Article("quay.txt", text)
    places = [(text.index("Is the"), Modality.ASKED), (text.index("The quay is"), Modality.SAID)]
    quotations = [
        Quotation(article, ((at, at + 11),), Kind.DIRECT, "Tom Frost", modality=modality) for at, modality in places
    ]
    store = stored(replace(entry(article), quotations=quotations))
    ranked = Ranking(np.arange(3), np.ones(3, np.float32), {"confidence": np.full(3, 0.9, np.float32)})
    asked = Question("the quay")
    assert confidence.answering(store, asked, ranked, at_least=0.4).tolist() == [False, True, True]
    assert confidence.answering(store, asked, ranked.at(slice(1)), at_least=0.4).tolist() == [True]
    asks = replace(asked, asks_for_questions=True)
    assert confidence.answering(store, asks, ranked, at_least=0.4).tolist() == [True, True, True]


@pytest.mark.parametrize("topic", ["Ines Valdor", "Valdor", None])
def test_what_people_say_of_somebody_is_asked_on_no_matter(topic: str | None) -> None:
    asked = Question("x", topic=topic, about=("Ines Valdor",))
    assert confidence.asks_what_people_say(asked)
    assert not confidence.asks_what_people_say(replace(asked, topic="the quay"))
    assert not confidence.asks_what_people_say(replace(asked, about=()))


TALK = """Tom Frost said that Valdor was right.
Tom Frost said that it would rain.
Tom Frost and Ines Valdor said that Valdor was tired.
Valdor’s lawyer said that Valdor was well.
Ines Valdor said that Valdor was a good name."""


def test_others_speak_of_somebody_where_they_name_them(stored: Stored) -> None:
    article = Article("talk.txt", TALK)
    speakers = ["Tom Frost", "Tom Frost", "Tom Frost and Ines Valdor", "Valdor’s lawyer", "Ines Valdor"]
    starts = [TALK.index(line) for line in TALK.splitlines()]
    quotations = [
        Quotation(article, ((start, start + len(line)),), Kind.INDIRECT, speaker)
        for start, line, speaker in zip(starts, TALK.splitlines(), speakers, strict=True)
    ]
    store = stored(replace(entry(article), quotations=quotations))
    rows = np.arange(5)
    ranked = Ranking(rows, np.zeros(5, np.float32), {})
    asked = Question("x", about=("Ines Valdor",))
    assert confidence.naming(store, asked, ranked).tolist() == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ines Valdor said she had changed her mind.", [True], id="an article tells of it"),
        pytest.param("Valdor backed down yesterday, she said.", [True], id="in other words"),
        pytest.param("Ines Valdor said Tom Frost had changed his mind.", [False], id="somebody else's"),
        pytest.param("Ines Valdor said the quay would be sold.", [False], id="no change"),
    ],
)
def test_why_somebody_changed_their_mind_is_answered_only_if_they_did(
    stored: Stored, text: str, expected: list[bool]
) -> None:
    article = Article("quay.txt", text)
    said = Quotation(article, ((text.index("said") + 5, len(text)),), Kind.INDIRECT, "Ines Valdor")
    store = stored(replace(entry(article), quotations=[said]))
    features = {"confidence": np.ones(1, np.float32), "speaker_match": np.ones(1, np.float32)}
    ranked = Ranking(np.array([0]), np.ones(1, np.float32), features)
    question = query.parse("why did Ines Valdor change her mind?", SpeakerNames(store.speakers), Options())
    assert confidence.answering(store, question, ranked, at_least=0.4).tolist() == expected
