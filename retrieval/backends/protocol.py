"""The interface of a backend: the methods that search and the quotation check call on an open index.

    local      a generation on this machine: SQLite, FAISS, arrays on disk (retrieval/index/generation.py)
    milvus     collections on a cluster, shared by several bots (retrieval/backends/milvus/)

A passage is identified by its row, an int64. A Selection is a set of passages, as returned by `rows` or
`passages_quoting`. It is opaque: callers only pass it back to the backend that made it. The local backend uses an array
of rows. Milvus uses a filter expression, because a billion passages may match.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Mask, Rows, Scores, Selection, Vectors
from retrieval.joining.speaker_turns import SpeakerTurns
from retrieval.models import Article, Coverage, Options, PartialDate, Passage, Quotation, SpeakerCount

if TYPE_CHECKING:
    from retrieval.index.generation import Manifest


class VectorSearch(Protocol):
    def nearest(self, query: Vectors, k: int, selection: Selection | None = None) -> Rows:
        """Up to `k` rows, nearest first. `query` is a unit row, shape (dim,)."""

    def cosines(self, query: Vectors, rows: Rows) -> Vectors:
        """The cosine of each row with the query, shape (len(rows),); -1 for a row deleted from the index."""


class Bm25Scores(Protocol):
    """The BM25 scores of passages or articles for one text."""

    def best(self, k: int, selection: Selection | None = None) -> Rows:
        """Up to `k` rows that share a word, the best first."""

    def shares(self, rows: Rows) -> Scores:
        """The scores of `rows`, divided by the best score of any row."""


class Bm25(Protocol):
    def match(self, text: str) -> Bm25Scores: ...


class LexiconLookup(Protocol):
    """The words of each passage, their rarity and similarity; retrieval/index/lexicon.py has all docstrings."""

    def __contains__(self, word: object) -> bool: ...

    def has_stem(self, stem: str) -> bool: ...

    def nearest(self, word: str) -> str | None:
        """The word of the archive nearest to a misspelt word."""

    def weights(self, wanted: Sequence[str]) -> Scores: ...

    def match(self, wanted: Sequence[str], rows: Rows, articles: Rows) -> tuple[Scores, Scores]: ...

    def soft_coverage(self, wanted: Sequence[str], texts: Sequence[str]) -> list[float]: ...

    def has_amount(self, rows: Rows) -> Mask:
        """For each row, whether its passage names an amount."""

    def has_date(self, rows: Rows) -> Mask:
        """For each row, whether its passage names a day, a month or a year."""

    def shared(self, rows: Rows) -> Callable[[int], Scores]:
        """A function of a row: for each of `rows`, the Dice coefficient of its stems and those of that row."""

    def holds(self, wanted: Sequence[str], rows: Rows, articles: Rows) -> npt.NDArray[np.bool]: ...

    def nearest_cosines(self, vectors: Vectors, rows: Rows, articles: Rows) -> Scores: ...

    def any_holds(self, wanted: Sequence[str], selection: Selection) -> bool:
        """Whether any passage of a selection contains any of the stems `wanted`; similar words do not count."""


class PassageColumn(Protocol):
    """One value for every passage, looked up by rows."""

    def __getitem__(self, rows: Rows, /) -> Any: ...


class Store(Protocol):
    """Articles, passages and quotations; retrieval/index/tables has all docstrings."""

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

    def quotations_in(self, path: str) -> list[Quotation]:
        """The quotations of the article with this id (its path), in the article's order."""

    def mentions_of(self, speaker: str) -> list[tuple[str, PartialDate]]:
        """The words for a speaker (full name) in each article with a date that quotes them, and its date."""

    def passages_with(self, phrase: str, source: str | None = None) -> list[tuple[int, Passage]]:
        """The passages that contain a phrase, with their rows; optionally only from one publication."""

    def quotations_about(self, speakers: Sequence[str] | None, wanted: Sequence[str]) -> list[Quotation]:
        """The quotations in articles that quote any of `speakers` (if given) and contain all stems of `wanted`.

        The person who reports somebody else's words counts too. The quotations are in the archive's order. A backend
        may return more, up to all quotations.
        """

    def article_ids(self) -> tuple[str, ...]: ...

    def article(self, path: str) -> Article | None: ...

    def speakers_named(self, speaker: str) -> list[str]: ...

    def sources_named(self, source: str) -> list[str]: ...

    def quoted_in(self, source: str) -> tuple[str, ...]:
        """Everybody quoted in a source, most quoted first. Part of the source's name is enough."""

    def count(self, speakers: Sequence[str], only: Options) -> int: ...

    def count_quoting(self, speakers: Sequence[str], only: Options) -> int:
        """The number of passages that quote any of `speakers` (full names) in articles that match `only`."""

    def most_quoted(self, limit: int) -> list[SpeakerCount]: ...

    def document_kinds(self) -> dict[str, int]:
        """The number of articles of each kind of document that attribution recognises, the most frequent first."""

    def dates(self) -> tuple[str, str] | None: ...

    def coverage(self, only: Options) -> Coverage:
        """The coverage of the articles that match `only`. A speaker among the options does not count."""

    def some_with(self, phrase: str, only: Options, limit: int) -> tuple[list[Passage], bool]:
        """Up to `limit` passages that have all words of a phrase, not necessarily together; and whether these are
        all.
        """

    def rows(self, only: Options, phrase: str | None = None) -> Selection | None:
        """The passages that match every filter given; None if no filter is given.

        A speaker's passages are those that quote them, and those in which they report somebody else's words.
        """

    def passages_quoting(self, speakers: Sequence[str]) -> Selection:
        """The passages that quote any of `speakers`, by their full names."""

    def contains(self, selection: Selection, rows: Rows) -> Mask:
        """For each row, whether it is in a selection."""

    def quoting(self, speakers: Sequence[str], rows: Rows, *, directly: bool = False) -> Mask:
        """For each row, whether it quotes any of `speakers`; with `directly`, whether in their own words."""

    def published(self, only: Options, rows: Rows) -> Mask:
        """For each row, whether its article has the source and dates given; all False if none is given."""


class Backend(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def manifest(self) -> "Manifest": ...

    @property
    def ranking_lock(self) -> AbstractContextManager[object]:
        """A lock to hold while a question is ranked or its answers are built.

        If this process does the computing, one question is ranked at a time: threads that compute at the same time
        would wait for the interpreter lock at every step.
        """

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
        """The speaker turns against which quotations are checked. For a small archive, InMemoryTurns is enough."""

    def reading(self) -> AbstractContextManager[object]:
        """Wrap each request in this context. Raises IndexDamaged if a file has changed since the index was opened."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def close(self) -> None: ...
