"""An archive of the shipped articles and of four invented ones, indexed once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.settings import ArchiveSettings, EncoderSettings, IndexSettings, Settings
from retrieval.text.tokenise import stems
from tests.conftest import quiet
from tests.fakes import WordCounts
from tests.paths import DATA, SEEDS


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("desk")
    articles = folder / "archive"
    shutil.copytree(SEEDS, articles)
    invented = DATA / "drafts" / "archive"
    for path in invented.glob("*.txt"):
        shutil.copy(path, articles)
    with (articles / "sources.toml").open("a", encoding="utf-8") as sources:
        sources.write((invented / "sources.toml").read_text(encoding="utf-8"))
    settings = Settings(
        archive=ArchiveSettings(folder=articles),
        index=IndexSettings(folder=folder / "index"),
        encoder=EncoderSettings(name="word-counts"),
    )
    texts = " ".join(path.read_text(encoding="utf-8") for path in articles.glob("*.txt"))
    encoder = WordCounts(*sorted({word for word in texts.split() if stems(word)}))
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with Archive.open(settings, Models(lambda: encoder)) as opened:
        yield opened


def read(path: Path) -> tuple[str, bytes]:
    """A test draft as a name and the bytes of the file that a newsroom would have."""
    from tests.drafts import word

    if path.suffix == ".word":
        return path.with_suffix(".docx").name, word.docx(path.read_text(encoding="utf-8"))
    return path.name, path.read_bytes()
