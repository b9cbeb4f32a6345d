"""Asks the archive, and shows the reply as pages of text and buttons within Discord's limits.

    question + options + channel rules  ──→  archive, in a worker thread  ──→  database  ──→  first page

A page has its text in one container and buttons below it:

    speaker: Andy Burnham · topic: Lansley                        how the question was understood, in small print
    ──────────
    ▏ Shadow Health Secretary Andy Burnham said …                 the passage, quoted, its highlights in bold
    Andy Burnham, Shadow Health Secretary                                                   [Context]
    HuffPost UK · 7 February 2012
    Jon Trickett Calls For Investigation …                        the title, in small print
    ──────────
    Others on this:                                               above the first passage that does not answer
    …
    [More] [Follow up] [Share] [👍] [👎]                           a private answer has Share, a public one has 🗑

Only one button fits beside a text. If the article has an address, [Context] [Article ↗] are below the text. A page
shows as many passages as the channel's rules allow and as fit. A passage that does not fit is cut at the end of a
sentence. The *More* button holds the start of the next page: the number of the answer, and the offset of a character in
it.
"""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from discord import ui

from bot import formatting
from bot.discord.button_ids import AnswerButton, ButtonAction, article_link
from bot.discord.context import BotContext
from bot.discord.database import AskedQuestion, Rules
from bot.discord.markdown import MAX_MESSAGE_CHARS, one_line, safe_url, truncate, truncated_blockquote
from retrieval.errors import QuestionError
from retrieval.models import Answer, Article, Options, Passage, Quotation, Reply, Role, Span
from retrieval.text.normalise import normalise

logger = logging.getLogger(__name__)

MAX_PASSAGES = 5  # passages on a page; Discord accepts 40 components, and a passage has up to six
MAX_DUPLICATES = 2  # articles with the same or nearly the same words that are named; the rest are counted
MAX_MORE_ANSWERS = 200  # the last answer at which a page of More can start

Layout = ui.LayoutView


class PageStart(NamedTuple):
    """The start of a page: the number of an answer, and the offset of a character in its passage."""

    answer: int = 0
    character: int = 0


FIRST_PAGE = PageStart()


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """An answer as shown on a page. If it was cut, `rest` is the offset at which the next page continues it."""

    answer: Answer
    quoted: str
    credit: str
    rest: int | None
    divider: str | None = None  # what stands above it, if it is the first related passage of the page


def first_page(reply: Reply, limit: int, key: str, *, private: bool) -> Layout:
    """The first page. An abstention gives its reason, and a button that leads to the closest passages."""
    reply = formatting.shown(reply)
    opening = _opening(reply)
    shown = [] if reply.abstained else list(_passages(reply, FIRST_PAGE, limit, len(opening)))
    following = FIRST_PAGE if reply.abstained and reply.answers else _next_start(reply, FIRST_PAGE, shown)
    row: ui.ActionRow[Layout] = ui.ActionRow()
    if following:
        label = "Closest passages" if reply.abstained else None
        row.add_item(AnswerButton(ButtonAction.MORE, key, following, label=label))
    row.add_item(AnswerButton(ButtonAction.FOLLOW, key))
    if private:
        row.add_item(AnswerButton(ButtonAction.SHARE, key))
    row.add_item(AnswerButton(ButtonAction.UP, key)).add_item(AnswerButton(ButtonAction.DOWN, key))
    if not private:  # the asker can dismiss a private answer without a button
        row.add_item(AnswerButton(ButtonAction.DELETE, key))
    return _page(opening, shown).add_item(row)


def next_page(reply: Reply, limit: int, key: str, start: PageStart) -> Layout:
    """A later page, from `start` on; for an abstention, the closest passages."""
    reply = formatting.shown(reply)
    opening = "The closest passages, which do not answer the question:" if reply.abstained else "Further on:"
    shown = list(_passages(reply, start, limit, len(opening) + 3))
    page = _page(f"-# {opening if shown else 'That was all.'}", shown)
    following = _next_start(reply, start, shown)
    return page.add_item(ui.ActionRow(AnswerButton(ButtonAction.MORE, key, following))) if following else page


def text_page(*markdown: str) -> Layout:
    """A page of texts only. The caller has escaped them."""
    return Layout(timeout=None).add_item(ui.Container(*map(ui.TextDisplay, markdown)))


def topic_heading(speaker: str, topic: str | None) -> str:
    """A heading: the speaker, and the topic if there is one."""
    return f"**{one_line(speaker, 100)}**" + (f" on {one_line(topic, 100)}" if topic else "")


def article_digest(article_id: str) -> str:
    """A short stand-in for an article's id, because the id may be too long for a custom id."""
    return hashlib.sha256(article_id.encode()).hexdigest()[:16]


def credit(article: Article, quotation: Quotation | None, *, titled: bool = True) -> str:
    """Speaker, source and date, then the title in small print. A speaker with a role gets a line of their own."""
    lines = source_and_date(article, quotation)
    speaker = one_line(formatting.speaker_name(quotation) or "", 100) if quotation else ""
    if quotation and speaker:
        role, carrier = (
            one_line(text or "", 130) for text in (formatting.role(quotation), formatting.carrier(quotation))
        )
        described = ", ".join(text for text in (f"**{speaker}**", role, carrier) if text)
        lines = f"{described}\n{lines}" if role or carrier else f"{described}{formatting.SEPARATOR}{lines}"
    title = one_line(article.title or "", 200) if titled else ""
    return f"{lines}\n-# {title}" if title else lines


def labelled(quoted: str, quotation: Quotation | None) -> str:
    """A block quotation, below a line that says that the words were not said if they were not."""
    label = formatting.not_said(quotation)
    return f"**{label}**\n{quoted}" if label else quoted


def source_and_date(article: Article, quotation: Quotation | None = None) -> str:
    """The publication, which may only report the words of the quotation, and the date."""
    source = one_line(formatting.reporter(article, quotation), 100)
    return f"{source}{formatting.SEPARATOR}{non_breaking(formatting.when(article.published))}"


def non_breaking(date: str) -> str:
    """A date with no-break spaces, so that no line ends within it."""
    return date.replace(" ", "\N{NO-BREAK SPACE}")


def passage_items(
    passage: Passage, highlights: Sequence[Span], quotation: Quotation | None, room: int, index: int
) -> list[ui.Item[Layout]]:
    """A passage and its credit in at most `room` characters. The Context button leads to the rest of the passage."""
    passage_credit = credit(passage.article, quotation, titled=False)
    room -= len(passage_credit) + len(labelled("", quotation))
    bold = formatting.bold(highlights, quotation)
    quoted = labelled(truncated_blockquote(passage.text, room, bold), quotation)
    span = (passage.start, passage.end)
    return [ui.Separator(), ui.TextDisplay(quoted), *credit_items(passage_credit, passage.article, span, index)]


def credit_items(credit: str, article: Article, span: Span, index: int | None = None) -> list[ui.Item[Layout]]:
    """The credit, with a button to the context of the span and, if the article has an address, one to the article."""
    context: ui.Item[Any] = AnswerButton(ButtonAction.CONTEXT, article_digest(article.id), span, index=index)
    if url := safe_url(article.url):
        return [ui.TextDisplay(credit), ui.ActionRow(context, article_link(url))]
    return [ui.Section(credit, accessory=context)]


def _page(opening: str, passages: Sequence[ShownPassage]) -> Layout:
    container: ui.Container[Layout] = ui.Container(ui.TextDisplay(opening))
    for passage in passages:
        container.add_item(ui.Separator())
        if passage.divider:
            container.add_item(ui.TextDisplay(passage.divider))
        container.add_item(ui.TextDisplay(passage.quoted))
        span = (passage.answer.start, passage.answer.end)
        for item in credit_items(passage.credit, passage.answer.article, span):
            container.add_item(item)
    return Layout(timeout=None).add_item(container)


def _opening(reply: Reply) -> str:
    """How the question was understood and, for an abstention, its reason."""
    opening = f"-# {one_line(formatting.understood(reply.understood), 600)}"
    if reply.reason is None:
        return opening
    return f"{opening}\n**{formatting.NOTHING}** {one_line(formatting.sentence(reply.reason), 400)}"


def _next_start(reply: Reply, start: PageStart, shown: Sequence[ShownPassage]) -> PageStart | None:
    """The start of the next page; None if this page is the last, or the next passage would not fit on any page."""
    if not shown:
        return None
    rest = shown[-1].rest
    if rest is not None:
        return PageStart(start.answer + len(shown) - 1, rest)
    following = start.answer + len(shown)
    return PageStart(following) if following < len(reply.answers) else None


def _passages(reply: Reply, start: PageStart, limit: int, used: int) -> Iterator[ShownPassage]:
    """The passages of a page that already has `used` characters. If the last is cut, it fills the page."""
    room, offset = MAX_MESSAGE_CHARS - used, start.character
    divided = reply.abstained
    for number, answer in enumerate(reply.answers[start.answer :][: min(limit, MAX_PASSAGES)]):
        passage_credit = "\n".join([credit(answer.article, answer.quotation), *_duplicates(answer)])
        first = number == 0
        divider = None
        if answer.role is Role.RELATED and not divided:
            divided, divider = True, f"-# {one_line(formatting.others(reply), 300)}"
        heading = one_line("" if offset else formatting.heading(answer) or "", 100)
        above = f"-# {heading}\n" if heading else ""
        room -= len(passage_credit) + len(above) + len(labelled("", answer.quotation)) + len(divider or "")
        bold = formatting.bold(answer.highlights, answer.quotation)
        truncated = truncate(answer.text, bold, room, offset, cut_words=first)
        if truncated is None:
            return
        quoted = above + labelled(truncated.quoted, answer.quotation)
        yield ShownPassage(answer, quoted, passage_credit, truncated.rest, divider)
        if truncated.rest is not None:
            return
        room -= len(truncated.quoted)
        offset = 0


def _duplicates(answer: Answer) -> list[str]:
    """Lines that name other articles with the same words, or nearly the same."""
    lines = [f"-# {how}: {source_and_date(passage.article)}" for how, passage in formatting.places(answer)]
    left = len(lines) - MAX_DUPLICATES
    more = [f"-# and in {formatting.counted(left, 'more article')}"] if left > 0 else []
    return lines[:MAX_DUPLICATES] + more


async def answer(bot: BotContext, asked: AskedQuestion, rules: Rules, *, private: bool) -> Layout:
    """Ask the archive and return the first page of the reply. The question is saved for the page's buttons."""
    key, limit = secrets.token_urlsafe(9), rules.answers or 1
    reply = filter_reply(await bot.ask(asked.user, asked.question, asked.options, limit + 1), rules)
    await asyncio.to_thread(bot.database.save_question, key, asked, reply)
    found = "nothing" if reply.abstained else len(reply.answers)
    logger.info("answered key=%s found=%s took_ms=%s inside=%s", key, found, round(reply.took_ms), bot.admission.active)
    if bot.settings.log_questions:
        logger.info("asked key=%s question=%r", key, asked.question)
    return first_page(reply, limit, key, private=private)


def restrict_source(options: Options, rules: Rules) -> Options:
    """The options, restricted to the channel's source if any. Raises QuestionError if they name another source."""
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
