"""The bot's database: everything that survives a restart, in one SQLite file.

    asked    questions, under the keys in their answers' buttons; dropped after `days` days
    votes    👍 and 👎, one for each voter and answer; dropped with the question
    shared   private answers that have been made public; dropped with the question
    rules    the rules set for a server or a channel, under its id
    marks    single values by name, for example the digest of the commands last sent to Discord

The ids of askers and voters are kept as long as the question. `forget_user` removes them. Any thread may use the
database; a lock makes calls wait for each other. Several processes may share the file, each with some of the bot's
shards, so nothing is cached in memory.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from retrieval.errors import RetrievalError
from retrieval.models import Options, Reply
from retrieval.search import query

FILE = "discord.db"
PRAGMAS = """
pragma journal_mode = wal;
pragma synchronous = normal;
pragma foreign_keys = on;
pragma secure_delete = on;
"""
SCHEMA = """
create table if not exists asked (
    key text primary key, asker integer not null, question text not null, options text not null, about text,
    topic text, abstained integer not null, found text, speaker text, at text not null
) strict;
create table if not exists votes (
    key text not null references asked on delete cascade, voter integer not null, good integer not null,
    primary key (key, voter)
) strict;
create table if not exists shared (key text primary key references asked on delete cascade) strict;
create table if not exists rules (place integer primary key, rules text not null) strict;
create table if not exists marks (name text primary key, value text not null) strict;
create index if not exists asked_by_asker on asked (asker);
create index if not exists asked_by_time on asked (at);
"""


class BotDatabaseError(RetrievalError):
    def __init__(self, path: Path, problem: object) -> None:
        super().__init__(f"{path} cannot be used ({problem}); check [discord] folder, or move the file away")
        self.path = path


class QuestionForgotten(RetrievalError):
    def __init__(self) -> None:
        super().__init__("this answer is too old, or its question was forgotten; ask again")


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question and its user's id; once answered, also the speaker and topic that were understood."""

    user: int
    question: str
    options: Options
    speaker: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules set for a server or a channel. None means the default: the server's rule, else that of config.toml."""

    answering: bool | None = None
    answers: int | None = None
    private: bool | None = None
    source: str | None = None

    def with_defaults(self, defaults: "Rules") -> "Rules":
        """
        >>> Rules(answers=1).with_defaults(Rules(answers=3, private=True))
        Rules(answering=None, answers=1, private=True, source=None)
        """
        own = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(defaults, **own)

    def hides(self, *, private: bool | None) -> bool:
        """Whether only the asker sees an answer. `private` is what the asker chose; None leaves it to the rules."""
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
    def __init__(self, db: sqlite3.Connection, rules_db: sqlite3.Connection, days: int) -> None:
        self._db, self._rules_db, self._lock = db, rules_db, threading.Lock()
        self._keep = timedelta(days=days)
        self._drop_old()

    @classmethod
    def open(cls, folder: Path, days: int) -> Self:
        """Open the database in `folder`, which is created if missing, and drop questions older than `days` days."""
        path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            db.executescript(PRAGMAS + SCHEMA)
            return cls(db, sqlite3.connect(path, check_same_thread=False, isolation_level=None), days)
        except (OSError, sqlite3.Error) as error:
            raise BotDatabaseError(path, error) from error

    def close(self) -> None:
        with self._lock:
            self._rules_db.close()
            self._db.close()

    def save_question(self, key: str, asked: AskedQuestion, reply: Reply | None = None) -> None:
        """Save a question for the buttons of its answer. Without a `reply`, the answer takes no votes."""
        speaker = topic = passage = quoted_speaker = None
        abstained = False
        if reply:
            speaker, topic, abstained = reply.understood.speaker, reply.understood.topic, reply.abstained
            if reply.answers:
                first = reply.answers[0]
                passage = first.text
                quoted_speaker = first.quotation.speaker if first.quotation else None
        question = (key, asked.user, asked.question, _options_to_json(asked.options))
        outcome = (speaker, topic, abstained, passage, quoted_speaker, datetime.now(UTC).isoformat())
        self._drop_old()
        self._execute("insert into asked values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *question, *outcome)

    def load_question(self, key: str) -> AskedQuestion:
        """The question saved under `key`. Raises QuestionForgotten if there is none any more."""
        rows = self._execute("select asker, question, options, about, topic from asked where key = ?", key)
        if not rows:
            raise QuestionForgotten
        user, question, options, speaker, topic = rows[0]
        return AskedQuestion(user, question, _options_from_json(options), speaker, topic)

    def vote(self, key: str, voter: int, *, good: bool) -> None:
        """Save a vote; it replaces an earlier one of the same voter."""
        self.load_question(key)
        self._execute("insert or replace into votes values (?, ?, ?)", key, voter, good)

    def mark_shared(self, key: str) -> bool:
        """Record that an answer is public. Returns False if it was public already."""
        return bool(self._execute("insert or ignore into shared values (?) returning 1", key))

    def unmark_shared(self, key: str) -> None:
        self._execute("delete from shared where key = ?", key)

    def feedback(self) -> Iterator[Feedback]:
        """The questions that were voted on or had no answer, oldest first."""
        rows = self._execute("""
            select asked.key, question, options, abstained, found, speaker,
                coalesce(sum(good), 0), coalesce(sum(not good), 0)
            from asked left join votes on votes.key = asked.key
            group by asked.key having abstained or count(good) order by at
        """)
        for key, question, options, abstained, *rest in rows:
            yield Feedback(key, question, _options_from_json(options), bool(abstained), *rest)

    def forget_user(self, user: int) -> int:
        """Remove a user's questions and votes, also from the file's free pages. Returns how many were removed."""
        votes = self._execute("delete from votes where voter = ? returning 1", user)
        questions = self._execute("delete from asked where asker = ? returning 1", user)
        self._execute("pragma wal_checkpoint(truncate)")
        return len(votes) + len(questions)

    def rules(self, server: int | None, channel: int | None) -> Rules:
        """The rules of a channel, with those of its server as defaults."""
        return self.rules_set_for(channel or 0).with_defaults(self.rules_set_for(server or 0))

    def rules_set_for(self, place: int) -> Rules:
        """The rules set for a server or a channel, by its id.

        Every question reads its rules first. They have a database connection of their own, so that reading never waits
        for the lock.
        """
        with closing(self._rules_db.execute("select rules from rules where place = ?", (place,))) as cursor:
            row = cursor.fetchone()
        return Rules(**json.loads(row[0])) if row else Rules()

    def set_rules(self, place: int, rules: Rules) -> None:
        """Set the rules of a server or a channel, by its id; Rules() removes them."""
        if rules == Rules():
            self._execute("delete from rules where place = ?", place)
        else:
            self._execute("insert or replace into rules values (?, ?)", place, json.dumps(asdict(rules)))

    def get_value(self, name: str) -> str | None:
        rows = self._execute("select value from marks where name = ?", name)
        return rows[0][0] if rows else None

    def set_value(self, name: str, value: str) -> None:
        self._execute("insert or replace into marks values (?, ?)", name, value)

    def _drop_old(self) -> None:
        self._execute("delete from asked where at < ?", (datetime.now(UTC) - self._keep).isoformat())

    def _execute(self, statement: str, *values: object) -> list[Any]:
        with self._lock, closing(self._db.execute(statement, values)) as cursor:
            return cursor.fetchall()


def _options_to_json(options: Options) -> str:
    values = {field.name: getattr(options, field.name) for field in fields(options)}
    return json.dumps({name: str(value) for name, value in values.items() if value is not None}, ensure_ascii=False)


def _options_from_json(text: str) -> Options:
    return query.parse_options(**json.loads(text))
