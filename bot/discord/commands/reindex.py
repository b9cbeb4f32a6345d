"""/reindex: brings the index up to date and has the bot answer from it.

All servers share the archive, so only the bot's owners may reindex it, and the members of a role that the owners have
chosen. The role is valid only for the archive that the server used when it was chosen. Discord accepts an answer to a
command for 15 minutes; the result of a longer run is sent as a message.
"""

import discord
from discord import app_commands

from bot.discord import responses
from bot.discord.context import Interaction, has_role
from bot.discord.live_archive import ReindexFailed
from bot.discord.pages.markdown import one_line
from retrieval.errors import QuestionError


class OwnersOnly(QuestionError):
    def __init__(self) -> None:
        super().__init__("only the bot's owners may reindex its archive")


@app_commands.command(description="Bring the index of this channel's archive up to date")
@app_commands.default_permissions(administrator=True)
async def reindex(interaction: Interaction) -> None:
    bot = interaction.client
    rules = bot.rules(interaction.guild_id, interaction.channel)
    role = rules.reindexers
    if not (bot.owned_by(interaction.user.id) or (role and has_role(interaction.user, role))):
        raise OwnersOnly
    bot.archive_named(rules.archive, interaction.guild_id)
    further = bot.further[rules.archive] if rules.archive else None
    user, reindexer = (further, further.reindexer) if further else (bot, bot.reindexer)
    if reindexer is None:
        raise ReindexFailed("this bot was started without a way to index")
    await responses.defer(interaction, ephemeral=True)
    try:
        output = await reindexer.build()
        await reindexer.reload(user)
        line = one_line(output, 500) or "The index is up to date."
        bot.metrics.count_reindexing("renewed")
    except ReindexFailed as failure:
        bot.metrics.count_reindexing("failed")
        line = responses.error_line(failure)
    try:
        await responses.edit_answer(interaction, content=line)
    except discord.HTTPException as error:
        if not responses.log_ordinary_refusal(error):
            raise
        await responses.say_later(interaction, line)
