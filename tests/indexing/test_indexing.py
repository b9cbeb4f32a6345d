"""From an archive to an index: what the index holds, and which archives are refused."""

from dataclasses import replace

import pytest

from retrieval import indexing as building
from retrieval.errors import ArchiveMissing
from retrieval.index import generation, stages
from retrieval.index.generation import Manifest
from retrieval.ingest.feeds import FetchResult
from retrieval.settings import FeedSettings, Settings
from tests.changes import BRIEFING_FILE, MR_GOVE, SCHOOLS_FILE, added, build, contents, deleted
from tests.conftest import BRIEFING, SOURCES, VOCABULARY, write
from tests.fakes import WordCounts

pytestmark = pytest.mark.slow


def speaker_of(settings: Settings, article: str) -> str | None:
    with generation.open_current(settings.index_folder, settings.encoder.name) as opened:
        (said,) = [said for said in opened.store.all_quotations() if said.article.id == article]
        return said.speaker


def test_feeds_are_fetched_before_the_archive_is_read_and_a_failed_feed_does_not_stop_the_build(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    caplog.set_level("WARNING")
    feeds = FeedSettings(("http://127.0.0.1:9/rss",))  # no server listens there
    settings = replace(settings, archive=replace(settings.archive, feeds=feeds))
    built, _ = build(settings)
    problem = "cannot be reached (ClientConnectorError)"
    assert (built.manifest.articles, built.fetched) == (2, [FetchResult(feeds.urls[0], problem=problem)])
    again, _ = build(settings)
    assert (again.changed, again.fetched) == (False, [])
    assert [record.getMessage() for record in caplog.records] == [f"feed {feeds.urls[0]}: {problem}"]


@pytest.mark.parametrize("full", [False, True], ids=["carried over", "built anew"])
def test_a_deleted_article_is_never_found_again(settings: Settings, *, full: bool) -> None:
    build(settings)
    deleted(settings)
    build(settings, full=full)
    with generation.open_current(settings.index_folder, settings.encoder.name) as opened:
        assert (opened.store.article_ids(), opened.store.speakers_named("Gove"), "freedoms" in opened.lexicon) == (
            (BRIEFING_FILE,),
            [],
            False,
        )
        assert len(opened.passage_bm25.match("freedoms penny").best(1)) == 0


def test_a_speaker_has_the_full_name_from_another_article_as_long_as_that_is_there(settings: Settings) -> None:
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


def test_the_manifest_counts_what_was_built(settings: Settings) -> None:
    write(settings.archive.folder, "empty.txt", "")
    built, _ = build(settings)
    counts = built.manifest
    assert (counts.articles, counts.passages, counts.quotations, counts.skipped) == (2, 5, 5, 1)
    assert (counts.encoder, counts.dim, counts.format) == ("word-counts", len(VOCABULARY) + 1, stages.LAYOUT)
    assert counts.encode_backend == "counting"
    assert built.manifest == Manifest.read(settings.index_folder / built.generation)


def test_the_settings_say_how_many_generations_are_kept(settings: Settings) -> None:
    names = [build(settings, full=True)[0].generation for _ in range(4)]
    kept = {path.name for path in settings.index_folder.iterdir() if path.is_dir()}
    assert (len(kept), names[-1] in kept, kept <= set(names)) == (settings.index.keep, True, True)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        pytest.param({}, "has no articles that can be read", id="nothing"),
        pytest.param({"sources.toml": SOURCES, "a.pdf": "x"}, "has no articles that can be read", id="no articles"),
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


def test_the_same_words_in_two_articles_are_embedded_once_and_found_in_both(settings: Settings) -> None:
    added("copy.txt", BRIEFING)(settings)
    built, texts = build(settings)
    rows = contents(settings)
    assert (built.embedded, texts) == (5, [8])
    assert [(name, text) for name, _, text, _ in rows if "his bill" in text] == [
        (name, 'Shadow Health Secretary Andy Burnham said on Tuesday: "Mr Lansley has lost the argument on his bill.')
        for name in (BRIEFING_FILE, "copy.txt")
    ]
    assert [row[2:] for row in rows[:3]] == [row[2:] for row in rows[3:6]]


def test_progress_counts_reading_as_a_fifth_of_an_article_attributing_and_embedding_as_two_fifths(
    settings: Settings,
) -> None:
    seen: list[tuple[float, int, int]] = []
    encoder = WordCounts(*VOCABULARY)
    building.bring_up_to_date(settings, lambda: encoder, lambda *told: seen.append(told))
    done = [(round(articles, 3), expected, passages) for articles, expected, passages in seen]
    reading, attributing = [(0.2, 2, 0), (0.4, 2, 0)], [(0.4, 2, 0), (0.8, 2, 1), (1.2, 2, 2)]
    assert done == [*reading, *attributing, (1.2, 2, 2), (2, 2, 5), (2, 2, 5)]


def test_files_that_could_not_be_read_are_reported_at_every_run_until_they_are_gone(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    write(settings.archive.folder, "empty.txt", "")
    write(settings.archive.folder, "letter.doc", "\ufffd\0")
    build(settings)
    for _ in range(2):
        caplog.clear()
        assert not build(settings)[0].changed
        named = [record.getMessage().partition(": ")[2] for record in caplog.records if "before" in record.getMessage()]
        assert sorted(each.partition(":")[0] for each in named) == ["'empty.txt'", "'letter.doc'"]


def test_files_of_a_kind_that_is_not_read_are_reported_at_every_run(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    build(settings)
    for number in range(5):
        write(settings.archive.folder, f"scan{number}.jpg", "picture")
    caplog.clear()
    for _ in range(2):
        again, _ = build(settings)
        assert (again.changed, again.unread) == (False, 5)
    first, second = (record.getMessage() for record in caplog.records if "scan" in record.getMessage())
    assert first == second
    assert first.startswith(f"skipped 5 parts of '{settings.archive.folder}': each is not a supported file type (")
    assert first.endswith("('scan0.jpg', 'scan1.jpg', 'scan2.jpg', ...)")
