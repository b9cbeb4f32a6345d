"""Nobody but its owner reads the index or the questions that were asked; a file is replaced whole or not at all."""

import errno
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prompt_toolkit.history import FileHistory

from bot.cli import prompt
from bot.discord.database import AskedQuestion, BotDatabase, QuestionForgotten
from retrieval import files
from retrieval.models import Options
from retrieval.settings import Settings
from tests.changes import build, deleted

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")


def open_to_others(folder: Path) -> list[str]:
    paths = [folder, *folder.rglob("*")]
    return [str(path) for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.fixture(autouse=True)
def usual_mask() -> None:
    os.umask(0o022)


@pytest.mark.slow
def test_the_index_is_its_owners_alone(settings: Settings) -> None:
    build(settings)
    assert open_to_others(settings.index_folder) == []
    deleted(settings)
    build(settings)
    assert open_to_others(settings.index_folder) == []
    assert os.umask(0o022) == 0o022


def test_the_bots_database_is_its_owners_alone_also_if_it_was_not(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    BotDatabase.open(folder, 90).close()
    assert open_to_others(folder) == []
    (folder / "discord.db").chmod(0o644)
    database = BotDatabase.open(folder, 90)
    database.set_value("a", "b")
    assert open_to_others(folder) == []
    database.close()


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    files.make_folder(tmp_path)
    assert open_to_others(tmp_path) == [str(tmp_path)]


def test_a_reader_sees_the_old_content_or_the_new_and_never_a_part_of_it(tmp_path: Path) -> None:
    contents = (b"a" * 100_000, b"b" * 100_000)
    (path := tmp_path / "owner").write_bytes(contents[0])
    seen: set[bytes] = set()

    def write_in_turn() -> None:
        for turn in range(100):
            files.write_atomically(path, contents[turn % 2])

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_in_turn)
        while not writing.done():
            seen.add(path.read_bytes())
    assert writing.exception() is None
    assert seen <= set(contents)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["owner"]


def test_a_file_that_cannot_be_written_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path := tmp_path / "owner").write_text("old")
    path.chmod(0o640)
    files.write_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_atomically(path, b"newer")
    assert path.read_text() == "new"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["owner"]


def test_the_history_of_the_prompt_keeps_questions_no_longer_than_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompt, "user_state_dir", lambda _: str(tmp_path / "state"))
    file = tmp_path / "state" / "history"
    prompt.history(7).append_string("new")
    days = {days: datetime.now() - timedelta(days=days) for days in (8, 6)}  # noqa: DTZ005 - as prompt_toolkit writes it
    old = "".join(f"\n# {when}\n+{days} days\n+of two lines\n" for days, when in days.items())
    file.write_text(old + file.read_text())
    kept = prompt.history(7)
    assert isinstance(kept, FileHistory)
    assert list(kept.load_history_strings()) == ["new", "6 days\nof two lines"]
    assert b"8 days" not in file.read_bytes()
    assert open_to_others(tmp_path / "state") == []


def test_a_question_is_dropped_in_time_although_nobody_asks(tmp_path: Path) -> None:
    database = BotDatabase.open(tmp_path, 7)
    database.save_question("key", AskedQuestion(1, "who?", Options()))
    database.drop_old(datetime.now(UTC) + timedelta(days=6))
    assert database.load_question("key").question == "who?"
    database.drop_old(datetime.now(UTC) + timedelta(days=8))
    with pytest.raises(QuestionForgotten):
        database.load_question("key")
    database.close()


@pytest.mark.parametrize("name", ["owner", "history"])
def test_a_link_is_replaced_and_never_written_through(tmp_path: Path, name: str) -> None:
    (other := tmp_path / "other").write_text("theirs")
    (tmp_path / name).symlink_to(other)
    for waiting in (f".{name}.part", f".{name}"):
        (tmp_path / waiting).symlink_to(other)
    files.write_atomically(tmp_path / name, b"mine")
    assert (other.read_text(), (tmp_path / name).read_text()) == ("theirs", "mine")


def test_of_several_writers_one_counts(tmp_path: Path) -> None:
    contents = [letter * 100_000 for letter in (b"a", b"b", b"c")]

    def write(content: bytes) -> None:
        for _ in range(30):
            files.write_atomically(tmp_path / "history", content)
            assert (tmp_path / "history").read_bytes() in contents

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, contents))
    assert [entry.name for entry in tmp_path.iterdir()] == ["history"]
