"""One built index, a folder that is never changed once it is complete.

    index/
      current                       the name of the generation that answers
      20261122T060301-5f3c9a/
        manifest.json               format, encoder, counts, what it was built from, digests of itself and all below
        reading.json                what became of the archive's files (reading/report.py)
        archive.db                  articles, passages, quotations (SQLite, read only)
        archive/                    of these, what a search asks of many at once
        vectors/                    row i is passage i
        words/                      BM25, row i is passage i
        articles/                   BM25, row i is article i
        terms/                      which words each passage holds, and what they mean
        quoted/                     which words each person's words in an article have

On opening every file is checked against its digest. Whoever has opened a generation may go on reading it whatever
becomes of the folder: all its files are open, or in memory. How one comes about stands in publishing.py.
"""

import hashlib
import json
import os
import re
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from retrieval.errors import EncoderMismatch, GenerationError, IndexDamaged, IndexMissing, IndexTooNew
from retrieval.index.bm25 import Bm25Index
from retrieval.index.lexicon import Lexicon
from retrieval.index.quotations import QuotationIndex
from retrieval.index.tables.store import Store
from retrieval.index.vectors import VectorIndex

FORMAT = 19  # rises too when passages or quotations would come out otherwise than before
CURRENT, MANIFEST, READING, CHECKSUM = "current", "manifest.json", "reading.json", "sha256"
ARCHIVE, VECTORS, WORDS, ARTICLES, TERMS = "archive.db", "vectors", "words", "articles", "terms"
QUOTED = "quoted"
NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    encoder: str
    dim: int
    built: str  # UTC, ISO 8601
    fingerprint: str  # of the archive and the settings that it was built from
    articles: int
    passages: int
    quotations: int
    skipped: int
    way: str = ""  # by which way (encoder/ways.py) what was new in it was embedded; they differ in speed alone
    search: dict[str, Any] = field(default_factory=dict)  # how vectors are searched, with the recall measured
    files: dict[str, str] = field(default_factory=dict)  # path below the folder → sha256

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of a generation, refused where it is newer than this program or cannot be read."""
        try:
            values: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            found = values["format"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(folder, f"{MANIFEST} cannot be read") from error
        if isinstance(found, int) and found > FORMAT:
            raise IndexTooNew(folder, found, FORMAT)
        if found != FORMAT:
            raise IndexDamaged(folder, f"{MANIFEST} has format {found!r}, which this On Record no longer reads")
        if values.pop(CHECKSUM, None) != _checksum(values):
            raise IndexDamaged(folder, f"{MANIFEST} has changed since it was written")
        if values.keys() != {known.name for known in fields(cls)} or not isinstance(values["files"], dict):
            raise IndexDamaged(folder, f"{MANIFEST} lacks or adds a key")
        return cls(**values)

    @classmethod
    def by(cls, encoder: str, folder: Path) -> Self:
        """The same, refused where it is by another encoder, too."""
        manifest = cls.read(folder)
        if manifest.encoder != encoder:
            raise EncoderMismatch(folder, manifest.encoder, encoder)
        return manifest

    def write(self, folder: Path) -> None:
        values = asdict(self)
        text = json.dumps(values | {CHECKSUM: _checksum(values)}, indent=2)
        (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Generation:
    """An open generation, its files checked."""

    name: str
    manifest: Manifest
    store: Store
    vectors: VectorIndex
    words: Bm25Index
    articles: Bm25Index
    terms: Lexicon
    quoted: QuotationIndex
    turn: AbstractContextManager[object] = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, folder: Path, manifest: Manifest) -> Self:
        """A generation whose files nobody has checked."""
        words, articles = Bm25Index(folder / WORDS), Bm25Index(folder / ARTICLES)
        store = Store(folder / ARCHIVE, words, articles)
        return cls(
            folder.name,
            manifest,
            store,
            VectorIndex.open(folder / VECTORS),
            words,
            articles,
            Lexicon(folder / TERMS),
            QuotationIndex(folder / QUOTED, store),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.store.close()


def current(index: Path) -> Path:
    """The folder of the generation that answers; IndexMissing where none was ever made current."""
    try:
        name = (index / CURRENT).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise IndexMissing(index) from error
    except UnicodeDecodeError as error:
        raise IndexDamaged(index, f"{CURRENT} cannot be read") from error
    if not NAME.fullmatch(name) or not (index / name).is_dir():
        raise IndexDamaged(index, f"its current generation {name!r} is gone")
    return index / name


def open_current(index: Path, encoder: str) -> Generation:
    """Open the current generation; a GenerationError where it is missing, damaged, too new or by another encoder."""
    while True:
        folder = current(index)
        try:
            return _open(folder, encoder)
        except (GenerationError, OSError):
            if current(index) == folder:
                raise
            # else a newer one was made current meanwhile, and this one removed


def _open(folder: Path, encoder: str) -> Generation:
    manifest = Manifest.by(encoder, folder)
    verify(folder, manifest)
    return Generation.open(folder, manifest)


def verify(folder: Path, manifest: Manifest) -> None:
    """Refuse a generation of which a file is gone, or differs from when it was written."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # hashing lets other threads run
        found = {name: pool.submit(digest, folder / name) for name in manifest.files}
    for name, expected in manifest.files.items():
        if found[name].exception():
            raise IndexDamaged(folder, f"{name} cannot be read") from found[name].exception()
        if found[name].result() != expected:
            raise IndexDamaged(folder, f"{name} has changed since it was written")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checksum(values: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
