"""/reindex: a new index in a process of its own, and the archive opened on it, while the old one goes on answering.

    onrecord index (another process) ──→ opened beside the old one ──→ swapped ──→ old one closed, once it has answered

What a timer, a rollback or another machine that shares the cluster makes current is followed within half a minute.

The archive is one for all servers, so it is the bot's owners who may have it indexed, not whoever runs a server.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discord import responses
from bot.discord.escape import one_line
from bot.discord.responses import Interaction
from bot.formatting import counted
from bot.reload import RELOAD_INTERVAL, log_errors
from retrieval.errors import QuestionError, RetrievalError
from retrieval.index.generation import Manifest

if TYPE_CHECKING:
    from bot.discord.bot import Archive, Client

logger = logging.getLogger(__name__)


def presence(manifest: Manifest) -> discord.CustomActivity:
    """The size of the archive, beside the bot's name."""
    quotations, articles = counted(manifest.quotations, "quotation"), counted(manifest.articles, "article")
    return discord.CustomActivity(f"{quotations} from {articles}")


class NotRenewed(RetrievalError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"the index could not be renewed ({problem}); the one before goes on answering")


class OwnersOnly(QuestionError):
    def __init__(self) -> None:
        super().__init__("only the bot's owners may have its archive indexed")


class Renewal:
    """`command` brings the index up to date and prints a line about it; `reopen` opens the archive as it then is.

    `current` tells the name of the generation that is to answer.
    """

    def __init__(self, command: Sequence[str], reopen: Callable[[], "Archive"], current: Callable[[], str]) -> None:
        self._command, self._reopen, self._current = command, reopen, current
        self._lock = asyncio.Lock()
        self._moving = asyncio.Lock()

    async def build(self) -> str:
        """What the command prints; NotRenewed with its complaint where it fails."""
        if self._lock.locked():
            raise NotRenewed("it is being renewed already")
        async with self._lock:
            pipe = asyncio.subprocess.PIPE
            process = await asyncio.create_subprocess_exec(*self._command, stdout=pipe, stderr=pipe)
            printed, complained = await process.communicate()
        if process.returncode:
            raise NotRenewed(complained.decode(errors="replace").strip().rpartition("\n")[2] or "no reason given")
        return printed.decode(errors="replace").strip()

    async def catch_up(self, client: "Client") -> None:
        """Have the client answer from the generation that is current, if it does not yet."""
        async with self._moving:
            if await asyncio.to_thread(self._current) == client.archive.generation:
                return
            fresh = await asyncio.to_thread(self._reopen)
            before = client.archive
            client.take(fresh)
            await asyncio.to_thread(before.close)  # which waits for those that it is answering
        logger.info("renewed generation=%s", fresh.generation)
        await _show_presence(client)


async def _show_presence(client: "Client") -> None:
    """The archive's, where the client is connected; else it signs in with it."""
    if client.is_ready():
        with suppress(ConnectionError, RuntimeError, discord.ConnectionClosed):  # it may be about to connect anew
            await client.change_presence(activity=presence(client.archive.manifest))


async def follow(client: "Client", renewal: Renewal, pause: float = RELOAD_INTERVAL) -> None:
    """Catch up every `pause` seconds, until cancelled."""
    while True:
        await asyncio.sleep(pause)
        with log_errors(lambda: client.archive.generation):
            await renewal.catch_up(client)


@app_commands.command(description="Bring the index up to date with the archive")
@app_commands.default_permissions(administrator=True)
async def reindex(interaction: Interaction) -> None:
    client = interaction.client
    if not client.owned_by(interaction.user.id):
        raise OwnersOnly
    if client.renewal is None:
        raise NotRenewed("nothing to renew it with")
    await responses.defer(interaction, ephemeral=True)
    printed = await client.renewal.build()
    await client.renewal.catch_up(client)
    await responses.complete(interaction, content=one_line(printed, 500))
