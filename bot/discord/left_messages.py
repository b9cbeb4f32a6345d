"""Answers the questions in messages that a process of the bot has left unanswered.

    claimed, then killed                        the database knows the message        answer_left_message
    killed first, or no process was running     only Discord knows the message        answer_missed

Discord sends each message once, also if it never arrives. So after each login the bot reads the last hour of the
channels that have had messages since then, and answers the questions that no process has claimed. It does not learn of
the first direct message of somebody who has not written to it within that hour.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import discord

from bot.discord import responses
from bot.discord.context import BotContext
from bot.discord.messages import MAX_MESSAGE_AGE, answer_claimed, find_channel, finish, question_in

logger = logging.getLogger(__name__)

SEARCHED_MESSAGES = 100  # messages after a question, among which its answer is looked for
MAX_CHANNELS = 1000  # channels that are read after a login, those with the latest messages first
MAX_MESSAGES = 500  # latest messages of a channel that are read


async def answer_left_message(bot: BotContext, channel: int, message: int) -> None:
    """Answer a message that a killed process left, unless that process has answered it after all."""
    place = await find_channel(bot, channel)
    try:
        left = await responses.retry(lambda: place.fetch_message(message))
    except (discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
        if not responses.log_ordinary_refusal(error):
            logger.warning("a message left by an earlier process is not answered: %s", type(error).__name__)
        await (bot.claims.leave(message) if responses.is_outage(error) else bot.claims.finish(message))
    else:
        await _answer_unless_answered(bot, left)


async def answer_missed(bot: BotContext) -> None:
    """Answer the questions of the last hour that no process has claimed."""
    channels = list(_channels_with_messages(bot))
    now = max([datetime.now(UTC), *(discord.utils.snowflake_time(latest) for latest, _ in channels)])
    start = discord.Object(discord.utils.time_snowflake(now - MAX_MESSAGE_AGE))
    recent = sorted((latest, channel.id) for latest, channel in channels if latest > start.id)
    numbers = [channel for _, channel in reversed(recent[-MAX_CHANNELS:])]
    for channel in [*numbers, *await bot.claims.direct_channels(start.id)]:
        if bot.admission.closing:
            return
        try:
            place = await find_channel(bot, channel)
            latest = place.history(limit=MAX_MESSAGES, after=start, oldest_first=False)
            for message in reversed([message async for message in latest]):
                await _answer_if_missed(bot, message)
        except (discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
            logger.info("missed messages of channel %s are not looked for: %s", channel, type(error).__name__)
        except Exception:  # whatever is wrong with one channel, the others are read
            logger.exception("missed messages of channel %s are not looked for", channel)


def _channels_with_messages(bot: BotContext) -> Iterator[tuple[int, discord.abc.GuildChannel | discord.Thread]]:
    """The channels whose messages the bot may read and answer, each with the id of its latest message."""
    for server in bot.guilds:
        for channel in [*server.channels, *server.threads]:
            latest = getattr(channel, "last_message_id", None)
            if latest and isinstance(channel, discord.abc.Messageable) and _may_answer(channel, server.me):
                yield latest, channel


def _may_answer(channel: discord.abc.GuildChannel | discord.Thread, bot_member: discord.Member) -> bool:
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return False
    allowed = channel.permissions_for(bot_member)
    may_send = allowed.send_messages_in_threads if isinstance(channel, discord.Thread) else allowed.send_messages
    return allowed.view_channel and allowed.read_message_history and may_send


async def _answer_if_missed(bot: BotContext, message: discord.Message) -> None:
    if question_in(bot.user, message) is None or bot.admission.closing:
        return
    if await bot.claims.claim(message.id, message.channel.id, direct=message.guild is None):
        await _answer_unless_answered(bot, message)


async def _answer_unless_answered(bot: BotContext, message: discord.Message) -> None:
    """Answer a claimed message if it is a question and the bot has not answered it before."""
    text = question_in(bot.user, message)
    answered = True
    if text is not None and not await _is_answered(bot, message):
        await _add_member(message)
        answered = await answer_claimed(bot, message, text)
    await finish(bot, message, answered=answered)


async def _add_member(message: discord.Message) -> None:
    """Set the author of a fetched message to a member of the server, because the rules may depend on the member's
    roles.
    """
    if message.guild and not isinstance(message.author, discord.Member):
        with suppress(discord.HTTPException, *responses.CONNECTION_ERRORS):
            message.author = await message.guild.fetch_member(message.author.id)


async def _is_answered(bot: BotContext, message: discord.Message) -> bool:
    """Whether the bot has replied to a message, or answered it in a thread. False where it may not read the history."""
    thread = bot.get_partial_messageable(message.id)  # the thread of a message has its id
    try:
        if message.flags.has_thread and await _has_answered(bot, thread.history(limit=SEARCHED_MESSAGES)):
            return True
        after = message.channel.history(limit=SEARCHED_MESSAGES, after=message)
        return await _has_answered(bot, after, message.id)
    except (discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
        logger.info("the messages after one left by an earlier process cannot be read: %s", type(error).__name__)
        return False


async def _has_answered(bot: BotContext, history: AsyncIterator[discord.Message], asked: int | None = None) -> bool:
    """Whether one of the messages is the bot's own; if `asked` is given, whether one is its reply to the message of
    this id.
    """
    async for message in history:
        replied = message.reference.message_id if message.reference else None
        if message.author == bot.user and asked in (None, replied):
            return True
    return False
