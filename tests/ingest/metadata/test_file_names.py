"""What a file's path says of its article where nothing else states it."""

from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.models import Article, Basis
from retrieval.settings import ArchiveSettings
from tests.fakes import parsers_here


def only(folder: Path, name: str, text: str) -> Article:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    (article,) = ingest.ArchiveReader(ArchiveSettings(folder), parsers_here)
    return article


@pytest.mark.parametrize(
    "name",
    [
        "2012-02-07 Dam.txt",
        "talk-2012-02-07.vtt",
        "2012/02/07/dam.md",
        "2012-02-07 The scandal of the dam.txt",
        "2012-02-07 Copyright and fingerprints.txt",
        "content/2012-02-07-dam/index.md",
        "2012-02-07 The dam/Index.txt",
    ],
)
def test_a_date_in_the_path_counts_if_nothing_else_states_one(tmp_path: Path, name: str) -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nHe said so.\n" if name.endswith("vtt") else "He said so, and he meant it.\n"
    )
    published = only(tmp_path, name, text).published
    assert published is not None
    assert (str(published.when), published.basis) == ("2012-02-07", Basis.GIVEN)


def test_a_stated_date_wins_over_that_of_the_path(tmp_path: Path) -> None:
    text = "The dam is safe\n8 March 2011\n\nHe said so, and he meant it.\n"
    published = only(tmp_path, "2012-02-07 Dam.txt", text).published
    assert published is not None
    assert (str(published.when), published.basis) == ("2011-03-08", Basis.STATED)


@pytest.mark.parametrize(
    "name",
    [
        "2012-02-07 Scans/index.txt",
        "2012-02-07 Dam/weir.txt",
        "Scan 2012-02-07.txt",
        "scan4_2012-02-07.txt",
        "Nexis_2012-02-07.txt",
        "2012-02-07.html",
    ],
)
def test_the_day_on_which_a_program_made_a_file_is_no_date(tmp_path: Path, name: str) -> None:
    assert only(tmp_path, name, "<p>He said so, and he meant it.</p>\n").published is None


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("The Lorne Courier/2012/dam.txt", "The Lorne Courier"),
        ("Lorne Herald/a.txt", "Lorne Herald"),
        ("Hate Mail/a.txt", None),
    ],
)
def test_a_folder_named_like_a_newspaper_is_the_source(tmp_path: Path, name: str, source: str | None) -> None:
    assert only(tmp_path, name, "He said so, and he meant it.\n").source == source
