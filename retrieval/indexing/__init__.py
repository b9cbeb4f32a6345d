"""Brings an index up to date with its folder of articles. `_build` shows all steps in order.

    pipeline            articles → passages, quotations and vectors, in batches
    attribution_pool    finds quotations, in several processes
    embedding           makes the vectors of passages
    checkpoint          finished work that is not repeated
    search_structures   writes the BM25 indexes, the lexicon and the speaker turns
    generations         makes a draft into the current generation, and removes old ones
    rollback            makes the previous generation current again
    ray_pipeline        runs the pipeline on a Ray cluster

Only changes cost time: unchanged articles keep their passages and quotations, and unchanged texts keep their vectors
(checkpoint.py). Only one batch of articles is in memory at a time (pipeline.py). retrieval/index/stages.py has the
versions of the stages.
"""

import hashlib
import json
import logging
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from retrieval import corrections, files, ingest
from retrieval.attribution import document_kinds, entity_linking
from retrieval.corrections import applying
from retrieval.encoders import Encoder
from retrieval.errors import ArchiveMissing, GenerationError, IndexBusy, IndexDamaged, IndexUnwritable, SelfCheckFailed
from retrieval.index import generation, stages, vectors
from retrieval.index.generation import Manifest
from retrieval.index.tables import SqliteStore
from retrieval.index.tables.writer import TableWriter
from retrieval.indexing import checkpoint as checkpoints
from retrieval.indexing import generations, rollback, search_structures
from retrieval.indexing.checkpoint import Checkpoint
from retrieval.indexing.pipeline import IndexingPipeline, Progress
from retrieval.ingest import scans, walk
from retrieval.ingest.formats import pdf_ocr
from retrieval.settings import ArchiveSettings, Settings, real_path

if TYPE_CHECKING:
    from retrieval.ingest.feeds import FetchResult


logger = logging.getLogger(__name__)

MAX_UNFIT_LOGGED = 100  # corrections that do not fit, each logged in a line of its own
FULL_DISK_BYTES = 1 << 20  # a disk with fewer free bytes counts as full


@dataclass(frozen=True, slots=True)
class IndexingResult:
    """The result of an indexing run.

    `parsed` and `embedded` are the numbers of passages that the run parsed and embedded; both are 0 if nothing had
    changed. `read` reports which files were read and which were skipped, as `IngestReport.as_json` returns it.
    """

    generation: str
    manifest: Manifest
    read: dict[str, Any]
    changed: bool
    parsed: int = 0
    embedded: int = 0
    fetched: "Sequence[FetchResult]" = ()  # one for each feed that was due
    unfit: "Sequence[str]" = ()  # corrections that cannot be read, or do not fit the archive any more
    unread: int = 0  # files in the archive's folder of a kind that is not read, or links that are not followed


def bring_up_to_date(
    settings: Settings, load_encoder: Callable[[], Encoder], progress: Progress, *, full: bool = False
) -> IndexingResult:
    """Fetch the feeds that are due. If the archive, a setting or a stage has changed, build a new generation.

    With `full`, a new generation is always built, and nothing is reused. The encoder is loaded only if there is
    something to embed.

    Raises CorrectionsDamaged if corrections.toml cannot be read, ArchiveMissing if there are no articles,
    IndexOfAnother if the index is of another archive, IndexBusy if another process is building, IndexUnwritable if the
    index cannot be written, and SelfCheckFailed if the new generation does not find its own passages.
    """
    index = settings.index_folder
    if not settings.archive.folder.is_dir() and not settings.archive.feeds.urls:
        raise ArchiveMissing(settings.archive.folder)  # before a folder for its index is made
    with _locked(index):
        generation.require_owner(index, real_path(settings.archive.folder), builds=True)
        fetched = _fetch_feeds(settings.archive)
        with files.private():
            result = _update(settings, load_encoder, progress, full=full)
            return replace(result, fetched=fetched, unfit=_unfit(settings, result.generation))


def _update(
    settings: Settings, load_encoder: Callable[[], Encoder], progress: Progress, *, full: bool
) -> IndexingResult:
    index, started = settings.index_folder, time.time()
    generations.remove_old(index, settings.index.keep)
    fingerprint = _fingerprint(settings)
    current = None if full else _up_to_date(index, fingerprint)
    if current:
        checkpoints.clear(index)
        generation.note_owner(index, real_path(settings.archive.folder))
        generation.note_checked(index, started)
        return replace(current, unread=ingest.report_unread(settings.archive, current.read["skipped"]))
    result = _build(settings, load_encoder, fingerprint, progress, full=full)
    generation.note_owner(index, real_path(settings.archive.folder))
    generations.remove_old(index, settings.index.keep)
    generation.note_checked(index, started)
    return replace(result, unread=len(walk.unread_files(settings.archive.folder)))


def _unfit(settings: Settings, name: str) -> list[str]:
    """Warn of corrections that do not fit the archive any more. Returns the warnings."""
    put_right = corrections.read(settings.archive.folder)
    if put_right == corrections.Corrections():
        return []
    with closing(SqliteStore(settings.index_folder / name / generation.ARCHIVE)) as store:
        problems = list(applying.unfit(put_right, store, settings.archive.folder))
    for problem in problems[:MAX_UNFIT_LOGGED]:
        logger.warning("%s", problem)
    if (more := len(problems) - MAX_UNFIT_LOGGED) > 0:
        logger.warning("%d more corrections do not fit the archive; onrecord status lists them", more)
    return problems


def roll_back(settings: Settings) -> str:
    """Go back to the previous generation, without the articles that were deleted since.

    It stays current until the archive changes. Returns its name. Raises NothingBefore if there is none; and IndexBusy
    and IndexUnwritable like `bring_up_to_date`.
    """
    generation.current(settings.index_folder)
    with _locked(settings.index_folder), files.private():
        return rollback.roll_back(settings)


def _build(
    settings: Settings, load_encoder: Callable[[], Encoder], fingerprint: str, progress: Progress, *, full: bool
) -> IndexingResult:
    """file → Article → Passage → Quotation → vectors → tables → search structures → generation → current"""
    index = settings.index_folder
    scanned = scans.available(index)
    if scanned and full:
        scanned.forget_unused()
    reader = ingest.ArchiveReader(settings.archive, scans=scanned)
    with Checkpoint.open(index, settings.encoder.name, anew=full) as checkpoint, generations.draft(index) as draft:
        pipeline = _pipeline(settings, load_encoder, checkpoint, progress)
        tables = draft.folder / generation.ARCHIVE
        with TableWriter(tables) as writer:
            for entries in pipeline.run(reader, reader.expected):
                for entry in entries:
                    writer.add(entry, document_kinds.of(entry.article, entry.passages, entry.quotations))
            writer.rename_speakers(*reader.corrections.link(entity_linking.link_entities(writer.mentions())))
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
                checkpoints.clear(index)  # the checkpoint may have caused the failure
                raise
    checkpoints.clear(index)
    if scanned:
        scanned.forget_unused()
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
    """Lock an index against other builders. The operating system releases the lock when its process ends."""
    try:
        files.make_folder(index)
        with FileLock(index / "lock", timeout=0, mode=files.FILE_MODE):
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
    """A digest of everything that a build depends on: equal fingerprints mean equal generations."""
    versions = repr((stages.LAYOUT, sorted(stages.VERSIONS.items())))
    read_scans = str(pdf_ocr.RESULTS_VERSION) if pdf_ocr.is_available() else ""
    parts = (versions, settings.encoder.name, ingest.fingerprint(settings.archive), read_scans)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _up_to_date(index: Path, fingerprint: str) -> IndexingResult | None:
    """The current generation, if it has this fingerprint or if a generation with it was rolled back; else None."""
    try:
        folder = generation.current(index)
        manifest = Manifest.read(folder)
        manifest.require_current_stages(folder)
        generation.require_archive(folder, manifest)
        generation.verify(folder, manifest)
        report = _report(folder)
    except GenerationError as error:
        logger.info("building a new generation: %s", error)
        return None
    rolled_back = generations.is_rolled_back(index, fingerprint)
    if rolled_back:
        logger.warning("nothing has changed since the rollback; to index anyway: onrecord index --full")
    is_same = rolled_back or manifest.fingerprint == fingerprint
    return IndexingResult(folder.name, manifest, report, changed=False) if is_same else None


def _report(folder: Path) -> dict[str, Any]:
    """The report on the files that were read and skipped when a generation was built."""
    try:
        report: dict[str, Any] = json.loads((folder / generation.READING).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(folder, f"{generation.READING} cannot be read") from error
    return report
