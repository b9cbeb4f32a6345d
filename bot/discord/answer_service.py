"""From a question to the first page of its answer, within what its channel shows.

question + options + the channel's rules  ──→  the archive, in a thread of the desk's  ──→  ledger  ──→  first page
"""

import asyncio
import logging
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.discord import views
from bot.discord.database import Asked, Rules
from retrieval.errors import QuestionError
from retrieval.models import Answer, Article, Options, Reply
from retrieval.text.normalise import normalise

if TYPE_CHECKING:
    from bot.discord.bot import Client

logger = logging.getLogger(__name__)


async def answer(client: "Client", asked: Asked, rules: Rules, *, private: bool) -> views.Layout:
    """The first page of the reply, the question kept for its buttons."""
    key, most = secrets.token_urlsafe(9), rules.answers or 1
    reply = within(await client.ask(asked.asker, asked.question, asked.options, most + 1), rules)
    await asyncio.to_thread(client.ledger.enter, key, asked, reply)
    found, took = ("nothing" if reply.abstained else len(reply.answers)), round(reply.took_ms)
    logger.info("answered key=%s found=%s took_ms=%s inside=%s", key, found, took, client.desk.inside)
    if client.settings.log_questions:
        logger.info("asked key=%s question=%r", key, asked.question)
    return views.first(reply, most, key, private=private)


def restricted(options: Options, rules: Rules) -> Options:
    """The options, within the source to which a channel keeps."""
    if rules.source is None:
        return options
    if options.source and normalise(options.source) not in normalise(rules.source):
        raise QuestionError(f"this channel answers from {rules.source} only; leave the source out")
    return replace(options, source=rules.source)


def within(reply: Reply, rules: Rules) -> Reply:
    """The reply less what its channel does not show: what comes closest may be of any source, as may the same words."""
    answers = (answer for answer in reply.answers if shows(rules, answer.article))
    return replace(reply, answers=tuple(_places_within(answer, rules) for answer in answers))


def _places_within(answer: Answer, rules: Rules) -> Answer:
    also, nearly = (
        tuple(passage for passage in places if shows(rules, passage.article)) for places in (answer.also, answer.nearly)
    )
    return replace(answer, also=also, nearly=nearly)


def shows(rules: Rules, article: Article) -> bool:
    """Whether a channel shows anything of an article."""
    return rules.source is None or normalise(rules.source) == normalise(article.source or "")
