"""Two libraries for the words half of the retrieval, weighed on the same passages: tantivy and bm25s.

    python benchmarks/lexical.py NEWS.jsonl     # JSON lines: "title", and "text" with blank lines between paragraphs

tantivy is a search engine (Rust; segments of postings, memory-mapped). bm25s multiplies BM25 out when it builds and
keeps one sparse matrix, word by passage, in numpy files. Both get the same words: headline and paragraph, lower case,
split at whatever is not a letter or digit, less the same stop words, with the Snowball English stemmer or unstemmed.

The ranking needs more than a top hundred: the best within what a filter leaves, and the scores of passages that it
names (the vector search found them), which must equal those in the ranking. `renew` makes a new folder from an old
one, 40 passages gone and 40 new: tantivy links the segments and writes one more, bm25s has to build everything again.

Engines alternate, figures are medians. Every step is a process of its own, so that its peak of memory is one
library's; the process that starts them stays small, because on Linux a child's peak begins at what its parent held.
"""

import argparse
import itertools
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

ENGINES = ("tantivy", "bm25s", "tantivy unstemmed", "bm25s unstemmed")
STOPWORDS = """a an and are as at be but by for if in into is it no not of on or such that the their then there these
they this to was will with"""
STOPS = frozenset(STOPWORDS.split())
Ranking = list[tuple[int, float]]  # (passage, score above 0), best first


class Tantivy:
    """Every passage carries its number in a fast field: a segment's own numbers change when segments merge."""

    def __init__(self, *, stemmed: bool) -> None:
        import tantivy

        self.library, self.query = tantivy, tantivy.Query
        fields = tantivy.SchemaBuilder().add_unsigned_field("id", indexed=True, fast=True)
        self.schema = fields.add_text_field("words", tokenizer_name="ours", index_option="freq").build()
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        words = words.filter(tantivy.Filter.custom_stopword(sorted(STOPS)))
        self.analyzer = (words.filter(tantivy.Filter.stemmer("english")) if stemmed else words).build()

    def build(self, texts: Sequence[str], folder: Path, first: int = 0, gone: Sequence[int] = ()) -> None:
        index = self.library.Index(self.schema, str(folder))
        index.register_tokenizer("ours", self.analyzer)
        writer = index.writer(heap_size=128_000_000, num_threads=1)
        # not delete_documents_by_term: it takes every int for a signed one and then deletes nothing, in silence
        writer.delete_documents_by_query(self.query.term_set_query(self.schema, "id", gone))
        for passage, text in enumerate(texts, first):
            writer.add_document(self.library.Document.from_dict({"id": passage, "words": text}, self.schema))
        writer.commit()
        writer.wait_merging_threads()

    def renew(self, old: Path, folder: Path, texts: Sequence[str], gone: Sequence[int]) -> None:
        for file in old.iterdir():
            (folder / file.name).hardlink_to(file)  # tantivy replaces a file, it never writes to one again
        self.build(texts[: len(gone)], folder, len(texts), gone)

    def open(self, folder: Path) -> int:
        self.searcher = self.library.Index.open(str(folder)).searcher()
        return self.searcher.num_docs

    def top(self, question: str, k: int, within: Sequence[int] | None = None) -> Ranking:
        must, should = self.library.Occur.Must, self.library.Occur.Should
        words = dict.fromkeys(self.analyzer.analyze(question))  # never parsed: tantivy's parser raises on a: and (
        terms = [self.query.term_query(self.schema, "words", word, "freq") for word in words]
        query = self.query.boolean_query([(should, term) for term in terms])
        if within is not None:
            allowed = self.query.const_score_query(self.query.term_set_query(self.schema, "id", within), 0.0)
            query = self.query.boolean_query([(must, allowed), (must, query)])
        hits = self.searcher.search(query, k, count=False).hits
        passages = self.searcher.fast_field_values("id", [address for _, address in hits])
        return [(int(passage or 0), score) for passage, (score, _) in zip(passages, hits, strict=True)]


class Bm25s:
    """Passage i is row i."""

    def __init__(self, *, stemmed: bool) -> None:
        import bm25s
        import numpy as np
        import Stemmer

        self.library, self.np = bm25s, np
        self.stem = Stemmer.Stemmer("english").stemWords if stemmed else list

    def words(self, text: str) -> list[str]:
        return list(self.stem([word for word in re.findall(r"[^\W_]+", text.lower()) if word not in STOPS]))

    def build(self, texts: Iterable[str], folder: Path) -> None:
        numbers: dict[str, int] = {}  # by first appearance: bm25s numbers a set, differently on every run
        rows = [[numbers.setdefault(word, len(numbers)) for word in self.words(text)] for text in texts]
        index = self.library.BM25(k1=1.2, b=0.75, method="lucene")  # the formula and constants of tantivy
        index.index((rows, numbers), show_progress=False, create_empty_token=False)
        index.save(folder, show_progress=False)

    def renew(self, _old: Path, folder: Path, texts: Sequence[str], gone: Sequence[int]) -> None:
        kept = (text for passage, text in enumerate(texts) if passage not in gone)
        self.build(itertools.chain(kept, texts[: len(gone)]), folder)

    def open(self, folder: Path) -> int:
        self.index = self.library.BM25.load(folder, mmap=True)
        return int(self.index.scores["num_docs"])

    def top(self, question: str, k: int, within: Sequence[int] | None = None) -> Ranking:
        scores = self.index.get_scores_from_ids(self.index.get_tokens_ids(list(dict.fromkeys(self.words(question)))))
        passages = self.np.flatnonzero(scores) if within is None else self.np.asarray(within)
        if len(passages) > k:
            passages = passages[self.np.argpartition(scores[passages], -k)[-k:]]
        order = passages[self.np.lexsort((passages, -scores[passages]))]
        return [(int(passage), float(scores[passage])) for passage in order if scores[passage] > 0]


def ask(library: Tantivy | Bm25s, questions: Sequence[str], some: Sequence[int]) -> dict[str, float]:
    """Put every question three ways, one at a time."""
    took: dict[str, list[float]] = {}

    def timed(way: str, question: str, k: int, within: Sequence[int] | None = None) -> Ranking:
        start = time.perf_counter()
        ranking = library.top(question, k, within)
        took.setdefault(way, []).append((time.perf_counter() - start) * 1000)
        return ranking

    for question in questions:
        ranking = timed("top 100", question, 100)
        timed("top 100 within 1 %", question, 100, some)
        named = sorted({passage for passage, _ in ranking[:50]}.union(some[:50]))
        given = dict(timed("100 scores by id", question, len(named), named))
        if any(abs(given.get(passage, 0.0) - score) > 1e-3 for passage, score in ranking[:50]):
            sys.exit(f"a score by id is not the ranking's: {question}")
    figures = {"first question, ms": took["top 100"][0]}
    for way, times in took.items():
        figures[f"{way}, p50 ms"] = statistics.median(times)
        figures[f"{way}, p95 ms"] = statistics.quantiles(times, n=20)[-1]
    return figures


def step(name: str, engine: str, folder: Path, news: Path) -> dict[str, float]:
    """One step in this process: its figures by name, in the order of the table."""
    plan, renewed = folder.with_name("plan.json"), folder.with_name(f"{folder.name} renewed")
    articles = [json.loads(line) for line in news.open(encoding="utf-8")] if name != "ask" else []
    texts = [f"{a['title']}\n{part}" for a in articles for part in re.split(r"\n\s*\n", a["text"]) if part.strip()]
    some = list(range(0, len(texts), 100))
    start = time.perf_counter()
    library = (Tantivy if "tantivy" in engine else Bm25s)(stemmed="unstemmed" not in engine)
    figures = {"import, ms": (time.perf_counter() - start) * 1000} if name == "ask" else {}
    start = time.perf_counter()
    if name == "build":
        folder.mkdir()
        library.build(texts, folder)
        figures |= {"passages": len(texts), "build, s": time.perf_counter() - start}
        figures["on disk, MB"] = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        plan.write_text(json.dumps({"questions": [a["title"] for a in articles[::10]], "some": some}), encoding="utf-8")
    elif name == "ask":
        library.open(folder)
        figures["open, ms"] = (time.perf_counter() - start) * 1000
        figures |= ask(library, **json.loads(plan.read_text(encoding="utf-8")))
    else:
        renewed.mkdir()
        library.renew(folder, renewed, texts, some[:40])
        figures["renew 40 + 40, s"] = time.perf_counter() - start
        if library.open(renewed) != len(texts):
            sys.exit(f"{engine}: 40 passages were to go and 40 to come, and the count has changed")
    figures[f"peak memory of {name}, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux: KiB
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description="tantivy and bm25s, weighed on the same passages")
    parser.add_argument("news", type=Path)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        name, engine, work = args.step
        print(json.dumps(step(name, engine, Path(work) / engine, args.news)))
        return
    figures: dict[str, dict[str, list[float]]] = {}
    for _ in range(args.repetitions):
        with tempfile.TemporaryDirectory() as work:
            for name, engine in itertools.product(("build", "ask", "renew"), ENGINES):
                command = [sys.executable, __file__, str(args.news), "--step", name, engine, work]
                output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
                for what, figure in json.loads(output).items():
                    figures.setdefault(what, {}).setdefault(engine, []).append(figure)
    print("|  ", *ENGINES, sep=" | ", end=" |\n")
    print("|---" * (len(ENGINES) + 1) + "|")
    for what, by_engine in figures.items():
        medians = [statistics.median(by_engine[engine]) for engine in ENGINES]
        print(f"| {what}", *(f"{m:,.0f}" if m >= 100 else f"{m:.2g}" for m in medians), sep=" | ", end=" |\n")


if __name__ == "__main__":
    main()
