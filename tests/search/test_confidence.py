"""When nothing is said to be on record, and in which words."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.index.generation import Generation
from retrieval.index.tables.store import SqliteStore
from retrieval.models import Article, Options, PartialDate, Question
from retrieval.search import confidence, no_answer, ranking
from retrieval.search.ranking import Ranking
from tests.conftest import Stored, entry

LETTER = Article("letter.txt", "“The bill is lost.”\nIt rained.", title="Burnham’s Reforms", source="The Courier")


@pytest.fixture
def letter(stored: Stored) -> SqliteStore:
    return stored(entry(LETTER, ("The bill is lost.", "Andy Burnham")))


RANKED = Ranking(
    np.arange(3),
    np.array([9, 8, 7], np.float32),
    {
        "dense": np.array([0.25, 0.75, 0.5], np.float32),
        "exact_overlap": np.array([1, 0.5, 0.25], np.float32),
        "semantic_overlap": np.array([0, 0.25, 0.25], np.float32),
        "speaker_match": np.array([0, 1, 1], np.float32),
    },
)


@pytest.mark.parametrize(
    ("asked", "has_speaker", "unknown_speaker"),
    [
        pytest.param(Question("bill"), 0, 0, id="nobody in particular"),
        pytest.param(Question("bill", "Andy Burnham"), 1, 0, id="somebody quoted"),
        pytest.param(Question("bill", "Burnham"), 1, 0, id="somebody quoted, by surname"),
        pytest.param(Question("bill", "Jeremy Hunt"), 1, 1, id="a stranger"),
    ],
)
def test_evidence_is_the_first_score_the_best_likeness_and_whether_the_person_is_known(
    letter: SqliteStore, asked: Question, has_speaker: float, unknown_speaker: float
) -> None:
    evidence = confidence.features(asked, RANKED, letter)
    assert evidence == {
        "score": 9.0,
        "dense": 0.75,
        "has_speaker": has_speaker,
        "fully_covered": 0.0,
        "unknown_speaker": unknown_speaker,
    }


@pytest.mark.parametrize(
    ("exact_overlap", "fully_covered"),
    [
        pytest.param([1, 0.5, 0], 0.0, id="only by another"),
        pytest.param([0, 0.7, 0.5], 0.0, id="by two passages together"),
        pytest.param([0, 0.75, 0.5], 1.0, id="half in other words"),
    ],
)
def test_a_question_is_met_where_a_passage_of_that_person_says_all_of_it(
    letter: SqliteStore, exact_overlap: list[float], fully_covered: float
) -> None:
    features = {**RANKED.features, "exact_overlap": np.array(exact_overlap, np.float32)}
    evidence = confidence.features(Question("bill", "Andy Burnham"), replace(RANKED, features=features), letter)
    assert evidence["fully_covered"] == fully_covered


def test_confidence_rises_with_likeness_and_falls_for_a_stranger_by_the_weights_that_come_along() -> None:
    weighed = ranking.load_weights()["confidence"]
    known = {"score": 28.0, "dense": 0.6, "has_speaker": 1.0, "fully_covered": 0.0, "unknown_speaker": 0.0}
    rising = [
        confidence.estimate(known | changed, weighed)
        for changed in (
            {"score": -99.0, "dense": -1.0},
            {"unknown_speaker": 1.0},
            {"dense": 0.5},
            {},
            {"fully_covered": 1.0},
        )
    ]
    assert rising == sorted(rising)
    assert 0 <= rising[0] < 0.01
    assert confidence.estimate(known | {"score": 999.0}, weighed) == pytest.approx(1.0)


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
def test_the_reason_names_what_is_not_on_record(
    letter: SqliteStore, only: Options, phrase: str | None, reason: str
) -> None:
    assert no_answer.no_passage_matches(Question("bill", phrase=phrase, filters=only), letter) == reason


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
    letter: SqliteStore, only: Options, phrase: str | None, reason: str
) -> None:
    assert no_answer.no_passage_matches(Question("bill", phrase=phrase, filters=only), letter) == reason


def test_an_archive_that_names_no_source_says_so(stored: Stored) -> None:
    bare = stored(entry(Article("a.txt", "A bill.")))
    asked = Question("bill", filters=Options(source="The Times"))
    reason = "no article here is from The Times; its sources: unknown"
    assert no_answer.no_passage_matches(asked, bare) == reason


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        pytest.param(Question("x", "Jeremy Hunt", "tax"), "Jeremy Hunt is not quoted in this archive", id="a stranger"),
        pytest.param(Question("the sea"), "nothing here is close enough to the question", id="nobody in particular"),
        pytest.param(
            Question("x", "Andy Burnham", "the Hillsborough inquiry"),
            "Andy Burnham is quoted twice, never on the Hillsborough inquiry",
            id="never on the topic",
        ),
        pytest.param(
            Question("x", "Michael Gove", "schools"),
            "Michael Gove is quoted twice, not clearly on schools",
            id="perhaps on the topic",
        ),
        pytest.param(
            Question("x", "Andrew Lansley"),
            "Andrew Lansley is quoted once, never close enough to the question",
            id="no topic",
        ),
        pytest.param(
            Question("x", "Andy Burnham", "schools", filters=Options(source="post")),
            "Andy Burnham is not quoted in post",
            id="a source that does not quote the person",
        ),
        pytest.param(
            Question(
                "x",
                "Michael Gove",
                "hospitals",
                filters=Options("Gove", "Daily Post", before=PartialDate.parse("2030")),
            ),
            "Michael Gove is quoted twice in Daily Post before 2030, never on hospitals",
            id="a source and a time",
        ),
        pytest.param(
            Question("x", "Andy Burnham", after=PartialDate.parse("2013"), before=PartialDate.parse("2014")),
            "no passage here was published in 2013 or later and was published before 2014",
            id="a time that the archive does not cover",
        ),
    ],
)
def test_doubt_is_put_in_words(opened: Generation, asked: Question, reason: str) -> None:
    assert no_answer.low_confidence(asked, opened) == reason
