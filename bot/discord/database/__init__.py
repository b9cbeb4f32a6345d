"""The bot's database: everything that survives a restart, in one SQLite file.

    questions     under the keys in their answers' buttons, with the answers as shown; deleted after `days` days
    votes         👍 and 👎, one for each voter and answer; deleted with the question
    shared        private answers that have been made public; deleted with the question
    rules         the rules set for a server or a channel, and a user's own choices, under their ids
    named_values  single values by name, for example the digest of the commands last sent to Discord
    follows       which users get alerts about which speakers, and where (follows.py)
    daily_quotations   channels with a quotation of the day, and the quotations that they have had
    proposals     corrections that readers propose, and the editors' decisions (proposals.py)
    told          the statements last sent to followers, to tell them if one is corrected or withdrawn
    claims        which process answers which event of Discord (claims.py)

The ids of askers and voters are stored as long as the question; `forget_user` removes them earlier. Any thread may use
the database; locks make calls wait for each other. Several processes may share the file, each with some of the bot's
shards, so nothing is cached in memory. The only exception is the rules last read, which are used while the file cannot
be read.

A question's age is measured by Discord's clock, which dates every event. This machine's clock may be wrong: if the two
differ, the one that keeps a question longer counts.
"""

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator, Set
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from bot.discord.database import kept_replies, schema
from bot.discord.database.schema import BotDatabaseError
from retrieval import files
from retrieval.errors import RetrievalError
from retrieval.models import Options, Reply
from retrieval.search import query

logger = logging.getLogger(__name__)

FILE = "discord.db"
BUSY_MS = 1000  # milliseconds that a write waits for another process; none after a write that waited in vain
PRAGMAS = f"""
pragma journal_mode = wal;
pragma synchronous = normal;
pragma foreign_keys = on;
pragma secure_delete = on;
pragma busy_timeout = {BUSY_MS};
"""


FOLLOWED = ("speaker", "office", "topic", "source", "archive", "channel", "webhook", "daily", "paused")  # columns
EMBED, QUOTE, PLAIN = STYLES = ("embed", "quote", "plain")  # a box; block quotations alone; text without any format


class NotSaved(RetrievalError):
    """The database is locked or damaged, or its disk is full. What needs no database still works."""

    def __init__(self, problem: object) -> None:
        super().__init__(f"On Record cannot save anything at the moment ({problem}); try again later")


class QuestionForgotten(RetrievalError):
    def __init__(self) -> None:
        super().__init__("this answer is too old, or its question was forgotten; ask again")


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the ids of its user and server; once it is answered, also with its speaker and topic."""

    user: int
    question: str
    options: Options
    speaker: str | None = None
    topic: str | None = None
    server: int | None = None
    archive: str | None = None  # the name of the archive that answered; None for the default one


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules set for a server or a channel. None means the default: the server's rule, else that of config.toml.

    A user's own choice of `answers`, `private` and `style` is stored as rules too, and overrides the others.
    """

    answering: bool | None = None
    answers: int | None = None
    private: bool | None = None
    source: str | None = None
    threads: bool | None = None  # a mention is answered in a separate thread
    silent: bool | None = None  # a mention that has no answer on record gets no reply
    private_mentions: bool | None = None  # a mention is answered by a button that shows the answer to who presses it
    style: str | None = None  # one of STYLES
    asking: int | None = None  # the role whose members may ask; the managers of the server always may
    following: int | None = None  # the role whose members may follow somebody in a channel
    archive: str | None = None  # the name of one of the further archives, which answers in place of the default one
    reindexing: int | None = None  # the role whose members may use /reindex; only the bot's owners set it
    correcting: int | None = None  # the role whose members decide on corrections; only the bot's owners set it
    reindexed: str | None = None  # the archive for which `reindexing` was given, "" or None for the default one
    corrected: str | None = None  # the same for `correcting`
    corrections_to: int | None = None  # the channel in which proposed corrections are shown

    @classmethod
    def from_json(cls, text: str) -> "Rules":
        """The rules as stored. Unknown ones are ignored: a newer version of On Record may have set them.

        >>> Rules.from_json('{"answers": 3, "of a newer version": 1}').answers
        3
        """
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in json.loads(text).items() if name in known})

    def with_defaults(self, defaults: "Rules") -> "Rules":
        """
        >>> Rules(answers=1).with_defaults(Rules(answers=3, private=True)) == Rules(answers=1, private=True)
        True
        """
        own = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(defaults, **own)

    @property
    def reindexers(self) -> int | None:
        """The role whose members may reindex the current archive; None if the role was set for another archive."""
        return self.reindexing if (self.reindexed or "") == (self.archive or "") else None

    @property
    def editors(self) -> int | None:
        """The role whose members decide on corrections of the current archive; None if the role was set for another
        archive.
        """
        return self.correcting if (self.corrected or "") == (self.archive or "") else None

    def hides(self, *, private: bool | None) -> bool:
        """Whether only the asker sees an answer. `private` is the asker's choice; None leaves it to the rules."""
        return bool(self.private) if private is None else private


@dataclass(frozen=True, slots=True)
class Feedback:
    """A question with the passage that was shown first, and the numbers of votes for and against."""

    key: str
    question: str
    options: Options
    abstained: bool
    passage: str | None
    speaker: str | None
    good: int
    bad: int


class BotDatabase:
    def __init__(self, db: sqlite3.Connection, rules_db: sqlite3.Connection, days: int, path: Path) -> None:
        self._db, self._rules_db, self.path = db, rules_db, path
        self._lock, self._rules_lock = threading.Lock(), threading.Lock()
        self._keep, self._waits = timedelta(days=days), True
        self._last_rules: dict[int, Rules] = {}

    @classmethod
    def open(cls, folder: Path, days: int) -> Self:
        """Open the database in `folder`, which is created if missing. Questions are kept for `days` days."""
        path = folder / FILE
        try:
            files.make_folder(folder)
            files.make_file(path)
            db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            db.executescript(PRAGMAS)
            schema.migrate(db, path)
            rules_db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            return cls(db, rules_db, days, path)
        except (OSError, sqlite3.Error) as error:
            raise BotDatabaseError(path, error) from error

    def close(self) -> None:
        with self._lock, self._rules_lock:
            self._rules_db.close()
            self._db.close()

    def save_question(
        self,
        key: str,
        asked: AskedQuestion,
        reply: Reply | None = None,
        at: datetime | None = None,
    ) -> None:
        """Save a question and its answers for the buttons. Without a `reply`, nobody can vote on the answer.

        `at` is the time of the question by Discord's clock, by which old questions are dropped.
        """
        speaker, topic, abstained, kept = None, None, False, None
        if reply:
            speaker, topic, abstained = reply.understood.speaker, reply.understood.topic, reply.abstained
            kept = kept_replies.to_json(reply, asked.archive or kept_replies.DEFAULT)
        now = datetime.now(UTC)
        question = (key, asked.user, asked.server, asked.archive, asked.question, _options_to_json(asked.options))
        outcome = (speaker, topic, abstained, kept, max(at or now, now).isoformat())
        self.execute(
            "insert into questions"
            " (key, asker, server, archive, question, options, speaker, topic, abstained, reply, asked_at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *question,
            *outcome,
        )
        self.drop_old(min(at or now, now))

    def drop_old(self, now: datetime) -> None:
        """Drop the questions that are too old at this time, with their answers and votes."""
        self.execute("delete from questions where asked_at < ?", (now - self._keep).isoformat())

    def load_question(self, key: str) -> AskedQuestion:
        """The question saved under `key`. Raises QuestionForgotten if there is none any more."""
        columns = "asker, question, options, speaker, topic, server, archive"
        rows = self.execute(f"select {columns} from questions where key = ?", key)  # noqa: S608 - a constant
        if not rows:
            raise QuestionForgotten
        user, question, options, *rest = rows[0]
        return AskedQuestion(user, question, _options_from_json(options), *rest)

    def load_reply(self, key: str) -> Reply:
        """The answers to a question as they were shown. Raises QuestionForgotten if they are not kept any more."""
        rows = self.execute("select reply from questions where key = ? and reply is not null", key)
        if not rows:
            raise QuestionForgotten
        reply = _kept(rows[0][0])
        if reply is None:
            raise QuestionForgotten
        return reply

    def drop_articles(self, articles: Set[str], archive: str = kept_replies.DEFAULT) -> None:
        """Remove the words of an archive's withdrawn articles from the stored answers, alerts and proposals.

        Another archive may have an article with the same id; from answers of an unknown archive, both are removed.
        """
        if not articles:
            return
        for key, text in self.execute("select key, reply from questions where reply is not null"):
            reply = _kept(text)
            if reply is None or (answered := kept_replies.archive_of(text)) not in {None, archive}:
                continue
            if (left := kept_replies.without(reply, articles)) != reply:
                self.execute("update questions set reply = ? where key = ?", kept_replies.to_json(left, answered), key)
                logger.info("took withdrawn words out of the answer key=%s", key)
        for article in articles:
            self.execute(
                "update told set words = '' where article = ?"
                " and follow in (select id from follows where coalesce(archive, ?) = ?)",
                *(article, kept_replies.DEFAULT, archive),
            )
            self.execute(
                "update proposals set correction = json_remove(correction, '$.words', '$.after')"
                " where json_extract(correction, '$.article') = ? and coalesce(archive, ?) = ?",
                *(article, kept_replies.DEFAULT, archive),
            )

    def vote(self, key: str, voter: int, *, good: bool) -> None:
        """Save a vote; it replaces an earlier one of the same voter."""
        self.load_question(key)
        self.execute("insert or replace into votes values (?, ?, ?)", key, voter, good)

    def mark_shared(self, key: str) -> bool:
        """Record that an answer is public. Returns False if it was public already."""
        return bool(self.execute("insert or ignore into shared values (?) returning 1", key))

    def unmark_shared(self, key: str) -> None:
        self.execute("delete from shared where key = ?", key)

    def feedback(self) -> Iterator[Feedback]:
        """The questions that have votes or no answer, oldest first."""
        rows = self.execute("""
            select questions.key, question, options, abstained, reply,
                coalesce(sum(good), 0), coalesce(sum(not good), 0)
            from questions left join votes on votes.key = questions.key
            group by questions.key having abstained or count(good) order by asked_at
        """)
        for key, question, options, abstained, reply, good, bad in rows:
            kept = _kept(reply)
            answers = kept.answers if kept else ()
            passage = answers[0].text if answers else None
            speaker = answers[0].quotation.speaker if answers and answers[0].quotation else None
            yield Feedback(key, question, _options_from_json(options), bool(abstained), passage, speaker, good, bad)

    def forget_user(self, user: int) -> int:
        """Remove a user's questions, votes, follows, choices and open proposals, also from the file's free pages.

        Decided proposals stay, without the user. Returns the number of rows removed.
        """
        votes = self.execute("delete from votes where voter = ? returning 1", user)
        questions = self.execute("delete from questions where asker = ? returning 1", user)
        follows = self.execute("delete from follows where user = ? returning 1", user)
        choices = self.execute("delete from rules where place = ? returning 1", user)
        proposed = self.execute("delete from proposals where user = ? and status = 'open' returning 1", user)
        proposed += self.execute("update proposals set user = null where user = ? returning 1", user)
        self.execute("update proposals set decided_by = null where decided_by = ?", user)
        self.execute("pragma wal_checkpoint(truncate)")
        return len(votes) + len(questions) + len(follows) + len(choices) + len(proposed)

    def forget_server(self, server: int) -> None:
        """Remove everything that belongs to a server: its rules and the questions asked there."""
        self.execute("delete from rules where server = ? or place = ?", server, server)
        self.execute("delete from questions where server = ?", server)
        self.execute("delete from follows where server = ?", server)
        self.execute("delete from daily_quotations where server = ?", server)
        self.execute("delete from proposals where server = ?", server)
        self.execute("pragma wal_checkpoint(truncate)")

    def data_of(self, user: int) -> dict[str, list[dict[str, object]]]:
        """All data about a user: questions with the answers shown, votes, follows, and choices of display."""
        asked = self.execute(
            "select key, asked_at, server, question, options, reply from questions where asker = ? order by asked_at",
            user,
        )
        voted = self.execute(
            "select question, good from votes join questions on questions.key = votes.key where voter = ?", user
        )
        followed = self.execute(f"select {', '.join(FOLLOWED)} from follows where user = ?", user)  # noqa: S608 - constants
        proposed = self.execute(
            "select proposed_at, correction, credit, status from proposals where user = ? order by proposed_at", user
        )
        chosen = {name: value for name, value in asdict(self.rules_set_for(user)).items() if value is not None}
        names = ("key", "asked_at", "server", "question", "options")
        return {
            "questions": [
                {
                    **dict(zip(names, row, strict=False)),
                    "shown": [answer.text for answer in kept.answers] if (kept := _kept(row[5])) else [],
                }
                for row in asked
            ],
            "votes": [{"question": question, "good": bool(good)} for question, good in voted],
            **({"choices": [chosen]} if chosen else {}),
            **({"proposals": [_proposed(row) for row in proposed]} if proposed else {}),
            "follows": [dict(zip(FOLLOWED, row, strict=True)) for row in followed],
        }

    def back_up(self, target: Path) -> None:
        """Copy the database to a file that only its owner may read. A bot may be using the database."""
        files.make_file(target)
        with self._lock, closing(sqlite3.connect(target)) as copy:
            self._db.backup(copy)

    def rules(self, server: int | None, channel: int | None) -> Rules:
        """The rules of a channel, with those of its server as defaults."""
        return self.rules_set_for(channel or 0).with_defaults(self.rules_set_for(server or 0))

    def rules_set_for(self, place: int) -> Rules:
        """The rules set for a server or a channel, by its id.

        Every question reads its rules first. They have a database connection of their own, so that reading never waits
        for a write.
        """
        statement = "select rules from rules where place = ?"
        try:
            with self._rules_lock, closing(self._rules_db.execute(statement, (place,))) as cursor:
                row = cursor.fetchone()
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise
        except sqlite3.DatabaseError as error:
            logger.warning("the rules are those last read: %s", error)
            return self._last_rules.get(place, Rules())
        rules = Rules.from_json(row[0]) if row else Rules()
        self._last_rules[place] = rules
        return rules

    def set_rules(self, place: int, rules: Rules, server: int | None = None) -> None:
        """Set the rules of a server, or of a channel in `server`, by its id; Rules() removes them."""
        if rules == Rules():
            self.execute("delete from rules where place = ?", place)
        else:
            text = json.dumps(asdict(rules))
            self.execute("insert or replace into rules (place, server, rules) values (?, ?, ?)", place, server, text)

    def get_value(self, name: str) -> str | None:
        rows = self.execute("select value from named_values where name = ?", name)
        return rows[0][0] if rows else None

    def set_value(self, name: str, value: str) -> None:
        self.execute("insert or replace into named_values values (?, ?)", name, value)

    def execute(self, statement: str, *values: object) -> list[Any]:
        """The rows of a statement. Raises NotSaved if the file is locked or damaged, or its disk is full."""
        with self._lock:
            try:
                with closing(self._db.execute(statement, values)) as cursor:
                    rows = cursor.fetchall()
            except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
                raise
            except sqlite3.DatabaseError as error:
                self._wait_for_others(waits=False)
                raise NotSaved(error) from error
            self._wait_for_others(waits=True)
            return rows

    def _wait_for_others(self, *, waits: bool) -> None:
        """Whether the next write waits for another process. After a wait in vain, no write waits until one succeeds."""
        if waits != self._waits:
            self._waits = waits
            self._db.execute(f"pragma busy_timeout = {BUSY_MS if waits else 0}")


def _proposed(row: tuple[str, str, str, str]) -> dict[str, object]:
    at, correction, credit, status = row
    return {"proposed_at": at, "correction": json.loads(correction), "shown": credit, "status": status}


def _kept(text: str | None) -> Reply | None:
    """A stored reply; None if there is none, or if another version of On Record stored it in another format."""
    try:
        return kept_replies.from_json(text) if text else None
    except ValueError as error:
        logger.warning("a kept reply cannot be read: %s", type(error).__name__)
        return None


def _options_to_json(options: Options) -> str:
    values = {field.name: getattr(options, field.name) for field in fields(options)}
    return json.dumps({name: str(value) for name, value in values.items() if value is not None}, ensure_ascii=False)


def _options_from_json(text: str) -> Options:
    return query.parse_options(**json.loads(text))
