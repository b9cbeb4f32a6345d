"""Measures the cost of an index: time to build, disk, memory, time of a question, and recall of the vector search.

    python -m benchmarks.peers.costs NEWS.jsonl QUESTIONS.jsonl WORK [--size 25000]

NEWS.jsonl has `title` and `text`. QUESTIONS.jsonl is a question file of `onrecord evaluate`. In one run, all systems
get the same passages, their vectors, and the vectors of the questions. Each system builds in one process and answers in
another. The resident memory of the second process is read after it has answered. On Record builds everything that it
uses: BM25, lexicon and quotations too. Reading, attribution and encoding do not count for any system.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.peer import versions
from benchmarks.peers.persistent import PEERS, K
from benchmarks.scale.__main__ import Build
from benchmarks.scale.synthetic_archive import RealNews
from retrieval import encoders, evaluation, settings
from retrieval.archive import Archive, Models
from retrieval.array_types import Vectors
from retrieval.index import generation
from retrieval.settings import EncoderSettings

ON_RECORD = "On Record"
WARM_UP_QUESTIONS = 10  # not timed
HEAD = ("system", "version", "index, s", "disk, MB", "resident, MB", "p50, ms", "p99, ms", f"recall@{K}")


class FixedEncoder:
    """An encoder that returns a given vector, so that encoding takes no time."""

    encode_backend = "given"

    def __init__(self, name: str, vector: Vectors) -> None:
        self.name, self.dim, self.vector = name, len(vector), vector

    def fits(self, text: str) -> bool:
        raise RuntimeError(f"nothing is cut here: {text}")

    def is_word(self, word: str) -> bool:
        raise RuntimeError(f"nothing is spelt here: {word}")

    def passages(self, texts: Sequence[str]) -> Vectors:
        raise RuntimeError(f"nothing is read here: {texts}")

    def question(self, text: str) -> Vectors:  # noqa: ARG002 - the question was encoded before
        return self.vector


def main() -> None:
    given = _arguments()
    if given.part:
        print(json.dumps({"build": _build, "ask": _ask}[given.part](given)))
        return
    given.work.mkdir(exist_ok=True)
    _prepare(given)
    print(
        f"{given.size} passages, {len(_questions(given))} questions, {versions(['sentence-transformers', 'torch'])}\n"
    )
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for name in (*PEERS, ON_RECORD):
        try:
            version = versions(PEERS[name]().packages if name in PEERS else ["onrecord"])
        except PackageNotFoundError:
            print(f"{name}: not installed, left out; pip install 'onrecord[peers]'", file=sys.stderr)
            continue
        figures = {**_part("build", name, given), **_part("ask", name, given)}
        cells = (f"{figures[key]:.{digits}f}" for key, digits in _DIGITS.items())
        print(f"| {name} | {version} | {' | '.join(cells)} |", flush=True)


_DIGITS = {"index": 1, "disk": 0, "resident": 0, "p50": 1, "p99": 1, "recall": 3}


def _prepare(given: argparse.Namespace) -> None:
    """Write into the work folder: the vectors of passages and questions, and the nearest cosines of each question."""
    model = encoders.load(EncoderSettings())
    news = RealNews.read(given.news, given.work, model)
    np.save(given.work / "asked.npy", asked := np.stack([model.question(text) for text in _questions(given)]))
    cosines = asked @ news.vectors[: given.size].T
    np.save(given.work / "nearest.npy", np.sort(np.partition(cosines, -K, axis=1)[:, -K:]))


def _part(part: str, name: str, given: argparse.Namespace) -> dict[str, float]:
    """Build or ask in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.peers.costs", given.news, given.questions, given.work]
    options = ["--size", str(given.size), "--most", str(given.most), "--part", part, "--name", name]
    ran = subprocess.run([*command, *options], stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _build(given: argparse.Namespace) -> dict[str, float]:
    folder, news = _folder(given), RealNews.read(given.news, given.work, encoders.load(EncoderSettings()))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if given.name == ON_RECORD:
        build = Build(news, given.size, encoders.load(EncoderSettings()), given.work / "words.npz")
        if not (given.work / "words.npz").exists():  # the words of the lexicon are encoded once, as the passages are
            build.publish(given.work / "first")
            shutil.rmtree(given.work / "first")
        seconds = _seconds(lambda: build.publish(folder))
    else:
        texts, vectors = list(news.texts[: given.size]), np.ascontiguousarray(news.vectors[: given.size])
        few = folder.with_name("few")
        few.mkdir(exist_ok=True)
        PEERS[given.name]().build(few, texts[:100], vectors[:100])  # so that no import is timed
        shutil.rmtree(few)
        seconds = _seconds(lambda: PEERS[given.name]().build(folder, texts, vectors))
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    return {"index": seconds, "disk": disk}


def _ask(given: argparse.Namespace) -> dict[str, Any]:
    questions, asked = _questions(given), np.load(given.work / "asked.npy")
    ask, nearest = _ours(given, asked[0]) if given.name == ON_RECORD else _peer(given)
    pairs = list(zip(questions, asked, strict=True))
    for question, vector in pairs[:WARM_UP_QUESTIONS]:
        ask(question, vector)
    times = [_seconds(partial(ask, *pair)) * 1000 for pair in pairs]
    resident = _resident()
    best, vectors = np.load(given.work / "nearest.npy"), np.load(given.work / "vectors.npy", mmap_mode="r")
    found = [vectors[nearest(vector)] @ vector >= least - 5e-4 for vector, least in zip(asked, best[:, 0], strict=True)]
    return {
        "resident": resident,
        "p50": statistics.median(times),
        "p99": statistics.quantiles(times, n=100)[-1],
        "recall": float(np.mean(found)),
    }


Search = Callable[[str, Vectors], object]
Nearest = Callable[[Vectors], list[int]]


def _peer(given: argparse.Namespace) -> tuple[Search, Nearest]:
    peer = PEERS[given.name]()
    peer.open(_folder(given))
    return peer.search, peer.nearest


def _ours(given: argparse.Namespace, vector: Vectors) -> tuple[Search, Nearest]:
    configured = settings.load(index=_folder(given))
    configured = replace(configured, ranking=replace(configured.ranking, reader="none"))
    model = FixedEncoder(encoders.BUNDLED, vector)
    archive = Archive.open(configured, Models(lambda: model))
    opened = generation.open_current(configured.index_folder, encoders.BUNDLED)

    def ask(question: str, vector: Vectors) -> None:
        model.vector = vector
        archive.ask(question, limit=K)

    return ask, lambda vector: [int(row) for row in opened.vectors.nearest(vector, K)]


def _folder(given: argparse.Namespace) -> Path:
    path: Path = given.work / f"index-{given.name.split(',')[0].lower().replace(' ', '-')}"
    return path


def _questions(given: argparse.Namespace) -> list[str]:
    return list(dict.fromkeys(case.question for case in evaluation.read_cases(given.questions)))[: given.most]


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _resident() -> float:
    """Resident memory of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers.costs", description="What an index costs.")
    parser.add_argument("news", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--size", type=int, default=25_000, help="passages (default: %(default)s)")
    parser.add_argument("--most", type=int, default=100, help="questions (default: %(default)s)")
    parser.add_argument("--part", choices=("build", "ask"), help=argparse.SUPPRESS)
    parser.add_argument("--name", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
