"""/quotation-of-the-day: sends a channel one quotation each day, and never the same one twice.

    /quotation-of-the-day channel:#news time:8:00 ──→ a row for the channel, with the time of the last quotation
    regularly: has its time of day come since then? ──→ a quotation is drawn, recorded as sent, and sent

A quotation is recorded before it is sent, so that several processes, or a restart, send it only once. If it cannot be
sent, the record is removed, and the bot tries again some minutes later.

The time is that of Discord's clock, which every event carries. Before the first event it is this machine's time. If
that is wrong, at most one quotation is sent too early, and none is late once Discord's time is known.
"""

import asyncio
import hashlib
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import discord
from discord import app_commands

from bot.discord import follows, responses
from bot.discord.commands.follow import MayNotTell
from bot.discord.commands.random_quotation import draw, random_page
from bot.discord.commands.settings import ChannelOption
from bot.discord.context import BotContext, Interaction, NameOption
from bot.discord.database import BotDatabase, NotSaved
from bot.discord.pages import layout
from bot.discord.rate_limit import Asker
from retrieval.errors import QuestionError, RetrievalError

TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d))? ?(?P<half>am|pm)?", re.ASCII | re.IGNORECASE)
logger = logging.getLogger(__name__)

MAX_WAIT_SECONDS = 300.0  # seconds between two looks for channels that are due, unless one is due before
DAY = timedelta(days=1)
COLUMNS = "channel, server, hour, minute, zone, given, given_at"
HEADING = "-# The quotation of the day:"


class NoSuchTime(QuestionError):
    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed} is not a time of day; write it like 8:00 or 17:30")


class NoSuchZone(QuestionError):
    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed} is not a time zone; write it like Europe/London")


@app_commands.command(
    name="quotation-of-the-day", description="Send a channel one quotation each day, never the same one twice"
)
@app_commands.describe(
    time="the time, such as 8:00; leave it out to stop",
    zone="the time zone, such as Europe/London; if left out, UTC",
    channel="the channel; if left out, this one",
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
        raise QuestionError("a quotation of the day needs a channel of a server that the bot is in")
    where = f"<#{place}>"
    if time is None:
        ended = await asyncio.to_thread(stop, bot.database, place)
        line = f"{where} no longer has a quotation of the day." if ended else f"{where} has no quotation of the day."
        await responses.say_privately(interaction, line)
        return
    hour, minute = read_time(time)
    name = read_zone(zone) if zone else "UTC"
    found = server.get_channel_or_thread(place)
    if found and server.me and not _may_speak(found.permissions_for(server.me), found):
        raise MayNotTell
    daily = Daily(place, server.id, hour, minute, name, b"", interaction.created_at.isoformat())
    await asyncio.to_thread(start, bot.database, daily)
    await responses.say_privately(interaction, f"{where}: a quotation each day at {hour}:{minute:02} ({name}).")


def _may_speak(allowed: discord.Permissions, place: object) -> bool:
    speaks = allowed.send_messages_in_threads if isinstance(place, discord.Thread) else allowed.send_messages
    return allowed.view_channel and speaks


def read_time(typed: str) -> tuple[int, int]:
    """The hour and the minute of a typed time.

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
    """The name of a time zone. It may be typed with spaces and in lower case."""
    for name in (typed.strip(), typed.strip().replace(" ", "_").title(), typed.strip().upper()):
        with suppress(ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo(name).key
    raise NoSuchZone(typed)


@dataclass(frozen=True, slots=True)
class Daily:
    """A channel with a quotation each day: the time of day, the digests of those it has had, and the time of the last
    one.
    """

    channel: int
    server: int
    hour: int
    minute: int
    zone: str
    given: bytes
    given_at: str

    @property
    def had(self) -> set[bytes]:
        size = follows.DIGEST_BYTES
        return {self.given[at : at + size] for at in range(0, len(self.given), size)}

    def is_due(self, now: datetime, *, trusted: bool) -> bool:
        """Whether the time of day has come since the last quotation.

        A `trusted` time shows whether the last time was wrong.

        >>> daily = Daily(1, 1, 8, 0, "Europe/London", b"", "2012-07-01T07:00:00+00:00")  # at eight, in summer
        >>> hours = ("2012-07-01T23:59", "2012-07-02T06:59", "2012-07-02T07:00", "2012-07-09T12:00", "2011-07-01T07:00")
        >>> [daily.is_due(datetime.fromisoformat(hour + "+00:00"), trusted=True) for hour in hours]
        [False, False, True, True, True]
        >>> daily.is_due(datetime.fromisoformat("2011-07-01T07:00+00:00"), trusted=False)
        False
        """
        last = self._last_time(now)
        given_at = datetime.fromisoformat(self.given_at)
        return given_at < last or (trusted and given_at > now + DAY)

    def _last_time(self, now: datetime) -> datetime:
        """The most recent moment of its time of day. If clocks go back and the hour comes twice, the first of both.

        >>> daily = Daily(1, 1, 1, 30, "Europe/London", b"", "")
        >>> [f"{daily._last_time(datetime(2012, 10, 28, hour, 45, tzinfo=UTC)):%d %H:%M}" for hour in (0, 1, 2)]
        ['28 00:30', '28 00:30', '28 00:30']
        """
        local = now.astimezone(ZoneInfo(self.zone))
        today = local.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0, fold=0)
        last = today if today.astimezone(UTC) <= now else today - DAY
        return last.astimezone(UTC)

    def seconds_left(self, now: datetime) -> float:
        """Seconds until the next moment of its time of day."""
        return (self._last_time(now) + DAY - now).total_seconds()


def start(database: BotDatabase, daily: Daily) -> None:
    """Start a channel's daily quotation, or change its time."""
    database.execute(
        f"insert into daily_quotations ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?) on conflict (channel) do update set"  # noqa: S608 - constants
        " hour = excluded.hour, minute = excluded.minute, zone = excluded.zone, given_at = excluded.given_at",
        *(daily.channel, daily.server, daily.hour, daily.minute, daily.zone, daily.given, daily.given_at),
    )


def stop(database: BotDatabase, channel: int) -> bool:
    """Stop a channel's daily quotation. Returns whether it had one."""
    return bool(database.execute("delete from daily_quotations where channel = ? returning 1", channel))


async def give_all(bot: BotContext) -> float:
    """Send the quotation of the day to each channel that is due. Returns the seconds until the next one may be due."""
    try:
        rows = await asyncio.to_thread(bot.database.execute, f"select {COLUMNS} from daily_quotations")  # noqa: S608
    except NotSaved as error:
        logger.warning("quotations of the day are sent later: %s", error)
        return MAX_WAIT_SECONDS
    discords = bot.discord_time()
    now = discords or datetime.now(UTC)
    all_daily = [Daily(*row) for row in rows]
    for daily in all_daily:
        if not daily.is_due(now, trusted=discords is not None):
            continue
        try:
            await _give(bot, daily, now)
        except (RetrievalError, discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
            logger.warning("channel %s has no quotation of the day: %s", daily.channel, error)
        except Exception:  # whatever is wrong with one channel, the others are given theirs
            logger.exception("channel %s has no quotation of the day", daily.channel)
    left = min((daily.seconds_left(now) for daily in all_daily), default=MAX_WAIT_SECONDS)
    return min(max(left, 1.0), MAX_WAIT_SECONDS)


async def _give(bot: BotContext, daily: Daily, now: datetime) -> None:
    rules = bot.rules(daily.server, bot.get_channel(daily.channel) or discord.Object(daily.channel))
    if not rules.answering:
        return
    asker = Asker(bot.user.id if bot.user else 0, daily.server, rules.archive)
    statement = await bot.consult(asker, lambda archive: draw(archive, rules.source, daily.had))
    if statement is None:
        logger.info("channel %s has had every quotation that was drawn", daily.channel)
        await asyncio.to_thread(_record, bot.database, daily, daily.given, now.isoformat())
        return
    mark = follows.digest(statement)
    if not await asyncio.to_thread(_record, bot.database, daily, daily.given + mark, now.isoformat()):
        return  # another process gives it
    room = bot.reading_room(rules.archive)
    page = layout.styled(random_page(statement, HEADING, room, rules.archive), rules.style)
    nonce = hashlib.sha256(f"{daily.channel} {now.date()}".encode()).hexdigest()[:24]
    place = bot.get_partial_messageable(daily.channel)
    try:
        message = await responses.retry(lambda: place.send(view=page, nonce=nonce))
    except (discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
        gone = isinstance(error, discord.HTTPException) and error.code == follows.UNKNOWN_CHANNEL
        refused = isinstance(error, discord.HTTPException) and error.status < 500
        with suppress(NotSaved):
            if gone:
                await asyncio.to_thread(stop, bot.database, daily.channel)
            elif not refused:  # where it may not speak, it tries again tomorrow
                await asyncio.to_thread(_record, bot.database, daily, daily.given, daily.given_at, taken_back=True)
        raise
    bot.note_time(message.id)


def _record(database: BotDatabase, daily: Daily, given: bytes, given_at: str, *, taken_back: bool = False) -> bool:
    """Record which quotations a channel has had, and when. Returns False if another process has already done so."""
    statement = "update daily_quotations set given = ?, given_at = ? where channel = ?"
    if taken_back:
        return bool(database.execute(f"{statement} returning 1", given, given_at, daily.channel))
    unchanged = f"{statement} and given_at = ? returning 1"
    return bool(database.execute(unchanged, given, given_at, daily.channel, daily.given_at))


def of_server(database: BotDatabase, server: int) -> Iterator[Daily]:
    rows = database.execute(f"select {COLUMNS} from daily_quotations where server = ? order by channel", server)  # noqa: S608
    yield from (Daily(*row) for row in rows)
