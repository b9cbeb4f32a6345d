"""Alerts: each new statement is told once, over reindexes and restarts."""

from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord.results import InteractionResult

from bot.discord import follows
from bot.discord.database import Rules
from bot.discord.follows import MAX_OF_USER, Follow
from bot.discord.rate_limit import Asker
from bot.rendering import formatting
from retrieval.models import Answer, Article, Kind, Modality, Novelty, NoveltyKind, PartialDate, Quotation
from retrieval.settings import DiscordSettings
from tests.discord.conftest import FakeArchive, Scene, buttons, make_bot, shown, statement, texts

pytestmark = pytest.mark.slow

FOOTER = "-# `/following` pauses or ends these alerts."


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
            "Alerts about new ones come here, after each reindex."
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
        [
            "### New from Andrew Lansley on bill",
            "> **The bill goes.**",
            "Andrew Lansley · HuffPost UK · 5 May 2012",
            FOOTER,
        ]
    ]


@pytest.mark.parametrize(
    ("typed", "followed"),
    [("Lansley", "Andrew Lansley"), ("Bo Ek", "Bo Ek"), ("An", "An")],
    ids=["one person", "nobody yet", "several people"],
)
async def test_a_follow_has_the_full_name_of_the_one_who_is_meant(scene: Scene, typed: str, followed: str) -> None:
    await scene.alice.slash(scene.channel, "follow", speaker=typed)
    (about,) = follows.listed(scene.bot.database, Asker(scene.alice.id, scene.env.guild.id))
    assert about.speaker == followed


async def test_the_same_words_in_several_papers_are_told_once_and_reworded_articles_tell_nothing(scene: Scene) -> None:
    await follow(scene)
    scene.archive.answers = [
        statement(9, "2012-05-04", "The bill stays."),  # known, in another article
        *(statement(number, "2012-06-01", "It goes, now.", source=f"Paper {number}") for number in range(3)),
    ]
    await follows.tell_all(scene.bot)
    assert [lines[1] for lines in alerts(scene)] == ["> **It goes, now.**"]
    assert len(alerts(scene)[0]) == 4


AGAIN = Novelty(NoveltyKind.AGAIN, 1, PartialDate.parse("2011-05"))


@pytest.mark.parametrize(
    ("options", "novelties", "line", "compared"),
    [
        pytest.param(
            {"topic": "bill"},
            {"2.txt": AGAIN},
            "\n-# The same as before: in 1 earlier article, since May 2011",
            [("2.txt", "bill")],
            id="said before",
        ),
        pytest.param({}, {}, "", [("2.txt", "")], id="nothing to say"),
        pytest.param({"source": "HuffPost UK"}, {"2.txt": AGAIN}, "", [], id="one source followed"),
    ],
)
async def test_an_alert_says_what_is_new_only_where_that_is_known(
    scene: Scene,
    options: dict[str, str],
    novelties: dict[str, Novelty],
    line: str,
    compared: list[tuple[str, str]],
) -> None:
    await follow(scene, **options)
    scene.archive.answers.append(statement(2, "2012-05-05", "The bill goes."))
    scene.archive.novelties = novelties
    await follows.tell_all(scene.bot)
    ((_, _, credit, _),) = alerts(scene)
    assert credit == f"Andrew Lansley · HuffPost UK · 5 May 2012{line}"
    assert scene.archive.compared == compared


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


async def test_the_button_of_an_answer_shows_how_much_there_is_and_follows_where_one_wants(scene: Scene) -> None:
    now = scene.env.guild.create_text_channel("now")
    day = discord.utils.snowflake_time(now.id).date()
    scene.archive.answers += [statement(5, day.isoformat(), "It is new.")]
    result = await scene.alice.slash(now, "ask", question="what did Lansley say?")
    assert result.response
    preview = await scene.bob.click(result.response.message, custom_id=buttons(result.response.message)["alert"])
    today = formatting.date(PartialDate(day))
    assert preview.ephemeral
    assert shown(preview) == [
        f"Andrew Lansley: 2 statements so far, 1 this week, the last on {today}. Where should alerts about new ones go?"
    ]
    assert preview.response
    done = await scene.bob.click(preview.response.message, label="In this channel")
    assert shown(done)[0].endswith("Alerts about new ones come here, after each reindex.")
    done = await scene.bob.click(preview.response.message, label="By direct message")
    assert shown(done)[0].endswith("Alerts about new ones come by direct message, after each reindex.")
    (here, direct) = follows.listed(scene.bot.database, Asker(scene.bob.id, scene.env.guild.id))
    assert [(each.speaker, each.channel) for each in (here, direct)] == [
        ("Andrew Lansley", now.id),
        ("Andrew Lansley", None),
    ]


async def test_an_office_is_followed_through_all_its_holders(scene: Scene) -> None:
    result = await scene.alice.slash(scene.channel, "follow", speaker="the health secretary")
    assert shown(result)[0].startswith("Following the health secretary: 0 statements so far.")
    texts_of_articles = (
        "Health Secretary Jeremy Hunt came. “It goes.”",
        "Shadow Health Secretary Andy Burnham came. “It stays.”",
        "Ann Lee, the health secretary, came. “It grows.”",
    )
    for number, (text, speaker) in enumerate(
        zip(texts_of_articles, ("Jeremy Hunt", "Andy Burnham", "Ann Lee"), strict=True)
    ):
        article = Article(f"{number}.txt", text, source="HSJ")
        start = text.index("“")
        quotation = Quotation(article, ((start, len(text)),), Kind.DIRECT, speaker)
        scene.archive.answers.append(Answer(article, start, len(text), quotation, (), 1.0, {}))
    await follows.tell_all(scene.bot)
    (lines,) = alerts(scene)
    assert [line for line in lines if "“" in line] == ["> **“It goes.”**", "> **“It grows.”**"]


async def test_a_statement_that_was_told_and_is_corrected_or_taken_down_is_said_so_once(scene: Scene) -> None:
    await follow(scene)
    told = [statement(number, "2012-06-01", words) for number, words in ((2, "It goes."), (3, "It grows."), (4, "No."))]
    scene.archive.answers += told
    await follows.tell_all(scene.bot)
    corrected = statement(2, "2012-06-01", "It never goes.")
    assert told[2].quotation
    other = replace(told[2], quotation=replace(told[2].quotation, speaker="Andy Burnham"))
    scene.archive.answers = [scene.archive.answers[0], corrected, other]  # the second is taken down
    for _ in range(2):
        await follows.tell_all(scene.bot)
    correction, news = alerts(scene)[1:]
    credit = "Andrew Lansley · HuffPost UK · 1 June 2012"
    assert correction == [
        "### Corrected\nSent in earlier alerts about Andrew Lansley, and no longer on record:",
        f"> It goes.\n{credit}\n-# Its article has changed since.",
        f"> It grows.\n{credit}\n-# Its article is no longer in the archive.",
        f"> No.\n{credit}\n-# The article still has the words, but not as words of this speaker.",
    ]
    assert news[1] == "> **It never goes.**"


async def test_words_that_were_withdrawn_are_not_told_again_when_they_are_said_to_be_gone(scene: Scene) -> None:
    await follow(scene)
    scene.archive.answers.append(statement(2, "2012-06-01", "He is a crook."))
    await follows.tell_all(scene.bot)
    scene.bot.database.drop_articles({"2.txt"}, "lords")  # another archive's article of this name
    assert scene.bot.database.execute("select words from told") == [("He is a crook.",)]
    scene.archive.answers.pop()
    scene.bot.database.drop_articles({"2.txt"})
    await follows.tell_all(scene.bot)
    assert alerts(scene)[1] == [
        "### Corrected\nSent in earlier alerts about Andrew Lansley, and no longer on record:",
        "Andrew Lansley · HuffPost UK · 1 June 2012\n-# Its article was withdrawn.",
    ]


async def test_a_webhook_tells_what_is_new_until_it_is_deleted(scene: Scene) -> None:
    news = scene.env.guild.create_text_channel("news")
    scene.env.guild.create_webhook(news)
    ((number, hook),) = scene.env.backend.webhooks.items()
    result = await follow(scene, webhook=f"https://discord.com/api/webhooks/{number}/{hook.token}")
    assert shown(result)[0].endswith("Alerts about new ones come by the webhook, after each reindex.")
    scene.archive.answers.append(statement(2, "2012-05-05", "The bill goes."))
    for _ in range(2):
        await follows.tell_all(scene.bot)
    assert [texts(message)[1] for message in news.history()] == ["> **The bill goes.**"]
    assert "by a webhook" in shown(await scene.alice.slash(scene.channel, "following"))[0]
    scene.archive.answers.append(statement(3, "2012-05-05", "It goes."))
    scene.env.inject_error("POST", "/webhooks/*", status=404, code=10015)
    await follows.tell_all(scene.bot)
    assert scene.bot.database.execute("select 1 from follows") == []


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/api/webhooks/1/x",
        "http://discord.com/api/webhooks/1/x",
        "https://discord.com@evil.example/",
    ],
)
async def test_nothing_is_sent_to_an_address_that_is_no_webhook_of_discord(scene: Scene, address: str) -> None:
    refused = await follow(scene, webhook=address)
    assert shown(refused)[0].startswith("This is not the address of a Discord webhook")
    assert len(scene.env.errors) == 1


async def test_nothing_is_followed_in_a_channel_where_the_bot_may_not_write(scene: Scene) -> None:
    me = scene.env.guild.me
    assert me
    silenced: dict[Any, discord.PermissionOverwrite] = {me: discord.PermissionOverwrite(send_messages=False)}
    channel = scene.env.guild.create_text_channel("read-only", overwrites=silenced)
    refused = await scene.alice.slash(channel, "follow", speaker="Andrew Lansley")
    assert shown(refused)[0].startswith("On Record may not send messages in this channel")
    assert "by direct message" in shown(await follow(scene, by_dm=True))[0]
    assert len(scene.env.errors) == 1


async def test_only_members_with_the_role_may_follow_in_a_channel_where_the_rules_say_so(scene: Scene) -> None:
    role = scene.env.guild.create_role("editors")
    scene.bot.database.set_rules(scene.env.guild.id, Rules(following=role.id))
    refused = await follow(scene)
    assert shown(refused) == ["Following is for members with the role editors here."]
    assert "by direct message" in shown(await follow(scene, by_dm=True))[0]
    eve = scene.env.guild.add_member(scene.env.create_user("eve"), roles=[role])
    assert "come here" in shown(await eve.slash(scene.channel, "follow", speaker="Andrew Lansley"))[0]
    assert len(scene.env.errors) == 1


async def test_a_clock_that_was_wrong_does_not_silence_a_follow(scene: Scene) -> None:
    await follow(scene, daily=True)
    scene.bot.database.execute("update follows set told_at = '2099-01-01T00:00:00+00:00'")
    scene.archive.answers.append(statement(2, "2012-05-05", "The bill goes."))
    await follows.tell_all(scene.bot)
    assert len(alerts(scene)) == 1


async def test_one_follow_that_fails_does_not_silence_the_others(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for topic in ("stays", "bill"):
        await follow(scene, topic=topic)
    scene.archive.answers.append(statement(2, "2012-05-05", "The bill stays, and stays."))
    said = scene.archive.said

    def broken(speaker: str | None, topic: str | None = None, source: str | None = None) -> list[Quotation]:
        return said(speaker, topic, source) if topic == "bill" else 1 / 0  # type: ignore[return-value]

    monkeypatch.setattr(scene.archive, "said", broken)
    await follows.tell_all(scene.bot)
    assert [lines[0] for lines in alerts(scene)] == ["### New from Andrew Lansley on bill"]
    caplog.clear()


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
        "There is no alert 1 that you may change; /following lists them."
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
        "Your list has 10 alerts, which is the limit; end one with /following."
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
