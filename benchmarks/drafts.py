"""Measures how much longer the check of a draft takes than the check of one quotation.

    python -m benchmarks.drafts [--passages 130000] [--quotations 100] [--articles FILE.jsonl]
    python -m benchmarks.drafts --archive FOLDER --index FOLDER

The archive is synthetic: passages of ten words to sixty, with a quotation each, written as an index writes them. With
--articles it has the paragraphs of real articles (JSON lines with a "text" each). The words there in quotation marks
are said by the name that stands before or after "said". Of the draft's quotations a half are on record, a quarter
altered, and a quarter in no article.

One check opens the index and checks one quotation; the draft's check opens it and checks them all. Both are given in
seconds of the processor, since other work on the machine lengthens the clock's. The time to find the draft's quotations
(spaCy) is printed apart.

With --index, the quotations are those of a built index, and the commands are measured as users run them: `onrecord
check WORDS --speaker NAME` and `onrecord check --draft FILE`, each a process of its own, with all that it loads.
"""

import argparse
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.cli import NOTHING_ON_RECORD
from retrieval import drafts, encoders
from retrieval.archive import no_draft_progress
from retrieval.array_types import Vectors
from retrieval.drafts import DraftCheck, DraftChecker, quotations
from retrieval.drafts.quotations import DraftQuotation
from retrieval.index import bm25, generation, lexicon
from retrieval.index import quotations as speaker_turns
from retrieval.index.bm25 import Bm25Index
from retrieval.index.lexicon import Lexicon
from retrieval.index.quotations import QuotationIndex
from retrieval.index.tables import Entry, SqliteStore
from retrieval.index.tables.writer import TableWriter
from retrieval.models import Article, Kind, Passage, Quotation
from retrieval.search.query import SpeakerNames
from retrieval.text import quotation_marks
from retrieval.text.tokenise import stems, tokens

PER_ARTICLE = 10
MIN_CHARS = 40  # of a quotation of a built index
SPEAKERS = 500
SEEDS = Path(__file__).parent.parent / "seeds"  # the words are as common as in these articles
TRIES = 3
SINGLES = 20  # quotations of the draft that are checked each by itself
COMMANDS = 8  # of these, how many commands check
NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}"
SPEAKER = re.compile(rf"(?P<before>{NAME}) (?:said|says|told)\b|\b(?:said|says) (?P<after>{NAME})")
PARAGRAPH = re.compile(r"\S[^\n]*")


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """The part of a backend that the check of a draft needs."""

    store: SqliteStore
    passage_bm25: Bm25Index
    speaker_turns: QuotationIndex
    lexicon: Lexicon

    @classmethod
    def of(cls, folder: Path) -> "OpenIndex":
        words = Bm25Index(folder / "words")
        store = SqliteStore(folder / "archive.db", words)
        return cls(store, words, QuotationIndex(folder / "turns", store), Lexicon(folder / "terms"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=130_000)
    parser.add_argument("--quotations", type=int, default=100)
    parser.add_argument("--articles", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--index", type=Path, metavar="FOLDER", help="a built index: measure the commands")
    parser.add_argument("--archive", type=Path, metavar="FOLDER", help="the archive of the index")
    given = parser.parse_args()
    dice = random.Random(5)  # noqa: S311 - a sample, no secret
    if (given.index is None) is not (given.archive is None):
        parser.error("--archive and --index go together")
    if given.index:
        print(of_commands(given.archive, given.index, given.quotations, dice))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        entries = of_articles(given.articles) if given.articles else synthetic(given.passages, dice)
        passages, said = write(folder, entries)
        text = draft(said, given.quotations, dice)
        started = time.perf_counter()
        found = quotations.find(text)
        print(f"{len(found)} quotations found in {time.perf_counter() - started:.2f} s, the parser's start included")
        singles = [timed(folder, [each])[0] for each in found[:: len(found) // SINGLES]]
        took, checks = min((timed(folder, found) for _ in range(TRIES)), key=lambda each: each[0])
        counts = {verdict.value: sum(check.verdict is verdict for check in checks) for verdict in drafts.DraftVerdict}
        one = statistics.mean(singles)
        print(f"{passages:,} passages; verdicts {counts}")
        print(f"one quotation {one:.3f} s, {len(found)} quotations {took:.3f} s: {took / one:.1f} times as long")


def of_commands(archive: Path, index: Path, count: int, dice: random.Random) -> str:
    """The seconds of the processor of one check and of a draft's check, as commands."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "draft.txt"
        with generation.open_current(index, encoders.BUNDLED) as opened:
            passages = len(opened.store)
            every = [each for article in opened.store.quotations_by_article() for _, each in article]
        long = [each for each in every if each.speaker and each.kind is Kind.DIRECT and len(each.text) > MIN_CHARS]
        said = [(each.text.replace("\n", " "), each.speaker or "") for each in long]
        text = draft(said, count, dice)
        file.write_text(text, encoding="utf-8")
        found = quotations.find(text)
        singles = [
            of_command(archive, index, each.words, "--speaker", each.speaker or "")
            for each in found[:: len(found) // COMMANDS]
        ]
        took = min(of_command(archive, index, "--draft", str(file)) for _ in range(TRIES))
    one = statistics.mean(singles)
    return f"{passages:,} passages: `check` {one:.2f} s, {len(found)} quotations {took:.2f} s: {took / one:.1f} times"


def of_command(archive: Path, index: Path, *arguments: str) -> float:
    """The seconds of the processor that `onrecord check` takes, imports included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "bot", "--archive", str(archive), "--index", str(index), "check", *arguments]
    ran = subprocess.run([*command, "--format", "json"], capture_output=True, check=False)
    if ran.returncode > NOTHING_ON_RECORD:
        ran.check_returncode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def timed(folder: Path, found: list[DraftQuotation]) -> tuple[float, list[DraftCheck]]:
    """The seconds of the processor to open the index and to check quotations, and the checks."""
    started = time.process_time()
    opened = OpenIndex.of(folder)
    checker = DraftChecker(opened, SpeakerNames(opened.store.speakers))  # type: ignore[arg-type]  # a part of a backend
    checks = drafts.check_all(checker, found, no_draft_progress)
    took = time.process_time() - started
    opened.store.close()
    return took, checks


def write(folder: Path, entries: Iterator[Entry]) -> tuple[int, list[tuple[str, str]]]:
    """Write an index. Returns the number of its passages, and the words and speakers of its quotations."""
    said: list[tuple[str, str]] = []
    with TableWriter(folder / "archive.db") as tables:
        for entry in entries:
            said += [(quotation.text, quotation.speaker or "") for quotation in entry.quotations]
            tables.add(entry)
        tables.finish()
    store = SqliteStore(folder / "archive.db")
    speaker_turns.write(folder / "turns", store)
    bm25.write(folder / "words", (stems(passage.text) for _, cut in store.by_article() for passage in cut))
    texts = (passage.text for _, cut in store.by_article() for passage in cut)
    headlines = (article.title or "" for article, _ in store.by_article())
    lexicon.write(folder / "terms", texts, headlines, without_meaning, {})
    passages = len(store)
    store.close()
    return passages, said


def without_meaning(words: Sequence[str]) -> Vectors:
    return np.zeros((len(words), 1), np.float32)


def synthetic(passages: int, dice: random.Random) -> Iterator[Entry]:
    vocabulary = [word.normalised for path in sorted(SEEDS.glob("*.txt")) for word in tokens(path.read_text("utf-8"))]
    names = [f"Name{chr(97 + number % 26)}{number} Surname{number}" for number in range(SPEAKERS)]
    for number in range(passages // PER_ARTICLE):
        lines = [
            (dice.choice(names), " ".join(dice.choices(vocabulary, k=dice.randint(10, 60)))) for _ in range(PER_ARTICLE)
        ]
        yield entry(f"{number}.txt", "\n\n".join(f"{speaker} said: “{words}.”" for speaker, words in lines))


def of_articles(path: Path) -> Iterator[Entry]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            yield entry(f"{number}.txt", json.loads(line)["text"])


def entry(name: str, text: str) -> Entry:
    """An article with its paragraphs, and what stands in quotation marks with the name beside "said"."""
    article = Article(name, text)
    cut, found = [], []
    for paragraph in PARAGRAPH.finditer(text):
        start = paragraph.start()
        cut.append(Passage(article, *paragraph.span()))
        speaker = SPEAKER.search(paragraph[0])
        name_of = (speaker["before"] or speaker["after"]) if speaker else None
        for marked in quotation_marks.find(paragraph[0]):
            words = quotation_marks.trimmed(paragraph[0], quotation_marks.without_marks(paragraph[0], marked))
            if words and name_of:
                span = (start + words[0], start + words[1])
                found.append(Quotation(article, (span,), Kind.DIRECT, name_of, name_of, "said"))
    keys = [f"{name} {number}" for number in range(len(cut))]
    return Entry(article, cut, [False] * len(cut), keys, found, name)


def draft(said: list[tuple[str, str]], count: int, dice: random.Random) -> str:
    """A draft of so many quotations: every fourth altered, every fourth of words that no article has in this order."""
    lines = []
    for number in range(count):
        words, speaker = dice.choice(said)
        words = words.rstrip(".")
        split = words.split()
        if number % 4 == 1:
            split[len(split) // 2] = "otherwise"
        elif number % 4 == 3:
            dice.shuffle(split)
        lines.append(f"{speaker} said: “{' '.join(split)}.”")
    return "\n\n".join(lines)


if __name__ == "__main__":
    main()
