"""If no passage has words of the person asked about that answer, the reply says that nothing is on record."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.models import Role
from retrieval.settings import ReplySettings, Settings
from tests.conftest import quiet, write
from tests.fakes import SharedWords, WordCounts

FERRY = """Tom Hale, the deputy mayor, would speak only of "a ferry that sinks in a week".

Ann Lee denied that she had promised "a free ferry for every child".

The port secretary saw the ferry.

The ferry of the Sund Harbour Board was built in 1910.
"""


@pytest.fixture
def ferry(settings: Settings) -> Iterator[Archive]:
    """Every passage that shares a word with the question is confident enough."""
    folder = settings.archive.folder.with_name("ferry")
    settings = replace(
        settings,
        archive=replace(settings.archive, folder=folder),
        index=replace(settings.index, folder=settings.index_folder.with_name("ferry-index")),
        reply=ReplySettings(abstain_below=0.1),
    )
    encoder = WordCounts("ferry", "child", "week")
    write(folder, "2013-06-01-ferry.txt", FERRY)
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with closing(Archive.open(settings, Models(lambda: encoder, SharedWords))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        pytest.param(
            "what did the port secretary say about the ferry?",
            "the port secretary is named in 1 passage, quoted in none that On Record could attribute",
            id="an office that is only named",
        ),
        pytest.param(
            "what did the Sund Harbour Board say about the ferry?",
            "Sund Harbour Board is named in 1 passage, quoted in none that On Record could attribute",
            id="a body that is only named",
        ),
        pytest.param(
            "what did Ann Lee say about the ferry?",
            "Ann Lee is quoted once, not clearly on the ferry",
            id="words that are denied",
        ),
    ],
)
def test_a_reply_without_an_answer_says_that_nothing_is_on_record(ferry: Archive, asked: str, reason: str) -> None:
    reply = ferry.ask(asked)
    assert (reply.abstained, reply.reason) == (True, reason)
    assert reply.answers
    assert all(answer.role is Role.RELATED for answer in reply.answers)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("what did the deputy mayor say about the ferry?", id="an office"),
        pytest.param("what did Tom Hale say about the ferry?", id="a name"),
    ],
)
def test_words_of_a_speaker_that_is_not_known_answer_where_the_passage_names_who_is_asked_about(
    ferry: Archive, asked: str
) -> None:
    reply = ferry.ask(asked)
    found = [answer for answer in reply.answers if answer.role is Role.ANSWER]
    assert (reply.reason, [answer.text[:8] for answer in found]) == (None, ["Tom Hale"])
    assert [answer.is_own for answer in found] == [False]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        pytest.param("what did Zoe Zimmer say?", False, id="no topic"),
        pytest.param("what did Zimmer say in 2013?", False, id="only a time"),
        pytest.param("what did Zimmer say about the ferry?", True, id="a topic"),
        pytest.param("what kind of ferry did Zoe Zimmer hope for?", True, id="a topic without about"),
    ],
)
def test_nothing_is_close_to_a_question_about_a_stranger_without_a_topic(
    ferry: Archive, asked: str, *, shown: bool
) -> None:
    reply = ferry.ask(asked)
    assert (reply.abstained, bool(reply.answers)) == (True, shown)
