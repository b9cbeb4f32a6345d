"""Which dates an office in a question means."""

from dataclasses import replace
from typing import cast

import pytest

from retrieval.backends.protocol import Backend
from retrieval.index.tables import SqliteStore
from retrieval.models import Article, Basis, Kind, Options, PartialDate, Published, Quotation
from retrieval.search import query, terms_of_office
from retrieval.search.query import SpeakerNames
from tests.conftest import Stored, entry
from tests.search.test_offices import Opened

ARTICLES = {  # by day: the text, the words quoted, and the mention of their speaker
    "2015-01-10": (
        "“Tea is dear,” said Ada Holm, the shadow tea minister.",
        "Tea is dear,",
        "Ada Holm, the shadow tea minister",
    ),
    "2016-05-02": ("Ada Holm, who took office in May as tea minister, smiled.", "", ""),
    "2017-03-01": ("“Tea is free,” said Tea Minister Ada Holm.", "Tea is free,", "Tea Minister Ada Holm"),
    "2018-07-09": ("Ada Holm, who resigned as tea minister in June, wept.", "", ""),
    "2018-08-01": (
        "“I miss it,” said the former tea minister, Ada Holm.",
        "I miss it,",
        "the former tea minister, Ada Holm",
    ),
}


@pytest.fixture
def tea(stored: Stored) -> SqliteStore:
    entries = []
    for day, (text, words, mention) in ARTICLES.items():
        article = Article(f"{day}.txt", text, published=Published(PartialDate.parse(day), Basis.STATED))
        at = text.index(words)
        said = [Quotation(article, ((at, at + len(words)),), Kind.DIRECT, "Ada Holm", mention)] if words else []
        entries.append(replace(entry(article), quotations=said))
    return stored(*entries)


@pytest.mark.parametrize(
    ("when", "after", "before"),
    [
        pytest.param("before she was tea minister", None, "2016-05-02", id="before the day that tells how it began"),
        pytest.param("before she was shadow tea minister", None, "2014-10-10", id="three months before"),
        pytest.param("since she became tea minister", "2016-05-02", None, id="from that day on"),
        pytest.param("after taking office", "2016-05-02", None, id="whichever office"),
        pytest.param("after she left office", "2017-06-01", None, id="three months after the last day that shows it"),
        pytest.param("while tea minister", "2016-02-02", "2017-06-01", id="three months around"),
        pytest.param("when Ada Holm was shadow tea minister", "2014-10-10", "2015-04-10", id="another office"),
    ],
)
def test_an_office_means_the_dates_of_the_articles_that_show_it(
    tea: SqliteStore, when: str, after: str | None, before: str | None
) -> None:
    names = SpeakerNames(tea.speakers)
    asked = query.parse(f"what did Ada Holm say about tea {when}?", names, Options())
    question = terms_of_office.bind(asked, cast(Backend, Opened(tea)), names)
    found = (question.after and str(question.after), question.before and str(question.before))
    assert (*found, question.clause and question.clause.is_bound) == (after, before, True)


@pytest.mark.parametrize("when", ["before she was mayor", "when Bo Ek was tea minister", "before the flood"])
def test_a_time_that_no_article_shows_binds_nothing(tea: SqliteStore, when: str) -> None:
    names = SpeakerNames(tea.speakers)
    asked = query.parse(f"what did Ada Holm say about tea {when}?", names, Options())
    question = terms_of_office.bind(asked, cast(Backend, Opened(tea)), names)
    assert (question, question.after, question.before) == (asked, None, None)
    assert question.clause is not None
