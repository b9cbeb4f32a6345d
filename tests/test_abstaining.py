"""When nothing is said to be on record, and in which words."""

from itertools import pairwise

import numpy as np
import pytest

from retrieval import abstaining
from retrieval.abstaining import Evidence
from retrieval.index.store import Store
from retrieval.ranking import Ranking
from retrieval.records import Answer, Article, Options, PartialDate, Question
from tests.conftest import Stored, entry

LETTER = Article("letter.txt", "“The bill is lost.”\nIt rained.", title="Burnham’s Reforms", source="The Courier")


@pytest.fixture
def opened(stored: Stored) -> Store:
    return stored(entry(LETTER, ("The bill is lost.", "Andy Burnham")))


def ranked(*dense: float) -> Ranking:
    rows, scores = np.arange(len(dense)), np.arange(9.0, 9.0 - len(dense), -1, dtype=np.float32)
    return Ranking(rows, scores, {"dense": np.array(dense, np.float32)})


ANSWER = Answer(LETTER, 0, 19, None, (), 9.0, {})


@pytest.mark.parametrize(
    ("asked", "cosines", "answers", "expected"),
    [
        pytest.param(
            Question("the lost bill"), [0.5], [ANSWER], Evidence(0.5, 1.0, stranger=False), id="all its words"
        ),
        pytest.param(
            Question("bill on reform"), [0.5], [ANSWER], Evidence(0.5, 1.0, stranger=False), id="by the headline"
        ),
        pytest.param(Question("a bill on tax"), [0.5], [ANSWER], Evidence(0.5, 0.5, stranger=False), id="half of them"),
        pytest.param(Question("and rain?"), [0.5], [ANSWER], Evidence(0.5, 0.0, stranger=False), id="not in the first"),
        pytest.param(
            Question("what is it?"), [0.5], [ANSWER], Evidence(0.5, 0.0, stranger=False), id="stop words only"
        ),
        pytest.param(
            Question("bill"), [0.2, 0.75], [ANSWER], Evidence(0.75, 1.0, stranger=False), id="the best cosine"
        ),
        pytest.param(Question("bill"), [], [], Evidence(-1.0, 0.0, stranger=False), id="nothing found"),
        pytest.param(Question("bill", "Burnham"), [0.5], [ANSWER], Evidence(0.5, 1.0, stranger=False), id="one quoted"),
        pytest.param(
            Question("Burnham on the tax bill", "Andy Burnham"),
            [0.5],
            [ANSWER],
            Evidence(0.5, 0.5, stranger=False),
            id="the speaker's own name is no topic",
        ),
        pytest.param(
            Question("bill", "Jeremy Hunt"), [0.5], [ANSWER], Evidence(0.5, 1.0, stranger=True), id="a stranger"
        ),
    ],
)
def test_evidence_is_the_best_likeness_the_words_covered_and_whether_the_speaker_is_known(
    opened: Store, asked: Question, cosines: list[float], answers: list[Answer], expected: Evidence
) -> None:
    assert abstaining.weigh(asked, ranked(*cosines), answers, opened) == expected


RISING = [
    pytest.param([Evidence(x / 10, 0.5, stranger=False) for x in range(-10, 11)], id="with likeness"),
    pytest.param([Evidence(0.5, x / 10, stranger=False) for x in range(11)], id="with the words covered"),
    pytest.param([Evidence(0.5, 0.5, stranger=True), Evidence(0.5, 0.5, stranger=False)], id="for a known speaker"),
]


@pytest.mark.parametrize("evidence", RISING)
def test_confidence_rises(evidence: list[Evidence]) -> None:
    assert all(abstaining.confidence(less) < abstaining.confidence(more) for less, more in pairwise(evidence))


def test_confidence_keeps_within_0_and_1_and_on_its_side_of_a_half_at_the_ends() -> None:
    nothing, everything = Evidence(-1.0, 0.0, stranger=True), Evidence(1.0, 1.0, stranger=False)
    assert 0 <= abstaining.confidence(nothing) < 0.5 < abstaining.confidence(everything) <= 1


@pytest.mark.parametrize(
    ("only", "phrase", "reason"),
    [
        pytest.param(Options(speaker="Hunt"), None, "Hunt is not quoted in this archive", id="a stranger"),
        pytest.param(
            Options(source="The Times"),
            None,
            "no article here is from The Times; its sources: The Courier",
            id="an unknown source",
        ),
        pytest.param(Options(), "is won", "no passage here has the words “is won”", id="words nobody said"),
        pytest.param(
            Options(speaker="Hunt", source="The Times"),
            "is won",
            "Hunt is not quoted in this archive",
            id="the first of many",
        ),
    ],
)
def test_the_reason_names_what_is_not_on_record(opened: Store, only: Options, phrase: str | None, reason: str) -> None:
    assert abstaining.nothing_left(Question("bill", phrase=phrase, only=only), opened) == reason


@pytest.mark.parametrize(
    ("only", "phrase", "reason"),
    [
        pytest.param(
            Options(after=PartialDate.parse("2012")), None, "no passage here was published in 2012 or later", id="dates"
        ),
        pytest.param(
            Options(speaker="Burnham"),
            "It rained",
            "no passage here quotes Burnham and has the words “It rained”",
            id="words that another passage has",
        ),
    ],
)
def test_where_each_is_known_but_not_together_the_reason_names_them_all(
    opened: Store, only: Options, phrase: str | None, reason: str
) -> None:
    assert abstaining.nothing_left(Question("bill", phrase=phrase, only=only), opened) == reason


def test_an_archive_that_names_no_source_says_so(stored: Stored) -> None:
    bare = stored(entry(Article("a.txt", "A bill.")))
    asked = Question("bill", only=Options(source="The Times"))
    reason = "no article here is from The Times; its sources: unknown"
    assert abstaining.nothing_left(asked, bare) == reason


@pytest.mark.parametrize(
    ("stranger", "reason"),
    [(True, "Jeremy Hunt is not quoted in this archive"), (False, "nothing here is close enough to the question")],
)
def test_doubt_is_put_down_to_a_stranger_or_to_distance(*, stranger: bool, reason: str) -> None:
    assert abstaining.not_sure(Question("bill", "Jeremy Hunt"), Evidence(0.1, 0.5, stranger=stranger)) == reason
