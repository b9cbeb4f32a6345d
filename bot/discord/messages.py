"""What is asked, and how: /ask with its options, a mention, a direct message, a reply to an answer.

A mention counts where it is written. A reply to an answer goes on from the question before it, unless it is no more
than a courtesy: thanks ask nothing.
"""

import logging
import re
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord import autocomplete, follow_up, responses
from bot.discord.answer_service import answer, restricted
from bot.discord.database import Asked
from bot.discord.rate_limit import Refused
from bot.discord.responses import Interaction
from retrieval.errors import QuestionError
from retrieval.search import query

if TYPE_CHECKING:
    from bot.discord.bot import Client

logger = logging.getLogger(__name__)

Author = discord.User | discord.Member

HOW_TO = (
    "Ask me what somebody said, such as: *what did Andy Burnham say about Lansley?* Mention the bot itself, "
    "not the role of the same name, or use `/ask`, which takes a speaker, a source and dates, too. "
    "`/check` tells whether a quote is on record."
)
COURTESY = re.compile(
    r"(?:(?:thanks?|thank you|thx|ty|cheers|ok(?:ay)?|great|good|nice|perfect|lol|wow|yes|no|very|much|so|a lot|bot)\b"
    r"|\W)*",
    re.IGNORECASE,
)


class NotHere(QuestionError):
    def __init__(self) -> None:
        super().__init__("On Record does not answer in this channel; whoever manages the server can change that")


@app_commands.command(description="What was said, word for word, with speaker, source and date")
@app_commands.describe(
    question="for example: what did Andy Burnham say about Lansley?",
    speaker="who said it",
    source="the publication",
    after="a day, month or year such as 2012-02-07, 2012-02 or 2012: from then on",
    before="a day, month or year: earlier than that",
    private="show the answer to you alone",
)
@app_commands.autocomplete(speaker=autocomplete.speakers, source=autocomplete.sources)
async def ask(  # noqa: PLR0913 - an option of the command each
    interaction: Interaction,
    question: str,
    *,
    speaker: app_commands.Range[str, 1, 100] | None = None,
    source: app_commands.Range[str, 1, 100] | None = None,
    after: str | None = None,
    before: str | None = None,
    private: bool | None = None,
) -> None:
    client, user = interaction.client, interaction.user.id
    rules = client.rules(interaction.guild_id, interaction.channel)
    asked = Asked(user, client.read(question), restricted(query.parse_options(speaker, source, after, before), rules))
    alone = bool(rules.private) if private is None else private
    async with client.desk.place(user, interaction.guild_id):
        await responses.defer(interaction, ephemeral=alone)
        await responses.complete(interaction, view=await answer(client, asked, rules, private=alone))


async def hear(client: "Client", message: discord.Message) -> None:
    """Answer a message that asks something of the bot, below it."""
    text = addressed(client, message)
    if text is None:
        return
    try:
        rules = client.rules(message.guild.id if message.guild else None, message.channel)
        if not text:
            await responses.reply(message, HOW_TO)
            return
        client.read(text)
        async with client.desk.place(message.author.id, message.guild.id if message.guild else None):
            asked = await follow_up.asked(client, message.author.id, text, rules, follow_up.replied_to(client, message))
            await responses.show_typing(message.channel)
            await responses.reply(message, await answer(client, asked, rules, private=False))
    except NotHere:
        logger.info("not answered: channel %s is closed to questions", message.channel.id)
    except discord.Forbidden:
        logger.warning("may not answer in channel %s; let the bot send messages there", message.channel.id)
    except Refused as refusal:
        if not refusal.again:  # else every message too many would be answered by another one
            await _tell_alone(message.author, responses.line_of(refusal))
    except Exception as error:  # noqa: BLE001 - the door: whatever it is, the asker hears of it and the log has it
        await responses.reply(message, responses.line_of(error))


def addressed(client: "Client", message: discord.Message) -> str | None:
    """The question put to the bot, less its name; None where somebody else is spoken to.

    Discord may withhold a message that names only the bot's role; what is left then is empty.
    """
    if message.author.bot or message.is_system():
        return None
    role = message.guild.self_role if message.guild else None
    names = [rf"<@!?{client.user.id}>"] if client.user else []
    names += [rf"<@&{role.id}>"] if role else []
    text, mentions = re.subn("|".join(names), " ", message.content)
    if mentions or message.guild is None or role in message.role_mentions:
        return text.strip()
    return text.strip() if follow_up.replied_to(client, message) and not COURTESY.fullmatch(text) else None


async def _tell_alone(author: Author, line: str) -> None:
    """A message that is refused has no private answer in its channel; its author gets a direct message."""
    try:
        await author.send(line)
    except discord.HTTPException as error:
        logger.info("could not tell an asker of a refusal: %s", error.status)
    except responses.DROPPED as error:
        logger.info("could not tell an asker of a refusal: %s", type(error).__name__)


def channel_of(channel: Any) -> int | None:
    """The channel whose rules hold: for a thread or a forum's post, the one that it is in."""
    return getattr(channel, "parent_id", None) or getattr(channel, "id", None)
