"""Brings an index up to date with its folder of articles. `_build` has every stage, in order.

    pipeline            articles → passages, quotations and vectors, in batches
    attribution_pool    quotations, in several processes
    embedding           what a vector is made from
    checkpoint          work that need not be done again
    search_structures   BM25, lexicon and the speakers' words
    generations         drafts, and which generation is current
    ray_pipeline        the pipeline on a Ray cluster

The versions of these stages stand in retrieval/index/stages.py.

It costs what has changed: unchanged articles keep their passages and quotations, unchanged texts their vectors
(checkpoint.py). One batch of articles is in memory at a time (pipeline.py).
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
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from retrieval import ingest
from retrieval.attribution import entity_linking
from retrieval.encoders import Encoder
from retrieval.errors import ArchiveMissing, GenerationError, IndexBusy, IndexDamaged, IndexUnwritable, SelfCheckFailed
from retrieval.index import generation, stages, vectors
from retrieval.index.manifest import Manifest
from retrieval.index.tables import SqliteStore
from retrieval.index.tables.writer import TableWriter
from retrieval.indexing import checkpoint as checkpoints
from retrieval.indexing import generations, search_structures
from retrieval.indexing.checkpoint import Checkpoint
from retrieval.indexing.pipeline import IndexingPipeline, Progress
from retrieval.settings import ArchiveSettings, Settings

if TYPE_CHECKING:
    from retrieval.ingest.feeds import FetchResult


logger = logging.getLogger(__name__)

FULL_DISK_BYTES = 1 << 20  # a disk with fewer free bytes is full


@dataclass(frozen=True, slots=True)
class IndexingResult:
    """What an indexing run made, and how many passages it parsed and embedded: none where nothing had changed.

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
    """Fetch the feeds that are due, and build a new generation where the archive, a setting or a stage has changed.

    `full` builds it anyway, and all of it. The encoder is loaded only when there is something to embed.

    Raises IndexBusy where another process is building, IndexUnwritable where the index cannot be written,
    SelfCheckFailed where the new generation does not find its own passages.
    """
    index = settings.index.folder
    with _locked(index):
        fetched = _fetch_feeds(settings.archive)
        generations.remove_old(index, settings.index.keep)
        fingerprint = _fingerprint(settings)
        current = None if full else _up_to_date(index, fingerprint)
        if current:
            checkpoints.clear(index)
            return replace(current, fetched=fetched)
        result = _build(settings, load_encoder, fingerprint, progress, full=full)
        generations.remove_old(index, settings.index.keep)
        return replace(result, fetched=fetched)


def roll_back(index: Path) -> str:
    """Make the generation before the current one answer until the archive changes; returns its name.

    Raises NothingBefore where there is none, IndexBusy and IndexUnwritable as building does.
    """
    generation.current(index)
    with _locked(index):
        return generations.roll_back(index)


def _build(
    settings: Settings, load_encoder: Callable[[], Encoder], fingerprint: str, progress: Progress, *, full: bool
) -> IndexingResult:
    """file → Article → Passage → Quotation → vectors → tables → search structures → generation → current"""
    index = settings.index.folder
    reader = ingest.ArchiveReader(settings.archive)
    with Checkpoint.open(index, settings.encoder.name, anew=full) as checkpoint, generations.draft(index) as draft:
        pipeline = _pipeline(settings, load_encoder, checkpoint, progress)
        tables = draft.folder / generation.ARCHIVE
        with TableWriter(tables) as writer:
            for entries in pipeline.run(reader, reader.expected):
                for entry in entries:
                    writer.add(entry)
            writer.rename_speakers(entity_linking.link_entities(writer.mentions()))
            counts = writer.finish()
        if not counts.passages:
            raise ArchiveMissing(settings.archive.folder, "holds nothing but headlines")

        with closing(SqliteStore(tables)) as store:
            rows = checkpoint.rows(store)
            search = vectors.write(draft.folder / generation.VECTORS, pipeline.dim, rows)
            search_structures.write(draft.folder, store, pipeline.word_vectors, checkpoint.word_vectors())

        report = reader.report.as_json()
        (draft.folder / generation.READING).write_text(json.dumps(report), encoding="utf-8")
        manifest = Manifest(
            format=stages.LAYOUT,
            encoder=settings.encoder.name,
            dim=pipeline.dim,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            fingerprint=fingerprint,
            articles=counts.articles,
            passages=counts.passages,
            quotations=counts.quotations,
            skipped=reader.report.skipped,
            encode_backend=pipeline.encode_backend,
            search=asdict(search),
        )
        with draft.complete(manifest) as new:
            try:
                generations.check(new, pipeline.encode_question)
            except SelfCheckFailed:
                checkpoints.clear(index)  # the fault may be in it
                raise
    checkpoints.clear(index)
    return IndexingResult(
        draft.name, new.manifest, report, changed=True, parsed=pipeline.parsed, embedded=pipeline.embedded
    )


def _pipeline(
    settings: Settings, load_encoder: Callable[[], Encoder], checkpoint: Checkpoint, progress: Progress
) -> IndexingPipeline:
    if settings.index.ray:
        from retrieval.indexing.ray_pipeline import RayPipeline

        return RayPipeline(settings, load_encoder, checkpoint, progress)
    return IndexingPipeline(settings, load_encoder, checkpoint, progress)


@contextmanager
def _locked(index: Path) -> Iterator[None]:
    """Keep other builders out of an index. The lock is the operating system's: it ends with its process."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / "lock", timeout=0):
            yield
    except Timeout as error:
        raise IndexBusy(index) from error
    except (OSError, sqlite3.Error) as error:
        is_full = index.exists() and shutil.disk_usage(index).free < FULL_DISK_BYTES
        problem = getattr(error, "strerror", None) or str(error)
        raise IndexUnwritable(index, "no space left on the disk" if is_full else problem) from error


def _fetch_feeds(settings: ArchiveSettings) -> "Sequence[FetchResult]":
    if not settings.feeds.urls:
        return ()
    from retrieval.ingest import feeds

    return feeds.fetch(settings)


def _fingerprint(settings: Settings) -> str:
    """The same for as long as a build would make the same generation."""
    versions = repr((stages.LAYOUT, sorted(stages.VERSIONS.items())))
    parts = (versions, settings.encoder.name, ingest.fingerprint(settings.archive))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _up_to_date(index: Path, fingerprint: str) -> IndexingResult | None:
    """The current generation where it has this fingerprint, or where the one that had it was rolled back."""
    try:
        folder = generation.current(index)
        manifest = Manifest.read(folder)
        manifest.require_current_stages(folder)
        generation.verify(folder, manifest)
        report = _report(folder)
    except GenerationError as error:
        logger.info("building a new generation: %s", error)
        return None
    rolled_back = generations.is_rolled_back(index, fingerprint)
    if rolled_back:
        logger.warning(
            "the archive is as it was when it was rolled back; `onrecord index --full` indexes it all the same"
        )
    is_same = rolled_back or manifest.fingerprint == fingerprint
    return IndexingResult(folder.name, manifest, report, changed=False) if is_same else None


def _report(folder: Path) -> dict[str, Any]:
    """What became of the archive's files when a generation was built."""
    try:
        report: dict[str, Any] = json.loads((folder / generation.READING).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(folder, f"{generation.READING} cannot be read") from error
    return report
