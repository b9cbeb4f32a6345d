"""What a search asks of passages and articles by the hundred, in arrays on disk of which it reads what it asks for.

    articles.npy    int32, the article of each passage
    lengths.npy     uint32, its characters
    continues.npy   bool, whether it carries a quotation on
    quotes.npy      bool, whether it quotes anybody
    quotes_directly.npy   bool, whether it does in their own words
    firsts.npy      int64, the first passage of each article; the number of passages at the end
    days.npy        int32, the first and the last day on which each article may be published; 0 where unknown
    sources.npy     int32, its source, by its place among the names; -1 where unknown
    spoken.npy      uint32, the passages that quote somebody, one person after another; the lowest bit tells directly
    spans.npy       int64, where in these each person begins and ends
    names.json      people and sources, the most frequent first

Made from the tables of store.py, which have the words as well.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Rows
from retrieval.index import npy
from retrieval.index.name_lookup import NameLookup
from retrieval.index.npy import mapped
from retrieval.models import Options, PartialDate

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
FREQUENT = "select {0} from {1} where {0} is not null group by {0} order by count(*) desc, {0}"

Marks = npt.NDArray[np.bool]


def write(folder: Path, db: sqlite3.Connection) -> None:
    """Write the columns of a store that is complete."""
    folder.mkdir()

    def column(query: str) -> Iterator[Any]:
        return (value for (value,) in db.execute(query))

    for name, (query, kind) in OF_PASSAGES.items():
        npy.write(folder / f"{name}.npy", column(query), kind)
    ((count,),) = db.execute("select count(*) from articles")
    articles = mapped(folder / "articles.npy")
    np.save(folder / "firsts.npy", np.searchsorted(articles, np.arange(count + 1, dtype=np.int32)))
    days = [np.fromiter(column(DAYS.format(name)), np.int32) for name in ("first_day", "last_day")]
    np.save(folder / "days.npy", np.stack(days, axis=1))
    speakers, sources = (
        [name for (name,) in db.execute(FREQUENT.format(*of))]
        for of in (("speaker", "quotations"), ("source", "articles"))
    )
    numbers = {source: number for number, source in enumerate(sources)} | {None: -1}
    found = (numbers[source] for (source,) in db.execute("select source from articles order by id"))
    np.save(folder / "sources.npy", np.fromiter(found, np.int32))
    _write_spoken(folder, db, speakers)
    (folder / NAMES).write_text(json.dumps({"speakers": speakers, "sources": sources}, ensure_ascii=False), "utf-8")


def _write_spoken(folder: Path, db: sqlite3.Connection, speakers: Sequence[str]) -> None:
    numbers = {speaker: number for number, speaker in enumerate(speakers)}
    found = np.fromiter(((numbers[name], passage) for name, passage in db.execute(SPOKEN)), np.dtype("u4,u4"))
    order = np.argsort(found["f0"], kind="stable")
    np.save(folder / "spoken.npy", found["f1"][order])
    ends = np.cumsum(np.bincount(found["f0"], minlength=len(speakers)))
    np.save(folder / "spans.npy", np.stack([np.concatenate([[0], ends[:-1]])[: len(ends)], ends], axis=1))


class Columns(NameLookup):
    def __init__(self, folder: Path) -> None:
        names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        super().__init__(names["speakers"], names["sources"])
        self.articles = mapped(folder / "articles.npy")  # of each passage
        self.lengths = mapped(folder / "lengths.npy")
        self.quotes, self.quotes_directly = mapped(folder / "quotes.npy"), mapped(folder / "quotes_directly.npy")
        self._continues, self._firsts = mapped(folder / "continues.npy"), mapped(folder / "firsts.npy")
        self._days, self._source = mapped(folder / "days.npy"), mapped(folder / "sources.npy")
        self._spoken, self._spans = mapped(folder / "spoken.npy"), mapped(folder / "spans.npy")
        self._numbers = {speaker: number for number, speaker in enumerate(self.speakers)}

    def continues(self, row: int) -> bool:
        return bool(self._continues[row])

    def of_article(self, article: int) -> range:
        """The rows of an article's passages."""
        return range(int(self._firsts[article]), int(self._firsts[article + 1]))

    def _of_articles(self, articles: Rows) -> Rows:
        """The rows of the passages of `articles`, which ascend."""
        firsts, counts = self._firsts[articles], self._firsts[articles + 1] - self._firsts[articles]
        return np.repeat(firsts - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())

    def published(self, only: Options, rows: Rows) -> Marks:
        """Of each row, whether its article is of a source and a time; none is where neither is given."""
        found = self._met(only, self.articles[rows])
        return np.zeros(len(rows), bool) if found is None else found

    def of_published(self, only: Options) -> Rows | None:
        """The rows of all articles of a source and a time, ascending; None where neither is given."""
        articles = self.articles_of(only)
        return None if articles is None else self._of_articles(articles)

    def articles_of(self, only: Options) -> Rows | None:
        """The numbers of all articles of a source and a time, ascending; None where neither is given."""
        found = self._met(only, np.arange(len(self._source)))
        return None if found is None else np.flatnonzero(found)

    def quoting(self, speakers: Sequence[str], rows: Rows, *, directly: bool = False) -> Marks:
        """Of each row, whether it quotes any of `speakers`; `directly` in their own words."""
        return self.contains(self.passages_quoting(speakers, directly=directly), rows)

    def contains(self, selection: Rows, rows: Rows) -> Marks:
        """Of each row, whether it is of a selection, which ascends."""
        if not len(selection):
            return np.zeros(len(rows), bool)
        found: Marks = selection[np.minimum(np.searchsorted(selection, rows), len(selection) - 1)] == rows
        return found

    def _met(self, only: Options, articles: Rows) -> Marks | None:
        """Of each article, whether it is of a source and may be of a time; None where neither is given."""
        met = [
            found
            for found in (
                np.isin(self._source[articles], self._sources_of(only.source)) if only.source else None,
                self._days[articles, 1] >= _ordinal(only.after) if only.after else None,
                (self._days[articles, 0] < _ordinal(only.before)) & (self._days[articles, 0] > 0)
                if only.before
                else None,
            )
            if found is not None
        ]
        return np.logical_and.reduce(met) if met else None

    def passages_quoting(self, speakers: Sequence[str], *, directly: bool = False) -> Rows:
        """The passages that quote any of `speakers`, by their full names, ascending; `directly` in their own words."""
        spans = [self._spans[self._numbers[name]] for name in speakers if name in self._numbers]
        found = [self._spoken[start:end] for start, end in spans]
        rows = [(each[each & 1 > 0] if directly else each) >> 1 for each in found]
        if len(rows) == 1:
            one: Rows = rows[0].astype(np.int64)
            return one
        several: Rows = np.unique(np.concatenate([np.empty(0, np.uint32), *rows])).astype(np.int64)
        return several

    def _sources_of(self, typed: str) -> list[int]:
        return [self.sources.index(name) for name in self.sources_named(typed)]


def _ordinal(when: PartialDate) -> int:
    return when.first.toordinal()
