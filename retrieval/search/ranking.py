"""A linear ranking: the score of a passage is the weighted sum of its features, so that every score can be explained.

weights.toml has the weights. benchmarks/fit_ranking.py fits them on questions with known answers.

Some questions change the order. If a question asks what others say, the person's own words are left out before reading.
If it asks for an act of speech, words that do the act are read first and come first. If it asks for an order of time,
the answers are sorted by time. A person's own words come before words that somebody else reports of them.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

import numpy as np

from retrieval.array_types import Mask, Rows, Scores
from retrieval.backends.protocol import Store
from retrieval.models import AnswerType, Order, Question
from retrieval.search.features import Features, asks_for_anything
from retrieval.search.query import speech_acts
from retrieval.text.tokenise import name_words

WEIGHTS_FILE = "weights.toml"
Weights = Mapping[str, float]  # by the name of a feature
MIN_COVERAGE_SHARE = 0.7  # least coverage of a passage on the topic, as a share of the best answering passage's
AS_SURE, ON_TOPIC_IF_SURE = 0.9, 0.5  # the same of a passage with so much of the surest answering passage's confidence
MAX_ACTS_READ = 5  # passages that do the act of speech asked for and are read before others
MIN_ACT_CONFIDENCE_SHARE = 0.9  # of words that do an act; 1 is the confidence of the best passage that reports the act
MAX_PASSAGES_READ = 60  # ranked passages whose quotations are read


@cache
def load_weights() -> dict[str, dict[str, float]]:
    """The tables of weights.toml."""
    text = (files("retrieval.search") / WEIGHTS_FILE).read_text(encoding="utf-8")
    tables: dict[str, dict[str, float]] = tomllib.loads(text)
    return tables


@dataclass(frozen=True, slots=True)
class Ranked:
    """One passage of a ranking."""

    row: int
    score: float
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages, best first, with the score and the features of each."""

    rows: Rows
    scores: Scores
    features: Features

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Ranked]:
        for i, row in enumerate(self.rows):
            values = {name: float(of_each[i]) for name, of_each in self.features.items()}
            known = {name: value for name, value in values.items() if not math.isnan(value)}
            yield Ranked(int(row), float(self.scores[i]), known)

    def split(self, place: int) -> tuple["Ranking", "Ranking"]:
        """The first `place` passages, and the others."""
        return self.at(slice(place)), self.at(slice(place, None))

    def at(self, places: Rows | slice) -> "Ranking":
        """The passages at these places, in this order, with their scores and features."""
        features = {name: values[places] for name, values in self.features.items()}
        return Ranking(self.rows[places], self.scores[places], features)

    def followed_by(self, others: "Ranking") -> "Ranking":
        """This ranking followed by `others`, whose scores are shifted to continue from this ranking's last score.

        Features that `others` lack are NaN for them.
        """
        shift = (others.scores[:1] - self.scores[-1:]).sum() if len(self) else 0
        missing = np.full(len(others), np.nan, np.float32)
        return Ranking(
            np.concatenate([self.rows, others.rows]),
            np.concatenate([self.scores, others.scores - shift]),
            {
                name: np.concatenate([values, others.features.get(name, missing)])
                for name, values in self.features.items()
            },
        )


def rank(rows: Rows, features: Features, weights: Weights) -> Ranking:
    """Rank `rows` by the weighted sum of their features, best first. Ties keep their order.

    Each feature has shape (len(rows),). Features without a weight do not count.
    """
    scores = np.zeros(len(rows), np.float32)
    for name, weight in weights.items():
        scores += np.float32(weight) * features[name]
    order = np.argsort(-scores, kind="stable")
    return Ranking(rows[order], scores[order], {name: values[order] for name, values in features.items()})


def others_words(ranked: Ranking, question: Question, store: Store) -> Ranking:
    """The ranking without a person's own words, if the question asks what others say about that person; else unchanged.

    Passages that quote others come first, then those without quotations. If nothing is left, all passages stay.
    """
    if not question.about:
        return ranked
    speakers = [{said.speaker for said in store.quotations(int(row))} for row in ranked.rows[:MAX_PASSAGES_READ]]
    others = [place for place, quoted in enumerate(speakers) if quoted - set(question.about)]
    unquoted = [place for place, quoted in enumerate(speakers) if not quoted]
    return ranked.at(np.array([*others, *unquoted], np.int64)) if others or unquoted else ranked


def acts_to_read(ranked: Ranking, question: Question, store: Store) -> Ranking:
    """The ranking with the best passages that do the act of speech asked for in front, so that the reader reads
    them.
    """
    if question.act is None:
        return ranked
    own = ranked.features["speaker_match"] > 0 if question.speaker else np.arange(len(ranked)) < MAX_PASSAGES_READ
    doing = (place for place in np.flatnonzero(own).tolist() if _does_act(place, ranked, question, store))
    return ranked.at(front(len(ranked), np.array(list(islice(doing, MAX_ACTS_READ)), np.int64)))


def acts_first(ranked: Ranking, answering: Mask, sure: Mask, question: Question, store: Store) -> tuple[Ranking, Mask]:
    """The ranking with confident answers that do the act of speech asked for in front, then those that tell of it.

    Words that seem to do the act but are much less confident than a report of it stay behind the report: they may do a
    similar act.
    """
    if question.act is None:
        return ranked, answering
    places = np.flatnonzero(answering & sure)
    told = tells_of_act(ranked.at(places), question, store)
    if question.act not in speech_acts.NEVER_WITHOUT_WORDS:  # the reason for a resignation need not name it
        told = np.zeros_like(told)
    does = np.array([_does_act(place, ranked, question, store) for place in places.tolist()], bool)
    each = ranked.features["confidence"][places]
    does &= each >= MIN_ACT_CONFIDENCE_SHARE * np.max(each, where=told & ~does, initial=0)
    if question.speaker is None:  # a report names who did it
        does |= told
    order = front(len(ranked), np.concatenate([places[does], places[told & ~does]]))
    return ranked.at(order), answering[order]


def shows_act(ranked: Ranking, question: Question, store: Store) -> bool:
    """Whether a passage does the act of speech asked for, or tells of it."""
    does = (_does_act(place, ranked, question, store) for place in range(len(ranked)))
    return bool(tells_of_act(ranked, question, store).any()) or any(does)


def tells_of_act(ranked: Ranking, question: Question, store: Store) -> Mask:
    """For each passage, whether the article's own words tell of the act of speech asked for."""
    quoted = ranked.features["speaker_match"] > 0
    passages = store.passages(ranked.rows.tolist())
    if question.speaker is None:
        return np.array([speech_acts.tells_of_somebody(question.act or "", passage.text) for passage in passages], bool)
    told = [
        any(speech_acts.tells(question.act or "", passage.text, name, is_quoted=by) for name in question.speakers)
        for passage, by in zip(passages, quoted.tolist(), strict=True)
    ]
    return np.array(told, bool)


def _does_act(place: int, ranked: Ranking, question: Question, store: Store) -> bool:
    said = store.quotations(int(ranked.rows[place]))
    said = [each for each in said if question.speaker is None or each.speaker in question.speakers]
    return any(question.act and speech_acts.does(question.act, each) for each in said)


def by_time(ranked: Ranking, answering: Mask, question: Question, store: Store) -> tuple[Ranking, Mask]:
    """The ranking in the order of time asked for, and which of its passages answer.

    Dated passages that answer come first. An answer that covers much less of the topic than others stays behind them,
    and does not count for a question that asks how often.
    """
    if question.order is Order.RELEVANCE:
        return ranked, answering
    on_topic = answering
    if not (asks_for_anything(question) or question.phrase):  # all passages have the phrase
        on_topic = answering & _is_on_topic(ranked, answering)
    answering = on_topic if question.counts else answering
    if (
        question.answer_type is AnswerType.WHO
        and (spoken := on_topic & (ranked.features["answer_type_match"] > 0)).any()
    ):
        on_topic = spoken
    places = np.flatnonzero(on_topic)
    articles = [passage.article for passage in store.passages(ranked.rows[places].tolist())]
    days = [article.published.when.first if article.published else None for article in articles]
    dated = [(day, int(place)) for day, place in zip(days, places, strict=True) if day]
    if question.answer_type is AnswerType.WHO:  # who first named the topic: of the same day, who names it
        named = ranked.features["exact_overlap"]
        dated.sort(key=lambda pair: -float(named[pair[1]]))
    dated.sort(key=lambda pair: pair[0], reverse=question.order is Order.LATEST)
    order = front(len(ranked), np.array([place for _, place in dated], np.int64))
    return ranked.at(order), answering[order]


def _is_on_topic(ranked: Ranking, answering: Mask) -> Mask:
    """For each passage, whether it covers nearly as much of the topic as the best answer, or somewhat less with about
    the highest confidence.
    """
    coverage, each = ranked.features["coverage"], ranked.features["confidence"]
    most, surest = (np.max(values, where=answering, initial=0) for values in (coverage, each))
    is_sure: Mask = (each >= AS_SURE * surest) & (coverage >= ON_TOPIC_IF_SURE * most)
    return is_sure | (coverage >= MIN_COVERAGE_SHARE * most)


def own_words_first(
    ranked: Ranking, answering: Mask, sure: Mask, question: Question, store: Store
) -> tuple[Ranking, Mask]:
    """The ranking with the asked person's own confident answers first, if somebody else only reports the first answer.

    Example: Ek told a jury what Lee had said. A spokesman of Lee, or a person named in the question, speaks for Lee and
    does not count as somebody else.
    """
    first = np.flatnonzero(answering)[:1].tolist()
    if not first or not question.asks_for_words or not _is_retold(first[0], ranked, question, store):
        return ranked, answering
    places = np.flatnonzero(answering & sure).tolist()
    own = [place for place in places if not _is_retold(place, ranked, question, store)]
    order = front(len(ranked), np.array(own, np.int64))
    return ranked.at(order), answering[order]


def _is_retold(place: int, ranked: Ranking, question: Question, store: Store) -> bool:
    """Whether a passage has words of the asked person, and only as reported by somebody else."""
    theirs = [said for said in store.quotations(int(ranked.rows[place])) if said.speaker in question.speakers]
    asked = name_words(f"{question.asked} {' '.join(question.speakers)}")
    return bool(theirs) and all(said.carrier and not name_words(said.carrier) & asked for said in theirs)


def front(count: int, places: Rows) -> Rows:
    """The places from 0 to `count` - 1, with `places` in front in their order."""
    return np.concatenate([places, np.setdiff1d(np.arange(count), places)])
