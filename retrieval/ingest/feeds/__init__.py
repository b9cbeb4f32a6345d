"""Feeds by address: what `[archive.feeds] urls` names is fetched before the archive is read, and kept in it.

    feeds are due → asked, one request a host at a time (asking) → entries (reading/feeds, confined) → files (keeping)

A feed shows its latest entries only, so each one is kept as a file of the archive; whatever becomes of the feed,
nothing that was fetched is lost. Only what an entry itself holds is taken: the pages that it links to are not read. A
feed is asked no more often than `interval` says, and not before its server wants to be asked again; one that fails is
reported in one line and stops nothing.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import chain
from urllib.parse import urlsplit

from retrieval.errors import UnreadableFile
from retrieval.ingest import sandbox, walk
from retrieval.ingest.document import Document
from retrieval.ingest.feeds import http, storage
from retrieval.ingest.feeds.http import Answered, Asked, Get, bare, with_login
from retrieval.ingest.feeds.storage import Shelf, State
from retrieval.ingest.formats import Format
from retrieval.ingest.sandbox import Parse, Parsers
from retrieval.settings import ArchiveSettings

logger = logging.getLogger(__name__)

AT_ONCE = 8  # hosts that are asked at a time
MOST_ENTRIES = 2000  # of one feed that are kept at a time
GONE = "is gone (410) and not asked again; take it out of [archive.feeds] urls"


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What came of a feed that was due: how many entries were new or had changed, and what went wrong.

    `url` is its address without the name and the password that may stand in it.
    """

    url: str
    entries: int = 0
    problem: str | None = None


def _now() -> datetime:
    return datetime.now(UTC)


def fetch(
    settings: ArchiveSettings, parsers: Parsers = sandbox.parsers, now: Callable[[], datetime] = _now
) -> list[FetchResult]:
    """Fetch every feed that is due, and keep what is new below the archive folder; in the order of the settings."""
    walk.require(settings.folder)
    try:
        shelf = Shelf.open(settings.folder, settings.feeds.folder)
        with parsers() as parse:
            fetched = asyncio.run(_Round(settings, shelf, parse, now).ask())
        shelf.save(map(bare, settings.feeds.urls))
    except OSError as error:
        problem = f"nothing fetched can be kept in {settings.folder / settings.feeds.folder} ({error.strerror})"
        logger.warning("%s; make room there, or name another [archive.feeds] folder", problem)
        return [FetchResult(bare(url), problem=problem) for url in settings.feeds.urls]
    for one in fetched:
        if one.problem:
            logger.warning("feed %s: %s", one.url, one.problem)
    return fetched


class _Round:
    """One round through the feeds that are due, each known by its bare address."""

    def __init__(self, settings: ArchiveSettings, shelf: Shelf, parse: Parse, now: Callable[[], datetime]) -> None:
        self._feeds, self._shelf, self._parse, self._now = settings.feeds, shelf, parse, now
        self._whole = {bare(url): url for url in reversed(settings.feeds.urls)}
        self._hosts, self._parsing = asyncio.Semaphore(AT_ONCE), asyncio.Lock()

    async def ask(self) -> list[FetchResult]:
        hosts: dict[str, list[str]] = defaultdict(list)
        in_order = list(dict.fromkeys(map(bare, self._feeds.urls)))
        for url in in_order:
            hosts[urlsplit(url).netloc].append(url)
        async with http.client(self._feeds.patience) as get:
            found = await asyncio.gather(*(self._host(get, urls) for urls in hosts.values()))
        return sorted(chain.from_iterable(found), key=lambda one: in_order.index(one.url))

    async def _host(self, get: Get, urls: Sequence[str]) -> list[FetchResult]:
        """One after another; once the host wants to be left alone, it is."""
        fetched = []
        async with self._hosts:
            for url in urls:
                state = self._shelf.state(url)
                if state.gone:
                    fetched.append(FetchResult(url, problem=GONE))
                elif state.due <= self._now():
                    fetched.append(await self._feed(get, url, urls))
        return fetched

    async def _feed(self, get: Get, url: str, neighbours: Sequence[str]) -> FetchResult:
        known = self._shelf.state(url)
        due = self._now() + timedelta(minutes=self._feeds.interval)
        self._shelf.put(url, replace(known, due=due, moved=None))  # where it had moved to it may be no more
        try:
            where = with_login(known.moved or url, self._whole[url])
            answered = await get(Asked(where, known.etag, known.modified))
            if answered.wait:
                self._wait(neighbours, answered.wait)
            entries, state = await self._taken(url, answered, replace(known, due=self._shelf.state(url).due))
        except UnreadableFile as unfit:
            return FetchResult(url, problem=unfit.why)
        self._shelf.put(url, state)
        return FetchResult(url, entries, GONE if state.gone else _moved(answered.moved))

    async def _taken(self, url: str, answered: Answered, known: State) -> tuple[int, State]:
        """How many entries are new or have changed, and how the feed stands now; Unfit where it is refused."""
        state = replace(known, moved=answered.moved or known.moved)
        match answered.status:
            case HTTPStatus.OK:
                async with self._parsing:
                    entries = await asyncio.to_thread(self._keep, url, answered.raw)
                return entries, replace(state, etag=answered.etag, modified=answered.modified)
            case HTTPStatus.NOT_MODIFIED:
                return 0, state
            case HTTPStatus.GONE if not known.moved:
                return 0, replace(state, gone=True)
        raise UnreadableFile(_refused(answered.status, known.due))

    def _wait(self, neighbours: Sequence[str], seconds: float) -> None:
        """Leave a host's feeds alone for so long."""
        until = self._now() + timedelta(seconds=seconds)
        for url in neighbours:
            state = self._shelf.state(url)
            self._shelf.put(url, replace(state, due=max(state.due, until)))

    def _keep(self, url: str, raw: bytes) -> int:
        """Keep what a feed holds, the first of entries that have one name; returns how many are new or have changed."""
        entries = [part for part in self._parse(Format.FEED, raw)() if isinstance(part, Document)]
        named = {storage.key(entry): entry for entry in reversed(entries[:MOST_ENTRIES])}
        return sum(self._shelf.keep(url, key, entry) for key, entry in named.items())


def _refused(status: int, due: datetime) -> str:
    return f"answers {status}; it is asked again after {due:%Y-%m-%d %H:%M} UTC"


def _moved(where: str | None) -> str | None:
    return f"has moved to {where}, where it is asked from now on; put that into [archive.feeds] urls" if where else None
