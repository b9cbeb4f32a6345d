"""The ranking features: numbers computed for each candidate passage, of which the score is a weighted sum.

    dense                 cosine of the question's vector and the passage's
    words                 BM25 of the passage and its surroundings, as a share of the best passage's
    article_dense         best cosine of any candidate from the same article
    article_words         BM25 of the whole article, as a share of the best article's
    exact_overlap         share of the topic's stems that the passage has; used for the confidence only
    semantic_overlap      share of the topic's stems for which the passage has only a word of similar meaning
    coverage              either kind of overlap, counting the neighbouring passages and the headline as well
    answer_type_match     1 if the passage has what the question asks for: somebody quoted for "who", an amount, a time
    has_direct_quote      1 if anybody is quoted directly, in quotation marks
    speaker_match         1 if the person asked about is quoted
    speaker_direct_quote  1 if the person asked about is quoted directly
    named_person_match    1 if somebody is quoted whose full name is in the question
    source_match          1 if the article is from the publication that the question names
    date_match            1 if the article is from the time that the question names
    is_short              1 if the passage is hardly a sentence, such as a signature

Overlaps are weighted by inverse document frequency. The topic is the question without the name of the person asked
about.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.array_types import Mask, Rows, Selection, Vectors
from retrieval.backends.protocol import Backend, Matches, Records
from retrieval.models import AnswerType, Options, Question
from retrieval.text.tokenise import stems

Column = npt.NDArray[np.float32]
Features = dict[str, Column]  # each of shape (rows,)

SHORT_CHARS = 40  # characters
MAX_CANDIDATES = 200  # candidates of which it is looked up what they hold
PREVIEW_WEIGHTS = {  # about as the ranking weighs these parts
    "dense": 1.0,
    "words": 0.1,
    "article_dense": 0.7,
    "article_words": 0.2,
    "answer_type_match": 0.1,
    "speaker_direct_quote": 0.1,
    "source_match": 0.25,
    "date_match": 0.25,
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
    only_theirs = among is not None and asked.filters.speaker is not None
    return Search(
        query=query,
        words=opened.words.match(asked.text),
        about=opened.articles.match(asked.text),
        named=tuple(named),
        spoken=opened.store.spoken([] if only_theirs else named),
        among=among,
    )


def compute(
    opened: Backend, asked: Question, search: Search, rows: Rows, most: int = MAX_CANDIDATES
) -> tuple[Rows, Features]:
    """Of the candidates `rows`, which ascend, the `most` that promise most, ascending, and all their parts."""
    features = _cheap_features(opened, asked, search, rows)
    if len(rows) > most:
        promise = sum(weight * features[name] for name, weight in PREVIEW_WEIGHTS.items())
        chosen = np.sort(np.argpartition(promise, -most)[-most:])
        rows, features = rows[chosen], {name: part[chosen] for name, part in features.items()}
    return rows, {**features, **_overlap_features(opened, asked, rows)}


def _cheap_features(opened: Backend, asked: Question, search: Search, rows: Rows) -> Features:
    """The parts that cost little; what a passage holds, word by word, is not among them."""
    store = opened.store
    articles = store.articles[rows]
    dense = opened.vectors.cosines(search.query, rows)
    return {
        "dense": dense,
        "words": search.words.shares(rows),
        "article_dense": _best_of_article(dense, articles),
        "article_words": search.about.shares(articles),
        "answer_type_match": _answer_type_match(opened, asked.answer_type, rows).astype(np.float32),
        "has_direct_quote": store.quotes_directly[rows].astype(np.float32),
        "speaker_match": store.quoting(search.named, rows).astype(np.float32),
        "speaker_direct_quote": store.quoting(search.named, rows, directly=True).astype(np.float32),
        "named_person_match": store.quoting(asked.named, rows).astype(np.float32),
        "source_match": store.published(Options(source=asked.source), rows).astype(np.float32),
        "date_match": store.published(Options(after=asked.after, before=asked.before), rows).astype(np.float32),
        "is_short": (store.lengths[rows] < SHORT_CHARS).astype(np.float32),
    }


def _answer_type_match(opened: Backend, answer_type: AnswerType, rows: Rows) -> Mask:
    match answer_type:
        case AnswerType.WHO | AnswerType.LIST:
            suiting: Mask = opened.store.quotes[rows]
            return suiting
        case AnswerType.AMOUNT:
            return opened.terms.amounts(rows)
        case AnswerType.WHEN:
            return opened.terms.times(rows)
        case _:
            return np.zeros(len(rows), bool)


def _best_of_article(dense: Column, articles: Rows) -> Column:
    """The largest value among the rows of one article, which stand together, for each of them."""
    _, starts, place = np.unique(articles, return_index=True, return_inverse=True)
    best: Column = np.maximum.reduceat(dense, starts)[place] if len(dense) else dense
    return best


def _overlap_features(opened: Backend, asked: Question, rows: Rows) -> Features:
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
        "exact_overlap": _weighed(same.astype(np.float32), weights),
        "semantic_overlap": _weighed(np.where(same, 0, own), weights),
        "coverage": _weighed(around, weights),
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
