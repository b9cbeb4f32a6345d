"""Fuzzes what a person or a server sends to a running program, without atheris: for some minutes, by hand.

    python -m tests.fuzz.by_hand TARGET [SECONDS] [SEED]      targets: questions, follow-ups, articles, headers, batch

Texts are put together from pieces that have broken programs before. The first failure prints its input and the seed
that brings it back. An input that takes longer than SLOW_SECONDS of this process's time fails too.
"""

import json
import logging
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.cli.commands import ask
from retrieval import backends, passages
from retrieval.archive import Archive, Models
from retrieval.errors import QuestionError
from retrieval.indexing.attribution_pool import ArticleToIndex, attribute
from retrieval.ingest import feeds
from retrieval.models import Article, Options, Question
from retrieval.search.query import follow_up
from retrieval.settings import ArchiveSettings, EncoderSettings, FeedSettings, IndexSettings, Settings
from tests.conftest import BRIEFING, SCHOOLS, SOURCES, VOCABULARY, quiet, write
from tests.fakes import WordCounts, parsers_here
from tests.feed_server import Response, Server, rss

SLOW_SECONDS = 5.0
WORDS = """what did Burnham say about Lansley? who when where how many he she they it said told told reporters that
and about Mr Mrs Dr Andy Andrew Michael Gove the Health Secretary minister bill reforms hospital school tax in 2012
February 7 last week before after since source:courier speaker:gove after:2012 before:2012-02 not no never but according
to asked why did not deny would will if U.S. N.H.S. O'Neill van der Berg MP: Q: A: INTERVIEWER: £3bn 50% 07/02/2012
""".split()
MARKS = [*"“”\"'‘’«»„()[]—-…:;,.?", "``", "''"]
ODD = [
    *"\0\x9b\u202e\u200b\ufeff\u2028\r\t\n\ud800😀ÅﬁİßЖ\\{}*`",
    *("\x1b[2J", "\n\n", "e\u0301" * 9, "中文", "שלום", "%s", "</p>", "&amp;", "@everyone", "=1+1", "a" * 300),
    *("a-" * 100, "A. " * 60, "((((" * 50, "“" * 50, "1" * 400, "9" * 5000, "-" * 200, " " * 300, "İ" * 90),
]


def text(chance: random.Random, pieces: int) -> str:
    kinds = chance.choices([WORDS, MARKS, ODD], weights=[8, 2, 1], k=chance.randint(0, pieces))
    return chance.choice([" ", "", " ", "\n"]).join(chance.choice(kind) for kind in kinds)


class Fuzzer:
    """An archive of two articles, and one method for each target. Each takes an input made by chance, or raises."""

    def __init__(self, folder: Path) -> None:
        for name, content in (("a.txt", BRIEFING), ("b.txt", SCHOOLS), ("sources.toml", SOURCES)):
            write(folder / "archive", name, content)
        encoder = WordCounts(*VOCABULARY)
        self.settings = Settings(
            archive=ArchiveSettings(folder=folder / "archive"),
            index=IndexSettings(folder=folder / "index"),
            encoder=EncoderSettings(name="word-counts"),
        )
        backends.bring_up_to_date(self.settings, lambda: encoder, quiet)
        self.archive = Archive.open(self.settings, Models(lambda: encoder))
        self.server = Server()
        self.given = ""
        self.fetches = 0

    def questions(self, chance: random.Random) -> None:
        self.given = text(chance, 40)
        try:
            reply = self.archive.ask(self.given)
        except QuestionError:
            return
        for answer in reply.answers:
            assert answer.text == answer.article.text[answer.start : answer.end]

    def follow_ups(self, chance: random.Random) -> None:
        self.given = text(chance, 30)[:500]
        speaker, topic = (
            chance.choice([None, *self.archive.speakers]),
            chance.choice([None, "Lansley", text(chance, 3)]),
        )
        follow_up.is_follow_up(self.given)
        follow_up.rewrite(self.given, Question(text(chance, 9), speaker=speaker, topic=topic), self.archive.speakers)

    def articles(self, chance: random.Random) -> None:
        self.given = "\n".join(text(chance, 60) for _ in range(chance.randint(1, 8))).replace("\ud800", "")
        article = Article("a.txt", self.given, title=chance.choice([None, "Burnham attacks"]))
        cut = passages.split(article, lambda piece: len(piece) <= 400)
        for entry in attribute([ArticleToIndex(article, "key", cut)], "word-counts"):
            assert not entry.failure, entry.failure
            for quotation in entry.quotations:
                assert all(0 <= start < end <= len(self.given) for start, end in quotation.spans)

    def headers(self, chance: random.Random) -> None:
        names = [
            "Retry-After",
            "ETag",
            "Last-Modified",
            "Content-Encoding",
            "Content-Type",
            "Location",
            "Content-Length",
        ]
        values = [
            "9" * 400,
            "-1",
            "gzip",
            "0",
            "http://127.0.0.1:1/",
            "//",
            "http://[",
            "Wed, 07 Feb 9999 12:37:00 GMT",
        ]
        chosen = {
            name: chance.choice([*values, text(chance, 4)]).encode("ascii", "ignore").decode().translate(NO_LINE_ENDS)
            for name in chance.sample(names, chance.randint(0, 4))
        }
        self.given = repr(chosen)
        status = chance.choice([200, 200, 301, 302, 304, 307, 404, 410, 429, 503])
        self.server.responses["/rss"] = Response(rss(Budget="No tax."), status, chosen)
        self.fetches += 1
        address = FeedSettings((f"{self.server.at('/rss')}",), patience=1, folder=f"feeds{self.fetches % 50}")
        fetched = feeds.fetch(replace(self.settings.archive, feeds=address), parsers_here)
        assert not any("\n" in (each.problem or "") for each in fetched)

    def batch(self, chance: random.Random) -> None:
        entry: dict[str, Any] = {
            "id": chance.choice([1, None, float("nan"), [], {}, "x", text(chance, 3)]),
            "question": text(chance, 20),
        }
        line = chance.choice([json.dumps(entry), text(chance, 20), "{" + text(chance, 9), "[" * 9999, '{"id":' * 5000])
        self.given = line.replace("\n", " ")
        reply = ask._answer_line(self.archive, self.given.strip(), Options(), 3)
        json.dumps(reply)


NO_LINE_ENDS = dict.fromkeys(range(32))


def main(given: list[str]) -> int:
    name = (given or ["questions"])[0]
    seconds, seed = (int(given[place]) if len(given) > place else default for place, default in ((1, 60), (2, 0)))
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = Fuzzer(Path(folder))
        target: Callable[[random.Random], None] = getattr(fuzzer, name.replace("-", "_"))
        until, done, slowest = time.monotonic() + seconds, 0, 0.0
        while time.monotonic() < until:
            started = time.process_time()
            try:
                target(random.Random(seed + done))
            except Exception:
                sys.stderr.write(f"{name}, seed {seed + done}: {fuzzer.given!r}\n")
                raise
            took = time.process_time() - started
            slowest = max(slowest, took)
            assert took < SLOW_SECONDS, f"{name}, seed {seed + done} took {took:.1f} s: {fuzzer.given!r}"
            done += 1
        fuzzer.server.stop()
        fuzzer.archive.close()
    sys.stdout.write(f"{name}: {done:,} inputs, the slowest {slowest:.2f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
