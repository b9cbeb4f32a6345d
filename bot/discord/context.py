"""What commands, messages and buttons use of the bot, and the completion of names while a user types.

`BotContext` holds the archive, the database, the rate limit, the settings and the rules of each channel. `Bot` (bot.py)
derives from it and adds the commands, the buttons and the connection. Commands import this module and never bot.py, so
bot.py can import every command.

`speakers` and `sources` complete names for the options of a command. Discord waits three seconds and shows at most 25
choices. There may be tens of thousands of names, so a thread searches them while the event loop stays free. A channel
that is restricted to one source is offered only the speakers quoted by that source.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, TypeAlias, TypeVar

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot import typed_options
from bot.discord.database import AskedQuestion, BotDatabase, Rules
from bot.discord.database.claims import Claims
from bot.discord.live_archive import BotArchive, Reindexer
from bot.discord.monitoring import Metrics
from bot.discord.pages.markdown import plain_line
from bot.discord.rate_limit import AdmissionControl, Asker
from bot.reload import log_errors
from bot.rendering.formatting import counted
from retrieval.errors import ArchiveClosed, QuestionError
from retrieval.index.generation import Manifest
from retrieval.models import Options, Reply
from retrieval.settings import DiscordSettings
from retrieval.text.normalise import normalise

logger = logging.getLogger(__name__)

NO_EVENT = datetime.min.replace(tzinfo=UTC)
HANDOVER_SECONDS = 0.7  # seconds for which a process that stops leaves an event to the one that replaces it

Result = TypeVar("Result")
Interaction: TypeAlias = "discord.Interaction[BotContext]"


SETTINGS_WITHOUT_RESTART = (
    *("answers", "private", "longest_question", "per_user", "per_server", "waiting", "log_questions"),
)


def settings_needing_restart() -> list[str]:
    return [field.name for field in fields(DiscordSettings) if field.name not in SETTINGS_WITHOUT_RESTART]


def asker_of(interaction: Interaction, asked: AskedQuestion | None = None) -> Asker:
    """The user of a command or a button.

    The archive is the channel's, or for a button the one that answered `asked`.
    """
    chosen = asked or interaction.client.rules(interaction.guild_id, interaction.channel)
    return Asker(interaction.user.id, interaction.guild_id, chosen.archive)


class NotHere(QuestionError):
    def __init__(self) -> None:
        super().__init__("On Record does not answer in this channel; the server's managers can change that")


class NoSuchArchive(QuestionError):
    """The archive is not configured, or not for this server."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the archive {name} is no longer here; the server's managers can choose another one")


class NotForYou(NotHere):
    def __init__(self, doing: str, user: discord.User | discord.Member, role: int) -> None:
        found = user.guild.get_role(role) if isinstance(user, discord.Member) else None
        named = f"the role {found.name}" if found else "a certain role"
        QuestionError.__init__(self, f"{doing} is for members with {named} here")


def has_role(user: discord.User | discord.Member, role: int | None) -> bool:
    """Whether a user has a role of the server, or manages the server. If no role is given, everybody counts."""
    if role is None:
        return True
    if not isinstance(user, discord.Member):
        return False
    permissions = user.resolved_permissions or user.guild_permissions
    # by ids: directly after a start, before Discord has sent the server's data, `get_role` finds no role
    return role == user.guild.id or permissions.manage_guild or user._roles.has(role)


class BotContext(discord.Client):
    """The Discord client with everything that a command needs. `connection` is passed on to discord.py."""

    def __init__(
        self,
        archive: BotArchive,
        settings: DiscordSettings,
        database: BotDatabase,
        reindexer: Reindexer | None,
        **connection: Any,
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            activity=presence(archive.manifest),
            **connection,
        )
        self.archive, self.settings, self.database, self.reindexer = archive, settings, database, reindexer
        self.further: dict[str, FurtherArchive] = {}  # by name
        self.claims, self.metrics = Claims(database), Metrics()
        self.admission = AdmissionControl(settings, on_refusal=self.metrics.count_refusal)
        self.room = ""  # the address of the reading room, which has the articles of the default archive
        self.deciding = asyncio.Lock()  # locked while an editor's decision on a correction is carried out
        self.unanswered: set[int] = set()  # messages that are being answered and have not been deleted
        self._background: set[asyncio.Task[None]] = set()
        self._latest_event = (NO_EVENT, 0.0)  # its time by Discord's clock, and the monotonic time at which it came

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Start a task that no answer waits for. The task reports its own errors."""
        task = asyncio.create_task(work)
        self._background.add(task)  # the event loop keeps only a weak reference
        task.add_done_callback(self._background.discard)

    async def stop_background(self) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    def discord_time(self) -> datetime | None:
        """The time by Discord's clock, which dates every event; None before the first event."""
        dated, came = self._latest_event
        return None if dated == NO_EVENT else dated + timedelta(seconds=time.monotonic() - came)

    def note_time(self, snowflake: int) -> None:
        """Read Discord's time from an id that Discord has given to an event."""
        self._latest_event = max(self._latest_event, (discord.utils.snowflake_time(snowflake), time.monotonic()))

    async def claim(self, event: int, channel: int | None = None, *, direct: bool = False) -> bool:
        """Whether this process answers an event of Discord.

        A process that is stopping leaves it to another process, if there is one.
        """
        self.note_time(event)
        if self.admission.closing:
            await asyncio.sleep(HANDOVER_SECONDS)
        return await self.claims.claim(event, channel, direct=direct)

    @property
    def active_questions(self) -> int:
        return self.admission.active

    def apply_settings(self, settings: DiscordSettings) -> None:
        """Apply changed settings that need no restart."""
        safe = {name: getattr(settings, name) for name in SETTINGS_WITHOUT_RESTART}
        self.settings = replace(self.settings, **safe)
        self.admission.set_limits(self.settings)
        logger.info("settings are read again; %s need a restart", ", ".join(settings_needing_restart()))

    def use_archive(self, archive: BotArchive) -> None:
        """Answer from this archive from now on. A later login shows its size."""
        self.archive, self.activity = archive, presence(archive.manifest)

    async def reload_archives(self) -> None:
        """Make every archive use the current generation of its index. A failure is logged."""
        users: list[BotContext | FurtherArchive] = [self, *self.further.values()]
        for user in users:
            if user.reindexer:
                with log_errors(lambda user=user: user.archive.generation):  # type: ignore[misc]
                    await user.reindexer.reload(user)

    def tell_followers(self) -> None:
        """Send followers the new statements. Implemented by `Bot`."""
        raise NotImplementedError

    def tell_proposers(self) -> None:
        """Tell readers the decisions on the corrections that they proposed. Implemented by `Bot`."""
        raise NotImplementedError

    async def show_presence(self) -> None:
        """Show the size of the archive if the bot is connected. If it is not, the next login shows it."""
        if self.is_ready():
            with suppress(ConnectionError, RuntimeError, discord.ConnectionClosed):  # it may be reconnecting
                await self.change_presence(activity=presence(self.archive.manifest))

    async def ask(self, asker: Asker, question: str, options: Options, limit: int) -> Reply:
        """The archive's reply. The question waits for this user's turn."""
        start = time.monotonic()
        reply = await self.consult(asker, lambda archive: archive.ask(question, options, limit))
        self.metrics.count_reply(reply, time.monotonic() - start)
        return reply

    def add_archive(
        self, name: str, archive: BotArchive, reindexer: Reindexer | None = None, servers: Sequence[int] = ()
    ) -> None:
        """Add a further archive, which servers and channels may choose.

        If `servers` are given, only these may choose it, and direct messages may not.
        """
        self.further[name] = FurtherArchive(self, archive, reindexer, frozenset(servers))

    @property
    def archives(self) -> dict[str, BotArchive]:
        """All archives by name; the default one is called "default"."""
        return {"default": self.archive, **{name: further.archive for name, further in self.further.items()}}

    def archives_of(self, server: int | None) -> list[str]:
        """The names of the further archives that a server may choose. `None` stands for direct messages."""
        return [name for name, further in self.further.items() if not further.servers or server in further.servers]

    def reading_room(self, archive: str | None) -> str:
        """The address of the reading room of an archive, by its name; "" if it has none."""
        return self.room if archive is None else ""

    def archive_named(self, name: str | None, server: int | None) -> BotArchive:
        """A further archive by its name, for a server; the default one without a name. Raises NoSuchArchive."""
        if name is None:
            return self.archive
        if name not in self.archives_of(server):
            raise NoSuchArchive(name)
        return self.further[name].archive

    def archive_for(self, interaction: Interaction) -> BotArchive:
        """The archive that answers where an interaction came from."""
        server = interaction.guild_id
        return self.archive_named(self.rules(server, interaction.channel).archive, server)

    async def consult(self, asker: Asker, work: Callable[[BotArchive], Result]) -> Result:
        """Run `work`, which may block, in a worker thread when it is this user's and this server's turn.

        Returns its result.
        """

        def run() -> Result:
            while True:
                archive = self.archive_named(asker.archive, asker.server)
                try:
                    return work(archive)
                except ArchiveClosed:
                    if archive is self.archive_named(asker.archive, asker.server):
                        raise
                    # a newer archive replaced this one while the work waited: try again with the newer one

        return await self.admission.run(asker, run)

    def check_length(self, question: str) -> str:
        """The question without surrounding space. Raises QuestionError if it is empty or too long."""
        question, limit = question.strip(), self.settings.longest_question
        if not question:
            raise QuestionError("the question is empty; ask what somebody said")
        if len(question) > limit:
            raise QuestionError(f"the question has {len(question)} characters; shorten it to {limit}")
        return question

    @property
    def default_rules(self) -> Rules:
        """The rules from config.toml. They apply where a server has set none."""
        return Rules(answering=True, answers=self.settings.answers, private=self.settings.private)

    def rules(self, server: int | None, channel: Any, user: int | None = None) -> Rules:
        """The rules of a channel with the user's own choices, even if the channel takes no questions."""
        rules = self.database.rules(server, channel_of(channel)).with_defaults(self.default_rules)
        return self.database.rules_set_for(user).with_defaults(rules) if user else rules

    def rules_to_answer(self, server: int | None, channel: Any, user: discord.User | discord.Member) -> Rules:
        """The rules of a channel for a user.

        Raises NotHere if the channel takes no questions, or none from this user.
        """
        rules = self.rules(server, channel, user.id)
        if not rules.answering:
            raise NotHere
        if rules.asking and not has_role(user, rules.asking):
            raise NotForYou("asking", user, rules.asking)
        return rules

    def rules_for(self, interaction: Interaction) -> Rules:
        """The rules for the answer to an interaction. Raises NotHere."""
        return self.rules_to_answer(interaction.guild_id, interaction.channel, interaction.user)

    def style_for(self, interaction: Interaction) -> str | None:
        return self.rules(interaction.guild_id, interaction.channel, interaction.user.id).style

    def owned_by(self, user: int) -> bool:
        """Whether a user owns the bot, or is a member of the team that owns it and may change it."""
        application = self.application
        if application is None:
            return False
        if application.team is None:
            return user == application.owner.id
        accepted, read_only = discord.TeamMembershipState.accepted, discord.TeamMemberRole.read_only
        members = [member for member in application.team.members if member.membership_state is accepted]
        return user in {member.id for member in members if member.role is not read_only}


class FurtherArchive:
    """A further archive with the interface of the bot that a `Reindexer` uses."""

    def __init__(
        self, bot: BotContext, archive: BotArchive, reindexer: Reindexer | None, servers: frozenset[int]
    ) -> None:
        self._bot, self.archive, self.reindexer, self.servers = bot, archive, reindexer, servers

    def use_archive(self, archive: BotArchive) -> None:
        self.archive = archive

    async def show_presence(self) -> None:
        """Do nothing: the presence shows the size of the default archive only."""

    def tell_followers(self) -> None:
        self._bot.tell_followers()


def presence(manifest: Manifest) -> discord.CustomActivity:
    """The size of the archive, shown beside the bot's name."""
    quotations, articles = counted(manifest.quotations, "quotation"), counted(manifest.articles, "article")
    return discord.CustomActivity(f"{quotations} from {articles}")


def channel_of(channel: Any) -> int | None:
    """The id of the channel whose rules apply. A thread or forum post has the rules of its parent channel."""
    return getattr(channel, "parent_id", None) or getattr(channel, "id", None)


MAX_CHOICES = 25  # Discord's limit
MAX_CHOICE_CHARS = 100  # Discord's limit for the name and the value of a choice

NameOption = app_commands.Range[str, 1, 100]  # an option for a name or a topic


async def speakers(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """All speakers, or those quoted by the source to which the channel is restricted."""
    archive, source = _archive(interaction), _channel_source(interaction)
    if archive is None:
        return await _offer(interaction, list)
    return await _offer(interaction, lambda: choices(typed, archive.quoted_in(source) if source else archive.speakers))


async def put_right(interaction: Interaction, name: str | None) -> str | None:
    """A typed name of a speaker, with misspellings corrected as in questions."""
    archive = interaction.client.archive_for(interaction)
    return await asyncio.to_thread(typed_options.put_right, name, archive.speakers) if name else name


def source_put_right(interaction: Interaction, typed: str | None) -> str | None:
    """A typed publication, with a misspelling corrected."""
    sources = interaction.client.archive_for(interaction).sources
    return typed_options.source_put_right(typed, sources) if typed else typed


async def sources(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """All sources, or the one to which the channel is restricted."""
    source, archive = _channel_source(interaction), _archive(interaction)
    if archive is None:
        return await _offer(interaction, list)
    return await _offer(interaction, lambda: choices(typed, (source,) if source else archive.sources))


async def all_sources(interaction: Interaction, typed: str) -> list[Choice[str]]:
    archive = _archive(interaction)
    return await _offer(interaction, lambda: choices(typed, archive.sources if archive else ()))


async def archives(interaction: Interaction, typed: str) -> list[Choice[str]]:
    further = interaction.client.archives_of(interaction.guild_id)
    return await _offer(interaction, lambda: choices(typed, ("default", *further) if further else ()))


async def _offer(interaction: Interaction, find: Callable[[], list[Choice[str]]]) -> list[Choice[str]]:
    """Send the choices for an option. If the user has typed on meanwhile, Discord refuses them, which is ignored."""
    found = await asyncio.to_thread(find)
    try:
        await interaction.response.autocomplete(found)
    except (discord.HTTPException, ConnectionError, TimeoutError) as error:
        logger.info("choices were not shown: %s", type(error).__name__)
        # else discord.py sends them once more, and logs a traceback
        interaction.response._response_type = discord.InteractionResponseType.autocomplete_result
    return found


def _archive(interaction: Interaction) -> BotArchive | None:
    """The archive of the channel; None if the channel's archive is no longer configured. Then there are no choices."""
    try:
        return interaction.client.archive_for(interaction)
    except NoSuchArchive:
        return None


def _channel_source(interaction: Interaction) -> str | None:
    return interaction.client.rules(interaction.guild_id, interaction.channel).source


def choices(typed: str, names: tuple[str, ...]) -> list[Choice[str]]:
    """The first names that match. `names` are ordered by frequency, and the choices keep that order."""
    first = islice(matching(typed, names), MAX_CHOICES)
    return [Choice(name=plain_line(name, MAX_CHOICE_CHARS) or name, value=name) for name in first]


def matching(typed: str, names: tuple[str, ...]) -> Iterator[str]:
    """The names in which each typed word begins a word.

    >>> list(matching("bur an", ("Andrew Lansley", "Andy Burnham", "Anne Burns")))
    ['Andy Burnham', 'Anne Burns']
    """
    prefixes = [f" {word}" for word in normalise(typed).split()]
    for name, words in zip(names, _normalised(names), strict=True):
        if len(name) <= MAX_CHOICE_CHARS and all(prefix in words for prefix in prefixes):
            yield name


@lru_cache(maxsize=8)  # lists of speakers and sources: of the whole archive, of single sources, of older indexes
def _normalised(names: tuple[str, ...]) -> list[str]:
    """The normalised words of each name, with a space before each word."""
    return [f" {' '.join(normalise(name).split())}" for name in names]
