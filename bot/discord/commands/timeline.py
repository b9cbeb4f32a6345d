"""/timeline: the statements of one person, oldest first, in pages, with a chart of their number over time.

    Andy Burnham on the bill                   as a heading
    statements 6 to 10 of 12, the oldest first
    ▏ …                                        statements, each with its source, date and context
    [Earlier] [Later]

A user who turns a page of a public timeline gets the new page privately. A private timeline is turned in place.

A bot cannot know whether a reader uses Discord's dark or light theme. The chart therefore has its own dark background,
on which text and bars have enough contrast.
"""

import asyncio
import io
import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace

import discord
from discord import app_commands, ui

from bot import lookup
from bot.discord import context, responses
from bot.discord.context import Interaction, NameOption, asker_of
from bot.discord.database import AskedQuestion, NotSaved, Rules
from bot.discord.live_archive import BotArchive
from bot.discord.pages import layout
from bot.discord.pages.button_ids import AnswerButton, ButtonAction
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS, one_line
from bot.discord.responses import Attachment
from bot.rendering import formatting, refusals
from bot.typed_options import read_start
from retrieval.chronology import timeline
from retrieval.chronology.timeline import Statement
from retrieval.errors import NobodyCalled
from retrieval.models import PartialDate, Precision, Quotation
from retrieval.search import query
from retrieval.text.dates import MONTHS

logger = logging.getLogger(__name__)

STATEMENTS_PER_PAGE = 5
CHART_FILE = "timeline.png"
TEXT, BAR, BACKGROUND = "#dbdee1", "#949cf7", "#2b2d31"
MAX_YEARS, MAX_MONTHS = 6, 3  # labels below the bars; more would collide on a phone
LABEL_POINTS = 13  # points; 11 pixels where a phone shows the chart 255 pixels wide
SHORT_MONTH_CHARS = 3

CountsByPeriod = Sequence[tuple[PartialDate, int]]  # statements of each month or year


@app_commands.command(name="timeline", description="What somebody said, the oldest first, and how often over time")
@app_commands.describe(
    speaker="who said it",
    topic="only on this topic",
    since="only from this day, month or year on, such as 2012-02 or last year",
    newest_first="newest first instead of oldest first",
    private="show it to you alone",
)
@app_commands.autocomplete(speaker=context.speakers)
async def show_timeline(  # noqa: PLR0913 - one parameter for each option of the command
    interaction: Interaction,
    speaker: NameOption,
    *,
    topic: NameOption | None = None,
    since: str | None = None,
    newest_first: bool = False,
    private: bool | None = None,
) -> None:
    bot, asker = interaction.client, asker_of(interaction)
    rules = bot.rules_for(interaction)
    key = secrets.token_urlsafe(9)
    speaker = await context.put_right(interaction, speaker) or speaker
    from_day = read_start(since, interaction.created_at.date(), "since")
    options = replace(query.parse_options(speaker), after=from_day)
    asked = AskedQuestion(asker.user, topic or "", options, server=asker.server, archive=asker.archive)
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=rules.hides(private=private))
        saved: str | None = key
        try:
            await asyncio.to_thread(bot.database.save_question, key, asked, None, interaction.created_at)
        except NotSaved as error:
            logger.warning("answered without buttons: %s", error)
            saved = None
        await _show_page(interaction, asked, saved, (0, newest_first), rules)


async def turn_page(interaction: Interaction, button: AnswerButton) -> None:
    """Show the page to which an Earlier or Later button leads."""
    bot, message, (page, newest_first) = interaction.client, interaction.message, button.position or (0, 0)
    asked = await asyncio.to_thread(bot.database.load_question, button.key)
    rules = bot.rules_for(interaction)
    async with bot.admission.slot(asker_of(interaction, asked)):
        await responses.defer(interaction, ephemeral=True, in_place=bool(message and message.flags.ephemeral))
        await _show_page(interaction, asked, button.key, (page, bool(newest_first)), rules)


async def _show_page(
    interaction: Interaction, asked: AskedQuestion, key: str | None, page: tuple[int, bool], rules: Rules
) -> None:
    """Show a page by its number, with the newest or the oldest statements first."""
    number, newest_first = page
    charted = interaction.app_permissions.attach_files and not number
    statements, whom, picture = await interaction.client.consult(
        asker_of(interaction, asked), lambda archive: find_statements(archive, asked, rules, charted=charted)
    )
    description = picture.description if picture else None
    view = timeline_page(
        statements,
        layout.topic_heading(whom, asked.question),
        key,
        number,
        description,
        newest_first=newest_first,
        reading_room=interaction.client.reading_room(asked.archive),
        nothing=_nothing(whom, asked, rules),
    )
    await responses.complete(interaction, picture, view=view)


def find_statements(
    archive: BotArchive, asked: AskedQuestion, rules: Rules, *, charted: bool
) -> tuple[list[Statement], str, Attachment | None]:
    """The statements, their speaker as a heading, and a chart if one is wanted and there are enough dates.

    May block.
    """
    typed = asked.options.speaker or ""
    try:
        quotations = archive.said(typed, asked.question or None, rules.source)
    except NobodyCalled:  # similar names could reveal publications that this channel does not show
        return [], typed, None
    whom = _whom(archive, typed, quotations)
    since = asked.options.after
    statements = timeline.in_time(timeline.without_reprints(timeline.statements(quotations)), since, None)
    counts = timeline.count_by_period([statement.quotations[0] for statement in statements])
    if not charted or sum(count for _, count in counts) < formatting.MIN_CHARTED_STATEMENTS:
        return statements, whom, None
    undated = len(statements) - sum(count for _, count in counts)
    described = formatting.describe_counts(counts, undated)
    return statements, whom, Attachment(draw_chart(counts), CHART_FILE, described)


def timeline_page(  # noqa: PLR0913 - each is one fact about the page
    statements: Sequence[Statement],
    heading: str,
    key: str | None,
    page: int,
    chart_description: str | None,
    *,
    newest_first: bool = False,
    reading_room: str = "",
    nothing: str = refusals.NOTHING,
) -> layout.PageLayout:
    """A page of statements; without any, `nothing` is said."""
    statements = timeline.newest_first(statements) if newest_first else statements
    if not statements:
        return layout.text_page(f"{heading}\n{nothing}")
    page = min(page, (len(statements) - 1) // STATEMENTS_PER_PAGE)  # there may be fewer than when the button was made
    first = page * STATEMENTS_PER_PAGE + 1
    shown = statements[first - 1 :][:STATEMENTS_PER_PAGE]
    last = first + len(shown) - 1
    numbers = f"statements {first} to {last}" if last > first else f"statement {first}"
    order = "newest" if newest_first else "oldest"
    heading = f"{heading}\n-# {numbers} of {len(statements)}, the {order} first"
    passages = layout.PageOfPassages(heading, reading_room)
    if chart_description:
        image = discord.MediaGalleryItem(f"attachment://{CHART_FILE}", description=chart_description)
        passages.container.add_item(ui.MediaGallery(image))
        passages.container.add_item(ui.TextDisplay(f"-# {chart_description}"))
    room = (MAX_MESSAGE_CHARS - len(heading) - len(chart_description or "") - 3) // STATEMENTS_PER_PAGE
    for statement in shown:
        passages.add_statement(statement, room)
    view = passages.view(key)
    if key is None:
        return view
    buttons = []
    back, onward = ("Later", "Earlier") if newest_first else ("Earlier", "Later")
    if page:
        buttons.append(AnswerButton(ButtonAction.TIMELINE, key, (page - 1, int(newest_first)), label=back))
    if last < len(statements):
        buttons.append(AnswerButton(ButtonAction.TIMELINE, key, (page + 1, int(newest_first)), label=onward))
    return view.add_item(ui.ActionRow(*buttons)) if buttons else view


def _nothing(whom: str, asked: AskedQuestion, rules: Rules) -> str:
    """That nothing is on record of somebody, or nothing since the day from which on it was asked for."""
    since = asked.options.after
    said = refusals.nothing(whom, asked.question or None, rules.source)
    if since:
        said = refusals.nothing_then(whom, asked.question, rules.source, since, None)
    return one_line(said, 600)


def _whom(archive: BotArchive, typed: str, said: Sequence[Quotation]) -> str:
    """The speaker for the heading: the one speaker of all statements, else the office or the name as it was typed."""
    speakers = list(dict.fromkeys(quotation.speaker for quotation in said if quotation.speaker))
    if len(speakers) == 1 and not archive.office_named(typed):
        return speakers[0]
    return lookup.speaker_heading(archive, typed, [typed], said)


def draw_chart(counts: CountsByPeriod) -> bytes:
    """A bar for each month or year, as a PNG."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(4, 1.9), dpi=200, facecolor=BACKGROUND, layout=ConstrainedLayoutEngine(h_pad=0.08))
    axes = figure.add_subplot(facecolor=BACKGROUND)
    axes.bar(range(len(counts)), [count for _, count in counts], color=BAR)
    step = -(-len(counts) // (MAX_YEARS if counts[0][0].precision is Precision.YEAR else MAX_MONTHS))
    axes.set_xticks(range(0, len(counts), step), [period_label(period) for period, _ in counts[::step]])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=3))
    title = "statements a year" if counts[0][0].precision is Precision.YEAR else "statements a month"
    axes.set_title(title, loc="left", color=TEXT, fontsize=LABEL_POINTS)
    axes.spines[:].set_visible(False)
    axes.tick_params(colors=TEXT, labelsize=LABEL_POINTS, length=0)
    axes.tick_params(axis="x", pad=LABEL_POINTS / 2)  # clear of the 0 beside the first label
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def period_label(period: PartialDate) -> str:
    """
    >>> period_label(PartialDate.parse("2012-09")), period_label(PartialDate.parse("2012"))
    ('Sep 2012', '2012')
    """
    year = str(period.first.year)
    month = MONTHS[period.first.month - 1][:SHORT_MONTH_CHARS]
    return year if period.precision is Precision.YEAR else f"{month} {year}"
