"""Is this quote on record? By /check, or by a message's own menu.

**Not on record as given; what is on record differs.**
~~given, not on record~~ · **on record, not given**
> it is ~~Gordon Brown~~ **David Cameron** who has put the NHS on a knife edge
**Andy Burnham** · HuffPost UK · 7 February 2012

A long quotation is shown from the sentence that holds the words on, a long difference with dots for what is the same.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

import discord
from discord import app_commands, ui

from bot import formatting
from bot.discord import autocomplete, responses, truncate, views
from bot.discord.database import Rules
from bot.discord.escape import escape, quotation
from bot.discord.responses import Interaction
from retrieval.errors import QuestionError
from retrieval.models import Kind
from retrieval.quote_check import Check, Match
from retrieval.quote_check.alignment import Change, ChangeKind
from retrieval.text import sentences
from retrieval.text.quotation_marks import CLOSING, OPENING, STRAIGHT
from retrieval.text.tokenise import tokens

LONGEST = 2000  # characters of a quote that is checked
PLACES = 3  # shown of those that hold the words
ROOM = 1200  # characters of each
BESIDE = (LONGEST, 40, 20, 10, 5)  # words beside a difference, the first for which there is room
REPORTED = "-# reported, not quoted: the words are the article's"
LEGEND = {ChangeKind.ADDED: "~~given, not on record~~", ChangeKind.LEFT_OUT: "**on record, not given**"}
QUOTED = re.compile(f"[{STRAIGHT}{OPENING}]([^{STRAIGHT}{OPENING}{CLOSING}]{{8,}})[{STRAIGHT}{CLOSING}“]")
BLOCK = re.compile(r"^> ?(.*)$", re.MULTILINE)


@app_commands.command(description="Is this quote on record: word for word, altered, by somebody else, or not at all?")
@app_commands.describe(
    quote="the words to check", speaker="who is supposed to have said them", private="show the result to you alone"
)
@app_commands.autocomplete(speaker=autocomplete.speakers)
async def check(
    interaction: Interaction,
    quote: app_commands.Range[str, 1, LONGEST],
    *,
    speaker: app_commands.Range[str, 1, 100] | None = None,
    private: bool | None = None,
) -> None:
    rules = interaction.client.rules(interaction.guild_id, interaction.channel)
    await _answer(interaction, quote, speaker, rules, alone=bool(rules.private) if private is None else private)


@app_commands.context_menu(name="Check this quote")
async def check_message(interaction: Interaction, message: discord.Message) -> None:
    """Shown to whoever asks alone: a check need not be held up to whoever wrote the message."""
    rules = interaction.client.rules(interaction.guild_id, interaction.channel)
    await _answer(interaction, quote_in(message.content), None, rules, alone=True)


def quote_in(text: str) -> str:
    """The quote in a message: its longest words in quotation marks, else its quotation block, else all of it.

    >>> quote_in("He said “a campaign is underway” and left"), quote_in("look:\\n> it is\\n> so"), quote_in("so it is")
    ('a campaign is underway', 'it is so', 'so it is')
    """
    quoted = max(QUOTED.findall(text), key=len, default="")
    return str(quoted) or " ".join(BLOCK.findall(text)) or text


async def _answer(interaction: Interaction, quote: str, speaker: str | None, rules: Rules, *, alone: bool) -> None:
    client = interaction.client
    if not quote.strip():
        raise QuestionError("this message has no words to check")
    async with client.desk.place(interaction.user.id, interaction.guild_id):
        await responses.defer(interaction, ephemeral=alone)
        checked = await client.consult(
            interaction.user.id, lambda archive: archive.check(quote[:LONGEST], speaker, rules.source)
        )
        await responses.complete(interaction, view=page(checked))


def page(checked: Check) -> views.Layout:
    container: ui.Container[views.Layout] = ui.Container(ui.TextDisplay("\n".join(_heading(checked))))
    for match in checked.matches[:PLACES]:
        container.add_item(ui.Separator())
        words, credit = _place(match, checked.words)
        container.add_item(ui.TextDisplay(words))
        said = match.quotations[0]
        for item in views.attributed(credit, said.article, (said.spans[0][0], said.spans[-1][1])):
            container.add_item(item)
    if (left := len(checked.matches) - PLACES) > 0:
        more = f"-# on record in {formatting.counted(left, 'more place')}"
        container.add_item(ui.Separator()).add_item(ui.TextDisplay(more))
    return views.Layout(timeout=None).add_item(container)


def _heading(checked: Check) -> Iterator[str]:
    """The verdict, and how to read what differs."""
    yield f"**{formatting.verdict(checked)}**"
    kinds = {change.kind for match in checked.matches[:PLACES] for change in match.changes}
    if legend := [mark for kind, mark in LEGEND.items() if kind in kinds]:
        yield f"-# {formatting.SEPARATOR.join(legend)}"


def _place(match: Match, given: str) -> tuple[str, str]:
    """The words, and below them who, where and when."""
    said = match.quotations[0]
    credit = views.credit(said.article, said, titled=False)
    whole = " ".join(quoted.text for quoted in match.quotations)
    room = ROOM - len(credit) - len(REPORTED)
    words = difference(match.changes, room) if match.changes else verbatim(whole, given, room)
    return words, f"{credit}\n{REPORTED}" if said.kind is Kind.INDIRECT else credit


def verbatim(whole: str, given: str, room: int) -> str:
    """What is quoted, the given words in bold, as a quotation block; where it is long, from their sentence on.

    >>> said = "It is late. It must stop. Now."
    >>> verbatim(said, "must stop", 99), verbatim(said, "now", 15)
    ('> It is late. It **must stop**. Now.', '> … **Now**.')
    """
    words, wanted = tokens(whole), [word.normalised for word in tokens(given)]
    folded = [word.normalised for word in words]
    begins = (at for at, word in enumerate(folded) if word == wanted[0])
    at = next(at for at in begins if folded[at : at + len(wanted)] == wanted)
    found = (words[at].start, words[at + len(wanted) - 1].end)
    marked = [found] if len(words) > len(wanted) else []
    if len(shown := quotation(whole, marked)) <= room:
        return shown
    begin = next(start for start, end in sentences.split(whole) if end > found[0])
    return truncate.shown(whole, room, marked, begin)


def difference(changes: Sequence[Change], room: int) -> str:
    """Word by word, as a quotation block: ~~given, not on record~~ and **on record, not given**.

    >>> him, her = Change(ChangeKind.ADDED, "*him*"), Change(ChangeKind.LEFT_OUT, "her")
    >>> difference([Change(ChangeKind.SAME, "it is"), him, her], 99)
    '> it is ~~\\\\*him\\\\*~~ **her**'
    """
    for beside in BESIDE:
        if len(shown := "> " + " ".join(_marked(changes, beside, {ChangeKind.SAME}))) <= room:
            return shown
    pieces = list(_marked(changes, BESIDE[-1], set(ChangeKind)))
    lengths = list(accumulate(len(piece) + 1 for piece in pieces))
    return "> " + " ".join([*pieces[: bisect_right(lengths, room - len("> …"))], "…"])


def _marked(changes: Sequence[Change], beside: int, cut: Collection[ChangeKind]) -> Iterator[str]:
    """Each change, marked as what it is; of the kinds to be cut, so many words beside the next."""
    marks = {ChangeKind.SAME: "", ChangeKind.ADDED: "~~", ChangeKind.LEFT_OUT: "**"}
    for number, change in enumerate(changes):
        words, mark = change.words.split(), marks[change.kind]
        before, after = beside if number else 0, beside if number < len(changes) - 1 else 0
        if change.kind in cut and len(words) > before + after:
            words = [*words[:before], "…", *words[len(words) - after :]]
        if (shown := escape(" ".join(words))).strip():
            yield f"{mark}{shown}{mark}"
