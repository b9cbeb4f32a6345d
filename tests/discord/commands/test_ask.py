from dataclasses import replace

import discord
import pytest

from bot.discord import responses
from bot.discord.database.kept_replies import MAX_KEPT_ANSWERS
from retrieval.models import Options, PartialDate
from tests.discord.conftest import LANSLEY, REFUSED, SHOWN, Scene, shown

pytestmark = pytest.mark.slow


async def test_ask_is_deferred_then_answered_once(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "ask", question=f" {LANSLEY} ")
    assert shown(result) == SHOWN
    assert scene.requests() == [("POST", "callback"), ("PATCH", "@original")]
    assert scene.env.http_requests[2].json == {"type": discord.InteractionResponseType.deferred_channel_message.value}
    assert (result.ephemeral, result.followups) == (False, [])
    assert scene.archive.asked == [(LANSLEY, Options(), 20)]


async def test_the_options_reach_the_archive(scene: Scene) -> None:
    given = {"speaker": "lansley", "source": "hsj", "after": "2012-02", "before": "2013"}
    await scene.alice.slash(scene.channel, "ask", question=LANSLEY, **given)
    options = Options("lansley", "hsj", PartialDate.parse("2012-02"), PartialDate.parse("2013"))
    assert scene.archive.asked == [(LANSLEY, options, MAX_KEPT_ANSWERS)]


async def test_a_private_answer_is_shown_to_the_asker_alone(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "ask", question=LANSLEY, private=True)
    assert shown(result) == SHOWN
    assert result.ephemeral


async def test_the_private_setting_applies_unless_the_asker_chooses(scene: Scene) -> None:
    scene.bot.settings = replace(scene.bot.settings, private=True)
    assert (await scene.alice.slash(scene.channel, "ask", question=LANSLEY)).ephemeral
    assert not (await scene.alice.slash(scene.channel, "ask", question=LANSLEY, private=False)).ephemeral


NO_DATE = "is not a date; write it like 7 February 2012, 07/02/2012, last month, February 2012 or 2012."
REFUSALS = [
    pytest.param({"question": "x" * 61}, "The question has 61 characters; shorten it to 60.", id="too long"),
    pytest.param({"question": " "}, "The question is empty; ask what somebody said.", id="empty"),
    pytest.param(
        {"question": LANSLEY, "after": "2012-13"},
        f"After: '2012-13' {NO_DATE}",
        id="no such month",
    ),
    pytest.param(
        {"question": LANSLEY, "before": "*today*"},
        rf"Before: '\*today\*' {NO_DATE}",
        id="no date",
    ),
]


@pytest.mark.parametrize(("options", "line"), REFUSALS)
async def test_a_question_with_bad_length_or_dates_is_refused_at_once_and_privately(
    scene: Scene, options: dict[str, str], line: str
) -> None:
    result = await scene.alice.slash(scene.channel, "ask", **options)
    assert shown(result) == [line]
    assert (result.deferred, result.ephemeral) == (False, True)
    assert scene.archive.asked == []
    assert len(scene.env.errors) == 1


FAILURES = [
    pytest.param("refused", REFUSED, id="a question that the archive refuses"),
    pytest.param("no index", r"No index at \@everyone; build one with: onrecord index.", id="an index that is missing"),
    pytest.param("broken", responses.UNEXPECTED_ERROR, id="anything unexpected"),
]


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
@pytest.mark.parametrize(("question", "line"), FAILURES)
async def test_a_failed_ask_leaves_one_private_line(scene: Scene, question: str, line: str, *, private: bool) -> None:
    result = await scene.alice.slash(scene.channel, "ask", question=question, private=private)
    (followup,) = result.followups
    assert (followup.content, followup.ephemeral) == (line, True)
    assert result.response is None
    assert len(scene.env.errors) == 1


async def test_ask_is_answered_in_a_direct_message(scene: Scene) -> None:
    assert shown(await scene.alice.user.slash("ask", question=LANSLEY)) == SHOWN


async def test_ask_is_registered_with_its_options_for_servers_and_users(scene: Scene) -> None:
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


@pytest.mark.parametrize(
    ("typed", "after"), [("7 Feb 2012", "2012-02-07"), ("07/02/2012", "2012-02-07"), ("last year", "2025")]
)
async def test_dates_are_read_as_people_type_them(scene: Scene, typed: str, after: str) -> None:
    await scene.ask(after=typed)
    assert scene.archive.asked == [(LANSLEY, Options(after=PartialDate.parse(after)), MAX_KEPT_ANSWERS)]


async def test_a_slip_in_the_speakers_name_is_put_right(scene: Scene) -> None:
    await scene.ask(speaker="Andy Burnam")
    await scene.ask(speaker="Obama")
    assert [options.speaker for _, options, _ in scene.archive.asked] == ["Andy Burnham", "Obama"]


async def test_a_slip_in_the_name_of_a_publication_is_put_right_and_an_unknown_one_is_not_followed(
    scene: Scene,
) -> None:
    await scene.ask(source="Hufpost UK")
    await scene.ask(source="The Guardian")
    assert [options.source for _, options, _ in scene.archive.asked] == ["HuffPost UK", "The Guardian"]
    followed = await scene.alice.slash(scene.channel, "follow", speaker="Andrew Lansley", source="Hufpost UK")
    assert shown(followed)[0].startswith("Following Andrew Lansley, in HuffPost UK:")
    refused = await scene.alice.slash(scene.channel, "follow", speaker="Andrew Lansley", source="The Guardian")
    assert shown(refused) == ["No article here is from The Guardian; this archive has articles of HuffPost UK, HSJ."]
    scene.env.errors.clear()
