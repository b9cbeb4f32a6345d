"""The archive that the bot uses, and its replacement by a newer index.

    onrecord index (another process) ──→ opened beside the old archive ──→ swapped ──→ old archive closed once idle

The old archive answers until the swap. If a timer, a rollback or another machine of the cluster makes another
generation current, the bot opens it within half a minute.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.reload import RELOAD_SECONDS, log_errors
from retrieval.corrections.writing import Value
from retrieval.drafts import DraftCheck
from retrieval.errors import RetrievalError
from retrieval.index.generation import Manifest
from retrieval.models import Article, Coverage, Novelty, Options, Quotation, Reply
from retrieval.quote_check import Check

logger = logging.getLogger(__name__)

EXAMPLE = "Andy Burnham"  # the name in examples if the archive quotes nobody


class ReindexFailed(RetrievalError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"the index was not updated ({problem}); the previous one is still in use")


class BotArchive(Protocol):
    """The archive as the bot uses it. Names and counts are in memory; everything else may block."""

    @property
    def speakers(self) -> tuple[str, ...]: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    def quoted_in(self, source: str) -> tuple[str, ...]: ...

    @property
    def articles(self) -> tuple[str, ...]: ...

    @property
    def manifest(self) -> Manifest: ...

    @property
    def generation(self) -> str: ...

    @property
    def dates(self) -> tuple[str, str] | None: ...

    def close(self) -> None: ...

    def article(self, id: str, /) -> Article | None: ...  # noqa: A002

    def ask(self, text: str, options: Options = ..., limit: int = ...) -> Reply: ...

    def check(self, words: str, speaker: str | None = ..., source: str | None = ...) -> Check: ...

    def check_draft(self, text: str, /, *, source: str | None = ...) -> list[DraftCheck]: ...

    def full_name(self, typed: str, /) -> str: ...

    def correct(self, **values: Value) -> int: ...

    def novelty(self, quotation: Quotation, topic: str = ..., /) -> Novelty | None: ...

    def office_named(self, typed: str, /) -> str | None: ...

    def said(self, speaker: str | None = ..., topic: str | None = ..., source: str | None = ...) -> list[Quotation]: ...


def coverage(archive: BotArchive, source: str | None) -> Coverage:
    """What is looked through for a channel: the archive, or its articles of one publication. May block."""
    if source:
        return Coverage(None, None, None, None, (source,))
    first, last = archive.dates or (None, None)
    return Coverage(archive.manifest.articles, 0, first, last, archive.sources)


def example_speaker(archive: BotArchive) -> str:
    """Who is asked about in examples: who is quoted most."""
    return next(iter(archive.speakers), EXAMPLE)


class ArchiveUser(Protocol):
    """The part of the bot that a `Reindexer` needs to replace its archive."""

    archive: BotArchive

    def use_archive(self, archive: BotArchive) -> None: ...

    async def show_presence(self) -> None: ...

    def tell_followers(self) -> None: ...


class Reindexer:
    """Brings the index up to date and moves the bot to the current generation.

    `command` builds the index and prints one line about it. `reopen` opens the archive on the current generation, and
    `current` returns the name of that generation.
    """

    def __init__(self, command: Sequence[str], reopen: Callable[[], BotArchive], current: Callable[[], str]) -> None:
        self._command, self._reopen, self._current = command, reopen, current
        self._building, self._reloading = asyncio.Lock(), asyncio.Lock()

    async def build(self) -> str:
        """Run the command and return its output. If it fails, raises ReindexFailed with the last line of its errors."""
        if self._building.locked():
            raise ReindexFailed("another update is in progress")
        async with self._building:
            pipe = asyncio.subprocess.PIPE
            process = await asyncio.create_subprocess_exec(*self._command, stdout=pipe, stderr=pipe)
            output, errors = await process.communicate()
        if process.returncode:
            raise ReindexFailed(errors.decode(errors="replace").strip().rpartition("\n")[2] or "no reason given")
        return output.decode(errors="replace").strip()

    async def reload(self, bot: ArchiveUser) -> None:
        """Make the bot answer from the current generation, unless it already does."""
        async with self._reloading:
            if await asyncio.to_thread(self._current) == bot.archive.generation:
                return
            fresh = await asyncio.to_thread(self._reopen)
            before = bot.archive
            bot.use_archive(fresh)
            await asyncio.to_thread(before.close)  # waits for the questions that the old archive is answering
        logger.info("renewed generation=%s", fresh.generation)
        await bot.show_presence()
        bot.tell_followers()

    async def reload_regularly(self, bot: ArchiveUser, interval: float = RELOAD_SECONDS) -> None:
        """Reload every `interval` seconds until cancelled."""
        while True:
            await asyncio.sleep(interval)
            with log_errors(lambda: bot.archive.generation):
                await self.reload(bot)
