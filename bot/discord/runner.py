"""Runs the bot (start, serve, stop) and writes its log.

log in ──→ connect ──→ serve until SIGINT or SIGTERM ──→ finish the questions in progress ──→ disconnect
   └───────────┴── Discord cannot be reached: wait 1, 2, 4 … at most 60 seconds and try again;
                   a refused token ends the run at once

The log goes to standard error. Each event is one line with its facts as name=value. Times are in UTC:

    2026-11-25T01:22:02Z INFO bot.discord.pages.views answered key=dGhpcyBpcyBh found=3 took_ms=12 inside=1

With `[discord] log = "json"` each event is an object of time, level, logger and message, and error if there is one.

The log contains neither the token nor the words of users. `[discord] log_questions` adds the questions.
"""

import asyncio
import ctypes
import gc
import json
import logging
import random
import re
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TextIO

import aiohttp
import discord

from bot.discord import monitoring
from bot.discord.bot import Bot
from bot.rendering.formatting import LogFormatter
from retrieval.errors import RetrievalError
from retrieval.settings import DiscordSettings

logger = logging.getLogger(__name__)

FIRST_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS = 1.0, 60.0
UNREACHABLE = (OSError, aiohttp.ClientError, TimeoutError, discord.GatewayNotFound, discord.DiscordServerError)
INTERACTION_TOKEN = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s?]+")  # in URLs of discord.py's warnings


class NotConnected(RetrievalError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"no connection to Discord ({problem}); check DISCORD_TOKEN and the network")


def run(bot: Bot, token: str, read_settings: Callable[[], DiscordSettings] | None = None) -> None:
    """Serve until interrupted or terminated. Call `start_logging` first. SIGHUP reads the settings again."""
    trim_memory()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(bot, token, read_settings))


def trim_memory() -> None:
    """Return memory that loading has freed to the system, and exempt all loaded objects from garbage collection.

    A collection of all loaded objects, mostly torch's, stops every thread for about 70 ms on an idle core, including
    the event loop's.
    """
    gc.collect()
    gc.freeze()
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):  # glibc keeps freed memory
        libc.malloc_trim(0)


async def serve(bot: Bot, token: str, read_settings: Callable[[], DiscordSettings] | None = None) -> None:
    """Serve until a signal arrives, the bot is closed, or Discord refuses the token."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows, where Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(name, stop.set)
    if read_settings and hasattr(signal, "SIGHUP"):
        loop.add_signal_handler(signal.SIGHUP, _apply_settings, bot, read_settings)
    serving, stopping = asyncio.create_task(_connect(bot, token)), asyncio.create_task(stop.wait())
    try:
        async with monitoring.endpoint(bot, bot.settings.monitoring_port), bot:
            await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                await serving
    except discord.DiscordException as error:
        raise NotConnected(str(error)) from error
    finally:
        for task in (serving, stopping):
            task.cancel()
        await asyncio.gather(serving, stopping, return_exceptions=True)


def _apply_settings(bot: Bot, read_settings: Callable[[], DiscordSettings]) -> None:
    try:
        bot.apply_settings(read_settings())
    except RetrievalError as error:
        logger.warning("the settings stay as they are: %s", error)


async def _connect(bot: discord.Client, token: str) -> None:
    await with_backoff(lambda: _log_in(bot, token), bot)
    await with_backoff(bot.connect, bot)


async def _log_in(bot: discord.Client, token: str) -> None:
    """Log in. If that fails, close the HTTP session: discord.py would open another and leak this one."""
    try:
        await bot.login(token)
    except UNREACHABLE:
        await bot.http.close()
        bot.http.connector = discord.utils.MISSING
        raise


async def with_backoff(attempt: Callable[[], Awaitable[None]], bot: discord.Client) -> None:
    """Repeat the attempt, with growing pauses, until Discord can be reached.

    discord.py 2.7 does not retry the first connection: it fails with an AttributeError, because it has no session yet.
    Any other error, such as an event that is not JSON, ends the connection but not the process.
    """
    pause = FIRST_BACKOFF_SECONDS
    while True:
        started = time.monotonic()
        try:
            return await attempt()
        except UNREACHABLE as error:
            problem: Exception = error
        except (RetrievalError, discord.DiscordException):  # the token is refused, for example
            raise
        except Exception as error:  # logged here, and tried again
            problem = error
            if not isinstance(error, AttributeError) or getattr(bot, "ws", None) is not None:
                logger.exception("the connection to Discord failed unexpectedly")
                await _close_socket(bot)
            elif isinstance(error.__context__, Exception):
                problem = error.__context__
        if time.monotonic() - started > MAX_BACKOFF_SECONDS:
            pause = FIRST_BACKOFF_SECONDS
        logger.warning("Discord is away (%s); trying again in %.0f s", type(problem).__name__, pause)
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - spreads the attempts, not a secret
        pause = min(pause * 2, MAX_BACKOFF_SECONDS)


async def _close_socket(bot: discord.Client) -> None:
    """Close the connection, which ends the thread that keeps it alive. discord.py does so for expected errors only."""
    socket = getattr(bot, "ws", None)
    if socket is not None:
        with suppress(*UNREACHABLE, RuntimeError):
            await socket.close()


def outage_in_one_line(record: logging.LogRecord) -> bool:
    """Log a lost connection as one warning: discord.py logs each attempt to reconnect as an error with a traceback."""
    if record.name == "discord.client" and record.exc_info and str(record.msg).startswith("Attempting a reconnect"):
        kind, _, _ = record.exc_info
        record.msg, record.exc_info = f"Discord is away ({kind.__name__ if kind else 'no reason'}); {record.msg}", None
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
    return True


class DiscordLogFormatter(LogFormatter):
    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record, without the bot's token and the tokens of interactions.

        Libraries' records are included.
        """
        return self._without_tokens(super().format(record))

    def _without_tokens(self, text: str) -> str:
        return INTERACTION_TOKEN.sub(r"\1[token]", text.replace(self._token, "[token]"))


class JsonFormatter(DiscordLogFormatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            facts["error"] = self.formatException(record.exc_info)
        return self._without_tokens(json.dumps(facts, ensure_ascii=False))


def start_logging(token: str, stream: TextIO | None = None, *, as_json: bool = False) -> None:
    """Start to log as the module docstring describes. This replaces the command line's logging."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(token) if as_json else DiscordLogFormatter(token))
    handler.addFilter(outage_in_one_line)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    for name in ("bot", "retrieval", "discord"):
        logging.getLogger(name).setLevel(min(root.level, logging.INFO))
    for name in ("discord", "aiohttp"):  # at DEBUG they log every message, word for word
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
