"""What a cue reports, from the dependency parse: its clause, or the thing that it takes, less what the narrator adds.

He insisted | the reforms would “strengthen” it |, as one MP called for them to be dropped
            └──────────────content──────────────┘└─────────────the narrator's─────────────
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.attribution.reported_speech import reporting_verbs
from retrieval.models import Span
from retrieval.text.nlp import ANY_SUBJECT

if TYPE_CHECKING:
    from spacy.tokens import Token

PRONOUNS = frozenset("he she they".split())
ASIDE = frozenset({"despite", "amid"})  # what these add is the narrator's view of what was said
FARTHEST = 12  # steps up the tree from the last word
FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})


def find(token: "Token", verb: str) -> Span | None:
    """The clause or, with verbs that take one, the thing that is spoken of."""
    parts = [child for child in token.children if _reported(child, token, verb)]
    if (
        not parts and verb in reporting_verbs.TELLING
    ):  # "told the Courier he was ready": the paper is taken for what he was
        parts = [child for thing in objects(token) for child in thing.rights if child.dep_ == "relcl"]
    if any(part.dep_ == "ccomp" and part.i > token.i for part in parts):
        parts = [part for part in parts if part.i > token.i]  # what comes first is another's: "one left, another said"
    if not parts:
        return _torn(token, verb)
    first = min((_first(part, token) for part in parts), key=lambda edge: edge.i)
    if token.dep_ == "ccomp" and token in governed(token.head):
        parts.append(token.head)
    last = max((_last(part) for part in parts), key=lambda edge: edge.i)
    return first.idx, last.idx + len(last)


def behind(last: "Token", verb: "Token") -> Span | None:
    """The clause that follows a cue of several words: "made it clear | that ..."."""
    clauses = (child for word in (last, verb) for child in word.rights if child.left_edge.i == last.i + 1)
    part = next(clauses, None)
    return (part.left_edge.idx, (end := _last(part)).idx + len(end)) if part else None


def governed(cue: "Token") -> "Iterator[Token]":
    """Cues before another that have its subject for their object: "a paper | said | an aide told it ..."."""
    for outer in cue.lefts:
        last = outer.right_edge
        abuts = last.i == cue.i - 1 and last.text not in {",", ";"}
        if abuts and outer.dep_ == "ccomp" and outer.lower_ in reporting_verbs.VERBS and outer.tag_.startswith("VB"):
            yield outer


def _reported(child: "Token", token: "Token", verb: str) -> bool:
    if child.dep_ == "ccomp" or child.i < token.i:
        return child.dep_ == "ccomp"
    prepositions = reporting_verbs.PREPOSITIONS.get(verb, frozenset())
    match child.dep_:
        case "xcomp":
            return verb not in reporting_verbs.WITHOUT_INFINITIVE
        case "dobj" | "oprd":
            return verb in reporting_verbs.TAKES_THING
        case "prep":
            return child.lower_ in prepositions
        case "advcl":  # "called for the government to resign"
            return "for" in prepositions and _hoped(child, token)
    return False


def _hoped(child: "Token", token: "Token") -> bool:
    """Whether a clause is what somebody wants to happen: "for | the bill to be dropped"."""
    if any(mark.dep_ == "mark" and mark.lower_ == "for" for mark in child.lefts):
        return True
    bare = child.left_edge.lower_ == "to"
    return bare and any(
        part.lower_ == "for" and part.right_edge.i + 1 == child.left_edge.i
        for part in token.rights
        if part.dep_ == "prep"
    )


def objects(token: "Token") -> "Iterator[Token]":
    """What a verb is done to."""
    return (child for child in token.rights if child.dep_ == "dobj")


def _torn(token: "Token", verb: str) -> Span | None:
    """A clause whose subject the parse takes for what is said: "insisting | the decision | is a matter for us"."""
    if verb not in reporting_verbs.TAKES_CLAUSE or verb in reporting_verbs.TAKES_THING | reporting_verbs.TELLING:
        return None
    doc = token.doc
    for thing in objects(token):
        after = thing.right_edge.i + 1
        if thing.left_edge.i == token.i + 1 and after < len(doc) and doc[after].tag_ in FINITE:
            rest = (word for word in doc[after:] if word.text == ";" or word.is_sent_start)
            stop = next(rest, doc[-1])
            return thing.left_edge.idx, stop.idx
    return None


def _first(part: "Token", token: "Token") -> "Token":
    """Where a part begins, with a subject that the parse has hung on whoever was told: "told Mr Lee | the bill was"."""
    start = part.left_edge
    if part.dep_ == "ccomp" and not any(child.dep_ in ANY_SUBJECT for child in part.children):
        for thing in objects(token):
            for child in thing.rights:
                if child.dep_ == "appos" and child.right_edge.i == start.i - 1:
                    return child.left_edge
    return start


def _last(part: "Token") -> "Token":
    """Where a part ends, short of what the narrator adds at its end."""
    doc, end = part.doc, part.right_edge.i
    while added := _added(part, end):
        end = added - 1
    return doc[end]


def _added(part: "Token", end: int) -> int | None:
    """Where words that are the narrator's begin, if such end a part at token `end`."""
    token = part.doc[end]
    for _ in range(FARTHEST):
        if token == part:
            return None
        if part.i < token.i <= end and (start := _narrators(token, part)):
            return start
        token = token.head
    return None


def _narrators(token: "Token", part: "Token") -> int | None:
    """Where a part of a clause begins that is not reported with it, if `token` is the head of such."""
    doc, start = token.doc, token.left_edge.i
    if doc[start - 1].text == ",":
        match token.dep_:
            case "prep":
                return start if token.lower_ in ASIDE else None
            case "advcl":
                return start if _tells(token) else None
            case "attr" | "appos":  # "no “reform”, a pledge also made by others"
                return start if doc[start - 2].text in '”"' and doc[start].dep_ == "det" else None
    if token.dep_ != "conj":
        return None
    if doc[start].lower_ == "that" and part.left_edge.lower_ != "that" and any(governed(part.head)):
        return start - (doc[start - 1].dep_ == "cc")  # "a paper said an aide told it that ..., | and that ..."
    return _second(token, part)


def _tells(token: "Token") -> bool:
    """Whether a clause tells what else is said: ", adding that", ", in a statement which said", ", as others said"."""
    if token.tag_ != "VBG":
        return token.lower_ in reporting_verbs.VERBS and any(
            mark.lower_ == "as" for mark in token.lefts if mark.dep_ == "mark"
        )
    told = (word for thing in token.rights if thing.dep_ == "dobj" for word in thing.rights if word.dep_ == "relcl")
    return token.lower_ in reporting_verbs.VERBS or any(word.lower_ in reporting_verbs.VERBS for word in told)


def _second(token: "Token", part: "Token") -> int | None:
    """Where a second statement of the same speaker begins: "he said it was dead | and he urged them to bury it"."""
    if token.tag_ != "VBD" or token.lower_ not in reporting_verbs.VERBS:
        return None
    own = next((child for child in token.lefts if child.dep_ in ANY_SUBJECT), None)
    subject = own or next((child for child in part.lefts if child.dep_ in ANY_SUBJECT), None)
    if subject is None or subject.lower_ not in PRONOUNS:
        return None
    start = own.left_edge.i if own else token.i
    return start - (token.doc[start - 1].dep_ == "cc")
