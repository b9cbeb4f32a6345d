"""Start, stay, stop.

log in ──→ connect ──→ serve until SIGINT or SIGTERM ──→ finish the answers in the making ──→ sign off
   └───────────┴── Discord is away: wait 1, 2, 4 … at most 60 seconds, and again; a refused token ends it at once
"""

import asyncio
import ctypes
import gc
import logging
import random
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp
import discord

from retrieval.errors import RetrievalError

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
AWAY = (OSError, aiohttp.ClientError, TimeoutError, discord.GatewayNotFound, discord.DiscordServerError)


class NotConnected(RetrievalError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"no connection to Discord ({problem}); check DISCORD_TOKEN and the network")


def run(client: discord.Client, token: str) -> None:
    """Serve until interrupted or terminated. Whoever calls this has set up the logging."""
    settle()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(client, token))


def settle() -> None:
    """Give back the memory that loading has used and freed, and keep the garbage collector from what stays.

    To go through all of that, torch's heap above all, holds up every thread, the event loop's too, for some 70 ms on an
    idle core.
    """
    gc.collect()
    gc.freeze()
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):  # glibc keeps what is freed
        libc.malloc_trim(0)


async def serve(client: discord.Client, token: str) -> None:
    """Serve until a signal, until the client is closed, or until Discord refuses the token."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows, where Ctrl-C interrupts
            loop.add_signal_handler(name, stop.set)
    serving, stopping = asyncio.create_task(_stay(client, token)), asyncio.create_task(stop.wait())
    try:
        async with client:
            await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                await serving
    except discord.DiscordException as error:
        raise NotConnected(str(error)) from error
    finally:
        for task in (serving, stopping):
            task.cancel()
        await asyncio.gather(serving, stopping, return_exceptions=True)


async def _stay(client: discord.Client, token: str) -> None:
    await persist(lambda: _log_in(client, token), client)
    await persist(client.connect, client)


async def _log_in(client: discord.Client, token: str) -> None:
    """Log in; where that fails, close the session, of which discord.py would make another and lose this one."""
    try:
        await client.login(token)
    except AWAY:
        await client.http.close()
        client.http.connector = discord.utils.MISSING
        raise


async def persist(attempt: Callable[[], Awaitable[None]], client: discord.Client) -> None:
    """Attempt it until Discord is there.

    At the first connection discord.py 2.7 does not wait itself: it trips over the session that there is not yet.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            return await attempt()
        except AWAY as error:
            problem: Exception = error
        except AttributeError as error:
            if getattr(client, "ws", None) is not None:
                raise
            problem = error.__context__ if isinstance(error.__context__, Exception) else error
        logger.warning("Discord is away (%s); trying again in %.0f s", type(problem).__name__, pause)
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - no secret: it spreads the attempts
        pause = min(pause * 2, LONGEST_PAUSE)
