"""Attribution of arbitrary text: quotations stay within bounds, and the work grows in proportion to the article.

Work is counted in function calls, not in time, so that the tests also pass on a busy machine.
"""

import sys
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from string import ascii_lowercase, ascii_uppercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import attribution, passages
from retrieval.joining import multi_paragraph
from retrieval.models import Article, Passage, Quotation
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.text import nlp

pytestmark = pytest.mark.slow

MARKS = ("“", "”", "‘", "’", '"', '""', "''", "'", "«", "»", "„")
NAMES = (
    "Andy Burnham",
    "Mr Burnham",
    "Ed Miliband and",
    "Clinton",
    "Bill Clinton",
    "the spokeswoman",
    "He",
    "they",
    "J.",
)
CUES = ("said", "said:", "told", "according to", "made clear that", "as he put it,", "believes", "was the first to say")
REST = (
    "the bill is dead",
    "and",
    "which",
    "despite",
    "by",
    ",",
    ".",
    "…",
    ". . .",
    ";",
    "—",
    "(",
    "\n",
    "\n\n",
    "• ",
    "►",
    "*",
    "A:",
)
SIZES = (40, 80, 160)
ABOUT_DOUBLE = 2.3


def read(text: str, longest: int = MAX_PASSAGE_CHARS) -> tuple[list[Passage], list[Quotation]]:
    article = Article("a.txt", text)
    cut = passages.split(article, lambda piece: len(piece) <= longest)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    return cut, attribution.find(article, cut, docs)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(MARKS + NAMES + CUES + REST), max_size=40).map(" ".join),
    st.sampled_from([60, MAX_PASSAGE_CHARS]),
)
def test_quotations_of_arbitrary_text_are_verbatim_and_in_order(text: str, longest: int) -> None:
    cut, quotations = read(text, longest)
    starts = [quotation.spans[0] for quotation in quotations]
    assert starts == sorted(starts)
    for quotation in quotations:
        (home,) = [passage for passage in cut if passage.start <= quotation.spans[0][0] < passage.end]
        assert all(home.start <= start < end <= home.end for start, end in quotation.spans)
        assert all(one[1] <= other[0] for one, other in pairwise(quotation.spans))
        assert quotation.text == " ".join(text[start:end] for start, end in quotation.spans)
        assert any(map(str.isalnum, quotation.text))
        assert quotation.speaker is None or any(map(str.isalnum, quotation.speaker))


SENTENCES = (
    "To the Minister for Harbours, Ann Lee, the chief of staff to the Governor, Bo Ek of the Norr mission said that",
    "“We will,” said a harbour spokesman, Bo “Bob” Ek Jr., 71-year-old head of Exa-Radio, by the co-president.",
    "Neither Ms O’Neill, who will not be named, nor the state police denied calling it, he said, a “vanity project”.",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_text_may_begin_and_end_at_any_word(sentence: str) -> None:
    words = sentence.split()
    for first in range(len(words)):
        for text in (" ".join(words[first:]), " ".join(words[: first + 1]), " ".join(words[first : first + 4])):
            _, quotations = read(text)
            assert all(quotation.text in text for quotation in quotations if len(quotation.spans) == 1)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(MARKS + NAMES + CUES + REST), max_size=40).map("".join))
def test_joining_quotations_keeps_every_span_in_its_place(text: str) -> None:
    _, quotations = read(text)
    pieces = [span for quotation in multi_paragraph.join(quotations) for span in quotation.spans]
    assert pieces == [span for quotation in quotations for span in quotation.spans]


def words(count: int) -> Iterator[str]:
    """That many different names, all of one shape: Aaan, Aaban, ..."""
    letters = product(ascii_uppercase, ascii_lowercase, ascii_lowercase)
    return ("".join(next(letters)) + "an" for _ in range(count))


@pytest.mark.parametrize(
    "write",
    [
        lambda n: "“It is over,” Andy Burnham said. “We will see.” " * n,
        lambda n: "Andy Burnham said: “It is over.\n\n" * n,
        lambda n: "“over " * n,
        lambda n: "‘a workers’ 's \"" * n,
        lambda n: "Andy Burnham and Ed Miliband, " * n,
        lambda n: "he said that she said, " * n,
        lambda n: "".join(f"Mr {name} {name}son left. " for name in words(n)),
        lambda n: "".join(f"{name} Clinton left. " for name in words(n)),
        lambda n: "".join(f"John {name} Clinton left. Mary {name} left. " for name in words(n)),
    ],
    ids=["quotations", "paragraphs", "opened", "apostrophes", "joined names", "nested cues", "new names", "namesakes",
         "forms of a name"],
)  # fmt: skip
def test_twice_the_text_takes_about_twice_the_calls(write: Callable[[int], str]) -> None:
    counts = [calls(write(size)) for size in SIZES]
    growth = [round(larger / smaller, 2) for smaller, larger in pairwise(counts)]
    assert all(each <= ABOUT_DOUBLE for each in growth), f"{counts} calls, growing by {growth}"


def calls(text: str) -> int:
    """The number of function calls while the quotations of a text are found. Parsing the text does not count."""
    article = Article("a.txt", text)
    cut = passages.split(article, lambda piece: len(piece) <= MAX_PASSAGE_CHARS)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    count = 0

    def profile(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        attribution.find(article, cut, docs)
    finally:
        sys.setprofile(before)
    return count


CUT_ANYWHERE = (
    "Ida Brand, who leads the port, told Bo Ek: “She asked him how it would go,” adding that nobody, doing so, had "
    "paid. “No “reform”, a pledge also made by others,” as the paper put it, Local 372 said, in his own words, was "
    "safe. "
    "According to them, says Brand, the wall - leaning over - will hold, and the harbour minister denied it."
)


def test_a_text_cut_anywhere_is_attributed() -> None:
    words = CUT_ANYWHERE.split(" ")
    for start, end in [(0, end) for end in range(1, len(words) + 1)] + [(start, None) for start in range(len(words))]:
        text = " ".join(words[start:end])
        assert all(0 <= quotation.spans[0][0] <= len(text) for quotation in read(text)[1]), text
