"""/help: explains what On Record is and how to use it. The bot also introduces itself in a server that it joins."""

import logging
from collections.abc import Iterator

import discord
from discord import app_commands

from bot.discord import responses
from bot.discord.context import BotContext, Interaction
from bot.discord.live_archive import BotArchive, example_speaker
from bot.discord.pages.markdown import one_line
from bot.rendering.formatting import counted

logger = logging.getLogger(__name__)


@app_commands.command(name="help", description="What On Record does, and how to use it")
async def show_help(interaction: Interaction) -> None:
    await responses.say_privately(interaction, guide(interaction.client.archive_for(interaction)))


def introduction(archive: BotArchive) -> str:
    """What the bot does, and three examples with a name from the archive."""
    name = one_line(example_speaker(archive), 80)
    manifest = archive.manifest
    quotations, articles = counted(manifest.quotations, "quotation"), counted(manifest.articles, "article")
    return "\n".join(
        [
            f"I find what somebody said, word for word, in {quotations} from {articles}. I never write an answer "
            "of my own: if nothing is on record, I say so.",
            f"- `/ask question: what did {name} say?` or mention me with your question",
            "- `/check quote: …` tells whether a quote is on record",
            f"- `/timeline speaker: {name}` shows somebody's words over time",
        ]
    )


def guide(archive: BotArchive) -> str:
    """The introduction, and the other commands."""
    return "\n".join(
        [
            introduction(archive),
            "- `/compare`: two people on one topic · `/who`: who spoke on a topic · `/random`: any quotation",
            "- `/follow`: an alert when somebody is newly quoted · `/following`: the alerts",
            "- Reply to an answer, or press *Follow up*, to go on from it: *and about the NHS?*",
            "- `/check draft: …` checks every quotation of a file; *Apps → Check this quote* in a message's menu, "
            "those of the message",
            "- The menu under an answer shows a passage in its *context*, or its *citation* to copy",
            "- *Wrong?* under an answer proposes a correction, which the archive's editors decide in `/corrections`",
            "- `/display`: how answers to you look · `/archive`: what I search · `/settings`: what I do in this server",
            "- `/my-data`, `/forget-me`: what I keep about you",
        ]
    )


async def greet(bot: BotContext, server: discord.Guild) -> None:
    """Introduce the bot once in a server that it has joined, in a channel where it may write."""
    channel = next(_channels(server), None)
    if channel is None or not await bot.claim(server.id):
        return
    setting = "Managers of the server set what I do with `/settings`. `/help` says more."
    text = f"Hello, I am On Record. {introduction(bot.archive)}\n{setting}"
    try:
        await responses.retry(lambda: channel.send(text, nonce=server.id))
    except (discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
        logger.info("server %s is not greeted: %s", server.id, type(error).__name__)


def _channels(server: discord.Guild) -> Iterator[discord.TextChannel]:
    """The channels where the bot may write: the one for system messages, then the others from the top."""
    channels = [server.system_channel] if server.system_channel else []
    for channel in (*channels, *server.text_channels):
        allowed = channel.permissions_for(server.me)
        if allowed.view_channel and allowed.send_messages:
            yield channel
