"""Servers that removed the bot are forgotten, also those that did so while it was off."""

import asyncio

import pytest

from bot.discord import membership
from bot.discord.bot import Bot, ShardedBot
from bot.discord.database import AskedQuestion, Rules
from retrieval.models import Options
from retrieval.settings import DiscordSettings
from tests.discord.conftest import FakeArchive, make_bot
from tests.discord.fake_discord import CHANNEL, EARLIEST, FakeDiscord, until
from tests.discord.test_delivery import serving

LEFT, BANNED, HIDDEN, VISITED = (EARLIEST + number for number in range(4))


def kept(bot: Bot) -> set[int]:
    """The servers with rules or questions in the database."""
    rows = bot.database.execute("select server from rules union select server from questions")
    return {server for (server,) in rows}


async def test_a_start_forgets_the_servers_that_removed_the_bot_while_it_was_off_and_no_others(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make_bot(settings)
    async with FakeDiscord().open() as fake, serving(before, fake, monkeypatch):
        for server in (LEFT, BANNED, HIDDEN):
            await fake.join(str(server), CHANNEL)
            before.database.set_rules(server, Rules(answers=2), server)
        await until(lambda: len(before.guilds) == 3 and len(membership._remembered(before)) == 3)
        # only a user has installed the bot there
        before.database.save_question("key", AskedQuestion(1, "?", Options(), server=VISITED))
    after = make_bot(settings)
    fake = FakeDiscord(without_bot={str(LEFT): (404, 10004), str(BANNED): (403, 50001), str(VISITED): (404, 10004)})
    async with fake.open(), serving(after, fake, monkeypatch):
        await until(lambda: kept(after) == {HIDDEN, VISITED})
        await until(lambda: membership._remembered(after) == {HIDDEN})  # noted right after it is forgotten


async def test_a_server_of_which_discord_says_nothing_is_kept(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot(settings)
    await membership.remember(bot, LEFT)
    bot.database.set_rules(LEFT, Rules(answers=2), LEFT)
    fake = FakeDiscord(without_bot={str(LEFT): (401, 0)})
    async with fake.open(), serving(bot, fake, monkeypatch):
        await asyncio.sleep(0.2)
        assert kept(bot) == {LEFT}


@pytest.mark.parametrize(("ids", "ours"), [((0,), [True, False]), ((1,), [False, True]), ((0, 1), [True, True])])
def test_a_process_looks_for_the_servers_of_its_own_shards_only(
    settings: DiscordSettings, ids: tuple[int, ...], ours: list[bool]
) -> None:
    class OfShards(ShardedBot):
        """A bot that is connected with some of two shards."""

        @property
        def shards(self) -> dict[int, None]:  # type: ignore[override]
            return dict.fromkeys(ids)

    bot = make_bot(settings, OfShards)
    bot.shard_count = 2
    assert isinstance(bot.archive, FakeArchive)
    assert [membership._is_ours(bot, server << 22) for server in (2, 3)] == ours
    bot.database.close()


async def test_a_server_that_invites_the_bot_again_is_greeted_again(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot(settings)
    async with FakeDiscord().open() as fake, serving(bot, fake, monkeypatch):
        for many in (1, 2):
            await fake.join(str(LEFT), CHANNEL)
            await until(lambda many=many: fake.attempts.count("message") == many)
            await fake.sockets[-1].send_json({"op": 0, "t": "GUILD_DELETE", "s": 3, "d": {"id": str(LEFT)}})
            await until(lambda: bot.get_guild(LEFT) is None and not membership._remembered(bot))
