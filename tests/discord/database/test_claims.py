"""Each event is answered once: delivered twice, by two processes, and when a process was killed."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.discord.database import FILE, BotDatabase
from bot.discord.database.claims import Claims, Unfinished

HOUR = 3_600_000 << 22  # of ids


@pytest.fixture
def database(tmp_path: Path) -> Iterator[BotDatabase]:
    database = BotDatabase.open(tmp_path, 90)
    yield database
    database.close()


@pytest.fixture
def claims(database: BotDatabase) -> Iterator[Claims]:
    claims = Claims(database)
    yield claims
    claims.close()


def killed(claims: Claims) -> None:
    """What the operating system does when a process is killed."""
    claims._lock.release()


async def test_an_event_that_is_delivered_twice_is_claimed_once(claims: Claims) -> None:
    assert [await claims.claim(event) for event in (7, 7, 8)] == [True, False, True]


async def test_of_two_processes_the_first_claims_an_event(claims: Claims, database: BotDatabase) -> None:
    other = Claims(database)
    assert [await claims.claim(7), await other.claim(7), await other.claim(8)] == [True, False, True]
    other.close()


async def test_what_a_killed_process_left_is_taken_over_once(claims: Claims, database: BotDatabase) -> None:
    other = Claims(database)
    await other.claim(7)
    await other.start_thinking(7, "token")
    await other.claim(8, channel=3)
    await other.claim(9, channel=3)
    await other.finish(9)
    assert await claims.take_over() == []  # it still runs
    killed(other)
    assert await claims.take_over() == [Unfinished(7, None, "token"), Unfinished(8, 3, None)]
    assert await claims.take_over() == []
    assert not await claims.claim(8)


async def test_a_token_is_not_kept_once_its_interaction_is_answered(
    claims: Claims, database: BotDatabase, tmp_path: Path
) -> None:
    await claims.claim(7)
    await claims.start_thinking(7, "secret-token")
    await claims.finish(7)
    database.execute("pragma wal_checkpoint(truncate)")
    assert not any(b"secret-token" in path.read_bytes() for path in tmp_path.iterdir())


async def test_events_are_claimed_in_memory_while_the_database_is_locked(claims: Claims, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("begin immediate")
        async with asyncio.timeout(3):  # a command has to be acknowledged within three seconds
            assert [await claims.claim(event) for event in (7, 7, 8, 9)] == [True, False, True, True]


async def test_finished_claims_are_dropped_after_two_hours_of_discords_clock(
    claims: Claims, database: BotDatabase
) -> None:
    for event in (HOUR, HOUR + 9, 3 * HOUR + 5):
        await claims.claim(event)
    assert database.execute("select event from claims order by event") == [(HOUR + 9,), (3 * HOUR + 5,)]


async def test_channels_of_direct_messages_are_known_until_their_claims_are_dropped(claims: Claims) -> None:
    for event, channel, direct in ((7, 1, True), (8, 2, True), (9, 1, True), (10, 3, False)):
        await claims.claim(event, channel, direct=direct)
        await claims.finish(event)
    assert [await claims.direct_channels(since) for since in (6, 8, 9)] == [[1, 2], [1], []]
    await claims.claim(3 * HOUR)
    assert await claims.direct_channels(0) == []
