"""Files that change, grow or vanish while an archive is read, and archives of very many files."""

import json
import pathlib
import shutil
import threading
import tracemalloc
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.settings import ArchiveSettings
from tests.conftest import write
from tests.fakes import parsers_here

PATHLIB = pathlib.__file__
CHANGED = "changed while it was read"
GONE = "cannot be read (No such file or directory)"
ROWS = "".join(json.dumps({"text": f"He said {number}."}) + "\n" for number in range(800))


def grown(path: Path) -> None:
    with path.open("a") as file:
        file.write('{"text": "He said more."}\n')


def cut(path: Path) -> None:
    with path.open("r+") as file:
        file.truncate(50)


def replaced(path: Path) -> None:
    path.unlink()
    path.write_text('{"text": "He said something else."}\n')


@pytest.mark.parametrize(
    ("change", "rows", "why"),
    [
        pytest.param(grown, range(801, 802), [CHANGED], id="grown"),
        pytest.param(cut, range(10, 800), ["is not valid JSON", CHANGED], id="cut within a row"),
        pytest.param(Path.unlink, range(800, 801), [], id="removed"),
        pytest.param(replaced, range(800, 801), [], id="replaced"),
    ],
)
def test_a_table_changed_while_it_is_read_is_reported_and_a_replaced_one_is_read_as_it_was(
    tmp_path: Path, change: Callable[[Path], None], rows: range, why: list[str]
) -> None:
    path = write(tmp_path, "a.jsonl", ROWS)
    write(tmp_path, "b.txt", "He said so.")
    found = ingest.ArchiveReader(ArchiveSettings(tmp_path), parsers_here)
    articles = iter(found)
    taken = [article.id for article in islice(articles, 10)]
    change(path)
    *more, last = (article.id for article in articles)
    taken += more
    assert last == "b.txt"
    assert taken == [f"a.jsonl/{number}" for number in range(1, len(taken) + 1)]
    assert len(taken) in rows
    assert [skipped.why for skipped in found.report.named] == why


@pytest.mark.parametrize(
    ("vanish", "expected_skips"),
    [
        pytest.param(lambda folder: (folder / "c/d.txt").unlink(), [], id="before its folder is looked into"),
        pytest.param(lambda folder: (folder / "b.txt").unlink(), [("b.txt", GONE)], id="after"),
        pytest.param(lambda folder: shutil.rmtree(folder / "c"), [("c", GONE)], id="a whole folder"),
        pytest.param(
            lambda folder: ((folder / "b.txt").unlink(), (folder / "b.txt").mkdir()),
            [("b.txt", "is not a regular file")],
            id="a file made a folder",
        ),
    ],
)
def test_a_file_that_vanishes_before_it_is_read_is_skipped_and_the_next_is_read(
    tmp_path: Path, vanish: Callable[[Path], object], expected_skips: list[tuple[str, str]]
) -> None:
    for name in ("0/a.txt", "b.txt", "c/d.txt", "e.txt"):
        write(tmp_path, name, "He said so.")
    found = ingest.ArchiveReader(ArchiveSettings(tmp_path), parsers_here)
    articles = iter(found)
    taken = [next(articles).id]
    vanish(tmp_path)
    taken += [article.id for article in articles]
    skipped = [(one.name, one.why) for one in found.report.named]
    assert skipped == expected_skips
    expected = [name for name in ("0/a.txt", "b.txt", "c/d.txt", "e.txt") if (tmp_path / name).is_file()]
    assert taken == expected


@pytest.mark.slow
def test_an_archive_that_changes_all_the_time_is_read_without_an_error(tmp_path: Path) -> None:
    names = [
        f"{letter}{number}.{suffix}" for letter in "ab" for number in range(5) for suffix in ("txt", "html", "jsonl")
    ]
    write(tmp_path, "kept.txt", "He said so.")
    stopped = threading.Event()

    def stir() -> None:
        for turn in range(1_000_000):
            path = tmp_path / names[turn % len(names)]
            if stopped.is_set():
                return
            if turn % 3:
                path.write_text('{"text": "He said so."}\n' * (turn % 40))
            else:
                path.unlink(missing_ok=True)

    stirring = threading.Thread(target=stir)
    stirring.start()
    try:
        for _ in range(30):
            ingest.fingerprint(ArchiveSettings(tmp_path))
            taken = [article.id for article in ingest.ArchiveReader(ArchiveSettings(tmp_path), parsers_here)]
            assert taken[-1] == "kept.txt"
    finally:
        stopped.set()
        stirring.join()


def held(folder: Path, files: int) -> int:
    """The most bytes held while an archive of that many files is read, with a thousand files in each folder."""
    for number in range(files):
        write(folder, f"{number // 1000:02}/{number % 1000:03}.txt", f"He said {number}.")
    settings = ArchiveSettings(folder)
    ingest.fingerprint(settings)
    tracemalloc.start()
    try:
        found = ingest.ArchiveReader(settings, parsers_here)
        most = max(_traced() for number, _ in enumerate(found, 1) if not number % 1000)
        assert found.expected == files
        return most
    finally:
        tracemalloc.stop()


def _traced() -> int:
    """Traced memory, without pathlib's table of interned names, which Python enlarges at its own times."""
    snapshot = tracemalloc.take_snapshot().filter_traces(
        [tracemalloc.Filter(inclusive=False, filename_pattern=PATHLIB)]
    )
    return sum(trace.size for trace in snapshot.traces)


@pytest.mark.slow
def test_twenty_thousand_files_take_as_much_memory_as_two_thousand(tmp_path: Path) -> None:
    held(tmp_path / "first", 1_000)  # loads everything that is loaded only once
    few, many = held(tmp_path / "few", 2_000), held(tmp_path / "many", 20_000)
    assert many - few < 500_000  # the names of 18,000 more files would take three times as much
