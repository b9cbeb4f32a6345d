"""Makes a draft into the current generation, checks it, and removes or restores old generations.

    index/
      current                       contains the name of the current generation, here 20261122T071200-0b41de
      archive-id                    a random id; the manifest of each generation repeats it
      20261122T060301-5f3c9a/       the previous generation
      20261122T071200-0b41de/       the current generation
      20261122T080506-77ab30.part/  a draft: a generation being built, or left by a killed builder
      checkpoint.db                 finished work on the draft (checkpoint.py)
      rolled-back                   the fingerprint of the generation that was rolled back

A draft is complete and flushed to disk before one atomic rename makes it current. So `current` always names a complete
generation, even if the builder dies.

Before a new generation becomes current, `check` searches it for a sample of its own passages. A missing row, a broken
vector or a faulty index would keep a passage from being among the first results for its own words. Other passages with
nearly the same words (a repeated paragraph, copies of one story) may take its place among them.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np

from retrieval import files
from retrieval.array_types import Rows, Scores, Vectors
from retrieval.errors import GenerationError, NothingBefore, SelfCheckFailed
from retrieval.index import generation
from retrieval.index.disk_array import ROOM
from retrieval.index.generation import ARCHIVE_ID, CURRENT, NAME, ROLLED_BACK, Generation, Manifest
from retrieval.text.normalise import normalise, spelt_out

DRAFT_SUFFIX = ".part"
TIME_FORMAT = "%Y%m%dT%H%M%S"
KEPT_BYTES = 1 << 29  # of large files, so much stays in memory during a build, which reads most parts once


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation being built: a folder to be filled and then completed."""

    name: str
    folder: Path
    archive: str
    parent: str

    def complete(self, manifest: Manifest) -> Generation:
        """Write the manifest with the digests of all files, and open the generation, so that it can be checked."""
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file())
        digests = {path.relative_to(self.folder).as_posix(): files.digest(path) for path in paths}
        complete = replace(manifest, name=self.name, archive=self.archive, parent=self.parent, files=digests)
        complete.write(self.folder)
        return Generation.open(self.folder, complete, check=False)


@contextmanager
def draft(index: Path) -> Iterator[Draft]:
    """Start a new generation. When the `with` block ends, it becomes the current one.

    If the block raises an error, the draft is removed, and the current generation stays in use.
    """
    index.mkdir(parents=True, exist_ok=True)
    name, parent = _new_name(index), ""
    with suppress(GenerationError):
        parent = generation.current(index).name
    folder = index / (name + DRAFT_SUFFIX)
    folder.mkdir()
    try:
        with ROOM.limited_to(KEPT_BYTES):
            yield Draft(name, folder, _archive_id(index), parent)
    except Exception:  # remove the draft after any error: the disk may be full
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for path in [*folder.rglob("*"), folder]:
        files.flush(path)
    folder.rename(index / name)
    files.flush(index)
    make_current(index, name)
    (index / ROLLED_BACK).unlink(missing_ok=True)


def make_current(index: Path, name: str) -> None:
    files.write_atomically(index / CURRENT, f"{name}\n".encode())


def _archive_id(index: Path) -> str:
    """The id of an index. If it has none, it gets that of its current generation, or a new one."""
    if (known := generation.archive_id(index)) is not None:
        return known
    name = uuid4().hex
    with suppress(GenerationError):
        name = Manifest.read(generation.current(index)).archive or name
    files.write_atomically(index / ARCHIVE_ID, f"{name}\n".encode())
    return name


def previous(index: Path) -> tuple[Path, Manifest]:
    """The previous generation, if it is complete and belongs to this index.

    Raises NothingBefore if there is none, and another GenerationError if it cannot be used.
    """
    current = generation.current(index)
    older = next((path for path in _newest_first(index) if path.name < current.name), None)
    if older is None:
        raise NothingBefore(index, current.name)
    manifest = Manifest.read(older)
    manifest.require_current_stages(older)
    generation.require_archive(older, manifest)
    generation.verify(older, manifest)
    return older, manifest


def restore(index: Path, older: str) -> None:
    """Make an older generation the current one again."""
    note_rolled_back(index, fingerprint(generation.current(index)))
    make_current(index, older)


def fingerprint(folder: Path) -> str | None:
    """The fingerprint of a generation; None if it is damaged, which may be why it is rolled back."""
    with suppress(GenerationError):
        return Manifest.read(folder).fingerprint
    return None


def note_rolled_back(index: Path, fingerprint: str | None) -> None:
    """Record the fingerprint of a generation that was rolled back, so that it is not built again."""
    if fingerprint:
        files.write_atomically(index / ROLLED_BACK, fingerprint.encode())


def is_rolled_back(index: Path, fingerprint: str) -> bool:
    """Whether the generation with this fingerprint was rolled back."""
    return generation.rolled_back(index) == fingerprint


def remove_old(index: Path, keep: int) -> None:
    """Remove drafts of killed builders, generations that were rolled back, and all but the newest `keep` generations.

    Files that cannot be removed now are left for the next call: on Windows another process may have them open.
    """
    with suppress(GenerationError):
        current = generation.current(index).name
        newer = [path for path in _newest_first(index) if path.name > current]
        older = [path for path in _newest_first(index) if path.name < current]
        for path in (*newer, *older[keep - 1 :]):
            shutil.rmtree(path, ignore_errors=True)
    for path in index.iterdir():  # removes drafts only, since the folder may have other files
        if path.suffix == DRAFT_SUFFIX and NAME.fullmatch(path.stem):
            shutil.rmtree(path, ignore_errors=True)


def _new_name(index: Path) -> str:
    """A name from the current time.

    It sorts after the names of all other generations, even if the clock was set back.
    """
    at = datetime.now(UTC)
    for newest in _newest_first(index)[:1]:
        last = datetime.strptime(newest.name.partition("-")[0] + "Z", f"{TIME_FORMAT}%z")
        at = max(at, last + timedelta(seconds=1))
    return f"{at:{TIME_FORMAT}}-{uuid4().hex[:6]}"


def _newest_first(index: Path) -> list[Path]:
    """The folders of the complete generations, newest first."""
    return sorted((path for path in index.iterdir() if path.is_dir() and NAME.fullmatch(path.name)), reverse=True)


SAMPLE_PASSAGES = 24  # passages searched for, evenly spread
TOP_K = 10  # each should be among this many first results
MIN_FOUND_SHARE = 0.75  # share of the sample that must be found; good generations find at least .83 of any sample
COSINE_TOLERANCE = 1e-3  # tolerance when cosines are compared
MIN_TEXT_LIKENESS = 80  # texts this alike, from 0 to 100, are nearly the same
MIN_SCORE_SHARE = 0.75  # a passage ranked after others of nearly the same text must have this share of the best score
EncodeQuestion = Callable[[str], Vectors]


def check(generation: Generation, encode_question: EncodeQuestion | None) -> None:
    """Raise SelfCheckFailed if too few passages are found, by their vectors or by their words.

    Without `encode_question`, each passage is searched for by its own vector.
    """
    counts = len(generation.store), len(generation.vectors), len(generation.passage_bm25)
    if len(set(counts)) > 1:
        raise SelfCheckFailed(generation.name, "{} passages, {} vectors, {} texts".format(*counts))
    rows = np.unique(np.linspace(0, len(generation.store) - 1, SAMPLE_PASSAGES).astype(np.int64))
    texts = [passage.text for passage in generation.store.passages(rows)]
    queries = [encode_question(spelt_out(text)) for text in texts] if encode_question else generation.vectors.at(rows)
    by_vectors = by_words = 0
    for text, row, query in zip(texts, rows, queries, strict=True):
        nearest = generation.vectors.nearest(query, TOP_K)
        cosines = generation.vectors.cosines(query, np.array([row, *nearest]))
        by_vectors += _is_found(generation, text, nearest, cosines)
        match = generation.passage_bm25.match(text)
        best = match.best(TOP_K)
        # a text without words has no score, and cannot be searched for
        by_words += len(best) == 0 or _is_found(generation, text, best, match.scores(np.array([row, *best])))
    if min(by_vectors, by_words) < MIN_FOUND_SHARE * len(rows):
        raise SelfCheckFailed(generation.name, f"of {len(rows)} {by_vectors} by meaning, {by_words} by words")


def _is_found(generation: Generation, text: str, rows: Rows, scores: Scores) -> bool:
    """Whether the passage with this text is among the first results, or directly after others with nearly the same
    text.

    `rows` are the first results. `scores` are the passage's own score, and then theirs, shape (1 + len(rows),).
    """
    own, *first = scores
    if not first or not own > 0:  # vectors that are not numbers have no neighbours
        return False
    if own >= min(first) - COSINE_TOLERANCE:
        return True
    return bool(own >= MIN_SCORE_SHARE * max(first)) and any(
        _is_nearly_same(text, passage.text) for passage in generation.store.passages(rows)
    )


def _is_nearly_same(text: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(normalise(text), normalise(other)) >= MIN_TEXT_LIKENESS
