"""What it costs to index an archive as it grows: all of it, when nothing changed, when one article did.

    python -m benchmarks.growing FOLDER [--sizes 250 1000 2772] [--copies]

Each archive holds so many articles of FOLDER, and where these do not suffice, each again: with a number behind every
paragraph, so that all of it is new, or as it was, so that nothing of it is. `onrecord index` runs as a process of its
own, with the encoder as it comes.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

from benchmarks.watch import Watch

ADDED = "\n\nA spokesman said on Friday that nothing further had been decided.\n"


@dataclass(frozen=True)
class SpeakerTurn:
    """What one run told, how many seconds it took and how many MB it held at most."""

    told: dict[str, Any]
    seconds: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description="what it costs to index an archive as it grows")
    parser.add_argument("articles", type=Path, metavar="FOLDER", help="a folder of text files")
    parser.add_argument("--sizes", type=int, nargs="+", default=[250, 1000, 2772], metavar="N", help="articles in each")
    parser.add_argument("--copies", action="store_true", help="articles that come again are as they were")
    given = parser.parse_args()
    print("| articles | passages | | parsed | embedded | s | MB |\n|---|---|---|---|---|---|---|", flush=True)
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            _show(islice(_texts(given.articles, copies=given.copies), size), Path(folder), size)


def _show(texts: Iterator[str], folder: Path, size: int) -> None:
    archive = folder / "archive"
    archive.mkdir()
    for number, text in enumerate(texts):
        (archive / f"{number:06}.txt").write_text(text, encoding="utf-8")
    _row("all", _index(folder), size)
    _row("nothing changed", _index(folder), size)
    changed = archive / f"{size // 2:06}.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + ADDED, encoding="utf-8")
    _row("a paragraph added to one article", _index(folder), size)


def _texts(articles: Path, *, copies: bool) -> Iterator[str]:
    files = sorted(path for path in articles.rglob("*.txt"))
    for again in count():
        for file in files:
            text = file.read_text(encoding="utf-8", errors="replace")
            yield re.sub(r"(?<=\S)[ \t]*(?=\n|\Z)", f" {again}", text) if again and not copies else text


def _index(folder: Path) -> SpeakerTurn:
    folders = ("--archive", str(folder / "archive"), "--index", str(folder / "index"))
    started = time.perf_counter()
    command = [sys.executable, "-m", "bot", *folders, "index", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process, Watch(process.pid) as watch:
        told = json.loads(process.communicate()[0])
    return SpeakerTurn(told, time.perf_counter() - started, watch.most)


def _row(what: str, run: SpeakerTurn, size: int) -> None:
    told = run.told
    work = (told["parsed"], told["embedded"], f"{run.seconds:.1f}", f"{run.megabytes:.0f}")
    print(f"| {size:,} | {told['passages']:,} | {what} | {' | '.join(f'{each}' for each in work)} |", flush=True)


if __name__ == "__main__":
    main()
