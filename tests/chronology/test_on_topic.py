"""What is on a topic: by its words in paragraph or headline, by its meaning, or what comes nearest."""

from dataclasses import replace

import pytest

from retrieval.chronology import on_topic, timeline
from retrieval.chronology.on_topic import OnTopic
from retrieval.errors import EncoderError, NoDate, QuestionError, RetrievalError
from retrieval.models import Answer, Article, Kind, Options, Question, Quotation, Reply, Role

ARTICLE = Article("a.txt", "“It leaks,” Ann Lee said.\n\nBo Ek said it would be mended.", title="The lido is drained")
LEE = Quotation(ARTICLE, ((1, 10),), Kind.DIRECT, "Ann Lee", "Ann Lee")
EK = Quotation(ARTICLE, ((39, 60),), Kind.INDIRECT, "Bo Ek", "Bo Ek")


def answer(quotation: Quotation | None, role: Role = Role.ANSWER, *, is_own: bool = True) -> Answer:
    return Answer(ARTICLE, 0, 26, quotation, (), 1.0, {}, role=role, is_own=is_own)


class Asked:
    """An archive that has the words of a topic or not, and answers with these answers."""

    def __init__(self, *answers: Answer, said: tuple[Quotation, ...] = (), reason: str | None = None) -> None:
        self._said, self._answers, self._reason = said, answers, reason
        self.asked: list[str] = []

    def said(self, speaker: str | None = None, topic: str | None = None, source: str | None = None) -> list[Quotation]:  # noqa: ARG002
        return list(self._said)

    def office_named(self, typed: str, /) -> str | None:
        return "mayor" if "mayor" in typed else None

    def ask(self, text: str, options: Options = Options(), limit: int = 5) -> Reply:  # noqa: ARG002, B008
        self.asked.append(text)
        return Reply(text, Question(text), self._answers, 0.9, self._reason, "g-1", 1.0)


@pytest.mark.parametrize(
    ("topic", "speakers"),
    [
        ("leaks", {"Ann Lee"}),
        ("lido", {"Ann Lee", "Bo Ek"}),
        ("draining the lido", {"Ann Lee", "Bo Ek"}),
        ("mending the lido", {"Bo Ek"}),
        ("mending leaks", set()),
    ],
)
def test_the_words_of_a_topic_may_stand_in_the_paragraph_and_in_the_headline(topic: str, speakers: set[str]) -> None:
    assert {quotation.speaker for quotation in timeline.select([LEE, EK], None, topic)} == speakers


def test_where_the_words_are_found_nothing_is_asked() -> None:
    archive = Asked(said=(LEE,))
    assert (on_topic.find(archive, "Ann Lee", "leaks"), archive.asked) == (OnTopic([LEE]), [])
    assert on_topic.find(Asked(), "Ann Lee") == OnTopic([])


@pytest.mark.parametrize(
    ("speaker", "asked"), [("Ann Lee", "what did Ann Lee say about a hole?"), (None, "what was said about a hole?")]
)
def test_without_the_words_the_answers_to_a_question_on_the_topic_count(speaker: str | None, asked: str) -> None:
    archive = Asked(answer(LEE), answer(EK, Role.RELATED), answer(None))
    assert on_topic.find(archive, speaker, "a hole") == OnTopic([LEE], by_meaning=True)
    assert archive.asked == [asked]


def test_the_words_of_others_and_of_another_office_do_not_count() -> None:
    assert on_topic.find(Asked(answer(EK, is_own=False), answer(LEE)), "Ann Lee", "a hole").quotations == [LEE]
    mayor = replace(EK, speaker_text="the mayor")
    found = on_topic.find(Asked(answer(LEE), answer(mayor)), "the mayor", "a hole")
    assert found.quotations == [mayor]


@pytest.mark.parametrize("reason", [None, "is quoted once, never on it"])
def test_what_is_close_but_from_another_publication_does_not_count(reason: str | None) -> None:
    class OfTheCourier(Asked):
        def said(
            self,
            speaker: str | None = None,  # noqa: ARG002
            topic: str | None = None,
            source: str | None = None,  # noqa: ARG002
        ) -> list[Quotation]:
            return [] if topic else [replace(LEE, article=replace(ARTICLE, source="The Courier"))]

    found = on_topic.find(OfTheCourier(answer(LEE), reason=reason), "Ann Lee", "a hole", "courier")
    assert (found.quotations, found.nearest) == ([], ())


def test_where_nothing_answers_the_nearest_words_of_the_speaker_are_kept_apart() -> None:
    archive = Asked(answer(LEE), answer(EK, is_own=False), reason="is quoted once, never on it")
    assert on_topic.find(archive, "Ann Lee", "a hole") == OnTopic([], nearest=(LEE,))


@pytest.mark.parametrize(
    "error",
    [
        EncoderError("x", "it is not installed"),
        QuestionError("the question has 640 characters; ask in at most 500"),
        NoDate("rubbish", option="after"),
    ],
    ids=["no model", "a long topic", "a topic with an operator"],
)
def test_where_no_question_can_be_asked_the_words_alone_are_looked_for(error: RetrievalError) -> None:
    class Refusing(Asked):
        def ask(self, text: str, options: Options = Options(), limit: int = 5) -> Reply:  # noqa: ARG002, B008
            raise error

    assert on_topic.find(Refusing(), "Ann Lee", "a hole") == OnTopic([])
