"""Alerts: sends followers the new statements of a speaker after each reindex, in a channel, by direct message or by
webhook.

    /follow speaker:Burnham topic:NHS ──→ a follow, with the digests of all statements so far
    a new generation of the index     ──→ statements without such a digest ──→ one message ──→ their digests are added
                                      └─→ told statements that are gone ──→ one message: corrected, or taken down

A statement is identified by its words, so the same words in five papers are one statement, and a rewritten article
gives no alert. The digests are saved after the message is sent. If the bot is killed in between, it sends the message
again with the same nonce, and Discord shows it once.

Messages by webhook have no nonce, so they are not sent again; statements that were not sent are part of the next alert.
Several processes may share the database: a file lock lets only one process send alerts at a time, and the next one sees
what was sent.

A follow ends if its channel, webhook or user no longer exists. It is paused if its user accepts no direct messages.

Users may follow an office instead of a person: "the health secretary" is everybody whom an article calls so.
"""

import asyncio
import hashlib
import logging
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import discord
from filelock import FileLock, Timeout

from bot.discord import responses
from bot.discord.context import BotContext
from bot.discord.database import BotDatabase, NotSaved
from bot.discord.live_archive import BotArchive
from bot.discord.pages import layout
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS, one_line, truncated_blockquote
from bot.discord.rate_limit import Asker
from bot.rendering import formatting
from retrieval.chronology import timeline
from retrieval.chronology.timeline import Statement
from retrieval.errors import NobodyCalled, QuestionError, RetrievalError
from retrieval.models import Novelty
from retrieval.text.normalise import normalise

logger = logging.getLogger(__name__)

MAX_IN_SERVER, MAX_OF_USER = 25, 10  # follows in the channels of one server, and by direct message of one user
MAX_STATEMENTS_SENT = 5  # statements in one message; the rest are counted
MAX_WATCHED_STATEMENTS = 100  # the last statements sent for a follow, which are watched for corrections
MAX_WORDS_CHARS = 500  # characters of a watched statement that are kept
MAX_NAME_CHARS = 100  # of a speaker, topic or source that is followed, as shown
DIGEST_BYTES = 8  # of a statement's words
DAY, WEEK = timedelta(hours=24), timedelta(days=7)
COLUMNS = "id, user, server, channel, speaker, topic, source, daily, paused, told, told_at, office, archive, webhook"


class TooManyFollows(QuestionError):
    def __init__(self, limit: int, place: str) -> None:
        super().__init__(f"{place} has {limit} alerts, which is the limit; end one with /following")


class AlreadyFollowed(QuestionError):
    def __init__(self, follow: "Follow") -> None:
        state = "; it is paused" if follow.paused else ""
        super().__init__(f"{follow.what} is already followed there{state}; change it with /following")


class NoSuchFollow(QuestionError):
    def __init__(self, number: int) -> None:
        super().__init__(f"there is no alert {number} that you may change; /following lists them")


@dataclass(frozen=True, slots=True)
class Follow:
    """Whom a user follows, on what topic, and where alerts go: to a channel, or by direct message if `channel` is None.

    If `office` is true, `speaker` is an office, such as "health secretary".
    """

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
    office: bool = False
    archive: str | None = None  # its name; None for the default one
    webhook: str | None = None  # the address of a webhook for the alerts, in place of a direct message

    @property
    def what(self) -> str:
        """What is followed in words, escaped: "Andy Burnham on the NHS, in HSJ"."""
        return self.named(MAX_NAME_CHARS)

    @property
    def subject(self) -> tuple[object, ...]:
        """Speaker, topic, source and place. Two follows with the same subject would send the same alerts twice."""
        about = (normalise(text or "") for text in (self.speaker, self.topic, self.source))
        return *about, self.office, self.archive, self.channel or self.webhook or self.user

    def named(self, chars: int) -> str:
        """The same as `what`, with names cut to a number of characters."""
        topic = f" on {one_line(self.topic, chars)}" if self.topic else ""
        source = f", in {one_line(self.source, chars)}" if self.source else ""
        return f"{'the ' if self.office else ''}{one_line(self.speaker, chars)}{topic}{source}"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A statement that was sent and is no longer on record, with its credit as it was shown and what happened to it."""

    digest: bytes
    words: str
    credit: str
    what: str


def add(database: BotDatabase, follow: Follow, known: Iterable[Statement]) -> None:
    """Save a follow. It gets alerts about statements that are not among the known ones.

    Raises TooManyFollows or AlreadyFollowed. If the same user only changes how often alerts come, the follow is
    updated.
    """
    if same := next((each for each in _all_of(database, follow) if each.subject == follow.subject), None):
        if same.daily == follow.daily or same.user != follow.user:
            raise AlreadyFollowed(same)
        database.execute("update follows set daily = ? where id = ?", follow.daily, same.id)
        return
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
    statement = f"insert into follows ({COLUMNS}) values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?)"  # noqa: S608 - constants
    about = (follow.user, follow.server, follow.channel, follow.speaker, follow.topic, follow.source)
    database.execute(
        statement, *about, follow.daily, follow.paused, told, follow.office, follow.archive, follow.webhook
    )


def _all_of(database: BotDatabase, follow: Follow) -> list[Follow]:
    """The follows of the same user by direct message, or those in the same channel."""
    statement = f"select {COLUMNS} from follows where user = ? or channel = ?"  # noqa: S608 - constants
    return [Follow(*row) for row in database.execute(statement, follow.user, follow.channel)]


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


def statements(archive: BotArchive, follow: Follow) -> list[Statement]:
    """The statements that a follow covers, oldest first. May block."""
    try:
        said = archive.said(follow.speaker, follow.topic, follow.source)
    except NobodyCalled:  # an article that quoted them is gone
        return []
    return timeline.statements([quotation for quotation in said if quotation.is_said])


def digest(statement: Statement) -> bytes:
    """A digest of the words of a statement."""
    words = " ".join(normalise(formatting.words(statement.quotations)).split())
    return hashlib.sha256(words.encode(errors="replace")).digest()[:DIGEST_BYTES]


def new_statements(follow: Follow, found: Sequence[Statement]) -> list[Statement]:
    """The statements that are not known; of those with the same words, only one."""
    known = {follow.told[at : at + DIGEST_BYTES] for at in range(0, len(follow.told), DIGEST_BYTES)}
    new = []
    for statement in found:
        if (mark := digest(statement)) not in known:
            known.add(mark)
            new.append(statement)
    return new


def novelties(archive: BotArchive, follow: Follow, new: Sequence[Statement]) -> list[Novelty | None]:
    """The novelty of each statement that is shown; None if only one source is followed.

    May block. Novelty compares with earlier words of any source, and a follower of one source has not asked for others.
    """
    shown = new[-MAX_STATEMENTS_SENT:]
    if follow.source:
        return [None] * len(shown)
    return [archive.novelty(statement.quotations[0], follow.topic or "") for statement in shown]


def withdrawn(
    archive: BotArchive, watched: Sequence[tuple[bytes, str, str, str]], there: set[bytes]
) -> list[Withdrawn]:
    """The watched statements that are no longer on record, and what happened to their articles. May block."""
    gone = []
    for mark, words, article_id, credit in watched:
        if mark in there:
            continue
        article = archive.article(article_id)
        if not words:  # `drop_articles` has removed them
            what = "Its article was withdrawn"
        elif article is None:
            what = "Its article is no longer in the archive"
        elif words in article.text:
            what = "The article still has the words, but not as words of this speaker"
        else:
            what = "Its article has changed since"
        gone.append(Withdrawn(mark, words, credit, what))
    return gone


UNKNOWN_CHANNEL, UNKNOWN_USER, UNKNOWN_WEBHOOK = 10003, 10013, 10015  # Discord's error codes
LOCK_FILE = "telling.lock"
LOCK_POLL_SECONDS = 0.5
WEBHOOK = re.compile(
    r"https://(?:(?:canary|ptb)\.)?discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/(?P<id>\d{1,20})/(?P<token>[\w-]{1,100})",
    re.ASCII,
)


class NoWebhook(QuestionError):
    def __init__(self) -> None:
        super().__init__("this is not the address of a Discord webhook; copy it from the channel's settings")


def checked_webhook(typed: str) -> str:
    """The address of a webhook. Raises NoWebhook for any other address."""
    if not WEBHOOK.fullmatch(typed.strip()):
        raise NoWebhook
    return typed.strip()


async def tell_all(bot: BotContext) -> None:
    """Send all followers the new statements of the bot's archive, and those no longer on record.

    One process at a time.
    """
    lock = FileLock(bot.database.path.with_name(LOCK_FILE))
    try:
        while True:
            with suppress(Timeout):
                lock.acquire(blocking=False)
                break
            await asyncio.sleep(LOCK_POLL_SECONDS)
    except OSError as error:  # a full disk: alerts by webhook may be sent twice, the others have a nonce
        logger.warning("other processes may send alerts at the same time: %s", error)
    try:
        await bot.reload_archives()  # or a process with an older index would report new statements as withdrawn
        await _tell_all(bot)
    finally:
        lock.release()


async def _tell_all(bot: BotContext) -> None:
    try:
        rows = await asyncio.to_thread(bot.database.execute, "select id from follows where not paused order by id")
    except NotSaved as error:
        logger.warning("alerts are sent later: %s", error)
        return
    for (number,) in rows:
        try:
            await _tell(bot, number)
        except (RetrievalError, discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
            await _end_if_hopeless(bot.database, number, error)
            logger.warning("no alert was sent for follow %s: %s", number, error)
        except Exception:  # an error in one follow must not stop the others
            logger.exception("no alert was sent for follow %s", number)


async def _end_if_hopeless(database: BotDatabase, number: int, error: Exception) -> None:
    """End a follow whose channel, webhook or user no longer exists; pause one whose user cannot be reached."""
    code = error.code if isinstance(error, discord.HTTPException) else 0
    with suppress(NotSaved):
        if code in {UNKNOWN_CHANNEL, UNKNOWN_USER, UNKNOWN_WEBHOOK}:
            await asyncio.to_thread(database.execute, "delete from follows where id = ?", number)
        elif code in responses.UNREACHABLE_BY_DM:
            await asyncio.to_thread(database.execute, "update follows set paused = 1 where id = ?", number)


async def _tell(bot: BotContext, number: int) -> None:
    """Send the alert of one follow. It is read again first, because the alerts before it may have taken a while."""
    rows = await asyncio.to_thread(
        bot.database.execute,
        f"select {COLUMNS} from follows where id = ? and not paused",  # noqa: S608 - constants
        number,
    )
    if not rows:
        return
    follow, now = Follow(*rows[0]), datetime.now(UTC)
    since_told = now - datetime.fromisoformat(follow.told_at) if follow.told_at else DAY
    if follow.daily and timedelta(0) <= since_told < DAY:  # it is below 0 if the clock was wrong then
        return
    channel = bot.get_channel(follow.channel or 0) or discord.Object(follow.channel or 0)
    rules = bot.rules(follow.server, channel, None if follow.channel else follow.user)
    if not rules.answering:
        return
    watched = await asyncio.to_thread(
        bot.database.execute, "select digest, words, article, credit from told where follow = ? order by rowid", number
    )

    def look(archive: BotArchive) -> tuple[list[Statement], list[Novelty | None], list[Withdrawn]]:
        found = statements(archive, follow)
        new = new_statements(follow, found)
        return new, novelties(archive, follow, new), withdrawn(archive, watched, set(map(digest, found)))

    new, compared, gone = await bot.consult(Asker(follow.user, follow.server, follow.archive), look)
    if not new and not gone:
        return
    place = await _place(bot, follow)
    if gone:
        marks = [each.digest for each in gone]
        await _send(place, follow, layout.styled(correction_page(follow, gone), rules.style), marks)
        await asyncio.to_thread(_forget, bot.database, follow, gone)
    if new:
        await _send(
            place,
            follow,
            layout.styled(alert_page(follow, new, compared, bot.reading_room(follow.archive)), rules.style),
            list(map(digest, new)),
        )
        await asyncio.to_thread(_remember, bot.database, follow, new, now)


async def _place(bot: BotContext, follow: Follow) -> discord.abc.Messageable | discord.Webhook:
    """The channel or user to which the alerts of a follow go."""
    if follow.webhook and (match := WEBHOOK.fullmatch(follow.webhook)):
        return discord.Webhook.partial(int(match["id"]), match["token"], client=bot)
    return bot.get_partial_messageable(follow.channel) if follow.channel else await bot.fetch_user(follow.user)


async def _send(
    place: discord.abc.Messageable | discord.Webhook, follow: Follow, page: layout.PageLayout, marks: Sequence[bytes]
) -> None:
    if isinstance(place, discord.Webhook):
        await place.send(view=layout.without_controls(page), wait=True)
        return
    nonce = hashlib.sha256(b"".join(marks) + str(follow.id).encode()).hexdigest()[:24]
    await responses.retry(lambda: place.send(view=page, nonce=nonce))


def _remember(database: BotDatabase, follow: Follow, new: Sequence[Statement], now: datetime) -> None:
    """Record that statements have been sent, and watch the last of them."""
    marks = b"".join(map(digest, new))
    update = "update follows set told = ?, told_at = ? where id = ?"
    database.execute(update, follow.told + marks, now.isoformat(), follow.id)
    for statement in new[-MAX_WATCHED_STATEMENTS:]:
        quotation = statement.quotations[0]
        about = (
            statement.text[:MAX_WORDS_CHARS],
            quotation.article.id,
            layout.credit(quotation.article, quotation, title_chars=None),
        )
        database.execute("insert or replace into told values (?, ?, ?, ?, ?)", follow.id, digest(statement), *about)
    database.execute(
        "delete from told where follow = ?1 and rowid not in"
        " (select rowid from told where follow = ?1 order by rowid desc limit ?2)",
        *(follow.id, MAX_WATCHED_STATEMENTS),
    )


def _forget(database: BotDatabase, follow: Follow, gone: Sequence[Withdrawn]) -> None:
    for each in gone:
        database.execute("delete from told where follow = ? and digest = ?", follow.id, each.digest)


def alert_page(
    follow: Follow, new: Sequence[Statement], compared: Sequence[Novelty | None], reading_room: str = ""
) -> layout.PageLayout:
    """The new statements with their `novelties`, and how to end the alerts. If there are many, only the latest ones."""
    shown = new[-MAX_STATEMENTS_SENT:]
    heading = f"### New from {follow.what}"
    footer = "-# `/following` pauses or ends these alerts."
    if left := len(new) - len(shown):
        footer = f"-# and {left:,} more; `/timeline` shows them all\n{footer}"
    page = layout.PageOfPassages(heading, reading_room, follow.archive)
    room = (MAX_MESSAGE_CHARS - len(heading) - len(footer)) // len(shown)
    for statement, novelty in zip(shown, compared, strict=True):
        page.add_statement(statement, room, new=novelty)
    page.container.add_item(discord.ui.Separator()).add_item(discord.ui.TextDisplay(footer))
    return page.view(None)


def correction_page(follow: Follow, gone: Sequence[Withdrawn]) -> layout.PageLayout:
    """The statements that were sent and are no longer on record, with what happened to them."""
    shown, texts = (
        gone[-MAX_STATEMENTS_SENT:],
        [f"### Corrected\nSent in earlier alerts about {follow.what}, and no longer on record:"],
    )
    for each in shown:
        quoted = f"{truncated_blockquote(each.words, MAX_WORDS_CHARS)}\n" if each.words else ""
        texts.append(f"{quoted}{each.credit}\n-# {each.what}.")
    if left := len(gone) - len(shown):
        texts.append(f"-# and {left:,} more")
    return layout.text_page(*texts)


def summary(found: Sequence[Statement], today: date) -> str:
    """The number of statements so far: "12 statements so far, 3 this week, the last on 4 May 2012"."""
    many = formatting.counted(len(found), "statement")
    dates = [date for statement in found if (date := timeline.date_of(statement.quotations[0]))]
    recent = sum(today - WEEK < each.first <= today for each in dates)
    this_week = f", {recent} this week" if recent else ""
    return f"{many} so far{this_week}" + (f", the last on {formatting.date(max(dates))}" if dates else "")
