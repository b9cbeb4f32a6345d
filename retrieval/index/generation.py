"""A generation: one built index, in a folder that never changes once it is complete.

    index/
      current                       the name of the current generation
      archive-id                    a random id; the manifest of each generation repeats it
      archive                       the path of the archive that was indexed
      checked                       empty; its time is that of the last look for changes in the archive
      20261122T060301-5f3c9a/
        manifest.json               layout, stage versions, encoder, counts, fingerprint of the input, digests of files
        reading.json                the files read and skipped (`ingest.IngestReport`)
        archive.db                  articles, passages, quotations (SQLite, read only)
        archive/                    columns: facts that a search needs of many passages at once
        vectors/                    a vector for each passage; row i is passage i
        words/                      BM25 index of the passages; row i is passage i
        articles/                   BM25 index of the articles; row i is article i
        terms/                      lexicon: the words of each passage, their rarity and similarity
        quoted/                     speaker turns, and the words of each

Opening a generation checks every file against its digest. Most files are then read into memory and not used again. The
database and large arrays stay open (`OpenFiles`), so the generation can be read even after its folder is removed. If
one of these files changes, the generation refuses to answer. retrieval/indexing builds generations.
"""

import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from io import BufferedReader
from pathlib import Path
from typing import Any, Self

from retrieval import files
from retrieval.errors import (
    EncoderMismatch,
    GenerationError,
    IndexDamaged,
    IndexMissing,
    IndexOfAnother,
    IndexTooNew,
    IndexTooOld,
)
from retrieval.index import npy, stages
from retrieval.index.bm25 import Bm25Index
from retrieval.index.disk_array import ROOM
from retrieval.index.lexicon import Lexicon
from retrieval.index.quotations import QuotationIndex
from retrieval.index.tables import SqliteStore
from retrieval.index.vectors import VectorIndex

MANIFEST, CHECKSUM = "manifest.json", "sha256"


@dataclass(frozen=True, slots=True)
class Manifest:
    """manifest.json. Its own digest covers the generation's name and archive too.

    So a manifest is refused in the folder of another generation, and in the index of another archive.
    """

    format: int  # stages.LAYOUT when it was built
    encoder: str
    dim: int
    built: str  # UTC, ISO 8601
    fingerprint: str  # digest of the archive and the settings that the generation was built from
    articles: int
    passages: int
    quotations: int
    skipped: int
    name: str = ""  # the generation's name, which its folder has as well
    archive: str = ""  # the id of the index that it was built for (`archive_id`)
    parent: str = ""  # the name of the generation that was current when it was built; empty for the first
    stages: dict[str, int] = field(default_factory=lambda: dict(stages.VERSIONS))  # stages.VERSIONS when it was built
    encode_backend: str = ""  # how new passages were encoded; empty if there were none
    search: dict[str, Any] = field(default_factory=dict)  # how vectors are searched, with the measured recall
    files: dict[str, str] = field(default_factory=dict)  # path below the folder → sha256

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a generation whose layout this program knows. Its stages may be of other versions.

        Raises IndexTooOld or IndexTooNew if the layout is another one. Raises IndexDamaged if the file cannot be read,
        or is the manifest of another generation.
        """
        try:
            values: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            layout = values["format"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(folder, f"{MANIFEST} cannot be read") from error
        if not isinstance(layout, int):
            raise IndexDamaged(folder, f"{MANIFEST} has format {layout!r}")
        if layout > stages.LAYOUT:
            raise IndexTooNew(folder, "format", layout, stages.LAYOUT)
        if layout < stages.LAYOUT:
            raise IndexTooOld(folder)
        if values.pop(CHECKSUM, None) != _checksum(values):
            raise IndexDamaged(folder, f"{MANIFEST} has changed since it was written")
        if values.keys() != {known.name for known in fields(cls)}:
            raise IndexDamaged(folder, f"{MANIFEST} lacks or adds a key")
        if not isinstance(values["files"], dict) or not isinstance(values["stages"], dict):
            raise IndexDamaged(folder, f"{MANIFEST} lacks its files or stages")
        if values["name"] != folder.name.partition(".")[0]:  # a draft's folder has a suffix
            raise IndexDamaged(folder, f"it is generation {values['name']!r} under another name")
        return cls(**values)

    @classmethod
    def read_for(cls, encoder: str, folder: Path) -> Self:
        """Read the manifest like `read`, but also refuse other stage versions (IndexTooOld, IndexTooNew) and encoders.

        Raises EncoderMismatch if another encoder than `encoder` made the generation.
        """
        manifest = cls.read(folder)
        manifest.require_current_stages(folder)
        if manifest.encoder != encoder:
            raise EncoderMismatch(folder, manifest.encoder, encoder)
        return manifest

    def require_current_stages(self, folder: Path) -> None:
        """Raise IndexTooOld or IndexTooNew if the generation in `folder` was made by another version of a stage."""
        for stage, version in stages.VERSIONS.items():
            built_by = self.stages.get(stage, 0)
            if built_by > version:
                raise IndexTooNew(folder, stage, built_by, version)
            if built_by < version:
                raise IndexTooOld(folder)

    def write(self, folder: Path) -> None:
        values = asdict(self)
        text = json.dumps(values | {CHECKSUM: _checksum(values)}, indent=2)
        (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def _checksum(values: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


ROLLED_BACK = "rolled-back"
CURRENT, OWNER, ARCHIVE_ID, CHECKED, READING = "current", "archive", "archive-id", "checked", "reading.json"
ARCHIVE, VECTORS, PASSAGE_BM25, ARTICLE_BM25 = "archive.db", "vectors", "words", "articles"
LEXICON, SPEAKER_TURNS = "terms", "quoted"
NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}")


class OpenFiles:
    """The files of one generation that are read while it answers.

    Threads may share it. `check` tests whether a file has changed, and if so compares its digest. It examines the
    opened file, not its name, so nothing changes if the folder is removed or replaced.
    """

    def __init__(self, folder: Path, digests: Mapping[str, str], always: Collection[str] = ()) -> None:
        """Open the large files of a folder, and those named in `always`. `digests` has the sha256 of every file.

        Raises IndexDamaged if a file is missing.
        """
        self._folder, self._digests, self._lock = folder, digests, threading.Lock()
        self._files: dict[str, BufferedReader] = {}
        self._states: dict[str, os.stat_result] = {}
        try:
            for name in digests:
                if name not in always and npy.is_loaded(folder / name):
                    continue
                self._files[name] = (folder / name).open("rb")
                self._states[name] = os.fstat(self._files[name].fileno())
        except OSError as error:
            self.close()
            raise IndexDamaged(folder, f"{name} cannot be read") from error

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Check the files before and after the `with` block, so that the block has read only unchanged files.

        Raises IndexDamaged in place of any error that reading a changed file has caused.
        """
        self.check()
        try:
            yield
        finally:
            self.check()

    def check(self) -> None:
        """Raise IndexDamaged if the content of a file has changed since its digest was taken."""
        for name, file in self._files.items():
            if _has_changed(self._states[name], os.fstat(file.fileno())):
                self._check_content(name, file)

    def _check_content(self, name: str, file: BufferedReader) -> None:
        with self._lock:
            state = os.fstat(file.fileno())
            file.seek(0)
            if hashlib.file_digest(file, "sha256").hexdigest() != self._digests[name]:
                raise IndexDamaged(self._folder, f"{name} has changed since it was written")
            ROOM.forget()  # blocks may have been read while it was changed
            self._states[name] = state


def _has_changed(before: os.stat_result, now: os.stat_result) -> bool:
    """Whether an open file may have other content than before.

    It compares the ctime, the only file time that programs cannot set back. Removing the file's name changes it too.
    """
    if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        return True
    return now.st_nlink == before.st_nlink and now.st_ctime_ns != before.st_ctime_ns


@dataclass(frozen=True, slots=True)
class Generation:
    """An open generation on this machine: a Backend (retrieval/backends/protocol.py)."""

    name: str
    manifest: Manifest
    store: SqliteStore
    vectors: VectorIndex
    passage_bm25: Bm25Index
    article_bm25: Bm25Index
    lexicon: Lexicon
    speaker_turns: QuotationIndex
    files: OpenFiles
    ranking_lock: AbstractContextManager[object] = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, folder: Path, manifest: Manifest, *, check: bool) -> Self:
        """Open a generation. If `check` is true, first compare its files with their digests. Raises IndexDamaged."""
        files = OpenFiles(folder, manifest.files, always={ARCHIVE})
        try:
            if check:
                verify(folder, manifest)
            passage_bm25, article_bm25 = Bm25Index(folder / PASSAGE_BM25), Bm25Index(folder / ARTICLE_BM25)
            store = SqliteStore(folder / ARCHIVE, passage_bm25, article_bm25)
            return cls(
                folder.name,
                manifest,
                store,
                VectorIndex.open(folder / VECTORS),
                passage_bm25,
                article_bm25,
                Lexicon(folder / LEXICON),
                QuotationIndex(folder / SPEAKER_TURNS, store),
                files,
            )
        except BaseException:
            files.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reading(self) -> AbstractContextManager[object]:
        """Wrap each request in this context.

        Raises IndexDamaged if a file has changed since the generation was opened.
        """
        return self.files.unchanged()

    def close(self) -> None:
        self.store.close()
        self.files.close()


def current(index: Path) -> Path:
    """The folder of the current generation. Raises IndexMissing if there is none yet, IndexDamaged if it is gone."""
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
    """Open the current generation.

    Raises GenerationError if it is missing, damaged, too old, too new, or built with another encoder.
    """
    while True:
        folder = current(index)
        try:
            manifest = Manifest.read_for(encoder, folder)
            require_archive(folder, manifest)
            return Generation.open(folder, manifest, check=True)
        except (GenerationError, OSError):
            if current(index) == folder:
                raise
            # otherwise a newer generation has replaced this one in the meantime: open the newer one


def archive_id(index: Path) -> str | None:
    """The id that an index got when it was first built; None if it has none."""
    try:
        return (index / ARCHIVE_ID).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def require_archive(folder: Path, manifest: Manifest) -> None:
    """Raise IndexDamaged if a generation was built for another index, and so perhaps from another archive."""
    if (own := archive_id(folder.parent)) is not None and own != manifest.archive:
        raise IndexDamaged(folder, "it was built for the index of another archive")


def verify(folder: Path, manifest: Manifest) -> None:
    """Raise IndexDamaged if a file of the generation is missing or has changed since it was written."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # hashing releases the interpreter lock
        digests = {name: pool.submit(files.digest, folder / name) for name in manifest.files}
    for name, expected in manifest.files.items():
        if digests[name].exception():
            raise IndexDamaged(folder, f"{name} cannot be read") from digests[name].exception()
        if digests[name].result() != expected:
            raise IndexDamaged(folder, f"{name} has changed since it was written")


def require_owner(index: Path, archive: Path, *, builds: bool = False) -> None:
    """Raise IndexOfAnother if the index was built from another archive. `archive` is a path without links.

    If the earlier archive no longer exists, it may have been moved to `archive`. A builder then takes its index over.
    """
    try:
        owner = Path(os.fsdecode((index / OWNER).read_bytes()))
    except OSError:
        return
    if owner != archive and not (builds and not owner.exists()):
        raise IndexOfAnother(index, owner, archive)


def note_owner(index: Path, archive: Path) -> None:
    """Record that the index is built from this archive, a path without links."""
    files.write_atomically(index / OWNER, os.fsencode(archive))


def note_checked(index: Path, when: float) -> None:
    """Record that the index had everything that was in the archive at a time, in seconds since the epoch."""
    path = index / CHECKED
    path.touch()
    os.utime(path, (when, when))


def last_checked(index: Path) -> float | None:
    """The time of the last look for changes in the archive, or None if it is not known."""
    try:
        return (index / CHECKED).stat().st_mtime
    except OSError:
        return None


def rolled_back(index: Path) -> str | None:
    """The fingerprint of the generation that was rolled back; None if the newest one is in use."""
    with suppress(OSError):
        return (index / ROLLED_BACK).read_text(encoding="utf-8")
    return None


def count_changed_since(folder: Path, when: float, seconds: float) -> int:
    """The number of files of a folder that were added or changed since a time, in seconds since the epoch.

    No file is opened, so files without articles count too. If no file has changed, the result is the number of folders
    in which something was removed or renamed. Hidden files and links do not count. If the walk takes longer than
    `seconds`, the result is a lower bound; it is 0 if the folder does not exist.
    """
    deadline, files, folders = time.monotonic() + seconds, 0, 0
    waiting = [os.fspath(folder)]
    while waiting and time.monotonic() <= deadline:
        path = waiting.pop()
        try:
            folders += Path(path).stat().st_mtime > when
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or entry.is_symlink():
                        continue
                    if entry.is_dir():
                        waiting.append(entry.path)
                    else:
                        facts = entry.stat()
                        files += max(facts.st_mtime, facts.st_ctime) > when
        except OSError:  # a file went away meanwhile, so something did change
            folders += folder.is_dir()
    return files or folders
