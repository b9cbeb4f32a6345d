"""How a generation is made, becomes the current one, and is removed.

    index/
      current                       the name of the generation that answers
      20261122T060301-5f3c9a/       the one before
      20261122T071200-0b41de/       that one
      20261122T080506-77ab30.part/  a draft: one being built, or what a killed builder left
      checkpoint.db                 work on the draft that is finished (checkpoint.py)
      rolled-back                   the fingerprint of what is not to be built again as it was

A draft is complete and flushed before one atomic rename makes it current. So `current` names a complete generation
whenever the builder dies.

The check of a new generation before it answers: a sample of its own passages must find themselves in it.

A row too many or too few, vectors that are not numbers, an index that finds no neighbour: whatever went wrong, a
passage that is searched for in its own words is then not among the first.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np

from retrieval.array_types import Vectors
from retrieval.errors import GenerationError, NothingBefore, SelfCheckFailed
from retrieval.index import generation
from retrieval.index.generation import CURRENT, NAME, Generation
from retrieval.index.manifest import Manifest

DRAFT_SUFFIX, ROLLED_BACK = ".part", "rolled-back"
TIME_FORMAT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation that is being made: a folder to be filled, and then completed."""

    name: str
    folder: Path

    def complete(self, manifest: Manifest) -> Generation:
        """Write the manifest, with the digests of all files; returns the generation, open, to be checked."""
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        digests = {path.relative_to(self.folder).as_posix(): generation.digest(path) for path in files}
        complete = replace(manifest, files=digests)
        complete.write(self.folder)
        return Generation.open(self.folder, complete)


@contextmanager
def draft(index: Path) -> Iterator[Draft]:
    """Make a new generation, and make it current when the block ends.

    An error in the block removes the draft, and the current generation stays as it was.
    """
    index.mkdir(parents=True, exist_ok=True)
    name = _new_name(index)
    folder = index / (name + DRAFT_SUFFIX)
    folder.mkdir()
    try:
        yield Draft(name, folder)
    except Exception:  # the disk may be full, and need the room
        shutil.rmtree(folder, ignore_errors=True)
        raise
    for path in [*folder.rglob("*"), folder]:
        _flush(path)
    folder.rename(index / name)
    _flush(index)
    make_current(index, name)
    (index / ROLLED_BACK).unlink(missing_ok=True)


def make_current(index: Path, name: str) -> None:
    new = index / (CURRENT + DRAFT_SUFFIX)
    new.write_text(name + "\n", encoding="utf-8")
    _flush(new)
    new.replace(index / CURRENT)
    _flush(index)


def roll_back(index: Path) -> str:
    """Make the generation before the current one current, and remember not to build the current one again as it was.

    Returns the name. Raises NothingBefore where none is kept, another GenerationError where the one before cannot be
    used.
    """
    current = generation.current(index)
    older = next((path for path in _newest_first(index) if path.name < current.name), None)
    if older is None:
        raise NothingBefore(index, current.name)
    manifest = Manifest.read(older)
    manifest.require_current_stages(older)
    generation.verify(older, manifest)
    with suppress(GenerationError):  # damage may be the reason for going back
        (index / ROLLED_BACK).write_text(Manifest.read(current).fingerprint, encoding="utf-8")
    make_current(index, older.name)
    return older.name


def is_rolled_back(index: Path, fingerprint: str) -> bool:
    """Whether the generation of this fingerprint was rolled back."""
    with suppress(OSError):
        return (index / ROLLED_BACK).read_text(encoding="utf-8") == fingerprint
    return False


def remove_old(index: Path, keep: int) -> None:
    """Remove drafts of killed builders, generations that were rolled back, and all but the newest `keep`.

    Files that cannot be removed now are left to the next time: on Windows another process may have them open.
    """
    with suppress(GenerationError):
        current = generation.current(index).name
        newer = [path for path in _newest_first(index) if path.name > current]
        older = [path for path in _newest_first(index) if path.name < current]
        for path in (*newer, *older[keep - 1 :]):
            shutil.rmtree(path, ignore_errors=True)
    for path in index.iterdir():  # and nothing else: the folder may hold more than the index
        if path.suffix == DRAFT_SUFFIX and NAME.fullmatch(path.stem):
            shutil.rmtree(path, ignore_errors=True)


def _new_name(index: Path) -> str:
    """The time of building, but later than every other generation, whatever the clock says."""
    at = datetime.now(UTC)
    for newest in _newest_first(index)[:1]:
        last = datetime.strptime(newest.name.partition("-")[0] + "Z", f"{TIME_FORMAT}%z")
        at = max(at, last + timedelta(seconds=1))
    return f"{at:{TIME_FORMAT}}-{uuid4().hex[:6]}"


def _newest_first(index: Path) -> list[Path]:
    """The complete generations."""
    return sorted((path for path in index.iterdir() if path.is_dir() and NAME.fullmatch(path.name)), reverse=True)


def _flush(path: Path) -> None:
    """Have the disk hold a file, or a folder's list of files, before anything relies on it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


SAMPLE = 24  # passages, spread over all
TOP_K = 10  # each passage should be among the first TOP_K
LEAST_SHARE = 0.75  # of the sample that must be; good generations find at least .83 of any sample
TOLERANCE = 1e-3  # of cosines
EncodeQuestion = Callable[[str], Vectors]


def check(generation: Generation, encode_question: EncodeQuestion | None) -> None:
    """Raise SelfCheckFailed where too few passages find themselves, by their vectors or by their words.

    Without `encode_question`, a passage is searched for by its own vector.
    """
    counts = len(generation.store), len(generation.vectors), len(generation.passage_bm25)
    if len(set(counts)) > 1:
        raise SelfCheckFailed(generation.name, "{} passages, {} vectors, {} texts".format(*counts))
    rows = np.unique(np.linspace(0, len(generation.store) - 1, SAMPLE).astype(np.int64))
    texts = [passage.text for passage in generation.store.passages(rows)]
    queries = [encode_question(text) for text in texts] if encode_question else generation.vectors.at(rows)
    by_vectors = sum(_is_near(generation, query, row) for query, row in zip(queries, rows, strict=True))
    by_words = sum(_is_found_by_words(generation, text, row) for text, row in zip(texts, rows, strict=True))
    if min(by_vectors, by_words) < LEAST_SHARE * len(rows):
        raise SelfCheckFailed(generation.name, f"of {len(rows)} {by_vectors} by meaning, {by_words} by words")


def _is_near(generation: Generation, query: Vectors, row: int) -> bool:
    """Whether a passage is among the first, or has the same words as one of them."""
    own, *first = generation.vectors.cosines(query, np.array([row, *generation.vectors.nearest(query, TOP_K)]))
    return bool(own >= min(first, default=np.inf) - TOLERANCE)  # vectors that are not numbers have no neighbours


def _is_found_by_words(generation: Generation, text: str, row: int) -> bool:
    match = generation.passage_bm25.match(text)
    own, *first = match.scores(np.array([row, *match.best(TOP_K)]))
    return not first or bool(own >= min(first) and own > 0)
