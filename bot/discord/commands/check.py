"""/check, its form, and the message command "Check this quote": is a quote on record?

A draft given as a file, or a message with several quotations, is answered by a list (checked_lists.py). One quotation
is answered like this:

    checked: “it is Gordon Brown who has put the NHS on a knife edge”        the words, in small print
    Altered                                                                   a heading; the container is amber
    Not on record as given; what is on record differs.                        in small print
    ~~given, not on record~~ · **on record, not given**
    > it is ~~Gordon Brown~~ **David Cameron** who has put the NHS on a knife edge
    Andy Burnham · HuffPost UK · 7 February 2012

A long quotation is shown from the sentence in which the checked words begin. In a long difference, dots replace words
that are the same.
"""

import asyncio
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import discord
from discord import app_commands, ui

from bot.discord import context, responses
from bot.discord.context import Interaction, NameOption, asker_of
from bot.discord.database import PLAIN, BotDatabase, NotSaved, QuestionForgotten, Rules
from bot.discord.live_archive import BotArchive, coverage
from bot.discord.pages import checked_lists, forms, layout
from bot.discord.pages.button_ids import question_keys
from bot.discord.pages.checked_lists import COLOURS, CheckedList
from bot.discord.pages.markdown import blockquote, escape, one_line, truncated_blockquote
from bot.rendering import differences, formatting, refusals, verdicts
from bot.typed_options import MAX_QUOTE_CHARS, read_date
from retrieval.drafts.words import are_too_few
from retrieval.errors import DraftUnreadable, QuestionError
from retrieval.ingest import draft as draft_reader
from retrieval.models import Coverage, PartialDate, Passage, Quotation
from retrieval.quote_check import Check, Match, Verdict
from retrieval.quote_check.alignment import Change, ChangeKind
from retrieval.text import quotation_marks, sentences
from retrieval.text.tokenise import tokens

MAX_MATCHES = 3  # matches shown
MATCH_CHARS = 1000  # characters of each match at most
SCREEN_CHARS = 400  # characters of a match that fits a phone's screen; one of longer words has twice their length
MAX_CHECKED_CHARS = 200  # characters of the checked words above the verdict
CONTEXT_WORDS = (
    MAX_QUOTE_CHARS,
    40,
    20,
    10,
    5,
)  # equal words kept beside a difference; the first number that fits is used
LEGEND = {ChangeKind.ADDED: f"~~{differences.GIVEN}~~", ChangeKind.LEFT_OUT: f"**{differences.ON_RECORD}**"}
Marks = Mapping[ChangeKind, tuple[str, str]]  # marks before and after the words of a change
MARKS_OF_CHANGE: Marks = {
    ChangeKind.SAME: ("", ""),
    ChangeKind.ADDED: ("~~", "~~"),
    ChangeKind.LEFT_OUT: ("**", "**"),
    ChangeKind.AROUND: ("", ""),
}
PLAIN_MARKS: Marks = {
    ChangeKind.SAME: ("", ""),
    ChangeKind.ADDED: (f"[{differences.GIVEN}: ", "]"),
    ChangeKind.LEFT_OUT: (f"[{differences.ON_RECORD}: ", "]"),
    ChangeKind.AROUND: ("", ""),
}
MIN_QUOTED_CHARS = 8  # a shorter text in quotation marks is not checked
MAX_QUOTES = 25  # quotations of one message that are checked
MAX_DRAFT_BYTES = 4 << 20  # bytes of a draft's file
MAX_DRAFT_CHARS = 100_000  # characters of a draft; a longer one would keep a worker for minutes
ESCAPED = re.compile(r"\\([^\w\s])")  # as in the bot's own answers
MARKS = (
    re.compile(  # of format, as typed: emphasis, strikes, spoilers; small print, headings and lists at a line's start
        r"(?<!\\)(?:\*\*|~~|__|\|\||(?<!\w)[*_]{1,3}(?=\w)|(?<=[^\s*_])[*_]{1,3}(?!\w))"
        r"|(?m:(?:^|(?<=^> ))(?:-#|#{1,3}|[-*]) {1,3})"
    )
)
REFERENCE = re.compile(  # <@42>, <:sad:42>, <t:42:R>
    r"<(?:a?:\w{2,32}:|@[!&]?|#|/[\w -]{1,100}:|t:)-?\d{1,20}(?::[a-zA-Z])?>"
)
LINKED = re.compile(r"\[([^\[\]\n]{1,2000})\]\(<?https?://[^\s<>()]+>?\)")  # [words](https://…)
ADDRESS = re.compile(r"<?https?://[^\s>]+>?")
BLOCKQUOTE = re.compile(r"^> ?[^\n]*(?:\n> ?[^\n]*)*$", re.MULTILINE)
BLOCKQUOTE_MARK = re.compile(r"^> ?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AskedQuote:
    """Words to check, with the speaker and the date of publication that the user gives for them."""

    words: str
    speaker: str | None = None
    date: PartialDate | None = None


@app_commands.command(description="Is this quote on record: word for word, altered, by somebody else, or not at all?")
@app_commands.describe(
    quote="the words to check; without them, a form asks for words, speaker and date",
    speaker="who is supposed to have said them",
    date="when they are supposed to have been printed, such as 7 Feb 2012 or 2012-02",
    draft="a file whose quotations are all checked (Word, OpenDocument, PDF, text …); it is not stored",
    private="show the result to you alone",
)
@app_commands.autocomplete(speaker=context.speakers)
async def check(  # noqa: PLR0913 - each is an option of the command
    interaction: Interaction,
    *,
    quote: app_commands.Range[str, 1, MAX_QUOTE_CHARS] | None = None,
    speaker: NameOption | None = None,
    date: NameOption | None = None,
    draft: discord.Attachment | None = None,
    private: bool | None = None,
) -> None:
    rules = interaction.client.rules_for(interaction)
    if draft is not None:
        if quote or speaker or date:
            raise QuestionError("give a draft without other options; it names its speakers itself")
        await _check_draft(interaction, draft, rules, private=private is not False)
        return
    if quote is None:
        await responses.open_form(interaction, check_form(speaker, date, private=rules.hides(private=private)))
        return
    asked = AskedQuote(quote, await context.put_right(interaction, speaker), read_day(interaction, date))
    await _check(interaction, asked, rules, private=rules.hides(private=private))


def check_form(speaker: str | None, date: str | None, *, private: bool) -> ui.Modal:
    """The form that /check opens. Its key says whether the result is private."""
    words: ui.TextInput[ui.Modal] = ui.TextInput(style=discord.TextStyle.paragraph, max_length=MAX_QUOTE_CHARS)
    who: ui.TextInput[ui.Modal] = ui.TextInput(required=False, default=speaker, max_length=100)
    when: ui.TextInput[ui.Modal] = ui.TextInput(
        required=False, default=date, max_length=100, placeholder="7 Feb 2012, 2012-02, 2012"
    )
    return forms.form(
        "Is this on record?",
        forms.CHECK,
        "private" if private else "public",
        words=("The words", words),
        speaker=("Who is supposed to have said them", who),
        date=("When they are supposed to have been printed", when),
    )


async def answer_form(interaction: Interaction, form: forms.Submitted) -> None:
    rules = interaction.client.rules_for(interaction)
    speaker = await context.put_right(interaction, form.fields.get("speaker", "").strip() or None)
    day = read_day(interaction, form.fields.get("date", "").strip() or None)
    asked = AskedQuote(form.required("words"), speaker, day)
    await _check(interaction, asked, rules, private=form.key == "private")


def read_day(interaction: Interaction, typed: str | None) -> PartialDate | None:
    """The typed date. Raises DateUnreadable."""
    return read_date(typed, interaction.created_at.date(), "date")


@app_commands.context_menu(name="Check this quote")
async def check_message(interaction: Interaction, message: discord.Message) -> None:
    """Check the quotes in a message. The result is private, so the author of the message does not see it."""
    rules = interaction.client.rules_for(interaction)
    words = await _words_of_answer(interaction.client.database, message)
    quotes = [words] if words else _quotes_of(message)
    draft = None if quotes[0].strip() else _draft_in(message)
    if draft:
        await _check_draft(interaction, draft, rules, private=True)
    elif len(quotes) == 1:
        await _check(interaction, AskedQuote(quotes[0]), rules, private=True)
    else:
        await _check_several(interaction, quotes, rules)


def _quotes_of(message: discord.Message) -> list[str]:
    """The quotes in a message.

    If the message is a page such as the bot's own answers and has block quotations, only these.
    """
    text = text_of(message)
    if not any(part.flags.components_v2 for part in _parts(message)):
        return quotes_in(text)
    return list(dict.fromkeys(_blocks(_unmarked(text)))) or quotes_in(text)[:1]


def _draft_in(message: discord.Message) -> discord.Attachment | None:
    """The first file attached to a message in which quotations can be checked."""
    files = [file for part in _parts(message) for file in part.attachments]
    return next((file for file in files if draft_reader.has_reader(file.filename)), None)


async def _words_of_answer(database: BotDatabase, message: discord.Message) -> str | None:
    """The quotation in one of the bot's own answers; None if the message is no such answer, or the answer is no longer
    stored.
    """
    for key in question_keys(message) if message.flags.components_v2 else ():
        with suppress(QuestionForgotten, NotSaved):
            reply = await asyncio.to_thread(database.load_reply, key)
            quotation = reply.answers[0].quotation if reply.answers and not reply.abstained else None
            return formatting.words([quotation]) if quotation else None
    return None


def text_of(message: discord.Message) -> str:
    """All words of a message and of the messages that it forwards: content, embeds, and the texts of its components."""
    texts = []
    for part in _parts(message):
        texts.append(part.content)
        for embed in part.embeds:
            fields = (f"{field.name}\n{field.value}" for field in embed.fields)
            texts += [embed.title or "", embed.description or "", *fields]
        texts += _displayed(part.components)
    return "\n".join(filter(None, texts))


def _parts(message: discord.Message) -> list[discord.Message | discord.MessageSnapshot]:
    return [message, *message.message_snapshots]


def _displayed(components: Iterable[Any]) -> Iterator[str]:
    for each in components:
        if isinstance(each, discord.TextDisplay):
            yield each.content
        yield from _displayed(getattr(each, "children", ()))


def quotes_in(text: str) -> list[str]:
    """The quotes in a message: its block quotations, and its texts of at least four words in quotation marks.

    If there are none, the longest text in quotation marks; failing that, the whole text without web addresses.

    >>> quotes_in("He said “a campaign is underway” now"), quotes_in("look:\\n> it **is**\\n> so"), quotes_in("so")
    (['a campaign is underway'], ['it is so'], ['so'])
    >>> quotes_in("He said ‘a campaign’s underway’ and left"), quotes_in("It's 'over' now")
    (['a campaign’s underway'], ["It's 'over' now"])
    >>> quotes_in("He said `a campaign is underway´ now"), quotes_in("He said ''it's underway again'' now")
    (['a campaign is underway'], ["it's underway again"])
    >>> quotes_in("https://hsj.example/a_b?c=1\\nIt is over"), quotes_in("<https://hsj.example/>")
    (['It is over'], [''])
    >>> quotes_in("It is over <:sad:123456789012345678> <@42> </ask:42>"), quotes_in("[It is over](https://x.example/)")
    (['It is over'], ['It is over'])
    >>> quotes_in("> *It is* over, _all of it_\\n> # now"), quotes_in("## It is * over\\n- 2_3")
    (['It is over, all of it now'], ['It is * over\\n2_3'])
    >>> quotes_in("\\\\*It\\\\* is **over**")
    ['*It* is over']
    >>> quotes_in("> one\\nso he says of “reform”, but “the bill is lost for good”\\n> two")
    ['one', 'two', 'the bill is lost for good']
    """
    text = _unmarked(text)
    blocks, text = _blocks(text), BLOCKQUOTE.sub("", text)
    quoted = [quotation_marks.inner_text(text, span) for span in quotation_marks.find(text)]
    quotes = [*blocks, *(words for words in quoted if not are_too_few(words))]
    if quotes:
        return list(dict.fromkeys(quotes))
    without_addresses = ADDRESS.sub("", text).strip()
    return [max((words for words in quoted if len(words) >= MIN_QUOTED_CHARS), key=len, default=without_addresses)]


def _unmarked(text: str) -> str:
    """Discord text without mentions, custom emoji and formatting marks."""
    return ESCAPED.sub(r"\1", MARKS.sub("", LINKED.sub(r"\1", REFERENCE.sub("", text))))


def _blocks(text: str) -> list[str]:
    """The block quotations in a text."""
    blocks = [" ".join(BLOCKQUOTE_MARK.sub("", block).split("\n")) for block in BLOCKQUOTE.findall(text)]
    return list(filter(str.strip, blocks))


async def _check_several(interaction: Interaction, quotes: Sequence[str], rules: Rules) -> None:
    """Check the quotes of a message."""

    def check_each(archive: BotArchive) -> CheckedList:
        checks = [archive.check(words[:MAX_QUOTE_CHARS], None, rules.source) for words in quotes[:MAX_QUOTES]]
        return checked_lists.of_quotes(checks)

    left = len(quotes) - MAX_QUOTES
    name = f"of this message; {left} more were not checked" if left > 0 else "of this message"
    bot, asker = interaction.client, asker_of(interaction)
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=True)
        await _show_list(interaction, name, await bot.consult(asker, check_each))


async def _check_draft(interaction: Interaction, file: discord.Attachment, rules: Rules, *, private: bool) -> None:
    """Check every quotation of a draft. The draft is not stored."""
    if file.size > MAX_DRAFT_BYTES:
        raise DraftUnreadable(file.filename, f"has more than {MAX_DRAFT_BYTES >> 20} MiB")
    bot, asker = interaction.client, asker_of(interaction)
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=private)
        content = await _content(file)
        checked = await bot.consult(
            asker, lambda archive: _checked_draft(archive, file.filename, content, rules.source)
        )
        only = f", checked against {rules.source} only" if rules.source else ""
        await _show_list(interaction, file.filename + only, checked)


async def _content(file: discord.Attachment) -> bytes:
    try:
        return await responses.retry(file.read)
    except (discord.NotFound, discord.Forbidden) as error:
        raise DraftUnreadable(file.filename, "is no longer there; attach it again") from error


def _checked_draft(archive: BotArchive, name: str, content: bytes, source: str | None) -> CheckedList:
    text = draft_reader.read(name, content)
    if len(text) > MAX_DRAFT_CHARS:
        raise DraftUnreadable(name, f"has more than {MAX_DRAFT_CHARS:,} characters; check its parts one by one")
    return checked_lists.of_draft(archive.check_draft(text, source=source))


async def _show_list(interaction: Interaction, name: str, checked: CheckedList) -> None:
    wanted = checked.entries and interaction.app_permissions.attach_files
    attachment = checked.attachment() if wanted else None
    await responses.complete(interaction, attachment, view=checked_lists.page(name, checked, attachment))


async def _check(interaction: Interaction, asked: AskedQuote, rules: Rules, *, private: bool) -> None:
    bot, asker = interaction.client, asker_of(interaction)
    if not asked.words.strip():
        raise QuestionError("this message has no words to check")
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=private)
        words = asked.words[:MAX_QUOTE_CHARS]
        checked, covered = await bot.consult(
            asker,
            lambda archive: (archive.check(words, asked.speaker, rules.source), coverage(archive, rules.source)),
        )
        plain = bot.style_for(interaction) == PLAIN
        room = bot.reading_room(rules.archive)
        view = check_page(checked, asked, covered, plain=plain, reading_room=room, archive=rules.archive)
        await responses.complete(interaction, view=view)


def check_page(  # noqa: PLR0913 - each is one fact about the page
    checked: Check,
    asked: AskedQuote | None = None,
    covered: Coverage | None = None,
    *,
    plain: bool = False,
    reading_room: str = "",
    archive: str | None = None,
) -> layout.PageLayout:
    """The verdict and the matches; matches of the given date come first.

    If `plain` is true, words mark the differences.

    `covered` is what was searched. The page says so if nothing was found.
    """
    speaker, day = (asked.speaker, asked.date) if asked else (None, None)
    checked = verdicts.of_date_first(checked, day)
    marks = PLAIN_MARKS if plain else MARKS_OF_CHANGE
    by = f", {one_line(speaker, 100)}" if speaker else ""
    opening = f"-# checked: “{one_line(checked.words, MAX_CHECKED_CHARS)}”{by}"
    page = layout.PageOfPassages(opening, reading_room, archive)
    page.container.accent_colour = COLOURS[verdicts.colour(checked)]
    page.container.add_item(ui.TextDisplay("\n".join(_heading(checked, covered, legend=not plain))))
    if other_date := verdicts.not_of_date(checked, day):
        page.container.add_item(ui.TextDisplay(other_date))
    for match in checked.matches[:MAX_MATCHES]:
        quotation = match.quotations[0]
        words, credit = _match_texts(match, checked.words, marks)
        passage = Passage(quotation.article, quotation.spans[0][0], quotation.spans[-1][1])
        page.add(words, credit, passage, quotation)
    left = len(checked.matches) - MAX_MATCHES
    if left > 0:
        where = "also" if checked.verdict is Verdict.NOT_SAID else "on record"
        more = f"-# {where} in {formatting.counted(left, 'more place')}"
        page.container.add_item(ui.Separator()).add_item(ui.TextDisplay(more))
    return page.view(None)


def _heading(checked: Check, covered: Coverage | None, *, legend: bool) -> Iterator[str]:
    """The verdict, what was searched in vain, and a legend for the marks of the differences shown."""
    yield f"### {verdicts.word(checked)}"
    if checked.matches:
        yield f"-# {verdicts.sentence(checked)}"
    elif covered:
        yield f"-# {verdicts.NOBODY_QUOTED} Searched {one_line(refusals.in_coverage(covered), 300)}."
    kinds = {change.kind for match in checked.matches[:MAX_MATCHES] for change in match.changes}
    if legend and (shown := [mark for kind, mark in LEGEND.items() if kind in kinds]):
        yield f"-# {formatting.SEPARATOR.join(shown)}"


def _match_texts(match: Match, checked_words: str, marks: Marks) -> tuple[str, str]:
    """The words of a match, and its speaker, source and date."""
    quotation = match.quotations[0]
    credit = layout.credit(quotation.article, quotation, title_chars=0)
    changes = differences.shown(match)
    sentence = sum(len(change.words) for change in changes if change.kind is ChangeKind.AROUND)
    room = min(MATCH_CHARS, max(SCREEN_CHARS, 2 * len(checked_words)) + sentence)
    room -= len(credit) + len(formatting.labelled("", quotation))
    if match.changes:
        words = difference(changes, room, marks)
    else:
        words = verbatim(formatting.words(match.quotations), checked_words, room, quotation)
    return formatting.labelled(words, quotation), credit


def verbatim(text: str, checked_words: str, room: int, quotation: Quotation | None = None) -> str:
    """A block quotation with the checked words in bold.

    A long one begins with the sentence that has the checked words. Nothing is bold if the article only reports the
    `quotation`.

    >>> text = "It is late. It must stop. Now."
    >>> verbatim(text, "must stop", 99), verbatim(text, "now", 15)
    ('> It is late. It **must stop**. Now.', '> …\\xa0**Now**.')
    """
    words, wanted = tokens(text), [word.normalised for word in tokens(checked_words)]
    normalised = [word.normalised for word in words]
    first = next(at for at in range(len(words)) if normalised[at : at + len(wanted)] == wanted)
    start, end = words[first].start, words[first + len(wanted) - 1].end
    highlights = formatting.bold([(start, end)] if len(words) > len(wanted) else [], quotation)
    quoted = blockquote(text, highlights)
    if len(quoted) <= room:
        return quoted
    sentence_start = next(begin for begin, stop in sentences.split(text) if stop > start)
    return truncated_blockquote(text, room, highlights, sentence_start)


def difference(changes: Sequence[Change], room: int, marks: Marks = MARKS_OF_CHANGE) -> str:
    """One block quotation with the words of both: ~~given, not on record~~ and **on record, not given**.

    >>> him, her = Change(ChangeKind.ADDED, "*him*"), Change(ChangeKind.LEFT_OUT, "her")
    >>> difference([Change(ChangeKind.SAME, "it is"), him, her], 99)
    '> it is ~~\\\\*him\\\\*~~ **her**'
    >>> difference([Change(ChangeKind.SAME, "it is"), him, her], 99, PLAIN_MARKS)
    '> it is [given, not on record: \\\\*him\\\\*] [on record, not given: her]'
    """
    for shortened in ({ChangeKind.SAME}, {ChangeKind.SAME, ChangeKind.AROUND}):
        for kept in CONTEXT_WORDS:
            quoted = "> " + " ".join(_marked(changes, kept, shortened, marks))
            if len(quoted) <= room:
                return quoted
    pieces = list(_marked(changes, CONTEXT_WORDS[-1], set(ChangeKind), marks))
    lengths = list(accumulate(len(piece) + 1 for piece in pieces))
    return "> " + " ".join([*pieces[: bisect_right(lengths, room - len("> …"))], "…"])


def _marked(changes: Sequence[Change], context: int, shortened: Collection[ChangeKind], marks: Marks) -> Iterator[str]:
    """Each change with its marks.

    A change of a `shortened` kind keeps only `context` words beside each neighbouring change.
    """
    for number, change in enumerate(changes):
        words, (opening, closing) = change.words.split(), marks[change.kind]
        before = context if number else 0
        after = context if number < len(changes) - 1 else 0
        if change.kind in shortened and len(words) > before + after:
            words = [*words[:before], "…", *words[len(words) - after :]]
        shown = escape(" ".join(words))
        if shown.strip():
            yield f"{opening}{shown}{closing}"
