"""Every command is answered once, privately if wanted, and within limits; and its failures are reported."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from simcord.results import InteractionResult

from bot.discord import responses
from bot.discord.database import Rules
from bot.discord.rate_limit import AdmissionControl, Asker
from retrieval.errors import IndexMissing
from retrieval.settings import DiscordSettings
from tests.discord.conftest import LANSLEY, FailingArchive, Scene, shown, statement

pytestmark = pytest.mark.slow  # a hundred tests, each with a bot of its own

MENU = "Check this quote"
OPTIONS: dict[str, dict[str, str]] = {
    "ask": {"question": LANSLEY},
    "check": {"quote": "the bill stays"},
    "timeline": {"speaker": "Lansley"},
    "compare": {"one": "Lansley", "other": "Burnham", "topic": "the bill"},
    "who": {"topic": "the bill"},
    "archive": {},
}
PRIVATE = ("archive", MENU)  # always answered privately
COMMANDS = [*OPTIONS, MENU]
NOT_HERE = "On Record does not answer in this channel; the server's managers can change that."


async def use(scene: Scene, name: str, **more: object) -> InteractionResult:
    """Alice's use of a command."""
    if name == MENU:
        message = await scene.bob.send(scene.channel, "“the bill stays”")
        return await scene.alice.context_menu(scene.channel, name, message)
    return await scene.alice.slash(scene.channel, name, **OPTIONS[name], **more)


@pytest.fixture(autouse=True)
def _answers(scene: Scene) -> None:
    scene.archive.answers = [statement(number, f"2012-01-0{number}") for number in range(1, 3)]


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_is_deferred_then_answered_once(scene: Scene, name: str) -> None:
    result = await use(scene, name)
    assert (bool(shown(result)), result.ephemeral, result.followups) == (True, name in PRIVATE, [])
    assert scene.requests() == [("POST", "callback"), ("PATCH", "@original")]


@pytest.mark.parametrize("name", OPTIONS)
async def test_a_command_is_answered_in_a_direct_message(scene: Scene, name: str) -> None:
    assert shown(await scene.alice.user.slash(name, **OPTIONS[name])) == shown(await use(scene, name))


@pytest.mark.parametrize("name", [name for name in OPTIONS if name not in PRIVATE])
async def test_a_command_is_answered_privately_if_the_asker_or_the_channels_rules_say_so(
    scene: Scene, name: str
) -> None:
    assert (await use(scene, name, private=True)).ephemeral
    scene.bot.database.set_rules(scene.channel.id, Rules(private=True))
    assert (await use(scene, name)).ephemeral
    assert not (await use(scene, name, private=False)).ephemeral


def of_the_user(settings: DiscordSettings) -> AdmissionControl:
    return AdmissionControl(replace(settings, per_user=1), clock=lambda: 10.0)


def of_the_server(settings: DiscordSettings) -> AdmissionControl:
    return AdmissionControl(replace(settings, per_server=1), clock=lambda: 10.0)


REFUSAL = "{} asked 1 question within a minute, which is the limit; ask again in 60 s."
LIMITS = [
    pytest.param(of_the_user, REFUSAL.format("You have"), id="a user's"),
    pytest.param(of_the_server, REFUSAL.format("This server has"), id="a server's"),
]


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("admission", "line"), LIMITS)
async def test_a_command_beyond_a_limit_is_refused_at_once_and_privately(
    scene: Scene, name: str, admission: Callable[[DiscordSettings], AdmissionControl], line: str
) -> None:
    scene.bot.admission = admission(scene.bot.settings)
    await use(scene, name)
    refused = await use(scene, name)
    assert (shown(refused), refused.ephemeral, refused.deferred) == ([line], True, False)
    assert len(scene.env.errors) == 1


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_is_refused_while_all_slots_are_taken_and_while_the_bot_stops(scene: Scene, name: str) -> None:
    scene.bot.admission = AdmissionControl(replace(scene.bot.settings, waiting=1))
    async with scene.bot.admission.slot(Asker(scene.bob.id, scene.env.guild.id)):
        busy = await use(scene, name)
    await scene.bot.admission.close(0)
    closing = await use(scene, name)
    assert [(shown(refused), refused.ephemeral, refused.deferred) for refused in (busy, closing)] == [
        (["As many questions as fit (1) are waiting already; ask again in a moment."], True, False),
        (["On Record is about to stop; ask again in a minute."], True, False),
    ]
    assert len(scene.env.errors) == 2


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "archive"])
async def test_a_command_in_a_channel_closed_to_questions_is_refused(scene: Scene, name: str) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(answering=False))
    refused = await use(scene, name)
    assert (shown(refused), refused.ephemeral, refused.deferred) == ([NOT_HERE], True, False)
    assert len(scene.env.errors) == 1


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "archive"])
async def test_a_command_shows_nothing_from_another_source_than_the_channels(scene: Scene, name: str) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    page_text = " ".join(shown(await use(scene, name)))
    assert page_text
    assert "> The bill stays" not in page_text
    assert "HuffPost" not in page_text
    scene.archive.answers = [statement(9, "2012-01-09", source="HSJ")]
    assert ("1 quotation" if name == "who" else "HSJ") in " ".join(shown(await use(scene, name)))


FAILURES = [
    pytest.param(
        IndexMissing(Path("*index*")), r"No index at \*index\*; build one with: onrecord index.", id="on purpose"
    ),
    pytest.param(ZeroDivisionError(), responses.UNEXPECTED_ERROR, id="unexpected"),
]


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("error", "line"), FAILURES)
async def test_a_command_that_fails_leaves_one_private_line(
    scene: Scene, name: str, error: Exception, line: str
) -> None:
    scene.bot.use_archive(FailingArchive(error))
    result = await use(scene, name)
    assert [(followup.content, followup.ephemeral) for followup in result.followups] == [(line, True)]
    assert result.response is None
    assert scene.bot.admission.active == 0
    assert len(scene.env.errors) == 1


@pytest.mark.parametrize("name", COMMANDS)
async def test_an_answer_that_discord_refuses_is_replaced_by_a_private_apology(scene: Scene, name: str) -> None:
    scene.env.inject_error("PATCH", "/webhooks/*", status=400)
    result = await use(scene, name)
    assert [(followup.content, followup.ephemeral) for followup in result.followups] == [
        (responses.UNEXPECTED_ERROR, True)
    ]
    assert result.response is None
    assert len(scene.env.errors) == 1


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_whose_interaction_expired_is_logged_and_frees_its_slot(
    scene: Scene, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    scene.env.inject_error("*", "/interactions/*", status=404, code=10062, times=None)
    await use(scene, name)
    assert "not answered: the interaction is too old (10062)" in caplog.text
    assert scene.bot.admission.active == 0
    assert len(scene.env.errors) == 1


@pytest.mark.parametrize(
    ("name", "option"),
    [("ask", "speaker"), ("check", "speaker"), ("timeline", "speaker"), ("compare", "one"), ("compare", "other")],
)
async def test_every_speaker_option_is_completed(scene: Scene, name: str, option: str) -> None:
    others = {other: value for other, value in OPTIONS[name].items() if other != option}
    offered = await scene.alice.autocomplete(scene.channel, name, option, "burn", **others)
    assert [choice["value"] for choice in offered] == ["Andy Burnham"]


async def test_every_command_is_registered_with_its_permissions_and_places(scene: Scene) -> None:
    registered = {each["name"]: each for each in scene.env.http_requests[1].json or ()}
    anybody = (None, [0, 1], [0, 1, 2])
    assert {
        name: (each["default_member_permissions"], each["integration_types"], each["contexts"])
        for name, each in registered.items()
    } == {
        **dict.fromkeys(
            [*COMMANDS, *("follow", "following", "random", "help", "display", "corrections", "my-data", "forget-me")],
            anybody,
        ),
        "reindex": (8, [0, 1], [0, 1, 2]),  # administrator
        **dict.fromkeys(["settings", "quotation-of-the-day"], (32, [0], [0])),  # manage the server
    }


async def test_discord_limits_every_text_option_but_questions_and_dates(scene: Scene) -> None:
    bounded = {
        f"{command['name']} {option['name']}": option.get("max_length")
        for command in scene.env.http_requests[1].json or ()
        for option in command.get("options", ())
        if option["type"] == 3
    }
    names = "ask speaker, ask source, check speaker, timeline speaker, timeline topic, compare one, compare other, "
    names += "compare topic, who topic, settings source, settings archive, follow speaker, follow topic, "
    names += "follow source, check date, quotation-of-the-day time, quotation-of-the-day zone"
    assert bounded == {
        **dict.fromkeys(names.split(", "), 100),
        "check quote": 2000,
        "follow webhook": 300,
        **dict.fromkeys(["ask question", "ask after", "ask before", "timeline since", "settings reset"], None),
        **dict.fromkeys(["settings style", "display style"], None),
    }
