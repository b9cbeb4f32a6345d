"""Alerts: what somebody is newly quoted with, after each reindex, in a channel or by direct message.

    /follow speaker:Burnham topic:NHS ──→ a follow, with the digests of all statements so far
    a new generation of the index     ──→ statements without such a digest ──→ one message ──→ their digests are added

A statement is known by its words, so that the same words in five papers are one, and a rewritten article brings nothing
new. The digests are saved after the message is sent. If the bot is killed between, it sends the message again with the
same nonce, and Discord shows it once.
"""

import asyncio
import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import discord

from bot import formatting
from bot.discord import responses, views
from bot.discord.context import BotContext
from bot.discord.database import BotDatabase, NotSaved
from bot.discord.live_archive import Archive
from bot.discord.markdown import MAX_MESSAGE_CHARS, one_line
from bot.discord.rate_limit import Asker
from retrieval import timeline
from retrieval.errors import QuestionError, RetrievalError
from retrieval.models import Passage
from retrieval.text.normalise import normalise
from retrieval.timeline import Statement

logger = logging.getLogger(__name__)

MAX_IN_SERVER, MAX_OF_USER = 25, 10  # follows in the channels of one server, and by direct message of one user
MAX_TOLD = 5  # statements in one message; the rest are counted
DIGEST_BYTES = 8  # of a statement's words
DAY = timedelta(hours=24)
COLUMNS = "id, user, server, channel, speaker, topic, source, daily, paused, told, told_at"


class TooManyFollows(QuestionError):
    def __init__(self, limit: int, place: str) -> None:
        super().__init__(f"{place} follows {limit} already, which is the limit; end one with /following")


class NoSuchFollow(QuestionError):
    def __init__(self, number: int) -> None:
        super().__init__(f"there is no {number} that you may change; /following lists them")


@dataclass(frozen=True, slots=True)
class Follow:
    """What is followed, by whom, and where it is told: in a channel, or by direct message if that is None."""

    id: int
    user: int
    server: int | None
    channel: int | None
    speaker: str
    topic: str | None = None
    source: str | None = None
    daily: bool = False
    paused: bool = False
    told: bytes = b""  # the digests of the statements that are known
    told_at: str | None = None

    @property
    def what(self) -> str:
        """In words, escaped: "Andy Burnham on the NHS, in HSJ"."""
        topic = f" on {one_line(self.topic, 100)}" if self.topic else ""
        source = f", in {one_line(self.source, 100)}" if self.source else ""
        return f"{one_line(self.speaker, 100)}{topic}{source}"


def add(database: BotDatabase, follow: Follow, known: Iterable[Statement]) -> None:
    """Save a follow, which is told what is not among the known statements. Raises TooManyFollows."""
    if follow.channel:
        limit, place = MAX_IN_SERVER, "this server"
        ((many,),) = database.execute("select count(*) from follows where server = ?", follow.server)
    else:
        limit, place = MAX_OF_USER, "your list"
        count = "select count(*) from follows where channel is null and user = ?"
        ((many,),) = database.execute(count, follow.user)
    if many >= limit:
        raise TooManyFollows(limit, place)
    told = b"".join(map(digest, known))
    statement = f"insert into follows ({COLUMNS}) values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, null)"  # noqa: S608 - constants
    about = (follow.user, follow.server, follow.channel, follow.speaker, follow.topic, follow.source)
    database.execute(statement, *about, follow.daily, follow.paused, told)


def listed(database: BotDatabase, asker: Asker) -> list[Follow]:
    """The follows of a server's channels and those of the user by direct message, oldest first."""
    rows = database.execute(
        f"select {COLUMNS} from follows where server = ? or (channel is null and user = ?) order by id",  # noqa: S608 - constants
        asker.server,
        asker.user,
    )
    return [Follow(*row) for row in rows]


def end(database: BotDatabase, follow: Follow) -> None:
    database.execute("delete from follows where id = ?", follow.id)


def pause(database: BotDatabase, follow: Follow, *, paused: bool) -> None:
    database.execute("update follows set paused = ? where id = ?", paused, follow.id)


def statements(archive: Archive, follow: Follow) -> list[Statement]:
    """What is followed, oldest first. It may block."""
    said = archive.said(follow.speaker, follow.topic, follow.source)
    return timeline.statements([quotation for quotation in said if quotation.is_said])


def digest(statement: Statement) -> bytes:
    """A digest of the words of a statement."""
    words = " ".join(normalise(formatting.words(statement.quotations)).split())
    return hashlib.sha256(words.encode(errors="replace")).digest()[:DIGEST_BYTES]


def new_statements(follow: Follow, found: Sequence[Statement]) -> list[Statement]:
    """The statements that are not known, each of its words once."""
    known = {follow.told[at : at + DIGEST_BYTES] for at in range(0, len(follow.told), DIGEST_BYTES)}
    new = []
    for statement in found:
        if (mark := digest(statement)) not in known:
            known.add(mark)
            new.append(statement)
    return new


UNKNOWN_CHANNEL = 10003  # Discord's error code


async def tell_all(bot: BotContext) -> None:
    """Tell all followers what is new in the bot's archive."""
    try:
        rows = await asyncio.to_thread(bot.database.execute, f"select {COLUMNS} from follows where not paused")  # noqa: S608
    except NotSaved as error:
        logger.warning("followers are told later: %s", error)
        return
    for follow in [Follow(*row) for row in rows]:
        try:
            await _tell(bot, follow)
        except (RetrievalError, discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
            if isinstance(error, discord.HTTPException) and error.code == UNKNOWN_CHANNEL:
                await asyncio.to_thread(end, bot.database, follow)
            logger.warning("follow %s is not told: %s", follow.id, error)


async def _tell(bot: BotContext, follow: Follow) -> None:
    now = datetime.now(UTC)
    if follow.daily and follow.told_at and now - datetime.fromisoformat(follow.told_at) < DAY:
        return
    if follow.channel and not bot.rules(follow.server, discord.Object(follow.channel)).answering:
        return
    found = await bot.consult(Asker(follow.user, follow.server), lambda archive: statements(archive, follow))
    new = new_statements(follow, found)
    if not new:
        return
    place: discord.abc.Messageable = (
        bot.get_partial_messageable(follow.channel) if follow.channel else await bot.fetch_user(follow.user)
    )
    marks = b"".join(map(digest, new))
    nonce = hashlib.sha256(marks + str(follow.id).encode()).hexdigest()[:24]
    await responses.retry(lambda: place.send(view=alert_page(follow, new), nonce=nonce))
    await asyncio.to_thread(
        bot.database.execute,
        "update follows set told = ?, told_at = ? where id = ?",
        *(follow.told + marks, now.isoformat(), follow.id),
    )


def alert_page(follow: Follow, new: Sequence[Statement]) -> views.Layout:
    """The new statements, the latest ones if there are many, and how to end it."""
    shown = new[-MAX_TOLD:]
    heading = f"New from {follow.what}"
    footer = "-# `/following` pauses or ends this."
    if left := len(new) - len(shown):
        footer = f"-# and {left:,} more; `/timeline` shows them all\n{footer}"
    page = views.PageOfPassages(heading)
    room = (MAX_MESSAGE_CHARS - len(heading) - len(footer)) // len(shown)
    for statement in shown:
        quotation = statement.quotations[0]
        passage = Passage(quotation.article, statement.start, statement.end)
        page.add_passage(passage, statement.highlights, quotation, room)
    page.container.add_item(discord.ui.Separator()).add_item(discord.ui.TextDisplay(footer))
    return page.view(None)


def summary(found: Sequence[Statement]) -> str:
    """How much there is so far: "12 statements so far, the last on 4 May 2012"."""
    many = formatting.counted(len(found), "statement")
    dates = [date for statement in found if (date := timeline.date_of(statement.quotations[0]))]
    return f"{many} so far" + (f", the last on {formatting.date(max(dates))}" if dates else "")
