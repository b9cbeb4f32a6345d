"""The tables of the bot's database, and the steps that bring a file of an older version to them.

`user_version` in the file says which of MIGRATIONS have been applied. A file of a newer version is refused.
"""

import sqlite3
from pathlib import Path

from retrieval.errors import RetrievalError

SCHEMA = """
create table questions (
    key text primary key, asker integer not null, server integer, archive text, question text not null,
    options text not null, speaker text, topic text, abstained integer not null, reply text, asked_at text not null
) strict;
create table votes (
    key text not null references questions on delete cascade, voter integer not null, good integer not null,
    primary key (key, voter)
) strict;
create table shared (key text primary key references questions on delete cascade) strict;
create table rules (place integer primary key, server integer, rules text not null) strict;
create table named_values (name text primary key, value text not null) strict;
create table claims (event integer primary key, process text not null, channel integer, token text, direct integer)
strict;
create table follows (
    id integer primary key, user integer not null, server integer, channel integer, speaker text not null, topic text,
    source text, daily integer not null, paused integer not null, told blob not null, told_at text,
    office integer not null default 0, archive text, webhook text
) strict;
create table told (
    follow integer not null references follows on delete cascade, digest blob not null, words text not null,
    article text not null, credit text not null, primary key (follow, digest)
) strict;
create table daily_quotations (
    channel integer primary key, server integer not null, hour integer not null, minute integer not null,
    zone text not null, given blob not null, given_at text not null
) strict;
create table proposals (
    key text primary key, user integer, server integer, archive text, correction text not null, credit text not null,
    proposed_at text not null, status text not null, decided_by integer, decided_at text,
    told integer not null default 0
) strict;
create index questions_by_asker on questions (asker);
create index questions_by_time on questions (asked_at);
create index claims_by_process on claims (process);
"""
BEFORE_VERSIONS = """
drop index asked_by_asker;
drop index asked_by_time;
alter table asked rename to questions;
alter table questions rename column about to speaker_asked;
alter table questions rename column speaker to speaker_found;
alter table questions rename column speaker_asked to speaker;
alter table questions rename column at to asked_at;
alter table questions drop column found;
alter table questions drop column speaker_found;
alter table questions add column server integer;
alter table questions add column reply text;
alter table rules add column server integer;
alter table marks rename to named_values;
create table claims (event integer primary key, process text not null, channel integer, token text) strict;
create index questions_by_asker on questions (asker);
create index questions_by_time on questions (asked_at);
create index claims_by_process on claims (process);
"""
WITHOUT_FOLLOWS = """
create table follows (
    id integer primary key, user integer not null, server integer, channel integer, speaker text not null, topic text,
    source text, daily integer not null, paused integer not null, told blob not null, told_at text
) strict;
"""
WITHOUT_CORRECTIONS = """
alter table follows add column office integer not null default 0;
alter table follows add column archive text;
alter table follows add column webhook text;
create table told (
    follow integer not null references follows on delete cascade, digest blob not null, words text not null,
    article text not null, credit text not null, primary key (follow, digest)
) strict;
create table daily_quotations (
    channel integer primary key, server integer not null, hour integer not null, minute integer not null,
    zone text not null, given blob not null, given_at text not null
) strict;
"""
WITHOUT_PROPOSALS = """
create table proposals (
    key text primary key, user integer, server integer, archive text, correction text not null, credit text not null,
    proposed_at text not null, status text not null, decided_by integer, decided_at text
) strict;
"""
PROPOSERS_NOT_TOLD = """
alter table proposals add column told integer not null default 0;
update proposals set told = 1 where status <> 'open';
"""
ARCHIVE_IN_REPLIES_ONLY = """
alter table questions add column archive text;
update questions set archive = nullif(json_extract(reply, '$.archive'), '') where json_valid(reply);
"""
WITHOUT_DIRECT_CHANNELS = """
alter table claims add column direct integer;
"""
MIGRATIONS = (
    BEFORE_VERSIONS,
    WITHOUT_FOLLOWS,
    WITHOUT_CORRECTIONS,
    WITHOUT_PROPOSALS,
    PROPOSERS_NOT_TOLD,
    ARCHIVE_IN_REPLIES_ONLY,
    WITHOUT_DIRECT_CHANNELS,
)  # number n brings a file of version n to version n + 1
VERSION = len(MIGRATIONS)


class BotDatabaseError(RetrievalError):
    def __init__(self, path: Path, problem: object) -> None:
        super().__init__(f"{path} cannot be used ({problem}); check [discord] folder, or move the file away")
        self.path = path


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the current version, in one transaction. Another process waits and finds it done."""
    (version,) = db.execute("pragma user_version").fetchone()
    if version > VERSION:
        raise BotDatabaseError(path, f"it has version {version}; this On Record knows only versions up to {VERSION}")
    if version == VERSION:  # nothing to write, so that a bot starts while the file is locked
        return
    db.execute("begin immediate")
    try:
        (version,) = db.execute("pragma user_version").fetchone()
        tables = {name for (name,) in db.execute("select name from sqlite_schema where type = 'table'")}
        scripts = [SCHEMA] if not tables else MIGRATIONS[version:]
        for script in scripts:
            for statement in filter(str.strip, script.split(";")):
                db.execute(statement)
        db.execute(f"pragma user_version = {VERSION}")
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise
