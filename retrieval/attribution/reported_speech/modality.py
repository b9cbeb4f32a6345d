"""The modality of reported words: said, denied, conditional or in the future. The verbs of the sentence decide.

Mr Cole never said that ...     Neither Ann Lee nor he said ...     denied saying ...          denied
If Mr Cole says that ...        Did he say that ...?                would say that ...         conditional
It was put to him that he had said ...      is accused of saying ...    allegedly said ...         conditional
Mr Cole will say that ...       is expected to say that ...                                    to come
"""

import re
from itertools import islice
from typing import TYPE_CHECKING

from retrieval.models import Modality
from retrieval.text.nlp import ANY_SUBJECT, FINITE, neighbour, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

NEGATIONS = frozenset("not n't n’t never".split())
NEGATIVE_SUBJECTS = frozenset("neither no nobody none no-one".split())
WILL = frozenset("will shall 'll ’ll".split())
MODAL_VERBS = frozenset("would could might may should can must 'd ’d".split())
IMAGINING_IF_NEGATED = frozenset("should must may can ca".split())  # "must not say so" reports no words
CONDITIONS = frozenset("if unless whether".split())
INVERTED_CONDITION = frozenset("had should were".split())  # "Had he said so, ..."
EXPECTATIONS = frozenset("expected due set going scheduled likely poised planning plans intends".split())
REFUSALS = frozenset("declined declines refused refuses failed fails".split())
DENIALS = frozenset("deny denies denied denying".split())
SAID_IF_NEGATED = frozenset("resist help avoid stop hesitate forget regret keep".split())  # "could not resist saying"
NEGATION_RAISING = frozenset("think believe".split())  # "I do not think he said so"
CONTINUING = frozenset("begin continue go keep start stop".split())
FALSE = frozenset("false untrue".split())
TRUE = frozenset("true".split())
COMPLEMENTS = frozenset("ccomp xcomp pcomp conj acl".split())
FALSELY = frozenset("falsely wrongly incorrectly erroneously inaccurately mistakenly".split())
IMAGINING = frozenset("imagine suppose picture".split())  # "Imagine a voter who says ..."
MISQUOTING = frozenset("misquoted misquotes misquote misquoting".split())
QUOTING = frozenset("quoted cited reported".split())
OWN_REPORTS = frozenset("we article version story report column caption headline newspaper paper".split())
CORRECTING = re.compile(  # in a paper's correction of its own words
    r"\b(?:corrections?|clarifications?|in fact|actually said|should have|what (?:he|she|they)(?: actually)? said"
    r"|apologi[sz]e|apology|(?:are|am) sorry|regret)\b",
    re.IGNORECASE,
)
ALLEGATIONS = frozenset("allege alleges alleged alleging accuse accuses accused accusing".split())
ALLEGED = frozenset("allegedly alleged purported supposed supposedly".split())
PUT = frozenset("put puts putting".split())  # to somebody
SUGGEST = frozenset("suggest suggests suggested suggesting".split())  # to somebody
CLAIM = frozenset("claim claims claimed claiming".split())
COUNSEL = frozenset("prosecutor prosecutors prosecution barrister counsel lawyer lawyers attorney plaintiff".split())
MAX_STEPS_UP = 4


def find(verb: "Token") -> Modality:
    """The modality of the words that a verb reports."""
    own = _of_clause(with_auxiliary(verb))
    if own is not Modality.SAID:
        return own
    if verb.sent[0].lower_ in IMAGINING and not _is_quoted_off(verb.sent[0], verb):
        return Modality.CONDITIONAL
    if any(map(_puts_it_to, islice(verb.ancestors, MAX_STEPS_UP))):
        return Modality.CONDITIONAL
    below = verb
    for outer in islice(verb.ancestors, MAX_STEPS_UP):
        if below.dep_ not in COMPLEMENTS | {"prep"} or _is_quoted_off(*sorted((outer, verb), key=lambda word: word.i)):
            break  # "“No, I do not believe that,” she | said"
        is_joined = below.dep_ == "conj" and below.tag_ in FINITE  # "denied it and | said"
        if not is_joined and (governed := _governed(below, outer)) is not Modality.SAID:
            return governed
        if below.dep_ == "ccomp" and outer.dep_ != "acl":
            break
        below = outer
    return Modality.SAID


def with_auxiliary(verb: "Token") -> "Token":
    """The verb that has the auxiliary of an infinitive joined to it: | point | for "cry" in "cannot point and cry"."""
    while verb.dep_ == "conj" and verb.head.pos_ == "VERB" and _is_bare(verb):
        verb = verb.head
    return verb


def _is_bare(verb: "Token") -> bool:
    """Whether a verb is an infinitive or a base form without auxiliary and subject."""
    has_own = any(child.dep_ in {"aux", *ANY_SUBJECT} for child in verb.lefts)
    return not has_own and verb.text == verb.lower_ and verb.tag_ in {"VB", "VBP"}


def _of_clause(verb: "Token") -> Modality:
    """The modality that the words of the verb's own clause show."""
    lefts = [child for child in verb.lefts if not _is_quoted_off(child, verb)]
    words = {child.lower_ for child in lefts if child.dep_ in {"aux", "neg", "advmod", "preconj", "cc", "det"}}
    if words & (NEGATIONS | {"nor"}) or has_negative_subject(verb):
        return Modality.CONDITIONAL if words & IMAGINING_IF_NEGATED else Modality.DENIED
    subject = subject_of(verb)
    auxiliary = next((child for child in lefts if child.dep_ == "aux"), None)
    if is_alleged(verb):
        return Modality.CONDITIONAL
    is_condition = any(child.dep_ == "mark" and child.lower_ in CONDITIONS for child in lefts)
    if is_condition or (subject is not None and auxiliary is not None and _is_inverted(verb, subject, auxiliary)):
        return Modality.CONDITIONAL
    if words & WILL:
        return Modality.TO_COME
    return Modality.CONDITIONAL if words & MODAL_VERBS else Modality.SAID


def _is_quoted_off(word: "Token", verb: "Token") -> bool:
    """Whether a quotation mark is between a word and the verb to which the parser gave it: “It can,” she | told."""
    return any(token.is_quote for token in verb.doc[word.i + 1 : verb.i])


def has_negative_subject(verb: "Token") -> bool:
    """Whether the subject of a verb is negative: "Neither he nor she said ..."."""
    subject = subject_of(verb)
    return subject is not None and _is_negative(subject)


def _is_negative(subject: "Token") -> bool:
    first = subject.left_edge.lower_
    if subject.left_edge.i and neighbour(subject.left_edge, -1).lower_ == "nor":
        return True
    if any(child.lower_ in {"neither", "nor"} for child in subject.children):
        return True
    is_no_one = first == "no" and subject.lower_ == "one"
    return subject.lower_ in NEGATIVE_SUBJECTS or first in NEGATIVE_SUBJECTS or is_no_one


def _is_inverted(verb: "Token", subject: "Token", auxiliary: "Token") -> bool:
    """Whether an auxiliary in front of the subject makes a question or a condition."""
    if auxiliary.i > subject.i:
        return False
    is_question = verb.sent[-1].text == "?" or any(child.text == "?" for child in verb.children)
    return is_question or auxiliary.lower_ in INVERTED_CONDITION


def _alleges(verb: "Token") -> bool:
    """Whether a verb ascribes words to somebody who may deny them: "alleged", "suggested to him"."""
    if verb.lower_ in ALLEGATIONS:
        return True
    subject = subject_of(verb)
    if subject is not None and verb.lower_ in SUGGEST | CLAIM and subject.lower_ in COUNSEL:
        return True
    is_impersonal = subject is not None and subject.dep_ == "nsubjpass" and subject.lower_ == "it"
    return verb.lower_ in SUGGEST and (_is_to_somebody(verb) or is_impersonal)


def _is_corrected(verb: "Token") -> bool:
    """Whether a paper takes back what it quoted: "We | quoted | her as saying “no”. What she said was “so”."."""
    subject = subject_of(verb)
    is_own = subject is not None and subject.lower_ in OWN_REPORTS
    return is_own and verb.lower_ in QUOTING and CORRECTING.search(verb.doc.text) is not None


def _puts_it_to(verb: "Token") -> bool:
    """Whether a verb is that of "put it | to her | that she had said ...". The parser gives the clause to any word."""
    has_it = any(child.lower_ == "it" and child.dep_ in {"dobj", "nsubjpass"} for child in verb.children)
    return verb.lower_ in PUT and has_it and _is_to_somebody(verb)


def _is_to_somebody(verb: "Token") -> bool:
    return any(child.lower_ == "to" and child.dep_ in {"prep", "dative"} for child in verb.children)


def is_alleged(word: "Token") -> bool:
    """Whether a verb or noun of saying is called alleged: "allegedly | said", "her alleged | remark"."""
    return any(child.lower_ in ALLEGED and child.dep_ in {"advmod", "amod"} for child in word.lefts)


def _governed(below: "Token", outer: "Token") -> Modality:
    """The modality that a verb gives to the clause that depends on it: "is expected | to say", "denied | saying"."""
    is_false = _is_corrected(outer) or any(child.lower_ in FALSELY for child in outer.children)
    if is_false or outer.lower_ in DENIALS | MISQUOTING | REFUSALS:
        return Modality.DENIED
    if below.dep_ != "conj" and _alleges(outer):
        return Modality.CONDITIONAL
    if outer.lower_ in EXPECTATIONS and below.dep_ == "xcomp":
        return Modality.TO_COME
    if outer.lower_ in CONTINUING and below.dep_ == "xcomp":
        return _of_clause(outer)  # "Will he continue | calling | himself a Liberal?"
    is_negated = any(child.dep_ == "neg" for child in outer.children)
    qualities = {child.lower_ for child in outer.children if child.dep_ in {"acomp", "attr"}}
    if qualities & (TRUE | FALSE):
        return Modality.DENIED if is_negated == bool(qualities & TRUE) else Modality.SAID
    negates_below = (below.dep_ == "xcomp" and outer.lower_ not in SAID_IF_NEGATED) or outer.lower_ in NEGATION_RAISING
    return Modality.DENIED if is_negated and negates_below else Modality.SAID
