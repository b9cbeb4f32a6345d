"""The health check, the metrics, systemd's notifications, and settings that are read again."""

import asyncio
import io
import json
import logging
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.discord import context, monitoring, runner
from bot.discord.bot import Bot
from retrieval.errors import SettingsError
from retrieval.settings import DiscordSettings
from tests.discord.conftest import LANSLEY, FakeArchive, Scene, make_bot
from tests.discord.fake_discord import until


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def fetched(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await response.text()


async def test_health_says_whether_the_bot_is_connected(scene: Scene) -> None:
    port = free_port()
    async with monitoring.endpoint(scene.bot, port):
        status, body = await fetched(port, "/health")
        assert (status, json.loads(body)) == (
            200,
            {"status": "ok", "generation": scene.archive.generation, "active": 0},
        )
        await scene.bot.on_disconnect()
        assert (await fetched(port, "/health"))[0] == 503
        await scene.bot.on_resumed()
        assert (await fetched(port, "/health"))[0] == 200


async def test_metrics_count_questions_by_their_outcome(scene: Scene) -> None:
    scene.bot.settings = replace(scene.bot.settings, monitoring_port=free_port())
    for question in (LANSLEY, LANSLEY, "nothing", "broken"):
        await scene.mention(question)
    scene.bot.admission.set_limits(replace(scene.bot.settings, per_user=1))
    await scene.mention()
    scene.bot.metrics.count_reindexing("failed")
    lords = FakeArchive()
    an_hour_earlier = datetime.fromisoformat(lords.manifest.built) - timedelta(hours=1)
    lords.manifest = replace(lords.manifest, built=an_hour_earlier.isoformat())
    scene.bot.add_archive("lords", lords)
    port = scene.bot.settings.monitoring_port
    async with monitoring.endpoint(scene.bot, port):
        _, text = await fetched(port, "/metrics")
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    outcomes = {name: lines.get(f'onrecord_questions_total{{outcome="{name}"}}') for name in (
        "answered", "abstained", "failed", "refused")}  # fmt: skip
    assert outcomes == {"answered": "2.0", "abstained": "1.0", "failed": "1.0", "refused": "1.0"}
    assert lines["onrecord_answer_seconds_count"] == "3.0"
    assert lines["onrecord_gateway_connected"] == "1.0"
    ages = [float(lines[f'onrecord_generation_age_seconds{{archive="{name}"}}']) for name in ("default", "lords")]
    assert ages[1] - ages[0] == pytest.approx(3600, abs=1)
    reindexed = [lines[f'onrecord_reindexings_total{{result="{result}"}}'] for result in ("renewed", "failed")]
    assert reindexed == ["0.0", "1.0"]
    assert LANSLEY not in text


async def test_nothing_is_served_without_a_port_and_a_port_in_use_costs_only_the_endpoint(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    async with monitoring.endpoint(scene.bot, 0):
        pass
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with monitoring.endpoint(scene.bot, taken.getsockname()[1]):
            assert "nothing is served on 127.0.0.1" in caplog.text


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket at which systemd listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(0.0)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listening


def heard(systemd: socket.socket) -> list[str]:
    said = []
    try:
        while True:
            said.append(systemd.recv(100).decode())
    except BlockingIOError:
        return said


async def test_systemd_hears_that_the_bot_is_ready_alive_and_stopping(
    systemd: socket.socket, settings: DiscordSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "60000")
    bot = make_bot(settings)
    await bot.on_ready()
    watchdog = asyncio.create_task(monitoring.feed_watchdog())
    said: list[str] = []
    async with asyncio.timeout(10):
        while len(said) < 3:
            await asyncio.sleep(0.01)
            said += heard(systemd)
    watchdog.cancel()
    await bot.close()
    said += heard(systemd)
    assert (said[0], said[-1], set(said[1:-1])) == ("READY=1", "STOPPING=1", {"WATCHDOG=1"})


def test_a_systemd_that_reads_nothing_does_not_stop_the_bot(systemd: socket.socket) -> None:
    for _ in range(1000):
        monitoring.notify("WATCHDOG=1")
    assert set(heard(systemd)) == {"WATCHDOG=1"}


async def test_without_systemd_nothing_is_told_and_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    monitoring.notify("READY=1")
    await monitoring.feed_watchdog()


async def test_settings_that_are_read_again_change_limits_and_nothing_that_needs_a_restart(
    settings: DiscordSettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    bot = make_bot(settings)
    runner._apply_settings(bot, lambda: replace(settings, answers=4, per_user=1, shards=3))
    assert (bot.settings.answers, bot.settings.shards, bot.default_rules.answers) == (4, 1, 4)
    runner._apply_settings(bot, broken)
    assert bot.settings.answers == 4
    assert "the settings stay as they are: config.toml" in caplog.text
    await bot.close()


def broken() -> DiscordSettings:
    raise SettingsError(Path("config.toml"), None, "is not valid TOML")


def test_every_setting_is_either_read_again_or_named_as_needing_a_restart() -> None:
    assert set(context.SETTINGS_WITHOUT_RESTART) <= set(DiscordSettings.__dataclass_fields__)
    assert "shards" in context.settings_needing_restart()


def test_a_json_log_has_an_object_on_each_line_without_the_token() -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    before = list(root.handlers)
    runner.start_logging("s3cret", stream, as_json=True)
    logging.getLogger("bot.discord").info("answered key=%s", "s3cret")
    logging.getLogger("bot.discord").error("failed\nbadly", exc_info=ValueError("s3cret"))
    root.handlers[:] = before
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("INFO", "bot.discord", "answered key=[token]")
    assert second["message"] == "failed\nbadly"
    assert second["error"].endswith("ValueError: [token]")


async def test_the_gateway_state_follows_the_connection(settings: DiscordSettings) -> None:
    bot = make_bot(settings)
    assert isinstance(bot, Bot)
    assert isinstance(bot.archive, FakeArchive)
    assert not bot.is_connected()
    await bot.on_ready()
    assert bot.is_connected()
    await bot.close()
    assert not bot.is_connected()
    await until(bot.is_closed)
