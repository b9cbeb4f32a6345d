"""/who: the people who spoke on a topic, how often and when."""

from collections.abc import Sequence
from itertools import groupby

from discord import app_commands

from bot.discord import responses
from bot.discord.context import Interaction, NameOption, asker_of
from bot.discord.pages import layout
from bot.discord.pages.markdown import one_line
from bot.rendering import formatting, refusals
from retrieval.chronology import timeline

MAX_SPEAKERS = 15  # people who are listed


@app_commands.command(description="Who spoke on a topic, how often and when")
@app_commands.describe(topic="what they spoke about", private="show it to you alone")
async def who(interaction: Interaction, topic: NameOption, *, private: bool | None = None) -> None:
    bot, asker = interaction.client, asker_of(interaction)
    rules = bot.rules_for(interaction)
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=rules.hides(private=private))
        speakers = await bot.consult(
            asker, lambda archive: timeline.count_by_speaker(archive.said(None, topic, rules.source), archive.speakers)
        )
        await responses.complete(interaction, view=layout.text_page(*speaker_list(topic, speakers, rules.source)))


def speaker_list(topic: str, speakers: Sequence[timeline.SpeakerSummary], source: str | None = None) -> tuple[str, ...]:
    """The people who are quoted most, one on each line, and how many more there are; or what was searched in vain."""
    heading = f"### Who spoke on {one_line(topic, 100)}"
    if not speakers:
        return (f"{heading}\n{one_line(refusals.nothing(None, topic, source), 600)}",)
    texts: list[str] = []
    for is_named, found in groupby(speakers[:MAX_SPEAKERS], lambda summary: summary.is_named):
        lines = [f"- {one_line(one.speaker, 80)}{layout.SEPARATOR}{_count_and_dates(one)}" for one in found]
        texts.append("\n".join([*([] if texts else [heading]), *([] if is_named else [formatting.UNNAMED]), *lines]))
    if len(speakers) > MAX_SPEAKERS:  # a separate text: in the list's text, Discord would join it to the last line
        texts.append(f"-# and {len(speakers) - MAX_SPEAKERS:,} more")
    return tuple(texts)


def _count_and_dates(summary: timeline.SpeakerSummary) -> str:
    count = layout.non_breaking(formatting.counted(summary.quotations, "quotation"))
    dates = [formatting.date(date) for date in (summary.first, summary.last) if date]
    distinct = dict.fromkeys(layout.non_breaking(date) for date in dates)
    return f"{count}, {' to '.join(distinct) or 'dates unknown'}"
