"""Decides which of the ranked passages answer the question, and which are only related to it.

    what did Burnham say about the bill?
        answer     “The bill is lost,” said Burnham.            the speaker asked about, said, and confident
        related    “Burnham wants the bill gone,” Lansley said.     another speaker, whom Burnham may be a carrier of
        related    Burnham denied that he had read the bill.        not said
        related    Burnham said he was well.                        too doubtful

    what did Burnham ask Lansley?
    answer     “Is the bill lost?” Burnham asked.               a question

A passage is as confident as the reply would be if it stood alone. The most confident passage of a reply that does not
abstain is confident enough, wherever it stands: the reply was judged by it.
"""

from collections.abc import Callable, Set
from functools import partial

import numpy as np

from retrieval.array_types import Mask
from retrieval.backends.protocol import Store
from retrieval.models import Modality, Question, Quotation
from retrieval.search.query import speech_acts
from retrieval.search.ranking import Ranking, tells_of_act
from retrieval.text.normalise import holds_phrase
from retrieval.text.tokenise import name_words

CONFIDENCE = "confidence"  # the feature of a ranking that has each passage's own confidence


def answering(store: Store, question: Question, ranked: Ranking, at_least: float) -> Mask:
    """For each passage whether it is an answer, shape (len(ranked),). `at_least` is the least confidence of one."""
    each = ranked.features[CONFIDENCE]
    confident: Mask = each >= min(at_least, each.max(initial=0))
    for_granted = question.act is not None and speech_acts.resigned_for_granted(question.act, question.asked)
    if for_granted and not _names_act(store, question, ranked.at(np.flatnonzero(confident))):
        return np.zeros_like(confident)
    if not question.asks_for_words and not question.about:
        return confident
    likely = confident if question.about else confident & (ranked.features["speaker_match"] > 0)
    if question.asks_for_questions and (asked := _said(store, question, ranked, likely, _is_question)).any():
        return asked
    if question.act is None:
        return _said(store, question, ranked, likely, _is_said)
    said = _said(store, question, ranked, likely, partial(speech_acts.answers, question.act))
    places = np.flatnonzero(confident)
    said[places] |= tells_of_act(ranked.at(places), question, store)
    return said


def asks_what_people_say(question: Question) -> bool:
    """Whether a question asks what others say of somebody, on no matter: "what do people say about Burnham?"."""
    return bool(question.about) and name_words(question.topic or "") <= name_words(" ".join(question.about))


def naming(store: Store, question: Question, ranked: Ranking) -> Mask:
    """For each passage whether somebody else speaks in it of somebody whom the question is about, by surname."""
    surnames = {name.split()[-1] for name in question.about}
    texts = [passage.text for passage in store.passages(ranked.rows.tolist())]
    names_them = np.array([any(holds_phrase(text, surname) for surname in surnames) for text in texts], bool)
    return _said(store, question, ranked, names_them, partial(_is_of_others, name_words(" ".join(surnames))))


def _said(store: Store, question: Question, ranked: Ranking, likely: Mask, counts: Callable[[Quotation], bool]) -> Mask:
    """Those of the `likely` passages in which the right person has said something that counts."""
    found = np.zeros_like(likely)
    for place in np.flatnonzero(likely):
        said = [quotation.speaker for quotation in store.quotations(int(ranked.rows[place])) if counts(quotation)]
        found[place] = any(
            speaker not in question.about if question.about else speaker in question.speakers for speaker in said
        )
    return found


def _names_act(store: Store, question: Question, ranked: Ranking) -> bool:
    """Whether a passage with the person asked about, or its headline, has words for the act of speech asked for."""
    words = speech_acts.ACTS[question.act or ""].words
    surnames = {name.split()[-1] for name in question.speakers}
    quoted = ranked.features["speaker_match"] > 0
    for passage, is_quoted in zip(store.passages(ranked.rows.tolist()), quoted.tolist(), strict=True):
        text = f"{passage.article.title or ''}\n{passage.text}"
        if words.search(text) and (is_quoted or any(holds_phrase(text, surname) for surname in surnames)):
            return True
    return False


def _is_said(quotation: Quotation) -> bool:
    return quotation.is_said


def _is_of_others(surnames: Set[str], quotation: Quotation) -> bool:
    """Whether words are said by somebody whose name has none of the surnames, as a spokesman's may: "Lee's lawyer"."""
    return quotation.is_said and not surnames & name_words(quotation.speaker or "")


def _is_question(quotation: Quotation) -> bool:
    return quotation.modality is Modality.ASKED or (quotation.is_said and "?" in quotation.text)
