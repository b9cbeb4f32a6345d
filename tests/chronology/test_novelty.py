"""What is new of somebody's words, on invented articles with exact, vague and no dates."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from retrieval.chronology.novelty import WhatIsNew
from retrieval.index import bm25, lexicon
from retrieval.index.bm25 import Bm25Index
from retrieval.index.lexicon import Lexicon
from retrieval.index.tables import SqliteStore
from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.models import Article, Basis, Novelty, PartialDate, Published
from retrieval.text.tokenise import stems
from tests.conftest import Stored, entry

Said = tuple[str | None, str, str]  # day ("2031-03-02 to 2031-04-01" if updated), speaker, words
TAXES = "We will cut taxes for every family this year"
WALL = "The wall is a waste of public money"
Told = Callable[..., Novelty | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """The part of a backend that the look for earlier words needs."""

    store: SqliteStore
    passage_bm25: Bm25Index
    lexicon: Lexicon
    speaker_turns: InMemoryTurns


@pytest.fixture
def told(stored: Stored, tmp_path: Path) -> Told:
    """What is new of the first of some statements, each in an article of its own."""

    def new_of(*said: Said, topic: str = "") -> Novelty | None:
        entries = []
        for number, (day, speaker, words) in enumerate(said):
            written, _, update = (day or "").partition(" to ")
            published = Published(PartialDate.parse(written), Basis.STATED) if written else None
            updated = PartialDate.parse(update) if update else None
            article = Article(f"{number}.txt", f"{speaker} said: “{words}.”", published=published, updated=updated)
            entries.append(entry(article, (words, speaker)))
        store = stored(*entries)
        texts = [passage.text for _, passages in store.by_article() for passage in passages]
        bm25.write(tmp_path / "words", map(stems, texts))
        lexicon.write(tmp_path / "terms", texts, ["" for _ in said], lambda words: np.zeros((len(words), 1), "f4"), {})
        opened = Opened(
            store,
            Bm25Index(tmp_path / "words"),
            Lexicon(tmp_path / "terms"),
            InMemoryTurns(store.all_quotations()),
        )
        first = next(each for each in store.all_quotations() if each.article.id == "0.txt")
        return WhatIsNew(opened).of(first, topic)  # type: ignore[arg-type]  # a part of a backend

    return new_of


def kind(new: Novelty | None) -> str | None:
    return new.kind.value if new else None


def test_the_same_words_of_earlier_days_are_counted_since_the_earliest(told: Told) -> None:
    new = told(
        ("2031-03-09", "Ann Lee", TAXES),
        ("2031-03-02", "Ann Lee", TAXES),
        ("2031-02", "Ann Lee", TAXES),
        ("2031-03-09", "Ann Lee", TAXES),
        ("2031-04-01", "Ann Lee", TAXES),
    )
    assert new
    assert (kind(new), new.times, str(new.since), new.earlier and new.earlier.article.id) == (
        *("again", 2, "2031-02"),
        "2.txt",
    )


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(("2031-03-02", "Bo Ek", TAXES), id="by another"),
        pytest.param(("2031-03-09", "Ann Lee", TAXES), id="of the same day"),
        pytest.param(("2031-03", "Ann Lee", TAXES), id="of a month that has the day"),
        pytest.param((None, "Ann Lee", TAXES), id="without a date"),
        pytest.param(("2031-03-02 to 2031-03-09", "Ann Lee", TAXES), id="of an article updated that day"),
        pytest.param(("2030 to 2031", "Ann Lee", TAXES), id="of an article updated in that year"),
        pytest.param(("2031-03-02", "Ann Lee", "We will raise taxes for every firm next spring"), id="of other words"),
    ],
)
def test_words_are_the_same_as_before_only_if_speaker_day_and_words_show_it(told: Told, other: Said) -> None:
    assert kind(told(("2031-03-09", "Ann Lee", TAXES), other)) is None


@pytest.mark.parametrize(
    "earlier",
    ["We will not cut taxes for every family this year", "We won't cut taxes for every family this year"],
)
def test_words_that_are_the_same_but_for_a_negation_are_set_beside_the_earlier_ones(told: Told, earlier: str) -> None:
    new = told(("2031-03-09", "Ann Lee", TAXES), ("2030-03-02", "Ann Lee", earlier))
    assert new
    assert (kind(new), str(new.since), new.earlier and new.earlier.text) == ("against", "2030-03-02", earlier)


@pytest.mark.parametrize(
    "earlier",
    [
        pytest.param("We will not cut taxes for every company next spring", id="about other things"),
        pytest.param("We will cut taxes for every family next year", id="without a negation"),
    ],
)
def test_other_differences_are_not_against_earlier_words(told: Told, earlier: str) -> None:
    assert kind(told(("2031-03-09", "Ann Lee", TAXES), ("2030-03-02", "Ann Lee", earlier))) is None


def test_the_first_words_on_a_matter_are_told_of_a_speaker_quoted_before(told: Told) -> None:
    new = told(("2031-03-09", "Ann Lee", TAXES), ("2031-03-02", "Ann Lee", WALL), topic="taxes")
    assert new
    assert (kind(new), new.matter) == ("first", "taxes")


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([], id="nothing else is known of the speaker"),
        pytest.param([("2031-03-02", "Ann Lee", WALL), ("2030", "Ann Lee", "A tax is a tax")], id="said before"),
        pytest.param([("2031-03-02", "Ann Lee", WALL), (None, "Ann Lee", "A tax is a tax")], id="said on some day"),
        pytest.param([("2031-03-02", "Ann Lee", WALL), ("2031", "Ann Lee", "A tax is a tax")], id="perhaps before"),
        pytest.param([("2031-03-02", "Ann Lee", WALL), ("2030", "Bo Ek", "Lee taxes us to death")], id="told of her"),
        pytest.param(
            [("2031-03-02", "Ann Lee", f"{WALL}.”\n\nThe paper is about taxes. “So be it")], id="in her article"
        ),
    ],
)
def test_nothing_is_called_the_first_that_may_not_be(told: Told, others: list[Said]) -> None:
    assert kind(told(("2031-03-09", "Ann Lee", TAXES), *others, topic="taxes")) is None


@pytest.mark.parametrize(
    ("day", "told_first"), [("2031-03-02 to 2031-03-08", False), ("2031-03", False), ("2031-03-02", True)]
)
def test_words_that_may_be_of_a_later_day_are_not_called_the_first(told: Told, day: str, *, told_first: bool) -> None:
    others = [("2031-02-02", "Ann Lee", WALL), ("2031-03-05", "Ann Lee", "A tax is a tax")]
    assert kind(told((day, "Ann Lee", TAXES), *others, topic="taxes")) == ("first" if told_first else None)


def test_an_office_is_nobody_whose_first_words_could_be_known(told: Told) -> None:
    said = [("2031-03-09", "Health Secretary", TAXES), ("2031-03-02", "Health Secretary", WALL)]
    assert kind(told(*said, topic="taxes")) is None


def test_a_sentence_said_before_is_the_same_as_before_in_part(told: Told) -> None:
    words = f"{TAXES}. And the moon is made of very old cheese"
    new = told(("2031-05-02", "Ann Lee", words), ("2031-03-02", "Ann Lee", TAXES))
    assert new is not None
    assert (new.kind.value, new.times, str(new.since), new.part) == ("again", 1, "2031-03-02", f"{TAXES}.")


def test_all_words_said_before_are_the_same_as_before_without_a_part(told: Told) -> None:
    words = f"{TAXES}. And the moon is made of very old cheese"
    new = told(("2031-05-02", "Ann Lee", words), ("2031-03-02", "Ann Lee", words))
    assert new is not None
    assert (new.kind.value, new.part) == ("again", None)


def test_a_sentence_against_earlier_words_is_set_beside_them(told: Told) -> None:
    words = f"{TAXES.replace('will', 'will not')}. And the moon is made of very old cheese"
    assert kind(told(("2031-05-02", "Ann Lee", words), ("2031-03-02", "Ann Lee", TAXES))) == "against"


@pytest.mark.parametrize("short", ["I agree with that", "Thank you very much for that question"])
def test_a_short_sentence_said_before_says_nothing(told: Told, short: str) -> None:
    words = f"{short}. And the moon is made of very old cheese"
    assert told(("2031-05-02", "Ann Lee", words), ("2031-03-02", "Ann Lee", short)) is None
