"""How a generation comes to answer, and goes.

    index/
      current                       the name of the generation that answers
      20261122T060301-5f3c9a/       the one before
      20261122T071200-0b41de/       that one
      20261122T080506-77ab30.part/  one being built, or what a killed builder left
      finished.db                   what the one being built has finished so far
      rolled-back                   the fingerprint of what is not to be built again as it was

A new one is built beside the others, made to find its own passages, flushed, and made current by one atomic rename; so
whenever the builder dies, `current` names a complete generation.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from retrieval.errors import GenerationError, IndexDamaged, NothingBefore
from retrieval.index import generation
from retrieval.index.generation import CURRENT, NAME, Generation, Manifest

DRAFT_SUFFIX, ROLLED_BACK = ".part", "rolled-back"
AT = "%Y%m%dT%H%M%S"


def publish(index: Path, fill: Callable[[Path], Manifest], check: Callable[[Generation], None]) -> str:
    """Make a new generation and then make it current; returns its name.

    `fill` writes its files into an empty folder, `check` raises where it is not to answer. Whatever goes wrong before
    the last step leaves the current generation as it was.
    """
    index.mkdir(parents=True, exist_ok=True)
    name = _name(index)
    part = index / (name + DRAFT_SUFFIX)
    part.mkdir()
    try:
        manifest = fill(part)
        files = sorted(path for path in part.rglob("*") if path.is_file())
        digests = {path.relative_to(part).as_posix(): generation.digest(path) for path in files}
        complete = replace(manifest, files=digests)
        complete.write(part)
        with Generation.open(part, complete) as opened:
            check(opened)
    except Exception:  # its place may be wanted, on a disk that is full
        shutil.rmtree(part, ignore_errors=True)
        raise
    for path in [*part.rglob("*"), part]:
        _flush(path)
    part.rename(index / name)
    _flush(index)
    make_current(index, name)
    (index / ROLLED_BACK).unlink(missing_ok=True)
    return name


def make_current(index: Path, name: str) -> None:
    mark = index / (CURRENT + DRAFT_SUFFIX)
    mark.write_text(name + "\n", encoding="utf-8")
    _flush(mark)
    mark.replace(index / CURRENT)
    _flush(index)


def roll_back(index: Path) -> str:
    """Make the generation before the current one current, and see that what was current is not built again as it was.

    Returns its name; NothingBefore where none is kept, another GenerationError where the one before cannot be used.
    """
    serving = generation.current(index)
    older = next((path for path in _generations(index) if path.name < serving.name), None)
    if older is None:
        raise NothingBefore(index, serving.name)
    generation.verify(older, Manifest.read(older))
    with suppress(IndexDamaged):  # which may be why somebody goes back
        (index / ROLLED_BACK).write_text(Manifest.read(serving).fingerprint, encoding="utf-8")
    make_current(index, older.name)
    return older.name


def is_rolled_back(index: Path, fingerprint: str) -> bool:
    """Whether what would be built is what was rolled back."""
    with suppress(OSError):
        return (index / ROLLED_BACK).read_text(encoding="utf-8") == fingerprint
    return False


def remove_old(index: Path, keep: int) -> None:
    """Remove what killed builders left, what was rolled back, and all but the newest `keep` generations.

    What cannot be removed now, such as files that another process has open on Windows, is left to the next time.
    """
    with suppress(GenerationError):
        serving = generation.current(index).name
        newer = [path for path in _generations(index) if path.name > serving]
        older = [path for path in _generations(index) if path.name < serving]
        for path in (*newer, *older[keep - 1 :]):
            shutil.rmtree(path, ignore_errors=True)
    for path in index.iterdir():  # and nothing else: the folder may hold more than the index
        if path.suffix == DRAFT_SUFFIX and NAME.fullmatch(path.stem):
            shutil.rmtree(path, ignore_errors=True)


def _name(index: Path) -> str:
    """That of a new generation: when it was built, yet after every other, whatever the clock says."""
    at = datetime.now(UTC)
    for newest in _generations(index)[:1]:
        last = datetime.strptime(newest.name.partition("-")[0] + "Z", f"{AT}%z")
        at = max(at, last + timedelta(seconds=1))
    return f"{at:{AT}}-{uuid4().hex[:6]}"


def _generations(index: Path) -> list[Path]:
    """The complete ones, newest first."""
    return sorted((path for path in index.iterdir() if path.is_dir() and NAME.fullmatch(path.name)), reverse=True)


def _flush(path: Path) -> None:
    """Have the disk hold a file, or a folder's list of files, before anything relies on it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
