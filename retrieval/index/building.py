"""From a folder of articles to a generation of the index; nothing to do where nothing has changed.

    file → Article → Passage → parse → Quotation → vectors + words → one generation on disk → current

Vectors are carried over from the generation before by what they were made from, so only new words are embedded.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout

from retrieval import attribution, parsing, passages, people, reading
from retrieval.encoder import Encoder, Vectors
from retrieval.errors import ArchiveMissing, GenerationError, IndexBusy
from retrieval.index import embedding, generation, store, terms, vectors, words
from retrieval.index.embedding import Progress
from retrieval.index.generation import Manifest
from retrieval.index.store import Entry
from retrieval.records import Article, Passage
from retrieval.settings import Settings

if TYPE_CHECKING:
    from spacy.tokens import Doc

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Built:
    """What an indexing run came to; where nothing had changed, `embedded` is 0 and `changed` false."""

    generation: str
    manifest: Manifest
    changed: bool
    embedded: int


def bring_up_to_date(
    settings: Settings, load_encoder: Callable[[], Encoder], progress: Progress, *, full: bool = False
) -> Built:
    """Build a new generation where the archive or a setting has changed since the current one; `full` builds it anyway.

    The encoder is loaded only when there is something to build. Raises IndexBusy where another process is building.
    """
    index = settings.index.folder
    index.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(index / "lock", timeout=0):
            fingerprint = _fingerprint(settings)
            if not full and (current := _unchanged(index, fingerprint)):
                return current
            return _build(settings, load_encoder(), fingerprint, progress, full=full)
    except Timeout as error:
        raise IndexBusy(index) from error


def _fingerprint(settings: Settings) -> str:
    """Of everything that a generation depends on."""
    parts = (
        str(generation.FORMAT),
        settings.encoder.name,
        reading.fingerprint(settings.archive),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _unchanged(index: Path, fingerprint: str) -> Built | None:
    try:
        folder = generation.current(index)
        manifest = Manifest.read(folder)
        generation.verify(folder, manifest)
    except GenerationError as error:
        logger.info("building anew: %s", error)
        return None
    return Built(folder.name, manifest, changed=False, embedded=0) if manifest.fingerprint == fingerprint else None


def _build(settings: Settings, encoder: Encoder, fingerprint: str, progress: Progress, *, full: bool) -> Built:
    index = settings.index.folder
    read = reading.read_all(settings.archive)
    articles = list(read)
    cut = [passages.split(article, encoder.fits) for article in articles]
    parsed = parsing.parse([[passage.text for passage in of_article] for of_article in cut])
    entries, contexts = [], []
    for article, of_article, docs in zip(articles, cut, parsed, strict=True):
        entry, texts = _entry(article, of_article, docs, encoder)
        entries.append(entry)
        contexts += texts
    named = people.across([entry.quotations for entry in entries])
    entries = [replace(entry, quotations=quotations) for entry, quotations in zip(entries, named, strict=True)]
    if not contexts:
        raise ArchiveMissing(settings.archive.folder, "holds nothing but headlines")
    known, meanings = ({}, {}) if full else _known(index, encoder)
    rows, embedded = _vectors(entries, contexts, known, encoder, progress)

    def fill(folder: Path) -> None:
        store.write(folder / generation.ARCHIVE, entries)
        vectors.write(folder / generation.VECTORS, rows)
        words.write(folder / generation.WORDS, _surrounded(entries))
        words.write(folder / generation.ARTICLES, (_whole(entry.article) for entry in entries))
        terms.write(
            folder / generation.TERMS,
            [passage.text for entry in entries for passage in entry.passages],
            [entry.article.title or "" for entry in entries],
            encoder.passages,
            meanings,
        )

    manifest = Manifest(
        format=generation.FORMAT,
        encoder=encoder.name,
        dim=encoder.dim,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        fingerprint=fingerprint,
        articles=len(entries),
        passages=len(rows),
        quotations=sum(len(entry.quotations) for entry in entries),
        skipped=len(read.skipped),
    )
    name = generation.publish(index, manifest, fill)
    generation.prune(index, settings.index.keep)
    return Built(name, Manifest.read(index / name), changed=True, embedded=embedded)


def _entry(article: Article, cut: list[Passage], docs: list["Doc"], encoder: Encoder) -> tuple[Entry, list[str]]:
    """What the store takes of an article, and each of its passages in context; `docs` are those as parsed."""
    pairs = list(zip([None, *cut], cut, strict=False))
    contexts = [embedding.in_context(passage, previous) for previous, passage in pairs]
    entry = Entry(
        article=article,
        passages=cut,
        continues=[
            previous is not None and passages.continues(previous.text, passage.text) for previous, passage in pairs
        ],
        digests=[
            embedding.digest(encoder.name, passage, context) for passage, context in zip(cut, contexts, strict=True)
        ],
        quotations=attribution.find(article, cut, docs),
    )
    return entry, contexts


def _vectors(
    entries: list[Entry], contexts: list[str], known: dict[str, Vectors], encoder: Encoder, progress: Progress
) -> tuple[Vectors, int]:
    """A unit row for every passage, shape (passages, dim), and how many of them had to be embedded."""
    digests = [digest for entry in entries for digest in entry.digests]
    texts = [passage.text for entry in entries for passage in entry.passages]
    new = {digest: row for row, digest in enumerate(digests) if digest not in known}
    fresh = embedding.embed(encoder, [(texts[row], contexts[row]) for row in new.values()], progress)
    known = known | dict(zip(new, fresh, strict=True))
    return np.array([known[digest] for digest in digests], dtype=np.float32).reshape(-1, encoder.dim), len(new)


def _known(index: Path, encoder: Encoder) -> tuple[dict[str, Vectors], dict[str, Vectors]]:
    """The vectors of the current generation by digest, and those of its words; none where it cannot be used."""
    try:
        with generation.open_current(index, encoder.name) as before:
            if before.manifest.dim != encoder.dim:
                return {}, {}
            digests = before.store.digests()
            rows = before.vectors.at(np.arange(len(digests)))
            return dict(zip(digests, rows, strict=True)), before.terms.meanings()
    except GenerationError:
        return {}, {}


def _surrounded(entries: list[Entry]) -> Iterator[str]:
    """The words by which a passage is found: its own, twice as heavy as its headline's and those before it."""
    for entry in entries:
        for previous, passage in zip([None, *entry.passages], entry.passages, strict=False):
            around = (entry.article.title or "", previous.text if previous else "")
            yield "\n".join((*around, passage.text, passage.text))


def _whole(article: Article) -> str:
    """The words by which an article is found as one."""
    return f"{article.title or ''}\n{article.text[article.body :]}"
