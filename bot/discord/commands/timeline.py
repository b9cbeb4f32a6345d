"""/timeline: what somebody said, in order, with a chart of how often when; its pages turn both ways.

    Andy Burnham on the bill
    statements 6 to 10 of 12, the oldest first
    ▏ …                                        statements, each with its source, date and context
    [Earlier] [Later]

Whoever turns a page that all can see gets a page alone; that one turns in its place.
"""

import asyncio
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui

from bot import formatting
from bot.discord import autocomplete, chart, responses, views
from bot.discord.button_ids import AnswerButton, ButtonAction
from bot.discord.database import Asked, Rules
from bot.discord.responses import Interaction, Picture
from bot.discord.truncate import TEXT_LIMIT
from retrieval import timeline
from retrieval.models import Options, Passage
from retrieval.timeline import Statement

if TYPE_CHECKING:
    from bot.discord.bot import Archive

PAGE = 5  # statements on a page
CHARTED = 3  # dated quotations from which a chart says something
CHART = "timeline.png"

Name = app_commands.Range[str, 1, 100]


@app_commands.command(name="timeline", description="What somebody said, in order, and how often when")
@app_commands.describe(speaker="who said it", topic="only what is about this", private="show it to you alone")
@app_commands.autocomplete(speaker=autocomplete.speakers)
async def show_timeline(
    interaction: Interaction, speaker: Name, *, topic: Name | None = None, private: bool | None = None
) -> None:
    client, user = interaction.client, interaction.user.id
    rules = client.rules(interaction.guild_id, interaction.channel)
    key, asked = secrets.token_urlsafe(9), Asked(user, topic or "", Options(speaker=speaker))
    async with client.desk.place(user, interaction.guild_id):
        await responses.defer(interaction, ephemeral=bool(rules.private) if private is None else private)
        await asyncio.to_thread(client.ledger.enter, key, asked)
        await _show(interaction, asked, key, 0, rules)


async def turn_page(interaction: Interaction, pressed: AnswerButton) -> None:
    client, shown, (page, _) = interaction.client, interaction.message, pressed.where or (0, 0)
    asked = await asyncio.to_thread(client.ledger.asked, pressed.key)
    rules = client.rules(interaction.guild_id, interaction.channel)
    async with client.desk.place(interaction.user.id, interaction.guild_id):
        await responses.defer(interaction, ephemeral=True, in_place=bool(shown and shown.flags.ephemeral))
        await _show(interaction, asked, pressed.key, page, rules)


async def _show(interaction: Interaction, asked: Asked, key: str, page: int, rules: Rules) -> None:
    pictured = interaction.app_permissions.attach_files and not page
    statements, picture = await interaction.client.consult(
        interaction.user.id, lambda archive: found(archive, asked, rules, pictured=pictured)
    )
    view = timeline_page(statements, asked, key, page, picture.description if picture else None)
    await responses.complete(interaction, picture, view=view)


def found(archive: "Archive", asked: Asked, rules: Rules, *, pictured: bool) -> tuple[list[Statement], Picture | None]:
    """What is shown, and drawn if it is worth a chart. It takes its time."""
    said = archive.said(asked.options.speaker, asked.question or None, rules.source)
    counts = timeline.count_by_period(said)
    worth = pictured and sum(count for _, count in counts) >= CHARTED
    return timeline.statements(said), Picture(chart.draw(counts), CHART, chart.describe(counts)) if worth else None


def timeline_page(
    statements: Sequence[Statement], asked: Asked, key: str, page: int, described: str | None
) -> views.Layout:
    who = views.topic(_speaker(statements) or asked.options.speaker or "", asked.question)
    if not statements:
        return views.text(f"{who}\n**{formatting.NOTHING}**")
    page = min(page, (len(statements) - 1) // PAGE)  # the archive may hold less than when the button was made
    first, shown = page * PAGE + 1, statements[page * PAGE :][:PAGE]
    last = first + len(shown) - 1
    numbers = f"statements {first} to {last}" if last > first else f"statement {first}"
    heading = f"{who}\n-# {numbers} of {len(statements)}, the oldest first"
    container: ui.Container[views.Layout] = ui.Container(ui.TextDisplay(heading))
    if described:
        container.add_item(ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{CHART}", description=described)))
    room = (TEXT_LIMIT - len(heading)) // PAGE
    for nth, each in enumerate(shown):
        said = each.quotations[0]
        for item in views.quoted(Passage(said.article, each.start, each.end), each.highlights, said, room, nth):
            container.add_item(item)
    earlier = [AnswerButton(ButtonAction.TIMELINE, key, (page - 1, 0), label="Earlier")] if page else []
    later = [AnswerButton(ButtonAction.TIMELINE, key, (page + 1, 0))] if last < len(statements) else []
    view = views.Layout(timeout=None).add_item(container)
    return view.add_item(ui.ActionRow(*earlier, *later)) if earlier or later else view


def _speaker(statements: Sequence[Statement]) -> str | None:
    """Who has said all of it, by the name on record; None where a name means several."""
    speakers = {each.quotations[0].speaker for each in statements}
    return speakers.pop() if len(speakers) == 1 else None
