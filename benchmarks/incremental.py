"""Measures time and memory of indexing: a new archive, an unchanged archive, and an archive with one changed article.

    python -m benchmarks.incremental FOLDER [--sizes 250 1000 2772] [--copies]

Each size in --sizes is a number of articles taken from FOLDER. If FOLDER has too few, its articles are repeated. A
repeated article has a number after every paragraph, so that all of its text is new; with --copies it is unchanged.
`onrecord index` runs as a process of its own, with the default encoder.
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

from benchmarks.memory import MemorySampler

ADDED = "\n\nA spokesman said on Friday that nothing further had been decided.\n"


@dataclass(frozen=True)
class IndexRun:
    """The output of one run of `onrecord index`, its seconds, and the peak memory of its processes in MB."""

    output: dict[str, Any]
    seconds: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description="time and memory of indexing an archive again")
    parser.add_argument("articles", type=Path, metavar="FOLDER", help="a folder of text files")
    parser.add_argument("--sizes", type=int, nargs="+", default=[250, 1000, 2772], metavar="N", help="articles in each")
    parser.add_argument("--copies", action="store_true", help="repeat articles unchanged")
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


def _index(folder: Path) -> IndexRun:
    folders = ("--archive", str(folder / "archive"), "--index", str(folder / "index"))
    started = time.perf_counter()
    command = [sys.executable, "-m", "bot", *folders, "index", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process, MemorySampler(process.pid) as watch:
        output = json.loads(process.communicate()[0])
    return IndexRun(output, time.perf_counter() - started, watch.peak_mb)


def _row(what: str, run: IndexRun, size: int) -> None:
    output = run.output
    work = (output["parsed"], output["embedded"], f"{run.seconds:.1f}", f"{run.megabytes:.0f}")
    print(f"| {size:,} | {output['passages']:,} | {what} | {' | '.join(f'{each}' for each in work)} |", flush=True)


if __name__ == "__main__":
    main()
