"""No answer is lost and none is doubled, whatever fails: Discord's servers, the database, the process, an event."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count
from pathlib import Path
from typing import Any, Self

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord import context, left_messages, responses, runner
from bot.discord.bot import Bot
from bot.discord.database import FILE, AskedQuestion, BotDatabase, NotSaved, QuestionForgotten, Rules
from bot.discord.database.claims import Claims
from bot.discord.database.kept_replies import MAX_KEPT_ANSWERS
from bot.discord.messages import FORM_FIELD
from bot.discord.pages.button_ids import question_keys
from retrieval.models import Options
from retrieval.settings import DiscordSettings
from tests.discord.conftest import LANSLEY, SHOWN, FakeArchive, Scene, buttons, make_bot, shown, texts
from tests.discord.fake_discord import BOT, CHANNEL, EARLIEST, SERVER, TOKEN, FakeDiscord, until


@asynccontextmanager
async def serving(bot: Bot, fake_discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    """The bot connected to the fake Discord, which other bots may share."""
    monkeypatch.setattr(runner, "FIRST_BACKOFF_SECONDS", 0.01)
    monkeypatch.setattr(responses, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(bot._connection, "guild_ready_timeout", 0.01)  # the fake Discord has no servers to wait for
    monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{fake_discord.port}")
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws://127.0.0.1:{fake_discord.port}/"))
    connections = len(fake_discord.sockets)
    running = asyncio.create_task(runner.serve(bot, "token"))
    await until(lambda: len(fake_discord.sockets) > connections and bot.is_ready())
    try:
        yield fake_discord
    finally:
        await bot.close()
        await asyncio.wait([running], timeout=10)


def archive_of(bot: Bot) -> FakeArchive:
    assert isinstance(bot.archive, FakeArchive)
    return bot.archive


async def test_a_message_is_sent_again_after_an_error_of_discords_server_and_appears_once(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeDiscord(errors=2).open() as fake, serving(make_bot(settings), fake, monkeypatch):
        await fake.say(LANSLEY)
        await until(lambda: fake.attempts.count("message") == 3)
        assert len(fake.messages) == 1


async def test_a_message_that_arrives_twice_is_answered_once(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot(settings)
    async with FakeDiscord().open() as fake, serving(bot, fake, monkeypatch):
        message = await fake.say(LANSLEY)
        await fake.deliver(message)
        await until(lambda: fake.messages)
        await fake.deliver(message)
        await fake.say(LANSLEY)
        await until(lambda: len(fake.messages) == 2)
        assert len(archive_of(bot).asked) == 2


async def test_two_processes_with_one_database_answer_a_message_once(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = make_bot(settings), make_bot(settings)
    async with FakeDiscord().open() as fake, serving(old, fake, monkeypatch), serving(new, fake, monkeypatch):
        message = await fake.say(LANSLEY)
        await fake.deliver(message, shard=0)
        await fake.say("what did Burnham say?")
        await until(lambda: len(fake.messages) == 2)
        assert len(archive_of(old).asked) + len(archive_of(new).asked) == 2
        assert fake.attempts.count("message") == 2


async def test_a_process_that_stops_leaves_a_message_to_the_one_that_replaces_it(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = make_bot(settings), make_bot(settings)
    async with FakeDiscord().open() as fake, serving(old, fake, monkeypatch), serving(new, fake, monkeypatch):
        await old.admission.close(0)
        message = await fake.say(LANSLEY, shard=0)
        await fake.deliver(message)
        await until(lambda: fake.messages)
        assert [len(archive_of(bot).asked) for bot in (old, new)] == [0, 1]
        await fake.say(LANSLEY, shard=0)  # nobody else receives this one
        await until(lambda: len(fake.messages) == 2)
        assert len(archive_of(new).asked) == 1


async def test_a_start_closes_the_commands_and_answers_the_messages_that_a_killed_process_left(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = Claims(BotDatabase.open(settings.folder, settings.remember))
    await killed.claim(EARLIEST + 600)
    await killed.start_thinking(EARLIEST + 600, TOKEN)
    async with FakeDiscord().open() as fake:
        async with serving(make_bot(settings), fake, monkeypatch):
            message = await fake.say("hello")  # whose answer is not what this is about
            await until(lambda: fake.messages)
        fake.heard[message]["content"] = LANSLEY
        await killed.claim(int(message) + 1, int(CHANNEL))
        fake.heard[str(int(message) + 1)] = {**fake.heard[message], "id": str(int(message) + 1)}
        killed._lock.release()
        async with serving(make_bot(settings), fake, monkeypatch):
            await until(lambda: fake.edited and len(fake.messages) == 2)
    assert fake.edited
    assert fake.edited["content"] == responses.RESTARTED


async def test_a_message_that_a_process_answered_just_before_it_was_killed_is_not_answered_again(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeDiscord().open() as fake:
        async with serving(make_bot(settings), fake, monkeypatch):
            message = await fake.say(LANSLEY)
            await until(lambda: fake.messages)
        killed = Claims(BotDatabase.open(settings.folder, settings.remember))
        killed._database.execute("delete from claims")
        await killed.claim(int(message), int(CHANNEL))
        killed._lock.release()
        async with serving(make_bot(settings), fake, monkeypatch):
            await until(lambda: killed._database.execute("select 1 from claims where channel is null"))
        assert fake.attempts.count("message") == 1
        killed._database.close()


async def test_a_command_that_a_process_answered_just_before_it_was_killed_keeps_its_answer(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeDiscord().open() as fake:
        async with serving(make_bot(settings), fake, monkeypatch):
            await fake.command("ask", question=LANSLEY)
            await until(lambda: fake.edited)
        answered, killed = fake.edited, Claims(BotDatabase.open(settings.folder, settings.remember))
        await killed.claim(EARLIEST + 601)
        await killed.start_thinking(EARLIEST + 601, TOKEN)
        killed._lock.release()
        async with serving(make_bot(settings), fake, monkeypatch):
            await until(lambda: not killed._database.execute("select 1 from claims where token is not null"))
        assert fake.edited == answered
        killed._database.close()


async def test_a_message_that_was_left_in_a_thread_is_answered_by_the_rules_of_its_channel(scene: Scene) -> None:
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="the bill", type=discord.ChannelType.public_thread)
    scene.env.inject_error("POST", "/channels/*/messages", status=404, code=10008)  # so that it is not answered
    message = await scene.alice.send(scene.channel.threads[0], f"{scene.mention_of_bot} {LANSLEY}")
    scene.bot.database.set_rules(scene.channel.id, Rules(answering=False))
    await left_messages.answer_left_message(scene.bot, scene.channel.threads[0].id, message.id)
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    await left_messages.answer_left_message(scene.bot, scene.channel.threads[0].id, message.id)
    assert [options.source for _, options, _ in scene.archive.asked] == [None, "HSJ"]


@pytest.mark.parametrize("server", [None, SERVER])
async def test_a_question_that_no_process_has_received_is_answered_once_after_the_next_login(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch, server: str | None
) -> None:
    fake = FakeDiscord(
        said=discord.utils.time_snowflake(datetime.now(UTC)) - EARLIEST, servers=[server] if server else []
    )
    async with fake.open():
        async with serving(make_bot(settings), fake, monkeypatch):
            await fake.say(f"<@{BOT}> {LANSLEY}", server=server)
            await until(lambda: fake.messages)
        for _ in range(2):
            fake.hear(f"<@{BOT}> {LANSLEY}", server=server)
        fake.hear("a word among ourselves", server=server)
        expected = 3 if server else 4  # every direct message is a question
        for _ in range(2):
            async with serving(make_bot(settings), fake, monkeypatch):
                await until(lambda: len(fake.messages) >= expected)
                await asyncio.sleep(0.1)
    assert (len(fake.messages), fake.attempts.count("message")) == (expected, expected)


async def test_no_question_older_than_an_hour_is_answered_after_a_login(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = datetime.now(UTC) - timedelta(hours=1, minutes=1)
    fake = FakeDiscord(said=discord.utils.time_snowflake(earlier) - EARLIEST, servers=[SERVER])
    async with fake.open():
        fake.hear(f"<@{BOT}> {LANSLEY}", server=SERVER)
        fake.said += 30 * 60_000 << 22
        asked = fake.hear(f"<@{BOT}> what did Burnham say?", server=SERVER)
        async with serving(make_bot(settings), fake, monkeypatch):
            await until(lambda: fake.messages)
            await asyncio.sleep(0.1)
    (answer,) = fake.messages.values()
    assert answer["message_reference"]["message_id"] == int(asked)


async def test_a_message_is_answered_once_after_an_outage_that_outlasts_every_attempt(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses, "RETRY_FOR_SECONDS", 0.0)
    monkeypatch.setattr("bot.discord.bot.TAKE_OVER_SECONDS", 0.05)
    async with FakeDiscord(lost=3).open() as fake, serving(make_bot(settings), fake, monkeypatch):
        await fake.say(LANSLEY)
        await until(lambda: fake.messages)
        await asyncio.sleep(0.2)
        assert (len(fake.messages), fake.attempts.count("message")) == (1, 4)


async def test_a_command_that_could_not_be_answered_in_an_outage_does_not_think_for_ever(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses, "RETRY_FOR_SECONDS", 0.0)
    monkeypatch.setattr("bot.discord.bot.TAKE_OVER_SECONDS", 0.05)

    async def unreachable(_: discord.Interaction[Bot], **__: Any) -> discord.InteractionMessage:
        raise TimeoutError

    monkeypatch.setattr(discord.Interaction, "edit_original_response", unreachable)
    async with FakeDiscord().open() as fake, serving(make_bot(settings), fake, monkeypatch):
        await fake.command("ask", question=LANSLEY)
        await until(lambda: fake.edited)
        assert fake.edited
        assert fake.edited["content"] == responses.RESTARTED


async def test_one_broken_event_that_was_left_does_not_keep_the_others_from_being_answered(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = Claims(BotDatabase.open(settings.folder, settings.remember))
    async with FakeDiscord().open() as fake:
        fake.heard = {str(EARLIEST + 1): {"id": "no message"}}
        await killed.claim(EARLIEST + 1, int(CHANNEL))
        await killed.claim(EARLIEST + 600)
        await killed.start_thinking(EARLIEST + 600, TOKEN)
        killed._lock.release()
        async with serving(make_bot(settings), fake, monkeypatch):
            await until(lambda: fake.edited)


async def test_an_answer_of_another_process_survives_the_refusal_of_one_that_shares_no_folder_with_it(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(context, "HANDOVER_SECONDS", 0.01)
    old, new = make_bot(settings), make_bot(replace(settings, folder=tmp_path / "elsewhere"))
    async with FakeDiscord().open() as fake, serving(old, fake, monkeypatch), serving(new, fake, monkeypatch):
        await old.admission.close(0)
        await fake.command("ask", question=LANSLEY)
        await until(lambda: fake.edited)
        answered = fake.edited
        await fake.deliver_interaction(shard=0)
        await until(lambda: fake.followups)
        assert (fake.edited, fake.attempts.count("delete")) == (answered, 0)


@pytest.mark.parametrize("code", [50013, 50001])
async def test_an_answer_that_may_not_stand_in_its_thread_stands_in_the_channel(scene: Scene, code: int) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(threads=True))
    scene.env.inject_error("POST", "/channels/*/messages", status=403, code=code)
    assert texts(await scene.mention()) == SHOWN


async def test_a_shared_answer_stays_if_its_link_cannot_be_added(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await scene.ask(private=True)
    monkeypatch.setattr(responses, "RETRY_FOR_SECONDS", 0.0)
    edit, edits = discord.Interaction.edit_original_response, []

    async def failing_the_second_time(
        interaction: discord.Interaction[Bot], **shown: Any
    ) -> discord.InteractionMessage:
        edits.append(shown)
        if len(edits) == 2:
            raise TimeoutError
        return await edit(interaction, **shown)

    monkeypatch.setattr(discord.Interaction, "edit_original_response", failing_the_second_time)
    await scene.alice.click(answer, custom_id=buttons(answer)["share"])
    assert texts(scene.channel.last_message) == SHOWN


async def test_an_answer_that_cannot_be_recorded_as_given_is_recorded_with_the_next_one(
    scene: Scene, settings: DiscordSettings
) -> None:
    await scene.bot.claims.claim(EARLIEST + 900, scene.channel.id)
    with closing(sqlite3.connect(settings.folder / FILE, isolation_level=None)) as other:
        other.execute("begin immediate")
        await scene.bot.claims.finish(EARLIEST + 900)
        other.execute("rollback")
        await scene.mention()
        assert other.execute("select event from claims where channel is not null").fetchall() == []


async def test_rules_and_replies_kept_by_an_on_record_of_another_version_cost_no_answer(scene: Scene) -> None:
    answer = await scene.mention()
    scene.bot.database.set_rules(scene.channel.id, Rules(answers=2))
    scene.bot.database.execute("update rules set rules = json_insert(rules, '$.later', 1)")
    scene.bot.database.execute("update questions set reply = '{}'")
    (key,) = question_keys(answer)
    with pytest.raises(QuestionForgotten):
        scene.bot.database.load_reply(key)
    assert texts(await scene.mention()) == SHOWN
    assert shown(await scene.alice.click(answer, custom_id=buttons(answer)["up"])) == ["Noted: a good answer."]


async def test_rules_that_cannot_be_read_are_those_last_read(scene: Scene) -> None:
    scene.bot.database.set_rules(scene.channel.id, Rules(source="HSJ"))
    await scene.mention()
    scene.bot.database._rules_db.close()
    scene.bot.database._rules_db = sqlite3.connect(":memory:", check_same_thread=False)  # without a table of rules
    await scene.mention()
    assert [options.source for _, options, _ in scene.archive.asked] == ["HSJ", "HSJ"]


async def test_an_answer_does_not_wait_for_the_typing_indicator(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeDiscord().open() as fake, serving(make_bot(settings), fake, monkeypatch):
        fake.typing_allowed.clear()
        await fake.say(LANSLEY)
        await until(lambda: fake.messages)
        fake.typing_allowed.set()


UNREADABLE = [
    pytest.param('{"op": 0, "t": "MESSAGE_CREATE", "s": 2, "d": {"id": "x"}}', id="a message without its parts"),
    pytest.param('{"op": 0, "t": "INTERACTION_CREATE", "s": 2, "d": {"type": 3}}', id="an interaction"),
    pytest.param('{"op": 0, "t": "GUILD_CREATE", "s": 2, "d": null}', id="a server that is null"),
    pytest.param("{", id="no JSON"),
]


@pytest.mark.parametrize("event", UNREADABLE)
async def test_an_event_that_cannot_be_read_does_not_end_the_process(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    async with FakeDiscord().open() as fake, serving(make_bot(settings), fake, monkeypatch):
        await fake.sockets[-1].send_str(event)
        if event == "{":
            await until(lambda: len(fake.sockets) == 2)
        await fake.say(LANSLEY)
        await until(lambda: fake.messages)


async def test_a_locked_database_costs_the_buttons_and_not_the_answer(scene: Scene, settings: DiscordSettings) -> None:
    with closing(sqlite3.connect(settings.folder / FILE, isolation_level=None)) as other:
        other.execute("begin immediate")
        message = await scene.mention()
        answer = await scene.ask()
        result = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
        other.execute("rollback")
    assert [texts(message), texts(answer)] == [SHOWN, SHOWN]
    assert {"up", "down", "more", "follow"}.isdisjoint([*buttons(message), *buttons(answer)])
    assert "statement 1 of 1" in shown(result)[0]
    assert "up" in buttons(await scene.mention())


def fill(database: BotDatabase) -> None:
    """Leave no room in the file, as on a full disk: SQLite itself then says that it is full."""
    ((pages,),) = database.execute("pragma page_count")
    database.execute(f"pragma max_page_count = {pages}")
    for number in count():
        database.save_question(str(number), AskedQuestion(1, "x" * 200, Options()))


async def test_a_full_disk_costs_the_buttons_and_not_the_answer(scene: Scene) -> None:
    database = scene.bot.database
    with pytest.raises(NotSaved, match="full"):
        fill(database)
    message, answer = await scene.mention(), await scene.ask()
    follow_up = await scene.alice.slash(scene.channel, "timeline", speaker="Lansley")
    assert [texts(message), texts(answer)] == [SHOWN, SHOWN]
    assert {"up", "down", "more", "follow"}.isdisjoint([*buttons(message), *buttons(answer)])
    assert "statement 1 of 1" in shown(follow_up)[0]
    database.execute("pragma max_page_count = 10000")
    assert "up" in buttons(await scene.mention())


async def test_a_vote_that_cannot_be_saved_says_so(scene: Scene, settings: DiscordSettings) -> None:
    answer = await scene.mention()
    with closing(sqlite3.connect(settings.folder / FILE, isolation_level=None)) as other:
        other.execute("begin immediate")
        result = await scene.bob.click(answer, custom_id=buttons(answer)["up"])
    assert shown(result) == ["On Record cannot save anything at the moment (database is locked); try again later."]


async def test_a_form_that_was_open_during_a_restart_is_answered(scene: Scene, settings: DiscordSettings) -> None:
    form = await scene.alice.click(await scene.mention(), label="Follow up")
    restarted = make_bot(settings)
    await scene.env.restart_bot(restarted)
    result = await scene.alice.submit_modal(form, {FORM_FIELD: "and about Cameron?"})
    assert archive_of(restarted).asked == [("what did Andrew Lansley say about Cameron?", Options(), MAX_KEPT_ANSWERS)]
    assert shown(result)[1:] == SHOWN[1:]
    await restarted.close()


@pytest.mark.parametrize(("status", "code"), [(403, 160002), (400, 50035)])
async def test_an_answer_is_no_reply_where_the_bot_may_not_read_the_history(
    scene: Scene, status: int, code: int
) -> None:
    scene.env.inject_error("POST", "/channels/*/messages", status=status, code=code)
    answer = await scene.mention()
    assert texts(answer) == SHOWN
    assert answer.reference is None


@pytest.mark.parametrize("code", [10008, 10003, 50083])
async def test_an_ordinary_refusal_of_a_message_is_one_line_without_a_traceback(
    scene: Scene, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    caplog.set_level("INFO")
    scene.env.inject_error("POST", "/channels/*/messages", status=404, code=code)
    await scene.alice.send(scene.channel, f"{scene.mention_of_bot} {LANSLEY}")
    logged = [record for record in caplog.records if "not answered" in record.getMessage()]
    assert [(record.levelno, record.exc_info) for record in logged] == [(logging.INFO, None)]
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


async def test_an_interaction_that_is_too_old_is_one_line_without_a_traceback(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    scene.env.inject_error("*", "/interactions/*", status=404, code=10062, times=None)
    await scene.alice.slash(scene.channel, "ask", question=LANSLEY)
    await scene.alice.autocomplete(scene.channel, "ask", "speaker", "burn", question=LANSLEY)
    assert [record.getMessage() for record in caplog.records if "not" in record.getMessage()] == [
        "not answered: the interaction is too old (10062)",
        "choices were not shown: NotFound",
    ]
    assert not [record for record in caplog.records if record.exc_info or record.levelno > logging.INFO]
    assert len(scene.env.errors) == 1


class NextYear(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp(datetime.now(UTC).timestamp() + timedelta(days=400).total_seconds(), tz)


async def test_a_clock_that_jumps_wipes_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await scene.mention()
    monkeypatch.setattr("bot.discord.database.datetime", NextYear)
    later = await scene.mention()
    monkeypatch.undo()
    await scene.mention()
    for message in (answer, later):
        assert shown(await scene.bob.click(message, custom_id=buttons(message)["up"])) == ["Noted: a good answer."]


async def test_the_regular_look_for_old_questions_goes_by_discords_clock(
    settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot(settings)
    bot.database.save_question("k", AskedQuestion(1, LANSLEY, Options()))
    monkeypatch.setattr("bot.discord.bot.datetime", NextYear)
    monkeypatch.setattr("bot.discord.bot.TAKE_OVER_SECONDS", 0.01)
    async with FakeDiscord().open() as fake, serving(bot, fake, monkeypatch):
        await asyncio.sleep(0.1)  # no event has told the time
        await fake.say("hello")  # of 2015, by its id
        await until(lambda: fake.messages)
        await asyncio.sleep(0.1)
        assert bot.database.load_question("k").question == LANSLEY


async def test_a_command_that_discord_shows_and_the_bot_no_longer_has_asks_to_reload(scene: Scene) -> None:
    scene.bot.tree.remove_command("who")
    result = await scene.alice.slash(scene.channel, "who", topic="bill")
    assert (shown(result), result.ephemeral) == ([responses.OUTDATED], True)
    assert len(scene.env.errors) == 1


async def test_a_button_of_an_older_version_says_so(scene: Scene) -> None:
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    view = discord.ui.View().add_item(discord.ui.Button(label="Old", custom_id="onrecord:destroy:key-of-asked"))
    result = await scene.alice.click(await channel.send("…", view=view), label="Old")
    assert shown(result) == ["This button is from an older version of On Record; ask again."]


async def test_a_reindexing_that_outlasts_its_command_is_reported_by_a_message(scene: Scene) -> None:
    application = scene.bot.application
    assert application
    role = scene.env.guild.create_role("admins", permissions=discord.Permissions(administrator=True))
    olga = scene.env.guild.add_member(scene.env.create_user("olga"), roles=[role])
    application.owner = discord.Object(olga.id)  # type: ignore[assignment]
    fresh = FakeArchive()
    scene.bot.reindexer = FakeReindexer(fresh)  # type: ignore[assignment]
    scene.env.inject_error("PATCH", "/webhooks/*", status=401, code=50027)
    await olga.slash(scene.channel, "reindex")
    assert texts(scene.channel.last_message) == [f"{olga.mention} built g2"]
    assert scene.bot.archive is fresh


class FakeReindexer:
    def __init__(self, fresh: FakeArchive) -> None:
        self._fresh = fresh

    async def build(self) -> str:
        return "built g2"

    async def reload(self, bot: Bot) -> None:
        bot.use_archive(self._fresh)
