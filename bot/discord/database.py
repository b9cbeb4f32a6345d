"""What has to outlast a restart, in one SQLite file.

    asked    the question behind an answer's buttons, under their key; after `remember` days it is dropped
    votes    👍 and 👎, one a voter and answer; gone with the question
    shared   the private answers that have been made public; gone with the question
    rules    what a server or a channel of it has set, by its id
    marks    what was last told to Discord, such as the digest of the commands

Of people it holds who asked and who voted, by id, for as long as the question is kept; `forget` removes them. Any
thread may use it, one at a time, and several processes, each with some of the bot's shards: nothing is known but from
the file.
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


class Forgotten(RetrievalError):
    def __init__(self) -> None:
        super().__init__("this answer is too old, or its question was forgotten; ask again")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put, by whom; once it is answered, with the speaker and the topic that were understood."""

    asker: int
    question: str
    options: Options
    speaker: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a server or a channel has set; None leaves it to what stands above: the server, then config.toml."""

    answering: bool | None = None
    answers: int | None = None
    private: bool | None = None
    source: str | None = None

    def under(self, above: "Rules") -> "Rules":
        """
        >>> Rules(answers=1).under(Rules(answers=3, private=True))
        Rules(answering=None, answers=1, private=True, source=None)
        """
        own = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(above, **own)


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what became of it: the passage shown first, and the votes."""

    key: str
    question: str
    options: Options
    abstained: bool
    found: str | None
    speaker: str | None
    good: int
    bad: int


class BotDatabase:
    def __init__(self, db: sqlite3.Connection, reading: sqlite3.Connection, remember: int) -> None:
        self._db, self._reading, self._lock = db, reading, threading.Lock()
        self._remember = timedelta(days=remember)
        self._drop_old()

    @classmethod
    def open(cls, folder: Path, remember: int) -> Self:
        """Open the ledger in `folder`, made where it is missing, less what is older than `remember` days."""
        path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            db.executescript(PRAGMAS + SCHEMA)
            return cls(db, sqlite3.connect(path, check_same_thread=False, isolation_level=None), remember)
        except (OSError, sqlite3.Error) as error:
            raise BotDatabaseError(path, error) from error

    def close(self) -> None:
        with self._lock:
            self._reading.close()
            self._db.close()

    def enter(self, key: str, asked: Asked, reply: Reply | None = None) -> None:
        """Keep a question for the buttons under what answers it: a reply, or something else that no one votes on."""
        first = reply.answers[0] if reply and reply.answers else None
        found = (first.text, first.quotation.speaker if first.quotation else None) if first else (None, None)
        put = (key, asked.asker, asked.question, _written(asked.options))
        about = (reply.understood.speaker, reply.understood.topic) if reply else (None, None)
        values = (*put, *about, bool(reply and reply.abstained), *found, datetime.now(UTC).isoformat())
        self._drop_old()
        self._do("insert into asked values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *values)

    def asked(self, key: str) -> Asked:
        """The question under `key`; Forgotten where it is kept no longer, or never was."""
        rows = self._do("select asker, question, options, about, topic from asked where key = ?", key)
        if not rows:
            raise Forgotten
        asker, question, options, speaker, topic = rows[0]
        return Asked(asker, question, _read(options), speaker, topic)

    def vote(self, key: str, voter: int, *, good: bool) -> None:
        """A later vote of the same voter replaces the earlier one."""
        self.asked(key)
        self._do("insert or replace into votes values (?, ?, ?)", key, voter, good)

    def share(self, key: str) -> bool:
        """Keep that an answer is public; False where it has been already."""
        return bool(self._do("insert or ignore into shared values (?) returning 1", key))

    def unshare(self, key: str) -> None:
        self._do("delete from shared where key = ?", key)

    def judged(self) -> Iterator[Judged]:
        """Every question that was voted on, or that had no answer, oldest first."""
        rows = self._do("""
            select asked.key, question, options, abstained, found, speaker,
                coalesce(sum(good), 0), coalesce(sum(not good), 0)
            from asked left join votes on votes.key = asked.key
            group by asked.key having abstained or count(good) order by at
        """)
        for key, question, options, abstained, *rest in rows:
            yield Judged(key, question, _read(options), bool(abstained), *rest)

    def forget(self, user: int) -> int:
        """Remove whatever is kept of somebody, from the file's free pages, too; how many questions and votes it was."""
        votes = self._do("delete from votes where voter = ? returning 1", user)
        asked = self._do("delete from asked where asker = ? returning 1", user)
        self._do("pragma wal_checkpoint(truncate)")
        return len(votes) + len(asked)

    def rules(self, server: int | None, channel: int | None) -> Rules:
        """What holds in a channel. It is asked for before anything else is done, and waits for no other thread."""
        return self.own_rules(channel or 0).under(self.own_rules(server or 0))

    def set_rules(self, place: int, rules: Rules) -> None:
        """What a server or a channel, by its id, has set from now on; Rules() for nothing."""
        if rules == Rules():
            self._do("delete from rules where place = ?", place)
        else:
            self._do("insert or replace into rules values (?, ?)", place, json.dumps(asdict(rules)))

    def own_rules(self, place: int) -> Rules:
        with closing(self._reading.execute("select rules from rules where place = ?", (place,))) as found:
            row = found.fetchone()
        return Rules(**json.loads(row[0])) if row else Rules()

    def mark(self, name: str) -> str | None:
        rows = self._do("select value from marks where name = ?", name)
        return rows[0][0] if rows else None

    def set_mark(self, name: str, value: str) -> None:
        self._do("insert or replace into marks values (?, ?)", name, value)

    def _drop_old(self) -> None:
        self._do("delete from asked where at < ?", (datetime.now(UTC) - self._remember).isoformat())

    def _do(self, statement: str, *values: object) -> list[Any]:
        with self._lock, closing(self._db.execute(statement, values)) as cursor:
            return cursor.fetchall()


def _written(options: Options) -> str:
    given = {each.name: getattr(options, each.name) for each in fields(options)}
    return json.dumps({name: str(value) for name, value in given.items() if value is not None}, ensure_ascii=False)


def _read(options: str) -> Options:
    return query.parse_options(**json.loads(options))
