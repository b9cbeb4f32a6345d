"""Columns: arrays of values that a search needs for hundreds of passages and articles at once.

    articles.npy    int32, the article of each passage
    lengths.npy     uint32, the characters of each passage
    continues.npy   bool, whether each passage continues a quotation of the passage before
    quotes.npy      bool, whether each passage quotes anybody
    quotes_directly.npy   bool, whether each passage quotes anybody in their own words
    firsts.npy      int64, the first passage of each article; at the end, the number of passages
    days.npy        int32, the first and the last day on which each article may have been published; 0 if unknown
    sources.npy     int32, the source of each article, by its place in names.json; -1 if unknown
    spoken.npy      uint32, the passages that quote each speaker, one speaker after another. The lowest bit is 1 if the
                    passage quotes the speaker in their own words; the other bits are the passage's row
    spans.npy       int64, where each speaker's passages begin and end in spoken.npy
    names.json      speakers and sources, the most frequent first; those who only report others' words last

The columns are made from the tables in archive.db, and are read into memory when they are opened.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.array_types import Mask, Rows, distinct
from retrieval.index import npy
from retrieval.models import Options
from retrieval.text.name_lookup import NameLookup

NAMES = "names.json"
QUOTES = "select exists (select 1 from spoken where passage = passages.id) from passages order by id"
QUOTES_DIRECTLY = """
    select exists (select 1 from spoken join quotations on quotations.id = quotation
        where passage = passages.id and kind != 'indirect')
    from passages order by id"""
OF_PASSAGES = {
    "articles": ("select article from passages order by id", np.int32),
    "lengths": ("select end - start from passages order by id", np.uint32),
    "continues": ("select continues from passages order by id", np.bool_),
    "quotes": (QUOTES, np.bool_),
    "quotes_directly": (QUOTES_DIRECTLY, np.bool_),
}
DAYS = "select coalesce(julianday({0}) - julianday('0001-01-01') + 1, 0) from articles order by id"
SPOKEN = """
    select speaker, passage * 2 + max(kind != 'indirect') from spoken join quotations on quotations.id = quotation
    where speaker is not null group by speaker, passage order by speaker, passage"""
SOURCES = "select source from articles where source is not null group by source order by count(*) desc, source"
SPEAKERS = """
    select name from (
        select speaker as name, 1 as speaks from quotations where speaker is not null
        union all select carrier, 0 from quotations where carrier is not null)
    group by name order by sum(speaks) desc, name"""


def write(folder: Path, db: sqlite3.Connection) -> None:
    """Write the columns of a complete database."""
    folder.mkdir()

    def column(query: str) -> Iterator[Any]:
        return (value for (value,) in db.execute(query))

    for name, (query, kind) in OF_PASSAGES.items():
        npy.write(folder / f"{name}.npy", column(query), kind)
    ((count,),) = db.execute("select count(*) from articles")
    articles = np.load(folder / "articles.npy")
    np.save(folder / "firsts.npy", np.searchsorted(articles, np.arange(count + 1, dtype=np.int32)))
    days = [np.fromiter(column(DAYS.format(name)), np.int32) for name in ("first_day", "last_day")]
    np.save(folder / "days.npy", np.stack(days, axis=1))
    speakers: list[str] = list(column(SPEAKERS))
    sources: list[str] = list(column(SOURCES))
    numbers = {source: number for number, source in enumerate(sources)} | {None: -1}
    source_numbers = (numbers[source] for source in column("select source from articles order by id"))
    np.save(folder / "sources.npy", np.fromiter(source_numbers, np.int32))
    _write_spoken(folder, db, speakers)
    (folder / NAMES).write_text(json.dumps({"speakers": speakers, "sources": sources}, ensure_ascii=False), "utf-8")


def _write_spoken(folder: Path, db: sqlite3.Connection, speakers: Sequence[str]) -> None:
    numbers = {speaker: number for number, speaker in enumerate(speakers)}
    pairs = np.fromiter(((numbers[name], passage) for name, passage in db.execute(SPOKEN)), np.dtype("u4,u4"))
    order = np.argsort(pairs["f0"], kind="stable")
    np.save(folder / "spoken.npy", pairs["f1"][order])
    ends = np.cumsum(np.bincount(pairs["f0"], minlength=len(speakers)))
    np.save(folder / "spans.npy", np.stack([np.concatenate([[0], ends[:-1]])[: len(ends)], ends], axis=1))


class Columns(NameLookup):
    """The columns of an open generation, with the lookup of names."""

    def __init__(self, folder: Path) -> None:
        names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        super().__init__(names["speakers"], names["sources"])
        self.articles = np.load(folder / "articles.npy")  # passage → its article
        self.lengths = np.load(folder / "lengths.npy")
        self.quotes, self.quotes_directly = np.load(folder / "quotes.npy"), np.load(folder / "quotes_directly.npy")
        self._continues, self._firsts = np.load(folder / "continues.npy"), np.load(folder / "firsts.npy")
        self._days, self._source = np.load(folder / "days.npy"), np.load(folder / "sources.npy")
        self._spoken, self._spans = np.load(folder / "spoken.npy"), np.load(folder / "spans.npy")
        self._numbers = {speaker: number for number, speaker in enumerate(self.speakers)}

    def continues(self, row: int) -> bool:
        return bool(self._continues[row])

    def of_article(self, article: int) -> range:
        """The rows of an article's passages."""
        return range(int(self._firsts[article]), int(self._firsts[article + 1]))

    def _of_articles(self, articles: Rows) -> Rows:
        """The rows of the passages of `articles`, ascending. `articles` must ascend."""
        firsts, counts = self._firsts[articles], self._firsts[articles + 1] - self._firsts[articles]
        return np.repeat(firsts - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())

    def published(self, only: Options, rows: Rows) -> Mask:
        """For each row, whether its article has the source and dates given; all False if none is given."""
        mask = self._published_mask(only, self.articles[rows])
        return np.zeros(len(rows), bool) if mask is None else mask

    def of_published(self, only: Options) -> Rows | None:
        """The rows of all articles with the source and dates given, ascending; None if none is given."""
        articles = self.articles_of(only)
        return None if articles is None else self._of_articles(articles)

    def articles_of(self, only: Options) -> Rows | None:
        """The numbers of all articles with the source and dates given, ascending; None if none is given."""
        mask = self._published_mask(only, np.arange(len(self._source)))
        return None if mask is None else np.flatnonzero(mask)

    def quoting(self, speakers: Sequence[str], rows: Rows, *, directly: bool = False) -> Mask:
        """For each row, whether it quotes any of `speakers`; with `directly`, whether in their own words."""
        return self.contains(self.passages_quoting(speakers, directly=directly), rows)

    def contains(self, selection: Rows, rows: Rows) -> Mask:
        """For each row, whether it is in `selection`, which must ascend."""
        if not len(selection):
            return np.zeros(len(rows), bool)
        places = np.minimum(np.searchsorted(selection, rows), len(selection) - 1)
        mask: Mask = selection[places] == rows
        return mask

    def _published_mask(self, only: Options, articles: Rows) -> Mask | None:
        """For each article, whether it has the given source and may be of the given dates; None if neither is given."""
        masks: list[Mask] = []
        if only.source:
            numbers = [self.sources.index(name) for name in self.sources_named(only.source)]
            masks.append(np.isin(self._source[articles], numbers))
        if only.after:
            masks.append(self._days[articles, 1] >= only.after.first.toordinal())
        if only.before:
            first_days = self._days[articles, 0]
            masks.append((first_days < only.before.first.toordinal()) & (first_days > 0))
        return np.logical_and.reduce(masks) if masks else None

    def passages_quoting(self, speakers: Sequence[str], *, directly: bool = False) -> Rows:
        """The passages that quote any of `speakers` (full names), ascending; with `directly`, in their own words."""
        rows_by_speaker: list[Rows] = []
        for name in speakers:
            if name in self._numbers:
                start, end = self._spans[self._numbers[name]]
                spoken = self._spoken[start:end]
                if directly:
                    spoken = spoken[spoken & 1 > 0]
                rows_by_speaker.append((spoken >> 1).astype(np.int64))
        if len(rows_by_speaker) == 1:
            return rows_by_speaker[0]
        return distinct(np.concatenate([np.empty(0, np.int64), *rows_by_speaker]))
