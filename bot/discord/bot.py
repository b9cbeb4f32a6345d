"""The bot: it registers the commands with Discord and passes messages and button presses to their handlers.

`create` makes the bot over one connection to Discord, or over several (shards), each with some of its servers:

    shards = 1                          one connection
    shards = "auto"                     as many as Discord advises, all of them in this process
    shards = 8, shard_ids = [0, 1, 2]   three of eight; other processes serve the others

Discord derives the shard of a server from the server's id and sends direct messages to the first shard. The shards
share the database file and the index folder. The rate limits are not shared: each process counts its own questions.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import discord
from discord import InteractionType, app_commands

from bot.discord import follows, left_messages, membership, messages, monitoring, proposals, responses
from bot.discord.commands import COMMANDS, check, corrections, quotation_of_the_day, show_help
from bot.discord.context import BotContext, Interaction
from bot.discord.database import BotDatabase, NotSaved
from bot.discord.live_archive import BotArchive, Reindexer
from bot.discord.pages import button_handlers, forms
from bot.discord.pages.button_ids import AnswerButton, ContextMenu, OutdatedButton, is_outdated
from retrieval.errors import RetrievalError
from retrieval.settings import DiscordSettings, Shards

logger = logging.getLogger(__name__)

CLOSE_SECONDS = 20.0  # seconds for which a stop waits for questions in progress to be answered
TAKE_OVER_SECONDS = 300.0  # seconds between two looks for what killed processes have left
TELL_SECONDS = 3600.0  # seconds between two checks for daily alerts that are due
FORMS: dict[str, Callable[[Interaction, forms.Submitted], Awaitable[None]]] = {
    forms.FOLLOW_UP: messages.answer_form,
    forms.CHECK: check.answer_form,
    forms.WRONG: corrections.answer_form,
}
COMMANDS_DIGEST = "commands"  # database key for the digest of the commands that were last sent to Discord


class NoSuchShard(RetrievalError):
    def __init__(self, shards: Shards, ids: tuple[int, ...]) -> None:
        super().__init__(
            f"[discord] shard_ids are {list(ids)} and shards is {shards}; "
            "set shards to the number of all shards, and shard_ids to numbers from 0 to shards - 1"
        )


class CommandTree(app_commands.CommandTree["Bot"]):
    async def interaction_check(self, interaction: Interaction) -> bool:
        """Whether this process answers a command.

        Requests to complete an option need no claim and are always answered.
        """
        return interaction.type is discord.InteractionType.autocomplete or await self.client.claim(interaction.id)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        await responses.report_error(interaction, getattr(error, "original", error))


class Bot(BotContext):
    def __init__(
        self, archive: BotArchive, settings: DiscordSettings, database: BotDatabase, reindexer: Reindexer | None = None
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # the bot does not use voice
        super().__init__(archive, settings, database, reindexer, **self.connection(settings))
        self._skip_unreadable_events()
        self._started = self._connected = False
        self._telling, self._telling_proposers = asyncio.Lock(), asyncio.Lock()
        self._answering_missed = asyncio.Lock()
        self._conversations = proposals.Conversations()
        self.tree = CommandTree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        )
        for command in COMMANDS:
            self.tree.add_command(command)
        self.add_dynamic_items(AnswerButton, ContextMenu)

    @staticmethod
    def connection(_settings: DiscordSettings) -> dict[str, Any]:
        """The sharding arguments for discord.py; none for a single connection."""
        return {}

    def _skip_unreadable_events(self) -> None:
        """Make discord.py log an event that it cannot read.

        Otherwise such an event ends the connection and the process.
        """
        parsers = self._connection.parsers
        for event, parse in parsers.items():
            if event != "READY":  # without it there is no connection
                parsers[event] = _logging_errors(event, parse)

    async def setup_hook(self) -> None:
        """Start the background work.

        Register the commands only if they have changed, because Discord limits how often.
        """
        if not self._started:  # it is set if an earlier login failed after this point
            self._started = True
            self.in_background(self._take_over_regularly())
            self.in_background(self._tell_regularly())
            self.in_background(self._give_quotations_regularly())
            self.in_background(monitoring.feed_watchdog())
            if self.reindexer:
                self.in_background(self.reindexer.reload_regularly(self))
            for archive in self.further.values():
                if archive.reindexer:
                    self.in_background(archive.reindexer.reload_regularly(archive))
        commands = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        registration = json.dumps([self.application_id, commands], sort_keys=True)
        digest = hashlib.sha256(registration.encode()).hexdigest()
        registered = None
        with suppress(NotSaved):
            registered = self.database.get_value(COMMANDS_DIGEST)
        if registered != digest:
            await self.tree.sync()
            try:
                self.database.set_value(COMMANDS_DIGEST, digest)
            except NotSaved as error:
                logger.warning("the commands will be registered again at the next start: %s", error)

    async def _take_over_regularly(self) -> None:
        """Answer or close the events that killed processes have left, at the start and regularly."""
        await self.wait_until_ready()
        while True:
            for left in await self.claims.take_over():
                try:
                    if left.token:
                        await responses.close_left(self, left.event, left.token)
                    elif left.channel:
                        await left_messages.answer_left_message(self, left.channel, left.event)
                except Exception:  # whatever is wrong with one event, the others are answered
                    logger.exception("event %s, left by an earlier process, is not answered", left.event)
            if now := self.discord_time():
                with suppress(NotSaved):  # also while nobody asks
                    await asyncio.to_thread(self.database.drop_old, min(now, datetime.now(UTC)))
            await asyncio.sleep(TAKE_OVER_SECONDS)

    def tell_followers(self) -> None:
        self.in_background(self._tell_followers())

    async def _tell_followers(self) -> None:
        async with self._telling:  # one at a time, or both would tell the same
            await follows.tell_all(self)

    def tell_proposers(self) -> None:
        self.in_background(self._tell_proposers())

    async def _tell_proposers(self) -> None:
        async with self._telling_proposers:  # one at a time, or both would tell the same
            await proposals.tell_proposers(self, self._conversations)

    async def _tell_regularly(self) -> None:
        """At the start, send followers the statements that are new since the last start; then send the daily alerts
        when they are due. Send proposers of corrections the decisions that could not be delivered earlier.
        """
        await self.wait_until_ready()
        while True:
            await self._tell_proposers()
            await self._tell_followers()
            await asyncio.sleep(TELL_SECONDS)

    async def _give_quotations_regularly(self) -> None:
        await self.wait_until_ready()
        while True:
            await asyncio.sleep(await quotation_of_the_day.give_all(self))

    async def close(self) -> None:
        """Finish the questions in progress while there is still a connection to send their answers, then close."""
        monitoring.notify("STOPPING=1")
        await self.admission.close(CLOSE_SECONDS)
        await self.stop_background()
        await super().close()
        self.claims.close()
        self.database.close()
        for archive in self.archives.values():
            archive.close()

    async def on_ready(self) -> None:
        logger.info("ready servers=%s", len(self.guilds))
        self._connected = True
        monitoring.notify("READY=1")
        self.in_background(membership.compare(self))
        self.in_background(self._answer_missed())

    async def _answer_missed(self) -> None:
        async with self._answering_missed:  # one at a time, or both would read the same channels
            await left_messages.answer_missed(self)

    async def on_resumed(self) -> None:
        self._connected = True

    async def on_disconnect(self) -> None:
        self._connected = False

    def is_connected(self) -> bool:
        """Whether Discord can reach the bot at this moment."""
        return self._connected and not self.is_closed()

    async def on_guild_join(self, server: discord.Guild) -> None:
        await membership.remember(self, server.id)
        await show_help.greet(self, server)

    async def on_guild_remove(self, server: discord.Guild) -> None:
        await membership.forget(self, server.id)
        if self.admission.active_of(server.id):
            self.in_background(membership.forget_again(self, server.id))

    async def on_message(self, message: discord.Message) -> None:
        await messages.answer_message(self, message)

    async def on_raw_message_delete(self, deleted: discord.RawMessageDeleteEvent) -> None:
        self.unanswered.discard(deleted.message_id)

    async def on_raw_bulk_message_delete(self, deleted: discord.RawBulkMessageDeleteEvent) -> None:
        self.unanswered -= deleted.message_ids

    async def on_interaction(self, interaction: Interaction) -> None:
        """Handle forms, which must work after a restart, and buttons of an older version."""
        is_form = interaction.type is InteractionType.modal_submit and forms.is_ours(interaction.data)
        if is_form and await self.claim(interaction.id):
            async with responses.report_errors(interaction):
                form = forms.submitted(interaction.data)
                if form is None or form.kind not in FORMS:
                    raise forms.OutdatedForm
                await FORMS[form.kind](interaction, form)
        elif interaction.type is InteractionType.component and is_outdated(interaction.data):
            async with responses.report_errors(interaction):
                raise OutdatedButton

    async def press(self, interaction: Interaction, button: AnswerButton) -> None:
        """Handle the press of a button; `AnswerButton` calls this."""
        if await self.claim(interaction.id):
            async with responses.report_errors(interaction):
                await button_handlers.HANDLERS[button.action](interaction, button)

    async def choose_context(self, interaction: Interaction, menu: ContextMenu) -> None:
        """Handle the choice of a passage or a citation; `ContextMenu` calls this."""
        if await self.claim(interaction.id):
            async with responses.report_errors(interaction):
                await (button_handlers.cite if menu.cites else button_handlers.show_context)(interaction, menu)


def _logging_errors(event: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
    def parse_and_log(data: Any) -> None:
        try:
            parse(data)
        except Exception:  # whatever Discord sent, the next event may be readable
            logger.exception("an event cannot be read: %s", event)

    return parse_and_log


class ShardedBot(Bot, discord.AutoShardedClient):
    @staticmethod
    def connection(settings: DiscordSettings) -> dict[str, Any]:
        count, ids = settings.shards, settings.shard_ids
        if ids and (count == "auto" or not set(ids) <= set(range(count))):
            raise NoSuchShard(count, ids)
        return {"shard_count": None if count == "auto" else count, "shard_ids": list(ids) or None}


def create(
    archive: BotArchive, settings: DiscordSettings, database: BotDatabase, reindexer: Reindexer | None = None
) -> Bot:
    """Create the bot, with shards if the settings ask for them."""
    sharded = settings.shards != 1 or bool(settings.shard_ids)
    return (ShardedBot if sharded else Bot)(archive, settings, database, reindexer)
