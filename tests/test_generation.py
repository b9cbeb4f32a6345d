"""One index on disk: made current in one step, refused when anything about it is not as it was written."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import EncoderMismatch, GenerationError, IndexDamaged, IndexMissing, IndexTooNew
from retrieval.index import generation, store, terms, vectors, words
from retrieval.index.generation import Manifest
from retrieval.records import Article
from tests.conftest import entry
from tests.fakes import WordCounts

BM25 = [
    "data.csc.index.npy",
    "indices.csc.index.npy",
    "indptr.csc.index.npy",
    "params.index.json",
    "vocab.index.json",
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
    *(f"articles/{name}" for name in BM25),
    *(f"terms/{name}" for name in TERMS),
    "vectors.faiss",
    *(f"words/{name}" for name in BM25),
]
TEXT = "A bill.\nA reform."


def described() -> Manifest:
    return Manifest(
        format=generation.FORMAT,
        encoder="word-counts",
        dim=2,
        built="2026-01-01T00:00:00+00:00",
        fingerprint="of the archive",
        articles=1,
        passages=2,
        quotations=0,
        skipped=0,
    )


def fill(folder: Path) -> Manifest:
    store.write(folder / generation.ARCHIVE, [entry(Article("a.txt", TEXT))])
    vectors.write(folder / generation.VECTORS, 2, [np.eye(2, dtype=np.float32)])
    words.write(folder / generation.WORDS, TEXT.splitlines())
    words.write(folder / generation.ARTICLES, [TEXT])
    terms.write(folder / generation.TERMS, TEXT.splitlines(), [""], WordCounts("bill").passages, {})
    return described()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """The folder of an index with one generation."""
    folder = tmp_path / "index"
    generation.publish(folder, fill)
    return folder


def folders(index: Path) -> set[str]:
    return {path.name for path in index.iterdir() if path.is_dir()}


def test_a_published_generation_is_the_one_that_opens(index: Path) -> None:
    second = generation.publish(index, fill)
    with generation.open_current(index, "word-counts") as opened:
        assert (opened.name, generation.current(index)) == (second, index / second)
        assert sorted(opened.manifest.files) == FILES
        assert [passage.text for passage in opened.store.passages([0, 1])] == ["A bill.", "A reform."]
        assert opened.vectors.at(np.array([1])).tolist() == [[0, 1]]
        assert (opened.words.scores("reforms") > 0).tolist() == [False, True]
    assert (index / generation.CURRENT).read_text(encoding="utf-8") == f"{second}\n"


def test_an_open_generation_answers_on_when_another_takes_its_place(index: Path) -> None:
    with generation.open_current(index, "word-counts") as opened:
        generation.publish(index, fill)
        generation.prune(index, keep=1)
        assert [passage.text for passage in opened.store.passages([0, 1])] == ["A bill.", "A reform."]
        assert (opened.words.scores("bill") > 0).tolist() == [True, False]


def test_a_build_that_fails_leaves_the_current_generation_serving(index: Path) -> None:
    before = generation.current(index)

    def fail(folder: Path) -> Manifest:
        fill(folder)
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        generation.publish(index, fail)
    assert generation.current(index) == before
    generation.open_current(index, "word-counts").close()
    assert len(folders(index)) == 2
    generation.prune(index, keep=2)
    assert folders(index) == {before.name}


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
    pytest.param('{"format": 1}', IndexDamaged, id="keys gone"),
    pytest.param({"extra": 1}, IndexDamaged, id="a key more"),
    pytest.param({"files": None}, IndexDamaged, id="no files"),
    pytest.param({"format": "1"}, IndexDamaged, id="format in words"),
    pytest.param({"format": 0}, IndexDamaged, id="format that never was"),
    pytest.param({"format": generation.FORMAT + 1}, IndexTooNew, id="newer"),
    pytest.param({"format": generation.FORMAT + 1, "extra": 1}, IndexTooNew, id="newer, with a key more"),
    pytest.param({"encoder": "minilm"}, EncoderMismatch, id="another encoder"),
]


@pytest.mark.parametrize(("written", "refusal"), MANIFESTS)
def test_a_manifest_that_is_not_this_programs_is_refused(
    index: Path, written: str | dict[str, object], refusal: type[GenerationError]
) -> None:
    path = generation.current(index) / generation.MANIFEST
    if isinstance(written, dict):
        written = json.dumps(json.loads(path.read_text(encoding="utf-8")) | written)
    path.write_text(written, encoding="utf-8")
    with pytest.raises(refusal) as raised:
        generation.open_current(index, "word-counts")
    assert str(path.parent) in str(raised.value)
    assert str(raised.value).endswith("rebuild it with: onrecord index --full")


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
def test_a_mark_that_names_no_generation_is_damage(index: Path, content: bytes) -> None:
    (index / generation.CURRENT).write_bytes(content)
    with pytest.raises(IndexDamaged, match=rf"^index {re.escape(str(index))} is damaged .*onrecord index --full$"):
        generation.open_current(index, "word-counts")


@pytest.mark.parametrize("made", [True, False], ids=["empty folder", "no folder"])
def test_where_nothing_was_built_it_says_how_to_build(tmp_path: Path, *, made: bool) -> None:
    if made:
        (tmp_path / "index").mkdir()
    with pytest.raises(IndexMissing) as raised:
        generation.open_current(tmp_path / "index", "word-counts")
    assert str(raised.value) == f"no index at {tmp_path / 'index'}; build one with: onrecord index"


NEWEST, MIDDLE, OLDEST = "20260103T000000-cccccc", "20260102T000000-bbbbbb", "20260101T000000-aaaaaa"
LEFT = ["20260104T000000-dddddd.part", "20251231T000000-eeeeee.part"]
FOREIGN = ["seeds", "notes.part", "2026"]


@pytest.mark.parametrize(
    ("keep", "serving", "kept"),
    [
        pytest.param(1, NEWEST, {NEWEST}, id="the current one alone"),
        pytest.param(2, NEWEST, {NEWEST, MIDDLE}, id="and the one before"),
        pytest.param(3, NEWEST, {NEWEST, MIDDLE, OLDEST}, id="as many as there are"),
        pytest.param(9, NEWEST, {NEWEST, MIDDLE, OLDEST}, id="more than there are"),
        pytest.param(1, OLDEST, {OLDEST}, id="the current one though oldest"),
        pytest.param(2, OLDEST, {OLDEST, NEWEST}, id="the current one and the newest"),
    ],
)
def test_pruning_keeps_the_current_and_the_newest_and_whatever_is_not_the_indexs(
    tmp_path: Path, keep: int, serving: str, kept: set[str]
) -> None:
    for name in [NEWEST, MIDDLE, OLDEST, *LEFT, *FOREIGN]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("content", encoding="utf-8")
    (tmp_path / generation.CURRENT).write_text(serving, encoding="utf-8")
    generation.prune(tmp_path, keep)
    assert folders(tmp_path) == kept | set(FOREIGN)
