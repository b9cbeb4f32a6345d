"""/random: shows one quotation of the archive at random, by any speaker."""

import random
from collections.abc import Collection

from discord import app_commands

from bot.discord import follows, responses
from bot.discord.context import Interaction, asker_of
from bot.discord.live_archive import BotArchive
from bot.discord.pages import layout
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS
from bot.rendering import refusals
from retrieval.chronology import timeline
from retrieval.chronology.timeline import Statement
from retrieval.models import Kind

HEADING = "-# One quotation of many:"
MAX_TRIES = 5  # speakers that are drawn; some are only reported, never quoted


@app_commands.command(name="random", description="A random quotation from the archive")
@app_commands.describe(private="show it to you alone")
async def show_random(interaction: Interaction, *, private: bool | None = None) -> None:
    bot, asker = interaction.client, asker_of(interaction)
    rules = bot.rules_for(interaction)
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=rules.hides(private=private))
        statement = await bot.consult(asker, lambda archive: draw(archive, rules.source))
        room = bot.reading_room(rules.archive)
        view = random_page(statement, reading_room=room, archive=rules.archive)
        await responses.complete(interaction, view=view)


def draw(archive: BotArchive, source: str | None, had: Collection[bytes] = ()) -> Statement | None:
    """A random statement whose digest is not in `had`. Every speaker is equally likely. May block."""
    speakers = archive.quoted_in(source) if source else archive.speakers
    tries = MAX_TRIES + len(had)
    for speaker in random.sample(speakers, min(tries, len(speakers))):
        quoted = [
            quotation
            for quotation in archive.said(speaker, None, source)
            if quotation.is_said and quotation.kind is not Kind.INDIRECT
        ]
        statements = [each for each in timeline.statements(quoted) if not had or follows.digest(each) not in had]
        if statements:
            return random.choice(statements)  # noqa: S311 - no secret
    return None


def random_page(
    statement: Statement | None, heading: str = HEADING, reading_room: str = "", archive: str | None = None
) -> layout.PageLayout:
    if statement is None:
        return layout.text_page(refusals.NOTHING)
    page = layout.PageOfPassages(heading, reading_room, archive)
    page.add_statement(statement, MAX_MESSAGE_CHARS - 100)
    return page.view(None)
