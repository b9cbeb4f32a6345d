"""/follow and /following: alerts about new statements of a speaker; and the button 🔔 under an answer.

The button shows how many statements there are so far, and asks where to send the alerts.
"""

import asyncio
from contextlib import suppress

import discord
from discord import app_commands, ui

from bot import lookup
from bot.discord import context, follows, responses
from bot.discord.context import Interaction, NameOption, NotForYou, asker_of, has_role
from bot.discord.database import Rules
from bot.discord.follows import Follow, NoSuchFollow
from bot.discord.pages import layout, views
from bot.discord.pages.button_ids import AnswerButton, ButtonAction
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS
from bot.discord.pages.views import restrict_source
from bot.discord.rate_limit import Asker
from bot.rendering import formatting
from retrieval.errors import QuestionError
from retrieval.search import query
from retrieval.text.tokenise import tokens

LISTED_NAME_CHARS = (100, 40, 20, 10)  # characters of a name in the list: the most with which all of it fits
ASK_WHERE, HERE, BY_DM = (0, 0), (1, 0), (2, 0)  # what the button 🔔 does, as its position


class MayNotTell(QuestionError):
    def __init__(self) -> None:
        super().__init__("On Record may not send messages in this channel; allow it to, or follow by direct message")


class ToldInItsServers(QuestionError):
    def __init__(self, archive: str) -> None:
        super().__init__(f"alerts about {archive} go to its servers only; follow in a channel")


class NobodyToFollow(QuestionError):
    def __init__(self) -> None:
        super().__init__("this answer names nobody to follow; use /follow with a name")


@app_commands.command(description="Get an alert here, or by direct message, whenever somebody is newly quoted")
@app_commands.describe(
    speaker="who is quoted: a name, or an office such as the health secretary",
    topic="only on this topic",
    source="only in this publication",
    daily="once a day instead of after each reindex",
    by_dm="send alerts to you by direct message instead of here",
    webhook="send alerts by this Discord webhook instead of here: its address",
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
    webhook: app_commands.Range[str, 1, 300] | None = None,
) -> None:
    bot, asker = interaction.client, asker_of(interaction)
    rules = bot.rules_for(interaction)
    address = follows.checked_webhook(webhook) if webhook else None
    channel = None if by_dm or address else _channel(interaction, rules)
    if not tokens(speaker):
        raise QuestionError(f"{speaker!r} has no letters; give a name, or an office such as the health secretary")
    archive = bot.archive_named(asker.archive, asker.server)
    office = await asyncio.to_thread(archive.office_named, speaker)
    if office is None:
        speaker = await context.put_right(interaction, speaker) or speaker
        with suppress(QuestionError):  # if several people are called so, all of them are followed
            speaker = await asyncio.to_thread(archive.full_name, speaker)
    source = lookup.source_name(archive, context.source_put_right(interaction, source))
    source = restrict_source(query.parse_options(None if office else speaker, source), rules).source
    server = asker.server if channel else None
    about = Follow(
        *(0, asker.user, server, channel, office or speaker, topic, source, daily),
        office=office is not None,
        archive=asker.archive,
        webhook=address,
    )
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=True)
        await responses.complete(interaction, content=await _begin(interaction, about))


async def follow_answered(interaction: Interaction, button: AnswerButton) -> None:
    """Handle the button 🔔: show how many statements the answer's speaker has, then follow where the user wants."""
    bot = interaction.client
    rules = bot.rules_for(interaction)
    asker = asker_of(interaction, await asyncio.to_thread(bot.database.load_question, button.key))
    reply = await asyncio.to_thread(bot.database.load_reply, button.key)
    speaker = views.followed_in(reply)
    if speaker is None:
        raise NobodyToFollow
    where = button.position or ASK_WHERE
    channel = _channel(interaction, rules) if where == HERE else None
    server = asker.server if channel else None
    about = Follow(0, asker.user, server, channel, speaker, None, rules.source, archive=asker.archive)
    async with bot.admission.slot(asker):
        if where != ASK_WHERE:
            await responses.defer(interaction, ephemeral=True)
            await responses.complete(interaction, content=await _begin(interaction, about))
            return
        await responses.defer(interaction, ephemeral=True)
        known = await bot.consult(asker, lambda archive: follows.statements(archive, about))
        total = follows.summary(known, interaction.created_at.date())
        line = f"{about.what}: {total}. Where should alerts about new ones go?"
        page = layout.text_page(layout.unbroken(line))
        row: ui.ActionRow[layout.PageLayout] = ui.ActionRow()
        if bot.get_guild(interaction.guild_id or 0) and has_role(interaction.user, rules.following):
            row.add_item(AnswerButton(ButtonAction.ALERT, button.key, HERE, label="In this channel"))
        row.add_item(AnswerButton(ButtonAction.ALERT, button.key, BY_DM, label="By direct message"))
        await responses.complete(interaction, view=page.add_item(row))


def _channel(interaction: Interaction, rules: Rules) -> int | None:
    """The channel for the alerts; None for direct messages, also if the bot is not in the channel."""
    if interaction.client.get_guild(interaction.guild_id or 0) is None:  # only a user has installed the bot
        return None
    if rules.following and not has_role(interaction.user, rules.following):
        raise NotForYou("following", interaction.user, rules.following)
    allowed = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    may_write = allowed.send_messages_in_threads if in_thread else allowed.send_messages
    if not (may_write and allowed.view_channel):
        raise MayNotTell
    return interaction.channel_id


async def _begin(interaction: Interaction, about: Follow) -> str:
    """Start to follow a speaker. Returns the message for the user."""
    bot, asker = interaction.client, Asker(interaction.user.id, interaction.guild_id, about.archive)
    if about.archive and about.archive not in bot.archives_of(about.server):
        raise ToldInItsServers(about.archive)
    known = await bot.consult(asker, lambda archive: follows.statements(archive, about))
    await asyncio.to_thread(follows.add, bot.database, about, known)
    where = "here" if about.channel else "by the webhook" if about.webhook else "by direct message"
    when = "once a day" if about.daily else "after each reindex"
    total = layout.unbroken(follows.summary(known, interaction.created_at.date()))
    return f"Following {about.what}: {total}. Alerts about new ones come {where}, {when}."


@app_commands.command(description="List, pause or end the alerts of this channel and your own")
@app_commands.describe(
    end="the number of the alert to end",
    pause="the number of the alert to pause",
    resume="the number of the alert to resume",
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
    await responses.complete(
        interaction, view=layout.text_page(f"{done}{list_of(listed, MAX_MESSAGE_CHARS - len(done))}")
    )


def list_of(listed: list[Follow], room: int = MAX_MESSAGE_CHARS) -> str:
    """The follows with their numbers, one on each line. Names are shortened until all fit in `room` characters.

    >>> print(list_of([Follow(7, 1, None, None, "Andy Burnham", "NHS", daily=True, paused=True)]))
    1. Andy Burnham on NHS · by direct message · once a day · paused
    """
    if not listed:
        return "Nobody is followed here. `/follow` adds an alert."
    for chars in LISTED_NAME_CHARS:
        text = "\n".join(f"{number}. {_in_list(each, chars)}" for number, each in enumerate(listed, 1))
        if len(text) <= room:
            break
    return text


def _in_list(each: Follow, chars: int) -> str:
    unseen = "by a webhook" if each.webhook else "by direct message"
    parts = [each.named(chars), f"<#{each.channel}>" if each.channel else unseen]
    parts += ["once a day"] * each.daily + ["paused"] * each.paused
    return formatting.SEPARATOR.join(parts)
