"""A reply as Discord shows it, in pages: text in one container, buttons under it, within Discord's limits.

    speaker: Andy Burnham · topic: Lansley                        what was understood, in small print
    ──────────
    ▏ Shadow Health Secretary Andy Burnham said …                 the passage, quoted, its highlights in bold
    Andy Burnham, Shadow Health Secretary                                                   [Context]
    HuffPost UK · 7 February 2012
    Jon Trickett Calls For Investigation …                        the title, in small print
    ──────────
    …
    [More] [Follow up] [Share] [👍] [👎]                           five are as many as a row holds: Share or 🗑

Beside a text there is room for one button: where the article has an address, [Context] [Article ↗] stand below it.
A page shows as many passages as were wanted and fit; one that does not fit is cut where a sentence ends. *More* knows
where the next page begins: with which answer, and at which of its characters.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from discord import ui

from bot import formatting
from bot.discord.button_ids import AnswerButton, ButtonAction, link
from bot.discord.escape import address, one_line
from bot.discord.truncate import TEXT_LIMIT, fit, shown
from retrieval import models
from retrieval.models import Answer, Article, Quotation, Reply, Span

PASSAGES_LIMIT = 5  # six components each, with the frame around them: Discord takes 40
ALSO = 2  # further articles named that have the same words, or nearly the same
DEEPEST = 200  # answers into which More leads

Layout = ui.LayoutView


class Place(NamedTuple):
    """Where a page begins."""

    answer: int = 0
    character: int = 0


START = Place()


@dataclass(frozen=True, slots=True)
class Passage:
    """What of an answer stands on a page; `rest` is the character from which on it is left for the next page."""

    answer: Answer
    quoted: str
    attribution: str
    rest: int | None


def first(reply: Reply, answers: int, key: str, *, private: bool) -> Layout:
    """The first page. An abstention gives its reason and keeps the closest passages behind a button."""
    shown = [] if reply.abstained else list(_passages(reply, START, answers, len(_opening(reply))))
    following = START if reply.abstained and reply.answers else _following(reply, START, shown)
    row: ui.ActionRow[Layout] = ui.ActionRow()
    if following:
        row.add_item(
            AnswerButton(ButtonAction.MORE, key, following, label="Closest passages" if reply.abstained else None)
        )
    row.add_item(AnswerButton(ButtonAction.FOLLOW, key))
    if private:
        row.add_item(AnswerButton(ButtonAction.SHARE, key))
    row.add_item(AnswerButton(ButtonAction.UP, key)).add_item(AnswerButton(ButtonAction.DOWN, key))
    if not private:  # whoever alone sees an answer can dismiss it
        row.add_item(AnswerButton(ButtonAction.DELETE, key))
    return _view(_opening(reply), shown).add_item(row)


def further(reply: Reply, answers: int, key: str, begin: Place) -> Layout:
    """A page after the first, beginning at `begin`; of an abstention, the closest passages."""
    opening = "The closest passages, which do not answer the question:" if reply.abstained else "Further on:"
    shown = list(_passages(reply, begin, answers, len(opening) + 3))
    view = _view(f"-# {opening if shown else 'That was all.'}", shown)
    following = _following(reply, begin, shown)
    return view.add_item(ui.ActionRow(AnswerButton(ButtonAction.MORE, key, following))) if following else view


def text(*markdown: str) -> Layout:
    """A page of nothing but texts, which whoever wrote them has escaped."""
    return Layout(timeout=None).add_item(ui.Container(*map(ui.TextDisplay, markdown)))


def topic(speaker: str, about: str | None) -> str:
    """A heading: whose words follow, on what."""
    return f"**{one_line(speaker, 100)}**" + (f" on {one_line(about, 100)}" if about else "")


def digest(article: str) -> str:
    """What stands for an article's id, which may be longer than a custom id."""
    return hashlib.sha256(article.encode()).hexdigest()[:16]


def credit(article: Article, quotation: Quotation | None, *, titled: bool = True) -> str:
    """Who, where and when, on one line unless there is a role; below, small, what the article is called."""
    said = origin(article)
    if quotation and quotation.speaker and (speaker := one_line(quotation.speaker, 100)):
        role = one_line(formatting.role(quotation) or "", 100)
        said = f"**{speaker}**, {role}\n{said}" if role else f"**{speaker}**{formatting.SEPARATOR}{said}"
    return "\n".join([said, *(_title(article) if titled else [])])


def quoted(
    passage: models.Passage, highlights: Sequence[Span], said: Quotation | None, room: int, nth: int
) -> list[ui.Item[Layout]]:
    """The `nth` words and who, where and when, within so many characters; the rest of them is in their context."""
    credited = credit(passage.article, said, titled=False)
    words, span = shown(passage.text, room - len(credited), highlights), (passage.start, passage.end)
    return [ui.Separator(), ui.TextDisplay(words), *attributed(credited, passage.article, span, nth)]


def origin(article: Article) -> str:
    """The publication, and the date."""
    return formatting.SEPARATOR.join(
        (one_line(formatting.source(article), 100), unbroken(formatting.when(article.published)))
    )


def unbroken(date: str) -> str:
    """A date that no line ends within."""
    return date.replace(" ", "\N{NO-BREAK SPACE}")


def _title(article: Article) -> list[str]:
    return [f"-# {title}"] if (title := one_line(article.title or "", 200)) else []


def _also(answer: Answer) -> list[str]:
    """Where else the same words stand, or nearly the same."""
    others = [f"-# {how}: {origin(passage.article)}" for how, passage in formatting.places(answer)]
    left = len(others) - ALSO
    more = [f"-# and in {formatting.counted(left, 'more article')}"] if left > 0 else []
    return others[:ALSO] + more


def _view(opening: str, passages: Sequence[Passage]) -> Layout:
    container: ui.Container[Layout] = ui.Container(ui.TextDisplay(opening))
    for passage in passages:
        container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay(passage.quoted))
        span = (passage.answer.start, passage.answer.end)
        for item in attributed(passage.attribution, passage.answer.article, span):
            container.add_item(item)
    return Layout(timeout=None).add_item(container)


def attributed(attribution: str, article: Article, span: Span, nth: int | None = None) -> list[ui.Item[Layout]]:
    """Who, where and when, with a button that leads to the context of these characters, and one to the article."""
    context: ui.Item[Any] = AnswerButton(ButtonAction.CONTEXT, digest(article.id), span, nth=nth)
    if url := address(article.url):
        return [ui.TextDisplay(attribution), ui.ActionRow(context, link(url))]
    return [ui.Section(attribution, accessory=context)]


def _opening(reply: Reply) -> str:
    lines = [f"-# {one_line(formatting.understood(reply.understood), 600)}"]
    if reply.reason is not None:
        lines.append(f"**{formatting.NOTHING}** {one_line(formatting.sentence(reply.reason), 400)}")
    return "\n".join(lines)


def _following(reply: Reply, begin: Place, shown: Sequence[Passage]) -> Place | None:
    """Where the page after this one begins; None where this is the last, or nothing of the next passage would fit."""
    if shown and (rest := shown[-1].rest) is not None:
        return Place(begin.answer + len(shown) - 1, rest)
    following = Place(begin.answer + len(shown))
    return following if shown and following.answer < len(reply.answers) else None


def _passages(reply: Reply, begin: Place, most: int, used: int) -> Iterator[Passage]:
    """Passages from `begin` on, whole where there is room, else cut, and then the page is full."""
    room, start = TEXT_LIMIT - used, begin.character
    for number, answer in enumerate(reply.answers[begin.answer :][: min(most, PASSAGES_LIMIT)]):
        attribution = "\n".join([credit(answer.article, answer.quotation), *_also(answer)])
        fitted = fit(answer.text, answer.highlights, room - len(attribution), start, whatever=not number)
        if fitted is None:
            return
        quoted, rest = fitted
        yield Passage(answer, quoted, attribution, rest)
        if rest is not None:
            return
        room, start = room - len(quoted) - len(attribution), 0
