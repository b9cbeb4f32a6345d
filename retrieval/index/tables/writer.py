"""Writes the articles, passages and quotations of a new generation into SQLite; `SqliteStore` reads them.

articles     each with its whole text, so that answers do not depend on the file any more. Articles with the same
             `key` have the same passages and quotations. `document_kind` is null for prose
passages     `id` is the row of the passage in all other structures. `continues` is true if it continues the quotation
             of the passage before. `words` is a digest of its normalised words, `digest` of its vector's input
quotations   in the archive's order; `spans` is JSON. `found` is the speaker as found in the article alone;
             in `speaker` and `chain`, entity linking has added the name used across the archive
spoken       pairs of a passage and a quotation in it

Articles, passages and quotations have a `checksum` of the values shown to users, which every read compares.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from retrieval.index.tables import SAID, Entry, checksum_of, columns, columns_of
from retrieval.models import CORRECTED, Article
from retrieval.text.normalise import normalise

UNGUARDED = "pragma journal_mode = off; pragma synchronous = off;"  # safe, since an incomplete file is thrown away
SCHEMA = """
create table articles (
    id integer primary key, path text not null unique, text text not null, body integer not null, title text,
    source text, published text, basis text, words text, updated text, url text, authors text not null,
    ocr integer not null, first_day text, last_day text, document_kind text, key text not null,
    checksum blob not null
) strict;
create table passages (
    id integer primary key, article integer not null references articles, start integer not null, end integer not null,
    continues integer not null, digest text not null, words text not null, checksum blob not null
) strict;
create table quotations (
    id integer primary key, article integer not null references articles, spans text not null, kind text not null,
    speaker text, speaker_text text, cue text, cue_span text, chain text not null,
    modality text not null, carrier text, found text, checksum blob not null
) strict;
create table spoken (
    passage integer not null references passages, quotation integer not null references quotations,
    primary key (passage, quotation)
) strict, without rowid;
"""
UNKNOWN = bytes(8)  # the checksum of a quotation until entity linking has named its speaker
INDEXES = """
create index articles_by_day on articles (first_day, last_day);
create index articles_by_key on articles (key);
create index passages_by_words on passages (words);
create index passages_by_digest on passages (digest);
create index quotations_by_article on quotations (article);
create index quotations_by_speaker on quotations (speaker);
create index quotations_by_carrier on quotations (carrier) where carrier is not null;
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of articles, passages and quotations written."""

    articles: int
    passages: int
    quotations: int


class TableWriter:
    """Writes new tables, one entry at a time. They are complete when `finish` has returned."""

    def __init__(self, path: Path) -> None:
        self._path, self._articles, self._passages = path, 0, 0
        self._db = sqlite3.connect(path)
        self._db.executescript(UNGUARDED + SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def add(self, entry: Entry, document_kind: str | None = None) -> None:
        """Add an article, of a kind such as "transcript". Its passages get the next rows, counted from 0."""
        shown = _shown(entry.article)
        more = (document_kind, entry.key, checksum_of(self._articles, *shown))
        values = (self._articles, *shown, *_days(entry.article), *more)
        self._db.execute(f"insert into articles values (?{', ?' * 17})", values)
        _insert(self._db, self._articles, self._passages, entry)
        self._articles += 1
        self._passages += len(entry.passages)

    def mentions(self) -> Iterator[tuple[str, str | None, int]]:
        """Every pair of a speaker as found in an article and the mention of them, with its number of quotations."""
        query = (
            "select found, speaker_text, count(*) from quotations where found is not null "
            "group by 1, 2 order by min(id)"
        )
        yield from self._db.execute(query)

    def rename_speakers(self, names: Mapping[str, str], put_right: Mapping[str, tuple[str, str]]) -> None:
        """Rename speakers. `names` maps a name as found in an article to the name used across the archive.

        Speakers in corrected quotations keep their names. `put_right` renames those: it maps a name to the name that
        people gave, and the step of the chain that says so.
        """
        rename = "update quotations set speaker = ?, chain = json_insert(chain, '$[#]', ?) where found = ?"
        found_here = f"{rename} and ifnull(json_extract(chain, '$[0]'), '') not like ?"
        for found, name in names.items():
            self._db.execute(found_here, (name, f"{name}, as the archive calls them", found, f"{CORRECTED}%"))
        for found, (name, step) in put_right.items():
            self._db.execute(rename, (name, step, found))

    def finish(self) -> Counts:
        self._db.create_function("checksum_of", -1, checksum_of, deterministic=True)
        with self._db:
            self._db.execute(f"update quotations set checksum = checksum_of(article, {SAID})")
            self._db.executescript(INDEXES)
            columns.write(columns_of(self._path), self._db)
        (quotations,) = self._db.execute("select count(*) from quotations").fetchone()
        return Counts(self._articles, self._passages, quotations)


def _shown(article: Article) -> tuple[object, ...]:
    """The columns of an article that are shown, in the order of SHOWN."""
    when = article.published.when if article.published else None
    return (
        article.id,
        article.text,
        article.body,
        article.title,
        article.source,
        str(when) if when else None,
        article.published.basis if article.published else None,
        article.published.words if article.published else None,
        str(article.updated) if article.updated else None,
        article.url,
        json.dumps(article.authors, ensure_ascii=False),
        int(article.ocr),
    )


def _days(article: Article) -> tuple[object, object]:
    when = article.published.when if article.published else None
    return (when.first.isoformat(), when.last.isoformat()) if when else (None, None)


def _insert(db: sqlite3.Connection, number: int, first: int, entry: Entry) -> None:
    """Insert the passages of article `number`, from row `first` on, and its quotations."""
    passages = list(enumerate(entry.passages, first))
    for (row, passage), continues, digest in zip(passages, entry.continues, entry.digests, strict=True):
        same = hashlib.sha256(normalise(passage.text).encode()).hexdigest()[:32]
        place = (row, number, passage.start, passage.end)
        cut = (*place, continues, digest, same, checksum_of(*place))
        db.execute("insert into passages values (?, ?, ?, ?, ?, ?, ?, ?)", cut)
    for said in entry.quotations:
        spans, cue_span = json.dumps(said.spans), json.dumps(said.cue_span) if said.cue_span else None
        chain = json.dumps(said.chain, ensure_ascii=False)
        by = (said.speaker, said.speaker_text, said.cue, cue_span, chain, said.modality, said.carrier)
        values = (number, spans, said.kind, *by, said.speaker, UNKNOWN)
        quotation = db.execute(f"insert into quotations values (null{', ?' * len(values)})", values).lastrowid
        for row, passage in passages:
            if any(start < passage.end and passage.start < end for start, end in said.spans):
                db.execute("insert into spoken values (?, ?)", (row, quotation))
