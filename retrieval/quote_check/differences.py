"""The differences between given words and a record, with the punctuation of each side.

given    If we lose, we will build                  same       If we
record   If we win (again), we will build           added      lose,
                                                    left out   win (again),
                                                    same       we will build
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from retrieval.models import Span
from retrieval.quote_check.alignment import Alignment, Change, ChangeKind
from retrieval.text import figures, sentences
from retrieval.text.tokenise import Token

CONJUNCTIONS = frozenset({"and", "but", "or", "so"})
STATEMENTS = " … "  # between two of them, in the text of a turn

TextOf: TypeAlias = Callable[[int, int], str]  # the text from one word to the word before another


def within_sentences(alignment: Alignment, text_of: TextOf, count: int) -> Alignment:
    """The alignment without words of the record that the first or last given words only seem to replace.

    `count` is the number of the record's words. The alignment takes as many of them as there are given words. But a
    conjunction that joins a clause to the one before, and the beginning or end of another sentence, are not replaced:

        given    I will build it                   We sold it. I am sorry.
        record   He spoke, and | I'll | build it   We sold it. | Nobody could have | foreseen that.
    """
    steps, (first, last) = list(alignment.steps), alignment.place
    kind, (position, _), (start, end) = steps[-1]
    if kind is ChangeKind.LEFT_OUT:
        breaks = [at for at in range(start, end) if _is_break(text_of, at)]
        if breaks and end < count and not _is_break(text_of, end):
            last = breaks[-1]
            steps[-1] = kind, (position, position), (start, last)
    opening = next(number for number, (kind, _, _) in enumerate(steps) if kind is ChangeKind.SAME) - 1
    if opening >= 0 and steps[opening][0] is ChangeKind.LEFT_OUT:
        kind, given, (start, end) = steps[opening]
        breaks = [at for at in range(start + 1, end + 1) if at < count and _is_break(text_of, at)]
        if breaks and start and not _is_break(text_of, start):
            first = breaks[0]
        if (
            first < end
            and text_of(first, first + 1).lower() in CONJUNCTIONS
            and (not first or _between(text_of, first)[0])
        ):
            first += 1
        steps[opening] = kind, given, (first, end)
        if opening:
            steps[0] = steps[0][0], steps[0][1], (first, first)
    kept = tuple(step for step in steps if step[1][0] < step[1][1] or step[2][0] < step[2][1])
    return replace(alignment, steps=kept, place=(first, last))


def _is_break(text_of: TextOf, position: int) -> bool:
    """Whether a sentence or a quotation ends before a word."""
    both = text_of(position - 1, position + 1)
    return STATEMENTS in both or len(list(sentences.split(both))) > 1


def changes(alignment: Alignment, words: str, given: Sequence[Token], text_of: TextOf) -> tuple[Change, ...]:
    """The differences. Added words come from the given words, others from the record by `text_of`."""

    def given_text(first: int, last: int) -> str:
        return words[figures.span(words, given[first])[0] : figures.span(words, given[last - 1])[1]]

    found = []
    for kind, span, record in alignment.steps:
        if kind is ChangeKind.ADDED:
            found.append(Change(kind, _with_marks(given_text, span, (0, len(given)))))
        else:
            found.append(Change(kind, _with_marks(text_of, record, alignment.place)))
    return tuple(found)


def omitted(places: Sequence[Span], text_of: TextOf) -> tuple[Change, ...]:
    """The words found at several places of a record, and the words left out in between; empty for one place."""
    if len(places) < 2:
        return ()
    whole = places[0][0], places[-1][1]
    changes = [Change(ChangeKind.SAME, _with_marks(text_of, places[0], whole))]
    for (_, end), (start, last) in pairwise(places):
        if end < start:
            changes.append(Change(ChangeKind.LEFT_OUT, _with_marks(text_of, (end, start), whole)))
        changes.append(Change(ChangeKind.SAME, _with_marks(text_of, (start, last), whole)))
    return tuple(changes)


def _with_marks(text_of: TextOf, words: Span, whole: Span) -> str:
    """The text of some words, with the punctuation between them and their neighbours among the `whole` words.

    >>> text = 'It is over, he said (twice) — and left.'
    >>> from retrieval.text.tokenise import tokens
    >>> found = tokens(text)
    >>> [_with_marks(lambda a, b: text[found[a].start : found[b - 1].end], span, (0, 8)) for span in ((0, 3), (3, 8))]
    ['It is over,', 'he said (twice) — and left']
    >>> [_with_marks(lambda a, b: text[found[a].start : found[b - 1].end], span, (0, 8)) for span in ((4, 5), (5, 6))]
    ['said', '(twice) —']
    """
    (start, end), (first, last) = words, whole
    before = _between(text_of, start)[1] if start > first else ""
    behind = _between(text_of, end)[0] if end < last else ""
    return f"{before}{text_of(start, end)}{behind}"


def _between(text_of: TextOf, position: int) -> tuple[str, str]:
    """The punctuation before a word: the part that belongs to the word before it, and the part that belongs to it."""
    both = text_of(position - 1, position + 1)
    gap = both[len(text_of(position - 1, position)) : len(both) - len(text_of(position, position + 1))]
    spaces = [at for at, char in enumerate(gap) if char.isspace()]
    return (gap[: spaces[-1]].rstrip(), gap[spaces[-1] + 1 :]) if spaces else ("", "")
