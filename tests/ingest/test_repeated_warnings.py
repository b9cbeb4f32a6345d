"""Warnings of one kind become one with their number after the first few."""

import logging
from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.ingest import ArchiveReader
from retrieval.settings import ArchiveSettings
from tests.fakes import parsers_here

logger = logging.getLogger(__name__)


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_the_first_warnings_of_each_kind_are_logged_and_the_others_counted(caplog: pytest.LogCaptureFixture) -> None:
    with ingest.counted_warnings(logger):
        for number in range(5):
            logger.warning("%r: no date; give one", number)
        logger.warning("%r: no title", 7)
    assert messages(caplog) == [
        *("0: no date; give one", "1: no date; give one", "2: no date; give one", "7: no title"),
        "2 more warnings like the last of these: ...: no date; give one",
    ]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Minister Resigns\n\n31/02/2012\n\nHe said so.\n", ""),
        ("---\ndate: soon\n---\nHe said so.\n", ""),
        ("He said so.\n", "file\tdate\n" + "".join(f"{number}.txt\t2012-99\n" for number in range(200))),
    ],
    ids=["datelines", "front matter", "a sources file"],
)
def test_a_mistake_that_many_articles_share_is_a_few_lines(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, sources: str
) -> None:
    for number in range(200):
        (tmp_path / f"{number}.txt").write_text(text)
    if sources:
        (tmp_path / "sources.tsv").write_text(sources)
    assert len(list(ArchiveReader(ArchiveSettings(tmp_path), parsers_here))) == 200
    assert len(messages(caplog)) == 4
    assert messages(caplog)[-1].startswith("197 more warnings like the last of these: ")
