import asyncio
import sys
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.discord.live_archive import Reindexer, ReindexFailed
from retrieval.errors import ClusterAway
from retrieval.settings import DiscordSettings
from tests.discord.conftest import FakeArchive, Scene, make_bot


class CurrentGenerations:
    """The names of the current generation, one for each check. An error among the names is raised."""

    def __init__(self, *names: str | Exception) -> None:
        self.left = list(names)

    def __call__(self) -> str:
        name = self.left.pop(0)
        if isinstance(name, Exception):
            raise name
        return name


@pytest.mark.slow
async def test_the_bot_moves_to_a_generation_that_another_machine_makes_current(scene: Scene) -> None:
    fresh, old = FakeArchive(), scene.archive
    fresh.generation = "g2"
    current = CurrentGenerations(ClusterAway("http://milvus", "no answer"), old.generation, "g2")
    reindexer = Reindexer([], lambda: fresh, current)
    with suppress(IndexError, TimeoutError):  # no name is left for the fourth check
        await asyncio.wait_for(reindexer.reload_regularly(scene.bot, interval=0), 5)
    assert (current.left, scene.bot.archive, old.closed) == ([], fresh, True)


async def test_an_unexpected_error_of_one_reload_does_not_end_reloading(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    current = CurrentGenerations(ZeroDivisionError(), scene.archive.generation, "g2")
    fresh = FakeArchive()
    fresh.generation = "g2"
    reloading = asyncio.create_task(Reindexer([], lambda: fresh, current).reload_regularly(scene.bot, interval=0))
    async with asyncio.timeout(5):
        while scene.bot.archive is not fresh:
            await asyncio.sleep(0)
    reloading.cancel()
    assert "still answering from generation 20261122T060301-5f3c9a" in caplog.text


async def test_a_reload_before_the_login_sets_the_presence_to_sign_in_with(settings: DiscordSettings) -> None:
    bot, fresh = make_bot(settings), FakeArchive()
    fresh.generation, fresh.manifest = "g2", replace(fresh.manifest, articles=5)
    await Reindexer([], lambda: fresh, lambda: "g2").reload(bot)  # the bot has not logged in yet
    assert (bot.archive, str(bot.activity)) == (fresh, "1,234 quotations from 5 articles")
    await bot.close()


async def test_a_second_reindexing_at_the_same_time_is_refused() -> None:
    reindexer = Reindexer([sys.executable, "-c", "import time; time.sleep(0.3)"], FakeArchive, lambda: "g")
    first = asyncio.create_task(reindexer.build())
    await asyncio.sleep(0.1)
    with pytest.raises(ReindexFailed, match="another update"):
        await reindexer.build()
    assert await first == ""
