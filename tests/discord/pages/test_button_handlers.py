from collections.abc import AsyncIterator
from dataclasses import replace

import discord
import pytest
from discord import ui
from simcord.results import InteractionResult

from bot.discord.database import Feedback, Rules
from bot.discord.database.kept_replies import MAX_KEPT_ANSWERS
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS
from retrieval.models import Answer, Article, Coverage, Kind, Options, Passage, Quotation, Searched
from retrieval.settings import DiscordSettings
from tests.discord.conftest import (
    DEFIANT,
    LANSLEY,
    SHOWN,
    Scene,
    buttons,
    context,
    make_bot,
    paragraph,
    shown,
    statement,
    texts,
)

pytestmark = pytest.mark.slow


def passage_of(answer: Answer) -> Passage:
    return Passage(answer.article, answer.start, answer.end)


async def test_more_shows_the_following_answers_to_the_user_who_pressed_it(scene: Scene) -> None:
    scene.bot.settings = replace(scene.bot.settings, answers=1)
    scene.archive.answers.append(paragraph('"On behalf', "Ed Miliband"))
    answer = await scene.mention()
    result = await scene.bob.click(answer, custom_id=buttons(answer)["more"])
    assert (result.ephemeral, shown(result)[0], shown(result)[2]) == (
        True,
        "-# Further on:",
        "Ed Miliband · HuffPost UK · 11 February 2012",
    )
    assert scene.archive.asked == [
        (LANSLEY, Options(), MAX_KEPT_ANSWERS)
    ]  # the answers behind More are kept, not asked anew
    assert texts(scene.channel.last_message) == SHOWN


async def test_what_was_searched_is_kept_and_shown_to_the_user_who_pressed_it(scene: Scene) -> None:
    covered = Coverage(4, 1, "2011-05", "2015-01-27", ("HSJ",))
    scene.archive.searched = Searched("articles", covered, "g-1", "2026-11-29T08:00:00+00:00", uncovered="2019")
    answer = await scene.mention("nothing")
    scene.archive.searched = None  # the button does not ask again
    result = await scene.bob.click(answer, label="What was searched")
    assert (result.ephemeral, shown(result)) == (
        True,
        [
            "Searched 4 articles, May 2011 to 27 January 2015, 1 without a date.\nSources: HSJ.\n"
            "Indexed on 29 November 2026 at 08:00 UTC (g-1).\nNone of them is dated 2019."
        ],
    )


async def test_an_abstention_shows_the_closest_passages_when_their_button_is_pressed(scene: Scene) -> None:
    answer = await scene.mention("nothing")
    assert texts(answer) == [
        "nothing\n-# speaker: Andrew Lansley\n### Nothing on record\nNobody called Hunt is quoted here."
    ]
    result = await scene.bob.click(answer, label="Closest passages")
    assert shown(result) == ["-# The closest passages, which do not answer the question:", *SHOWN[1:]]
    assert result.ephemeral


async def test_context_shows_the_passage_as_a_quotation_between_the_paragraphs_around_it(scene: Scene) -> None:
    answer = await scene.mention()
    result = await context(scene.bob, answer)
    text, credit = shown(result)
    before, quoted, after = text.partition('\n> "That is not about me, that is about us as a government."\n\n')
    assert quoted
    assert DEFIANT.text.split("\n\n")[0] not in text  # at most two paragraphs on either side
    assert (before.count("\n\n"), after.count("\n\n"), "> " in before + after) == (1, 1, False)
    assert credit == f"{DEFIANT.id}\nHuffPost UK · 11 February 2012"
    assert result.ephemeral


CHANGED = [
    pytest.param(replace(DEFIANT, id="another.txt"), "is no longer in the archive", id="gone"),
    pytest.param(replace(DEFIANT, text="Corrected. " + DEFIANT.text), "has changed since", id="moved"),
    pytest.param(
        replace(DEFIANT, text=DEFIANT.text.replace("not about me", "all about me")), "has changed", id="reworded"
    ),
]


@pytest.mark.parametrize(("article", "said"), CHANGED)
async def test_after_a_reindex_context_shows_the_words_as_they_were_if_the_article_has_changed(
    scene: Scene, article: Article, said: str
) -> None:
    answer = await scene.mention()
    scene.archive.answers[0] = replace(scene.archive.answers[0], article=article)
    text, credit = shown(await context(scene.bob, answer))
    assert said in text
    assert text.endswith(f". The words as they were shown:\n{SHOWN[1]}")
    assert credit == SHOWN[2]


async def test_context_of_a_changed_article_whose_answer_is_forgotten_is_refused(scene: Scene) -> None:
    answer = await scene.mention()
    scene.bot.database.forget_user(scene.alice.id)
    scene.archive.answers[0] = replace(scene.archive.answers[0], article=replace(DEFIANT, text="Corrected."))
    result = await context(scene.bob, answer)
    assert [followup.content for followup in result.followups] == [
        "This article has changed since, or is no longer in the archive; ask again."
    ]


async def test_after_a_reindex_share_and_more_show_what_the_asker_saw(scene: Scene) -> None:
    scene.archive.answers.append(paragraph('"On behalf', "Ed Miliband"))
    answer = await scene.ask(private=True)
    scene.archive.answers = [paragraph('"On behalf', "Andy Burnham")]
    more = await scene.alice.click(answer, label="More")
    assert shown(more)[2] == "Ed Miliband · HuffPost UK · 11 February 2012"
    shared = await scene.alice.click(answer, label="Share")
    assert shown(shared) == SHOWN


@pytest.mark.parametrize(
    ("speaker", "notes"),
    [
        ("Ed Miliband", ["-# The archive now gives these as words of Ed Miliband."]),
        ("Mr Andrew Lansley", []),
        (None, []),
    ],
)
async def test_a_speaker_who_was_put_right_since_is_named_beside_the_answer_as_it_was_shown(
    scene: Scene, speaker: str | None, notes: list[str]
) -> None:
    answer = await scene.ask(private=True)
    (paragraph_of_lansley,) = scene.archive.answers
    assert paragraph_of_lansley.quotation
    quotation = replace(paragraph_of_lansley.quotation, speaker=speaker)
    scene.archive.answers = [replace(paragraph_of_lansley, quotation=quotation)]
    cited = shown(await context(scene.alice, answer, 1))
    await scene.alice.click(answer, custom_id=buttons(answer)["share"])
    assert texts(scene.channel.last_message) == [*SHOWN, *notes]
    assert [line for line in cited if line in notes] == notes


async def test_the_asker_shares_a_private_answer_once_as_a_public_one(scene: Scene) -> None:
    answer = await scene.ask(private=True)
    result = await scene.alice.click(answer, label="Share")
    assert (result.ephemeral, shown(result)) == (False, SHOWN)
    message = scene.channel.last_message
    assert message
    assert set(buttons(message)) == {"follow", "up", "down", "alert", "wrong", "delete"}
    items = ui.LayoutView.from_message(message).walk_children()
    assert message.jump_url in [item.url for item in items if isinstance(item, ui.Button)]
    again = await scene.alice.click(answer, label="Share")
    assert (again.ephemeral, shown(again)) == (True, ["This answer has been shared already; it is further down."])


async def test_sharing_that_failed_can_be_repeated(scene: Scene) -> None:
    answer = await scene.ask(private=True)
    scene.env.inject_error("POST", "/interactions/*", status=400)
    await scene.alice.click(answer, label="Share")
    result = await scene.alice.click(answer, label="Share")
    assert (result.ephemeral, shown(result)) == (False, SHOWN)


@pytest.mark.parametrize(("vote", "good", "bad"), [("up", 1, 0), ("down", 0, 1)])
async def test_a_repeated_vote_of_one_voter_counts_once(scene: Scene, vote: str, good: int, bad: int) -> None:
    answer = await scene.mention()
    for _ in range(2):
        result = await scene.bob.click(answer, custom_id=buttons(answer)[vote])
        assert (result.ephemeral, shown(result)[0].split(":")[0]) == (True, "Noted")
    (judged,) = scene.bot.database.feedback()
    key = buttons(answer)[vote].split(":")[2]
    text = '"That is not about me, that is about us as a government."'
    assert judged == Feedback(
        key, LANSLEY, Options(), abstained=False, passage=text, speaker="Andrew Lansley", good=good, bad=bad
    )


async def test_an_answer_is_deleted_by_its_asker_or_a_moderator_only(scene: Scene) -> None:
    answer = await scene.mention()
    refused = await scene.bob.click(answer, custom_id=buttons(answer)["delete"])
    assert (refused.ephemeral, shown(refused)) == (True, ["Only the person who asked may delete this answer."])
    await scene.alice.click(answer, custom_id=buttons(answer)["delete"])
    assert [message.author.name for message in scene.channel.history()] == ["alice"]
    again = await scene.mention()
    moderator = scene.env.guild.create_role("moderators", permissions=discord.Permissions(manage_messages=True))
    carol = scene.env.guild.add_member(scene.env.create_user("carol"), roles=[moderator])
    await carol.click(again, custom_id=buttons(again)["delete"])
    assert [message.author.name for message in scene.channel.history()] == ["alice", "alice"]


@pytest.fixture
async def answer_before_restart(scene: Scene, settings: DiscordSettings) -> AsyncIterator[discord.Message]:
    """An answer to Alice with a button for more, by a bot that has since restarted.

    A new bot with the same files has replaced it.
    """
    scene.archive.answers.append(paragraph('"On behalf', "Ed Miliband"))
    scene.bot.settings = replace(scene.bot.settings, answers=1)
    answer = await scene.mention()
    restarted = make_bot(settings)
    await scene.env.restart_bot(restarted)
    yield answer
    await restarted.close()


@pytest.mark.parametrize("button", ["more", "up", "down"])
async def test_a_button_is_answered_after_a_restart(
    scene: Scene, answer_before_restart: discord.Message, button: str
) -> None:
    result = await scene.bob.click(answer_before_restart, custom_id=buttons(answer_before_restart)[button])
    assert result.acknowledged
    assert shown(result)


async def test_follow_up_opens_its_form_after_a_restart(scene: Scene, answer_before_restart: discord.Message) -> None:
    result = await scene.bob.click(answer_before_restart, custom_id=buttons(answer_before_restart)["follow"])
    assert result.acknowledged
    assert result.modal


async def test_the_asker_deletes_an_answer_after_a_restart(
    scene: Scene, answer_before_restart: discord.Message
) -> None:
    await scene.alice.click(answer_before_restart, custom_id=buttons(answer_before_restart)["delete"])
    assert [message.author.name for message in scene.channel.history()] == ["alice"]


async def test_buttons_that_need_a_forgotten_question_are_refused_and_context_works(scene: Scene) -> None:
    scene.archive.answers.append(paragraph('"On behalf', "Ed Miliband"))
    scene.bot.settings = replace(scene.bot.settings, answers=1)
    answer = await scene.mention()
    scene.bot.database.forget_user(scene.alice.id)
    for button in ("more", "up", "delete"):
        result = await scene.bob.click(answer, custom_id=buttons(answer)[button])
        assert shown(result) == ["This answer is too old, or its question was forgotten; ask again."]
    assert shown(await context(scene.bob, answer))[0].startswith("-# In context")


async def test_context_shows_no_article_from_another_source_than_the_channels(scene: Scene) -> None:
    answer = await scene.mention()
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    result = await context(scene.bob, answer)
    assert [followup.content for followup in result.followups] == [
        "This article has changed since, or is no longer in the archive; ask again."
    ]


async def test_closest_passages_and_near_duplicates_come_from_the_channels_source_only(scene: Scene) -> None:
    other = replace(DEFIANT, id="hsj.txt", source="HSJ")
    here, there = paragraph('"That is not', article=other), paragraph('"On behalf')
    places = (passage_of(there), passage_of(here))
    scene.archive.answers = [replace(here, also=places, nearly=places), there]
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    answer = await scene.mention("nothing")
    closest = shown(await scene.bob.click(answer, label="Closest passages"))
    origin = "HSJ · 11 February 2012"
    credit = f"Andrew Lansley · {origin}\n-# also: {origin}\n-# nearly the same words: {origin}"
    assert closest == ["-# The closest passages, which do not answer the question:", SHOWN[1], credit]


async def test_the_context_of_an_article_full_of_markdown_fits_in_a_message(scene: Scene) -> None:
    marks = Article("marks.txt", "\n\n".join(["*" * 1190] * 5))
    scene.archive.answers[0] = paragraph("*", None, marks)
    answer = await scene.mention()
    text, credit = shown(await context(scene.bob, answer))
    assert 2400 < len(text) + len(credit) <= MAX_MESSAGE_CHARS


def citations(message: discord.Message | None) -> list[tuple[str, str, str]]:
    """The menu's id, and the label and the value of each citation that it offers."""
    assert message
    items = ui.LayoutView.from_message(message).walk_children()
    menu = next(item for item in items if isinstance(item, ui.Select))
    return [(menu.custom_id, entry.label, entry.value) for entry in menu.options if entry.value.startswith("cite:")]


async def cite(scene: Scene, message: discord.Message | None) -> InteractionResult:
    assert message
    ((custom_id, label, value),) = citations(message)
    assert label.startswith("Cite Andrew Lansley")
    return await scene.bob.select(message, custom_id=custom_id, values=[value])


async def test_an_answer_is_cited_privately_in_every_form(scene: Scene) -> None:
    scene.archive.answers = [statement(1, "2012-02-11")]
    result = await cite(scene, await scene.mention())
    assert result.ephemeral
    heading, *forms = shown(result)
    assert (heading, forms[::2]) == (
        "-# To cite",
        ["-# Plain text", "-# Markdown", "-# BibTeX", "-# RIS", "-# CSL-JSON"],
    )
    said = "Andrew Lansley: “The bill stays.”"
    assert forms[1].startswith(f"```\n{said} HuffPost UK, 11 February 2012.\n")
    assert "— **Andrew Lansley**" in forms[3]
    assert all(said in form for form in (forms[5], forms[7], forms[9]))
    assert all(form.startswith("```\n") and form.endswith("\n```") for form in forms[1::2])


async def test_a_citation_is_copied_as_it_is_in_plain_style_too(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(style="plain"))
    forms = shown(await cite(scene, await scene.mention()))
    assert forms[3] == "Markdown"
    assert forms[4].startswith("```\n> ")
    assert "**Andrew Lansley**" in forms[4]


async def test_the_words_and_the_article_are_cited_as_shown(scene: Scene) -> None:
    article = Article("a.txt", "Rain. It must stop. It must stop.", source="HSJ", url="https://hsj.example/a")
    said = Quotation(article, ((20, 33),), Kind.DIRECT, "Andrew Lansley")
    scene.archive.answers = [Answer(article, 20, 33, said, (), 1.0, {})]
    message = await scene.mention()
    scene.archive.answers = [replace(scene.archive.answers[0], article=replace(article, title="Another title"))]
    result = await cite(scene, message)
    plain = shown(result)[2]
    assert "Andrew Lansley: “It must stop.” HSJ, date unknown." in plain
    assert "https://hsj.example/a#:~:text=" in plain
    assert ":~:text=must%20stop.-,It%20must%20stop" in plain  # the second of the two
    scene.archive.answers = [statement(1, None)]
    result = await cite(scene, message)
    assert shown(result)[0] == "-# To cite; the article has changed since, or is gone: the words as shown"
    assert "Andrew Lansley: “It must stop.” HSJ, date unknown." in shown(result)[2]


async def test_words_that_were_withdrawn_are_not_cited(scene: Scene) -> None:
    message = await scene.mention()
    scene.bot.database.drop_articles({DEFIANT.id})
    result = await cite(scene, message)
    assert "ask again" in texts(result.followups[0].message)[0]


async def test_what_is_too_long_to_show_is_cited_in_a_file(scene: Scene) -> None:
    words = "It must stop. " * 80
    scene.archive.answers = [statement(1, "2012-02-11", words + "Now.")]
    result = await cite(scene, await scene.mention())
    assert shown(result)[-1] == "-# RIS, CSL-JSON: in citation.txt"
    assert result.response
    (file,) = result.response.message.attachments
    assert "TY  - NEWS" in (await file.read()).decode()


async def test_a_timeline_offers_no_citations(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    assert result.response
    assert citations(result.response.message) == []
