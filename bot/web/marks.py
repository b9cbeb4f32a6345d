"""Text of articles as HTML: escaped, with marks around spans. Marks may overlap and nest.

text     He said: “It is over.”
marks    <q> 9-22, <mark> 0-13          He said: <q>“It </q>… each piece between two edges is wrapped on its own
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from bot.rendering import formatting
from bot.rendering.formatting import visible
from retrieval import drafts
from retrieval.chronology.timeline import Statement
from retrieval.models import Answer, Passage, Quotation, Span
from retrieval.quote_check import Match


@dataclass(frozen=True, slots=True)
class Mark:
    """An HTML element around a span of a text. `name` is its id, which only the first piece has."""

    start: int
    end: int
    tag: str
    kind: str | None = None  # its class
    name: str | None = None

    def around(self, content: Markup, *, first: bool) -> Markup:
        opening = Markup("<{}").format(self.tag)
        if self.kind:
            opening += Markup(' class="{}"').format(self.kind)
        if self.name and first:
            opening += Markup(' id="{}"').format(self.name)
        return Markup("{}>{}</{}>").format(opening, content, self.tag)


def marked(text: str, marks: Iterable[Mark], span: Span | None = None) -> Markup:
    """The text, or a span of it, with its marks.

    If several marks are around the same words, the first is the outermost.

    >>> print(marked("a <b> c", [Mark(2, 9, "q"), Mark(0, 3, "mark", "at", "words")]))
    <mark class="at" id="words">a </mark><q><mark class="at">&lt;</mark></q><q>b&gt; c</q>
    """
    start, end = span or (0, len(text))
    within = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = {edge for mark in within for edge in (mark.start, mark.end) if start < edge < end}
    pieces = []
    for first, last in pairwise(sorted({start, end} | edges)):
        piece = escape(visible(text[first:last]))
        covering = [mark for mark in within if mark.start <= first and last <= mark.end]
        for mark in reversed(covering):
            piece = mark.around(piece, first=mark.start == first)
        pieces.append(piece)
    return Markup("").join(pieces)


def paragraphs(text: str, start: int, end: int) -> Sequence[Span]:
    """The lines of a text between `start` and `end` that are not empty.

    >>> paragraphs("One.\\n\\n  Two.\\n", 0, 14)
    [(0, 4), (6, 12)]
    """
    found, at = [], start
    for line in text[start:end].split("\n"):
        if line.strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def answer(found: Answer) -> Markup:
    """The words of an answer: the speaker's own words are quoted, and the best-matching ones among them are marked."""
    passage = Passage(found.article, found.start, found.end)
    best = formatting.own_words(passage, found.credited, found.highlights)
    return marked(passage.text, [*_own(passage, found.credited), *(Mark(*span, "mark") for span in best)])


def match(found: Match) -> Markup:
    """The sentences on record that contain the checked words, with these words marked."""
    held = drafts.as_answer(found)
    passage = Passage(held.article, held.start, held.end)
    whose = [mark for quotation in found.quotations for mark in _own(passage, quotation)]
    return marked(passage.text, [*whose, *(Mark(*span, "mark") for span in held.highlights)])


def statement(said: Statement) -> Markup:
    """The words of a statement, with the speaker's own words quoted."""
    passage = Passage(said.quotations[0].article, said.start, said.end)
    marks = [mark for quotation in said.quotations for mark in _own(passage, quotation)]
    return marked(passage.text, marks)


def _own(passage: Passage, quotation: Quotation | None) -> list[Mark]:
    spans = formatting.own_words(passage, quotation, [(0, len(passage.text))])
    return [Mark(*span, "q", "own") for span in spans]
