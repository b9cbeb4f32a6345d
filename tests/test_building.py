"""What it takes to bring an index up to date: nothing where nothing changed, else only what is new.

The archive of conftest.py has five passages, three in the briefing and two on schools.
"""

import errno
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from retrieval.encoder import Vectors
from retrieval.errors import ArchiveMissing, IndexBusy, IndexUnwritable, SelfCheckFailed
from retrieval.fetching import Fetched
from retrieval.index import building, finished, generation, publishing, selfcheck, storing, vectors, words
from retrieval.index.building import Built
from retrieval.index.finished import Finished
from retrieval.settings import FeedSettings, Settings
from tests.conftest import BRIEFING, SCHOOLS, SOURCES, VOCABULARY, quiet, write
from tests.fakes import WordCounts

BRIEFING_FILE, SCHOOLS_FILE = "2012-02-07-briefing.txt", "schools.txt"
Change = Callable[[Settings], Settings | None]  # of the archive, or to other settings


def build(settings: Settings, *, full: bool = False) -> tuple[Built, list[int]]:
    """What was built, and how many texts each encoder has embedded: passages, alone and headed, not single words."""
    loaded: list[WordCounts] = []

    def load() -> WordCounts:
        loaded.append(WordCounts(*VOCABULARY, name=settings.encoder.name))
        return loaded[-1]

    built = building.bring_up_to_date(settings, load, quiet, full=full)
    return built, [sum(" " in text for text in encoder.embedded) for encoder in loaded]


def contents(settings: Settings) -> list[tuple[str, str | None, str, list[float]]]:
    """Of every row: article, headline, words and vector."""
    with generation.open_current(settings.index.folder, settings.encoder.name) as opened:
        rows = np.arange(len(opened.store))
        found = zip(opened.store.passages(rows), opened.vectors.at(rows), strict=True)
        assert len(opened.words) == len(rows)
        return [(one.article.id, one.article.title, one.text, vector.round(5).tolist()) for one, vector in found]


def speaker_of(settings: Settings, article: str) -> str | None:
    with generation.open_current(settings.index.folder, settings.encoder.name) as opened:
        (said,) = [said for said in opened.store.all_quotations() if said.article.id == article]
        return said.speaker


def edited(name: str, old: str, new: str) -> Change:
    def change(settings: Settings) -> None:
        path = settings.archive.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def added(name: str, text: str) -> Change:
    def change(settings: Settings) -> None:
        write(settings.archive.folder, name, text)

    return change


def renamed(settings: Settings) -> None:
    (settings.archive.folder / SCHOOLS_FILE).rename(settings.archive.folder / "moved.txt")


def deleted(settings: Settings) -> None:
    (settings.archive.folder / SCHOOLS_FILE).unlink()


def month_first(settings: Settings) -> Settings:
    return replace(settings, archive=replace(settings.archive, day_first=False))


def another_encoder(settings: Settings) -> Settings:
    return replace(settings, encoder=replace(settings.encoder, name="other-counts"))


def nothing_to_do(settings: Settings) -> None:
    """Leave all as it is."""


def touched(settings: Settings) -> None:
    (settings.archive.folder / SCHOOLS_FILE).touch()


MR_GOVE = "Mr Gove said that no school would close.\n"
HEADLINED = edited("sources.toml", 'source = "Daily Post"', 'source = "Daily Post"\ntitle = "Schools"')


def gone_and_back(settings: Settings) -> None:
    path = settings.archive.folder / SCHOOLS_FILE
    path.unlink()
    build(settings)
    path.write_text(SCHOOLS, encoding="utf-8")


def fewer_kept(settings: Settings) -> Settings:
    return replace(settings, index=replace(settings.index, keep=1))


@pytest.mark.parametrize(
    ("change", "expected"),  # articles and passages afterwards, passages parsed and embedded, and texts read for these
    [
        pytest.param(edited(SCHOOLS_FILE, "a penny", "a pound"), (2, 5, 2, 1, 2), id="the last passage of an article"),
        pytest.param(
            edited(SCHOOLS_FILE, "freedoms", "powers"), (2, 5, 2, 2, 2), id="a passage, which is before the next one"
        ),
        pytest.param(
            edited(BRIEFING_FILE, "Attacks", "Attacked"), (2, 5, 3, 3, 6), id="a headline, before all its passages"
        ),
        pytest.param(HEADLINED, (2, 5, 2, 2, 4), id="a headline given"),
        pytest.param(edited("sources.toml", "Daily Post", "Sunday Post"), (2, 5, 0, 0, 0), id="a source"),
        pytest.param(edited("sources.toml", "2011-05", "2011-06"), (2, 5, 0, 0, 0), id="a date"),
        pytest.param(edited(BRIEFING_FILE, "07/02", "08/02"), (2, 5, 3, 0, 0), id="a dateline"),
        pytest.param(renamed, (2, 5, 0, 0, 0), id="a name"),
        pytest.param(deleted, (1, 3, 0, 0, 0), id="an article gone"),
        pytest.param(gone_and_back, (2, 5, 2, 2, 2), id="an article gone and back"),
        pytest.param(
            added("new/one.txt", "A tax on hospitals.\n\nA tax on schools.\n"), (3, 7, 2, 2, 2), id="an article more"
        ),
        pytest.param(added("copy.txt", SCHOOLS), (3, 7, 0, 0, 0), id="a copy"),
        pytest.param(added("more.txt", MR_GOVE), (3, 6, 1, 1, 1), id="a name that another article tells whole"),
        pytest.param(month_first, (2, 5, 0, 0, 0), id="how dates are read"),
        pytest.param(another_encoder, (2, 5, 5, 5, 8), id="encoder"),
    ],
)
def test_only_what_changed_is_parsed_and_embedded_and_the_index_is_as_if_built_anew(
    settings: Settings, tmp_path: Path, change: Change, expected: tuple[int, int, int, int, int]
) -> None:
    first, _ = build(settings)
    settings = change(settings) or settings
    built, texts = build(settings)
    counts = built.manifest
    assert (counts.articles, counts.passages, built.parsed, built.embedded, sum(texts)) == expected
    assert (built.changed, built.generation != first.generation) == (True, True)
    fresh, _ = build(replace(settings, index=replace(settings.index, folder=tmp_path / "fresh")))
    assert built.manifest.files == fresh.manifest.files  # which are their digests


def test_where_nothing_is_to_be_parsed_or_embedded_no_encoder_is_loaded(settings: Settings) -> None:
    build(settings)
    deleted(settings)
    built, texts = build(settings)
    assert (built.changed, texts) == (True, [])


def test_a_setting_that_changes_nothing_in_the_index_builds_none(settings: Settings) -> None:
    first, _ = build(settings)
    again = build(fewer_kept(settings))
    assert again == (replace(first, changed=False, parsed=0, embedded=0), [])


def test_what_became_of_the_files_is_told_again_where_nothing_changed(settings: Settings) -> None:
    write(settings.archive.folder, "empty.txt", " ")
    first, _ = build(settings)
    again, _ = build(settings)
    expected = {
        "taken": {"plain text": 2},
        "skipped": [{"why": "is empty", "count": 1, "files": ["empty.txt"]}],
    }
    assert (first.read, again.read, again.changed) == (expected, expected, False)


def test_feeds_are_fetched_before_the_archive_is_read_and_a_failed_one_stops_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    feeds = FeedSettings(("http://127.0.0.1:9/rss",))  # where nobody answers
    settings = replace(settings, archive=replace(settings.archive, feeds=feeds))
    built, _ = build(settings)
    problem = "cannot be reached (ClientConnectorError)"
    assert (built.manifest.articles, built.fetched) == (2, [Fetched(feeds.urls[0], problem=problem)])
    again, _ = build(settings)
    assert (again.changed, again.fetched) == (False, [])
    assert [record.getMessage() for record in caplog.records] == [f"feed {feeds.urls[0]}: {problem}"]


def test_a_generation_that_does_not_tell_what_became_of_the_files_is_built_anew(settings: Settings) -> None:
    first, _ = build(settings)
    folder = settings.index.folder / first.generation
    (folder / generation.READING).unlink()
    files = {name: digest for name, digest in first.manifest.files.items() if name != generation.READING}
    replace(first.manifest, files=files).write(folder)
    again, texts = build(settings)
    assert (again.changed, again.read, texts) == (True, first.read, [])


@pytest.mark.parametrize("full", [False, True], ids=["carried over", "built anew"])
def test_a_deleted_article_is_never_found_again(settings: Settings, *, full: bool) -> None:
    build(settings)
    deleted(settings)
    build(settings, full=full)
    with generation.open_current(settings.index.folder, settings.encoder.name) as opened:
        assert (opened.store.article_ids(), opened.store.named("Gove"), "freedoms" in opened.terms) == (
            (BRIEFING_FILE,),
            [],
            False,
        )
        assert len(opened.words.match("freedoms penny").best(1)) == 0


def test_a_name_is_put_right_by_an_article_that_came_later_and_back_when_it_goes(settings: Settings) -> None:
    path = write(settings.archive.folder, "aaa.txt", MR_GOVE)
    schools = settings.archive.folder / SCHOOLS_FILE
    schools.rename(away := settings.archive.folder.parent / SCHOOLS_FILE)
    build(settings)
    before = speaker_of(settings, path.name)
    away.rename(schools)
    build(settings)
    during = speaker_of(settings, path.name)
    schools.unlink()
    build(settings)
    assert [before, during, speaker_of(settings, path.name)] == ["Gove", "Michael Gove", "Gove"]


@pytest.mark.parametrize("change", [nothing_to_do, touched])
def test_where_nothing_changed_no_encoder_is_loaded(settings: Settings, change: Change) -> None:
    first, _ = build(settings)
    change(settings)
    again = build(settings)
    assert again == (replace(first, changed=False, parsed=0, embedded=0), [])


def test_a_full_build_embeds_everything_anew(settings: Settings) -> None:
    first, _ = build(settings)
    built, texts = build(settings, full=True)
    assert (built.changed, built.embedded, texts) == (True, 5, [8])
    assert built.generation != first.generation


def test_the_manifest_counts_what_was_built(settings: Settings) -> None:
    write(settings.archive.folder, "empty.txt", "")
    built, _ = build(settings)
    counts = built.manifest
    assert (counts.articles, counts.passages, counts.quotations, counts.skipped) == (2, 5, 5, 1)
    assert (counts.encoder, counts.dim, counts.format) == ("word-counts", len(VOCABULARY) + 1, generation.FORMAT)
    assert counts.way == "counting"
    assert built.manifest == generation.Manifest.read(settings.index.folder / built.generation)


@pytest.mark.parametrize("name", ["archive.db", "vectors/rows", "manifest.json"])
def test_a_damaged_index_is_built_anew_from_the_articles(settings: Settings, name: str) -> None:
    first, _ = build(settings)
    before = contents(settings)
    (settings.index.folder / first.generation / name).write_bytes(b"garbage")
    built, texts = build(settings)
    assert (built.changed, built.embedded, texts) == (True, 5, [8])
    assert contents(settings) == before


def test_two_builders_at_once_are_one_too_many(settings: Settings) -> None:
    settings.index.folder.mkdir()
    with FileLock(settings.index.folder / "lock"), pytest.raises(IndexBusy) as raised:
        build(settings)
    busy = f"index {settings.index.folder} is being built by another process; wait for it, then try again"
    assert str(raised.value) == busy
    built, _ = build(settings)
    assert built.changed


def test_a_build_that_fails_leaves_the_index_as_it_was_and_unlocked(settings: Settings) -> None:
    first, _ = build(settings)
    added("new.txt", "A tax on hospitals.")(settings)

    def load() -> WordCounts:
        raise MemoryError

    with pytest.raises(MemoryError):
        building.bring_up_to_date(settings, load, quiet)
    assert generation.current(settings.index.folder).name == first.generation
    built, _ = build(settings)
    assert built.embedded == 1


NO_SPACE = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("failing", "error", "reason"),
    [
        pytest.param((storing, "write"), sqlite3.OperationalError("database or disk is full"), None, id="SQLite"),
        pytest.param((vectors, "write"), NO_SPACE, "No space left on device", id="a file"),
        pytest.param((words, "write"), OSError("80 requested and 0 written"), None, id="numpy"),
        pytest.param((publishing, "make_current"), NO_SPACE, "No space left on device", id="the mark"),
        pytest.param((building, "FileLock"), PermissionError(errno.EACCES, "Permission denied"), None, id="the lock"),
        pytest.param((Finished, "keep"), sqlite3.OperationalError("disk I/O error"), None, id="what is finished"),
    ],
)
def test_an_index_that_cannot_be_written_says_so_and_the_one_before_answers(
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
        f"index {settings.index.folder} cannot be written ({reason}); make room or name another folder with --index. "
        "What was current goes on answering"
    )
    assert generation.current(settings.index.folder).name == first.generation
    built, _ = build(settings)
    assert built.changed


def test_what_was_rolled_back_is_not_built_again_until_something_changes(settings: Settings) -> None:
    first, _ = build(settings)
    edited(SCHOOLS_FILE, "a penny", "a pound")(settings)
    build(settings)
    assert building.roll_back(settings.index.folder) == first.generation
    assert build(settings) == (replace(first, changed=False, parsed=0, embedded=0), [])
    edited(SCHOOLS_FILE, "a pound", "a crown")(settings)
    third, _ = build(settings)
    assert (third.changed, third.parsed) == (True, 2)
    assert {path.name for path in settings.index.folder.iterdir() if path.is_dir()} == {
        first.generation,
        third.generation,
    }


def test_a_full_build_builds_also_what_was_rolled_back(settings: Settings) -> None:
    build(settings)
    edited(SCHOOLS_FILE, "a penny", "a pound")(settings)
    build(settings)
    building.roll_back(settings.index.folder)
    built, _ = build(settings, full=True)
    assert (built.changed, build(settings)[0].generation) == (True, built.generation)


class Forgetful(WordCounts):
    """Of texts in context it makes what they are not."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        return -super().passages(texts)


def test_a_generation_that_fails_its_self_check_is_never_current(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selfcheck, "FIRST", 1)
    first, _ = build(settings)
    added("new.txt", "\n\n".join(f"A tax on {name}." for name in ("hospitals", "schools", "bills")))(settings)
    with pytest.raises(SelfCheckFailed):
        building.bring_up_to_date(settings, lambda: Forgetful(*VOCABULARY), quiet, full=True)
    assert generation.current(settings.index.folder).name == first.generation
    assert not (settings.index.folder / finished.FILE).exists()
    built, _ = build(settings)
    assert (built.changed, built.embedded) == (True, 3)


def test_as_many_generations_are_kept_as_the_settings_say(settings: Settings) -> None:
    names = [build(settings, full=True)[0].generation for _ in range(4)]
    kept = {path.name for path in settings.index.folder.iterdir() if path.is_dir()}
    assert (len(kept), names[-1] in kept, kept <= set(names)) == (settings.index.keep, True, True)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        pytest.param({}, "holds no articles that can be read", id="nothing"),
        pytest.param({"sources.toml": SOURCES, "a.pdf": "x"}, "holds no articles that can be read", id="no articles"),
        pytest.param({"a.md": "# Headline\n"}, "holds nothing but headlines", id="a headline alone"),
    ],
)
def test_an_archive_without_a_passage_is_refused(settings: Settings, files: dict[str, str], problem: str) -> None:
    for path in settings.archive.folder.iterdir():
        path.unlink()
    for name, text in files.items():
        write(settings.archive.folder, name, text)
    with pytest.raises(ArchiveMissing) as raised:
        build(settings)
    assert str(raised.value).startswith(f"archive {settings.archive.folder} {problem}; name a folder")


def test_the_same_words_in_two_articles_keep_both_places(settings: Settings) -> None:
    added("copy.txt", BRIEFING)(settings)
    built, texts = build(settings)
    rows = contents(settings)
    assert (built.embedded, texts) == (5, [8])
    assert [(name, text) for name, _, text, _ in rows if "his bill" in text] == [
        (name, 'Shadow Health Secretary Andy Burnham said on Tuesday: "Mr Lansley has lost the argument on his bill.')
        for name in (BRIEFING_FILE, "copy.txt")
    ]
    assert [row[2:] for row in rows[:3]] == [row[2:] for row in rows[3:6]]


def test_progress_counts_articles_as_they_are_parsed_and_then_embedded(settings: Settings) -> None:
    seen: list[tuple[float, int, int]] = []
    encoder = WordCounts(*VOCABULARY)
    building.bring_up_to_date(settings, lambda: encoder, lambda *told: seen.append(told))
    assert seen == [(0, 2, 0), (0.5, 2, 1), (1, 2, 2), (1, 2, 2), (2, 2, 5), (2, 2, 5)]


def finish_then_die(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Kill a build once its passages are embedded; returns what the encoder read."""
    encoder = WordCounts(*VOCABULARY)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(vectors, "write", die)
        with pytest.raises(KeyboardInterrupt):
            building.bring_up_to_date(settings, lambda: encoder, quiet)
    return encoder.embedded


def test_what_a_killed_build_had_finished_is_not_done_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = finish_then_die(settings, monkeypatch)
    edited(SCHOOLS_FILE, "a penny", "a pound")(settings)
    built, texts = build(settings)
    assert (len(first), built.parsed, built.embedded, texts) == (8, 2, 1, [2])
    assert not (settings.index.folder / finished.FILE).exists()
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
def test_what_was_put_down_and_then_damaged_is_done_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    finish_then_die(settings, monkeypatch)
    path = settings.index.folder / finished.FILE
    path.write_bytes(damage(path.read_bytes()))
    built, _ = build(settings)
    fresh, _ = build(replace(settings, index=replace(settings.index, folder=tmp_path / "fresh")))
    assert built.manifest.files == fresh.manifest.files
