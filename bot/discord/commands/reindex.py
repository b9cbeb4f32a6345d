"""/reindex: brings the index up to date and has the bot answer from it.

All servers share the archive. So the bot's owners may reindex it, and the administrators of a server may not. Discord
lets a command be answered for 15 minutes; a longer run is reported by a message.
"""

import discord
from discord import app_commands

from bot.discord import responses
from bot.discord.context import Interaction
from bot.discord.live_archive import ReindexFailed
from bot.discord.markdown import one_line
from retrieval.errors import QuestionError


class OwnersOnly(QuestionError):
    def __init__(self) -> None:
        super().__init__("only the bot's owners may have its archive indexed")


@app_commands.command(description="Bring the index up to date with the archive")
@app_commands.default_permissions(administrator=True)
async def reindex(interaction: Interaction) -> None:
    bot = interaction.client
    if not bot.owned_by(interaction.user.id):
        raise OwnersOnly
    if bot.reindexer is None:
        raise ReindexFailed("nothing to renew it with")
    await responses.defer(interaction, ephemeral=True)
    try:
        output = await bot.reindexer.build()
        await bot.reindexer.reload(bot)
        line = one_line(output, 500) or "The index is up to date."
        bot.metrics.count_reindexing("renewed")
    except ReindexFailed as failure:
        bot.metrics.count_reindexing("failed")
        line = responses.error_line(failure)
    try:
        await responses.complete(interaction, content=line)
    except discord.HTTPException as error:
        if not responses.log_ordinary_refusal(error):
            raise
        await responses.say_later(interaction, line)
