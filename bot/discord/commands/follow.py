"""/follow and /following: alerts about what somebody is newly quoted with."""

import asyncio

from discord import app_commands

from bot.discord import context, follows, responses
from bot.discord.context import Interaction, NameOption, asker_of
from bot.discord.follows import Follow, NoSuchFollow
from bot.discord.markdown import MAX_MESSAGE_CHARS
from bot.discord.views import restrict_source
from retrieval.search import query


@app_commands.command(description="Be told here, or by direct message, when somebody is quoted anew")
@app_commands.describe(
    speaker="who is quoted",
    topic="only what is about this",
    source="only in this publication",
    daily="once a day in place of after each reindex",
    by_dm="tell you by direct message in place of here",
)
@app_commands.autocomplete(speaker=context.speakers, source=context.sources)
async def follow(  # noqa: PLR0913 - one parameter for each option of the command
    interaction: Interaction,
    speaker: NameOption,
    *,
    topic: NameOption | None = None,
    source: NameOption | None = None,
    daily: bool = False,
    by_dm: bool = False,
) -> None:
    bot, asker = interaction.client, asker_of(interaction)
    rules = bot.rules_to_answer(interaction.guild_id, interaction.channel)
    speaker = await context.put_right(interaction, speaker) or speaker
    source = restrict_source(query.parse_options(speaker, source), rules).source
    is_member = bot.get_guild(interaction.guild_id or 0) is not None  # not where only a user has installed the bot
    channel = interaction.channel_id if is_member and not by_dm else None
    new = Follow(0, asker.user, asker.server if channel else None, channel, speaker, topic, source, daily)
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=True)
        known = await bot.consult(asker, lambda archive: follows.statements(archive, new))
        await asyncio.to_thread(follows.add, bot.database, new, known)
        where = "here" if channel else "by direct message"
        when = "once a day" if daily else "after each reindex"
        line = f"Following {new.what}: {follows.summary(known)}. New ones are told {where}, {when}."
        await responses.complete(interaction, content=line)


@app_commands.command(description="What is followed here and by you; pause or end it")
@app_commands.describe(
    end="the number of the one to end", pause="the number of the one to pause", resume="the number of the one to resume"
)
async def following(
    interaction: Interaction,
    *,
    end: app_commands.Range[int, 1] | None = None,
    pause: app_commands.Range[int, 1] | None = None,
    resume: app_commands.Range[int, 1] | None = None,
) -> None:
    bot, asker = interaction.client, asker_of(interaction)
    await responses.defer(interaction, ephemeral=True)
    listed = await asyncio.to_thread(follows.listed, bot.database, asker)
    done = ""
    for number, verb in ((end, "Ended"), (pause, "Paused"), (resume, "Resumed")):
        if number is None:
            continue
        chosen = listed[number - 1] if number <= len(listed) else None
        if chosen is None or not (chosen.user == asker.user or interaction.permissions.manage_guild):
            raise NoSuchFollow(number)
        if verb == "Ended":
            await asyncio.to_thread(follows.end, bot.database, chosen)
        else:
            await asyncio.to_thread(follows.pause, bot.database, chosen, paused=verb == "Paused")
        done += f"{verb}: {chosen.what}.\n"
    if done:
        listed = await asyncio.to_thread(follows.listed, bot.database, asker)
    await responses.complete(interaction, content=f"{done}{list_of(listed)}"[: MAX_MESSAGE_CHARS // 2])


def list_of(listed: list[Follow]) -> str:
    """The follows with their numbers, a line each.

    >>> print(list_of([Follow(7, 1, None, None, "Andy Burnham", "NHS", daily=True, paused=True)]))
    1. Andy Burnham on NHS · by direct message · once a day · paused
    """
    if not listed:
        return "Nothing is followed here. `/follow` begins it."
    lines = []
    for number, each in enumerate(listed, 1):
        parts = [each.what, f"<#{each.channel}>" if each.channel else "by direct message"]
        parts += ["once a day"] * each.daily + ["paused"] * each.paused
        lines.append(f"{number}. {' · '.join(parts)}")
    return "\n".join(lines)
