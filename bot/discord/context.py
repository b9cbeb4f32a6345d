"""The bot as commands, messages and buttons use it: archive, database, rate limit, settings, rules of a channel.

`Bot` (bot.py) derives from `BotContext` and adds the commands, the buttons and the connection. Commands import this
module and never bot.py, so bot.py can import every command.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar

import discord

from bot.discord.database import BotDatabase, Rules
from bot.discord.live_archive import Archive, Reindexer
from bot.discord.rate_limit import AdmissionControl
from bot.formatting import counted
from retrieval.errors import ArchiveClosed, QuestionError
from retrieval.index.manifest import Manifest
from retrieval.models import Options, Reply
from retrieval.settings import DiscordSettings

Result = TypeVar("Result")
Interaction: TypeAlias = "discord.Interaction[BotContext]"


class NotHere(QuestionError):
    def __init__(self) -> None:
        super().__init__("On Record does not answer in this channel; whoever manages the server can change that")


class BotContext(discord.Client):
    """The Discord client with everything that a command works with. `connection` is passed on to discord.py."""

    def __init__(
        self,
        archive: Archive,
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
        self.admission = AdmissionControl(settings)

    def use_archive(self, archive: Archive) -> None:
        """Answer from another archive from now on. A later connection signs in with the size of this one."""
        self.archive, self.activity = archive, presence(archive.manifest)

    async def show_presence(self) -> None:
        """Show the size of the archive, where the bot is connected; else it does so as it signs in."""
        if self.is_ready():
            with suppress(ConnectionError, RuntimeError, discord.ConnectionClosed):  # it may be reconnecting
                await self.change_presence(activity=presence(self.archive.manifest))

    async def ask(self, user: int, question: str, options: Options, limit: int) -> Reply:
        """The archive's reply, once it is this user's turn."""
        return await self.consult(user, lambda archive: archive.ask(question, options, limit))

    async def consult(self, user: int, work: Callable[[Archive], Result]) -> Result:
        """The result of `work`, which may block: a worker thread runs it once it is this user's turn."""

        def run() -> Result:
            while True:
                archive = self.archive
                try:
                    return work(archive)
                except ArchiveClosed:
                    if archive is self.archive:
                        raise
                    # else a newer archive replaced this one while the work waited: try again with that

        return await self.admission.run(user, run)

    def check_length(self, question: str) -> str:
        """The question without surrounding space; QuestionError where it is empty or too long."""
        question, limit = question.strip(), self.settings.longest_question
        if not question:
            raise QuestionError("the question is empty; ask what somebody said")
        if len(question) > limit:
            raise QuestionError(f"the question has {len(question)} characters; shorten it to {limit}")
        return question

    @property
    def default_rules(self) -> Rules:
        """The rules where a server has set none: those of config.toml."""
        return Rules(answering=True, answers=self.settings.answers, private=self.settings.private)

    def rules(self, server: int | None, channel: Any) -> Rules:
        """The rules of a channel, whether it takes questions or not; every rule has a value, but for the source."""
        return self.database.rules(server, channel_of(channel)).with_defaults(self.default_rules)

    def rules_to_answer(self, server: int | None, channel: Any) -> Rules:
        """The same; NotHere where the channel takes no questions."""
        rules = self.rules(server, channel)
        if not rules.answering:
            raise NotHere
        return rules

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


def presence(manifest: Manifest) -> discord.CustomActivity:
    """The size of the archive, shown beside the bot's name."""
    quotations, articles = counted(manifest.quotations, "quotation"), counted(manifest.articles, "article")
    return discord.CustomActivity(f"{quotations} from {articles}")


def channel_of(channel: Any) -> int | None:
    """The id of the channel whose rules apply: of a thread or a forum's post, the channel that it belongs to."""
    return getattr(channel, "parent_id", None) or getattr(channel, "id", None)
