"""Kills indexers and makes their writes fail, again and again, while another process reads the index.

    LD_PRELOAD=shim.so python -m tests.faults.driver FOLDER --kills 200 --step 1

Each round changes the archive. Then it does one of two things: it starts two indexers and kills them at random
instants; or it starts one indexer, whose N-th write, rename or the like kills the indexer or fails. After that the
index must open and answer, and the next run must complete without repeating finished work. The driver prints a summary
as JSON; its `wrong` must be empty.

Everything is imported once. Indexers and readers are forks, so that a round takes a fraction of a second.
"""

import argparse
import ctypes
import itertools
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from retrieval import indexing
from retrieval.archive import Archive, Models
from retrieval.errors import IndexBusy, IndexUnwritable
from retrieval.indexing import checkpoint, pipeline
from retrieval.indexing.checkpoint import Checkpoint
from retrieval.settings import ArchiveSettings, EncoderSettings, IndexSettings, Settings
from retrieval.text import nlp
from tests.conftest import BRIEFING, SCHOOLS, SOURCES, VOCABULARY, quiet, write
from tests.fakes import WordCounts

KILL, TEAR, FAIL, FULL = MODES = ("kill", "tear", "fail", "full")  # in the order of the numbers in shim.c
GOLDEN = {"what did Burnham say about Lansley's bill?": "lost the argument", "what did Gove say of tax?": "no tax"}
SHIM, STOP = ctypes.CDLL(None), "stop"


@dataclass
class Child:
    """A running fork, and the pipe that delivers its result."""

    pid: int
    pipe: int

    def result(self) -> Any:
        """The value that the child returned, or None if it was killed."""
        with open(self.pipe, "rb") as pipe:  # noqa: PTH123 - not a path
            told = pipe.read()
        os.waitpid(self.pid, 0)
        return json.loads(told) if told else None


def fork(work: Callable[[], dict[str, Any]]) -> Child:
    reading, writing = os.pipe()
    if pid := os.fork():
        os.close(writing)
        return Child(pid, reading)
    try:
        result = work()
    except Exception:  # noqa: BLE001 - the driver reports every error
        result = {"wrong": traceback.format_exc()}
    os.write(writing, json.dumps(result).encode())
    os._exit(0)


class Driver:
    def __init__(self, folder: Path, seed: int) -> None:
        self.settings = Settings(
            archive=ArchiveSettings(folder=folder / "archive"),
            index=IndexSettings(folder=folder / "index"),
            encoder=EncoderSettings(name="word-counts"),
        )
        self.happened: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._folder, self._random, self._rounds = folder, random.Random(seed), itertools.count()
        for name, text in (("briefing.txt", BRIEFING), ("schools.txt", SCHOOLS), ("sources.toml", SOURCES)):
            write(self.settings.archive.folder, name, text)
        self.change()
        self._note(fork(self._build).result(), "at first")
        self._reader = fork(self._read_on)

    def change(self) -> None:
        """Replace the two articles of the last round by two of new words."""
        number = next(self._rounds)
        for half in "ab":
            said = (f"Item {part} of bill {number}{half} concerns word{number}{half}{part}." for part in range(6))
            write(self.settings.archive.folder, f"news-{half}.txt", "\n\n".join(said))

    def kill_at_random(self, times: int) -> None:
        """Start two indexers at a time, and kill them within the time that one takes alone."""
        self.change()
        started = time.monotonic()
        self._note(fork(self._build).result(), "alone")
        longest = time.monotonic() - started
        for number in range(times):
            self.change()
            started = time.monotonic()
            children = [fork(self._build), fork(self._build)]
            for instant, at in sorted((self._random.uniform(0, longest), each) for each in (0, 1)):
                time.sleep(max(0.0, started + instant - time.monotonic()))
                os.kill(children[at].pid, signal.SIGKILL)
            for child in children:
                self._note(child.result(), f"kill {number}")
            self._recover(f"kill {number}")

    def fail_at_every(self, step: int, modes: Sequence[str]) -> None:
        """Let every `step`-th write, rename, flush and removal of an indexer fail, in each of the modes."""
        self.change()
        writes = fork(self._build).result()["writes"]
        self.happened["writes"] = writes
        for mode, at in itertools.product(modes, range(1, writes + 1, step)):
            self.change()
            self._note(fork(partial(self._build, at, mode)).result(), f"{mode} {at}")
            self._recover(f"{mode} {at}")

    def end(self) -> None:
        (self._folder / STOP).touch()
        result = self._reader.result()
        self._note(result, "reader")
        self.happened["reads"] = (result or {}).get("reads", 0)

    def _recover(self, where: str) -> None:
        """Note as wrong where the current index does not answer, or the next run does not complete or repeats work."""
        before = self._finished()
        for number, work in enumerate((self._ask, self._build, self._ask)):
            result = fork(work).result() or {"wrong": "died"}
            if result.get("came to") not in {"answered", "completed"}:
                self.wrong.append(f"{where}, step {number}: {result}")
            if again := before & set(result.get("done", ())):
                self.wrong.append(f"{where}: done twice: {again}")
        self.happened["found finished"] += len(before)

    def _build(self, at: int = 0, mode: str = KILL) -> dict[str, Any]:
        """Run one indexer, whose `at`-th write below the index fails as `mode` says; returns what it did."""
        done: list[str] = []
        save = Checkpoint.save

        def noting(self: Checkpoint, entries: Any, vectors: Any) -> None:
            save(self, entries, vectors)
            done.extend([entry.key for entry in entries] + list(vectors))

        Checkpoint.save = noting  # type: ignore[method-assign]
        SHIM.fault_arm(os.fsencode(self.settings.index_folder), ctypes.c_long(at), MODES.index(mode))
        try:
            indexing.bring_up_to_date(self.settings, lambda: WordCounts(*VOCABULARY), quiet)
        except (IndexBusy, IndexUnwritable) as error:
            return {"came to": type(error).__name__}
        return {"came to": "completed", "done": done, "writes": SHIM.fault_seen()}

    def _ask(self) -> dict[str, Any]:
        with closing(Archive.open(self.settings, Models(lambda: WordCounts(*VOCABULARY)))) as archive:
            firsts = {question: archive.ask(question).answers[0].text for question in GOLDEN}
        wrong = {question: first for question, first in firsts.items() if GOLDEN[question] not in first}
        return {"came to": "answered"} | ({"wrong": wrong} if wrong else {})

    def _read_on(self) -> dict[str, Any]:
        """Open and ask until told to stop."""
        for reads in itertools.count(1):
            if (wrong := self._ask()).get("wrong"):
                return {"wrong": wrong, "reads": reads}
            if (self._folder / STOP).exists():
                break
        return {"came to": "reader content", "reads": reads}

    def _finished(self) -> set[str]:
        """The keys that the runs so far have saved, read from a copy: reading must not repair anything."""
        with TemporaryDirectory() as folder:
            for path in self.settings.index_folder.glob(f"{checkpoint.FILE}*"):
                shutil.copy(path, folder)
            with closing(sqlite3.connect(Path(folder) / checkpoint.FILE)) as db:
                if not db.execute("select 1 from sqlite_master where name = 'work'").fetchone():
                    return set()
                return {key for (key,) in db.execute("select key from work")}

    def _note(self, result: Any, where: str) -> None:
        self.happened[result["came to"] if result and "came to" in result else "killed"] += 1
        if result and "wrong" in result:
            self.wrong.append(f"{where}: {result['wrong']}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--step", type=int, default=0)
    parser.add_argument("--modes", nargs="*", default=MODES)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    pipeline.BATCH_PASSAGES = 4  # passages in a batch, so that a build has several batches
    list(nlp.parse([["He said that it was over."]]))
    driver = Driver(given.folder, given.seed)
    if given.kills:
        driver.kill_at_random(given.kills)
    if given.step:
        driver.fail_at_every(given.step, given.modes)
    driver.end()
    sys.stdout.write(json.dumps({**driver.happened, "wrong": driver.wrong}, indent=1) + "\n")


if __name__ == "__main__":
    main()
