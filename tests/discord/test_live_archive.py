import asyncio
import sys
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.discord.live_archive import Reindexer, ReindexFailed
from retrieval.errors import ClusterAway
from retrieval.settings import DiscordSettings
from tests.discord.conftest import Scene, Shelf, client


def renewal(script: str, fresh: Shelf) -> Reindexer:
    return Reindexer([sys.executable, "-c", script], lambda: fresh, lambda: fresh.generation)


class Elsewhere:
    """What another machine makes current: away at first, then a generation that is open already, then a new one."""

    def __init__(self, *looks: str) -> None:
        self.looks = list(looks)

    def __call__(self) -> str:
        if (look := self.looks.pop(0)) == "away":
            raise ClusterAway("http://milvus", "no answer")
        return look


@pytest.mark.slow
async def test_the_bot_moves_to_a_generation_that_another_machine_makes_current(scene: Scene) -> None:
    fresh, old = Shelf(), scene.shelf
    fresh.generation = "g2"
    elsewhere = Elsewhere("away", old.generation, "g2")
    renewal = Reindexer([], lambda: fresh, elsewhere)
    with suppress(IndexError, TimeoutError):  # it looks once more than there is to see
        await asyncio.wait_for(renewal.reload_regularly(scene.bot, interval=0), 5)
    assert (elsewhere.looks, scene.bot.archive, old.closed) == ([], fresh, True)


async def test_an_unexpected_error_of_one_reload_does_not_end_reloading(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[str | Exception] = [ZeroDivisionError(), scene.shelf.generation, "g2"]

    def current() -> str:
        if isinstance(look := looks.pop(0), Exception):
            raise look
        return look

    fresh = Shelf()
    fresh.generation = "g2"
    following = asyncio.create_task(Reindexer([], lambda: fresh, current).reload_regularly(scene.bot, interval=0))
    async with asyncio.timeout(5):
        while scene.bot.archive is not fresh:
            await asyncio.sleep(0)
    following.cancel()
    assert "answering from generation 20261122T060301-5f3c9a still" in caplog.text


async def test_a_reload_before_the_login_sets_the_presence_to_sign_in_with(settings: DiscordSettings) -> None:
    bot, fresh = client(settings), Shelf()
    fresh.generation, fresh.manifest = "g2", replace(fresh.manifest, articles=5)
    await Reindexer([], lambda: fresh, lambda: "g2").reload(bot)  # it is not even logged in
    assert (bot.archive, str(bot.activity)) == (fresh, "1,234 quotations from 5 articles")
    await bot.close()


async def test_a_second_reindexing_at_the_same_time_is_refused() -> None:
    twice = renewal("import time; time.sleep(0.3)", Shelf())
    first = asyncio.create_task(twice.build())
    await asyncio.sleep(0.1)
    with pytest.raises(ReindexFailed, match="already"):
        await twice.build()
    assert await first == ""
