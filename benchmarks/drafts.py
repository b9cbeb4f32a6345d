"""Measures how much longer the check of a draft takes than the check of one quotation.

    python -m benchmarks.drafts [--passages 130000] [--quotations 100]

The archive is synthetic: passages of ten words to sixty, with a quotation each, written as an index writes them. Of the
draft's quotations a half are on record, a quarter altered, and a quarter in no article. Both checks open the index
first, as a command does. The time to find the draft's quotations (spaCy) is printed apart.
"""

import argparse
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from retrieval import drafts
from retrieval.archive import no_draft_progress
from retrieval.drafts import DraftCheck, DraftChecker, quotations
from retrieval.drafts.quotations import DraftQuotation
from retrieval.index import bm25
from retrieval.index import quotations as speaker_turns
from retrieval.index.bm25 import Bm25Index
from retrieval.index.quotations import QuotationIndex
from retrieval.index.tables import SqliteStore
from retrieval.index.tables.writer import Entry, TableWriter
from retrieval.models import Article, Kind, Passage, Quotation
from retrieval.search.query import SpeakerNames
from retrieval.text.tokenise import stems, tokens

PER_ARTICLE = 10
SPEAKERS = 500
SEEDS = Path(__file__).parent.parent / "seeds"  # the words are as common as in these articles
TRIES = 5


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """The part of a backend that the check of a draft needs."""

    store: SqliteStore
    passage_bm25: Bm25Index
    speaker_turns: QuotationIndex

    @classmethod
    def of(cls, folder: Path) -> "OpenIndex":
        words = Bm25Index(folder / "words")
        store = SqliteStore(folder / "archive.db", words)
        return cls(store, words, QuotationIndex(folder / "turns", store))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=130_000)
    parser.add_argument("--quotations", type=int, default=100)
    given = parser.parse_args()
    dice = random.Random(5)  # noqa: S311 - a sample, no secret
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        said = write(folder, given.passages, dice)
        text = draft(said, given.quotations, dice)
        started = time.perf_counter()
        found = quotations.find(text)
        print(f"{len(found)} quotations found in {time.perf_counter() - started:.2f} s, the parser's start included")
        one = min(timed(folder, [each])[0] for each in found[:: len(found) // TRIES])
        took, checks = min((timed(folder, found) for _ in range(TRIES)), key=lambda each: each[0])
        counts = {verdict.value: sum(check.verdict is verdict for check in checks) for verdict in drafts.DraftVerdict}
        print(f"{given.passages:,} passages; verdicts {counts}")
        print(f"one quotation {one:.3f} s, {len(found)} quotations {took:.3f} s: {took / one:.1f} times as long")


def timed(folder: Path, found: list[DraftQuotation]) -> tuple[float, list[DraftCheck]]:
    """The seconds to open the index and to check quotations, and the checks."""
    started = time.perf_counter()
    opened = OpenIndex.of(folder)
    checker = DraftChecker(opened, SpeakerNames(opened.store.speakers))  # type: ignore[arg-type]  # a part of a backend
    checks = drafts.check_all(checker, found, no_draft_progress)
    took = time.perf_counter() - started
    opened.store.close()
    return took, checks


def write(folder: Path, passages: int, dice: random.Random) -> list[tuple[str, str]]:
    """Write a synthetic index. Returns the quotations' words and speakers."""
    vocabulary = [word.normalised for path in sorted(SEEDS.glob("*.txt")) for word in tokens(path.read_text("utf-8"))]
    names = [f"Name{chr(97 + number % 26)}{number} Surname{number}" for number in range(SPEAKERS)]
    said: list[tuple[str, str]] = []
    with TableWriter(folder / "archive.db") as tables:
        for number in range(passages // PER_ARTICLE):
            lines = [
                (" ".join(dice.choices(vocabulary, k=dice.randint(10, 60))), dice.choice(names))
                for _ in range(PER_ARTICLE)
            ]
            said += lines
            tables.add(entry(f"{number}.txt", lines))
        tables.finish()
    store = SqliteStore(folder / "archive.db")
    speaker_turns.write(folder / "turns", store)
    bm25.write(folder / "words", (stems(passage.text) for _, cut in store.by_article() for passage in cut))
    store.close()
    return said


def entry(name: str, lines: list[tuple[str, str]]) -> Entry:
    texts = [f"{speaker} said: “{words}.”" for words, speaker in lines]
    article = Article(name, "\n\n".join(texts))
    cut, found, position = [], [], 0
    for text, (words, speaker) in zip(texts, lines, strict=True):
        cut.append(Passage(article, position, position + len(text)))
        start = position + text.index("“") + 1
        found.append(Quotation(article, ((start, start + len(words)),), Kind.DIRECT, speaker, speaker, "said"))
        position += len(text) + len("\n\n")
    keys = [f"{name} {number}" for number in range(len(cut))]
    return Entry(article, cut, [False] * len(cut), keys, found, name)


def draft(said: list[tuple[str, str]], count: int, dice: random.Random) -> str:
    """A draft of so many quotations: every fourth altered, every fourth of words that no article has in this order."""
    lines = []
    for number in range(count):
        words, speaker = dice.choice(said)
        split = words.split()
        if number % 4 == 1:
            split[len(split) // 2] = "otherwise"
        elif number % 4 == 3:
            dice.shuffle(split)
        lines.append(f"{speaker} said: “{' '.join(split)}.”")
    return "\n\n".join(lines)


if __name__ == "__main__":
    main()
