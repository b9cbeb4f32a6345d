"""Finished work that is not repeated, from the current generation and from builders that were killed.

    index/checkpoint.db     key of an article → its passages and quotations; digest of a passage or a word → its vector

A builder saves each complete batch here, so that the next builder can use it if the first is killed. When the new
generation becomes current, it contains this work, and the file is removed. Entries with a bad checksum are ignored and
redone.

A key or digest depends on the stage versions, the encoder and the texts that its value was made from (`article_key`,
`embedding.digest`). So work of another version is never found, and any work that is found can be used.
"""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from retrieval.array_types import Vectors
from retrieval.errors import GenerationError
from retrieval.index import generation, stages, tables
from retrieval.index.generation import Manifest
from retrieval.index.lexicon import Lexicon
from retrieval.index.tables import Entry, SqliteStore
from retrieval.index.vectors import VectorIndex
from retrieval.indexing import embedding
from retrieval.models import Article, Passage

logger = logging.getLogger(__name__)

FILE = "checkpoint.db"
SCHEMA = "create table if not exists work (key text primary key, value blob not null, checksum blob not null) strict"
VECTORS_PER_READ = 4096  # vectors in memory at once


@dataclass(frozen=True, slots=True)
class _Previous:
    """The parts of the current generation that a build reuses. Older stage versions may have made them."""

    manifest: Manifest
    store: SqliteStore
    vectors: VectorIndex
    lexicon: Lexicon

    @property
    def has_current_vectors(self) -> bool:
        return self.manifest.stages.get("embedding") == stages.VERSIONS["embedding"]


class Checkpoint:
    """The finished work, and the place to save more of it."""

    def __init__(self, encoder: str, previous: _Previous | None, db: sqlite3.Connection) -> None:
        self._encoder, self._previous, self._db = encoder, previous, db

    @classmethod
    @contextmanager
    def open(cls, index: Path, encoder: str, *, anew: bool) -> Iterator["Checkpoint"]:
        """Open the finished work on an index by this encoder. With `anew`, discard all of it."""
        if anew:
            clear(index)
        previous = None if anew else _open_previous(index, encoder)
        try:
            with closing(_open_database(index)) as db:
                yield cls(encoder, previous, db)
        finally:
            if previous:
                previous.store.close()

    @property
    def dim(self) -> int | None:
        """The dimension of the current generation's vectors, if they can be reused; else None."""
        return self._previous.manifest.dim if self._previous and self._previous.has_current_vectors else None

    def entry(self, article: Article, key: str) -> Entry | None:
        """The finished entry of an article, or of another article with the same key; None if it must be made."""
        entry = self._previous.store.entry(article, key) if self._previous else None
        if entry is None:
            saved = self._saved([key])
            entry = _from_json(article, key, saved[key]) if saved else None
        return replace(entry, digests=embedding.digests(self._encoder, entry.passages)) if entry else None

    def missing(self, digests: Sequence[str]) -> Set[str]:
        """The digests that have no vector yet."""
        missing = set(digests)
        if self._previous:
            missing -= self._previous.store.rows_of(digests).keys()
        return missing - self._saved(list(missing)).keys()

    def vectors(self, digests: Sequence[str]) -> dict[str, Vectors]:
        """The vector of each digest, a float32 unit row of shape (dim,). Digests without a vector are left out."""
        vectors: dict[str, Vectors] = {}
        if self._previous:
            rows = self._previous.store.rows_of(digests)
            if rows:
                found = self._previous.vectors.at(np.fromiter(rows.values(), np.int64))
                vectors.update(zip(rows, found, strict=True))
        saved = self._saved([digest for digest in digests if digest not in vectors])
        return vectors | {digest: np.frombuffer(value, np.float32) for digest, value in saved.items()}

    def rows(self, store: SqliteStore) -> Iterator[Vectors]:
        """The vectors of all passages of new tables, in order, VECTORS_PER_READ at a time."""
        for start in range(0, len(store), VECTORS_PER_READ):
            digests = store.digests(range(start, min(start + VECTORS_PER_READ, len(store))))
            vectors = self.vectors(digests)
            yield np.stack([vectors[digest] for digest in digests])

    def word_vectors(self) -> dict[str, Vectors]:
        """The vectors of words in the current generation, if they can be reused."""
        return self._previous.lexicon.meanings() if self._previous and self._previous.has_current_vectors else {}

    def save(self, entries: Sequence[Entry], vectors: Mapping[str, Vectors]) -> None:
        """Save a complete batch. If the process is killed meanwhile, nothing is saved."""
        values = {entry.key: _to_json(entry) for entry in entries}
        values |= {digest: row.astype(np.float32).tobytes() for digest, row in vectors.items()}
        with self._db:
            self._db.executemany(
                "insert or replace into work values (?, ?, ?)",
                ((key, value, _checksum(key, value)) for key, value in values.items()),
            )

    def _saved(self, keys: Sequence[str]) -> dict[str, bytes]:
        if not keys:
            return {}
        query = "select key, value, checksum from work where key in (select value from json_each(?))"
        rows = self._db.execute(query, (json.dumps(keys),))
        return {key: value for key, value, checksum in rows if checksum == _checksum(key, value)}


def clear(index: Path) -> None:
    """Remove the work that builders have saved."""
    for path in (index / FILE, index / f"{FILE}-journal"):
        path.unlink(missing_ok=True)


def article_key(article: Article, encoder: str, corrected: str = "") -> str:
    """A digest of everything that an article's passages and quotations depend on.

    The encoder is included because it limits the length of passages. `corrected` is the digest of the article's
    corrections.
    """
    versions = (str(stages.VERSIONS[stage]) for stage in ("passages", "attribution"))
    parts = [*versions, encoder, str(article.body), article.title or "", *article.authors, article.text]
    parts += [corrected] if corrected else []
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _open_previous(index: Path, encoder: str) -> _Previous | None:
    with suppress(GenerationError):
        folder = generation.current(index)
        manifest = Manifest.read(folder)
        if manifest.encoder == encoder:
            generation.verify(folder, manifest)
            return _Previous(
                manifest,
                SqliteStore(folder / generation.ARCHIVE),
                VectorIndex.open(folder / generation.VECTORS),
                Lexicon(folder / generation.LEXICON),
            )
    return None


def _open_database(index: Path) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(index / FILE)
        db.execute(SCHEMA)
        (state,) = db.execute("pragma quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        state = str(error)
    if state != "ok":
        logger.info("the work of an earlier builder cannot be used: %s", state)
        db.close()
        clear(index)
        db = sqlite3.connect(index / FILE)
        db.execute(SCHEMA)
    return db


def _checksum(key: str, value: bytes) -> bytes:
    return hashlib.blake2b(key.encode() + value, digest_size=8).digest()


def _to_json(entry: Entry) -> bytes:
    spans = [
        (passage.start, passage.end, continues)
        for passage, continues in zip(entry.passages, entry.continues, strict=True)
    ]
    return json.dumps([spans, [tables.to_json(quotation) for quotation in entry.quotations]]).encode()


def _from_json(article: Article, key: str, value: bytes) -> Entry:
    spans, quotations = json.loads(value)
    return Entry(
        article,
        [Passage(article, start, end) for start, end, _ in spans],
        [continues for _, _, continues in spans],
        [],
        [tables.from_json(article, quotation) for quotation in quotations],
        key,
    )
