"""Reads the articles, passages and quotations of one generation from SQLite; writer.py writes them.

Values that a search needs for many passages at once are in columns beside the database (columns.py).
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.array_types import Rows
from retrieval.errors import IndexDamaged
from retrieval.index.bm25 import Bm25Index
from retrieval.index.tables.columns import Columns
from retrieval.method_cache import cached_method
from retrieval.models import (
    Article,
    Basis,
    Coverage,
    Kind,
    Modality,
    Options,
    PartialDate,
    Passage,
    Published,
    Quotation,
    SpeakerCount,
)
from retrieval.text.normalise import holds_phrase
from retrieval.text.tokenise import stems_of_phrase

SHOWN = "path, text, body, title, source, published, basis, words, updated, url, authors, ocr"
SAID = "spans, kind, speaker, speaker_text, cue, cue_span, chain, modality, carrier"
BY = "speaker in (select value from json_each(?))"
CACHED_PASSAGES = 256  # in memory: a question looks at the same passages several times
THROUGH = "carrier in (select value from json_each(?))"  # who reports the words


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with its passages and quotations, as written to the tables.

    For each passage, `digests` has the digest of the texts from which its vector is made. Articles with the same `key`
    have the same text, and so the same passages and quotations. If the quotations could not be found, `failure` is the
    reason.
    """

    article: Article
    passages: Sequence[Passage]
    continues: Sequence[bool]
    digests: Sequence[str]
    quotations: Sequence[Quotation]
    key: str = ""
    failure: str = ""


def to_json(quotation: Quotation) -> list[Any]:
    """The fields of a quotation as a JSON array, without its article."""
    return [
        quotation.spans,
        quotation.kind,
        quotation.speaker,
        quotation.speaker_text,
        quotation.cue,
        quotation.cue_span,
        quotation.chain,
        quotation.modality,
        quotation.carrier,
    ]


def from_json(article: Article, written: Sequence[Any]) -> Quotation:
    """The quotation of an article from the array that `to_json` made."""
    spans, kind, speaker, speaker_text, cue, cue_span, chain, modality, carrier = written
    return Quotation(
        article=article,
        spans=tuple((start, end) for start, end in spans),
        kind=Kind(kind),
        speaker=speaker,
        speaker_text=speaker_text,
        cue=cue,
        cue_span=(cue_span[0], cue_span[1]) if cue_span else None,
        chain=tuple(chain),
        modality=Modality(modality),
        carrier=carrier,
    )


def columns_of(path: Path) -> Path:
    """The folder beside a database that has its columns."""
    return path.with_suffix("")


def checksum_of(*values: object) -> bytes:
    """A checksum of columns of a row: texts, numbers and nulls."""
    return hashlib.blake2b(json.dumps(values).encode(), digest_size=8).digest()


def _as_found(said: Quotation, found: str | None) -> Quotation:
    """The quotation with the speaker `found` in its article, as it was before entity linking."""
    return said if said.speaker == found else replace(said, speaker=found, chain=said.chain[:-1])


class SqliteStore(Columns):
    """The tables and columns of a generation, opened. Threads may share it."""

    def __init__(self, path: Path, words: Bm25Index | None = None, about: Bm25Index | None = None) -> None:
        """`words` is the BM25 index of the passages, and `about` is the BM25 index of the articles.

        They limit the passages that are read for a phrase or a topic. Without them, every passage is read.
        """
        # immutable: a generation never changes, so SQLite needs no locks and no journal
        self._path = path
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._db.execute("pragma mmap_size = 0")  # a map of a file that is cut short would kill the process
        self._article = cached_method(self._read_article, 256)
        self._passage = cached_method(self._read_passage, CACHED_PASSAGES)
        self._said_in = cached_method(self._read_said_in, CACHED_PASSAGES)
        self.quoted_in = cached_method(self._find_quoted_in, 16)
        self.mentions_of = cached_method(self._read_mentions_of, 64)
        super().__init__(columns_of(path))
        self._words, self._about = words, about

    def close(self) -> None:
        self._db.close()

    def __len__(self) -> int:
        return len(self.articles)

    def exact_duplicates(self, row: int) -> list[int]:
        """The other rows whose passages have the same words, ascending."""
        query = """
            select other.id from passages one join passages other on other.words = one.words and other.id != one.id
            where one.id = ? order by other.id
        """
        return [int(other) for other in self._values(query, (int(row),))]

    def count_duplicates(self) -> int:
        """The number of passages that have the same words as another passage."""
        query = "select coalesce(sum(n), 0) from (select count(*) as n from passages group by words having n > 1)"
        (counted,) = self._values(query)
        return int(counted)

    def digest_of_words(self, row: int) -> str:
        """A digest of the normalised words of a passage: equal for passages with the same words."""
        (digest,) = self._values("select words from passages where id = ?", (int(row),))
        return str(digest)

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of `rows`, in that order."""
        return [self._passage(row) for row in map(int, rows)]

    def _read_passage(self, row: int) -> Passage:
        query = "select article, start, end, checksum from passages where id = ?"
        *place, checksum = self._db.execute(query, (row,)).fetchone()
        article, start, end = self._checked("a passage", checksum, row, *place)[1:]
        return Passage(self._article(article), start, end)

    def article_ids(self) -> tuple[str, ...]:
        """The id of every article, in the archive's order."""
        return tuple(self._values("select path from articles order by id"))

    def article_keys(self) -> dict[str, str]:
        """The id of every article → its key. Articles with the same key have the same text."""
        return dict(self._db.execute("select path, key from articles"))

    def article(self, path: str) -> Article | None:
        """The article with this id (its path); None if this generation has no such article."""
        numbers = self._values("select id from articles where path = ?", (path,))
        return self._article(numbers[0]) if numbers else None

    def quotations(self, row: int) -> list[Quotation]:
        """The quotations of a passage, in the article's order."""
        if not self.quotes[row]:
            return []
        return list(self._said_in(int(row)))

    def _read_said_in(self, row: int) -> list[Quotation]:
        return self._quotations("join spoken on quotation = quotations.id where passage = ?", (row,))

    def count(self, speakers: Sequence[str], only: Options) -> int:
        """The number of quotations by any of `speakers` (full names) in articles that match `only`."""
        query, values, articles = f"select count(*) from quotations where {BY}", [speakers], self.articles_of(only)
        if articles is not None:
            query, values = f"{query} and article in (select value from json_each(?))", [speakers, articles.tolist()]
        (counted,) = self._values(query, [json.dumps(each) for each in values])
        return int(counted)

    def count_quoting(self, speakers: Sequence[str], only: Options) -> int:
        """The number of passages that quote any of `speakers` (full names) in articles that match `only`."""
        quoting = self.passages_quoting(speakers)
        within = self._published_mask(only, self.articles[quoting])
        return len(quoting) if within is None else int(within.sum())

    def _read_mentions_of(self, speaker: str) -> list[tuple[str, PartialDate]]:
        """The words for a speaker (full name) in each article with a date that quotes them, and its date."""
        query = """
            select distinct speaker_text, published, article from quotations join articles on articles.id = article
            where speaker = ? and speaker_text is not null and published is not null order by article
        """
        found = self._db.execute(query, (speaker,))
        return [(mention, PartialDate.parse(published)) for mention, published, _ in found]

    def _find_quoted_in(self, source: str) -> tuple[str, ...]:
        """Everybody quoted in a source, most quoted first. Part of the source's name is enough."""
        query = """
            select speaker from quotations join articles on articles.id = article
            where speaker is not null and source in (select value from json_each(?))
            group by speaker order by count(*) desc, speaker
        """
        return tuple(self._values(query, (json.dumps(self.sources_named(source)),)))

    def most_quoted(self, limit: int) -> list[SpeakerCount]:
        """Up to `limit` speakers, most quoted first, with the number and dates of their quotations."""
        query = """
            select speaker, count(*), min(published), max(published)
            from quotations join articles on articles.id = article
            where speaker is not null group by speaker order by count(*) desc, speaker limit ?
        """
        return [SpeakerCount(*row) for row in self._db.execute(query, (limit,))]

    def document_kinds(self) -> dict[str, int]:
        """The number of articles of each kind of document that attribution recognises, the most frequent first."""
        query = """
            select document_kind, count(*) from articles where document_kind is not null
            group by 1 order by count(*) desc, 1
        """
        return dict(self._db.execute(query))

    def dates(self) -> tuple[str, str] | None:
        """The earliest and the latest date of any article, as precise as known; None if no article has a date."""
        first = self._values("select published from articles where published is not null order by first_day limit 1")
        last = self._values("select published from articles where published is not null order by last_day desc limit 1")
        return (first[0], last[0]) if first else None

    def coverage(self, only: Options) -> Coverage:
        """The coverage of the articles that match `only`. A speaker among the options does not count."""
        articles = self.articles_of(only)
        if articles is None:
            articles = np.arange(len(self._source))
        days, numbers = self._days[articles], np.unique(self._source[articles])
        dated = days[:, 0] > 0
        first, last = (self._date_of(articles[dated], days[dated], column) for column in (0, 1))
        sources = tuple(self.sources[number] for number in numbers.tolist() if number >= 0)
        unsourced = int((self._source[articles] < 0).sum())
        return Coverage(len(articles), int((~dated).sum()), first, last, sources, unsourced)

    def _date_of(self, articles: Rows, days: Rows, column: int) -> str | None:
        """The date of the first (column 0) or last (column 1) of some articles, as precise as known."""
        if not len(articles):
            return None
        place = days[:, 0].argmin() if column == 0 else days[:, 1].argmax()
        (published,) = self._values("select published from articles where id = ?", (int(articles[place]),))
        return str(published)

    def some_with(self, phrase: str, only: Options, limit: int) -> tuple[list[Passage], bool]:
        """Up to `limit` passages that have all words of a phrase, not necessarily together; and whether these are
        all.
        """
        rows = _both(self.of_published(only), self._may_hold(phrase))
        return self.passages(rows[:limit].tolist()), len(rows) <= limit

    def digests(self, rows: range) -> list[str]:
        """For each passage, the digest of the texts that its vector was made from."""
        query = "select digest from passages where id >= ? and id < ? order by id"
        return self._values(query, (rows.start, rows.stop))

    def rows_of(self, digests: Sequence[str]) -> dict[str, int]:
        """The first row with each digest; digests that no passage has are left out."""
        query = "select digest, min(id) from passages where digest in (select value from json_each(?)) group by digest"
        return dict(self._db.execute(query, (json.dumps(digests),)))

    def entry(self, article: Article, key: str) -> Entry | None:
        """The passages and quotations of an article with this key, as an entry for `article`; None if there is none."""
        numbers = self._values("select id from articles where key = ? limit 1", (key,))
        if not numbers:
            return None
        rows = self.of_article(*numbers)
        cut = "select start, end, continues, digest from passages where id >= ? and id < ? order by id"
        spans = self._db.execute(cut, (rows.start, rows.stop)).fetchall()
        said = f"select {SAID}, checksum, found from quotations where article = ? order by id"
        return Entry(
            article,
            [Passage(article, start, end) for start, end, _, _ in spans],
            [bool(continues) for _, _, continues, _ in spans],
            [digest for _, _, _, digest in spans],
            [
                _as_found(self._quotation(article, numbers[0], columns), found)
                for *columns, found in self._db.execute(said, numbers)
            ],
            key,
        )

    def entries(self) -> Iterator[Entry]:
        """Every article with its passages and quotations, in order, as they were before entity linking."""
        for number, key in self._db.execute("select id, key from articles order by id").fetchall():
            entry = self.entry(self._read_article(number), key)
            if entry:
                yield entry

    def by_article(self) -> Iterator[tuple[Article, list[Passage]]]:
        """Every article with its passages, in the archive's order, read one at a time."""
        for number in self._values("select id from articles order by id"):
            yield self._read_article(number), self.passages(self.of_article(number))

    def all_quotations(self) -> list[Quotation]:
        return self._quotations("", ())

    def quotations_in(self, path: str) -> list[Quotation]:
        """The quotations of the article with this id (its path), in the article's order."""
        return self._quotations("where article = (select id from articles where path = ?)", (path,))

    def quotations_about(self, speakers: Sequence[str] | None, wanted: Sequence[str]) -> list[Quotation]:
        """The quotations in articles that quote any of `speakers`, if given, and contain all stems of `wanted`.

        Articles in which one of them reports somebody else's words count too.
        """
        clauses: list[str] = []
        values: list[str] = []
        if speakers is not None:
            clauses.append(f"article in (select article from quotations where {BY} or {THROUGH})")
            values += [json.dumps(list(speakers))] * 2
        if wanted and self._about:
            clauses.append("article in (select value from json_each(?))")
            values.append(json.dumps(self._about.with_all(wanted).tolist()))
        return self._quotations(f"where {' and '.join(clauses)}" if clauses else "", values)

    def quotations_by_article(self) -> Iterator[list[tuple[int, Quotation]]]:
        """All quotations with their numbers, one article at a time, in the archive's order."""
        for article in self._values("select distinct article from quotations order by article"):
            numbers = self._values("select id from quotations where article = ? order by id", (article,))
            yield list(zip(numbers, self._quotations("where article = ?", (article,)), strict=True))

    def quotations_from(self, first: int, last: int | None) -> list[Quotation]:
        """The quotations from number `first` up to, but without, number `last`; to the end if `last` is None."""
        end = 1 << 62 if last is None else int(last)
        return self._quotations("where quotations.id >= ? and quotations.id < ?", (first, end))

    def numbers_of(self, speakers: Iterable[str]) -> Rows:
        """The numbers of the quotations by any of `speakers` (full names), ascending."""
        query = f"select id from quotations where {BY} order by id"
        return np.array(self._values(query, (json.dumps(list(speakers)),)), np.int64)

    def numbers_published_by(self, sources: Iterable[str]) -> Rows:
        """The numbers of the quotations in articles of any of `sources` (full names), ascending."""
        query = """
            select quotations.id from quotations join articles on articles.id = article
            where source in (select value from json_each(?)) order by quotations.id
        """
        return np.array(self._values(query, (json.dumps(list(sources)),)), np.int64)

    def run(self, row: int) -> range:
        """The rows of all passages that share one continued quotation with `row`; `row` is among them, mostly alone."""
        first, last = row, row
        while self.continues(first):
            first -= 1
        while last + 1 < len(self) and self.continues(last + 1):
            last += 1
        return range(first, last + 1)

    def rows(self, only: Options, phrase: str | None = None) -> Rows | None:
        """The passages that match every filter given, ascending; None if no filter is given."""
        rows = self.of_published(only)
        if only.speaker:
            names = self.speakers_named(only.speaker)
            rows = _both(rows, np.union1d(self.passages_quoting(names), self._reported_by(names)))
        if phrase:
            rows = _both(rows, self._may_hold(phrase))
            has_phrase = [holds_phrase(passage.text, phrase) for passage in self.passages(rows.tolist())]
            rows = rows[np.array(has_phrase, bool)]
        return rows

    def passages_with(self, phrase: str, source: str | None = None) -> list[tuple[int, Passage]]:
        """The passages that contain a phrase, with their rows; optionally only from one publication."""
        found = self.rows(Options(source=source), phrase)
        rows = [] if found is None else found.tolist()
        return list(zip(rows, self.passages(rows), strict=True))

    def _reported_by(self, speakers: Sequence[str]) -> Rows:
        """The passages in which any of `speakers` reports somebody else's words."""
        wanted, rows = json.dumps(list(speakers)), []
        within = f"""
            select passage from spoken join quotations on quotations.id = quotation
            where passage >= ? and passage < ? and {THROUGH}"""
        for article in self._values(f"select distinct article from quotations where {THROUGH}", (wanted,)):
            passages = self.of_article(article)
            rows += self._values(within, (passages.start, passages.stop, wanted))
        return np.array(rows, np.int64)

    def _may_hold(self, phrase: str) -> Rows:
        """The passages that contain all stems of a phrase, and so may contain the phrase."""
        stems = stems_of_phrase(phrase) if self._words else []
        return self._words.with_all(stems) if self._words and stems else np.arange(len(self))

    def _quotations(self, where: str, values: Sequence[object]) -> list[Quotation]:
        said = f"select article, {SAID}, checksum from quotations {where} order by quotations.id"
        return [
            self._quotation(self._article(article), article, columns)
            for article, *columns in self._db.execute(said, values)
        ]

    def _read_article(self, number: int) -> Article:
        *shown, checksum = self._db.execute(
            f"select {SHOWN}, checksum from articles where id = ?", (number,)
        ).fetchone()
        self._checked("an article", checksum, number, *shown)
        path, text, body, title, source, when, basis, reason, updated, url, authors, ocr = shown
        published = Published(PartialDate.parse(when), Basis(basis), reason) if when else None
        changed = PartialDate.parse(updated) if updated else None
        return Article(path, text, body, title, source, published, changed, url, tuple(json.loads(authors)), bool(ocr))

    def _quotation(self, article: Article, number: int, columns: Sequence[Any]) -> Quotation:
        """A quotation from its columns SAID and their checksum. `number` is its article's number."""
        *said, checksum = columns
        self._checked("a quotation", checksum, number, *said)
        spans, kind, speaker, speaker_text, cue, cue_span, chain, modality, carrier = said
        spans, cue_span, chain = json.loads(f"[{spans}, {cue_span or 'null'}, {chain}]")
        return from_json(article, (spans, kind, speaker, speaker_text, cue, cue_span, chain, modality, carrier))

    def _checked(self, what: str, checksum: bytes, *columns: Any) -> Sequence[Any]:
        """Return the columns of a row. Raises IndexDamaged if their checksum differs from the one written with them."""
        if checksum_of(*columns) != checksum:
            raise IndexDamaged(self._path.parent, f"{what} has changed since it was written")
        return columns

    def _values(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        return [row[0] for row in self._db.execute(query, values)]


def _both(rows: Rows | None, others: Rows) -> Rows:
    """The rows in both arrays; `others` if `rows` is None."""
    return others if rows is None else np.intersect1d(rows, others, assume_unique=True)
