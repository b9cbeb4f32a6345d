import asyncio
import sys
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn

import discord
import pytest
from simcord.actors import MemberActor

from bot.discord.live_archive import Reindexer, ReindexFailed
from retrieval.errors import ArchiveClosed, ClusterAway
from retrieval.settings import DiscordSettings
from tests.discord.conftest import LANSLEY, SHOWN, Scene, Shelf, client, shown, texts
from tests.discord.exchange import user


def renewal(script: str, fresh: Shelf) -> Reindexer:
    return Reindexer([sys.executable, "-c", script], lambda: fresh, lambda: fresh.generation)


@pytest.fixture
def owner(scene: Scene) -> MemberActor:
    """Who owns the bot and runs the server."""
    role = scene.env.guild.create_role("admins", permissions=discord.Permissions(administrator=True))
    actor = scene.env.guild.add_member(scene.env.create_user("olga"), roles=[role])
    application = scene.bot.application
    assert application
    application.owner = discord.Object(actor.id)  # type: ignore[assignment]
    return actor


async def test_an_owner_renews_the_index_and_the_archive_is_swapped(scene: Scene, owner: MemberActor) -> None:
    fresh, old = Shelf(), scene.shelf
    fresh.generation, fresh.manifest = "g2", replace(fresh.manifest, articles=5)
    scene.bot.reindexer = renewal("print('built g2: 5 articles')", fresh)
    result = await owner.slash(scene.channel, "reindex")
    assert (result.ephemeral, shown(result)) == (True, ["built g2: 5 articles"])
    assert (scene.bot.archive, old.closed, str(scene.bot.activity)) == (fresh, True, "1,234 quotations from 5 articles")


async def test_a_question_whose_turn_comes_as_the_archive_is_swapped_is_asked_of_the_new_one(scene: Scene) -> None:
    fresh = Shelf()

    class Swapped(Shelf):
        def ask(self, *_: object) -> NoReturn:
            scene.bot.use_archive(fresh)
            raise ArchiveClosed

    scene.bot.use_archive(Swapped())
    assert texts(await scene.mention()) == SHOWN
    assert [asked for asked, _, _ in fresh.asked] == [LANSLEY]


class Elsewhere:
    """What another machine makes current: away at first, then a generation that is open already, then a new one."""

    def __init__(self, *looks: str) -> None:
        self.looks = list(looks)

    def __call__(self) -> str:
        if (look := self.looks.pop(0)) == "away":
            raise ClusterAway("http://milvus", "no answer")
        return look


@pytest.mark.slow
async def test_what_another_machine_makes_current_is_followed(scene: Scene) -> None:
    fresh, old = Shelf(), scene.shelf
    fresh.generation = "g2"
    elsewhere = Elsewhere("away", old.generation, "g2")
    renewal = Reindexer([], lambda: fresh, elsewhere)
    with suppress(IndexError, TimeoutError):  # it looks once more than there is to see
        await asyncio.wait_for(renewal.reload_regularly(scene.bot, interval=0), 5)
    assert (elsewhere.looks, scene.bot.archive, old.closed) == ([], fresh, True)


async def test_what_goes_wrong_with_one_look_does_not_end_the_following(
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


async def test_a_renewal_while_discord_is_away_is_shown_at_the_next_connection(settings: DiscordSettings) -> None:
    bot, fresh = client(settings), Shelf()
    fresh.generation, fresh.manifest = "g2", replace(fresh.manifest, articles=5)
    await Reindexer([], lambda: fresh, lambda: "g2").reload(bot)  # it is not even logged in
    assert (bot.archive, str(bot.activity)) == (fresh, "1,234 quotations from 5 articles")
    await bot.close()


async def test_an_index_that_cannot_be_renewed_leaves_the_one_before(scene: Scene, owner: MemberActor) -> None:
    scene.bot.reindexer = renewal("import sys; sys.exit('onrecord: archive x is not a folder')", Shelf())
    result = await owner.slash(scene.channel, "reindex")
    (told,) = result.followups
    assert told.content == (
        "The index could not be renewed (onrecord: archive x is not a folder); the one before goes on answering."
    )
    assert (scene.bot.archive, scene.shelf.closed) == (scene.shelf, False)
    assert len(scene.env.errors) == 1


async def test_only_an_owner_renews_whoever_runs_the_server(scene: Scene, owner: MemberActor) -> None:
    assert scene.bot.application
    scene.bot.application.owner = discord.Object(scene.bob.id)  # type: ignore[assignment]
    result = await owner.slash(scene.channel, "reindex")
    assert (result.ephemeral, shown(result)) == (True, ["Only the bot's owners may have its archive indexed."])
    assert "reindex" not in scene.bob.available_commands(scene.channel)
    assert len(scene.env.errors) == 1


TEAM = [
    pytest.param("admin", 2, True, id="an administrator"),
    pytest.param("developer", 2, True, id="a developer"),
    pytest.param("read_only", 2, False, id="who may only read"),
    pytest.param("developer", 1, False, id="who is invited"),
]


@pytest.mark.parametrize(("role", "state", "owns"), TEAM)
async def test_of_a_team_those_own_the_bot_who_may_change_it(
    scene: Scene, role: str, state: int, *, owns: bool
) -> None:
    application = scene.bot.application
    assert application
    member = {"user": user(str(scene.alice.id), "alice"), "role": role, "membership_state": state, "permissions": []}
    team = {"id": "1", "name": "t", "icon": None, "owner_user_id": "2", "members": [member]}
    application.team = discord.Team(scene.bot._connection, team)  # type: ignore[arg-type]
    assert (scene.bot.owned_by(scene.alice.id), scene.bot.owned_by(scene.bob.id)) == (owns, False)


async def test_an_index_is_renewed_once_at_a_time() -> None:
    twice = renewal("import time; time.sleep(0.3)", Shelf())
    first = asyncio.create_task(twice.build())
    await asyncio.sleep(0.1)
    with pytest.raises(ReindexFailed, match="already"):
        await twice.build()
    assert await first == ""
