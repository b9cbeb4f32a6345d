"""Titles, which nobody says: the film “Summer of Ash”, Song of the Year: “Low Tide”, headlines of links."""

import re
from typing import TYPE_CHECKING

from retrieval.models import Span
from retrieval.text.quotation_marks import SINGLE_MARKS, inner_text

if TYPE_CHECKING:
    from spacy.tokens import Doc

WORK_BEFORE = re.compile(  # the film “...”, his 2015 single, “...”
    r"\b(?:album|anthem|ballad|bestseller|blockbuster|book|comedy|documentary|drama|exhibition|film|hit|memoir|movie"
    r"|musical|novel|opera|painting|play|podcast|poem|sculpture|series|show|single|sitcom|song|thriller|track)s?,? ?$"
)
MADE_BEFORE = re.compile(  # author of “...”   who wrote the book “...”   one of the stars of “...”
    r"\b(?:(?:author|creator|director|editor|host|producer|star|writer)s? of|who (?:wrote|directed|starred in))"
    r" (?:the (?:[\w-]{1,20} ){1,3})?$"
)
NAMED_BEFORE = re.compile(  # its motto: “...”   Synopsis: “...”   the headline read, “...”   not: sang a slogan, “...”
    r"(?:\b(?:an?|the|its|their|whose|usual|official|campaign) (?:[\w-]{1,20} ){0,2}|s[’'] )(?:motto|slogan)s?[,:]? ?$"
    r"|\bheadlines? (?:that )?(?:reads?|reading|was|is|said|saying)[,:]? ?$"
    r"|\b(?i:synopsis|blurb|tagline|logline|caption|lyrics|description|excerpt)s?: ?$"
)
UTTERED = re.compile(r"\b(?:chant|shout|yell|said|say|sang|cr(?:y|ied)|repeat|utter)", re.IGNORECASE)
MAKER_BEFORE = re.compile(r"[A-Z][\w’'-]{1,30} \($")  # Ann Lee (“Summer of Ash”)
LISTED = re.compile(r"[>•*–-] [^:\n]{1,60}: ")  # > Films: “...,” “...”
SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*(?:\s|$)")
LIST_MARKS = frozenset("-–—•*·►▪")
MAX_WORDS_OF_HEADLINE = 24
SMALL_WORDS = frozenset("a an and as at but by for from in into is it my of on or the to vs with".split())
MAX_WORK_CHARS = 16  # before the title of a work, where its kind is named
MAX_NAME_CHARS = 60  # before a motto or title, in which it is called so
MAX_TITLE_WORDS = 10
MAX_WORDS_OF_LISTED = 4  # of a title after a label


def is_headline(text: str, start: int, end: int) -> bool:
    """Whether reported words are a headline, a heading or a caption: a short separate line without a full stop.

    >>> text = "Mill to close, mayor says\\n\\nThe mayor said it would close."
    >>> is_headline(text, 0, 13), is_headline(text, 42, len(text) - 1)
    (True, False)
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)].strip()
    is_alone = not text[last:].lstrip()[:1].islower() if last >= 0 else True
    is_short = len(line.split()) <= MAX_WORDS_OF_HEADLINE and line[:1] not in LIST_MARKS and not line[:1].islower()
    return is_short and is_alone and line[-1:].isalnum() and not SENTENCE_END.search(line)


def is_motto(text: str, quote: Span) -> bool:
    """Whether a quoted span is a motto, a slogan or a headline that nobody is reported to say."""
    start = max(0, quote[0] - MAX_NAME_CHARS)
    name = NAMED_BEFORE.search(text, start, quote[0])
    return name is not None and not UTTERED.search(text, start, name.start())


def is_work(text: str, quote: Span) -> bool:
    """Whether a quoted span is the title of a work, a motto or a headline: the film “Summer of Ash”."""
    words = inner_text(text, quote).strip(" ,.?!").split()
    if is_motto(text, quote):
        return True
    start = max(0, quote[0] - MAX_NAME_CHARS)
    is_work = WORK_BEFORE.search(text, max(0, quote[0] - MAX_WORK_CHARS), quote[0]) or LISTED.match(text)
    is_work = is_work or MAKER_BEFORE.search(text, start, quote[0]) or MADE_BEFORE.search(text, start, quote[0])
    if not is_work or len(words) > MAX_TITLE_WORDS:
        return False
    return bool(words) and words[0][:1].isupper() and all(len(word) < 5 or not word[0].islower() for word in words)


def is_capitalised(words: str) -> bool:
    """Whether words are written as titles are: "Tide of the Ash, The Long Night"."""
    parts = [part for part in re.findall(r"[\w’'-]+", words) if part[0].isalpha()]
    capitals = [part for part in parts if part[0].isupper()]
    small = [part for part in parts if part[0].islower() and part not in SMALL_WORDS]
    return len(capitals) > 1 and parts[0][0].isupper() and not small and len(parts) <= MAX_TITLE_WORDS


def is_heading(text: str, quote: Span) -> bool:
    """Whether a quoted span in single marks is the heading of the quotation after it: ‘Never again’ “We lost.”"""
    before = text[: quote[0]].rstrip(" ")
    is_single = text[quote[0]] in SINGLE_MARKS and before[-1:] in ("", "\n")
    return is_single and text[quote[1] - 2] not in ",.?!" and text[quote[1] :].lstrip()[:1] in ("“", '"')


def is_listed(doc: "Doc", label: Span | None, words: str) -> bool:
    """Whether quoted words after a label that is not a person are a title: Song of the Year: “Low Tide”."""
    labelled = doc.char_span(*label, alignment_mode="expand") if label else None
    is_person = labelled is not None and any(token.ent_type_ == "PERSON" for token in labelled)
    words = words.rstrip(",")
    is_title = 0 < len(words.split()) <= MAX_WORDS_OF_LISTED and words[-1].isalnum() and words[0].isupper()
    is_title = is_title or (is_capitalised(words) and not words.isupper())
    return is_title and labelled is not None and len(labelled) > 1 and not is_person
