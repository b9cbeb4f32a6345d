"""Cuts each file of an open generation short while a request reads it; run by test_generation_open_files.

    python -m tests.index.cut_while_reading FOLDER

Prints a line for each cut: the file, its new size, and what happened. If reading a file could kill a process, it would
be this one.
"""

import os
import random
import shutil
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np

from retrieval.errors import IndexDamaged
from retrieval.index import bm25, disk_array, generation, lexicon, npy, quotations, vectors
from retrieval.index.generation import Generation, Manifest
from retrieval.index.tables import SqliteStore
from retrieval.models import Article
from retrieval.text.tokenise import stems
from tests.conftest import entry, write_tables
from tests.fakes import WordCounts
from tests.index.conftest import described, publish

Cut = Callable[[], None]
PASSAGES = 900
DIM = 16
VECTORS = np.random.default_rng(1).standard_normal((PASSAGES, DIM)).astype(np.float32)
LINES = [f'A bill of reform number {number}, said Ann Lee: "I will not sign it."' for number in range(PASSAGES)]


def fill(folder: Path) -> Manifest:
    write_tables(folder / generation.ARCHIVE, [entry(Article("a.txt", "\n".join(LINES)))])
    vectors.write(folder / generation.VECTORS, DIM, np.split(VECTORS, 10))
    bm25.write(folder / generation.PASSAGE_BM25, map(stems, LINES))
    bm25.write(folder / generation.ARTICLE_BM25, [stems(LINES[0])])
    lexicon.write(folder / generation.LEXICON, LINES, [""], WordCounts("bill").passages, {})
    with closing(SqliteStore(folder / generation.ARCHIVE)) as written:
        quotations.write(folder / generation.SPEAKER_TURNS, written)
    return described()


def read_all(opened: Generation, seed: int) -> None:
    """Use every structure as a question does."""
    query = VECTORS[seed] / np.linalg.norm(VECTORS[seed])
    rows = opened.vectors.nearest(query, 20)
    opened.vectors.nearest(query, 20, np.arange(seed % 7, PASSAGES, 30))
    opened.vectors.at(rows)
    scorer = opened.passage_bm25.match(f"bill reform number {seed}")
    opened.lexicon.match(["bill", "number"], np.union1d(rows, scorer.best(20)), np.array([0]))
    opened.article_bm25.match("bill").best(3)
    opened.speaker_turns.with_word("sign")
    opened.store.passages(rows)


def between(opened: Generation, cut: Cut) -> None:
    """Cut a file between two halves of a request."""
    with opened.reading():
        read_all(opened, 1)
        cut()
        read_all(opened, 700)


def meanwhile(opened: Generation, cut: Cut) -> None:
    """Cut a file at any moment of a request."""
    timer = threading.Timer(random.random() / 50, cut)
    timer.start()
    try:
        for seed in range(PASSAGES):
            with opened.reading():
                read_all(opened, seed)
    finally:
        timer.join()


def outcome(folder: Path, request: Callable[[Generation, Cut], None], cut: Cut) -> str:
    try:
        with Generation.open(folder, Manifest.read(folder), check=True) as opened:
            request(opened, cut)
    except IndexDamaged as error:
        return "refused" if str(folder) in str(error) else str(error)
    return "answered"


def main(index: Path) -> None:
    npy.LOADED_BYTES = 0  # as if every file were a large one
    vectors.MAX_EXACT_PASSAGES = 500
    disk_array.BLOCK_BYTES = 64
    folder = index / publish(index, fill)
    whole = shutil.copytree(folder, index / "whole")
    disk_array.ROOM.limit = int(os.environ["ROOM"])
    for path in sorted(path for path in whole.rglob("*") if path.is_file()):
        name = path.relative_to(whole).as_posix()
        if name == generation.MANIFEST:
            continue
        for size in {0, path.stat().st_size // 2}:
            for request in (between, meanwhile):
                found = outcome(folder, request, partial(os.truncate, folder / name, size))
                sys.stdout.write(f"{name}, {size} bytes, {request.__name__}: {found}\n")
                sys.stdout.flush()
                shutil.copyfile(path, folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
