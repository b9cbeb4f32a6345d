"""Corrections: *Wrong?* under an answer opens a form; editors accept or decline the corrections that readers propose.

    Wrong? ──→ which words, what is wrong, what is right ──→ a proposal (proposals.py)
    /corrections, or the channel that /settings names    ──→ Accept: into corrections.toml, as `onrecord correct` does
                                                         └─→ Decline

Editors are the bot's owners and the members of the role that the owners set in `/settings who_corrects`. The role
applies to proposals made in its own server, and only for the archive that the server used when the role was set. If the
server's managers choose another archive, the server has no editors for it.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

import discord
from discord import SelectOption, app_commands, ui

from bot.discord import proposals, responses
from bot.discord.commands.check import read_day
from bot.discord.context import BotContext, Interaction, asker_of, has_role
from bot.discord.database import Rules, kept_replies
from bot.discord.live_archive import BotArchive
from bot.discord.pages import forms, layout, views
from bot.discord.pages.button_ids import AnswerButton, ButtonAction, read_place
from bot.discord.pages.markdown import one_line, plain_line, truncated_blockquote
from bot.discord.proposals import ACCEPTED, DECLINED, OPEN, Proposal
from bot.discord.rate_limit import Asker
from bot.rendering import formatting
from retrieval.corrections import applying
from retrieval.errors import QuestionError
from retrieval.models import Answer, Article, Passage, Span
from retrieval.text import quotation_marks

logger = logging.getLogger(__name__)

SPEAKER, NO_QUOTATION, DATE, WITHDRAWN = "speaker", "no quotation", "date", "withdrawn"
WHAT = {
    SPEAKER: ("Somebody else said it", "name the person below"),
    NO_QUOTATION: ("Nobody said it", "the words are not a quotation"),
    DATE: ("The article's date", "give the right one below"),
    WITHDRAWN: ("The article should not be here", "it leaves the archive"),
}
MAX_NAME_CHARS, MAX_NOTE_CHARS, MAX_WORDS_CHARS = 100, 300, 1500
AROUND_WORDS = f"{quotation_marks.EVERY_MARK} \t\n"  # characters left out at both ends of the words
TOLD_LATER = "-# The decision comes by direct message, if you accept those from here; `/my-data` shows it as well."
MAX_SHOWN_CHARS = 1500  # characters of the words in a proposal as shown


class EditorsOnly(QuestionError):
    def __init__(self) -> None:
        super().__init__("only the archive's editors decide on corrections")


class FieldMissing(QuestionError):
    def __init__(self, field: str) -> None:
        super().__init__(f"the form does not say {field}; fill it in")


class WordsNotThere(QuestionError):
    def __init__(self, many: int) -> None:
        problem = f"{many} times" if many else "not"
        super().__init__(
            f"these words are {problem} in the answer; copy them from there, and enough of them to be clear"
        )


class DoesNotFit(QuestionError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"this correction does not fit the archive as it is now: {problem}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that a reader has filled in: what is wrong, what is right, and optionally the words concerned and the
    reason.
    """

    what: str
    right: str
    only: str
    note: str


async def open_form(interaction: Interaction, button: AnswerButton) -> None:
    bot = interaction.client
    rules = bot.rules_for(interaction)
    reply = views.filter_reply(await asyncio.to_thread(bot.database.load_reply, button.key), rules)
    if not reply.answers:
        raise proposals.ProposalGone
    await responses.open_form(interaction, form(button.key, reply.answers))


def form(key: str, answers: Sequence[Answer]) -> ui.Modal:
    """The form for a correction of one of the answers stored under a key."""
    entries = {entry.value: entry for entry in map(_entry, answers)}
    words: ui.Select[ui.Modal] = ui.Select(options=list(entries.values()))
    words.options[0].default = True
    kinds = [SelectOption(label=label, value=value, description=hint) for value, (label, hint) in WHAT.items()]
    what: ui.Select[ui.Modal] = ui.Select(options=kinds)
    right: ui.TextInput[ui.Modal] = ui.TextInput(
        required=False, max_length=MAX_NAME_CHARS, placeholder="Jane Doe, or 7 February 2012"
    )
    only: ui.TextInput[ui.Modal] = ui.TextInput(
        required=False, max_length=MAX_WORDS_CHARS, style=discord.TextStyle.paragraph
    )
    note: ui.TextInput[ui.Modal] = ui.TextInput(
        required=False, max_length=MAX_NOTE_CHARS, placeholder="see the recording; the paper corrected it"
    )
    return forms.form(
        "Wrong?",
        forms.WRONG,
        key,
        passage=("Which words", words),
        what=("What is wrong", what),
        right=("Who said it, or the right date", right),
        only=("Only these words (empty: all of them)", only),
        note=("How do you know", note),
    )


def _entry(answer: Answer) -> SelectOption:
    passage = Passage(answer.article, answer.start, answer.end)
    return layout.menu_entry(passage, answer.quotation, kept_replies.offset_of(answer))


async def answer_form(interaction: Interaction, submitted: forms.Submitted) -> None:
    """Store a proposed correction, and show it to the editors."""
    bot = interaction.client
    rules = bot.rules_for(interaction)
    asker = asker_of(interaction, await asyncio.to_thread(bot.database.load_question, submitted.key))
    given = {name: plain_line(text, MAX_WORDS_CHARS) for name, text in submitted.fields.items()}
    filled = Filled(*(given.get(name, "") for name in ("what", "right", "only", "note")))
    if filled.what not in WHAT:
        raise forms.OutdatedForm
    place = read_place(submitted.fields.get("passage", ""))
    reply = views.filter_reply(await asyncio.to_thread(bot.database.load_reply, submitted.key), rules)
    answer = kept_replies.find(reply, place.article, place.start, place.end)
    if answer is None:
        raise proposals.ProposalGone
    day = read_day(interaction, filled.right) if filled.what == DATE and filled.right else None
    async with bot.admission.slot(asker):
        await responses.defer(interaction, ephemeral=True)
        correction = await bot.consult(asker, lambda archive: correction_of(archive, answer, filled, str(day or "")))
        proposal = Proposal(
            *(proposals.new_key(), asker.user, asker.server, asker.archive, correction),
            *(layout.credit(answer.article, answer.quotation), interaction.created_at),
        )
        await asyncio.to_thread(proposals.propose, bot.database, proposal)
        said = formatting.sentence(one_line(proposals.in_words(correction), 200))
        await responses.complete(
            interaction,
            content=f"Sent to the archive's editors, who accept or decline it: {said}\n{TOLD_LATER}",
        )
    await _show_editors(bot, rules, proposal)


def correction_of(archive: BotArchive, answer: Answer, filled: Filled, day: str) -> dict[str, str | bool]:
    """The keys of the proposed correction of an answer that was shown. May block."""
    article = archive.article(answer.article.id)
    if article is None:
        raise DoesNotFit("its article is no longer there")
    keys: dict[str, str | bool] = {"article": article.id, "note": filled.note}
    if filled.what in {SPEAKER, NO_QUOTATION}:
        keys |= _words(article, answer, filled.only)
    if filled.what == SPEAKER:
        if not filled.right:
            raise FieldMissing("who said it")
        keys |= {"speaker": archive.full_name(filled.right)}
    elif filled.what == NO_QUOTATION:
        keys |= {"not_a_quotation": True}
    elif filled.what == DATE:
        if not day:
            raise FieldMissing("the right date")
        keys |= {"date": day}
    else:
        keys |= {"withdrawn": True}
    return {key: value for key, value in keys.items() if value}


def _words(article: Article, answer: Answer, only: str) -> dict[str, str]:
    """The words that a correction concerns, as they are in the article now."""
    start, end = _span(answer, only)
    inner = answer.article.text[start:end].lstrip(AROUND_WORDS)
    words, at = inner.rstrip(AROUND_WORDS), end - len(inner) + kept_replies.offset_of(answer)
    if article.text[at : at + len(words)] == words:
        return applying.describe(article, words, at)
    found = applying.places(article, words)
    if len(found) != 1:
        raise DoesNotFit("the article has changed since; ask again")
    return applying.describe(article, words, found[0][0])


def _span(answer: Answer, only: str) -> Span:
    """The span of an answer's excerpt that the correction concerns: the typed words, else the whole quotation."""
    if only:
        found = [span for span in applying.places(answer.article, only) if answer.start <= span[0] < answer.end]
        if len(found) != 1:
            raise WordsNotThere(len(found))
        return found[0]
    if answer.quotation is None or not answer.quotation.spans:
        raise FieldMissing("which words")
    return answer.quotation.spans[0][0], answer.quotation.spans[-1][1]


async def _show_editors(bot: BotContext, rules: Rules, proposal: Proposal) -> None:
    """Show a proposal in the channel for proposals, if there is one. /corrections shows all proposals in any case."""
    if rules.corrections_to is None:
        return
    channel = bot.get_partial_messageable(rules.corrections_to)
    try:
        await responses.retry(lambda: channel.send(view=page(proposal), nonce=proposal.key))
    except (discord.HTTPException, *responses.CONNECTION_ERRORS) as error:
        logger.warning("could not show a proposed correction in channel %s: %s", rules.corrections_to, error)


def page(proposal: Proposal, following: str | None = None) -> layout.PageLayout:
    """A proposal with its buttons, or with the decision.

    `following` is the key after which the next proposal is looked for.
    """
    texts = [f"-# {_proposed(proposal)}"]
    if words := proposal.correction.get("words"):
        texts.append(truncated_blockquote(str(words), MAX_SHOWN_CHARS))
    lines = [proposal.credit, f"### {formatting.sentence(one_line(proposals.in_words(proposal.correction), 200))}"]
    if note := proposal.correction.get("note"):
        lines.append(f"-# {one_line(str(note), MAX_NOTE_CHARS)}")
    if proposal.status != OPEN:
        lines.append(f"**{proposal.status.capitalize()}**{_by(proposal.decided_by)}")
    if proposal.status == ACCEPTED:
        lines.append("-# It takes effect with the next index.")
    view = layout.text_page(*texts, "\n".join(lines))
    row: ui.ActionRow[layout.PageLayout] = ui.ActionRow()
    for action in (ButtonAction.ACCEPT, ButtonAction.DECLINE) if proposal.status == OPEN else ():
        row.add_item(AnswerButton(action, proposal.key))
    if following:
        row.add_item(AnswerButton(ButtonAction.NEXT, following))
    return view.add_item(row) if row.children else view


def _proposed(proposal: Proposal) -> str:
    return f"proposed{_by(proposal.user)}, {discord.utils.format_dt(proposal.proposed_at, 'D')}"


def _by(user: int | None) -> str:
    return f" by <@{user}>" if user else ""


@app_commands.command(description="The corrections that readers propose: accept or decline them")
async def corrections(interaction: Interaction) -> None:
    bot = interaction.client
    if not _is_editor(interaction):
        raise EditorsOnly
    await responses.defer(interaction, ephemeral=True)
    await _show_next(interaction, await asyncio.to_thread(proposals.waiting, bot.database))


async def show_next(interaction: Interaction, button: AnswerButton) -> None:
    """Show the proposal after the button's one; after the last proposal, show the first."""
    bot = interaction.client
    if not _is_editor(interaction):
        raise EditorsOnly
    await responses.defer(interaction, ephemeral=True, in_place=True)
    await _show_next(interaction, await asyncio.to_thread(proposals.waiting, bot.database, button.key))


async def _show_next(interaction: Interaction, waiting: Sequence[Proposal]) -> None:
    mine = [proposal for proposal in waiting if _may_decide(interaction, proposal)]
    if not mine:
        view = layout.text_page("No proposed correction waits for a decision.")
    else:
        view = page(mine[0], mine[0].key if len(mine) > 1 else None)
    await responses.complete(interaction, view=view)


async def decide(interaction: Interaction, button: AnswerButton) -> None:
    """Accept or decline a proposal. It can be decided only once."""
    bot, status = interaction.client, ACCEPTED if button.action is ButtonAction.ACCEPT else DECLINED
    proposal = await asyncio.to_thread(proposals.load, bot.database, button.key)
    if not _may_decide(interaction, proposal):
        raise EditorsOnly
    await responses.defer(interaction, ephemeral=True, in_place=True)
    async with bot.deciding:  # or two editors would decide the same
        proposal = await asyncio.to_thread(proposals.load, bot.database, button.key)
        if proposal.status == OPEN:
            if status == ACCEPTED:
                await _write(interaction, proposal)
            user, at = interaction.user.id, interaction.created_at
            await asyncio.to_thread(proposals.decide, bot.database, proposal.key, status, user, at)
            proposal = await asyncio.to_thread(proposals.load, bot.database, button.key)
            logger.info("correction %s key=%s", status, proposal.key)
    is_list = bool(interaction.message and interaction.message.flags.ephemeral)
    await responses.complete(interaction, view=page(proposal, proposal.key if is_list else None))
    bot.tell_proposers()


async def _write(interaction: Interaction, proposal: Proposal) -> None:
    """Write a proposal into the archive's corrections.toml, if it still matches the article."""
    by, on = plain_line(interaction.user.display_name, MAX_NAME_CHARS), interaction.created_at.date()

    def write(archive: BotArchive) -> int:
        if problem := proposal.problem_in(archive.article(proposal.correction["article"])):
            raise DoesNotFit(problem)
        return archive.correct(**proposal.correction, by=by, on=on)

    await interaction.client.consult(Asker(interaction.user.id, proposal.server, proposal.archive), write)


def _is_editor(interaction: Interaction) -> bool:
    bot = interaction.client
    role = bot.rules(interaction.guild_id, interaction.channel).editors
    return bot.owned_by(interaction.user.id) or bool(role and has_role(interaction.user, role))


def _may_decide(interaction: Interaction, proposal: Proposal) -> bool:
    """Whether a user may decide on a proposal: the owners on all, a server's editors on those of their server and
    archive.
    """
    if interaction.client.owned_by(interaction.user.id):
        return True
    archive = interaction.client.rules(interaction.guild_id, interaction.channel).archive
    here = (proposal.server, proposal.archive) == (interaction.guild_id, archive)
    return here and _is_editor(interaction)
