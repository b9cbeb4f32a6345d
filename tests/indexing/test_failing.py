"""Builds that fail or are killed: the previous index still answers, and the next build continues the work."""

import errno
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from retrieval import attribution
from retrieval import indexing as building
from retrieval.array_types import Vectors
from retrieval.errors import IndexBusy, IndexUnwritable, SelfCheckFailed
from retrieval.index import bm25, generation, vectors
from retrieval.index.tables.writer import TableWriter
from retrieval.indexing import checkpoint, generations
from retrieval.indexing.checkpoint import Checkpoint
from retrieval.models import Article, Quotation
from retrieval.settings import Settings
from tests.changes import BRIEFING_FILE, SCHOOLS_FILE, added, build, contents, edited
from tests.conftest import VOCABULARY, quiet
from tests.fakes import WordCounts

pytestmark = pytest.mark.slow


def test_a_second_builder_is_refused_while_one_is_building(settings: Settings) -> None:
    settings.index_folder.mkdir()
    with FileLock(settings.index_folder / "lock"), pytest.raises(IndexBusy) as raised:
        build(settings)
    busy = f"index {settings.index_folder} is being built by another process; wait for it, then try again"
    assert str(raised.value) == busy
    built, _ = build(settings)
    assert built.changed


def test_a_failed_build_leaves_the_index_unchanged_and_unlocked(settings: Settings) -> None:
    first, _ = build(settings)
    added("new.txt", "A tax on hospitals.")(settings)

    def load() -> WordCounts:
        raise MemoryError

    with pytest.raises(MemoryError):
        building.bring_up_to_date(settings, load, quiet)
    assert generation.current(settings.index_folder).name == first.generation
    built, _ = build(settings)
    assert built.embedded == 1


NO_SPACE = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("failing", "error", "reason"),
    [
        pytest.param((TableWriter, "finish"), sqlite3.OperationalError("database or disk is full"), None, id="SQLite"),
        pytest.param((vectors, "write"), NO_SPACE, "No space left on device", id="a file"),
        pytest.param((bm25, "write"), OSError("80 requested and 0 written"), None, id="numpy"),
        pytest.param((generations, "make_current"), NO_SPACE, "No space left on device", id="the mark"),
        pytest.param((building, "FileLock"), PermissionError(errno.EACCES, "Permission denied"), None, id="the lock"),
        pytest.param((Checkpoint, "save"), sqlite3.OperationalError("disk I/O error"), None, id="the checkpoint"),
    ],
)
def test_an_index_that_cannot_be_written_raises_an_error_and_the_one_before_answers(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    failing: tuple[object, str],
    error: Exception,
    reason: str | None,
) -> None:
    first, _ = build(settings)
    edited(SCHOOLS_FILE, "a penny", "a pound")(settings)

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(*failing, fail)
        with pytest.raises(IndexUnwritable) as raised:
            build(settings)
    reason = reason or getattr(error, "strerror", None) or str(error)
    assert str(raised.value) == (
        f"index {settings.index_folder} cannot be written ({reason}); make room or name another folder with --index. "
        "The current generation stays in use"
    )
    assert generation.current(settings.index_folder).name == first.generation
    built, _ = build(settings)
    assert built.changed


@pytest.mark.parametrize("name", ["archive.db", "vectors/rows", "manifest.json"])
def test_a_damaged_index_is_built_anew_from_the_articles(settings: Settings, name: str) -> None:
    first, _ = build(settings)
    before = contents(settings)
    (settings.index_folder / first.generation / name).write_bytes(b"garbage")
    built, texts = build(settings)
    assert (built.changed, built.embedded, texts) == (True, 5, [8])
    assert contents(settings) == before


def test_a_generation_without_its_ingest_report_is_built_anew(settings: Settings) -> None:
    first, _ = build(settings)
    folder = settings.index_folder / first.generation
    (folder / generation.READING).unlink()
    files = {name: digest for name, digest in first.manifest.files.items() if name != generation.READING}
    replace(first.manifest, files=files).write(folder)
    again, texts = build(settings)
    assert (again.changed, again.read, texts) == (True, first.read, [])


def test_an_article_whose_attribution_fails_costs_only_its_own_quotations_until_the_next_build(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    find = attribution.find

    def failing(article: Article, *rest: Any) -> list[Quotation]:
        if article.id == SCHOOLS_FILE:
            raise KeyError("no such mention")
        return find(article, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(attribution, "find", failing)
        first, _ = build(settings)
    (warning,) = caplog.messages
    assert warning.startswith(
        f"{SCHOOLS_FILE} is indexed without quotations, since finding them failed; "
        "please report KeyError: 'no such mention' (test_failing.py, line "
    )
    assert {name for name, *_ in contents(settings)} == {BRIEFING_FILE, SCHOOLS_FILE}
    assert first.manifest.quotations == 3
    added("new.txt", "A tax on hospitals.")(settings)
    built, _ = build(settings)
    assert (built.manifest.quotations, built.parsed) == (5, 3)


class Wrong(WordCounts):
    """An encoder that makes wrong vectors for passages."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        return -super().passages(texts)


def test_a_generation_that_fails_its_self_check_is_never_current(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "TOP_K", 1)
    first, _ = build(settings)
    added("new.txt", "\n\n".join(f"A tax on {name}." for name in ("hospitals", "schools", "bills")))(settings)
    with pytest.raises(SelfCheckFailed):
        building.bring_up_to_date(settings, lambda: Wrong(*VOCABULARY), quiet, full=True)
    assert generation.current(settings.index_folder).name == first.generation
    assert not (settings.index_folder / checkpoint.FILE).exists()
    built, _ = build(settings)
    assert (built.changed, built.embedded) == (True, 3)


def test_a_generation_that_was_rolled_back_is_not_built_again_until_the_archive_changes(settings: Settings) -> None:
    first, _ = build(settings)
    edited(SCHOOLS_FILE, "a penny", "a pound")(settings)
    build(settings)
    assert building.roll_back(settings) == first.generation
    assert build(settings) == (replace(first, changed=False, parsed=0, embedded=0), [])
    edited(SCHOOLS_FILE, "a pound", "a crown")(settings)
    third, _ = build(settings)
    assert (third.changed, third.parsed) == (True, 2)
    assert {path.name for path in settings.index_folder.iterdir() if path.is_dir()} == {
        first.generation,
        third.generation,
    }


def test_a_full_build_builds_a_generation_that_was_rolled_back(settings: Settings) -> None:
    build(settings)
    edited(SCHOOLS_FILE, "a penny", "a pound")(settings)
    build(settings)
    building.roll_back(settings)
    built, _ = build(settings, full=True)
    assert (built.changed, build(settings)[0].generation) == (True, built.generation)


def embed_and_die(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Kill a build when its passages are embedded; returns the texts that the encoder embedded."""
    encoder = WordCounts(*VOCABULARY)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(vectors, "write", die)
        with pytest.raises(KeyboardInterrupt):
            building.bring_up_to_date(settings, lambda: encoder, quiet)
    return encoder.embedded


def test_the_finished_work_of_a_killed_build_is_not_done_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = embed_and_die(settings, monkeypatch)
    edited(SCHOOLS_FILE, "a penny", "a pound")(settings)
    built, texts = build(settings)
    assert (len(first), built.parsed, built.embedded, texts) == (8, 2, 1, [2])
    assert not (settings.index_folder / checkpoint.FILE).exists()
    fresh, _ = build(replace(settings, index=replace(settings.index, folder=tmp_path / "fresh")))
    assert built.manifest.files == fresh.manifest.files


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content.replace(b"Burnham", b"Burnhum"), id="a quotation"),
        pytest.param(lambda content: content[:-2000] + b"x" * 2000, id="pages"),
        pytest.param(lambda _: b"garbage", id="all"),
        pytest.param(lambda _: b"", id="emptied"),
    ],
)
def test_work_that_was_saved_and_then_damaged_is_done_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    embed_and_die(settings, monkeypatch)
    path = settings.index_folder / checkpoint.FILE
    path.write_bytes(damage(path.read_bytes()))
    built, _ = build(settings)
    fresh, _ = build(replace(settings, index=replace(settings.index, folder=tmp_path / "fresh")))
    assert built.manifest.files == fresh.manifest.files


def test_a_saved_vector_with_a_bad_checksum_is_made_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    embed_and_die(settings, monkeypatch)
    vector_bytes = 4 * (len(VOCABULARY) + 1)
    with closing(sqlite3.connect(settings.index_folder / checkpoint.FILE)) as db, db:
        damaged = db.execute("update work set checksum = x'00' where length(value) = ?", (vector_bytes,)).rowcount
    built, _ = build(settings)
    fresh, _ = build(replace(settings, index=replace(settings.index, folder=tmp_path / "fresh")))
    assert (damaged, built.parsed, built.embedded) == (5, 0, 5)
    assert built.manifest.files == fresh.manifest.files
