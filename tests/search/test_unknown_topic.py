"""A topic that no article names is no matter of record, unless a passage has a word of similar meaning."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from retrieval.archive import Archive, Models
from retrieval.array_types import Vectors
from retrieval.models import Options
from retrieval.search import features, query
from retrieval.search.reader import Logits, Reading
from retrieval.settings import ReplySettings, Settings
from tests.fakes import WordCounts


class Credulous:
    """A reader to which every passage answers every question."""

    def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Logits]:  # noqa: ARG002 - the interface's
        yield np.full(len(readings), 5.0, np.float32)


class Synonyms(WordCounts):
    """A clinic is a hospital. Other words that are in no article resemble nothing."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        rows = super().passages([text.replace("clinic", "hospital") for text in texts])
        for place, text in enumerate(texts):
            if text in {"brexit", "Brexit", "badgers", "otters", "Saturn"}:
                rows[place] = 0
        return rows


@pytest.fixture
def credulous(settings: Settings, archive: Archive, encoder: WordCounts) -> Iterator[Archive]:
    archive.close()
    sure = replace(settings, reply=ReplySettings(abstain_below=0.7))
    synonyms = Synonyms("bill", "reform", "lansley", "burnham", "hospital", "school", "tax", name=encoder.name)
    with Archive.open(sure, Models(lambda: synonyms, Credulous)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("topic", "absent"),
    [
        pytest.param("Brexit", "Brexit", id="a name"),
        pytest.param("brexit", "brexit", id="in small letters"),
        pytest.param("the badgers and otters", "badgers", id="two words"),
        pytest.param("Saturn", "Saturn", id="another name"),
    ],
)
def test_a_topic_of_which_no_article_has_a_word_is_not_on_record(credulous: Archive, topic: str, absent: str) -> None:
    reply = credulous.ask(f"what did Burnham say about {topic}?")
    assert (reply.abstained, reply.confidence) == (True, 0.5)
    assert reply.reason == f"Andy Burnham is quoted twice, and no passage here has the word “{absent}”"


@pytest.mark.parametrize(
    "topic",
    [
        pytest.param("the badgers' bill", id="one of its words is"),
        pytest.param("reforming", id="another form"),
        pytest.param("Hospitel", id="a slip with a capital"),
        pytest.param("the clinic", id="a word of similar meaning"),
        pytest.param("700 otters", id="a figure, which may be spelt out"),
        pytest.param("it", id="no word that means anything"),
    ],
)
def test_a_topic_that_may_be_in_the_articles_is_left_to_the_reader(credulous: Archive, topic: str) -> None:
    reply = credulous.ask(f"what did Burnham say about {topic}?")
    assert (reply.abstained, reply.reason) == (False, None)
    assert reply.confidence > 0.9


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        pytest.param("what did Burnham say about Brexit in 2012?", ["Brexit"], id="the time is none"),
        pytest.param("what did Burnham say about Burnham and otters?", ["otters"], id="nor is the speaker"),
        pytest.param("what was said about otters?", ["otters"], id="of anybody"),
        pytest.param("what did Burnham say?", [], id="no topic"),
        pytest.param("what did Burnham say about everything?", [], id="a topic that means any"),
    ],
)
def test_the_words_of_an_unknown_topic(archive: Archive, asked: str, words: list[str]) -> None:
    question = query.parse(asked, archive._speaker_names, Options(), archive.sources)
    assert features.unknown_topic(question, archive._backend.lexicon) == words
