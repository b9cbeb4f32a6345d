"""The bot itself: it holds the archive, the desk and the ledger, and hands what it hears to whoever answers it."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import discord
from discord import app_commands

from bot.discord import button_handlers, messages, responses
from bot.discord.button_ids import AnswerButton
from bot.discord.commands import check, looking, managing, reindex, timeline
from bot.discord.commands.reindex import Renewal, presence
from bot.discord.database import BotDatabase, Rules
from bot.discord.rate_limit import AdmissionControl
from retrieval.errors import ArchiveClosed, QuestionError
from retrieval.index.generation import Manifest
from retrieval.models import Article, Options, Quotation, Reply
from retrieval.quote_check import Check
from retrieval.settings import DiscordSettings

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

PATIENCE = 20.0  # seconds that a stop waits for answers in the making
COMMANDS: tuple[app_commands.Command[Any, ..., None] | app_commands.ContextMenu, ...] = (
    messages.ask,
    check.check,
    check.check_message,
    timeline.show_timeline,
    looking.compare,
    looking.who,
    looking.archive,
    reindex.reindex,
    managing.settings,
    managing.forget_me,
)


class Archive(Protocol):
    """The archive, as Discord knows it. Names and counts are in memory; the rest may block: `consult`."""

    @property
    def speakers(self) -> tuple[str, ...]: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    def quoted_in(self, source: str) -> tuple[str, ...]: ...

    @property
    def articles(self) -> tuple[str, ...]: ...

    @property
    def manifest(self) -> Manifest: ...

    @property
    def generation(self) -> str: ...

    @property
    def dates(self) -> tuple[str, str] | None: ...

    def close(self) -> None: ...

    def article(self, id: str, /) -> Article | None: ...  # noqa: A002

    def ask(self, text: str, options: Options = ..., limit: int = ...) -> Reply: ...

    def check(self, words: str, speaker: str | None = ..., source: str | None = ...) -> Check: ...

    def said(self, speaker: str | None = ..., topic: str | None = ..., source: str | None = ...) -> list[Quotation]: ...


class Tree(app_commands.CommandTree["Client"]):
    async def on_error(self, interaction: discord.Interaction["Client"], error: app_commands.AppCommandError) -> None:
        await responses.report(interaction, getattr(error, "original", error))


class Client(discord.Client):
    def __init__(
        self, archive: Archive, settings: DiscordSettings, ledger: BotDatabase, renewal: Renewal | None = None
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it has no voice to miss these for
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            activity=presence(archive.manifest),
            **self.connections(settings),
        )
        self.archive, self.settings, self.ledger, self.renewal = archive, settings, ledger, renewal
        self.desk = AdmissionControl(settings)
        self._following: asyncio.Task[None] | None = None
        self.tree = Tree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        )
        for command in COMMANDS:
            self.tree.add_command(command)
        self.add_dynamic_items(AnswerButton)

    @staticmethod
    def connections(_settings: DiscordSettings) -> dict[str, Any]:
        """What discord.py is told of how it connects: nothing, it is one connection."""
        return {}

    async def setup_hook(self) -> None:
        """Tell Discord the commands, if they are not those that it was last told: it limits how often."""
        if self.renewal and self._following is None:  # a log in that fails at the commands is made again
            self._following = asyncio.create_task(reindex.follow(self, self.renewal))
        commands = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        told = json.dumps([self.application_id, commands], sort_keys=True)
        digest = hashlib.sha256(told.encode()).hexdigest()
        if self.ledger.mark("commands") != digest:
            await self.tree.sync()
            self.ledger.set_mark("commands", digest)

    async def close(self) -> None:
        """Answers in the making are finished first, while there is still a connection to send them through."""
        if self._following:
            self._following.cancel()
        await self.desk.close(PATIENCE)
        await super().close()
        self.ledger.close()
        self.archive.close()

    def take(self, archive: Archive) -> None:
        """Answer from another archive from here on; sign in with its size, should the connection be made anew."""
        self.archive, self.activity = archive, presence(archive.manifest)

    def owned_by(self, user: int) -> bool:
        """Whether somebody owns the bot, or is of the team that does and may change it."""
        application = self.application
        if application is None:
            return False
        if application.team is None:
            return user == application.owner.id
        of_it, may_only_read = discord.TeamMembershipState.accepted, discord.TeamMemberRole.read_only
        members = [each for each in application.team.members if each.membership_state is of_it]
        return user in {each.id for each in members if each.role is not may_only_read}

    async def on_ready(self) -> None:
        logger.info("ready servers=%s", len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        await messages.hear(self, message)

    async def press(self, interaction: discord.Interaction["Client"], pressed: AnswerButton) -> None:
        async with responses.told(interaction):
            await button_handlers.HANDLERS[pressed.act](interaction, pressed)

    @property
    def usual(self) -> Rules:
        """What holds where nothing is set: config.toml."""
        return Rules(answering=True, answers=self.settings.answers, private=self.settings.private)

    async def ask(self, user: int, question: str, options: Options, limit: int) -> Reply:
        """The archive's reply, as soon as it is this question's turn."""
        return await self.consult(user, lambda archive: archive.ask(question, options, limit))

    async def consult(self, user: int, work: Callable[[Archive], Result]) -> Result:
        """What `work`, which may block, finds in the archive, as soon as it is its turn."""

        def find() -> Result:
            while True:
                archive = self.archive
                try:
                    return work(archive)
                except ArchiveClosed:
                    if archive is self.archive:
                        raise
                    # else it was swapped for a newer one as its turn came

        return await self.desk.run(user, find)

    def read(self, text: str) -> str:
        """The question itself, once it is of a length to be read."""
        if not (text := text.strip()):
            raise QuestionError("the question is empty; ask what somebody said")
        if len(text) > (longest := self.settings.longest_question):
            raise QuestionError(f"the question has {len(text)} characters; shorten it to {longest}")
        return text

    def rules(self, server: int | None, channel: Any) -> Rules:
        """What holds in a channel, every rule with a value but the source; NotHere where questions are not taken."""
        rules = self.rules_of(server, channel)
        if not rules.answering:
            raise messages.NotHere
        return rules

    def rules_of(self, server: int | None, channel: Any) -> Rules:
        """The same, whether questions are taken there or not."""
        return self.ledger.rules(server, messages.channel_of(channel)).under(self.usual)
