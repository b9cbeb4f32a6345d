"""Word alignment: finds the given words in a longer record, and the differences between them.

    record   A campaign is clearly underway to scapegoat Andrew Lansley
    words      campaign is now     underway to scapegoat        Lansley
                           +now -clearly               -Andrew

The words are normalised. Positions count words, so that the caller can cut the text to show from its source.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Opcode

from retrieval.models import Span

MAX_REPLACED_WORDS = (
    3  # up to this many words before the first or after the last common word replace words of the record
)
SLACK_SHARE = 0.75  # room on either side of the most similar part of the record, as a share of the number of words
MIN_SLACK_WORDS = 5  # least room, in words


class ChangeKind(StrEnum):
    SAME = "same"
    LEFT_OUT = "left out"  # in the record only
    ADDED = "added"  # in the words only
    AROUND = "around"  # the record's words before and after these; only shown, never a step


@dataclass(frozen=True, slots=True)
class Change:
    kind: ChangeKind
    words: str


Step = tuple[ChangeKind, Span, Span]  # the span of the words, the span of the record


@dataclass(frozen=True, slots=True)
class Alignment:
    """How words align with a record, step by step; spans are in words."""

    steps: tuple[Step, ...]
    place: Span  # the span of the record that the steps cover
    likeness: float  # twice the common words, as a share of the words and those at `place`

    def kept(self, at_least: int = 1) -> set[int]:
        """The positions of words that are in the record, in stretches of at least `at_least` words."""
        positions: set[int] = set()
        for kind, (start, end), _ in self.steps:
            if kind is ChangeKind.SAME and end - start >= at_least:
                positions.update(range(start, end))
        return positions

    def shifted(self, by: int) -> "Alignment":
        """The same alignment for words that begin at position `by` of a longer text."""
        steps = tuple((kind, (start + by, end + by), record) for kind, (start, end), record in self.steps)
        return replace(self, steps=steps)


def align(words: Sequence[str], record: Sequence[str]) -> Alignment:
    """Align words with the part of the record that is most similar to them.

    >>> aligned = align("campaign is now underway".split(), "said a campaign is clearly underway to end it".split())
    >>> [(kind.value, words, record) for kind, words, record in aligned.steps]
    [('same', (0, 2), (2, 4)), ('added', (2, 3), (4, 4)), ('left out', (3, 3), (4, 5)), ('same', (3, 4), (5, 6))]
    >>> aligned.place, round(aligned.likeness, 2)
    ((2, 6), 0.75)
    """
    # one letter for each distinct word: rapidfuzz is fastest with strings
    letters = {word: chr(number) for number, word in enumerate(dict.fromkeys((*words, *record)))}
    encoded, encoded_record = ("".join(map(letters.__getitem__, each)) for each in (words, record))
    candidates = [_align_window(encoded, encoded_record, window) for window in _windows(encoded, encoded_record)]
    return max(candidates, key=lambda candidate: candidate.likeness)


def _windows(words: str, record: str) -> list[Span]:
    """The spans of the record to align with: the most similar span, and that span with room for words left out."""
    found = fuzz.partial_ratio_alignment(words, record) if len(words) < len(record) else None
    if found is None:
        return [(0, len(record))]
    start, end = min(found.dest_start, found.dest_end - len(words)), max(found.dest_end, found.dest_start + len(words))
    slacks = (
        0,
        max(MIN_SLACK_WORDS, round(len(words) * SLACK_SHARE)),
    )  # of two equally good windows the narrow one is taken
    return [(max(0, start - slack), min(len(record), end + slack)) for slack in slacks]


def _align_window(words: str, record: str, window: Span) -> Alignment:
    first, last = window
    steps = [step for code in Levenshtein.opcodes(words, record[first:last]) for step in _steps(code, first)]
    steps = _bounded(steps, len(words), len(record))
    place = (steps[0][2][0], steps[-1][2][1]) if steps else (0, 0)
    common = sum(end - start for kind, (start, end), _ in steps if kind is ChangeKind.SAME)
    return Alignment(tuple(steps), place, 2 * common / max(1, len(words) + place[1] - place[0]))


def _steps(code: Opcode, shift: int) -> list[Step]:
    words, record = (code.src_start, code.src_end), (code.dest_start + shift, code.dest_end + shift)
    if code.tag == "equal":
        return [(ChangeKind.SAME, words, record)]
    steps: list[Step] = []
    if words[0] < words[1]:
        steps.append((ChangeKind.ADDED, words, (record[0], record[0])))
    if record[0] < record[1]:
        steps.append((ChangeKind.LEFT_OUT, (words[1], words[1]), record))
    return steps


def _bounded(steps: list[Step], word_count: int, record_length: int) -> list[Step]:
    """The steps from the first common word to the last, with the added words before and after them.

    If there are only a few added words, as many neighbouring words of the record count as left out: most likely, the
    added words replaced them.
    """
    common = [number for number, (kind, _, _) in enumerate(steps) if kind is ChangeKind.SAME]
    if not common:
        return []
    inner = steps[common[0] : common[-1] + 1]
    (first, start), (last, end) = (inner[0][1][0], inner[0][2][0]), (inner[-1][1][1], inner[-1][2][1])
    before = max(0, start - first) if first <= MAX_REPLACED_WORDS else start
    after = min(record_length, end + word_count - last) if word_count - last <= MAX_REPLACED_WORDS else end
    outer = [
        (ChangeKind.ADDED, (0, first), (before, before)),
        (ChangeKind.LEFT_OUT, (first, first), (before, start)),
        *inner,
        (ChangeKind.ADDED, (last, word_count), (end, end)),
        (ChangeKind.LEFT_OUT, (word_count, word_count), (end, after)),
    ]
    return _in_phrases([step for step in outer if step[1][0] < step[1][1] or step[2][0] < step[2][1]])


def _in_phrases(steps: Sequence[Step]) -> list[Step]:
    """The steps with one phrase of added words, then one of left out words, between two stretches of common words.

    >>> left_out, added = ChangeKind.LEFT_OUT, ChangeKind.ADDED
    >>> steps = [(left_out, (0, 0), (0, 1)), (added, (0, 1), (1, 1)), (left_out, (1, 1), (1, 2))]
    >>> [(kind.value, words, record) for kind, words, record in _in_phrases(steps)]
    [('added', (0, 1), (0, 0)), ('left out', (1, 1), (0, 2))]
    """
    found: list[Step] = []
    for is_same, group in groupby(steps, key=lambda step: step[0] is ChangeKind.SAME):
        run = list(group)
        if is_same:
            found += run
            continue
        (_, (first, _), (start, _)), (_, (_, last), (_, end)) = run[0], run[-1]
        if first < last:
            found.append((ChangeKind.ADDED, (first, last), (start, start)))
        if start < end:
            found.append((ChangeKind.LEFT_OUT, (last, last), (start, end)))
    return found
