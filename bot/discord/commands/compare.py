"""/compare: the words of two people on one topic, one below the other."""

from discord import app_commands, ui

from bot.discord import context, responses
from bot.discord.context import Interaction, NameOption, asker_of
from bot.discord.pages import layout
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS, one_line
from bot.discord.pages.views import filter_reply, restrict_source
from bot.rendering import formatting, replies
from retrieval.models import Passage, Reply
from retrieval.search import query

PASSAGES_EACH = 2  # passages shown of each speaker


@app_commands.command(description="What two people said on one topic, one after the other")
@app_commands.describe(
    one="the first", other="the second", topic="what they spoke about", private="show it to you alone"
)
@app_commands.autocomplete(one=context.speakers, other=context.speakers)
async def compare(
    interaction: Interaction, one: NameOption, other: NameOption, topic: NameOption, *, private: bool | None = None
) -> None:
    bot, asker = interaction.client, asker_of(interaction)
    rules = bot.rules_for(interaction)
    one, other = [await context.put_right(interaction, name) or name for name in (one, other)]
    both = [restrict_source(query.parse_options(speaker), rules) for speaker in (one, other)]
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=rules.hides(private=private))
        pages = []
        for options in both:
            question = bot.check_length(f"what did {options.speaker} say about {topic}?")
            reply = filter_reply(await bot.ask(asker, question, options, PASSAGES_EACH), rules)
            page = speaker_page(options.speaker or "", topic, reply, bot.reading_room(rules.archive), rules.archive)
            pages.append(page)
        await responses.complete(interaction, view=layout.PageOfPassages.joined(pages))


def speaker_page(
    speaker: str, topic: str, reply: Reply, reading_room: str = "", archive: str | None = None
) -> layout.PageOfPassages:
    """The words of one of the two speakers, or the reason why there are none."""
    heading = layout.topic_heading(reply.understood.speaker or speaker, topic)
    page = layout.PageOfPassages(heading, reading_room, archive)
    answers = replies.compared(reply)
    if not answers:
        page.container.add_item(ui.TextDisplay(one_line(replies.why_not_compared(reply), 300)))
        return page
    room = (MAX_MESSAGE_CHARS // 2 - len(heading)) // PASSAGES_EACH
    for answer in answers[:PASSAGES_EACH]:
        passage, office = Passage(answer.article, answer.start, answer.end), formatting.office_then(answer)
        page.add_passage(passage, answer.highlights, answer.quotation, room, office_then=office)
    return page
