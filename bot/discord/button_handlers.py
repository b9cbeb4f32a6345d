"""The handlers of the buttons under an answer.

More, Context, 👍 👎     for everybody: only the person who pressed sees the result
Follow up                for everybody: a form for a follow-up question
Share                    for the asker: posts the private answer in the channel
🗑                       for the asker, and for those who may delete messages in the channel
Earlier, Later           for everybody: the pages of a timeline
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import lru_cache

from bot.discord import markdown, messages, responses, views
from bot.discord.button_ids import AnswerButton, ButtonAction
from bot.discord.commands import timeline
from bot.discord.context import Interaction
from bot.discord.database import AskedQuestion, Rules
from bot.discord.live_archive import Archive
from bot.discord.markdown import MAX_MESSAGE_CHARS, one_line
from bot.discord.views import filter_reply, restrict_source, shows
from retrieval import passages
from retrieval.errors import QuestionError
from retrieval.models import Article

Handler = Callable[[Interaction, AnswerButton], Awaitable[None]]

MAX_CONTEXT_CHARS = 3000  # characters of the article, before escaping
VOTE_REPLIES = {True: "Noted: a good answer.", False: "Noted: not a good answer. It will be looked at."}


class AskerOnly(QuestionError):
    def __init__(self, action: str) -> None:
        super().__init__(f"only the person who asked may {action} this answer")


class AlreadyShared(QuestionError):
    def __init__(self) -> None:
        super().__init__("this answer has been shared already; it stands further down")


class ArticleGone(QuestionError):
    def __init__(self) -> None:
        super().__init__("this article is not in the archive any more; ask again")


async def show_more(interaction: Interaction, button: AnswerButton) -> None:
    bot, user = interaction.client, interaction.user.id
    start = views.PageStart(*button.position or views.FIRST_PAGE)
    asked, rules = await _load_question(interaction, button)
    limit = rules.answers or 1
    async with bot.admission.slot(user, interaction.guild_id):
        await responses.defer(interaction, ephemeral=True)
        needed = min(start.answer, views.MAX_MORE_ANSWERS) + limit + 1
        reply = filter_reply(await bot.ask(user, asked.question, asked.options, needed), rules)
        await responses.complete(interaction, view=views.next_page(reply, limit, button.key, start))


async def show_context(interaction: Interaction, button: AnswerButton) -> None:
    bot, user = interaction.client, interaction.user.id
    rules = bot.rules_to_answer(interaction.guild_id, interaction.channel)
    start, end = button.position or (0, 0)
    async with bot.admission.slot(user, interaction.guild_id):
        await responses.defer(interaction, ephemeral=True)
        article = await bot.consult(user, lambda archive: _find_article(archive, button.key))
        if article is None or not shows(rules, article) or not start < end <= len(article.text):
            raise ArticleGone
        await responses.complete(interaction, view=views.text_page(*context_texts(article, start, end)))


def context_texts(article: Article, start: int, end: int) -> tuple[str, str]:
    """Two texts: the paragraphs around a passage, with the passage in bold; and the title, source and date."""
    first, last = passages.around(article, start, end, MAX_CONTEXT_CHARS)
    credit = f"**{one_line(article.title or article.id, 200)}**\n{views.source_and_date(article)}"
    room, passage = MAX_MESSAGE_CHARS - len(credit) - 20, (start - first, end - first)
    quoted = markdown.truncated_blockquote(article.text[first:last], room, [passage])
    return f"-# In context:\n{quoted}", credit


async def share(interaction: Interaction, button: AnswerButton) -> None:
    bot = interaction.client
    asked, rules = await _load_question(interaction, button)
    if asked.user != interaction.user.id:
        raise AskerOnly("share")
    limit = rules.answers or 1
    async with bot.admission.slot(interaction.user.id, interaction.guild_id):
        if not await asyncio.to_thread(bot.database.mark_shared, button.key):
            raise AlreadyShared
        try:
            await responses.defer(interaction, ephemeral=False)
            reply = filter_reply(await bot.ask(asked.user, asked.question, asked.options, limit + 1), rules)
            await responses.complete(interaction, view=views.first_page(reply, limit, button.key, private=False))
        except BaseException:  # even if the bot stops: nobody has seen the answer, so it can be shared again
            await asyncio.to_thread(bot.database.unmark_shared, button.key)
            raise


async def vote(interaction: Interaction, button: AnswerButton) -> None:
    good = button.action is ButtonAction.UP
    await asyncio.to_thread(interaction.client.database.vote, button.key, interaction.user.id, good=good)
    await responses.say_privately(interaction, VOTE_REPLIES[good])


async def delete(interaction: Interaction, button: AnswerButton) -> None:
    if not interaction.permissions.manage_messages:
        asked = await asyncio.to_thread(interaction.client.database.load_question, button.key)
        if asked.user != interaction.user.id:
            raise AskerOnly("delete")
    await responses.delete_message(interaction)


async def _load_question(interaction: Interaction, button: AnswerButton) -> tuple[AskedQuestion, Rules]:
    """The question behind a button, restricted to the channel's source if it has one, and the channel's rules."""
    bot = interaction.client
    asked = await asyncio.to_thread(bot.database.load_question, button.key)
    rules = bot.rules_to_answer(interaction.guild_id, interaction.channel)
    return replace(asked, options=restrict_source(asked.options, rules)), rules


def _find_article(archive: Archive, digest: str) -> Article | None:
    """The article whose id has this digest. It may block."""
    article_id = _ids_by_digest(archive.articles).get(digest)
    return archive.article(article_id) if article_id else None


@lru_cache(maxsize=2)
def _ids_by_digest(ids: tuple[str, ...]) -> dict[str, str]:
    return {views.article_digest(article_id): article_id for article_id in ids}


HANDLERS: dict[ButtonAction, Handler] = {
    ButtonAction.MORE: show_more,
    ButtonAction.CONTEXT: show_context,
    ButtonAction.FOLLOW: messages.open_follow_up_form,
    ButtonAction.SHARE: share,
    ButtonAction.UP: vote,
    ButtonAction.DOWN: vote,
    ButtonAction.DELETE: delete,
    ButtonAction.TIMELINE: timeline.turn_page,
}
