"""/quotation-of-the-day: a quotation each day in a channel, off by default."""

import asyncio
import re
from contextlib import suppress
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import discord
from discord import app_commands

from bot.discord import daily_quotations, responses
from bot.discord.commands.follow import MayNotTell
from bot.discord.commands.settings import ChannelOption
from bot.discord.context import Interaction, NameOption
from bot.discord.daily_quotations import Daily
from retrieval.errors import QuestionError

TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d))? ?(?P<half>am|pm)?", re.ASCII | re.IGNORECASE)


class NoSuchTime(QuestionError):
    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed} is no time of the day; write it as 8:00 or 17:30")


class NoSuchZone(QuestionError):
    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed} is no time zone; write it as Europe/London")


@app_commands.command(name="quotation-of-the-day", description="A quotation each day in a channel, never one twice")
@app_commands.describe(
    time="when, such as 8:00; without a time, it ends",
    zone="the time zone, such as Europe/London; otherwise UTC",
    channel="where; otherwise here",
)
@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def quotation_of_the_day(
    interaction: Interaction,
    *,
    time: NameOption | None = None,
    zone: NameOption | None = None,
    channel: ChannelOption | None = None,
) -> None:
    bot, server = interaction.client, interaction.guild
    place = channel.id if channel else interaction.channel_id
    if server is None or place is None:
        raise QuestionError("a quotation of the day is for channels of a server where the bot is")
    where = f"<#{place}>"
    if time is None:
        ended = await asyncio.to_thread(daily_quotations.stop, bot.database, place)
        line = f"{where} has no quotation of the day any more." if ended else f"{where} has no quotation of the day."
        await responses.say_privately(interaction, line)
        return
    hour, minute = read_time(time)
    name = read_zone(zone) if zone else "UTC"
    found = server.get_channel_or_thread(place)
    if found and server.me and not _may_speak(found.permissions_for(server.me), found):
        raise MayNotTell
    daily = Daily(place, server.id, hour, minute, name, b"", interaction.created_at.isoformat())
    await asyncio.to_thread(daily_quotations.start, bot.database, daily)
    await responses.say_privately(interaction, f"{where}: a quotation each day at {hour}:{minute:02} ({name}).")


def _may_speak(allowed: discord.Permissions, place: object) -> bool:
    speaks = allowed.send_messages_in_threads if isinstance(place, discord.Thread) else allowed.send_messages
    return allowed.view_channel and speaks


def read_time(typed: str) -> tuple[int, int]:
    """The hour and the minute of a time as people type it.

    >>> [read_time(typed) for typed in ("8:00", "08.30", "17h05", "8", "8pm", "12 am")]
    [(8, 0), (8, 30), (17, 5), (8, 0), (20, 0), (0, 0)]
    """
    found = TIME.fullmatch(typed.strip())
    if found is None:
        raise NoSuchTime(typed)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
    if hour > (12 if half else 23) or minute > 59 or (half and hour == 0):
        raise NoSuchTime(typed)
    return (hour % 12 + (12 if half == "pm" else 0) if half else hour), minute


def read_zone(typed: str) -> str:
    """The name of a time zone, whose words may be typed with spaces and in lower case."""
    for name in (typed.strip(), typed.strip().replace(" ", "_").title(), typed.strip().upper()):
        with suppress(ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo(name).key
    raise NoSuchZone(typed)
