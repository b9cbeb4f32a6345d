"""Several archives in one bot: each server or channel is answered from the one that it has chosen."""

import discord
import pytest
from simcord.actors import MemberActor

from bot.discord import follows
from bot.discord.database import Rules
from tests.discord.conftest import LANSLEY, SHOWN, FakeArchive, Scene, context, shown, statement, texts

LORDS = "The Lords, the archive of the Lords."


@pytest.fixture
def lords(scene: Scene) -> FakeArchive:
    archive = FakeArchive()
    archive.answers = [statement(9, "2013-01-01", LORDS, speaker="Lord Owen", source="Hansard")]
    archive.speakers, archive.sources = ("Lord Owen",), ("Hansard",)
    scene.bot.add_archive("lords", archive)
    return archive


@pytest.fixture
async def manager(scene: Scene) -> MemberActor:
    role = scene.env.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return scene.env.guild.add_member(scene.env.create_user("mona"), roles=[role])


async def test_a_channel_is_answered_from_the_archive_that_it_has_chosen(
    scene: Scene, lords: FakeArchive, manager: MemberActor
) -> None:
    other = scene.env.guild.create_text_channel("lords")
    chosen = await manager.slash(scene.channel, "settings", channel=other, archive="lords", source="hansard")
    assert shown(chosen)[0].endswith("from Hansard only. The archive is lords.")
    for command, options in (
        ("ask", {"question": "what did Owen say?"}),
        ("check", {"quote": LORDS}),
        ("timeline", {"speaker": "Owen"}),
        ("compare", {"one": "Owen", "other": "Owen", "topic": "Lords"}),
        ("who", {"topic": "Lords"}),
        ("random", {}),
    ):
        assert "Owen" in " ".join(shown(await scene.alice.slash(other, command, **options))), command
    assert "Hansard" in shown(await scene.alice.slash(other, "archive"))[0]
    offered = await scene.alice.autocomplete(other, "ask", "speaker", "", question="x")
    assert [choice["value"] for choice in offered] == ["Lord Owen"]
    assert scene.archive.asked == []
    assert texts(await scene.ask()) == SHOWN


async def test_buttons_menus_mentions_and_alerts_use_the_archive_of_their_channel(
    scene: Scene, lords: FakeArchive
) -> None:
    scene.bot.database.set_rules(scene.env.guild.id, Rules(archive="lords"))
    answer = await scene.mention()
    assert "Owen" in texts(answer)[2]
    assert LORDS in " ".join(shown(await context(scene.alice, answer)))
    await scene.alice.slash(scene.channel, "follow", speaker="Lord Owen")
    await scene.bob.slash(scene.channel, "follow", speaker="Lord Owen", by_dm=True)
    lords.answers.append(statement(10, "2013-01-02", "Anew.", speaker="Lord Owen"))
    scene.archive.answers.append(statement(10, "2013-01-02", "Not of the Lords.", speaker="Lord Owen"))
    await follows.tell_all(scene.bot)
    for last in (scene.channel.last_message, scene.bob.user.dm_channel.last_message):
        assert texts(last)[1] == "> **Anew.**"


async def test_an_archive_that_is_not_configured_any_more_is_never_replaced_by_another(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(archive="lords"))
    refusal = "The archive lords is not here any more; the server's managers can choose another one."
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert (shown(result), result.ephemeral) == ([refusal], True)
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    assert texts(scene.channel.last_message) == [refusal]
    assert scene.archive.asked == []
    assert len(scene.env.errors) == 1


async def test_an_archive_that_there_is_not_cannot_be_chosen(
    scene: Scene, lords: FakeArchive, manager: MemberActor
) -> None:
    refused = await manager.slash(scene.channel, "settings", archive="lord")
    assert shown(refused) == ["No archive here is called lord; did you mean lords?"]
    offered = await manager.autocomplete(scene.channel, "settings", "archive", "")
    assert [choice["value"] for choice in offered] == ["default", "lords"]
    await manager.slash(scene.channel, "settings", archive="lords")
    back = await manager.slash(scene.channel, "settings", archive="default")
    assert "archive" not in shown(back)[0]
    assert texts(await scene.ask()) == SHOWN
    assert len(scene.env.errors) == 1


async def test_every_archive_is_closed_with_the_bot(scene: Scene, lords: FakeArchive) -> None:
    await scene.bot.close()
    assert (scene.archive.closed, lords.closed) == (True, True)


async def test_a_kept_answer_loses_what_its_own_archive_withdrew(scene: Scene, lords: FakeArchive) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(archive="lords"))
    await scene.ask("what did Owen say?")
    (key,) = (row[0] for row in scene.bot.database.execute("select key from questions"))
    scene.bot.database.drop_articles(frozenset(lords.articles))
    assert scene.bot.database.load_reply(key).answers
    scene.bot.database.drop_articles(frozenset(lords.articles), "lords")
    assert scene.bot.database.load_reply(key).answers == ()
