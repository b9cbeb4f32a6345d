"""The confidence that the archive has an answer: a logistic regression over two features of the most confident passage:

    reader                the reader's logit
    rare_words_missing    how many of the topic's two rarest words it lacks; the reader alone is too sure of passages
                          that repeat other words of the question

benchmarks/reader/fit.py fits it on archives that the reader was not trained on. Without a reader, the confidence
is a logistic regression over a few features of the first stage, which benchmarks/fit_confidence.py fits:

    score             score of the first passage
    dense             best cosine of any candidate
    has_speaker       1 if the question asks about a speaker; the score is then high for anything that person says
    fully_covered     1 if one passage that quotes the speaker contains the whole topic
    unknown_speaker   1 if the archive never quotes the speaker

docs/decisions/confidence.md lists what else was tried. Below `abstain_below`, the reply says "nothing on record", and
abstention.py words the reason.

If the reply does not abstain, `answering` separates the passages that answer from those that are only related:

    what did Burnham say about the bill?
        answer     “The bill is lost,” said Burnham.                the speaker asked about, said, and confident
        related    “Burnham wants the bill gone,” Lansley said.     another speaker, whom Burnham may be a carrier of
        related    Burnham denied that he had read the bill.        not said
        related    Burnham said he was well.                        too doubtful

    what did Burnham ask Lansley?
        answer     “Is the bill lost?” Burnham asked.               a question

    any other question
        related    “Is the bill lost?” the reporter asked.          only a question, and another passage answers

The confidence of a passage is that of a reply with this passage alone. The reply has the confidence of its most
confident passage, whatever its place. So if a reply does not abstain, at least one passage is confident enough. If none
of the confident passages answers, the reply abstains.
"""

import math
import re
from collections.abc import Callable, Set
from functools import partial

import numpy as np

from retrieval.array_types import Mask, Scores
from retrieval.backends.protocol import Store
from retrieval.models import Modality, Question, Quotation
from retrieval.search.features import RARE_MISSING, asks_for_words
from retrieval.search.query import speech_acts
from retrieval.search.ranking import Ranking, Weights, shows_act, tells_of_act
from retrieval.search.reader import LOGIT
from retrieval.text.name_lookup import surname_of
from retrieval.text.normalise import holds_phrase
from retrieval.text.tokenise import name_words

BIAS = "bias"
QUOTATION_MARK = re.compile('["“„«]')
MIN_FULL_OVERLAP = 0.97  # overlap that counts as full: another form of a word counts slightly less than the word itself


def after_reading(ranked: Ranking, weights: Weights) -> tuple[Scores, float]:
    """The confidence of each passage, shape (len(ranked),), and of the reply. A passage that was not read has 0."""
    log_odds = weights[BIAS] + weights[LOGIT] * ranked.features[LOGIT].astype(float)
    log_odds += weights[RARE_MISSING] * ranked.features[RARE_MISSING]
    each = np.array([0.0 if math.isnan(value) else _logistic(value) for value in log_odds.tolist()])
    return each.astype(np.float32), float(each.max(initial=0))


def before_reading(question: Question, ranked: Ranking, weights: Weights) -> tuple[Scores, float]:
    """The same as `after_reading`, without a reader.

    A passage's confidence is that of a reply with this passage alone.
    """
    values = features(question, ranked)
    return of_each(ranked, values, weights), estimate(values, weights)


def features(question: Question, ranked: Ranking) -> dict[str, float]:
    """The features of the confidence, by name. `ranked` must have at least one passage."""
    return {
        "score": float(ranked.scores[0]),
        "dense": float(ranked.features["dense"].max()),
        "has_speaker": float(question.speaker is not None),
        "fully_covered": float(_is_fully_covered(ranked).max()),
        "unknown_speaker": float(question.speaker is not None and not question.speakers),
    }


def of_each(ranked: Ranking, values: Weights, weights: Weights) -> Scores:
    """The confidence of a reply with each passage alone, shape (len(ranked),).

    `values` are the features of the whole ranking.
    """
    alone = {"score": ranked.scores, "dense": ranked.features["dense"], "fully_covered": _is_fully_covered(ranked)}
    terms = np.zeros(len(ranked))
    for name, value in values.items():
        terms += weights[name] * alone.get(name, np.float32(value)).astype(float)
    return np.array([_logistic(weights[BIAS] + term) for term in terms.tolist()], np.float32)


def _is_fully_covered(ranked: Ranking) -> Scores:
    """1 for each passage that quotes the speaker asked about and has the whole topic, else 0."""
    of = ranked.features
    covered: Scores = (of["exact_overlap"] + of["semantic_overlap"]) * of["speaker_match"]
    return (covered > MIN_FULL_OVERLAP).astype(np.float32)


def estimate(values: Weights, weights: Weights) -> float:
    """The confidence, from 0 to 1, for the values of the features.

    >>> round(estimate({"score": 20.0, "has_speaker": 1.0}, {"bias": -9.0, "score": 0.5, "has_speaker": -1.0}), 2)
    0.5
    """
    log_odds = weights[BIAS] + sum(weights[name] * value for name, value in values.items())
    return _logistic(log_odds)


def _logistic(log_odds: float) -> float:
    return 0.5 + math.tanh(log_odds / 2) / 2  # does not overflow, as exp would


CONFIDENCE = "confidence"  # the feature of a ranking that has each passage's own confidence


def answering(store: Store, question: Question, ranked: Ranking, at_least: float) -> Mask:
    """For each passage, whether it is an answer, shape (len(ranked),).

    `at_least` is the minimum confidence of an answer.
    """
    each = ranked.features[CONFIDENCE]
    confident: Mask = each >= min(at_least, each.max(initial=0))
    confident = confident if question.asks_for_questions else _not_only_asked(store, ranked, confident)
    for_granted = question.act is not None and speech_acts.is_presupposed(question.act, question.asked)
    is_shown = shows_act if question.act == "change" else _names_act  # words for a change are everywhere
    if for_granted and not is_shown(ranked.at(np.flatnonzero(confident)), question, store):
        return np.zeros_like(confident)
    if not question.asks_for_words and not question.about:
        quoting = confident & _quoting(store, ranked) if asks_for_words(question) else confident
        return quoting if quoting.any() else confident
    likely = confident if question.about else confident & (ranked.features["speaker_match"] > 0)
    if question.asks_for_questions and (asked := _said(store, question, ranked, likely, _is_question)).any():
        return asked
    if question.act is None:
        return _said(store, question, ranked, likely, _is_said)
    said = _said(store, question, ranked, likely, partial(speech_acts.answers, question.act))
    places = np.flatnonzero(confident)
    said[places] |= tells_of_act(ranked.at(places), question, store)
    return said


def unattributed(store: Store, question: Question, ranked: Ranking, at_least: float) -> Mask:
    """The passages that answer if none has words known to be of the person asked about, shape (len(ranked),).

    They are confident enough, name this person, and quote only words whose speaker is not known.
    """
    found: Mask = ranked.features[CONFIDENCE] >= at_least
    name = surname_of(question.speaker or "") if (question.speaker or "")[:1].isupper() else question.speaker
    if not name or not question.asks_for_words or question.act or question.about:
        return np.zeros_like(found)
    places = np.flatnonzero(found)
    for place, passage in zip(places, store.passages(ranked.rows[places].tolist()), strict=True):
        said = store.quotations(int(ranked.rows[place]))
        is_quoted = bool(said) or QUOTATION_MARK.search(passage.text) is not None
        is_open = is_quoted and all(each.speaker is None and each.is_said for each in said)
        found[place] = is_open and holds_phrase(passage.text, name)
    return found


def without_doubtful(question: Question, ranked: Ranking, answering: Mask, at_least: float) -> Mask:
    """The answers that are confident enough by themselves.

    If there are none, the most confident answer is left, unless the question asks for the words of a given person: the
    confidence of another passage does not show that this person spoke of the topic.
    """
    each = np.where(answering, ranked.features[CONFIDENCE], 0.0)
    least = at_least if question.asks_for_words else min(at_least, each.max(initial=0))
    sure: Mask = answering & (each >= least)
    return sure


def _not_only_asked(store: Store, ranked: Ranking, confident: Mask) -> Mask:
    """The `confident` passages that hold more than an interviewer's question; all of them if none does."""
    told = confident.copy()
    for place in np.flatnonzero(confident):
        quotations = store.quotations(int(ranked.rows[place]))
        told[place] = not quotations or any(said.modality is not Modality.ASKED for said in quotations)
    return told if told.any() else confident


def _quoting(store: Store, ranked: Ranking) -> Mask:
    """For each passage, whether it quotes words that somebody said."""
    return np.array([any(map(_is_said, store.quotations(int(row)))) for row in ranked.rows], bool)


def asks_what_people_say(question: Question) -> bool:
    """Whether a question asks what others say about somebody, without a topic: "what do people say about Burnham?"."""
    return bool(question.about) and name_words(question.topic or "") <= name_words(" ".join(question.about))


def naming(store: Store, question: Question, ranked: Ranking) -> Mask:
    """For each passage, whether another speaker names in it, by surname, a person whom the question is about."""
    surnames = {surname_of(name) for name in question.about}
    texts = [passage.text for passage in store.passages(ranked.rows.tolist())]
    names_them = np.array([any(holds_phrase(text, surname) for surname in surnames) for text in texts], bool)
    return _said(store, question, ranked, names_them, partial(_is_of_others, name_words(" ".join(surnames))))


def _said(store: Store, question: Question, ranked: Ranking, likely: Mask, counts: Callable[[Quotation], bool]) -> Mask:
    """The `likely` passages in which the person asked about has said something that can answer."""
    found = np.zeros_like(likely)
    for place in np.flatnonzero(likely):
        said = [quotation.speaker for quotation in store.quotations(int(ranked.rows[place])) if counts(quotation)]
        found[place] = any(
            speaker not in question.about if question.about else speaker in question.speakers for speaker in said
        )
    return found


def _names_act(ranked: Ranking, question: Question, store: Store) -> bool:
    """Whether a passage that quotes the person asked about, or its headline, has words for the act of speech asked
    for.
    """
    words = speech_acts.ACTS[question.act or ""].words
    surnames = {surname_of(name) for name in question.speakers}
    quoted = ranked.features["speaker_match"] > 0
    for passage, is_quoted in zip(store.passages(ranked.rows.tolist()), quoted.tolist(), strict=True):
        text = f"{passage.article.title or ''}\n{passage.text}"
        if words.search(text) and (is_quoted or any(holds_phrase(text, surname) for surname in surnames)):
            return True
    return False


def _is_said(quotation: Quotation) -> bool:
    return quotation.is_said


def _is_of_others(surnames: Set[str], quotation: Quotation) -> bool:
    """Whether the speaker of the words has none of the surnames in the name.

    A spokesman's label may have one: "Lee's lawyer".
    """
    return quotation.is_said and not surnames & name_words(quotation.speaker or "")


def _is_question(quotation: Quotation) -> bool:
    return quotation.modality is Modality.ASKED or (quotation.is_said and "?" in quotation.text)
