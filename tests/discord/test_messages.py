from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord
import pytest
from simcord.builders import ChannelHandle

from bot.discord import messages, responses
from bot.discord.bot import Bot
from bot.discord.database import Rules
from bot.discord.rate_limit import AdmissionControl
from retrieval.models import Answer, Article, Options, PartialDate
from tests.discord.conftest import DEFIANT, LANSLEY, REFUSED, SHOWN, Scene, cut, shown, texts


async def test_a_slash_command_is_deferred_then_answered_once(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "ask", question=f" {LANSLEY} ")
    assert shown(result) == SHOWN
    assert scene.requests() == [("POST", "callback"), ("PATCH", "@original")]
    assert scene.env.http_requests[2].json == {"type": discord.InteractionResponseType.deferred_channel_message.value}
    assert (result.ephemeral, result.followups) == (False, [])
    assert scene.shelf.asked == [(LANSLEY, Options(), 4)]


async def test_the_options_reach_the_archive(scene: Scene) -> None:
    given = {"speaker": "lansley", "source": "hsj", "after": "2012-02", "before": "2013"}
    await scene.alice.slash(scene.channel, "ask", question=LANSLEY, **given)
    options = Options("lansley", "hsj", PartialDate.parse("2012-02"), PartialDate.parse("2013"))
    assert scene.shelf.asked == [(LANSLEY, options, 4)]


async def test_a_private_answer_is_for_the_asker_alone(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY, private=True)
    assert shown(result) == SHOWN
    assert result.ephemeral


async def test_the_setting_decides_where_the_asker_does_not(scene: Scene) -> None:
    scene.bot.settings = replace(scene.bot.settings, private=True)
    assert (await scene.alice.slash(scene.channel, "ask", question=LANSLEY)).ephemeral
    assert not (await scene.alice.slash(scene.channel, "ask", question=LANSLEY, private=False)).ephemeral


REFUSALS = [
    pytest.param({"question": "x" * 61}, "The question has 61 characters; shorten it to 60.", id="too long"),
    pytest.param({"question": " "}, "The question is empty; ask what somebody said.", id="empty"),
    pytest.param(
        {"question": LANSLEY, "after": "2012-13"},
        "After: '2012-13' is not a date like 2012, 2012-02 or 2012-02-07.",
        id="no such month",
    ),
    pytest.param(
        {"question": LANSLEY, "before": "*today*"},
        r"Before: '\*today\*' is not a date like 2012, 2012-02 or 2012-02-07.",
        id="no date",
    ),
]


@pytest.mark.parametrize(("options", "line"), REFUSALS)
async def test_what_cannot_be_read_is_refused_at_once_and_privately(
    scene: Scene, options: dict[str, str], line: str
) -> None:
    result = await scene.alice.slash(scene.channel, "ask", **options)
    assert shown(result) == [line]
    assert (result.deferred, result.ephemeral) == (False, True)
    assert scene.shelf.asked == []
    assert len(scene.env.errors) == 1


FAILURES = [
    pytest.param("refused", REFUSED, id="a question that the archive refuses"),
    pytest.param("no index", r"No index at \@everyone; build one with: onrecord index.", id="an index that is missing"),
    pytest.param("broken", responses.UNEXPECTED_ERROR, id="anything unexpected"),
]


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
@pytest.mark.parametrize(("question", "line"), FAILURES)
async def test_a_failed_command_leaves_one_line_for_the_asker_alone(
    scene: Scene, question: str, line: str, *, private: bool
) -> None:
    result = await scene.alice.slash(scene.channel, "ask", question=question, private=private)
    (followup,) = result.followups
    assert (followup.content, followup.ephemeral) == (line, True)
    assert result.response is None
    assert len(scene.env.errors) == 1


@pytest.mark.parametrize(("question", "logged"), [("refused", []), ("broken", [ZeroDivisionError])])
async def test_only_the_unexpected_is_logged_with_its_traceback(
    scene: Scene, caplog: pytest.LogCaptureFixture, question: str, logged: list[type[Exception]]
) -> None:
    await scene.alice.slash(scene.channel, "ask", question=question)
    await scene.alice.send_dm(question)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == logged * 2
    assert len(scene.env.errors) == 1


async def test_a_hostile_article_and_question_reach_discord_disarmed(scene: Scene) -> None:
    article = Article("a.txt", f"@everyone **now** [go](https://a.uk)\n# {scene.alice.mention} \u202eback")
    scene.shelf.answers[0] = Answer(article, 0, len(article.text), None, (), 1.0, {})
    await scene.alice.send(scene.channel, f"{scene.name} @here *{scene.alice.mention}*")
    message = scene.channel.last_message
    assert message
    assert texts(message) == [
        f"-# words: \\@here \\*\\<\\@{scene.alice.id}>\\*",
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
    asked = await scene.alice.send(scene.channel, message.format(name=scene.name, id=scene.name.strip("<@>")))
    answer = scene.channel.last_message
    assert answer
    assert answer.reference
    assert texts(answer) == SHOWN
    assert (answer.reference.message_id, answer.mentions) == (asked.id, [])
    assert scene.requests() == [("POST", "typing"), ("POST", "messages")]
    assert scene.shelf.asked == [(LANSLEY, Options(), 4)]


async def test_a_mention_of_the_bots_role_whose_words_discord_withholds_is_told_how_to_ask(scene: Scene) -> None:
    handle = scene.env.guild.create_role("On Record")
    guild = scene.bot.get_guild(scene.env.guild.id)
    role = guild and guild.get_role(handle.id)
    assert scene.bot.user
    assert role
    role.tags = discord.RoleTags({"bot_id": str(scene.bot.user.id)})  # as Discord marks the role that it made for a bot
    await scene.alice.send(scene.channel, f"{handle.mention} {LANSLEY}")
    assert texts(scene.channel.last_message) == [messages.HOW_TO_ASK]


@pytest.mark.simcord(approved_intents=discord.Intents.none())
async def test_a_direct_message_needs_no_mention(scene: Scene) -> None:
    await scene.alice.send_dm(LANSLEY)
    assert texts(scene.alice.user.dm_channel.last_message) == SHOWN


async def test_a_command_is_answered_in_a_direct_message_too(scene: Scene) -> None:
    assert shown(await scene.alice.user.slash("ask", question=LANSLEY)) == SHOWN


async def test_an_empty_mention_is_told_how_to_ask(scene: Scene) -> None:
    await scene.alice.send(scene.channel, scene.name)
    assert texts(scene.channel.last_message) == [messages.HOW_TO_ASK]
    assert scene.shelf.asked == []


@pytest.mark.parametrize(
    ("question", "line"),
    [
        pytest.param("x" * 61, "The question has 61 characters; shorten it to 60.", id="too long"),
        pytest.param("refused", REFUSED, id="refused"),
        pytest.param("broken", responses.UNEXPECTED_ERROR, id="unexpected"),
    ],
)
async def test_a_message_that_cannot_be_answered_gets_one_line(scene: Scene, question: str, line: str) -> None:
    await scene.alice.send(scene.channel, f"{scene.name} {question}")
    assert [texts(message) for message in scene.channel.history()][1:] == [[line]]


async def test_nobody_else_is_answered(scene: Scene) -> None:
    robot = scene.env.guild.add_member(scene.env.create_user("robot", bot=True))
    await robot.send(scene.channel, f"{scene.name} {LANSLEY}")
    await scene.env.guild.create_webhook(scene.channel).send(f"{scene.name} {LANSLEY}")
    await scene.alice.send(scene.channel, LANSLEY)
    await scene.alice.send(scene.channel, f"{scene.name} {LANSLEY}")
    answer = scene.channel.last_message
    assert answer
    for courtesy in ("thank you", "Thanks a lot!", "👍", "ok, great"):
        await scene.alice.send(scene.channel, courtesy, reply_to=answer)
    assert len(scene.shelf.asked) == 1


async def test_a_channel_that_may_not_be_written_in_is_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.env.inject_error("POST", "/channels/*/messages", status=403)
    await scene.alice.send(scene.channel, f"{scene.name} {LANSLEY}")
    assert [record.getMessage() for record in caplog.records if record.name == messages.__name__] == [
        f"may not answer in channel {scene.channel.id}; let the bot send messages there"
    ]


async def test_an_answer_that_discord_refuses_is_regretted(scene: Scene) -> None:
    scene.env.inject_error("POST", "/channels/*/messages", status=400)
    await scene.alice.send(scene.channel, f"{scene.name} {LANSLEY}")
    assert texts(scene.channel.last_message) == [responses.UNEXPECTED_ERROR]


@pytest.mark.simcord(settle_timeout=0.3)
async def test_others_are_served_while_the_archive_works(scene: Scene) -> None:
    scene.shelf.open.clear()
    with pytest.raises(TimeoutError):  # the archive is at work, so the bot does not come to rest
        await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    with pytest.raises(TimeoutError):
        await scene.alice.send(scene.channel, scene.name)
    assert texts(scene.channel.last_message) == [messages.HOW_TO_ASK]
    scene.shelf.open.set()
    await scene.env.settle()
    assert SHOWN in [texts(message) for message in scene.channel.history()]


async def test_no_privileged_intent_is_asked_for_and_nobody_can_be_pinged(simcord_bot: Bot) -> None:
    assert {intent for intent, wanted in simcord_bot.intents if wanted} == {"guilds", "guild_messages", "dm_messages"}
    allowed = simcord_bot.allowed_mentions
    assert allowed
    assert dict(allowed.to_dict()) == {"parse": []}


async def test_who_asks_too_often_is_told_alone_when_to_come_back(scene: Scene) -> None:
    scene.bot.admission = AdmissionControl(replace(scene.bot.settings, per_user=1), clock=lambda: 10.0)
    line = "You have asked 1 question within a minute, which is the limit; ask again in 60 s."
    await scene.ask()
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert (shown(result), result.ephemeral, result.deferred) == ([line], True, False)
    for _ in range(3):
        await scene.bob.send(scene.channel, f"{scene.name} {LANSLEY}")
    assert [texts(message) for message in scene.bob.user.dm_channel.history()] == [[line]]  # once, not twice
    assert len(scene.shelf.asked) == 2
    assert len(scene.env.errors) == 1


async def test_who_takes_no_direct_messages_is_not_told_of_a_refusal_and_the_log_says_so(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    scene.bot.admission = AdmissionControl(replace(scene.bot.settings, per_user=1), clock=lambda: 10.0)
    await scene.mention()
    scene.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    await scene.alice.send(scene.channel, f"{scene.name} {LANSLEY}")
    assert "could not tell an asker of a refusal: 403" in caplog.text
    assert len(scene.shelf.asked) == 1


async def test_a_channel_that_is_closed_to_questions_answers_none(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.env.guild.id, Rules(answering=False))
    other = scene.env.guild.create_text_channel("ask-here")
    scene.bot.database.set_rules(other.id, Rules(answering=True))
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert (result.ephemeral, shown(result)) == (
        True,
        ["On Record does not answer in this channel; whoever manages the server can change that."],
    )
    await scene.alice.send(scene.channel, f"{scene.name} {LANSLEY}")
    await scene.alice.send(other, f"{scene.name} {LANSLEY}")
    assert [texts(channel.last_message) for channel in (scene.channel, other)] == [[f"{scene.name} {LANSLEY}"], SHOWN]
    assert len(scene.env.errors) == 1


async def test_a_channel_that_keeps_to_a_source_asks_for_nothing_else(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ", answers=1))
    await scene.mention()
    assert scene.shelf.asked == [(LANSLEY, Options(source="HSJ"), 2)]
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY, source="HuffPost UK")
    assert shown(result) == ["This channel answers from HSJ only; leave the source out."]
    assert len(scene.env.errors) == 1


async def test_the_log_holds_no_words_of_a_question_unless_it_is_set_to(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await scene.mention()
    assert "answered key=" in caplog.text
    assert "Lansley" not in caplog.text
    scene.bot.settings = replace(scene.bot.settings, log_questions=True)
    await scene.mention()
    assert f"question={LANSLEY!r}" in caplog.text


async def test_presence_shows_what_the_archive_holds(simcord_bot: Bot) -> None:
    assert str(simcord_bot.activity) == "1,234 quotations from 1 article"


@pytest.mark.simcord(settle_timeout=0.3)
async def test_whoever_comes_when_all_places_are_taken_is_told_alone_that_it_is_busy(scene: Scene) -> None:
    scene.bot.admission = AdmissionControl(replace(scene.bot.settings, waiting=1))
    scene.shelf.open.clear()
    with pytest.raises(TimeoutError):  # the archive is at work, so the bot does not come to rest
        await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    with pytest.raises(TimeoutError):
        await scene.bob.send(scene.channel, f"{scene.name} {LANSLEY}")
    scene.shelf.open.set()
    await scene.env.settle()
    line = "As many questions as fit (1) are waiting already; ask again in a moment."
    assert texts(scene.bob.user.dm_channel.last_message) == [line]
    assert len(scene.shelf.asked) == 1


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
async def test_a_thread_and_a_forums_post_are_answered_where_they_are_by_the_rules_of_their_channel(
    scene: Scene, within: Callable[[Scene], Awaitable[ChannelHandle]]
) -> None:
    place = await within(scene)
    await scene.alice.send(place, f"{scene.name} {LANSLEY}")
    answer = place.last_message
    assert answer
    assert texts(answer) == SHOWN
    assert shown(await scene.alice.slash(place, "ask", question=LANSLEY)) == SHOWN
    result = await scene.bob.click(answer, label="Context")
    assert shown(result)[0].startswith("-# In context:")
    channel = scene.bot.get_channel(place.id)
    assert isinstance(channel, discord.Thread)
    scene.bot.database.set_rules(channel.parent_id, Rules(answering=False))
    refused = await scene.alice.slash(place, "ask", question=LANSLEY)
    assert shown(refused)[0].startswith("On Record does not answer in this channel")
    assert len(scene.env.errors) == 1


COMPLETIONS = [
    pytest.param("speaker", "", ["Andrew Lansley", "Andy Burnham", "Ed Miliband"], id="the most quoted first"),
    pytest.param("speaker", "an", ["Andrew Lansley", "Andy Burnham"], id="the beginning of a word"),
    pytest.param("speaker", "burn AND", ["Andy Burnham"], id="words in any order and case"),
    pytest.param("speaker", "sley", [], id="the middle of a word"),
    pytest.param("source", "hs", ["HSJ"], id="a source"),
]


@pytest.mark.parametrize(("option", "typed", "names"), COMPLETIONS)
async def test_names_are_completed_from_the_archive(scene: Scene, option: str, typed: str, names: list[str]) -> None:
    offered = await scene.alice.autocomplete(scene.channel, "ask", option, typed, question=LANSLEY)
    assert [choice["value"] for choice in offered] == names
    assert scene.shelf.asked == []


async def test_at_most_25_names_are_offered_and_none_too_long_for_discord(scene: Scene) -> None:
    scene.shelf.speakers = ("x" * 101, *(f"Speaker {number}" for number in range(40)))
    offered = await scene.alice.autocomplete(scene.channel, "ask", "speaker", "", question=LANSLEY)
    assert [choice["value"] for choice in offered] == [f"Speaker {number}" for number in range(25)]


async def test_a_channel_that_keeps_to_a_source_offers_it_and_whom_it_quotes(scene: Scene) -> None:
    scene.shelf.answers.append(cut('"On behalf', "Ed Miliband", replace(DEFIANT, id="hsj.txt", source="HSJ")))
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    for option, names in (("speaker", ["Ed Miliband"]), ("source", ["HSJ"])):
        offered = await scene.alice.autocomplete(scene.channel, "ask", option, "", question=LANSLEY)
        assert [choice["value"] for choice in offered] == names


async def test_the_command_is_registered_for_servers_messages_and_users(scene: Scene) -> None:
    login, registration = scene.env.http_requests[:2]
    assert (login.method, registration.method) == ("GET", "PUT")
    assert registration.json
    registered = next(command for command in registration.json if command["name"] == "ask")
    assert (registered["integration_types"], registered["contexts"]) == ([0, 1], [0, 1, 2])
    options = [(option["name"], option["type"], option["required"]) for option in registered["options"]]
    text, boolean = 3, 5
    assert options == [
        ("question", text, True),
        *((option, text, False) for option in ("speaker", "source", "after", "before")),
        ("private", boolean, False),
    ]
