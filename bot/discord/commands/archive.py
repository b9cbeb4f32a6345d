"""/archive: the size of the archive, its sources and dates, and the age of its index."""

from datetime import UTC, datetime

from discord import app_commands

from bot.discord import responses
from bot.discord.context import Interaction, asker_of
from bot.discord.live_archive import BotArchive
from bot.discord.pages import layout
from bot.discord.pages.markdown import one_line
from bot.rendering import formatting
from retrieval.models import PartialDate

MAX_SOURCES = 12  # sources that are named


@app_commands.command(description="What On Record's archive holds, and how old its index is")
async def archive(interaction: Interaction) -> None:
    bot, asker = interaction.client, asker_of(interaction)
    source = bot.rules(interaction.guild_id, interaction.channel).source
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=True)
        summary = await bot.consult(asker, lambda archive: archive_summary(archive, source))
        await responses.complete(interaction, view=layout.text_page(summary))


def archive_summary(archive: BotArchive, channel_source: str | None) -> str:
    """Facts about the archive, one on each line.

    If `channel_source` is set, the channel shows only this source. May block.
    """
    manifest, dates = archive.manifest, archive.dates
    built = int(datetime.fromisoformat(manifest.built).astimezone(UTC).timestamp())
    covered = " to ".join(dict.fromkeys(formatting.date(PartialDate.parse(date)) for date in dates or ()))
    sources = ", ".join(archive.sources[:MAX_SOURCES]) + (" and others" if len(archive.sources) > MAX_SOURCES else "")
    rows = [
        ("Articles", f"{manifest.articles:,}"),
        ("Quotations", f"{manifest.quotations:,} of {len(archive.speakers):,} people"),
        ("Sources", one_line(sources or "unknown", 600)),
        ("Dates", covered or "unknown"),
        ("Index", f"built <t:{built}:R>, generation {archive.generation}"),
        ("Model", one_line(manifest.encoder, 100)),
    ]
    if channel_source:
        rows.append(("This channel", f"answers from {one_line(channel_source, 100)} only"))
    return "\n".join(f"{name}: {value}" for name, value in rows)
