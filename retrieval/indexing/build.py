"""From a folder of articles to a generation of the index; nothing to do where nothing has changed.

    file → Article ──→ workshop: Passage → parse → Quotation → vectors ──→ store → words ──→ one generation → current
                          └── finished: what an earlier run did already

It costs what has changed: an unchanged article keeps its passages and quotations, unchanged words their vectors, and
only what is new is parsed and embedded. One batch of articles is held at a time.
"""

import hashlib
import json
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from retrieval import ingest, passages
from retrieval.array_types import Vectors
from retrieval.attribution import entity_linking
from retrieval.encoders import Encoder
from retrieval.errors import (
    ArchiveMissing,
    GenerationError,
    IndexBusy,
    IndexDamaged,
    IndexUnwritable,
    SelfCheckFailed,
)
from retrieval.index import bm25, generation, lexicon, quotations, vectors
from retrieval.index.generation import Generation, Manifest
from retrieval.index.tables import writer
from retrieval.index.tables.store import Store
from retrieval.indexing import checkpoint as finishing
from retrieval.indexing import generations, verify
from retrieval.indexing.checkpoint import Checkpoint
from retrieval.indexing.pipeline import IndexingPipeline, Progress
from retrieval.models import Article, Passage
from retrieval.settings import ArchiveSettings, Settings
from retrieval.text.tokenise import stems

if TYPE_CHECKING:
    from retrieval.ingest.feeds import FetchResult

logger = logging.getLogger(__name__)

CHUNK = 4096  # vectors written at once
LEAST = 1 << 20  # bytes; a disk with fewer free is full


@dataclass(frozen=True, slots=True)
class IndexingResult:
    """What an indexing run came to, with the passages that it parsed and embedded; none where nothing had changed.

    `read` says what became of the archive's files when they were last read, as `IngestReport.as_json` does.
    """

    generation: str
    manifest: Manifest
    read: dict[str, Any]
    changed: bool
    parsed: int = 0
    embedded: int = 0
    fetched: "Sequence[FetchResult]" = ()  # of feeds by address, those that were due


def bring_up_to_date(
    settings: Settings, load_encoder: Callable[[], Encoder], progress: Progress, *, full: bool = False
) -> IndexingResult:
    """Build a new generation where the archive or a setting has changed since the current one; `full` builds it anyway.

    Feeds that are due are fetched first.

    The encoder is loaded only when there is something to embed. Raises IndexBusy where another process is building,
    IndexUnwritable where the index cannot be written, SelfCheckFailed where what was built is no good.
    """
    index = settings.index.folder
    with _writing(index):
        fetched = _fetched(settings.archive)
        generations.remove_old(index, settings.index.keep)
        fingerprint = _fingerprint(settings)
        if not full and (current := _nothing_to_do(index, fingerprint)):
            finishing.forget(index)
            return replace(current, fetched=fetched)
        built = _build(settings, load_encoder, fingerprint, progress, full=full)
        generations.remove_old(index, settings.index.keep)
        return replace(built, fetched=fetched)


def roll_back(index: Path) -> str:
    """Let the generation before answer, until the archive changes; returns its name.

    Raises NothingBefore where there is none, IndexBusy and IndexUnwritable as building does.
    """
    generation.current(index)
    with _writing(index):
        return generations.roll_back(index)


@contextmanager
def _writing(index: Path) -> Iterator[None]:
    """Alone with the folder of an index. The lock is the operating system's, which a dead process cannot hold."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / "lock", timeout=0):
            yield
    except Timeout as error:
        raise IndexBusy(index) from error
    except (OSError, sqlite3.Error) as error:
        is_full = index.exists() and shutil.disk_usage(index).free < LEAST
        problem = getattr(error, "strerror", None) or str(error)
        raise IndexUnwritable(index, "no space left on the disk" if is_full else problem) from error


def _fetched(settings: ArchiveSettings) -> "Sequence[FetchResult]":
    if not settings.feeds.urls:
        return ()
    from retrieval.ingest import feeds

    return feeds.fetch(settings)


def _fingerprint(settings: Settings) -> str:
    """Of everything that a generation depends on."""
    parts = (
        str(generation.FORMAT),
        settings.encoder.name,
        ingest.fingerprint(settings.archive),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _nothing_to_do(index: Path, fingerprint: str) -> IndexingResult | None:
    """What is current, where it is of this fingerprint, or was gone back to from one of it."""
    try:
        folder = generation.current(index)
        manifest = Manifest.read(folder)
        generation.verify(folder, manifest)
        read = _read(folder)
    except GenerationError as error:
        logger.info("building anew: %s", error)
        return None
    rolled_back = generations.is_rolled_back(index, fingerprint)
    if rolled_back:
        logger.warning(
            "the archive is as it was when it was rolled back; `onrecord index --full` indexes it all the same"
        )
    same = rolled_back or manifest.fingerprint == fingerprint
    return IndexingResult(folder.name, manifest, read, changed=False) if same else None


def _read(folder: Path) -> dict[str, Any]:
    """What became of the archive's files when a generation was built."""
    try:
        read: dict[str, Any] = json.loads((folder / generation.READING).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(folder, f"{generation.READING} cannot be read") from error
    return read


def _build(
    settings: Settings, load_encoder: Callable[[], Encoder], fingerprint: str, progress: Progress, *, full: bool
) -> IndexingResult:
    index = settings.index.folder
    read = ingest.ArchiveReader(settings.archive)
    with Checkpoint.open(index, settings.encoder.name, anew=full) as finished:
        workshop = _workshop(settings, load_encoder, finished, progress)

        def fill(folder: Path) -> Manifest:
            counts = writer.write(
                folder / generation.ARCHIVE, workshop.entries(read, read.expected), entity_linking.link_entities
            )
            if not counts.passages:
                raise ArchiveMissing(settings.archive.folder, "holds nothing but headlines")
            with closing(Store(folder / generation.ARCHIVE)) as written:
                search = _write(folder, written, workshop, finished)
            (folder / generation.READING).write_text(json.dumps(read.report.as_json()), encoding="utf-8")
            return Manifest(
                format=generation.FORMAT,
                encoder=settings.encoder.name,
                dim=workshop.dim,
                built=datetime.now(UTC).isoformat(timespec="seconds"),
                fingerprint=fingerprint,
                articles=counts.articles,
                passages=counts.passages,
                quotations=counts.quotations,
                skipped=read.report.skipped,
                way=workshop.way,
                search=asdict(search),
            )

        def check(opened: Generation) -> None:
            verify.check(opened, workshop.question)

        try:
            name = generations.publish(index, fill, check)
        except SelfCheckFailed:
            finishing.forget(index)  # it may be what is wrong
            raise
    finishing.forget(index)
    manifest, told = Manifest.read(index / name), read.report.as_json()
    return IndexingResult(name, manifest, told, changed=True, parsed=workshop.parsed, embedded=workshop.embedded)


def _workshop(
    settings: Settings, load: Callable[[], Encoder], finished: Checkpoint, progress: Progress
) -> IndexingPipeline:
    if settings.index.ray:
        from retrieval.indexing.ray_pipeline import RayPipeline

        return RayPipeline(settings, load, finished, progress)
    return IndexingPipeline(settings, load, finished, progress)


def _write(folder: Path, written: Store, workshop: IndexingPipeline, finished: Checkpoint) -> vectors.Search:
    """What is searched, from the articles as they are stored, one at a time; returns how the vectors are."""
    search = vectors.write(folder / generation.VECTORS, workshop.dim, _rows(written, finished))
    bm25.write(folder / generation.WORDS, surrounded(written))
    bm25.write(folder / generation.ARTICLES, (stems_of_all(article) for article, _ in written.by_article()))
    lexicon.write(
        folder / generation.TERMS,
        (passage.text for _, cut in written.by_article() for passage in cut),
        (article.title or "" for article, _ in written.by_article()),
        workshop.meanings,
        finished.meanings(),
    )
    quotations.write(folder / generation.QUOTED, written)
    return search


def _rows(written: Store, finished: Checkpoint) -> Iterator[Vectors]:
    """A unit row for every passage, some thousand at a time."""
    for start in range(0, len(written), CHUNK):
        digests = written.digests(range(start, min(start + CHUNK, len(written))))
        found = finished.vectors(digests)
        yield np.stack([found[digest] for digest in digests])


def surrounded(written: Store) -> Iterator[list[str]]:
    """The stems by which each passage is found."""
    for _, cut in written.by_article():
        for previous, passage in passages.with_previous(cut):
            yield stems_around(passage, previous)


def stems_around(passage: Passage, previous: Passage | None) -> list[str]:
    """The stems by which a passage is found: its own, twice as heavy as its headline's and those before it."""
    own = _stems(passage.text)
    return [*_stems(passage.article.title or ""), *(_stems(previous.text) if previous else ()), *own, *own]


def stems_of_all(article: Article) -> list[str]:
    """The stems by which an article is found as one."""
    return stems(f"{article.title or ''}\n{article.text[article.body :]}")


_stems = lru_cache(maxsize=16)(stems)  # a headline comes with each of its passages, a passage with the next
