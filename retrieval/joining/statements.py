"""Decides whether two quotations of one speaker that follow each other were said in one go.

“We will,” said Ann Lee, “sell it.”                 yes: only who speaks stands between them
“We will sell it.” She added: “All of it.”          yes: a short introduction
“We will sell it,” she said. It rained. “Today.”    no: the article goes on in between
She called it “a ruin” and the sale “a gift”.       no: two pieces within the article's sentence
"""

import re

from retrieval.models import Quotation, Span
from retrieval.text import quotation_marks, sentences
from retrieval.text.quotation_marks import DOUBLE_MARKS, EVERY_MARK

MAX_INTRODUCTION_WORDS = 5  # words of a sentence between two quotations: "He added:"
IN_BRACKETS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")  # "(Applause.)"
WORD = re.compile(r"\w+")
ENDS = frozenset(".!?…")


def goes_on(before: Quotation, after: Quotation, between: Span) -> bool:
    """Whether the words after the span `between` continue those before it. The two may be pieces of one quotation.

    >>> from retrieval.models import Article, Kind
    >>> def said_at_once(text):
    ...     (first, end), (start, last) = quotation_marks.find(text)
    ...     one, other = (Quotation(Article("", text), (span,), Kind.DIRECT) for span in ((first, end), (start, last)))
    ...     return goes_on(one, other, (end, start))
    >>> said_at_once("“We will sell it.” She added: “All of it.”"), said_at_once("It is “a ruin” and “a gift”.")
    (True, False)
    """
    text = before.article.text
    gap = IN_BRACKETS.sub(" ", text[slice(*between)]).strip(f" \t\n\xa0.,{EVERY_MARK}")
    first = WORD.search(gap)
    if first is None:
        return True
    if len(list(sentences.split(gap))) > 1 or not DOUBLE_MARKS.isdisjoint(gap):
        return False
    own, next_cue = (_cue_within(each, between) for each in (before, after))
    if before is after or (own and next_cue in {None, own}):
        return True
    start = text.index(first[0], between[0])
    is_sentence = first[0][0].isupper() and not ENDS.isdisjoint(text[max(between[0] - 2, 0) : start])
    is_left_open = ENDS.isdisjoint(text[start : between[1]].rstrip(f" \n\xa0{EVERY_MARK}")[-1:])
    return is_sentence and is_left_open and len(WORD.findall(gap)) <= MAX_INTRODUCTION_WORDS


def _cue_within(quotation: Quotation, span: Span) -> Span | None:
    cue = quotation.cue_span
    return cue if cue is not None and quotation_marks.within(cue, span) else None
