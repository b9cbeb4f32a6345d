"""The kind of document that an article is, where attribution recognises one: transcript, letters, live blog ...

Mostly the quotations tell: their chains say whether a label, a signature or the title named the speaker. Most articles
are prose, which has no kind.
"""

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from retrieval.attribution import live_blogs
from retrieval.attribution.first_person import BYLINE
from retrieval.attribution.label_names import INTERVIEW
from retrieval.models import Article, Passage, Quotation

FIRST_CHARS = 400  # of an article, in which a press release or minutes say what they are
RELEASE = re.compile(r"\b(?:for (?:\w+ )?immediate release|(?:press|media|news) release)\b", re.IGNORECASE)
MINUTES = re.compile(r"\bminutes\b", re.IGNORECASE)
ATTENDANCE = re.compile(
    r"^\W{0,5}(?:members |councillors )?(?:present|apologies|in attendance)\b", re.IGNORECASE | re.MULTILINE
)
MIN_LABELS = 2  # in an interview whose text is prose between them
MIN_LETTERS_SHARE = 0.5  # of the text, in signed quotations: a post within an article is no letter


class DocumentKind(StrEnum):
    TRANSCRIPT = "transcript"
    INTERVIEW = "interview"
    SPEECH = "speech"
    LETTERS = "letters"
    COLUMN = "column"
    LIVE_BLOG = "live blog"
    MINUTES = "minutes"
    PRESS_RELEASE = "press release"


def of(article: Article, passages: Sequence[Passage], quotations: Sequence[Quotation]) -> DocumentKind | None:
    """The kind of an article, from its quotations and its first lines; None for prose."""
    opening = f"{article.title or ''}\n{article.text[:FIRST_CHARS]}"
    return (
        _of_labels(opening, quotations)
        or (DocumentKind.LIVE_BLOG if live_blogs.entry_starts(passages) else None)
        or _of_authors(article, quotations)
        or _of_opening(opening, article.text)
    )


def _of_labels(opening: str, quotations: Sequence[Quotation]) -> DocumentKind | None:
    by_label = any(step.startswith("label, ") for quotation in quotations for step in quotation.chain)
    labels = sum(quotation.cue == ":" and (quotation.speaker_text or "").isupper() for quotation in quotations)
    if not by_label:
        return DocumentKind.INTERVIEW if labels >= MIN_LABELS else None
    return DocumentKind.INTERVIEW if INTERVIEW.search(opening) else DocumentKind.TRANSCRIPT


def _of_authors(article: Article, quotations: Sequence[Quotation]) -> DocumentKind | None:
    """The kind of a text that is its author's own words: what evidence names the author of most of them."""
    evidence = {"title": DocumentKind.SPEECH, "signed": DocumentKind.LETTERS, BYLINE: DocumentKind.COLUMN}
    chars: Counter[DocumentKind] = Counter()
    for quotation in quotations:
        step = quotation.chain[0] if quotation.chain and quotation.cue is None else ""
        kind = evidence.get(step) or evidence.get(step.split(":")[0].split(" ")[0])
        if kind:
            chars[kind] += len(quotation.text)
    if not chars:
        return None
    ((kind, most),) = chars.most_common(1)
    is_enough = kind is not DocumentKind.LETTERS or most >= MIN_LETTERS_SHARE * (len(article.text) - article.body)
    return kind if is_enough else None


def _of_opening(opening: str, text: str) -> DocumentKind | None:
    if MINUTES.search(opening) and ATTENDANCE.search(text):
        return DocumentKind.MINUTES
    return DocumentKind.PRESS_RELEASE if RELEASE.search(opening) else None
