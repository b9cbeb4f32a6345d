from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from bot.discord import messages, responses
from bot.discord.database import Rules
from bot.discord.database.kept_replies import MAX_KEPT_ANSWERS
from bot.discord.messages import FORM_FIELD
from bot.discord.rate_limit import AdmissionControl
from retrieval.models import Answer, Article, Options
from tests.discord.conftest import LANSLEY, REFUSED, SHOWN, Scene, context, shown, texts

pytestmark = pytest.mark.slow


async def test_a_hostile_article_and_question_are_escaped(scene: Scene) -> None:
    article = Article("a.txt", f"@everyone **now** [go](https://a.uk)\n# {scene.alice.mention} \u202eback")
    scene.archive.answers[0] = Answer(article, 0, len(article.text), None, (), 1.0, {})
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} @here *{scene.alice.mention}*")
    message = scene.channel.last_message
    assert message
    assert texts(message) == [
        f"\\@here \\*\\<\\@{scene.alice.id}>\\*",
        f"> \\@everyone \\*\\*now\\*\\* \\[go](https\\://a.uk)\n> \\# \\<\\@{scene.alice.id}> back",
        "source unknown · date unknown",
    ]
    assert (message.mention_everyone, message.mentions) == (False, [])


MENTIONED = [
    pytest.param("{name} " + LANSLEY, id="first"),
    pytest.param(LANSLEY + "{name}", id="last"),
    pytest.param("<@!{id}>   " + LANSLEY, id="as older clients write it"),
]


@pytest.mark.parametrize("message", MENTIONED)
@pytest.mark.simcord(approved_intents=discord.Intents.none())
async def test_a_mention_is_answered_in_reply_without_a_ping(scene: Scene, message: str) -> None:
    asked = await scene.alice.send(
        scene.channel, message.format(name=scene.mention_of_bot, id=scene.mention_of_bot.strip("<@>"))
    )
    answer = scene.channel.last_message
    assert answer
    assert answer.reference
    assert texts(answer) == SHOWN
    assert (answer.reference.message_id, answer.mentions) == (asked.id, [])
    assert scene.requests() == [("POST", "typing"), ("POST", "messages")]
    assert scene.archive.asked == [(LANSLEY, Options(), MAX_KEPT_ANSWERS)]


async def test_a_mention_of_the_bots_role_is_answered_with_how_to_ask(scene: Scene) -> None:
    handle = scene.env.guild.create_role("On Record")
    guild = scene.bot.get_guild(scene.env.guild.id)
    role = guild and guild.get_role(handle.id)
    assert scene.bot.user
    assert role
    # Discord tags the role that it creates for a bot in this way
    role.tags = discord.RoleTags({"bot_id": str(scene.bot.user.id)})
    await scene.alice.send(scene.channel, f"{handle.mention} {LANSLEY}")
    assert texts(scene.channel.last_message) == [messages.HOW_TO_ASK.format(name="Andrew Lansley")]


@pytest.mark.simcord(approved_intents=discord.Intents.none())
async def test_a_direct_message_needs_no_mention(scene: Scene) -> None:
    await scene.alice.send_dm(LANSLEY)
    assert texts(scene.alice.user.dm_channel.last_message) == SHOWN


async def test_an_empty_mention_is_answered_with_how_to_ask(scene: Scene) -> None:
    await scene.alice.send(scene.channel, scene.mention_of_bot)
    assert texts(scene.channel.last_message) == [messages.HOW_TO_ASK.format(name="Andrew Lansley")]
    assert scene.archive.asked == []


@pytest.mark.parametrize(
    ("question", "line"),
    [
        pytest.param("x" * 61, "The question has 61 characters; shorten it to 60.", id="too long"),
        pytest.param("refused", REFUSED, id="refused"),
        pytest.param("broken", responses.UNEXPECTED_ERROR, id="unexpected"),
    ],
)
async def test_a_message_that_cannot_be_answered_gets_one_line(scene: Scene, question: str, line: str) -> None:
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {question}")
    assert [texts(message) for message in scene.channel.history()][1:] == [[line]]


async def test_bots_webhooks_unaddressed_messages_and_thanks_are_not_answered(scene: Scene) -> None:
    robot = scene.env.guild.add_member(scene.env.create_user("robot", bot=True))
    await robot.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    await scene.env.guild.create_webhook(scene.channel).send(f"{scene.mention_of_bot} {LANSLEY}")
    await scene.alice.send(scene.channel, LANSLEY)
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    answer = scene.channel.last_message
    assert answer
    for courtesy in ("thank you", "Thanks a lot!", "👍", "ok, great"):
        await scene.alice.send(scene.channel, courtesy, reply_to=answer)
    assert len(scene.archive.asked) == 1


async def test_a_missing_permission_to_write_is_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.env.inject_error("POST", "/channels/*/messages", status=403, times=2)
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    assert [record.getMessage() for record in caplog.records if record.name == messages.__name__] == [
        f"may not answer in channel {scene.channel.id}; let the bot send messages there"
    ]


async def test_an_answer_that_discord_refuses_is_replaced_by_an_apology(scene: Scene) -> None:
    scene.env.inject_error("POST", "/channels/*/messages", status=400, times=2)  # as a reply, then without one
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    assert texts(scene.channel.last_message) == [responses.UNEXPECTED_ERROR]


@pytest.mark.simcord(settle_timeout=0.3)
async def test_other_messages_are_answered_while_the_archive_works(scene: Scene) -> None:
    scene.archive.released.clear()
    with pytest.raises(TimeoutError):  # the archive is still busy with the question
        await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    with pytest.raises(TimeoutError):
        await scene.alice.send(scene.channel, scene.mention_of_bot)
    assert texts(scene.channel.last_message) == [messages.HOW_TO_ASK.format(name="Andrew Lansley")]
    scene.archive.released.set()
    await scene.env.settle()
    assert SHOWN in [texts(message) for message in scene.channel.history()]


async def test_a_user_who_asks_too_often_is_told_once_and_no_channel_is_opened_for_it(scene: Scene) -> None:
    scene.bot.admission = AdmissionControl(replace(scene.bot.settings, per_user=1), clock=lambda: 10.0)
    line = "You have asked 1 question within a minute, which is the limit; ask again in 60 s."
    await scene.ask()
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert (shown(result), result.ephemeral, result.deferred) == ([line], True, False)
    before = len(scene.channel.history())
    for _ in range(3):
        await scene.bob.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    said = [texts(message) for message in scene.channel.history()[before:]]
    assert said.count([line]) == 1
    assert not [call for call in scene.env.http_requests if call.path.endswith("/users/@me/channels")]
    assert len(scene.archive.asked) == 2
    assert len(scene.env.errors) == 1


async def test_a_refusal_that_cannot_be_sent_is_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    scene.bot.admission = AdmissionControl(replace(scene.bot.settings, per_user=1), clock=lambda: 10.0)
    await scene.mention()
    scene.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=2)
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    assert "not answered: the bot may not write there (50013)" in caplog.text
    assert len(scene.archive.asked) == 1


async def test_a_channel_closed_to_questions_answers_none(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.env.guild.id, Rules(answering=False))
    other = scene.env.guild.create_text_channel("ask-here")
    scene.bot.database.set_rules(other.id, Rules(answering=True))
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert (result.ephemeral, shown(result)) == (
        True,
        ["On Record does not answer in this channel; the server's managers can change that."],
    )
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    await scene.alice.send(other, f"{scene.mention_of_bot} {LANSLEY}")
    assert [texts(channel.last_message) for channel in (scene.channel, other)] == [
        [f"{scene.mention_of_bot} {LANSLEY}"],
        SHOWN,
    ]
    assert len(scene.env.errors) == 1


@pytest.mark.simcord(settle_timeout=0.3)
async def test_a_mention_while_all_slots_are_taken_is_refused(scene: Scene) -> None:
    scene.bot.admission = AdmissionControl(replace(scene.bot.settings, waiting=1))
    scene.archive.released.clear()
    with pytest.raises(TimeoutError):  # the archive is still busy with the question
        await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    with pytest.raises(TimeoutError):
        await scene.bob.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    scene.archive.released.set()
    await scene.env.settle()
    line = "As many questions as fit (1) are waiting already; ask again in a moment."
    assert [line] in [texts(message) for message in scene.channel.history()]
    assert len(scene.archive.asked) == 1


async def thread(scene: Scene) -> ChannelHandle:
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="the bill", type=discord.ChannelType.public_thread)
    return scene.channel.threads[0]


async def post(scene: Scene) -> ChannelHandle:
    forum = scene.env.guild.create_forum_channel("bills")
    channel = scene.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    await channel.create_thread(name="the bill", content="What of it?")
    return forum.threads[0]


@pytest.mark.parametrize("within", [thread, post], ids=["a thread", "a forum's post"])
async def test_a_thread_and_a_forum_post_are_answered_by_the_rules_of_their_channel(
    scene: Scene, within: Callable[[Scene], Awaitable[ChannelHandle]]
) -> None:
    place = await within(scene)
    await scene.alice.send(place, f"{scene.mention_of_bot} {LANSLEY}")
    answer = place.last_message
    assert answer
    assert texts(answer) == SHOWN
    assert shown(await scene.alice.slash(place, "ask", question=LANSLEY)) == SHOWN
    result = await context(scene.bob, answer)
    assert shown(result)[0].startswith("-# In context:")
    channel = scene.bot.get_channel(place.id)
    assert isinstance(channel, discord.Thread)
    scene.bot.database.set_rules(channel.parent_id, Rules(answering=False))
    refused = await scene.alice.slash(place, "ask", question=LANSLEY)
    assert shown(refused)[0].startswith("On Record does not answer in this channel")
    assert len(scene.env.errors) == 1


FOLLOWED = [
    pytest.param("and about Cameron?", "what did Andrew Lansley say about Cameron?", id="another topic"),
    pytest.param("and Miliband?", "what did Ed Miliband say?", id="another speaker"),
    pytest.param("what did he tell the BBC?", "what did Andrew Lansley tell the BBC?", id="a pronoun"),
    pytest.param("who spoke of the NHS in May?", "who spoke of the NHS in May?", id="a question of its own"),
]


async def follow_up(scene: Scene, text: str, *, private: bool = False) -> InteractionResult:
    """Alice's follow-up question by the button under one of her answers."""
    answer = await (scene.ask(private=True) if private else scene.mention())
    form = await scene.alice.click(answer, label="Follow up")
    return await scene.alice.submit_modal(form, {FORM_FIELD: text})


@pytest.mark.parametrize(("follows", "asked"), FOLLOWED)
async def test_a_reply_to_an_answer_is_a_follow_up_of_its_question(scene: Scene, follows: str, asked: str) -> None:
    answer = await scene.mention()
    await scene.bob.send(scene.channel, follows, reply_to=answer)
    assert scene.archive.asked[1:] == [(asked, Options(), MAX_KEPT_ANSWERS)]
    question, *answered = texts(scene.channel.last_message)
    assert (question.split("\n")[0], answered) == (asked, SHOWN[1:])


@pytest.mark.parametrize(("follows", "asked"), FOLLOWED)
@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
async def test_a_forms_question_is_a_follow_up_and_its_answer_as_private_as_the_one_above(
    scene: Scene, follows: str, asked: str, *, private: bool
) -> None:
    result = await follow_up(scene, follows, private=private)
    assert scene.archive.asked[1:] == [(asked, Options(), MAX_KEPT_ANSWERS)]
    assert (result.ephemeral, shown(result)[1:]) == (private, SHOWN[1:])


async def test_the_form_limits_its_field_to_the_longest_question(scene: Scene) -> None:
    form = await scene.bob.click(await scene.mention(), label="Follow up")
    assert form.modal
    field = form.modal["components"][0]["component"]
    assert (form.modal["title"], field["custom_id"], field["max_length"]) == ("Follow up", "question", 60)


async def test_an_empty_form_is_refused_privately(scene: Scene) -> None:
    empty = await follow_up(scene, " ")
    assert (empty.ephemeral, shown(empty)) == (True, ["The question is empty; ask what somebody said."])


@pytest.mark.parametrize(("text", "line"), [("refused", REFUSED), ("broken", responses.UNEXPECTED_ERROR)])
async def test_a_follow_up_that_fails_leaves_one_private_line(scene: Scene, text: str, line: str) -> None:
    form = await scene.bob.click(await scene.mention(), label="Follow up")
    scene.bot.database.forget_user(scene.alice.id)  # without the earlier question, the text is asked unchanged
    failed = await scene.bob.submit_modal(form, {FORM_FIELD: text})
    assert [(followup.content, followup.ephemeral) for followup in failed.followups] == [(line, True)]


async def test_no_form_opens_in_a_channel_closed_to_questions(scene: Scene) -> None:
    answer = await scene.mention()
    scene.bot.database.set_rules(scene.channel.id, Rules(answering=False))
    refused = await scene.bob.click(answer, label="Follow up")
    assert (refused.modal, refused.ephemeral) == (None, True)
    assert shown(refused)[0].startswith("On Record does not answer in this channel")


async def test_a_follow_up_keeps_the_options_but_drops_the_speaker_when_it_names_another(scene: Scene) -> None:
    answer = await scene.ask(speaker="lansley", source="hsj")
    for follows in ("and about Cameron?", "and Miliband?"):
        await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {follows}", reply_to=answer)
    assert [options for _, options, _ in scene.archive.asked[1:]] == [Options("lansley", "hsj"), Options(None, "hsj")]


async def test_a_follow_up_is_restricted_to_the_source_set_for_the_channel_since(scene: Scene) -> None:
    answer = await scene.mention()
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    await scene.bob.send(scene.channel, "and about Cameron?", reply_to=answer)
    form = await scene.alice.click(answer, label="Follow up")
    await scene.alice.submit_modal(form, {FORM_FIELD: "and about Cameron?"})
    assert [options for _, options, _ in scene.archive.asked[1:]] == [Options(source="HSJ")] * 2


async def test_a_reply_to_an_answer_whose_question_is_forgotten_is_asked_unchanged(scene: Scene) -> None:
    answer = await scene.mention()
    scene.bot.database.forget_user(scene.alice.id)
    await scene.alice.send(scene.channel, "and about Cameron?", reply_to=answer)
    assert scene.archive.asked[1:] == [("and about Cameron?", Options(), MAX_KEPT_ANSWERS)]


async def test_a_reply_to_another_users_message_is_not_answered(scene: Scene) -> None:
    said = await scene.bob.send(scene.channel, "I think so")
    await scene.alice.send(scene.channel, "what did he say?", reply_to=said)
    assert scene.archive.asked == []
