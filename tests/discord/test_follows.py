"""Alerts: each new statement is told once, over reindexes and restarts."""

from dataclasses import replace

import pytest
from simcord.results import InteractionResult

from bot.discord import follows
from bot.discord.database import Rules
from bot.discord.follows import MAX_OF_USER, Follow
from retrieval.models import Kind, Modality
from retrieval.settings import DiscordSettings
from tests.discord.conftest import FakeArchive, Scene, make_bot, shown, statement, texts

FOOTER = "-# `/following` pauses or ends this."


@pytest.fixture(autouse=True)
def _answers(scene: Scene) -> None:
    scene.archive.answers = [statement(1, "2012-05-04", "The bill stays.")]


async def follow(scene: Scene, **options: object) -> InteractionResult:
    return await scene.alice.slash(scene.channel, "follow", speaker="Andrew Lansley", **options)


def alerts(scene: Scene) -> list[list[str]]:
    return [texts(message) for message in scene.channel.history() if message.author.bot]


async def test_a_follower_hears_how_much_there_is_and_then_of_what_is_new_once(scene: Scene) -> None:
    result = await follow(scene, topic="bill")
    assert (result.ephemeral, shown(result)) == (
        True,
        [
            "Following Andrew Lansley on bill: 1 statement so far, the last on 4 May 2012. "
            "New ones are told here, after each reindex."
        ],
    )
    await follows.tell_all(scene.bot)
    assert alerts(scene) == []
    scene.archive.answers += [
        statement(2, "2012-05-05", "The bill goes."),
        statement(3, "2012-05-06", "On schools."),
        statement(4, "2012-05-06", "The bill is dead.", speaker="Andy Burnham"),
    ]
    for _ in range(2):
        await follows.tell_all(scene.bot)
    assert alerts(scene) == [
        ["New from Andrew Lansley on bill", "> **The bill goes.**", "Andrew Lansley · HuffPost UK · 5 May 2012", FOOTER]
    ]


async def test_the_same_words_in_several_papers_are_told_once_and_reworded_articles_tell_nothing(scene: Scene) -> None:
    await follow(scene)
    scene.archive.answers = [
        statement(9, "2012-05-04", "The bill stays."),  # known, in another article
        *(statement(number, "2012-06-01", "It goes, now.", source=f"Paper {number}") for number in range(3)),
    ]
    await follows.tell_all(scene.bot)
    assert [lines[1] for lines in alerts(scene)] == ["> **It goes, now.**"]
    assert len(alerts(scene)[0]) == 4


async def test_words_that_were_denied_are_not_told(scene: Scene) -> None:
    await follow(scene)
    new = statement(2, "2012-05-05", "The bill goes.")
    assert new.quotation
    scene.archive.answers = [replace(new, quotation=replace(new.quotation, modality=Modality.DENIED))]
    await follows.tell_all(scene.bot)
    assert alerts(scene) == []


async def test_reported_words_are_told_as_reported(scene: Scene) -> None:
    await follow(scene)
    new = statement(2, "2012-05-05", "The bill goes.")
    assert new.quotation
    scene.archive.answers = [replace(new, quotation=replace(new.quotation, kind=Kind.INDIRECT))]
    await follows.tell_all(scene.bot)
    assert alerts(scene)[0][1:3] == ["> The bill goes.", "Andrew Lansley · reported by HuffPost UK · 5 May 2012"]


async def test_a_restarted_bot_tells_what_is_new_since_and_nothing_again(
    scene: Scene, settings: DiscordSettings
) -> None:
    await follow(scene)
    scene.archive.answers.append(statement(2, "2012-05-05", "The bill goes."))
    await follows.tell_all(scene.bot)
    restarted = make_bot(settings)
    assert isinstance(restarted.archive, FakeArchive)
    restarted.archive.answers = [*scene.archive.answers, statement(3, "2012-05-06", "And stays.")]
    await scene.env.restart_bot(restarted)
    await scene.env.settle()
    assert [lines[1] for lines in alerts(scene)] == ["> **The bill goes.**", "> **And stays.**"]
    await restarted.close()


async def test_many_new_statements_are_one_message_with_the_latest_and_a_count(scene: Scene) -> None:
    await follow(scene)
    scene.archive.answers += [statement(9 + number, f"2012-06-0{number}", f"No. {number}.") for number in range(1, 9)]
    await follows.tell_all(scene.bot)
    (lines,) = alerts(scene)
    assert lines[1::2][:5] == [f"> **No. {number}.**" for number in range(4, 9)]
    assert lines[-1] == f"-# and 3 more; `/timeline` shows them all\n{FOOTER}"


async def test_a_follower_who_is_told_daily_hears_of_the_second_reindex_a_day_later(scene: Scene) -> None:
    await follow(scene, daily=True)
    for number in (2, 3):
        scene.archive.answers.append(statement(number, "2012-05-05", f"No. {number}."))
        await follows.tell_all(scene.bot)
    assert [lines[1] for lines in alerts(scene)] == ["> **No. 2.**"]
    scene.bot.database.execute("update follows set told_at = '2020-01-01T00:00:00+00:00'")
    await follows.tell_all(scene.bot)
    assert [lines[1] for lines in alerts(scene)] == ["> **No. 2.**", "> **No. 3.**"]


async def test_a_direct_message_is_sent_if_wanted(scene: Scene) -> None:
    await follow(scene, by_dm=True)
    scene.archive.answers.append(statement(2, "2012-05-05", "The bill goes."))
    await follows.tell_all(scene.bot)
    assert alerts(scene) == []
    assert texts(scene.alice.user.dm_channel.last_message)[1] == "> **The bill goes.**"


async def test_following_lists_pauses_and_ends(scene: Scene) -> None:
    await follow(scene)
    await follow(scene, topic="NHS", by_dm=True)
    listed = await scene.alice.slash(scene.channel, "following", pause=1)
    assert shown(listed) == [
        f"Paused: Andrew Lansley.\n1. Andrew Lansley · <#{scene.channel.id}> · paused\n"
        "2. Andrew Lansley on NHS · by direct message"
    ]
    scene.archive.answers.append(statement(2, "2012-05-05", "The bill goes."))
    await follows.tell_all(scene.bot)
    assert alerts(scene) == []
    seen_by_bob = await scene.bob.slash(scene.channel, "following", end=1)
    assert [each.content for each in seen_by_bob.followups] == [
        "There is no 1 that you may change; /following lists them."
    ]
    await scene.alice.slash(scene.channel, "following", resume=1)
    await follows.tell_all(scene.bot)
    assert len(alerts(scene)) == 1
    ended = await scene.alice.slash(scene.channel, "following", end=1)
    assert shown(ended)[0].startswith("Ended: Andrew Lansley.\n1. Andrew Lansley on NHS")
    assert len(scene.env.errors) == 1


async def test_follows_are_limited(scene: Scene) -> None:
    for number in range(MAX_OF_USER):
        follows.add(scene.bot.database, Follow(0, scene.alice.id, None, None, f"Speaker {number}"), [])
    refused = await follow(scene, by_dm=True)
    assert [each.content for each in refused.followups] == [
        "Your list follows 10 already, which is the limit; end one with /following."
    ]
    assert len(scene.env.errors) == 1


async def test_nothing_is_told_in_a_channel_closed_to_questions_and_a_deleted_channel_is_forgotten(
    scene: Scene,
) -> None:
    await follow(scene)
    scene.archive.answers.append(statement(2, "2012-05-05", "The bill goes."))
    scene.bot.database.set_rules(scene.channel.id, Rules(answering=False))
    await follows.tell_all(scene.bot)
    assert alerts(scene) == []
    scene.bot.database.set_rules(scene.channel.id, Rules())
    scene.env.inject_error("POST", "/channels/*/messages", status=404, code=10003)
    await follows.tell_all(scene.bot)
    assert scene.bot.database.execute("select id from follows") == []
