"""What a server sets for itself, and what anybody may have forgotten."""

import asyncio
from typing import Any

import discord
from discord import app_commands

from bot.discord import autocomplete, responses
from bot.discord.database import Rules
from bot.discord.escape import one_line
from bot.discord.responses import Interaction
from bot.formatting import counted
from retrieval.errors import QuestionError, nearest
from retrieval.text.normalise import normalise

Types = discord.ChannelType


class Channels(app_commands.Transformer):
    """A channel that questions can be asked in; for a ForumChannel, discord.py would ask for media channels, too."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [Types.text, Types.news, Types.forum, Types.voice, Types.stage_voice]

    async def transform(self, _: "discord.Interaction[Any]", value: Any, /) -> app_commands.AppCommandChannel:
        channel: app_commands.AppCommandChannel = value
        return channel


Channel = app_commands.Transform[app_commands.AppCommandChannel, Channels]


@app_commands.command(description="What On Record does in this server, or in one channel of it")
@app_commands.describe(
    channel="the channel to set; without one, the whole server",
    answering="whether questions are answered there",
    answers="passages shown on a page",
    private="whether answers to /ask are private unless the asker says otherwise",
    source="answer from this publication only",
    reset="forget what was set there before",
)
@app_commands.autocomplete(source=autocomplete.all_sources)
@app_commands.default_permissions(manage_guild=True)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def settings(  # noqa: PLR0913 - an option of the command each
    interaction: Interaction,
    *,
    channel: Channel | None = None,
    answering: bool | None = None,
    answers: app_commands.Range[int, 1, 5] | None = None,
    private: bool | None = None,
    source: app_commands.Range[str, 1, 100] | None = None,
    reset: bool = False,
) -> None:
    client, server = interaction.client, interaction.guild_id or 0
    place = channel.id if channel else server
    source = _known(source, client.archive.sources) if source else None
    given = Rules(answering, answers, private, source).under(Rules() if reset else client.ledger.own_rules(place))
    await asyncio.to_thread(client.ledger.set_rules, place, given)
    holding = client.ledger.rules(server, channel.id if channel else None).under(client.usual)
    where = channel.mention if channel else "In this server"
    await responses.say(interaction, f"{where}: {told(holding)}")


def told(rules: Rules) -> str:
    """
    >>> told(Rules(answering=True, answers=3, private=False, source="HSJ"))
    'questions are answered, 3 passages a page, in public unless asked otherwise, from HSJ only.'
    """
    if not rules.answering:
        return "questions are not answered."
    passages = counted(rules.answers or 1, "passage")
    return ", ".join(
        (
            "questions are answered",
            f"{passages} a page",
            ("in private" if rules.private else "in public") + " unless asked otherwise",
            f"from {one_line(rules.source, 100)} only." if rules.source else "from every source.",
        )
    )


@app_commands.command(name="forget-me", description="Remove your questions and votes from what On Record keeps")
async def forget_me(interaction: Interaction) -> None:
    forgotten = await asyncio.to_thread(interaction.client.ledger.forget, interaction.user.id)
    things = "1 question or vote of yours is" if forgotten == 1 else f"{forgotten} questions and votes of yours are"
    await responses.say(interaction, f"{things} forgotten." if forgotten else "Nothing of yours is kept.")


def _known(source: str, sources: tuple[str, ...]) -> str:
    """A source by the archive's own name for it; QuestionError where it has none such."""
    for known in sources:
        if normalise(known) == normalise(source):
            return known
    raise QuestionError(f"no article here is from {source}; {nearest(source, sources)}")
