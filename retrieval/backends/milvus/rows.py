"""Converts a generation's articles, passages and files to rows of the collections, and rows back to articles.

schema.py describes the fields of the rows. `ArticleReader` joins an article from the pieces of its text.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.array_types import Rows, Vectors
from retrieval.backends.milvus.cluster import Cluster, MilvusRow
from retrieval.backends.milvus.schema import MAX_PIECES, NO_VECTOR, PIECE_CHARS, pieces_of
from retrieval.errors import ClusterRefused
from retrieval.index import generation, tables
from retrieval.index.generation import MANIFEST, Generation
from retrieval.index.lexicon import HEADLINES, PASSAGES
from retrieval.indexing import embedding, search_structures
from retrieval.models import Article, Basis, Kind, PartialDate, Passage, Published, Quotation

PIECE_BYTES = 48_000  # bytes in one piece of a file; they make 64,000 characters in base64
MAX_STEMMED_BYTES = 65_000  # the most bytes in an article's `stemmed` field
PEOPLE = "people.json"
LEXICAL = (generation.PASSAGE_BM25, generation.ARTICLE_BM25)


def passages(local: Generation, *, full_text: bool) -> Iterator[MilvusRow]:
    row = 0
    for number, (article, cut) in enumerate(local.store.by_article()):
        rows = np.arange(row, row + len(cut))
        row += len(cut)
        of_article = {
            "article": number,
            "first": int(rows[0]) if len(cut) else 0,
            "last": int(rows[-1]) if len(cut) else 0,
            "source": article.source or "",
            **_days(article),
            "headline": local.lexicon.stems_of[HEADLINES].of(np.array([number]))[0].tolist(),
        }
        vectors, previous = units(local, rows), None
        for each, passage, vector in zip(rows.tolist(), cut, vectors, strict=True):
            words = {"stemmed": " ".join(search_structures.passage_stems(passage, previous))} if full_text else {}
            yield {"id": each, "vector": vector, **of_article, **_passage(local, each, passage), **words}
            previous = passage


def units(local: Generation, rows: Rows) -> Vectors:
    """The vectors of `rows`, scaled back to length 1, since a large local index rounds them to float16."""
    return embedding.unit_rows(local.vectors.at(rows))


def _days(article: Article) -> dict[str, int]:
    when = article.published.when if article.published else None
    first, last = (int(f"{day:%Y%m%d}") if day else 0 for day in (when and when.first, when and when.last))
    return {"first_day": first, "last_day": last}


def _passage(local: Generation, row: int, passage: Passage) -> MilvusRow:
    passage_quotations, run, copies = (
        local.store.quotations(row),
        local.store.run(row),
        local.store.exact_duplicates(row),
    )
    direct = [quotation for quotation in passage_quotations if quotation.kind is not Kind.INDIRECT]
    return {
        "start": passage.start,
        "stop": passage.end,
        "run_first": run.start,
        "run_last": run.stop - 1,
        "same": local.store.digest_of_words(row),
        "copies": len(copies),
        "speakers": sorted({quotation.speaker for quotation in passage_quotations if quotation.speaker}),
        "directly": sorted({quotation.speaker for quotation in direct if quotation.speaker}),
        "carriers": sorted({quotation.carrier for quotation in passage_quotations if quotation.carrier}),
        "quotes": bool(passage_quotations),
        "quotes_directly": bool(direct),
        "stems": local.lexicon.stems_of[PASSAGES].of(np.array([row]))[0].tolist(),
        "text": passage.text,
        "quotations": json.dumps([tables.to_json(quotation) for quotation in passage_quotations], ensure_ascii=False),
    }


def articles(local: Generation, *, full_text: bool) -> Iterator[MilvusRow]:
    for number, (article, _) in enumerate(local.store.by_article()):
        pieces = [
            article.text[start : start + PIECE_CHARS] for start in range(0, max(len(article.text), 1), PIECE_CHARS)
        ]
        for piece, text in enumerate(pieces):
            first = piece == 0
            words = " ".join(search_structures.article_stems(article)) if first else ""
            yield {
                "id": number * MAX_PIECES + piece,
                "vector": NO_VECTOR,
                "path": article.id if first else "",
                "text": text,
                "about": json.dumps(_metadata(article), ensure_ascii=False) if first else "",
                **({"stemmed": words.encode()[:MAX_STEMMED_BYTES].decode(errors="ignore")} if full_text else {}),
            }


def _metadata(article: Article) -> list[Any]:
    published = article.published
    when = [str(published.when), published.basis, published.words] if published else None
    updated = str(article.updated) if article.updated else None
    return [article.body, article.title, article.source, when, updated, article.url, article.authors, article.ocr]


def files(local: Generation, folder: Path, *, full_text: bool) -> Iterator[MilvusRow]:
    """The files that every bot copies: manifest, vocabulary and people; without `full_text`, the BM25 indexes too."""
    on_cluster = {f"{PASSAGES}.npy", f"{PASSAGES}-ends.npy", f"{HEADLINES}.npy", f"{HEADLINES}-ends.npy"}
    names = [MANIFEST, *local.manifest.files]
    kept = [name for name in names if name.startswith((MANIFEST, f"{generation.LEXICON}/"))]
    lexical = [] if full_text else [name for name in names if name.startswith(tuple(f"{each}/" for each in LEXICAL))]
    contents = chain(
        ((name, (folder / name).read_bytes()) for name in [*kept, *lexical] if Path(name).name not in on_cluster),
        [(PEOPLE, json.dumps(_people(local), ensure_ascii=False).encode())],
    )
    id = 0  # noqa: A001 - the field is called id
    for name, content in contents:
        for piece, start in enumerate(range(0, max(len(content), 1), PIECE_BYTES)):
            data = base64.b64encode(content[start : start + PIECE_BYTES]).decode()
            yield {"id": id, "vector": NO_VECTOR, "name": name, "piece": piece, "data": data}
            id += 1  # noqa: A001


def _people(local: Generation) -> dict[str, Any]:
    store = local.store
    quoted = store.most_quoted(len(store.speakers))
    speakers = [[each.speaker, each.quotations, each.first, each.last] for each in quoted]
    carriers = [[name, 0, None, None] for name in store.speakers[len(quoted) :]]  # who only reports others' words
    return {
        "speakers": speakers + carriers,
        "sources": store.sources,
        "dates": store.dates(),
        "document_kinds": store.document_kinds(),
    }


def quotations(article: Article, written: str) -> list[Quotation]:
    """The quotations of a passage, from its row's field `quotations`."""
    return [tables.from_json(article, quotation) for quotation in json.loads(written)]


def article(text: str, path: str, written: str) -> Article:
    """An article, from its text, its path and its metadata as `_metadata` wrote it."""
    body, title, source, when, updated, url, authors, ocr = json.loads(written)
    return Article(
        id=path,
        text=text,
        body=body,
        title=title,
        source=source,
        published=Published(PartialDate.parse(when[0]), Basis(when[1]), when[2]) if when else None,
        updated=PartialDate.parse(updated) if updated else None,
        url=url,
        authors=tuple(authors),
        ocr=ocr,
    )


CACHED_ARTICLES = 500
ARTICLES_PER_READ = 20


class ArticleReader:
    """Reads whole articles, joined from their pieces, and caches them. Threads may share it."""

    def __init__(self, cluster: Cluster, collection: str) -> None:
        self._cluster, self._collection = cluster, collection
        self._cached: dict[int, Article] = {}

    def of(self, numbers: Iterable[int]) -> dict[int, Article]:
        """The articles of `numbers`, from the cache or the cluster."""
        known = {number: self._cached.get(number) for number in numbers}
        missing = sorted(number for number, article in known.items() if article is None)
        if len(self._cached) > CACHED_ARTICLES:
            self._cached.clear()
        for start in range(0, len(missing), ARTICLES_PER_READ):
            found = self._read(missing[start : start + ARTICLES_PER_READ])
            known |= found
            self._cached |= found
        if gone := [number for number, article in known.items() if article is None]:
            raise ClusterRefused(self._cluster.uri, f"{len(gone)} articles have just been deleted; ask again")
        return {number: article for number, article in known.items() if article}

    def _read(self, numbers: list[int]) -> dict[int, Article]:
        rows = self._cluster.query(self._collection, pieces_of(numbers), ["id", "path", "text", "about"])
        pieces: dict[int, list[MilvusRow]] = {}
        for row in sorted(rows, key=lambda row: int(row["id"])):
            pieces.setdefault(row["id"] // MAX_PIECES, []).append(row)
        return {
            number: article("".join(row["text"] for row in held), held[0]["path"], held[0]["about"])
            for number, held in pieces.items()
        }
