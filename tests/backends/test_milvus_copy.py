"""The copy that a bot keeps of a cluster's small files is verified whenever it is opened."""

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retrieval import files
from retrieval.backends import milvus
from retrieval.index import generation
from tests.index.conftest import publish


class Files:
    """A cluster that has the small files of one generation; it counts how often their contents are read."""

    def __init__(self, folder: Path) -> None:
        self.reads = 0
        self._files = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }

    def query(self, _collection: str, expression: str, fields: list[str]) -> list[dict[str, Any]]:
        if fields == ["name"]:
            return [{"name": name} for name in self._files]
        self.reads += 1
        name, first = re.fullmatch(r'name == (".*") and piece >= (\d+) .*', expression).groups()  # type: ignore[union-attr]
        content = base64.b64encode(self._files[json.loads(name)]).decode()
        return [] if int(first) else [{"piece": 0, "data": content}]


@pytest.fixture
def cluster(tmp_path: Path) -> Files:
    publish(tmp_path / "index")
    folder = generation.current(tmp_path / "index")
    (folder / "people.json").write_text("{}", encoding="utf-8")
    return Files(folder)


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"\0?")


def removed(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [changed, removed])
@pytest.mark.parametrize("name", ["people.json", "manifest.json", "terms/weights.npy", milvus.COPIED])
def test_a_copy_that_has_changed_is_made_again(
    cluster: Any, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "elsewhere" / generation.current(tmp_path / "index").name
    copied = milvus._copy(cluster, "collection", folder)
    reads = cluster.reads
    assert milvus._copy(cluster, "collection", folder) == copied
    assert cluster.reads == reads
    damage(folder / name)
    assert milvus._copy(cluster, "collection", folder) == copied
    assert cluster.reads == 2 * reads
    assert all(files.digest(folder / each) == digest for each, digest in copied.items())
