"""/compare: the words of two people on one topic, one below the other."""

from discord import app_commands, ui

from bot import formatting
from bot.discord import context, responses, views
from bot.discord.context import Interaction, NameOption
from bot.discord.markdown import MAX_MESSAGE_CHARS, one_line
from bot.discord.views import filter_reply, restrict_source
from retrieval.models import Passage, Reply, Role
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
    bot, user = interaction.client, interaction.user.id
    rules = bot.rules_to_answer(interaction.guild_id, interaction.channel)
    both = [restrict_source(query.parse_options(speaker), rules) for speaker in (one, other)]
    async with bot.admission.slot(user, interaction.guild_id):
        await responses.defer(interaction, ephemeral=rules.hides(private=private))
        view = views.Layout(timeout=None)
        for number, options in enumerate(both):
            question = bot.check_length(f"what did {options.speaker} say about {topic}?")
            reply = filter_reply(await bot.ask(user, question, options, PASSAGES_EACH), rules)
            view.add_item(speaker_container(options.speaker or "", topic, reply, number * PASSAGES_EACH))
        await responses.complete(interaction, view=view)


def speaker_container(speaker: str, topic: str, reply: Reply, first_index: int) -> "ui.Container[views.Layout]":
    """The words of one of the two speakers, or why there are none. Passages are numbered from `first_index`."""
    heading = views.topic_heading(reply.understood.speaker or speaker, topic)
    container: ui.Container[views.Layout] = ui.Container(ui.TextDisplay(heading))
    if reply.reason is not None:
        reason = one_line(formatting.sentence(reply.reason), 300)
        return container.add_item(ui.TextDisplay(f"**{formatting.NOTHING}** {reason}"))
    answers = [answer for answer in reply.answers if answer.role is Role.ANSWER]
    if not answers:
        return container.add_item(ui.TextDisplay(one_line(formatting.none_of(speaker), 300)))
    room = (MAX_MESSAGE_CHARS // 2 - len(heading)) // PASSAGES_EACH
    for index, answer in enumerate(answers[:PASSAGES_EACH], first_index):
        passage = Passage(answer.article, answer.start, answer.end)
        for item in views.passage_items(passage, answer.highlights, answer.quotation, room, index):
            container.add_item(item)
    return container
