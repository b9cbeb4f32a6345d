"""Fetches the feeds of `[archive.feeds] urls` before the archive is read, and stores their entries in it.

    a feed is due → http.py fetches it → formats/feed.py parses it, in the sandbox → storage.py writes a file per entry

A feed contains only its latest entries. The archive keeps each entry as a file, even after the feed drops it. Only the
text in the entry itself is used: linked pages are not fetched. A host gets only one request at a time. A feed is
fetched at most once in `interval` minutes, and not before the time that its server asks for. A failure is reported in
one line and does not stop other feeds.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import chain
from urllib.parse import urlsplit

from retrieval.errors import UnreadableFile
from retrieval.ingest import sandbox, walk
from retrieval.ingest.document import Document, Skipped
from retrieval.ingest.feeds import http, storage
from retrieval.ingest.feeds.http import FeedRequest, FeedResponse, strip_credentials, with_credentials
from retrieval.ingest.feeds.storage import FeedState, FeedStore
from retrieval.ingest.formats import Format
from retrieval.ingest.sandbox import Parse, Parsers
from retrieval.settings import ArchiveSettings, ColumnSettings

logger = logging.getLogger(__name__)

MAX_HOSTS_AT_ONCE = 8
MAX_ENTRIES_PER_FETCH = 2000  # further entries of a feed are ignored
GONE = "is gone (410) and will not be fetched again; remove it from [archive.feeds] urls"


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The result of fetching a feed: the number of new or changed entries, and the problem, if any.

    `url` is the feed's address without credentials.
    """

    url: str
    entries: int = 0
    problem: str | None = None


def _now() -> datetime:
    return datetime.now(UTC)


def fetch(
    settings: ArchiveSettings, parsers: Parsers = sandbox.parsers, now: Callable[[], datetime] = _now
) -> list[FetchResult]:
    """Fetch every feed that is due and store its new entries. Returns a result per feed, in the settings' order."""
    walk.require_folder(settings.folder)
    try:
        store = FeedStore.open(settings.folder, settings.feeds.folder)
        with parsers() as parse:
            results = asyncio.run(_FetchRun(settings, store, parse, now).fetch_due())
        store.save(map(strip_credentials, settings.feeds.urls))
    except OSError as error:
        problem = f"entries cannot be stored in {settings.folder / settings.feeds.folder} ({error.strerror})"
        logger.warning("%s; make room there, or name another [archive.feeds] folder", problem)
        return [FetchResult(strip_credentials(url), problem=problem) for url in settings.feeds.urls]
    for result in results:
        if result.problem:
            logger.warning("feed %s: %s", result.url, result.problem)
    return results


class _FetchRun:
    """One run over the feeds that are due. A feed is identified by its address without credentials."""

    def __init__(self, settings: ArchiveSettings, store: FeedStore, parse: Parse, now: Callable[[], datetime]) -> None:
        self._feeds, self._store, self._parse, self._now = settings.feeds, store, parse, now
        self._configured = {strip_credentials(url): url for url in reversed(settings.feeds.urls)}
        self._hosts, self._parsing = asyncio.Semaphore(MAX_HOSTS_AT_ONCE), asyncio.Lock()

    async def fetch_due(self) -> list[FetchResult]:
        by_host: dict[str, list[str]] = defaultdict(list)
        in_order = list(dict.fromkeys(map(strip_credentials, self._feeds.urls)))
        for url in in_order:
            by_host[urlsplit(url).netloc].append(url)
        results = await asyncio.gather(*(self._fetch_host(urls) for urls in by_host.values()))
        return sorted(chain.from_iterable(results), key=lambda result: in_order.index(result.url))

    async def _fetch_host(self, urls: Sequence[str]) -> list[FetchResult]:
        """Fetch a host's feeds one after another. A Retry-After header postpones all feeds of the host."""
        results = []
        async with self._hosts:
            for url in urls:
                state = self._store.state(url)
                if state.gone:
                    results.append(FetchResult(url, problem=GONE))
                elif state.due <= self._now():
                    results.append(await self._fetch_feed(url, urls))
        return results

    async def _fetch_feed(self, url: str, host_urls: Sequence[str]) -> FetchResult:
        before = self._store.state(url)
        due = self._now() + timedelta(minutes=self._feeds.interval)
        # until it answers, the feed counts as not moved, since its new address may no longer exist
        self._store.set_state(url, replace(before, due=due, moved=None))
        try:
            address = with_credentials(before.moved or url, self._configured[url])
            request = FeedRequest(address, before.etag, before.modified, configured=self._configured[url])
            response = await http.get(request, self._feeds.patience)
            if response.retry_after:
                self._postpone(host_urls, response.retry_after)
            due = self._store.state(url).due
            entries, left_out, state = await self._store_response(url, response, replace(before, due=due))
        except UnreadableFile as error:
            return FetchResult(url, problem=error.why)
        self._store.set_state(url, state)
        return FetchResult(url, entries, GONE if state.gone else _moved(response.moved_to) or left_out)

    async def _store_response(
        self, url: str, response: FeedResponse, before: FeedState
    ) -> tuple[int, str | None, FeedState]:
        """The number of new or changed entries, what was left out, and the feed's new state.

        Raises UnreadableFile for other statuses.
        """
        state = replace(before, moved=response.moved_to or before.moved)
        match response.status:
            case HTTPStatus.OK:
                async with self._parsing:
                    entries, left_out = await asyncio.to_thread(self._store_entries, url, response.body)
                return entries, left_out, replace(state, etag=response.etag, modified=response.modified)
            case HTTPStatus.NOT_MODIFIED:
                return 0, None, state
            case HTTPStatus.GONE if not before.moved:
                return 0, None, replace(state, gone=True)
        raise UnreadableFile(f"answered {response.status}; the next try is after {before.due:%Y-%m-%d %H:%M} UTC")

    def _postpone(self, urls: Sequence[str], seconds: float) -> None:
        until = self._now() + timedelta(seconds=seconds)
        for url in urls:
            state = self._store.state(url)
            self._store.set_state(url, replace(state, due=max(state.due, until)))

    def _store_entries(self, url: str, body: bytes) -> tuple[int, str | None]:
        """Store a feed's entries; of entries with the same key, the first.

        Returns how many are new or changed, and what was left out.
        """
        parts = self._parse(Format.XML, body, ColumnSettings())()
        entries = [part for part in parts if isinstance(part, Document)]
        by_key = {storage.entry_key(entry): entry for entry in reversed(entries[:MAX_ENTRIES_PER_FETCH])}
        stored = sum(self._store.store_entry(url, key, entry) for key, entry in by_key.items())
        reasons = Counter(part.why for part in parts if isinstance(part, Skipped))
        if beyond := len(entries[MAX_ENTRIES_PER_FETCH:]):
            reasons[f"is beyond the first {MAX_ENTRIES_PER_FETCH:,}"] = beyond
        left_out = [f"{count} that {why}" if count == 1 else f"{count}, each {why}" for why, count in reasons.items()]
        return stored, f"entries left out: {'; '.join(left_out)}" if left_out else None


def _moved(url: str | None) -> str | None:
    return f"has moved to {url} and is fetched from there; update [archive.feeds] urls" if url else None
