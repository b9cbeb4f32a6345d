import sqlite3
from contextlib import closing

import discord
import pytest
from simcord.actors import MemberActor

from bot.discord import left_messages, responses
from bot.discord.database import FILE, Rules
from retrieval.settings import DiscordSettings
from tests.discord.conftest import LANSLEY, SHOWN, Scene, buttons, shown, texts

pytestmark = pytest.mark.slow


@pytest.fixture
async def manager(scene: Scene) -> MemberActor:
    role = scene.env.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return scene.env.guild.add_member(scene.env.create_user("mona"), roles=[role])


async def test_a_manager_sets_the_rules_of_a_server_and_of_a_channel(scene: Scene, manager: MemberActor) -> None:
    result = await manager.slash(scene.channel, "settings", answers=1, private=True)
    assert (result.ephemeral, shown(result)) == (
        True,
        [
            "In this server: questions are answered, 1 passage a page, in private unless asked otherwise, "
            "from every source."
        ],
    )
    result = await manager.slash(scene.channel, "settings", channel=scene.channel, source="hsj", private=False)
    assert shown(result) == [
        f"<#{scene.channel.id}>: questions are answered, 1 passage a page, in public unless asked otherwise, "
        "from HSJ only."
    ]
    assert scene.bot.database.rules(scene.env.guild.id, scene.channel.id) == Rules(None, 1, private=False, source="HSJ")
    await manager.slash(scene.channel, "settings", channel=scene.channel, reset="everything")
    assert scene.bot.database.rules_set_for(scene.channel.id) == Rules()


async def test_one_thing_is_reset_and_the_others_stay(scene: Scene, manager: MemberActor) -> None:
    await manager.slash(scene.channel, "settings", answers=3, private=True, silent=True)
    result = await manager.slash(scene.channel, "settings", reset="private")
    assert scene.bot.database.rules_set_for(scene.env.guild.id) == Rules(answers=3, silent=True)
    assert shown(result) == [
        "In this server: questions are answered, 3 passages a page, in public unless asked otherwise, from every "
        "source.\n- A mention without an answer on record gets no reply."
    ]


async def test_a_mention_without_an_answer_on_record_gets_no_reply_where_the_channel_is_silent(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(silent=True))
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} nothing")
    assert [message.author.name for message in scene.channel.history()] == ["alice"]
    assert texts(await scene.ask("nothing"))[0].startswith("nothing\n")  # a command is answered all the same
    assert texts(await scene.mention()) == SHOWN


async def test_a_mention_is_answered_in_a_thread_where_the_rules_say_so(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(threads=True))
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    (thread,) = scene.channel.threads
    assert texts(thread.last_message) == SHOWN
    await scene.alice.send(thread, f"{scene.mention_of_bot} {LANSLEY}")  # within a thread, by a reply
    assert thread.last_message
    assert thread.last_message.reference


async def test_a_mention_is_answered_by_a_reply_where_no_thread_can_be_opened(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(threads=True))
    scene.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013)
    assert texts(await scene.mention()) == SHOWN


async def test_only_members_with_the_role_and_managers_may_ask_where_the_rules_say_so(
    scene: Scene, manager: MemberActor
) -> None:
    role = scene.env.guild.create_role("reporters")
    rita = scene.env.guild.add_member(scene.env.create_user("rita"), roles=[role])
    result = await manager.slash(scene.channel, "settings", who_asks=role)
    assert shown(result)[0].endswith(f"Members with <@&{role.id}> may ask.")
    refused = await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert (shown(refused), refused.ephemeral) == (["Asking is for members with the role reporters here."], True)
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    assert scene.archive.asked == []
    for member in (rita, manager):
        assert shown(await member.slash(scene.channel, "ask", question=LANSLEY)) == SHOWN
    await manager.slash(scene.channel, "settings", reset="asking")
    assert texts(await scene.ask()) == SHOWN
    assert len(scene.env.errors) == 1


async def test_a_message_that_was_left_is_answered_if_its_author_has_the_role(scene: Scene) -> None:
    role = scene.env.guild.create_role("reporters")
    rita = scene.env.guild.add_member(scene.env.create_user("rita"), roles=[role])
    scene.bot.database.set_rules(scene.channel.id, Rules(asking=role.id))
    for member in (rita, scene.alice):
        scene.env.inject_error("POST", "/channels/*/messages", status=404, code=10008)  # so that it is not answered
        left = await member.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
        scene.archive.asked.clear()
        await left_messages.answer_left_message(scene.bot, scene.channel.id, left.id)
        assert len(scene.archive.asked) == (member is rita)


async def test_only_the_bots_owners_give_a_role_the_right_to_reindex(scene: Scene, manager: MemberActor) -> None:
    role = scene.env.guild.create_role("archivists", permissions=discord.Permissions(administrator=True))
    archie = scene.env.guild.add_member(scene.env.create_user("archie"), roles=[role])
    refused = await manager.slash(scene.channel, "settings", who_reindexes=role)
    assert shown(refused)[0].startswith("Only the bot's owners")
    assert shown(await archie.slash(scene.channel, "reindex"))[0].startswith("Only the bot's owners")
    scene.bot.database.set_rules(scene.env.guild.id, Rules(reindexing=role.id))
    allowed = await archie.slash(scene.channel, "reindex")
    assert shown(allowed) == [
        "The index was not updated (this bot was started without a way to index); the previous one is still in use."
    ]
    assert len(scene.env.errors) == 3


async def test_the_answer_to_a_mention_is_shown_to_each_reader_where_answers_are_private(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(private_mentions=True))
    page = await scene.mention()
    assert texts(page) == ["-# Answers are private here."]
    for reader in (scene.alice, scene.bob):
        result = await reader.click(page, custom_id=buttons(page)["show"])
        assert (shown(result), result.ephemeral) == (SHOWN, True)
    assert len(scene.archive.asked) == 1
    direct = await scene.alice.user.send_dm(LANSLEY)
    assert direct
    assert texts(scene.alice.user.dm_channel.last_message) == SHOWN


async def test_a_private_answer_that_cannot_be_kept_is_not_made_public(scene: Scene, settings: DiscordSettings) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(private_mentions=True))
    with closing(sqlite3.connect(settings.folder / FILE, isolation_level=None)) as other:
        other.execute("begin immediate")
        assert texts(await scene.mention()) == ["Answers are private here; use `/ask`."]


async def test_settings_is_hidden_from_users_who_do_not_manage_the_server(scene: Scene) -> None:
    assert "settings" not in scene.alice.available_commands(scene.channel)
    assert "settings" not in scene.alice.user.available_commands()


async def test_a_source_that_is_not_in_the_archive_is_refused(scene: Scene, manager: MemberActor) -> None:
    result = await manager.slash(scene.channel, "settings", source="HSK")
    assert shown(result) == ["No article here is from HSK; did you mean HSJ?"]
    assert len(scene.env.errors) == 1


async def test_settings_that_cannot_be_saved_are_answered_with_an_apology(scene: Scene, manager: MemberActor) -> None:
    scene.bot.database.close()
    result = await manager.slash(scene.channel, "settings", answers=1)
    assert (result.ephemeral, shown(result)) == (True, [responses.UNEXPECTED_ERROR])
    assert len(scene.env.errors) == 1


async def test_all_sources_are_completed_also_in_a_restricted_channel(scene: Scene, manager: MemberActor) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    offered = await manager.autocomplete(scene.channel, "settings", "source", "")
    assert [choice["value"] for choice in offered] == ["HuffPost UK", "HSJ"]


async def test_a_private_default_applies_to_its_channel_only(scene: Scene, manager: MemberActor) -> None:
    await manager.slash(scene.channel, "settings", channel=scene.channel, private=True)
    other = scene.env.guild.create_text_channel("other")
    results = [await scene.alice.slash(channel, "ask", question=LANSLEY) for channel in (scene.channel, other)]
    assert [(result.ephemeral, shown(result)) for result in results] == [(True, SHOWN), (False, SHOWN)]
