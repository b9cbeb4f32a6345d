"""Sends answers and errors to Discord. An error becomes one private line. An answer appears exactly once.

If the connection drops while an answer is sent, or Discord's server fails, the answer may or may not have arrived. It
is sent again, with growing pauses. A message has the same nonce each time, by which Discord recognises it. An edit or
an acknowledgement is safe to repeat.

Users and moderators can cause some refusals at any time: the interaction is too old, or the message is deleted. Such a
refusal is not a fault and is logged in one line.

Discord accepts the answer to an interaction for 15 minutes. A later answer is sent as a message: a public one in its
channel, a private one to its asker.
"""

import asyncio
import io
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import discord
from discord import InteractionResponseType, app_commands

from bot.discord.context import BotContext, Interaction
from bot.discord.pages.layout import PageLayout, styled
from bot.discord.pages.markdown import one_line, plain_line
from bot.rendering.formatting import sentence
from retrieval.errors import RetrievalError

logger = logging.getLogger(__name__)

UNEXPECTED_ERROR = "Something went wrong; it has been logged."
RESTARTED = "On Record was interrupted before it could answer this. Please ask again."
OUTDATED = "This command has changed; reload Discord (Ctrl-R, or restart the app) and use it again."
CONNECTION_ERRORS = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, ConnectionError, TimeoutError)
RETRY_SECONDS = 0.5  # seconds before a request is sent again; they double with each attempt
MAX_FILE_BYTES = 8 << 20  # Discord's limit is 10 MiB
MAX_THREAD_NAME_CHARS = 90  # Discord's limit is 100
MAX_RETRY_SECONDS = 15.0  # the longest pause
RETRY_FOR_SECONDS = 120.0  # seconds after which no further attempt begins
TOO_MANY_REQUESTS = 429  # the status of such a refusal
MAY_BE_ANSWERED = "may be answered"  # set in an interaction's `extras` if its first response may be an answer by now
ALREADY_ACKNOWLEDGED = 40060  # Discord's error code for an interaction that has had its first response
TOO_OLD = {
    10015: "the interaction is too old",
    10062: "the interaction is too old",
    50027: "the interaction is too old",
}
GONE = {
    10003: "the channel is gone",
    10004: "the server is gone",
    10008: "the message is gone",
    50083: "the thread is archived",
    160005: "the thread is locked",
    **TOO_OLD,
}
UNREACHABLE_BY_DM = {50007: "the user takes no direct messages", 50278: "the user shares no server with the bot"}
ORDINARY_REFUSALS = {
    50001: "the bot may not see the channel",
    50013: "the bot may not write there",
    200000: "the server's AutoMod blocked the message",
    240000: "Discord's filter of links blocked the message",
    **UNREACHABLE_BY_DM,
    **GONE,
}
HAS_THREAD = 160004  # Discord's error code for a message that has a thread already
IS_PRIVATE = "is private"  # set in an interaction's `extras` if its answer was deferred for its asker alone

Result = TypeVar("Result")


async def retry(call: Callable[[], Awaitable[Result]]) -> Result:
    """The result of `call`, which is repeated while the connection or Discord's server fails.

    It must be safe to repeat.
    """
    pause, end = RETRY_SECONDS, time.monotonic() + RETRY_FOR_SECONDS
    while True:
        try:
            return await call()
        except (discord.HTTPException, *CONNECTION_ERRORS) as error:
            limited = _is_limited(error)
            if isinstance(error, discord.HTTPException) and not (limited or error.status >= 500):
                raise
            wait = _retry_after(error) if limited else pause
            if time.monotonic() + wait > end:
                raise
            logger.warning("sending again in %.1f s: %s", wait, _problem(error))
        await asyncio.sleep(wait)
        pause = min(pause * 2, MAX_RETRY_SECONDS)


def _is_limited(error: Exception) -> bool:
    """Whether Discord says "too many requests". discord.py waits by itself, but not for every kind of request."""
    return isinstance(error, discord.HTTPException) and error.status == TOO_MANY_REQUESTS


def _retry_after(error: Any) -> float:
    """The number of seconds that Discord asks the bot to wait after too many requests."""
    try:
        return float(error.response.headers["Retry-After"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return 1.0


def _problem(error: BaseException) -> str:
    name = type(error).__name__
    return f"{name} {error.status}" if isinstance(error, discord.HTTPException) else name


async def show_typing(channel: discord.abc.Messageable) -> None:
    """Show for some seconds that the bot is typing. A failure is ignored, because the answer does not depend on it."""
    with suppress(discord.HTTPException, *CONNECTION_ERRORS):
        await channel.typing()


async def open_thread(message: discord.Message, name: str) -> discord.Thread | None:
    """Open a thread for the answer to a message. None if the message is in a thread, or the bot may not open one."""
    if not isinstance(message.channel, discord.TextChannel):
        return None
    try:
        return await retry(lambda: _create_thread(message, plain_line(name, MAX_THREAD_NAME_CHARS) or "On Record"))
    except (discord.HTTPException, *CONNECTION_ERRORS) as error:
        logger.info("answered without a thread: %s", _problem(error))
        return None


async def _create_thread(message: discord.Message, name: str) -> discord.Thread | None:
    """Create a thread for a message. If it has one already, return that: an earlier attempt may have succeeded."""
    try:
        return await message.create_thread(name=name)
    except discord.HTTPException as error:
        if error.code != HAS_THREAD or message.guild is None:
            raise
        found = await message.guild.fetch_channel(message.id)  # the thread of a message has its id
        return found if isinstance(found, discord.Thread) else None


async def reply(message: discord.Message, answer: PageLayout | str, thread: discord.Thread | None = None) -> None:
    """Reply to a message without a ping; if Discord does not allow a reply, send an ordinary message.

    In a thread that was opened for the answer, the answer is an ordinary message, too.

    Discord does not allow a reply if the bot may not read the channel's history. The nonce is derived from the message,
    so that two processes that answer the same message send one answer.
    """
    shown: dict[str, Any] = {"content": answer} if isinstance(answer, str) else {"view": answer}
    if thread:
        try:
            await retry(lambda: thread.send(nonce=message.id, **shown))
        except discord.HTTPException as error:  # it may open threads and not write in them, or the thread is gone
            if is_outage(error):
                raise
            logger.info("answered outside the thread: %s %s", error.status, error.code)
        else:
            return
    reference = message.to_reference(fail_if_not_exists=False)
    as_reply: dict[str, Any] = {**shown, "reference": reference, "mention_author": False}
    try:
        await retry(lambda: message.channel.send(nonce=message.id, **as_reply))
    except discord.HTTPException as error:
        if error.code in GONE or is_outage(error):
            raise
        logger.info("sending an ordinary message in place of a reply: %s %s", error.status, error.code)
        await retry(lambda: message.channel.send(nonce=message.id, **shown))


async def defer(interaction: Interaction, *, ephemeral: bool, in_place: bool = False) -> None:
    """Acknowledge an interaction, which `complete` answers later.

    If `in_place` is true, that edits the button's message.
    """
    interaction.extras[IS_PRIVATE] = ephemeral
    if not in_place:
        await interaction.client.claims.start_thinking(interaction.id, interaction.token)
    await _respond_first(interaction, lambda: interaction.response.defer(ephemeral=ephemeral, thinking=not in_place))


async def complete(interaction: Interaction, attachment: "Attachment | None" = None, **shown: Any) -> discord.Message:
    """Answer an interaction that was deferred, in the style chosen for it. Returns the answer's message."""
    if isinstance(view := shown.get("view"), PageLayout):
        shown["view"] = styled(view, interaction.client.style_for(interaction))
    try:
        return await edit_answer(interaction, attachment, **shown)
    except discord.HTTPException as error:
        late = None
        if error.code in TOO_OLD and interaction.response.type is InteractionResponseType.deferred_channel_message:
            late = await _answer_late(interaction, attachment, shown)
        if late is None:
            raise
        return late


async def edit_answer(
    interaction: Interaction, attachment: "Attachment | None" = None, **shown: Any
) -> discord.Message:
    """Replace the message of an interaction by the answer. Discord allows this for 15 minutes."""

    async def edit() -> discord.Message:
        return await interaction.edit_original_response(attachments=_files(attachment), **shown)

    message = await retry(edit)
    interaction.extras[MAY_BE_ANSWERED] = True
    await interaction.client.claims.finish(interaction.id)
    return message


def _files(attachment: "Attachment | None") -> list[discord.File]:
    """The file to send; a new one for each attempt, because sending reads it."""
    return [attachment.file()] if attachment else []


async def _answer_late(
    interaction: Interaction, attachment: "Attachment | None", shown: dict[str, Any]
) -> discord.Message | None:
    """Send an answer as a message if its interaction is too old. None if the message cannot be sent either."""
    places = [interaction.user] if interaction.extras.get(IS_PRIVATE) else [interaction.channel, interaction.user]
    for place in places:
        if isinstance(place, discord.abc.Messageable):
            try:
                message: discord.Message = await retry(
                    lambda place=place: place.send(nonce=interaction.id, files=_files(attachment), **shown)  # type: ignore[misc]
                )
            except (discord.HTTPException, *CONNECTION_ERRORS) as error:
                logger.info("could not answer late in %s: %s", type(place).__name__, _problem(error))
            else:
                await interaction.client.claims.finish(interaction.id)
                return message
    return None


async def add_to_answer(interaction: Interaction, view: PageLayout) -> None:
    """Replace an answer by a longer version. A failure is only logged, because the user already has the answer."""
    try:
        await complete(interaction, view=view)
    except (discord.HTTPException, *CONNECTION_ERRORS) as error:
        logger.info("an answer stays as it was: %s", _problem(error))


async def close_left(client: BotContext, event: int, token: str) -> None:
    """Close the "thinking…" of an interaction that a killed process left. Its token is valid for 15 minutes.

    If the process had answered before it was killed, the answer stays.
    """
    webhook = discord.Webhook.partial(client.application_id or 0, token, client=client)
    original: Any = "@original"  # discord.py's type for the id of a message is a number
    try:
        if await _is_thinking(lambda: webhook.fetch_message(original)):
            await retry(lambda: webhook.edit_message(original, content=RESTARTED))
    except (discord.HTTPException, *CONNECTION_ERRORS) as error:
        if not log_ordinary_refusal(error):
            logger.warning("a question left by an earlier process is not closed: %s", _problem(error))
    await client.claims.finish(event)


async def _is_thinking(fetch: Callable[[], Awaitable[discord.Message]]) -> bool:
    """Whether the first response still says "thinking…". If Discord does not tell, the function returns True."""
    try:
        message = await retry(fetch)
    except discord.HTTPException as error:
        if error.code in GONE:
            raise
        return True
    return message.flags.loading or not (message.content or message.components)


async def say_later(interaction: Interaction, line: str) -> None:
    """Tell the user something after the interaction has expired: by a message in its channel, else by a direct
    message.
    """
    for place in (interaction.channel, interaction.user):
        if isinstance(place, discord.abc.Messageable):
            try:
                await retry(lambda place=place: place.send(f"{interaction.user.mention} {line}"))  # type: ignore[misc]
            except (discord.HTTPException, *CONNECTION_ERRORS) as error:
                logger.info("could not report to %s: %s", type(place).__name__, _problem(error))
            else:
                break
    await interaction.client.claims.finish(interaction.id)


async def say_privately(interaction: Interaction, line: str) -> None:
    """Answer an interaction immediately with one line that only its user sees."""
    await _respond_first(interaction, lambda: interaction.response.send_message(line, ephemeral=True))


async def open_form(interaction: Interaction, form: discord.ui.Modal) -> None:
    await _respond_first(interaction, lambda: interaction.response.send_modal(form))


async def delete_message(interaction: Interaction) -> None:
    """Delete the message whose button was pressed."""
    await _respond_first(interaction, interaction.response.defer)

    async def delete() -> None:
        with suppress(discord.NotFound):  # it is deleted already
            await interaction.delete_original_response()

    await retry(delete)


async def _respond_first(interaction: Interaction, respond: Callable[[], Awaitable[object]]) -> None:
    """Send the first response to an interaction.

    Discord accepts only one. If there is one already, an earlier attempt succeeded. If claims cannot be saved, another
    process may have sent it; then that process also answers.
    """

    async def attempt() -> None:
        try:
            await respond()
        except discord.HTTPException as error:
            if error.code != ALREADY_ACKNOWLEDGED:
                raise
            interaction.extras[MAY_BE_ANSWERED] = True

    await retry(attempt)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, such as a picture with its alternative text."""

    content: bytes
    name: str
    description: str

    def file(self) -> discord.File:
        return discord.File(io.BytesIO(self.content), self.name, description=self.description)


@asynccontextmanager
async def report_errors(interaction: Interaction) -> AsyncIterator[None]:
    """Report an error of the enclosed block to the user, as one private line."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - any error is reported to the user, and error_line logs it
        await report_error(interaction, error)


async def report_error(interaction: Interaction, error: Exception) -> None:
    if log_ordinary_refusal(error):
        await interaction.client.claims.finish(interaction.id)
        return
    if _is_discords_outage(error):
        logger.warning("not answered: %s", _problem(error))
        line = RESTARTED
    else:
        line = error_line(error)
    if line in {RESTARTED, UNEXPECTED_ERROR}:
        interaction.client.metrics.count_failure()
    try:
        await _send_privately(interaction, line)
    except (discord.HTTPException, *CONNECTION_ERRORS) as problem:  # for example, the interaction expired after 15 min
        if not log_ordinary_refusal(problem):
            logger.warning("could not tell the asker of a failure: %s", _problem(problem))
        if is_outage(problem):
            await interaction.client.claims.leave(interaction.id)  # it may say "thinking…" until then
            return
    await interaction.client.claims.finish(interaction.id)


def is_outage(error: BaseException) -> bool:
    """Whether Discord could not be reached, its servers failed, or it accepts no requests from the bot at the
    moment.
    """
    failed = isinstance(error, discord.HTTPException) and (error.status >= 500 or error.status == TOO_MANY_REQUESTS)
    return failed or isinstance(error, CONNECTION_ERRORS)


def _is_discords_outage(error: BaseException) -> bool:
    """The same for errors that only Discord can cause.

    Other errors may mean that an archive on another machine is away.
    """
    return is_outage(error) and isinstance(error, (discord.HTTPException, aiohttp.ClientError))


def log_ordinary_refusal(error: Exception) -> bool:
    """If an error is an ordinary refusal by Discord, log it in one line. Returns whether it is one."""
    code = error.code if isinstance(error, discord.HTTPException) else 0
    if code not in ORDINARY_REFUSALS:
        return False
    logger.info("not answered: %s (%s)", ORDINARY_REFUSALS[code], code)
    return True


def error_line(error: Exception) -> str:
    """The message of a RetrievalError. Any other error is logged, and the line is an apology."""
    if isinstance(error, RetrievalError):
        return one_line(sentence(str(error)), 500)
    if isinstance(error, (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)):
        logger.info("an outdated command was used: %s", error)
        return OUTDATED
    logger.error("a question could not be answered", exc_info=error)
    return UNEXPECTED_ERROR


async def _send_privately(interaction: Interaction, line: str) -> None:
    """Send one line that only the user sees, even if the answer was deferred as a public one.

    A deferred answer stays public or private. Discord accepts no other message before it, and ends the interaction if
    it is deleted first. So a public answer is completed, the private line follows, and the public answer is deleted. An
    answer that is already there stays: another process may have sent it while claims could not be saved.
    """
    if not interaction.response.is_done():
        try:
            await retry(lambda: interaction.response.send_message(line, ephemeral=True))
        except discord.HTTPException as error:
            if error.code != ALREADY_ACKNOWLEDGED:  # otherwise an earlier attempt to defer did arrive
                raise
            interaction.extras[MAY_BE_ANSWERED] = True
        else:
            return
    if interaction.response.type is InteractionResponseType.deferred_message_update:
        await interaction.followup.send(line, ephemeral=True)
        return
    if MAY_BE_ANSWERED in interaction.extras and not await _is_thinking(interaction.original_response):
        await interaction.followup.send(line, ephemeral=True)
        return
    await retry(lambda: interaction.edit_original_response(content="…"))
    try:
        await interaction.followup.send(line, ephemeral=True)
    except (discord.HTTPException, *CONNECTION_ERRORS):  # it has no nonce, so it is not sent again
        await retry(lambda: interaction.edit_original_response(content=line))
        raise
    await retry(interaction.delete_original_response)
