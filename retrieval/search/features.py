"""What speaks for each candidate: a number for every part that a score is made of.

    dense             the cosine of question and passage
    words             BM25 over the passage and what stands around it, as a share of the best
    article_dense     the best cosine of any candidate of the same article
    article_words     BM25 over the whole article, as a share of the best
    held              how much of what is asked the passage holds in the same words; for the confidence alone
    meant             how much of the rest it says in others
    covered           how much of it all is there, in the same words or others, with neighbours and headline
    suits             1 where it holds what the question asks for: somebody quoted for "who", an amount, a time
    quotes_directly   1 where anybody is quoted in their own words
    speaker           1 where the person asked about is quoted
    speaker_directly  1 where that person is, in their own words
    named             1 where somebody is quoted whose full name stands in the question
    source            1 where the article is of the publication that the question names
    date              1 where it is of the time that the question names
    brief             1 for what is hardly a sentence, such as a signature

Of what is asked the telling words count more (by their idf), the name of the person asked about not at all.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Mask, Rows, Selection, Vectors
from retrieval.backends.protocol import Backend, Matches, Records
from retrieval.models import Asks, Options, Question
from retrieval.text.tokenise import stems

Column = npt.NDArray[np.float32]
Parts = dict[str, Column]  # each of shape (rows,)

BRIEF = 40  # characters
CLOSELY = 200  # candidates of which it is looked up what they hold
PROMISE = {  # about as the ranking weighs these parts
    "dense": 1.0,
    "words": 0.1,
    "article_dense": 0.7,
    "article_words": 0.2,
    "suits": 0.1,
    "speaker_directly": 0.1,
    "source": 0.25,
    "date": 0.25,
}


@dataclass(frozen=True, slots=True)
class Search:
    """What the whole archive is asked, once for all candidates."""

    query: Vectors  # float32 unit row, shape (dim,)
    words: Matches  # of every passage
    about: Matches  # of every article
    named: tuple[str, ...]  # whom the person asked about may be
    spoken: Selection  # the passages that quote any of them; none where only these are looked at
    among: Selection | None = None  # the passages that are looked at; None for all


def search(opened: Backend, asked: Question, query: Vectors, among: Selection | None = None) -> Search:
    """`query` is the question's vector, a float32 unit row, shape (dim,); `among` narrows to its passages."""
    named = opened.store.named(asked.speaker) if asked.speaker else []
    only_theirs = among is not None and asked.only.speaker is not None
    return Search(
        query=query,
        words=opened.words.match(asked.text),
        about=opened.articles.match(asked.text),
        named=tuple(named),
        spoken=opened.store.spoken([] if only_theirs else named),
        among=among,
    )


def gather(opened: Backend, asked: Question, search: Search, rows: Rows, most: int = CLOSELY) -> tuple[Rows, Parts]:
    """Of the candidates `rows`, which ascend, the `most` that promise most, ascending, and all their parts."""
    parts = _at_a_glance(opened, asked, search, rows)
    if len(rows) > most:
        promise = sum(weight * parts[name] for name, weight in PROMISE.items())
        chosen = np.sort(np.argpartition(promise, -most)[-most:])
        rows, parts = rows[chosen], {name: part[chosen] for name, part in parts.items()}
    return rows, {**parts, **_coverage(opened, asked, rows)}


def _at_a_glance(opened: Backend, asked: Question, search: Search, rows: Rows) -> Parts:
    """The parts that cost little; what a passage holds, word by word, is not among them."""
    store = opened.store
    articles = store.articles[rows]
    dense = opened.vectors.cosines(search.query, rows)
    return {
        "dense": dense,
        "words": search.words.shares(rows),
        "article_dense": _best_of_article(dense, articles),
        "article_words": search.about.shares(articles),
        "suits": _suits(opened, asked.asks, rows).astype(np.float32),
        "quotes_directly": store.quotes_directly[rows].astype(np.float32),
        "speaker": store.quoting(search.named, rows).astype(np.float32),
        "speaker_directly": store.quoting(search.named, rows, directly=True).astype(np.float32),
        "named": store.quoting(asked.named, rows).astype(np.float32),
        "source": store.published(Options(source=asked.source), rows).astype(np.float32),
        "date": store.published(Options(after=asked.after, before=asked.before), rows).astype(np.float32),
        "brief": (store.lengths[rows] < BRIEF).astype(np.float32),
    }


def _suits(opened: Backend, asks: Asks, rows: Rows) -> Mask:
    match asks:
        case Asks.WHO | Asks.LIST:
            suiting: Mask = opened.store.quotes[rows]
            return suiting
        case Asks.AMOUNT:
            return opened.terms.amounts(rows)
        case Asks.WHEN:
            return opened.terms.times(rows)
        case _:
            return np.zeros(len(rows), bool)


def _best_of_article(dense: Column, articles: Rows) -> Column:
    """The largest value among the rows of one article, which stand together, for each of them."""
    _, starts, place = np.unique(articles, return_index=True, return_inverse=True)
    best: Column = np.maximum.reduceat(dense, starts)[place] if len(dense) else dense
    return best


def _coverage(opened: Backend, asked: Question, rows: Rows) -> Parts:
    wanted = topic(asked)
    weights = opened.terms.weights(wanted)
    articles = opened.store.articles[rows]
    near = np.unique(np.concatenate([rows, beside(opened.store, rows, -1), beside(opened.store, rows, 1)]))
    by_row = opened.terms.in_passages(wanted, near)
    own = by_row[:, np.searchsorted(near, rows)]
    before, after = (by_row[:, np.searchsorted(near, beside(opened.store, rows, step))] for step in (-1, 1))
    different, place = np.unique(articles, return_inverse=True)
    headline = opened.terms.in_headlines(wanted, different)[:, place]
    around = np.maximum.reduce([own, before, after, headline])
    same = own == 1
    return {
        "held": _weighed(same.astype(np.float32), weights),
        "meant": _weighed(np.where(same, 0, own), weights),
        "covered": _weighed(around, weights),
    }


def topic(asked: Question) -> list[str]:
    """The different stems that are asked about, in order, the speaker's name left out where anything else is there."""
    speaker = set(stems(asked.speaker or ""))
    wanted = list(dict.fromkeys(stems(asked.text)))
    return [each for each in wanted if each not in speaker] or wanted


def beside(store: Records, rows: Rows, step: int) -> Rows:
    """The row before or after each, in the same article; where there is none, the row itself."""
    near = np.clip(rows + step, 0, len(store) - 1)
    return np.where(store.articles[near] == store.articles[rows], near, rows)


def _weighed(found: Column, weights: Column) -> Column:
    """The share of all the weights that is found in each row; `found` has shape (len(weights), rows)."""
    shares: Column = weights @ found
    return shares / np.float32(weights.sum() or 1)
