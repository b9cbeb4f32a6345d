"""The two doors to Discord: whatever goes wrong leaves as one private line, and an answer leaves once.

A connection that drops while an answer is sent leaves open whether it arrived. It is sent once more under the same
nonce, for which Discord makes one message of both; an edit and an acknowledgement can be repeated as they are.
"""

import asyncio
import io
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import aiohttp
import discord

from bot.discord.escape import one_line
from bot.discord.views import Layout
from bot.formatting import sentence
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from bot.discord.bot import Client

logger = logging.getLogger(__name__)

REGRET = "Something went wrong; it has been logged."
DROPPED = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, ConnectionError, TimeoutError)
PAUSE = 0.5  # seconds before what was lost is sent once more
ACKNOWLEDGED = 40060  # Discord's code for an interaction that has had its first response

Interaction: TypeAlias = "discord.Interaction[Client]"
Result = TypeVar("Result")


async def twice(call: Callable[[], Awaitable[Result]]) -> Result:
    """What `call` returns; made once more where the connection drops. `call` must be safe to repeat."""
    try:
        return await call()
    except DROPPED as error:
        logger.warning("connection dropped, sending once more: %s", type(error).__name__)
        await asyncio.sleep(PAUSE)
        return await call()


async def show_typing(channel: discord.abc.Messageable) -> None:
    """For some seconds; an answer is not worth less because this did not arrive."""
    with suppress(discord.DiscordServerError, *DROPPED):
        await channel.typing()


async def reply(message: discord.Message, answer: Layout | str) -> None:
    """Below the question, without a ping; on its own where the question was deleted meanwhile."""
    shown: dict[str, Any] = {"content": answer} if isinstance(answer, str) else {"view": answer}
    reference, nonce = message.to_reference(fail_if_not_exists=False), secrets.randbits(63)
    await twice(lambda: message.channel.send(reference=reference, mention_author=False, nonce=nonce, **shown))


async def defer(interaction: Interaction, *, ephemeral: bool, in_place: bool = False) -> None:
    """The answer is to come; `in_place` puts it where the button was that was pressed."""
    await _respond(lambda: interaction.response.defer(ephemeral=ephemeral, thinking=not in_place))


async def say(interaction: Interaction, line: str) -> None:
    """One line at once, to whoever pressed or asked alone."""
    await _respond(lambda: interaction.response.send_message(line, ephemeral=True))


async def open_form(interaction: Interaction, form: discord.ui.Modal) -> None:
    await _respond(lambda: interaction.response.send_modal(form))


async def remove(interaction: Interaction) -> None:
    """Delete the message whose button was pressed."""
    await _respond(interaction.response.defer)

    async def delete() -> None:
        with suppress(discord.NotFound):  # it is gone, whoever deleted it
            await interaction.delete_original_response()

    await twice(delete)


async def _respond(first: Callable[[], Awaitable[object]]) -> None:
    """The first response to an interaction, of which Discord takes one."""

    async def respond() -> None:
        try:
            await first()
        except discord.HTTPException as error:
            if error.code != ACKNOWLEDGED:  # else the first attempt had arrived after all
                raise

    await twice(respond)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and what is in it, for whoever does not see it."""

    png: bytes
    name: str
    description: str

    def file(self) -> discord.File:
        return discord.File(io.BytesIO(self.png), self.name, description=self.description)


async def complete(interaction: Interaction, picture: Picture | None = None, **shown: Any) -> None:
    """The answer to what was deferred."""

    async def edit() -> None:
        attachments = [picture.file()] if picture else []  # a file anew each time: what was sent has been read
        await interaction.edit_original_response(attachments=attachments, **shown)

    await twice(edit)


async def tell(interaction: Interaction, line: str) -> None:
    """One line to the asker alone, even where the answer was to be public.

    A deferred answer is as public as it was deferred; Discord takes no other message before it is given and forgets
    the interaction if it is deleted before. So it is given, and makes way.
    """
    if not interaction.response.is_done():
        try:
            await interaction.response.send_message(line, ephemeral=True)
        except discord.HTTPException as error:
            if error.code != ACKNOWLEDGED:  # else it was deferred, though nobody here heard so
                raise
        else:
            return
    if interaction.response.type is discord.InteractionResponseType.deferred_message_update:
        await interaction.followup.send(line, ephemeral=True)
        return
    await interaction.edit_original_response(content="…")
    await interaction.followup.send(line, ephemeral=True)
    await interaction.delete_original_response()


@asynccontextmanager
async def told(interaction: Interaction) -> AsyncIterator[None]:
    """Whatever goes wrong inside reaches the one who pressed or asked, as a line."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the door: whatever it is, the asker hears of it and the log has it
        await report(interaction, error)


async def report(interaction: Interaction, error: Exception) -> None:
    line = line_of(error)
    try:
        await tell(interaction, line)
    except (discord.HTTPException, *DROPPED) as problem:  # after 15 minutes, say: nobody is left to tell
        logger.warning("could not tell the asker of a failure: %s", type(problem).__name__)


def line_of(error: Exception) -> str:
    """What On Record raises on purpose in its own words, anything else as a regret, and the log has it."""
    if isinstance(error, RetrievalError):
        return one_line(sentence(str(error)), 500)
    logger.error("a question could not be answered", exc_info=error)
    return REGRET
