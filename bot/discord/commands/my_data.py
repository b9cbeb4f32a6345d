"""/my-data: everything that is kept about the person who uses it, as a file."""

import asyncio
import json

from discord import app_commands

from bot.discord import responses
from bot.discord.context import Interaction
from bot.discord.responses import Attachment


@app_commands.command(name="my-data", description="What On Record keeps about you, as a file for you alone")
async def my_data(interaction: Interaction) -> None:
    await responses.defer(interaction, ephemeral=True)
    data = await asyncio.to_thread(interaction.client.database.data_of, interaction.user.id)
    if not any(data.values()):
        await responses.complete(interaction, content="Nothing of yours is kept.")
        return
    text = json.dumps(data, ensure_ascii=False, indent=2)
    file = Attachment(text.encode(), "my-data.json", "your questions, what was shown, and your votes")
    await responses.complete(interaction, file, content="This is kept about you. `/forget-me` removes it.")
