import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest

from bot.discord.database import (
    FILE,
    AskedQuestion,
    BotDatabase,
    Feedback,
    NotSaved,
    QuestionForgotten,
    Rules,
    kept_replies,
)
from bot.discord.database.schema import BotDatabaseError
from retrieval.models import (
    Answer,
    Article,
    Coverage,
    Kind,
    NearestMiss,
    Novelty,
    NoveltyKind,
    Options,
    PartialDate,
    Passage,
    Question,
    Quotation,
    Reply,
    Searched,
)

ALICE, BOB, SERVER, CHANNEL = 1, 2, 8, 9
ARTICLE = Article("a.txt", "“No,” said Hunt.")
ANSWER = Answer(ARTICLE, 0, 16, Quotation(ARTICLE, ((1, 4),), Kind.DIRECT, "Jeremy Hunt"), (), 1.0, {})
FULL = Options("hunt", "hsj", PartialDate.parse("2012-02"), PartialDate.parse("2013"))
ASKED = AskedQuestion(ALICE, "what did Hunt say?", FULL)


def reply(*answers: Answer, reason: str | None = None) -> Reply:
    understood = Question("what did Hunt say?", "Jeremy Hunt", "the bill")
    return Reply(understood.text, understood, answers, 0.5, reason, "g", 1.0)


@pytest.fixture
def database(tmp_path: Path) -> BotDatabase:
    return BotDatabase.open(tmp_path / "state", 90)


def test_a_question_is_loaded_by_its_key_with_the_speaker_and_topic_understood(database: BotDatabase) -> None:
    database.save_question("k", ASKED, reply(ANSWER))
    assert database.load_question("k") == AskedQuestion(ALICE, "what did Hunt say?", FULL, "Jeremy Hunt", "the bill")
    with pytest.raises(QuestionForgotten):
        database.load_question("another")


def test_the_words_of_a_withdrawn_article_leave_the_answers_that_are_kept(database: BotDatabase) -> None:
    longer = Article("b.txt", f"It rained. {ARTICLE.text}")
    other = Answer(longer, 11, 27, None, (), 1.0, {}, also=(Passage(ARTICLE, 0, 16),))
    nearest = NearestMiss("a.txt", 0, 16, "No", None, None, "Jeremy Hunt", "it is denied")
    searched = Searched("articles", Coverage(2, 2, None, None, ()), "g", "2026-11-29T08:00", nearest=nearest)
    database.save_question("k", ASKED, replace(reply(ANSWER, other), searched=searched))
    database.save_question("another", ASKED, reply(other))
    database.drop_articles(frozenset())
    assert len(database.load_reply("k").answers) == 2
    database.drop_articles({"a.txt"})
    left = database.load_reply("k")
    assert [(answer.article.id, answer.text, answer.also) for answer in left.answers] == [("b.txt", ARTICLE.text, ())]
    assert kept_replies.find(left, kept_replies.digest("b.txt"), 11, 27) == left.answers[0]
    assert left.searched
    assert left.searched.nearest is None
    (dump,) = (row[0] for row in database.execute("select reply from questions where key = 'k'"))
    assert "a.txt" not in dump


def test_of_the_earlier_article_only_the_quotation_is_kept_and_nothing_once_it_is_withdrawn(
    database: BotDatabase,
) -> None:
    longer = Article("b.txt", f"It rained. {ARTICLE.text} Nobody came.")
    end = 11 + len(ARTICLE.text)
    earlier = Quotation(longer, ((11, end),), Kind.DIRECT, "Jeremy Hunt", cue_span=(0, 2))
    new = Novelty(NoveltyKind.AGAIN, 1, PartialDate.parse("2011"), earlier)
    database.save_question("k", ASKED, reply(replace(ANSWER, novelty=new)))
    (kept,) = database.load_reply("k").answers
    assert kept.novelty
    assert kept.novelty.earlier
    assert (kept.novelty.earlier.text, kept.novelty.earlier.article.text) == (ARTICLE.text, ARTICLE.text)
    database.drop_articles({"b.txt"})
    (left,) = database.load_reply("k").answers
    assert (left.text, left.novelty) == (kept.text, None)
    (dump,) = (row[0] for row in database.execute("select reply from questions where key = 'k'"))
    assert "b.txt" not in dump


@pytest.mark.parametrize(
    ("answered", "withdrawn", "left"),
    [("", "", 0), ("lords", "lords", 0), ("", "lords", 1), ("lords", "", 1), (None, "", 0), (None, "lords", 0)],
)
def test_an_article_is_withdrawn_from_the_answers_of_its_own_archive_only(
    database: BotDatabase, answered: str | None, withdrawn: str, left: int
) -> None:
    database.save_question("k", replace(ASKED, archive=answered or None), reply(ANSWER))
    if answered is None:  # as older versions have kept it
        database.execute("update questions set reply = json_set(reply, '$.archive', null)")
    for _ in range(2):  # what is left is known by its archive still
        database.drop_articles({"a.txt"}, withdrawn)
        assert len(database.load_reply("k").answers) == left


def test_everything_survives_a_restart_but_questions_that_are_too_old(database: BotDatabase, tmp_path: Path) -> None:
    for key in ("old", "new"):
        database.save_question(key, ASKED, reply(ANSWER))
        database.vote(key, BOB, good=True)
    database.set_rules(CHANNEL, Rules(answers=1))
    database.set_value("commands", "abc")
    database.close()
    with sqlite3.connect(tmp_path / "state" / FILE) as db:
        then = (datetime.now(UTC) - timedelta(days=91)).isoformat()
        db.execute("update questions set asked_at = ? where key = 'old'", (then,))
    again = BotDatabase.open(tmp_path / "state", 90)
    again.save_question("latest", ASKED)  # drops what is too old
    assert [judged.key for judged in again.feedback()] == ["new"]
    assert (again.rules(None, CHANNEL), again.get_value("commands")) == (Rules(answers=1), "abc")


def test_a_question_is_dropped_once_discords_clock_and_this_machines_both_say_that_it_is_too_old(
    database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    later = now + timedelta(days=91)
    database.save_question("k", ASKED, reply(ANSWER), now)

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(later.timestamp(), tz)

    database.save_question("by Discord's clock only", ASKED, reply(ANSWER), later)
    assert database.load_question("k").question == ASKED.question
    monkeypatch.setattr("bot.discord.database.datetime", Later)
    database.save_question("by this machine's only", ASKED, reply(ANSWER), now)
    assert database.load_question("k").question == ASKED.question
    database.save_question("by both", ASKED, reply(ANSWER), later)
    with pytest.raises(QuestionForgotten):
        database.load_question("k")


BEFORE_VERSIONS = """
create table asked (
    key text primary key, asker integer not null, question text not null, options text not null, about text,
    topic text, abstained integer not null, found text, speaker text, at text not null
) strict;
create table votes (
    key text not null references asked on delete cascade, voter integer not null, good integer not null,
    primary key (key, voter)
) strict;
create table shared (key text primary key references asked on delete cascade) strict;
create table rules (place integer primary key, rules text not null) strict;
create table marks (name text primary key, value text not null) strict;
create index asked_by_asker on asked (asker);
create index asked_by_time on asked (at);
insert into asked values ('k', 1, 'what did Hunt say?', '{}', 'Jeremy Hunt', 'the bill', 0, 'No.', 'Hunt', '2026');
insert into votes values ('k', 2, 1);
insert into rules values (9, '{"answers": 1}');
insert into marks values ('commands', 'abc');
"""


def columns(path: Path) -> dict[str, list[tuple[str, str]]]:
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("select name from sqlite_schema where type = 'table'")]
        return {name: sorted(row[1:3] for row in db.execute(f"pragma table_info({name})")) for name in tables}


def test_a_file_of_before_there_were_versions_is_migrated_with_what_it_holds(
    database: BotDatabase, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.executescript(BEFORE_VERSIONS)
    with closing(BotDatabase.open(folder, 90)) as old:
        assert old.load_question("k") == AskedQuestion(
            ALICE, "what did Hunt say?", Options(), "Jeremy Hunt", "the bill"
        )
        assert [(judged.key, judged.good) for judged in old.feedback()] == [("k", 1)]
        assert (old.rules(SERVER, CHANNEL), old.get_value("commands")) == (Rules(answers=1), "abc")
        old.forget_user(ALICE)
        assert list(old.feedback()) == []  # the vote went with its question
    assert columns(folder / FILE) == columns(tmp_path / "state" / FILE)


VERSION_WITHOUT_ARCHIVES = 5


def test_questions_of_a_file_that_had_archives_in_replies_only_come_to_know_theirs(
    database: BotDatabase, tmp_path: Path
) -> None:
    for key, archive in (("of the lords", "lords"), ("of the default", None)):
        database.save_question(key, replace(ASKED, archive=archive), reply(ANSWER))
    database.save_question("a timeline", ASKED)
    database.execute("alter table questions drop column archive")
    database.execute("alter table claims drop column direct")
    database.execute(f"pragma user_version = {VERSION_WITHOUT_ARCHIVES}")
    with closing(BotDatabase.open(tmp_path / "state", 90)) as opened:
        keys = ("of the lords", "of the default", "a timeline")
        assert [opened.load_question(key).archive for key in keys] == ["lords", None, None]


@pytest.mark.parametrize("damaged", [b"garbage!" * 4096, b"\0" * 32768], ids=["garbage", "zeros"])
def test_rules_of_a_file_that_is_damaged_while_it_is_open_are_those_last_read(
    database: BotDatabase, tmp_path: Path, damaged: bytes
) -> None:
    database.set_rules(CHANNEL, Rules(answers=3))
    assert database.rules(SERVER, CHANNEL).answers == 3
    for path in (tmp_path / "state").glob(f"{FILE}*"):
        path.write_bytes(damaged)
    assert database.rules(SERVER, CHANNEL).answers == 3
    with pytest.raises(NotSaved):
        database.set_rules(CHANNEL, Rules(answers=2))


def test_a_file_that_another_program_has_locked_is_opened(database: BotDatabase, tmp_path: Path) -> None:
    database.set_rules(CHANNEL, Rules(answers=1))
    with closing(sqlite3.connect(tmp_path / "state" / FILE, isolation_level=None)) as other:
        other.execute("begin immediate")
        with closing(BotDatabase.open(tmp_path / "state", 90)) as opened:
            opened._db.execute("pragma busy_timeout = 10")  # not a second
            assert opened.rules(SERVER, CHANNEL) == Rules(answers=1)
            with pytest.raises(NotSaved, match="cannot save anything at the moment"):
                opened.set_rules(CHANNEL, Rules(answers=2))


def test_a_file_of_a_newer_version_is_refused_by_name(database: BotDatabase, tmp_path: Path) -> None:
    database.execute("pragma user_version = 99")
    with pytest.raises(BotDatabaseError, match=r"discord\.db cannot be used \(it has version 99"):
        BotDatabase.open(tmp_path / "state", 90)


def test_a_reply_is_loaded_as_it_was_shown_with_the_places_of_its_words(database: BotDatabase) -> None:
    article = replace(ARTICLE, text="Heading\n\nBefore. “No,” said Hunt. After.", source="HSJ", url="https://a.uk")
    quotation = Quotation(article, ((18, 21), (35, 40)), Kind.DIRECT, "Jeremy Hunt", "Hunt", "said")
    answer = replace(
        ANSWER, article=article, start=17, end=33, quotation=quotation, heading=(0, 7), highlights=((1, 4),)
    )
    database.save_question("k", ASKED, reply(answer))
    kept = database.load_reply("k")
    (shown,) = kept.answers
    assert (shown.text, shown.highlights, shown.article.source) == ("“No,” said Hunt.", ((1, 4),), "HSJ")
    assert shown.quotation
    assert (shown.quotation.text, shown.quotation.speaker) == ("No,", "Jeremy Hunt")
    assert kept.understood == reply(answer).understood
    assert kept_replies.find(kept, kept_replies.digest("a.txt"), 17, 33) == shown
    assert kept_replies.find(kept, kept_replies.digest("a.txt"), 16, 33) is None


def test_the_words_of_a_forgotten_question_are_overwritten_in_the_files(database: BotDatabase, tmp_path: Path) -> None:
    words = b"what did Hunt say?"
    database.save_question("k", ASKED, reply(ANSWER))
    database.close()  # closing moves the write-ahead log into the database file
    assert words in (tmp_path / "state" / FILE).read_bytes()
    BotDatabase.open(tmp_path / "state", 90).forget_user(ALICE)
    assert not any(words in path.read_bytes() for path in (tmp_path / "state").iterdir())


def test_feedback_lists_questions_with_votes_or_without_an_answer_and_counts_each_voters_latest_vote(
    database: BotDatabase,
) -> None:
    for key, found in (("liked", reply(ANSWER)), ("unvoted", reply(ANSWER)), ("nothing", reply(reason="none"))):
        database.save_question(key, ASKED, found)
    for voter, good in ((ALICE, False), (ALICE, True), (BOB, True)):
        database.vote("liked", voter, good=good)
    judged = Feedback("liked", "what did Hunt say?", FULL, abstained=False, passage="“No,” said Hunt.",
                    speaker="Jeremy Hunt", good=2, bad=0)  # fmt: skip
    nothing = replace(judged, key="nothing", abstained=True, passage=None, speaker=None, good=0)
    assert list(database.feedback()) == [judged, nothing]


def test_forgetting_a_user_removes_their_votes_and_their_questions_with_all_votes(database: BotDatabase) -> None:
    for key, asker in (("hers", ALICE), ("his", BOB)):
        database.save_question(key, AskedQuestion(asker, "q", Options()), reply(ANSWER))
        for voter in (ALICE, BOB):
            database.vote(key, voter, good=True)
    assert database.forget_user(ALICE) == 3  # two votes and a question
    assert [(judged.key, judged.good) for judged in database.feedback()] == [("his", 1)]
    assert database.forget_user(ALICE) == 0


def test_a_channels_rules_override_its_servers(database: BotDatabase) -> None:
    database.set_rules(SERVER, Rules(answers=3, source="HSJ"))
    database.set_rules(CHANNEL, Rules(answers=1))
    assert database.rules(SERVER, CHANNEL) == Rules(answers=1, source="HSJ")
    assert database.rules(SERVER, CHANNEL + 1) == Rules(answers=3, source="HSJ")
    database.set_rules(CHANNEL, Rules())
    assert database.rules(SERVER, CHANNEL) == Rules(answers=3, source="HSJ")


def test_changes_of_one_process_are_seen_by_another(database: BotDatabase, tmp_path: Path) -> None:
    other = BotDatabase.open(tmp_path / "state", 90)
    database.set_rules(CHANNEL, Rules(answers=1))
    database.save_question("k", ASKED, reply(ANSWER))
    assert (other.rules(SERVER, CHANNEL), other.load_question("k").question) == (Rules(answers=1), ASKED.question)
    other.set_rules(CHANNEL, Rules())
    assert (other.mark_shared("k"), database.mark_shared("k"), database.rules(SERVER, CHANNEL)) == (
        True,
        False,
        Rules(),
    )
    other.close()


def test_a_file_that_is_not_a_database_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("not a database, but long enough for SQLite to look at it closely " * 20)
    with pytest.raises(BotDatabaseError, match=r"discord\.db cannot be used .* or move the file away"):
        BotDatabase.open(tmp_path, 90)
