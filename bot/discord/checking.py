"""Is this quote on record? By /check, or by a message's own menu.

**Not on record as given; what is on record differs.**
> it is ~~Gordon Brown~~ **David Cameron** who has put the NHS on a knife edge     given, not on record · on record
**Andy Burnham** · HuffPost UK · 7 February 2012
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import discord
from discord import app_commands, ui

from bot import wording
from bot.discord import completion, doors, fitting, layout
from bot.discord.doors import Interaction
from bot.discord.escaping import escape
from bot.discord.ledger import Rules
from retrieval.checking import Check, Match, Verdict
from retrieval.errors import QuestionError
from retrieval.folding import fold
from retrieval.records import Kind
from retrieval.wordwise import Change
from retrieval.wordwise import Kind as Changed

PLACES = 3  # shown of those that hold the words
ROOM = 1200  # characters of each
REPORTED = "-# reported, not quoted: the words are the article's"
LONGEST = 2000  # of a quote that is checked
QUOTED = re.compile(r"[\"“«„]([^\"“”«»„]{8,})[\"”»“]")
BLOCK = re.compile(r"^> ?(.*)$", re.MULTILINE)


@app_commands.command(description="Is this quote on record: word for word, altered, by somebody else, or not at all?")
@app_commands.describe(
    quote="the words to check", speaker="who is supposed to have said them", private="show the result to you alone"
)
@app_commands.autocomplete(speaker=completion.speakers)
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
        await doors.defer(interaction, ephemeral=alone)
        checked = await client.consult(interaction.user.id, lambda archive: archive.check(quote[:LONGEST], speaker))
        await doors.complete(interaction, view=page(within(checked, rules)))


def within(checked: Check, rules: Rules) -> Check:
    """The check, less what is not from the source that a channel keeps to."""
    if rules.source is None:
        return checked
    source = fold(rules.source)
    matches = tuple(match for match in checked.matches if source in fold(match.quotations[0].article.source or ""))
    return replace(checked, matches=matches) if matches else Check(checked.words, Verdict.NOTHING)


def page(checked: Check) -> layout.Layout:
    container: ui.Container[layout.Layout] = ui.Container(ui.TextDisplay(f"**{wording.verdict(checked)}**"))
    for match in checked.matches[:PLACES]:
        container.add_item(ui.Separator())
        words, credit = _place(match)
        container.add_item(ui.TextDisplay(words))
        said = match.quotations[0]
        for item in layout.attributed(credit, said.article, (said.spans[0][0], said.spans[-1][1])):
            container.add_item(item)
    if len(checked.matches) > PLACES:
        more = f"-# on record in {len(checked.matches) - PLACES} more places"
        container.add_item(ui.Separator()).add_item(ui.TextDisplay(more))
    return layout.Layout(timeout=None).add_item(container)


def _place(match: Match) -> tuple[str, str]:
    """The words, and below them who, where and when."""
    said = match.quotations[0]
    credit = layout.credit(said.article, said, titled=False)
    whole = " ".join(quoted.text for quoted in match.quotations)
    room = ROOM - len(credit) - len(REPORTED)
    words = difference(match.changes, room) if match.changes else fitting.shown(whole, room)
    return words, f"{credit}\n{REPORTED}" if said.kind is Kind.INDIRECT else credit


def difference(changes: Sequence[Change], room: int) -> str:
    """Word by word, as a quotation block: ~~given, not on record~~ and **on record, not given**.

    >>> difference([Change(Changed.SAME, "it is"), Change(Changed.ADDED, "*him*"), Change(Changed.LEFT_OUT, "her")], 99)
    '> it is ~~\\\\*him\\\\*~~ **her**'
    """
    marks = {Changed.SAME: "", Changed.ADDED: "~~", Changed.LEFT_OUT: "**"}
    shown: list[str] = []
    length = len("> …")
    for each in changes:
        words, mark = escape(" ".join(each.words.split())), marks[each.kind]
        length += len(words) + 2 * len(mark) + 1
        if length > room:
            return "> " + " ".join([*shown, "…"])
        shown += [f"{mark}{words}{mark}"] if words.strip() else []
    return "> " + " ".join(shown)
