"""The confidence that reported words are exactly the reported statement, and that their speaker is complete.

The Norr council said that the bridge would close .        a named source; the clause ends with the sentence
His mother accused the city of saying it would close , as  nobody named; a report among the words; the sentence goes on

It is a logistic regression over features of the parse. benchmarks/reported fits it to quotations that people judged in
context. Attribution leaves out reported words with a low confidence. A search still finds their passage, but as the
paper's own words. Words that are quoted, even in part, are always kept.
"""

import math
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from retrieval import toml
from retrieval.attribution.coreference import roles
from retrieval.attribution.reported_speech import reporting_verbs
from retrieval.attribution.reported_speech.utterance import Utterance
from retrieval.text.nlp import ANY_SUBJECT, neighbour

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

Judge = Callable[["Doc", Utterance, str | None], bool]  # of a passage, an utterance in it, and its speaker

WEIGHTS_FILE = Path(__file__).with_name("reported_weights.toml")
BIAS = "bias"
LEAST_LOG_ODDS = math.log(1.5)  # words that are right in fewer than three of five cases are left out
DASH = re.compile(r"\s[–—-]\s|—")
MAX_TOKENS_OF_PLAIN_SENTENCE = 45


def is_sure(doc: "Doc", utterance: Utterance, speaker: str | None) -> bool:
    """Whether the confidence in reported words is high enough to show them. `speaker` is their speaker, if known."""
    return log_odds(features(doc, utterance, speaker), _weights()) >= LEAST_LOG_ODDS


def log_odds(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return weights[BIAS] + sum(weights[name] * value for name, value in values.items())


def features(doc: "Doc", utterance: Utterance, speaker: str | None) -> dict[str, float]:
    """The features of an utterance from the parse, 1 or 0, by name."""
    pieces = [_tokens(doc, span) for span in utterance.spans]
    first, root, last = pieces[0][0], pieces[0].root, pieces[-1][-1]
    cue = _tokens(doc, utterance.cue).root if utterance.cue else None
    plain_form = reporting_verbs.PLAIN_FORMS.get(cue.lower_) if cue is not None else None
    source = _tokens(doc, utterance.source) if utterance.source else None
    values = {
        "named_source": source is not None and _is_named(source),
        "owned_source": source is not None and source[0].tag_ == "PRP$" and not _is_named(source),  # "his mother"
        "bare_speaker": _is_bare(speaker, source),
        "says": plain_form == "say",
        "according_to": cue is not None and doc.text[slice(*utterance.cue or ())].lower() == "according to",
        "is_clause": cue is not None and root.head == cue and root.dep_ == "ccomp",
        "is_thing": _is_thing(pieces[0]) and plain_form not in reporting_verbs.PREPOSITIONS,
        "ends_sentence": last.i >= last.sent.end - 2,
        "before_comma": last.i + 1 < len(doc) and neighbour(last).text == ",",
        "reports_more": any(_reports(token) for piece in pieces for token in piece),
        "joins_deed": any(_is_joined_deed(token) for piece in pieces for token in piece),
        "has_dash": DASH.search(doc.text, utterance.spans[0][0], utterance.spans[-1][1]) is not None,
        "long_sentence": first.sent.end - first.sent.start > MAX_TOKENS_OF_PLAIN_SENTENCE,
    }
    return {name: float(value) for name, value in values.items()}


def _tokens(doc: "Doc", place: tuple[int, int]) -> "Span":
    return cast("Span", doc.char_span(*place, alignment_mode="expand"))  # not None: it lies in the passage


def _is_named(source: "Span") -> bool:
    """Whether a source is a name, or a role with a name beside it: "its director, Ann Lee,"."""
    beside = (child for child in source.root.rights if child.dep_ == "appos" and child in source)
    return any(word.pos_ == "PROPN" for word in (source.root, *beside))


def _is_bare(speaker: str | None, source: "Span | None") -> bool:
    """Whether a speaker is a single person or body known only by a common noun: "witness"."""
    return speaker is not None and speaker.islower() and (source is None or not roles.is_plural(source.root))


def _is_thing(piece: "Span") -> bool:
    """Whether words are one noun phrase: "reported | a leak at the mill", not "asked | the mill | to close"."""
    return piece.root.pos_ in {"NOUN", "PROPN"} and sum(token.head not in piece for token in piece) <= 1


def _reports(token: "Token") -> bool:
    """Whether a word among those reported is a reporting verb itself."""
    return token.pos_ == "VERB" and reporting_verbs.PLAIN_FORMS.get(token.lower_) in reporting_verbs.TAKES_CLAUSE


def _is_joined_deed(token: "Token") -> bool:
    """Whether a verb in the past is joined to another: perhaps what the speaker did: "it was unfair | and sued"."""
    if token.dep_ != "conj" or token.tag_ != "VBD":
        return False
    return token.head.tag_ != "VBD" or not any(child.dep_ in ANY_SUBJECT for child in token.lefts)


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = toml.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    return weights
