"""One index on disk: it is made current in one step, and refused if any file differs from what was written."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import EncoderMismatch, GenerationError, IndexDamaged, IndexMissing, IndexTooNew, IndexTooOld
from retrieval.index import generation, stages
from retrieval.index.generation import MANIFEST, Manifest
from retrieval.indexing import generations
from tests.index.conftest import publish

BM25 = ["ends.npy", "most.npy", "rows.npy", "scores.npy", "stems.json"]
COLUMNS = [
    "articles.npy",
    "continues.npy",
    "days.npy",
    "firsts.npy",
    "lengths.npy",
    "names.json",
    "quotes.npy",
    "quotes_directly.npy",
    "sources.npy",
    "spans.npy",
    "spoken.npy",
]
TERMS = [
    "headlines-ends.npy",
    "headlines.npy",
    "meanings.npy",
    "passages-ends.npy",
    "passages.npy",
    "vocabulary.json",
    "weights.npy",
]
FILES = [
    "archive.db",
    *(f"archive/{name}" for name in COLUMNS),
    *(f"articles/{name}" for name in BM25),
    "quoted/firsts.npy",
    *(f"quoted/words/{name}" for name in BM25),
    *(f"terms/{name}" for name in TERMS),
    "vectors/rows",
    "vectors/search.json",
    *(f"words/{name}" for name in BM25),
]


def test_a_published_generation_is_the_one_that_opens(index: Path) -> None:
    second = publish(index)
    with generation.open_current(index, "word-counts") as opened:
        assert (opened.name, generation.current(index)) == (second, index / second)
        assert sorted(opened.manifest.files) == FILES
        assert [passage.text for passage in opened.store.passages([0, 1])] == ["A bill.", "A reform."]
        assert opened.vectors.at(np.array([1])).tolist() == [[0, 1]]
        assert opened.passage_bm25.match("reforms").best(9).tolist() == [1]
    assert (index / generation.CURRENT).read_text(encoding="utf-8") == f"{second}\n"


def test_an_open_generation_can_still_be_read_after_another_has_replaced_it(index: Path) -> None:
    with generation.open_current(index, "word-counts") as opened:
        publish(index)
        generations.remove_old(index, keep=1)
        assert [passage.text for passage in opened.store.passages([0, 1])] == ["A bill.", "A reform."]
        assert opened.passage_bm25.match("bill").best(9).tolist() == [0]


def removed(path: Path) -> None:
    path.unlink()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [removed, truncated, flipped])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_refused_by_name(index: Path, name: str, damage: Callable[[Path], None]) -> None:
    folder = generation.current(index)
    damage(folder / name)
    problem = "cannot be read" if damage is removed else "has changed since it was written"
    with pytest.raises(IndexDamaged) as raised:
        generation.open_current(index, "word-counts")
    assert str(raised.value) == f"index {folder} is damaged ({name} {problem}); rebuild it with: onrecord index --full"


MANIFESTS = [
    pytest.param("", IndexDamaged, id="empty"),
    pytest.param('{"format": 1', IndexDamaged, id="not JSON"),
    pytest.param("[1]", IndexDamaged, id="a list"),
    pytest.param("null", IndexDamaged, id="null"),
    pytest.param("{}", IndexDamaged, id="no format"),
    pytest.param(f'{{"format": {stages.LAYOUT}}}', IndexDamaged, id="keys gone"),
    pytest.param({"extra": 1}, IndexDamaged, id="a key more"),
    pytest.param({"files": None}, IndexDamaged, id="no files"),
    pytest.param({"format": "1"}, IndexDamaged, id="format in words"),
    pytest.param({"stages": 1}, IndexDamaged, id="no stages"),
    pytest.param({"format": stages.LAYOUT + 1}, IndexTooNew, id="newer"),
    pytest.param({"format": stages.LAYOUT + 1, "extra": 1}, IndexTooNew, id="newer, with a key more"),
    pytest.param({"stages": stages.VERSIONS | {"tables": 99}}, IndexTooNew, id="a newer stage"),
    pytest.param({"encoder": "minilm"}, EncoderMismatch, id="another encoder"),
]


@pytest.mark.parametrize(("written", "refusal"), MANIFESTS)
def test_a_manifest_that_is_not_this_programs_is_refused(
    index: Path, written: str | dict[str, object], refusal: type[GenerationError]
) -> None:
    path = generation.current(index) / MANIFEST
    if isinstance(written, dict):
        values = json.loads(path.read_text(encoding="utf-8")) | written
        del values["sha256"]
        checksum = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
        written = json.dumps(values | {"sha256": checksum})
    path.write_text(written, encoding="utf-8")
    with pytest.raises(refusal) as raised:
        generation.open_current(index, "word-counts")
    assert str(path.parent) in str(raised.value)
    assert str(raised.value).endswith("rebuild it with: onrecord index --full")


@pytest.mark.parametrize(
    "older",
    [
        pytest.param({"format": stages.LAYOUT - 1}, id="files"),
        pytest.param({"format": stages.LAYOUT - 1, "way": "plain"}, id="manifest"),
        *(pytest.param({"stages": stages.VERSIONS | {stage: 0}}, id=stage) for stage in stages.VERSIONS),
    ],
)
def test_an_index_of_an_older_version_asks_to_be_updated(index: Path, older: dict[str, object]) -> None:
    folder = generation.current(index)
    values = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) | older
    del values["sha256"]
    checksum = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(values | {"sha256": checksum}), encoding="utf-8")
    with pytest.raises(IndexTooOld) as raised:
        generation.open_current(index, "word-counts")
    assert str(raised.value) == f"index {folder} was built by an older On Record; update it with: onrecord index"


def test_a_flipped_bit_anywhere_in_the_manifest_is_noticed(index: Path) -> None:
    folder = generation.current(index)
    path = folder / MANIFEST
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :])
        with pytest.raises((IndexDamaged, IndexTooNew)):
            Manifest.read(folder)
    path.write_bytes(content)
    assert Manifest.read(folder).passages == 2


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"20260101T000000-abcdef", id="a generation that is gone"),
        pytest.param(b".", id="the index itself"),
        pytest.param(b"..", id="a folder outside"),
        pytest.param(b"\xff\xfe", id="not text"),
        pytest.param(b"a\0b", id="a NUL"),
        pytest.param(b"x" * 5000, id="endless"),
    ],
)
def test_a_current_file_that_names_no_generation_is_refused_as_damaged(index: Path, content: bytes) -> None:
    (index / generation.CURRENT).write_bytes(content)
    with pytest.raises(IndexDamaged, match=rf"^index {re.escape(str(index))} is damaged .*onrecord index --full$"):
        generation.open_current(index, "word-counts")


@pytest.mark.parametrize("made", [True, False], ids=["empty folder", "no folder"])
def test_a_missing_index_says_how_to_build_one(tmp_path: Path, *, made: bool) -> None:
    if made:
        (tmp_path / "index").mkdir()
    with pytest.raises(IndexMissing) as raised:
        generation.open_current(tmp_path / "index", "word-counts")
    assert str(raised.value) == f"no index at {tmp_path / 'index'}; build one with: onrecord index"


def test_if_a_generation_is_replaced_while_it_is_being_opened_the_next_one_is_opened(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = generation.current(index)
    verify = generation.verify

    def slowly(folder: Path, manifest: Manifest) -> None:
        if folder == first:
            publish(index)
            generations.remove_old(index, keep=1)
        verify(folder, manifest)

    monkeypatch.setattr(generation, "verify", slowly)
    with generation.open_current(index, "word-counts") as opened:
        assert (opened.name != first.name, opened.name) == (True, generation.current(index).name)
