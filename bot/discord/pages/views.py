"""Asks the archive, and shows the reply as pages of text and buttons within Discord's limits.

    question + options + channel rules  ──→  archive, in a worker thread  ──→  database  ──→  first page

A page has its text in one container, a menu and buttons below it:

    what did Burnham say about Lansley?                           the question, so that a screenshot includes it
    speaker: Andy Burnham                                         how it was understood, in small print
    ▏ Shadow Health Secretary Andy Burnham said …                 the passage, quoted, the speaker's own words in bold
    Andy Burnham · HuffPost UK · 7 February 2012                                          [Article ↗]
    Jon Trickett Calls For Investigation…                         the title               if it has an address
    ──────────
    Others on this: Tom Frost, David Cameron                      in small print, on the first page
    [Context, citation ▾]                                         a menu with the passages of the page
    [More] [Follow up] [Share] [👍] [👎] [🔔] [Wrong?]             a private answer has Share, a public one has 🗑

A page shows as many answers as fit and as the channel's rules allow; one answer fits on a phone's screen (layout.py).
*More* shows the passages that do not answer. A passage that does not fit is cut at the end of a sentence. The *More*
button stores the start of the next page: the number of the answer, and the offset of a character in it.
"""

import asyncio
import logging
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from discord import ui

from bot.discord.context import BotContext
from bot.discord.database import AskedQuestion, NotSaved, Rules, kept_replies
from bot.discord.pages import layout
from bot.discord.pages.button_ids import AnswerButton, ButtonAction, message_link
from bot.discord.pages.layout import (
    SHORT_TITLE_CHARS,
    PageLayout,
    PageOfPassages,
    credit,
    source_and_date,
    text_page,
    whats_new,
)
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS, one_line, truncate
from bot.discord.rate_limit import Asker
from bot.rendering import formatting, refusals, replies
from retrieval.errors import QuestionError
from retrieval.models import Answer, Article, Options, Passage, Reply, Role, Span
from retrieval.text.normalise import normalise

logger = logging.getLogger(__name__)

MAX_PASSAGES = 5  # passages on a page; Discord accepts 40 components, and a passage has up to five
MAX_DUPLICATES = 2  # articles with the same or nearly the same words that are named; the rest are counted
MAX_SMALL_PRINT_CHARS = 80  # characters of the small print with the speakers of related passages: two lines on a phone


class PageStart(NamedTuple):
    """The start of a page: the number of an answer, and the offset of a character in its passage."""

    answer: int = 0
    character: int = 0


FIRST_PAGE = PageStart()


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """An answer as shown on a page. If it was cut, the next page continues at the offset `rest`."""

    answer: Answer
    quoted: str
    credit: str
    rest: int | None
    divider: str | None = None  # the line above it, if it is the first related passage of the page


def first_page(  # noqa: PLR0913 - each is one fact about the page
    reply: Reply, limit: int, key: str | None, *, private: bool, permalink: str | None = None, reading_room: str = ""
) -> PageLayout:
    """The first page. An abstention has its reason, and a button for the closest passages.

    Without a key, the page has no buttons that need the question. `permalink` is the address of its message.
    `reading_room` is the address of the reading room, if there is one.
    """
    reply = replies.shown(reply)
    opening = _opening(reply)
    answering = [answer for answer in reply.answers if answer.role is Role.ANSWER]
    limit = min(limit, len(answering)) or limit
    shown = [] if reply.abstained else list(_passages(reply, FIRST_PAGE, limit, len(opening)))
    small = _small(reply, shown)
    if key and len(shown) == 1:
        has_button = bool(reading_room or shown[0].answer.article.url)
        opening, only, small = _on_one_screen(reply, shown[0], small, has_button=has_button)
        shown = [only]
    following = FIRST_PAGE if reply.abstained and reply.answers else _next_start(reply, FIRST_PAGE, shown)
    view = _page(PageOfPassages(opening, reading_room), shown, small, key)
    buttons: list[layout.PageButton] = []
    if key and following:
        label = "Closest passages" if reply.abstained else None
        buttons.append(AnswerButton(ButtonAction.MORE, key, following, label=label))
    if key:
        actions = [ButtonAction.FOLLOW, *([ButtonAction.SHARE] if private else []), ButtonAction.UP, ButtonAction.DOWN]
        actions += [ButtonAction.ALERT] if followed_in(reply) else []
        actions += [ButtonAction.WRONG] if shown else []
        actions += [] if private else [ButtonAction.DELETE]  # the asker can dismiss a private answer without a button
        actions += [ButtonAction.SEARCHED] if reply.searched else []
        buttons += [AnswerButton(action, key) for action in actions]
    buttons += [message_link(permalink)] if permalink else []
    for row in layout.button_rows(buttons):
        view.add_item(ui.ActionRow(*row))
    return view


def followed_in(reply: Reply) -> str | None:
    """The speaker whom the button under an answer follows: the first one quoted, or the one asked about."""
    first = reply.answers[0].quotation if reply.answers and not reply.abstained else None
    if first and first.speaker and first.speaker[:1].isupper():
        return first.speaker
    asked = reply.understood.speakers
    return asked[0] if len(asked) == 1 else None


def next_page(reply: Reply, limit: int, key: str, start: PageStart, reading_room: str = "") -> PageLayout:
    """A later page, from `start` on; for an abstention, the closest passages."""
    reply = replies.shown(reply)
    opening = "The closest passages, which do not answer the question:" if reply.abstained else "Further on:"
    shown = list(_passages(reply, start, limit, len(opening) + 3))
    page = _page(
        PageOfPassages(f"-# {opening if shown else 'There are no further answers.'}", reading_room), shown, "", key
    )
    following = _next_start(reply, start, shown)
    return page.add_item(ui.ActionRow(AnswerButton(ButtonAction.MORE, key, following))) if following else page


def searched_page(reply: Reply) -> PageLayout:
    """The sentences that say what was searched before a reply abstained, one on each line."""
    lines = refusals.searched_in_full(reply.searched) if reply.searched else ["What was searched is no longer known."]
    return text_page("\n".join(one_line(line, 500) for line in lines))


def sealed_page(key: str | None) -> PageLayout:
    """The page that a channel shows in place of an answer which each reader opens privately."""
    if key is None:
        return text_page("Answers are private here; use `/ask`.")
    page = text_page("-# Answers are private here.")
    return page.add_item(
        ui.ActionRow(AnswerButton(ButtonAction.SHOW, key), AnswerButton(ButtonAction.DELETE, key)),
    )


def _page(page: PageOfPassages, passages: Sequence[ShownPassage], small: str, key: str | None) -> PageLayout:
    for shown in passages:
        if shown.divider:
            page.container.add_item(ui.Separator()).add_item(ui.TextDisplay(shown.divider))
        passage = Passage(shown.answer.article, shown.answer.start, shown.answer.end)
        page.add(shown.quoted, shown.credit, passage, shown.answer.quotation, kept_replies.offset_of(shown.answer))
    if small:
        page.container.add_item(ui.Separator()).add_item(ui.TextDisplay(small))
    return page.view(key, cited=key is not None)


def _opening(reply: Reply, beside: str = "") -> str:
    """The question, how it was understood and, for an abstention, its reason.

    Words that the text `beside` it on the page already has are not repeated.
    """
    opening = one_line(reply.question, 600)
    if understood := _understood(reply, beside):
        opening += f"\n-# {one_line(understood, 600)}"
    if reply.reason is None:
        found = replies.how_often(reply)
        return f"{opening}\n**{found}**" if found else opening
    opening += f"\n### {refusals.NOTHING.rstrip('.')}\n{one_line(formatting.sentence(reply.reason), 400)}"
    return f"{opening}\n-# {one_line(refusals.searched_in_short(reply.searched), 300)}" if reply.searched else opening


def _understood(reply: Reply, beside: str) -> str:
    """How the question was understood; above an answer, only what the page does not already show."""
    if reply.reason is None:
        return replies.understood(reply.understood, f"{reply.question}\n{beside}")
    understood = replies.understood(reply.understood)
    return "" if understood.startswith("words: ") else understood  # they are the question, which is shown above


def _small(reply: Reply, shown: Sequence[ShownPassage]) -> str:
    """The speakers of the related passages in one line of small print, if there are answers above it."""
    if reply.abstained or not shown or shown[-1].answer.role is not Role.ANSWER:
        return ""
    related = [answer for answer in reply.answers if answer.role is Role.RELATED]
    quoted = {formatting.speaker(each.answer) for each in shown}
    names = dict.fromkeys(name for answer in related if (name := formatting.speaker(answer)) not in quoted and name)
    sources = dict.fromkeys(answer.article.source for answer in related if formatting.speaker(answer) is None)
    groups = [", ".join(names), ", ".join(filter(None, sources))]
    groups[1] = f"articles of {groups[1]}" if groups[1] else ""
    if not any(groups):
        return ""
    text = "-# " + one_line(
        f"{replies.related_heading(reply)} {'; '.join(filter(None, groups))}", MAX_SMALL_PRINT_CHARS
    )
    room = MAX_MESSAGE_CHARS - len(_opening(reply)) - sum(len(each.quoted) + len(each.credit) for each in shown)
    return text if len(text) <= room - 100 else ""


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
        passage_credit = _credit(answer, SHORT_TITLE_CHARS)
        first = number == 0
        divider = None
        if answer.role is Role.RELATED and not divided:
            divided, divider = True, f"-# {one_line(replies.related_heading(reply), 300)}"
        above = "" if offset else _heading(answer)
        room -= len(passage_credit) + len(above) + len(formatting.labelled("", answer.quotation)) + len(divider or "")
        truncated = truncate(answer.text, _bold(answer), room, offset, cut_words=first)
        if truncated is None:
            return
        quoted = above + formatting.labelled(truncated.quoted, answer.quotation)
        yield ShownPassage(answer, quoted, passage_credit, truncated.rest, divider)
        if truncated.rest is not None:
            return
        room -= len(truncated.quoted)
        offset = 0


def _credit(answer: Answer, title_chars: int) -> str:
    """The text below a passage: speaker, source, date, novelty, and other articles with the same words."""
    office_then = formatting.office_then(answer)
    about = credit(
        answer.article, answer.credited, title_chars=title_chars, office_then=office_then, beside=answer.text
    )
    return "\n".join([about, *whats_new(answer.novelty, answer.quotation), *_duplicates(answer)])


def _heading(answer: Answer) -> str:
    heading = one_line(formatting.heading(answer) or "", 100)
    return f"-# {heading}\n" if heading else ""


def _bold(answer: Answer) -> Sequence[Span]:
    passage = Passage(answer.article, answer.start, answer.end)
    return formatting.own_words(passage, answer.credited, answer.highlights)


@dataclass(frozen=True, slots=True)
class _TextsOfAnswer:
    """The texts of a page with one answer, from top to bottom."""

    opening: str
    quoted: str
    credit: str
    small: str

    def height(self) -> int:
        """The height of the page on a phone, in pixels, without the button of its article."""
        frame = (
            layout.PHONE_FRAME_PIXELS
            + 2 * layout.PHONE_BUTTON_ROW_PIXELS
            + (layout.PHONE_SEPARATOR_PIXELS if self.small else 0)
        )
        return frame + layout.height_on_phone(self.opening, self.quoted, self.credit, self.small)


def _on_one_screen(reply: Reply, shown: ShownPassage, small: str, *, has_button: bool) -> tuple[str, ShownPassage, str]:
    """The opening, the passage and the small print of a page with one answer, at most as high as a phone's screen.

    Parts other than the answer are left out first: who else is quoted, the title, and how the question was understood
    if the credit says the same. Then sentences of the passage without a highlight are left out. *More* shows these
    sentences, and *Context* shows the title. `has_button` is true if a button leads to the article.
    """
    screen = layout.PHONE_SCREEN_PIXELS - (layout.PHONE_SECTION_BUTTON_PIXELS if has_button else 0)
    answer, highlights = shown.answer, shown.answer.highlights
    full = _TextsOfAnswer(_opening(reply), shown.quoted, shown.credit, small)
    if full.height() <= screen:
        return full.opening, shown, small
    credit_alone, heading = _credit(answer, 0), _heading(answer)
    label = heading + formatting.labelled("", answer.quotation)
    least = _TextsOfAnswer(_opening(reply, credit_alone), label, credit_alone, "")
    needed = (min((first for first, _ in highlights), default=0), max((last for _, last in highlights), default=0))
    room = screen - least.height()
    quoted, rest = layout.excerpt_within(answer.text, _bold(answer), needed, room)
    cut = heading + formatting.labelled(quoted, answer.quotation)
    if len(cut) < len(shown.quoted):
        shown = replace(shown, quoted=cut, rest=rest)
    least = replace(least, quoted=shown.quoted)
    for part in ("opening", "credit", "small"):
        fuller = replace(least, **{part: getattr(full, part)})
        if fuller.height() <= screen:
            least = fuller
    return least.opening, replace(shown, credit=least.credit), least.small


def _duplicates(answer: Answer) -> list[str]:
    """Lines that name other articles with the same words, or nearly the same."""
    lines = [f"-# {how}: {source_and_date(passage.article)}" for how, passage in formatting.repeated_in(answer)]
    left = len(lines) - MAX_DUPLICATES
    more = [f"-# and in {formatting.counted(left, 'more article')}"] if left > 0 else []
    return lines[:MAX_DUPLICATES] + more


async def answer(  # noqa: PLR0913 - each is one fact about the answer
    bot: BotContext, asked: AskedQuestion, rules: Rules, at: datetime, *, private: bool, sealed: bool = False
) -> tuple[PageLayout, Reply]:
    """Ask the archive; return the first page of the reply, and the reply.

    The reply is saved for the page's buttons. If `sealed` is true, the page has only a button that shows the answer.

    `at` is the time of the question by Discord's clock. If the reply cannot be saved, the page has no buttons that
    need it.
    """
    key, asked = secrets.token_urlsafe(9), replace(asked, archive=rules.archive)
    asker = Asker(asked.user, asked.server, asked.archive)
    reply = await bot.ask(asker, asked.question, asked.options, kept_replies.MAX_KEPT_ANSWERS)
    reply = filter_reply(replace(reply, question=asked.question), rules)
    saved: str | None = key
    try:
        await asyncio.to_thread(bot.database.save_question, key, asked, reply, at)
    except (NotSaved, ValueError) as error:  # ValueError: the reply is not valid JSON
        logger.warning("answered without buttons: %s", error)
        saved = None
    found = "nothing" if reply.abstained else len(reply.answers)
    logger.info("answered key=%s found=%s took_ms=%s inside=%s", key, found, round(reply.took_ms), bot.admission.active)
    if bot.settings.log_questions:
        logger.info("asked key=%s question=%r", key, asked.question)
    if sealed:
        return sealed_page(saved), reply
    room = bot.reading_room(rules.archive)
    return first_page(reply, rules.answers or 1, saved, private=private, reading_room=room), reply


def restrict_source(options: Options, rules: Rules) -> Options:
    """The options, restricted to the channel's source if it has one.

    Raises QuestionError if they name another source.
    """
    if rules.source is None:
        return options
    if options.source and normalise(options.source) not in normalise(rules.source):
        raise QuestionError(f"this channel answers from {rules.source} only; leave the source out")
    return replace(options, source=rules.source)


def filter_reply(reply: Reply, rules: Rules) -> Reply:
    """The reply without articles that the channel does not show.

    The closest passages of an abstention, the nearest miss and the near duplicates of an answer may be from any source.
    Novelty compares with every source, so a channel with one source does not show it.
    """
    answers = [
        replace(
            answer,
            also=_filter_passages(answer.also, rules),
            nearly=_filter_passages(answer.nearly, rules),
            novelty=None if rules.source else answer.novelty,
        )
        for answer in reply.answers
        if shows(rules, answer.article)
    ]
    searched = reply.searched
    if searched and searched.nearest and not _shows_source(rules, searched.nearest.source):
        searched = replace(searched, nearest=None)
    if searched and rules.source:
        searched = replace(searched, elsewhere=())
    return replace(reply, answers=tuple(answers), searched=searched)


def _filter_passages(passages: tuple[Passage, ...], rules: Rules) -> tuple[Passage, ...]:
    return tuple(passage for passage in passages if shows(rules, passage.article))


def shows(rules: Rules, article: Article) -> bool:
    """Whether a channel with these rules shows an article."""
    return _shows_source(rules, article.source)


def _shows_source(rules: Rules, source: str | None) -> bool:
    return rules.source is None or normalise(rules.source) == normalise(source or "")
