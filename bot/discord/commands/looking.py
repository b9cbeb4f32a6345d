"""Looking around: /compare, /who, /archive."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from discord import app_commands, ui

from bot import formatting
from bot.discord import autocomplete, responses, views
from bot.discord.answer_service import restricted, within
from bot.discord.escape import one_line
from bot.discord.responses import Interaction
from bot.discord.truncate import TEXT_LIMIT
from retrieval import timeline
from retrieval.models import PartialDate, Passage, Reply
from retrieval.search import query

if TYPE_CHECKING:
    from bot.discord.bot import Archive

LISTED = 15  # people who are named by /who
COMPARED = 2  # passages of each speaker
NAMED = 12  # sources by /archive

Name = app_commands.Range[str, 1, 100]


@app_commands.command(description="What two people said on one topic, one after the other")
@app_commands.describe(
    one="the first", other="the second", topic="what they spoke about", private="show it to you alone"
)
@app_commands.autocomplete(one=autocomplete.speakers, other=autocomplete.speakers)
async def compare(
    interaction: Interaction, one: Name, other: Name, topic: Name, *, private: bool | None = None
) -> None:
    client, user = interaction.client, interaction.user.id
    rules = client.rules(interaction.guild_id, interaction.channel)
    restrictions = [restricted(query.parse_options(speaker), rules) for speaker in (one, other)]
    async with client.desk.place(user, interaction.guild_id):
        await responses.defer(interaction, ephemeral=bool(rules.private) if private is None else private)
        view = views.Layout(timeout=None)
        for begin, only in zip((0, COMPARED), restrictions, strict=True):
            asked = client.read(f"what did {only.speaker} say about {topic}?")
            reply = within(await client.ask(user, asked, only, COMPARED), rules)
            view.add_item(side(only.speaker or "", topic, reply, begin))
        await responses.complete(interaction, view=view)


def side(speaker: str, topic: str, reply: Reply, begin: int) -> "ui.Container[views.Layout]":
    """What one of two people said on a topic, or why nothing is shown; its passages are numbered from `begin`."""
    heading = views.topic(reply.understood.speaker or speaker, topic)
    container: ui.Container[views.Layout] = ui.Container(ui.TextDisplay(heading))
    if reply.reason is not None:
        reason = one_line(formatting.sentence(reply.reason), 300)
        return container.add_item(ui.TextDisplay(f"**{formatting.NOTHING}** {reason}"))
    room = (TEXT_LIMIT // 2 - len(heading)) // COMPARED
    for nth, answer in enumerate(reply.answers[:COMPARED], begin):
        passage = Passage(answer.article, answer.start, answer.end)
        for item in views.quoted(passage, answer.highlights, answer.quotation, room, nth):
            container.add_item(item)
    return container


@app_commands.command(description="Who spoke on a topic, how often and when")
@app_commands.describe(topic="what they spoke about", private="for you alone")
async def who(interaction: Interaction, topic: Name, *, private: bool | None = None) -> None:
    client, user = interaction.client, interaction.user.id
    rules = client.rules(interaction.guild_id, interaction.channel)
    async with client.desk.place(user, interaction.guild_id):
        await responses.defer(interaction, ephemeral=bool(rules.private) if private is None else private)
        spoke = await client.consult(
            user, lambda archive: timeline.count_by_speaker(archive.said(None, topic, rules.source))
        )
        await responses.complete(interaction, view=views.text(*people(topic, spoke)))


def people(topic: str, spoke: Sequence[timeline.SpeakerSummary]) -> tuple[str, ...]:
    """Those who spoke most, a line each, and how many more there are."""
    heading = f"Who spoke on **{one_line(topic, 100)}**"
    if not spoke:
        return (f"{heading}\n**{formatting.NOTHING}** Nobody named is quoted on it.",)
    lines = [f"- **{one_line(each.speaker, 80)}**{formatting.SEPARATOR}{_often(each)}" for each in spoke[:LISTED]]
    more = [f"-# and {len(spoke) - LISTED:,} more"] if len(spoke) > LISTED else []
    return ("\n".join([heading, *lines]), *more)  # below a list, small print would be of its last line


def _often(spoke: timeline.SpeakerSummary) -> str:
    count = formatting.counted(spoke.quotations, "quotation")
    dates = dict.fromkeys(views.unbroken(formatting.date(date)) for date in (spoke.first, spoke.last) if date)
    return f"{count}, {' to '.join(dates) or 'dates unknown'}"


@app_commands.command(description="What On Record's archive holds, and how old its index is")
async def archive(interaction: Interaction) -> None:
    client = interaction.client
    source = client.rules_of(interaction.guild_id, interaction.channel).source
    async with client.desk.place(interaction.user.id, interaction.guild_id):
        await responses.defer(interaction, ephemeral=True)
        found = await client.consult(interaction.user.id, lambda archive: facts(archive, source))
        await responses.complete(interaction, view=views.text(found))


def facts(archive: "Archive", only: str | None) -> str:
    """What the archive holds, a line each, and the source to which the channel keeps, if it does. It may block."""
    manifest, dates = archive.manifest, archive.dates
    built = int(datetime.fromisoformat(manifest.built).astimezone(UTC).timestamp())
    covered = " to ".join(dict.fromkeys(formatting.date(PartialDate.parse(date)) for date in dates or ()))
    sources = ", ".join(archive.sources[:NAMED]) + (" and others" if len(archive.sources) > NAMED else "")
    rows = (
        ("Articles", f"{manifest.articles:,}"),
        ("Quotations", f"{manifest.quotations:,} of {len(archive.speakers):,} people"),
        ("Sources", one_line(sources or "unknown", 600)),
        ("Dates", covered or "unknown"),
        ("Index", f"built <t:{built}:R>, generation {archive.generation}"),
        ("Model", one_line(manifest.encoder, 100)),
        *([("This channel", f"answers from {one_line(only, 100)} only")] if only else []),
    )
    return "\n".join(f"**{name}:** {value}" for name, value in rows)
