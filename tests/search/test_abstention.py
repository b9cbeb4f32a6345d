"""The reasons that a reply gives for abstaining."""

from collections.abc import Iterator

import numpy as np
import pytest

from retrieval.index.generation import Generation
from retrieval.index.tables import SqliteStore
from retrieval.models import Article, Options, PartialDate, Question
from retrieval.search import abstention
from retrieval.search.ranking import Ranking
from tests.conftest import Stored, built, entry, two_articles, write

LETTER = Article("letter.txt", "“The bill is lost.”\nIt rained.", title="Burnham’s Reforms", source="The Courier")


def closest(store: SqliteStore, asked: Question, cosine: float = 0.0) -> Ranking:
    """All passages, ranked as closest to the question; `cosine` is that of each."""
    rows = np.arange(len(store))
    by_speaker = store.quoting(store.speakers_named(asked.speaker or ""), rows)
    features = {"dense": np.full(len(rows), cosine, np.float32), "speaker_match": by_speaker.astype(np.float32)}
    return Ranking(rows, features["dense"], features)


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
            "no article here is from The Times; this archive has articles of The Courier",
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
    asked = Question("bill", phrase=phrase, filters=filters)
    assert abstention.no_passage_matches(asked, letter, closest(letter, asked)) == reason


@pytest.mark.parametrize(
    ("filters", "phrase", "reason"),
    [
        pytest.param(
            Options(after=PartialDate.parse("2012")),
            None,
            "no passage here is dated 2012 or later; 1 article has no date",
            id="dates",
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
    asked = Question("bill", phrase=phrase, filters=filters)
    assert abstention.no_passage_matches(asked, letter, closest(letter, asked)) == reason


def test_the_reason_says_if_the_archive_names_no_source(stored: Stored) -> None:
    bare = stored(entry(Article("a.txt", "A bill.")))
    asked = Question("bill", filters=Options(source="The Times"))
    reason = "no article here is from The Times; no article names its source"
    assert abstention.no_passage_matches(asked, bare, closest(bare, asked)) == reason


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        pytest.param(Question("x", "Jeremy Hunt", "tax"), "Jeremy Hunt is not quoted in this archive", id="a stranger"),
        pytest.param(Question("the bill"), "nothing here is close enough to the question", id="nobody in particular"),
        pytest.param(Question("the bill and 3 badgers"), "no passage here has the word “badgers”", id="no such word"),
        pytest.param(
            Question("x", "Andy Burnham", "the Hillsborough inquiry"),
            "Andy Burnham is quoted twice, and no passage here has the word “Hillsborough”",
            id="a topic that nobody has",
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
            "Andy Burnham is not quoted in Daily Post",
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
            "no passage here is dated 2013",
            id="a time that the archive does not cover",
        ),
    ],
)
def test_the_reason_for_low_confidence_says_how_often_the_speaker_is_quoted(
    opened: Generation, asked: Question, reason: str
) -> None:
    assert abstention.low_confidence(asked, opened, closest(opened.store, asked)) == reason


FERRY = """“The ferry was late,” said Ann Valdor.
Ms Valdor left her car at the harbour.
Nobody but Tom Frost was asked. The hunt is over.
Dr Ana Ruiz said: “I swam.”
Two lenses broke on the O’Dell pier, near the München stall."""


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    settings = two_articles(tmp_path_factory.mktemp("ferry"))
    write(settings.archive.folder, "ferry.txt", "Ferry Fares Rise\n\n" + FERRY.replace("\n", "\n\n"))
    with built(settings) as current:
        yield current


@pytest.mark.parametrize(
    ("speaker", "topic", "cosine", "reason"),
    [
        pytest.param("Ann Valdor", "ferry", 0.0, "quoted once, not clearly on ferry", id="a passage of hers has it"),
        pytest.param("Ann Valdor", "car", 0.0, "quoted once, in no passage with the word “car”", id="one about her"),
        pytest.param(
            "Ann Valdor", "the fares", 0.0, "quoted once, in no passage with the words “the fares”", id="a headline"
        ),
        pytest.param("Ann Valdor", "Frost", 0.0, "quoted once, in no passage with the word “Frost”", id="a neighbour"),
        pytest.param(
            "Ann Valdor", "opera", 0.6, "quoted once, and no passage here has the word “opera”", id="near, but nowhere"
        ),
        pytest.param(
            "Ann Valdor", "opera", 0.1, "quoted once, and no passage here has the word “opera”", id="nothing at all"
        ),
        pytest.param(
            "Ann Valdor",
            "lenses",
            0.0,
            "quoted once, in no passage with the word “lenses”",
            id="a stem whose own stem is another",
        ),
        pytest.param(
            "Ann Valdor", "O'Dell", 0.0, "quoted once, in no passage with the word “O'Dell”", id="another apostrophe"
        ),
        pytest.param(
            "Ann Valdor",
            "München",
            0.0,
            "quoted once, in no passage with the word “München”",
            id="an accent of two characters",
        ),
        pytest.param(
            "tom frost",
            "opera",
            0.0,
            "named in 1 passage, quoted in none that On Record could attribute",
            id="named, not quoted",
        ),
        pytest.param("Hunt", "opera", 0.0, "not quoted in this archive", id="a word that is no name"),
    ],
)
def test_no_more_is_denied_than_the_archive_shows(
    ferry: Generation, speaker: str, topic: str, cosine: float, reason: str
) -> None:
    asked = Question("x", speaker, topic)
    words = abstention.low_confidence(asked, ferry, closest(ferry.store, asked, cosine))
    assert words == f"{speaker} is {reason}"


def test_a_title_that_a_speaker_bears_is_no_name_that_nobody_quotes(ferry: Generation) -> None:
    asked = Question("x", "Dr", "opera")
    words = abstention.low_confidence(asked, ferry, closest(ferry.store, asked))
    assert words == "nobody is quoted under the name Dr"


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """What Ann Valdor said in May 2019 and on an unknown day."""
    settings = two_articles(tmp_path_factory.mktemp("dated"))
    for path in settings.archive.folder.iterdir():
        path.unlink()
    write(settings.archive.folder, "day.txt", "Pier\n3 May 2019\n\n“The pier is shut,” said Ann Valdor.")
    write(settings.archive.folder, "no-day.txt", "Stalls\n\n“The stalls are open,” said Ann Valdor.")
    with built(settings) as current:
        yield current


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        pytest.param(
            Question("x", "Ann Valdor", "stalls", after=PartialDate.parse("2019-06")),
            "no passage here is dated 2019-06 or later; 1 article has no date",
            id="no article of that time",
        ),
        pytest.param(
            Question("x", "Ann Valdor", "stalls", month=7),
            "Ann Valdor is quoted twice, in no article dated July of any year; once without a date",
            id="a month without a year",
        ),
        pytest.param(
            Question("x", "Ann Valdor", "stalls", month=5),
            "Ann Valdor is quoted twice, not clearly on stalls",
            id="a month in which the speaker is quoted",
        ),
    ],
)
def test_an_article_without_a_date_is_not_denied_to_be_from_the_time_asked_about(
    dated: Generation, asked: Question, reason: str
) -> None:
    assert abstention.low_confidence(asked, dated, closest(dated.store, asked)) == reason


def test_the_closest_passage_is_said_to_have_no_date_if_it_has_none(dated: Generation) -> None:
    asked = Question("x", after=PartialDate.parse("2012"), before=PartialDate.parse("2013"))
    ranked = closest(dated.store, asked)
    each = [ranked.at(np.array([place])) for place in (0, 1)]
    reasons = {abstention.nothing_then(asked, dated.store, one, np.array([True])) for one in each}
    assert reasons == {
        "nothing dated 2012 answers the question; the closest passage is from another time",
        "nothing dated 2012 answers the question; the closest passage is without a date",
    }
