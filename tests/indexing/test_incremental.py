"""Bringing an index up to date does only the work that changes require.

The archive of conftest.py has five passages, three in the briefing and two on schools.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.settings import Settings
from tests.changes import (
    BRIEFING_FILE,
    MR_GOVE,
    SCHOOLS_FILE,
    Change,
    added,
    another_encoder,
    build,
    deleted,
    edited,
    fewer_kept,
    gone_and_back,
    month_first,
    nothing_to_do,
    renamed,
    touched,
)
from tests.conftest import SCHOOLS, write

pytestmark = pytest.mark.slow

HEADLINED = edited("sources.toml", 'source = "Daily Post"', 'source = "Daily Post"\ntitle = "Schools"')


@pytest.mark.parametrize(
    # expected: articles, passages, passages parsed, passages embedded, texts that the encoder read
    ("change", "expected"),
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
def test_only_changes_are_parsed_and_embedded_and_the_index_equals_one_built_anew(
    settings: Settings, tmp_path: Path, change: Change, expected: tuple[int, int, int, int, int]
) -> None:
    first, _ = build(settings)
    settings = change(settings) or settings
    built, texts = build(settings)
    counts = built.manifest
    assert (counts.articles, counts.passages, built.parsed, built.embedded, sum(texts)) == expected
    assert (built.changed, built.generation != first.generation) == (True, True)
    fresh, _ = build(replace(settings, index=replace(settings.index, folder=tmp_path / "fresh")))
    assert built.manifest.files == fresh.manifest.files  # the digests of the files


def test_no_encoder_is_loaded_where_nothing_is_to_be_parsed_or_embedded(settings: Settings) -> None:
    build(settings)
    deleted(settings)
    built, texts = build(settings)
    assert (built.changed, texts) == (True, [])


@pytest.mark.parametrize("change", [nothing_to_do, touched])
def test_no_encoder_is_loaded_where_nothing_changed(settings: Settings, change: Change) -> None:
    first, _ = build(settings)
    change(settings)
    again = build(settings)
    assert again == (replace(first, changed=False, parsed=0, embedded=0), [])


def test_a_setting_that_does_not_change_the_index_builds_no_generation(settings: Settings) -> None:
    first, _ = build(settings)
    again = build(fewer_kept(settings))
    assert again == (replace(first, changed=False, parsed=0, embedded=0), [])


def test_the_ingest_report_is_given_again_where_nothing_changed(settings: Settings) -> None:
    write(settings.archive.folder, "empty.txt", " ")
    first, _ = build(settings)
    again, _ = build(settings)
    expected = {
        "taken": {"plain text": 2},
        "skipped": [{"why": "is empty", "count": 1, "files": ["empty.txt"]}],
        "incomplete": [],
    }
    assert (first.read, again.read, again.changed) == (expected, expected, False)


def test_a_full_build_embeds_everything_anew(settings: Settings) -> None:
    first, _ = build(settings)
    built, texts = build(settings, full=True)
    assert (built.changed, built.embedded, texts) == (True, 5, [8])
    assert built.generation != first.generation
