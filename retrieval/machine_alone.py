"""What On Record makes of words that people put right, without their corrections: corrections as evaluation data.

speaker          right if all the words are in quotations, and each of these is by that speaker; part of the name is
                 enough, since names are linked across the archive only afterwards
not_a_quotation  right if no quotation has any of the words
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from retrieval import attribution, passages
from retrieval.corrections import Correction, Corrections
from retrieval.corrections.applying import locate, missing
from retrieval.models import Article, Passage, Quotation, Span
from retrieval.text import nlp
from retrieval.text.tokenise import name_words


@dataclass(frozen=True, slots=True)
class Judged:
    """A correction of words, whom the machine alone takes for their speakers, and whether that is right.

    `lacks_words` is true if some of the words are in no quotation.
    """

    correction: Correction
    speakers: tuple[str | None, ...]
    is_right: bool
    lacks_words: bool = False


def judge(corrections: Corrections, find: Callable[[str], Article | None]) -> Iterator[Judged]:
    """Judge each correction of words that fits its article; of several of the same words, the last."""
    for name in dict.fromkeys(each.article for each in corrections.all):
        latest = {(each.words, each.after): each for each in corrections.of_words(name)}
        article = find(name) if latest else None
        if article:
            cut = passages.split(article, lambda _: True)
            quotations = _quotations(article, cut)
            for each in latest.values():
                span = locate(article, each)
                if not isinstance(span, str):
                    found = [one for one in quotations if _has_any_of(one, span)]
                    yield _judged(each, found, lacks_words=bool(missing(article, cut, found, span)))


def _quotations(article: Article, cut: list[Passage]) -> list[Quotation]:
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    return attribution.find(article, cut, docs)


def _has_any_of(quotation: Quotation, span: Span) -> bool:
    return any(max(start, span[0]) < min(end, span[1]) for start, end in quotation.spans)


def _judged(correction: Correction, found: list[Quotation], *, lacks_words: bool) -> Judged:
    speakers = tuple(dict.fromkeys(quotation.speaker for quotation in found))
    if correction.not_a_quotation:
        return Judged(correction, speakers, not found)
    wanted = name_words(correction.speaker)
    are_right = [speaker is not None and name_words(speaker) <= wanted for speaker in speakers]
    return Judged(correction, speakers, bool(found) and all(are_right) and not lacks_words, lacks_words)
