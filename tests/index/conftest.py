"""An index with one generation of two passages, made without an encoder."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from retrieval.index import bm25, generation, lexicon, quotations, stages, vectors
from retrieval.index.generation import Manifest
from retrieval.index.tables import SqliteStore
from retrieval.indexing import generations
from retrieval.models import Article
from retrieval.text.tokenise import stems
from tests.conftest import entry, write_tables
from tests.fakes import WordCounts

TEXT = "A bill.\nA reform."


def described() -> Manifest:
    return Manifest(
        format=stages.LAYOUT,
        encoder="word-counts",
        dim=2,
        built="2026-01-01T00:00:00+00:00",
        fingerprint="of the archive",
        articles=1,
        passages=2,
        quotations=0,
        skipped=0,
    )


def fill(folder: Path, text: str = TEXT) -> Manifest:
    """Write the files of a generation with a passage for each line of the text."""
    write_tables(folder / generation.ARCHIVE, [entry(Article("a.txt", text))])
    vectors.write(folder / generation.VECTORS, 2, [np.eye(2, dtype=np.float32)])
    bm25.write(folder / generation.PASSAGE_BM25, map(stems, text.splitlines()))
    bm25.write(folder / generation.ARTICLE_BM25, [stems(text)])
    lexicon.write(folder / generation.LEXICON, text.splitlines(), [""], WordCounts("bill").passages, {})
    with closing(SqliteStore(folder / generation.ARCHIVE)) as written:
        quotations.write(folder / generation.SPEAKER_TURNS, written)
    return described()


def publish(index: Path, fill: Callable[[Path], Manifest] = fill) -> str:
    with generations.draft(index) as draft:
        draft.complete(fill(draft.folder)).close()
    return draft.name


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index with one generation. No test may change it."""
    folder = tmp_path_factory.mktemp("published") / "index"
    publish(folder)
    return folder


@pytest.fixture
def index(published: Path, tmp_path: Path) -> Path:
    """The folder of an index with one generation: a copy that the test may change."""
    return shutil.copytree(published, tmp_path / "index")
