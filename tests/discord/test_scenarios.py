"""What On Record promises, tried in places, with people and with bad luck that tests of single modules leave out."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
import pytest

from bot.discord import follows, proposals
from bot.discord.database import NotSaved, Rules
from bot.discord.follows import MAX_IN_SERVER, Follow
from bot.discord.pages.markdown import MAX_MESSAGE_CHARS
from bot.discord.proposals import Proposal
from retrieval.settings import DiscordSettings
from tests.discord.conftest import LANSLEY, SHOWN, Scene, buttons, make_bot, own, shown, statement, texts
from tests.discord.fake_discord import BOT, CHANNEL, EARLIEST, SERVER, FakeDiscord, until, user
from tests.discord.test_delivery import FakeReindexer, NextYear, archive_of, serving

if TYPE_CHECKING:
    from simcord.actors import MemberActor
    from simcord.builders import ChannelHandle

MAX_CONTENT_CHARS = 2000  # Discord's limit for a message that is no layout


def failures(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}]


def by_the_bot(scene: Scene, place: "ChannelHandle") -> list[discord.Message]:
    return [message for message in place.history() if message.author == scene.bot.user]


@pytest.fixture
def manager(scene: Scene) -> "MemberActor":
    role = scene.env.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return scene.env.guild.add_member(scene.env.create_user("mona"), roles=[role])


# Places


async def test_each_server_has_its_own_rules(scene: Scene) -> None:
    home, elsewhere = scene.env.guild, scene.env.create_guild("Other")
    other, carol = elsewhere.create_text_channel("general"), elsewhere.add_member(scene.env.create_user("carol"))
    scene.bot.database.set_rules(home.id, Rules(private=True, source="HSJ"))
    results = [
        await scene.alice.slash(scene.channel, "ask", question=LANSLEY),
        await carol.slash(other, "ask", question=LANSLEY),
    ]
    assert [result.ephemeral for result in results] == [True, False]
    assert [options.source for _, options, _ in scene.archive.asked] == ["HSJ", None]


@pytest.mark.parametrize("threads", [False, True])
@pytest.mark.parametrize("kind", ["voice", "stage"])
async def test_the_chat_of_a_voice_or_stage_channel_is_answered_there(
    scene: Scene, kind: str, *, threads: bool
) -> None:
    guild = scene.env.guild
    place = guild.create_voice_channel("talk") if kind == "voice" else guild.create_stage_channel("talk")
    scene.bot.database.set_rules(guild.id, Rules(threads=threads))
    await scene.alice.send(place, f"{scene.mention_of_bot} {LANSLEY}")
    assert texts(place.last_message) == SHOWN
    assert shown(await scene.bob.slash(place, "ask", question=LANSLEY)) == SHOWN


async def test_an_announcement_channel_gets_its_answer_in_a_thread_where_the_rules_say_so(scene: Scene) -> None:
    place = scene.env.guild.create_news_channel("news")
    scene.bot.database.set_rules(scene.env.guild.id, Rules(threads=True))
    await scene.alice.send(place, f"{scene.mention_of_bot} {LANSLEY}")
    assert [texts(thread.last_message) for thread in place.threads] == [SHOWN]


async def test_an_announcement_of_another_server_that_mentions_the_bot_is_no_question(scene: Scene) -> None:
    webhook = scene.env.guild.create_webhook(scene.channel, "News of another server")
    await webhook.send(f"{scene.mention_of_bot} {LANSLEY}")
    assert (by_the_bot(scene, scene.channel), scene.archive.asked) == ([], [])


async def test_a_thread_has_a_name_that_discord_takes_whatever_is_asked(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.env.guild.id, Rules(threads=True))
    for question in ("**Hunt**?", "2012?", "Hunt\n\n" * 10, "\u202eHunt\u202c", "@everyone <@&1> x.uk/" + "y" * 35):
        await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {question}")
    names = [thread.name or "" for thread in scene.channel.threads]
    assert [name[:14] for name in names] == ["**Hunt**?", "2012?", "Hunt Hunt Hunt", "Hunt", "@everyone <@&1"]


# Messages that are no question, or no longer one


async def test_an_attachment_alone_is_answered_with_how_to_ask_and_nothing_is_searched(scene: Scene) -> None:
    await scene.alice.send(scene.channel, scene.mention_of_bot, attachments=[("speech.pdf", b"%PDF")])
    own_channel = scene.alice.user.dm_channel
    stored = scene.env.backend.store_attachments(own_channel.id, [("speech.pdf", b"%PDF")])
    await scene.alice.send_dm("", attachments=stored)
    for place in (scene.channel, own_channel):
        assert [texts(message)[0][:20] for message in by_the_bot(scene, place)] == ["Ask me what somebody"]
    assert scene.archive.asked == []


async def test_forwarding_an_answer_asks_nothing(scene: Scene) -> None:
    answer = await scene.mention()
    other = scene.env.guild.create_text_channel("other")
    await scene.bob.forward(answer, other)
    assert (len(other.history()), len(scene.archive.asked)) == (1, 1)


async def test_a_question_that_is_edited_after_its_answer_is_not_answered_again(scene: Scene) -> None:
    asked = await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    await scene.alice.edit(asked, f"{scene.mention_of_bot} what did Burnham say?")
    await scene.env.settle()
    assert (len(by_the_bot(scene, scene.channel)), len(scene.archive.asked)) == (1, 1)


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("MESSAGE_DELETE", lambda asked: {"id": asked}),
        ("MESSAGE_DELETE_BULK", lambda asked: {"ids": [asked, str(EARLIEST)]}),
    ],
)
async def test_a_question_that_is_deleted_before_its_answer_is_not_repeated_in_an_answer(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch, event: str, data: Callable[[str], dict[str, object]]
) -> None:
    bot = make_bot(settings)
    archive = archive_of(bot)
    archive.released.clear()
    async with FakeDiscord().open() as fake, serving(bot, fake, monkeypatch):
        asked = await fake.say(LANSLEY)
        await until(lambda: archive.asked)
        deleted = {**data(asked), "channel_id": CHANNEL}
        await fake.sockets[-1].send_json({"op": 0, "t": event, "s": 3, "d": deleted})
        await until(lambda: not bot.unanswered)
        archive.released.set()
        await until(lambda: bot.active_questions == 0)
        await fake.say("what did Burnham say?")
        await until(lambda: fake.messages)
        assert (len(fake.messages), len(archive.asked)) == (1, 2)


async def test_a_follow_up_of_digits_alone_is_a_question_and_no_thanks(scene: Scene) -> None:
    answer = await scene.mention()
    for words, many in (("2013?", 2), ("so much", 3), ("👍", 3), ("thank you so much", 3)):
        await scene.bob.send(scene.channel, words, reply_to=answer)
        assert len(scene.archive.asked) == many, words


async def test_a_reply_to_an_answer_whose_words_discord_hides_is_left_alone(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeDiscord().open() as fake, serving(make_bot(settings), fake, monkeypatch):
        await fake.join(SERVER, CHANNEL)
        asked = await fake.say(f"<@{BOT}> {LANSLEY}", server=SERVER)
        await until(lambda: len(fake.messages) == 2)  # the greeting and the answer
        by_bot = {"author": user(BOT, "bot", bot=True), "components": [*fake.messages.values()][-1]["components"]}
        answer = {**fake.heard[asked], **by_bot, "id": str(EARLIEST + 500), "content": ""}
        reference = {"message_id": answer["id"], "channel_id": CHANNEL, "guild_id": SERVER}
        hidden = {**fake.heard[asked], "id": str(EARLIEST + 501), "content": "", "type": 19}
        fake.heard["hidden"] = {**hidden, "message_reference": reference, "referenced_message": answer}
        await fake.deliver("hidden")
        await fake.say(f"<@{BOT}> {LANSLEY}", server=SERVER)
        await until(lambda: len(fake.messages) == 3)
        await asyncio.sleep(0.1)
        assert len(fake.messages) == 3


# People


async def test_members_without_roles_may_do_what_everyone_may(scene: Scene) -> None:
    everyone = scene.env.guild.default_role
    scene.bot.database.set_rules(scene.env.guild.id, Rules(asking=everyone.id, following=everyone.id))
    assert shown(await scene.alice.slash(scene.channel, "ask", question=LANSLEY)) == SHOWN
    assert shown(await scene.alice.slash(scene.channel, "follow", speaker="Andrew Lansley"))[0].startswith("Following")


async def test_a_role_that_was_deleted_keeps_members_out_until_a_manager_resets_it(
    scene: Scene, manager: "MemberActor"
) -> None:
    scene.bot.database.set_rules(scene.env.guild.id, Rules(asking=4711))
    refused = await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    assert shown(refused) == ["Asking is for members with a certain role here."]
    await manager.slash(scene.channel, "settings", reset="asking")
    assert shown(await scene.alice.slash(scene.channel, "ask", question=LANSLEY)) == SHOWN
    scene.env.errors.clear()


async def test_a_language_that_the_bot_does_not_know_changes_nothing(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot(settings)
    async with FakeDiscord().open() as fake, serving(bot, fake, monkeypatch):
        await fake.command("ask", question=LANSLEY)
        await until(lambda: fake.edited)
        fake.interaction |= {"locale": "xx-YY", "guild_locale": "xx-YY", "id": str(EARLIEST + 700)}
        await fake.deliver_interaction()
        await until(lambda: len(archive_of(bot).asked) == 2)


async def test_an_answer_whose_asker_was_forgotten_takes_no_vote_and_says_why(scene: Scene) -> None:
    answer = await scene.mention()
    await scene.alice.slash(scene.channel, "forget-me")
    refused = await scene.bob.click(answer, custom_id=buttons(answer)["up"])
    assert shown(refused) == ["This answer is too old, or its question was forgotten; ask again."]
    scene.env.errors.clear()


async def test_an_answer_that_is_shared_twice_at_once_is_posted_once(scene: Scene) -> None:
    private = await scene.alice.slash(scene.channel, "ask", question=LANSLEY, private=True)
    assert private.response
    message = private.response.message
    presses = [scene.alice.click(message, custom_id=buttons(message)["share"]) for _ in range(2)]
    await asyncio.gather(*presses, return_exceptions=True)
    assert len(by_the_bot(scene, scene.channel)) == 1


async def test_one_voter_who_presses_twice_counts_once(scene: Scene) -> None:
    answer = await scene.mention()
    for action in ("up", "up", "down", "down"):
        await scene.bob.click(answer, custom_id=buttons(answer)[action])
    assert [(each.good, each.bad) for each in scene.bot.database.feedback()] == [(0, 1)]


# Limits of Discord


async def test_a_message_as_long_as_discord_allows_is_refused_in_a_short_line(scene: Scene) -> None:
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {'what did he say ' * 110}")
    (line,) = texts(scene.channel.last_message)
    assert (len(line) < 200, "shorten it to 60" in line, scene.archive.asked) == (True, True, [])


async def test_a_list_of_as_many_follows_as_there_may_be_names_every_one(scene: Scene) -> None:
    for number in range(MAX_IN_SERVER):
        long = f"{number:03}*" * 25
        about = Follow(0, scene.alice.id, scene.env.guild.id, scene.channel.id, long, long, long)
        follows.add(scene.bot.database, about, ())
    (text,) = shown(await scene.alice.slash(scene.channel, "following"))
    assert len(text) <= MAX_MESSAGE_CHARS
    assert [line.partition(".")[0] for line in text.splitlines()] == [str(n) for n in range(1, MAX_IN_SERVER + 1)]


async def test_all_settings_at_once_are_said_within_the_limit(scene: Scene, manager: "MemberActor") -> None:
    role = manager.id
    rules = Rules(answering=True, answers=5, private=True, source="*" * 100, threads=True, silent=True, style="plain")
    roles = Rules(asking=role, following=role, reindexing=role, correcting=role, corrections_to=scene.channel.id)
    scene.bot.database.set_rules(scene.env.guild.id, roles.with_defaults(rules))
    (text,) = shown(await manager.slash(scene.channel, "settings", private_mentions=True))
    assert len(text) <= MAX_CONTENT_CHARS


async def test_names_of_any_length_fit_into_menus_forms_and_lists(scene: Scene) -> None:
    name = ("Sir Bartholomew " * 30).strip()
    scene.archive.answers = [statement(1, "2012-01-01", "No.", speaker=name, source="Paper " * 60)]
    scene.archive.speakers = (name,)
    answer = await scene.mention("who said no?")
    for button in ("wrong", "alert", "follow"):
        assert (await scene.alice.click(answer, custom_id=buttons(answer)[button])).acknowledged
    assert (await scene.alice.slash(scene.channel, "who", topic="No")).response


# Bad luck


async def test_yesterday_is_by_discords_clock_and_not_by_this_machines(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("database", "bot", "follows"):
        monkeypatch.setattr(f"bot.discord.{module}.datetime", NextYear)
    await scene.alice.slash(scene.channel, "ask", question=LANSLEY, after="yesterday")
    ((_, options, _),) = scene.archive.asked
    assert options.after
    assert options.after.first == (scene.env.now() - timedelta(days=1)).date()


async def test_a_bot_that_may_not_speak_any_more_frees_its_place_without_a_traceback(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=None)
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    assert (failures(caplog), by_the_bot(scene, scene.channel), scene.bot.active_questions) == ([], [], 0)


async def test_nothing_is_kept_of_a_server_that_removes_the_bot_while_it_answers(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord.membership.POLL_SECONDS", 0.01)
    bot = make_bot(settings)
    archive = archive_of(bot)
    archive.released.clear()
    async with FakeDiscord().open() as fake, serving(bot, fake, monkeypatch):
        await fake.join(SERVER, CHANNEL)
        await fake.say(f"<@{BOT}> {LANSLEY}", server=SERVER)
        await until(lambda: archive.asked)
        await fake.sockets[-1].send_json({"op": 0, "t": "GUILD_DELETE", "s": 3, "d": {"id": SERVER}})
        await until(lambda: bot.get_guild(int(SERVER)) is None)
        archive.released.set()
        await until(lambda: len(fake.messages) == 2)  # the greeting and the answer
        await until(lambda: bot.database.execute("select count(*) from questions") == [(0,)])


async def test_a_command_that_two_processes_receive_is_answered_by_one(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = make_bot(settings), make_bot(settings)
    async with FakeDiscord().open() as fake, serving(old, fake, monkeypatch), serving(new, fake, monkeypatch):
        await fake.command("ask", question=LANSLEY)
        await fake.deliver_interaction(shard=0)
        await until(lambda: fake.edited)
        await asyncio.sleep(0.1)
        assert len(archive_of(old).asked) + len(archive_of(new).asked) == 1
        assert fake.attempts.count("callback") == 1


async def test_a_long_reindexing_is_reported_to_its_owner_where_the_channel_may_not_be_written_to(scene: Scene) -> None:
    role = scene.env.guild.create_role("admins", permissions=discord.Permissions(administrator=True))
    olga = own(scene, scene.env.guild.add_member(scene.env.create_user("olga"), roles=[role]))
    scene.bot.reindexer = FakeReindexer(scene.archive)  # type: ignore[assignment]
    scene.env.inject_error("PATCH", "/webhooks/*", status=401, code=50027)
    scene.env.inject_error("POST", f"/channels/{scene.channel.id}/messages", status=403, code=50013, times=None)
    await olga.slash(scene.channel, "reindex")
    assert texts(olga.user.dm_channel.last_message) == [f"{olga.mention} built g2"]


async def test_an_alert_for_a_locked_thread_is_told_later_and_holds_up_no_other(scene: Scene) -> None:
    other = scene.env.guild.create_text_channel("other")
    for place in (scene.channel, other):
        follows.add(scene.bot.database, Follow(0, scene.alice.id, scene.env.guild.id, place.id, "Andrew Lansley"), ())
    scene.env.inject_error("POST", f"/channels/{scene.channel.id}/messages", status=400, code=50083)
    for many in (0, 1):
        await follows.tell_all(scene.bot)
        assert [len(by_the_bot(scene, place)) for place in (scene.channel, other)] == [many, 1]


async def test_a_proposer_is_told_once_by_a_bot_that_is_killed_before_it_notes_so(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = {"article": "1.txt", "withdrawn": True}
    made = Proposal("k", scene.alice.id, None, None, about, "HSJ", discord.utils.utcnow())
    proposals.propose(scene.bot.database, made)
    proposals.decide(scene.bot.database, "k", "declined", scene.bob.id, discord.utils.utcnow())

    def killed(*_: object) -> None:
        raise NotSaved("killed")

    with monkeypatch.context() as patched:
        patched.setattr(proposals, "note_told", killed)
        await proposals.tell_proposers(scene.bot, proposals.Conversations())
    await proposals.tell_proposers(scene.bot, proposals.Conversations())
    sent = [call.json for call in scene.env.http_requests if call.path.endswith("/messages") and call.json]
    assert [message["nonce"] for message in sent] == [sent[0]["nonce"]] * 2
    assert proposals.not_told(scene.bot.database) == {}
