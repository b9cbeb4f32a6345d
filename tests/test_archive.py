"""Questions put to the archive of conftest.py."""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.array_types import Vectors
from retrieval.errors import ArchiveClosed, EncoderMismatch, IndexMissing, NobodyCalled, QuestionError
from retrieval.models import Answer, Options, Reply, Role
from retrieval.search import SearchPipeline, confidence, features, query, ranking
from retrieval.search import answers as answer_builder
from retrieval.search.reader import Logits, Reading
from retrieval.settings import ReplySettings, Settings
from tests.conftest import BRIEFING, quiet, write
from tests.fakes import SharedWords, WordCounts

BURNHAM = BRIEFING[BRIEFING.index("Shadow") : BRIEFING.index("\n\nHealth Secretary")]
LANSLEY = BRIEFING[BRIEFING.index("Health Secretary Andrew") :].strip()
GOVE = "Education Secretary Michael Gove said that every school would gain from the new freedoms."
PENNY = 'He added: "No school will lose a penny, and no tax will rise."'
EVERYTHING = [BURNHAM, LANSLEY, PENNY, GOVE]  # passages of one statement count as one


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with which every answer is good enough."""
    return replace(settings, reply=ReplySettings(limit=5, abstain_below=0.0))


def accept(archive: Archive, least: float) -> None:
    """Have the archive answer only what has this confidence."""
    settings = replace(archive._settings, reply=ReplySettings(abstain_below=least))
    archive._pipeline = SearchPipeline(archive._backend, settings, archive._embed)


def texts(reply: Reply) -> list[str]:
    return [answer.text for answer in reply.answers]


@pytest.mark.parametrize(
    ("office", "speaker"),
    [
        ("the health secretary", "Andrew Lansley"),
        ("Education Secretary", "Michael Gove"),
        ("the transport secretary", None),
    ],
)
def test_an_office_stands_in_place_of_a_name_in_options_and_lists(
    archive: Archive, office: str, speaker: str | None
) -> None:
    said = {quotation.speaker for quotation in archive.said(office)}
    assert said == ({speaker} if speaker else set())
    reply = archive.ask("the reforms and the schools", Options(speaker=office))
    assert {answer.quotation and answer.quotation.speaker for answer in reply.answers if speaker} == said
    assert (reply.understood.speaker, reply.understood.filters.speaker) == (speaker, speaker or office)


def untimed(reply: Reply) -> Reply:
    return replace(reply, took_ms=0.0)


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        pytest.param("what did the Health Secretary say about the bill?", "Andrew Lansley", id="not the shadow's"),
        pytest.param("what did the education secretary say in 2011?", "Michael Gove", id="in small letters"),
        pytest.param("what did the transport secretary say?", "transport secretary", id="that nobody here holds"),
        pytest.param("what did the driver say?", None, id="a noun that is no office"),
    ],
)
def test_an_office_means_who_holds_it_in_the_articles(archive: Archive, asked: str, speaker: str | None) -> None:
    assert archive.ask(asked).understood.speaker == speaker


@pytest.mark.parametrize("office", ["transport secretary", "mayor of Lund"])
def test_words_of_others_do_not_answer_for_an_office_that_nobody_here_holds(archive: Archive, office: str) -> None:
    reply = archive.ask(f"what did the {office} say about the bill?")
    assert all(answer.role is Role.RELATED for answer in reply.answers)
    accept(archive, 1.0)
    assert archive.ask(f"what did the {office} say about the bill?").reason == (
        f"the {office} is not quoted in this archive"
    )


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        pytest.param("what did Burnham say about Lansley in February 2012?", None, id="from then"),
        pytest.param(
            "what did Burnham say about Lansley in 2011?",
            "Andy Burnham is quoted twice, in no article dated 2011",
            id="from another time",
        ),
        pytest.param(
            "what did Burnham say about Lansley, according to the Daily Post?",
            "nothing from Daily Post answers the question; The Courier has 1 answer",
            id="from another publication",
        ),
    ],
)
def test_a_time_or_a_publication_in_the_question_binds(archive: Archive, asked: str, reason: str | None) -> None:
    accept(archive, 0.5)
    reply = archive.ask(asked)
    assert reply.reason == reason
    assert reply.answers[0].text == BURNHAM


@pytest.mark.parametrize(
    ("words", "only", "reason"),
    [
        pytest.param(
            "the reforms",
            Options(speaker="Burnham", source="Daily Post"),
            "Andy Burnham is quoted twice, never in Daily Post; The Courier has 2 quotations",
            id="one",
        ),
        pytest.param(
            "tax",
            Options(speaker="Gove", source="Courier"),
            "Michael Gove is quoted twice, never in The Courier; Daily Post has 2 quotations",
            id="another",
        ),
    ],
)
def test_a_speaker_whom_the_publication_set_does_not_quote_is_said_to_be_quoted_elsewhere(
    archive: Archive, words: str, only: Options, reason: str
) -> None:
    reply = archive.ask(words, only)
    assert (reply.abstained, reply.reason) == (True, reason)
    assert {answer.article.source for answer in reply.answers} == {
        reason.split("never in ")[1].split(";", maxsplit=1)[0]
    }


def test_a_publication_without_an_answer_names_those_that_have_one(archive: Archive) -> None:
    asked, there = "the reforms will cost", Options(source="Daily Post")
    accept(archive, 0.5)
    reply = archive.ask(asked, there)
    answers = archive.ask(asked, Options(source="The Courier")).answers
    assert reply.searched is not None
    assert reply.searched.elsewhere == (("The Courier", [answer.role for answer in answers].count(Role.ANSWER)),)


VALDOR = {"2019-03-04": "hospital bill", "2021-03-05": "reform bill", "2022-05-06": "bill"}


@pytest.fixture
def tram(tmp_path: Path, settings: Settings, encoder: WordCounts) -> Iterator[Archive]:
    """What Ines Valdor said in three years, a reader that counts shared words, and replies that need four of them."""
    folder = tmp_path / "tram"
    for day, bill in VALDOR.items():
        text = f"“I said the {bill} is dead,” said Ines Valdor."
        write(folder, f"{day}.md", f"---\ntitle: Council\nsource: Sund Post\ndate: {day}\n---\n\n{text}\n")
    ours = replace(
        settings,
        archive=replace(settings.archive, folder=folder),
        index=replace(settings.index, folder=tmp_path / "tram-index"),
        reply=ReplySettings(abstain_below=0.993),
    )
    backends.bring_up_to_date(ours, lambda: encoder, quiet)
    with Archive.open(ours, Models(lambda: encoder, SharedWords)) as archive:
        yield archive


@pytest.mark.parametrize(
    ("asked", "month", "reason"),
    [
        pytest.param("what did Ines Valdor say about the reform bill in March?", "2021-03", None, id="the newest"),
        pytest.param("what did Ines Valdor say about the hospital bill in March?", "2019-03", None, id="an older one"),
        pytest.param(
            "what did Ines Valdor say about the hospital bill in May?",
            None,
            "nothing dated May of any year answers the question; the closest passage is from another time",
            id="only in another month",
        ),
    ],
)
def test_a_month_without_a_year_is_the_newest_in_which_something_answers(
    tram: Archive, asked: str, month: str | None, reason: str | None
) -> None:
    reply = tram.ask(asked)
    after = reply.understood.after
    assert (str(after) if after else None, reply.reason) == (month, reason)
    days = [str(answer.article.published.when) for answer in reply.answers if answer.article.published]
    assert days[0].startswith(month or "2019-03")


def test_everything_somebody_said_in_a_month_needs_no_topic(tram: Archive) -> None:
    accept(tram, 0.5)
    reply = tram.ask("everything Ines Valdor said in May")
    assert [answer.article.id for answer in reply.answers] == ["2022-05-06.md"]


@pytest.mark.parametrize(
    ("asked", "before", "is_bound"),
    [
        pytest.param("what did Lansley say about the reforms while health secretary?", "2012-05-07", True, id="then"),
        pytest.param("what did Lansley say about the reforms before he was mayor?", None, False, id="not shown"),
    ],
)
def test_a_time_named_by_an_office_is_that_of_its_articles(
    archive: Archive, asked: str, before: str | None, is_bound: object
) -> None:
    accept(archive, 0.5)
    reply = archive.ask(asked)
    assert reply.answers[0].text.endswith('"The reforms will go ahead."')
    found = reply.understood
    assert (found.before and str(found.before), found.clause and found.clause.is_bound) == (before, is_bound)


def test_an_office_may_have_lasted_longer_than_articles_show(
    tram: Archive, tmp_path: Path, encoder: WordCounts
) -> None:
    settings = tram._settings
    text = "“I said the tram is late,” said Mayor Ines Valdor."
    write(
        tmp_path / "tram", "2017-03-04.md", f"---\ntitle: Council\nsource: Sund Post\ndate: 2017-03-04\n---\n\n{text}\n"
    )
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with Archive.open(settings, Models(lambda: encoder, SharedWords)) as archive:
        reply = archive.ask("what did Ines Valdor say about the hospital bill when she was mayor?")
    assert [answer.article.id for answer in reply.answers][:1] == ["2019-03-04.md"]
    assert [reply.understood.clause.is_bound if reply.understood.clause else None] == [False]


@pytest.mark.parametrize("asked", ["tram", "who spoke about the tram?", "how often did Ines Valdor speak?"])
def test_a_reply_says_whether_a_higher_limit_gives_further_passages(tram: Archive, asked: str) -> None:
    whole = tram.ask(asked, limit=50)
    assert (whole.has_more, len(whole.answers) > 1) == (False, True)
    assert tram.ask(asked, limit=len(whole.answers)).has_more is False
    cut = tram.ask(asked, limit=1)
    assert (cut.has_more, cut.answers) == (True, whole.answers[:1])
    assert tram.ask(asked, limit=10**30).answers == whole.answers


@pytest.mark.parametrize("asked", ["everything Ines Valdor said", "all quotes from Ines Valdor"])
def test_all_that_somebody_said_is_counted_past_the_answers_shown(tram: Archive, asked: str) -> None:
    accept(tram, 0.5)
    reply = tram.ask(asked, limit=1)
    assert [answer.article.id[:4] for answer in reply.answers] == ["2019"]
    assert (reply.total, reply.is_total_exact) == (3, True)


@pytest.mark.parametrize(
    ("asked", "year"), [("everything Ines Valdor said", "2019"), ("latest from Ines Valdor", "2022")]
)
def test_of_very_many_passages_those_at_the_end_asked_for_are_found(
    tram: Archive, monkeypatch: pytest.MonkeyPatch, asked: str, year: str
) -> None:
    monkeypatch.setattr(features, "SPEAKER_PASSAGES", 1)
    accept(tram, 0.5)
    reply = tram.ask(asked, limit=1)
    assert [answer.article.id[:4] for answer in reply.answers] == [year]


@pytest.mark.parametrize("limit", [1, 5])
def test_how_often_is_counted_past_the_answers_shown_the_oldest_first(tram: Archive, limit: int) -> None:
    accept(tram, 0.5)
    reply = tram.ask("how often did Ines Valdor speak of the bill?", limit=limit)
    assert (reply.times, reply.understood.counts) == (3, True)
    assert [answer.article.id[:4] for answer in reply.answers] == ["2019", "2021", "2022"][:limit]


def test_what_is_not_on_record_is_not_counted(tram: Archive) -> None:
    reply = tram.ask("how many times did Ines Valdor praise zebras?")
    assert (reply.abstained, reply.times) == (True, None)


def test_the_main_question_is_answered_in_the_speakers_own_words(archive: Archive) -> None:
    reply = archive.ask("what did Burnham say about Lansley?")
    assert (reply.abstained, reply.understood.speaker, reply.generation) == (False, "Andy Burnham", archive.generation)
    assert texts(reply) == EVERYTHING
    first = reply.answers[0]
    assert first.quotation is not None
    assert (first.article.id, first.start, first.end) == ("2012-02-07-briefing.txt", 57, 216)
    assert (first.quotation.speaker, first.quotation.cue, first.quotation.spans) == (
        "Andy Burnham",
        "said",
        ((112, 157), (160, 215)),
    )
    # The question has two words of the first passage: it is (1, 1). The passage is (1, 0, 1, 1) / √3 alone and
    # (1, 1, 2, 2) / √10 with its headline. The mean of these two, made a unit, has the cosine .87 with the question.
    assert round(first.parts["dense"], 2) == 0.87
    assert first.parts["speaker_match"] == 1.0


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(
            "what did Lansley say about reforms?", [LANSLEY, BURNHAM, PENNY, GOVE], id="who speaks comes first"
        ),
        pytest.param("what did Gove say about schools?", [GOVE, PENNY, BURNHAM, LANSLEY], id="another article"),
        pytest.param("tax", [PENNY], id="a single word, which is rare"),
        pytest.param("what did he say?", EVERYTHING, id="stop words only"),
        pytest.param("zebra crossings", EVERYTHING, id="words that nobody used"),
    ],
)
def test_answers_come_best_first(archive: Archive, asked: str, expected: list[str]) -> None:
    assert texts(archive.ask(asked)) == expected


@pytest.mark.parametrize(
    ("asked", "beside", "expected"),
    [
        pytest.param("the bill", query.parse_options(speaker="lansley"), [LANSLEY], id="speaker"),
        pytest.param("the bill", query.parse_options(source="daily post"), [PENNY, GOVE], id="source"),
        pytest.param("school", query.parse_options(after="2012-02-07"), [BURNHAM, LANSLEY], id="after"),
        pytest.param("bill", query.parse_options(before="2012-02-07"), [PENNY, GOVE], id="before"),
        pytest.param("bill source:courier speaker:burnham", Options(), [BURNHAM], id="operators"),
        pytest.param(
            "school speaker:gove", query.parse_options(speaker="Burnham"), [BURNHAM], id="options overrule operators"
        ),
        pytest.param('who said "lose a penny"?', Options(), [PENNY], id="exact words"),
        pytest.param("speaker:gove", Options(), [PENNY, GOVE], id="nothing but a speaker"),
    ],
)
def test_only_passages_that_pass_the_askers_filters_are_answers(
    archive: Archive, asked: str, beside: Options, expected: list[str]
) -> None:
    reply = archive.ask(asked, beside)
    assert (texts(reply), reply.reason) == (expected, None)


@pytest.mark.parametrize(
    ("asked", "beside", "reason"),
    [
        pytest.param(
            "the bill", query.parse_options(speaker="Hunt"), "Hunt is not quoted in this archive", id="speaker"
        ),
        pytest.param(
            "the bill",
            query.parse_options(source="The Times"),
            "no article here is from The Times; this archive has articles of Daily Post, The Courier",
            id="source",
        ),
        pytest.param(
            "the bill",
            query.parse_options(after="2013"),
            "no passage here is dated 2013 or later",
            id="dates",
        ),
        pytest.param(
            'the bill "was never lost"', Options(), "no passage here has the words “was never lost”", id="words"
        ),
    ],
)
def test_if_no_passage_passes_the_filters_the_reply_says_why_and_shows_the_closest(
    archive: Archive, asked: str, beside: Options, reason: str
) -> None:
    reply = archive.ask(asked, beside)
    assert (reply.abstained, reply.reason, reply.confidence) == (True, reason, 0.0)
    assert texts(reply) == EVERYTHING


def test_a_question_about_an_unquoted_speaker_has_less_confidence_and_is_not_answered(
    settings: Settings, archive: Archive, encoder: WordCounts
) -> None:
    known = archive.ask("what did Burnham say about the bill?")
    stranger = archive.ask("what did Jeremy Hunt say about the bill?")
    assert stranger.confidence < known.confidence
    between = (stranger.confidence + known.confidence) / 2
    strict = replace(settings, reply=replace(settings.reply, abstain_below=between))
    careful = Archive.open(strict, Models(lambda: encoder))
    assert careful.ask("what did Burnham say about the bill?").reason is None
    reply = careful.ask("what did Jeremy Hunt say about the bill?")
    assert (reply.reason, texts(reply)) == ("Jeremy Hunt is not quoted in this archive", EVERYTHING)
    careful.close()


def test_a_question_far_from_every_passage_is_not_answered(
    settings: Settings, archive: Archive, encoder: WordCounts
) -> None:
    close, far = archive.ask("hospital reform bill"), archive.ask("zebra crossings")
    assert far.confidence < close.confidence
    strict = replace(settings, reply=replace(settings.reply, abstain_below=close.confidence))
    careful = Archive.open(strict, Models(lambda: encoder))
    assert [careful.ask(asked).reason for asked in ("hospital reform bill", "zebra crossings")] == [
        None,
        "no passage here has the word “zebra”",
    ]
    careful.close()


@pytest.mark.parametrize("said", ["Thanks!", "ok thank you very much", "hi, how are you?"])
def test_what_asks_nothing_is_not_answered(archive: Archive, said: str) -> None:
    reply = archive.ask(said)
    assert (reply.answers, reply.confidence, reply.abstained) == ((), 0.0, True)
    assert (reply.reason or "").startswith("this is not a question")


def test_the_readers_best_logit_decides_order_and_confidence(
    settings: Settings, archive: Archive, encoder: WordCounts
) -> None:
    reader = SharedWords()
    with Archive.open(settings, Models(lambda: encoder, lambda: reader)) as read:
        reply = read.ask("source:Post who will lose a penny?")
    assert reply.answers[0].text == PENNY
    assert reply.answers[0].parts["reader"] == 2
    weights = ranking.load_weights()["confidence_after_reading"]
    read_of_it = {"reader": 2.0, "rare_words_missing": reply.answers[0].parts["rare_words_missing"]}
    assert reply.confidence == pytest.approx(confidence.estimate(read_of_it, weights))
    assert reader.questions == ["who will lose a penny?"]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("what did Burnham say?", id="all words of a speaker answer"),
        pytest.param("source:Times who lost?", id="nothing passes the filter"),
    ],
)
def test_nothing_is_read_where_reading_cannot_change_the_reply(
    settings: Settings, archive: Archive, encoder: WordCounts, asked: str
) -> None:
    reader = SharedWords()
    with Archive.open(settings, Models(lambda: encoder, lambda: reader)) as read:
        assert read.ask(asked).answers
    assert reader.questions == []


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        pytest.param(Options(), "Andy Burnham is quoted twice, never on schools", id="anywhere"),
        pytest.param(
            Options(source="Courier"), "Andy Burnham is quoted twice in The Courier, never on schools", id="there"
        ),
        pytest.param(Options(source="Post"), "Andy Burnham is not quoted in Daily Post", id="elsewhere"),
    ],
)
def test_the_reason_counts_only_quotations_that_pass_the_filters(
    settings: Settings, archive: Archive, encoder: WordCounts, options: Options, reason: str
) -> None:
    archive.close()
    strict = Archive.open(replace(settings, reply=replace(settings.reply, abstain_below=1.0)), Models(lambda: encoder))
    assert strict.ask("what did Burnham say about schools?", options).reason == reason
    strict.close()


@pytest.mark.parametrize(("limit", "shown"), [(1, 1), (2, 2), (None, 3), (99, 4)])
def test_there_are_no_more_answers_than_the_asker_wants(
    settings: Settings, archive: Archive, encoder: WordCounts, limit: int | None, shown: int
) -> None:
    three = Archive.open(replace(settings, reply=replace(settings.reply, limit=3)), Models(lambda: encoder))
    assert texts(three.ask("what did Burnham say about Lansley?", limit=limit)) == EVERYTHING[:shown]
    three.close()


ODD = """Tänzer & “Söhne” \U0001f600 said: “The\u00a0hospital\u2028 bill\twas dropped.

“Each 😀 hospital\u200b gains.”\r\n\r\nMs Bee said that *no* _tax_ <b>would</b> @everyone fall.\r"""


def test_every_answer_is_cut_out_of_its_file_unchanged(settings: Settings, encoder: WordCounts) -> None:
    folder = settings.archive.folder
    (folder / "odd.txt").write_bytes(ODD.encode())
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    archive = Archive.open(settings, Models(lambda: encoder))
    found = [answer for asked in ("hospital bill", "tax", "Lansley") for answer in archive.ask(asked, limit=99).answers]
    assert {answer.article.id for answer in found} == {"2012-02-07-briefing.txt", "odd.txt", "schools.txt"}
    for answer in found:
        text = (folder / answer.article.id).read_text(encoding="utf-8")  # this turns line ends into "\n"
        assert text[answer.start : answer.end] == answer.text
        assert text == answer.article.text
    archive.close()


def test_answers_outlive_the_archive_that_gave_them(archive: Archive, settings: Settings) -> None:
    reply = archive.ask("what did Burnham say about Lansley?")
    archive.close()
    write(settings.archive.folder, "2012-02-07-briefing.txt", "Something else.")
    assert texts(reply) == EVERYTHING


def test_many_threads_get_the_same_answers_as_one(archive: Archive) -> None:
    asked = ["what did Burnham say about Lansley?", "schools", "tax", "what did Hunt say?", "speaker:gove no tax"] * 16
    alone = [untimed(archive.ask(one)) for one in asked]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda one: untimed(archive.ask(one)), asked))
    assert together == alone


def test_questions_are_encoded_at_once_and_answered_one_by_one(
    settings: Settings, archive: Archive, encoder: WordCounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, answers = threading.Barrier(2, timeout=10), answer_builder.build
    inside, most = 0, 0

    class AtOnce:
        name, dim, encode_backend = encoder.name, encoder.dim, encoder.encode_backend
        fits, is_word, passages = encoder.fits, encoder.is_word, encoder.passages

        def question(self, text: str) -> Vectors:
            both.wait()
            return encoder.question(text)

    def counted(*asked: Any) -> list[Answer]:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.01)  # time for other threads to enter, if the code lets them
        found = list(answers(*asked))
        inside -= 1
        return found

    monkeypatch.setattr(answer_builder, "build", counted)
    with closing(Archive.open(settings, Models(AtOnce))) as opened, ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(opened.ask, ["schools", "tax"] * 5))
    assert most == 1
    assert all(reply.answers for reply in replies)


def test_while_one_question_is_read_another_is_ready_to_be(
    settings: Settings,
    archive: Archive,
    encoder: WordCounts,
) -> None:
    both = threading.Barrier(2, timeout=10)
    inside: list[str] = []
    most = 0

    class InTurn(SharedWords):
        def read(self, question: str, readings: Sequence[Reading]) -> Iterator[Logits]:
            nonlocal most
            both.wait()
            inside.append(question)
            most = max(most, len(inside))
            time.sleep(0.01)  # time for a third to enter, if the code lets it
            yield from super().read(question, readings)
            inside.remove(question)

    with closing(Archive.open(settings, Models(lambda: encoder, InTurn))) as opened, ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(opened.ask, ["schools", "tax"] * 4))
    assert most == 2
    assert all(reply.answers for reply in replies)


def test_closing_waits_for_questions_in_progress_and_refuses_new_ones(
    settings: Settings, archive: Archive, encoder: WordCounts
) -> None:
    asking, release = threading.Event(), threading.Event()

    class Slow:
        name, dim, encode_backend = encoder.name, encoder.dim, encoder.encode_backend
        fits, is_word, passages = encoder.fits, encoder.is_word, encoder.passages

        def question(self, text: str) -> Vectors:
            asking.set()
            release.wait(10)
            return encoder.question(text)

    held = Archive.open(settings, Models(Slow))
    with ThreadPoolExecutor(2) as pool:
        reply = pool.submit(held.ask, "schools")
        asking.wait(10)
        closing = pool.submit(held.close)
        with pytest.raises(TimeoutError):
            closing.result(0.05)
        release.set()
        closing.result(10)
    assert texts(reply.result()) == texts(archive.ask("schools"))
    for call in (lambda: held.ask("schools"), lambda: held.check("no tax"), held.said, lambda: held.dates):
        with pytest.raises(ArchiveClosed, match="open it again"):
            call()


def test_status_counts_quotations_as_who_does(settings: Settings, encoder: WordCounts) -> None:
    text = "Ines Valdor said: “The tram is dead.\n\n“The tram is over.\n\n“The bridge is next.”"
    write(settings.archive.folder, "tram.txt", f"The tram is dead\n\n{text}\n")
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with Archive.open(settings, Models(lambda: encoder)) as archive:
        quoted = {each.speaker: each.quotations for each in archive.status().most_quoted}
        assert quoted == {each.speaker: each.quotations for each in archive.who()}
        assert quoted["Ines Valdor"] == len(archive.quotations("Ines Valdor")) == 1


def test_an_archive_knows_its_speakers_and_sources(archive: Archive) -> None:
    assert archive.speakers == ("Andy Burnham", "Michael Gove", "Andrew Lansley")
    assert archive.sources == ("Daily Post", "The Courier")


@pytest.mark.parametrize("asked", ["", "  \n", "the bill after:yesterday"])
def test_a_question_that_cannot_be_read_is_refused(archive: Archive, asked: str) -> None:
    with pytest.raises(QuestionError):
        archive.ask(asked)


def test_an_index_is_not_opened_with_another_encoder_and_none_is_loaded(archive: Archive, settings: Settings) -> None:
    other = replace(settings, encoder=replace(settings.encoder, name="minilm"))
    nowhere = replace(settings, index=replace(settings.index, folder=settings.index_folder / "nowhere"))
    loaded: list[WordCounts] = []
    for changed, refusal in ((other, EncoderMismatch), (nowhere, IndexMissing)):
        with pytest.raises(refusal, match="onrecord index"):
            Archive.open(changed, Models(loaded.pop))


def test_an_archive_knows_how_many_files_are_newer_than_its_index_and_how_many_are_not_read(
    archive: Archive, settings: Settings
) -> None:
    assert (archive.newer_files(), archive.status().unread) == (0, 0)
    checked = settings.index_folder / "checked"
    os.utime(checked, (0, 0))
    write(settings.archive.folder, "photo.jpg", "picture")
    assert (archive.status().newer, archive.status().unread) == (4, 1)  # the sources file is one of them
    checked.unlink()
    assert archive.newer_files() == 0


def test_a_name_that_nobody_bears_is_an_error_that_names_the_nearest(archive: Archive) -> None:
    for call in (
        archive.quotations,
        archive.said,
        lambda name: archive.timeline(name, "bill"),
        lambda name: archive.cite("no tax", name),
    ):
        with pytest.raises(NobodyCalled) as caught:
            call("Andi Lansly")
        assert (caught.value.typed, caught.value.near) == ("Andi Lansly", ("Andrew Lansley",))
    assert archive.quotations("Burnam") == archive.quotations("Andy Burnham") != []


def test_half_a_pair_of_surrogates_costs_that_character_alone(archive: Archive) -> None:
    """JSON may have one, and the tokenizer of the real encoder raises an error for it."""
    assert archive.ask("what did Burnham \ud800 say?").question == "what did Burnham \ufffd say?"
    assert archive.ask("the bill", Options(speaker="\udfff", source="\ud800")).abstained
    assert archive.article("\ud800") is None
    (checked,) = archive.check_draft(
        "Andy Burnham said: “The reforms must be dropped \ud800 before any hospital closes.”"
    )
    assert checked.quotation.speaker == "Andy Burnham"
    assert archive.check("no tax \ud800 will rise").matches
    for look in (archive.said, archive.quotations):
        with pytest.raises(NobodyCalled, match="\ufffd"):
            look("\ud800")
    assert archive.first("\ud800").total == 0
