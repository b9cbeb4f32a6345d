"""The interface of a backend: what search, quotation check and faces ask of an open index, wherever it is kept.

    local      a generation on this machine: SQLite, FAISS, arrays on disk (retrieval/index/generation.py)
    milvus     collections on a cluster, shared by several bots (retrieval/backends/milvus/)

Passages are known by their rows, int64. A Selection is a filter: some passages, as `rows` or `passages_quoting` returns
them. It is opaque and may only be passed back to the backend that made it. The local backend uses an array of rows;
Milvus uses a filter expression, because a filter may leave a billion passages.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, Self

from retrieval.array_types import Mask, Rows, Scores, Selection, Vectors
from retrieval.attribution.speaker_turns import SpeakerTurns
from retrieval.models import Article, Options, Passage, Quotation, SpeakerCount

if TYPE_CHECKING:
    from retrieval.index.manifest import Manifest


class VectorSearch(Protocol):
    def nearest(self, query: Vectors, k: int, selection: Selection | None = None) -> Rows:
        """Up to `k` rows, those nearest to the unit row `query` first."""

    def cosines(self, query: Vectors, rows: Rows) -> Vectors:
        """The cosine of each row with the query, shape (len(rows),)."""


class Bm25Scores(Protocol):
    """The BM25 scores of passages or articles for one text."""

    def best(self, k: int, selection: Selection | None = None) -> Rows:
        """Up to `k` rows that share a word, the best first."""

    def shares(self, rows: Rows) -> Scores:
        """The scores of `rows`, as shares of the best that any row has."""


class Bm25(Protocol):
    def match(self, text: str) -> Bm25Scores: ...


class LexiconLookup(Protocol):
    """Which words the passages hold, and how rare and how similar they are (retrieval/index/lexicon.py)."""

    def __contains__(self, word: object) -> bool: ...

    def weights(self, wanted: Sequence[str]) -> Scores: ...

    def match_passages(self, wanted: Sequence[str], rows: Rows) -> Scores: ...

    def match_headlines(self, wanted: Sequence[str], articles: Rows) -> Scores: ...

    def soft_coverage(self, wanted: Sequence[str], texts: Sequence[str]) -> list[float]: ...

    def has_amount(self, rows: Rows) -> Mask:
        """Of each row, whether its passage names an amount."""

    def has_date(self, rows: Rows) -> Mask:
        """Of each row, whether its passage names a day, a month or a year."""

    def shared(self, row: int, rows: Rows) -> Scores:
        """The Dice coefficient of the stems of each passage of `rows` with those of `row`."""

    def any_holds(self, wanted: Sequence[str], selection: Selection) -> bool:
        """Whether any passage of a selection holds any of the stems `wanted` itself."""


class PassageColumn(Protocol):
    """One value for every passage, read for the rows asked for."""

    def __getitem__(self, rows: Rows, /) -> Any: ...


class Store(Protocol):
    """Articles, passages and quotations (retrieval/index/tables/__init__.py has the docstrings)."""

    @property
    def speakers(self) -> tuple[str, ...]: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def articles(self) -> PassageColumn: ...

    @property
    def lengths(self) -> PassageColumn: ...

    @property
    def quotes(self) -> PassageColumn: ...

    @property
    def quotes_directly(self) -> PassageColumn: ...

    def __len__(self) -> int: ...

    def of_article(self, article: int) -> range: ...

    def run(self, row: int) -> range: ...

    def exact_duplicates(self, row: int) -> list[int]: ...

    def count_duplicates(self) -> int: ...

    def passages(self, rows: Iterable[int]) -> list[Passage]: ...

    def quotations(self, row: int) -> list[Quotation]: ...

    def all_quotations(self) -> list[Quotation]: ...

    def quotations_about(self, speakers: Sequence[str] | None, wanted: Sequence[str]) -> list[Quotation]:
        """At least every quotation of the articles that quote any of `speakers`, if given, and hold all stems of
        `wanted`, in the archive's order. A backend may return more, up to all quotations."""

    def article_ids(self) -> tuple[str, ...]: ...

    def article(self, path: str) -> Article | None: ...

    def speakers_named(self, speaker: str) -> list[str]: ...

    def sources_named(self, source: str) -> list[str]: ...

    def quoted_in(self, source: str) -> tuple[str, ...]:
        """Everybody quoted in a source, which may be given by part of its name, most quoted first."""

    def count(self, speakers: Sequence[str], only: Options) -> int: ...

    def most_quoted(self, limit: int) -> list[SpeakerCount]: ...

    def dates(self) -> tuple[str, str] | None: ...

    def rows(self, only: Options, phrase: str | None = None) -> Selection | None:
        """The passages that pass every filter given; None where no filter is given."""

    def passages_quoting(self, speakers: Sequence[str]) -> Selection:
        """The passages that quote any of `speakers`, by their full names."""

    def contains(self, selection: Selection, rows: Rows) -> Mask:
        """Of each row, whether it is in a selection."""

    def quoting(self, speakers: Sequence[str], rows: Rows, *, directly: bool = False) -> Mask:
        """Of each row, whether it quotes any of `speakers`; if `directly`, whether in their own words."""

    def published(self, only: Options, rows: Rows) -> Mask:
        """Of each row, whether its article is of the source and the dates given; False for all where none is given."""


class Backend(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def manifest(self) -> "Manifest": ...

    @property
    def ranking_lock(self) -> AbstractContextManager[object]:
        """Held while a question is ranked or answered. Where this process computes, one question is ranked at a time:
        threads that compute at once wait for the interpreter lock at every step."""

    @property
    def store(self) -> Store: ...

    @property
    def vectors(self) -> VectorSearch: ...

    @property
    def passage_bm25(self) -> Bm25: ...

    @property
    def article_bm25(self) -> Bm25: ...

    @property
    def lexicon(self) -> LexiconLookup: ...

    @property
    def speaker_turns(self) -> SpeakerTurns:
        """What quotations are checked against; InMemoryTurns of all quotations will do for a small archive."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def close(self) -> None: ...
