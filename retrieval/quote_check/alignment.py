"""Two texts, word by word: where one stands in the other, and what differs.

Words are compared folded: letter case, accents, quotation marks, punctuation and white space make no difference. Each
keeps its place, so that what is shown is cut out of its text.

    on record   A campaign is clearly underway to scapegoat Andrew Lansley
    given         campaign is now     underway to scapegoat        Lansley
                                +now -clearly              -Andrew
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Opcode

from retrieval.models import Span
from retrieval.text.tokenise import Token

DOTS = re.compile(r"…|\.\s?\.\s?\.|\[…\]")
REPLACED = 3  # words before or after, up to which they are taken to stand for others of the record
SLACK = 0.75  # how much on either side of what is most like the given words, as a share of their length


class ChangeKind(StrEnum):
    SAME = "same"
    LEFT_OUT = "left out"  # on record, not given
    ADDED = "added"  # given, not on record


@dataclass(frozen=True, slots=True)
class Change:
    kind: ChangeKind
    words: str


Step = tuple[ChangeKind, Span, Span]


@dataclass(frozen=True, slots=True)
class Alignment:
    """How given words lie on record: steps with a span of each, in words. `place` is what they cover on record."""

    steps: tuple[Step, ...]
    place: Span
    likeness: float  # twice the words they share, as a share of all words of both

    def kept(self, least: int = 1) -> set[int]:
        """Which given words are on record, in runs of at least so many."""
        same = (given for kind, given, _ in self.steps if kind is ChangeKind.SAME)
        return {word for start, end in same if end - start >= least for word in range(start, end)}

    def moved(self, by: int) -> "Alignment":
        """The same, where the given words are those from `by` on of a longer text."""
        steps = tuple((kind, (start + by, end + by), record) for kind, (start, end), record in self.steps)
        return replace(self, steps=steps)


def align(given: Sequence[str], record: Sequence[str]) -> Alignment:
    """Lay the given words where on the record they fit best.

    >>> aligned = align("campaign is now underway".split(), "said a campaign is clearly underway to end it".split())
    >>> [(kind.value, given, record) for kind, given, record in aligned.steps]
    [('same', (0, 2), (2, 4)), ('added', (2, 3), (4, 4)), ('left out', (3, 3), (4, 5)), ('same', (3, 4), (5, 6))]
    >>> aligned.place, round(aligned.likeness, 2)
    ((2, 6), 0.75)
    """
    letters: dict[str, str] = {}  # a letter a word: what rapidfuzz compares fastest
    one, other = ("".join(letters.setdefault(word, chr(len(letters))) for word in text) for text in (given, record))
    return max((_laid(one, other, window) for window in _windows(one, other)), key=lambda laid: laid.likeness)


def _laid(given: str, record: str, window: Span) -> Alignment:
    first, last = window
    steps = [step for code in Levenshtein.opcodes(given, record[first:last]) for step in _steps(code, first)]
    steps = _bounded(steps, len(given), len(record))
    place = (steps[0][2][0], steps[-1][2][1]) if steps else (0, 0)
    same = sum(end - start for kind, (start, end), _ in steps if kind is ChangeKind.SAME)
    return Alignment(tuple(steps), place, 2 * same / max(1, len(given) + place[1] - place[0]))


def _bounded(steps: list[Step], given: int, record: int) -> list[Step]:
    """The steps from the first word in common to the last, with the words given before and after.

    Beside few of these stand as many words of the record: they were most likely put in their place.
    """
    same = [number for number, (kind, _, _) in enumerate(steps) if kind is ChangeKind.SAME]
    if not same:
        return []
    inner = steps[same[0] : same[-1] + 1]
    (first, start), (last, end) = (inner[0][1][0], inner[0][2][0]), (inner[-1][1][1], inner[-1][2][1])
    before = max(0, start - first) if first <= REPLACED else start
    after = min(record, end + given - last) if given - last <= REPLACED else end
    outer = [
        (ChangeKind.ADDED, (0, first), (before, before)),
        (ChangeKind.LEFT_OUT, (first, first), (before, start)),
        *inner,
        (ChangeKind.ADDED, (last, given), (end, end)),
        (ChangeKind.LEFT_OUT, (given, given), (end, after)),
    ]
    return [step for step in outer if step[1][0] < step[1][1] or step[2][0] < step[2][1]]


def _windows(given: str, record: str) -> list[Span]:
    """Where on record to look closely: at what is most like the given words, and with room for words left out."""
    found = fuzz.partial_ratio_alignment(given, record) if len(given) < len(record) else None
    if found is None:
        return [(0, len(record))]
    start, end = min(found.dest_start, found.dest_end - len(given)), max(found.dest_end, found.dest_start + len(given))
    slacks = (0, max(5, round(len(given) * SLACK)))  # the narrow one first: of two equal ones it is taken
    return [(max(0, start - slack), min(len(record), end + slack)) for slack in slacks]


def _steps(code: Opcode, shift: int) -> list[Step]:
    given, record = (code.src_start, code.src_end), (code.dest_start + shift, code.dest_end + shift)
    if code.tag == "equal":
        return [(ChangeKind.SAME, given, record)]
    added = [(ChangeKind.ADDED, given, (record[0], record[0]))] if given[0] < given[1] else []
    left_out = [(ChangeKind.LEFT_OUT, (given[1], given[1]), record)] if record[0] < record[1] else []
    return added + left_out


def pieces(text: str, words: Sequence[Token]) -> list[list[Token]]:
    """The words of `text`, cut where dots stand for words left out.

    >>> text = "We will … cut ... taxes."
    >>> from retrieval.text.tokenise import tokens
    >>> [[word.normalised for word in piece] for piece in pieces(text, tokens(text))]
    [['we', 'will'], ['cut'], ['taxes']]
    """
    cuts = [at for at in range(1, len(words)) if DOTS.search(text, words[at - 1].end, words[at].start)]
    return [list(words[start:end]) for start, end in pairwise([0, *cuts, len(words)])]
