"""One built index, a folder that is never changed once it is complete.

    index/
      current                       the name of the generation that answers
      20261122T060301-5f3c9a/
        manifest.json               format, encoder, counts, what it was built from, digest of every file below
        archive.db                  articles, passages, quotations (SQLite, read only)
        vectors.faiss               row i is passage i
        words/                      BM25, row i is passage i
        articles/                   BM25, row i is article i
        terms/                      which words each passage holds, and what they mean
      finished.db                   what one being built has finished so far
      20261122T071200-0b41de.part/  one being built, or what a killed builder left

A new one is built beside the others, flushed, and made current by one atomic rename; so whenever the builder dies,
`current` names a complete generation. On opening every file is checked against its digest.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from retrieval.errors import EncoderMismatch, IndexDamaged, IndexMissing, IndexTooNew
from retrieval.index.store import Store
from retrieval.index.terms import TermIndex
from retrieval.index.vectors import VectorIndex
from retrieval.index.words import WordIndex

FORMAT = 7  # rises too when passages or quotations would come out otherwise than before
CURRENT, MANIFEST, PART = "current", "manifest.json", ".part"
ARCHIVE, VECTORS, WORDS, ARTICLES, TERMS = "archive.db", "vectors.faiss", "words", "articles", "terms"
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
        if values.keys() != {known.name for known in fields(cls)} or not isinstance(values["files"], dict):
            raise IndexDamaged(folder, f"{MANIFEST} lacks or adds a key")
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Generation:
    """An open generation, its files checked."""

    name: str
    manifest: Manifest
    store: Store
    vectors: VectorIndex
    words: WordIndex
    articles: WordIndex
    terms: TermIndex

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
    folder = current(index)
    manifest = Manifest.read(folder)
    if manifest.encoder != encoder:
        raise EncoderMismatch(folder, manifest.encoder, encoder)
    verify(folder, manifest)
    return Generation(
        folder.name,
        manifest,
        Store(folder / ARCHIVE),
        VectorIndex.open(folder / VECTORS),
        WordIndex.open(folder / WORDS),
        WordIndex.open(folder / ARTICLES),
        TermIndex(folder / TERMS),
    )


def verify(folder: Path, manifest: Manifest) -> None:
    """Refuse a generation of which a file is gone, or differs from when it was written."""
    for name, digest in manifest.files.items():
        try:
            found = _digest(folder / name)
        except OSError as error:
            raise IndexDamaged(folder, f"{name} cannot be read") from error
        if found != digest:
            raise IndexDamaged(folder, f"{name} has changed since it was written")


def publish(index: Path, fill: Callable[[Path], Manifest]) -> str:
    """Make a new generation, `fill` writing its files into an empty folder, and then make it current; returns its name.

    Whatever goes wrong before the last step leaves the current generation as it was.
    """
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"
    part = index / (name + PART)
    part.mkdir(parents=True)
    manifest = fill(part)
    files = sorted(path for path in part.rglob("*") if path.is_file())
    complete = replace(manifest, files={path.relative_to(part).as_posix(): _digest(path) for path in files})
    (part / MANIFEST).write_text(json.dumps(asdict(complete), indent=2) + "\n", encoding="utf-8")
    for path in [*part.rglob("*"), part]:
        _flush(path)
    part.rename(index / name)
    mark = index / (CURRENT + PART)
    mark.write_text(name + "\n", encoding="utf-8")
    _flush(mark)
    mark.replace(index / CURRENT)
    _flush(index)
    return name


def prune(index: Path, keep: int) -> None:
    """Remove what a killed builder left, and all but the newest `keep` generations, never the current one."""
    serving = current(index).name
    newest_first = sorted((path for path in index.iterdir() if path.is_dir()), reverse=True)
    older = [path for path in newest_first if NAME.fullmatch(path.name) and path.name != serving]
    left = [path for path in newest_first if NAME.fullmatch(path.stem) and path.suffix == PART]
    for path in [*older[keep - 1 :], *left]:  # and nothing else: the folder may hold more than the index
        shutil.rmtree(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Have the disk hold a file, or a folder's list of files, before anything relies on it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
