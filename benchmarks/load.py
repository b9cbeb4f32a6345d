"""Measures many questions at once: 50 people on 5 servers ask the real Discord bot 200 questions.

    python -m benchmarks.load [--archive DIR] [--index DIR] [--questions N] [--people N] [--servers N]

All questions are sent before the first is answered, over a real gateway connection. Answers are posted over real HTTP.
The benchmark prints:

    answers        how many questions were answered once, twice or not at all
    time           from the arrival of a question until its answer was sent, beside the time of one question alone
                   multiplied by their number
    servers        the 95th percentile of each server's times; none should be over twice another's
    event loop     the longest time for which it was blocked

The simulated Discord runs in the same loop, so the bot's own share is smaller. config.toml decides whether a
cross-encoder takes part.
"""

import argparse
import asyncio
import logging
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord import runner
from bot.discord.bot import Bot
from bot.discord.database import BotDatabase
from retrieval import encoders, settings
from retrieval.archive import Archive, Models
from retrieval.search import reader
from retrieval.settings import Settings
from tests.discord.fake_discord import BOT, EARLIEST, FakeDiscord, until

TICK = 0.002  # seconds between two checks of the event loop
ALONE = 20  # questions that are first asked one by one
PEOPLE = ("Trump", "Clinton", "Sanders", "Rubio", "Obama", "Cruz", "Ryan", "Kasich")
TOPICS = ("the election", "the economy", "trade", "the debate", "immigration", "the supreme court", "taxes", "emails")
QUESTIONS = [f"what did {person} say about {topic}?" for person in PEOPLE for topic in TOPICS]


class Timed(Bot):
    """The bot, which also records how long each message took."""

    def __init__(self, archive: Archive, configured: Settings, database: BotDatabase) -> None:
        super().__init__(archive, configured.discord, database)
        self.took: list[tuple[int, float]] = []  # server and seconds

    async def on_message(self, message: discord.Message) -> None:
        started = time.perf_counter()
        await super().on_message(message)
        self.took.append((message.guild.id if message.guild else 0, time.perf_counter() - started))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--servers", type=int, default=5)
    given = parser.parse_args()
    logging.disable(logging.INFO)
    configured = settings.load(archive=given.archive, index=given.index)
    model = encoders.load(configured.encoder)
    archive = Archive.open(configured, Models(lambda: model, partial(reader.load, configured.ranking)))
    with tempfile.TemporaryDirectory() as folder, closing(archive):
        generous = replace(configured.discord, folder=Path(folder), waiting=given.questions, per_user=given.questions)
        runner.trim_memory()
        generous = replace(generous, per_server=given.questions + ALONE)
        asyncio.run(measure(archive, replace(configured, discord=generous), given))


async def measure(archive: Archive, configured: Settings, given: argparse.Namespace) -> None:
    questions, people = given.questions, given.people
    servers = [str(EARLIEST + 10_000 + number) for number in range(given.servers)]
    fake_discord = FakeDiscord()
    async with fake_discord.open():
        Route.BASE = f"http://127.0.0.1:{fake_discord.port}"
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://127.0.0.1:{fake_discord.port}/")
        bot = Timed(archive, configured, BotDatabase.open(configured.discord.folder, configured.discord.remember))
        served = asyncio.create_task(runner.serve(bot, "token"))
        await until(lambda: fake_discord.sockets, seconds=120)
        for number in range(ALONE):
            await fake_discord.say(QUESTIONS[number])
            await until(lambda answered=number + 1: len(bot.took) == answered, seconds=120)
        alone = median(seconds for _, seconds in bot.took)
        for server in servers:
            await fake_discord.join(server, f"{server}1")
        await until(lambda: len(fake_discord.messages) == ALONE + len(servers), seconds=120)  # it has greeted each
        bot.took.clear()
        fake_discord.messages.clear()
        blocked, started = asyncio.create_task(longest_block()), time.perf_counter()
        asked = []
        for number in range(questions):
            author, server = str(1000 + number % people), servers[number % people % len(servers)]
            text = f"<@{BOT}> {QUESTIONS[number % len(QUESTIONS)]}"
            asked.append(await fake_discord.say(text, author, f"{server}1", server=server))
        await until(lambda: len(bot.took) == questions, seconds=600)
        took = time.perf_counter() - started
        blocked.cancel()
        answers = Counter(str(sent["message_reference"]["message_id"]) for sent in fake_discord.messages.values())
        report(alone, took, [answers[one] for one in asked], bot.took, await blocked)
        await bot.close()
        await served


async def longest_block() -> tuple[float, float]:
    """The event loop's longest delay, and the longest work of its thread without a pause, both in seconds.

    On a shared machine the delay includes the time of other processes. The work is the loop's own.
    """
    late = busy = 0.0
    try:
        while True:
            before, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK)
            late = max(late, time.perf_counter() - before - TICK)
            busy = max(busy, time.thread_time() - worked)
    except asyncio.CancelledError:
        return late, busy


def report(
    alone: float, took: float, answers: list[int], timed: list[tuple[int, float]], blocked: tuple[float, float]
) -> None:
    times = [seconds for _, seconds in timed]
    p95 = quantiles(times, n=20)[-1]
    print(f"{len(answers)} questions: {answers.count(0)} lost, {sum(number > 1 for number in answers)} answered twice")
    print(f"alone {alone * 1000:.0f} ms; all in {took:.1f} s, {took / len(answers) * 1000:.0f} ms each")
    print(f"p50 {median(times):.2f} s, p95 {p95:.2f} s: {p95 / (alone * len(answers)):.2f} times alone × questions")
    by_server: dict[int, list[float]] = {}
    for server, seconds in timed:
        by_server.setdefault(server, []).append(seconds)
    slowest = sorted(quantiles(of_server, n=20)[-1] for of_server in by_server.values())
    each = ", ".join(f"{seconds:.2f}" for seconds in slowest)
    print(f"p95 of each server: {each} s; the slowest has {slowest[-1] / slowest[0]:.2f} times the fastest's")
    late, busy = blocked
    print(f"event loop late by at most {late * 1000:.0f} ms, at work without a pause for at most {busy * 1000:.0f} ms")


if __name__ == "__main__":
    main()
