"""The kind of document that an article is, where attribution recognises one: transcript, letters, live blog ...

The quotations usually show it: their chains say whether a label, a signature or the title named the speaker. Most
articles are prose, which has no kind.

A live blog or a round-up has entries with a time or a place above them. A noun or pronoun never refers to something
that only another entry names.

    10.42am                          12:45 p.m.:                            Norr
    Ann Lee says the dam is safe.    Sen. Bo Ray says it will not hold.     Moorby: The zoo has a new goat.
    10.55am                          ___                                    Vale
    She has left the building.       12:30 p.m.:                            Leeds: The dam is safe, Ann Lee said.

This module also finds the entries of live blogs. The others find what else a kind needs:

    transcripts     turns of debates and interviews; label_names finds the person whom a label names
    first_person    posts and columns; letters finds letters, speeches finds speeches and statements
    posts           posts below the handle of their author
    round_ups       the place that "the state" means below a heading with a place
"""

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from retrieval.attribution.document_kinds.first_person import BYLINE
from retrieval.attribution.document_kinds.label_names import INTERVIEW
from retrieval.models import Article, Passage, Quotation

TIME = r"\d{1,2}(?:[.:]\d\d(?: ?[ap]\.?m\b\.?)?| ?[ap]\.?m\b\.?)(?: [A-Z]{2,4}\b)?"
ENTRY = re.compile(rf"\s*+(?:(?:Updated|Posted)(?: at)? )?{TIME}:?[^\S\n]*\n", re.IGNORECASE)
HEADING = r"[A-Z][\w. ]{2,25}"
TOWN = r"[A-Z][\w.’' -]{2,30}"
PLACE = rf"{TOWN}: ?\S"
ITEM = re.compile(rf"\s*+{HEADING}\n\s*{PLACE}")
HEADING_ALONE, ITEM_ALONE = re.compile(rf"\s*+{HEADING}\s*"), re.compile(rf"\s*+{PLACE}")
MIN_ENTRIES = 2
MIN_ITEMS = 6  # a shorter one may be an interview with headings


def entry_starts(passages: Sequence[Passage]) -> frozenset[int]:
    """The numbers of the passages that begin an entry of a live blog; empty for other articles."""
    starts = frozenset(number for number, passage in enumerate(passages) if ENTRY.match(passage.text))
    if len(starts) >= MIN_ENTRIES:
        return starts
    items = frozenset(number for number in range(len(passages)) if _begins_item(passages, number))
    return items if len(items) >= MIN_ITEMS else frozenset()


def _begins_item(passages: Sequence[Passage], number: int) -> bool:
    """Whether a passage begins the news of a place, below a heading in it or in the passage before."""
    text = passages[number].text
    is_below = number > 0 and HEADING_ALONE.fullmatch(passages[number - 1].text) is not None
    return ITEM.match(text) is not None or (is_below and ITEM_ALONE.match(text) is not None)


FIRST_CHARS = 400  # at the top of an article, where a press release or minutes name their kind
RELEASE = re.compile(r"\b(?:for (?:\w+ )?immediate release|(?:press|media|news) release)\b", re.IGNORECASE)
MINUTES = re.compile(r"\bminutes\b", re.IGNORECASE)
ATTENDANCE = re.compile(
    r"^\W{0,5}(?:members |councillors )?(?:present|apologies|in attendance)\b", re.IGNORECASE | re.MULTILINE
)
MIN_LABELS = 2  # in an interview whose text is prose between them
MIN_LETTERS_SHARE = 0.5  # of the text, in signed quotations: a post within an article is not a letter


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
        or (DocumentKind.LIVE_BLOG if entry_starts(passages) else None)
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
    """The kind of a text in its author's own words, by the evidence that names the author of most quotations."""
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
