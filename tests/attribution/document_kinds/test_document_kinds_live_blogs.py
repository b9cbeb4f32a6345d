"""Live blogs: a pronoun never means somebody whom only another entry names."""

import pytest

from retrieval.attribution import document_kinds
from retrieval.models import Article, Passage
from tests.attribution.test_attribution import read

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("first", "second"),
    [("10.42am", "10.55am"), ("12:45 p.m.:", "12:30 p.m.:"), ("Updated at 9.15 BST", "09:02"), ("9 am", "11 am")],
)
def test_pronouns_start_afresh_at_each_entry(first: str, second: str) -> None:
    text = (
        f"{first}\n\nAnn Lee, the mayor, said the dam was safe. “It will hold,” she told reporters.\n\n"
        f"{second}\n\n“We are all packing up and leaving today,” she said."
    )
    assert [quotation.speaker for quotation in read(text)[1]] == ["Ann Lee", "Ann Lee", None]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(["10.42am\n\nIt rained.", "It went on.", "10.55am\nIt stopped."], {0, 2}, id="two entries"),
        pytest.param(["10.42am\n\nIt rained.", "It went on."], set(), id="a single time"),
        pytest.param(["10 men\nleft.", "12 boats\nsank."], set(), id="numbers"),
        pytest.param(["At 10.42am\nit rained.", "At 10.55am\nit stopped."], set(), id="within a sentence"),
    ],
)
def test_an_entry_begins_with_a_time_on_its_own_line(texts: list[str], expected: set[int]) -> None:
    article = Article("a.txt", "\n\n".join(texts))
    starts = [article.text.index(text) for text in texts]
    passages = [Passage(article, start, start + len(text)) for start, text in zip(starts, texts, strict=True)]
    assert document_kinds.entry_starts(passages) == expected
