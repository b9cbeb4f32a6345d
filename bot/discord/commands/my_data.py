"""/my-data: sends the user all data stored about them as a file, compressed if it is large."""

import asyncio
import io
import json
import zipfile

from discord import app_commands

from bot.discord import responses
from bot.discord.context import Interaction
from bot.discord.responses import MAX_FILE_BYTES, Attachment

NAME = "my-data.json"
DESCRIPTION = "your questions, what was shown, and your votes"


@app_commands.command(name="my-data", description="What On Record stores about you, as a file that only you see")
async def my_data(interaction: Interaction) -> None:
    await responses.defer(interaction, ephemeral=True)
    data = await asyncio.to_thread(interaction.client.database.data_of, interaction.user.id)
    if not any(data.values()):
        await responses.complete(interaction, content="Nothing of yours is stored.")
        return
    file = await asyncio.to_thread(file_of, data)
    await responses.complete(interaction, file, content="This is stored about you. `/forget-me` deletes it.")


def file_of(data: dict[str, list[dict[str, object]]]) -> Attachment:
    """The data as JSON; in a ZIP file if it is larger than Discord takes."""
    content = json.dumps(data, ensure_ascii=False, indent=2).encode()
    if len(content) <= MAX_FILE_BYTES:
        return Attachment(content, NAME, DESCRIPTION)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(NAME, content)
    return Attachment(buffer.getvalue(), f"{NAME}.zip", DESCRIPTION)
