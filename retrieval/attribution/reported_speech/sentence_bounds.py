"""The sentences of a passage, as its quoted spans and headings divide it.

Hard choices “We have to save money.” He left.She said:        four sentences; punctuation alone shows two
└──────────┘ └──────────────────────┘└───────┘└───────┘
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from retrieval.models import Span
from retrieval.passages import text_start
from retrieval.text import sentences
from retrieval.text.quotation_marks import inner_text, overlap

if TYPE_CHECKING:
    from spacy.tokens import Doc

GLUED = re.compile(r"(?<=[a-z0-9]{2}[.!?])(?=[A-Z][\w’']+ )")  # they left.She said
SIGNED_LINE = re.compile(r"[”\"] ?[—–―-]{1,2} ?[A-Z][^“”\"\n]{2,80}\n\s*(?=[“\"])")  # “...” — Ann Lee
MIN_WORDS_OF_SENTENCE = 8  # in a quoted span that has a heading before it on its line
MAX_WORDS_OF_HEADING = 6


def find(doc: "Doc", text: str, masked: str, quoted: Sequence[Span]) -> list[Span]:
    """The spans of the sentences of a text. `masked` is the text with letters in place of quoted words."""
    bounds = _split(sentences.split(masked), [text_start(text)])
    return _split(_with_announced(text, bounds, quoted), sorted(_unspaced(doc, text, masked, quoted)))


def _split(spans: Iterable[Span], places: Sequence[int]) -> list[Span]:
    """The spans, split at some places: a heading is not part of the sentence below it."""
    cut: list[Span] = []
    for start, end in spans:
        inside = places[bisect_right(places, start) : bisect_left(places, end)]
        cut += pairwise([start, *inside, end])
    return cut


def _unspaced(doc: "Doc", text: str, masked: str, quoted: Sequence[Span]) -> Iterator[int]:
    """The starts of sentences without a space before them, or on the line below a signature."""
    yield from (line.end() for line in SIGNED_LINE.finditer(text))
    yield from (glued.start() for glued in GLUED.finditer(masked))
    yield from (quote[0] for quote in quoted if _begins_sentence(doc, text, quote))


def _begins_sentence(doc: "Doc", text: str, quote: Span) -> bool:
    """Whether a quoted sentence has a heading before it on its line, or follows a sentence without a space.

    Hard choices “We have to save money, and ...,” he said.      He left."We have to ...," he said.
    """
    before, words = text[: quote[0]], inner_text(text, quote)
    if before[-1:] in tuple(".!?"):
        return words[:1].isupper()
    heading = before[before.rfind("\n") + 1 :].split()
    if not 0 < len(heading) <= MAX_WORDS_OF_HEADING or not heading[0][0].isupper() or not heading[-1][-1].isalnum():
        return False
    if not words[:1].isupper() or len(words.split()) < MIN_WORDS_OF_SENTENCE:
        return False
    line = doc.char_span(before.rfind("\n") + 1, quote[0], alignment_mode="expand") or ()
    return not any(token.pos_ in {"VERB", "AUX", "ADP", "PRON", "SCONJ"} for token in line)


def _with_announced(text: str, bounds: Sequence[Span], quoted: Sequence[Span]) -> list[Span]:
    """The sentences; one that ends with a colon and a line end is joined to the quoted sentence that it announces."""
    starts = {quote[0] for quote in quoted}
    joined: list[Span] = []
    for start, end in bounds:
        before = text[slice(*joined[-1])] if joined else ""
        is_quoted = bool(joined) and any(overlap(joined[-1], quote) for quote in quoted)  # “Songs” album:
        if before.rstrip().endswith(":") and start in starts and not is_quoted:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined
