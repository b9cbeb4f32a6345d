"""The handlers of the buttons and the menu under an answer. They show the answer as it was, even after a reindex.

More, Context, 👍 👎     for everybody: only the person who pressed sees the result
Cite                     the same for an entry of the menu: the citation as it was shown, in every format
What was searched        for everybody: only the person who pressed sees the result
Show the answer          for everybody: shows each reader privately the answer to a mention
Follow up                for everybody: a form for a follow-up question
🔔                       for everybody: alerts about new statements of the answer's speaker
Wrong?                   for everybody: a form to propose a correction
Accept, Decline, Next    for editors: proposed corrections
Share                    for the asker: posts the private answer in the channel
🗑                       for the asker, and for those who may delete messages in the channel
Earlier, Later           for everybody: the pages of a timeline

Citation formats that do not fit into a message are in a file below it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial

from discord import ui

from bot import typed_options
from bot.discord import messages, responses
from bot.discord.commands import corrections, follow, timeline
from bot.discord.context import BotContext, Interaction, asker_of
from bot.discord.database import AskedQuestion, BotDatabase, NotSaved, QuestionForgotten, kept_replies
from bot.discord.database.kept_replies import digest
from bot.discord.live_archive import BotArchive
from bot.discord.pages import layout, markdown, views
from bot.discord.pages.button_ids import AnswerButton, ButtonAction, ContextMenu, PassagePlace
from bot.discord.pages.layout import CODE_BLOCK, PageLayout
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS, escape, one_line, visible
from bot.discord.pages.views import filter_reply, shows
from bot.discord.rate_limit import Asker
from bot.discord.responses import Attachment
from bot.rendering import formatting
from retrieval import citations, passages
from retrieval.citations import Citation
from retrieval.errors import QuestionError
from retrieval.models import Answer, Article, Quotation, Reply, Span
from retrieval.text.tokenise import name_words

logger = logging.getLogger(__name__)

Handler = Callable[[Interaction, AnswerButton], Awaitable[None]]

MAX_CONTEXT_CHARS = 3000  # characters of the article, before escaping
VOTE_REPLIES = {True: "Noted: a good answer.", False: "Noted: not a good answer. It will be looked at."}


CITATION_FILE = "citation.txt"
TO_CITE = "-# To cite"
FORM_LABELS = {"text": "Plain text", "markdown": "Markdown", "bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON"}
MAX_NOTE_CHARS = 150
SPARE_CHARS = 200  # for the line about what does not fit


class AskerOnly(QuestionError):
    def __init__(self, action: str) -> None:
        super().__init__(f"only the person who asked may {action} this answer")


class AlreadyShared(QuestionError):
    def __init__(self) -> None:
        super().__init__("this answer has been shared already; it is further down")


class ArticleChanged(QuestionError):
    def __init__(self) -> None:
        super().__init__("this article has changed since, or is no longer in the archive; ask again")


async def show_more(interaction: Interaction, button: AnswerButton) -> None:
    bot, start = interaction.client, views.PageStart(*button.position or views.FIRST_PAGE)
    rules = bot.rules_for(interaction)
    asked, reply = await _load(bot.database, button.key)
    async with bot.admission.slot(asker_of(interaction, asked)):
        await responses.defer(interaction, ephemeral=True)
        view = views.next_page(
            filter_reply(reply, rules), rules.answers or 1, button.key, start, bot.reading_room(asked.archive)
        )
        await responses.complete(interaction, view=view)


async def show_searched(interaction: Interaction, button: AnswerButton) -> None:
    bot = interaction.client
    rules = bot.rules_for(interaction)
    reply = filter_reply(await asyncio.to_thread(bot.database.load_reply, button.key), rules)
    async with bot.admission.slot(asker_of(interaction)):
        await responses.defer(interaction, ephemeral=True)
        await responses.complete(interaction, view=views.searched_page(reply))


async def show_answer(interaction: Interaction, button: AnswerButton) -> None:
    """Show the answer to a mention where answers are private."""
    bot = interaction.client
    rules = bot.rules_for(interaction)
    asked, reply = await _load(bot.database, button.key)
    async with bot.admission.slot(asker_of(interaction, asked)):
        await responses.defer(interaction, ephemeral=True)
        page = views.first_page(
            filter_reply(reply, rules),
            rules.answers or 1,
            button.key,
            private=True,
            reading_room=bot.reading_room(asked.archive),
        )
        await responses.complete(interaction, view=page)


async def show_context(interaction: Interaction, menu: ContextMenu) -> None:
    """Show a passage in its context. If the article has changed since, show the words as they were shown."""
    bot, place = interaction.client, menu.place
    rules = bot.rules_for(interaction)
    asker = await _asker_of_menu(interaction, menu)
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=True)
        article = await bot.consult(asker, lambda archive: _find_article(archive, place.article))
        if article and shows(rules, article) and digest(article.text[place.start : place.end]) == place.words:
            texts = context_texts(article, place.start, place.end)
        else:
            kept = await asyncio.to_thread(_kept_answer, bot.database, menu.key, place)
            if kept is None or not shows(rules, kept.article):
                raise ArticleChanged
            texts = changed_texts(kept, gone=article is None)
        await responses.complete(interaction, view=layout.text_page(*texts))


async def cite(interaction: Interaction, menu: ContextMenu) -> None:
    """Show the citation of a passage, as it was shown."""
    bot, place = interaction.client, menu.place
    rules = bot.rules_for(interaction)
    asker = await _asker_of_menu(interaction, menu)
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=True)
        kept = await asyncio.to_thread(_kept_answer, bot.database, menu.key, place)
        if kept is None or not shows(rules, kept.article):
            raise QuestionForgotten
        article = await bot.consult(asker, lambda archive: _find_article(archive, place.article))
        if article and digest(article.text[place.start : place.end]) != place.words:
            article = None
        shown_at = interaction.message.created_at if interaction.message else interaction.created_at
        note = await _speaker_put_right(bot, asker, kept)
        citation = _kept_citation(kept, article, (interaction.created_at if article else shown_at).date())
        view, attachment = _citation_page(
            citation, changed=article is None, may_attach=interaction.app_permissions.attach_files
        )
        await responses.complete(interaction, attachment, view=_with_note(view, note))


def context_texts(article: Article, start: int, end: int) -> tuple[str, str]:
    """Two texts: a passage as a block quotation, between the paragraphs around it; and the title, source and date."""
    first, last = passages.around(article, start, end, MAX_CONTEXT_CHARS)
    credit = f"{one_line(article.title or article.id, 200)}\n{layout.source_and_date(article)}"
    before, after = (escape(text.strip()) for text in (article.text[first:start], article.text[end:last]))
    room = MAX_MESSAGE_CHARS - len(credit) - 30
    quoted = markdown.truncated_blockquote(article.text[start:end], room)
    if len(before) + len(quoted) + len(after) > room:  # escaping lengthens a text full of marks
        before = after = ""
    parts = ["-# In context:", *filter(None, (before, quoted, after and f"\n{after}"))]
    return "\n".join(parts), credit


def changed_texts(answer: Answer, *, gone: bool) -> tuple[str, str]:
    """Two texts: the words as they were shown, and their credit."""
    what = "This article is no longer in the archive" if gone else "This article has changed since"
    credit = layout.credit(answer.article, answer.quotation, office_then=formatting.office_then(answer))
    quoted = markdown.truncated_blockquote(answer.text, MAX_MESSAGE_CHARS - len(credit) - 100)
    return f"-# {what}. The words as they were shown:\n{quoted}", credit


async def share(interaction: Interaction, button: AnswerButton) -> None:
    """Post a private answer in the channel, as it was shown, with a link to the post."""
    bot = interaction.client
    rules = bot.rules_for(interaction)
    asked = await asyncio.to_thread(bot.database.load_question, button.key)
    if asked.user != interaction.user.id:
        raise AskerOnly("share")
    reply = filter_reply(await asyncio.to_thread(bot.database.load_reply, button.key), rules)
    asker = asker_of(interaction, asked)
    async with bot.admission.slot(asker):
        if not await asyncio.to_thread(bot.database.mark_shared, button.key):
            raise AlreadyShared
        room = bot.reading_room(asked.archive)
        page = partial(views.first_page, reply, rules.answers or 1, button.key, private=False, reading_room=room)
        try:
            await responses.defer(interaction, ephemeral=False)
            first = reply.answers[0] if reply.answers and not reply.abstained else None
            note = await _speaker_put_right(bot, asker, first)
            message = await responses.complete(interaction, view=_with_note(page(), note))
        except BaseException:  # even if the bot stops: nobody has seen the answer, so it can be shared again
            with suppress(NotSaved):
                await asyncio.to_thread(bot.database.unmark_shared, button.key)
            raise
        await responses.add_to_answer(interaction, _with_note(page(permalink=message.jump_url), note))


async def _speaker_put_right(bot: BotContext, asker: Asker, answer: Answer | None) -> str | None:
    """A line that says to whom the archive gives the words of an answer now, if it is not who was shown."""
    said = answer.quotation if answer else None
    if said is None or said.speaker is None:
        return None
    try:
        return await bot.consult(asker, lambda archive: _other_speaker(archive, said, said.speaker or ""))
    except Exception:  # whatever is wrong with the archive, the answer can be shown as it was
        logger.exception("could not look up whether the speaker was corrected")
        return None


def _other_speaker(archive: BotArchive, said: Quotation, name: str) -> str | None:
    """May block."""
    if archive.article(said.article.id) is None:
        return None
    shown = name_words(name)
    matches = archive.check(formatting.words([said])).matches
    found = [each for match in matches for each in match.quotations if each.article.id == said.article.id]
    speakers = [each.speaker for each in found if each.speaker]
    if not speakers or any(shown <= name_words(name) or name_words(name) <= shown for name in speakers):
        return None
    return f"The archive now gives these as words of {speakers[0]}."


def _with_note(view: PageLayout, note: str | None) -> PageLayout:
    """A page with a line in small print below its texts, if there is one and it has room."""
    line = f"-# {one_line(note or '', MAX_NOTE_CHARS)}"
    first = view.children[0]
    if note and isinstance(first, ui.Container) and view.content_length() + len(line) <= MAX_MESSAGE_CHARS:
        first.add_item(ui.TextDisplay(line))
    return view


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


async def _load(database: BotDatabase, key: str) -> tuple[AskedQuestion, Reply]:
    """A question and its answers as they were shown. Raises QuestionForgotten."""
    asked = await asyncio.to_thread(database.load_question, key)
    return asked, await asyncio.to_thread(database.load_reply, key)


async def _asker_of_menu(interaction: Interaction, menu: ContextMenu) -> Asker:
    """The user who chose an entry of a menu.

    The archive is the one that answered, or whose passages are shown, as in /check.
    """
    bot, asker = interaction.client, asker_of(interaction)
    with suppress(QuestionForgotten, NotSaved):
        return asker_of(interaction, await asyncio.to_thread(bot.database.load_question, menu.key))
    for name in (None, *bot.archives_of(asker.server)):
        if layout.archive_key(name) == menu.key:
            return asker._replace(archive=name)
    return asker


def _find_article(archive: BotArchive, id_digest: str) -> Article | None:
    """The article whose id has this digest. May block."""
    article_id = _ids_by_digest(archive.articles).get(id_digest)
    return archive.article(article_id) if article_id else None


def _kept_answer(database: BotDatabase, key: str, place: PassagePlace) -> Answer | None:
    try:
        return kept_replies.find(database.load_reply(key), place.article, place.start, place.end)
    except (QuestionForgotten, NotSaved):
        return None


@lru_cache(maxsize=2)
def _ids_by_digest(ids: tuple[str, ...]) -> dict[str, str]:
    return {digest(article_id): article_id for article_id in ids}


def _kept_citation(answer: Answer, article: Article | None, read: date) -> Citation:
    """The citation of a stored answer. `article` is the current article, if it still has the words at that place."""
    offset = kept_replies.offset_of(answer) if article else 0
    whole = replace(answer.article, text=article.text) if article else answer.article

    def moved(span: Span) -> Span:
        return span[0] + offset, span[1] + offset

    quotation = answer.quotation
    if quotation:
        quotation = replace(quotation, article=whole, spans=tuple(map(moved, quotation.spans)))
    passage = moved((answer.start, answer.end))
    spans = (quotation.spans if quotation else ()) or (passage,)
    return Citation(whole, spans, quotation, read, citations.correction_of(answer.novelty))


def _citation_page(citation: Citation, *, changed: bool, may_attach: bool) -> tuple[PageLayout, Attachment | None]:
    """The message with the citation formats that fit, and a file with all of them if some do not."""
    forms = {FORM_LABELS[name]: visible(form([citation])) for name, form in typed_options.CITATION_FORMS.items()}
    heading = f"{TO_CITE}; the article has changed since, or is gone: the words as shown" if changed else TO_CITE
    container: ui.Container[PageLayout] = ui.Container(ui.TextDisplay(heading))
    view, left = PageLayout(timeout=None).add_item(container), list(_forms_left(container, forms))
    if not left:
        return view, None
    if not may_attach:
        container.add_item(ui.TextDisplay(f"-# too long to show: {', '.join(left)}"))
        return view, None
    everything = "\n\n".join(f"{label}\n\n{text}" for label, text in forms.items())
    attachment = Attachment(everything.encode(errors="replace"), CITATION_FILE, "The citation in every form")
    container.add_item(ui.TextDisplay(f"-# {', '.join(left)}: in {CITATION_FILE}"))
    return view.add_item(ui.File(f"attachment://{CITATION_FILE}")), attachment


def _forms_left(container: "ui.Container[PageLayout]", forms: dict[str, str]) -> Iterator[str]:
    """Add the citation formats that fit to a container; yield the labels of the others."""
    room = MAX_MESSAGE_CHARS - SPARE_CHARS
    for label, text in forms.items():
        texts = (f"-# {label}", f"{CODE_BLOCK}\n{text}\n{CODE_BLOCK}")
        length = sum(map(len, texts))
        if length > room or CODE_BLOCK in text or text.endswith("`"):
            yield label
            continue
        room -= length
        for each in texts:
            container.add_item(ui.TextDisplay(each))


HANDLERS: dict[ButtonAction, Handler] = {
    ButtonAction.MORE: show_more,
    ButtonAction.SEARCHED: show_searched,
    ButtonAction.FOLLOW: messages.open_follow_up_form,
    ButtonAction.SHARE: share,
    ButtonAction.UP: vote,
    ButtonAction.DOWN: vote,
    ButtonAction.DELETE: delete,
    ButtonAction.TIMELINE: timeline.turn_page,
    ButtonAction.SHOW: show_answer,
    ButtonAction.ALERT: follow.follow_answered,
    ButtonAction.WRONG: corrections.open_form,
    ButtonAction.ACCEPT: corrections.decide,
    ButtonAction.DECLINE: corrections.decide,
    ButtonAction.NEXT: corrections.show_next,
}
