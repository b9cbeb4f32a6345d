import pytest

from bot.rendering import formatting
from retrieval.models import (
    Answer,
    Article,
    Basis,
    Kind,
    Novelty,
    NoveltyKind,
    PartialDate,
    Published,
    Quotation,
)

DATES = [
    pytest.param("2012-02-07", Basis.STATED, "7 February 2012", id="a day"),
    pytest.param("2011-05", Basis.GIVEN, "May 2011", id="a month"),
    pytest.param("2015", Basis.STATED, "2015", id="a year"),
    pytest.param("2015-01-27", Basis.INFERRED, "27 January 2015 (inferred)", id="an inferred day"),
    pytest.param("2010-12", Basis.INFERRED, "December 2010 (inferred)", id="an inferred month"),
]
NOT_GO = Quotation(Article("old.txt", "We will not go."), ((0, 14),), Kind.DIRECT, "Bo Ek")


@pytest.mark.parametrize(("date", "basis", "words"), DATES)
def test_a_date_is_as_precise_as_it_is_known(date: str, basis: Basis, words: str) -> None:
    assert formatting.when(Published(PartialDate.parse(date), basis)) == words


def test_an_unknown_source_or_date_is_called_unknown() -> None:
    assert formatting.origin(Article("a.txt", "")) == "source unknown · date unknown"


def test_an_origin_is_source_and_date() -> None:
    article = Article("a.txt", "", source="HSJ", published=Published(PartialDate.parse("2015-01"), Basis.GIVEN))
    assert formatting.origin(article) == "HSJ · January 2015"


@pytest.mark.parametrize("reason", ["nobody is quoted", "Nobody is quoted."])
def test_a_reason_becomes_one_sentence(reason: str) -> None:
    assert formatting.sentence(reason) == "Nobody is quoted."


@pytest.mark.parametrize("name", ["Andy Burnham", None])
def test_a_speaker_is_never_guessed(name: str | None) -> None:
    article = Article("a.txt", "“No,” he said.", authors=("A Reporter",))
    quotation = Quotation(article, ((0, 5),), Kind.DIRECT, speaker=name, speaker_text="he", cue="said")
    assert formatting.speaker(Answer(article, 0, 14, quotation, (), 1.0, {})) == name
    assert formatting.speaker(Answer(article, 0, 14, None, (), 1.0, {})) is None


@pytest.mark.parametrize(
    ("new", "shown"),
    [
        (None, None),
        (Novelty(NoveltyKind.FIRST, matter="the wall"), "Bo Ek’s first on “the wall” in this archive, by these words"),
        (
            Novelty(NoveltyKind.AGAIN, 2, PartialDate.parse("2011-05-03"), NOT_GO),
            "The same as before: in 2 earlier articles, since 3 May 2011",
        ),
        (
            Novelty(NoveltyKind.AGAINST, 1, PartialDate.parse("2011-05-03"), NOT_GO),
            "3 May 2011: “We will not go” · 7 February 2012: “We will go”",
        ),
    ],
)
def test_what_is_new_of_words_is_shown_in_a_line(new: Novelty | None, shown: str | None) -> None:
    published = Published(PartialDate.parse("2012-02-07"), Basis.STATED)
    quotation = Quotation(Article("new.txt", "We will go.", published=published), ((0, 10),), Kind.DIRECT, "Bo Ek")
    assert formatting.novelty(new, quotation) == shown
