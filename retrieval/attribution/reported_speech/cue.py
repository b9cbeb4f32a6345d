"""Cues with their source and what they report, from the dependency parse of a passage.

Mr Lansley  told  reporters on Tuesday  that the reforms would go ahead .
└─source─┘  cue                         └──────────content───────────┘
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise, takewhile
from typing import TYPE_CHECKING

from retrieval.attribution.reported_speech import content as contents
from retrieval.attribution.reported_speech import reporting_verbs
from retrieval.attribution.reported_speech import source as subjects
from retrieval.models import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

WITHIN_NAMES = frozenset("NN NNS NNP NNPS DT JJ PRP PRP$ POS CD HYPH".split())
LINKS = frozenset({",", "of", "for", "from", "at", "and", "-"})
OPENING = frozenset("that whether why how there he she they it".split())  # of a clause that is said


@dataclass(frozen=True, slots=True)
class Report:
    """A cue, its verb in the plain form ("" for one outside the lexicon), and what the parse shows beside it."""

    cue: Span
    verb: str
    source: Span | None
    content: Span | None = None


def reports(doc: "Doc") -> Iterator[Report]:
    """Every cue of a passage that the lexicon knows, in order."""
    for token in doc:
        if token.lower_ == "according" and token.i + 1 < len(doc) and token.nbor().lower_ == "to":
            yield _according(token)
        elif token.lower_ in reporting_verbs.PHRASES and (last := _phrase(token)):
            yield _of_several(token, last)
        elif token.lower_ in reporting_verbs.VERBS and _is_verb(token) and not (_describes(token) or _unsaid(token)):
            yield _report(token, reporting_verbs.VERBS[token.lower_])


def verb_between(doc: "Doc", start: int, end: int, *, last: bool = False) -> Report | None:
    """The first verb in a stretch of narration, or the last: whatever it means, it stands where a cue would."""
    span = doc.char_span(start, end, alignment_mode="contract")
    verbs = [token for token in span or [] if token.tag_.startswith("VB") and token.pos_ == "VERB"]
    if not verbs:  # "the editorial read.", which the parser takes for a noun
        verbs = [token for token in list(span or [])[1:] if token.lower_ in reporting_verbs.VERBS]
    if not verbs:
        return None
    return _report(verbs[-1] if last else next((verb for verb in verbs if verb.dep_ == "ROOT"), verbs[0]), "")


def ends_with_verb(doc: "Doc", end: int) -> bool:
    """Whether a finite verb stands right before a place, where a cue may that no lexicon knows: "she sang, “..."."""
    span = doc.char_span(max(0, end - 1), end, alignment_mode="expand")
    return any(token.tag_ in {"VBD", "VBZ", "VBG"} and token.pos_ == "VERB" for token in span or [])


def named_behind(doc: "Doc", start: int, end: int) -> Span | None:
    """The names and nouns with which a stretch of narration begins."""
    span = doc.char_span(start, end, alignment_mode="contract")
    taken = list(takewhile(lambda token: token.tag_ in WITHIN_NAMES or token.lower_ in LINKS, span or []))
    while taken and taken[-1].lower_ in LINKS:
        taken.pop()
    return _span(taken[0], taken[-1]) if any(token.tag_[:2] in {"NN", "PR"} for token in taken) else None


def named_before(doc: "Doc", start: int, end: int) -> Span | None:
    """The names and nouns in front of a cue, helping verbs and adverbs between, or an aside: "Mr Lee, 58, | said"."""
    span = doc.char_span(start, end, alignment_mode="contract")
    words = _without_aside(list(span or []))
    back = dropwhile(lambda token: token.pos_ in {"AUX", "ADV"}, reversed(words))
    taken = list(takewhile(lambda token: token.tag_ in WITHIN_NAMES or token.lower_ in LINKS - {","}, back))
    while taken and taken[-1].lower_ in LINKS:
        taken.pop()
    return _span(taken[-1], taken[0]) if any(token.tag_[:2] in {"NN", "PR"} for token in taken) else None


def _without_aside(words: "list[Token]") -> "list[Token]":
    """The words of a stretch up to the comma that opens what the one at its end closes."""
    if not words or words[-1].text != ",":
        return words
    commas = [place for place, token in enumerate(words[:-1]) if token.text == ","]
    return words[: commas[-1]] if commas else words


def _is_verb(token: "Token") -> bool:
    """A verb, or what can be none but one: a noun with a clause before it, or between "to" and what is said."""
    if token.tag_.startswith("VB"):
        return True
    if token.dep_ == "ROOT" and subjects.child(token, {"ccomp"}):
        return True
    between = 0 < token.i < len(token.doc) - 1
    return between and token.nbor(-1).lower_ == "to" and token.nbor().lower_ in OPENING


def _phrase(token: "Token") -> "Token | None":
    """The last word of a cue of several: "made it | clear", where a clause follows, and "as he put | it"."""
    after = token.doc[token.i + 1 : token.i + 5]
    if reporting_verbs.PHRASES[token.lower_] == reporting_verbs.PUT:
        return after[0] if after and after[0].lower_ == "it" and token.left_edge.lower_ == "as" else None
    clear = next((word for word, following in pairwise(after) if _clear_that(word, following)), None)
    return None if _unsaid(token) else clear


def _clear_that(word: "Token", following: "Token") -> bool:
    return word.lower_ == "clear" and following.lower_ in OPENING


def _describes(token: "Token") -> bool:
    """Whether a participle only tells what something is: "a book called ..."."""
    return token.dep_ == "acl" and token.tag_ == "VBN" and not any(child.dep_ == "agent" for child in token.children)


def _unsaid(token: "Token") -> bool:
    """Whether a verb tells of no words that were said: "did not say", "would confirm", "declined to say", "without"."""
    while token.dep_ == "pcomp" and token.head.lower_ == "by" and token.head.head.dep_ == "pcomp":
        token = token.head.head  # "wary of hurting it by saying"
    if token.dep_ == "pcomp" and token.head.lower_ in {"without", "of", "for", "from"}:
        return True
    before = {child.lower_ for child in token.lefts if child.dep_ in {"aux", "neg"}}
    if (
        "to" in before
        and reporting_verbs.VERBS.get(token.head.lower_) not in reporting_verbs.GOING_ON
        and not subjects.sole(token)
    ):
        return not _announces(token)
    return not before.isdisjoint(reporting_verbs.UNSAID)


def _announces(token: "Token") -> bool:
    """Whether a quoted sentence stands right behind a verb: "he broke in to say, “There it goes.”", not "as if to"."""
    if any(child.lower_ == "if" for child in token.lefts):
        return False
    mark, quote, word = (token.doc[min(token.i + step, len(token.doc) - 1)] for step in (1, 2, 3))
    return mark.text in {",", ":"} and quote.is_quote and word.text[:1].isupper()


def _report(token: "Token", verb: str) -> Report:
    return Report(_span(token, token), verb, subjects.find(token), contents.find(token, verb))


def _of_several(token: "Token", last: "Token") -> Report:
    report = _report(token, reporting_verbs.PHRASES[token.lower_])
    return replace(report, cue=_span(token, last), content=contents.behind(last, token))


def _according(token: "Token") -> Report:
    to = token.nbor()
    nouns = (child for part in (to, token) for child in part.children if child.dep_ in {"pobj", "dobj"})
    noun = next((noun for noun in nouns if noun.i > to.i), None)
    source = _span(token.doc[max(noun.left_edge.i, to.i + 1)], noun.right_edge) if noun else None
    return Report(_span(token, to), reporting_verbs.ACCORDING, source)


def _span(first: "Token", last: "Token") -> Span:
    return first.idx, last.idx + len(last)
