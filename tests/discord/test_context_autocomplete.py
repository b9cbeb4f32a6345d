from dataclasses import replace

import discord
import pytest

from bot.discord.database import Rules
from tests.discord.conftest import DEFIANT, LANSLEY, Scene, paragraph

pytestmark = pytest.mark.slow

COMPLETIONS = [
    pytest.param("speaker", "", ["Andrew Lansley", "Andy Burnham", "Ed Miliband"], id="the most quoted first"),
    pytest.param("speaker", "an", ["Andrew Lansley", "Andy Burnham"], id="the beginning of a word"),
    pytest.param("speaker", "burn AND", ["Andy Burnham"], id="words in any order and case"),
    pytest.param("speaker", "sley", [], id="the middle of a word"),
    pytest.param("source", "hs", ["HSJ"], id="a source"),
]


@pytest.mark.parametrize(("option", "typed", "names"), COMPLETIONS)
async def test_names_are_completed_from_the_archive(scene: Scene, option: str, typed: str, names: list[str]) -> None:
    offered = await scene.alice.autocomplete(scene.channel, "ask", option, typed, question=LANSLEY)
    assert [choice["value"] for choice in offered] == names
    assert scene.archive.asked == []


async def test_at_most_25_names_are_offered_and_none_over_100_characters(scene: Scene) -> None:
    scene.archive.speakers = ("x" * 101, *(f"Speaker {number}" for number in range(40)))
    offered = await scene.alice.autocomplete(scene.channel, "ask", "speaker", "", question=LANSLEY)
    assert [choice["value"] for choice in offered] == [f"Speaker {number}" for number in range(25)]


async def test_a_channel_restricted_to_a_source_offers_that_source_and_its_speakers(scene: Scene) -> None:
    scene.archive.answers.append(paragraph('"On behalf', "Ed Miliband", replace(DEFIANT, id="hsj.txt", source="HSJ")))
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    for option, names in (("speaker", ["Ed Miliband"]), ("source", ["HSJ"])):
        offered = await scene.alice.autocomplete(scene.channel, "ask", option, "", question=LANSLEY)
        assert [choice["value"] for choice in offered] == names


@pytest.mark.parametrize(("command", "option"), [("ask", "speaker"), ("ask", "source"), ("settings", "source")])
@pytest.mark.parametrize("source", [None, "HSJ"])
async def test_nothing_is_offered_where_the_channels_archive_is_not_here_any_more(
    scene: Scene, command: str, option: str, source: str | None
) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(archive="lords", source=source))
    given = {"question": LANSLEY} if command == "ask" else {}
    role = scene.env.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    manager = scene.env.guild.add_member(scene.env.create_user("mona"), roles=[role])
    assert await manager.autocomplete(scene.channel, command, option, "", **given) == []
