"""Whose words a cue announces: the subject of its verb, looked for up the tree.

He smiled, adding that it was over.      She said that the bill was dead and urged peers to bury it.
└┘         cue                           └─┘                                 cue
"""

from itertools import islice
from typing import TYPE_CHECKING

from retrieval.attribution.reported_speech import content, reporting_verbs
from retrieval.models import Span
from retrieval.text.nlp import SPEAKING_SUBJECTS

if TYPE_CHECKING:
    from spacy.tokens import Token

CLIMBED = frozenset({"conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "parataxis"})
WITHOUT_SUBJECT = frozenset({"VBG", "VB", "VBN"})  # of clauses: these borrow the subject of the one outside
RELATIVE = frozenset({"who", "which", "that"})
SOLE = frozenset("only first second third last latest".split())
FARTHEST = 8  # steps up the tree; a subject is seldom more than three away


def find(cue: "Token") -> Span | None:
    """The words that name whoever does what a verb says."""
    subject = _interposed(cue) or _subject(cue) or sole(cue)
    return _mention(subject, cue) if subject else None


def sole(token: "Token") -> "Token | None":
    """Whoever is the only one or the first to say something: "she was | the first to say"."""
    for ancestor in islice(token.ancestors, FARTHEST):
        if ancestor.dep_ == "attr" and any(word.lower_ in SOLE for word in (ancestor, *ancestor.lefts)):
            return child(ancestor.head, SPEAKING_SUBJECTS)
    return None


def child(token: "Token", deps: frozenset[str] | set[str]) -> "Token | None":
    """The first word that depends on another in one of some ways."""
    return next((child for child in token.children if child.dep_ in deps), None)


def _subject(cue: "Token") -> "Token | None":
    """Who does it, beside the verb or beside one that holds it: "he smiled, adding that ..."."""
    token = cue
    for _ in range(FARTHEST):
        if token.dep_ == "acl" and _set_off(token):
            token = next((verb for verb in token.ancestors if child(verb, SPEAKING_SUBJECTS)), token)
        if token.dep_ == "acl" and not child(token, SPEAKING_SUBJECTS):  # but "a claim that an aide said" has the aide
            return token.head
        if (
            token != cue
            and token.dep_ == "ccomp"
            and reporting_verbs.VERBS.get(token.head.lower_) in reporting_verbs.TAKES_CLAUSE
        ):
            token = token.head  # "she said it was late, adding ..."
        if subject := child(token, SPEAKING_SUBJECTS):
            return (_antecedent(token) or subject) if subject.lower_ in RELATIVE else subject
        if agent := child(token, {"agent"}):
            return child(agent, {"pobj"})
        if token.dep_ not in CLIMBED or (token.dep_ == "ccomp" and token.tag_ not in WITHOUT_SUBJECT):
            return None
        token = _outer(token) if token.dep_ == "conj" else token.head
        if passive := child(token, {"nsubjpass"}):
            return passive
    return None


def _set_off(token: "Token") -> bool:
    """Whether a comma parts a participle from the noun that the parse hangs it on: "in Salem, calling him a liar"."""
    return token.tag_ == "VBG" and token.i > 0 and token.nbor(-1).text == ","


def _interposed(cue: "Token") -> "Token | None":
    """Who speaks in what another says, where the parse turns the two round: "a paper said | an aide | told it"."""
    return next((thing for outer in content.governed(cue) for thing in content.objects(outer)), None)


def _outer(token: "Token") -> "Token":
    """What a second verb goes with: "he said it was early but added" is another of his cues, not of "it"."""
    head = token.head
    if head.dep_ == "ccomp" and head.lower_ not in reporting_verbs.VERBS and head.head.lower_ in reporting_verbs.VERBS:
        return head.head
    if head.dep_ == "acl" and head.tag_ in {"VBN", "VBD"}:  # "he ended reforms begun under Labour and accused it"
        return next(
            (verb for verb in head.ancestors if reporting_verbs.VERBS.get(verb.lower_) in reporting_verbs.TAKES_CLAUSE),
            head,
        )
    return head


def _antecedent(token: "Token") -> "Token | None":
    while token.dep_ == "conj":
        token = token.head
    return token.head if token.dep_ == "relcl" else None


def _mention(subject: "Token", cue: "Token") -> Span:
    """The words that name a subject, short of the cue where a clause of theirs holds it."""
    first, last = subject.left_edge, subject.right_edge
    if subject.i < cue.i <= last.i:
        before = [child for child in subject.rights if child.right_edge.i < cue.i and child.dep_ in {"appos", "prep"}]
        last = before[-1].right_edge if before else subject
    elif first.i <= cue.i < subject.i:
        first = subject
    return first.idx, first.idx + len(cue.doc[first.i : last.i + 1].text.rstrip(" ,"))
