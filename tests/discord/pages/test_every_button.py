"""Tests for every button: who may press it, the limits on presses, and the report of a failed press."""

from dataclasses import replace

import discord
import pytest
from simcord.results import InteractionResult

from bot.discord import responses
from bot.discord.database import AskedQuestion, Rules
from bot.discord.pages import layout
from bot.discord.pages.button_ids import AnswerButton, ButtonAction
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS
from bot.discord.rate_limit import AdmissionControl, Asker
from retrieval.models import Options
from retrieval.settings import DiscordSettings
from tests.discord.conftest import LANSLEY, FailingArchive, Scene, buttons, make_bot, shown, statement, texts

pytestmark = pytest.mark.slow  # a hundred tests, each with a bot of its own

ANSWERING = ("more", "share", "timeline")  # buttons that ask the archive
KEY = "key-of-asked"
REFUSAL = "You have asked 1 question within a minute, which is the limit; ask again in 60 s."
FORGOTTEN = "This answer is too old, or its question was forgotten; ask again."


@pytest.fixture(autouse=True)
def _answers(scene: Scene) -> None:
    scene.bot.settings = replace(scene.bot.settings, answers=1)
    scene.archive.answers = [statement(number, f"2012-01-0{number}") for number in range(1, 8)]


async def message_with(scene: Scene, button: str) -> discord.Message:
    """A message of the bot to Alice that has this button."""
    if button == "timeline":
        result = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
        assert result.response
        return result.response.message
    return await (scene.ask(private=True) if button == "share" else scene.mention())


async def press(scene: Scene, message: discord.Message, button: str) -> InteractionResult:
    return await scene.alice.click(message, custom_id=buttons(message)[button])


@pytest.mark.parametrize("button", ANSWERING)
async def test_a_button_that_asks_the_archive_is_deferred_then_answered_once(scene: Scene, button: str) -> None:
    message = await message_with(scene, button)
    before = len(scene.requests())
    result = await press(scene, message, button)
    link = [("PATCH", "@original")] if button == "share" else []  # the address of the post is known once it is there
    assert scene.requests()[before:] == [("POST", "callback"), ("PATCH", "@original"), *link]
    assert result.followups == []
    assert shown(result)
    assert result.ephemeral == (button != "share")


@pytest.mark.parametrize("button", ["up", "down"])
async def test_a_vote_is_answered_at_once_and_privately(scene: Scene, button: str) -> None:
    message = await message_with(scene, button)
    before = len(scene.requests())
    result = await press(scene, message, button)
    assert scene.requests()[before:] == [("POST", "callback")]
    assert result.followups == []
    assert shown(result)
    assert result.ephemeral


async def test_follow_up_opens_a_form_at_once(scene: Scene) -> None:
    message = await message_with(scene, "follow")
    before = len(scene.requests())
    result = await press(scene, message, "follow")
    assert scene.requests()[before:] == [("POST", "callback")]
    assert result.followups == []
    assert result.modal


@pytest.mark.parametrize("button", ANSWERING)
async def test_a_press_counts_as_a_question_and_is_refused_privately_beyond_the_limit(
    scene: Scene, button: str
) -> None:
    message = await message_with(scene, button)
    scene.bot.admission = AdmissionControl(replace(scene.bot.settings, per_user=1, waiting=1), clock=lambda: 10.0)
    async with scene.bot.admission.slot(Asker(scene.bob.id, scene.env.guild.id)):
        busy = await press(scene, message, button)
    async with scene.bot.admission.slot(Asker(scene.alice.id, None)):
        pass
    refused = await press(scene, message, button)
    assert [(shown(result), result.ephemeral, result.deferred) for result in (busy, refused)] == [
        (["As many questions as fit (1) are waiting already; ask again in a moment."], True, False),
        ([REFUSAL], True, False),
    ]


@pytest.mark.parametrize("button", [*ANSWERING, "follow"])
async def test_a_press_in_a_channel_closed_to_questions_is_refused_privately(scene: Scene, button: str) -> None:
    message = await message_with(scene, button)
    scene.bot.database.set_rules(scene.channel.id, Rules(answering=False))
    refused = await press(scene, message, button)
    assert refused.ephemeral
    assert shown(refused) == ["On Record does not answer in this channel; the server's managers can change that."]


@pytest.mark.parametrize("button", ANSWERING)
async def test_a_press_shows_nothing_from_another_source_than_the_channels(scene: Scene, button: str) -> None:
    message = await message_with(scene, button)
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    result = await press(scene, message, button)
    page = shown(result) if result.response else []
    lines = [*page, *(followup.content for followup in result.followups)]
    assert lines
    assert "bill stays" not in " ".join(lines)
    assert "HuffPost" not in " ".join(lines)


@pytest.mark.parametrize("button", [*ANSWERING, "follow", "up", "down", "delete"])
async def test_a_press_is_answered_after_a_restart(scene: Scene, settings: DiscordSettings, button: str) -> None:
    message = await message_with(scene, button)
    restarted = make_bot(replace(settings, answers=1))
    restarted.use_archive(scene.archive)
    await scene.env.restart_bot(restarted)
    result = await press(scene, message, button)
    if button == "delete":
        assert texts(scene.channel.last_message) != texts(message)
    elif button == "follow":
        assert result.modal
    else:
        assert shown(result)
    await restarted.close()


async def test_buttons_are_not_kept_in_memory(scene: Scene) -> None:
    for button in ANSWERING:
        await press(scene, await message_with(scene, button), button)
    store = scene.bot._connection._view_store
    assert (store._views, store._synced_message_views) == ({}, {})


@pytest.mark.parametrize("button", ["timeline"])  # the others show what is kept
async def test_a_press_that_fails_leaves_one_private_line(scene: Scene, button: str) -> None:
    message = await message_with(scene, button)
    failing = FailingArchive(ZeroDivisionError())
    failing.answers = scene.archive.answers  # the archive lists its articles but cannot open any
    scene.bot.use_archive(failing)
    result = await press(scene, message, button)
    assert [(followup.content, followup.ephemeral) for followup in result.followups] == [
        (responses.UNEXPECTED_ERROR, True)
    ]
    assert (result.response, scene.bot.admission.active) == (None, 0)


@pytest.mark.parametrize("button", [*ANSWERING, "up", "down"])
async def test_a_press_whose_interaction_expired_is_logged_and_frees_its_slot(
    scene: Scene, button: str, caplog: pytest.LogCaptureFixture
) -> None:
    message = await message_with(scene, button)
    caplog.set_level("INFO")
    scene.env.inject_error("*", "/interactions/*", status=404, code=10062, times=None)
    await press(scene, message, button)
    assert "not answered: the interaction is too old (10062)" in caplog.text
    assert scene.bot.admission.active == 0


@pytest.mark.parametrize("button", ["more", "share", "timeline", "up", "down", "delete"])
async def test_a_button_of_a_forgotten_question_is_refused_privately(scene: Scene, button: str) -> None:
    message = await message_with(scene, button)
    scene.bot.database.forget_user(scene.alice.id)
    refused = await press(scene, message, button)
    assert (shown(refused), refused.ephemeral) == ([FORGOTTEN], True)


async def test_only_the_asker_shares_an_answer(scene: Scene) -> None:
    scene.bot.database.save_question(KEY, AskedQuestion(scene.alice.id, LANSLEY, Options()))
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    view = layout.PageLayout(timeout=None).add_item(discord.ui.ActionRow(AnswerButton(ButtonAction.SHARE, KEY)))
    refused = await scene.bob.click(await channel.send(view=view), label="Share")
    assert (shown(refused), refused.ephemeral) == (["Only the person who asked may share this answer."], True)
    assert scene.archive.asked == []


async def test_a_deletion_that_discord_refuses_is_reported_privately_and_the_answer_stays(scene: Scene) -> None:
    message = await scene.mention()
    scene.env.inject_error("DELETE", "/webhooks/*", status=403)
    result = await press(scene, message, "delete")
    assert [(followup.content, followup.ephemeral) for followup in result.followups] == [
        (responses.UNEXPECTED_ERROR, True)
    ]
    assert texts(scene.channel.last_message) == texts(message)


async def test_the_page_of_a_timeline_stays_if_turning_it_fails(scene: Scene) -> None:
    page = await press(scene, await message_with(scene, "timeline"), "timeline")
    assert page.response
    scene.bot.use_archive(FailingArchive(ZeroDivisionError()))
    failed = await scene.alice.click(page.response.message, label="Earlier")
    assert [(followup.content, followup.ephemeral) for followup in failed.followups] == [
        (responses.UNEXPECTED_ERROR, True)
    ]


async def test_more_shows_the_rest_of_a_long_passage_page_by_page(scene: Scene) -> None:
    words = " ".join(f"Sentence {number} of a very long statement on the bill." for number in range(200))
    scene.archive.answers = [statement(1, "2012-01-01", words)]
    pages = [await scene.mention()]
    for _ in range(3):
        more = await press(scene, pages[-1], "more")
        assert more.response
        pages.append(more.response.message)
    assert ["more" in buttons(page) for page in pages] == [True, True, True, False]
    assert all(sum(map(len, texts(page))) <= MAX_MESSAGE_CHARS for page in pages)
    passages = [texts(page)[1].removeprefix("> ").removeprefix("… ").removesuffix(" …") for page in pages]
    assert " ".join(passages) == words
