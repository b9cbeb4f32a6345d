"""Reads articles, passages and quotations of one generation from the cluster.

The ranking needs a few fields of each passage, called its facts. They are read for all candidates at once and cached.
Texts are read only for passages that are shown. If the article of a row was deleted, the row counts as a passage of
article -1 that quotes nobody.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from retrieval.array_types import Mask, Rows
from retrieval.backends.milvus import rows as collection_rows
from retrieval.backends.milvus.cluster import MAX_ROWS_PER_FILTER, Cluster, MilvusRow
from retrieval.backends.milvus.rows import ArticleReader
from retrieval.backends.milvus.schema import ARTICLES, FACTS, MAX_PIECES
from retrieval.joining import multi_paragraph
from retrieval.joining.speaker_turns import InMemoryTurns
from retrieval.method_cache import cached_method
from retrieval.models import Article, Coverage, Options, PartialDate, Passage, Quotation, SpeakerCount
from retrieval.text.name_lookup import NameLookup
from retrieval.text.normalise import holds_phrase
from retrieval.text.tokenise import stems_of_phrase

CACHED_FACTS = 50_000  # rows with cached facts
ROWS_PER_READ = 1_000  # rows read at once when all rows are read
NO_ROW = "id < 0"  # a filter expression that matches no row
DELETED: MilvusRow = {
    **dict.fromkeys(FACTS, 0),
    **{name: [] for name in ("speakers", "directly", "stems", "headline")},
    "article": -1,
    "first": 0,
    "last": -1,
    "source": "",
    "same": "",
}


@dataclass(frozen=True)
class Filter:
    """A selection: the passages of a collection that match a filter expression."""

    store: "MilvusStore"
    expression: str

    def __len__(self) -> int:
        return self.store.cluster.count(self.store.collection, self.expression)


class FactColumn:
    """One fact about each passage, looked up by rows."""

    def __init__(self, store: "MilvusStore", value: Callable[[MilvusRow], Any]) -> None:
        self._store, self._value = store, value

    def __getitem__(self, rows: Rows) -> Any:
        asked = np.asarray(rows)
        facts = self._store.facts(np.atleast_1d(asked))
        return np.array([self._value(fact) for fact in facts]).reshape(asked.shape)


class MilvusStore(NameLookup):
    def __init__(
        self,
        cluster: Cluster,
        collection: str,
        size: int,
        people: dict[str, Any],
        stem_number: Callable[[str], int | None],
    ) -> None:
        """`people` is the content of people.json. `stem_number` gives the number of a stem in the vocabulary."""
        super().__init__([speaker for speaker, *_ in people["speakers"]], people["sources"])
        self.cluster, self.collection, self._size, self._stem_number = cluster, collection, size, stem_number
        self._speaker_counts = [SpeakerCount(*fields) for fields in people["speakers"]]
        self._document_kinds: dict[str, int] = people["document_kinds"]
        self._dates = (people["dates"][0], people["dates"][1]) if people["dates"] else None
        self._facts: dict[int, MilvusRow] = {}
        self._article_rows: dict[int, range] = {}  # article → its rows, as soon as a fact of one of them was read
        self._headlines: dict[int, list[int]] = {}
        self._articles = ArticleReader(cluster, collection + ARTICLES)
        self._everything = cached_method(self._read_everything, 1)
        self._runs = cached_method(self._read_runs, 1)
        self.articles = FactColumn(self, lambda fact: fact["article"])
        self.lengths = FactColumn(self, lambda fact: fact["stop"] - fact["start"])
        self.quotes = FactColumn(self, lambda fact: bool(fact["quotes"]))
        self.quotes_directly = FactColumn(self, lambda fact: bool(fact["quotes_directly"]))

    def __len__(self) -> int:
        return self._size

    def facts(self, rows: Iterable[int]) -> list[MilvusRow]:
        """The facts of each row, in order."""
        wanted = [int(row) for row in rows]
        known = {row: self._facts.get(row) for row in wanted}
        if missing := sorted(row for row, fact in known.items() if fact is None):
            if len(self._facts) > CACHED_FACTS:
                self._facts.clear()
            for fact in self._read(missing, ["id", *FACTS]):
                self._article_rows[fact["article"]] = range(fact["first"], fact["last"] + 1)
                self._headlines[fact["article"]] = fact["headline"]
                known[fact["id"]] = self._facts[fact["id"]] = fact
        return [known[row] or DELETED for row in wanted]

    def present(self, rows: Rows) -> Rows:
        """The rows of `rows` whose articles have not been deleted."""
        return rows[self.contains(Filter(self, ""), rows)]

    def headline(self, article: int) -> list[int]:
        """The numbers of the headline's stems. Empty unless facts of the article's passages have been read."""
        return self._headlines.get(int(article), [])

    def of_article(self, article: int) -> range:
        """The rows of an article. Empty unless facts of its passages have been read."""
        return self._article_rows.get(int(article), range(0))

    def run(self, row: int) -> range:
        """The rows of all passages that share one continued quotation with `row`; `row` is among them, mostly alone."""
        (fact,) = self.facts([row])
        return range(fact["run_first"], fact["run_last"] + 1)

    def exact_duplicates(self, row: int) -> list[int]:
        """The other rows whose passages have the same words, ascending."""
        (fact,) = self.facts([row])
        if not fact["copies"]:
            return []
        found = self.cluster.query(self.collection, f"same == {json.dumps(fact['same'])}", ["id"])
        return sorted(other["id"] for other in found if other["id"] != row)

    def count_duplicates(self) -> int:
        """The number of passages that have the same words as another passage."""
        return len(Filter(self, "copies > 0"))

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of `rows`, in that order."""
        facts = self.facts(rows)
        articles = self._articles.of(fact["article"] for fact in facts)
        return [Passage(articles[fact["article"]], fact["start"], fact["stop"]) for fact in facts]

    def quotations(self, row: int) -> list[Quotation]:
        """The quotations of a passage, in the article's order."""
        (fact,) = self.facts([row])
        if not fact["quotes"]:
            return []
        return collection_rows.quotations(self._articles.of([fact["article"]])[fact["article"]], fact["quotations"])

    def all_quotations(self) -> list[Quotation]:
        """All quotations in the archive's order. A quotation that several passages share is returned once."""
        return self._quotations("quotes == true")

    def quotations_in(self, path: str) -> list[Quotation]:
        """The quotations of the article with this id (its path), in the article's order."""
        number = self._number_of(path)
        return [] if number is None else self._quotations(f"quotes == true and article == {number}")

    def quotations_about(self, speakers: Sequence[str] | None, wanted: Sequence[str]) -> list[Quotation]:
        """The quotations of passages that quote any of `speakers`; if that is None, all quotations, read once."""
        del wanted  # the caller checks the topic itself
        if speakers is None:
            return self._everything(self._left())
        by = f"({_any_of('speakers', speakers or ())} or {_any_of('carriers', speakers or ())})"
        return self._quotations(f"quotes == true and {by}") if speakers else []

    @property
    def runs(self) -> InMemoryTurns:
        """The speaker turns against which quotations are checked."""
        return self._runs(self._left())

    def _left(self) -> int:
        """The number of articles now. When it changes, cached results over all articles are read again."""
        return self.cluster.count(self.collection + ARTICLES, 'path != ""')

    def _read_everything(self, left: int) -> list[Quotation]:
        del left  # serves only as the cache's key
        return self.all_quotations()

    def _read_runs(self, left: int) -> InMemoryTurns:
        return InMemoryTurns(multi_paragraph.join(self._everything(left)))

    def _quotations(self, expression: str) -> list[Quotation]:
        found: dict[tuple[str, Any], Quotation] = {}
        rows = iter(self._every(expression, ["id", "article", "quotations"]))
        while page := list(islice(rows, ROWS_PER_READ)):
            articles = self._articles.of(row["article"] for row in page)
            for row in page:
                for quotation in collection_rows.quotations(articles[row["article"]], row["quotations"]):
                    found.setdefault((quotation.article.id, (quotation.spans, quotation.speaker)), quotation)
        return list(found.values())

    def article_ids(self) -> tuple[str, ...]:
        """The id of every article, in the archive's order."""
        rows = self._every('path != ""', ["id", "path"], self.collection + ARTICLES)
        return tuple(row["path"] for row in rows)

    def article(self, path: str) -> Article | None:
        """The article with this id (its path); None if this generation has no such article."""
        number = self._number_of(path)
        return None if number is None else self._articles.of([number])[number]

    def _number_of(self, path: str) -> int | None:
        """The number of the article with this id (its path)."""
        wanted = f"path == {json.dumps(path, ensure_ascii=False)}"
        found = self.cluster.query(self.collection + ARTICLES, wanted, ["id"])
        return found[0]["id"] // MAX_PIECES if found else None

    def count(self, speakers: Sequence[str], only: Options) -> int:
        """The number of quotations by any of `speakers` (full names) in articles that match `only`."""
        if not (where := self._published(only)):
            return sum(count.quotations for count in self._speaker_counts if count.speaker in speakers)
        found = self._quotations(" and ".join([_any_of("speakers", speakers), *where]))
        return sum(quotation.speaker in speakers for quotation in found)

    def count_quoting(self, speakers: Sequence[str], only: Options) -> int:
        """The number of passages that quote any of `speakers` (full names) in articles that match `only`."""
        return len(Filter(self, " and ".join([_any_of("speakers", speakers), *self._published(only)])))

    def quoted_in(self, source: str) -> tuple[str, ...]:
        """Everybody quoted in a source, most quoted first. Part of the source's name is enough."""
        sources = set(self.sources_named(source))
        counts: Counter[str] = Counter()
        for quotation in self._everything(self._left()):
            if quotation.speaker and quotation.article.source in sources:
                counts[quotation.speaker] += 1
        return tuple(sorted(counts, key=lambda speaker: (-counts[speaker], speaker)))

    def most_quoted(self, limit: int) -> list[SpeakerCount]:
        """Up to `limit` speakers, most quoted first, with the number and dates of their quotations."""
        return self._speaker_counts[:limit]

    def document_kinds(self) -> dict[str, int]:
        """The number of articles of each kind of document that attribution recognises, the most frequent first."""
        return self._document_kinds

    def dates(self) -> tuple[str, str] | None:
        """The earliest and the latest date of any article, as precise as known; None if no article has a date."""
        return self._dates

    def coverage(self, only: Options) -> Coverage:
        """The coverage of the articles that match `only`. With a filter, the cluster cannot count them quickly."""
        if not self._published(only):
            first, last = self._dates or (None, None)
            return Coverage(self._left(), None, first, last, self.sources)
        sources = tuple(self.sources_named(only.source)) if only.source else self.sources
        return Coverage(None, None, None, None, sources)

    def some_with(self, phrase: str, only: Options, limit: int) -> tuple[list[Passage], bool]:
        """Up to `limit` passages that have all words of a phrase, not necessarily together; and whether these are
        all.
        """
        numbers = [self._stem_number(stem) for stem in stems_of_phrase(phrase)]
        if not numbers or None in numbers:
            return [], bool(numbers)
        clauses = [f"array_contains_all(stems, {numbers})", *self._published(only)]
        found = self.cluster.query(self.collection, " and ".join(clauses), ["id"], limit=limit + 1)
        return self.passages(row["id"] for row in found[:limit]), len(found) <= limit

    def rows(self, only: Options, phrase: str | None = None) -> Filter | None:
        """The passages that match every filter given; None if no filter is given.

        A phrase is searched for in the first MAX_ROWS passages that contain all its words. A phrase of stop words only
        matches no passage.
        """
        clauses = self._published(only)
        if only.speaker:
            names = self.speakers_named(only.speaker)
            clauses.append(f"({_any_of('speakers', names)} or {_any_of('carriers', names)})")
        if phrase:
            clauses.append(f"id in {self._with(phrase)}")
        return Filter(self, " and ".join(clauses)) if clauses else None

    def passages_quoting(self, speakers: Sequence[str]) -> Filter:
        """The passages that quote any of `speakers` (full names)."""
        return Filter(self, _any_of("speakers", speakers))

    def contains(self, selection: Filter, rows: Rows) -> Mask:
        """For each row, whether it is in a selection."""
        found = self._read(rows.tolist(), ["id"], selection.expression)
        return np.isin(rows, np.array([row["id"] for row in found], np.int64))

    def quoting(self, speakers: Sequence[str], rows: Rows, *, directly: bool = False) -> Mask:
        """For each row, whether it quotes any of `speakers`; with `directly`, whether in their own words."""
        wanted, field = set(speakers), "directly" if directly else "speakers"
        return np.array([not wanted.isdisjoint(fact[field]) for fact in self.facts(rows)], bool)

    def published(self, only: Options, rows: Rows) -> Mask:
        """For each row, whether its article has the source and dates given; all False if none is given."""
        if not (only.source or only.after or only.before):
            return np.zeros(len(rows), bool)
        sources = set(self.sources_named(only.source)) if only.source else None
        after, before = _day(only.after), _day(only.before)
        return np.array(
            [
                fact["article"] >= 0
                and (sources is None or fact["source"] in sources)
                and (after is None or fact["last_day"] >= after)
                and (before is None or 0 < fact["first_day"] < before)
                for fact in self.facts(rows)
            ],
            bool,
        )

    def mentions_of(self, speaker: str) -> list[tuple[str, PartialDate]]:
        """The words for a speaker (full name) in each article with a date that quotes them, and its date."""
        said = (one for one in self._quotations(_any_of("speakers", [speaker])) if one.speaker == speaker)
        found: dict[tuple[str, str], tuple[str, PartialDate]] = {}  # each mention once an article
        for one in said:
            if one.speaker_text and one.article.published:
                found[one.speaker_text, one.article.id] = (one.speaker_text, one.article.published.when)
        return list(found.values())

    def passages_with(self, phrase: str, source: str | None = None) -> list[tuple[int, Passage]]:
        """The passages that contain a phrase, with their rows; optionally only from one publication."""
        rows = np.array(self._with(phrase), np.int64)
        rows = rows[self.published(Options(source=source), rows)] if source else rows
        return list(zip(rows.tolist(), self.passages(rows), strict=True))

    def _published(self, only: Options) -> list[str]:
        after, before = _day(only.after), _day(only.before)
        sources = self.sources_named(only.source) if only.source else []
        clauses = []
        if only.source:
            clauses.append(f"source in {json.dumps(sources, ensure_ascii=False)}" if sources else NO_ROW)
        if after is not None:
            clauses.append(f"last_day >= {after}")
        if before is not None:
            clauses.append(f"first_day > 0 and first_day < {before}")
        return clauses

    def _with(self, phrase: str) -> list[int]:
        """The rows whose passages contain a phrase."""
        numbers = [self._stem_number(stem) for stem in stems_of_phrase(phrase)]
        if not numbers or None in numbers:
            return []
        near = self.cluster.query(self.collection, f"array_contains_all(stems, {numbers})", ["id", "text"])
        return sorted(row["id"] for row in near if holds_phrase(row["text"], phrase))

    def _read(self, rows: list[int], fields: list[str], expression: str = "") -> list[MilvusRow]:
        """The fields of each of `rows` that exists and matches a filter expression."""
        also = f" and ({expression})" if expression else ""
        parts = (rows[start : start + MAX_ROWS_PER_FILTER] for start in range(0, len(rows), MAX_ROWS_PER_FILTER))
        return [row for part in parts for row in self.cluster.query(self.collection, f"id in {part}{also}", fields)]

    def _every(self, expression: str, fields: list[str], collection: str = "") -> Iterable[MilvusRow]:
        """Every row that matches a filter expression, ascending."""
        rows = self.cluster("query_iterator", collection or self.collection, filter=expression, output_fields=fields)
        try:
            while page := rows.next():
                yield from page
        finally:
            rows.close()


def _any_of(field: str, values: Sequence[str]) -> str:
    return f"array_contains_any({field}, {json.dumps(values, ensure_ascii=False)})" if values else NO_ROW


def _day(date: PartialDate | None) -> int | None:
    return int(f"{date.first:%Y%m%d}") if date else None
