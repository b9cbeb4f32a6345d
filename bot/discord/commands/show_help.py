"""/help: what On Record is and how it is used."""

from discord import app_commands

from bot.discord import responses, welcome
from bot.discord.context import Interaction


@app_commands.command(name="help", description="What On Record does, and how to use it")
async def show_help(interaction: Interaction) -> None:
    await responses.say_privately(interaction, welcome.guide(interaction.client.archive_for(interaction)))
