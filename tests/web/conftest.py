"""The reading room over a small archive, in this process. Some of the archive is hostile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.reload import LiveArchive
from bot.web import app
from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.settings import (
    ArchiveSettings,
    EncoderSettings,
    IndexSettings,
    RankingSettings,
    ReplySettings,
    Settings,
    WebSettings,
)
from tests.conftest import BRIEFING, SCHOOLS, SOURCES, VOCABULARY, quiet, write
from tests.fakes import WordCounts

HOSTILE = """<script>alert(1)</script> Tax Falls

Tax Minister Ann <img src=x onerror=alert(2)> Lee said: "The tax will fall, </q><script>alert(3)</script> or I go."

Bo "><svg onload=alert(4)> Ek told reporters: "No tax falls."
"""
COURIER = """"The Courier"\nurl = 'https://courier.example/a?b="onclick=alert(8)&c=d'"""
HOSTILE_NAME = "x<script>alert(5)<%2Fscript>&'.txt".replace("%2F", "_")
HOSTILE_SOURCE = f"""
["{HOSTILE_NAME}"]
source = "<b onmouseover=alert(6)>Sun</b>"
url = "javascript:alert(7)"
date = "2012-03"
"""


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("web")
    write(folder, "archive/2012-02-07-briefing.txt", BRIEFING)
    write(folder, "archive/schools.txt", SCHOOLS)
    write(folder, f"archive/{HOSTILE_NAME}", HOSTILE)
    write(folder, "archive/sources.toml", SOURCES.replace('"The Courier"', COURIER) + HOSTILE_SOURCE)
    with opened(folder) as archive:
        yield archive


@contextmanager
def opened(folder: Path) -> Iterator[Archive]:
    """The archive of a folder's `archive`, indexed beside it."""
    settings = Settings(
        archive=ArchiveSettings(folder=folder / "archive"),
        index=IndexSettings(folder=folder / "index"),
        encoder=EncoderSettings(name="word-counts"),
        ranking=RankingSettings(reader="none"),
        reply=ReplySettings(abstain_below=0.9),  # vectors of words that the encoder does not count are the same
    )
    encoder = WordCounts(*VOCABULARY)
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with Archive.open(settings, Models(lambda: encoder)) as archive:
        yield archive


@pytest.fixture(scope="session")
def room(indexed: Archive) -> TestClient:
    return client(indexed)


def client(archive: Archive, settings: WebSettings | None = None, token: str | None = None) -> TestClient:
    served = app.create(LiveArchive(lambda: archive), settings or WebSettings(), token)
    return TestClient(served, base_url="http://127.0.0.1:8766", follow_redirects=False)
