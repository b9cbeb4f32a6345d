"""A Ray cluster of two workers builds the same index as this process alone."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval import indexing
from retrieval.errors import RayAway
from retrieval.index import generation
from retrieval.settings import Settings
from tests.conftest import VOCABULARY, quiet, write
from tests.fakes import WordCounts


@pytest.fixture
def many(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Add thirty articles, which are sent in batches of two."""
    monkeypatch.setattr("retrieval.indexing.pipeline.BATCH_ARTICLES", 2)
    for number in range(30):
        text = f"Tax number {number} rises.\n\nMinister Ann Harman{number} said: “The school bill {number} is dead.”"
        write(settings.archive.folder, f"{number:02}.txt", text)
    return settings


@pytest.fixture
def two_workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a Ray cluster of two nodes with one core each."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    cluster_utils = pytest.importorskip("ray.cluster_utils")
    cluster = cluster_utils.Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    cluster.add_node(num_cpus=1)
    yield cluster.address
    cluster.shutdown()


def built(settings: Settings, folder: Path, ray: str) -> tuple[int, list[tuple[str, list[str | None]]], Any]:
    """The number of embedded passages, the quotations with their speakers, and all vectors."""
    settings = replace(settings, index=replace(settings.index, folder=folder, ray=ray))
    result = indexing.bring_up_to_date(settings, partial(WordCounts, *VOCABULARY), quiet)
    with generation.open_current(folder, "word-counts") as opened:
        rows = np.arange(len(opened.store))
        texts = [passage.text for passage in opened.store.passages(rows.tolist())]
        speakers = [[said.speaker for said in opened.store.quotations(row)] for row in rows.tolist()]
        return result.embedded, list(zip(texts, speakers, strict=True)), opened.vectors.at(rows).round(4).tolist()


@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore")  # warnings of Ray itself
def test_two_workers_build_the_same_index_as_one_process(many: Settings, two_workers: str, tmp_path: Path) -> None:
    alone, spread = (built(many, tmp_path / name, ray) for name, ray in (("alone", ""), ("spread", two_workers)))
    assert spread == alone
    assert alone[0] == 65
    write(many.archive.folder, "07.txt", "Tax number 7 falls.")
    assert built(many, tmp_path / "spread", two_workers)[0] == 1


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is installed")
def test_without_ray_the_error_says_how_to_install_it(settings: Settings, encoder: WordCounts) -> None:
    asked = replace(settings, index=replace(settings.index, ray="auto"))
    with pytest.raises(RayAway, match=r"onrecord\[ray\]"):
        indexing.bring_up_to_date(asked, lambda: encoder, quiet)
