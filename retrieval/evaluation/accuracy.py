"""Shares of a judged sample with their intervals, and the sample of quotations that an owner judges.

    .80 (.72 to .86) of 121      97 of 121 were right; the true share lies between .72 and .86, with 95 % confidence

A verdict names everything that is wrong with a quotation as shown: its words, its speaker's name, its date.
"""

import hashlib
import heapq
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from retrieval.models import Quotation

Z_95 = 1.959964  # standard deviations around the mean that cover 95 % of a normal distribution


class Judgement(StrEnum):
    RIGHT = "right"
    WRONG_WORDS = "wrong words"  # not said, or not cut where the speaker's words begin and end
    WRONG_NAME = "wrong name"
    WRONG_DATE = "wrong date"
    SKIP = "skip"  # the judge could not tell


class Measure(StrEnum):
    """What was counted. The first three should be high, the last two low."""

    FIRST_ANSWER = "first answer right"  # of questions with an answer in the archive
    SILENCE = "silence right"  # of questions without one: nothing on record was answered
    QUOTATION = "quotation right"  # of quotations: words, name and date
    NAME = "name wrong"  # of quotations shown with a name, or of answers
    DATE = "date wrong"  # of quotations shown with a date


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of` cases."""

    count: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval of the true share (Wilson, 1927). It holds for small samples and shares near 1.

        >>> [round(bound, 3) for bound in Share(5, 5).interval], [round(bound, 3) for bound in Share(8, 10).interval]
        ([0.566, 1.0], [0.49, 0.943])
        """
        share, spread = self.count / self.of, Z_95**2 / self.of
        middle = share + spread / 2
        half = math.sqrt(share * (1 - share) * spread + spread**2 / 4)
        return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))

    def __str__(self) -> str:
        """
        >>> str(Share(97, 121)), str(Share(5, 5))
        ('.80 (.72 to .86) of 121', '1.00 (.57 to 1.00) of 5')
        """
        share, low, high = (_short(value) for value in (self.count / self.of, *self.interval))
        return f"{share} ({low} to {high}) of {self.of:,}"


def sample(quotations: Iterable[Quotation], size: int, seed: str = "") -> list[Quotation]:
    """`size` quotations at random. The same seed draws the same ones, even if others are added or removed."""
    return heapq.nsmallest(size, quotations, key=lambda quotation: _lot(quotation, seed))


def place(quotation: Quotation) -> str:
    """The place of a quotation, which is the key of a verdict on it."""
    return f"{quotation.article.id}#{quotation.spans[0][0]}-{quotation.spans[-1][1]}"


def tally(judged: Iterable[tuple[Collection[str], bool, bool]]) -> dict[Measure, Share]:
    """The shares of verdicts.

    Each verdict comes with whether a name and whether a date was shown. Skipped ones do not count.

    >>> shares = tally([({"right"}, True, True), ({"wrong name"}, True, False), ({"skip"}, True, True)])
    >>> {measure.value: (share.count, share.of) for measure, share in shares.items()}
    {'quotation right': (1, 2), 'name wrong': (1, 2), 'date wrong': (0, 1)}
    """
    counted = [each for each in judged if Judgement.SKIP not in each[0]]
    shares = {
        Measure.QUOTATION: Share(sum(Judgement.RIGHT in verdicts for verdicts, _, _ in counted), len(counted)),
        Measure.NAME: _share_of(Judgement.WRONG_NAME, [verdicts for verdicts, named, _ in counted if named]),
        Measure.DATE: _share_of(Judgement.WRONG_DATE, [verdicts for verdicts, _, dated in counted if dated]),
    }
    return {measure: share for measure, share in shares.items() if share.of}


def table(shares: dict[str, dict[Measure, Share]]) -> tuple[list[str], list[list[str]]]:
    """The columns and rows of the table of shares, one row for each archive or kind of archive."""
    columns = ["archive", *(measure.value for measure in Measure)]
    rows = [[name, *(str(of.get(measure, "not measured")) for measure in Measure)] for name, of in shares.items()]
    return columns, rows


def _share_of(verdict: Judgement, judged: Collection[Collection[str]]) -> Share:
    return Share(sum(verdict in verdicts for verdicts in judged), len(judged))


def _lot(quotation: Quotation, seed: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{place(quotation)}".encode("utf-8", "surrogatepass")).digest()


def _short(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")
