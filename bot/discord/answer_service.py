"""Answers a question: asks the archive within the channel's rules and builds the first page of the reply.

question + options + rules of the channel  ──→  archive, in a worker thread  ──→  database  ──→  first page
"""

import asyncio
import logging
import secrets
from dataclasses import replace

from bot.discord import views
from bot.discord.context import BotContext
from bot.discord.database import AskedQuestion, Rules
from retrieval.errors import QuestionError
from retrieval.models import Article, Options, Passage, Reply
from retrieval.text.normalise import normalise

logger = logging.getLogger(__name__)


async def answer(bot: BotContext, asked: AskedQuestion, rules: Rules, *, private: bool) -> views.Layout:
    """The first page of the reply. The question is saved for the page's buttons."""
    key, limit = secrets.token_urlsafe(9), rules.answers or 1
    reply = filter_reply(await bot.ask(asked.user, asked.question, asked.options, limit + 1), rules)
    await asyncio.to_thread(bot.database.save_question, key, asked, reply)
    found = "nothing" if reply.abstained else len(reply.answers)
    logger.info("answered key=%s found=%s took_ms=%s inside=%s", key, found, round(reply.took_ms), bot.admission.active)
    if bot.settings.log_questions:
        logger.info("asked key=%s question=%r", key, asked.question)
    return views.first_page(reply, limit, key, private=private)


def restrict_source(options: Options, rules: Rules) -> Options:
    """The options, restricted to the channel's source if it has one; QuestionError where they name another source."""
    if rules.source is None:
        return options
    if options.source and normalise(options.source) not in normalise(rules.source):
        raise QuestionError(f"this channel answers from {rules.source} only; leave the source out")
    return replace(options, source=rules.source)


def filter_reply(reply: Reply, rules: Rules) -> Reply:
    """The reply without articles that the channel does not show.

    The closest passages of an abstention and the near duplicates of an answer may be from any source.
    """
    answers = [
        replace(answer, also=_filter_passages(answer.also, rules), nearly=_filter_passages(answer.nearly, rules))
        for answer in reply.answers
        if shows(rules, answer.article)
    ]
    return replace(reply, answers=tuple(answers))


def _filter_passages(passages: tuple[Passage, ...], rules: Rules) -> tuple[Passage, ...]:
    return tuple(passage for passage in passages if shows(rules, passage.article))


def shows(rules: Rules, article: Article) -> bool:
    """Whether a channel with these rules shows an article."""
    return rules.source is None or normalise(rules.source) == normalise(article.source or "")
