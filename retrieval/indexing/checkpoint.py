"""What need not be done again: the work of the current generation, and of builders that died before they were done.

    index/finished.db     key of an article → its passages and quotations; digest of a passage or a word → its vector

A builder writes down what it has finished, a batch at a time, and the next one finds it there. Once a generation is
current it holds all that, and the file goes. A value that does not keep to its checksum was never finished.
"""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import numpy as np

from retrieval.array_types import Vectors
from retrieval.errors import GenerationError
from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.index.tables import writer
from retrieval.index.tables.writer import Entry
from retrieval.models import Article, Passage

logger = logging.getLogger(__name__)

FILE = "finished.db"
SCHEMA = (
    "create table if not exists finished (key text primary key, value blob not null, checksum blob not null) strict"
)


class Checkpoint:
    """The work found, and the place to put down more of it."""

    def __init__(self, before: Generation | None, db: sqlite3.Connection) -> None:
        self._before, self._db = before, db

    @classmethod
    @contextmanager
    def open(cls, index: Path, encoder: str, *, anew: bool) -> Iterator["Checkpoint"]:
        """What is finished of an index by this encoder; nothing where all is to be done `anew`."""
        if anew:
            forget(index)
        with ExitStack() as stack:
            before = None if anew else _before(index, encoder)
            if before:
                stack.enter_context(before)
            yield cls(before, stack.enter_context(closing(_journal(index))))

    @property
    def dim(self) -> int | None:
        """The dimension of the vectors of the generation before, where there is one."""
        return self._before.manifest.dim if self._before else None

    def entry(self, article: Article, key: str) -> Entry | None:
        """The passages and quotations of an article of this key, as those of `article`."""
        if self._before and (entry := self._before.store.entry(article, key)):
            return entry
        found = self._found([key])
        return _read(article, key, found[key]) if found else None

    def vectors(self, digests: Sequence[str]) -> dict[str, Vectors]:
        """Of those digests that have one, the float32 unit vector, shape (dim,)."""
        rows = self._before.store.rows_of(digests) if self._before else {}
        at = self._before.vectors.at(np.fromiter(rows.values(), np.int64)) if self._before and rows else ()
        found = self._found([digest for digest in digests if digest not in rows])
        return {digest: np.frombuffer(value, np.float32) for digest, value in found.items()} | dict(
            zip(rows, at, strict=True)
        )

    def meanings(self) -> dict[str, Vectors]:
        """The vectors of the words of the generation before."""
        return self._before.terms.meanings() if self._before else {}

    def keep(self, entries: Sequence[Entry], vectors: Mapping[str, Vectors]) -> None:
        """Put down a batch that is finished: all of it or, if killed meanwhile, nothing."""
        values = {entry.key: _written(entry) for entry in entries}
        values |= {digest: row.astype(np.float32).tobytes() for digest, row in vectors.items()}
        with self._db:
            self._db.executemany(
                "insert or replace into finished values (?, ?, ?)",
                ((key, value, _checksum(key, value)) for key, value in values.items()),
            )

    def _found(self, keys: Sequence[str]) -> dict[str, bytes]:
        query = "select key, value, checksum from finished where key in (select value from json_each(?))"
        rows = self._db.execute(query, (json.dumps(keys),))
        return {key: value for key, value, checksum in rows if checksum == _checksum(key, value)}


def forget(index: Path) -> None:
    """Drop what builders have put down."""
    for path in (index / FILE, index / f"{FILE}-journal"):
        path.unlink(missing_ok=True)


def _before(index: Path, encoder: str) -> Generation | None:
    with suppress(GenerationError):
        return generation.open_current(index, encoder)
    return None


def _journal(index: Path) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(index / FILE)
        db.execute(SCHEMA)
        (state,) = db.execute("pragma quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        state = str(error)
    if state != "ok":
        logger.info("what an earlier builder finished cannot be used: %s", state)
        db.close()
        forget(index)
        db = sqlite3.connect(index / FILE)
        db.execute(SCHEMA)
    return db


def _checksum(key: str, value: bytes) -> bytes:
    return hashlib.blake2b(key.encode() + value, digest_size=8).digest()


def _written(entry: Entry) -> bytes:
    cut = [
        (passage.start, passage.end, continues, digest)
        for passage, continues, digest in zip(entry.passages, entry.continues, entry.digests, strict=True)
    ]
    return json.dumps([cut, [writer.plain(said) for said in entry.quotations]]).encode()


def _read(article: Article, key: str, value: bytes) -> Entry:
    cut, said = json.loads(value)
    return Entry(
        article,
        [Passage(article, start, end) for start, end, _, _ in cut],
        [continues for _, _, continues, _ in cut],
        [digest for _, _, _, digest in cut],
        [writer.quotation(article, each) for each in said],
        key,
    )
