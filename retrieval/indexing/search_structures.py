"""Writes the search structures other than vectors: BM25 indexes, the lexicon and the speaker turns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from retrieval import passages
from retrieval.array_types import Vectors
from retrieval.index import bm25, generation, lexicon, quotations
from retrieval.index.tables import SqliteStore
from retrieval.models import Article, Passage
from retrieval.text.tokenise import stems


def write(
    folder: Path,
    store: SqliteStore,
    embed_words: Callable[[Sequence[str]], Vectors],
    known_words: Mapping[str, Vectors],
) -> None:
    """Write the search structures of a generation. Its articles are read from the tables, one at a time.

    `embed_words` returns a unit row for each word. `known_words` has vectors to reuse.
    """
    bm25.write(folder / generation.PASSAGE_BM25, stems_by_passage(store))
    bm25.write(folder / generation.ARTICLE_BM25, (article_stems(article) for article, _ in store.by_article()))
    lexicon.write(
        folder / generation.LEXICON,
        (passage.text for _, article_passages in store.by_article() for passage in article_passages),
        (article.title or "" for article, _ in store.by_article()),
        embed_words,
        known_words,
    )
    quotations.write(folder / generation.SPEAKER_TURNS, store)


def stems_by_passage(store: SqliteStore) -> Iterator[list[str]]:
    for _, article_passages in store.by_article():
        for previous, passage in passages.with_previous(article_passages):
            yield passage_stems(passage, previous)


def passage_stems(passage: Passage, previous: Passage | None) -> list[str]:
    """The stems by which a passage is found: its own stems (counted twice), those of the headline and of `previous`."""
    own = _cached_stems(passage.text)
    headline = _cached_stems(passage.article.title or "")
    return [*headline, *(_cached_stems(previous.text) if previous else ()), *own, *own]


def article_stems(article: Article) -> list[str]:
    """The stems by which an article is found as a whole."""
    return stems(f"{article.title or ''}\n{article.text[article.body :]}")


_cached_stems = lru_cache(maxsize=16)(stems)  # headlines and previous passages come up repeatedly
