"""Monitoring for the bot's operator: metrics, a health check, and systemd's notifications.

    GET http://127.0.0.1:PORT/health     200 while connected to Discord, else 503, with a few facts as JSON
    GET http://127.0.0.1:PORT/metrics    counts and times in the format of Prometheus

Only this machine can reach them. `[discord] monitoring_port` turns them on. With `Type=notify`, systemd waits until the
bot is connected; with `WatchdogSec=`, it restarts a bot whose event loop hangs.
"""

import asyncio
import contextlib
import logging
import os
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Protocol

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from retrieval.index.generation import Manifest
from retrieval.models import Reply

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60)  # seconds


class MonitoredArchive(Protocol):
    @property
    def manifest(self) -> Manifest: ...

    @property
    def generation(self) -> str: ...


class Metrics:
    """The bot's counters. Each bot has its own, so that two bots in one process do not share them."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter("onrecord_questions", "Questions, by outcome", ["outcome"], registry=self._registry)
        self._seconds = Histogram(
            "onrecord_answer_seconds", "From admission to the reply", buckets=BUCKETS, registry=self._registry
        )
        self._reindexings = Counter("onrecord_reindexings", "By result", ["result"], registry=self._registry)
        for outcome in ("answered", "abstained", "failed", "refused"):  # at 0 until the first, so that rates are known
            self._questions.labels(outcome)
        for result in ("renewed", "failed"):
            self._reindexings.labels(result)
        self._active = Gauge("onrecord_questions_active", "Questions waiting or answered", registry=self._registry)
        self._connected = Gauge("onrecord_gateway_connected", "1 while connected to Discord", registry=self._registry)
        self._age = Gauge("onrecord_generation_age_seconds", "Age of the index", ["archive"], registry=self._registry)

    def count_reply(self, reply: Reply, seconds: float) -> None:
        self._questions.labels("abstained" if reply.abstained else "answered").inc()
        self._seconds.observe(seconds)

    def count_refusal(self) -> None:
        self._questions.labels("refused").inc()

    def count_failure(self) -> None:
        self._questions.labels("failed").inc()

    def count_reindexing(self, result: str) -> None:
        """Count a run of /reindex or of the schedule; `result` is "renewed" or "failed"."""
        self._reindexings.labels(result).inc()

    def text(self, archives: Mapping[str, MonitoredArchive], active: int, *, connected: bool) -> bytes:
        """All metrics in the format of Prometheus."""
        self._active.set(active)
        self._connected.set(connected)
        for name, archive in archives.items():
            built = datetime.fromisoformat(archive.manifest.built).astimezone(UTC).timestamp()
            self._age.labels(name).set(time.time() - built)
        return generate_latest(self._registry)


class Monitored(Protocol):
    """The part of the bot that is watched."""

    metrics: Metrics

    @property
    def archive(self) -> MonitoredArchive: ...

    @property
    def archives(self) -> Mapping[str, MonitoredArchive]: ...

    @property
    def active_questions(self) -> int: ...

    def is_connected(self) -> bool: ...


@asynccontextmanager
async def endpoint(bot: Monitored, port: int) -> AsyncIterator[None]:
    """Within the context, serve /health and /metrics, unless the port is 0.

    If the port is in use, the bot runs without them.
    """
    if not port:
        yield
        return

    async def health(_: web.Request) -> web.Response:
        connected = bot.is_connected()
        facts = {
            "status": "ok" if connected else "not connected to Discord",
            "generation": bot.archive.generation,
            "active": bot.active_questions,
        }
        return web.json_response(facts, status=200 if connected else 503)

    async def metrics(_: web.Request) -> web.Response:
        body = bot.metrics.text(bot.archives, bot.active_questions, connected=bot.is_connected())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/metrics", metrics)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        logger.warning("nothing is served on %s:%s: %s", HOST, port, error)
    try:
        yield
    finally:
        await runner.cleanup()


def notify(state: str) -> None:
    """Send systemd a state such as "READY=1", if systemd started this process and asks for notifications.

    If systemd reads too slowly, the state is dropped, because waiting would stop the event loop.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.settimeout(0.0)
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.sendall(state.encode())


async def feed_watchdog() -> None:
    """Tell systemd twice in each interval that the event loop runs. Returns at once if there is no watchdog."""
    try:
        interval = int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000
    except ValueError:
        return
    while interval > 0:
        notify("WATCHDOG=1")
        await asyncio.sleep(interval / 2)
