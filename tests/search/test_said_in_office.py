"""What somebody said in an office is told from what the same person said out of it."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.index.tables import SqliteStore
from retrieval.models import Article, Basis, Kind, PartialDate, Published, Question, Quotation
from retrieval.search.ranking import Ranking
from retrieval.search.said_in_office import in_office_first
from tests.conftest import Stored, entry

ARTICLES = {  # in this order; the first passage of each is its only one
    "2011-05-03": ("“The quay stays,” Mayor Ines Valdor said.", "Ines Valdor", "Mayor Ines Valdor"),
    "2011-06-03": ("“The quay is ours,” Valdor said.", "Ines Valdor", "Valdor"),
    "2013-05-03": ("“The quay leaks,” Valdor said.", "Ines Valdor", "Valdor"),
    "2014-05-03": ("“The quay is gone,” said Ines Valdor, now the shadow mayor.", "Ines Valdor", "Ines Valdor"),
    "2014-06-03": ("“The quay was ours,” Valdor said.", "Ines Valdor", "Valdor, the former mayor"),
    "2014-07-03": ("“The quay opens,” the mayor said.", "mayor", "the mayor"),
}


@pytest.fixture
def quay(stored: Stored) -> SqliteStore:
    entries = []
    for day, (text, speaker, mention) in ARTICLES.items():
        article = Article(f"{day}.txt", text, published=Published(PartialDate.parse(day), Basis.STATED))
        span = text.index("“") + 1, text.index("”")
        entries.append(replace(entry(article), quotations=[Quotation(article, (span,), Kind.DIRECT, speaker, mention)]))
    return stored(*entries)


def ordered(store: SqliteStore, question: Question, rows: list[int]) -> tuple[list[int], list[bool]]:
    ranked = Ranking(np.array(rows), np.zeros(len(rows), np.float32), {})
    found, answering = in_office_first(ranked, np.ones(len(rows), bool), question, store)
    return found.rows.tolist(), answering.tolist()


MAYOR = Question(
    "what did the mayor say?", "mayor", speakers=("Ines Valdor", "mayor"), office="mayor", asks_for_words=True
)


def test_words_said_out_of_office_do_not_answer_and_those_surely_said_in_it_come_first(
    quay: SqliteStore,
) -> None:
    assert ordered(quay, MAYOR, [4, 3, 2, 1, 0, 5]) == ([1, 0, 5, 4, 3, 2], [True, True, True, False, False, True])


def test_on_a_topic_the_order_stays(quay: SqliteStore) -> None:
    of_quay = replace(MAYOR, text="what did the mayor say about the quay?", topic="the quay")
    assert ordered(quay, of_quay, [3, 2, 0]) == ([3, 2, 0], [False, True, True])


@pytest.mark.parametrize(
    ("office", "rows", "expected"),
    [
        pytest.param("shadow mayor", [0, 3], [3], id="a shadow office: the office itself is another"),
        pytest.param("former mayor", [0, 3, 4], [0, 3, 4], id="former tells who is meant, not when"),
        pytest.param(None, [0, 3, 4], [0, 3, 4], id="a name"),
        pytest.param("mayor", [3, 4], [3, 4], id="nothing else answers"),
    ],
)
def test_which_words_of_a_holder_answer(
    quay: SqliteStore, office: str | None, rows: list[int], expected: list[int]
) -> None:
    asked = replace(MAYOR, speaker=office, office=office, topic="the quay", text="what was said of the quay?")
    found, answering = ordered(quay, asked, rows)
    assert [row for row, answers in zip(found, answering, strict=True) if answers] == expected
