"""Finds the candidate passages for a question, and computes the ranking features of each.

`find` returns the candidates:

    the nearest passages by vector and the best by BM25 (hybrid retrieval)
    all passages of the most promising articles
    the passages nearest to the question that quote the person asked about

`compute` returns the features: numbers for each candidate. The score is their weighted sum.

    dense                 cosine of the question's vector and the passage's
    words                 BM25 of the passage (with its headline and the passage before), divided by the best passage's
    article_dense         best cosine of any candidate from the same article
    article_words         BM25 of the whole article, divided by the best article's
    exact_overlap         share of the topic's stems that the passage has; used for the confidence only
    rare_words_missing    of the topic's two rarest words that the archive has: those that the passage and its headline
                          lack, minus those that they have, halved; used for the confidence only
    semantic_overlap      share of the topic's stems for which the passage has only a word of similar meaning
    coverage              either kind of overlap, counting the neighbouring passages and the headline as well
    answer_type_match     1 if the passage has what the question asks for: somebody quoted for "who", an amount, a time
    has_direct_quote      1 if anybody is quoted directly, in quotation marks
    speaker_match         1 if the person asked about is quoted
    speaker_direct_quote  1 if the person asked about is quoted directly
    source_match          1 if the article is from the publication that the question names
    date_match            1 if the article is from the time that the question names
    is_short              1 if the passage is hardly a sentence, such as a signature

Overlaps are weighted by inverse document frequency. The topic is the question without the name of the person asked
about.
"""

from dataclasses import dataclass

import numpy as np

from retrieval.array_types import Mask, Rows, Scores, Selection, Vectors, distinct
from retrieval.backends.protocol import Backend, Bm25Scores, LexiconLookup, Store, VectorSearch
from retrieval.models import AnswerType, Options, Question
from retrieval.search.query import intent, speech_acts
from retrieval.text.titles import COURTESY_TITLES
from retrieval.text.tokenise import WORD, stems

WHOLE_ARTICLES = 12  # most promising articles; all their passages are candidates
BM25_WEIGHT = 0.5  # to find these, an article's BM25 share has this weight, and its nearest passage's cosine weight 1
ACT_PASSAGES = 20  # candidates with the words for an act of speech
SPEAKER_PASSAGES = 100  # candidates that quote the person asked about


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates for one question, with the BM25 scores over the whole archive."""

    rows: Rows  # passages, ascending
    kept: Rows  # those among them that are ranked in any case
    vector: Vectors  # the question's vector: a float32 unit row, shape (dim,)
    passage_matches: Bm25Scores  # BM25 of every passage
    article_matches: Bm25Scores  # BM25 of every article


def find(
    backend: Backend, question: Question, vector: Vectors, selection: Selection | None, per_retriever: int
) -> Candidates:
    """Find the candidates for a question, among them up to `per_retriever` by vector and as many by BM25.

    `vector` is the question's vector, a float32 unit row of shape (dim,). If `selection` is given, all candidates are
    from it.
    """
    store, vectors = backend.store, backend.vectors
    passage_matches = backend.passage_bm25.match(question.text)
    article_matches = backend.article_bm25.match(question.text)
    by_speaker = speaker_passages(store, question, selection)

    found = hybrid(vectors, vector, passage_matches, selection, per_retriever)
    spoken = vectors.nearest(vector, SPEAKER_PASSAGES, by_speaker)
    articles = _most_promising_articles(backend, vector, article_matches, found)
    acts = _acts(backend, question, by_speaker if question.speaker and not question.filters.speaker else selection)
    rows = distinct(np.concatenate([found, *articles, spoken, acts]))
    if selection is not None:
        rows = rows[store.contains(selection, rows)]
    kept = np.concatenate([acts, spoken]) if asks_for_anything(question) else acts
    return Candidates(rows, kept, vector, passage_matches, article_matches)


def hybrid(vectors: VectorSearch, vector: Vectors, matches: Bm25Scores, selection: Selection | None, k: int) -> Rows:
    """The union of the `k` rows nearest to the question's vector and the `k` best by BM25, ascending."""
    return distinct(np.concatenate([vectors.nearest(vector, k, selection), matches.best(k, selection)]))


def speaker_passages(store: Store, question: Question, selection: Selection | None) -> Selection:
    """The passages that quote the person asked about; none if a speaker filter already restricts `selection` to
    them.
    """
    only_theirs = selection is not None and question.filters.speaker is not None
    return store.passages_quoting(() if only_theirs else question.speakers)


def _acts(backend: Backend, question: Question, by_speaker: Selection | None) -> Rows:
    """The passages that quote the person asked about and match the words for the question's act of speech best.

    If it asks whether anybody did it, the passages that match these words and the question best.
    """
    if question.act and question.speaker is None:
        words = f"{question.text} {speech_acts.ACTS[question.act].found_by}"
        return backend.passage_bm25.match(words).best(ACT_PASSAGES, by_speaker)
    if question.act is None or by_speaker is None:
        return np.empty(0, np.int64)
    return backend.passage_bm25.match(speech_acts.ACTS[question.act].found_by).best(ACT_PASSAGES, by_speaker)


def _most_promising_articles(backend: Backend, vector: Vectors, article_matches: Bm25Scores, found: Rows) -> list[Rows]:
    """The rows of all passages of the most promising articles in `found`, judged by nearest passage and BM25."""
    if not len(found):
        return []
    of_found = backend.store.articles[found]
    starts, _ = _articles_of(of_found)
    articles, nearest = of_found[starts], np.maximum.reduceat(backend.vectors.cosines(vector, found), starts)
    promise = nearest + BM25_WEIGHT * article_matches.shares(articles)
    chosen = articles[np.argsort(-promise, kind="stable")[:WHOLE_ARTICLES]]
    rows = map(backend.store.of_article, chosen.tolist())
    return [np.arange(of_article.start, of_article.stop) for of_article in rows]


Features = dict[str, Scores]  # by name, each of shape (rows,)

# Stems that say nothing about the topic of somebody's words.
ANY_WORDS = frozenset(
    stems("all any anything comments everything list opinion quotations quotes remarks says saying speak statements "
          "talk tell things think thought told views words")
)  # fmt: skip
TITLE_STEMS = frozenset(stems(" ".join(COURTESY_TITLES | {"professor", "councillor"})))
EVENTS = frozenset(stems("event happen happened happening news story"))
ANY_WORDS_OR_EVENTS = ANY_WORDS | EVENTS
USES = frozenset(stems(" ".join([*intent.PHRASE_NOUNS, *intent.PHRASE_VERBS, "first"])))  # of words in quotation marks
SAID = frozenset("said say says quote quotes quoted statements remarks comments views opinions reactions".split())
RARE_MISSING, RAREST = "rare_words_missing", 2
SHORT_CHARS = 40  # a passage with fewer characters is short
MAX_RANKED = 200  # number of candidates that are kept, since their overlaps are costly to compute
PREVIEW_WEIGHTS = {  # weights of the cheap features for choosing these; close to the fitted weights, scaled
    "dense": 1.0,
    "words": 0.1,
    "article_dense": 0.7,
    "article_words": 0.2,
    "answer_type_match": 0.1,
    "speaker_direct_quote": 0.1,
    "source_match": 0.25,
    "date_match": 0.25,
}


def compute(
    backend: Backend, question: Question, candidates: Candidates, max_ranked: int = MAX_RANKED
) -> tuple[Rows, Features]:
    """The rows of the `max_ranked` most promising candidates, ascending, and all their features."""
    rows, features = candidates.rows, _cheap_features(backend, question, candidates)
    if len(rows) > max_ranked:
        promise = sum(weight * features[name] for name, weight in PREVIEW_WEIGHTS.items())
        promise = np.where(np.isin(rows, candidates.kept), np.inf, promise)
        chosen = np.sort(np.argpartition(promise, -max_ranked)[-max_ranked:])
        rows, features = rows[chosen], {name: values[chosen] for name, values in features.items()}
    return rows, {**features, **_overlap_features(backend, question, rows)}


def _cheap_features(backend: Backend, question: Question, candidates: Candidates) -> Features:
    """The features that can be computed without reading each passage's words."""
    store, rows, speakers = backend.store, candidates.rows, question.speakers
    articles = store.articles[rows]
    dense = backend.vectors.cosines(candidates.vector, rows)
    starts, place = _articles_of(articles)
    return {
        "dense": dense,
        "words": candidates.passage_matches.shares(rows),
        "article_dense": np.maximum.reduceat(dense, starts)[place] if len(dense) else dense,
        "article_words": candidates.article_matches.shares(articles),
        "answer_type_match": _answer_type_match(backend, question.answer_type, rows).astype(np.float32),
        "has_direct_quote": store.quotes_directly[rows].astype(np.float32),
        "speaker_match": store.quoting(speakers, rows).astype(np.float32),
        "speaker_direct_quote": store.quoting(speakers, rows, directly=True).astype(np.float32),
        "source_match": store.published(Options(source=question.source), rows).astype(np.float32),
        "date_match": store.published(Options(after=question.after, before=question.before), rows).astype(np.float32),
        "is_short": (store.lengths[rows] < SHORT_CHARS).astype(np.float32),
    }


def _answer_type_match(backend: Backend, answer_type: AnswerType, rows: Rows) -> Mask:
    match answer_type:
        case AnswerType.WHO | AnswerType.LIST:
            quotes: Mask = backend.store.quotes[rows]
            return quotes
        case AnswerType.AMOUNT:
            return backend.lexicon.has_amount(rows)
        case AnswerType.WHEN:
            return backend.lexicon.has_date(rows)
        case _:
            return np.zeros(len(rows), bool)


def _articles_of(articles: Rows) -> tuple[Rows, Rows]:
    """The index at which each article begins, and for each row the index of its article.

    `articles` has the article of each row.

    >>> [part.tolist() for part in _articles_of(np.array([4, 4, 7, 9, 9]))]
    [[0, 2, 3], [0, 0, 1, 2, 2]]
    """
    begins = np.ones(len(articles), bool)
    begins[1:] = articles[1:] != articles[:-1]
    return np.flatnonzero(begins), np.cumsum(begins) - 1


def _overlap_features(backend: Backend, question: Question, rows: Rows) -> Features:
    store, lexicon, topic = backend.store, backend.lexicon, topic_stems(question)
    weights = lexicon.weights(topic)
    previous, following = neighbours(store, rows, -1), neighbours(store, rows, 1)
    looked_up = distinct(np.concatenate([rows, previous, following]))
    of_rows = store.articles[rows]
    starts, place = _articles_of(of_rows)
    by_stem, in_headlines = lexicon.match(topic, looked_up, of_rows[starts])  # a row for each stem; 1 is the same stem
    own, before, after = (by_stem[:, np.searchsorted(looked_up, near)] for near in (rows, previous, following))
    headline = in_headlines[:, place]
    exact = own == 1
    known = [number for number, stem in enumerate(topic) if lexicon.has_stem(stem)]
    rare = sorted(known, key=lambda number: -weights[number])[:RAREST]
    return {
        "exact_overlap": _weighted_share(exact.astype(np.float32), weights),
        RARE_MISSING: (~(exact | (headline == 1)))[rare].sum(axis=0).astype(np.float32) - np.float32(len(rare) / 2),
        "semantic_overlap": _weighted_share(np.where(exact, 0, own), weights),
        "coverage": _weighted_share(np.maximum.reduce([own, before, after, headline]), weights),
    }


def topic_stems(question: Question) -> list[str]:
    """The distinct stems of the question, in order, without the speaker's name (unless nothing else is left)."""
    speaker = set(stems(question.speaker or ""))
    distinct = list(dict.fromkeys(stems(question.text)))
    return [stem for stem in distinct if stem not in speaker] or distinct


def unknown_topic(question: Question, lexicon: LexiconLookup) -> list[str]:
    """The words of the topic if no article has any of them in any form, nor a word that they may be misspelt from.

    Empty if an article has one, if there is no topic, or if it has a figure: an article may spell that out.
    """
    speaker = set(stems(question.speaker or "")) | ANY_WORDS_OR_EVENTS
    words = [word for word in WORD.findall(question.topic or "") if not speaker.issuperset(stems(word))]
    is_known = any(not word.isalpha() or any(map(lexicon.has_stem, stems(word))) for word in words)
    return [] if is_known or any(map(lexicon.nearest, words)) else words


def asks_for_anything(question: Question) -> bool:
    """Whether a question about a speaker names no topic: "everything that Burnham said in March"."""
    return bool(question.speakers) and has_no_topic(question)


def has_no_topic(question: Question) -> bool:
    """Whether a question has no words but a name and those that ask what was said. The name may be a stranger's."""
    is_of_short_word = intent.short_word_said(question.text) is not None
    return not question.phrase and not is_of_short_word and not _rest(question)


def asks_for_phrase(question: Question) -> bool:
    """Whether a question asks only for the words in quotation marks: 'who said "taken out and shot"?'."""
    return question.phrase is not None and not _rest(question) - set(stems(question.phrase)) - EVENTS - USES


def only_word(question: Question) -> str | None:
    """The only word that says what a question is about: "what happened at Hinchingbrooke?"; None if there are several.

    It is also None for a question about somebody or with a phrase, which has a topic besides the word.
    """
    if question.speaker or question.about or question.phrase:
        return None
    words = [word for word in WORD.findall(question.text) if not ANY_WORDS_OR_EVENTS.issuperset(stems(word))]
    return words[0] if len(words) == 1 else None


def asks_for_words(question: Question) -> bool:
    """Whether a question asks what was said, by any speaker: "what was said about the bill in May?"."""
    return not SAID.isdisjoint(question.text.lower().split())


def _rest(question: Question) -> set[str]:
    """The stems of a question without those of the speaker's name and of words such as "said" or "remarks"."""
    return set(stems(question.text)) - set(stems(question.speaker or "")) - ANY_WORDS - TITLE_STEMS


def neighbours(store: Store, rows: Rows, step: int) -> Rows:
    """For each row, the row `step` further on in the same article; the row itself if there is none."""
    near = np.clip(rows + step, 0, len(store) - 1)
    return np.where(store.articles[near] == store.articles[rows], near, rows)


def _weighted_share(matched: Scores, weights: Scores) -> Scores:
    """For each row, the share of the total weight that is matched. `matched` has shape (len(weights), rows)."""
    shares: Scores = weights @ matched
    return shares / np.float32(weights.sum() or 1)
