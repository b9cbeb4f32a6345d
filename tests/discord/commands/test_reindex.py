import sys
from dataclasses import replace

import discord
import pytest
from simcord.actors import MemberActor

from bot.discord.live_archive import Reindexer
from tests.discord.conftest import FakeArchive, Scene, shown

pytestmark = pytest.mark.slow


def reindexer(script: str, fresh: FakeArchive) -> Reindexer:
    return Reindexer([sys.executable, "-c", script], lambda: fresh, lambda: fresh.generation)


@pytest.fixture
def owner(scene: Scene) -> MemberActor:
    """A user who owns the bot and administers the server."""
    role = scene.env.guild.create_role("admins", permissions=discord.Permissions(administrator=True))
    actor = scene.env.guild.add_member(scene.env.create_user("olga"), roles=[role])
    application = scene.bot.application
    assert application
    application.owner = discord.Object(actor.id)  # type: ignore[assignment]
    return actor


async def test_an_owner_reindexes_and_the_bot_answers_from_the_new_archive(scene: Scene, owner: MemberActor) -> None:
    fresh, old = FakeArchive(), scene.archive
    fresh.generation, fresh.manifest = "g2", replace(fresh.manifest, articles=5)
    scene.bot.reindexer = reindexer("print('built g2: 5 articles')", fresh)
    result = await owner.slash(scene.channel, "reindex")
    assert (result.ephemeral, shown(result)) == (True, ["built g2: 5 articles"])
    assert (scene.bot.archive, old.closed, str(scene.bot.activity)) == (fresh, True, "1,234 quotations from 5 articles")


async def test_a_failed_reindexing_is_reported_and_the_old_archive_stays(scene: Scene, owner: MemberActor) -> None:
    scene.bot.reindexer = reindexer("import sys; sys.exit('onrecord: archive x is not a folder')", FakeArchive())
    result = await owner.slash(scene.channel, "reindex")
    assert shown(result) == [
        "The index was not updated (onrecord: archive x is not a folder); the previous one is still in use."
    ]
    assert (scene.bot.archive, scene.archive.closed) == (scene.archive, False)


async def test_an_administrator_who_does_not_own_the_bot_may_not_reindex(scene: Scene, owner: MemberActor) -> None:
    assert scene.bot.application
    scene.bot.application.owner = discord.Object(scene.bob.id)  # type: ignore[assignment]
    result = await owner.slash(scene.channel, "reindex")
    assert (result.ephemeral, shown(result)) == (True, ["Only the bot's owners may reindex its archive."])
    assert "reindex" not in scene.bob.available_commands(scene.channel)
    assert len(scene.env.errors) == 1
