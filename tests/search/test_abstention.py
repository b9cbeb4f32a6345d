"""The reasons that a reply gives for abstaining."""

import pytest

from retrieval.index.generation import Generation
from retrieval.index.tables import SqliteStore
from retrieval.models import Article, Options, PartialDate, Question
from retrieval.search import abstention
from tests.conftest import Stored, entry

LETTER = Article("letter.txt", "“The bill is lost.”\nIt rained.", title="Burnham’s Reforms", source="The Courier")


@pytest.fixture
def letter(stored: Stored) -> SqliteStore:
    return stored(entry(LETTER, ("The bill is lost.", "Andy Burnham")))


@pytest.mark.parametrize(
    ("filters", "phrase", "reason"),
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
def test_the_reason_names_the_filter_that_matches_nothing(
    letter: SqliteStore, filters: Options, phrase: str | None, reason: str
) -> None:
    assert abstention.no_passage_matches(Question("bill", phrase=phrase, filters=filters), letter) == reason


@pytest.mark.parametrize(
    ("filters", "phrase", "reason"),
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
def test_the_reason_names_all_filters_that_match_only_one_by_one(
    letter: SqliteStore, filters: Options, phrase: str | None, reason: str
) -> None:
    assert abstention.no_passage_matches(Question("bill", phrase=phrase, filters=filters), letter) == reason


def test_the_reason_says_if_the_archive_names_no_source(stored: Stored) -> None:
    bare = stored(entry(Article("a.txt", "A bill.")))
    asked = Question("bill", filters=Options(source="The Times"))
    reason = "no article here is from The Times; its sources: unknown"
    assert abstention.no_passage_matches(asked, bare) == reason


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
def test_the_reason_for_low_confidence_says_how_often_the_speaker_is_quoted(
    opened: Generation, asked: Question, reason: str
) -> None:
    assert abstention.low_confidence(asked, opened) == reason
