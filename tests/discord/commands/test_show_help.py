import io
import json
import zipfile
from contextlib import closing
from pathlib import Path

import discord
import pytest

from bot.discord import follows, messages
from bot.discord.commands import my_data, show_help
from bot.discord.database import AskedQuestion, BotDatabase, Rules
from bot.discord.follows import Follow
from retrieval.models import Options
from tests.discord.conftest import LANSLEY, Scene, shown, texts


def server_of(scene: Scene) -> discord.Guild:
    server = scene.bot.get_guild(scene.env.guild.id)
    assert server
    return server


async def test_the_bot_introduces_itself_once_where_it_may_speak(scene: Scene) -> None:
    await show_help.greet(scene.bot, server_of(scene))
    await show_help.greet(scene.bot, server_of(scene))
    (greeting,) = scene.channel.history()
    assert "`/ask question: what did Andrew Lansley say?`" in greeting.content
    assert greeting.content.startswith("Hello, I am On Record. I find what somebody said, word for word, in 1,234")
    assert len(greeting.content) < 1000  # on a phone, one screen


async def test_help_names_every_command_that_everybody_may_use(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "help")
    (text,) = shown(result)
    names = set(scene.alice.available_commands(scene.channel)) - {"help", "Check this quote"}
    assert {name for name in names if f"`/{name}" not in text} == set()
    assert (result.ephemeral, len(text) <= 2000) == (True, True)


async def test_a_server_that_removes_the_bot_is_forgotten(scene: Scene) -> None:
    database, server = scene.bot.database, scene.env.guild.id
    database.set_rules(server, Rules(answers=2), server)
    database.set_rules(scene.channel.id, Rules(answers=3), server)
    database.set_rules(7, Rules(answers=3), 8)
    for key, place in (("here", server), ("elsewhere", 8)):
        database.save_question(key, AskedQuestion(1, LANSLEY, Options(), server=place))
    await scene.bot.on_guild_remove(server_of(scene))
    assert database.execute("select key from questions") == [("elsewhere",)]
    assert [database.rules_set_for(place) for place in (server, scene.channel.id, 7)] == [
        Rules(),
        Rules(),
        Rules(answers=3),
    ]


async def test_my_data_is_a_file_with_what_is_kept_for_its_owner_alone(scene: Scene) -> None:
    nothing = await scene.alice.slash(scene.channel, "my-data")
    assert (shown(nothing), nothing.ephemeral) == (["Nothing of yours is stored."], True)
    await scene.ask()
    result = await scene.alice.slash(scene.channel, "my-data")
    assert result.response
    (file,) = result.response.attachments
    assert (file.filename, result.ephemeral) == ("my-data.json", True)
    data = scene.bot.database.data_of(scene.alice.id)
    assert [(each["question"], each["shown"]) for each in data["questions"]] == [
        (LANSLEY, ['"That is not about me, that is about us as a government."'])
    ]
    assert scene.bot.database.data_of(scene.bob.id) == {"questions": [], "votes": [], "follows": []}


async def test_my_data_has_all_of_a_follow_also_the_address_of_its_webhook(scene: Scene) -> None:
    address = "https://discord.com/api/webhooks/42/secret"
    about = Follow(0, scene.alice.id, None, None, "Andrew Lansley", "NHS", "HSJ", daily=True, webhook=address)
    follows.add(scene.bot.database, about, ())
    (data,) = scene.bot.database.data_of(scene.alice.id)["follows"]
    named = {"speaker": "Andrew Lansley", "topic": "NHS", "source": "HSJ", "webhook": address, "daily": 1, "paused": 0}
    assert data.items() >= named.items()


async def test_my_data_that_is_too_large_for_discord_is_compressed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(my_data, "MAX_FILE_BYTES", 200)
    await scene.ask()
    result = await scene.alice.slash(scene.channel, "my-data")
    assert result.response
    assert [file.filename for file in result.response.attachments] == ["my-data.json.zip"]
    packed = my_data.file_of(scene.bot.database.data_of(scene.alice.id))
    with zipfile.ZipFile(io.BytesIO(packed.content)) as opened:
        assert json.loads(opened.read("my-data.json"))["questions"][0]["question"] == LANSLEY


async def test_random_shows_a_quotation_with_its_credit(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "random")
    assert shown(result) == [
        "-# One quotation of many:",
        '> **"That is not about me, that is about us as a government."**',
        "Andrew Lansley · HuffPost UK · 11 February 2012",
    ]
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    assert shown(await scene.alice.slash(scene.channel, "random")) == ["Nothing on record."]


async def test_thanks_and_greetings_get_a_word_and_no_search(scene: Scene) -> None:
    for text, word in (
        ("thanks!", messages.YOU_ARE_WELCOME),
        ("hi", messages.HOW_TO_ASK.format(name="Andrew Lansley")),
    ):
        await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {text}")
        assert texts(scene.channel.last_message) == [word]
    assert scene.archive.asked == []


def test_a_backup_is_a_database_with_everything_in_it(tmp_path: Path) -> None:
    with closing(BotDatabase.open(tmp_path / "state", 90)) as database:
        database.set_rules(9, Rules(answers=1))
        (tmp_path / "copy").mkdir()
        database.back_up(tmp_path / "copy" / "discord.db")
    with closing(BotDatabase.open(tmp_path / "copy", 90)) as copy:
        assert copy.rules_set_for(9) == Rules(answers=1)
