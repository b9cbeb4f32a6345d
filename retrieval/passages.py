"""Cuts articles into passages, and finds the paragraphs around a passage.

A passage is a span of its article: a paragraph, or part of a long paragraph that is cut between sentences. A heading, a
separate line "He added:" or the line above a list is joined to the paragraph that it introduces, because it means
little by itself.

`around` extends a passage by the paragraphs before and after it while there is room, in this order: 1 before, 1 after,
2 before, 2 after.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from retrieval.models import Article, Passage, Span
from retrieval.text import sentences
from retrieval.text.normalise import INVISIBLE, VISIBLE
from retrieval.text.quotation_marks import ENGLISH_OPENING

MAX_PASSAGE_CHARS = 1200  # the documented limit of an answer, so no passage is longer either
LINK_LINE = re.compile(
    r"\W*(?i:read more|read also|also read|read next|more on this|more|related|see also|watch|listen|don['’]t miss)"
    r"(?: [A-Z ]{1,30})?: [^\n]{1,200}"
    r"|(?:[A-Z0-9][\w’'.]{0,14} ?){1,4}:(?=[A-Z‘'“\"])[^\n]{8,200}(?<![.!?”\"])"  # Iowa Poll:Lead of the Greens shrinks
    r"|(?i:stor(?:y|ies)|poll|fact check|analysis): [^\n]{8,200}(?<![.!?”\"])"
    r"|\W*(?i:get|join|receive|sign up|subscribe|want) [^\n]{0,80}\bnewsletters?\b[^\n]{0,160}"
    r"|\W*Need a break\? [^\n]{1,80}"
    r"|\W*Follow [^\n]{1,80} on (?:Twitter|X|Facebook|Instagram|Threads|Bluesky|Telegram|YouTube|LinkedIn)\b[^\n]{0,80}"
)
MAX_HEADING_CHARS = 80  # a longer line without a full stop is a paragraph that lacks it by mistake
SENTENCE_ENDS = '.!?…:"”’)'
MIN_WRAPPED_CHARS = 45  # of a line of wrapped text, unless the next one begins in lower case
MAX_WRAPPED_CHARS = 120  # text with line breaks in its paragraphs has shorter lines than this
BLANK_LINE = re.compile(rf"\n[{INVISIBLE}]*\n")
LINE_BREAK = re.compile(r"\n")
HEADING_END = re.compile(  # a blank line, or the end of a line above one that is too long to be wrapped
    rf"(?<!\s)\s*\n[{INVISIBLE}]*\n\s*|(?<!\s)\s*\n\s*(?=[^\n]{{{MAX_WRAPPED_CHARS}}})"
)
VISIBLE_STRETCH = re.compile(rf"[^{INVISIBLE}](?:.*[^{INVISIBLE}])?", re.DOTALL)
BULLET = re.compile(r"\s*(?:[•▪◦‣·*–-]|\d+[.)])\s")

SpanFits = Callable[[Span], bool]  # whether a span of the article may be one passage


def split(article: Article, fits: Callable[[str], bool]) -> list[Passage]:
    """The passages of an article, in order. `fits` says whether the encoder can read a text without truncating it."""

    def span_fits(span: Span) -> bool:
        return span[1] - span[0] <= MAX_PASSAGE_CHARS and fits(article.text[slice(*span)])

    text = article.text
    paragraphs = list(_paragraphs(text, article.body))
    passages: list[Passage] = []
    for block in _with_introductions(text, paragraphs, span_fits):
        passages += [Passage(article, *span) for span in _cut_at_sentences(text, block, span_fits)]
    return passages


def with_previous(passages: Sequence[Passage]) -> Iterator[tuple[Passage | None, Passage]]:
    """Pairs of the previous passage (None for the first) and each passage of an article."""
    return zip([None, *passages], passages, strict=False)


def continues_quotation(before: str, after: str) -> bool:
    """Whether passage `after` continues a quotation that `before` opens and does not close.

    >>> continues_quotation('He said: ""It is not. It never was.', '"And it never will be."')
    True
    >>> continues_quotation('“It is not,” he said.', '“And it never will be.”')
    False
    """
    return after[:1] in ENGLISH_OPENING and _is_unclosed(before)


def _is_unclosed(text: str) -> bool:
    curly = text.rfind("“") > text.rfind("”")
    return curly or len(re.findall('"+', text)) % 2 == 1


def _paragraphs(text: str, start: int) -> Iterator[Span]:
    """The blocks between blank lines; if each line is a paragraph, the lines. A list stays one block."""
    for block in _between(BLANK_LINE, text, start, len(text)):
        lines = list(_between(LINE_BREAK, text, *block))
        is_wrapped = max(end - begin for begin, end in lines) < MAX_WRAPPED_CHARS
        if is_wrapped or any(BULLET.match(text, *line) for line in lines):
            yield block
        else:
            yield from lines


def _between(separator: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Span]:
    """The visible stretches between matches of `separator`."""
    edges = [start, *(edge for match in separator.finditer(text, start, end) for edge in match.span()), end]
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        if visible := VISIBLE_STRETCH.search(text, left, right):
            yield visible.span()


def _with_introductions(text: str, paragraphs: list[Span], fits: SpanFits) -> Iterator[Span]:
    """Each paragraph, joined with the headings and "He added:" lines above it if they fit."""
    start = None
    for (begin, end), following in zip_longest(paragraphs, paragraphs[1:]):
        start = begin if start is None else start
        if following and _introduces(text[begin:end]) and fits((start, following[1])):
            continue
        yield start, end
        start = None


def line_at(text: str, start: int, end: int) -> Span:
    """The line that contains a span; in wrapped text, with the lines around it that belong to the same sentence.

    >>> text = "Fishing\\nIt rained on\\nthe quay, said Ann Lee.\\nShe left."
    >>> first, last = line_at(text, 8, 12)
    >>> text[first:last]
    'It rained on\\nthe quay, said Ann Lee.'
    """
    first, last = _line_start(text, start), _line_end(text, end)
    while first and _runs_on(text[_line_start(text, first - 1) : first - 1], text[first : first + MAX_WRAPPED_CHARS]):
        first = _line_start(text, first - 1)
    while last < len(text) and _runs_on(
        text[_line_start(text, last) : last], text[last + 1 : _line_end(text, last + 1)]
    ):
        last = _line_end(text, last + 1)
    return first, last


def _runs_on(line: str, following: str) -> bool:
    """Whether a sentence continues from one line to the next.

    >>> _runs_on("It rained on", "the quay."), _runs_on("Fishing", "The cod left."), _runs_on("It rained.", "the quay.")
    (True, False, False)
    """
    line, following = line.rstrip(), following.lstrip()
    if not line or not following or len(line) >= MAX_WRAPPED_CHARS or line[-1] in SENTENCE_ENDS:
        return False
    return following[0].islower() or (len(line) >= MIN_WRAPPED_CHARS and not BULLET.match(following))


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def is_link_line(paragraph: str) -> bool:
    """Whether a paragraph is a link to another article: "READ MORE: ...".

    >>> is_link_line("READ MORE: Mayor says the dam is safe"), is_link_line("Follow Ann Lee on X @annlee.")
    (True, True)
    >>> is_link_line("Read: it helps."), is_link_line("Follow the money on Friday.")
    (False, False)
    """
    return LINK_LINE.fullmatch(paragraph) is not None


def text_start(text: str) -> int:
    """The offset at which the text of a passage begins, after the headings joined to it.

    >>> texts = ("Hard choices\\n\\nI am tired.", "He added:\\n\\n“No.”", "It rained on the\\nquay.", "Hard choices")
    >>> [text[text_start(text):] for text in texts]
    ['I am tired.', 'He added:\\n\\n“No.”', 'It rained on the\\nquay.', 'Hard choices']
    """
    start = 0
    while gap := HEADING_END.search(text, start):
        if not _is_heading(text[start : gap.start()]):
            break
        start = gap.end()
    return start


def _introduces(paragraph: str) -> bool:
    return not is_link_line(paragraph) and (paragraph.endswith(":") or _is_heading(paragraph))


def _is_heading(paragraph: str) -> bool:
    is_short_line = len(paragraph) <= MAX_HEADING_CHARS and "\n" not in paragraph
    return is_short_line and paragraph[-1].isalnum() and paragraph[0] not in ENGLISH_OPENING


def _cut_at_sentences(text: str, span: Span, fits: SpanFits) -> Iterator[Span]:
    """`span` itself if it fits; else pieces of as many sentences as fit."""
    if fits(span):
        yield span
        return
    start, end = span
    pieces = [(start + first, start + last) for first, last in sentences.split(text[start:end])]
    begin, last_fitting = pieces[0][0], None
    for piece in pieces:
        if fits((begin, piece[1])):
            last_fitting = piece[1]
            continue
        if last_fitting is not None:
            yield begin, last_fitting
        begin, last_fitting = piece
        if not fits(piece):
            *full, (begin, last_fitting) = _cut_at_words(text, piece, fits)
            yield from full
    if last_fitting is not None:
        yield begin, last_fitting


def _cut_at_words(text: str, span: Span, fits: SpanFits) -> Iterator[Span]:
    """A sentence that does not fit, cut between words, or inside a word that is too long."""
    start, end = span
    while not fits((start, end)):
        fitting, too_far = start + 1, min(end, start + MAX_PASSAGE_CHARS + 1)  # bisect how far a piece may reach
        while too_far - fitting > 1:
            middle = (fitting + too_far) // 2
            fitting, too_far = (middle, too_far) if fits((start, middle)) else (fitting, middle)
        space = max(text.rfind(gap, start + 1, fitting + 1) for gap in (" ", "\n"))
        stop = space if space > start else fitting
        yield start, start + len(text[start:stop].rstrip())
        next_visible = VISIBLE.search(text, stop, end)
        if not next_visible:
            return
        start = next_visible.start()
    yield start, end


PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n[^\S\n]*\S(?:.*\S)?)*")
MAX_PARAGRAPHS = 2  # on either side


def around(article: Article, start: int, end: int, room: int) -> Span:
    """The span of the passage with up to MAX_PARAGRAPHS on either side, of at most `room` characters in all.

    >>> article = Article("a.txt", "One.\\n\\nTwo,\\ntwo.\\n\\nThree.\\n\\nFour.\\n\\nFive.\\n\\nSix.")
    >>> for room in (10, 15, 99):
    ...     first, last = around(article, 17, 23, room)
    ...     print(repr(article.text[first:last]))
    'Three.'
    'Three.\\n\\nFour.'
    'One.\\n\\nTwo,\\ntwo.\\n\\nThree.\\n\\nFour.\\n\\nFive.'
    """
    paragraphs = [match.span() for match in PARAGRAPH.finditer(article.text, article.body)]
    before = [first for first, last in paragraphs if last <= start or first < start < last][::-1]
    after = [last for first, last in paragraphs if first >= end or first < end < last]
    for near in range(MAX_PARAGRAPHS):
        if len(before) > near and end - before[near] <= room:
            start = before[near]
        if len(after) > near and after[near] - start <= room:
            end = after[near]
    return start, end
