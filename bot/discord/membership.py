"""Remembers the servers that the bot is in, and deletes the data of servers that removed it, also while it was not
running.

    server 4711    joined           a named value of the database for each server

Users who have installed the bot for themselves ask in other servers too; their questions stay. At a start, Discord may
report fewer servers than there are, so the bot asks Discord about each missing one.
"""

import asyncio
import logging
from contextlib import suppress

import discord

from bot.discord import responses
from bot.discord.context import BotContext
from bot.discord.database import NotSaved

logger = logging.getLogger(__name__)

PREFIX = "server "
POLL_SECONDS = 0.5
NOT_A_MEMBER = (
    50001  # Discord's error code for a server that the bot is not in; for one that is gone, it is "not found"
)


async def compare(bot: BotContext) -> None:
    """Remember the servers of this process, and delete the data of those that have removed the bot since the last
    start.
    """
    try:
        remembered = await asyncio.to_thread(_remembered, bot)
        here = {server.id for server in bot.guilds}
        for server in here - remembered:
            await remember(bot, server)
        for server in remembered - here:
            if _is_ours(bot, server) and await _has_removed(bot, server):
                await forget(bot, server)
    except NotSaved as error:
        logger.warning("servers are compared at the next start: %s", error)


async def remember(bot: BotContext, server: int) -> None:
    with suppress(NotSaved):  # the next start remembers it
        await asyncio.to_thread(bot.database.set_value, f"{PREFIX}{server}", "joined")


async def forget(bot: BotContext, server: int) -> None:
    """Delete the data of a server that has removed the bot. The bot introduces itself again if it is invited again."""
    await bot.claims.forget(server)
    try:
        await asyncio.to_thread(bot.database.forget_server, server)
        await asyncio.to_thread(bot.database.execute, "delete from named_values where name = ?", f"{PREFIX}{server}")
    except NotSaved as error:
        logger.warning("server %s is not forgotten before the next start: %s", server, error)
    else:
        logger.info("forgotten: server %s has removed the bot", server)


async def forget_again(bot: BotContext, server: int) -> None:
    """Delete the data of questions that were in progress while the server removed the bot."""
    while bot.admission.active_of(server):
        await asyncio.sleep(POLL_SECONDS)
    if bot.get_guild(server) is None:  # it may have invited the bot again
        await forget(bot, server)


def _remembered(bot: BotContext) -> set[int]:
    rows = bot.database.execute("select name from named_values where name like ?", f"{PREFIX}%")
    return {int(name.removeprefix(PREFIX)) for (name,) in rows}


def _is_ours(bot: BotContext, server: int) -> bool:
    """Whether a server belongs to a shard of this process."""
    count = bot.shard_count or 1
    shards = bot.shards if isinstance(bot, discord.AutoShardedClient) else {bot.shard_id or 0}
    return (server >> 22) % count in shards


async def _has_removed(bot: BotContext, server: int) -> bool:
    """Whether Discord says that the bot is not in a server. If Discord does not say, it counts as a member."""
    try:
        await responses.retry(lambda: bot.fetch_guild(server, with_counts=False))
    except discord.HTTPException as error:
        return error.status == 404 or error.code == NOT_A_MEMBER
    except responses.CONNECTION_ERRORS:
        return False
    return False
