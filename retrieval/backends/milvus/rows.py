"""An article, a passage, a quotation as a row of a collection, and back."""

import base64
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.array_types import Rows, Vectors
from retrieval.backends.milvus.cluster import Row
from retrieval.backends.milvus.schema import NO_VECTOR, PIECE, PIECES
from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.index.lexicon import HEADLINES, PASSAGES
from retrieval.index.manifest import MANIFEST
from retrieval.index.tables import writer
from retrieval.indexing import embedding, search_structures
from retrieval.models import Article, Basis, Kind, PartialDate, Passage, Published, Quotation

BYTES = 48_000  # of a file in one piece, 64,000 characters in base64
LONGEST = 65_000  # bytes of words by which an article is found
PEOPLE = "people.json"
LEXICAL = (generation.WORDS, generation.ARTICLES)


def passages(opened: Generation, *, full_text: bool) -> Iterator[Row]:
    row = 0
    for number, (article, cut) in enumerate(opened.store.by_article()):
        rows = np.arange(row, row + len(cut))
        row += len(cut)
        of_article = {
            "article": number,
            "first": int(rows[0]) if len(cut) else 0,
            "last": int(rows[-1]) if len(cut) else 0,
            "source": article.source or "",
            **_days(article),
            "headline": opened.lexicon.stems_of[HEADLINES].of(np.array([number]))[0].tolist(),
        }
        vectors, previous = units(opened, rows), None
        for each, passage, vector in zip(rows.tolist(), cut, vectors, strict=True):
            words = {"stemmed": " ".join(search_structures.passage_stems(passage, previous))} if full_text else {}
            yield {"id": each, "vector": vector, **of_article, **_passage(opened, each, passage), **words}
            previous = passage


def units(opened: Generation, rows: Rows) -> Vectors:
    """The vectors of `rows`, made unit rows again where the local index keeps them in 8 bits."""
    return embedding.unit_rows(opened.vectors.at(rows))


def _days(article: Article) -> dict[str, int]:
    when = article.published.when if article.published else None
    first, last = (int(f"{day:%Y%m%d}") if day else 0 for day in (when and when.first, when and when.last))
    return {"first_day": first, "last_day": last}


def _passage(opened: Generation, row: int, passage: Passage) -> Row:
    said, run, copies = opened.store.quotations(row), opened.store.run(row), opened.store.exact_duplicates(row)
    direct = [one for one in said if one.kind is not Kind.INDIRECT]
    return {
        "start": passage.start,
        "stop": passage.end,
        "run_first": run.start,
        "run_last": run.stop - 1,
        "same": opened.store.digest_of_words(row),
        "copies": len(copies),
        "speakers": sorted({one.speaker for one in said if one.speaker}),
        "directly": sorted({one.speaker for one in direct if one.speaker}),
        "quotes": bool(said),
        "quotes_directly": bool(direct),
        "stems": opened.lexicon.stems_of[PASSAGES].of(np.array([row]))[0].tolist(),
        "text": passage.text,
        "quotations": json.dumps([writer.to_json(one) for one in said], ensure_ascii=False),
    }


def articles(opened: Generation, *, full_text: bool) -> Iterator[Row]:
    for number, (article, _) in enumerate(opened.store.by_article()):
        pieces = [article.text[start : start + PIECE] for start in range(0, max(len(article.text), 1), PIECE)]
        for piece, text in enumerate(pieces):
            first = piece == 0
            words = " ".join(search_structures.article_stems(article)) if first else ""
            yield {
                "id": number * PIECES + piece,
                "vector": NO_VECTOR,
                "path": article.id if first else "",
                "text": text,
                "about": json.dumps(_about(article), ensure_ascii=False) if first else "",
                **({"stemmed": words.encode()[:LONGEST].decode(errors="ignore")} if full_text else {}),
            }


def _about(article: Article) -> list[Any]:
    published = article.published
    when = [str(published.when), published.basis, published.words] if published else None
    updated = str(article.updated) if article.updated else None
    return [article.body, article.title, article.source, when, updated, article.url, article.authors]


def files(opened: Generation, folder: Path, *, full_text: bool) -> Iterator[Row]:
    """What every bot keeps a copy of: the vocabulary, the people, and words that the cluster cannot search."""
    held = {f"{PASSAGES}.npy", f"{PASSAGES}-ends.npy", f"{HEADLINES}.npy", f"{HEADLINES}-ends.npy"}
    names = [MANIFEST, *opened.manifest.files]
    kept = [name for name in names if name.startswith((MANIFEST, f"{generation.TERMS}/"))]
    lexical = [] if full_text else [name for name in names if name.startswith(tuple(f"{each}/" for each in LEXICAL))]
    contents = chain(
        ((name, (folder / name).read_bytes()) for name in [*kept, *lexical] if Path(name).name not in held),
        [(PEOPLE, json.dumps(_people(opened), ensure_ascii=False).encode())],
    )
    id = 0  # noqa: A001 - it is one
    for name, content in contents:
        for piece, start in enumerate(range(0, max(len(content), 1), BYTES)):
            data = base64.b64encode(content[start : start + BYTES]).decode()
            yield {"id": id, "vector": NO_VECTOR, "name": name, "piece": piece, "data": data}
            id += 1  # noqa: A001


def _people(opened: Generation) -> dict[str, Any]:
    store = opened.store
    quoted = store.most_quoted(len(store.speakers))
    return {
        "speakers": [[each.speaker, each.quotations, each.first, each.last] for each in quoted],
        "sources": store.sources,
        "dates": store.dates(),
    }


def quotations(article: Article, written: str) -> list[Quotation]:
    """What is quoted in a passage of an article, out of its row."""
    return [writer.from_json(article, said) for said in json.loads(written)]


def article(text: str, path: str, written: str) -> Article:
    """What `_about` wrote, with its text."""
    body, title, source, when, updated, url, authors = json.loads(written)
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
    )
