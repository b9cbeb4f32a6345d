"""Generations on a cluster: they are sent, verified, made current, rolled back, and articles are deleted from them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval import backends, indexing
from retrieval.archive import Archive, Models
from retrieval.backends import milvus
from retrieval.backends.milvus import rows, schema
from retrieval.backends.milvus.cluster import Cluster
from retrieval.errors import ClusterAway, ClusterRefused, EncoderMismatch, IndexMissing
from retrieval.index.lexicon import Lexicon
from retrieval.settings import Settings
from tests.conftest import SCHOOLS, quiet, write
from tests.fakes import WordCounts

pytestmark = pytest.mark.cluster


@pytest.fixture
def cluster(settings: Settings) -> Iterator[Cluster]:
    yield (opened := Cluster(settings.index))
    opened.close()


def index(settings: Settings, encoder: WordCounts) -> str:
    return backends.bring_up_to_date(settings, lambda: encoder, quiet).generation


def first(settings: Settings, encoder: WordCounts, question: str) -> str:
    archive = Archive.open(settings, Models(lambda: encoder))
    text = archive.ask(question).answers[0].text
    archive.close()
    return text


def test_a_new_generation_answers_once_the_alias_is_switched(
    settings: Settings, encoder: WordCounts, cluster: Cluster
) -> None:
    before = index(settings, encoder)
    early = Archive.open(settings, Models(lambda: encoder))
    write(settings.archive.folder, "tax.txt", "Ann Harman said: “The tax is dead.”")
    after = index(settings, encoder)
    assert cluster.current() == schema.collection_name("onrecord", after) != schema.collection_name("onrecord", before)
    assert first(settings, encoder, "what did Harman say about the tax?") == "Ann Harman said: “The tax is dead.”"
    assert early.generation == before
    assert early.ask("what did Burnham say about Lansley?").answers[0].article.id == "2012-02-07-briefing.txt"
    early.close()
    assert backends.roll_back(settings) == before
    assert cluster.current() == schema.collection_name("onrecord", before)


def test_the_passages_of_an_article_are_gone_as_soon_as_it_is_deleted(
    settings: Settings, encoder: WordCounts, cluster: Cluster
) -> None:
    index(settings, encoder)
    archive = Archive.open(settings, Models(lambda: encoder))
    assert archive.ask("tax").answers[0].article.id == "schools.txt"
    assert milvus.forget(cluster, cluster.current() or "", ["schools.txt", "never.txt"]) == 1
    found = {answer.article.id for answer in archive.ask("school tax", limit=99).answers}
    assert found == {"2012-02-07-briefing.txt"}
    assert archive.article("schools.txt") is None
    archive.close()


def test_passages_with_the_same_words_as_another_are_counted(settings: Settings, encoder: WordCounts) -> None:
    write(settings.archive.folder, "copy.txt", SCHOOLS)
    index(settings, encoder)
    with backends.open_current(settings) as opened:
        assert opened.store.count_duplicates() == 4


def test_a_generation_that_lacks_a_passage_never_answers(
    settings: Settings, encoder: WordCounts, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(settings, encoder)
    before = cluster.current()
    write(settings.archive.folder, "tax.txt", "Ann Harman said: “The tax is dead.”")
    built = indexing.bring_up_to_date(settings, lambda: encoder, quiet)
    sent = rows.passages
    monkeypatch.setattr(rows, "passages", lambda *given, **named: iter(list(sent(*given, **named))[1:]))
    with pytest.raises(ClusterRefused, match=r"has \(5, 3\) passages and articles where \(6, 3\) were sent"):
        milvus.publish(settings)
    assert cluster.current() == before
    assert schema.collection_name("onrecord", built.generation) not in cluster("list_collections")


def test_only_as_many_generations_are_kept_as_configured(
    settings: Settings, encoder: WordCounts, cluster: Cluster
) -> None:
    for number in range(3):
        write(settings.archive.folder, "tax.txt", f"Ann Harman said: “Tax number {number} is dead.”")
        index(settings, encoder)
    kept = [name for name in cluster("list_collections") if name.startswith("onrecord_") and name.count("_") == 2]
    assert len(kept) == 2
    assert cluster.current() in kept


def test_a_bot_on_another_machine_needs_only_the_address(
    settings: Settings, encoder: WordCounts, tmp_path: Path
) -> None:
    index(settings, encoder)
    elsewhere = replace(settings, index=replace(settings.index, folder=tmp_path / "elsewhere"))
    assert first(elsewhere, encoder, "tax") == first(settings, encoder, "tax")
    (copied,) = (tmp_path / "elsewhere" / milvus.COPIES).iterdir()
    assert not (copied / "archive.db").exists()
    assert not (copied / "vectors").exists()


def test_a_missing_alias_is_a_missing_index(settings: Settings, encoder: WordCounts) -> None:
    other = replace(settings, index=replace(settings.index, collection="another"))
    with pytest.raises(IndexMissing, match="another; build one with: onrecord index"):
        Archive.open(other, Models(lambda: encoder))


def test_another_encoder_is_refused(settings: Settings, encoder: WordCounts) -> None:
    index(settings, encoder)
    other = replace(settings, encoder=replace(settings.encoder, name="minilm"))
    with pytest.raises(EncoderMismatch, match="onrecord index"):
        Archive.open(other, Models(lambda: encoder))


@pytest.mark.parametrize("name", ['Ann "Annie" O’Hara', "Anne\\Marie", "Žofie 😀", "O'Neil"])
def test_any_name_can_be_filtered_by(settings: Settings, encoder: WordCounts, cluster: Cluster, name: str) -> None:
    index(settings, encoder)
    opened = milvus.open_current(settings)
    changed: dict[str, Any] = cluster("query", opened.store.collection, filter="id == 4", output_fields=["*"])[0]
    changed = {key: value for key, value in changed.items() if key != "sparse"}
    cluster("upsert", opened.store.collection, [{**changed, "speakers": [name], "source": name}])
    cluster.count(opened.store.collection, "", consistency_level="Strong")
    found = opened.vectors.nearest(encoder.question("tax"), 9, opened.store.passages_quoting([name]))
    assert found.tolist() == [4]
    cluster("upsert", opened.store.collection, [changed])
    cluster.count(opened.store.collection, "", consistency_level="Strong")
    opened.close()


def test_cosines_are_those_of_the_vectors_sent(settings: Settings, encoder: WordCounts) -> None:
    index(settings, encoder)
    local = backends.open_current(replace(settings, index=replace(settings.index, engine="local")))
    away, query = milvus.open_current(settings), encoder.question("bill reform school")
    some = np.array([3, 0, 4])
    assert away.vectors.cosines(query, some) == pytest.approx(local.vectors.cosines(query, some), abs=1e-6)
    assert isinstance(away.lexicon, Lexicon)
    for each in (local, away):
        each.close()


def test_a_graph_index_finds_the_same_as_comparing_every_vector(
    settings: Settings, encoder: WordCounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "MAX_EXACT_PASSAGES", 0)
    write(settings.archive.folder, "tax.txt", "Ann Harman said: “The tax is dead.”")
    index(settings, encoder)
    opened, query = milvus.open_current(settings), encoder.question("tax")
    assert opened.cluster("describe_index", opened.store.collection, "vector")["index_type"] == "HNSW"
    assert sorted(opened.vectors.nearest(query, 2).tolist()) == [4, 5]
    assert opened.vectors.nearest(query, 9, opened.store.passages_quoting(["Ann Harman"])).tolist() == [5]
    opened.close()


def test_the_error_for_a_cluster_that_is_away_names_it_and_the_next_step(
    settings: Settings, encoder: WordCounts
) -> None:
    nowhere = replace(settings, index=replace(settings.index, uri="http://127.0.0.1:9", patience=1))
    with pytest.raises(ClusterAway, match=r"Milvus at http://127.0.0.1:9 does not answer .* \[index\] uri"):
        Archive.open(nowhere, Models(lambda: encoder))
