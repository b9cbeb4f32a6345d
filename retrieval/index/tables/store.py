"""Articles, passages and quotations of one generation, read from SQLite (writer.py has its tables)."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.array_types import Rows
from retrieval.index.bm25 import Bm25Index
from retrieval.index.tables import writer
from retrieval.index.tables.columns import Columns
from retrieval.index.tables.writer import Entry, columns_of
from retrieval.method_cache import remembered
from retrieval.models import Article, Basis, Options, PartialDate, Passage, Published, Quotation, SpeakerCount
from retrieval.text.normalise import normalise
from retrieval.text.tokenise import stems_of_phrase

ARTICLE = "path, text, body, title, source, published, basis, words, updated, url, authors"
BY = "speaker in (select value from json_each(?))"
SAID = "spans, kind, speaker, speaker_text, cue, cue_span, chain"


def _quotation(article: Article, said: Sequence[Any]) -> Quotation:
    """`said` is a row of SAID."""
    spans, kind, speaker, speaker_text, cue, cue_span, chain = said
    place = json.loads(cue_span) if cue_span else None
    return writer.quotation(article, (json.loads(spans), kind, speaker, speaker_text, cue, place, json.loads(chain)))


def _as_found(said: Quotation, found: str | None) -> Quotation:
    """A quotation before its speaker was named by what other articles tell."""
    return said if said.speaker == found else replace(said, speaker=found, chain=said.chain[:-1])


class SqliteStore(Columns):
    """An open store, its tables and their columns. Threads may share it."""

    def __init__(self, path: Path, words: Bm25Index | None = None, about: Bm25Index | None = None) -> None:
        """The `words` of the passages, and what the articles are `about`, tell where to look; else it is everywhere."""
        # immutable: a generation never changes, so SQLite need neither lock nor look for a journal
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._article = remembered(self._read_article, 256)
        self.quoted_in = remembered(self._find_quoted_in, 16)
        super().__init__(columns_of(path))
        self._words, self._about = words, about

    def close(self) -> None:
        self._db.close()

    def __len__(self) -> int:
        return len(self.articles)

    def exact_duplicates(self, row: int) -> list[int]:
        """The other rows whose passages say the same, ascending."""
        query = """
            select other.id from passages one join passages other on other.words = one.words and other.id != one.id
            where one.id = ? order by other.id
        """
        return [int(other) for other in self._column(query, (int(row),))]

    def count_duplicates(self) -> int:
        """How many passages stand word for word in another place, too."""
        query = "select coalesce(sum(n), 0) from (select count(*) as n from passages group by words having n > 1)"
        (counted,) = self._column(query)
        return int(counted)

    def digest_of_words(self, row: int) -> str:
        """The same for all passages that say the same as that of `row`."""
        (digest,) = self._column("select words from passages where id = ?", (int(row),))
        return str(digest)

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of `rows`, in that order."""
        query = "select article, start, end from passages where id = ?"
        found = (self._db.execute(query, (int(row),)).fetchone() for row in rows)
        return [Passage(self._article(article), start, end) for article, start, end in found]

    def article_ids(self) -> tuple[str, ...]:
        """The id of every article, in the archive's order."""
        return tuple(self._column("select path from articles order by id"))

    def article(self, path: str) -> Article | None:
        """The article of an id; None where this generation has none such."""
        numbers = self._column("select id from articles where path = ?", (path,))
        return self._article(numbers[0]) if numbers else None

    def quotations(self, row: int) -> list[Quotation]:
        """What is quoted in a passage, in the article's order."""
        return self._quotations("join spoken on quotation = quotations.id where passage = ?", (int(row),))

    def count(self, speakers: Sequence[str], only: Options) -> int:
        """How many quotations are by any of `speakers`, by their full names, in articles of a source and a time."""
        query, values, articles = f"select count(*) from quotations where {BY}", [speakers], self.articles_of(only)
        if articles is not None:
            query, values = f"{query} and article in (select value from json_each(?))", [speakers, articles.tolist()]
        (counted,) = self._column(query, [json.dumps(each) for each in values])
        return int(counted)

    def _find_quoted_in(self, source: str) -> tuple[str, ...]:
        """Everybody who is quoted in a source, found by part of its name, most quoted first."""
        query = """
            select speaker from quotations join articles on articles.id = article
            where speaker is not null and source in (select value from json_each(?))
            group by speaker order by count(*) desc, speaker
        """
        return tuple(self._column(query, (json.dumps(self.sources_named(source)),)))

    def most_quoted(self, most: int) -> list[SpeakerCount]:
        """Up to `most` speakers with how often and when they are quoted, most often first."""
        query = """
            select speaker, count(*), min(published), max(published)
            from quotations join articles on articles.id = article
            where speaker is not null group by speaker order by count(*) desc, speaker limit ?
        """
        return [SpeakerCount(*row) for row in self._db.execute(query, (most,))]

    def dates(self) -> tuple[str, str] | None:
        """The first and the last day that an article is dated, as precise as they are known; None where none is."""
        first = self._column("select published from articles where published is not null order by first_day limit 1")
        last = self._column("select published from articles where published is not null order by last_day desc limit 1")
        return (first[0], last[0]) if first else None

    def digests(self, rows: range) -> list[str]:
        """What the vector of each of the passages was made from."""
        query = "select digest from passages where id >= ? and id < ? order by id"
        return self._column(query, (rows.start, rows.stop))

    def rows_of(self, digests: Sequence[str]) -> dict[str, int]:
        """Of those digests that a passage has, the row of one."""
        query = "select digest, min(id) from passages where digest in (select value from json_each(?)) group by digest"
        return dict(self._db.execute(query, (json.dumps(digests),)))

    def entry(self, article: Article, key: str) -> Entry | None:
        """What went into the store of an article of this key, now of `article`; None where it has none such."""
        numbers = self._column("select id from articles where key = ? limit 1", (key,))
        if not numbers:
            return None
        rows = self.of_article(*numbers)
        cut = "select start, end, continues, digest from passages where id >= ? and id < ? order by id"
        spans = self._db.execute(cut, (rows.start, rows.stop)).fetchall()
        said = self._db.execute(f"select {SAID}, found from quotations where article = ? order by id", numbers)
        return Entry(
            article,
            [Passage(article, start, end) for start, end, _, _ in spans],
            [bool(continues) for _, _, continues, _ in spans],
            [digest for _, _, _, digest in spans],
            [_as_found(_quotation(article, columns), found) for *columns, found in said],
            key,
        )

    def by_article(self) -> Iterator[tuple[Article, list[Passage]]]:
        """Every article with its passages, in the archive's order, read one at a time."""
        for number in self._column("select id from articles order by id"):
            yield self._read_article(number), self.passages(self.of_article(number))

    def all_quotations(self) -> list[Quotation]:
        return self._quotations("", ())

    def quotations_about(self, speakers: Sequence[str] | None, wanted: Sequence[str]) -> list[Quotation]:
        """Every quotation of the articles that quote any of `speakers` and hold all the stems `wanted`, where given."""
        clauses: list[str] = []
        values: list[str] = []
        if speakers is not None:
            clauses.append(f"article in (select article from quotations where {BY})")
            values.append(json.dumps(list(speakers)))
        if wanted and self._about:
            clauses.append("article in (select value from json_each(?))")
            values.append(json.dumps(self._about.holding(wanted).tolist()))
        return self._quotations(f"where {' and '.join(clauses)}" if clauses else "", values)

    def quotations_by_article(self) -> Iterator[list[tuple[int, Quotation]]]:
        """Everything that is quoted with its number, an article at a time, in the archive's order."""
        for article in self._column("select distinct article from quotations order by article"):
            numbers = self._column("select id from quotations where article = ? order by id", (article,))
            yield list(zip(numbers, self._quotations("where article = ?", (article,)), strict=True))

    def quotations_from(self, first: int, last: int | None) -> list[Quotation]:
        """The quotations of these numbers, without the last."""
        end = 1 << 62 if last is None else int(last)
        return self._quotations("where quotations.id >= ? and quotations.id < ?", (first, end))

    def numbers_of(self, speakers: Iterable[str]) -> Rows:
        """The numbers of the quotations by any of `speakers`, by their full names, ascending."""
        query = f"select id from quotations where {BY} order by id"
        return np.array(self._column(query, (json.dumps(list(speakers)),)), np.int64)

    def numbers_published_by(self, sources: Iterable[str]) -> Rows:
        """The numbers of the quotations in articles of any of `sources`, by their full names, ascending."""
        query = """
            select quotations.id from quotations join articles on articles.id = article
            where source in (select value from json_each(?)) order by quotations.id
        """
        return np.array(self._column(query, (json.dumps(list(sources)),)), np.int64)

    def run(self, row: int) -> range:
        """The rows of the quotation that runs on through `row` from passage to passage; mostly `row` alone."""
        first, last = row, row
        while self.continues(first):
            first -= 1
        while last + 1 < len(self) and self.continues(last + 1):
            last += 1
        return range(first, last + 1)

    def rows(self, only: Options, phrase: str | None = None) -> Rows | None:
        """The passages that every given restriction leaves, ascending; None where nothing restricts."""
        rows = self.of_published(only)
        if only.speaker:
            rows = _both(rows, self.passages_quoting(self.speakers_named(only.speaker)))
        if phrase:
            rows = _both(rows, self._may_hold(phrase))
            wanted = normalise(phrase)
            held = [wanted in normalise(passage.text) for passage in self.passages(rows.tolist())]
            rows = rows[np.array(held, bool)]
        return rows

    def _may_hold(self, phrase: str) -> Rows:
        stems = stems_of_phrase(phrase) if self._words else []
        return self._words.holding(stems) if self._words and stems else np.arange(len(self))

    def _quotations(self, where: str, values: Sequence[object]) -> list[Quotation]:
        rows = self._db.execute(f"select article, {SAID} from quotations {where} order by quotations.id", values)
        return [_quotation(self._article(article), columns) for article, *columns in rows]

    def _read_article(self, number: int) -> Article:
        path, text, body, title, source, when, basis, reason, updated, url, authors = self._db.execute(
            f"select {ARTICLE} from articles where id = ?", (number,)
        ).fetchone()
        published = Published(PartialDate.parse(when), Basis(basis), reason) if when else None
        changed = PartialDate.parse(updated) if updated else None
        return Article(path, text, body, title, source, published, changed, url, tuple(json.loads(authors)))

    def _column(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        return [row[0] for row in self._db.execute(query, values)]


def _both(rows: Rows | None, others: Rows) -> Rows:
    """Those of `others` that are among `rows`, if these are given."""
    return others if rows is None else np.intersect1d(rows, others, assume_unique=True)
