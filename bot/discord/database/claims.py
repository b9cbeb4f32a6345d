"""Makes sure that each event of Discord is answered exactly once, even if a process is killed.

    event ──→ claimed in the database ──→ answered ──→ finished
       └─ claimed already: by this process (Discord delivers some events twice), or by another one (while a new version
          of the bot replaces the old one, both receive every event)

A claim names its process. A running process holds the lock of a file, and the operating system releases the lock when
the process ends in any way. At its start the bot looks for claims of processes that have ended: it answers their
messages, and closes the commands that still say "thinking…". It does the same with events that it left itself because
Discord could not be reached for too long.

If the database cannot be written, claims are kept in memory, so that an event delivered twice is still answered once.
The end of an event is then recorded later, with the next event. An interaction's token is kept only until it is
answered; it is worth nothing after 15 minutes.
"""

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from bot.discord.database import BotDatabase, NotSaved

logger = logging.getLogger(__name__)

MAX_CACHED_EVENTS = 10_000  # events in memory
CLAIM_LIFETIME_MS = 7_200_000  # of a finished claim by Discord's clock: twice as long as a question's
# answered late, so that none of them is answered twice
NOBODY = "nobody"  # the process of events that were left
SNOWFLAKE_SHIFT = 22  # the bits of an id above these count milliseconds

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An event that a killed process left unanswered: an interaction with a token, or a message in a channel."""

    event: int
    channel: int | None
    token: str | None


class Claims:
    def __init__(self, database: BotDatabase) -> None:
        self._database = database
        self._process = secrets.token_hex(8)
        self._remembered: dict[int, None] = {}  # events of this process, oldest first
        self._finished: set[int] = set()  # events that are answered, which the database does not know yet
        self._lock = FileLock(self._lock_path(self._process))
        try:
            self._lock.acquire(blocking=False)
        except OSError as error:  # a full disk: another process may then take over what this one is answering
            logger.warning("this process cannot be told from one that was killed: %s", error)

    async def claim(self, event: int, channel: int | None = None, *, direct: bool = False) -> bool:
        """Whether this process answers the event.

        `channel` is the channel of a message, to find the message again; `direct`, whether its messages are direct.
        """
        if event in self._remembered:
            return False
        self._remembered[event] = None
        if len(self._remembered) > MAX_CACHED_EVENTS:
            del self._remembered[next(iter(self._remembered))]
        return await self._saved(lambda: self._insert(event, channel, direct=direct), otherwise=True)

    async def is_claimed(self, event: int) -> bool:
        """Whether any process answers the event."""
        statement = "select 1 from claims where event = ?"
        return await self._saved(lambda: bool(self._database.execute(statement, event)), otherwise=False)

    async def direct_channels(self, since: int) -> list[int]:
        """The channels of direct messages that were claimed after the event `since`, the latest first."""
        statement = (
            "select direct from claims where event > ? and direct is not null group by direct order by max(event) desc"
        )
        return await self._saved(lambda: [row[0] for row in self._database.execute(statement, since)], otherwise=[])

    async def start_thinking(self, event: int, token: str) -> None:
        """Keep the token of an interaction that is about to show "thinking…"."""
        statement = "update claims set token = ? where event = ?"
        await self._saved(lambda: self._database.execute(statement, token, event), otherwise=[])

    async def finish(self, event: int) -> None:
        """Record that an event is answered."""
        self._finished.add(event)
        await self._saved(self._save_finished, otherwise=None)

    async def leave(self, event: int) -> None:
        """Leave an event whose answer cannot be sent now.

        The next `take_over` treats it like one of a killed process.
        """
        statement = "update claims set process = ? where event = ?"
        await self._saved(lambda: self._database.execute(statement, NOBODY, event), otherwise=[])

    async def forget(self, event: int) -> None:
        """Forget an event, so that it can be claimed anew."""
        self._remembered.pop(event, None)
        await self._saved(lambda: self._database.execute("delete from claims where event = ?", event), otherwise=[])

    async def take_over(self) -> list[Unfinished]:
        """Claim the unfinished events of processes that have ended."""
        return await self._saved(self._take_over, otherwise=[])

    def close(self) -> None:
        with suppress(NotSaved, sqlite3.Error):
            self._save_finished()
        self._lock.release()
        self._lock_path(self._process).unlink(missing_ok=True)

    def _insert(self, event: int, channel: int | None, *, direct: bool) -> bool:
        old = event - (CLAIM_LIFETIME_MS << SNOWFLAKE_SHIFT)
        self._database.execute("delete from claims where event < ? and token is null and channel is null", old)
        values = (event, self._process, channel, channel if direct else None)
        statement = "insert or ignore into claims (event, process, channel, direct) values (?, ?, ?, ?) returning 1"
        return bool(self._database.execute(statement, *values))

    def _save_finished(self) -> None:
        for event in tuple(self._finished):
            self._database.execute("update claims set token = null, channel = null where event = ?", event)
            self._finished.discard(event)

    def _take_over(self) -> list[Unfinished]:
        unfinished = "token is not null or channel is not null"
        found: list[Unfinished] = []
        for (process,) in self._database.execute(f"select distinct process from claims where {unfinished}"):  # noqa: S608 - a constant
            if process != self._process and not self._is_running(process):
                rows = self._database.execute(
                    f"update claims set process = ? where process = ? and ({unfinished})"  # noqa: S608 - a constant
                    " returning event, channel, token",
                    self._process,
                    process,
                )
                found += [Unfinished(*row) for row in rows]
        self._remembered.update(dict.fromkeys(event.event for event in found))
        return found

    def _is_running(self, process: str) -> bool:
        path = self._lock_path(process)
        if not path.exists():
            return False
        try:
            with FileLock(path, blocking=False):
                path.unlink(missing_ok=True)
        except Timeout:
            return True
        return False

    def _lock_path(self, process: str) -> Path:
        return self._database.path.with_name(f"running-{process}.lock")

    async def _saved(self, work: Callable[[], Result], *, otherwise: Result) -> Result:
        try:
            return await asyncio.to_thread(work)
        except (NotSaved, sqlite3.Error) as error:
            logger.warning("claims are kept in memory only: %s", error)
            return otherwise
