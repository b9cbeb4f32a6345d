from dataclasses import replace
from typing import TYPE_CHECKING

import discord
import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.commands import check
from bot.discord.database import Rules
from bot.discord.pages import checked_lists
from bot.discord.pages.checked_lists import COLOURS
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS
from bot.rendering.verdicts import Colour
from retrieval.drafts import DraftCheck, DraftVerdict
from retrieval.drafts.quotations import DraftQuotation
from retrieval.models import Article, Kind, Modality, Quotation
from retrieval.quote_check import Check, Match, Verdict
from retrieval.quote_check.alignment import Change, ChangeKind
from retrieval.settings import DiscordSettings
from retrieval.text.tokenise import tokens
from tests.conftest import at_most
from tests.discord.conftest import MAX_COMPONENTS, Scene, context, make_bot, paragraph, shown, statement, texts

if TYPE_CHECKING:
    from simcord.results import InteractionResult

WHO = "Andrew Lansley · HuffPost UK · 11 February 2012"
DIFFERS = (
    "### Altered\n-# Not on record as given; what is on record differs.\n"
    "-# ~~given, not on record~~ · **on record, not given**"
)
SO = "### On record\n-# On record, word for word."
BY_ANOTHER = "### Said by another\n-# On record, word for word, but said by another speaker."
REPORTED = "### Reported only\n-# Reported, not quoted: the words are the article's."
WORDS = '> "That is not about me, **that is about us as a government**."'

NOWHERE = "### Not on record\n-# Nobody is quoted with these words. Searched"
CHECKED = [
    pytest.param("that is about us as a government", {}, [SO, WORDS, WHO], id="so"),
    pytest.param(
        "that is about us as a party",
        {},
        [
            DIFFERS,
            '> "That is not about me, that is about us as a ~~party~~ **government."**',
            WHO,
        ],
        id="altered",
    ),
    pytest.param(
        "this is not about me, that is about us",
        {},
        [
            DIFFERS,
            '> ~~this~~ **"That** is not about me, that is about us as a government."',
            WHO,
        ],
        id="altered at its start",
    ),
    pytest.param(
        "that is about us as a government",
        {"speaker": "Burnham"},
        [BY_ANOTHER, WORDS, WHO],
        id="by another",
    ),
    pytest.param(
        "we shall fight on the beaches", {}, [f"{NOWHERE} 1 article, 7 February 2012 to January 2015."], id="no"
    ),
]


@pytest.mark.parametrize(("quote", "options", "lines"), CHECKED)
async def test_a_quote_is_checked_against_the_record(
    scene: Scene, quote: str, options: dict[str, str], lines: list[str]
) -> None:
    result = await scene.alice.slash(scene.channel, "check", quote=quote, **options)
    by = f", {options['speaker']}" if options else ""
    assert (shown(result), result.ephemeral) == ([f"-# checked: “{quote}”{by}", *lines], False)


async def test_words_that_an_article_only_reports_are_not_in_bold_and_said_to_be_reported(scene: Scene) -> None:
    said = scene.archive.answers[0].quotation
    assert said
    scene.archive.answers[0] = replace(scene.archive.answers[0], quotation=replace(said, kind=Kind.INDIRECT))
    result = await scene.alice.slash(scene.channel, "check", quote="that is about us as a government")
    assert shown(result)[1:] == [
        REPORTED,
        WORDS.replace("*", ""),
        WHO.replace("HuffPost UK", "reported by HuffPost UK"),
    ]


async def test_the_message_command_checks_the_quote_in_the_message_privately(scene: Scene) -> None:
    message = await scene.bob.send(scene.channel, "Lansley said “that is about us as a government” @everyone")
    result = await scene.alice.context_menu(scene.channel, "Check this quote", message)
    assert (result.ephemeral, shown(result)[1]) == (True, SO)


async def test_the_quote_of_an_embed_of_a_forward_and_of_our_own_answer_is_found(scene: Scene) -> None:
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send(embed=discord.Embed(title="News", description="He said “that is about us as a government”."))
    embedded = scene.channel.last_message
    said = await scene.bob.send(scene.channel, "“that is about us as a government”")
    forwarded = await scene.bob.forward(said, scene.channel)
    for message in (embedded, forwarded, await scene.mention()):
        assert message
        result = await scene.alice.context_menu(scene.channel, "Check this quote", message)
        assert shown(result)[1] == SO


async def test_the_quote_of_our_own_answer_is_found_in_every_style_also_among_several(scene: Scene) -> None:
    scene.archive.answers.append(statement(1, "2012-02-11"))
    for style in ("embed", "quote", "plain"):
        scene.bot.database.set_rules(scene.channel.id, Rules(style=style, answers=3))
        result = await scene.alice.context_menu(scene.channel, "Check this quote", await scene.mention())
        assert "On record, word for word." in " ".join(shown(result))


async def test_the_text_that_discord_shows_of_a_pasted_link_is_checked_without_its_address(scene: Scene) -> None:
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    unfurled = discord.Embed(description="that is about us as a government", url="https://hsj.example/1")
    await channel.send("https://hsj.example/1", embed=unfurled)
    message = scene.channel.last_message
    assert message
    result = await scene.alice.context_menu(scene.channel, "Check this quote", message)
    assert shown(result)[:2] == ["-# checked: “that is about us as a government”", SO]


async def test_a_message_without_words_cannot_be_checked(scene: Scene) -> None:
    message = await scene.bob.send(scene.channel, attachments=[("a.png", b"")])
    result = await scene.alice.context_menu(scene.channel, "Check this quote", message)
    assert (result.ephemeral, shown(result)) == (True, ["This message has no words to check."])
    assert len(scene.env.errors) == 1


async def test_a_match_has_its_context_and_hostile_words_are_escaped(scene: Scene) -> None:
    article = Article("hostile.txt", "Before.\n\n@everyone *must* go ~~now~~ to [this](https://a.uk)\n\nAfter.")
    scene.archive.answers[0] = paragraph("@everyone", "<@1>", article)
    result = await scene.alice.slash(scene.channel, "check", quote="everyone should go now to **that**")
    assert result.response
    message = result.response.message
    assert texts(message)[2:] == [
        "> \\@everyone ~~should~~ **\\*must\\*** go \\~\\~now\\~\\~ to ~~\\*\\*that~~ **\\[this** ](https\\://a.uk)",
        "\\<\\@1> · source unknown · date unknown",
    ]
    around = await context(scene.bob, message)
    assert shown(around)[0].startswith("-# In context:\nBefore.\n> \\@everyone")


async def test_quotations_from_another_source_than_the_channels_are_not_on_record(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    result = await scene.alice.slash(scene.channel, "check", quote="that is about us as a government")
    assert shown(result)[1:] == [f"{NOWHERE} the articles of HSJ."]
    scene.archive.answers.append(statement(1, "2012-02-11", "That is about us as a party.", source="HSJ"))
    result = await scene.alice.slash(scene.channel, "check", quote="that is about us as a government")
    assert shown(result)[1:] == [
        DIFFERS,
        "> That is about us as a ~~government~~ **party.**",
        "Andrew Lansley · HSJ · 11 February 2012",
    ]


async def test_matches_beyond_three_are_counted(scene: Scene) -> None:
    scene.archive.answers = [statement(number, "2012-02-11") for number in range(5)]
    result = await scene.alice.slash(scene.channel, "check", quote="the bill stays")
    assert shown(result)[1:] == [
        SO,
        *["> The bill stays.", "Andrew Lansley · HuffPost UK · 11 February 2012"] * 3,
        "-# on record in 2 more places",
    ]


def test_a_verdict_has_a_word_and_a_colour() -> None:
    view = check.check_page(Check("so", Verdict.NOTHING))
    (container,) = view.children
    assert isinstance(container, ui.Container)
    assert (container.accent_colour, texts_of(view)) == (
        COLOURS[Colour.RED],
        ["-# checked: “so”", "### Not on record"],
    )


@pytest.mark.parametrize(
    ("modality", "word", "label"),
    [
        pytest.param(Modality.DENIED, "Denied", "denied", id="denied"),
        pytest.param(Modality.CONDITIONAL, "Only supposed", "only supposed", id="conditional"),
        pytest.param(Modality.TO_COME, "Not said yet", "not said yet", id="to come"),
    ],
)
def test_words_that_were_not_said_are_amber_and_say_whose_they_are(modality: Modality, word: str, label: str) -> None:
    article = Article("a.txt", "Burn the lot.", source="HSJ")
    not_said = Quotation(article, ((0, 13),), Kind.DIRECT, "Eva Lund", modality=modality)
    view = check.check_page(Check("burn the lot", Verdict.NOT_SAID, (Match((not_said,), 1.0),) * 4))
    (container, *_) = view.children
    assert isinstance(container, ui.Container)
    assert container.accent_colour == COLOURS[Colour.AMBER]
    why = f"Not on record as said: HSJ (date unknown) has these words of Eva Lund, but as {label}."
    assert texts_of(view) == [
        "-# checked: “burn the lot”",
        f"### {word}\n-# {why}",
        *[f"{label}:\n> Burn the lot.", "Eva Lund\xa0· HSJ\xa0· date\xa0unknown"] * 3,
        "-# also in 1 more place",
    ]


def texts_of(view: ui.LayoutView) -> list[str]:
    return [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]


LONG_WORDS = [f"word{number}" for number in range(300)]


def test_a_long_quotation_is_shown_from_the_sentence_with_the_checked_words_on() -> None:
    text = f"{' '.join(LONG_WORDS)}. It must stop. Now."
    assert check.verbatim(text, "must STOP", 100) == "> …\xa0It **must stop**. Now."


def test_a_difference_in_a_long_quotation_is_shown_with_twenty_words_on_each_side() -> None:
    changes = [
        Change(ChangeKind.SAME, " ".join(LONG_WORDS)),
        Change(ChangeKind.ADDED, "not"),
        Change(ChangeKind.SAME, " ".join(LONG_WORDS)),
    ]
    beside = [" ".join(LONG_WORDS[-20:]), " ".join(LONG_WORDS[:20])]
    assert check.difference(changes, 360) == f"> … {beside[0]} ~~not~~ {beside[1]} …"


RUNS = st.lists(st.sampled_from(["word", "*_`|", "x" * 3000, "<@1>", "\u200b", "\n"]), max_size=400).map(" ".join)


@at_most(50)
@given(st.lists(st.builds(Change, st.sampled_from(ChangeKind), RUNS), min_size=1, max_size=9), st.integers(1, 4))
def test_a_check_of_any_size_keeps_to_discords_limits(changes: list[Change], places: int) -> None:
    article = Article("hostile.txt", "*_`|" * 800, source="_" * 300, url="https://example.org/" + "a" * 400)
    quotation = Quotation(article, ((0, len(article.text)),), Kind.INDIRECT, "`" * 300, "**" * 99 + " so " + "`" * 300)
    view = check.check_page(Check("so", Verdict.MERGED, tuple([Match((quotation,), 0.5, tuple(changes))] * places)))
    assert view.content_length() <= MAX_MESSAGE_CHARS
    assert len(list(view.walk_children())) <= MAX_COMPONENTS


@given(st.text(max_size=300), st.integers(0, 60), st.integers(1, 60), st.integers(80, 400))
def test_checked_words_are_found_in_any_text_that_contains_them(text: str, first: int, length: int, room: int) -> None:
    words = tokens(text)[first:][:length]
    if words:
        shown = check.verbatim(text, text[words[0].start : words[-1].end], room)
        assert len(shown) <= room


async def test_a_form_asks_for_words_speaker_and_date(scene: Scene) -> None:
    scene.archive.answers = [
        statement(1, "2012-02-07", "The bill stays."),
        statement(2, "2013-05-01", "The bill stays.", source="HSJ"),
    ]
    form = await scene.alice.slash(scene.channel, "check", speaker="Lansly", private=True)
    result = await scene.alice.submit_modal(form, {"words": "the bill stays", "speaker": "Lansly", "date": "May 2013"})
    assert result.ephemeral
    assert [text for text in shown(result) if "20" in text] == [
        "Andrew Lansley · HSJ · 1 May 2013",
        "Andrew Lansley · HuffPost UK · 7 February 2012",
    ]
    form = await scene.alice.slash(scene.channel, "check")
    result = await scene.alice.submit_modal(form, {"words": "the bill stays", "speaker": "", "date": ""})
    assert (result.ephemeral, "On record" in " ".join(shown(result))) == (False, True)


async def test_words_of_another_date_are_said_so_and_a_date_that_is_none_is_refused(scene: Scene) -> None:
    scene.archive.answers = [statement(1, "2012-02-07", "The bill stays.")]
    result = await scene.alice.slash(scene.channel, "check", quote="the bill stays", date="8 Feb 2012")
    assert "Not from 8 February 2012; the words below are of another date." in shown(result)
    result = await scene.alice.slash(scene.channel, "check", quote="the bill stays", date="2012")
    assert "another date" not in " ".join(shown(result))
    refused = await scene.alice.slash(scene.channel, "check", quote="the bill stays", date="soon")
    assert (refused.ephemeral, "soon" in shown(refused)[0]) == (True, True)
    assert len(scene.env.errors) == 1


async def test_a_form_to_check_that_was_open_during_a_restart_is_answered(
    scene: Scene, settings: DiscordSettings
) -> None:
    form = await scene.alice.slash(scene.channel, "check")
    restarted = make_bot(settings)
    await scene.env.restart_bot(restarted)
    result = await scene.alice.submit_modal(form, {"words": "that is about us as a government"})
    assert "On record" in " ".join(shown(result))
    await restarted.close()


ON_RECORD = "“that is about us as a government”"
MADE_UP = "“we shall fight on the beaches”"
ALTERED = "“that is about us as a party”"
BOTH = f"He said {MADE_UP} and then {ON_RECORD}."


async def report_of(result: "InteractionResult") -> str:
    assert result.response
    (file,) = result.response.message.attachments
    assert file.filename == checked_lists.REPORT_FILE
    return (await file.read()).decode()


def refusal(result: "InteractionResult") -> str:
    """The private line in place of an answer, also if the answer was deferred."""
    sent = result.response or result.followups[0]
    assert sent.ephemeral
    return texts(sent.message)[0]


async def test_every_quotation_of_a_draft_is_checked_privately_with_a_report_as_a_file(scene: Scene) -> None:
    draft = ("story.txt", f"{BOTH} He said: {ALTERED}.".encode())
    result = await scene.alice.slash(scene.channel, "check", draft=draft)
    assert result.ephemeral
    assert shown(result) == [
        "-# story.txt\n### 3 quotations: 1 on record, 1 altered, 1 not on record",
        "**Not on record**: “we shall fight on the beaches”\n-# No article of this archive has these words.",
        f"**Altered**: {ALTERED}\n-# {WHO}",
        f"**On record**: {ON_RECORD}\n-# {WHO}",
    ]
    report = await report_of(result)
    assert "## 1. Not on record" in report
    assert "~~party~~ **government" in report
    public = await scene.alice.slash(scene.channel, "check", draft=draft, private=False)
    assert not public.ephemeral


async def test_nothing_of_a_draft_is_kept(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    await scene.alice.slash(scene.channel, "check", draft=("story.txt", BOTH.encode()))
    assert scene.bot.database.execute("select count(*) from questions") == [(0,)]
    assert "beaches" not in "\n".join(scene.bot.database._db.iterdump())
    assert "beaches" not in caplog.text


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        pytest.param("story.exe", b"MZ", "Draft story.exe", id="of another kind"),
        pytest.param("story.txt", b"", "Draft story.txt is empty", id="empty"),
        pytest.param("story.txt", b"x" * (check.MAX_DRAFT_BYTES + 1), "more than 4 MiB", id="too large"),
        pytest.param("story.txt", b"so it is " * 12_000, "more than 100,000 characters", id="too long"),
    ],
)
async def test_a_draft_that_is_not_read_is_refused_in_a_line(
    scene: Scene, name: str, content: bytes, line: str
) -> None:
    refused = await scene.alice.slash(scene.channel, "check", draft=(name, content))
    assert line in refusal(refused)
    assert len(scene.env.errors) == 1


async def test_a_draft_stands_alone_and_is_not_read_where_questions_are_not_answered(scene: Scene) -> None:
    draft = ("story.txt", BOTH.encode())
    refused = await scene.alice.slash(scene.channel, "check", draft=draft, quote="so")
    assert refusal(refused) == "Give a draft without other options; it names its speakers itself."
    scene.bot.database.set_rules(scene.channel.id, Rules(answering=False))
    refused = await scene.alice.slash(scene.channel, "check", draft=draft)
    assert "does not answer in this channel" in refusal(refused)
    assert len(scene.env.errors) == 2


async def test_a_draft_is_checked_against_the_channels_source_and_says_so(scene: Scene) -> None:
    scene.archive.answers = [
        statement(1, "2012-02-07", "The bill stays for good."),
        statement(2, "2012-02-08", "The bill goes at last.", source="HSJ"),
    ]
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    draft = ("story.txt", "“The bill stays for good.” “The bill goes at last.”".encode())
    result = await scene.alice.slash(scene.channel, "check", draft=draft)
    assert shown(result)[0].split("\n") == [
        "-# story.txt, checked against HSJ only",
        "### 2 quotations: 1 on record, 1 not on record",
    ]


async def test_a_draft_counts_as_a_question(scene: Scene, settings: DiscordSettings) -> None:
    scene.bot.admission.set_limits(replace(settings, per_user=1))
    await scene.alice.slash(scene.channel, "check", draft=("story.txt", BOTH.encode()))
    refused = await scene.alice.slash(scene.channel, "check", draft=("story.txt", BOTH.encode()))
    assert "You have asked 1 question within a minute" in refusal(refused)
    assert len(scene.env.errors) == 1


async def test_a_draft_without_quotations_is_said_to_have_none(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "check", draft=("story.md", b"Nobody spoke."))
    assert shown(result) == ["-# story.md\n### No quotations in this draft."]
    assert result.response
    assert result.response.message.attachments == []


async def test_every_quotation_of_a_message_is_checked_if_it_has_several(scene: Scene) -> None:
    message = await scene.bob.send(scene.channel, f"{BOTH} “reform”\n> {ALTERED[1:-1]}")
    result = await scene.alice.context_menu(scene.channel, "Check this quote", message)
    assert result.ephemeral
    assert shown(result) == [
        "-# of this message\n### 3 quotations: 1 altered, 1 not on record, 1 on record",
        f"**Altered**: {ALTERED}\n-# {WHO}",
        f"**Not on record**: {MADE_UP}\n-# Nobody is quoted with these words.",
        f"**On record**: {ON_RECORD}\n-# {WHO}",
    ]
    assert "## 3. On record" in await report_of(result)


async def test_the_quotations_of_a_message_are_those_of_the_channels_source(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    message = await scene.bob.send(scene.channel, BOTH)
    result = await scene.alice.context_menu(scene.channel, "Check this quote", message)
    assert shown(result)[0].endswith("2 quotations: 2 not on record")


async def test_a_message_with_one_quotation_twice_is_checked_as_one(scene: Scene) -> None:
    message = await scene.bob.send(scene.channel, f"{ON_RECORD}, yes, {ON_RECORD}")
    result = await scene.alice.context_menu(scene.channel, "Check this quote", message)
    assert shown(result)[:2] == [f"-# checked: {ON_RECORD}", SO]


async def test_quotations_of_a_message_beyond_25_are_said_not_to_be_checked(scene: Scene) -> None:
    words = " ".join(f"“it is the bill number {number}”" for number in range(27))
    message = await scene.bob.send(scene.channel, words)
    result = await scene.alice.context_menu(scene.channel, "Check this quote", message)
    assert shown(result)[0].startswith("-# of this message; 2 more were not checked\n### 25 quotations: ")
    assert shown(result)[-1] == "-# 10 more quotations in checked.md"


@at_most(50)
@given(RUNS, RUNS, st.integers(0, 40))
def test_a_list_of_any_size_keeps_to_discords_limits(words: str, speaker: str, count: int) -> None:
    article = Article("hostile.txt", words or "so", source=speaker)
    match = Match((Quotation(article, ((0, len(article.text)),), Kind.DIRECT, speaker),), 0.5)
    checked = DraftCheck(DraftQuotation(words or "so", ((0, len(words or "so")),)), DraftVerdict.ALTERED, (match,))
    found = checked_lists.of_draft([checked] * count)
    view = checked_lists.page("*" * 300, found, found.attachment())
    assert view.content_length() <= MAX_MESSAGE_CHARS
    assert len(list(view.walk_children())) <= MAX_COMPONENTS
