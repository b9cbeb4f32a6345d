"""/display: each reader's choice of how answers look wins over the server's."""

import discord
import pytest
from discord import ui

from bot.discord.database import Rules
from tests.discord.conftest import LANSLEY, SHOWN, Scene, shown, statement, texts

pytestmark = pytest.mark.slow


def kinds(message: discord.Message | None) -> set[str]:
    """The kinds of the components of a message."""
    assert message
    return {type(item).__name__ for item in ui.LayoutView.from_message(message).walk_children()}


async def test_the_style_of_an_answer_is_the_servers_unless_its_reader_has_chosen_another(scene: Scene) -> None:
    assert "Container" in kinds(await scene.ask())
    scene.bot.database.set_rules(scene.env.guild.id, Rules(style="quote"))
    answer = await scene.ask()
    assert (texts(answer), "Container" in kinds(answer)) == (SHOWN, False)
    chosen = await scene.alice.slash(scene.channel, "display", style="plain", answers=2)
    assert (shown(chosen), chosen.ephemeral) == (["Answers to you: plain text, 2 passages in a message."], True)
    in_plain = [LANSLEY + "\nspeaker: Andrew Lansley", SHOWN[1].removeprefix("> "), SHOWN[2]]
    assert texts(await scene.ask()) == in_plain
    assert texts(await scene.mention()) == in_plain
    result = await scene.bob.slash(scene.channel, "ask", question=LANSLEY)
    assert shown(result) == SHOWN
    assert "forgotten" in shown(await scene.alice.slash(scene.channel, "forget-me"))[0]
    assert texts(await scene.ask()) == SHOWN


@pytest.mark.parametrize("style", ["quote", "plain"])
async def test_every_part_of_a_timeline_with_a_chart_is_text_in_plain_style(scene: Scene, style: str) -> None:
    scene.archive.answers = [statement(number, f"201{number}-01-01", f"No. {number}.") for number in range(1, 5)]
    scene.bot.database.set_rules(scene.channel.id, Rules(style=style))
    result = await scene.alice.slash(scene.channel, "timeline", speaker="Andrew Lansley")
    assert result.response
    assert ("MediaGallery" in kinds(result.response.message)) is (style == "quote")
    text = "\n".join(shown(result))
    assert "4 statements from 2011 to 2014, most in 2011 (1)" in text
    assert ("> " in text, "**" in text) == (style == "quote", style == "quote")


async def test_a_difference_is_told_in_words_in_plain_style(scene: Scene) -> None:
    scene.archive.answers = [statement(1, "2012-01-01", "The bill stays as it is.")]
    scene.bot.database.set_rules(scene.channel.id, Rules(style="plain"))
    result = await scene.alice.slash(scene.channel, "check", quote="the bill goes as it is")
    assert "The bill [given, not on record: goes] [on record, not given: stays] as it is" in "\n".join(shown(result))


async def test_a_choice_is_reset(scene: Scene) -> None:
    await scene.alice.slash(scene.channel, "display", private=True)
    assert (await scene.alice.slash(scene.channel, "ask", question=LANSLEY)).ephemeral
    result = await scene.alice.slash(scene.channel, "display", reset=True)
    assert shown(result) == ["Each server's settings decide how answers to you look."]
    assert not (await scene.alice.slash(scene.channel, "ask", question=LANSLEY)).ephemeral
