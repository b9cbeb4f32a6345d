"""Questions put to the archive of conftest.py."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.array_types import Vectors
from retrieval.errors import ArchiveClosed, EncoderMismatch, IndexMissing, QuestionError
from retrieval.models import Answer, Options, Reply
from retrieval.search import SearchPipeline, confidence, query, ranking
from retrieval.search import answers as answer_builder
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


def texts(reply: Reply) -> list[str]:
    return [answer.text for answer in reply.answers]


def untimed(reply: Reply) -> Reply:
    return replace(reply, took_ms=0.0)


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        pytest.param("what did the Health Secretary say about the bill?", "Andrew Lansley", id="not the shadow's"),
        pytest.param("what did the education secretary say in 2011?", "Michael Gove", id="in small letters"),
        pytest.param("what did the transport secretary say?", None, id="an office that nobody here holds"),
    ],
)
def test_an_office_means_who_holds_it_in_the_articles(archive: Archive, asked: str, speaker: str | None) -> None:
    assert archive.ask(asked).understood.speaker == speaker


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        pytest.param("what did Burnham say about Lansley in February 2012?", None, id="from then"),
        pytest.param(
            "what did Burnham say about Lansley in 2011?",
            "nothing from 2011 answers the question; the closest passages are from another time",
            id="from another time",
        ),
        pytest.param(
            "what did Burnham say about Lansley, according to the Daily Post?",
            "nothing from Daily Post answers the question; the closest passages are from another publication",
            id="from another publication",
        ),
    ],
)
def test_a_time_or_a_publication_in_the_question_binds(archive: Archive, asked: str, reason: str | None) -> None:
    surer = replace(archive._settings, reply=ReplySettings(abstain_below=0.5))
    archive._pipeline = SearchPipeline(archive._backend, surer)
    reply = archive.ask(asked)
    assert reply.reason == reason
    assert reply.answers[0].text == BURNHAM


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
            "no article here is from The Times; its sources: Daily Post, The Courier",
            id="source",
        ),
        pytest.param(
            "the bill",
            query.parse_options(after="2013"),
            "no passage here was published in 2013 or later",
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
        "nothing here is close enough to the question",
    ]
    careful.close()


def test_the_readers_best_logit_decides_order_and_confidence(
    settings: Settings, archive: Archive, encoder: WordCounts
) -> None:
    reader = SharedWords()
    with Archive.open(settings, Models(lambda: encoder, lambda: reader)) as read:
        reply = read.ask("source:Post who will lose a penny?")
    assert reply.answers[0].text == PENNY
    assert reply.answers[0].parts["reader"] == 2
    weights = ranking.load_weights()["confidence_after_reading"]
    assert reply.confidence == pytest.approx(confidence.estimate({"reader": 2.0}, weights))
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
            Options(source="Courier"), "Andy Burnham is quoted twice in Courier, never on schools", id="there"
        ),
        pytest.param(Options(source="Post"), "Andy Burnham is not quoted in Post", id="elsewhere"),
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
    assert (archive.status().newer, archive.status().unread) == (3, 1)  # the sources file is one of them
    checked.unlink()
    assert archive.newer_files() == 0
