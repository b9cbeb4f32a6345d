"""Articles, passages and quotations of one generation on the cluster; threads may share it.

What ranking weighs of a passage, its facts, is read for all candidates at once and kept for a while; texts are read for
what is shown. A row that the collection lacks, because its article was deleted, is of article -1 and quotes nobody.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from retrieval.array_types import Mask, Rows
from retrieval.attribution import multi_paragraph
from retrieval.attribution.speaker_turns import InMemoryTurns
from retrieval.backends.milvus import rows as written
from retrieval.backends.milvus.cluster import IDS, Cluster, Row
from retrieval.backends.milvus.schema import ARTICLES, FACTS, PIECES
from retrieval.backends.milvus.texts import Texts
from retrieval.index.name_lookup import NameLookup
from retrieval.method_cache import cached_method
from retrieval.models import Article, Options, PartialDate, Passage, Quotation, SpeakerCount
from retrieval.text.normalise import normalise
from retrieval.text.tokenise import stems_of_phrase

KEPT = 50_000  # rows whose facts are kept
PAGE = 1_000  # rows read at once where all are
NOTHING = "id < 0"  # the expression that leaves no row
GONE: Row = {
    **dict.fromkeys(FACTS, 0),
    **{name: [] for name in ("speakers", "directly", "stems", "headline")},
    "article": -1,
    "first": 0,
    "last": -1,
    "source": "",
    "same": "",
}


@dataclass(frozen=True)
class Where:
    """Some passages of a collection: those for which an expression is true."""

    store: "MilvusStore"
    expression: str

    def __len__(self) -> int:
        return self.store.cluster.count(self.store.collection, self.expression)


class Column:
    """A fact about passages, had for the rows asked for."""

    def __init__(self, store: "MilvusStore", value: Callable[[Row], Any]) -> None:
        self._store, self._value = store, value

    def __getitem__(self, rows: Rows) -> Any:
        asked = np.asarray(rows)
        facts = self._store.facts(np.atleast_1d(asked))
        return np.array([self._value(fact) for fact in facts]).reshape(asked.shape)


class MilvusStore(NameLookup):
    def __init__(
        self, cluster: Cluster, collection: str, size: int, people: dict[str, Any], number: Callable[[str], int | None]
    ) -> None:
        """`people` is what publishing.py wrote; `number` gives that of a stem in the vocabulary."""
        super().__init__([each[0] for each in people["speakers"]], people["sources"])
        self.cluster, self.collection, self._size, self._number = cluster, collection, size, number
        self._quoted = [SpeakerCount(*each) for each in people["speakers"]]
        self._dates = (people["dates"][0], people["dates"][1]) if people["dates"] else None
        self._facts: dict[int, Row] = {}
        self._spans: dict[int, range] = {}  # the rows of each article that has been met
        self._headlines: dict[int, list[int]] = {}
        self._texts = Texts(cluster, collection + ARTICLES)
        self._everything = cached_method(self._read_everything, 1)
        self._runs = cached_method(self._read_runs, 1)
        self.articles = Column(self, lambda fact: fact["article"])
        self.lengths = Column(self, lambda fact: fact["stop"] - fact["start"])
        self.quotes = Column(self, lambda fact: bool(fact["quotes"]))
        self.quotes_directly = Column(self, lambda fact: bool(fact["quotes_directly"]))

    def __len__(self) -> int:
        return self._size

    def facts(self, rows: Iterable[int]) -> list[Row]:
        """Each row's facts, in order."""
        wanted = [int(row) for row in rows]
        known = {row: self._facts.get(row) for row in wanted}
        if missing := sorted(row for row, fact in known.items() if fact is None):
            if len(self._facts) > KEPT:
                self._facts.clear()
            for fact in self._read(missing, ["id", *FACTS]):
                self._spans[fact["article"]] = range(fact["first"], fact["last"] + 1)
                self._headlines[fact["article"]] = fact["headline"]
                known[fact["id"]] = self._facts[fact["id"]] = fact
        return [known[row] or GONE for row in wanted]

    def present(self, rows: Rows) -> Rows:
        """Those of `rows` whose articles have not been deleted, as of now."""
        return rows[self.contains(Where(self, ""), rows)]

    def headline(self, article: int) -> list[int]:
        """The stems of the headline of an article of which a passage has been met."""
        return self._headlines.get(int(article), [])

    def of_article(self, article: int) -> range:
        """The rows of an article of which a passage has been met."""
        return self._spans.get(int(article), range(0))

    def run(self, row: int) -> range:
        """The rows of the quotation that runs on through `row` from passage to passage; mostly `row` alone."""
        (fact,) = self.facts([row])
        return range(fact["run_first"], fact["run_last"] + 1)

    def exact_duplicates(self, row: int) -> list[int]:
        """The other rows whose passages say the same, ascending."""
        (fact,) = self.facts([row])
        if not fact["copies"]:
            return []
        found = self.cluster.query(self.collection, f"same == {json.dumps(fact['same'])}", ["id"])
        return sorted(other["id"] for other in found if other["id"] != row)

    def count_duplicates(self) -> int:
        """How many passages stand word for word in another place, too."""
        return len(Where(self, "copies > 0"))

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of `rows`, in that order."""
        facts = self.facts(rows)
        articles = self._texts.of(fact["article"] for fact in facts)
        return [Passage(articles[fact["article"]], fact["start"], fact["stop"]) for fact in facts]

    def quotations(self, row: int) -> list[Quotation]:
        """What is quoted in a passage, in the article's order."""
        (fact,) = self.facts([row])
        if not fact["quotes"]:
            return []
        return written.quotations(self._texts.of([fact["article"]])[fact["article"]], fact["quotations"])

    def all_quotations(self) -> list[Quotation]:
        """In the archive's order; one that several passages share is given once."""
        return self._said("quotes == true")

    def quotations_about(self, speakers: Sequence[str] | None, wanted: Sequence[str]) -> list[Quotation]:
        """What is quoted in passages that quote any of `speakers`; everything where nobody is named, read once."""
        del wanted  # its reader looks at the topic itself
        if speakers is None:
            return self._everything(self._left())
        return self._said(f"quotes == true and {_any_of('speakers', speakers)}") if speakers else []

    @property
    def runs(self) -> InMemoryTurns:
        """What quotations are checked against."""
        return self._runs(self._left())

    def _left(self) -> int:
        """How many articles there are now: what has been read of all is read again when one has been deleted."""
        return self.cluster.count(self.collection + ARTICLES, 'path != ""')

    def _read_everything(self, left: int) -> list[Quotation]:
        del left  # it is only known by it
        return self.all_quotations()

    def _read_runs(self, left: int) -> InMemoryTurns:
        return InMemoryTurns(multi_paragraph.join(self._everything(left)))

    def _said(self, expression: str) -> list[Quotation]:
        found: dict[tuple[str, Any], Quotation] = {}
        rows = iter(self._every(expression, ["id", "article", "quotations"]))
        while some := list(islice(rows, PAGE)):
            articles = self._texts.of(row["article"] for row in some)
            for row in some:
                for said in written.quotations(articles[row["article"]], row["quotations"]):
                    found.setdefault((said.article.id, (said.spans, said.speaker)), said)
        return list(found.values())

    def article_ids(self) -> tuple[str, ...]:
        """The id of every article, in the archive's order."""
        rows = self._every('path != ""', ["id", "path"], self.collection + ARTICLES)
        return tuple(row["path"] for row in rows)

    def article(self, path: str) -> Article | None:
        """The article of an id; None where this generation has none such."""
        found = self.cluster.query(
            self.collection + ARTICLES, f"path == {json.dumps(path, ensure_ascii=False)}", ["id"]
        )
        numbers = [row["id"] // PIECES for row in found]
        return self._texts.of(numbers)[numbers[0]] if numbers else None

    def count(self, speakers: Sequence[str], only: Options) -> int:
        """How many quotations are by any of `speakers`, by their full names, in articles of a source and a time."""
        if not (where := self._published(only)):
            return sum(each.quotations for each in self._quoted if each.speaker in speakers)
        found = self._said(" and ".join([_any_of("speakers", speakers), *where]))
        return sum(said.speaker in speakers for said in found)

    def quoted_in(self, source: str) -> tuple[str, ...]:
        """Everybody who is quoted in a source, found by part of its name, most quoted first."""
        sources, said = set(self.sources_named(source)), self._everything(self._left())
        counted = Counter(each.speaker for each in said if each.speaker and each.article.source in sources)
        return tuple(sorted(counted, key=lambda speaker: (-counted[speaker], speaker)))

    def most_quoted(self, most: int) -> list[SpeakerCount]:
        """Up to `most` speakers with how often and when they are quoted, most often first."""
        return self._quoted[:most]

    def dates(self) -> tuple[str, str] | None:
        """The first and the last day that an article is dated, as precise as they are known; None where none is."""
        return self._dates

    def rows(self, only: Options, phrase: str | None = None) -> Where | None:
        """The passages that every given restriction leaves; None where nothing restricts.

        A phrase is looked for among the first LONGEST passages that hold all its words; one of none but stop words
        leaves nothing.
        """
        clauses = self._published(only)
        if only.speaker:
            clauses.append(_any_of("speakers", self.speakers_named(only.speaker)))
        if phrase:
            clauses.append(f"id in {self._with(phrase)}")
        return Where(self, " and ".join(clauses)) if clauses else None

    def passages_quoting(self, speakers: Sequence[str]) -> Where:
        """The passages that quote any of `speakers`, by their full names."""
        return Where(self, _any_of("speakers", speakers))

    def contains(self, selection: Where, rows: Rows) -> Mask:
        """Of each row, whether it is of a selection."""
        found = self._read(rows.tolist(), ["id"], selection.expression)
        return np.isin(rows, np.array([row["id"] for row in found], np.int64))

    def quoting(self, speakers: Sequence[str], rows: Rows, *, directly: bool = False) -> Mask:
        """Of each row, whether it quotes any of `speakers`; `directly` in their own words."""
        wanted, field = set(speakers), "directly" if directly else "speakers"
        return np.array([not wanted.isdisjoint(fact[field]) for fact in self.facts(rows)], bool)

    def published(self, only: Options, rows: Rows) -> Mask:
        """Of each row, whether its article is of a source and a time; none is where neither is given."""
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

    def _published(self, only: Options) -> list[str]:
        after, before = _day(only.after), _day(only.before)
        sources = self.sources_named(only.source) if only.source else []
        return [
            *([f"source in {json.dumps(sources, ensure_ascii=False)}" if sources else NOTHING] if only.source else []),
            *([f"last_day >= {after}"] if after is not None else []),
            *([f"first_day > 0 and first_day < {before}"] if before is not None else []),
        ]

    def _with(self, phrase: str) -> list[int]:
        """The rows whose passages have a phrase, of those that have its words best."""
        numbers = [self._number(stem) for stem in stems_of_phrase(phrase)]
        if not numbers or None in numbers:
            return []
        near = self.cluster.query(self.collection, f"array_contains_all(stems, {numbers})", ["id", "text"])
        wanted = normalise(phrase)
        return sorted(row["id"] for row in near if wanted in normalise(row["text"]))

    def _read(self, rows: list[int], fields: list[str], expression: str = "") -> list[Row]:
        """The fields of those of `rows` that there are, and for which an expression is true."""
        also = f" and ({expression})" if expression else ""
        parts = (rows[start : start + IDS] for start in range(0, len(rows), IDS))
        return [row for part in parts for row in self.cluster.query(self.collection, f"id in {part}{also}", fields)]

    def _every(self, expression: str, fields: list[str], collection: str = "") -> Iterable[Row]:
        """Every row for which an expression is true, ascending."""
        rows = self.cluster("query_iterator", collection or self.collection, filter=expression, output_fields=fields)
        try:
            while some := rows.next():
                yield from some
        finally:
            rows.close()


def _any_of(field: str, values: Sequence[str]) -> str:
    return f"array_contains_any({field}, {json.dumps(values, ensure_ascii=False)})" if values else NOTHING


def _day(date: PartialDate | None) -> int | None:
    return int(f"{date.first:%Y%m%d}") if date else None
