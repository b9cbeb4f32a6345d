"""Goes back to the previous generation, without the articles that were deleted since.

An article was deleted if its file is no longer in the archive. It was also deleted if the current generation has other
articles from its file. (If it has none, the file could not be read when the generation was built.) A withdrawn article
counts as deleted. If no article was deleted, the previous generation becomes current unchanged. Otherwise a new
generation is made from its tables and vectors.
"""

import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import closing, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from retrieval import corrections
from retrieval.array_types import Vectors
from retrieval.attribution import document_kinds, entity_linking
from retrieval.corrections import Corrections
from retrieval.errors import ArchiveMissing, GenerationError
from retrieval.index import generation, vectors
from retrieval.index.generation import Generation, Manifest
from retrieval.index.tables import SqliteStore
from retrieval.index.tables.writer import TableWriter
from retrieval.indexing import generations, search_structures
from retrieval.ingest import walk
from retrieval.ingest.document import printable_name
from retrieval.settings import Settings
from retrieval.text.normalise import normalise
from retrieval.text.tokenise import stem

logger = logging.getLogger(__name__)

VECTORS_PER_READ = 4096  # vectors in memory at once


def roll_back(settings: Settings) -> str:
    """Make the previous generation current until the archive changes. Returns its name.

    The index must be locked. Raises NothingBefore if there is none, and another GenerationError if it cannot be used.
    """
    index, folder = settings.index_folder, settings.archive.folder
    put_right = corrections.read(folder)
    current = generation.current(index)
    older, manifest = generations.previous(index)
    with closing(SqliteStore(older / generation.ARCHIVE)) as store:
        keys = store.article_keys()
        deleted = _deleted(keys, _article_keys(current), _files(folder))
        deleted |= {article for article in keys if put_right.is_withdrawn(article)}
    if not deleted:
        generations.restore(index, older.name)
        return older.name
    if len(deleted) == manifest.articles:
        raise ArchiveMissing(folder, "holds no article of the generation before")
    fingerprint = generations.fingerprint(current)
    name = _without(deleted, index, older, manifest, put_right)
    generations.note_rolled_back(index, fingerprint)
    for superseded in (current, older):
        shutil.rmtree(superseded, ignore_errors=True)
    logger.warning("left out what was deleted since then: %d of %d articles", len(deleted), manifest.articles)
    return name


def _deleted(older: Mapping[str, str], current: Mapping[str, str] | None, files: Set[str] | None) -> set[str]:
    """The articles of an older generation that were deleted since.

    `older` and `current` map the articles of both generations to their keys; articles with different keys have
    different texts. `files` are the files of the archive. `current` and `files` are None if they are not known.

    >>> files = {"a.txt", "rows.csv", "broken.csv"}
    >>> older = {"a.txt": "A", "b.txt": "B", "rows.csv/1": "C", "rows.csv/2": "D", "broken.csv/1": "E"}
    >>> sorted(_deleted(older, {"rows.csv/1": "D"}, files))  # the first row was deleted, so the second is the first
    ['b.txt', 'rows.csv/1']
    >>> sorted(_deleted(older, {"rows.csv/1": "C", "rows.csv/2": "edited"}, files))
    ['b.txt']
    """
    if files is None:
        return set() if current is None else older.keys() - current.keys()
    known = current or {}
    now = {(_file_of(article, files), key) for article, key in known.items()}
    before = {(_file_of(article, files), key) for article, key in older.items()}
    read = {file for file, _ in now}
    deleted = set()
    for article, key in older.items():
        file = _file_of(article, files)
        is_edited = article in known and (file, known[article]) not in before
        if file is None or (file != article and file in read and (file, key) not in now and not is_edited):
            deleted.add(article)
    return deleted


def _file_of(article: str, files: Set[str]) -> str | None:
    """The file of an article.

    An article's id is the path of its file, in some formats followed by the path of a part.
    """
    path = article
    while path and path not in files:
        path = path.rpartition("/")[0]
    return path or None


def _article_keys(folder: Path) -> dict[str, str] | None:
    """The articles of the current generation; None if it is damaged, which may be why it is rolled back."""
    with suppress(GenerationError):
        generation.verify(folder, Manifest.read(folder))
        with closing(SqliteStore(folder / generation.ARCHIVE)) as store:
            return store.article_keys()
    return None


def _files(folder: Path) -> set[str] | None:
    """The files of the archive; None if its folder is missing."""
    with suppress(ArchiveMissing):
        walk.require_folder(folder)
        return {printable_name(name) for name in walk.readable_names(folder)}
    return None


def _without(deleted: Set[str], index: Path, older: Path, manifest: Manifest, put_right: Corrections) -> str:
    """Make a generation of `older` without some articles into the current one. Returns its name."""
    with Generation.open(older, manifest, check=False) as before, generations.draft(index) as draft:
        tables = draft.folder / generation.ARCHIVE
        with TableWriter(tables) as writer:
            for entry in before.store.entries():
                if entry.article.id not in deleted:
                    writer.add(entry, document_kinds.of(entry.article, entry.passages, entry.quotations))
            writer.rename_speakers(*put_right.link(entity_linking.link_entities(writer.mentions())))
            counts = writer.finish()
        with closing(SqliteStore(tables)) as store:
            search = vectors.write(draft.folder / generation.VECTORS, manifest.dim, _kept_vectors(before, deleted))
            known = before.lexicon.meanings()
            search_structures.write(draft.folder, store, partial(_by_stem, before.lexicon.forms, known), known)
        shutil.copyfile(older / generation.READING, draft.folder / generation.READING)
        kept = replace(
            manifest,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            fingerprint=f"{manifest.fingerprint} without {len(deleted)} articles",
            articles=counts.articles,
            passages=counts.passages,
            quotations=counts.quotations,
            search=asdict(search),
        )
        with replace(draft, parent=manifest.parent).complete(kept) as new:
            generations.check(new, None)
    return draft.name


def _kept_vectors(before: Generation, deleted: Set[str]) -> Iterator[Vectors]:
    """The vectors of all passages but those of deleted articles, in order."""
    numbers = [number for number, article in enumerate(before.store.article_ids()) if article in deleted]
    rows = np.flatnonzero(~np.isin(before.store.articles, numbers))
    return (
        before.vectors.at(rows[start : start + VECTORS_PER_READ]) for start in range(0, len(rows), VECTORS_PER_READ)
    )


def _by_stem(forms: Mapping[str, str], meanings: Mapping[str, Vectors], words: Sequence[str]) -> Vectors:
    """The vector of each word's stem. Without some articles, another word may be the most frequent with its stem."""
    return np.stack([meanings[forms[stem(normalise(word))]] for word in words])
