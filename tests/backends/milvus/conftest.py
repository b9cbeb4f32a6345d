"""The two kinds of Milvus. Every test that takes `settings` runs with both."""

import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from retrieval import indexing
from retrieval.settings import Settings
from tests.conftest import quiet
from tests.fakes import WordCounts

collect_ignore_glob = [] if find_spec("pymilvus") else ["test_*.py"]  # pymilvus is optional
KINDS = ("lite", "server")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Milvus 2.3.5 server. Milvus cannot be told to listen only on the loopback."""
    if {name for _, name in socket.if_nameindex()} != {"lo"}:
        pytest.skip("listens on every interface: run it by `make test-cluster`, where there is but the loopback")
    milvus = pytest.importorskip("milvus")
    running = milvus.MilvusServer(milvus.MilvusServerConfig(data_dir=str(tmp_path_factory.mktemp("milvus"))))
    running.start()
    yield f"http://127.0.0.1:{running.listen_port}"
    running.stop()


@pytest.fixture(scope="session", params=KINDS)
def uri(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "server":
        address: str = request.getfixturevalue("server")
        return address
    return str(tmp_path_factory.mktemp("lite") / "milvus.db")


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that keeps the index of the two articles once it is built, so that a cluster receives it only once."""
    return tmp_path_factory.mktemp("kept") / "index"


@pytest.fixture
def settings(settings: Settings, encoder: WordCounts, uri: str, kept: Path) -> Settings:
    """Settings for the archive of two articles on Milvus. The index is built, but not yet sent to Milvus."""
    if not kept.exists():
        indexing.bring_up_to_date(settings, lambda: encoder, quiet)
        shutil.copytree(settings.index_folder, kept)
    shutil.copytree(kept, settings.index_folder, dirs_exist_ok=True)
    return replace(settings, index=replace(settings.index, engine="milvus", uri=uri))
