"""Measures archives of several sizes, made from real news.

    python -m benchmarks.scale NEWS.jsonl QUESTIONS.jsonl WORK --sizes 25000 130000 1000000

NEWS.jsonl has `title` and `text`. QUESTIONS.jsonl is a question file of `onrecord evaluate`. WORK keeps the vectors of
the news and the figures of each size, but not the indexes. Tables and charts are made from the figures in WORK. The
time to build does not include reading, parsing and encoding: their cost per passage does not depend on the size.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.memory import MemorySampler
from benchmarks.scale.synthetic_archive import SHARES, RealNews, filters
from retrieval import encoders, evaluation
from retrieval.array_types import Vectors
from retrieval.encoders import Encoder
from retrieval.index import bm25, generation, lexicon, quotations, stages, vectors
from retrieval.index.generation import Manifest
from retrieval.index.tables import SqliteStore
from retrieval.index.tables.writer import TableWriter
from retrieval.indexing import generations, search_structures
from retrieval.settings import EncoderSettings

NEAREST = 10  # neighbours over which recall is measured
Figures = Mapping[int, Mapping[str, Any]]

KINDS = ("speaker", "date", "source")
SPEED, SPACE = "scale-time.png", "scale-space.png"


def main() -> None:
    given = _arguments()
    given.work.mkdir(exist_ok=True)
    model = encoders.load(EncoderSettings())
    for size in given.sizes:
        figures = given.work / f"{size}.json"
        if not figures.exists():
            news = RealNews.read(given.news, given.work, model)
            figures.write_text(json.dumps(_measured(news, size, model, given), indent=1), encoding="utf-8")
    found = {int(path.stem): json.loads(path.read_text("utf-8")) for path in given.work.glob("[0-9]*.json")}
    charts(dict(sorted(found.items())), given.charts)
    print(tables(dict(sorted(found.items()))))


def _measured(news: RealNews, size: int, model: Encoder, given: argparse.Namespace) -> dict[str, Any]:
    index, exact = given.work / f"index-{size}", given.work / f"exact-{size}.npz"
    shutil.rmtree(index, ignore_errors=True)
    build = Build(news, size, model, given.work / "words.npz")
    with MemorySampler(os.getpid()) as watch:
        build.publish(index)
    disk = sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 1e6
    questions = [case.question for case in evaluation.read_cases(given.questions)][: given.most]
    nearest = _nearest(index, news, np.stack([model.question(text) for text in questions]))
    np.savez(exact, allow_pickle=False, **nearest)
    asked = [
        sys.executable,
        "-m",
        "benchmarks.scale.measurement",
        index,
        given.questions,
        exact,
        "--most",
        str(given.most),
    ]
    ran = subprocess.run(asked, capture_output=True, text=True, check=True)
    if not given.keep:
        shutil.rmtree(index)
    return {"took": build.took, "peak_mb": watch.peak_mb, "disk": disk, **json.loads(ran.stdout)}


class Build:
    """Writes a generation. `took` has the seconds of each part."""

    def __init__(self, news: RealNews, size: int, model: Encoder, meanings: Path) -> None:
        self._news, self._size, self._model, self._meanings = news, size, model, meanings
        self.took: dict[str, float] = {}

    def publish(self, index: Path) -> None:
        with generations.draft(index) as draft:
            draft.complete(self._fill(draft.folder)).close()

    def _fill(self, folder: Path) -> Manifest:
        with self._timed("store"), TableWriter(folder / generation.ARCHIVE) as tables:
            for entry in self._news.entries(self._size):
                tables.add(entry)
            counts = tables.finish()
        with self._timed("vectors"):
            search = vectors.write(folder / generation.VECTORS, self._model.dim, self._news.blocks(counts.passages))
        with closing(SqliteStore(folder / generation.ARCHIVE)) as written:
            with self._timed("words"):
                bm25.write(folder / generation.PASSAGE_BM25, search_structures.stems_by_passage(written))
                articles = (search_structures.article_stems(article) for article, _ in written.by_article())
                bm25.write(folder / generation.ARTICLE_BM25, articles)
            with self._timed("terms"):
                self._terms(folder / generation.LEXICON, written)
            with self._timed("quoted"):
                quotations.write(folder / generation.SPEAKER_TURNS, written)
        return Manifest(
            format=stages.LAYOUT,
            encoder=self._model.name,
            dim=self._model.dim,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            fingerprint="",
            articles=counts.articles,
            passages=counts.passages,
            quotations=counts.quotations,
            skipped=0,
            search=asdict(search),
        )

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.took[name] = time.perf_counter() - started
        print(f"{self._size}: {name} {self.took[name]:.0f} s", file=sys.stderr, flush=True)

    def _terms(self, folder: Path, written: SqliteStore) -> None:
        """Write the lexicon. The vectors of its words are kept for the other sizes, at which they are the same."""
        known: dict[str, Vectors] = {}
        if self._meanings.exists():
            kept = np.load(self._meanings)
            known = dict(zip(kept["words"].tolist(), kept["rows"], strict=True))
        passages = (passage.text for _, cut in written.by_article() for passage in cut)
        titles = (article.title or "" for article, _ in written.by_article())
        lexicon.write(folder, passages, titles, self._model.passages, known)
        meanings = lexicon.Lexicon(folder).meanings()
        np.savez(self._meanings, words=np.array(list(meanings)), rows=np.stack(list(meanings.values())))


def _nearest(index: Path, news: RealNews, queries: Vectors) -> dict[str, np.ndarray]:
    """The cosines of each question's ten nearest passages, unfiltered and by filter; -2 where there are fewer."""
    with generation.open_current(index, encoders.BUNDLED) as opened:
        count = len(opened.store)
        masks = {"unfiltered": np.ones(count, bool)}
        for key, only in filters().items():
            rows = opened.store.rows(only)
            masks[" ".join(key)] = opened.store.contains(np.arange(0) if rows is None else rows, np.arange(count))
    best = {name: np.full((len(queries), NEAREST), -2, np.float32) for name in masks}
    start = 0
    for block in news.blocks(count):
        cosines = queries @ block.T
        for name, mask in masks.items():
            both = np.hstack([best[name], cosines[:, mask[start : start + len(block)]]])
            best[name] = np.sort(np.partition(both, -NEAREST, axis=1)[:, -NEAREST:])
        start += len(block)
    return best


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build archives of several sizes out of real news and ask them.")
    parser.add_argument("news", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=[25_000, 130_000, 1_000_000])
    parser.add_argument("--charts", type=Path, default=Path("benchmarks"))
    parser.add_argument("--most", type=int, default=100, help="questions of each kind")
    parser.add_argument("--keep", action="store_true", help="keep the indexes")
    return parser.parse_args()


def tables(figures: Figures) -> str:
    """Tables in Markdown, with a column for each size."""
    head = [f"| | {' | '.join(f'{size:,}' for size in figures)} |", f"|---|{'---|' * len(figures)}"]
    rows: dict[str, list[str]] = {
        "build, s: articles, quotations": [f"{each['took']['store']:.0f}" for each in figures.values()],
        "vectors and lists": [f"{each['took']['vectors']:.0f}" for each in figures.values()],
        "words": [f"{each['took']['words']:.0f}" for each in figures.values()],
        "lexicon": [f"{each['took']['terms']:.0f}" for each in figures.values()],
        "peak memory meanwhile, MB": [f"{each['peak_mb']:,.0f}" for each in figures.values()],
        "on disk, MB": [f"{each['disk']:,.0f}" for each in figures.values()],
        "open, files checked, s": [f"{each['open']:.1f}" for each in figures.values()],
        "resident, MB": [f"{each['memory']:,.0f}" for each in figures.values()],
        "lists, probes": [_lists(each["search"]) for each in figures.values()],
        "bare encode, ms": [_times(each["encode"]) for each in figures.values()],
        "and exact search (baseline), ms": [
            _times(each["baseline"]) if "baseline" in each else "" for each in figures.values()
        ],
        "a question, times the baseline": [_ratio(each) for each in figures.values()],
        "a question, p50 / p99, ms": [_times(each["unfiltered"]) for each in figures.values()],
    }
    for name in (f"{kind} {share}" for kind in KINDS for share in SHARES):
        rows[f"within {name}"] = [_times(each[name]) for each in figures.values()]
    for name in ("unfiltered", *(f"{kind} {share}" for kind in KINDS for share in SHARES)):
        rows[f"recall@10, {name}"] = [f"{each['recall'][name]:.3f}" for each in figures.values()]
    rows["eight clients, questions a second"] = [f"{each['questions_per_second']:.0f}" for each in figures.values()]
    rows["eight encoding alone"] = [f"{each['encoded_per_second']:.0f}" for each in figures.values()]
    return "\n".join([*head, *(f"| {name} | {' | '.join(values)} |" for name, values in rows.items())])


def charts(figures: Figures, folder: Path) -> None:
    """Draw the time of a question, and the disk space and memory of the archives."""
    sizes = list(figures)
    time = {"a question": [each["unfiltered"][0] for each in figures.values()]}
    time |= {f"within {kind} {share}": [each[f"{kind} {share}"][0] for each in figures.values()] for kind in KINDS
             for share in ("10 %", "1 %")}  # fmt: skip
    begin = next((place for place, size in enumerate(sizes) if size >= 100_000), 0)
    root = [time["a question"][begin] * (size / sizes[begin]) ** 0.5 for size in sizes[begin:]]
    _draw(folder / SPEED, "median, ms", {name: (sizes, values) for name, values in time.items()}, (sizes[begin:], root))
    space = {
        "on disk": [each["disk"] for each in figures.values()],
        "resident": [each["memory"] for each in figures.values()],
    }
    _draw(folder / SPACE, "MB", {name: (sizes, values) for name, values in space.items()})


def _draw(
    path: Path, unit: str, lines: Mapping[str, tuple[list[int], list[float]]],
    root: tuple[list[int], list[float]] | None = None,
) -> None:  # fmt: skip
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    for name, (sizes, values) in lines.items():
        axes.loglog(sizes, values, marker="o", label=name)
    if root:
        axes.loglog(*root, "k:", label="as the root of the passages")
    axes.set_xlabel("passages")
    axes.set_ylabel(unit)
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize=8)
    figure.savefig(path, dpi=110)


def _lists(search: Mapping[str, Any]) -> str:
    return f"{search['lists']:,}, {search['probes']}" if search["lists"] else "exact"


def _ratio(figures: Mapping[str, Any]) -> str:
    return f"{figures['beside the baseline'][0] / figures['baseline'][0]:.2f}" if "baseline" in figures else ""


def _times(quantiles: tuple[float, float]) -> str:
    return f"{quantiles[0]:.1f} / {quantiles[1]:.1f}"


if __name__ == "__main__":
    main()
