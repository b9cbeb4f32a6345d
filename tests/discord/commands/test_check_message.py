"""What "Check this quote" finds in a message: forwarded, of several quotations, with a file, or full of marks."""

import discord
import pytest

from tests.discord.conftest import Scene, shown, statement

pytestmark = pytest.mark.slow

SAID = "that is about us as a government"
ON_RECORD = "### On record\n-# On record, word for word."


async def checked(scene: Scene, message: discord.Message) -> list[str]:
    channel = next(each for each in scene.env.guild.channels.values() if each.id == message.channel.id)
    return shown(await scene.bob.context_menu(channel, "Check this quote", message))


async def test_an_answer_that_was_forwarded_is_checked_by_its_words(scene: Scene) -> None:
    elsewhere = scene.env.guild.create_text_channel("elsewhere")
    for answer in (await scene.mention(), await scene.ask()):
        forwarded = await scene.bob.forward(answer, elsewhere)
        assert (await checked(scene, forwarded))[1] == ON_RECORD


async def test_every_statement_of_a_timeline_is_checked(scene: Scene) -> None:
    scene.archive.answers = [statement(day, f"2012-01-{day:02}", f"It is now day {day}.") for day in (1, 2, 3)]
    timeline = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    assert timeline.response
    page = timeline.response.message
    elsewhere = scene.env.guild.create_text_channel("elsewhere")
    for message in (page, await scene.bob.forward(page, elsewhere)):
        assert (await checked(scene, message))[0] == "-# of this message\n### 3 quotations: 3 on record"


@pytest.mark.parametrize("name", ["story.txt", "story.md"])
async def test_the_quotations_of_a_file_are_checked_where_the_message_has_no_words(scene: Scene, name: str) -> None:
    file = (name, f"He said “{SAID}” today.".encode())
    sent = await scene.alice.send(scene.channel, attachments=[("photo.png", b""), file])
    elsewhere = scene.env.guild.create_text_channel("elsewhere")
    for message in (sent, await scene.bob.forward(sent, elsewhere)):
        assert (await checked(scene, message))[0] == f"-# {name}\n### 1 quotation: 1 on record"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(f"{SAID} <:fire:123456789012345678> <a:no:123456789012345678>", id="emoji of a server"),
        pytest.param(f"<@42> <@&42> <#42> {SAID} <t:1328572800:R> </ask:42>", id="mentions and a time"),
        pytest.param(f"[{SAID}](https://hsj.example/a_(b))", id="a link of words"),
        pytest.param(f"# *{SAID}*\n-# ||https://hsj.example/1||", id="marks of format"),
    ],
)
async def test_what_discord_writes_around_words_is_not_checked(scene: Scene, words: str) -> None:
    assert (await checked(scene, await scene.alice.send(scene.channel, words)))[1] == ON_RECORD
