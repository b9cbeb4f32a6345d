"""Sends answers and errors to Discord. An error becomes one private line; an answer appears once.

If the connection drops while an answer is sent, the answer may or may not have arrived. It is then sent once more with
the same nonce, and Discord shows only one message. An edit or an acknowledgement is safe to repeat.
"""

import asyncio
import io
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import discord

from bot.discord.context import Interaction
from bot.discord.markdown import one_line
from bot.discord.views import Layout
from bot.formatting import sentence
from retrieval.errors import RetrievalError

logger = logging.getLogger(__name__)

UNEXPECTED_ERROR = "Something went wrong; it has been logged."
CONNECTION_ERRORS = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, ConnectionError, TimeoutError)
RETRY_SECONDS = 0.5  # seconds before a request whose connection dropped is sent once more
ALREADY_ACKNOWLEDGED = 40060  # Discord's error code for an interaction that has had its first response

Result = TypeVar("Result")


async def retry_once(call: Callable[[], Awaitable[Result]]) -> Result:
    """The result of `call`, which is repeated once if the connection drops. `call` must be safe to repeat."""
    try:
        return await call()
    except CONNECTION_ERRORS as error:
        logger.warning("connection dropped, sending once more: %s", type(error).__name__)
        await asyncio.sleep(RETRY_SECONDS)
        return await call()


async def show_typing(channel: discord.abc.Messageable) -> None:
    """Show for some seconds that the bot is typing. A failure is ignored, because the answer does not depend on it."""
    with suppress(discord.DiscordServerError, *CONNECTION_ERRORS):
        await channel.typing()


async def reply(message: discord.Message, answer: Layout | str) -> None:
    """Reply to a message without a ping. If that message has been deleted, send an ordinary message."""
    shown: dict[str, Any] = {"content": answer} if isinstance(answer, str) else {"view": answer}
    reference, nonce = message.to_reference(fail_if_not_exists=False), secrets.randbits(63)
    await retry_once(lambda: message.channel.send(reference=reference, mention_author=False, nonce=nonce, **shown))


async def defer(interaction: Interaction, *, ephemeral: bool, in_place: bool = False) -> None:
    """Acknowledge an interaction for `complete` to answer. `in_place` edits the message whose button was pressed."""
    await _respond_first(lambda: interaction.response.defer(ephemeral=ephemeral, thinking=not in_place))


async def complete(interaction: Interaction, picture: "Picture | None" = None, **shown: Any) -> None:
    """Answer an interaction that was deferred."""

    async def edit() -> None:
        attachments = [picture.file()] if picture else []  # a new file for each attempt: sending reads it
        await interaction.edit_original_response(attachments=attachments, **shown)

    await retry_once(edit)


async def say_privately(interaction: Interaction, line: str) -> None:
    """Answer an interaction at once with one line that only its user sees."""
    await _respond_first(lambda: interaction.response.send_message(line, ephemeral=True))


async def open_form(interaction: Interaction, form: discord.ui.Modal) -> None:
    await _respond_first(lambda: interaction.response.send_modal(form))


async def delete_message(interaction: Interaction) -> None:
    """Delete the message whose button was pressed."""
    await _respond_first(interaction.response.defer)

    async def delete() -> None:
        with suppress(discord.NotFound):  # it is deleted already
            await interaction.delete_original_response()

    await retry_once(delete)


async def _respond_first(respond: Callable[[], Awaitable[object]]) -> None:
    """Send the first response to an interaction. Discord accepts only one."""

    async def attempt() -> None:
        try:
            await respond()
        except discord.HTTPException as error:
            if error.code != ALREADY_ACKNOWLEDGED:  # otherwise the first attempt did arrive
                raise

    await retry_once(attempt)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with its alternative text."""

    png: bytes
    name: str
    description: str

    def file(self) -> discord.File:
        return discord.File(io.BytesIO(self.png), self.name, description=self.description)


@asynccontextmanager
async def report_errors(interaction: Interaction) -> AsyncIterator[None]:
    """Report an error of the enclosed block to the user, as one private line."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - any error is reported to the user, and error_line logs it
        await report_error(interaction, error)


async def report_error(interaction: Interaction, error: Exception) -> None:
    line = error_line(error)
    try:
        await _send_privately(interaction, line)
    except (discord.HTTPException, *CONNECTION_ERRORS) as problem:  # for example, the interaction expired after 15 min
        logger.warning("could not tell the asker of a failure: %s", type(problem).__name__)


def error_line(error: Exception) -> str:
    """The message of a RetrievalError; for any other error, an apology. The other error is logged."""
    if isinstance(error, RetrievalError):
        return one_line(sentence(str(error)), 500)
    logger.error("a question could not be answered", exc_info=error)
    return UNEXPECTED_ERROR


async def _send_privately(interaction: Interaction, line: str) -> None:
    """Send one line that only the user sees, even if the answer was deferred as a public one.

    A deferred answer stays public or private. Discord accepts no other message before it, and ends the interaction if
    it is deleted first. So a public answer is completed, the private line follows, and the public answer is deleted.
    """
    if not interaction.response.is_done():
        try:
            await interaction.response.send_message(line, ephemeral=True)
        except discord.HTTPException as error:
            if error.code != ALREADY_ACKNOWLEDGED:  # otherwise an earlier attempt to defer did arrive
                raise
        else:
            return
    if interaction.response.type is discord.InteractionResponseType.deferred_message_update:
        await interaction.followup.send(line, ephemeral=True)
        return
    await interaction.edit_original_response(content="…")
    await interaction.followup.send(line, ephemeral=True)
    await interaction.delete_original_response()
