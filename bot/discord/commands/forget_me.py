"""/forget-me: deletes the user's questions, votes and alerts."""

import asyncio

from discord import app_commands

from bot.discord import responses
from bot.discord.context import Interaction


@app_commands.command(name="forget-me", description="Delete your questions, votes and alerts")
async def forget_me(interaction: Interaction) -> None:
    removed = await asyncio.to_thread(interaction.client.database.forget_user, interaction.user.id)
    things = "1 question, vote or alert of yours is" if removed == 1 else f"{removed} questions, votes and alerts are"
    await responses.say_privately(interaction, f"{things} forgotten." if removed else "Nothing of yours is stored.")
