"""Finds words whose omission turns the meaning of the rest: what dots in a quotation may not hide.

    record                              quotation               hidden
    I refuse to sell it                 I … sell it             a word that denies governs what is kept
    We do not, I think, believe it      We … believe it         a negation of a word that is kept
    We will, if they pay, reopen it     We will … reopen it     a condition of a word that is kept
    I know he says that I broke it      I know … I broke it     somebody else says what is kept
    The mayor left. I stayed            The mayor … stayed      the doer of a word that is kept

The parse of the record decides. Whole parts of a sentence may be left out ("who refused to leave"); nothing between
commas governs the rest (", and I do not say it lightly,"). docs/matching.md lists the words.

The beginning of a sentence may be left out without dots ("said that he “sold it”"). But a quotation that is set as a
sentence may not be a clause of one that denies it: "He sold it" of "They deny that he sold it".
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from retrieval.models import Span
from retrieval.quote_check.given_words import DOTS, QuotedPieces
from retrieval.quote_check.turning_words import (
    CONDITIONS,
    DENYING,
    FORMULAS,
    HEDGES,
    LEFT_OPEN,
    MODALS,
    NEGATING,
    NO_TIMES,
    SAYING,
    is_form,
)
from retrieval.text import nlp, sentences
from retrieval.text.nlp import ANY_SUBJECT, left_subject, neighbour, subject_of
from retrieval.text.normalise import normalise
from retrieval.text.tokenise import token_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

ONLY = frozenset({"only", "just", "merely"})
SURE = frozenset({"doubt", "question"})  # behind "no"
AFFIRMED = frozenset({"nothing", "none"})  # by "but" and "short of"
FIRST_PERSON, OTHER_PERSONS = frozenset("i we".split()), frozenset("i we you".split())
PRONOUNS = frozenset("he she it they this there".split())  # mostly of somebody named before
RELATIVE = frozenset("who which that".split())  # whose verbs the parser does not always tell from those around
COMPLEMENTS = frozenset("ccomp xcomp pcomp acl csubj dobj attr acomp oprd pobj prep dative relcl conj".split())
MODIFIERS = frozenset("neg advmod det preconj predet nsubj nsubjpass dobj attr aux".split())
AUXILIARIES = frozenset("do does did have has had".split())
OPEN_COMPLEMENTS = frozenset("xcomp acl".split())  # without a subject of their own: "want | to sell"
CLAUSES = frozenset("ccomp acl xcomp".split())
PARSED_CHARS = 2000  # of a longer sentence, on either side of the words kept
AFTER_GAP = " We"  # a word that often begins a sentence, in place of the words kept
MAX_LONE_NEGATION_WORDS = (
    3  # with a negation among so few words left out, the rest says the opposite, whatever the parse
)


def hidden(
    words: str, pieces: QuotedPieces, record: str, places: Sequence[Span], *, is_sentence: bool = False
) -> tuple[str, ...]:
    """The words between the pieces of a quotation, which a record has at these places, that turn its meaning, in order.

    If the quotation is set as a sentence, words of the record before it count too.

    >>> from retrieval.quote_check.given_words import readings
    >>> def shown(words, record, *places):
    ...     return hidden(words, readings(words)[-1], record, places)
    >>> shown("I … sell it", "I refuse to sell it", (0, 1), (12, 19))
    ('refuse',)
    >>> shown("We will … sell", "We will, he swore, sell", (0, 7), (19, 23))
    ()
    >>> said = "He denies that he sold it"
    >>> hidden("He sold it", readings("He sold it")[0], said, [(15, 25)], is_sentence=True)
    ('denies',)
    """
    with_lead = is_sentence and _may_turn(_lead(record, places[0][0]))
    if len(pieces) < 2 and not with_lead:
        return ()
    gaps = [words[before[-1].end : after[0].start] for before, after in pairwise(pieces)]
    replaced = {number for number, gap in enumerate(gaps) if not DOTS.search(gap)}
    between = [record[end:start] for (_, end), (start, _) in pairwise(places)]
    if whole := [sentence for number in sorted(replaced) if (sentence := _whole_sentence(between[number]))]:
        return (whole[0],)
    text, kept = _sentences_with(record, places)
    ((doc,),) = nlp.parse([[text]])
    omission = Omission(doc, kept, replaced, with_lead=with_lead)
    found = sorted({token.i for token in omission.turning()})
    return tuple(doc[at - 1 : at + 1].text if doc[at].lower_ in {"n't", "n’t"} else doc[at].text for at in found)


def _whole_sentence(text: str) -> str:
    """The first whole sentence in a text that begins and ends within a sentence; empty if there is none.

    >>> _whole_sentence(" it. We must leave. The "), _whole_sentence(" it. The ")
    ('We must leave.', '')
    """
    found = [text[start:end] for start, end in sentences.split(f"{text}{AFTER_GAP}")]
    return found[1] if len(found) > 2 else ""


def _lead(record: str, start: int) -> str:
    """The words of a sentence before a place in it."""
    return next((record[first:start] for first, last in sentences.split(record) if first <= start < last), "")


def _may_turn(text: str) -> bool:
    """Whether a text has a word that can turn the meaning of what follows."""
    lists = (NEGATING, CONDITIONS, DENYING, LEFT_OPEN, SAYING)
    return any(is_form(word, words) for word in set(token_words(text)) for words in lists)


def _sentences_with(text: str, kept: Sequence[Span]) -> tuple[str, list[list[Span]]]:
    """What is parsed around kept spans, as one text, and the spans of each piece in it."""
    cut = ""
    pieces: list[list[Span]] = [[] for _ in kept]
    for start, end in _touched(text, kept):
        for number in _overlapping(kept, (start, end)):
            first, last = max(kept[number][0], start), min(kept[number][1], end)
            pieces[number].append((len(cut) + first - start, len(cut) + last - start))
        cut += f"{text[start:end]} "
    return cut, pieces


def _touched(text: str, kept: Sequence[Span]) -> Iterator[Span]:
    """The sentences that kept spans touch; of a very long one, the parts around these spans."""
    for sentence in sentences.split(text):
        parts: list[Span] = []
        for start, end in (kept[number] for number in _overlapping(kept, sentence)):
            part = max(sentence[0], start - PARSED_CHARS), min(sentence[1], end + PARSED_CHARS)
            if parts and part[0] <= parts[-1][1]:
                part = parts.pop()[0], part[1]
            parts.append(part)
        yield from parts


def _overlapping(spans: Sequence[Span], span: Span) -> range:
    """The numbers of the spans that overlap with another one; `spans` ascend and do not overlap.

    >>> list(_overlapping([(0, 3), (4, 6), (7, 9)], (5, 8)))
    [1, 2]
    """
    return range(bisect_right(spans, span[0], key=itemgetter(1)), bisect_left(spans, span[1], key=itemgetter(0)))


class Omission:
    """The parse of a record: which words a quotation keeps, by the number of their piece, and which it leaves out."""

    def __init__(
        self, doc: "Doc", pieces: Sequence[Sequence[Span]], replaced: Collection[int], *, with_lead: bool
    ) -> None:
        places = [(token.idx, token.idx + len(token)) for token in doc]
        self._piece = {
            at: number for number, spans in enumerate(pieces) for span in spans for at in _overlapping(places, span)
        }
        self._doc, self._replaced = doc, replaced
        self._kept = sorted(self._piece)
        self._subjects = [at for at in self._kept if doc[at].dep_ in ANY_SUBJECT]
        self._left_out = set(range(self._kept[0], self._kept[-1])) - self._piece.keys()
        first = doc[self._kept[0]]
        self._lead = set(range(first.sent.start, first.i)) if with_lead else set()
        self._parts = list(self._find_parts())
        self._set_off = {token.i for part in self._parts if _is_set_off(part) for token in part}
        self._asides = {token.i for part in self._parts for token in _asides(part)}

    def turning(self) -> Iterator["Token"]:
        """The tokens left out that turn the meaning of what is kept, some of them several times."""
        for part in self._parts:
            words = [token for token in part if not token.is_punct]
            yield from filter(self._changes_kept, words)
            beside = self._asides if part[0].i not in self._set_off else self._asides | self._set_off
            apart = [token for token in words if token.i in beside and not self._is_beside_kept(token)]
            yield from (token for token in apart if _is_said_by_others(token, part))
            if part[0].i in self._set_off:
                continue
            if len(words) <= MAX_LONE_NEGATION_WORDS:
                yield from filter(self._negates, words)
            if words and _denies(words[-1]) and neighbour(part[-1]).lower_ in {"that", "to"}:
                yield words[-1]
        for at, piece in self._piece.items():
            if self._doc[at].head.i not in self._lead or self._has_subject(self._doc[at]):
                yield from self._governors(self._doc[at])
            yield from self._conditions_before(self._doc[at])
            if piece and piece - 1 not in self._replaced:
                yield from self._doer(self._doc[at], piece)

    def _find_parts(self) -> Iterator[list["Token"]]:
        """What is left out of each sentence of which something is kept, gap by gap."""
        tokens = [self._doc[at] for at in sorted(self._left_out)]
        for _, group in groupby(tokens, key=lambda token: (token.sent.start, bisect_left(self._kept, token.i))):
            part = list(group)
            sentence = part[0].sent
            if bisect_left(self._kept, sentence.start) < bisect_left(self._kept, sentence.end):
                yield part

    def _changes_kept(self, token: "Token") -> bool:
        """Whether a word left out belongs to one that is kept, and negates it, leaves it open or is its condition."""
        if self._negates(token) or _word(token) in HEDGES:
            is_loose = token.i in self._set_off and token.pos_ != "ADV" and _word(token.head) not in NO_TIMES
            return not is_loose and any(above.i in self._piece for above in _negated(token))
        if token.tag_ == "MD" and _word(token) in MODALS:
            is_shown = token.i in self._set_off or self._gap(token) in self._replaced  # "[to] be" for "should be"
            return token.head.i in self._piece and not is_shown
        return _word(token) in CONDITIONS and self._is_condition(token)

    def _negates(self, token: "Token") -> bool:
        following = neighbour(token)
        is_only = following.lower_ in ONLY and following.i not in self._piece  # "not only" is left out as a whole
        affirms = _word(token) in AFFIRMED and (  # "nothing but a fraud", not "gained nothing but they left"
            following.lower_ in {"short", "less"} or (following.lower_ == "but" and following.dep_ == "prep")
        )
        is_sure = token.lower_ == "no" and following.lower_ in SURE  # "there is no doubt that it works"
        return _word(token) in NEGATING and not is_only and not affirms and not is_sure

    def _gap(self, token: "Token") -> int:
        """The number of the piece before a word left out."""
        return self._piece[self._kept[bisect_left(self._kept, token.i) - 1]]

    def _is_condition(self, token: "Token") -> bool:
        verb = token.head
        if verb.i in self._piece:
            return True
        before = self._doc[token.i - 1].lower_ if token.i else ""
        is_formula = any(_word(each) in FORMULAS for each in verb.subtree) and _subject_word(verb) in OTHER_PERSONS
        is_on_kept = verb.head.i in self._piece or token.i in self._set_off
        return verb.dep_ == "advcl" and is_on_kept and not is_formula and before not in {"even", "as"}

    def _governors(self, token: "Token") -> Iterator["Token"]:
        """The words left out that say of a kept one, or of its clause, that it is not so, or that others say so."""
        below, above = token, token.head
        while above.i in self._left_out | self._lead and not self._is_apart(above) and _is_governed(below):
            yield from self._turned_by(above, below)
            below, above = above, above.head

    def _has_subject(self, verb: "Token") -> bool:
        return any(child.dep_ in ANY_SUBJECT and child.i in self._piece for child in verb.children)

    def _conditions_before(self, verb: "Token") -> Iterator["Token"]:
        """What makes a clause a condition that the quotation sets as a sentence: "| if | we sell it"."""
        if self._has_subject(verb):
            marks = (child for child in verb.children if child.dep_ == "mark" and child.i in self._lead)
            yield from (mark for mark in marks if _word(mark) in CONDITIONS)

    def _is_apart(self, verb: "Token") -> bool:
        """Whether a word stands between commas, with its subject if it has one, and so governs nothing outside."""
        subject = subject_of(verb) or verb
        return all(each.i in self._asides | self._set_off for each in (verb, subject))

    def _turned_by(self, above: "Token", below: "Token") -> Iterator["Token"]:
        is_open = below.dep_ in OPEN_COMPLEMENTS
        if _denies(above) or (is_open and above.lower_ == "used"):
            yield above
        if below.dep_ in CLAUSES and _is_any(above, LEFT_OPEN):
            yield above
        if below.dep_ in CLAUSES and _is_of_others(above) and not self._is_beside_kept(above):
            yield above
        for child in above.children:
            if child.i not in self._left_out | self._lead or child.i in self._set_off:
                continue
            is_predicate = child.dep_ in {"acomp", "attr", "oprd"} and child is not below and _denies(child)
            is_modal = is_open and child.tag_ == "MD" and _word(child) in MODALS
            is_condition = child.dep_ == "mark" and _word(child) in CONDITIONS
            if is_predicate or is_modal or is_condition:
                yield child
        yield from (
            each
            for each in above.subtree
            if each.i in self._left_out | self._lead and self._negates(each) and above in _negated(each)
        )

    def _is_beside_kept(self, verb: "Token") -> bool:
        """Whether a verb shares its object with a kept one: "We know, and they | say |, that it works"."""
        return verb.dep_ == "conj" and verb.head.i in self._piece

    def _doer(self, verb: "Token", piece: int) -> Iterator["Token"]:
        """The subject of a kept verb, if it is left out and another one is kept, which seems to be the verb's."""
        if verb.pos_ not in {"VERB", "AUX"} or verb.dep_ in {"aux", "auxpass"}:
            return
        subject = self._subject(verb)
        if (
            subject is None
            or subject.lower_ in RELATIVE
            or subject.i in self._asides
            or any(each.i in self._piece for each in subject.subtree)
        ):
            return
        earlier = bisect_left(self._subjects, piece, key=self._piece.__getitem__)
        if not earlier or self._subjects[earlier - 1] > subject.i:
            return
        seeming = self._doc[self._subjects[earlier - 1]].lower_
        may_mean_same = subject.lower_ in PRONOUNS and seeming not in OTHER_PERSONS
        if seeming != subject.lower_ and not may_mean_same:
            yield subject

    def _subject(self, verb: "Token") -> "Token | None":
        """The subject of a verb, or of the verb left out that governs it: "| I | want to keep"."""
        while True:
            own = left_subject(verb)
            if own is not None:
                return own
            if verb.dep_ not in {"xcomp", "conj"} or verb.head.i not in self._left_out:
                return None
            verb = verb.head


def _is_set_off(part: Sequence["Token"]) -> bool:
    """Whether punctuation, or an end of the sentence, stands on both sides of what is left out."""
    sentence = part[0].sent
    begins, ends = part[0].i == sentence.start, part[-1].i == sentence.end - 1
    return (begins or part[0].is_punct) and (ends or part[-1].is_punct)


def _asides(part: Sequence["Token"]) -> Iterator["Token"]:
    """The words of a part that stand between two punctuation marks of it."""
    marks = [token.i for token in part if token.is_punct]
    return (token for token in part if marks and marks[0] <= token.i <= marks[-1])


def _word(token: "Token") -> str:
    return normalise(token.text).strip(".")


def _is_any(token: "Token", words: frozenset[str]) -> bool:
    """Whether a token is a form of any of the words."""
    return is_form(_word(token), words)


def _negated(token: "Token") -> Iterator["Token"]:
    """What a negation is said of: the word above it, or the verb of a subject or of a phrase: "no man | thinks |"."""
    above = token.head
    if token.dep_ not in MODIFIERS:
        return
    yield above
    is_within_subject = above.dep_ in {"nsubj", "nsubjpass"} and token.dep_ in {"det", "preconj", "neg"}
    if above.dep_ in {"advmod", "neg"} or is_within_subject or above.lower_ in AUXILIARIES:
        yield above.head  # "hardly ever | causes |"
    if above.dep_ == "pobj" and _word(above) in NO_TIMES:
        yield above.head.head
        yield above.head.head.head  # "have | at no time paid |"


def _denies(token: "Token") -> bool:
    """Whether a word denies what it governs; not the doubt of "no doubt that it works"."""
    is_none = token.lower_ in SURE and token.i > 0 and neighbour(token, -1).lower_ == "no"
    return _is_any(token, DENYING) and not is_none


def _is_governed(token: "Token") -> bool:
    """Whether what is said of the word above holds for a word too: not for a clause beside it, with its own subject."""
    if token.dep_ not in COMPLEMENTS:
        return False
    is_clause = subject_of(token) is not None
    return token.dep_ != "conj" or not is_clause or any(child.dep_ == "mark" for child in token.children)


def _is_of_others(verb: "Token") -> bool:
    """Whether somebody else than the speaker says, thinks or claims what depends on a word."""
    if not _is_any(verb, SAYING) and not _is_any(verb, LEFT_OPEN):
        return False
    subject = subject_of(verb)
    if subject is None:
        return verb.tag_.startswith("NN")
    return subject.dep_ == "nsubjpass" or subject.lower_ not in FIRST_PERSON


def _is_said_by_others(token: "Token", part: Sequence["Token"]) -> bool:
    """Whether a word between commas says that others say the rest: "the council | claims |", "| according | to her"."""
    if token.lower_ == "according":
        return not any(each.lower_ in {"me", "my"} for each in part)
    has_own = any(child.dep_ in {"dobj", "ccomp", "xcomp", "relcl"} and child in part for child in token.children)
    is_as = any(child.lower_ in {"as", "so", "like"} for child in token.children)
    is_within = token.dep_ in {"relcl", "acl", "advcl"} or has_own or is_as
    return token.tag_.startswith("VB") and _is_of_others(token) and not is_within


def _subject_word(verb: "Token") -> str:
    subject = subject_of(verb)
    return subject.lower_ if subject is not None else ""
