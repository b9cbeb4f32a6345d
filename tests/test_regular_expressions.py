"""No text makes a regular expression slow: the time of each grows no faster than the text."""

import math
import re
import time

import pytest

from retrieval.attribution.document_kinds import speeches
from retrieval.ingest.formats import rows
from retrieval.ingest.page_furniture import MAX_FURNITURE_CHARS
from retrieval.search.query import MAX_QUESTION_CHARS
from retrieval.text.dates import MAX_LINE_CHARS
from tests.regular_expressions import Expression, attacks, expressions

pytestmark = pytest.mark.slow

CHARS = 300  # length of the shorter text
TIMES = 4  # how much longer the other text is: linear work grows as much, quadratic work 16 times
MOST_GROWTH = 9.0
UNNOTICED = 0.001  # seconds: less is too short to compare
TOO_LONG = 0.1  # seconds of the processor, for a text of at most CHARS characters
TITLE_FORMS = ("DELIVERED", "GAVE", "INTRODUCED", "NAMED", "OWNED", "THEIRS")
BOUNDED = {  # expressions whose texts are cut to so many characters
    "retrieval.ingest.formats.rows._CUT_MARK": rows._CUT_MARK_CHARS,
    "retrieval.ingest.page_furniture._FURNITURE": MAX_FURNITURE_CHARS,
    "retrieval.search.query": MAX_QUESTION_CHARS,
    "retrieval.text.dates": MAX_LINE_CHARS,
    **{f"{speeches.__name__}.{form}": speeches.MAX_LINE_CHARS for form in TITLE_FORMS},
}
EXPRESSIONS = expressions()


def seconds(expression: Expression, text: str, tries: int = 1) -> float:
    """The least processor time of some tries."""
    taken = []
    for _ in range(tries):
        start = time.process_time()
        expression.run(text)
        taken.append(time.process_time() - start)
    return min(taken)


def steps(most: int) -> list[int]:
    """Lengths up to the greatest, so close together that even exponential work ends soon after it is too long.

    >>> steps(60)
    [10, 13, 17, 22, 29, 38, 49, 60]
    """
    lengths = [10]
    while lengths[-1] < most:
        lengths.append(min(most, math.ceil(1.28 * lengths[-1])))
    return lengths


def most_chars(expression: Expression) -> int | None:
    """How many characters the program tries an expression on at most; None if nothing bounds them."""
    return next((chars for place, chars in BOUNDED.items() if expression.where.startswith(place)), None)


def slow_text(expression: Expression, most: int | None) -> tuple[str, str, str] | None:
    """The first attack that is slow; up to `most` characters, if the program tries no longer texts."""
    found = sorted(attacks(expression.pattern))
    return next((attack for attack in found if is_slow(expression, *attack, most)), None)


def is_slow(expression: Expression, head: str, body: str, end: str, most: int | None) -> bool:
    def text(chars: int) -> str:
        return head + body * max(1, chars // len(body)) + end

    if any(seconds(expression, text(chars)) > TOO_LONG for chars in steps(most or CHARS)):
        return True  # stop before it takes minutes
    if most or seconds(expression, text(TIMES * CHARS)) < UNNOTICED:
        return False
    short = max(seconds(expression, text(CHARS), 3), UNNOTICED / TIMES**2)
    return seconds(expression, text(TIMES * CHARS), 3) > MOST_GROWTH * short


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=[each.where for each in EXPRESSIONS])
def test_a_longer_text_takes_an_expression_proportionally_longer(expression: Expression) -> None:
    assert slow_text(expression, most_chars(expression)) is None


def test_a_quadratic_and_an_exponential_expression_are_found_slow() -> None:

    for pattern in (r"\s+$", r"(?:a|\w)*!"):
        expression = Expression("here", re.compile(pattern), frozenset({"search"}))
        assert slow_text(expression, None), pattern
    linear = Expression("here", re.compile(r"(?<!\s)\s+$"), frozenset({"search"}))
    assert slow_text(linear, None) is None
