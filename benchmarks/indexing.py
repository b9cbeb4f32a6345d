"""Compares the speed of indexing with plain SentenceTransformer.encode: one run, same model, same passages.

    python -m benchmarks.indexing FOLDER [--every 6]

Takes every sixth article of FOLDER and prints:

    passages a second    of plain `encode` with default settings, reading each passage once; the same, reading it twice
                         as the embedding stage does, alone and with its headline; and of the embedding stage
    cosines              between the vectors of plain `encode` and those of the embedding stage
    GFLOPS               of the embedding stage, and their share of the processor's peak; where the remaining time goes
    the whole build      as it is; and with plain `encode` and attribution in one process
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from retrieval import encoders, ingest, passages, settings
from retrieval import indexing as building
from retrieval.encoders import SentenceEncoder, sorted_batches
from retrieval.encoders.bert import OneDnnLinear
from retrieval.encoders.sorted_batches import SortedBatches
from retrieval.indexing import attribution_pool, embedding
from retrieval.indexing.embedding import EncoderInput
from retrieval.settings import Settings

ROUNDS = 3
SHOWN = {"linear": "products, GELU included", "scaled_dot": "attention", "layer_norm": "LayerNorm"}


class Plain(SentenceEncoder):
    """An encoder that never encodes in sorted batches."""

    MANY_CHARS = sys.maxsize


def main() -> None:
    given = _arguments()
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(encoders.bundled()), device="cpu")
    ours = SentenceEncoder(encoders.BUNDLED, model, batch=32)
    with tempfile.TemporaryDirectory() as folder:
        configured = _taken(given.articles, Path(folder), given.every)
        texts = _texts(configured, ours)
        backend = _sorted(ours, texts)
        _embedding(model, ours, texts)
        _limits(model, backend, texts)
        _build(configured, model)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="how fast an archive is indexed")
    parser.add_argument("articles", type=Path, help="a folder of articles")
    parser.add_argument("--every", type=int, default=6, metavar="N", help="take every N-th article")
    return parser.parse_args()


def _taken(articles: Path, folder: Path, every: int) -> Settings:
    files = sorted(path for path in articles.rglob("*") if path.is_file())[::every]
    (folder / "archive").mkdir()
    for file in files:
        shutil.copy(file, folder / "archive")
    return settings.load(archive=folder / "archive", index=folder / "index")


def _texts(configured: Settings, model: SentenceEncoder) -> Sequence[EncoderInput]:
    return [
        embedding.encoder_input(passage, previous)
        for article in ingest.ArchiveReader(configured.archive)
        for previous, passage in passages.with_previous(passages.split(article, model.fits))
    ]


def _sorted(ours: SentenceEncoder, given: Sequence[EncoderInput]) -> SortedBatches:
    started = time.perf_counter()
    backend = ours._sorted = SortedBatches(ours._model)
    took = time.perf_counter() - started
    print(f"{len(given)} passages, encoded in {backend.precision}, which took {took:.1f} s to prepare\n")
    return backend


def _embedding(model: Any, ours: SentenceEncoder, given: Sequence[EncoderInput]) -> None:
    own, headed = [each.own for each in given], [each.headed for each in given]
    plain = partial(model.encode, show_progress_bar=False)
    tasks: dict[str, Callable[[], Any]] = {
        "plain encode, each passage once": lambda: plain(own),
        "plain encode, each alone and headed": lambda: (plain(own), plain(headed)),
        "embedding stage": lambda: embedding.embed(ours, given),
    }
    took = _interleaved(tasks)
    once, both, stage = (len(given) / seconds for seconds in took.values())
    print("| passages a second | | beside each once | beside alone and headed |\n|---|---|---|---|")
    for name, rate in zip(tasks, (once, both, stage), strict=True):
        print(f"| {name} | {rate:.0f} | {rate / once:.2f} | {rate / both:.2f} |")
    expected = embedding.embed(Plain(encoders.BUNDLED, model, batch=32), given)
    cosines = (expected * embedding.embed(ours, given)).sum(axis=1)
    print(f"\ncosine to the float32 vectors: mean {cosines.mean():.5f}, least {cosines.min():.5f}\n")


def _interleaved(tasks: dict[str, Callable[[], Any]], rounds: int = ROUNDS) -> dict[str, float]:
    """The shortest time of each task in seconds. The tasks take turns, because other programs share the machine."""
    took = dict.fromkeys(tasks, float("inf"))
    for _ in range(rounds):
        for name, task in tasks.items():
            started = time.perf_counter()
            task()
            took[name] = min(took[name], time.perf_counter() - started)
    return took


def _limits(model: Any, backend: SortedBatches, given: Sequence[EncoderInput]) -> None:
    texts = [text for each in given for text in each[:2]]
    pieces = model.tokenizer(texts, truncation=True, max_length=model.max_seq_length)
    lengths = np.array([len(ids) for ids in pieces["input_ids"]])
    started = time.perf_counter()
    backend.encode(texts)
    took = time.perf_counter() - started
    done = _operations(model[0].auto_model, lengths) / took / 1e9
    print(f"{lengths.sum() / len(given):.0f} word pieces a passage, {lengths.sum() / took:.0f} a second")
    print("| GFLOPS, all cores | | share |\n|---|---|---|")
    print(f"| embedding in {backend.precision} | {done:.0f} | |")
    for kind in ("bfloat16", "float32"):
        limit = _multiplied(kind)
        print(f"| products alone in {kind} | {limit:.0f} | {done / limit:.2f} |")
    _rest(backend, texts)


def _operations(bert: Any, lengths: np.ndarray) -> float:
    """Floating-point operations of the model's matrix products and its attention, without padding."""
    matrices = sum(weight.numel() for weight in bert.encoder.parameters() if weight.dim() == 2)
    attention = 4 * bert.config.hidden_size * bert.config.num_hidden_layers
    return float(2 * matrices * lengths.sum() + attention * (lengths.astype(float) ** 2).sum())


def _multiplied(kind: str, times: int = 100) -> float:
    """GFLOPS of the model's largest matrix product alone, on each core at once."""
    import torch

    dtype, threads = getattr(torch, kind), torch.get_num_threads()
    weight = OneDnnLinear.packed(torch.rand(1536, 384, dtype=dtype))
    rows = torch.zeros(sorted_batches.BATCH_PIECES, 384, dtype=dtype)

    def multiply(_: int) -> None:
        torch.set_num_threads(1)
        with torch.inference_mode():
            for _ in range(times):
                torch.ops.mkldnn._linear_pointwise(rows, weight, None, "none", [], "none")

    with ThreadPoolExecutor(threads) as pool:
        took = min(_interleaved({"": lambda: list(pool.map(multiply, range(threads)))}).values())
    torch.set_num_threads(threads)
    return 2 * sorted_batches.BATCH_PIECES * 384 * 1536 * times * threads / took / 1e9


def _rest(backend: SortedBatches, texts: Sequence[str]) -> None:
    """Print the share of each operation in the time of one core."""
    from torch.profiler import ProfilerActivity, profile

    started = time.perf_counter()
    pieces = backend.pieces(texts)
    tokenized = time.perf_counter() - started
    batches = list(sorted_batches.batches([len(ids) for ids in pieces["input_ids"]]))[::8]
    with profile(activities=[ProfilerActivity.CPU]) as profiled:
        for batch in batches:
            backend.encode_batch(pieces, batch)
    took = {event.key: event.self_cpu_time_total for event in profiled.key_averages()}
    shares = {
        shown: sum(micro for key, micro in took.items() if part in key) / sum(took.values())
        for part, shown in SHOWN.items()
    }
    shares["all else"] = 1 - sum(shares.values())
    print("\n| of a core's time | share |\n|---|---|")
    for shown, share in shares.items():
        print(f"| {shown} | {share:.2f} |")
    print(f"\ntokenising takes {tokenized:.1f} s before\n")


def _build(configured: Settings, model: Any) -> None:
    def build(kind: type[SentenceEncoder]) -> None:
        configured_anew = replace(
            configured, index=replace(configured.index, folder=configured.index_folder / kind.__name__)
        )
        building.bring_up_to_date(
            configured_anew, lambda: kind(encoders.BUNDLED, model, batch=32), lambda *_: None, full=True
        )

    def plainly() -> None:
        with _one_process():
            build(Plain)

    took = _interleaved({"plain encode, one process": plainly, "as it is": lambda: build(SentenceEncoder)}, rounds=1)
    plain, ours = took.values()
    print("| the whole build | s | ratio |\n|---|---|---|")
    print(
        f"| plain encode, attribution in one process | {plain:.0f} | |\n| as it is | {ours:.0f} | {plain / ours:.2f} |"
    )


@contextmanager
def _one_process() -> Iterator[None]:
    before, attribution_pool.MIN_PASSAGES = attribution_pool.MIN_PASSAGES, sys.maxsize
    try:
        yield
    finally:
        attribution_pool.MIN_PASSAGES = before


if __name__ == "__main__":
    main()
