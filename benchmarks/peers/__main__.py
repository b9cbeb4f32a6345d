"""Runs the comparison of answers with peers and prints its table. benchmarks/peers/__init__.py describes it."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from benchmarks.peers import comparison, peer
from benchmarks.peers.comparison import System
from benchmarks.peers.peer import Peer, versions
from retrieval import encoders, evaluation, settings
from retrieval.archive import Archive, Models
from retrieval.encoders import Encoder
from retrieval.index import generation
from retrieval.index.tables import SqliteStore
from retrieval.search import reader
from retrieval.search.reader import PassageReader
from retrieval.settings import Settings

PEERS: tuple[Callable[[], Peer], ...] = (
    peer.Bm25s,
    peer.Faiss,
    peer.Chroma,
    peer.Txtai,
    peer.Haystack,
    peer.LangChain,
    peer.Reranked,
    peer.LlamaIndex,
)
INSTALL = "pip install 'onrecord[peers]'"
BY_HAND: dict[Callable[[], Peer], str] = {
    peer.Reranked: f"{INSTALL} && pip install --no-deps {peer.RERANKER}==2.2.0",
    # its BM25 requires PyStemmer below 3 but also works with 3, which On Record needs
    peer.LlamaIndex: "pip install llama-index-core && pip install --no-deps llama-index-retrievers-bm25",
}
WARM_UP_PASSAGES = 100  # every peer indexes these first, so that no import is timed


def main() -> None:
    given = _arguments()
    configured = settings.load(archive=given.archive, index=given.index)
    cases, model = evaluation.read_cases(given.questions), encoders.load(configured.encoder)
    with ExitStack() as stack:
        opened = stack.enter_context(generation.open_current(configured.index_folder, model.name))
        systems = [*_peers(opened.store, model), _on_record(configured, model, None, stack)]
        if loaded := reader.load(configured.ranking):
            systems.append(_on_record(configured, model, loaded, stack))
        comparison.ask(systems, cases)
    print(comparison.table(systems))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description="On Record and its peers on the same passages and questions"
    )
    parser.add_argument("questions", type=Path, help="a question file, as `onrecord evaluate` reads it")
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True, help="its index, built before")
    return parser.parse_args()


def _peers(store: SqliteStore, model: Encoder) -> Iterator[System]:
    """Every peer that is installed, with all passages indexed."""
    passages = [f"{each.article.title or ''}\n{each.text}".lstrip() for each in store.passages(range(len(store)))]
    vectors = model.passages(passages)
    print(f"{len(passages)} passages; encoded by {versions(['sentence-transformers', 'torch'])}\n", flush=True)
    for kind in PEERS:
        peer = kind()
        try:
            version = versions(peer.packages)
        except PackageNotFoundError:
            print(f"{peer.name}: not installed, left out; {BY_HAND.get(kind, INSTALL)}", file=sys.stderr)
            continue
        kind().index(passages[:WARM_UP_PASSAGES], vectors[:WARM_UP_PASSAGES])
        seconds = comparison.index(peer, passages, vectors)
        yield System(peer.name, version, comparison.answering(peer, store, model), seconds)


def _on_record(configured: Settings, model: Encoder, loaded: PassageReader | None, stack: ExitStack) -> System:
    archive = stack.enter_context(closing(Archive.open(configured, Models(lambda: model, lambda: loaded))))
    name = "On Record, reader" if loaded else "On Record"
    return System(name, versions(["onrecord"]), partial(archive.ask, limit=evaluation.MAX_RANK))


if __name__ == "__main__":
    main()
