"""What a follow does not do: tell the same twice, go on for ever without its reader, or begin by a slip."""

import asyncio
from typing import Any

import discord
import pytest
from simcord.results import InteractionResult

from bot.discord import follows
from bot.discord.context import BotContext
from bot.discord.follows import Follow
from tests.discord.conftest import FakeArchive, Scene, shown, statement

pytestmark = pytest.mark.slow

LANSLEY = "Andrew Lansley"


def said(result: InteractionResult) -> str:
    return "\n".join([*(shown(result) if result.response else ()), *(each.content for each in result.followups)])


def kept(scene: Scene) -> int:
    return len(scene.bot.database.execute("select id from follows"))


@pytest.mark.parametrize("again", [LANSLEY, "andrew lansley"])
async def test_the_same_is_followed_once_in_a_channel_whoever_asks(scene: Scene, again: str) -> None:
    await scene.alice.slash(scene.channel, "follow", speaker=LANSLEY, topic="the bill")
    for actor in (scene.alice, scene.bob):
        refused = await actor.slash(scene.channel, "follow", speaker=again, topic="The Bill")
        assert "is already followed there; change it with /following" in said(refused)
    scene.env.errors.clear()
    assert kept(scene) == 1
    for options in ({"topic": "NHS"}, {"source": "HSJ", "topic": "the bill"}, {"topic": "the bill", "by_dm": True}):
        await scene.bob.slash(scene.channel, "follow", speaker=LANSLEY, **options)
    assert kept(scene) == 4


async def test_a_follow_that_is_paused_is_said_to_be(scene: Scene) -> None:
    await scene.alice.slash(scene.channel, "follow", speaker=LANSLEY)
    await scene.alice.slash(scene.channel, "following", pause=1)
    refused = await scene.alice.slash(scene.channel, "follow", speaker=LANSLEY)
    assert "is already followed there; it is paused" in said(refused)
    scene.env.errors.clear()


async def test_following_again_daily_changes_how_often_for_who_began_it_alone(scene: Scene) -> None:
    await scene.alice.slash(scene.channel, "follow", speaker=LANSLEY)
    assert "already" in said(await scene.bob.slash(scene.channel, "follow", speaker=LANSLEY, daily=True))
    assert "once a day" in said(await scene.alice.slash(scene.channel, "follow", speaker=LANSLEY, daily=True))
    assert scene.bot.database.execute("select daily from follows") == [(1,)]
    scene.env.errors.clear()


@pytest.mark.parametrize("typed", [" ", "👍", "…"])
async def test_what_is_no_name_is_not_followed(scene: Scene, typed: str) -> None:
    assert "has no letters" in said(await scene.alice.slash(scene.channel, "follow", speaker=typed))
    assert kept(scene) == 0
    scene.env.errors.clear()


async def test_a_channel_that_the_bot_cannot_see_is_not_told(scene: Scene) -> None:
    me = scene.env.guild.me
    assert me
    unseen: dict[Any, discord.PermissionOverwrite] = {me: discord.PermissionOverwrite(view_channel=False)}
    hidden = scene.env.guild.create_text_channel("hidden", overwrites=unseen)
    assert "may not send messages" in said(await scene.alice.slash(hidden, "follow", speaker=LANSLEY))
    assert kept(scene) == 0
    scene.env.errors.clear()


async def test_the_follow_of_a_user_who_is_gone_ends(scene: Scene) -> None:
    follows.add(scene.bot.database, Follow(0, scene.alice.id, None, None, LANSLEY), ())
    scene.env.inject_error("GET", "/users/*", status=404, code=10013, times=None)
    await follows.tell_all(scene.bot)
    assert kept(scene) == 0


@pytest.mark.parametrize("code", [50007, 50278])
async def test_who_takes_no_direct_messages_is_asked_once_and_then_paused(scene: Scene, code: int) -> None:
    follows.add(scene.bot.database, Follow(0, scene.alice.id, None, None, LANSLEY), ())
    scene.env.inject_error("POST", "/channels/*/messages", status=403, code=code, times=None)
    for _ in range(3):
        await follows.tell_all(scene.bot)
    assert len([call for call in scene.env.http_requests if call.path.endswith("/messages")]) == 1
    assert scene.bot.database.execute("select paused from follows") == [(1,)]


async def test_two_processes_tell_by_webhook_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follows, "LOCK_POLL_SECONDS", 0.01)
    news = scene.env.guild.create_text_channel("news")
    scene.env.guild.create_webhook(news)
    ((number, hook),) = scene.env.backend.webhooks.items()
    address = f"https://discord.com/api/webhooks/{number}/{hook.token}"
    follows.add(scene.bot.database, Follow(0, scene.alice.id, None, None, LANSLEY, webhook=address), ())
    await asyncio.gather(*(follows.tell_all(scene.bot) for _ in range(3)))
    assert len(news.history()) == 1


class Newer:
    """The reindexer of a process that has not noticed yet that a newer archive is current."""

    def __init__(self, archive: FakeArchive) -> None:
        self._archive = archive

    async def reload(self, bot: BotContext) -> None:
        bot.use_archive(self._archive)


@pytest.mark.parametrize("times", [1, 2])
async def test_a_process_with_an_older_index_does_not_say_that_what_is_new_is_gone(scene: Scene, times: int) -> None:
    follows.add(scene.bot.database, Follow(0, scene.alice.id, scene.env.guild.id, scene.channel.id, LANSLEY), ())
    older, newer = scene.archive, FakeArchive()
    newer.answers = [*older.answers, statement(5, "2012-03-01", "It is new.")]
    scene.bot.use_archive(newer)
    await follows.tell_all(scene.bot)
    scene.bot.reindexer = Newer(newer)  # type: ignore[assignment]
    for _ in range(times):
        scene.bot.use_archive(older)
        await follows.tell_all(scene.bot)
    assert len(scene.channel.history()) == 1
