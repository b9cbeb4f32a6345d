"""Kinds of documents, by what attribution makes of them. Prose has none."""

import pytest

from retrieval import attribution, passages
from retrieval.attribution import document_kinds
from retrieval.models import Article
from retrieval.text import nlp

pytestmark = pytest.mark.slow

HEARING = (
    "MR. MARSH: The wall is old, and we all know it.\n\nMS. BRAND: It has to be replaced.\n\n"
    "MR. MARSH: Who will pay for it?\n\nMS. BRAND: The council will pay for all of it.\n\nMR. MARSH: Thank you."
)
SPEECH = (
    "I am glad to see so many of you tonight.\n\nWe began to build this wall two years ago.\n\n"
    "My thanks go to every crew.\n\nWe will finish it."
)
LETTERS = (
    "Dear Sir,\n\nI write about the wall. It must be finished this year.\n\nYours sincerely,\n\nIda Brand\n\n"
    "Dear Sir,\n\nWe have no wall at all in Leeds.\n\nYours faithfully,\n\nLuke Marsh"
)
COLUMN = "I was nine when the wall fell.\n\nMy father had built it.\n\nThat night it taught me to swim."
BLOG = "10.42am\n\nAnn Lee said the dam was safe.\n\n10.55am\n\nThe crews are packing up."
MINUTES = "Minutes of the Harbour Board\n\nPresent: Ida Brand, Luke Marsh\n\nThe Board agreed to repair the wall."
RELEASE = "FOR IMMEDIATE RELEASE\n\nThe harbour opens in May. “It is safe,” said Ida Brand, head of the port."
NEWS = "Ida Brand said the wall would hold. “It is safe,” she told reporters.\n\nThe council meets on Monday."
POST = f"{NEWS}\n\nThe wall is bad for boats — Ann Lee (@annlee) May 4, 2020\n\n{NEWS}"


@pytest.mark.parametrize(
    ("title", "authors", "text", "kind"),
    [
        pytest.param("Hearing on the harbour wall", (), HEARING, "transcript", id="transcript"),
        pytest.param("Interview with Ida Brand on the wall", (), HEARING, "interview", id="interview"),
        pytest.param("Remarks by Governor Ida Brand at the quay", (), SPEECH, "speech", id="speech"),
        pytest.param("Your letters", (), LETTERS, "letters", id="letters"),
        pytest.param("Opinion: Build the wall", ("Ida Brand",), COLUMN, "column", id="column"),
        pytest.param("The flood as it happens", (), BLOG, "live blog", id="live blog"),
        pytest.param("Harbour Board", (), MINUTES, "minutes", id="minutes"),
        pytest.param("Harbour to open", (), RELEASE, "press release", id="press release"),
        pytest.param("Wall will hold", (), NEWS, None, id="news"),
        pytest.param("Speech by Ida Brand angers crews", (), NEWS, None, id="news of a speech"),
        pytest.param("Minutes from the sea, a house in Leeds", (), NEWS, None, id="minutes from the sea"),
        pytest.param("Wall will hold", (), POST, None, id="a post within the news"),
    ],
)
def test_an_article_has_the_kind_that_its_words_show(
    title: str, authors: tuple[str, ...], text: str, kind: str | None
) -> None:
    article = Article("a.txt", text, title=title, authors=authors)
    cut = passages.split(article, lambda part: len(part) < 1100)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    assert document_kinds.of(article, cut, attribution.find(article, cut, docs)) == kind
