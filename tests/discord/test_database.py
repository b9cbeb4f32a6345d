import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest

from bot.discord.database import FILE, Asked, BotDatabase, BotDatabaseError, Forgotten, Judged, Rules
from retrieval.models import Answer, Article, Kind, Options, PartialDate, Question, Quotation, Reply

ALICE, BOB, SERVER, CHANNEL = 1, 2, 8, 9
ARTICLE = Article("a.txt", "“No,” said Hunt.")
ANSWER = Answer(ARTICLE, 0, 16, Quotation(ARTICLE, ((1, 4),), Kind.DIRECT, "Jeremy Hunt"), (), 1.0, {})
FULL = Options("hunt", "hsj", PartialDate.parse("2012-02"), PartialDate.parse("2013"))
ASKED = Asked(ALICE, "what did Hunt say?", FULL)


def reply(*answers: Answer, reason: str | None = None) -> Reply:
    understood = Question("what did Hunt say?", "Jeremy Hunt", "the bill")
    return Reply(understood.text, understood, answers, 0.5, reason, "g", 1.0)


@pytest.fixture
def ledger(tmp_path: Path) -> BotDatabase:
    return BotDatabase.open(tmp_path / "state", 90)


def test_a_question_is_found_under_its_key_with_what_was_understood(ledger: BotDatabase) -> None:
    ledger.enter("k", ASKED, reply(ANSWER))
    assert ledger.asked("k") == Asked(ALICE, "what did Hunt say?", FULL, "Jeremy Hunt", "the bill")
    with pytest.raises(Forgotten):
        ledger.asked("another")


def test_what_was_entered_is_there_after_a_restart_as_long_as_it_is_to_be_remembered(
    ledger: BotDatabase, tmp_path: Path
) -> None:
    for key in ("old", "new"):
        ledger.enter(key, ASKED, reply(ANSWER))
        ledger.vote(key, BOB, good=True)
    ledger.set_rules(CHANNEL, Rules(answers=1))
    ledger.set_mark("commands", "abc")
    ledger.close()
    with sqlite3.connect(tmp_path / "state" / FILE) as db:
        then = (datetime.now(UTC) - timedelta(days=91)).isoformat()
        db.execute("update asked set at = ? where key = 'old'", (then,))
    again = BotDatabase.open(tmp_path / "state", 90)
    assert [judged.key for judged in again.judged()] == ["new"]
    assert (again.rules(None, CHANNEL), again.mark("commands")) == (Rules(answers=1), "abc")


def test_what_is_too_old_is_dropped_while_the_ledger_is_open(
    ledger: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.enter("k", ASKED, reply(ANSWER))

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(time.time() + timedelta(days=91).total_seconds(), tz)

    monkeypatch.setattr("bot.discord.database.datetime", Later)
    ledger.enter("another", ASKED, reply(ANSWER))
    with pytest.raises(Forgotten):
        ledger.asked("k")
    assert ledger.asked("another").question == ASKED.question


def test_nothing_of_a_forgotten_question_is_left_in_the_files(ledger: BotDatabase, tmp_path: Path) -> None:
    words = b"what did Hunt say?"
    ledger.enter("k", ASKED, reply(ANSWER))
    ledger.close()  # which writes it from beside the database into it
    assert words in (tmp_path / "state" / FILE).read_bytes()
    BotDatabase.open(tmp_path / "state", 90).forget(ALICE)
    assert not any(words in path.read_bytes() for path in (tmp_path / "state").iterdir())


def test_what_was_voted_on_or_had_no_answer_is_judged_the_latest_vote_of_each_counting(ledger: BotDatabase) -> None:
    for key, found in (("liked", reply(ANSWER)), ("unvoted", reply(ANSWER)), ("nothing", reply(reason="none"))):
        ledger.enter(key, ASKED, found)
    for voter, good in ((ALICE, False), (ALICE, True), (BOB, True)):
        ledger.vote("liked", voter, good=good)
    judged = Judged("liked", "what did Hunt say?", FULL, abstained=False, found="“No,” said Hunt.",
                    speaker="Jeremy Hunt", good=2, bad=0)  # fmt: skip
    nothing = replace(judged, key="nothing", abstained=True, found=None, speaker=None, good=0)
    assert list(ledger.judged()) == [judged, nothing]


def test_forgetting_somebody_removes_their_questions_with_all_votes_and_their_votes(ledger: BotDatabase) -> None:
    for key, asker in (("hers", ALICE), ("his", BOB)):
        ledger.enter(key, Asked(asker, "q", Options()), reply(ANSWER))
        for voter in (ALICE, BOB):
            ledger.vote(key, voter, good=True)
    assert ledger.forget(ALICE) == 3  # two votes and a question
    assert [(judged.key, judged.good) for judged in ledger.judged()] == [("his", 1)]
    assert ledger.forget(ALICE) == 0


def test_a_channels_rules_stand_over_its_servers(ledger: BotDatabase) -> None:
    ledger.set_rules(SERVER, Rules(answers=3, source="HSJ"))
    ledger.set_rules(CHANNEL, Rules(answers=1))
    assert ledger.rules(SERVER, CHANNEL) == Rules(answers=1, source="HSJ")
    assert ledger.rules(SERVER, CHANNEL + 1) == Rules(answers=3, source="HSJ")
    ledger.set_rules(CHANNEL, Rules())
    assert ledger.rules(SERVER, CHANNEL) == Rules(answers=3, source="HSJ")


def test_what_one_process_sets_holds_in_the_others(ledger: BotDatabase, tmp_path: Path) -> None:
    other = BotDatabase.open(tmp_path / "state", 90)
    ledger.set_rules(CHANNEL, Rules(answers=1))
    ledger.enter("k", ASKED, reply(ANSWER))
    assert (other.rules(SERVER, CHANNEL), other.asked("k").question) == (Rules(answers=1), ASKED.question)
    other.set_rules(CHANNEL, Rules())
    assert (other.share("k"), ledger.share("k"), ledger.rules(SERVER, CHANNEL)) == (True, False, Rules())
    other.close()


def test_a_file_that_is_no_ledger_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("not a database, but long enough for SQLite to look at it closely " * 20)
    with pytest.raises(BotDatabaseError, match=r"discord\.db cannot be used .* or move the file away"):
        BotDatabase.open(tmp_path, 90)
