"""The whole finder on whatever an article may hold: always within bounds, and in time that grows with the article.

Time is not measured but counted, as calls of functions, so that a busy machine fails nothing.
"""

import sys
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from string import ascii_lowercase, ascii_uppercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import attribution, passages
from retrieval.attribution import multi_paragraph
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
def test_quotation_marks_and_names_in_any_order_give_verbatim_words_in_order(text: str, longest: int) -> None:
    cut, found = read(text, longest)
    starts = [said.spans[0] for said in found]
    assert starts == sorted(starts)
    for said in found:
        (home,) = [passage for passage in cut if passage.start <= said.spans[0][0] < passage.end]
        assert all(home.start <= start < end <= home.end for start, end in said.spans)
        assert all(one[1] <= other[0] for one, other in pairwise(said.spans))
        assert said.text == " ".join(text[start:end] for start, end in said.spans)
        assert any(map(str.isalnum, said.text))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(MARKS + NAMES + CUES + REST), max_size=40).map("".join))
def test_joining_what_runs_on_keeps_every_piece_in_its_place(text: str) -> None:
    _, found = read(text)
    pieces = [span for said in multi_paragraph.join(found) for span in said.spans]
    assert pieces == [span for said in found for span in said.spans]


def words(count: int) -> Iterator[str]:
    """As many different names, all of one shape: Aaan, Aaban, ..."""
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
def test_twice_the_article_costs_about_twice_the_calls(write: Callable[[int], str]) -> None:
    counts = [calls(write(size)) for size in SIZES]
    growth = [round(larger / smaller, 2) for smaller, larger in pairwise(counts)]
    assert all(each <= ABOUT_DOUBLE for each in growth), f"{counts} calls, growing by {growth}"


def calls(text: str) -> int:
    """How many functions finding the quotations of a text calls; its parse is not counted."""
    article = Article("a.txt", text)
    cut = passages.split(article, lambda piece: len(piece) <= MAX_PASSAGE_CHARS)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    count = 0

    def seen(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        attribution.find(article, cut, docs)
    finally:
        sys.setprofile(before)
    return count
