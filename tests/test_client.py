import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import discord
import pytest
import simcord
from discord import ui
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from bot import client as face
from bot import wording
from retrieval.errors import IndexMissing, QuestionError
from retrieval.records import (
    Answer,
    Article,
    Basis,
    Kind,
    Options,
    PartialDate,
    Published,
    Question,
    Quotation,
    Reply,
)
from retrieval.settings import DiscordSettings

NAME = "2012-02-11-huffpost-uk-lansley-defiant.txt"
DEFIANT = Article(
    id=NAME,
    text=(Path(__file__).parent.parent / "seeds" / NAME).read_text(encoding="utf-8"),
    source="HuffPost UK",
    published=Published(PartialDate.parse("2012-02-11"), Basis.STATED),
)
SHOWN = [
    "-# speaker: Andrew Lansley",
    '> "That is not about me, that is about us as a government."',
    "**Andrew Lansley** · HuffPost UK · 11 February 2012",
]
LANSLEY = "what did Lansley say?"
REFUSED = "there is no word to search for; name a person or a topic"


class Shelf:
    """An archive of one answer, which fails where the question says so; keeps what it was asked."""

    def __init__(self) -> None:
        start = DEFIANT.text.index('"That is not')
        end = DEFIANT.text.index("\n", start)
        quotation = Quotation(DEFIANT, ((start, end),), Kind.DIRECT, "Andrew Lansley")
        self.answer = Answer(DEFIANT, start, end, quotation, (), 1.0, {})
        self.asked: list[tuple[str, Options, int]] = []
        self.open = threading.Event()
        self.open.set()

    def ask(self, text: str, options: Options = Options(), limit: int = 5) -> Reply:  # noqa: B008 - frozen
        self.asked.append((text, options, limit))
        self.open.wait(10)
        match text:
            case "refused":
                raise QuestionError(REFUSED)
            case "no index":
                raise IndexMissing(Path("@everyone"))
            case "broken":
                raise ZeroDivisionError
        speaker = wording.speaker(self.answer)
        return Reply(text, Question(text, speaker), (self.answer,), 0.9, None, "g", 1.0)


@dataclass
class Scene:
    """Alice in a channel with the bot."""

    env: simcord.Env
    bot: face.Client
    shelf: Shelf
    channel: ChannelHandle
    alice: MemberActor

    @property
    def name(self) -> str:
        """The bot's, as a message writes it."""
        assert self.bot.user
        return self.bot.user.mention

    def requests(self) -> list[tuple[str, str]]:
        """What the bot asked of Discord once it had logged in and registered its command: method, end of the path."""
        return [(call.method, call.path.split("/")[-1]) for call in self.env.http_requests[2:]]


@pytest.fixture
def settings() -> DiscordSettings:
    return DiscordSettings(longest_question=40)


@pytest.fixture
async def simcord_bot(settings: DiscordSettings) -> AsyncIterator[face.Client]:
    shelf = Shelf()
    client = face.Client(shelf, settings)
    yield client
    shelf.open.set()
    await client.close()


@pytest.fixture
def scene(simcord_env: simcord.Env, simcord_bot: face.Client) -> Scene:
    channel = simcord_env.create_guild().create_text_channel("general")
    alice = simcord_env.guild.add_member(simcord_env.create_user("alice"))
    assert isinstance(simcord_bot.asker, Shelf)
    return Scene(simcord_env, simcord_bot, simcord_bot.asker, channel, alice)


def texts(message: discord.Message | None) -> list[str]:
    """What a message shows, whether as content or as a layout."""
    assert message
    if message.content:
        return [message.content]
    view = ui.LayoutView.from_message(message)
    return [item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay)]


def shown(result: InteractionResult) -> list[str]:
    assert result.response
    return texts(result.response.message)


async def test_a_slash_command_is_deferred_then_answered_once(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "ask", question=f" {LANSLEY} ")
    assert shown(result) == SHOWN
    assert scene.requests() == [("POST", "callback"), ("PATCH", "@original")]
    assert scene.env.http_requests[2].json == {"type": discord.InteractionResponseType.deferred_channel_message.value}
    assert (result.ephemeral, result.followups) == (False, [])
    assert scene.shelf.asked == [(LANSLEY, Options(), 3)]


async def test_the_options_reach_the_archive(scene: Scene) -> None:
    given = {"speaker": "lansley", "source": "hsj", "after": "2012-02", "before": "2013"}
    await scene.alice.slash(scene.channel, "ask", question=LANSLEY, **given)
    options = Options("lansley", "hsj", PartialDate.parse("2012-02"), PartialDate.parse("2013"))
    assert scene.shelf.asked == [(LANSLEY, options, 3)]


async def test_a_private_answer_is_for_the_asker_alone(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY, private=True)
    assert shown(result) == SHOWN
    assert result.ephemeral


@pytest.mark.parametrize("settings", [DiscordSettings(private=True)], ids=["private by default"])
async def test_the_setting_decides_where_the_asker_does_not(scene: Scene) -> None:
    assert (await scene.alice.slash(scene.channel, "ask", question=LANSLEY)).ephemeral
    assert not (await scene.alice.slash(scene.channel, "ask", question=LANSLEY, private=False)).ephemeral


REFUSALS = [
    pytest.param({"question": "x" * 41}, "the question has 41 characters; shorten it to 40", id="too long"),
    pytest.param({"question": " "}, "the question is empty; ask what somebody said", id="empty"),
    pytest.param(
        {"question": LANSLEY, "after": "2012-13"},
        "after: '2012-13' is not a date like 2012, 2012-02 or 2012-02-07",
        id="no such month",
    ),
    pytest.param(
        {"question": LANSLEY, "before": "*today*"},
        r"before: '\*today\*' is not a date like 2012, 2012-02 or 2012-02-07",
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
    pytest.param("no index", r"no index at \@everyone; build one with: onrecord index", id="an index that is missing"),
    pytest.param("broken", face.REGRET, id="anything unexpected"),
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
    scene.shelf.answer = Answer(article, 0, len(article.text), None, (), 1.0, {})
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
    assert scene.shelf.asked == [(LANSLEY, Options(), 3)]


async def test_a_mention_of_the_bots_role_whose_words_discord_withholds_is_told_how_to_ask(scene: Scene) -> None:
    handle = scene.env.guild.create_role("On Record")
    guild = scene.bot.get_guild(scene.env.guild.id)
    role = guild and guild.get_role(handle.id)
    assert scene.bot.user
    assert role
    role.tags = discord.RoleTags({"bot_id": str(scene.bot.user.id)})  # as Discord marks the role that it made for a bot
    await scene.alice.send(scene.channel, f"{handle.mention} {LANSLEY}")
    assert texts(scene.channel.last_message) == [face.HOW_TO]


@pytest.mark.simcord(approved_intents=discord.Intents.none())
async def test_a_direct_message_needs_no_mention(scene: Scene) -> None:
    await scene.alice.send_dm(LANSLEY)
    assert texts(scene.alice.user.dm_channel.last_message) == SHOWN


async def test_an_empty_mention_is_told_how_to_ask(scene: Scene) -> None:
    await scene.alice.send(scene.channel, scene.name)
    assert texts(scene.channel.last_message) == [face.HOW_TO]
    assert scene.shelf.asked == []


@pytest.mark.parametrize(
    ("question", "line"),
    [
        pytest.param("x" * 41, "the question has 41 characters; shorten it to 40", id="too long"),
        pytest.param("refused", REFUSED, id="refused"),
        pytest.param("broken", face.REGRET, id="unexpected"),
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
    await scene.alice.send(scene.channel, "thank you", reply_to=answer)
    assert len(scene.shelf.asked) == 1


async def test_a_channel_that_may_not_be_written_in_is_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.env.inject_error("POST", "/channels/*/messages", status=403)
    await scene.alice.send(scene.channel, f"{scene.name} {LANSLEY}")
    assert [record.getMessage() for record in caplog.records if record.name == face.__name__] == [
        f"may not answer in channel {scene.channel.id}; let the bot send messages there"
    ]


async def test_an_answer_that_discord_refuses_is_regretted(scene: Scene) -> None:
    scene.env.inject_error("POST", "/channels/*/messages", status=400)
    await scene.alice.send(scene.channel, f"{scene.name} {LANSLEY}")
    assert texts(scene.channel.last_message) == [face.REGRET]


@pytest.mark.simcord(settle_timeout=0.3)
async def test_others_are_served_while_the_archive_works(scene: Scene) -> None:
    scene.shelf.open.clear()
    with pytest.raises(TimeoutError):  # the archive is at work, so the bot does not come to rest
        await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    with pytest.raises(TimeoutError):
        await scene.alice.send(scene.channel, scene.name)
    assert texts(scene.channel.last_message) == [face.HOW_TO]
    scene.shelf.open.set()
    await scene.env.settle()
    assert SHOWN in [texts(message) for message in scene.channel.history()]


async def test_questions_are_put_to_the_archive_one_at_a_time(scene: Scene) -> None:
    scene.shelf.open.clear()
    questions = [asyncio.create_task(scene.bot.answer(text, Options())) for text in ("one", "two")]
    while not scene.shelf.asked:
        await asyncio.sleep(0)
    await asyncio.sleep(0.05)
    assert [text for text, _, _ in scene.shelf.asked] == ["one"]
    scene.shelf.open.set()
    await asyncio.gather(*questions)
    assert [text for text, _, _ in scene.shelf.asked] == ["one", "two"]


async def test_no_privileged_intent_is_asked_for_and_nobody_can_be_pinged(simcord_bot: face.Client) -> None:
    assert {intent for intent, wanted in simcord_bot.intents if wanted} == {"guilds", "guild_messages", "dm_messages"}
    allowed = simcord_bot.allowed_mentions
    assert allowed
    assert dict(allowed.to_dict()) == {"parse": []}


async def test_the_command_is_registered_for_servers_messages_and_users(scene: Scene) -> None:
    login, registration = scene.env.http_requests
    assert (login.method, registration.method) == ("GET", "PUT")
    assert registration.json
    (registered,) = registration.json
    assert (registered["name"], registered["integration_types"], registered["contexts"]) == ("ask", [0, 1], [0, 1, 2])
    options = [(option["name"], option["type"], option["required"]) for option in registered["options"]]
    text, boolean = 3, 5
    assert options == [
        ("question", text, True),
        *((option, text, False) for option in ("speaker", "source", "after", "before")),
        ("private", boolean, False),
    ]


async def test_closing_ends_the_worker(simcord_bot: face.Client) -> None:
    await simcord_bot.close()
    with pytest.raises(RuntimeError, match="shutdown"):
        simcord_bot.worker.submit(print)


class Offline(face.Client):
    """Starts, in place of the connection, whatever `happens`."""

    def __init__(self, happens: str) -> None:
        super().__init__(Shelf(), DiscordSettings())
        self.happens = happens

    async def start(self, token: str, *, reconnect: bool = True) -> None:  # noqa: ARG002 - discord.py's signature
        match self.happens:
            case "refusal":
                raise discord.LoginFailure("Improper token has been passed.")
            case "no network":
                raise ConnectionRefusedError("nobody answers")
            case signal_name:
                os.kill(os.getpid(), signal.Signals[signal_name])
                await asyncio.Event().wait()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_or_terminated_bot_closes_in_order(name: str) -> None:
    client = Offline(name)
    face.run(client, "token")
    assert client.is_closed()


@pytest.mark.parametrize(
    ("happens", "problem"),
    [
        pytest.param("refusal", "Improper token has been passed.", id="a wrong token"),
        pytest.param("no network", "nobody answers", id="no network"),
    ],
)
def test_a_bot_that_cannot_connect_says_what_to_check(happens: str, problem: str) -> None:
    with pytest.raises(face.NotConnected) as raised:
        face.run(Offline(happens), "token")
    assert str(raised.value) == f"no connection to Discord ({problem}); check DISCORD_TOKEN and the network"
