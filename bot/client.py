"""On Record in Discord: a slash command, mentions and direct messages, without any privileged intent.

    /ask, "@On Record …", a direct message  ──→  question, options  ──→  asker, in one worker thread  ──→  layout

A handler reads what was asked, defers, calls the one plain function, answers once. Whatever goes wrong reaches the
asker as one line: what On Record raises on purpose in its own words, anything else as a regret, and the log has it.
"""

import asyncio
import logging
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Protocol

import discord
from discord import app_commands

from bot import layout
from retrieval import questions
from retrieval.errors import QuestionError, RetrievalError
from retrieval.records import Options, Reply
from retrieval.settings import DiscordSettings

logger = logging.getLogger(__name__)

HOW_TO = (
    "Ask me what somebody said, such as: *what did Andy Burnham say about Lansley?* Mention the bot itself, "
    "not the role of the same name, or use `/ask`, which takes a speaker, a source and dates, too."
)
REGRET = "Something went wrong; it has been logged."


class Asker(Protocol):
    """The archive, as far as Discord knows it. It may block; it is called from one thread only."""

    def ask(self, text: str, options: Options = ..., limit: int = ...) -> Reply: ...


class NotConnected(RetrievalError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"no connection to Discord ({problem}); check DISCORD_TOKEN and the network")


class Tree(app_commands.CommandTree["Client"]):
    async def on_error(self, interaction: discord.Interaction["Client"], error: app_commands.AppCommandError) -> None:
        line = _line(error.original if isinstance(error, app_commands.CommandInvokeError) else error)
        try:
            await _tell_privately(interaction, line)
        except discord.HTTPException as problem:  # an interaction is gone after 15 minutes: nobody is left to tell
            logger.warning("could not tell the asker %r: %s", line, problem)


class Client(discord.Client):
    def __init__(self, asker: Asker, settings: DiscordSettings) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.asker, self.settings = asker, settings
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ask")
        self.tree = Tree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        )
        self.tree.add_command(ask)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def close(self) -> None:
        await super().close()
        await asyncio.to_thread(self.worker.shutdown, cancel_futures=True)

    async def answer(self, text: str, options: Options) -> layout.Layout:
        """Asks off the event loop: the archive takes its time, and Discord's heartbeat does not wait."""
        limit = self.settings.answers
        reply = await asyncio.get_running_loop().run_in_executor(self.worker, self.asker.ask, text, options, limit)
        return layout.render(reply, limit)

    async def on_message(self, message: discord.Message) -> None:
        text = None if message.author.bot or message.is_system() else self._addressed(message)
        if text is None:
            return
        try:
            async with message.channel.typing():
                answer = await self.answer(self.read(text), Options()) if text else HOW_TO
            await _reply(message, answer)
        except discord.Forbidden:
            logger.warning("may not answer in channel %s; let the bot send messages there", message.channel.id)
        except Exception as error:  # noqa: BLE001 - the door: whatever it is, the asker hears of it and the log has it
            await _reply(message, _line(error))

    def read(self, text: str) -> str:
        """The question itself, once it is of a length to be read."""
        if not (text := text.strip()):
            raise QuestionError("the question is empty; ask what somebody said")
        if len(text) > (longest := self.settings.longest_question):
            raise QuestionError(f"the question has {len(text)} characters; shorten it to {longest}")
        return text

    def _addressed(self, message: discord.Message) -> str | None:
        """The question put to the bot, less its name; None where somebody else is spoken to.

        A mention counts where it is written: thanking the bot by a reply to its answer asks nothing. Discord may
        withhold a message that names only the bot's role; what is left then is empty.
        """
        role = message.guild.self_role if message.guild else None
        names = [rf"<@!?{self.user.id}>"] if self.user else []
        names += [rf"<@&{role.id}>"] if role else []
        text, mentions = re.subn("|".join(names), " ", message.content)
        addressed = mentions or message.guild is None or role in message.role_mentions
        return text.strip() if addressed else None


@app_commands.command(description="What was said, word for word, with speaker, source and date")
@app_commands.describe(
    question="for example: what did Andy Burnham say about Lansley?",
    speaker="who said it",
    source="the publication",
    after="a day, month or year such as 2012-02-07, 2012-02 or 2012: from then on",
    before="a day, month or year: earlier than that",
    private="show the answer to you alone",
)
async def ask(  # noqa: PLR0913 - an option of the command each
    interaction: discord.Interaction[Client],
    question: str,
    *,
    speaker: app_commands.Range[str, 1, 100] | None = None,
    source: app_commands.Range[str, 1, 100] | None = None,
    after: str | None = None,
    before: str | None = None,
    private: bool | None = None,
) -> None:
    client = interaction.client
    text = client.read(question)
    options = questions.options(speaker, source, after, before)
    await interaction.response.defer(ephemeral=client.settings.private if private is None else private, thinking=True)
    await interaction.edit_original_response(view=await client.answer(text, options))


def run(client: discord.Client, token: str) -> None:
    """Serve until interrupted or terminated. Whoever calls this has set up the logging."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(client, token))


async def _serve(client: discord.Client, token: str) -> None:
    with suppress(NotImplementedError):  # on Windows, where only Ctrl-C interrupts
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, signal.raise_signal, signal.SIGINT)
    try:
        async with client:
            await client.start(token)
    except (discord.DiscordException, OSError) as error:
        raise NotConnected(str(error)) from error


async def _reply(message: discord.Message, answer: layout.Layout | str) -> None:
    """Below the question, without a ping; on its own where the question was deleted meanwhile."""
    reference = message.to_reference(fail_if_not_exists=False)
    if isinstance(answer, str):
        await message.channel.send(answer, reference=reference, mention_author=False)
    else:
        await message.channel.send(view=answer, reference=reference, mention_author=False)


async def _tell_privately(interaction: discord.Interaction[Client], line: str) -> None:
    """One line to the asker alone, even where the answer was to be public.

    A deferred answer is as public as it was deferred; Discord takes no other message before it is given and forgets
    the interaction if it is deleted before. So it is given, and makes way.
    """
    if not interaction.response.is_done():
        await interaction.response.send_message(line, ephemeral=True)
        return
    await interaction.edit_original_response(content="…")
    await interaction.followup.send(line, ephemeral=True)
    await interaction.delete_original_response()


def _line(error: Exception) -> str:
    if isinstance(error, RetrievalError):
        return layout.one_line(str(error), 500)
    logger.error("a question could not be answered", exc_info=error)
    return REGRET
