"""The receipt for silence: the kind of a silence, and what was looked through."""

from pathlib import Path

import pytest

from retrieval.archive import Archive
from retrieval.index.generation import Generation
from retrieval.models import Answer, Article, Kind, Options, PartialDate, Question, Quotation, Reply, Silence
from retrieval.search import naming, receipt
from tests.conftest import Stored, built, entry, two_articles, write

YEAR_2013 = PartialDate.parse("2013")
BURNHAM = Question("x", "Andy Burnham", "opera", speakers=("Andy Burnham",))
LEE = Article("a.txt", "“It rained,” said Ann Lee.", source="The Courier")
RAINED = Quotation(LEE, ((1, 10),), Kind.DIRECT, "Ann Lee")


def silence(opened: Generation, question: Question, *, filtered: bool = False) -> Silence:
    return receipt.write(question, opened, (), archive="articles", filtered=filtered)[0]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        pytest.param(Question("x", "Jeremy Hunt"), Silence.NO_SUCH_NAME, id="a stranger"),
        pytest.param(Question("x", "Reporters"), Silence.NOTHING_FOUND, id="a word that is in the articles"),
        pytest.param(BURNHAM, Silence.NOTHING_FOUND, id="somebody quoted, never on the topic"),
        pytest.param(Question("the sea"), Silence.NOTHING_FOUND, id="nobody"),
        pytest.param(Question("the sea", after=YEAR_2013), Silence.FILTERED_OUT, id="a year without articles"),
        pytest.param(
            Question("x", "Andy Burnham", speakers=("Andy Burnham",), filters=Options(source="Daily Post")),
            Silence.FILTERED_OUT,
            id="quoted elsewhere only",
        ),
        pytest.param(
            Question("x", "Jeremy Hunt", filters=Options(speaker="Jeremy Hunt", after=YEAR_2013), after=YEAR_2013),
            Silence.NO_SUCH_NAME,
            id="a stranger in a year without articles",
        ),
    ],
)
def test_the_kind_of_a_silence_is_told(opened: Generation, question: Question, kind: Silence) -> None:
    assert silence(opened, question) is kind


@pytest.mark.parametrize(
    ("filters", "phrase", "hidden"),
    [
        pytest.param(Options(), "is won", False, id="words nobody said"),
        pytest.param(Options(source="Daily Post"), "lost the argument", True, id="words of another paper"),
        pytest.param(Options(source="Daily Post"), "is won", False, id="words nobody said, in a paper"),
        pytest.param(Options(source="The Times"), None, True, id="an unknown paper"),
        pytest.param(Options(speaker="Hunt"), None, False, id="a stranger"),
    ],
)
def test_only_filters_that_hide_something_filter_out(
    opened: Generation, filters: Options, phrase: str | None, *, hidden: bool
) -> None:
    asked = Question("x", phrase=phrase, filters=filters)
    assert receipt.is_hidden_by_filters(asked, opened.store) is hidden


def test_what_was_looked_through_is_counted_in_the_index(opened: Generation) -> None:
    _, searched = receipt.write(BURNHAM, opened, (), archive="articles", filtered=False)
    covered = searched.covered
    assert (covered.articles, covered.undated, covered.first_day, covered.last_day) == (2, 0, "2011-05", "2012-02-07")
    assert set(covered.sources) == {"The Courier", "Daily Post"}
    assert (searched.names, searched.named, searched.named_at_least, searched.quoted) == (("Burnham",), 1, False, 2)
    assert searched.quotations == opened.store.count(["Andy Burnham"], Options())
    assert (searched.generation, searched.indexed) == (opened.name, opened.manifest.built)
    assert (searched.nearest, searched.uncovered, searched.skipped) == (None, None, 0)


def test_only_the_articles_that_the_filters_leave_are_counted(opened: Generation) -> None:
    asked = Question("x", "Michael Gove", speakers=("Michael Gove",), filters=Options(source="Daily Post"))
    _, searched = receipt.write(asked, opened, (), archive="articles", filtered=False)
    assert (searched.covered.articles, searched.covered.first_day) == (1, "2011-05")
    assert searched.covered.sources == ("Daily Post",)
    assert (searched.named, searched.quoted) == (1, 2)


def test_a_time_without_articles_is_said_and_the_whole_archive_counted(opened: Generation) -> None:
    asked = Question("x", after=YEAR_2013, before=PartialDate.parse("2014"), filters=Options(after=YEAR_2013))
    _, searched = receipt.write(asked, opened, (), archive="articles", filtered=True)
    assert (searched.uncovered, searched.covered.articles) == ("2013", 2)


def test_an_unknown_publication_is_no_time_without_articles(opened: Generation) -> None:
    asked = Question("x", after=PartialDate.parse("2012"), filters=Options(source="The Times"))
    _, searched = receipt.write(asked, opened, (), archive="articles", filtered=True)
    assert (searched.uncovered, searched.covered.articles) == (None, 2)


def test_names_beyond_the_passages_read_are_a_lower_bound(opened: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "MAX_PASSAGES_READ", 1)
    asked = Question("x", "Andrew Lansley", speakers=("Andrew Lansley",))
    _, searched = receipt.write(asked, opened, (), archive="articles", filtered=False)
    assert (searched.named, searched.named_at_least) == (1, True)
    assert silence(opened, Question("x", "Lansley")) is not Silence.NO_SUCH_NAME


@pytest.mark.parametrize(
    ("question", "quotation", "why"),
    [
        pytest.param(Question("x", phrase="snow"), RAINED, "it does not have the words “snow”", id="a phrase"),
        pytest.param(
            Question("x", "Bo Ek", asks_for_words=True), RAINED, "it quotes Ann Lee, not Bo Ek", id="another speaker"
        ),
        pytest.param(Question("x", "Bo Ek", asks_for_words=True), None, "it quotes nobody", id="nobody"),
        pytest.param(Question("x", "Bo Ek"), RAINED, "it is not close enough to the question", id="only about him"),
        pytest.param(
            Question("x", source="HSJ"), RAINED, "it is from The Courier, not from HSJ", id="another publication"
        ),
        pytest.param(
            Question("x", after=YEAR_2013), RAINED, "it is not dated, and 2013 or later was asked about", id="no date"
        ),
    ],
)
def test_the_nearest_miss_tells_what_it_lacks(
    opened: Generation, question: Question, quotation: Quotation | None, why: str
) -> None:
    answer = Answer(LEE, 0, len(LEE.text), quotation, (), 1.0, {})
    _, searched = receipt.write(question, opened, (answer,), archive="articles", filtered=False)
    assert searched.nearest
    assert (searched.nearest.article, searched.nearest.source, searched.nearest.why) == ("a.txt", "The Courier", why)


def test_only_a_reply_without_an_answer_has_a_receipt(archive: Archive) -> None:
    def asked(text: str) -> Reply:
        return archive.ask(text)

    silent, answered = asked("what did Jeremy Hunt say about opera?"), asked("what did Burnham say?")
    assert (silent.abstained, silent.silence) == (True, Silence.NO_SUCH_NAME)
    assert silent.searched
    assert (silent.searched.named, silent.searched.quoted, silent.searched.newer) == (0, 0, 0)
    assert (answered.abstained, answered.silence, answered.searched) == (False, None, None)


NURSES = """“No deal,” the nurses said.
The nurses walked out, and the rail unions stayed in.
The unions said: “We stay.”"""


@pytest.mark.parametrize(
    ("speaker", "people", "counted"),
    [
        pytest.param("nurses", ("nurses",), (2, False), id="quoted by a word in lower case"),
        pytest.param("unions", ("unions",), (2, False), id="another one"),
        pytest.param("hunt", (), (0, True), id="a word that is no name here"),
        pytest.param("badger", (), (0, False), id="a word that is nowhere"),
    ],
)
def test_a_name_is_said_to_be_in_no_passage_only_if_none_has_the_word(
    tmp_path: Path, speaker: str, people: tuple[str, ...], counted: tuple[int, bool]
) -> None:
    settings = two_articles(tmp_path)
    write(settings.archive.folder, "nurses.txt", "The Hospital\n\n" + NURSES.replace("\n", "\n\n") + " The hunt is on.")
    with built(settings) as town:
        asked = Question("x", speaker, speakers=people)
        _, searched = receipt.write(asked, town, (), archive="articles", filtered=False)
    assert (searched.named, searched.named_otherwise) == counted


@pytest.mark.parametrize(
    ("text", "name", "passages"),
    [
        pytest.param("Midwives said no.\n\nThe midwives left.", "midwives", 0, id="a noun"),
        pytest.param("Hunt said no.\n\nThe hunt left Jeremy Hunt cold.", "hunt", 2, id="a name that is a noun too"),
        pytest.param("Unison said no.\n\n“Unison is lost,” they said.", "unison", 2, id="a name that begins sentences"),
    ],
)
def test_a_capital_at_the_beginning_of_a_sentence_makes_no_name(
    stored: Stored, text: str, name: str, passages: int
) -> None:
    store = stored(entry(Article("a.txt", text)))
    assert naming.count((name,), Options(), store).passages == passages
